//! The first screen: what burns, who comes, what is not recorded.

use chrono::{Days, NaiveDateTime, NaiveTime};
use domain::civil;
use domain::consultation::AttemptOutcome;
use domain::ids::RequestId;
use domain::lists::{Caution, Failure, Role};
use domain::request::Status;
use domain::term::{State, clock_left_short, repeat_by};
use storage::booking::{Booking, BookingState};
use storage::request::Request;

use crate::Desk;
use crate::consultation::DRAFT_FORM;
use crate::session::Session;
use crate::show::{Seen, Words, clock, moment};
use crate::wire::{
    BurningLine, ConsultationForm, DraftLine, Refused, RequestRow, SessionLine, SessionState, TermState, Today,
};

/// A session this near is «скоро».
const SOON_MINUTES: i64 = 15;
/// Unfinished forms shown.
const DRAFTS: u32 = 12;

/// Clocks are put right by minutes; beyond that somebody set the wrong day or hour.
const CLOCK_MAY_STRAY: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

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
            let unfinished = matches!(seen.status, Status::New | Status::NotHeld);
            let term = session.term_of(request.received.date())?;
            let state = term.state(today, domain::term::stopped_on(&seen.attempts));
            // A booked time inside the term is no trouble yet.
            let promised_in_time =
                seen.status == Status::Booked && seen.booking.as_ref().is_some_and(|b| !term.late(b.starts.date()));
            let burns = matches!(state, State::Soon | State::Amber | State::Red) && !promised_in_time;
            if seen.status == Status::AwaitingRecord
                && let Some(booking) = &seen.booking
                && (session.is(Role::Head)
                    || session.is(Role::Administrator)
                    || session.is_one_of(&[booking.consultant]))
            {
                unrecorded.push(session.line(booking, &mut words)?);
            }
            // Most of the open ones are promised in time: nothing more is read of them.
            if !unfinished && !burns {
                continue;
            }
            let row = session.request_row_of(request, &seen, &mut words)?;
            if let Some(line) = session.repeat_line(request, &seen, &row, now)? {
                burning.push((line.0.date(), line.1));
                waiting.push(row);
                continue;
            }
            if burns {
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

        let instant =
            |millis: Option<i64>| millis.and_then(chrono::DateTime::from_timestamp_millis).map(|at| session.civil(at));
        let last_copy = instant(view.last_proven_copy()?).map(moment);
        let latest = instant(view.latest_instant()?);
        let clock_behind = latest.filter(|at| *at - now > CLOCK_MAY_STRAY).map(moment);
        Ok(Today {
            date: today.to_string(),
            words: format!("{}, {}", civil::weekday_name(chrono::Datelike::weekday(&today)), civil::date_words(today)),
            now: clock(now.time()),
            burning: burning.into_iter().map(|(_, line)| line).collect(),
            sessions,
            unrecorded,
            waiting,
            last_copy,
            clock_behind,
            needs_consultants: !words
                .consultants()
                .iter()
                .any(|card| card.active && !card.hours.stretches().is_empty()),
            nothing_yet: !view.any_request()?,
            drafts: session.drafts_left(&mut words)?,
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
    /// A consultation that broke off is repeated in 48 hours or in a week (R070, R071), by the clock.
    fn repeat_line(
        &self,
        request: &Request,
        seen: &Seen,
        row: &RequestRow,
        now: NaiveDateTime,
    ) -> Result<Option<(NaiveDateTime, BurningLine)>, Refused> {
        let (Status::NotHeld, Some(last)) = (seen.status, seen.attempts.last()) else { return Ok(None) };
        let profile = self.profile_on(request.received.date())?;
        let (hours, days) = (profile.tech_center_hours.value, profile.tech_recipient_days.value);
        let Some(ends) = repeat_by(last, hours, days) else { return Ok(None) };
        let (whose, given) = match last.outcome {
            AttemptOutcome::Failed(Failure::TechnicalCentre) => {
                ("сбой у центра", civil::counted(u64::from(hours), "час", "часа", "часов"))
            }
            _ => ("сбой у получателя", civil::counted(u64::from(days), "день", "дня", "дней")),
        };
        Ok(Some((
            ends,
            BurningLine {
                request: row.id.clone(),
                number_words: row.number_words.clone(),
                title: format!("Повторить приём {} после сбоя, {}", row.number_words, row.who.code),
                words: format!("{whose}, {given} с начала: до {}", civil::date_time(ends)),
                left_words: clock_left_short(ends, now),
                state: if now > ends || (ends - now).num_hours() < 24 { TermState::Red } else { TermState::Amber },
            },
        )))
    }

    /// Forms left unfinished by this account.
    fn drafts_left(&self, words: &mut Words<'_>) -> Result<Vec<DraftLine>, Refused> {
        let mut lines = Vec::new();
        for (form, subject, saved) in self.view().drafts_of(self.account_id(), DRAFTS)? {
            let request = match subject.parse::<RequestId>() {
                Ok(id) if form == DRAFT_FORM => Some(self.view().request(id)?),
                _ if form == "booking" && subject.is_empty() => None,
                _ => continue,
            };
            if let Some(request) = &request
                && self.is_stale(request, &subject)?
            {
                continue;
            }
            let said = match &request {
                Some(request) => {
                    let seen = self.see(request, words.now)?;
                    let row = self.request_row_of(request, &seen, words)?;
                    format!("Приём {}, {}", row.number_words, row.who.code)
                }
                None => "Новая запись".to_owned(),
            };
            lines.push(DraftLine {
                form,
                request: request.map(|r| r.id.to_string()),
                words: said,
                saved: moment(saved),
            });
        }
        Ok(lines)
    }

    /// Signed meanwhile by another hand or annulled, with no words of one's own in it: nothing is left to finish.
    fn is_stale(&self, request: &Request, subject: &str) -> Result<bool, Refused> {
        let Some(draft) = self.view().draft(self.account_id(), DRAFT_FORM, subject)? else { return Ok(true) };
        let Ok(kept) = serde_json::from_str::<ConsultationForm>(&draft.body) else { return Ok(false) };
        let version = self.view().consultation_of(request.id)?.map_or(0, |signed| signed.version);
        let live = request.annul_reason.is_none() && kept.version == version;
        Ok(!live && [&kept.note, &kept.advice].iter().all(|text| text.trim().is_empty()))
    }

    pub(crate) fn line(&self, booking: &Booking, words: &mut Words<'_>) -> Result<SessionLine, Refused> {
        let view = self.view();
        let request = view.request(booking.request)?;
        let consultants = [booking.consultant];
        let who = self.who(&request, &consultants)?;
        let subject = request.id.to_string();
        let drafted = view.draft(self.account_id(), "consultation", &subject)?.is_some();
        let now = words.now;
        let state = if booking.state == BookingState::Missed {
            SessionState::Missed
        } else if booking.state == BookingState::Used {
            SessionState::Signed
        } else if drafted {
            SessionState::Draft
        } else if booking.slot().end() <= now {
            SessionState::NoRecord
        } else if booking.starts <= now {
            SessionState::Underway
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
            may_record: booking.state != BookingState::Missed && self.may_record(&consultants),
            may_no_show: booking.state == BookingState::Live && booking.starts <= now && self.may_end(&consultants),
            marks: [
                booking.cautions.contains(&Caution::Overlap).then_some("наложение"),
                (request.participants.len() > 1).then_some("оба родителя"),
                request.minding.then_some("присмотр за ребёнком"),
            ]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .collect(),
        })
    }
}
