//! Terms: until when, how much is left, whether it was kept. One engine and one wording for all of them.
//!
//! - Day terms (R031: ten days from the day of receipt) have two ends: the plain last day is what the screen
//!   plans by, the day moved by ст. 193 ГК is what the report judges by (rules §12.9).
//! - Working-day terms (R039, R064) never count the day of receipt (rules §12.10).
//! - Clock terms (R070, R071) and the rating's calendar days (R132) are not moved by days off (rules §12.11).
//!
//! A term's length comes from the порядок in force, never from here.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use crate::calendar::WorkCalendar;
use crate::civil::{NBSP, counted, date_short, plural, time, weekday_name};
use crate::consultation::{Attempt, AttemptOutcome};

/// Days before the plain end when the screen begins to show the term.
pub const SOON_DAYS: i64 = 3;

/// A term that ends with a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The civil day it runs from; registering late or moving a booking does not touch it.
    pub received: NaiveDate,
    /// The screen plans by this day.
    pub plan_by: NaiveDate,
    /// The report judges by this day; never earlier than `plan_by`.
    pub judged_by: NaiveDate,
    /// Rests on days that are not yet official.
    pub forecast: bool,
}

/// How a term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Calm,
    /// [`SOON_DAYS`] or fewer before the plain end.
    Soon,
    /// The plain end is past, the lawful one is not.
    Amber,
    Red,
    /// The first held or technically failed attempt stopped it on this day.
    Stopped {
        on: NaiveDate,
        late: bool,
    },
}

/// Calendar days from the civil day of receipt, the last one moved by ст. 193 ГК (R031).
pub fn calendar_days(received: NaiveDate, days: u32, calendar: &WorkCalendar) -> Term {
    let plan_by = after(received, days);
    let judged = calendar.first_working_from(plan_by);
    Term { received, plan_by, judged_by: judged.day, forecast: judged.forecast }
}

/// Working days after the day of receipt (R039, R064).
pub fn working_days(received: NaiveDate, days: u32, calendar: &WorkCalendar) -> Term {
    let reached = calendar.add_working_days(received, days);
    Term { received, plan_by: reached.day, judged_by: reached.day, forecast: reached.forecast }
}

/// Calendar days that nothing moves: the rating after the day of service (R132).
pub fn plain_days(from: NaiveDate, days: u32) -> Term {
    let last = after(from, days);
    Term { received: from, plan_by: last, judged_by: last, forecast: false }
}

/// Same-day registration (R023): what came on a day off is registered on the next working day.
pub fn registration(received: NaiveDate, calendar: &WorkCalendar) -> Term {
    let reached = calendar.first_working_from(received);
    Term { received, plan_by: reached.day, judged_by: reached.day, forecast: reached.forecast }
}

/// Until when a consultation that failed technically is repeated, from the start of the failed attempt:
/// the centre's failure in hours (R070), the recipient's in days (R071), both by the clock.
pub fn repeat_by(attempt: &Attempt, centre_hours: u32, recipient_days: u32) -> Option<NaiveDateTime> {
    use crate::lists::Failure;
    match attempt.outcome {
        AttemptOutcome::Failed(Failure::TechnicalCentre) => {
            Some(attempt.started + Duration::hours(i64::from(centre_hours)))
        }
        AttemptOutcome::Failed(Failure::TechnicalRecipient) => {
            Some(attempt.started + Duration::days(i64::from(recipient_days)))
        }
        AttemptOutcome::Held | AttemptOutcome::Failed(Failure::NoShow | Failure::Other) => None,
    }
}

/// The day the ten days stopped: of the first held or technically failed attempt.
pub fn stopped_on(attempts: &[Attempt]) -> Option<NaiveDate> {
    attempts
        .iter()
        .filter(|attempt| match attempt.outcome {
            AttemptOutcome::Held => true,
            AttemptOutcome::Failed(failure) => failure.technical(),
        })
        .map(|attempt| attempt.started.date())
        .min()
}

impl Term {
    pub fn state(&self, today: NaiveDate, stopped: Option<NaiveDate>) -> State {
        if let Some(on) = stopped {
            return State::Stopped { on, late: self.late(on) };
        }
        if today > self.judged_by {
            State::Red
        } else if today > self.plan_by {
            State::Amber
        } else if (self.plan_by - today).num_days() <= SOON_DAYS {
            State::Soon
        } else {
            State::Calm
        }
    }

    /// «в срок: в день обращения», «в срок: на 7-й день из 10», «в срок: последний день 12.10 (десятый —
    /// выходной, ст. 193 ГК)», «позже срока: на 12-й день из 10».
    pub fn done_words(&self, done: NaiveDate) -> String {
        let passed = (done - self.received).num_days();
        let limit = (self.plan_by - self.received).num_days();
        match (self.late(done), passed) {
            (true, _) => format!("позже срока: на{NBSP}{passed}-й день из{NBSP}{limit}"),
            (false, _) if done > self.plan_by => {
                let last = self.judged_by.format("%d.%m");
                let nth = if limit == 10 { "десятый".to_owned() } else { format!("{limit}-й") };
                format!("в{NBSP}срок: последний день {last} ({nth}{NBSP}— выходной, ст.{NBSP}193 ГК)")
            }
            (false, ..=0) => format!("в{NBSP}срок: в{NBSP}день обращения"),
            (false, _) => format!("в{NBSP}срок: на{NBSP}{passed}-й день из{NBSP}{limit}"),
        }
    }

    /// What the report says of something done on a day.
    pub fn late(&self, done: NaiveDate) -> bool {
        done > self.judged_by
    }

    /// The end the screen counts to now: the plain one, after it the lawful one.
    pub fn ends_on(&self, today: NaiveDate) -> NaiveDate {
        if today > self.plan_by { self.judged_by } else { self.plan_by }
    }

    /// The moment to sort by: the end of the centre's working day on the day it ends.
    pub fn ends_at(&self, today: NaiveDate, day_end: NaiveTime) -> NaiveDateTime {
        self.ends_on(today).and_time(day_end)
    }

    /// «осталось 3 дня», on the last day «осталось 4 ч 10 мин», afterwards «срок прошёл 2 дня назад».
    ///
    /// `day_end` is the end of the centre's working day today.
    pub fn left_words(&self, now: NaiveDateTime, day_end: NaiveTime) -> String {
        match self.left(now, day_end) {
            Left::Passed(days) => passed_days(days),
            Left::LastMinutes(0) => "последний день, рабочее время вышло".to_owned(),
            Left::LastMinutes(minutes) => remaining(&clock(minutes), minutes / 60),
            Left::Days(days) => remaining(&counted(days, "день", "дня", "дней"), days),
        }
    }

    /// The same for a narrow margin: «3 дня», «4 ч 10 мин», «2 дня назад».
    pub fn left_short(&self, now: NaiveDateTime, day_end: NaiveTime) -> String {
        match self.left(now, day_end) {
            Left::Passed(1) => "вчера".to_owned(),
            Left::Passed(days) => format!("{} назад", counted(days, "день", "дня", "дней")),
            Left::LastMinutes(0) => "сегодня".to_owned(),
            Left::LastMinutes(minutes) => clock(minutes),
            Left::Days(days) => counted(days, "день", "дня", "дней"),
        }
    }

    fn left(&self, now: NaiveDateTime, day_end: NaiveTime) -> Left {
        let today = now.date();
        let days = (self.ends_on(today) - today).num_days();
        match u64::try_from(days) {
            Err(_) => Left::Passed(days.unsigned_abs()),
            Ok(0) => Left::LastMinutes(u64::try_from((today.and_time(day_end) - now).num_minutes()).unwrap_or(0)),
            Ok(left) => Left::Days(left),
        }
    }

    /// «сегодня до 17:00», «завтра до 17:00», «до 18.10.2026, воскресенье»; after the plain end the words say
    /// that the law gives more.
    pub fn until_words(&self, today: NaiveDate, day_end: NaiveTime) -> String {
        let last = self.ends_on(today);
        let said = match (last - today).num_days() {
            0 => format!("сегодня до{NBSP}{}", time(day_end)),
            1 => format!("завтра до{NBSP}{}", time(day_end)),
            _ => format!("до{NBSP}{}, {}", date_short(last), weekday_name(last.weekday())),
        };
        if today > self.plan_by && self.judged_by > self.plan_by {
            format!("{said}, перенос с{NBSP}выходного по{NBSP}ст.{NBSP}193 ГК")
        } else {
            said
        }
    }

    /// What to say where a term is shown and its days are not official yet; nothing otherwise.
    pub fn forecast_words(&self) -> Option<&'static str> {
        self.forecast.then_some("срок по прогнозу календаря, проверьте выходные этого года")
    }
}

/// What is left of a day term.
enum Left {
    Days(u64),
    /// Of the working day on the last day; none when it is over.
    LastMinutes(u64),
    /// Days since it ended.
    Passed(u64),
}

/// The term of a moment: «осталось 4 ч 10 мин», «осталось 3 дня», «срок прошёл 2 ч назад».
pub fn clock_left_words(ends: NaiveDateTime, now: NaiveDateTime) -> String {
    let minutes = (ends - now).num_minutes();
    match u64::try_from(minutes) {
        // Exactly at the end nothing is left, and it is not past yet.
        Ok(0) => "срок истекает сейчас".to_owned(),
        Ok(left) if left < CLOCK_AS_HOURS => remaining(&clock(left), left / 60),
        Ok(left) => remaining(&counted(left / 1440, "день", "дня", "дней"), left / 1440),
        Err(_) => {
            let past = minutes.unsigned_abs();
            if past < 1440 {
                format!("срок прошёл {} назад", clock(past))
            } else {
                passed_days(past / 1440)
            }
        }
    }
}

/// The same for a margin: «17 ч», «4 дня назад». Whole hours say enough there.
pub fn clock_left_short(ends: NaiveDateTime, now: NaiveDateTime) -> String {
    let minutes = (ends - now).num_minutes();
    let left = minutes.unsigned_abs();
    let words = match left {
        0 => return "сейчас".to_owned(),
        _ if minutes > 0 && left >= CLOCK_AS_HOURS => counted(left / 1440, "день", "дня", "дней"),
        _ if minutes < 0 && left >= 1440 => counted(left / 1440, "день", "дня", "дней"),
        60.. => clock(left - left % 60),
        _ => clock(left),
    };
    if minutes < 0 { format!("{words} назад") } else { words }
}

/// Below two days people think in hours. In minutes.
const CLOCK_AS_HOURS: u64 = 48 * 60 + 1;

/// The booking term of any day: lengths change with the порядок, the calendar does not.
#[derive(Clone, Copy, Debug)]
pub struct BookingTerms<'a> {
    pub calendar: &'a WorkCalendar,
    /// Days by the day a порядок came into force, oldest first; the first is valid from the beginning.
    pub versions: &'a [(NaiveDate, u32)],
}

impl BookingTerms<'_> {
    /// Days the порядок in force on a day gives. Ten where none is known: the least the five orders give.
    pub fn days_on(&self, day: NaiveDate) -> u32 {
        let in_force = self.versions.partition_point(|(from, _)| *from <= day);
        self.versions.get(in_force.saturating_sub(1)).map_or(10, |(_, days)| *days)
    }

    /// The term of what was received on a day.
    pub fn of(&self, received: NaiveDate) -> Term {
        calendar_days(received, self.days_on(received), self.calendar)
    }
}

/// «осталось 3 дня», «остался 1 день»: the verb follows the first number said.
fn remaining(said: &str, number: u64) -> String {
    let verb = if number == 0 {
        "осталось"
    } else {
        plural(number, "остался", "осталось", "осталось")
    };
    format!("{verb} {said}")
}

/// «4 ч 10 мин», «25 мин», «2 ч».
fn clock(minutes: u64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => format!("{rest}{NBSP}мин"),
        (hours, 0) => format!("{hours}{NBSP}ч"),
        (hours, rest) => format!("{hours}{NBSP}ч {rest}{NBSP}мин"),
    }
}

fn passed_days(days: u64) -> String {
    if days == 1 {
        "срок прошёл вчера".to_owned()
    } else {
        format!("срок прошёл {} назад", counted(days, "день", "дня", "дней"))
    }
}

fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lists::Failure;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn at(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
        date.and_hms_opt(hour, minute, 0).unwrap()
    }

    fn country() -> WorkCalendar {
        WorkCalendar::new(None, BTreeMap::new())
    }

    fn five() -> NaiveTime {
        NaiveTime::from_hms_opt(17, 0, 0).unwrap()
    }

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn r031_in_the_margin_the_same_is_said_shorter() {
        let term = calendar_days(day(2026, 10, 1), 10, &WorkCalendar::default());
        let five = NaiveTime::from_hms_opt(17, 0, 0).unwrap();
        let at = |date: NaiveDate, hour| date.and_hms_opt(hour, 0, 0).unwrap();
        for (now, words) in [
            (at(day(2026, 10, 8), 9), "3 дня"),
            (at(day(2026, 10, 11), 13), "4 ч"),
            (at(day(2026, 10, 11), 18), "сегодня"),
            (at(day(2026, 10, 13), 9), "вчера"),
            (at(day(2026, 10, 14), 9), "2 дня назад"),
        ] {
            assert_eq!(term.left_short(now, five).replace(NBSP, " "), words);
        }
    }

    #[test]
    fn r031_it_is_said_on_which_day_it_was_done() {
        let term = calendar_days(day(2026, 10, 1), 10, &WorkCalendar::default());
        for (done, words) in [
            (day(2026, 10, 1), "в срок: в день обращения"),
            (day(2026, 10, 8), "в срок: на 7-й день из 10"),
            // The eleventh is a Sunday: by ст. 193 ГК Monday is still in time.
            (day(2026, 10, 12), "в срок: последний день 12.10 (десятый — выходной, ст. 193 ГК)"),
            (day(2026, 10, 13), "позже срока: на 12-й день из 10"),
        ] {
            assert_eq!(term.done_words(done).replace(NBSP, " "), words);
        }
    }

    #[test]
    fn r031_ten_days_run_from_the_day_after_receipt_and_two_days_are_shown() {
        let cases = [
            // received, plain tenth day, day by ст. 193
            ((2026, 10, 5), (2026, 10, 15), (2026, 10, 15)),
            // the tenth day is Sunday
            ((2026, 10, 8), (2026, 10, 18), (2026, 10, 19)),
            // the tenth day is Saturday before a moved holiday: 9–11 May
            ((2026, 4, 29), (2026, 5, 9), (2026, 5, 12)),
            // the January holidays to the end: 9 January is off by transfer, 10 and 11 are a weekend
            ((2025, 12, 23), (2026, 1, 2), (2026, 1, 12)),
            // Saturday 20.02.2027 is worked
            ((2027, 2, 10), (2027, 2, 20), (2027, 2, 20)),
        ];
        for ((ry, rm, rd), (py, pm, pd), (jy, jm, jd)) in cases {
            let term = calendar_days(day(ry, rm, rd), 10, &country());
            assert_eq!((term.plan_by, term.judged_by), (day(py, pm, pd), day(jy, jm, jd)));
            assert!(!term.forecast);
        }
    }

    #[test]
    fn r031_a_regional_day_off_moves_the_end_in_its_region_only() {
        let received = day(2026, 10, 27);
        let tatarstan = WorkCalendar::new(Some("RU-TA"), BTreeMap::new());
        assert_eq!(calendar_days(received, 10, &country()).judged_by, day(2026, 11, 6));
        assert_eq!(calendar_days(received, 10, &tatarstan).judged_by, day(2026, 11, 9));
    }

    #[test]
    fn r031_the_screen_is_amber_after_the_plain_day_and_red_after_the_lawful_one() {
        let term = calendar_days(day(2026, 10, 8), 10, &country());
        let cases = [
            (day(2026, 10, 8), State::Calm),
            (day(2026, 10, 14), State::Calm),
            (day(2026, 10, 15), State::Soon),
            (day(2026, 10, 18), State::Soon),
            (day(2026, 10, 19), State::Amber),
            (day(2026, 10, 20), State::Red),
        ];
        for (today, state) in cases {
            assert_eq!(term.state(today, None), state, "{today}");
        }
    }

    #[test]
    fn r031_the_first_held_or_technically_failed_attempt_stops_the_clock() {
        let term = calendar_days(day(2026, 10, 5), 10, &country());
        let attempt = |on: u32, outcome| Attempt {
            started: at(day(2026, 10, on), 10, 0),
            ended: at(day(2026, 10, on), 10, 30),
            outcome,
        };
        let missed = attempt(12, AttemptOutcome::Failed(Failure::NoShow));
        let broken = attempt(15, AttemptOutcome::Failed(Failure::TechnicalCentre));
        let held = attempt(19, AttemptOutcome::Held);
        assert_eq!(stopped_on(&[missed]), None, "who did not come has not been served");
        assert_eq!(stopped_on(&[missed, broken, held]), Some(day(2026, 10, 15)));
        assert_eq!(stopped_on(&[missed, held]), Some(day(2026, 10, 19)));

        let today = day(2026, 10, 25);
        let state = |attempts: &[Attempt]| term.state(today, stopped_on(attempts));
        assert_eq!(state(&[missed]), State::Red);
        assert_eq!(state(&[missed, broken, held]), State::Stopped { on: day(2026, 10, 15), late: false });
        assert_eq!(state(&[missed, held]), State::Stopped { on: day(2026, 10, 19), late: true });
    }

    #[test]
    fn r031_late_is_after_the_lawful_day_not_after_the_plain_one() {
        let term = calendar_days(day(2026, 10, 8), 10, &country());
        assert!(!term.late(day(2026, 10, 18)));
        assert!(!term.late(day(2026, 10, 19)), "Monday after the tenth day that was a Sunday");
        assert!(term.late(day(2026, 10, 20)));
    }

    #[test]
    fn r031_what_is_left_is_said_in_days_then_in_hours_then_as_past() {
        let term = calendar_days(day(2026, 10, 8), 10, &country());
        let cases = [
            (at(day(2026, 10, 8), 9, 0), "осталось 10 дней"),
            (at(day(2026, 10, 15), 23, 0), "осталось 3 дня"),
            (at(day(2026, 10, 17), 9, 0), "остался 1 день"),
            (at(day(2026, 10, 18), 12, 50), "осталось 4 ч 10 мин"),
            (at(day(2026, 10, 18), 16, 0), "остался 1 ч"),
            (at(day(2026, 10, 18), 16, 35), "осталось 25 мин"),
            (at(day(2026, 10, 18), 17, 0), "последний день, рабочее время вышло"),
            (at(day(2026, 10, 19), 9, 0), "осталось 8 ч"),
            (at(day(2026, 10, 20), 9, 0), "срок прошёл вчера"),
            (at(day(2026, 10, 21), 9, 0), "срок прошёл 2 дня назад"),
            (at(day(2026, 10, 30), 9, 0), "срок прошёл 11 дней назад"),
        ];
        for (now, words) in cases {
            assert_eq!(plain(&term.left_words(now, five())), words, "{now}");
        }
    }

    #[test]
    fn r031_the_end_is_said_as_a_person_would() {
        let term = calendar_days(day(2026, 10, 8), 10, &country());
        let cases = [
            (day(2026, 10, 8), "до 18.10.2026, воскресенье"),
            (day(2026, 10, 17), "завтра до 17:00"),
            (day(2026, 10, 18), "сегодня до 17:00"),
            (day(2026, 10, 19), "сегодня до 17:00, перенос с выходного по ст. 193 ГК"),
            (day(2026, 10, 22), "до 19.10.2026, понедельник, перенос с выходного по ст. 193 ГК"),
        ];
        for (today, words) in cases {
            assert_eq!(plain(&term.until_words(today, five())), words, "{today}");
        }
    }

    #[test]
    fn a_term_that_rests_on_a_forecast_says_so() {
        assert!(calendar_days(day(2027, 12, 20), 10, &country()).forecast_words().is_none());
        assert!(calendar_days(day(2027, 12, 28), 10, &country()).forecast_words().is_some());
    }

    #[test]
    fn r039_r064_working_days_never_count_the_day_of_receipt() {
        // The examples of rules §6.4, a receipt on a day off, one late in the evening is the same civil day.
        let cases = [
            ((2026, 4, 30), (2026, 5, 6)),
            ((2027, 2, 19), (2027, 2, 25)),
            ((2026, 10, 10), (2026, 10, 14)),
            ((2026, 10, 12), (2026, 10, 15)),
        ];
        for ((ry, rm, rd), (ey, em, ed)) in cases {
            let term = working_days(day(ry, rm, rd), 3, &country());
            assert_eq!((term.plan_by, term.judged_by), (day(ey, em, ed), day(ey, em, ed)));
        }
    }

    #[test]
    fn r023_what_came_on_a_day_off_is_registered_on_the_next_working_day() {
        assert_eq!(registration(day(2026, 10, 10), &country()).judged_by, day(2026, 10, 12));
        assert_eq!(registration(day(2026, 10, 12), &country()).judged_by, day(2026, 10, 12));
    }

    #[test]
    fn r070_the_centres_failure_is_repeated_within_48_hours_to_the_minute() {
        let friday = at(day(2026, 10, 9), 17, 30);
        let failed = Attempt {
            started: friday,
            ended: friday + Duration::minutes(20),
            outcome: AttemptOutcome::Failed(Failure::TechnicalCentre),
        };
        let ends = repeat_by(&failed, 48, 7).unwrap();
        assert_eq!(ends, at(day(2026, 10, 11), 17, 30), "from the start, over the weekend");
        let words = |now| plain(&clock_left_words(ends, now));
        assert_eq!(words(friday), "осталось 48 ч");
        assert_eq!(words(at(day(2026, 10, 11), 13, 20)), "осталось 4 ч 10 мин");
        assert_eq!(words(ends), "срок истекает сейчас");
        assert_eq!(words(ends + Duration::minutes(90)), "срок прошёл 1 ч 30 мин назад");
        assert_eq!(words(ends + Duration::hours(50)), "срок прошёл 2 дня назад");
        let short = |now| plain(&clock_left_short(ends, now));
        assert_eq!(short(ends - Duration::minutes(40)), "40 мин");
        assert_eq!(short(ends - Duration::minutes(150)), "2 ч");
        assert_eq!(short(ends - Duration::hours(72)), "3 дня");
        assert_eq!(short(ends), "сейчас");
        assert_eq!(short(ends + Duration::minutes(1006)), "16 ч назад");
        assert_eq!(short(ends + Duration::hours(50)), "2 дня назад");
    }

    #[test]
    fn r071_the_recipients_failure_is_repeated_within_a_week() {
        let start = at(day(2026, 12, 28), 11, 0);
        let failed =
            Attempt { started: start, ended: start, outcome: AttemptOutcome::Failed(Failure::TechnicalRecipient) };
        let ends = repeat_by(&failed, 48, 7).unwrap();
        assert_eq!(ends, at(day(2027, 1, 4), 11, 0), "the holidays do not move it");
        assert_eq!(plain(&clock_left_words(ends, start)), "осталось 7 дней");
        for outcome in [AttemptOutcome::Held, AttemptOutcome::Failed(Failure::NoShow)] {
            assert_eq!(repeat_by(&Attempt { outcome, ..failed }, 48, 7), None);
        }
    }

    #[test]
    fn r132_the_rating_has_three_calendar_days_after_the_service() {
        let term = plain_days(day(2026, 10, 9), 3);
        assert_eq!(term.judged_by, day(2026, 10, 12));
        assert!(!term.late(day(2026, 10, 12)));
        assert!(term.late(day(2026, 10, 13)));
        assert_eq!(plain_days(day(2026, 12, 30), 3).judged_by, day(2027, 1, 2), "a holiday moves nothing");
    }

    #[test]
    fn a_past_request_is_judged_by_the_order_in_force_then() {
        let calendar = country();
        let versions = [(day(2026, 9, 1), 10), (day(2026, 11, 1), 7)];
        let terms = BookingTerms { calendar: &calendar, versions: &versions };
        assert_eq!(terms.days_on(day(2026, 1, 1)), 10, "the first is valid from the beginning");
        assert_eq!(terms.of(day(2026, 10, 31)).plan_by, day(2026, 11, 10));
        assert_eq!(terms.of(day(2026, 11, 1)).plan_by, day(2026, 11, 8));
    }
}
