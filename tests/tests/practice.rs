//! The practice journal: an invented life, and nothing of it in the real one.

use chrono::NaiveDateTime;
use desk::practice;
use domain::counting::count;
use domain::invented::{Deed, Plan};
use poryadok_tests::test_desk::Clock;
use storage::Folder;
use storage::audit::Chain;

const NOW: &str = "2026-10-15T11:20";

fn plan() -> Plan {
    Plan::practice(7, NaiveDateTime::parse_from_str(NOW, "%Y-%m-%dT%H:%M").expect("a moment"))
}

#[test]
fn an_invented_life_is_written_whole_with_its_history() {
    let place = tempfile::tempdir().expect("a folder");
    let (mut journal, ..) = practice::make(&Folder::new(place.path()), &Clock::at(NOW)).expect("made");
    let begun = std::time::Instant::now();
    let played = practice::fill(&mut journal, &plan()).expect("filled");
    println!("{played:?} in {:?}", begun.elapsed());

    let acts: Vec<_> = plan().acts().collect();
    assert_eq!(played.acts, acts.len() as u64);
    let asked = acts.iter().filter(|act| matches!(act.deed, Deed::Register(_))).count();
    assert_eq!(played.requests, asked as u64);

    let view = journal.view();
    assert!(matches!(view.verify_chain(), Ok(Chain::Whole(head)) if head.length >= played.acts as i64));
    let facts = view.facts(plan().first, plan().until.date()).expect("facts");
    assert_eq!(facts.len(), asked, "every request is there, numbered");
    for year in facts.chunk_by(|a, b| a.year == b.year) {
        assert!(year.iter().zip(1..).all(|(fact, number)| fact.number == number), "numbers follow each other");
    }
    assert!(facts.iter().filter(|fact| count(fact).is_counted()).count() > 200);
    journal.check_integrity().expect("sound");
}
