//! The head's word on single days; stands above the calendars of the country and the region.

use chrono::{Datelike, NaiveDate};
use domain::calendar::DayKind;
use rusqlite::params;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, known};

pub struct CalendarDay {
    pub day: NaiveDate,
    pub kind: DayKind,
    pub words: String,
}

fn key(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "working",
        DayKind::Short => "short",
        DayKind::Off => "off",
    }
}

fn kind(key: &str) -> Option<DayKind> {
    [DayKind::Working, DayKind::Short, DayKind::Off].into_iter().find(|kind| self::key(*kind) == key)
}

impl View<'_> {
    /// All of them, by day: a few a year.
    pub fn calendar_days(&self) -> Result<Vec<CalendarDay>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT day, kind, words FROM calendar_day ORDER BY day")?;
        let mut rows = statement.query([])?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            days.push(CalendarDay {
                day: row.day("day")?,
                kind: known(kind(&row.text("kind")?), "a kind of day")?,
                words: row.text("words")?,
            });
        }
        Ok(days)
    }
}

impl Change<'_> {
    /// Says what a day is, or takes the word back. The trace names the day: `20261106` is 6 November 2026.
    pub fn set_day(&self, day: NaiveDate, said: Option<(DayKind, &str)>) -> Result<(), StorageError> {
        match said {
            Some((kind, words)) => self
                .db()
                .prepare_cached(
                    "INSERT INTO calendar_day (day, kind, words) VALUES (?1, ?2, ?3)
                     ON CONFLICT (day) DO UPDATE SET kind = ?2, words = ?3",
                )?
                .execute(params![day.to_string(), key(kind), words])?,
            None => self.db().prepare_cached("DELETE FROM calendar_day WHERE day = ?1")?.execute([day.to_string()])?,
        };
        let period = u32::try_from(day.year()).unwrap_or(0) * 10_000 + day.month() * 100 + day.day();
        self.trace_day(Action::DaySet, Subject::Day, period, &day.to_string())
    }
}
