//! The month's journal J1 on paper: A4 on its side, to be bound.

use domain::civil::date_short;
use domain::journal::{Journal, JournalRow};

use crate::layout::{Align, Block, Page, Pt, Style, Table, TableCell, Text, flow, mm};
use crate::parts::{foot, page_number, page_of, signature};
use crate::{Paper, PaperError, pdf};

/// Headings of the order's form and widths in millimetres, together as wide as the page's text.
const COLUMNS: [(&str, f64); 13] = [
    ("№ п/п", 8.0),
    ("Дата обращения", 18.5),
    ("Дата и время оказания Услуги", 21.0),
    ("Фамилия Имя Отчество (при наличии) получателя Услуги", 23.5),
    ("Категория получателя", 22.0),
    ("Возраст ребёнка", 18.0),
    ("Форма оказания Услуги", 18.5),
    ("Вид Услуги", 25.0),
    ("Тема (содержание) запроса", 26.0),
    ("ФИО и должность консультанта", 26.0),
    ("Результат", 17.5),
    ("Подтверждающий документ", 17.0),
    ("Подпись консультанта", 16.0),
];

/// Letters of the table: nine points are the least a paper may have.
const CELL: Style = Style { leading: 1.15, hyphenate: true, ..Style::body(9.0) };

/// Draws the journal.
pub fn journal(journal: &Journal) -> Result<Paper, PaperError> {
    let page = Page::bound_landscape();
    let mut blocks = head(journal);
    let rows: Vec<_> = journal.rows.iter().map(row).collect();
    let empty = rows.is_empty();
    blocks.push(Block::Table(Table {
        columns: COLUMNS.iter().map(|(_, width)| mm(*width)).collect(),
        head: vec![
            COLUMNS.iter().map(|(title, _)| cell(title, Align::Centre)).collect(),
            (1..=COLUMNS.len()).map(|number| cell(&number.to_string(), Align::Centre)).collect(),
        ],
        rows,
        before: Pt(8.0),
        keep_next: true,
    }));
    if empty {
        blocks.push(Block::Paragraph {
            text: Text::plain("За этот месяц подписанных записей нет."),
            style: Style { before: Pt(8.0), keep_next: true, ..Style::body(11.0) },
        });
    }
    blocks.push(Block::Paragraph {
        text: Text::plain(&journal.totals),
        style: Style { before: Pt(8.0), keep_next: true, leading: 1.2, ..Style::body(11.0) },
    });
    let post = format!("Журнал проверил: {}", lower_first(&journal.head_post));
    blocks.push(signature(&post, &journal.head_name, Pt(11.0), Pt(16.0), true)?);

    let left = if journal.control.is_empty() {
        format!("Сформирован {}", date_short(journal.made_on))
    } else {
        format!("Сформирован {}. Контрольное число {}", date_short(journal.made_on), journal.control)
    };
    let laid = flow(&blocks, &page, &|number, count| {
        let mut drawn = page_number(&page, number)?;
        drawn.append(foot(&page, &left, &page_of(number, count))?);
        Ok(drawn)
    })?;
    pdf::draw(&laid, &format!("Журнал за {}", journal.month.words()), journal.made_on)
}

fn head(journal: &Journal) -> Vec<Block> {
    let centred = Style { align: Align::Centre, keep_next: true, leading: 1.2, ..Style::body(11.0) };
    let place: Vec<&str> =
        [journal.centre.as_str(), journal.town.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    let mut blocks = vec![
        Block::Paragraph { text: Text::plain(&journal.institution), style: centred },
        Block::Paragraph { text: Text::plain(&place.join(", ")), style: centred },
        Block::Paragraph {
            text: Text::bold(&journal.title),
            style: Style { before: Pt(8.0), size: Pt(12.0), ..centred },
        },
        Block::Paragraph {
            text: Text::plain(&format!("за {}", journal.month.words())),
            style: Style { before: Pt(3.0), size: Pt(12.0), ..centred },
        },
    ];
    blocks.retain(
        |block| !matches!(block, Block::Paragraph { text, .. } if text.0.iter().all(|span| span.text.is_empty())),
    );
    blocks
}

fn row(row: &JournalRow) -> Vec<TableCell> {
    let position = row.position.to_string();
    let texts = [
        &position,
        &row.request,
        &row.held,
        &row.who,
        &row.category,
        &row.child_age,
        &row.form,
        &row.kind,
        &row.topic,
        &row.consultant,
        &row.result,
        &row.evidence,
    ];
    let mut cells: Vec<TableCell> = texts.into_iter().map(|text| cell(text, Align::Left)).collect();
    // The consultant signs on paper.
    cells.push(cell("", Align::Left));
    cells
}

fn cell(text: &str, align: Align) -> TableCell {
    TableCell { text: Text::plain(text), style: Style { align, ..CELL } }
}

/// «Заведующий» inside a sentence; «ИО заведующего» stays.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_exactly() {
        let width: f64 = COLUMNS.iter().map(|(_, width)| width).sum();
        assert!((mm(width).0 - Page::bound_landscape().body_width().0).abs() < 0.001);
    }
}
