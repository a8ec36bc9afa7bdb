//! The journal that was made takes the place of the present one, and what the head hears of it.

use std::path::PathBuf;

use chrono::{DateTime, Datelike};
use domain::civil::counted;
use domain::ids::AccountId;
use domain::lists::Role;
use domain::rotation::may_have_gone_on;
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
    /// What is restored comes from elsewhere: another computer may have gone on with it.
    pub(super) is_from_elsewhere: bool,
    /// What an earlier restoring left to be done.
    pub(super) matters: Vec<Matter>,
    pub(super) destroyed: Vec<Destruction>,
    pub(super) removed: Vec<AccountId>,
    pub(super) people: Vec<Account>,
}

impl Known {
    /// Whether nothing was given, destroyed or decided after the restored one but what this journal knows of.
    pub(super) fn is_the_later(&self) -> bool {
        self.goes_on || !self.is_from_elsewhere
    }
}

impl Desk {
    /// Whether work went on, or may have gone on, after what is restored. A journal's own folder from another PC is the
    /// newest there is, unless it stepped aside here or has lain for long.
    fn is_older(&self, journal: Uuid, days: u32, has_all: bool) -> bool {
        let is_here = self.present_id() == Some(journal) && !has_all;
        self.is_copy() || self.is_put_aside_here() || is_here || may_have_gone_on(days)
    }

    fn is_copy(&self) -> bool {
        self.copies.restore.chosen.as_ref().is_none_or(|chosen| matches!(chosen.what, What::Copy(_)))
    }

    /// A journal that an earlier restoring put aside: it may know later things than the one that stands.
    fn is_put_aside_here(&self) -> bool {
        !self.is_copy() && self.lies_here()
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
        has_all: bool,
    ) -> (Vec<Destruction>, ListState) {
        let chosen = self.copies.restore.chosen.as_ref().map(|chosen| chosen.folder.clone());
        let beside = chosen.as_ref().and_then(|folder| Some(folder.parent()?.join("copies")));
        let and = |listed: Result<Vec<Destruction>, StorageError>, folder: PathBuf| {
            let Ok(more) = journal.read_destruction_list(&folder) else { return listed };
            Ok(with_more(listed.unwrap_or_default(), &more))
        };
        let there = [chosen, beside].into_iter().flatten().fold(typed, and);
        // The list of a journal that was left behind says nothing of what came after it.
        let state = has_all.then(|| list_state(there.as_deref(), of_journals));
        let listed = and(there, self.folder.copies());
        let state = state.unwrap_or_else(|| list_state(listed.as_deref(), of_journals));
        (with_more(listed.unwrap_or_default(), of_journals), state)
    }

    /// Something of this computer: its settings of places hold.
    fn is_from_here(&self, journal: Uuid, has_all: bool) -> bool {
        (self.present_id() == Some(journal) && !has_all) || self.lies_here()
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
            rebuilt.journal.view().latest_instant(centre.journal_id)?.and_then(DateTime::from_timestamp_millis);
        let days = latest.map_or(0, |latest| days_between(latest, now));
        // Where all that was worked here is in the restored one too, the one that was here has nothing to tell of it.
        let has_all = match known.as_ref().filter(|known| !known.goes_on) {
            Some(known) => rebuilt.journal.view().fits_anchor(&known.work)? == AnchorFit::Holds,
            None => false,
        };
        let known = known.filter(|_| !has_all);
        let is_older = self.is_older(centre.journal_id, days, has_all);
        let before = self.present_ways(centre.journal_id);
        let aside = self.is_put_aside_here();
        let returning = returning(&rebuilt, by, known.as_ref(), before.as_ref(), has_all, aside, is_older)?;
        let is_open_ended = match &known {
            Some(known) => !known.is_the_later() && (self.is_copy() || may_have_gone_on(days)),
            None => is_older,
        };
        let (series, numbers_words) =
            numbers(&rebuilt.journal.view().series()?, known.as_ref(), is_open_ended, days, day.year());
        // A copy made anew without destroyed data has lines of its own at its end.
        let had = self.chosen_manifest().map_or(rebuilt.lines, |copy| copy.lines);
        let lost = known.as_ref().filter(|known| known.goes_on).map(|known| known.lines.saturating_sub(had));
        let lost_words = match &known {
            Some(known) if known.goes_on => lost_words(known, rebuilt.journal.view().counts()?, had),
            Some(_) => WENT_APART.to_owned(),
            None if has_all => HAS_ALL.to_owned(),
            None if !self.folder.has_journal() && self.chosen_manifest().is_none() => MOVED_WHOLE.to_owned(),
            None if !self.folder.has_journal() => NO_JOURNAL_BEFORE.to_owned(),
            None if self.present_id() == Some(centre.journal_id) => UNREAD_BEFORE.to_owned(),
            None => ANOTHER_BEFORE.to_owned(),
        };
        // What the present journal has still to do stays to be done; where it was not asked, the copy's own.
        let matters = match &known {
            Some(known) => known.matters.clone(),
            None => rebuilt.journal.view().restored_matters(false)?.into_iter().map(|(_, matter)| matter).collect(),
        };
        let knows_all = known.as_ref().is_some_and(Known::is_the_later);
        let mut of_journals = rebuilt.journal.view().destructions()?;
        of_journals.extend(known.map(|known| known.destroyed).unwrap_or_default());
        let (again, listed) = self.destroyed_again(list, &of_journals, &rebuilt.journal, has_all);
        // Whatever the lists are like: the journal that was here has told all, and one that is the newest knows all.
        let state = if knows_all || !is_older { ListState::Whole } else { listed };
        let list_words = list_words(state, again.len());
        let to_check = (state != ListState::Whole).then(|| Matter { words: list_words.clone(), of_sheet: false });
        let new: Vec<Matter> = returning.matters.iter().cloned().chain(to_check).collect();
        let left_words = left_words(&new, returning.owner.is(Role::Head));
        let matters = with_new(matters, new);
        let branch = around.new_id();
        let is_from_here = self.is_from_here(centre.journal_id, has_all);
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
            is_from_elsewhere: !self.lies_here(),
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
