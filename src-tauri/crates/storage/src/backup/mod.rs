//! A copy of the journal in one file, made to be opened on any day and on any PC.
//!
//! ```text
//! «PORYADOK-COPY»  format  length of the head  hash of these three and the head
//! head: JSON: what is in it, the slots with the copy's key sealed to the people's public halves
//! payload: every row of the journal in SQLCipher databases under the copy's own random key, one after another;
//!          indexes and search are made anew from the rows when it is restored
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
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use destroyed::{Destruction, Erased, ListState, list_state, read_list, ways_into_list};
pub use kept::{CopyRow, Counts, Series};
pub(crate) use make::check_journal;
pub use make::{Copier, CopyOrder, ProvenCopy};
pub use place::{COPY_END, LIST_NAME, copies_in, is_named_by_day, next_name, sweep};
#[cfg(feature = "test-kdf")]
pub(crate) use restore::watch as watch_swap;
pub use restore::{Rebuilt, Source, SwapStep, Swapped, finish_swap, rebuild};
pub use rewrite::{Rewriter, Rewritten};
pub use second::{Second, bring_back, lay_there, look_there, sweep_there};
pub use watch::{Stage, Watch};

use crate::error::StorageError;
use crate::keys::{Place, SlotFile, to_hex};
use crate::schema;
use container::{COPY, Container};

/// Copies of the present branch take no more than this together; the newest proven one stays in any case.
const BUDGET: u64 = 20 * 1024 * 1024 * 1024;

/// More files are not made of one copy, whatever its head says.
const MOST_PARTS: usize = 8;

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
    /// Length and end of the journal's history at that moment.
    pub lines: u64,
    pub chain_head: String,
    /// Where the history that lies in it ends instead, once it was made anew without destroyed data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anew: Option<End>,
    pub sheet: Option<SheetMark>,
    pub bytes: u64,
    /// Lengths of the databases that the payload holds one after another.
    parts: Vec<u64>,
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

/// Length and last hash of a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    lines: u64,
    chain_head: String,
}

impl Manifest {
    pub fn made(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.made_at).unwrap_or_default()
    }

    fn place(&self) -> Place {
        Place { journal: self.journal, generation: self.generation }
    }

    /// Whether its parts make the whole.
    fn is_whole(&self) -> bool {
        let bytes = self.parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part));
        bytes == Some(self.bytes) && self.parts.len() <= MOST_PARTS
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
    if container.payload != manifest.bytes || !manifest.is_whole() {
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

/// Each database of a copy, taken out of it into a folder.
#[cfg(feature = "test-kdf")]
pub(crate) fn files_of(
    copy: &Copy,
    key: &crate::keys::JournalKey,
    folder: &Path,
) -> Result<Vec<Connection>, StorageError> {
    let watch = Watch::default();
    restore::taken_out(copy, folder, key, Stage::Copying, &watch)?.open_each(&watch)
}

/// What a database holds, as far as a copy must agree with its journal.
#[derive(Clone, PartialEq, Eq)]
struct Told {
    schema: u32,
    requests: u64,
    consultations: u64,
    recipients: u64,
    end: End,
}

/// The one of a journal's files that holds a table.
fn holding<'a>(files: &'a [Connection], table: &str) -> Result<&'a Connection, StorageError> {
    for db in files {
        if db.table_exists(Some("main"), table)? {
            return Ok(db);
        }
    }
    Err(StorageError::Damaged)
}

fn told(files: &[Connection]) -> Result<Told, StorageError> {
    let count = |table: &str| -> Result<u64, StorageError> {
        let sql = format!("SELECT count(*) FROM {table}");
        Ok(holding(files, table)?.query_row(&sql, [], |row| row.get(0).map(i64::unsigned_abs))?)
    };
    let history = holding(files, "audit")?;
    let end: Option<Vec<u8>> =
        history.query_row("SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1", [], |row| row.get(0)).optional()?;
    Ok(Told {
        schema: schema::found(history)?,
        requests: count("request")?,
        consultations: count("consultation")?,
        recipients: count("recipient")?,
        end: End { lines: count("audit")?, chain_head: to_hex(&end.unwrap_or_default()) },
    })
}

impl Told {
    fn is_of(&self, manifest: &Manifest) -> bool {
        let own = || End { lines: manifest.lines, chain_head: manifest.chain_head.clone() };
        *self
            == Self {
                schema: manifest.schema,
                requests: manifest.requests,
                consultations: manifest.consultations,
                recipients: manifest.recipients,
                end: manifest.anew.clone().unwrap_or_else(own),
            }
    }
}
