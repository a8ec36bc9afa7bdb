//! Who may do what. Roles are the program's rule, not cryptography.

use domain::ids::ConsultantId;
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

    /// The private note and the advice: the consultants of the record, and who wrote every version of it
    /// themselves (R120). A head who corrected another's record does not come to read it by that.
    pub fn reads_notes_of(&self, consultation: &Consultation) -> bool {
        let wrote_it_all = consultation.signed.iter().all(|signature| signature.by == self.account_id());
        wrote_it_all
            || (self.is(Role::Consultant)
                && self.is_one_of(&consultation.record.consultants)
                && self.had_the_card_at(consultation))
    }

    /// A card that came to the account after the record was first signed does not open its note: that way there is
    /// only the reading with a reason.
    fn had_the_card_at(&self, consultation: &Consultation) -> bool {
        let (Some(card), Some(first)) = (self.own_consultant(), consultation.signed.first()) else { return true };
        self.view().card_linked_at(card).is_ok_and(|linked| linked.is_none_or(|linked| linked <= first.at))
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
