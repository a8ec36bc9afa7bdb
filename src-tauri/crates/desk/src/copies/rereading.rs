//! What is done when nobody asks: a copy that is due, older ones made anew or read again.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDateTime;
use domain::rotation;
use storage::StorageError;
use storage::backup::{self, CopyRow, Watch};

use super::rotating::newest_own;
use super::{PATIENCE, Product, Task, spawn};
use crate::Desk;
use crate::wire::Refused;

impl Desk {
    pub(super) fn begin_due(&mut self) -> Result<(), Refused> {
        let at = self.at_work()?;
        let (now, instant) = (at.session.now(at.around), at.around.now());
        let view = at.session.view();
        let known = view.copies()?;
        let newest = newest_own(&known, at.session.centre.branch_id);
        let last = known.iter().find(|row| Some(row.id) == newest).map(|row| at.session.exactly(row.manifest.made()));
        let closed = view.last_closing()?.map(|closed| at.session.exactly(closed));
        let due = rotation::due(last, closed, at.session.exactly(instant));
        let key_changed = storage::rekey::older_stays(&at.folder.journal(), &at.session.slots);
        if due.is_some() || key_changed {
            let patient = self.copies.tried.is_none_or(|tried| (instant - tried).abs() >= PATIENCE);
            if patient {
                self.copies.tried = Some(instant);
                if let Err(refused) = self.begin_copy() {
                    // Nobody asked for it: it is told, and the work goes on.
                    self.copies.problem = refused.problems.into_iter().next();
                }
            }
            return Ok(());
        }
        let rows: Vec<CopyRow> = known
            .into_iter()
            .filter(|row| row.damaged_at.is_none() && at.folder.copies().join(&row.name).is_file())
            .collect();
        let destroyed = view.destroyed()?;
        let kept: Vec<(NaiveDateTime, bool)> = rows
            .iter()
            .map(|row| {
                let clean = destroyed.iter().all(|one| row.manifest.erased.contains(one));
                (at.session.exactly(row.manifest.made()), clean)
            })
            .collect();
        if let Some(row) = rotation::to_rewrite(&kept, now).and_then(|found| rows.get(found)) {
            // Until it is done the file and what the journal knows of it may differ: it is not read again meanwhile.
            let row = row.clone();
            return self.begin_rewriting(row);
        }
        let read: Vec<(NaiveDateTime, bool)> = rows
            .iter()
            .map(|row| {
                (row.reread_at.or(row.proven_at).unwrap_or_else(|| row.manifest.made()), row.reread_at.is_some())
            })
            .map(|(read, again)| (at.session.civil(read), again))
            .collect();
        let Some(row) = rotation::to_reread(&read, now).and_then(|found| rows.into_iter().nth(found)) else {
            return Ok(());
        };
        let path = at.folder.copies().join(&row.name);
        let second = at.session.view().second_place()?.map(PathBuf::from).filter(|_| row.second_at.is_some());
        // A restored journal knows copies that have gone since; a later one may bear the name of one of them.
        if backup::head_of(&path).is_ok_and(|found| found.manifest.copy != row.id) {
            return at.session.change(at.around, |change| Ok(change.copy_removed(row.id)?));
        }
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || {
            let sound = match backup::reread(&path, &watching) {
                Ok(found) => found.manifest == row.manifest,
                Err(StorageError::Damaged | StorageError::NotACopy) => false,
                Err(error) => return Err(error),
            };
            if let Some(second) = second.filter(|_| sound) {
                // A disk that is not in, or is full, keeps what it has until the next time.
                let _ = backup::refresh_second(&path, &second, &watching);
            }
            Ok(Product::Reread { copy: row.id, sound })
        })?;
        self.copies.task = Some(Task { watch, thread });
        Ok(())
    }

    fn begin_rewriting(&mut self, row: CopyRow) -> Result<(), Refused> {
        let at = self.at_work()?;
        let now = at.around.now();
        let second = at.session.view().second_place()?.map(PathBuf::from);
        let copy = row.id;
        let rewriter = at.session.journal.rewriter(at.folder, &at.session.slots, row, second, now)?;
        if self.copies.rewriting_tried.is_some_and(|tried| (now - tried).abs() < PATIENCE) {
            return Ok(());
        }
        self.copies.rewriting_tried = Some(now);
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || match rewriter.rewrite(&watching) {
            Ok(rewritten) => Ok(Product::Rewritten { copy, rewritten: Some(Box::new(rewritten)) }),
            Err(StorageError::Damaged | StorageError::NotACopy) => Ok(Product::Rewritten { copy, rewritten: None }),
            Err(error) => Err(error),
        })?;
        self.copies.task = Some(Task { watch, thread });
        Ok(())
    }
}
