//! Where things lie on this computer.

use std::path::PathBuf;

/// The journal's folder: local data of one account of the system, never roaming.
pub fn journal_folder() -> std::io::Result<PathBuf> {
    directories::ProjectDirs::from("ru", "", "Poryadok")
        .map(|places| places.data_local_dir().to_owned())
        .ok_or_else(|| std::io::Error::other("no home folder"))
}
