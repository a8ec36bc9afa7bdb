//! Events for parents, through the desk, on a real encrypted journal.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

fn lecture(day: &mut TestDesk, topic: &str, date: &str) -> EventForm {
    let leader = day.consultant();
    EventForm {
        topic: topic.to_owned(),
        date: date.to_owned(),
        started: "17:30".to_owned(),
        ended: "19:00".to_owned(),
        leaders: vec![leader],
        ..day.desk.event(String::new()).expect("a form").form
    }
}

fn line(name: &str) -> EventLine {
    EventLine { name: name.to_owned(), certificate: None, given: false }
}

fn quarter(beyond: Option<EventMark>) -> EventFilter {
    EventFilter { year: 2026, quarter: 4, month: None, beyond }
}

#[test]
fn r095_an_event_is_planned_then_held_with_numbered_certificates() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let form = lecture(&mut day, "Травмы дома", "2026-10-08");
    let planned = day.desk.save_event(form).expect("planned").value;
    let row = planned.row.as_ref().expect("a row");
    assert_eq!((row.state, row.until.as_str()), (EventState::Ahead, "19:00"));

    let early = EventForm { participants: "12".to_owned(), ..planned.form.clone() };
    assert_eq!(problems(&refusal(day.desk.save_event(early))), [(ProblemCode::EventAhead, "participants")]);

    day.clock.put("2026-10-08T19:10");
    let page = day.desk.events(quarter(None)).expect("the list");
    assert_eq!(page.rows[0].state, EventState::AwaitingNumber);
    let held = EventForm {
        list: vec![line("Рябова Нина"), line("")],
        series: Some("КЦ".to_owned()),
        participants: "12".to_owned(),
        ..planned.form
    };
    let held = day.desk.save_event(held).expect("held").value;
    assert_eq!(held.form.list.iter().map(|one| one.certificate).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert_eq!(held.versions.len(), 2);
    let page = day.desk.events(quarter(None)).expect("the list");
    assert!(page.sums_words.replace('\u{a0}', " ").contains("12 участников"), "{}", page.sums_words);

    // A number made up on the screen is not taken: the program gives its own.
    let mut forged = held.form.clone();
    forged.list.push(EventLine { certificate: Some(77), ..line("Зимина Ольга") });
    forged.list[1].certificate = Some(1);
    let kept = day.desk.save_event(forged).expect("saved").value;
    assert_eq!(kept.form.list.iter().map(|one| one.certificate).collect::<Vec<_>>(), [Some(1), Some(3), Some(4)]);
}

#[test]
fn r095_certificates_are_numbered_by_the_year_and_no_number_is_given_again() {
    let mut day = TestDesk::centre("b", "2026-12-31T23:59");
    day.add_consultant("Дроздова Ирина Павловна", "логопед");
    let blank = day.desk.event(String::new()).expect("a form");
    assert!(blank.certificates && blank.certificates_basis.contains("сертификат"), "{}", blank.certificates_basis);
    let numbers = |card: &EventCard| card.form.list.iter().map(|one| one.certificate).collect::<Vec<_>>();
    let mut form = lecture(&mut day, "Травмы дома", "2026-12-30");
    form.leaders = day.desk.consultants().expect("cards").into_iter().map(|card| card.id).rev().collect();
    form.series = Some("КЦ".to_owned());
    form.list = vec![line("Рябова Нина"), line(""), line("")];
    let card = day.desk.save_event(form).expect("held").value;
    assert_eq!(numbers(&card), [Some(1), Some(2), Some(3)], "«Анонимно» has a certificate too");
    assert_eq!(card.leaders_words.replace('\u{a0}', " "), "Калинина М. С., Дроздова И. П.");
    assert_eq!(card.hours_words.replace('\u{a0}', " "), "1 час 30 минут, 2 академических часа");

    // Who is taken off the list takes the number along.
    let mut fewer = card.form.clone();
    fewer.list.remove(1);
    fewer.list.push(line("Зимина Ольга"));
    let card = day.desk.save_event(EventForm { participants: "3".to_owned(), ..fewer }).expect("saved").value;
    assert_eq!(numbers(&card), [Some(1), Some(3), Some(4)]);
    let annul = EventAnnulForm {
        event: card.form.id.clone().unwrap_or_default(),
        version: card.form.version,
        reason: "записали дважды".to_owned(),
    };
    day.desk.annul_event(annul).expect("annulled");
    let mut again = lecture(&mut day, "Травмы дома", "2026-12-30");
    again.series = Some("ПР".to_owned());
    again.list = vec![EventLine { given: true, ..line("") }];
    let card = day.desk.save_event(again).expect("held").value;
    assert_eq!(numbers(&card), [Some(5)], "another series counts on, and what was annulled keeps its numbers");
    assert!(card.form.list[0].given);

    // The year changes: numbers begin anew and bear it.
    day.clock.put("2027-01-01T00:10");
    let mut next = lecture(&mut day, "Сон", "2027-01-01");
    (next.started, next.ended) = ("00:00".to_owned(), "00:05".to_owned());
    next.series = Some("КЦ".to_owned());
    next.list = vec![line("")];
    let card = day.desk.save_event(next).expect("held").value;
    assert_eq!((numbers(&card), card.certificates_year), (vec![Some(1)], 2027));
}

#[test]
fn r095_r104_an_event_to_which_nobody_came_was_not_held_and_is_not_counted() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let ahead = EventForm { participants: "0".to_owned(), ..lecture(&mut day, "Сон", "2026-10-08") };
    let card = day.desk.save_event(ahead).expect("nobody has come to what is ahead").value;
    day.clock.put("2026-10-09T09:00");
    let nobody = EventForm { participants: "0".to_owned(), ..card.form.clone() };
    assert_eq!(problems(&refusal(day.desk.save_event(nobody))), [(ProblemCode::NobodyCame, "participants")]);
    let page = day.desk.events(quarter(None)).expect("the list");
    assert_eq!(page.rows[0].state, EventState::AwaitingNumber);
    let view = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    assert_eq!(view.services, "0");
    let came = EventForm { participants: "1".to_owned(), ..card.form };
    day.desk.save_event(came).expect("one came");
    let view = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    assert_eq!(view.services, "1", "by the event, as the порядок of its day says");
}

#[test]
fn r095_where_events_are_known_their_section_stands_in_every_centre() {
    for profile in ["default", "a", "b", "c", "d", "e"] {
        let mut day = TestDesk::centre(profile, "2026-10-08T09:00");
        assert!(day.desk.lists().expect("lists").shows_events, "{profile}");
        assert!(day.desk.events(quarter(None)).expect("the list").may_write, "{profile}");
    }
}

#[test]
fn everything_wrong_with_an_event_is_said_at_once_and_the_draft_stays() {
    let mut day = TestDesk::opened_at("2026-10-09T09:00");
    let form = lecture(&mut day, " ", "2026-10-08");
    let key = DraftKey { form: "event".to_owned(), subject: String::new() };
    day.desk.save_draft(key.clone(), "{}".to_owned()).expect("kept");
    let wrong = EventForm {
        date: "31.11.2026".to_owned(),
        format: "picnic".to_owned(),
        participants: "много".to_owned(),
        list: vec![line("Имя\u{202E}")],
        ..form.clone()
    };
    assert_eq!(
        problems(&refusal(day.desk.save_event(wrong))),
        [
            (ProblemCode::Required, "topic"),
            (ProblemCode::BadDate, "date"),
            (ProblemCode::UnknownChoice, "format"),
            (ProblemCode::BadCharacters, "list.0.name"),
            (ProblemCode::BadNumber, "participants"),
        ]
    );
    let unwhole = EventForm {
        topic: "Сон".to_owned(),
        ended: "17:00".to_owned(),
        format: "elsewhere".to_owned(),
        leaders: vec![],
        participants: "1".to_owned(),
        list: vec![line(""), line("")],
        ..form.clone()
    };
    assert_eq!(
        problems(&refusal(day.desk.save_event(unwhole))),
        [
            (ProblemCode::LeaderRequired, "leaders"),
            (ProblemCode::EndsBeforeStart, "ended"),
            (ProblemCode::PlaceRequired, "place"),
            (ProblemCode::ListLonger, "participants"),
        ]
    );
    assert!(day.desk.draft(key.clone()).expect("asked").is_some(), "a refusal loses nothing");
    day.desk.save_event(EventForm { topic: "Сон".to_owned(), list: vec![line("")], ..form }).expect("whole");
    assert!(day.desk.draft(key).expect("asked").is_none());
    let page = day.desk.events(quarter(None)).expect("the list");
    assert_eq!(page.rows[0].participants, 1, "where nobody counted, those listed came");
}

#[test]
fn an_event_is_annulled_with_a_reason_and_never_deleted() {
    let mut day = TestDesk::opened_at("2026-10-09T09:00");
    let form = EventForm { participants: "5".to_owned(), ..lecture(&mut day, "Сон", "2026-10-08") };
    let card = day.desk.save_event(form).expect("saved").value;
    let annul = |reason: &str| EventAnnulForm {
        event: card.form.id.clone().unwrap_or_default(),
        version: card.form.version,
        reason: reason.to_owned(),
    };
    assert_eq!(problems(&refusal(day.desk.annul_event(annul(" ")))), [(ProblemCode::ReasonRequired, "reason")]);
    let annulled = day.desk.annul_event(annul("записано дважды")).expect("annulled").value;
    assert_eq!(annulled.annul_reason.as_deref(), Some("записано дважды"));
    assert!(!annulled.may_write);
    assert_eq!(problems(&refusal(day.desk.save_event(annulled.form))), [(ProblemCode::EventAnnulled, "")]);
    let page = day.desk.events(quarter(None)).expect("the list");
    assert_eq!((page.rows.len(), page.rows[0].state), (1, EventState::Annulled));
    assert_eq!(page.sums_words, "", "an annulled event stands in no sum");
}

#[test]
fn consultants_read_the_names_of_events_they_lead_and_no_others() {
    let mut day = TestDesk::opened_at("2026-10-09T09:00");
    let own = day.consultant();
    let other = day.add_consultant("Дроздова Ирина Павловна", "логопед").id;
    let mut ids = Vec::new();
    for leader in [&own, &other] {
        let form = EventForm {
            leaders: vec![leader.clone()],
            list: vec![line("Рябова Нина")],
            ..lecture(&mut day, "Сон", "2026-10-08")
        };
        ids.push(day.desk.save_event(form).expect("saved").value.form.id.expect("an id"));
    }
    day.add_person("Психолог", vec![Role::Consultant], Some(own));
    day.change_person("Психолог");
    assert!(!day.desk.events(quarter(None)).expect("the list").may_write);
    let names: Vec<_> = ids
        .iter()
        .map(|id| {
            let card = day.desk.event(id.clone()).expect("read");
            assert!(!card.may_write);
            (card.sees_names, card.form.list[0].name.clone())
        })
        .collect();
    assert_eq!(names, [(true, "Рябова Нина".to_owned()), (false, String::new())]);
    assert_eq!(problems(&refusal(day.desk.event(String::new()))), [(ProblemCode::NotAllowed, "")]);
    let card = day.desk.event(ids[0].clone()).expect("read");
    assert_eq!(problems(&refusal(day.desk.save_event(card.form))), [(ProblemCode::NotAllowed, "")]);
}

#[test]
fn a_form_opened_before_another_hand_saved_is_refused() {
    let mut day = TestDesk::opened_at("2026-10-09T09:00");
    let form = lecture(&mut day, "Сон", "2026-10-08");
    let first = day.desk.save_event(form).expect("saved").value.form;
    let changed = EventForm { topic: "Сон и режим".to_owned(), ..first.clone() };
    assert_eq!(problems(&refusal(day.desk.save_event(first.clone()))), [(ProblemCode::NothingChanged, "")]);
    day.desk.save_event(changed).expect("saved");
    let late = EventForm { topic: "Другое".to_owned(), ..first };
    assert_eq!(problems(&refusal(day.desk.save_event(late))), [(ProblemCode::ChangedMeanwhile, "")]);
}

#[test]
fn a_long_quarter_is_read_page_by_page() {
    let mut day = TestDesk::opened_at("2026-10-09T09:00");
    for number in 0..53 {
        let form = lecture(&mut day, &format!("Встреча {number}"), &format!("2026-10-{:02}", 10 + number % 20));
        day.desk.save_event(form).expect("saved");
    }
    let first = day.desk.events(quarter(None)).expect("a page");
    let second = day.desk.events(quarter(first.next.clone())).expect("a page");
    assert_eq!((first.rows.len(), second.rows.len(), second.next.is_none()), (50, 3, true));
    let mut topics: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.topic.clone()).collect();
    topics.sort();
    topics.dedup();
    assert_eq!(topics.len(), 53);
}

#[test]
fn why_a_list_was_put_right_is_told_to_those_who_see_its_names() {
    let mut day = TestDesk::opened_at("2026-10-08T19:10");
    let form = lecture(&mut day, "Травмы дома", "2026-10-08");
    let held = EventForm { list: vec![line("Рябова Нина")], participants: "12".to_owned(), ..form };
    let held = day.desk.save_event(held).expect("held").value;
    let reason = "Петрову вычеркнули, записана дважды";
    let fewer = EventForm { participants: "11".to_owned(), reason: reason.to_owned(), ..held.form };
    let card = day.desk.save_event(fewer).expect("saved").value;
    let id = card.row.as_ref().expect("a row").id.clone();
    assert_eq!(card.versions.last().and_then(|version| version.reason.as_deref()), Some(reason));
    day.desk
        .annul_event(EventAnnulForm {
            event: id.clone(), version: 2, reason: "Петрова всё перепутала".to_owned()
        })
        .expect("annulled");
    let other = day.add_consultant("Дроздова Ирина Павловна", "учитель-логопед").id;
    day.add_person("Дроздова", vec![Role::Consultant], Some(other));
    day.change_person("Дроздова");
    let card = day.desk.event(id).expect("everybody sees that it was");
    assert!(!card.sees_names && card.versions.iter().all(|version| version.reason.is_none()));
    assert_eq!(card.annul_reason.as_deref(), Some(""), "it is said that it was annulled, not why");
}
