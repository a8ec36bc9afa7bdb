//! Ways in as the journal knows them: slots, sheets, and what copies still need an older sheet.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::ids::{AccountId, ConsultantId, ConsultationId};
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use crate::account::Account;
use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::keys::PublicHalf;
use crate::value::{Columns, instant, moment_text};

/// A slot that opens the journal.
pub struct KnownSlot {
    pub id: Uuid,
    /// Absent for the sheet.
    pub account: Option<AccountId>,
    pub kind: String,
    pub public: PublicHalf,
}

/// A recovery sheet, in force or not.
pub struct KnownSheet {
    pub number: u32,
    pub slot: Uuid,
    pub made_on: NaiveDate,
    pub replaced_on: Option<NaiveDate>,
    pub tried_on: Option<NaiveDate>,
}

/// Something that a restoring left to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// As it was said.
    pub words: String,
    /// It says which sheet opens the journal.
    pub of_sheet: bool,
}

impl View<'_> {
    pub fn living_slots(&self) -> Result<Vec<KnownSlot>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT id, kind, account_id, public_half FROM slot WHERE ended_at IS NULL ORDER BY made_at, id",
        )?;
        let mut rows = statement.query([])?;
        let mut slots = Vec::new();
        while let Some(row) = rows.next()? {
            slots.push(KnownSlot {
                id: row.id("id")?,
                account: row.maybe_id("account_id")?.map(AccountId),
                kind: row.text("kind")?,
                public: PublicHalf::from_bytes(row.get("public_half")?),
            });
        }
        Ok(slots)
    }

    /// Every sheet the journal has had, the newest first.
    pub fn sheets(&self) -> Result<Vec<KnownSheet>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT number, slot_id, made_on, replaced_on, tried_on FROM sheet ORDER BY number DESC")?;
        let mut rows = statement.query([])?;
        let mut sheets = Vec::new();
        while let Some(row) = rows.next()? {
            sheets.push(KnownSheet {
                number: row.get("number")?,
                slot: row.id("slot_id")?,
                made_on: row.day("made_on")?,
                replaced_on: row.maybe_day("replaced_on")?,
                tried_on: row.maybe_day("tried_on")?,
            });
        }
        Ok(sheets)
    }

    /// Slots of sheets that a newer one has replaced; they end at the next change of the key.
    pub fn replaced_sheet_slots(&self) -> Result<Vec<Uuid>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT slot.id FROM sheet JOIN slot ON slot.id = sheet.slot_id
             WHERE sheet.replaced_on IS NOT NULL AND slot.ended_at IS NULL",
        )?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(row.id("id")?);
        }
        Ok(ids)
    }

    /// The key in use is known to a way in that was taken away: of a removed person, or of a replaced sheet.
    pub fn key_change_owed(&self, generation: u64) -> Result<bool, StorageError> {
        let generation = i64::try_from(generation).unwrap_or(i64::MAX);
        let removed = self
            .db()
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM slot JOIN account ON account.id = slot.account_id
                 WHERE slot.generation = ?1 AND account.removed_at IS NOT NULL)",
            )?
            .query_row([generation], |row| row.get::<_, bool>(0))?;
        Ok(removed || !self.replaced_sheet_slots()?.is_empty())
    }

    /// What the last restoring left that is still to be done, or is done; with the number of each matter.
    pub fn restored_matters(&self, done: bool) -> Result<Vec<(u32, Matter)>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT number, words, of_sheet FROM restored_matter WHERE done = ?1 ORDER BY number")?;
        let matter = |row: &Row<'_>| Ok((row.get(0)?, Matter { words: row.get(1)?, of_sheet: row.get(2)? }));
        let matters = statement.query_map([done], matter)?;
        Ok(matters.collect::<Result<_, _>>()?)
    }

    /// Whether the account that has this card had it already when a version of a record was signed. The lines of the
    /// history tell it by their order, which no clock turns round.
    pub fn had_card_at(&self, card: ConsultantId, record: ConsultationId, version: u32) -> Result<bool, StorageError> {
        let Some((linked, _)) = self.card_linked(card)? else { return Ok(true) };
        let signed: Option<i64> = self
            .db()
            .prepare_cached(
                "SELECT min(sequence) FROM audit WHERE subject = 'consultation' AND subject_id = ?1 AND version = ?2",
            )?
            .query_row(params![record.0.as_bytes(), version], |row| row.get(0))?;
        Ok(signed.is_some_and(|signed| linked < signed))
    }

    /// Whether some record of this card was signed before the account that has it now got it.
    pub fn card_has_a_past(&self, card: ConsultantId) -> Result<bool, StorageError> {
        let Some((linked, at)) = self.card_linked(card)? else { return Ok(false) };
        // Only sessions that ended before the linking, by the day in every zone, are looked at.
        let until = moment_text(at.naive_utc() + TimeDelta::days(1));
        Ok(self
            .db()
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM consultation c WHERE c.consultant_id = ?1 AND c.completed < ?2
                    AND EXISTS (SELECT 1 FROM audit a JOIN version_consultant v
                        ON v.consultation_id = c.id AND v.version = a.version AND v.consultant_id = ?1
                        WHERE a.subject = 'consultation' AND a.subject_id = c.id AND a.sequence < ?3))",
            )?
            .query_row(params![card.0.as_bytes(), until, linked], |row| row.get(0))?)
    }

    /// The line by which an account last got this card; absent where that was before the history told of it.
    fn card_linked(&self, card: ConsultantId) -> Result<Option<(i64, DateTime<Utc>)>, StorageError> {
        let found: Option<(i64, i64)> = self
            .db()
            .prepare_cached(
                "SELECT sequence, at FROM audit WHERE subject = 'consultant' AND subject_id = ?1 AND action = 'card_linked'
                 ORDER BY sequence DESC LIMIT 1",
            )?
            .query_row([card.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        found.map(|(line, at)| Ok((line, instant(at)?))).transpose()
    }
}

impl Change<'_> {
    /// A restoring leaves these matters, those of an earlier one among them.
    pub fn leave_matters(&self, matters: &[Matter]) -> Result<(), StorageError> {
        self.db().prepare_cached("DELETE FROM restored_matter")?.execute([])?;
        let mut statement =
            self.db().prepare_cached("INSERT INTO restored_matter (words, of_sheet) VALUES (?1, ?2)")?;
        matters.iter().try_for_each(|one| statement.execute(params![one.words, one.of_sheet]).map(drop))?;
        Ok(())
    }

    /// One of them is done, or is to be done after all.
    pub fn settle_matter(&self, number: u32, done: bool) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("UPDATE restored_matter SET done = ?2 WHERE number = ?1")?
            .execute(params![number, done])?;
        self.note(if done { Action::MatterSettled } else { Action::MatterReturned }, Subject::Journal, None);
        Ok(())
    }

    /// The living slots have the key of this generation now.
    pub(crate) fn hand_over_slots(&self, generation: i64) -> Result<(), StorageError> {
        self.db().prepare_cached("UPDATE slot SET generation = ?1 WHERE ended_at IS NULL")?.execute([generation])?;
        Ok(())
    }

    /// A newer sheet is in force from this day.
    pub fn replace_sheets_before(&self, number: u32, on: NaiveDate) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("UPDATE sheet SET replaced_on = ?2 WHERE number < ?1 AND replaced_on IS NULL")?
            .execute(params![number, on.to_string()])?;
        Ok(())
    }

    pub fn note_sheet_tried(&self, number: u32, on: NaiveDate) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("UPDATE sheet SET tried_on = ?2 WHERE number = ?1")?
            .execute(params![number, on.to_string()])?;
        self.note(Action::SheetTried, Subject::Journal, None);
        Ok(())
    }

    /// Every way in of this account ends.
    pub fn end_slots_of(&self, account: AccountId) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("UPDATE slot SET ended_at = ?2 WHERE account_id = ?1 AND ended_at IS NULL")?
            .execute(params![account.0.as_bytes(), self.at_millis()])?;
        Ok(())
    }

    /// Where an older slot file was put back, the slot that it holds is its person's living one again, and the only
    /// one: the slot file has no other.
    pub fn revive_slot(&self, slot: Uuid, account: AccountId) -> Result<(), StorageError> {
        self.end_slots_of(account)?;
        self.db()
            .prepare_cached("UPDATE slot SET ended_at = NULL WHERE id = ?1 AND account_id = ?2")?
            .execute(params![slot.as_bytes(), account.0.as_bytes()])?;
        Ok(())
    }

    /// What an account is called and may do, written anew.
    pub fn change_account(&self, account: &Account) -> Result<(), StorageError> {
        let id = account.id.0.as_bytes();
        let before: Option<[u8; 16]> = self
            .db()
            .prepare_cached("SELECT consultant_id FROM account WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE account SET name = ?2, label = ?3, post = ?4, consultant_id = ?5, version = version + 1
                 WHERE id = ?1 AND removed_at IS NULL RETURNING version",
            )?
            .query_row(
                params![
                    id,
                    account.name,
                    account.label,
                    account.post,
                    account.consultant.as_ref().map(|id| id.0.as_bytes())
                ],
                |row| row.get(0),
            )?;
        self.db().prepare_cached("DELETE FROM account_role WHERE account_id = ?1")?.execute([id])?;
        self.add_roles(account)?;
        self.trace(Action::AccountChanged, Subject::Account, account.id.0, version)?;
        self.note_card(account, before.map(Uuid::from_bytes));
        Ok(())
    }

    /// The account enters no more; what it signed keeps its name.
    pub fn remove_account(&self, account: AccountId) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("UPDATE account SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL")?
            .execute(params![account.0.as_bytes(), self.at_millis()])?;
        self.end_slots_of(account)?;
        self.note(Action::AccountRemoved, Subject::Account, Some(account.0));
        Ok(())
    }
}
