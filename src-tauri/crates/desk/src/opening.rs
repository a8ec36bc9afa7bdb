//! The cover: who can open the journal, unlocking, locking.

use domain::lists::Role;
use std::path::Path;
use storage::audit::{Action, Subject};
use storage::keys::{
    self, FoundSlotFile, JournalKey, KeyringTrouble, Sheet, SheetTypo, SlotFile, SlotFileTrouble, SlotKind,
};
use storage::{Journal, LockedJournal, StorageError};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::session::Session;
use crate::wire::{
    KeyringState, Me, Opening, OpeningStage, Problem, ProblemCode as Code, Refused, SheetForm, UnlockForm, WayIn,
};
use crate::{Desk, Stage, show};

/// Minutes without a hand on the keyboard before the program locks itself.
const LOCK_AFTER_MINUTES: u32 = 5;

/// Steps of tidying at each locking: more than a day of work leaves, and too few to be waited for.
const TIDYING: u32 = 4;

impl Desk {
    pub fn opening(&mut self) -> Result<Opening, Refused> {
        let mut opening = Opening {
            stage: OpeningStage::NoJournal,
            centre: None,
            ways: Vec::new(),
            keyring: self.keyring_state(),
            trouble: None,
            second_slot_file_used: false,
            // No centre is known yet, so the day is Moscow's: only for comparing with the wall calendar.
            today: self.around.now().with_timezone(&chrono_tz::Europe::Moscow).date_naive().to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        if let Stage::Open(session) = &self.stage {
            opening.stage = OpeningStage::Open;
            opening.centre = Some(session.centre.name.clone());
            return Ok(opening);
        }
        if let Err(refused) = self.held() {
            return Ok(troubled(opening, refused));
        }
        if !self.folder.has_journal() {
            return Ok(opening);
        }
        match self.find_slots() {
            Ok((found, slots)) => {
                opening.stage = OpeningStage::Locked;
                opening.centre = Some(slots.centre().to_owned());
                opening.ways = ways(&slots);
                opening.second_slot_file_used = found.second_used;
                Ok(opening)
            }
            Err(refused) => Ok(troubled(opening, refused)),
        }
    }

    pub fn unlock(&mut self, form: UnlockForm) -> Result<Me, Refused> {
        self.held()?;
        let password = Zeroizing::new(form.password);
        let slot: Uuid = form.slot.parse().map_err(|_| Problem::at("slot", Code::UnknownChoice))?;
        let (found, slots) = self.find_slots()?;
        let key = slots.unlock_with_password(slot, &password, self.keyring.as_ref(), &self.policy)?;
        let mut journal = self.open_file(&slots, &key)?;
        let owner = journal.view().account_of_slot(slot)?.ok_or(Code::NotFound)?;
        // A replaced password opens nothing while the new one is there to be used.
        let replaced = journal.view().ended_slots()?.contains(&slot);
        if replaced && journal.view().slot_of(owner)?.is_some_and(|living| slots.slot(living).is_some()) {
            return Err(Problem::at("password", Code::WrongPassword).into());
        }
        let account = journal.view().account(owner)?;
        journal.change::<(), Refused>(Some(account.id), self.around.now(), |change| {
            change.note(Action::Unlocked, Subject::Account, Some(account.id.0));
            Ok(())
        })?;
        self.enter(&found, Session::new(journal, account, slots, key, false)?)
    }

    /// For when no head can enter: one enters as head, and it is written down.
    pub fn unlock_by_sheet(&mut self, form: SheetForm) -> Result<Me, Refused> {
        self.held()?;
        let groups = Zeroizing::new(form.groups);
        let sheet = read_sheet(&groups)?;
        let (found, slots) = self.find_slots()?;
        let (key, _) = slots.unlock_with_sheet(&sheet)?;
        let mut journal = self.open_file(&slots, &key)?;
        let account = journal.view().accounts()?.into_iter().find(|a| a.is(Role::Head)).ok_or(Code::NotFound)?;
        journal.change::<(), Refused>(Some(account.id), self.around.now(), |change| {
            change.note(Action::UnlockedBySheet, Subject::Account, Some(account.id.0));
            Ok(())
        })?;
        self.enter(&found, Session::new(journal, account, slots, key, true)?)
    }

    /// Closes the journal. Drafts are in it already.
    pub fn lock(&mut self) -> Result<(), Refused> {
        if self.end_practice() {
            return Ok(());
        }
        self.copies.stop();
        self.copies.restore.stop();
        if let Stage::Open(session) = &mut self.stage {
            let account = session.account.id;
            // A journal that cannot be written any more is locked all the same.
            let _ = session.journal.change::<(), Refused>(Some(account), self.around.now(), |change| {
                change.note(Action::Locked, Subject::Account, Some(account.0));
                Ok(())
            });
        }
        if let Stage::Open(mut session) = std::mem::replace(&mut self.stage, Stage::Closed) {
            // An index in more pieces finds the same, only later.
            let _ = session.journal.tidy_search(TIDYING);
            self.leave(*session);
        }
        Ok(())
    }

    pub fn me(&mut self) -> Result<Me, Refused> {
        let session = self.session()?;
        let account = &session.account;
        Ok(Me {
            account: account.id.to_string(),
            name: account.name.clone(),
            short_name: domain::person::short_name(&account.name),
            roles: show::roles(&account.roles),
            roles_words: show::roles_words(&account.roles),
            consultant: account.consultant.map(|id| id.to_string()),
            centre: session.centre.name.clone(),
            by_sheet: session.by_sheet,
            sheet_number: session.view().sheet_number()?.unwrap_or(0),
            today: session.today(self.around.as_ref()).to_string(),
            lock_after_minutes: LOCK_AFTER_MINUTES,
            practice: session.practice,
        })
    }

    /// The folder is ours to work in.
    pub(crate) fn held(&self) -> Result<(), Refused> {
        match &self.hold {
            Ok(_) => Ok(()),
            Err(StorageError::Busy) => Err(Code::AlreadyOpen.into()),
            Err(StorageError::DiskFull) => Err(Code::DiskFull.into()),
            Err(StorageError::Io(number)) => Err(Problem::new(Code::DiskTrouble).about(number).into()),
            Err(_) => Err(Code::FolderReadOnly.into()),
        }
    }

    pub(crate) fn keyring_state(&self) -> KeyringState {
        // No secret has the nil id: the answer tells only whether a keyring is there.
        match self.keyring.read(Uuid::nil()) {
            Ok(_) => KeyringState::Ready,
            Err(KeyringTrouble::Locked) => KeyringState::Locked,
            Err(KeyringTrouble::Absent | KeyringTrouble::Other(_)) => KeyringState::Absent,
        }
    }

    /// The slot file whose database is there: of two generations the highest that can be opened wins.
    fn find_slots(&self) -> Result<(FoundSlotFile, SlotFile), Refused> {
        let folder = self.folder.journal();
        let found = keys::read_twins(&folder).map_err(|trouble| match trouble {
            SlotFileTrouble::Missing | SlotFileTrouble::Lost | SlotFileTrouble::DifferentJournals => {
                Refused::from(Code::SlotFileLost)
            }
            SlotFileTrouble::Newer { format } => Problem::new(Code::JournalNewer).about(format).into(),
            SlotFileTrouble::TooLarge => Code::SlotFileLost.into(),
            SlotFileTrouble::Io(error) => StorageError::from(error).into(),
        })?;
        let mut trouble = StorageError::Missing;
        for slots in &found.candidates {
            match LockedJournal::find(&folder.join(slots.database())) {
                Ok(_) => {
                    let slots = slots.clone();
                    return Ok((found, slots));
                }
                Err(error) => trouble = error,
            }
        }
        Err(trouble.into())
    }

    fn open_file(&self, slots: &SlotFile, key: &JournalKey) -> Result<Journal, Refused> {
        Ok(LockedJournal::find(&self.folder.journal().join(slots.database()))?.unlock(key)?)
    }

    fn enter(&mut self, found: &FoundSlotFile, mut session: Session) -> Result<Me, Refused> {
        // A crash between the journal and the slot file may have left a replaced way in.
        let mut stale = false;
        for slot in session.view().ended_slots()? {
            stale |= session.slots.remove(slot).is_some();
        }
        if found.needs_healing || stale {
            // The journal is open either way; a folder that cannot be written shows itself at the first save.
            let _ = keys::write_twins(&self.folder.journal(), &session.slots);
        }
        self.sit_down(session)?;
        self.me()
    }
}

fn troubled(opening: Opening, refused: Refused) -> Opening {
    Opening { stage: OpeningStage::Trouble, trouble: refused.problems.into_iter().next(), ..opening }
}

/// The sheet as it was typed, group by group.
pub(crate) fn read_sheet(groups: &[String]) -> Result<Sheet, Problem> {
    Sheet::from_groups(groups).map_err(|typo| match typo {
        SheetTypo::Groups(numbers) => {
            let list = numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            Problem::at("groups", Code::SheetGroupMistyped).about(list)
        }
        SheetTypo::Length { .. } => Problem::at("groups", Code::WrongSheet),
    })
}

pub(crate) fn ways(slots: &SlotFile) -> Vec<WayIn> {
    slots
        .slots()
        .iter()
        .filter_map(|slot| {
            let needs_keyring = match slot.kind() {
                SlotKind::PasswordDevice { .. } => true,
                SlotKind::Password { .. } => false,
                SlotKind::Code { .. } | SlotKind::Sheet { .. } => return None,
            };
            Some(WayIn {
                slot: slot.id().to_string(),
                label: slot.label().unwrap_or_default().to_owned(),
                needs_keyring,
            })
        })
        .collect()
}

/// A folder that a cloud or a network carries elsewhere: the journal would be copied out of the centre's hands.
pub(crate) fn is_shared(folder: &Path) -> bool {
    const SYNCED: [&str; 8] =
        ["onedrive", "dropbox", "yandex.disk", "yandexdisk", "google drive", "googledrive", "nextcloud", "icloud"];
    let network = folder.to_str().is_some_and(|path| path.starts_with(r"\\") || path.starts_with("//"));
    network
        || folder.components().any(|part| {
            let name = part.as_os_str().to_string_lossy().to_lowercase();
            SYNCED.iter().any(|synced| name.starts_with(synced))
        })
}
