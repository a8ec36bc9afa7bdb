//! What the head looks through (R136): records of a span that lack something, with their number.

use chrono::NaiveDateTime;
use domain::ids::RequestId;
use domain::lists::Form;
use rusqlite::params;

use crate::change::View;
use crate::error::StorageError;
use crate::value::{Columns, moment_text};

/// What a record may be looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// No confirmation of the request (R111).
    Evidence,
    /// A distance consultation longer than so many minutes (R067).
    Longer { minutes: u32 },
    /// The rating was not offered (R132).
    Quality,
    /// A motivated refusal (R130).
    Refusal,
    /// Overlaps another record of the same consultant.
    Overlap,
}

/// Records found: how many in all, and the newest few.
pub struct Found {
    pub count: u32,
    pub newest: Vec<(RequestId, NaiveDateTime)>,
}

impl View<'_> {
    /// Signed records completed in the span that lack this. The cost is bounded by the span.
    pub fn lacking(
        &self,
        lack: Lack,
        from: NaiveDateTime,
        to: NaiveDateTime,
        limit: u32,
    ) -> Result<Found, StorageError> {
        let condition = match lack {
            Lack::Evidence => "c.outcome = 'given' AND v.evidence_kind IS NULL AND q.evidence_kind IS NULL",
            Lack::Longer { .. } => {
                "v.form = ?4 AND c.outcome = 'given' AND EXISTS (
                    SELECT 1 FROM version_attempt a WHERE a.consultation_id = c.id AND a.version = c.version
                      AND a.outcome = 'held' AND (julianday(a.ended) - julianday(a.started)) * 1440 > ?3 + 0.5)"
            }
            Lack::Quality => "c.outcome = 'given' AND v.quality_offered = 0",
            Lack::Refusal => "c.outcome = 'refused'",
            Lack::Overlap => "c.overlaps = 1",
        };
        let minutes = if let Lack::Longer { minutes } = lack { minutes } else { 0 };
        let sql = format!(
            "FROM consultation c
             JOIN consultation_version v ON v.consultation_id = c.id AND v.version = c.version
             JOIN request q ON q.id = c.request_id
             WHERE ?1 <= c.completed AND c.completed < ?2 AND q.annulled_at IS NULL AND {condition}"
        );
        let (from, to) = (moment_text(from), moment_text(to));
        let form = Form::Distance.key();
        let count = self
            .db()
            .prepare_cached(&format!("SELECT count(*) {sql} LIMIT ?5"))?
            .query_row(params![from, to, minutes, form, limit], |row| row.get(0))?;
        let mut statement = self
            .db()
            .prepare_cached(&format!("SELECT c.request_id, c.completed {sql} ORDER BY c.completed DESC LIMIT ?5"))?;
        let mut rows = statement.query(params![from, to, minutes, form, limit])?;
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
