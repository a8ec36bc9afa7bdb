//! A new key for the journal: everybody keeps their way in, and a crash at any step loses nothing.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

use domain::ids::AccountId;
use storage::audit::{Action, Chain, Subject};
use storage::backup::Watch;
use storage::keys::{
    JournalKey, KdfCost, KdfPolicy, MemoryKeyring, NewSlot, Place, SECOND_TWIN, Sheet, SlotFile, new_password_slot,
    new_sheet_slot, read_twins, write_twins,
};
use storage::rekey::{Moved, RekeyHalt, RekeyStep, Rekeyed, put_in_force, retire};
use storage::testing::{differing, marks, seal, tamper, watch_rekey};
use storage::{Folder, Journal, LockedJournal, NEWEST_SCHEMA, StorageError};
use tempfile::TempDir;
use uuid::Uuid;

mod common;

use common::{HEAD, at, begin, moment, request};

const POLICY: KdfPolicy = KdfPolicy::cheap();
const HEAD_SLOT: Uuid = Uuid::from_u128(31);
const OTHER_SLOT: Uuid = Uuid::from_u128(32);
const SHEET_SLOT: Uuid = Uuid::from_u128(33);
const PASSWORD: &str = "ромашка-семь-окон";
/// Set for the child that is to be killed: after which step, and where it may work.
const STOP_AFTER: &str = "PORYADOK_REKEY_STOP";
const WHERE: &str = "PORYADOK_REKEY_FOLDER";

/// A journal with a request, the head's password, a colleague's and the sheet.
struct Office {
    journal: Journal,
    key: JournalKey,
    slots: SlotFile,
    sheet: Sheet,
    folder: PathBuf,
}

fn office(root: &Path) -> Office {
    let folder = Folder::new(root);
    let (mut journal, key) = begin(&folder, |_| Ok(()));
    let place = Place { journal: Uuid::from_u128(1), generation: 1 };
    let new = |id, label: Option<&str>| NewSlot { place, id, label: label.map(str::to_owned) };
    let cost = KdfCost::calibrated(&POLICY);
    let sheet = Sheet::fresh().expect("a sheet");
    let mut slots = SlotFile::new(place, "journal-1.db", "КЦ «Росинка»").expect("a slot file");
    slots.put(
        new_password_slot(new(HEAD_SLOT, Some("Заведующий")), &key, PASSWORD, None, cost, &POLICY).expect("a slot"),
    );
    slots.put(
        new_password_slot(new(OTHER_SLOT, Some("Приёмная")), &key, "другой", None, cost, &POLICY).expect("a slot"),
    );
    slots.put(new_sheet_slot(new(SHEET_SLOT, None), &key, &sheet, 1, moment(9).date()).expect("a slot"));
    journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            for slot in slots.slots() {
                let owner: Option<AccountId> = slot.label().map(|_| HEAD);
                change.add_slot(slot.id(), &slot.public(), "password", owner, 1)?;
            }
            change.add_sheet(1, SHEET_SLOT, moment(9).date())?;
            change.register_request(request(1))?;
            Ok(())
        })
        .expect("filled");
    write_twins(&folder.journal(), &slots).expect("the slot file");
    Office { journal, key, slots, sheet, folder: folder.journal() }
}

fn on_disk() -> (TempDir, Office) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let office = office(root.path());
    (root, office)
}

impl Office {
    /// As the desk does before anything goes: a file that is open cannot be taken away everywhere.
    fn closed(self) -> PathBuf {
        self.journal.close();
        self.folder
    }

    fn rekey(&self) -> Result<Rekeyed, RekeyHalt> {
        self.put_in_force(self.moved()?)
    }

    fn moved(&self) -> Result<Moved, StorageError> {
        self.journal.begin_move(&self.key, &self.slots, 0)?.run(&Watch::default())
    }

    fn put_in_force(&self, moved: Moved) -> Result<Rekeyed, RekeyHalt> {
        put_in_force(&self.folder, &self.journal, &self.slots, moved, Some(HEAD), at(5))
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

/// As the program does: the highest generation whose database opens.
fn open(folder: &Path) -> (Journal, SlotFile) {
    let found = read_twins(folder).expect("a slot file");
    for slots in found.candidates {
        let key = slots.unlock_with_password(HEAD_SLOT, PASSWORD, &MemoryKeyring::default(), &POLICY).expect("the key");
        let opened = LockedJournal::find(&folder.join(slots.database())).and_then(|journal| journal.unlock(&key));
        if let Ok(journal) = opened {
            return (journal, slots);
        }
    }
    panic!("no generation opens");
}

/// Nothing signed is lost, and what the crash left is gone after one start.
fn assert_survives(folder: &Path) {
    let (journal, slots) = open(folder);
    journal.check_integrity().expect("both checks");
    assert!(matches!(journal.view().verify_chain(), Ok(Chain::Whole(_))));
    assert!(journal.view().request(request(1).id).is_ok());
    write_twins(folder, &slots).expect("healed");
    retire::<StorageError>(folder, &slots, || journal.check_integrity()).expect("swept");
    assert_eq!(names(folder), [slots.database(), "journal.keys", "journal.keys.twin"]);
    drop(journal);
    open(folder);
}

#[test]
fn everybody_opens_the_journal_under_its_new_key_and_nobody_under_the_old() {
    let (_root, office) = on_disk();
    let before = office.journal.view().chain_head().expect("the chain");
    let Rekeyed { journal, slots, key } = office.rekey().expect("the new key");
    assert_eq!((slots.place().generation, slots.database()), (2, "journal-2.db"));
    let after = journal.view().chain_head().expect("the chain");
    assert_eq!(after.length, before.length + 1);
    assert_eq!(journal.view().audit_tail(1).expect("the tail")[0].action, Action::KeyChanged.code());
    assert!(matches!(journal.view().verify_chain(), Ok(Chain::Whole(head)) if head == after));
    assert_eq!(marks(&office.folder.join("journal-2.db"), &key).expect("marks"), (NEWEST_SCHEMA, 0x5072_7964));
    let seals = [("journal-1.db", &office.key), ("journal-2.db", &key)];
    let seals = seals.map(|(name, key)| seal(&office.folder.join(name), key).expect("it opens"));
    assert_eq!(seals, ["HMAC_SHA256", "HMAC_SHA256"], "made and moved");

    let Office { journal: old, key: old_key, folder, sheet, .. } = office;
    old.close();
    let mut proven = false;
    retire::<StorageError>(&folder, &slots, || {
        proven = true;
        assert!(folder.join("journal-1.db").exists(), "the old one stays until a copy is proven");
        Ok(())
    })
    .expect("retired");
    assert!(proven);
    assert_eq!(names(&folder), ["journal-2.db", "journal.keys", "journal.keys.twin"]);
    assert!(LockedJournal::find(&folder.join("journal-2.db")).expect("there").unlock(&old_key).is_err());
    let keyring = MemoryKeyring::default();
    let opened = [
        slots.unlock_with_password(HEAD_SLOT, PASSWORD, &keyring, &POLICY).expect("the head"),
        slots.unlock_with_password(OTHER_SLOT, "другой", &keyring, &POLICY).expect("the colleague"),
        slots.unlock_with_sheet(&sheet).expect("the sheet").0,
    ];
    for key in opened {
        LockedJournal::find(&folder.join("journal-2.db")).expect("there").unlock(&key).expect("opens");
    }
    drop(journal);
    open(&folder);
}

#[test]
fn a_picture_of_the_folder_after_each_step_opens_whole() {
    let (root, office) = on_disk();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let (folder, pictures) = (office.folder.clone(), root.path().to_owned());
    let taken = Rc::clone(&seen);
    watch_rekey(Some(Box::new(move |step| {
        let picture = pictures.join(format!("{step:?}"));
        fs::create_dir(&picture).expect("a folder");
        for entry in fs::read_dir(&folder).expect("the journal") {
            let entry = entry.expect("an entry");
            fs::copy(entry.path(), picture.join(entry.file_name())).expect("a copy");
        }
        taken.borrow_mut().push((step, picture));
    })));
    let Rekeyed { journal, slots, .. } = office.rekey().expect("the new key");
    let folder = office.closed();
    retire::<StorageError>(&folder, &slots, || journal.check_integrity()).expect("retired");
    watch_rekey(None);
    let seen = seen.take();
    assert_eq!(seen.iter().map(|(step, _)| *step).collect::<Vec<_>>(), RekeyStep::ALL);
    for (_, picture) in seen {
        assert_survives(&picture);
    }
}

/// Changes the key and stops after a step, to be killed there. Does nothing in an ordinary run.
#[test]
fn child_changes_the_key_and_waits_to_be_killed() {
    let (Some(stop), Some(place)) = (std::env::var_os(STOP_AFTER), std::env::var_os(WHERE)) else { return };
    let office = office(Path::new(&place));
    watch_rekey(Some(Box::new(move |step| {
        if *format!("{step:?}") == *stop {
            println!("reached {step:?}");
            loop {
                std::thread::park();
            }
        }
    })));
    let Rekeyed { journal, slots, .. } = office.rekey().expect("the new key");
    let folder = office.closed();
    retire::<StorageError>(&folder, &slots, || journal.check_integrity()).expect("retired");
}

#[test]
fn a_kill_after_any_step_leaves_a_journal_that_opens() {
    for step in RekeyStep::ALL {
        let root = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["child_changes_the_key_and_waits_to_be_killed", "--exact", "--nocapture"])
            .env(STOP_AFTER, format!("{step:?}"))
            .env(WHERE, root.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let reached = lines.any(|line| line.is_ok_and(|line| line.contains("reached ")));
        child.kill().expect("killed");
        child.wait().expect("ended");
        assert!(reached, "{step:?}");
        assert_survives(&root.path().join("journal"));
    }
}

#[test]
fn a_disk_that_fails_before_the_slot_files_changes_nothing() {
    for spoilt in ["journal-2.db.new", "journal.keys.new", "journal.keys.twin.new"] {
        let (_root, mut office) = on_disk();
        let obstacle = office.folder.join(spoilt);
        fs::create_dir_all(obstacle.join("full")).expect("an obstacle");
        assert!(matches!(office.rekey(), Err(RekeyHalt::Undone(_))), "{spoilt}");
        fs::remove_dir_all(obstacle).expect("removed");
        assert!(!office.folder.join("journal-2.db").exists());
        office
            .journal
            .change::<_, StorageError>(Some(HEAD), at(9), |change| {
                change.note(Action::Locked, Subject::Account, None);
                Ok(())
            })
            .expect("the work goes on");
        assert_eq!(open(&office.folder).1.place().generation, 1);
        office.rekey().expect("done once the disk is well");
    }
}

#[test]
fn a_disk_that_fails_between_the_slot_files_is_left_for_the_next_start() {
    let (_root, office) = on_disk();
    let twin = office.folder.join(SECOND_TWIN);
    fs::remove_file(&twin).expect("gone");
    fs::create_dir_all(twin.join("full")).expect("an obstacle");
    assert!(matches!(office.rekey(), Err(RekeyHalt::Unsure(_))));
    drop(office.journal);
    fs::remove_dir_all(&twin).expect("removed");
    assert_eq!(open(&office.folder).1.place().generation, 2);
    assert_survives(&office.folder);
}

#[test]
fn of_two_generations_the_older_opens_where_the_newer_database_is_damaged() {
    let (_root, office) = on_disk();
    let old_twin = fs::read(office.folder.join(SECOND_TWIN)).expect("the twin");
    let Rekeyed { journal, slots, .. } = office.rekey().expect("the new key");
    drop(journal);
    drop(office.journal);
    // The power went between the two copies, and the disk lied about the new file.
    fs::write(office.folder.join(SECOND_TWIN), old_twin).expect("put back");
    let database = office.folder.join(slots.database());
    let mut bytes = fs::read(&database).expect("the file");
    bytes[5000] ^= 1;
    fs::write(&database, bytes).expect("spoilt");
    fs::remove_file(office.folder.join("journal-2.db-wal")).ok();
    assert_eq!(open(&office.folder).1.place().generation, 1);
    assert_survives(&office.folder);
}

#[test]
fn while_the_slot_files_disagree_no_database_goes() {
    let (_root, office) = on_disk();
    let old_twin = fs::read(office.folder.join(SECOND_TWIN)).expect("the twin");
    let Rekeyed { slots, .. } = office.rekey().expect("the new key");
    fs::write(office.folder.join(SECOND_TWIN), old_twin).expect("put back");
    retire::<StorageError>(&office.folder, &slots, || panic!("nothing is to be proven yet")).expect("left alone");
    assert!(office.folder.join("journal-1.db").exists() && office.folder.join("journal-2.db").exists());
}

#[test]
fn a_copy_that_cannot_be_proven_keeps_the_old_database() {
    let (_root, office) = on_disk();
    let Rekeyed { slots, .. } = office.rekey().expect("the new key");
    let folder = office.closed();
    assert!(retire(&folder, &slots, || Err(StorageError::DiskFull)).is_err());
    assert!(folder.join("journal-1.db").exists());
    retire::<StorageError>(&folder, &slots, || Ok(())).expect("retired the next time");
    assert!(!folder.join("journal-1.db").exists());
}

#[test]
fn a_way_in_that_was_slipped_into_the_slot_file_gets_no_new_key() {
    let (_root, mut office) = on_disk();
    let place = office.slots.place();
    // Somebody at the file: a slot of their own under the colleague's id, and one more that nobody knows.
    let own = |id| NewSlot { place, id, label: Some("Приёмная".to_owned()) };
    let cost = KdfCost::calibrated(&POLICY);
    let stranger = JournalKey::fresh().expect("a key");
    for id in [OTHER_SLOT, Uuid::from_u128(99)] {
        office.slots.put(new_password_slot(own(id), &stranger, "чужой", None, cost, &POLICY).expect("a slot"));
    }
    let Rekeyed { journal, slots, .. } = office.rekey().expect("the new key");
    assert!(slots.slot(OTHER_SLOT).is_none() && slots.slot(Uuid::from_u128(99)).is_none());
    assert!(slots.slot(HEAD_SLOT).is_some() && slots.slot(SHEET_SLOT).is_some());
    assert!(journal.view().ended_slots().expect("ended").contains(&OTHER_SLOT));
}

#[test]
fn the_sheet_that_was_replaced_ends_with_the_old_key() {
    let (_root, mut office) = on_disk();
    let sheet = Sheet::fresh().expect("a sheet");
    let id = Uuid::from_u128(34);
    let day = moment(9).date();
    let new = NewSlot { place: office.slots.place(), id, label: None };
    office.slots.put(new_sheet_slot(new, &office.key, &sheet, 2, day).expect("a slot"));
    let public = office.slots.slot(id).expect("the slot").public();
    office
        .journal
        .change::<_, StorageError>(Some(HEAD), at(3), |change| {
            change.add_slot(id, &public, "sheet", None, 1)?;
            change.add_sheet(2, id, day)?;
            change.replace_sheets_before(2, day)?;
            change.note(Action::SheetMade, Subject::Journal, None);
            Ok(())
        })
        .expect("a new sheet");
    assert!(office.journal.view().key_change_owed(1).expect("told"));
    let Rekeyed { journal, slots, .. } = office.rekey().expect("the new key");
    assert!(!journal.view().key_change_owed(2).expect("told"));
    assert!(slots.unlock_with_sheet(&sheet).is_ok());
    assert!(slots.unlock_with_sheet(&office.sheet).is_err());
}

#[test]
fn a_journal_that_would_open_for_nobody_is_not_made() {
    let (_root, mut office) = on_disk();
    office.slots = SlotFile::new(office.slots.place(), "journal-1.db", "КЦ").expect("a slot file");
    assert!(matches!(office.rekey(), Err(RekeyHalt::Undone(StorageError::Content("slots")))));
    assert!(!office.folder.join("journal-2.db").exists());
}

// ── while the work goes on ────────────────────────────────────────────────────────────────

impl Office {
    fn register(&mut self, number: u128, about: &str) {
        let request = storage::request::Request { about: about.to_owned(), ..request(number) };
        self.journal
            .change::<_, StorageError>(Some(HEAD), at(4), |change| change.register_request(request).map(drop))
            .expect("registered");
    }

    fn draft(&mut self, subject: &str, body: &str) {
        self.journal.save_draft(HEAD, "booking", subject, body, moment(10)).expect("kept");
    }

    /// What differs between the journal as it was and as it is now.
    fn differing(&self, now: &Rekeyed) -> Vec<String> {
        let old = self.folder.join("journal-1.db");
        let found = differing((&old, &self.key), (now.journal.path(), &now.key)).expect("compared");
        found.into_iter().collect()
    }
}

/// The change of the key itself: its line, and the generation of the slots.
const OF_THE_CHANGE: [&str; 2] = ["audit", "slot"];

fn hits(journal: &Journal, word: &str) -> Vec<domain::ids::RequestId> {
    let query = domain::search::read(word, moment(9).date());
    let sight = storage::search::Sight { all_names: true, all_words: true, own: None, own_notes: None, account: HEAD };
    let filters = storage::search::Filters::default();
    let search = storage::search::Search { query: &query, sight, filters, below: None, limit: 10 };
    journal.view().search(&search).expect("searched").into_iter().map(|hit| hit.request).collect()
}

#[test]
fn what_is_signed_and_typed_while_the_rows_move_is_there_afterwards() {
    let (_root, mut office) = on_disk();
    office.draft("kept", "до");
    office.draft("reworded", "до");
    office.draft("dropped", "до");
    office.register(2, "кашель");
    let mover = office.journal.begin_move(&office.key, &office.slots, 0).expect("begun");
    // Noted, and moved as well.
    office.register(3, "прогулка");
    let moved = mover.run(&Watch::default()).expect("moved");
    office.register(4, "адаптация");
    office.draft("reworded", "после");
    office.draft("new", "после");
    office.journal.drop_draft(HEAD, "booking", "dropped").expect("dropped");
    office
        .journal
        .change::<_, StorageError>(Some(HEAD), at(4), |change| {
            let request = change.request(request(2).id)?;
            change.annul_request(&request, "не придут", moment(11).date())
        })
        .expect("annulled");
    // What was undone leaves no note.
    let undone = office.journal.change::<(), StorageError>(Some(HEAD), at(4), |change| {
        change.register_request(request(5))?;
        Err(StorageError::Busy)
    });
    assert!(undone.is_err());

    let now = office.put_in_force(moved).expect("in force");
    assert_eq!(office.differing(&now), OF_THE_CHANGE);
    now.journal.check_integrity().expect("both checks");
    let before = office.journal.view().chain_head().expect("the chain");
    assert!(matches!(now.journal.view().verify_chain(), Ok(Chain::Whole(head)) if head.length == before.length + 1));
    let view = now.journal.view();
    let body = |subject| view.draft(HEAD, "booking", subject).expect("read").map(|draft| draft.body);
    assert_eq!(["kept", "reworded", "new"].map(body), ["до", "после", "после"].map(|body| Some(body.to_owned())));
    assert_eq!(body("dropped"), None);
    assert!(view.request(request(5).id).is_err());
    for (word, number) in [("кашель", 2), ("прогулка", 3), ("адаптация", 4)] {
        assert_eq!(hits(&now.journal, word), [request(number).id], "{word}");
        assert_eq!(hits(&office.journal, word), [request(number).id], "{word}");
    }
    let (mut place, mut found) = (storage::audit::Place::default(), storage::audit::Contents::default());
    while view.compare_contents(&mut place, &mut found).expect("compared") {}
    assert_eq!(found.differing, 0, "{:?}", found.differs);
}

#[test]
fn a_writer_that_never_rests_loses_nothing() {
    let (_root, mut office) = on_disk();
    for number in 2..40 {
        office.register(number, "бессонница");
    }
    let mut written = 0;
    for round in 0_u128..5 {
        let mover = office.journal.begin_move(&office.key, &office.slots, 0).expect("begun");
        let moving = std::thread::spawn(move || mover.run(&Watch::default()));
        let (first, mut number) = (100 * (round + 1), 0);
        while number < 2 || !moving.is_finished() {
            office.register(first + number, "истерики");
            office.draft(&format!("{round}"), &format!("{number}"));
            number += 1;
        }
        let moved = moving.join().expect("no panic").expect("moved");
        let now = office.put_in_force(moved).expect("in force");
        let old = office.folder.join(office.slots.database());
        let found = differing((&old, &office.key), (now.journal.path(), &now.key)).expect("compared");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), OF_THE_CHANGE, "{round}");
        assert!(matches!(now.journal.view().verify_chain(), Ok(Chain::Whole(_))));
        written += number as usize;
        assert_eq!(hits(&now.journal, "истерики").len(), written.min(10));
        let Rekeyed { journal, slots, key } = now;
        std::mem::replace(&mut office.journal, journal).close();
        (office.slots, office.key) = (slots, key);
    }
    assert_eq!(office.slots.place().generation, 6);
}

#[test]
fn a_way_in_that_ends_while_the_rows_move_gets_no_new_key() {
    let (_root, mut office) = on_disk();
    let moved = office.moved().expect("moved");
    office
        .journal
        .change::<_, StorageError>(Some(HEAD), at(4), |change| {
            change.end_slot(OTHER_SLOT)?;
            change.note(Action::AccountRemoved, Subject::Account, None);
            Ok(())
        })
        .expect("ended");
    let now = office.put_in_force(moved).expect("in force");
    assert!(now.slots.slot(OTHER_SLOT).is_none() && now.slots.slot(HEAD_SLOT).is_some());
    assert_eq!(office.differing(&now), OF_THE_CHANGE);
}

#[test]
fn rows_that_are_not_wanted_any_more_leave_nothing_and_the_work_goes_on() {
    let (_root, mut office) = on_disk();
    let watch = Watch::default();
    watch.stop();
    let mover = office.journal.begin_move(&office.key, &office.slots, 0).expect("begun");
    assert!(matches!(mover.run(&watch), Err(StorageError::Stopped)));
    let before = names(&office.folder);
    assert_eq!(before, ["journal-1.db", "journal.keys", "journal.keys.twin"]);
    drop(office.moved().expect("moved"));
    assert_eq!(names(&office.folder), before);
    office.journal.forget_move().expect("forgotten");
    office.register(2, "");
    office.rekey().expect("the next one");
}

#[test]
fn what_was_destroyed_while_the_rows_moved_has_them_moved_again() {
    let (_root, mut office) = on_disk();
    let moved = office.moved().expect("moved");
    office
        .journal
        .change::<_, StorageError>(Some(HEAD), at(4), |change| {
            change.note(Action::Destroyed, Subject::Recipient, None);
            Ok(())
        })
        .expect("destroyed");
    assert!(matches!(office.put_in_force(moved), Err(RekeyHalt::Again)));
    assert_eq!(names(&office.folder), ["journal-1.db", "journal.keys", "journal.keys.twin"]);
    office.register(2, "");
    office.rekey().expect("moved again");
}

#[test]
fn rows_that_do_not_match_at_the_end_are_not_put_in_force() {
    for past_the_notes in [
        "INSERT INTO draft VALUES (x'0a', 'booking', '', '{}', '2026-10-08T10:00')",
        "UPDATE sheet SET made_on = '2026-10-01'",
        "INSERT INTO audit SELECT sequence + 1, at, account_id, action, subject, subject_id, version, content_hash,
            previous, zeroblob(32), form FROM audit ORDER BY sequence DESC LIMIT 1",
    ] {
        let (_root, mut office) = on_disk();
        let moved = office.moved().expect("moved");
        tamper(office.journal.path(), &office.key, &format!("PRAGMA foreign_keys = OFF; {past_the_notes}"))
            .expect("done");
        let refused = office.put_in_force(moved);
        assert!(matches!(refused, Err(RekeyHalt::Undone(StorageError::Damaged))), "{past_the_notes}");
        assert_eq!(names(&office.folder), ["journal-1.db", "journal.keys", "journal.keys.twin"]);
        office.draft("", "дальше");
        assert_eq!(open(&office.folder).1.place().generation, 1);
    }
}

#[test]
fn the_journal_s_own_rules_hold_again_after_the_rows_were_carried_over() {
    let (_root, office) = on_disk();
    let moved = office.moved().expect("moved");
    let now = office.put_in_force(moved).expect("in force");
    for journal in [&office.journal, &now.journal] {
        let refused = |sql: &str| storage::testing::run(journal, sql).is_err();
        assert!(refused("DELETE FROM audit"), "triggers");
        assert!(refused("INSERT INTO request_topic VALUES (x'00', 1, 'sleep')"), "what rows point to");
        assert!(refused("SELECT * FROM fresh.audit"), "nothing attached stays");
        assert!(refused("SELECT * FROM temp.moving_audit"), "no notes stay");
    }
}
