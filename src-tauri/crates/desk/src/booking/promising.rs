//! A time is promised, or promised anew.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use domain::booking::{BookingRefusal, BookingWarning, Day, Wish, book};
use domain::civil;
use domain::ids::{AccountId, BookingId, ConsultantId, RequestId, RoomId};
use domain::lists::{Caution, Form};
use domain::person::short_name;
use domain::request::still_open;
use domain::schedule::Slot;
use domain::term::stopped_on;
use storage::Change;
use storage::booking::{Booking, BookingState};
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
        let asked = at.session.check_slot(&mut check, &form.slot, now.date())?;
        let reason = check.line("caution_reason", &form.caution_reason);
        check.against("means", &reason, at.session.barred_means(means.as_deref(), now.date())?);
        check.done()?;
        let (Some(service), Some(asked)) = (service, asked) else { return Err(Code::Required.into()) };
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, now)?;
        still_open(seen.status)?;
        if seen.booking.is_some() {
            return Err(Code::AlreadyBooked.into());
        }
        let around = at.around;
        let by = at.session.account_id();
        let last_day = at.session.last_day_of(&request, &seen)?;
        let previous = at.session.view().bookings_of(id)?.last().map(|booking| booking.id);
        let warnings = at.session.change(around, |change| {
            if form.late_by_wish && last_day.is_some_and(|last| asked.slot.start.date() > last) {
                change.mark_late_by_wish(&request)?;
            }
            let promise = Promise {
                request: &request,
                asked: &asked,
                form: service,
                means,
                previous,
                by,
                last_day,
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
        let asked = at.session.check_slot(&mut check, &form.slot, now.date())?;
        let reason = check.line("reason", &form.reason);
        if reason.is_empty() {
            check.refuse("reason", Code::ReasonRequired);
        }
        let caution_reason = check.line("caution_reason", &form.caution_reason);
        check.done()?;
        let Some(asked) = asked else { return Err(Code::Required.into()) };
        let old = at.session.view().booking(booking)?;
        if !at.session.may_end(&[old.consultant]) {
            return Err(Code::NotAllowed.into());
        }
        let request = at.session.view().request(old.request)?;
        let seen = at.session.see(&request, now)?;
        still_open(seen.status)?;
        if old.state != BookingState::Live {
            return Err(Code::ChangedMeanwhile.into());
        }
        let around = at.around;
        let by = at.session.account_id();
        let last_day = at.session.last_day_of(&request, &seen)?;
        let warnings = at.session.change(around, |change| {
            if form.late_by_wish && last_day.is_some_and(|last| asked.slot.start.date() > last) {
                change.mark_late_by_wish(&request)?;
            }
            change.end_booking(&old, BookingState::Moved, Some(&reason))?;
            Promise {
                request: &request,
                asked: &asked,
                form: old.form,
                means: old.means.clone(),
                previous: Some(old.id),
                by,
                last_day,
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

pub(crate) struct Promise<'a> {
    pub request: &'a Request,
    pub asked: &'a AskedSlot,
    pub form: Form,
    pub means: Option<String>,
    pub previous: Option<BookingId>,
    pub by: AccountId,
    /// The last day of the term, where it still runs and the порядок warns of it.
    pub last_day: Option<NaiveDate>,
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
        let card =
            change.consultant(asked.consultant).map_err(|_| Problem::at("slot.consultant", Code::UnknownChoice))?;
        let mut promises = change.promises_between(asked.slot.start, asked.slot.end())?;
        let mut slot = asked.slot;
        let mut said = Vec::new();
        let mut cautions = Vec::new();
        if when == Promising::Now {
            // «Принять сейчас» is a fact: it holds the time up to the next promise of the same consultant.
            let next = promises.iter().filter(|p| p.consultant == asked.consultant).min_by_key(|p| p.slot.start);
            match next {
                Some(next) if next.slot.start > slot.start => {
                    slot.minutes = u32::try_from((next.slot.start - slot.start).num_minutes()).unwrap_or(slot.minutes);
                }
                // That very minute is promised: facts that overlap are recorded with a mark, never refused.
                Some(next) => {
                    let other = change.request(change.booking(next.id)?.request)?;
                    said.push(format!(
                        "{}: наложение, на это время записано обращение {}",
                        short_name(&card.name),
                        civil::numbered(other.number)
                    ));
                    cautions.push(Caution::Overlap);
                    promises.retain(|p| p.consultant != asked.consultant);
                }
                None => {}
            }
        }
        let people: Vec<_> = self.request.participants.iter().filter_map(|p| p.recipient).collect();
        let same_people = change.promises_to(&people, slot.start, slot.end())?;
        let wish = Wish {
            id: BookingId(around.new_id()),
            request: self.request.id,
            consultant: asked.consultant,
            // The consultant's own room, unless another was named; nobody comes to it for the other forms.
            room: asked.room.or(card.room).filter(|_| self.form == Form::InCenter),
            slot,
            wished: self.request.wished.map(|(id, _)| id).filter(|_| self.form != Form::Outing),
            late: self.last_day.is_some_and(|last| slot.start.date() > last),
        };
        let day = Day { active: card.active, hours: &card.hours, promises: &promises, same_people: &same_people };
        let warnings = match book(&wish, &day, now) {
            Ok(warnings) => warnings,
            Err(BookingRefusal::OutsideHours) if when == Promising::Now => Vec::new(),
            Err(refusal) => return Err(refusal.into()),
        };
        if when == Promising::Ahead && self.reason.is_empty() && !warnings.is_empty() {
            let problems =
                warnings.iter().map(|warning| self.problem(change, &wish, *warning)).collect::<Result<_, _>>()?;
            return Err(Refused { problems });
        }
        cautions.extend(warnings.iter().map(|warning| warning.caution()));
        change.add_booking(&Booking {
            id: wish.id,
            request: wish.request,
            previous: self.previous,
            consultant: wish.consultant,
            room: wish.room,
            form: self.form,
            means: self.means,
            starts: wish.slot.start,
            minutes: wish.slot.minutes,
            state: BookingState::Live,
            ended_reason: None,
            made_by: self.by,
            caution_reason: if warnings.is_empty() { String::new() } else { self.reason.to_owned() },
            cautions,
        })?;
        Ok(said)
    }

    /// What stands against it, with the words a person needs to decide. Codes and numbers only.
    fn problem(&self, change: &Change<'_>, wish: &Wish, warning: BookingWarning) -> Result<Problem, Refused> {
        let number = |by: BookingId| -> Result<String, Refused> {
            Ok(civil::numbered(change.request(change.booking(by)?.request)?.number))
        };
        Ok(match warning {
            BookingWarning::RoomTaken { by } => {
                let room = change.rooms()?.into_iter().find(|room| Some(room.id) == wish.room).map(|room| room.name);
                Problem::at("caution_reason", Code::RoomTaken).about(format!(
                    "{}/{}",
                    room.unwrap_or_default(),
                    number(by)?
                ))
            }
            BookingWarning::PersonBooked { by } => {
                let starts = change.booking(by)?.starts;
                Problem::at("caution_reason", Code::PersonBooked).about(format!(
                    "{}/{}",
                    civil::time(starts.time()),
                    number(by)?
                ))
            }
            BookingWarning::NotTheWished => {
                let wished = wish.wished.and_then(|id| change.consultant(id).ok());
                Problem::at("caution_reason", Code::NotTheWished)
                    .about(wished.map(|card| short_name(&card.name)).unwrap_or_default())
            }
            BookingWarning::AfterTerm => Problem::at("caution_reason", Code::AfterTerm).about(
                self.last_day
                    .map(|day| format!("{}, {}", civil::date_short(day), civil::weekday_name(day.weekday())))
                    .unwrap_or_default(),
            ),
        })
    }
}

impl Session {
    /// The last day of the term of what was received then, where the порядок warns of a later one.
    pub(crate) fn last_day(&self, received: NaiveDate) -> Result<Option<NaiveDate>, Refused> {
        Ok(self.term_of(received)?.map(|term| term.judged_by))
    }

    /// The same for a request that may have stopped its term already.
    fn last_day_of(&self, request: &Request, seen: &Seen) -> Result<Option<NaiveDate>, Refused> {
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
