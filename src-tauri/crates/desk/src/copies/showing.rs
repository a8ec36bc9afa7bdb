//! What the screens are told of copies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDateTime};
use domain::civil::{counted, date_short, date_time, time};
use domain::lists::Role;
use domain::rotation::{self, DAYS, Doubt, MONTHS, WEEKS};
use storage::backup::{self, CopyRow, Manifest, Stage as At, Watch};
use storage::{Folder, StorageError};
use uuid::Uuid;

use super::rotating::doubt;
use crate::Desk;
use crate::session::Session;
use crate::show::moment;
use crate::wire::{CopiesView, CopyLine, CopyState, Copying, OlderSheet, Refused, SecondPlace};

const SPOILT: &str = "повреждена";

impl Desk {
    pub fn copies(&mut self) -> Result<CopiesView, Refused> {
        self.session()?.allow(&[Role::Head, Role::Administrator])?;
        self.collect_copy()?;
        self.copies_view()
    }

    pub(super) fn copying_now(&mut self) -> Result<Copying, Refused> {
        let session = self.session()?;
        let now = session.exactly(self.around.now());
        let last_words = last_words(session, &self.folder, now)?;
        let last = session.view().last_proven_copy(&self.folder.copies())?.and_then(DateTime::from_timestamp_millis);
        let (words, percent) = match &self.copies.task {
            Some(task) => progress_words(&task.watch),
            None => (String::new(), 0),
        };
        Ok(Copying {
            running: self.copies.task.is_some(),
            key: self.key.is_running(),
            words,
            percent,
            problem: self.copies.problem.clone(),
            last_words,
            proven: last.is_some(),
            stale: last.is_some_and(|last| rotation::is_stale(session.exactly(last), now)),
            remark: self.copies.remark.clone(),
        })
    }

    pub(super) fn copies_view(&self) -> Result<CopiesView, Refused> {
        let session = self.session()?;
        let now = session.exactly(self.around.now());
        let known = session.view().copies()?;
        let folder = self.folder.copies();
        let mut rows = lines(&folder, Some(&known), self.copies.restore.spoilt(), now);
        let lost =
            |row: &&CopyRow| row.manifest.branch == session.centre.branch_id && !folder.join(&row.name).is_file();
        rows.extend(known.iter().filter(lost).map(lost_line));
        rows.sort_by(|one, other| other.made.cmp(&one.made));
        let size = |path: &PathBuf| fs::metadata(path).map_or(0, |about| about.len());
        let taken: u64 = backup::copies_in(&folder).iter().map(size).sum();
        let doubt = doubt(&known, session, &self.folder)?;
        let second = session.view().second_place()?.map(|path| {
            let there = Path::new(&path).is_dir();
            let words = if there {
                "Диск на месте: новая копия ляжет и туда."
            } else {
                "Диск не вставлен. Копии делаются на этот компьютер; вставьте диск, и следующая ляжет и на него."
            };
            SecondPlace { folder: path, there, words: words.to_owned() }
        });
        Ok(CopiesView {
            last_words: last_words(session, &self.folder, now)?,
            rows,
            folder: folder.display().to_string(),
            kept_words: format!(
                "Хранятся копии за {DAYS} последних дней, {WEEKS} недель и {MONTHS} месяцев, вместе не больше {}.",
                size_words(backup::budget())
            ),
            taken_words: format!("Занято {}", size_words(taken)),
            second,
            doubt: doubt.map(|doubt: Doubt| doubt.key().to_owned()),
            may_manage: session.is(Role::Head) && !session.practice,
        })
    }
}

pub(crate) fn progress_words(watch: &Watch) -> (String, u32) {
    let (stage, share) = watch.progress();
    let (words, from, to) = match stage {
        At::Beginning => ("Начинаем", 0, 0),
        At::Copying => ("Копируется журнал", 0, 50),
        At::Rewriting => ("Из старой копии убираются уничтоженные данные", 0, 50),
        At::Checking => ("Копия проверяется", 50, 90),
        At::Writing => ("Копия записывается", 90, 95),
        At::Second => ("Копия ложится на второе место", 90, 100),
        At::Back => ("Копия возвращается со второго места", 0, 100),
    };
    (words.to_owned(), from + (to - from) * share / 1000)
}

/// «Последняя проверенная копия: вчера, 18:05», «…: 02.10.2026 9:05, 13 дней назад»
pub(crate) fn last_words(session: &Session, folder: &Folder, now: NaiveDateTime) -> Result<String, Refused> {
    let last = session.view().last_proven_copy(&folder.copies())?.and_then(DateTime::from_timestamp_millis);
    Ok(match last {
        Some(last) => {
            let last = session.exactly(last);
            let ago = match (now.date() - last.date()).num_days() {
                days @ 2.. => format!(", {} назад", counted(days.unsigned_abs(), "день", "дня", "дней")),
                _ => String::new(),
            };
            format!("Последняя проверенная копия: {}{ago}", when(last, now))
        }
        None if session.practice => "В учебном журнале копии не делаются".to_owned(),
        None => "Проверенной копии ещё нет".to_owned(),
    })
}

/// «сегодня, 09:05», «вчера, 18:05», «12.10.2026, 18:05»
fn when(at: NaiveDateTime, now: NaiveDateTime) -> String {
    let days = (now.date() - at.date()).num_days();
    match days {
        0 => format!("сегодня, {}", time(at.time())),
        1 => format!("вчера, {}", time(at.time())),
        _ => date_time(at),
    }
}

/// «120 КБ», «1,8 ГБ»
fn size_words(bytes: u64) -> String {
    const KIB: u64 = 1024;
    let tenths = |unit: u64| {
        let tenths = (bytes.saturating_mul(10) + unit / 2) / unit;
        if tenths.is_multiple_of(10) || tenths >= 1000 {
            format!("{}", tenths / 10)
        } else {
            format!("{},{}", tenths / 10, tenths % 10)
        }
    };
    match bytes {
        _ if bytes >= KIB * KIB * KIB => format!("{} ГБ", tenths(KIB * KIB * KIB)),
        _ if bytes >= KIB * KIB => format!("{} МБ", tenths(KIB * KIB)),
        _ => format!("{} КБ", bytes.div_ceil(KIB)),
    }
}

pub(crate) fn what_words(manifest: &Manifest) -> String {
    format!(
        "{}, {}",
        counted(manifest.requests, "обращение", "обращения", "обращений"),
        counted(manifest.consultations, "запись приёма", "записи приёмов", "записей приёмов")
    )
}

pub(crate) fn sheet_words(manifest: &Manifest) -> String {
    manifest.sheet.map_or_else(String::new, |sheet| {
        format!("Лист восстановления № {} от {}", sheet.number, date_short(sheet.date))
    })
}

/// Sheets that are not in force and open copies of this journal, the earliest first: by the files that lie here, and by
/// what the journal knows of copies that lie elsewhere.
pub(crate) fn older_sheets(session: &Session, folder: &Folder, in_force: u32) -> Result<Vec<OlderSheet>, Refused> {
    // What was here before a restoring and is not here now went with the journal that stepped aside, or lies with whoever
    // carried it away; the second place is known.
    let elsewhere = |row: &CopyRow| row.manifest.branch == session.centre.branch_id || row.second_at.is_some();
    let known = session.view().copies()?.into_iter().filter(|row| !row.is_missing() && elsewhere(row));
    let known = known.map(|row| row.manifest);
    let files =
        backup::copies_in(&folder.copies()).into_iter().filter_map(|path| Some(backup::head_of(&path).ok()?.manifest));
    let all: BTreeMap<Uuid, Manifest> = known.chain(files).map(|manifest| (manifest.copy, manifest)).collect();
    let mut sheets: BTreeMap<u32, OlderSheet> = BTreeMap::new();
    for manifest in all.values().filter(|manifest| manifest.journal == session.centre.journal_id) {
        let Some(sheet) = manifest.sheet.filter(|sheet| sheet.number != in_force) else { continue };
        let made = moment(session.civil(manifest.made()));
        let older = sheets.entry(sheet.number).or_insert_with(|| OlderSheet {
            number: sheet.number,
            made_on: sheet.date.to_string(),
            copies: 0,
            last: made.clone(),
        });
        older.copies += 1;
        // Both are written so that the later one is the greater.
        older.last = made.max(std::mem::take(&mut older.last));
    }
    Ok(sheets.into_values().collect())
}

/// The moment of the copy by the clock of its own centre.
pub(crate) fn made_civil(manifest: &Manifest) -> NaiveDateTime {
    let zone: chrono_tz::Tz = manifest.zone.parse().unwrap_or(chrono_tz::Europe::Moscow);
    manifest.made().with_timezone(&zone).naive_local()
}

/// What lies in a folder, newest first: read from the files themselves, with what the journal knows of them, and which
/// were found spoilt since.
pub(crate) fn lines(folder: &Path, known: Option<&[CopyRow]>, spoilt: &[String], now: NaiveDateTime) -> Vec<CopyLine> {
    let (rows, cover) = (known.unwrap_or_default(), known.is_none());
    let mut found: Vec<(Option<Manifest>, CopyLine)> =
        backup::copies_in(folder).iter().map(|path| line(path, rows, cover, now)).collect();
    let made = |of: &Option<Manifest>| of.as_ref().map(made_civil);
    found.sort_by(|(one, a), (other, b)| (made(other), &b.key).cmp(&(made(one), &a.key)));
    for (_, line) in found.iter_mut().filter(|(_, line)| spoilt.contains(&line.key)) {
        (line.state, line.state_words) = (CopyState::Damaged, SPOILT.to_owned());
    }
    // What was proven by this journal first; on the cover, where nothing is known, what can be read. Of one branch the
    // last by its history, and no branch for a day that has not come: a wrong clock may have dated a copy years ahead.
    let has_come = |of: &Manifest| now.checked_add_days(Days::new(1)).is_none_or(|soon| made_civil(of) <= soon);
    let in_state = |state: CopyState| {
        let of_it =
            || found.iter().filter(|(_, line)| line.state == state).filter_map(|(of, line)| Some((of.as_ref()?, line)));
        let (newest, _) = of_it().find(|(of, _)| has_come(of)).or_else(|| of_it().next())?;
        let branch = of_it().filter(|(of, _)| (of.journal, of.branch) == (newest.journal, newest.branch));
        branch.max_by_key(|(of, line)| (of.lines, of.made_at, &line.key)).map(|(_, line)| line.key.clone())
    };
    let best = in_state(CopyState::Proven).or_else(|| in_state(CopyState::Unread).filter(|_| cover));
    found.into_iter().map(|(_, line)| CopyLine { best: best.as_ref() == Some(&line.key), ..line }).collect()
}

fn line(path: &Path, known: &[CopyRow], cover: bool, now: NaiveDateTime) -> (Option<Manifest>, CopyLine) {
    let key = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = fs::metadata(path).map_or(0, |about| about.len());
    let blank = CopyLine {
        made: None,
        made_words: key.clone(),
        what_words: String::new(),
        size_words: size_words(bytes),
        sheet_words: String::new(),
        state: CopyState::Damaged,
        state_words: SPOILT.to_owned(),
        second: false,
        best: false,
        key,
    };
    let manifest = match backup::head_of(path) {
        Ok(copy) => copy.manifest,
        Err(StorageError::Newer { .. }) => {
            let state_words = "сделана более новой программой".to_owned();
            return (None, CopyLine { state: CopyState::Newer, state_words, ..blank });
        }
        Err(_) => return (None, blank),
    };
    let made = made_civil(&manifest);
    let zone: chrono_tz::Tz = manifest.zone.parse().unwrap_or(chrono_tz::Europe::Moscow);
    let row = known.iter().find(|row| row.id == manifest.copy);
    let (state, state_words) = match row {
        Some(row) if row.damaged_at.is_some() || row.manifest != manifest => (CopyState::Damaged, SPOILT.to_owned()),
        Some(CopyRow { proven_at: Some(at), .. }) => {
            let at = at.with_timezone(&zone).naive_local();
            (CopyState::Proven, format!("проверена {}", when(at, now)))
        }
        // On the cover nothing is known of any; an open journal does not know those of another past.
        _ if cover => (CopyState::Unread, "проверится при восстановлении".to_owned()),
        _ => (CopyState::Unread, "этот журнал её не проверял".to_owned()),
    };
    let shown = CopyLine {
        made: Some(moment(made)),
        made_words: date_time(made),
        what_words: what_words(&manifest),
        sheet_words: sheet_words(&manifest),
        state,
        state_words,
        second: row.is_some_and(|row| row.second_at.is_some()),
        ..blank
    };
    (Some(manifest), shown)
}

/// One whose file is not at its place.
fn lost_line(row: &CopyRow) -> CopyLine {
    let made = made_civil(&row.manifest);
    CopyLine {
        key: row.name.clone(),
        made: Some(moment(made)),
        made_words: date_time(made),
        what_words: what_words(&row.manifest),
        size_words: size_words(row.manifest.bytes),
        sheet_words: sheet_words(&row.manifest),
        state: CopyState::Missing,
        state_words: "файла нет на месте".to_owned(),
        second: row.second_at.is_some(),
        best: false,
    }
}
