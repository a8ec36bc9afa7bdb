//! What is to be restored: a copy here, a file from a stick, a folder from another PC; what is in it and who opens it.

use std::path::Path;

use domain::civil::{date_time, numbered};
use storage::LockedJournal;
use storage::backup::{self, Counts, Manifest};
use storage::keys::{self, Slot, SlotFile};
use uuid::Uuid;

use super::{Chosen, What, grown_words, trouble_of};
use crate::copies::{lines, made_civil, sheet_words, what_words};
use crate::opening::ways;
use crate::practice::FOLDER as PRACTICE;
use crate::ways::lost_devices;
use crate::wire::{CopyContent, CopyLine, ProblemCode as Code, Refused, WayIn};
use crate::{Desk, Stage};

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
        let (open, closed_words) = self.ways_to_restore(&slots, "этот журнал");
        let content = CopyContent {
            name: name.clone(),
            is_folder: true,
            centre: slots.centre().to_owned(),
            made_words: "журнал из папки".to_owned(),
            what_words: "Что в нём, будет видно, когда он откроется".to_owned(),
            sheet_words: format!("Лист восстановления {}", numbered(slots.sheet_number())),
            ways: open,
            closed_words,
            present_words: self.present_words(slots.place().journal, None),
        };
        let what = What::Folder { database: place.join(slots.database()), ways: Box::new(slots) };
        self.copies.restore.chosen = Some(Chosen { name, folder: place, what });
        Ok(Some(content))
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
        let (open, closed_words) = self.ways_to_restore(&copy.ways, "эту копию");
        let content = CopyContent {
            name: name.clone(),
            is_folder: false,
            centre: manifest.centre.clone(),
            made_words: date_time(made_civil(manifest)),
            what_words: what_words(manifest),
            sheet_words: sheet_words(manifest),
            ways: open,
            closed_words,
            present_words: self.present_words(manifest.journal, Some(manifest)),
        };
        let folder = path.parent().unwrap_or_else(|| Path::new(".")).to_owned();
        self.copies.restore.chosen = Some(Chosen { name, folder, what: What::Copy(Box::new(copy)) });
        Ok(content)
    }

    /// What becomes of the journal that is here.
    fn present_words(&mut self, journal: Uuid, of_copy: Option<&Manifest>) -> String {
        if !self.folder.has_journal() {
            let source = if of_copy.is_some() { "копии" } else { "этой папки" };
            return format!("Журнала на этом компьютере ещё нет: он появится из {source}.");
        }
        let aside = "Нынешний журнал не сотрётся: он будет отложен целиком в папку рядом.";
        let present = match &mut self.stage {
            Stage::Open(session) if session.centre.journal_id == journal => session.unless_damaged(|view| {
                let goes_on = of_copy.map_or(Ok(false), |copy| view.has_all_of(copy))?;
                Ok((view.counts()?, view.audit_length()?, goes_on))
            }),
            _ => None,
        };
        if let Some(((counts, lines, goes_on), copy)) = present.zip(of_copy) {
            if !goes_on {
                return format!(
                    "Журнал с тех пор вёлся отдельно от этой копии: записанного в нём после этого в восстановленном не будет. {aside}"
                );
            }
            let had = Counts { requests: copy.requests, consultations: copy.consultations };
            return match grown_words(had, copy.lines, counts, lines) {
                Some(lost) => {
                    format!("После этой копии в журнале прибавилось: {lost}. В восстановленном этого не будет. {aside}")
                }
                None => format!("После этой копии в журнале ничего не прибавилось. {aside}"),
            };
        }
        match of_copy.map(made_civil) {
            made if self.present_id().is_none() => {
                let after = made.map_or_else(String::new, |made| {
                    format!("Записанного после {} в восстановленном журнале не будет. ", date_time(made))
                });
                format!("{after}Сверить с нынешним журналом не с чем: его файлы ключей пропали. {aside}")
            }
            Some(_) if self.present_id() != Some(journal) => format!("Это копия другого журнала. {aside}"),
            None if self.present_id() != Some(journal) => format!("Это другой журнал. {aside}"),
            Some(made) => format!("Записанного после {} в восстановленном журнале не будет. {aside}", date_time(made)),
            None => aside.to_owned(),
        }
    }

    /// Whose password may open a copy here. One that worked with a secret which this computer does not have, or has
    /// no more, is not offered; a keyring that is silent for now says nothing of any. `what` is opened, in the accusative.
    fn ways_to_restore(&self, slots: &SlotFile, what: &str) -> (Vec<WayIn>, String) {
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
            words.push(format!("Нынешний пароль сюда не подойдёт: {}.", former.join(", ")));
        }
        if !all.iter().all(is_in) {
            words.push(format!("Кого в списке нет, тот паролем {what} здесь не откроет: вход закрыт или заменён."));
        } else if open.is_empty() && !all.is_empty() {
            words.push(format!("Паролем {what} здесь не открыть: пароли от другого компьютера или от времени до того, как журнал открыли листом восстановления."));
        } else if open.len() < all.len() {
            words.push("Остальные пароли здесь не подойдут: они от другого компьютера.".to_owned());
        }
        (open, words.join(" "))
    }
}
