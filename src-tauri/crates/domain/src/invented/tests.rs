use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::cases::{CASES, NAMES};
use super::*;
use crate::civil::Quarter;
use crate::consultation::{AttemptOutcome, Outcome, Record};
use crate::ids::{BookingId, RequestId};
use crate::lists::{Failure, Form, Kind, Origin, RecipientKind, Satisfied};

const SEED: u64 = 2026;

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

/// What stands in the journal after all acts.
#[derive(Default)]
struct Life {
    asked: Vec<Asked>,
    records: HashMap<RequestId, Vec<Record>>,
    promises: BTreeMap<BookingId, (Promised, Option<End>)>,
    annulled: BTreeSet<RequestId>,
    given: Vec<Given>,
}

impl Life {
    fn of(plan: &Plan) -> Self {
        let mut life = Self::default();
        for act in plan.acts() {
            match act.deed {
                Deed::Register(asked) => life.asked.push(*asked),
                Deed::Sign(signing) => life.records.entry(signing.request).or_default().push(signing.record),
                Deed::Promise(promised) => {
                    assert!(life.promises.insert(promised.id, (promised, None)).is_none(), "a booking's id comes once");
                }
                Deed::EndPromise { promised, end, .. } => {
                    let before = life.promises.get_mut(&promised.id).expect("promised before it ends");
                    assert!(before.1.replace(end).is_none(), "a promise ends once");
                }
                Deed::Annul { request, .. } => assert!(life.annulled.insert(request), "annulled once"),
                Deed::Give(given) => life.given.push(given),
                _ => {}
            }
        }
        life
    }

    /// Records in force of requests that were not annulled.
    fn last(&self) -> impl Iterator<Item = &Record> {
        self.asked
            .iter()
            .filter(|asked| !self.annulled.contains(&asked.id))
            .filter_map(|asked| self.records.get(&asked.id)?.last())
    }
}

fn practice() -> Plan {
    Plan::practice(SEED, moment("2026-10-15T11:20"))
}

#[test]
fn one_seed_and_day_give_the_same_life_and_another_seed_another() {
    let acts: Vec<Act> = practice().acts().collect();
    assert!(acts == practice().acts().collect::<Vec<_>>());
    let other = Plan { seed: SEED + 1, ..practice() };
    assert!(acts != other.acts().collect::<Vec<_>>());
}

#[test]
fn the_afternoon_goes_on_where_the_morning_stopped() {
    let evening: Vec<Act> = Plan::practice(SEED, moment("2026-10-15T18:00")).acts().collect();
    let by_noon: Vec<Act> = evening.into_iter().filter(|act| act.at <= practice().until).collect();
    assert!(practice().acts().collect::<Vec<_>>() == by_noon);
}

#[test]
fn acts_come_in_order_of_time_and_none_after_now() {
    let acts: Vec<Act> = practice().acts().collect();
    assert!(acts.is_sorted_by_key(|act| act.at));
    assert!(acts.iter().all(|act| act.at <= practice().until));
}

#[test]
fn the_whole_quarter_before_has_at_least_180_requests_on_any_day_of_the_year() {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    for day in (0..365).step_by(13).map(|days| first + Days::new(days)) {
        let life = Life::of(&Plan::practice(SEED, day.and_hms_opt(10, 0, 0).unwrap()));
        let before = Quarter::of(day).previous();
        let count = life.asked.iter().filter(|asked| before.contains(asked.registered_on)).count();
        assert!(count >= 180, "{count} on {day}");
    }
}

#[test]
fn every_form_kind_channel_outcome_and_case_is_really_there() {
    let life = Life::of(&practice());
    let asked = |test: &dyn Fn(&Asked) -> bool| life.asked.iter().filter(|asked| test(asked)).count();
    let held = |test: &dyn Fn(&Record) -> bool| life.last().filter(|record| test(record)).count();
    let given = |test: &dyn Fn(&Record) -> bool| held(&|r| r.outcome == Outcome::Given && test(r));
    let failed_then_held =
        |failure| given(&|r| r.attempts.iter().rev().skip(1).any(|a| a.outcome == AttemptOutcome::Failed(failure)));
    let minutes = |r: &Record| r.attempts.last().unwrap().minutes();
    let mut there: Vec<(String, usize)> = vec![
        ("both parents".into(), asked(&|a| a.people.len() == 2 && a.people.iter().all(|(id, _)| id.is_some()))),
        ("anonymous".into(), asked(&|a| a.people.len() == 1 && a.people[0].0.is_none())),
        ("anonymous couple".into(), asked(&|a| a.people.len() == 2 && a.people[0].0.is_none())),
        ("from paper".into(), asked(&|a| a.origin == Origin::Paper)),
        ("next meeting".into(), asked(&|a| a.follows.is_some())),
        ("late by own wish".into(), asked(&|a| a.late_by_wish)),
        ("no evidence".into(), asked(&|a| a.evidence.is_none())),
        ("received on the eve".into(), asked(&|a| a.received.date() < a.registered_on && a.origin == Origin::Typed)),
        ("redirected, not dispatched".into(), given(&|r| r.kind != Kind::Dispatch && !r.organisations.is_empty())),
        (
            "refused and redirected".into(),
            held(&|r| matches!(r.outcome, Outcome::Refused { .. }) && !r.organisations.is_empty()),
        ),
        ("a survey with both marks".into(), given(&|r| r.survey_filled && r.feedback_on.is_some())),
        ("more than 45 minutes online".into(), given(&|r| r.form == Form::Distance && minutes(r) > 45)),
        ("two consultants".into(), given(&|r| r.consultants.len() == 2)),
        ("three attempts".into(), given(&|r| r.attempts.len() == 3)),
        ("the child was there".into(), given(&|r| r.child_present.is_some())),
        ("two topics".into(), given(&|r| r.topics.len() == 2)),
        ("rating not offered".into(), given(&|r| !r.quality_offered)),
        (
            "given late".into(),
            life.asked
                .iter()
                .filter(|a| {
                    life.records.get(&a.id).is_some_and(|versions| {
                        (versions[0].attempts[0].started.date() - a.received.date()).num_days() > 10
                    })
                })
                .count(),
        ),
        ("corrected".into(), life.records.values().filter(|v| v.len() == 2 && v[0].outcome == Outcome::Given).count()),
        ("annulled".into(), life.annulled.len()),
        ("moved twice".into(), {
            let mut moves: HashMap<RequestId, usize> = HashMap::new();
            for (promised, end) in life.promises.values() {
                *moves.entry(promised.request).or_default() += usize::from(*end == Some(End::Moved));
            }
            moves.values().filter(|count| **count == 2).count()
        }),
        ("printed".into(), life.given.iter().filter(|given| given.printed).count()),
        ("saved".into(), life.given.iter().filter(|given| !given.printed).count()),
    ];
    for form in Form::ALL {
        there.push((form.label().into(), given(&|r| r.form == *form)));
    }
    for kind in Kind::ALL {
        there.push((kind.label().into(), given(&|r| r.kind == *kind)));
    }
    for kind in RecipientKind::ALL {
        there.push((kind.label().into(), asked(&|a| a.people.iter().any(|(_, of)| of == kind))));
    }
    for answer in Satisfied::ALL {
        there.push((answer.label().into(), given(&|r| r.satisfied == Some(*answer))));
    }
    for failure in Failure::ALL {
        there.push((failure.label().into(), held(&|r| r.outcome == Outcome::NotHeld { failure: *failure })));
    }
    for failure in [Failure::TechnicalCentre, Failure::TechnicalRecipient, Failure::NoShow] {
        there.push((format!("{} and held", failure.label()), failed_then_held(failure)));
    }
    for ground in ["out_of_competence", "behaviour"] {
        there.push((ground.into(), held(&|r| r.outcome == Outcome::Refused { ground: ground.to_owned() })));
    }
    for channel in ["call", "in_person", "email", "web_form", "site", "vk", "administrator", "head", "specialist"] {
        there.push((channel.into(), asked(&|a| a.channel == channel)));
    }
    for means in ["phone", "video_call", "max", "vk_chat", "email"] {
        there.push((means.into(), given(&|r| r.means.as_deref() == Some(means))));
    }
    let absent: Vec<_> = there.iter().filter(|(_, count)| *count == 0).collect();
    assert!(absent.is_empty(), "{absent:?}");
    assert_eq!(NAMES.len(), CASES.len());
    assert_eq!(NAMES.iter().collect::<BTreeSet<_>>().len(), NAMES.len(), "each case has a name of its own");
}

#[test]
fn the_practice_day_has_something_to_do_on_working_days_and_days_off() {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let named = ["2026-10-15T11:20", "2026-10-17T11:20", "2026-11-04T09:00", "2027-01-03T12:00"].map(moment);
    let others = (0..365).step_by(17).map(|days| (first + Days::new(days)).and_hms_opt(10, 0, 0).unwrap());
    for now in named.into_iter().chain(others) {
        let life = Life::of(&Plan::practice(SEED, now));
        let live: Vec<_> = life.promises.values().filter(|(_, end)| end.is_none()).map(|(p, _)| p).collect();
        let today = life.promises.values().filter(|(p, end)| p.starts.date() == now.date() && *end != Some(End::Moved));
        assert!(today.count() >= 3, "sessions today, {now}");
        assert!(live.iter().filter(|p| p.starts > now).count() >= 5, "promises ahead, {now}");
        assert!(live.iter().any(|p| p.starts.date() < now.date()), "a past session without a record, {now}");
        let booked: BTreeSet<_> = life.promises.values().map(|(p, _)| p.request).collect();
        let waiting = life.asked.iter().filter(|a| !booked.contains(&a.id) && a.origin != Origin::Paper);
        assert!(waiting.count() >= 1, "someone waits for a time, {now}");
        let people: BTreeSet<_> = life.asked.iter().flat_map(|a| &a.people).filter_map(|(id, _)| *id).collect();
        assert!(people.len() >= 60, "{} people", people.len());
    }
}

#[test]
fn nobody_is_promised_to_two_people_at_one_time() {
    let life = Life::of(&practice());
    let mut taken: Vec<_> = life.promises.values().filter(|(_, end)| end.is_none()).map(|(p, _)| p).collect();
    taken.sort_by_key(|p| (p.consultant, p.starts));
    for pair in taken.windows(2) {
        let ends = pair[0].starts + chrono::Duration::minutes(i64::from(pair[0].minutes));
        assert!(pair[0].consultant != pair[1].consultant || ends <= pair[1].starts);
    }
}

#[test]
fn what_is_signed_was_promised_registered_and_is_whole() {
    let profile = crate::profile::recommended();
    let life = Life::of(&practice());
    for asked in &life.asked {
        for record in life.records.get(&asked.id).into_iter().flatten() {
            let last = record.attempts.last().unwrap();
            assert!(last.ended <= practice().until && last.started.date() >= asked.received.date());
            assert!(!record.consultants.is_empty());
            let given = record.outcome == Outcome::Given;
            assert!(!given || (last.minutes() > 0 && !record.topics.is_empty()));
            assert!(!given || record.kind != Kind::Dispatch || !record.organisations.is_empty());
            assert_eq!(record.form == Form::Distance, record.means.is_some());
            assert!(profile.forms_allowed.value.contains(&record.form));
        }
    }
    for given in &life.given {
        assert!(given.items.iter().map(|item| item.pages).sum::<u32>() <= crate::handout::PAGES_CEILING);
    }
}

#[test]
fn a_load_gives_the_services_asked_for_and_remembers_only_the_weeks_ahead() {
    let plan = Plan::load(SEED, 10_000, 1, moment("2026-10-01T00:00"));
    let mut acts = plan.acts();
    let mut services = 0;
    let mut most = 0;
    while let Some(act) = acts.next() {
        if let Deed::Sign(signing) = &act.deed {
            services += i32::from(signing.record.outcome == Outcome::Given && signing.reason.is_none());
        }
        most = most.max(acts.remembered());
    }
    assert!((9_500..=10_900).contains(&services), "{services}");
    assert!(most < 2_500, "{most} acts ahead");
}

#[test]
fn r095_events_of_every_sort_were_held_and_one_is_ahead() {
    let events: Vec<_> = practice()
        .acts()
        .filter_map(|act| match act.deed {
            Deed::WriteEvent { content, .. } => Some((act.at, content)),
            _ => None,
        })
        .collect();
    let formats: BTreeSet<_> = events.iter().map(|(_, content)| content.format.key()).collect();
    assert_eq!(formats.len(), crate::lists::EventFormat::ALL.len());
    let ahead: Vec<_> = events.iter().filter(|(_, content)| content.participants == 0).collect();
    assert_eq!(ahead.len(), 1);
    assert!(ahead[0].1.starts > practice().until);
    for (at, content) in &events {
        assert_eq!(crate::event::check(content, *at), Ok(()), "{}", content.topic);
        assert_eq!(content.list.iter().any(|line| line.name.is_empty()), content.participants > 0);
    }
}
