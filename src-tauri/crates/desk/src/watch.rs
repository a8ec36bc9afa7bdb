//! Who watches over the history while someone is at work: a thread with a reading connection of its own.
//!
//! It compares the chain with what the computer's keyring and the copies beside the journal remember of its end, writes
//! that end down anew as the chain grows, and checks the whole history and every table when the day begins or someone
//! asks. Nothing waits for it; a keyring that is slow or absent is no trouble.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use storage::audit::{Anchor, AnchorFit, Chain, Contents, Head, Place};
use storage::backup::{copies_in, head_of};
use storage::{Reader, ReaderHandle, StorageError};
use uuid::Uuid;

use crate::ports::{AnchorOf, DeviceKeyring, KeyringTrouble};

/// The first screen and what follows it come first.
const BREATH: Duration = Duration::from_millis(1_500);
/// Between two steps of the comparing: half of a core is left to others.
const PAUSE: Duration = Duration::from_millis(8);

/// What a whole check has found.
#[derive(Clone)]
pub(crate) struct Checked {
    /// When it was asked for.
    pub at: DateTime<Utc>,
    pub chain: Chain,
    /// Absent where the chain is broken or reading failed before the end.
    pub contents: Option<Contents>,
    /// The file could not be read to the end.
    pub unreadable: bool,
}

impl Checked {
    pub fn is_sound(&self) -> bool {
        matches!(self.chain, Chain::Whole(_)) && self.contents.as_ref().is_some_and(|found| found.differing == 0)
    }
}

/// What is known of the history's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// The keyring has not answered yet, or there is none.
    Unknown,
    /// The keyring knew nothing of this journal until now.
    FromNow,
    Sound,
    Cut(Lost),
}

/// What tells that the end is not the one that was there, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    Keyring(AnchorFit),
    /// The keyring remembers that another branch of this journal was last worked with, and how long it was.
    Branch {
        remembered: Option<u64>,
    },
    /// A copy made at this moment.
    Copy {
        made: DateTime<Utc>,
        fit: AnchorFit,
    },
}

/// What the keyring answered.
#[derive(Clone, Copy)]
struct Remembered {
    anchor: Option<Anchor>,
    branch: Option<Uuid>,
    /// Of that branch, where it is another.
    other: Option<Anchor>,
}

/// What is told of the work.
#[derive(Clone)]
pub(crate) struct Told {
    /// Lines done of lines in all, counted over three passes, the tables in lines too; absent: nothing runs.
    pub running: Option<(i64, i64)>,
    pub checked: Option<Checked>,
    pub tail: Tail,
}

struct State {
    told: Told,
    stop: bool,
    /// Someone asked and waits.
    hurry: bool,
    check: Option<DateTime<Utc>>,
    /// What the keyring remembered was compared; from then on it is written.
    compared: bool,
    /// The end is to be written down.
    due: bool,
    /// The end that was given to the keyring last.
    written: Option<Anchor>,
    /// Writings that were begun, and those that are over: they follow each other in this order.
    begun: u64,
    over: u64,
    answer: Option<Remembered>,
    /// The keyring has answered.
    answered: bool,
    /// It knows that this branch is the one worked with.
    named: bool,
    accept: bool,
}

struct Shared {
    state: Mutex<State>,
    turned: Condvar,
    keyring: Arc<dyn DeviceKeyring>,
    of: AnchorOf,
    /// The whole history of this branch began in this session.
    begun_here: bool,
    /// Where copies lie.
    copies: PathBuf,
}

pub(crate) struct Watch {
    shared: Arc<Shared>,
    reading: ReaderHandle,
    thread: Option<JoinHandle<()>>,
}

enum Turn {
    Stop,
    Answered(Remembered),
    Write,
    Accept,
    Check(DateTime<Utc>),
}

impl Watch {
    /// Begins to watch. `known` is what a check of the same day has found; without it the history is checked.
    pub fn begin(
        reader: Reader,
        keyring: Arc<dyn DeviceKeyring>,
        of: AnchorOf,
        begun_here: bool,
        copies: PathBuf,
        known: Option<Checked>,
        now: DateTime<Utc>,
    ) -> Self {
        let check = known.is_none().then_some(now);
        let told = Told { running: None, checked: known, tail: Tail::Unknown };
        let state = State {
            told,
            stop: false,
            hurry: false,
            check,
            compared: false,
            due: false,
            written: None,
            begun: 0,
            over: 0,
            answer: None,
            answered: false,
            named: false,
            accept: false,
        };
        let shared =
            Arc::new(Shared { state: Mutex::new(state), turned: Condvar::new(), keyring, of, begun_here, copies });
        let reading = reader.handle();
        let own = Arc::clone(&shared);
        // A system that gives no thread has worse troubles; the history then stays unchecked and says so.
        let thread = std::thread::Builder::new().name("history".to_owned()).spawn(move || own.keep(&reader)).ok();
        Self { shared, reading, thread }
    }

    /// A change was made: the end of the chain is written down, once the keyring is free. A log before the journal
    /// that is spoilt loses what it holds without a word: only this end tells of it.
    pub fn changed(&self) {
        let mut state = self.shared.state();
        if state.compared {
            state.due = true;
            self.shared.turned.notify_all();
        }
    }

    /// Checks everything, at once.
    pub fn check(&self, now: DateTime<Utc>) {
        let mut state = self.shared.state();
        // What runs already has read a part before this moment: another follows it.
        state.check = Some(now);
        // Said at once, whoever asks next.
        state.told.running.get_or_insert((0, 1));
        state.hurry = true;
        self.shared.turned.notify_all();
    }

    /// The head has seen that the tail is cut and goes on: what is remembered begins anew.
    pub fn accept(&self) {
        let mut state = self.shared.state();
        state.told.tail = if state.answered { Tail::Sound } else { Tail::Unknown };
        state.accept = true;
        self.shared.turned.notify_all();
    }

    pub fn is_cut(&self) -> bool {
        matches!(self.shared.state().told.tail, Tail::Cut(_))
    }

    pub fn told(&self) -> Told {
        self.shared.state().told.clone()
    }

    /// Ends the watch, says what it has found and leaves the last end of the chain to be written down by a thread
    /// that nobody has to wait for.
    pub fn end(mut self, head: Option<Head>) -> (Option<Checked>, Option<JoinHandle<()>>) {
        self.stop();
        let (sound, checked) = {
            let state = self.shared.state();
            // What the head went on with may not have been written down yet.
            let compared = state.compared || state.accept;
            (compared && matches!(state.told.tail, Tail::Sound | Tail::FromNow), state.told.checked.clone())
        };
        let last = head.filter(|_| sound).and_then(|head| self.shared.write(Anchor::of(head)));
        (checked, last)
    }

    fn stop(&mut self) {
        self.shared.state().stop = true;
        self.shared.turned.notify_all();
        if let Some(thread) = self.thread.take() {
            // Of a big journal one table takes seconds to check.
            while !thread.is_finished() {
                self.reading.interrupt();
                std::thread::sleep(Duration::from_millis(2));
            }
            // A fault inside ends the thread, and nothing else.
            let _ = thread.join();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop();
    }
}

impl State {
    /// The end is due, and the keyring is free for it.
    fn may_write(&mut self) -> bool {
        self.begun == self.over && std::mem::take(&mut self.due)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(self: Arc<Self>, reader: &Reader) {
        self.ask();
        self.compare_copies(reader);
        let begun = Instant::now();
        loop {
            match self.turn(begun) {
                Turn::Stop => return,
                Turn::Answered(remembered) => self.compare(reader, remembered),
                Turn::Write => self.write_down(reader),
                Turn::Accept => {
                    self.state().compared = true;
                    self.write_down(reader);
                }
                Turn::Check(at) => self.check(reader, at),
            }
        }
    }

    /// Waits for what is to be done next.
    fn turn(&self, begun: Instant) -> Turn {
        let mut state = self.state();
        loop {
            if state.stop {
                return Turn::Stop;
            }
            if std::mem::take(&mut state.accept) {
                return Turn::Accept;
            }
            if let Some(remembered) = state.answer.take() {
                return Turn::Answered(remembered);
            }
            if state.may_write() {
                return Turn::Write;
            }
            let rest = BREATH.saturating_sub(begun.elapsed());
            match state.check {
                Some(at) if state.hurry || rest.is_zero() => {
                    state.check = None;
                    return Turn::Check(at);
                }
                Some(_) => {
                    state = self.turned.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0;
                }
                None => state = self.turned.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Asks the keyring once a session; one that does not answer is not asked again until the next.
    fn ask(self: &Arc<Self>) {
        let own = Arc::clone(self);
        let asking = move || {
            if let Ok(remembered) = own.remembered() {
                own.state().answer = Some(remembered);
                own.turned.notify_all();
            }
        };
        let _ = std::thread::Builder::new().name("anchor".to_owned()).spawn(asking);
    }

    fn remembered(&self) -> Result<Remembered, KeyringTrouble> {
        let AnchorOf { journal, branch } = self.of;
        let anchor = self.keyring.read_anchor(self.of)?;
        let last = self.keyring.read_branch(journal)?;
        let other = match last.filter(|last| *last != branch) {
            Some(branch) => self.keyring.read_anchor(AnchorOf { journal, branch })?,
            None => None,
        };
        Ok(Remembered { anchor, branch: last, other })
    }

    fn write(self: &Arc<Self>, anchor: Anchor) -> Option<JoinHandle<()>> {
        let own = Arc::clone(self);
        let turn = {
            let mut state = self.state();
            state.written = Some(anchor);
            state.begun += 1;
            state.begun
        };
        let writing = move || {
            let mut state = own.state();
            while state.over + 1 < turn {
                state = own.turned.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let named = state.named;
            drop(state);
            // What is not written lags; that is allowed. The branch goes first: with it alone, an older one put back
            // is known for what it is.
            if !named && own.keyring.write_branch(own.of).is_ok() {
                own.state().named = true;
            }
            let _ = own.keyring.write_anchor(own.of, &anchor);
            own.state().over = turn;
            own.turned.notify_all();
        };
        let thread = std::thread::Builder::new().name("anchor".to_owned()).spawn(writing).ok();
        if thread.is_none() {
            let mut state = self.state();
            (state.begun, state.written) = (turn - 1, None);
        }
        thread
    }

    fn compare(self: &Arc<Self>, reader: &Reader, remembered: Remembered) {
        let other = remembered.branch.filter(|branch| *branch != self.of.branch && !self.begun_here);
        let tail = match (other, remembered.anchor) {
            (Some(_), _) => Tail::Cut(Lost::Branch { remembered: remembered.other.map(|anchor| anchor.length) }),
            (None, Some(anchor)) => match reader.view().fits_anchor(&anchor) {
                Ok(AnchorFit::Holds) => Tail::Sound,
                Ok(cut) => Tail::Cut(Lost::Keyring(cut)),
                // Whoever works with the journal meets the same trouble.
                Err(_) => return,
            },
            (None, None) if self.begun_here => Tail::Sound,
            (None, None) => Tail::FromNow,
        };
        let is_cut = {
            let mut state = self.state();
            state.answered = true;
            state.named = remembered.branch == Some(self.of.branch);
            if !matches!(state.told.tail, Tail::Cut(_)) {
                state.told.tail = tail;
            }
            let is_cut = matches!(state.told.tail, Tail::Cut(_));
            state.compared = !is_cut;
            is_cut
        };
        if !is_cut {
            self.write_down(reader);
        }
    }

    /// Compares the chain with the end of it that every copy beside the journal remembers. Copies older than the
    /// moment when the head went on with a missing end know of what was given up.
    fn compare_copies(&self, reader: &Reader) {
        let Ok(accepted) = reader.view().tail_accepted(self.of.journal) else { return };
        for path in copies_in(&self.copies) {
            // One that is spoilt or being written is no witness; the round of reading again tells of it.
            let Ok(copy) = head_of(&path) else { continue };
            let of = &copy.manifest;
            let is_own = (of.journal, of.branch) == (self.of.journal, self.of.branch);
            let (made, end) = (of.made(), Anchor::of_copy(of).filter(|_| is_own));
            let Some(end) = end.filter(|_| accepted.is_none_or(|accepted| made > accepted)) else { continue };
            if let Ok(fit @ (AnchorFit::Cut { .. } | AnchorFit::Other { .. })) = reader.view().fits_anchor(&end) {
                let mut state = self.state();
                if !matches!(state.told.tail, Tail::Cut(_)) {
                    state.told.tail = Tail::Cut(Lost::Copy { made, fit });
                }
                state.compared = false;
                return;
            }
        }
    }

    /// What is read here is committed, so what is remembered never leads.
    fn write_down(self: &Arc<Self>, reader: &Reader) {
        let Ok(anchor) = reader.view().chain_head().map(Anchor::of) else { return };
        let (written, is_cut) = {
            let state = self.state();
            (state.written, matches!(state.told.tail, Tail::Cut(_)))
        };
        // A change without a line of its own, a draft for one, leaves the end where it is; what is remembered of a cut
        // tail stays as the witness.
        if written != Some(anchor) && !is_cut {
            // Not waited for.
            drop(self.write(anchor));
        }
    }

    fn check(self: &Arc<Self>, reader: &Reader, at: DateTime<Utc>) {
        self.compare_copies(reader);
        let checked = self.check_all(reader, at);
        let mut state = self.state();
        if state.stop {
            return;
        }
        state.told.checked = Some(checked.unwrap_or_else(|_| unreadable(at)));
        if state.check.is_none() {
            state.told.running = None;
            state.hurry = false;
        }
    }

    fn check_all(self: &Arc<Self>, reader: &Reader, at: DateTime<Utc>) -> Result<Checked, StorageError> {
        let all = reader.view().chain_head()?.length.max(1);
        let go_on = |done: i64| {
            let mut state = self.state();
            state.told.running = Some((done, all * 3));
            !state.stop
        };
        go_on(0);
        let Some(chain) = reader.view().walk_chain(go_on)? else { return Ok(unreadable(at)) };
        let mut checked = Checked { at, chain, contents: None, unreadable: false };
        if let Chain::Broken { .. } = chain {
            return Ok(checked);
        }
        let (mut place, mut found) = (Place::default(), Contents::default());
        while reader.view().compare_contents(&mut place, &mut found)? {
            if !go_on(all + place.line.min(all)) || !self.pause() {
                return Ok(checked);
            }
            // A check may take minutes; what is signed meanwhile is remembered meanwhile.
            if self.state().may_write() {
                self.write_down(reader);
            }
        }
        // A page that nobody has read may be spoilt too: of a big file not every page is read at its opening.
        let whole = reader.check_tables(|done, tables| go_on(all * 2 + all * done / tables.max(1)) && self.pause())?;
        if whole {
            checked.contents = Some(found);
        }
        Ok(checked)
    }

    /// Leaves the processor to others for a moment, unless someone waits; `false` when it is to end.
    fn pause(&self) -> bool {
        let state = self.state();
        if state.hurry {
            return !state.stop;
        }
        !self.turned.wait_timeout(state, PAUSE).unwrap_or_else(PoisonError::into_inner).0.stop
    }
}

fn unreadable(at: DateTime<Utc>) -> Checked {
    Checked { at, chain: Chain::Broken { sequence: 0 }, contents: None, unreadable: true }
}
