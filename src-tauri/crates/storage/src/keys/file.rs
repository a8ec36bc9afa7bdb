//! The slot file: who can open the journal, and which database of which generation.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::bytes::to_hex;
use super::code::OneTimeCode;
use super::device::DeviceKeyring;
use super::kdf::KdfPolicy;
use super::secret::JournalKey;
use super::sheet::Sheet;
use super::slot::{Opens, Place, PublicHalf, SealError, Slot, SlotKind, UnlockError};

/// The newest format this program reads and the one it writes.
pub const SLOT_FILE_FORMAT: u32 = 1;
/// A file of a hundred slots takes about 100 KiB; more than this is not ours and is not read.
pub(super) const MOST_BYTES: u64 = 1024 * 1024;
const CHECK_DIGITS: usize = 64;

/// Names the journal and holds every way into it. Its words are the only ones that can be read
/// without a key: the centre's name and the labels people chose.
#[derive(Clone, PartialEq, Eq)]
pub struct SlotFile {
    place: Place,
    database: String,
    centre: String,
    slots: Vec<Slot>,
    past: Past,
    /// The journal's key, or a copy's: a copy carries its ways in within itself.
    opens: Opens,
}

/// What was, so that the locked journal knows it too when an older copy of it is brought.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Past {
    /// Slots whose passwords open no older self of the journal beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<Uuid>,
    /// The highest number that a recovery sheet had: two papers never bear one number.
    #[serde(default, skip_serializing_if = "is_zero")]
    last_sheet: u32,
}

/// Why a slot file cannot be made so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlotFileRefused {
    /// Letters a–z, digits, `-`, `_` and `.` only, not leading with a dot, at most 64: a name from
    /// a file anyone can edit must never lead out of the journal's folder.
    #[error("not a plain file name")]
    DatabaseName,
    #[error("generations count from 1")]
    Generation,
    #[error("two slots under one id")]
    SlotTwice,
}

/// Why bytes are no slot file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    Damaged,
    /// Whole by its check, but of a later format.
    Newer {
        format: u32,
    },
}

/// The outer fields. They keep their names, and the check its meaning, in every later format, so
/// that an old program can tell a newer file from a damaged one.
#[derive(Deserialize)]
struct Outer {
    format: u32,
    check: String,
}

#[derive(Deserialize)]
struct Content {
    journal: Uuid,
    generation: u64,
    database: String,
    centre: String,
    slots: Vec<Slot>,
    #[serde(flatten)]
    past: Past,
}

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    check: &'a str,
    journal: Uuid,
    generation: u64,
    database: &'a str,
    centre: &'a str,
    slots: &'a [Slot],
    #[serde(flatten)]
    past: &'a Past,
}

impl SlotFile {
    /// A file with no way in yet. `database` is a bare file name beside it, `centre` the name on
    /// the cover.
    pub fn new(place: Place, database: impl Into<String>, centre: impl Into<String>) -> Result<Self, SlotFileRefused> {
        let (database, centre) = (database.into(), centre.into());
        Self { place, database, centre, slots: Vec::new(), past: Past::default(), opens: Opens::Journal }.sound()
    }

    /// The ways into one copy as they stand in its head.
    pub(crate) fn of_copy(
        place: Place,
        copy: Uuid,
        centre: impl Into<String>,
        slots: Vec<Slot>,
    ) -> Result<Self, SlotFileRefused> {
        let (database, past) = ("copy".to_owned(), Past::default());
        Self { place, database, centre: centre.into(), slots, past, opens: Opens::Copy(copy) }.sound()
    }

    /// The ways into a copy of this journal: the same people and sheets, the copy's own key. `known` is what the
    /// journal itself says of its slots; what it does not know, and one-time codes, get no way in.
    pub(crate) fn for_copy(
        &self,
        copy: Uuid,
        known: &[(Uuid, PublicHalf)],
        key: &JournalKey,
    ) -> Result<Self, SealError> {
        let slots = self.resealed(self.place, Opens::Copy(copy), known, key)?;
        Ok(Self { slots, opens: Opens::Copy(copy), ..self.clone() })
    }

    /// The ways into a journal made anew from this one or from a copy of it.
    pub(crate) fn for_journal(
        &self,
        place: Place,
        database: &str,
        known: &[(Uuid, PublicHalf)],
        key: &JournalKey,
    ) -> Result<Self, SealError> {
        let slots = self.resealed(place, Opens::Journal, known, key)?;
        Ok(Self { place, database: database.to_owned(), slots, opens: Opens::Journal, ..self.clone() })
    }

    fn resealed(
        &self,
        place: Place,
        opens: Opens,
        known: &[(Uuid, PublicHalf)],
        key: &JournalKey,
    ) -> Result<Vec<Slot>, SealError> {
        let lasting = self.slots.iter().filter(|slot| !matches!(slot.kind(), SlotKind::Code { .. }));
        lasting
            .filter_map(|slot| known.iter().find(|(id, _)| *id == slot.id()).map(|(_, public)| (slot, public)))
            .map(|(slot, public)| slot.reseal_as(place, opens, public, key))
            .collect()
    }

    pub fn place(&self) -> Place {
        self.place
    }

    pub fn database(&self) -> &str {
        &self.database
    }

    pub fn centre(&self) -> &str {
        &self.centre
    }

    pub fn rename_centre(&mut self, centre: impl Into<String>) {
        self.centre = centre.into();
    }

    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub fn slot(&self, id: Uuid) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.id() == id)
    }

    pub fn slot_mut(&mut self, id: Uuid) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.id() == id)
    }

    /// Adds a slot, or puts it in the place of the one with its id. It must have been made for
    /// this file's [`Place`].
    pub fn put(&mut self, slot: Slot) {
        match self.slot_mut(slot.id()) {
            Some(old) => *old = slot,
            None => self.slots.push(slot),
        }
    }

    /// Takes a slot out. That alone shuts nobody out who kept a copy of the file: only a new
    /// journal key does.
    pub fn remove(&mut self, id: Uuid) -> Option<Slot> {
        let index = self.slots.iter().position(|slot| slot.id() == id)?;
        Some(self.slots.remove(index))
    }

    /// These passwords open no copy beside this journal any more. One that opens the journal itself opens its copies.
    pub fn close(&mut self, slots: impl IntoIterator<Item = Uuid>) {
        for slot in slots {
            if !self.past.closed.contains(&slot) {
                self.past.closed.push(slot);
            }
        }
        let Self { slots, past, .. } = self;
        past.closed.retain(|closed| slots.iter().all(|slot| slot.id() != *closed));
    }

    pub fn is_closed(&self, slot: Uuid) -> bool {
        self.past.closed.contains(&slot)
    }

    /// The number of the newest sheet it has; zero where it has none.
    pub fn sheet_number(&self) -> u32 {
        let number = |slot: &Slot| match slot.kind() {
            SlotKind::Sheet { number, .. } => Some(*number),
            _ => None,
        };
        self.slots.iter().filter_map(number).max().unwrap_or_default()
    }

    /// The highest number that a sheet of this journal ever had, so far as it is known here.
    pub fn last_sheet(&self) -> u32 {
        self.past.last_sheet.max(self.sheet_number())
    }

    /// What the slot file knows whose place this one takes: another generation of the journal, or an older self of it.
    pub fn remember(&mut self, before: &Self) {
        self.close(before.past.closed.iter().copied());
        self.past.last_sheet = self.last_sheet().max(before.last_sheet());
    }

    /// One Argon2id, none where the keyring or the file already has the answer.
    pub fn unlock_with_password(
        &self,
        slot: Uuid,
        password: &str,
        keyring: &dyn DeviceKeyring,
        policy: &KdfPolicy,
    ) -> Result<JournalKey, UnlockError> {
        let slot = self.slot(slot).ok_or(UnlockError::UnknownSlot)?;
        let known_here = || {
            for device in self.slots.iter().filter_map(Slot::device) {
                if keyring.read(device)?.is_some() {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        slot.open_with_password(self.place, self.opens, password, keyring, known_here, policy)
    }

    /// One Argon2id, none for a code whose hour is over.
    pub fn unlock_with_code(
        &self,
        slot: Uuid,
        code: &OneTimeCode,
        now: DateTime<Utc>,
        policy: &KdfPolicy,
    ) -> Result<JournalKey, UnlockError> {
        self.slot(slot).ok_or(UnlockError::UnknownSlot)?.open_with_code(self.place, code, now, policy)
    }

    /// Tries the sheet on every slot made for one, the newest first, and says which it opened.
    pub fn unlock_with_sheet(&self, sheet: &Sheet) -> Result<(JournalKey, &Slot), UnlockError> {
        let mut sheets: Vec<(u32, &Slot)> = self
            .slots
            .iter()
            .filter_map(|slot| match slot.kind() {
                SlotKind::Sheet { number, .. } => Some((*number, slot)),
                _ => None,
            })
            .collect();
        sheets.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        let mut answer = UnlockError::UnknownSlot;
        for (_, slot) in sheets {
            match slot.open_with_sheet(self.place, self.opens, sheet) {
                Ok(key) => return Ok((key, slot)),
                // A damaged slot outweighs a wrong sheet: it may be the one this sheet opens.
                Err(UnlockError::WrongSheet) if answer == UnlockError::SlotDamaged => {}
                Err(error) => answer = error,
            }
        }
        Err(answer)
    }

    /// The file's bytes: readable JSON whose `check` is the SHA-256 of the whole text with sixty-
    /// four zeros in the check's own place, so that every byte of it counts.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let blank = "0".repeat(CHECK_DIGITS);
        let mut text = self.text(&blank)?;
        let check = to_hex(&Sha256::digest(text.as_bytes()));
        // The first run of zeros is the check's: nothing but the format stands before it.
        text = text.replacen(&blank, &check, 1);
        Ok(text.into_bytes())
    }

    fn text(&self, check: &str) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(&Written {
            format: SLOT_FILE_FORMAT,
            check,
            journal: self.place.journal,
            generation: self.place.generation,
            database: &self.database,
            centre: &self.centre,
            slots: &self.slots,
            past: &self.past,
        })?;
        text.push('\n');
        Ok(text)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let outer: Outer = serde_json::from_slice(bytes).map_err(|_| Unreadable::Damaged)?;
        if !check_holds(bytes, &outer.check) {
            return Err(Unreadable::Damaged);
        }
        if outer.format > SLOT_FILE_FORMAT {
            return Err(Unreadable::Newer { format: outer.format });
        }
        let content: Content = serde_json::from_slice(bytes).map_err(|_| Unreadable::Damaged)?;
        Self {
            place: Place { journal: content.journal, generation: content.generation },
            database: content.database,
            centre: content.centre,
            slots: content.slots,
            past: content.past,
            opens: Opens::Journal,
        }
        .sound()
        .map_err(|_| Unreadable::Damaged)
    }

    fn sound(self) -> Result<Self, SlotFileRefused> {
        if !is_plain_file_name(&self.database) {
            return Err(SlotFileRefused::DatabaseName);
        }
        if self.place.generation == 0 {
            return Err(SlotFileRefused::Generation);
        }
        let mut ids: Vec<Uuid> = self.slots.iter().map(Slot::id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != self.slots.len() {
            return Err(SlotFileRefused::SlotTwice);
        }
        Ok(self)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn check_holds(bytes: &[u8], check: &str) -> bool {
    let check = check.as_bytes();
    if check.len() != CHECK_DIGITS {
        return false;
    }
    let Some(at) = bytes.windows(CHECK_DIGITS).position(|window| window == check) else {
        return false;
    };
    let (before, rest) = bytes.split_at(at);
    let hash = Sha256::new()
        .chain_update(before)
        .chain_update([b'0'; CHECK_DIGITS])
        .chain_update(rest.get(CHECK_DIGITS..).unwrap_or_default())
        .finalize();
    to_hex(&hash).as_bytes() == check
}

fn is_plain_file_name(name: &str) -> bool {
    let plain = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, b'-' | b'_' | b'.');
    !name.is_empty() && name.len() <= 64 && !name.starts_with('.') && name.bytes().all(plain)
}
