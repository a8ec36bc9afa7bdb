//! The records behind a figure: the same touches the figure is the sum of, kept instead of added.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::civil::{NBSP, counted, date_short, plural};
use crate::consultation::AttemptOutcome;
use crate::counting::touch::{Seen, Toucher, see_people};
use crate::counting::{CountingRules, Gathered, Line, ServiceFact, Span, count, failed_attempts};
use crate::event::EventFact;
use crate::ids::RecipientId;
use crate::lists::Kind;
use crate::term::stopped_on;

/// What a line of the list is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Record<'a> {
    Request(&'a ServiceFact),
    Event(&'a EventFact),
    /// A person by code, with their latest record of the period.
    Person {
        id: RecipientId,
        latest: &'a ServiceFact,
        services: u32,
        requests: u32,
    },
}

/// One record behind a figure, on its day. The weights of a list add up to the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Behind<'a> {
    pub record: Record<'a>,
    pub on: NaiveDate,
    /// One, save for minutes, for participants, and for events counted by participants.
    pub weight: u64,
}

/// Exactly what the figure of a line in a span is made of, in order of days and numbers.
pub fn behind<'a>(gathered: Gathered<'a>, line: Line<'_>, span: Span, rules: &CountingRules<'_>) -> Vec<Behind<'a>> {
    if line.of_people() {
        return people(gathered, line, span);
    }
    let mut found = Vec::new();
    let mut toucher = Toucher::new(*rules);
    for fact in gathered.services {
        toucher.fact(fact, &mut |on, touched, weight| {
            if touched == line && weight > 0 && span.contains(on) {
                found.push(Behind { record: Record::Request(fact), on, weight });
            }
        });
    }
    for event in gathered.events {
        toucher.event(event, &mut |on, touched, weight| {
            if touched == line && weight > 0 && span.contains(on) {
                found.push(Behind { record: Record::Event(event), on, weight });
            }
        });
    }
    found.sort_by_key(order);
    found
}

/// Everything a figure of the span may rest on, counted or not, each once. The weight is what the record adds
/// to the services of the span: nought where it is not counted, or counted in another.
pub fn touched<'a>(gathered: Gathered<'a>, span: Span, rules: &CountingRules<'_>) -> Vec<Behind<'a>> {
    let requests = gathered.services.iter().filter_map(|fact| {
        let verdict = count(fact);
        let failed = fact.signed.iter().filter(|_| !fact.annulled).flat_map(failed_attempts).map(|failed| failed.on);
        let on = verdict.on.into_iter().chain(failed).chain([fact.registered]).find(|on| span.contains(*on))?;
        let served = verdict.is_counted() && verdict.on.is_some_and(|on| span.contains(on));
        Some(Behind { record: Record::Request(fact), on, weight: u64::from(served) })
    });
    let mut found: Vec<_> = requests.collect();
    // By number, as in the journal; events after them by day.
    found.sort_by_key(|behind| match behind.record {
        Record::Request(fact) => (fact.year, fact.number),
        _ => (i32::MAX, 0),
    });
    let events = gathered.events.iter().filter(|event| span.contains(event.held_on));
    let events = events.map(|event| Behind {
        record: Record::Event(event),
        on: event.held_on,
        weight: rules.services_of(event),
    });
    let mut events: Vec<_> = events.collect();
    events.sort_by_key(order);
    found.extend(events);
    found
}

fn order(behind: &Behind<'_>) -> (NaiveDate, i32, u32) {
    match behind.record {
        Record::Request(fact) | Record::Person { latest: fact, .. } => (behind.on, fact.year, fact.number),
        Record::Event(_) => (behind.on, i32::MAX, 0),
    }
}

fn people<'a>(gathered: Gathered<'a>, line: Line<'_>, span: Span) -> Vec<Behind<'a>> {
    let mut people: HashMap<RecipientId, (Seen, &'a ServiceFact, NaiveDate)> = HashMap::new();
    for fact in gathered.services {
        see_people(fact, |on, id, part| {
            if !span.contains(on) {
                return;
            }
            let (seen, latest, day) = people.entry(id).or_insert((Seen::default(), fact, on));
            seen.services += part.services;
            seen.requests += part.requests;
            if on >= *day {
                (*latest, *day) = (fact, on);
            }
        });
    }
    let mut found: Vec<_> = people
        .into_iter()
        .filter(|(_, (seen, ..))| seen.is_in(line))
        .map(|(id, (seen, latest, on))| Behind {
            record: Record::Person { id, latest, services: seen.services, requests: seen.requests },
            on,
            weight: 1,
        })
        .collect();
    found.sort_by_key(|behind| match behind.record {
        Record::Person { id, .. } => Some(id),
        _ => None,
    });
    found.sort_by_key(order);
    found
}

impl Behind<'_> {
    /// Why the record stands in this list: «учтена: …», «не учтена, потому что …».
    ///
    /// Without a line it is the list of everything, and only the service is spoken of.
    pub fn reason(&self, line: Option<Line<'_>>, rules: &CountingRules<'_>) -> String {
        match self.record {
            Record::Request(fact) => self.request_reason(fact, line, rules),
            Record::Event(event) => {
                let who = counted(u64::from(event.participants), "участник", "участника", "участников");
                match rules.services_of(event) {
                    0 => format!("не учтено, потому что по{NBSP}порядку мероприятия услугами не считаются; {who}"),
                    services => {
                        format!("учтено: {}, {who}", counted(services, "услуга", "услуги", "услуг"))
                    }
                }
            }
            Record::Person { services, requests, .. } => {
                let services = counted(u64::from(services), "услуга", "услуги", "услуг");
                match line {
                    Some(Line::Repeated) => {
                        let asked = counted(u64::from(requests), "обращение", "обращения", "обращений");
                        format!("учтён: {asked}, {services}")
                    }
                    _ => format!("учтён: {services}"),
                }
            }
        }
    }

    fn request_reason(&self, fact: &ServiceFact, line: Option<Line<'_>>, rules: &CountingRules<'_>) -> String {
        let verdict = count(fact);
        let service = match (verdict.is_counted(), verdict.on) {
            (true, Some(on)) => format!("услуга учтена {}", date_short(on)),
            _ => format!("услуга {}", verdict.words()),
        };
        match line {
            Some(Line::Requests | Line::Channel(_)) => {
                format!("учтено: зарегистрировано {}; {service}", date_short(fact.registered))
            }
            Some(Line::Redirected) => {
                let named = fact.signed.as_ref().map_or(0, |record| record.organisations);
                let named = counted(u64::from(named), "организация", "организации", "организаций");
                format!("учтено: {named}; {service}")
            }
            Some(Line::Technical) => {
                let failures = fact.signed.iter().flat_map(failed_attempts);
                let why = failures.into_iter().find(|failed| failed.on == self.on && failed.failure.technical());
                let why = why.map_or("", |failed| failed.failure.label());
                format!("учтён сбой {}: {why}; {service}", date_short(self.on))
            }
            Some(Line::Refusals) => format!("отказ учтён {}; {service}", date_short(self.on)),
            Some(Line::Late | Line::LateByWish) => self.late_reason(fact, rules),
            Some(Line::Work(_, crate::counting::Part::Minutes)) => {
                format!("учтено {}", counted(self.weight, "минута", "минуты", "минут"))
            }
            // In the list of a quarter's everything stands also what was asked in it and given in another.
            None if self.weight == 0 && verdict.is_counted() => {
                let on = verdict.on.map(date_short).unwrap_or_default();
                format!("учтена {on}: это день другого квартала")
            }
            _ => {
                verdict.on.filter(|_| verdict.is_counted()).map_or_else(|| verdict.words(), |on| why_counted(fact, on))
            }
        }
    }

    fn late_reason(&self, fact: &ServiceFact, rules: &CountingRules<'_>) -> String {
        let received = fact.received.date();
        let term = rules.terms.and_then(|terms| terms.booking(received));
        let (Some(term), Some(record)) = (term, &fact.signed) else { return count(fact).words() };
        let began = stopped_on(&record.attempts).unwrap_or(record.completed_on);
        let day = (began - received).num_days();
        let last = date_short(term.judged_by);
        let wish = if record.late_by_wish { ", так просил получатель" } else { "" };
        format!("учтена: {day}-й{NBSP}день, срок был до{NBSP}{last}{wish}")
    }
}

fn why_counted(fact: &ServiceFact, on: NaiveDate) -> String {
    let Some(record) = &fact.signed else { return count(fact).words() };
    let day = date_short(on);
    match record.kind {
        Kind::Survey => format!("учтена: обратная связь дана {day}"),
        Kind::Dispatch => {
            let number = u64::from(record.organisations);
            let verb = plural(number, "названа", "названы", "названо");
            format!("учтена {day}: {verb} {}", counted(number, "организация", "организации", "организаций"))
        }
        Kind::Content | Kind::Planning => {
            let tries = record.attempts.iter().filter(|attempt| attempt.outcome != AttemptOutcome::Held).count();
            match tries {
                0 => format!("учтена: приём {day}, запись подписана"),
                _ => format!("учтена один раз: приём {day} после несостоявшегося"),
            }
        }
    }
}
