//! The end of the chain as it is remembered outside of the journal: a tail that was cut off shows.

use super::{Action, HASH_BYTES, Hash, Head, Subject};
use crate::backup::Manifest;
use crate::change::View;
use crate::error::StorageError;
use crate::keys::from_hex;
use crate::value::instant;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

/// Length and hash.
pub const ANCHOR_BYTES: usize = 8 + HASH_BYTES;

/// What the computer's keyring remembers of the chain. It may lag behind the journal, never lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub length: u64,
    pub hash: Hash,
}

/// What an anchor says of a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorFit {
    /// The line it remembers is there, and is the same.
    Holds,
    /// The chain is shorter than it once was.
    Cut { remembered: u64, found: u64 },
    /// Another line stands where the remembered one stood: the tail was cut and another grew.
    Other { remembered: u64 },
}

impl Anchor {
    pub fn of(head: Head) -> Self {
        Self { length: u64::try_from(head.length).unwrap_or_default(), hash: head.hash }
    }

    /// The length as eight bytes, the greatest first, then the hash.
    pub fn to_bytes(self) -> [u8; ANCHOR_BYTES] {
        let mut bytes = [0; ANCHOR_BYTES];
        bytes[..8].copy_from_slice(&self.length.to_be_bytes());
        bytes[8..].copy_from_slice(&self.hash);
        bytes
    }

    /// What a copy says of the history it holds; nothing where its hash is none.
    pub fn of_copy(manifest: &Manifest) -> Option<Self> {
        Some(Self { length: manifest.lines, hash: from_hex(&manifest.chain_head)? })
    }

    /// Nothing where the length is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, hash) = bytes.split_first_chunk::<8>()?;
        Some(Self { length: u64::from_be_bytes(*length), hash: hash.try_into().ok()? })
    }
}

impl View<'_> {
    /// When the head last went on with a history whose end is missing.
    pub fn tail_accepted(&self, journal: Uuid) -> Result<Option<DateTime<Utc>>, StorageError> {
        let last = self.last_of_journal(Action::TailAccepted, journal)?;
        last.map(|(_, at)| instant(at)).transpose()
    }

    /// Whether it was written down already that the end is missing, since somebody last went on with that.
    pub fn is_cut_noted(&self, journal: Uuid) -> Result<bool, StorageError> {
        let found = self.last_of_journal(Action::TailCutFound, journal)?;
        let accepted = self.last_of_journal(Action::TailAccepted, journal)?;
        Ok(found.map(|(line, _)| line) > accepted.map(|(line, _)| line))
    }

    /// The last instant that the history knew before anybody sat down this time; of a clock that was put right since
    /// nothing before that counts.
    pub fn instant_before_entry(&self, journal: Uuid) -> Result<Option<DateTime<Utc>>, StorageError> {
        let at: Option<i64> = self
            .db()
            .prepare_cached(
                "WITH entry(line) AS (SELECT max(sequence) FROM audit WHERE subject = 'account'
                    AND action IN ('unlocked', 'unlocked_by_sheet', 'unlocked_by_code'))
                 SELECT max(at) FROM audit, entry WHERE sequence < line AND sequence >= coalesce(
                    (SELECT max(sequence) FROM audit WHERE subject = 'journal' AND subject_id = ?1 AND action = ?2
                        AND sequence < line), 0)",
            )?
            .query_row(params![journal.as_bytes(), Action::ClockTrusted.code()], |row| row.get(0))?;
        at.map(instant).transpose()
    }

    /// The last line by which somebody worked in the journal: opening, locking and copying it are no work.
    pub fn end_of_work(&self) -> Result<Anchor, StorageError> {
        let mut statement = self.db().prepare("SELECT sequence, action, hash FROM audit ORDER BY sequence DESC")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if Action::from_code(&row.get::<_, String>(1)?).is_none_or(Action::is_work) {
                return Ok(Anchor { length: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(2)? });
            }
        }
        Err(StorageError::Damaged)
    }

    /// The last line by which somebody looked at the copies, and when.
    pub fn copies_trusted(&self, journal: Uuid) -> Result<Option<(u64, DateTime<Utc>)>, StorageError> {
        self.look(Action::CopiesTrusted, journal)
    }

    /// The last line by which somebody said that the clock is right, and when.
    pub fn clock_trusted(&self, journal: Uuid) -> Result<Option<(u64, DateTime<Utc>)>, StorageError> {
        self.look(Action::ClockTrusted, journal)
    }

    fn look(&self, action: Action, journal: Uuid) -> Result<Option<(u64, DateTime<Utc>)>, StorageError> {
        let last = self.last_of_journal(action, journal)?;
        last.map(|(line, at)| Ok((line.unsigned_abs(), instant(at)?))).transpose()
    }

    /// The latest instant the history knows, in UTC milliseconds; lines written under a clock that was set back
    /// do not hide it. What stands before somebody said that the clock is right says nothing of it.
    pub fn latest_instant(&self, journal: Uuid) -> Result<Option<i64>, StorageError> {
        let from = self.last_of_journal(Action::ClockTrusted, journal)?.map_or(0, |(line, _)| line);
        Ok(self
            .db()
            .prepare_cached("SELECT at FROM audit WHERE sequence >= ?1 ORDER BY at DESC LIMIT 1")?
            .query_row([from], |row| row.get(0))
            .optional()?)
    }

    fn last_of_journal(&self, action: Action, journal: Uuid) -> Result<Option<(i64, i64)>, StorageError> {
        Ok(self
            .db()
            .prepare_cached(
                "SELECT sequence, at FROM audit WHERE subject = ?1 AND subject_id = ?2 AND action = ?3
                 ORDER BY sequence DESC LIMIT 1",
            )?
            .query_row(params![Subject::Journal.code(), journal.as_bytes(), action.code()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?)
    }

    /// Compares what the keyring remembers with the line of that number. One line is read.
    pub fn fits_anchor(&self, anchor: &Anchor) -> Result<AnchorFit, StorageError> {
        let head = Anchor::of(self.chain_head()?);
        if anchor.length > head.length {
            return Ok(AnchorFit::Cut { remembered: anchor.length, found: head.length });
        }
        let found: Option<Vec<u8>> = match i64::try_from(anchor.length) {
            Ok(0) => return Ok(AnchorFit::Holds),
            Ok(sequence) => self
                .db()
                .prepare_cached("SELECT hash FROM audit WHERE sequence = ?1")?
                .query_row([sequence], |row| row.get(0))
                .optional()?,
            Err(_) => None,
        };
        let same = found.is_some_and(|hash| hash == anchor.hash);
        Ok(if same { AnchorFit::Holds } else { AnchorFit::Other { remembered: anchor.length } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_forty_bytes_and_comes_back_as_it_went() {
        let anchor = Anchor { length: 0x0102_0304_0506_0708, hash: [9; 32] };
        let bytes = anchor.to_bytes();
        assert_eq!(bytes[..9], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(Anchor::from_bytes(&bytes), Some(anchor));
        for wrong in [&bytes[..39], &[bytes.as_slice(), &[0]].concat(), &[]] {
            assert_eq!(Anchor::from_bytes(wrong), None);
        }
    }
}
