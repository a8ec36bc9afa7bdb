//! The making of a copy: by hand, as the program ends, and what follows a proven one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::history::{Action, Sort};
use domain::lists::Role;
use domain::rotation;
use storage::audit::LineQuery;
use storage::backup::{self, CopyOrder, ProvenCopy};

use super::Product;
use super::rotating::newest_own;
use crate::wire::{Copying, ProblemCode as Code, Refused};
use crate::{AtWork, Desk};

/// What was stopped ends at its next chunk; longer than this nobody waits for it.
const ENDING: Duration = Duration::from_secs(2);

impl Desk {
    /// A copy by hand.
    pub fn make_copy(&mut self) -> Result<Copying, Refused> {
        let session = self.writing()?;
        session.allow(&[Role::Head, Role::Administrator])?;
        if session.practice {
            return Err(Code::NotInPractice.into());
        }
        self.collect_copy()?;
        if self.copies.task.is_some() || self.copies.restore.is_running() {
            return Err(Code::CopyUnderWay.into());
        }
        self.begin_copy()?;
        self.copying_now()
    }

    pub fn stop_copy(&mut self) -> Result<Copying, Refused> {
        self.session()?.allow(&[Role::Head, Role::Administrator])?;
        if let Some(task) = &self.copies.task {
            task.watch.stop();
        }
        self.copying_now()
    }

    pub(crate) fn begin_copy(&mut self) -> Result<(), Refused> {
        let begun = Instant::now();
        while self.copies.is_ending() && begun.elapsed() < ENDING {
            std::thread::sleep(Duration::from_millis(5));
        }
        if self.copies.is_ending() {
            return Err(Code::CopyUnderWay.into());
        }
        let at = self.at_work()?;
        let second = at.session.view().second_place()?.map(PathBuf::from);
        let folder = at.folder.copies();
        let mut taken: Vec<&Path> = vec![&folder];
        taken.extend(second.as_deref());
        let order = CopyOrder {
            copy: at.around.new_id(),
            at: at.around.now(),
            name: backup::next_name(at.session.today(at.around), &taken, &at.session.view().copy_names()?),
            folder: folder.clone(),
        };
        let copier = at.session.journal.copier(at.folder, &at.session.slots, &at.session.key)?;
        self.copies.begin(move |watch| Ok(Product::Copy(Box::new(copier.make(&order, watch)?))))?;
        (self.copies.problem, self.copies.remark) = (None, None);
        Ok(())
    }

    /// Writes a proven copy down; the second place is next, and older copies go when it lies there too.
    pub(super) fn keep(&mut self, made: ProvenCopy) -> Result<(), Refused> {
        let copy = made.manifest.copy;
        let moving = self.key.is_running();
        let mut at = self.at_work()?;
        let centre = &at.session.centre;
        let is_own = made.manifest.journal == centre.journal_id && made.manifest.branch == centre.branch_id;
        if !is_own || !at.folder.copies().join(&made.name).is_file() || at.session.view().copy_ids()?.contains(&copy) {
            return Ok(());
        }
        if let Err(refused) = at.write_down(&made) {
            self.copies.unkept.push(made);
            return Err(refused);
        }
        // The journal of the key before this one was kept until now.
        if !moving {
            let _ = crate::rekey::retire(at.folder, at.session);
        }
        if self.copies.task.is_none() && self.carry(copy)? {
            return Ok(());
        }
        self.at_work()?.rotate(copy)
    }

    /// A last copy as the program ends, where it fits: the journal is small and was changed since the last one. What
    /// is not done within `most` is left to the next morning.
    pub fn copy_on_leaving(&mut self, most: Duration) {
        let begun = Instant::now();
        self.settle_key(most);
        // Whoever leaves is not told of a copy that could not be made: the next day begins with one.
        if self.copies.task.is_none() && self.leaving_fits().unwrap_or(false) {
            let _ = self.begin_copy();
        }
        while begun.elapsed() < most && self.copies.task.is_some() {
            std::thread::sleep(Duration::from_millis(5));
            let _ = self.collect_copy();
        }
        let _ = self.collect_copy();
    }

    fn leaving_fits(&self) -> Result<bool, Refused> {
        let session = self.session()?;
        if session.practice || self.copies.restore.is_running() {
            return Ok(false);
        }
        let view = session.view();
        let rows = view.copies()?;
        let copied = newest_own(&rows, session, &self.folder).map_or(0, |row| row.manifest.lines);
        let actions: Vec<Action> =
            [Sort::Records, Sort::Papers, Sort::Settings].into_iter().flat_map(Sort::actions).collect();
        let written = view.find_lines(&LineQuery { actions: &actions, limit: 1, ..LineQuery::default() })?;
        let changed = written.lines.first().is_some_and(|line| line.sequence.unsigned_abs() > copied);
        let bytes = fs::metadata(session.journal.path()).map_or(u64::MAX, |about| about.len());
        Ok(rotation::fits_leaving(bytes, changed))
    }
}

impl AtWork<'_> {
    /// With the list of destructions beside it.
    fn write_down(&mut self, made: &ProvenCopy) -> Result<(), Refused> {
        let begins = !self.session.journal.has_destruction_list()?;
        let list = self.around.new_id();
        self.session.change_unasked(self.around, |change| {
            change.add_copy(made)?;
            if begins {
                change.begin_destruction_list(list)?;
            }
            Ok(())
        })?;
        self.write_destruction_lists();
        Ok(())
    }
}
