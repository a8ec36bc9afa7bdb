//! All that counting may know of a period, read in a few passes however large the period is.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use domain::consultation::Attempt;
use domain::counting::{Participant, ServiceFact, SignedRecord, SurveyMarks};
use domain::ids::{ConsultantId, RecipientId, RequestId};
use domain::lists::{Form, Kind, MeansKind, RecipientKind};
use domain::person::RecipientCode;
use domain::profile::{DispatchMeaning, Profile};
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::change::View;
use crate::consultation::{attempt_outcome_from, outcome_from};
use crate::error::StorageError;
use crate::request::months;
use crate::value::{Columns, known, parse_day};

/// Requests registered in the span, or with a record completed or an attempt failed in it.
const IN_SPAN: &str = "(
    SELECT id FROM request WHERE ?1 <= registered_on AND registered_on < ?2
    UNION SELECT request_id FROM consultation WHERE ?1 <= completed AND completed < ?2
    UNION SELECT c.request_id FROM version_attempt a
        JOIN consultation c ON c.id = a.consultation_id AND c.version = a.version
        WHERE a.outcome <> 'held' AND ?1 <= a.started AND a.started < ?2)";

/// People of the requests, in the order they were written down.
const PARTICIPANTS: &str =
    "SELECT request_id AS id, recipient_id, kind FROM request_participant WHERE request_id IN {} ORDER BY position";

/// What stands in tables of its own for each signed version, and its columns.
const PARTS: [(&str, &str); 3] = [
    ("version_attempt", "t.started, t.ended, t.outcome"),
    ("version_topic", "t.topic"),
    ("version_consultant", "t.consultant_id"),
];

fn requests_sql() -> String {
    format!(
        "SELECT q.id, q.number, q.year, q.received, q.registered_on, q.annulled_at, q.channel,
        q.late_by_wish, q.evidence_kind AS asked_evidence, q.evidence_place AS asked_place,
        c.version, c.completed_on, coalesce(v.child_months, q.child_months) AS age_months, v.form, v.means, v.kind, v.direction, v.outcome, v.ground, v.failure,
        v.survey_filled, v.feedback_on, v.late_by_wish AS record_late_by_wish, v.quality_offered, v.evidence_kind, v.evidence_place,
        (SELECT count(*) FROM version_organisation o
         WHERE o.consultation_id = c.id AND o.version = c.version) AS organisations
     FROM request q
     LEFT JOIN consultation c ON c.request_id = q.id
     LEFT JOIN consultation_version v ON v.consultation_id = c.id AND v.version = c.version
     WHERE q.id IN {IN_SPAN}
     ORDER BY q.year, q.number"
    )
}

fn part_sql(table: &str, columns: &str) -> String {
    format!(
        "SELECT c.request_id AS id, {columns} FROM consultation c
         JOIN {table} t ON t.consultation_id = c.id AND t.version = c.version
         WHERE c.request_id IN {{}} ORDER BY t.position"
    )
}

const PEOPLE: &str = "SELECT DISTINCT r.id, r.code, r.kind FROM request_participant p
     JOIN recipient r ON r.id = p.recipient_id
     WHERE p.request_id IN {}";

impl View<'_> {
    /// Facts of the days from `first` to `last`, both included, in order of registration.
    pub fn facts(&self, first: NaiveDate, last: NaiveDate) -> Result<Vec<ServiceFact>, StorageError> {
        let span = span_of(first, last);
        let span = params![span.0, span.1];

        let meanings = self.dispatch_meanings()?;
        let means = self.means_kinds()?;
        let evidence_words = self.evidence_words()?;

        let mut facts = Vec::new();
        let mut places: HashMap<Uuid, usize> = HashMap::new();
        let mut statement = self.db().prepare_cached(&requests_sql())?;
        let mut rows = statement.query(span)?;
        while let Some(row) = rows.next()? {
            let id = row.id("id")?;
            places.insert(id, facts.len());
            let signed = match row.get::<_, Option<u32>>("version")? {
                Some(version) => Some(signed_record(row, version, &meanings, &means, &evidence_words)?),
                None => None,
            };
            facts.push(ServiceFact {
                request: RequestId(id),
                number: row.get("number")?,
                year: row.get("year")?,
                received: row.moment("received")?,
                registered: row.day("registered_on")?,
                annulled: row.maybe_int("annulled_at")?.is_some(),
                participants: Vec::new(),
                channel: row.text("channel")?,
                // What was said at the consultation stands above what was said on the phone.
                child_age: months(row.maybe_int("age_months")?)?,
                signed,
            });
        }

        self.each_of(PARTICIPANTS, span, &places, |at, row| {
            facts[at].participants.push(match row.maybe_id("recipient_id")? {
                Some(id) => Participant::Named(RecipientId(id)),
                None => {
                    Participant::Anonymous(known(RecipientKind::from_key(&row.text("kind")?), "a recipient's kind")?)
                }
            });
            Ok(())
        })?;
        for (table, columns) in PARTS {
            let sql = part_sql(table, columns);
            self.each_of(&sql, span, &places, |at, row| {
                let Some(signed) = &mut facts[at].signed else { return Ok(()) };
                match table {
                    "version_attempt" => signed.attempts.push(Attempt {
                        started: row.moment("started")?,
                        ended: row.moment("ended")?,
                        outcome: attempt_outcome_from(&row.text("outcome")?)?,
                    }),
                    "version_topic" => signed.topics.push(row.text("topic")?),
                    _ => signed.consultants.push(ConsultantId(row.id("consultant_id")?)),
                }
                Ok(())
            })?;
        }
        Ok(facts)
    }

    fn each_of(
        &self,
        sql: &str,
        span: &[&dyn rusqlite::ToSql],
        places: &HashMap<Uuid, usize>,
        mut take: impl FnMut(usize, &Row<'_>) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let mut statement = self.db().prepare_cached(&sql.replace("{}", IN_SPAN))?;
        let mut rows = statement.query(span)?;
        while let Some(row) = rows.next()? {
            if let Some(at) = places.get(&row.id("id")?) {
                take(*at, row)?;
            }
        }
        Ok(())
    }

    /// From which day «диспетчерское» meant a booking inside the centre, oldest first.
    fn dispatch_meanings(&self) -> Result<Vec<(String, bool)>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT valid_from, document FROM profile_version ORDER BY valid_from")?;
        let mut rows = statement.query([])?;
        let mut meanings = Vec::new();
        while let Some(row) = rows.next()? {
            let profile: Profile =
                serde_json::from_str(&row.text("document")?).map_err(|_| StorageError::Content("a profile"))?;
            meanings.push((row.text("valid_from")?, profile.dispatch_meaning.value == DispatchMeaning::Internal));
        }
        Ok(meanings)
    }

    /// Code and sort of everyone in the requests of the days from `first` to `last`, in one question.
    pub fn people_in(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<HashMap<RecipientId, (RecipientCode, RecipientKind)>, StorageError> {
        let span = span_of(first, last);
        let mut statement = self.db().prepare_cached(&PEOPLE.replace("{}", IN_SPAN))?;
        let mut rows = statement.query(params![span.0, span.1])?;
        let mut people = HashMap::new();
        while let Some(row) = rows.next()? {
            let kind = known(RecipientKind::from_key(&row.text("kind")?), "a recipient's kind")?;
            people.insert(RecipientId(row.id("id")?), (RecipientCode(row.get("code")?), kind));
        }
        Ok(people)
    }

    fn means_kinds(&self) -> Result<HashMap<String, MeansKind>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT key, data FROM list_item WHERE list = 'means'")?;
        let mut rows = statement.query([])?;
        let mut kinds = HashMap::new();
        while let Some(row) = rows.next()? {
            if let Some(kind) = row.maybe_text("data")?.as_deref().and_then(MeansKind::from_key) {
                kinds.insert(row.text("key")?, kind);
            }
        }
        Ok(kinds)
    }

    fn evidence_words(&self) -> Result<HashMap<String, String>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT key, label FROM list_item WHERE list = 'evidence'")?;
        let mut rows = statement.query([])?;
        let mut words = HashMap::new();
        while let Some(row) = rows.next()? {
            words.insert(row.text("key")?, row.text("label")?);
        }
        Ok(words)
    }
}

/// The days as the journal writes them, the end excluded.
fn span_of(first: NaiveDate, last: NaiveDate) -> (String, String) {
    let after = last.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    (first.to_string(), after.to_string())
}

fn signed_record(
    row: &Row<'_>,
    version: u32,
    meanings: &[(String, bool)],
    means: &HashMap<String, MeansKind>,
    evidence_words: &HashMap<String, String>,
) -> Result<SignedRecord, StorageError> {
    let completed_on = row.day("completed_on")?;
    let day = row.text("completed_on")?;
    let in_force = meanings.partition_point(|(from, _)| *from <= day);
    let internal_dispatch =
        in_force.checked_sub(1).and_then(|at| meanings.get(at)).is_some_and(|(_, internal)| *internal);
    // What confirms the request is asked when it is registered and may be completed in the record.
    let evidence = match row.maybe_text("evidence_kind")? {
        Some(kind) => Some((kind, row.maybe_text("evidence_place")?)),
        None => row
            .maybe_text("asked_evidence")?
            .map(|kind| Ok::<_, StorageError>((kind, row.maybe_text("asked_place")?)))
            .transpose()?,
    };
    let evidence = evidence.map(|(kind, place)| {
        let label = evidence_words.get(&kind).cloned().unwrap_or(kind);
        match place.filter(|place| !place.is_empty()) {
            Some(place) => format!("{label}, {place}"),
            None => label,
        }
    });
    Ok(SignedRecord {
        version,
        attempts: Vec::new(),
        form: known(Form::from_key(&row.text("form")?), "a form")?,
        means: row.maybe_text("means")?.and_then(|key| means.get(&key).copied()),
        kind: known(Kind::from_key(&row.text("kind")?), "a kind")?,
        direction: row.maybe_text("direction")?,
        topics: Vec::new(),
        consultants: Vec::new(),
        outcome: outcome_from(&row.text("outcome")?, row.maybe_text("ground")?, row.maybe_text("failure")?.as_deref())?,
        completed_on,
        organisations: row.get("organisations")?,
        internal_dispatch,
        survey: SurveyMarks {
            filled: row.get("survey_filled")?,
            feedback_on: row.maybe_text("feedback_on")?.map(|day| parse_day(&day)).transpose()?,
        },
        late_by_wish: row.get::<_, bool>("late_by_wish")? || row.get::<_, bool>("record_late_by_wish")?,
        quality_offered: row.get("quality_offered")?,
        evidence,
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// The steps of a question, as the database means to take them.
    fn plan(db: &Connection, sql: &str) -> Vec<String> {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let span = ["2026-07-01", "2026-10-01"];
        let count = statement.parameter_count();
        let rows = statement.query_map(rusqlite::params_from_iter(&span[..count]), |row| row.get("detail")).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn a_report_reads_the_days_of_its_period_by_indexes_and_never_the_whole_journal() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("schema/001.sql")).unwrap();
        db.execute_batch(include_str!("schema/002.sql")).unwrap();
        let mut questions = vec![requests_sql(), PARTICIPANTS.replace("{}", IN_SPAN), PEOPLE.replace("{}", IN_SPAN)];
        questions.extend(PARTS.map(|(table, columns)| part_sql(table, columns).replace("{}", IN_SPAN)));
        for sql in questions {
            let steps = plan(&db, &sql);
            for index in ["request_by_registration", "consultation_by_day", "version_attempt_failed"] {
                assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
            }
            let scans: Vec<_> = steps.iter().filter(|step| step.starts_with("SCAN")).collect();
            // Only lists already narrowed to the period may be walked through.
            assert!(scans.iter().all(|step| step.contains("SUBQUERY") || step.contains("(subquery")), "{scans:#?}");
        }
        let ratings = "SELECT month, in_time, positive, count(*) FROM rating WHERE month BETWEEN ?1 AND ?2
             GROUP BY month, in_time, positive";
        assert!(plan(&db, ratings).iter().any(|step| step.contains("USING COVERING INDEX rating_by_month")));
    }
}
