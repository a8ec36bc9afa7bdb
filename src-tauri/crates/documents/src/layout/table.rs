//! Ruled tables: wrapped cells, a head that every page repeats.

use super::flow::{Piece, Pieces};
use super::line::{Line, break_lines};
use super::{Drawn, Pt, RULE, Rule, Style, Text};
use crate::PaperError;

/// A table ruled on all sides, as wide as its columns together.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub columns: Vec<Pt>,
    pub head: Vec<Vec<TableCell>>,
    pub rows: Vec<Vec<TableCell>>,
    pub before: Pt,
    /// The last row never stands on another page than the block after the table.
    pub keep_next: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TableCell {
    pub text: Text,
    pub style: Style,
}

/// Between a rule and the letters.
const SIDE: Pt = Pt(2.5);
const ABOVE: Pt = Pt(1.5);
const BELOW: Pt = Pt(2.5);

pub(crate) fn table_pieces(table: &Table, room: Pt, all: &mut Pieces) -> Result<(), PaperError> {
    let mut head = Piece::default();
    for row in &table.head {
        let lines = broken(table, row)?;
        let height = row_height(row, &lines);
        let strip = strip(table, row, &lines, height, head.height == Pt::ZERO);
        head.drawn.append(strip.moved(Pt::ZERO, head.height));
        head.height += height;
    }
    let has_head = head.height > Pt::ZERO;
    let place = has_head.then_some(all.heads.len());
    let left = room - head.height;
    if has_head {
        all.heads.push(head.clone());
        all.pieces.push(Piece { before: table.before, glued: !table.rows.is_empty(), ..head });
    }
    let mut first = !has_head;
    for (at, row) in table.rows.iter().enumerate() {
        let mut lines = broken(table, row)?;
        loop {
            let whole = row_height(row, &lines) <= left;
            let (now, rest) = if whole { (lines, Vec::new()) } else { torn(row, lines, left) };
            let done = rest.iter().all(Vec::is_empty);
            let height = row_height(row, &now);
            all.pieces.push(Piece {
                before: if first { table.before } else { Pt::ZERO },
                height,
                drawn: strip(table, row, &now, height, first),
                glued: done && table.keep_next && at + 1 == table.rows.len(),
                head: place,
                rest: false,
            });
            first = false;
            if done {
                break;
            }
            lines = rest;
        }
    }
    Ok(())
}

fn broken(table: &Table, row: &[TableCell]) -> Result<Vec<Vec<Line>>, PaperError> {
    row.iter()
        .zip(&table.columns)
        .map(|(cell, width)| break_lines(&cell.text, &cell.style, *width - SIDE * 2.0))
        .collect()
}

fn row_height(row: &[TableCell], lines: &[Vec<Line>]) -> Pt {
    let tallest = row
        .iter()
        .zip(lines)
        .map(|(cell, lines)| cell.style.line_height() * lines.len() as f64)
        .fold(Pt::ZERO, Pt::max);
    tallest + ABOVE + BELOW
}

/// Tears a row taller than a page where its first page ends; at least one line goes on.
fn torn(row: &[TableCell], lines: Vec<Vec<Line>>, room: Pt) -> (Vec<Vec<Line>>, Vec<Vec<Line>>) {
    row.iter()
        .zip(lines)
        .map(|(cell, mut lines)| {
            let fits = ((room - ABOVE - BELOW).0 / cell.style.line_height().0).floor().max(1.0);
            let rest = lines.split_off(lines.len().min(fits as usize));
            (lines, rest)
        })
        .unzip()
}

/// A row with its sides and its bottom, and its top where nothing stands above.
fn strip(table: &Table, row: &[TableCell], lines: &[Vec<Line>], height: Pt, first: bool) -> Drawn {
    let mut drawn = Drawn::default();
    let width: Pt = table.columns.iter().copied().sum();
    let mut x = Pt::ZERO;
    let rule = |from: (Pt, Pt), to: (Pt, Pt)| Rule { from, to, thickness: RULE };
    drawn.rules.push(rule((x, Pt::ZERO), (x, height)));
    for ((cell, lines), column) in row.iter().zip(lines).zip(&table.columns) {
        let mut y = ABOVE + cell.style.ascent();
        for line in lines {
            drawn.append(line.drawn.moved(x + SIDE, y));
            y += cell.style.line_height();
        }
        x += *column;
        drawn.rules.push(rule((x, Pt::ZERO), (x, height)));
    }
    if first {
        drawn.rules.push(rule((Pt::ZERO, Pt::ZERO), (width, Pt::ZERO)));
    }
    drawn.rules.push(rule((Pt::ZERO, height), (width, height)));
    drawn
}

#[cfg(test)]
mod tests {
    use super::super::{Block, Laid, Page, flow};
    use super::*;

    fn cell(text: &str) -> TableCell {
        TableCell { text: Text::plain(text), style: Style { hyphenate: true, ..Style::body(9.0) } }
    }

    fn laid(rows: Vec<Vec<TableCell>>, keep_next: bool) -> Laid {
        let table = Table {
            columns: vec![Pt(100.0), Pt(60.0)],
            head: vec![vec![cell("Шапка"), cell("вторая")]],
            rows,
            before: Pt::ZERO,
            keep_next,
        };
        let after = Block::Paragraph { text: Text::plain("Итого"), style: Style::body(9.0) };
        flow(&[Block::Table(table), after], &Page::bound_landscape(), &|_, _| Ok(Drawn::default())).unwrap()
    }

    fn texts(laid: &Laid, page: usize) -> Vec<&str> {
        laid.pages[page].runs.iter().map(|run| run.text.as_str()).collect()
    }

    #[test]
    fn the_head_stands_on_every_page_of_the_table() {
        let laid = laid((0..200).map(|at| vec![cell(&at.to_string()), cell("x")]).collect(), false);
        assert!(laid.pages.len() > 3);
        for page in 0..laid.pages.len() {
            assert_eq!(texts(&laid, page)[..2], ["Шапка", "вторая"]);
        }
        let bodies: usize = (0..laid.pages.len()).map(|page| texts(&laid, page).len() - 2).sum();
        assert_eq!(bodies, 200 * 2 + 1, "every row once, and the total");
    }

    #[test]
    fn a_row_is_not_torn_unless_it_is_taller_than_a_page() {
        let row = || vec![cell("слово слово слово слово слово слово слово слово"), cell("x")];
        let laid = laid((0..60).map(|_| row()).collect(), false);
        let lines = texts(&laid, 0).iter().filter(|text| text.contains("слово")).count();
        let rows = texts(&laid, 0).iter().filter(|text| **text == "x").count();
        assert_eq!(lines % rows, 0);
    }

    #[test]
    fn a_row_taller_than_a_page_goes_on_under_the_head() {
        let laid = laid(vec![vec![cell(&"слово ".repeat(400)), cell("x")]], false);
        assert!(laid.pages.len() >= 2);
        assert_eq!(texts(&laid, 1)[0], "Шапка");
        let words: usize =
            (0..laid.pages.len()).flat_map(|page| texts(&laid, page)).map(|text| text.matches("слово").count()).sum();
        assert_eq!(words, 400);
    }

    #[test]
    fn what_follows_the_table_keeps_its_last_row_company() {
        for rows in 20..60 {
            let laid = laid((0..rows).map(|at| vec![cell(&format!("ряд {at}")), cell("x")]).collect(), true);
            let last = texts(&laid, laid.pages.len() - 1);
            assert!(last.contains(&format!("ряд {}", rows - 1).as_str()), "{rows} rows");
        }
    }

    #[test]
    fn sides_of_rows_join_into_one_stroke() {
        let laid = laid((0..10).map(|_| vec![cell("a"), cell("b")]).collect(), false);
        let upright = laid.pages[0].rules.iter().filter(|rule| rule.from.0 == rule.to.0).count();
        assert_eq!(upright, 3);
    }
}
