//! A stretch of the history on paper: what was looked for, the lines, the chain's end.

use domain::civil::date_short;
use domain::history::HistoryPaper;

use crate::layout::{Align, Block, Page, Pt, Style, Table, TableCell, Text, flow, mm};
use crate::parts::{foot, page_number, page_of, signature};
use crate::{Galley, PaperError};

const CELL: Style = Style { leading: 1.15, ..Style::body(9.5) };

/// Headings and widths in millimetres, together as wide as the page's text.
const COLUMNS: [(&str, f64); 3] = [("№ строки", 20.0), ("Дата и время", 32.0), ("Что сделано", 128.0)];

/// Sets the lines in the order they come.
pub fn history(paper: &HistoryPaper) -> Result<Galley, PaperError> {
    let page = Page::portrait();
    let left = format!("Сформирован {}. Контрольное число {}", date_short(paper.made_on), paper.control);
    let furniture = |number: u32, count: u32| {
        let mut drawn = page_number(&page, number)?;
        drawn.append(foot(&page, &left, &page_of(number, count))?);
        Ok(drawn)
    };
    let centred = Style { align: Align::Centre, keep_next: true, leading: 1.2, ..Style::body(11.0) };
    let head = &paper.letterhead;
    let place: Vec<&str> = [head.centre.as_str(), &head.town].into_iter().filter(|text| !text.is_empty()).collect();
    let mut blocks = vec![
        Block::Paragraph { text: Text::plain(head.institution.trim()), style: centred },
        Block::Paragraph { text: Text::plain(&place.join(", ")), style: centred },
        Block::Paragraph {
            text: Text::bold("История журнала"),
            style: Style { before: Pt(8.0), size: Pt(13.0), ..centred },
        },
        Block::Paragraph { text: Text::plain(&paper.filter), style: Style { before: Pt(3.0), ..centred } },
        Block::Table(Table {
            columns: COLUMNS.iter().map(|(_, width)| mm(*width)).collect(),
            head: vec![COLUMNS.iter().map(|(title, _)| cell(title, Align::Centre)).collect()],
            rows: paper
                .rows
                .iter()
                .map(|row| {
                    let number = cell(&row.number.to_string(), Align::Left);
                    vec![number, cell(&row.at, Align::Left), cell(&row.words, Align::Left)]
                })
                .collect(),
            before: Pt(8.0),
            keep_next: true,
        }),
        Block::Paragraph {
            text: Text::plain(&paper.total),
            style: Style { before: Pt(8.0), keep_next: true, leading: 1.2, ..Style::body(11.0) },
        },
    ];
    blocks.push(signature(&head.head_post, &head.head_name, Pt(11.0), Pt(14.0), true)?);
    Ok(Galley::new(flow(&blocks, &page, &furniture)?, "История журнала".to_owned(), paper.made_on))
}

fn cell(text: &str, align: Align) -> TableCell {
    TableCell { text: Text::plain(text), style: Style { align, ..CELL } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_exactly() {
        let width: f64 = COLUMNS.iter().map(|(_, width)| width).sum();
        assert!((mm(width).0 - Page::portrait().body_width().0).abs() < 0.001);
    }
}
