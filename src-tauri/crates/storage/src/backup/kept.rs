//! What the journal knows of its copies: keys, proofs, the second place; and the series of numbers.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use super::{Manifest, ProvenCopy, Rewritten, Second};
use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::keys::{JournalKey, to_hex};
use crate::value::{Columns, instant};

/// A copy this journal made.
#[derive(Clone)]
pub struct CopyRow {
    pub id: Uuid,
    /// Its file's name.
    pub name: String,
    pub manifest: Manifest,
    /// The last time it was read whole and found sound; absent once it was found spoilt, or not found at all.
    pub proven_at: Option<DateTime<Utc>>,
    pub reread_at: Option<DateTime<Utc>>,
    pub damaged_at: Option<DateTime<Utc>>,
    /// It lies at the second place too, and was whole there then; long ago where it differs from what lies here.
    pub second_at: Option<DateTime<Utc>>,
}

impl CopyRow {
    /// Written down as gone. A file that stands there again is proven when it is read again.
    pub fn is_missing(&self) -> bool {
        self.proven_at.is_none() && self.damaged_at.is_none()
    }
}

/// What a person counts a journal by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub requests: u64,
    /// Records of sessions, whatever their versions.
    pub consultations: u64,
}

/// A series of numbers and the last one given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub series: String,
    pub year: i32,
    pub last: u32,
}

fn row_of(row: &Row<'_>) -> Result<CopyRow, StorageError> {
    let at = |column: &str| -> Result<_, StorageError> { row.maybe_int(column)?.map(instant).transpose() };
    Ok(CopyRow {
        id: row.id("id")?,
        name: row.text("place")?,
        manifest: serde_json::from_str(&row.text("manifest")?).map_err(|_| StorageError::Content("a manifest"))?,
        proven_at: at("proven_at")?,
        reread_at: at("reread_at")?,
        damaged_at: at("damaged_at")?,
        second_at: at("second_at")?,
    })
}

impl View<'_> {
    /// Copies that were not removed, newest first, of every branch this journal knows.
    pub fn copies(&self) -> Result<Vec<CopyRow>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT id, place, manifest, proven_at, reread_at, damaged_at, second_at FROM copy
             WHERE removed_at IS NULL ORDER BY made_at DESC",
        )?;
        let mut rows = statement.query([])?;
        let mut copies = Vec::new();
        while let Some(row) = rows.next()? {
            copies.push(row_of(row)?);
        }
        Ok(copies)
    }

    /// When the last copy of this branch was made that was proven and still lies in the folder, in UTC milliseconds. The
    /// last by the history: one that a wrong clock dated years ahead is not it for ever.
    pub fn last_proven_copy(&self, folder: &Path) -> Result<Option<i64>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT place, made_at FROM copy WHERE proven_at IS NOT NULL AND removed_at IS NULL
                AND branch_id = (SELECT branch_id FROM centre WHERE one = 1)
             ORDER BY json_extract(manifest, '$.lines') DESC, made_at DESC",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if folder.join(row.text("place")?).is_file() {
                return Ok(Some(row.get("made_at")?));
            }
        }
        Ok(None)
    }

    /// How many requests and records of sessions there are.
    pub fn counts(&self) -> Result<Counts, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT (SELECT count(*) FROM request) AS requests, (SELECT count(*) FROM consultation) AS consultations",
        )?;
        Ok(statement.query_row([], |row| {
            Ok(Counts {
                requests: row.get::<_, i64>("requests")?.unsigned_abs(),
                consultations: row.get::<_, i64>("consultations")?.unsigned_abs(),
            })
        })?)
    }

    /// Copies that were ever written down.
    pub fn copy_ids(&self) -> Result<Vec<Uuid>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT id FROM copy")?;
        let ids = statement.query_map([], |row| row.get(0).map(Uuid::from_bytes))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Whether this journal's history begins with all that the copy holds.
    pub fn has_all_of(&self, manifest: &Manifest) -> Result<bool, StorageError> {
        let hash: Option<Vec<u8>> = self
            .db()
            .prepare_cached("SELECT hash FROM audit WHERE sequence = ?1")?
            .query_row([manifest.lines.cast_signed()], |row| row.get(0))
            .optional()?;
        Ok(hash.is_some_and(|hash| to_hex(&hash) == manifest.chain_head))
    }

    /// Names that copies of this journal bear or bore.
    pub fn copy_names(&self) -> Result<Vec<String>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT place FROM copy")?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    pub(crate) fn copy_key(&self, copy: Uuid) -> Result<JournalKey, StorageError> {
        let key: Option<[u8; 32]> = self
            .db()
            .prepare_cached("SELECT key FROM copy WHERE id = ?1 AND removed_at IS NULL")?
            .query_row([copy.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(JournalKey::from_bytes(&key.ok_or(StorageError::NotFound)?))
    }

    /// When a month was last closed.
    pub fn last_closing(&self) -> Result<Option<DateTime<Utc>>, StorageError> {
        let at: Option<i64> =
            self.db().prepare_cached("SELECT max(closed_at) FROM month")?.query_row([], |row| row.get(0))?;
        at.map(instant).transpose()
    }

    /// The folder for second copies on this computer.
    pub fn second_place(&self) -> Result<Option<String>, StorageError> {
        Ok(self
            .db()
            .prepare_cached("SELECT path FROM copy_place WHERE one = 1")?
            .query_row([], |row| row.get(0))
            .optional()?)
    }

    pub fn series(&self) -> Result<Vec<Series>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT series, year, last FROM number_series ORDER BY series, year")?;
        let rows =
            statement.query_map([], |row| Ok(Series { series: row.get(0)?, year: row.get(1)?, last: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Lines of the history.
    pub fn audit_length(&self) -> Result<u64, StorageError> {
        let length: Option<i64> =
            self.db().prepare_cached("SELECT max(sequence) FROM audit")?.query_row([], |row| row.get(0))?;
        Ok(length.unwrap_or(0).unsigned_abs())
    }
}

impl Change<'_> {
    /// Writes down a copy that stands. Its key stays in the journal, for the day when the copy is rewritten.
    pub fn add_copy(&self, made: &ProvenCopy) -> Result<(), StorageError> {
        let manifest = serde_json::to_string(&made.manifest).map_err(|_| StorageError::Content("a manifest"))?;
        self.db()
            .prepare_cached(
                "INSERT INTO copy (id, branch_id, key, place, made_at, proven_at, manifest, sheet_number, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                made.manifest.copy.as_bytes(),
                made.manifest.branch.as_bytes(),
                made.key.expose(),
                made.name,
                made.manifest.made_at,
                self.at_millis(),
                manifest,
                made.manifest.sheet.map(|sheet| sheet.number),
                made.manifest.bytes.cast_signed(),
            ])?;
        self.note(Action::CopyMade, Subject::Copy, Some(made.manifest.copy));
        Ok(())
    }

    /// A kept copy was read again.
    pub fn copy_reread(&self, copy: Uuid, sound: bool) -> Result<(), StorageError> {
        let sql = if sound {
            "UPDATE copy SET reread_at = ?2, proven_at = ?2, damaged_at = NULL WHERE id = ?1"
        } else {
            "UPDATE copy SET reread_at = ?2, proven_at = NULL, damaged_at = ?2 WHERE id = ?1"
        };
        self.db().prepare_cached(sql)?.execute(params![copy.as_bytes(), self.at_millis()])?;
        self.note(if sound { Action::CopyReread } else { Action::CopySpoilt }, Subject::Copy, Some(copy));
        Ok(())
    }

    /// Its file is not where it was.
    pub fn copy_missing(&self, copy: Uuid) -> Result<(), StorageError> {
        self.db().prepare_cached("UPDATE copy SET proven_at = NULL WHERE id = ?1")?.execute([copy.as_bytes()])?;
        self.note(Action::CopyMissing, Subject::Copy, Some(copy));
        Ok(())
    }

    /// It was laid at the second place and read back there.
    pub fn copy_carried(&self, copy: Uuid) -> Result<(), StorageError> {
        self.second_whole(copy, Some(self.at_millis()))?;
        self.note(Action::CopyCarried, Subject::Copy, Some(copy));
        Ok(())
    }

    /// Its file at the second place was read again.
    pub fn copy_second_read(&self, copy: Uuid, found: Second) -> Result<(), StorageError> {
        let (at, action) = match found {
            Second::Whole => (Some(self.at_millis()), Action::CopySecondReread),
            Second::Spoilt => (None, Action::CopySecondSpoilt),
            Second::Gone => (None, Action::CopySecondGone),
        };
        self.second_whole(copy, at)?;
        self.note(action, Subject::Copy, Some(copy));
        Ok(())
    }

    fn second_whole(&self, copy: Uuid, at: Option<i64>) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("UPDATE copy SET second_at = ?2 WHERE id = ?1")?
            .execute(params![copy.as_bytes(), at])?;
        Ok(())
    }

    /// It came back from the second place, proven here; an older making of it lacks what was destroyed since.
    pub fn copy_brought_back(&self, manifest: &Manifest) -> Result<(), StorageError> {
        self.prove_again(manifest, Some(self.at_millis()))?;
        self.note(Action::CopyBroughtBack, Subject::Copy, Some(manifest.copy));
        Ok(())
    }

    /// What lies here now was proven just now; `second`: when the second place got the same, if it has one.
    fn prove_again(&self, manifest: &Manifest, second: Option<i64>) -> Result<(), StorageError> {
        let text = serde_json::to_string(manifest).map_err(|_| StorageError::Content("a manifest"))?;
        self.db()
            .prepare_cached(
                "UPDATE copy SET manifest = ?2, sheet_number = ?3, bytes = ?4, proven_at = ?5, reread_at = ?5,
                    damaged_at = NULL, second_at = iif(second_at IS NULL, NULL, coalesce(?6, 0)) WHERE id = ?1",
            )?
            .execute(params![
                manifest.copy.as_bytes(),
                text,
                manifest.sheet.map(|sheet| sheet.number),
                manifest.bytes.cast_signed(),
                self.at_millis(),
                second,
            ])?;
        Ok(())
    }

    /// A kept copy was made anew without what was destroyed.
    pub fn copy_rewritten(&self, rewritten: &Rewritten) -> Result<(), StorageError> {
        let Rewritten { manifest, second } = rewritten;
        // What could not be made anew there is looked at as soon as the place is there.
        let carried = matches!(second, Some(Ok(()))).then_some(self.at_millis());
        self.prove_again(manifest, carried)?;
        self.note(Action::CopyRewritten, Subject::Copy, Some(manifest.copy));
        Ok(())
    }

    /// A copy that this journal was restored from: it was read whole, so it counts as proven, and its key is kept.
    pub fn adopt_copy(&self, manifest: &Manifest, name: &str, key: &JournalKey) -> Result<(), StorageError> {
        let text = serde_json::to_string(manifest).map_err(|_| StorageError::Content("a manifest"))?;
        self.db()
            .prepare_cached(
                "INSERT INTO copy (id, branch_id, key, place, made_at, proven_at, reread_at, manifest, sheet_number, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9)
                 ON CONFLICT (id) DO UPDATE SET key = ?3, place = ?4, proven_at = ?6, reread_at = ?6, manifest = ?7,
                    sheet_number = ?8, bytes = ?9, damaged_at = NULL, removed_at = NULL",
            )?
            .execute(params![
                manifest.copy.as_bytes(),
                manifest.branch.as_bytes(),
                key.expose(),
                name,
                manifest.made_at,
                self.at_millis(),
                text,
                manifest.sheet.map(|sheet| sheet.number),
                manifest.bytes.cast_signed(),
            ])?;
        self.note(Action::CopyReread, Subject::Copy, Some(manifest.copy));
        Ok(())
    }

    pub fn copy_removed(&self, copy: Uuid) -> Result<(), StorageError> {
        // Its key opens nothing any more.
        self.db()
            .prepare_cached("UPDATE copy SET removed_at = ?2, key = x'' WHERE id = ?1")?
            .execute(params![copy.as_bytes(), self.at_millis()])?;
        self.note(Action::CopyRemoved, Subject::Copy, Some(copy));
        Ok(())
    }

    pub fn choose_second_place(&self, path: Option<&str>) -> Result<(), StorageError> {
        if self.second_place()?.as_deref() != path {
            self.nothing_there()?;
        }
        match path {
            Some(path) => self
                .db()
                .prepare_cached(
                    "INSERT INTO copy_place (one, path, chosen_at) VALUES (1, ?1, ?2)
                     ON CONFLICT (one) DO UPDATE SET path = ?1, chosen_at = ?2",
                )?
                .execute(params![path, self.at_millis()])?,
            None => self.db().prepare_cached("DELETE FROM copy_place")?.execute([])?,
        };
        self.note(Action::CopyPlaceChosen, Subject::Copy, None);
        Ok(())
    }

    /// The second place was one of another computer; the change says itself why it is forgotten.
    pub fn forget_second_place(&self) -> Result<(), StorageError> {
        self.db().prepare_cached("DELETE FROM copy_place")?.execute([])?;
        self.nothing_there()
    }

    fn nothing_there(&self) -> Result<(), StorageError> {
        self.db().prepare_cached("UPDATE copy SET second_at = NULL WHERE second_at IS NOT NULL")?.execute([])?;
        Ok(())
    }

    /// Lets every series go on after these numbers; one that is further on stays.
    pub fn raise_series(&self, known: &[Series]) -> Result<(), StorageError> {
        let mut statement = self.db().prepare_cached(
            "INSERT INTO number_series (series, year, last) VALUES (?1, ?2, ?3)
             ON CONFLICT (series, year) DO UPDATE SET last = max(last, ?3)",
        )?;
        for Series { series, year, last } in known {
            statement.execute(params![series, year, last])?;
        }
        Ok(())
    }

    /// The journal goes on as a branch of its own from here.
    pub fn note_restored(&self, journal: Uuid, branch: Uuid, lost: Option<u32>) -> Result<(), StorageError> {
        self.db().prepare_cached("UPDATE centre SET branch_id = ?1")?.execute([branch.as_bytes()])?;
        self.note_with(Action::Restored, Subject::Journal, journal, lost);
        Ok(())
    }
}
