//! Reading and the one door for changes.

use std::cell::{Cell, RefCell};
use std::ops::Deref;

use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use crate::audit::{self, Action, Line, Subject};
use crate::content::{self, Key};
use crate::error::StorageError;
use crate::journal::assert_undamaged;
use crate::kept::Kept;
use crate::lists::item_id;
use crate::search::{self, Touched};

/// Questions to the open journal. Each noun's folder adds its own.
pub struct View<'a> {
    db: &'a Connection,
}

impl<'a> View<'a> {
    pub(crate) fn new(db: &'a Connection) -> Self {
        Self { db }
    }

    pub(crate) fn db(&self) -> &'a Connection {
        self.db
    }
}

/// One transaction of one person. Every write inside it leaves a trace; a change without one is undone.
pub struct Change<'a> {
    view: View<'a>,
    account: Cell<Option<AccountId>>,
    at: Cell<DateTime<Utc>>,
    lines: RefCell<Vec<Line>>,
    /// What was written, for the search to follow before the change is done.
    touched: RefCell<Touched>,
}

impl<'a> Deref for Change<'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

impl Change<'_> {
    pub(crate) fn at_millis(&self) -> i64 {
        self.at.get().timestamp_millis()
    }

    /// Who makes the change.
    pub(crate) fn account(&self) -> Option<AccountId> {
        self.account.get()
    }

    /// What follows was done by another, at another moment: many acts of a known past in one transaction.
    pub(crate) fn stand_in(&self, account: AccountId, at: DateTime<Utc>) {
        self.account.set(Some(account));
        self.at.set(at);
    }

    fn line(&self, action: Action, subject: Subject, subject_id: Option<Uuid>) -> Line {
        Line {
            at: self.at.get(),
            account: self.account.get(),
            action,
            subject,
            subject_id,
            version: None,
            content_hash: None,
            form: 0,
        }
    }

    /// Notes what was done to what, with the hash of the record as it now stands, under the record's own salt.
    /// So it comes after the record's rows are written.
    pub(crate) fn trace(&self, action: Action, subject: Subject, id: Uuid, version: u32) -> Result<(), StorageError> {
        let key = match subject {
            Subject::Consultation if content::stays(action, subject) => Key::Version(id, version),
            _ => Key::Id(id),
        };
        self.trace_key(action, subject, id, version, key)
    }

    /// The same for a row of a list, which has two words for its key.
    pub(crate) fn trace_row(&self, action: Action, list: &str, key: &str) -> Result<(), StorageError> {
        self.trace_key(action, Subject::ListItem, item_id(list, key), 1, Key::Row(list, key))
    }

    fn trace_key(
        &self,
        action: Action,
        subject: Subject,
        id: Uuid,
        version: u32,
        key: Key<'_>,
    ) -> Result<(), StorageError> {
        self.touch(subject, id);
        self.trace_unsought(action, subject, id, version, key)
    }

    /// The same for what no search finds.
    fn trace_unsought(
        &self,
        action: Action,
        subject: Subject,
        id: Uuid,
        version: u32,
        key: Key<'_>,
    ) -> Result<(), StorageError> {
        let salt = self.salt(subject, id)?;
        let content = content::hash(self.db(), action, subject, key, &salt)?;
        self.lines.borrow_mut().push(Line {
            version: Some(version),
            content_hash: Some(content),
            form: content::FORM,
            ..self.line(action, subject, Some(id))
        });
        Ok(())
    }

    /// Notes a destruction with the list of what it took: nothing else may be passed for destroyed.
    pub(crate) fn trace_destroyed(&self, destruction: Uuid, code: u32) -> Result<(), StorageError> {
        self.trace_unsought(Action::Destroyed, Subject::Recipient, destruction, code, Key::Id(destruction))
    }

    /// Notes what was said of a day: `20261201` is 1 December 2026, 0 the beginning. `day` is how its row names it.
    pub(crate) fn trace_day(
        &self,
        action: Action,
        subject: Subject,
        period: u32,
        day: &str,
    ) -> Result<(), StorageError> {
        let content = content::hash(self.db(), action, subject, Key::Day(day), &[])?;
        let line = Line {
            version: Some(period),
            content_hash: Some(content),
            form: content::FORM,
            ..self.line(action, subject, None)
        };
        self.lines.borrow_mut().push(line);
        Ok(())
    }

    /// Search follows this record when the change is done.
    pub(crate) fn touch(&self, subject: Subject, id: Uuid) {
        self.touched.borrow_mut().add(subject, id);
    }

    /// The same for what other changes wrote.
    pub(crate) fn touch_all(&self, touched: Touched) {
        self.touched.borrow_mut().add_all(touched);
    }

    /// Search forgets for good what it held of the records touched.
    pub(crate) fn forget_words(&self) {
        self.touched.borrow_mut().erase();
    }

    /// Notes an act that has no content of its own: an unlocking, a print.
    pub fn note(&self, action: Action, subject: Subject, id: Option<Uuid>) {
        if let Some(id) = id {
            self.touch(subject, id);
        }
        self.lines.borrow_mut().push(self.line(action, subject, id));
    }

    /// As [`Change::note`], with a number of its own: how many lines, which page, how many tries.
    pub fn note_with(&self, action: Action, subject: Subject, id: Uuid, number: Option<u32>) {
        let line = Line { version: number, ..self.line(action, subject, Some(id)) };
        self.lines.borrow_mut().push(line);
    }

    /// Notes a paper of a period: `202610` is October, `20264` the fourth quarter.
    pub fn note_period(&self, action: Action, subject: Subject, period: u32) {
        let line = Line { version: Some(period), ..self.line(action, subject, None) };
        self.lines.borrow_mut().push(line);
    }

    /// Notes what is kept of a period, with the hash of its rows: they stay, and bear no name, so there is no salt.
    pub(crate) fn trace_kept(&self, action: Action, subject: Subject, kept: Kept) -> Result<(), StorageError> {
        let line = Line {
            version: Some(kept.period()),
            content_hash: Some(content::hash(self.db(), action, subject, kept.key(), &[])?),
            form: content::FORM,
            ..self.line(action, subject, None)
        };
        self.lines.borrow_mut().push(line);
        Ok(())
    }

    fn salt(&self, subject: Subject, id: Uuid) -> Result<Vec<u8>, StorageError> {
        if let Some(salt) = content::salt(self.db(), subject, id)? {
            return Ok(salt);
        }
        let mut salt = vec![0; 16];
        getrandom::fill(&mut salt).map_err(|_| StorageError::Content("randomness"))?;
        self.db()
            .prepare_cached("INSERT INTO record_salt (subject, subject_id, salt) VALUES (?1, ?2, ?3)")?
            .execute(params![subject.code(), id.as_bytes(), salt])?;
        Ok(salt)
    }

    /// The next number of a series within a year: given once, never again. A series that knows no years has year 0.
    pub fn next_number(&self, series: Numbers, year: i32) -> Result<u32, StorageError> {
        Ok(self
            .db()
            .prepare_cached(
                "INSERT INTO number_series (series, year, last) VALUES (?1, ?2, 1)
                 ON CONFLICT (series, year) DO UPDATE SET last = last + 1
                 RETURNING last",
            )?
            .query_row(params![series.key(), year], |row| row.get(0))?)
    }
}

/// A series of numbers that are given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    Request,
    Event,
    Certificate,
    Recipient,
}

impl Numbers {
    pub const ALL: [Self; 4] = [Self::Request, Self::Event, Self::Certificate, Self::Recipient];

    /// As it stands in the journal.
    pub fn key(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Event => "event",
            Self::Certificate => "certificate",
            Self::Recipient => "recipient",
        }
    }

    /// Begins anew every year; codes of recipients go on for ever.
    pub fn is_yearly(self) -> bool {
        self != Self::Recipient
    }
}

/// Begins, works, writes the history's lines and commits; or leaves everything as it was.
pub(crate) fn change<T, E: From<StorageError>>(
    db: &mut Connection,
    account: Option<AccountId>,
    at: DateTime<Utc>,
    work: impl FnOnce(&Change<'_>) -> Result<T, E>,
) -> Result<T, E> {
    change_telling(db, account, at, work).map(|(value, _)| value)
}

/// The same, and tells what search has followed.
pub(crate) fn change_telling<T, E: From<StorageError>>(
    db: &mut Connection,
    account: Option<AccountId>,
    at: DateTime<Utc>,
    work: impl FnOnce(&Change<'_>) -> Result<T, E>,
) -> Result<(T, Touched), E> {
    // Immediate: the write lock is taken before anything is read, so what was checked still holds.
    let tx: Transaction<'_> =
        db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StorageError::from)?;
    let change = Change {
        view: View::new(&tx),
        account: Cell::new(account),
        at: Cell::new(at),
        lines: RefCell::default(),
        touched: RefCell::default(),
    };
    let value = work(&change)?;
    let Change { view, lines, touched, .. } = change;
    let lines = lines.into_inner();
    if lines.is_empty() {
        return Err(StorageError::NoTrace.into());
    }
    let touched = touched.into_inner();
    search::follow(&view, &touched)?;
    audit::append(&tx, &lines)?;
    assert_undamaged(&tx)?;
    tx.commit().map_err(StorageError::from)?;
    Ok((value, touched))
}
