//! A journal of the first schema is brought up: a proven copy first, then the search of what is there.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::path::PathBuf;

use domain::consultation::{Attempt, AttemptOutcome, More, Outcome, Record};
use domain::ids::{ConsultationId, RecipientId};
use domain::lists::{Form, Kind, RecipientKind};
use domain::search::{read, read_people};
use storage::backup::Destruction;
use storage::keys::JournalKey;
use storage::request::{Participant, Request};
use storage::search::{Filters, PeopleQuery, Search, Sight};
use storage::testing::{back_to_first_schema, copy_before_step, index_knows};
use storage::{Change, Folder, Journal, LockedJournal, StorageError};
use tempfile::TempDir;
use uuid::Uuid;

mod common;

use common::{CONSULTANT, HEAD, at, begin, moment};

const PERSON: RecipientId = RecipientId(Uuid::from_u128(30));

/// A journal with one person, one signed record and one waiting request, closed.
fn made() -> (TempDir, PathBuf, JournalKey) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let (journal, key) = begin(&Folder::new(root.path()), |change| {
        change.add_recipient(PERSON, RecipientKind::Parent, &[], "Ёлкина Алёна", "+79171234567", "")?;
        for (number, about) in [(1, "Капризы перед сном"), (2, "Ждёт времени")] {
            change.register_request(request(number, about))?;
        }
        sign(change)
    });
    let path = journal.path().to_owned();
    journal.close();
    (root, path, key)
}

fn request(number: u128, about: &str) -> Request {
    Request {
        participants: vec![Participant::known(PERSON, RecipientKind::Parent)],
        about: about.to_owned(),
        ..common::request(number)
    }
}

fn sign(change: &Change<'_>) -> Result<(), StorageError> {
    let record = Record {
        attempts: vec![Attempt { started: moment(11), ended: moment(12), outcome: AttemptOutcome::Held }],
        form: Form::InCenter,
        means: None,
        kind: Kind::Content,
        direction: None,
        topics: Vec::new(),
        consultants: vec![CONSULTANT],
        outcome: Outcome::Given,
        outcome_words: String::new(),
        organisations: Vec::new(),
        satisfied: None,
        note: "Тревога".to_owned(),
        advice: "Читать сказки".to_owned(),
        child_present: None,
        child_age: None,
        quality_offered: true,
        evidence: None,
        survey_filled: false,
        feedback_on: None,
        more: More::default(),
    };
    let id = ConsultationId(Uuid::from_u128(3001));
    change.sign_consultation(id, request(1, "").id, &record, HEAD, moment(12).date(), None)?;
    Ok(())
}

/// Requests that the signer finds.
fn found(journal: &Journal, text: &str) -> Vec<u128> {
    let query = read(text, moment(9).date());
    let sight = Sight { all_names: true, all_words: true, own: None, own_notes: None, account: HEAD };
    let search = Search { query: &query, sight, filters: Filters::default(), below: None, limit: 10 };
    let hits = journal.view().search(&search).expect("an answer");
    hits.iter().map(|hit| hit.request.0.as_u128() - 1000).collect()
}

fn open(path: &std::path::Path, key: &JournalKey) -> Result<Journal, StorageError> {
    LockedJournal::find(path)?.unlock(key)
}

#[test]
fn a_journal_of_the_first_schema_is_found_through_after_it_is_opened() {
    let (_root, path, key) = made();
    back_to_first_schema(&path, &key).expect("as the first program left it");
    let journal = open(&path, &key).expect("brought up");
    for (text, expected) in [
        ("капризам", vec![1]),
        ("сказка", vec![1]),
        ("тревоги", vec![1]),
        ("елкина", vec![1, 2]),
        ("П-0001", vec![1, 2]),
        ("08.10.2026", vec![1, 2]),
        ("№ 2", vec![2]),
        ("калинина", vec![1]),
    ] {
        assert_eq!(found(&journal, text), expected, "{text}");
    }
    let query = read_people("алён 4567");
    let people = journal.view().find_people(&PeopleQuery { query: &query, own: Some(CONSULTANT), limit: 5 });
    assert_eq!(people.expect("an answer").people.len(), 1);
    journal.check_integrity().expect("whole");
}

#[test]
fn before_the_step_a_proven_copy_of_the_old_journal_stands_beside() {
    let (_root, path, key) = made();
    let copy = copy_before_step(&path);
    assert!(!copy.exists(), "a new journal needs none");
    back_to_first_schema(&path, &key).expect("as the first program left it");
    let older = path.with_file_name("journal-1.db.before-schema-1");
    std::fs::write(&older, b"of an earlier step").expect("written");

    let journal = open(&path, &key).expect("brought up");
    assert!(copy.exists() && !older.exists(), "only the newest copy is kept");
    assert!(!path.with_file_name("journal-1.db.before-schema-2.part").exists());
    journal.close();

    // The copy is the old journal itself: put back, it opens and is brought up again.
    let put_back = path.with_file_name("put-back.db");
    std::fs::copy(&copy, &put_back).expect("copied");
    assert_eq!(found(&open(&put_back, &key).expect("opens"), "капризы"), [1]);
    assert!(matches!(open(&copy, &JournalKey::fresh().expect("a key")), Err(StorageError::Damaged)));
}

#[test]
fn where_the_copy_cannot_be_made_the_journal_is_not_touched() {
    let (_root, path, key) = made();
    back_to_first_schema(&path, &key).expect("as the first program left it");
    // Something that cannot be taken away stands where the copy is begun.
    let begun = path.with_file_name("journal-1.db.before-schema-2.part");
    std::fs::create_dir_all(begun.join("full")).expect("a folder");
    assert!(open(&path, &key).is_err());
    std::fs::remove_dir_all(&begun).expect("taken away");
    assert_eq!(found(&open(&path, &key).expect("as it was"), "капризы"), [1]);
}

#[test]
fn what_was_destroyed_leaves_the_index_with_the_act() {
    let (_root, path, key) = made();
    let known = |word: &str| index_knows(&path, &key, word).expect("an answer");
    assert!(known("тревога") && known("елкина") && known("капризы"));
    let mut journal = open(&path, &key).expect("open");
    let records = journal.view().records_of_code(1).expect("records");
    let destruction = Destruction { id: Uuid::from_u128(1), at: at(9).timestamp_millis(), code: 1, records };
    journal
        .change::<_, StorageError>(Some(HEAD), at(9), |change| change.destroy(&destruction, "Акт № 1"))
        .expect("destroyed");
    assert!(found(&journal, "тревога").is_empty() && found(&journal, "капризы").is_empty());
    for word in ["тревога", "елкина", "капризы"] {
        assert!(!known(word), "a list of words is not the record, but it still tells {word}");
    }
}
