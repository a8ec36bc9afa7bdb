//! Lists people choose from: rows with stable keys and days of validity.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::Columns;

#[derive(Clone, Serialize, Deserialize)]
pub struct ListItem {
    pub list: String,
    pub key: String,
    pub label: String,
    #[serde(default)]
    pub hint: Option<String>,
    /// What the program must understand of the row: the kind of a means, contacts of an organisation.
    #[serde(default)]
    pub data: Option<String>,
}

impl View<'_> {
    /// What a list offers on a day, in its own order.
    pub fn list(&self, list: &str, on: NaiveDate) -> Result<Vec<ListItem>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT key, label, hint, data FROM list_item
             WHERE list = ?1 AND (valid_from IS NULL OR valid_from <= ?2) AND (valid_to IS NULL OR ?2 <= valid_to)
             ORDER BY position",
        )?;
        items(&mut statement, params![list, on.to_string()], list)
    }

    /// Every row a list ever had, in its own order: old records keep their words.
    pub fn whole_list(&self, list: &str) -> Result<Vec<ListItem>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT key, label, hint, data FROM list_item WHERE list = ?1 ORDER BY position")?;
        items(&mut statement, params![list], list)
    }

    /// One row, also when it is no longer offered: old records keep their words.
    pub fn list_item(&self, list: &str, key: &str) -> Result<Option<ListItem>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT label, hint, data FROM list_item WHERE list = ?1 AND key = ?2")?;
        statement
            .query_row(params![list, key], |row| {
                Ok(ListItem {
                    list: list.to_owned(),
                    key: key.to_owned(),
                    label: row.get("label")?,
                    hint: row.get("hint")?,
                    data: row.get("data")?,
                })
            })
            .optional()
            .map_err(Into::into)
    }
}

fn items(
    statement: &mut rusqlite::Statement<'_>,
    values: impl rusqlite::Params,
    list: &str,
) -> Result<Vec<ListItem>, StorageError> {
    let mut rows = statement.query(values)?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        items.push(ListItem {
            list: list.to_owned(),
            key: row.text("key")?,
            label: row.text("label")?,
            hint: row.maybe_text("hint")?,
            data: row.maybe_text("data")?,
        });
    }
    Ok(items)
}

impl Change<'_> {
    /// Adds a row at the list's end.
    pub fn add_list_item(&self, item: &ListItem) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO list_item (list, key, label, hint, data, position)
                 VALUES (?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(position), 0) + 1 FROM list_item WHERE list = ?1))",
            )?
            .execute(params![item.list, item.key, item.label, item.hint, item.data])?;
        self.note(Action::ListItemAdded, Subject::ListItem, None);
        Ok(())
    }
}
