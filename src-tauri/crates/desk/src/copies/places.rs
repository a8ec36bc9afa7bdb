//! The second place: a folder the person chose, and the copies that lie there too.

use std::path::{Path, PathBuf};

use domain::lists::Role;
use domain::rotation;
use storage::StorageError;
use storage::backup::{self, CopyRow, Manifest, Second};
use uuid::Uuid;

use super::rotating::newest_own;
use super::{PATIENCE, Product};
use crate::Desk;
use crate::wire::{CopiesView, Done, Noun, ProblemCode as Code, Refused};

impl Desk {
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
            self.copies.second_tried = None;
        }
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }

    pub fn forget_second_place(&mut self) -> Result<Done<CopiesView>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        at.session.change(at.around, |change| Ok(change.choose_second_place(None)?))?;
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }

    /// Lays a kept copy at the second place; tells whether that has begun.
    pub(super) fn carry(&mut self, copy: Uuid) -> Result<bool, Refused> {
        let at = self.at_work()?;
        let view = at.session.view();
        let Some(second) = view.second_place()?.map(PathBuf::from) else { return Ok(false) };
        if !second.is_dir() {
            self.copies.remark = Some(remark(&StorageError::Missing));
            return Ok(false);
        }
        let rows = view.copies()?;
        let Some(row) = rows.iter().find(|row| row.id == copy) else { return Ok(false) };
        let (here, borne) = (at.folder.copies().join(&row.name), view.copy_names()?);
        let journal = at.session.centre.journal_id;
        self.copies.begin(move |watch| {
            backup::sweep_there(&second, journal, &borne);
            Ok(Product::Carried { copy, answer: backup::lay_there(&here, &second, watch) })
        })?;
        Ok(true)
    }

    pub(super) fn carried(&mut self, copy: Uuid, answer: Result<(), StorageError>) -> Result<(), Refused> {
        let mut at = self.at_work()?;
        if answer.is_ok() {
            at.session.change_unasked(at.around, |change| Ok(change.copy_carried(copy)?))?;
            at.write_destruction_lists();
        }
        at.rotate(copy)?;
        let now = at.around.now();
        self.copies.second_tried = answer.is_err().then_some(now);
        self.copies.remark = answer.err().as_ref().map(remark);
        Ok(())
    }

    /// What is to be done between this computer and the second place, while that is there; whether it has begun.
    pub(super) fn begin_at_second(&mut self, known: &[CopyRow]) -> Result<bool, Refused> {
        let tried = self.copies.second_tried;
        let at = self.at_work()?;
        let now = at.around.now();
        let Some(second) = at.session.view().second_place()?.map(PathBuf::from) else { return Ok(false) };
        if tried.is_some_and(|tried| (now - tried).abs() < PATIENCE) || !second.is_dir() {
            return Ok(false);
        }
        let copies = at.folder.copies();
        let own = || known.iter().filter(|row| row.manifest.branch == at.session.centre.branch_id);
        // One that was stopped on its way there, or was made while the disk was away.
        let newest = newest_own(known, at.session, at.folder).filter(|row| row.second_at.is_none());
        if let Some(newest) = newest.map(|row| row.id) {
            self.copies.second_tried = Some(now);
            return self.carry(newest);
        }
        let is_lost = |row: &&CopyRow| {
            let here = copies.join(&row.name);
            let broken = row.damaged_at.is_some() || (row.proven_at.is_none() && !here.is_file());
            broken && row.second_at.is_some() && is_free(&here, row.id)
        };
        if let Some(row) = own().find(is_lost) {
            let (copy, there) = (row.id, second.join(&row.name));
            self.copies.begin(move |watch| {
                let answer = backup::bring_back(&there, &copies, copy, watch).map(|found| found.map(Box::new));
                Ok(Product::BroughtBack { copy, answer })
            })?;
            return Ok(true);
        }
        let (today, there): (_, Vec<&CopyRow>) = (at.session.now(at.around), own().collect());
        let read: Vec<_> = there
            .iter()
            .filter_map(|row| {
                let whole = at.session.civil(row.second_at?);
                let made = at.session.civil(row.manifest.made());
                // Laid there on the day it was made: that is no reading again.
                Some((*row, (whole, whole.date() == today.date() && made.date() != whole.date())))
            })
            .collect();
        let times: Vec<_> = read.iter().map(|(_, read)| *read).collect();
        let Some((row, _)) = rotation::to_reread(&times, today).and_then(|found| read.get(found)) else {
            return Ok(false);
        };
        let (copy, known, here) = (row.id, row.manifest.clone(), copies.join(&row.name));
        self.copies.begin(move |watch| {
            Ok(Product::SecondRead { copy, found: backup::look_there(&here, &second, &known, watch) })
        })?;
        Ok(true)
    }

    pub(super) fn second_read(&mut self, copy: Uuid, found: Result<Second, StorageError>) -> Result<(), Refused> {
        let at = self.at_work()?;
        match found {
            Ok(found) => at.session.change_unasked(at.around, |change| Ok(change.copy_second_read(copy, found)?)),
            // A disk that was pulled out is read when it is in again.
            Err(_) => {
                self.copies.second_tried = Some(at.around.now());
                Ok(())
            }
        }
    }

    pub(super) fn brought_back(
        &mut self,
        copy: Uuid,
        answer: Result<Option<Box<Manifest>>, StorageError>,
    ) -> Result<(), Refused> {
        let at = self.at_work()?;
        match answer {
            Ok(Some(manifest)) => {
                at.session.change_unasked(at.around, |change| Ok(change.copy_brought_back(&manifest)?))?;
                let rows = at.session.view().copies()?;
                let name = rows.into_iter().find(|row| row.id == copy).map(|row| row.name).unwrap_or_default();
                self.copies.restore.mended(&name);
                if self.copies.problem.as_ref().is_some_and(|one| one.about.as_deref() == Some(name.as_str())) {
                    self.copies.problem = None;
                }
                self.copies.remark = Some(format!("Копия «{name}» возвращена со второго места и проверена."));
                Ok(())
            }
            Ok(None) => {
                at.session.change_unasked(at.around, |change| Ok(change.copy_second_read(copy, Second::Spoilt)?))
            }
            Err(_) => {
                self.copies.second_tried = Some(at.around.now());
                Ok(())
            }
        }
    }
}

/// Nobody else's copy lies under this name.
fn is_free(path: &Path, copy: Uuid) -> bool {
    backup::head_of(path).map_or(true, |found| found.manifest.copy == copy)
}

/// Why the second place has no copy: told, and no error.
fn remark(error: &StorageError) -> String {
    match error {
        StorageError::Missing => "Копия сделана на этот компьютер. На второе место не записана: диск не вставлен.",
        StorageError::DiskFull => "Копия сделана на этот компьютер. На втором месте нет свободного места.",
        StorageError::ReadOnly => {
            "Копия сделана на этот компьютер. На второе место записать нельзя: оно закрыто для записи."
        }
        StorageError::Busy => {
            "Копия сделана на этот компьютер. На втором месте под этим именем уже лежит копия другого журнала."
        }
        StorageError::Stopped => "Копия сделана на этот компьютер. На второе место она не записана: вы остановили.",
        _ => "Копия сделана на этот компьютер. На второе место записать не удалось: проверьте диск.",
    }
    .to_owned()
}
