//! The second place: the same files on a stick or another disk, which is not always there.

use std::fs;
use std::path::Path;

use uuid::Uuid;

use super::container::{COPY, Container};
use super::make::carry;
use super::place::{COPY_END, PART};
use super::{Manifest, Stage, Watch, head_of, reread};
use crate::error::StorageError;

/// What was found at the second place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// It is whole and the same as on this computer, or was made so just now.
    Whole,
    /// It is spoilt, and nothing here is whole to make it anew from.
    Spoilt,
    /// It is not there: somebody took it away, or another journal's lies under its name.
    Gone,
}

/// Lays a copy of this computer there too, read back. Another journal's copy of the same name stays.
///
/// # Errors
/// [`StorageError::Missing`] where the place is not there, [`StorageError::Busy`] where the name is taken.
pub fn lay_there(here: &Path, folder: &Path, watch: &Watch) -> Result<(), StorageError> {
    let manifest = head_of(here)?.manifest;
    let name = here.file_name().ok_or(StorageError::Content("a path"))?;
    if head_of(&folder.join(name)).is_ok_and(|found| found.manifest.copy != manifest.copy) {
        return Err(StorageError::Busy);
    }
    carry(here, folder, &manifest, Stage::Second, watch)
}

/// Reads the file of the second place whole. Where it is not what lies on this computer it is made so.
///
/// # Errors
/// Whatever the disk says.
pub fn look_there(here: &Path, folder: &Path, known: &Manifest, watch: &Watch) -> Result<Second, StorageError> {
    let name = here.file_name().ok_or(StorageError::Content("a path"))?;
    let there = folder.join(name);
    if !there.is_file() {
        return Ok(Second::Gone);
    }
    watch.begin(Stage::Beginning, known.bytes, &[]);
    let older = match reread(&there, watch) {
        Ok(found) if found.manifest == *known => return Ok(Second::Whole),
        Ok(found) if found.manifest.copy != known.copy => return Ok(Second::Gone),
        Ok(_) => true,
        Err(StorageError::Damaged | StorageError::NotACopy) => false,
        Err(error) => return Err(error),
    };
    match reread(here, watch) {
        Ok(found) if found.manifest == *known => {
            carry(here, folder, known, Stage::Second, watch)?;
            Ok(Second::Whole)
        }
        Ok(_) | Err(StorageError::Damaged | StorageError::NotACopy | StorageError::Missing) => {
            Ok(if older { Second::Whole } else { Second::Spoilt })
        }
        Err(error) => Err(error),
    }
}

/// Puts a copy back on this computer from the second place: written aside, read back, then renamed over what is
/// spoilt. Nothing: there is none, or it is spoilt too.
///
/// # Errors
/// Whatever the disk says; what lay here is as it was.
pub fn bring_back(there: &Path, folder: &Path, copy: Uuid, watch: &Watch) -> Result<Option<Manifest>, StorageError> {
    fs::create_dir_all(folder)?;
    let carried = head_of(there).and_then(|found| {
        let manifest = found.manifest;
        if manifest.copy != copy {
            return Ok(None);
        }
        carry(there, folder, &manifest, Stage::Back, watch)?;
        Ok(Some(manifest))
    });
    match carried {
        Err(StorageError::Damaged | StorageError::NotACopy | StorageError::Missing) => Ok(None),
        other => other,
    }
}

/// Takes away what was left half-written there of this journal's copies. `borne`: names its copies have.
pub fn sweep_there(folder: &Path, journal: Uuid, borne: &[String]) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let begun = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(PART));
        let Some(name) = begun.and_then(|name| name.strip_suffix('.')) else { continue };
        if !name.ends_with(COPY_END) {
            continue;
        }
        // Where not even the head was written the name says whose it is.
        let ours = Container::<Manifest>::open(&path, COPY)
            .map_or_else(|_| borne.iter().any(|one| one == name), |begun| begun.about.journal == journal);
        if ours {
            let _ = fs::remove_file(path);
        }
    }
}
