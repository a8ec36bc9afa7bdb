//! The journal that was made takes the place of the present one, and what the head hears of it.

use chrono::Datelike;
use domain::civil::counted;
use domain::ids::AccountId;
use domain::rotation::may_have_gone_on;
use storage::account::Account;
use storage::audit::{Action, Subject};
use storage::backup::{self, Counts, Destruction, ListState, Manifest, Rebuilt, Series, list_state};
use storage::{Journal, StorageError, View};
use uuid::Uuid;

use super::numbering::{days_between, numbers};
use super::returning::{Returning, returning};
use super::running::Opened;
use super::{What, grown_words};
use crate::copies::copy_trouble;
use crate::session::Session;
use crate::tries::note_wrong;
use crate::wire::{Refused, RestoreDone};
use crate::{Desk, Stage};

/// What the journal that steps aside knows and the copy may not.
pub(super) struct Known {
    pub(super) series: Vec<Series>,
    pub(super) lines: u64,
    pub(super) counts: Counts,
    /// Whether its history goes on where that of the chosen copy ends; else the two went apart before.
    pub(super) goes_on: bool,
    /// What an earlier restoring left to be done.
    pub(super) matters: Vec<String>,
    pub(super) destroyed: Vec<Destruction>,
    pub(super) removed: Vec<AccountId>,
    pub(super) people: Vec<Account>,
}

impl Desk {
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

    /// What the journal that steps aside knows by now: work may have gone on since the locked one was `asked`.
    fn known_by_now(&self, journal: Uuid, asked: Option<Known>) -> Option<Known> {
        match &self.stage {
            // What is damaged is asked no numbers: a page of them may be missing.
            Stage::Open(session) if session.is_for_reading() => None,
            Stage::Open(session) if session.centre.journal_id == journal => {
                session.journal.truly(|view| known_of(view, self.chosen_manifest())).ok()
            }
            _ => asked,
        }
    }

    /// What is to be destroyed again, by every list there is and by both journals; and how whole the lists are.
    ///
    /// With the list that the typed way opened go those beside the copy, beside the journal and on this computer: the
    /// restored journal has their key, whoever they are sealed to today.
    fn destroyed_again(
        &self,
        typed: Result<Vec<Destruction>, StorageError>,
        of_journals: &[Destruction],
        journal: &Journal,
    ) -> (Vec<Destruction>, ListState) {
        let chosen = self.copies.restore.chosen.as_ref().map(|chosen| chosen.folder.clone());
        let beside = chosen.as_ref().and_then(|folder| Some(folder.parent()?.join("copies")));
        let mut listed = typed;
        for folder in [chosen, beside, Some(self.folder.copies())].into_iter().flatten() {
            let Ok(more) = journal.read_destruction_list(&folder) else { continue };
            listed = Ok(with_more(listed.unwrap_or_default(), &more));
        }
        let state = list_state(listed.as_deref(), of_journals);
        (with_more(listed.unwrap_or_default(), of_journals), state)
    }

    /// Something of this computer: its settings of places hold.
    fn is_from_here(&self, journal: Uuid) -> bool {
        let chosen = self.copies.restore.chosen.as_ref();
        self.present_id() == Some(journal) || chosen.is_some_and(|chosen| chosen.folder.starts_with(self.folder.root()))
    }

    /// The copy of this computer that was read whole just now.
    fn copy_just_read(&self) -> Option<(Manifest, String)> {
        let chosen = self.copies.restore.chosen.as_ref()?;
        match &chosen.what {
            What::Copy(copy) if chosen.folder == self.folder.copies() => {
                Some((copy.manifest.clone(), chosen.name.clone()))
            }
            What::Copy(_) | What::Folder { .. } => None,
        }
    }

    /// The made journal takes the place of the present one, which is closed and put aside.
    pub(super) fn take_over(&mut self, mut rebuilt: Rebuilt, opened: Opened) -> Result<RestoreDone, Refused> {
        let Opened { by, door, known, list } = opened;
        let wrong = self.wrong_at(&[door]);
        let around = self.around.as_ref();
        let now = around.now();
        let centre = rebuilt.journal.view().centre()?;
        let known = self.known_by_now(centre.journal_id, known);
        let zone: chrono_tz::Tz = centre.zone.parse().map_err(|_| StorageError::Content("a time zone"))?;
        let day = now.with_timezone(&zone).date_naive();
        let latest =
            rebuilt.journal.view().latest_instant(centre.journal_id)?.and_then(chrono::DateTime::from_timestamp_millis);
        let days = latest.map_or(0, |latest| days_between(latest, now));
        let is_older = self.is_older(centre.journal_id, days);
        let before = self.present_ways(centre.journal_id);
        let returning = returning(&rebuilt, by, known.as_ref(), before.as_ref(), self.is_put_aside_here(), is_older)?;
        let (series, numbers_words) =
            numbers(&rebuilt.journal.view().series()?, known.as_ref(), is_older, days, day.year());
        let lost = known.as_ref().filter(|known| known.goes_on).map(|known| known.lines.saturating_sub(rebuilt.lines));
        let lost_words = match &known {
            Some(known) if known.goes_on => lost_words(known, rebuilt.journal.view().counts()?, rebuilt.lines),
            Some(_) => WENT_APART.to_owned(),
            None if !self.folder.has_journal() && self.chosen_manifest().is_none() => MOVED_WHOLE.to_owned(),
            None if !self.folder.has_journal() => NO_JOURNAL_BEFORE.to_owned(),
            None if self.present_id() == Some(centre.journal_id) => UNREAD_BEFORE.to_owned(),
            None => ANOTHER_BEFORE.to_owned(),
        };
        // What the present journal has still to do stays to be done; where it was not asked, the copy's own.
        let mut matters = match &known {
            Some(known) => known.matters.clone(),
            None => rebuilt.journal.view().restored_matters(false)?.into_iter().map(|(_, words)| words).collect(),
        };
        let was_asked = known.is_some();
        let mut of_journals = rebuilt.journal.view().destructions()?;
        of_journals.extend(known.map(|known| known.destroyed).unwrap_or_default());
        let (again, listed) = self.destroyed_again(list, &of_journals, &rebuilt.journal);
        // Whatever the lists are like: the journal that was here has told all, and one that is the newest knows all.
        let state = if was_asked || !is_older { ListState::Whole } else { listed };
        let list_words = list_words(state, again.len());
        let to_check = (state != ListState::Whole).then(|| list_words.clone());
        for words in returning.people_words.iter().cloned().chain(to_check) {
            if !matters.contains(&words) {
                matters.push(words);
            }
        }
        let branch = around.new_id();
        let is_from_here = self.is_from_here(centre.journal_id);
        let source = self.copy_just_read();
        let owner = returning.owner.id;
        rebuilt.journal.change::<(), Refused>(Some(owner), now, |change| {
            change.raise_series(&series)?;
            for one in &again {
                change.destroy(one, "")?;
            }
            if !is_from_here {
                change.forget_second_place()?;
            }
            change.note_restored(centre.journal_id, branch, lost.and_then(|lost| u32::try_from(lost).ok()))?;
            let entered = if by.is_sheet() { Action::UnlockedBySheet } else { Action::Unlocked };
            change.note(entered, Subject::Account, Some(owner.0));
            returning.removed.iter().try_for_each(|account| change.remove_account(*account))?;
            returning.ended.iter().try_for_each(|account| change.end_slots_of(*account))?;
            returning.changed.iter().try_for_each(|account| change.change_account(account))?;
            change.leave_matters(&matters)?;
            note_wrong(change, owner, wrong);
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
        let Returning { owner, closed_words, people_words, .. } = returning;
        let session = Session::new(journal, owner, slots, key, by.is_sheet())?;
        self.sit_down(Session { begun_here: true, ..session })?;
        self.acting()?.write_destruction_lists();
        Ok(RestoreDone {
            lost_words,
            numbers_words,
            aside_words: swapped
                .aside
                .map_or_else(String::new, |aside| format!("Прежний журнал отложен целиком: {}", aside.display())),
            list_words,
            closed_words,
            people_words,
        })
    }
}

const MOVED_WHOLE: &str = "Журнал перенесён целиком, каким он лежал в папке.";
const NO_JOURNAL_BEFORE: &str =
    "Сколько было записано после копии, узнать не у чего: прежнего журнала на этом компьютере нет.";
const UNREAD_BEFORE: &str = "Сколько было записано после копии, узнать не у чего: прежний журнал не прочитался.";
const WENT_APART: &str =
    "Журнал, который был здесь, вёлся отдельно от восстановленного: чего из него здесь нет, сосчитать нельзя.";
const ANOTHER_BEFORE: &str = "Сравнить не с чем: прежде здесь был другой журнал.";

fn lost_words(known: &Known, here: Counts, lines: u64) -> String {
    match grown_words(here, lines, known.counts, known.lines) {
        Some(lost) => format!("Потеряно: {lost}."),
        None => "После копии в прежнем журнале ничего не прибавилось: ничего не потеряно.".to_owned(),
    }
}

/// Each destruction once.
fn with_more(mut known: Vec<Destruction>, more: &[Destruction]) -> Vec<Destruction> {
    for one in more {
        if !known.iter().any(|other| other.id == one.id) {
            known.push(one.clone());
        }
    }
    known
}

/// `chosen`: the copy that is restored; absent for a folder.
pub(super) fn known_of(view: &View<'_>, chosen: Option<&Manifest>) -> Result<Known, StorageError> {
    Ok(Known {
        series: view.series()?,
        lines: view.audit_length()?,
        counts: view.counts()?,
        goes_on: chosen.map_or(Ok(false), |copy| view.has_all_of(copy))?,
        matters: view.restored_matters(false)?.into_iter().map(|(_, words)| words).collect(),
        destroyed: view.destructions()?,
        removed: view.removed_accounts()?,
        people: view.accounts()?,
    })
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
