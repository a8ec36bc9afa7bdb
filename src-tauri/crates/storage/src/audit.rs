//! History as a chain: each line holds the hash of the line before, so that an edit, a swap or a
//! deletion shows. Codes only: no name, phone or note ever stands here, only salted hashes of content.

mod anchor;
mod check;
mod reading;
mod untold;

use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::change::View;
use crate::error::StorageError;

pub use anchor::{ANCHOR_BYTES, Anchor, AnchorFit};
pub use check::{Contents, Differs, Place};
pub use domain::history::{Action, Subject};
pub use reading::{AuditLine, LineMark, LineQuery, LinesFound, Thing};

pub const HASH_BYTES: usize = 32;
pub type Hash = [u8; HASH_BYTES];

/// What the first line is chained to.
const BEGINNING: Hash = [0; HASH_BYTES];

/// How many lines a walk takes before it asks whether to go on: about a millisecond.
const STRIDE: i64 = 1024;

/// A line about to be written.
pub(crate) struct Line {
    pub at: DateTime<Utc>,
    pub account: Option<AccountId>,
    pub action: Action,
    pub subject: Subject,
    pub subject_id: Option<Uuid>,
    pub version: Option<u32>,
    pub content_hash: Option<Hash>,
    /// By which reading of the record's rows the hash was made; 0 where they cannot be read again.
    pub form: u32,
}

/// The chain's end: how many lines, and the hash of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub length: i64,
    pub hash: Hash,
}

impl Head {
    /// «контрольное число» in the foot of monthly prints: the first 40 bits in two groups.
    pub fn control(&self) -> String {
        let hex: String = self.hash.iter().take(5).map(|byte| format!("{byte:02X}")).collect();
        format!("{}-{}", &hex[..5], &hex[5..])
    }
}

/// Where the chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    Whole(Head),
    /// The first line that does not fit what stands before it.
    Broken {
        sequence: i64,
    },
}

/// The columns a line's hash is made of, in the order of [`LineRef::of`].
const COLUMNS: &str = "SELECT sequence, at, account_id, action, subject, subject_id, version, content_hash, form, previous, hash FROM audit";

struct LineRef<'a> {
    sequence: i64,
    at: i64,
    account: Option<&'a [u8]>,
    action: &'a [u8],
    subject: &'a [u8],
    subject_id: Option<&'a [u8]>,
    version: Option<u32>,
    content_hash: Option<&'a [u8]>,
    /// How its content was read; 0 where it has none or it cannot be read again.
    form: u32,
}

impl<'a> LineRef<'a> {
    /// `None` where a column holds what this program never writes.
    fn of(row: &'a Row<'_>) -> Option<Self> {
        let bytes = |at: usize| match row.get_ref(at) {
            Ok(ValueRef::Blob(bytes)) => Some(Some(bytes)),
            Ok(ValueRef::Null) => Some(None),
            _ => None,
        };
        let text = |at: usize| match row.get_ref(at) {
            Ok(ValueRef::Text(bytes)) => Some(bytes),
            _ => None,
        };
        Some(Self {
            sequence: row.get(0).ok()?,
            at: row.get(1).ok()?,
            account: bytes(2)?,
            action: text(3)?,
            subject: text(4)?,
            subject_id: bytes(5)?,
            version: row.get(6).ok()?,
            content_hash: bytes(7)?,
            form: row.get(8).ok()?,
        })
    }

    fn hash(&self, previous: &[u8], room: &mut Vec<u8>) -> Hash {
        // Every part is length-prefixed, so no two different lines give the same bytes.
        room.clear();
        let mut part = |bytes: &[u8]| {
            room.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            room.extend_from_slice(bytes);
        };
        // The first program knew no form; its lines keep their hashes.
        if self.form == 0 {
            part(b"poryadok audit v1");
        } else {
            part(b"poryadok audit v2");
            part(&self.form.to_be_bytes());
        }
        part(&self.sequence.to_be_bytes());
        part(&self.at.to_be_bytes());
        part(self.account.unwrap_or_default());
        part(self.action);
        part(self.subject);
        part(self.subject_id.unwrap_or_default());
        match self.version {
            Some(version) => part(&version.to_be_bytes()),
            None => part(&[]),
        }
        part(self.content_hash.unwrap_or_default());
        part(previous);
        Sha256::digest(room.as_slice()).into()
    }
}

pub(crate) fn head(db: &Connection) -> Result<Head, StorageError> {
    let last = db
        .prepare_cached("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>("sequence")?, row.get::<_, Hash>("hash")?)))
        .optional()?;
    Ok(last.map_or(Head { length: 0, hash: BEGINNING }, |(length, hash)| Head { length, hash }))
}

/// Adds lines at the chain's end, inside the caller's transaction.
pub(crate) fn append(db: &Connection, lines: &[Line]) -> Result<(), StorageError> {
    let mut head = head(db)?;
    let mut room = Vec::new();
    let mut insert = db.prepare_cached(
        "INSERT INTO audit (sequence, at, account_id, action, subject, subject_id, version, content_hash, form, previous,
            hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for line in lines {
        let parts = LineRef {
            sequence: head.length + 1,
            at: line.at.timestamp_millis(),
            account: line.account.as_ref().map(|id| id.0.as_bytes().as_slice()),
            action: line.action.code().as_bytes(),
            subject: line.subject.code().as_bytes(),
            subject_id: line.subject_id.as_ref().map(|id| id.as_bytes().as_slice()),
            version: line.version,
            content_hash: line.content_hash.as_ref().map(<[u8; 32]>::as_slice),
            form: line.form,
        };
        let hash = parts.hash(&head.hash, &mut room);
        insert.execute(params![
            parts.sequence,
            parts.at,
            parts.account,
            line.action.code(),
            line.subject.code(),
            parts.subject_id,
            parts.version,
            parts.content_hash,
            parts.form,
            head.hash,
            hash
        ])?;
        head = Head { length: parts.sequence, hash };
    }
    Ok(())
}

impl View<'_> {
    pub fn chain_head(&self) -> Result<Head, StorageError> {
        head(self.db())
    }

    /// Walks the whole chain.
    pub fn verify_chain(&self) -> Result<Chain, StorageError> {
        match self.walk_chain(|_| true)? {
            Some(chain) => Ok(chain),
            None => Err(StorageError::Busy),
        }
    }

    /// Walks the whole chain and asks now and then, with the lines walked so far, whether to go on; `None` when
    /// it was told to stop.
    pub fn walk_chain(&self, mut go_on: impl FnMut(i64) -> bool) -> Result<Option<Chain>, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} ORDER BY sequence"))?;
        let mut rows = statement.query([])?;
        let mut head = Head { length: 0, hash: BEGINNING };
        let mut room = Vec::new();
        while let Some(row) = rows.next()? {
            let next = head.length + 1;
            let fits = LineRef::of(row).and_then(|line| {
                let (previous, hash) = (row.get_ref(9).ok()?.as_blob().ok()?, row.get_ref(10).ok()?.as_blob().ok()?);
                let sound = line.sequence == next && previous == head.hash;
                sound.then(|| line.hash(previous, &mut room)).filter(|found| found == hash)
            });
            let Some(hash) = fits else { return Ok(Some(Chain::Broken { sequence: next })) };
            head = Head { length: next, hash };
            if next % STRIDE == 0 && !go_on(next) {
                return Ok(None);
            }
        }
        Ok(Some(Chain::Whole(head)))
    }
}
