//! A time is promised, or promised anew.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use domain::booking::{BookingRefusal, BookingWarning, Day, Member, Wish, book};
use domain::civil;
use domain::ids::{AccountId, BookingId, ConsultantId, RequestId, RoomId};
use domain::lists::{Caution, Form};
use domain::outing::How;
use domain::person::short_name;
use domain::profile::Breach;
use domain::request::still_open;
use domain::schedule::Slot;
use domain::term::stopped_on;
use storage::Change;
use storage::booking::{Booking, BookingState};
use storage::month::Corrected;
use storage::request::Request;

use crate::Desk;
use crate::fields::{self, Check};
use crate::ports::Surroundings;
use crate::session::Session;
use crate::show::Seen;
use crate::wire::{BookForm, Done, MoveForm, Noun, Problem, ProblemCode as Code, Refused, RequestCard, SlotForm};

impl Desk {
    pub fn book(&mut self, form: BookForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let id: RequestId = fields::id(&form.request)?;
        let mut check = Check::default();
        let (service, means) = at.session.check_form(&mut check, &form.form, form.means.as_deref(), now.date())?;
        let mut asked = at.session.check_slot(&mut check, &form.slot, now.date())?;
        let reason = check.line("caution_reason", &form.caution_reason);
        let held_on = asked.as_ref().map_or(now.date(), |asked| asked.slot.start.date());
        check.against("means", &reason, at.session.barred_means(means.as_deref(), held_on)?);
        let before = at.session.view().bookings_of(id)?.pop();
        let how = match service {
            Some(service) => {
                at.session.check_how(&mut check, form.how.as_ref(), before.as_ref(), service, now.date())?
            }
            None => How::default(),
        };
        if let Some(asked) = &mut asked {
            let typed = (&form.slot, form.how.as_ref());
            at.session.check_length(&mut check, typed, before.as_ref(), &how, &mut asked.slot);
        }
        let request = at.session.view().request(id)?;
        at.session.check_source(&mut check, service, &request.channel, request.intake.from_survey, now.date())?;
        at.session.check_means(&mut check, means.as_deref(), request.means.as_deref(), now.date())?;
        check.done()?;
        let (Some(service), Some(asked)) = (service, asked) else { return Err(Code::Required.into()) };
        let seen = at.session.see(&request, now)?;
        still_open(seen.status)?;
        if seen.booking.is_some() {
            return Err(Code::AlreadyBooked.into());
        }
        let around = at.around;
        let by = at.session.account_id();
        let last_day = at.session.last_day_of(&request, &seen)?;
        let previous = before.map(|booking| booking.id);
        let against = at.session.against(&request, service, &asked, &how, now.date())?;
        let warnings = at.session.change(around, |change| {
            if form.late_by_wish && is_late(last_day.as_ref(), &asked) {
                change.mark_late_by_wish(&request)?;
            }
            let promise = Promise {
                request: &request,
                asked: &asked,
                form: service,
                means,
                how,
                previous,
                by,
                last_day,
                against,
                reason: &reason,
            };
            promise.write(change, around, now, Promising::Ahead)
        })?;
        self.card_done(id, warnings, vec![Noun::Booking, Noun::Request])
    }

    /// The chain keeps the old time with the reason; the term does not move.
    pub fn move_booking(&mut self, form: MoveForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let booking: BookingId = fields::id(&form.booking)?;
        let mut check = Check::default();
        let mut asked = at.session.check_slot(&mut check, &form.slot, now.date())?;
        let reason = check.line("reason", &form.reason);
        if reason.is_empty() {
            check.refuse("reason", Code::ReasonRequired);
        }
        let caution_reason = check.line("caution_reason", &form.caution_reason);
        let old = at.session.view().booking(booking)?;
        let mut how = at.session.check_how(&mut check, form.how.as_ref(), Some(&old), old.form, now.date())?;
        if let Some(asked) = &mut asked {
            // The second one may lead now.
            if form.how.is_none() {
                how.others.retain(|other| *other != asked.consultant);
            }
            let typed = (&form.slot, form.how.as_ref());
            at.session.check_length(&mut check, typed, Some(&old), &how, &mut asked.slot);
        }
        if let Some(asked) = &asked {
            let barred = at.session.barred_means(old.means.as_deref(), asked.slot.start.date())?;
            check.against("means", &caution_reason, barred);
        }
        check.done()?;
        let Some(asked) = asked else { return Err(Code::Required.into()) };
        if !at.session.may_end(&old.consultants()) {
            return Err(Code::NotAllowed.into());
        }
        let request = at.session.view().request(old.request)?;
        let seen = at.session.see(&request, now)?;
        still_open(seen.status)?;
        if old.state != BookingState::Live {
            return Err(Code::ChangedMeanwhile.into());
        }
        let closed = at.session.may_touch([old.starts.date()], &reason)?;
        let around = at.around;
        let by = at.session.account_id();
        let last_day = at.session.last_day_of(&request, &seen)?;
        let mut against = at.session.against(&request, old.form, &asked, &how, now.date())?;
        // The form was settled with the first promise, and so was what was said against it.
        against.retain(|(caution, _)| *caution != Caution::NotTheForm);
        let warnings = at.session.change(around, |change| {
            if form.late_by_wish && is_late(last_day.as_ref(), &asked) {
                change.mark_late_by_wish(&request)?;
            }
            change.end_booking(&old, BookingState::Moved, Some(&reason))?;
            change.correct_months(&closed, Corrected::Request(old.request), by, now.date(), &reason)?;
            Promise {
                request: &request,
                asked: &asked,
                form: old.form,
                means: old.means.clone(),
                how,
                previous: Some(old.id),
                by,
                last_day,
                against,
                reason: &caution_reason,
            }
            .write(change, around, now, Promising::Ahead)
        })?;
        self.card_done(request.id, warnings, vec![Noun::Booking, Noun::Request])
    }
}

pub(crate) struct AskedSlot {
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub slot: Slot,
}

/// A promise for later is checked against hours; one for this very minute is a fact.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promising {
    Ahead,
    Now,
}

/// The last day of a term that is warned of, or is not to be passed.
#[derive(Clone)]
pub(crate) struct LastDay {
    pub day: NaiveDate,
    pub blocks: bool,
    /// The paragraph it rests on.
    pub basis: String,
}

pub(crate) fn is_late(last: Option<&LastDay>, asked: &AskedSlot) -> bool {
    last.is_some_and(|last| asked.slot.start.date() > last.day)
}

pub(crate) struct Promise<'a> {
    pub request: &'a Request,
    pub asked: &'a AskedSlot,
    pub form: Form,
    pub means: Option<String>,
    pub how: How,
    pub previous: Option<BookingId>,
    pub by: AccountId,
    /// The last day of the term, where it still runs and the порядок warns of it.
    pub last_day: Option<LastDay>,
    /// What the порядок has against it.
    pub against: Vec<(Caution, Breach)>,
    /// Why the time is promised although something stands against it.
    pub reason: &'a str,
}

impl Promise<'_> {
    /// Writes the promise and tells what is to be said of it.
    pub fn write(
        self,
        change: &Change<'_>,
        around: &dyn Surroundings,
        now: NaiveDateTime,
        when: Promising,
    ) -> Result<Vec<String>, Refused> {
        let asked = self.asked;
        let mut cards =
            vec![change.consultant(asked.consultant).map_err(|_| Problem::at("slot.consultant", Code::UnknownChoice))?];
        for other in &self.how.others {
            if *other == asked.consultant {
                return Err(Problem::at("how.others", Code::UnknownChoice).into());
            }
            cards.push(change.consultant(*other).map_err(|_| Problem::at("how.others", Code::UnknownChoice))?);
        }
        let ours = |promise: &domain::booking::Promise| cards.iter().any(|card| promise.holds(card.id));
        let mut promises = change.promises_between(asked.slot.start, asked.slot.end())?;
        let mut slot = asked.slot;
        let mut said = Vec::new();
        let mut cautions = Vec::new();
        if when == Promising::Now {
            // «Принять сейчас» is a fact: it holds the time up to the next promise of the same consultant.
            let next = promises.iter().filter(|p| ours(p)).min_by_key(|p| p.slot.start);
            match next {
                Some(next) if next.slot.start > slot.start => {
                    slot.minutes = u32::try_from((next.slot.start - slot.start).num_minutes()).unwrap_or(slot.minutes);
                }
                // That very minute is promised: facts that overlap are recorded with a mark, never refused.
                Some(next) => {
                    let whose = cards.iter().find(|card| next.holds(card.id)).map(|card| short_name(&card.name));
                    let other = change.request(change.booking(next.id)?.request)?;
                    said.push(format!(
                        "{}: наложение, на это время записано обращение {}",
                        whose.unwrap_or_default(),
                        civil::numbered(other.number)
                    ));
                    cautions.push(Caution::Overlap);
                    promises.retain(|p| !ours(p));
                }
                None => {}
            }
        }
        let people: Vec<_> = self.request.participants.iter().filter_map(|p| p.recipient).collect();
        let same_people = change.promises_to(&people, slot.start, slot.end())?;
        let wish = Wish {
            id: BookingId(around.new_id()),
            request: self.request.id,
            // The consultant's own room, unless another was named; nobody comes to it for the other forms.
            room: asked.room.or(cards.first().and_then(|card| card.room)).filter(|_| self.form == Form::InCenter),
            minding_room: self.how.minding_room,
            slot,
            outing: self.form == Form::Outing,
            late: self.last_day.as_ref().is_some_and(|last| slot.start.date() > last.day),
        };
        if wish.minding_room.is_some() && wish.minding_room == wish.room {
            return Err(Problem::at("how.minding_room", Code::SameRoom).into());
        }
        let team: Vec<Member<'_>> =
            cards.iter().map(|card| Member { id: card.id, active: card.active, hours: &card.hours }).collect();
        let day = Day { team: &team, promises: &promises, same_people: &same_people };
        let warnings = match book(&wish, &day, now) {
            Ok(warnings) => warnings,
            Err(BookingRefusal::OutsideHours { .. }) if when == Promising::Now => Vec::new(),
            Err(refusal) => return Err(refused(refusal, asked.consultant)),
        };
        let against = if when == Promising::Now { &[][..] } else { &self.against };
        if when == Promising::Ahead {
            self.weigh(change, &wish, &warnings)?;
        }
        cautions.extend(warnings.iter().map(|warning| warning.caution()));
        cautions.extend(against.iter().map(|(caution, _)| *caution));
        let asked_why = !warnings.is_empty() || !against.is_empty();
        change.add_booking(&Booking {
            id: wish.id,
            request: wish.request,
            previous: self.previous,
            consultant: asked.consultant,
            room: wish.room,
            form: self.form,
            means: self.means,
            how: self.how,
            starts: wish.slot.start,
            minutes: wish.slot.minutes,
            state: BookingState::Live,
            ended_reason: None,
            made_by: self.by,
            caution_reason: if asked_why { self.reason.to_owned() } else { String::new() },
            cautions,
        })?;
        Ok(said)
    }

    /// Everything that stands against it is told at once: what stops it whatever is written, and what a reason lets
    /// through.
    fn weigh(&self, change: &Change<'_>, wish: &Wish, warnings: &[BookingWarning]) -> Result<(), Refused> {
        let mut problems = Vec::new();
        for warning in warnings {
            let blocks =
                *warning == BookingWarning::AfterTerm && self.last_day.as_ref().is_some_and(|last| last.blocks);
            if blocks || self.reason.is_empty() {
                problems.push(self.problem(change, wish, *warning)?);
            }
        }
        for (_, breach) in &self.against {
            let (field, code) =
                if breach.blocks { ("slot", Code::OrderForbids) } else { ("caution_reason", Code::OrderWarns) };
            if breach.blocks || self.reason.is_empty() {
                problems.push(Problem::at(field, code).about(&breach.words));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Refused { problems }) }
    }

    /// What stands against it, with the words a person needs to decide. Codes and numbers only.
    fn problem(&self, change: &Change<'_>, wish: &Wish, warning: BookingWarning) -> Result<Problem, Refused> {
        let number = |by: BookingId| -> Result<String, Refused> {
            Ok(civil::numbered(change.request(change.booking(by)?.request)?.number))
        };
        let taken = |room: Option<RoomId>, by: BookingId| -> Result<Problem, Refused> {
            let room = change.rooms()?.into_iter().find(|one| Some(one.id) == room).map(|room| room.name);
            let about = format!("{}/{}", room.unwrap_or_default(), number(by)?);
            Ok(Problem::at("caution_reason", Code::RoomTaken).about(about))
        };
        Ok(match warning {
            BookingWarning::RoomTaken { by } => taken(wish.room, by)?,
            BookingWarning::MindingRoomTaken { by } => taken(wish.minding_room, by)?,
            BookingWarning::PersonBooked { by } => {
                let starts = change.booking(by)?.starts;
                Problem::at("caution_reason", Code::PersonBooked).about(format!(
                    "{}/{}",
                    civil::time(starts.time()),
                    number(by)?
                ))
            }
            BookingWarning::AfterTerm => {
                let Some(LastDay { day, blocks, basis }) = &self.last_day else { return Err(Code::Inner.into()) };
                let rests = if basis.is_empty() { String::new() } else { format!(" ({basis})") };
                let day = format!("{}, {}{rests}", civil::date_short(*day), civil::weekday_name(day.weekday()));
                match blocks {
                    true => {
                        Problem::at("slot", Code::OrderForbids).about(format!("Это позже срока: последний день {day}."))
                    }
                    false => Problem::at("caution_reason", Code::AfterTerm).about(day),
                }
            }
        })
    }
}

/// Where it is told: at the time, or at those who were to come along.
fn refused(refusal: BookingRefusal, leader: ConsultantId) -> Refused {
    let (who, code) = match refusal {
        BookingRefusal::Taken { who, .. } => (who, Code::TimeTaken),
        BookingRefusal::OutsideHours { who } => (who, Code::OutsideHours),
        BookingRefusal::ConsultantInactive { who } => (who, Code::ConsultantInactive),
        BookingRefusal::AlreadyPast => return refusal.into(),
    };
    if who == leader { refusal.into() } else { Problem::at("how.others", code).into() }
}

impl Session {
    /// The last day of the term of what was received then, where the порядок warns of a later one.
    pub(crate) fn last_day(&self, received: NaiveDate) -> Result<Option<LastDay>, Refused> {
        let term = self.term_of(received)?;
        Ok(term.map(|term| LastDay { day: term.judged_by, blocks: term.blocks, basis: term.basis.to_string() }))
    }

    /// The same for a request that may have stopped its term already.
    fn last_day_of(&self, request: &Request, seen: &Seen) -> Result<Option<LastDay>, Refused> {
        if stopped_on(&seen.attempts).is_some() {
            return Ok(None);
        }
        self.last_day(request.received.date())
    }

    pub(crate) fn check_slot(
        &self,
        check: &mut Check,
        form: &SlotForm,
        today: NaiveDate,
    ) -> Result<Option<AskedSlot>, Refused> {
        if form.consultant.is_empty() && form.date.is_empty() && form.time.is_empty() {
            check.refuse("slot.time", Code::Required);
            return Ok(None);
        }
        let consultant = check.id::<ConsultantId>("slot.consultant", &form.consultant);
        let date = check.date("slot.date", &form.date);
        let time = check.time("slot.time", &form.time);
        let room = check.maybe_id::<RoomId>("slot.room", form.room.as_deref());
        let (Some(consultant), Some(date), Some(time)) = (consultant, date, time) else { return Ok(None) };
        let minutes = match form.minutes {
            Some(minutes) if (5..=480).contains(&minutes) => minutes,
            Some(_) => {
                check.refuse("slot.minutes", Code::BadTime);
                return Ok(None);
            }
            None => self.profile_on(today)?.duration_planned.value,
        };
        Ok(Some(AskedSlot { consultant, room, slot: Slot { start: date.and_time(time), minutes } }))
    }
}
