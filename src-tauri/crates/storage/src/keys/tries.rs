//! Wrong tries, kept beside the journal's folder so that neither a restart nor a restoring forgets them. Nothing here
//! is secret, and nobody is shut out by losing it: a file that cannot be read counts as no tries.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use chrono::DateTime;
use domain::access::Tries;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::folder::rename;

const NAME: &str = "journal.tries";
/// Some hundreds of ways in.
const MOST_BYTES: u64 = 64 * 1024;

/// The way in that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Door {
    Slot(Uuid),
    /// Whatever its number: the person types digits, not a number.
    Sheet,
}

#[derive(Serialize, Deserialize)]
struct Written {
    /// Absent for the sheet.
    slot: Option<Uuid>,
    wrong: u32,
    last: i64,
}

pub fn read_tries(folder: &Path) -> BTreeMap<Door, Tries> {
    let mut bytes = Vec::new();
    let read = File::open(folder.join(NAME)).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    let written: Vec<Written> = match read {
        Ok(_) => serde_json::from_slice(&bytes).unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    written
        .into_iter()
        .filter_map(|one| {
            let last = DateTime::from_timestamp_millis(one.last)?;
            Some((one.slot.map_or(Door::Sheet, Door::Slot), Tries { wrong: one.wrong, last }))
        })
        .collect()
}

pub fn write_tries(folder: &Path, tries: &BTreeMap<Door, Tries>) -> std::io::Result<()> {
    let written: Vec<Written> = tries
        .iter()
        .map(|(door, tries)| Written {
            slot: match door {
                Door::Slot(id) => Some(*id),
                Door::Sheet => None,
            },
            wrong: tries.wrong,
            last: tries.last.timestamp_millis(),
        })
        .collect();
    let aside = folder.join(format!("{NAME}.new"));
    fs::write(&aside, serde_json::to_vec(&written)?)?;
    rename(aside, folder.join(NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nonsense_counts_as_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_tries(folder.path()).is_empty());
        let last = DateTime::from_timestamp_millis(1_790_000_000_123).unwrap();
        let tries = BTreeMap::from([
            (Door::Sheet, Tries { wrong: 4, last }),
            (Door::Slot(Uuid::from_u128(7)), Tries { wrong: 1, last }),
        ]);
        write_tries(folder.path(), &tries).unwrap();
        assert_eq!(read_tries(folder.path()), tries);
        for nonsense in [&b""[..], b"{", b"[{\"slot\":null,\"wrong\":-1,\"last\":0}]", &[0xff; 100_000]] {
            fs::write(folder.path().join(NAME), nonsense).unwrap();
            assert!(read_tries(folder.path()).is_empty());
        }
    }
}
