//! Of what kind a consultant's hours are: working time, after work, a day off (R029). Computed from the calendar
//! and the end of the centre's working day, never typed.

use chrono::{NaiveDate, NaiveTime, Weekday};

use super::WorkingHours;
use crate::calendar::WorkCalendar;
use crate::civil;
use crate::lists::Window;

/// Hours of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub window: Window,
    pub from: NaiveTime,
    pub to: NaiveTime,
}

/// A stretch cut where the centre's working day ends. `evening`: that end.
pub fn parts(from: NaiveTime, to: NaiveTime, working_day: bool, evening: NaiveTime) -> Vec<Part> {
    if !working_day {
        return vec![Part { window: Window::DayOff, from, to }];
    }
    [(Window::Working, from, to.min(evening)), (Window::Evening, from.max(evening), to)]
        .into_iter()
        .filter(|(_, from, to)| from < to)
        .map(|(window, from, to)| Part { window, from, to })
        .collect()
}

impl WorkingHours {
    /// Hours of a day with their kinds, by the calendar.
    pub fn parts_on(&self, day: NaiveDate, calendar: &WorkCalendar, evening: NaiveTime) -> Vec<Part> {
        let working = calendar.is_working(day);
        self.on(day).into_iter().flat_map(|(from, to)| parts(from, to, working, evening)).collect()
    }

    /// «пн–пт 9:00–13:00, 14:00–17:00; после работы: вт 17:00–19:00; в выходной: сб 9:00–12:00». Days with the same
    /// hours in a row stand together; Saturday and Sunday are days off of every week.
    pub fn week_words(&self, evening: NaiveTime) -> String {
        let mut said = Vec::new();
        for window in Window::ALL {
            let of_day = |weekday: u32| -> Vec<(NaiveTime, NaiveTime)> {
                let own = self.stretches().iter().filter(|stretch| stretch.weekday == weekday);
                own.flat_map(|stretch| parts(stretch.from, stretch.to, weekday <= 5, evening))
                    .filter(|part| part.window == *window)
                    .map(|part| (part.from, part.to))
                    .collect()
            };
            let days = days_words(of_day);
            if days.is_empty() {
                continue;
            }
            said.push(match window {
                Window::Working => days,
                _ => format!("{}: {days}", window.label()),
            });
        }
        if said.is_empty() { "часы не заданы".to_owned() } else { said.join("; ") }
    }

    /// «10.10.2026 9:00–12:00 (в выходной)»: days with hours of their own from a day on, the nearest few.
    pub fn days_words(&self, from: NaiveDate, most: usize, calendar: &WorkCalendar, evening: NaiveTime) -> Vec<String> {
        let mut ahead: Vec<_> =
            self.exceptions().iter().filter(|other| other.last >= from && other.hours.is_some()).collect();
        ahead.sort_by_key(|other| other.first);
        let words = ahead.into_iter().take(most).map(|other| {
            let day = other.first.max(from);
            let days = if other.first == other.last {
                civil::date_short(day)
            } else {
                format!("{}–{}", civil::date_short(day), civil::date_short(other.last))
            };
            let parts = self.parts_on(day, calendar, evening);
            let hours: Vec<_> = parts.iter().map(|part| civil::time_range(part.from, part.to)).collect();
            let mut kinds: Vec<_> =
                parts.iter().filter(|part| part.window != Window::Working).map(|part| part.window.label()).collect();
            kinds.dedup();
            match kinds.as_slice() {
                [] => format!("{days} {}", hours.join(", ")),
                kinds => format!("{days} {} ({})", hours.join(", "), kinds.join(", ")),
            }
        });
        words.collect()
    }
}

/// «пн–пт 9:00–13:00, 14:00–17:00; сб 9:00–12:00» without the kinds.
fn days_words(of_day: impl Fn(u32) -> Vec<(NaiveTime, NaiveTime)>) -> String {
    let mut groups = Vec::new();
    let mut day = 1;
    while day <= 7 {
        let same = of_day(day);
        let mut last = day;
        while last < 7 && of_day(last + 1) == same {
            last += 1;
        }
        if !same.is_empty() {
            let days =
                if last > day { format!("{}–{}", weekday(day), weekday(last)) } else { weekday(day).to_owned() };
            let times: Vec<_> = same.iter().map(|(from, to)| civil::time_range(*from, *to)).collect();
            groups.push(format!("{days} {}", times.join(", ")));
        }
        day = last + 1;
    }
    groups.join("; ")
}

fn weekday(number: u32) -> &'static str {
    let day = u8::try_from(number.saturating_sub(1)).ok().and_then(|at| Weekday::try_from(at).ok());
    day.map_or("", civil::weekday_short)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::schedule::{Exception, Stretch};

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn hours(week: &[(u32, &str, &str)], exceptions: Vec<Exception>) -> WorkingHours {
        let stretches = week.iter().map(|(weekday, a, b)| Stretch { weekday: *weekday, from: time(a), to: time(b) });
        WorkingHours::new(stretches.collect(), exceptions).unwrap()
    }

    #[test]
    fn r029_a_stretch_is_cut_where_the_working_day_ends() {
        let cut = |from, to, working| -> Vec<_> {
            parts(time(from), time(to), working, time("17:00"))
                .into_iter()
                .map(|part| {
                    (part.window.key(), part.from.format("%H:%M").to_string(), part.to.format("%H:%M").to_string())
                })
                .collect()
        };
        let part = |window, from: &str, to: &str| (window, from.to_owned(), to.to_owned());
        assert_eq!(cut("09:00", "17:00", true), [part("working", "09:00", "17:00")]);
        assert_eq!(cut("15:00", "19:00", true), [part("working", "15:00", "17:00"), part("evening", "17:00", "19:00")]);
        assert_eq!(cut("17:00", "19:00", true), [part("evening", "17:00", "19:00")]);
        assert_eq!(cut("15:00", "19:00", false), [part("day_off", "15:00", "19:00")]);
    }

    #[test]
    fn r029_the_hours_say_what_is_after_work_and_what_on_a_day_off() {
        let hours = hours(
            &[(1, "09:00", "13:00"), (2, "09:00", "13:00"), (2, "15:00", "19:00"), (6, "09:00", "12:00")],
            Vec::new(),
        );
        assert_eq!(
            hours.week_words(time("17:00")).replace('\u{a0}', " "),
            "пн 9:00–13:00; вт 9:00–13:00, 15:00–17:00; после работы: вт 17:00–19:00; в выходной: сб 9:00–12:00"
        );
        assert_eq!(WorkingHours::default().week_words(time("17:00")), "часы не заданы");
    }

    #[test]
    fn r029_a_day_apart_is_of_the_kind_the_calendar_says() {
        let calendar = WorkCalendar::new(None, BTreeMap::new());
        let at = |first: &str, hours: Option<(&str, &str)>| Exception {
            first: day(first),
            last: day(first),
            hours: hours.map(|(from, to)| (time(from), time(to))),
        };
        // 4 November is a holiday on a Wednesday.
        let hours = hours(
            &[],
            vec![
                at("2026-11-04", Some(("10:00", "12:00"))),
                at("2026-10-09", None),
                at("2026-10-08", Some(("16:00", "18:00"))),
            ],
        );
        assert_eq!(
            hours.days_words(day("2026-10-01"), 2, &calendar, time("17:00")),
            ["08.10.2026 16:00–17:00, 17:00–18:00 (после работы)", "04.11.2026 10:00–12:00 (в выходной)"]
        );
        assert!(hours.days_words(day("2026-12-01"), 2, &calendar, time("17:00")).is_empty());
    }
}
