//! The way from a typed password or sheet to a journal made anew, on a thread of its own.

use std::sync::Arc;
use std::thread::JoinHandle;

use storage::backup::{self, Destruction, Rebuilt, Source, Watch, read_list, ways_into_list};
use storage::keys::{self, Door, JournalKey, Sheet, SlotFile};
use storage::{LockedJournal, StorageError};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::taking_over::Known;
use super::{Chosen, What, trouble_of};
use crate::copies::{progress_words, spawn};
use crate::opening::read_sheet;
use crate::wire::{Problem, ProblemCode as Code, Refused, RestoreForm, Restoring};
use crate::{Desk, Stage};

pub(super) struct Task {
    pub(super) watch: Arc<Watch>,
    pub(super) thread: JoinHandle<Result<Rebuilt, StorageError>>,
    opened: Opened,
}

/// What the typed password or sheet opened.
pub(super) struct Opened {
    pub(super) by: By,
    /// What was tried, wrong tries before it included.
    pub(super) door: Door,
    /// What the locked journal that is here told; absent where it does not open, or there is none.
    pub(super) known: Option<Known>,
    /// The list of destructions beside the copy.
    pub(super) list: Result<Vec<Destruction>, StorageError>,
}

/// Whose way in it was.
#[derive(Clone, Copy)]
pub(super) enum By {
    Password(Uuid),
    Sheet,
}

impl By {
    pub(super) fn is_sheet(self) -> bool {
        matches!(self, Self::Sheet)
    }
}

/// What was typed, wiped when it is no longer needed.
enum Typed {
    Password { slot: Uuid, password: Zeroizing<String> },
    Sheet(Sheet),
}

impl Desk {
    /// Opens the chosen copy with a password or the sheet, and begins. A wrong one is answered at once and writes nothing.
    pub fn begin_restore(&mut self, form: RestoreForm) -> Result<Restoring, Refused> {
        self.may_restore()?;
        if self.copies.restore.is_running() {
            return Err(Code::CopyUnderWay.into());
        }
        // One that was given up leaves its half-made journal before the next begins.
        self.copies.restore.task = None;
        let typed = typed(form)?;
        let chosen = self.copies.restore.chosen.as_ref().ok_or(Code::NoCopyChosen)?;
        let (what, place) = (chosen.what.clone(), chosen.folder.clone());
        let ways = match &what {
            What::Copy(copy) => &copy.ways,
            What::Folder { ways, .. } => ways,
        };
        if let Typed::Password { slot, .. } = &typed
            && let Some(slot) = ways.slot(*slot)
            && !self.is_let_in(ways.place().journal, slot)
        {
            return Err(Code::NotAllowed.into());
        }
        // The same door as on the cover: who guesses here waits there.
        let (door, field) = match &typed {
            Typed::Password { slot, .. } => (Door::Slot(*slot), "password"),
            Typed::Sheet(_) => (Door::Sheet, "groups"),
        };
        let (key, by) = self.knock(door, field, |desk| desk.open_ways(ways, &typed))?;
        let list = ways_into_list(&place).and_then(|ways| {
            // Another way in than the copy's, or none: the list stays closed, and that is said.
            let (key, _) = self.open_ways(&ways, &typed).map_err(|_| StorageError::Damaged)?;
            read_list(&place, &key)
        });
        let journal = ways.place().journal;
        let known = self.known_of_locked(journal, &typed);
        let source = match what {
            What::Copy(copy) => Source::Copy(copy),
            What::Folder { database, ways } => Source::Folder { database, ways },
        };
        // A copy that is done is written down before the journal steps aside.
        let _ = self.collect_copy();
        if let Stage::Open(session) = &mut self.stage {
            // One that could not be written down stops no restoring.
            let _ = session.take_damage();
        }
        self.copies.stop();
        let folder = storage::Folder::new(self.folder.root());
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || backup::rebuild(&folder, &source, &key, &watching))?;
        self.copies.restore.task = Some(Task { watch, thread, opened: Opened { by, door, known, list } });
        Ok(self.restoring_now(None))
    }

    /// How it goes; at the end the journal is there, open.
    pub fn restoring(&mut self) -> Result<Restoring, Refused> {
        let finished = self.copies.restore.task.take_if(|task| task.thread.is_finished());
        let Some(task) = finished else { return Ok(self.restoring_now(None)) };
        let Task { thread, opened, .. } = task;
        match thread.join().unwrap_or(Err(StorageError::Content("a restoring"))) {
            Ok(rebuilt) => {
                let done = self.take_over(rebuilt, opened)?;
                self.copies.restore.chosen = None;
                Ok(Restoring { done: Some(done), ..self.restoring_now(None) })
            }
            Err(error) => {
                let is_spoilt = matches!(error, StorageError::Damaged | StorageError::NotEncrypted);
                let own = self.folder.copies();
                let restore = &mut self.copies.restore;
                let name = restore.chosen.as_ref().map(|chosen| chosen.name.clone());
                if is_spoilt && restore.chosen.as_ref().is_some_and(|chosen| chosen.folder == own) {
                    restore.spoilt.extend(name.clone());
                    if let Some(Chosen { what: What::Copy(copy), .. }) = &restore.chosen {
                        let copy = copy.manifest.copy;
                        self.write_down_spoilt(copy);
                    }
                }
                let refused = trouble_of(error, name);
                Ok(self.restoring_now(refused.problems.into_iter().next()))
            }
        }
    }

    /// An open journal remembers it of its own copies. The restoring is refused either way.
    fn write_down_spoilt(&mut self, copy: Uuid) {
        let Ok(at) = self.at_work() else { return };
        let rows = at.session.unless_damaged(|view| view.copies()).unwrap_or_default();
        if rows.iter().any(|row| row.id == copy) {
            let _ = at.session.change_unasked(at.around, |change| Ok(change.copy_reread(copy, false)?));
        }
    }

    pub fn stop_restore(&mut self) -> Result<Restoring, Refused> {
        if let Some(task) = &self.copies.restore.task {
            task.watch.stop();
        }
        Ok(self.restoring_now(None))
    }

    fn restoring_now(&self, problem: Option<Problem>) -> Restoring {
        let task = self.copies.restore.task.as_ref();
        let (words, percent) = task.map_or_else(|| (String::new(), 0), |task| progress_words(&task.watch));
        Restoring { running: task.is_some(), words, percent, problem, done: None }
    }

    fn open_ways(&self, ways: &SlotFile, typed: &Typed) -> Result<(JournalKey, By), Refused> {
        match typed {
            Typed::Password { slot, password } => {
                let key = ways.unlock_with_password(*slot, password, self.keyring.as_ref(), &self.policy)?;
                Ok((key, By::Password(*slot)))
            }
            Typed::Sheet(sheet) => Ok((ways.unlock_with_sheet(sheet)?.0, By::Sheet)),
        }
    }

    /// The locked journal that is here opens with the same way in, or nobody asks it.
    fn known_of_locked(&self, journal: Uuid, typed: &Typed) -> Option<Known> {
        if matches!(self.stage, Stage::Open(_)) || self.present_id() != Some(journal) {
            return None;
        }
        let found = keys::read_twins(&self.folder.journal()).ok()?;
        found.candidates.iter().find_map(|slots| {
            let (key, _) = self.open_ways(slots, typed).ok()?;
            let file = self.folder.journal().join(slots.database());
            let opened = LockedJournal::find(&file).ok()?.unlock(&key).ok()?;
            let known = self.known_of(&opened.view()).ok();
            opened.close();
            known
        })
    }
}

fn typed(form: RestoreForm) -> Result<Typed, Refused> {
    let password = Zeroizing::new(form.password);
    let groups = Zeroizing::new(form.groups);
    match form.slot {
        Some(slot) => {
            let slot = slot.parse().map_err(|_| Problem::at("slot", Code::UnknownChoice))?;
            Ok(Typed::Password { slot, password })
        }
        None => Ok(Typed::Sheet(read_sheet(&groups)?)),
    }
}
