//! The recovery sheet: made anew, tried, and what follows an entry by it.

use std::fs;

use desk::ports::DeviceKeyring;
use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::read_twins;

use crate::{OTHER, actions, codes_of, copied, databases, enter, id_of, office, people};

fn new_sheet(day: &mut TestDesk) -> (SheetShown, AccessView) {
    let shown = day.desk.new_sheet().expect("shown");
    let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    day.desk.keep_sheet(SheetProof { groups }).expect("kept");
    assert!(day.key_changed().changed);
    (shown, day.desk.access().expect("seen"))
}

#[test]
fn a_new_sheet_is_printed_twice_proven_and_ends_the_old_one() {
    let mut day = office();
    assert_eq!(problems(&refusal(day.desk.print_sheet())), [(ProblemCode::SheetNotShown, "")]);
    let shown = day.desk.new_sheet().expect("shown");
    assert_eq!((shown.number, shown.date.as_str(), shown.groups.len()), (2, "2026-10-05", 8));
    for _ in 0..2 {
        day.desk.print_sheet().expect("printed");
    }
    assert_eq!(day.tray.0.lock().expect("tray").printed.len(), 2);
    let wrong = refusal(day.desk.keep_sheet(SheetProof { groups: vec!["000000".into(), "000011".into()] }));
    assert_eq!(problems(&wrong), [(ProblemCode::SheetProofWrong, "groups")]);
    let standing = |view: AccessView| view.sheet.map(|sheet| sheet.number);
    assert_eq!(standing(day.desk.access().expect("seen")), Some(1), "the old one is in force until then");
    let groups: Vec<String> = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    let view = day.desk.keep_sheet(SheetProof { groups }).expect("the same sheet at the second try").value;
    assert!(view.key.running, "the old one ends with the old key");
    assert_eq!(standing(view), Some(2));
    assert!(day.key_changed().changed);
    assert!(!day.desk.access().expect("seen").key_owed);
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-2.db"]);

    let old = day.sheet.clone();
    day.desk.lock().expect("locked");
    assert_eq!(codes_of(&refusal(day.desk.unlock_by_sheet(SheetForm { groups: old }))), [ProblemCode::WrongSheet]);
    let me = day.desk.unlock_by_sheet(SheetForm { groups: shown.groups.clone() }).expect("the new one");
    assert_eq!(me.sheet_number, 2);
    let printed = actions(&day, &shown.groups).into_iter().filter(|action| action == "sheet_printed").count();
    assert_eq!(printed, 2, "each print has its line");
}

#[test]
fn a_sheet_that_was_not_kept_is_forgotten_at_the_lock() {
    let mut day = office();
    let shown = day.desk.new_sheet().expect("shown");
    day.desk.drop_sheet().expect("dropped");
    let groups = vec![shown.groups[0].clone(), shown.groups[1].clone()];
    assert_eq!(codes_of(&refusal(day.desk.keep_sheet(SheetProof { groups }))), [ProblemCode::SheetNotShown]);
    day.desk.new_sheet().expect("shown");
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    assert_eq!(codes_of(&refusal(day.desk.print_sheet())), [ProblemCode::SheetNotShown]);
}

#[test]
fn copies_that_still_need_an_older_sheet_are_told() {
    let mut day = office();
    for moment in ["2026-10-05T09:00", "2026-10-06T09:00"] {
        day.clock.put(moment);
        copied(&mut day);
    }
    assert!(day.desk.access().expect("seen").older_sheets.is_empty(), "sheet 1 is in force");
    let (_, view) = new_sheet(&mut day);
    let told: Vec<_> =
        view.older_sheets.iter().map(|older| (older.number, older.copies, older.last.as_str())).collect();
    assert_eq!(told, [(1, 2, "2026-10-06T09:00")], "carried through the change of the key");
    let first = day.folder().join("copies/2026-10-05-1.poryadok-copy");
    fs::remove_file(first).expect("gone");
    copied(&mut day);
    let view = day.desk.access().expect("seen");
    assert!(view.older_sheets.is_empty(), "what is gone needs no sheet, and the day has a newer copy");
}

#[test]
fn the_sheet_is_tried_and_the_head_reminded_after_a_quarter() {
    let mut day = office();
    let due = |day: &mut TestDesk| day.desk.access().expect("seen").sheet.expect("a sheet").due;
    assert!(!due(&mut day) && !day.desk.me().expect("me").sheet_due);
    day.clock.put("2027-01-05T09:00");
    assert!(due(&mut day) && day.desk.me().expect("me").sheet_due);
    let mut swapped = day.sheet.clone();
    swapped.swap(2, 5);
    if swapped != day.sheet {
        let refused = refusal(day.desk.try_sheet(SheetForm { groups: swapped }));
        assert_eq!(problems(&refused), [(ProblemCode::WrongSheet, "groups")]);
    }
    let groups = day.sheet.clone();
    let view = day.desk.try_sheet(SheetForm { groups }).expect("it is the one").value;
    assert_eq!(view.sheet.and_then(|sheet| sheet.tried_on).as_deref(), Some("2027-01-05"));
    assert!(!due(&mut day) && !day.desk.me().expect("me").sheet_due);
    assert!(actions(&day, &day.sheet.clone()).contains(&"sheet_tried".to_owned()));
}

#[test]
fn after_the_sheet_other_passwords_are_void_and_each_gets_a_code() {
    let mut day = office();
    day.clock.put("2026-10-05T09:01");
    day.add_person("Логопед", vec![Role::Consultant], None);
    let old_device = read_twins(&day.folder().join("journal")).expect("slots").candidates[0]
        .slots()
        .iter()
        .find_map(storage::keys::Slot::device)
        .expect("a device");
    let mut day = day.restarted();
    assert_eq!(
        codes_of(&refusal(day.desk.recover(RecoverForm {
            account: None,
            password: OTHER.into(),
            without_keyring: false
        }))),
        [ProblemCode::JournalLocked]
    );
    let groups = day.sheet.clone();
    let me = day.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet");
    assert!(me.by_sheet);
    let form = |password: &str| RecoverForm { account: None, password: password.into(), without_keyring: false };
    assert_eq!(problems(&refusal(day.desk.recover(form("12345678")))), [(ProblemCode::PasswordTooWeak, "password")]);
    let recovered = day.desk.recover(form(OTHER)).expect("recovered");
    assert!(!recovered.me.by_sheet);
    assert_eq!(recovered.codes.iter().map(|code| code.label.as_str()).collect::<Vec<_>>(), ["Приёмная", "Логопед"]);
    assert!(day.keyring.read(old_device).expect("answers").is_none(), "the old secret went last");
    assert!(people(&mut day).iter().filter(|row| !row.own).all(|row| !row.has_password && row.code_until.is_some()));
    assert_eq!(codes_of(&refusal(day.desk.recover(form(OTHER)))), [ProblemCode::NotAllowed], "only after the sheet");

    let mut day = day.restarted();
    assert_eq!(day.desk.opening().expect("cover").ways.len(), 1, "void passwords are not offered");
    let [first, second] = &recovered.codes[..] else { panic!("two codes") };
    day.enter_by_code(second, "зелёная-дверь-у-моря", false).expect("the speech therapist");
    day.desk.lock().expect("locked");
    day.enter_by_code(first, "три-облака-над-лесом", false).expect("the office");
    day.desk.lock().expect("locked");
    enter(&mut day, "Заведующий", OTHER).expect("the head");
    let did = actions(&day, &day.sheet.clone());
    for action in ["unlocked_by_sheet", "recovered", "code_given"] {
        assert!(did.iter().any(|one| one == action), "{action}");
    }
}

#[test]
fn of_several_heads_whoever_came_by_the_sheet_says_which_one_it_is() {
    let mut day = office();
    day.clock.put("2026-10-05T09:01");
    day.add_person("Замещает", vec![Role::Head], None);
    assert!(day.desk.me().expect("me").heads.is_empty(), "only the sheet asks");
    let office = id_of(&mut day, "Приёмная");
    let mut day = day.restarted();
    let groups = day.sheet.clone();
    let me = day.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet");
    let heads: Vec<_> = me.heads.iter().map(|head| head.label.as_str()).collect();
    assert_eq!(heads, ["Ветрова Ольга Игоревна", "Замещает Имя"]);
    assert_eq!(me.account, me.heads[0].key, "until then as the first of them");
    let form = |account: &str| RecoverForm {
        account: Some(account.to_owned()),
        password: OTHER.into(),
        without_keyring: false,
    };
    assert_eq!(problems(&refusal(day.desk.recover(form(&office)))), [(ProblemCode::UnknownChoice, "account")]);
    let recovered = day.desk.recover(form(&me.heads[1].key)).expect("recovered");
    assert_eq!(recovered.me.name, "Замещает Имя");
    assert!(recovered.me.heads.is_empty());
    let mut labels: Vec<_> = recovered.codes.iter().map(|code| code.label.as_str()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["Заведующий", "Приёмная"], "the other head gets a code");
    day.desk.lock().expect("locked");
    assert!(enter(&mut day, "Заведующий", PASSWORD).is_err());
    enter(&mut day, "Замещает", OTHER).expect("the one who came");
}

#[test]
fn on_another_computer_the_sheet_brings_everybody_back() {
    let day = office();
    let mut other = day.on_another_computer();
    let groups = other.sheet.clone();
    other.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet");
    let recovered = other
        .desk
        .recover(RecoverForm { account: None, password: OTHER.into(), without_keyring: false })
        .expect("recovered");
    other.desk.lock().expect("locked");
    other.enter_by_code(&recovered.codes[0], "три-облака-над-лесом", false).expect("the office");
    other.desk.lock().expect("locked");
    enter(&mut other, "Заведующий", OTHER).expect("the head");
    // The computer left behind is as it was.
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("untouched");
}
