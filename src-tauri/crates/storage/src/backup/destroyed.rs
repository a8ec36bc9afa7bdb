//! The list of destructions beside the copies: record ids and codes only, encrypted, with slots of its own.
//!
//! An older copy still holds what was destroyed later; on restoring it, the list says what to destroy again.

use std::fs;
use std::path::Path;

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Watch;
use super::container::{self, Container, LIST};
use super::make::settle_name;
use super::place::{LIST_NAME, PART};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::folder::rename;
use crate::journal::Journal;
use crate::keys::{JournalKey, Place, SlotFile, to_hex};

/// A person's right is used a few times a year: this many bytes hold tens of thousands of records.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
const NONCE: usize = 24;
const TAG: usize = 16;

/// One record that was emptied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// The kind, as in the history.
    pub subject: String,
    pub id: Uuid,
}

/// One destruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destruction {
    pub id: Uuid,
    /// UTC milliseconds.
    pub at: i64,
    /// The recipient's code; 0 where the record had none.
    pub code: u32,
    pub records: Vec<Erased>,
}

/// What the list beside a copy is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListState {
    /// It has everything the journal knows of.
    Whole,
    /// It is not there.
    Missing,
    /// It lacks destructions the journal knows of.
    Older,
    /// It is there and does not open: another way in, or damaged.
    Closed,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct About {
    list: Uuid,
    journal: Uuid,
    generation: u64,
    centre: String,
    sha256: String,
}

impl About {
    fn place(&self) -> Place {
        Place { journal: self.journal, generation: self.generation }
    }

    fn bound(&self) -> Vec<u8> {
        [b"poryadok destruction list v1".as_slice(), self.list.as_bytes(), self.journal.as_bytes()].concat()
    }
}

/// Who can open the list in this folder.
///
/// # Errors
/// [`StorageError::Missing`] where there is none.
pub fn ways_into_list(folder: &Path) -> Result<SlotFile, StorageError> {
    let Container { about, slots, .. } = Container::<About>::open(&folder.join(LIST_NAME), LIST)?;
    SlotFile::of_copy(about.place(), about.list, &about.centre, slots).map_err(|_| StorageError::Damaged)
}

/// Reads the list of a folder.
///
/// # Errors
/// [`StorageError::Missing`] where there is none, [`StorageError::Damaged`] where it does not open under this key.
pub fn read_list(folder: &Path, key: &JournalKey) -> Result<Vec<Destruction>, StorageError> {
    let mut container = Container::<About>::open(&folder.join(LIST_NAME), LIST)?;
    let mut bytes = Zeroizing::new(container.payload_within(MOST_BYTES)?);
    let length = bytes.len().checked_sub(NONCE + TAG).ok_or(StorageError::Damaged)?;
    let (nonce, rest) = bytes.split_at_mut(NONCE);
    let (words, tag) = rest.split_at_mut(length);
    let nonce: [u8; NONCE] = (&*nonce).try_into().map_err(|_| StorageError::Damaged)?;
    let tag: [u8; TAG] = (&*tag).try_into().map_err(|_| StorageError::Damaged)?;
    XChaCha20Poly1305::new(key.expose().into())
        .decrypt_inout_detached(&nonce.into(), &container.about.bound(), InOutBuf::from(&mut *words), &tag.into())
        .map_err(|_| StorageError::Damaged)?;
    serde_json::from_slice(words).map_err(|_| StorageError::Damaged)
}

/// Compares a folder's list with what the journal knows.
pub fn list_state(found: Result<&[Destruction], &StorageError>, known: &[Destruction]) -> ListState {
    match found {
        Ok(found) if known.iter().all(|one| found.iter().any(|other| other.id == one.id)) => ListState::Whole,
        Ok(_) => ListState::Older,
        Err(StorageError::Missing) => ListState::Missing,
        Err(_) => ListState::Closed,
    }
}

impl View<'_> {
    fn list_key(&self) -> Result<Option<(Uuid, JournalKey)>, StorageError> {
        let found: Option<([u8; 16], [u8; 32])> = self
            .db()
            .prepare_cached("SELECT id, key FROM destruction_list WHERE one = 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(found.map(|(id, key)| (Uuid::from_bytes(id), JournalKey::from_bytes(&key))))
    }
}

impl Change<'_> {
    /// Gives the journal a list of its own; `list` names it. One that is there stays.
    pub fn begin_destruction_list(&self, list: Uuid) -> Result<(), StorageError> {
        let key = JournalKey::fresh().map_err(|_| StorageError::Content("randomness"))?;
        self.db()
            .prepare_cached("INSERT OR IGNORE INTO destruction_list (one, id, key) VALUES (1, ?1, ?2)")?
            .execute(params![list.as_bytes(), key.expose()])?;
        Ok(())
    }
}

impl Journal {
    pub fn has_destruction_list(&self) -> Result<bool, StorageError> {
        Ok(self.view().list_key()?.is_some())
    }

    /// What stands in the folder's list, opened with the journal's own key of it.
    ///
    /// # Errors
    /// As [`read_list`].
    pub fn read_destruction_list(&self, folder: &Path) -> Result<Vec<Destruction>, StorageError> {
        let (_, key) = self.view().list_key()?.ok_or(StorageError::Missing)?;
        read_list(folder, &key)
    }

    /// Writes the list into a folder where copies lie: everything the journal knows, and what stood there already
    /// and could be read. The slots are those of today.
    ///
    /// # Errors
    /// Whatever the disk says; the list that was there stays.
    pub fn write_destruction_list(&self, folder: &Path, slots: &SlotFile) -> Result<(), StorageError> {
        let view = self.view();
        let (list, key) = view.list_key()?.ok_or(StorageError::NotFound)?;
        let mut known = view.destructions()?;
        match read_list(folder, &key) {
            Ok(others) => {
                for other in others {
                    if !known.iter().any(|one| one.id == other.id) {
                        known.push(other);
                    }
                }
            }
            Err(StorageError::Missing) => {}
            // Another journal's, or spoilt: somebody may still have a way into it.
            Err(_) => put_aside(folder)?,
        }
        known.sort_by_key(|one| (one.at, one.id));
        let ways = slots.for_copy(list, &view.known_slots()?, &key).map_err(|_| StorageError::Content("a slot"))?;
        let place = slots.place();
        let about = About {
            list,
            journal: place.journal,
            generation: place.generation,
            centre: slots.centre().to_owned(),
            sha256: "0".repeat(64),
        };
        let payload = sealed(&about, &key, &known)?;

        fs::create_dir_all(folder)?;
        let part = folder.join(format!("{LIST_NAME}.{PART}"));
        let watch = Watch::default();
        let about = About { sha256: to_hex(&Sha256::digest(&payload)), ..about };
        let written = container::write(&part, LIST, &about, ways.slots(), &mut payload.as_slice(), &watch)
            .and_then(|written| written.settle(&watch))
            .and_then(|()| settle_name(&part, &folder.join(LIST_NAME)));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }
}

/// A list that does not open is kept beside, never written over.
fn put_aside(folder: &Path) -> Result<(), StorageError> {
    let place = |number: u32| folder.join(format!("destroyed-{number}.poryadok-list"));
    let free = (1..10_000).map(place).find(|path| !path.exists()).ok_or(StorageError::Busy)?;
    Ok(rename(folder.join(LIST_NAME), free)?)
}

fn sealed(about: &About, key: &JournalKey, known: &[Destruction]) -> Result<Vec<u8>, StorageError> {
    let mut words = Zeroizing::new(serde_json::to_vec(known).map_err(|_| StorageError::Content("a list"))?);
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| StorageError::Content("randomness"))?;
    let tag = XChaCha20Poly1305::new(key.expose().into())
        .encrypt_inout_detached(&nonce.into(), &about.bound(), InOutBuf::from(&mut words[..]))
        .map_err(|_| StorageError::Content("a list"))?;
    Ok([nonce.as_slice(), words.as_slice(), tag.as_slice()].concat())
}
