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
use crate::measure::{Times, duration, megabytes, once, prepared, times};
use crate::table::Row;

/// In the background, at the design load.
const ALLOWED: Duration = Duration::from_secs(10);
/// A screen that comes within this time is not noticed to wait.
const FROZEN: Duration = Duration::from_millis(100);
/// A person waits no longer for the cover.
pub const LOCKED: Duration = Duration::from_millis(500);

/// As long as a person takes a click for answered at once, and a little more.
const HELD: Duration = Duration::from_millis(500);

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
    rows.extend(beside(made, effort));
    let _ = std::fs::remove_dir_all(&copies);
    Ok(rows)
}

/// The last of a size's rows: the journal has another file afterwards. People go on registering meanwhile.
pub fn key_rows(made: &Made) -> Vec<Row> {
    let mut day = made.opened();
    let (begun, _) = once(|| day.desk.change_keys().expect("begun"));
    let started = Instant::now();
    let (mut longest, mut written, mut asked) = (Duration::default(), 0, 0_u32);
    let held = loop {
        let (took, now) = once(|| day.desk.key_progress().expect("asked"));
        if !now.running {
            assert!(now.changed, "the key is changed");
            break took;
        }
        longest = longest.max(took);
        asked += 1;
        // Every second somebody is registered.
        if asked.is_multiple_of(20) {
            day.desk.register(poryadok_tests::test_desk::request_of("Анна")).expect("registered");
            written += 1;
        }
        thread::sleep(Duration::from_millis(50));
    };
    let whole = begun + started.elapsed();
    day.desk.lock().expect("locked");
    vec![
        Row::told("the journal's key changed", Some(made.size), &vec![whole].into()).noted(format!(
            "every row under a new key and both integrity checks, in the background; {written} requests registered meanwhile"
        )),
        Row::within("the desk held at the end of it", Some(made.size), &vec![held].into(), held, HELD).noted(format!(
            "what was written meanwhile carried over, slot files, the journal opened again; {} at its beginning, {} at most between",
            duration(begun),
            duration(longest)
        )),
    ]
}

/// What a person at the desk waits for while a copy is made.
fn beside(made: &Made, effort: Effort) -> Vec<Row> {
    let (size, mut desk) = (Some(made.size), made.opened());
    desk.desk.make_copy().expect("begun");
    let mut taken = Vec::new();
    loop {
        taken.push(once(|| desk.desk.today().expect("the first screen")).0);
        let now = desk.desk.copying().expect("asked");
        if !now.running || now.proven {
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
    // The folder is one desk's at a time.
    drop(desk);
    let screens = Times::from(taken);
    let locks = prepared(
        effort.few as usize,
        |_| {
            let mut desk = made.opened();
            desk.desk.make_copy().expect("begun");
            thread::sleep(Duration::from_millis(50));
            desk
        },
        |mut desk| {
            desk.desk.lock().expect("locked");
            desk
        },
    );
    vec![
        Row::within("Сегодня while a copy is made", size, &screens, screens.p99(), FROZEN)
            .noted("the p99 is judged: the window is never frozen"),
        Row::within("locking while a copy is made", size, &locks, locks.p99(), LOCKED),
    ]
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
