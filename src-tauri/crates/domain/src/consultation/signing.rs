//! Who may sign a record, and who may put right what is signed.

use thiserror::Error;

use crate::ids::{AccountId, ConsultantId};

/// Who asks to sign.
#[derive(Clone, Copy, Debug)]
pub struct Signer {
    pub account: AccountId,
    pub consultant: Option<ConsultantId>,
    pub head: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignRefusal {
    #[error("the signer is not a consultant of this record")]
    NotOfRecord,
    #[error("only the author corrects before the month is closed")]
    NotAuthor,
    #[error("the month is closed: only the head corrects")]
    MonthClosed,
    #[error("a correction needs a reason")]
    ReasonRequired,
}

/// The version being replaced: who signed it, and whether its month is closed.
#[derive(Clone, Copy, Debug)]
pub struct Signed {
    pub author: AccountId,
    pub month_closed: bool,
}

/// A record is signed by a consultant of the record or by the head; later versions come from their author
/// while the month is open, afterwards from the head, always with a reason.
pub fn may_sign(
    signer: &Signer,
    consultants: &[ConsultantId],
    before: Option<&Signed>,
    reason: &str,
) -> Result<(), SignRefusal> {
    let of_record = signer.consultant.is_some_and(|own| consultants.contains(&own));
    if !of_record && !signer.head {
        return Err(SignRefusal::NotOfRecord);
    }
    let Some(before) = before else { return Ok(()) };
    if before.month_closed && !signer.head {
        return Err(SignRefusal::MonthClosed);
    }
    if !before.month_closed && before.author != signer.account && !signer.head {
        return Err(SignRefusal::NotAuthor);
    }
    if reason.is_empty() { Err(SignRefusal::ReasonRequired) } else { Ok(()) }
}
