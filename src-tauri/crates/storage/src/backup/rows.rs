//! A journal's rows moved into a new file under another key, and what rows alone make, made anew.
//!
//! A copy holds every row that was written down. Search and the indexes that only quicken are made of these rows:
//! they would double the copy and the time it takes, and a fault of theirs would travel with it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

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
    fn settle(self, db: &Connection, schema: &str) -> Result<(), StorageError> {
        match self {
            Self::Journal => Ok(()),
            Self::Copy => Ok(db.execute_batch(&format!(
                "PRAGMA {schema}.cipher_page_size = 16384; PRAGMA {schema}.cipher_hmac_algorithm = HMAC_SHA256;"
            ))?),
        }
    }

    pub(super) fn connect(self, path: &Path, key: &JournalKey, flags: OpenFlags) -> Result<Connection, StorageError> {
        let db = connect(path, key, flags)?;
        self.settle(&db, "main")?;
        Ok(db)
    }
}

/// Copies the rows of an open database into a new file under another key; tells what was in it at that one moment,
/// whoever writes meanwhile.
pub(super) fn pour(
    db: &Connection,
    to: &Path,
    key: &JournalKey,
    seal: Seal,
    watch: &Watch,
) -> Result<Told, StorageError> {
    drop(created(to)?);
    let target = to.to_str().ok_or(StorageError::Content("a path"))?;
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;")?;
    db.execute("ATTACH DATABASE ?1 AS fresh KEY ?2", [target, key.pragma().as_str()])?;
    seal.settle(db, "fresh")?;
    // The file counts for nothing until it was opened again, proven and brought to the disk.
    db.query_row("PRAGMA fresh.journal_mode = OFF", [], |_| Ok(()))?;
    db.execute_batch("PRAGMA fresh.synchronous = OFF; PRAGMA fresh.cache_size = -16384; BEGIN;")?;
    let there = told(db)?;
    let tables: Vec<_> =
        listed(db, TABLES)?.into_iter().filter(|(name, _)| !search::TABLES.contains(&name.as_str())).collect();
    for (kind, (_, sql)) in
        (tables.iter().map(|one| ("TABLE", one))).chain(listed(db, FORBIDDING)?.iter().map(|one| ("UNIQUE INDEX", one)))
    {
        let words = sql.strip_prefix(&format!("CREATE {kind} ")).ok_or(StorageError::Damaged)?;
        db.execute_batch(&format!("CREATE {kind} fresh.{words}"))?;
    }
    for (name, _) in &tables {
        // Into an empty table of the same form whole cells are taken over, in the order they lie.
        db.execute(&format!("INSERT INTO fresh.\"{name}\" SELECT * FROM main.\"{name}\""), [])?;
        watch.go_on()?;
    }
    for mark in ["user_version", "application_id"] {
        let value: u32 = db.query_row(&format!("SELECT {mark} FROM pragma_{mark}"), [], |row| row.get(0))?;
        db.pragma_update(Some("fresh"), mark, value)?;
    }
    db.execute_batch("COMMIT; DETACH DATABASE fresh;")?;
    Ok(there)
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

    /// A journal's file with rows of every sort.
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
