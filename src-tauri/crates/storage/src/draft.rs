//! Drafts: durable, outside history and search, erased at signing.

use chrono::NaiveDateTime;
use domain::ids::AccountId;
use rusqlite::{OptionalExtension, params};

use crate::change::{Change, View};
use crate::error::StorageError;
use crate::journal::Journal;
use crate::value::{Columns, moment_text, parse_moment};

pub struct Draft {
    pub body: String,
    /// Civil moment.
    pub saved: NaiveDateTime,
}

impl View<'_> {
    pub fn draft(&self, account: AccountId, form: &str, subject: &str) -> Result<Option<Draft>, StorageError> {
        let found = self
            .db()
            .prepare_cached("SELECT body, saved FROM draft WHERE account_id = ?1 AND form = ?2 AND subject = ?3")?
            .query_row(params![account.0.as_bytes(), form, subject], |row| {
                Ok((row.get::<_, String>("body")?, row.get::<_, String>("saved")?))
            })
            .optional()?;
        found.map(|(body, saved)| Ok(Draft { body, saved: parse_moment(&saved)? })).transpose()
    }

    /// Everyone's drafts of a form, the oldest first: whose, about what.
    pub fn drafts_of_form(&self, form: &str) -> Result<Vec<(AccountId, String, Draft)>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT account_id, subject, body, saved FROM draft WHERE form = ?1 ORDER BY saved")?;
        let mut rows = statement.query([form])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            let draft = Draft { body: row.text("body")?, saved: row.moment("saved")? };
            drafts.push((AccountId(row.id("account_id")?), row.text("subject")?, draft));
        }
        Ok(drafts)
    }

    /// What an account has left unfinished: form, subject, civil moment of the last save; the newest first.
    pub fn drafts_of(
        &self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<(String, String, NaiveDateTime)>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT form, subject, saved FROM draft WHERE account_id = ?1 ORDER BY saved DESC LIMIT ?2",
        )?;
        let mut rows = statement.query(params![account.0.as_bytes(), limit])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            drafts.push((row.text("form")?, row.text("subject")?, row.moment("saved")?));
        }
        Ok(drafts)
    }

    /// Whose drafts of one form wait about one thing, and since when.
    pub fn drafts_about(&self, form: &str, subject: &str) -> Result<Vec<(AccountId, NaiveDateTime)>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT account_id, saved FROM draft WHERE form = ?1 AND subject = ?2 ORDER BY saved")?;
        let mut rows = statement.query(params![form, subject])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            drafts.push((AccountId(row.id("account_id")?), row.moment("saved")?));
        }
        Ok(drafts)
    }
}

impl Journal {
    /// Not a change of a record: no line in the history. One durable write.
    pub fn save_draft(
        &mut self,
        account: AccountId,
        form: &str,
        subject: &str,
        body: &str,
        saved: NaiveDateTime,
    ) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO draft (account_id, form, subject, body, saved) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (account_id, form, subject) DO UPDATE SET body = ?4, saved = ?5",
            )?
            .execute(params![account.0.as_bytes(), form, subject, body, moment_text(saved)])?;
        Ok(())
    }

    pub fn drop_draft(&mut self, account: AccountId, form: &str, subject: &str) -> Result<(), StorageError> {
        drop_draft(self.db(), account, form, subject)
    }
}

impl Change<'_> {
    /// Erases a draft together with what it became.
    pub fn drop_draft(&self, account: AccountId, form: &str, subject: &str) -> Result<(), StorageError> {
        drop_draft(self.db(), account, form, subject)
    }
}

fn drop_draft(db: &rusqlite::Connection, account: AccountId, form: &str, subject: &str) -> Result<(), StorageError> {
    db.prepare_cached("DELETE FROM draft WHERE account_id = ?1 AND form = ?2 AND subject = ?3")?.execute(params![
        account.0.as_bytes(),
        form,
        subject
    ])?;
    Ok(())
}
