//! Copies through the desk: made by themselves, kept, read again, restored on this PC and on another.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use desk::wire::*;
use poryadok_tests::copying::*;
use poryadok_tests::test_desk::*;

fn copy_files(day: &TestDesk) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(day.folder().join("copies"))
        .expect("a folder of copies")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "poryadok-copy"))
        .collect();
    files.sort();
    files
}

fn numbers(day: &mut TestDesk, name: &str, date: &str) -> (u32, String) {
    let card = day.book(name, date, "10:30").expect("booked");
    (card.row.number, card.row.who.code.clone())
}

#[test]
fn the_day_begins_with_a_copy_and_the_first_screen_says_so() {
    let mut day = TestDesk::opened_at("2026-10-05T09:05");
    let today = day.desk.today().expect("the first screen");
    assert_eq!((today.last_copy, today.copy_words.as_str()), (None, "Проверенной копии ещё нет"));
    let now = settled(&mut day);
    assert!(now.problem.is_none());
    assert_eq!(now.last_words, "Последняя проверенная копия: сегодня, 9:05");
    assert_eq!(day.desk.today().expect("the first screen").copy_words, now.last_words);
    // One is enough for the day; the next morning has its own.
    settled(&mut day);
    assert_eq!(copy_files(&day).len(), 1);
    day.clock.put("2026-10-06T08:00");
    assert_eq!(day.desk.today().expect("the first screen").copy_words, "Последняя проверенная копия: вчера, 9:05");
    settled(&mut day);
    let view = day.desk.copies().expect("the list");
    let names: Vec<&str> = view.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(names, ["2026-10-06-1.poryadok-copy", "2026-10-05-1.poryadok-copy"]);
    assert!(view.rows.iter().all(|row| row.state == CopyState::Proven));
    assert!(view.rows[0].best && !view.rows[1].best);
    assert_eq!(view.rows[0].state_words, "проверена сегодня, 8:00");
    assert_eq!(view.rows[0].sheet_words, "Лист восстановления № 1 от 05.10.2026");
    assert!(view.second.is_none() && view.doubt.is_none());
}

#[test]
fn a_copy_by_hand_lies_at_the_second_place_too_and_an_absent_disk_is_no_error() {
    let mut day = TestDesk::opened_at("2026-10-05T09:05");
    settled(&mut day);
    let stick = tempfile::tempdir().expect("a stick");
    // The second place must be another.
    choose(&day, day.folder().join("copies"));
    assert_eq!(problems(&refusal(day.desk.choose_second_place())), [(ProblemCode::SamePlace, "")]);
    choose(&day, stick.path());
    let view = day.desk.choose_second_place().expect("chosen").value;
    assert!(view.second.is_some_and(|second| second.there));
    assert!(day.desk.make_copy().expect("begun").running);
    assert_eq!(problems(&refusal(day.desk.make_copy())), [(ProblemCode::CopyUnderWay, "")]);
    assert!(settled(&mut day).remark.is_none());
    let view = day.desk.copies().expect("the list");
    assert!(view.rows.len() == 1 && view.rows[0].second, "of one day the newest stays");
    let there: Vec<String> = fs::read_dir(stick.path())
        .expect("the stick")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(there.contains(&"2026-10-05-2.poryadok-copy".to_owned()), "{there:?}");
    assert!(there.contains(&"destroyed.poryadok-list".to_owned()), "the list lies in every place");

    stick.close().expect("taken out");
    day.desk.make_copy().expect("begun");
    let now = settled(&mut day);
    assert!(now.problem.is_none());
    assert!(now.remark.is_some_and(|words| words.contains("диск не вставлен")));
    let view = day.desk.forget_second_place().expect("forgotten").value;
    assert!(view.second.is_none());
}

#[test]
fn a_copy_carried_away_leaves_its_name_to_nobody() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    let stick = tempfile::tempdir().expect("a stick");
    let first = copy_files(&day).remove(0);
    let name = first.file_name().expect("a name").to_owned();
    fs::rename(&first, stick.path().join(&name)).expect("carried away");
    for _ in 0..2 {
        day.desk.make_copy().expect("begun");
        assert!(settled(&mut day).problem.is_none());
        let kept = copy_files(&day);
        assert_eq!(kept.len(), 1, "of one day the newest stays, and it does stay");
        assert_ne!(kept[0].file_name(), Some(name.as_os_str()));
        assert!(storage::backup::head_of(&kept[0]).is_ok());
    }
}

#[test]
fn rotation_keeps_seven_days_and_asks_when_the_clock_jumped() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for date in 5..15 {
        day.clock.put(&format!("2026-10-{date:02}T09:00"));
        assert!(settled(&mut day).problem.is_none());
    }
    // Ten days: seven of them, and the Sunday of the week before is one of the seven.
    let kept = copy_files(&day).len();
    assert_eq!(kept, 7);
    // Two months later by the clock: nothing goes until somebody has looked.
    day.clock.put("2027-01-20T09:00");
    settled(&mut day);
    let view = day.desk.copies().expect("the list");
    assert_eq!(view.doubt.as_deref(), Some("clock_leapt"));
    assert_eq!(view.rows.len(), kept + 1);
    let tidied = day.desk.tidy_copies().expect("looked").value;
    assert_eq!((tidied.rows.len(), tidied.doubt), (kept, None), "the eighth day went, and nothing is asked any more");
    assert!(tidied.rows[0].best && tidied.rows[0].key.starts_with("2027-01-20"));
    // The clock is set back: asked again, and the copies stay.
    let before = copy_files(&day);
    day.clock.put("2026-10-15T09:00");
    settled(&mut day);
    assert_eq!(day.desk.copies().expect("the list").doubt.as_deref(), Some("clock_back"));
    assert!(before.iter().all(|path| path.exists()));
}

#[test]
fn kept_copies_are_read_again_and_a_spoilt_one_is_named_with_the_newest_proven_beside_it() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    let older = copy_files(&day).remove(0);
    let mut bytes = fs::read(&older).expect("read");
    let last = bytes.len() - 5;
    bytes[last] ^= 1;
    fs::write(&older, bytes).expect("spoilt");
    // The copy of the new day first, then the one read longest ago is read again.
    day.clock.put("2026-10-06T09:00");
    let now = settled(&mut day);
    let problem = now.problem.expect("named");
    assert_eq!(
        (problem.code, problem.about.as_deref()),
        (ProblemCode::CopyDamaged, Some("2026-10-05-1.poryadok-copy"))
    );
    let view = day.desk.copies().expect("the list");
    let states: Vec<CopyState> = view.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [CopyState::Proven, CopyState::Damaged]);
    assert!(view.rows[0].best);
    // Restoring from it is refused by name.
    let content = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("its head is whole");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    let problem = restored(&mut day).problem.expect("refused");
    assert_eq!(
        (problem.code, problem.about.as_deref()),
        (ProblemCode::CopyDamaged, Some("2026-10-05-1.poryadok-copy"))
    );
    assert!(day.desk.today().is_ok(), "the present journal is open as before");
}

#[test]
fn locking_stops_a_copy_and_nothing_half_made_stays() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.desk.make_copy().expect("begun");
    day.desk.lock().expect("locked");
    assert_eq!(problems(&refusal(day.desk.copying())), [(ProblemCode::JournalLocked, "")]);
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert!(settled(&mut day).problem.is_none());
    let names: Vec<String> = fs::read_dir(day.folder().join("copies"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().all(|name| !name.ends_with(".part")), "{names:?}");
}

#[test]
fn the_head_restores_a_copy_in_the_program_and_no_number_or_code_is_given_twice() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    let later = numbers(&mut day, "Белла", "2026-10-07");
    assert_eq!((later.0, later.1.as_str()), (2, "П-0002"));

    let content = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("a copy");
    assert_eq!(content.centre, "КЦ «Росинка»");
    assert!(plain(&content.what_words).starts_with("1 обращение"), "{}", content.what_words);
    assert!(content.present_words.contains("отложен целиком"), "{}", content.present_words);
    assert!(plain(&content.present_words).contains("прибавилось: 1 обращение, "), "{}", content.present_words);
    assert_eq!(
        problems(&refusal(day.desk.begin_restore(with_password(&content, "не тот пароль")))),
        [(ProblemCode::WrongPassword, "password")]
    );
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    let done = restored(&mut day).done.expect("restored");
    assert!(plain(&done.lost_words).starts_with("Потеряно: 1 обращение, "), "{}", done.lost_words);
    assert!(done.aside_words.contains("journal.aside-2026-10-05-1"), "{}", done.aside_words);
    assert_eq!((done.list_words.as_str(), done.closed_words.as_str()), ("", ""));
    assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 1);
    let next = numbers(&mut day, "Вера", "2026-10-08");
    assert_eq!((next.0, next.1.as_str()), (3, "П-0003"), "after the highest known of the journal put aside");
    // Still so after a restart, by the same password.
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("the same password");
    assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 2);
    // Copies of the other branch are not touched by the new one's rotation.
    for date in 9..25 {
        day.clock.put(&format!("2026-10-{date:02}T09:00"));
        settled(&mut day);
    }
    assert!(day.folder().join("copies/2026-10-05-1.poryadok-copy").exists());
}

#[test]
fn a_later_copy_beside_one_that_is_gone_is_not_called_damaged() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    for at in ["2026-10-05T09:10", "2026-10-05T09:20"] {
        day.clock.put(at);
        day.desk.make_copy().expect("begun");
        settled(&mut day);
    }
    // The day keeps its newest; the journal in it still knows the second one.
    let names: Vec<String> = day.desk.copies().expect("the list").rows.into_iter().map(|row| row.key).collect();
    assert_eq!(names, ["2026-10-05-3.poryadok-copy"]);
    let content = day.desk.look_into_copy(names[0].clone()).expect("a copy");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    restored(&mut day).done.expect("restored");
    settled(&mut day);
    assert!(day.folder().join("copies/2026-10-05-4.poryadok-copy").exists(), "no name is given again");
    day.clock.put("2026-11-08T09:00");
    for _ in 0..6 {
        let now = settled(&mut day);
        assert_eq!(now.problem.map(|problem| problem.code), None);
    }
    assert!(day.desk.copies().expect("the list").rows.iter().all(|row| row.state != CopyState::Damaged));
}

#[test]
fn series_that_began_after_the_copy_begin_behind_the_gap() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    let carried = copy_files(&day).remove(0);
    assert_eq!(numbers(&mut day, "Анна", "2026-10-06"), (1, "П-0001".to_owned()), "nobody was in the copy");
    let mut other = TestDesk::empty_at("2026-10-05T18:00");
    other.sheet.clone_from(&day.sheet);
    choose(&other, carried);
    other.desk.choose_copy_file().expect("a copy").expect("chosen");
    let form = with_sheet(&other);
    other.desk.begin_restore(form).expect("begun");
    restored(&mut other).done.expect("restored");
    other.recovered("новый-пароль-здесь", false);
    assert_eq!(numbers(&mut other, "Белла", "2026-10-07"), (201, "П-0201".to_owned()));
}

#[test]
fn a_restoring_that_was_given_up_stands_in_nobodys_way() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    let content = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("a copy");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    day.desk.stop_restore().expect("given up");
    // Nobody asks how it went: the screen was left.
    let mut tries = 0;
    while let Err(refused) = day.desk.begin_restore(with_password(&content, PASSWORD)) {
        assert_eq!(refused.problems[0].code, ProblemCode::CopyUnderWay);
        tries += 1;
        assert!(tries < 500, "it never ends");
        std::thread::sleep(Duration::from_millis(20));
    }
    restored(&mut day).done.expect("restored");
    assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 1);
}

#[test]
fn the_sheet_restores_a_copy_into_an_empty_profile_on_another_computer() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    let stick = tempfile::tempdir().expect("a stick");
    let carried = stick.path().join("копия с флешки.poryadok-copy");
    fs::copy(&copy_files(&day)[0], &carried).expect("carried");

    let mut other = TestDesk::empty_at("2026-10-08T09:00");
    other.sheet.clone_from(&day.sheet);
    assert!(other.desk.copies_found().expect("none here").is_empty());
    choose(&other, carried);
    let content = other.desk.choose_copy_file().expect("a copy").expect("chosen");
    // The password is of another computer, so it is not offered; nothing is written for a wrong sheet.
    assert!(content.present_words.starts_with("Журнала на этом компьютере ещё нет"), "{}", content.present_words);
    assert!(content.ways.is_empty());
    assert!(content.closed_words.starts_with("Паролем эту копию здесь не открыть"), "{}", content.closed_words);
    let there = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("a copy");
    assert_eq!((there.ways.len(), there.closed_words.as_str()), (1, ""));
    let refused = refusal(other.desk.begin_restore(with_password(&there, PASSWORD)));
    assert_eq!(problems(&refused), [(ProblemCode::OtherComputer, "")]);
    let mut swapped = with_sheet(&other);
    swapped.groups.swap(0, 1);
    assert_eq!(problems(&refusal(other.desk.begin_restore(swapped))), [(ProblemCode::WrongSheet, "groups")]);
    let mut there: Vec<String> = fs::read_dir(other.folder())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    there.sort();
    assert_eq!(there, ["journal.tries", "lock"], "only how often it was tried");

    other.desk.begin_restore(with_sheet(&other)).expect("begun");
    let done = restored(&mut other).done.expect("restored");
    assert!(done.aside_words.is_empty());
    assert!(done.list_words.contains("нет списка"), "{}", done.list_words);
    assert!(done.numbers_words.contains("800"), "three days and the day itself: {}", done.numbers_words);
    let me = other.desk.me().expect("the head is at the desk");
    assert!(me.by_sheet);
    let refused = refusal(other.desk.requests(every_request()));
    assert_eq!(problems(&refused), [(ProblemCode::PasswordFirst, "")]);
    let form = RecoverForm {
        account: None, password: "новый-пароль-здесь".to_owned(), without_keyring: false
    };
    other.desk.recover(form).expect("set");
    let left = other.desk.access().expect("seen").restored;
    assert!(left.iter().any(|matter| matter.words == done.list_words), "it waits until the papers were looked through");
    let next = numbers(&mut other, "Вера", "2026-10-09");
    assert_eq!((next.0, next.1.as_str()), (802, "П-0802"), "with a gap: nobody knows what was numbered meanwhile");
    let mut other = other.restarted();
    other.unlock("новый-пароль-здесь").expect("opens on this computer from now on");
}

#[test]
fn a_copy_on_the_cover_replaces_a_journal_that_does_not_open_any_more() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    day.desk.lock().expect("locked");
    let journal = day.journal_file();
    let mut bytes = fs::read(&journal).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&journal, &bytes).expect("spoilt");
    let mut day = day.restarted();
    assert_eq!(problems(&refusal(day.unlock(PASSWORD))), [(ProblemCode::JournalDamaged, "")]);
    let found = day.desk.copies_found().expect("copies on the cover");
    assert!(found.len() == 1 && found[0].best);
    let content = day.desk.look_into_copy(found[0].key.clone()).expect("a copy");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    let done = restored(&mut day).done.expect("restored");
    assert!(done.lost_words.contains("узнать не у чего"), "{}", done.lost_words);
    assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 1);
    let aside = day.folder().join("journal.aside-2026-10-05-1/journal-1.db");
    assert!(fs::read(aside).expect("put aside whole") == bytes);
}

#[test]
fn a_journal_without_its_slot_files_is_not_called_another_one() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    day.desk.lock().expect("locked");
    for twin in ["journal.keys", "journal.keys.twin"] {
        fs::remove_file(day.folder().join("journal").join(twin)).expect("lost");
    }
    let mut day = day.restarted();
    let found = day.desk.copies_found().expect("copies on the cover");
    let content = day.desk.look_into_copy(found[0].key.clone()).expect("a copy");
    assert!(content.present_words.contains("файлы ключей пропали"), "{}", content.present_words);
    let done = restore(&mut day, with_password(&content, PASSWORD));
    assert!(done.lost_words.contains("прежний журнал не прочитался"), "{}", done.lost_words);
    assert!(done.numbers_words.contains("с запасом"), "{}", done.numbers_words);
    assert!(day.folder().join("journal.aside-2026-10-05-1/journal-1.db").exists(), "put aside whole");
}

#[test]
fn another_computers_journal_folder_is_taken_over_by_the_sheet() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    let mut other = TestDesk::empty_at("2026-10-08T09:00");
    other.sheet.clone_from(&day.sheet);
    // Copied while it was open: what stands in the log belongs to it.
    let carried = tempfile::tempdir().expect("a stick");
    for entry in fs::read_dir(day.folder().join("journal")).expect("the journal") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), carried.path().join(entry.file_name())).expect("carried");
    }
    choose(&other, carried.path());
    let content = other.desk.choose_journal_folder().expect("a journal").expect("chosen");
    assert_eq!(content.centre, "КЦ «Росинка»");
    assert!(content.present_words.contains("появится из этой папки"), "{}", content.present_words);
    other.desk.begin_restore(with_sheet(&other)).expect("begun");
    assert!(restored(&mut other).done.is_some());
    other.recovered("новый-пароль-здесь", false);
    assert_eq!(other.desk.requests(every_request()).expect("a page").rows.len(), 1);
    assert_eq!(numbers(&mut other, "Вера", "2026-10-09").0, 2);
    let empty = tempfile::tempdir().expect("a folder");
    choose(&other, empty.path());
    assert_eq!(problems(&refusal(other.desk.choose_journal_folder())), [(ProblemCode::NotACopy, "")]);
}

#[test]
fn what_was_destroyed_is_destroyed_again_after_a_restoring() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    let found = |day: &mut TestDesk| day.desk.find_recipients("Анна".to_owned()).expect("asked").rows.len();
    assert_eq!(found(&mut day), 1);
    let earlier = day.folder().join("journal/journal-1.db.before-schema-2");
    fs::write(&earlier, "as a step of the schema left it").expect("written");
    day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    assert_eq!(found(&mut day), 0);
    assert!(!earlier.exists(), "it would still hold the name");
    let content = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("a copy");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    let done = restored(&mut day).done.expect("restored");
    assert!(plain(&done.list_words).contains("Применено заново: 1 уничтожение"), "{}", done.list_words);
    assert_eq!(found(&mut day), 0, "the copy had the name, the restored journal has not");
}

#[test]
fn an_old_password_brings_nobody_back_who_was_destroyed_after_the_copy() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    day.clock.put("2026-10-06T09:00");
    settled(&mut day);
    // The second copy knows the list; it is carried away, and the stick has no list of its own.
    let stick = tempfile::tempdir().expect("a stick");
    let carried = stick.path().join("old.poryadok-copy");
    fs::copy(copy_files(&day).pop().expect("a copy"), &carried).expect("carried");
    let form = PasswordForm {
        old: PASSWORD.into(), password: "кувшинка-девять-крыш".into(), without_keyring: false
    };
    day.desk.set_password(form).expect("changed");
    day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    let mut day = day.restarted();
    fs::remove_file(day.journal_file()).expect("the journal is lost");
    choose(&day, carried);
    let content = day.desk.choose_copy_file().expect("a copy").expect("chosen");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("the password of that day");
    let done = restored(&mut day).done.expect("restored");
    assert!(plain(&done.list_words).contains("Применено заново: 1 уничтожение"), "{}", done.list_words);
    assert_eq!(day.desk.find_recipients("Анна".to_owned()).expect("asked").rows.len(), 0);
}

#[test]
fn wrong_tries_at_a_copy_make_wait_as_at_the_journal_and_never_shut_out() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    day.desk.lock().expect("locked");
    let content = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("a copy");
    let codes = |refused: &Refused| refused.problems.iter().map(|one| one.code).collect::<Vec<_>>();
    for _ in 0..2 {
        let refused = refusal(day.desk.begin_restore(with_password(&content, "не тот")));
        assert_eq!(codes(&refused), [ProblemCode::WrongPassword]);
    }
    let refused = refusal(day.desk.begin_restore(with_password(&content, "не тот")));
    assert_eq!(
        problems(&refused),
        [(ProblemCode::WrongPassword, "password"), (ProblemCode::TryLater, "password")],
        "the third slip costs a second"
    );
    let soon = refusal(day.desk.begin_restore(with_password(&content, PASSWORD)));
    assert_eq!(problems(&soon), [(ProblemCode::TryLater, "password")], "not even tried");
    assert_eq!(
        codes(&refusal(day.unlock(PASSWORD))),
        [ProblemCode::TryLater],
        "the journal's own door is the same one"
    );

    day.clock.put_second("2026-10-05T09:00", 1);
    let refused = refusal(day.desk.begin_restore(with_password(&content, "не тот")));
    assert_eq!(refused.problems[1].about.as_deref(), Some("2"));
    let mut day = day.restarted();
    let content = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("a copy");
    let soon = refusal(day.desk.begin_restore(with_password(&content, PASSWORD)));
    assert_eq!(soon.problems[0].about.as_deref(), Some("2"), "a restart forgets nothing");
    let sheet = with_sheet(&day);
    for minute in 1..40 {
        day.clock.put(&format!("2026-10-05T10:{minute:02}"));
        let mut wrong = sheet.clone();
        wrong.groups = storage::keys::Sheet::fresh().expect("digits").groups().to_vec();
        assert_eq!(codes(&refusal(day.desk.begin_restore(wrong)))[0], ProblemCode::WrongSheet, "after a minute always");
    }
    day.clock.put("2026-10-05T10:41");
    day.desk.begin_restore(sheet).expect("and the right one opens");
    assert!(restored(&mut day).done.is_some());
    day.recovered("новый-пароль-здесь", false);
    let filter =
        HistoryFilter { account: None, sort: None, from: String::new(), to: String::new(), record: String::new() };
    let page = day.desk.history(HistoryQuery { filter, after: None }).expect("the head reads");
    assert!(page.lines.iter().any(|line| plain(&line.words) == "Перед этим — 39 неверных попыток"), "told once inside");
}

#[test]
fn a_one_time_code_opens_the_journal_and_no_copy() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.add_person("Приёмная", vec![Role::Administrator], None);
    let account = day.desk.access().expect("seen").people.into_iter().find(|row| !row.own).expect("there").id;
    day.desk.give_code(account).expect("a code");
    settled(&mut day);
    let kinds = |slots: &storage::keys::SlotFile| {
        let of = |kind: &storage::keys::SlotKind| match kind {
            storage::keys::SlotKind::Code { .. } => "code",
            storage::keys::SlotKind::Sheet { .. } => "sheet",
            _ => "password",
        };
        let mut kinds: Vec<_> = slots.slots().iter().map(|slot| of(slot.kind())).collect();
        kinds.sort_unstable();
        kinds
    };
    let journal = storage::keys::read_twins(&day.folder().join("journal")).expect("slots").candidates.remove(0);
    assert_eq!(kinds(&journal), ["code", "password", "password", "sheet"]);
    let copy = storage::backup::head_of(&copy_files(&day)[0]).expect("a copy");
    assert_eq!(kinds(&copy.ways), ["password", "password", "sheet"], "a short code is no key for years");
}

/// Everything that stands in the history, newest first.
fn told(day: &mut TestDesk) -> Vec<String> {
    let filter =
        HistoryFilter { account: None, sort: None, from: String::new(), to: String::new(), record: String::new() };
    let (mut words, mut after) = (Vec::new(), None);
    loop {
        let page = day.desk.history(HistoryQuery { filter: filter.clone(), after }).expect("the head reads");
        words.extend(page.lines.iter().map(|line| plain(&line.words)));
        match page.next {
            Some(next) => after = Some(next),
            None => return words,
        }
    }
}

#[test]
fn a_copy_of_more_than_thirty_days_gives_up_what_was_destroyed_after_it_at_both_places() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let stick = tempfile::tempdir().expect("a stick");
    choose(&day, stick.path());
    day.desk.choose_second_place().expect("chosen");
    numbers(&mut day, "Анна", "2026-10-06");
    numbers(&mut day, "Белла", "2026-10-07");
    settled(&mut day);
    let name = "2026-10-05-1.poryadok-copy";
    let (here, there) = (day.folder().join("copies").join(name), stick.path().join(name));
    day.clock.put("2026-10-06T09:00");
    day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    let before = fs::read(&here).expect("a copy");
    day.clock.put("2026-11-04T09:00");
    assert!(settled(&mut day).problem.is_none());
    assert!(fs::read(&here).expect("a copy") == before, "thirty days are not over");

    // The disk is out on that day: the copy at home is made anew, the other when it is in again.
    let away = stick.path().with_extension("away");
    fs::rename(stick.path(), &away).expect("taken out");
    day.clock.put("2026-11-05T09:01");
    assert!(settled(&mut day).problem.is_none());
    let after = fs::read(&here).expect("a copy");
    assert!(after != before);
    assert!(fs::read(away.join(name)).expect("the other") == before);
    let rewritten = |words: &[String]| words.iter().filter(|line| line.starts_with("Из старой копии")).count();
    assert_eq!(rewritten(&told(&mut day)), 1);
    fs::rename(&away, stick.path()).expect("put in again");
    for date in 6..20 {
        day.clock.put(&format!("2026-11-{date:02}T09:00"));
        assert!(settled(&mut day).problem.is_none());
    }
    assert!(fs::read(&there).expect("the other") == after, "brought to the same when it was read again");
    assert_eq!(rewritten(&told(&mut day)), 1, "once is enough; later copies have it from their beginning");
    let row = day.desk.copies().expect("the list").rows.into_iter().find(|row| row.key == name).expect("kept");
    assert_eq!(
        (row.state, row.what_words.replace('\u{a0}', " ")),
        (CopyState::Proven, "2 обращения, 0 записей приёмов".into())
    );

    // Carried away alone, without the list beside it: the name is in it no more, the other one is.
    let lone = tempfile::tempdir().expect("a folder");
    fs::copy(&here, lone.path().join(name)).expect("carried");
    let mut other = TestDesk::empty_at("2026-11-21T09:00");
    other.sheet.clone_from(&day.sheet);
    choose(&other, lone.path().join(name));
    other.desk.choose_copy_file().expect("a copy").expect("chosen");
    other.desk.begin_restore(with_sheet(&other)).expect("begun");
    assert!(restored(&mut other).done.is_some());
    other.recovered("новый-пароль-здесь", false);
    let found = |other: &mut TestDesk, name: &str| other.desk.find_recipients(name.into()).expect("asked").rows.len();
    assert_eq!((found(&mut other, "Анна"), found(&mut other, "Белла")), (0, 1));
    assert_eq!(other.desk.requests(every_request()).expect("a page").rows.len(), 2, "what is counted stays");
    history_is_whole(&mut other);

    // Of the journal's own history it tells what it told before.
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    history_is_whole(&mut day);
}

fn history_is_whole(day: &mut TestDesk) {
    day.desk.check_history().expect("asked");
    let mut state = day.desk.history_state().expect("asked");
    while state.percent.is_some() {
        std::thread::sleep(Duration::from_millis(10));
        state = day.desk.history_state().expect("asked");
    }
    assert_eq!(state.health, HistoryHealth::Whole, "{} {:?}", state.words, state.named);
}

#[test]
fn a_rewriting_that_was_cut_off_before_its_line_is_taken_up_and_not_called_damage() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    numbers(&mut day, "Анна", "2026-10-06");
    settled(&mut day);
    day.clock.put("2026-10-06T09:00");
    day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    settled(&mut day);
    let copy = day.folder().join("copies/2026-10-05-1.poryadok-copy");
    // Another program of the same folder does it, and its line is lost with it.
    let twin = day.twin();
    fs::create_dir_all(twin.folder().join("copies")).expect("a folder");
    for path in copy_files(&day) {
        fs::copy(&path, twin.folder().join("copies").join(path.file_name().expect("a name"))).expect("copied");
    }
    let mut twin = twin;
    twin.clock.put("2026-11-08T09:00");
    twin.unlock(PASSWORD).expect("opened");
    settled(&mut twin);
    let name = copy.file_name().expect("a name").to_owned();
    fs::copy(twin.folder().join("copies").join(&name), &copy).expect("as a crash would leave it");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    let now = settled(&mut day);
    assert!(now.problem.is_none(), "{:?}", now.problem.map(|one| one.code));
    let row = day.desk.copies().expect("the list").rows.pop().expect("the oldest");
    assert_eq!((row.key.as_str(), row.state), ("2026-10-05-1.poryadok-copy", CopyState::Proven));
    assert!(told(&mut day).iter().any(|line| line.starts_with("Из старой копии")));
}

#[test]
fn after_a_restoring_the_copy_it_came_from_is_proven_and_is_read_again_like_others() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    let content = day.desk.look_into_copy("2026-10-05-1.poryadok-copy".to_owned()).expect("a copy");
    day.desk.begin_restore(with_password(&content, PASSWORD)).expect("begun");
    assert!(restored(&mut day).done.is_some());
    let row = day.desk.copies().expect("the list").rows.remove(0);
    assert_eq!((row.key.as_str(), row.state), ("2026-10-05-1.poryadok-copy", CopyState::Proven));
    assert_eq!(row.state_words, "проверена сегодня, 9:00");
    settled(&mut day);
    // One a day; on the first the new branch's own copy of the same minute.
    for date in 6..8 {
        day.clock.put(&format!("2026-10-{date:02}T09:00"));
        settled(&mut day);
    }
    let rows = day.desk.copies().expect("the list").rows;
    let oldest = rows.last().expect("the oldest");
    assert_eq!(
        (oldest.key.as_str(), oldest.state_words.as_str()),
        ("2026-10-05-1.poryadok-copy", "проверена сегодня, 9:00")
    );
}

#[test]
fn closing_a_month_makes_a_copy_and_leaving_makes_one_where_something_was_written() {
    let mut day = TestDesk::opened_at("2026-11-02T09:00");
    settled(&mut day);
    assert_eq!(copy_files(&day).len(), 1);
    day.clock.put("2026-11-02T10:00");
    settled(&mut day);
    day.desk.copy_on_leaving(Duration::from_secs(20));
    let names = |day: &TestDesk| -> Vec<String> {
        copy_files(day).iter().map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names(&day), ["2026-11-02-1.poryadok-copy"], "nothing was written since");
    day.clock.put("2026-11-02T10:30");
    let october = MonthKey { year: 2026, month: 10 };
    day.desk.close_month(CloseMonthForm { key: october, reason: String::new(), bound: false }).expect("closed");
    assert!(settled(&mut day).problem.is_none());
    assert_eq!(names(&day), ["2026-11-02-2.poryadok-copy"], "of one day the newest stays");
    day.clock.put("2026-11-02T17:00");
    day.desk.register(request_of("Глеб")).expect("registered");
    settled(&mut day);
    assert_eq!(names(&day), ["2026-11-02-2.poryadok-copy"], "not for every request");
    day.desk.copy_on_leaving(Duration::from_secs(20));
    assert_eq!(names(&day), ["2026-11-02-3.poryadok-copy"], "a name is never used twice");
    assert_eq!(day.desk.today().expect("the day").copy_words, "Последняя проверенная копия: сегодня, 17:00");
    // What does not fit is left alone, and the lock tidies it away.
    day.desk.register(request_of("Дина")).expect("registered");
    day.desk.copy_on_leaving(Duration::ZERO);
    day.desk.lock().expect("locked");
    let mut day = day.restarted();
    day.desk.opening().expect("the cover");
    let left: Vec<String> = fs::read_dir(day.folder().join("copies"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    day.desk.copy_on_leaving(Duration::from_secs(20));
    assert!(day.desk.me().is_err(), "behind the lock nothing is made");
}

#[test]
fn only_the_head_restores_and_the_practice_journal_has_no_copies() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    settled(&mut day);
    day.add_person("Администратор", vec![Role::Administrator], None);
    day.change_person("Администратор");
    assert_eq!(problems(&refusal(day.desk.copies_found())), [(ProblemCode::NotAllowed, "")]);
    assert_eq!(problems(&refusal(day.desk.choose_second_place())), [(ProblemCode::NotAllowed, "")]);
    assert!(!day.desk.copies().expect("sees the list").may_manage);
    day.desk.lock().expect("locked");
    day.desk.open_practice().expect("opened");
    assert!(!day.desk.copying().expect("asked").running);
    assert_eq!(problems(&refusal(day.desk.make_copy())), [(ProblemCode::NotInPractice, "")]);
    assert_eq!(problems(&refusal(day.desk.copies_found())), [(ProblemCode::NotInPractice, "")]);
}

/// Words with plain spaces.
fn plain(words: &str) -> String {
    words.replace('\u{a0}', " ")
}
