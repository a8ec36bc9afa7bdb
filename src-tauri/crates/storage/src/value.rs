//! How values stand in rows: ids as 16 bytes, civil times as text that sorts, instants as milliseconds.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rusqlite::{Row, RowIndex};
use uuid::Uuid;

use crate::error::StorageError;

const MOMENT: &str = "%Y-%m-%dT%H:%M";
const TIME: &str = "%H:%M";

pub(crate) fn moment_text(moment: NaiveDateTime) -> String {
    moment.format(MOMENT).to_string()
}

pub(crate) fn time_text(time: NaiveTime) -> String {
    time.format(TIME).to_string()
}

pub(crate) fn parse_moment(text: &str) -> Result<NaiveDateTime, StorageError> {
    NaiveDateTime::parse_from_str(text, MOMENT).map_err(|_| StorageError::Content("a moment"))
}

pub(crate) fn parse_time(text: &str) -> Result<NaiveTime, StorageError> {
    NaiveTime::parse_from_str(text, TIME).map_err(|_| StorageError::Content("a time"))
}

pub(crate) fn parse_day(text: &str) -> Result<NaiveDate, StorageError> {
    text.parse().map_err(|_| StorageError::Content("a day"))
}

/// The day of a line's number: `20261201` is 1 December 2026.
pub(crate) fn day_of(period: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(period / 10_000).ok()?, period / 100 % 100, period % 100)
}

pub(crate) fn instant(milliseconds: i64) -> Result<DateTime<Utc>, StorageError> {
    DateTime::from_timestamp_millis(milliseconds).ok_or(StorageError::Content("an instant"))
}

/// A key that one of the known lists must hold.
pub(crate) fn known<T>(found: Option<T>, what: &'static str) -> Result<T, StorageError> {
    found.ok_or(StorageError::Content(what))
}

/// Reads columns by name, or by place where thousands of rows are read: a name is looked up anew in every row.
pub(crate) trait Columns {
    fn id(&self, column: impl RowIndex) -> Result<Uuid, StorageError>;
    fn maybe_id(&self, column: impl RowIndex) -> Result<Option<Uuid>, StorageError>;
    fn text(&self, column: impl RowIndex) -> Result<String, StorageError>;
    fn maybe_text(&self, column: impl RowIndex) -> Result<Option<String>, StorageError>;
    fn moment(&self, column: impl RowIndex) -> Result<NaiveDateTime, StorageError>;
    fn day(&self, column: impl RowIndex) -> Result<NaiveDate, StorageError>;
    fn maybe_day(&self, column: impl RowIndex) -> Result<Option<NaiveDate>, StorageError>;
    fn int(&self, column: impl RowIndex) -> Result<i64, StorageError>;
    fn maybe_int(&self, column: impl RowIndex) -> Result<Option<i64>, StorageError>;
}

impl Columns for Row<'_> {
    fn id(&self, column: impl RowIndex) -> Result<Uuid, StorageError> {
        Ok(Uuid::from_bytes(self.get::<_, [u8; 16]>(column)?))
    }

    fn maybe_id(&self, column: impl RowIndex) -> Result<Option<Uuid>, StorageError> {
        Ok(self.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes))
    }

    fn text(&self, column: impl RowIndex) -> Result<String, StorageError> {
        Ok(self.get(column)?)
    }

    fn maybe_text(&self, column: impl RowIndex) -> Result<Option<String>, StorageError> {
        Ok(self.get(column)?)
    }

    fn moment(&self, column: impl RowIndex) -> Result<NaiveDateTime, StorageError> {
        parse_moment(self.get_ref(column)?.as_str().map_err(|_| StorageError::Content("a moment"))?)
    }

    fn day(&self, column: impl RowIndex) -> Result<NaiveDate, StorageError> {
        parse_day(self.get_ref(column)?.as_str().map_err(|_| StorageError::Content("a day"))?)
    }

    fn maybe_day(&self, column: impl RowIndex) -> Result<Option<NaiveDate>, StorageError> {
        self.maybe_text(column)?.map(|text| parse_day(&text)).transpose()
    }
    fn int(&self, column: impl RowIndex) -> Result<i64, StorageError> {
        Ok(self.get(column)?)
    }

    fn maybe_int(&self, column: impl RowIndex) -> Result<Option<i64>, StorageError> {
        Ok(self.get(column)?)
    }
}
