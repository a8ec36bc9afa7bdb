//! Passwords changed, one-time codes given and used.

use std::fs;

use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::{FIRST_TWIN, SECOND_TWIN};

use crate::{OTHER, actions, codes_of, enter, id_of, office, people};

#[test]
fn a_password_is_changed_by_the_old_one() {
    let mut day = office();
    let form =
        |old: &str, password: &str| PasswordForm { old: old.into(), password: password.into(), without_keyring: false };
    assert_eq!(problems(&refusal(day.desk.set_password(form("не тот", OTHER)))), [(ProblemCode::WrongPassword, "old")]);
    assert_eq!(problems(&refusal(day.desk.set_password(form("", OTHER)))), [(ProblemCode::WrongPassword, "old")]);
    let weak = refusal(day.desk.set_password(form(PASSWORD, "Росинка2026")));
    assert_eq!(problems(&weak), [(ProblemCode::PasswordTooWeak, "password")]);
    assert!(weak.problems[0].about.as_deref().is_some_and(|why| why.contains("название центра")));
    day.desk.set_password(form(PASSWORD, OTHER)).expect("changed");
    day.desk.lock().expect("locked");
    assert_eq!(codes_of(&refusal(enter(&mut day, "Заведующий", PASSWORD))), [ProblemCode::WrongPassword]);
    enter(&mut day, "Заведующий", OTHER).expect("the new one");
}

#[test]
fn whoever_enters_after_an_older_slot_file_was_put_back_keeps_that_way_in() {
    let mut day = office();
    let folder = day.folder().join("journal");
    let older = [FIRST_TWIN, SECOND_TWIN].map(|twin| fs::read(folder.join(twin)).expect("a slot file"));
    let form = PasswordForm { old: PASSWORD.into(), password: OTHER.into(), without_keyring: false };
    day.desk.set_password(form).expect("changed");
    let mut day = day.restarted();
    for (twin, bytes) in [FIRST_TWIN, SECOND_TWIN].iter().zip(older) {
        fs::write(folder.join(twin), bytes).expect("put back");
    }
    enter(&mut day, "Заведующий", PASSWORD).expect("by the password the file knows");
    day.desk.lock().expect("locked");
    enter(&mut day, "Заведующий", PASSWORD).expect("and once more");
    let form = PasswordForm { old: PASSWORD.into(), password: OTHER.into(), without_keyring: false };
    day.desk.set_password(form).expect("changed again");
    day.desk.lock().expect("locked");
    enter(&mut day, "Заведующий", OTHER).expect("the new one");
}

#[test]
fn a_one_time_code_lets_in_once_and_ends_with_a_new_password() {
    let mut day = office();
    let account = id_of(&mut day, "Приёмная");
    let first = day.desk.give_code(account.clone()).expect("a code");
    let code = day.desk.give_code(account.clone()).expect("another in its place");
    assert_eq!((code.groups.len(), code.until.as_str()), (5, "2026-10-08T09:00"));
    let row = people(&mut day).into_iter().find(|row| row.id == account).expect("there");
    assert_eq!(row.code_until.as_deref(), Some("2026-10-08T09:00"));
    day.desk.lock().expect("locked");
    let opening = day.desk.opening().expect("the cover");
    assert_eq!(opening.codes.iter().map(|way| way.label.as_str()).collect::<Vec<_>>(), ["Приёмная"]);
    assert_eq!(opening.ways.len(), 2, "the old password still works until then");

    assert_eq!(problems(&refusal(day.enter_by_code(&first, OTHER, false))), [(ProblemCode::WrongCode, "groups")]);
    let mut slip = code.clone();
    slip.groups[3] = "000001".into();
    let refused = refusal(day.enter_by_code(&slip, OTHER, false));
    assert_eq!(problems(&refused), [(ProblemCode::CodeGroupMistyped, "groups")]);
    assert_eq!(refused.problems[0].about.as_deref(), Some("4"));
    let weak = refusal(day.enter_by_code(&code, "12345678", false));
    assert_eq!(problems(&weak), [(ProblemCode::PasswordTooWeak, "password")], "a weak password leaves the code whole");

    let me = day.enter_by_code(&code, OTHER, false).expect("entered");
    assert_eq!(me.roles, [Role::Administrator]);
    let slot = day.desk.lock().and_then(|()| day.desk.opening()).expect("the cover");
    assert!(slot.codes.is_empty() && slot.ways.len() == 2);
    assert!(enter(&mut day, "Приёмная", &format!("{PASSWORD}-Приёмная")).is_err(), "the forgotten one is void");
    enter(&mut day, "Приёмная", OTHER).expect("the new password");
    assert!(refusal(day.enter_by_code(&code, OTHER, false)).problems.len() == 1, "a code is good once");
    assert!(actions(&day, &day.sheet.clone()).windows(2).any(|two| two == ["unlocked_by_code", "password_set"]));
}

#[test]
fn a_code_ends_after_three_days_and_leaves_the_cover() {
    let mut day = office();
    let account = id_of(&mut day, "Приёмная");
    let code = day.desk.give_code(account.clone()).expect("a code");
    day.desk.lock().expect("locked");
    day.clock.put("2026-10-08T09:00");
    assert_eq!(problems(&refusal(day.enter_by_code(&code, OTHER, false))), [(ProblemCode::CodeOutlived, "groups")]);
    day.unlock(PASSWORD).expect("the head");
    assert_eq!(people(&mut day).into_iter().find(|row| row.id == account).and_then(|row| row.code_until), None);
    day.desk.lock().expect("locked");
    assert!(day.desk.opening().expect("cover").codes.is_empty());
    day.clock.put("2026-10-06T09:00");
    assert!(day.enter_by_code(&code, OTHER, false).is_err(), "a clock set back does not bring it to life again");
}

#[test]
fn somebody_added_without_a_password_comes_by_a_code() {
    let mut day = office();
    let form = AccountForm {
        name: "Седова Анна Юрьевна".into(),
        label: "Седова".into(),
        post: "методист".into(),
        roles: vec![Role::Administrator],
        consultant: None,
        password: String::new(),
        without_keyring: false,
    };
    let row = day.desk.add_account(form).expect("added").value;
    assert!(!row.has_password);
    let code = day.desk.give_code(row.id).expect("a code");
    day.desk.lock().expect("locked");
    assert_eq!(day.desk.opening().expect("cover").ways.len(), 2);
    let me = day.enter_by_code(&code, OTHER, false).expect("entered");
    assert_eq!(me.short_name, "Седова\u{a0}А.\u{a0}Ю.");
}
