//! Rows that no line of the history speaks of: put into the journal past the one door. Lines cannot tell of them,
//! so they are looked for from the other side.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::Subject;
use super::check::Differs;
use crate::error::StorageError;
use crate::lists::item_id;
use crate::value::Columns;

/// The first program wrote no lines of the порядок and the lists that a journal began with.
const BEGUN_BY_THE_FIRST: &str =
    "SELECT NOT EXISTS (SELECT 1 FROM audit WHERE subject = 'journal' AND action = 'journal_made' AND form > 0)";

/// Each kind with its rows that have no line. A record of which there is one line at least is compared by it.
const UNTOLD: [(Subject, &str); 5] = [
    (
        Subject::Order,
        "SELECT count(*) FROM profile_version WHERE NOT EXISTS (SELECT 1 FROM audit WHERE subject = 'order'
            AND subject_id IS NULL AND version = CAST(replace(valid_from, '-', '') AS INTEGER))
            AND NOT (valid_from = '' AND ?1)",
    ),
    (
        Subject::Day,
        "SELECT count(*) FROM calendar_day WHERE NOT EXISTS (SELECT 1 FROM audit WHERE subject = 'day'
            AND subject_id IS NULL AND version = CAST(replace(day, '-', '') AS INTEGER))",
    ),
    (
        Subject::Consultant,
        "SELECT count(*) FROM consultant c WHERE NOT EXISTS (SELECT 1 FROM audit WHERE subject = 'consultant'
            AND subject_id = c.id AND action = 'consultant_saved')",
    ),
    // Whether somebody still comes in is no part of what their lines are compared with.
    (
        Subject::Account,
        "SELECT count(*) FROM account a WHERE (a.removed_at IS NOT NULL) <> EXISTS (SELECT 1 FROM audit
            WHERE subject = 'account' AND subject_id = a.id AND action = 'account_removed')",
    ),
    (
        Subject::Room,
        "SELECT count(*) FROM room r WHERE NOT EXISTS (SELECT 1 FROM audit WHERE subject = 'room' AND subject_id = r.id)",
    ),
];

/// The second schema gave these to journals that lacked them, as no person's act.
const GIVEN: (&str, [&str; 6]) = ("equipment", ["laptop", "internet", "screen", "documents", "handouts", "toys"]);

/// Requests that stand among those on the way though their record is done, or lack there: an unrecorded session would
/// not be seen before a month is closed.
const MISPLACED: &str = "SELECT count(*) FROM request q LEFT JOIN consultation c ON c.request_id = q.id
    WHERE (q.annulled_at IS NULL AND q.lapsed_on IS NULL AND (c.id IS NULL OR c.outcome = 'not_held'))
        <> EXISTS (SELECT 1 FROM request_open o WHERE o.request_id = q.id)";

/// No act of the program writes ratings yet, so whatever stands here was put in past it and would change a report.
/// A rating has no key to anybody's record, and no line of the history may give it one: they are counted alone.
const RATINGS: &str = "SELECT (SELECT count(*) FROM rating) + (SELECT count(*) FROM rating_sum)";

pub(super) fn untold(db: &Connection) -> Result<Vec<Differs>, StorageError> {
    let mut found = Vec::new();
    let first: bool = db.query_row(BEGUN_BY_THE_FIRST, [], |row| row.get(0))?;
    for (subject, sql) in UNTOLD {
        let rows: u32 = if subject == Subject::Order {
            db.query_row(sql, [first], |row| row.get(0))?
        } else {
            db.query_row(sql, [], |row| row.get(0))?
        };
        if rows > 0 {
            found.push(Differs::Untold { subject, rows: rows.into() });
        }
    }
    let rows = untold_items(db, first)?;
    if rows > 0 {
        found.push(Differs::Untold { subject: Subject::ListItem, rows });
    }
    let requests: u32 = db.query_row(MISPLACED, [], |row| row.get(0))?;
    if requests > 0 {
        found.push(Differs::OnTheWay { requests: requests.into() });
    }
    let rows: u32 = db.query_row(RATINGS, [], |row| row.get(0))?;
    if rows > 0 {
        found.push(Differs::Ratings { rows: rows.into() });
    }
    Ok(found)
}

fn untold_items(db: &Connection, first: bool) -> Result<u64, StorageError> {
    let mut told = db.prepare("SELECT EXISTS (SELECT 1 FROM audit WHERE subject = 'list_item' AND subject_id = ?1)")?;
    let mut statement = db.prepare("SELECT list, key FROM list_item")?;
    let mut rows = statement.query([])?;
    let mut untold = 0;
    while let Some(row) = rows.next()? {
        let (list, key) = (row.text(0)?, row.text(1)?);
        // Rows a centre adds have ids for keys, and lines.
        let supplied = first && Uuid::parse_str(&key).is_err();
        if supplied || list == GIVEN.0 && GIVEN.1.contains(&key.as_str()) {
            continue;
        }
        let known: bool = told.query_row(params![item_id(&list, &key).as_bytes()], |row| row.get(0))?;
        untold += u64::from(!known);
    }
    Ok(untold)
}
