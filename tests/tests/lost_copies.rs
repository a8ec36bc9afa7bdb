//! Copies that are lost, spoilt or cut off: none counts that is not there, none is left to nobody, and of two files
//! the good one mends the other.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use desk::wire::*;
use poryadok_tests::copying::*;
use poryadok_tests::test_desk::*;
use tempfile::TempDir;

const FIRST: &str = "2026-10-05-1.poryadok-copy";

fn on(day: &mut TestDesk, date: &str) -> Copying {
    day.clock.put(&format!("{date}T09:00"));
    settled(day)
}

fn copies(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("poryadok-copy"))
        .collect();
    names.sort();
    names
}

fn own(day: &TestDesk) -> PathBuf {
    day.folder().join("copies")
}

fn state(day: &mut TestDesk, name: &str) -> Option<CopyState> {
    let rows = day.desk.copies().expect("the list").rows;
    rows.into_iter().find(|row| row.key == name).map(|row| row.state)
}

fn spoil(path: &Path) {
    let mut bytes = fs::read(path).expect("a copy");
    let last = bytes.len() - 5;
    bytes[last] ^= 1;
    fs::write(path, bytes).expect("spoilt");
}

/// How often the history says so.
fn said(day: &mut TestDesk, words: &str) -> usize {
    let filter =
        HistoryFilter { account: None, sort: None, from: String::new(), to: String::new(), record: String::new() };
    let (mut count, mut after) = (0, None);
    loop {
        let page = day.desk.history(HistoryQuery { filter: filter.clone(), after }).expect("the head reads");
        count += page.lines.iter().filter(|line| line.words.replace('\u{a0}', " ") == words).count();
        match page.next {
            Some(next) => after = Some(next),
            None => return count,
        }
    }
}

fn with_stick(moment: &str) -> (TestDesk, TempDir) {
    let mut day = TestDesk::opened_at(moment);
    let stick = tempfile::tempdir().expect("a stick");
    choose(&day, stick.path());
    day.desk.choose_second_place().expect("chosen");
    (day, stick)
}

#[test]
fn a_copy_whose_file_is_gone_is_not_proven_is_said_and_another_is_due_at_once() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    on(&mut day, "2026-10-06");
    let lost = own(&day).join("2026-10-06-1.poryadok-copy");
    let aside = tempfile::tempdir().expect("elsewhere");
    fs::copy(&lost, aside.path().join("kept")).expect("kept");
    fs::remove_file(&lost).expect("lost");
    let today = day.desk.today().expect("the first screen");
    assert_eq!(today.copy_words, "Последняя проверенная копия: вчера, 9:00");
    assert_eq!(state(&mut day, "2026-10-06-1.poryadok-copy"), Some(CopyState::Missing));
    let view = day.desk.copies().expect("the list");
    assert_eq!((view.rows[0].state_words.as_str(), view.rows[0].best), ("файла нет на месте", false));
    assert!(view.rows[1].best);

    // The copy of the day is not there: another one, without waiting for tomorrow.
    assert!(settled(&mut day).problem.is_none());
    assert_eq!(copies(&own(&day)), [FIRST, "2026-10-06-2.poryadok-copy"]);
    assert_eq!(day.desk.today().expect("the first screen").copy_words, "Последняя проверенная копия: сегодня, 9:00");
    assert_eq!(said(&mut day, "Файла копии журнала нет на месте"), 1);
    settled(&mut day);
    assert_eq!(said(&mut day, "Файла копии журнала нет на месте"), 1, "once");

    // It is found again: it counts when it was read again, and not sooner.
    fs::copy(aside.path().join("kept"), &lost).expect("found");
    assert_eq!(state(&mut day, "2026-10-06-1.poryadok-copy"), Some(CopyState::Unread));
    settled(&mut day);
    assert_eq!(state(&mut day, "2026-10-06-1.poryadok-copy"), Some(CopyState::Proven));

    fs::remove_dir_all(own(&day)).expect("all of them");
    assert_eq!(day.desk.today().expect("the first screen").copy_words, "Проверенной копии ещё нет");
    let before = day.desk.copying().expect("asked");
    assert!(!before.proven, "nothing is called proven while the new one is made");
    day.clock.put("2026-10-06T09:31");
    assert!(settled(&mut day).proven, "half an hour later in any case");
    assert_eq!(copies(&own(&day)).len(), 1);
}

#[test]
fn what_takes_copies_away_at_once_does_not_keep_the_program_at_making_them() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for _ in 0..5 {
        settled(&mut day);
        for name in copies(&own(&day)) {
            fs::remove_file(own(&day).join(name)).expect("taken away");
        }
    }
    let made = |day: &mut TestDesk| said(day, "Копия журнала сделана и проверена");
    assert_eq!(made(&mut day), 2, "one at once, then with patience");
    day.clock.put("2026-10-05T09:31");
    settled(&mut day);
    assert_eq!(made(&mut day), 3);
}

#[test]
fn a_missing_copy_holds_no_place_and_the_good_one_beside_it_stays() {
    let mut day = TestDesk::opened_at("2026-10-08T09:00");
    settled(&mut day);
    on(&mut day, "2026-10-09");
    fs::remove_file(own(&day).join("2026-10-09-1.poryadok-copy")).expect("lost");
    for date in 12..20 {
        assert!(on(&mut day, &format!("2026-10-{date}")).problem.is_none());
    }
    let kept = copies(&own(&day));
    assert!(!kept.contains(&"2026-10-12-1.poryadok-copy".to_owned()), "the rotation went on: {kept:?}");
    assert!(kept.contains(&"2026-10-08-1.poryadok-copy".to_owned()), "Thursday stands for its week: {kept:?}");
}

/// Waits until the first copy has its name, asking nobody.
fn first_stands(day: &TestDesk) {
    for _ in 0..600 {
        if own(day).join(FIRST).is_file() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_copy_that_was_done_before_the_lock_is_written_down() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.desk.make_copy().expect("begun");
    first_stands(&day);
    // Nobody asked since: the thread has ended, or is about to.
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("opened");
    settled(&mut day);
    assert_eq!(copies(&own(&day)), [FIRST], "and no other was due");
    assert_eq!(state(&mut day, FIRST), Some(CopyState::Proven));
}

#[test]
fn a_copy_that_a_crash_kept_from_being_written_down_goes_when_another_holds_all_of_it() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.desk.make_copy().expect("begun");
    first_stands(&day);
    // Killed now: the file stands, and its line was never written.
    let mut killed = day.twin();
    fs::create_dir_all(own(&killed)).expect("a folder");
    for name in [FIRST, "перед отпуском.poryadok-copy"] {
        fs::copy(own(&day).join(FIRST), own(&killed).join(name)).expect("as the crash left it");
    }
    killed.unlock(PASSWORD).expect("opened");
    assert_eq!(state(&mut killed, FIRST), Some(CopyState::Unread), "the only good one stays");
    assert!(settled(&mut killed).problem.is_none());
    assert_eq!(copies(&own(&killed)), ["2026-10-05-2.poryadok-copy", "перед отпуском.poryadok-copy"]);
    assert_eq!(state(&mut killed, "2026-10-05-2.poryadok-copy"), Some(CopyState::Proven));
    assert_eq!(said(&mut killed, "Старая копия журнала убрана"), 1);
}

#[test]
fn a_copy_made_while_the_stick_was_away_is_laid_there_when_it_is_in_again() {
    let (mut day, stick) = with_stick("2026-10-05T09:00");
    let away = stick.path().with_extension("away");
    fs::rename(stick.path(), &away).expect("taken out");
    assert!(settled(&mut day).remark.is_some_and(|words| words.contains("диск не вставлен")));
    // What an earlier program left half-written there goes with the first file that is laid.
    fs::write(away.join(format!("{FIRST}.part")), b"PORYA").expect("half-written");
    fs::write(away.join("album.part"), b"somebody's").expect("another's");
    fs::rename(&away, stick.path()).expect("put in again");
    assert!(settled(&mut day).remark.is_none());
    assert_eq!(copies(stick.path()), [FIRST]);
    assert!(stick.path().join("album.part").exists());
    let row = day.desk.copies().expect("the list").rows.remove(0);
    assert!(row.second);
    assert!(
        fs::read(stick.path().join(FIRST)).expect("there") == fs::read(own(&day).join(FIRST)).expect("here"),
        "to the byte"
    );
}

#[test]
fn a_spoilt_copy_comes_back_from_the_second_place_and_is_proven_again() {
    let (mut day, stick) = with_stick("2026-10-05T09:00");
    settled(&mut day);
    let (here, there) = (own(&day).join(FIRST), stick.path().join(FIRST));
    let whole = fs::read(&there).expect("laid there");
    spoil(&here);
    let now = on(&mut day, "2026-10-06");
    assert!(now.problem.is_none(), "{:?}", now.problem.map(|one| one.code));
    assert!(now.remark.is_some_and(|words| words.contains("возвращена со второго места")));
    assert!(fs::read(&here).expect("here") == whole);
    assert_eq!(state(&mut day, FIRST), Some(CopyState::Proven));
    assert_eq!(said(&mut day, "Копия журнала перечитана и испорчена"), 1);
    assert_eq!(said(&mut day, "Копия журнала возвращена со второго места"), 1);
    // And one that a restoring found spoilt.
    spoil(&here);
    let content = day.desk.look_into_copy(FIRST.to_owned()).expect("its head is whole");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    while day.desk.restoring().expect("asked").running {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(state(&mut day, FIRST), Some(CopyState::Damaged));
    settled(&mut day);
    assert!(fs::read(&here).expect("here") == whole);
    assert_eq!(state(&mut day, FIRST), Some(CopyState::Proven));
    // And one whose file is gone.
    fs::remove_file(&here).expect("lost");
    settled(&mut day);
    assert!(fs::read(&here).expect("here") == whole);
    assert_eq!(state(&mut day, FIRST), Some(CopyState::Proven));
}

#[test]
fn a_good_copy_on_the_stick_stays_however_long_its_twin_here_is_spoilt() {
    let (mut day, stick) = with_stick("2026-10-05T09:00");
    settled(&mut day);
    let (here, there) = (own(&day).join(FIRST), stick.path().join(FIRST));
    let whole = fs::read(&there).expect("laid there");
    spoil(&here);
    let away = stick.path().with_extension("away");
    fs::rename(stick.path(), &away).expect("taken out");
    for date in ["2026-10-06", "2026-10-20", "2026-11-04", "2026-11-20"] {
        on(&mut day, date);
    }
    assert_eq!(state(&mut day, FIRST), Some(CopyState::Damaged), "known still, after more than thirty days");
    fs::rename(&away, stick.path()).expect("put in again");
    day.clock.put("2026-11-20T10:00");
    settled(&mut day);
    assert!(fs::read(&here).expect("here") == whole);
    assert!(fs::read(&there).expect("there") == whole);
    assert_eq!(state(&mut day, FIRST), Some(CopyState::Proven));
}

#[test]
fn the_second_place_is_read_again_and_what_is_spoilt_there_is_made_anew() {
    let (mut day, stick) = with_stick("2026-10-05T09:00");
    settled(&mut day);
    let whole = fs::read(stick.path().join(FIRST)).expect("laid there");
    spoil(&stick.path().join(FIRST));
    on(&mut day, "2026-10-06");
    assert!(fs::read(stick.path().join(FIRST)).expect("there") == whole);
    let read = "Копия журнала на втором месте перечитана и цела";
    assert_eq!(said(&mut day, read), 1);
    settled(&mut day);
    assert_eq!(said(&mut day, read), 1, "one a day");
    // The stick was away for six weeks: everything on it is overdue, and is read as soon as it is in.
    on(&mut day, "2026-10-07");
    let away = stick.path().with_extension("away");
    fs::rename(stick.path(), &away).expect("taken out");
    on(&mut day, "2026-10-25");
    on(&mut day, "2026-11-20");
    let (before, there) = (said(&mut day, read), copies(&away).len());
    fs::remove_file(away.join("2026-10-07-1.poryadok-copy")).expect("lost there");
    fs::rename(&away, stick.path()).expect("put in again");
    day.clock.put("2026-11-20T10:00");
    settled(&mut day);
    assert_eq!(there, 3);
    assert_eq!(said(&mut day, read) - before, 2);
    assert_eq!(said(&mut day, "Копии журнала на втором месте больше нет"), 1);
}

#[test]
fn what_was_let_go_here_goes_from_the_stick_when_it_is_in_again() {
    let (mut day, stick) = with_stick("2026-10-05T09:00");
    settled(&mut day);
    let away = stick.path().with_extension("away");
    fs::rename(stick.path(), &away).expect("taken out");
    for date in 6..15 {
        on(&mut day, &format!("2026-10-{date:02}"));
    }
    assert!(!own(&day).join(FIRST).exists(), "it went here");
    fs::rename(&away, stick.path()).expect("put in again");
    // Once after each unlocking.
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("opened");
    on(&mut day, "2026-10-15");
    assert_eq!(copies(stick.path()), ["2026-10-15-1.poryadok-copy"]);
}

#[test]
fn a_journal_put_aside_by_a_mistaken_restoring_is_brought_back_in_the_program() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    day.desk.register(request_of("Анна")).expect("registered");
    let content = day.desk.look_into_copy(FIRST.to_owned()).expect("a copy");
    restore(&mut day, with_password(&content, PASSWORD));
    assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 0);
    for taken in ["", "journal", "practice", "journal.restoring"] {
        fs::create_dir_all(day.folder().join(taken)).expect("a folder");
        choose(&day, day.folder().join(taken));
        assert_eq!(problems(&refusal(day.desk.choose_journal_folder())), [(ProblemCode::SamePlace, "")], "{taken}");
    }
    choose(&day, day.folder().join("journal.aside-2026-10-05-1"));
    let content = day.desk.choose_journal_folder().expect("allowed").expect("a journal");
    restore(&mut day, with_password(&content, PASSWORD));
    assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 1, "what the copy did not have");
    let aside = |number| day.folder().join(format!("journal.aside-2026-10-05-{number}"));
    assert!(aside(1).is_dir() && aside(2).is_dir(), "nothing was written over");
}

#[test]
fn the_second_place_of_another_computer_is_forgotten_and_ones_own_stays() {
    let (mut day, stick) = with_stick("2026-10-05T09:00");
    settled(&mut day);
    let mut other = TestDesk::empty_at("2026-10-06T09:00");
    other.sheet.clone_from(&day.sheet);
    on(&mut day, "2026-10-06");
    choose(&other, stick.path().join("2026-10-06-1.poryadok-copy"));
    other.desk.choose_copy_file().expect("a copy").expect("chosen");
    let form = with_sheet(&other);
    restore(&mut other, form);
    other.recovered("новый-пароль-здесь", false);
    assert!(other.desk.copies().expect("the list").second.is_none(), "a path of another computer");
    assert_eq!(other.desk.today().expect("the first screen").copy_words, "Проверенной копии ещё нет");

    let content = day.desk.look_into_copy("2026-10-06-1.poryadok-copy".to_owned()).expect("a copy");
    restore(&mut day, with_password(&content, PASSWORD));
    assert!(day.desk.copies().expect("the list").second.is_some(), "the same computer");
}

#[test]
fn a_keyring_is_asked_once_for_each_secret_however_many_enter_with_it() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for label in ["Администратор", "Второй", "Третий"] {
        day.add_person(label, vec![Role::Administrator], None);
    }
    settled(&mut day);
    let asked = |day: &mut TestDesk, act: &dyn Fn(&mut TestDesk)| {
        let before = day.keyring.2.load(Ordering::Relaxed);
        act(day);
        day.keyring.2.load(Ordering::Relaxed) - before
    };
    assert_eq!(asked(&mut day, &|day| assert!(!day.desk.access().expect("seen").device_lost)), 1);
    assert_eq!(asked(&mut day, &|day| drop(day.desk.look_into_copy(FIRST.to_owned()).expect("a copy"))), 1);
}
