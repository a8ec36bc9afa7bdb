//! Consultants' cards with their hours, and rooms.

use domain::consultant::{Contract, StaffPapers};
use domain::ids::{ConsultantId, RoomId};
use domain::schedule::{Exception, Stretch, WorkingHours};
use rusqlite::{Row, params};

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, known, parse_time, time_text};

#[derive(Clone)]
pub struct Consultant {
    pub id: ConsultantId,
    pub name: String,
    pub post: String,
    pub room: Option<RoomId>,
    pub active: bool,
    pub hours: WorkingHours,
    /// Words beside each exception of `hours`, in the same order.
    pub exception_words: Vec<String>,
    /// Keys of the topics this consultant advises on (R033).
    pub topics: Vec<String>,
    pub papers: StaffPapers,
}

#[derive(Clone)]
pub struct Room {
    pub id: RoomId,
    pub name: String,
    pub accessible: bool,
    /// Out of use: kept for old bookings, offered no more.
    pub active: bool,
}

const COLUMNS: &str = "SELECT id, name, post, room_id, active, education, training, trained_on, category, contract,
    undertaking_on FROM consultant";

impl View<'_> {
    /// All cards, also of those who no longer work here, by name.
    pub fn consultants(&self) -> Result<Vec<Consultant>, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} ORDER BY active DESC, name"))?;
        let mut rows = statement.query([])?;
        let mut consultants = Vec::new();
        while let Some(row) = rows.next()? {
            consultants.push(self.consultant_from(row)?);
        }
        Ok(consultants)
    }

    pub fn consultant(&self, id: ConsultantId) -> Result<Consultant, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        self.consultant_from(rows.next()?.ok_or(StorageError::NotFound)?)
    }

    fn consultant_from(&self, row: &Row<'_>) -> Result<Consultant, StorageError> {
        let id = ConsultantId(row.id("id")?);
        let mut stretches = Vec::new();
        let mut statement =
            self.db().prepare_cached("SELECT weekday, starts, ends FROM consultant_hours WHERE consultant_id = ?1")?;
        let mut hours = statement.query([id.0.as_bytes()])?;
        while let Some(hour) = hours.next()? {
            stretches.push(Stretch {
                weekday: hour.get("weekday")?,
                from: parse_time(&hour.text("starts")?)?,
                to: parse_time(&hour.text("ends")?)?,
            });
        }
        let mut exceptions = Vec::new();
        let mut exception_words = Vec::new();
        let mut statement = self.db().prepare_cached(
            "SELECT first_day, last_day, starts, ends, words FROM consultant_exception WHERE consultant_id = ?1 ORDER BY position",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        while let Some(other) = rows.next()? {
            let hours = match (other.maybe_text("starts")?, other.maybe_text("ends")?) {
                (Some(from), Some(to)) => Some((parse_time(&from)?, parse_time(&to)?)),
                _ => None,
            };
            exceptions.push(Exception { first: other.day("first_day")?, last: other.day("last_day")?, hours });
            exception_words.push(other.text("words")?);
        }
        let mut statement =
            self.db().prepare_cached("SELECT topic FROM consultant_topic WHERE consultant_id = ?1 ORDER BY topic")?;
        let topics = statement.query_map([id.0.as_bytes()], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Consultant {
            id,
            name: row.text("name")?,
            post: row.text("post")?,
            room: row.maybe_id("room_id")?.map(RoomId),
            active: row.get("active")?,
            hours: WorkingHours::new(stretches, exceptions).map_err(|_| StorageError::Content("hours"))?,
            exception_words,
            topics,
            papers: papers_from(row)?,
        })
    }

    /// Rooms in use.
    pub fn rooms(&self) -> Result<Vec<Room>, StorageError> {
        Ok(self.all_rooms()?.into_iter().filter(|room| room.active).collect())
    }

    /// Every room there ever was, those in use first: old bookings keep their words.
    pub fn all_rooms(&self) -> Result<Vec<Room>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT id, name, accessible, active FROM room ORDER BY active DESC, name")?;
        let mut rows = statement.query([])?;
        let mut rooms = Vec::new();
        while let Some(row) = rows.next()? {
            rooms.push(Room {
                id: RoomId(row.id("id")?),
                name: row.text("name")?,
                accessible: row.get("accessible")?,
                active: row.get("active")?,
            });
        }
        Ok(rooms)
    }
}

fn papers_from(row: &Row<'_>) -> Result<StaffPapers, StorageError> {
    let contract = Some(row.text("contract")?).filter(|key| !key.is_empty());
    Ok(StaffPapers {
        education: row.text("education")?,
        training: row.text("training")?,
        trained_on: row.maybe_day("trained_on")?,
        category: row.text("category")?,
        contract: contract.map(|key| known(Contract::from_key(&key), "a contract")).transpose()?,
        undertaking_on: row.maybe_day("undertaking_on")?,
    })
}

impl Change<'_> {
    /// Writes a card, new or changed.
    pub fn save_consultant(&self, card: &Consultant) -> Result<(), StorageError> {
        let id = card.id.0.as_bytes();
        let version: u32 = self
            .db()
            .prepare_cached(
                "INSERT INTO consultant (id, name, post, room_id, active, education, training, trained_on, category,
                    contract, undertaking_on, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, post = ?3, room_id = ?4, active = ?5, education = ?6,
                    training = ?7, trained_on = ?8, category = ?9, contract = ?10, undertaking_on = ?11,
                    version = version + 1
                 RETURNING version",
            )?
            .query_row(
                params![
                    id,
                    card.name,
                    card.post,
                    card.room.as_ref().map(|room| room.0.as_bytes()),
                    card.active,
                    card.papers.education,
                    card.papers.training,
                    card.papers.trained_on.map(|day| day.to_string()),
                    card.papers.category,
                    card.papers.contract.map_or("", Contract::key),
                    card.papers.undertaking_on.map(|day| day.to_string()),
                ],
                |row| row.get(0),
            )?;
        for table in ["consultant_hours", "consultant_exception", "consultant_topic"] {
            self.db().prepare_cached(&format!("DELETE FROM {table} WHERE consultant_id = ?1"))?.execute([id])?;
        }
        for stretch in card.hours.stretches() {
            self.db()
                .prepare_cached(
                    "INSERT INTO consultant_hours (consultant_id, weekday, starts, ends) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![id, stretch.weekday, time_text(stretch.from), time_text(stretch.to)])?;
        }
        for topic in &card.topics {
            self.db()
                .prepare_cached("INSERT OR IGNORE INTO consultant_topic (consultant_id, topic) VALUES (?1, ?2)")?
                .execute(params![id, topic])?;
        }
        let words = card.exception_words.iter().map(String::as_str).chain(std::iter::repeat(""));
        let exceptions: Vec<_> = card.hours.exceptions().iter().zip(words).collect();
        for (position, (exception, words)) in (0_u32..).zip(&exceptions) {
            let hours = exception.hours.map(|(from, to)| (time_text(from), time_text(to)));
            self.db()
                .prepare_cached(
                    "INSERT INTO consultant_exception (consultant_id, position, first_day, last_day, starts, ends, words)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    id,
                    position,
                    exception.first.to_string(),
                    exception.last.to_string(),
                    hours.as_ref().map(|h| &h.0),
                    hours.as_ref().map(|h| &h.1),
                    words
                ])?;
        }
        self.trace(Action::ConsultantSaved, Subject::Consultant, card.id.0, version)
    }

    pub fn save_room(&self, room: &Room) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO room (id, name, accessible, active) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, accessible = ?3, active = ?4",
            )?
            .execute(params![room.id.0.as_bytes(), room.name, room.accessible, room.active])?;
        self.trace(Action::RoomSaved, Subject::Room, room.id.0, 1)
    }
}
