//! Which copies stay, and the going of the others.

use std::fs;
use std::path::{Path, PathBuf};

use domain::lists::Role;
use domain::rotation::{self, Doubt, Kept, Look, Looks, Rotation};
use storage::Folder;
use storage::audit::{Action, Subject};
use storage::backup::{self, CopyRow};
use uuid::Uuid;

use crate::session::Session;
use crate::wire::{CopiesView, Done, Noun, Refused};
use crate::{AtWork, Desk};

impl Desk {
    /// The head has looked at why old copies were kept back: the rotation goes on.
    pub fn tidy_copies(&mut self) -> Result<Done<CopiesView>, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let rows = at.session.view().copies()?;
        let newest = newest_own(&rows, at.session, at.folder).map(|row| row.id);
        if let Some(newest) = newest.filter(|_| doubt(&rows, at.session, at.folder).is_ok_and(|doubt| doubt.is_some()))
        {
            let journal = at.session.centre.journal_id;
            at.session.change(at.around, |change| {
                change.note(Action::CopiesTrusted, Subject::Journal, Some(journal));
                Ok(())
            })?;
            let answered = Looks::answered(at.session.now(at.around));
            at.rotate_by(newest, answered)?;
        }
        Ok(Done { value: self.copies_view()?, changed: vec![Noun::Copy] })
    }
}

impl AtWork<'_> {
    pub(super) fn rotate(&mut self, newest: Uuid) -> Result<(), Refused> {
        let looks = looks(self.session)?;
        self.rotate_by(newest, looks)
    }

    fn rotate_by(&mut self, newest: Uuid, looks: Looks) -> Result<(), Refused> {
        let rows = self.session.view().copies()?;
        let Some(new) = rows.iter().position(|row| row.id == newest) else { return Ok(()) };
        let Rotation::Remove(gone) =
            rotation::rotate(&kept(&rows, self.session, self.folder), new, backup::budget(), looks)
        else {
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
        self.session
            .change_unasked(self.around, |change| Ok(removed.iter().try_for_each(|id| change.copy_removed(*id))?))
    }
}

/// Takes a copy away. Another one that lies under its name stays.
fn remove(path: &Path, copy: Uuid) -> std::io::Result<()> {
    if backup::head_of(path).is_ok_and(|found| found.manifest.copy != copy) { Ok(()) } else { fs::remove_file(path) }
}

/// Whether a copy stands on this computer as it was proven.
pub(super) fn is_proven(row: &CopyRow, folder: &Folder) -> bool {
    row.proven_at.is_some() && folder.copies().join(&row.name).is_file()
}

/// When somebody last looked at the copies, and when at the clock.
pub(super) fn looks(session: &Session) -> Result<Looks, Refused> {
    let (view, journal) = (session.view(), session.centre.journal_id);
    let look = |(line, at)| Look { line, at: session.exactly(at) };
    Ok(Looks { copies: view.copies_trusted(journal)?.map(look), clock: view.clock_trusted(journal)?.map(look) })
}

/// Why somebody is to look before old copies go; nothing is asked while none would go.
pub(super) fn doubt(rows: &[CopyRow], session: &Session, folder: &Folder) -> Result<Option<Doubt>, Refused> {
    let newest = newest_own(rows, session, folder).and_then(|newest| rows.iter().position(|row| row.id == newest.id));
    let Some(newest) = newest else { return Ok(None) };
    let own = kept(rows, session, folder);
    let answered =
        Looks::answered(session.exactly(rows.get(newest).map(|row| row.manifest.made()).unwrap_or_default()));
    let waits = matches!(rotation::rotate(&own, newest, backup::budget(), answered), Rotation::Remove(gone) if !gone.is_empty());
    Ok(match rotation::rotate(&own, newest, backup::budget(), looks(session)?) {
        Rotation::Ask(doubt) if waits => Some(doubt),
        Rotation::Ask(_) | Rotation::Remove(_) => None,
    })
}

pub(super) fn kept(rows: &[CopyRow], session: &Session, folder: &Folder) -> Vec<Kept> {
    rows.iter()
        .map(|row| Kept {
            made: session.exactly(row.manifest.made()),
            bytes: row.manifest.bytes,
            proven: is_proven(row, folder),
            spare: row.second_at.is_some(),
            own: row.manifest.branch == session.centre.branch_id,
            requests: row.manifest.requests,
            lines: row.manifest.lines,
        })
        .collect()
}

/// The last proven copy of the branch, by its history, whatever the clock said.
pub(super) fn newest_own<'a>(rows: &'a [CopyRow], session: &Session, folder: &Folder) -> Option<&'a CopyRow> {
    let own = rows.iter().filter(|row| row.manifest.branch == session.centre.branch_id && is_proven(row, folder));
    own.max_by_key(|row| row.manifest.lines)
}
