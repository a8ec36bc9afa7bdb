//! Changing who can open the journal: the slot file, the journal and the keyring in an order that a crash between
//! any two of them leaves at least one way that works.

use std::collections::BTreeSet;

use domain::ids::AccountId;
use storage::Change;
use storage::account::Account;
use storage::keys::{
    self, DeviceSecret, KdfCost, NewSlot, OneTimeCode, Slot, SlotFile, new_code_slot, new_password_slot,
};
use uuid::Uuid;

use crate::AtWork;
use crate::fields::Check;
use crate::ports::{DeviceKeyring, KeyringTrouble};
use crate::session::Session;
use crate::setup::kind_key;
use crate::wire::{CodeShown, Problem, ProblemCode as Code, Refused};

/// How long a one-time code is good.
const CODE_DAYS: i64 = 3;

/// A slot about to be added, and whose it is; the sheet is nobody's.
pub(crate) struct NewWay {
    pub slot: Slot,
    pub owner: Option<AccountId>,
}

/// Each of the device secrets that some slot needs, once: a keyring that prompts is asked once.
fn devices(slots: &SlotFile) -> BTreeSet<Uuid> {
    slots.slots().iter().filter_map(Slot::device).collect()
}

/// Those that this computer's keyring has not. One that is silent for now says nothing of any.
pub(crate) fn lost_devices(slots: &SlotFile, keyring: &dyn DeviceKeyring) -> BTreeSet<Uuid> {
    let mut lost = BTreeSet::new();
    for device in devices(slots) {
        match keyring.read(device) {
            Ok(Some(_)) => {}
            Ok(None) => {
                lost.insert(device);
            }
            Err(_) => return BTreeSet::new(),
        }
    }
    lost
}

/// What binds a new password to this computer.
pub(crate) struct Device {
    pub secret: DeviceSecret,
    /// Not in the keyring yet.
    fresh: bool,
}

impl Session {
    /// The practice journal has no slots: nobody's key opens it twice.
    pub fn has_keys(&self) -> Result<(), Refused> {
        if self.practice { Err(Code::PracticeHasNoKeys.into()) } else { Ok(()) }
    }
}

impl AtWork<'_> {
    /// The computer's own secret for a new password: the one in use here, or a fresh one that is written when it
    /// is needed. `None` only where no keyring answers and the person chose to do without.
    pub(crate) fn device_for_new_slot(&self, without: bool, check: &mut Check) -> Result<Option<Device>, Refused> {
        for id in devices(&self.session.slots) {
            match self.keyring.read(id) {
                Ok(Some(secret)) => return Ok(Some(Device { secret, fresh: false })),
                Ok(None) => {}
                Err(trouble) => return without_keyring(trouble, without, check),
            }
        }
        self.fresh_device(without, check)
    }

    /// A new secret under a new id.
    pub(crate) fn fresh_device(&self, without: bool, check: &mut Check) -> Result<Option<Device>, Refused> {
        // No secret has the nil id: the answer tells only whether a keyring is there.
        if let Err(trouble) = self.keyring.read(Uuid::nil()) {
            return without_keyring(trouble, without, check);
        }
        let secret = DeviceSecret::fresh(self.around.new_id()).map_err(|_| no_randomness())?;
        Ok(Some(Device { secret, fresh: true }))
    }

    /// Adds ways in. `before` is written to the journal ahead of the new slots, `after` behind them; slots that
    /// either ends leave the slot file last. The slot file has a new slot before the journal knows of it.
    pub(crate) fn change_ways(
        &mut self,
        new: Vec<NewWay>,
        before: impl FnOnce(&Change<'_>) -> Result<(), Refused>,
        after: impl FnOnce(&Change<'_>) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let folder = self.folder.journal();
        let generation = i64::try_from(self.session.slots.place().generation).unwrap_or(i64::MAX);
        let facts: Vec<_> =
            new.iter().map(|way| (way.slot.id(), way.slot.public(), kind_key(&way.slot), way.owner)).collect();
        let mut slots = self.session.slots.clone();
        new.into_iter().for_each(|way| slots.put(way.slot));
        if !facts.is_empty() {
            keys::write_twins(&folder, &slots).map_err(storage::StorageError::from)?;
        }
        let changed = self.session.change(self.around, |change| {
            before(change)?;
            for (id, public, kind, owner) in &facts {
                change.add_slot(*id, public, kind, *owner, generation)?;
            }
            after(change)
        });
        if let Err(refused) = changed {
            // The journal does not know the new slots: take them out again.
            if !facts.is_empty() {
                let _ = keys::write_twins(&folder, &self.session.slots);
            }
            return Err(refused);
        }
        self.session.slots = slots;
        self.settle_ways();
        Ok(())
    }

    /// The slot file follows what the journal says of its slots. The journal refuses an ended slot already: a file that
    /// cannot be written now follows at the next opening.
    pub(crate) fn settle_ways(&mut self) {
        let mut living = self.session.slots.clone();
        // The change stands: nothing that fails from here on may undo its keys.
        for slot in self.session.view().ended_slots().unwrap_or_default() {
            living.remove(slot);
        }
        living.close(self.session.view().closed_slots().unwrap_or_default());
        if living != self.session.slots && keys::write_twins(&self.folder.journal(), &living).is_ok() {
            self.session.slots = living;
        }
    }

    /// Gives an account a new password; every other way in of theirs ends with it.
    pub(crate) fn seal_in(
        &mut self,
        account: &Account,
        password: &str,
        device: Option<&Device>,
        more: Vec<NewWay>,
        work: impl FnOnce(&Change<'_>) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let slot = new_password_slot(
            NewSlot { place: self.session.slots.place(), id: self.around.new_id(), label: Some(account.label.clone()) },
            &self.session.key,
            password,
            device.map(|device| &device.secret),
            KdfCost::calibrated(self.policy),
            self.policy,
        )?;
        let owner = account.id;
        let mut ways = vec![NewWay { slot, owner: Some(owner) }];
        ways.extend(more);
        if let Some(device) = device.filter(|device| device.fresh) {
            self.keyring.write(&device.secret)?;
        }
        let changed = self.change_ways(
            ways,
            |change| {
                change.end_slots_of(owner)?;
                work(change)
            },
            |_| Ok(()),
        );
        if changed.is_err()
            && let Some(device) = device.filter(|device| device.fresh)
        {
            // No slot needs it.
            let _ = self.keyring.remove(device.secret.id());
        }
        changed
    }

    /// A one-time code of an account, and how it is told to the head: this once.
    pub(crate) fn new_code(&self, account: &Account) -> Result<(NewWay, CodeShown), Refused> {
        let code = OneTimeCode::fresh().map_err(|_| no_randomness())?;
        let until = self.around.now() + chrono::TimeDelta::days(CODE_DAYS);
        let slot = new_code_slot(
            NewSlot { place: self.session.slots.place(), id: self.around.new_id(), label: Some(account.label.clone()) },
            &self.session.key,
            &code,
            until,
            KdfCost::calibrated(self.policy),
            self.policy,
        )?;
        let shown = CodeShown {
            account: account.id.to_string(),
            name: account.name.clone(),
            label: account.label.clone(),
            groups: code.groups().to_vec(),
            until: self.session.civil(until).format("%Y-%m-%dT%H:%M").to_string(),
        };
        Ok((NewWay { slot, owner: Some(account.id) }, shown))
    }
}

fn no_randomness() -> Problem {
    Problem::new(Code::Inner).about("randomness")
}

/// A locked keyring is to be unlocked; an absent one is done without only where the person said so.
fn without_keyring(trouble: KeyringTrouble, without: bool, check: &mut Check) -> Result<Option<Device>, Refused> {
    match trouble {
        KeyringTrouble::Absent | KeyringTrouble::Other(_) if without => {}
        KeyringTrouble::Locked => check.refuse("without_keyring", Code::KeyringLocked),
        KeyringTrouble::Absent | KeyringTrouble::Other(_) => check.refuse("without_keyring", Code::KeyringAbsent),
    }
    Ok(None)
}
