//! Wrong tries make the next one wait, through a restart too. Nobody is shut out: a minute is the most.

use std::collections::BTreeMap;

use domain::access::Tries;
use storage::keys::{self, Door};

use crate::Desk;
use crate::wire::{Problem, ProblemCode as Code, Refused};

/// What every way in has met. Kept in memory too: a folder that cannot be written must not make guessing free.
#[derive(Default)]
pub(crate) struct Doors {
    known: Option<BTreeMap<Door, Tries>>,
}

impl Desk {
    /// Tries one way in. A wrong answer is counted, a right one forgets the wrong ones, and whoever is too quick
    /// is told how long to wait before anything is tried at all.
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
            Ok(value) => {
                if before.is_some() {
                    self.doors().remove(&door);
                    self.keep_doors();
                }
                Ok(value)
            }
            Err(mut refused) if is_wrong_answer(&refused) => {
                self.doors().insert(door, Tries::and_again(before, now));
                self.keep_doors();
                let seconds = self.seconds_to_wait(door);
                if seconds > 0 {
                    refused.problems.push(Problem::at(field, Code::TryLater).about(seconds));
                }
                Err(refused)
            }
            Err(refused) => Err(refused),
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
        let folder = self.folder.journal();
        self.doors.known.get_or_insert_with(|| keys::read_tries(&folder))
    }

    fn keep_doors(&mut self) {
        let folder = self.folder.journal();
        // What cannot be written is still known until the program ends.
        let _ = keys::write_tries(&folder, self.doors());
    }
}

fn is_wrong_answer(refused: &Refused) -> bool {
    refused.problems.iter().any(|one| matches!(one.code, Code::WrongPassword | Code::WrongSheet | Code::WrongCode))
}
