//! The slot file is kept twice in one folder. Losing both copies means losing every way in, so a
//! copy is never written over: each is made aside, brought to the disk and then renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use super::file::{MOST_BYTES, SlotFile, Unreadable};
use crate::folder::rename;

pub const FIRST_TWIN: &str = "journal.keys";
pub const SECOND_TWIN: &str = "journal.keys.twin";
/// Appended to the twin's name while it is being written; a leftover means nothing and is
/// written over the next time.
const ASIDE: &str = ".new";

/// What the folder's two copies gave.
pub struct FoundSlotFile {
    /// One, or two where a re-key was cut short between the copies; the highest generation comes
    /// first. The one whose database opens is the journal's.
    pub candidates: Vec<SlotFile>,
    /// The first copy was lost or damaged and the second was used: worth telling the person.
    pub second_used: bool,
    /// The copies are not alike. After the journal has opened, [`write_twins`] mends that.
    pub needs_healing: bool,
}

/// Why the folder gives no slot file, or did not take one.
#[derive(Debug, thiserror::Error)]
pub enum SlotFileTrouble {
    /// Neither copy is there. With a database beside, the keys were taken away; without, there is
    /// no journal here.
    #[error("there is no slot file")]
    Missing,
    /// Something is there and neither copy can be read: the journal cannot be opened from it.
    #[error("both copies of the slot file are lost")]
    Lost,
    #[error("the slot file has format {format}, newer than this program's")]
    Newer { format: u32 },
    /// The two copies belong to different journals. Neither is touched.
    #[error("the two copies belong to different journals")]
    DifferentJournals,
    /// Too many slots or too long a name to be read back.
    #[error("the slot file would be too large")]
    TooLarge,
    #[error("the slot file could not be read or written")]
    Io(#[from] io::Error),
}

enum Twin {
    Good(SlotFile, Vec<u8>),
    Missing,
    Damaged,
    Newer(u32),
    Failed(io::Error),
}

/// Reads both copies. One good copy is enough.
pub fn read_twins(folder: &Path) -> Result<FoundSlotFile, SlotFileTrouble> {
    let first = read_twin(&folder.join(FIRST_TWIN));
    let second = read_twin(&folder.join(SECOND_TWIN));
    match (first, second) {
        // A newer program was here; what it wrote beside the copy we can read is not ours to undo.
        (Twin::Newer(format), _) | (_, Twin::Newer(format)) => Err(SlotFileTrouble::Newer { format }),
        (Twin::Good(first, one), Twin::Good(second, other)) => {
            if first.place().journal != second.place().journal {
                return Err(SlotFileTrouble::DifferentJournals);
            }
            let needs_healing = one != other;
            // Of one generation the first copy is never the older: it is written first.
            let candidates = match first.place().generation.cmp(&second.place().generation) {
                std::cmp::Ordering::Equal => vec![first],
                std::cmp::Ordering::Greater => vec![first, second],
                std::cmp::Ordering::Less => vec![second, first],
            };
            Ok(FoundSlotFile { candidates, second_used: false, needs_healing })
        }
        (Twin::Good(first, _), _) => {
            Ok(FoundSlotFile { candidates: vec![first], second_used: false, needs_healing: true })
        }
        (_, Twin::Good(second, _)) => {
            Ok(FoundSlotFile { candidates: vec![second], second_used: true, needs_healing: true })
        }
        // A copy that cannot be reached may still be whole: that is not «lost».
        (Twin::Failed(error), _) | (_, Twin::Failed(error)) => Err(error.into()),
        (Twin::Missing, Twin::Missing) => Err(SlotFileTrouble::Missing),
        (Twin::Missing | Twin::Damaged, Twin::Missing | Twin::Damaged) => Err(SlotFileTrouble::Lost),
    }
}

fn read_twin(path: &Path) -> Twin {
    let mut bytes = Vec::new();
    // One byte over the limit is enough to know that the file is too long.
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Twin::Missing,
        Err(error) => return Twin::Failed(error),
        Ok(_) if bytes.len() as u64 > MOST_BYTES => return Twin::Damaged,
        Ok(_) => {}
    }
    match SlotFile::from_bytes(&bytes) {
        Ok(file) => Twin::Good(file, bytes),
        Err(Unreadable::Damaged) => Twin::Damaged,
        Err(Unreadable::Newer { format }) => Twin::Newer(format),
    }
}

/// Writes both copies, or mends them. Both stand on the disk aside before either is renamed, so a
/// full disk changes nothing; the first is renamed and brought to the disk before the second, so
/// at every moment one whole copy is there.
pub fn write_twins(folder: &Path, file: &SlotFile) -> Result<(), SlotFileTrouble> {
    write_twins_telling(folder, file, |_| {})
}

/// How far the writing of both copies has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TwinStep {
    Aside,
    First,
    Second,
}

/// As [`write_twins`]; says after each step that it stands on the disk.
pub(crate) fn write_twins_telling(
    folder: &Path,
    file: &SlotFile,
    mut after: impl FnMut(TwinStep),
) -> Result<(), SlotFileTrouble> {
    let bytes = file.to_bytes().map_err(io::Error::other)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(SlotFileTrouble::TooLarge);
    }
    let asides = [FIRST_TWIN, SECOND_TWIN].map(|twin| (folder.join(format!("{twin}{ASIDE}")), folder.join(twin)));
    let written = asides.iter().try_for_each(|(aside, _)| write_aside(aside, &bytes));
    let renamed = written.and_then(|()| {
        after(TwinStep::Aside);
        asides.iter().zip([TwinStep::First, TwinStep::Second]).try_for_each(|((aside, twin), step)| {
            rename(aside, twin)?;
            sync_folder(folder)?;
            after(step);
            Ok(())
        })
    });
    if let Err(error) = renamed {
        for (aside, _) in &asides {
            // Tidying only; a leftover is harmless.
            let _ = fs::remove_file(aside);
        }
        return Err(error.into());
    }
    Ok(())
}

fn write_aside(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Brings a rename to the disk. Windows has no such call and needs none: NTFS keeps its names in
/// a journal of its own.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return File::open(folder)?.sync_all();
    #[cfg(not(unix))]
    {
        let _ = folder;
        Ok(())
    }
}
