//! Copies of the journal: what runs beside the work, and what came of it.
//!
//! A copy is made on a thread of its own; the desk takes what came of it at the next call.

mod destroying;
mod making;
mod places;
mod rereading;
mod rotating;
mod showing;

use std::sync::Arc;
use std::thread::JoinHandle;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use storage::StorageError;
use storage::backup::{self, ProvenCopy, Rewritten, Watch};
use uuid::Uuid;

use crate::Desk;
use crate::restore::Restore;
use crate::session::Session;
use crate::wire::{Copying, Problem, ProblemCode as Code, Refused};
use making::remark;
pub(crate) use showing::{last_words, lines, made_civil, progress_words, sheet_words, what_words};

/// A copy that failed by itself is not begun by itself again so soon.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);

/// What the desk does beside the work.
#[derive(Default)]
pub(crate) struct Copies {
    task: Option<Task>,
    pub(crate) problem: Option<Problem>,
    remark: Option<String>,
    /// When one was last begun without being asked for.
    tried: Option<DateTime<Utc>>,
    /// The same for taking what was destroyed out of an older one.
    rewriting_tried: Option<DateTime<Utc>>,
    pub(crate) restore: Restore,
}

struct Task {
    watch: Arc<Watch>,
    thread: JoinHandle<Result<Product, StorageError>>,
}

enum Product {
    Copy(Box<ProvenCopy>),
    Reread {
        copy: Uuid,
        sound: bool,
    },
    /// Absent: it was found spoilt.
    Rewritten {
        copy: Uuid,
        rewritten: Option<Box<Rewritten>>,
    },
}

impl Copies {
    /// Locking and leaving stop what runs; the thread tidies up after itself.
    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.watch.stop();
        }
        (self.problem, self.remark, self.tried, self.rewriting_tried) = (None, None, None, None);
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Desk {
    /// How the making of a copy goes; begins one where it is due. The window asks this now and then.
    pub fn copying(&mut self) -> Result<Copying, Refused> {
        self.session()?;
        self.collect_copy()?;
        if self.copies.task.is_none() && !self.session()?.practice && !self.copies.restore.is_running() {
            self.begin_due()?;
        }
        self.copying_now()
    }

    /// What a crash has left half-made; and a restoring that was cut short is brought to its end.
    pub(crate) fn sweep_copies(&self) {
        if self.hold.is_ok() {
            backup::sweep(&self.folder);
            // What cannot be moved now is told by the cover: no journal, or the old one.
            let _ = backup::finish_swap(&self.folder);
        }
    }

    /// Takes what the thread has brought to its end.
    pub(crate) fn collect_copy(&mut self) -> Result<(), Refused> {
        let Some(task) = self.copies.task.take_if(|task| task.thread.is_finished()) else { return Ok(()) };
        let product = task.thread.join().unwrap_or(Err(StorageError::Content("a copy")));
        let mut at = self.at_work()?;
        match product {
            Ok(Product::Copy(made)) => {
                at.keep(&made)?;
                // The journal of the key before this one was kept until now.
                let _ = crate::rekey::retire(at.folder, at.session);
                self.copies.remark = made.second.as_ref().and_then(|answer| answer.as_ref().err()).map(remark);
            }
            Ok(Product::Reread { copy, sound }) => {
                at.session.change(at.around, |change| Ok(change.copy_reread(copy, sound)?))?;
                if !sound {
                    let name = at.session.view().copies()?.into_iter().find(|row| row.id == copy).map(|row| row.name);
                    self.copies.problem = Some(Problem::new(Code::CopyDamaged).about(name.unwrap_or_default()));
                }
            }
            Ok(Product::Rewritten { copy, rewritten }) => {
                let name = at.session.view().copies()?.into_iter().find(|row| row.id == copy).map(|row| row.name);
                match rewritten {
                    Some(rewritten) => {
                        at.session.change(at.around, |change| Ok(change.copy_rewritten(&rewritten)?))?;
                        // The next of them need not wait.
                        self.copies.rewriting_tried = None;
                    }
                    None => {
                        at.session.change(at.around, |change| Ok(change.copy_reread(copy, false)?))?;
                        self.copies.problem = Some(Problem::new(Code::CopyDamaged).about(name.unwrap_or_default()));
                    }
                }
            }
            Err(StorageError::Stopped) => self.copies.problem = Some(Problem::new(Code::CopyStopped)),
            Err(error) => self.copies.problem = copy_trouble(error).problems.into_iter().next(),
        }
        Ok(())
    }
}

impl Session {
    /// Civil and to the second: two copies of one minute are two.
    pub(crate) fn exactly(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.zone).naive_local()
    }
}

pub(crate) fn spawn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
) -> Result<JoinHandle<Result<T, StorageError>>, Refused> {
    std::thread::Builder::new()
        .name("copies".to_owned())
        .spawn(work)
        .map_err(|_| Problem::new(Code::Inner).about("thread").into())
}

/// What the disk said, in the words of copies: the journal itself is not concerned.
pub(crate) fn copy_trouble(error: StorageError) -> Refused {
    match error {
        StorageError::DiskFull => Code::CopyDiskFull.into(),
        StorageError::ReadOnly => Code::CopyReadOnly.into(),
        other => other.into(),
    }
}
