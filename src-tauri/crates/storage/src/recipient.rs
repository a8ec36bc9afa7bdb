//! People helped: the code here, name and contacts in a table of their own.

use domain::ids::RecipientId;
use domain::lists::RecipientKind;
use domain::person::RecipientCode;
use domain::text::norm;
use rusqlite::{Row, params};

use crate::audit::{Action, Subject};
use crate::change::{Change, Numbers, View};
use crate::error::StorageError;
use crate::value::{Columns, known};

#[derive(Clone)]
pub struct Recipient {
    pub id: RecipientId,
    pub code: RecipientCode,
    pub kind: RecipientKind,
    /// Empty when destroyed or never told.
    pub name: String,
    pub phone: String,
    pub email: String,
}

const COLUMNS: &str = "SELECT r.id AS id, r.code AS code, r.kind AS kind,
        coalesce(p.name, '') AS name, coalesce(p.phone, '') AS phone, coalesce(p.email, '') AS email
    FROM recipient r LEFT JOIN recipient_person p ON p.recipient_id = r.id";

fn recipient_from(row: &Row<'_>) -> Result<Recipient, StorageError> {
    Ok(Recipient {
        id: RecipientId(row.id("id")?),
        code: RecipientCode(row.get("code")?),
        kind: known(RecipientKind::from_key(&row.text("kind")?), "a recipient's kind")?,
        name: row.text("name")?,
        phone: row.text("phone")?,
        email: row.text("email")?,
    })
}

/// «п-0042», «42»; also with the Latin letter that looks alike on the key.
fn code_of(typed: &str) -> Option<u32> {
    typed.trim_start_matches(['п', 'p', '-']).parse().ok()
}

impl View<'_> {
    pub fn recipient(&self, id: RecipientId) -> Result<Recipient, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} WHERE r.id = ?1"))?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        recipient_from(rows.next()?.ok_or(StorageError::NotFound)?)
    }

    /// Only what papers say of a person: a year's report asks this of thousands.
    pub fn recipient_code(&self, id: RecipientId) -> Result<(RecipientCode, RecipientKind), StorageError> {
        let (code, kind) = self
            .db()
            .prepare_cached("SELECT code, kind FROM recipient WHERE id = ?1")?
            .query_row([id.0.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        Ok((RecipientCode(code), known(RecipientKind::from_key(&kind), "a recipient's kind")?))
    }

    /// The person of a code, typed with or without its letter.
    pub fn recipient_of_code(&self, typed: &str) -> Result<Option<RecipientId>, StorageError> {
        let Some(code) = code_of(&norm(typed)) else { return Ok(None) };
        let mut statement = self.db().prepare_cached("SELECT id FROM recipient WHERE code = ?1")?;
        let mut rows = statement.query([code])?;
        rows.next()?.map(|row| Ok(RecipientId(row.id("id")?))).transpose()
    }

    pub(crate) fn is_destroyed(&self, id: RecipientId) -> Result<bool, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT destroyed_at IS NOT NULL FROM recipient WHERE id = ?1")?;
        Ok(statement.query_row([id.0.as_bytes()], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Adds a person under the next code, never given before.
    pub fn add_recipient(
        &self,
        id: RecipientId,
        kind: RecipientKind,
        categories: &[String],
        name: &str,
        phone: &str,
        email: &str,
    ) -> Result<RecipientCode, StorageError> {
        // One series for all years: year 0.
        let code = self.next_number(Numbers::Recipient, 0)?;
        self.db()
            .prepare_cached("INSERT INTO recipient (id, code, kind, version, added_at) VALUES (?1, ?2, ?3, 1, ?4)")?
            .execute(params![id.0.as_bytes(), code, kind.key(), self.at_millis()])?;
        for category in categories {
            self.db()
                .prepare_cached("INSERT OR IGNORE INTO recipient_category (recipient_id, category) VALUES (?1, ?2)")?
                .execute(params![id.0.as_bytes(), category])?;
        }
        self.write_person(id, name, phone, email)?;
        self.trace(Action::RecipientAdded, Subject::Recipient, id.0, 1)?;
        Ok(RecipientCode(code))
    }

    /// Replaces what is known of a person; their code stays.
    pub fn change_recipient(&self, person: &Recipient) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached("UPDATE recipient SET kind = ?2, version = version + 1 WHERE id = ?1 RETURNING version")?
            .query_row(params![person.id.0.as_bytes(), person.kind.key()], |row| row.get(0))?;
        self.write_person(person.id, &person.name, &person.phone, &person.email)?;
        self.trace(Action::RecipientChanged, Subject::Recipient, person.id.0, version)
    }

    fn write_person(&self, id: RecipientId, name: &str, phone: &str, email: &str) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO recipient_person (recipient_id, name, name_norm, phone, email) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (recipient_id) DO UPDATE SET name = ?2, name_norm = ?3, phone = ?4, email = ?5",
            )?
            .execute(params![id.0.as_bytes(), name, norm(name), phone, email])?;
        Ok(())
    }
}
