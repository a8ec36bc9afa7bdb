use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::sample::*;
use super::*;
use crate::calendar::WorkCalendar;

fn june(number: u32) -> NaiveDate {
    day(2026, 6, number)
}

fn second_quarter() -> Span {
    Quarter::new(2026, 2).unwrap().into()
}

fn with(fact: ServiceFact, change: impl FnOnce(&mut SignedRecord)) -> ServiceFact {
    let mut fact = fact;
    let mut record = fact.signed.take().unwrap();
    change(&mut record);
    fact.signed = Some(record);
    fact
}

fn figures(facts: &[ServiceFact]) -> Figures<'_> {
    let calendar = WorkCalendar::default();
    let terms = BookingTerms { calendar: &calendar, versions: &[] };
    let tally = tally(facts, &[second_quarter()], Some(&terms));
    assert_eq!(tally.each[0], tally.whole, "one period is the whole");
    tally.whole
}

fn not(reason: Reason, on: Option<NaiveDate>) -> Verdict {
    Verdict { counted: Counted::NotCounted(reason), on }
}

#[test]
fn only_a_signed_record_counts() {
    let who = [person(1)];
    assert_eq!(count(&request(1, june(5), &who)), not(Reason::NotSigned, None));
    assert_eq!(count(&service(1, june(5), &who)), Verdict { counted: Counted::Counted, on: Some(june(5)) });
    assert_eq!(count(&request(1, june(5), &who)).words(), "не учтена, потому что не подписана");
    assert_eq!(count(&service(1, june(5), &who)).words(), "учтена");
}

#[test]
fn r022_an_annulled_request_stands_in_its_own_line_and_nowhere_else() {
    let annulled = ServiceFact { annulled: true, ..service(1, june(5), &[person(1)]) };
    let annulled = with(annulled, |record| record.organisations = 1);
    assert_eq!(count(&annulled), not(Reason::Annulled, None));
    let facts = [annulled];
    assert_eq!(figures(&facts), Figures { annulled: 1, ..Figures::default() });
}

#[test]
fn r106_a_refusal_is_a_result_and_no_service() {
    let refused = with(service(1, june(5), &[person(1)]), |record| {
        record.outcome = Outcome::Refused { ground: "behaviour".to_owned() };
        record.completed_on = june(8);
        record.organisations = 1;
    });
    assert_eq!(count(&refused), not(Reason::Refused, Some(june(8))));
    let facts = [refused];
    let found = figures(&facts);
    assert_eq!((found.requests, found.services, found.refusals), (1, 0, 1));
    assert_eq!(found.redirected, 1, "one request may be refused and redirected");
    assert_eq!((found.unique, found.directed), (0, 0));
}

#[test]
fn r072_r103_a_repeat_after_a_failure_adds_nothing_and_counts_on_the_day_completed() {
    let mut fact = with(service(1, june(1), &[person(1)]), |record| {
        record.attempts = vec![failed(at(june(5), 10, 0), Failure::TechnicalCentre)];
        record.outcome = Outcome::NotHeld { failure: Failure::TechnicalCentre };
        record.completed_on = june(5);
    });
    assert_eq!(count(&fact), not(Reason::NotHeld(Failure::TechnicalCentre), Some(june(5))));
    {
        let facts = [fact.clone()];
        let found = figures(&facts);
        assert_eq!((found.services, found.technical), (0, 1));
    }
    fact = with(fact, |record| {
        record.version = 2;
        record.attempts.push(held(at(day(2026, 7, 2), 10, 0), 40));
        record.outcome = Outcome::Given;
        record.completed_on = day(2026, 7, 2);
    });
    let facts = [fact];
    let found = tally(&facts, &[second_quarter(), Quarter::new(2026, 3).unwrap().into()], None);
    assert_eq!((found.each[0].services, found.each[0].technical), (0, 1), "the failure keeps its own day");
    assert_eq!((found.each[1].services, found.each[1].technical), (1, 0));
    assert_eq!(found.whole.services, 1);
    assert_eq!(found.each[1].by_consultant[&consultant(1)].minutes, 40, "only what was held is time of work");
}

#[test]
fn who_did_not_come_is_neither_a_service_nor_a_technical_failure() {
    let facts = [with(service(1, june(5), &[person(1)]), |record| {
        record.attempts = vec![failed(at(june(5), 10, 0), Failure::NoShow)];
        record.outcome = Outcome::NotHeld { failure: Failure::NoShow };
    })];
    let found = figures(&facts);
    assert_eq!((found.requests, found.services, found.technical), (1, 0, 0));
    assert_eq!(count(&facts[0]).words(), "не учтена, потому что получатель не явился");
}

#[test]
fn a_failed_attempt_belongs_to_the_day_it_began() {
    let fact = with(service(1, june(5), &[person(1)]), |record| {
        let failed = failed(at(june(5), 23, 58), Failure::TechnicalCentre);
        record.completed_on = failed.ended.date();
        record.attempts = vec![failed];
        record.outcome = Outcome::NotHeld { failure: Failure::TechnicalCentre };
    });
    assert_eq!(fact.signed.as_ref().unwrap().completed_on, june(6), "the call dropped after midnight");
    assert_eq!(count(&fact).on, Some(june(5)));
}

#[test]
fn r091_a_dispatch_is_a_service_only_when_it_names_another_organisation() {
    let dispatch = |organisations, internal| {
        with(service(1, june(5), &[person(1)]), |record| {
            record.kind = Kind::Dispatch;
            record.direction = None;
            record.organisations = organisations;
            record.internal_dispatch = internal;
        })
    };
    assert_eq!(count(&dispatch(0, false)), not(Reason::InternalDispatch, Some(june(5))));
    assert_eq!(count(&dispatch(1, true)), not(Reason::InternalDispatch, Some(june(5))));
    let facts = [dispatch(1, false)];
    assert!(count(&facts[0]).is_counted());
    let found = figures(&facts);
    assert_eq!((found.kind(Kind::Dispatch), found.directed, found.redirected), (1, 1, 1));
    assert_eq!(found.by_direction.get(DirectionLine::NotApplicable), 1);
}

#[test]
fn r093_a_survey_counts_with_both_marks_on_the_day_of_the_feedback() {
    let survey = |filled, feedback_on| {
        with(service(1, june(5), &[person(1)]), |record| {
            record.kind = Kind::Survey;
            record.survey = SurveyMarks { filled, feedback_on };
        })
    };
    for (filled, feedback) in [(false, None), (true, None), (false, Some(june(9)))] {
        assert_eq!(count(&survey(filled, feedback)), not(Reason::SurveyUnfinished, None));
    }
    assert_eq!(count(&survey(true, Some(june(9)))), Verdict { counted: Counted::Counted, on: Some(june(9)) });
}

#[test]
fn r102_a_couple_is_one_service_and_two_persons() {
    let facts = [service(1, june(5), &[person(1), person(2)])];
    let found = figures(&facts);
    assert_eq!((found.services, found.unique, found.repeated), (1, 2, 0));
}

#[test]
fn r100_r101_every_new_request_is_a_service_of_its_own() {
    let facts = [service(1, june(5), &[person(1)]), service(2, june(5), &[person(1)])];
    let found = figures(&facts);
    assert_eq!((found.services, found.unique, found.repeated), (2, 1, 1));
}

#[test]
fn repeated_means_two_registered_requests_even_if_only_one_was_served() {
    let facts =
        [service(1, june(5), &[person(1)]), request(2, june(20), &[person(1)]), request(3, june(21), &[person(2)])];
    let found = figures(&facts);
    assert_eq!((found.unique, found.repeated), (1, 1), "the second person was not served at all");
}

#[test]
fn r115_anonymous_people_are_counted_in_services_and_never_as_persons() {
    let facts = [
        service(1, june(5), &[Participant::Anonymous(RecipientKind::Parent)]),
        service(
            2,
            june(5),
            &[Participant::Anonymous(RecipientKind::Parent), Participant::Anonymous(RecipientKind::Parent)],
        ),
        service(3, june(5), &[Participant::Anonymous(RecipientKind::Parent), person(1)]),
    ];
    let found = figures(&facts);
    assert_eq!((found.services, found.anonymous, found.unique), (3, 2, 1));
}

#[test]
fn a_request_belongs_to_its_registration_and_a_service_to_its_completion() {
    let fact = ServiceFact { registered: day(2026, 3, 31), ..service(1, june(5), &[person(1)]) };
    let facts = [fact];
    let found = tally(&facts, &[Quarter::new(2026, 1).unwrap().into(), second_quarter()], None);
    assert_eq!((found.each[0].requests, found.each[0].services), (1, 0));
    assert_eq!((found.each[1].requests, found.each[1].services), (0, 1));
}

#[test]
fn r031_late_is_judged_by_the_lawful_day_and_by_the_first_real_attempt() {
    // Received on 8 June; the tenth day is Thursday 18 June.
    let on = |number: u32| {
        let mut fact = service(1, june(number), &[person(1)]);
        fact.received = at(june(8), 18, 30);
        fact
    };
    let late = |fact: ServiceFact| figures(&[fact]).late;
    assert_eq!(late(on(18)), 0);
    assert_eq!(late(on(19)), 1);
    assert_eq!(
        late(with(on(25), |record| {
            record.attempts.insert(0, failed(at(june(18), 10, 0), Failure::TechnicalRecipient));
        })),
        0,
        "a technically failed attempt has stopped the clock"
    );
    assert_eq!(late(with(on(25), |record| record.attempts.insert(0, failed(at(june(18), 10, 0), Failure::NoShow)))), 1);
    let facts = [with(on(25), |record| record.late_by_wish = true), with(on(18), |record| record.late_by_wish = true)];
    let found = figures(&facts);
    assert_eq!((found.late, found.late_by_wish), (1, 1), "late by wish is still late; in time is not late at all");
}

#[test]
fn the_form_decides_the_line_before_the_means() {
    let line = |form, means| {
        let mut record = given(june(5));
        record.form = form;
        record.means = means;
        FormLine::of(&record)
    };
    let cases = [
        (Form::InCenter, None, FormLine::InCentre),
        (Form::Outing, None, FormLine::Outing),
        (Form::Written, Some(MeansKind::Email), FormLine::Written),
        (Form::Written, None, FormLine::Written),
        (Form::Distance, Some(MeansKind::Voice), FormLine::Voice),
        (Form::Distance, Some(MeansKind::Video), FormLine::Video),
        (Form::Distance, Some(MeansKind::Chat), FormLine::Chat),
        (Form::Distance, Some(MeansKind::Email), FormLine::Email),
        (Form::Distance, None, FormLine::NotStated),
    ];
    for (form, means, expected) in cases {
        assert_eq!(line(form, means), expected);
    }
}

#[test]
fn r037_r105_two_consultants_share_one_service_and_both_get_its_minutes() {
    let facts = [with(service(1, june(5), &[person(1)]), |record| {
        record.consultants = vec![consultant(1), consultant(2)];
    })];
    let found = figures(&facts);
    assert_eq!((found.services, found.shared), (1, 1));
    for number in [1, 2] {
        let work = found.by_consultant[&consultant(number)];
        assert_eq!((work.services, work.in_person, work.minutes), (1, 1, 45));
    }
}

/// The second, naive counter: the sentences of rules §12 taken one by one, each with a pass of its own.
mod naive {
    use super::*;

    fn lives(facts: &[ServiceFact]) -> impl Iterator<Item = (&ServiceFact, &SignedRecord)> {
        facts.iter().filter(|fact| !fact.annulled).filter_map(|fact| Some((fact, fact.signed.as_ref()?)))
    }

    pub fn service_day(fact: &ServiceFact) -> Option<NaiveDate> {
        let record = fact.signed.as_ref().filter(|_| !fact.annulled)?;
        if record.outcome != Outcome::Given {
            return None;
        }
        if record.kind == Kind::Survey {
            return if record.survey.filled { record.survey.feedback_on } else { None };
        }
        let internal = record.kind == Kind::Dispatch && (record.internal_dispatch || record.organisations == 0);
        if internal { None } else { Some(record.completed_on) }
    }

    pub fn services(facts: &[ServiceFact], span: Span) -> Vec<(&ServiceFact, &SignedRecord)> {
        lives(facts).filter(|(fact, _)| service_day(fact).is_some_and(|day| span.contains(day))).collect()
    }

    pub fn persons(facts: &[ServiceFact], span: Span) -> BTreeSet<RecipientId> {
        services(facts, span)
            .into_iter()
            .flat_map(|(fact, _)| &fact.participants)
            .filter_map(|who| if let Participant::Named(id) = who { Some(*id) } else { None })
            .collect()
    }

    pub fn repeated(facts: &[ServiceFact], span: Span) -> u64 {
        let asked = |id: RecipientId| {
            facts
                .iter()
                .filter(|fact| !fact.annulled && span.contains(fact.registered))
                .filter(|fact| fact.participants.contains(&Participant::Named(id)))
                .count()
        };
        persons(facts, span).into_iter().filter(|id| asked(*id) >= 2).count() as u64
    }

    pub fn technical(facts: &[ServiceFact], span: Span) -> u64 {
        lives(facts)
            .flat_map(|(_, record)| &record.attempts)
            .filter(|attempt| span.contains(attempt.started.date()))
            .filter(|attempt| matches!(attempt.outcome, AttemptOutcome::Failed(why) if why.technical()))
            .count() as u64
    }

    pub fn refusals(facts: &[ServiceFact], span: Span) -> u64 {
        lives(facts)
            .filter(|(_, record)| {
                matches!(record.outcome, Outcome::Refused { .. }) && span.contains(record.completed_on)
            })
            .count() as u64
    }

    pub fn late(facts: &[ServiceFact], span: Span, calendar: &WorkCalendar) -> u64 {
        services(facts, span)
            .into_iter()
            .filter(|(fact, record)| {
                let mut last = fact.received.date() + chrono::Days::new(10);
                while !calendar.is_working(last) {
                    last = last.succ_opt().unwrap();
                }
                let first = record
                    .attempts
                    .iter()
                    .filter(|attempt| match attempt.outcome {
                        AttemptOutcome::Held => true,
                        AttemptOutcome::Failed(why) => why.technical(),
                    })
                    .map(|attempt| attempt.started.date())
                    .min();
                first.unwrap_or(record.completed_on) > last
            })
            .count() as u64
    }
}

proptest! {
    /// Rules §3.3 and §12: every figure agrees with a counter that takes the rules one by one.
    #[test]
    fn every_figure_agrees_with_the_naive_counter(facts in prop::collection::vec(any_fact(), 0..60)) {
        let calendar = WorkCalendar::default();
        let terms = BookingTerms { calendar: &calendar, versions: &[] };
        let quarters: Vec<Span> = (1..=4).map(|at| Quarter::new(2026, at).unwrap().into()).collect();
        let found = tally(&facts, &quarters, Some(&terms));
        let year = Span { first: quarters[0].first, last: quarters[3].last };
        for (figures, span) in found.each.iter().zip(&quarters).chain([(&found.whole, &year)]) {
            let services = naive::services(&facts, *span);
            prop_assert_eq!(figures.services, services.len() as u64);
            prop_assert_eq!(figures.unique, naive::persons(&facts, *span).len() as u64);
            prop_assert_eq!(figures.repeated, naive::repeated(&facts, *span));
            prop_assert_eq!(figures.technical, naive::technical(&facts, *span));
            prop_assert_eq!(figures.refusals, naive::refusals(&facts, *span));
            prop_assert_eq!(figures.late, naive::late(&facts, *span, &calendar));
            let registered = |annulled| facts.iter().filter(|fact| fact.annulled == annulled && span.contains(fact.registered)).count() as u64;
            prop_assert_eq!(figures.requests, registered(false));
            prop_assert_eq!(figures.annulled, registered(true));
            for line in FormLine::ALL {
                prop_assert_eq!(figures.form(line), services.iter().filter(|(_, record)| FormLine::of(record) == line).count() as u64);
            }
            for kind in Kind::ALL {
                prop_assert_eq!(figures.kind(*kind), services.iter().filter(|(_, record)| record.kind == *kind).count() as u64);
            }
            for (number, work) in (1..4).filter_map(|number| Some((number, figures.by_consultant.get(&consultant(number))?))) {
                let own = services.iter().filter(|(_, record)| record.consultants.contains(&consultant(number)));
                prop_assert_eq!(work.services, own.count() as u64);
            }
        }
    }

    /// Rules §3.3: Σ by form = Σ by kind = Σ by direction = total, in every period.
    #[test]
    fn every_table_adds_up_to_the_total(facts in prop::collection::vec(any_fact(), 0..60)) {
        let found = tally(&facts, &[second_quarter()], None).whole;
        prop_assert_eq!(FormLine::ALL.iter().map(|line| found.form(*line)).sum::<u64>(), found.services);
        prop_assert_eq!(found.in_person() + found.distance() + found.form(FormLine::Written), found.services);
        prop_assert_eq!(Kind::ALL.iter().map(|kind| found.kind(*kind)).sum::<u64>(), found.services);
        prop_assert_eq!(found.by_direction.lines().map(|line| found.by_direction.get(line)).sum::<u64>(), found.services);
        let credited: u64 = found.by_consultant.values().map(|work| work.services).sum();
        prop_assert!(credited + found.unassigned.services >= found.services);
        prop_assert_eq!(credited + found.unassigned.services > found.services, found.shared > 0);
    }

    /// Rules §3.3: month sums = quarter, quarter sums = year; unique people of a quarter ≤ Σ of its months.
    #[test]
    fn months_add_up_to_quarters_and_quarters_to_the_year(facts in prop::collection::vec(any_fact(), 0..60)) {
        let calendar = WorkCalendar::default();
        let terms = BookingTerms { calendar: &calendar, versions: &[] };
        let months: Vec<Span> = (1..=12).map(|at| Month::new(2026, at).unwrap().into()).collect();
        let quarters: Vec<Span> = (1..=4).map(|at| Quarter::new(2026, at).unwrap().into()).collect();
        let by_month = tally(&facts, &months, Some(&terms));
        let by_quarter = tally(&facts, &quarters, Some(&terms));
        prop_assert_eq!(&by_month.whole, &by_quarter.whole);
        let additive = |f: &Figures<'_>| [f.requests, f.annulled, f.services, f.anonymous, f.directed, f.refusals, f.redirected, f.late, f.late_by_wish, f.technical, f.in_person(), f.distance()];
        for (quarter, three) in by_quarter.each.iter().zip(by_month.each.chunks(3)) {
            let sums = three.iter().map(additive).fold([0; 12], |sum, part| std::array::from_fn(|at| sum[at] + part[at]));
            prop_assert_eq!(additive(quarter), sums);
            prop_assert!(quarter.unique <= three.iter().map(|month| month.unique).sum());
        }
        let year = by_quarter.each.iter().map(additive).fold([0; 12], |sum, part| std::array::from_fn(|at| sum[at] + part[at]));
        prop_assert_eq!(additive(&by_quarter.whole), year);
    }

    /// R072, R103: failed attempts before the held one change nothing but the line of failures and lateness.
    #[test]
    fn r103_retries_add_nothing_to_the_services(facts in prop::collection::vec(any_fact(), 0..40)) {
        let without: Vec<_> = facts.iter().cloned().map(|mut fact| {
            if let Some(record) = fact.signed.as_mut().filter(|record| record.outcome == Outcome::Given) {
                record.attempts.retain(|attempt| attempt.outcome == AttemptOutcome::Held);
            }
            fact
        }).collect();
        let span = [second_quarter()];
        let (with_retries, plain) = (tally(&facts, &span, None).whole, tally(&without, &span, None).whole);
        prop_assert_eq!(Figures { technical: 0, ..with_retries }, Figures { technical: 0, ..plain });
    }

    /// R102: a second person at the same service adds a person, never a service.
    #[test]
    fn r102_a_second_person_adds_no_service(facts in prop::collection::vec(any_fact(), 0..40)) {
        let couples: Vec<_> = facts.iter().cloned().map(|mut fact| {
            fact.participants.truncate(1);
            fact.participants.push(person(999));
            fact
        }).collect();
        let span = [second_quarter()];
        let (before, after) = (tally(&facts, &span, None).whole, tally(&couples, &span, None).whole);
        prop_assert_eq!(after.services, before.services);
        prop_assert_eq!(after.requests, before.requests);
        prop_assert_eq!(after.anonymous, 0);
    }

    /// R106: turning every given service into a refusal leaves no service and no person served.
    #[test]
    fn r106_refusals_are_never_services(facts in prop::collection::vec(any_fact(), 0..40)) {
        let refused: Vec<_> = facts.iter().cloned().map(|mut fact| {
            if let Some(record) = &mut fact.signed {
                record.outcome = Outcome::Refused { ground: "out_of_competence".to_owned() };
            }
            fact
        }).collect();
        let found = tally(&refused, &[second_quarter()], None).whole;
        prop_assert_eq!((found.services, found.unique, found.anonymous, found.late), (0, 0, 0, 0));
        let decided = refused.iter().filter(|fact| !fact.annulled).filter_map(|fact| fact.signed.as_ref());
        prop_assert_eq!(found.refusals, decided.filter(|record| second_quarter().contains(record.completed_on)).count() as u64);
    }
}

#[test]
fn a_year_of_25_000_services_comes_out_whole() {
    let facts: Vec<_> = (0..25_000u32)
        .map(|number| {
            let on = day(2026, 1, 1) + chrono::Days::new(u64::from(number % 365));
            with(service(number, on, &[person(u128::from(number % 9_000))]), |record| {
                record.consultants = vec![consultant(u128::from(number % 12))];
            })
        })
        .collect();
    let months: Vec<Span> = (1..=12).map(|at| Month::new(2026, at).unwrap().into()).collect();
    let found = tally(&facts, &months, None);
    assert_eq!((found.whole.services, found.whole.unique, found.whole.repeated), (25_000, 9_000, 9_000));
    let by_consultant: BTreeMap<_, _> = found.whole.by_consultant.iter().collect();
    assert_eq!(by_consultant.values().map(|work| work.minutes).sum::<u64>(), 25_000 * 45);
}
