//! Restoring: a copy, or another PC's journal folder, becomes the journal; the present one steps aside whole.

mod choosing;
mod numbering;
mod returning;
mod running;
mod taking_over;

use std::path::PathBuf;

use domain::civil::counted;
use domain::lists::Role;
use storage::StorageError;
use storage::backup::{Copy, Counts, Manifest};
use storage::keys::{self, Slot, SlotFile};
use uuid::Uuid;

pub(crate) use self::numbering::{behind_a_gap, days_between};
use self::running::Task;
use crate::copies::copy_trouble;
use crate::wire::{Problem, ProblemCode as Code, Refused};
use crate::{Desk, Stage};

/// What is about to be restored.
#[derive(Default)]
pub(crate) struct Restore {
    chosen: Option<Chosen>,
    /// Copies on this computer that were tried and found spoilt: the next one is offered.
    spoilt: Vec<String>,
    task: Option<Task>,
}

struct Chosen {
    /// The file's name, or the folder's.
    name: String,
    /// Where the copy lies: the list of destructions lies beside it.
    folder: PathBuf,
    what: What,
}

#[derive(Clone)]
enum What {
    Copy(Box<Copy>),
    /// A journal's own folder from another PC.
    Folder {
        database: PathBuf,
        ways: Box<SlotFile>,
    },
}

impl Restore {
    /// A whole file stands under this name again.
    pub(crate) fn mended(&mut self, name: &str) {
        self.spoilt.retain(|one| one != name);
    }

    /// Files on this computer that were found spoilt, whoever asks.
    pub(crate) fn spoilt(&self) -> &[String] {
        &self.spoilt
    }

    /// One that was stopped and came to its end is over, asked about or not.
    pub(crate) fn is_running(&self) -> bool {
        self.task.as_ref().is_some_and(|task| !task.thread.is_finished())
    }

    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.watch.stop();
        }
    }
}

impl Drop for Restore {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Desk {
    /// On the cover whoever has a way into the copy may restore it; with the journal open, the head. Who reads a damaged
    /// one goes to the cover: what it says of its copies may be what is damaged.
    fn may_restore(&self) -> Result<(), Refused> {
        self.held()?;
        match &self.stage {
            Stage::Open(session) if session.practice => Err(Code::NotInPractice.into()),
            Stage::Open(_) => self.writing()?.allow(&[Role::Head]),
            _ => Ok(()),
        }
    }

    /// What is being restored is not exchanged for something else meanwhile.
    fn may_choose(&self) -> Result<(), Refused> {
        self.may_restore()?;
        if self.copies.restore.is_running() { Err(Code::CopyUnderWay.into()) } else { Ok(()) }
    }

    /// What the chosen copy says of itself; a folder says nothing.
    fn chosen_manifest(&self) -> Option<&Manifest> {
        match &self.copies.restore.chosen.as_ref()?.what {
            What::Copy(copy) => Some(&copy.manifest),
            What::Folder { .. } => None,
        }
    }

    fn present_id(&self) -> Option<Uuid> {
        match &self.stage {
            Stage::Open(session) => Some(session.centre.journal_id),
            _ => keys::read_twins(&self.folder.journal())
                .ok()
                .and_then(|found| found.candidates.first().map(|slots| slots.place().journal)),
        }
    }

    /// A copy of the journal that is here keeps the ways in of its day; whose way in was closed since does not come back
    /// by it. The locked journal cannot be asked by an old password: its slot file tells.
    fn is_let_in(&self, journal: Uuid, slot: &Slot) -> bool {
        self.present_ways(journal).is_none_or(|present| !present.is_closed(slot.id()))
    }

    /// The ways into the journal that is here, where it is this one.
    fn present_ways(&self, journal: Uuid) -> Option<SlotFile> {
        let present = match &self.stage {
            Stage::Open(session) => Some(session.slots.clone()),
            _ => keys::read_twins(&self.folder.journal()).ok().and_then(|found| found.candidates.into_iter().next()),
        };
        present.filter(|present| present.place().journal == journal)
    }
}

/// «2 обращения, 1 запись приёма, 9 строк истории»: what a journal has that a copy has not. Nothing: the same.
fn grown_words(had: Counts, lines_had: u64, has: Counts, lines: u64) -> Option<String> {
    let grown = [
        (has.requests.saturating_sub(had.requests), ["обращение", "обращения", "обращений"]),
        (has.consultations.saturating_sub(had.consultations), ["запись приёма", "записи приёмов", "записей приёмов"]),
        (lines.saturating_sub(lines_had), ["строка истории", "строки истории", "строк истории"]),
    ];
    let words: Vec<String> = grown
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, [one, few, many])| counted(count, one, few, many))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn trouble_of(error: StorageError, name: Option<String>) -> Refused {
    match error {
        StorageError::Damaged | StorageError::NotEncrypted => {
            Problem::new(Code::CopyDamaged).about(name.unwrap_or_default()).into()
        }
        StorageError::Missing => Code::CopyGone.into(),
        StorageError::Stopped => Code::RestoreStopped.into(),
        other => copy_trouble(other),
    }
}
