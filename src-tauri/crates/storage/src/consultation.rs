//! Signed records: versions that are added and never rewritten.

mod more;

pub use more::NoteReading;

use chrono::{DateTime, NaiveDate, Utc};
use domain::consultation::{Attempt, AttemptOutcome, Evidence, More, Outcome, Record};
use domain::ids::{AccountId, ConsultantId, ConsultationId, RecipientId, RequestId};
use domain::lists::{Failure, Form, Kind, Satisfied};
use rusqlite::params;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::request::months;
use crate::value::{Columns, instant, known, moment_text};

/// A consultation with its version in force.
#[derive(Clone)]
pub struct Consultation {
    pub id: ConsultationId,
    pub request: RequestId,
    pub version: u32,
    pub record: Record,
    pub signed: Vec<Signature>,
}

/// Who signed a version, when, and why it was made anew.
#[derive(Clone)]
pub struct Signature {
    pub version: u32,
    /// The attempt it ended with, counted as they stand in the record.
    attempt: u32,
    pub at: DateTime<Utc>,
    pub by: AccountId,
    pub reason: Option<String>,
}

impl Consultation {
    /// Who signed the last attempt, first to last: whoever signed attempts before it knows nothing of this one.
    pub fn signed_last(&self) -> impl Iterator<Item = &Signature> {
        let last = self.signed.last().map(|signature| signature.attempt);
        self.signed.iter().filter(move |signature| Some(signature.attempt) == last)
    }
}

/// An earlier signed consultation of the same person, in short.
pub struct Earlier {
    pub request: RequestId,
    pub completed_on: NaiveDate,
    pub topic: Option<String>,
    pub consultant: ConsultantId,
}

/// An attempt with the words that were signed of it.
pub struct AttemptTold {
    position: u32,
    pub attempt: Attempt,
    /// Everyone who signed a version of it.
    pub signed_by: Vec<AccountId>,
    /// The first version that ended with it.
    pub first_version: u32,
    pub consultants: Vec<ConsultantId>,
    pub note: String,
    pub advice: String,
}

fn outcome_key(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Given => "given",
        Outcome::Refused { .. } => "refused",
        Outcome::NotHeld { .. } => "not_held",
    }
}

pub(crate) fn outcome_from(key: &str, ground: Option<String>, failure: Option<&str>) -> Result<Outcome, StorageError> {
    match key {
        "given" => Ok(Outcome::Given),
        "refused" => Ok(Outcome::Refused { ground: known(ground, "a ground")? }),
        "not_held" => Ok(Outcome::NotHeld { failure: known(failure.and_then(Failure::from_key), "a failure")? }),
        _ => Err(StorageError::Content("an outcome")),
    }
}

pub(crate) fn attempt_outcome_from(key: &str) -> Result<AttemptOutcome, StorageError> {
    if key == "held" {
        return Ok(AttemptOutcome::Held);
    }
    known(Failure::from_key(key), "an attempt's outcome").map(AttemptOutcome::Failed)
}

fn attempt_key(outcome: AttemptOutcome) -> &'static str {
    match outcome {
        AttemptOutcome::Held => "held",
        AttemptOutcome::Failed(failure) => failure.key(),
    }
}

impl View<'_> {
    /// The signed consultation of a request, if there is one.
    pub fn consultation_of(&self, request: RequestId) -> Result<Option<Consultation>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT id, version FROM consultation WHERE request_id = ?1")?;
        let mut rows = statement.query([request.0.as_bytes()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let id = ConsultationId(row.id("id")?);
        let version = row.get("version")?;
        Ok(Some(Consultation { id, request, version, record: self.record(id, version)?, signed: self.signatures(id)? }))
    }

    fn record(&self, id: ConsultationId, version: u32) -> Result<Record, StorageError> {
        let key = params![id.0.as_bytes(), version];
        let mut statement = self.db().prepare_cached(
            "SELECT form, means, kind, direction, outcome, ground, failure, outcome_words, satisfied, note, advice,
                child_present, child_months, quality_offered, evidence_kind, evidence_place, survey_filled, feedback_on
             FROM consultation_version WHERE consultation_id = ?1 AND version = ?2",
        )?;
        let mut rows = statement.query(key)?;
        let row = rows.next()?.ok_or(StorageError::NotFound)?;

        let mut attempts = Vec::new();
        let mut statement = self.db().prepare_cached(
            "SELECT * FROM version_attempt WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
        )?;
        let mut after = Vec::new();
        let mut found = statement.query(key)?;
        while let Some(attempt) = found.next()? {
            attempts.push(Attempt {
                started: attempt.moment("started")?,
                ended: attempt.moment("ended")?,
                outcome: attempt_outcome_from(&attempt.text("outcome")?)?,
            });
            after.push(more::after(attempt)?);
        }
        let words = |sql: &str| -> Result<Vec<String>, StorageError> {
            let mut statement = self.db().prepare_cached(sql)?;
            let rows = statement.query_map(key, |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let evidence = row
            .maybe_text("evidence_kind")?
            .map(|kind| {
                Ok::<_, StorageError>(Evidence { kind, place: row.maybe_text("evidence_place")?.unwrap_or_default() })
            })
            .transpose()?;
        Ok(Record {
            attempts,
            form: known(Form::from_key(&row.text("form")?), "a form")?,
            means: row.maybe_text("means")?,
            kind: known(Kind::from_key(&row.text("kind")?), "a kind")?,
            direction: row.maybe_text("direction")?,
            topics: words(
                "SELECT topic FROM version_topic WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
            )?,
            consultants: self.consultants_of(id, version)?,
            outcome: outcome_from(
                &row.text("outcome")?,
                row.maybe_text("ground")?,
                row.maybe_text("failure")?.as_deref(),
            )?,
            outcome_words: row.text("outcome_words")?,
            organisations: words(
                "SELECT organisation FROM version_organisation WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
            )?,
            satisfied: row
                .maybe_text("satisfied")?
                .map(|key| known(Satisfied::from_key(&key), "an answer"))
                .transpose()?,
            note: row.text("note")?,
            advice: row.text("advice")?,
            child_present: row.maybe_text("child_present")?,
            child_age: months(row.maybe_int("child_months")?)?,
            quality_offered: row.get("quality_offered")?,
            evidence,
            survey_filled: row.get("survey_filled")?,
            feedback_on: row.maybe_text("feedback_on")?.map(|day| crate::value::parse_day(&day)).transpose()?,
            more: More { after, ..self.more(id, version)? },
        })
    }

    fn signatures(&self, id: ConsultationId) -> Result<Vec<Signature>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT v.version, v.signed_at, v.signed_by, v.reason,
                (SELECT max(position) FROM version_attempt a
                 WHERE a.consultation_id = v.consultation_id AND a.version = v.version) AS attempt
             FROM consultation_version v WHERE v.consultation_id = ?1 ORDER BY v.version",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut signatures = Vec::new();
        while let Some(row) = rows.next()? {
            signatures.push(Signature {
                version: row.get("version")?,
                attempt: row.get("attempt")?,
                at: instant(row.int("signed_at")?)?,
                by: AccountId(row.id("signed_by")?),
                reason: row.maybe_text("reason")?,
            });
        }
        Ok(signatures)
    }

    /// Signed consultations of a person before this request, newest first.
    pub fn earlier_of(&self, recipient: RecipientId, but: RequestId, limit: u32) -> Result<Vec<Earlier>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT c.request_id, c.completed_on, c.consultant_id,
                (SELECT topic FROM version_topic t WHERE t.consultation_id = c.id AND t.version = c.version
                 ORDER BY position LIMIT 1) AS topic
             FROM request_participant p JOIN consultation c ON c.request_id = p.request_id
             WHERE p.recipient_id = ?1 AND c.request_id <> ?2 AND c.outcome = 'given'
             ORDER BY c.completed DESC LIMIT ?3",
        )?;
        let mut rows = statement.query(params![recipient.0.as_bytes(), but.0.as_bytes(), limit])?;
        let mut earlier = Vec::new();
        while let Some(row) = rows.next()? {
            earlier.push(Earlier {
                request: RequestId(row.id("request_id")?),
                completed_on: row.day("completed_on")?,
                topic: row.maybe_text("topic")?,
                consultant: ConsultantId(row.id("consultant_id")?),
            });
        }
        Ok(earlier)
    }

    /// Topics of a consultant's last records, one for each record and topic, newest record first.
    pub fn topics_used(&self, consultant: ConsultantId, records: u32) -> Result<Vec<String>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT t.topic FROM (
                SELECT id, version, completed FROM consultation WHERE consultant_id = ?1 ORDER BY completed DESC LIMIT ?2) c
             JOIN version_topic t ON t.consultation_id = c.id AND t.version = c.version
             ORDER BY c.completed DESC, t.position",
        )?;
        let rows = statement.query_map(params![consultant.0.as_bytes(), records], |row| row.get("topic"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Other requests whose records hold the same minutes of the same consultant.
    pub fn overlapping(
        &self,
        request: RequestId,
        consultant: ConsultantId,
        attempt: &Attempt,
    ) -> Result<Vec<RequestId>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT DISTINCT c.request_id FROM consultation c
             JOIN version_attempt a ON a.consultation_id = c.id AND a.version = c.version
             WHERE c.consultant_id = ?1 AND c.request_id <> ?2 AND ?5 <= c.completed AND c.completed < ?6
               AND a.started < ?4 AND ?3 < a.ended
             ORDER BY c.completed",
        )?;
        let mut rows = statement.query(params![
            consultant.0.as_bytes(),
            request.0.as_bytes(),
            moment_text(attempt.started),
            moment_text(attempt.ended),
            // A record ends within a day of its start: so only the days beside are looked at.
            moment_text(attempt.started - chrono::Duration::days(1)),
            moment_text(attempt.ended + chrono::Duration::days(1)),
        ])?;
        let mut requests = Vec::new();
        while let Some(row) = rows.next()? {
            requests.push(RequestId(row.id("request_id")?));
        }
        Ok(requests)
    }

    /// Every attempt, oldest first, as the last version that ended with it tells of it.
    pub fn attempts_told(&self, id: ConsultationId) -> Result<Vec<AttemptTold>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT v.version, v.signed_by, v.note, v.advice, a.position, a.started, a.ended, a.outcome
             FROM consultation_version v
             JOIN version_attempt a ON a.consultation_id = v.consultation_id AND a.version = v.version
             WHERE v.consultation_id = ?1
               AND a.position = (SELECT max(position) FROM version_attempt l WHERE l.consultation_id = v.consultation_id AND l.version = v.version)
             ORDER BY a.position, v.version",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut told: Vec<AttemptTold> = Vec::new();
        while let Some(row) = rows.next()? {
            let version = row.get("version")?;
            let position = row.get("position")?;
            let before = told.iter().position(|before| before.position == position).map(|at| told.remove(at));
            let (mut signed_by, first_version) =
                before.map_or((Vec::new(), version), |before| (before.signed_by, before.first_version));
            signed_by.push(AccountId(row.id("signed_by")?));
            told.push(AttemptTold {
                position,
                attempt: Attempt {
                    started: row.moment("started")?,
                    ended: row.moment("ended")?,
                    outcome: attempt_outcome_from(&row.text("outcome")?)?,
                },
                signed_by,
                first_version,
                consultants: self.consultants_of(id, version)?,
                note: row.text("note")?,
                advice: row.text("advice")?,
            });
        }
        Ok(told)
    }

    fn consultants_of(&self, id: ConsultationId, version: u32) -> Result<Vec<ConsultantId>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT consultant_id FROM version_consultant WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
        )?;
        let mut rows = statement.query(params![id.0.as_bytes(), version])?;
        let mut consultants = Vec::new();
        while let Some(row) = rows.next()? {
            consultants.push(ConsultantId(row.id("consultant_id")?));
        }
        Ok(consultants)
    }

    /// How many given consultations a person has had, and the day of the last.
    pub fn history_of(&self, recipient: RecipientId) -> Result<(u32, Option<NaiveDate>), StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT count(*) AS held, max(c.completed_on) AS last FROM request_participant p
             JOIN consultation c ON c.request_id = p.request_id WHERE p.recipient_id = ?1 AND c.outcome = 'given'",
        )?;
        let mut rows = statement.query([recipient.0.as_bytes()])?;
        let row = rows.next()?.ok_or(StorageError::NotFound)?;
        let last = row.maybe_text("last")?.map(|day| crate::value::parse_day(&day)).transpose()?;
        Ok((row.get("held")?, last))
    }
}

impl Change<'_> {
    /// Adds the next signed version of a request's consultation and returns its number.
    ///
    /// The request leaves the open ones unless nothing was held.
    pub fn sign_consultation(
        &self,
        id: ConsultationId,
        request: RequestId,
        record: &Record,
        signer: AccountId,
        signed_on: NaiveDate,
        reason: Option<&str>,
    ) -> Result<u32, StorageError> {
        let last = record.attempts.last().ok_or(StorageError::Content("attempts"))?;
        let completed = record.completed().ok_or(StorageError::Content("attempts"))?;
        let consultant = record.consultants.first().ok_or(StorageError::Content("consultants"))?;
        // Facts that overlap are recorded with a mark, never refused.
        let overlaps = !self.overlapping(request, *consultant, last)?.is_empty();
        let (id, version): ([u8; 16], u32) = self
            .db()
            .prepare_cached(
                "INSERT INTO consultation (id, request_id, version, completed_on, completed, consultant_id, outcome, overlaps)
                 VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (request_id) DO UPDATE SET version = version + 1, completed_on = ?3, completed = ?4,
                    consultant_id = ?5, outcome = ?6, overlaps = ?7
                 RETURNING id, version",
            )?
            .query_row(
                params![
                    id.0.as_bytes(),
                    request.0.as_bytes(),
                    completed.date().to_string(),
                    moment_text(completed),
                    consultant.0.as_bytes(),
                    outcome_key(&record.outcome),
                    overlaps,
                ],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
        self.write_version(&id, version, record, signer, signed_on, reason)?;
        // What was ended meanwhile stays ended, though its failed attempt is put right.
        let ended: bool = self
            .db()
            .prepare_cached("SELECT annulled_at IS NOT NULL OR lapsed_on IS NOT NULL FROM request WHERE id = ?1")?
            .query_row([request.0.as_bytes()], |row| row.get(0))?;
        self.set_open(request, !ended && matches!(record.outcome, Outcome::NotHeld { .. }))?;
        let action = if version == 1 { Action::ConsultationSigned } else { Action::ConsultationCorrected };
        self.trace(action, Subject::Consultation, uuid::Uuid::from_bytes(id), version)?;
        Ok(version)
    }

    fn write_version(
        &self,
        id: &[u8; 16],
        version: u32,
        record: &Record,
        signer: AccountId,
        signed_on: NaiveDate,
        reason: Option<&str>,
    ) -> Result<(), StorageError> {
        let (ground, failure) = match &record.outcome {
            Outcome::Given => (None, None),
            Outcome::Refused { ground } => (Some(ground.as_str()), None),
            Outcome::NotHeld { failure } => (None, Some(failure.key())),
        };
        self.db()
            .prepare_cached(
                "INSERT INTO consultation_version (consultation_id, version, signed_at, signed_by, reason, form, means, kind,
                    direction, outcome, ground, failure, outcome_words, satisfied, note, advice, child_present,
                    child_months, quality_offered, evidence_kind, evidence_place, survey_filled, feedback_on, signed_on)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
            )?
            .execute(params![
                id,
                version,
                self.at_millis(),
                signer.0.as_bytes(),
                reason,
                record.form.key(),
                record.means,
                record.kind.key(),
                record.direction,
                outcome_key(&record.outcome),
                ground,
                failure,
                record.outcome_words,
                record.satisfied.map(Satisfied::key),
                record.note,
                record.advice,
                record.child_present,
                record.child_age.map(|age| age.months()),
                record.quality_offered,
                record.evidence.as_ref().map(|e| &e.kind),
                record.evidence.as_ref().map(|e| &e.place),
                record.survey_filled,
                record.feedback_on.map(|day| day.to_string()),
                signed_on.to_string(),
            ])?;
        for (position, attempt) in (0_u32..).zip(&record.attempts) {
            let after = record.after(position as usize);
            self.db()
                .prepare_cached(
                    "INSERT INTO version_attempt (consultation_id, version, position, started, ended, outcome,
                        permitted_by, permitted_at, told_at, told_how, helped_by)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?
                .execute(params![
                    id,
                    version,
                    position,
                    moment_text(attempt.started),
                    moment_text(attempt.ended),
                    attempt_key(attempt.outcome),
                    more::words_or_none(&after.permitted_by),
                    more::moment_or_none(after.permitted_at),
                    more::moment_or_none(after.told_at),
                    more::words_or_none(&after.told_how),
                    more::words_or_none(&after.helped_by),
                ])?;
        }
        self.write_more(id, version, &record.more)?;
        for (position, consultant) in (0_u32..).zip(&record.consultants) {
            self.db()
                .prepare_cached(
                    "INSERT INTO version_consultant (consultation_id, version, position, consultant_id) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![id, version, position, consultant.0.as_bytes()])?;
        }
        for (table, column, keys) in [
            ("version_topic", "topic", &record.topics),
            ("version_organisation", "organisation", &record.organisations),
        ] {
            for (position, key) in (0_u32..).zip(keys) {
                self.db()
                    .prepare_cached(&format!(
                        "INSERT INTO {table} (consultation_id, version, position, {column}) VALUES (?1, ?2, ?3, ?4)"
                    ))?
                    .execute(params![id, version, position, key])?;
            }
        }
        Ok(())
    }
}
