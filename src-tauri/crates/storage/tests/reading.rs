//! A damaged journal is read as far as it goes, and stays as it was found.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use storage::keys::JournalKey;
use storage::request::Request;
use storage::{Folder, Journal, LockedJournal, StorageError};

mod common;

use common::{HEAD, at, begin, request};

/// As the library lays the journal out, in bytes.
const PAGE: usize = 4096;
/// Enough for pages that hold requests and nothing else.
const REQUESTS: u128 = 60;

/// A folder whose name must not be taken for a part of an address.
fn place(root: &Path) -> Folder {
    // Windows allows no question mark in a name.
    Folder::new(root.join(if cfg!(windows) { "Сад № 12 #1 100%" } else { "Сад № 12 #1 100% ?" }))
}

/// In letters of one byte each, which zeros would pass for.
fn told(number: u128) -> Request {
    Request { about: "Plachet pri rasstavanii utrom. ".repeat(40), ..request(number) }
}

/// Every file of the journal's folder with its bytes.
fn files(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder.journal()).expect("the folder").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file")))
        .collect()
}

/// A journal with its last request still in the log before it, as a kill leaves it; without it where it was closed.
fn left(root: &Path, killed: bool) -> (Folder, JournalKey) {
    let lived = Folder::new(root.join("lived"));
    let (mut journal, key) =
        begin(&lived, |change| (0..REQUESTS).try_for_each(|one| change.register_request(told(one)).map(drop)));
    if killed {
        journal
            .change::<_, StorageError>(Some(HEAD), at(60), |change| change.register_request(told(REQUESTS)).map(drop))
            .expect("kept");
    } else {
        journal.close();
    }
    let folder = place(root);
    fs::create_dir_all(folder.journal()).expect("a folder");
    for (name, bytes) in files(&lived) {
        if !name.ends_with("-shm") {
            fs::write(folder.journal().join(name), bytes).expect("copied");
        }
    }
    (folder, key)
}

/// What a request is about, as whoever reads asks: nothing is believed that was read after damage was met.
fn about(journal: &mut Journal, key: &JournalKey, number: u128) -> Result<String, StorageError> {
    let read = journal.view().request(told(number).id).map(|row| row.about);
    if !journal.has_met_damage() {
        return read;
    }
    journal.open_anew(key)?;
    Err(StorageError::Damaged)
}

fn spoil(folder: &Folder, page: usize) {
    let path = folder.journal().join("journal-1.db");
    let mut bytes = fs::read(&path).expect("the journal");
    bytes[PAGE * page + PAGE / 2] ^= 1;
    fs::write(path, bytes).expect("spoilt");
}

fn pages(folder: &Folder) -> usize {
    fs::read(folder.journal().join("journal-1.db")).expect("the journal").len() / PAGE
}

#[test]
fn whichever_page_is_spoilt_the_rest_is_read_and_no_byte_of_any_file_changes() {
    for killed in [false, true] {
        let root = tempfile::tempdir().expect("a folder");
        let (folder, key) = left(root.path(), killed);
        let whole = files(&folder);
        assert_eq!(whole.keys().any(|name| name.ends_with("-wal")), killed);
        let all = u128::from(u8::from(killed)) + REQUESTS;
        let (mut unread, mut some) = (0, 0);
        for page in (0..pages(&folder)).step_by(if killed { 3 } else { 1 }) {
            spoil(&folder, page);
            let before = files(&folder);
            let found = LockedJournal::find(&folder.journal().join("journal-1.db")).expect("found");
            assert!(matches!(found.unlock(&key), Err(StorageError::Damaged)), "page {page}");
            assert!(files(&folder) == before, "page {page}: a refused opening changes nothing");
            match found.open_for_reading(&key) {
                Ok(mut journal) => {
                    let mut read = || (0..all).map(|one| about(&mut journal, &key, one)).collect::<Vec<_>>();
                    let answers = read();
                    for (one, answer) in (0..all).zip(&answers) {
                        match answer {
                            Ok(about) => assert_eq!(*about, told(one).about, "page {page}"),
                            Err(StorageError::Damaged) => {}
                            Err(other) => panic!("page {page}: {other:?}"),
                        }
                    }
                    let lost = answers.iter().filter(|answer| answer.is_err()).count();
                    some += usize::from(0 < lost && lost < answers.len());
                    // What is spoilt is spoilt for whoever asks again, and the rest is still there.
                    assert_eq!(read().iter().filter(|answer| answer.is_err()).count(), lost, "page {page}");
                    journal.close();
                }
                Err(StorageError::Damaged) => unread += 1,
                Err(other) => panic!("page {page}: {other:?}"),
            }
            assert!(files(&folder) == before, "page {page}: reading changes nothing");
            for (name, bytes) in &whole {
                fs::write(folder.journal().join(name), bytes).expect("whole again");
            }
        }
        println!("{} pages, {unread} without which nothing is read, {some} that cost some requests", pages(&folder));
        assert!(unread <= 14, "the list of tables alone takes as many");
        assert!(some > 0, "a page of requests is among them");
    }
}

#[test]
fn a_journal_cut_short_is_read_as_far_as_it_goes() {
    let root = tempfile::tempdir().expect("a folder");
    let (folder, key) = left(root.path(), false);
    let (whole, path) = (files(&folder), folder.journal().join("journal-1.db"));
    let mut some = 0;
    for eighths in 1..8 {
        for torn in [0, 100] {
            let bytes = &whole["journal-1.db"];
            fs::write(&path, &bytes[..bytes.len() / PAGE * eighths / 8 * PAGE + torn]).expect("cut");
            let before = files(&folder);
            let found = LockedJournal::find(&path).expect("found");
            assert!(matches!(found.unlock(&key), Err(StorageError::Damaged)), "{eighths} eighths");
            if let Ok(mut journal) = found.open_for_reading(&key) {
                let answers: Vec<_> = (0..REQUESTS).map(|one| about(&mut journal, &key, one)).collect();
                for (one, answer) in (0..REQUESTS).zip(&answers) {
                    match answer {
                        Ok(about) => assert_eq!(*about, told(one).about, "{eighths} eighths"),
                        Err(StorageError::Damaged) => {}
                        Err(other) => panic!("{eighths} eighths: {other:?}"),
                    }
                }
                some += usize::from(answers.iter().any(Result::is_ok));
                journal.close();
            }
            assert!(files(&folder) == before, "{eighths} eighths: nothing changes");
        }
    }
    println!("of 14 cut journals {some} are read");
    assert!(some > 0);
}

#[test]
fn what_only_the_log_before_the_journal_holds_is_read() {
    let root = tempfile::tempdir().expect("a folder");
    let (folder, key) = left(root.path(), true);
    let found = LockedJournal::find(&folder.journal().join("journal-1.db")).expect("found");
    let before = files(&folder);
    let journal = found.open_for_reading(&key).expect("opened");
    assert_eq!(journal.view().request(told(REQUESTS).id).expect("the last one").number, 61);
    drop(journal);
    assert!(files(&folder) == before);
}

/// Of a big journal not every page is read at its opening: damage is met by whoever works in it.
#[test]
fn what_was_made_of_a_damaged_page_is_not_written() {
    storage::testing::open_as_big();
    let root = tempfile::tempdir().expect("a folder");
    let (folder, key) = left(root.path(), false);
    let whole = files(&folder);
    let mut met = 0;
    for page in (0..pages(&folder)).step_by(5) {
        spoil(&folder, page);
        let found = LockedJournal::find(&folder.journal().join("journal-1.db")).expect("found");
        if let Ok(mut journal) = found.unlock(&key) {
            let ids = (0..REQUESTS).map(|one| told(one).id);
            if ids.filter(|id| journal.view().request(*id).is_err()).count() > 0 {
                assert!(journal.has_met_damage());
                let tried = journal.change::<_, StorageError>(None, at(60), |change| {
                    change.note(storage::audit::Action::Locked, storage::audit::Subject::Account, None);
                    Ok(())
                });
                assert!(tried.is_err(), "page {page}");
                met += 1;
            }
            journal.close();
        }
        for (name, bytes) in &whole {
            fs::write(folder.journal().join(name), bytes).expect("whole again");
        }
    }
    assert!(met > 0);
}

#[test]
fn a_journal_open_for_reading_takes_no_change() {
    let root = tempfile::tempdir().expect("a folder");
    let (folder, key) = left(root.path(), false);
    let before = files(&folder);
    let found = LockedJournal::find(&folder.journal().join("journal-1.db")).expect("found");
    let mut journal = found.open_for_reading(&key).expect("opened");
    assert!(journal.is_for_reading());
    let refused = journal
        .change::<_, StorageError>(Some(HEAD), at(60), |change| change.register_request(told(REQUESTS)).map(drop));
    assert!(matches!(refused, Err(StorageError::ForReading)));
    let drafted = journal.save_draft(HEAD, "booking", "", "{}", common::moment(9));
    assert!(matches!(drafted, Err(StorageError::ReadOnly)), "whatever goes past the one door meets the library");
    assert!(journal.tidy_search(4).is_err());
    journal.close();
    assert!(files(&folder) == before);
}
