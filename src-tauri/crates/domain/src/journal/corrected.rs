//! The print of a closed month after something in it was put right. A closed month never changes by itself: lines of
//! records that nobody corrected stay word for word as the first print says them, whatever was renamed since.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Journal, JournalRow};
use crate::civil::{NBSP, date_short};
use crate::ids::RequestId;

/// What a second or later print says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Which print it is: 2, 3 …
    pub print: u32,
    /// When the first one was made.
    pub first_on: NaiveDate,
    /// What was corrected since the month was closed, each a sentence.
    pub lines: Vec<String>,
}

/// What a correction was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Request {
        id: RequestId,
        number_words: String,
    },
    /// «мероприятие № 3»: it has no line of its own and stands in the totals.
    Event {
        number_words: String,
    },
}

/// A correction made after the closing. Why it was made stays with the record: free words may tell who it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub subject: Subject,
    pub on: NaiveDate,
    /// «Ветрова О. И.»
    pub by: String,
    /// A kept print tells of it already.
    pub printed: bool,
}

/// Draws up the next print: the lines of corrected records as they are now, all others as they were printed.
///
/// Corrections that a print tells of are in its lines already. `kept` are the lines of the last print, `first` those of the first one, `now` the journal as it would be
/// composed today.
pub fn correct(kept: &Journal, first: &Journal, now: Journal, corrections: &[Correction], print: u32) -> Journal {
    let unprinted = corrections.iter().filter(|one| !one.printed);
    let touched: BTreeSet<RequestId> = unprinted.filter_map(Correction::request).collect();
    let untouched = kept.rows.iter().filter(|row| !touched.contains(&row.id)).cloned();
    let fresh = now.rows.iter().filter(|row| touched.contains(&row.id)).cloned();
    let mut rows: Vec<JournalRow> = untouched.chain(fresh).collect();
    // Stable: lines that begin together stay in the order they had.
    rows.sort_by_key(|row| row.began);
    for (position, row) in (1..).zip(&mut rows) {
        row.position = position;
    }
    let lines = told(&first.rows, &rows, corrections);
    Journal {
        rows,
        // Who leads and how the institution is called is as it was when the month was closed; who signs, signs now.
        institution: kept.institution.clone(),
        centre: kept.centre.clone(),
        town: kept.town.clone(),
        title: kept.title.clone(),
        corrected: Some(Corrected { print, first_on: first.made_on, lines }),
        ..now
    }
}

impl Correction {
    fn request(&self) -> Option<RequestId> {
        match &self.subject {
            Subject::Request { id, .. } => Some(*id),
            Subject::Event { .. } => None,
        }
    }
}

/// A sentence for each thing corrected, in the order the corrections began.
fn told(first: &[JournalRow], now: &[JournalRow], corrections: &[Correction]) -> Vec<String> {
    let mut subjects: Vec<&Subject> = Vec::new();
    for correction in corrections {
        if !subjects.contains(&&correction.subject) {
            subjects.push(&correction.subject);
        }
    }
    subjects
        .into_iter()
        .map(|subject| {
            let made = corrections.iter().filter(|one| one.subject == *subject);
            let made: Vec<String> =
                made.map(|one| format!("{},{NBSP}{}", date_short(one.on), one.by.replace(' ', "\u{a0}"))).collect();
            let made = made.join("; ");
            match subject {
                Subject::Event { number_words } => format!("{number_words} ({made}): изменено, итог пересчитан."),
                Subject::Request { id, number_words } => {
                    let of = |rows: &[JournalRow]| rows.iter().filter(|row| row.id == *id).cloned().collect::<Vec<_>>();
                    format!("Обращение {number_words} ({made}): {}.", difference(&of(first), &of(now)))
                }
            }
        })
        .collect()
}

/// «форма: было «очно», стало «дистанционно, телефон»»
fn difference(first: &[JournalRow], now: &[JournalRow]) -> String {
    let mut said = Vec::new();
    for at in 0..first.len().max(now.len()) {
        match (first.get(at), now.get(at)) {
            (Some(before), Some(after)) => said.extend(columns(before, after)),
            (None, Some(added)) => said.push(format!("строка добавлена ({})", added.held)),
            (Some(gone), None) => said.push(format!("строка исключена ({})", gone.held)),
            (None, None) => {}
        }
    }
    if said.is_empty() { "столбцы журнала прежние".to_owned() } else { said.join("; ") }
}

fn columns(before: &JournalRow, after: &JournalRow) -> Vec<String> {
    [
        ("дата и время", &before.held, &after.held),
        ("получатель", &before.who, &after.who),
        ("категория", &before.category, &after.category),
        ("возраст ребёнка", &before.child_age, &after.child_age),
        ("форма", &before.form, &after.form),
        ("вид", &before.kind, &after.kind),
        ("тема", &before.topic, &after.topic),
        ("консультант", &before.consultant, &after.consultant),
        ("результат", &before.result, &after.result),
        ("документ", &before.evidence, &after.evidence),
    ]
    .into_iter()
    .filter(|(_, was, is)| was != is)
    .map(|(column, was, is)| format!("{column}: было «{was}», стало «{is}»"))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::row;
    use super::*;
    use crate::civil::Month;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn journal(rows: Vec<JournalRow>, made_on: NaiveDate) -> Journal {
        Journal {
            institution: "МБДОУ".to_owned(),
            centre: "КЦ «Росинка»".to_owned(),
            town: "п. Луговой".to_owned(),
            title: "Журнал".to_owned(),
            month: Month::new(2026, 6).unwrap(),
            rows,
            totals: format!("Итого на {made_on}"),
            head_post: "Заведующий".to_owned(),
            head_name: "О. И. Ветрова".to_owned(),
            made_on,
            control: "7F3A1-9C2D4".to_owned(),
            corrected: None,
        }
    }

    fn of(number: u32, on: NaiveDate) -> Correction {
        let subject = Subject::Request { id: row(number).id, number_words: format!("№ {number}") };
        Correction { subject, on, by: "Ветрова О. И.".to_owned(), printed: false }
    }

    fn said(journal: &Journal) -> Vec<String> {
        journal.corrected.iter().flat_map(|one| &one.lines).map(|line| line.replace(NBSP, " ")).collect()
    }

    #[test]
    fn only_lines_of_corrected_records_change_and_the_print_says_what() {
        let first = journal(vec![row(1), row(2)], day(7, 1));
        let renamed = |number| JournalRow {
            consultant: "Лугина М. С., педагог-психолог".to_owned(), ..row(number)
        };
        let put_right = JournalRow { form: "письменный ответ".to_owned(), ..row(2) };
        let now = journal(vec![renamed(1), put_right.clone(), row(3)], day(8, 5));
        let corrections = [of(2, day(8, 4)), of(3, day(8, 5)), of(2, day(8, 5))];
        let second = correct(&first, &first, now, &corrections, 2);
        assert_eq!(second.rows, [row(1), put_right, row(3)], "a new surname is no correction of June");
        assert_eq!(second.totals, "Итого на 2026-08-05");
        assert_eq!(
            said(&second),
            [
                "Обращение № 2 (04.08.2026, Ветрова О. И.; 05.08.2026, Ветрова О. И.): форма: было «очно», стало \
                 «письменный ответ».",
                "Обращение № 3 (05.08.2026, Ветрова О. И.): строка добавлена (05.06.2026 9:30–10:15)."
            ]
        );
        assert_eq!(second.corrected.as_ref().map(|one| (one.print, one.first_on)), Some((2, day(7, 1))));
    }

    #[test]
    fn a_line_that_went_and_words_that_have_no_column_are_told_too() {
        let first = journal(vec![row(1), row(2)], day(7, 1));
        let now = journal(vec![row(2)], day(8, 5));
        let event = Subject::Event { number_words: "Мероприятие № 3".to_owned() };
        let event =
            Correction { subject: event, on: day(8, 5), by: "Ветрова О. И.".to_owned(), printed: false };
        let second = correct(&first, &first, now, &[of(1, day(8, 5)), of(2, day(8, 5)), event], 2);
        assert_eq!(second.rows.iter().map(|row| row.position).collect::<Vec<_>>(), [1]);
        assert_eq!(
            said(&second),
            [
                "Обращение № 1 (05.08.2026, Ветрова О. И.): строка исключена (05.06.2026 9:30–10:15).",
                "Обращение № 2 (05.08.2026, Ветрова О. И.): столбцы журнала прежние.",
                "Мероприятие № 3 (05.08.2026, Ветрова О. И.): изменено, итог пересчитан."
            ]
        );
    }

    #[test]
    fn a_third_print_goes_on_from_the_second_and_tells_everything_since_the_first() {
        let first = journal(vec![row(1), row(2)], day(7, 1));
        let changed = |number, form: &str| JournalRow { form: form.to_owned(), ..row(number) };
        let now = journal(vec![changed(1, "выездная"), row(2)], day(8, 5));
        let second = correct(&first, &first, now, &[of(1, day(8, 5))], 2);
        let renamed = JournalRow { consultant: "Лугина М. С.".to_owned(), ..changed(1, "выездная") };
        let now = journal(vec![renamed, changed(2, "выездная")], day(9, 5));
        let told = Correction { printed: true, ..of(1, day(8, 5)) };
        let third = correct(&second, &first, now, &[told, of(2, day(9, 5))], 3);
        assert_eq!(third.rows, [changed(1, "выездная"), changed(2, "выездная")], "what a print tells of stays as told");
        assert_eq!(said(&third).len(), 2);
        assert_eq!(third.corrected.map(|one| (one.print, one.first_on)), Some((3, day(7, 1))));
    }
}
