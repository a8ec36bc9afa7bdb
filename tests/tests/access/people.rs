//! Who works here: changed, the last head kept, removed for good.

use std::fs;

use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::{FIRST_TWIN, SECOND_TWIN};

use crate::{actions, change_of, codes_of, copied, databases, enter, id_of, keys_of, office, people};

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
