//! A new key for the journal, on demand and after somebody's way in was taken away.
//!
//! The rows are moved on a thread of its own while the work goes on; the desk puts them in force at the next call, in a
//! moment. A key that is owed is changed by itself, whoever enters next.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::lists::Role;
use storage::audit::{Action, LineQuery};
use storage::backup::{CopyRow, Stage as At, Watch};
use storage::rekey::{self, Moved, RekeyHalt, Rekeyed};
use storage::{Folder, StorageError};

use crate::copies::spawn;
use crate::session::Session;
use crate::wire::{AccessView, Done, KeyProgress, Noun, Problem, ProblemCode as Code, Refused};
use crate::{Desk, Stage};

/// A change that failed is not begun by itself again so soon.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);
/// So often the rows are moved anew because something was destroyed meanwhile.
const TRIES: u32 = 3;

/// The journal's key being changed beside the work.
#[derive(Default)]
pub(crate) struct KeyChange {
    task: Option<Task>,
    /// Why the last change did not come to its end; kept over the locking.
    problem: Option<Problem>,
    /// One came to its end since the journal was opened.
    changed: bool,
    /// When one was last begun without being asked for.
    tried: Option<DateTime<Utc>>,
    /// Moves begun by this program.
    begun: u32,
}

struct Task {
    watch: Arc<Watch>,
    thread: JoinHandle<Result<Moved, StorageError>>,
    /// How many times the rows were moved for this change.
    tries: u32,
}

impl KeyChange {
    /// Locking and leaving stop what runs; the thread tidies up after itself.
    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.watch.stop();
            self.problem = Some(Problem::new(Code::KeyStopped));
        }
        (self.changed, self.tried) = (false, None);
    }

    pub(crate) fn is_running(&self) -> bool {
        self.task.is_some()
    }

    pub(crate) fn progress(&self) -> KeyProgress {
        let (words, percent) = self.task.as_ref().map_or((String::new(), 0), |task| progress_words(&task.watch));
        KeyProgress {
            running: self.task.is_some(),
            words,
            percent,
            problem: self.problem.clone(),
            changed: self.changed,
        }
    }
}

impl Drop for KeyChange {
    fn drop(&mut self) {
        self.stop();
    }
}

fn progress_words(watch: &Watch) -> (String, u32) {
    let (stage, share) = watch.progress();
    let (words, from, to) = match stage {
        At::Beginning => ("Начинаем", 0, 0),
        At::Copying => ("Журнал переписывается под новым ключом", 0, 60),
        _ => ("Переписанное проверяется", 60, 100),
    };
    (words.to_owned(), from + (to - from) * share / 1000)
}

impl Desk {
    /// Begins to change the journal's key. Everybody's password and the sheet in force open it as before.
    pub fn change_keys(&mut self) -> Result<Done<AccessView>, Refused> {
        let session = self.writing()?;
        session.allow(&[Role::Head])?;
        session.has_keys()?;
        // Asked twice it is one change, also where it has come to its end meanwhile.
        let under_way = self.key.is_running();
        self.collect_key()?;
        if !under_way {
            self.begin_key(1)?;
        }
        Ok(Done { value: self.access_view(None)?, changed: vec![Noun::Account] })
    }

    /// How the change of the key goes; at its end the new one is in force.
    pub fn key_progress(&mut self) -> Result<KeyProgress, Refused> {
        self.session()?.allow(&[Role::Head])?;
        self.collect_key()?;
        Ok(self.key.progress())
    }

    /// What was taken away is taken away; a key that could not be changed now is still owed, and says why.
    pub(crate) fn change_key_now(&mut self) -> Result<Option<Problem>, Refused> {
        self.collect_key()?;
        // What runs already, or has just come to its end, hands the key to the ways in of its last moment.
        if self.key.is_running() || !self.owes_key()? {
            return Ok(None);
        }
        Ok(self.begin_key(1).err().and_then(|refused| refused.problems.into_iter().next()))
    }

    /// Begins the change that was owed when the journal was opened, or that failed a while ago.
    pub(crate) fn begin_owed_key(&mut self) -> Result<(), Refused> {
        let now = self.around.now();
        if self.key.is_running() || self.copies.restore.is_running() || !self.owes_key()? {
            return Ok(());
        }
        if self.key.tried.is_none_or(|tried| (now - tried).abs() >= PATIENCE) {
            // Nobody asked for it now: it is told, and the work goes on.
            if let Err(refused) = self.begin_key(1) {
                self.key.problem = refused.problems.into_iter().next();
            }
        }
        Ok(())
    }

    /// A way in was taken away, and the journal's key is still the one it knew.
    pub(crate) fn owes_key(&self) -> Result<bool, Refused> {
        let session = self.at_the_door()?;
        Ok(!session.practice && session.view().key_change_owed(session.slots.place().generation)?)
    }

    fn begin_key(&mut self, tries: u32) -> Result<(), Refused> {
        self.key.tried = Some(self.around.now());
        let number = self.key.begun;
        let session = self.at_the_door()?;
        let mover = session.journal.begin_move(&session.key, &session.slots, number)?;
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || mover.run(&watching));
        if thread.is_err() {
            let _ = session.journal.forget_move();
        }
        let thread = thread?;
        self.key.begun += 1;
        self.key.task = Some(Task { watch, thread, tries });
        (self.key.problem, self.key.changed) = (None, false);
        Ok(())
    }

    /// Puts in force what the thread has brought to its end.
    pub(crate) fn collect_key(&mut self) -> Result<(), Refused> {
        if self.key.task.as_ref().is_some_and(|task| task.thread.is_finished()) {
            // A copy that was made by now counts; how it went is told by its own screen. It comes first: what it sweeps
            // away does not concern a key that is being changed.
            let _ = self.collect_copy();
        }
        let Some(task) = self.key.task.take_if(|task| task.thread.is_finished()) else { return Ok(()) };
        let moved = task.thread.join().unwrap_or(Err(StorageError::Content("a new key")));
        let refused = match moved {
            Ok(moved) => match self.put_in_force(moved) {
                Ok(true) => return Ok(()),
                Ok(false) if task.tries < TRIES => return self.begin_key(task.tries + 1),
                Ok(false) => Refused::from(Code::KeyStopped),
                // The journal had to be closed.
                Err(refused) if self.at_the_door().is_err() => return Err(refused),
                Err(refused) => refused,
            },
            Err(error) => {
                let _ = self.at_the_door()?.journal.forget_move();
                match error {
                    StorageError::Stopped => Code::KeyStopped.into(),
                    other => other.into(),
                }
            }
        };
        self.key.problem = refused.problems.into_iter().next();
        Ok(())
    }

    /// At the end of the program: a small journal's new key needs but a moment.
    pub(crate) fn settle_key(&mut self, most: Duration) {
        let begun = Instant::now();
        while self.key.task.as_ref().is_some_and(|task| !task.thread.is_finished()) && begun.elapsed() < most {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.collect_key();
    }

    /// False where the rows are to be moved once more.
    fn put_in_force(&mut self, moved: Moved) -> Result<bool, Refused> {
        let now = self.around.now();
        let folder = self.folder.journal();
        let mut session = match std::mem::replace(&mut self.stage, Stage::Closed) {
            Stage::Open(session) => session,
            other => {
                self.stage = other;
                return Err(Code::JournalLocked.into());
            }
        };
        self.rest(&mut session);
        // Owed since somebody else sat here, it is nobody's act but the program's.
        let account = session.is(Role::Head).then_some(session.account.id);
        match rekey::put_in_force(&folder, &session.journal, &session.slots, moved, account, now) {
            Ok(Rekeyed { journal, slots, key }) => {
                // A copy that is being made reads the old database; the next one is made of the new.
                self.copies.stop();
                std::mem::replace(&mut session.journal, journal).close();
                session.slots = slots;
                session.key = key;
                session.orders.take();
                // What never was in force goes at once; the old database only after the copy begun here is proven.
                let _ = retire(&self.folder, &session);
                self.sit_down(*session)?;
                self.key.changed = true;
                if let Err(refused) = self.begin_copy() {
                    // Tried again like any copy that is due; the old database stays till then.
                    self.copies.problem = refused.problems.into_iter().next();
                }
                Ok(true)
            }
            Err(RekeyHalt::Again) => {
                self.sit_down(*session)?;
                Ok(false)
            }
            Err(RekeyHalt::Undone(trouble)) => {
                self.sit_down(*session)?;
                Err(trouble.into())
            }
            Err(RekeyHalt::Unsure(trouble)) => {
                session.journal.close();
                let mut refused = Refused::from(trouble);
                refused.problems.push(Problem::new(Code::JournalLocked));
                Err(refused)
            }
        }
    }
}

/// Takes the databases of other keys away once a copy made under this one is proven.
pub(crate) fn retire(folder: &Folder, session: &Session) -> Result<(), Refused> {
    rekey::retire(&folder.journal(), &session.slots, || {
        let view = session.view();
        let changed = LineQuery { actions: &[Action::KeyChanged, Action::Restored], limit: 1, ..LineQuery::default() };
        let since = view.find_lines(&changed)?.lines.first().map_or(0, |line| line.sequence.unsigned_abs());
        let copies = folder.copies();
        // An older copy made anew bears this generation too, and ends before the change of the key.
        let is_of_this_key = |row: &CopyRow| {
            row.proven_at.is_some()
                && row.manifest.generation == session.slots.place().generation
                && row.manifest.branch == session.centre.branch_id
                && row.manifest.lines >= since
                && copies.join(&row.name).is_file()
        };
        // Asked again after the next copy.
        if view.copies()?.iter().any(is_of_this_key) { Ok(()) } else { Err(Code::CopyUnderWay.into()) }
    })
}
