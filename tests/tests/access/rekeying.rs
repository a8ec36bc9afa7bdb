//! The journal gets another key while the work goes on.

use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::{Sheet, read_twins};

use crate::{codes_of, copied, databases, enter, id_of, office};

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
