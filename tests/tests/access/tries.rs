//! Wrong tries make the next one wait and are told; a thousand of them write nothing.

use std::fs;

use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::Sheet;

use crate::{OTHER, actions, codes_of, copied, enter, id_of, office};

#[test]
fn wrong_tries_make_the_next_one_wait_through_a_restart_and_never_shut_out() {
    let mut day = office();
    day.desk.lock().expect("locked");
    for _ in 0..2 {
        assert_eq!(codes_of(&refusal(day.unlock("не тот"))), [ProblemCode::WrongPassword]);
    }
    let refused = refusal(day.unlock("не тот"));
    assert_eq!(codes_of(&refused), [ProblemCode::WrongPassword, ProblemCode::TryLater]);
    assert_eq!(refused.problems[1].about.as_deref(), Some("1"));
    assert_eq!(codes_of(&refusal(day.unlock(PASSWORD))), [ProblemCode::TryLater], "too quick, and not even tried");
    let opening = day.desk.opening().expect("the cover");
    assert_eq!(opening.ways.iter().map(|way| way.wait).collect::<Vec<_>>(), [1, 0], "a colleague need not wait");

    day.clock.put_second("2026-10-05T09:00", 1);
    assert_eq!(codes_of(&refusal(day.unlock("не тот"))), [ProblemCode::WrongPassword, ProblemCode::TryLater]);
    let mut day = day.restarted();
    assert_eq!(day.desk.opening().expect("the cover").ways[0].wait, 2, "a restart forgets nothing");
    day.clock.put("2026-10-01T09:00");
    let mut day = day.restarted();
    assert_eq!(day.desk.opening().expect("the cover").ways[0].wait, 2, "a clock set back lengthens nothing");
    day.clock.put_second("2026-10-01T09:00", 2);
    day.unlock(PASSWORD).expect("the right one, after the wait");
    day.desk.lock().expect("locked");
    assert_eq!(
        codes_of(&refusal(day.unlock("не тот"))),
        [ProblemCode::WrongPassword],
        "a right one forgets the wrong ones"
    );
}

#[test]
fn wrong_tries_before_an_entry_stand_in_the_history_and_are_told_once() {
    let mut day = office();
    let told = |day: &TestDesk| actions(day, &day.sheet.clone()).iter().filter(|one| *one == "wrong_tries").count();
    day.desk.lock().expect("locked");
    for second in 0..3 {
        day.clock.put_second("2026-10-05T09:00", second);
        assert_eq!(codes_of(&refusal(day.unlock("не тот")))[0], ProblemCode::WrongPassword);
    }
    // A colleague comes in between: it was not her way that was tried.
    enter(&mut day, "Приёмная", &format!("{PASSWORD}-Приёмная")).expect("by her own");
    assert_eq!(told(&day), 0);
    day.desk.lock().expect("locked");
    let mut day = day.restarted();
    let other = Sheet::fresh().expect("digits").groups().to_vec();
    assert_eq!(codes_of(&refusal(day.desk.unlock_by_sheet(SheetForm { groups: other }))), [ProblemCode::WrongSheet]);
    day.clock.put("2026-10-05T09:05");
    let groups = day.sheet.clone();
    day.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet");
    assert_eq!(told(&day), 1);
    let form = RecoverForm { account: None, password: OTHER.into(), without_keyring: false };
    day.desk.recover(form).expect("recovered");
    let filter =
        HistoryFilter { account: None, sort: None, from: String::new(), to: String::new(), record: String::new() };
    let page = day.desk.history(HistoryQuery { filter, after: None }).expect("the head reads");
    let words: Vec<String> = page.lines.iter().map(|line| line.words.replace('\u{a0}', " ")).collect();
    let words = &words[words.iter().position(|line| line.starts_with("Перед этим")).expect("told")..];
    assert_eq!(words[0], "Перед этим — 4 неверные попытки", "three by the password and one by the sheet");
    assert_eq!(words[1], "Журнал открыт листом восстановления", "the sheet names nobody");
    day.desk.lock().expect("locked");
    day.unlock(OTHER).expect("at once: the head was in meanwhile");
    assert_eq!(told(&day), 1, "not told again");
}

#[test]
fn wrong_tries_at_the_open_desk_are_told_too() {
    let mut day = office();
    let form = |old: &str| PasswordForm { old: old.into(), password: OTHER.into(), without_keyring: false };
    assert_eq!(problems(&refusal(day.desk.set_password(form("не тот")))), [(ProblemCode::WrongPassword, "old")]);
    day.desk.set_password(form(PASSWORD)).expect("changed");
    let other = Sheet::fresh().expect("digits").groups().to_vec();
    assert_eq!(codes_of(&refusal(day.desk.try_sheet(SheetForm { groups: other }))), [ProblemCode::WrongSheet]);
    let groups = day.sheet.clone();
    day.desk.try_sheet(SheetForm { groups }).expect("it is the one");
    let did = actions(&day, &day.sheet.clone());
    assert_eq!(did[did.len() - 4..], ["password_set", "wrong_tries", "sheet_tried", "wrong_tries"]);
}

#[test]
fn the_old_password_and_a_code_make_wait_too() {
    let mut day = office();
    let account = id_of(&mut day, "Приёмная");
    let code = day.desk.give_code(account).expect("a code");
    let form = || PasswordForm { old: "не тот".into(), password: OTHER.into(), without_keyring: false };
    for _ in 0..3 {
        assert_eq!(codes_of(&refusal(day.desk.set_password(form())))[0], ProblemCode::WrongPassword);
    }
    assert_eq!(problems(&refusal(day.desk.set_password(form()))), [(ProblemCode::TryLater, "old")]);
    day.desk.lock().expect("locked");
    let wrong = CodeShown { groups: vec!["000000".into(); 5], ..code };
    for _ in 0..3 {
        assert_eq!(codes_of(&refusal(day.enter_by_code(&wrong, OTHER, false)))[0], ProblemCode::WrongCode);
    }
    assert_eq!(problems(&refusal(day.enter_by_code(&wrong, OTHER, false))), [(ProblemCode::TryLater, "groups")]);
}

/// Every file of the folder but the one that counts wrong tries.
fn all_but_tries(day: &TestDesk) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let files = poryadok_tests::readable::files_under(day.folder(), &[]).into_iter();
    let files = files.filter(|file| file.file_name().is_none_or(|name| name != "journal.tries"));
    files.map(|file| (file.clone(), fs::read(&file).expect("a file"))).collect()
}

#[test]
fn a_thousand_wrong_sheets_write_nothing_but_that_they_were_tried() {
    let mut day = office();
    copied(&mut day);
    let mut day = day.restarted();
    let before = all_but_tries(&day);
    assert!(before.len() > 3, "the journal, its slot files, a copy: {:?}", before.keys());
    let mut waits = 0;
    for minute in 0..1_000u32 {
        day.clock.put(&format!("2026-10-{:02}T{:02}:{:02}", 6 + minute / 1440, minute / 60 % 24, minute % 60));
        let groups = Sheet::fresh().expect("digits").groups().to_vec();
        let refused = refusal(day.desk.unlock_by_sheet(SheetForm { groups }));
        assert_eq!(refused.problems[0].code, ProblemCode::WrongSheet, "after a minute one may always try");
        waits += usize::from(refused.problems.len() == 2);
    }
    assert_eq!(waits, 998, "all but the first two slips");
    assert_eq!(day.desk.opening().expect("cover").sheet_wait, 60);
    let after = all_but_tries(&day);
    assert!(before == after, "{:?} became {:?}", before.keys(), after.keys());
    day.clock.put("2026-10-08T09:00");
    let groups = day.sheet.clone();
    day.desk.unlock_by_sheet(SheetForm { groups }).expect("and the right one opens");
}
