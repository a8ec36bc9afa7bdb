//! Wrong tries make the next one wait, through a restart too. Nobody is shut out: a minute is the most.

use std::collections::BTreeMap;

use domain::access::Tries;
use domain::ids::AccountId;
use storage::audit::{Action, Subject};
use storage::keys::{self, Door};
use storage::{Change, StorageError, View};

use crate::Desk;
use crate::wire::{Problem, ProblemCode as Code, Refused};

/// What every way in has met. Kept in memory too: a folder that cannot be written must not make guessing free.
#[derive(Default)]
pub(crate) struct Doors {
    known: Option<BTreeMap<Door, Tries>>,
}

impl Desk {
    /// Tries one way in. A wrong answer is counted, and whoever is too quick is told how long to wait before anything
    /// is tried at all. After a right one the wrong ones are told of and then forgotten: [`Desk::wrong_at`],
    /// [`Desk::forget_wrong`].
    pub(crate) fn knock<T>(
        &mut self,
        door: Door,
        field: &str,
        work: impl FnOnce(&Self) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let seconds = self.seconds_to_wait(door);
        if seconds > 0 {
            return Err(Problem::at(field, Code::TryLater).about(seconds).into());
        }
        let answer = work(self);
        let now = self.around.now();
        let before = self.doors().get(&door).copied();
        match answer {
            Err(mut refused) if is_wrong_answer(&refused) => {
                self.doors().insert(door, Tries::and_again(before, now));
                self.keep_doors();
                let seconds = self.seconds_to_wait(door);
                if seconds > 0 {
                    refused.problems.push(Problem::at(field, Code::TryLater).about(seconds));
                }
                Err(refused)
            }
            other => other,
        }
    }

    /// How many wrong tries these ways in have met since they were last opened.
    pub(crate) fn wrong_at(&mut self, doors: &[Door]) -> u32 {
        let known = self.doors();
        doors.iter().filter_map(|door| known.get(door)).fold(0, |all, tries| all.saturating_add(tries.wrong))
    }

    /// Somebody came in, and the history tells of the wrong tries before.
    pub(crate) fn forget_wrong(&mut self, doors: &[Door]) {
        let known = self.doors();
        let before = known.len();
        known.retain(|door, _| !doors.contains(door));
        if known.len() != before {
            self.keep_doors();
        }
    }

    /// Whole seconds until this way in may be tried again.
    pub(crate) fn seconds_to_wait(&mut self, door: Door) -> u32 {
        let now = self.around.now();
        let Some(tries) = self.doors().get_mut(&door) else { return 0 };
        let seen = tries.by_clock(now);
        let set_back = seen != *tries;
        *tries = seen;
        if set_back {
            self.keep_doors();
        }
        let millis = seen.wait(now).num_milliseconds();
        u32::try_from((millis + 999) / 1000).unwrap_or(0)
    }

    fn doors(&mut self) -> &mut BTreeMap<Door, Tries> {
        let folder = self.folder.root();
        self.doors.known.get_or_insert_with(|| keys::read_tries(folder))
    }

    fn keep_doors(&mut self) {
        let folder = self.folder.root().to_owned();
        // What cannot be written is still known until the program ends.
        let _ = keys::write_tries(&folder, self.doors());
    }
}

/// The way that was taken and every other way in of the same account: who has forgotten the password takes the sheet.
pub(crate) fn doors_of(view: &View<'_>, taken: Door, account: AccountId) -> Result<Vec<Door>, StorageError> {
    let own = view.living_slots()?.into_iter().filter(|slot| slot.account == Some(account));
    let mut doors: Vec<Door> = own.map(|slot| Door::Slot(slot.id)).filter(|door| *door != taken).collect();
    doors.push(taken);
    Ok(doors)
}

/// The line about wrong tries before an entry, where there were any.
pub(crate) fn note_wrong(change: &Change<'_>, account: AccountId, wrong: u32) {
    if wrong > 0 {
        change.note_with(Action::WrongTries, Subject::Account, account.0, Some(wrong));
    }
}

fn is_wrong_answer(refused: &Refused) -> bool {
    refused.problems.iter().any(|one| matches!(one.code, Code::WrongPassword | Code::WrongSheet | Code::WrongCode))
}
