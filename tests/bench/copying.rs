//! A proven copy: the rows set aside under its own key, both integrity checks, written, brought to the disk and read
//! back; and the journal made anew from it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use storage::backup::{CopyOrder, Source, Stage, Watch, head_of, next_name, rebuild};
use storage::{Folder, StorageError};
use uuid::Uuid;

use crate::Effort;
use crate::made::{Made, key_within, today};
use crate::measure::{duration, megabytes, once, times};
use crate::table::Row;

/// In the background, at the design load.
const ALLOWED: Duration = Duration::from_secs(10);

pub fn rows(made: &Made, effort: Effort) -> Result<Vec<Row>, StorageError> {
    let folder = Folder::new(&made.folder);
    let journal = made.journal();
    let copier = journal.copier(&folder, &made.slots(), &made.key())?;
    let copies = folder.copies();
    let (mut copy, mut stages) = (None, Vec::new());
    let mut failed = None;
    let taken = times((effort.few as usize).min(3), |at| {
        let order = CopyOrder {
            copy: Uuid::from_u128(at as u128 + 1),
            at: today().and_time(chrono::NaiveTime::MIN).and_utc(),
            name: next_name(today(), &[&copies], &[]),
            folder: copies.clone(),
        };
        match watched(|watch| copier.make(&order, watch)) {
            (set_aside, Ok(made)) => {
                stages.push(set_aside);
                copy = Some(made);
            }
            (_, Err(error)) => failed = Some(error),
        }
    });
    journal.close();
    if let Some(error) = failed {
        return Err(error);
    }
    let Some(copy) = copy else { return Ok(Vec::new()) };
    stages.sort();
    let set_aside = stages.get(stages.len() / 2).copied().unwrap_or_default();
    let mut rows = vec![
        Row::within("a proven copy", Some(made.size), &taken, taken.p50(), ALLOWED)
            .noted(format!(
                "{} in one file, in the background; the window works meanwhile",
                megabytes(copy.manifest.bytes)
            ))
            .noted(format!("of it {} for the rows set aside, then proof and writing at once", duration(set_aside))),
    ];

    let found = head_of(&copies.join(&copy.name))?;
    let key = key_within(&found.ways).expect("the password opens the copy");
    let source = Source::Copy(Box::new(found));
    let (took, rebuilt) = once(|| rebuild(&folder, &source, &key, &Watch::default()));
    rebuilt?.journal.close();
    rows.push(
        Row::told("a journal made anew from a copy", Some(made.size), &vec![took].into())
            .noted("rows under a new key, then indexes and search, then both integrity checks"),
    );
    let _ = std::fs::remove_dir_all(&copies);
    Ok(rows)
}

/// Does it, and tells how long the rows took to be set aside.
fn watched<T>(work: impl FnOnce(&Watch) -> T) -> (Duration, T) {
    let (watch, over) = (Watch::default(), AtomicBool::new(false));
    thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let begun = Instant::now();
            while matches!(watch.progress().0, Stage::Beginning | Stage::Copying) && !over.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(10));
            }
            begun.elapsed()
        });
        let done = work(&watch);
        over.store(true, Ordering::SeqCst);
        (looking.join().unwrap_or_default(), done)
    })
}
