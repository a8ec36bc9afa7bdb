//! Coded rows behind the figures: for the list a figure opens and for the sheet of the centre's own copy.

use chrono::NaiveDate;

use crate::civil::numbered;
use crate::counting::{
    Behind, CountingRules, Line, Record, ServiceFact, SignedRecord, count, failed_attempts, minutes,
};
use crate::event::EventFact;
use crate::ids::{EventId, RequestId};
use crate::journal::{Directory, form_words};

/// What a row is about, to be opened by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordOf {
    Request(RequestId),
    Event(EventId),
}

/// A coded row behind the figures. Texts are final; what does not apply is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRow {
    pub of: RecordOf,
    /// Its record is signed: there is more to open than the request.
    pub signed: bool,
    /// «№ 17»; «мероприятие»
    pub number: String,
    pub received: Option<NaiveDate>,
    /// Day of the service, refusal or failed attempt.
    pub date: Option<NaiveDate>,
    pub who: String,
    pub channel: String,
    /// «3 г. 2 мес.»
    pub age: String,
    pub form: String,
    pub kind: String,
    pub direction: String,
    /// The main one.
    pub topic: String,
    pub consultant: String,
    pub minutes: Option<u32>,
    /// The service was counted, whatever list this is.
    pub counted: bool,
    /// What it adds to the figure.
    pub weight: u64,
    /// «учтена: …», «не учтена, потому что …»
    pub because: String,
}

/// Rows of a list in the order of the list. Without a line it is the list of everything.
pub fn record_rows(
    behind: &[Behind<'_>],
    line: Option<Line<'_>>,
    directory: &Directory,
    rules: &CountingRules<'_>,
) -> Vec<RecordRow> {
    behind
        .iter()
        .map(|behind| {
            let because = behind.reason(line, rules);
            let row = match behind.record {
                Record::Request(fact) => {
                    let record = fact.signed.as_ref().map(|signed| match line {
                        Some(Line::Technical) => failed_on(signed, behind.on),
                        _ => signed,
                    });
                    RecordRow { because, ..of_request(fact, record, directory) }
                }
                Record::Event(event) => {
                    RecordRow { because, counted: rules.services_of(event) > 0, ..of_event(event, directory) }
                }
                Record::Person { id, latest, .. } => {
                    let who = directory.person(id);
                    RecordRow { because, who, ..of_request(latest, latest.signed.as_ref(), directory) }
                }
            };
            RecordRow { weight: behind.weight, ..row }
        })
        .collect()
}

/// The version that told of the failure of a day: who holds the repeat has no part in it.
fn failed_on(signed: &SignedRecord, day: NaiveDate) -> &SignedRecord {
    let failed = failed_attempts(signed).find(|failed| failed.on == day && failed.failure.technical());
    failed.and_then(|failed| failed.told).map_or(signed, |earlier| &earlier.record)
}

fn of_request(fact: &ServiceFact, record: Option<&SignedRecord>, directory: &Directory) -> RecordRow {
    let verdict = count(fact);
    RecordRow {
        of: RecordOf::Request(fact.request),
        signed: record.is_some(),
        number: numbered(fact.number),
        received: Some(fact.received.date()),
        date: verdict.on,
        who: directory.who(&fact.participants),
        channel: directory.channel(&fact.channel),
        age: fact.child_age.map(|age| age.words()).unwrap_or_default(),
        form: record.map(form_words).unwrap_or_default(),
        kind: record.map(|record| record.kind.label().to_owned()).unwrap_or_default(),
        direction: record.map(|record| directory.direction(record.direction.as_deref())).unwrap_or_default(),
        topic: record.map(|record| directory.topics(record.topics.get(..1).unwrap_or_default())).unwrap_or_default(),
        consultant: record.map(|record| directory.consultants(&record.consultants)).unwrap_or_default(),
        minutes: record.and_then(|record| u32::try_from(minutes(record)).ok()),
        counted: verdict.is_counted(),
        weight: 1,
        because: String::new(),
    }
}

fn of_event(event: &EventFact, directory: &Directory) -> RecordRow {
    RecordRow {
        of: RecordOf::Event(event.id),
        signed: false,
        number: "мероприятие".to_owned(),
        received: None,
        date: Some(event.held_on),
        who: String::new(),
        channel: String::new(),
        age: String::new(),
        form: event.format.label().to_owned(),
        kind: "просветительское мероприятие".to_owned(),
        direction: String::new(),
        topic: String::new(),
        consultant: directory.consultants(&event.leaders),
        minutes: None,
        counted: false,
        weight: 1,
        because: String::new(),
    }
}
