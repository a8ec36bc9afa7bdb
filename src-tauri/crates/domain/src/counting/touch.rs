//! Which lines a record touches, on which day and by how much: the one place where figures come from.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::counting::{
    AgeLine, Counted, CountingRules, FormLine, KeyLine, Line, Part, Participant, Reason, ServiceFact, SignedRecord,
    Worker, count, failed_attempts, minutes,
};
use crate::event::{EventFact, EventFormat};
use crate::ids::{ConsultantId, RecipientId};
use crate::lists::{Form, Kind};
use crate::term::stopped_on;

/// Says what is touched; remembers the last lawful day of each day of receipt.
pub(super) struct Toucher<'r> {
    rules: CountingRules<'r>,
    /// `None`: the порядок of that day sets no term.
    judged: HashMap<NaiveDate, Option<NaiveDate>>,
}

impl<'r> Toucher<'r> {
    pub fn new(rules: CountingRules<'r>) -> Self {
        Self { rules, judged: HashMap::new() }
    }

    pub fn fact<'a>(&mut self, fact: &'a ServiceFact, take: &mut impl FnMut(NaiveDate, Line<'a>, u64)) {
        let registered = fact.registered;
        if fact.annulled {
            take(registered, Line::Annulled, 1);
            return;
        }
        take(registered, Line::Requests, 1);
        take(registered, Line::Channel(&fact.channel), 1);
        let Some(record) = &fact.signed else { return };
        if record.organisations > 0 {
            take(registered, Line::Redirected, 1);
        }
        for failed in failed_attempts(record).filter(|failed| failed.failure.technical()) {
            take(failed.on, Line::Technical, 1);
        }
        let verdict = count(fact);
        let Some(on) = verdict.on else { return };
        match verdict.counted {
            Counted::Counted => self.service(on, fact, record, take),
            Counted::NotCounted(Reason::Refused) => take(on, Line::Refusals, 1),
            Counted::NotCounted(_) => {}
        }
    }

    fn service<'a>(
        &mut self,
        on: NaiveDate,
        fact: &'a ServiceFact,
        record: &'a SignedRecord,
        take: &mut impl FnMut(NaiveDate, Line<'a>, u64),
    ) {
        take(on, Line::Services, 1);
        if !fact.participants.iter().any(|who| matches!(who, Participant::Named(_))) {
            take(on, Line::Anonymous, 1);
        }
        if record.organisations > 0 {
            take(on, Line::Directed, 1);
        }
        if record.quality_offered {
            take(on, Line::Offered, 1);
        }
        if self.is_late(fact, record) {
            take(on, Line::Late, 1);
            if record.late_by_wish {
                take(on, Line::LateByWish, 1);
            }
        }
        form(on, FormLine::of(record), 1, take);
        take(on, Line::Kind(record.kind), 1);
        take(
            on,
            Line::Direction(match &record.direction {
                Some(key) => KeyLine::Named(key),
                None if record.kind == Kind::Dispatch => KeyLine::NotApplicable,
                None => KeyLine::NotStated,
            }),
            1,
        );
        take(on, Line::Age(fact.child_age.map_or(AgeLine::NotStated, |age| AgeLine::of(age.months()))), 1);
        let topic = record.topics.first();
        take(on, Line::Topic(topic.map_or(KeyLine::NotStated, |key| KeyLine::Named(key))), 1);
        if let Some(field) = topic.and_then(|key| self.rules.topic_fields?.get(key)) {
            take(on, Line::TopicField(*field), 1);
        }
        let part = match record.form {
            Form::InCenter | Form::Outing => Part::InPerson,
            Form::Distance => Part::Distance,
            Form::Written => Part::Written,
        };
        work(on, &record.consultants, part, 1, minutes(record), take);
    }

    fn is_late(&mut self, fact: &ServiceFact, record: &SignedRecord) -> bool {
        let Some(terms) = self.rules.terms else { return false };
        let received = fact.received.date();
        let judged_by = *self.judged.entry(received).or_insert_with(|| terms.booking_judged_by(received));
        judged_by.is_some_and(|last| stopped_on(&record.attempts).unwrap_or(record.completed_on) > last)
    }

    /// An event stands in the tables as `event.count` says; its participants always stand beside (rules §12.1).
    pub fn event<'a>(&self, event: &'a EventFact, take: &mut impl FnMut(NaiveDate, Line<'a>, u64)) {
        let on = event.held_on;
        take(on, Line::Events, 1);
        take(on, Line::EventParticipants, u64::from(event.participants));
        let weight = self.rules.services_of(event);
        if weight == 0 {
            return;
        }
        take(on, Line::Services, weight);
        take(on, Line::EventServices, weight);
        let leaf = match event.format {
            EventFormat::InCenter => FormLine::InCentre,
            EventFormat::Elsewhere => FormLine::Outing,
            EventFormat::Webinar => FormLine::Video,
        };
        form(on, leaf, weight, take);
        take(on, Line::Direction(KeyLine::NotApplicable), weight);
        take(on, Line::Age(AgeLine::NotApplicable), weight);
        take(on, Line::Topic(KeyLine::NotApplicable), weight);
        let part = if event.format == EventFormat::Webinar { Part::Distance } else { Part::InPerson };
        // How long an event took is no time of consultations.
        work(on, &event.leaders, part, weight, 0, take);
    }
}

fn form<'a>(on: NaiveDate, leaf: FormLine, weight: u64, take: &mut impl FnMut(NaiveDate, Line<'a>, u64)) {
    take(on, Line::Form(leaf), weight);
    match leaf {
        FormLine::InCentre | FormLine::Outing => take(on, Line::InPerson, weight),
        FormLine::Voice | FormLine::Video | FormLine::Chat | FormLine::Email => take(on, Line::Distance, weight),
        FormLine::Written | FormLine::NotStated => {}
    }
}

/// Everyone who took part gets the whole of it (R037).
fn work<'a>(
    on: NaiveDate,
    who: &[ConsultantId],
    part: Part,
    weight: u64,
    minutes: u64,
    take: &mut impl FnMut(NaiveDate, Line<'a>, u64),
) {
    let mut credit = |whose| {
        for worker in [whose, Worker::All] {
            take(on, Line::Work(worker, Part::Services), weight);
            take(on, Line::Work(worker, part), weight);
            if minutes > 0 {
                take(on, Line::Work(worker, Part::Minutes), minutes);
            }
        }
    };
    let mut credited = 0;
    for (at, id) in who.iter().enumerate() {
        if !who[..at].contains(id) {
            credit(Worker::Consultant(*id));
            credited += 1;
        }
    }
    if credited == 0 {
        credit(Worker::Nobody);
    }
    if credited > 1 {
        take(on, Line::Shared, weight);
    }
}

/// The persons of a record, each once: a person entered twice in one request has made one request.
pub(super) fn persons(fact: &ServiceFact) -> impl Iterator<Item = RecipientId> {
    fact.participants.iter().enumerate().filter_map(|(at, who)| match who {
        Participant::Named(id) if !fact.participants[..at].contains(who) => Some(*id),
        _ => None,
    })
}

/// One person's part in a period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub services: u32,
    pub requests: u32,
}

impl Seen {
    /// Whether the person stands in a line of people.
    pub fn is_in(self, line: Line<'_>) -> bool {
        self.services > 0 && (line == Line::Unique || self.requests >= 2)
    }
}

/// Calls `see` for each person with the day and the part that day adds.
pub(super) fn see_people(fact: &ServiceFact, mut see: impl FnMut(NaiveDate, RecipientId, Seen)) {
    if fact.annulled {
        return;
    }
    let verdict = count(fact);
    let served = verdict.on.filter(|_| verdict.is_counted());
    for id in persons(fact) {
        see(fact.registered, id, Seen { services: 0, requests: 1 });
        if let Some(on) = served {
            see(on, id, Seen { services: 1, requests: 0 });
        }
    }
}
