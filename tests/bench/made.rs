//! Journals of a size, made once and kept; what a run changes is a copy.

use std::fs;
use std::path::{Path, PathBuf};

use desk::ports::{KdfPolicy, KeyringTrouble};
use desk::wire::SheetProof;
use domain::lists::Role as DomainRole;
use poryadok_tests::test_desk::{PASSWORD, TestDesk, new_journal};
use storage::keys::{JournalKey, MemoryKeyring, read_twins};
use storage::{Change, Journal, LockedJournal, NEWEST_SCHEMA, StorageError, testing};

use crate::invented::{self, Invented, Staff};
use crate::measure::{duration, once};
use crate::table::grouped;

/// One transaction of the filling: a few megabytes of it.
const BATCH: u32 = 2_000;
const CONSULTANTS: [&str; 12] = [
    "Калинина Мария Сергеевна",
    "Бережная Ольга Павловна",
    "Власова Ирина Юрьевна",
    "Гайнутдинова Зульфия Маратовна",
    "Дорохина Анна Игоревна",
    "Ершова Татьяна Львовна",
    "Жукова Наталья Олеговна",
    "Зимина Елена Андреевна",
    "Кудрявцева Юлия Ильинична",
    "Лосева Вера Николаевна",
    "Миронова Дарья Глебовна",
    "Назарова Алсу Ринатовна",
];

/// Moscow's noon of the invented today.
pub fn noon() -> String {
    format!("{}T12:00", invented::TODAY)
}

/// A journal of a size with its twin without encryption, both free to be changed.
pub struct Made {
    pub size: u32,
    pub folder: PathBuf,
    pub twin: PathBuf,
    /// How many requests were added to each after the filling; numbers go on from there.
    pub added: u32,
}

impl Made {
    /// Takes the kept journal of this size, or makes it first.
    pub fn ready(under: &Path, size: u32) -> Result<Self, String> {
        let place = under.join(size.to_string());
        let kept = place.join("kept");
        let stamp = format!("seed {} schema {NEWEST_SCHEMA} of {}", invented::SEED, schema_mark());
        let stamped = place.join("stamp");
        if fs::read_to_string(&stamped).ok().as_deref() != Some(stamp.as_str()) {
            println!("making an invented journal of {} requests", grouped(size));
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
        let run = place.join("run");
        let _ = fs::remove_dir_all(&run);
        copy_folder(&kept, &run).map_err(|trouble| said(&run, &trouble))?;
        Ok(Self { size, twin: run.join("plain.db"), folder: run, added: 0 })
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

    pub fn plain(&self) -> Journal {
        testing::open_plain(&self.twin).expect("the twin opens")
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
    let slots = found.candidates.first().ok_or("no slot file")?;
    let keyring = MemoryKeyring::default();
    keyring.fail_with(Some(KeyringTrouble::Absent));
    let tried = slots.slots().iter().find(|slot| slot.label().is_some()).ok_or("no way in")?;
    slots
        .unlock_with_password(tried.id(), PASSWORD, &keyring, &KdfPolicy::cheap())
        .map_err(|trouble| format!("the key: {trouble:?}"))
}

fn make(folder: &Path, size: u32) -> Result<(), String> {
    let mut desk = TestDesk::in_folder(&folder.to_string_lossy(), "2016-09-01T09:00");
    let form = desk::wire::NewJournal { without_keyring: true, ..new_journal() };
    let shown = desk.desk.prepare_journal(form).map_err(|refused| format!("{refused:?}"))?;
    let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    desk.desk.create_journal(SheetProof { groups }).map_err(|refused| format!("{refused:?}"))?;
    for (number, name) in CONSULTANTS.into_iter().enumerate() {
        desk.add_consultant(name, if number % 2 == 0 { "педагог-психолог" } else { "учитель-логопед" });
    }
    desk.desk.lock().map_err(|refused| format!("{refused:?}"))?;
    drop(desk);

    let mut journal = LockedJournal::find(&file(folder))
        .and_then(|locked| locked.unlock(&key(folder).map_err(|_| StorageError::Missing)?))
        .map_err(words)?;
    let staff = staff(&journal).map_err(words)?;
    let mut next = 0;
    while next < size {
        let end = size.min(next + BATCH);
        fill(&mut journal, &staff, next..end, size).map_err(words)?;
        next = end;
    }
    journal.close();
    Ok(())
}

/// Who works there; the same in both twins.
pub fn staff(journal: &Journal) -> Result<Staff, StorageError> {
    let view = journal.view();
    let head = view.accounts()?.into_iter().find(|a| a.is(DomainRole::Head)).ok_or(StorageError::NotFound)?;
    Ok(Staff { account: head.id, consultants: view.consultants()?.into_iter().map(|card| card.id).collect() })
}

/// These requests in one transaction, by the same door as a person's.
pub fn fill(
    journal: &mut Journal,
    staff: &Staff,
    numbers: std::ops::Range<u32>,
    size: u32,
) -> Result<(), StorageError> {
    let at = Invented::of(numbers.start, size).at();
    journal.change(Some(staff.account), at, |change: &Change<'_>| {
        numbers.into_iter().try_for_each(|number| Invented::of(number, size).write(change, staff))
    })
}

/// Changes with the text of the schema.
fn schema_mark() -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    concat!(
        include_str!("../../src-tauri/crates/storage/src/schema/001.sql"),
        include_str!("../../src-tauri/crates/storage/src/schema/002.sql")
    )
    .hash(&mut hasher);
    hasher.finish()
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
