//! A copy of the journal in one file, made to be opened on any day and on any PC.
//!
//! ```text
//! «PORYADOK-COPY»  format  length of the head  hash of these three and the head
//! head: JSON: what is in it, the slots with the copy's key sealed to the people's public halves
//! payload: every row of the journal in an SQLCipher database under the copy's own random key; indexes and search
//!          are made anew from the rows when it is restored
//! ```
//!
//! A file is called a copy only after the snapshot was opened, checked whole and counted, and the bytes under the
//! copy's name were read back and are the snapshot's. Everything is made aside and renamed.

mod container;
pub mod destroyed;
mod erase;
mod kept;
mod make;
mod place;
mod restore;
mod rewrite;
mod rows;
mod second;
mod watch;

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use destroyed::{Destruction, Erased, ListState, list_state, read_list, ways_into_list};
pub use kept::{CopyRow, Series};
pub use make::{Copier, CopyOrder, ProvenCopy};
pub use place::{COPY_END, LIST_NAME, copies_in, is_named_by_day, next_name, sweep};
#[cfg(feature = "test-kdf")]
pub(crate) use restore::watch as watch_swap;
pub use restore::{Rebuilt, Source, SwapStep, Swapped, finish_swap, rebuild};
pub use rewrite::{Rewriter, Rewritten};
pub use second::{Second, bring_back, lay_there, look_there, sweep_there};
pub use watch::{Stage, Watch};

use crate::error::StorageError;
use crate::keys::{JournalKey, Place, SlotFile, to_hex};
use crate::schema;
use container::{COPY, Container};

/// Copies of the present branch take no more than this together; the newest proven one stays in any case.
const BUDGET: u64 = 20 * 1024 * 1024 * 1024;

/// Bytes that copies of the present branch may take together.
#[cfg(not(feature = "test-kdf"))]
pub fn budget() -> u64 {
    BUDGET
}

#[cfg(feature = "test-kdf")]
std::thread_local! {
    static WITHIN: std::cell::Cell<u64> = const { std::cell::Cell::new(BUDGET) };
}

/// Bytes that copies of the present branch may take together.
#[cfg(feature = "test-kdf")]
pub fn budget() -> u64 {
    WITHIN.get()
}

/// On this thread copies get along with less, so that small ones can fill it.
#[cfg(feature = "test-kdf")]
pub(crate) fn keep_within(bytes: u64) {
    WITHIN.set(bytes);
}

/// What a copy says of itself without any key: no name of a person stands here, and no number of a request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub copy: Uuid,
    pub journal: Uuid,
    pub branch: Uuid,
    pub generation: u64,
    pub schema: u32,
    pub centre: String,
    /// IANA name of the centre's zone: the day of the copy is a day there.
    pub zone: String,
    /// UTC milliseconds.
    pub made_at: i64,
    pub requests: u64,
    pub consultations: u64,
    pub recipients: u64,
    /// Length and end of the history.
    pub lines: u64,
    pub chain_head: String,
    pub sheet: Option<SheetMark>,
    pub bytes: u64,
    pub sha256: String,
    /// Destructions of personal data that are done in it.
    #[serde(default)]
    pub erased: Vec<Uuid>,
}

/// The recovery sheet in force when the copy was made: the one that opens it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetMark {
    pub number: u32,
    pub date: NaiveDate,
}

impl Manifest {
    pub fn made(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.made_at).unwrap_or_default()
    }

    fn place(&self) -> Place {
        Place { journal: self.journal, generation: self.generation }
    }
}

/// A copy that was found in a file: what is in it, and who can open it.
#[derive(Clone)]
pub struct Copy {
    pub path: PathBuf,
    pub manifest: Manifest,
    /// Opens the copy's key, and nothing of the journal itself.
    pub ways: SlotFile,
}

/// Reads what is in a copy. No key is needed, and nothing beyond the head is read.
///
/// # Errors
/// [`StorageError::NotACopy`] for anything else, [`StorageError::Damaged`] for a spoilt or shortened copy,
/// [`StorageError::Newer`] for a copy of a later program.
pub fn head_of(path: &Path) -> Result<Copy, StorageError> {
    let container = Container::<Manifest>::open(path, COPY)?;
    let manifest = container.about;
    if container.payload != manifest.bytes {
        return Err(StorageError::Damaged);
    }
    if manifest.schema > schema::NEWEST {
        return Err(StorageError::Newer { found: manifest.schema, newest: schema::NEWEST });
    }
    let ways = SlotFile::of_copy(manifest.place(), manifest.copy, &manifest.centre, container.slots)
        .map_err(|_| StorageError::Damaged)?;
    Ok(Copy { path: path.to_owned(), manifest, ways })
}

/// Reads a copy whole and compares it with what it says of itself.
///
/// # Errors
/// As [`head_of`]; [`StorageError::Damaged`] where a byte of it changed.
pub fn reread(path: &Path, watch: &Watch) -> Result<Copy, StorageError> {
    let copy = head_of(path)?;
    let mut container = Container::<Manifest>::open(path, COPY)?;
    let hash = container.hash_payload(watch)?;
    if hash == copy.manifest.sha256 { Ok(copy) } else { Err(StorageError::Damaged) }
}

/// Opens a copy's payload that was taken out of it.
#[cfg(feature = "test-kdf")]
pub(crate) fn connect(path: &Path, key: &JournalKey, flags: rusqlite::OpenFlags) -> Result<Connection, StorageError> {
    rows::Seal::Copy.connect(path, key, flags)
}

/// What a database holds, as far as a copy must agree with its journal.
#[derive(Clone, PartialEq, Eq)]
struct Told {
    schema: u32,
    requests: u64,
    consultations: u64,
    recipients: u64,
    lines: u64,
    chain_head: String,
}

fn told(db: &Connection) -> Result<Told, StorageError> {
    let schema = schema::found(db)?;
    Ok(db.query_row(
        "SELECT (SELECT count(*) FROM request), (SELECT count(*) FROM consultation), (SELECT count(*) FROM recipient),
            (SELECT count(*) FROM audit), (SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1)",
        [],
        |row| {
            let end: Option<Vec<u8>> = row.get(4)?;
            let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
            Ok(Told {
                schema,
                requests: count(0)?,
                consultations: count(1)?,
                recipients: count(2)?,
                lines: count(3)?,
                chain_head: to_hex(&end.unwrap_or_default()),
            })
        },
    )?)
}

impl Told {
    fn is_of(&self, manifest: &Manifest) -> bool {
        *self
            == Self {
                schema: manifest.schema,
                requests: manifest.requests,
                consultations: manifest.consultations,
                recipients: manifest.recipients,
                lines: manifest.lines,
                chain_head: manifest.chain_head.clone(),
            }
    }
}

/// Both integrity checks of a journal's own file that nobody works with.
pub(crate) fn check_journal(path: &Path, key: &JournalKey, watch: &Watch) -> Result<(), StorageError> {
    make::check(path, key, rows::Seal::Journal, watch)
}
