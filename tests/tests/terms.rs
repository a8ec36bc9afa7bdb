//! Terms through the desk: what burns, until when and why, by the порядок of the day it began.
#![allow(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

use desk::wire::{BurningLine, ConsultationForm, OrderSeverity, OrderStart, TermState};
use poryadok_tests::test_desk::{TestDesk, request_of};

fn burning(day: &mut TestDesk) -> Vec<BurningLine> {
    day.desk.today().expect("the day").burning
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// What the signed session says when it broke off.
fn broken_off(day: &mut TestDesk, request: &str, failure: &str, ended: &str) {
    let view = day.desk.consultation(request.to_owned()).expect("a form");
    let failed = ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some(failure.to_owned()),
        failure_words: "нет связи".to_owned(),
        ended: ended.to_owned(),
        ..view.form
    };
    day.desk.sign(failed).expect("signed");
}

#[test]
fn r031_what_burns_says_both_days_of_the_term_and_why() {
    let mut day = TestDesk::opened_at("2026-10-15T09:00");
    let card = day.desk.register(request_of("Анна")).expect("waits").value;
    // The tenth day is Sunday 25.10.
    assert_eq!(plain(&card.row.term.until_words), "срок до 25.10.2026, воскресенье, по ст. 193 ГК — до 26.10");
    let why = plain(&card.row.term.why_words);
    assert!(why.starts_with("10 дней со дня обращения 15.10 ("), "{why}");
    assert!(why.ends_with("перенос с воскресенья 25.10, ст. 193 ГК"), "{why}");
    assert!(burning(&mut day).is_empty(), "ten days ahead nothing burns");

    day.clock.put("2026-10-26T09:00");
    let lines = burning(&mut day);
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].kind.as_str(), lines[0].state), ("booking", TermState::Amber));
    assert_eq!(lines[0].request, card.row.id, "the line opens the request");
    assert!(plain(&lines[0].title).starts_with("Назначить время: № 1"), "{}", lines[0].title);
    assert_eq!(plain(&lines[0].words), "сегодня до 17:00, перенос с 25.10 по ст. 193 ГК");
    assert_eq!(plain(&lines[0].why), why, "the same reason everywhere");
}

#[test]
fn the_nearest_term_stands_first_whatever_it_is_of() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let waits = day.desk.register(request_of("Вера")).expect("waits").value.row.id;
    let card = day.book("Анна", "2026-10-08", "10:30").expect("free");
    day.clock.put("2026-10-08T10:40");
    broken_off(&mut day, &card.row.id, "technical_center", "10:40");
    let kinds = |day: &mut TestDesk| burning(day).into_iter().map(|line| line.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&mut day), ["repeat_centre", "booking"], "48 hours end on the 10th, the ten days on the 11th");
    assert_eq!(burning(&mut day)[1].request, waits);
    let repeat = &burning(&mut day)[0];
    assert!(plain(&repeat.why).starts_with("сбой у центра 08.10 в 10:30, 48 часов"), "{}", repeat.why);
}

#[test]
fn a_clock_that_went_back_makes_nothing_burn_that_did_not() {
    let mut day = TestDesk::opened_at("2026-10-15T09:00");
    day.desk.register(request_of("Анна")).expect("waits");
    day.clock.put("2026-09-01T09:00");
    let today = day.desk.today().expect("the day");
    assert!(today.burning.is_empty());
    assert!(today.clock_behind.is_some(), "and the person is told of the clock");
}

#[test]
fn r031_where_the_order_keeps_silent_there_is_no_term_and_what_began_before_keeps_its_own() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let before = day.desk.register(request_of("Анна")).expect("waits").value.row;
    let start = OrderStart { source: String::new(), replaces: None };
    let mut form = day.desk.order_form(start).expect("a form").form;
    form.valid_from = "2026-10-05".into();
    let term = form.answers.iter_mut().find(|answer| answer.key == "term.booking").expect("the key");
    term.severity = OrderSeverity::Off;
    day.desk.save_order(form).expect("a порядок of tomorrow");

    day.clock.put("2026-10-05T09:00");
    let after = day.desk.register(request_of("Борис")).expect("waits").value.row;
    assert_eq!((after.term.state, after.term.judged_by), (TermState::None, None));
    assert_eq!(after.term.until_words, "срока порядок не ставит");
    let kept = day.desk.request(before.id.clone()).expect("the request").row.term;
    assert_eq!(kept.judged_by, before.term.judged_by, "it began under the порядок before");

    day.clock.put("2026-10-20T09:00");
    assert_eq!(burning(&mut day).iter().map(|line| &line.request).collect::<Vec<_>>(), [&before.id]);
    let overdue = day.desk.control_list("overdue".into()).expect("the head's");
    assert_eq!(overdue.items.iter().map(|item| &item.subject).collect::<Vec<_>>(), [&before.id]);
}
