//! Laid pages to the bytes of a PDF.
//!
//! The drawing library numbers its fonts, the trailer's id and its dates from a counter and a clock of
//! the process, so the same pages would differ from run to run. Fonts get names of our own, the id is
//! the content's hash, and the only date is the one that comes in.

use chrono::{Datelike, NaiveDate};
use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{
    FontId, Line, LinePoint, Mm, Op, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfParseErrorSeverity,
    PdfSaveOptions, Point, Pt as Points, TextItem, TextMatrix,
};
use sha2::{Digest, Sha256};

use crate::fonts::{Face, Fonts};
use crate::layout::{Laid, LaidPage, Pt, Rule, Run};
use crate::{Paper, PaperError};

/// Draws pages. The title names the kind of paper, never a person.
pub(crate) fn draw(laid: &Laid, title: &str, made_on: NaiveDate) -> Result<Paper, PaperError> {
    let fonts = Fonts::get()?;
    let mut document = PdfDocument::new("");
    for face in [Face::Regular, Face::Bold] {
        document.resources.fonts.map.insert(font_id(face), PdfFont::new(fonts.face(face).parsed.clone()));
    }
    document.pages = laid.pages.iter().map(|page| draw_page(laid, page)).collect();

    let mut warnings = Vec::new();
    let options = PdfSaveOptions { subset_fonts: true, ..PdfSaveOptions::default() };
    let mut file = document.to_lopdf_document(&options, &mut warnings);
    if warnings.iter().any(|warning| warning.severity == PdfParseErrorSeverity::Error) {
        return Err(PaperError::Pdf);
    }
    let id = Object::String(fingerprint(laid, title, made_on), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    let information = file.add_object(information(title, made_on));
    if let Ok(Object::Reference(old)) = file.trailer.get(b"Info").cloned() {
        file.objects.remove(&old);
    }
    file.trailer.set("Info", information);
    file.catalog_mut()
        .map_err(|_| PaperError::Pdf)?
        .set("Lang", Object::String(b"ru-RU".to_vec(), StringFormat::Literal));
    // The catalog's language came with this version of the format.
    file.version = "1.4".to_owned();
    file.compress();

    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(|_| PaperError::Pdf)?;
    Ok(Paper { bytes, pages: u32::try_from(laid.pages.len()).unwrap_or(u32::MAX) })
}

/// Six capitals: they become the subset's tag.
fn font_id(face: Face) -> FontId {
    FontId(
        match face {
            Face::Regular => "SERIFR",
            Face::Bold => "SERIFB",
        }
        .to_owned(),
    )
}

fn draw_page(laid: &Laid, page: &LaidPage) -> PdfPage {
    let mut ops = Vec::with_capacity(page.rules.len() + page.runs.len() * 2 + 4);
    let mut thickness = Pt::ZERO;
    for rule in &page.rules {
        if rule.thickness != thickness {
            thickness = rule.thickness;
            ops.push(Op::SetOutlineThickness { pt: points(thickness) });
        }
        ops.push(draw_rule(laid, rule));
    }
    ops.push(Op::StartTextSection);
    let mut set = None;
    for run in &page.runs {
        if set != Some((run.face, run.size)) {
            set = Some((run.face, run.size));
            let font = PdfFontHandle::External(font_id(run.face));
            ops.push(Op::SetFont { font, size: points(run.size) });
        }
        ops.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(points(run.x), points(laid.height - run.y)) });
        ops.push(Op::ShowText { items: items(run) });
    }
    ops.push(Op::EndTextSection);
    let millimetres = |length: Pt| Mm((length.0 * 25.4 / 72.0) as f32);
    PdfPage::new(millimetres(laid.width), millimetres(laid.height), ops)
}

/// Hundredths of a point: finer than any printer, and short in the file.
fn points(length: Pt) -> Points {
    Points(((length.0 * 100.0).round() / 100.0) as f32)
}

fn draw_rule(laid: &Laid, rule: &Rule) -> Op {
    let point = |(x, y): (Pt, Pt)| LinePoint { p: Point { x: points(x), y: points(laid.height - y) }, bezier: false };
    Op::DrawLine { line: Line { points: vec![point(rule.from), point(rule.to)], is_closed: false } }
}

/// The text of a run; wide spaces are ordinary spaces followed by a shift, so that copied text is whole.
fn items(run: &Run) -> Vec<TextItem> {
    if run.stretch == Pt::ZERO {
        return vec![TextItem::Text(run.text.clone())];
    }
    // Shifts are thousandths of the size, to the left.
    let shift = -((run.stretch.0 / run.size.0 * 1000.0).round()) as f32;
    let mut items = Vec::new();
    for word in run.text.split_inclusive(' ') {
        items.push(TextItem::Text(word.to_owned()));
        if word.ends_with(' ') {
            items.push(TextItem::Offset(shift));
        }
    }
    items
}

/// The title, the day and the program: no person, no machine.
fn information(title: &str, made_on: NaiveDate) -> Dictionary {
    let text = |text: &str| {
        let mut bytes = vec![0xfe, 0xff];
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        Object::String(bytes, StringFormat::Hexadecimal)
    };
    let day = format!("D:{:04}{:02}{:02}", made_on.year(), made_on.month(), made_on.day());
    let day = Object::String(day.into_bytes(), StringFormat::Literal);
    Dictionary::from_iter([
        ("Title", text(title)),
        ("Producer", text("Порядок")),
        ("CreationDate", day.clone()),
        ("ModDate", day),
    ])
}

/// Half a SHA-256 of everything that is drawn, as long as such ids are.
fn fingerprint(laid: &Laid, title: &str, made_on: NaiveDate) -> Vec<u8> {
    let mut hash = Sha256::new();
    let length = |hash: &mut Sha256, length: Pt| hash.update(length.0.to_le_bytes());
    hash.update(title);
    hash.update(made_on.num_days_from_ce().to_le_bytes());
    for page in &laid.pages {
        hash.update([0]);
        for run in &page.runs {
            hash.update([1, u8::from(run.face == Face::Bold)]);
            for part in [run.x, run.y, run.size, run.stretch] {
                length(&mut hash, part);
            }
            hash.update(run.text.len().to_le_bytes());
            hash.update(&run.text);
        }
        for rule in &page.rules {
            hash.update([2]);
            for part in [rule.from.0, rule.from.1, rule.to.0, rule.to.1, rule.thickness] {
                length(&mut hash, part);
            }
        }
    }
    hash.finalize()[..16].to_vec()
}
