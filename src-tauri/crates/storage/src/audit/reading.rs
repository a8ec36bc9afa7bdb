//! The history as a person reads it: page by page, newest first, narrowed to what is looked for.

use chrono::{DateTime, NaiveDate, Utc};
use domain::civil::{Month, Quarter};
use domain::ids::{AccountId, ConsultantId, EventId, RequestId};
use domain::person::RecipientCode;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use super::{Action, Subject};
use crate::change::View;
use crate::error::StorageError;
use crate::lists::item_id;
use crate::value::{Columns, day_of};

/// Lines looked through for one page: what is rarer is found by asking on, so that no page's cost grows with
/// the journal.
const MOST_WALKED: usize = 20_000;

/// A line as it is read.
#[derive(Clone, Debug)]
pub struct AuditLine {
    pub sequence: i64,
    pub at: DateTime<Utc>,
    pub account: Option<AccountId>,
    pub action: String,
    pub subject: String,
    pub subject_id: Option<Uuid>,
    pub version: Option<u32>,
}

/// Where a page ends: the next one begins before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineMark {
    /// UTC milliseconds.
    pub at: i64,
    pub sequence: i64,
}

/// What is looked for.
#[derive(Default)]
pub struct LineQuery<'a> {
    pub account: Option<AccountId>,
    /// Empty for all.
    pub actions: &'a [Action],
    /// UTC milliseconds, the first and the one after the last.
    pub from: Option<i64>,
    pub until: Option<i64>,
    /// Only lines of these things.
    pub of: Option<&'a [(Subject, Uuid)]>,
    pub after: Option<LineMark>,
    pub limit: usize,
}

pub struct LinesFound {
    pub lines: Vec<AuditLine>,
    /// Where to go on; absent when there is nothing more.
    pub next: Option<LineMark>,
}

/// The thing of a line, as much of it as the history says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    Nothing,
    Request {
        id: RequestId,
        number: u32,
        year: i32,
    },
    Event {
        id: EventId,
        number: u32,
        year: i32,
    },
    Recipient(RecipientCode),
    Consultant {
        id: ConsultantId,
        name: String,
    },
    Account {
        name: String,
    },
    Room {
        name: String,
    },
    ListItem {
        list: String,
        label: String,
    },
    Day(NaiveDate),
    /// The day a порядок begins; absent for the first.
    Order(Option<NaiveDate>),
    Month(Month),
    Quarter(Quarter),
}

const COLUMNS: &str = "SELECT sequence, at, account_id, action, subject, subject_id, version FROM audit";

fn line_from(row: &Row<'_>) -> Result<AuditLine, StorageError> {
    Ok(AuditLine {
        sequence: row.get(0)?,
        at: crate::value::instant(row.get(1)?)?,
        account: row.maybe_id(2)?.map(AccountId),
        action: row.text(3)?,
        subject: row.text(4)?,
        subject_id: row.maybe_id(5)?,
        version: row.get(6)?,
    })
}

/// By the instant, and by the order of writing within one: days are exact whatever the clock did.
fn page_sql() -> String {
    format!("{COLUMNS} WHERE at <= ?1 AND (at, sequence) < (?1, ?2) AND at >= ?3 ORDER BY at DESC, sequence DESC")
}

impl LineQuery<'_> {
    fn wants(&self, line: &AuditLine) -> bool {
        let at = line.at.timestamp_millis();
        self.account.is_none_or(|account| line.account == Some(account))
            && (self.actions.is_empty() || self.actions.iter().any(|action| action.code() == line.action))
            && self.from.is_none_or(|from| at >= from)
            && self.until.is_none_or(|until| at < until)
            && self.after.is_none_or(|mark| (at, line.sequence) < (mark.at, mark.sequence))
    }
}

fn mark(line: &AuditLine) -> LineMark {
    LineMark { at: line.at.timestamp_millis(), sequence: line.sequence }
}

impl View<'_> {
    /// A page of the history, newest first.
    pub fn find_lines(&self, query: &LineQuery<'_>) -> Result<LinesFound, StorageError> {
        if let Some(things) = query.of {
            return self.lines_of(things, query);
        }
        let until = query.until.map(|until| LineMark { at: until, sequence: i64::MIN });
        let most = LineMark { at: i64::MAX, sequence: i64::MAX };
        let begin = [until, query.after].into_iter().flatten().min_by_key(|m| (m.at, m.sequence)).unwrap_or(most);
        let mut statement = self.db().prepare_cached(&page_sql())?;
        let mut rows = statement.query(params![begin.at, begin.sequence, query.from.unwrap_or(i64::MIN)])?;
        let (mut lines, mut walked) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let line = line_from(row)?;
            walked += 1;
            let wanted = query.wants(&line);
            if wanted && lines.len() == query.limit {
                let next = lines.last().map(mark);
                return Ok(LinesFound { lines, next });
            }
            let here = mark(&line);
            if wanted {
                lines.push(line);
            }
            if walked == MOST_WALKED {
                return Ok(LinesFound { lines, next: Some(here) });
            }
        }
        Ok(LinesFound { lines, next: None })
    }

    fn lines_of(&self, things: &[(Subject, Uuid)], query: &LineQuery<'_>) -> Result<LinesFound, StorageError> {
        let mut lines = Vec::new();
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} WHERE subject = ?1 AND subject_id = ?2"))?;
        for (subject, id) in things {
            let mut rows = statement.query(params![subject.code(), id.as_bytes()])?;
            while let Some(row) = rows.next()? {
                let line = line_from(row)?;
                if query.wants(&line) {
                    lines.push(line);
                }
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.sequence)));
        let more = lines.len() > query.limit;
        lines.truncate(query.limit);
        let next = if more { lines.last().map(mark) } else { None };
        Ok(LinesFound { lines, next })
    }

    /// The line after which the history had this control number, ten hexadecimal digits. The chain is walked for
    /// it: asked for by hand, with a paper in the other.
    pub fn line_of_control(&self, control: &str) -> Result<Option<AuditLine>, StorageError> {
        let sql = format!("{COLUMNS} WHERE hex(substr(hash, 1, 5)) = ?1 ORDER BY sequence LIMIT 1");
        let mut statement = self.db().prepare_cached(&sql)?;
        let mut rows = statement.query([control])?;
        rows.next()?.map(line_from).transpose()
    }

    /// The last lines written, newest first.
    pub fn audit_tail(&self, count: u32) -> Result<Vec<AuditLine>, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} ORDER BY sequence DESC LIMIT ?1"))?;
        let mut rows = statement.query([count])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(line_from(row)?);
        }
        Ok(lines)
    }

    /// Whether an account has a line about a thing since an instant. Lines of a clock that ran ahead are none of today's.
    pub fn has_line_since(
        &self,
        account: AccountId,
        subject: Subject,
        id: Uuid,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        Ok(self
            .db()
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM audit WHERE subject = ?1 AND subject_id = ?2 AND account_id = ?3 AND at BETWEEN ?4 AND ?5)",
            )?
            .query_row(params![subject.code(), id.as_bytes(), account.0.as_bytes(), since.timestamp_millis(), now.timestamp_millis()], |row| {
                row.get(0)
            })?)
    }

    /// Everything whose lines belong to a request: itself, its times, its record, its handouts.
    pub fn things_of_request(&self, request: RequestId) -> Result<Vec<(Subject, Uuid)>, StorageError> {
        let mut things = vec![(Subject::Request, request.0)];
        for (subject, sql) in [
            (Subject::Booking, "SELECT id FROM booking WHERE request_id = ?1"),
            (Subject::Consultation, "SELECT id FROM consultation WHERE request_id = ?1"),
            (Subject::Handout, "SELECT id FROM handout_issue WHERE request_id = ?1"),
        ] {
            let mut statement = self.db().prepare_cached(sql)?;
            let mut rows = statement.query([request.0.as_bytes()])?;
            while let Some(row) = rows.next()? {
                things.push((subject, row.id(0)?));
            }
        }
        Ok(things)
    }

    /// Requests of a number in any year.
    pub fn requests_numbered(&self, number: u32, year: Option<i32>) -> Result<Vec<RequestId>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "WITH RECURSIVE years (year) AS (SELECT min(year) FROM request
                UNION ALL SELECT year + 1 FROM years WHERE year < (SELECT max(year) FROM request))
             SELECT q.id FROM years y CROSS JOIN request q ON q.year = y.year AND q.number = ?1
             WHERE ?2 IS NULL OR y.year = ?2",
        )?;
        let year = year.map_or(Value::Null, |year| i64::from(year).into());
        let mut rows = statement.query(params![number, year])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(RequestId(row.id(0)?));
        }
        Ok(found)
    }

    /// What a line is about.
    pub fn thing_of(&self, line: &AuditLine) -> Result<Thing, StorageError> {
        let Some(subject) = Subject::from_code(&line.subject) else { return Ok(Thing::Nothing) };
        let Some(id) = line.subject_id else { return Ok(period_thing(subject, line.version)) };
        let name = |sql: &str| -> Result<String, StorageError> {
            let found = self.db().prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
            Ok(found.unwrap_or_default())
        };
        Ok(match subject {
            Subject::Request => self.request_thing("SELECT id, number, year FROM request WHERE id = ?1", id)?,
            Subject::Booking => self.request_thing(&of_request("booking"), id)?,
            Subject::Consultation => self.request_thing(&of_request("consultation"), id)?,
            Subject::Handout => self.request_thing(&of_request("handout_issue"), id)?,
            Subject::Event => {
                let found = self
                    .db()
                    .prepare_cached("SELECT number, year FROM event WHERE id = ?1")?
                    .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                found.map_or(Thing::Nothing, |(number, year)| Thing::Event { id: EventId(id), number, year })
            }
            Subject::Recipient => self
                .db()
                .prepare_cached("SELECT code FROM recipient WHERE id = ?1")?
                .query_row([id.as_bytes()], |row| row.get(0))
                .optional()?
                .map_or(Thing::Nothing, |code| Thing::Recipient(RecipientCode(code))),
            Subject::Consultant => {
                Thing::Consultant { id: ConsultantId(id), name: name("SELECT name FROM consultant WHERE id = ?1")? }
            }
            Subject::Account => Thing::Account { name: name("SELECT name FROM account WHERE id = ?1")? },
            Subject::Room => Thing::Room { name: name("SELECT name FROM room WHERE id = ?1")? },
            Subject::ListItem => {
                let (list, label) = self.item_of(id)?;
                Thing::ListItem { list, label }
            }
            Subject::Journal | Subject::Day | Subject::Order | Subject::Month | Subject::Quarter | Subject::Copy => {
                Thing::Nothing
            }
        })
    }

    fn request_thing(&self, sql: &str, id: Uuid) -> Result<Thing, StorageError> {
        let mut statement = self.db().prepare_cached(sql)?;
        let mut rows = statement.query([id.as_bytes()])?;
        Ok(match rows.next()? {
            Some(row) => Thing::Request { id: RequestId(row.id(0)?), number: row.get(1)?, year: row.get(2)? },
            None => Thing::Nothing,
        })
    }

    /// Rows a centre added have their id for a key; those the program came with are few.
    fn item_of(&self, id: Uuid) -> Result<(String, String), StorageError> {
        let mut statement = self.db().prepare_cached("SELECT list, key, label FROM list_item")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let list = row.text(0)?;
            if item_id(&list, &row.text(1)?) == id {
                return Ok((list, row.text(2)?));
            }
        }
        Ok((String::new(), String::new()))
    }
}

fn of_request(table: &str) -> String {
    format!("SELECT q.id, q.number, q.year FROM {table} t JOIN request q ON q.id = t.request_id WHERE t.id = ?1")
}

/// `202610` is October, `20264` the fourth quarter, `20261201` a day.
fn period_thing(subject: Subject, period: Option<u32>) -> Thing {
    let Some(period) = period else { return Thing::Nothing };
    let year = |divisor: u32| i32::try_from(period / divisor).unwrap_or_default();
    let found = match subject {
        Subject::Month => Month::new(year(100), period % 100).map(Thing::Month),
        Subject::Quarter => Quarter::new(year(10), period % 10).map(Thing::Quarter),
        Subject::Day => day_of(period).map(Thing::Day),
        Subject::Order => Some(Thing::Order(day_of(period))),
        _ => None,
    };
    found.unwrap_or(Thing::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_history_never_walks_or_sorts_all_of_it() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../schema/001.sql")).unwrap();
        db.execute_batch(include_str!("../schema/002.sql")).unwrap();
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {}", page_sql())).unwrap();
        let steps = statement.query_map(params![0, 0, 0], |row| row.get::<_, String>("detail")).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert!(steps.iter().all(|step| step.contains("audit_by_instant")), "{steps:#?}");
        assert_eq!(steps.len(), 1, "no sorting: {steps:#?}");
    }
}
