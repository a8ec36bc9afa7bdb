//! The door: how long to wait after wrong tries, and how old a proof of the recovery sheet may be.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

/// Slips of the finger are free.
const FREE: u32 = 3;

/// A guess a minute is hopeless for whoever guesses and bearable for whoever forgot: nobody is ever locked out.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(60);

/// What one way in has met since it was last opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    pub wrong: u32,
    pub last: DateTime<Utc>,
}

/// How long the next try waits after so many wrong ones: 1, 2, 4, 8, 16, 32 seconds, then a minute.
pub fn delay_after(wrong: u32) -> TimeDelta {
    match wrong.checked_sub(FREE) {
        None => TimeDelta::zero(),
        Some(doubled @ 0..6) => TimeDelta::seconds(1 << doubled),
        Some(_) => LONGEST_WAIT,
    }
}

impl Tries {
    /// One more wrong try.
    #[must_use]
    pub fn and_again(before: Option<Self>, now: DateTime<Utc>) -> Self {
        Self { wrong: before.map_or(0, |tries| tries.wrong).saturating_add(1), last: now }
    }

    /// What is left to wait. A clock that was set back does not lengthen it: see [`Tries::by_clock`].
    pub fn wait(&self, now: DateTime<Utc>) -> TimeDelta {
        let delay = delay_after(self.wrong);
        (delay - (now - self.last)).clamp(TimeDelta::zero(), delay)
    }

    /// The same under a clock that may have been set back: a try «in the future» was made now, so that the
    /// waiting begins to run again instead of standing until the clock comes there.
    #[must_use]
    pub fn by_clock(self, now: DateTime<Utc>) -> Self {
        Self { last: self.last.min(now), ..self }
    }
}

/// A sheet that nobody has tried for a quarter may be lost or unreadable.
pub fn sheet_is_due(made: NaiveDate, tried: Option<NaiveDate>, today: NaiveDate) -> bool {
    let last = tried.map_or(made, |tried| tried.max(made));
    last.checked_add_months(Months::new(3)).is_some_and(|due| due <= today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    #[test]
    fn three_slips_are_free_and_then_the_wait_doubles_up_to_a_minute() {
        let seconds: Vec<i64> = (0..12).map(|wrong| delay_after(wrong).num_seconds()).collect();
        assert_eq!(seconds, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(delay_after(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn the_wait_runs_down_and_ends() {
        let tries = Tries { wrong: 6, last: at(0) };
        assert_eq!(tries.wait(at(0)).num_seconds(), 8);
        assert_eq!(tries.wait(at(5)).num_seconds(), 3);
        assert_eq!(tries.wait(at(8)), TimeDelta::zero());
        assert_eq!(tries.wait(at(900)), TimeDelta::zero());
    }

    #[test]
    fn a_clock_set_back_by_a_day_neither_lengthens_the_wait_nor_stops_it() {
        let tries = Tries { wrong: 20, last: at(86_400) };
        assert_eq!(tries.wait(at(0)), LONGEST_WAIT);
        let seen = tries.by_clock(at(0));
        assert_eq!(seen.wait(at(59)).num_seconds(), 1);
        assert_eq!(seen.wait(at(60)), TimeDelta::zero());
        assert_eq!(tries.by_clock(at(90_000)), tries, "a clock that goes on changes nothing");
    }

    #[test]
    fn the_sheet_is_tried_once_a_quarter() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let made = day("2026-10-05");
        assert!(!sheet_is_due(made, None, day("2027-01-04")));
        assert!(sheet_is_due(made, None, day("2027-01-05")));
        assert!(!sheet_is_due(made, Some(day("2026-12-01")), day("2027-02-28")));
        assert!(sheet_is_due(made, Some(day("2026-12-01")), day("2027-03-01")));
        assert!(!sheet_is_due(day("2027-01-10"), Some(day("2026-12-01")), day("2027-03-09")), "a newer sheet");
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_a_minute(wrong: u32, last in -100_000i64..100_000, now in -100_000i64..100_000) {
            let tries = Tries { wrong, last: at(last) };
            let wait = tries.wait(at(now));
            prop_assert!(wait >= TimeDelta::zero() && wait <= LONGEST_WAIT);
            let seen = tries.by_clock(at(now));
            prop_assert_eq!(seen.wait(at(now) + LONGEST_WAIT), TimeDelta::zero());
        }
    }
}
