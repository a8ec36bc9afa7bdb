//! A new key for the journal: a database beside the old one, then both slot files, then the old one goes.
//!
//! [`moving`] writes every row anew beside the work and proves it; [`carry`] brings over what was written meanwhile;
//! [`put_in_force`] does the rest, in a moment.
//!
//! At every moment one generation is whole and named by a slot file whose copies agree or differ only in which of
//! two equal databases they name. What a crash leaves of the other is swept away at the next start.

mod carry;
mod moving;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use uuid::Uuid;

use crate::audit::{Action, Subject};
use crate::change::{self, View};
use crate::error::StorageError;
use crate::folder::{rename, sync_file, sync_folder};
use crate::journal::{Journal, LockedJournal};
use crate::keys::{self, JournalKey, Place, SealError, SlotFile, SlotKind, TwinStep};
use crate::search::Touched;

pub use moving::{Moved, Mover};

/// Of a database that is not whole yet.
const BEGUN: &str = ".new";

/// Where a re-key stands when it is cut short; each names what is done by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RekeyStep {
    /// Every row lies in a file beside under the new key.
    Copied,
    /// It was opened again and found whole.
    Proven,
    /// What was written meanwhile lies there too.
    Carried,
    /// The history of the new file says that the key was changed.
    Marked,
    /// The new file is on the disk.
    Synced,
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
    pub const ALL: [Self; 11] = [
        Self::Copied,
        Self::Proven,
        Self::Carried,
        Self::Marked,
        Self::Synced,
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
    /// Everything is as before, and the rows are to be moved once more: what was destroyed meanwhile must not stay in
    /// the corners of the new file.
    #[error("something was destroyed meanwhile")]
    Again,
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

/// Puts moved rows in force: carries over what was written since they were moved, notes the change of the key and hands
/// the key to every living slot. The sheet that a newer one has replaced ends here. Nobody writes meanwhile; the caller
/// goes on with what comes back, and the old database stays until [`retire`]. Whatever comes of it, the journal is
/// watched for changes no more.
///
/// # Errors
/// [`RekeyHalt`]: after `Unsure` the journal must be closed.
pub fn put_in_force(
    folder: &Path,
    journal: &Journal,
    slots: &SlotFile,
    moved: Moved,
    account: Option<AccountId>,
    at: DateTime<Utc>,
) -> Result<Rekeyed, RekeyHalt> {
    let done = in_force(folder, journal, slots, &moved, account, at);
    // A connection that keeps its notes costs memory, and nothing else.
    let _ = journal.forget_move();
    done
}

fn in_force(
    folder: &Path,
    journal: &Journal,
    slots: &SlotFile,
    moved: &Moved,
    account: Option<AccountId>,
    at: DateTime<Utc>,
) -> Result<Rekeyed, RekeyHalt> {
    let place = Place { generation: slots.place().generation + 1, ..slots.place() };
    let path = folder.join(database_name(place.generation));
    let (fresh, ending) = handed_over(journal, slots, place, &moved.key)?;
    let touched = carry::carry(journal, moved)?;
    reached(RekeyStep::Carried);
    let built = mark(moved, place, touched, &ending, account, at).and_then(|()| {
        rename(&moved.path, &path)?;
        sync_folder(folder)?;
        reached(RekeyStep::Named);
        Ok(())
    });
    if let Err(trouble) = built {
        // The first trouble is the one to tell of; the rest goes with the moved rows.
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
    let opened = LockedJournal::find(&path).and_then(|found| found.unlock(&moved.key));
    // It is in force already: what does not open now is for the next start to say.
    let journal = opened.map_err(RekeyHalt::Unsure)?;
    Ok(Rekeyed { journal, slots: fresh, key: moved.key.again() })
}

/// The moved rows are the journal's of this moment: search follows what was carried over, the slots that end end, and
/// the history says so. Then all of it is brought to the disk.
fn mark(
    moved: &Moved,
    place: Place,
    touched: Touched,
    ending: &[Uuid],
    account: Option<AccountId>,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let mut db = moving::aside(&moved.path, &moved.key)?;
    if !View::new(&db).agrees_since(moved.end.length)? {
        return Err(StorageError::Damaged);
    }
    let generation = i64::try_from(place.generation).unwrap_or(i64::MAX);
    change::change::<_, StorageError>(&mut db, account, at, |change| {
        change.touch_all(touched);
        for slot in ending {
            change.end_slot(*slot)?;
        }
        change.hand_over_slots(generation)?;
        change.note(Action::KeyChanged, Subject::Journal, None);
        Ok(())
    })?;
    db.close().map_err(|(_, error)| StorageError::from(error))?;
    reached(RekeyStep::Marked);
    sync_file(&moved.path)?;
    sync_folder(moved.path.parent().unwrap_or_else(|| Path::new(".")))?;
    reached(RekeyStep::Synced);
    Ok(())
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
    fresh.remember(slots);
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

crate::steps::watched_steps!(RekeyStep);

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
