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
        Ok(rename(aside, self.root.join(LOOK))?)
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

/// How long a rename is asked for again where another program has the file, and how often.
#[cfg(windows)]
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(1000);
#[cfg(windows)]
const PAUSE: std::time::Duration = std::time::Duration::from_millis(25);

/// Renames a file or a folder over what stands there. A virus scanner that looks into what was just written makes
/// Windows refuse for a moment, as if the folder could not be written: it is asked again before that is believed.
pub(crate) fn rename(from: impl AsRef<Path>, to: impl AsRef<Path>) -> std::io::Result<()> {
    let (from, to) = (from.as_ref(), to.as_ref());
    #[cfg(windows)]
    {
        /// `ERROR_ACCESS_DENIED` and `ERROR_SHARING_VIOLATION`.
        const HELD: [i32; 2] = [5, 32];
        for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
            match fs::rename(from, to) {
                Err(error) if error.raw_os_error().is_some_and(|code| HELD.contains(&code)) => {
                    std::thread::sleep(PAUSE)
                }
                answer => return answer,
            }
        }
    }
    fs::rename(from, to)
}

/// Brings a finished file to the disk. It is opened to write: Windows flushes no file that was opened only to read.
pub(crate) fn sync_file(path: &Path) -> Result<(), StorageError> {
    Ok(OpenOptions::new().write(true).open(path)?.sync_all()?)
}

/// A name is durable once its folder is synced; Windows keeps names by its own journal.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StorageError> {
    #[cfg(not(windows))]
    File::open(folder)?.sync_all()?;
    #[cfg(windows)]
    let _ = folder;
    Ok(())
}

#[cfg(all(test, windows))]
mod tests {
    use std::os::windows::fs::OpenOptionsExt as _;

    use super::*;

    /// To be read and written beside, and neither renamed nor deleted: as a scanner holds it.
    const READ_AND_WRITE: u32 = 1 | 2;

    #[test]
    fn a_file_that_another_program_looks_into_is_renamed_when_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let [fresh, kept] = ["fresh", "kept"].map(|name| folder.path().join(name));
        fs::write(&kept, "old").unwrap();
        for held in [&fresh, &kept] {
            fs::write(&fresh, "new").unwrap();
            let look = OpenOptions::new().read(true).share_mode(READ_AND_WRITE).open(held).unwrap();
            assert!(fs::rename(&fresh, &kept).is_err(), "it holds");
            let looking = std::thread::spawn(move || {
                std::thread::sleep(PATIENCE / 4);
                drop(look);
            });
            rename(&fresh, &kept).unwrap();
            looking.join().unwrap();
            assert_eq!(fs::read_to_string(&kept).unwrap(), "new");
        }
    }
}
