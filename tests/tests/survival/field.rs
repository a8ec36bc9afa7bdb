//! Where the worst happens, and what must hold there afterwards.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use desk::ports::{Anchor, AnchorOf, DeviceKeyring as _};
use desk::wire::*;
use domain::civil::Month;
use poryadok_tests::test_desk::*;
use storage::View;
use storage::audit::{AnchorFit, Chain, Contents, Place};
use tempfile::TempDir;

use crate::ring::Ring;
use crate::work::{FOLDER, MARK, READY, SHEET, WORK, Work, digest, digest_of, kept_print, new_password};

/// The computer's keyring, where the work needs one.
const RING: &str = "keyring";
/// The ground's own signed record: its request, and what it says as a digest.
const RECORD: &str = "record.txt";
/// When the person comes back; later where the work has gone further.
const LATER: &str = "2027-05-20";
/// Months looked through for a closing: from the first with a record, further than any work comes.
const MONTHS: usize = 120;

/// A journal to be copied for each try.
pub struct Ground {
    folder: TempDir,
}

/// A copy of it that one process works on.
pub struct Field {
    place: PathBuf,
    /// Taken away with the field; absent where the folder is another process's.
    _folder: Option<TempDir>,
}

/// What the child had said before its end.
#[derive(Default)]
pub struct Said {
    pub registered: Vec<String>,
    /// Request, how many versions it had, and what the last of them digests to.
    pub signed: Vec<(String, usize, u64)>,
    /// Month closed, its print and what that print's bytes digest to.
    pub closed: Vec<(MonthKey, u32, u64)>,
    /// How far the clock of the work has come, as a civil day; empty where it stood still.
    pub until: String,
    /// Which new passwords were begun, and the last one that was set, counted from one.
    pub begun: u32,
    pub set: Option<u32>,
    /// The journal was open and the acts could begin.
    pub ready: bool,
    /// Whole acts that were done.
    pub done: usize,
    /// The end came after an act was begun and before it was done or refused.
    pub inside: bool,
    pub finished: bool,
}

impl Ground {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut day = TestDesk::in_folder(&folder.path().to_string_lossy(), "2026-10-05T09:00");
        day.make_journal_of(NewJournal { without_keyring: true, ..new_journal() });
        day.add_consultant("Калинина Мария Сергеевна", "педагог-психолог");
        std::fs::write(folder.path().join(SHEET), day.sheet.join(" ")).expect("kept");
        let signed = day.hold("Вера", "2026-10-05", "10:30");
        let record = format!("{} {}", signed.request.row.id, digest_of(&signed.form));
        std::fs::write(folder.path().join(RECORD), record).expect("kept");
        day.desk.make_copy().expect("begun");
        assert!(copied(&mut day), "the ground has a proven copy");
        day.desk.lock().expect("locked");
        Self { folder }
    }

    pub fn field(&self) -> Field {
        let folder = tempfile::tempdir().expect("a folder");
        let from = self.folder.path();
        for part in ["journal", "copies"] {
            std::fs::create_dir(folder.path().join(part)).expect("a folder");
            for entry in std::fs::read_dir(from.join(part)).expect("a part") {
                let entry = entry.expect("an entry");
                std::fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).expect("copied");
            }
        }
        for file in [SHEET, RECORD] {
            std::fs::copy(from.join(file), folder.path().join(file)).expect("copied");
        }
        Field { place: folder.path().to_owned(), _folder: Some(folder) }
    }
}

impl Field {
    /// All that lies here at this moment, as a process killed now would leave it.
    pub fn pictured(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy_all(self.path(), folder.path());
        Self { place: folder.path().to_owned(), _folder: Some(folder) }
    }

    /// Where another process has laid it out.
    pub fn at(place: &Path) -> Self {
        Self { place: place.to_owned(), _folder: None }
    }

    pub fn path(&self) -> &Path {
        &self.place
    }

    /// A computer with a keyring from now on.
    pub fn gets_a_keyring(&self) {
        std::fs::create_dir_all(self.path().join(RING)).expect("a keyring");
    }

    /// What the keyring remembers of the histories' ends.
    pub fn anchors(&self) -> Vec<Vec<u8>> {
        let entries =
            std::fs::read_dir(self.path().join(RING)).expect("a keyring").map(|entry| entry.expect("an entry"));
        let anchors = entries.filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("anchor-") && !name.ends_with("aside")
        });
        anchors.filter_map(|entry| std::fs::read(entry.path()).ok()).collect()
    }

    /// Eight groups, as printed.
    pub fn sheet(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path().join(SHEET)).expect("the sheet");
        text.split(' ').map(str::to_owned).collect()
    }

    /// What was signed before any work began: whatever happens, whatever is restored, it is there.
    pub fn record(&self) -> (String, usize, u64) {
        let text = std::fs::read_to_string(self.path().join(RECORD)).expect("the record");
        let (request, digest) = text.split_once(' ').expect("two words");
        (request.to_owned(), 1, digest.parse().expect("a digest"))
    }

    /// The desk of the computer this is: with the keyring that the work has kept here, or with none.
    pub fn desk_at(&self, moment: &str) -> TestDesk {
        let folder = self.path().to_string_lossy();
        let ring = self.path().join(RING);
        if ring.is_dir() {
            TestDesk::in_folder_with(&folder, moment, Box::new(Ring::at(&ring)))
        } else {
            TestDesk::in_folder(&folder, moment)
        }
    }

    /// This test program as the process that works here.
    pub fn child(&self, work: Work, through: &[&str]) -> Command {
        if work == Work::Device {
            self.gets_a_keyring();
        }
        let this = std::env::current_exe().expect("this test");
        let mut command = match through {
            [] => Command::new(&this),
            [program, words @ ..] => {
                let mut command = Command::new(program);
                command.args(words).arg(&this);
                command
            }
        };
        command
            .args(["work::child_works", "--exact", "--nocapture", "--test-threads=1"])
            .env(FOLDER, self.path())
            .env(WORK, work.key());
        command
    }

    /// Opens what is left: by password, by the sheet, whole, with everything that was said to be done.
    ///
    /// # Errors
    /// What does not hold, in words.
    pub fn survived(&self, said: &Said) -> Result<(), String> {
        let date = said.until.as_str().max(LATER);
        let mut day = self.desk_at(&format!("{date}T09:00"));
        come_in(&mut day, said, date)?;
        for request in &said.registered {
            day.desk.request(request.clone()).map_err(|_| "a registered request is gone".to_owned())?;
        }
        signed_are_whole(&mut day, &said.signed)?;
        // Unless the work itself signed it anew, the ground's own stands as it was signed first.
        let own = self.record();
        if said.signed.iter().all(|(request, ..)| *request != own.0) {
            signed_are_whole(&mut day, &[own])?;
        }
        months_are_whole(&mut day, said)?;
        let copies = day.desk.copies().map_err(|_| "the copies cannot be asked for".to_owned())?;
        if copies.rows.iter().any(|row| row.state == CopyState::Damaged) {
            return Err("something half-made is called a copy".to_owned());
        }
        // A restored journal is older than the proof of the copy it came from.
        if !copies.rows.iter().any(|row| matches!(row.state, CopyState::Proven | CopyState::Unread)) {
            return Err("the only good copy is gone".to_owned());
        }
        // It does not only read: the next number is a new one, and the copies go on.
        let next = day.desk.register(request_of("Галина")).map_err(|_| "it takes nothing new".to_owned())?;
        if said.registered.contains(&next.value.row.id) {
            return Err("an id was given twice".to_owned());
        }
        day.desk.make_copy().map_err(|_| "no new copy is begun".to_owned())?;
        if !copied(&mut day) {
            return Err("a new copy is not proven".to_owned());
        }
        day.desk.lock().map_err(|_| "it does not lock".to_owned())?;
        drop(day);
        self.whole_by_sheet(&self.path().join("journal"))?;
        match self.put_aside() {
            Some(aside) => self.whole_by_sheet(&aside).map_err(|why| format!("what was put aside: {why}")),
            None => Ok(()),
        }
    }

    /// The journal that was put aside last.
    fn put_aside(&self) -> Option<PathBuf> {
        let entries = std::fs::read_dir(self.path()).expect("the folder").map(|entry| entry.expect("an entry").path());
        let number = |path: &PathBuf| -> Option<(String, u32)> {
            let (day, number) = path.file_name()?.to_str()?.strip_prefix("journal.aside-")?.rsplit_once('-')?;
            Some((day.to_owned(), number.parse().ok()?))
        };
        entries.filter(|path| number(path).is_some()).max_by_key(number)
    }

    fn whole_by_sheet(&self, journal: &Path) -> Result<(), String> {
        let sheet = storage::keys::Sheet::from_groups(&self.sheet()).map_err(|_| "the sheet".to_owned())?;
        let found = storage::keys::read_twins(journal).map_err(|trouble| format!("the slot file: {trouble}"))?;
        let mut last = "no slot file leads to a database".to_owned();
        for slots in found.candidates {
            let place: PathBuf = journal.join(slots.database());
            let opened = slots
                .unlock_with_sheet(&sheet)
                .map_err(|trouble| format!("the sheet opens nothing: {trouble}"))
                .and_then(|(key, _)| {
                    let locked = storage::LockedJournal::find(&place).map_err(|trouble| trouble.to_string())?;
                    locked.unlock(&key).map_err(|trouble| trouble.to_string())
                });
            match opened {
                Ok(open) => {
                    open.check_integrity().map_err(|trouble| format!("integrity: {trouble}"))?;
                    let chain = open.view().verify_chain().map_err(|trouble| format!("the chain: {trouble}"))?;
                    contents_fit_their_history(&open.view())?;
                    prints_fit_their_history(&open.view())?;
                    self.anchor_holds(slots.place().journal, &open.view())?;
                    return match chain {
                        Chain::Whole(_) => Ok(()),
                        Chain::Broken { sequence } => Err(format!("the chain breaks at {sequence}")),
                    };
                }
                Err(why) => last = why,
            }
        }
        Err(last)
    }

    /// What the keyring remembers of the history's end may lag, never lead.
    fn anchor_holds(&self, journal: uuid::Uuid, view: &View<'_>) -> Result<(), String> {
        let branch = view.centre().map_err(|trouble| trouble.to_string())?.branch_id;
        let kept = Ring::at(&self.path().join(RING)).read_anchor(AnchorOf { journal, branch });
        let Some(kept) = kept.map_err(|trouble| trouble.to_string())? else { return Ok(()) };
        match view.fits_anchor(&kept).map_err(|trouble| trouble.to_string())? {
            AnchorFit::Holds => Ok(()),
            other => Err(format!("the keyring's anchor does not hold: {other:?}")),
        }
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&place).expect("a folder");
            copy_all(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), &place).expect("copied");
        }
    }
}

/// By the password last said to be set, or one that was begun after it. What a set one has replaced opens no more.
fn come_in(day: &mut TestDesk, said: &Said, date: &str) -> Result<(), String> {
    let password = |number: u32| if number == 0 { PASSWORD.to_owned() } else { new_password(number) };
    let first = said.set.unwrap_or(0);
    let mut last = String::new();
    for (minute, number) in (first..=said.begun.max(first)).enumerate() {
        // Wrong ones are answered slower and slower.
        day.clock.put(&format!("{date}T09:{:02}", minute * 2));
        match day.unlock(&password(number)) {
            Ok(_) => {
                if first > 0 {
                    day.desk.lock().map_err(|_| "it does not lock".to_owned())?;
                    day.clock.put(&format!("{date}T10:00"));
                    if day.unlock(&password(first - 1)).is_ok() {
                        return Err("a replaced password still opens it".to_owned());
                    }
                    day.clock.put(&format!("{date}T10:10"));
                    day.unlock(&password(number)).map_err(|refused| format!("not a second time: {refused:?}"))?;
                }
                return Ok(());
            }
            Err(refused) => last = format!("{refused:?}"),
        }
    }
    Err(format!("no password of {first}..={} opens it: {last}", said.begun))
}

/// Every record as it was told: as many versions, or one that was under way more, and what the told one says.
pub fn signed_are_whole(day: &mut TestDesk, told: &[(String, usize, u64)]) -> Result<(), String> {
    for (request, versions, digest) in told {
        let view = day.desk.consultation(request.clone()).map_err(|_| "a signed record is gone".to_owned())?;
        let found = view.versions.len();
        if !(*versions..=versions + 1).contains(&found) {
            return Err(format!("{found} signed versions are there where {versions} were told"));
        }
        if found == *versions && digest_of(&view.form) != *digest {
            return Err("a signed record does not say what was signed".to_owned());
        }
    }
    Ok(())
}

/// Every record is what its line of the history says it is.
fn contents_fit_their_history(view: &View<'_>) -> Result<(), String> {
    let (mut place, mut found) = (Place::default(), Contents::default());
    while view.compare_contents(&mut place, &mut found).map_err(|trouble| format!("the contents: {trouble}"))? {}
    match found.differs.as_slice() {
        [] if found.differing == 0 && found.compared > 0 => Ok(()),
        differs => Err(format!("of {} compared these differ: {differs:?}", found.compared)),
    }
}

/// Each month is open, or closed with every print in its whole bytes; the next one closes.
fn months_are_whole(day: &mut TestDesk, said: &Said) -> Result<(), String> {
    if said.until.is_empty() {
        return Ok(());
    }
    let first = Month::new(2026, 10).expect("a month");
    for month in std::iter::successors(Some(first), |month| Some(month.next())).take(MONTHS) {
        let key = MonthKey { year: month.year(), month: month.month() };
        let named = format!("{}-{}", key.year, key.month);
        if month.last_day().to_string() >= said.until {
            break;
        }
        let closing = day.desk.month_closing(key).map_err(|refused| format!("{named}: {refused:?}"))?;
        if closing.closed {
            for line in &closing.prints {
                let bytes = kept_print(day, key, line.print).ok_or_else(|| format!("{named}: a print is gone"))?;
                if !bytes.starts_with(b"%PDF") {
                    return Err(format!("{named}: a print is no paper"));
                }
                let told = said.closed.iter().find(|(one, print, _)| *one == key && *print == line.print);
                if told.is_some_and(|(_, _, told)| *told != digest(&bytes)) {
                    return Err(format!("{named}: print {} is not the bytes that were kept", line.print));
                }
            }
            if closing.prints.is_empty() || closing.closed_words.is_empty() {
                return Err(format!("{named} is closed by half"));
            }
        } else if !closing.prints.is_empty() || !closing.closed_words.is_empty() {
            return Err(format!("{named} is open and has a print"));
        } else if closing.stops == 0 {
            let form = CloseMonthForm { key, reason: "после сбоя".to_owned(), bound: false };
            day.desk.close_month(form).map_err(|refused| format!("{named} does not close: {refused:?}"))?;
        }
        let prints = day.desk.month_closing(key).map_err(|refused| format!("{refused:?}"))?.prints.len();
        let told = said.closed.iter().filter(|(one, ..)| *one == key).count();
        if prints < told {
            return Err(format!("{named}: {prints} of {told} prints are there"));
        }
    }
    Ok(())
}

/// What stands on a kept print is a line of the history, and its bytes are those the history knows.
fn prints_fit_their_history(view: &View<'_>) -> Result<(), String> {
    let said = |trouble: storage::StorageError| trouble.to_string();
    for month in view.closed_months().map_err(said)? {
        let closing = view.closing_of(month).map_err(said)?.ok_or("a closing without its facts")?;
        let prints = view.kept_prints(month).map_err(said)?;
        if prints.first().is_none_or(|print| print.head != closing.head) {
            return Err("the first print is not the closing's".to_owned());
        }
        for print in prints {
            view.kept_bytes(month, print.print).map_err(said)?;
            if view.fits_anchor(&Anchor::of(print.head)).map_err(said)? != AnchorFit::Holds {
                return Err("a print's control number is of no line".to_owned());
            }
        }
    }
    Ok(())
}

impl Said {
    /// Reads the child's lines; whatever was cut off in the middle was not said.
    pub fn read(text: &str) -> Self {
        let mut said = Self::default();
        for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let Some(at) = line.find(MARK) else { continue };
            let mut words = line[at + MARK.len()..].split_whitespace();
            match (words.next(), words.next(), words.next()) {
                (Some("registered"), Some(request), _) => said.registered.push(request.to_owned()),
                (Some("signed"), Some(request), Some(versions)) => {
                    let versions = versions.parse().expect("a number");
                    let bytes = words.next().and_then(|text| text.parse().ok()).expect("a digest");
                    said.signed.retain(|(known, ..)| known != request);
                    said.signed.push((request.to_owned(), versions, bytes));
                }
                (Some("closed"), Some(month), Some(print)) => {
                    let (year, month) = month.split_once('-').expect("a month");
                    let key = MonthKey { year: year.parse().expect("a year"), month: month.parse().expect("a month") };
                    let bytes = words.next().and_then(|text| text.parse().ok()).expect("a digest");
                    said.closed.push((key, print.parse().expect("a number"), bytes));
                }
                (Some("until"), Some(day), _) => said.until = day.to_owned(),
                (Some("begins"), Some(number), _) => said.begun = number.parse().expect("a number"),
                (Some("set"), Some(number), _) => said.set = Some(number.parse().expect("a number")),
                (Some(READY), ..) => said.ready = true,
                (Some("act"), Some(_), _) => said.inside = true,
                (Some("did"), Some(_), _) => {
                    said.inside = false;
                    said.done += 1;
                }
                (Some("refused"), Some(_), _) => said.inside = false,
                (Some("finished"), ..) => said.finished = true,
                _ => {}
            }
        }
        said
    }
}

/// Whether the copy under way came to be proven.
pub fn copied(day: &mut TestDesk) -> bool {
    settled(day).is_some_and(|now| now.problem.is_none() && now.proven)
}

/// Waits for what is made beside the work; nothing where the journal is not open.
pub fn settled(day: &mut TestDesk) -> Option<Copying> {
    loop {
        match day.desk.copying() {
            Ok(now) if now.running => std::thread::sleep(Duration::from_millis(2)),
            Ok(now) => return Some(now),
            Err(_) => return None,
        }
    }
}

/// Puts the newest whole copy in the journal's place.
pub fn restored(day: &mut TestDesk) -> bool {
    let Ok(view) = day.desk.copies() else { return false };
    // A journal that was just restored has not read the copy it came from again.
    let whole = |row: &&CopyLine| matches!(row.state, CopyState::Proven | CopyState::Unread);
    let Some(newest) = view.rows.iter().find(whole) else { return false };
    let Ok(content) = day.desk.look_into_copy(newest.key.clone()) else { return false };
    let slot = content.ways.first().map(|way| way.slot.clone());
    let form = RestoreForm { slot, password: PASSWORD.to_owned(), groups: Vec::new() };
    if day.desk.begin_restore(form).is_err() {
        return false;
    }
    loop {
        match day.desk.restoring() {
            Ok(now) if now.running => std::thread::sleep(Duration::from_millis(2)),
            Ok(now) => return now.done.is_some(),
            Err(_) => return false,
        }
    }
}
