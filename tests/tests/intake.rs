//! Taking requests down and promising times by the centre's own порядок: channels, wishes, outings, letters.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

/// A journal of the centre that works by this порядок, with two consultants and a room, the head at the desk.
/// Thursday, 8 October 2026.
fn centre(profile: &str) -> (TestDesk, String, String) {
    let mut day = TestDesk::empty_at("2026-10-08T08:00");
    day.make_journal_of(NewJournal { profile: profile.to_owned(), ..new_journal() });
    let first = day.add_consultant("Калинина Мария Сергеевна", "педагог-психолог").id;
    let second = day.add_consultant("Озерова Татьяна Львовна", "логопед").id;
    (day, first, second)
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

fn register(day: &mut TestDesk, form: RequestForm) -> RequestCard {
    day.desk.register(form).expect("a sound request").value
}

/// What a refusal says, code by code.
fn said(refused: &Refused) -> Vec<(ProblemCode, String)> {
    refused.problems.iter().map(|one| (one.code, one.about.clone().unwrap_or_default())).collect()
}

fn room(day: &mut TestDesk, name: &str) -> String {
    let form = RoomForm { id: None, name: name.to_owned(), accessible: true, active: true };
    day.desk.save_room(form).expect("a room").value.key
}

#[test]
fn r051_r053_r055_an_outing_is_a_window_of_a_team_with_its_place_and_equipment() {
    let (mut day, first, second) = centre("b");
    let how = HowForm {
        others: vec![second.clone()],
        place: Some("home".into()),
        address: "с. Кулегаш, Садовая, 1".into(),
        until: "12:00".into(),
        transport: "такси, договор № 7".into(),
        equipment: vec!["laptop".into(), "internet".into()],
        ..plain_how()
    };
    let form = RequestForm {
        form: "outing".into(),
        slot: Some(at(&first, "2026-10-12", "10:00")),
        how: Some(how.clone()),
        ..request_of("Анна")
    };
    let card = register(&mut day, form.clone());
    let booking = card.row.booking.clone().expect("promised");
    assert_eq!(booking.window_words.as_deref(), Some("с 10 до 12"));
    assert_eq!((booking.time.as_str(), booking.until.as_str(), booking.minutes), ("10:00", "12:00", 120));
    assert_eq!(
        (booking.place_words.as_str(), booking.address.as_str()),
        ("дома у получателя", "с. Кулегаш, Садовая, 1")
    );
    assert_eq!(
        (booking.transport.as_str(), booking.others_words.as_str()),
        ("такси, договор № 7", "Озерова\u{a0}Т.\u{a0}Л.")
    );
    assert_eq!(card.equipment_words, ["ноутбук", "мобильный интернет"]);
    assert_eq!(booking.room, None, "nobody comes to a room");

    // Everybody's whole window is held.
    for who in [&first, &second] {
        let inside = RequestForm { slot: Some(at(who, "2026-10-12", "11:00")), ..request_of("Борис") };
        assert_eq!(problems(&refusal(day.desk.register(inside))), [(ProblemCode::TimeTaken, "slot.time")]);
    }
    let also = RequestForm { slot: Some(at(&second, "2026-10-12", "15:00")), ..request_of("Вера") };
    register(&mut day, also);
    let clash = RequestForm {
        slot: Some(at(&first, "2026-10-12", "14:00")),
        how: Some(HowForm { until: "16:00".into(), ..how.clone() }),
        ..form.clone()
    };
    assert_eq!(problems(&refusal(day.desk.register(clash))), [(ProblemCode::TimeTaken, "how.others")]);

    // Where no end was said, the usual window; an end before the beginning is refused.
    let usual = RequestForm { slot: Some(at(&first, "2026-10-13", "10:00")), how: None, ..form.clone() };
    let usual = register(&mut day, usual).row.booking.expect("promised");
    assert_eq!(usual.window_words.as_deref(), Some("с 10 до 12"));
    let wrong = RequestForm {
        slot: Some(at(&first, "2026-10-14", "10:00")),
        how: Some(HowForm { until: "9:00".into(), ..how.clone() }),
        ..form.clone()
    };
    assert_eq!(problems(&refusal(day.desk.register(wrong))), [(ProblemCode::EndsBeforeStart, "how.until")]);

    // Nobody goes out to nowhere: the place at least is asked for.
    let nowhere = RequestForm {
        slot: Some(at(&first, "2026-10-15", "10:00")),
        how: Some(HowForm { place: None, ..how.clone() }),
        ..form.clone()
    };
    assert_eq!(problems(&refusal(day.desk.register(nowhere))), [(ProblemCode::Required, "how.place")]);

    // Moved, it keeps its length, place and team; the place is put right without moving it.
    let moved = other_time(&booking.id, at(&first, "2026-10-14", "9:00"), "дорогу размыло");
    let moved = day.desk.move_booking(moved).expect("moved").value.row.booking.expect("promised");
    assert_eq!(moved.window_words.as_deref(), Some("с 9 до 11"));
    assert_eq!((moved.address, moved.others), (booking.address, booking.others));
    let outing = OutingForm {
        booking: moved.id,
        place: Some("study".into()),
        address: "школа № 2".into(),
        transport: "такси".into(),
        equipment: vec!["toys".into()],
    };
    let changed = day.desk.change_outing(outing).expect("changed").value;
    let now = changed.row.booking.expect("promised");
    assert_eq!((now.place_words.as_str(), now.address.as_str()), ("по месту учёбы ребёнка", "школа № 2"));
    assert_eq!(changed.equipment_words, ["игрушки для ребёнка"]);
    assert_eq!(now.others_words, "Озерова\u{a0}Т.\u{a0}Л.");
}

#[test]
fn r053_a_team_may_be_larger_than_two_and_all_of_it_is_recorded() {
    let (mut day, first, second) = centre("b");
    let third = day.add_consultant("Дроздова Ирина Павловна", "дефектолог").id;
    let form = RequestForm {
        form: "outing".into(),
        slot: Some(at(&first, "2026-10-08", "10:00")),
        how: Some(HowForm { others: vec![second.clone(), third.clone()], place: Some("study".into()), ..plain_how() }),
        ..request_of("Анна")
    };
    let card = register(&mut day, form.clone());
    let inside = RequestForm {
        form: "in_center".into(),
        how: form.how.clone(),
        slot: Some(at(&first, "2026-10-09", "10:00")),
        ..form
    };
    let refused = refusal(day.desk.register(inside));
    assert!(problems(&refused).contains(&(ProblemCode::TooManyConsultants, "how.others")), "two inside the centre");
    let signed = day.hold_booked(&card);
    assert_eq!(signed.form.consultants, [first, second, third]);
}

#[test]
fn r054_the_consultant_of_an_outing_is_asked_for_only_where_the_order_lets_it() {
    let (mut day, _, second) = centre("b");
    let form = RequestForm { form: "outing".into(), wished_consultant: Some(second.clone()), ..request_of("Анна") };
    assert_eq!(register(&mut day, form.clone()).wished, None);
    assert!(!day.desk.lists().expect("lists").intake.outing_choice);
    let inside = RequestForm { form: "in_center".into(), ..form };
    assert_eq!(register(&mut day, inside).wished, Some(second));
}

#[test]
fn r037_a_second_consultant_by_whose_wish_with_both_times_held() {
    let (mut day, first, second) = centre("b");
    let how = HowForm { others: vec![second.clone()], ..plain_how() };
    let form =
        RequestForm { slot: Some(at(&first, "2026-10-09", "10:00")), how: Some(how.clone()), ..request_of("Анна") };
    let refused = refusal(day.desk.register(form.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::Required, "how.others_by")], "whose wish it is");
    let form = RequestForm { how: Some(HowForm { others_by: Some("recipient".into()), ..how }), ..form };
    let card = register(&mut day, form);
    let booking = card.row.booking.clone().expect("promised");
    assert_eq!(booking.others_by_words, "по просьбе получателя");
    let other = RequestForm { slot: Some(at(&second, "2026-10-09", "10:15")), ..request_of("Борис") };
    assert_eq!(problems(&refusal(day.desk.register(other))), [(ProblemCode::TimeTaken, "slot.time")]);
    // It stands among the sessions of both, and the record has both.
    day.clock.put("2026-10-09T09:00");
    let table = day.desk.timetable(TimetableQuery { from: None, week: false }).expect("the day");
    let taken = |row: &TimetableRow| row.cells[0].blocks.iter().any(|block| block.kind == BlockKind::Taken);
    assert_eq!(table.rows.iter().filter(|row| taken(row)).count(), 2);
    assert_eq!(day.hold_booked(&card).form.consultants, [first, second]);
}

#[test]
fn r038_r040_r041_r057_the_recipient_is_told_as_the_request_came_with_the_instruction() {
    let (mut day, first, _) = centre("c");
    let form = RequestForm {
        channel: "email".into(),
        form: "distance".into(),
        means: Some("phone".into()),
        slot: Some(at(&first, "2026-10-12", "10:30")),
        ..request_of("Анна")
    };
    let foreign = RequestForm { means: Some("max".into()), ..form.clone() };
    let refused = refusal(day.desk.register(foreign));
    assert_eq!(problems(&refused), [(ProblemCode::UnknownChoice, "means")], "of the means the centre has");
    let card = register(&mut day, form);
    assert_eq!(
        (card.tell_channel.as_str(), card.tell_as_asked, card.told.len(), card.invited_on.clone()),
        ("email", true, 0, None)
    );
    let booking = card.row.booking.expect("R038: a distance session stands on a request").id;

    // The letter: day, hour, the centre's account, how to join.
    let plain = day.desk.invitation(booking.clone()).expect("a letter");
    assert!(plain.text.contains("10:30") && plain.text.contains("Телефон") && plain.account.is_empty());
    let guide = MeansGuideForm {
        booking: booking.clone(),
        account: "kc-rosinka".into(),
        instruction: "Найдите нас по имени".into(),
    };
    let letter = day.desk.save_means_guide(guide).expect("kept").value.text;
    assert!(letter.contains("kc-rosinka") && letter.contains("Найдите нас по имени") && !letter.contains("Анна"));

    day.clock.put("2026-10-09T12:00");
    let told = TellForm { booking, channel: "email".into(), instruction: true };
    let card = day.desk.tell(told).expect("told").value;
    assert_eq!(card.told.len(), 1);
    assert_eq!(
        (card.told[0].at.as_str(), card.told[0].words.as_str()),
        ("2026-10-09T12:00", "Письмо, с инструкцией; Ветрова\u{a0}О.\u{a0}И.")
    );
    assert_eq!(card.invited_on.as_deref(), Some("2026-10-09"), "R039: the letter went out that day");
}

#[test]
fn r068_the_place_and_the_program_are_checked_before_a_distance_session() {
    let (mut day, first, _) = centre("c");
    let form = RequestForm {
        form: "distance".into(),
        means: Some("phone".into()),
        slot: Some(at(&first, "2026-10-08", "10:30")),
        ..request_of("Анна")
    };
    let card = register(&mut day, form);
    let labels: Vec<_> = card.preparation.iter().map(|line| (line.key.as_str(), line.done_words.is_some())).collect();
    assert_eq!(labels, [("workplace", false), ("equipment", false), ("program", false)]);
    assert_eq!(card.prepare_words.replace('\u{a0}', " "), "за 30 минут: с 10:00");
    let marks = |day: &mut TestDesk| day.desk.today().expect("today").sessions[0].marks.clone();
    assert_eq!(marks(&mut day), ["подготовка"]);
    day.clock.put("2026-10-08T10:02");
    let booking = card.row.booking.expect("promised").id;
    for item in ["workplace", "equipment", "program"] {
        let form = PrepareForm { booking: booking.clone(), item: item.into(), done: true };
        day.desk.prepare(form).expect("marked");
    }
    assert!(marks(&mut day).is_empty(), "everything is checked");
    let undone = PrepareForm { booking, item: "program".into(), done: false };
    let card = day.desk.prepare(undone).expect("taken back").value;
    let words: Vec<_> = card.preparation.iter().map(|line| line.done_words.clone().unwrap_or_default()).collect();
    assert_eq!(words[2], "");
    assert!(words[0].contains("10:02") && words[0].ends_with("Ветрова\u{a0}О.\u{a0}И."), "{words:?}");

    let inside = RequestForm { slot: Some(at(&first, "2026-10-08", "15:30")), ..request_of("Борис") };
    let (mut day, first, _) = centre("b");
    let inside = RequestForm { slot: Some(at(&first, "2026-10-08", "15:30")), ..inside };
    assert!(register(&mut day, inside).preparation.is_empty(), "nothing of it in person");
}

#[test]
fn r061_online_is_one_request_at_a_time_and_both_parents_are_one_request() {
    let (mut day, first, _) = centre("c");
    let form = RequestForm {
        form: "distance".into(),
        means: Some("phone".into()),
        slot: Some(at(&first, "2026-10-12", "10:30")),
        second: Some(Who { name: "Иван".into(), ..request_of("").who }),
        ..request_of("Анна")
    };
    assert!(register(&mut day, form.clone()).second.is_some());
    let other = RequestForm { second: None, ..form };
    let refused = refusal(day.desk.register(RequestForm { who: request_of("Вера").who, ..other }));
    assert_eq!(problems(&refused), [(ProblemCode::TimeTaken, "slot.time")]);
}

#[test]
fn r023_r039_r064_a_letter_is_registered_and_addressed_on_its_day_and_its_answers_are_kept() {
    let (mut day, first, second) = centre("c");
    let form = RequestForm {
        channel: "email".into(),
        form: "distance".into(),
        means: Some("email".into()),
        ..request_of("Анна")
    };
    let refused = refusal(day.desk.register(form.clone()));
    let [(code, words)] = &said(&refused)[..] else { panic!("{refused:?}") };
    assert_eq!(*code, ProblemCode::OrderWarns);
    assert!(
        words.contains("адресуют специалисту") && words.contains("в день получения"),
        "the paragraph is quoted: {words}"
    );
    // Yesterday's letter, with its owner: late, and the reason is kept.
    let late = RequestForm { received: Some("2026-10-07T15:00".into()), owner: Some(first.clone()), ..form.clone() };
    assert_eq!(said(&refusal(day.desk.register(late.clone())))[0].0, ProblemCode::OrderWarns);
    let late = register(&mut day, RequestForm { caution_reason: "не было света".into(), ..late });
    assert_eq!(
        (late.caution_words.join(", "), late.caution_reason),
        ("зарегистрировано позже дня получения".into(), "не было света".into())
    );
    assert_eq!((late.owner_words.as_str(), late.letter), ("Калинина\u{a0}М.\u{a0}С.", true));

    let letters = LettersForm {
        request: late.row.id,
        owner: Some(second),
        incoming_number: "вх. 15".into(),
        incoming_on: "07.10.2026".into(),
        answered_on: "08.10.2026".into(),
    };
    let card = day.desk.save_letters(letters.clone()).expect("kept").value;
    assert_eq!((card.owner_words.as_str(), card.incoming_number.as_str()), ("Озерова\u{a0}Т.\u{a0}Л.", "вх. 15"));
    assert_eq!((card.incoming_on.as_deref(), card.answered_on.as_deref()), (Some("2026-10-07"), Some("2026-10-08")));
    assert_eq!(problems(&refusal(day.desk.save_letters(letters.clone()))), [(ProblemCode::NothingChanged, "")]);
    let ahead = LettersForm { answered_on: "09.10.2026".into(), ..letters };
    assert_eq!(problems(&refusal(day.desk.save_letters(ahead))), [(ProblemCode::DateInFuture, "answered_on")]);
}

#[test]
fn r062_r097_the_written_form_is_offered_as_the_order_says() {
    for (profile, offered) in [("a", true), ("b", false), ("c", false), ("d", true), ("e", true)] {
        let (mut day, ..) = centre(profile);
        let lists = day.desk.lists().expect("lists");
        assert_eq!(lists.forms.iter().any(|form| form.key == "written"), offered, "{profile}");
        let asked = |channel: &str, from_survey| RequestForm {
            channel: channel.into(),
            form: "written".into(),
            owner: None,
            caution_reason: "нет".into(),
            from_survey,
            ..request_of("Анна")
        };
        let taken: Vec<bool> = [("call", false), ("vk", false), ("email", false), ("call", true)]
            .into_iter()
            .map(|(channel, survey)| day.desk.register(asked(channel, survey)).is_ok())
            .collect();
        let expected = match profile {
            "a" => [true, true, true, true],
            "d" => [false, false, false, true],
            "e" => [false, true, true, true],
            _ => [false; 4],
        };
        assert_eq!(taken, expected, "{profile}");
    }
    let (mut day, ..) = centre("d");
    let refused = refusal(day.desk.register(RequestForm { form: "written".into(), ..request_of("Анна") }));
    let [(code, words)] = &said(&refused)[..] else { panic!("{refused:?}") };
    assert!(*code == ProblemCode::OrderForbids && words.contains("из опроса") && words.contains("порядок"), "{words}");
}

#[test]
fn r115_r116_anonymous_takes_no_name_whatever_was_typed() {
    let (mut day, ..) = centre("e");
    let form = anonymous_request();
    let who = Who { name: "Анна Тайная".into(), ..form.who.clone() };
    let card = register(&mut day, RequestForm { who, ..form });
    assert_eq!((card.row.who.code.as_str(), card.row.who.name.clone()), ("Анонимно", None));
    assert!(day.desk.find_recipients("Анна Тайная".into()).expect("a search").rows.is_empty(), "nobody was made of it");
}

#[test]
fn r028_r034_r056_wishes_are_kept_and_another_answer_is_reasoned_by_the_order() {
    let (mut day, first, second) = centre("b");
    let wish = RequestForm { wished_consultant: Some(second.clone()), ..request_of("Анна") };
    let card = register(&mut day, wish.clone());
    assert_eq!(card.wished_words, "Озерова\u{a0}Т.\u{a0}Л., желательно");
    let book = time_for(&card.row.id, at(&first, "2026-10-09", "10:00"));
    let book = BookForm { form: "distance".into(), means: Some("phone".into()), ..book };
    let refused = said(&refusal(day.desk.book(book.clone())));
    assert_eq!(refused.len(), 2);
    assert!(
        refused.iter().all(|(code, words)| *code == ProblemCode::OrderWarns && words.contains("порядок: «")),
        "{refused:?}"
    );
    let given = day.desk.book(BookForm { caution_reason: "заболела".into(), ..book }).expect("reasoned").value;
    let booking = given.row.booking.expect("promised");
    assert_eq!(booking.caution_words, ["не в той форме, которую просили", "не тот, кого просили"]);
    assert_eq!((booking.caution_reason.as_str(), given.wished_form_words.as_deref()), ("заболела", Some("очно")));
    assert_eq!(given.wished, Some(second.clone()), "the wish is kept");

    // Where the centre chooses and the form goes by need, there is nothing to explain.
    let (mut day, first, second) = centre("d");
    let card = register(&mut day, RequestForm { wished_consultant: Some(second), ..wish });
    let book = time_for(&card.row.id, at(&first, "2026-10-09", "10:00"));
    day.desk.book(BookForm { form: "distance".into(), means: Some("phone".into()), ..book }).expect("no question");
}

#[test]
fn r029_windows_are_those_of_the_order() {
    let (mut day, ..) = centre("b");
    let keys = |lists: Lists| lists.wish_windows.into_iter().map(|one| one.key).collect::<Vec<_>>();
    assert_eq!(keys(day.desk.lists().expect("lists")), ["working", "evening", "day_off"]);
    let (mut day, ..) = centre("c");
    assert!(keys(day.desk.lists().expect("lists")).is_empty(), "the schedule alone decides");
}

#[test]
fn r033_the_suggestion_knows_topic_and_load_and_who_promised_is_kept() {
    let (mut day, first, second) = centre("default");
    register(&mut day, RequestForm { slot: Some(at(&first, "2026-10-09", "10:00")), ..request_of("Анна") });
    let card = register(&mut day, RequestForm { slot: Some(at(&first, "2026-10-12", "10:00")), ..request_of("Вера") });
    assert_eq!(card.bookings[0].made_by_words, "Ветрова\u{a0}О.\u{a0}И.");
    let query = FreeTimesQuery {
        form: "in_center".into(),
        from: None,
        days: 7,
        minutes: None,
        consultant: None,
        received: None,
        topics: Vec::new(),
        wished: None,
        wish_binding: false,
    };
    let free = day.desk.free_times(query).expect("free times");
    let told: Vec<_> = free.consultants.iter().map(|row| (row.id.clone(), row.why.replace('\u{a0}', " "))).collect();
    assert_eq!(told, [(second.clone(), "неделя свободна".to_owned()), (first, "на неделе 2 приёма".to_owned())]);
    assert_eq!(free.nearest[0].consultant, second, "who has less to do is read aloud first");
}

#[test]
fn r074_the_child_is_minded_in_a_room_of_its_own() {
    let (mut day, first, second) = centre("e");
    let (office, play) = (room(&mut day, "Кабинет 3"), room(&mut day, "Игровая"));
    let minded = |room: &str| Some(HowForm { minding_room: Some(room.to_owned()), ..plain_how() });
    let slot = |who: &str, time: &str| Some(SlotForm { room: Some(office.clone()), ..at(who, "2026-10-09", time) });
    let form = RequestForm { slot: slot(&first, "10:00"), how: minded(&office), ..request_of("Анна") };
    assert_eq!(problems(&refusal(day.desk.register(form.clone()))), [(ProblemCode::SameRoom, "how.minding_room")]);
    let card = register(&mut day, RequestForm { how: minded(&play), ..form });
    assert!(card.minding);
    assert_eq!(card.row.booking.expect("promised").minding_words.as_deref(), Some("Игровая"));
    let other = RequestForm {
        slot: Some(SlotForm { room: None, ..at(&second, "2026-10-09", "10:15") }),
        how: minded(&play),
        ..request_of("Борис")
    };
    let refused = refusal(day.desk.register(other.clone()));
    assert_eq!(said(&refused)[0], (ProblemCode::RoomTaken, "Игровая/№\u{a0}1".to_owned()));
    let card = register(&mut day, RequestForm { caution_reason: "братья".into(), ..other });
    assert_eq!(card.row.booking.expect("promised").caution_words, ["комната для ребёнка занята"]);
}

#[test]
fn r031_the_term_stops_where_the_order_blocks_it() {
    let (mut day, first, _) = centre("e");
    let late = RequestForm { slot: Some(at(&first, "2026-10-28", "10:00")), ..request_of("Анна") };
    let refused = said(&refusal(day.desk.register(late)));
    assert_eq!(refused[0].0, ProblemCode::AfterTerm);
    assert!(refused[0].1.contains("п. 20 порядка"), "{refused:?}");
}

#[test]
fn r020_r042_requests_come_by_every_channel_of_the_orders() {
    let (mut day, ..) = centre("default");
    let channels: Vec<String> = day.desk.lists().expect("lists").channels.into_iter().map(|one| one.key).collect();
    for key in [
        "call",
        "in_person",
        "email",
        "web_form",
        "site",
        "vk",
        "social",
        "platform",
        "administrator",
        "head",
        "specialist",
    ] {
        assert!(channels.iter().any(|one| one == key), "{key}");
        let form = RequestForm {
            channel: key.into(),
            passed_by: "воспитатель".into(),
            caution_reason: "позже".into(),
            ..request_of("Анна")
        };
        register(&mut day, form);
    }
}

#[test]
fn r021_who_passed_a_request_on_is_named() {
    let (mut day, ..) = centre("c");
    let form = RequestForm {
        channel: "specialist".into(),
        form: "distance".into(),
        means: Some("phone".into()),
        ..request_of("Анна")
    };
    let refused = refusal(day.desk.register(form.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::PassedByRequired, "passed_by")]);
    register(&mut day, RequestForm { passed_by: "воспитатель Лилия".into(), ..form });
}

#[test]
fn r022_r025_r026_every_request_gets_a_number_with_a_topic_or_without_and_is_only_annulled() {
    let (mut day, ..) = centre("default");
    let bare = register(&mut day, request_of("Анна"));
    let told = RequestForm { about: "не спит".into(), topics: vec!["regime".into()], ..request_of("Вера") };
    let told = register(&mut day, told);
    assert_eq!((bare.row.number, told.row.number), (1, 2));
    assert_eq!((told.row.about.as_str(), told.topics.join("")), ("не спит", "Режим и сон".to_owned()));
    let reasonless = AnnulForm { request: bare.row.id.clone(), reason: String::new() };
    assert_eq!(problems(&refusal(day.desk.annul_request(reasonless))), [(ProblemCode::ReasonRequired, "reason")]);
    let annulled =
        day.desk.annul_request(AnnulForm { request: bare.row.id, reason: "дважды".into() }).expect("annulled");
    assert_eq!(annulled.value.row.status, RequestStatus::Annulled);
    assert_eq!(register(&mut day, request_of("Дарья")).row.number, 3, "the number is not given again");
}

#[test]
fn r024_r027_what_was_told_at_booking_stands_in_the_record_without_retyping() {
    let (mut day, first, _) = centre("b");
    let form = RequestForm {
        topics: vec!["speech".into()],
        evidence: Some(EvidenceForm { kind: "call_list".into(), place: "папка 3".into() }),
        slot: Some(at(&first, "2026-10-08", "10:00")),
        ..request_of("Анна")
    };
    let card = register(&mut day, form);
    day.clock.put("2026-10-08T10:45");
    let form = day.desk.consultation(card.row.id).expect("a form").form;
    assert_eq!(
        (form.topics, form.form.as_str(), form.child_age.as_str()),
        (vec!["speech".to_owned()], "in_center", "3\u{a0}года 2\u{a0}месяца")
    );
    assert!(form.evidence.is_some_and(|evidence| evidence.place == "папка 3"));
    assert_eq!((form.date.as_str(), form.started.as_str(), form.consultants), ("2026-10-08", "10:00", vec![first]));
    let directions = day.desk.lists().expect("lists").directions;
    assert!(directions.iter().any(|one| one.key == "speech_therapy"), "R027: as the порядок offers them");
}

#[test]
fn r032_a_request_is_received_and_held_at_once() {
    let (mut day, first, _) = centre("e");
    day.clock.put("2026-10-08T10:00");
    let form = RequestForm { now: true, slot: Some(at(&first, "", "")), ..request_of("Анна") };
    let card = register(&mut day, form);
    let booking = card.row.booking.expect("promised");
    assert_eq!((booking.date.as_str(), booking.time.as_str()), ("2026-10-08", "10:00"));
}

#[test]
fn r100_a_person_may_ask_again_any_number_of_times() {
    let (mut day, ..) = centre("e");
    let first = register(&mut day, request_of("Анна Частая"));
    let person = first.row.who.recipient.clone();
    for number in 2..=12 {
        let form = request_of("Анна Частая");
        let again = RequestForm { who: Who { recipient: person.clone(), ..form.who.clone() }, ..form };
        let card = register(&mut day, again);
        assert_eq!((card.row.number, card.row.who.recipient), (number, person.clone()), "a request of its own");
    }
}
