//! Accounts: the head adds, changes and removes people; everyone sets their own password.

use domain::access::sheet_is_due;
use domain::ids::{AccountId, ConsultantId};
use domain::lists::Role;
use storage::access::Matter;
use storage::account::Account;
use storage::audit::{Action, Subject};
use storage::keys::{Door, SlotKind};
use zeroize::Zeroizing;

use crate::copies::older_sheets;
use crate::fields::Check;
use crate::password::check_password;
use crate::session::Session;
use crate::show;
use crate::tries::note_wrong;
use crate::ways::lost_devices;
use crate::wire::{
    self, AccessView, AccountChange, AccountForm, AccountRow, Done, Noun, PasswordForm, Problem, ProblemCode as Code,
    Refused, RestoredMatter, SheetStanding,
};
use crate::{AtWork, Desk};

impl Desk {
    pub fn accounts(&mut self) -> Result<Vec<AccountRow>, Refused> {
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        rows(session)
    }

    /// Who can open the journal, and what of it wants attention.
    pub fn access(&mut self) -> Result<AccessView, Refused> {
        self.session()?;
        self.collect_key()?;
        self.access_view(None)
    }

    /// Without a password the person is let in by a one-time code later.
    pub fn add_account(&mut self, form: AccountForm) -> Result<Done<AccountRow>, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let password = Zeroizing::new(form.password);
        let mut check = Check::default();
        let id = AccountId(at.around.new_id());
        let account = read_account(
            &at,
            &mut check,
            AccountChange {
                account: id.to_string(),
                name: form.name,
                label: form.label,
                post: form.post,
                roles: form.roles,
                consultant: form.consultant,
            },
            id,
        )?;
        if password.is_empty() {
            check.done()?;
            at.session.change::<()>(at.around, |change| Ok(change.add_account(&account)?))?;
        } else {
            let device = at.device_for_new_slot(form.without_keyring, &mut check)?;
            check_password(&mut check, &password, device.is_none(), &own_words(at.session, &account));
            check.done()?;
            at.seal_in(&account, &password, device.as_ref(), Vec::new(), |change| Ok(change.add_account(&account)?))?;
        }
        let value = row(at.session, &account, false)?;
        Ok(Done { value, changed: vec![Noun::Account] })
    }

    /// The name, the words on the cover, the post, the roles, the consultant's card.
    pub fn change_account(&mut self, form: AccountChange) -> Result<Done<AccessView>, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let before = living(at.session, &form.account)?;
        let mut check = Check::default();
        let account = read_account(&at, &mut check, form, before.id)?;
        if before.is(Role::Head) && !account.is(Role::Head) && is_last_head(at.session, before.id)? {
            check.refuse("roles", Code::LastHead);
        }
        check.done()?;

        let mut slots = at.session.slots.clone();
        for known in at.session.view().living_slots()? {
            if known.account == Some(account.id)
                && let Some(slot) = slots.slot_mut(known.id)
            {
                slot.relabel(Some(account.label.clone()));
            }
        }
        let folder = at.folder.journal();
        let relabelled = account.label != before.label;
        if relabelled {
            storage::keys::write_twins(&folder, &slots).map_err(storage::StorageError::from)?;
        }
        let saved = at.session.change::<()>(at.around, |change| Ok(change.change_account(&account)?));
        if let Err(refused) = saved {
            if relabelled {
                // The journal has the old words: so has the cover again.
                let _ = storage::keys::write_twins(&folder, &at.session.slots);
            }
            return Err(refused);
        }
        at.session.slots = slots;
        at.settle_ways();
        if account.id == at.session.account.id {
            at.session.account = account;
        }
        // A head who gave the role away sees the list no more.
        let value = if self.session()?.is(Role::Head) { self.access_view(None)? } else { AccessView::default() };
        Ok(Done { value, changed: vec![Noun::Account] })
    }

    /// The person enters no more: their ways in end at once, and a new key for the journal is begun.
    pub fn remove_account(&mut self, account: String) -> Result<Done<AccessView>, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let account = living(at.session, &account)?;
        if account.id == at.session.account.id {
            return Err(Code::OwnAccount.into());
        }
        if is_last_head(at.session, account.id)? {
            return Err(Code::LastHead.into());
        }
        at.change_ways(Vec::new(), |change| Ok(change.remove_account(account.id)?), |_| Ok(()))?;
        let key_trouble = if self.session()?.practice { None } else { self.change_key_now()? };
        Ok(Done { value: self.access_view(key_trouble)?, changed: vec![Noun::Account] })
    }

    /// A new password for one's own account, by the old one.
    pub fn set_password(&mut self, form: PasswordForm) -> Result<Done<AccountRow>, Refused> {
        let (old, password) = (Zeroizing::new(form.old), Zeroizing::new(form.password));
        let at = self.at_work()?;
        let mut check = Check::default();
        let device = at.device_for_new_slot(form.without_keyring, &mut check)?;
        let account = at.session.account.clone();
        check_password(&mut check, &password, device.is_none(), &own_words(at.session, &account));
        check.done()?;
        let door = at.session.view().slot_of(account.id)?.map(|slot| (slot, Door::Slot(slot)));
        if let Some((slot, door)) = door {
            self.knock(door, "old", |desk| {
                let slots = &desk.session()?.slots;
                let opened = slots.unlock_with_password(slot, &old, desk.keyring.as_ref(), &desk.policy);
                opened.map(drop).map_err(|error| at_field(error.into(), "password", "old"))
            })?;
        }
        let doors: Vec<Door> = door.into_iter().map(|(_, door)| door).collect();
        let wrong = self.wrong_at(&doors);
        let mut at = self.at_work()?;
        at.seal_in(&account, &password, device.as_ref(), Vec::new(), |change| {
            change.note(Action::PasswordSet, Subject::Account, Some(account.id.0));
            note_wrong(change, account.id, wrong);
            Ok(())
        })?;
        self.forget_wrong(&doors);
        let at = self.at_work()?;
        let value = row(at.session, &account, true)?;
        Ok(Done { value, changed: vec![Noun::Account] })
    }

    /// The head has done one of the matters that a restoring left, or takes that back.
    pub fn settle_matter(&mut self, number: u32, done: bool) -> Result<Done<AccessView>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        if at.session.view().restored_matters(!done)?.iter().any(|(one, _)| *one == number) {
            at.session.change(at.around, |change| Ok(change.settle_matter(number, done)?))?;
        }
        Ok(Done { value: self.access_view(None)?, changed: vec![Noun::Account] })
    }

    pub(crate) fn access_view(&self, key_trouble: Option<Problem>) -> Result<AccessView, Refused> {
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        let view = session.view();
        let sheets = view.sheets()?;
        let sheet = sheets.iter().find(|sheet| sheet.replaced_on.is_none());
        let today = session.today(self.around.as_ref());
        let older_sheets = match sheet {
            Some(sheet) => older_sheets(session, &self.folder, sheet.number)?,
            None => Vec::new(),
        };
        Ok(AccessView {
            people: rows(session)?,
            restored: view
                .restored_matters(false)?
                .into_iter()
                .map(|(number, Matter { words, .. })| RestoredMatter { number, words })
                .collect(),
            sheet: sheet.map(|sheet| SheetStanding {
                number: sheet.number,
                made_on: sheet.made_on.to_string(),
                tried_on: sheet.tried_on.map(|day| day.to_string()),
                due: sheet_is_due(sheet.made_on, sheet.tried_on, today),
            }),
            older_sheets,
            key_owed: self.owes_key()?,
            key_trouble: key_trouble.or_else(|| self.key.progress().problem),
            key: self.key.progress(),
            device_lost: !lost_devices(&session.slots, self.keyring.as_ref()).is_empty(),
        })
    }
}

/// The same refusal at the field of another form.
fn at_field(mut refused: Refused, was: &str, field: &str) -> Refused {
    for problem in &mut refused.problems {
        if problem.field.as_deref() == Some(was) {
            problem.field = Some(field.to_owned());
        }
    }
    refused
}

/// Words that do not make a password stronger: the centre's and the person's own.
pub(crate) fn own_words<'a>(session: &'a Session, account: &'a Account) -> [&'a str; 5] {
    let centre = &session.centre;
    [&centre.institution, &centre.name, &centre.town, &account.name, &account.label]
}

fn read_account(at: &AtWork<'_>, check: &mut Check, form: AccountChange, id: AccountId) -> Result<Account, Refused> {
    let name = check.required_line("name", &form.name);
    let label = check.required_line("label", &form.label);
    let post = check.line("post", &form.post);
    if at.session.view().accounts()?.iter().any(|other| other.id != id && other.label == label) {
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
    if let Some(card) = consultant
        && at.session.view().consultant(card).is_err()
    {
        check.refuse("consultant", Code::UnknownChoice);
    }
    // Two with one card would read each other's notes.
    let taken = |other: &Account| other.id != id && other.consultant == consultant;
    if consultant.is_some() && at.session.view().accounts()?.iter().any(taken) {
        check.refuse("consultant", Code::CardTaken);
    }
    Ok(Account { id, name, label, post, roles, consultant })
}

/// An account that still enters, by its id as the screens hold it.
pub(crate) fn living(session: &Session, account: &str) -> Result<Account, Refused> {
    let id: AccountId = crate::fields::id(account)?;
    session.view().accounts()?.into_iter().find(|one| one.id == id).ok_or_else(|| Code::NotFound.into())
}

fn is_last_head(session: &Session, account: AccountId) -> Result<bool, Refused> {
    Ok(session.view().accounts()?.iter().all(|one| one.id == account || !one.is(Role::Head)))
}

fn rows(session: &Session) -> Result<Vec<AccountRow>, Refused> {
    let own = session.account.id;
    session.view().accounts()?.iter().map(|account| row(session, account, account.id == own)).collect()
}

fn row(session: &Session, account: &Account, own: bool) -> Result<AccountRow, Refused> {
    let view = session.view();
    let password = view.slot_of(account.id)?;
    let codes = view.living_slots()?.into_iter().filter(|slot| slot.account == Some(account.id));
    let code_until = codes.filter_map(|slot| session.slots.slot(slot.id)?.until()).max();
    let alone = password
        .and_then(|id| session.slots.slot(id))
        .is_some_and(|slot| matches!(slot.kind(), SlotKind::Password { .. }));
    Ok(AccountRow {
        id: account.id.to_string(),
        name: account.name.clone(),
        label: account.label.clone(),
        post: account.post.clone(),
        roles: show::roles(&account.roles),
        roles_words: show::roles_words(&account.roles),
        consultant: account.consultant.map(|id| id.to_string()),
        has_password: password.is_some(),
        without_keyring: alone,
        code_until: code_until.map(|until| show::moment(session.civil(until))),
        own,
        last_head: is_last_head(session, account.id)?,
    })
}
