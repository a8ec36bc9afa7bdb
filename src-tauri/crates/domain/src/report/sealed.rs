//! A quarter that was sent. Its figures stay as they were; what was put right afterwards stands beside them as
//! «уточнение», never in their place (rules §12.8).

use chrono::NaiveDate;

use super::{Cell, Report, Table, TableRow};
use crate::civil::{Month, Quarter};

/// What stands beside the figures of a sealed quarter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clarified {
    pub sealed_on: Option<NaiveDate>,
    pub corrections: Vec<Correction>,
    pub figures: Vec<Figure>,
}

/// A correction made after the sending. Codes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub on: NaiveDate,
    pub month: Month,
    /// «обращение № 17»
    pub what: String,
    /// «Ветрова О. И.»
    pub by: String,
}

/// A figure that would be another one today.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// «Т1»
    pub table: String,
    pub row: String,
    /// «август», «За квартал»
    pub column: String,
    pub was: Cell,
    pub is: Cell,
}

/// The months that stand in the way of a quarter's sending: not closed, and with something in the journal or after its
/// first month. The tables bear the year up to the quarter's end, so its earlier months must stand still too.
pub fn open_months(quarter: Quarter, first: Option<Month>, closed: impl Fn(Month) -> bool) -> Vec<Month> {
    let Some(first) = first else { return Vec::new() };
    quarter.year_to_date().filter(|month| *month >= first && !closed(*month)).collect()
}

/// Figures that differ between what was sent and what would be computed now, table by table in their order.
pub fn differences(sent: &Report, now: &Report) -> Vec<Figure> {
    let mut found = Vec::new();
    for table in &sent.tables {
        let Some(other) = now.tables.iter().find(|other| other.key == table.key) else { continue };
        for (place, row) in table.rows.iter().enumerate() {
            let fresh = same_row(table, place, other);
            for (at, was) in row.cells.iter().enumerate() {
                let is = fresh.and_then(|fresh| fresh.cells.get(at)).cloned().unwrap_or_else(|| nought(was));
                push(&mut found, table, row, at, was, &is);
            }
        }
        for (place, row) in other.rows.iter().enumerate() {
            if same_row(other, place, table).is_none() {
                for (at, is) in row.cells.iter().enumerate() {
                    push(&mut found, table, row, at, &nought(is), is);
                }
            }
        }
    }
    found
}

fn push(found: &mut Vec<Figure>, table: &Table, row: &TableRow, at: usize, was: &Cell, is: &Cell) {
    if same(was, is) {
        return;
    }
    found.push(Figure {
        table: table.key.clone(),
        row: row.label.clone(),
        column: table.columns.get(at + 1).cloned().unwrap_or_default(),
        was: was.clone(),
        is: is.clone(),
    });
}

/// The row that counts the same, whatever it is called since: a topic or a surname may be renamed. Where a row opens
/// nothing, the one of the same words. Each the same time it occurs: «не указано» may stand twice in a table.
fn same_row<'a>(table: &Table, place: usize, other: &'a Table) -> Option<&'a TableRow> {
    let row = table.rows.get(place)?;
    let nth = |same: &dyn Fn(&TableRow) -> bool| {
        let before = table.rows.iter().take(place).filter(|row| same(row)).count();
        other.rows.iter().filter(|row| same(row)).nth(before)
    };
    match line_of(row) {
        Some(line) => nth(&|one| line_of(one) == Some(line)),
        None => nth(&|one| line_of(one).is_none() && one.label == row.label),
    }
}

/// What the cells of a row count.
fn line_of(row: &TableRow) -> Option<&str> {
    row.opens.iter().flatten().next().map(|opens| opens.line.as_str())
}

/// What a row that is not there counts.
fn nought(cell: &Cell) -> Cell {
    match cell {
        Cell::Count(_) => Cell::Count(0),
        Cell::Hours(_) => Cell::Hours(0.0),
        Cell::Share(_) => Cell::Share(None),
        Cell::Text(_) | Cell::NotKept => Cell::NotKept,
    }
}

/// Figures are compared as they are shown: a share or an hour read back from the journal may differ far behind the
/// comma. A row that was not there and counts nothing is no difference.
fn same(was: &Cell, is: &Cell) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    match (was, is) {
        (Cell::Hours(a), Cell::Hours(b)) | (Cell::Share(Some(a)), Cell::Share(Some(b))) => near(*a, *b),
        (Cell::NotKept, Cell::Count(0)) | (Cell::Count(0), Cell::NotKept) => true,
        _ => was == is,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Level, Opens};
    use super::*;
    use crate::counting::Span;

    fn report(rows: &[(&str, &[u64])]) -> Report {
        let row = |(label, counts): &(&str, &[u64])| {
            TableRow::closed(*label, Level::Plain, counts.iter().map(|count| Cell::Count(*count)).collect())
        };
        Report {
            institution: String::new(),
            centre: String::new(),
            town: String::new(),
            quarter: Quarter::new(2026, 3).unwrap(),
            made_on: NaiveDate::from_ymd_opt(2026, 10, 5).unwrap(),
            head_post: String::new(),
            head_name: String::new(),
            tables: vec![Table {
                key: "Т8".to_owned(),
                title: "По темам".to_owned(),
                columns: ["Тема", "июль", "За квартал"].map(str::to_owned).to_vec(),
                this: 2,
                plan: None,
                rows: rows.iter().map(row).collect(),
                footnotes: Vec::new(),
            }],
            months: Vec::new(),
            records: Vec::new(),
            clarified: None,
        }
    }

    fn said(sent: &Report, now: &Report) -> Vec<String> {
        let figures = differences(sent, now);
        figures
            .iter()
            .map(|one| format!("{} {} {}: {:?} {:?}", one.table, one.row, one.column, one.was, one.is))
            .collect()
    }

    #[test]
    fn only_figures_that_differ_are_told_also_of_rows_that_came_or_went() {
        let sent = report(&[("речь", &[3, 9]), ("сон", &[1, 1])]);
        assert_eq!(said(&sent, &sent), [""; 0]);
        let now = report(&[("речь", &[2, 8]), ("режим", &[1, 1])]);
        assert_eq!(
            said(&sent, &now),
            [
                "Т8 речь июль: Count(3) Count(2)",
                "Т8 речь За квартал: Count(9) Count(8)",
                "Т8 сон июль: Count(1) Count(0)",
                "Т8 сон За квартал: Count(1) Count(0)",
                "Т8 режим июль: Count(0) Count(1)",
                "Т8 режим За квартал: Count(0) Count(1)"
            ]
        );
    }

    #[test]
    fn a_row_that_was_renamed_is_the_same_row() {
        let topic = |key: &str, label: &str, counts: &[u64]| {
            let day = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
            let opens = Opens { span: Span { first: day, last: day }, line: format!("topic:{key}") };
            let cells: Vec<Cell> = counts.iter().map(|count| Cell::Count(*count)).collect();
            TableRow { label: label.to_owned(), level: Level::Plain, opens: vec![Some(opens); cells.len()], cells }
        };
        let of = |rows: Vec<TableRow>| {
            let mut report = report(&[]);
            report.tables[0].rows = rows;
            report
        };
        let sent = of(vec![topic("a", "речь", &[3, 9]), topic("b", "сон", &[1, 1])]);
        let now = of(vec![topic("b", "речь", &[1, 1]), topic("a", "речь и общение", &[3, 8])]);
        assert_eq!(said(&sent, &now), ["Т8 речь За квартал: Count(9) Count(8)"]);
    }

    #[test]
    fn a_report_is_read_back_from_what_the_seal_keeps() {
        let sent = report(&[("речь", &[3, 9])]);
        let kept = serde_json::to_string(&sent).unwrap();
        let back: Report = serde_json::from_str(&kept).unwrap();
        assert_eq!(back, sent);
    }

    #[test]
    fn the_months_that_stand_in_the_way_are_named_and_those_before_the_journal_are_not() {
        let quarter = Quarter::new(2026, 3).unwrap();
        let month = |number| Month::new(2026, number).unwrap();
        let open = |first, closed: &[u32]| {
            let closed: Vec<Month> = closed.iter().map(|number| month(*number)).collect();
            open_months(quarter, first, |one| closed.contains(&one))
        };
        assert_eq!(open(Some(month(7)), &[7, 9]), [month(8)]);
        assert_eq!(open(Some(month(8)), &[9]), [month(8)]);
        assert_eq!(open(Some(month(5)), &[5, 7, 8, 9]), [month(6)], "the year up to the quarter stands in its tables");
        assert_eq!(open(Some(month(1)), &[1, 2, 3, 4, 5, 6, 7, 8, 9]), []);
        assert_eq!(open(None, &[]), []);
    }
}
