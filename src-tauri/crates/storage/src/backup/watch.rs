//! How far a long work has come, and the way to stop it from another thread.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, InterruptHandle};

use crate::error::StorageError;

/// What is being done, in the order it is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Beginning,
    /// The rows of the journal are being copied.
    Copying,
    /// What was destroyed is taken out of an older copy.
    Rewriting,
    /// The copy is opened and checked.
    Checking,
    /// It is written to its place and read back.
    Writing,
    /// The same for the second place.
    Second,
    /// A lost or spoilt copy comes back from there.
    Back,
}

/// Shared by the thread that works and whoever asks how it goes.
#[derive(Default)]
pub struct Watch {
    stop: AtomicBool,
    state: Mutex<State>,
    done: AtomicU64,
}

#[derive(Default)]
struct State {
    stage: Stage,
    whole: u64,
    /// Where the database itself writes, its growing files tell how far it is.
    growing: Vec<PathBuf>,
    /// Where the work does not tell how far it is: since when, and how long it will take by what came before it.
    expected: Option<(Instant, Duration)>,
    handles: Vec<InterruptHandle>,
}

impl Watch {
    /// Asks the work to end; it answers [`StorageError::Stopped`] and leaves nothing behind.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        for handle in &self.state().handles {
            handle.interrupt();
        }
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// The stage, and how much of it is done in thousandths.
    pub fn progress(&self) -> (Stage, u32) {
        let state = self.state();
        if let Some((since, expected)) = state.expected {
            let share = since.elapsed().as_millis() * 1000 / expected.as_millis().max(1);
            // It is done when it says so, not when it should be.
            return (state.stage, u32::try_from(share).unwrap_or(u32::MAX).min(990));
        }
        let grown = |path: &PathBuf| fs::metadata(path).map_or(0, |about| about.len());
        let done = match state.growing.as_slice() {
            [] => self.done.load(Ordering::Relaxed),
            growing => growing.iter().map(grown).sum(),
        };
        let share = done.saturating_mul(1000).checked_div(state.whole).unwrap_or(0);
        (state.stage, u32::try_from(share.min(1000)).unwrap_or(1000))
    }

    pub(crate) fn go_on(&self) -> Result<(), StorageError> {
        if self.is_stopped() { Err(StorageError::Stopped) } else { Ok(()) }
    }

    pub(crate) fn begin(&self, stage: Stage, whole: u64, growing: &[PathBuf]) {
        let mut state = self.state();
        (state.stage, state.whole, state.growing, state.expected) = (stage, whole, growing.to_vec(), None);
        self.done.store(0, Ordering::Relaxed);
    }

    /// The same for work that cannot tell how far it is.
    pub(crate) fn begin_expecting(&self, stage: Stage, expected: Duration) {
        self.begin(stage, 0, &[]);
        self.state().expected = Some((Instant::now(), expected));
    }

    pub(super) fn add(&self, bytes: u64) -> Result<(), StorageError> {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        self.go_on()
    }

    /// From now on stopping interrupts what this connection does.
    pub(crate) fn over(&self, db: &Connection) -> Result<(), StorageError> {
        self.state().handles.push(db.get_interrupt_handle());
        self.go_on()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
