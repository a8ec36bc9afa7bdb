//! Terms: until when, how much is left, why, whether it was kept. One engine and one wording for all of them.
//!
//! - Day terms (R031: ten days from the day of receipt) have two ends: the plain last day is what the screen
//!   plans by, the day moved by ст. 193 ГК is what the report judges by (rules §12.9).
//! - Working-day terms (R039, R064) never count the day of receipt; same-day registration (R023) of what came on
//!   a day off means the next working day (rules §12.10).
//! - Clock terms (R067, R068, R070, R071) and the rating's calendar days (R132) are not moved by days off
//!   (rules §12.11).
//!
//! Length and severity come from the порядок in force on the day a term began ([`Terms`]), never from here.

mod lengths;
mod running;
mod words;

pub use lengths::{Length, Lengths, Terms, Versions};
pub use running::{Open, OpenBooking, Running, running};

use std::sync::Arc;

use chrono::{Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::calendar::{Reached, WorkCalendar};
use crate::consultation::{Attempt, AttemptOutcome};
use crate::lists::{Failure, keyed};

/// Days before the plain end when the screen begins to show the term.
pub const SOON_DAYS: i64 = 3;
/// Hours before the end of a repeat when it is no longer merely near.
const REPEAT_AMBER_HOURS: i64 = 24;
/// A preparation is shown this long before it begins, so that nobody is surprised by it.
const PREPARATION_AHEAD_MINUTES: i64 = 30;

keyed! {
    /// The terms there are.
    TermKind {
        /// R031.
        Booking = "booking", "консультация";
        /// R039.
        EmailInvite = "email_invite", "письмо с приглашением";
        /// R064.
        EmailReply = "email_reply", "ответ на письмо";
        /// R023: the letter is registered and given to a specialist.
        Registration = "registration", "письмо поручено специалисту";
        /// R070.
        RepeatCentre = "repeat_centre", "повтор после сбоя у центра";
        /// R071.
        RepeatRecipient = "repeat_recipient", "повтор после сбоя у получателя";
        /// R132.
        Rating = "rating", "оценка приёма";
        /// R068.
        Preparation = "preparation", "подготовка к приёму";
        /// R067.
        Online = "online", "дистанционный приём";
    }
}

/// A term that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub kind: TermKind,
    /// What it runs from. Of a day term the day alone matters: registering late or moving a booking does not touch it.
    pub since: NaiveDateTime,
    /// As the порядок gives it: days, working days, hours or minutes.
    pub length: u32,
    /// The порядок does not let one go on past it.
    pub blocks: bool,
    /// The paragraph it rests on; empty where the order is silent.
    pub basis: Arc<str>,
    /// The screen plans by this day.
    pub plan_by: NaiveDate,
    /// The report judges by this day; never earlier than `plan_by`.
    pub judged_by: NaiveDate,
    /// The minute of the last day a clock term ends with; a day term ends with its day.
    pub minute: Option<NaiveTime>,
    /// Rests on days that are not yet official.
    pub forecast: bool,
}

/// How a term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Calm,
    /// [`SOON_DAYS`] or fewer before the plain end.
    Soon,
    /// The plain end is past, the lawful one is not; of a clock term, the end is very near.
    Amber,
    Red,
    /// What was asked for was done on this day.
    Stopped {
        on: NaiveDate,
        late: bool,
    },
}

/// A term of a length, from a moment on.
pub fn reckon(kind: TermKind, since: NaiveDateTime, length: &Length, calendar: &WorkCalendar) -> Term {
    let day = since.date();
    let made = |plan_by: NaiveDate, judged: Reached, minute: Option<NaiveTime>| Term {
        kind,
        since,
        length: length.value,
        blocks: length.blocks,
        basis: Arc::clone(&length.basis),
        plan_by,
        judged_by: judged.day,
        minute,
        forecast: judged.forecast,
    };
    let sure = |day: NaiveDate| Reached { day, forecast: false };
    let clock = |ends: NaiveDateTime| made(ends.date(), sure(ends.date()), Some(ends.time()));
    match kind {
        TermKind::Booking => {
            let (plan_by, judged) = calendar_days(day, length.value, calendar);
            made(plan_by, judged, None)
        }
        TermKind::EmailInvite | TermKind::EmailReply => {
            let reached = calendar.add_working_days(day, length.value);
            made(reached.day, reached, None)
        }
        TermKind::Registration => {
            let reached = calendar.first_working_from(day);
            made(reached.day, reached, None)
        }
        TermKind::Rating => {
            let last = after(day, length.value);
            made(last, sure(last), None)
        }
        TermKind::RepeatCentre => clock(later(since, Duration::hours(i64::from(length.value)))),
        TermKind::RepeatRecipient => clock(later(since, Duration::days(i64::from(length.value)))),
        TermKind::Online => clock(later(since, Duration::minutes(i64::from(length.value)))),
        // Runs towards the session it prepares: its end is the start of the preparation.
        TermKind::Preparation => clock(later(since, Duration::minutes(-i64::from(length.value)))),
    }
}

/// Calendar days from the civil day of receipt: the plain last one, and the same moved by ст. 193 ГК.
fn calendar_days(received: NaiveDate, days: u32, calendar: &WorkCalendar) -> (NaiveDate, Reached) {
    let plan_by = after(received, days);
    (plan_by, calendar.first_working_from(plan_by))
}

/// Which repeat an attempt that failed asks for, and from when: its own start, whatever failed before it.
pub fn repeat_of(attempt: &Attempt) -> Option<(TermKind, NaiveDateTime)> {
    match attempt.outcome {
        AttemptOutcome::Failed(Failure::TechnicalCentre) => Some((TermKind::RepeatCentre, attempt.started)),
        AttemptOutcome::Failed(Failure::TechnicalRecipient) => Some((TermKind::RepeatRecipient, attempt.started)),
        AttemptOutcome::Held | AttemptOutcome::Failed(Failure::NoShow | Failure::Other) => None,
    }
}

/// The day the ten days stopped: of the first held or technically failed attempt.
pub fn stopped_on(attempts: &[Attempt]) -> Option<NaiveDate> {
    attempts
        .iter()
        .filter(|attempt| match attempt.outcome {
            AttemptOutcome::Held => true,
            AttemptOutcome::Failed(failure) => failure.technical(),
        })
        .map(|attempt| attempt.started.date())
        .min()
}

impl Term {
    pub fn state(&self, now: NaiveDateTime, stopped: Option<NaiveDate>) -> State {
        match (stopped, self.ends()) {
            (Some(on), _) => State::Stopped { on, late: self.late(on) },
            (None, Some(ends)) => self.clock_state(ends, now),
            (None, None) => self.day_state(now.date()),
        }
    }

    fn day_state(&self, today: NaiveDate) -> State {
        if today > self.judged_by {
            State::Red
        } else if today > self.plan_by {
            State::Amber
        } else if (self.plan_by - today).num_days() <= SOON_DAYS {
            State::Soon
        } else {
            State::Calm
        }
    }

    fn clock_state(&self, ends: NaiveDateTime, now: NaiveDateTime) -> State {
        if self.kind == TermKind::Preparation {
            return match () {
                () if now > self.since => State::Red,
                () if now >= ends => State::Amber,
                () if later(now, Duration::minutes(PREPARATION_AHEAD_MINUTES)) >= ends => State::Soon,
                () => State::Calm,
            };
        }
        let near = match self.kind {
            TermKind::RepeatCentre | TermKind::RepeatRecipient => Duration::hours(REPEAT_AMBER_HOURS),
            _ => Duration::zero(),
        };
        if now > ends {
            State::Red
        } else if ends - now < near {
            State::Amber
        } else {
            State::Soon
        }
    }

    /// The minute a clock term ends; a day term has none.
    pub fn ends(&self) -> Option<NaiveDateTime> {
        self.minute.map(|minute| self.judged_by.and_time(minute))
    }

    /// What the report says of something done on a day.
    pub fn late(&self, done: NaiveDate) -> bool {
        done > self.judged_by
    }

    /// The same of something done, or promised, at a moment.
    pub fn late_at(&self, done: NaiveDateTime) -> bool {
        self.ends().map_or_else(|| self.late(done.date()), |ends| done > ends)
    }

    /// The end the screen counts to now: the plain one, after it the lawful one.
    pub fn ends_on(&self, today: NaiveDate) -> NaiveDate {
        if today > self.plan_by { self.judged_by } else { self.plan_by }
    }

    /// The moment to sort by: a day term ends with the centre's working day.
    pub fn ends_at(&self, today: NaiveDate, day_end: NaiveTime) -> NaiveDateTime {
        self.ends().unwrap_or_else(|| self.ends_on(today).and_time(day_end))
    }
}

fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

fn later(at: NaiveDateTime, by: Duration) -> NaiveDateTime {
    at.checked_add_signed(by).unwrap_or(at)
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
