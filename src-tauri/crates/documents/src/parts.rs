//! What several papers share: page numbers, feet, lines for a signature.

use crate::PaperError;
use crate::fonts::Face;
use crate::layout::{Block, Drawn, Page, Pt, RULE, Rule, Run, Style, Text, lines, mm, width_of};

/// Small print of the foot.
const FOOT: Style = Style { leading: 1.2, ..Style::body(9.0) };
/// Baselines of the page's number and of the foot, from the page's edges: not nearer than the 10 mm
/// of ГОСТ Р 7.0.97-2016.
const NUMBER_LINE: Pt = mm(14.0);
const FOOT_LINE: Pt = mm(10.5);

pub(crate) fn run(text: &str, face: Face, size: Pt, x: Pt, y: Pt) -> Run {
    // A no-break space is for breaking lines; drawn it is an ordinary one.
    Run { x, y, face, size, text: text.replace('\u{a0}', " "), stretch: Pt::ZERO, torn: false }
}

/// Ends at `right`.
pub(crate) fn run_to(text: &str, size: Pt, right: Pt, y: Pt) -> Result<Run, PaperError> {
    Ok(run(text, Face::Regular, size, right - width_of(&Text::plain(text), size)?, y))
}

pub(crate) fn rule(from: (Pt, Pt), to: (Pt, Pt)) -> Rule {
    Rule { from, to, thickness: RULE }
}

/// The number of the second and later pages, centred in the top margin.
pub(crate) fn page_number(page: &Page, number: u32) -> Result<Drawn, PaperError> {
    let mut drawn = Drawn::default();
    if number > 1 {
        let text = number.to_string();
        let size = Pt(11.0);
        let half = width_of(&Text::plain(&text), size)? * 0.5;
        drawn.runs.push(run(&text, Face::Regular, size, page.left + page.body_width() * 0.5 - half, NUMBER_LINE));
    }
    Ok(drawn)
}

/// What the second and later pages go on with, left of their number: loose sheets find each other again.
pub(crate) fn running_title(page: &Page, title: &str) -> Result<Drawn, PaperError> {
    /// More does not fit between the edge of the paper and the text.
    const MOST_LINES: usize = 2;
    // Room for the number in the middle.
    let set = lines(&Text::plain(title), &FOOT, page.body_width() * 0.5 - mm(10.0))?;
    let mut drawn = Drawn::default();
    for (at, line) in set.into_iter().take(MOST_LINES).enumerate() {
        drawn.append(line.moved(page.left, NUMBER_LINE + FOOT.line_height() * at as f64));
    }
    Ok(drawn)
}

/// Small print in the bottom margin: a text at the left, which may take several lines, and one at
/// the right.
pub(crate) fn foot(page: &Page, left: &str, right: &str) -> Result<Drawn, PaperError> {
    let lines = foot_lines(page, left)?;
    let edge = page.width - page.right;
    let top = page.height - FOOT_LINE - FOOT.line_height() * lines.len().saturating_sub(1) as f64;
    let mut drawn = Drawn::default();
    for (at, line) in lines.into_iter().enumerate() {
        drawn.append(line.moved(page.left, top + FOOT.line_height() * at as f64));
    }
    drawn.runs.push(run_to(right, FOOT.size, edge, top)?);
    Ok(drawn)
}

/// How much of the bottom margin a foot takes, with a rule above it.
pub(crate) fn foot_height(page: &Page, left: &str) -> Result<Pt, PaperError> {
    Ok(FOOT_LINE + FOOT.line_height() * foot_lines(page, left)?.len().max(1) as f64 + Pt(3.0))
}

fn foot_lines(page: &Page, left: &str) -> Result<Vec<Drawn>, PaperError> {
    // Room for «страница 12 из 12» at the right.
    lines(&Text::plain(left), &FOOT, page.body_width() - mm(34.0))
}

/// «страница 2 из 3»
pub(crate) fn page_of(number: u32, count: u32) -> String {
    format!("страница {number} из {count}")
}

/// «Заведующий ________ О. И. Ветрова» with the words «подпись» and, if asked, a place for the date.
pub(crate) fn signature(post: &str, name: &str, size: Pt, before: Pt, dated: bool) -> Result<Block, PaperError> {
    let gap = size * 0.6;
    let line = mm(50.0);
    let caption = Pt(9.0);
    let base = size;
    let under = base + Pt(2.0);
    let below = under + caption + Pt(1.0);
    let mut drawn = Drawn::default();
    let mut x = Pt::ZERO;
    drawn.runs.push(run(post, Face::Regular, size, x, base));
    x += width_of(&Text::plain(post), size)? + gap;
    drawn.rules.push(rule((x, under), (x + line, under)));
    let word = "подпись";
    let half = width_of(&Text::plain(word), caption)? * 0.5;
    drawn.runs.push(run(word, Face::Regular, caption, x + line * 0.5 - half, below));
    x += line + gap;
    let name = if name.is_empty() { String::new() } else { format!("/ {name}") };
    drawn.runs.push(run(&name, Face::Regular, size, x, base));
    x += width_of(&Text::plain(&name), size)? + gap * 4.0;
    if dated {
        let words = "Дата";
        drawn.runs.push(run(words, Face::Regular, size, x, base));
        x += width_of(&Text::plain(words), size)? + gap;
        drawn.rules.push(rule((x, under), (x + mm(35.0), under)));
    }
    Ok(Block::Fixed { before, height: below + Pt(2.0), drawn, keep_next: false })
}
