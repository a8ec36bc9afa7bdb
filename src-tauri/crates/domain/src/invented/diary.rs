//! Whose time is taken in the next weeks. Days behind are forgotten, so the diary never grows.

use std::collections::VecDeque;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::centre::{Consultant, starts};
use crate::calendar::WorkCalendar;

/// How far ahead a time is looked for. In days.
const FARTHEST: usize = 45;

pub struct Diary {
    calendar: WorkCalendar,
    pages: VecDeque<Page>,
}

struct Page {
    day: NaiveDate,
    /// For each consultant the starts still free.
    free: Vec<Vec<NaiveTime>>,
}

impl Diary {
    pub fn new(calendar: WorkCalendar) -> Self {
        Self { calendar, pages: VecDeque::new() }
    }

    pub fn is_working(&self, day: NaiveDate) -> bool {
        self.calendar.is_working(day)
    }

    pub fn next_working(&self, day: NaiveDate) -> NaiveDate {
        self.calendar.first_working_from(day + Days::new(1)).day
    }

    /// Days before `day` can no longer be promised.
    pub fn turn_to(&mut self, day: NaiveDate) {
        while self.pages.front().is_some_and(|page| page.day < day) {
            self.pages.pop_front();
        }
    }

    /// Takes the first free time from `earliest` on, of the wished consultant where there is one that day.
    /// `choice` says which of the day's free times.
    pub fn take(
        &mut self,
        staff: &[Consultant],
        earliest: NaiveDateTime,
        wished: usize,
        choice: usize,
    ) -> Option<(usize, NaiveDateTime)> {
        let mut day = earliest.date();
        for _ in 0..FARTHEST {
            let least = if day == earliest.date() { earliest.time() } else { NaiveTime::MIN };
            let page = self.page(staff, day);
            for turn in 0..page.free.len() {
                let consultant = (wished + turn) % page.free.len();
                let free = &mut page.free[consultant];
                let skipped = free.iter().take_while(|start| **start < least).count();
                let open = free.len() - skipped;
                if open > 0 {
                    let start = free.remove(skipped + choice % open);
                    return Some((consultant, day.and_time(start)));
                }
            }
            day = day + Days::new(1);
        }
        None
    }

    fn page(&mut self, staff: &[Consultant], day: NaiveDate) -> &mut Page {
        let first = self.pages.front().map_or(day, |page| page.day);
        // Pages follow each other without gaps, so a day's place is its distance from the first.
        let place = usize::try_from((day - first).num_days()).unwrap_or_default();
        while self.pages.len() <= place {
            let next = first + Days::new(self.pages.len() as u64);
            let free = staff.iter().map(|card| self.free_on(card, next)).collect();
            self.pages.push_back(Page { day: next, free });
        }
        &mut self.pages[place]
    }

    fn free_on(&self, card: &Consultant, day: NaiveDate) -> Vec<NaiveTime> {
        let named = card.hours.exceptions().iter().any(|e| e.first <= day && day <= e.last);
        let weekday = day.weekday().number_from_monday() <= 5;
        if weekday && !named && !self.calendar.is_working(day) { Vec::new() } else { starts(&card.hours, day) }
    }
}
