//! Working days and terms: asked for on every line of every list, so each must cost next to nothing.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use domain::calendar::WorkCalendar;
use domain::term::{calendar_days, working_days};

use crate::measure::{Times, times};
use crate::table::Row;

/// So many at once that the clock's own cost is not seen.
const BATCH: u32 = 10_000;
const ALLOWED: Duration = Duration::from_micros(1);

pub fn rows(batches: usize) -> Vec<Row> {
    let calendar = WorkCalendar::new(Some("RU-TA"), BTreeMap::new());
    // Every day of the years the calendar knows by decree.
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    let days: Vec<NaiveDate> = (0..1_095).filter_map(|day| first.checked_add_days(Days::new(day))).collect();
    let each = |make: &dyn Fn(NaiveDate)| -> Times {
        times(batches, |_| {
            for at in 0..BATCH {
                make(days[at as usize % days.len()]);
            }
        })
        .shared_by(BATCH)
    };
    let ten = each(&|day| {
        black_box(calendar_days(black_box(day), 10, &calendar));
    });
    let three = each(&|day| {
        black_box(working_days(black_box(day), 3, &calendar));
    });
    vec![
        Row::within("a term of 10 calendar days", None, &ten, ten.p50(), ALLOWED),
        Row::within("a term of 3 working days", None, &three, three.p50(), ALLOWED),
    ]
}
