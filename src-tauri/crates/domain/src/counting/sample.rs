//! Invented facts for the tests of counting, journal and report.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::event::EventFormat;
use crate::ids::EventId;
use crate::profile::{DispatchMeaning, Profile, Severity, recommended};

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub(crate) fn at(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    date.and_hms_opt(hour, minute, 0).unwrap()
}

pub(crate) fn person(number: u128) -> Participant {
    Participant::Named(RecipientId(Uuid::from_u128(number)))
}

pub(crate) fn consultant(number: u128) -> ConsultantId {
    ConsultantId(Uuid::from_u128(0xC000 + number))
}

pub(crate) fn failed(start: NaiveDateTime, failure: Failure) -> Attempt {
    Attempt { started: start, ended: start + chrono::Duration::minutes(5), outcome: AttemptOutcome::Failed(failure) }
}

pub(crate) fn held(start: NaiveDateTime, minutes: i64) -> Attempt {
    Attempt { started: start, ended: start + chrono::Duration::minutes(minutes), outcome: AttemptOutcome::Held }
}

/// A request received and registered on a day, nothing signed.
pub(crate) fn request(number: u32, on: NaiveDate, who: &[Participant]) -> ServiceFact {
    ServiceFact {
        request: RequestId(Uuid::from_u128(u128::from(number))),
        number,
        year: chrono::Datelike::year(&on),
        received: at(on, 9, 0),
        registered: on,
        annulled: false,
        lapsed: false,
        participants: who.to_vec(),
        channel: "call".to_owned(),
        child_age: AgeMonths::new(38),
        signed: None,
    }
}

/// An ordinary consultation of 45 minutes in the centre.
pub(crate) fn given(on: NaiveDate) -> SignedRecord {
    SignedRecord {
        version: 1,
        attempts: vec![held(at(on, 9, 30), 45)],
        form: Form::InCenter,
        means: None,
        kind: Kind::Content,
        direction: Some("psy_ped".to_owned()),
        topics: vec!["crisis".to_owned()],
        consultants: vec![consultant(1)],
        outcome: Outcome::Given,
        completed_on: on,
        organisations: 0,
        internal_dispatch: false,
        survey: SurveyMarks::default(),
        late_by_wish: false,
        quality_offered: false,
        evidence: None,
        earlier: Vec::new(),
    }
}

pub(crate) fn service(number: u32, on: NaiveDate, who: &[Participant]) -> ServiceFact {
    ServiceFact { signed: Some(given(on)), ..request(number, on, who) }
}

fn failure() -> impl Strategy<Value = Failure> {
    prop::sample::select(Failure::ALL)
}

/// So many cases by default, for tests whose every case is a whole year; `PROPTEST_CASES`, which proptest reads
/// itself, asks for more.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    const UNASKED: u32 = 256;
    let config = ProptestConfig::default();
    ProptestConfig { cases: if config.cases == UNASKED { usual } else { config.cases }, ..config }
}

/// Facts of a year, of every sort there is.
pub(crate) fn any_fact() -> impl Strategy<Value = ServiceFact> {
    let who = prop_oneof![3 => (1u128..12).prop_map(person), 1 => Just(Participant::Anonymous(RecipientKind::Parent))];
    let outcome = prop_oneof![
        6 => Just(Outcome::Given),
        1 => Just(Outcome::Refused { ground: "behaviour".to_owned() }),
        1 => failure().prop_map(|failure| Outcome::NotHeld { failure }),
    ];
    let record = (
        (outcome, prop::collection::vec((0u64..20, failure()), 0..3), 0u64..25),
        (prop::sample::select(Form::ALL), prop::option::of(prop::sample::select(MeansKind::ALL))),
        (prop::sample::select(Kind::ALL), prop::option::of(prop::sample::select(vec!["psy_ped", "method", "consult"]))),
        (prop::collection::vec((1u128..4).prop_map(consultant), 0..3), 0u32..2),
        (any::<bool>(), any::<bool>(), prop::option::of(0u64..25), any::<bool>()),
        prop::collection::vec(prop::sample::select(vec!["crisis", "speech", "closed_topic"]), 0..3),
    );
    let asked = (prop::sample::select(vec!["call", "visit", "closed_channel"]), prop::option::of(0u16..=216));
    (0u64..365, 0u64..3, 0u32..12, prop::collection::vec(who, 1..3), prop::option::weighted(0.9, record), asked)
        .prop_map(|(start, waited, annulled, who, record, (channel, age))| {
            let received = day(2026, 1, 1) + chrono::Days::new(start);
            let mut fact = request(1, received, &who);
            fact.registered = received + chrono::Days::new(waited);
            fact.annulled = annulled == 0;
            fact.channel = channel.to_owned();
            fact.child_age = age.and_then(AgeMonths::new);
            fact.signed = record.map(
                |(
                    (outcome, failures, took),
                    (form, means),
                    (kind, direction),
                    (consultants, organisations),
                    marks,
                    topics,
                )| {
                    let completed_on = received + chrono::Days::new(took);
                    let mut attempts: Vec<_> = failures
                        .into_iter()
                        .map(|(after, failure)| {
                            failed(at(received + chrono::Days::new(after.min(took)), 9, 0), failure)
                        })
                        .collect();
                    match outcome {
                        Outcome::NotHeld { failure } => attempts.push(failed(at(completed_on, 10, 0), failure)),
                        _ => attempts.push(held(at(completed_on, 10, 0), 30)),
                    }
                    let (internal, filled, feedback, by_wish) = marks;
                    SignedRecord {
                        version: 1,
                        attempts,
                        form,
                        means,
                        kind,
                        direction: direction.map(str::to_owned),
                        topics: topics.into_iter().map(str::to_owned).collect(),
                        consultants,
                        outcome,
                        completed_on,
                        organisations,
                        internal_dispatch: internal,
                        survey: SurveyMarks {
                            filled,
                            feedback_on: feedback.map(|after| received + chrono::Days::new(after)),
                        },
                        late_by_wish: by_wish,
                        quality_offered: filled,
                        evidence: None,
                        earlier: Vec::new(),
                    }
                },
            );
            fact
        })
}

pub(crate) fn event(
    number: u128,
    on: NaiveDate,
    format: EventFormat,
    leaders: &[u128],
    participants: u32,
) -> EventFact {
    EventFact {
        id: EventId(Uuid::from_u128(0xE000 + number)),
        held_on: on,
        format,
        leaders: leaders.iter().map(|number| consultant(*number)).collect(),
        participants,
    }
}

/// Events of a year, with and without leaders.
pub(crate) fn any_event() -> impl Strategy<Value = EventFact> {
    let leaders = prop::collection::vec(1u128..4, 0..3);
    (0u64..365, prop::sample::select(EventFormat::ALL), leaders, 1u32..40).prop_map(
        |(start, format, leaders, participants)| {
            event(1, day(2026, 1, 1) + chrono::Days::new(start), format, &leaders, participants)
        },
    )
}

/// Порядки that change in the middle of the year.
pub(crate) fn any_event_counts() -> impl Strategy<Value = Vec<(NaiveDate, EventCount)>> {
    let rule = || prop::sample::select(vec![EventCount::ByEvent, EventCount::ByParticipant, EventCount::None]);
    (rule(), rule(), 1u64..300).prop_map(|(first, second, after)| {
        let start = day(2026, 1, 1);
        vec![(start, first), (start + chrono::Days::new(after), second)]
    })
}

/// Порядки that change in the middle of the year: the term and whether it is asked for, how events are counted, what
/// «диспетчерское» means.
pub(crate) fn any_orders() -> impl Strategy<Value = Vec<(NaiveDate, Profile)>> {
    let event_count = prop::sample::select(vec![EventCount::ByEvent, EventCount::ByParticipant, EventCount::None]);
    let severity = prop::sample::select(vec![Severity::Off, Severity::Warn, Severity::Block]);
    let meaning = prop::sample::select(vec![DispatchMeaning::Internal, DispatchMeaning::OtherOrganisations]);
    let order = (1u32..25, severity, event_count, meaning).prop_map(|(days, severity, event_count, meaning)| {
        let mut order = recommended();
        order.term_booking.value = days;
        order.term_booking.severity = severity;
        order.event_count.value = event_count;
        order.dispatch_meaning.value = meaning;
        order
    });
    prop::collection::vec((1u64..120, order), 1..4).prop_map(|orders| {
        let mut from = day(2025, 12, 31);
        let dated = orders.into_iter().enumerate().map(|(at, (after, order))| {
            if at > 0 {
                from = from + chrono::Days::new(after);
            }
            (from, order)
        });
        dated.collect()
    })
}
