//! The keyring lost, locked or healed while the program runs.

use desk::ports::KeyringTrouble;
use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::MemoryKeyring;

use crate::{OTHER, codes_of, enter, fail_keyring, office, people};

#[test]
fn a_keyring_that_went_away_is_told_and_nothing_is_downgraded_in_silence() {
    let mut day = office();
    for (trouble, code) in
        [(KeyringTrouble::Absent, ProblemCode::KeyringAbsent), (KeyringTrouble::Locked, ProblemCode::KeyringLocked)]
    {
        fail_keyring(&day, Some(trouble));
        let form = PasswordForm { old: PASSWORD.into(), password: OTHER.into(), without_keyring: false };
        assert_eq!(problems(&refusal(day.desk.set_password(form))), [(code, "without_keyring")]);
        let account = AccountForm {
            name: "Седова Анна".into(),
            label: "Седова".into(),
            post: String::new(),
            roles: vec![Role::Administrator],
            consultant: None,
            password: OTHER.into(),
            without_keyring: false,
        };
        assert_eq!(problems(&refusal(day.desk.add_account(account.clone()))), [(code, "without_keyring")]);
        // Chosen in words, it is done only where there is no keyring at all, and asks more of the password.
        let chosen = AccountForm { without_keyring: true, password: "лиса-дверь".into(), ..account };
        let refused =
            problems(&refusal(day.desk.add_account(chosen))).iter().map(|(code, _)| *code).collect::<Vec<_>>();
        let expected = if trouble == KeyringTrouble::Locked { code } else { ProblemCode::PasswordTooShort };
        assert!(refused.contains(&expected), "{refused:?}");
    }
    fail_keyring(&day, None);
    let form = PasswordForm { old: PASSWORD.into(), password: OTHER.into(), without_keyring: false };
    day.desk.set_password(form).expect("healed, without a restart");
    assert!(people(&mut day).iter().all(|row| !row.without_keyring));
}

#[test]
fn a_device_secret_lost_while_the_journal_is_open_is_told_before_the_lock() {
    let mut day = office();
    assert!(!day.desk.access().expect("seen").device_lost);
    *day.keyring.0.lock().expect("keyring") = MemoryKeyring::default();
    assert!(day.desk.access().expect("seen").device_lost);
    // The way out without the sheet: a code for oneself while the journal is open.
    let own = people(&mut day).into_iter().find(|row| row.own).expect("oneself").id;
    let code = day.desk.give_code(own).expect("a code");
    day.desk.lock().expect("locked");
    assert_eq!(codes_of(&refusal(day.unlock(PASSWORD))), [ProblemCode::OtherComputer]);
    day.enter_by_code(&code, OTHER, false).expect("a new secret in the keyring");
    day.desk.lock().expect("locked");
    enter(&mut day, "Заведующий", OTHER).expect("by the new one");
    assert_eq!(codes_of(&refusal(enter_other(&mut day))), [ProblemCode::DeviceSecretLost]);
}

fn enter_other(day: &mut TestDesk) -> Result<Me, Refused> {
    day.desk.lock().expect("locked");
    enter(day, "Приёмная", &format!("{PASSWORD}-Приёмная"))
}

#[test]
fn a_password_without_a_keyring_gets_one_as_soon_as_it_is_changed() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00").with_password_alone();
    assert!(people(&mut day)[0].without_keyring);
    fail_keyring(&day, None);
    let form = PasswordForm { old: PASSWORD.into(), password: OTHER.into(), without_keyring: true };
    day.desk.set_password(form).expect("changed");
    assert!(!people(&mut day)[0].without_keyring, "a keyring that answers is used, whatever was ticked");
}

#[test]
fn in_practice_there_are_no_keys_to_change() {
    let mut day = TestDesk::empty_at("2026-10-05T09:00");
    day.desk.open_practice().expect("practice");
    day.desk.practice_as(Role::Head).expect("sits down");
    assert_eq!(codes_of(&refusal(day.desk.change_keys())), [ProblemCode::PracticeHasNoKeys]);
    assert_eq!(codes_of(&refusal(day.desk.new_sheet())), [ProblemCode::PracticeHasNoKeys]);
    let view = day.desk.access().expect("seen");
    assert!(view.sheet.is_none() && !view.key_owed && !view.device_lost);
    let other = view.people.iter().find(|row| !row.own && !row.last_head).expect("somebody").id.clone();
    assert_eq!(codes_of(&refusal(day.desk.give_code(other.clone()))), [ProblemCode::PracticeHasNoKeys]);
    day.desk.remove_account(other).expect("removed in practice");
}

#[test]
fn a_locked_keyring_is_to_be_unlocked_and_not_done_without_at_the_first_start_either() {
    let mut day = TestDesk::empty_at("2026-10-05T09:00");
    for (trouble, code) in [(KeyringTrouble::Locked, Some(ProblemCode::KeyringLocked)), (KeyringTrouble::Absent, None)]
    {
        day.keyring.0.lock().expect("keyring").fail_with(Some(trouble));
        let form = NewJournal {
            without_keyring: true, password: "пять синих чайников у окна".into(), ..new_journal()
        };
        let answer = day.desk.prepare_journal(form);
        let codes = answer.err().map(|refused| codes_of(&refused)).unwrap_or_default();
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>(), "{trouble:?}");
    }
}
