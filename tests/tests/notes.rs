//! Who reads the private words of a record: note, advice, the words of a failure, reasons that name a family. Of one's
//! own attempts, never of another's, whoever has the card today.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

fn people(day: &mut TestDesk) -> Vec<AccountRow> {
    day.desk.access().expect("seen").people
}

fn remove(day: &mut TestDesk, label: &str) {
    let account = people(day).into_iter().find(|row| row.label == label).expect("there").id;
    day.desk.remove_account(account).expect("she enters no more");
}

/// The head as a consultant with this card.
fn card_to_oneself(day: &mut TestDesk, card: String) -> AccountChange {
    let AccountRow { id, name, label, post, roles, .. } = people(day).into_iter().find(|row| row.own).expect("oneself");
    AccountChange { account: id, name, label, post, roles, consultant: Some(card) }
}

fn head(day: &mut TestDesk) {
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
}

/// The end of the promised time, and the form of what was held then.
fn at_the_end(day: &mut TestDesk, card: &RequestCard) -> ConsultationForm {
    let booking = card.row.booking.as_ref().expect("a live booking");
    day.clock.put(&format!("{}T{}", booking.date, booking.until));
    let form = day.desk.consultation(card.row.id.clone()).expect("a form").form;
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
    ConsultationForm { more, ..whole(form) }
}

fn failed(form: ConsultationForm, words: &str) -> ConsultationForm {
    ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some("technical_center".to_owned()),
        failure_words: words.to_owned(),
        topics: Vec::new(),
        ..form
    }
}

fn found(day: &mut TestDesk, text: &str) -> usize {
    day.desk.search(searched(text)).expect("an answer").rows.len()
}

/// A first attempt of Калинина failed; the head gave the request another time with Дроздова, who got her account and
/// card only then and is at the desk when the time is over.
fn passed_on() -> (TestDesk, ConsultationForm) {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let first = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(first));
    let booked = day.book("Анна", "2026-10-06", "10:30").expect("free");
    day.change_person("Калинина");
    let form = at_the_end(&mut day, &booked);
    let form = ConsultationForm {
        note: "про бабушку".into(), advice: "сходить к врачу".into(), ..form
    };
    day.desk.sign(failed(form, "мама плакала в трубку")).expect("signed");
    head(&mut day);
    let second = day.add_consultant("Дроздова Ирина Павловна", "учитель-логопед").id;
    day.add_person("Дроздова", vec![Role::Consultant], Some(second.clone()));
    let slot = SlotForm { consultant: second, ..day.slot("2026-10-07", "10:30") };
    let form = BookForm { caution_reason: "повтор".to_owned(), ..time_for(&booked.row.id, slot) };
    let booked = day.desk.book(form).expect("booked").value;
    day.change_person("Дроздова");
    let form = at_the_end(&mut day, &booked);
    (day, form)
}

#[test]
fn r120_whoever_holds_the_next_attempt_reads_its_note_and_none_before_it() {
    let (mut day, form) = passed_on();
    let request = form.request.clone();
    let form = ConsultationForm { note: "про велосипед".into(), advice: "кататься".into(), ..form };
    let view = day.desk.sign(form).expect("signed").value;
    assert!(view.may_read_note);
    assert_eq!((view.form.note.as_str(), view.form.advice.as_str()), ("про велосипед", "кататься"));
    assert_eq!(view.attempts.len(), 1);
    assert!(view.attempts[0].note.is_none() && view.attempts[0].advice.is_none(), "that one was another's");
    assert_eq!((found(&mut day, "велосипед"), found(&mut day, "бабушку")), (1, 0));
    // A correction of hers keeps what she does not touch, and her note with it.
    let form = ConsultationForm { reason: "описка".into(), note: "про самокат".into(), ..view.form };
    assert_eq!(day.desk.sign(form).expect("corrected").value.form.note, "про самокат");
    // The record is another's now.
    day.change_person("Калинина");
    assert_eq!(problems(&refusal(day.desk.consultation(request))), [(ProblemCode::NotAllowed, "")]);
    assert_eq!(found(&mut day, "велосипед"), 0);
}

#[test]
fn r120_words_of_a_failure_do_not_pass_into_the_next_attempt() {
    let (mut day, form) = passed_on();
    let view = day.desk.sign(failed(form, "")).expect("signed").value;
    assert_eq!(view.form.failure_words, "", "nobody told her what was said before");
    assert_eq!(found(&mut day, "плакала"), 0);
}

#[test]
fn r120_a_card_that_came_later_opens_no_attempt_and_finds_no_word() {
    let (mut day, form) = passed_on();
    let request = form.request.clone();
    day.desk.sign(ConsultationForm { note: "про велосипед".into(), ..form }).expect("signed");
    head(&mut day);
    let card = people(&mut day).into_iter().find(|row| row.label == "Калинина").and_then(|row| row.consultant);
    remove(&mut day, "Калинина");
    let linked = card_to_oneself(&mut day, card.expect("a card"));
    day.desk.change_account(AccountChange { roles: vec![Role::Head, Role::Consultant], ..linked }).expect("the card");
    let view = day.desk.consultation(request).expect("the head sees every record");
    assert!(!view.may_read_note && view.attempts.iter().all(|one| one.note.is_none() && one.advice.is_none()));
    for word in ["бабушку", "врачу", "плакала", "велосипед"] {
        assert_eq!(found(&mut day, word), 0, "{word}");
    }
}

/// A clock that ran ahead when the card was linked closes nothing that was signed after it.
#[test]
fn r120_the_order_of_lines_tells_who_had_a_card_not_the_clock() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.consultant();
    day.clock.put("2027-10-05T09:00");
    day.add_person("Калинина", vec![Role::Consultant], Some(card));
    day.clock.put("2026-10-05T09:30");
    let booked = day.book("Анна", "2026-10-06", "10:30").expect("free");
    let form = at_the_end(&mut day, &booked);
    day.desk.sign(form).expect("signed by the head for her");
    day.change_person("Калинина");
    let view = day.desk.consultation(booked.row.id).expect("the record");
    assert!(view.may_read_note && !view.form.note.is_empty());
}

#[test]
fn r120_reasons_of_ended_times_are_told_to_those_who_see_the_names() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let (first, second) = (day.consultant(), day.add_consultant("Дроздова Ирина Павловна", "учитель-логопед").id);
    day.add_person("Калинина", vec![Role::Consultant], Some(first));
    day.add_person("Дроздова", vec![Role::Consultant], Some(second));
    let booked = day.book("Анна", "2026-10-06", "10:30").expect("free");
    let booking = |card: &RequestCard| card.row.booking.as_ref().expect("a live booking").id.clone();
    let slot = day.slot("2026-10-07", "10:30");
    let moved = day.desk.move_booking(other_time(&booking(&booked), slot, "мама лежит в больнице")).expect("moved");
    let release =
        ReleaseForm { booking: booking(&moved.value), reason: "мама ещё в больнице".to_owned() };
    day.desk.release_time(release).expect("given back");
    let course = |day: &mut TestDesk| day.desk.consultation(booked.row.id.clone()).map(|view| view.course.join(" "));
    assert!(course(&mut day).expect("the head").contains("в больнице"));
    day.change_person("Дроздова");
    let told = course(&mut day).expect("nobody's record yet");
    assert!(told.contains("перенесено") && !told.contains("больнице"), "{told}");
}

#[test]
fn a_consultants_card_is_one_persons_and_whoever_gets_it_later_reads_no_earlier_note() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let card = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(card.clone()));
    let booked = day.book("Анна", "2026-10-06", "10:30").expect("free");
    day.clock.put("2026-10-06T11:15");
    day.change_person("Калинина");
    let form = day.desk.consultation(booked.row.id.clone()).expect("a form").form;
    let form = ConsultationForm { note: "сказано наедине".into(), ..whole(form) };
    day.desk.sign(form).expect("signed");
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");

    let linked = card_to_oneself(&mut day, card);
    let refused = refusal(day.desk.change_account(linked.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::CardTaken, "consultant")]);
    remove(&mut day, "Калинина");
    day.clock.put("2026-10-06T11:30");
    day.desk.change_account(linked).expect("the card is free");
    let filter =
        HistoryFilter { account: None, sort: None, from: String::new(), to: String::new(), record: String::new() };
    let page = day.desk.history(HistoryQuery { filter, after: None }).expect("the head reads");
    let words: Vec<String> = page.lines.iter().map(|line| line.words.replace('\u{a0}', " ")).collect();
    assert!(
        words.iter().any(|line| line.contains("связала вход с карточкой консультанта: Калинина М. С.")),
        "{words:?}"
    );
    let view = day.desk.consultation(booked.row.id).expect("the record");
    assert!(!view.may_read_note && view.form.note.is_empty(), "{}", view.note_words);
    let next = day.hold("Борис", "2026-10-07", "10:30");
    assert!(next.may_read_note, "what is signed from now on is one's own");
}
