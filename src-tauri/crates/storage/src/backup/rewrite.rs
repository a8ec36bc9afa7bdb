//! An older copy made anew without the personal data that were destroyed after it: aside, proven, then in its own
//! place under its own name. Until that last rename the copy is as it was.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::lists::Role;
use uuid::Uuid;

use super::make::{carry, prove_and_write, sheet_mark};
use super::place::PART;
use super::restore::taken_out;
use super::rows::{Rows, Seal, complete, pour};
use super::{Copy, CopyRow, Destruction, Manifest, SheetMark, Stage, Watch, head_of, reread};
use crate::error::StorageError;
use crate::folder::Folder;
use crate::journal::{Journal, LockedJournal};
use crate::keys::{JournalKey, PublicHalf, SlotFile};

/// Makes one copy anew beside the work at the desk.
pub struct Rewriter {
    row: CopyRow,
    /// The copy's own key, which it keeps: a crash between the file and the journal's line about it loses nothing.
    key: JournalKey,
    /// Everything the journal knows to be destroyed.
    destroyed: Vec<Destruction>,
    /// The ways of today: who was removed since then has no way in any more, and an older sheet ends here.
    slots: SlotFile,
    known: Vec<(Uuid, PublicHalf)>,
    sheet: Option<SheetMark>,
    /// Where it lies, and where it is made anew.
    place: PathBuf,
    aside: PathBuf,
    second: Option<PathBuf>,
    at: DateTime<Utc>,
}

/// A copy that lacks what was destroyed, proven.
pub struct Rewritten {
    pub manifest: Manifest,
    /// How it went at the second place, where it lies there too.
    pub second: Option<Result<(), StorageError>>,
}

impl Journal {
    /// Everything that making this copy anew needs of the open journal. `second`: the second place, where one was
    /// chosen.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the copy's key is not known any more.
    pub fn rewriter(
        &self,
        folder: &Folder,
        slots: &SlotFile,
        row: CopyRow,
        second: Option<PathBuf>,
        at: DateTime<Utc>,
    ) -> Result<Rewriter, StorageError> {
        let view = self.view();
        let mut slots = slots.clone();
        slots.rename_centre(view.centre()?.name);
        Ok(Rewriter {
            key: view.copy_key(row.id)?,
            destroyed: view.destructions()?,
            slots,
            known: view.known_slots()?,
            sheet: sheet_mark(&view)?,
            place: folder.copies().join(&row.name),
            aside: folder.rewriting(),
            second: second.filter(|_| row.second_at.is_some()),
            row,
            at,
        })
    }
}

impl Rewriter {
    /// Whatever goes wrong, nothing half-made stays and the copy is as it was.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] where the copy is not what the journal knows; whatever the disk says;
    /// [`StorageError::Stopped`] when it was stopped.
    pub fn rewrite(&self, watch: &Watch) -> Result<Rewritten, StorageError> {
        let rewritten = self.rewrite_here(watch);
        let _ = fs::remove_dir_all(&self.aside);
        rewritten
    }

    fn rewrite_here(&self, watch: &Watch) -> Result<Rewritten, StorageError> {
        let copy = head_of(&self.place)?;
        let found = &copy.manifest;
        let manifest = if found.copy == self.row.id && self.destroyed.iter().all(|one| found.erased.contains(&one.id)) {
            // The program was ended between the file and the journal's line about it.
            watch.begin(Stage::Rewriting, found.bytes, &[]);
            reread(&self.place, watch)?.manifest
        } else if *found == self.row.manifest {
            self.make(&copy, watch)?
        } else {
            return Err(StorageError::Damaged);
        };
        let second = self.second.as_ref().map(|folder| carry(&self.place, folder, &manifest, Stage::Second, watch));
        Ok(Rewritten { manifest, second })
    }

    fn make(&self, copy: &Copy, watch: &Watch) -> Result<Manifest, StorageError> {
        let old = &copy.manifest;
        let _ = fs::remove_dir_all(&self.aside);
        fs::create_dir_all(&self.aside)?;
        let (taken, whole, fresh) = (self.aside.join("taken"), self.aside.join("whole.db"), self.aside.join("fresh"));
        [&taken, &fresh].into_iter().try_for_each(fs::create_dir)?;
        let taken = taken_out(copy, &taken, &self.key, Stage::Rewriting, watch)?;
        let there = pour(&taken, &Rows::in_file(&whole, &self.key, Seal::Journal), watch)?;
        if !there.is_of(old) {
            return Err(StorageError::Damaged);
        }
        complete(&whole, &self.key, watch)?;
        // A copy of an earlier program is brought up to this one's schema: what is destroyed is destroyed there.
        let mut journal = LockedJournal::find(&whole)?.unlock(&self.key)?;
        let people = journal.view().accounts()?;
        let head = people.iter().find(|one| one.is(Role::Head)).or_else(|| people.first());
        let head = head.ok_or(StorageError::Damaged)?.id;
        journal.change::<_, StorageError>(Some(head), self.at, |change| {
            let lacking = self.destroyed.iter().filter(|one| !old.erased.contains(&one.id));
            lacking.into_iter().try_for_each(|one| change.destroy(one, ""))
        })?;
        journal.close();

        // Every row anew: nothing of what was emptied stays in a free page.
        let fresh = Rows::of_new_copy(&fresh, &self.key);
        let emptied = pour(&Rows::in_file(&whole, &self.key, Seal::Journal), &fresh, watch)?;

        let ways = self.slots.for_copy(self.row.id, &self.known, &self.key);
        let ways = ways.map_err(|_| StorageError::Content("a slot"))?;
        if ways.slots().is_empty() {
            return Err(StorageError::Content("a slot"));
        }
        let manifest = Manifest {
            schema: emptied.schema,
            generation: self.slots.place().generation,
            centre: self.slots.centre().to_owned(),
            sheet: self.sheet,
            erased: self.destroyed.iter().map(|one| one.id).collect(),
            ..old.clone()
        };
        // What it says of the journal stays: of its own history it goes on by the lines of the destructions.
        let (lines, chain_head, anew) = (old.lines, old.chain_head.clone(), Some(emptied.end.clone()));
        let manifest = Manifest { lines, chain_head, anew, ..emptied.put_into(manifest) }.holding(&fresh)?;
        let part = with_part(&self.place);
        let written = prove_and_write(&fresh, &part, &self.place, manifest, &ways, watch);
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }
}

fn with_part(place: &Path) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(format!(".{PART}"));
    name.into()
}
