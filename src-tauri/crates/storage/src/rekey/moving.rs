//! Every row written anew under another key, from one moment of the journal, while the work goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::slice;
use std::time::Instant;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{BEGUN, RekeyStep, database_name, reached};
use crate::audit::{self, Head};
use crate::backup::{self, Stage, Watch};
use crate::error::StorageError;
use crate::folder::{sync_file, sync_folder};
use crate::journal::{Journal, assert_undamaged, connect};
use crate::keys::{JournalKey, SlotFile};

/// A table with no more rows is compared whole when the rest is carried over.
const FEW: i64 = 1_000;

/// Moves the rows on a thread of its own: it has a connection and a key of its own.
pub struct Mover {
    journal: PathBuf,
    old_key: JournalKey,
    path: PathBuf,
    key: JournalKey,
}

/// A database beside the journal, proven, with every row of one moment. It goes away again unless it is put in force.
pub struct Moved {
    pub(super) path: PathBuf,
    pub(super) key: JournalKey,
    /// Of the history at that moment.
    pub(super) end: Head,
    /// Tables that had few rows then.
    pub(super) few: Vec<String>,
}

impl Drop for Moved {
    fn drop(&mut self) {
        // Put in force it bears another name; what stays of it is swept away at the next start.
        let _ = fs::remove_file(&self.path);
    }
}

impl Journal {
    /// From now on the journal notes what is written, until the moved rows are put in force or
    /// [`Journal::forget_move`]. `number` tells one move of the running program from another that has not ended yet.
    ///
    /// # Errors
    /// Whatever the storage says; nothing is noted then.
    pub fn begin_move(&self, key: &JournalKey, slots: &SlotFile, number: u32) -> Result<Mover, StorageError> {
        let folder = self.path().parent().unwrap_or_else(|| Path::new("."));
        let fresh = JournalKey::fresh().map_err(|_| StorageError::Content("randomness"))?;
        let tail = if number == 0 { String::new() } else { format!("-{number}") };
        let name = format!("{}{BEGUN}{tail}", database_name(slots.place().generation + 1));
        self.note_changes()?;
        Ok(Mover { journal: self.path().to_owned(), old_key: key.again(), path: folder.join(name), key: fresh })
    }
}

impl Mover {
    /// Moves and proves. Whatever goes wrong, nothing half-made stays.
    ///
    /// # Errors
    /// Whatever the disk says; [`StorageError::Stopped`] when it was stopped.
    pub fn run(self, watch: &Watch) -> Result<Moved, StorageError> {
        let Self { journal, old_key, path, key } = self;
        if path.exists() {
            fs::remove_file(&path)?;
        }
        let begun = Instant::now();
        watch.begin(Stage::Copying, fs::metadata(&journal)?.len(), slice::from_ref(&path));
        let copied = copy_under(&journal, &old_key, &path, &key, watch);
        if copied.is_err() {
            let _ = fs::remove_file(&path);
        }
        let (end, few) = copied?;
        let moved = Moved { path, key, end, few };
        sync_file(&moved.path)?;
        sync_folder(moved.path.parent().unwrap_or_else(|| Path::new(".")))?;
        watch.go_on()?;
        reached(RekeyStep::Copied);

        // Neither check tells how far it is; both together read once what was read and written just now.
        watch.begin_expecting(Stage::Checking, begun.elapsed());
        backup::check_journal(&moved.path, &moved.key, watch)?;
        let again = connect(&moved.path, &moved.key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        if audit::head(&again)? != moved.end {
            return Err(StorageError::Damaged);
        }
        again.close().map_err(|(_, error)| StorageError::from(error))?;
        watch.go_on()?;
        reached(RekeyStep::Proven);
        Ok(moved)
    }
}

/// Opens what counts for nothing yet: should anything fail the file goes, so nothing of it is kept for going back.
pub(super) fn aside(path: &Path, key: &JournalKey) -> Result<Connection, StorageError> {
    let db = connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.query_row("PRAGMA journal_mode = MEMORY", [], |_| Ok(()))?;
    db.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;",
    )?;
    Ok(db)
}

/// Copies every row of one moment into a new file under another key, and counts both. Tells the end of the history at
/// that moment, and which tables have few rows.
fn copy_under(
    old: &Path,
    old_key: &JournalKey,
    path: &Path,
    key: &JournalKey,
    watch: &Watch,
) -> Result<(Head, Vec<String>), StorageError> {
    // What is attached is made by this connection's leave.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let db = connect(old, old_key, flags)?;
    // It brings nothing to the disk with care: the journal's own connection does, or the next start.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    watch.over(&db)?;
    let target = path.to_str().ok_or(StorageError::Content("a path"))?;
    db.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 2000;")?;
    db.execute("ATTACH DATABASE ?1 AS fresh KEY ?2", [target, key.pragma().as_str()])?;
    // The file counts for nothing until it was synced, opened again and proven.
    db.query_row("PRAGMA fresh.journal_mode = OFF", [], |_| Ok(()))?;
    // Reading holds the one moment until all is copied, whoever writes meanwhile.
    db.execute_batch("PRAGMA fresh.synchronous = OFF; BEGIN;")?;
    let end = audit::head(&db)?;
    db.query_row("SELECT sqlcipher_export('fresh')", [], |_| Ok(()))?;
    // The export leaves both marks behind.
    for mark in ["user_version", "application_id"] {
        let value: u32 = db.query_row(&format!("SELECT {mark} FROM pragma_{mark}"), [], |row| row.get(0))?;
        db.pragma_update(Some("fresh"), mark, value)?;
    }
    let few = assert_alike(&db)?;
    assert_undamaged(&db)?;
    db.execute_batch("COMMIT; DETACH DATABASE fresh;")?;
    db.close().map_err(|(_, error)| StorageError::from(error))?;
    Ok((end, few))
}

/// The same tables, indexes and triggers, as many rows in each, the same end of the history.
fn assert_alike(db: &Connection) -> Result<Vec<String>, StorageError> {
    let one = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    let schema = "SELECT type, name, sql FROM";
    let differing = one(&format!(
        "SELECT (SELECT count(*) FROM ({schema} main.sqlite_schema EXCEPT {schema} fresh.sqlite_schema))
            + (SELECT count(*) FROM ({schema} fresh.sqlite_schema EXCEPT {schema} main.sqlite_schema))"
    ))?;
    let mut statement = db.prepare(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite@_%' ESCAPE '@'",
    )?;
    let tables: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut few = Vec::new();
    for table in tables {
        let rows = one(&format!("SELECT count(*) FROM main.\"{table}\""))?;
        if rows != one(&format!("SELECT count(*) FROM fresh.\"{table}\""))? {
            return Err(StorageError::Damaged);
        }
        if rows <= FEW {
            few.push(table);
        }
    }
    let end = "audit ORDER BY sequence DESC LIMIT 1";
    let ends = one(&format!("SELECT (SELECT hash FROM main.{end}) IS (SELECT hash FROM fresh.{end})"))?;
    if differing == 0 && ends == 1 { Ok(few) } else { Err(StorageError::Damaged) }
}
