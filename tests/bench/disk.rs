//! The bare disk: what a durable commit costs with no database at all.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// One page of the journal.
const PAGE: [u8; 4096] = [0x5A; 4096];

/// A file that grows by a page with every commit.
pub struct Bare {
    file: File,
    path: PathBuf,
}

impl Bare {
    pub fn begin(folder: &Path) -> std::io::Result<Self> {
        let path = folder.join("bare-disk");
        Ok(Self { file: OpenOptions::new().create(true).append(true).open(&path)?, path })
    }

    pub fn commit(&mut self) -> std::io::Result<()> {
        self.file.write_all(&PAGE)?;
        self.file.sync_all()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
