//! Flow layout: blocks of text and tables set into pages of a given size.
//!
//! The result is a value, [`Laid`]; how it is drawn is another room's work.

mod flow;
mod line;
mod table;
mod text;
mod unit;

pub use flow::{Block, Page, flow, flow_filled};
pub use line::{Align, Style};
pub use table::{Table, TableCell};
pub use text::Text;
pub use unit::{Pt, mm};

pub use crate::fonts::Face;
pub(crate) use line::{lines, width_of};

/// Pages ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    pub width: Pt,
    pub height: Pt,
    pub pages: Vec<LaidPage>,
}

/// Everything that stands on one page, in the order of reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaidPage {
    pub runs: Vec<Run>,
    pub rules: Vec<Rule>,
}

/// A piece of one line in one face and size.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// From the page's left edge.
    pub x: Pt,
    /// Baseline, from the page's top edge down.
    pub y: Pt,
    pub face: Face,
    pub size: Pt,
    pub text: String,
    /// Added to the width of every space of the text (justified lines).
    pub stretch: Pt,
    /// The hyphen at its end tears a word and is not part of it.
    pub torn: bool,
}

/// A straight line.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub from: (Pt, Pt),
    pub to: (Pt, Pt),
    pub thickness: Pt,
}

/// Things placed relative to a corner, before their place on a page is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    pub runs: Vec<Run>,
    pub rules: Vec<Rule>,
}

impl Drawn {
    pub(crate) fn moved(&self, x: Pt, y: Pt) -> Self {
        let at = |(a, b): (Pt, Pt)| (a + x, b + y);
        Self {
            runs: self.runs.iter().map(|run| Run { x: run.x + x, y: run.y + y, ..run.clone() }).collect(),
            rules: self
                .rules
                .iter()
                .map(|rule| Rule { from: at(rule.from), to: at(rule.to), thickness: rule.thickness })
                .collect(),
        }
    }

    /// Moves down what was placed after so many runs and rules.
    pub(crate) fn sink(&mut self, runs: usize, rules: usize, by: Pt) {
        for run in self.runs.iter_mut().skip(runs) {
            run.y += by;
        }
        for rule in self.rules.iter_mut().skip(rules) {
            rule.from.1 += by;
            rule.to.1 += by;
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.rules.extend(other.rules);
    }
}

/// The width of every rule on paper.
pub const RULE: Pt = Pt(0.5);
