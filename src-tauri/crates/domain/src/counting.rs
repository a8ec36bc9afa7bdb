//! What counts as a service, and the figures that follow. One pure function decides for the screen, the
//! journal and the report alike; nothing else in the program asks again.
//!
//! The readings of rules §12 «Counting» stand here. Events are not counted yet: where a table speaks of them,
//! the report says «—».

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use crate::age::AgeMonths;
use crate::civil::{Month, Quarter};
use crate::consultation::{Attempt, AttemptOutcome, Outcome};
use crate::ids::{ConsultantId, RecipientId, RequestId};
use crate::lists::{Failure, Form, Kind, MeansKind, RecipientKind};
use crate::term::{BookingTerms, stopped_on};

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
    /// What confirms the request and where it lies, ready to print.
    pub evidence: Option<String>,
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
    let Some(record) = &fact.signed else { return Verdict::not(Reason::NotSigned, None) };
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
}

/// The failed attempts of a signed record, each on its own day (rules §12.5).
pub fn failed_attempts(record: &SignedRecord) -> impl Iterator<Item = FailedAttempt<'_>> {
    let kept = record.attempts.iter().filter_map(|attempt| match attempt.outcome {
        AttemptOutcome::Failed(failure) => {
            Some(FailedAttempt { on: attempt.started.date(), failure, attempt: Some(attempt) })
        }
        AttemptOutcome::Held => None,
    });
    // A line of an old journal may say that nothing was held and give no times.
    let bare = match record.outcome {
        Outcome::NotHeld { failure } if record.attempts.is_empty() => {
            Some(FailedAttempt { on: record.completed_on, failure, attempt: None })
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

/// A line of the table by direction of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectionLine<'a> {
    /// By key.
    Named(&'a str),
    /// A dispatch to another organisation has no direction of help.
    NotApplicable,
    NotStated,
}

/// Counts by keys few enough to be looked through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ByDirection<'a>(Vec<(DirectionLine<'a>, u64)>);

impl<'a> ByDirection<'a> {
    pub fn get(&self, line: DirectionLine<'_>) -> u64 {
        self.0.iter().find(|(key, _)| *key == line).map_or(0, |(_, count)| *count)
    }

    pub fn lines(&self) -> impl Iterator<Item = DirectionLine<'a>> {
        self.0.iter().map(|(line, _)| *line)
    }

    fn add(&mut self, line: DirectionLine<'a>) {
        match self.0.iter_mut().find(|(key, _)| *key == line) {
            Some((_, count)) => *count += 1,
            None => self.0.push((line, 1)),
        }
    }
}

/// What a consultant did. Both consultants of one service get the whole of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    pub services: u64,
    pub in_person: u64,
    pub distance: u64,
    pub written: u64,
    pub minutes: u64,
}

impl Work {
    fn add(&mut self, form: Form, minutes: u64) {
        self.services += 1;
        self.minutes += minutes;
        match form {
            Form::InCenter | Form::Outing => self.in_person += 1,
            Form::Distance => self.distance += 1,
            Form::Written => self.written += 1,
        }
    }
}

/// The figures of one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures<'a> {
    /// Registered in the period and not annulled.
    pub requests: u64,
    pub annulled: u64,
    pub services: u64,
    /// Of the services, those in which no recipient is named.
    pub anonymous: u64,
    /// Of the services, those that also named an organisation.
    pub directed: u64,
    /// Persons by code with at least one service.
    pub unique: u64,
    /// Of them, those with two or more requests.
    pub repeated: u64,
    pub refusals: u64,
    /// Requests in which an organisation was named, whatever the outcome.
    pub redirected: u64,
    pub late: u64,
    /// Of the late ones, those late by the person's own wish.
    pub late_by_wish: u64,
    /// Attempts that failed for technical reasons.
    pub technical: u64,
    by_form: [u64; FormLine::ALL.len()],
    by_kind: [u64; Kind::ALL.len()],
    pub by_direction: ByDirection<'a>,
    pub by_consultant: HashMap<ConsultantId, Work>,
    /// Services without a consultant.
    pub unassigned: Work,
    /// Services of two consultants or more: the sum by consultant exceeds the total because of them.
    pub shared: u64,
}

impl<'a> Figures<'a> {
    pub fn form(&self, line: FormLine) -> u64 {
        self.by_form[line as usize]
    }

    pub fn kind(&self, kind: Kind) -> u64 {
        self.by_kind[kind as usize]
    }

    /// In the centre and outside it (R051).
    pub fn in_person(&self) -> u64 {
        self.form(FormLine::InCentre) + self.form(FormLine::Outing)
    }

    /// At a distance, whether the means is known or not.
    pub fn distance(&self) -> u64 {
        [FormLine::Voice, FormLine::Video, FormLine::Chat, FormLine::Email, FormLine::NotStated]
            .into_iter()
            .map(|line| self.form(line))
            .sum()
    }

    fn add_service(&mut self, fact: &'a ServiceFact, record: &'a SignedRecord, late: bool) {
        self.services += 1;
        self.anonymous += u64::from(!fact.participants.iter().any(|who| matches!(who, Participant::Named(_))));
        self.directed += u64::from(record.organisations > 0);
        self.late += u64::from(late);
        self.late_by_wish += u64::from(late && record.late_by_wish);
        self.by_form[FormLine::of(record) as usize] += 1;
        self.by_kind[record.kind as usize] += 1;
        self.by_direction.add(match &record.direction {
            Some(key) => DirectionLine::Named(key),
            None if record.kind == Kind::Dispatch => DirectionLine::NotApplicable,
            None => DirectionLine::NotStated,
        });
        let minutes = minutes(record);
        let mut credited = 0;
        for (at, consultant) in record.consultants.iter().enumerate() {
            if !record.consultants[..at].contains(consultant) {
                self.by_consultant.entry(*consultant).or_default().add(record.form, minutes);
                credited += 1;
            }
        }
        if credited == 0 {
            self.unassigned.add(record.form, minutes);
        }
        self.shared += u64::from(credited > 1);
    }
}

/// A stretch of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Figures of several periods and of all of them together.
///
/// Together is not always the sum: a person helped in two quarters is one person of the year.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally<'a> {
    pub each: Vec<Figures<'a>>,
    pub whole: Figures<'a>,
}

/// One person's part in a period.
#[derive(Clone, Copy, Default)]
struct Seen {
    served: bool,
    requests: u32,
}

type People = HashMap<RecipientId, Seen>;

/// One pass over the facts. Periods do not overlap; what lies in none of them is not counted.
///
/// Without `terms` nothing is judged late: the journal has no such line.
pub fn tally<'a>(facts: &'a [ServiceFact], periods: &[Span], terms: Option<&BookingTerms<'_>>) -> Tally<'a> {
    let mut parts: Vec<(Figures<'a>, People)> = periods.iter().map(|_| Default::default()).collect();
    let mut whole: (Figures<'a>, People) = Default::default();
    let mut judged: HashMap<NaiveDate, NaiveDate> = HashMap::new();
    let place = |day: NaiveDate| periods.iter().position(|span| span.contains(day));

    for fact in facts {
        let registered = place(fact.registered);
        if let Some(at) = registered {
            for (figures, people) in [&mut parts[at], &mut whole] {
                add_request(figures, people, fact);
            }
        }
        if fact.annulled {
            continue;
        }
        let Some(record) = &fact.signed else { continue };

        for failed in failed_attempts(record).filter(|failed| failed.failure.technical()) {
            if let Some(at) = place(failed.on) {
                parts[at].0.technical += 1;
                whole.0.technical += 1;
            }
        }
        let verdict = count(fact);
        let Some(at) = verdict.on.and_then(place) else { continue };
        match verdict.counted {
            Counted::Counted => {
                let late = terms.is_some_and(|terms| {
                    let received = fact.received.date();
                    let judged_by = *judged.entry(received).or_insert_with(|| terms.of(received).judged_by);
                    stopped_on(&record.attempts).unwrap_or(record.completed_on) > judged_by
                });
                for (figures, people) in [&mut parts[at], &mut whole] {
                    figures.add_service(fact, record, late);
                    for who in &fact.participants {
                        if let Participant::Named(id) = who {
                            people.entry(*id).or_default().served = true;
                        }
                    }
                }
            }
            Counted::NotCounted(Reason::Refused) => {
                parts[at].0.refusals += 1;
                whole.0.refusals += 1;
            }
            Counted::NotCounted(_) => {}
        }
    }

    Tally { each: parts.into_iter().map(settle).collect(), whole: settle(whole) }
}

fn add_request(figures: &mut Figures<'_>, people: &mut People, fact: &ServiceFact) {
    if fact.annulled {
        figures.annulled += 1;
        return;
    }
    figures.requests += 1;
    figures.redirected += u64::from(fact.signed.as_ref().is_some_and(|record| record.organisations > 0));
    for (at, who) in fact.participants.iter().enumerate() {
        // A person entered twice in one request has made one request.
        if let Participant::Named(id) = who
            && !fact.participants[..at].contains(who)
        {
            people.entry(*id).or_default().requests += 1;
        }
    }
}

fn settle((mut figures, people): (Figures<'_>, People)) -> Figures<'_> {
    for seen in people.values().filter(|seen| seen.served) {
        figures.unique += 1;
        figures.repeated += u64::from(seen.requests >= 2);
    }
    figures
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
