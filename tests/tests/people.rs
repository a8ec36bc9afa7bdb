//! Consultants' cards and the people who ask, through the desk.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

/// No-break spaces as plain ones.
fn plain(words: &str) -> String {
    words.replace('\u{a0}', " ")
}

fn cards(day: &mut TestDesk) -> Vec<ConsultantRow> {
    day.desk.consultants().expect("cards")
}

fn first_card(day: &mut TestDesk) -> ConsultantForm {
    card_form(cards(day).remove(0))
}

// ── consultants' cards ────────────────────────────────────────────────────────────────────

#[test]
fn r036_r121_what_a_card_lacks_is_said_and_blocks_nothing() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let lacks = "нет обязательства о неразглашении, образование не указано";
    assert_eq!(cards(&mut day)[0].lacks_words, lacks);
    let query = FreeTimesQuery {
        form: "in_center".to_owned(),
        from: None,
        days: 7,
        minutes: None,
        consultant: None,
        received: None,
        topics: Vec::new(),
        wished: None,
        wish_binding: false,
    };
    let free = day.desk.free_times(query.clone()).expect("free times");
    assert_eq!(free.consultants[0].lacks_words, lacks, "said where a consultant is chosen");
    day.book("Анна Первая", "2026-10-09", "09:00").expect("nobody is stopped by it");

    let mut form = first_card(&mut day);
    form.papers = StaffPapersForm {
        education: "Казанский университет, психолог".to_owned(),
        training: "игровая терапия".to_owned(),
        trained_on: "2024-03-12".to_owned(),
        category: "высшая".to_owned(),
        contract: Some("employment".to_owned()),
        undertaking_on: "2026-09-01".to_owned(),
    };
    let saved = day.desk.save_consultant(form.clone()).expect("a whole card").value;
    assert!(saved.papers == Some(form.papers), "kept as typed");
    assert_eq!(saved.lacks_words, "");
    assert_eq!(
        saved.professional_words,
        "Казанский университет, психолог; ДПО: игровая терапия, 12.03.2024; категория: высшая"
    );
    assert_eq!(day.desk.free_times(query).expect("free times").consultants[0].lacks_words, "");
}

#[test]
fn r035_r121_professional_data_are_for_all_and_the_contract_for_those_who_keep_it() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let own = day.consultant();
    day.add_consultant("Дроздова Ирина Павловна", "логопед");
    let mut form = card_form(cards(&mut day).into_iter().find(|card| card.id == own).expect("the card"));
    form.papers.education = "Казанский университет".to_owned();
    day.desk.save_consultant(form).expect("saved");
    day.add_person("Дроздова", vec![Role::Consultant], Some(own.clone()));
    day.change_person("Дроздова");
    for card in cards(&mut day) {
        assert_eq!(card.papers.is_some(), card.id == own, "one's own papers only");
        assert_eq!(card.lacks_words.is_empty(), card.id != own);
        assert_eq!(card.professional_words.is_empty(), card.id != own);
    }
    let change = ConsultantForm { id: Some(own.clone()), name: "Иная Анна".to_owned(), ..blank_card() };
    assert_eq!(problems(&refusal(day.desk.save_consultant(change))), [(ProblemCode::NotAllowed, "")]);
    assert_eq!(problems(&refusal(day.desk.bookings_ahead(own))), [(ProblemCode::NotAllowed, "")]);
}

#[test]
fn namesakes_are_told_apart_by_posts_and_wrong_papers_field_by_field() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let named = |post: &str| ConsultantForm {
        name: "калинина  Мария Сергеевна".to_owned(),
        post: post.to_owned(),
        ..blank_card()
    };
    assert_eq!(
        problems(&refusal(day.desk.save_consultant(named("Педагог-психолог")))),
        [(ProblemCode::AlreadyInList, "name")]
    );
    day.desk.save_consultant(named("логопед")).expect("a namesake with another post");

    let mut form = first_card(&mut day);
    form.papers = StaffPapersForm {
        education: "университет ".repeat(2_000),
        training: "тайна\u{202E}".to_owned(),
        trained_on: "2026-10-09".to_owned(),
        category: String::new(),
        contract: Some("handshake".to_owned()),
        undertaking_on: "31.02.2026".to_owned(),
    };
    assert_eq!(
        problems(&refusal(day.desk.save_consultant(form))),
        [
            (ProblemCode::DateInFuture, "papers.trained_on"),
            (ProblemCode::BadDate, "papers.undertaking_on"),
            (ProblemCode::TooLong, "papers.education"),
            (ProblemCode::BadCharacters, "papers.training"),
            (ProblemCode::UnknownChoice, "papers.contract"),
        ]
    );
}

#[test]
fn r029_hours_are_said_by_their_kind_and_follow_the_working_day_of_the_centre() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let mut form = first_card(&mut day);
    form.hours = vec![
        HoursForm { weekday: 2, from: "15:00".to_owned(), to: "19:00".to_owned() },
        HoursForm { weekday: 6, from: "09:00".to_owned(), to: "12:00".to_owned() },
    ];
    // A public holiday on a Wednesday, when this one comes all the same.
    form.exceptions = vec![ExceptionForm {
        first: "2026-11-04".to_owned(),
        last: "2026-11-04".to_owned(),
        from: Some("10:00".to_owned()),
        to: Some("12:00".to_owned()),
        words: "день открытых дверей".to_owned(),
    }];
    let said = day.desk.save_consultant(form).expect("saved").value.hours_words;
    assert_eq!(
        plain(&said),
        "вт 15:00–17:00; после работы: вт 17:00–19:00; в выходной: сб 9:00–12:00; 04.11.2026 10:00–12:00 (в выходной)"
    );
    let card = day.desk.centre().expect("the centre");
    let later = CentreForm {
        institution: card.institution,
        name: card.name,
        town: card.town,
        phone: card.phone,
        email: card.email,
        day_ends: "18:00".to_owned(),
    };
    assert_eq!(day.desk.save_centre(later.clone()).expect("saved").value.day_ends, "18:00");
    assert!(plain(&cards(&mut day)[0].hours_words).starts_with("вт 15:00–18:00; после работы: вт 18:00–19:00;"));
    let never = CentreForm { day_ends: "25:00".to_owned(), ..later };
    assert_eq!(problems(&refusal(day.desk.save_centre(never))), [(ProblemCode::BadTime, "day_ends")]);
}

// ── who leaves ────────────────────────────────────────────────────────────────────────────

#[test]
fn who_leaves_with_bookings_ahead_gives_them_back_with_a_reason_and_nobody_is_lost() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let underway = day.book("Анна Первая", "2026-10-08", "09:00").expect("booked");
    let tomorrow = day.book("Вера Вторая", "2026-10-09", "10:30").expect("booked");
    let later = day.book("Нина Третья", "2026-10-12", "14:00").expect("booked");
    day.clock.put("2026-10-08T09:20");

    let mut form = first_card(&mut day);
    form.active = false;
    let consultant = form.id.clone().expect("an id");
    let ahead = day.desk.bookings_ahead(consultant.clone()).expect("what is promised");
    let said: Vec<_> = ahead.iter().map(|line| line.request.as_str()).collect();
    assert_eq!(said, [tomorrow.row.id.as_str(), later.row.id.as_str()], "what has begun is held, not promised");

    let refused = refusal(day.desk.save_consultant(form.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::ConsultantBooked, "release_reason")]);
    assert_eq!(refused.problems[0].about.as_deref(), Some("2"));
    assert!(cards(&mut day)[0].active, "a refusal changes nothing");
    assert!(day.desk.request(later.row.id.clone()).expect("the card").row.booking.is_some());

    form.release_reason = "уволилась".to_owned();
    let done = day.desk.save_consultant(form.clone()).expect("given back");
    assert!(!done.value.active && done.changed.contains(&Noun::Booking));
    let waiting = day.desk.waiting_list().expect("the list");
    let ids: Vec<_> = waiting.rows.iter().map(|one| one.row.id.as_str()).collect();
    assert_eq!(ids, [tomorrow.row.id.as_str(), later.row.id.as_str()]);
    let card = day.desk.request(tomorrow.row.id.clone()).expect("the card");
    assert_eq!(card.row.status, RequestStatus::New);
    assert_eq!(card.row.term.plan_by, tomorrow.row.term.plan_by, "the term does not move");
    assert_eq!(card.bookings[0].reason.as_deref(), Some("уволилась"));
    assert!(card.bookings[0].ended_words == "отменено" && !card.bookings[0].live);
    // What has begun stays with its consultant, and the head may still record it.
    let held = day.desk.request(underway.row.id.clone()).expect("the card");
    assert!(held.row.booking.is_some());
    day.hold_booked(&held);

    // Coming back is no booking: the times stay given back.
    form.active = true;
    day.desk.save_consultant(form).expect("back at work");
    assert_eq!(day.desk.waiting_list().expect("the list").total, 2);
    assert!(day.desk.bookings_ahead(consultant).expect("what is promised").is_empty());
}

#[test]
fn who_leaves_with_nothing_promised_is_asked_nothing_and_a_wish_for_them_says_so() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let leaving = day.consultant();
    let wish =
        RequestForm { wished_consultant: Some(leaving), wish_binding: true, ..request_of("Анна Первая") };
    day.desk.register(wish).expect("registered");
    let mut form = first_card(&mut day);
    form.active = false;
    day.desk.save_consultant(form).expect("nothing was promised");
    let row = day.desk.waiting_list().expect("the list").rows.remove(0);
    assert!(row.offer.is_none());
    assert_eq!(plain(&row.wish_words), "Калинина М. С., обязательно (больше не принимает)");
}
