//! A journal's rows moved into a new file under another key, and what rows alone make, made anew.
//!
//! A copy holds every row that was written down. Search and the indexes that only quicken are made of these rows:
//! they would double the copy and the time it takes, and a fault of theirs would travel with it.
//!
//! One thread is busy with ciphers most of the time it pours, so a copy is poured by two, each into a file of its own.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::container::created;
use super::{Told, Watch, told};
use crate::error::StorageError;
use crate::journal::{assert_undamaged, connect, with_key};
use crate::keys::JournalKey;
use crate::schema;
use crate::search;

/// Tables of rows, without those that a virtual table keeps for itself.
const TABLES: &str = "SELECT s.name, s.sql FROM main.sqlite_schema s
    JOIN pragma_table_list t ON t.schema = 'main' AND t.name = s.name AND t.type = 'table'
    WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY s.rowid";
/// What forbids two rows goes with the rows.
const FORBIDDING: &str = "SELECT tbl_name, sql FROM main.sqlite_schema
    WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE %' ORDER BY rowid";
/// Taken first, in this order: they are four fifths of a journal's rows, and the last table must not keep one thread
/// alone for long.
const LARGEST: [&str; 5] = ["audit", "consultation_version", "request", "booking", "record_salt"];
/// Files that the rows of a copy are poured into, by as many threads. An office PC has two processors at least.
const PARTS: usize = 2;

/// How a file is parted into pages and how these are sealed; the cipher is AES-256 in both.
#[derive(Clone, Copy)]
pub(super) enum Seal {
    /// Pages of 4 KiB: small ones suit what is changed in places.
    Journal,
    /// A copy is written once and read whole: pages of 16 KiB, said together with their seal, so that a later choice
    /// for journals leaves copies as they are.
    Copy,
}

impl Seal {
    fn settle(self, db: &Connection, schema: &str) -> Result<(), StorageError> {
        match self {
            Self::Journal => Ok(()),
            Self::Copy => Ok(db.execute_batch(&format!(
                "PRAGMA {schema}.cipher_page_size = 16384; PRAGMA {schema}.cipher_hmac_algorithm = HMAC_SHA256;"
            ))?),
        }
    }

    pub(super) fn connect(self, path: &Path, key: &JournalKey, flags: OpenFlags) -> Result<Connection, StorageError> {
        match self {
            Self::Journal => connect(path, key, flags),
            Self::Copy => {
                let open = || Ok(Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?);
                let db = with_key(open, key)?;
                self.settle(&db, "main")?;
                Ok(db)
            }
        }
    }
}

/// A journal's rows, in one file or parted among several: no table lies in two.
pub(super) struct Rows {
    files: Vec<PathBuf>,
    key: JournalKey,
    seal: Seal,
}

impl Rows {
    pub(super) fn in_file(path: &Path, key: &JournalKey, seal: Seal) -> Self {
        Self { files: vec![path.to_owned()], key: key.again(), seal }
    }

    /// A copy's, in this folder, of so many files.
    pub(super) fn of_copy(folder: &Path, key: &JournalKey, files: usize) -> Self {
        let files = (1..=files).map(|number| folder.join(format!("rows-{number}.db"))).collect();
        Self { files, key: key.again(), seal: Seal::Copy }
    }

    /// The same, for a copy that is being made.
    pub(super) fn of_new_copy(folder: &Path, key: &JournalKey) -> Self {
        Self::of_copy(folder, key, PARTS)
    }

    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Bytes of each file.
    pub(super) fn lengths(&self) -> Result<Vec<u64>, StorageError> {
        self.files.iter().map(|path| Ok(fs::metadata(path)?.len())).collect()
    }

    /// Every byte of every file, one after another.
    pub(super) fn bytes(&self) -> Result<Box<dyn Read>, StorageError> {
        let files: Vec<_> = self.files.iter().map(fs::File::open).collect::<Result<_, _>>()?;
        Ok(files.into_iter().fold(Box::new(io::empty()), |read, file| Box::new(read.chain(file))))
    }

    /// Each file as a database of its own, to be read whole.
    pub(super) fn open_each(&self, watch: &Watch) -> Result<Vec<Connection>, StorageError> {
        let open = |path: &PathBuf| {
            let db = self.seal.connect(path, &self.key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            watch.over(&db)?;
            db.execute_batch("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;")?;
            Ok(db)
        };
        self.files.iter().map(open).collect()
    }

    /// Connections to one of the files that all see it as it is at one moment, each with one of the fresh files beside
    /// it.
    fn begin(&self, file: &Path, to: &Self, watch: &Watch) -> Result<Vec<Connection>, StorageError> {
        let open = || {
            let db = self.seal.connect(file, &self.key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            // It brings nothing to the disk with care: the journal's own connection does, or the next start.
            db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            watch.over(&db)?;
            Ok::<_, StorageError>(db)
        };
        let mut pourers = Vec::with_capacity(to.files.len());
        for fresh in &to.files {
            let db = open()?;
            db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;")?;
            let path = fresh.to_str().ok_or(StorageError::Content("a path"))?;
            db.execute("ATTACH DATABASE ?1 AS fresh KEY ?2", [path, to.key.pragma().as_str()])?;
            to.seal.settle(&db, "fresh")?;
            // The file counts for nothing until it was opened again, proven and brought to the disk.
            db.query_row("PRAGMA fresh.journal_mode = OFF", [], |_| Ok(()))?;
            db.execute_batch("PRAGMA fresh.synchronous = OFF; PRAGMA fresh.cache_size = -16384;")?;
            pourers.push(db);
        }
        // While this one may write nobody else does.
        let gate = open()?;
        gate.execute_batch("BEGIN IMMEDIATE")?;
        for db in &pourers {
            db.execute_batch("BEGIN")?;
            db.query_row("SELECT count(*) FROM main.sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        }
        gate.execute_batch("ROLLBACK")?;
        gate.close().map_err(|(_, error)| StorageError::from(error))?;
        Ok(pourers)
    }
}

/// A table with what forbids two rows in it.
struct Table {
    name: String,
    /// What makes it, each with the kind of thing it is.
    making: Vec<(&'static str, String)>,
}

/// The place of a table in the line of those that several threads share.
pub(super) fn turn(table: &str) -> usize {
    LARGEST.iter().position(|large| *large == table).unwrap_or(LARGEST.len())
}

fn tables(db: &Connection) -> Result<VecDeque<Table>, StorageError> {
    let forbidding = listed(db, FORBIDDING)?;
    let mut tables = Vec::new();
    for (name, sql) in listed(db, TABLES)? {
        if !search::TABLES.contains(&name.as_str()) {
            let of_it = forbidding.iter().filter(|(of, _)| *of == name);
            let making = [("TABLE", sql)].into_iter().chain(of_it.map(|(_, sql)| ("UNIQUE INDEX", sql.clone())));
            tables.push(Table { making: making.collect(), name });
        }
    }
    tables.sort_by_key(|table| turn(&table.name));
    Ok(tables.into())
}

/// Copies the rows into new files under another key, a thread for each file: a journal's into one or several, a
/// copy's into one. Tells what was in them at one moment, whoever writes meanwhile.
pub(super) fn pour(from: &Rows, to: &Rows, watch: &Watch) -> Result<Told, StorageError> {
    to.files.iter().try_for_each(|path| created(path).map(drop))?;
    if let [file] = from.files.as_slice() {
        let pourers = from.begin(file, to, watch)?;
        let there = told(pourers.get(..1).unwrap_or_default())?;
        share_out(pourers, watch)?;
        return Ok(there);
    }
    // Nobody works with these.
    for file in &from.files {
        share_out(from.begin(file, to, watch)?, watch)?;
    }
    told(&from.open_each(watch)?)
}

fn share_out(pourers: Vec<Connection>, watch: &Watch) -> Result<(), StorageError> {
    let left = Mutex::new(pourers.first().map_or_else(|| Ok(VecDeque::new()), tables)?);
    let left = || -> MutexGuard<'_, VecDeque<Table>> { left.lock().unwrap_or_else(PoisonError::into_inner) };
    let share = |db: Connection| {
        let poured = pour_into(&db, || left().pop_front(), watch);
        if poured.is_err() {
            // Nothing of the others' work would be used.
            left().clear();
        }
        poured.and(db.close().map_err(|(_, error)| error.into()))
    };
    thread::scope(|scope| {
        let threads: Vec<_> = pourers.into_iter().map(|db| scope.spawn(|| share(db))).collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap_or(Err(StorageError::Content("a thread"))));
        // All are waited for, whatever one of them says.
        ended.collect::<Vec<_>>().into_iter().collect()
    })
}

/// One thread's share: whichever table is next, until none is left.
fn pour_into(db: &Connection, next: impl Fn() -> Option<Table>, watch: &Watch) -> Result<(), StorageError> {
    while let Some(Table { name, making }) = next() {
        for (kind, sql) in making {
            let words = sql.strip_prefix(&format!("CREATE {kind} ")).ok_or(StorageError::Damaged)?;
            db.execute_batch(&format!("CREATE {kind} fresh.{words}"))?;
        }
        // Into an empty table of the same form whole cells are taken over, in the order they lie.
        db.execute(&format!("INSERT INTO fresh.\"{name}\" SELECT * FROM main.\"{name}\""), [])?;
        watch.go_on()?;
    }
    for mark in ["user_version", "application_id"] {
        let value: u32 = db.query_row(&format!("SELECT {mark} FROM pragma_{mark}"), [], |row| row.get(0))?;
        db.pragma_update(Some("fresh"), mark, value)?;
    }
    assert_undamaged(db)?;
    Ok(db.execute_batch("COMMIT; DETACH DATABASE fresh;")?)
}

fn listed(db: &Connection, sql: &str) -> Result<Vec<(String, String)>, StorageError> {
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes anew in a file of rows whatever else a journal of its schema has.
pub(super) fn complete(path: &Path, key: &JournalKey, watch: &Watch) -> Result<(), StorageError> {
    let mut db = connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    watch.over(&db)?;
    db.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
    // Sorting stays in memory: nothing of the rows may lie in a temporary file.
    db.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
    )?;
    let tx = db.transaction()?;
    schema::complete(&tx)?;
    tx.commit()?;
    db.close().map_err(|(_, error)| StorageError::from(error))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, TryRecvError};
    use std::time::Duration;

    use super::*;

    /// A journal's file with no rows.
    fn empty(path: &Path, key: &JournalKey) -> Connection {
        drop(created(path).expect("a file"));
        let mut db = connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("opened");
        schema::bring_up(&mut db).expect("tables");
        db
    }

    /// A journal's file with rows of every sort.
    fn filled(path: &Path, key: &JournalKey) -> Connection {
        let db = empty(path, key);
        db.execute_batch(
            "PRAGMA foreign_keys = OFF;
             CREATE TABLE loose (word TEXT, share REAL, data BLOB);
             CREATE TABLE tight (one INTEGER, two TEXT, three BLOB, PRIMARY KEY (two, one)) WITHOUT ROWID;
             CREATE TABLE counted (number INTEGER PRIMARY KEY, word TEXT UNIQUE CHECK (word <> ''));
             CREATE UNIQUE INDEX never_twice ON loose (word) WHERE word IS NOT NULL;
             CREATE INDEX quicker ON loose (share);
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO loose (rowid, word, share, data) SELECT i * 7, iif(i % 5, 'слово ' || i, NULL), i / 3.0,
                iif(i % 3, randomblob(i % 400), NULL) FROM n;
             INSERT INTO loose (rowid, word) VALUES (99999999, hex(randomblob(400000)));
             INSERT INTO tight SELECT i, 'ключ ' || (i % 50), CAST('' AS BLOB) FROM (SELECT rowid / 7 AS i FROM loose);
             INSERT INTO counted SELECT rowid * 3 + 1, 'слово ' || rowid FROM loose ORDER BY random();",
        )
        .expect("filled");
        db
    }

    fn names(db: &Connection, sql: &str) -> Vec<String> {
        listed(db, sql).expect("listed").into_iter().map(|(name, _)| name).collect()
    }

    fn same(whole: &Connection, table: &str, columns: &str) -> bool {
        let differing = format!(
            "SELECT count(*) FROM (SELECT {columns} FROM main.\"{table}\" EXCEPT SELECT {columns} FROM fresh.\"{table}\"
                UNION ALL SELECT {columns} FROM fresh.\"{table}\" EXCEPT SELECT {columns} FROM main.\"{table}\")"
        );
        let counted =
            format!("SELECT (SELECT count(*) FROM main.\"{table}\") = (SELECT count(*) FROM fresh.\"{table}\")");
        let differing: i64 = whole.query_row(&differing, [], |row| row.get(0)).expect("compared");
        differing == 0 && whole.query_row(&counted, [], |row| row.get(0)).expect("counted")
    }

    #[test]
    fn every_row_goes_over_as_it_is_with_its_number_and_what_forbids_two() {
        let folder = tempfile::tempdir().expect("a folder");
        let (key, other) = (JournalKey::fresh().expect("a key"), JournalKey::fresh().expect("a key"));
        let (from, back) = (folder.path().join("from.db"), folder.path().join("back.db"));
        let db = filled(&from, &key);
        let journal = Rows::in_file(&from, &key, Seal::Journal);
        let parted = Rows::of_new_copy(folder.path(), &other);
        let Ok(told) = pour(&journal, &parted, &Watch::default()) else { panic!("poured") };
        assert_eq!(told.schema, schema::NEWEST);
        let again = match pour(&parted, &Rows::in_file(&back, &other, Seal::Journal), &Watch::default()) {
            Ok(again) => again,
            Err(error) => panic!("{error:?}"),
        };
        assert!(told == again);

        db.execute("ATTACH ?1 AS fresh KEY ?2", [back.to_str().expect("a path"), other.pragma().as_str()])
            .expect("attached");
        for table in names(&db, TABLES).iter().filter(|name| !search::TABLES.contains(&name.as_str())) {
            assert!(same(&db, table, "*"), "{table}");
        }
        assert!(same(&db, "loose", "rowid"), "the numbers of rows that have no other");
        let there = names(&db, "SELECT name, '' FROM fresh.sqlite_schema WHERE sql IS NOT NULL");
        assert!(there.contains(&"never_twice".to_owned()) && !there.contains(&"quicker".to_owned()));
    }

    #[test]
    fn a_page_that_cannot_be_read_is_never_poured_as_zeros() {
        let folder = tempfile::tempdir().expect("a folder");
        let (key, other) = (JournalKey::fresh().expect("a key"), JournalKey::fresh().expect("a key"));
        let (from, back) = (folder.path().join("from.db"), folder.path().join("back.db"));
        drop(filled(&from, &key));
        let whole = fs::read(&from).expect("read");
        let (journal, parted) = (Rows::in_file(&from, &key, Seal::Journal), Rows::of_new_copy(folder.path(), &other));
        let (mut refused, mut unharmed) = (0, 0);
        for page in (1..whole.len() / 4096).step_by(7) {
            let mut bytes = whole.clone();
            bytes[page * 4096 + 2000] ^= 1;
            fs::write(&from, bytes).expect("spoilt");
            match pour(&journal, &parted, &Watch::default()) {
                Err(StorageError::Damaged) => refused += 1,
                Err(error) => panic!("page {page}: {error:?}"),
                Ok(_) => {
                    // It belongs to nothing that a copy takes.
                    fs::write(&from, &whole).expect("put right");
                    let again = Rows::in_file(&back, &other, Seal::Journal);
                    assert!(pour(&parted, &again, &Watch::default()).is_ok());
                    let db = connect(&from, &key, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("opened");
                    db.execute("ATTACH ?1 AS fresh KEY ?2", [back.to_str().expect("a path"), other.pragma().as_str()])
                        .expect("attached");
                    for table in names(&db, TABLES).iter().filter(|name| !search::TABLES.contains(&name.as_str())) {
                        assert!(same(&db, table, "*"), "page {page}: {table}");
                    }
                    unharmed += 1;
                }
            }
        }
        assert!(refused > 100 && unharmed > 0, "{refused} refused, {unharmed} unharmed");
    }

    #[test]
    fn all_threads_see_one_moment_whoever_writes_meanwhile() {
        let folder = tempfile::tempdir().expect("a folder");
        let (key, other) = (JournalKey::fresh().expect("a key"), JournalKey::fresh().expect("a key"));
        let from = folder.path().join("from.db");
        let db = empty(&from, &key);
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).expect("as a journal works");
        // Both tables get a row in each transaction, so that at any moment as many are in the one as in the other.
        db.execute_batch("CREATE TABLE left_hand (number INTEGER); CREATE TABLE right_hand (number INTEGER);")
            .expect("two tables");
        let (end, ended) = mpsc::channel::<()>();
        thread::scope(|scope| {
            // It ends with this scope, however that ends.
            let _end = end;
            scope.spawn(move || {
                while ended.try_recv() == Err(TryRecvError::Empty) {
                    db.execute_batch(
                        "BEGIN IMMEDIATE; INSERT INTO left_hand VALUES (1); INSERT INTO right_hand VALUES (1); COMMIT",
                    )
                    .expect("written");
                    // People at a desk do pause.
                    thread::sleep(Duration::from_millis(1));
                }
            });
            let (journal, parted) =
                (Rows::in_file(&from, &key, Seal::Journal), Rows::of_new_copy(folder.path(), &other));
            let mut last = 0;
            for round in 0..60 {
                parted.files().iter().for_each(|path| drop(created(path).expect("a file")));
                let pourers = journal.begin(&from, &parted, &Watch::default()).expect("begun");
                let count = |db: &Connection, table: &str| -> i64 {
                    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("counted")
                };
                let [one, two] = pourers.as_slice() else { panic!("two threads") };
                let left = count(one, "left_hand");
                assert_eq!(left, count(two, "right_hand"), "round {round}");
                assert!(left >= last, "round {round}");
                last = left;
            }
            assert!(last > 60, "somebody wrote in every round: {last}");
        });
    }

    #[test]
    fn what_is_stopped_or_cannot_be_written_is_never_taken_for_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let (key, other) = (JournalKey::fresh().expect("a key"), JournalKey::fresh().expect("a key"));
        let from = folder.path().join("from.db");
        drop(filled(&from, &key));
        let journal = Rows::in_file(&from, &key, Seal::Journal);
        let stopped = Watch::default();
        stopped.stop();
        let to = Rows::of_new_copy(folder.path(), &other);
        assert!(matches!(pour(&journal, &to, &stopped), Err(StorageError::Stopped)));
        let nowhere = Rows::of_new_copy(&folder.path().join("absent"), &other);
        assert!(pour(&journal, &nowhere, &Watch::default()).is_err());
    }
}
