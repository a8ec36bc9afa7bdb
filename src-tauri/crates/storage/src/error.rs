//! What may go wrong below the desk, each with its own name. No text of people ever stands in an error.

use std::io;

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::keys::{self, SlotFileTrouble};

#[derive(Debug, Error)]
pub enum StorageError {
    #[error("the journal file is damaged")]
    Damaged,
    /// A change asked of a damaged journal that is open to be read.
    #[error("the journal is damaged and open for reading only")]
    ForReading,
    #[error("the journal is of schema {found}, this program knows {newest}")]
    Newer { found: u32, newest: u32 },
    #[error("the file is not encrypted")]
    NotEncrypted,
    #[error("the journal file is missing")]
    Missing,
    #[error("the folder cannot be written")]
    ReadOnly,
    #[error("the disk is full")]
    DiskFull,
    #[error("another program holds the journal")]
    Busy,
    /// The trigger's answer to a second promise of one consultant's time.
    #[error("the consultant's time is taken")]
    TimeTaken,
    /// The file is no copy of a journal, or not one that can be read at all.
    #[error("not a copy of a journal")]
    NotACopy,
    /// The person, or locking, stopped what was under way; nothing of it stays.
    #[error("stopped")]
    Stopped,
    #[error("nothing stands under this id")]
    NotFound,
    /// A change that left no line in the history is a fault of the program, and is undone.
    #[error("a change without a trace was refused")]
    NoTrace,
    #[error("what the journal holds cannot be understood: {0}")]
    Content(&'static str),
    #[error("disk trouble {0}")]
    Io(i32),
    #[error("database trouble {0}")]
    Database(i32),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::SqliteFailure(failure, words) => match failure.code {
                ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => Self::Damaged,
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Self::ReadOnly,
                ErrorCode::DiskFull => Self::DiskFull,
                ErrorCode::OperationInterrupted => Self::Stopped,
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                ErrorCode::ConstraintViolation if words.as_deref() == Some("time taken") => Self::TimeTaken,
                ErrorCode::SystemIoFailure => Self::Io(failure.extended_code),
                _ => Self::Database(failure.extended_code),
            },
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
                Self::Content("a column")
            }
            _ => Self::Database(0),
        }
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Io(error.raw_os_error().unwrap_or(0)),
        }
    }
}

impl From<SlotFileTrouble> for StorageError {
    fn from(trouble: SlotFileTrouble) -> Self {
        match trouble {
            SlotFileTrouble::Io(error) => error.into(),
            SlotFileTrouble::Newer { format } => Self::Newer { found: format, newest: keys::SLOT_FILE_FORMAT },
            SlotFileTrouble::Missing | SlotFileTrouble::Lost | SlotFileTrouble::DifferentJournals => Self::Damaged,
            SlotFileTrouble::TooLarge => Self::Content("a slot file"),
        }
    }
}
