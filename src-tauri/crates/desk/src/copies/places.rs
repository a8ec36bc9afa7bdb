//! The second place: a folder the person chose.

use domain::lists::Role;

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
        }
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }

    pub fn forget_second_place(&mut self) -> Result<Done<CopiesView>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        at.session.change(at.around, |change| Ok(change.choose_second_place(None)?))?;
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }
}
