//! Terms: asked for on every line of every list, so each must cost next to nothing.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use chrono::{Days, NaiveDate, NaiveTime};
use domain::calendar::WorkCalendar;
use domain::profile::Profile;
use domain::profile::bundled;
use domain::term::{TermKind, Terms, Versions};

use crate::measure::{Times, times};
use crate::table::Row;

/// So many at once that the clock's own cost is not seen.
const BATCH: u32 = 10_000;
const ALLOWED: Duration = Duration::from_micros(1);

pub fn rows(batches: usize) -> Vec<Row> {
    let calendar = WorkCalendar::new(Some("RU-TA"), BTreeMap::new());
    // A new порядок each year, as a centre that often changes them would have.
    let orders: Vec<_> = bundled().iter().filter_map(|one| Profile::parse(one.document).ok()).collect();
    let begins = (2020..).filter_map(|year| NaiveDate::from_ymd_opt(year, 9, 1));
    let versions = Versions::of(begins.zip(&orders));
    let terms = Terms { calendar: &calendar, versions: &versions };
    // Every day of the years the calendar knows by decree.
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    let days: Vec<_> =
        (0..1_095).filter_map(|day| Some(first.checked_add_days(Days::new(day))?.and_time(ten))).collect();
    let each = |kind: TermKind| -> Times {
        times(batches, |_| {
            for at in 0..BATCH {
                black_box(terms.of(kind, black_box(days[at as usize % days.len()])));
            }
        })
        .shared_by(BATCH)
    };
    TermKind::ALL
        .iter()
        .map(|kind| {
            let taken = each(*kind);
            Row::within(&format!("a term: {}", kind.key()), None, &taken, taken.p50(), ALLOWED)
        })
        .collect()
}
