//! What is done when nobody asks: a copy that is due, lost files, older copies made anew or read again.

use std::io::ErrorKind;

use chrono::NaiveDateTime;
use domain::rotation;
use storage::StorageError;
use storage::backup::{self, CopyRow};

use super::rotating::newest_own;
use super::{PATIENCE, Product};
use crate::wire::Refused;
use crate::{AtWork, Desk};

impl Desk {
    pub(super) fn begin_due(&mut self) -> Result<(), Refused> {
        let instant = self.around.now();
        if self.at_work()?.note_lost()? && self.copies.lost.is_none_or(|lost| (instant - lost).abs() >= PATIENCE) {
            // A copy is due at once; where something takes them away again and again, with patience.
            (self.copies.lost, self.copies.tried) = (Some(instant), None);
        }
        let at = self.at_work()?;
        let now = at.session.now(at.around);
        let view = at.session.view();
        let known = view.copies()?;
        let newest = newest_own(&known, at.session, at.folder);
        let last = newest.map(|row| at.session.exactly(row.manifest.made()));
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
        if !std::mem::replace(&mut self.copies.tidied, true) {
            self.at_work()?.tidy_strays()?;
        }
        if self.begin_at_second(&known)? {
            return Ok(());
        }
        let at = self.at_work()?;
        let rows: Vec<CopyRow> = known
            .into_iter()
            .filter(|row| row.damaged_at.is_none() && at.folder.copies().join(&row.name).is_file())
            .collect();
        let destroyed = at.session.view().destroyed()?;
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
        // A file that stands there again is no copy until it was read.
        let returned = rows.iter().position(CopyRow::is_missing);
        let found = returned.or_else(|| rotation::to_reread(&read, now));
        let Some(row) = found.and_then(|found| rows.into_iter().nth(found)) else { return Ok(()) };
        let path = at.folder.copies().join(&row.name);
        // A restored journal knows copies that have gone since; a later one may bear the name of one of them.
        if backup::head_of(&path).is_ok_and(|found| found.manifest.copy != row.id) {
            return at.session.change_unasked(at.around, |change| Ok(change.copy_removed(row.id)?));
        }
        self.copies.begin(move |watch| {
            let sound = match backup::reread(&path, watch) {
                Ok(found) => found.manifest == row.manifest,
                Err(StorageError::Damaged | StorageError::NotACopy) => false,
                Err(error) => return Err(error),
            };
            Ok(Product::Reread { copy: row.id, sound })
        })
    }

    fn begin_rewriting(&mut self, row: CopyRow) -> Result<(), Refused> {
        let at = self.at_work()?;
        let now = at.around.now();
        let second = at.session.view().second_place()?.map(std::path::PathBuf::from);
        let copy = row.id;
        let rewriter = at.session.journal.rewriter(at.folder, &at.session.slots, row, second, now)?;
        if self.copies.rewriting_tried.is_some_and(|tried| (now - tried).abs() < PATIENCE) {
            return Ok(());
        }
        self.copies.rewriting_tried = Some(now);
        self.copies.begin(move |watch| match rewriter.rewrite(watch) {
            Ok(rewritten) => Ok(Product::Rewritten { copy, rewritten: Some(Box::new(rewritten)) }),
            Err(StorageError::Damaged | StorageError::NotACopy) => Ok(Product::Rewritten { copy, rewritten: None }),
            Err(error) => Err(error),
        })
    }
}

impl AtWork<'_> {
    /// Writes down, once, which copies of this branch are not at their place any more.
    fn note_lost(&mut self) -> Result<bool, Refused> {
        let folder = self.folder.copies();
        let gone = |row: &CopyRow| {
            let found = folder.join(&row.name).symlink_metadata();
            found.is_err_and(|error| error.kind() == ErrorKind::NotFound)
        };
        let branch = self.session.centre.branch_id;
        let mut rows = self.session.view().copies()?;
        rows.retain(|row| row.proven_at.is_some() && row.manifest.branch == branch && gone(row));
        if !rows.is_empty() {
            self.session.change_unasked(self.around, |change| {
                Ok(rows.iter().try_for_each(|row| change.copy_missing(row.id))?)
            })?;
        }
        Ok(!rows.is_empty())
    }

    /// Takes away copies that a crash kept from being written down, and those at the second place that were let go
    /// here while it was away: nobody would read them again. Only where a proven copy beside holds all they hold.
    fn tidy_strays(&mut self) -> Result<(), Refused> {
        let view = self.session.view();
        let (rows, centre) = (view.copies()?, &self.session.centre);
        let (kept, ever) = (rows.iter().map(|row| row.id).collect::<Vec<_>>(), view.copy_ids()?);
        let newest = newest_own(&rows, self.session, self.folder);
        let newest_there = newest.filter(|row| row.second_at.is_some());
        let second = view.second_place()?.map(std::path::PathBuf::from);
        let mut removed = Vec::new();
        for (folder, newest, known) in [(Some(self.folder.copies()), newest, &ever), (second, newest_there, &kept)] {
            let (Some(folder), Some(newest)) = (folder, newest) else { continue };
            // What a person gave another name is kept for a reason of theirs.
            for path in backup::copies_in(&folder).into_iter().filter(|path| backup::is_named_by_day(path)) {
                let Ok(found) = backup::head_of(&path).map(|found| found.manifest) else { continue };
                let is_stray = found.journal == centre.journal_id
                    && found.branch == centre.branch_id
                    && !known.contains(&found.copy)
                    && found.lines <= newest.manifest.lines
                    && view.has_all_of(&found)?;
                if is_stray && std::fs::remove_file(path).is_ok() {
                    removed.push(found.copy);
                }
            }
        }
        if removed.is_empty() {
            return Ok(());
        }
        self.session
            .change_unasked(self.around, |change| Ok(removed.iter().try_for_each(|id| change.copy_removed(*id))?))
    }
}
