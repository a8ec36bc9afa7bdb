//! Versions of the порядок as the head writes them: one for each day a порядок begins.

use chrono::{Datelike, NaiveDate};
use domain::profile::Profile;
use rusqlite::params;

use crate::audit::{Action, Subject};
use crate::centre::{FROM_THE_BEGINNING, valid_from_text};
use crate::change::Change;
use crate::error::StorageError;

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
        self.note_period(Action::OrderSaved, Subject::Order, period(valid_from));
        Ok(())
    }

    /// Takes a порядок back; the one before it holds on.
    pub fn withdraw_profile(&self, valid_from: NaiveDate) -> Result<(), StorageError> {
        if self.take_profile(valid_from)? == 0 {
            return Err(StorageError::NotFound);
        }
        self.note_period(Action::OrderWithdrawn, Subject::Order, period(valid_from));
        Ok(())
    }

    fn take_profile(&self, valid_from: NaiveDate) -> Result<usize, StorageError> {
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
