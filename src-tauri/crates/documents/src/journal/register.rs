//! What every register of a month shares: title, table, crossed empty rows, totals, signatures, foot.

use chrono::NaiveDate;
use domain::civil::{Month, date_short};
use domain::journal::Letterhead;
use domain::journal::corrected::Corrected;

use super::binding;
use crate::layout::{Align, Block, Drawn, Page, Pt, Rule, Style, Table, TableCell, Text, flow_filled, mm};
use crate::parts::{foot, page_number, page_of, rule, run_to, signature};
use crate::{Galley, PaperError};

/// Letters of the table: nine points are the least a paper may have.
const CELL: Style = Style { leading: 1.15, hyphenate: true, ..Style::body(9.0) };
/// Empty rows that are crossed out are as high as a hand needs.
const EMPTY_ROW: Pt = Pt(18.0);
const CROSS: Pt = Pt(1.0);
/// The mark of a copy with names (R118).
pub(super) const FOR_DUTY: &str = "Служебный экземпляр";

/// A register before it is set.
pub(super) struct Register<'a> {
    pub letterhead: &'a Letterhead,
    pub title: &'a str,
    /// For the file's properties: «Журнал за июнь 2026 г.»
    pub subject: String,
    pub month: Month,
    /// Headings and widths in millimetres, together as wide as the page's text.
    pub columns: &'a [(&'a str, f64)],
    pub rows: Vec<Vec<TableCell>>,
    pub when_empty: &'a str,
    pub totals: &'a str,
    /// Who signs: the words before the line and the name after it.
    pub signers: Vec<(String, String)>,
    pub named: bool,
    pub made_on: NaiveDate,
    /// Empty while the month is open.
    pub control: &'a str,
    /// Of a print made after the closing.
    pub corrected: Option<&'a Corrected>,
    /// With a cover before it and the slip for the thread after it.
    pub bound: bool,
}

pub(super) fn set(register: &Register<'_>) -> Result<Galley, PaperError> {
    let page = Page::bound_landscape();
    let left = foot_words(register);
    let furniture = |number: u32, count: u32| {
        let mut drawn = page_number(&page, number)?;
        if register.named {
            drawn.runs.push(run_to(FOR_DUTY, Pt(10.0), page.width - page.right, mm(14.0))?);
        }
        drawn.append(foot(&page, &left, &page_of(number, count))?);
        Ok(drawn)
    };
    let mut laid = flow_filled(&blocks(register)?, &page, &furniture, &|rest| crossed(register.columns, rest))?;
    if register.bound {
        let sheets = u32::try_from(laid.pages.len()).unwrap_or(u32::MAX);
        laid.pages.insert(0, binding::cover(register, sheets)?);
        laid.pages.push(binding::slip(register, sheets)?);
    }
    Ok(Galley::new(laid, register.subject.clone(), register.made_on))
}

/// An open month has no control number: every act would change it, and the paper is not the last word anyway.
fn foot_words(register: &Register<'_>) -> String {
    let made = format!("Сформирован {}", date_short(register.made_on));
    let made = match register.corrected {
        Some(corrected) => format!("Исправлено, печать {}. {made}", corrected.print),
        None => made,
    };
    match register.control {
        "" => format!("{made}. Месяц не закрыт"),
        control => format!("{made}. Контрольное число {control}"),
    }
}

fn blocks(register: &Register<'_>) -> Result<Vec<Block>, PaperError> {
    let mut blocks = head(register);
    blocks.push(Block::Table(Table {
        columns: register.columns.iter().map(|(_, width)| mm(*width)).collect(),
        head: vec![
            register.columns.iter().map(|(title, _)| cell(title, Align::Centre)).collect(),
            (1..=register.columns.len()).map(|number| cell(&number.to_string(), Align::Centre)).collect(),
        ],
        rows: register.rows.clone(),
        before: Pt(8.0),
        keep_next: true,
    }));
    blocks.push(Block::Rest);
    if register.rows.is_empty() {
        blocks.push(Block::Paragraph {
            text: Text::plain(register.when_empty),
            style: Style { before: Pt(8.0), keep_next: true, ..Style::body(11.0) },
        });
    }
    blocks.push(Block::Paragraph {
        text: Text::plain(register.totals),
        style: Style { before: Pt(8.0), keep_next: true, leading: 1.2, ..Style::body(11.0) },
    });
    blocks.extend(corrections(register));
    for (at, (post, name)) in register.signers.iter().enumerate() {
        let last = at + 1 == register.signers.len();
        let mut block = signature(post, name, Pt(11.0), Pt(if at == 0 { 14.0 } else { 6.0 }), true)?;
        if let Block::Fixed { keep_next, .. } = &mut block {
            *keep_next = !last;
        }
        blocks.push(block);
    }
    Ok(blocks)
}

/// What was put right after the closing, under the totals it changed.
fn corrections(register: &Register<'_>) -> Vec<Block> {
    let Some(corrected) = register.corrected else { return Vec::new() };
    let style = Style { before: Pt(3.0), leading: 1.2, ..Style::body(10.0) };
    let title = Style { before: Pt(10.0), keep_next: true, ..style };
    let words =
        format!("Исправлено после закрытия месяца. Первая печать от {} хранится.", date_short(corrected.first_on));
    let mut blocks = vec![Block::Paragraph { text: Text::bold(&words), style: title }];
    let last = corrected.lines.len();
    blocks.extend((1..).zip(&corrected.lines).map(|(number, line)| Block::Paragraph {
        text: Text::plain(&format!("{number}. {line}")),
        // The signatures never stand on a page alone.
        style: Style { keep_next: number == last, ..style },
    }));
    blocks
}

fn head(register: &Register<'_>) -> Vec<Block> {
    let centred = Style { align: Align::Centre, keep_next: true, leading: 1.2, ..Style::body(11.0) };
    let letterhead = register.letterhead;
    let mut blocks = Vec::new();
    for text in [letterhead.institution.trim().to_owned(), place(letterhead)] {
        if !text.is_empty() {
            blocks.push(Block::Paragraph { text: Text::plain(&text), style: centred });
        }
    }
    blocks.push(Block::Paragraph {
        text: Text::bold(register.title),
        style: Style { before: Pt(8.0), size: Pt(12.0), ..centred },
    });
    blocks.push(Block::Paragraph {
        text: Text::plain(&format!("за {}", register.month.words())),
        style: Style { before: Pt(3.0), size: Pt(12.0), ..centred },
    });
    if let Some(corrected) = register.corrected {
        blocks.push(Block::Paragraph {
            text: Text::bold(&format!("Исправлено, печать {}", corrected.print)),
            style: Style { before: Pt(3.0), size: Pt(12.0), ..centred },
        });
    }
    blocks
}

/// «КЦ «Росинка», г. Зареченск»
pub(super) fn place(letterhead: &Letterhead) -> String {
    let parts = [letterhead.centre.as_str(), letterhead.town.as_str()];
    parts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What is left of the last page: empty rows with a «Z» from corner to corner, so that nothing can be
/// added later.
fn crossed(columns: &[(&str, f64)], height: Pt) -> Drawn {
    let width: Pt = columns.iter().map(|(_, width)| mm(*width)).sum();
    let mut drawn = Drawn::default();
    if height < EMPTY_ROW {
        return drawn;
    }
    let mut x = Pt::ZERO;
    drawn.rules.push(rule((x, Pt::ZERO), (x, height)));
    for (_, column) in columns {
        x += mm(*column);
        drawn.rules.push(rule((x, Pt::ZERO), (x, height)));
    }
    let rows = (height.0 / EMPTY_ROW.0).floor().max(1.0);
    let step = height * (1.0 / rows);
    for row in 1..=rows as u32 {
        let y = step * f64::from(row);
        drawn.rules.push(rule((Pt::ZERO, y), (width, y)));
    }
    // The strokes run through the middle of the first and the last empty row, clear of the ruling.
    let (left, right, top, bottom) = (Pt(6.0), width - Pt(6.0), step * 0.5, height - step * 0.5);
    let across = [((left, top), (right, top)), ((left, bottom), (right, bottom))];
    let slant = if rows < 2.0 { ((right, Pt(3.0)), (left, height - Pt(3.0))) } else { ((right, top), (left, bottom)) };
    let strokes = if rows < 2.0 { &across[..0] } else { &across[..] };
    for (from, to) in strokes.iter().copied().chain([slant]) {
        drawn.rules.push(Rule { from, to, thickness: CROSS });
    }
    drawn
}

pub(super) fn cell(text: &str, align: Align) -> TableCell {
    TableCell { text: Text::plain(text), style: Style { align, ..CELL } }
}

/// «Журнал проверил: заведующий»
pub(super) fn checked_by(post: &str) -> String {
    format!("Журнал проверил: {}", lower_first(post))
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
