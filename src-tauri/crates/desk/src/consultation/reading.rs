//! The head reads a note: only where the порядок lets it, and only after the reason stands in the history (R120).

use domain::ids::RequestId;
use domain::lists::Role;

use crate::Desk;
use crate::fields::{self, Check};
use crate::wire::{NoteShown, ProblemCode as Code, ReadNoteForm, Refused};

impl Desk {
    pub fn read_note(&mut self, form: ReadNoteForm) -> Result<NoteShown, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let id: RequestId = fields::id(&form.request)?;
        let signed = at.session.view().consultation_of(id)?.ok_or(Code::NotFound)?;
        let day = signed.record.completed_on().unwrap_or(at.session.today(at.around));
        if !at.session.head_reads_with_reason(day)? {
            return Err(Code::NotAllowed.into());
        }
        let mut check = Check::default();
        let reason = check.line("reason", &form.reason);
        if reason.is_empty() {
            check.refuse("reason", Code::ReasonRequired);
        }
        check.done()?;
        let by = at.session.account_id();
        at.session.change(at.around, |change| Ok(change.read_note(signed.id, signed.version, by, &reason)?))?;
        Ok(NoteShown { note: signed.record.note, advice: signed.record.advice })
    }
}
