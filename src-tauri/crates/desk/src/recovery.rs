//! The ways back in: a one-time code for one person, the recovery sheet for the whole office.

use domain::lists::Role;
use storage::LockedJournal;
use storage::audit::{Action, Subject};
use storage::keys::{Door, OneTimeCode, Slot, SlotFile};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::account::{living, own_words};
use crate::fields::Check;
use crate::password::check_password;
use crate::session::Session;
use crate::sheet::{all_typed, mistyped};
use crate::tries::{doors_of, note_wrong};
use crate::wire::{CodeForm, CodeShown, Me, Problem, ProblemCode as Code, RecoverForm, Recovered, Refused};
use crate::{AtWork, Desk};

impl Desk {
    /// A one-time code for somebody who cannot enter. Their password, if it works, works until the code is used.
    pub fn give_code(&mut self, account: String) -> Result<CodeShown, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        at.session.has_keys()?;
        let account = living(at.session, &account)?;
        let earlier: Vec<Uuid> = at
            .session
            .view()
            .living_slots()?
            .into_iter()
            .filter(|slot| slot.account == Some(account.id) && slot.kind == "code")
            .map(|slot| slot.id)
            .collect();
        let (way, shown) = at.new_code(&account)?;
        at.change_ways(
            vec![way],
            |change| {
                for slot in earlier {
                    change.end_slot(slot)?;
                }
                change.note(Action::CodeGiven, Subject::Account, Some(account.id.0));
                Ok(())
            },
            |_| Ok(()),
        )?;
        Ok(shown)
    }

    /// Enters with a one-time code, which ends with the new password: the two are one act.
    pub fn enter_by_code(&mut self, form: CodeForm) -> Result<Me, Refused> {
        self.held()?;
        let (groups, password) = (Zeroizing::new(form.groups), Zeroizing::new(form.password));
        if form.slot.is_empty() {
            return Err(Problem::at("slot", Code::Required).into());
        }
        let slot: Uuid = form.slot.parse().map_err(|_| Problem::at("slot", Code::UnknownChoice))?;
        all_typed(&groups)?;
        let code = OneTimeCode::from_groups(&groups)
            .map_err(|typo| mistyped(typo, Code::CodeGroupMistyped, Code::WrongCode))?;
        let found = self.read_slots()?;
        let now = self.around.now();
        let (journal, slots, key) = self.knock(Door::Slot(slot), "groups", |desk| {
            let unlock = |slots: &SlotFile| slots.unlock_with_code(slot, &code, now, &desk.policy);
            desk.open_by(&found, unlock, LockedJournal::unlock)
        })?;
        let is_living = journal.view().living_slots()?.iter().any(|known| known.id == slot);
        let owner = journal.view().account_of_slot(slot)?.filter(|_| is_living).ok_or(Code::CodeOutlived)?;
        let account = journal.view().account(owner)?;
        let doors = doors_of(&journal.view(), Door::Slot(slot), owner)?;
        let wrong = self.wrong_at(&doors);
        let mut session = Session::new(journal, account.clone(), slots, key, false)?;
        let mut at = AtWork {
            session: &mut session,
            around: self.around.as_ref(),
            keyring: self.keyring.as_ref(),
            outlet: self.outlet.as_ref(),
            policy: &self.policy,
            folder: &self.folder,
        };
        let mut check = Check::default();
        let device = at.device_for_new_slot(form.without_keyring, &mut check)?;
        check_password(&mut check, &password, device.is_none(), &own_words(at.session, &account));
        check.done()?;
        at.seal_in(&account, &password, device.as_ref(), Vec::new(), |change| {
            change.note(Action::UnlockedByCode, Subject::Account, Some(account.id.0));
            change.note(Action::PasswordSet, Subject::Account, Some(account.id.0));
            note_wrong(change, account.id, wrong);
            Ok(())
        })?;
        self.forget_wrong(&doors);
        self.enter(&found, session)
    }

    /// After the sheet: this computer gets a new secret, the head who came by the sheet a password; all other
    /// passwords are void, and each of those people gets a code. The sheet names nobody, so of several heads the person
    /// says which one it is.
    pub fn recover(&mut self, form: RecoverForm) -> Result<Recovered, Refused> {
        let password = Zeroizing::new(form.password);
        let mut at = self.acting()?;
        if !at.session.by_sheet {
            return Err(Code::NotAllowed.into());
        }
        let mut check = Check::default();
        let account = match form.account.as_deref() {
            Some(chosen) => living(at.session, chosen)?,
            None => at.session.account.clone(),
        };
        if !account.is(Role::Head) {
            check.refuse("account", Code::UnknownChoice);
        }
        let device = at.fresh_device(form.without_keyring, &mut check)?;
        check_password(&mut check, &password, device.is_none(), &own_words(at.session, &account));
        check.done()?;

        let old_devices: Vec<Uuid> = at.session.slots.slots().iter().filter_map(Slot::device).collect();
        let (mut ways, mut codes, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for other in at.session.view().accounts()?.into_iter().filter(|other| other.id != account.id) {
            let (way, shown) = at.new_code(&other)?;
            ways.push(way);
            codes.push(shown);
            others.push(other.id);
        }
        let before = std::mem::replace(&mut at.session.account, account.clone());
        let sealed = at.seal_in(&account, &password, device.as_ref(), ways, |change| {
            for other in &others {
                change.end_slots_of(*other)?;
                change.note(Action::CodeGiven, Subject::Account, Some(other.0));
            }
            change.note(Action::Recovered, Subject::Account, Some(account.id.0));
            Ok(())
        });
        if let Err(refused) = sealed {
            at.session.account = before;
            return Err(refused);
        }
        at.session.by_sheet = false;
        let in_use: Vec<Uuid> = at.session.slots.slots().iter().filter_map(Slot::device).collect();
        for old in old_devices.into_iter().filter(|old| !in_use.contains(old)) {
            // It opens nothing any more; a keyring that does not let go of it does no harm.
            let _ = at.keyring.remove(old);
        }
        Ok(Recovered { me: self.me()?, codes })
    }
}
