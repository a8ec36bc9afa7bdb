//! Locking: a thousand times with a form that is being written. How long it may take is judged by the bench.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

use std::time::Instant;

use desk::wire::*;
use poryadok_tests::test_desk::*;

const CYCLES: u32 = 1_000;

/// The page saves what is typed within two seconds (`ui/tests/locking.test.ts` plays that part), so here every
/// save is one moment of the typing, and a lock may come after any of them.
#[test]
fn a_thousand_locks_lose_no_saved_letter() {
    let mut day = TestDesk::opened_at("2026-10-05T08:00");
    let card = day.book("Анна Первая", "2026-10-05", "09:00").expect("free");
    day.clock.put("2026-10-05T09:20");
    let mut form = whole(day.desk.consultation(card.row.id.clone()).expect("a form").form);
    let key = DraftKey { form: "consultation".to_owned(), subject: card.row.id.clone() };
    let mut took = Vec::new();
    let mut shut_by_a_crash = 0;
    for cycle in 0..CYCLES {
        for letter in 0..=(cycle % 4) {
            form.note = format!("Заметка {cycle}, буква {letter}");
            let body = serde_json::to_string(&form).expect("plain");
            day.desk.save_draft(key.clone(), body).expect("kept");
        }
        if cycle % 10 == 9 {
            // Ended without a lock, as by a crash: nothing is put in order.
            day = day.restarted();
            shut_by_a_crash += 1;
        } else {
            let started = Instant::now();
            day.desk.lock().expect("locked");
            took.push(started.elapsed());
            assert!(!day.desk.lies_open());
            assert_eq!(problems(&refusal(day.desk.draft(key.clone()))), [(ProblemCode::JournalLocked, "")]);
        }
        day.unlock(PASSWORD).expect("the same password");
        let found = day.desk.consultation(card.row.id.clone()).expect("a form");
        assert_eq!(found.form.note, form.note, "cycle {cycle}");
        assert!(found.draft_saved.is_some());
        form = found.form;
    }
    day.desk.sign(form).expect("the whole record");

    took.sort();
    let at = |part: usize| took[(took.len() - 1) * part / 100];
    println!(
        "{} locks, {shut_by_a_crash} ends without one: half within {:?}, 99 of 100 within {:?}, the longest {:?}",
        took.len(),
        at(50),
        at(99),
        at(100)
    );
}

#[test]
fn the_practice_journal_is_not_what_is_locked_when_the_person_leaves() {
    let mut day = TestDesk::empty_at("2026-10-15T11:20");
    assert!(!day.desk.lies_open());
    day.desk.open_practice().expect("the practice journal");
    assert!(!day.desk.lies_open(), "nobody's secrets lie there");
    day.desk.leave_practice().expect("left");
    day.make_journal();
    assert!(day.desk.lies_open());
}
