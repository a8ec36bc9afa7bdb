//! The centre's settings through the desk: who may change what, and that everything else follows.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::{TestDesk, blank_card, refusal, request_of};

/// A journal with a head and an administrator; the head sits at it.
fn centre() -> TestDesk {
    let mut test = TestDesk::opened_at("2026-10-08T09:00");
    test.add_person("Приёмная", vec![Role::Administrator], None);
    test
}

fn refused<T>(answer: Result<T, Refused>) -> Vec<(ProblemCode, Option<String>)> {
    refusal(answer).problems.into_iter().map(|p| (p.code, p.field)).collect()
}

#[test]
fn the_centre_takes_a_new_name_and_the_cover_follows() {
    let mut test = centre();
    let card = test.desk.centre().expect("the card");
    assert!(card.may_edit);
    let form = CentreForm {
        institution: card.institution,
        name: "КЦ «Ромашка»".to_owned(),
        town: card.town,
        phone: "8 (917) 123-45-67".to_owned(),
        email: "kc@romashka.example".to_owned(),
        day_ends: "18:00".to_owned(),
    };
    let saved = test.desk.save_centre(form.clone()).expect("saved").value;
    assert_eq!(saved.phone, "+7\u{a0}917\u{a0}123-45-67");
    test.desk.lock().expect("locked");
    assert_eq!(test.desk.opening().expect("the cover").centre.as_deref(), Some("КЦ «Ромашка»"));

    test.change_person("Приёмная");
    assert!(!test.desk.centre().expect("the card").may_edit);
    assert_eq!(refused(test.desk.save_centre(form)), [(ProblemCode::NotAllowed, None)]);
}

#[test]
fn a_wrong_centre_is_told_field_by_field_and_nothing_changes() {
    let mut test = centre();
    let form = CentreForm {
        institution: "Детский сад".to_owned(),
        name: " ".to_owned(),
        town: String::new(),
        phone: "мама".to_owned(),
        email: "не почта".to_owned(),
        day_ends: "17:00".to_owned(),
    };
    let told = refused(test.desk.save_centre(form));
    let field = |name: &str| Some(name.to_owned());
    assert_eq!(
        told,
        [
            (ProblemCode::Required, field("name")),
            (ProblemCode::BadPhone, field("phone")),
            (ProblemCode::BadEmail, field("email"))
        ]
    );
    assert!(test.desk.centre().expect("the card").phone.is_empty());
}

#[test]
fn the_order_is_told_in_words_with_its_ground() {
    let mut test = centre();
    let versions = test.desk.order().expect("the порядок");
    let [version] = versions.as_slice() else { panic!("one version of a new journal") };
    assert!(version.standing == OrderStanding::InForce && version.valid_from.is_none());
    let rule = |key: &str| version.rules.iter().find(|rule| rule.key == key).expect("a key of the порядок");
    assert_eq!(rule("term.booking").value_words, "10\u{a0}календарных дней");
    assert_eq!(rule("term.booking").severity, OrderSeverity::Warn);
    assert_eq!(rule("print.max_pages").value_words, "5\u{a0}страниц А4");
    assert!(rule("print.max_pages").basis.contains("пяти листов"));
    assert!(version.rules.iter().all(|rule| !rule.value_words.is_empty() && !rule.label.is_empty()));
}

#[test]
fn a_room_out_of_use_is_offered_no_more_and_comes_back() {
    let mut test = centre();
    let room =
        |id: Option<String>, active| RoomForm { id, name: "кабинет 3".to_owned(), accessible: true, active };
    let made = test.desk.save_room(room(None, true)).expect("a room").value;
    assert_eq!(test.desk.lists().expect("lists").rooms.len(), 1);
    let twin = RoomForm { name: "Кабинет  3".to_owned(), ..room(None, true) };
    assert_eq!(refused(test.desk.save_room(twin)), [(ProblemCode::AlreadyInList, Some("name".to_owned()))]);
    test.desk.save_room(room(Some(made.key.clone()), false)).expect("out of use");
    assert!(test.desk.lists().expect("lists").rooms.is_empty());
    let rows = test.desk.rooms().expect("rooms");
    assert!(rows.len() == 1 && !rows[0].active && rows[0].accessible);
    test.desk.save_room(room(Some(made.key), true)).expect("in use again");
    assert_eq!(test.desk.lists().expect("lists").rooms.len(), 1);
}

#[test]
fn a_hidden_topic_is_offered_no_more_and_an_own_one_is_renamed() {
    let mut test = centre();
    let offered = |test: &mut TestDesk| test.desk.lists().expect("lists").topics;
    let before = offered(&mut test).len();
    let hide = |key: &str, offered| ListOffer { list: "topic".to_owned(), key: key.to_owned(), offered };
    test.desk.offer_list_row(hide("speech", false)).expect("hidden");
    assert!(offered(&mut test).iter().all(|topic| topic.key != "speech"));

    let row = |key: Option<String>, label: &str| ListRowForm {
        list: "topic".to_owned(),
        key,
        label: label.to_owned(),
        hint: String::new(),
        area: Some("upbringing".to_owned()),
    };
    let own = test.desk.save_list_row(row(None, "Двуязычная семья")).expect("added").value;
    assert!(own.own && own.offered);
    test.desk.save_list_row(row(Some(own.key.clone()), "Два языка дома")).expect("renamed");
    assert!(offered(&mut test).iter().any(|topic| topic.key == own.key && topic.label == "Два языка дома"));
    assert_eq!(
        refused(test.desk.save_list_row(row(None, "два  языка ДОМА"))),
        [(ProblemCode::AlreadyInList, Some("label".to_owned()))]
    );
    assert_eq!(
        refused(test.desk.save_list_row(row(Some("crisis".to_owned()), "Иначе"))),
        [(ProblemCode::NotAllowed, Some("label".to_owned()))]
    );
    test.desk.offer_list_row(hide("speech", true)).expect("offered again");
    assert_eq!(offered(&mut test).len(), before + 1);
    assert!(refused(test.desk.list_rows("means".to_owned())).iter().all(|(code, _)| *code == ProblemCode::NotFound));
}

#[test]
fn the_last_channel_cannot_be_hidden() {
    let mut test = centre();
    let rows = test.desk.list_rows("channel".to_owned()).expect("channels");
    let hide = |key: &str| ListOffer { list: "channel".to_owned(), key: key.to_owned(), offered: false };
    let (last, others) = rows.split_last().expect("some channels");
    for row in others {
        test.desk.offer_list_row(hide(&row.key)).expect("hidden");
    }
    assert_eq!(refused(test.desk.offer_list_row(hide(&last.key))), [(ProblemCode::LastOfList, None)]);
}

/// Rules §12.12: the head's word stands above the calendars, and terms follow it at once.
#[test]
fn an_own_day_off_moves_the_term_of_a_request() {
    let mut test = centre();
    // Thursday 8 October: the tenth day is Sunday the 18th, judged by Monday the 19th.
    let request = test.desk.register(request_of("Иванова Анна Петровна")).expect("registered").value.row.id;
    let judged = |test: &mut TestDesk| test.desk.request(request.clone()).expect("the request").row.term.judged_by;
    assert_eq!(judged(&mut test).as_deref(), Some("2026-10-19"));
    let day =
        |kind: Option<OwnDayKind>, words: &str| DayForm { day: "2026-10-19".to_owned(), kind, words: words.to_owned() };
    assert_eq!(
        refused(test.desk.set_day(day(Some(OwnDayKind::Off), " "))),
        [(ProblemCode::Required, Some("words".to_owned()))]
    );
    let year = test.desk.set_day(day(Some(OwnDayKind::Off), "карантин")).expect("set").value;
    assert_eq!(year.own.len(), 1);
    assert_eq!(judged(&mut test).as_deref(), Some("2026-10-20"));
    let year = test.desk.set_day(day(None, "")).expect("taken back").value;
    assert!(year.own.is_empty());
    assert_eq!(judged(&mut test).as_deref(), Some("2026-10-19"));
}

#[test]
fn a_regional_day_is_switched_and_leaves_no_mark_when_switched_back() {
    let mut test = centre();
    let day = |kind| DayForm {
        day: "2026-11-06".to_owned(), kind: Some(kind), words: "День Конституции".to_owned()
    };
    let year = test.desk.working_year(2026).expect("the year");
    let row = year.regional.iter().find(|row| row.day == "2026-11-06").expect("a day off of Tatarstan");
    assert!(row.off && !row.switched && !row.source.is_empty());
    let year = test.desk.set_day(day(OwnDayKind::Working)).expect("worked").value;
    let row = year.regional.iter().find(|row| row.day == "2026-11-06").expect("the row");
    assert!(!row.off && row.switched);
    let year = test.desk.set_day(day(OwnDayKind::Off)).expect("off again").value;
    let row = year.regional.iter().find(|row| row.day == "2026-11-06").expect("the row");
    assert!(row.off && !row.switched);

    test.change_person("Приёмная");
    assert!(!test.desk.working_year(2026).expect("read by everyone").may_edit);
    assert_eq!(refused(test.desk.set_day(day(OwnDayKind::Working))), [(ProblemCode::NotAllowed, None)]);
}

#[test]
fn a_consultant_keeps_the_topics_of_the_card() {
    let mut test = centre();
    let row = test.desk.consultants().expect("cards").remove(0);
    let form = |topics: &[&str]| ConsultantForm {
        id: Some(row.id.clone()),
        name: row.name.clone(),
        post: row.post.clone(),
        active: true,
        room: None,
        hours: row.hours.clone(),
        exceptions: Vec::new(),
        topics: topics.iter().map(|key| (*key).to_owned()).collect(),
        ..blank_card()
    };
    let saved = test.desk.save_consultant(form(&["speech", "crisis", "speech"])).expect("saved").value;
    assert_eq!(saved.topics, ["crisis", "speech"]);
    assert_eq!(test.desk.consultants().expect("cards")[0].topics, ["crisis", "speech"]);
    assert_eq!(
        refused(test.desk.save_consultant(form(&["nothing"]))),
        [(ProblemCode::UnknownChoice, Some("topics".to_owned()))]
    );
}

#[test]
fn the_look_of_the_window_is_kept_while_the_journal_is_locked() {
    let mut test = centre();
    test.desk.lock().expect("locked");
    let usual = test.desk.window_look().expect("a look");
    assert!(usual.zoom == 100 && usual.theme == Theme::System);
    let large = WindowLook { theme: Theme::Dark, zoom: 150 };
    test.desk.keep_window_look(large).expect("kept");
    assert!(test.desk.window_look().expect("a look") == large);
    let odd = WindowLook { theme: Theme::Dark, zoom: 33 };
    assert_eq!(refused(test.desk.keep_window_look(odd)), [(ProblemCode::UnknownChoice, Some("zoom".to_owned()))]);
    std::fs::write(test.folder().join("look.json"), "{").expect("spoilt");
    assert!(test.desk.window_look().expect("a look") == usual);
}

#[test]
fn the_help_is_there_before_the_journal_is_open() {
    let mut test = centre();
    test.desk.lock().expect("locked");
    let pages = test.desk.guide().expect("the help");
    for screen in ["today", "booking", "consultation", "journal", "handouts", "events", "reports", "settings", "cover"]
    {
        assert!(pages.iter().any(|page| page.key == screen), "no page for «{screen}»");
    }
}
