//! Consultants' cards and the people who ask, through the desk.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::any_command::{Answer, ask};
use poryadok_tests::test_desk::*;
use serde_json::{Value, json};

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
    assert!(ahead.stay.is_empty());
    let said: Vec<_> = ahead.given_back.iter().map(|line| line.request.as_str()).collect();
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
    let past = day.desk.request(held.row.id).expect("the card").bookings.remove(0);
    assert!(past.recorded && !past.live && !card.bookings[0].recorded, "held is not given back");

    // Coming back is no booking: the times stay given back.
    form.active = true;
    day.desk.save_consultant(form).expect("back at work");
    assert_eq!(day.desk.waiting_list().expect("the list").total, 2);
    assert!(day.desk.bookings_ahead(consultant).expect("what is promised").given_back.is_empty());
}

#[test]
fn r037_r053_who_stood_beside_leaves_and_the_promise_stays_with_who_leads() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let slot = day.slot("2026-10-09", "10:30");
    let beside = day.add_consultant("Дроздова Ирина Павловна", "дефектолог").id;
    let how = HowForm { others: vec![beside.clone()], others_by: Some("recipient".to_owned()), ..plain_how() };
    let form = RequestForm { slot: Some(slot), how: Some(how), ..request_of("Анна Первая") };
    let booked = day.desk.register(form).expect("booked").value;

    let mut form = cards(&mut day).into_iter().find(|card| card.id == beside).map(card_form).expect("the card");
    form.active = false;
    let ahead = day.desk.bookings_ahead(beside.clone()).expect("what is promised");
    assert!(ahead.given_back.is_empty() && ahead.stay[0].request == booked.row.id);
    day.desk.save_consultant(form.clone()).expect("nothing is given back, so nothing is asked");

    assert_eq!(day.desk.waiting_list().expect("the list").total, 0, "the recipient waits for nothing");
    let card = day.desk.request(booked.row.id).expect("the card");
    let stays = &card.bookings[0];
    assert!(stays.live && stays.others.is_empty() && stays.others_by_words.is_empty());
    assert_eq!((stays.date.as_str(), stays.time.as_str()), ("2026-10-09", "10:30"));
    form.active = true;
    day.desk.save_consultant(form).expect("back at work");
    assert!(day.desk.bookings_ahead(beside).expect("what is promised").stay.is_empty(), "the time is free");
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

// ── who asks ──────────────────────────────────────────────────────────────────────────────

fn adopter(name: &str) -> RequestForm {
    let form = request_of(name);
    RequestForm { who: Who { kind: "adopter".to_owned(), ..form.who.clone() }, ..form }
}

#[test]
fn r003_of_who_only_wishes_to_take_a_child_nothing_of_a_child_is_asked_or_kept() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let asks: Vec<_> =
        day.desk.lists().expect("lists").recipient_kinds.into_iter().map(|kind| (kind.key, kind.asks_child)).collect();
    let known = [("parent", true), ("representative", true), ("adopter", false)];
    assert_eq!(asks, known.map(|(key, asked)| (key.to_owned(), asked)));

    let none = RequestForm { child_age: String::new(), ..adopter("Анна Первая") };
    let card = day.desk.register(none).expect("nothing of a child is needed").value;
    assert!(!card.asks_child && card.row.who.kind_words == "гражданин, желающий принять ребёнка");
    // What was typed before the kind was chosen is not kept.
    let typed = RequestForm { attends: Some(true), ..adopter("Вера Вторая") };
    assert_eq!(day.desk.register(typed).expect("registered").value.child_age_words, "");
    // The other of the two has a child.
    let both =
        RequestForm { second: Some(request_of("Пётр Третий").who), ..adopter("Нина Третья") };
    let card = day.desk.register(both).expect("registered").value;
    assert!(card.asks_child);
    assert_eq!(plain(&card.child_age_words), "3 года 2 месяца");
    let child = RequestForm { who: Who { kind: "child".to_owned(), ..request_of("Ваня").who }, ..request_of("") };
    assert_eq!(problems(&refusal(day.desk.register(child))), [(ProblemCode::UnknownChoice, "who.kind")]);
}

/// Every word of the contract but its comments.
fn wire_words() -> Vec<&'static str> {
    let code = include_str!("../../ui/src/backend/contract.ts").split("/*");
    code.map(|part| part.split_once("*/").map_or(part, |(_, after)| after))
        .flat_map(|part| part.lines().map(|line| line.split("//").next().unwrap_or_default()))
        .flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .collect()
}

/// Words that speak of a child.
fn of_a_child<'a>(words: impl Iterator<Item = &'a str>) -> std::collections::BTreeSet<&'a str> {
    let child = ["child", "kid", "baby", "birth", "surname", "patronymic"];
    words.filter(|word| child.iter().any(|part| word.contains(part))).collect()
}

#[test]
fn r003_r008_no_field_anywhere_holds_a_childs_name() {
    let names = wire_words();
    // Its age, whether it was there and why, what was said of help to it, whether anything of it is asked; never who
    // it is. Whoever adds a word here has asked what it holds.
    let told = [
        "asks_child",
        "child_age",
        "child_age_words",
        "child_present",
        "child_reason",
        "child_reason_required",
        "child_help",
        "child_help_words",
    ];
    let fields = of_a_child(names.iter().copied());
    assert!(fields.contains("child_age"), "the contract is read");
    assert!(fields.iter().all(|field| told.contains(field)), "{fields:?}");

    let schema = concat!(
        include_str!("../../src-tauri/crates/storage/src/schema/001.sql"),
        include_str!("../../src-tauri/crates/storage/src/schema/002.sql")
    );
    let columns: Vec<&str> = schema
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .collect();
    let kept = of_a_child(columns.iter().copied());
    assert!(kept.contains("child_months"), "the schema is read");
    assert!(
        kept.iter().all(|column| ["child_months", "child_minding", "child_present", "child_help"].contains(column)),
        "{kept:?}"
    );
}

#[test]
fn r001_r007_r115_no_name_phone_address_or_price_is_asked_for() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    // Received, form, consultant; then kind, topic and outcome on closing: nothing else.
    let slot = day.slot("2026-10-08", "10:30");
    let bare = RequestForm { child_age: String::new(), slot: Some(slot), ..anonymous_request() };
    let card = day.desk.register(bare).expect("taken down").value;
    day.clock.put("2026-10-08T11:20");
    let form = day.desk.consultation(card.row.id.clone()).expect("the form").form;
    let least = ConsultationForm {
        topics: vec!["crisis".to_owned()],
        direction: None,
        satisfied: None,
        note: String::new(),
        advice: String::new(),
        ..form.clone()
    };
    let untold = ConsultationForm { topics: Vec::new(), ..least.clone() };
    assert_eq!(problems(&refusal(day.desk.sign(untold))), [(ProblemCode::TopicRequired, "topics")]);
    assert!(day.desk.sign(least).expect("signed").value.counting.counted);
    let words = wire_words();
    for price in ["price", "cost", "payment", "rouble", "residence", "passport"] {
        assert!(!words.contains(&price), "{price}");
    }
}

#[test]
fn r117_codes_follow_the_order_of_coming_and_are_never_given_again() {
    let mut day = TestDesk::opened_at("2026-12-31T23:30");
    let code =
        |day: &mut TestDesk, name: &str| day.desk.register(request_of(name)).expect("registered").value.row.who.code;
    assert_eq!(code(&mut day, "Анна Первая"), "П-0001");
    assert_eq!(code(&mut day, "Вера Вторая"), "П-0002");
    // A request that is refused gives no code away, an annulled one keeps its own.
    let wrong = RequestForm { channel: "pigeon".to_owned(), ..request_of("Нина Третья") };
    refusal(day.desk.register(wrong));
    let third = day.desk.register(request_of("Нина Третья")).expect("registered").value;
    assert_eq!(third.row.who.code, "П-0003");
    let annul = AnnulForm { request: third.row.id, reason: "ошиблись номером".to_owned() };
    day.desk.annul_request(annul).expect("annulled");
    // The year changes the numbers of requests, not the codes of people.
    day.clock.put("2027-01-01T00:10");
    let next = day.desk.register(request_of("Ольга Четвёртая")).expect("registered").value;
    assert_eq!((next.row.number, next.row.who.code.as_str()), (1, "П-0004"));
    // The same people in another order have other codes: a code is no function of the person.
    let mut other = TestDesk::opened_at("2026-12-31T23:30");
    assert_eq!(code(&mut other, "Вера Вторая"), "П-0001");
}

#[test]
fn r115_every_order_of_the_five_lets_a_person_name_nobody() {
    for profile in ["default", "a", "b", "c", "d", "e"] {
        let mut day = TestDesk::empty_at("2026-10-08T09:00");
        day.make_journal_of(NewJournal { profile: profile.to_owned(), ..new_journal() });
        assert!(day.desk.lists().expect("lists").anonymous_allowed, "{profile}");
    }
}

const CONTACT: &str = "otvet-na@pochta.example";

fn left_contact(day: &mut TestDesk, time: &str) -> RequestCard {
    let slot = day.slot("2026-10-09", time);
    let form = anonymous_request();
    let who = Who { contact: CONTACT.to_owned(), ..form.who.clone() };
    day.desk.register(RequestForm { who, slot: Some(slot), ..form }).expect("registered").value
}

#[test]
fn r116_r119_an_anonymous_contact_is_kept_for_the_answer_and_erased_when_the_request_is_closed() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let signed = left_contact(&mut day, "09:00");
    assert_eq!((signed.row.who.code.as_str(), signed.row.who.anonymous), ("Анонимно", true));
    assert!(signed.row.who.name.is_none() && signed.row.who.recipient.is_none());
    let annulled = left_contact(&mut day, "10:30");
    let lapsed = left_contact(&mut day, "14:00");
    let failed = left_contact(&mut day, "15:30");
    let contact = |day: &mut TestDesk, card: &RequestCard| day.desk.request(card.row.id.clone()).expect("card").contact;
    for card in [&signed, &annulled, &lapsed, &failed] {
        assert_eq!(contact(&mut day, card).as_deref(), Some(CONTACT));
    }
    let reason =
        |card: &RequestCard| AnnulForm { request: card.row.id.clone(), reason: "по просьбе".to_owned() };
    assert!(day.desk.annul_request(reason(&annulled)).expect("annulled").value.contact.is_none());
    assert!(day.desk.close_request(reason(&lapsed)).expect("closed").value.contact.is_none());
    day.desk.undo_no_show(lapsed.row.id.clone()).expect("reopened");
    assert!(contact(&mut day, &lapsed).is_none(), "what is erased does not come back");
    assert!(day.hold_booked(&signed).request.contact.is_none());
    // A failed attempt closes nothing: the repeat is still to be agreed with somebody.
    day.clock.put("2026-10-09T16:20");
    let form = day.desk.consultation(failed.row.id.clone()).expect("the form").form;
    let broken = ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some("technical_center".to_owned()),
        failure_words: "нет связи".to_owned(),
        ..form
    };
    let view = day.desk.sign(broken).expect("signed as failed").value;
    assert_eq!(view.request.contact.as_deref(), Some(CONTACT));
    // Nobody is found by it, and no paper has it.
    let found = day.desk.find_recipients("otvet".to_owned()).expect("looked");
    assert!(found.rows.is_empty());
    let filter = RequestFilter { text: CONTACT.to_owned(), open_only: false, after: None };
    assert!(day.desk.requests(filter).expect("looked").rows.is_empty());
}

#[test]
fn r118_an_anonymous_contact_is_shown_to_those_who_see_names_alone() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let other = day.add_consultant("Дроздова Ирина Павловна", "логопед");
    let own = cards(&mut day).into_iter().find(|card| card.id != other.id).expect("the first").id;
    let slot = SlotForm { consultant: own.clone(), ..day.slot("2026-10-09", "09:00") };
    let form = anonymous_request();
    let who = Who { contact: CONTACT.to_owned(), ..form.who.clone() };
    let card = day.desk.register(RequestForm { who, slot: Some(slot), ..form }).expect("registered").value;
    day.add_person("Чужой", vec![Role::Consultant], Some(other.id));
    day.add_person("Свой", vec![Role::Consultant], Some(own));
    for (label, sees) in [("Чужой", false), ("Свой", true)] {
        day.change_person(label);
        let shown = day.desk.request(card.row.id.clone()).expect("the card");
        assert_eq!(shown.contact.is_some(), sees, "{label}");
    }
}

/// Every view, as the window would ask for it, put into one text.
fn all_views(day: &mut TestDesk, request: &str, event: &str, look_for: &str) -> String {
    let search = json!({
        "text": look_for, "period": null, "from": null, "to": null, "consultant": null, "form": null, "kind": null,
        "standing": null, "unproven": false, "after": null,
    });
    let free = json!({
        "form": "in_center", "from": null, "days": 14, "minutes": null, "consultant": null, "received": null,
        "topics": [], "wished": null, "wish_binding": false,
    });
    let month = json!({ "year": 2026, "month": 10 });
    let paper = json!({ "key": month, "kind": "services", "names": false, "bound": false });
    let quarter = json!({ "year": 2026, "quarter": 4 });
    let mut views = vec![
        ("today", json!({})),
        ("control", json!({})),
        ("consultants", json!({})),
        ("lists", json!({})),
        ("find_recipients", json!({ "text": look_for })),
        ("free_times", json!({ "query": free })),
        ("waiting_list", json!({})),
        ("timetable", json!({ "query": { "from": "2026-10-09", "week": true } })),
        ("requests", json!({ "filter": { "text": "", "open_only": false, "after": null } })),
        ("requests", json!({ "filter": { "text": look_for, "open_only": false, "after": null } })),
        ("request", json!({ "id": request })),
        ("to_record", json!({})),
        ("consultation", json!({ "request": request })),
        ("events", json!({ "filter": { "year": 2026, "quarter": 4, "month": null, "beyond": null } })),
        ("event", json!({ "id": event })),
        ("search", json!({ "form": search })),
        ("journal_month", json!({ "key": month })),
        ("journal_page", json!({ "query": { "paper": paper, "page": 1 } })),
        ("quarter", json!({ "key": quarter })),
    ];
    if let Answer::Done(view) = ask(&mut day.desk, "quarter", &json!({ "key": quarter })) {
        views.push(("figure", json!({ "query": { "opens": view["records"], "from": 0 } })));
    }
    let mut told = String::new();
    for (command, arguments) in views {
        match ask(&mut day.desk, command, &arguments) {
            Answer::Done(value) => told.push_str(&Value::to_string(&value)),
            // A view that this account may not open tells nothing.
            Answer::Refused(_) => {}
            Answer::Malformed => panic!("{command} is asked otherwise"),
        }
        told.push('\n');
    }
    told
}

#[test]
fn r118_r120_names_are_seen_by_those_who_take_calls_the_head_and_ones_own_consultant_in_every_view() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let own = day.consultant();
    let other = day.add_consultant("Дроздова Ирина Павловна", "логопед").id;
    let form = request_of("Зеленогорская Алевтина Юрьевна");
    let who = Who { phone: "+7 917 000-12-34".to_owned(), email: "alya@pochta.example".to_owned(), ..form.who.clone() };
    let slot = day.slot("2026-10-09", "09:00");
    let slot = SlotForm { consultant: own.clone(), ..slot };
    let wish = "после сада, спросить Алевтину".to_owned();
    let form = RequestForm { who, slot: Some(slot), wish, about: "о Тимофее".to_owned(), ..form };
    let card = day.desk.register(form).expect("registered").value;
    day.clock.put("2026-10-09T09:45");
    let signed = day.desk.consultation(card.row.id.clone()).expect("the form").form;
    day.desk.sign(ConsultationForm { note: "тревога Алевтины".to_owned(), ..whole(signed) }).expect("signed");
    let blank = day.desk.event(String::new()).expect("a form").form;
    let event = EventForm {
        topic: "Сон".to_owned(),
        date: "2026-10-08".to_owned(),
        started: "08:00".to_owned(),
        ended: "08:45".to_owned(),
        leaders: vec![own.clone()],
        list: vec![EventLine {
            name: "Зеленогорская Алевтина".to_owned(), certificate: None, given: false
        }],
        ..blank
    };
    let event = day.desk.save_event(event).expect("held").value.form.id.expect("an id");
    day.add_person("Приёмная", vec![Role::Administrator], None);
    day.add_person("Свой", vec![Role::Consultant], Some(own));
    day.add_person("Чужой", vec![Role::Consultant], Some(other));
    let marks = ["Зеленогорская", "Алевтин", "000-12-34", "0001234", "alya@", "Тимофе"];

    for (label, sees) in [("Приёмная", true), ("Свой", true), ("Чужой", false)] {
        day.change_person(label);
        for looked in ["зеленогорская", "12-34", ""] {
            let told = all_views(&mut day, &card.row.id, &event, looked);
            assert!(told.contains(&card.row.who.code), "codes are for everyone");
            if sees {
                assert!(told.contains("Зеленогорская"), "{label}");
            } else {
                for mark in marks {
                    assert!(!told.contains(mark), "{label} reads «{mark}» looking for «{looked}»");
                }
            }
        }
    }
}

#[test]
fn r043_r117_the_coded_copies_hold_no_name_and_the_key_stands_apart() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    day.hold("Зеленогорская Алевтина", "2026-10-08", "10:30");
    let month = MonthKey { year: 2026, month: 10 };
    let journal = day.desk.journal_month(month).expect("the month");
    assert_eq!(journal.rows[0].who, "П-0001");
    for kind in [JournalKind::Services, JournalKind::Requests] {
        let paper = JournalPaper { key: month, kind, names: false, bound: false, print: None };
        let printed = JournalPrintForm { paper, how: PaperWay::Print };
        day.desk.paper_journal(printed).expect("printed");
    }
    let tray = day.tray.0.lock().expect("tray");
    for (title, pdf) in &tray.printed {
        let text = poryadok_tests::read_back::pdf_text(pdf);
        assert!(text.contains("П-0001") && !text.contains("Зеленогорская"), "{title}");
    }
    // Name, phone and address have one table of their own; whoever is counted is a code.
    let schema = include_str!("../../src-tauri/crates/storage/src/schema/001.sql");
    let table = |name: &str| {
        let from = schema.find(&format!("CREATE TABLE {name} (")).expect("the table");
        &schema[from..from + schema[from..].find("STRICT").expect("its end")]
    };
    let columns = |name: &str| -> Vec<String> {
        let lines = table(name).lines().skip(1).map(str::trim);
        lines.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
    };
    for personal in ["name", "phone", "email"] {
        assert!(columns("recipient_person").iter().any(|column| column == personal));
        for apart in ["recipient", "request", "request_participant", "consultation", "consultation_version"] {
            assert!(!columns(apart).iter().any(|column| column == personal), "{personal} in {apart}");
        }
    }
}

#[test]
fn r102_r116_of_a_couple_one_may_be_anonymous_all_the_way_to_the_report() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let form = request_of("Зеленогорская Алевтина");
    let second = Who { contact: CONTACT.to_owned(), ..anonymous_request().who };
    let slot = day.slot("2026-10-09", "09:00");
    let form = RequestForm { second: Some(second), slot: Some(slot), ..form };
    let card = day.desk.register(form).expect("registered").value;
    assert_eq!(card.row.who.code, "П-0001 +1");
    let other = card.second.as_ref().expect("the other");
    assert_eq!((other.code.as_str(), other.recipient.is_none(), other.name.is_none()), ("Анонимно", true, true));
    assert_eq!(card.second_contact.as_deref(), Some(CONTACT));

    let view = day.hold_booked(&card);
    assert!(view.counting.counted && view.request.second_contact.is_none());
    let codes: Vec<_> = view.participants.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["П-0001", "Анонимно"]);
    let journal = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    assert_eq!(journal.rows.len(), 1, "both together are one service");
    assert_eq!(journal.rows[0].who, "П-0001, Анонимно");

    let quarter = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    assert_eq!(quarter.services, "1");
    assert_eq!(day.figure("Т1", "Уникальных получателей"), "1", "the anonymous one is no person");
    assert_eq!(day.figure("Т1", "из них анонимно"), "0", "one of them has a name");
    for text in ["зеленогорская", "П-0001"] {
        let filter = RequestFilter { text: text.to_owned(), open_only: false, after: None };
        assert_eq!(day.desk.requests(filter).expect("found").rows.len(), 1, "{text}");
    }
}

// ── rooms ─────────────────────────────────────────────────────────────────────────────────

#[test]
fn r052_a_room_says_whether_anyone_can_come_and_warns_when_it_is_taken() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    let first = day.consultant();
    let second = day.add_consultant("Дроздова Ирина Павловна", "логопед").id;
    let room = |name: &str, accessible| RoomForm { id: None, name: name.to_owned(), accessible, active: true };
    let ground = day.desk.save_room(room("кабинет 1", true)).expect("a room").value.key;
    day.desk.save_room(room("кабинет 7", false)).expect("a room");
    let rooms = day.desk.lists().expect("lists").rooms;
    let hints: Vec<_> = rooms.iter().map(|one| (one.label.as_str(), one.hint.as_deref())).collect();
    assert_eq!(hints, [("кабинет 1", Some("доступно для ОВЗ")), ("кабинет 7", None)]);

    let at = |consultant: &str| SlotForm {
        consultant: consultant.to_owned(),
        date: "2026-10-09".to_owned(),
        time: "09:00".to_owned(),
        minutes: None,
        room: Some(ground.clone()),
    };
    day.desk.register(RequestForm { slot: Some(at(&first)), ..request_of("Анна Первая") }).expect("free");
    let same = RequestForm { slot: Some(at(&second)), ..request_of("Вера Вторая") };
    let refused = refusal(day.desk.register(same.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::RoomTaken, "caution_reason")]);
    let knowing = RequestForm { caution_reason: "сядем в зале".to_owned(), ..same };
    let card = day.desk.register(knowing).expect("warned, not stopped").value;
    assert_eq!(card.row.booking.expect("a time").caution_words, ["кабинет занят"]);
}
