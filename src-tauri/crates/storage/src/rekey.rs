//! A new key for the journal: a database beside the old one, then both slot files, then the old one goes.
//!
//! At every moment one generation is whole and named by a slot file whose copies agree or differ only in which of
//! two equal databases they name. What a crash leaves of the other is swept away at the next start.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::audit::{self, Action, Subject};
use crate::change;
use crate::error::StorageError;
use crate::folder::{rename, sync_file, sync_folder};
use crate::journal::{Journal, LockedJournal, check_whole, connect};
use crate::keys::{self, JournalKey, Place, SealError, SlotFile, SlotKind, TwinStep};

/// Of a database that is not whole yet.
const BEGUN: &str = ".new";

/// Where a re-key stands when it is cut short; each names what is done by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RekeyStep {
    /// Every row lies in a file beside under the new key.
    Copied,
    /// The history of the new file says that the key was changed.
    Marked,
    /// The new file is on the disk.
    Synced,
    /// It was opened again and found whole.
    Proven,
    /// It bears its name.
    Named,
    SlotsAside,
    FirstTwin,
    SecondTwin,
    /// A proven copy under the new key exists.
    CopyMade,
    OldGone,
}

impl RekeyStep {
    pub const ALL: [Self; 10] = [
        Self::Copied,
        Self::Marked,
        Self::Synced,
        Self::Proven,
        Self::Named,
        Self::SlotsAside,
        Self::FirstTwin,
        Self::SecondTwin,
        Self::CopyMade,
        Self::OldGone,
    ];
}

/// The journal under its new key.
pub struct Rekeyed {
    pub journal: Journal,
    pub slots: SlotFile,
    pub key: JournalKey,
}

/// Why the key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RekeyHalt {
    /// Everything is as before.
    #[error("the key was not changed: {0}")]
    Undone(#[from] StorageError),
    /// The disk failed between the two slot files: which generation is in force only the next start can tell, and
    /// nothing may be written until then.
    #[error("the slot files could not be finished: {0}")]
    Unsure(StorageError),
}

impl From<SealError> for RekeyHalt {
    fn from(_: SealError) -> Self {
        StorageError::Content("a seal").into()
    }
}

/// The database of a generation.
pub fn database_name(generation: u64) -> String {
    format!("journal-{generation}.db")
}

/// Puts the journal under a new key and hands the key to every living slot. The sheet that a newer one has
/// replaced ends here. The caller lets nobody write meanwhile, and goes on with what comes back; the old database
/// stays until [`retire`].
///
/// # Errors
/// [`RekeyHalt`]: after `Unsure` the journal must be closed.
pub fn rekey(
    folder: &Path,
    journal: &Journal,
    key: &JournalKey,
    slots: &SlotFile,
    account: Option<AccountId>,
    at: DateTime<Utc>,
) -> Result<Rekeyed, RekeyHalt> {
    let place = Place { generation: slots.place().generation + 1, ..slots.place() };
    let fresh_key = JournalKey::fresh().map_err(|_| StorageError::Content("randomness"))?;
    let (fresh, ending) = handed_over(journal, slots, place, &fresh_key)?;
    let path = folder.join(fresh.database());
    let begun = folder.join(format!("{}{BEGUN}", fresh.database()));
    let built = build(journal.path(), key, &begun, &fresh_key, place, &ending, account, at).and_then(|()| {
        rename(&begun, &path)?;
        sync_folder(folder)?;
        reached(RekeyStep::Named);
        Ok(())
    });
    if let Err(trouble) = built {
        // The first trouble is the one to tell of.
        let _ = fs::remove_file(&begun);
        let _ = fs::remove_file(&path);
        return Err(trouble.into());
    }
    if let Err(trouble) = keys::write_twins_telling(folder, &fresh, |step| {
        reached(match step {
            TwinStep::Aside => RekeyStep::SlotsAside,
            TwinStep::First => RekeyStep::FirstTwin,
            TwinStep::Second => RekeyStep::SecondTwin,
        });
    }) {
        let untouched = keys::read_twins(folder)
            .is_ok_and(|found| found.candidates.iter().all(|file| file.place().generation < place.generation));
        if !untouched {
            return Err(RekeyHalt::Unsure(trouble.into()));
        }
        let _ = fs::remove_file(&path);
        return Err(RekeyHalt::Undone(trouble.into()));
    }
    let opened = LockedJournal::find(&path).and_then(|found| found.unlock(&fresh_key));
    // It is in force already: what does not open now is for the next start to say.
    let journal = opened.map_err(RekeyHalt::Unsure)?;
    Ok(Rekeyed { journal, slots: fresh, key: fresh_key })
}

/// The slot file of the new generation, and the slots that end with the old one.
fn handed_over(
    journal: &Journal,
    slots: &SlotFile,
    place: Place,
    key: &JournalKey,
) -> Result<(SlotFile, Vec<Uuid>), RekeyHalt> {
    let view = journal.view();
    let replaced = view.replaced_sheet_slots()?;
    let mut fresh = SlotFile::new(place, database_name(place.generation), slots.centre())
        .map_err(|_| StorageError::Content("a slot file"))?;
    let mut ending = Vec::new();
    for known in view.living_slots()? {
        // The public half is the journal's: a slot file can be edited by anyone. What stands there and is not
        // known here opens nothing from now on.
        let resealed = match slots.slot(known.id) {
            Some(slot) if !replaced.contains(&known.id) => match slot.reseal(place, &known.public, key) {
                Ok(slot) => Some(slot),
                Err(SealError::ForeignPublicHalf | SealError::BadPublicHalf) => None,
                Err(error) => return Err(error.into()),
            },
            _ => None,
        };
        match resealed {
            Some(slot) => fresh.put(slot),
            // The sheet in force opens every generation; a slot file that lacks it is an older one.
            None if known.account.is_none() && !replaced.contains(&known.id) => {
                return Err(StorageError::Content("slots").into());
            }
            None => ending.push(known.id),
        }
    }
    if fresh.slots().iter().all(|slot| matches!(slot.kind(), SlotKind::Code { .. })) {
        return Err(StorageError::Content("slots").into());
    }
    Ok((fresh, ending))
}

#[expect(clippy::too_many_arguments, reason = "two databases and who changes the key")]
fn build(
    old: &Path,
    old_key: &JournalKey,
    begun: &Path,
    key: &JournalKey,
    place: Place,
    ending: &[Uuid],
    account: Option<AccountId>,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    if begun.exists() {
        fs::remove_file(begun)?;
    }
    copy_under(old, old_key, begun, key)?;
    reached(RekeyStep::Copied);

    let mut db = connect(begun, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
    let generation = i64::try_from(place.generation).unwrap_or(i64::MAX);
    change::change::<_, StorageError>(&mut db, account, at, |change| {
        for slot in ending {
            change.end_slot(*slot)?;
        }
        change.hand_over_slots(generation)?;
        change.note(Action::KeyChanged, Subject::Journal, None);
        Ok(())
    })?;
    let end = audit::head(&db)?;
    db.close().map_err(|(_, error)| StorageError::from(error))?;
    reached(RekeyStep::Marked);

    sync_file(begun)?;
    sync_folder(begun.parent().unwrap_or_else(|| Path::new(".")))?;
    reached(RekeyStep::Synced);

    let again = connect(begun, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    check_whole(&again)?;
    let answer: String = again.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if answer != "ok" || audit::head(&again)? != end {
        return Err(StorageError::Damaged);
    }
    again.close().map_err(|(_, error)| StorageError::from(error))?;
    reached(RekeyStep::Proven);
    Ok(())
}

/// Copies every row into a new file under another key, and counts both.
fn copy_under(old: &Path, old_key: &JournalKey, begun: &Path, key: &JournalKey) -> Result<(), StorageError> {
    // What is attached is made by this connection's leave.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let db = connect(old, old_key, flags)?;
    let target = begun.to_str().ok_or(StorageError::Content("a path"))?;
    db.execute("ATTACH DATABASE ?1 AS fresh KEY ?2", [target, key.pragma().as_str()])?;
    // The file counts for nothing until it was synced, opened again and proven.
    db.query_row("PRAGMA fresh.journal_mode = OFF", [], |_| Ok(()))?;
    db.execute_batch("PRAGMA fresh.synchronous = OFF;")?;
    db.query_row("SELECT sqlcipher_export('fresh')", [], |_| Ok(()))?;
    // The export leaves both marks behind.
    for mark in ["user_version", "application_id"] {
        let value: u32 = db.query_row(&format!("SELECT {mark} FROM pragma_{mark}"), [], |row| row.get(0))?;
        db.pragma_update(Some("fresh"), mark, value)?;
    }
    assert_alike(&db)?;
    db.execute_batch("DETACH DATABASE fresh;")?;
    db.close().map_err(|(_, error)| StorageError::from(error))
}

/// The same tables, indexes and triggers, as many rows in each, the same end of the history.
fn assert_alike(db: &Connection) -> Result<(), StorageError> {
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
    for table in tables {
        if one(&format!("SELECT count(*) FROM main.\"{table}\""))?
            != one(&format!("SELECT count(*) FROM fresh.\"{table}\""))?
        {
            return Err(StorageError::Damaged);
        }
    }
    let end = "audit ORDER BY sequence DESC LIMIT 1";
    let ends = one(&format!("SELECT (SELECT hash FROM main.{end}) IS (SELECT hash FROM fresh.{end})"))?;
    if differing == 0 && ends == 1 { Ok(()) } else { Err(StorageError::Damaged) }
}

/// Takes away what other generations have left beside the one in force: at once what never was in force, and a
/// database that was only once a copy under the new key is proven. Where the slot files do not both name this
/// generation nothing is touched.
///
/// # Errors
/// Of `prove`, and whatever the disk says; the old database then stays until the next time.
pub fn retire<E: From<StorageError>>(
    folder: &Path,
    slots: &SlotFile,
    prove: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    let agreed = keys::read_twins(folder)
        .is_ok_and(|found| !found.needs_healing && found.candidates.iter().all(|file| file.place() == slots.place()));
    if !agreed {
        return Ok(());
    }
    let generation = slots.place().generation;
    let (older, never): (Vec<_>, Vec<_>) =
        others(folder, generation)?.into_iter().partition(|other| other.was_in_force);
    for other in never {
        fs::remove_file(other.path).map_err(StorageError::from)?;
    }
    if older.is_empty() {
        return Ok(());
    }
    prove()?;
    reached(RekeyStep::CopyMade);
    for other in older {
        fs::remove_file(other.path).map_err(StorageError::from)?;
    }
    sync_folder(folder)?;
    reached(RekeyStep::OldGone);
    Ok(())
}

/// Whether a database of an earlier key still waits for a proven copy under the present one.
pub fn older_stays(folder: &Path, slots: &SlotFile) -> bool {
    others(folder, slots.place().generation).is_ok_and(|found| found.iter().any(|other| other.was_in_force))
}

struct Other {
    path: PathBuf,
    was_in_force: bool,
}

/// Databases of other generations with their logs, and unfinished ones.
fn others(folder: &Path, generation: u64) -> Result<Vec<Other>, StorageError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some((of, tail)) = path.file_name().and_then(|name| name.to_str()).and_then(parse_name) else { continue };
        let begun = tail.starts_with(BEGUN);
        if begun || of != generation {
            let was_in_force = !begun && of < generation;
            found.push(Other { path, was_in_force });
        }
    }
    Ok(found)
}

/// «journal-2.db-wal» → 2 and «-wal».
fn parse_name(name: &str) -> Option<(u64, &str)> {
    let (number, tail) = name.strip_prefix("journal-")?.split_once(".db")?;
    Some((number.parse().ok()?, tail))
}

#[cfg(not(feature = "test-kdf"))]
fn reached(_: RekeyStep) {}

#[cfg(feature = "test-kdf")]
type Watcher = Box<dyn FnMut(RekeyStep)>;

#[cfg(feature = "test-kdf")]
std::thread_local! {
    static WATCHER: std::cell::RefCell<Option<Watcher>> = const { std::cell::RefCell::new(None) };
}

#[cfg(feature = "test-kdf")]
fn reached(step: RekeyStep) {
    WATCHER.with(|watcher| {
        if let Some(watcher) = watcher.borrow_mut().as_mut() {
            watcher(step);
        }
    });
}

/// Calls this on the same thread after every step of a re-key, so that tests may stop or picture it there.
#[cfg(feature = "test-kdf")]
pub(crate) fn watch(watcher: Option<Watcher>) {
    WATCHER.set(watcher);
}

#[cfg(test)]
mod tests {
    use super::parse_name;

    #[test]
    fn only_databases_of_a_generation_are_read_as_such() {
        assert_eq!(parse_name("journal-1.db"), Some((1, "")));
        assert_eq!(parse_name("journal-12.db-wal"), Some((12, "-wal")));
        assert_eq!(parse_name("journal-2.db.new"), Some((2, ".new")));
        for other in ["journal.keys", "journal.keys.twin", "journal-.db", "journal-x.db", "journal.tries", "copy.db"] {
            assert_eq!(parse_name(other), None, "{other}");
        }
    }
}
