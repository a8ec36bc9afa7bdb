//! What was printed or saved for a consultation, counted over all its printings.

use chrono::NaiveDateTime;
use domain::ids::{AccountId, IssueId, RequestId};
use rusqlite::params;

use crate::audit::{Action, Subject};
use crate::change::{Change, View};
use crate::error::StorageError;
use crate::value::{Columns, known, moment_text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueKind {
    Print,
    Save,
}

/// A printing counts from the moment it is begun; one that failed counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueState {
    Begun,
    Done,
    Failed,
}

impl IssueKind {
    fn key(self) -> &'static str {
        match self {
            Self::Print => "print",
            Self::Save => "save",
        }
    }
}

impl IssueState {
    fn key(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone)]
pub struct IssueItem {
    pub key: String,
    pub version: String,
    pub title: String,
    pub pages: u32,
}

#[derive(Clone)]
pub struct Issue {
    pub id: IssueId,
    pub request: RequestId,
    pub kind: IssueKind,
    pub state: IssueState,
    /// A4 pages of the joined paper.
    pub pages: u32,
    /// Civil moment.
    pub given: NaiveDateTime,
    pub given_by: AccountId,
    pub spoilt: bool,
    pub items: Vec<IssueItem>,
}

impl View<'_> {
    /// Printings of a request, oldest first.
    pub fn issues_of(&self, request: RequestId) -> Result<Vec<Issue>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT id, request_id, kind, state, pages, given, given_by, spoilt_at FROM handout_issue
             WHERE request_id = ?1 ORDER BY given_at, id",
        )?;
        self.issues(&mut statement, [request.0.as_bytes()])
    }

    pub fn issue(&self, id: IssueId) -> Result<Issue, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT id, request_id, kind, state, pages, given, given_by, spoilt_at FROM handout_issue WHERE id = ?1",
        )?;
        self.issues(&mut statement, [id.0.as_bytes()])?.pop().ok_or(StorageError::NotFound)
    }

    fn issues(
        &self,
        statement: &mut rusqlite::Statement<'_>,
        values: [&[u8; 16]; 1],
    ) -> Result<Vec<Issue>, StorageError> {
        let mut rows = statement.query(values)?;
        let mut issues = Vec::new();
        while let Some(row) = rows.next()? {
            let id = IssueId(row.id("id")?);
            let kind = row.text("kind")?;
            let state = row.text("state")?;
            issues.push(Issue {
                id,
                request: RequestId(row.id("request_id")?),
                kind: known([IssueKind::Print, IssueKind::Save].into_iter().find(|k| k.key() == kind), "a kind")?,
                state: known(
                    [IssueState::Begun, IssueState::Done, IssueState::Failed].into_iter().find(|s| s.key() == state),
                    "a state",
                )?,
                pages: row.get("pages")?,
                given: row.moment("given")?,
                given_by: AccountId(row.id("given_by")?),
                spoilt: row.maybe_int("spoilt_at")?.is_some(),
                items: self.issue_items(id)?,
            });
        }
        Ok(issues)
    }

    fn issue_items(&self, id: IssueId) -> Result<Vec<IssueItem>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT handout_key, handout_version, title, pages FROM handout_issue_item WHERE issue_id = ?1 ORDER BY position",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut items = Vec::new();
        while let Some(row) = rows.next()? {
            items.push(IssueItem {
                key: row.text("handout_key")?,
                version: row.text("handout_version")?,
                title: row.text("title")?,
                pages: row.get("pages")?,
            });
        }
        Ok(items)
    }

    /// Pages that count against the limit of a consultation (R077): over all its attempts and printings.
    pub fn pages_used(&self, request: RequestId) -> Result<u32, StorageError> {
        Ok(self
            .db()
            .prepare_cached(
                "SELECT coalesce(sum(pages), 0) FROM handout_issue
                 WHERE request_id = ?1 AND state <> 'failed' AND spoilt_at IS NULL",
            )?
            .query_row([request.0.as_bytes()], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Counts the pages before the printer is asked, so that a crash never gives pages away.
    pub fn begin_issue(&self, issue: &Issue) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO handout_issue (id, request_id, kind, state, pages, given, given_at, given_by, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)",
            )?
            .execute(params![
                issue.id.0.as_bytes(),
                issue.request.0.as_bytes(),
                issue.kind.key(),
                issue.state.key(),
                issue.pages,
                moment_text(issue.given),
                self.at_millis(),
                issue.given_by.0.as_bytes(),
            ])?;
        for (position, item) in (0_u32..).zip(&issue.items) {
            self.db()
                .prepare_cached(
                    "INSERT INTO handout_issue_item (issue_id, position, handout_key, handout_version, title, pages)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![issue.id.0.as_bytes(), position, item.key, item.version, item.title, item.pages])?;
        }
        self.trace(Action::HandoutBegun, Subject::Handout, issue.id.0, 1)
    }

    pub fn finish_issue(&self, issue: &Issue, done: bool) -> Result<(), StorageError> {
        let (state, action) =
            if done { (IssueState::Done, Action::HandoutGiven) } else { (IssueState::Failed, Action::HandoutFailed) };
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE handout_issue SET state = ?2, version = version + 1 WHERE id = ?1 RETURNING version",
            )?
            .query_row(params![issue.id.0.as_bytes(), state.key()], |row| row.get(0))?;
        self.trace(action, Subject::Handout, issue.id.0, version)
    }

    pub fn spoil_issue(&self, issue: &Issue) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE handout_issue SET spoilt_at = ?2, version = version + 1 WHERE id = ?1 RETURNING version",
            )?
            .query_row(params![issue.id.0.as_bytes(), self.at_millis()], |row| row.get(0))?;
        self.trace(Action::HandoutSpoilt, Subject::Handout, issue.id.0, version)
    }
}
