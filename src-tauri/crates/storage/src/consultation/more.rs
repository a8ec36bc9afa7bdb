//! What a порядок asks of a record beside the usual: rows of their own, absent from the usual record.

use chrono::{DateTime, Utc};
use domain::consultation::{After, Consent, Initiative, Materials, More, Reply, Warned};
use domain::ids::{AccountId, ConsultationId};
use domain::lists::Form;
use rusqlite::params;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, instant, known, moment_text, parse_day, parse_moment};

/// The head read a note, and why.
#[derive(Clone)]
pub struct NoteReading {
    pub at: DateTime<Utc>,
    pub by: AccountId,
    pub reason: String,
}

impl View<'_> {
    /// All but what followed the attempts, which stands with them.
    pub(super) fn more(&self, id: ConsultationId, version: u32) -> Result<More, StorageError> {
        let key = params![id.0.as_bytes(), version];
        let mut more = More::default();
        let mut statement = self.db().prepare_cached(
            "SELECT means FROM version_means WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
        )?;
        more.means = statement.query_map(key, |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut statement =
            self.db().prepare_cached("SELECT * FROM version_more WHERE consultation_id = ?1 AND version = ?2")?;
        let mut rows = statement.query(key)?;
        let Some(row) = rows.next()? else { return Ok(more) };
        more.dispatch_first = row.get("dispatch_first")?;
        more.from_home = row.get("from_home")?;
        more.reply = row
            .maybe_text("reply_number")?
            .map(|number| {
                Ok::<_, StorageError>(Reply {
                    number,
                    sent_on: row.maybe_text("reply_sent_on")?.map(|day| parse_day(&day)).transpose()?,
                    official_mail: row.get("reply_official")?,
                })
            })
            .transpose()?;
        more.feedback_form =
            row.maybe_text("feedback_form")?.map(|key| known(Form::from_key(&key), "a form")).transpose()?;
        more.consent = match (row.maybe_text("consent_number")?, row.maybe_text("consent_on")?) {
            (Some(number), Some(on)) => Some(Consent { number, on: parse_day(&on)? }),
            _ => None,
        };
        more.recipient_records = row.get("recipient_records")?;
        more.initiative =
            row.maybe_text("initiative")?.map(|key| known(Initiative::from_key(&key), "an initiative")).transpose()?;
        more.out_of_competence = row.get("out_of_competence")?;
        more.child_help = row.get("child_help")?;
        more.materials = row
            .maybe_text("materials")?
            .map(|what| {
                let address = row.maybe_text("materials_address")?.unwrap_or_default();
                Ok::<_, StorageError>(Materials { what, address })
            })
            .transpose()?;
        more.reason = row.text("caution_reason")?;
        let mut statement = self.db().prepare_cached(
            "SELECT rule, words FROM version_caution WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
        )?;
        let mut rows = statement.query(key)?;
        while let Some(row) = rows.next()? {
            more.warned.push(Warned { rule: row.text("rule")?, words: row.text("words")? });
        }
        Ok(more)
    }

    /// Who read the note of a consultation beside its consultants, newest first.
    pub fn note_readings(&self, id: ConsultationId) -> Result<Vec<NoteReading>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT read_at, read_by, reason FROM note_reading WHERE consultation_id = ?1 ORDER BY read_at DESC",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut readings = Vec::new();
        while let Some(row) = rows.next()? {
            readings.push(NoteReading {
                at: instant(row.int("read_at")?)?,
                by: AccountId(row.id("read_by")?),
                reason: row.text("reason")?,
            });
        }
        Ok(readings)
    }
}

/// What followed an attempt, from the columns of its row.
pub(super) fn after(row: &rusqlite::Row<'_>) -> Result<After, StorageError> {
    let words = |name| row.maybe_text(name).map(Option::unwrap_or_default);
    let moment = |name| row.maybe_text(name)?.map(|at| parse_moment(&at)).transpose();
    Ok(After {
        permitted_by: words("permitted_by")?,
        permitted_at: moment("permitted_at")?,
        told_at: moment("told_at")?,
        told_how: words("told_how")?,
        helped_by: words("helped_by")?,
    })
}

impl Change<'_> {
    pub(super) fn write_more(&self, id: &[u8; 16], version: u32, more: &More) -> Result<(), StorageError> {
        for (position, means) in (0_u32..).zip(&more.means) {
            self.db()
                .prepare_cached(
                    "INSERT INTO version_means (consultation_id, version, position, means) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![id, version, position, means])?;
        }
        if (More { means: Vec::new(), after: Vec::new(), ..more.clone() }).is_empty() {
            return Ok(());
        }
        let (reply, consent) = (more.reply.as_ref(), more.consent.as_ref());
        self.db()
            .prepare_cached(
                "INSERT INTO version_more (consultation_id, version, dispatch_first, from_home, reply_number,
                    reply_sent_on, reply_official, feedback_form, consent_number, consent_on, recipient_records,
                    initiative, out_of_competence, child_help, materials, materials_address, caution_reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?
            .execute(params![
                id,
                version,
                more.dispatch_first,
                more.from_home,
                reply.map(|reply| &reply.number),
                reply.and_then(|reply| reply.sent_on).map(|day| day.to_string()),
                reply.is_some_and(|reply| reply.official_mail),
                more.feedback_form.map(Form::key),
                consent.map(|consent| &consent.number),
                consent.map(|consent| consent.on.to_string()),
                more.recipient_records,
                more.initiative.map(Initiative::key),
                more.out_of_competence,
                more.child_help,
                more.materials.as_ref().map(|sent| &sent.what),
                more.materials.as_ref().map(|sent| &sent.address),
                more.reason,
            ])?;
        for (position, warned) in (0_u32..).zip(&more.warned) {
            self.db()
                .prepare_cached(
                    "INSERT INTO version_caution (consultation_id, version, position, rule, words)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![id, version, position, warned.rule, warned.words])?;
        }
        Ok(())
    }

    /// The head reads a note: the reason and the line of history stand before it is shown.
    pub fn read_note(&self, id: ConsultationId, version: u32, by: AccountId, reason: &str) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO note_reading (consultation_id, version, read_at, read_by, reason) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![id.0.as_bytes(), version, self.at_millis(), by.0.as_bytes(), reason])?;
        self.trace(Action::NoteRead, Subject::Consultation, id.0, version)
    }
}

/// A moment for a column that may be empty.
pub(super) fn moment_or_none(at: Option<chrono::NaiveDateTime>) -> Option<String> {
    at.map(moment_text)
}

/// Words for a column that may be empty.
pub(super) fn words_or_none(words: &str) -> Option<&str> {
    (!words.is_empty()).then_some(words)
}
