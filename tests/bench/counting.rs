//! Counting: a year is counted whole each time a quarter is opened.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use chrono::{Days, NaiveDate, TimeDelta};
use domain::age::AgeMonths;
use domain::calendar::WorkCalendar;
use domain::civil::{Month, Quarter};
use domain::consultation::{Attempt, AttemptOutcome, Outcome};
use domain::counting::{CountingRules, Gathered, Participant, ServiceFact, SignedRecord, Span, SurveyMarks, tally};
use domain::ids::{ConsultantId, RecipientId, RequestId};
use domain::lists::{Failure, Form, Kind, MeansKind, RecipientKind};
use domain::profile::{Profile, bundled};
use domain::term::{Terms, Versions};
use uuid::Uuid;

use crate::measure::times;
use crate::table::Row;

const SERVICES: u32 = 25_000;
const ALLOWED: Duration = Duration::from_millis(50);

/// A year of a busy centre: a hundred a day, twelve consultants, every tenth request comes to nothing or late.
pub fn rows(times_over: usize) -> Vec<Row> {
    let year = 2026;
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let facts: Vec<ServiceFact> = (0..SERVICES).map(|number| fact(number, first)).collect();
    let calendar = WorkCalendar::new(Some("RU-TA"), BTreeMap::new());
    let orders: Vec<_> = bundled().iter().filter_map(|one| Profile::parse(one.document).ok()).take(2).collect();
    let versions = Versions::of([first, first + Days::new(200)].into_iter().zip(&orders));
    let terms = Terms { calendar: &calendar, versions: &versions };
    let rules = CountingRules { terms: Some(terms), ..CountingRules::default() };
    // As the report of the fourth quarter asks: its months, all quarters, the year.
    let quarters = (1..=4).filter_map(|number| Quarter::new(year, number));
    let months = (10..=12).filter_map(|number| Month::new(year, number));
    let mut spans: Vec<Span> = months.map(Span::from).chain(quarters.map(Span::from)).collect();
    spans.push(Span { first, last: first + Days::new(364) });
    let taken = times(times_over, |_| {
        let gathered = Gathered { services: black_box(&facts), events: &[] };
        black_box(tally(gathered, &spans, &rules));
    });
    vec![Row::within("counting of a year", Some(SERVICES), &taken, taken.p50(), ALLOWED)]
}

fn fact(number: u32, first: NaiveDate) -> ServiceFact {
    let pick = |of: u32, salt: u32| number.wrapping_mul(2_654_435_761).rotate_left(salt) % of;
    let received = first + Days::new(u64::from(number) * 360 / u64::from(SERVICES));
    let nine = received.and_hms_opt(9, 0, 0).unwrap_or_default();
    let held_on = nine + TimeDelta::days(i64::from(pick(13, 3)));
    let ended = held_on + TimeDelta::minutes(45);
    let outcome = match pick(20, 5) {
        0 => Outcome::Refused { ground: "behaviour".to_owned() },
        1 => Outcome::NotHeld { failure: Failure::TechnicalCentre },
        _ => Outcome::Given,
    };
    let form = Form::ALL[pick(4, 7) as usize];
    ServiceFact {
        request: RequestId(Uuid::from_u128(u128::from(number))),
        number,
        year: 2026,
        received: nine,
        registered: received,
        annulled: pick(50, 9) == 0,
        lapsed: false,
        participants: vec![match pick(5, 11) {
            0 => Participant::Anonymous(RecipientKind::Parent),
            _ => Participant::Named(RecipientId(Uuid::from_u128(u128::from(pick(9_000, 13))))),
        }],
        channel: ["call", "in_person", "email", "vk"][pick(4, 15) as usize].to_owned(),
        child_age: AgeMonths::new(u16::try_from(pick(84, 17)).unwrap_or_default()),
        signed: Some(SignedRecord {
            version: 1,
            attempts: vec![Attempt {
                started: held_on,
                ended,
                outcome: match outcome {
                    Outcome::NotHeld { failure } => AttemptOutcome::Failed(failure),
                    _ => AttemptOutcome::Held,
                },
            }],
            form,
            means: (form == Form::Distance).then(|| MeansKind::ALL[pick(4, 19) as usize]),
            kind: Kind::ALL[pick(4, 21) as usize],
            direction: Some(["psy_ped", "method", "consult"][pick(3, 23) as usize].to_owned()),
            topics: vec![["crisis", "speech", "sleep", "school", "limits"][pick(5, 25) as usize].to_owned()],
            consultants: vec![ConsultantId(Uuid::from_u128(u128::from(pick(12, 27))))],
            outcome,
            completed_on: ended.date(),
            organisations: pick(3, 29),
            internal_dispatch: false,
            survey: SurveyMarks { filled: true, feedback_on: Some(ended.date()) },
            late_by_wish: pick(7, 1) == 0,
            quality_offered: pick(2, 2) == 0,
            evidence: None,
            earlier: Vec::new(),
        }),
    }
}
