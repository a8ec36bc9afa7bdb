//! A proven copy of the journal beside it, made before its schema is changed.
//!
//! It opens with the same slots, lies under the same key and bears the schema it was made for in its name.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::error::StorageError;
use crate::folder::{rename, sync_file, sync_folder};
use crate::journal::{assert_undamaged, check_sound, check_whole, connect};
use crate::keys::JournalKey;
use crate::schema;

const MARK: &str = ".before-schema-";

fn beside(journal: &Path, tail: &str) -> PathBuf {
    let mut name = journal.file_name().map_or_else(OsString::new, OsString::from);
    name.push(tail);
    journal.with_file_name(name)
}

/// Where the copy made before the step to `schema` stands.
pub(crate) fn copy_path(journal: &Path, schema: u32) -> PathBuf {
    beside(journal, &format!("{MARK}{schema}"))
}

/// Copies the open journal beside itself, and calls it a copy only when it was opened and proven.
///
/// # Errors
/// Whatever the disk says: the journal is then not touched, and nothing half-made stays.
pub(crate) fn set_aside(db: &Connection, journal: &Path, key: &JournalKey, schema: u32) -> Result<(), StorageError> {
    let begun = beside(journal, &format!("{MARK}{schema}.part"));
    let made = copy_and_prove(db, &begun, key).and_then(|()| {
        rename(&begun, copy_path(journal, schema))?;
        sync_folder(journal.parent().unwrap_or_else(|| Path::new(".")))
    });
    if made.is_err() {
        // The first trouble is the one to tell of.
        let _ = fs::remove_file(&begun);
    }
    made
}

fn copy_and_prove(db: &Connection, begun: &Path, key: &JournalKey) -> Result<(), StorageError> {
    if begun.exists() {
        fs::remove_file(begun)?;
    }
    let target = begun.to_str().ok_or(StorageError::Content("a path"))?;
    db.execute("VACUUM INTO ?1", [target])?;
    assert_undamaged(db)?;
    sync_file(begun)?;
    let copy = connect(begun, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    check_whole(&copy)?;
    check_sound(&copy)?;
    if told(&copy)? != told(db)? {
        return Err(StorageError::Damaged);
    }
    copy.close().map_err(|(_, error)| StorageError::from(error))
}

/// What a copy must have in common with its journal: records, the history's length and end.
#[derive(PartialEq, Eq)]
struct Told {
    schema: u32,
    requests: i64,
    lines: i64,
    end: Option<Vec<u8>>,
}

fn told(db: &Connection) -> Result<Told, StorageError> {
    let schema = schema::found(db)?;
    let told = db.query_row(
        "SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM audit),
            (SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1)",
        [],
        |row| Ok(Told { schema, requests: row.get(0)?, lines: row.get(1)?, end: row.get(2)? }),
    )?;
    Ok(told)
}

/// Takes away the copies of earlier steps; the one before `schema` stays.
pub(crate) fn keep_newest(journal: &Path, schema: u32) -> Result<(), StorageError> {
    keep_only(journal, Some(&copy_path(journal, schema)))
}

/// Takes away the copies of every step.
pub(crate) fn take_away(journal: &Path) -> Result<(), StorageError> {
    keep_only(journal, None)
}

fn keep_only(journal: &Path, newest: Option<&Path>) -> Result<(), StorageError> {
    let begins = beside(journal, MARK);
    let begins = begins.file_name().and_then(|name| name.to_str()).unwrap_or(MARK).to_owned();
    for entry in fs::read_dir(journal.parent().unwrap_or_else(|| Path::new(".")))? {
        let path = entry?.path();
        let ours = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&begins));
        if ours && Some(path.as_path()) != newest {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
