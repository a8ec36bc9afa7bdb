//! The centre's life as a stream of acts: whatever its length, only the weeks ahead are held in memory.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::acts::{Act, Deed};
use super::cases::{CASES, Case, NOT_HELD};
use super::centre::{ORGANISATIONS, REGION, Staff};
use super::chance::Chance;
use super::diary::Diary;
use super::ids::Ids;
use super::sketch::Sketch;
use crate::calendar::WorkCalendar;
use crate::civil::Quarter;
use crate::ids::AccountId;

/// Requests on a working day of the practice centre, in tenths.
const CALM_TENTHS: u64 = 38;
/// The last working days of the practice journal are this many times as busy: the day must have something to do.
const BUSY: u64 = 2;
const BUSY_DAYS: usize = 4;
/// Sessions a consultant can hold on a day, with room for moves.
const SESSIONS_A_DAY: u64 = 6;

/// What is to be invented. Equal plans give equal acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    pub first: NaiveDate,
    /// Nothing later has happened yet; promises may lie ahead of it.
    pub until: NaiveDateTime,
    /// About how many are registered; next meetings come on top.
    pub requests: u64,
    pub consultants: usize,
    /// The last days are busier, some of yesterday's records are still to be written, some requests wait.
    pub lively: bool,
}

impl Plan {
    /// The whole quarter before and the present one up to now: at least 180 requests.
    pub fn practice(seed: u64, now: NaiveDateTime) -> Self {
        let first = Quarter::of(now.date()).previous().first_day();
        let calendar = WorkCalendar::new(Some(REGION), BTreeMap::new());
        let days = first.iter_days().take_while(|day| *day <= now.date()).filter(|day| calendar.is_working(*day));
        let requests = days.count() as u64 * CALM_TENTHS / 10 + BUSY_DAYS as u64 * 4;
        Self { seed, first, until: now, requests, consultants: 4, lively: true }
    }

    /// A load of about `services` given consultations over `years` that end at `until`.
    pub fn load(seed: u64, services: u64, years: u32, until: NaiveDateTime) -> Self {
        let first = until.date().checked_sub_months(Months::new(12 * years.max(1))).unwrap_or(until.date());
        // Nine of ten requests end with a service.
        let requests = services * 10 / 9;
        let working_days = u64::from(years.max(1)) * 247;
        let a_day = requests.div_ceil(working_days.max(1));
        let consultants = usize::try_from(a_day.div_ceil(SESSIONS_A_DAY)).unwrap_or(usize::MAX).max(4);
        Self { seed, first, until, requests, consultants, lively: false }
    }

    pub fn staff(&self) -> Staff {
        let calendar = WorkCalendar::new(Some(REGION), BTreeMap::new());
        let today = self.until.date();
        Staff::new(&self.ids(), self.consultants, (self.lively && !calendar.is_working(today)).then_some(today))
    }

    pub fn acts(&self) -> Acts {
        Acts::new(self)
    }

    pub(super) fn ids(&self) -> Ids {
        Ids::new(self.seed, self.first)
    }
}

/// The acts of a plan in order of time.
pub struct Acts {
    pub(super) plan: Plan,
    pub(super) ids: Ids,
    pub(super) staff: Staff,
    pub(super) diary: Diary,
    pending: BinaryHeap<Reverse<Pending>>,
    sequence: u64,
    /// The next day to be invented; `None` when all are.
    next_day: Option<NaiveDate>,
    /// Weight of all days, and of those invented so far.
    weight: u64,
    weight_so_far: u64,
    /// From this day on it is busy.
    pub(super) busy_from: NaiveDate,
    /// The last working day before the plan's end.
    pub(super) day_before: NaiveDate,
    /// Days shortly before it gets busy: on each something was not held and still waits for a new time.
    unlucky: Vec<NaiveDate>,
    drawn: u64,
    /// Consultants with a session of the last working day that they have not written down.
    pub(super) unwritten: BTreeSet<usize>,
    /// Requests, bookings, printings, events and people so far: their numbers.
    pub(super) requests: u64,
    pub(super) bookings: u64,
    pub(super) issues: u64,
    pub(super) events: u64,
    pub(super) parents: u64,
    pub(super) adopters: u64,
}

struct Pending {
    sequence: u64,
    act: Act,
}

impl Pending {
    fn place(&self) -> (NaiveDateTime, u64) {
        (self.act.at, self.sequence)
    }
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}
impl Eq for Pending {}
impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Pending {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

impl Acts {
    fn new(plan: &Plan) -> Self {
        let calendar = WorkCalendar::new(Some(REGION), BTreeMap::new());
        let last = plan.until.date();
        let working: Vec<NaiveDate> =
            plan.first.iter_days().take_while(|day| *day <= last).filter(|day| calendar.is_working(*day)).collect();
        let busy_days = if plan.lively { BUSY_DAYS.min(working.len()) } else { 0 };
        let busy_from = working.iter().rev().nth(busy_days.saturating_sub(1)).copied().unwrap_or(last);
        let busy_from = if busy_days == 0 { NaiveDate::MAX } else { busy_from };
        let mut acts = Self {
            plan: plan.clone(),
            ids: plan.ids(),
            staff: plan.staff(),
            diary: Diary::new(calendar),
            pending: BinaryHeap::new(),
            sequence: 0,
            next_day: Some(plan.first),
            weight: working.len() as u64 + busy_days as u64 * (BUSY - 1),
            weight_so_far: 0,
            busy_from,
            day_before: working.iter().rev().find(|day| **day < last).copied().unwrap_or(last),
            unlucky: working.iter().rev().skip(busy_days).take(NOT_HELD * usize::from(plan.lively)).copied().collect(),
            drawn: 0,
            unwritten: BTreeSet::new(),
            requests: 0,
            bookings: 0,
            issues: 0,
            events: 0,
            parents: 0,
            adopters: 0,
        };
        acts.open_the_centre();
        acts
    }

    /// Rooms, cards, accounts, organisations: on the first morning.
    fn open_the_centre(&mut self) {
        let at = self.plan.first.and_time(NaiveTime::MIN) + Duration::hours(8);
        let by = self.staff.head.id;
        let rooms = self.staff.rooms.iter().cloned().map(Deed::SaveRoom);
        let cards = self.staff.consultants.iter().cloned().map(Deed::SaveConsultant);
        let accounts = self.staff.accounts().into_iter().map(Deed::AddAccount);
        let organisations =
            ORGANISATIONS.iter().map(|(key, name, contacts)| Deed::AddOrganisation { key, name, contacts });
        let deeds: Vec<Deed> = rooms.chain(cards).chain(accounts).chain(organisations).collect();
        for deed in deeds {
            self.happen(at, by, deed);
        }
    }

    /// Notes an act for its time. What lies after the plan's end has not happened.
    pub(super) fn happen(&mut self, at: NaiveDateTime, by: AccountId, deed: Deed) {
        if at <= self.plan.until {
            self.sequence += 1;
            self.pending.push(Reverse(Pending { sequence: self.sequence, act: Act { at, by, deed } }));
        }
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.pending.len()
    }

    fn invent_day(&mut self, day: NaiveDate) {
        self.next_day = Some(day + Days::new(1)).filter(|next| *next <= self.plan.until.date());
        self.diary.turn_to(day);
        if !self.diary.is_working(day) {
            return;
        }
        self.hold_events(day);
        let mut chance = Chance::of(self.plan.seed, &[4, u64::from(day.num_days_from_ce().unsigned_abs())]);
        let weight = if day >= self.busy_from { BUSY } else { 1 };
        let before = self.due(self.weight_so_far);
        self.weight_so_far += weight;
        let count = self.due(self.weight_so_far) - before;
        let mut minutes: Vec<u32> = (0..count).map(|_| chance.between(0, 9 * 60)).collect();
        minutes.sort_unstable();
        for (place, minute) in minutes.into_iter().enumerate() {
            let at = day.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(8 * 60 + 15 + minute));
            let mut chance = Chance::of(self.plan.seed, &[3, self.drawn]);
            let mut sketch = Sketch::usual(&mut chance);
            let unlucky = self.unlucky.iter().position(|unlucky| *unlucky == day).filter(|_| place == 0);
            match unlucky {
                Some(which) => {
                    CASES[CASES.len() - NOT_HELD + which](&mut sketch);
                    sketch.wait = 1;
                }
                None => {
                    if let Some(case) = self.case() {
                        case(&mut sketch);
                    }
                }
            }
            self.drawn += 1;
            self.tell(at, sketch, chance, None);
        }
    }

    /// Requests that ought to be registered when so much of the weight is behind.
    fn due(&self, weight: u64) -> u64 {
        let due = u128::from(self.plan.requests) * u128::from(weight) / u128::from(self.weight.max(1));
        u64::try_from(due).unwrap_or(u64::MAX)
    }

    /// Every second request is one of the cases until each was met twice.
    fn case(&self) -> Option<Case> {
        let turn = usize::try_from(self.drawn / 2).unwrap_or(usize::MAX);
        (self.drawn % 2 == 1 && turn < CASES.len() * 2).then(|| CASES[turn % CASES.len()])
    }
}

impl Iterator for Acts {
    type Item = Act;

    fn next(&mut self) -> Option<Act> {
        loop {
            let Some(day) = self.next_day else { return self.pending.pop().map(|Reverse(pending)| pending.act) };
            match self.pending.peek() {
                Some(Reverse(first)) if first.act.at < day.and_time(NaiveTime::MIN) => {
                    return self.pending.pop().map(|Reverse(pending)| pending.act);
                }
                _ => self.invent_day(day),
            }
        }
    }
}
