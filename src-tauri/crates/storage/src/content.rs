//! What a line's content hash speaks of: the rows of the record, read back from the tables with the same
//! questions when the line is written and when it is checked. So an edit past the one door shows.
//!
//! Left out is what may go without a line of its own: the contact of an anonymous person, marks of removal.

use rusqlite::types::{ToSql, ValueRef};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit::{Action, Hash, Subject};
use crate::error::StorageError;

/// Rises when the questions below change; a line says by which it was written, and lines of an earlier form are
/// checked by the chain alone.
pub(crate) const FORM: u32 = 1;

/// Where the rows of a thing are found.
#[derive(Clone, Copy)]
pub(crate) enum Key<'a> {
    Id(Uuid),
    /// A signed version.
    Version(Uuid, u32),
    Row(&'a str, &'a str),
    /// A day, or the empty text for «from the beginning».
    Day(&'a str),
    /// Kept of a period: its year, its month or quarter, and the number of the print or the correction.
    Kept(u32, u32, u32),
}

/// The questions whose answers are the content, each in a fixed order of columns and rows.
fn questions(action: Action, subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Journal => &["SELECT institution, name, town, region, zone, phone, email, day_ends, version
            FROM centre WHERE journal_id = ?1"],
        Subject::Account => &[
            "SELECT name, label, post, consultant_id, keeper_of_data FROM account WHERE id = ?1",
            "SELECT role FROM account_role WHERE account_id = ?1 ORDER BY role",
        ],
        Subject::Consultant => &[
            "SELECT name, post, education, trained_on, contract, undertaking_on, room_id, active, training, category,
                version FROM consultant WHERE id = ?1",
            "SELECT weekday, starts, ends FROM consultant_hours WHERE consultant_id = ?1 ORDER BY weekday, starts",
            "SELECT position, first_day, last_day, starts, ends, words FROM consultant_exception
                WHERE consultant_id = ?1 ORDER BY position",
            "SELECT topic FROM consultant_topic WHERE consultant_id = ?1 ORDER BY topic",
        ],
        Subject::Room => &["SELECT name, accessible, active FROM room WHERE id = ?1"],
        Subject::ListItem => &["SELECT label, hint, data, position, valid_from, valid_to FROM list_item
            WHERE list = ?1 AND key = ?2"],
        Subject::Day => &["SELECT kind, words FROM calendar_day WHERE day = ?1"],
        Subject::Order => &["SELECT document FROM profile_version WHERE valid_from = ?1"],
        // What was destroyed: its words are of nobody, and whatever it names is compared no more.
        Subject::Recipient if action == Action::Destroyed => &[
            "SELECT destroyed_at, code, act FROM destruction WHERE id = ?1",
            "SELECT subject, subject_id FROM destruction_record WHERE destruction_id = ?1 ORDER BY subject, subject_id",
        ],
        Subject::Recipient => &[
            "SELECT code, kind, version FROM recipient WHERE id = ?1",
            "SELECT category FROM recipient_category WHERE recipient_id = ?1 ORDER BY category",
            "SELECT name, phone, email FROM recipient_person WHERE recipient_id = ?1",
        ],
        Subject::Request => &[
            "SELECT year, number, origin, foreign_number, follows, channel, passed_by, received, registered_at,
                registered_on, registered_by, form, means, attends, child_months, about, wish, wished_consultant,
                wish_binding, late_by_wish, evidence_kind, evidence_place, annulled_at, annulled_on, annul_reason,
                version, wish_window, minding, lapsed_on, lapse_reason, owner, incoming_number, incoming_on,
                from_survey, invited_on, answered_on, cautions, caution_reason FROM request WHERE id = ?1",
            "SELECT position, recipient_id, kind FROM request_participant WHERE request_id = ?1 ORDER BY position",
            "SELECT category FROM request_category WHERE request_id = ?1 ORDER BY category",
            "SELECT position, topic FROM request_topic WHERE request_id = ?1 ORDER BY position",
        ],
        Subject::Booking => &[
            "SELECT request_id, previous_id, consultant_id, room_id, form, means, place, starts, ends, minutes, state,
                ended_reason, is_window, child_minding, made_at, made_by, version, cautions, caution_reason, ended_at,
                place_kind, transport, equipment, minding_room, others_by FROM booking WHERE id = ?1",
            "SELECT position, consultant_id, starts, ends, live FROM booking_hold WHERE booking_id = ?1
                ORDER BY position, consultant_id",
            "SELECT position, told, channel, instruction, told_by FROM booking_told WHERE booking_id = ?1
                ORDER BY position",
            "SELECT item, prepared, prepared_by FROM booking_prepared WHERE booking_id = ?1 ORDER BY item",
        ],
        Subject::Consultation if action == Action::NoteRead => &["SELECT version, read_at, read_by, reason
            FROM note_reading WHERE consultation_id = ?1 ORDER BY read_at, read_by"],
        Subject::Consultation => &[
            "SELECT request_id FROM consultation WHERE id = ?1",
            "SELECT signed_at, signed_on, signed_by, reason, form, means, kind, direction, outcome, ground, failure,
                outcome_words, satisfied, note, advice, child_present, child_months, quality_offered, evidence_kind,
                evidence_place, late_by_wish, survey_filled, feedback_on FROM consultation_version
                WHERE consultation_id = ?1 AND version = ?2",
            "SELECT position, started, ended, outcome, permitted_by, told_at, permitted_at, told_how, helped_by
                FROM version_attempt WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
            "SELECT position, topic FROM version_topic WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
            "SELECT position, consultant_id FROM version_consultant WHERE consultation_id = ?1 AND version = ?2
                ORDER BY position",
            "SELECT position, organisation FROM version_organisation WHERE consultation_id = ?1 AND version = ?2
                ORDER BY position",
            "SELECT position, means FROM version_means WHERE consultation_id = ?1 AND version = ?2 ORDER BY position",
            "SELECT dispatch_first, from_home, reply_number, reply_sent_on, reply_official, feedback_form,
                consent_number, consent_on, recipient_records, initiative, out_of_competence, child_help, materials,
                materials_address, caution_reason FROM version_more WHERE consultation_id = ?1 AND version = ?2",
            "SELECT position, rule, words FROM version_caution WHERE consultation_id = ?1 AND version = ?2
                ORDER BY position",
        ],
        Subject::Handout => &[
            "SELECT request_id, kind, state, pages, given, given_at, given_by, spoilt_at, version FROM handout_issue
                WHERE id = ?1",
            "SELECT position, handout_key, handout_version, title, pages FROM handout_issue_item WHERE issue_id = ?1
                ORDER BY position",
        ],
        Subject::Event => &[
            "SELECT year, number, topic, format, leaf, held_on, place, minutes, participants, version, starts, series,
                annulled_at, annulled_on, annul_reason FROM event WHERE id = ?1",
            "SELECT position, consultant_id FROM event_leader WHERE event_id = ?1 ORDER BY position, consultant_id",
            "SELECT position, recipient_id, certificate, given FROM event_participant WHERE event_id = ?1
                ORDER BY position",
            "SELECT position, name FROM event_participant_name WHERE event_id = ?1 ORDER BY position",
            "SELECT version, saved_at, saved_by, reason, content FROM event_version WHERE event_id = ?1
                ORDER BY version",
        ],
        // Its reason may be destroyed. A print that is not there would pass an unprinted correction for a printed one.
        Subject::Month if action == Action::MonthCorrected => &["SELECT corrected_at, corrected_on, corrected_by,
            chain_length, subject, subject_id, print IS NULL OR EXISTS (SELECT 1 FROM month_print p
                WHERE p.year = c.year AND p.month = c.month AND p.print = c.print)
            FROM month_correction c WHERE year = ?1 AND month = ?2 AND number = ?3"],
        Subject::Month => &[
            "SELECT corrected, bytes, content, chain_head, made_at, made_on, pages, bound FROM month_print
                WHERE year = ?1 AND month = ?2 AND print = ?3",
            "SELECT number FROM month_correction WHERE year = ?1 AND month = ?2 AND print = ?3 ORDER BY number",
            "SELECT closed_at, closed_on, closed_by, chain_head, reason FROM month WHERE year = ?1 AND month = ?2",
        ],
        Subject::Quarter => &["SELECT sealed_at, sealed_on, sealed_by, figures, chain_head FROM quarter_seal
            WHERE year = ?1 AND quarter = ?2"],
        // Copies are proven in ways of their own.
        Subject::Copy => &[],
    }
}

/// Whether every line of this kind speaks of something that stays as it was; otherwise only the last line of
/// a thing can be compared.
pub(crate) fn stays(action: Action, subject: Subject) -> bool {
    // Of what is emptied only versions are not changed afterwards.
    let emptied = action == Action::RecordEmptied && subject == Subject::Consultation;
    emptied
        || matches!(
            action,
            Action::ConsultationSigned
                | Action::ConsultationCorrected
                | Action::MonthClosed
                | Action::MonthCorrectedPrint
                | Action::MonthCorrected
                | Action::QuarterSealed
        )
}

/// The hash of a thing's rows as they stand now, under its salt.
pub(crate) fn hash(
    db: &Connection,
    action: Action,
    subject: Subject,
    key: Key<'_>,
    salt: &[u8],
) -> Result<Hash, StorageError> {
    let mut bytes = Vec::with_capacity(512);
    part(&mut bytes, b'c', b"poryadok content v1");
    part(&mut bytes, b'k', salt);
    part(&mut bytes, b's', subject.code().as_bytes());
    for sql in questions(action, subject) {
        let mut statement = db.prepare_cached(sql)?;
        let columns = statement.column_count();
        let values: [&dyn ToSql; 3] = match &key {
            Key::Id(id) => [&id.as_bytes().as_slice(), &0, &0],
            Key::Version(id, version) => [&id.as_bytes().as_slice(), version, &0],
            Key::Row(list, row) => [list, row, &0],
            Key::Day(day) => [day, &0, &0],
            Key::Kept(year, part, number) => [year, part, number],
        };
        let asked = statement.parameter_count();
        let mut rows = statement.query(&values[..asked])?;
        bytes.push(b'q');
        while let Some(row) = rows.next()? {
            bytes.push(b'r');
            for at in 0..columns {
                match row.get_ref(at)? {
                    ValueRef::Null => bytes.push(b'n'),
                    ValueRef::Integer(number) => part(&mut bytes, b'i', &number.to_be_bytes()),
                    ValueRef::Real(number) => part(&mut bytes, b'f', &number.to_be_bytes()),
                    ValueRef::Text(text) => part(&mut bytes, b't', text),
                    ValueRef::Blob(blob) => part(&mut bytes, b'b', blob),
                }
            }
        }
    }
    Ok(Sha256::digest(&bytes).into())
}

/// Marked and length-prefixed, so that no two different contents give the same bytes.
fn part(bytes: &mut Vec<u8>, mark: u8, value: &[u8]) {
    bytes.push(mark);
    bytes.extend_from_slice(&(value.len() as u64).to_be_bytes());
    bytes.extend_from_slice(value);
}

/// The salt of a thing, where it has one yet; days and the порядок are nobody's and have none.
pub(crate) fn salt(db: &Connection, subject: Subject, id: Uuid) -> Result<Option<Vec<u8>>, StorageError> {
    Ok(db
        .prepare_cached("SELECT salt FROM record_salt WHERE subject = ?1 AND subject_id = ?2")?
        .query_row(params![subject.code(), id.as_bytes()], |row| row.get(0))
        .optional()?)
}
