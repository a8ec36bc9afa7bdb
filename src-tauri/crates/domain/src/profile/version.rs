//! Versions of the порядок by the day they begin: which is in force, which may still be taken back.

use chrono::{Datelike, NaiveDate};

use crate::civil::Month;

/// Where a version stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Past,
    InForce,
    Ahead,
}

/// The standing of each version, given the days they begin, oldest first.
pub fn standings(begins: &[NaiveDate], today: NaiveDate) -> Vec<Standing> {
    let begun = begins.partition_point(|from| *from <= today);
    (0..begins.len())
        .map(|at| match at + 1 {
            next if next < begun => Standing::Past,
            next if next == begun => Standing::InForce,
            _ => Standing::Ahead,
        })
        .collect()
}

/// Only what has not begun is taken back: days judged by a порядок are not left without it.
pub fn may_withdraw(from: NaiveDate, today: NaiveDate) -> bool {
    from > today
}

/// The day a new порядок is offered to begin: the first of a month, today or the next,
/// so that a month's journal is judged by one порядок.
pub fn usual_start(today: NaiveDate) -> NaiveDate {
    let month = Month::of(today);
    if today.day() == 1 { today } else { month.last_day().succ_opt().unwrap_or(today) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn r137_one_version_is_in_force_and_the_others_are_past_or_ahead() {
        let begins = [NaiveDate::MIN, day(9, 1), day(11, 1)];
        for (today, expected) in [
            (day(8, 31), [Standing::InForce, Standing::Ahead, Standing::Ahead]),
            (day(9, 1), [Standing::Past, Standing::InForce, Standing::Ahead]),
            (day(10, 31), [Standing::Past, Standing::InForce, Standing::Ahead]),
            (day(12, 31), [Standing::Past, Standing::Past, Standing::InForce]),
        ] {
            assert_eq!(standings(&begins, today), expected, "{today}");
        }
    }

    #[test]
    fn r137_only_a_version_that_is_still_ahead_is_taken_back() {
        assert!(may_withdraw(day(11, 2), day(11, 1)));
        assert!(!may_withdraw(day(11, 1), day(11, 1)));
        assert!(!may_withdraw(NaiveDate::MIN, day(11, 1)));
    }

    #[test]
    fn a_new_version_is_offered_from_the_first_of_a_month() {
        assert_eq!(usual_start(day(11, 21)), day(12, 1));
        assert_eq!(usual_start(day(11, 1)), day(11, 1));
        let last = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        assert_eq!(usual_start(last), NaiveDate::from_ymd_opt(2027, 1, 1).unwrap());
    }
}
