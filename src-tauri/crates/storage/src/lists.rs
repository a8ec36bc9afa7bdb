//! Lists people choose from: rows with stable keys and days of validity.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit::Action;
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
    /// What the program must understand of the row: the kind of a means, the area of a topic.
    #[serde(default, deserialize_with = "text_or_object")]
    pub data: Option<String>,
}

/// The supplied lists write what the program must understand as an object; the journal keeps its text.
fn text_or_object<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<serde_json::Value>::deserialize(from)? {
        None => None,
        Some(serde_json::Value::String(text)) => Some(text),
        Some(object) => Some(object.to_string()),
    })
}

/// A row of a list as the settings show it.
pub struct ListRow {
    pub item: ListItem,
    /// May be chosen on the day asked for.
    pub offered: bool,
}

impl View<'_> {
    /// Whether a signed record of a closed month, in any of its versions, stands in the figures by a means or a topic.
    /// Asked only when the head changes what such a row counts as.
    pub fn used_in_closed(&self, list: &str, key: &str) -> Result<bool, StorageError> {
        let used = match list {
            "means" => "SELECT consultation_id, version FROM consultation_version WHERE means = ?1",
            "topic" => "SELECT consultation_id, version FROM version_topic WHERE topic = ?1",
            _ => return Ok(false),
        };
        let sql = format!(
            "SELECT EXISTS (
                SELECT 1 FROM ({used}) v
                JOIN version_attempt a ON a.consultation_id = v.consultation_id AND a.version = v.version
                JOIN month m ON m.year = CAST(substr(a.started, 1, 4) AS INTEGER)
                    AND m.month = CAST(substr(a.started, 6, 2) AS INTEGER)
                WHERE m.closed_at IS NOT NULL)"
        );
        Ok(self.db().prepare_cached(&sql)?.query_row([key], |row| row.get(0))?)
    }

    /// Every row a list ever had, in its own order, and whether it is offered on a day.
    pub fn list_rows(&self, list: &str, on: NaiveDate) -> Result<Vec<ListRow>, StorageError> {
        let offered: Vec<String> = self.list(list, on)?.into_iter().map(|item| item.key).collect();
        let whole = self.whole_list(list)?;
        Ok(whole.into_iter().map(|item| ListRow { offered: offered.contains(&item.key), item }).collect())
    }

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
        self.trace_row(Action::ListItemAdded, &item.list, &item.key)
    }

    /// New words for a row; its key, and so every record that names it, stays.
    pub fn rename_list_item(&self, item: &ListItem) -> Result<(), StorageError> {
        let changed = self
            .db()
            .prepare_cached("UPDATE list_item SET label = ?3, hint = ?4, data = ?5 WHERE list = ?1 AND key = ?2")?
            .execute(params![item.list, item.key, item.label, item.hint, item.data])?;
        self.list_item_changed(changed, item)
    }

    /// What the program must understand of a row, besides its words.
    pub fn save_list_data(&self, item: &ListItem) -> Result<(), StorageError> {
        let changed = self
            .db()
            .prepare_cached("UPDATE list_item SET label = ?3, data = ?4 WHERE list = ?1 AND key = ?2")?
            .execute(params![item.list, item.key, item.label, item.data])?;
        self.list_item_changed(changed, item)
    }

    /// Offers a row from a day on, or no longer from that day on.
    pub fn offer_list_item(&self, item: &ListItem, offered: bool, from: NaiveDate) -> Result<(), StorageError> {
        let last = if offered { None } else { from.pred_opt().map(|day| day.to_string()) };
        let changed = self
            .db()
            .prepare_cached("UPDATE list_item SET valid_to = ?3 WHERE list = ?1 AND key = ?2")?
            .execute(params![item.list, item.key, last])?;
        self.list_item_changed(changed, item)
    }

    fn list_item_changed(&self, changed: usize, item: &ListItem) -> Result<(), StorageError> {
        if changed == 0 {
            return Err(StorageError::NotFound);
        }
        self.trace_row(Action::ListItemChanged, &item.list, &item.key)
    }
}

/// Rows a centre added have ids for keys. Those the program came with have words; they get an id made of the
/// row's place.
pub(crate) fn item_id(list: &str, key: &str) -> Uuid {
    Uuid::parse_str(key).unwrap_or_else(|_| {
        let hash = Sha256::digest(format!("{list}/{key}"));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Uuid::from_bytes(bytes)
    })
}
