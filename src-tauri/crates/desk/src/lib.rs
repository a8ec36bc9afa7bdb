//! Use cases of the consultation centre: form check, pure rule, one change of the journal.
//!
//! Every act a person can do is a method of [`Desk`], named as in [`for_each_command`]. Roles are checked
//! here, by record; the screens get only what the role may see.

mod account;
mod booking;
mod calendar;
mod centre;
mod consultant;
mod consultation;
#[cfg(feature = "contract")]
pub mod contract;
mod control;
mod copies;
mod draft;
mod event;
mod fields;
mod guide;
mod handout;
mod history;
mod journal;
mod lists;
mod look;
mod means;
mod month;
mod opening;
mod order;
mod passport;
mod password;
mod people;
pub mod ports;
pub mod practice;
mod reading;
mod recovery;
mod register;
mod rekey;
mod report;
mod restore;
mod rights;
mod search;
mod session;
mod setup;
mod sheet;
mod show;
mod terms;
mod today;
mod tries;
mod trouble;
mod watch;
mod ways;
pub mod wire;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use copies::Copies;
use ports::{DeviceKeyring, KdfPolicy, Outlet, Surroundings};
use session::Session;
use setup::Setup;
use storage::{Folder, FolderLock, StorageError};
use wire::{ProblemCode, Refused};

/// One office PC's desk: who sits at it, and the journal when it is open.
pub struct Desk {
    folder: Folder,
    /// Held for as long as the program runs; a second start finds it taken.
    hold: Result<FolderLock, StorageError>,
    around: Box<dyn Surroundings>,
    keyring: Arc<dyn DeviceKeyring>,
    outlet: Box<dyn Outlet>,
    policy: KdfPolicy,
    stage: Stage,
    /// Wrong tries of the real journal's ways in.
    doors: tries::Doors,
    /// Says to the outlet that the papers are of the practice journal.
    mark: practice::Mark,
    /// What the last whole check of the history found, kept over the locking.
    checked: Option<history::Kept>,
    /// The end of the history being written down after the locking.
    last_anchor: Option<JoinHandle<()>>,
    /// The real folder and keyring, while the practice journal is open.
    aside: Option<practice::Aside>,
    /// Copies under way, and a restoring.
    copies: Copies,
    /// The journal's key being changed.
    key: rekey::KeyChange,
}

enum Stage {
    Closed,
    /// A new journal is being made; nothing is on the disk yet.
    Preparing(Box<Setup>),
    Open(Box<Session>),
}

impl Desk {
    /// Takes the data folder. What stands in the way is told by [`Desk::opening`].
    pub fn new(
        folder: impl Into<PathBuf>,
        around: Box<dyn Surroundings>,
        keyring: Box<dyn DeviceKeyring>,
        outlet: Box<dyn Outlet>,
        policy: KdfPolicy,
    ) -> Self {
        let folder = Folder::new(folder);
        let hold = folder.hold();
        let mark = practice::Mark::default();
        let outlet = Box::new(practice::MarkedOutlet::new(outlet, mark.clone()));
        let desk = Self {
            folder,
            hold,
            around,
            keyring: keyring.into(),
            outlet,
            policy,
            stage: Stage::Closed,
            doors: tries::Doors::default(),
            mark,
            checked: None,
            last_anchor: None,
            aside: None,
            copies: Copies::default(),
            key: rekey::KeyChange::default(),
        };
        desk.sweep_practice();
        desk.sweep_copies();
        desk
    }

    /// Waits, but not longer than this, until what locking left behind is done: the program is about to end.
    pub fn settle(&mut self, most: Duration) {
        let Some(last) = self.last_anchor.take() else { return };
        let begun = Instant::now();
        while !last.is_finished() && begun.elapsed() < most {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether the real journal lies open: what is to be locked when the person leaves. The practice journal
    /// holds nobody's secrets, and locking would throw it away.
    pub fn lies_open(&self) -> bool {
        self.aside.is_none() && matches!(self.stage, Stage::Open(_))
    }

    /// Does one act of a person. What a damaged page had any part in is no answer: the library reads on in zeros.
    /// What was written before such a page was met stays written, and is not to be done a second time.
    pub fn perform<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T, Refused>) -> Result<T, Refused> {
        let was_open = match &mut self.stage {
            Stage::Open(session) => {
                session.written = false;
                true
            }
            _ => false,
        };
        let answer = act(self);
        let Stage::Open(session) = &mut self.stage else { return answer };
        let answer = match (session.take_damage(), session.written) {
            (Ok(false), _) => answer,
            (Ok(true), true) => Err(ProblemCode::WrittenUnread.into()),
            (Ok(true), _) => Err(ProblemCode::JournalDamaged.into()),
            (Err(refused), _) => Err(refused),
        };
        // Who is refused at the cover stands before the cover: nothing lies open behind it.
        if !was_open && answer.is_err() {
            self.lock()?;
        }
        answer
    }

    /// Whoever may work. The recovery sheet names nobody: who came by it does nothing until a password says who it is.
    fn session(&self) -> Result<&Session, Refused> {
        let session = self.at_the_door()?;
        if session.by_sheet { Err(ProblemCode::PasswordFirst.into()) } else { Ok(session) }
    }

    /// Whoever may write: nobody while a damaged journal is read, and what cannot be written down is not printed either.
    fn writing(&self) -> Result<&Session, Refused> {
        let session = self.session()?;
        if session.is_for_reading() { Err(ProblemCode::JournalReadOnly.into()) } else { Ok(session) }
    }

    fn session_mut(&mut self) -> Result<&mut Session, Refused> {
        self.writing()?;
        match &mut self.stage {
            Stage::Open(session) => Ok(session),
            _ => Err(ProblemCode::JournalLocked.into()),
        }
    }

    /// The open session beside the ports it works with.
    fn at_work(&mut self) -> Result<AtWork<'_>, Refused> {
        self.writing()?;
        self.looking()
    }

    /// The same for what is only looked at.
    fn looking(&mut self) -> Result<AtWork<'_>, Refused> {
        self.session()?;
        self.secure_tail()?;
        self.acting()
    }

    /// The open session, whoever it is.
    fn at_the_door(&self) -> Result<&Session, Refused> {
        match &self.stage {
            Stage::Open(session) => Ok(session),
            _ => Err(ProblemCode::JournalLocked.into()),
        }
    }

    /// The same beside the ports: for the way back in, and for what the program does by itself.
    fn acting(&mut self) -> Result<AtWork<'_>, Refused> {
        match &mut self.stage {
            Stage::Open(session) => Ok(AtWork {
                session,
                around: self.around.as_ref(),
                keyring: self.keyring.as_ref(),
                outlet: self.outlet.as_ref(),
                policy: &self.policy,
                folder: &self.folder,
            }),
            _ => Err(ProblemCode::JournalLocked.into()),
        }
    }
}

/// What an act needs besides its form.
struct AtWork<'a> {
    session: &'a mut Session,
    around: &'a dyn Surroundings,
    keyring: &'a dyn DeviceKeyring,
    outlet: &'a dyn Outlet,
    policy: &'a KdfPolicy,
    folder: &'a Folder,
}
