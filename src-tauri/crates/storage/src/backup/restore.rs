//! A journal made anew from a copy or from another PC's folder, and put in the place of the present one.
//!
//! The present journal is renamed whole and never written over. Until the last rename nothing of it is touched, and
//! a crash between the two renames is finished at the next start.

use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

use chrono::NaiveDate;

use super::container::{COPY, Container};
use super::make::check_journal;
use super::rows::{Rows, Seal, complete, pour};
use super::{Copy, Manifest, Stage, Watch, told};
use crate::aside;
use crate::error::StorageError;
use crate::folder::{Folder, rename, sync_file, sync_folder};
use crate::journal::{Journal, LockedJournal};
use crate::keys::{self, JournalKey, Place, SlotFile};
use crate::schema;

/// From what a journal is made anew.
pub enum Source {
    Copy(Box<Copy>),
    /// A whole journal's folder: its database, and the ways into it.
    Folder {
        database: PathBuf,
        ways: Box<SlotFile>,
    },
}

/// A journal that stands ready beside the present one, open.
pub struct Rebuilt {
    pub journal: Journal,
    pub slots: SlotFile,
    pub key: JournalKey,
    /// Lines of the history it had when it was found.
    pub lines: u64,
    /// What opened the source.
    pub source_key: JournalKey,
}

/// Where the exchange of two journals stands when it is cut short; each names what is done by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwapStep {
    /// The restored journal is whole on the disk, with both copies of its slot file.
    Synced,
    /// It bears the name under which the next start looks for it.
    Named,
    /// The present journal is put aside.
    PutAside,
    /// The restored one stands in its place.
    InPlace,
}

impl SwapStep {
    pub const ALL: [Self; 4] = [Self::Synced, Self::Named, Self::PutAside, Self::InPlace];
}

/// The present journal, where it was put aside.
pub struct Swapped {
    pub aside: Option<PathBuf>,
}

/// Makes the journal anew under a fresh key and the next generation, checks it whole and brings it up to the newest
/// schema. `key` opens what is in the source. The present journal is not looked at.
///
/// # Errors
/// [`StorageError::Damaged`] where the copy is not what it says, [`StorageError::Newer`] for a later program's.
pub fn rebuild(folder: &Folder, source: &Source, key: &JournalKey, watch: &Watch) -> Result<Rebuilt, StorageError> {
    let at = folder.restoring();
    clear(&at)?;
    let rebuilt = rebuild_at(&at, source, key, watch);
    if rebuilt.is_err() {
        let _ = fs::remove_dir_all(&at);
    }
    rebuilt
}

fn clear(at: &Path) -> Result<(), StorageError> {
    match fs::remove_dir_all(at) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    Ok(fs::create_dir_all(at)?)
}

fn rebuild_at(at: &Path, source: &Source, key: &JournalKey, watch: &Watch) -> Result<Rebuilt, StorageError> {
    let (place, ways, rows) = match source {
        Source::Copy(copy) => (copy.manifest.place(), &copy.ways, taken_out(copy, at, key, Stage::Copying, watch)?),
        Source::Folder { database, ways } => {
            let payload = at.join("payload");
            watch.begin(Stage::Copying, fs::metadata(database)?.len(), slice::from_ref(&payload));
            fs::copy(database, &payload)?;
            // What was not folded back yet belongs to it.
            let (log, beside) = (with_end(database, "-wal"), with_end(&payload, "-wal"));
            if log.exists() {
                fs::copy(log, beside)?;
            }
            (ways.place(), ways.as_ref(), Rows::in_file(&payload, key, Seal::Journal))
        }
    };
    let fresh = JournalKey::fresh().map_err(|_| StorageError::Content("randomness"))?;
    let place = Place { generation: place.generation.saturating_add(1), ..place };
    let name = format!("journal-{}.db", place.generation);
    let database = at.join(&name);
    // What is made anew from the rows takes as much again.
    watch.begin(Stage::Checking, rows.lengths()?.iter().sum::<u64>() * 2, slice::from_ref(&database));
    let found = pour(&rows, &Rows::in_file(&database, &fresh, Seal::Journal), watch)?;
    if found.schema > schema::NEWEST {
        return Err(StorageError::Newer { found: found.schema, newest: schema::NEWEST });
    }
    if let Source::Copy(copy) = source
        && !found.is_of(&copy.manifest)
    {
        return Err(StorageError::Damaged);
    }
    complete(&database, &fresh, watch)?;
    watch.go_on()?;
    check_journal(&database, &fresh, watch)?;
    if told(&Rows::in_file(&database, &fresh, Seal::Journal).open_each(watch)?)? != found {
        return Err(StorageError::Damaged);
    }
    for (file, end) in rows.files().iter().flat_map(|file| ["", "-wal", "-shm"].map(|end| (file, end))) {
        let _ = fs::remove_file(with_end(file, end));
    }
    watch.begin(Stage::Writing, 0, &[]);
    let journal = LockedJournal::find(&database)?.unlock(&fresh)?;
    // What a step of the schema set aside still has whatever is destroyed next; the source is the copy of it.
    aside::take_away(&database)?;
    let known = journal.view().known_slots()?;
    let slots = ways.for_journal(place, &name, &known, &fresh).map_err(|_| StorageError::Damaged)?;
    if slots.slots().is_empty() {
        return Err(StorageError::Damaged);
    }
    Ok(Rebuilt { journal, slots, key: fresh, lines: found.end.lines, source_key: key.again() })
}

/// The rows of a copy, taken out of it into this folder.
///
/// # Errors
/// [`StorageError::Damaged`] where a byte of it changed.
pub(super) fn taken_out(
    copy: &Copy,
    at: &Path,
    key: &JournalKey,
    stage: Stage,
    watch: &Watch,
) -> Result<Rows, StorageError> {
    let manifest = &copy.manifest;
    let rows = Rows::of_copy(at, key, manifest.parts.len());
    watch.begin(stage, manifest.bytes, &[]);
    let mut container = Container::<Manifest>::open(&copy.path, COPY)?;
    let hash = container.extract(rows.files(), &manifest.parts, watch)?;
    if hash == manifest.sha256 { Ok(rows) } else { Err(StorageError::Damaged) }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

impl Rebuilt {
    /// Puts the journal into the place of the present one, which is renamed whole. The caller has closed it.
    ///
    /// # Errors
    /// Whatever the disk says; the present journal then still stands, or stands again at the next start.
    pub fn take_place(
        self,
        folder: &Folder,
        day: NaiveDate,
    ) -> Result<(Journal, SlotFile, JournalKey, Swapped), StorageError> {
        let Self { journal, slots, key, .. } = self;
        let database = journal.path().to_owned();
        journal.close();
        let (restoring, restored) = (folder.restoring(), folder.restored());
        for end in ["", "-wal"] {
            let path = with_end(&database, end);
            if path.exists() {
                sync_file(&path)?;
            }
        }
        keys::write_twins(&restoring, &slots)?;
        sync_folder(&restoring)?;
        reached(SwapStep::Synced);
        let _ = fs::remove_dir_all(&restored);
        rename(&restoring, &restored)?;
        sync_folder(folder.root())?;
        reached(SwapStep::Named);
        let aside = put_aside(folder, day)?;
        reached(SwapStep::PutAside);
        rename(&restored, folder.journal())?;
        sync_folder(folder.root())?;
        reached(SwapStep::InPlace);
        let journal = LockedJournal::find(&folder.journal().join(slots.database()))?.unlock(&key)?;
        Ok((journal, slots, key, Swapped { aside }))
    }
}

fn put_aside(folder: &Folder, day: NaiveDate) -> Result<Option<PathBuf>, StorageError> {
    if !folder.has_journal() {
        return Ok(None);
    }
    let place = |number: u32| folder.root().join(format!("journal.aside-{day}-{number}"));
    let free = (1..10_000).map(place).find(|path| !path.exists()).ok_or(StorageError::Busy)?;
    rename(folder.journal(), &free)?;
    sync_folder(folder.root())?;
    Ok(Some(free))
}

/// Finishes a restoring that was cut short between its two renames. While the present journal stands, a restored one
/// beside it was never taken and goes.
pub fn finish_swap(folder: &Folder) -> Result<(), StorageError> {
    let restored = folder.restored();
    if !restored.exists() {
        return Ok(());
    }
    if folder.has_journal() {
        return Ok(fs::remove_dir_all(restored)?);
    }
    rename(restored, folder.journal())?;
    sync_folder(folder.root())
}

crate::steps::watched_steps!(SwapStep);
