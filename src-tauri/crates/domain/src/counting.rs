//! What counts as a service, and the figures that follow. One pure function decides for the screen, the
//! journal and the report alike; nothing else in the program asks again.
//!
//! The readings of rules §12 «Counting» stand here: [`count`] decides, [`Line`] names what a figure may count,
//! and one function says which lines a record touches and on which day. A figure is the sum of those touches
//! ([`tally()`]), the list behind it is the same touches kept ([`behind()`]).

mod behind;
mod line;
mod tally;
mod touch;

pub use behind::{Behind, Record, behind, touched};
pub use line::{AgeLine, KeyLine, Line, Part, Worker};
pub use tally::{Figures, Tally, tally};

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::age::AgeMonths;
use crate::civil::{Month, Quarter};
use crate::consultation::{Attempt, AttemptOutcome, Outcome};
use crate::event::EventFact;
use crate::ids::{ConsultantId, RecipientId, RequestId};
use crate::lists::{Failure, Form, Kind, MeansKind, RecipientKind, TopicField};
use crate::profile::EventCount;
use crate::term::Terms;

/// A request with its signed record, if there is one: all that counting may know.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceFact {
    pub request: RequestId,
    /// Within the year of registration.
    pub number: u32,
    pub year: i32,
    pub received: NaiveDateTime,
    pub registered: NaiveDate,
    pub annulled: bool,
    /// Closed because nobody comes any more.
    pub lapsed: bool,
    /// One or two; a third person is another service.
    pub participants: Vec<Participant>,
    pub channel: String,
    pub child_age: Option<AgeMonths>,
    /// The latest signed version. A draft is none.
    pub signed: Option<SignedRecord>,
}

/// Who was helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Participant {
    Named(RecipientId),
    /// Never taken for the same person as another anonymous one.
    Anonymous(RecipientKind),
}

impl Participant {
    pub fn recipient(&self) -> Option<RecipientId> {
        match self {
            Self::Named(id) => Some(*id),
            Self::Anonymous(_) => None,
        }
    }
}

/// What the latest signed version says.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedRecord {
    pub version: u32,
    /// Oldest first.
    pub attempts: Vec<Attempt>,
    pub form: Form,
    /// The main means of several; by kind, not by brand.
    pub means: Option<MeansKind>,
    pub kind: Kind,
    pub direction: Option<String>,
    /// The first is the main one.
    pub topics: Vec<String>,
    pub consultants: Vec<ConsultantId>,
    pub outcome: Outcome,
    /// Day of the service, the refusal's decision, or the last failed attempt.
    pub completed_on: NaiveDate,
    /// How many organisations were named to the person.
    pub organisations: u32,
    /// The порядок in force then means by «диспетчерское» a booking inside the centre (`dispatch.meaning`).
    pub internal_dispatch: bool,
    pub survey: SurveyMarks,
    /// Late because the person wished so.
    pub late_by_wish: bool,
    /// The person was asked to rate the service (R133).
    pub quality_offered: bool,
    /// What confirms the request and where it lies, ready to print.
    pub evidence: Option<String>,
    /// The versions before a repeat, oldest first; empty where there was none. Each keeps what it told of its attempt.
    pub earlier: Vec<Earlier>,
}

/// A version signed before a repeat.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    pub child_age: Option<AgeMonths>,
    pub record: SignedRecord,
}

impl SignedRecord {
    /// The version that tells of what began at an instant: of a failure before a repeat, the one signed then.
    pub fn telling(&self, began: NaiveDateTime) -> &Self {
        let at = self.attempts.iter().position(|attempt| attempt.started == began);
        at.and_then(|at| self.told_before(at)).map_or(self, |earlier| &earlier.record)
    }

    /// The record as an earlier version said it; nothing where that is not known.
    pub fn as_of(self, version: u32) -> Option<Self> {
        if self.version == version {
            return Some(self);
        }
        self.earlier.into_iter().map(|earlier| earlier.record).find(|record| record.version == version)
    }

    /// The last version that ended with an attempt, where that was before this one: a repeat is held by whoever and
    /// however, and changes nothing of the failure before it.
    fn told_before(&self, attempt: usize) -> Option<&Earlier> {
        self.earlier.iter().rfind(|version| version.record.attempts.len() == attempt + 1)
    }
}

/// The two marks of a survey with feedback (R093).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SurveyMarks {
    pub filled: bool,
    /// The day the feedback was given: the survey is a service of that day.
    pub feedback_on: Option<NaiveDate>,
}

/// Whether a request gave a counted service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Counted,
    NotCounted(Reason),
}

/// Why there is no counted service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    NotSigned,
    /// Closed with no record: nobody comes any more.
    Lapsed,
    Annulled,
    /// A result of the request, not a service (R106).
    Refused,
    NotHeld(Failure),
    /// When and with whom inside the centre, or no organisation named: a booking (rules §12.6).
    InternalDispatch,
    /// A survey lacks one of its two marks (R093).
    SurveyUnfinished,
}

impl Reason {
    /// Ends the sentence «не учтена, потому что …».
    pub fn words(self) -> &'static str {
        match self {
            Self::NotSigned => "не подписана",
            Self::Lapsed => "обращение закрыто: больше не придут",
            Self::Annulled => "обращение аннулировано",
            Self::Refused => "это отказ, а не услуга",
            Self::NotHeld(Failure::NoShow) => "получатель не явился",
            Self::NotHeld(Failure::TechnicalCentre) => "не состоялась: сбой у центра",
            Self::NotHeld(Failure::TechnicalRecipient) => "не состоялась: сбой у получателя",
            Self::NotHeld(Failure::Other) => "не состоялась",
            Self::InternalDispatch => "это запись к специалисту, другая организация не названа",
            Self::SurveyUnfinished => "опросник не заполнен или обратная связь не дана",
        }
    }
}

/// The answer for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub counted: Counted,
    /// The day it belongs to: of the service, of the refusal, of the failed attempt. `None` while nothing is
    /// finished.
    pub on: Option<NaiveDate>,
}

impl Verdict {
    pub fn is_counted(self) -> bool {
        self.counted == Counted::Counted
    }

    /// «учтена» or «не учтена, потому что не подписана».
    pub fn words(self) -> String {
        match self.counted {
            Counted::Counted => "учтена".to_owned(),
            Counted::NotCounted(reason) => format!("не учтена, потому что {}", reason.words()),
        }
    }

    fn not(reason: Reason, on: Option<NaiveDate>) -> Self {
        Self { counted: Counted::NotCounted(reason), on }
    }
}

/// Counted, or not counted because …
pub fn count(fact: &ServiceFact) -> Verdict {
    if fact.annulled {
        return Verdict::not(Reason::Annulled, None);
    }
    let Some(record) = &fact.signed else {
        return Verdict::not(if fact.lapsed { Reason::Lapsed } else { Reason::NotSigned }, None);
    };
    let day = Some(record.completed_on);
    match &record.outcome {
        Outcome::Refused { .. } => return Verdict::not(Reason::Refused, day),
        Outcome::NotHeld { failure } => {
            let last = record.attempts.last().map(|attempt| attempt.started.date());
            return Verdict::not(Reason::NotHeld(*failure), last.or(day));
        }
        Outcome::Given => {}
    }
    match record.kind {
        Kind::Dispatch if record.internal_dispatch || record.organisations == 0 => {
            Verdict::not(Reason::InternalDispatch, day)
        }
        Kind::Survey => match record.survey {
            SurveyMarks { filled: true, feedback_on: Some(feedback) } => {
                Verdict { counted: Counted::Counted, on: Some(feedback) }
            }
            _ => Verdict::not(Reason::SurveyUnfinished, None),
        },
        _ => Verdict { counted: Counted::Counted, on: day },
    }
}

/// A failed attempt: its own day, why, and its times where they are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FailedAttempt<'a> {
    pub on: NaiveDate,
    pub failure: Failure,
    pub attempt: Option<&'a Attempt>,
    /// The version that told of it, where a repeat followed.
    pub told: Option<&'a Earlier>,
}

/// The failed attempts of a signed record, each on its own day (rules §12.5).
pub fn failed_attempts(record: &SignedRecord) -> impl Iterator<Item = FailedAttempt<'_>> {
    let kept = record.attempts.iter().enumerate().filter_map(|(at, attempt)| match attempt.outcome {
        AttemptOutcome::Failed(failure) => Some(FailedAttempt {
            on: attempt.started.date(),
            failure,
            attempt: Some(attempt),
            told: record.told_before(at),
        }),
        AttemptOutcome::Held => None,
    });
    // A line of an old journal may say that nothing was held and give no times.
    let bare = match record.outcome {
        Outcome::NotHeld { failure } if record.attempts.is_empty() => {
            Some(FailedAttempt { on: record.completed_on, failure, attempt: None, told: None })
        }
        _ => None,
    };
    kept.chain(bare)
}

/// Minutes of talk: the attempts that were held.
pub fn minutes(record: &SignedRecord) -> u64 {
    record
        .attempts
        .iter()
        .filter(|attempt| attempt.outcome == AttemptOutcome::Held)
        .filter_map(|attempt| u64::try_from(attempt.minutes()).ok())
        .sum()
}

/// A leaf line of the table by form (rules §12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormLine {
    InCentre,
    Outing,
    Voice,
    Video,
    Chat,
    Email,
    Written,
    /// At a distance by means nobody wrote down.
    NotStated,
}

impl FormLine {
    pub const ALL: [Self; 8] = [
        Self::InCentre,
        Self::Outing,
        Self::Voice,
        Self::Video,
        Self::Chat,
        Self::Email,
        Self::Written,
        Self::NotStated,
    ];

    /// The form decides first, then the kind of means.
    pub fn of(record: &SignedRecord) -> Self {
        match (record.form, record.means) {
            (Form::InCenter, _) => Self::InCentre,
            (Form::Outing, _) => Self::Outing,
            (Form::Written, _) => Self::Written,
            (Form::Distance, Some(MeansKind::Voice)) => Self::Voice,
            (Form::Distance, Some(MeansKind::Video)) => Self::Video,
            (Form::Distance, Some(MeansKind::Chat)) => Self::Chat,
            (Form::Distance, Some(MeansKind::Email)) => Self::Email,
            (Form::Distance, None) => Self::NotStated,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::InCentre => "in_centre",
            Self::Outing => "outing",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Written => "written",
            Self::NotStated => "not_stated",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::InCentre => "очно в КЦ",
            Self::Outing => "выездная",
            Self::Voice => "телефон и голос",
            Self::Video => "видеосвязь",
            Self::Chat => "переписка в чате",
            Self::Email => "e-mail",
            Self::Written => "письменный ответ",
            Self::NotStated => "дистанционно, средство не указано",
        }
    }
}

/// Where the bands of the table by age part, in months: the bands of форма 85-К (rules §3.1).
pub const AGE_BOUNDS: [u16; 3] = [12, 36, 60];

/// Everything gathered that a report may speak of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gathered<'a> {
    pub services: &'a [ServiceFact],
    pub events: &'a [EventFact],
}

/// What counting must know of the порядок beside the records themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountingRules<'a> {
    /// Without terms nothing is judged late: the journal has no such line.
    pub terms: Option<Terms<'a>>,
    /// `event.count` by the day a порядок came into force, oldest first; the first is valid from the beginning.
    pub event_counts: &'a [(NaiveDate, EventCount)],
    /// Upper levels of the topics that have one.
    pub topic_fields: Option<&'a HashMap<String, TopicField>>,
}

impl CountingRules<'_> {
    /// How many services an event is (rules §12.1). One where no порядок is known.
    pub fn services_of(&self, event: &EventFact) -> u64 {
        let in_force = self.event_counts.partition_point(|(from, _)| *from <= event.held_on);
        match self.event_counts.get(in_force.saturating_sub(1)).map_or(EventCount::ByEvent, |(_, rule)| *rule) {
            EventCount::ByEvent => 1,
            EventCount::ByParticipant => u64::from(event.participants),
            EventCount::None => 0,
        }
    }
}

/// A stretch of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Span {
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

impl From<Month> for Span {
    fn from(month: Month) -> Self {
        Self { first: month.first_day(), last: month.last_day() }
    }
}

impl From<Quarter> for Span {
    fn from(quarter: Quarter) -> Self {
        Self { first: quarter.first_day(), last: quarter.last_day() }
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
