//! Accounts: the head adds people; everyone sets their own password.

use domain::ids::{AccountId, ConsultantId};
use domain::lists::Role;
use storage::account::Account;
use storage::audit::{Action, Subject};
use storage::keys::{self, DeviceSecret, KdfCost, NewSlot, new_password_slot};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::fields::Check;
use crate::ports::KeyringTrouble;
use crate::setup::{check_password, kind_key};
use crate::show;
use crate::wire::{self, AccountForm, AccountRow, Done, Noun, PasswordForm, Problem, ProblemCode as Code, Refused};
use crate::{AtWork, Desk};

impl Desk {
    pub fn accounts(&mut self) -> Result<Vec<AccountRow>, Refused> {
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        session.view().accounts()?.iter().map(|account| row(&session.view(), account)).collect()
    }

    pub fn add_account(&mut self, form: AccountForm) -> Result<Done<AccountRow>, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let password = Zeroizing::new(form.password);
        let mut check = Check::default();
        let name = check.required_line("name", &form.name);
        let label = check.required_line("label", &form.label);
        if at.session.view().accounts()?.iter().any(|other| other.label == label) {
            check.refuse("label", Code::LabelTaken);
        }
        let mut roles: Vec<Role> = form
            .roles
            .iter()
            .map(|role| match role {
                wire::Role::Administrator => Role::Administrator,
                wire::Role::Consultant => Role::Consultant,
                wire::Role::Head => Role::Head,
            })
            .collect();
        roles.sort_unstable();
        roles.dedup();
        if roles.is_empty() {
            check.refuse("roles", Code::RoleRequired);
        }
        let consultant = check.maybe_id::<ConsultantId>("consultant", form.consultant.as_deref());
        if let Some(id) = consultant
            && at.session.view().consultant(id).is_err()
        {
            check.refuse("consultant", Code::UnknownChoice);
        }
        let device = at.device_for_new_slot(form.without_keyring, &mut check)?;
        check_password(&mut check, &password, device.is_none(), &[&name, &label]);
        check.done()?;

        let account =
            Account { id: AccountId(at.around.new_id()), name, label, post: String::new(), roles, consultant };
        at.seal_in(&account, &password, device.as_ref(), None, |change| Ok(change.add_account(&account)?))?;
        let value = row(&at.session.view(), &account)?;
        Ok(Done { value, changed: vec![Noun::Account] })
    }

    pub fn set_password(&mut self, form: PasswordForm) -> Result<Done<AccountRow>, Refused> {
        let mut at = self.at_work()?;
        let password = Zeroizing::new(form.password);
        let mut check = Check::default();
        let device = at.device_for_new_slot(form.without_keyring, &mut check)?;
        let account = at.session.account.clone();
        check_password(&mut check, &password, device.is_none(), &[&account.name, &account.label]);
        check.done()?;
        let before = at.session.view().slot_of(account.id)?;
        at.seal_in(&account, &password, device.as_ref(), before, |change| {
            change.note(Action::PasswordSet, Subject::Account, Some(account.id.0));
            Ok(())
        })?;
        at.session.by_sheet = false;
        let value = row(&at.session.view(), &account)?;
        Ok(Done { value, changed: vec![Noun::Account] })
    }
}

impl AtWork<'_> {
    /// The computer's own secret for a new slot: the one in use here, or a fresh one. `None` only where no
    /// keyring answers and the person chose to do without.
    fn device_for_new_slot(&mut self, without: bool, check: &mut Check) -> Result<Option<DeviceSecret>, Refused> {
        let in_use: Vec<Uuid> = self.session.slots.slots().iter().filter_map(keys::Slot::device).collect();
        for id in in_use {
            match self.keyring.read(id) {
                Ok(Some(secret)) => return Ok(Some(secret)),
                Ok(None) => {}
                Err(trouble) => return without_keyring(trouble, without, check),
            }
        }
        let fresh =
            DeviceSecret::fresh(self.around.new_id()).map_err(|_| Problem::new(Code::Inner).about("randomness"))?;
        match self.keyring.write(&fresh) {
            Ok(()) => Ok(Some(fresh)),
            Err(trouble) => without_keyring(trouble, without, check),
        }
    }

    /// Gives an account a new way in. The slot file has the new slot before the journal knows of it and loses
    /// the old one after, so that a crash between leaves at least one way that works.
    fn seal_in(
        &mut self,
        account: &Account,
        password: &str,
        device: Option<&DeviceSecret>,
        replaces: Option<Uuid>,
        work: impl FnOnce(&storage::Change<'_>) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let place = self.session.slots.place();
        let slot = new_password_slot(
            NewSlot { place, id: self.around.new_id(), label: Some(account.label.clone()) },
            &self.session.key,
            password,
            device,
            KdfCost::calibrated(self.policy),
            self.policy,
        )?;
        let (id, public, kind) = (slot.id(), slot.public(), kind_key(&slot));
        let folder = self.folder.journal();
        let mut slots = self.session.slots.clone();
        slots.put(slot);
        keys::write_twins(&folder, &slots).map_err(storage::StorageError::from)?;
        let generation = i64::try_from(place.generation).unwrap_or(i64::MAX);
        let changed = self.session.change(self.around, |change| {
            work(change)?;
            change.add_slot(id, &public, kind, Some(account.id), generation)?;
            if let Some(old) = replaces {
                change.end_slot(old)?;
            }
            Ok(())
        });
        if let Err(refused) = changed {
            // The journal does not know the slot: take it out again.
            let _ = keys::write_twins(&folder, &self.session.slots);
            return Err(refused);
        }
        self.session.slots = slots;
        if let Some(old) = replaces {
            let mut without_old = self.session.slots.clone();
            without_old.remove(old);
            keys::write_twins(&folder, &without_old).map_err(storage::StorageError::from)?;
            self.session.slots = without_old;
        }
        Ok(())
    }
}

/// A locked keyring is to be unlocked; an absent one is done without only where the person said so.
fn without_keyring(trouble: KeyringTrouble, without: bool, check: &mut Check) -> Result<Option<DeviceSecret>, Refused> {
    match trouble {
        KeyringTrouble::Absent | KeyringTrouble::Other(_) if without => {}
        KeyringTrouble::Locked => check.refuse("without_keyring", Code::KeyringLocked),
        KeyringTrouble::Absent | KeyringTrouble::Other(_) => check.refuse("without_keyring", Code::KeyringAbsent),
    }
    Ok(None)
}

fn row(view: &storage::View<'_>, account: &Account) -> Result<AccountRow, Refused> {
    Ok(AccountRow {
        id: account.id.to_string(),
        name: account.name.clone(),
        label: account.label.clone(),
        roles: show::roles(&account.roles),
        roles_words: show::roles_words(&account.roles),
        consultant: account.consultant.map(|id| id.to_string()),
        has_password: view.slot_of(account.id)?.is_some(),
    })
}
