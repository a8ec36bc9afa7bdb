//! The rotation of copies with real files, when the clock or the journal is not what it was: no good copy goes until
//! somebody has looked.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use desk::wire::*;
use poryadok_tests::copying::{self, with_password};
use poryadok_tests::test_desk::*;

/// A request and the copy of that day.
fn a_day(day: &mut TestDesk, date: &str) {
    day.clock.put(&format!("{date}T09:00"));
    day.desk.register(request_of("Анна")).expect("registered");
    a_copy(day, date);
}

fn a_copy(day: &mut TestDesk, date: &str) {
    day.clock.put(&format!("{date}T09:05"));
    loop {
        let now = day.desk.copying().expect("asked");
        if !now.running {
            assert!(now.problem.is_none() && now.proven, "{date}");
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn copies(day: &TestDesk) -> BTreeMap<String, Vec<u8>> {
    let entries =
        fs::read_dir(day.folder().join("copies")).expect("copies").map(|entry| entry.expect("an entry").path());
    entries
        .filter(|path| path.extension().is_some_and(|end| end == "poryadok-copy"))
        .map(|path| {
            (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("a copy"))
        })
        .collect()
}

/// Every one of them is there to the byte.
fn all_stand(day: &TestDesk, before: &BTreeMap<String, Vec<u8>>, when: &str) {
    let now = copies(day);
    for (name, bytes) in before {
        assert!(now.get(name) == Some(bytes), "{when}: {name} is gone or another");
    }
}

fn doubt(day: &mut TestDesk) -> Option<String> {
    day.desk.copies().expect("the list").doubt
}

fn restore(day: &mut TestDesk, name: &str) -> RestoreDone {
    let content = day.desk.look_into_copy(name.to_owned()).expect("a copy");
    copying::restore(day, with_password(&content, PASSWORD))
}

fn requests(day: &mut TestDesk) -> usize {
    day.desk.requests(every_request()).expect("a page").rows.len()
}

#[test]
fn a_clock_that_leaps_by_years_and_falls_back_makes_no_copy_go() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for date in 5..9 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    let before = copies(&day);
    assert_eq!(before.len(), 4);
    a_day(&mut day, "2036-10-09");
    assert_eq!(doubt(&mut day), None, "of five copies none would go, and nothing is asked");
    all_stand(&day, &before, "ten years on");

    // Put right: what was made under the wrong clock lies ahead, and more days than are ever kept go by unlooked at.
    for date in 9..18 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    assert_eq!(doubt(&mut day).as_deref(), Some("clock_back"));
    all_stand(&day, &before, "put right");
    // The battery of the clock has died.
    a_day(&mut day, "2020-01-01");
    assert_eq!(doubt(&mut day).as_deref(), Some("clock_back"));
    all_stand(&day, &before, "years ago");
    assert_eq!(copies(&day).len(), 4 + 1 + 9 + 1);

    a_day(&mut day, "2026-10-18");
    let newest = "2026-10-18-1.poryadok-copy";
    let kept = copies(&day)[newest].clone();
    let today = day.desk.today().expect("the first screen");
    assert_eq!(today.last_copy.as_deref(), Some("2026-10-18T09:05"), "the last by the history, not by the wrong clock");
    day.desk.tidy_copies().expect("looked");
    let left = copies(&day);
    assert!(left.get(newest) == Some(&kept) && left.len() < 16, "{:?}", left.keys());
    // Looked at once, the old dates are asked about no more; a new leap is.
    for date in 19..27 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    assert_eq!(doubt(&mut day), None);
    let now = copies(&day);
    for date in 20..27 {
        assert!(now.contains_key(&format!("2026-10-{date:02}-1.poryadok-copy")), "{date}: {:?}", now.keys());
    }
    a_day(&mut day, "2020-01-02");
    assert_eq!(doubt(&mut day).as_deref(), Some("clock_back"));
    let newest = "2026-10-26-1.poryadok-copy";
    let known = requests(&mut day) - 1;
    restore(&mut day, newest);
    assert_eq!(requests(&mut day), known, "and it opens");
}

#[test]
fn a_journal_that_shrank_makes_no_copy_go_and_the_one_from_before_brings_the_records_back() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for date in 5..9 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    let before = copies(&day);
    let mut day = day
        .tampered("PRAGMA foreign_keys = OFF; DELETE FROM request_participant; DELETE FROM request WHERE number > 1;");
    assert_eq!(requests(&mut day), 1);
    for date in 9..18 {
        a_copy(&mut day, &format!("2026-10-{date:02}"));
    }
    assert_eq!(doubt(&mut day).as_deref(), Some("shrunk"));
    all_stand(&day, &before, "shrunk");
    restore(&mut day, "2026-10-08-1.poryadok-copy");
    assert_eq!(requests(&mut day), 4);
    all_stand(&day, &before, "restored");
}

#[test]
fn an_older_folder_put_back_by_hand_takes_no_copy_that_it_does_not_know() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    a_day(&mut day, "2026-10-05");
    let mut day = day.restarted();
    let journal = day.folder().join("journal");
    let held: Vec<_> = fs::read_dir(&journal)
        .expect("the journal")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(path).expect("a file")))
        .collect();
    day.unlock(PASSWORD).expect("opened");
    for date in 6..10 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    let before = copies(&day);
    let mut day = day.restarted();
    for entry in fs::read_dir(&journal).expect("the journal") {
        fs::remove_file(entry.expect("an entry").path()).expect("taken away");
    }
    for (path, bytes) in held {
        fs::write(path, bytes).expect("put back");
    }
    day.unlock(PASSWORD).expect("opened");
    assert_eq!(requests(&mut day), 1);
    for date in 9..18 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    let unknown = before.into_iter().filter(|(name, _)| name.as_str() > "2026-10-06").collect();
    all_stand(&day, &unknown, "a fortnight on");
    restore(&mut day, "2026-10-09-1.poryadok-copy");
    assert_eq!(requests(&mut day), 5, "what was there before the folder was put back");
}

#[test]
fn where_two_copies_have_room_the_oldest_goes_when_a_third_is_proven_and_not_before() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    a_day(&mut day, "2026-10-05");
    let other = copies(&day);
    let first = other.keys().next().expect("a copy").clone();
    // From here on the journal is another branch: the copy it came from is not its own to let go.
    restore(&mut day, &first);
    for date in ["2026-10-06", "2026-10-07"] {
        a_day(&mut day, date);
    }
    let before = copies(&day);
    assert_eq!(before.len(), 3);
    let largest = before.values().map(Vec::len).max().expect("a copy");
    storage::testing::keep_copies_within((largest * 5 / 2) as u64);

    // A file stands where the rows are set aside.
    let obstacle = day.folder().join("copy.part");
    fs::write(&obstacle, "not a folder").expect("an obstacle");
    assert!(!by_hand(&mut day, "2026-10-08T09:00"), "no copy can be made");
    all_stand(&day, &before, "a copy that failed");
    fs::remove_file(&obstacle).expect("removed");

    assert!(by_hand(&mut day, "2026-10-08T10:00"), "proven");
    let left = copies(&day);
    let names: Vec<&str> = left.keys().map(|name| &name[..10]).collect();
    assert_eq!(names, ["2026-10-05", "2026-10-07", "2026-10-08"], "of its own the oldest is gone");
    all_stand(&day, &other, "the other branch");
    // Less than one copy takes: the newest proven one stays all the same.
    storage::testing::keep_copies_within(1);
    assert!(by_hand(&mut day, "2026-10-09T09:00"), "proven");
    let left = copies(&day);
    let names: Vec<&str> = left.keys().map(|name| &name[..10]).collect();
    assert_eq!(names, ["2026-10-05", "2026-10-09"]);
    all_stand(&day, &other, "the other branch");
}

/// A copy that a person asks for; whether it came to be proven.
fn by_hand(day: &mut TestDesk, moment: &str) -> bool {
    day.clock.put(moment);
    day.desk.make_copy().expect("begun");
    loop {
        let now = day.desk.copying().expect("asked");
        if !now.running {
            return now.problem.is_none() && now.proven;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_journal_that_shrinks_after_somebody_looked_is_asked_about_again() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    a_day(&mut day, "2036-10-04");
    for date in 5..14 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    assert_eq!(doubt(&mut day).as_deref(), Some("clock_back"));
    day.desk.tidy_copies().expect("looked");
    assert_eq!(doubt(&mut day), None);
    let looked_at = copies(&day);
    let mut day = day
        .tampered("PRAGMA foreign_keys = OFF; DELETE FROM request_participant; DELETE FROM request WHERE number > 1;");
    for date in 14..24 {
        a_copy(&mut day, &format!("2026-10-{date:02}"));
    }
    assert_eq!(doubt(&mut day).as_deref(), Some("shrunk"));
    all_stand(&day, &looked_at, "looked at before");
}

#[test]
fn whoever_says_that_the_clock_is_right_has_not_looked_at_what_shrank() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for date in 5..14 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    let before = copies(&day);
    let mut day = day
        .tampered("PRAGMA foreign_keys = OFF; DELETE FROM request_participant; DELETE FROM request WHERE number > 1;");
    day.clock.put("2036-10-14T08:00");
    day.desk.lock().expect("locked ten years ahead");
    day.clock.put("2026-10-14T08:00");
    day.unlock(PASSWORD).expect("the head");
    a_copy(&mut day, "2026-10-14");
    day.desk.trust_clock().expect("it is right");
    for date in 15..24 {
        a_copy(&mut day, &format!("2026-10-{date:02}"));
    }
    assert_eq!(doubt(&mut day).as_deref(), Some("shrunk"));
    all_stand(&day, &before, "the clock was looked at, not the copies");
}

#[test]
fn whoever_says_that_the_clock_is_right_ends_the_doubts_of_its_dates() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    a_day(&mut day, "2036-10-04");
    for date in 5..14 {
        a_day(&mut day, &format!("2026-10-{date:02}"));
    }
    assert_eq!(doubt(&mut day).as_deref(), Some("clock_back"));
    day.desk.trust_clock().expect("it is right");
    a_day(&mut day, "2026-10-14");
    assert_eq!(doubt(&mut day), None);
    assert!(copies(&day).len() <= 9, "the rotation goes on: {:?}", copies(&day).keys());
    // The one that the wrong clock dated ten years ahead is not offered before the last one.
    day.desk.lock().expect("locked");
    let offered = day.desk.copies_found().expect("on the cover").into_iter().find(|one| one.best).expect("one");
    assert_eq!(offered.key, "2026-10-14-1.poryadok-copy");

    // Nor of a later branch, which the one of the wrong clock is not of.
    day.unlock(PASSWORD).expect("the head");
    let content = day.desk.look_into_copy(offered.key).expect("a copy");
    copying::restore(&mut day, with_password(&content, PASSWORD));
    a_day(&mut day, "2026-10-15");
    for locked in [false, true] {
        if locked {
            day.desk.lock().expect("locked");
        }
        let offered = day.desk.copies_found().expect("found").into_iter().find(|one| one.best).expect("one");
        assert!(offered.key.starts_with("2026-10-15"), "locked: {locked}, {}", offered.key);
    }
}
