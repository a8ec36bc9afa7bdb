//! Restoring: a copy, or another PC's journal folder, becomes the journal; the present one steps aside whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use domain::access::{self, Comeback, NoComeback, Since};
use domain::civil::{self, counted, date_time};
use domain::ids::AccountId;
use domain::lists::Role;
use domain::rotation::{may_have_gone_on, number_gap};
use storage::account::Account;
use storage::audit::{Action, Subject};
use storage::backup::{
    self, Copy, Destruction, ListState, Rebuilt, Series, Source, Watch, list_state, read_list, ways_into_list,
};
use storage::keys::{self, Door, JournalKey, Sheet, Slot, SlotFile};
use storage::{Journal, LockedJournal, Numbers, StorageError, View};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::copies::{copy_trouble, lines, made_civil, progress_words, sheet_words, spawn, what_words};
use crate::opening::{read_sheet, ways};
use crate::practice::FOLDER as PRACTICE;
use crate::session::Session;
use crate::tries::note_wrong;
use crate::ways::lost_devices;
use crate::wire::{
    CopyContent, CopyLine, Problem, ProblemCode as Code, Refused, RestoreDone, RestoreForm, Restoring, WayIn,
};
use crate::{Desk, Stage};

/// What is about to be restored.
#[derive(Default)]
pub(crate) struct Restore {
    chosen: Option<Chosen>,
    /// Copies on this computer that were tried and found spoilt: the next one is offered.
    spoilt: Vec<String>,
    task: Option<Task>,
}

struct Chosen {
    /// The file's name, or the folder's.
    name: String,
    /// Where the copy lies: the list of destructions lies beside it.
    folder: PathBuf,
    what: What,
}

#[derive(Clone)]
enum What {
    Copy(Box<Copy>),
    /// A journal's own folder from another PC.
    Folder {
        database: PathBuf,
        ways: Box<SlotFile>,
    },
}

struct Task {
    watch: Arc<Watch>,
    thread: JoinHandle<Result<Rebuilt, StorageError>>,
    by: By,
    /// What was tried, wrong tries before it included.
    door: Door,
    /// What the locked journal that is here told; absent where it does not open, or there is none.
    known: Option<Known>,
    /// The list of destructions beside the copy.
    list: Result<Vec<Destruction>, StorageError>,
}

/// Whose way in it was.
#[derive(Clone, Copy)]
enum By {
    Password(Uuid),
    Sheet,
}

/// What the journal that steps aside knows and the copy may not.
struct Known {
    series: Vec<Series>,
    lines: u64,
    destroyed: Vec<Destruction>,
    removed: Vec<AccountId>,
    people: Vec<Account>,
}

/// Who opens a restored journal, who does not any more, and what is said of the others.
struct Returning {
    owner: Account,
    /// Who is removed again.
    removed: Vec<AccountId>,
    /// Whose ways in end: a code lets in whoever is to enter.
    ended: Vec<AccountId>,
    /// Whose roles or card were another's by now: as they are to be.
    changed: Vec<Account>,
    closed_words: String,
    /// What is left to be done.
    people_words: Vec<String>,
}

/// What was typed, wiped when it is no longer needed.
enum Typed {
    Password { slot: Uuid, password: Zeroizing<String> },
    Sheet(Sheet),
}

impl Restore {
    /// A whole file stands under this name again.
    pub(crate) fn mended(&mut self, name: &str) {
        self.spoilt.retain(|one| one != name);
    }

    /// Files on this computer that were found spoilt, whoever asks.
    pub(crate) fn spoilt(&self) -> &[String] {
        &self.spoilt
    }

    /// One that was stopped and came to its end is over, asked about or not.
    pub(crate) fn is_running(&self) -> bool {
        self.task.as_ref().is_some_and(|task| !task.thread.is_finished())
    }

    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.watch.stop();
        }
    }
}

impl Drop for Restore {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Desk {
    /// Copies on this computer, by what they say of themselves: on the cover no key is needed for it.
    pub fn copies_found(&mut self) -> Result<Vec<CopyLine>, Refused> {
        self.may_restore()?;
        let now = self.around.now().with_timezone(&chrono_tz::Europe::Moscow).naive_local();
        match &mut self.stage {
            Stage::Open(session) => {
                let known = session.unless_damaged(|view| view.copies());
                let now = session.exactly(self.around.now());
                Ok(lines(&self.folder.copies(), known.as_deref(), self.copies.restore.spoilt(), now))
            }
            _ => Ok(lines(&self.folder.copies(), None, self.copies.restore.spoilt(), now)),
        }
    }

    /// One of the copies on this computer.
    pub fn look_into_copy(&mut self, key: String) -> Result<CopyContent, Refused> {
        self.may_choose()?;
        // Only what the list showed: a name from the window never leads elsewhere.
        let found = backup::copies_in(&self.folder.copies())
            .into_iter()
            .find(|path| path.file_name().is_some_and(|name| *name == *key))
            .ok_or(Code::NotFound)?;
        self.choose_copy_at(&found)
    }

    /// A copy from anywhere: a stick, a folder from another PC. Nothing: the person changed their mind.
    pub fn choose_copy_file(&mut self) -> Result<Option<CopyContent>, Refused> {
        self.may_choose()?;
        let Some(path) = self.outlet.choose_copy("Копия журнала")? else { return Ok(None) };
        self.choose_copy_at(&path).map(Some)
    }

    /// The journal's folder from another PC.
    pub fn choose_journal_folder(&mut self) -> Result<Option<CopyContent>, Refused> {
        self.may_choose()?;
        let Some(folder) = self.outlet.choose_folder("Папка журнала с другого компьютера")?
        else {
            return Ok(None);
        };
        let inside = folder.join("journal");
        let place = if inside.is_dir() { inside } else { folder };
        if self.is_in_use(&place) {
            return Err(Code::SamePlace.into());
        }
        let found = keys::read_twins(&place).map_err(|_| Refused::from(Code::NotACopy))?;
        let there = |slots: &&SlotFile| LockedJournal::find(&place.join(slots.database())).is_ok();
        let slots = found.candidates.iter().find(there).ok_or(Code::NotACopy)?.clone();
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (open, closed_words) = self.ways_to_restore(&slots);
        let content = CopyContent {
            name: name.clone(),
            centre: slots.centre().to_owned(),
            made_words: "Журнал с другого компьютера".to_owned(),
            what_words: "Что в нём, будет видно, когда он откроется".to_owned(),
            sheet_words: String::new(),
            ways: open,
            closed_words,
            present_words: self.present_words(slots.place().journal, None),
            same_journal: self.present_id() == Some(slots.place().journal),
        };
        let what = What::Folder { database: place.join(slots.database()), ways: Box::new(slots) };
        self.copies.restore.chosen = Some(Chosen { name, folder: place, what });
        Ok(Some(content))
    }

    /// Opens the chosen copy with a password or the sheet, and begins. A wrong one is answered at once and writes nothing.
    pub fn begin_restore(&mut self, form: RestoreForm) -> Result<Restoring, Refused> {
        self.may_restore()?;
        if self.copies.restore.is_running() {
            return Err(Code::CopyUnderWay.into());
        }
        // One that was given up leaves its half-made journal before the next begins.
        self.copies.restore.task = None;
        let typed = typed(form)?;
        let chosen = self.copies.restore.chosen.as_ref().ok_or(Code::NoCopyChosen)?;
        let (what, place) = (chosen.what.clone(), chosen.folder.clone());
        let ways = match &what {
            What::Copy(copy) => &copy.ways,
            What::Folder { ways, .. } => ways,
        };
        if let Typed::Password { slot, .. } = &typed
            && let Some(slot) = ways.slot(*slot)
            && !self.is_let_in(ways.place().journal, slot)
        {
            return Err(Code::NotAllowed.into());
        }
        // The same door as on the cover: who guesses here waits there.
        let (door, field) = match &typed {
            Typed::Password { slot, .. } => (Door::Slot(*slot), "password"),
            Typed::Sheet(_) => (Door::Sheet, "groups"),
        };
        let (key, by) = self.knock(door, field, |desk| desk.open_ways(ways, &typed))?;
        let list = ways_into_list(&place).and_then(|ways| {
            // Another way in than the copy's, or none: the list stays closed, and that is said.
            let (key, _) = self.open_ways(&ways, &typed).map_err(|_| StorageError::Damaged)?;
            read_list(&place, &key)
        });
        let journal = ways.place().journal;
        let known = self.known_of_locked(journal, &typed);
        let source = match what {
            What::Copy(copy) => Source::Copy(copy),
            What::Folder { database, ways } => Source::Folder { database, ways },
        };
        // A copy that is done is written down before the journal steps aside.
        let _ = self.collect_copy();
        if let Stage::Open(session) = &mut self.stage {
            // One that could not be written down stops no restoring.
            let _ = session.take_damage();
        }
        self.copies.stop();
        let folder = storage::Folder::new(self.folder.root());
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || backup::rebuild(&folder, &source, &key, &watching))?;
        self.copies.restore.task = Some(Task { watch, thread, by, door, known, list });
        Ok(self.restoring_now(None))
    }

    /// How it goes; at the end the journal is there, open.
    pub fn restoring(&mut self) -> Result<Restoring, Refused> {
        let finished = self.copies.restore.task.take_if(|task| task.thread.is_finished());
        let Some(task) = finished else { return Ok(self.restoring_now(None)) };
        let Task { thread, by, door, known, list, .. } = task;
        match thread.join().unwrap_or(Err(StorageError::Content("a restoring"))) {
            Ok(rebuilt) => {
                let done = self.take_over(rebuilt, by, door, known, list)?;
                self.copies.restore.chosen = None;
                Ok(Restoring { done: Some(done), ..self.restoring_now(None) })
            }
            Err(error) => {
                let is_spoilt = matches!(error, StorageError::Damaged | StorageError::NotEncrypted);
                let own = self.folder.copies();
                let restore = &mut self.copies.restore;
                let name = restore.chosen.as_ref().map(|chosen| chosen.name.clone());
                if is_spoilt && restore.chosen.as_ref().is_some_and(|chosen| chosen.folder == own) {
                    restore.spoilt.extend(name.clone());
                    if let Some(Chosen { what: What::Copy(copy), .. }) = &restore.chosen {
                        let copy = copy.manifest.copy;
                        self.write_down_spoilt(copy);
                    }
                }
                let refused = trouble_of(error, name);
                Ok(self.restoring_now(refused.problems.into_iter().next()))
            }
        }
    }

    /// An open journal remembers it of its own copies. The restoring is refused either way.
    fn write_down_spoilt(&mut self, copy: Uuid) {
        let Ok(at) = self.at_work() else { return };
        let rows = at.session.unless_damaged(|view| view.copies()).unwrap_or_default();
        if rows.iter().any(|row| row.id == copy) {
            let _ = at.session.change_unasked(at.around, |change| Ok(change.copy_reread(copy, false)?));
        }
    }

    pub fn stop_restore(&mut self) -> Result<Restoring, Refused> {
        if let Some(task) = &self.copies.restore.task {
            task.watch.stop();
        }
        Ok(self.restoring_now(None))
    }

    fn restoring_now(&self, problem: Option<Problem>) -> Restoring {
        let task = self.copies.restore.task.as_ref();
        let (words, percent) = task.map_or_else(|| (String::new(), 0), |task| progress_words(&task.watch));
        Restoring { running: task.is_some(), words, percent, problem, done: None }
    }

    /// On the cover whoever has a way into the copy may restore it; with the journal open, the head. Who reads a damaged
    /// one goes to the cover: what it says of its copies may be what is damaged.
    fn may_restore(&self) -> Result<(), Refused> {
        self.held()?;
        match &self.stage {
            Stage::Open(session) if session.practice => Err(Code::NotInPractice.into()),
            Stage::Open(_) => self.writing()?.allow(&[Role::Head]),
            _ => Ok(()),
        }
    }

    /// What is being restored is not exchanged for something else meanwhile.
    fn may_choose(&self) -> Result<(), Refused> {
        self.may_restore()?;
        if self.copies.restore.is_running() { Err(Code::CopyUnderWay.into()) } else { Ok(()) }
    }

    /// The journal itself, that of the practice, and what is being restored. One that was put aside may come back.
    fn is_in_use(&self, place: &Path) -> bool {
        let root = self.folder.root();
        if root.starts_with(place) {
            return true;
        }
        let within = place.strip_prefix(root).ok().and_then(|rest| rest.components().next());
        within.is_some_and(|first| {
            let name = first.as_os_str().to_string_lossy();
            name == "journal" || name == PRACTICE || name.starts_with("journal.restor")
        })
    }

    fn choose_copy_at(&mut self, path: &Path) -> Result<CopyContent, Refused> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let copy = backup::head_of(path).map_err(|error| trouble_of(error, Some(name.clone())))?;
        let manifest = &copy.manifest;
        let (open, closed_words) = self.ways_to_restore(&copy.ways);
        let content = CopyContent {
            name: name.clone(),
            centre: manifest.centre.clone(),
            made_words: date_time(made_civil(manifest)),
            what_words: what_words(manifest),
            sheet_words: sheet_words(manifest),
            ways: open,
            closed_words,
            present_words: self.present_words(manifest.journal, Some((manifest.lines, made_civil(manifest)))),
            same_journal: self.present_id() == Some(manifest.journal),
        };
        let folder = path.parent().unwrap_or_else(|| Path::new(".")).to_owned();
        self.copies.restore.chosen = Some(Chosen { name, folder, what: What::Copy(Box::new(copy)) });
        Ok(content)
    }

    fn present_id(&self) -> Option<Uuid> {
        match &self.stage {
            Stage::Open(session) => Some(session.centre.journal_id),
            _ => keys::read_twins(&self.folder.journal())
                .ok()
                .and_then(|found| found.candidates.first().map(|slots| slots.place().journal)),
        }
    }

    /// What becomes of the journal that is here.
    /// `of_copy`: how many lines of the history it has, and when it was made.
    fn present_words(&mut self, journal: Uuid, of_copy: Option<(u64, NaiveDateTime)>) -> String {
        let (lines, made) = of_copy.unzip();
        if !self.folder.has_journal() {
            return "Журнала на этом компьютере ещё нет: он появится из копии.".to_owned();
        }
        let aside = "Нынешний журнал не сотрётся: он будет отложен целиком в папку рядом.";
        let length = match &mut self.stage {
            Stage::Open(session) if session.centre.journal_id == journal => {
                session.unless_damaged(|view| view.audit_length())
            }
            _ => None,
        };
        match length.zip(lines).map(|(length, lines)| length.saturating_sub(lines)) {
            Some(0) => format!("После этой копии в журнале ничего не прибавилось. {aside}"),
            Some(lost) => {
                let lost = counted(lost, "строка истории", "строки истории", "строк истории");
                format!("После этой копии в журнале прибавилось: {lost}. В восстановленном этого не будет. {aside}")
            }
            None if self.present_id() != Some(journal) => format!("Это копия другого журнала. {aside}"),
            None => match made {
                Some(made) => {
                    format!("Записанного после {} в восстановленном журнале не будет. {aside}", date_time(made))
                }
                None => aside.to_owned(),
            },
        }
    }

    /// Whose password may open a copy here. One that worked with a secret which this computer does not have, or has
    /// no more, is not offered; a keyring that is silent for now says nothing of any.
    fn ways_to_restore(&self, slots: &SlotFile) -> (Vec<WayIn>, String) {
        let lost = lost_devices(slots, self.keyring.as_ref());
        let present = self.present_ways(slots.place().journal);
        let of_way = |way: &WayIn| way.slot.parse().ok().and_then(|slot| slots.slot(slot));
        let is_known = |way: &WayIn| of_way(way).and_then(Slot::device).is_none_or(|device| !lost.contains(&device));
        let is_in = |way: &WayIn| of_way(way).is_none_or(|slot| self.is_let_in(slots.place().journal, slot));
        let is_former = |way: &&WayIn| {
            of_way(way).is_some_and(|slot| present.as_ref().is_some_and(|present| present.slot(slot.id()).is_none()))
        };
        let all = ways(slots);
        let open: Vec<WayIn> = all.iter().filter(|way| is_known(way) && is_in(way)).cloned().collect();
        let mut words = Vec::new();
        let former: Vec<&str> = open.iter().filter(is_former).map(|way| way.label.as_str()).collect();
        if !former.is_empty() {
            words.push(format!("Пароль с тех пор сменён, здесь нужен прежний: {}.", former.join(", ")));
        }
        if !all.iter().all(is_in) {
            words
                .push("Кого в списке нет, тот паролем эту копию здесь не откроет: вход закрыт или заменён.".to_owned());
        } else if open.is_empty() && !all.is_empty() {
            words.push("Паролем её здесь не открыть: она сделана на другом компьютере или до того, как журнал открыли листом восстановления.".to_owned());
        } else if open.len() < all.len() {
            words.push("Остальные пароли этой копии здесь не подойдут: они от другого компьютера.".to_owned());
        }
        (open, words.join(" "))
    }

    /// A copy of the journal that is here keeps the ways in of its day; whose way in was closed since does not come back
    /// by it. The locked journal cannot be asked by an old password: its slot file tells.
    fn is_let_in(&self, journal: Uuid, slot: &Slot) -> bool {
        self.present_ways(journal).is_none_or(|present| !present.is_closed(slot.id()))
    }

    /// The ways into the journal that is here, where it is this one.
    fn present_ways(&self, journal: Uuid) -> Option<SlotFile> {
        let present = match &self.stage {
            Stage::Open(session) => Some(session.slots.clone()),
            _ => keys::read_twins(&self.folder.journal()).ok().and_then(|found| found.candidates.into_iter().next()),
        };
        present.filter(|present| present.place().journal == journal)
    }

    /// Whether work went on, or may have gone on, after what is restored. A journal's own folder from another PC is the
    /// newest there is, unless it stepped aside here or has lain for long.
    fn is_older(&self, journal: Uuid, days: u32) -> bool {
        let is_copy = self.copies.restore.chosen.as_ref().is_none_or(|chosen| matches!(chosen.what, What::Copy(_)));
        is_copy || self.is_put_aside_here() || self.present_id() == Some(journal) || may_have_gone_on(days)
    }

    /// A journal that an earlier restoring put aside: it may know later things than the one that stands.
    fn is_put_aside_here(&self) -> bool {
        self.copies.restore.chosen.as_ref().is_some_and(|chosen| {
            matches!(chosen.what, What::Folder { .. }) && chosen.folder.starts_with(self.folder.root())
        })
    }

    fn open_ways(&self, ways: &SlotFile, typed: &Typed) -> Result<(JournalKey, By), Refused> {
        match typed {
            Typed::Password { slot, password } => {
                let key = ways.unlock_with_password(*slot, password, self.keyring.as_ref(), &self.policy)?;
                Ok((key, By::Password(*slot)))
            }
            Typed::Sheet(sheet) => Ok((ways.unlock_with_sheet(sheet)?.0, By::Sheet)),
        }
    }

    /// The locked journal that is here opens with the same way in, or nobody asks it.
    fn known_of_locked(&self, journal: Uuid, typed: &Typed) -> Option<Known> {
        if matches!(self.stage, Stage::Open(_)) || self.present_id() != Some(journal) {
            return None;
        }
        let found = keys::read_twins(&self.folder.journal()).ok()?;
        found.candidates.iter().find_map(|slots| {
            let (key, _) = self.open_ways(slots, typed).ok()?;
            let file = self.folder.journal().join(slots.database());
            let opened = LockedJournal::find(&file).ok()?.unlock(&key).ok()?;
            let known = known_of(&opened.view()).ok();
            opened.close();
            known
        })
    }

    /// With the list that the typed way opened, those beside the copy, beside the journal and on this computer: the
    /// restored journal has their key, whoever they are sealed to today.
    fn every_list(
        &self,
        typed: Result<Vec<Destruction>, StorageError>,
        journal: &Journal,
    ) -> Result<Vec<Destruction>, StorageError> {
        let chosen = self.copies.restore.chosen.as_ref().map(|chosen| chosen.folder.clone());
        let beside = chosen.as_ref().and_then(|folder| Some(folder.parent()?.join("copies")));
        let mut all = typed;
        for folder in [chosen, beside, Some(self.folder.copies())].into_iter().flatten() {
            let Ok(more) = journal.read_destruction_list(&folder) else { continue };
            let mut known = all.unwrap_or_default();
            for one in more {
                if !known.iter().any(|other| other.id == one.id) {
                    known.push(one);
                }
            }
            all = Ok(known);
        }
        all
    }

    /// The made journal takes the place of the present one, which is closed and put aside.
    fn take_over(
        &mut self,
        rebuilt: Rebuilt,
        by: By,
        door: Door,
        known: Option<Known>,
        list: Result<Vec<Destruction>, StorageError>,
    ) -> Result<RestoreDone, Refused> {
        let wrong = self.wrong_at(&[door]);
        let around = self.around.as_ref();
        let (mut rebuilt, now) = (rebuilt, around.now());
        let centre = rebuilt.journal.view().centre()?;
        // Work may have gone on till this moment.
        let known = match &self.stage {
            // What is damaged is asked no numbers: a page of them may be missing.
            Stage::Open(session) if session.is_for_reading() => None,
            Stage::Open(session) if session.centre.journal_id == centre.journal_id => {
                session.journal.truly(known_of).ok()
            }
            _ => known,
        };
        let zone: chrono_tz::Tz = centre.zone.parse().map_err(|_| StorageError::Content("a time zone"))?;
        let day = now.with_timezone(&zone).date_naive();
        let latest = rebuilt.journal.view().latest_instant()?.and_then(chrono::DateTime::from_timestamp_millis);
        let days = latest.map_or(0, |latest| days_between(latest, now));
        let is_older = self.is_older(centre.journal_id, days);
        let before = self.present_ways(centre.journal_id);
        let Returning { owner, removed, ended, changed, closed_words, people_words } =
            returning(&rebuilt, by, known.as_ref(), before.as_ref(), self.is_put_aside_here(), is_older)?;
        let (series, numbers_words) =
            numbers(&rebuilt.journal.view().series()?, known.as_ref(), is_older, days, day.year());
        let lost = known.as_ref().map(|known| known.lines.saturating_sub(rebuilt.lines));
        let of_journal = rebuilt.journal.view().destructions()?;
        let of_present = known.map(|known| known.destroyed).unwrap_or_default();
        let all_known: Vec<Destruction> = of_journal.iter().chain(&of_present).cloned().collect();
        let list = self.every_list(list, &rebuilt.journal);
        let state = list_state(list.as_deref(), &all_known);
        let mut again: Vec<Destruction> = list.unwrap_or_default();
        for one in all_known {
            if !again.iter().any(|other| other.id == one.id) {
                again.push(one);
            }
        }
        let branch = around.new_id();
        let here = self.folder.copies();
        let is_from_here = self.present_id() == Some(centre.journal_id)
            || self.copies.restore.chosen.as_ref().is_some_and(|chosen| chosen.folder.starts_with(self.folder.root()));
        let source =
            self.copies.restore.chosen.as_ref().filter(|chosen| chosen.folder == here).and_then(|chosen| match &chosen
                .what
            {
                What::Copy(copy) => Some((copy.manifest.clone(), chosen.name.clone())),
                What::Folder { .. } => None,
            });
        rebuilt.journal.change::<(), Refused>(Some(owner.id), now, |change| {
            change.raise_series(&series)?;
            for one in &again {
                change.destroy(one, "")?;
            }
            if !is_from_here {
                change.forget_second_place()?;
            }
            change.note_restored(centre.journal_id, branch, lost.and_then(|lost| u32::try_from(lost).ok()))?;
            if matches!(by, By::Sheet) {
                change.note(Action::UnlockedBySheet, Subject::Account, Some(owner.id.0));
            } else {
                change.note(Action::Unlocked, Subject::Account, Some(owner.id.0));
            }
            removed.iter().try_for_each(|account| change.remove_account(*account))?;
            ended.iter().try_for_each(|account| change.end_slots_of(*account))?;
            changed.iter().try_for_each(|account| change.change_account(account))?;
            note_wrong(change, owner.id, wrong);
            // It was read whole just now.
            if let Some((manifest, name)) = &source {
                change.adopt_copy(manifest, name, &rebuilt.source_key)?;
            }
            Ok(())
        })?;
        for slot in rebuilt.journal.view().ended_slots()? {
            rebuilt.slots.remove(slot);
        }
        if let Some(before) = &before {
            rebuilt.slots.remember(before);
        }
        rebuilt.slots.close(rebuilt.journal.view().closed_slots()?);
        if let Stage::Open(_) = &self.stage {
            self.lock()?;
        }
        let taken = rebuilt.take_place(&self.folder, day);
        if taken.is_err() {
            // Whatever was begun is brought to its end or undone, so that one journal stands.
            let _ = backup::finish_swap(&self.folder);
        }
        let (journal, slots, key, swapped) = taken.map_err(copy_trouble)?;
        self.forget_wrong(&[door]);
        let by_sheet = matches!(by, By::Sheet);
        let session = Session::new(journal, owner, slots, key, by_sheet)?;
        self.sit_down(Session { begun_here: true, restored_words: people_words.clone(), ..session })?;
        self.acting()?.write_destruction_lists();
        Ok(RestoreDone {
            lost_words: match lost {
                Some(lost) => format!("Потеряно строк истории: {lost}."),
                None => {
                    "Сколько было записано после этого, узнать не у чего: прежнего журнала нет или он не прочитался."
                        .to_owned()
                }
            },
            numbers_words,
            aside_words: swapped
                .aside
                .map_or_else(String::new, |aside| format!("Прежний журнал отложен целиком: {}", aside.display())),
            list_words: list_words(state, again.len()),
            closed_words,
            people_words,
        })
    }
}

/// Who opens the restored journal, who of its people does not, and who may do what. The journal that steps aside tells
/// what became of them; where it was not asked, its slot file `before` tells whose way in is closed, and words the rest.
fn returning(
    rebuilt: &Rebuilt,
    by: By,
    known: Option<&Known>,
    before: Option<&SlotFile>,
    was_put_aside: bool,
    is_older: bool,
) -> Result<Returning, Refused> {
    let view = rebuilt.journal.view();
    let people = view.accounts()?;
    let by = match by {
        By::Password(slot) => Some(view.account_of_slot(slot)?.ok_or(Code::NotFound)?),
        By::Sheet => None,
    };
    let today = |id: AccountId| known.and_then(|known| known.people.iter().find(|one| one.id == id));
    let was_removed = |id: AccountId| known.is_some_and(|known| known.removed.contains(&id));
    let mut slots = BTreeMap::new();
    for one in &people {
        slots.insert(one.id, view.slot_of(one.id)?);
    }
    let slot_of = |id: AccountId| slots.get(&id).copied().flatten();
    let is_closed = |id: AccountId| slot_of(id).zip(before).is_some_and(|(slot, before)| before.is_closed(slot));
    let since = |one: &Account| match today(one.id) {
        _ if was_removed(one.id) || is_closed(one.id) => Since::Removed,
        Some(today) => Since::Stays { is_head: today.is(Role::Head) },
        None if known.is_none() && !is_older => Since::Stays { is_head: one.is(Role::Head) },
        None => Since::Unknown,
    };
    let all: Vec<access::Known> = people
        .iter()
        .map(|one| access::Known { id: one.id, was_head: one.is(Role::Head), since: since(one) })
        .collect();
    let found = access::comeback(&all, by).map_err(|why| match why {
        NoComeback::Removed => Code::NotAllowed,
        NoComeback::SheetOnly => Code::SheetOnly,
        NoComeback::NoHead => Code::NotFound,
    })?;
    let (removed, closed): (Vec<AccountId>, Vec<AccountId>) = found.closed.iter().partition(|id| was_removed(**id));
    let changed: Vec<Account> = people
        .iter()
        .filter(|one| !found.closed.contains(&one.id) && (one.id != found.owner || !found.by_former_head))
        .filter_map(|one| today(one.id).map(|today| as_today(one, today, was_put_aside)).filter(|now| *now != *one))
        .collect();
    // By the sheet every password ends: whoever restores by it sets the first one, and gives the others their codes.
    let ended = if by.is_none() { people.iter().map(|one| one.id).collect() } else { closed.clone() };
    let older = |one: &&Account| {
        let lacks = |(slot, before): (Uuid, &SlotFile)| before.slot(slot).is_none();
        by.is_some() && !found.closed.contains(&one.id) && slot_of(one.id).zip(before).is_some_and(lacks)
    };
    let said = Said {
        removed: &removed,
        closed: &closed,
        changed: &changed.iter().map(|one| one.id).collect::<Vec<_>>(),
        older_passwords: &people.iter().filter(older).map(|one| one.id).collect::<Vec<_>>(),
        sheets: before.map(|before| (rebuilt.slots.sheet_number(), before.sheet_number())),
        by_sheet: by.is_none(),
    };
    let closed_words = closed_words(&said, &people);
    let people_words = people_words(&found, &said, &people);
    let owner = people.iter().find(|one| one.id == found.owner).cloned().ok_or(Code::NotFound)?;
    let owner = changed.iter().find(|one| one.id == owner.id).cloned().unwrap_or(owner);
    Ok(Returning { owner, removed, ended, changed, closed_words, people_words })
}

/// A person of the copy with today's roles. Whoever has lost a card does not get its notes back, and whoever got another
/// is given it by the head; a journal put aside may know of a later card than the one that stands.
fn as_today(one: &Account, today: &Account, was_put_aside: bool) -> Account {
    let consultant = one.consultant.filter(|card| was_put_aside || today.consultant == Some(*card));
    Account { roles: today.roles.clone(), consultant, ..one.clone() }
}

/// What the head hears of the people of a restored journal.
struct Said<'a> {
    removed: &'a [AccountId],
    closed: &'a [AccountId],
    changed: &'a [AccountId],
    older_passwords: &'a [AccountId],
    /// The sheet that opens the restored journal, and the one that opened the journal which steps aside.
    sheets: Option<(u32, u32)>,
    by_sheet: bool,
}

fn named(ids: &[AccountId], people: &[Account]) -> Option<String> {
    let names = people.iter().filter(|one| ids.contains(&one.id)).map(|one| one.name.as_str());
    Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
}

fn closed_words(said: &Said<'_>, people: &[Account]) -> String {
    named(said.removed, people)
        .map_or_else(String::new, |names| format!("Вход, закрытый после этой копии, закрыт снова: {names}."))
}

/// Empty where the copy and the journal know the same people, passwords and sheet.
fn people_words(found: &Comeback, said: &Said<'_>, people: &[Account]) -> Vec<String> {
    let named = |ids: &[AccountId]| named(ids, people);
    let mut words = Vec::new();
    if let Some(names) = named(said.closed).filter(|_| !said.by_sheet) {
        words.push(format!(
            "Паролем дня копии больше не войти: {names}. С тех пор вход закрыли или пароль сменили. Кто работает, тому дайте код в «Люди и доступ»."
        ));
    }
    if found.by_former_head
        && let Some(name) = named(&[found.owner])
    {
        words.push(format!(
            "Нынешних заведующих эта копия не знает, поэтому лист открыл журнал от имени: {name}. Добавьте в «Люди и доступ» нынешнего заведующего и уберите этот вход."
        ));
    }
    if let Some(names) = named(said.changed) {
        words.push(format!("Роли и карточки оставлены такими, как до восстановления, проверьте их: {names}."));
    }
    if let Some(names) = named(&found.unsure) {
        words.push(if said.by_sheet {
            format!(
                "Код для входа получат все, у кого вход был в день копии, с ролями того дня: {names}. Если чей-то вход с тех пор закрыли, не отдавайте код и уберите этот вход в «Люди и доступ»."
            )
        } else {
            format!(
                "Снова могут войти все, у кого вход был в день копии, с ролями того дня: {names}. Если чей-то вход с тех пор закрыли, уберите его в «Люди и доступ»."
            )
        });
    }
    if said.older_passwords.contains(&found.owner) {
        words.push("Ваш пароль снова тот, что был в день копии. Если его мог узнать чужой, смените его.".to_owned());
    }
    let others: Vec<AccountId> = said.older_passwords.iter().copied().filter(|id| *id != found.owner).collect();
    if let Some(names) = named(&others) {
        words.push(format!(
            "Пароли снова те, что были в день копии, у кого: {names}. Если прежний мог узнать чужой, дайте этому человеку код: прежний пароль перестанет действовать."
        ));
    }
    if let Some((here, there)) = said.sheets.filter(|(here, there)| here < there) {
        let (here, there) = (civil::numbered(here), civil::numbered(there));
        words.push(format!(
            "Журнал снова открывает лист {here}, а лист {there} не открывает. Сделайте новый лист в «Люди и доступ» и уберите {there} из сейфа."
        ));
    }
    words
}

fn typed(form: RestoreForm) -> Result<Typed, Refused> {
    let password = Zeroizing::new(form.password);
    let groups = Zeroizing::new(form.groups);
    match form.slot {
        Some(slot) => {
            let slot = slot.parse().map_err(|_| Problem::at("slot", Code::UnknownChoice))?;
            Ok(Typed::Password { slot, password })
        }
        None => Ok(Typed::Sheet(read_sheet(&groups)?)),
    }
}

fn known_of(view: &View<'_>) -> Result<Known, StorageError> {
    Ok(Known {
        series: view.series()?,
        lines: view.audit_length()?,
        destroyed: view.destructions()?,
        removed: view.removed_accounts()?,
        people: view.accounts()?,
    })
}

/// Where every series goes on: after the highest known number, or with a gap where nobody knows.
fn numbers(own: &[Series], known: Option<&Known>, is_older: bool, days: u32, year: i32) -> (Vec<Series>, String) {
    if let Some(known) = known {
        return (known.series.clone(), "Номера и коды продолжатся с последних известных.".to_owned());
    }
    if !is_older {
        return (Vec::new(), "Номера и коды продолжатся с последних известных.".to_owned());
    }
    let words = format!(
        "Какие номера были даны после копии, неизвестно, поэтому новые номера и коды идут с запасом в {}: ни один не повторится.",
        number_gap(days)
    );
    (behind_a_gap(own, days, year), words)
}

/// Every series with a gap for the numbers of days that nobody knows of.
pub(crate) fn behind_a_gap(own: &[Series], days: u32, year: i32) -> Vec<Series> {
    let gap = number_gap(days);
    let mut series: Vec<Series> =
        own.iter().map(|one| Series { last: one.last.saturating_add(gap), ..one.clone() }).collect();
    // A year or the first event may have begun in those days: such numbers were given too, nobody knows how many.
    for numbers in Numbers::ALL {
        let (name, year) = (numbers.key(), if numbers.is_yearly() { year } else { 0 });
        if !own.iter().any(|one| one.series == name && one.year == year) {
            series.push(Series { series: name.to_owned(), year, last: gap });
        }
    }
    series
}

/// Whole days since what the journal last saw. A clock that says it is before that says nothing of the days between.
pub(crate) fn days_between(last: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    if now < last { u32::MAX } else { u32::try_from((now - last).num_days()).unwrap_or(u32::MAX) }
}

fn list_words(state: ListState, applied: usize) -> String {
    let again = if applied == 0 {
        String::new()
    } else {
        format!(" Применено заново: {}.", counted(applied as u64, "уничтожение", "уничтожения", "уничтожений"))
    };
    match state {
        ListState::Whole if applied == 0 => String::new(),
        ListState::Whole => format!("Персональные данные, уничтоженные раньше, уничтожены и здесь.{again}"),
        ListState::Missing => format!(
            "Рядом с копией нет списка уничтоженных персональных данных. Возьмите коды из бумажных актов об уничтожении и проверьте эти карточки.{again}"
        ),
        ListState::Older => format!(
            "Список уничтоженных персональных данных рядом с копией старее журнала. Сверьте коды с бумажными актами об уничтожении.{again}"
        ),
        ListState::Closed => format!(
            "Список уничтоженных персональных данных рядом с копией не открылся. Возьмите коды из бумажных актов об уничтожении и проверьте эти карточки.{again}"
        ),
    }
}

fn trouble_of(error: StorageError, name: Option<String>) -> Refused {
    match error {
        StorageError::Damaged | StorageError::NotEncrypted => {
            Problem::new(Code::CopyDamaged).about(name.unwrap_or_default()).into()
        }
        StorageError::Missing => Code::CopyGone.into(),
        StorageError::Stopped => Code::RestoreStopped.into(),
        other => copy_trouble(other),
    }
}
