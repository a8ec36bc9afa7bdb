//! What makes a register a book: the cover, and the slip that seals the thread.

use domain::civil::{date_short, plural};
use domain::numerals::in_words;

use super::register::{FOR_DUTY, Register, place};
use crate::PaperError;
use crate::fonts::Face;
use crate::layout::{Align, Block, Drawn, LaidPage, Page, Pt, Style, Text, flow, mm, width_of};
use crate::parts::{rule, run};

const FIELD: Pt = Pt(13.0);
const CAPTION: Pt = Pt(9.0);

/// Institution, title, when begun and ended, who answers for it, how long it is kept. What the program
/// does not know is left to the pen.
pub(super) fn cover(register: &Register<'_>, sheets: u32) -> Result<LaidPage, PaperError> {
    let page = Page::bound_landscape();
    let centred = Style { align: Align::Centre, leading: 1.25, ..Style::body(13.0) };
    let paragraph = |text: Text, size: f64, before: f64| Block::Paragraph {
        text,
        style: Style { size: Pt(size), before: Pt(before), ..centred },
    };
    let letterhead = register.letterhead;
    let mut blocks = Vec::new();
    for text in [letterhead.institution.trim().to_owned(), place(letterhead)] {
        if !text.is_empty() {
            blocks.push(paragraph(Text::plain(&text), 13.0, 2.0));
        }
    }
    blocks.push(Block::Fixed { before: Pt::ZERO, height: Pt(46.0), drawn: Drawn::default(), keep_next: false });
    blocks.push(paragraph(Text::bold(register.title), 20.0, 0.0));
    blocks.push(paragraph(Text::plain(&format!("за {}", register.month.words())), 15.0, 12.0));
    if let Some(corrected) = register.corrected {
        blocks.push(paragraph(Text::bold(&format!("Исправлено, печать {}", corrected.print)), 13.0, 8.0));
    }
    if register.named {
        blocks.push(paragraph(Text::plain(FOR_DUTY), 13.0, 10.0));
    }
    let begun = date_short(register.month.first_day());
    // A month that is not over yet is ended by the pen.
    let last = register.month.last_day();
    let ended = if register.made_on > last { date_short(last) } else { String::new() };
    let fields = [
        ("Начат", begun, ""),
        ("Окончен", ended, ""),
        ("Ответственный", String::new(), "фамилия, имя, отчество"),
        ("Приказ", String::new(), "дата и номер"),
        ("Срок хранения", String::new(), ""),
        ("Листов", sheets.to_string(), ""),
    ];
    blocks.push(written(&fields, page.body_width())?);
    page_of(&blocks, &page)
}

/// Ruled lines in the right half, each with its word and, where known, its answer.
fn written(fields: &[(&str, String, &str)], width: Pt) -> Result<Block, PaperError> {
    const STEP: Pt = Pt(27.0);
    let left = width * 0.5;
    let line = left + mm(38.0);
    let mut drawn = Drawn::default();
    for (at, (word, answer, caption)) in fields.iter().enumerate() {
        let base = STEP * (at as f64 + 1.0);
        drawn.runs.push(run(word, Face::Regular, FIELD, left, base));
        drawn.rules.push(rule((line, base + Pt(2.5)), (width, base + Pt(2.5))));
        if !answer.is_empty() {
            drawn.runs.push(run(answer, Face::Regular, FIELD, line + Pt(6.0), base));
        }
        if !caption.is_empty() {
            let half = (width - line - width_of(&Text::plain(caption), CAPTION)?) * 0.5;
            drawn.runs.push(run(caption, Face::Regular, CAPTION, line + half, base + Pt(11.5)));
        }
    }
    Ok(Block::Fixed { before: Pt(34.0), height: STEP * (fields.len() as f64 + 0.5), drawn, keep_next: false })
}

/// To be cut out and glued over the ends of the thread: sheets in figures and words.
pub(super) fn slip(register: &Register<'_>, sheets: u32) -> Result<LaidPage, PaperError> {
    let page = Page::bound_landscape();
    let body = Style { leading: 1.3, ..Style::body(12.0) };
    let advice = Block::Paragraph {
        text: Text::plain(
            "Надпись для прошивки. Листы журнала прошейте через три отверстия, концы нити выведите на оборот \
             последнего листа. Вырежьте надпись по рамке и наклейте на узел так, чтобы концы нити остались видны. \
             Подпись и печать должны заходить на лист.",
        ),
        style: body,
    };
    let blocks = [advice, sealed(register, sheets)?];
    page_of(&blocks, &page)
}

fn sealed(register: &Register<'_>, sheets: u32) -> Result<Block, PaperError> {
    let (width, height) = (mm(120.0), mm(66.0));
    let left = mm(7.0);
    let size = Pt(12.5);
    let right = width - left;
    let mut drawn = Drawn::default();
    for (from, to) in [
        ((Pt::ZERO, Pt::ZERO), (width, Pt::ZERO)),
        ((Pt::ZERO, height), (width, height)),
        ((Pt::ZERO, Pt::ZERO), (Pt::ZERO, height)),
        ((width, Pt::ZERO), (width, height)),
    ] {
        drawn.rules.push(rule(from, to));
    }
    let count = format!("{sheets} ({}) {}", in_words(sheets), plural(u64::from(sheets), "лист", "листа", "листов"));
    let style = Style { leading: 1.35, ..Style::body(size.0) };
    let mut y = mm(11.0);
    for text in [Text::plain("Прошито, пронумеровано\nи скреплено печатью"), Text::bold(&count)]
    {
        for line in crate::layout::lines(&text, &style, right - left)? {
            drawn.append(line.moved(left, y));
            y += size * 1.35;
        }
    }
    let letterhead = register.letterhead;
    y += mm(8.0);
    let post = width_of(&Text::plain(&letterhead.head_post), size)?;
    let name = width_of(&Text::plain(&letterhead.head_name), size)?;
    drawn.runs.push(run(&letterhead.head_post, Face::Regular, size, left, y));
    drawn.runs.push(run(&letterhead.head_name, Face::Regular, size, right - name, y));
    let (from, to) = (left + post + Pt(6.0), right - name - Pt(6.0));
    drawn.rules.push(rule((from, y + Pt(2.5)), (to, y + Pt(2.5))));
    let half = width_of(&Text::plain("подпись"), CAPTION)? * 0.5;
    drawn.runs.push(run("подпись", Face::Regular, CAPTION, (from + to) * 0.5 - half, y + Pt(12.0)));
    y += mm(14.0);
    drawn.runs.push(run("Дата", Face::Regular, size, left, y));
    drawn.rules.push(rule((left + mm(12.0), y + Pt(2.5)), (left + mm(55.0), y + Pt(2.5))));
    drawn.runs.push(run("М. П.", Face::Regular, size, right - mm(24.0), y));
    Ok(Block::Fixed { before: Pt(24.0), height, drawn, keep_next: false })
}

/// These papers are one page each; a very long name of an institution must not hide what follows it.
fn page_of(blocks: &[Block], page: &Page) -> Result<LaidPage, PaperError> {
    let mut laid = flow(blocks, page, &|_, _| Ok(Drawn::default()))?;
    if laid.pages.len() > 1 {
        return Err(PaperError::TooLong);
    }
    laid.pages.pop().ok_or(PaperError::NoSuchPage)
}
