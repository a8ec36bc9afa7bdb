//! The journal that was made takes the place of the present one, and what the head hears of it.

use std::path::PathBuf;

use chrono::{DateTime, Datelike, Utc};
use domain::civil::counted;
use domain::ids::AccountId;
use domain::lists::Role;
use domain::restoring::{Present, Restoring};
use storage::access::Matter;
use storage::account::Account;
use storage::audit::{Action, Anchor, AnchorFit, Subject};
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
    /// Where its history of work ends, before it was merely opened to restore.
    pub(super) work: Anchor,
    pub(super) counts: Counts,
    /// Whether its history goes on where that of the chosen copy ends; else the two went apart before.
    pub(super) goes_on: bool,
    /// What an earlier restoring left to be done.
    pub(super) matters: Vec<Matter>,
    pub(super) destroyed: Vec<Destruction>,
    pub(super) removed: Vec<AccountId>,
    pub(super) people: Vec<Account>,
}

impl Desk {
    fn is_copy(&self) -> bool {
        self.copies.restore.chosen.as_ref().is_none_or(|chosen| matches!(chosen.what, What::Copy(_)))
    }

    /// What was chosen lies in this computer's folder.
    fn lies_here(&self) -> bool {
        self.copies.restore.chosen.as_ref().is_some_and(|chosen| chosen.folder.starts_with(self.folder.root()))
    }

    /// What the journal that steps aside knows by now: work may have gone on since the locked one was `asked`.
    fn known_by_now(&self, journal: Uuid, asked: Option<Known>) -> Option<Known> {
        match &self.stage {
            // What is damaged is asked no numbers: a page of them may be missing.
            Stage::Open(session) if session.is_for_reading() => None,
            Stage::Open(session) if session.centre.journal_id == journal => {
                session.journal.truly(|view| self.known_of(view)).ok()
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
        restoring: Restoring,
    ) -> (Vec<Destruction>, ListState) {
        let chosen = self.copies.restore.chosen.as_ref().map(|chosen| chosen.folder.clone());
        let beside = chosen.as_ref().and_then(|folder| Some(folder.parent()?.join("copies")));
        let and = |listed: Result<Vec<Destruction>, StorageError>, folder: PathBuf| {
            let Ok(more) = journal.read_destruction_list(&folder) else { return listed };
            Ok(with_more(listed.unwrap_or_default(), &more))
        };
        let there = [chosen, beside].into_iter().flatten().fold(typed, and);
        let state = restoring.leaves_behind().then(|| list_state(there.as_deref(), of_journals));
        let listed = and(there, self.folder.copies());
        let state = state.unwrap_or_else(|| list_state(listed.as_deref(), of_journals));
        let again = with_more(listed.unwrap_or_default(), of_journals);
        (again, if restoring.needs_lists() { state } else { ListState::Whole })
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

    /// What was made, held against the journal that stands here.
    fn held_against(
        &self,
        rebuilt: &Rebuilt,
        known: Option<&Known>,
        now: DateTime<Utc>,
    ) -> Result<Restoring, StorageError> {
        let view = rebuilt.journal.view();
        let journal = view.centre()?.journal_id;
        let present = match known {
            Some(known) if known.goes_on => Present::GoesOn,
            Some(known) if view.fits_anchor(&known.work)? == AnchorFit::Holds => Present::Overtaken,
            Some(_) => Present::Apart,
            // Where nobody can say whose journal lies here any more, it is taken for this one.
            None if self.folder.has_journal() && self.present_id().is_none_or(|present| present == journal) => {
                Present::Silent
            }
            None => Present::Absent,
        };
        let latest = view.latest_instant(journal)?.and_then(DateTime::from_timestamp_millis);
        Ok(Restoring {
            present,
            is_copy: self.is_copy(),
            is_from_here: self.lies_here(),
            days: latest.map_or(0, |latest| days_between(latest, now)),
        })
    }

    /// How many lines of the present history are not in the restored one, where that can be counted, and what is said
    /// of what was recorded in them.
    fn lost(
        &self,
        rebuilt: &Rebuilt,
        known: Option<&Known>,
        restoring: Restoring,
    ) -> Result<(Option<u32>, String), StorageError> {
        let words = match (restoring.present, known) {
            (Present::GoesOn, Some(known)) => {
                // A copy made anew without destroyed data has lines of its own at its end.
                let had = self.chosen_manifest().map_or(rebuilt.lines, |copy| copy.lines);
                let lost = u32::try_from(known.lines.saturating_sub(had)).ok();
                return Ok((lost, lost_words(known, rebuilt.journal.view().counts()?, had)));
            }
            (Present::Apart | Present::GoesOn, _) => WENT_APART,
            (Present::Overtaken, _) => HAS_ALL,
            (Present::Silent, _) => UNREAD_BEFORE,
            (Present::Absent, _) if self.folder.has_journal() => ANOTHER_BEFORE,
            (Present::Absent, _) if self.is_copy() => NO_JOURNAL_BEFORE,
            (Present::Absent, _) => MOVED_WHOLE,
        };
        Ok((None, words.to_owned()))
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
        let restoring = self.held_against(&rebuilt, known.as_ref(), now)?;
        let known = known.filter(|_| restoring.is_heard());
        let before = self.present_ways(centre.journal_id);
        let returning = returning(&rebuilt, by, known.as_ref(), before.as_ref(), restoring)?;
        let (series, numbers_words) = numbers(&rebuilt.journal.view().series()?, known.as_ref(), restoring, day.year());
        let (lost, lost_words) = self.lost(&rebuilt, known.as_ref(), restoring)?;
        // What the present journal has still to do stays to be done; where it was not asked, the copy's own.
        let matters = match &known {
            Some(known) => known.matters.clone(),
            None => rebuilt.journal.view().restored_matters(false)?.into_iter().map(|(_, matter)| matter).collect(),
        };
        let mut of_journals = rebuilt.journal.view().destructions()?;
        of_journals.extend(known.map(|known| known.destroyed).unwrap_or_default());
        let (again, state) = self.destroyed_again(list, &of_journals, &rebuilt.journal, restoring);
        let list_words = list_words(state, again.len());
        let to_check = (state != ListState::Whole).then(|| Matter { words: list_words.clone(), of_sheet: false });
        let new: Vec<Matter> = returning.matters.iter().cloned().chain(to_check).collect();
        let left_words = left_words(&new, returning.owner.is(Role::Head));
        let matters = with_new(matters, new);
        let branch = around.new_id();
        let source = self.copy_just_read();
        let owner = returning.owner.id;
        rebuilt.journal.change::<(), Refused>(Some(owner), now, |change| {
            change.raise_series(&series)?;
            for one in &again {
                change.destroy(one, "")?;
            }
            if !restoring.is_led_here() {
                change.forget_second_place()?;
            }
            change.note_restored(centre.journal_id, branch, lost)?;
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
        let Returning { owner, closed_words, matters, .. } = returning;
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
            people_words: matters.into_iter().map(|matter| matter.words).collect(),
            left_words,
        })
    }

    pub(super) fn known_of(&self, view: &View<'_>) -> Result<Known, StorageError> {
        let goes_on = self.chosen_manifest().map_or(Ok(false), |copy| view.has_all_of(copy))?;
        Ok(Known {
            series: view.series()?,
            lines: view.audit_length()?,
            work: view.end_of_work()?,
            counts: view.counts()?,
            goes_on,
            matters: view.restored_matters(false)?.into_iter().map(|(_, matter)| matter).collect(),
            destroyed: view.destructions()?,
            removed: view.removed_accounts()?,
            people: view.accounts()?,
        })
    }
}

const MOVED_WHOLE: &str = "Журнал перенесён целиком, каким он лежал в папке.";
const NO_JOURNAL_BEFORE: &str =
    "Сколько было записано после копии, узнать не у чего: прежнего журнала на этом компьютере нет.";
const UNREAD_BEFORE: &str = "Сколько было записано после копии, узнать не у чего: прежний журнал не прочитался.";
const WENT_APART: &str =
    "Журнал, который был здесь, вёлся отдельно от восстановленного: чего из него здесь нет, сосчитать нельзя.";
const HAS_ALL: &str = "Всё, что было в прежнем журнале, есть и в восстановленном.";
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

/// Each matter once; of two sheets said to be in force the later word holds.
fn with_new(mut left: Vec<Matter>, new: Vec<Matter>) -> Vec<Matter> {
    let is_said_anew = |one: &Matter| new.iter().any(|new| new == one || (new.of_sheet && one.of_sheet));
    left.retain(|one| !is_said_anew(one));
    left.extend(new);
    left
}

fn left_words(matters: &[Matter], is_head: bool) -> String {
    match (matters.is_empty(), is_head) {
        (true, _) => String::new(),
        (false, true) => "Это останется в «Люди и доступ», пока не отметите сделанным.".to_owned(),
        (false, false) => "Заведующий увидит это на «Сегодня», пока не отметит сделанным. Скажите ему.".to_owned(),
    }
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
