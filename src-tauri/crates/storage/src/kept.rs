//! What is kept for good of closed months and sent quarters, held against the line the history has of it.

use domain::civil::{Month, Quarter};
use rusqlite::{Connection, OptionalExtension, params};

use crate::audit::{Action, Hash, Subject};
use crate::content::{self, Key};
use crate::error::StorageError;

/// Lines of one month that speak of its prints, or of its corrections, in their order: the first is number 1.
const OF_MONTH: &str = "FROM audit WHERE subject = 'month' AND subject_id IS NULL AND version = ?1
    AND content_hash IS NOT NULL AND (action = 'month_corrected') = ?2";

/// One kept thing.
#[derive(Clone, Copy)]
pub(crate) enum Kept {
    Print(Month, u32),
    Correction(Month, u32),
    Seal(Quarter),
}

impl Kept {
    /// How its period stands in the history: `202610` is October, `20264` the fourth quarter.
    pub(crate) fn period(self) -> u32 {
        match self {
            Self::Print(month, _) | Self::Correction(month, _) => month.year().unsigned_abs() * 100 + month.month(),
            Self::Seal(quarter) => quarter.year().unsigned_abs() * 10 + quarter.quarter(),
        }
    }

    pub(crate) fn key(self) -> Key<'static> {
        match self {
            Self::Print(month, number) | Self::Correction(month, number) => {
                Key::Kept(month.year().unsigned_abs(), month.month(), number)
            }
            Self::Seal(quarter) => Key::Kept(quarter.year().unsigned_abs(), quarter.quarter(), 0),
        }
    }

    /// What a line speaks of.
    pub(crate) fn of_line(
        db: &Connection,
        action: Action,
        subject: Subject,
        period: u32,
        sequence: i64,
    ) -> Result<Option<Self>, StorageError> {
        let year = |of: u32| i32::try_from(period / of).unwrap_or_default();
        if subject == Subject::Quarter {
            return Ok(Quarter::new(year(10), period % 10).map(Self::Seal));
        }
        let Some(month) = Month::new(year(100), period % 100) else { return Ok(None) };
        let correction = action == Action::MonthCorrected;
        let number: u32 = db
            .prepare_cached(&format!("SELECT count(*) {OF_MONTH} AND sequence <= ?3"))?
            .query_row(params![period, correction, sequence], |row| row.get(0))?;
        Ok(Some(if correction { Self::Correction(month, number) } else { Self::Print(month, number) }))
    }

    /// Whether it still is what its line in the history says.
    pub(crate) fn holds(self, db: &Connection) -> Result<bool, StorageError> {
        let (action, subject) = match self {
            Self::Print(..) => (Action::MonthClosed, Subject::Month),
            Self::Correction(..) => (Action::MonthCorrected, Subject::Month),
            Self::Seal(_) => (Action::QuarterSealed, Subject::Quarter),
        };
        let written: Option<Hash> = match self {
            Self::Print(_, number) | Self::Correction(_, number) => db
                .prepare_cached(&format!("SELECT content_hash {OF_MONTH} ORDER BY sequence LIMIT 1 OFFSET ?3"))?
                .query_row(params![self.period(), action == Action::MonthCorrected, i64::from(number) - 1], |row| {
                    row.get(0)
                })
                .optional()?,
            Self::Seal(_) => db
                .prepare_cached(
                    "SELECT content_hash FROM audit WHERE subject = 'quarter' AND subject_id IS NULL AND version = ?1
                        AND action = 'quarter_sealed' LIMIT 1",
                )?
                .query_row([self.period()], |row| row.get(0))
                .optional()?
                .flatten(),
        };
        Ok(written == Some(content::hash(db, action, subject, self.key(), &[])?))
    }
}
