//! Events for parents: the version in force, what each saving said, and the facts that are counted.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Utc};
use domain::event::{EventContent, EventFact, EventParticipant};
use domain::ids::{AccountId, ConsultantId, EventId};
use domain::lists::EventFormat;
use rusqlite::{Row, params};

use crate::audit::{Action, Subject};
use crate::change::{Change, Numbers, View};
use crate::error::StorageError;
use crate::value::{Columns, instant, known, moment_text};

/// An event as it stands now.
#[derive(Clone)]
pub struct Event {
    pub id: EventId,
    pub number: u32,
    pub year: i32,
    pub version: u32,
    pub content: EventContent,
    pub annul_reason: Option<String>,
}

/// Who saved a version, when, and why it was changed.
pub struct EventSaving {
    pub version: u32,
    pub at: DateTime<Utc>,
    pub by: AccountId,
    pub reason: Option<String>,
}

/// Where a page of the list ends: the next one begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventMark {
    pub starts: NaiveDateTime,
    pub number: u32,
}

/// How many events of a span were held, with how many people, of how many that are not annulled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventSums {
    pub held: u32,
    pub participants: u32,
    pub all: u32,
}

const COLUMNS: &str = "SELECT id, number, year, version, topic, format, starts, minutes, place, participants, series,
    annul_reason FROM event";

/// The line of the table by form an event stands in (rules §12.1).
fn leaf(format: EventFormat) -> &'static str {
    match format {
        EventFormat::InCenter => "in_center",
        EventFormat::Elsewhere => "outing",
        EventFormat::Webinar => "video",
    }
}

fn after(last: NaiveDate) -> NaiveDate {
    last.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

impl View<'_> {
    /// Held events of the days from `first` to `last`, both included, in order of time: those whose
    /// participants are written down and which are not annulled.
    pub fn event_facts(&self, first: NaiveDate, last: NaiveDate) -> Result<Vec<EventFact>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT e.id, e.held_on, e.format, e.participants, l.consultant_id FROM event e
             LEFT JOIN event_leader l ON l.event_id = e.id
             WHERE ?1 <= e.held_on AND e.held_on < ?2 AND e.participants > 0 AND e.annulled_at IS NULL
             ORDER BY e.held_on, e.year, e.number, l.position",
        )?;
        let mut rows = statement.query(params![first.to_string(), after(last).to_string()])?;
        let mut facts: Vec<EventFact> = Vec::new();
        while let Some(row) = rows.next()? {
            let id = EventId(row.id("id")?);
            if facts.last().is_none_or(|fact| fact.id != id) {
                facts.push(EventFact {
                    id,
                    held_on: row.day("held_on")?,
                    format: format_of(row)?,
                    leaders: Vec::new(),
                    participants: row.get("participants")?,
                });
            }
            if let (Some(fact), Some(leader)) = (facts.last_mut(), row.maybe_id("consultant_id")?) {
                fact.leaders.push(ConsultantId(leader));
            }
        }
        Ok(facts)
    }

    /// An event was ever written down.
    pub fn any_event(&self) -> Result<bool, StorageError> {
        Ok(self.db().prepare_cached("SELECT EXISTS (SELECT 1 FROM event)")?.query_row([], |row| row.get(0))?)
    }

    pub fn event(&self, id: EventId) -> Result<Event, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        self.event_from(rows.next()?.ok_or(StorageError::NotFound)?)
    }

    /// A page of the events of some days, newest first, beginning after a mark.
    pub fn events_between(
        &self,
        first: NaiveDate,
        last: NaiveDate,
        beyond: Option<&EventMark>,
        limit: u32,
    ) -> Result<Vec<Event>, StorageError> {
        let until = beyond.map_or_else(|| after(last).to_string(), |mark| moment_text(mark.starts));
        let number = beyond.map_or(0, |mark| mark.number);
        let mut statement = self.db().prepare_cached(&format!(
            "{COLUMNS} WHERE ?1 <= starts AND (starts, number) < (?2, ?3) ORDER BY starts DESC, number DESC LIMIT ?4"
        ))?;
        let mut rows = statement.query(params![first.to_string(), until, number, limit])?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            events.push(self.event_from(row)?);
        }
        Ok(events)
    }

    /// Sums over the days; annulled events stand in none of them.
    pub fn event_sums(&self, first: NaiveDate, last: NaiveDate) -> Result<EventSums, StorageError> {
        Ok(self
            .db()
            .prepare_cached(
                "SELECT count(*) AS every, coalesce(sum(participants > 0), 0) AS held, coalesce(sum(participants), 0) AS people
                 FROM event WHERE ?1 <= held_on AND held_on < ?2 AND annulled_at IS NULL",
            )?
            .query_row(params![first.to_string(), after(last).to_string()], |row| {
                Ok(EventSums { held: row.get("held")?, participants: row.get("people")?, all: row.get("every")? })
            })?)
    }

    /// Who saved the event and why, oldest first.
    pub fn event_savings(&self, id: EventId) -> Result<Vec<EventSaving>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT version, saved_at, saved_by, reason FROM event_version WHERE event_id = ?1 ORDER BY version",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut savings = Vec::new();
        while let Some(row) = rows.next()? {
            savings.push(EventSaving {
                version: row.get("version")?,
                at: instant(row.int("saved_at")?)?,
                by: AccountId(row.id("saved_by")?),
                reason: row.maybe_text("reason")?,
            });
        }
        Ok(savings)
    }

    fn event_from(&self, row: &Row<'_>) -> Result<Event, StorageError> {
        let id = EventId(row.id("id")?);
        Ok(Event {
            id,
            number: row.get("number")?,
            year: row.get("year")?,
            version: row.get("version")?,
            content: EventContent {
                topic: row.text("topic")?,
                format: format_of(row)?,
                starts: row.moment("starts")?,
                minutes: row.get::<_, Option<u32>>("minutes")?.unwrap_or(0),
                place: row.text("place")?,
                leaders: self.leaders_of(id)?,
                participants: row.get("participants")?,
                list: self.listed(id)?,
                series: row.maybe_text("series")?,
            },
            annul_reason: row.maybe_text("annul_reason")?,
        })
    }

    fn leaders_of(&self, id: EventId) -> Result<Vec<ConsultantId>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT consultant_id FROM event_leader WHERE event_id = ?1 ORDER BY position")?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut leaders = Vec::new();
        while let Some(row) = rows.next()? {
            leaders.push(ConsultantId(row.id("consultant_id")?));
        }
        Ok(leaders)
    }

    fn listed(&self, id: EventId) -> Result<Vec<EventParticipant>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT p.certificate, p.given, n.name FROM event_participant p
             LEFT JOIN event_participant_name n ON n.event_id = p.event_id AND n.position = p.position
             WHERE p.event_id = ?1 ORDER BY p.position",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut list = Vec::new();
        while let Some(row) = rows.next()? {
            list.push(EventParticipant {
                name: row.maybe_text("name")?.unwrap_or_default(),
                certificate: row.get("certificate")?,
                given: row.get("given")?,
            });
        }
        Ok(list)
    }
}

fn format_of(row: &Row<'_>) -> Result<EventFormat, StorageError> {
    known(EventFormat::from_key(&row.text("format")?), "an event's format")
}

impl Change<'_> {
    /// Writes an event down under the next number of its year and returns it.
    pub fn add_event(&self, id: EventId, content: EventContent, by: AccountId) -> Result<Event, StorageError> {
        let year = content.starts.year();
        let number = self.next_number(Numbers::Event, year)?;
        let mut event = Event { id, number, year, version: 1, content, annul_reason: None };
        self.number_certificates(&mut event)?;
        let content = &event.content;
        self.db()
            .prepare_cached(
                "INSERT INTO event (id, year, number, topic, format, leaf, held_on, place, minutes, participants, version,
                    starts, series)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?12)",
            )?
            .execute(params![
                id.0.as_bytes(),
                year,
                number,
                content.topic,
                content.format.key(),
                leaf(content.format),
                content.starts.date().to_string(),
                content.place,
                content.minutes,
                content.participants,
                moment_text(content.starts),
                content.series,
            ])?;
        self.write_event_lines(&event)?;
        self.keep_version(&event, by, None)?;
        self.trace(Action::EventWritten, Subject::Event, id.0, 1)?;
        Ok(event)
    }

    /// Makes the next version of an event; its number and year stay.
    pub fn change_event(
        &self,
        before: &Event,
        content: EventContent,
        by: AccountId,
        reason: Option<&str>,
    ) -> Result<Event, StorageError> {
        let mut event = Event { content, version: before.version + 1, ..before.clone() };
        self.number_certificates(&mut event)?;
        let content = &event.content;
        self.db()
            .prepare_cached(
                "UPDATE event SET topic = ?2, format = ?3, leaf = ?4, held_on = ?5, place = ?6, minutes = ?7,
                    participants = ?8, version = ?9, starts = ?10, series = ?11 WHERE id = ?1",
            )?
            .execute(params![
                event.id.0.as_bytes(),
                content.topic,
                content.format.key(),
                leaf(content.format),
                content.starts.date().to_string(),
                content.place,
                content.minutes,
                content.participants,
                event.version,
                moment_text(content.starts),
                content.series,
            ])?;
        for table in ["event_participant_name", "event_participant", "event_leader"] {
            self.db()
                .prepare_cached(&format!("DELETE FROM {table} WHERE event_id = ?1"))?
                .execute([event.id.0.as_bytes()])?;
        }
        self.write_event_lines(&event)?;
        self.keep_version(&event, by, reason)?;
        self.trace(Action::EventChanged, Subject::Event, event.id.0, event.version)?;
        Ok(event)
    }

    /// The event stays to be read and is counted nowhere.
    pub fn annul_event(&self, before: &Event, by: AccountId, reason: &str, on: NaiveDate) -> Result<(), StorageError> {
        let event = Event { version: before.version + 1, annul_reason: Some(reason.to_owned()), ..before.clone() };
        self.db()
            .prepare_cached(
                "UPDATE event SET annulled_at = ?2, annulled_on = ?3, annul_reason = ?4, version = ?5 WHERE id = ?1",
            )?
            .execute(params![event.id.0.as_bytes(), self.at_millis(), on.to_string(), reason, event.version])?;
        self.keep_version(&event, by, Some(reason))?;
        self.trace(Action::EventAnnulled, Subject::Event, event.id.0, event.version)
    }

    /// Gives the next numbers of the year to those on the list who have none yet.
    fn number_certificates(&self, event: &mut Event) -> Result<(), StorageError> {
        if event.content.series.is_none() {
            return Ok(());
        }
        for line in event.content.list.iter_mut().filter(|line| line.certificate.is_none()) {
            line.certificate = Some(self.next_number(Numbers::Certificate, event.year)?);
        }
        Ok(())
    }

    fn write_event_lines(&self, event: &Event) -> Result<(), StorageError> {
        let id = event.id.0.as_bytes();
        for (position, leader) in (0_u32..).zip(&event.content.leaders) {
            self.db()
                .prepare_cached("INSERT INTO event_leader (event_id, consultant_id, position) VALUES (?1, ?2, ?3)")?
                .execute(params![id, leader.0.as_bytes(), position])?;
        }
        for (position, line) in (0_u32..).zip(&event.content.list) {
            self.db()
                .prepare_cached(
                    "INSERT INTO event_participant (event_id, position, certificate, given) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![id, position, line.certificate, line.given])?;
            if !line.name.is_empty() {
                self.db()
                    .prepare_cached(
                        "INSERT INTO event_participant_name (event_id, position, name) VALUES (?1, ?2, ?3)",
                    )?
                    .execute(params![id, position, line.name])?;
            }
        }
        Ok(())
    }

    fn keep_version(&self, event: &Event, by: AccountId, reason: Option<&str>) -> Result<(), StorageError> {
        let mut nameless = event.content.clone();
        for line in &mut nameless.list {
            line.name.clear();
        }
        let content = serde_json::to_string(&nameless).map_err(|_| StorageError::Content("an event"))?;
        self.db()
            .prepare_cached(
                "INSERT INTO event_version (event_id, version, saved_at, saved_by, reason, content)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                event.id.0.as_bytes(),
                event.version,
                self.at_millis(),
                by.0.as_bytes(),
                reason,
                content
            ])?;
        Ok(())
    }
}
