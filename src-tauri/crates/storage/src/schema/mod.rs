//! The journal's schema grows in steps; a released step is never edited.

use rusqlite::Connection;

use crate::change::View;
use crate::error::StorageError;
use crate::search;

type Fill = fn(&View<'_>) -> Result<(), StorageError>;

struct Step {
    to: u32,
    sql: &'static str,
    /// What SQL alone cannot do for the records that are there already; in the same transaction.
    fill: Option<Fill>,
}

const STEPS: &[Step] = &[
    Step { to: 1, sql: include_str!("001.sql"), fill: None },
    Step { to: 2, sql: include_str!("002.sql"), fill: Some(search::rebuild) },
];

/// The newest schema this program knows.
pub const NEWEST: u32 = 2;

/// «Pryd»: says that a decrypted file is ours.
const APPLICATION_ID: u32 = 0x5072_7964;

/// What the file says of itself.
pub(crate) fn found(db: &Connection) -> Result<u32, StorageError> {
    Ok(db.query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0))?)
}

/// # Errors
/// [`StorageError::Newer`] for a journal of a later program.
pub(crate) fn assert_known(db: &Connection) -> Result<u32, StorageError> {
    let found = found(db)?;
    if found > NEWEST { Err(StorageError::Newer { found, newest: NEWEST }) } else { Ok(found) }
}

/// Brings an open journal to the newest schema. Each step and its mark land together or not at all.
///
/// # Errors
/// [`StorageError::Newer`] for a journal of a later program: it is not touched.
pub(crate) fn bring_up(db: &mut Connection) -> Result<(), StorageError> {
    let found = assert_known(db)?;
    for step in STEPS.iter().filter(|step| step.to > found) {
        let tx = db.transaction()?;
        tx.execute_batch(step.sql)?;
        if let Some(fill) = step.fill {
            fill(&View::new(&tx))?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", step.to)?;
        tx.commit()?;
    }
    Ok(())
}

/// Makes what a file of rows lacks of its schema: indexes, triggers, search. The caller holds a transaction.
///
/// # Errors
/// Whatever the storage says; two rows that the schema forbids among them.
pub(crate) fn complete(db: &Connection) -> Result<(), StorageError> {
    let found = found(db)?;
    let steps = || STEPS.iter().filter(|step| step.to <= found);
    let whole = Connection::open_in_memory()?;
    steps().try_for_each(|step| whole.execute_batch(step.sql))?;
    let mut statement =
        whole.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")?;
    let mut things = statement.query([])?;
    let mut there = db.prepare("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = ?1 AND name = ?2)")?;
    while let Some(thing) = things.next()? {
        let (kind, name, sql): (String, String, String) = (thing.get(0)?, thing.get(1)?, thing.get(2)?);
        // A full-text table brings tables of its own, which are there when their turn comes.
        if !there.query_row([kind, name], |row| row.get(0))? {
            db.execute_batch(&sql)?;
        }
    }
    steps().filter_map(|step| step.fill).try_for_each(|fill| fill(&View::new(db)))
}
