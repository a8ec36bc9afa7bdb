//! Ratings as they are stored: never beside a person, a request or a day.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::civil::Month;
use domain::rating::{Ratings, SiteSum, SlipCount};
use rusqlite::{Row, params};

use crate::change::View;
use crate::error::StorageError;
use crate::value::{Columns, known};

impl View<'_> {
    /// What is known of the months from that of `first` to that of `last`.
    pub fn ratings(&self, first: NaiveDate, last: NaiveDate) -> Result<Ratings, StorageError> {
        let span = params![Month::of(first).to_string(), Month::of(last).to_string()];
        let mut ratings = Ratings::default();
        let mut statement = self.db().prepare_cached(
            "SELECT month, in_time, positive, count(*) AS slips FROM rating WHERE month BETWEEN ?1 AND ?2
             GROUP BY month, in_time, positive",
        )?;
        let mut rows = statement.query(span)?;
        while let Some(row) = rows.next()? {
            ratings.slips.push(SlipCount {
                month: month_of(row)?,
                in_time: row.get("in_time")?,
                positive: row.get("positive")?,
                count: u64::from(row.get::<_, u32>("slips")?),
            });
        }
        let mut statement = self.db().prepare_cached(
            "SELECT month, source, rated, positive FROM rating_sum WHERE month BETWEEN ?1 AND ?2 ORDER BY month, source",
        )?;
        let mut rows = statement.query(span)?;
        while let Some(row) = rows.next()? {
            ratings.sites.push(SiteSum {
                month: month_of(row)?,
                source: row.text("source")?,
                rated: u64::from(row.get::<_, u32>("rated")?),
                positive: u64::from(row.get::<_, u32>("positive")?),
            });
        }
        Ok(ratings)
    }
}

fn month_of(row: &Row<'_>) -> Result<Month, StorageError> {
    known(Month::from_str(&row.text("month")?).ok(), "a month")
}
