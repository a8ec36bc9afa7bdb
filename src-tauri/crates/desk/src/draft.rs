//! Drafts of forms: typed text that survives a refused save, a lock, a crash.

use crate::Desk;
use crate::wire::{DraftKey, DraftView, Problem, ProblemCode, Refused};

/// A draft is a form with a few long texts; beyond this it is not one. In bytes.
const DRAFT_LIMIT: usize = 1024 * 1024;

impl Desk {
    pub fn save_draft(&mut self, key: DraftKey, body: String) -> Result<DraftView, Refused> {
        if body.len() > DRAFT_LIMIT {
            return Err(Problem::new(ProblemCode::TooLong).about(DRAFT_LIMIT).into());
        }
        let at = self.at_work()?;
        let now = at.session.now(at.around);
        let account = at.session.account_id();
        at.session.journal.save_draft(account, &key.form, &key.subject, &body, now)?;
        Ok(DraftView { body, saved: crate::show::moment(now) })
    }

    pub fn draft(&mut self, key: DraftKey) -> Result<Option<DraftView>, Refused> {
        let session = self.session()?;
        let found = session.view().draft(session.account_id(), &key.form, &key.subject)?;
        Ok(found.map(|draft| DraftView { body: draft.body, saved: crate::show::moment(draft.saved) }))
    }

    pub fn drop_draft(&mut self, key: DraftKey) -> Result<(), Refused> {
        let session = self.session_mut()?;
        let account = session.account_id();
        Ok(session.journal.drop_draft(account, &key.form, &key.subject)?)
    }
}
