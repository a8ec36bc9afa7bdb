//! The first screen: what burns, who comes, what is not recorded.

use chrono::{Days, NaiveTime};
use domain::civil;
use domain::lists::Role;
use domain::request::Status;
use domain::term::State;
use storage::booking::Booking;

use crate::Desk;
use crate::session::Session;
use crate::show::{Words, clock, moment};
use crate::wire::{BurningLine, Refused, SessionLine, SessionState, Today};

/// A session this near is «скоро».
const SOON_MINUTES: i64 = 15;

impl Desk {
    pub fn today(&mut self) -> Result<Today, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        let today = now.date();
        let view = session.view();
        let mut words = Words::read(session, now)?;
        let open = view.open_requests()?;

        let mut burning = Vec::new();
        let mut waiting = Vec::new();
        let mut unrecorded = Vec::new();
        for request in &open {
            let seen = session.see(request, now)?;
            let row = session.request_row_of(request, &seen, &mut words)?;
            let unfinished = matches!(seen.status, Status::New | Status::NotHeld);
            let term = session.term_of(request.received.date())?;
            let state = term.state(today, domain::term::stopped_on(&seen.attempts));
            // A booked time inside the term is no trouble yet.
            let promised_in_time =
                seen.status == Status::Booked && seen.booking.as_ref().is_some_and(|b| !term.late(b.starts.date()));
            if matches!(state, State::Soon | State::Amber | State::Red) && !promised_in_time {
                burning.push((
                    term.ends_on(today),
                    BurningLine {
                        request: row.id.clone(),
                        number_words: row.number_words.clone(),
                        title: format!(
                            "{}: обращение {}, {}",
                            if unfinished {
                                "Назначить время"
                            } else {
                                "Приём ещё впереди"
                            },
                            row.number_words,
                            row.who.code
                        ),
                        words: row.term.until_words.clone(),
                        left_words: term.left_short(now, words.day_end()),
                        state: row.term.state,
                    },
                ));
            }
            if seen.status == Status::AwaitingRecord
                && let Some(booking) = &seen.booking
                && (session.is(Role::Head)
                    || session.is(Role::Administrator)
                    || session.is_one_of(&[booking.consultant]))
            {
                unrecorded.push(session.line(booking, &mut words)?);
            }
            if unfinished {
                waiting.push(row);
            }
        }
        burning.sort_by_key(|(ends, _)| *ends);

        let midnight = today.and_time(NaiveTime::MIN);
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today).and_time(NaiveTime::MIN);
        let sessions = view
            .sessions_between(midnight, tomorrow)?
            .iter()
            .filter(|b| session.is(Role::Head) || session.is(Role::Administrator) || session.is_one_of(&[b.consultant]))
            .map(|booking| session.line(booking, &mut words))
            .collect::<Result<Vec<_>, _>>()?;

        let last_copy = view
            .last_proven_copy()?
            .and_then(chrono::DateTime::from_timestamp_millis)
            .map(|at| moment(session.civil(at)));
        Ok(Today {
            date: today.to_string(),
            words: format!("{}, {}", civil::weekday_name(chrono::Datelike::weekday(&today)), civil::date_words(today)),
            now: clock(now.time()),
            burning: burning.into_iter().map(|(_, line)| line).collect(),
            sessions,
            unrecorded,
            waiting,
            last_copy,
            needs_consultants: !words
                .consultants()
                .iter()
                .any(|card| card.active && !card.hours.stretches().is_empty()),
            nothing_yet: !view.any_request()?,
        })
    }

    /// Booked sessions that are over, under way or of today and have no signed record. A request without a booking
    /// is recorded from its card.
    pub fn to_record(&mut self) -> Result<Vec<SessionLine>, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Consultant, Role::Head])?;
        let now = session.now(around);
        let mut words = Words::read(session, now)?;
        let mut lines = Vec::new();
        for request in session.view().open_requests()? {
            let seen = session.see(&request, now)?;
            let Some(booking) = &seen.booking else { continue };
            let begun_today = booking.starts.date() == now.date() || booking.starts <= now;
            if begun_today && session.may_record(&[booking.consultant]) {
                lines.push((booking.starts, session.line(booking, &mut words)?));
            }
        }
        lines.sort_by_key(|(starts, _)| *starts);
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }
}

impl Session {
    pub(crate) fn line(&self, booking: &Booking, words: &mut Words<'_>) -> Result<SessionLine, Refused> {
        let view = self.view();
        let request = view.request(booking.request)?;
        let consultants = [booking.consultant];
        let who = self.who(&request, &consultants)?;
        let subject = request.id.to_string();
        let drafted = view.draft(self.account_id(), "consultation", &subject)?.is_some();
        let now = words.now;
        let state = if booking.state == storage::booking::BookingState::Used {
            SessionState::Signed
        } else if drafted {
            SessionState::Draft
        } else if booking.slot().end() <= now {
            SessionState::NoRecord
        } else if (booking.starts - now).num_minutes() <= SOON_MINUTES {
            SessionState::Soon
        } else {
            SessionState::Ahead
        };
        let place_words = match booking.room.and_then(|id| words.room(id)) {
            Some(room) if booking.form == domain::lists::Form::InCenter => room,
            _ => words.form(booking.form, booking.means.as_deref())?,
        };
        Ok(SessionLine {
            request: subject,
            booking: booking.id.to_string(),
            date: booking.starts.date().to_string(),
            time: clock(booking.starts.time()),
            until: clock(booking.slot().end().time()),
            code: who.code,
            name: who.name,
            topic: self.about(&request, &consultants, words)?,
            consultant_words: words.consultant(booking.consultant),
            place_words,
            state,
            may_record: self.may_record(&consultants),
        })
    }
}
