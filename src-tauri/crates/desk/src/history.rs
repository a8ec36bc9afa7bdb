//! The history: read by the head as sentences, kept on every record's card, watched over while someone works.
//!
//! Written down line by line is what changes a record, and who opened whose card, what was printed or saved,
//! entries and lockings. Lists and searches are not: they show a line of each of many records, and a line for
//! each would tell nothing. A card is written down once for a person, a record and a day.

mod standing;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime};
use domain::civil::{NBSP, counted, date_short, date_time, numbered};
use domain::history::{
    Action, Doer, HistoryPaper, HistoryRow, Sort, Subject, in_list, lost_words, sentence, tries_words, version_words,
};
use domain::ids::{AccountId, RequestId};
use domain::lists::Role;
use domain::person::{Gender, RecipientCode, gender, short_name};
use domain::profile::changes;
use storage::audit::{AuditLine, LineMark, LineQuery, LinesFound, Thing};
use storage::centre::FROM_THE_BEGINNING;
use uuid::Uuid;

use crate::fields::{self, Check};
use crate::order::labels;
use crate::ports::{AnchorOf, FileKind};
use crate::restore::{behind_a_gap, days_between};
use crate::session::Session;
use crate::show::moment;
use crate::watch::{Checked, Watch};
use crate::wire::{
    Choice, HistoryFilter, HistoryLine, HistoryOpens, HistoryPage, HistoryPrintForm, HistoryQuery, HistoryState,
    PaperDone, PaperWay, Problem, ProblemCode as Code, Refused,
};
use crate::{Desk, Stage};

const PAGE: usize = 50;
/// A record's own history: more than any record has.
const OF_RECORD: usize = 400;
/// Lines of one paper: some sixty pages.
const PRINTED: usize = 2_000;
/// Parts of the history looked through for one paper.
const PARTS: usize = 12;
/// Requests of one number in so many years.
const SAME_NUMBER: usize = 50;

/// A sound check is good for its day.
pub(crate) struct Kept {
    branch: Uuid,
    checked: Checked,
}

/// Cards opened this day.
#[derive(Default)]
pub(crate) struct Viewed {
    day: Option<NaiveDate>,
    cards: HashSet<(AccountId, Subject, Uuid)>,
}

impl Desk {
    /// Someone begins to work with the open journal: the watch over its history begins.
    pub(crate) fn sit_down(&mut self, mut session: Session) -> Result<(), Refused> {
        let now = self.around.now();
        let of = AnchorOf { journal: session.centre.journal_id, branch: session.centre.branch_id };
        let today = session.today(self.around.as_ref());
        let known = self.checked.take().filter(|kept| {
            kept.branch == of.branch && kept.checked.is_sound() && session.civil(kept.checked.at).date() == today
        });
        // A history that cannot be read is said when it is asked for; the work begins all the same.
        if let Ok(reader) = session.journal.reader(&session.key) {
            let known = known.map(|kept| kept.checked);
            let copies = self.folder.copies();
            session.watch =
                Some(Watch::begin(reader, self.keyring.clone(), of, session.begun_here, copies, known, now));
        }
        self.stage = Stage::Open(Box::new(session));
        Ok(())
    }

    /// The watch rests while the database under it is exchanged for another; what it has found is kept.
    pub(crate) fn rest(&mut self, session: &mut Session) {
        let head = session.view().chain_head().ok();
        let Some(watch) = session.watch.take() else { return };
        let (checked, last) = watch.end(head);
        let branch = session.centre.branch_id;
        self.checked = checked.map(|checked| Kept { branch, checked });
        self.last_anchor = last;
    }

    /// Closes a session's journal and keeps what its watch has found.
    pub(crate) fn leave(&mut self, session: Session) {
        let branch = session.centre.branch_id;
        let (checked, last) = session.close();
        self.checked = checked.map(|checked| Kept { branch, checked });
        self.last_anchor = last;
    }

    /// A card was shown: written down once for this account, this record and this day. Showing never fails for
    /// it; on a disk that cannot be written the line is missing.
    pub(crate) fn viewed(&mut self, subject: Subject, id: Uuid, names: bool) {
        let now = self.around.now();
        let Ok(session) = self.session_mut() else { return };
        let day = session.civil(now).date();
        if session.viewed.day != Some(day) {
            session.viewed = Viewed { day: Some(day), cards: HashSet::new() };
        }
        let account = session.account_id();
        if !session.viewed.cards.insert((account, subject, id)) {
            return;
        }
        let midnight = session.instant(day.and_time(NaiveTime::MIN));
        if !matches!(session.view().has_line_since(account, subject, id, midnight, now), Ok(false)) {
            return;
        }
        let action = if names { Action::CardWithNamesViewed } else { Action::CardViewed };
        let _ = session.journal.change::<(), Refused>(Some(account), now, |change| {
            change.note(action, subject, Some(id));
            Ok(())
        });
    }

    pub fn history(&mut self, query: HistoryQuery) -> Result<HistoryPage, Refused> {
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        let asked = session.asked(&query.filter)?;
        let proven = asked.control.as_ref().map(|line| session.control_words(line));
        let after = query.after.as_deref().map(mark_of).transpose()?;
        let found = match asked.control.clone() {
            Some(line) => LinesFound { lines: vec![line], next: None },
            None => session.view().find_lines(&LineQuery { after, limit: PAGE, ..asked.query() })?,
        };
        let so_far_words = match found.next {
            Some(mark) if found.lines.len() < PAGE => DateTime::from_timestamp_millis(mark.at)
                .map(|at| format!("просмотрено до {}", date_short(session.civil(at).date())))
                .unwrap_or_default(),
            _ => String::new(),
        };
        Ok(HistoryPage {
            lines: session.told(&found)?,
            next: found.next.map(|mark| format!("{}/{}", mark.at, mark.sequence)),
            so_far_words,
            control_words: proven.unwrap_or_default(),
            people: session
                .view()
                .accounts()?
                .into_iter()
                .map(|one| Choice { key: one.id.to_string(), label: short_name(&one.name), hint: None })
                .collect(),
            sorts: Sort::ALL
                .into_iter()
                .map(|sort| Choice { key: sort.key().to_owned(), label: sort.label().to_owned(), hint: None })
                .collect(),
        })
    }

    /// Everything that was done to a request, its times, its record and its handouts, for whoever may read the card.
    pub fn history_of(&mut self, request: String) -> Result<Vec<HistoryLine>, Refused> {
        let session = self.session()?;
        let id: RequestId = fields::id(&request)?;
        session.view().request(id)?;
        let things = session.view().things_of_request(id)?;
        let found =
            session.view().find_lines(&LineQuery { of: Some(&things), limit: OF_RECORD, ..LineQuery::default() })?;
        session.told(&found)
    }

    pub fn history_state(&mut self) -> Result<HistoryState, Refused> {
        let _ = self.secure_tail();
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        session.history_state(self.around.as_ref())
    }

    /// Checks the whole history now. The answer comes at once; [`Desk::history_state`] tells how far it is.
    pub fn check_history(&mut self) -> Result<HistoryState, Refused> {
        let around = self.around.as_ref();
        let session = self.writing()?;
        session.allow(&[Role::Head])?;
        if let Some(watch) = &session.watch {
            watch.check(around.now());
        }
        session.history_state(around)
    }

    /// The head goes on with a history whose tail was cut: it is written down, and the keyring remembers the end
    /// anew.
    pub fn accept_history(&mut self) -> Result<HistoryState, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        if !at.session.tail_is_cut() {
            return Err(Code::NothingChanged.into());
        }
        let journal = at.session.centre.journal_id;
        at.session.change(at.around, |change| {
            change.note(Action::TailAccepted, Subject::Journal, Some(journal));
            Ok(())
        })?;
        if let Some(watch) = &at.session.watch {
            watch.accept();
        }
        at.session.tail_secured = false;
        at.session.history_state(at.around)
    }

    /// The end of the history is missing: what was given or destroyed in it is not known here. So numbers go on behind
    /// a gap, and what stands on the lists beside the copies is destroyed again; once for every loss.
    pub(crate) fn secure_tail(&mut self) -> Result<(), Refused> {
        let Stage::Open(session) = &mut self.stage else { return Ok(()) };
        let is_cut = session.watch.as_ref().is_some_and(Watch::is_cut);
        if session.practice || session.tail_secured || !is_cut {
            return Ok(());
        }
        let (view, journal) = (session.view(), session.centre.journal_id);
        if !view.is_cut_noted(journal)? {
            let now = self.around.now();
            let days = view.instant_before_entry(journal)?.map_or(0, |before| days_between(before, now));
            let year = session.today(self.around.as_ref()).year();
            let series = behind_a_gap(&view.series()?, days, year);
            let done = view.destroyed()?;
            let second = view.second_place()?.map(PathBuf::from).filter(|path| path.is_dir());
            let mut again = std::mem::take(&mut session.listed);
            for folder in [Some(self.folder.copies()), second].into_iter().flatten() {
                // A list that is not there or does not open is told of when the journal is restored.
                again.extend(session.journal.read_destruction_list(&folder).unwrap_or_default());
            }
            again.retain(|one| !done.contains(&one.id));
            again.sort_by_key(|one| (one.at, one.id));
            again.dedup_by_key(|one| one.id);
            session.change_unasked::<()>(self.around.as_ref(), |change| {
                change.raise_series(&series)?;
                for one in &again {
                    change.destroy(one, "")?;
                }
                change.note(Action::TailCutFound, Subject::Journal, Some(journal));
                Ok(())
            })?;
            if !again.is_empty() {
                session.journal.leave_earlier_schemas()?;
            }
        }
        session.tail_secured = true;
        Ok(())
    }

    pub fn paper_history(&mut self, form: HistoryPrintForm) -> Result<PaperDone, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let today = at.session.today(at.around);
        let name = format!("История {today}");
        let out = at.way_out(form.how, &name, FileKind::Pdf)?;
        let paper = at.session.history_paper(&form.filter, today)?;
        let drawn = documents::history::history(&paper)?.draw()?;
        let action = match form.how {
            PaperWay::Print => Action::HistoryPrinted,
            PaperWay::Save => Action::HistorySaved,
        };
        let journal = at.session.centre.journal_id;
        let file_name = at.deliver_told(out, &name, &drawn.bytes, |change| {
            change.note(action, Subject::Journal, Some(journal));
        })?;
        Ok(PaperDone { how: form.how, pages: drawn.pages, file_name })
    }
}

/// A filter that was understood.
struct Asked {
    account: Option<AccountId>,
    actions: Vec<Action>,
    from: Option<i64>,
    until: Option<i64>,
    of: Option<Vec<(Subject, Uuid)>>,
    /// The line at which the history had the control number that was asked for.
    control: Option<AuditLine>,
    /// «за 01.10.2026–15.10.2026; Иванова И. И.»
    words: String,
}

impl Asked {
    fn query(&self) -> LineQuery<'_> {
        LineQuery {
            account: self.account,
            actions: &self.actions,
            from: self.from,
            until: self.until,
            of: self.of.as_deref(),
            after: None,
            limit: 0,
        }
    }
}

/// A control number as people copy it from paper: «7f3a1-9c2d4», with a dash of any kind or none, and with the
/// Russian letters that look the same.
fn control_of(typed: &str) -> Option<String> {
    let latin = |letter| match letter {
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        other => other,
    };
    let dash = |letter: &char| !matches!(letter, '-' | '–' | '—') && !letter.is_whitespace();
    let bare: String = typed.to_uppercase().chars().filter(dash).map(latin).collect();
    (bare.len() == 10 && bare.chars().all(|letter| letter.is_ascii_hexdigit())).then_some(bare)
}

fn small_first(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn mark_of(text: &str) -> Result<LineMark, Refused> {
    let mark = text.split_once('/').and_then(|(at, sequence)| Some((at.parse().ok()?, sequence.parse().ok()?)));
    let (at, sequence) = mark.ok_or(Code::UnknownChoice)?;
    Ok(LineMark { at, sequence })
}

impl Session {
    fn asked(&self, filter: &HistoryFilter) -> Result<Asked, Refused> {
        let mut check = Check::default();
        let account: Option<AccountId> = check.maybe_id("account", filter.account.as_deref());
        let day = |typed: &str, field: &str, check: &mut Check| match typed.trim() {
            "" => None,
            typed => check.date(field, typed),
        };
        let from = day(&filter.from, "from", &mut check);
        let to = day(&filter.to, "to", &mut check);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            check.refuse("to", Code::RangeTurned);
        }
        let sort = match filter.sort.as_deref().filter(|key| !key.is_empty()) {
            Some(key) => {
                let sort = Sort::from_key(key);
                if sort.is_none() {
                    check.refuse("sort", Code::UnknownChoice);
                }
                sort
            }
            None => None,
        };
        let record = filter.record.trim();
        let control = control_of(record);
        let found = control.as_deref().map(|control| self.view().line_of_control(control)).transpose()?.flatten();
        if control.is_some() && found.is_none() {
            check.refuse("record", Code::NoSuchControl);
        }
        let of = if record.is_empty() || control.is_some() { None } else { Some(self.things_named(record)?) };
        if of.as_ref().is_some_and(Vec::is_empty) {
            check.refuse("record", Code::NotInHistory);
        }
        check.done()?;
        let person = account.map(|id| self.view().account(id)).transpose()?.map(|one| short_name(&one.name));
        let span = match (from, to) {
            (None, None) => "за всё время".to_owned(),
            (Some(from), None) => format!("с {}", date_short(from)),
            (None, Some(to)) => format!("по {}", date_short(to)),
            (Some(from), Some(to)) => format!("за {}–{}", date_short(from), date_short(to)),
        };
        let parts = [
            Some(span),
            person,
            sort.map(|sort| small_first(sort.label())),
            (!record.is_empty()).then(|| record.to_owned()),
        ];
        let start = |day: NaiveDate| self.instant(day.and_time(NaiveTime::MIN)).timestamp_millis();
        Ok(Asked {
            account,
            actions: sort.map(|sort| sort.actions().collect()).unwrap_or_default(),
            from: from.map(start),
            until: to.map(|to| start(to.checked_add_days(Days::new(1)).unwrap_or(to))),
            of,
            control: found,
            words: parts.into_iter().flatten().collect::<Vec<_>>().join("; "),
        })
    }

    /// What a control number found in the history tells of the paper that bears it.
    fn control_words(&self, line: &AuditLine) -> String {
        format!(
            "Это число было у{NBSP}истории после строки {} от{NBSP}{}: если проверка выше говорит, что история цела, всё \
             до неё то же, что при печати.",
            numbered(line.sequence),
            date_time(self.civil(line.at))
        )
    }

    /// What «31», «31/2026», «П-0042» name: requests with all that belongs to them, or a person.
    fn things_named(&self, record: &str) -> Result<Vec<(Subject, Uuid)>, Refused> {
        let view = self.view();
        let typed = record.trim_start_matches(['№', ' ', '\u{a0}']);
        let (number, year) = match typed.split_once(['/', ' ']) {
            Some((number, year)) => (number.trim().parse::<u32>(), year.trim().parse::<i32>().ok()),
            None => (typed.parse(), None),
        };
        let mut things = Vec::new();
        match number {
            Ok(number) => {
                for id in view.requests_numbered(number, year)?.into_iter().take(SAME_NUMBER) {
                    things.extend(view.things_of_request(id)?);
                }
            }
            Err(_) => things.extend(view.recipient_of_code(typed)?.map(|id| (Subject::Recipient, id.0))),
        }
        Ok(things)
    }

    fn told(&self, found: &LinesFound) -> Result<Vec<HistoryLine>, Refused> {
        let mut people = HashMap::new();
        found.lines.iter().map(|line| self.told_line(line, &mut people)).collect()
    }

    fn told_line(
        &self,
        line: &AuditLine,
        people: &mut HashMap<AccountId, (String, Gender)>,
    ) -> Result<HistoryLine, Refused> {
        let view = self.view();
        let thing = view.thing_of(line)?;
        let action = Action::from_code(&line.action);
        let doer = match line.account {
            Some(id) => {
                if let std::collections::hash_map::Entry::Vacant(place) = people.entry(id) {
                    // An account that is no longer kept still has its line.
                    let name = view.account(id).map(|one| one.name).unwrap_or_default();
                    place.insert((short_name(&name), gender(&name)));
                }
                people.get(&id).map(|(short_name, gender)| Doer { short_name, gender: *gender })
            }
            None => None,
        };
        let words = match action {
            Some(action) => sentence(action, doer, &self.thing_words(action, line, &thing)),
            None => line.action.clone(),
        };
        let (opens, subject) = match &thing {
            Thing::Request { id, .. } if line.subject == Subject::Consultation.code() => {
                (Some(HistoryOpens::Record), id.to_string())
            }
            Thing::Request { id, .. } => (Some(HistoryOpens::Request), id.to_string()),
            Thing::Event { id, .. } => (Some(HistoryOpens::Event), id.to_string()),
            _ => (None, String::new()),
        };
        let details = match (&thing, action) {
            (Thing::Order(from), Some(Action::OrderSaved | Action::OrderWithdrawn)) => {
                self.order_details(from.unwrap_or(FROM_THE_BEGINNING), line)?
            }
            _ => Vec::new(),
        };
        Ok(HistoryLine {
            number: u32::try_from(line.sequence).unwrap_or(u32::MAX),
            at: moment(self.civil(line.at)),
            words,
            opens,
            subject,
            details,
        })
    }

    fn thing_words(&self, action: Action, line: &AuditLine, thing: &Thing) -> String {
        let year_now = chrono::Datelike::year(&self.civil(line.at));
        // Numbers begin anew with every year.
        let number_of = |number: u32, year: i32| match year == year_now {
            true => numbered(number),
            false => format!("{} за\u{a0}{year}\u{a0}г.", numbered(number)),
        };
        let card = matches!(action, Action::CardViewed | Action::CardWithNamesViewed | Action::RecordEmptied);
        match thing {
            _ if action == Action::Restored => line.version.map(lost_words).unwrap_or_default(),
            _ if action == Action::Destroyed => {
                line.version.map(|code| RecipientCode(code).to_string()).unwrap_or_default()
            }
            Thing::Request { number, year, .. } if card => format!("обращение {}", number_of(*number, *year)),
            Thing::Event { number, year, .. } if card => format!("мероприятие {}", number_of(*number, *year)),
            Thing::Request { number, year, .. } => match (action, line.version) {
                (Action::ConsultationCorrected, Some(version)) => {
                    format!("{}, {}", number_of(*number, *year), version_words(version))
                }
                _ => number_of(*number, *year),
            },
            Thing::Event { number, year, .. } => number_of(*number, *year),
            Thing::Recipient(code) => code.to_string(),
            Thing::Account { .. } if action == Action::WrongTries => tries_words(line.version.unwrap_or_default()),
            Thing::Consultant { name, .. } | Thing::Account { name } => short_name(name),
            Thing::Room { name } => name.clone(),
            Thing::ListItem { list, label } => in_list(list, label),
            Thing::Day(day) => date_short(*day),
            Thing::Order(None) => "с самого начала журнала".to_owned(),
            Thing::Order(Some(day)) => format!("с\u{a0}{}", date_short(*day)),
            Thing::Month(month) => month.words(),
            Thing::Quarter(quarter) => quarter.words(),
            Thing::Nothing => String::new(),
        }
    }

    /// What a порядок said before this line and says after it.
    fn order_details(&self, from: NaiveDate, line: &AuditLine) -> Result<Vec<String>, Refused> {
        let view = self.view();
        let (before, after) = view.order_around(from, line.at)?;
        let titled = |words: &str, title: &str| format!("{words} «{title}».");
        Ok(match (before, after) {
            (Some(before), Some(after)) => {
                let lists = labels(&view);
                let mut said = Vec::new();
                if before.title != after.title {
                    said.push(format!("Название: было «{}», стало «{}».", before.title, after.title));
                }
                said.extend(changes(&before, &after, &lists).into_iter().map(|change| {
                    let (was, is) = (&change.before, &change.after);
                    match was.value == is.value {
                        false => format!("{}: было {}, стало {}.", change.label, was.value, is.value),
                        true => format!("{}: изменены строгость или основание.", change.label),
                    }
                }));
                said
            }
            (Some(before), None) => vec![titled("До этого стоял порядок", &before.title)],
            (None, Some(after)) => vec![titled("Порядок", &after.title)],
            (None, None) => Vec::new(),
        })
    }

    fn history_paper(&self, filter: &HistoryFilter, today: NaiveDate) -> Result<HistoryPaper, Refused> {
        let asked = self.asked(filter)?;
        let (mut lines, mut after) = (Vec::from_iter(asked.control.clone()), None);
        let too_long = || Refused::from(Problem::new(Code::HistoryTooLong).about(PRINTED));
        for part in 0.. {
            if asked.control.is_some() {
                break;
            }
            let limit = PRINTED + 1 - lines.len();
            let mut found = self.view().find_lines(&LineQuery { after, limit, ..asked.query() })?;
            lines.append(&mut found.lines);
            if lines.len() > PRINTED || (part == PARTS && found.next.is_some()) {
                return Err(too_long());
            }
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        if lines.is_empty() {
            return Err(Code::NothingToPrint.into());
        }
        // On paper as it happened.
        lines.reverse();
        let found = LinesFound { lines, next: None };
        let rows: Vec<HistoryRow> = self
            .told(&found)?
            .into_iter()
            .zip(&found.lines)
            .map(|(told, line)| HistoryRow {
                number: told.number,
                at: date_time(self.civil(line.at)),
                words: told.words,
            })
            .collect();
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        Ok(HistoryPaper {
            letterhead: self.paper_head()?,
            filter: asked.words,
            total: format!("Всего {}.", counted(count, "строка", "строки", "строк")),
            rows,
            made_on: today,
            control: self.view().chain_head()?.control(),
        })
    }
}
