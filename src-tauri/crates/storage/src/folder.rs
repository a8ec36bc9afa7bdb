//! Where the journal lies: one folder that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use crate::error::StorageError;

const LOOK: &str = "look.json";
const LOOK_MOST_BYTES: u64 = 4096;

/// The program's data folder.
pub struct Folder {
    root: PathBuf,
}

/// Held while the program runs; a second start finds it taken. The system lets go of it when the
/// process ends, however it ends.
pub struct FolderLock {
    _file: File,
}

impl Folder {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the journal itself.
    pub fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// A new journal is built here and renamed when it is whole.
    pub(crate) fn being_made(&self) -> PathBuf {
        self.root.join("journal.new")
    }

    /// How the window looks on this computer, as the desk wrote it. Nothing of the journal stands there, and
    /// a file that is not there or cannot be read is no trouble.
    pub fn look(&self) -> Option<String> {
        let path = self.root.join(LOOK);
        if fs::metadata(&path).ok()?.len() > LOOK_MOST_BYTES {
            return None;
        }
        fs::read_to_string(path).ok()
    }

    pub fn keep_look(&self, text: &str) -> Result<(), StorageError> {
        let aside = self.root.join(format!("{LOOK}.new"));
        fs::write(&aside, text)?;
        Ok(fs::rename(aside, self.root.join(LOOK))?)
    }

    pub fn has_journal(&self) -> bool {
        self.journal().exists()
    }

    /// Takes the folder for this process.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when another process holds it, [`StorageError::ReadOnly`] when it cannot be written.
    pub fn hold(&self) -> Result<FolderLock, StorageError> {
        fs::create_dir_all(&self.root)?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(self.root.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(StorageError::Busy),
            Err(fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// A name is durable once its folder is synced; Windows keeps names by its own journal.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StorageError> {
    #[cfg(not(windows))]
    File::open(folder)?.sync_all()?;
    #[cfg(windows)]
    let _ = folder;
    Ok(())
}
