//! The journal of requests J2 on paper: for general use by codes, or the copy for duty with names.

use domain::journal::requests::{RequestLine, RequestsJournal};

use super::register::{Register, cell, checked_by, set};
use crate::layout::{Align, TableCell};
use crate::{Galley, PaperError};

/// The orders' columns; the day of notice is written by hand.
const NAMED: [(&str, f64); 12] = [
    ("№ п/п", 8.0),
    ("Дата и время обращения", 18.0),
    ("Способ обращения", 18.0),
    ("ФИО обратившегося", 27.0),
    ("Контакт", 29.0),
    ("Возраст ребёнка", 15.0),
    ("Суть обращения", 31.0),
    ("Желаемые специалист, форма, время", 25.0),
    ("Кто принял", 19.0),
    ("Назначено (дата, время, специалист, форма)", 29.0),
    ("Дата уведомления", 18.0),
    ("Отметка об исполнении", 20.0),
];

/// Without contacts.
const CODED: [(&str, f64); 11] = [
    ("№ п/п", 8.0),
    ("Дата и время обращения", 19.0),
    ("Способ обращения", 22.0),
    ("ФИО обратившегося", 24.0),
    ("Возраст ребёнка", 16.0),
    ("Суть обращения", 40.0),
    ("Желаемые специалист, форма, время", 30.0),
    ("Кто принял", 22.0),
    ("Назначено (дата, время, специалист, форма)", 34.0),
    ("Дата уведомления", 20.0),
    ("Отметка об исполнении", 22.0),
];

/// Sets the journal of requests; bound, it has a cover and the slip for the thread.
pub fn requests(journal: &RequestsJournal, bound: bool) -> Result<Galley, PaperError> {
    let head = &journal.letterhead;
    set(&Register {
        letterhead: head,
        title: &journal.title,
        subject: format!("{} за {}", journal.title, journal.month.words()),
        month: journal.month,
        columns: if journal.named { &NAMED } else { &CODED },
        rows: journal.rows.iter().map(|line| row(line, journal.named)).collect(),
        when_empty: "За этот месяц обращений нет.",
        totals: &journal.totals,
        signers: vec![("Журнал вёл:".to_owned(), String::new()), (checked_by(&head.head_post), head.head_name.clone())],
        named: journal.named,
        made_on: journal.made_on,
        control: &journal.control,
        corrected: None,
        bound,
    })
}

fn row(line: &RequestLine, named: bool) -> Vec<TableCell> {
    let number = line.number.to_string();
    let contact = named.then_some(line.contact.as_str());
    let before = [number.as_str(), &line.received, &line.channel, &line.who];
    let after =
        [line.child_age.as_str(), &line.about, &line.wish, &line.taken_by, &line.booked, "", line.outcome.as_str()];
    before.into_iter().chain(contact).chain(after).map(|text| cell(text, Align::Left)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Page, mm};

    #[test]
    fn columns_fill_the_page_exactly() {
        for columns in [&NAMED[..], &CODED[..]] {
            let width: f64 = columns.iter().map(|(_, width)| width).sum();
            assert!((mm(width).0 - Page::bound_landscape().body_width().0).abs() < 0.001);
        }
    }
}
