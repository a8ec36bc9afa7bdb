//! The table: what was measured, beside what, and whether it is what was promised.

use std::fmt::Write as _;
use std::time::Duration;

use crate::measure::{Times, duration};

/// How a figure ended.
#[derive(Clone, PartialEq)]
pub enum Verdict {
    Met,
    Missed,
    /// No figure is promised: told so that growth shows.
    Told,
    /// Nothing was measured, or there was nothing to compare with.
    NotRun,
}

/// A line of the table.
pub struct Row {
    what: String,
    size: Option<u32>,
    ours: String,
    yardstick: String,
    ratio: Option<f64>,
    allowed: String,
    verdict: Verdict,
    notes: Vec<String>,
}

impl Row {
    fn new(what: &str, size: Option<u32>) -> Self {
        Self {
            what: what.to_owned(),
            size,
            ours: "—".to_owned(),
            yardstick: "—".to_owned(),
            ratio: None,
            allowed: "—".to_owned(),
            verdict: Verdict::NotRun,
            notes: Vec::new(),
        }
    }

    /// Only told.
    pub fn told(what: &str, size: Option<u32>, ours: &Times) -> Self {
        Self { ours: ours.words(), verdict: Verdict::Told, ..Self::new(what, size) }
    }

    /// Against a time that was promised.
    pub fn within(what: &str, size: Option<u32>, ours: &Times, judged: Duration, allowed: Duration) -> Self {
        Self {
            ours: ours.words(),
            ratio: Some(judged.as_secs_f64() / allowed.as_secs_f64()),
            allowed: duration(allowed),
            verdict: verdict(judged <= allowed),
            ..Self::new(what, size)
        }
    }

    /// Against a rival measured in the same run: medians are compared.
    pub fn beside(what: &str, size: Option<u32>, ours: &Times, theirs: &Times, name: &str, allowed: f64) -> Self {
        let ratio = ours.p50().as_secs_f64() / theirs.p50().as_secs_f64().max(1e-9);
        Self {
            ours: ours.words(),
            yardstick: format!("{name}: {}", theirs.words()),
            ratio: Some(ratio),
            allowed: format!("{allowed} ×"),
            verdict: verdict(ratio <= allowed),
            ..Self::new(what, size)
        }
    }

    /// A rival beside a time that is told anyway.
    pub fn beside_without_promise(what: &str, size: Option<u32>, ours: &Times, theirs: &Times, name: &str) -> Self {
        Self {
            allowed: "—".to_owned(),
            verdict: Verdict::Told,
            ..Self::beside(what, size, ours, theirs, name, f64::MAX)
        }
    }

    /// Bytes against bytes.
    pub fn bytes(what: &str, size: Option<u32>, ours: u64, allowed: u64) -> Self {
        Self {
            ours: crate::measure::megabytes(ours),
            ratio: Some(ours as f64 / allowed as f64),
            allowed: crate::measure::megabytes(allowed),
            verdict: verdict(ours <= allowed),
            ..Self::new(what, size)
        }
    }

    /// Nothing to say but why.
    pub fn not_run(what: &str, size: Option<u32>, why: &str) -> Self {
        Self { ours: "not run".to_owned(), notes: vec![why.to_owned()], ..Self::new(what, size) }
    }

    /// How much the largest journal costs beside the smallest.
    pub fn growth(what: &str, sizes: (u32, u32), small: Duration, large: Duration, allowed: f64) -> Self {
        let ratio = large.as_secs_f64() / small.as_secs_f64().max(1e-9);
        Self {
            ours: duration(large),
            yardstick: format!("at {}: {}", grouped(sizes.0), duration(small)),
            ratio: Some(ratio),
            allowed: format!("{allowed} ×"),
            verdict: verdict(ratio <= allowed),
            ..Self::new(what, Some(sizes.1))
        }
    }

    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub fn short(&self) -> String {
        format!("{}: {}", self.what, self.ours)
    }

    pub fn missed(&self) -> bool {
        self.verdict == Verdict::Missed
    }

    fn cells(&self) -> [String; 7] {
        [
            self.what.clone(),
            self.size.map(grouped).unwrap_or_default(),
            self.ours.clone(),
            self.yardstick.clone(),
            self.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            self.allowed.clone(),
            match self.verdict {
                Verdict::Met => "met".to_owned(),
                Verdict::Missed => "MISSED".to_owned(),
                Verdict::Told => "told".to_owned(),
                Verdict::NotRun => "not run".to_owned(),
            },
        ]
    }
}

fn verdict(kept: bool) -> Verdict {
    if kept { Verdict::Met } else { Verdict::Missed }
}

const HEAD: [&str; 7] = ["what", "size", "ours", "yardstick", "ratio", "allowed", ""];

/// The same text for the terminal and the file: a Markdown table whose columns stand under each other.
pub fn text(head: &[String], rows: &[Row]) -> String {
    let cells: Vec<[String; 7]> = rows.iter().map(Row::cells).collect();
    let widths: [usize; 7] = std::array::from_fn(|column| {
        let longest = cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        longest.max(HEAD[column].chars().count())
    });
    let mut out = String::from("# How fast it is\n\n");
    for line in head {
        let _ = writeln!(out, "{line}  ");
    }
    out.push('\n');
    let mut line = |row: &[String; 7], fill: char| {
        for (column, cell) in row.iter().enumerate() {
            let missing = widths[column] - cell.chars().count();
            let pad: String = std::iter::repeat_n(fill, missing).collect();
            // Sizes and ratios are read by their last digit.
            let _ =
                if column == 1 || column == 4 { write!(out, "| {pad}{cell} ") } else { write!(out, "| {cell}{pad} ") };
        }
        out.push_str("|\n");
    };
    line(&HEAD.map(str::to_owned), ' ');
    line(&std::array::from_fn(|_| String::new()), '-');
    cells.iter().for_each(|row| line(row, ' '));

    out.push_str("\nNotes:\n\n");
    for row in rows.iter().filter(|row| !row.notes.is_empty() || row.missed()) {
        let size = row.size.map(|size| format!(" at {}", grouped(size))).unwrap_or_default();
        let mark = if row.missed() { "MISSED " } else { "" };
        let _ = writeln!(out, "- {mark}{}{size}: {}", row.what, row.notes.join("; "));
    }
    let missed = rows.iter().filter(|row| row.missed()).count();
    let met = rows.iter().filter(|row| row.verdict == Verdict::Met).count();
    let _ = writeln!(out, "\nfigures: {met} met, {missed} missed");
    out
}

/// «250 000»
pub fn grouped(number: u32) -> String {
    domain::civil::grouped(u64::from(number)).replace('\u{a0}', " ")
}
