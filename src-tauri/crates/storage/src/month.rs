//! Months: open or closed, and which have anything.

use domain::civil::Month;
use rusqlite::{OptionalExtension, params};

use crate::change::View;
use crate::error::StorageError;

impl View<'_> {
    pub fn month_closed(&self, month: Month) -> Result<bool, StorageError> {
        let closed: Option<Option<i64>> = self
            .db()
            .prepare_cached("SELECT closed_at FROM month WHERE year = ?1 AND month = ?2")?
            .query_row(params![month.year(), month.month()], |row| row.get("closed_at"))
            .optional()?;
        Ok(closed.flatten().is_some())
    }

    /// The last month that is closed: no day up to its end is judged anew.
    pub fn last_closed_month(&self) -> Result<Option<Month>, StorageError> {
        let last: Option<(i32, u32)> = self
            .db()
            .prepare_cached(
                "SELECT year, month FROM month WHERE closed_at IS NOT NULL ORDER BY year DESC, month DESC LIMIT 1",
            )?
            .query_row([], |row| Ok((row.get("year")?, row.get("month")?)))
            .optional()?;
        Ok(last.and_then(|(year, month)| Month::new(year, month)))
    }

    /// The first and the last month with a registered request or a signed record.
    pub fn months_span(&self) -> Result<Option<(Month, Month)>, StorageError> {
        let (first, last): (Option<String>, Option<String>) = self.db().query_row(
            "SELECT min(day), max(day) FROM (
                SELECT min(registered_on) AS day FROM request UNION ALL SELECT max(registered_on) FROM request
                UNION ALL SELECT substr(min(completed), 1, 10) FROM consultation
                UNION ALL SELECT substr(max(completed), 1, 10) FROM consultation)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        match (first, last) {
            (Some(first), Some(last)) => {
                Ok(Some((Month::of(crate::value::parse_day(&first)?), Month::of(crate::value::parse_day(&last)?))))
            }
            _ => Ok(None),
        }
    }
}
