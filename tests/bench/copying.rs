//! A proven copy: snapshot under its own key, both integrity checks, written, brought to the disk and read back.

use std::time::Duration;

use storage::backup::{CopyOrder, Watch, next_name};
use storage::{Folder, StorageError};
use uuid::Uuid;

use crate::Effort;
use crate::made::{Made, today};
use crate::measure::{megabytes, times};
use crate::table::Row;

/// In the background, at the design load.
const ALLOWED: Duration = Duration::from_secs(10);

pub fn rows(made: &Made, effort: Effort) -> Result<Vec<Row>, StorageError> {
    let folder = Folder::new(&made.folder);
    let journal = made.journal();
    let copier = journal.copier(&folder, &made.slots(), &made.key())?;
    let copies = folder.copies();
    let mut bytes = 0;
    let mut failed = None;
    let taken = times((effort.few as usize).min(3), |at| {
        let order = CopyOrder {
            copy: Uuid::from_u128(at as u128 + 1),
            at: today().and_time(chrono::NaiveTime::MIN).and_utc(),
            name: next_name(today(), &[&copies], &[]),
            folder: copies.clone(),
            second: None,
        };
        match copier.make(&order, &Watch::default()) {
            Ok(copy) => bytes = copy.manifest.bytes,
            Err(error) => failed = Some(error),
        }
    });
    journal.close();
    let _ = std::fs::remove_dir_all(&copies);
    if let Some(error) = failed {
        return Err(error);
    }
    let row = Row::within("a proven copy", Some(made.size), &taken, taken.p50(), ALLOWED);
    Ok(vec![row.noted(format!("{} in one file, in the background; the window works meanwhile", megabytes(bytes)))])
}
