//! What is done while the worst happens, and what must hold afterwards.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::audit::Chain;
use tempfile::TempDir;

const FOLDER: &str = "PORYADOK_SURVIVAL_FOLDER";
const WORK: &str = "PORYADOK_SURVIVAL_WORK";
/// Said before the first act; the journal is open by then.
pub const READY: &str = "ready";
/// Before each line of the child: the harness of tests writes to the same pipe.
const MARK: &str = "::";
/// More than a process ever does before it is killed.
const ACTS: u32 = 400;
const SHEET: &str = "sheet.txt";

/// One kind of act, done again and again by a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A request is registered and a draft kept.
    Save,
    /// The record of a session is signed, and signed anew.
    Sign,
    /// A new password, so both twins of the slot file.
    Password,
    /// A request, and a copy of everything.
    Copy,
    /// The copy takes the journal's place.
    Restore,
    /// A request, and the journal under a new key.
    Rekey,
}

impl Work {
    pub const ALL: [Self; 6] = [Self::Save, Self::Sign, Self::Password, Self::Copy, Self::Restore, Self::Rekey];

    fn key(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Sign => "sign",
            Self::Password => "password",
            Self::Copy => "copy",
            Self::Restore => "restore",
            Self::Rekey => "rekey",
        }
    }
}

/// A journal to be copied for each try.
pub struct Ground {
    folder: TempDir,
}

/// A copy of it that one process works on.
pub struct Field {
    pub folder: TempDir,
}

/// What the child had said before its end.
#[derive(Default)]
pub struct Said {
    pub registered: Vec<String>,
    /// Request, and how many versions it had.
    pub signed: Vec<(String, usize)>,
    /// Acts that leave no record: passwords set, copies proven, copies restored.
    pub others: usize,
    pub finished: bool,
}

impl Ground {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut day = TestDesk::in_folder(&folder.path().to_string_lossy(), "2026-10-05T09:00");
        day.make_journal_of(NewJournal { without_keyring: true, ..new_journal() });
        day.add_consultant("Калинина Мария Сергеевна", "педагог-психолог");
        std::fs::write(folder.path().join(SHEET), day.sheet.join(" ")).expect("kept");
        day.hold("Вера", "2026-10-05", "10:30");
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
        std::fs::copy(from.join(SHEET), folder.path().join(SHEET)).expect("copied");
        Field { folder }
    }
}

impl Field {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// This test program as the process that works here.
    pub fn child(&self, work: Work, through: &[&str]) -> Command {
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
        let mut day = TestDesk::in_folder(&self.path().to_string_lossy(), "2027-05-20T09:00");
        day.unlock(PASSWORD).map_err(|refused| format!("the password does not open it: {refused:?}"))?;
        for request in &said.registered {
            day.desk.request(request.clone()).map_err(|_| "a registered request is gone".to_owned())?;
        }
        for (request, versions) in &said.signed {
            let view = day.desk.consultation(request.clone()).map_err(|_| "a signed record is gone".to_owned())?;
            if view.versions.len() < *versions {
                return Err(format!("{} of {versions} signed versions are there", view.versions.len()));
            }
        }
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
        self.whole_by_sheet()
    }

    fn whole_by_sheet(&self) -> Result<(), String> {
        let journal = self.path().join("journal");
        let text = std::fs::read_to_string(self.path().join(SHEET)).map_err(|trouble| trouble.to_string())?;
        let groups: Vec<&str> = text.split(' ').collect();
        let sheet = storage::keys::Sheet::from_groups(&groups).map_err(|_| "the sheet".to_owned())?;
        let found = storage::keys::read_twins(&journal).map_err(|trouble| format!("the slot file: {trouble}"))?;
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
                    said.signed.retain(|(known, _)| known != request);
                    said.signed.push((request.to_owned(), versions));
                }
                (Some("finished"), ..) => said.finished = true,
                (Some("did"), Some(_), _) => said.others += 1,
                _ => {}
            }
        }
        said
    }

    pub fn acts(&self) -> usize {
        self.others + self.registered.len() + self.signed.iter().map(|(_, versions)| versions).sum::<usize>()
    }
}

fn tell(words: &str) {
    let mut out = std::io::stdout().lock();
    // A failed write is the trouble that is being tried.
    let _ = writeln!(out, "{MARK}{words}").and_then(|()| out.flush());
}

/// Works until it is killed or has done a day's work; refusals of the disk are answers like others. Does nothing in
/// an ordinary run.
#[test]
fn child_works() {
    let (Some(folder), Ok(work)) = (std::env::var_os(FOLDER), std::env::var(WORK)) else { return };
    let work = Work::ALL.into_iter().find(|one| one.key() == work).expect("a known work");
    let acts = std::env::var("PORYADOK_SURVIVAL_ACTS").ok().and_then(|text| text.parse().ok()).unwrap_or(ACTS);
    let mut day = TestDesk::in_folder(&folder.to_string_lossy(), "2026-10-05T12:00");
    if day.unlock(PASSWORD).is_err() {
        return;
    }
    tell(READY);
    for act in 1..=acts {
        match work {
            Work::Save => save(&mut day, act),
            Work::Sign => sign(&mut day, act),
            Work::Password => {
                let form =
                    PasswordForm { old: PASSWORD.to_owned(), password: PASSWORD.to_owned(), without_keyring: true };
                if day.desk.set_password(form).is_ok() {
                    tell("did password");
                }
            }
            Work::Copy => {
                save(&mut day, act);
                if day.desk.make_copy().is_ok() && copied(&mut day) {
                    tell("did copy");
                }
            }
            Work::Restore => {
                if restored(&mut day) {
                    tell("did restore");
                }
            }
            Work::Rekey => {
                save(&mut day, act);
                // With the copy: only then the old journal goes.
                if day.desk.change_keys().is_ok() && copied(&mut day) {
                    tell("did rekey");
                }
            }
        }
    }
    tell("finished");
}

fn save(day: &mut TestDesk, act: u32) {
    let key = DraftKey { form: "booking".into(), subject: String::new() };
    let _ = day.desk.save_draft(key, format!("{{\"act\":{act}}}"));
    if let Ok(done) = day.desk.register(request_of("Анна")) {
        tell(&format!("registered {}", done.value.row.id));
    }
}

/// Every second record gets a new version at once.
fn sign(day: &mut TestDesk, act: u32) {
    let (date, time) = slot(act);
    let Ok(card) = day.book("Борис", &date, time) else { return };
    let request = card.row.id;
    tell(&format!("registered {request}"));
    let Some(booking) = card.row.booking else { return };
    day.clock.put(&format!("{}T{}", booking.date, booking.until));
    for version in 1..=1 + act % 2 {
        let Ok(view) = day.desk.consultation(request.clone()) else { return };
        let more = MoreForm { caution_reason: "так вышло".to_owned(), ..view.form.more.clone() };
        let reason = if version > 1 { "дописано".to_owned() } else { String::new() };
        match day.desk.sign(ConsultationForm { more, reason, ..whole(view.form) }) {
            Ok(_) => tell(&format!("signed {request} {version}")),
            Err(_) => return,
        }
    }
}

/// Waits for the copy under way. Whether it is proven.
fn copied(day: &mut TestDesk) -> bool {
    loop {
        match day.desk.copying() {
            Ok(now) if now.running => std::thread::sleep(Duration::from_millis(2)),
            Ok(now) => return now.problem.is_none() && now.proven,
            Err(_) => return false,
        }
    }
}

/// Puts the newest whole copy in the journal's place.
fn restored(day: &mut TestDesk) -> bool {
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

/// Four sessions a working day, one day after another.
fn slot(act: u32) -> (String, &'static str) {
    const TIMES: [&str; 4] = ["09:00", "10:00", "11:00", "14:00"];
    let (week, weekday) = ((act / 4) / 5, (act / 4) % 5);
    let monday = chrono::NaiveDate::from_ymd_opt(2026, 10, 12).expect("a Monday");
    let day = monday + chrono::Days::new(u64::from(week * 7 + weekday));
    (day.to_string(), TIMES[act as usize % 4])
}
