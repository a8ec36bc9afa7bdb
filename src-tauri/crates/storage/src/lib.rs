//! The encrypted journal: keys, schema steps, queries. SQL stands in this room and nowhere else.
//!
//! A folder `journal` holds the database under a random key and the slot file twice. [`LockedJournal`]
//! can only be opened with a key; only [`Journal`] answers questions, and only [`Journal::change`]
//! changes anything: one transaction with its line in the chained history. A damaged one is opened to be read alone,
//! and not a byte of it changes.

pub mod access;
pub mod account;
mod aside;
pub mod audit;
pub mod backup;
pub mod booking;
pub mod calendar;
pub mod centre;
mod change;
pub mod consultant;
pub mod consultation;
mod content;
pub mod control;
pub mod draft;
mod error;
pub mod event;
pub mod facts;
mod folder;
mod for_reading;
pub mod handout;
mod invented;
mod journal;
mod kept;
pub mod keys;
pub mod lists;
pub mod month;
mod profile;
pub mod rating;
pub mod recipient;
pub mod rekey;
pub mod request;
mod schema;
pub mod search;
mod steps;
pub mod telling;
mod value;

pub use change::{Change, Numbers, View};
pub use error::StorageError;
pub use folder::{Folder, FolderLock};
pub use invented::Played;
pub use journal::{Journal, LockedJournal, Reader, ReaderHandle};
pub use schema::NEWEST as NEWEST_SCHEMA;

/// What tests of other crates need to spoil a journal on purpose.
#[cfg(feature = "test-kdf")]
pub mod testing {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::StorageError;
    use crate::keys::JournalKey;

    /// Marks a journal as made by another schema.
    pub fn set_schema(path: &Path, key: &JournalKey, schema: u32) -> Result<(), StorageError> {
        crate::journal::connect(path, key, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?.pragma_update(
            None,
            "user_version",
            schema,
        )?;
        Ok(())
    }

    /// The schema's number and the program's mark, as the file bears them.
    pub fn marks(path: &Path, key: &JournalKey) -> Result<(u32, u32), StorageError> {
        let db = crate::journal::connect(path, key, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mark = |name: &str| db.query_row(&format!("SELECT {name} FROM pragma_{name}"), [], |row| row.get(0));
        Ok((mark("user_version")?, mark("application_id")?))
    }

    /// How the pages of a journal's file are sealed.
    pub fn seal(path: &Path, key: &JournalKey) -> Result<String, StorageError> {
        let db = crate::journal::connect(path, key, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(db.query_row("PRAGMA cipher_hmac_algorithm", [], |row| row.get(0))?)
    }

    /// Pages of a journal's file, from 1, in which something lies; the others are free, and nobody reads them.
    pub fn pages_in_use(path: &Path, key: &JournalKey) -> Result<BTreeSet<u32>, StorageError> {
        let db = crate::journal::connect(path, key, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mut statement = db.prepare("SELECT DISTINCT pageno FROM dbstat")?;
        let pages = statement.query_map([], |row| row.get(0))?;
        Ok(pages.collect::<Result<_, _>>()?)
    }

    /// Tables, indexes and triggers of a journal, as it says them itself.
    pub fn things(path: &Path, key: &JournalKey) -> Result<BTreeSet<[String; 3]>, StorageError> {
        things_of(&crate::journal::connect(path, key, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?)
    }

    /// The same of what a copy holds; it is taken out into a folder.
    pub fn things_of_copy(
        copy: &crate::backup::Copy,
        key: &JournalKey,
        folder: &Path,
    ) -> Result<Vec<BTreeSet<[String; 3]>>, StorageError> {
        crate::backup::files_of(copy, key, folder)?.iter().map(things_of).collect()
    }

    fn things_of(db: &rusqlite::Connection) -> Result<BTreeSet<[String; 3]>, StorageError> {
        let mut statement = db.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema")?;
        let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Tables whose rows are not the same in two journals; what full-text search keeps to itself is not looked at.
    pub fn differing(one: (&Path, &JournalKey), other: (&Path, &JournalKey)) -> Result<BTreeSet<String>, StorageError> {
        let db = crate::journal::connect(one.0, one.1, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        db.execute("ATTACH ?1 AS other KEY ?2", [other.0.to_str().unwrap_or_default(), other.1.pragma().as_str()])?;
        let tables: Vec<String> = {
            let mut statement = db.prepare(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        let mut found = BTreeSet::new();
        for table in tables {
            let (one, other) = (format!("SELECT * FROM main.{table}"), format!("SELECT * FROM other.{table}"));
            let sql = format!("SELECT EXISTS ({one} EXCEPT {other}) OR EXISTS ({other} EXCEPT {one})");
            if db.query_row(&sql, [], |row| row.get(0))? {
                found.insert(table);
            }
        }
        Ok(found)
    }

    /// Runs any statement past the one door, as someone who holds the key could.
    pub fn tamper(path: &Path, key: &JournalKey, sql: &str) -> Result<(), StorageError> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
        Ok(crate::journal::connect(path, key, flags)?.execute_batch(sql)?)
    }

    /// The same by the journal's own connection, under its rules.
    pub fn run(journal: &crate::Journal, sql: &str) -> Result<(), StorageError> {
        Ok(journal.db().execute_batch(sql)?)
    }

    /// Writes a journal anew as the first program would have left it: its schema, and the same records.
    pub fn back_to_first_schema(path: &Path, key: &JournalKey) -> Result<(), StorageError> {
        let later = path.with_extension("later");
        std::fs::rename(path, &later)?;
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE;
        let db = crate::journal::connect(path, key, flags)?;
        // Tables come in the order they were made in, rows before those they point to.
        db.execute_batch("PRAGMA foreign_keys = OFF;")?;
        db.execute_batch(include_str!("schema/001.sql"))?;
        let key = key.pragma();
        db.execute("ATTACH ?1 AS later KEY ?2", [later.to_str().unwrap_or_default(), key.as_str()])?;
        let texts = |sql: &str, value: &str| -> Result<Vec<String>, StorageError> {
            let mut statement = db.prepare(sql)?;
            let rows = statement.query_map([value], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        for table in texts("SELECT name FROM main.sqlite_schema WHERE type = ?1", "table")? {
            let columns = texts("SELECT name FROM pragma_table_info(?1, 'main')", &table)?.join(", ");
            db.execute(&format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM later.{table}"), [])?;
        }
        // What the step to the second schema brings by itself was not there before it.
        db.execute_batch("DELETE FROM list_item WHERE list = 'equipment';")?;
        db.execute_batch("DETACH later; PRAGMA user_version = 1; VACUUM;")?;
        if db.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(StorageError::Content("a row without what it points to"));
        }
        std::fs::remove_file(later)?;
        Ok(())
    }

    /// Calls this after every step of a re-key on this thread; `None` ends it.
    pub fn watch_rekey(watcher: Option<Box<dyn FnMut(crate::rekey::RekeyStep)>>) {
        crate::rekey::watch(watcher);
    }

    /// Calls this after every step of a restoring's exchange of journals on this thread; `None` ends it.
    pub fn watch_swap(watcher: Option<Box<dyn FnMut(crate::backup::SwapStep)>>) {
        crate::backup::watch_swap(watcher);
    }

    /// On this thread copies may take no more bytes together than this.
    pub fn keep_copies_within(bytes: u64) {
        crate::backup::keep_within(bytes);
    }

    /// From now on this thread opens a journal as a big one is opened: not every page of it is read.
    pub fn open_as_big() {
        crate::journal::AS_BIG.set(true);
    }

    /// Whether the index's list of words still holds one.
    pub fn index_knows(path: &Path, key: &JournalKey, word: &str) -> Result<bool, StorageError> {
        let db = crate::journal::connect(path, key, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM search_word WHERE word = ?1)", [word], |row| row.get(0))?)
    }

    /// What keeps the lines of the history about a record from telling what it held.
    pub fn salt_of(journal: &crate::Journal, subject: &str, id: uuid::Uuid) -> Result<Option<Vec<u8>>, StorageError> {
        let sql = "SELECT (SELECT salt FROM record_salt WHERE subject = ?1 AND subject_id = ?2)";
        Ok(journal.db().query_row(sql, rusqlite::params![subject, id.as_bytes()], |row| row.get(0))?)
    }

    /// Where the copy made before the step to the newest schema stands.
    pub fn copy_before_step(path: &Path) -> std::path::PathBuf {
        crate::aside::copy_path(path, crate::NEWEST_SCHEMA)
    }

    /// Copies a journal into a plain SQLite file, to measure what the encryption costs.
    pub fn copy_plain(path: &Path, key: &JournalKey, twin: &Path) -> Result<(), StorageError> {
        // The twin is made by the same connection, so that one may create.
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE;
        let journal = crate::journal::connect(path, key, flags)?;
        journal.execute("ATTACH DATABASE ?1 AS twin KEY ''", [twin.to_string_lossy()])?;
        journal.query_row("SELECT sqlcipher_export('twin')", [], |_| Ok(()))?;
        // The export leaves the mark of the schema behind.
        let schema: u32 = journal.query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0))?;
        journal.pragma_update(Some("twin"), "user_version", schema)?;
        Ok(journal.execute_batch("DETACH DATABASE twin")?)
    }

    /// Opens such a copy: the same library, schema and questions, only no key.
    pub fn open_plain(path: &Path) -> Result<crate::Journal, StorageError> {
        crate::journal::open_plain(path)
    }

    /// Reads the large tables from end to end and adds up something of every row.
    pub fn scan(journal: &crate::Journal) -> Result<i64, StorageError> {
        let sum = |sql: &str| journal.db().query_row(sql, [], |row| row.get::<_, i64>(0));
        Ok(sum("SELECT sum(length(about) + length(wish)) FROM request")?
            + sum("SELECT sum(length(note) + length(advice)) FROM consultation_version")?
            + sum("SELECT sum(length(hash)) FROM audit")?)
    }
}
