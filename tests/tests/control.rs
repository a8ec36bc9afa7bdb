//! «Контроль»: what the head looks through, each line by the порядок then in force (R136).
#![allow(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

use desk::wire::{ControlLine, ControlOpens, HandoutQuery, ProblemCode, Role};
use poryadok_tests::test_desk::{TestDesk, problems, refusal};

fn lines(day: &mut TestDesk) -> Vec<ControlLine> {
    day.desk.control().expect("the head's").lines
}

fn line(day: &mut TestDesk, key: &str) -> Option<ControlLine> {
    lines(day).into_iter().find(|line| line.key == key)
}

#[test]
fn r111_r136_a_line_names_six_and_opens_the_whole_list() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    for (number, date) in (1..).zip(["05", "06", "07", "08", "09", "12", "13", "14"]) {
        day.hold(&format!("Анна{number}"), &format!("2026-10-{date}"), "10:30");
    }
    day.clock.put("2026-10-20T09:00");
    let short = line(&mut day, "no_evidence").expect("the порядок asks for evidence");
    assert_eq!((short.count, short.items.len()), (8, 6));
    assert!(short.why.contains("подтверждение"), "with its paragraph: {}", short.why);
    let whole = day.desk.control_list("no_evidence".into()).expect("the head's");
    assert_eq!((whole.count, whole.items.len()), (8, 8));
    assert!(whole.items.iter().all(|item| item.opens == ControlOpens::Record));
    assert!(whole.items[0].words.starts_with("14.10.2026"), "the newest first: {}", whole.items[0].words);
    assert_eq!(
        whole.items[..6].iter().map(|i| &i.subject).collect::<Vec<_>>(),
        short.items.iter().map(|i| &i.subject).collect::<Vec<_>>()
    );
    assert_eq!(problems(&refusal(day.desk.control_list("nothing".into()))), [(ProblemCode::NotFound, "")]);

    day.add_person("Лапина", vec![Role::Administrator], None);
    day.change_person("Лапина");
    assert_eq!(problems(&refusal(day.desk.control_list("no_evidence".into()))), [(ProblemCode::NotAllowed, "")]);
}

#[test]
fn r077_r136_a_refused_sixth_page_leaves_one_trace_a_day_and_names_nobody() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:15");
    let ask = |day: &mut TestDesk, keys: &[&str]| {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        day.desk.plan_handouts(HandoutQuery { request: Some(card.row.id.clone()), keys }).expect("counted").fits
    };
    assert!(ask(&mut day, &["crisis", "speech"]));
    assert_eq!(line(&mut day, "handout_refused").map(|line| line.count), Some(0), "four pages are given");
    for _ in 0..2 {
        assert!(!ask(&mut day, &["crisis", "speech", "adaptation"]));
    }
    let refused = line(&mut day, "handout_refused").expect("a line");
    assert_eq!(refused.count, 1, "asked twice, told once");
    assert_eq!((refused.items[0].opens, &refused.items[0].subject), (ControlOpens::Request, &card.row.id));
    assert_eq!(refused.items[0].words.replace('\u{a0}', " "), "05.10.2026: 6 страниц вместо 5");
    day.clock.put("2026-10-06T09:00");
    assert!(!ask(&mut day, &["crisis", "speech", "adaptation"]));
    assert_eq!(line(&mut day, "handout_refused").map(|line| line.count), Some(2), "another day, another refusal");
}

#[test]
fn r121_r136_a_consultant_without_an_undertaking_is_named_and_their_card_opens() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let consultant = day.consultant();
    let lacking = line(&mut day, "undertaking").expect("a line");
    assert_eq!((lacking.items[0].opens, &lacking.items[0].subject), (ControlOpens::Consultant, &consultant));
}

#[test]
fn r067_r136_where_the_order_leaves_the_length_to_the_need_nothing_is_too_long() {
    let mut day = TestDesk::centre("b", "2026-10-01T09:00");
    assert!(lines(&mut day).iter().all(|line| line.key != "too_long"));
    let mut day = TestDesk::centre("c", "2026-10-01T09:00");
    assert!(line(&mut day, "too_long").expect("45 minutes").why.contains("не более 45 минут"));
}
