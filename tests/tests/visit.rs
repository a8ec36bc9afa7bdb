//! A session from its beginning to what follows it, through the desk, on a real encrypted journal.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

fn second(name: &str) -> Who {
    Who { name: name.to_owned(), ..request_of(name).who }
}

fn keep(day: &mut TestDesk, form: &ConsultationForm) {
    let key = DraftKey { form: "consultation".to_owned(), subject: form.request.clone() };
    day.desk.save_draft(key, serde_json::to_string(form).expect("plain")).expect("kept");
}

/// Signs that the session of 10:00 broke off five minutes later.
fn break_off(day: &mut TestDesk, request: &str, failure: &str, note: &str) -> ConsultationView {
    let form = day.desk.consultation(request.to_owned()).expect("a form").form;
    let failed = ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some(failure.to_owned()),
        ended: "10:05".to_owned(),
        note: note.to_owned(),
        ..form
    };
    day.desk.sign(failed).expect("signed").value
}

fn month_total(day: &mut TestDesk) -> String {
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    month.totals_words.replace('\u{a0}', " ")
}

#[test]
fn topics_stand_by_this_request_and_then_by_this_consultants_habit() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    for (time, topics) in
        [("09:00", vec!["regime"]), ("10:00", vec!["regime", "emotions"]), ("11:00", vec!["emotions", "regime"])]
    {
        let card = day.book(&format!("Анна {time}"), "2026-10-05", time).expect("free");
        day.clock.put("2026-10-05T12:00");
        let form = day.desk.consultation(card.row.id).expect("a form").form;
        let topics = topics.into_iter().map(str::to_owned).collect();
        day.desk.sign(ConsultationForm { topics, ..whole(form) }).expect("signed");
        day.clock.put("2026-10-01T09:00");
    }
    let slot = day.slot("2026-10-06", "10:00");
    let form = RequestForm { topics: vec!["school_readiness".to_owned()], slot: Some(slot), ..request_of("Вера") };
    let card = day.desk.register(form).expect("registered").value;
    let view = day.desk.consultation(card.row.id).expect("a form");
    let order: Vec<_> = view.topics.iter().take(3).map(|topic| topic.key.as_str()).collect();
    assert_eq!(order, ["school_readiness", "regime", "emotions"]);
    assert_eq!(view.form.topics, ["school_readiness"], "what was asked for is chosen already");
    assert_eq!(view.topics.len(), day.desk.lists().expect("lists").topics.len(), "every topic is still offered");
}

#[test]
fn a_running_session_is_still_timed_after_a_restart() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.clock.put("2026-10-05T10:04");
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    assert_eq!(view.planned_minutes, 45);
    let began = day.desk.clock().expect("the clock");
    assert_eq!(began, "2026-10-05T10:04");
    let form = ConsultationForm { timer: Some(began.clone()), started: "10:04".to_owned(), ..view.form };
    keep(&mut day, &form);
    let mut again = day.restarted();
    again.unlock(PASSWORD).expect("the password");
    let form = again.desk.consultation(card.row.id).expect("a form").form;
    assert_eq!((form.timer.as_deref(), form.started.as_str()), (Some("2026-10-05T10:04"), "10:04"));
}

#[test]
fn r067_a_long_distance_session_is_warned_of_and_signed_all_the_same() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let slot = day.slot("2026-10-05", "10:00");
    let form = RequestForm {
        form: "distance".to_owned(),
        means: Some("phone".to_owned()),
        slot: Some(slot),
        ..request_of("Анна")
    };
    let card = day.desk.register(form).expect("registered").value;
    day.clock.put("2026-10-05T11:00");
    let form = whole(day.desk.consultation(card.row.id).expect("a form").form);
    let warnings = |day: &mut TestDesk, form: &str, ended: &str, whole: &ConsultationForm| {
        let asked = ConsultationForm { form: form.to_owned(), ended: ended.to_owned(), ..whole.clone() };
        day.desk.weigh(asked).expect("weighed").warnings.len()
    };
    assert_eq!(warnings(&mut day, "distance", "10:45", &form), 0);
    assert_eq!(warnings(&mut day, "distance", "10:46", &form), 1);
    assert_eq!(warnings(&mut day, "in_center", "10:46", &form), 0);
    assert_eq!(warnings(&mut day, "distance", "10:4", &form), 0, "half-typed hours are no long session");
    let long = ConsultationForm { ended: "10:50".to_owned(), ..form };
    assert_eq!(problems(&refusal(day.desk.sign(long.clone()))), [(ProblemCode::OrderWarns, "caution_reason")]);
    let more = MoreForm { caution_reason: "много вопросов".to_owned(), ..long.more.clone() };
    day.desk.sign(ConsultationForm { more, ..long }).expect("never refused with its reason");
}

#[test]
fn r102_both_parents_are_one_service_whoever_the_second_is() {
    let mut day = TestDesk::opened_at("2026-10-05T08:00");
    let father = day.hold("Рябов Пётр", "2026-10-05", "09:00").participants[0].recipient.clone();
    day.clock.put("2026-10-05T08:00");
    let known = Who { recipient: father.clone(), name: String::new(), ..second("") };
    let nobody = Who { anonymous: true, ..second("") };
    for (time, who, words) in [
        ("10:00", known, vec!["П-0002", "П-0001"]),
        ("11:00", nobody, vec!["П-0003", "Анонимно"]),
        ("12:00", second("Лисин Олег"), vec!["П-0004", "П-0005"]),
    ] {
        let card = day.book(&format!("Мама {time}"), "2026-10-05", time).expect("free");
        day.clock.put("2026-10-05T12:50");
        let form = whole(day.desk.consultation(card.row.id).expect("a form").form);
        let signed = day.desk.sign(ConsultationForm { second: Some(who), ..form }).expect("signed").value;
        let codes: Vec<_> = signed.participants.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, words);
        day.clock.put("2026-10-05T08:00");
    }
    day.clock.put("2026-10-05T13:00");
    assert!(month_total(&mut day).contains("услуг 4"), "{}", month_total(&mut day));
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    assert!(month.rows.iter().any(|row| row.who.contains("П-0002") && row.who.contains("П-0001")));
}

#[test]
fn the_second_parent_is_put_right_by_a_correction_and_is_never_the_first() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.clock.put("2026-10-05T11:00");
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    let first = view.participants[0].recipient.clone();
    let same = ConsultationForm { second: Some(Who { recipient: first, ..second("") }), ..whole(view.form.clone()) };
    assert_eq!(problems(&refusal(day.desk.sign(same))), [(ProblemCode::SamePerson, "second.name")]);
    let unnamed = ConsultationForm { second: Some(second(" ")), ..whole(view.form.clone()) };
    assert_eq!(problems(&refusal(day.desk.sign(unnamed))), [(ProblemCode::Required, "second.name")]);

    let signed =
        day.desk.sign(ConsultationForm { second: Some(second("Пётр")), ..whole(view.form) }).expect("signed").value;
    let form = signed.form;
    assert_eq!(form.second.as_ref().map(|who| who.name.as_str()), Some("Пётр"));
    let again = ConsultationForm { reason: "описка".to_owned(), ..form.clone() };
    assert_eq!(problems(&refusal(day.desk.sign(again.clone()))), [(ProblemCode::NothingChanged, "")]);
    let alone = day.desk.sign(ConsultationForm { second: None, ..again }).expect("corrected").value;
    assert_eq!((alone.participants.len(), alone.versions.len()), (1, 2));
}

#[test]
fn r075_the_next_meeting_is_a_new_request_before_or_after_the_signature() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.clock.put("2026-10-05T10:45");
    let asked = |day: &mut TestDesk, date: &str, time: &str| NextMeetingForm {
        request: card.row.id.clone(),
        slot: day.slot(date, time),
        caution_reason: String::new(),
        late_by_wish: false,
    };
    let next = |day: &mut TestDesk, date: &str, time: &str| {
        let form = asked(day, date, time);
        day.desk.next_meeting(form)
    };
    let before = next(&mut day, "2026-10-12", "10:00").expect("booked").value;
    assert_eq!((before.row.number, before.row.who.code.as_str()), (2, "П-0001"));
    assert_eq!(before.row.booking.as_ref().map(|b| b.time.as_str()), Some("10:00"));
    let form = whole(day.desk.consultation(card.row.id.clone()).expect("a form").form);
    day.desk.sign(form).expect("signed");
    // Two weeks are beyond the ten days of the new request: said, and the reason is kept.
    let refused = refusal(next(&mut day, "2026-10-19", "10:00"));
    assert_eq!(problems(&refused), [(ProblemCode::AfterTerm, "caution_reason")]);
    let late = NextMeetingForm {
        caution_reason: "так договорились".to_owned(),
        late_by_wish: true,
        ..asked(&mut day, "2026-10-19", "10:00")
    };
    let after = day.desk.next_meeting(late).expect("booked").value;
    assert_eq!(after.bookings[0].caution_reason, "так договорились");

    let words = after.links.iter().map(|link| link.words.replace('\u{a0}', " ")).collect::<Vec<_>>();
    assert_eq!(words, ["продолжение № 1"], "the card says what it continues");

    let refused = refusal(next(&mut day, "2026-10-19", "10:15"));
    assert_eq!(problems(&refused), [(ProblemCode::TimeTaken, "slot.time")]);
    let page =
        day.desk.requests(RequestFilter { text: String::new(), open_only: false, after: None }).expect("the list");
    assert_eq!(page.rows.len(), 3, "nothing stays of the refused one");

    let links = |day: &mut TestDesk, id: &str| -> Vec<(String, bool)> {
        let view = day.desk.consultation(id.to_owned()).expect("a form");
        view.links.into_iter().map(|link| (link.words.replace('\u{a0}', " "), link.onward)).collect()
    };
    let onward = links(&mut day, &card.row.id);
    assert_eq!(onward.len(), 2);
    assert!(onward[0].0.starts_with("№ 2: ") && onward[0].0.ends_with(", 10:00") && onward[0].1, "{onward:?}");
    assert_eq!(links(&mut day, &after.row.id), [("продолжение № 1".to_owned(), false)]);
    let next_form = day.desk.consultation(after.row.id).expect("a form").form;
    assert_eq!(next_form.topics, ["crisis"], "it goes on about the same");
}

#[test]
fn only_those_of_the_session_make_its_next_meeting() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    let other = day.add_consultant("Дроздова Ирина Павловна", "логопед").id;
    let slot = day.slot("2026-10-12", "10:00");
    day.add_person("Логопед", vec![Role::Consultant], Some(other));
    day.add_person("Приёмная", vec![Role::Administrator], None);
    for label in ["Логопед", "Приёмная"] {
        day.change_person(label);
        let form = NextMeetingForm {
            request: card.row.id.clone(),
            slot: slot.clone(),
            caution_reason: String::new(),
            late_by_wish: false,
        };
        assert_eq!(problems(&refusal(day.desk.next_meeting(form))), [(ProblemCode::NotAllowed, "")], "{label}");
    }
}

#[test]
fn words_left_unsigned_are_told_of_and_never_dropped_in_silence() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let own = day.consultant();
    day.add_person("Психолог", vec![Role::Consultant], Some(own));
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    let id = card.row.id.clone();
    day.clock.put("2026-10-05T11:00");

    day.change_person("Психолог");
    let form = day.desk.consultation(id.clone()).expect("a form").form;
    keep(&mut day, &ConsultationForm { note: "Начала писать".to_owned(), ..form });

    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    let view = day.desk.consultation(id.clone()).expect("a form");
    assert_eq!(view.others_writing.len(), 1, "the head sees who is writing");
    assert!(view.others_writing[0].replace('\u{a0}', " ").contains("Психолог И."), "{:?}", view.others_writing);
    assert!(!serde_json::to_string(&view).expect("plain").contains("Начала писать"), "and not what");
    let signed = day.desk.sign(whole(view.form)).expect("signed").value;
    assert_eq!(signed.others_writing.len(), 1, "signing does not rub out another's words");

    day.change_person("Психолог");
    let view = day.desk.consultation(id.clone()).expect("the record");
    assert!(!view.may_sign && view.draft_saved.is_none());
    let left = view.leftover.expect("own words are shown");
    assert_eq!(left.note, "Начала писать");
    day.desk.drop_draft(DraftKey { form: "consultation".to_owned(), subject: id.clone() }).expect("let go");
    assert!(day.desk.consultation(id).expect("the record").leftover.is_none());
}

#[test]
fn a_draft_without_words_is_not_offered_once_another_hand_has_signed() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let own = day.consultant();
    day.add_person("Психолог", vec![Role::Consultant], Some(own));
    let id = day.book("Анна", "2026-10-05", "10:00").expect("free").row.id;
    day.clock.put("2026-10-05T10:20");

    day.change_person("Психолог");
    assert_eq!(day.desk.today().expect("the day").sessions[0].state, SessionState::Underway);
    let form = day.desk.consultation(id.clone()).expect("a form").form;
    keep(&mut day, &ConsultationForm { quality_offered: true, ..form });
    assert_eq!(day.desk.today().expect("the day").drafts.len(), 1);

    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    day.clock.put("2026-10-05T11:00");
    let form = day.desk.consultation(id).expect("a form").form;
    day.desk.sign(whole(form)).expect("signed");

    day.change_person("Психолог");
    assert!(day.desk.today().expect("the day").drafts.is_empty(), "nothing is left to finish");
}

#[test]
fn words_written_before_an_annulment_can_still_be_read_by_who_wrote_them() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    let form = day.desk.consultation(card.row.id.clone()).expect("a form").form;
    keep(&mut day, &ConsultationForm { advice: "Ложиться раньше".to_owned(), ..form });
    let annul = AnnulForm { request: card.row.id.clone(), reason: "записано дважды".to_owned() };
    day.desk.annul_request(annul).expect("annulled");
    let view = day.desk.consultation(card.row.id).expect("the view");
    assert_eq!(view.leftover.expect("own words").advice, "Ложиться раньше");
    assert!(!view.may_sign);
}

#[test]
fn records_that_overlap_say_so_on_both_sides() {
    let mut day = TestDesk::opened_at("2026-10-05T08:00");
    let ids: Vec<_> = ["09:00", "10:00"]
        .into_iter()
        .map(|time| {
            let card = day.book(&format!("Анна {time}"), "2026-10-05", time).expect("free");
            card.row.id
        })
        .collect();
    day.clock.put("2026-10-05T11:00");
    for (id, started) in ids.iter().zip(["09:00", "09:40"]) {
        let form = whole(day.desk.consultation(id.clone()).expect("a form").form);
        let form = ConsultationForm { started: started.to_owned(), ended: "09:50".to_owned(), ..form };
        day.desk.sign(form).expect("recorded, never refused");
    }
    for (id, other) in ids.iter().zip(["№ 2", "№ 1"]) {
        let words = day.desk.consultation(id.clone()).expect("the record").overlaps_words.expect("a mark");
        assert!(words.replace('\u{a0}', " ").ends_with(other), "{words}");
    }
}

#[test]
fn the_note_of_an_earlier_attempt_is_read_by_who_was_there() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let own = day.consultant();
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    let other = day.add_consultant("Дроздова Ирина Павловна", "логопед").id;
    day.add_person("Психолог", vec![Role::Consultant], Some(own));
    day.add_person("Логопед", vec![Role::Consultant], Some(other.clone()));
    day.change_person("Психолог");
    day.clock.put("2026-10-05T10:10");
    let told = break_off(&mut day, &card.row.id, "technical_center", "Связь прервалась на полуслове");
    assert!(told.note_words.starts_with("Видите только вы."), "one consultant led it: {}", told.note_words);
    let slot = SlotForm { consultant: other, ..day.slot("2026-10-06", "11:00") };
    day.desk.book(time_for(&card.row.id, slot)).expect("booked again");
    day.clock.put("2026-10-06T12:00");

    day.change_person("Логопед");
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    assert_eq!(view.attempts.len(), 1);
    assert!(view.attempts[0].words.contains("сбой у центра"), "{}", view.attempts[0].words);
    assert_eq!(view.attempts[0].note, None, "who was not there reads nothing");
    day.desk.sign(whole(view.form)).expect("held");

    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    assert_eq!(day.desk.consultation(card.row.id.clone()).expect("the record").attempts[0].note, None);
    // The one who wrote it is no consultant of the second attempt, and asks in the journal of the first.
    day.change_person("Психолог");
    assert!(day.desk.consultation(card.row.id).is_err());
}

#[test]
fn one_consultant_reads_the_note_of_the_first_attempt_beside_the_second() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let own = day.consultant();
    day.add_person("Психолог", vec![Role::Consultant], Some(own));
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.change_person("Психолог");
    day.clock.put("2026-10-05T10:10");
    let view = break_off(&mut day, &card.row.id, "technical_recipient", "Первая");
    assert!(view.attempts.is_empty(), "the only attempt is the record itself");
    let slot = day.slot("2026-10-06", "11:00");
    day.desk.book(time_for(&card.row.id, slot)).expect("booked again");
    day.clock.put("2026-10-06T12:00");
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    assert_eq!(view.form.note, "", "the next attempt begins a note of its own");
    assert_eq!(view.attempts[0].note.as_deref(), Some("Первая"));
    let signed = day.desk.sign(whole(view.form)).expect("held").value;
    assert_eq!(signed.attempts[0].note.as_deref(), Some("Первая"), "and it stays readable afterwards");
    assert_eq!(signed.form.note, "Заметка консультанта");
}

fn because(view: &CountingView) -> String {
    view.because.join("; ").replace('\u{a0}', " ")
}

#[test]
fn r072_the_next_attempt_is_said_to_count_only_once_it_is_signed_and_is_judged_by_the_first() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.clock.put("2026-10-05T10:10");
    break_off(&mut day, &card.row.id, "technical_center", "");
    let slot = day.slot("2026-10-20", "11:00");
    day.desk.book(time_for(&card.row.id, slot)).expect("booked again");
    day.clock.put("2026-10-20T12:00");

    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    assert_eq!(view.counting.words, "будет учтена 1 услуга", "nothing of it is signed yet");
    let said = because(&view.counting);
    assert!(said.contains("в срок: в день обращения"), "the failed attempt stopped the ten days: {said}");
    assert!(said.contains("сбоев: 1") && said.contains("считается после подписи"), "{said}");

    let missed = ConsultationForm { outcome: "not_held".into(), failure: Some("no_show".into()), ..view.form.clone() };
    assert!(because(&day.desk.weigh(missed).expect("weighed")).contains("в срок: в день обращения"));

    let more = MoreForm { caution_reason: "раньше не могла".to_owned(), ..MoreForm::default() };
    let signed = day.desk.sign(ConsultationForm { more, ..whole(view.form) }).expect("held").value;
    assert_eq!(signed.counting.words, "учтена 1 услуга");
    assert!(because(&signed.counting).contains("в срок: в день обращения"), "{}", because(&signed.counting));
}

#[test]
fn nobody_came_stops_no_term_and_a_failure_put_right_is_no_failure() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.clock.put("2026-10-05T11:00");
    let form = whole(day.desk.consultation(card.row.id.clone()).expect("a form").form);
    let missed = ConsultationForm { outcome: "not_held".into(), failure: Some("no_show".into()), ..form.clone() };
    let said = because(&day.desk.weigh(missed).expect("weighed"));
    assert!(!said.contains("срок"), "the ten days run on: {said}");

    let failed = break_off(&mut day, &card.row.id, "technical_center", "");
    let held = ConsultationForm { version: failed.form.version, ..form };
    let said = because(&day.desk.weigh(held).expect("weighed"));
    assert!(said.contains("сбоев не было"), "it was held after all: {said}");
}

#[test]
fn r103_a_failure_of_no_length_is_corrected_and_not_counted_as_another() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.clock.put("2026-10-05T11:00");
    let form = day.desk.consultation(card.row.id.clone()).expect("a form").form;
    let failed = ConsultationForm {
        outcome: "not_held".into(),
        failure: Some("technical_center".into()),
        ended: form.started.clone(),
        ..form
    };
    let view = day.desk.sign(failed).expect("signed").value;
    let corrected = ConsultationForm { failure_words: "свет погас".into(), ..view.form };
    let refused = refusal(day.desk.sign(corrected.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::ReasonRequired, "reason")], "a correction has its reason");
    let view = day.desk.sign(ConsultationForm { reason: "дописано".into(), ..corrected }).expect("corrected").value;
    assert!(view.attempts.is_empty(), "it is still the only attempt");
}

#[test]
fn who_is_taken_off_a_record_is_no_longer_found_by_its_consultant() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let own = day.consultant();
    let other = day.desk.register(request_of("Рябов Пётр")).expect("waits").value.row.who.recipient;
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    day.clock.put("2026-10-05T11:00");
    let form = whole(day.desk.consultation(card.row.id).expect("a form").form);
    let wrong = Some(Who { recipient: other, name: String::new(), ..second("") });
    let signed = day.desk.sign(ConsultationForm { second: wrong, ..form }).expect("signed").value;
    let reason = "не тот человек".to_owned();
    day.desk.sign(ConsultationForm { second: None, reason, ..signed.form }).expect("corrected");
    day.add_person("Психолог", vec![Role::Consultant], Some(own));
    day.change_person("Психолог");
    let found = |day: &mut TestDesk, text: &str| day.desk.find_recipients(text.to_owned()).expect("found").rows.len();
    assert_eq!((found(&mut day, "Анна"), found(&mut day, "Рябов")), (1, 0));
}

#[test]
fn a_session_is_signed_only_by_those_who_may_open_it() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.book("Анна", "2026-10-05", "10:00").expect("free");
    let other = day.add_consultant("Дроздова Ирина Павловна", "логопед").id;
    day.clock.put("2026-10-05T11:00");
    let form = whole(day.desk.consultation(card.row.id.clone()).expect("a form").form);
    day.add_person("Логопед", vec![Role::Consultant], Some(other.clone()));
    day.change_person("Логопед");
    assert!(day.desk.consultation(card.row.id).is_err());
    let refused = refusal(day.desk.sign(ConsultationForm { consultants: vec![other], ..form }));
    assert_eq!(problems(&refused), [(ProblemCode::NotAllowed, "")]);
}
