//! The encrypted journal: keys, schema steps, queries. SQL stands in this room and nowhere else.
//!
//! A folder `journal` holds the database under a random key and the slot file twice. [`LockedJournal`]
//! can only be opened with a key; only [`Journal`] answers questions, and only [`Journal::change`]
//! changes anything: one transaction with its line in the chained history.

pub mod account;
pub mod audit;
pub mod booking;
pub mod calendar;
pub mod centre;
mod change;
pub mod consultant;
pub mod consultation;
pub mod control;
pub mod draft;
mod error;
pub mod event;
pub mod facts;
mod folder;
pub mod handout;
mod invented;
mod journal;
pub mod keys;
pub mod lists;
pub mod month;
pub mod rating;
pub mod recipient;
pub mod request;
mod schema;
mod value;

pub use change::{Change, View};
pub use error::StorageError;
pub use folder::{Folder, FolderLock};
pub use invented::Played;
pub use journal::{Journal, LockedJournal};
pub use schema::NEWEST as NEWEST_SCHEMA;

/// What tests of other crates need to spoil a journal on purpose.
#[cfg(feature = "test-kdf")]
pub mod testing {
    use std::path::Path;

    use crate::StorageError;
    use crate::keys::JournalKey;

    /// Marks a journal as made by another schema.
    pub fn set_schema(path: &Path, key: &JournalKey, schema: u32) -> Result<(), StorageError> {
        crate::journal::connect(path, key, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?.pragma_update(
            None,
            "user_version",
            schema,
        )?;
        Ok(())
    }

    /// Runs any statement past the one door, as someone who holds the key could.
    pub fn tamper(path: &Path, key: &JournalKey, sql: &str) -> Result<(), StorageError> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
        Ok(crate::journal::connect(path, key, flags)?.execute_batch(sql)?)
    }
}
