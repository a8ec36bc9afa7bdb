//! All that counting may know of a period, read in a few passes however large the period is.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use domain::consultation::Attempt;
use domain::counting::{Earlier, Participant, ServiceFact, SignedRecord, SurveyMarks};
use domain::ids::{ConsultantId, RecipientId, RequestId};
use domain::lists::{Form, Kind, MeansKind, RecipientKind};
use domain::means::Means;
use domain::person::RecipientCode;
use domain::profile::{DispatchMeaning, Profile};
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::change::View;
use crate::consultation::{attempt_outcome_from, outcome_from};
use crate::error::StorageError;
use crate::request::months;
use crate::value::{Columns, known, parse_day, parse_moment};

/// Requests registered in the span, or with a record completed or an attempt failed in it.
const IN_SPAN: &str = "(
    SELECT id FROM request WHERE ?1 <= registered_on AND registered_on < ?2
    UNION SELECT request_id FROM consultation WHERE ?1 <= completed AND completed < ?2
    UNION SELECT c.request_id FROM version_attempt a
        JOIN consultation c ON c.id = a.consultation_id AND c.version = a.version
        WHERE a.outcome <> 'held' AND ?1 <= a.started AND a.started < ?2)";

/// One row a request with all that belongs to it, so that the span is gone through once: a fact's lists stand in one
/// column each, parted by signs that no key, day or number holds, in the order of their tables' own keys: an order asked
/// of the aggregate itself would sort thousands of lists of one item. The two long tables are read by indexes that hold
/// what is counted, so notes and people's own words are not deciphered for a figure.
const FACTS: &str = "SELECT q.id, q.number, q.year, q.received, q.registered_on, q.annulled_at, q.channel,
        q.late_by_wish, q.evidence_kind, q.evidence_place, v.version, c.completed_on,
        coalesce(v.child_months, q.child_months), v.form, v.means, v.kind, v.direction, v.outcome, v.ground, v.failure,
        v.survey_filled, v.feedback_on, v.late_by_wish, v.quality_offered, v.evidence_kind, v.evidence_place,
        (SELECT count(*) FROM version_organisation o WHERE o.consultation_id = c.id AND o.version = v.version),
        (SELECT group_concat(coalesce(hex(p.recipient_id), '') || char(31) || p.kind, char(30))
         FROM (SELECT * FROM request_participant p WHERE p.request_id = q.id ORDER BY p.position) p),
        (SELECT group_concat(a.started || char(31) || a.ended || char(31) || a.outcome, char(30))
         FROM (SELECT * FROM version_attempt a WHERE a.consultation_id = c.id AND a.version = v.version ORDER BY a.position) a),
        (SELECT group_concat(t.topic, char(30))
         FROM (SELECT * FROM version_topic t WHERE t.consultation_id = c.id AND t.version = v.version ORDER BY t.position) t),
        (SELECT group_concat(hex(w.consultant_id), char(30))
         FROM (SELECT * FROM version_consultant w WHERE w.consultation_id = c.id AND w.version = v.version ORDER BY w.position) w),
        q.lapsed_on IS NOT NULL
    FROM request q INDEXED BY request_counted
    LEFT JOIN consultation c ON c.request_id = q.id
    LEFT JOIN consultation_version v INDEXED BY version_counted ON v.consultation_id = c.id";

/// Columns of [`FACTS`] in their order.
mod at {
    pub const ID: usize = 0;
    pub const NUMBER: usize = 1;
    pub const YEAR: usize = 2;
    pub const RECEIVED: usize = 3;
    pub const REGISTERED_ON: usize = 4;
    pub const ANNULLED_AT: usize = 5;
    pub const CHANNEL: usize = 6;
    pub const LATE_BY_WISH: usize = 7;
    pub const ASKED_EVIDENCE: usize = 8;
    pub const ASKED_PLACE: usize = 9;
    pub const VERSION: usize = 10;
    pub const COMPLETED_ON: usize = 11;
    pub const AGE_MONTHS: usize = 12;
    pub const FORM: usize = 13;
    pub const MEANS: usize = 14;
    pub const KIND: usize = 15;
    pub const DIRECTION: usize = 16;
    pub const OUTCOME: usize = 17;
    pub const GROUND: usize = 18;
    pub const FAILURE: usize = 19;
    pub const SURVEY_FILLED: usize = 20;
    pub const FEEDBACK_ON: usize = 21;
    pub const RECORD_LATE_BY_WISH: usize = 22;
    pub const QUALITY_OFFERED: usize = 23;
    pub const EVIDENCE_KIND: usize = 24;
    pub const EVIDENCE_PLACE: usize = 25;
    pub const ORGANISATIONS: usize = 26;
    pub const PARTICIPANTS: usize = 27;
    pub const ATTEMPTS: usize = 28;
    pub const TOPICS: usize = 29;
    pub const CONSULTANTS: usize = 30;
    pub const LAPSED: usize = 31;
}

fn facts_sql() -> String {
    format!("{FACTS} AND v.version = c.version WHERE q.id IN {IN_SPAN} ORDER BY q.year, q.number")
}

/// The versions of one request's record before the one in force.
fn earlier_sql() -> String {
    format!("{FACTS} AND v.version < c.version WHERE q.id = ?1 AND v.version IS NOT NULL ORDER BY v.version")
}

const PEOPLE: &str = "SELECT DISTINCT r.id, r.code, r.kind FROM request_participant p
     JOIN recipient r ON r.id = p.recipient_id
     WHERE p.request_id IN {}";

/// The items of a column that holds several.
fn each<T>(
    row: &Row<'_>,
    column: usize,
    read: impl Fn(&str) -> Result<T, StorageError>,
) -> Result<Vec<T>, StorageError> {
    let items = row.get_ref(column)?.as_str_or_null().map_err(|_| StorageError::Content("a list"))?;
    items.map_or_else(|| Ok(Vec::new()), |items| items.split('\u{1e}').map(read).collect())
}

/// The two parts of an item.
fn pair(item: &str) -> Result<(&str, &str), StorageError> {
    known(item.split_once('\u{1f}'), "an item of a list")
}

fn parse_id(hex: &str) -> Result<Uuid, StorageError> {
    known(Uuid::try_parse(hex).ok(), "an id")
}

impl View<'_> {
    /// Facts of the days from `first` to `last`, both included, in order of registration.
    pub fn facts(&self, first: NaiveDate, last: NaiveDate) -> Result<Vec<ServiceFact>, StorageError> {
        let span = span_of(first, last);
        let span = params![span.0, span.1];

        let words = RecordWords {
            meanings: self.dispatch_meanings()?,
            means: self.means_kinds()?,
            evidence: self.evidence_words()?,
        };

        let mut facts = Vec::new();
        let mut statement = self.db().prepare_cached(&facts_sql())?;
        let mut rows = statement.query(span)?;
        while let Some(row) = rows.next()? {
            let signed = match row.get::<_, Option<u32>>(at::VERSION)? {
                Some(version) => Some(signed_record(row, version, &words)?),
                None => None,
            };
            let request = RequestId(row.id(at::ID)?);
            let signed = match signed {
                // Only a repeat leaves an attempt that an earlier version told of: few records have one.
                Some(record) if record.attempts.len() > 1 => {
                    Some(SignedRecord { earlier: self.earlier_versions(request, &words)?, ..record })
                }
                other => other,
            };
            facts.push(ServiceFact {
                request,
                number: row.get(at::NUMBER)?,
                year: row.get(at::YEAR)?,
                received: row.moment(at::RECEIVED)?,
                registered: row.day(at::REGISTERED_ON)?,
                annulled: row.maybe_int(at::ANNULLED_AT)?.is_some(),
                lapsed: row.get(at::LAPSED)?,
                participants: each(row, at::PARTICIPANTS, |who| {
                    let (id, kind) = pair(who)?;
                    Ok(match id {
                        "" => Participant::Anonymous(known(RecipientKind::from_key(kind), "a recipient's kind")?),
                        id => Participant::Named(RecipientId(parse_id(id)?)),
                    })
                })?,
                channel: row.text(at::CHANNEL)?,
                // What was said at the consultation stands above what was said on the phone.
                child_age: months(row.maybe_int(at::AGE_MONTHS)?)?,
                signed,
            });
        }
        Ok(facts)
    }

    fn earlier_versions(&self, request: RequestId, words: &RecordWords) -> Result<Vec<Earlier>, StorageError> {
        let mut statement = self.db().prepare_cached(&earlier_sql())?;
        let mut rows = statement.query([request.0.as_bytes()])?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next()? {
            versions.push(Earlier {
                child_age: months(row.maybe_int(at::AGE_MONTHS)?)?,
                record: signed_record(row, row.get(at::VERSION)?, words)?,
            });
        }
        Ok(versions)
    }

    /// From which day «диспетчерское» meant a booking inside the centre, oldest first.
    fn dispatch_meanings(&self) -> Result<Vec<(String, bool)>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT valid_from, document FROM profile_version ORDER BY valid_from")?;
        let mut rows = statement.query([])?;
        let mut meanings = Vec::new();
        while let Some(row) = rows.next()? {
            let profile = Profile::read(&row.text("document")?).map_err(|_| StorageError::Content("a profile"))?;
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
            if let Some(means) = row.maybe_text("data")?.as_deref().and_then(Means::parse) {
                kinds.insert(row.text("key")?, means.kind);
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

/// What the keys of a record mean.
struct RecordWords {
    /// From which day «диспетчерское» meant a booking inside the centre, oldest first.
    meanings: Vec<(String, bool)>,
    means: HashMap<String, MeansKind>,
    evidence: HashMap<String, String>,
}

fn signed_record(row: &Row<'_>, version: u32, words: &RecordWords) -> Result<SignedRecord, StorageError> {
    let RecordWords { meanings, means, evidence: evidence_words } = words;
    let completed_on = row.day(at::COMPLETED_ON)?;
    let day = row.text(at::COMPLETED_ON)?;
    let in_force = meanings.partition_point(|(from, _)| *from <= day);
    let internal_dispatch =
        in_force.checked_sub(1).and_then(|at| meanings.get(at)).is_some_and(|(_, internal)| *internal);
    // What confirms the request is asked when it is registered and may be completed in the record.
    let evidence = match row.maybe_text(at::EVIDENCE_KIND)? {
        Some(kind) => Some((kind, row.maybe_text(at::EVIDENCE_PLACE)?)),
        None => row
            .maybe_text(at::ASKED_EVIDENCE)?
            .map(|kind| Ok::<_, StorageError>((kind, row.maybe_text(at::ASKED_PLACE)?)))
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
        attempts: each(row, at::ATTEMPTS, |attempt| {
            let (started, rest) = pair(attempt)?;
            let (ended, outcome) = pair(rest)?;
            Ok(Attempt {
                started: parse_moment(started)?,
                ended: parse_moment(ended)?,
                outcome: attempt_outcome_from(outcome)?,
            })
        })?,
        form: known(Form::from_key(&row.text(at::FORM)?), "a form")?,
        means: row.maybe_text(at::MEANS)?.and_then(|key| means.get(&key).copied()),
        kind: known(Kind::from_key(&row.text(at::KIND)?), "a kind")?,
        direction: row.maybe_text(at::DIRECTION)?,
        topics: each(row, at::TOPICS, |topic| Ok(topic.to_owned()))?,
        consultants: each(row, at::CONSULTANTS, |id| Ok(ConsultantId(parse_id(id)?)))?,
        outcome: outcome_from(
            &row.text(at::OUTCOME)?,
            row.maybe_text(at::GROUND)?,
            row.maybe_text(at::FAILURE)?.as_deref(),
        )?,
        completed_on,
        organisations: row.get(at::ORGANISATIONS)?,
        internal_dispatch,
        survey: SurveyMarks {
            filled: row.get(at::SURVEY_FILLED)?,
            feedback_on: row.maybe_text(at::FEEDBACK_ON)?.map(|day| parse_day(&day)).transpose()?,
        },
        late_by_wish: row.get::<_, bool>(at::LATE_BY_WISH)? || row.get::<_, bool>(at::RECORD_LATE_BY_WISH)?,
        quality_offered: row.get(at::QUALITY_OFFERED)?,
        evidence,
        earlier: Vec::new(),
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
        let questions = [facts_sql(), PEOPLE.replace("{}", IN_SPAN)];
        for sql in questions {
            let steps = plan(&db, &sql);
            for index in ["request_by_registration", "consultation_by_day", "version_attempt_failed"] {
                assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
            }
            let scans: Vec<_> = steps.iter().filter(|step| step.starts_with("SCAN")).collect();
            if sql.contains("consultation_version") {
                for index in ["request_counted", "version_counted"] {
                    let covered = format!("USING COVERING INDEX {index}");
                    assert!(steps.iter().any(|step| step.contains(&covered)), "{index}: {steps:#?}");
                }
            }
            // Only lists already narrowed to the period may be walked through.
            let narrowed = |scan: &str| {
                let list = scan.trim_start_matches("SCAN ");
                scan.contains("SUBQUERY") || scan.contains("(subquery") || steps.contains(&format!("CO-ROUTINE {list}"))
            };
            assert!(scans.iter().all(|scan| narrowed(scan)), "{scans:#?}");
        }
        let earlier = plan(&db, &earlier_sql());
        assert!(earlier.iter().all(|step| !step.starts_with("SCAN q") && !step.starts_with("SCAN c")), "{earlier:#?}");
        let ratings = "SELECT month, in_time, positive, count(*) FROM rating WHERE month BETWEEN ?1 AND ?2
             GROUP BY month, in_time, positive";
        assert!(plan(&db, ratings).iter().any(|step| step.contains("USING COVERING INDEX rating_by_month")));
    }
}
