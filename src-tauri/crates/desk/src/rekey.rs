//! A new key for the journal, on demand and after somebody's way in was taken away.

use domain::lists::Role;
use storage::Folder;
use storage::audit::{Action, LineQuery};
use storage::backup::CopyRow;
use storage::rekey::{self, RekeyHalt, Rekeyed};

use crate::session::Session;
use crate::wire::{AccessView, Done, Noun, Problem, ProblemCode as Code, Refused};
use crate::{Desk, Stage};

impl Desk {
    /// Changes the journal's key. Everybody's password and the sheet in force open it as before.
    pub fn change_keys(&mut self) -> Result<Done<AccessView>, Refused> {
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        session.has_keys()?;
        self.change_key()?;
        Ok(Done { value: self.access_view(None)?, changed: vec![Noun::Account] })
    }

    /// What was taken away is taken away; a key that could not be changed now is still owed, and says why.
    pub(crate) fn change_key_now(&mut self) -> Result<Option<Problem>, Refused> {
        match self.change_key() {
            Ok(()) => Ok(None),
            // The journal had to be closed.
            Err(refused) if self.session().is_err() => Err(refused),
            Err(refused) => Ok(refused.problems.into_iter().next()),
        }
    }

    fn change_key(&mut self) -> Result<(), Refused> {
        // A copy that is being made reads the old database; the next one is made of the new.
        self.copies.stop();
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
        let account = Some(session.account.id);
        match rekey::rekey(&folder, &session.journal, &session.key, &session.slots, account, now) {
            Ok(Rekeyed { journal, slots, key }) => {
                std::mem::replace(&mut session.journal, journal).close();
                session.slots = slots;
                session.key = key;
                session.orders.take();
                // What never was in force goes at once; the old database only after the copy begun here is proven.
                let _ = retire(&self.folder, &session);
                self.sit_down(*session)?;
                if let Err(refused) = self.begin_copy() {
                    // Tried again like any copy that is due; the old database stays till then.
                    self.copies.problem = refused.problems.into_iter().next();
                }
                Ok(())
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
