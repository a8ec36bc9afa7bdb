//! The month's registers on paper: A4 on its side, to be bound.

mod binding;
mod register;
mod requests;

use std::collections::HashMap;

use domain::ids::RequestId;
use domain::journal::{Journal, JournalRow, Letterhead, NamedWho};

use crate::layout::{Align, TableCell};
use crate::{Galley, Paper, PaperError};
use register::{Register, cell, checked_by, set};

pub use requests::requests;

/// Names for the lines of the copy for duty, by request.
pub type Names = HashMap<RequestId, NamedWho>;

/// Headings of the order's form and widths in millimetres, together as wide as the page's text.
const CODED: [(&str, f64); 13] = [
    ("№ п/п", 8.0),
    ("Дата обращения", 18.5),
    ("Дата и время оказания Услуги", 21.0),
    ("Фамилия Имя Отчество (при наличии) получателя Услуги", 21.5),
    ("Категория получателя", 21.0),
    ("Возраст ребёнка", 15.5),
    ("Форма оказания Услуги", 18.5),
    ("Вид Услуги", 24.0),
    ("Тема (содержание) запроса", 25.0),
    ("ФИО и должность консультанта", 26.0),
    ("Результат", 20.0),
    ("Подтверждающий документ", 22.0),
    ("Подпись консультанта", 16.0),
];

/// The same with contacts, for duty only.
const NAMED: [(&str, f64); 14] = [
    ("№ п/п", 8.0),
    ("Дата обращения", 18.5),
    ("Дата и время оказания Услуги", 20.0),
    ("Фамилия Имя Отчество (при наличии) получателя Услуги", 25.0),
    ("Контактные данные (телефон, e-mail)", 29.0),
    ("Категория получателя", 17.5),
    ("Возраст ребёнка", 15.0),
    ("Форма оказания Услуги", 17.0),
    ("Вид Услуги", 19.0),
    ("Тема (содержание) запроса", 19.5),
    ("ФИО и должность консультанта", 21.5),
    ("Результат", 16.0),
    ("Подтверждающий документ", 16.0),
    ("Подпись консультанта", 15.0),
];

/// Draws the journal J1 for general use, without a cover.
pub fn journal(journal: &Journal) -> Result<Paper, PaperError> {
    services(journal, None, false)?.draw()
}

/// Sets the journal J1: by codes, or with names for duty; bound, it has a cover and the slip for the thread.
pub fn services(journal: &Journal, names: Option<&Names>, bound: bool) -> Result<Galley, PaperError> {
    let letterhead = Letterhead {
        institution: journal.institution.clone(),
        centre: journal.centre.clone(),
        town: journal.town.clone(),
        head_post: journal.head_post.clone(),
        head_name: journal.head_name.clone(),
    };
    set(&Register {
        letterhead: &letterhead,
        title: &journal.title,
        subject: format!("Журнал за {}", journal.month.words()),
        month: journal.month,
        columns: if names.is_some() { &NAMED } else { &CODED },
        rows: journal.rows.iter().map(|line| row(line, names)).collect(),
        when_empty: "За этот месяц подписанных записей нет.",
        totals: &journal.totals,
        signers: vec![(checked_by(&journal.head_post), journal.head_name.clone())],
        named: names.is_some(),
        made_on: journal.made_on,
        control: &journal.control,
        corrected: journal.corrected.as_ref(),
        bound,
    })
}

fn row(line: &JournalRow, names: Option<&Names>) -> Vec<TableCell> {
    let position = line.position.to_string();
    let known = names.and_then(|names| names.get(&line.id));
    let who = known.map_or(line.who.as_str(), |known| &known.who);
    let contact =
        names.map(|_| known.map(|known| known.contact.as_str()).filter(|text| !text.is_empty()).unwrap_or("—"));
    let before = [position.as_str(), &line.request, &line.held, who];
    let after = [
        line.category.as_str(),
        &line.child_age,
        &line.form,
        &line.kind,
        &line.topic,
        &line.consultant,
        &line.result,
        &line.evidence,
        // The consultant signs on paper.
        "",
    ];
    before.into_iter().chain(contact).chain(after).map(|text| cell(text, Align::Left)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Page, mm};

    #[test]
    fn columns_fill_the_page_exactly() {
        for columns in [&CODED[..], &NAMED[..]] {
            let width: f64 = columns.iter().map(|(_, width)| width).sum();
            assert!((mm(width).0 - Page::bound_landscape().body_width().0).abs() < 0.001);
        }
    }
}
