//! A promised time ends without a consultation, or the whole request does.

use domain::ids::{BookingId, RequestId};
use domain::lists::Role;
use domain::request::{Status, still_open};
use storage::booking::{Booking, BookingState};
use storage::month::Corrected;

use crate::Desk;
use crate::fields::{self, Check};
use crate::session::Session;
use crate::wire::{AnnulForm, Done, Noun, ProblemCode as Code, Refused, ReleaseForm, RequestCard};

impl Desk {
    pub fn annul_request(&mut self, form: AnnulForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Administrator, Role::Head])?;
        let now = at.session.now(at.around);
        let id: RequestId = fields::id(&form.request)?;
        let reason = required_reason(&form.reason)?;
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, now)?;
        still_open(seen.status)?;
        // It leaves the figures of the month it was registered in, and the lines of its failed attempts.
        let attempts = seen.attempts.iter().map(|attempt| attempt.started.date());
        let closed = at.session.may_touch(attempts.chain([request.registered_on]), &reason)?;
        let by = at.session.account_id();
        at.session.change(at.around, |change| {
            if let Some(booking) = &seen.booking {
                change.end_booking(booking, BookingState::Cancelled, Some(&reason))?;
            }
            change.annul_request(&request, &reason, now.date())?;
            Ok(change.correct_months(&closed, Corrected::Request(id), by, now.date(), &reason)?)
        })?;
        self.card_done(id, Vec::new(), vec![Noun::Request, Noun::Booking])
    }

    /// «Не пришли»: the time ends, the request waits for another.
    pub fn no_show(&mut self, booking: String) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let old = at.session.live_time(&booking)?;
        if old.starts > now {
            return Err(Code::NotYetTime.into());
        }
        at.session.not_in_closed(old.starts.date())?;
        at.session.change(at.around, |change| Ok(change.end_booking(&old, BookingState::Missed, None)?))?;
        self.card_done(old.request, Vec::new(), vec![Noun::Booking, Noun::Request])
    }

    /// The time is given back; the request stays on the waiting list.
    pub fn release_time(&mut self, form: ReleaseForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let reason = required_reason(&form.reason)?;
        let old = at.session.live_time(&form.booking)?;
        let closed = at.session.may_touch([old.starts.date()], &reason)?;
        let (by, today) = (at.session.account_id(), at.session.today(at.around));
        at.session.change(at.around, |change| {
            change.end_booking(&old, BookingState::Cancelled, Some(&reason))?;
            Ok(change.correct_months(&closed, Corrected::Request(old.request), by, today, &reason)?)
        })?;
        self.card_done(old.request, Vec::new(), vec![Noun::Booking, Noun::Request])
    }

    /// «Больше не придёт»: not held for good. It stays among the registered requests and is no service.
    pub fn close_request(&mut self, form: AnnulForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let id: RequestId = fields::id(&form.request)?;
        let reason = required_reason(&form.reason)?;
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, now)?;
        if !at.session.may_end(&seen.consultants) {
            return Err(Code::NotAllowed.into());
        }
        still_open(seen.status)?;
        let promised = seen.booking.as_ref().map(|booking| booking.starts.date());
        let closed = at.session.may_touch(promised, &reason)?;
        let by = at.session.account_id();
        at.session.change(at.around, |change| {
            if let Some(booking) = &seen.booking {
                let ended = if booking.starts <= now { BookingState::Missed } else { BookingState::Cancelled };
                change.end_booking(booking, ended, Some(&reason))?;
            }
            change.lapse_request(&request, &reason, now.date())?;
            Ok(change.correct_months(&closed, Corrected::Request(id), by, now.date(), &reason)?)
        })?;
        self.card_done(id, Vec::new(), vec![Noun::Request, Noun::Booking])
    }

    /// Takes the last of the two back: first «больше не придёт», then «не пришли», until another time is promised.
    pub fn undo_no_show(&mut self, request: String) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let id: RequestId = fields::id(&request)?;
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, now)?;
        let last = at.session.view().bookings_of(id)?.pop();
        let consultants: Vec<_> = last.iter().flat_map(Booking::consultants).collect();
        if !at.session.may_end(&consultants) {
            return Err(Code::NotAllowed.into());
        }
        let missed = last.filter(|booking| booking.state == BookingState::Missed);
        match (seen.status, missed) {
            (Status::Lapsed, _) => at.session.change(at.around, |change| Ok(change.reopen_request(&request)?))?,
            (Status::NotHeld, Some(missed)) => {
                at.session.not_in_closed(missed.starts.date())?;
                at.session.change(at.around, |change| Ok(change.revive_booking(&missed)?))?;
            }
            _ => return Err(Code::NothingToUndo.into()),
        }
        self.card_done(id, Vec::new(), vec![Noun::Request, Noun::Booking])
    }
}

impl Session {
    /// The live time that this account may speak of, move and end.
    pub(super) fn live_time(&self, booking: &str) -> Result<Booking, Refused> {
        let id: BookingId = fields::id(booking)?;
        let booking = self.view().booking(id)?;
        if !self.may_end(&booking.consultants()) {
            return Err(Code::NotAllowed.into());
        }
        if booking.state != BookingState::Live {
            return Err(Code::ChangedMeanwhile.into());
        }
        Ok(booking)
    }
}

fn required_reason(typed: &str) -> Result<String, Refused> {
    let mut check = Check::default();
    let reason = check.line("reason", typed);
    if reason.is_empty() {
        check.refuse("reason", Code::ReasonRequired);
    }
    check.done()?;
    Ok(reason)
}
