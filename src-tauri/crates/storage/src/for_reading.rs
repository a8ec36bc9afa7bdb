//! A connection by which nothing in the journal's folder changes: no page, no log, no file beside them.
//!
//! SQLite keeps to that in two ways, and neither does for both cases. An *immutable* file is read without locks and
//! without the log before it, so it is for a journal whose log was folded in when it was closed. Where a log still
//! stands, it holds what was signed last and must be read: the log's index, which would be a third file, is then kept in
//! memory, for which SQLite wants the file to itself; a file that may not be written cannot be locked, so the locks are
//! left out. They are not missed: the program's hold on its folder keeps every other program out.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::StorageError;
use crate::journal::connect_by;
use crate::keys::JournalKey;

/// SQLite's own way to the disk that takes no locks.
const WITHOUT_LOCKS: &str = if cfg!(windows) { "win32-none" } else { "unix-none" };

pub(crate) fn connect(path: &Path, key: &JournalKey) -> Result<Connection, StorageError> {
    connect_by(|| open(path), key, settle)
}

/// The same for what is left of a damaged journal. SQLite opens no file that is shorter than it says, unless whoever
/// asks may put its tables right by hand; nothing can be written all the same.
pub(crate) fn connect_to_what_is_left(path: &Path, key: &JournalKey) -> Result<Connection, StorageError> {
    connect_by(
        || open(path),
        key,
        |db| {
            db.execute_batch("PRAGMA writable_schema = ON")?;
            settle(db)
        },
    )
}

fn open(path: &Path) -> Result<Connection, StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(if log_of(path).exists() {
        Connection::open_with_flags_and_vfs(path, flags, WITHOUT_LOCKS)?
    } else {
        Connection::open_with_flags(immutable(path), flags | OpenFlags::SQLITE_OPEN_URI)?
    })
}

fn settle(db: &Connection) -> Result<(), StorageError> {
    // A log that is whole would be folded into a journal that is not.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    db.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |_| Ok(()))?;
    db.execute_batch(
        "PRAGMA query_only = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -24576;
         PRAGMA trusted_schema = OFF;",
    )?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// The file's address by which SQLite takes it for one that nobody changes.
fn immutable(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    // `C:\Users` has no slash before it.
    let root = if cfg!(windows) { "/" } else { "" };
    let written = bytes.iter().map(|byte| match byte {
        b'\\' if cfg!(windows) => "/".to_owned(),
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'.' | b'_' | b'-' => char::from(*byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("file:{root}{}?immutable=1", written.collect::<String>())
}
