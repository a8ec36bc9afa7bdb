//! What is left of a damaged journal, to be read and taken down on paper before a copy takes its place.
//!
//! Everybody sees what they always see. Nothing runs beside it: no copy, no check, no change of the key, and no line of
//! the history tells of the reading, for a byte more or less could cost what is still there.

use storage::LockedJournal;
use zeroize::Zeroizing;

use crate::opening::read_sheet;
use crate::session::Session;
use crate::wire::{Me, Problem, ProblemCode as Code, Refused, RestoreForm, SheetForm, UnlockForm};
use crate::{Desk, Stage};

impl Desk {
    /// Opens a damaged journal for reading, by the way in that would open it whole; one that is whole is opened as
    /// always, and so is seen by nobody without its line in the history. The sheet reads as the head: there is no new
    /// password to set first.
    pub fn open_for_reading(&mut self, form: RestoreForm) -> Result<Me, Refused> {
        let (password, groups) = (Zeroizing::new(form.password), Zeroizing::new(form.groups));
        let whole = match &form.slot {
            Some(slot) => self.unlock(UnlockForm { slot: slot.clone(), password: password.to_string() }),
            None => self.unlock_by_sheet(SheetForm { groups: groups.to_vec() }),
        };
        match whole {
            Err(refused) if refused.problems.iter().any(|problem| problem.code == Code::JournalDamaged) => {}
            other => return other,
        }
        if let Stage::Open(_) = &self.stage {
            self.lock()?;
        }
        let found = self.read_slots()?;
        let how = LockedJournal::open_for_reading;
        // Wrong tries before are not forgotten: there is no history to tell them to.
        let entry = match &form.slot {
            Some(slot) => {
                let slot = slot.parse().map_err(|_| Problem::at("slot", Code::UnknownChoice))?;
                self.enter_by_password(&found, slot, &password, how)?
            }
            None => self.enter_by_sheet(&found, &read_sheet(&groups)?, how)?,
        };
        let session = Session::new(entry.journal, entry.account, entry.slots, entry.key, false)?;
        self.stage = Stage::Open(Box::new(session));
        // Without these there is no screen to read on. Nor is anybody let in by accounts that were read in zeros.
        let opened = self.perform(|desk| {
            desk.lists()?;
            desk.me()
        });
        if opened.is_err() {
            self.stage = Stage::Closed;
        }
        opened
    }
}
