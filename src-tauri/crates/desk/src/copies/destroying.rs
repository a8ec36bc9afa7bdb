//! What is destroyed of a person, and the list of it beside every copy.

use std::path::PathBuf;

use domain::lists::Role;
use storage::backup::Destruction;

use crate::wire::{ProblemCode as Code, Refused};
use crate::{AtWork, Desk};

impl Desk {
    /// Empties what is kept of a person, by their code, and puts it on the list beside every copy. The records stay
    /// and are counted. `act`: number and day of the act of destruction.
    ///
    /// # Errors
    /// A file beside the journal that could not be removed is told of after the destruction is done.
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
        Ok(at.session.journal.leave_earlier_schemas()?)
    }
}

impl AtWork<'_> {
    /// The list of destructions in every place where copies lie and that can be reached.
    pub(crate) fn write_destruction_lists(&mut self) {
        let second = self.session.view().second_place().ok().flatten().map(PathBuf::from).filter(|path| path.is_dir());
        for folder in [Some(self.folder.copies()), second].into_iter().flatten() {
            // A place that cannot be written keeps its older list, and restoring says that it is older.
            let _ = self.session.journal.write_destruction_list(&folder, &self.session.slots);
        }
    }
}
