//! The waiting list: who waits for a time, and which free time suits whom.

use chrono::{NaiveDate, NaiveDateTime};
use domain::civil;
use domain::consultation::AttemptOutcome;
use domain::ids::RequestId;
use domain::lists::Failure;
use domain::request::Status;
use domain::schedule::{Slot, window};
use domain::waiting::{Free, Waiting, offers};
use storage::booking::Booking;

use super::free::{after, competence, midnight};
use super::{day_words, wished_words};
use crate::Desk;
use crate::session::Session;
use crate::show::{Seen, Words, clock};
use crate::wire::{Refused, SlotForm, TermState, WaitingList, WaitingOffer, WaitingRow};

/// Why another time is looked for.
fn why_again(seen: &Seen) -> &'static str {
    match seen.attempts.last().map(|attempt| &attempt.outcome) {
        Some(AttemptOutcome::Failed(failure)) if failure.technical() => "сбой",
        Some(AttemptOutcome::Failed(Failure::Other)) => "не состоялось",
        _ => "не пришли",
    }
}

/// Days in which a time is looked for: two weeks hold the ten days of the term.
const DAYS: usize = 14;
/// Lines of one list; the rest is told as a number.
const ROWS: usize = 40;
/// Times given back that are looked at.
const GIVEN_BACK: u32 = 40;

impl Desk {
    pub fn waiting_list(&mut self) -> Result<WaitingList, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow_booking()?;
        session.waiting_list(session.now(around))
    }
}

impl Session {
    fn waiting_list(&self, now: NaiveDateTime) -> Result<WaitingList, Refused> {
        let view = self.view();
        let mut words = Words::read(self, now)?;
        let mut waiting = Vec::new();
        for request in view.open_requests()? {
            let seen = self.see(&request, now)?;
            if !matches!(seen.status, Status::New | Status::NotHeld) {
                continue;
            }
            // A consultant sees those who ask for them, and those who ask for nobody.
            let mine = request.wished.is_none_or(|(id, _)| self.is_one_of(&[id]));
            if self.sees_all_names() || mine {
                // Without a term one waits behind those who have one.
                let ends = self.term_of(request.received.date())?.map(|term| term.ends_on(now.date()));
                waiting.push((ends.unwrap_or(NaiveDate::MAX), request, seen));
            }
        }
        waiting.sort_by_key(|(ends, request, _)| (*ends, request.received));
        let total = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        waiting.truncate(ROWS);

        let free = if waiting.is_empty() { Vec::new() } else { self.free_slots(&words, now)? };
        let mut asked = Vec::with_capacity(waiting.len());
        for (ends, request, _) in &waiting {
            asked.push(Waiting {
                request: request.id,
                ends: *ends,
                wished: request.wished,
                window: request.window,
                topics: request.topics.clone(),
                given_back: view.bookings_of(request.id)?.iter().map(Booking::slot).collect(),
            });
        }
        let competence = competence(&words);
        // What was given back is offered first, then whatever else is free.
        let back = self.given_back(&free, now)?;
        let mut told: Vec<(RequestId, Free, bool)> =
            offers(&asked, &back, &competence).into_iter().map(|(id, free)| (id, free, true)).collect();
        let rest: Vec<Waiting> =
            asked.into_iter().filter(|one| !told.iter().any(|(id, ..)| *id == one.request)).collect();
        let left: Vec<Free> = free
            .into_iter()
            .filter(|time| {
                !told.iter().any(|(_, given, _)| given.consultant == time.consultant && given.slot.overlaps(&time.slot))
            })
            .collect();
        told.extend(offers(&rest, &left, &competence).into_iter().map(|(id, free)| (id, free, false)));

        let mut rows = Vec::with_capacity(waiting.len());
        for (ends, request, seen) in &waiting {
            let mut row = self.request_row_of(request, seen, &mut words)?;
            // The ten days were kept by an attempt that failed: «в срок» would hide that another is owed.
            if row.term.state == TermState::Stopped {
                row.term.words = "повторить".to_owned();
            }
            let missed =
                view.bookings_of(request.id)?.last().filter(|_| seen.status == Status::NotHeld).map(|b| b.starts);
            let wish_words = [
                row.wish.clone(),
                wished_words(request, &words),
                missed.map(|at| format!("{} {}", why_again(seen), civil::date_short(at.date()))).unwrap_or_default(),
            ];
            let offer = told.iter().find(|(id, ..)| *id == request.id).map(|(_, free, freed)| WaitingOffer {
                slot: SlotForm {
                    consultant: free.consultant.to_string(),
                    date: free.slot.start.date().to_string(),
                    time: clock(free.slot.start.time()),
                    minutes: Some(free.slot.minutes),
                    room: None,
                },
                words: format!(
                    "{}, {}",
                    day_words(free.slot.start.date(), now.date()),
                    civil::time(free.slot.start.time())
                ),
                consultant_words: words.consultant(free.consultant),
                late: free.slot.start.date() > *ends,
                freed: *freed,
            });
            let wish_words = wish_words.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; ");
            rows.push(WaitingRow { row, wish_words, offer });
        }
        Ok(WaitingList { rows, total })
    }

    /// Everything that may be promised in the days ahead.
    fn free_slots(&self, words: &Words<'_>, now: NaiveDateTime) -> Result<Vec<Free>, Refused> {
        let dates: Vec<NaiveDate> = now.date().iter_days().take(DAYS).collect();
        let promises = self.view().promises_between(midnight(now.date()), after(&dates, now.date()))?;
        let profile = self.profile_on(now.date())?;
        let (minutes, windows) = (profile.duration_planned.value, &profile.time_windows.value);
        let mut free = Vec::new();
        for card in words.consultants().iter().filter(|card| card.active) {
            let taken: Vec<Slot> = promises.iter().filter(|p| p.holds(card.id)).map(|p| p.slot).collect();
            for date in &dates {
                let working = self.calendar.is_working(*date);
                for start in self.free_starts(&card.hours, *date, minutes, &taken, now) {
                    let start = date.and_time(start);
                    let window = window(start, working, self.centre.day_ends);
                    if windows.is_empty() || windows.contains(&window) {
                        free.push(Free { consultant: card.id, slot: Slot { start, minutes }, window });
                    }
                }
            }
        }
        Ok(free)
    }

    /// Of the free times, those somebody else has given back.
    fn given_back(&self, free: &[Free], now: NaiveDateTime) -> Result<Vec<Free>, Refused> {
        let horizon = after(&now.date().iter_days().take(DAYS).collect::<Vec<_>>(), now.date());
        let back = self.view().given_back(now, horizon, GIVEN_BACK)?;
        Ok(free
            .iter()
            .filter(|time| back.iter().any(|b| b.consultant == time.consultant && b.starts == time.slot.start))
            .copied()
            .collect())
    }
}
