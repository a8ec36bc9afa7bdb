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

    /// The place the person chose for a file. `None`: the person changed their mind.
    ///
    /// Where nobody has been asked yet the answer is [`OutletTrouble::NotAsked`]: the caller lets go of the desk, asks,
    /// and begins the act again, so that the desk is free while the person looks for a folder. So an act asks for its
    /// place before it changes anything.
    fn place(&self, suggested: &str, kind: FileKind) -> Result<Option<SavePlace>, OutletTrouble>;

    /// Writes the file whole or not at all. Gives back its name without its folder.
    fn save(&self, place: SavePlace, kind: FileKind, bytes: &[u8]) -> Result<String, OutletTrouble>;

    /// Lets the person choose a folder: the second place for copies, another PC's journal. Asked as [`Outlet::place`] is.
    fn choose_folder(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble>;

    /// Lets the person choose a copy to restore from. Asked as [`Outlet::place`] is.
    fn choose_copy(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble>;
}

/// A place for a file, as the person chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavePlace(pub PathBuf);

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
    /// The person has not been asked for a place yet.
    NotAsked,
    /// No printer is set up on this computer.
    NoPrinter,
    /// The printing program answered with a failure.
    PrintFailed,
    ReadOnly,
    DiskFull,
    /// Any other trouble of the disk, by the system's number.
    Io(i32),
}
