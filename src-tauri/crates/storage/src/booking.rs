//! Promised times: a chain for each request, at most one link of it live.

use chrono::NaiveDateTime;
use domain::booking::Promise;
use domain::ids::{AccountId, BookingId, ConsultantId, RecipientId, RequestId, RoomId};
use domain::lists::{Caution, Form};
use domain::outing::{How, Initiative, OutingPlace};
use domain::schedule::Slot;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, known, moment_text};

/// How a link of the chain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingState {
    Live,
    Moved,
    Cancelled,
    /// Nobody came.
    Missed,
    /// A signed record stands for it.
    Used,
}

impl BookingState {
    fn key(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Missed => "missed",
            Self::Used => "used",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Self::Live, Self::Moved, Self::Cancelled, Self::Missed, Self::Used]
            .into_iter()
            .find(|state| state.key() == key)
    }
}

#[derive(Clone)]
pub struct Booking {
    pub id: BookingId,
    pub request: RequestId,
    pub previous: Option<BookingId>,
    /// Who leads; the others stand in `how`.
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub form: Form,
    pub means: Option<String>,
    /// With whom else, where, with what.
    pub how: How,
    pub starts: NaiveDateTime,
    pub minutes: u32,
    pub state: BookingState,
    pub ended_reason: Option<String>,
    pub made_by: AccountId,
    /// What stood against it.
    pub cautions: Vec<Caution>,
    /// Why it was promised all the same.
    pub caution_reason: String,
}

impl Booking {
    pub fn slot(&self) -> Slot {
        Slot { start: self.starts, minutes: self.minutes }
    }

    /// Everyone whose time it is, the one who leads first.
    pub fn consultants(&self) -> Vec<ConsultantId> {
        std::iter::once(self.consultant).chain(self.how.others.iter().copied()).collect()
    }

    /// A fact over another promise is kept, but holds nobody's time.
    pub fn holds_time(&self) -> bool {
        self.state == BookingState::Live && !self.cautions.contains(&Caution::Overlap)
    }

    fn promise(&self) -> Promise {
        Promise {
            id: self.id,
            consultants: self.consultants(),
            rooms: self.room.into_iter().chain(self.how.minding_room).collect(),
            slot: self.slot(),
        }
    }
}

const COLUMNS: &str = "SELECT id, request_id, previous_id, consultant_id, room_id, form, means, starts, minutes, state,
    ended_reason, made_by, cautions, caution_reason, others_by, place_kind, place, is_window, transport, equipment,
    minding_room, (SELECT group_concat(hex(h.consultant_id), ' ' ORDER BY h.position) FROM booking_hold h
        WHERE h.booking_id = booking.id AND h.position > 0) AS others
    FROM booking";

fn booking_from(row: &Row<'_>) -> Result<Booking, StorageError> {
    Ok(Booking {
        id: BookingId(row.id("id")?),
        request: RequestId(row.id("request_id")?),
        previous: row.maybe_id("previous_id")?.map(BookingId),
        consultant: ConsultantId(row.id("consultant_id")?),
        room: row.maybe_id("room_id")?.map(RoomId),
        form: known(Form::from_key(&row.text("form")?), "a form")?,
        means: row.maybe_text("means")?,
        how: how_from(row)?,
        starts: row.moment("starts")?,
        minutes: row.get("minutes")?,
        state: known(BookingState::from_key(&row.text("state")?), "a booking's state")?,
        ended_reason: row.maybe_text("ended_reason")?,
        made_by: AccountId(row.id("made_by")?),
        cautions: cautions_from(&row.text("cautions")?)?,
        caution_reason: row.text("caution_reason")?,
    })
}

fn how_from(row: &Row<'_>) -> Result<How, StorageError> {
    let others = row.maybe_text("others")?.unwrap_or_default();
    let others = others.split_whitespace().map(|hex| Uuid::parse_str(hex).map(ConsultantId));
    let place = row.maybe_text("place_kind")?.map(|key| known(OutingPlace::from_key(&key), "a place")).transpose()?;
    let by = row.maybe_text("others_by")?.map(|key| known(Initiative::from_key(&key), "an initiative")).transpose()?;
    Ok(How {
        others: others.collect::<Result<_, _>>().map_err(|_| StorageError::Content("a consultant"))?,
        others_by: by,
        place,
        address: row.text("place")?,
        is_window: row.get("is_window")?,
        transport: row.text("transport")?,
        equipment: row.text("equipment")?.split_whitespace().map(str::to_owned).collect(),
        minding_room: row.maybe_id("minding_room")?.map(RoomId),
    })
}

/// What stood against a thing, as keys parted by spaces.
pub(crate) fn cautions_from(keys: &str) -> Result<Vec<Caution>, StorageError> {
    keys.split_whitespace().map(|key| known(Caution::from_key(key), "a caution")).collect()
}

pub(crate) fn cautions_text(cautions: &[Caution]) -> String {
    cautions.iter().map(|caution| caution.key()).collect::<Vec<_>>().join(" ")
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

    /// Whether nobody came at the last promised time and no other has been promised since.
    pub fn last_was_missed(&self, request: RequestId) -> Result<bool, StorageError> {
        Ok(self
            .db()
            .prepare_cached(
                "SELECT coalesce((SELECT state = 'missed' FROM booking WHERE request_id = ?1
                    ORDER BY made_at DESC, id DESC LIMIT 1), 0)",
            )?
            .query_row([request.0.as_bytes()], |row| row.get(0))?)
    }

    /// Live promises to any of these people that touch the span. Found by the people: `+starts` keeps the index
    /// on time, which would lead through the whole past, out of it.
    pub fn promises_to(
        &self,
        people: &[RecipientId],
        from: NaiveDateTime,
        to: NaiveDateTime,
    ) -> Result<Vec<Promise>, StorageError> {
        let mut promises = Vec::new();
        for person in people {
            let found = self.bookings(
                &format!(
                    "{COLUMNS} WHERE state = 'live' AND +starts < ?2 AND ends > ?3 AND request_id IN
                        (SELECT request_id FROM request_participant WHERE recipient_id = ?1)"
                ),
                params![person.0.as_bytes(), moment_text(to), moment_text(from)],
            )?;
            promises.extend(found.iter().map(Booking::promise));
        }
        Ok(promises)
    }

    /// Live promises of a consultant's time that begin at a moment or later, in order of time.
    pub fn promised_by(&self, consultant: ConsultantId, from: NaiveDateTime) -> Result<Vec<Booking>, StorageError> {
        self.bookings(
            &format!(
                "{COLUMNS} WHERE state = 'live' AND id IN (SELECT booking_id FROM booking_hold
                    WHERE consultant_id = ?1 AND live = 1 AND starts >= ?2) ORDER BY starts"
            ),
            params![consultant.0.as_bytes(), moment_text(from)],
        )
    }

    /// Times given back that begin in the span, the last given back first.
    pub fn given_back(&self, from: NaiveDateTime, to: NaiveDateTime, limit: u32) -> Result<Vec<Booking>, StorageError> {
        self.bookings(
            &format!(
                "{COLUMNS} WHERE state IN ('moved', 'cancelled') AND ?1 <= starts AND starts < ?2
                 ORDER BY ended_at DESC, id LIMIT ?3"
            ),
            params![moment_text(from), moment_text(to), limit],
        )
    }

    /// Bookings of a span that are still promised, were held or missed, in order of time.
    pub fn sessions_between(&self, from: NaiveDateTime, to: NaiveDateTime) -> Result<Vec<Booking>, StorageError> {
        self.bookings(
            &format!(
                "{COLUMNS} WHERE state IN ('live', 'used', 'missed') AND ?1 <= starts AND starts < ?2 ORDER BY starts"
            ),
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
        Ok(bookings.iter().map(Booking::promise).collect())
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
                    minutes, state, made_at, made_by, cautions, caution_reason, others_by, place_kind, place, is_window,
                    transport, equipment, minding_room, child_minding, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                    ?22, ?22 IS NOT NULL, 1)",
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
                cautions_text(&booking.cautions),
                booking.caution_reason,
                booking.how.others_by.map(Initiative::key),
                booking.how.place.map(OutingPlace::key),
                booking.how.address,
                booking.how.is_window,
                booking.how.transport,
                booking.how.equipment.join(" "),
                booking.how.minding_room.as_ref().map(|id| id.0.as_bytes()),
            ])?;
        for (position, consultant) in (0_u32..).zip(booking.consultants()) {
            self.db()
                .prepare_cached(
                    "INSERT INTO booking_hold (booking_id, consultant_id, starts, ends, live, position)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    booking.id.0.as_bytes(),
                    consultant.0.as_bytes(),
                    starts,
                    ends,
                    booking.holds_time(),
                    position
                ])?;
        }
        self.trace(Action::Booked, Subject::Booking, booking.id.0, 1)
    }

    /// Writes where an outing goes and with what; with whom and when is promised anew.
    pub fn change_outing(&self, booking: &Booking, how: &How) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE booking SET place_kind = ?2, place = ?3, transport = ?4, equipment = ?5, version = version + 1
                 WHERE id = ?1 RETURNING version",
            )?
            .query_row(
                params![
                    booking.id.0.as_bytes(),
                    how.place.map(OutingPlace::key),
                    how.address,
                    how.transport,
                    how.equipment.join(" ")
                ],
                |row| row.get(0),
            )?;
        self.trace(Action::BookingChanged, Subject::Booking, booking.id.0, version)
    }

    /// One who stands beside leaves: the promise stays with who leads, the time of the one who left is free.
    pub fn release_colleague(&self, booking: &Booking, colleague: ConsultantId) -> Result<(), StorageError> {
        self.db()
            .prepare_cached("DELETE FROM booking_hold WHERE booking_id = ?1 AND consultant_id = ?2 AND position > 0")?
            .execute(params![booking.id.0.as_bytes(), colleague.0.as_bytes()])?;
        let mut how = booking.how.clone();
        how.others.retain(|other| *other != colleague);
        how.others_by = how.others_by.filter(|_| !how.others.is_empty());
        let version: u32 = self
            .db()
            .prepare_cached("UPDATE booking SET others_by = ?2, version = version + 1 WHERE id = ?1 RETURNING version")?
            .query_row(params![booking.id.0.as_bytes(), how.others_by.map(Initiative::key)], |row| row.get(0))?;
        self.trace(Action::BookingChanged, Subject::Booking, booking.id.0, version)
    }

    /// Ends the live link of a chain; the link itself stays.
    pub fn end_booking(
        &self,
        booking: &Booking,
        state: BookingState,
        reason: Option<&str>,
    ) -> Result<(), StorageError> {
        let action = if state == BookingState::Missed { Action::NoShow } else { Action::BookingEnded };
        self.set_state(booking, state, reason, action)
    }

    /// «Не явился» was said too early, or of the wrong person: the time is promised again.
    ///
    /// # Errors
    /// [`StorageError::TimeTaken`] when the consultant's time has been promised meanwhile.
    pub fn revive_booking(&self, booking: &Booking) -> Result<(), StorageError> {
        self.set_state(booking, BookingState::Live, None, Action::NoShowUndone)
    }

    fn set_state(
        &self,
        booking: &Booking,
        state: BookingState,
        reason: Option<&str>,
        action: Action,
    ) -> Result<(), StorageError> {
        let changed = Booking { state, ..booking.clone() };
        let ended_at = (state != BookingState::Live).then(|| self.at_millis());
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE booking SET state = ?2, ended_reason = ?3, ended_at = ?4, version = version + 1
                 WHERE id = ?1 RETURNING version",
            )?
            .query_row(params![booking.id.0.as_bytes(), state.key(), reason, ended_at], |row| row.get(0))?;
        self.db()
            .prepare_cached("UPDATE booking_hold SET live = ?2 WHERE booking_id = ?1")?
            .execute(params![booking.id.0.as_bytes(), changed.holds_time()])?;
        self.trace(action, Subject::Booking, booking.id.0, version)
    }
}
