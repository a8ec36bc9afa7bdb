//! The last minute of a year and the first of the next: numbers, days and figures.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

#[test]
fn r022_numbers_begin_anew_with_the_year_of_registration_and_never_repeat() {
    let mut day = TestDesk::opened_at("2026-12-31T23:59");
    let number = |card: RequestCard| (card.row.number, card.row.year);
    let register = |day: &mut TestDesk, name: &str| {
        day.desk.register(request_of(name)).map(|done| number(done.value)).expect("registered")
    };
    assert_eq!(register(&mut day, "Анна Последняя"), (1, 2026));
    assert_eq!(register(&mut day, "Вера Последняя"), (2, 2026));
    day.clock.put("2027-01-01T00:00");
    assert_eq!(register(&mut day, "Дарья Новая"), (1, 2027));
    // Received last year on paper, registered this year: the number is of the day of registration.
    let late =
        RequestForm { received: Some("2026-12-31T23:58".to_owned()), ..request_of("Жанна Бумажная") };
    let late = day.desk.register(late).expect("registered").value;
    assert_eq!((late.row.number, late.row.year), (2, 2027));
    // The clock went back over New Year's Eve: no number is given twice.
    day.clock.put("2026-12-31T23:59");
    assert_eq!(register(&mut day, "Инна Вернувшаяся"), (3, 2026));
    day.clock.put("2027-01-01T00:05");
    assert_eq!(register(&mut day, "Ева Следующая"), (3, 2027));
}

#[test]
fn r110_what_was_held_in_the_last_hour_belongs_to_the_old_year() {
    let mut day = TestDesk::opened_at("2026-12-31T22:00");
    let form = RequestForm { now: true, ..request_of("Анна Последняя") };
    let form = RequestForm { slot: Some(day.slot("2026-12-31", "22:00")), ..form };
    let card = day.desk.register(form).expect("taken at once").value;
    day.clock.put("2026-12-31T23:59");
    let prefilled = day.desk.consultation(card.row.id).expect("a form").form;
    let record = ConsultationForm { started: "22:00".into(), ended: "23:59".into(), ..whole(prefilled) };
    day.desk.sign(record).expect("a whole record");
    day.clock.put("2027-01-01T00:01");
    let services =
        |day: &mut TestDesk, year, quarter| day.desk.quarter(QuarterKey { year, quarter }).expect("a quarter").services;
    assert_eq!((services(&mut day, 2026, 4), services(&mut day, 2027, 1)), ("1".to_owned(), "0".to_owned()));
    let lines =
        |day: &mut TestDesk, year, month| day.desk.journal_month(MonthKey { year, month }).expect("a month").rows.len();
    assert_eq!((lines(&mut day, 2026, 12), lines(&mut day, 2027, 1)), (1, 0));
}

#[test]
fn r031_a_request_of_the_twenty_ninth_of_february_has_its_ten_days() {
    let mut day = TestDesk::opened_at("2028-02-29T10:00");
    let card = day.desk.register(request_of("Анна Високосная")).expect("registered").value;
    assert_eq!(card.row.received, "2028-02-29T10:00");
    assert_eq!(card.row.term.plan_by.as_deref(), Some("2028-03-10"));
    assert!(card.row.term.forecast, "no decree for that year is known yet");
}
