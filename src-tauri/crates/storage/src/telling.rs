//! Around a promised time: who was told of it, what was prepared, how the centre is found in a means of distance.

use chrono::NaiveDateTime;
use domain::ids::{AccountId, BookingId};
use domain::outing::Preparation;
use rusqlite::{OptionalExtension, params};

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, known, moment_text};

/// The recipient was told of a time (R041).
#[derive(Clone)]
pub struct Told {
    pub at: NaiveDateTime,
    /// Key of the list of channels.
    pub channel: String,
    /// With the instruction how to join (R040).
    pub instruction: bool,
    pub by: AccountId,
}

/// Checked before a distance consultation (R068).
#[derive(Clone)]
pub struct Prepared {
    pub item: Preparation,
    pub at: NaiveDateTime,
    pub by: AccountId,
}

/// How the centre is found in a means of distance.
#[derive(Clone, Default)]
pub struct MeansGuide {
    pub account: String,
    pub instruction: String,
}

impl View<'_> {
    /// Oldest first.
    pub fn told_of(&self, booking: BookingId) -> Result<Vec<Told>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT told, channel, instruction, told_by FROM booking_told WHERE booking_id = ?1 ORDER BY position",
        )?;
        let mut rows = statement.query([booking.0.as_bytes()])?;
        let mut told = Vec::new();
        while let Some(row) = rows.next()? {
            told.push(Told {
                at: row.moment("told")?,
                channel: row.text("channel")?,
                instruction: row.get("instruction")?,
                by: AccountId(row.id("told_by")?),
            });
        }
        Ok(told)
    }

    pub fn prepared_of(&self, booking: BookingId) -> Result<Vec<Prepared>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT item, prepared, prepared_by FROM booking_prepared WHERE booking_id = ?1")?;
        let mut rows = statement.query([booking.0.as_bytes()])?;
        let mut prepared = Vec::new();
        while let Some(row) = rows.next()? {
            prepared.push(Prepared {
                item: known(Preparation::from_key(&row.text("item")?), "a preparation")?,
                at: row.moment("prepared")?,
                by: AccountId(row.id("prepared_by")?),
            });
        }
        Ok(prepared)
    }

    pub fn means_guide(&self, means: &str) -> Result<MeansGuide, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT account, instruction FROM means_guide WHERE means = ?1")?;
        let found = statement
            .query_row([means], |row| {
                Ok(MeansGuide { account: row.get("account")?, instruction: row.get("instruction")? })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }
}

impl Change<'_> {
    pub fn tell(&self, booking: BookingId, told: &Told) -> Result<(), StorageError> {
        let position: u32 = self
            .db()
            .prepare_cached(
                "INSERT INTO booking_told (booking_id, position, told, channel, instruction, told_by)
                 VALUES (?1, (SELECT count(*) FROM booking_told WHERE booking_id = ?1), ?2, ?3, ?4, ?5)
                 RETURNING position",
            )?
            .query_row(
                params![
                    booking.0.as_bytes(),
                    moment_text(told.at),
                    told.channel,
                    told.instruction,
                    told.by.0.as_bytes()
                ],
                |row| row.get(0),
            )?;
        self.trace(Action::RecipientTold, Subject::Booking, booking.0, position + 1)
    }

    pub fn prepare(&self, booking: BookingId, prepared: &Prepared) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT OR REPLACE INTO booking_prepared (booking_id, item, prepared, prepared_by)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                booking.0.as_bytes(),
                prepared.item.key(),
                moment_text(prepared.at),
                prepared.by.0.as_bytes()
            ])?;
        self.trace(Action::Prepared, Subject::Booking, booking.0, 1)
    }

    /// Marked too early, or by a slip of the hand.
    pub fn unprepare(&self, booking: BookingId, prepared: &Prepared) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("DELETE FROM booking_prepared WHERE booking_id = ?1 AND item = ?2")?
            .execute(params![booking.0.as_bytes(), prepared.item.key()])?;
        self.trace(Action::PreparedUndone, Subject::Booking, booking.0, 1)
    }

    pub fn save_means_guide(&self, means: &str, guide: &MeansGuide) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO means_guide (means, account, instruction) VALUES (?1, ?2, ?3)
                 ON CONFLICT (means) DO UPDATE SET account = ?2, instruction = ?3",
            )?
            .execute(params![means, guide.account, guide.instruction])?;
        self.note(Action::ListItemChanged, Subject::ListItem, None);
        Ok(())
    }
}
