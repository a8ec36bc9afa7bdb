//! Who opens a restored journal, who does not any more, and what is left to be done about its people.

use std::collections::BTreeMap;

use domain::access::{self, Comeback, NoComeback, Since};
use domain::civil;
use domain::ids::AccountId;
use domain::lists::Role;
use domain::restoring::Restoring;
use storage::access::Matter;
use storage::account::Account;
use storage::backup::Rebuilt;
use storage::keys::SlotFile;
use uuid::Uuid;

use super::running::By;
use super::taking_over::Known;
use crate::wire::{ProblemCode as Code, Refused};

/// Who opens a restored journal, who does not any more, and what is said of the others.
pub(super) struct Returning {
    pub(super) owner: Account,
    /// Who is removed again.
    pub(super) removed: Vec<AccountId>,
    /// Whose ways in end: a code lets in whoever is to enter.
    pub(super) ended: Vec<AccountId>,
    /// Whose roles or card were another's by now: as they are to be.
    pub(super) changed: Vec<Account>,
    pub(super) closed_words: String,
    /// What is left to be done.
    pub(super) matters: Vec<Matter>,
}

/// Who opens the restored journal, who of its people does not, and who may do what. The journal that steps aside tells
/// what became of them; where it was not asked, its slot file `before` tells whose way in is closed, and words the rest.
pub(super) fn returning(
    rebuilt: &Rebuilt,
    by: By,
    known: Option<&Known>,
    before: Option<&SlotFile>,
    restoring: Restoring,
) -> Result<Returning, Refused> {
    let view = rebuilt.journal.view();
    let people = view.accounts()?;
    let by = match by {
        By::Password(slot) => Some(view.account_of_slot(slot)?.ok_or(Code::NotFound)?),
        By::Sheet => None,
    };
    let today = |id: AccountId| known.and_then(|known| known.people.iter().find(|one| one.id == id));
    let was_removed = |id: AccountId| known.is_some_and(|known| known.removed.contains(&id));
    let mut slots = BTreeMap::new();
    for one in &people {
        slots.insert(one.id, view.slot_of(one.id)?);
    }
    let slot_of = |id: AccountId| slots.get(&id).copied().flatten();
    let is_closed = |id: AccountId| slot_of(id).zip(before).is_some_and(|(slot, before)| before.is_closed(slot));
    let since = |one: &Account| match today(one.id) {
        _ if was_removed(one.id) || is_closed(one.id) => Since::Removed,
        Some(today) => Since::Stays { is_head: today.is(Role::Head) },
        None if known.is_none() && !restoring.is_older() => Since::Stays { is_head: one.is(Role::Head) },
        None => Since::Unknown,
    };
    let all: Vec<access::Known> = people
        .iter()
        .map(|one| access::Known { id: one.id, was_head: one.is(Role::Head), since: since(one) })
        .collect();
    let found = access::comeback(&all, by).map_err(|why| match why {
        NoComeback::Removed => Code::NotAllowed,
        NoComeback::SheetOnly => Code::SheetOnly,
        NoComeback::NoHead => Code::NotFound,
    })?;
    let (removed, closed): (Vec<AccountId>, Vec<AccountId>) = found.closed.iter().partition(|id| was_removed(**id));
    let changed: Vec<Account> = people
        .iter()
        .filter(|one| !found.closed.contains(&one.id) && (one.id != found.owner || !found.by_former_head))
        .filter_map(|one| today(one.id).map(|today| as_today(one, today, restoring)).filter(|now| *now != *one))
        .collect();
    // By the sheet every password ends: whoever restores by it sets the first one, and gives the others their codes.
    let ended = if by.is_none() { people.iter().map(|one| one.id).collect() } else { closed.clone() };
    let compared = before.filter(|_| !restoring.leaves_behind());
    let older = |one: &&Account| {
        let lacks = |(slot, before): (Uuid, &SlotFile)| before.slot(slot).is_none();
        by.is_some() && !found.closed.contains(&one.id) && slot_of(one.id).zip(compared).is_some_and(lacks)
    };
    let gone = view.removed_accounts()?;
    let said = Said {
        removed: &removed,
        closed: &closed,
        changed: &changed.iter().map(|one| one.id).collect::<Vec<_>>(),
        older_passwords: &people.iter().filter(older).map(|one| one.id).collect::<Vec<_>>(),
        sheets: compared.map(|before| (rebuilt.slots.sheet_number(), before.sheet_number())),
        by_sheet: by.is_none(),
        later: known.map(|known| later(known, &people, &gone)).unwrap_or_default(),
    };
    let closed_words = closed_words(&said, &people);
    let matters = matters(&found, &said, &people);
    let owner = people.iter().find(|one| one.id == found.owner).cloned().ok_or(Code::NotFound)?;
    let owner = changed.iter().find(|one| one.id == owner.id).cloned().unwrap_or(owner);
    Ok(Returning { owner, removed, ended, changed, closed_words, matters })
}

/// A person of the copy with today's roles. Whoever has lost a card does not get its notes back, and whoever got another
/// is given it by the head.
fn as_today(one: &Account, today: &Account, restoring: Restoring) -> Account {
    let consultant = one.consultant.filter(|card| restoring.was_put_aside() || today.consultant == Some(*card));
    Account { roles: today.roles.clone(), consultant, ..one.clone() }
}

/// What the head hears of the people of a restored journal.
struct Said<'a> {
    removed: &'a [AccountId],
    closed: &'a [AccountId],
    changed: &'a [AccountId],
    older_passwords: &'a [AccountId],
    /// The sheet that opens the restored journal, and the one that opened the journal which steps aside.
    sheets: Option<(u32, u32)>,
    by_sheet: bool,
    /// Who came after the copy and is not in it.
    later: Vec<&'a str>,
}

/// Who can enter the journal that steps aside and was never among the `people` of the restored one, nor `gone` from it.
fn later<'a>(known: &'a Known, people: &[Account], gone: &[AccountId]) -> Vec<&'a str> {
    let is_there = |id: AccountId| gone.contains(&id) || people.iter().any(|other| other.id == id);
    let stays = |one: &&Account| !known.removed.contains(&one.id) && !is_there(one.id);
    known.people.iter().filter(stays).map(|one| one.name.as_str()).collect()
}

fn named(ids: &[AccountId], people: &[Account]) -> Option<String> {
    let names = people.iter().filter(|one| ids.contains(&one.id)).map(|one| one.name.as_str());
    Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
}

fn closed_words(said: &Said<'_>, people: &[Account]) -> String {
    named(said.removed, people)
        .map_or_else(String::new, |names| format!("Вход, закрытый после этой копии, закрыт снова: {names}."))
}

/// Empty where the copy and the journal know the same people, passwords and sheet.
fn matters(found: &Comeback, said: &Said<'_>, people: &[Account]) -> Vec<Matter> {
    let named = |ids: &[AccountId]| named(ids, people);
    let mut words = Vec::new();
    if let Some(names) = named(said.closed).filter(|_| !said.by_sheet) {
        words.push(format!(
            "Паролем дня копии больше не войти: {names}. С тех пор вход закрыли или пароль сменили. Кто работает, тому дайте код в «Люди и доступ»."
        ));
    }
    if found.by_former_head
        && let Some(name) = named(&[found.owner])
    {
        words.push(format!(
            "Нынешних заведующих эта копия не знает, поэтому лист открыл журнал от имени: {name}. Добавьте в «Люди и доступ» нынешнего заведующего и уберите этот вход."
        ));
    }
    if !said.later.is_empty() {
        words.push(format!(
            "В восстановленном журнале нет тех, кого добавили позже: {}. Кто работает, того добавьте заново.",
            said.later.join(", ")
        ));
    }
    if let Some(names) = named(said.changed) {
        words.push(format!("Роли и карточки оставлены такими, как до восстановления, проверьте их: {names}."));
    }
    // By the sheet whoever sets the first password gets no code: a head, the owner where there is one.
    let heads = people.iter().filter(|one| one.is(Role::Head) && !found.closed.contains(&one.id)).count();
    let coded: Vec<AccountId> =
        found.unsure.iter().copied().filter(|id| !said.by_sheet || heads > 1 || *id != found.owner).collect();
    if let Some(names) = named(&coded) {
        words.push(if said.by_sheet {
            format!(
                "Код для входа получит каждый, у кого вход был в день копии, кроме того, кто задаёт первый пароль, с ролями того дня: {names}. Если чей-то вход с тех пор закрыли, не отдавайте код и уберите этот вход в «Люди и доступ»."
            )
        } else {
            format!(
                "Снова могут войти все, у кого вход был в день копии, с ролями того дня: {names}. Если чей-то вход с тех пор закрыли, уберите его в «Люди и доступ»."
            )
        });
    }
    if let Some(names) = named(said.older_passwords) {
        words.push(format!(
            "Пароли снова те, что были в день копии, у кого: {names}. Если прежний мог узнать чужой, свой смените в «Свой пароль», а другому человеку дайте код: прежний пароль перестанет действовать."
        ));
    }
    let mut matters: Vec<Matter> = words.into_iter().map(|words| Matter { words, of_sheet: false }).collect();
    if let Some((here, there)) = said.sheets.filter(|(here, there)| here != there) {
        let again = if here < there { "снова " } else { "" };
        let (here, there) = (civil::numbered(here), civil::numbered(there));
        let words = format!(
            "Журнал {again}открывает лист {here}, а лист {there} не открывает. Достаньте лист {here}, а если его нет, сделайте новый в «Люди и доступ». Лист {there} храните с пометкой «не действует», пока не убраны копии, которые он открывает, и отложенный журнал."
        );
        matters.push(Matter { words, of_sheet: true });
    }
    matters
}
