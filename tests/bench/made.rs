//! Journals of a size, made once and kept; what a run changes is a copy.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use desk::ports::{KdfPolicy, KeyringTrouble};
use desk::practice;
use desk::wire::{NewJournal, SheetProof};
use domain::invented::Plan;
use poryadok_tests::test_desk::{PASSWORD, TestDesk, new_journal};
use storage::keys::{JournalKey, MemoryKeyring, SlotFile, read_twins};
use storage::{Journal, LockedJournal, NEWEST_SCHEMA, StorageError, testing};

use crate::measure::{duration, once};
use crate::table::grouped;

/// Changed together with how a journal is made here: kept ones are then made anew.
const SEED: u64 = 4;

/// The same for how its file is written: 2, since pages are sealed by SHA-256.
const FORM: u32 = 2;

/// A Thursday in October, with the third quarter just over.
const TODAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 10, 15);

/// The load the program is designed for: 25 000 services a year for ten years.
const SERVICES: u64 = 250_000;
const YEARS: u32 = 10;
const DAYS: u64 = 3_652;

/// Moscow's noon of the invented today.
pub fn noon() -> String {
    format!("{}T12:00", today())
}

pub fn today() -> NaiveDate {
    TODAY.unwrap_or_default()
}

/// The same centre at the same pace, looked at after months, ten years or forty: only the journal differs.
fn plan(size: u32) -> Plan {
    let noon = NaiveDateTime::new(today(), NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default());
    let whole = Plan::load(SEED, SERVICES, YEARS, noon);
    let days = (u64::from(size) * DAYS / SERVICES).max(20);
    Plan { first: today() - Days::new(days), requests: u64::from(size) * 10 / 9, ..whole }
}

/// A journal of a size with its twin without encryption, both free to be changed.
pub struct Made {
    pub size: u32,
    pub folder: PathBuf,
    pub twin: PathBuf,
}

impl Made {
    /// Makes the journal of this size where it is not kept yet, and says where.
    pub fn keep(under: &Path, size: u32) -> Result<PathBuf, String> {
        let place = under.join(size.to_string());
        let kept = place.join("kept");
        let stamp = format!("schema {NEWEST_SCHEMA}, form {FORM} and plan {}", mark(size));
        let stamped = place.join("stamp");
        if fs::read_to_string(&stamped).ok().as_deref() != Some(stamp.as_str()) {
            println!("making an invented journal of {} services", grouped(size));
            let _ = fs::remove_dir_all(&place);
            fs::create_dir_all(&kept).map_err(|trouble| said(&kept, &trouble))?;
            let (took, made) = once(|| make(&kept, size));
            made?;
            println!("   filled in {}", duration(took));
            let (took, copied) =
                once(|| testing::copy_plain(&file(&kept), &key(&kept)?, &kept.join("plain.db")).map_err(words));
            copied?;
            println!("   its twin without encryption in {}", duration(took));
            fs::write(&stamped, &stamp).map_err(|trouble| said(&stamped, &trouble))?;
        }
        Ok(kept)
    }

    /// A copy of the kept journal of this size.
    pub fn ready(under: &Path, size: u32) -> Result<Self, String> {
        let kept = Self::keep(under, size)?;
        let run = under.join(size.to_string()).join("run");
        let _ = fs::remove_dir_all(&run);
        copy_folder(&kept, &run).map_err(|trouble| said(&run, &trouble))?;
        let made = Self { size, twin: run.join("plain.db"), folder: run };
        let (took, pieces) = once(|| [made.journal(), made.plain()].map(|mut journal| tidied(&mut journal)));
        println!("   search tidied as by ten years of locking in {}: {pieces:?} steps", duration(took));
        Ok(made)
    }

    /// The desk before the locked journal: cheap Argon2id, no keyring, the invented noon.
    pub fn desk(&self) -> TestDesk {
        TestDesk::in_folder(&self.folder.to_string_lossy(), &noon())
    }

    /// The desk with the head at it.
    pub fn opened(&self) -> TestDesk {
        let mut desk = self.desk();
        desk.unlock(PASSWORD).expect("the invented journal opens");
        desk
    }

    /// The journal itself, past the desk.
    pub fn journal(&self) -> Journal {
        let key = key(&self.folder).expect("the invented journal opens");
        LockedJournal::find(&file(&self.folder)).expect("a journal").unlock(&key).expect("it opens")
    }

    pub fn key(&self) -> JournalKey {
        key(&self.folder).expect("the invented journal opens")
    }

    pub fn slots(&self) -> SlotFile {
        read_twins(&self.folder.join("journal")).expect("the slot file").candidates.remove(0)
    }

    pub fn plain(&self) -> Journal {
        testing::open_plain(&self.twin).expect("the twin opens")
    }

    /// The day its life begins.
    pub fn first_day(&self) -> NaiveDate {
        plan(self.size).first
    }

    /// Bytes of the encrypted file.
    pub fn bytes(&self) -> u64 {
        fs::metadata(file(&self.folder)).map_or(0, |about| about.len())
    }
}

/// What was measured is given back; only the kept journal stays.
impl Drop for Made {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("journal/journal-1.db")
}

fn key(folder: &Path) -> Result<JournalKey, String> {
    let found = read_twins(&folder.join("journal")).map_err(|trouble| format!("the slot file: {trouble:?}"))?;
    key_within(found.candidates.first().ok_or("no slot file")?)
}

/// What the password opens in a slot file, or in a copy's.
pub fn key_within(slots: &SlotFile) -> Result<JournalKey, String> {
    let keyring = MemoryKeyring::default();
    keyring.fail_with(Some(KeyringTrouble::Absent));
    let tried = slots.slots().iter().find(|slot| slot.label().is_some()).ok_or("no way in")?;
    slots
        .unlock_with_password(tried.id(), PASSWORD, &keyring, &KdfPolicy::cheap())
        .map_err(|trouble| format!("the key: {trouble:?}"))
}

fn make(folder: &Path, size: u32) -> Result<(), String> {
    let plan = plan(size);
    let mut desk = TestDesk::in_folder(&folder.to_string_lossy(), &format!("{}T08:00", plan.first));
    let form = NewJournal { without_keyring: true, ..new_journal() };
    let shown = desk.desk.prepare_journal(form).map_err(|refused| format!("{refused:?}"))?;
    let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    desk.desk.create_journal(SheetProof { groups }).map_err(|refused| format!("{refused:?}"))?;
    desk.desk.lock().map_err(|refused| format!("{refused:?}"))?;
    drop(desk);

    let key = key(folder)?;
    let mut journal = LockedJournal::find(&file(folder)).and_then(|locked| locked.unlock(&key)).map_err(words)?;
    let played = practice::fill(&mut journal, &plan).map_err(|refused| format!("{refused:?}"))?;
    println!("   {} requests, {} signed records", played.requests, played.signed);
    journal.close();
    Ok(())
}

/// Changes with the schema, the plan and the first of what is invented.
fn mark(size: u32) -> u64 {
    let plan = plan(size);
    let mut hasher = DefaultHasher::new();
    include_str!("../../src-tauri/crates/storage/src/schema/001.sql").hash(&mut hasher);
    include_str!("../../src-tauri/crates/storage/src/schema/002.sql").hash(&mut hasher);
    format!("{plan:?}").hash(&mut hasher);
    plan.acts().take(2_000).for_each(|act| (act.at, act.by).hash(&mut hasher));
    hasher.finish()
}

/// A real journal is tidied a little at every locking; this one was filled without a pause.
fn tidied(journal: &mut Journal) -> u32 {
    (1..100_000).find(|_| !journal.tidy_search(8).expect("it can be tidied")).unwrap_or_default()
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

fn words(trouble: StorageError) -> String {
    trouble.to_string()
}

fn said(path: &Path, trouble: &std::io::Error) -> String {
    format!("{}: {trouble}", path.display())
}
