//! The journal's search: kept in the same transaction as what it finds, asked by role.
//!
//! [`keep`] writes, [`ask`] turns a query and the asker's [`Sight`] into one full-text expression. Rules of
//! likeness stand in `domain::search`.

mod ask;
mod keep;
mod people;

use chrono::{Days, NaiveDate, NaiveDateTime};
use domain::ids::{AccountId, ConsultantId, RequestId};
use domain::lists::{Form, Kind};
use domain::search::Query;
use rusqlite::params;

pub(crate) use keep::{TABLES, Touched, follow, rebuild};
pub use people::{FoundPeople, PeopleQuery};

use crate::change::View;
use crate::error::StorageError;
use crate::value::Columns;

/// Which of the closed words the asker may be answered from. Decided by the desk, kept by the expression itself.
#[derive(Clone, Copy)]
pub struct Sight {
    /// Names, phones and wishes of everyone.
    pub all_names: bool,
    /// The recipients' own words of everyone.
    pub all_words: bool,
    /// The card of the one at the desk: their own records open names and words.
    pub own: Option<ConsultantId>,
    /// The same card, where it also opens notes and advice.
    pub own_notes: Option<ConsultantId>,
    /// Records that only this account signed open their notes to it.
    pub account: AccountId,
}

/// How a request stands, as far as that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Still on the way.
    Open,
    Given,
    Refused,
    NotHeld,
    Annulled,
}

impl Standing {
    fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Given => "given",
            Self::Refused => "refused",
            Self::NotHeld => "not_held",
            Self::Annulled => "annulled",
        }
    }
}

/// Narrows what is found; all that are set must hold.
#[derive(Clone, Copy, Default)]
pub struct Filters {
    pub from: Option<NaiveDate>,
    /// The last day, included.
    pub to: Option<NaiveDate>,
    pub consultant: Option<ConsultantId>,
    pub form: Option<Form>,
    pub kind: Option<Kind>,
    pub standing: Option<Standing>,
    /// Given, with nothing that confirms the request (R111).
    pub unproven: bool,
}

pub struct Search<'a> {
    pub query: &'a Query,
    pub sight: Sight,
    pub filters: Filters,
    /// Only what stands below this place: the last of the page before.
    pub below: Option<i64>,
    pub limit: u32,
}

/// A request in the order of search, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub place: i64,
    pub request: RequestId,
}

/// Places within one minute.
const PLACES: i64 = 4096;

/// The first place of a civil minute.
fn place_of(moment: NaiveDateTime) -> i64 {
    moment.and_utc().timestamp().div_euclid(60) * PLACES
}

impl View<'_> {
    /// What a query finds, newest first. Reads no further than `limit`.
    pub fn search(&self, search: &Search<'_>) -> Result<Vec<Hit>, StorageError> {
        let Some(expression) = self.search_expression(search.query, search.sight, search.filters)? else {
            return Ok(Vec::new());
        };
        let day = |day: NaiveDate| place_of(day.and_time(chrono::NaiveTime::MIN));
        let first = search.filters.from.map_or(i64::MIN, day);
        let after = search.filters.to.map_or(i64::MAX, |to| day(to.checked_add_days(Days::new(1)).unwrap_or(to)));
        let below = search.below.map_or(after, |place| place.min(after));
        let mut statement = self.db().prepare_cached(
            "SELECT p.place, p.request_id FROM (
                SELECT rowid AS place FROM search
                WHERE search MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid DESC LIMIT ?4
             ) s JOIN search_place p ON p.place = s.place ORDER BY p.place DESC",
        )?;
        let mut rows = statement.query(params![expression, first, below, search.limit])?;
        let mut hits = Vec::new();
        while let Some(row) = rows.next()? {
            hits.push(Hit { place: row.int("place")?, request: RequestId(row.id("request_id")?) });
        }
        Ok(hits)
    }
}
