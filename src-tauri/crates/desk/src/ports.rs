//! What the desk asks of the world outside: time and ids, the printer, the place for a file.
//!
//! Real in the program, fixed in tests.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use storage::audit::Anchor;
pub use storage::keys::{AnchorOf, DeviceKeyring, DeviceSecret, KdfPolicy, KeyringTrouble};

/// Time and chance.
pub trait Surroundings: Send {
    fn now(&self) -> DateTime<Utc>;
    /// A time-ordered id (UUIDv7).
    fn new_id(&self) -> Uuid;
}

/// Where papers leave the program.
pub trait Outlet: Send {
    /// Hands a PDF to the printer without leaving a readable file of ours behind.
    ///
    /// `title` is what the print queue shows: never a name or a topic of a person.
    fn print(&self, title: &str, pdf: &[u8]) -> Result<(), OutletTrouble>;

    /// Lets the person choose a place and writes there. `None`: the person changed their mind.
    /// Gives back the file's name without its folder.
    fn save(&self, suggested: &str, kind: FileKind, bytes: &[u8]) -> Result<Option<String>, OutletTrouble>;

    /// Lets the person choose a folder: the second place for copies, another PC's journal.
    fn choose_folder(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble>;

    /// Lets the person choose a copy to restore from.
    fn choose_copy(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Pdf,
    Xlsx,
}

impl FileKind {
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutletTrouble {
    /// No printer is set up on this computer.
    NoPrinter,
    /// The printing program answered with a failure.
    PrintFailed,
    ReadOnly,
    DiskFull,
    /// Any other trouble of the disk, by the system's number.
    Io(i32),
}
