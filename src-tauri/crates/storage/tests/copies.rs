//! Copies on real encrypted files: made and proven, spoilt in every way, restored; the list of destructions.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use domain::ids::RecipientId;
use domain::lists::RecipientKind;
use domain::search::read_people;
use sha2::{Digest, Sha256};
use storage::audit::{Action, Chain, Contents, Place as Compared, Subject};
use storage::backup::{
    self, CopyOrder, Destruction, Erased, LIST_NAME, ListState, ProvenCopy, Second, Series, Source, Watch, head_of,
    list_state, read_list, reread, ways_into_list,
};
use storage::keys::{JournalKey, NewSlot, Place, Sheet, SlotFile, new_sheet_slot};
use storage::request::{Participant, Request};
use storage::search::PeopleQuery;
use storage::{Folder, Journal, LockedJournal, NEWEST_SCHEMA, StorageError};
use tempfile::TempDir;
use uuid::Uuid;

mod common;

use common::{HEAD, at, begin};

const PLACE: Place = Place { journal: Uuid::from_u128(1), generation: 1 };
const PERSON: RecipientId = RecipientId(Uuid::from_u128(30));
const NAME: &str = "Ёлкина Алёна";

struct Office {
    root: TempDir,
    folder: Folder,
    journal: Option<Journal>,
    key: JournalKey,
    slots: SlotFile,
    sheet: Sheet,
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day")
}

/// A journal with one person, one request, and a recovery sheet as the only way in.
fn office() -> Office {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folder = Folder::new(root.path());
    let (mut journal, key) = begin(&folder, |change| {
        change.add_recipient(PERSON, RecipientKind::Parent, &[], NAME, "+79171234567", "")?;
        change.register_request(request(1))?;
        Ok(())
    });
    let sheet = Sheet::fresh().expect("a sheet");
    let new = NewSlot { place: PLACE, id: Uuid::from_u128(3), label: None };
    let slot = new_sheet_slot(new, &key, &sheet, 1, day()).expect("a slot");
    journal
        .change::<(), StorageError>(Some(HEAD), at(1), |change| {
            change.add_slot(slot.id(), &slot.public(), "sheet", None, 1)?;
            change.add_sheet(1, slot.id(), day())?;
            change.note(Action::Unlocked, Subject::Account, Some(HEAD.0));
            Ok(())
        })
        .expect("the slot is known");
    let mut slots = SlotFile::new(PLACE, "journal-1.db", "КЦ «Росинка»").expect("a slot file");
    slots.put(slot);
    Office { root, folder, journal: Some(journal), key, slots, sheet }
}

fn request(number: u128) -> Request {
    Request {
        participants: vec![Participant::known(PERSON, RecipientKind::Parent)],
        about: "Капризы перед сном".to_owned(),
        ..common::request(number)
    }
}

fn order(copies: &Path, number: u128) -> CopyOrder {
    CopyOrder {
        copy: Uuid::from_u128(700 + number),
        at: at(3600),
        folder: copies.to_owned(),
        name: backup::next_name(day(), &[copies], &[]),
    }
}

impl Office {
    fn journal(&mut self) -> &mut Journal {
        self.journal.as_mut().expect("open")
    }

    fn copy(&mut self, number: u128) -> (ProvenCopy, PathBuf) {
        let order = order(&self.folder.copies(), number);
        let (folder, slots) = (Folder::new(self.root.path()), self.slots.clone());
        let key = &self.key;
        let copier = self.journal.as_ref().expect("open").copier(&folder, &slots, key).expect("a copier");
        let made = copier.make(&order, &Watch::default()).expect("a proven copy");
        let path = self.folder.copies().join(&made.name);
        (made, path)
    }

    fn register(&mut self, number: u128) {
        self.journal()
            .change::<_, StorageError>(Some(HEAD), at(100), |change| change.register_request(request(number)))
            .expect("registered");
    }

    fn restore(&self, path: &Path) -> Result<backup::Rebuilt, StorageError> {
        let copy = head_of(path)?;
        let (key, _) = copy.ways.unlock_with_sheet(&self.sheet).expect("the sheet opens the copy");
        backup::rebuild(&self.folder, &Source::Copy(Box::new(copy)), &key, &Watch::default())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn has(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[test]
fn a_copy_says_what_is_in_it_without_a_key_and_nothing_of_a_person() {
    let mut office = office();
    let (made, path) = office.copy(1);
    assert_eq!(made.name, "2026-11-21-1.poryadok-copy");
    let found = head_of(&path).expect("a copy");
    assert!(found.manifest == made.manifest);
    assert_eq!((found.manifest.requests, found.manifest.consultations, found.manifest.recipients), (1, 0, 1));
    assert_eq!(found.manifest.centre, "КЦ «Росинка»");
    assert_eq!(found.manifest.sheet.map(|sheet| sheet.number), Some(1));
    assert_eq!(found.manifest.schema, NEWEST_SCHEMA);
    let Chain::Whole(head) = office.journal().view().verify_chain().expect("a chain") else { panic!("broken") };
    assert_eq!(found.manifest.lines, head.length.unsigned_abs());
    let bytes = fs::read(&path).expect("read");
    for marker in [NAME, "79171234567", "Капризы", "SQLite format 3"] {
        assert!(!has(&bytes, marker), "{marker}");
    }
    assert_eq!(names(&office.folder.copies()), ["2026-11-21-1.poryadok-copy"], "nothing half-made stays");
    assert_eq!(names(office.root.path()), ["copies", "journal"], "nor does the snapshot");
}

#[test]
fn a_copy_has_a_key_of_its_own_that_opens_only_it() {
    let mut office = office();
    let (_, path) = office.copy(1);
    let (_, other) = office.copy(2);
    let ways = head_of(&path).expect("a copy").ways;
    let (key, slot) = ways.unlock_with_sheet(&office.sheet).expect("the sheet opens it");
    assert_eq!(slot.id(), Uuid::from_u128(3));
    // The copy's key is not the journal's, nor another copy's.
    let journal = office.journal().path().to_owned();
    assert!(matches!(LockedJournal::find(&journal).expect("there").unlock(&key), Err(StorageError::Damaged)));
    let foreign = Source::Copy(Box::new(head_of(&other).expect("another copy")));
    let refused = backup::rebuild(&office.folder, &foreign, &key, &Watch::default()).err();
    assert!(matches!(refused, Some(StorageError::Damaged)));
    // A sheet of another journal opens nothing.
    assert!(ways.unlock_with_sheet(&Sheet::fresh().expect("a sheet")).is_err());
    // A slot taken out of one copy's head and put into another's opens neither.
    let stolen = SlotFile::new(PLACE, "journal-1.db", "КЦ").map(|mut file| {
        ways.slots().iter().for_each(|slot| file.put(slot.clone()));
        file
    });
    assert!(stolen.expect("a slot file").unlock_with_sheet(&office.sheet).is_err(), "sealed as a copy's key");
}

#[test]
fn a_flipped_bit_anywhere_in_a_copy_is_found() {
    let mut office = office();
    let (_, path) = office.copy(1);
    let whole = fs::read(&path).expect("read");
    let spoilt = office.root.path().join("spoilt.poryadok-copy");
    // Every byte of the fixed part, then steps that fall on every part of head and pages.
    let places = (0..120).chain((120..whole.len()).step_by(1499)).chain([whole.len() - 1]);
    let mut tried = 0;
    for place in places {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(&spoilt, &bytes).expect("written");
        let answer = reread(&spoilt, &Watch::default()).err();
        assert!(matches!(answer, Some(StorageError::Damaged | StorageError::NotACopy)), "byte {place}: {answer:?}");
        tried += 1;
    }
    assert!(tried > 300, "{tried} places of {} bytes", whole.len());
    for length in [0, 10, 16, 55, 56, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&spoilt, &whole[..length]).expect("written");
        assert!(reread(&spoilt, &Watch::default()).is_err(), "cut to {length}");
    }
    fs::write(&spoilt, [whole.as_slice(), b"more"].concat()).expect("written");
    assert!(matches!(reread(&spoilt, &Watch::default()), Err(StorageError::Damaged)), "longer than it says");
    fs::write(&spoilt, b"PK\x03\x04 something else entirely").expect("written");
    assert!(matches!(head_of(&spoilt), Err(StorageError::NotACopy)));
    assert!(reread(&path, &Watch::default()).is_ok(), "the copy itself was not touched");
}

#[test]
fn a_spoilt_copy_restores_nothing_and_leaves_nothing() {
    let mut office = office();
    let (_, path) = office.copy(1);
    let mut bytes = fs::read(&path).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&path, bytes).expect("spoilt");
    assert!(matches!(office.restore(&path), Err(StorageError::Damaged)));
    assert_eq!(names(office.root.path()), ["copies", "journal"]);
}

#[test]
fn a_head_rewritten_by_someone_who_knows_the_format_does_not_pass_for_another() {
    let mut office = office();
    let (_, path) = office.copy(1);
    office.register(2);
    let (_, later) = office.copy(2);
    // The later payload under the earlier head, with every length and hash put right, has other counts.
    let (one, other) = (head_of(&path).expect("a copy"), head_of(&later).expect("a copy"));
    assert!(one.manifest.requests != other.manifest.requests);
    let mixed = backup::Copy { manifest: one.manifest, ..other };
    let (key, _) = mixed.ways.unlock_with_sheet(&office.sheet).expect("opens");
    let refused = backup::rebuild(&office.folder, &Source::Copy(Box::new(mixed)), &key, &Watch::default()).err();
    assert!(matches!(refused, Some(StorageError::Damaged)));
}

#[test]
fn a_stopped_copy_leaves_nothing_and_the_older_one_whole() {
    let mut office = office();
    let (_, path) = office.copy(1);
    let (folder, slots) = (Folder::new(office.root.path()), office.slots.clone());
    let copier = office.journal.as_ref().expect("open").copier(&folder, &slots, &office.key).expect("a copier");
    let watch = Watch::default();
    watch.stop();
    let stopped = copier.make(&order(&office.folder.copies(), 2), &watch).err();
    assert!(matches!(stopped, Some(StorageError::Stopped)), "{stopped:?}");
    assert_eq!(names(&office.folder.copies()), ["2026-11-21-1.poryadok-copy"]);
    assert_eq!(names(office.root.path()), ["copies", "journal"]);
    assert!(reread(&path, &Watch::default()).is_ok());
}

#[test]
fn the_second_place_gets_the_same_bytes_and_an_absent_one_is_told() {
    let mut office = office();
    let stick = tempfile::tempdir().expect("a stick");
    let (folder, slots) = (Folder::new(office.root.path()), office.slots.clone());
    let copier = office.journal().copier(&folder, &slots, &JournalKey::fresh().expect("a key"));
    assert!(copier.is_ok(), "the key is tried when the copy is made");
    let copier = office.journal.as_ref().expect("open").copier(&folder, &slots, &office.key).expect("a copier");
    let made = copier.make(&order(&office.folder.copies(), 1), &Watch::default()).expect("made");
    let (here, there) = (office.folder.copies().join(&made.name), stick.path().join(&made.name));
    backup::lay_there(&here, stick.path(), &Watch::default()).expect("laid there");
    let read = |path: &Path| fs::read(path).expect("read");
    assert!(read(&here) == read(&there));
    let absent = backup::lay_there(&here, &stick.path().join("absent"), &Watch::default());
    assert!(matches!(absent, Err(StorageError::Missing)));

    // Another journal's copy of the same name is not written over.
    let mut other = self::office();
    let (_, theirs) = other.copy(9);
    fs::copy(&theirs, &there).expect("another's stick");
    assert!(matches!(backup::lay_there(&here, stick.path(), &Watch::default()), Err(StorageError::Busy)));
    assert!(read(&there) == read(&theirs));
}

#[test]
fn each_of_two_files_is_made_anew_from_the_other_and_neither_from_a_spoilt_one() {
    let mut office = office();
    let stick = tempfile::tempdir().expect("a stick");
    let (made, here) = office.copy(1);
    let there = stick.path().join(&made.name);
    let look = || backup::look_there(&here, stick.path(), &made.manifest, &Watch::default()).expect("read");
    let back =
        || backup::bring_back(&there, &office.folder.copies(), made.manifest.copy, &Watch::default()).expect("tried");
    let spoil = |path: &Path| {
        let mut bytes = fs::read(path).expect("read");
        let last = bytes.len() - 5;
        bytes[last] ^= 1;
        fs::write(path, bytes).expect("spoilt");
    };
    assert_eq!(look(), Second::Gone);
    backup::lay_there(&here, stick.path(), &Watch::default()).expect("laid there");
    let whole = fs::read(&here).expect("read");
    assert_eq!(look(), Second::Whole);
    spoil(&there);
    assert_eq!(look(), Second::Whole, "made anew from the one here");
    assert!(fs::read(&there).expect("read") == whole);
    spoil(&here);
    assert_eq!(look(), Second::Whole, "the one there is what it was");
    assert!(back().is_some_and(|found| found == made.manifest));
    assert!(fs::read(&here).expect("read") == whole);
    fs::remove_file(&here).expect("lost");
    assert!(back().is_some() && fs::read(&here).expect("read") == whole);
    for path in [&here, &there] {
        spoil(path);
    }
    let bytes = fs::read(&here).expect("read");
    assert_eq!(look(), Second::Spoilt);
    assert!(back().is_none() && fs::read(&here).expect("read") == bytes, "nothing spoilt is put over anything");
    assert_eq!(names(&office.folder.copies()), std::slice::from_ref(&made.name));
    assert_eq!(names(stick.path()), std::slice::from_ref(&made.name), "and nothing half-written stays");
}

#[test]
fn at_the_second_place_only_what_this_journal_left_half_written_is_swept() {
    let mut office = office();
    let stick = tempfile::tempdir().expect("a stick");
    let (made, here) = office.copy(1);
    let whole = fs::read(&here).expect("read");
    let put = |name: &str, bytes: &[u8]| fs::write(stick.path().join(name), bytes).expect("written");
    put("2026-11-20-1.poryadok-copy.part", &whole[..whole.len() / 2]);
    put(&format!("{}.part", made.name), b"PORYA");
    put("2026-11-20-2.poryadok-copy.part", b"PORYA");
    put("photos.part", b"somebody's");
    backup::sweep_there(stick.path(), made.manifest.journal, std::slice::from_ref(&made.name));
    assert_eq!(names(stick.path()), ["2026-11-20-2.poryadok-copy.part", "photos.part"]);
    put("2026-11-20-1.poryadok-copy.part", &whole[..whole.len() / 2]);
    backup::sweep_there(stick.path(), Uuid::from_u128(99), &[]);
    assert_eq!(names(stick.path()).len(), 3, "another journal's is not ours");
}

#[test]
fn what_is_written_while_a_copy_is_made_is_wholly_in_it_or_wholly_not() {
    let mut office = office();
    let (folder, slots) = (Folder::new(office.root.path()), office.slots.clone());
    for number in 0..4 {
        let copier = office.journal.as_ref().expect("open").copier(&folder, &slots, &office.key).expect("a copier");
        let order = order(&office.folder.copies(), number);
        std::thread::scope(|scope| {
            let making = scope.spawn(move || copier.make(&order, &Watch::default()));
            for request in 0..5 {
                office.register(100 + number * 10 + request);
            }
            let made = making.join().expect("no panic").expect("a proven copy");
            assert!(made.manifest.requests >= 1);
        });
    }
}

#[test]
fn a_restored_journal_has_a_new_key_and_branch_and_the_old_one_is_put_aside_whole() {
    let mut office = office();
    let (made, path) = office.copy(1);
    office.register(2);
    let before = office.journal().view().audit_length().expect("a length");
    office.journal.take().expect("open").close();
    let present = fs::read(office.folder.journal().join("journal-1.db")).expect("read");

    let mut rebuilt = office.restore(&path).expect("made anew");
    assert_eq!(rebuilt.slots.place().generation, 2);
    assert_eq!(before - rebuilt.lines, 1, "one line was written after the copy");
    let branch = Uuid::from_u128(99);
    rebuilt
        .journal
        .change::<(), StorageError>(Some(HEAD), at(7200), |change| {
            let known = |series: &str, year, last| Series { series: series.to_owned(), year, last };
            change.raise_series(&[known("request", 2026, 41), known("recipient", 0, 7), known("event", 2026, 3)])?;
            change.note_restored(PLACE.journal, branch, Some(1))
        })
        .expect("noted");
    let (mut journal, slots, key, swapped) = rebuilt.take_place(&office.folder, day()).expect("in its place");
    assert_eq!(names(office.root.path()), ["copies", "journal", "journal.aside-2026-11-21-1"]);
    assert!(fs::read(swapped.aside.expect("put aside").join("journal-1.db")).expect("read") == present);
    assert_eq!(journal.view().centre().expect("a centre").branch_id, branch);
    assert!(matches!(journal.view().verify_chain().expect("a chain"), Chain::Whole(_)));
    let line = journal.view().audit_tail(1).expect("a line").remove(0);
    assert_eq!((line.action.as_str(), line.version), ("restored", Some(1)));
    journal.check_integrity().expect("whole");
    // Numbers and codes go on after the highest that was known.
    let number = journal
        .change::<_, StorageError>(Some(HEAD), at(7300), |change| {
            change.note(Action::RequestChanged, Subject::Journal, None);
            let code =
                change.add_recipient(RecipientId(Uuid::from_u128(31)), RecipientKind::Parent, &[], "Новая", "", "")?;
            Ok((
                change.next_number(storage::Numbers::Request, 2026)?,
                code.0,
                change.next_number(storage::Numbers::Event, 2026)?,
            ))
        })
        .expect("numbers");
    assert_eq!(number, (42, 8, 4));
    journal.close();
    // The sheet opens the restored journal through its own slot file; the copy's key does not.
    let found = storage::keys::read_twins(&office.folder.journal()).expect("twins").candidates.remove(0);
    assert!(found == slots);
    let (by_sheet, _) = found.unlock_with_sheet(&office.sheet).expect("the sheet opens it");
    let file = office.folder.journal().join(found.database());
    LockedJournal::find(&file).expect("there").unlock(&by_sheet).expect("opens").close();
    LockedJournal::find(&file).expect("there").unlock(&key).expect("the same key").close();
    let copy = head_of(&path).expect("a copy");
    let (copy_key, _) = copy.ways.unlock_with_sheet(&office.sheet).expect("opens the copy");
    assert!(LockedJournal::find(&file).expect("there").unlock(&copy_key).is_err());
    assert_eq!(made.manifest.branch, Uuid::from_u128(2));
}

#[test]
fn a_copy_holds_rows_alone_and_the_restored_journal_has_indexes_triggers_and_search_again() {
    let mut office = office();
    let (_, path) = office.copy(1);
    office.journal.take().expect("open").close();
    let journal = office.folder.journal().join("journal-1.db");
    let there = storage::testing::things(&journal, &office.key).expect("read");

    let copy = head_of(&path).expect("a copy");
    let (key, _) = copy.ways.unlock_with_sheet(&office.sheet).expect("opens the copy");
    let aside = tempfile::tempdir().expect("a folder");
    let files = storage::testing::things_of_copy(&copy, &key, aside.path()).expect("read");
    let held: BTreeSet<_> = files.iter().flatten().cloned().collect();
    assert_eq!(held.len(), files.iter().map(BTreeSet::len).sum::<usize>(), "a thing lies in one of the files only");
    assert!(held.is_subset(&there));
    let left_out: Vec<_> = there.difference(&held).collect();
    let is_made_anew = |[kind, name, sql]: &[String; 3]| match kind.as_str() {
        "trigger" => true,
        "index" => !sql.starts_with("CREATE UNIQUE") && (!sql.is_empty() || name.contains("search")),
        _ => name.starts_with("search") || name.starts_with("person_search"),
    };
    for thing in &left_out {
        assert!(is_made_anew(thing), "rows of {thing:?} would be lost");
    }
    for kind in ["trigger", "index", "table"] {
        assert!(left_out.iter().any(|thing| thing[0] == kind), "no {kind} is worth its place in a copy");
    }

    let rebuilt = office.restore(&path).expect("made anew");
    assert_eq!(people(&rebuilt.journal, "елкина"), 1, "search was made anew");
    let (place, key) = (rebuilt.journal.path().to_owned(), rebuilt.key);
    rebuilt.journal.close();
    assert_eq!(storage::testing::seal(&place, &key).expect("it opens"), "HMAC_SHA256");
    let restored = storage::testing::things(&place, &key).expect("read");
    let differing: Vec<_> = there.symmetric_difference(&restored).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn a_restoring_cut_short_between_its_two_renames_is_finished_at_the_next_start() {
    let mut office = office();
    let (_, path) = office.copy(1);
    office.journal.take().expect("open").close();
    let rebuilt = office.restore(&path).expect("made anew");
    let root = office.root.path();
    rebuilt.take_place(&office.folder, day()).expect("in its place").0.close();
    // As a crash leaves it: the present one stepped aside, the restored one not yet in its place.
    fs::rename(root.join("journal"), root.join("journal.restored")).expect("renamed");
    backup::finish_swap(&office.folder).expect("finished");
    assert!(office.folder.has_journal() && !root.join("journal.restored").exists());
    // Or: the restored one whole, the present one still there. Nothing was restored then.
    fs::create_dir(root.join("journal.restored")).expect("a leftover");
    fs::create_dir(root.join("journal.restoring")).expect("a leftover");
    fs::write(root.join("copies/2026-11-21-2.poryadok-copy.part"), b"half").expect("a leftover");
    backup::sweep(&office.folder);
    backup::finish_swap(&office.folder).expect("swept");
    assert_eq!(names(root), ["copies", "journal", "journal.aside-2026-11-21-1"]);
    assert_eq!(names(&root.join("copies")), ["2026-11-21-1.poryadok-copy"]);
}

#[test]
fn a_copy_of_a_newer_schema_is_refused_and_of_an_older_one_brought_up() {
    let mut office = office();
    let (folder, slots) = (Folder::new(office.root.path()), office.slots.clone());
    let copier = office.journal.as_ref().expect("open").copier(&folder, &slots, &office.key).expect("a copier");
    let journal = office.journal().path().to_owned();
    office.journal.take().expect("open").close();
    let first = order(&office.folder.copies(), 1);
    copier.make(&first, &Watch::default()).expect("made");
    let path = office.folder.copies().join(&first.name);
    let newer = |format: u32, schema: u32| {
        let place = office.root.path().join("newer.poryadok-copy");
        fs::write(&place, rewritten(&fs::read(&path).expect("read"), format, schema)).expect("written");
        head_of(&place).err()
    };
    assert!(newer(1, NEWEST_SCHEMA).is_none(), "rewritten as it was");
    let refused = newer(1, NEWEST_SCHEMA + 1);
    assert!(matches!(refused, Some(StorageError::Newer { found, .. }) if found == NEWEST_SCHEMA + 1));
    assert!(matches!(newer(2, NEWEST_SCHEMA), Some(StorageError::Newer { found: 2, .. })));

    storage::testing::back_to_first_schema(&journal, &office.key).expect("made old");
    let first = order(&office.folder.copies(), 2);
    let made = copier.make(&first, &Watch::default()).expect("made");
    assert_eq!(made.manifest.schema, 1);
    let rebuilt = office.restore(&office.folder.copies().join(&first.name)).expect("brought up");
    assert_eq!(rebuilt.journal.view().recipient(PERSON).expect("a person").name, NAME);
    assert_eq!(people(&rebuilt.journal, "елкина"), 1, "search was made for the old records");
}

/// The same copy as a later program would have made it: another format, another schema, every hash put right.
fn rewritten(whole: &[u8], format: u32, schema: u32) -> Vec<u8> {
    let length = usize::try_from(u32::from_be_bytes(whole[20..24].try_into().expect("four bytes"))).expect("small");
    let head = String::from_utf8(whole[56..56 + length].to_vec()).expect("JSON");
    let head = head.replace(&format!("\"schema\":{NEWEST_SCHEMA}"), &format!("\"schema\":{schema}"));
    let mut bytes = whole[..16].to_vec();
    bytes.extend_from_slice(&format.to_be_bytes());
    bytes.extend_from_slice(&u32::try_from(head.len()).expect("small").to_be_bytes());
    let hash = Sha256::new().chain_update(&bytes).chain_update(&head).finalize();
    [&bytes, hash.as_slice(), head.as_bytes(), &whole[56 + length..]].concat()
}

/// How many people a query finds.
fn people(journal: &Journal, text: &str) -> usize {
    let query = read_people(text);
    journal.view().find_people(&PeopleQuery { query: &query, own: None, limit: 5 }).expect("searched").people.len()
}

fn destruction(office: &mut Office, number: u128) -> Destruction {
    let records = office.journal().view().records_of_code(1).expect("records");
    Destruction { id: Uuid::from_u128(800 + number), at: at(200).timestamp_millis(), code: 1, records }
}

#[test]
fn the_list_of_destructions_is_encrypted_and_found_missing_older_or_closed() {
    let mut office = office();
    let copies = office.folder.copies();
    let slots = office.slots.clone();
    office
        .journal()
        .change::<(), StorageError>(Some(HEAD), at(150), |change| {
            change.note(Action::CopyMade, Subject::Copy, None);
            change.begin_destruction_list(Uuid::from_u128(900))
        })
        .expect("a list");
    assert!(office.journal().has_destruction_list().expect("asked"));
    office.journal().write_destruction_list(&copies, &slots).expect("written");
    assert_eq!(office.journal().read_destruction_list(&copies).expect("read"), []);
    let empty = fs::read(copies.join(LIST_NAME)).expect("read");

    let first = destruction(&mut office, 1);
    assert_eq!(first.records.len(), 2, "the person and their request");
    office
        .journal()
        .change::<(), StorageError>(Some(HEAD), at(201), |change| change.destroy(&first, "Акт № 1"))
        .expect("destroyed");
    office.journal().write_destruction_list(&copies, &slots).expect("written");
    let known = office.journal().view().destructions().expect("known");
    let sheet = Sheet::from_groups(office.sheet.groups().as_ref()).expect("the same sheet");
    let open = |folder: &Path| {
        let (key, _) = ways_into_list(folder)?.unlock_with_sheet(&sheet).map_err(|_| StorageError::Damaged)?;
        read_list(folder, &key)
    };
    let listed = open(&copies).expect("the sheet opens the list on any PC");
    assert_eq!(listed, known);
    assert_eq!(list_state(Ok(&listed), &known), ListState::Whole);
    // An older list of the same place.
    fs::write(copies.join(LIST_NAME), &empty).expect("put back");
    assert_eq!(list_state(Ok(&open(&copies).expect("opens")), &known), ListState::Older);
    // A list of another place that knows more than this journal is not forgotten when it is written anew.
    let elsewhere = tempfile::tempdir().expect("a stick");
    office.journal().write_destruction_list(elsewhere.path(), &slots).expect("written");
    fs::copy(elsewhere.path().join(LIST_NAME), copies.join(LIST_NAME)).expect("copied");
    // Bit flips over the whole list.
    let whole = fs::read(copies.join(LIST_NAME)).expect("read");
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(copies.join(LIST_NAME), &bytes).expect("spoilt");
        let found = open(&copies);
        assert!(found.is_err(), "byte {place}");
        assert_eq!(list_state(found.as_deref(), &known), ListState::Closed);
    }
    fs::remove_file(copies.join(LIST_NAME)).expect("lost");
    assert_eq!(list_state(open(&copies).as_deref(), &known), ListState::Missing);
}

#[test]
fn what_was_destroyed_after_a_copy_is_destroyed_again_in_the_restored_journal() {
    let mut office = office();
    let (_, path) = office.copy(1);
    let destruction = destruction(&mut office, 1);
    office
        .journal()
        .change::<(), StorageError>(Some(HEAD), at(201), |change| change.destroy(&destruction, "Акт № 1"))
        .expect("destroyed");
    assert_eq!(office.journal().view().recipient(PERSON).expect("a code").name, "");
    office.journal.take().expect("open").close();

    let mut rebuilt = office.restore(&path).expect("made anew");
    assert_eq!(rebuilt.journal.view().recipient(PERSON).expect("a person").name, NAME, "the copy is older");
    let salt = |journal: &Journal| storage::testing::salt_of(journal, "recipient", PERSON.0).expect("asked");
    let before = salt(&rebuilt.journal);
    assert!(before.is_some());
    for second in [300, 301] {
        // Twice is as once.
        rebuilt
            .journal
            .change::<(), StorageError>(Some(HEAD), at(second), |change| change.destroy(&destruction, ""))
            .expect("again");
    }
    let view = rebuilt.journal.view();
    let person = view.recipient(PERSON).expect("the code stays");
    assert_eq!((person.code.0, person.name.as_str(), person.phone.as_str()), (1, "", ""));
    assert_eq!(view.request(request(1).id).expect("the request stays").about, "");
    assert_eq!(people(&rebuilt.journal, "елкина"), 0);
    assert_ne!(salt(&rebuilt.journal), before, "the earlier lines tell nothing of what the record held");
    let (mut place, mut found) = (Compared::default(), Contents::default());
    while view.compare_contents(&mut place, &mut found).expect("compared") {}
    assert!(found.differs.is_empty(), "{:?}", found.differs);
    assert!(matches!(view.verify_chain().expect("a chain"), Chain::Whole(_)), "and the chain holds");
    assert_eq!(view.destructions().expect("known"), [destruction]);
}

#[test]
fn a_destruction_of_a_kind_this_program_does_not_know_harms_nothing() {
    let mut office = office();
    let strange = Destruction {
        id: Uuid::from_u128(801),
        at: 0,
        code: 0,
        records: vec![Erased { subject: "letter".to_owned(), id: Uuid::from_u128(5) }],
    };
    office
        .journal()
        .change::<(), StorageError>(Some(HEAD), at(201), |change| change.destroy(&strange, ""))
        .expect("noted");
    assert_eq!(office.journal().view().recipient(PERSON).expect("a person").name, NAME);
}
