//! Promised times: a chain for each request, at most one link of it live.

use chrono::NaiveDateTime;
use domain::booking::Promise;
use domain::ids::{AccountId, BookingId, ConsultantId, RequestId, RoomId};
use domain::lists::Form;
use domain::schedule::Slot;
use rusqlite::{Row, params};
use serde::Serialize;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, known, moment_text};

/// How a link of the chain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BookingState {
    Live,
    Moved,
    Cancelled,
    /// A signed record stands for it.
    Used,
}

impl BookingState {
    fn key(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Used => "used",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Self::Live, Self::Moved, Self::Cancelled, Self::Used].into_iter().find(|state| state.key() == key)
    }
}

#[derive(Clone, Serialize)]
pub struct Booking {
    pub id: BookingId,
    pub request: RequestId,
    pub previous: Option<BookingId>,
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub form: Form,
    pub means: Option<String>,
    pub starts: NaiveDateTime,
    pub minutes: u32,
    pub state: BookingState,
    pub ended_reason: Option<String>,
    pub made_by: AccountId,
}

impl Booking {
    pub fn slot(&self) -> Slot {
        Slot { start: self.starts, minutes: self.minutes }
    }
}

const COLUMNS: &str = "SELECT id, request_id, previous_id, consultant_id, room_id, form, means, starts, minutes, state,
    ended_reason, made_by FROM booking";

fn booking_from(row: &Row<'_>) -> Result<Booking, StorageError> {
    Ok(Booking {
        id: BookingId(row.id("id")?),
        request: RequestId(row.id("request_id")?),
        previous: row.maybe_id("previous_id")?.map(BookingId),
        consultant: ConsultantId(row.id("consultant_id")?),
        room: row.maybe_id("room_id")?.map(RoomId),
        form: known(Form::from_key(&row.text("form")?), "a form")?,
        means: row.maybe_text("means")?,
        starts: row.moment("starts")?,
        minutes: row.get("minutes")?,
        state: known(BookingState::from_key(&row.text("state")?), "a booking's state")?,
        ended_reason: row.maybe_text("ended_reason")?,
        made_by: AccountId(row.id("made_by")?),
    })
}

impl View<'_> {
    pub fn booking(&self, id: BookingId) -> Result<Booking, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        booking_from(rows.next()?.ok_or(StorageError::NotFound)?)
    }

    /// The whole chain of a request, oldest first.
    pub fn bookings_of(&self, request: RequestId) -> Result<Vec<Booking>, StorageError> {
        self.bookings(&format!("{COLUMNS} WHERE request_id = ?1 ORDER BY made_at, id"), params![request.0.as_bytes()])
    }

    /// The live link of a request's chain.
    pub fn live_booking(&self, request: RequestId) -> Result<Option<Booking>, StorageError> {
        let found = self
            .bookings(&format!("{COLUMNS} WHERE request_id = ?1 AND state = 'live'"), params![request.0.as_bytes()])?;
        Ok(found.into_iter().next())
    }

    /// Bookings of a span that are still promised or were held, in order of time.
    pub fn sessions_between(&self, from: NaiveDateTime, to: NaiveDateTime) -> Result<Vec<Booking>, StorageError> {
        self.bookings(
            &format!("{COLUMNS} WHERE state IN ('live', 'used') AND ?1 <= starts AND starts < ?2 ORDER BY starts"),
            params![moment_text(from), moment_text(to)],
        )
    }

    /// Promises that touch the span, for clashes of consultants and rooms.
    pub fn promises_between(&self, from: NaiveDateTime, to: NaiveDateTime) -> Result<Vec<Promise>, StorageError> {
        // No promise is longer than a day, so the index on the beginning serves.
        let day_before = from - chrono::Duration::days(1);
        let bookings = self.bookings(
            &format!("{COLUMNS} WHERE state = 'live' AND ?1 <= starts AND starts < ?2 AND ends > ?3 ORDER BY starts"),
            params![moment_text(day_before), moment_text(to), moment_text(from)],
        )?;
        Ok(bookings
            .into_iter()
            .map(|b| Promise { id: b.id, consultant: b.consultant, room: b.room, slot: b.slot() })
            .collect())
    }

    fn bookings(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Booking>, StorageError> {
        let mut statement = self.db().prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let mut bookings = Vec::new();
        while let Some(row) = rows.next()? {
            bookings.push(booking_from(row)?);
        }
        Ok(bookings)
    }
}

impl Change<'_> {
    /// Writes a promise.
    ///
    /// # Errors
    /// [`StorageError::TimeTaken`] from the database itself when the consultant's time is promised already.
    pub fn add_booking(&self, booking: &Booking) -> Result<(), StorageError> {
        let starts = moment_text(booking.starts);
        let ends = moment_text(booking.slot().end());
        self.db()
            .prepare_cached(
                "INSERT INTO booking (id, request_id, previous_id, consultant_id, room_id, form, means, starts, ends,
                    minutes, state, made_at, made_by, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1)",
            )?
            .execute(params![
                booking.id.0.as_bytes(),
                booking.request.0.as_bytes(),
                booking.previous.as_ref().map(|id| id.0.as_bytes()),
                booking.consultant.0.as_bytes(),
                booking.room.as_ref().map(|id| id.0.as_bytes()),
                booking.form.key(),
                booking.means,
                starts,
                ends,
                booking.minutes,
                booking.state.key(),
                self.at_millis(),
                booking.made_by.0.as_bytes(),
            ])?;
        self.db()
            .prepare_cached(
                "INSERT INTO booking_hold (booking_id, consultant_id, starts, ends, live) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                booking.id.0.as_bytes(),
                booking.consultant.0.as_bytes(),
                starts,
                ends,
                booking.state == BookingState::Live
            ])?;
        self.trace(Action::Booked, Subject::Booking, booking.id.0, 1, booking)
    }

    /// Ends the live link of a chain; the link itself stays.
    pub fn end_booking(
        &self,
        booking: &Booking,
        state: BookingState,
        reason: Option<&str>,
    ) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE booking SET state = ?2, ended_reason = ?3, version = version + 1 WHERE id = ?1 RETURNING version",
            )?
            .query_row(params![booking.id.0.as_bytes(), state.key(), reason], |row| row.get(0))?;
        self.db()
            .prepare_cached("UPDATE booking_hold SET live = 0 WHERE booking_id = ?1")?
            .execute([booking.id.0.as_bytes()])?;
        let ended = Booking { state, ended_reason: reason.map(str::to_owned), ..booking.clone() };
        self.trace(Action::BookingEnded, Subject::Booking, booking.id.0, version, &ended)
    }
}
