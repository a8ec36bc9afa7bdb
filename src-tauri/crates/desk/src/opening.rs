//! The cover: who can open the journal, unlocking, locking.

use domain::access::sheet_is_due;
use domain::lists::Role;
use std::path::{Path, PathBuf};
use storage::account::Account;
use storage::audit::{Action, Subject};
use storage::backup::{Destruction, read_list, ways_into_list};
use storage::keys::{
    self, Door, FoundSlotFile, JournalKey, KeyringTrouble, Sheet, Slot, SlotFile, SlotFileTrouble, SlotKind,
    UnlockError,
};
use storage::{Journal, LockedJournal, StorageError};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::session::Session;
use crate::sheet::{all_typed, mistyped};
use crate::tries::{doors_of, note_wrong};
use crate::wire::{
    Choice, KeyringState, Me, Opening, OpeningStage, Problem, ProblemCode as Code, Refused, SheetForm, UnlockForm,
    WayIn,
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
            codes: Vec::new(),
            sheet_wait: 0,
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
                opening.ways = self.ways_here(&slots, false);
                opening.codes = self.ways_here(&slots, true);
                opening.sheet_wait = self.seconds_to_wait(Door::Sheet);
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
        let found = self.read_slots()?;
        let Entry { mut journal, slots, key, account, put_back } =
            self.enter_by_password(&found, slot, &password, LockedJournal::unlock)?;
        let listed = self
            .listed(&journal, |ways| ways.unlock_with_password(slot, &password, self.keyring.as_ref(), &self.policy));
        self.note_entry(&mut journal, &slots, &account, Action::Unlocked, Door::Slot(slot), put_back)?;
        let session = Session::new(journal, account, slots, key, false)?;
        self.enter(&found, Session { listed, ..session })
    }

    /// Opens by any slot of that person.
    pub(crate) fn enter_by_password(
        &mut self,
        found: &FoundSlotFile,
        slot: Uuid,
        password: &str,
        how: How,
    ) -> Result<Entry, Refused> {
        self.knock(Door::Slot(slot), "password", |desk| {
            let mut first = None;
            for one in of_one_person(found, slot) {
                match desk.open_by_password(found, one, password, how) {
                    Ok(opened) => return Ok(opened),
                    Err(refused) => first.get_or_insert(refused),
                };
            }
            Err(first.unwrap_or_else(|| Code::NotFound.into()))
        })
    }

    /// Opens by one slot, and tells whose it is.
    fn open_by_password(&self, found: &FoundSlotFile, slot: Uuid, password: &str, how: How) -> Result<Entry, Refused> {
        let unlock = |slots: &SlotFile| slots.unlock_with_password(slot, password, self.keyring.as_ref(), &self.policy);
        let (journal, slots, key) = self.open_by(found, unlock, how)?;
        let (account, put_back) = journal.truly(|view| {
            // A slot that a crash kept from the journal is nobody's.
            let owner = view.account_of_slot(slot)?.ok_or_else(|| Problem::at("password", Code::WrongPassword))?;
            // A replaced password opens only where a slot file put back from elsewhere lacks the new one.
            let replaced = view.ended_slots()?.contains(&slot);
            if replaced && view.slot_of(owner)?.is_none_or(|living| slots.slot(living).is_some()) {
                return Err(Refused::from(Problem::at("password", Code::WrongPassword)));
            }
            Ok((view.account(owner)?, replaced.then_some(slot)))
        })?;
        Ok(Entry { journal, slots, key, account, put_back })
    }

    /// For when no head can enter: one enters as head, and it is written down.
    pub fn unlock_by_sheet(&mut self, form: SheetForm) -> Result<Me, Refused> {
        self.held()?;
        let groups = Zeroizing::new(form.groups);
        let sheet = read_sheet(&groups)?;
        let found = self.read_slots()?;
        let Entry { mut journal, slots, key, account, .. } =
            self.enter_by_sheet(&found, &sheet, LockedJournal::unlock)?;
        let listed = self.listed(&journal, |ways| ways.unlock_with_sheet(&sheet).map(|(key, _)| key));
        self.note_entry(&mut journal, &slots, &account, Action::UnlockedBySheet, Door::Sheet, None)?;
        let session = Session::new(journal, account, slots, key, true)?;
        self.enter(&found, Session { listed, ..session })
    }

    pub(crate) fn enter_by_sheet(&mut self, found: &FoundSlotFile, sheet: &Sheet, how: How) -> Result<Entry, Refused> {
        let (journal, slots, key) = self.knock(Door::Sheet, "groups", |desk| {
            desk.open_by(found, |slots| slots.unlock_with_sheet(sheet).map(|(key, _)| key), how)
        })?;
        let account = journal.truly(|view| {
            let head = view.accounts()?.into_iter().find(|account| account.is(Role::Head));
            head.ok_or_else(|| Refused::from(Code::NotFound))
        })?;
        Ok(Entry { journal, slots, key, account, put_back: None })
    }

    /// A journal from before its first destruction has no key of the list beside its copies: the way in opens it.
    fn listed(
        &self,
        journal: &Journal,
        unlock: impl Fn(&SlotFile) -> Result<JournalKey, UnlockError>,
    ) -> Vec<Destruction> {
        let has_key = journal.has_destruction_list().unwrap_or(true);
        let second = journal.view().second_place().ok().flatten().map(PathBuf::from).filter(|path| path.is_dir());
        let folders = [Some(self.folder.copies()), second].into_iter().flatten().filter(|_| !has_key);
        let read = |folder: PathBuf| read_list(&folder, &unlock(&ways_into_list(&folder).ok()?).ok()?).ok();
        folders.filter_map(read).flatten().collect()
    }

    /// Writes down who came, how, and after how many wrong tries; codes whose days are over end with it.
    fn note_entry(
        &mut self,
        journal: &mut Journal,
        slots: &SlotFile,
        account: &Account,
        how: Action,
        by: Door,
        put_back: Option<Uuid>,
    ) -> Result<(), Refused> {
        let now = self.around.now();
        let doors = doors_of(&journal.view(), by, account.id)?;
        let wrong = self.wrong_at(&doors);
        let is_over = |id: &Uuid| slots.slot(*id).and_then(Slot::until).is_some_and(|until| until <= now);
        let outlived: Vec<Uuid> =
            journal.view().living_slots()?.into_iter().map(|known| known.id).filter(is_over).collect();
        // The sheet names nobody.
        let doer = Some(account.id).filter(|_| by != Door::Sheet);
        journal.change::<_, Refused>(doer, now, |change| {
            if let Some(slot) = put_back {
                change.revive_slot(slot, account.id)?;
            }
            for slot in outlived {
                change.end_slot(slot)?;
            }
            change.note(how, Subject::Account, Some(account.id.0));
            note_wrong(change, account.id, wrong);
            Ok(())
        })?;
        self.forget_wrong(&doors);
        Ok(())
    }

    /// Closes the journal. Drafts are in it already.
    pub fn lock(&mut self) -> Result<(), Refused> {
        if self.end_practice() {
            return Ok(());
        }
        // A copy that is done is written down first.
        let _ = self.collect_copy();
        self.copies.stop();
        self.copies.restore.stop();
        self.key.stop();
        if let Stage::Open(session) = &mut self.stage {
            let account = session.account.id;
            let doer = Some(account).filter(|_| !session.by_sheet);
            // A journal that cannot be written any more is locked all the same.
            let _ = session.journal.change::<(), Refused>(doer, self.around.now(), |change| {
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
        let session = self.at_the_door()?;
        let account = &session.account;
        let for_reading = session.is_for_reading();
        let mut heads = session.view().accounts()?;
        heads.retain(|one| session.by_sheet && one.is(Role::Head));
        Ok(Me {
            account: account.id.to_string(),
            name: account.name.clone(),
            short_name: domain::person::short_name(&account.name),
            roles: show::roles(&account.roles),
            roles_words: show::roles_words(&account.roles),
            consultant: account.consultant.map(|id| id.to_string()),
            centre: session.centre.name.clone(),
            by_sheet: session.by_sheet,
            heads: heads
                .into_iter()
                .map(|one| Choice { key: one.id.to_string(), label: one.name, hint: Some(one.label) })
                .collect(),
            sheet_number: if for_reading { 0 } else { session.view().sheet_number()?.unwrap_or(0) },
            sheet_due: !for_reading && self.sheet_is_due()?,
            today: session.today(self.around.as_ref()).to_string(),
            lock_after_minutes: LOCK_AFTER_MINUTES,
            practice: session.practice,
            for_reading,
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

    /// The head is reminded once a quarter to try the sheet.
    fn sheet_is_due(&self) -> Result<bool, Refused> {
        let session = self.at_the_door()?;
        if !session.is(Role::Head) || session.practice {
            return Ok(false);
        }
        let today = session.today(self.around.as_ref());
        let sheets = session.view().sheets()?;
        let in_force = sheets.iter().find(|sheet| sheet.replaced_on.is_none());
        Ok(in_force.is_some_and(|sheet| sheet_is_due(sheet.made_on, sheet.tried_on, today)))
    }

    pub(crate) fn read_slots(&self) -> Result<FoundSlotFile, Refused> {
        keys::read_twins(&self.folder.journal()).map_err(|trouble| match trouble {
            SlotFileTrouble::Missing | SlotFileTrouble::Lost | SlotFileTrouble::DifferentJournals => {
                Refused::from(Code::SlotFileLost)
            }
            SlotFileTrouble::Newer { format } => Problem::new(Code::JournalNewer).about(format).into(),
            SlotFileTrouble::TooLarge => Code::SlotFileLost.into(),
            SlotFileTrouble::Io(error) => StorageError::from(error).into(),
        })
    }

    /// The slot file whose database is there.
    fn find_slots(&self) -> Result<(FoundSlotFile, SlotFile), Refused> {
        let found = self.read_slots()?;
        let mut trouble = StorageError::Missing;
        for slots in &found.candidates {
            match LockedJournal::find(&self.folder.journal().join(slots.database())) {
                Ok(_) => {
                    let slots = slots.clone();
                    return Ok((found, slots));
                }
                Err(error) => trouble = error,
            }
        }
        Err(trouble.into())
    }

    /// Of two generations the highest whose database opens wins. A wrong answer at one is not tried at the other:
    /// who was shut out of the newer key is shut out.
    pub(crate) fn open_by(
        &self,
        found: &FoundSlotFile,
        unlock: impl Fn(&SlotFile) -> Result<JournalKey, UnlockError>,
        how: How,
    ) -> Result<(Journal, SlotFile, JournalKey), Refused> {
        let mut first = None;
        for slots in &found.candidates {
            let opened = match LockedJournal::find(&self.folder.journal().join(slots.database())) {
                Ok(locked) => {
                    let key = unlock(slots)?;
                    how(&locked, &key).map(|journal| (journal, slots.clone(), key))
                }
                Err(error) => Err(error),
            };
            match opened {
                Ok(opened) => return Ok(opened),
                Err(error @ (StorageError::Missing | StorageError::Damaged | StorageError::NotEncrypted)) => {
                    first.get_or_insert(error);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(first.unwrap_or(StorageError::Missing).into())
    }

    /// Sits down, and mends what a crash has left: slots the journal has ended or never knew, copies of the slot
    /// file that differ, databases of another key.
    pub(crate) fn enter(&mut self, found: &FoundSlotFile, mut session: Session) -> Result<Me, Refused> {
        let known: Vec<Uuid> = session.view().living_slots()?.into_iter().map(|slot| slot.id).collect();
        let mut living = session.slots.clone();
        for stray in session.slots.slots().iter().map(Slot::id).filter(|id| !known.contains(id)) {
            living.remove(stray);
        }
        living.close(session.view().closed_slots()?);
        let is_mended = std::mem::replace(&mut session.slots, living) != session.slots;
        let folder = self.folder.journal();
        if found.needs_healing || is_mended {
            let mended = keys::write_twins(&folder, &session.slots);
            // Two keys at once: nothing may be written while the next start could still choose the other one.
            if found.candidates.len() > 1 {
                mended.map_err(StorageError::from)?;
            }
            // Else the journal is open either way; a folder that cannot be written shows itself at the first save.
        }
        let _ = crate::rekey::retire(&self.folder, &session);
        self.sit_down(session)?;
        self.me()
    }

    /// The same with what each must wait after wrong tries.
    fn ways_here(&mut self, slots: &SlotFile, codes: bool) -> Vec<WayIn> {
        let mut ways = ways_of(slots, codes);
        for way in &mut ways {
            way.wait = way.slot.parse().map_or(0, |slot| self.seconds_to_wait(Door::Slot(slot)));
        }
        ways
    }
}

/// What is done with the file once its key is there.
pub(crate) type How = fn(&LockedJournal, &JournalKey) -> Result<Journal, StorageError>;

/// The journal opened by somebody's slot, or as the head by the sheet.
pub(crate) struct Entry {
    pub journal: Journal,
    pub slots: SlotFile,
    pub key: JournalKey,
    pub account: Account,
    /// The slot had ended, and an older slot file brought it back.
    put_back: Option<Uuid>,
}

fn troubled(opening: Opening, refused: Refused) -> Opening {
    Opening { stage: OpeningStage::Trouble, trouble: refused.problems.into_iter().next(), ..opening }
}

/// The sheet as it was typed, group by group.
pub(crate) fn read_sheet(groups: &[String]) -> Result<Sheet, Refused> {
    all_typed(groups)?;
    Sheet::from_groups(groups).map_err(|typo| mistyped(typo, Code::SheetGroupMistyped, Code::WrongSheet))
}

/// Who enters by a password.
pub(crate) fn ways(slots: &SlotFile) -> Vec<WayIn> {
    ways_of(slots, false)
}

/// A change of a password that was cut short leaves two slots of one person: the chosen one and the other are both
/// tried.
fn of_one_person(found: &FoundSlotFile, chosen: Uuid) -> Vec<Uuid> {
    let all = || found.candidates.iter().flat_map(SlotFile::slots);
    let label = all().find(|slot| slot.id() == chosen).and_then(Slot::label);
    let mut ids = vec![chosen];
    for slot in all().filter(|slot| is_password(slot) && label.is_some() && slot.label() == label) {
        if !ids.contains(&slot.id()) {
            ids.push(slot.id());
        }
    }
    ids
}

fn is_password(slot: &Slot) -> bool {
    matches!(slot.kind(), SlotKind::PasswordDevice { .. } | SlotKind::Password { .. })
}

/// One line for each person, even while a change of the password cut short has left two slots.
fn ways_of(slots: &SlotFile, codes: bool) -> Vec<WayIn> {
    let asked = |slot: &&Slot| if codes { matches!(slot.kind(), SlotKind::Code { .. }) } else { is_password(slot) };
    let mut ways: Vec<WayIn> = Vec::new();
    for slot in slots.slots().iter().filter(asked) {
        let way = WayIn {
            slot: slot.id().to_string(),
            label: slot.label().unwrap_or_default().to_owned(),
            needs_keyring: slot.device().is_some(),
            wait: 0,
        };
        // The newest stands last in the file.
        match ways.iter_mut().find(|known| known.label == way.label) {
            Some(known) => *known = way,
            None => ways.push(way),
        }
    }
    ways
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
