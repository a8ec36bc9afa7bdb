//! What is written while the rows are being moved: noted row by row, and carried over at the end.
//!
//! Notes are made by triggers of the connection itself and lie in its memory; they go with the change that made them
//! where that is undone. Search keeps its rows to itself and follows the records once more instead.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::{Moved, RekeyHalt};
use crate::audit::{self, Action, Hash};
use crate::error::StorageError;
use crate::journal::Journal;
use crate::search::{self, Touched};

/// Begins the name of everything that is made here.
const NOTED: &str = "moving_";

/// A table of rows, and what tells one of them from another; without that the table is carried over whole.
struct Table {
    name: String,
    key: Vec<String>,
}

impl Table {
    /// The columns of its key, each after `before`.
    fn columns(&self, before: &str) -> String {
        self.key.iter().map(|column| format!("{before}\"{column}\"")).collect::<Vec<_>>().join(", ")
    }

    fn begin(&self) -> String {
        let Self { name, key } = self;
        let noted = format!("\"{NOTED}{name}\"");
        let (form, new, old) = if key.is_empty() {
            ("SELECT 1 AS whole WHERE 0".to_owned(), "1".to_owned(), "1".to_owned())
        } else {
            let form = format!("SELECT {} FROM main.\"{name}\" WHERE 0", self.columns(""));
            (form, self.columns("NEW."), self.columns("OLD."))
        };
        let trigger = |when: &str, rows: String| {
            format!(
                "CREATE TEMP TRIGGER \"{NOTED}{name}_{when}\" AFTER {when} ON main.\"{name}\"
                 BEGIN INSERT INTO {noted} VALUES {rows}; END;"
            )
        };
        format!(
            "CREATE TEMP TABLE {noted} AS {form}; {} {} {}",
            trigger("INSERT", format!("({new})")),
            trigger("UPDATE", format!("({old}), ({new})")),
            trigger("DELETE", format!("({old})")),
        )
    }

    fn is_noted(&self, db: &Connection) -> Result<bool, StorageError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM temp.\"{NOTED}{}\")", self.name);
        Ok(db.query_row(&sql, [], |row| row.get(0))?)
    }

    fn carry(&self) -> String {
        let Self { name, key } = self;
        let of_noted = if key.is_empty() {
            String::new()
        } else {
            format!("WHERE ({0}) IN (SELECT {0} FROM temp.\"{NOTED}{name}\")", self.columns(""))
        };
        format!(
            "DELETE FROM fresh.\"{name}\" {of_noted};
             INSERT INTO fresh.\"{name}\" SELECT * FROM main.\"{name}\" {of_noted};"
        )
    }
}

/// Every table of rows of the journal, without those that search makes of the others.
fn tables(db: &Connection) -> Result<Vec<Table>, StorageError> {
    let texts = |sql: &str, value: &str| -> Result<Vec<String>, StorageError> {
        let mut statement = db.prepare(sql)?;
        let rows = statement.query_map([value], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let names = texts(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE ?1 ESCAPE '@'",
        "sqlite@_%",
    )?;
    let rows = names.into_iter().filter(|name| !search::TABLES.contains(&name.as_str()));
    rows.map(|name| {
        let key = texts("SELECT name FROM pragma_table_info(?1, 'main') WHERE pk > 0 ORDER BY pk", &name)?;
        Ok(Table { name, key })
    })
    .collect()
}

impl Journal {
    /// From now on every row that is written is noted.
    pub(super) fn note_changes(&self) -> Result<(), StorageError> {
        // What an earlier move has left.
        self.forget_move()?;
        let begun = tables(self.db())?.iter().try_for_each(|table| self.db().execute_batch(&table.begin()));
        if let Err(error) = begun {
            let _ = self.forget_move();
            return Err(error.into());
        }
        self.begin_touching();
        Ok(())
    }

    /// What is written is noted no more: the rows that were being moved are not wanted.
    ///
    /// # Errors
    /// Whatever the storage says; what is noted lies in memory and costs nothing else.
    pub fn forget_move(&self) -> Result<(), StorageError> {
        self.end_touching();
        let things: Vec<(String, String)> = {
            let sql = "SELECT type, name FROM temp.sqlite_schema WHERE name LIKE 'moving@_%' ESCAPE '@'
                 ORDER BY type = 'table'";
            let mut statement = self.db().prepare(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        for (kind, name) in things {
            self.db().execute_batch(&format!("DROP {kind} temp.\"{name}\";"))?;
        }
        Ok(())
    }
}

/// Brings what was noted to the moved rows, and says which records search must follow there.
pub(super) fn carry(journal: &Journal, moved: &Moved) -> Result<Touched, RekeyHalt> {
    let db = journal.db();
    let destroyed = "SELECT EXISTS (SELECT 1 FROM audit WHERE sequence > ?1 AND action = ?2)";
    let destroyed: bool = db
        .query_row(destroyed, rusqlite::params![moved.end.length, Action::Destroyed.code()], |row| row.get(0))
        .map_err(StorageError::from)?;
    if destroyed {
        return Err(RekeyHalt::Again);
    }
    let target = moved.path.to_str().ok_or(StorageError::Content("a path"))?;
    let attached = db.execute("ATTACH DATABASE ?1 AS fresh KEY ?2", [target, moved.key.pragma().as_str()]);
    attached.map_err(StorageError::from)?;
    let carried = carry_attached(db, moved);
    // The journal goes on by itself where the rest is undone.
    let settled = settle_again(db);
    carried?;
    settled?;
    Ok(journal.touched())
}

fn carry_attached(db: &Connection, moved: &Moved) -> Result<(), StorageError> {
    // Rows are as the journal has them, and were judged there: nothing follows from their being written here.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    db.execute_batch("PRAGMA foreign_keys = OFF;")?;
    db.query_row("PRAGMA fresh.journal_mode = MEMORY", [], |_| Ok(()))?;
    db.execute_batch("PRAGMA fresh.synchronous = OFF; PRAGMA fresh.secure_delete = ON; BEGIN;")?;
    let tables = tables(db)?;
    for table in &tables {
        if table.is_noted(db)? {
            db.execute_batch(&table.carry())?;
        }
    }
    // What has few rows is compared whole, drafts always: they leave no line in the history.
    for table in tables.iter().filter(|table| table.name == "draft" || moved.few.contains(&table.name)) {
        let (here, there) =
            (format!("SELECT * FROM main.\"{0}\"", table.name), format!("SELECT * FROM fresh.\"{0}\"", table.name));
        let differs: bool = db.query_row(
            &format!("SELECT EXISTS ({here} EXCEPT {there}) OR EXISTS ({there} EXCEPT {here})"),
            [],
            |row| row.get(0),
        )?;
        if differs {
            return Err(StorageError::Damaged);
        }
    }
    let end = audit::head(db)?;
    let lines = "SELECT count(*), (SELECT hash FROM fresh.audit ORDER BY sequence DESC LIMIT 1)
        FROM fresh.audit WHERE sequence > ?1";
    let (lines, hash): (i64, Hash) = db.query_row(lines, [moved.end.length], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if moved.end.length + lines != end.length || hash != end.hash {
        return Err(StorageError::Damaged);
    }
    Ok(db.execute_batch("COMMIT;")?)
}

fn settle_again(db: &Connection) -> Result<(), StorageError> {
    if !db.is_autocommit() {
        db.execute_batch("ROLLBACK;")?;
    }
    db.execute_batch("DETACH DATABASE fresh; PRAGMA foreign_keys = ON;")?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn rows_are_found_by_their_key_and_no_table_is_read_through_for_a_few_of_them() {
        let mut db = Connection::open_in_memory().unwrap();
        schema::bring_up(&mut db).unwrap();
        db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let tables = tables(&db).unwrap();
        assert!(tables.len() > 60 && tables.iter().any(|table| table.name == "consultation_version"));
        let keyless: Vec<&str> =
            tables.iter().filter(|table| table.key.is_empty()).map(|table| table.name.as_str()).collect();
        assert_eq!(keyless, ["profile_replaced"], "rewritten порядки are few");
        for table in tables.iter().filter(|table| !table.key.is_empty()) {
            db.execute_batch(&table.begin()).unwrap();
            for sql in table.carry().replace("fresh.", "main.").split_inclusive(';') {
                let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let steps: Vec<String> =
                    plan.query_map([], |row| row.get("detail")).unwrap().collect::<Result<_, _>>().unwrap();
                let read_through = format!("SCAN {}", table.name);
                assert!(!steps.iter().any(|step| step.starts_with(&read_through)), "{}: {steps:?}", table.name);
            }
        }
    }
}
