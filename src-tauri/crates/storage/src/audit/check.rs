//! Comparing records with the content hashes of their lines: an edit past the one door leaves the chain whole
//! and shows here.
//!
//! Done in short steps, each in a reading transaction of its own, so that it never holds up the work.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::untold::untold;
use super::{Action, Subject};
use crate::change::View;
use crate::content::{self, FORM, Key};
use crate::error::StorageError;
use crate::kept::Kept;
use crate::lists::item_id;
use crate::value::Columns;

/// Lines of one step: some ten milliseconds.
const STEP: u32 = 256;
/// More are counted and not named.
const MOST_NAMED: usize = 20;

/// How far the comparing has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub line: i64,
}

/// What the comparing has found so far.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    pub compared: u64,
    /// Lines written before contents could be compared.
    pub set_aside: u64,
    /// Lines of records whose personal data were destroyed after them: there is nothing to compare them with.
    pub destroyed: u64,
    /// The first few of what differs.
    pub differs: Vec<Differs>,
    pub differing: u64,
    lines: HashMap<Action, i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// The record is not as the line of this number left it.
    Record { sequence: i64, subject: Subject, id: Option<Uuid> },
    /// There are more or fewer records than the history tells of.
    Count { subject: Subject, told: i64, found: i64 },
    /// Rows of which the history says nothing.
    Untold { subject: Subject, rows: u64 },
    /// Requests that stand among those on the way, or lack there, against what their records say.
    OnTheWay { requests: u64 },
    /// Ratings of which the history says nothing.
    Ratings { rows: u64 },
}

/// Each kind of record with its table and the acts that make one.
const COUNTED: [(Subject, &str, &[Action]); 11] = [
    (Subject::Request, "SELECT count(*) FROM request", &[Action::RequestRegistered]),
    (Subject::Booking, "SELECT count(*) FROM booking", &[Action::Booked]),
    (
        Subject::Consultation,
        "SELECT count(*) FROM consultation_version",
        &[Action::ConsultationSigned, Action::ConsultationCorrected],
    ),
    (Subject::Recipient, "SELECT count(*) FROM recipient", &[Action::RecipientAdded]),
    (Subject::Handout, "SELECT count(*) FROM handout_issue", &[Action::HandoutBegun]),
    (Subject::Event, "SELECT count(*) FROM event", &[Action::EventWritten]),
    (Subject::Account, "SELECT count(*) FROM account", &[Action::AccountAdded]),
    (Subject::Month, "SELECT count(*) FROM month", &[Action::MonthClosed]),
    (Subject::Month, "SELECT count(*) FROM month_print", &[Action::MonthClosed, Action::MonthCorrectedPrint]),
    (Subject::Month, "SELECT count(*) FROM month_correction", &[Action::MonthCorrected]),
    (Subject::Quarter, "SELECT count(*) FROM quarter_seal", &[Action::QuarterSealed]),
];

/// The version in force is the last signed one, and says in short what that says.
const IN_FORCE: &str = "SELECT EXISTS (SELECT 1 FROM consultation c
    JOIN consultation_version v ON v.consultation_id = c.id AND v.version = c.version
    WHERE c.id = ?1 AND c.version = ?2 AND c.outcome = v.outcome AND c.completed_on = substr(c.completed, 1, 10)
        AND c.completed IN (SELECT ended FROM version_attempt a WHERE a.consultation_id = c.id AND a.version = c.version
            UNION SELECT v.feedback_on || substr(ended, 11) FROM version_attempt b
                WHERE b.consultation_id = c.id AND b.version = c.version)
        AND c.consultant_id = (SELECT consultant_id FROM version_consultant w
            WHERE w.consultation_id = c.id AND w.version = c.version ORDER BY position LIMIT 1))";

struct Told {
    sequence: i64,
    action: Action,
    subject: Subject,
    id: Option<Uuid>,
    version: Option<u32>,
    hash: Vec<u8>,
}

impl View<'_> {
    /// Compares the records of the next lines; `false` when all is compared. Not inside a change.
    pub fn compare_contents(&self, place: &mut Place, found: &mut Contents) -> Result<bool, StorageError> {
        let tx = self.db().unchecked_transaction()?;
        let (told, read) = next_lines(&tx, place, found)?;
        let mut items: Option<HashMap<Uuid, (String, String)>> = None;
        for line in &told {
            if line.subject == Subject::ListItem && items.is_none() {
                items = Some(list_keys(&tx)?);
            }
            match compare(&tx, line, items.as_ref())? {
                Compared::Same => found.compared += 1,
                Compared::Differs => {
                    found.compared += 1;
                    found.differ(Differs::Record { sequence: line.sequence, subject: line.subject, id: line.id });
                }
                Compared::Later => {}
                Compared::Destroyed => found.destroyed += 1,
            }
        }
        if read == STEP {
            return Ok(true);
        }
        // Everything is read within this one transaction: the counts are of the same moment as the last line.
        for (subject, sql, actions) in COUNTED {
            let told: i64 = actions.iter().filter_map(|action| found.lines.get(action)).sum();
            let rows: i64 = tx.query_row(sql, [], |row| row.get(0))?;
            if told != rows {
                found.differ(Differs::Count { subject, told, found: rows });
            }
        }
        untold(&tx)?.into_iter().for_each(|differs| found.differ(differs));
        Ok(false)
    }
}

impl View<'_> {
    /// Whether every record that lines after the first `length` speak of is as they left it.
    pub(crate) fn agrees_since(&self, length: i64) -> Result<bool, StorageError> {
        let (mut place, mut found) = (Place { line: length }, Contents::default());
        let items = list_keys(self.db())?;
        loop {
            let (told, read) = next_lines(self.db(), &mut place, &mut found)?;
            for line in &told {
                if matches!(compare(self.db(), line, Some(&items))?, Compared::Differs) {
                    return Ok(false);
                }
            }
            if read < STEP {
                return Ok(true);
            }
        }
    }
}

impl Contents {
    fn differ(&mut self, differs: Differs) {
        self.differing += 1;
        if self.differs.len() < MOST_NAMED {
            self.differs.push(differs);
        }
    }
}

fn next_lines(db: &Connection, place: &mut Place, found: &mut Contents) -> Result<(Vec<Told>, u32), StorageError> {
    let mut statement = db.prepare_cached(
        "SELECT sequence, action, subject, subject_id, version, content_hash, form FROM audit WHERE sequence > ?1
         ORDER BY sequence LIMIT ?2",
    )?;
    let mut rows = statement.query(params![place.line, STEP])?;
    let (mut told, mut read) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        read += 1;
        place.line = row.get(0)?;
        let (Some(action), Some(subject)) = (Action::from_code(&row.text(1)?), Subject::from_code(&row.text(2)?))
        else {
            continue;
        };
        *found.lines.entry(action).or_default() += 1;
        let Some(hash) = row.get::<_, Option<Vec<u8>>>(5)? else { continue };
        if row.get::<_, u32>(6)? == FORM {
            let (id, version) = (row.maybe_id(3)?, row.get(4)?);
            told.push(Told { sequence: place.line, action, subject, id, version, hash });
        } else {
            found.set_aside += 1;
        }
    }
    Ok((told, read))
}

enum Compared {
    Same,
    Differs,
    /// A later line speaks of the same record.
    Later,
    /// The salt went with the person's data; what was written later has another.
    Destroyed,
}

impl Compared {
    fn of(same: bool) -> Self {
        if same { Self::Same } else { Self::Differs }
    }
}

fn compare(
    db: &Connection,
    line: &Told,
    items: Option<&HashMap<Uuid, (String, String)>>,
) -> Result<Compared, StorageError> {
    let last = is_last(db, line)?;
    if !last && !content::stays(line.action, line.subject) {
        return Ok(Compared::Later);
    }
    let (Some(id), version) = (line.id, line.version.unwrap_or_default()) else {
        let period = line.version.unwrap_or_default();
        let day = day_text(period);
        let key = match line.subject {
            Subject::Month | Subject::Quarter => {
                let kept = Kept::of_line(db, line.action, line.subject, period, line.sequence)?;
                let Some(kept) = kept else { return Ok(Compared::Differs) };
                kept.key()
            }
            _ => Key::Day(&day),
        };
        let now = content::hash(db, line.action, line.subject, key, &[])?;
        return Ok(Compared::of(now.as_slice() == line.hash));
    };
    let Some(salt) = content::salt(db, line.subject, id)? else {
        // Only a destruction takes a salt away, and says so in the history.
        return Ok(if destroyed_since(db, line, id)? { Compared::Destroyed } else { Compared::Differs });
    };
    let key = match line.subject {
        Subject::Consultation if content::stays(line.action, line.subject) => Key::Version(id, version),
        Subject::ListItem => match items.and_then(|items| items.get(&id)) {
            Some((list, key)) => Key::Row(list, key),
            None => return Ok(Compared::Differs),
        },
        _ => Key::Id(id),
    };
    let same = content::hash(db, line.action, line.subject, key, &salt)?.as_slice() == line.hash;
    if same && last && content::stays(line.action, line.subject) {
        let in_force = db.prepare_cached(IN_FORCE)?.query_row(params![id.as_bytes(), version], |row| row.get(0))?;
        return Ok(Compared::of(in_force));
    }
    if !same && destroyed_since(db, line, id)? {
        return Ok(Compared::Destroyed);
    }
    Ok(Compared::of(same))
}

/// Whether personal data of a line's record were destroyed after it. The words of a promise go with the request's.
fn destroyed_since(db: &Connection, line: &Told, id: Uuid) -> Result<bool, StorageError> {
    let (subject, record): (_, Option<[u8; 16]>) = match line.subject {
        Subject::Booking => {
            let mut request = db.prepare_cached("SELECT request_id FROM booking WHERE id = ?1")?;
            (Subject::Request, request.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
        }
        subject => (subject, Some(id.into_bytes())),
    };
    let Some(record) = record else { return Ok(false) };
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM destruction_record d JOIN audit a
                ON a.subject = 'recipient' AND a.subject_id = d.destruction_id AND a.action = 'destroyed'
                WHERE d.subject = ?1 AND d.subject_id = ?2 AND a.sequence > ?3)",
        )?
        .query_row(params![subject.code(), record, line.sequence], |row| row.get(0))?)
}

fn is_last(db: &Connection, line: &Told) -> Result<bool, StorageError> {
    let later: bool = match &line.id {
        // Readings of a note have a content of their own.
        Some(id) => db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM audit WHERE subject = ?1 AND subject_id = ?2 AND sequence > ?3
                    AND content_hash IS NOT NULL AND (action = 'note_read') = ?4)",
            )?
            .query_row(
                params![line.subject.code(), id.as_bytes(), line.sequence, line.action == Action::NoteRead],
                |row| row.get(0),
            )?,
        None => db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM audit WHERE subject = ?1 AND subject_id IS NULL AND sequence > ?2
                    AND content_hash IS NOT NULL AND version = ?3)",
            )?
            .query_row(params![line.subject.code(), line.sequence, line.version], |row| row.get(0))?,
    };
    Ok(!later)
}

fn list_keys(db: &Connection) -> Result<HashMap<Uuid, (String, String)>, StorageError> {
    let mut statement = db.prepare_cached("SELECT list, key FROM list_item")?;
    let mut rows = statement.query([])?;
    let mut keys = HashMap::new();
    while let Some(row) = rows.next()? {
        let (list, key) = (row.text(0)?, row.text(1)?);
        keys.insert(item_id(&list, &key), (list, key));
    }
    Ok(keys)
}

/// A day as its rows have it: `20261201` is «2026-12-01», 0 the beginning.
fn day_text(period: u32) -> String {
    crate::value::day_of(period).map_or_else(String::new, |day: NaiveDate| day.to_string())
}
