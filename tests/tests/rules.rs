//! Rules that are no single room's: the classifier of topics, what the program does not do, what is the centre's own.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

use std::collections::BTreeSet;

use desk::wire::*;
use domain::lists::TopicField;
use domain::profile::{Profile, ProfileRefusal, bundled};
use poryadok_tests::centre::OCTOBER;
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
