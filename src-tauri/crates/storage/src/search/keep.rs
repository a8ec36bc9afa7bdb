//! What of a record is kept for search, and under which class of readers.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use domain::consultation::Outcome;
use domain::ids::{AccountId, ConsultantId, RecipientId, RequestId};
use domain::request::{Course, Status, status};
use domain::search::{tails, word_tokens};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::{PLACES, Standing, people, place_of};
use crate::audit::Subject;
use crate::booking::Booking;
use crate::change::View;
use crate::consultation::Consultation;
use crate::error::StorageError;
use crate::request::Request;
use crate::value::Columns;

/// Lists whose labels are seen on records: their keys are kept, their words are looked up when asked, so a label
/// may be reworded without touching a record.
pub(super) const LISTS: &[&str] = &["topic", "means", "direction", "ground", "category", "channel"];

/// Tables of rows that [`rebuild`] fills; the full-text ones keep theirs to themselves.
pub(crate) const TABLES: [&str; 2] = ["search_place", "search_word"];

/// Shorter words are found by the index of beginnings, those in Latin letters apart.
const LISTED_FROM: usize = 4;

/// What a change wrote, as far as search must follow.
#[derive(Default)]
pub(crate) struct Touched {
    requests: BTreeSet<Uuid>,
    bookings: BTreeSet<Uuid>,
    consultations: BTreeSet<Uuid>,
    recipients: BTreeSet<Uuid>,
    erased: bool,
}

impl Touched {
    /// What the index held of these records must not stay anywhere in the file.
    pub(crate) fn erase(&mut self) {
        self.erased = true;
    }

    pub(crate) fn add(&mut self, subject: Subject, id: Uuid) {
        match subject {
            Subject::Request => self.requests.insert(id),
            Subject::Booking => self.bookings.insert(id),
            Subject::Consultation => self.consultations.insert(id),
            Subject::Recipient => self.recipients.insert(id),
            _ => false,
        };
    }

    pub(crate) fn add_all(&mut self, other: Self) {
        let Self { requests, bookings, consultations, recipients, erased } = other;
        self.erased |= erased;
        self.requests.extend(requests);
        self.bookings.extend(bookings);
        self.consultations.extend(consultations);
        self.recipients.extend(recipients);
    }
}

/// Brings search up to what a change wrote.
pub(crate) fn follow(view: &View<'_>, touched: &Touched) -> Result<(), StorageError> {
    let mut requests: BTreeSet<Uuid> = touched.requests.clone();
    let mut recipients = touched.recipients.clone();
    for (ids, sql) in [
        (&touched.bookings, "SELECT request_id AS id FROM booking WHERE id = ?1"),
        (&touched.consultations, "SELECT request_id AS id FROM consultation WHERE id = ?1"),
        (&touched.recipients, "SELECT request_id AS id FROM request_participant WHERE recipient_id = ?1"),
    ] {
        for id in ids {
            requests.extend(view.ids(sql, *id)?);
        }
    }
    for id in &requests {
        view.keep_request(RequestId(*id))?;
        recipients.extend(view.ids(
            "SELECT recipient_id AS id FROM request_participant WHERE request_id = ?1 AND recipient_id IS NOT NULL",
            *id,
        )?);
    }
    recipients.iter().try_for_each(|id| people::keep(view, RecipientId(*id)))?;
    if touched.erased { purge(view) } else { Ok(()) }
}

/// An index only marks what left it, until its parts are merged; the list of words knows nobody's words apart.
fn purge(view: &View<'_>) -> Result<(), StorageError> {
    view.db().execute_batch(
        "INSERT INTO search (search) VALUES ('optimize');
         INSERT INTO person_search (person_search) VALUES ('optimize');
         DELETE FROM search_word WHERE word NOT IN (SELECT term FROM search_kept);",
    )?;
    Ok(())
}

/// Makes the whole index anew from the records.
pub(crate) fn rebuild(view: &View<'_>) -> Result<(), StorageError> {
    view.db().execute_batch(
        "INSERT INTO search (search) VALUES ('delete-all');
         INSERT INTO person_search (person_search) VALUES ('delete-all');
         DELETE FROM search_place;
         DELETE FROM search_word;",
    )?;
    let all = |sql: &str| -> Result<Vec<Uuid>, StorageError> {
        let mut statement = view.db().prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(row.id("id")?);
        }
        Ok(ids)
    };
    for id in all("SELECT id FROM request ORDER BY received, year, number")? {
        view.keep_request(RequestId(id))?;
    }
    for id in all("SELECT id FROM recipient ORDER BY code")? {
        people::keep(view, RecipientId(id))?;
    }
    // One segment to read instead of the many the filling left.
    view.db().execute_batch(
        "INSERT INTO search (search) VALUES ('optimize');
         INSERT INTO person_search (person_search) VALUES ('optimize');",
    )?;
    Ok(())
}

/// A mark of a list's key; only signs that the index keeps together.
pub(super) fn list_mark(list: &str, key: &str) -> String {
    let sound = |c: char| if c.is_ascii_alphanumeric() || !c.is_ascii() || c == '-' { c } else { '_' };
    format!("{list}={}", key.chars().map(sound).collect::<String>())
}

/// Whose request it is: opens names and words to them, and is the filter by consultant.
pub(super) fn own_mark(consultant: ConsultantId) -> String {
    format!("c={}", consultant.0.simple())
}

/// Whose record it is: opens its notes to them.
pub(super) fn reader_mark(consultant: ConsultantId) -> String {
    format!("r={}", consultant.0.simple())
}

/// Who alone signed every version of the record.
pub(super) fn writer_mark(account: AccountId) -> String {
    format!("w={}", account.0.simple())
}

/// The words of a record, a column each.
#[derive(Default)]
struct Kept {
    mark: BTreeSet<String>,
    people: BTreeSet<String>,
    heard: BTreeSet<String>,
    noted: BTreeSet<String>,
}

impl Kept {
    fn of(
        request: &Request,
        booking: Option<&Booking>,
        consultation: Option<&Consultation>,
        view: &View<'_>,
    ) -> Result<Self, StorageError> {
        let mut kept = Self::default();
        let mut mark = |token: String| {
            kept.mark.insert(token);
        };
        mark("all=1".to_owned());
        mark(format!("n={}", request.number));
        mark(format!("n={}/{}", request.year, request.number));
        mark(list_mark("channel", &request.channel));
        for category in &request.categories {
            mark(list_mark("category", category));
        }
        let record = consultation.map(|c| &c.record);
        let (form, means) = match (record, booking) {
            (Some(record), _) => (record.form, record.means.as_deref()),
            (None, Some(booking)) => (booking.form, booking.means.as_deref()),
            (None, None) => (request.form, request.means.as_deref()),
        };
        mark(list_mark("form", form.key()));
        if let Some(means) = means {
            mark(list_mark("means", means));
        }
        for topic in record.map_or(&request.topics, |record| &record.topics) {
            mark(list_mark("topic", topic));
        }
        let missed = consultation.is_none() && booking.is_none() && view.last_was_missed(request.id)?;
        standings(request, booking, consultation, missed).into_iter().for_each(&mut mark);
        let days = [Some(request.registered_on), Some(request.received.date()), booking.map(|b| b.starts.date())];
        let held = record.into_iter().flat_map(|record| record.attempts.iter().map(|attempt| attempt.ended.date()));
        for day in days.into_iter().flatten().chain(held) {
            day_marks(day).into_iter().for_each(&mut mark);
        }
        // The one a live booking is with sees whom they will meet; else those of the record.
        let consultants = match (booking, record) {
            (Some(booking), _) => booking.consultants(),
            (None, Some(record)) => record.consultants.clone(),
            (None, None) => Vec::new(),
        };
        consultants.iter().map(|id| own_mark(*id)).for_each(&mut mark);

        for participant in &request.participants {
            kept.mark.insert(list_mark("who", participant.kind.key()));
            let Some(id) = participant.recipient else {
                kept.mark.insert(list_mark("who", "anonymous"));
                continue;
            };
            let person = view.recipient(id)?;
            kept.mark.insert(format!("k={}", person.code.0));
            kept.mark.insert(format!("kz={:04}", person.code.0));
            kept.people.extend(word_tokens(&person.name));
            kept.people.extend(word_tokens(&person.email));
            kept.people.extend(tails(&person.phone).into_iter().map(|tail| format!("t={tail}")));
        }
        kept.people.extend(word_tokens(&request.wish));
        for reason in [&request.annul_reason, &request.lapse_reason].into_iter().flatten() {
            kept.people.extend(word_tokens(reason));
        }
        kept.heard = word_tokens(&request.about);
        if let Some(consultation) = consultation {
            kept.take_record(consultation);
        }
        Ok(kept)
    }

    fn take_record(&mut self, consultation: &Consultation) {
        let record = &consultation.record;
        self.mark.insert(list_mark("kind", record.kind.key()));
        self.mark.extend(record.direction.as_ref().map(|key| list_mark("direction", key)));
        match &record.outcome {
            Outcome::Given => {}
            Outcome::Refused { ground } => self.mark.extend([list_mark("ground", ground)]),
            Outcome::NotHeld { failure } => self.mark.extend([list_mark("failure", failure.key())]),
        }
        self.mark.extend(record.consultants.iter().map(|id| reader_mark(*id)));
        // The words below are of the last attempt.
        let mut signed = consultation.signed_last();
        if let Some(first) = signed.next()
            && signed.all(|signature| signature.by == first.by)
        {
            self.mark.insert(writer_mark(first.by));
        }
        for words in [&record.note, &record.advice, &record.outcome_words] {
            self.noted.extend(word_tokens(words));
        }
    }

    /// Words whose beginnings are looked up before they are asked for.
    fn listed(&self) -> impl Iterator<Item = &String> {
        [&self.people, &self.heard, &self.noted]
            .into_iter()
            .flatten()
            .filter(|word| !word.contains('=') && (word.is_ascii() || word.chars().count() >= LISTED_FROM))
    }
}

fn standings(
    request: &Request,
    booking: Option<&Booking>,
    consultation: Option<&Consultation>,
    missed: bool,
) -> Vec<String> {
    let outcome = consultation.map(|c| &c.record.outcome);
    let course = Course {
        annulled: request.annul_reason.is_some(),
        outcome,
        booking: booking.map(Booking::slot),
        missed,
        lapsed: request.lapse_reason.is_some(),
    };
    // A promised time that is over is still a promise here: the index does not move with the clock.
    let status = status(&course, NaiveDateTime::MIN);
    let (key, standings) = match status {
        Status::New => ("new", &[Standing::Open][..]),
        Status::Booked | Status::AwaitingRecord => ("booked", &[Standing::Open][..]),
        Status::Given => ("given", &[Standing::Given][..]),
        Status::Refused => ("refused", &[Standing::Refused][..]),
        // A new time may still be promised.
        Status::NotHeld => ("not_held", &[Standing::NotHeld, Standing::Open][..]),
        Status::Lapsed => ("not_held", &[Standing::NotHeld][..]),
        Status::Annulled => ("annulled", &[Standing::Annulled][..]),
    };
    let mut marks = vec![list_mark("status", key)];
    marks.extend(standings.iter().map(|standing| list_mark("standing", standing.key())));
    let proven = request.evidence.is_some() || consultation.is_some_and(|c| c.record.evidence.is_some());
    if status == Status::Given && !proven {
        marks.push("unproven=1".to_owned());
    }
    marks
}

fn day_marks(day: NaiveDate) -> [String; 5] {
    let (year, month) = (day.year(), day.month());
    [
        format!("d={day}"),
        format!("dm={month:02}-{:02}", day.day()),
        format!("m={year:04}-{month:02}"),
        format!("mm={month:02}"),
        format!("y={year:04}"),
    ]
}

pub(super) fn joined(tokens: &BTreeSet<String>) -> String {
    tokens.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

impl View<'_> {
    pub(super) fn ids(&self, sql: &str, id: Uuid) -> Result<Vec<Uuid>, StorageError> {
        let mut statement = self.db().prepare_cached(sql)?;
        let mut rows = statement.query([id.as_bytes()])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(row.id("id")?);
        }
        Ok(ids)
    }

    fn keep_request(&self, id: RequestId) -> Result<(), StorageError> {
        let request = self.request(id)?;
        let booking = self.live_booking(id)?;
        let consultation = self.consultation_of(id)?;
        let kept = Kept::of(&request, booking.as_ref(), consultation.as_ref(), self)?;
        let moment = consultation
            .as_ref()
            .and_then(|c| c.record.attempts.last())
            .map_or(request.received, |attempt| attempt.ended);
        let place = self.settle_place(id, moment)?;
        self.db()
            .prepare_cached("INSERT INTO search (rowid, mark, people, heard, noted) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                place,
                joined(&kept.mark),
                joined(&kept.people),
                joined(&kept.heard),
                joined(&kept.noted)
            ])?;
        let mut statement = self.db().prepare_cached("INSERT OR IGNORE INTO search_word (word) VALUES (?1)")?;
        kept.listed().try_for_each(|word| statement.execute([word]).map(|_| ()))?;
        Ok(())
    }

    /// Takes the request's old words away and gives its place: the old one if its minute is the same.
    fn settle_place(&self, id: RequestId, moment: NaiveDateTime) -> Result<i64, StorageError> {
        let old: Option<i64> = self
            .db()
            .prepare_cached("SELECT place FROM search_place WHERE request_id = ?1")?
            .query_row([id.0.as_bytes()], |row| row.get(0))
            .optional()?;
        let mut minute = place_of(moment);
        if let Some(old) = old {
            self.db().prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([old])?;
            if (minute..minute + PLACES).contains(&old) {
                return Ok(old);
            }
            self.db().prepare_cached("DELETE FROM search_place WHERE place = ?1")?.execute([old])?;
        }
        let mut last =
            self.db().prepare_cached("SELECT max(place) FROM search_place WHERE ?1 <= place AND place < ?2")?;
        let place = loop {
            let taken: Option<i64> = last.query_row(params![minute, minute + PLACES], |row| row.get(0))?;
            let next = taken.map_or(minute, |place| place + 1);
            if next < minute + PLACES {
                break next;
            }
            // A file of thousands read in one minute spills into the next.
            minute += PLACES;
        };
        self.db()
            .prepare_cached("INSERT INTO search_place (place, request_id) VALUES (?1, ?2)")?
            .execute(params![place, id.0.as_bytes()])?;
        Ok(place)
    }
}

/// Pages merged at once.
const STEP: u32 = 250;

impl crate::Journal {
    /// Merges the pieces that the index was written in, at most so many steps of some ten milliseconds each, and says
    /// whether any are left. For quiet moments: the fewer pieces, the fewer places a word is looked for in.
    ///
    /// # Errors
    /// Whatever the storage says; what was merged stays.
    pub fn tidy_search(&mut self, steps: u32) -> Result<bool, StorageError> {
        let mut left = false;
        for table in ["search", "person_search"] {
            let merge = format!("INSERT INTO {table} ({table}, rank) VALUES (?1, ?2)");
            let asked: bool = self.db().query_row(
                &format!("SELECT EXISTS (SELECT 1 FROM {table}_config WHERE k = 'usermerge')"),
                [],
                |row| row.get(0),
            )?;
            if !asked {
                // Two pieces of a size are enough to be made one; left to itself the index waits for four.
                self.db().execute(&merge, params!["usermerge", 2])?;
            }
            let mut work = steps;
            loop {
                let before = self.db().total_changes();
                if work == 0 {
                    left = true;
                    break;
                }
                self.db().execute(&merge, params!["merge", STEP])?;
                // As documented: fewer than two changes mean that there was nothing to merge.
                if self.db().total_changes() - before < 2 {
                    break;
                }
                work -= 1;
            }
        }
        Ok(left)
    }
}
