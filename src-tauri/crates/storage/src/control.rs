//! What the head looks through (R136): records of a span that lack something, with their number.

use chrono::{NaiveDate, NaiveDateTime};
use domain::control::Question;
use domain::ids::{AccountId, RequestId};
use domain::lists::Form;
use rusqlite::params;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, moment_text, parse_day};

/// Records found: how many in all, and the newest few.
pub struct Found {
    pub count: u32,
    pub newest: Vec<(RequestId, NaiveDateTime)>,
}

/// More pages were asked for a consultation than may be given (R077). Neither the texts nor the person stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandoutRefusal {
    pub request: RequestId,
    pub on: NaiveDate,
    /// In all, with what was given before.
    pub pages: u32,
    pub allowed: u32,
    pub by: AccountId,
}

/// Refusals found: how many in all, and the newest few.
pub struct Refusals {
    pub count: u32,
    pub newest: Vec<HandoutRefusal>,
}

impl View<'_> {
    /// Of the days from `first` to `last`, both included.
    pub fn handout_refusals(&self, first: NaiveDate, last: NaiveDate, limit: u32) -> Result<Refusals, StorageError> {
        let (first, last) = (first.to_string(), last.to_string());
        let count = self
            .db()
            .prepare_cached("SELECT count(*) FROM handout_refusal WHERE refused_on BETWEEN ?1 AND ?2")?
            .query_row(params![first, last], |row| row.get(0))?;
        let mut statement = self.db().prepare_cached(
            "SELECT request_id, refused_on, pages, allowed, refused_by FROM handout_refusal
             WHERE refused_on BETWEEN ?1 AND ?2 ORDER BY refused_on DESC LIMIT ?3",
        )?;
        let mut rows = statement.query(params![first, last, limit])?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            newest.push(HandoutRefusal {
                request: RequestId(row.id("request_id")?),
                on: parse_day(&row.text("refused_on")?)?,
                pages: row.get("pages")?,
                allowed: row.get("allowed")?,
                by: AccountId(row.id("refused_by")?),
            });
        }
        Ok(Refusals { count, newest })
    }

    /// Whether a refusal of that day stands already: one a day is enough.
    pub fn handout_refused_on(&self, request: RequestId, day: NaiveDate) -> Result<bool, StorageError> {
        Ok(self
            .db()
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM handout_refusal WHERE request_id = ?1 AND refused_on = ?2)")?
            .query_row(params![request.0.as_bytes(), day.to_string()], |row| row.get(0))?)
    }

    /// Signed records completed in the span that lack this. The cost is bounded by the span.
    pub fn lacking(
        &self,
        question: Question,
        from: NaiveDateTime,
        to: NaiveDateTime,
        limit: u32,
    ) -> Result<Found, StorageError> {
        let condition = match question {
            Question::NoEvidence => "c.outcome = 'given' AND v.evidence_kind IS NULL AND q.evidence_kind IS NULL",
            Question::Longer { .. } => {
                "v.form = ?4 AND c.outcome = 'given' AND EXISTS (
                    SELECT 1 FROM version_attempt a WHERE a.consultation_id = c.id AND a.version = c.version
                      AND a.outcome = 'held' AND (julianday(a.ended) - julianday(a.started)) * 1440 > ?3 + 0.5)"
            }
            Question::NotOffered => "c.outcome = 'given' AND v.quality_offered = 0",
            Question::Refused => "c.outcome = 'refused'",
            Question::Overlaps => "c.overlaps = 1",
        };
        let minutes = if let Question::Longer { minutes } = question { minutes } else { 0 };
        self.found(condition, (minutes, Form::Distance.key()), from, to, limit)
    }

    /// Signed records completed in the span that were held by a means, by its key.
    pub fn held_by(
        &self,
        means: &str,
        from: NaiveDateTime,
        to: NaiveDateTime,
        limit: u32,
    ) -> Result<Found, StorageError> {
        self.found("v.means = ?4 AND c.outcome = 'given'", (0, means), from, to, limit)
    }

    /// `condition` may speak of a number `?3` and a word `?4`.
    fn found(
        &self,
        condition: &str,
        (number, word): (u32, &str),
        from: NaiveDateTime,
        to: NaiveDateTime,
        limit: u32,
    ) -> Result<Found, StorageError> {
        let sql = format!(
            "FROM consultation c
             JOIN consultation_version v ON v.consultation_id = c.id AND v.version = c.version
             JOIN request q ON q.id = c.request_id
             WHERE ?1 <= c.completed AND c.completed < ?2 AND q.annulled_at IS NULL AND {condition}"
        );
        let (from, to) = (moment_text(from), moment_text(to));
        let count = self
            .db()
            .prepare_cached(&format!("SELECT count(*) {sql} LIMIT ?5"))?
            .query_row(params![from, to, number, word, limit], |row| row.get(0))?;
        let mut statement = self
            .db()
            .prepare_cached(&format!("SELECT c.request_id, c.completed {sql} ORDER BY c.completed DESC LIMIT ?5"))?;
        let mut rows = statement.query(params![from, to, number, word, limit])?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            newest.push((RequestId(row.id("request_id")?), row.moment("completed")?));
        }
        Ok(Found { count, newest })
    }

    /// Signed records completed in the span.
    pub fn records_between(&self, from: NaiveDateTime, to: NaiveDateTime) -> Result<u32, StorageError> {
        Ok(self
            .db()
            .prepare_cached("SELECT count(*) FROM consultation WHERE ?1 <= completed AND completed < ?2")?
            .query_row(params![moment_text(from), moment_text(to)], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// The first of a day stays; see [`View::handout_refused_on`].
    pub fn note_handout_refusal(&self, refusal: &HandoutRefusal) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO handout_refusal (request_id, refused_on, pages, allowed, refused_by)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                refusal.request.0.as_bytes(),
                refusal.on.to_string(),
                refusal.pages,
                refusal.allowed,
                refusal.by.0.as_bytes(),
            ])?;
        self.note(Action::HandoutRefused, Subject::Request, Some(refusal.request.0));
        Ok(())
    }
}
