//! Accounts: who signs in, and what they may be.

use domain::ids::{AccountId, ConsultantId};
use domain::lists::Role;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, known};

#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    /// What stands on the cover, chosen by the person.
    pub label: String,
    pub post: String,
    pub roles: Vec<Role>,
    pub consultant: Option<ConsultantId>,
}

impl Account {
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

const COLUMNS: &str = "SELECT id, name, label, post, consultant_id FROM account";

impl View<'_> {
    pub fn accounts(&self) -> Result<Vec<Account>, StorageError> {
        let mut statement =
            self.db().prepare_cached(&format!("{COLUMNS} WHERE removed_at IS NULL ORDER BY added_at"))?;
        let mut rows = statement.query([])?;
        let mut accounts = Vec::new();
        while let Some(row) = rows.next()? {
            accounts.push(self.account_from(row)?);
        }
        Ok(accounts)
    }

    /// Who enters no more.
    pub fn removed_accounts(&self) -> Result<Vec<AccountId>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT id FROM account WHERE removed_at IS NOT NULL")?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(AccountId(row.id("id")?));
        }
        Ok(ids)
    }

    pub fn account(&self, id: AccountId) -> Result<Account, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        self.account_from(rows.next()?.ok_or(StorageError::NotFound)?)
    }

    fn account_from(&self, row: &Row<'_>) -> Result<Account, StorageError> {
        let id = AccountId(row.id("id")?);
        let mut statement = self.db().prepare_cached("SELECT role FROM account_role WHERE account_id = ?1")?;
        let keys = statement.query_map([id.0.as_bytes()], |row| row.get::<_, String>("role"))?;
        let mut roles = Vec::new();
        for key in keys {
            roles.push(known(Role::from_key(&key?), "a role")?);
        }
        roles.sort_unstable();
        Ok(Account {
            id,
            name: row.text("name")?,
            label: row.text("label")?,
            post: row.text("post")?,
            roles,
            consultant: row.maybe_id("consultant_id")?.map(ConsultantId),
        })
    }
}

impl Change<'_> {
    pub fn add_account(&self, account: &Account) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO account (id, name, label, post, consultant_id, added_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                account.id.0.as_bytes(),
                account.name,
                account.label,
                account.post,
                account.consultant.as_ref().map(|id| id.0.as_bytes()),
                self.at_millis()
            ])?;
        self.add_roles(account)?;
        self.trace(Action::AccountAdded, Subject::Account, account.id.0, 1)?;
        self.note_card(account, None);
        Ok(())
    }

    /// Whoever gets a card gets what is the consultant's own: that is told by itself.
    pub(crate) fn note_card(&self, account: &Account, before: Option<Uuid>) {
        if let Some(card) = account.consultant.filter(|card| Some(card.0) != before) {
            self.note(Action::CardLinked, Subject::Consultant, Some(card.0));
        }
    }

    pub(crate) fn add_roles(&self, account: &Account) -> Result<(), StorageError> {
        for role in &account.roles {
            self.db()
                .prepare_cached("INSERT INTO account_role (account_id, role) VALUES (?1, ?2)")?
                .execute(params![account.id.0.as_bytes(), role.key()])?;
        }
        Ok(())
    }
}
