//! Months closed and corrected, quarters sent: what is missing stops, what is kept is printed again byte for byte,
//! what is put right later stands beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says why and ends"
)]

mod closing;
mod correcting;
mod doors;
mod quarters;

use desk::wire::*;
use poryadok_tests::read_back::pdf_text;
use poryadok_tests::test_desk::*;

const OCTOBER: MonthKey = MonthKey { year: 2026, month: 10 };
const QUARTER: QuarterKey = QuarterKey { year: 2026, quarter: 4 };
const WHY: &str = "документ ждём из управления";

fn month(number: u32) -> MonthKey {
    MonthKey { year: 2026, month: number }
}

fn close_form(key: MonthKey, reason: &str) -> CloseMonthForm {
    CloseMonthForm { key, reason: reason.to_owned(), bound: false }
}

fn kept(print: Option<u32>) -> JournalPaper {
    JournalPaper { key: OCTOBER, kind: JournalKind::Services, names: false, bound: false, print }
}

fn printed(day: &mut TestDesk, paper: JournalPaper) -> Vec<u8> {
    day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).expect("printed");
    day.tray.0.lock().expect("tray").printed.last().expect("a paper").1.clone()
}

fn codes<T>(answer: Result<T, Refused>) -> Vec<(ProblemCode, String)> {
    let refused = refusal(answer);
    refused.problems.iter().map(|one| (one.code, one.field.clone().unwrap_or_default())).collect()
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// «Обращение № 1» may be torn by the hyphens of a narrow place; a paragraph across the page is not.
fn says(pdf: &[u8], words: &str) -> bool {
    pdf_text(pdf).contains(words)
}

fn missing(closing: &MonthClosing) -> Vec<(&str, bool, u32)> {
    closing.missing.iter().map(|group| (group.key.as_str(), group.stops, group.count)).collect()
}

/// October with two records of Калинина, hers signed; the head at the desk on the second of November.
fn october() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let psychologist = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(psychologist));
    day.add_person("Лапина", vec![Role::Administrator], None);
    day.change_person("Калинина");
    day.hold("Забелина Анна", "2026-10-06", "10:30");
    day.hold("Рябинин Борис", "2026-10-07", "10:30");
    head(&mut day);
    day.clock.put("2026-11-02T09:00");
    day
}

fn head(day: &mut TestDesk) {
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
}

fn closed() -> TestDesk {
    let mut day = october();
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");
    day
}

fn request_of_row(day: &mut TestDesk, at: usize) -> String {
    day.desk.journal_month(OCTOBER).expect("the month").rows[at].request.clone()
}

/// The signed record of a line with another form, signed by whoever is at the desk.
fn correction(day: &mut TestDesk, at: usize, reason: &str) -> Result<Done<ConsultationView>, Refused> {
    let request = request_of_row(day, at);
    let view = day.desk.consultation(request).expect("the record");
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..view.form.more.clone() };
    day.desk.sign(ConsultationForm { form: "written".to_owned(), reason: reason.to_owned(), more, ..view.form })
}

/// A technical failure on the twenty-ninth, written down at once by the head.
fn failed(day: &mut TestDesk) -> String {
    day.clock.put("2026-10-28T09:00");
    let card = day.book("Ерёмин Егор", "2026-10-29", "10:30").expect("free");
    day.clock.put("2026-10-29T11:00");
    let form = day.desk.consultation(card.row.id.clone()).expect("a form").form;
    let failed = ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some("technical_center".to_owned()),
        ended: "10:40".to_owned(),
        ..form
    };
    day.desk.sign(failed).unwrap_or_else(|refused| panic!("the failure is signed: {refused:?}"));
    card.row.id
}

/// The repeat on the third of November: another consultant, another form and topic, and the other parent beside.
fn repeated(day: &mut TestDesk, request: &str, other: &str) {
    let slot = SlotForm { consultant: other.to_owned(), ..day.slot("2026-11-03", "10:30") };
    let booked =
        day.desk.book(BookForm { caution_reason: "позже не могли".to_owned(), ..time_for(request, slot) });
    booked.unwrap_or_else(|refused| panic!("promised again: {refused:?}"));
    day.clock.put("2026-11-03T11:30");
    let form = whole(day.desk.consultation(request.to_owned()).expect("a form").form);
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
    let held = ConsultationForm {
        second: Some(Who { name: "Ерёмина Ева".to_owned(), ..request_of("").who }),
        form: "outing".to_owned(),
        topics: vec!["speech".to_owned()],
        more,
        ..form
    };
    let refused = |refused: Refused| panic!("the repeat is signed: {refused:?}");
    let signed = day.desk.sign(held).unwrap_or_else(refused).value;
    assert!(signed.form.consultants == [other], "another held it");
}

fn lines_of(day: &mut TestDesk, key: MonthKey) -> Vec<JournalLine> {
    day.desk.journal_month(key).expect("the month").rows
}
