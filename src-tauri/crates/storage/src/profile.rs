//! Versions of the порядок as the head writes them: one for each day a порядок begins. One that is replaced or
//! withdrawn is kept, so that the history can show what stood before.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::profile::Profile;
use rusqlite::{OptionalExtension, params};

use crate::audit::{Action, Subject};
use crate::centre::{FROM_THE_BEGINNING, valid_from_text};
use crate::change::{Change, View};
use crate::error::StorageError;

impl View<'_> {
    /// What the порядок of a day said before and after a line of the history about it; absent where there was or
    /// is none.
    pub fn order_around(
        &self,
        valid_from: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<(Option<Profile>, Option<Profile>), StorageError> {
        let read = |sql: &str| -> Result<Option<Profile>, StorageError> {
            let found: Option<String> = self
                .db()
                .prepare_cached(sql)?
                .query_row(params![valid_from_text(valid_from), at.timestamp_millis()], |row| row.get(0))
                .optional()?;
            found.map(|text| Profile::read(&text).map_err(|_| StorageError::Content("a profile"))).transpose()
        };
        let before = read("SELECT document FROM profile_replaced WHERE valid_from = ?1 AND replaced_at = ?2")?;
        let after = read(
            "SELECT document FROM profile_version WHERE valid_from = ?1 AND added_at = ?2
             UNION ALL SELECT document FROM profile_replaced WHERE valid_from = ?1 AND added_at = ?2 LIMIT 1",
        )?;
        Ok((before, after))
    }
}

impl Change<'_> {
    /// Writes the порядок of a day on; one that began on the same day is replaced. Refused by the journal itself
    /// where a month is closed on or after that day.
    pub fn put_profile(&self, valid_from: NaiveDate, profile: &Profile) -> Result<(), StorageError> {
        self.take_profile(valid_from)?;
        let document = serde_json::to_string(profile).map_err(|_| StorageError::Content("a profile"))?;
        self.db()
            .prepare_cached(
                "INSERT INTO profile_version (valid_from, document, added_at, added_by) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                valid_from_text(valid_from),
                document,
                self.at_millis(),
                self.account().map(|account| account.0.into_bytes())
            ])?;
        self.trace_order(Action::OrderSaved, valid_from)
    }

    /// Takes a порядок back; the one before it holds on.
    pub fn withdraw_profile(&self, valid_from: NaiveDate) -> Result<(), StorageError> {
        if self.take_profile(valid_from)? == 0 {
            return Err(StorageError::NotFound);
        }
        self.trace_order(Action::OrderWithdrawn, valid_from)
    }

    pub(crate) fn trace_order(&self, action: Action, valid_from: NaiveDate) -> Result<(), StorageError> {
        self.trace_day(action, Subject::Order, period(valid_from), &valid_from_text(valid_from))
    }

    fn take_profile(&self, valid_from: NaiveDate) -> Result<usize, StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO profile_replaced (valid_from, document, added_at, added_by, replaced_at, replaced_by)
                 SELECT valid_from, document, added_at, added_by, ?2, ?3 FROM profile_version WHERE valid_from = ?1",
            )?
            .execute(params![
                valid_from_text(valid_from),
                self.at_millis(),
                self.account().map(|account| account.0.into_bytes())
            ])?;
        Ok(self
            .db()
            .prepare_cached("DELETE FROM profile_version WHERE valid_from = ?1")?
            .execute([valid_from_text(valid_from)])?)
    }
}

/// `20261201` is 1 December 2026; 0 the beginning.
fn period(day: NaiveDate) -> u32 {
    match u32::try_from(day.year()) {
        Ok(year) if day != FROM_THE_BEGINNING => year * 10_000 + day.month() * 100 + day.day(),
        _ => 0,
    }
}
