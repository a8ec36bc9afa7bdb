//! The mark on every page of a paper made in the practice journal.

use chrono::NaiveDate;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::layout::{Laid, LaidPage, Pt, mm};
use crate::parts::run_to;
use crate::{PaperError, pdf};

/// Said at the upper edge, where no paper of ours has anything else.
pub const WORDS: &str = "Учебный журнал: все люди вымышлены. Не документ";
/// Baseline from the upper edge: printers leave 4–5 mm blank.
const LINE: Pt = mm(8.0);
const SIZE: Pt = Pt(9.0);
/// Resource name of the mark; the papers themselves use no such objects.
const NAME: &[u8] = b"Practice";

/// The same paper with the mark on each page. Same bytes in, same bytes out.
///
/// # Errors
/// [`PaperError::Pdf`] where the bytes are not a paper of ours.
pub fn mark(paper: &[u8]) -> Result<Vec<u8>, PaperError> {
    let mut document = Document::load_mem(paper).map_err(|_| PaperError::Pdf)?;
    let mut marks: Vec<((i64, i64), ObjectId)> = Vec::new();
    for page in document.get_pages().into_values() {
        let (width, height) = size(&document, page)?;
        // To the hundredth of a point: pages of one paper are mostly of one size.
        let key = ((width.0 * 100.0) as i64, (height.0 * 100.0) as i64);
        let known = marks.iter().find(|(of, _)| *of == key).map(|(_, mark)| *mark);
        let mark = match known {
            Some(mark) => mark,
            None => {
                let mark = stamp(&mut document, width, height)?;
                marks.push((key, mark));
                mark
            }
        };
        put(&mut document, page, mark)?;
    }
    // The marks' own catalogues and dates stay behind.
    document.prune_objects();
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|_| PaperError::Pdf)?;
    Ok(bytes)
}

fn size(document: &Document, page: ObjectId) -> Result<(Pt, Pt), PaperError> {
    let page = document.get_dictionary(page).map_err(|_| PaperError::Pdf)?;
    let numbers = page.get(b"MediaBox").and_then(|object| document.dereference(object)).map_err(|_| PaperError::Pdf)?;
    let numbers = numbers.1.as_array().map_err(|_| PaperError::Pdf)?;
    match &numbers[..] {
        [_, _, width, height] => {
            let length = |object: &Object| object.as_float().map(|n| Pt(f64::from(n))).map_err(|_| PaperError::Pdf);
            Ok((length(width)?, length(height)?))
        }
        _ => Err(PaperError::Pdf),
    }
}

/// Draws the words as a page of their own and takes that page in as a form object with its own fonts.
fn stamp(document: &mut Document, width: Pt, height: Pt) -> Result<ObjectId, PaperError> {
    let words = run_to(WORDS, SIZE, width - mm(12.0), LINE)?;
    let laid = Laid { width, height, pages: vec![LaidPage { runs: vec![words], rules: Vec::new() }] };
    let drawn = pdf::draw(&laid, WORDS, NaiveDate::MIN)?;
    let mut other = Document::load_mem(&drawn.bytes).map_err(|_| PaperError::Pdf)?;
    other.renumber_objects_with(document.max_id + 1);
    let page = other.get_pages().into_values().next().ok_or(PaperError::Pdf)?;
    let content = other.get_page_content(page);
    let resources = other.get_dictionary(page).and_then(|page| page.get(b"Resources")).map_err(|_| PaperError::Pdf)?;
    let form = Dictionary::from_iter([
        ("Type", Object::Name(b"XObject".to_vec())),
        ("Subtype", Object::Name(b"Form".to_vec())),
        ("BBox", vec![0.into(), 0.into(), Object::Real(width.0 as f32), Object::Real(height.0 as f32)].into()),
        ("Resources", resources.clone()),
    ]);
    document.max_id = other.max_id;
    document.objects.extend(other.objects);
    let id = document.add_object(Stream::new(form, content));
    Ok(id)
}

fn put(document: &mut Document, page: ObjectId, mark: ObjectId) -> Result<(), PaperError> {
    // The page's own drawing is closed in, so that the mark stands by the page's corner whatever came before.
    let mut content = b"q\n".to_vec();
    content.extend(document.get_page_content(page));
    content.extend(b"\nQ q /Practice Do Q");
    let resources = resources(document, page)?;
    let mut objects = match resources.get(b"XObject") {
        Ok(Object::Dictionary(objects)) => objects.clone(),
        _ => Dictionary::new(),
    };
    objects.set(NAME, mark);
    let mut resources = resources;
    resources.set("XObject", objects);
    let content = document.add_object(Stream::new(Dictionary::new(), content));
    let page = document.get_dictionary_mut(page).map_err(|_| PaperError::Pdf)?;
    page.set("Resources", resources);
    page.set("Contents", content);
    Ok(())
}

fn resources(document: &Document, page: ObjectId) -> Result<Dictionary, PaperError> {
    let page = document.get_dictionary(page).map_err(|_| PaperError::Pdf)?;
    match page.get(b"Resources").and_then(|object| document.dereference(object)) {
        Ok((_, Object::Dictionary(resources))) => Ok(resources.clone()),
        _ => Err(PaperError::Pdf),
    }
}
