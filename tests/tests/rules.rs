//! Rules that are no single room's: the classifier of topics, what the program does not do, what is the centre's own.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

use std::collections::BTreeSet;

use desk::wire::*;
use domain::lists::TopicField;
use domain::profile::{Profile, ProfileRefusal, bundled};
use poryadok_tests::centre::{OCTOBER, by, control, keys};
use poryadok_tests::test_desk::*;

fn topic(key: Option<String>, label: &str, area: Option<&str>) -> ListRowForm {
    ListRowForm {
        list: "topic".to_owned(),
        key,
        label: label.to_owned(),
        hint: String::new(),
        area: area.map(str::to_owned),
    }
}

#[test]
fn r004_r005_every_topic_lies_under_one_of_the_four_areas() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let rows = day.desk.list_rows("topic".to_owned()).expect("topics");
    let areas: BTreeSet<_> = rows.iter().filter_map(|row| row.area.as_deref()).collect();
    assert_eq!(areas, TopicField::ALL.iter().map(|area| area.key()).collect());
    let without: Vec<_> = rows.iter().filter(|row| row.area.is_none()).map(|row| row.key.as_str()).collect();
    assert_eq!(without, ["other_help"], "help elsewhere lies outside of the centre's questions");
    // What the order counts among the questions of education.
    for named in ["education_content", "rights", "education_form"] {
        let row = rows.iter().find(|row| row.key == named).expect("a topic");
        assert_eq!(row.area.as_deref(), Some("education"), "{}", row.label);
    }
    let grounds = day.desk.lists().expect("lists").grounds;
    assert!(grounds.iter().any(|ground| ground.key == "out_of_competence"), "and whatever lies outside of them");
}

#[test]
fn r004_a_topic_of_the_centres_own_is_put_under_an_area_and_moved_to_another() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let own = day.desk.save_list_row(topic(None, "Двуязычная семья", Some("development"))).expect("added").value;
    let moved = topic(Some(own.key.clone()), "Двуязычная семья", Some("socialisation"));
    day.desk.save_list_row(moved).expect("moved");
    let rows = day.desk.list_rows("topic".to_owned()).expect("topics");
    let row = rows.iter().find(|row| row.key == own.key).expect("the row");
    assert_eq!(row.area.as_deref(), Some("socialisation"));
    let nowhere = topic(None, "Иное", Some("moon"));
    assert_eq!(problems(&refusal(day.desk.save_list_row(nowhere))), [(ProblemCode::UnknownChoice, "area")]);
    assert_eq!(day.desk.save_list_row(topic(None, "Иное", None)).expect("added").value.area, None);
}

#[test]
fn r078_no_order_writes_to_the_recipients_media_and_none_can_be_made_to() {
    for one in bundled() {
        let mut profile = Profile::parse(one.document).expect("a sound порядок");
        assert!(!profile.media_write.value, "{}", one.key);
        profile.media_write.value = true;
        assert!(profile.check().contains(&ProfileRefusal::Fixed { key: "media.write" }), "{}", one.key);
    }
}

#[test]
fn r078_a_saved_file_takes_from_the_same_five_pages_as_paper() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:15");
    let gift = |key: &str, how| HandoutGift { request: card.row.id.clone(), keys: vec![key.to_owned()], how };
    let mut used = 0;
    for (key, how) in [("crisis", PaperWay::Save), ("speech", PaperWay::Print)] {
        used += day.desk.give_handouts(gift(key, how)).expect("within five").value.pages;
    }
    assert_eq!((used, day.desk.consultation(card.row.id.clone()).expect("a form").pages_used), (4, 4));
    let sixth = day.desk.give_handouts(gift("adaptation", PaperWay::Save));
    assert_eq!(refusal(sixth).problems[0].code, ProblemCode::SixthPage);
}

#[test]
fn r141_papers_bear_the_centres_own_name_and_nothing_of_the_orders() {
    for one in bundled() {
        let document = one.document.to_lowercase();
        for theirs in [
            "гармони",
            "позитив\"",
            "рука в руке",
            "мы вместе",
            "агрыз",
            "акбузат",
            "липецк",
            "@",
            "http",
            "+7",
            "vk.com",
        ] {
            assert!(!document.contains(theirs), "{}: {theirs}", one.key);
        }
    }
    let mut day = TestDesk::centre("e", "2026-10-01T09:00");
    day.hold("Анна", "2026-10-05", "10:30");
    let form = CentreForm {
        name: "КЦ «Теремок»".to_owned(),
        phone: "8 (900) 000-00-12".to_owned(),
        email: "kc@teremok.example".to_owned(),
        ..centre_form(&mut day)
    };
    let saved = day.desk.save_centre(form).expect("saved").value;
    assert_eq!((saved.name.as_str(), saved.email.as_str()), ("КЦ «Теремок»", "kc@teremok.example"));
    for kind in [JournalKind::Services, JournalKind::Requests] {
        assert!(day.october_paper(kind, false).contains("КЦ «Теремок»"));
    }
    assert_eq!(day.desk.journal_month(OCTOBER).expect("the month").rows.len(), 1);
}

fn centre_form(day: &mut TestDesk) -> CentreForm {
    let card = day.desk.centre().expect("the card");
    serde_json::from_value(serde_json::to_value(card).expect("plain")).expect("the form's own fields")
}

#[test]
fn r012_an_organisation_of_the_directory_is_named_in_a_record_and_hidden_when_it_is_no_more() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let clinic = day.organisation("Детская поликлиника");
    let offered = |day: &mut TestDesk| day.desk.lists().expect("lists").organisations;
    let row = offered(&mut day).into_iter().find(|one| one.key == clinic).expect("offered");
    assert_eq!(row.hint.as_deref(), Some("приёмная, пн–пт 9–17"), "where to turn stands beside");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let signed = day.signed(ConsultationForm { organisations: vec![clinic.clone()], ..form });
    let hide = ListOffer { list: "organisation".to_owned(), key: clinic.clone(), offered: false };
    day.desk.offer_list_row(hide).expect("hidden");
    assert!(offered(&mut day).iter().all(|one| one.key != clinic));
    let kept = day.desk.consultation(signed.request.row.id).expect("the record").form.organisations;
    assert_eq!(kept, [clinic], "what was said stays said");
}

#[test]
fn r066_a_session_is_as_long_as_the_need_and_by_itself_as_long_as_the_order_plans() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    for (time, minutes, until) in [("09:00", None, "09:45"), ("10:00", Some(20), "10:20"), ("10:30", Some(90), "12:00")]
    {
        let slot = SlotForm { minutes, ..day.slot("2026-10-05", time) };
        let form = RequestForm { slot: Some(slot), ..request_of(&format!("Анна {time}")) };
        let card = day.desk.register(form).expect("free").value;
        assert_eq!(card.row.booking.expect("promised").until, until);
    }
}

#[test]
fn r090_a_request_is_one_occasion_and_is_not_held_twice() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let signed = day.hold("Анна", "2026-10-05", "10:30");
    let slot = day.slot("2026-10-06", "10:30");
    let again = day.desk.book(time_for(&signed.request.row.id, slot));
    assert_eq!(refusal(again).problems[0].code, ProblemCode::RequestFinished);
    let second = day.hold("Анна", "2026-10-06", "10:30");
    assert_ne!(second.request.row.number, signed.request.row.number, "the next occasion is a request of its own");
}

#[test]
fn r092_nobody_consults_without_a_consultant() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let nobody = ConsultationForm { consultants: Vec::new(), ..form };
    assert!(problems(&day.not_signed(nobody)).contains(&(ProblemCode::ConsultantRequired, "consultants")));
}

#[test]
fn r096_each_order_offers_its_own_directions_of_help() {
    for (order, directions) in [
        ("a", ["psy_ped", "method", "consult"]),
        ("b", ["psy_ped", "method", "speech_therapy"]),
        ("c", ["psy_ped", "method", "consult"]),
        ("d", ["psy_ped", "method", "consult"]),
        ("e", ["psy_ped", "method", "dispatch"]),
    ] {
        let mut day = TestDesk::centre(order, "2026-10-01T09:00");
        assert_eq!(keys(&day.desk.lists().expect("lists").directions), directions, "{order}");
    }
}

#[test]
fn r112_a_session_without_a_record_is_called_to_mind_until_it_is_signed() {
    let mut day = TestDesk::centre("c", "2026-10-05T09:00");
    let card = day.promise(by("phone", "Анна"), "2026-10-05", "10:30").expect("free");
    let left = |day: &mut TestDesk| {
        let today = day.desk.today().expect("the day");
        today.unrecorded.into_iter().map(|line| line.request).collect::<Vec<_>>().join(" ")
    };
    assert!(left(&mut day).is_empty(), "it is still ahead");
    day.clock.put("2026-10-05T17:00");
    assert_eq!(left(&mut day), card.row.id);
    assert_eq!(control(&mut day, "no_record").count, 1);
    day.clock.put("2026-10-06T09:00");
    assert_eq!(left(&mut day), card.row.id, "the next morning too");
    let form = whole(day.desk.consultation(card.row.id).expect("a form").form);
    day.signed(form);
    assert!(left(&mut day).is_empty());
}

#[test]
fn r125_papers_that_hold_other_peoples_data_say_to_cover_them() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let evidence = day.desk.lists().expect("lists").evidence;
    for (key, covers) in [("call_list", true), ("screenshot", true), ("register", true), ("application", false)] {
        let kind = evidence.iter().find(|one| one.key == key).expect("offered");
        assert_eq!(kind.hint.as_deref().is_some_and(|hint| hint.contains("закройте чужие")), covers, "{key}");
    }
}
