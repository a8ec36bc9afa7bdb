//! Which terms run of a request that is still on the way: one function for the first screen and for Контроль.

use chrono::{NaiveDate, NaiveDateTime};

use super::{State, Term, TermKind, Terms, repeat_of, stopped_on};
use crate::consultation::Attempt;
use crate::request::Status;

/// What the terms of an open request depend on.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    pub received: NaiveDateTime,
    pub status: Status,
    /// It came as a letter by e-mail.
    pub by_email: bool,
    /// What is asked for is an answer in writing by e-mail (R064), not an invitation to talk.
    pub reply_asked: bool,
    /// The letter was given to a specialist (R023).
    pub owned: bool,
    pub invited_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    /// Of the signed record, oldest first.
    pub attempts: &'a [Attempt],
    /// The live one.
    pub booking: Option<OpenBooking>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenBooking {
    pub starts: NaiveDateTime,
    pub distance: bool,
    /// Place, equipment and program were checked (R068).
    pub prepared: bool,
}

/// A term that somebody has to keep now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    pub term: Term,
    pub state: State,
}

/// The terms that burn: near, past the plain end, or late. What is promised in time waits for its hour in silence.
pub fn running(open: &Open<'_>, terms: &Terms<'_>, now: NaiveDateTime) -> Vec<Running> {
    if !open.status.open() {
        return Vec::new();
    }
    asked(open, terms, now)
        .into_iter()
        .flatten()
        .filter_map(|term| match term.state(now, None) {
            State::Calm => None,
            state => Some(Running { term, state }),
        })
        .collect()
}

/// Each term the request still owes, by the порядок of the day it began.
fn asked(open: &Open<'_>, terms: &Terms<'_>, now: NaiveDateTime) -> [Option<Term>; 6] {
    // A promise inside the term keeps it, also while its record is being written.
    let promised = |term: &Term| open.booking.is_some_and(|booking| !term.late_at(booking.starts));
    let begun = stopped_on(open.attempts).is_some();
    let waits = |kind, wanted: bool| if wanted { terms.of(kind, open.received) } else { None };
    let repeat = open.attempts.last().and_then(repeat_of).and_then(|(kind, since)| terms.of(kind, since));
    let unprepared = open.booking.filter(|booking| booking.distance && !booking.prepared);
    [
        waits(TermKind::Booking, !begun).filter(|term| !promised(term)),
        waits(TermKind::Registration, open.by_email && !open.owned && !begun),
        waits(TermKind::EmailInvite, open.by_email && !open.reply_asked && open.invited_on.is_none() && !begun),
        waits(TermKind::EmailReply, open.reply_asked && open.answered_on.is_none() && !begun),
        repeat.filter(|term| !promised(term)),
        // Once the session has begun there is nothing to prepare.
        unprepared
            .filter(|booking| now < booking.starts)
            .and_then(|booking| terms.of(TermKind::Preparation, booking.starts)),
    ]
}
