//! Recording what was held, and signing it.

mod checking;
mod more;
mod next;
mod order;
mod reading;
mod showing;
mod weighing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::civil;
use domain::consultation::{Record, Signed, Signer, complete, corrects, may_sign};
use domain::ids::{ConsultantId, ConsultationId, RequestId};
use domain::lists::{RecipientKind, Role};
use domain::month::days_signed;
use storage::audit::Subject;
use storage::booking::BookingState;
use storage::consultation::Consultation;
use storage::month::Corrected;
use storage::request::{Participant, Request};

use crate::Desk;
use crate::booking::AskedBy;
use crate::fields;
use crate::session::Session;
use crate::show::{Seen, moment};
use crate::wire::{
    ConsultationForm, ConsultationView, CountingView, Done, Noun, Problem, ProblemCode as Code, Refused,
};

use showing::outcome_key;

pub(crate) const DRAFT_FORM: &str = "consultation";

impl Desk {
    pub fn consultation(&mut self, request: String) -> Result<ConsultationView, Refused> {
        let id = fields::id(&request)?;
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        let view = session.consultation_view(id, now)?;
        self.viewed(Subject::Request, id.0, view.request.row.who.name.is_some());
        Ok(view)
    }

    /// Counted or not, and why, as the form stands now. Nothing is checked and nothing is kept.
    pub fn weigh(&mut self, form: ConsultationForm) -> Result<CountingView, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        let id: RequestId = fields::id(&form.request)?;
        let request = session.view().request(id)?;
        let earlier = session.view().consultation_of(id)?;
        session.allow_record(&everyone(&session.see(&request, now)?, earlier.as_ref()))?;
        session.weigh(&request, earlier.as_ref(), &form, now)
    }

    pub fn sign(&mut self, form: ConsultationForm) -> Result<Done<ConsultationView>, Refused> {
        let at = self.at_work()?;
        let around = at.around;
        let now = at.session.now(around);
        let id: RequestId = fields::id(&form.request)?;
        let request = at.session.view().request(id)?;
        if request.annul_reason.is_some() {
            return Err(Code::RequestAnnulled.into());
        }
        let before = at.session.view().consultation_of(id)?;
        if before.as_ref().map_or(0, |c| c.version) != form.version {
            return Err(Code::ChangedMeanwhile.into());
        }
        let seen = at.session.see(&request, now)?;
        let (mut filled, reason, second) = at.session.check_record(&form, before.as_ref(), now)?;
        let second_kind = form.second.as_ref().and_then(|who| RecipientKind::from_key(&who.kind));
        let correcting = corrects(before.as_ref().map(|c| &c.record), seen.booking.is_some(), Some(filled.started));
        let read_notes = before.as_ref().is_none_or(|c| at.session.reads_notes_of(c));
        if let Some(before) = &before
            && correcting
            && !read_notes
        {
            // A note must not pass to someone who was not there: who cannot read it adds nobody.
            if filled.consultants.iter().any(|id| !before.record.consultants.contains(id)) {
                return Err(Problem::at("consultants", Code::NotAllowed).into());
            }
            // Who may not read the note cannot rub it out either.
            filled.note.clone_from(&before.record.note);
            filled.advice.clone_from(&before.record.advice);
            // The words of a failure or a refusal stay unless others are written.
            if filled.outcome_words.is_empty() && outcome_key(&filled.outcome) == outcome_key(&before.record.outcome) {
                filled.outcome_words.clone_from(&before.record.outcome_words);
            }
        }
        let consultants = filled.consultants.clone();
        let earlier = before.as_ref().map(|c| c.record.attempts.clone()).unwrap_or_default();
        let profile = at.session.profile_on(filled.ended.date())?;
        at.session.heed(&mut filled, &request, before.as_ref(), correcting, second_kind, &profile)?;
        let record = complete(filled, &earlier, correcting, request.received, now, &profile)
            .map_err(|wrong| Refused { problems: wrong.into_iter().map(Problem::from).collect() })?;

        let signer = Signer {
            account: at.session.account_id(),
            consultant: at.session.own_consultant().filter(|_| at.session.is(Role::Consultant)),
            head: at.session.is(Role::Head),
        };
        let days = days_signed(before.as_ref().map(|c| &c.record), &record, correcting);
        let replaced = match &before {
            Some(before) if correcting => Some(Signed {
                author: before.signed.last().map_or(signer.account, |s| s.by),
                month_closed: at.session.any_closed(&days)?,
            }),
            _ => None,
        };
        may_sign(&signer, &consultants, replaced.as_ref(), &reason)?;
        // Nobody signs themselves into a session that is another's.
        at.session.allow_record(&everyone(&seen, before.as_ref()))?;
        // A fact is never refused: what belongs to a closed month goes in as the head's correction.
        let closed = at.session.may_touch(days, &reason)?;
        let people_change = second_changes(&request, second.as_ref())?;
        if correcting && !people_change && before.as_ref().is_some_and(|b| b.record == record) {
            return Err(Code::NothingChanged.into());
        }
        let booking = seen.booking;
        let consultation = before.as_ref().map_or_else(|| ConsultationId(around.new_id()), |c| c.id);
        let account = signer.account;
        at.session.change(around, |change| {
            if people_change {
                let second = second.map(|who| who.settle(change, around, &[])).transpose()?;
                change.set_second(&request, second.as_ref())?;
            }
            change.sign_consultation(
                consultation,
                id,
                &record,
                account,
                now.date(),
                Some(reason.as_str()).filter(|r| !r.is_empty()),
            )?;
            if let Some(booking) = &booking {
                change.end_booking(booking, BookingState::Used, None)?;
            }
            change.correct_months(&closed, Corrected::Request(id), account, now.date(), &reason)?;
            Ok(change.drop_draft(account, DRAFT_FORM, &id.to_string())?)
        })?;
        let session = self.session()?;
        let value = session.consultation_view(id, now)?;
        Ok(Done {
            value,
            changed: vec![Noun::Consultation, Noun::Request, Noun::Booking, Noun::Recipient, Noun::Draft],
        })
    }

    /// Civil now in the centre's zone: what a session is timed by.
    pub fn clock(&mut self) -> Result<String, Refused> {
        let session = self.session()?;
        Ok(moment(session.now(self.around.as_ref())))
    }
}

/// The consultants of the promised time and of what is signed.
fn everyone(seen: &Seen, before: Option<&Consultation>) -> Vec<ConsultantId> {
    let signed = before.into_iter().flat_map(|before| before.record.consultants.iter().copied());
    seen.consultants.iter().copied().chain(signed).collect()
}

/// Whether the other parent of a record is not the one the request has now.
fn second_changes(request: &Request, second: Option<&AskedBy>) -> Result<bool, Refused> {
    let now: Option<&Participant> = request.participants.get(1);
    if let Some(AskedBy::Known { person, .. }) = second
        && request.participants.first().is_some_and(|first| first.recipient == Some(person.id))
    {
        return Err(Problem::at("second.name", Code::SamePerson).into());
    }
    Ok(match (now, second) {
        (None, None) => false,
        (Some(now), Some(AskedBy::Anonymous { kind, .. })) => now.recipient.is_some() || now.kind != *kind,
        (Some(now), Some(AskedBy::Known { person, changed })) => *changed || now.recipient != Some(person.id),
        _ => true,
    })
}

impl Session {
    fn any_closed(&self, days: &BTreeSet<NaiveDate>) -> Result<bool, Refused> {
        for day in days {
            if self.view().month_closed(civil::Month::of(*day))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a correction of it would write into a closed month.
    fn month_closed(&self, record: &Record) -> Result<bool, Refused> {
        self.any_closed(&days_signed(Some(record), record, true))
    }
}
