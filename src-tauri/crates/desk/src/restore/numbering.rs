//! Where the numbers of a restored journal go on: none is given twice.

use chrono::{DateTime, Utc};
use domain::restoring::{Restoring, number_gap};
use storage::Numbers;
use storage::backup::Series;

use super::taking_over::Known;

/// Where every series goes on: after the highest known number, and with a gap where more may have been given since.
pub(super) fn numbers(own: &[Series], known: Option<&Known>, restoring: Restoring, year: i32) -> (Vec<Series>, String) {
    let known = known.map_or(&[][..], |known| &known.series);
    if !restoring.may_lack_numbers() {
        return (known.to_vec(), "Номера и коды продолжатся с последних известных.".to_owned());
    }
    let words = format!(
        "Какие номера были даны после копии, неизвестно, поэтому новые номера и коды идут с запасом в {}: ни один не повторится.",
        number_gap(restoring.days)
    );
    // Both journals' words on a series go along: the higher one holds.
    let all: Vec<Series> = own.iter().chain(known).cloned().collect();
    (behind_a_gap(&all, restoring.days, year), words)
}

/// Every series with a gap for the numbers of days that nobody knows of.
pub(crate) fn behind_a_gap(own: &[Series], days: u32, year: i32) -> Vec<Series> {
    let gap = number_gap(days);
    let mut series: Vec<Series> =
        own.iter().map(|one| Series { last: one.last.saturating_add(gap), ..one.clone() }).collect();
    // A year or the first event may have begun in those days: such numbers were given too, nobody knows how many.
    for numbers in Numbers::ALL {
        let (name, year) = (numbers.key(), if numbers.is_yearly() { year } else { 0 });
        if !own.iter().any(|one| one.series == name && one.year == year) {
            series.push(Series { series: name.to_owned(), year, last: gap });
        }
    }
    series
}

/// Whole days since what the journal last saw. A clock that says it is before that says nothing of the days between.
pub(crate) fn days_between(last: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    if now < last { u32::MAX } else { u32::try_from((now - last).num_days()).unwrap_or(u32::MAX) }
}
