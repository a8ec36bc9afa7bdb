//! What is done while the worst happens: by a process of its own, again and again.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::Path;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use desk::wire::*;
use poryadok_tests::test_desk::*;

use crate::field::{Field, copied, restored};

pub const FOLDER: &str = "PORYADOK_SURVIVAL_FOLDER";
pub const WORK: &str = "PORYADOK_SURVIVAL_WORK";
/// A file that is waited for before the first act.
pub const LEAVE: &str = "PORYADOK_SURVIVAL_LEAVE";
/// Said before the first act; the journal is open by then.
pub const READY: &str = "ready";
/// Before each line of the child: the harness of tests writes to the same pipe.
pub const MARK: &str = "::";
/// More than a process ever does before it is killed.
const ACTS: u32 = 400;
pub const SHEET: &str = "sheet.txt";

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
    /// A month is closed with its kept print; every second one is corrected and gets a second print.
    Close,
    /// By the sheet, then a new password with a new secret in the keyring.
    Device,
}

impl Work {
    pub const ALL: [Self; 8] =
        [Self::Save, Self::Sign, Self::Password, Self::Copy, Self::Restore, Self::Rekey, Self::Close, Self::Device];

    pub fn key(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Sign => "sign",
            Self::Password => "password",
            Self::Copy => "copy",
            Self::Restore => "restore",
            Self::Rekey => "rekey",
            Self::Close => "close",
            Self::Device => "device",
        }
    }

    /// Moments to be killed at lie within this time after the first act begins: a few acts of this kind.
    pub fn within_micros(self) -> u64 {
        match self {
            Self::Save | Self::Sign => 250_000,
            Self::Password | Self::Restore | Self::Close | Self::Device => 900_000,
            Self::Copy | Self::Rekey => 1_800_000,
        }
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
    let field = Field::at(Path::new(&folder));
    let mut day = field.desk_at("2026-10-05T12:00");
    let sheet = field.sheet();
    if day.unlock(PASSWORD).is_err() {
        return;
    }
    tell(&format!("{READY} {}", std::process::id()));
    // Whoever makes its calls fail takes hold of it here.
    if let Some(leave) = std::env::var_os(LEAVE).map(std::path::PathBuf::from) {
        while !leave.exists() {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }
    for act in 1..=acts {
        tell(&format!("act {act}"));
        let done = match work {
            Work::Save => save(&mut day, act),
            Work::Sign => sign(&mut day, act).is_some(),
            Work::Password => {
                let form =
                    PasswordForm { old: PASSWORD.to_owned(), password: PASSWORD.to_owned(), without_keyring: true };
                day.desk.set_password(form).is_ok()
            }
            Work::Copy => save(&mut day, act) && day.desk.make_copy().is_ok() && copied(&mut day),
            Work::Restore => restored(&mut day),
            // Saved while the rows are moved; with the copy: only then the old journal goes.
            Work::Rekey => {
                let begun = day.desk.change_keys().is_ok();
                save(&mut day, act) && begun && rekeyed(&mut day) && copied(&mut day)
            }
            Work::Close => close(&mut day, act).is_some(),
            Work::Device => {
                let set = recovered(&mut day, act, &sheet);
                if set {
                    tell(&format!("set {act}"));
                }
                set
            }
        };
        tell(&format!("{} {act}", if done { "did" } else { "refused" }));
    }
    tell("finished");
}

/// Waits until the key is changed; a disk that refuses is an answer.
fn rekeyed(day: &mut TestDesk) -> bool {
    loop {
        match day.desk.key_progress() {
            Ok(now) if now.running => std::thread::sleep(std::time::Duration::from_millis(2)),
            Ok(now) => return now.changed,
            Err(_) => return false,
        }
    }
}

fn save(day: &mut TestDesk, act: u32) -> bool {
    let key = DraftKey { form: "booking".into(), subject: String::new() };
    let kept = day.desk.save_draft(key, format!("{{\"act\":{act}}}")).is_ok();
    let Ok(done) = day.desk.register(request_of("Анна")) else { return false };
    tell(&format!("registered {}", done.value.row.id));
    kept
}

/// Every second record gets a new version at once, which says something else.
fn sign(day: &mut TestDesk, act: u32) -> Option<()> {
    let (date, time) = slot(act);
    let card = day.book("Борис", &date, time).ok()?;
    let request = card.row.id;
    tell(&format!("registered {request}"));
    let booking = card.row.booking?;
    day.clock.put(&format!("{}T{}", booking.date, booking.until));
    for version in 1..=1 + act % 2 {
        let view = day.desk.consultation(request.clone()).ok()?;
        let more = MoreForm { caution_reason: "так вышло".to_owned(), ..view.form.more.clone() };
        let reason = if version > 1 { "дописано".to_owned() } else { String::new() };
        let advice = format!("Совет {act}, версия {version}");
        let form = ConsultationForm { more, reason, advice, ..whole(view.form) };
        tell_signed(&day.desk.sign(form).ok()?.value);
    }
    Some(())
}

fn tell_signed(view: &ConsultationView) {
    let (request, versions) = (&view.request.row.id, view.versions.len());
    tell(&format!("signed {request} {versions} {}", digest_of(&view.form)));
}

/// One month after another: from the second on it gets a record of its own first.
fn close(day: &mut TestDesk, act: u32) -> Option<()> {
    let october = NaiveDate::from_ymd_opt(2026, 10, 1).expect("a day");
    let first = october + Months::new(act - 1);
    let over = first + Months::new(1) + Days::new(1);
    tell(&format!("until {over}"));
    if act > 1 {
        let wednesday = first.with_day(15).expect("a day").iter_days().find(|day| day.weekday() == Weekday::Wed);
        let date = wednesday.expect("a Wednesday").to_string();
        day.clock.put(&format!("{date}T08:00"));
        let card = day.book("Глеб", &date, "10:00").ok()?;
        let booking = card.row.booking?;
        day.clock.put(&format!("{}T{}", booking.date, booking.until));
        let view = day.desk.consultation(card.row.id).ok()?;
        let more = MoreForm { caution_reason: "так вышло".to_owned(), ..view.form.more.clone() };
        tell_signed(&day.desk.sign(ConsultationForm { more, ..whole(view.form) }).ok()?.value);
    }
    day.clock.put(&format!("{over}T09:00"));
    let key = MonthKey { year: first.year(), month: first.month() };
    let form =
        CloseMonthForm { key, reason: "документ ждём из управления".to_owned(), bound: false };
    day.desk.close_month(form).ok()?;
    tell_print(day, key, 1);
    if act.is_multiple_of(2) {
        corrected(day, key)?;
        day.desk.keep_corrected_print(CorrectedPrintForm { key, bound: true }).ok()?;
        tell_print(day, key, 2);
    }
    Some(())
}

/// The month's first record is signed anew by the head, with a reason.
fn corrected(day: &mut TestDesk, key: MonthKey) -> Option<()> {
    let request = day.desk.journal_month(key).ok()?.rows.first()?.request.clone();
    let form = day.desk.consultation(request).ok()?.form;
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
    let form = ConsultationForm {
        form: "written".to_owned(),
        reason: "описка".to_owned(),
        advice: "Совет с исправлением".to_owned(),
        more,
        ..form
    };
    tell_signed(&day.desk.sign(form).ok()?.value);
    Some(())
}

fn tell_print(day: &mut TestDesk, key: MonthKey, print: u32) {
    if let Some(bytes) = kept_print(day, key, print) {
        tell(&format!("closed {}-{} {print} {}", key.year, key.month, digest(&bytes)));
    }
}

/// The very bytes that were kept, as they go to the printer.
pub fn kept_print(day: &mut TestDesk, key: MonthKey, print: u32) -> Option<Vec<u8>> {
    let paper = JournalPaper { key, kind: JournalKind::Services, names: false, bound: false, print: Some(print) };
    day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).ok()?;
    day.tray.0.lock().expect("tray").printed.pop().map(|(_, bytes)| bytes)
}

/// The same in every process of this program.
pub fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Everything a record says, whoever reads it and when.
pub fn digest_of(form: &ConsultationForm) -> u64 {
    digest(&serde_json::to_vec(form).expect("plain"))
}

pub fn new_password(number: u32) -> String {
    format!("{PASSWORD}-{number}")
}

/// Nobody can enter: the sheet opens it, a new password is set, and the computer gets a new secret.
fn recovered(day: &mut TestDesk, act: u32, sheet: &[String]) -> bool {
    tell(&format!("begins {act}"));
    let form = RecoverForm { account: None, password: new_password(act), without_keyring: false };
    day.desk.lock().is_ok()
        && day.desk.unlock_by_sheet(SheetForm { groups: sheet.to_vec() }).is_ok()
        && day.desk.recover(form).is_ok()
}

/// Four sessions a working day, one day after another.
fn slot(act: u32) -> (String, &'static str) {
    const TIMES: [&str; 4] = ["09:00", "10:00", "11:00", "14:00"];
    let (week, weekday) = ((act / 4) / 5, (act / 4) % 5);
    let monday = chrono::NaiveDate::from_ymd_opt(2026, 10, 12).expect("a Monday");
    let day = monday + chrono::Days::new(u64::from(week * 7 + weekday));
    (day.to_string(), TIMES[act as usize % 4])
}
