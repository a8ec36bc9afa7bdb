//! Where copies lie and how they are called: by day and a running number, never by anything of a person.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::folder::Folder;

pub const COPY_END: &str = "poryadok-copy";
/// The list of destructions beside the copies.
pub const LIST_NAME: &str = "destroyed.poryadok-list";
/// Half-made things; whatever bears this end is taken away at the next start.
pub(super) const PART: &str = "part";

impl Folder {
    /// Where the program keeps its copies on this PC.
    pub fn copies(&self) -> PathBuf {
        self.root().join("copies")
    }

    /// The rows of a copy being made.
    pub(super) fn snapshot(&self) -> PathBuf {
        self.root().join("copy.part")
    }

    /// An older copy being made anew.
    pub(super) fn rewriting(&self) -> PathBuf {
        self.root().join("copy.rewriting")
    }

    /// A journal being made from a copy.
    pub(super) fn restoring(&self) -> PathBuf {
        self.root().join("journal.restoring")
    }

    /// The same, whole, waiting for the present one to step aside.
    pub(super) fn restored(&self) -> PathBuf {
        self.root().join("journal.restored")
    }
}

/// Copies in a folder, by name; none where it cannot be read.
pub fn copies_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == COPY_END))
        .collect();
    found.sort();
    found
}

/// Whether it has a name that [`next_name`] gives.
pub fn is_named_by_day(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let parts = stem.rsplit_once('-');
    parts.is_some_and(|(day, number)| day.parse::<NaiveDate>().is_ok() && number.parse::<u32>().is_ok())
}

/// A name that is free in all of these folders and that no copy bore before: `2026-11-21-1.poryadok-copy`. A copy
/// that was carried away still has its name in the journal, and what is removed there is removed by name.
pub fn next_name(day: NaiveDate, folders: &[&Path], borne: &[String]) -> String {
    let name = |number: u32| format!("{day}-{number}.{COPY_END}");
    let free = |name: &String| !borne.contains(name) && !folders.iter().any(|folder| folder.join(name).exists());
    (1..10_000).map(name).find(free).unwrap_or_else(|| name(10_000))
}

/// Takes away what a crash left half-made. What cannot be removed opens for nobody and is written over.
pub fn sweep(folder: &Folder) {
    let _ = fs::remove_dir_all(folder.snapshot());
    let _ = fs::remove_dir_all(folder.rewriting());
    let _ = fs::remove_dir_all(folder.restoring());
    let Ok(entries) = fs::read_dir(folder.copies()) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.extension().is_some_and(|end| end == PART) {
            let _ = fs::remove_file(path);
        }
    }
}
