use std::collections::BTreeSet;

use proptest::prelude::*;

use super::sample::*;
use super::*;
use crate::calendar::WorkCalendar;
use crate::event::EventFormat;
use crate::profile::{DispatchMeaning, Profile, ProfileRefusal, Severity, recommended};
use crate::term::Versions;
use crate::term::sample::{orders, ten};

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

/// The figures of a period that have one line each.
#[derive(Debug, Default, PartialEq)]
struct Plain {
    requests: u64,
    annulled: u64,
    services: u64,
    anonymous: u64,
    directed: u64,
    unique: u64,
    repeated: u64,
    refusals: u64,
    redirected: u64,
    late: u64,
    late_by_wish: u64,
    technical: u64,
}

fn plain(found: Figures<'_, '_>) -> Plain {
    Plain {
        requests: found.get(Line::Requests),
        annulled: found.get(Line::Annulled),
        services: found.get(Line::Services),
        anonymous: found.get(Line::Anonymous),
        directed: found.get(Line::Directed),
        unique: found.get(Line::Unique),
        repeated: found.get(Line::Repeated),
        refusals: found.get(Line::Refusals),
        redirected: found.get(Line::Redirected),
        late: found.get(Line::Late),
        late_by_wish: found.get(Line::LateByWish),
        technical: found.get(Line::Technical),
    }
}

fn of_services(facts: &[ServiceFact]) -> Gathered<'_> {
    Gathered { services: facts, events: &[] }
}

fn counted_in<'a>(facts: &'a [ServiceFact], periods: &[Span]) -> Tally<'a> {
    let calendar = WorkCalendar::default();
    let terms = Terms { calendar: &calendar, versions: &ten() };
    tally(of_services(facts), periods, &CountingRules { terms: Some(terms), ..CountingRules::default() })
}

fn quarter_of(facts: &[ServiceFact]) -> Tally<'_> {
    counted_in(facts, &[second_quarter()])
}

fn figures(facts: &[ServiceFact]) -> Plain {
    plain(quarter_of(facts).at(0))
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
fn a_request_nobody_comes_for_is_not_said_to_lack_a_signature() {
    let waiting = request(1, june(5), &[person(1)]);
    let lapsed = ServiceFact { lapsed: true, ..waiting.clone() };
    assert_eq!(count(&lapsed), not(Reason::Lapsed, None));
    assert_eq!(count(&lapsed).words(), "не учтена, потому что обращение закрыто: больше не придут");
    let annulled = ServiceFact { annulled: true, ..lapsed.clone() };
    assert_eq!(count(&annulled), not(Reason::Annulled, None), "annulled afterwards");
    let missed = with(service(1, june(5), &[person(1)]), |record| {
        record.outcome = Outcome::NotHeld { failure: Failure::NoShow };
    });
    let closed = ServiceFact { lapsed: true, ..missed.clone() };
    assert_eq!(count(&closed), count(&missed), "what the signed record says stands");
    assert_eq!(figures(&[lapsed]), figures(&[waiting]), "no figure moves");
}

#[test]
fn r022_an_annulled_request_stands_in_its_own_line_and_nowhere_else() {
    let annulled = ServiceFact { annulled: true, ..service(1, june(5), &[person(1)]) };
    let annulled = with(annulled, |record| record.organisations = 1);
    assert_eq!(count(&annulled), not(Reason::Annulled, None));
    let facts = [annulled];
    assert_eq!(figures(&facts), Plain { annulled: 1, ..Plain::default() });
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
    let year = Span { first: day(2026, 1, 1), last: day(2026, 12, 31) };
    let found = counted_in(&facts, &[second_quarter(), Quarter::new(2026, 3).unwrap().into(), year]);
    let pair = |at: usize| (found.get(Line::Services, at), found.get(Line::Technical, at));
    assert_eq!(pair(0), (0, 1), "the failure keeps its own day");
    assert_eq!((pair(1), pair(2)), ((1, 0), (1, 1)));
    let minutes = Line::Work(Worker::Consultant(consultant(1)), Part::Minutes);
    assert_eq!(found.get(minutes, 1), 40, "only what was held is time of work");
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
    let found = quarter_of(&facts);
    for line in [Line::Kind(Kind::Dispatch), Line::Directed, Line::Redirected, Line::Direction(KeyLine::NotApplicable)]
    {
        assert_eq!(found.get(line, 0), 1, "{line:?}");
    }
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
    let found = counted_in(&facts, &[Quarter::new(2026, 1).unwrap().into(), second_quarter()]);
    let pair = |at: usize| (found.get(Line::Requests, at), found.get(Line::Services, at));
    assert_eq!((pair(0), pair(1)), ((1, 0), (0, 1)));
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
    let found = quarter_of(&facts);
    assert_eq!((found.get(Line::Services, 0), found.get(Line::Shared, 0)), (1, 1));
    for number in [1, 2] {
        let work = |part| found.get(Line::Work(Worker::Consultant(consultant(number)), part), 0);
        assert_eq!((work(Part::Services), work(Part::InPerson), work(Part::Minutes)), (1, 1, 45));
    }
    assert_eq!(found.get(Line::Work(Worker::All, Part::Minutes), 0), 90);
}

#[test]
fn r104_an_event_is_counted_as_the_order_then_in_force_says() {
    let events = [
        event(1, june(3), EventFormat::InCenter, &[1], 12),
        event(2, june(4), EventFormat::Webinar, &[1, 2], 30),
        event(3, june(5), EventFormat::Elsewhere, &[], 8),
    ];
    let gathered = Gathered { services: &[], events: &events };
    for (rule, expected) in [
        (EventCount::ByEvent, [3, 1, 1, 1, 3, 2]),
        (EventCount::ByParticipant, [50, 12, 8, 30, 50, 42]),
        (EventCount::None, [0; 6]),
    ] {
        let counts = [(day(2026, 1, 1), rule)];
        let found =
            tally(gathered, &[second_quarter()], &CountingRules { event_counts: &counts, ..CountingRules::default() });
        let lines = [
            Line::Services,
            Line::Form(FormLine::InCentre),
            Line::Form(FormLine::Outing),
            Line::Form(FormLine::Video),
            Line::Direction(KeyLine::NotApplicable),
            Line::Work(Worker::Consultant(consultant(1)), Part::Services),
        ];
        assert_eq!(lines.map(|line| found.get(line, 0)), expected, "{rule:?}");
        assert_eq!((found.get(Line::Events, 0), found.get(Line::EventParticipants, 0)), (3, 50), "always beside");
        assert_eq!(found.get(Line::Anonymous, 0) + found.get(Line::Unique, 0) + found.get(Line::Requests, 0), 0);
    }
    let counts = [(day(2026, 1, 1), EventCount::None), (june(4), EventCount::ByEvent)];
    let found =
        tally(gathered, &[second_quarter()], &CountingRules { event_counts: &counts, ..CountingRules::default() });
    assert_eq!(found.get(Line::Services, 0), 2, "a past day is judged by the order in force then");
}

#[test]
fn a_child_of_exactly_a_year_stands_in_the_second_band() {
    let bands = [0, 11, 12, 35, 36, 59, 60, 216].map(AgeLine::of);
    assert_eq!(bands, [0, 0, 1, 1, 2, 2, 3, 3].map(AgeLine::Band));
}

#[test]
fn every_line_is_read_back_from_its_word() {
    for line in every_line() {
        let key = line.key();
        assert_eq!(Line::parse(&key), Some(line), "{key}");
    }
    let keys: BTreeSet<_> = every_line().into_iter().map(Line::key).collect();
    assert_eq!(keys.len(), every_line().len(), "no two lines share a word");
    for wrong in ["", "form:", "form:moon", "age:9", "direction:psy_ped", "work:services", "work:all:?", "moon"] {
        assert_eq!(Line::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_list_behind_a_figure_says_why_each_record_stands_in_it() {
    let refused = with(service(2, june(6), &[person(2)]), |record| {
        record.outcome = Outcome::Refused { ground: "behaviour".to_owned() };
        record.organisations = 1;
    });
    let late = with(service(3, june(22), &[person(3)]), |record| record.late_by_wish = true);
    let late = ServiceFact { received: at(june(8), 9, 0), ..late };
    let retried = with(service(4, june(9), &[person(1)]), |record| {
        record.attempts.insert(0, failed(at(june(8), 9, 0), Failure::TechnicalCentre));
    });
    let facts = [service(1, june(5), &[person(1)]), refused, late, retried, request(5, june(30), &[person(2)])];
    let events = [event(1, june(7), EventFormat::InCenter, &[1], 12)];
    let gathered = Gathered { services: &facts, events: &events };
    let calendar = WorkCalendar::default();
    let terms = Terms { calendar: &calendar, versions: &ten() };
    let rules = CountingRules { terms: Some(terms), ..CountingRules::default() };
    let said = |line| {
        let list = behind(gathered, line, second_quarter(), &rules);
        list.iter().map(|row| row.reason(Some(line), &rules).replace('\u{a0}', " ")).collect::<Vec<_>>()
    };
    assert_eq!(
        said(Line::Services),
        [
            "учтена: приём 05.06.2026, запись подписана",
            "учтено: 1 услуга, 12 участников",
            "учтена один раз: приём 09.06.2026 после несостоявшегося",
            "учтена: приём 22.06.2026, запись подписана",
        ]
    );
    assert_eq!(said(Line::Late), ["учтена: 14-й день, срок был до 18.06.2026, так просил получатель"]);
    assert_eq!(said(Line::Refusals), ["отказ учтён 06.06.2026; услуга не учтена, потому что это отказ, а не услуга"]);
    assert_eq!(said(Line::Technical), ["учтён сбой 08.06.2026: сбой у центра; услуга учтена 09.06.2026"]);
    assert_eq!(
        said(Line::Requests)[4],
        "учтено: зарегистрировано 30.06.2026; услуга не учтена, потому что не подписана"
    );
    assert_eq!(said(Line::Repeated), ["учтён: 2 обращения, 2 услуги"]);
    let everything = touched(gathered, second_quarter(), &rules);
    let said: Vec<_> = everything.iter().map(|row| row.reason(None, &rules)).collect();
    assert_eq!(said.len(), 6);
    assert_eq!(said[1], "не учтена, потому что это отказ, а не услуга");
}

/// Every line there is over the samples' keys.
fn every_line() -> Vec<Line<'static>> {
    let keys = |named: [&'static str; 3]| {
        named.map(KeyLine::Named).into_iter().chain([KeyLine::NotApplicable, KeyLine::NotStated])
    };
    let workers = (1..4).map(|number| Worker::Consultant(consultant(number))).chain([Worker::Nobody, Worker::All]);
    let ages = (0..AgeLine::BANDS).map(AgeLine::Band).chain([AgeLine::NotStated, AgeLine::NotApplicable]);
    let mut lines = vec![
        Line::Requests,
        Line::Annulled,
        Line::Services,
        Line::Anonymous,
        Line::Directed,
        Line::Unique,
        Line::Repeated,
        Line::Refusals,
        Line::Redirected,
        Line::Late,
        Line::LateByWish,
        Line::Technical,
        Line::Offered,
        Line::Events,
        Line::EventParticipants,
        Line::EventServices,
        Line::InPerson,
        Line::Distance,
        Line::Shared,
    ];
    lines.extend(FormLine::ALL.map(Line::Form));
    lines.extend(Kind::ALL.iter().map(|kind| Line::Kind(*kind)));
    lines.extend(keys(["psy_ped", "method", "consult"]).map(Line::Direction));
    lines.extend(keys(["crisis", "speech", "closed_topic"]).map(Line::Topic));
    lines.extend(TopicField::ALL.iter().map(|field| Line::TopicField(*field)));
    lines.extend(["call", "visit", "closed_channel"].map(Line::Channel));
    lines.extend(ages.map(Line::Age));
    lines.extend(workers.flat_map(|worker| Part::ALL.map(|part| Line::Work(worker, part))));
    lines
}

/// The second, naive counter: the sentences of rules §3.3 and §12 taken one by one, each with a pass of its own.
/// It shares nothing with the counter it judges but the facts.
mod naive {
    use super::*;

    pub struct World<'a> {
        pub facts: &'a [ServiceFact],
        pub events: &'a [EventFact],
        pub orders: &'a [(NaiveDate, Profile)],
        pub calendar: &'a WorkCalendar,
    }

    type Served<'a> = Vec<(&'a ServiceFact, &'a SignedRecord)>;

    fn lives(facts: &[ServiceFact]) -> impl Iterator<Item = (&ServiceFact, &SignedRecord)> {
        facts.iter().filter(|fact| !fact.annulled).filter_map(|fact| Some((fact, fact.signed.as_ref()?)))
    }

    /// The day of the service, by the sentences of §12.0, §12.5 and §12.6.
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

    impl<'a> World<'a> {
        fn services(&self, span: Span) -> Served<'a> {
            lives(self.facts).filter(|(fact, _)| service_day(fact).is_some_and(|day| span.contains(day))).collect()
        }

        fn registered(&self, span: Span) -> impl Iterator<Item = &'a ServiceFact> {
            self.facts.iter().filter(move |fact| !fact.annulled && span.contains(fact.registered))
        }

        fn held(&self, span: Span) -> impl Iterator<Item = &'a EventFact> {
            self.events.iter().filter(move |event| span.contains(event.held_on))
        }

        /// The порядок in force on a day.
        fn order_on(&self, day: NaiveDate) -> &'a Profile {
            let mut order = &self.orders[0].1;
            for (from, next) in self.orders {
                if *from <= day {
                    order = next;
                }
            }
            order
        }

        /// What an event adds to the total (§12.1).
        fn worth(&self, event: &EventFact) -> u64 {
            match self.order_on(event.held_on).event_count.value {
                EventCount::ByEvent => 1,
                EventCount::ByParticipant => u64::from(event.participants),
                EventCount::None => 0,
            }
        }

        fn worth_where(&self, span: Span, is: impl Fn(&EventFact) -> bool) -> u64 {
            self.held(span).filter(|event| is(event)).map(|event| self.worth(event)).sum()
        }

        fn of(&self, span: Span, is: impl Fn(&ServiceFact, &SignedRecord) -> bool) -> u64 {
            self.services(span).into_iter().filter(|(fact, record)| is(fact, record)).count() as u64
        }

        fn persons(&self, span: Span) -> BTreeSet<RecipientId> {
            self.services(span)
                .into_iter()
                .flat_map(|(fact, _)| &fact.participants)
                .filter_map(|who| if let Participant::Named(id) = who { Some(*id) } else { None })
                .collect()
        }

        fn late(&self, span: Span, wished: bool) -> u64 {
            self.of(span, |fact, record| {
                let rule = &self.order_on(fact.received.date()).term_booking;
                if rule.severity == Severity::Off {
                    return false;
                }
                let mut last = fact.received.date() + chrono::Days::new(u64::from(rule.value));
                while !self.calendar.is_working(last) {
                    last = last.succ_opt().unwrap();
                }
                let real = record.attempts.iter().filter(|attempt| match attempt.outcome {
                    AttemptOutcome::Held => true,
                    AttemptOutcome::Failed(why) => why.technical(),
                });
                let first = real.map(|attempt| attempt.started.date()).min();
                first.unwrap_or(record.completed_on) > last && (!wished || record.late_by_wish)
            })
        }

        fn leaf(&self, span: Span, leaf: FormLine) -> u64 {
            let of = |form, means: Option<MeansKind>| {
                self.of(span, |_, record| record.form == form && (form != Form::Distance || record.means == means))
            };
            let events = |format| self.worth_where(span, |event| event.format == format);
            match leaf {
                FormLine::InCentre => of(Form::InCenter, None) + events(EventFormat::InCenter),
                FormLine::Outing => of(Form::Outing, None) + events(EventFormat::Elsewhere),
                FormLine::Voice => of(Form::Distance, Some(MeansKind::Voice)),
                FormLine::Video => of(Form::Distance, Some(MeansKind::Video)) + events(EventFormat::Webinar),
                FormLine::Chat => of(Form::Distance, Some(MeansKind::Chat)),
                FormLine::Email => of(Form::Distance, Some(MeansKind::Email)),
                FormLine::Written => of(Form::Written, None),
                FormLine::NotStated => of(Form::Distance, None),
            }
        }

        /// Each consultant of a service gets the whole of it (§12.2).
        fn work(&self, span: Span, worker: Worker, part: Part) -> u64 {
            let credits = |who: &[ConsultantId]| {
                let all: BTreeSet<_> = who.iter().copied().collect();
                match worker {
                    Worker::Consultant(id) => u64::from(all.contains(&id)),
                    Worker::Nobody => u64::from(all.is_empty()),
                    Worker::All => all.len().max(1) as u64,
                }
            };
            let minutes = |record: &SignedRecord| {
                let held = record.attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Held);
                held.map(|attempt| (attempt.ended - attempt.started).num_minutes() as u64).sum::<u64>()
            };
            let of_service = |record: &SignedRecord| match part {
                Part::Services => 1,
                Part::InPerson => u64::from(matches!(record.form, Form::InCenter | Form::Outing)),
                Part::Distance => u64::from(record.form == Form::Distance),
                Part::Written => u64::from(record.form == Form::Written),
                Part::Minutes => minutes(record),
            };
            let of_event = |event: &EventFact| match part {
                Part::Services => 1,
                Part::InPerson => u64::from(event.format != EventFormat::Webinar),
                Part::Distance => u64::from(event.format == EventFormat::Webinar),
                Part::Written | Part::Minutes => 0,
            };
            let services = self.services(span);
            services.iter().map(|(_, record)| credits(&record.consultants) * of_service(record)).sum::<u64>()
                + self
                    .held(span)
                    .map(|event| self.worth(event) * credits(&event.leaders) * of_event(event))
                    .sum::<u64>()
        }

        pub fn figure(&self, line: Line<'_>, span: Span) -> u64 {
            let named = |fact: &ServiceFact| fact.participants.iter().any(|who| matches!(who, Participant::Named(_)));
            let any_event = |_: &EventFact| true;
            match line {
                Line::Requests => self.registered(span).count() as u64,
                Line::Annulled => {
                    self.facts.iter().filter(|fact| fact.annulled && span.contains(fact.registered)).count() as u64
                }
                Line::Services => self.of(span, |_, _| true) + self.worth_where(span, any_event),
                Line::EventServices => self.worth_where(span, any_event),
                Line::Anonymous => self.of(span, |fact, _| !named(fact)),
                Line::Directed => self.of(span, |_, record| record.organisations > 0),
                Line::Offered => self.of(span, |_, record| record.quality_offered),
                Line::Unique => self.persons(span).len() as u64,
                Line::Repeated => {
                    let asked = |id| {
                        let own = |fact: &&ServiceFact| fact.participants.contains(&Participant::Named(id));
                        self.registered(span).filter(own).count()
                    };
                    self.persons(span).into_iter().filter(|id| asked(*id) >= 2).count() as u64
                }
                Line::Refusals => lives(self.facts)
                    .filter(|(_, record)| matches!(record.outcome, Outcome::Refused { .. }))
                    .filter(|(_, record)| span.contains(record.completed_on))
                    .count() as u64,
                Line::Redirected => {
                    let named = |fact: &&ServiceFact| fact.signed.as_ref().is_some_and(|r| r.organisations > 0);
                    self.registered(span).filter(named).count() as u64
                }
                Line::Late => self.late(span, false),
                Line::LateByWish => self.late(span, true),
                Line::Technical => lives(self.facts)
                    .flat_map(|(_, record)| &record.attempts)
                    .filter(|attempt| span.contains(attempt.started.date()))
                    .filter(|attempt| matches!(attempt.outcome, AttemptOutcome::Failed(why) if why.technical()))
                    .count() as u64,
                Line::Events => self.held(span).count() as u64,
                Line::EventParticipants => self.held(span).map(|event| u64::from(event.participants)).sum(),
                Line::Form(leaf) => self.leaf(span, leaf),
                Line::InPerson => self.leaf(span, FormLine::InCentre) + self.leaf(span, FormLine::Outing),
                Line::Distance => {
                    let leaves = [FormLine::Voice, FormLine::Video, FormLine::Chat, FormLine::Email];
                    leaves.into_iter().map(|leaf| self.leaf(span, leaf)).sum()
                }
                Line::Kind(kind) => self.of(span, |_, record| record.kind == kind),
                Line::Direction(KeyLine::Named(key)) => {
                    self.of(span, |_, record| record.direction.as_deref() == Some(key))
                }
                Line::Direction(KeyLine::NotApplicable) => {
                    self.of(span, |_, record| record.direction.is_none() && record.kind == Kind::Dispatch)
                        + self.worth_where(span, any_event)
                }
                Line::Direction(KeyLine::NotStated) => {
                    self.of(span, |_, record| record.direction.is_none() && record.kind != Kind::Dispatch)
                }
                Line::Age(AgeLine::Band(band)) => self.of(span, |fact, _| {
                    let inside = |age: AgeMonths| match band {
                        0 => age.months() < 12,
                        1 => (12..36).contains(&age.months()),
                        2 => (36..60).contains(&age.months()),
                        _ => age.months() >= 60,
                    };
                    fact.child_age.is_some_and(inside)
                }),
                Line::Age(AgeLine::NotStated) => self.of(span, |fact, _| fact.child_age.is_none()),
                Line::Topic(KeyLine::Named(key)) => {
                    self.of(span, |_, record| record.topics.first().is_some_and(|topic| topic == key))
                }
                Line::TopicField(field) => self.of(span, |_, record| match record.topics.first().map(String::as_str) {
                    Some("crisis") => field == TopicField::Upbringing,
                    Some("speech") => field == TopicField::Development,
                    _ => false,
                }),
                Line::Topic(KeyLine::NotStated) => self.of(span, |_, record| record.topics.is_empty()),
                Line::Age(AgeLine::NotApplicable) | Line::Topic(KeyLine::NotApplicable) => {
                    self.worth_where(span, any_event)
                }
                Line::Channel(key) => self.registered(span).filter(|fact| fact.channel == key).count() as u64,
                Line::Work(worker, part) => self.work(span, worker, part),
                Line::Shared => {
                    let two = |who: &[ConsultantId]| who.iter().collect::<BTreeSet<_>>().len() > 1;
                    self.of(span, |_, record| two(&record.consultants))
                        + self.worth_where(span, |event| two(&event.leaders))
                }
            }
        }
    }
}

/// A year of everything with the порядки it was lived by, and the quarter to be reported.
#[derive(Clone, Debug)]
struct Year {
    facts: Vec<ServiceFact>,
    events: Vec<EventFact>,
    orders: Vec<(NaiveDate, Profile)>,
    versions: Versions,
    event_counts: Vec<(NaiveDate, EventCount)>,
    calendar: WorkCalendar,
    topic_fields: HashMap<String, TopicField>,
    quarter: u32,
}

fn any_year() -> impl Strategy<Value = Year> {
    let facts = prop::collection::vec(any_fact(), 0..50);
    (facts, prop::collection::vec(any_event(), 0..6), any_orders(), 1u32..=4).prop_map(
        |(mut facts, events, orders, quarter)| {
            // What «диспетчерское» means is read from the порядок of the day of the service.
            for record in facts.iter_mut().filter_map(|fact| fact.signed.as_mut()) {
                let in_force = orders.iter().rev().find(|(from, _)| *from <= record.completed_on);
                record.internal_dispatch =
                    in_force.is_some_and(|(_, order)| order.dispatch_meaning.value == DispatchMeaning::Internal);
            }
            Year {
                facts,
                events,
                versions: self::orders(&orders),
                event_counts: orders.iter().map(|(from, order)| (*from, order.event_count.value)).collect(),
                orders,
                calendar: WorkCalendar::default(),
                topic_fields: HashMap::from([
                    ("crisis".to_owned(), TopicField::Upbringing),
                    ("speech".to_owned(), TopicField::Development),
                ]),
                quarter,
            }
        },
    )
}

impl Year {
    fn gathered(&self) -> Gathered<'_> {
        Gathered { services: &self.facts, events: &self.events }
    }

    fn rules(&self) -> CountingRules<'_> {
        let terms = Terms { calendar: &self.calendar, versions: &self.versions };
        CountingRules { terms: Some(terms), event_counts: &self.event_counts, topic_fields: Some(&self.topic_fields) }
    }

    fn naive(&self) -> naive::World<'_> {
        naive::World { facts: &self.facts, events: &self.events, orders: &self.orders, calendar: &self.calendar }
    }
}

/// Three months, the quarter and the year to date.
fn five_spans(quarter: u32) -> [Span; 5] {
    let quarter = Quarter::new(2026, quarter).unwrap();
    let [first, second, third] = quarter.months().map(Span::from);
    [first, second, third, quarter.into(), Span { first: day(2026, 1, 1), last: quarter.last_day() }]
}

/// Lines that count persons or are judged by whole periods: their months do not add up to the quarter.
fn adds_up(line: &Line<'_>) -> bool {
    !line.of_people()
}

proptest! {
    #![proptest_config(cases(64))]

    /// Rules §3.3 and §12: every line of every table in every period agrees with a counter that takes the rules
    /// one by one.
    #[test]
    fn every_figure_agrees_with_the_naive_counter(year in any_year()) {
        let spans = five_spans(year.quarter);
        let found = tally(year.gathered(), &spans, &year.rules());
        let world = year.naive();
        for line in every_line() {
            for (at, span) in spans.iter().enumerate() {
                prop_assert_eq!(found.get(line, at), world.figure(line, *span), "{:?} {:?}", line, span);
            }
        }
    }

    /// The list behind any figure is the figure: its weights add up to it, and where each record weighs one
    /// its length is it. No record of another period is in it.
    #[test]
    fn the_list_behind_every_figure_is_exactly_the_figure(year in any_year()) {
        let rules = year.rules();
        let spans = five_spans(year.quarter);
        let gathered = year.gathered();
        let event_counts = &year.event_counts;
        let found = tally(gathered, &spans, &rules);
        let by_participant = event_counts.iter().any(|(_, rule)| *rule == EventCount::ByParticipant);
        for line in every_line() {
            let heavy = by_participant || matches!(line, Line::EventParticipants | Line::Work(_, Part::Minutes));
            for (at, span) in spans.iter().enumerate() {
                let list = behind(gathered, line, *span, &rules);
                prop_assert_eq!(list.iter().map(|row| row.weight).sum::<u64>(), found.get(line, at), "{:?}", line);
                prop_assert!(heavy || list.len() as u64 == found.get(line, at), "{:?}", line);
                prop_assert!(list.iter().all(|row| span.contains(row.on) && row.weight > 0));
                prop_assert!(list.iter().all(|row| !row.reason(Some(line), &rules).is_empty()));
            }
        }
        // The whole list of a quarter has every request and event behind any of its figures, each once.
        let everything = touched(gathered, spans[3], &rules);
        prop_assert_eq!(everything.iter().filter(|row| matches!(row.record, Record::Event(_))).count() as u64, found.get(Line::Events, 3));
        prop_assert_eq!(everything.iter().map(|row| row.weight).sum::<u64>(), found.get(Line::Services, 3));
    }

    /// Rules §3.3: Σ by form = Σ by kind = Σ by direction = Σ by age = Σ by topic = total; Σ by channel =
    /// requests; and the sum by consultant exceeds the total only because of shared services.
    #[test]
    fn every_table_adds_up_to_the_total(year in any_year()) {
        let spans = five_spans(year.quarter);
        let found = tally(year.gathered(), &spans, &year.rules());
        for at in 0..spans.len() {
            let services = found.get(Line::Services, at);
            let sum = |is: &dyn Fn(&Line<'_>) -> bool| found.lines().filter(|line| is(line)).map(|line| found.get(line, at)).sum::<u64>();
            prop_assert_eq!(sum(&|line| matches!(line, Line::Form(_))), services);
            prop_assert_eq!(sum(&|line| matches!(line, Line::Kind(_) | Line::EventServices)), services);
            prop_assert_eq!(sum(&|line| matches!(line, Line::Direction(_))), services);
            prop_assert_eq!(sum(&|line| matches!(line, Line::Age(_))), services);
            prop_assert_eq!(sum(&|line| matches!(line, Line::Topic(_))), services);
            prop_assert_eq!(sum(&|line| matches!(line, Line::Channel(_))), found.get(Line::Requests, at));
            let rolled = found.get(Line::InPerson, at) + found.get(Line::Distance, at)
                + found.get(Line::Form(FormLine::Written), at) + found.get(Line::Form(FormLine::NotStated), at);
            prop_assert_eq!(rolled, services);
            let credited = found.get(Line::Work(Worker::All, Part::Services), at);
            prop_assert!(credited >= services);
            prop_assert_eq!(credited > services, found.get(Line::Shared, at) > 0);
        }
    }

    /// Rules §3.3: month sums = quarter, quarter sums = year; unique people of a quarter ≤ Σ of its months and
    /// no fewer than in any of them.
    #[test]
    fn months_add_up_to_quarters_and_quarters_to_the_year(year in any_year()) {
        let mut spans: Vec<Span> = (1..=12).map(|at| Month::new(2026, at).unwrap().into()).collect();
        spans.extend((1..=4).map(|at| Span::from(Quarter::new(2026, at).unwrap())));
        spans.push(Span { first: day(2026, 1, 1), last: day(2026, 12, 31) });
        let found = tally(year.gathered(), &spans, &year.rules());
        for line in every_line() {
            let months: Vec<u64> = (0..12).map(|at| found.get(line, at)).collect();
            let quarters: Vec<u64> = (12..16).map(|at| found.get(line, at)).collect();
            let whole = found.get(line, 16);
            if adds_up(&line) {
                for (quarter, three) in quarters.iter().zip(months.chunks(3)) {
                    prop_assert_eq!(*quarter, three.iter().sum::<u64>(), "{:?}", line);
                }
                prop_assert_eq!(whole, quarters.iter().sum::<u64>(), "{:?}", line);
            }
        }
        let unique = |at| found.get(Line::Unique, at);
        for quarter in 0..4 {
            let months = [quarter * 3, quarter * 3 + 1, quarter * 3 + 2];
            prop_assert!(unique(12 + quarter) <= months.into_iter().map(unique).sum());
            prop_assert!(months.into_iter().all(|month| unique(month) <= unique(12 + quarter)));
        }
        prop_assert!(unique(16) <= (12..16).map(unique).sum());
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
        let rules = CountingRules::default();
        let (with_retries, plain) = (
            tally(of_services(&facts), &[second_quarter()], &rules),
            tally(of_services(&without), &[second_quarter()], &rules),
        );
        for line in every_line().into_iter().filter(|line| *line != Line::Technical) {
            prop_assert_eq!(with_retries.get(line, 0), plain.get(line, 0), "{:?}", line);
        }
    }

    /// R102: a second person at the same service adds a person, never a service.
    #[test]
    fn r102_a_second_person_adds_no_service(facts in prop::collection::vec(any_fact(), 0..40)) {
        let couples: Vec<_> = facts.iter().cloned().map(|mut fact| {
            fact.participants.truncate(1);
            fact.participants.push(person(999));
            fact
        }).collect();
        let (before, after) = (figures(&facts), figures(&couples));
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
        let found = figures(&refused);
        prop_assert_eq!((found.services, found.unique, found.anonymous, found.late), (0, 0, 0, 0));
        let decided = refused.iter().filter(|fact| !fact.annulled).filter_map(|fact| fact.signed.as_ref());
        prop_assert_eq!(found.refusals, decided.filter(|record| second_quarter().contains(record.completed_on)).count() as u64);
    }

    /// Rules §12.1, §12.4: participants of events go to their own line; no event makes a request, a person, an
    /// anonymous service or a minute of talk.
    #[test]
    fn r104_events_stand_in_their_own_lines(year in any_year()) {
        let spans = five_spans(year.quarter);
        let rules = year.rules();
        let (with_events, without) =
            (tally(year.gathered(), &spans, &rules), tally(of_services(&year.facts), &spans, &rules));
        for at in 0..spans.len() {
            for line in [Line::Requests, Line::Unique, Line::Repeated, Line::Anonymous, Line::Refusals, Line::Redirected,
                Line::Technical, Line::Offered, Line::Work(Worker::All, Part::Minutes)] {
                prop_assert_eq!(with_events.get(line, at), without.get(line, at), "{:?}", line);
            }
            let added = with_events.get(Line::Services, at) - without.get(Line::Services, at);
            prop_assert_eq!(added, with_events.get(Line::EventServices, at));
        }
    }

    /// A correction moves exactly what it says: the old version goes out of every figure, the new one comes in, and
    /// nothing else moves. What is annulled afterwards leaves all lines but its own (R022).
    #[test]
    fn r110_a_correction_moves_its_own_figures_and_no_others(year in any_year(), other in any_fact(), at in any::<prop::sample::Index>(), annulled in any::<bool>()) {
        prop_assume!(!year.facts.is_empty());
        let at = at.index(year.facts.len());
        let spans = five_spans(year.quarter);
        let rules = year.rules();
        let old = year.facts[at].clone();
        let new = if annulled { ServiceFact { annulled: true, ..old.clone() } } else { ServiceFact { signed: other.signed, ..old.clone() } };
        let mut corrected = year.facts.clone();
        corrected[at] = new.clone();
        let (before, after) = (tally(of_services(&year.facts), &spans, &rules), tally(of_services(&corrected), &spans, &rules));
        let (out, into) = ([old], [new]);
        let (out, into) = (tally(of_services(&out), &spans, &rules), tally(of_services(&into), &spans, &rules));
        for line in every_line().into_iter().filter(adds_up) {
            for place in 0..spans.len() {
                let expected = before.get(line, place) + into.get(line, place);
                prop_assert_eq!(after.get(line, place) + out.get(line, place), expected, "{:?}", line);
            }
        }
    }

    /// In whatever order the facts come, the figures are the same.
    #[test]
    fn the_order_of_the_records_changes_nothing(year in any_year()) {
        let spans = five_spans(year.quarter);
        let backwards: Vec<_> = year.facts.iter().rev().cloned().collect();
        let (there, back) = (tally(of_services(&year.facts), &spans, &year.rules()), tally(of_services(&backwards), &spans, &year.rules()));
        for line in every_line() {
            for place in 0..spans.len() {
                prop_assert_eq!(there.get(line, place), back.get(line, place), "{:?}", line);
            }
        }
    }
}

#[test]
fn r072_r102_r103_r106_the_keys_of_counting_have_one_way_and_it_is_the_one_counted_by() {
    let broken = [
        ("tech.count_again", vec!["yes".to_owned()]),
        ("count.couple", vec!["2".to_owned()]),
        ("count.refusal", vec!["1".to_owned()]),
    ];
    for (key, answers) in broken {
        let mut order = recommended();
        order.set(key, &answers, Severity::Block, "").unwrap();
        assert_eq!(order.check(), [ProfileRefusal::Fixed { key }]);
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
    let year = Span { first: day(2026, 1, 1), last: day(2026, 12, 31) };
    let found = tally(of_services(&facts), &[year], &CountingRules::default());
    let [services, unique, repeated] = [Line::Services, Line::Unique, Line::Repeated].map(|line| found.get(line, 0));
    assert_eq!((services, unique, repeated), (25_000, 9_000, 9_000));
    assert_eq!(found.get(Line::Work(Worker::All, Part::Minutes), 0), 25_000 * 45);
}
