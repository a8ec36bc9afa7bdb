//! Запись: who waits, who did not come, what stands against a time, and what the head looks through.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::Desk;
use desk::wire::*;
use poryadok_tests::test_desk::*;

/// Two consultants; the second advises on speech.
fn two_consultants(moment: &str) -> (TestDesk, String, String) {
    let mut day = TestDesk::opened_at(moment);
    let first = day.consultant();
    let second = day.add_consultant("Дроздова Ирина Павловна", "логопед");
    let form = ConsultantForm {
        id: Some(second.id.clone()),
        name: second.name,
        post: second.post,
        active: true,
        room: None,
        hours: second.hours,
        exceptions: second.exceptions,
        topics: vec!["speech".to_owned()],
        ..blank_card()
    };
    day.desk.save_consultant(form).expect("a sound card");
    (day, first, second.id)
}

fn at(consultant: &str, date: &str, time: &str) -> SlotForm {
    SlotForm {
        consultant: consultant.to_owned(),
        date: date.to_owned(),
        time: time.to_owned(),
        minutes: None,
        room: None,
    }
}

fn times() -> FreeTimesQuery {
    FreeTimesQuery {
        form: "in_center".to_owned(),
        from: None,
        days: 14,
        minutes: None,
        consultant: None,
        received: None,
        topics: Vec::new(),
        wished: None,
        wish_binding: false,
    }
}

#[test]
fn r033_r034_the_competent_and_the_wished_stand_first_and_the_reason_is_said() {
    let (mut day, first, second) = two_consultants("2026-10-01T09:00");
    day.desk
        .save_consultant(ConsultantForm {
            name: "Без Часов Ольга".to_owned(),
            post: "методист".to_owned(),
            ..blank_card()
        })
        .expect("a card without hours");
    let plain = day.desk.free_times(times()).expect("free times");
    assert_eq!(plain.consultants.len(), 2, "who has no hours is left out");
    assert_eq!(plain.order_words, "");

    let by_topic =
        day.desk.free_times(FreeTimesQuery { topics: vec!["speech".to_owned()], ..times() }).expect("free times");
    let told: Vec<_> = by_topic.consultants.iter().map(|row| (row.id.as_str(), row.why.as_str())).collect();
    assert_eq!(told, [(second.as_str(), "ведёт эту тему, неделя свободна"), (first.as_str(), "неделя свободна")]);
    assert!(by_topic.order_words.starts_with("сначала по теме «"), "{}", by_topic.order_words);
    assert!(by_topic.nearest.iter().all(|offer| offer.consultant == second));

    let wished = FreeTimesQuery { wished: Some(first.clone()), wish_binding: true, ..times() };
    let wished = day.desk.free_times(wished).expect("free times");
    assert_eq!(
        (wished.consultants[0].id.as_str(), wished.consultants[0].why.as_str()),
        (first.as_str(), "кого просят, неделя свободна")
    );
    assert!(wished.nearest.iter().all(|offer| offer.consultant == first), "nobody else is read aloud");
    let outing = FreeTimesQuery { form: "outing".to_owned(), wished: Some(second), wish_binding: true, ..times() };
    assert_eq!(day.desk.free_times(outing).expect("free times").order_words, "", "R054: no choice for an outing");
}

#[test]
fn what_stands_against_a_time_is_said_and_the_person_goes_on_with_a_reason_that_is_kept() {
    let (mut day, first, second) = two_consultants("2026-10-01T09:00");
    let room = day
        .desk
        .save_room(RoomForm { id: None, name: "Кабинет 5".to_owned(), accessible: true, active: true })
        .expect("a room")
        .value
        .key;
    let in_room = |consultant: &str| SlotForm { room: Some(room.clone()), ..at(consultant, "2026-10-08", "10:30") };
    let anna = RequestForm { slot: Some(in_room(&first)), ..request_of("Анна") };
    let anna = day.desk.register(anna).expect("free").value;

    let person = anna.row.who.recipient.clone();
    let again = RequestForm {
        who: Who { recipient: person, ..request_of("Анна").who },
        slot: Some(in_room(&second)),
        wished_consultant: Some(first.clone()),
        wish_binding: true,
        ..request_of("Анна")
    };
    let refused = refusal(day.desk.register(again.clone()));
    assert_eq!(
        problems(&refused),
        [
            (ProblemCode::RoomTaken, "caution_reason"),
            (ProblemCode::PersonBooked, "caution_reason"),
            (ProblemCode::OrderWarns, "caution_reason")
        ]
    );
    let said: Vec<_> =
        refused.problems.iter().map(|p| p.about.clone().unwrap_or_default().replace('\u{a0}', " ")).collect();
    assert_eq!(said, ["Кабинет 5/№ 1", "10:30/№ 1", "Просили другого консультанта: Калинина М. С."]);
    let list =
        day.desk.requests(RequestFilter { text: String::new(), open_only: true, after: None }).expect("the list");
    assert_eq!(list.rows.len(), 1, "nothing half-written stays");

    let reasoned = RequestForm { caution_reason: "мама и папа, двое детей".to_owned(), ..again };
    let card = day.desk.register(reasoned).expect("with a reason").value;
    let booking = card.row.booking.expect("promised");
    assert_eq!(booking.caution_words.len(), 3);
    assert_eq!(booking.caution_reason, "мама и папа, двое детей");
    assert_eq!(card.wished_words.replace('\u{a0}', " "), "Калинина М. С., обязательно");
}

#[test]
fn r031_a_day_after_the_term_needs_a_reason_and_may_be_the_persons_own_wish() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    // The eleventh is a Sunday: Monday is the last day by ст. 193 ГК.
    day.book("Анна", "2026-10-12", "10:30").expect("Monday is still in time");
    let slot = day.slot("2026-10-13", "10:30");
    let late = RequestForm { slot: Some(slot), late_by_wish: true, ..request_of("Борис") };
    let refused = refusal(day.desk.register(late.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::AfterTerm, "caution_reason")]);
    let about = refused.problems[0].about.as_deref().expect("words");
    assert!(about.starts_with("12.10.2026, понедельник (порядок: "), "the day and the paragraph: {about}");
    let card = day.desk.register(RequestForm { caution_reason: "в отъезде".to_owned(), ..late }).expect("kept").value;
    day.hold_booked(&card);
    let quarter = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    let all: String = quarter.tables.iter().flat_map(|t| &t.rows).map(|row| row.label.as_str()).collect();
    assert!(all.contains("по просьбе"), "the report has an of-which line for it");

    // The same when a waiting request is given a time.
    let waits = day.desk.register(request_of("Вера")).expect("waits").value.row.id;
    let slot = day.slot("2026-10-28", "10:30");
    let refused = refusal(day.desk.book(time_for(&waits, slot.clone())));
    assert_eq!(problems(&refused), [(ProblemCode::AfterTerm, "caution_reason")]);
    let form =
        BookForm { caution_reason: "просит позже".to_owned(), late_by_wish: true, ..time_for(&waits, slot) };
    day.desk.book(form).expect("with a reason");
}

#[test]
fn who_did_not_come_is_marked_with_one_act_offered_again_and_the_mark_is_taken_back() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    let booking = card.row.booking.clone().expect("live").id;
    assert!(!card.may_no_show);
    assert_eq!(problems(&refusal(day.desk.no_show(booking.clone()))), [(ProblemCode::NotYetTime, "")]);

    day.clock.put("2026-10-05T10:45");
    let missed = day.desk.no_show(booking.clone()).expect("nobody came").value;
    assert_eq!(
        (missed.row.status, missed.row.booking.is_none(), missed.may_undo),
        (RequestStatus::NotHeld, true, true)
    );
    assert_eq!(missed.bookings[0].ended_words, "не пришли");
    let today = day.desk.today().expect("the day");
    assert_eq!(today.sessions[0].state, SessionState::Missed);
    assert!(today.unrecorded.is_empty(), "there is nothing to record");
    let waiting = day.desk.waiting_list().expect("the list");
    assert!(waiting.rows[0].wish_words.contains("не пришли 05.10.2026"), "{}", waiting.rows[0].wish_words);
    assert!(waiting.rows[0].offer.is_some(), "a new time is offered at once");

    let back = day.desk.undo_no_show(card.row.id.clone()).expect("they came after all").value;
    assert_eq!(back.row.booking.expect("live again").id, booking);
    assert_eq!(problems(&refusal(day.desk.undo_no_show(card.row.id.clone()))), [(ProblemCode::NothingToUndo, "")]);

    day.desk.no_show(booking).expect("no, they did not");
    let slot = day.slot("2026-10-06", "11:15");
    let again = day.desk.book(time_for(&card.row.id, slot)).expect("a new time").value;
    assert_eq!((again.bookings.len(), again.may_undo), (2, false));
    assert_eq!(problems(&refusal(day.desk.undo_no_show(card.row.id.clone()))), [(ProblemCode::NothingToUndo, "")]);
    assert_eq!(day.hold_booked(&again).request.row.status, RequestStatus::Given);
}

#[test]
fn a_consultant_moves_and_gives_back_own_times_only() {
    let (mut day, first, second) = two_consultants("2026-10-01T09:00");
    day.add_person("Логопед", vec![Role::Consultant], Some(second.clone()));
    let times = [("Анна", &first, "2026-10-05", "10:30"), ("Борис", &second, "2026-10-06", "10:30")];
    let [foreign, own] = times.map(|(name, consultant, date, time)| {
        let form = RequestForm { slot: Some(at(consultant, date, time)), ..request_of(name) };
        let card = day.desk.register(form).expect("free").value;
        (card.row.id, card.row.booking.expect("promised").id)
    });
    day.change_person("Логопед");
    let card = day.desk.request(foreign.0).expect("seen by code");
    assert_eq!((card.may_end, card.may_annul, card.may_no_show), (false, false, false));
    let later = |booking: &str| other_time(booking, at(&second, "2026-10-07", "10:30"), "просьба");
    assert_eq!(problems(&refusal(day.desk.move_booking(later(&foreign.1)))), [(ProblemCode::NotAllowed, "")]);
    let given_back = ReleaseForm { booking: foreign.1, reason: "не нужно".to_owned() };
    assert_eq!(problems(&refusal(day.desk.release_time(given_back))), [(ProblemCode::NotAllowed, "")]);
    assert!(day.desk.request(own.0).expect("own").may_end);
    day.desk.move_booking(later(&own.1)).expect("an own time is moved");
}

#[test]
fn r030_who_will_not_come_any_more_ends_as_not_held_and_not_as_annulled() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    let id = card.row.id.clone();
    let form = |reason: &str| AnnulForm { request: id.clone(), reason: reason.to_owned() };
    assert_eq!(problems(&refusal(day.desk.close_request(form(" ")))), [(ProblemCode::ReasonRequired, "reason")]);
    day.clock.put("2026-10-05T11:30");
    let closed = day.desk.close_request(form("переехали")).expect("closed").value;
    assert_eq!((closed.row.status, closed.open), (RequestStatus::Lapsed, false));
    assert_eq!(closed.lapse_reason.as_deref(), Some("переехали"));
    assert!(closed.annul_reason.is_none());
    assert!(day.desk.waiting_list().expect("the list").rows.is_empty());
    let slot = day.slot("2026-10-06", "11:15");
    let refused = refusal(day.desk.book(time_for(&id, slot)));
    assert_eq!(problems(&refused), [(ProblemCode::RequestFinished, "")]);
    day.clock.put("2026-10-20T09:00");
    assert!(day.desk.today().expect("the day").burning.is_empty(), "it burns no more");

    let key = QuarterKey { year: 2026, quarter: 4 };
    let quarter = day.desk.quarter(key).expect("the quarter");
    assert_eq!(quarter.change_words, "квартал ещё идёт", "half a quarter is not compared with a whole one");
    assert!(quarter.checks.iter().all(|check| !check.words.contains("подписанной")), "nothing is left to sign");
    let all = day.desk.figure(FigureQuery { opens: quarter.records, from: 0 }).expect("everything");
    let because: Vec<_> = all.rows.iter().map(|row| row.because.as_str()).collect();
    assert_eq!(because, ["не учтена, потому что обращение закрыто: больше не придут"]);

    let reopened = day.desk.undo_no_show(id.clone()).expect("they rang again").value;
    assert_eq!((reopened.row.status, reopened.open), (RequestStatus::NotHeld, true));
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    assert!(month.rows.iter().all(|row| !row.counted));
}

#[test]
fn a_time_given_back_is_offered_to_who_waits_the_nearest_term_first() {
    let (mut day, first, second) = two_consultants("2026-10-01T09:00");
    // Everything of the first consultant up to the eighth is promised.
    let taken =
        day.desk.register(RequestForm { slot: Some(at(&first, "2026-10-07", "10:30")), ..request_of("Анна") });
    let taken = taken.expect("free").value;
    day.clock.put("2026-10-01T09:30");
    let sooner = RequestForm {
        received: Some("2026-09-25T10:00".to_owned()),
        wished_consultant: Some(first.clone()),
        wish_binding: true,
        ..request_of("Борис")
    };
    let sooner = day.desk.register(sooner).expect("waits").value.row.id;
    let later =
        RequestForm { topics: vec!["speech".to_owned()], wish: "логопед".to_owned(), ..request_of("Вера") };
    let later = day.desk.register(later).expect("waits").value.row.id;

    let list = day.desk.waiting_list().expect("the list");
    assert_eq!(list.rows.iter().map(|row| row.row.id.clone()).collect::<Vec<_>>(), [sooner.clone(), later.clone()]);
    let offers: Vec<_> = list.rows.iter().map(|row| row.offer.as_ref().expect("a time")).collect();
    assert_eq!((offers[0].slot.consultant.as_str(), offers[0].freed), (first.as_str(), false));
    assert_eq!(offers[1].slot.consultant, second, "by the topic");

    let booking = taken.row.booking.expect("live").id;
    let release = ReleaseForm { booking, reason: "заболели".to_owned() };
    let released = day.desk.release_time(release).expect("given back").value;
    assert_eq!((released.row.status, released.bookings[0].ended_words.as_str()), (RequestStatus::New, "отменено"));
    let list = day.desk.waiting_list().expect("the list");
    let offer = list.rows[0].offer.as_ref().expect("a time");
    assert!(offer.freed, "what was given back comes first");
    assert_eq!((offer.slot.date.as_str(), offer.slot.time.as_str()), ("2026-10-07", "10:30"));
    let form =
        BookForm { caution_reason: "освободилось".to_owned(), ..time_for(&sooner, offer.slot.clone()) };
    day.desk.book(form).expect("one press books it");
    let list = day.desk.waiting_list().expect("the list");
    assert!(list.rows.iter().all(|row| row.row.id != sooner));
    assert!(list.rows.iter().filter_map(|row| row.offer.as_ref()).all(|offer| !offer.freed));
}

#[test]
fn nobody_is_offered_the_time_they_gave_back_themselves() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-01", "10:30").expect("free");
    let release = ReleaseForm { booking: card.row.booking.expect("live").id, reason: "не успеют".to_owned() };
    day.desk.release_time(release).expect("given back");
    let list = day.desk.waiting_list().expect("the list");
    let offer = list.rows[0].offer.as_ref().expect("another time");
    let begins = (offer.slot.date.as_str(), offer.slot.time.as_str());
    assert!(!offer.freed && begins != ("2026-10-01", "10:30"), "{begins:?}");
}

#[test]
fn r032_accepting_now_over_another_promise_is_recorded_with_a_mark() {
    let mut day = TestDesk::opened_at("2026-10-05T10:00");
    day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T10:30");
    let slot = SlotForm { date: String::new(), time: String::new(), ..day.slot("", "") };
    let form = RequestForm { now: true, slot: Some(slot), ..request_of("Борис") };
    let done = day.desk.register(form).expect("never refused").value;
    assert!(done.warnings[0].contains("наложение"), "{:?}", done.warnings);
    let booking = done.row.booking.clone().expect("it is kept");
    assert_eq!((booking.time.as_str(), booking.caution_words[0].as_str()), ("10:30", "наложение"));
    let today = day.desk.today().expect("the day");
    assert_eq!(today.sessions.iter().filter(|line| line.marks.iter().any(|mark| mark == "наложение")).count(), 1);
    // Both are recorded, and the record carries the mark.
    day.hold_booked(&done);
    let other = today.sessions.iter().find(|line| line.marks.is_empty()).expect("the promised one").request.clone();
    let view = day.desk.consultation(other).expect("a form");
    day.desk.sign(whole(view.form)).expect("signed");
    let control = day.desk.control().expect("the head's");
    let overlaps = control.lines.iter().find(|line| line.key == "overlaps").expect("a line");
    assert_eq!(overlaps.count, 1);
}

#[test]
fn a_day_and_a_week_show_who_is_promised_what_is_free_and_who_is_off() {
    let (mut day, first, second) = two_consultants("2026-10-05T08:00");
    let form = RequestForm { slot: Some(at(&first, "2026-10-08", "10:30")), ..request_of("Анна") };
    let card = day.desk.register(form).expect("free").value;
    let cards = day.desk.consultants().expect("cards");
    let own = cards.into_iter().find(|card| card.id == second).expect("hers");
    let off = ExceptionForm {
        first: "2026-10-08".to_owned(),
        last: "2026-10-09".to_owned(),
        from: None,
        to: None,
        words: "на курсах".to_owned(),
    };
    let form = ConsultantForm {
        id: Some(own.id),
        name: own.name,
        post: own.post,
        active: true,
        room: None,
        hours: own.hours,
        exceptions: vec![off],
        topics: own.topics,
        ..blank_card()
    };
    day.desk.save_consultant(form).expect("a sound card");
    let query = TimetableQuery { from: Some("2026-10-08".to_owned()), week: false };
    let table = day.desk.timetable(query).expect("the day");
    assert_eq!(table.words.replace('\u{a0}', " "), "четверг, 8 октября 2026 г.");
    assert_eq!((table.earlier.as_str(), table.later.as_str()), ("2026-10-07", "2026-10-09"));
    let row = |id: &str| table.rows.iter().find(|row| row.consultant == id).expect("a row");
    assert_eq!(row(&second).cells[0].off_words.as_deref(), Some("на курсах"));
    let blocks = &row(&first).cells[0].blocks;
    let taken: Vec<_> = blocks.iter().filter(|b| b.kind == BlockKind::Taken).collect();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].session.as_ref().map(|s| s.request.clone()), Some(card.row.id));
    assert_eq!(blocks.iter().filter(|b| b.kind == BlockKind::Break).count(), 1);
    assert_eq!(blocks.iter().filter(|b| b.kind == BlockKind::Free).count(), 8);

    let query = TimetableQuery { from: Some("2026-10-08".to_owned()), week: true };
    let week = day.desk.timetable(query).expect("the week");
    assert_eq!(week.days.iter().map(|day| day.weekday.as_str()).collect::<Vec<_>>(), ["пн", "вт", "ср", "чт", "пт"]);
    let thursday = &week.rows.iter().find(|row| row.consultant == first).expect("a row").cells[3].blocks;
    assert!(thursday.iter().any(|block| block.free > 1), "free times in a row stand as one stretch");
    let sunday = TimetableQuery { from: Some("2026-10-11".to_owned()), week: false };
    let sunday = day.desk.timetable(sunday).expect("a day off");
    assert!(sunday.rows.is_empty() && sunday.empty_words.is_some());
}

#[test]
fn r029_the_timetable_offers_no_time_outside_the_windows_of_the_order() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let mut card = card_form(day.desk.consultants().expect("cards").remove(0));
    card.hours = vec![HoursForm { weekday: 4, from: "15:00".to_owned(), to: "19:00".to_owned() }];
    day.desk.save_consultant(card).expect("after work too");
    let query = TimetableQuery { from: Some("2026-10-08".to_owned()), week: false };
    let last_free = |desk: &mut Desk| {
        let table = desk.timetable(query.clone()).expect("the day");
        let free = table.rows[0].cells[0].blocks.iter().filter(|block| block.kind == BlockKind::Free);
        free.map(|block| block.time.clone()).max().expect("some time is free")
    };
    assert!(last_free(&mut day.desk).as_str() >= "17:00", "the hours alone decide");

    let start = OrderStart { source: String::new(), replaces: None };
    let mut form = day.desk.order_form(start).expect("the form").form;
    form.valid_from = "2026-10-02".to_owned();
    form.answers.iter_mut().find(|one| one.key == "time.windows").expect("the key").values = vec!["working".to_owned()];
    day.desk.save_order(form).expect("saved");
    assert!(last_free(&mut day.desk).as_str() < "17:00", "working time only");
}

#[test]
fn both_parents_are_taken_down_in_one_request() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let father = Who { name: "Иванов Пётр".to_owned(), ..request_of("").who };
    let slot = day.slot("2026-10-05", "10:30");
    let form =
        RequestForm { second: Some(father), slot: Some(slot), minding: true, ..request_of("Иванова Анна") };
    let card = day.desk.register(form).expect("both").value;
    assert_eq!(card.row.who.code, "П-0001 +1");
    assert_eq!(card.second.and_then(|who| who.name).as_deref(), Some("Иванов Пётр"));
    day.clock.put("2026-10-05T10:00");
    assert_eq!(day.desk.today().expect("the day").sessions[0].marks, ["оба родителя", "присмотр за ребёнком"]);
    let same = Who { recipient: card.row.who.recipient.clone(), ..request_of("").who };
    let twice = RequestForm { who: same.clone(), second: Some(same), ..request_of("") };
    assert_eq!(problems(&refusal(day.desk.register(twice))), [(ProblemCode::SamePerson, "second.name")]);
    let nameless = RequestForm { second: Some(request_of("").who), ..request_of("Анна") };
    assert_eq!(problems(&refusal(day.desk.register(nameless))), [(ProblemCode::Required, "second.name")]);
}

#[test]
fn r070_what_the_centre_broke_off_burns_by_the_hour() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T10:40");
    let view = day.desk.consultation(card.row.id).expect("a form");
    let failed = ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some("technical_center".to_owned()),
        failure_words: "нет связи".to_owned(),
        ended: "10:40".to_owned(),
        ..view.form
    };
    day.desk.sign(failed).expect("signed");
    let burning = day.desk.today().expect("the day").burning;
    assert_eq!(burning.len(), 1);
    assert!(burning[0].title.starts_with("Повторить приём"), "{}", burning[0].title);
    assert!(burning[0].why.contains("48") && burning[0].words.contains("07.10.2026"), "{:?}", burning[0].words);
    day.clock.put("2026-10-07T11:00");
    assert_eq!(day.desk.today().expect("the day").burning[0].state, TermState::Red);
}

#[test]
fn r136_the_head_looks_through_what_lacks_something_and_nobody_else_does() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let consultant = day.consultant();
    day.add_person("Лапина", vec![Role::Administrator], None);
    day.add_person("Калинина", vec![Role::Consultant], Some(consultant));
    let slot = day.slot("2026-10-05", "10:30");
    let long = SlotForm { minutes: Some(60), ..slot };
    let form = RequestForm {
        form: "distance".to_owned(),
        means: Some("video_call".to_owned()),
        slot: Some(long),
        ..request_of("Анна")
    };
    let card = day.desk.register(form).expect("free").value;
    day.hold_booked(&card);
    day.desk.register(request_of("Борис")).expect("waits");
    day.clock.put("2026-10-20T09:00");
    let control = day.desk.control().expect("the head's");
    let count = |key: &str| control.lines.iter().find(|line| line.key == key).expect("a line").count;
    assert_eq!((count("too_long"), count("no_evidence"), count("no_quality")), (1, 1, 1));
    assert_eq!((count("overdue"), count("no_record"), count("refusals")), (1, 0, 0));
    let long = control.lines.iter().find(|line| line.key == "too_long").expect("a line");
    assert_eq!(long.items[0].subject, card.row.id, "each line opens its record");
    for label in ["Лапина", "Калинина"] {
        day.change_person(label);
        assert_eq!(problems(&refusal(day.desk.control())), [(ProblemCode::NotAllowed, "")]);
    }
}

#[test]
fn a_consultant_ends_only_their_own_times_and_sees_their_own_drafts() {
    let (mut day, first, second) = two_consultants("2026-10-01T09:00");
    day.add_person("Калинина", vec![Role::Consultant], Some(first.clone()));
    day.add_person("Дроздова", vec![Role::Consultant], Some(second));
    let card =
        day.desk.register(RequestForm { slot: Some(at(&first, "2026-10-05", "10:30")), ..request_of("Анна") });
    let card = card.expect("free").value;
    let booking = card.row.booking.expect("live").id;
    day.clock.put("2026-10-05T10:45");
    day.change_person("Дроздова");
    assert_eq!(problems(&refusal(day.desk.no_show(booking.clone()))), [(ProblemCode::NotAllowed, "")]);
    day.change_person("Калинина");
    let key = DraftKey { form: "consultation".to_owned(), subject: card.row.id.clone() };
    day.desk.save_draft(key, "{}".to_owned()).expect("kept");
    let today = day.desk.today().expect("the day");
    assert_eq!(today.drafts.iter().map(|draft| draft.request.clone()).collect::<Vec<_>>(), [Some(card.row.id)]);
    assert!(day.desk.no_show(booking).is_ok());
}
