//! Who may do what. Roles are the program's rule, not cryptography.

use domain::ids::{AccountId, ConsultantId, ConsultationId};
use domain::lists::Role;
use storage::consultation::Consultation;

use crate::session::Session;
use crate::wire::{ProblemCode, Refused};

impl Session {
    /// Lets only these roles go on.
    pub fn allow(&self, roles: &[Role]) -> Result<(), Refused> {
        if roles.iter().any(|role| self.is(*role)) { Ok(()) } else { Err(ProblemCode::NotAllowed.into()) }
    }

    /// Names of all people: those who take calls and the head. A consultant sees the names of their own.
    pub fn sees_all_names(&self) -> bool {
        self.is(Role::Administrator) || self.is(Role::Head)
    }

    pub fn is_one_of(&self, consultants: &[ConsultantId]) -> bool {
        self.own_consultant().is_some_and(|own| consultants.contains(&own))
    }

    /// Contract and undertaking of a consultant: those who keep the cards, and the consultant.
    pub fn reads_papers_of(&self, consultant: ConsultantId) -> bool {
        self.sees_all_names() || self.own_consultant() == Some(consultant)
    }

    /// The private note and the advice of the last attempt.
    pub fn reads_notes_of(&self, consultation: &Consultation) -> bool {
        let signed_by: Vec<AccountId> = consultation.signed_last().map(|signature| signature.by).collect();
        let first = consultation.signed_last().next().map_or(1, |signature| signature.version);
        self.reads_attempt(consultation.id, &signed_by, first, &consultation.record.consultants)
    }

    /// Those of one attempt: its consultants, and who wrote every version of it themselves (R120). A head who corrected
    /// another's record does not come to read it by that. A card that came to the account after the attempt was first
    /// signed does not open its note: that way there is only the reading with a reason.
    pub fn reads_attempt(
        &self,
        record: ConsultationId,
        signed_by: &[AccountId],
        first_version: u32,
        consultants: &[ConsultantId],
    ) -> bool {
        let had_the_card = |card| self.view().had_card_at(card, record, first_version).unwrap_or(false);
        signed_by.iter().all(|by| *by == self.account_id())
            || (self.is(Role::Consultant)
                && self.is_one_of(consultants)
                && self.own_consultant().is_some_and(had_the_card))
    }

    /// May write the record of a consultation: a consultant of it, or the head.
    pub fn may_record(&self, consultants: &[ConsultantId]) -> bool {
        self.is(Role::Head) || (self.is(Role::Consultant) && (consultants.is_empty() || self.is_one_of(consultants)))
    }

    /// Lets only those go on.
    pub fn allow_record(&self, consultants: &[ConsultantId]) -> Result<(), Refused> {
        if self.may_record(consultants) { Ok(()) } else { Err(ProblemCode::NotAllowed.into()) }
    }
}
