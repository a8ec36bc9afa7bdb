//! When a consultant works, and what of it is still free.

mod windows;

pub use windows::{Part, parts};

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use thiserror::Error;

use crate::lists::Window;

/// A stretch of work on a weekday, 1 = Monday … 7 = Sunday. A break is the gap between two stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    pub weekday: u32,
    pub from: NaiveTime,
    pub to: NaiveTime,
}

/// Other hours, or none, on some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// `None`: does not work at all.
    pub hours: Option<(NaiveTime, NaiveTime)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HoursRefusal {
    #[error("hours end before they begin")]
    Backwards { index: usize },
    #[error("two stretches of one day overlap")]
    Overlap { index: usize },
    #[error("no such weekday")]
    NoSuchDay { index: usize },
    #[error("days or hours of an exception end before they begin")]
    ExceptionBackwards { index: usize },
}

/// A time promised or asked for: civil, in the centre's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub start: NaiveDateTime,
    pub minutes: u32,
}

impl Slot {
    pub fn end(&self) -> NaiveDateTime {
        self.start + Duration::minutes(i64::from(self.minutes))
    }

    pub fn overlaps(&self, other: &Slot) -> bool {
        self.start < other.end() && other.start < self.end()
    }
}

/// A consultant's week and the days that differ from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingHours {
    stretches: Vec<Stretch>,
    exceptions: Vec<Exception>,
}

impl WorkingHours {
    /// Sorted and checked; `index` in a refusal is the position as typed.
    pub fn new(stretches: Vec<Stretch>, exceptions: Vec<Exception>) -> Result<Self, HoursRefusal> {
        for (index, stretch) in stretches.iter().enumerate() {
            if !(1..=7).contains(&stretch.weekday) {
                return Err(HoursRefusal::NoSuchDay { index });
            }
            if stretch.to <= stretch.from {
                return Err(HoursRefusal::Backwards { index });
            }
            let clash = |other: &Stretch| {
                other.weekday == stretch.weekday && other.from < stretch.to && stretch.from < other.to
            };
            if stretches[..index].iter().any(clash) {
                return Err(HoursRefusal::Overlap { index });
            }
        }
        for (index, exception) in exceptions.iter().enumerate() {
            if exception.last < exception.first || exception.hours.is_some_and(|(from, to)| to <= from) {
                return Err(HoursRefusal::ExceptionBackwards { index });
            }
        }
        let mut stretches = stretches;
        stretches.sort_unstable();
        Ok(Self { stretches, exceptions })
    }

    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// Stretches of work on a day. The last exception that covers the day decides.
    pub fn on(&self, day: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
        if let Some(exception) = self.exceptions.iter().rev().find(|e| e.first <= day && day <= e.last) {
            return exception.hours.into_iter().collect();
        }
        let weekday = day.weekday().number_from_monday();
        self.stretches.iter().filter(|s| s.weekday == weekday).map(|s| (s.from, s.to)).collect()
    }

    /// Whether the whole slot lies inside one stretch.
    pub fn covers(&self, slot: &Slot) -> bool {
        slot.end().date() == slot.start.date()
            && self
                .on(slot.start.date())
                .iter()
                .any(|(from, to)| *from <= slot.start.time() && slot.end().time() <= *to)
    }

    /// Whether the slot lies between the beginning and the end of the day's work, breaks or not (R055).
    pub fn spans(&self, slot: &Slot) -> bool {
        let work = self.on(slot.start.date());
        let (first, last) = (work.iter().map(|(from, _)| *from).min(), work.iter().map(|(_, to)| *to).max());
        slot.end().date() == slot.start.date()
            && first.is_some_and(|first| first <= slot.start.time())
            && last.is_some_and(|last| slot.end().time() <= last)
    }

    /// Starts that can still be promised on a day: inside the hours, not before `now`, clear of what is taken.
    ///
    /// Starts stand on the stretch's own beginning plus whole steps; after a taken time the next start is its end,
    /// so that the day packs without holes.
    pub fn free_starts(&self, day: NaiveDate, minutes: u32, taken: &[Slot], now: NaiveDateTime) -> Vec<NaiveTime> {
        let mut free = Vec::new();
        let length = Duration::minutes(i64::from(minutes.max(1)));
        for (from, to) in self.on(day) {
            let stretch_end = day.and_time(to);
            let mut start = day.and_time(from);
            while start + length <= stretch_end {
                let slot = Slot { start, minutes };
                if let Some(clash) = taken.iter().filter(|t| t.overlaps(&slot)).max_by_key(|t| t.end()) {
                    start = round_up(clash.end());
                    continue;
                }
                if start >= now {
                    free.push(start.time());
                }
                start += length;
            }
        }
        free
    }
}

/// What a stretch of a consultant's day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block<K> {
    /// May still be promised.
    Free(Slot),
    /// Promised; `outside` the hours, as after they were changed.
    Taken { slot: Slot, key: K, outside: bool },
    /// Between two stretches of work.
    Break { from: NaiveTime, to: NaiveTime },
}

impl<K> Block<K> {
    pub fn from(&self) -> NaiveTime {
        match self {
            Self::Free(slot) | Self::Taken { slot, .. } => slot.start.time(),
            Self::Break { from, .. } => *from,
        }
    }
}

impl WorkingHours {
    /// A day as a timetable shows it, in order of time: what is promised, what is free for this length, the breaks.
    /// A remainder too short to be promised is not a block.
    pub fn blocks<K: Copy>(
        &self,
        day: NaiveDate,
        minutes: u32,
        taken: &[(Slot, K)],
        now: NaiveDateTime,
    ) -> Vec<Block<K>> {
        let held: Vec<Slot> = taken.iter().map(|(slot, _)| *slot).collect();
        let free = self.free_starts(day, minutes, &held, now);
        let mut blocks: Vec<_> =
            free.into_iter().map(|start| Block::Free(Slot { start: day.and_time(start), minutes })).collect();
        blocks.extend(taken.iter().filter(|(slot, _)| slot.start.date() == day).map(|(slot, key)| Block::Taken {
            slot: *slot,
            key: *key,
            outside: !self.covers(slot),
        }));
        let mut work = self.on(day);
        work.sort_unstable();
        let breaks = work.windows(2).filter(|pair| pair[0].1 < pair[1].0);
        blocks.extend(breaks.map(|pair| Block::Break { from: pair[0].1, to: pair[1].0 }));
        blocks.sort_by_key(Block::from);
        blocks
    }
}

/// The part of the day or the week a start lies in (R029). `evening`: when the working time of the centre ends.
pub fn window(start: NaiveDateTime, working_day: bool, evening: NaiveTime) -> Window {
    if !working_day {
        Window::DayOff
    } else if start.time() >= evening {
        Window::Evening
    } else {
        Window::Working
    }
}

/// To the next five minutes: nobody promises 10:47.
fn round_up(moment: NaiveDateTime) -> NaiveDateTime {
    let over = i64::from(moment.minute() % 5);
    let whole = moment - Duration::seconds(i64::from(moment.second()));
    if over == 0 { whole } else { whole + Duration::minutes(5 - over) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn weekdays() -> WorkingHours {
        let stretches = (1..=5)
            .flat_map(|weekday| {
                [("09:00", "13:00"), ("14:00", "17:00")].map(|(a, b)| Stretch { weekday, from: time(a), to: time(b) })
            })
            .collect();
        WorkingHours::new(stretches, vec![]).unwrap()
    }

    #[test]
    fn a_day_is_offered_in_whole_slots_around_lunch() {
        let free = weekdays().free_starts(day("2026-10-08"), 45, &[], day("2026-10-01").and_time(time("08:00")));
        let words: Vec<_> = free.iter().map(|t| t.format("%H:%M").to_string()).collect();
        assert_eq!(words, ["09:00", "09:45", "10:30", "11:15", "12:00", "14:00", "14:45", "15:30", "16:15"]);
    }

    #[test]
    fn a_taken_time_is_not_offered_and_the_rest_packs_behind_it() {
        let taken = [Slot { start: day("2026-10-08").and_time(time("09:30")), minutes: 30 }];
        let free = weekdays().free_starts(day("2026-10-08"), 45, &taken, day("2026-10-01").and_time(time("08:00")));
        assert_eq!(free.first(), Some(&time("10:00")));
        assert!(!free.contains(&time("09:00")), "it would run into the promised half past nine");
    }

    #[test]
    fn what_is_past_is_not_offered() {
        let free = weekdays().free_starts(day("2026-10-08"), 45, &[], day("2026-10-08").and_time(time("15:31")));
        assert_eq!(free, [time("16:15")]);
    }

    #[test]
    fn days_off_and_weekends_offer_nothing() {
        let hours = WorkingHours::new(
            weekdays().stretches().to_vec(),
            vec![Exception { first: day("2026-10-08"), last: day("2026-10-09"), hours: None }],
        )
        .unwrap();
        let now = day("2026-10-01").and_time(time("08:00"));
        assert!(hours.free_starts(day("2026-10-08"), 45, &[], now).is_empty());
        assert!(hours.free_starts(day("2026-10-10"), 45, &[], now).is_empty(), "Saturday");
        assert!(!hours.free_starts(day("2026-10-12"), 45, &[], now).is_empty());
    }

    #[test]
    fn hours_that_make_no_sense_are_refused_by_position() {
        let make = |list: &[(u32, &str, &str)]| {
            WorkingHours::new(
                list.iter().map(|(d, a, b)| Stretch { weekday: *d, from: time(a), to: time(b) }).collect(),
                vec![],
            )
        };
        assert_eq!(make(&[(1, "17:00", "09:00")]), Err(HoursRefusal::Backwards { index: 0 }));
        assert_eq!(make(&[(1, "09:00", "12:00"), (1, "11:00", "13:00")]), Err(HoursRefusal::Overlap { index: 1 }));
        assert_eq!(make(&[(8, "09:00", "12:00")]), Err(HoursRefusal::NoSuchDay { index: 0 }));
    }

    #[test]
    fn a_day_shows_what_is_promised_what_is_free_and_the_break() {
        let date = day("2026-10-08");
        let at = |text| date.and_time(time(text));
        let taken = [(Slot { start: at("10:30"), minutes: 45 }, 7), (Slot { start: at("17:30"), minutes: 30 }, 8)];
        let blocks = weekdays().blocks(date, 60, &taken, at("09:30"));
        let words: Vec<_> = blocks
            .iter()
            .map(|block| match block {
                Block::Free(slot) => format!("{} free", slot.start.format("%H:%M")),
                Block::Taken { slot, key, outside } => format!("{} {key} {outside}", slot.start.format("%H:%M")),
                Block::Break { from, to } => format!("{}–{} break", from.format("%H:%M"), to.format("%H:%M")),
            })
            .collect();
        assert_eq!(
            words,
            [
                "10:30 7 false",
                "11:15 free",
                "13:00–14:00 break",
                "14:00 free",
                "15:00 free",
                "16:00 free",
                "17:30 8 true"
            ]
        );
    }

    #[test]
    fn r029_a_start_lies_in_working_time_in_the_evening_or_on_a_day_off() {
        let evening = time("17:00");
        let at = |text: &str| day("2026-10-08").and_time(time(text));
        assert_eq!(window(at("16:59"), true, evening), Window::Working);
        assert_eq!(window(at("17:00"), true, evening), Window::Evening);
        assert_eq!(window(at("10:00"), false, evening), Window::DayOff);
    }

    proptest! {
        #[test]
        fn a_timetable_shows_every_promise_once_and_no_free_time_over_it(
            minutes in 5u32..120,
            starts in prop::collection::vec((0u32..1380, 5u32..60), 0..12),
        ) {
            let date = day("2026-10-08");
            let taken: Vec<_> = starts
                .iter()
                .enumerate()
                .map(|(key, (at, length))| {
                    (Slot { start: date.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(*at)), minutes: *length }, key)
                })
                .collect();
            let blocks = weekdays().blocks(date, minutes, &taken, date.and_time(time("08:00")));
            prop_assert!(blocks.windows(2).all(|pair| pair[0].from() <= pair[1].from()));
            let mut shown: Vec<_> = blocks.iter().filter_map(|b| match b { Block::Taken { key, .. } => Some(*key), _ => None }).collect();
            shown.sort_unstable();
            prop_assert_eq!(shown, (0..taken.len()).collect::<Vec<_>>());
            for block in &blocks {
                if let Block::Free(slot) = block {
                    prop_assert!(taken.iter().all(|(t, _)| !t.overlaps(slot)));
                    prop_assert!(weekdays().covers(slot));
                }
            }
        }

        #[test]
        fn every_offered_time_can_be_kept(minutes in 5u32..120, starts in prop::collection::vec((0u32..1440, 5u32..90), 0..12)) {
            let date = day("2026-10-08");
            let taken: Vec<_> = starts
                .iter()
                .map(|(at, length)| Slot { start: date.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(*at)), minutes: *length })
                .collect();
            let hours = weekdays();
            let now = date.and_time(time("08:00"));
            for start in hours.free_starts(date, minutes, &taken, now) {
                let slot = Slot { start: date.and_time(start), minutes };
                prop_assert!(hours.covers(&slot));
                prop_assert!(taken.iter().all(|t| !t.overlaps(&slot)));
            }
        }
    }
}
