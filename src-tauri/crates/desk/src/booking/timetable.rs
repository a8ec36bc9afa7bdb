//! Days of all consultants side by side: what is promised, what is free.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Weekday};
use domain::civil;
use domain::schedule::{Block, Slot};
use storage::booking::Booking;

use super::free::{after, midnight};
use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::show::{Words, clock};
use crate::wire::{
    BlockKind, Refused, Timetable, TimetableBlock, TimetableCell, TimetableDay, TimetableQuery, TimetableRow,
};

impl Desk {
    pub fn timetable(&mut self, query: TimetableQuery) -> Result<Timetable, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow_booking()?;
        let now = session.now(around);
        let mut check = Check::default();
        let from = check.date_or("from", query.from.as_deref(), now.date());
        check.done()?;
        session.timetable(from.unwrap_or(now.date()), query.week, now)
    }
}

impl Session {
    fn timetable(&self, from: NaiveDate, week: bool, now: NaiveDateTime) -> Result<Timetable, Refused> {
        let mut words = Words::read(self, now)?;
        let first = if week { from.week(Weekday::Mon).first_day() } else { from };
        let mut dates: Vec<NaiveDate> = first.iter_days().take(if week { 7 } else { 1 }).collect();
        let booked = self.view().sessions_between(midnight(first), after(&dates, first))?;
        let on = |date: NaiveDate| booked.iter().filter(move |b| b.starts.date() == date);
        let cards = words.consultants().to_vec();
        // Weekends stand only where somebody works or came.
        if week {
            dates.retain(|date| {
                date.weekday().number_from_monday() <= 5
                    || on(*date).next().is_some()
                    || cards.iter().any(|card| card.active && !self.hours_on(&card.hours, *date).is_empty())
            });
        }
        let profile = self.profile_on(from)?;
        let minutes = profile.duration_planned.value;
        let mut rows = Vec::new();
        for card in &cards {
            let mut cells = Vec::with_capacity(dates.len());
            let mut any = false;
            for date in &dates {
                let own: Vec<&Booking> = on(*date).filter(|b| b.consultants().contains(&card.id)).collect();
                let works = card.active && !self.hours_on(&card.hours, *date).is_empty();
                any |= works
                    || !own.is_empty()
                    || (card.active && card.hours.exceptions().iter().any(|e| e.first <= *date && *date <= e.last));
                let off_words = if works {
                    None
                } else {
                    let exception = card.hours.exceptions().iter().rposition(|e| e.first <= *date && *date <= e.last);
                    let said = exception.and_then(|at| card.exception_words.get(at)).filter(|said| !said.is_empty());
                    Some(match said {
                        Some(said) => said.clone(),
                        None if self.is_holiday(&card.hours, *date) => "праздник".to_owned(),
                        None => "не принимает".to_owned(),
                    })
                };
                let taken: Vec<(Slot, usize)> = own.iter().enumerate().map(|(at, b)| (b.slot(), at)).collect();
                let hours = if works { card.hours.clone() } else { domain::schedule::WorkingHours::default() };
                let mut blocks = Vec::new();
                for block in hours.blocks(*date, minutes, &taken, now) {
                    blocks.push(match block {
                        Block::Free(slot) if !self.offers_start(&profile.time_windows.value, slot.start) => continue,
                        Block::Free(slot) => block_of(BlockKind::Free, slot, 1),
                        Block::Break { from, to } => TimetableBlock {
                            kind: BlockKind::Break,
                            time: clock(from),
                            until: clock(to),
                            free: 0,
                            session: None,
                        },
                        Block::Taken { slot, key, .. } => {
                            let session = match own.get(key) {
                                Some(booking) => Some(self.line(booking, &mut words)?),
                                None => None,
                            };
                            TimetableBlock { session, ..block_of(BlockKind::Taken, slot, 0) }
                        }
                    });
                }
                cells.push(TimetableCell { off_words, blocks: if week { runs(blocks) } else { blocks } });
            }
            if any {
                rows.push(TimetableRow {
                    consultant: card.id.to_string(),
                    short_name: words.consultant(card.id),
                    post: card.post.clone(),
                    cells,
                });
            }
        }
        let last = dates.last().copied().unwrap_or(first);
        let step = Days::new(if week { 7 } else { 1 });
        Ok(Timetable {
            words: if week {
                format!("{} — {}", civil::day_month(first), civil::date_words(last))
            } else {
                format!("{}, {}", civil::weekday_name(first.weekday()), civil::date_words(first))
            },
            now: dates.contains(&now.date()),
            days: dates
                .iter()
                .map(|date| TimetableDay {
                    date: date.to_string(),
                    weekday: civil::weekday_short(date.weekday()).to_owned(),
                    day: date.day(),
                    words: format!("{} {}", civil::weekday_short(date.weekday()), civil::day_month(*date)),
                    working: self.calendar.is_working(*date),
                    today: *date == now.date(),
                })
                .collect(),
            earlier: first.checked_sub_days(step).unwrap_or(first).to_string(),
            later: first.checked_add_days(step).unwrap_or(first).to_string(),
            empty_words: rows.is_empty().then(|| {
                if cards.iter().any(|card| card.active) {
                    "В этот день никто не принимает.".to_owned()
                } else {
                    "Консультантов пока нет. Добавьте их и часы приёма в настройках.".to_owned()
                }
            }),
            rows,
        })
    }
}

fn block_of(kind: BlockKind, slot: Slot, free: u32) -> TimetableBlock {
    TimetableBlock { kind, time: clock(slot.start.time()), until: clock(slot.end().time()), free, session: None }
}

/// Free times one after another stand as one stretch: a week has no room for each.
fn runs(blocks: Vec<TimetableBlock>) -> Vec<TimetableBlock> {
    let mut runs: Vec<TimetableBlock> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match runs.last_mut() {
            Some(last) if last.kind == BlockKind::Free && block.kind == BlockKind::Free && last.until == block.time => {
                last.until = block.until;
                last.free += 1;
            }
            _ => runs.push(block),
        }
    }
    runs
}
