//! The first screen: what burns, who comes, what is not recorded.

use chrono::{Days, NaiveDateTime, NaiveTime};
use domain::civil;
use domain::ids::RequestId;
use domain::lists::{Caution, Role};
use domain::outing::window_words;
use domain::request::Status;
use domain::term::{Running, TermKind};
use storage::audit::{Action, Subject};
use storage::booking::{Booking, BookingState};
use storage::draft::Draft;
use storage::request::Request;

use crate::Desk;
use crate::consultation::DRAFT_FORM;
use crate::session::Session;
use crate::show::{Words, clock, moment, term_state};
use crate::wire::{
    BurningLine, ConsultationForm, Done, DraftLine, Noun, ProblemCode as Code, Refused, RequestRow, SessionLine,
    SessionState, Today,
};

/// A session this near is «скоро».
const SOON_MINUTES: i64 = 15;
/// A distance session that is not prepared yet.
const UNPREPARED: &str = "подготовка";
/// Unfinished forms shown.
const DRAFTS: u32 = 12;

/// Clocks are put right by minutes; beyond that somebody set the wrong day or hour.
const CLOCK_MAY_STRAY: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

fn is_behind(latest: NaiveDateTime, now: NaiveDateTime) -> bool {
    latest - now > CLOCK_MAY_STRAY
}

fn restored_words(session: &Session) -> Result<Option<String>, Refused> {
    let left = if session.is(Role::Head) { session.view().restored_matters(false)?.len() } else { 0 };
    let matters = civil::counted(left as u64, "дело", "дела", "дел");
    Ok((left > 0).then(|| format!("После восстановления журнала осталось сделать: {matters}.")))
}

impl Desk {
    pub fn today(&mut self) -> Result<Today, Refused> {
        // On a disk that cannot be written the first screen is read all the same; whatever gives a number comes after.
        let _ = self.secure_tail();
        let (around, folder) = (self.around.as_ref(), &self.folder);
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
            if seen.status == Status::AwaitingRecord
                && let Some(booking) = &seen.booking
                && (session.is(Role::Head)
                    || session.is(Role::Administrator)
                    || session.is_one_of(&booking.consultants()))
            {
                unrecorded.push((booking.starts, session.line(booking, &mut words)?));
            }
            let running = session.running(request, &seen, now)?;
            // Most of the open ones are promised in time: nothing more is read of them.
            if !unfinished && running.is_empty() {
                continue;
            }
            let row = session.request_row_of(request, &seen, &mut words)?;
            for found in running {
                let ends = found.term.ends_at(today, words.day_end());
                burning.push((ends, burning_line(&found, &row, words.now, words.day_end())));
            }
            if unfinished {
                waiting.push(row);
            }
        }
        unrecorded.sort_by_key(|(starts, _)| *starts);
        burning.sort_by_key(|(ends, _)| *ends);
        let prepares = |request: &str| {
            burning.iter().any(|(_, line)| line.kind == TermKind::Preparation.key() && line.request == request)
        };

        let midnight = today.and_time(NaiveTime::MIN);
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today).and_time(NaiveTime::MIN);
        let sessions = view
            .sessions_between(midnight, tomorrow)?
            .iter()
            .filter(|b| {
                session.is(Role::Head) || session.is(Role::Administrator) || session.is_one_of(&b.consultants())
            })
            .map(|booking| {
                let mut line = session.line(booking, &mut words)?;
                // It stands above already, with its hour.
                if prepares(&line.request) {
                    line.marks.retain(|mark| mark != UNPREPARED);
                }
                Ok(line)
            })
            .collect::<Result<Vec<_>, Refused>>()?;

        let instant =
            |millis: Option<i64>| millis.and_then(chrono::DateTime::from_timestamp_millis).map(|at| session.civil(at));
        let copied = instant(view.last_proven_copy(&folder.copies())?);
        let latest = instant(view.latest_instant(session.centre.journal_id)?);
        let clock_behind = latest.filter(|at| is_behind(*at, now)).map(moment);
        Ok(Today {
            date: today.to_string(),
            words: format!("{}, {}", civil::weekday_name(chrono::Datelike::weekday(&today)), civil::date_words(today)),
            now: clock(now.time()),
            burning: burning.into_iter().map(|(_, line)| line).collect(),
            sessions,
            unrecorded: unrecorded.into_iter().map(|(_, line)| line).collect(),
            waiting,
            last_copy: copied.map(moment),
            copy_words: crate::copies::last_words(session, folder, session.exactly(around.now()))?,
            copy_stale: copied.is_some_and(|copied| domain::rotation::is_stale(copied, now)),
            clock_behind,
            restored_words: restored_words(session)?,
            history_trouble: session.history_trouble()?,
            needs_consultants: !words
                .consultants()
                .iter()
                .any(|card| card.active && !card.hours.stretches().is_empty()),
            nothing_yet: !view.any_request()?,
            drafts: session.drafts_left(&mut words)?,
        })
    }

    /// The clock is right: what the history has ahead of it was written while it was wrong.
    pub fn trust_clock(&mut self) -> Result<Done<Today>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let journal = at.session.centre.journal_id;
        let latest = at.session.view().latest_instant(journal)?.and_then(chrono::DateTime::from_timestamp_millis);
        if !latest.is_some_and(|latest| is_behind(at.session.civil(latest), at.session.now(at.around))) {
            return Err(Code::NothingChanged.into());
        }
        at.session.change(at.around, |change| {
            change.note(Action::ClockTrusted, Subject::Journal, Some(journal));
            Ok(())
        })?;
        Ok(Done { value: self.today()?, changed: vec![Noun::Copy] })
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
            if begun_today && session.may_record(&booking.consultants()) {
                lines.push((booking.starts, session.line(booking, &mut words)?));
            }
        }
        lines.sort_by_key(|(starts, _)| *starts);
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }
}

/// One line each: what to do, for whom, until when, why.
fn burning_line(found: &Running, row: &RequestRow, now: NaiveDateTime, day_end: NaiveTime) -> BurningLine {
    let term = &found.term;
    BurningLine {
        kind: term.kind.key().to_owned(),
        request: row.id.clone(),
        number_words: row.number_words.clone(),
        title: format!("{}: {}, {}", term.kind.to_do(row.booking.is_some()), row.number_words, row.who.code),
        words: term.until_words(now.date(), day_end),
        why: term.why_words(),
        left_words: term.left_short(now, day_end),
        state: term_state(found.state),
    }
}

impl Session {
    /// Forms left unfinished by this account.
    fn drafts_left(&self, words: &mut Words<'_>) -> Result<Vec<DraftLine>, Refused> {
        let mut lines = Vec::new();
        for (form, subject, saved) in self.view().drafts_of(self.account_id(), DRAFTS)? {
            let request = match subject.parse::<RequestId>() {
                Ok(id) if form == DRAFT_FORM => Some(self.view().request(id)?),
                _ if form == "booking" && subject.is_empty() => None,
                _ => continue,
            };
            if let Some(request) = &request {
                let draft = self.view().draft(self.account_id(), DRAFT_FORM, &subject)?;
                if draft.map_or(Ok(true), |draft| self.is_stale(request, &draft))? {
                    continue;
                }
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
    pub(crate) fn is_stale(&self, request: &Request, draft: &Draft) -> Result<bool, Refused> {
        let Ok(kept) = serde_json::from_str::<ConsultationForm>(&draft.body) else { return Ok(false) };
        let version = self.view().consultation_of(request.id)?.map_or(0, |signed| signed.version);
        let live = request.annul_reason.is_none() && kept.version == version;
        Ok(!live && [&kept.note, &kept.advice].iter().all(|text| text.trim().is_empty()))
    }

    pub(crate) fn line(&self, booking: &Booking, words: &mut Words<'_>) -> Result<SessionLine, Refused> {
        let view = self.view();
        let request = view.request(booking.request)?;
        let consultants = booking.consultants();
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
            window_words: booking.how.is_window.then(|| window_words(&booking.slot())),
            code: who.code,
            name: who.name,
            topic: self.about(&request, &consultants, words)?,
            consultant_words: words.team(booking),
            place_words,
            state,
            may_record: booking.state != BookingState::Missed && self.may_record(&consultants),
            may_no_show: booking.state == BookingState::Live && booking.starts <= now && self.may_end(&consultants),
            marks: [
                self.unprepared(booking, now)?.then_some(UNPREPARED),
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
