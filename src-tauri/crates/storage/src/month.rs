//! Months: open or closed, what their kept prints are, what was put right after the closing. Quarters that were sent.

use chrono::{DateTime, NaiveDate, Utc};
use domain::civil::{Month, Quarter};
use domain::ids::{AccountId, EventId, RequestId};
use domain::journal::Journal;
use domain::report::Report;
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use crate::audit::{Action, Hash, Head, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::kept::Kept;
use crate::value::{Columns, instant, known, parse_day};

/// How a month was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    pub at: DateTime<Utc>,
    pub on: NaiveDate,
    pub by: AccountId,
    /// Why it was closed over what was warned of.
    pub reason: String,
    /// The chain's end just before: its control number stands on the first print.
    pub head: Head,
}

/// A kept print without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPrint {
    /// 1, 2 …
    pub print: u32,
    pub corrected: bool,
    pub made_on: NaiveDate,
    pub pages: u32,
    pub bound: bool,
    pub head: Head,
    /// It is what the history has of it.
    pub sound: bool,
}

/// A print about to be kept.
pub struct NewPrint<'a> {
    pub month: Month,
    pub journal: &'a Journal,
    pub bytes: &'a [u8],
    pub pages: u32,
    pub bound: bool,
    pub made_on: NaiveDate,
    pub head: Head,
}

/// What was put right in a closed month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrected {
    Request(RequestId),
    Event(EventId),
}

/// A correction made after the closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub month: Month,
    pub number: u32,
    pub at: DateTime<Utc>,
    pub on: NaiveDate,
    pub by: AccountId,
    /// Lines of the history before it.
    pub chain_length: i64,
    pub reason: String,
    pub what: Corrected,
    /// The first print that tells of it.
    pub print: Option<u32>,
}

/// A quarter that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Seal {
    pub at: DateTime<Utc>,
    pub on: NaiveDate,
    pub by: AccountId,
    pub report: Report,
    pub head: Head,
}

/// Eight bytes of length before the hash.
fn head_bytes(head: &Head) -> Vec<u8> {
    let mut bytes = head.length.to_be_bytes().to_vec();
    bytes.extend(head.hash);
    bytes
}

fn head_from(bytes: Option<&[u8]>) -> Result<Head, StorageError> {
    let (length, hash) = known(bytes.and_then(<[u8]>::split_first_chunk::<8>), "a chain's head")?;
    let hash = Hash::try_from(hash).map_err(|_| StorageError::Content("a chain's head"))?;
    Ok(Head { length: i64::from_be_bytes(*length), hash })
}

impl Corrected {
    fn key(self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Event(_) => "event",
        }
    }

    pub fn id(self) -> Uuid {
        match self {
            Self::Request(id) => id.0,
            Self::Event(id) => id.0,
        }
    }

    fn from_row(row: &Row<'_>) -> Result<Self, StorageError> {
        let id = row.id("subject_id")?;
        match row.text("subject")?.as_str() {
            "request" => Ok(Self::Request(RequestId(id))),
            "event" => Ok(Self::Event(EventId(id))),
            _ => Err(StorageError::Content("a correction")),
        }
    }
}

impl View<'_> {
    pub fn month_closed(&self, month: Month) -> Result<bool, StorageError> {
        let closed: Option<Option<i64>> = self
            .db()
            .prepare_cached("SELECT closed_at FROM month WHERE year = ?1 AND month = ?2")?
            .query_row(params![month.year(), month.month()], |row| row.get("closed_at"))
            .optional()?;
        Ok(closed.flatten().is_some())
    }

    pub fn closing_of(&self, month: Month) -> Result<Option<Closing>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT closed_at, closed_on, closed_by, reason, chain_head FROM month
             WHERE year = ?1 AND month = ?2 AND closed_by IS NOT NULL",
        )?;
        let mut rows = statement.query(params![month.year(), month.month()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(Closing {
            at: instant(row.int("closed_at")?)?,
            on: row.day("closed_on")?,
            by: AccountId(row.id("closed_by")?),
            reason: row.text("reason")?,
            head: head_from(row.get::<_, Option<Vec<u8>>>("chain_head")?.as_deref())?,
        }))
    }

    /// Every closed month, oldest first.
    pub fn closed_months(&self) -> Result<Vec<Month>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT year, month FROM month WHERE closed_at IS NOT NULL ORDER BY year, month")?;
        let rows = statement.query_map([], |row| Ok((row.get("year")?, row.get("month")?)))?;
        rows.map(|row| {
            row.map_err(StorageError::from).and_then(|(year, month)| known(Month::new(year, month), "a month"))
        })
        .collect()
    }

    /// The last month that is closed: no day up to its end is judged anew.
    pub fn last_closed_month(&self) -> Result<Option<Month>, StorageError> {
        let last: Option<(i32, u32)> = self
            .db()
            .prepare_cached(
                "SELECT year, month FROM month WHERE closed_at IS NOT NULL ORDER BY year DESC, month DESC LIMIT 1",
            )?
            .query_row([], |row| Ok((row.get("year")?, row.get("month")?)))
            .optional()?;
        Ok(last.and_then(|(year, month)| Month::new(year, month)))
    }

    /// The first month with anything that a journal or a report tells of, be it a failed attempt before a repeat or an
    /// event, and the last one with a registered request or a signed record.
    pub fn months_span(&self) -> Result<Option<(Month, Month)>, StorageError> {
        let (first, last): (Option<String>, Option<String>) = self.db().query_row(
            "SELECT min(day), max(day) FROM (
                SELECT min(registered_on) AS day FROM request UNION ALL SELECT max(registered_on) FROM request
                UNION ALL SELECT substr(min(completed), 1, 10) FROM consultation
                UNION ALL SELECT substr(max(completed), 1, 10) FROM consultation
                UNION ALL SELECT * FROM (
                    SELECT substr(a.started, 1, 10) FROM version_attempt a
                    CROSS JOIN consultation c ON c.id = a.consultation_id AND c.version = a.version
                    WHERE a.outcome <> 'held' ORDER BY a.started LIMIT 1)
                UNION ALL SELECT min(held_on) FROM event WHERE annulled_at IS NULL)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        match (first, last) {
            (Some(first), Some(last)) => Ok(Some((Month::of(parse_day(&first)?), Month::of(parse_day(&last)?)))),
            _ => Ok(None),
        }
    }

    /// Prints kept of a month, the first one first.
    pub fn kept_prints(&self, month: Month) -> Result<Vec<KeptPrint>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT print, corrected, made_on, pages, bound, chain_head FROM month_print
             WHERE year = ?1 AND month = ?2 ORDER BY print",
        )?;
        let mut rows = statement.query(params![month.year(), month.month()])?;
        let mut prints = Vec::new();
        while let Some(row) = rows.next()? {
            let print = row.get("print")?;
            prints.push(KeptPrint {
                print,
                corrected: row.get("corrected")?,
                made_on: row.day("made_on")?,
                pages: row.get("pages")?,
                bound: row.get("bound")?,
                head: head_from(Some(&row.get::<_, Vec<u8>>("chain_head")?))?,
                sound: Kept::Print(month, print).holds(self.db())?,
            });
        }
        Ok(prints)
    }

    /// The very bytes of a kept print, held against the line the history has of them.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] where they are not what was kept.
    pub fn kept_bytes(&self, month: Month, print: u32) -> Result<Vec<u8>, StorageError> {
        let bytes: Vec<u8> = self
            .db()
            .prepare_cached("SELECT bytes FROM month_print WHERE year = ?1 AND month = ?2 AND print = ?3")?
            .query_row(params![month.year(), month.month(), print], |row| row.get("bytes"))
            .optional()?
            .ok_or(StorageError::NotFound)?;
        if Kept::Print(month, print).holds(self.db())? { Ok(bytes) } else { Err(StorageError::Damaged) }
    }

    /// The journal as a kept print says it, held against the history as its bytes are.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] where it is not what was kept.
    pub fn kept_journal(&self, month: Month, print: u32) -> Result<Journal, StorageError> {
        let content: String = self
            .db()
            .prepare_cached("SELECT content FROM month_print WHERE year = ?1 AND month = ?2 AND print = ?3")?
            .query_row(params![month.year(), month.month(), print], |row| row.get("content"))
            .optional()?
            .ok_or(StorageError::NotFound)?;
        if !Kept::Print(month, print).holds(self.db())? {
            return Err(StorageError::Damaged);
        }
        serde_json::from_str(&content).map_err(|_| StorageError::Content("a kept journal"))
    }

    /// What was put right in a month after its closing, oldest first.
    pub fn corrections_of(&self, month: Month) -> Result<Vec<Correction>, StorageError> {
        let mut statement = self
            .db()
            .prepare_cached("SELECT * FROM month_correction WHERE year = ?1 AND month = ?2 ORDER BY number")?;
        let mut rows = statement.query(params![month.year(), month.month()])?;
        let mut corrections = Vec::new();
        while let Some(row) = rows.next()? {
            corrections.push(Correction {
                month,
                number: row.get("number")?,
                at: instant(row.int("corrected_at")?)?,
                on: row.day("corrected_on")?,
                by: AccountId(row.id("corrected_by")?),
                chain_length: row.int("chain_length")?,
                reason: row.text("reason")?,
                what: Corrected::from_row(row)?,
                print: row.get("print")?,
            });
        }
        Ok(corrections)
    }

    /// What was sent, held against the history.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] where it is not what was sealed.
    pub fn seal_of(&self, quarter: Quarter) -> Result<Option<Seal>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT sealed_at, sealed_on, sealed_by, figures, chain_head FROM quarter_seal
             WHERE year = ?1 AND quarter = ?2",
        )?;
        let mut rows = statement.query(params![quarter.year(), quarter.quarter()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        if !Kept::Seal(quarter).holds(self.db())? {
            return Err(StorageError::Damaged);
        }
        Ok(Some(Seal {
            at: instant(row.int("sealed_at")?)?,
            on: row.day("sealed_on")?,
            by: AccountId(row.id("sealed_by")?),
            report: serde_json::from_str(&row.text("figures")?).map_err(|_| StorageError::Content("sealed figures"))?,
            head: head_from(Some(&row.get::<_, Vec<u8>>("chain_head")?))?,
        }))
    }

    /// Events of the days that have no participants written down, oldest first. For days that are over.
    pub fn uncounted_events(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Vec<(EventId, u32, NaiveDate)>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT id, number, held_on FROM event
             WHERE held_on BETWEEN ?1 AND ?2 AND participants = 0 AND annulled_at IS NULL ORDER BY held_on, number",
        )?;
        let mut rows = statement.query(params![first.to_string(), last.to_string()])?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            events.push((EventId(row.id("id")?), row.get("number")?, row.day("held_on")?));
        }
        Ok(events)
    }
}

impl Change<'_> {
    /// Closes a month with its first print. Whether it may be closed was asked before.
    pub fn close_month(&self, print: &NewPrint<'_>, by: AccountId, reason: &str) -> Result<(), StorageError> {
        let month = print.month;
        self.db()
            .prepare_cached(
                "INSERT INTO month (year, month, closed_at, closed_on, closed_by, chain_head, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (year, month) DO UPDATE SET closed_at = ?3, closed_on = ?4, closed_by = ?5,
                    chain_head = ?6, reason = ?7",
            )?
            .execute(params![
                month.year(),
                month.month(),
                self.at_millis(),
                print.made_on.to_string(),
                by.0.as_bytes(),
                head_bytes(&print.head),
                reason
            ])?;
        self.keep_print(print, 1)?;
        self.trace_kept(Action::MonthClosed, Subject::Month, Kept::Print(month, 1))
    }

    /// Keeps a further print, marked as corrected; what was put right since the last one is told by it.
    pub fn keep_corrected_print(&self, print: &NewPrint<'_>) -> Result<u32, StorageError> {
        let month = print.month;
        let number: u32 = self
            .db()
            .prepare_cached("SELECT max(print) + 1 FROM month_print WHERE year = ?1 AND month = ?2")?
            .query_row(params![month.year(), month.month()], |row| row.get::<_, Option<u32>>(0))?
            .ok_or(StorageError::NotFound)?;
        self.keep_print(print, number)?;
        self.db()
            .prepare_cached("UPDATE month_correction SET print = ?3 WHERE year = ?1 AND month = ?2 AND print IS NULL")?
            .execute(params![month.year(), month.month(), number])?;
        // Which corrections it tells of is part of what it is.
        self.trace_kept(Action::MonthCorrectedPrint, Subject::Month, Kept::Print(month, number))?;
        Ok(number)
    }

    fn keep_print(&self, print: &NewPrint<'_>, number: u32) -> Result<(), StorageError> {
        let content = serde_json::to_string(print.journal).map_err(|_| StorageError::Content("a journal"))?;
        self.db()
            .prepare_cached(
                "INSERT INTO month_print (year, month, print, corrected, bytes, chain_head, made_at, made_on, pages, bound,
                    content)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                print.month.year(),
                print.month.month(),
                number,
                number > 1,
                print.bytes,
                head_bytes(&print.head),
                self.at_millis(),
                print.made_on.to_string(),
                print.pages,
                print.bound,
                content
            ])?;
        Ok(())
    }

    /// Notes that something of closed months was put right. The change that did it has its own line; this one says
    /// that it fell into a closed month.
    pub fn correct_months(
        &self,
        months: &[Month],
        what: Corrected,
        by: AccountId,
        on: NaiveDate,
        reason: &str,
    ) -> Result<(), StorageError> {
        for month in months {
            let number: u32 = self
                .db()
                .prepare_cached(
                    "INSERT INTO month_correction (year, month, number, corrected_at, corrected_on, corrected_by, reason,
                        subject, subject_id, chain_length)
                     VALUES (?1, ?2, (SELECT coalesce(max(number), 0) + 1 FROM month_correction WHERE year = ?1 AND month = ?2),
                        ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING number",
                )?
                .query_row(
                    params![
                        month.year(),
                        month.month(),
                        self.at_millis(),
                        on.to_string(),
                        by.0.as_bytes(),
                        reason,
                        what.key(),
                        what.id().as_bytes(),
                        crate::audit::head(self.db())?.length
                    ],
                    |row| row.get(0),
                )?;
            self.trace_kept(Action::MonthCorrected, Subject::Month, Kept::Correction(*month, number))?;
        }
        Ok(())
    }

    /// Seals the figures of a quarter that was sent. There is no way back.
    pub fn seal_quarter(&self, report: &Report, by: AccountId, on: NaiveDate, head: &Head) -> Result<(), StorageError> {
        let quarter = report.quarter;
        let figures = serde_json::to_string(report).map_err(|_| StorageError::Content("a report"))?;
        self.db()
            .prepare_cached(
                "INSERT INTO quarter_seal (year, quarter, sealed_at, sealed_on, sealed_by, figures, chain_head)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                quarter.year(),
                quarter.quarter(),
                self.at_millis(),
                on.to_string(),
                by.0.as_bytes(),
                figures,
                head_bytes(head)
            ])?;
        self.trace_kept(Action::QuarterSealed, Subject::Quarter, Kept::Seal(quarter))
    }
}
