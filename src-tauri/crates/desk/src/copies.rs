//! Copies of the journal: when one is due, its making beside the work, what is kept, the second place.
//!
//! A copy is made on a thread of its own; the desk takes what came of it at the next call.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use domain::civil::{counted, date_short, date_time, time};
use domain::history::{Action, Sort};
use domain::lists::Role;
use domain::rotation::{self, DAYS, Doubt, Kept, MONTHS, Rotation, WEEKS};
use storage::StorageError;
use storage::audit::LineQuery;
use storage::backup::{self, CopyOrder, CopyRow, Destruction, Manifest, ProvenCopy, Rewritten, Stage as At, Watch};
use uuid::Uuid;

use crate::restore::Restore;
use crate::session::Session;
use crate::show::moment;
use crate::wire::{
    CopiesView, CopyLine, CopyState, Copying, Done, Noun, Problem, ProblemCode as Code, Refused, SecondPlace,
};
use crate::{AtWork, Desk};

/// Copies of the present branch take no more than this together; the newest proven one stays in any case.
pub(crate) const BUDGET: u64 = 20 * 1024 * 1024 * 1024;
/// A copy that failed by itself is not begun by itself again so soon.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);
const SPOILT: &str = "повреждена";

/// What the desk does beside the work.
#[derive(Default)]
pub(crate) struct Copies {
    task: Option<Task>,
    pub(crate) problem: Option<Problem>,
    remark: Option<String>,
    /// When one was last begun without being asked for.
    tried: Option<DateTime<Utc>>,
    /// The same for taking what was destroyed out of an older one.
    rewriting_tried: Option<DateTime<Utc>>,
    pub(crate) restore: Restore,
}

struct Task {
    watch: Arc<Watch>,
    thread: JoinHandle<Result<Product, StorageError>>,
}

enum Product {
    Copy(Box<ProvenCopy>),
    Reread {
        copy: Uuid,
        sound: bool,
    },
    /// Absent: it was found spoilt.
    Rewritten {
        copy: Uuid,
        rewritten: Option<Box<Rewritten>>,
    },
}

impl Copies {
    /// Locking and leaving stop what runs; the thread tidies up after itself.
    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.watch.stop();
        }
        (self.problem, self.remark, self.tried, self.rewriting_tried) = (None, None, None, None);
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Desk {
    /// How the making of a copy goes; begins one where it is due. The window asks this now and then.
    pub fn copying(&mut self) -> Result<Copying, Refused> {
        self.session()?;
        self.collect_copy()?;
        if self.copies.task.is_none() && !self.session()?.practice && !self.copies.restore.is_running() {
            self.begin_due()?;
        }
        self.copying_now()
    }

    /// What a crash has left half-made; and a restoring that was cut short is brought to its end.
    pub(crate) fn sweep_copies(&self) {
        if self.hold.is_ok() {
            backup::sweep(&self.folder);
            // What cannot be moved now is told by the cover: no journal, or the old one.
            let _ = backup::finish_swap(&self.folder);
        }
    }

    /// A copy by hand.
    pub fn make_copy(&mut self) -> Result<Copying, Refused> {
        self.session()?.allow(&[Role::Head, Role::Administrator])?;
        if self.session()?.practice {
            return Err(Code::NotInPractice.into());
        }
        self.collect_copy()?;
        if self.copies.task.is_some() || self.copies.restore.is_running() {
            return Err(Code::CopyUnderWay.into());
        }
        self.begin_copy()?;
        self.copying_now()
    }

    pub fn stop_copy(&mut self) -> Result<Copying, Refused> {
        self.session()?.allow(&[Role::Head, Role::Administrator])?;
        if let Some(task) = &self.copies.task {
            task.watch.stop();
        }
        self.copying_now()
    }

    pub fn copies(&mut self) -> Result<CopiesView, Refused> {
        self.session()?.allow(&[Role::Head, Role::Administrator])?;
        self.collect_copy()?;
        self.copies_view()
    }

    /// The person chooses a folder for second copies, best on a stick that is then put away.
    pub fn choose_second_place(&mut self) -> Result<Done<CopiesView>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        if at.session.practice {
            return Err(Code::NotInPractice.into());
        }
        if let Some(folder) = at.outlet.choose_folder("Второе место для копий")? {
            let own = at.folder.root();
            if folder.starts_with(own) || own.starts_with(&folder) {
                return Err(Code::SamePlace.into());
            }
            let path = folder.to_str().ok_or(Code::BadCharacters)?.to_owned();
            at.session.change(at.around, |change| Ok(change.choose_second_place(Some(&path))?))?;
        }
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }

    pub fn forget_second_place(&mut self) -> Result<Done<CopiesView>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        at.session.change(at.around, |change| Ok(change.choose_second_place(None)?))?;
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }

    /// The head has looked at why old copies were kept back: the rotation goes on.
    pub fn tidy_copies(&mut self) -> Result<Done<CopiesView>, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let newest = newest_own(&at.session.view().copies()?, at.session.centre.branch_id);
        if let Some(newest) = newest {
            at.rotate(newest, true)?;
        }
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }

    /// Empties what is kept of a person, by their code, and puts it on the list beside every copy. The records stay
    /// and are counted. `act`: number and day of the act of destruction.
    pub fn destroy_person(&mut self, code: u32, act: &str) -> Result<(), Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let records = at.session.view().records_of_code(code)?;
        if records.is_empty() {
            return Err(Code::NotFound.into());
        }
        let destruction = Destruction { id: at.around.new_id(), at: at.around.now().timestamp_millis(), code, records };
        let (begins, list) = (!at.session.journal.has_destruction_list()?, at.around.new_id());
        at.session.change(at.around, |change| {
            if begins {
                change.begin_destruction_list(list)?;
            }
            Ok(change.destroy(&destruction, act)?)
        })?;
        at.write_destruction_lists();
        Ok(())
    }

    fn begin_due(&mut self) -> Result<(), Refused> {
        let at = self.at_work()?;
        let (now, instant) = (at.session.now(at.around), at.around.now());
        let view = at.session.view();
        let known = view.copies()?;
        let newest = newest_own(&known, at.session.centre.branch_id);
        let last = known.iter().find(|row| Some(row.id) == newest).map(|row| at.session.exactly(row.manifest.made()));
        let closed = view.last_closing()?.map(|closed| at.session.exactly(closed));
        let due = rotation::due(last, closed, at.session.exactly(instant));
        let key_changed = storage::rekey::older_stays(&at.folder.journal(), &at.session.slots);
        if due.is_some() || key_changed {
            let patient = self.copies.tried.is_none_or(|tried| (instant - tried).abs() >= PATIENCE);
            if patient {
                self.copies.tried = Some(instant);
                if let Err(refused) = self.begin_copy() {
                    // Nobody asked for it: it is told, and the work goes on.
                    self.copies.problem = refused.problems.into_iter().next();
                }
            }
            return Ok(());
        }
        let rows: Vec<CopyRow> = known
            .into_iter()
            .filter(|row| row.damaged_at.is_none() && at.folder.copies().join(&row.name).is_file())
            .collect();
        let destroyed = view.destroyed()?;
        let kept: Vec<(NaiveDateTime, bool)> = rows
            .iter()
            .map(|row| {
                let clean = destroyed.iter().all(|one| row.manifest.erased.contains(one));
                (at.session.exactly(row.manifest.made()), clean)
            })
            .collect();
        if let Some(row) = rotation::to_rewrite(&kept, now).and_then(|found| rows.get(found)) {
            // Until it is done the file and what the journal knows of it may differ: it is not read again meanwhile.
            let row = row.clone();
            return self.begin_rewriting(row);
        }
        let read: Vec<(NaiveDateTime, bool)> = rows
            .iter()
            .map(|row| {
                (row.reread_at.or(row.proven_at).unwrap_or_else(|| row.manifest.made()), row.reread_at.is_some())
            })
            .map(|(read, again)| (at.session.civil(read), again))
            .collect();
        let Some(row) = rotation::to_reread(&read, now).and_then(|found| rows.into_iter().nth(found)) else {
            return Ok(());
        };
        let path = at.folder.copies().join(&row.name);
        let second = at.session.view().second_place()?.map(PathBuf::from).filter(|_| row.second_at.is_some());
        // A restored journal knows copies that have gone since; a later one may bear the name of one of them.
        if backup::head_of(&path).is_ok_and(|found| found.manifest.copy != row.id) {
            return at.session.change(at.around, |change| Ok(change.copy_removed(row.id)?));
        }
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || {
            let sound = match backup::reread(&path, &watching) {
                Ok(found) => found.manifest == row.manifest,
                Err(StorageError::Damaged | StorageError::NotACopy) => false,
                Err(error) => return Err(error),
            };
            if let Some(second) = second.filter(|_| sound) {
                // A disk that is not in, or is full, keeps what it has until the next time.
                let _ = backup::refresh_second(&path, &second, &watching);
            }
            Ok(Product::Reread { copy: row.id, sound })
        })?;
        self.copies.task = Some(Task { watch, thread });
        Ok(())
    }

    fn begin_rewriting(&mut self, row: CopyRow) -> Result<(), Refused> {
        let at = self.at_work()?;
        let now = at.around.now();
        let second = at.session.view().second_place()?.map(PathBuf::from);
        let copy = row.id;
        let rewriter = at.session.journal.rewriter(at.folder, &at.session.slots, row, second, now)?;
        if self.copies.rewriting_tried.is_some_and(|tried| (now - tried).abs() < PATIENCE) {
            return Ok(());
        }
        self.copies.rewriting_tried = Some(now);
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || match rewriter.rewrite(&watching) {
            Ok(rewritten) => Ok(Product::Rewritten { copy, rewritten: Some(Box::new(rewritten)) }),
            Err(StorageError::Damaged | StorageError::NotACopy) => Ok(Product::Rewritten { copy, rewritten: None }),
            Err(error) => Err(error),
        })?;
        self.copies.task = Some(Task { watch, thread });
        Ok(())
    }

    /// A last copy as the program ends, where it fits: the journal is small and was changed since the last one. What
    /// is not done within `most` is left to the next morning.
    pub fn copy_on_leaving(&mut self, most: Duration) {
        let begun = Instant::now();
        // Whoever leaves is not told of a copy that could not be made: the next day begins with one.
        if self.copies.task.is_none() && self.leaving_fits().unwrap_or(false) {
            let _ = self.begin_copy();
        }
        while self.copies.task.as_ref().is_some_and(|task| !task.thread.is_finished()) && begun.elapsed() < most {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.collect_copy();
    }

    fn leaving_fits(&self) -> Result<bool, Refused> {
        let session = self.session()?;
        if session.practice || self.copies.restore.is_running() {
            return Ok(false);
        }
        let view = session.view();
        let newest = view.copies()?.into_iter().filter(|row| row.manifest.branch == session.centre.branch_id);
        let copied = newest.filter(|row| row.proven_at.is_some()).map(|row| row.manifest.lines).max().unwrap_or(0);
        let actions: Vec<Action> =
            [Sort::Records, Sort::Papers, Sort::Settings].into_iter().flat_map(Sort::actions).collect();
        let written = view.find_lines(&LineQuery { actions: &actions, limit: 1, ..LineQuery::default() })?;
        let changed = written.lines.first().is_some_and(|line| line.sequence.unsigned_abs() > copied);
        let bytes = fs::metadata(session.journal.path()).map_or(u64::MAX, |about| about.len());
        Ok(rotation::fits_leaving(bytes, changed))
    }

    pub(crate) fn begin_copy(&mut self) -> Result<(), Refused> {
        let at = self.at_work()?;
        let second = at.session.view().second_place()?.map(PathBuf::from);
        let folder = at.folder.copies();
        let mut taken: Vec<&Path> = vec![&folder];
        taken.extend(second.as_deref());
        let order = CopyOrder {
            copy: at.around.new_id(),
            at: at.around.now(),
            name: backup::next_name(at.session.today(at.around), &taken, &at.session.view().copy_names()?),
            folder: folder.clone(),
            second: second.clone(),
        };
        let copier = at.session.journal.copier(at.folder, &at.session.slots, &at.session.key)?;
        let watch = Arc::new(Watch::default());
        let watching = Arc::clone(&watch);
        let thread = spawn(move || Ok(Product::Copy(Box::new(copier.make(&order, &watching)?))))?;
        self.copies.task = Some(Task { watch, thread });
        (self.copies.problem, self.copies.remark) = (None, None);
        Ok(())
    }

    /// Takes what the thread has brought to its end.
    pub(crate) fn collect_copy(&mut self) -> Result<(), Refused> {
        let Some(task) = self.copies.task.take_if(|task| task.thread.is_finished()) else { return Ok(()) };
        let product = task.thread.join().unwrap_or(Err(StorageError::Content("a copy")));
        let mut at = self.at_work()?;
        match product {
            Ok(Product::Copy(made)) => {
                at.keep(&made)?;
                // The journal of the key before this one was kept until now.
                let _ = crate::rekey::retire(at.folder, at.session);
                self.copies.remark = made.second.as_ref().and_then(|answer| answer.as_ref().err()).map(remark);
            }
            Ok(Product::Reread { copy, sound }) => {
                at.session.change(at.around, |change| Ok(change.copy_reread(copy, sound)?))?;
                if !sound {
                    let name = at.session.view().copies()?.into_iter().find(|row| row.id == copy).map(|row| row.name);
                    self.copies.problem = Some(Problem::new(Code::CopyDamaged).about(name.unwrap_or_default()));
                }
            }
            Ok(Product::Rewritten { copy, rewritten }) => {
                let name = at.session.view().copies()?.into_iter().find(|row| row.id == copy).map(|row| row.name);
                match rewritten {
                    Some(rewritten) => {
                        at.session.change(at.around, |change| Ok(change.copy_rewritten(&rewritten)?))?;
                        // The next of them need not wait.
                        self.copies.rewriting_tried = None;
                    }
                    None => {
                        at.session.change(at.around, |change| Ok(change.copy_reread(copy, false)?))?;
                        self.copies.problem = Some(Problem::new(Code::CopyDamaged).about(name.unwrap_or_default()));
                    }
                }
            }
            Err(StorageError::Stopped) => self.copies.problem = Some(Problem::new(Code::CopyStopped)),
            Err(error) => self.copies.problem = copy_trouble(error).problems.into_iter().next(),
        }
        Ok(())
    }

    fn copying_now(&mut self) -> Result<Copying, Refused> {
        let session = self.session()?;
        let now = session.exactly(self.around.now());
        let last_words = last_words(session, now)?;
        let last = session.view().last_proven_copy()?.and_then(DateTime::from_timestamp_millis);
        let (words, percent) = match &self.copies.task {
            Some(task) => progress_words(&task.watch),
            None => (String::new(), 0),
        };
        Ok(Copying {
            running: self.copies.task.is_some(),
            words,
            percent,
            problem: self.copies.problem.clone(),
            last_words,
            proven: last.is_some(),
            stale: last.is_some_and(|last| rotation::is_stale(session.exactly(last), now)),
            remark: self.copies.remark.clone(),
        })
    }

    fn copies_view(&self) -> Result<CopiesView, Refused> {
        let session = self.session()?;
        let now = session.exactly(self.around.now());
        let known = session.view().copies()?;
        let folder = self.folder.copies();
        let rows = lines(&folder, Some(&known), &[], now);
        let own = kept(&known, session);
        let size = |path: &PathBuf| fs::metadata(path).map_or(0, |about| about.len());
        let taken: u64 = backup::copies_in(&folder).iter().map(size).sum();
        let newest = newest_own(&known, session.centre.branch_id)
            .and_then(|newest| known.iter().position(|row| row.id == newest));
        // Asked only while something waits for the answer.
        let waits =
            |newest| matches!(rotation::rotate(&own, newest, BUDGET, true), Rotation::Remove(gone) if !gone.is_empty());
        let doubt = newest.and_then(|newest| match rotation::rotate(&own, newest, BUDGET, false) {
            Rotation::Ask(doubt) if waits(newest) => Some(doubt),
            _ => None,
        });
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
            last_words: last_words(session, now)?,
            rows,
            folder: folder.display().to_string(),
            kept_words: format!(
                "Хранятся копии за {DAYS} последних дней, {WEEKS} недель и {MONTHS} месяцев, вместе не больше {}.",
                size_words(BUDGET)
            ),
            taken_words: format!("Занято {}", size_words(taken)),
            second,
            doubt: doubt.map(|doubt: Doubt| doubt.key().to_owned()),
            may_manage: session.is(Role::Head) && !session.practice,
        })
    }
}

impl AtWork<'_> {
    /// Writes a proven copy down, the list of destructions beside it, and lets older copies go.
    fn keep(&mut self, made: &ProvenCopy) -> Result<(), Refused> {
        let begins = !self.session.journal.has_destruction_list()?;
        let list = self.around.new_id();
        self.session.change(self.around, |change| {
            change.add_copy(made)?;
            if begins {
                change.begin_destruction_list(list)?;
            }
            Ok(())
        })?;
        self.write_destruction_lists();
        self.rotate(made.manifest.copy, false)
    }

    /// The list of destructions in every place where copies lie and that can be reached.
    pub(crate) fn write_destruction_lists(&mut self) {
        let second = self.session.view().second_place().ok().flatten().map(PathBuf::from).filter(|path| path.is_dir());
        for folder in [Some(self.folder.copies()), second].into_iter().flatten() {
            // A place that cannot be written keeps its older list, and restoring says that it is older.
            let _ = self.session.journal.write_destruction_list(&folder, &self.session.slots);
        }
    }

    fn rotate(&mut self, newest: Uuid, looked: bool) -> Result<(), Refused> {
        let rows = self.session.view().copies()?;
        let Some(new) = rows.iter().position(|row| row.id == newest) else { return Ok(()) };
        let Rotation::Remove(gone) = rotation::rotate(&kept(&rows, self.session), new, BUDGET, looked) else {
            return Ok(());
        };
        let own = self.folder.copies();
        // At the second place older copies go only where the new one lies too.
        let second = rows.get(new).and_then(|row| row.second_at);
        let second = second.and(self.session.view().second_place()?).map(PathBuf::from);
        let mut removed = Vec::new();
        for row in gone.iter().filter_map(|at| rows.get(*at)) {
            match remove(&own.join(&row.name), row.id) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => continue,
                _ => removed.push(row.id),
            }
            if let Some(second) = second.as_ref().filter(|_| row.second_at.is_some()) {
                let _ = remove(&second.join(&row.name), row.id);
            }
        }
        if removed.is_empty() {
            return Ok(());
        }
        self.session.change(self.around, |change| Ok(removed.iter().try_for_each(|id| change.copy_removed(*id))?))
    }
}

/// Takes a copy away. Another one that lies under its name stays.
fn remove(path: &Path, copy: Uuid) -> std::io::Result<()> {
    if backup::head_of(path).is_ok_and(|found| found.manifest.copy != copy) { Ok(()) } else { fs::remove_file(path) }
}

impl Session {
    /// Civil and to the second: two copies of one minute are two.
    pub(crate) fn exactly(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.zone).naive_local()
    }
}

pub(crate) fn spawn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
) -> Result<JoinHandle<Result<T, StorageError>>, Refused> {
    std::thread::Builder::new()
        .name("copies".to_owned())
        .spawn(work)
        .map_err(|_| Problem::new(Code::Inner).about("thread").into())
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
    };
    (words.to_owned(), from + (to - from) * share / 1000)
}

/// What the disk said, in the words of copies: the journal itself is not concerned.
pub(crate) fn copy_trouble(error: StorageError) -> Refused {
    match error {
        StorageError::DiskFull => Code::CopyDiskFull.into(),
        StorageError::ReadOnly => Code::CopyReadOnly.into(),
        other => other.into(),
    }
}

/// Why the second place has no copy: told, and no error.
fn remark(error: &StorageError) -> String {
    match error {
        StorageError::Missing => "Копия сделана на этот компьютер. На второе место не записана: диск не вставлен.",
        StorageError::DiskFull => "Копия сделана на этот компьютер. На втором месте нет свободного места.",
        StorageError::ReadOnly => {
            "Копия сделана на этот компьютер. На второе место записать нельзя: оно закрыто для записи."
        }
        _ => "Копия сделана на этот компьютер. На второе место записать не удалось: проверьте диск.",
    }
    .to_owned()
}

fn kept(rows: &[CopyRow], session: &Session) -> Vec<Kept> {
    rows.iter()
        .map(|row| Kept {
            made: session.exactly(row.manifest.made()),
            bytes: row.manifest.bytes,
            proven: row.proven_at.is_some(),
            own: row.manifest.branch == session.centre.branch_id,
            requests: row.manifest.requests,
            lines: row.manifest.lines,
        })
        .collect()
}

/// The last proven copy of the branch; ids are time-ordered, whatever the clock said.
fn newest_own(rows: &[CopyRow], branch: Uuid) -> Option<Uuid> {
    let own = rows.iter().filter(|row| row.manifest.branch == branch && row.proven_at.is_some());
    own.max_by_key(|row| row.manifest.lines).map(|row| row.id)
}

/// «Последняя проверенная копия: вчера, 18:05», «…: 02.10.2026 9:05, 13 дней назад»
pub(crate) fn last_words(session: &Session, now: NaiveDateTime) -> Result<String, Refused> {
    let last = session.view().last_proven_copy()?.and_then(DateTime::from_timestamp_millis);
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
pub(crate) fn when(at: NaiveDateTime, now: NaiveDateTime) -> String {
    let days = (now.date() - at.date()).num_days();
    match days {
        0 => format!("сегодня, {}", time(at.time())),
        1 => format!("вчера, {}", time(at.time())),
        _ => date_time(at),
    }
}

/// «120 КБ», «1,8 ГБ»
pub(crate) fn size_words(bytes: u64) -> String {
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

/// The moment of the copy by the clock of its own centre.
pub(crate) fn made_civil(manifest: &Manifest) -> NaiveDateTime {
    let zone: chrono_tz::Tz = manifest.zone.parse().unwrap_or(chrono_tz::Europe::Moscow);
    manifest.made().with_timezone(&zone).naive_local()
}

/// What lies in a folder, newest first: read from the files themselves, with what the journal knows of them, and which
/// were found spoilt since.
pub(crate) fn lines(folder: &Path, known: Option<&[CopyRow]>, spoilt: &[String], now: NaiveDateTime) -> Vec<CopyLine> {
    let (rows, cover) = (known.unwrap_or_default(), known.is_none());
    let mut found: Vec<(Option<NaiveDateTime>, CopyLine)> =
        backup::copies_in(folder).iter().map(|path| line(path, rows, cover, now)).collect();
    found.sort_by(|(one, a), (other, b)| (other, &b.key).cmp(&(one, &a.key)));
    for (_, line) in found.iter_mut().filter(|(_, line)| spoilt.contains(&line.key)) {
        (line.state, line.state_words) = (CopyState::Damaged, SPOILT.to_owned());
    }
    // What was proven by this journal first; on the cover, where nothing is known, the newest that can be read.
    let best = found
        .iter()
        .position(|(_, line)| line.state == CopyState::Proven)
        .or_else(|| found.iter().position(|(_, line)| cover && line.state == CopyState::Unread));
    found.into_iter().enumerate().map(|(at, (_, line))| CopyLine { best: best == Some(at), ..line }).collect()
}

fn line(path: &Path, known: &[CopyRow], cover: bool, now: NaiveDateTime) -> (Option<NaiveDateTime>, CopyLine) {
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
    (Some(made), shown)
}
