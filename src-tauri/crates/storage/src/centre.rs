//! The centre itself, its порядок by date, and the public side of its keys.

use chrono::{NaiveDate, NaiveTime};
use domain::ids::AccountId;
use domain::profile::{EventCount, Profile};
use domain::term::Versions;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::keys::PublicHalf;
use crate::value::Columns;

/// One kindergarten's consultation centre.
#[derive(Clone)]
pub struct Centre {
    pub journal_id: Uuid,
    pub branch_id: Uuid,
    pub institution: String,
    pub name: String,
    pub town: String,
    pub region: String,
    /// IANA name of the civil time zone.
    pub zone: String,
    pub phone: String,
    pub email: String,
    /// When the working day ends; later is «после работы» (R029).
    pub day_ends: NaiveTime,
}

/// Valid from the beginning: no day lies before it.
pub const FROM_THE_BEGINNING: NaiveDate = NaiveDate::MIN;

pub(crate) fn valid_from_text(day: NaiveDate) -> String {
    if day == FROM_THE_BEGINNING { String::new() } else { day.to_string() }
}

impl View<'_> {
    pub fn centre(&self) -> Result<Centre, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT journal_id, branch_id, institution, name, town, region, zone, phone, email, day_ends FROM centre WHERE one = 1",
        )?;
        let mut rows = statement.query([])?;
        let row = rows.next()?.ok_or(StorageError::NotFound)?;
        Ok(Centre {
            journal_id: row.id("journal_id")?,
            branch_id: row.id("branch_id")?,
            institution: row.text("institution")?,
            name: row.text("name")?,
            town: row.text("town")?,
            region: row.text("region")?,
            zone: row.text("zone")?,
            phone: row.text("phone")?,
            email: row.text("email")?,
            day_ends: crate::value::parse_time(&row.text("day_ends")?)?,
        })
    }

    /// Every порядок with the day it came into force, oldest first.
    pub fn profiles(&self) -> Result<Vec<(NaiveDate, Profile)>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT valid_from, document FROM profile_version ORDER BY valid_from")?;
        let mut rows = statement.query([])?;
        let mut profiles = Vec::new();
        while let Some(row) = rows.next()? {
            let from = row.text("valid_from")?;
            let from = if from.is_empty() { FROM_THE_BEGINNING } else { crate::value::parse_day(&from)? };
            let profile = Profile::read(&row.text("document")?).map_err(|_| StorageError::Content("a profile"))?;
            profiles.push((from, profile));
        }
        Ok(profiles)
    }

    /// What each порядок says of the terms.
    pub fn term_versions(&self) -> Result<Versions, StorageError> {
        Ok(Versions::of(self.profiles()?.iter().map(|(from, profile)| (*from, profile))))
    }

    /// How events are counted (R104) by the day a порядок came into force, oldest first.
    pub fn event_counts(&self) -> Result<Vec<(NaiveDate, EventCount)>, StorageError> {
        Ok(self.profiles()?.into_iter().map(|(from, profile)| (from, profile.event_count.value)).collect())
    }

    /// Number of the recovery sheet in force.
    pub fn sheet_number(&self) -> Result<Option<u32>, StorageError> {
        Ok(self
            .db()
            .prepare_cached("SELECT number FROM sheet WHERE replaced_on IS NULL ORDER BY number DESC LIMIT 1")?
            .query_row([], |row| row.get("number"))
            .optional()?)
    }

    /// The slot whose password opens the journal for an account, if it has one.
    pub fn slot_of(&self, account: AccountId) -> Result<Option<Uuid>, StorageError> {
        Ok(self
            .db()
            .prepare_cached(
                "SELECT id FROM slot WHERE account_id = ?1 AND kind <> 'code' AND ended_at IS NULL
                 ORDER BY made_at DESC LIMIT 1",
            )?
            .query_row([account.0.as_bytes()], |row| row.get::<_, [u8; 16]>("id"))
            .optional()?
            .map(Uuid::from_bytes))
    }

    /// Slots that open no older self of this journal beside it: of whoever enters no more, and former passwords of people
    /// who are no heads and whose account was changed: an older self may let them do what was taken away.
    pub fn closed_slots(&self) -> Result<Vec<Uuid>, StorageError> {
        self.slot_ids(
            "SELECT slot.id FROM slot JOIN account ON account.id = slot.account_id
             WHERE slot.kind <> 'code' AND (account.removed_at IS NOT NULL OR (slot.ended_at IS NOT NULL
                AND account.version > 1 AND NOT EXISTS (SELECT 1 FROM account_role WHERE account_id = account.id AND role = 'head')))",
        )
    }

    /// Slots that were replaced and open nothing any more.
    pub fn ended_slots(&self) -> Result<Vec<Uuid>, StorageError> {
        self.slot_ids("SELECT id FROM slot WHERE ended_at IS NOT NULL")
    }

    fn slot_ids(&self, sql: &str) -> Result<Vec<Uuid>, StorageError> {
        let mut statement = self.db().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(row.id("id")?);
        }
        Ok(ids)
    }

    /// Whose slot it is, or was: a slot replaced a moment before a crash still names its person.
    pub fn account_of_slot(&self, slot: Uuid) -> Result<Option<AccountId>, StorageError> {
        Ok(self
            .db()
            .prepare_cached("SELECT account_id FROM slot WHERE id = ?1")?
            .query_row([slot.as_bytes()], |row| row.get::<_, Option<[u8; 16]>>("account_id"))
            .optional()?
            .flatten()
            .map(|bytes| AccountId(Uuid::from_bytes(bytes))))
    }
}

impl Change<'_> {
    pub fn make_centre(&self, centre: &Centre) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO centre (one, journal_id, branch_id, institution, name, town, region, zone, created_at, phone, email,
                    day_ends)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                centre.journal_id.as_bytes(),
                centre.branch_id.as_bytes(),
                centre.institution,
                centre.name,
                centre.town,
                centre.region,
                centre.zone,
                self.at_millis(),
                centre.phone,
                centre.email,
                crate::value::time_text(centre.day_ends),
            ])?;
        self.trace(Action::JournalMade, Subject::Journal, centre.journal_id, 1)
    }

    /// Writes the card anew. The region, the zone and the ids stay as they were made.
    pub fn save_centre(&self, centre: &Centre) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE centre SET institution = ?1, name = ?2, town = ?3, phone = ?4, email = ?5, day_ends = ?6,
                    version = version + 1 WHERE one = 1 RETURNING version",
            )?
            .query_row(
                params![
                    centre.institution,
                    centre.name,
                    centre.town,
                    centre.phone,
                    centre.email,
                    crate::value::time_text(centre.day_ends)
                ],
                |row| row.get(0),
            )?;
        self.trace(Action::CentreSaved, Subject::Journal, centre.journal_id, version)
    }

    pub fn add_profile(&self, valid_from: NaiveDate, profile: &Profile) -> Result<(), StorageError> {
        let document = serde_json::to_string(profile).map_err(|_| StorageError::Content("a profile"))?;
        self.db()
            .prepare_cached("INSERT INTO profile_version (valid_from, document, added_at) VALUES (?1, ?2, ?3)")?
            .execute(params![valid_from_text(valid_from), document, self.at_millis()])?;
        self.trace_order(Action::OrderSaved, valid_from)
    }

    /// Keeps the public half of a slot; sealing takes it from here.
    pub fn add_slot(
        &self,
        slot: Uuid,
        public: &PublicHalf,
        kind: &str,
        account: Option<AccountId>,
        generation: i64,
    ) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO slot (id, kind, account_id, public_half, generation, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                slot.as_bytes(),
                kind,
                account.as_ref().map(|id| id.0.as_bytes()),
                public.to_bytes(),
                generation,
                self.at_millis()
            ])?;
        Ok(())
    }

    pub fn end_slot(&self, slot: Uuid) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("UPDATE slot SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL")?
            .execute(params![slot.as_bytes(), self.at_millis()])?;
        Ok(())
    }

    pub fn add_sheet(&self, number: u32, slot: Uuid, made_on: NaiveDate) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("INSERT INTO sheet (number, slot_id, made_on) VALUES (?1, ?2, ?3)")?
            .execute(params![number, slot.as_bytes(), made_on.to_string()])?;
        Ok(())
    }
}
