//! The making of a copy: the rows set aside, their proof, one file at each place.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;
use uuid::Uuid;

use super::container::{self, COPY, Container};
use super::place::PART;
use super::rows::{Rows, Seal, pour, turn};
use super::{Manifest, SheetMark, Stage, Told, Watch, head_of, holding, reread, told};
use crate::change::View;
use crate::error::StorageError;
use crate::folder::{Folder, rename, sync_folder};
use crate::journal::{Journal, check_sound, check_table, check_whole, table_names};
use crate::keys::{JournalKey, PublicHalf, SlotFile};

/// Makes copies beside the work at the desk: it has a connection and a key of its own.
pub struct Copier {
    journal: PathBuf,
    key: JournalKey,
    slots: SlotFile,
    snapshot: PathBuf,
    known: Vec<(Uuid, PublicHalf)>,
    branch: Uuid,
    zone: String,
    sheet: Option<SheetMark>,
}

/// What is to be made, and where.
pub struct CopyOrder {
    pub copy: Uuid,
    pub at: DateTime<Utc>,
    pub folder: PathBuf,
    pub name: String,
}

/// A copy that stands and was proven.
pub struct ProvenCopy {
    pub manifest: Manifest,
    pub name: String,
    pub(super) key: JournalKey,
}

impl Journal {
    /// Everything a copy needs of the open journal.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] when the slot file names a way in that the journal knows otherwise.
    pub fn copier(&self, folder: &Folder, slots: &SlotFile, key: &JournalKey) -> Result<Copier, StorageError> {
        let view = self.view();
        let centre = view.centre()?;
        let mut slots = slots.clone();
        slots.rename_centre(centre.name);
        Ok(Copier {
            journal: self.path().to_owned(),
            key: key.again(),
            slots,
            snapshot: folder.snapshot(),
            known: view.known_slots()?,
            branch: centre.branch_id,
            zone: centre.zone,
            sheet: sheet_mark(&view)?,
        })
    }
}

impl Copier {
    /// Makes and proves. Whatever goes wrong, nothing half-made stays and no older copy is touched.
    ///
    /// # Errors
    /// Whatever the disk says; [`StorageError::Stopped`] when it was stopped.
    pub fn make(&self, order: &CopyOrder, watch: &Watch) -> Result<ProvenCopy, StorageError> {
        let made = self.make_here(order, watch);
        let _ = fs::remove_dir_all(&self.snapshot);
        made
    }

    fn make_here(&self, order: &CopyOrder, watch: &Watch) -> Result<ProvenCopy, StorageError> {
        fs::create_dir_all(&order.folder)?;
        let key = JournalKey::fresh().map_err(|_| StorageError::Content("randomness"))?;
        let ways = self.slots.for_copy(order.copy, &self.known, &key).map_err(|_| StorageError::Content("a slot"))?;
        if ways.slots().is_empty() {
            // A copy that nobody could open.
            return Err(StorageError::Content("a slot"));
        }
        let _ = fs::remove_dir_all(&self.snapshot);
        fs::create_dir_all(&self.snapshot)?;
        let rows = Rows::of_new_copy(&self.snapshot, &key);
        // Rows take about half of the journal's file; the other half is indexes and search.
        watch.begin(Stage::Copying, fs::metadata(&self.journal)?.len() / 2, rows.files());
        let there = pour(&Rows::in_file(&self.journal, &self.key, Seal::Journal), &rows, watch)?;
        let place = self.slots.place();
        let blank = Manifest {
            copy: order.copy,
            journal: place.journal,
            branch: self.branch,
            generation: place.generation,
            schema: there.schema,
            centre: self.slots.centre().to_owned(),
            zone: self.zone.clone(),
            made_at: order.at.timestamp_millis(),
            requests: 0,
            consultations: 0,
            recipients: 0,
            lines: 0,
            chain_head: String::new(),
            anew: None,
            sheet: self.sheet,
            bytes: 0,
            parts: Vec::new(),
            sha256: String::new(),
            erased: View::new(holding(&rows.open_each(watch)?, "destruction")?).destroyed()?,
        };
        let manifest = there.put_into(blank).holding(&rows)?;

        let part = order.folder.join(format!("{}.{PART}", order.name));
        let place = order.folder.join(&order.name);
        let written = prove_and_write(&rows, &part, &place, manifest, &ways, watch);
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        Ok(ProvenCopy { manifest: written?, name: order.name.clone(), key })
    }
}

/// The rows are checked on some threads while they are written on another; the file gets the copy's name only when
/// all is done and the written bytes were read back.
pub(super) fn prove_and_write(
    rows: &Rows,
    part: &Path,
    place: &Path,
    manifest: Manifest,
    ways: &SlotFile,
    watch: &Watch,
) -> Result<Manifest, StorageError> {
    watch.begin(Stage::Checking, manifest.bytes * 2, &[]);
    let manifest = thread::scope(|scope| {
        let checking = scope.spawn(|| check_rows(rows, &manifest, watch));
        let written = (|| {
            let mut written = container::write(part, COPY, &manifest, ways.slots(), &mut *rows.bytes()?, watch)?;
            let sha256 = Container::<Manifest>::open(part, COPY)?.hash_payload_of(&mut *rows.bytes()?, watch)?;
            let sealed = Manifest { sha256, ..manifest.clone() };
            written.seal(COPY, &sealed, ways.slots())?;
            written.settle(watch)?;
            if head_of(part)?.manifest == sealed { Ok(sealed) } else { Err(StorageError::Damaged) }
        })();
        checking.join().unwrap_or(Err(StorageError::Content("a check"))).and(written)
    })?;
    settle_name(part, place)?;
    Ok(manifest)
}

/// Both integrity checks of a journal's own file that nobody works with: the seal of every page on one thread,
/// SQLite's own on this one.
pub(crate) fn check_journal(path: &Path, key: &JournalKey, watch: &Watch) -> Result<(), StorageError> {
    let file = Rows::in_file(path, key, Seal::Journal);
    let (sealed, sound) = thread::scope(|scope| {
        let seals = scope.spawn(|| file.open_each(watch)?.iter().try_for_each(check_whole));
        let sound = file.open_each(watch).and_then(|file| file.iter().try_for_each(check_sound));
        (seals.join().unwrap_or(Err(StorageError::Content("a check"))), sound)
    });
    sealed.and(sound)
}

/// Counts the rows, and has SQLite check each table with its indexes, by two threads: a third would not be done sooner,
/// and take its time from whoever works at the desk meanwhile. The check reads every page in use, and with each page its
/// seal. (A restoring checks the file as a whole.)
fn check_rows(rows: &Rows, manifest: &Manifest, watch: &Watch) -> Result<(), StorageError> {
    let mut tables = Vec::new();
    for (file, db) in rows.open_each(watch)?.iter().enumerate() {
        tables.extend(table_names(db)?.into_iter().map(|table| (file, table)));
    }
    // They are taken from the end.
    tables.sort_by_key(|(_, table)| Reverse(turn(table)));
    let tables = Mutex::new(tables);
    let next = || tables.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let check = || {
        let files = rows.open_each(watch)?;
        while let Some((file, table)) = next() {
            check_table(files.get(file).ok_or(StorageError::Damaged)?, &table)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let other = scope.spawn(check);
        let found = told(&rows.open_each(watch)?)?;
        let own = if found.is_of(manifest) { check() } else { Err(StorageError::Damaged) };
        other.join().unwrap_or(Err(StorageError::Content("a check"))).and(own)
    })
}

/// The same file in another folder, read back there before it gets its name. An absent folder says
/// [`StorageError::Missing`].
pub(super) fn carry(
    from: &Path,
    folder: &Path,
    manifest: &Manifest,
    stage: Stage,
    watch: &Watch,
) -> Result<(), StorageError> {
    let name = from.file_name().ok_or(StorageError::Content("a path"))?;
    if !folder.is_dir() {
        return Err(StorageError::Missing);
    }
    let place = folder.join(name);
    let mut part = place.clone().into_os_string();
    part.push(format!(".{PART}"));
    let part = PathBuf::from(part);
    watch.begin(stage, manifest.bytes * 2, &[]);
    let carried = (|| {
        let copy = head_of(from)?;
        let mut container = Container::<Manifest>::open(from, COPY)?;
        let mut payload = container.payload_reader();
        container::write(&part, COPY, &copy.manifest, copy.ways.slots(), &mut payload, watch)?.settle(watch)?;
        if reread(&part, watch)?.manifest != *manifest {
            return Err(StorageError::Damaged);
        }
        settle_name(&part, &place)
    })();
    if carried.is_err() {
        let _ = fs::remove_file(&part);
    }
    carried
}

/// Gives the finished file its name, for good.
pub(super) fn settle_name(part: &Path, place: &Path) -> Result<(), StorageError> {
    rename(part, place)?;
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    // Some removable disks cannot; the file itself is on the disk by now.
    match sync_folder(folder) {
        Ok(()) | Err(StorageError::Io(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

impl Manifest {
    /// Says how long these rows are; their hash is put in when they are written.
    pub(super) fn holding(self, rows: &Rows) -> Result<Self, StorageError> {
        let parts = rows.lengths()?;
        Ok(Self { bytes: parts.iter().sum(), parts, sha256: "0".repeat(64), ..self })
    }
}

impl Told {
    pub(super) fn put_into(self, blank: Manifest) -> Manifest {
        Manifest {
            requests: self.requests,
            consultations: self.consultations,
            recipients: self.recipients,
            lines: self.end.lines,
            chain_head: self.end.chain_head,
            ..blank
        }
    }
}

impl View<'_> {
    /// What the journal knows of its living slots: sealing takes the public halves from here.
    pub(crate) fn known_slots(&self) -> Result<Vec<(Uuid, PublicHalf)>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT id, public_half FROM slot WHERE ended_at IS NULL")?;
        let rows = statement.query_map([], |row| {
            Ok((Uuid::from_bytes(row.get("id")?), PublicHalf::from_bytes(row.get("public_half")?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The sheet in force: the one that opens what is made now.
pub(super) fn sheet_mark(view: &View<'_>) -> Result<Option<SheetMark>, StorageError> {
    let found: Option<(u32, String)> = view
        .db()
        .prepare_cached("SELECT number, made_on FROM sheet WHERE replaced_on IS NULL ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(number, day)| Ok(SheetMark { number, date: crate::value::parse_day(&day)? })).transpose()
}
