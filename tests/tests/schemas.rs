//! Journals as earlier programs left them, kept as files: each opens, is brought up with a proven copy beside it and
//! loses nothing. One of a later program is refused and stays as it is.
//!
//! Each was made by the program of its time, so it cannot be made anew by this one: that of the first schema by the
//! last commit before the second was begun (738a3c4). Everything in them is invented, and their keys are in the open:
//! the password is that of the tests, the sheet lies beside the journal.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::LockedJournal;
use storage::audit::{Chain, Contents, Place};
use storage::keys::{JournalKey, Sheet, read_twins};
use tempfile::TempDir;

const SHEET: &str = "sheet.txt";
const DATABASE: &str = "journal-1.db";

/// A schema, and the folder of its journal.
const KEPT: [(u32, &str); 1] = [(1, "schema-1")];

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// A kept journal in a folder of its own, as a person would have it.
fn laid_out(name: &str) -> (TempDir, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = folder.path().join("journal");
    fs::create_dir(&journal).expect("a folder");
    for file in [DATABASE, "journal.keys", "journal.keys.twin"] {
        fs::copy(golden(name).join(file), journal.join(file)).expect("a kept file");
    }
    let sheet = fs::read_to_string(golden(name).join(SHEET)).expect("its sheet");
    (folder, sheet.split_whitespace().map(str::to_owned).collect())
}

fn desk_in(folder: &TempDir, sheet: &[String]) -> TestDesk {
    let mut day = TestDesk::in_folder(&folder.path().to_string_lossy(), "2026-10-12T09:00");
    day.sheet = sheet.to_owned();
    day
}

fn key_of(journal: &Path, sheet: &[String]) -> JournalKey {
    let slots = read_twins(journal).expect("slots").candidates.remove(0);
    slots.unlock_with_sheet(&Sheet::from_groups(sheet).expect("a sheet")).expect("it opens").0
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

#[test]
fn a_journal_of_every_earlier_schema_is_kept() {
    let kept: Vec<u32> = KEPT.iter().map(|(schema, _)| *schema).collect();
    assert_eq!(kept, (1..storage::NEWEST_SCHEMA).collect::<Vec<_>>());
}

#[test]
fn a_journal_of_every_schema_opens_by_password_and_by_sheet_with_all_that_was_signed() {
    for (schema, name) in KEPT {
        let (folder, sheet) = laid_out(name);
        let journal = folder.path().join("journal");
        let key = key_of(&journal, &sheet);
        let (found, _) = storage::testing::marks(&journal.join(DATABASE), &key).expect("its marks");
        assert_eq!(found, schema, "{name} is what it is called");

        let mut day = desk_in(&folder, &sheet);
        day.unlock(PASSWORD).expect("by password");
        let rows = day.desk.requests(every_request()).expect("a page").rows;
        let told: Vec<(u32, Option<&str>)> = rows.iter().map(|row| (row.number, row.who.name.as_deref())).collect();
        assert_eq!(told, [(2, Some("Рябинин Борис")), (1, Some("Забелина Анна"))]);
        let record = day.desk.consultation(rows[1].id.clone()).expect("signed");
        assert_eq!((record.versions.len(), record.form.note.as_str()), (2, "Заметка консультанта"));
        assert_eq!(record.form.advice, "Читать вслух каждый вечер");
        assert!(record.issued.iter().any(|issue| issue.done), "the handout that went out is counted");
        let draft = DraftKey { form: "booking".into(), subject: String::new() };
        assert!(day.desk.draft(draft).expect("read").is_some_and(|draft| draft.body.contains("черновик")));
        let next = day.desk.register(request_of("Вера")).expect("it takes what is new").value;
        assert_eq!(next.row.number, 3);
        // The search was not there in the first schema: it knows the records of then.
        assert_eq!(day.desk.find_recipients("забелин".into()).expect("found").rows.len(), 1);
        day.desk.make_copy().expect("begun");
        while day.desk.copying().expect("asked").running {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(day.desk.copying().expect("asked").proven, "and a copy of it is proven");

        let mut day = day.restarted();
        day.sheet.clone_from(&sheet);
        day.enter_by_the_sheet("пять синих чайников у окна", true);
        assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 3);
        drop(day);
        let open = LockedJournal::find(&journal.join(DATABASE)).expect("there").unlock(&key).expect("opens");
        open.check_integrity().expect("whole");
        assert!(matches!(open.view().verify_chain(), Ok(Chain::Whole(_))), "the history of then goes on");
        let (mut place, mut found) = (Place::default(), Contents::default());
        while open.view().compare_contents(&mut place, &mut found).expect("compared") {}
        assert_eq!(found.differs, [], "and nothing of then is taken for put in past the program");
        assert_eq!(
            storage::testing::marks(&journal.join(DATABASE), &key).expect("its marks").0,
            storage::NEWEST_SCHEMA
        );
    }
}

#[test]
fn a_journal_is_sealed_as_today_s_are_with_its_next_key() {
    for (_, name) in KEPT {
        let (folder, sheet) = laid_out(name);
        let journal = folder.path().join("journal");
        let mut day = desk_in(&folder, &sheet);
        day.unlock(PASSWORD).expect("by password");
        let seal = |database: &str| {
            storage::testing::seal(&journal.join(database), &key_of(&journal, &sheet)).expect("it opens under its seal")
        };
        assert_eq!(seal(DATABASE), "HMAC_SHA512", "as it was made");
        day.desk.register(request_of("Вера")).expect("it takes what is new");

        // As a kill leaves it: what was registered last lies in the log before it.
        let killed = tempfile::tempdir().expect("a folder");
        fs::create_dir(killed.path().join("journal")).expect("a folder");
        let left = files(&journal).into_iter().filter(|(path, _)| path.extension().is_none_or(|kind| kind != "db-shm"));
        for (path, bytes) in left {
            fs::write(killed.path().join("journal").join(path.file_name().expect("a name")), bytes).expect("a file");
        }
        assert!(killed.path().join("journal").join(format!("{DATABASE}-wal")).exists());
        let mut again = desk_in(&killed, &sheet);
        again.unlock(PASSWORD).expect("by password");
        assert_eq!(again.desk.requests(every_request()).expect("a page").rows.len(), 3);

        day.desk.change_keys().expect("begun");
        while day.desk.key_progress().expect("asked").running {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert_eq!(seal("journal-2.db"), "HMAC_SHA256");
        assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 3);
    }
}

#[test]
fn before_a_kept_journal_is_brought_up_a_proven_copy_of_it_stands_beside() {
    for (schema, name) in KEPT {
        let (folder, sheet) = laid_out(name);
        let journal = folder.path().join("journal");
        let mut day = desk_in(&folder, &sheet);
        day.unlock(PASSWORD).expect("by password");
        drop(day);
        let key = key_of(&journal, &sheet);
        let copy = storage::testing::copy_before_step(&journal.join(DATABASE));
        assert_eq!(storage::testing::marks(&copy, &key).expect("it opens").0, schema, "as it was before the step");
        // Put back, it is the journal of then again, and is brought up again.
        fs::copy(&copy, journal.join("put-back.db")).expect("copied");
        let open = LockedJournal::find(&journal.join("put-back.db")).expect("there").unlock(&key).expect("opens");
        assert!(matches!(open.view().verify_chain(), Ok(Chain::Whole(_))));
    }
}

#[test]
fn a_kept_journal_that_is_restored_brings_no_older_self_into_the_folder() {
    for (_, name) in KEPT {
        let (folder, sheet) = laid_out(name);
        let mut day = TestDesk::empty_at("2026-10-12T09:00");
        day.sheet.clone_from(&sheet);
        day.tray.0.lock().expect("tray").chosen = Some(folder.path().join("journal"));
        day.desk.choose_journal_folder().expect("a journal").expect("chosen");
        day.desk.begin_restore(RestoreForm { slot: None, password: String::new(), groups: sheet }).expect("begun");
        while day.desk.restoring().expect("asked").running {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        day.recovered("новый-пароль-здесь", false);
        assert_eq!(day.desk.requests(every_request()).expect("a page").rows.len(), 2, "it is all there");
        // What the step of the schema set aside would outlive the destructions that are applied next.
        let names = files(&day.folder().join("journal")).into_keys();
        let older: Vec<PathBuf> = names.filter(|path| path.to_string_lossy().contains("before-schema")).collect();
        assert!(older.is_empty(), "{older:?}");
    }
}

#[test]
fn a_journal_of_a_later_schema_is_refused_in_words_and_stays_to_the_byte() {
    let (_, name) = KEPT[KEPT.len() - 1];
    let (folder, sheet) = laid_out(name);
    let journal = folder.path().join("journal");
    let key = key_of(&journal, &sheet);
    storage::testing::set_schema(&journal.join(DATABASE), &key, storage::NEWEST_SCHEMA + 1).expect("made newer");
    let before = files(&journal);
    let mut day = desk_in(&folder, &sheet);
    assert_eq!(problems(&refusal(day.unlock(PASSWORD))), [(ProblemCode::JournalNewer, "")]);
    let by_sheet = day.desk.unlock_by_sheet(SheetForm { groups: sheet });
    assert_eq!(problems(&refusal(by_sheet)), [(ProblemCode::JournalNewer, "")]);
    assert_eq!(day.desk.opening().expect("the cover").stage, OpeningStage::Locked);
    drop(day);
    let after = files(&journal);
    assert!(before == after, "{:?} became {:?}", before.keys(), after.keys());
}
