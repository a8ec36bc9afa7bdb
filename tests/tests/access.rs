//! People come, change and go; passwords, codes, the sheet and the key itself are replaced.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::fs;

use desk::ports::{DeviceKeyring, KeyringTrouble};
use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::{FIRST_TWIN, MemoryKeyring, SECOND_TWIN, Sheet, read_twins};

const OTHER: &str = "синий-чайник-у-окна";

fn people(day: &mut TestDesk) -> Vec<AccountRow> {
    day.desk.access().expect("the head looks").people
}

fn id_of(day: &mut TestDesk, label: &str) -> String {
    people(day).into_iter().find(|row| row.label == label).expect("the label").id
}

fn change_of(row: AccountRow) -> AccountChange {
    let AccountRow { id, name, label, post, roles, consultant, .. } = row;
    AccountChange { account: id, name, label, post, roles, consultant }
}

fn codes_of(refused: &Refused) -> Vec<ProblemCode> {
    refused.problems.iter().map(|problem| problem.code).collect()
}

/// The head and an administrator.
fn office() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.add_person("Приёмная", vec![Role::Administrator], None);
    day
}

fn enter(day: &mut TestDesk, label: &str, password: &str) -> Result<Me, Refused> {
    let ways = day.desk.opening().expect("the cover").ways;
    let slot = ways.into_iter().find(|way| way.label == label).map(|way| way.slot).unwrap_or_default();
    day.desk.unlock(UnlockForm { slot, password: password.to_owned() })
}

fn keys_of(day: &TestDesk) -> Vec<Vec<u8>> {
    let folder = day.folder().join("journal");
    [FIRST_TWIN, SECOND_TWIN].map(|twin| fs::read(folder.join(twin)).expect("a slot file")).to_vec()
}

fn databases(day: &TestDesk) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(day.folder().join("journal"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".db"))
        .collect();
    names.sort();
    names
}

/// Waits for the copy that is made after a change of the key: only then the old database goes.
fn copied(day: &mut TestDesk) {
    for _ in 0..1_000 {
        let now = day.desk.copying().expect("asked");
        if !now.running {
            assert!(now.problem.is_none() && now.proven);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("a copy did not come to its end");
}

fn fail_keyring(day: &TestDesk, trouble: Option<KeyringTrouble>) {
    day.keyring.0.lock().expect("keyring").fail_with(trouble);
}

fn actions(day: &TestDesk, sheet: &[String]) -> Vec<String> {
    let folder = day.folder().join("journal");
    let slots = read_twins(&folder).expect("slots").candidates.remove(0);
    let (key, _) = slots.unlock_with_sheet(&Sheet::from_groups(sheet).expect("a sheet")).expect("the key");
    let journal =
        storage::LockedJournal::find(&folder.join(slots.database())).expect("there").unlock(&key).expect("opens");
    journal.view().audit_tail(50).expect("the tail").into_iter().rev().map(|line| line.action).collect()
}

// ── people ────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_person_is_changed_and_the_cover_follows() {
    let mut day = office();
    let row = people(&mut day).into_iter().find(|row| row.label == "Приёмная").expect("there");
    let form = AccountChange {
        name: "Лапина Вера Андреевна".into(),
        label: "Лапина".into(),
        post: "секретарь".into(),
        roles: vec![Role::Consultant, Role::Administrator],
        ..change_of(row)
    };
    let taken = AccountChange { label: "Заведующий".into(), ..form.clone() };
    assert_eq!(problems(&refusal(day.desk.change_account(taken))), [(ProblemCode::LabelTaken, "label")]);
    let none = AccountChange { roles: Vec::new(), name: " ".into(), ..form.clone() };
    let refused = refusal(day.desk.change_account(none));
    assert_eq!(problems(&refused), [(ProblemCode::Required, "name"), (ProblemCode::RoleRequired, "roles")]);

    let view = day.desk.change_account(form).expect("changed").value;
    let row = view.people.iter().find(|row| row.label == "Лапина").expect("there");
    assert_eq!((row.post.as_str(), row.roles.len()), ("секретарь", 2));
    day.desk.lock().expect("locked");
    let me = enter(&mut day, "Лапина", &format!("{PASSWORD}-Приёмная")).expect("the same password");
    assert_eq!(me.short_name, "Лапина\u{a0}В.\u{a0}А.");
    assert_eq!(problems(&refusal(day.desk.access())), [(ProblemCode::NotAllowed, "")]);
}

#[test]
fn the_last_head_stays_and_nobody_removes_themselves() {
    let mut day = office();
    let head = people(&mut day).into_iter().find(|row| row.own).expect("the head");
    assert!(head.last_head);
    let demoted = AccountChange { roles: vec![Role::Administrator], ..change_of(head.clone()) };
    assert_eq!(problems(&refusal(day.desk.change_account(demoted.clone()))), [(ProblemCode::LastHead, "roles")]);
    assert_eq!(problems(&refusal(day.desk.remove_account(head.id.clone()))), [(ProblemCode::OwnAccount, "")]);
    day.add_person("Замещает", vec![Role::Head], None);
    assert!(people(&mut day).iter().all(|row| !row.last_head), "there are two now");
    day.desk.change_account(demoted).expect("another head is there");
    assert_eq!(problems(&refusal(day.desk.access())), [(ProblemCode::NotAllowed, "")], "the right went at once");
}

#[test]
fn a_removed_person_enters_no_more_and_the_journal_has_another_key() {
    let mut day = office();
    let card = day.desk.register(request_of("Анна")).expect("registered").value;
    let before = keys_of(&day);
    let account = id_of(&mut day, "Приёмная");
    let view = day.desk.remove_account(account.clone()).expect("removed").value;
    assert!(view.key.running && view.key_owed && view.key_trouble.is_none(), "the key is being changed");
    assert_eq!(view.people.len(), 1);
    assert!(day.key_changed().changed);
    let view = day.desk.access().expect("seen");
    assert!(!view.key_owed && view.key_trouble.is_none());
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-2.db"]);
    assert_eq!(codes_of(&refusal(day.desk.remove_account(account))), [ProblemCode::NotFound]);
    // The work goes on under the new key, without locking.
    assert_eq!(day.desk.request(card.row.id.clone()).expect("read").row.number, 1);
    day.desk.register(request_of("Борис")).expect("registered");

    let mut day = day.restarted();
    assert_eq!(day.desk.opening().expect("cover").ways.len(), 1);
    day.unlock(PASSWORD).expect("the head, by the same password");
    assert_eq!(
        day.desk
            .requests(RequestFilter { text: String::new(), open_only: false, after: None })
            .expect("read")
            .rows
            .len(),
        2
    );
    assert!(actions(&day, &day.sheet.clone()).windows(2).any(|two| two == ["account_removed", "key_changed"]));

    // The slot file of before names a database that is no more.
    let folder = day.folder().join("journal");
    let mut day = day.restarted();
    for (twin, bytes) in [FIRST_TWIN, SECOND_TWIN].iter().zip(before) {
        fs::write(folder.join(twin), bytes).expect("put back");
    }
    assert_eq!(day.desk.opening().expect("cover").trouble.map(|t| t.code), Some(ProblemCode::JournalMissing));
}

#[test]
fn a_removed_person_does_not_come_back_by_a_copy_of_the_time_before() {
    let mut day = office();
    copied(&mut day);
    let file = day.desk.copies().expect("copies").rows.first().expect("one").key.clone();
    let removed = |content: &CopyContent| content.ways.iter().find(|way| way.label.contains("Приёмная")).cloned();
    let way = removed(&day.desk.look_into_copy(file.clone()).expect("looked into")).expect("she may, so far");
    let account = id_of(&mut day, "Приёмная");
    day.desk.remove_account(account).expect("removed");
    day.key_changed();
    day.desk.lock().expect("locked");

    let content = day.desk.look_into_copy(file).expect("looked into");
    assert!(removed(&content).is_none() && content.ways.len() == 1, "{:?}", content.closed_words);
    assert!(content.closed_words.contains("вход закрыт или заменён"), "{}", content.closed_words);
    let form =
        RestoreForm { slot: Some(way.slot), password: format!("{PASSWORD}-Приёмная"), groups: Vec::new() };
    assert_eq!(codes_of(&refusal(day.desk.begin_restore(form))), [ProblemCode::NotAllowed]);
    // The head comes in by the same copy as before.
    let form = RestoreForm { slot: Some(content.ways[0].slot.clone()), password: PASSWORD.into(), groups: Vec::new() };
    assert!(day.desk.begin_restore(form).expect("begun").running);
}

#[test]
fn a_key_that_could_not_be_changed_is_owed_and_said_and_the_person_is_out_all_the_same() {
    let mut day = office();
    let obstacle = day.folder().join("journal/journal-2.db.new");
    fs::create_dir_all(obstacle.join("full")).expect("an obstacle");
    let account = id_of(&mut day, "Приёмная");
    let view = day.desk.remove_account(account).expect("removed").value;
    assert_eq!(view.people.len(), 1);
    let now = day.key_changed();
    assert!(!now.changed && now.problem.is_some());
    let view = day.desk.access().expect("seen");
    assert!(view.key_owed && view.key_trouble.is_some());
    let mut day = day.restarted();
    assert_eq!(day.desk.opening().expect("cover").ways.len(), 1, "not on the cover any more");
    day.unlock(PASSWORD).expect("the head");
    assert!(day.desk.access().expect("told").key_owed, "still owed");
    fs::remove_dir_all(obstacle).expect("removed");
    day.desk.change_keys().expect("begun");
    assert!(day.key_changed().changed);
    let view = day.desk.access().expect("seen");
    assert!(!view.key_owed && view.key_trouble.is_none());
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-2.db"]);
    day.desk.change_keys().expect("and once more on demand");
    assert!(day.key_changed().changed);
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-3.db"]);
}

#[test]
fn the_old_key_s_journal_goes_only_after_a_proven_copy_under_the_new_one() {
    let mut day = office();
    copied(&mut day);
    // The copies' folder cannot be written: a file stands in its place.
    let (copies, away) = (day.folder().join("copies"), day.folder().join("copies.away"));
    fs::rename(&copies, &away).expect("moved");
    fs::write(&copies, b"").expect("an obstacle");
    day.desk.change_keys().expect("begun");
    assert!(day.key_changed().changed);
    let failed = |day: &mut TestDesk| loop {
        let now = day.desk.copying().expect("asked");
        if !now.running {
            return now.problem.is_some();
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert!(failed(&mut day), "no copy, and that is said");
    assert_eq!(databases(&day), ["journal-1.db", "journal-2.db"], "two journals rather than none that is proven");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("by the new key");
    assert_eq!(databases(&day), ["journal-1.db", "journal-2.db"], "the copy of before is of the old key");
    fs::remove_file(&copies).expect("removed");
    fs::rename(&away, &copies).expect("back");
    // Due by itself, although this day has a copy already.
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-2.db"]);
}

#[test]
fn drafts_and_typed_words_outlive_a_change_of_the_key() {
    let mut day = office();
    let key = DraftKey { form: "booking".into(), subject: String::new() };
    day.desk.save_draft(key.clone(), "{\"about\":\"набрано\"}".into()).expect("kept");
    day.desk.change_keys().expect("begun");
    assert!(day.key_changed().changed);
    assert_eq!(day.desk.draft(key).expect("read").expect("there").body, "{\"about\":\"набрано\"}");
    let rows = day.desk.search(searched("анна"));
    assert!(rows.is_ok(), "the index came along");
}

// ── the key while the work goes on ────────────────────────────────────────────────────────

fn key_of(day: &TestDesk) -> (std::path::PathBuf, storage::keys::JournalKey) {
    let folder = day.folder().join("journal");
    let slots = read_twins(&folder).expect("slots").candidates.remove(0);
    let (key, _) = slots.unlock_with_sheet(&Sheet::from_groups(&day.sheet).expect("a sheet")).expect("the key");
    (folder.join(slots.database()), key)
}

#[test]
fn what_is_signed_and_typed_while_the_key_is_changed_is_there_afterwards() {
    let mut day = office();
    let kept = day.desk.register(request_of("Анна")).expect("registered").value;
    let old = key_of(&day);
    let view = day.desk.change_keys().expect("begun").value;
    assert!(view.key.running && !view.key.words.is_empty() && view.key.percent <= 100);
    // The desk asks only when the window does: all of this is done before.
    day.add_consultant("Седова Анна Юрьевна", "логопед");
    let signed = day.hold("Вера", "2026-10-06", "09:00");
    let key = DraftKey { form: "booking".into(), subject: String::new() };
    day.desk.save_draft(key.clone(), "{\"about\":\"набрано\"}".into()).expect("kept");
    day.desk.save_draft(key.clone(), "{\"about\":\"набрано дальше\"}".into()).expect("kept");
    let reason = "не придёт".to_owned();
    day.desk.annul_request(AnnulForm { request: kept.row.id.clone(), reason }).expect("annulled");
    day.desk.change_keys().expect("asked twice it is one change");
    assert!(day.key_changed().changed);

    assert_eq!(databases(&day), ["journal-1.db", "journal-2.db"]);
    let new = key_of(&day);
    let differing = storage::testing::differing((&old.0, &old.1), (&new.0, &new.1)).expect("compared");
    assert_eq!(differing.into_iter().collect::<Vec<_>>(), ["audit", "slot"], "the change of the key, and nothing else");
    assert_eq!(day.desk.draft(key).expect("read").expect("there").body, "{\"about\":\"набрано дальше\"}");
    let request = signed.request.row.id.clone();
    assert!(day.desk.consultation(request).expect("read").versions.len() == 1);
    assert_eq!(day.desk.search(searched("вера")).expect("searched").rows.len(), 1);
    day.desk.check_history().expect("asked");
    let state = loop {
        let state = day.desk.history_state().expect("asked");
        if state.percent.is_none() {
            break state;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert!(state.health == HistoryHealth::Whole, "{}", state.words);
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-2.db"]);
}

#[test]
fn a_key_whose_change_the_locking_stopped_is_owed_and_changed_by_itself_after_the_next_entry() {
    let mut day = office();
    day.add_person("Вторая приёмная", vec![Role::Administrator], None);
    let card = day.desk.register(request_of("Анна")).expect("registered").value;
    let account = id_of(&mut day, "Приёмная");
    assert!(day.desk.remove_account(account).expect("removed").value.key.running);
    let late = day.desk.register(request_of("Борис")).expect("registered").value;
    day.desk.lock().expect("locked");

    // Whoever enters next.
    enter(&mut day, "Вторая приёмная", &format!("{PASSWORD}-Вторая приёмная")).expect("entered");
    assert_eq!(databases(&day), ["journal-1.db"]);
    for request in [&card.row.id, &late.row.id] {
        day.desk.request(request.clone()).expect("there");
    }
    assert_eq!(problems(&refusal(day.desk.key_progress())), [(ProblemCode::NotAllowed, "")]);
    for _ in 0..1_000 {
        day.desk.copying().expect("asked");
        if databases(&day) == ["journal-2.db"] {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(databases(&day), ["journal-2.db"]);
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    let view = day.desk.access().expect("seen");
    assert!(!view.key_owed && view.key_trouble.is_none());
    let all = || String::new();
    let filter = HistoryFilter { account: None, sort: None, from: all(), to: all(), record: all() };
    let page = day.desk.history(HistoryQuery { filter, after: None }).expect("read");
    let words = page.lines.iter().map(|line| line.words.as_str()).find(|words| words.contains("ключ"));
    assert_eq!(words, Some("Программа сменила ключ журнала"), "nobody's act");
}

#[test]
fn a_change_on_demand_that_the_locking_stopped_is_said_and_not_begun_again() {
    let mut day = office();
    copied(&mut day);
    day.desk.change_keys().expect("begun");
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    let view = day.desk.access().expect("seen");
    assert!(!view.key_owed && !view.key.running);
    assert_eq!(view.key_trouble.map(|problem| problem.code), Some(ProblemCode::KeyStopped));
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-1.db"]);
    day.desk.change_keys().expect("begun");
    let now = day.key_changed();
    assert!(now.changed && now.problem.is_none());
    copied(&mut day);
    assert_eq!(databases(&day), ["journal-2.db"]);
}

#[test]
fn whoever_is_removed_while_the_key_is_changed_is_out_with_the_same_change() {
    let mut day = office();
    let account = id_of(&mut day, "Приёмная");
    day.desk.change_keys().expect("begun");
    let view = day.desk.remove_account(account).expect("removed").value;
    assert!((view.key.running || view.key.changed) && view.key_trouble.is_none());
    let shown = day.desk.new_sheet().expect("shown");
    let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    day.desk.keep_sheet(SheetProof { groups }).expect("kept");
    assert!(day.key_changed().changed);
    assert!(!day.desk.access().expect("seen").key_owed);
    copied(&mut day);
    assert_eq!(databases(&day).len(), 1);
    let old = std::mem::replace(&mut day.sheet, shown.groups);
    let slots = read_twins(&day.folder().join("journal")).expect("slots").candidates.remove(0);
    assert_eq!(slots.slots().len(), 2, "the head's password and the new sheet");
    day.desk.lock().expect("locked");
    assert_eq!(codes_of(&refusal(day.desk.unlock_by_sheet(SheetForm { groups: old }))), [ProblemCode::WrongSheet]);
    day.unlock(PASSWORD).expect("the head");
}

// ── passwords and codes ───────────────────────────────────────────────────────────────────

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

// ── the sheet ─────────────────────────────────────────────────────────────────────────────

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

// ── wrong tries ───────────────────────────────────────────────────────────────────────────

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

// ── the keyring while the program runs ────────────────────────────────────────────────────

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
