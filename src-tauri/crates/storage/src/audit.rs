//! History as a chain: each line holds the hash of the line before, so that an edit, a swap or a
//! deletion shows. Codes only: no name, phone or note ever stands here, only salted hashes of content.

use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::change::View;
use crate::error::StorageError;
use crate::value::Columns;

pub const HASH_BYTES: usize = 32;
pub type Hash = [u8; HASH_BYTES];

/// What the first line is chained to.
const BEGINNING: Hash = [0; HASH_BYTES];

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($variant),* }

        impl $name {
            pub fn code(self) -> &'static str { match self { $(Self::$variant => $code),* } }
        }
    };
}

codes! {
    /// What was done.
    Action {
        JournalMade = "journal_made",
        Unlocked = "unlocked",
        UnlockedBySheet = "unlocked_by_sheet",
        Locked = "locked",
        AccountAdded = "account_added",
        PasswordSet = "password_set",
        ConsultantSaved = "consultant_saved",
        RoomSaved = "room_saved",
        ListItemAdded = "list_item_added",
        ListItemChanged = "list_item_changed",
        CentreSaved = "centre_saved",
        DaySet = "day_set",
        OrderSaved = "order_saved",
        OrderWithdrawn = "order_withdrawn",
        RecipientAdded = "recipient_added",
        RecipientChanged = "recipient_changed",
        RequestRegistered = "request_registered",
        RequestAnnulled = "request_annulled",
        RequestChanged = "request_changed",
        RequestLapsed = "request_lapsed",
        RequestReopened = "request_reopened",
        ContactErased = "contact_erased",
        Booked = "booked",
        BookingEnded = "booking_ended",
        BookingChanged = "booking_changed",
        RecipientTold = "recipient_told",
        Prepared = "prepared",
        PreparedUndone = "prepared_undone",
        NoShow = "no_show",
        NoShowUndone = "no_show_undone",
        ConsultationSigned = "consultation_signed",
        ConsultationCorrected = "consultation_corrected",
        NoteRead = "note_read",
        HandoutBegun = "handout_begun",
        HandoutGiven = "handout_given",
        HandoutFailed = "handout_failed",
        HandoutSpoilt = "handout_spoilt",
        HandoutRefused = "handout_refused",
        EventWritten = "event_written",
        EventChanged = "event_changed",
        EventAnnulled = "event_annulled",
        JournalPrinted = "journal_printed",
        JournalSaved = "journal_saved",
        JournalWithNamesPrinted = "journal_with_names_printed",
        JournalWithNamesSaved = "journal_with_names_saved",
        RequestsPrinted = "requests_printed",
        RequestsSaved = "requests_saved",
        RequestsWithNamesPrinted = "requests_with_names_printed",
        RequestsWithNamesSaved = "requests_with_names_saved",
        ReportSaved = "report_saved",
        ReportWithRecordsSaved = "report_with_records_saved",
        CopyMade = "copy_made",
        CopyReread = "copy_reread",
        CopySpoilt = "copy_spoilt",
        CopyRemoved = "copy_removed",
        CopyPlaceChosen = "copy_place_chosen",
        Restored = "restored",
        Destroyed = "destroyed",
    }
}

codes! {
    /// What it was done to.
    Subject {
        Journal = "journal",
        Account = "account",
        Consultant = "consultant",
        Room = "room",
        ListItem = "list_item",
        Day = "day",
        Order = "order",
        Recipient = "recipient",
        Request = "request",
        Booking = "booking",
        Consultation = "consultation",
        Handout = "handout",
        Event = "event",
        Month = "month",
        Quarter = "quarter",
        Copy = "copy",
    }
}

/// A line about to be written.
pub(crate) struct Line {
    pub at: DateTime<Utc>,
    pub account: Option<AccountId>,
    pub action: Action,
    pub subject: Subject,
    pub subject_id: Option<Uuid>,
    pub version: Option<u32>,
    pub content_hash: Option<Hash>,
}

/// The chain's end: how many lines, and the hash of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub length: i64,
    pub hash: Hash,
}

impl Head {
    /// «контрольное число» in the foot of monthly prints: the first 40 bits in two groups.
    pub fn control(&self) -> String {
        let hex: String = self.hash.iter().take(5).map(|byte| format!("{byte:02X}")).collect();
        format!("{}-{}", &hex[..5], &hex[5..])
    }
}

/// Where the chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    Whole(Head),
    /// The first line that does not fit what stands before it.
    Broken {
        sequence: i64,
    },
}

fn line_hash(sequence: i64, at: i64, account: Option<&[u8]>, line: &LineRef<'_>, previous: &[u8]) -> Hash {
    // Every part is length-prefixed, so no two different lines give the same bytes.
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    part(b"poryadok audit v1");
    part(&sequence.to_be_bytes());
    part(&at.to_be_bytes());
    part(account.unwrap_or_default());
    part(line.action.as_bytes());
    part(line.subject.as_bytes());
    part(line.subject_id.unwrap_or_default());
    part(&line.version.map(|v| v.to_be_bytes().to_vec()).unwrap_or_default());
    part(line.content_hash.unwrap_or_default());
    part(previous);
    hasher.finalize().into()
}

struct LineRef<'a> {
    action: &'a str,
    subject: &'a str,
    subject_id: Option<&'a [u8]>,
    version: Option<u32>,
    content_hash: Option<&'a [u8]>,
}

pub(crate) fn head(db: &Connection) -> Result<Head, StorageError> {
    let last = db
        .prepare_cached("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>("sequence")?, row.get::<_, Hash>("hash")?)))
        .optional()?;
    Ok(last.map_or(Head { length: 0, hash: BEGINNING }, |(length, hash)| Head { length, hash }))
}

/// Adds lines at the chain's end, inside the caller's transaction.
pub(crate) fn append(db: &Connection, lines: &[Line]) -> Result<(), StorageError> {
    let mut head = head(db)?;
    let mut insert = db.prepare_cached(
        "INSERT INTO audit (sequence, at, account_id, action, subject, subject_id, version, content_hash, previous, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for line in lines {
        let sequence = head.length + 1;
        let at = line.at.timestamp_millis();
        let account = line.account.as_ref().map(|id| id.0.as_bytes());
        let subject_id = line.subject_id.as_ref().map(Uuid::as_bytes);
        let parts = LineRef {
            action: line.action.code(),
            subject: line.subject.code(),
            subject_id: subject_id.map(<[u8; 16]>::as_slice),
            version: line.version,
            content_hash: line.content_hash.as_ref().map(<[u8; 32]>::as_slice),
        };
        let hash = line_hash(sequence, at, account.map(<[u8; 16]>::as_slice), &parts, &head.hash);
        insert.execute(params![
            sequence,
            at,
            account,
            parts.action,
            parts.subject,
            subject_id,
            line.version,
            line.content_hash,
            head.hash,
            hash
        ])?;
        head = Head { length: sequence, hash };
    }
    Ok(())
}

/// Hash of a record's content under that record's own salt.
pub(crate) fn content_hash(salt: &[u8], content: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update((salt.len() as i64).to_be_bytes());
    hasher.update(salt);
    hasher.update(content);
    hasher.finalize().into()
}

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

impl View<'_> {
    pub fn chain_head(&self) -> Result<Head, StorageError> {
        head(self.db())
    }

    /// Walks the whole chain.
    pub fn verify_chain(&self) -> Result<Chain, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT sequence, at, account_id, action, subject, subject_id, version, content_hash, previous, hash
             FROM audit ORDER BY sequence",
        )?;
        let mut rows = statement.query([])?;
        let mut head = Head { length: 0, hash: BEGINNING };
        while let Some(row) = rows.next()? {
            let sequence: i64 = row.get("sequence")?;
            let account: Option<Vec<u8>> = row.get("account_id")?;
            let subject_id: Option<Vec<u8>> = row.get("subject_id")?;
            let content: Option<Vec<u8>> = row.get("content_hash")?;
            let action = row.text("action")?;
            let subject = row.text("subject")?;
            let previous: Hash = row.get("previous")?;
            let hash: Hash = row.get("hash")?;
            let line = LineRef {
                action: &action,
                subject: &subject,
                subject_id: subject_id.as_deref(),
                version: row.get("version")?,
                content_hash: content.as_deref(),
            };
            let sound = sequence == head.length + 1
                && previous == head.hash
                && hash == line_hash(sequence, row.get("at")?, account.as_deref(), &line, &previous);
            if !sound {
                return Ok(Chain::Broken { sequence });
            }
            head = Head { length: sequence, hash };
        }
        Ok(Chain::Whole(head))
    }

    /// The latest instant the history knows, in UTC milliseconds; lines written under a clock that was set back
    /// do not hide it.
    pub fn latest_instant(&self) -> Result<Option<i64>, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT max(at) FROM audit")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// The last lines, newest first.
    pub fn audit_tail(&self, count: u32) -> Result<Vec<AuditLine>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT sequence, at, account_id, action, subject, subject_id, version FROM audit ORDER BY sequence DESC LIMIT ?1",
        )?;
        let mut rows = statement.query([count])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(AuditLine {
                sequence: row.get("sequence")?,
                at: crate::value::instant(row.int("at")?)?,
                account: row.maybe_id("account_id")?.map(AccountId),
                action: row.text("action")?,
                subject: row.text("subject")?,
                subject_id: row.maybe_id("subject_id")?,
                version: row.get("version")?,
            });
        }
        Ok(lines)
    }
}
