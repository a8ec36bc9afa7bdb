//! Personal data erased for good: names, contacts and free words go, what is counted stays.

use rusqlite::params;
use uuid::Uuid;

use super::destroyed::{Destruction, Erased};
use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::Columns;

/// What is emptied in the records of one kind. Every table that may hold words of or about a person stands here.
const RECIPIENT: &[&str] = &[
    "DELETE FROM recipient_person WHERE recipient_id = ?1",
    "UPDATE recipient SET destroyed_at = ?2 WHERE id = ?1 AND destroyed_at IS NULL",
    "DELETE FROM event_participant_name WHERE (event_id, position) IN
        (SELECT event_id, position FROM event_participant WHERE recipient_id = ?1)",
];
const REQUEST: &[&str] = &[
    "UPDATE request SET about = '', wish = '', passed_by = '', evidence_place = iif(evidence_place IS NULL, NULL, ''),
        annul_reason = iif(annul_reason IS NULL, NULL, ''), lapse_reason = iif(lapse_reason IS NULL, NULL, ''),
        caution_reason = '', foreign_number = NULL, incoming_number = '' WHERE id = ?1",
    "UPDATE request_participant SET contact = NULL WHERE request_id = ?1",
    "UPDATE booking SET place = '', caution_reason = '', ended_reason = iif(ended_reason IS NULL, NULL, '')
        WHERE request_id = ?1",
    // The reason a closed month was put right for is the same words as in the record.
    "UPDATE month_correction SET reason = '' WHERE subject = 'request' AND subject_id = ?1",
];
const CONSULTATION: &[&str] = &[
    "UPDATE consultation_version SET reason = iif(reason IS NULL, NULL, ''), outcome_words = '', note = '', advice = '',
        child_present = iif(child_present IS NULL, NULL, ''), evidence_place = iif(evidence_place IS NULL, NULL, '')
        WHERE consultation_id = ?1",
    "UPDATE version_more SET materials = iif(materials IS NULL, NULL, ''),
        materials_address = iif(materials_address IS NULL, NULL, ''), caution_reason = '' WHERE consultation_id = ?1",
    "UPDATE note_reading SET reason = '' WHERE consultation_id = ?1",
];

fn statements(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Recipient => RECIPIENT,
        Subject::Request => REQUEST,
        Subject::Consultation => CONSULTATION,
        // The name in its list goes with the person; its words are of nobody, only its salt tells of the name.
        _ => &[],
    }
}

/// Nothing where a later program destroys things of a kind that is not known here.
fn kind(record: &Erased) -> Option<Subject> {
    let known = [Subject::Recipient, Subject::Request, Subject::Consultation, Subject::Event];
    known.into_iter().find(|subject| subject.code() == record.subject)
}

impl View<'_> {
    /// Everything that holds words of or about the person of a code: the person, their requests, the records.
    pub fn records_of_code(&self, code: u32) -> Result<Vec<Erased>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT 'recipient' AS subject, id FROM recipient WHERE code = ?1
             UNION ALL SELECT 'request', p.request_id FROM request_participant p
                JOIN recipient r ON r.id = p.recipient_id WHERE r.code = ?1
             UNION ALL SELECT 'event', p.event_id FROM event_participant p
                JOIN recipient r ON r.id = p.recipient_id WHERE r.code = ?1
             UNION ALL SELECT 'consultation', c.id FROM consultation c
                JOIN request_participant p ON p.request_id = c.request_id
                JOIN recipient r ON r.id = p.recipient_id WHERE r.code = ?1",
        )?;
        let mut rows = statement.query([code])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(Erased { subject: row.text("subject")?, id: row.id("id")? });
        }
        Ok(records)
    }

    /// Which destructions are done, oldest first.
    pub fn destroyed(&self) -> Result<Vec<Uuid>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT id FROM destruction ORDER BY destroyed_at, id")?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(row.id("id")?);
        }
        Ok(ids)
    }

    /// What the journal knows to be destroyed, oldest first.
    pub fn destructions(&self) -> Result<Vec<Destruction>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT id, destroyed_at, code FROM destruction ORDER BY destroyed_at, id")?;
        let mut of = self.db().prepare_cached(
            "SELECT subject, subject_id FROM destruction_record WHERE destruction_id = ?1 ORDER BY 1, 2",
        )?;
        let mut rows = statement.query([])?;
        let mut destructions = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.id("id")?;
            let mut found = of.query([id.as_bytes()])?;
            let mut records = Vec::new();
            while let Some(row) = found.next()? {
                records.push(Erased { subject: row.text(0)?, id: row.id(1)? });
            }
            destructions.push(Destruction { id, at: row.int("destroyed_at")?, code: row.get("code")?, records });
        }
        Ok(destructions)
    }
}

impl Change<'_> {
    /// Erases and remembers what was erased. `act`: the number and the day of the act, never words of a person.
    ///
    /// Doing it again to records that are empty already changes nothing in them.
    pub fn destroy(&self, destruction: &Destruction, act: &str) -> Result<(), StorageError> {
        let account = self.account().ok_or(StorageError::NoTrace)?;
        self.db()
            .prepare_cached(
                "INSERT OR IGNORE INTO destruction (id, destroyed_at, account_id, code, categories, reason, act)
                 VALUES (?1, ?2, ?3, ?4, '', '', ?5)",
            )?
            .execute(params![destruction.id.as_bytes(), destruction.at, account.0.as_bytes(), destruction.code, act])?;
        let mut known = self.db().prepare_cached(
            "INSERT OR IGNORE INTO destruction_record (destruction_id, subject, subject_id) VALUES (?1, ?2, ?3)",
        )?;
        for record in &destruction.records {
            known.execute(params![destruction.id.as_bytes(), record.subject, record.id.as_bytes()])?;
            self.erase(record, destruction.at)?;
        }
        self.forget_words();
        self.trace_destroyed(destruction.id, destruction.code)?;
        destruction.records.iter().try_for_each(|record| self.trace_emptied(record))
    }

    /// What stays of a record and is counted is held to the history again: its earlier lines tell nothing any more.
    fn trace_emptied(&self, record: &Erased) -> Result<(), StorageError> {
        let (Some(subject), id) = (kind(record), record.id) else { return Ok(()) };
        if !self.has(subject, id)? {
            return Ok(());
        }
        let numbers = |sql: &str| -> Result<Vec<u32>, StorageError> {
            let mut statement = self.db().prepare_cached(sql)?;
            let rows = statement.query_map([id.as_bytes()], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        match subject {
            Subject::Consultation => {
                for version in
                    numbers("SELECT version FROM consultation_version WHERE consultation_id = ?1 ORDER BY version")?
                {
                    self.trace(Action::RecordEmptied, subject, id, version)?;
                }
                Ok(())
            }
            Subject::Request => {
                self.trace(Action::RecordEmptied, subject, id, 1)?;
                let mut statement =
                    self.db().prepare_cached("SELECT id FROM booking WHERE request_id = ?1 ORDER BY id")?;
                let mut rows = statement.query([id.as_bytes()])?;
                while let Some(row) = rows.next()? {
                    self.trace(Action::RecordEmptied, Subject::Booking, row.id("id")?, 1)?;
                }
                Ok(())
            }
            _ => self.trace(Action::RecordEmptied, subject, id, 1),
        }
    }

    fn erase(&self, record: &Erased, at: i64) -> Result<(), StorageError> {
        let (Some(subject), id) = (kind(record), record.id) else { return Ok(()) };
        for sql in statements(subject) {
            let mut statement = self.db().prepare_cached(sql)?;
            if statement.parameter_count() == 1 {
                statement.execute([id.as_bytes()])?;
            } else {
                statement.execute(params![id.as_bytes(), at])?;
            }
        }
        // Unfinished forms about it quote what was typed.
        self.db().prepare_cached("DELETE FROM draft WHERE subject = ?1")?.execute([id.to_string()])?;
        // Without the salt, the lines of the history tell nothing of what the record held.
        self.db()
            .prepare_cached("DELETE FROM record_salt WHERE subject = ?1 AND subject_id = ?2")?
            .execute(params![subject.code(), id.as_bytes()])?;
        if subject == Subject::Request {
            // The words of a promise go with the request's.
            self.db()
                .prepare_cached(
                    "DELETE FROM record_salt WHERE subject = 'booking' AND subject_id IN
                        (SELECT id FROM booking WHERE request_id = ?1)",
                )?
                .execute([id.as_bytes()])?;
        }
        if self.has(subject, id)? {
            self.touch(subject, id);
        }
        Ok(())
    }

    fn has(&self, subject: Subject, id: Uuid) -> Result<bool, StorageError> {
        let sql = match subject {
            Subject::Recipient => "SELECT EXISTS (SELECT 1 FROM recipient WHERE id = ?1)",
            Subject::Request => "SELECT EXISTS (SELECT 1 FROM request WHERE id = ?1)",
            Subject::Event => "SELECT EXISTS (SELECT 1 FROM event WHERE id = ?1)",
            _ => "SELECT EXISTS (SELECT 1 FROM consultation WHERE id = ?1)",
        };
        Ok(self.db().prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0))?)
    }
}
