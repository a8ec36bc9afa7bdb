//! The quarter's report as a value: computed once, shown on screen, written to paper and xlsx alike.
//!
//! Every table has the three months of the quarter beside the quarter and the year to date. Every figure knows
//! the list behind it ([`Opens`]), so that no screen has to guess what was counted.

mod consultants;
mod records;
pub mod sealed;
mod split;
mod summary;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::civil::{Month, NBSP, Quarter, month_name};
use crate::counting::{CountingRules, Gathered, Line, Span, Tally, tally};
use crate::journal::{Directory, Letterhead};
use crate::rating::Ratings;
pub use records::{RecordOf, RecordRow, record_rows};

/// A finished report. A sealed quarter keeps it as it was when it was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub institution: String,
    pub centre: String,
    pub town: String,
    pub quarter: Quarter,
    pub made_on: NaiveDate,
    pub head_post: String,
    pub head_name: String,
    pub tables: Vec<Table>,
    /// Services of each month from January to the end of the quarter: what the chart shows.
    pub months: Vec<(Month, u64)>,
    /// Coded rows behind the figures, for the centre's own copy; put in by whoever makes that copy.
    #[serde(skip)]
    pub records: Vec<RecordRow>,
    /// What was put right after the quarter was sent; put in by whoever shows a sealed one.
    #[serde(skip)]
    pub clarified: Option<sealed::Clarified>,
}

/// One block of the report, «Т1 Сводные показатели».
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// «Т1»
    pub key: String,
    pub title: String,
    /// The first heads the labels.
    pub columns: Vec<String>,
    /// The column of the reported quarter, from 0 and with the labels' column counted.
    pub this: usize,
    /// Where the columns begin that nobody fills yet.
    pub plan: Option<usize>,
    pub rows: Vec<TableRow>,
    pub footnotes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableRow {
    pub label: String,
    pub level: Level,
    /// One for each column after the first.
    pub cells: Vec<Cell>,
    /// What each cell opens; as many as the cells.
    pub opens: Vec<Option<Opens>>,
}

/// How a row stands among the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    Plain,
    /// A part of the row above («из них …»): not added again.
    OfWhich,
    /// The sum of other rows of the same table, by their positions from 0: a formula in xlsx. Without positions
    /// it is a total whose parts stand in the other tables.
    Sum(Vec<usize>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    Count(u64),
    /// Shown with one decimal.
    Hours(f64),
    /// Of one; shown as a percentage with one decimal. `None` where there is nothing to divide by.
    Share(Option<f64>),
    Text(String),
    /// The program does not gather this yet: «—», never 0.
    NotKept,
}

/// The list behind a cell: [`crate::counting::behind()`] of the line in the span has exactly this weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opens {
    pub span: Span,
    /// [`Line::key`]
    pub line: String,
}

/// What a report needs beside its facts.
#[derive(Clone, Copy, Debug)]
pub struct ReportContext<'a> {
    pub letterhead: &'a Letterhead,
    pub directory: &'a Directory,
    pub rules: CountingRules<'a>,
    pub ratings: &'a Ratings,
}

/// Computes the quarter's report from everything of the year that may touch it.
///
/// Quarters after the reported one stay «—», also when their days are already counted.
pub fn compute(gathered: Gathered<'_>, context: &ReportContext<'_>, quarter: Quarter, made_on: NaiveDate) -> Report {
    let periods = Periods::of(quarter);
    let found = Found { tally: tally(gathered, &periods.spans, &context.rules), periods };
    let letterhead = context.letterhead;
    Report {
        institution: letterhead.institution.clone(),
        centre: letterhead.centre.clone(),
        town: letterhead.town.clone(),
        quarter,
        made_on,
        head_post: letterhead.head_post.clone(),
        head_name: letterhead.head_name.clone(),
        tables: vec![
            summary::table(&found, context),
            split::by_form(&found),
            split::by_kind(&found),
            split::by_direction(&found, context.directory),
            consultants::table(&found, context.directory),
            split::by_age(&found),
            split::by_topic(&found, context.directory, &context.rules),
            split::by_channel(&found, context.directory),
        ],
        months: found.periods.months().map(|(month, at)| (month, found.tally.get(Line::Services, at))).collect(),
        records: Vec::new(),
        clarified: None,
    }
}

/// The periods counted for a quarter: months of the year so far, quarters so far, the year to date.
struct Periods {
    quarter: Quarter,
    spans: Vec<Span>,
}

impl Periods {
    fn of(quarter: Quarter) -> Self {
        let quarters: Vec<_> = (1..=quarter.quarter()).filter_map(|q| Quarter::new(quarter.year(), q)).collect();
        let months = quarters.iter().flat_map(|quarter| quarter.months()).map(Span::from);
        let mut spans: Vec<Span> = months.collect();
        let year = spans.first().map(|first| Span { first: first.first, last: quarter.last_day() });
        spans.extend(quarters.into_iter().map(Span::from));
        spans.extend(year);
        Self { quarter, spans }
    }

    /// How many quarters are counted.
    fn quarters(&self) -> usize {
        self.quarter.quarter() as usize
    }

    /// Places of the months of the reported quarter.
    fn own_months(&self) -> [usize; 3] {
        let first = (self.quarters() - 1) * 3;
        [first, first + 1, first + 2]
    }

    /// Place of a quarter, from 0.
    fn at_quarter(&self, quarter: usize) -> usize {
        self.quarters() * 3 + quarter
    }

    fn this(&self) -> usize {
        self.at_quarter(self.quarters() - 1)
    }

    fn year(&self) -> usize {
        self.quarters() * 4
    }

    /// The five columns every table has: three months, the quarter, the year to date.
    fn five(&self) -> [usize; 5] {
        let [first, second, third] = self.own_months();
        [first, second, third, self.this(), self.year()]
    }

    fn months(&self) -> impl Iterator<Item = (Month, usize)> {
        let first = Month::new(self.quarter.year(), 1);
        std::iter::successors(first, |month| Some(month.next())).zip(0..self.quarters() * 3)
    }

    /// «июль», «август», «сентябрь»
    fn month_titles(&self) -> impl Iterator<Item = String> {
        self.quarter.months().into_iter().map(|month| month_name(month.month()).to_owned())
    }
}

/// Everything counted.
struct Found<'a> {
    tally: Tally<'a>,
    periods: Periods,
}

impl Found<'_> {
    fn get(&self, line: Line<'_>, at: usize) -> u64 {
        self.tally.get(line, at)
    }

    fn year(&self, line: Line<'_>) -> u64 {
        self.get(line, self.periods.year())
    }

    fn opens(&self, line: Line<'_>, at: usize) -> Option<Opens> {
        self.periods.spans.get(at).map(|span| Opens { span: *span, line: line.key() })
    }

    /// A row of counts of one line at these places.
    fn row(&self, label: impl Into<String>, level: Level, line: Line<'_>, places: &[usize]) -> TableRow {
        TableRow {
            label: label.into(),
            level,
            cells: places.iter().map(|at| Cell::Count(self.get(line, *at))).collect(),
            opens: places.iter().map(|at| self.opens(line, *at)).collect(),
        }
    }

    /// A row of the five columns.
    fn five(&self, label: impl Into<String>, level: Level, line: Line<'_>) -> TableRow {
        self.row(label, level, line, &self.periods.five())
    }

    /// A table of the five columns.
    fn table(&self, key: &str, title: &str, first: &str, rows: Vec<TableRow>, footnotes: Vec<String>) -> Table {
        let columns = [first.to_owned()].into_iter().chain(self.periods.month_titles());
        let columns = columns.chain([format!("За{NBSP}квартал"), format!("С{NBSP}начала года")]).collect();
        Table { key: key.to_owned(), title: title.to_owned(), columns, this: 4, plan: None, rows, footnotes }
    }
}

impl Table {
    /// Whether a sum above the row takes it in: «очно в КЦ» under «Очно».
    pub fn is_part(&self, place: usize) -> bool {
        let above = self.rows.iter().take(place);
        above.into_iter().any(|row| matches!(&row.level, Level::Sum(parts) if parts.contains(&place)))
    }
}

impl TableRow {
    /// A row whose cells have no list behind them.
    fn closed(label: impl Into<String>, level: Level, cells: Vec<Cell>) -> Self {
        let opens = vec![None; cells.len()];
        Self { label: label.into(), level, cells, opens }
    }
}
