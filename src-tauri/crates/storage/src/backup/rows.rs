//! A journal's rows moved into a new file under another key, and what rows alone make, made anew.
//!
//! A copy holds every row that was written down. Search and the indexes that only quicken are made of these rows:
//! they would double the copy and the time it takes, and a fault of theirs would travel with it.

use std::mem;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement};

use super::container::created;
use super::{Told, Watch, told};
use crate::error::StorageError;
use crate::journal::connect;
use crate::keys::JournalKey;
use crate::schema;
use crate::search;

/// Tables of rows, without those that a virtual table keeps for itself.
const TABLES: &str = "SELECT s.name, s.sql FROM main.sqlite_schema s
    JOIN pragma_table_list t ON t.schema = 'main' AND t.name = s.name AND t.type = 'table'
    WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY s.rowid";
/// What forbids two rows goes with the rows.
const FORBIDDING: &str = "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE %'";

/// How the pages of a file are sealed; the cipher is AES-256 in both.
#[derive(Clone, Copy)]
pub(super) enum Seal {
    /// SQLCipher's own way: pages of 4 KiB, HMAC-SHA512. Small pages suit what is changed in places.
    Journal,
    /// A copy is written once and read whole: pages of 16 KiB under HMAC-SHA256, which processors compute by
    /// themselves, cost a third of the time.
    Copy,
}

impl Seal {
    pub(super) fn connect(self, path: &Path, key: &JournalKey, flags: OpenFlags) -> Result<Connection, StorageError> {
        let db = connect(path, key, flags)?;
        if let Self::Copy = self {
            db.execute_batch("PRAGMA cipher_page_size = 16384; PRAGMA cipher_hmac_algorithm = HMAC_SHA256;")?;
        }
        Ok(db)
    }
}

/// Copies the rows of an open database into a new file under another key; tells what was in it at that one moment,
/// whoever writes meanwhile.
///
/// Deciphering and enciphering are most of the work, so one thread reads while another writes.
pub(super) fn pour(
    db: &Connection,
    to: &Path,
    key: &JournalKey,
    seal: Seal,
    watch: &Watch,
) -> Result<Told, StorageError> {
    drop(created(to)?);
    db.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; BEGIN;")?;
    let there = told(db)?;
    let tables: Vec<(String, String)> =
        listed(db, TABLES)?.into_iter().filter(|(name, _)| !search::TABLES.contains(&name.as_str())).collect();
    let forbidding = listed(db, FORBIDDING)?;
    let marks = ["user_version", "application_id"].map(|mark| {
        let value: Result<u32, _> = db.query_row(&format!("SELECT {mark} FROM pragma_{mark}"), [], |row| row.get(0));
        value.map(|value| (mark, value))
    });
    let rows = tables.iter().map(|(name, _)| Rows::of(db, name)).collect::<Result<Vec<_>, _>>()?;

    let fresh = seal.connect(to, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    watch.over(&fresh)?;
    // The file counts for nothing until it was opened again, proven and brought to the disk; what forbids a row is
    // asked then too.
    fresh.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
    fresh.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; BEGIN;",
    )?;
    for (_, sql) in tables.iter().chain(&forbidding) {
        fresh.execute_batch(sql)?;
    }
    let (full, filled) = mpsc::sync_channel(AHEAD);
    thread::scope(|scope| {
        let rows = &rows;
        let writing = scope.spawn(move || {
            write(&fresh, rows, &filled).and_then(|()| {
                for mark in marks {
                    let (mark, value) = mark?;
                    fresh.pragma_update(None, mark, value)?;
                }
                fresh.execute_batch("COMMIT;")?;
                Ok(())
            })
        });
        let read = read(db, rows, &full, watch);
        drop(full);
        // Whichever failed made the other stop.
        match (writing.join().unwrap_or(Err(StorageError::Content("a thread"))), read) {
            (Err(StorageError::Stopped), Err(why)) | (Err(why), _) => Err(why),
            (Ok(()), read) => read,
        }
    })?;
    db.execute_batch("COMMIT;")?;
    Ok(there)
}

/// How many parts may wait to be written.
const AHEAD: usize = 4;
/// Bytes after which a part goes on its way.
const PART: usize = 1 << 18;

/// The rows of one table: how they are asked for and how they are put.
struct Rows {
    select: String,
    insert: String,
}

impl Rows {
    fn of(db: &Connection, table: &str) -> Result<Self, StorageError> {
        let mut statement =
            db.prepare("SELECT name FROM pragma_table_xinfo(?1, 'main') WHERE hidden = 0 ORDER BY cid")?;
        let named = statement.query_map([table], |row| Ok(format!("\"{}\"", row.get::<_, String>(0)?)))?;
        let mut columns = named.collect::<Result<Vec<_>, _>>()?;
        // Where no column is the row's own number, the number goes with the row.
        let unnumbered: bool = db.query_row(
            "SELECT wr = 0 AND NOT EXISTS (SELECT 1 FROM pragma_table_info(?1, 'main') WHERE pk = 1
                AND type = 'INTEGER' COLLATE NOCASE) FROM pragma_table_list(?1) WHERE schema = 'main'",
            [table],
            |row| row.get(0),
        )?;
        if unnumbered {
            columns.insert(0, "rowid".to_owned());
        }
        let (names, places) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
        Ok(Self {
            select: format!("SELECT {names} FROM main.\"{table}\""),
            insert: format!("INSERT INTO \"{table}\" ({names}) VALUES ({places})"),
        })
    }
}

/// Whole rows of one table, packed.
#[derive(Default)]
struct Packed {
    table: usize,
    cells: Vec<Cell>,
    bytes: Vec<u8>,
}

enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(usize),
    Blob(usize),
}

impl Packed {
    fn add(&mut self, value: ValueRef<'_>) {
        let mut keep = |bytes: &[u8]| {
            self.bytes.extend_from_slice(bytes);
            bytes.len()
        };
        self.cells.push(match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Real(number) => Cell::Real(number),
            ValueRef::Text(text) => Cell::Text(keep(text)),
            ValueRef::Blob(blob) => Cell::Blob(keep(blob)),
        });
    }

    fn is_full(&self) -> bool {
        self.bytes.len() + self.cells.len() * size_of::<Cell>() >= PART
    }
}

fn read(db: &Connection, tables: &[Rows], full: &SyncSender<Packed>, watch: &Watch) -> Result<(), StorageError> {
    let send = |packed| full.send(packed).map_err(|_| StorageError::Stopped);
    for (table, rows) in tables.iter().enumerate() {
        let mut statement = db.prepare(&rows.select)?;
        let columns = statement.column_count();
        let mut found = statement.query([])?;
        let mut packed = Packed { table, ..Packed::default() };
        while let Some(row) = found.next()? {
            for column in 0..columns {
                packed.add(row.get_ref(column)?);
            }
            if packed.is_full() {
                send(mem::replace(&mut packed, Packed { table, ..Packed::default() }))?;
                watch.go_on()?;
            }
        }
        send(packed)?;
    }
    // What ends without this word was cut short.
    send(Packed { table: tables.len(), ..Packed::default() })
}

fn write(db: &Connection, tables: &[Rows], filled: &Receiver<Packed>) -> Result<(), StorageError> {
    for packed in filled {
        let Some(rows) = tables.get(packed.table) else { return Ok(()) };
        let mut statement = db.prepare_cached(&rows.insert)?;
        let columns = statement.parameter_count();
        put(&mut statement, columns, &packed)?;
    }
    Err(StorageError::Stopped)
}

fn put(statement: &mut Statement<'_>, columns: usize, packed: &Packed) -> Result<(), StorageError> {
    let mut rest = packed.bytes.as_slice();
    let mut take = |length: usize| {
        let (head, tail) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = tail;
        head
    };
    for row in packed.cells.chunks_exact(columns) {
        for (at, cell) in row.iter().enumerate() {
            let value = match *cell {
                Cell::Null => ValueRef::Null,
                Cell::Integer(number) => ValueRef::Integer(number),
                Cell::Real(number) => ValueRef::Real(number),
                Cell::Text(length) => ValueRef::Text(take(length)),
                Cell::Blob(length) => ValueRef::Blob(take(length)),
            };
            statement.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(value))?;
        }
        statement.raw_execute()?;
    }
    Ok(())
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
    use super::*;

    /// A journal's file with rows of every sort, more than one part of them.
    fn filled(path: &Path, key: &JournalKey) -> Connection {
        drop(created(path).expect("a file"));
        let db = connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("opened");
        schema::bring_up(&mut connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("opened")).expect("tables");
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
        let (from, to) = (folder.path().join("from.db"), folder.path().join("to.db"));
        let db = filled(&from, &key);
        let Ok(told) = pour(&db, &to, &other, Seal::Journal, &Watch::default()) else { panic!("poured") };
        assert_eq!(told.schema, schema::NEWEST);

        db.execute("ATTACH DATABASE ?1 AS fresh KEY ?2", [to.to_str().expect("a path"), other.pragma().as_str()])
            .expect("attached");
        for table in names(&db, TABLES).iter().filter(|name| !search::TABLES.contains(&name.as_str())) {
            assert!(same(&db, table, "*"), "{table}");
        }
        assert!(same(&db, "loose", "rowid"), "the numbers of rows that have no other");
        let there = names(&db, "SELECT name, '' FROM fresh.sqlite_schema WHERE sql IS NOT NULL");
        assert!(there.contains(&"never_twice".to_owned()) && !there.contains(&"quicker".to_owned()));
        db.execute_batch("DETACH DATABASE fresh").expect("let go");
    }

    #[test]
    fn what_is_stopped_or_cannot_be_written_is_never_taken_for_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let (key, other) = (JournalKey::fresh().expect("a key"), JournalKey::fresh().expect("a key"));
        let db = filled(&folder.path().join("from.db"), &key);
        let stopped = Watch::default();
        stopped.stop();
        let to = folder.path().join("to.db");
        assert!(matches!(pour(&db, &to, &other, Seal::Copy, &stopped), Err(StorageError::Stopped)));
        let nowhere = folder.path().join("absent").join("to.db");
        assert!(pour(&db, &nowhere, &other, Seal::Copy, &Watch::default()).is_err());
    }
}
