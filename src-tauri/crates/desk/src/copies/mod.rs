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
use storage::backup::{self, Manifest, ProvenCopy, Rewritten, Second, Watch};
use uuid::Uuid;

use crate::Desk;
use crate::restore::Restore;
use crate::session::Session;
use crate::wire::{Copying, Problem, ProblemCode as Code, Refused};
pub(crate) use showing::{last_words, lines, made_civil, older_sheets, progress_words, sheet_words, what_words};

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
    /// When the second place last gave trouble.
    second_tried: Option<DateTime<Utc>>,
    /// When a file was last found gone.
    lost: Option<DateTime<Utc>>,
    /// What nobody wrote down has been looked for since the journal was opened.
    tidied: bool,
    /// What was stopped and may still have brought a copy to its end.
    left: Vec<JoinHandle<Result<Product, StorageError>>>,
    /// Copies that stand and could not be written down yet.
    unkept: Vec<ProvenCopy>,
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
    /// Laid at the second place, or why not.
    Carried {
        copy: Uuid,
        answer: Result<(), StorageError>,
    },
    SecondRead {
        copy: Uuid,
        found: Result<Second, StorageError>,
    },
    /// Absent: there is nothing whole at the second place either.
    BroughtBack {
        copy: Uuid,
        answer: Result<Option<Box<Manifest>>, StorageError>,
    },
}

impl Copies {
    /// Locking and leaving stop what runs; the thread tidies up after itself. A copy that had its name by then is
    /// written down when the journal is open again.
    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.watch.stop();
            self.left.push(task.thread);
        }
        (self.problem, self.remark, self.tidied) = (None, None, false);
        (self.tried, self.rewriting_tried, self.second_tried, self.lost) = (None, None, None, None);
    }

    fn begin(
        &mut self,
        work: impl FnOnce(&Watch) -> Result<Product, StorageError> + Send + 'static,
    ) -> Result<(), Refused> {
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        self.task = Some(Task { watch, thread: spawn(move || work(&watching))? });
        Ok(())
    }

    /// Whether what was stopped is still tidying up: the next copy would be in its way.
    fn is_ending(&self) -> bool {
        self.left.iter().any(|thread| !thread.is_finished())
    }

    fn take_left(&mut self) {
        let (ended, left) = std::mem::take(&mut self.left).into_iter().partition(JoinHandle::is_finished);
        self.left = left;
        for thread in ended {
            if let Ok(Ok(Product::Copy(made))) = thread.join() {
                self.unkept.push(*made);
            }
        }
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
        if self.session()?.is_for_reading() {
            return self.copying_now();
        }
        self.collect_copy()?;
        self.collect_key()?;
        self.begin_owed_key()?;
        // What is begun while the key is being changed would read a database that is about to go.
        let rests = self.copies.task.is_none() && !self.copies.is_ending() && !self.key.is_running();
        if rests && !self.copies.restore.is_running() && !self.session()?.practice {
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
        let session = self.session()?;
        if session.practice || session.is_for_reading() {
            return Ok(());
        }
        self.copies.take_left();
        for made in std::mem::take(&mut self.copies.unkept) {
            // What cannot be written down now is tried again at the next asking.
            let _ = self.keep(made);
        }
        let Some(task) = self.copies.task.take_if(|task| task.thread.is_finished()) else { return Ok(()) };
        match task.thread.join().unwrap_or(Err(StorageError::Content("a copy"))) {
            Ok(Product::Copy(made)) => self.keep(*made),
            Ok(Product::Carried { copy, answer }) => self.carried(copy, answer),
            Ok(Product::SecondRead { copy, found }) => self.second_read(copy, found),
            Ok(Product::BroughtBack { copy, answer }) => self.brought_back(copy, answer),
            Ok(Product::Reread { copy, sound }) => {
                let at = self.at_work()?;
                at.session.change_unasked(at.around, |change| Ok(change.copy_reread(copy, sound)?))?;
                if sound { Ok(()) } else { self.say_spoilt(copy) }
            }
            Ok(Product::Rewritten { copy, rewritten }) => {
                let at = self.at_work()?;
                let Some(rewritten) = rewritten else {
                    at.session.change_unasked(at.around, |change| Ok(change.copy_reread(copy, false)?))?;
                    return self.say_spoilt(copy);
                };
                at.session.change_unasked(at.around, |change| Ok(change.copy_rewritten(&rewritten)?))?;
                // The next of them need not wait.
                self.copies.rewriting_tried = None;
                Ok(())
            }
            Err(StorageError::Stopped) => {
                self.copies.problem = Some(Problem::new(Code::CopyStopped));
                Ok(())
            }
            Err(error) => {
                self.copies.problem = copy_trouble(error).problems.into_iter().next();
                Ok(())
            }
        }
    }

    fn say_spoilt(&mut self, copy: Uuid) -> Result<(), Refused> {
        let name = self.session()?.view().copies()?.into_iter().find(|row| row.id == copy).map(|row| row.name);
        self.copies.problem = Some(Problem::new(Code::CopyDamaged).about(name.unwrap_or_default()));
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
