//! The making of a copy: by hand, as the program ends, and what follows a proven one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::history::{Action, Sort};
use domain::lists::Role;
use domain::rotation;
use storage::StorageError;
use storage::audit::LineQuery;
use storage::backup::{self, CopyOrder, ProvenCopy, Watch};

use super::{Product, Task, spawn};
use crate::wire::{Copying, ProblemCode as Code, Refused};
use crate::{AtWork, Desk};

impl Desk {
    /// A copy by hand.
    pub fn make_copy(&mut self) -> Result<Copying, Refused> {
        self.session()?.allow(&[Role::Head, Role::Administrator])?;
        if self.session()?.practice {
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
            second: second.clone(),
        };
        let copier = at.session.journal.copier(at.folder, &at.session.slots, &at.session.key)?;
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || Ok(Product::Copy(Box::new(copier.make(&order, &watching)?))))?;
        self.copies.task = Some(Task { watch, thread });
        (self.copies.problem, self.copies.remark) = (None, None);
        Ok(())
    }

    /// A last copy as the program ends, where it fits: the journal is small and was changed since the last one. What
    /// is not done within `most` is left to the next morning.
    pub fn copy_on_leaving(&mut self, most: Duration) {
        let begun = Instant::now();
        // Whoever leaves is not told of a copy that could not be made: the next day begins with one.
        if self.copies.task.is_none() && self.leaving_fits().unwrap_or(false) {
            let _ = self.begin_copy();
        }
        while self.copies.task.as_ref().is_some_and(|task| !task.thread.is_finished()) && begun.elapsed() < most {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.collect_copy();
    }

    fn leaving_fits(&self) -> Result<bool, Refused> {
        let session = self.session()?;
        if session.practice || self.copies.restore.is_running() {
            return Ok(false);
        }
        let view = session.view();
        let newest = view.copies()?.into_iter().filter(|row| row.manifest.branch == session.centre.branch_id);
        let copied = newest.filter(|row| row.proven_at.is_some()).map(|row| row.manifest.lines).max().unwrap_or(0);
        let actions: Vec<Action> =
            [Sort::Records, Sort::Papers, Sort::Settings].into_iter().flat_map(Sort::actions).collect();
        let written = view.find_lines(&LineQuery { actions: &actions, limit: 1, ..LineQuery::default() })?;
        let changed = written.lines.first().is_some_and(|line| line.sequence.unsigned_abs() > copied);
        let bytes = fs::metadata(session.journal.path()).map_or(u64::MAX, |about| about.len());
        Ok(rotation::fits_leaving(bytes, changed))
    }
}

impl AtWork<'_> {
    /// Writes a proven copy down, the list of destructions beside it, and lets older copies go.
    pub(super) fn keep(&mut self, made: &ProvenCopy) -> Result<(), Refused> {
        let begins = !self.session.journal.has_destruction_list()?;
        let list = self.around.new_id();
        self.session.change(self.around, |change| {
            change.add_copy(made)?;
            if begins {
                change.begin_destruction_list(list)?;
            }
            Ok(())
        })?;
        self.write_destruction_lists();
        self.rotate(made.manifest.copy, false)
    }
}

/// Why the second place has no copy: told, and no error.
pub(super) fn remark(error: &StorageError) -> String {
    match error {
        StorageError::Missing => "Копия сделана на этот компьютер. На второе место не записана: диск не вставлен.",
        StorageError::DiskFull => "Копия сделана на этот компьютер. На втором месте нет свободного места.",
        StorageError::ReadOnly => {
            "Копия сделана на этот компьютер. На второе место записать нельзя: оно закрыто для записи."
        }
        _ => "Копия сделана на этот компьютер. На второе место записать не удалось: проверьте диск.",
    }
    .to_owned()
}
