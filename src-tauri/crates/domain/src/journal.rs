//! The month's journal J1 as a value (general copy: codes, no contacts).
//!
//! A line stands for each counted service, each refusal and each failed attempt of a signed record, in the month
//! of its own day. So a failure of June stays in June's journal when the repeat is held in July. What is signed
//! and still no service (a booking inside the centre, a survey without feedback) has no line here.

pub mod corrected;
pub mod requests;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::age::AgeMonths;
use crate::civil::{Month, NBSP, date_short, date_time_range, numbered};
use crate::consultation::{Attempt, AttemptOutcome, Outcome};
use crate::counting::{
    Counted, CountingRules, FormLine, Gathered, Line as Figure, Participant, Reason, ServiceFact, SignedRecord, Span,
    count, failed_attempts, tally,
};
use crate::event::EventFact;
use crate::ids::{ConsultantId, RecipientId, RequestId};
use crate::lists::{Failure, Form, RecipientKind};
use crate::person::{ANONYMOUS, RecipientCode};

/// A finished journal of a month, ready to be drawn. A closed month keeps it beside its print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// Full name of the institution, as in its charter.
    pub institution: String,
    /// «КЦ «Росинка»».
    pub centre: String,
    pub town: String,
    /// Exact title of the order's journal.
    pub title: String,
    pub month: Month,
    /// In order of service.
    pub rows: Vec<JournalRow>,
    /// «Итого за месяц: услуг 12, в том числе очно 8 (из них выездных 1), …»
    pub totals: String,
    /// «Заведующий», «О. И. Ветрова».
    pub head_post: String,
    pub head_name: String,
    pub made_on: NaiveDate,
    /// Short form of the audit chain's head when the month was closed: «контрольное число». Empty while it is open.
    pub control: String,
    /// What a print made after the closing puts right; `None` for the first one.
    #[serde(default)]
    pub corrected: Option<corrected::Corrected>,
}

impl Journal {
    /// A journal read back from its print: why a line is no service is not kept and told again by its result.
    pub fn recalled(mut self) -> Self {
        for row in &mut self.rows {
            row.not_counted = reason_of(&row.result);
        }
        self
    }
}

fn reason_of(result: &str) -> Option<Reason> {
    if result.starts_with(REFUSED) {
        return Some(Reason::Refused);
    }
    let failure = result.strip_prefix(NOT_HELD)?;
    Some(Reason::NotHeld(Failure::ALL.iter().copied().find(|one| one.label() == failure).unwrap_or(Failure::Other)))
}

/// A line of J1. All texts are final, nothing is decided later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalRow {
    /// The request the line tells of: for the screen, never printed.
    pub id: RequestId,
    /// Why this line is no counted service; `None` for one that is. For the screen, never printed nor kept.
    #[serde(skip)]
    pub not_counted: Option<Reason>,
    /// When it began; what has no time opens its day. For the order of lines, never printed.
    pub began: NaiveDateTime,
    /// № п/п within the print.
    pub position: u32,
    /// «№ 17 от 05.06.2026»
    pub request: String,
    /// «05.06.2026 9:30–10:15»
    pub held: String,
    /// Code or «Анонимно».
    pub who: String,
    pub category: String,
    /// «3 г. 2 мес.»
    pub child_age: String,
    pub form: String,
    pub kind: String,
    /// By the classifier, never the person's own words.
    pub topic: String,
    /// «Калинина М. С., педагог-психолог»
    pub consultant: String,
    pub result: String,
    pub evidence: String,
}

/// What stands above and below every paper of the centre.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// Full name of the institution, as in its charter.
    pub institution: String,
    /// «КЦ «Росинка»».
    pub centre: String,
    pub town: String,
    /// «Заведующий», «О. И. Ветрова».
    pub head_post: String,
    pub head_name: String,
}

/// How ids and keys are said on paper. Codes only: no name of a person helped.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// In the order they stand in tables.
    pub consultants: Vec<ConsultantWords>,
    pub people: HashMap<RecipientId, PersonWords>,
    /// Key and label, in the order they stand in tables.
    pub directions: Vec<(String, String)>,
    /// The ways a request may come: key and label, in the order they stand in tables.
    pub channels: Vec<(String, String)>,
    /// Label by key.
    pub topics: HashMap<String, String>,
    /// Label by key.
    pub grounds: HashMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultantWords {
    pub id: ConsultantId,
    /// «Калинина М. С.»
    pub name: String,
    /// «педагог-психолог»
    pub post: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonWords {
    pub code: RecipientCode,
    pub kind: RecipientKind,
}

/// Stands where there is nothing to say.
pub(crate) const NOTHING: &str = "—";
/// How the result of a line that is no service begins.
const REFUSED: &str = "мотивированный отказ: ";
const NOT_HELD: &str = "не состоялась: ";

impl Directory {
    /// «П-0042», «П-0042, Анонимно» (R116, R117).
    pub fn who(&self, participants: &[Participant]) -> String {
        let words = participants.iter().map(|who| match who {
            Participant::Anonymous(_) => ANONYMOUS.to_owned(),
            Participant::Named(id) => self.person(*id),
        });
        or_nothing(words.collect::<Vec<_>>().join(", "))
    }

    /// «П-0042»
    pub fn person(&self, id: RecipientId) -> String {
        self.people.get(&id).map_or_else(|| NOTHING.to_owned(), |known| known.code.to_string())
    }

    /// «родитель»; of a couple each sort once.
    pub fn category(&self, participants: &[Participant]) -> String {
        let mut labels: Vec<&str> = Vec::new();
        for who in participants {
            let kind = match who {
                Participant::Named(id) => self.people.get(id).map(|known| known.kind),
                Participant::Anonymous(kind) => Some(*kind),
            };
            if let Some(kind) = kind
                && !labels.contains(&kind.label())
            {
                labels.push(kind.label());
            }
        }
        or_nothing(labels.join(", "))
    }

    /// «Калинина М. С., педагог-психолог; …»
    pub fn consultants(&self, ids: &[ConsultantId]) -> String {
        let words = ids.iter().filter_map(|id| self.consultants.iter().find(|known| known.id == *id));
        or_nothing(words.map(ConsultantWords::words).collect::<Vec<_>>().join("; "))
    }

    /// Labels of the classifier, the main one first.
    pub fn topics(&self, keys: &[String]) -> String {
        or_nothing(keys.iter().map(|key| label(&self.topics, key)).collect::<Vec<_>>().join("; "))
    }

    pub fn channel(&self, key: &str) -> String {
        self.channels.iter().find(|(known, _)| known == key).map_or(key, |(_, label)| label).to_owned()
    }

    pub fn direction(&self, key: Option<&str>) -> String {
        let found =
            key.map(|key| self.directions.iter().find(|(known, _)| known == key).map_or(key, |(_, label)| label));
        found.unwrap_or(NOTHING).to_owned()
    }

    /// «мотивированный отказ: вне компетенции»
    pub fn refusal(&self, ground: &str) -> String {
        format!("{REFUSED}{}", label(&self.grounds, ground))
    }
}

impl ConsultantWords {
    pub fn words(&self) -> String {
        if self.post.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.post) }
    }
}

/// A key without a label is shown itself: a line that lies is worse than an ugly one.
fn label<'a>(labels: &'a HashMap<String, String>, key: &'a str) -> &'a str {
    labels.get(key).map_or(key, String::as_str)
}

fn or_nothing(text: String) -> String {
    if text.is_empty() { NOTHING.to_owned() } else { text }
}

/// «дистанционно, видеосвязь»
pub(crate) fn form_words(record: &SignedRecord) -> String {
    match (record.form, FormLine::of(record)) {
        (Form::Distance, FormLine::NotStated) => Form::Distance.label().to_owned(),
        (Form::Distance, line) => format!("{}, {}", Form::Distance.label(), line.label()),
        (form, _) => form.label().to_owned(),
    }
}

/// What a journal needs beside its facts.
#[derive(Clone, Copy, Debug)]
pub struct JournalContext<'a> {
    pub letterhead: &'a Letterhead,
    pub directory: &'a Directory,
    /// Exact title from the порядок (R114).
    pub title: &'a str,
    /// They have no line here, yet the report may count them: the totals say so.
    pub events: &'a [EventFact],
    pub rules: CountingRules<'a>,
}

/// Who stands in a line of the copy for duty, and how to reach them. No `Debug`: names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NamedWho {
    /// Full names, or «Анонимно».
    pub who: String,
    pub contact: String,
}

/// Draws up the month's journal J1 from any facts that may touch the month.
pub fn compose(
    facts: &[ServiceFact],
    context: &JournalContext<'_>,
    month: Month,
    made_on: NaiveDate,
    control: &str,
) -> Journal {
    let mut lines: Vec<Line<'_>> = facts.iter().flat_map(lines_of).filter(|line| month.contains(line.on)).collect();
    lines.sort_by_key(|line| (line.order(), line.fact.year, line.fact.number));
    let rows = (1..).zip(&lines).map(|(position, line)| line.row(position, context.directory)).collect();
    let letterhead = context.letterhead;
    Journal {
        institution: letterhead.institution.clone(),
        centre: letterhead.centre.clone(),
        town: letterhead.town.clone(),
        title: context.title.to_owned(),
        month,
        rows,
        totals: totals(facts, month) + &beside(facts, context, month),
        head_post: letterhead.head_post.clone(),
        head_name: letterhead.head_name.clone(),
        made_on,
        control: control.to_owned(),
        corrected: None,
    }
}

/// The line under the table, in the words heads expect (rules §7).
fn totals(facts: &[ServiceFact], month: Month) -> String {
    let gathered = Gathered { services: facts, events: &[] };
    let tally = tally(gathered, &[Span::from(month)], &CountingRules::default());
    let found = tally.at(0);
    let distance = found.get(Figure::Distance) + found.get(Figure::Form(FormLine::NotStated));
    format!(
        "Итого за\u{a0}месяц: услуг{NBSP}{}, в\u{a0}том числе очно{NBSP}{} (из\u{a0}них выездных{NBSP}{}), \
         дистанционно{NBSP}{}, письменных{NBSP}{}; анонимно{NBSP}{}; отказов{NBSP}{}",
        found.get(Figure::Services),
        found.get(Figure::InPerson),
        found.get(Figure::Form(FormLine::Outing)),
        distance,
        found.get(Figure::Form(FormLine::Written)),
        found.get(Figure::Anonymous),
        found.get(Figure::Refusals),
    )
}

/// What makes the report's month larger than this journal: «; сверх того мероприятий 1, всего в отчёте услуг 33».
fn beside(facts: &[ServiceFact], context: &JournalContext<'_>, month: Month) -> String {
    let count = |services, events| tally(Gathered { services, events }, &[Span::from(month)], &context.rules);
    let events = count(&[], context.events);
    let (held, services) = (events.at(0).get(Figure::Events), events.at(0).get(Figure::EventServices));
    if services == 0 {
        return String::new();
    }
    let participants =
        if services == held { String::new() } else { format!(" (участников{NBSP}{services})") };
    let total = count(facts, &[]).at(0).get(Figure::Services) + services;
    format!("; сверх того мероприятий{NBSP}{held}{participants}, всего в{NBSP}отчёте услуг{NBSP}{total}")
}

/// A line before it is said.
struct Line<'a> {
    fact: &'a ServiceFact,
    /// The version that tells of it.
    record: &'a SignedRecord,
    child_age: Option<AgeMonths>,
    on: NaiveDate,
    attempt: Option<&'a Attempt>,
    result: LineResult<'a>,
}

enum LineResult<'a> {
    Given,
    Refused(&'a str),
    Failed(Failure),
}

fn lines_of(fact: &ServiceFact) -> Vec<Line<'_>> {
    let Some(record) = fact.signed.as_ref().filter(|_| !fact.annulled) else { return Vec::new() };
    let mut lines: Vec<Line<'_>> = failed_attempts(record)
        .map(|failed| Line {
            fact,
            record: failed.told.map_or(record, |earlier| &earlier.record),
            child_age: failed.told.map_or(fact.child_age, |earlier| earlier.child_age),
            on: failed.on,
            attempt: failed.attempt,
            result: LineResult::Failed(failed.failure),
        })
        .collect();
    let verdict = count(fact);
    let result = match (verdict.counted, &record.outcome) {
        (Counted::Counted, _) => Some(LineResult::Given),
        (Counted::NotCounted(Reason::Refused), Outcome::Refused { ground }) => Some(LineResult::Refused(ground)),
        _ => None,
    };
    if let (Some(on), Some(result)) = (verdict.on, result) {
        let attempt = record
            .attempts
            .iter()
            .rev()
            .filter(|attempt| attempt.outcome == AttemptOutcome::Held)
            // A survey belongs to the day of its feedback; the talk of another day is not its time.
            .find(|attempt| attempt.started.date() == on || attempt.ended.date() == on);
        lines.push(Line { fact, record, child_age: fact.child_age, on, attempt, result });
    }
    lines
}

impl Line<'_> {
    /// In order of service; what has no time opens its day.
    fn order(&self) -> NaiveDateTime {
        self.attempt.map_or(self.on.into(), |attempt| attempt.started)
    }

    fn row(&self, position: u32, directory: &Directory) -> JournalRow {
        let (fact, record) = (self.fact, self.record);
        JournalRow {
            id: fact.request,
            not_counted: match &self.result {
                LineResult::Given => None,
                LineResult::Refused(_) => Some(Reason::Refused),
                LineResult::Failed(failure) => Some(Reason::NotHeld(*failure)),
            },
            began: self.order(),
            position,
            request: format!("{} от{NBSP}{}", numbered(fact.number), date_short(fact.received.date())),
            held: self
                .attempt
                .map_or_else(|| date_short(self.on), |attempt| date_time_range(attempt.started, attempt.ended)),
            who: directory.who(&fact.participants),
            category: directory.category(&fact.participants),
            child_age: self.child_age.map_or_else(|| NOTHING.to_owned(), |age| age.words()),
            form: form_words(record),
            kind: record.kind.label().to_owned(),
            topic: directory.topics(&record.topics),
            consultant: directory.consultants(&record.consultants),
            result: match &self.result {
                LineResult::Given if record.organisations > 0 => "оказана, направлен в другие организации".to_owned(),
                LineResult::Given => "оказана".to_owned(),
                LineResult::Refused(ground) => directory.refusal(ground),
                LineResult::Failed(failure) => format!("{NOT_HELD}{}", failure.label()),
            },
            evidence: record.evidence.clone().unwrap_or_else(|| NOTHING.to_owned()),
        }
    }
}

#[cfg(test)]
pub(crate) mod sample {
    //! Invented words for the facts of `counting::sample`.

    use super::*;
    use crate::counting::sample::{consultant, person};

    /// A whole line of a service.
    pub(crate) fn row(number: u32) -> JournalRow {
        let day = NaiveDate::from_ymd_opt(2026, 6, 5).unwrap();
        JournalRow {
            id: RequestId(uuid::Uuid::from_u128(u128::from(number))),
            not_counted: None,
            began: day.and_hms_opt(9, number % 60, 0).unwrap(),
            position: number,
            request: format!("№ {number} от 05.06.2026"),
            held: "05.06.2026 9:30–10:15".to_owned(),
            who: format!("П-{number:04}"),
            category: "родитель".to_owned(),
            child_age: "3 г. 2 мес.".to_owned(),
            form: "очно".to_owned(),
            kind: "содержательное".to_owned(),
            topic: "развитие речи".to_owned(),
            consultant: "Калинина М. С., педагог-психолог".to_owned(),
            result: "оказана".to_owned(),
            evidence: "заявление".to_owned(),
        }
    }

    pub(crate) fn letterhead() -> Letterhead {
        Letterhead {
            institution: "МБДОУ «Детский сад № 7 «Росинка»".to_owned(),
            centre: "КЦ «Росинка»".to_owned(),
            town: "п. Луговой".to_owned(),
            head_post: "Заведующий".to_owned(),
            head_name: "О. И. Ветрова".to_owned(),
        }
    }

    pub(crate) fn directory() -> Directory {
        let consultants = [(1, "Калинина М. С.", "педагог-психолог"), (2, "Дроздова И. П.", "учитель-логопед")];
        let people = [(1, RecipientKind::Parent), (2, RecipientKind::Parent), (3, RecipientKind::Representative)];
        let words = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect::<Vec<_>>()
        };
        Directory {
            consultants: consultants
                .map(|(number, name, post)| ConsultantWords {
                    id: consultant(number),
                    name: name.to_owned(),
                    post: post.to_owned(),
                })
                .to_vec(),
            people: people
                .into_iter()
                .filter_map(|(number, kind)| match person(number) {
                    Participant::Named(id) => {
                        Some((id, PersonWords { code: RecipientCode(u32::try_from(number).unwrap()), kind }))
                    }
                    Participant::Anonymous(_) => None,
                })
                .collect(),
            directions: words(&[
                ("psy_ped", "психолого-педагогическая"),
                ("method", "методическая"),
                ("consult", "консультационная"),
            ]),
            channels: words(&[("call", "звонок"), ("visit", "лично")]),
            topics: words(&[("crisis", "кризис трёх лет"), ("speech", "развитие речи")]).into_iter().collect(),
            grounds: words(&[("out_of_competence", "вне компетенции"), ("behaviour", "неэтичное поведение")])
                .into_iter()
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sample::{directory, letterhead};
    use super::*;
    use crate::counting::Earlier;
    use crate::counting::sample::*;
    use crate::lists::{EventFormat, Kind, MeansKind};
    use crate::profile::EventCount;

    fn june(number: u32) -> NaiveDate {
        day(2026, 6, number)
    }

    fn composed(facts: &[ServiceFact], month: u32) -> Journal {
        let (letterhead, directory) = (letterhead(), directory());
        let context = JournalContext {
            letterhead: &letterhead,
            directory: &directory,
            title: "Журнал учёта услуг",
            events: &[],
            rules: CountingRules::default(),
        };
        compose(facts, &context, Month::new(2026, month).unwrap(), june(30), "7F3A-19C2")
    }

    #[test]
    fn what_the_report_counts_beside_the_journal_is_said_under_it() {
        let (letterhead, directory) = (letterhead(), directory());
        let held = event(6, june(12), EventFormat::InCenter, &[1], 8);
        let said = |mode| {
            let counts = [(june(1), mode)];
            let context = JournalContext {
                letterhead: &letterhead,
                directory: &directory,
                title: "Журнал учёта услуг",
                events: std::slice::from_ref(&held),
                rules: CountingRules { event_counts: &counts, ..CountingRules::default() },
            };
            let facts = [service(1, june(5), &[person(1)])];
            plain(&compose(&facts, &context, Month::new(2026, 6).unwrap(), june(30), "").totals)
        };
        assert!(said(EventCount::ByEvent).ends_with("; сверх того мероприятий 1, всего в отчёте услуг 2"));
        let by_participant = said(EventCount::ByParticipant);
        assert!(by_participant.ends_with("; сверх того мероприятий 1 (участников 8), всего в отчёте услуг 9"));
        assert!(said(EventCount::None).ends_with("отказов 0"));
    }

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    fn record(fact: &mut ServiceFact) -> &mut SignedRecord {
        fact.signed.as_mut().unwrap()
    }

    #[test]
    fn r110_a_service_is_a_line_of_the_journal_in_final_words() {
        let mut fact = service(17, june(5), &[person(1), person(3)]);
        let signed = record(&mut fact);
        signed.form = Form::Distance;
        signed.means = Some(MeansKind::Video);
        signed.topics = vec!["crisis".to_owned(), "speech".to_owned()];
        signed.consultants = vec![consultant(1), consultant(2)];
        signed.organisations = 1;
        signed.evidence = Some("детализация звонков, папка 05-12".to_owned());
        let journal = composed(&[fact], 6);
        assert_eq!(journal.rows.len(), 1);
        let row = &journal.rows[0];
        assert_eq!(row.position, 1);
        assert_eq!(plain(&row.request), "№ 17 от 05.06.2026");
        assert_eq!(row.held, "05.06.2026 9:30–10:15");
        assert_eq!(row.who, "П-0001, П-0003");
        assert_eq!(row.category, "родитель, законный представитель");
        assert_eq!(plain(&row.child_age), "3 г. 2 мес.");
        assert_eq!(row.form, "дистанционно, видеосвязь");
        assert_eq!(row.kind, "содержательное");
        assert_eq!(row.topic, "кризис трёх лет; развитие речи");
        assert_eq!(row.consultant, "Калинина М. С., педагог-психолог; Дроздова И. П., учитель-логопед");
        assert_eq!(row.result, "оказана, направлен в другие организации");
        assert_eq!(row.evidence, "детализация звонков, папка 05-12");
        assert_eq!((journal.head_name.as_str(), journal.control.as_str()), ("О. И. Ветрова", "7F3A-19C2"));
    }

    #[test]
    fn r116_r117_people_stand_by_code_or_the_exact_mark() {
        let facts = [
            service(1, june(1), &[Participant::Anonymous(RecipientKind::Parent)]),
            service(2, june(2), &[person(2), Participant::Anonymous(RecipientKind::Parent)]),
        ];
        let journal = composed(&facts, 6);
        let who: Vec<_> = journal.rows.iter().map(|row| (row.who.as_str(), row.category.as_str())).collect();
        assert_eq!(who, [("Анонимно", "родитель"), ("П-0002, Анонимно", "родитель")]);
    }

    #[test]
    fn lines_stand_in_order_of_service_whatever_order_they_came_in() {
        let mut late = service(3, june(5), &[person(1)]);
        record(&mut late).attempts = vec![held(at(june(5), 14, 0), 30)];
        let mut untimed = service(4, june(5), &[person(1)]);
        record(&mut untimed).attempts.clear();
        let facts = [late, service(9, june(2), &[person(2)]), service(2, june(5), &[person(2)]), untimed];
        let journal = composed(&facts, 6);
        let order: Vec<_> = journal.rows.iter().map(|row| plain(&row.request)).collect();
        assert_eq!(order, ["№ 9 от 02.06.2026", "№ 4 от 05.06.2026", "№ 2 от 05.06.2026", "№ 3 от 05.06.2026"]);
        assert_eq!(journal.rows[1].held, "05.06.2026");
        assert_eq!(journal.rows.iter().map(|row| row.position).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }

    #[test]
    fn r072_a_failure_keeps_its_line_in_its_own_month_when_the_repeat_is_in_the_next() {
        let mut fact = service(5, june(29), &[person(1)]);
        let signed = record(&mut fact);
        signed.attempts = vec![failed(at(june(30), 10, 0), Failure::TechnicalCentre)];
        signed.outcome = Outcome::NotHeld { failure: Failure::TechnicalCentre };
        signed.completed_on = june(30);
        let before = composed(std::slice::from_ref(&fact), 6);

        let signed = record(&mut fact);
        signed.attempts.push(held(at(day(2026, 7, 1), 11, 0), 45));
        signed.outcome = Outcome::Given;
        signed.completed_on = day(2026, 7, 1);
        let after = composed(std::slice::from_ref(&fact), 6);
        assert_eq!(after, before, "June does not change");
        assert_eq!(after.rows[0].result, "не состоялась: сбой у центра");
        let july = composed(&[fact], 7);
        assert_eq!((july.rows.len(), july.rows[0].result.as_str()), (1, "оказана"));
    }

    #[test]
    fn r072_a_failure_stands_as_it_was_signed_whoever_holds_the_repeat_and_however() {
        let mut fact = service(5, june(29), &[person(1)]);
        let signed = record(&mut fact);
        signed.attempts = vec![failed(at(june(30), 10, 0), Failure::TechnicalCentre)];
        signed.outcome = Outcome::NotHeld { failure: Failure::TechnicalCentre };
        signed.completed_on = june(30);
        signed.form = Form::Distance;
        signed.means = Some(MeansKind::Video);
        let before = composed(std::slice::from_ref(&fact), 6);

        let earlier = Earlier { child_age: fact.child_age, record: record(&mut fact).clone() };
        let mistaken = Earlier { record: SignedRecord { version: 1, ..earlier.record.clone() }, child_age: None };
        fact.child_age = AgeMonths::new(40);
        let signed = record(&mut fact);
        signed.earlier = vec![mistaken, earlier];
        signed.attempts.push(held(at(june(30), 14, 0), 45));
        signed.outcome = Outcome::Given;
        signed.form = Form::InCenter;
        signed.kind = Kind::Planning;
        signed.topics = vec!["speech".to_owned()];
        signed.consultants = vec![consultant(2)];
        signed.evidence = Some("заявление".to_owned());
        let after = composed(&[fact], 6);
        assert_eq!(after.rows.len(), 2);
        assert_eq!(after.rows[0], before.rows[0], "the last version before the repeat tells of the failure");
        let repeat = &after.rows[1];
        assert_eq!(
            (repeat.form.as_str(), repeat.consultant.as_str()),
            ("очно", "Дроздова И. П., учитель-логопед"),
            "and the repeat of itself"
        );
    }

    #[test]
    fn a_journal_read_back_knows_again_which_lines_are_no_services() {
        let mut refused = service(1, june(8), &[person(1)]);
        record(&mut refused).outcome = Outcome::Refused { ground: "behaviour".to_owned() };
        let failures = (2..).zip(Failure::ALL.iter().copied()).map(|(number, failure)| {
            let mut fact = service(number, june(9), &[person(2)]);
            let signed = record(&mut fact);
            signed.attempts = vec![failed(at(june(9), 10, 0), failure)];
            signed.outcome = Outcome::NotHeld { failure };
            fact
        });
        let facts: Vec<_> = [refused, service(9, june(10), &[person(3)])].into_iter().chain(failures).collect();
        let journal = composed(&facts, 6);
        let kept: Journal = serde_json::from_str(&serde_json::to_string(&journal).unwrap()).unwrap();
        assert_ne!(kept, journal);
        assert_eq!(kept.recalled(), journal);
    }

    #[test]
    fn r106_a_refusal_has_its_line_and_its_ground() {
        let mut fact = service(6, june(8), &[person(1)]);
        record(&mut fact).outcome = Outcome::Refused { ground: "out_of_competence".to_owned() };
        let journal = composed(&[fact], 6);
        assert_eq!(journal.rows[0].result, "мотивированный отказ: вне компетенции");
        assert!(plain(&journal.totals).starts_with("Итого за месяц: услуг 0"));
    }

    #[test]
    fn drafts_annulled_requests_and_bookings_inside_the_centre_have_no_line() {
        let mut inside = service(3, june(5), &[person(1)]);
        record(&mut inside).kind = Kind::Dispatch;
        let mut survey = service(4, june(5), &[person(1)]);
        record(&mut survey).kind = Kind::Survey;
        let annulled = ServiceFact { annulled: true, ..service(2, june(5), &[person(1)]) };
        let journal = composed(&[request(1, june(5), &[person(1)]), annulled, inside, survey], 6);
        assert_eq!(journal.rows, []);
    }

    #[test]
    fn r093_a_survey_stands_on_the_day_of_its_feedback() {
        let mut fact = service(4, june(5), &[person(1)]);
        let signed = record(&mut fact);
        signed.kind = Kind::Survey;
        signed.survey = crate::counting::SurveyMarks { filled: true, feedback_on: Some(june(9)) };
        let journal = composed(&[fact], 6);
        assert_eq!((journal.rows.len(), journal.rows[0].held.as_str()), (1, "09.06.2026"));
    }

    #[test]
    fn the_totals_line_is_the_one_heads_expect() {
        let form = |number, form, who: &[Participant]| {
            let mut fact = service(number, june(5), who);
            record(&mut fact).form = form;
            fact
        };
        let mut refused = service(7, june(5), &[person(1)]);
        record(&mut refused).outcome = Outcome::Refused { ground: "behaviour".to_owned() };
        let facts = [
            form(1, Form::InCenter, &[person(1)]),
            form(2, Form::InCenter, &[Participant::Anonymous(RecipientKind::Parent)]),
            form(3, Form::Outing, &[person(1)]),
            form(4, Form::Distance, &[person(1), person(2)]),
            form(5, Form::Written, &[person(3)]),
            refused,
            form(8, Form::InCenter, &[person(1)]),
        ];
        let mut next_month = facts[0].clone();
        record(&mut next_month).completed_on = day(2026, 7, 1);
        let facts = [facts.as_slice(), &[next_month]].concat();
        assert_eq!(
            plain(&composed(&facts, 6).totals),
            "Итого за месяц: услуг 6, в том числе очно 4 (из них выездных 1), дистанционно 1, письменных 1; анонимно 1; отказов 1"
        );
    }

    proptest! {
        /// Rules §3.3: the lines of three months are the services and refusals of the quarter, no more and no less.
        #[test]
        fn the_lines_of_three_months_are_the_figures_of_the_quarter(facts in prop::collection::vec(any_fact(), 0..50)) {
            let quarter = crate::civil::Quarter::new(2026, 2).unwrap();
            let gathered = Gathered { services: &facts, events: &[] };
            let figures = tally(gathered, &[quarter.into()], &CountingRules::default());
            let rows: Vec<_> = quarter.months().iter().flat_map(|month| composed(&facts, month.month()).rows).collect();
            let lines = |start: &str| rows.iter().filter(|row| row.result.starts_with(start)).count() as u64;
            prop_assert_eq!(lines("оказана"), figures.get(Figure::Services, 0));
            prop_assert_eq!(lines("мотивированный отказ"), figures.get(Figure::Refusals, 0));
            prop_assert_eq!(lines("не состоялась: сбой"), figures.get(Figure::Technical, 0));
        }
    }
}
