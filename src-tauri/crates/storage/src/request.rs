//! Requests: registered, never deleted, only annulled with a reason (R022).

use chrono::{NaiveDate, NaiveDateTime};
use domain::age::AgeMonths;
use domain::consultation::Evidence;
use domain::ids::{AccountId, ConsultantId, RecipientId, RequestId};
use domain::intake::Intake;
use domain::lists::{Form, Origin, RecipientKind, Window};
use domain::search::read_people;
use domain::waiting::Binding;
use rusqlite::types::Value;
use rusqlite::{Row, params};

use crate::audit::{Action, Subject};
use crate::booking::{cautions_from, cautions_text};
use crate::change::{Change, Numbers, View};
use crate::error::StorageError;
use crate::search::PeopleQuery;
use crate::value::{Columns, known, moment_text, parse_day};

/// Who asks: a person by code, or nobody known.
#[derive(Clone)]
pub struct Participant {
    pub recipient: Option<RecipientId>,
    pub kind: RecipientKind,
    /// What an anonymous person left to be answered by (R119); empty for all others. Personal data: it stands in no
    /// line of the history, in no search, and is erased when the request is closed.
    pub contact: String,
}

impl Participant {
    pub fn known(recipient: RecipientId, kind: RecipientKind) -> Self {
        Self { recipient: Some(recipient), kind, contact: String::new() }
    }

    pub fn anonymous(kind: RecipientKind, contact: String) -> Self {
        Self { recipient: None, kind, contact }
    }
}

#[derive(Clone)]
pub struct Request {
    pub id: RequestId,
    /// Within the year of registration.
    pub number: u32,
    pub year: i32,
    pub origin: Origin,
    pub follows: Option<RequestId>,
    pub channel: String,
    pub passed_by: String,
    pub received: NaiveDateTime,
    pub registered_on: NaiveDate,
    pub registered_by: AccountId,
    /// One or two; the first speaks for the request.
    pub participants: Vec<Participant>,
    pub categories: Vec<String>,
    pub form: Form,
    pub means: Option<String>,
    pub attends: Option<bool>,
    pub child_age: Option<AgeMonths>,
    pub about: String,
    pub topics: Vec<String>,
    pub wish: String,
    /// Whom the person asks for, and how firmly (R028).
    pub wished: Option<(ConsultantId, Binding)>,
    pub window: Option<Window>,
    /// Someone is to mind the child meanwhile (R074).
    pub minding: bool,
    pub evidence: Option<Evidence>,
    pub annul_reason: Option<String>,
    /// Why the person will not come any more.
    pub lapse_reason: Option<String>,
    pub late_by_wish: bool,
    /// Letters, surveys, what stood against it.
    pub intake: Intake,
}

/// Which requests to list.
pub struct RequestQuery<'a> {
    /// Looked for in numbers and codes, and in names and phones where `people` says so; empty for all.
    pub text: &'a str,
    pub people: bool,
    pub open_only: bool,
    /// Year and number of the last request of the page before.
    pub after: Option<(i32, u32)>,
    pub limit: u32,
}

/// The requests a query speaks of. What narrows it leads, so that no question walks all requests to find a few.
struct Asked {
    sql: String,
    values: Vec<Value>,
}

const COLUMNS: &str =
    "SELECT q.id, q.number, q.year, q.origin, q.follows, q.channel, q.passed_by, q.received, q.registered_on,
    q.registered_by, q.form, q.means, q.attends, q.child_months, q.about, q.wish, q.evidence_kind, q.evidence_place,
    q.annul_reason, q.late_by_wish, q.wished_consultant, q.wish_binding, q.wish_window, q.minding, q.lapse_reason,
    q.owner, q.incoming_number, q.incoming_on, q.from_survey, q.invited_on, q.answered_on, q.cautions, q.caution_reason
    FROM request q";

/// From the few open ones to their requests: left to itself the database walks all requests in the order wanted.
fn open_sql() -> String {
    let open = COLUMNS.replace("FROM request q", "FROM request_open o CROSS JOIN request q ON q.id = o.request_id");
    format!("{open} ORDER BY q.received, q.number")
}

/// Every request, or those of so many people and of one number in any year.
fn asked_sql(people: Option<usize>, open_only: bool) -> String {
    let open = "SELECT request_id FROM request_open";
    let Some(people) = people else {
        return match open_only {
            true => format!("FROM ({open}) a CROSS JOIN request q ON q.id = a.request_id"),
            false => "FROM request q".to_owned(),
        };
    };
    let of_people = match people {
        0 => String::new(),
        many => {
            let marks = vec!["?"; many].join(", ");
            format!("SELECT request_id FROM request_participant WHERE recipient_id IN ({marks}) UNION")
        }
    };
    let years = "WITH RECURSIVE years (year) AS (SELECT min(year) FROM request
        UNION ALL SELECT year + 1 FROM years WHERE year < (SELECT max(year) FROM request))";
    let narrowed = if open_only { format!(" AND q.id IN ({open})") } else { String::new() };
    format!(
        "FROM (
            {of_people} SELECT request_id FROM ({years}
                SELECT n.id AS request_id FROM years y CROSS JOIN request n ON n.year = y.year AND n.number = ?)
         ) a CROSS JOIN request q ON q.id = a.request_id{narrowed}"
    )
}

impl View<'_> {
    pub fn request(&self, id: RequestId) -> Result<Request, StorageError> {
        let mut statement = self.db().prepare_cached(&format!("{COLUMNS} WHERE q.id = ?1"))?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        self.request_from(rows.next()?.ok_or(StorageError::NotFound)?)
    }

    /// Requests still on the way, oldest first. Their number does not grow with the journal.
    pub fn open_requests(&self) -> Result<Vec<Request>, StorageError> {
        let mut statement = self.db().prepare_cached(&open_sql())?;
        let mut rows = statement.query([])?;
        let mut requests = Vec::new();
        while let Some(row) = rows.next()? {
            requests.push(self.request_from(row)?);
        }
        Ok(requests)
    }

    /// A page of requests, newest first.
    pub fn find_requests(&self, query: &RequestQuery<'_>) -> Result<Vec<Request>, StorageError> {
        let Asked { sql, mut values } = self.asked(query)?;
        let columns = COLUMNS.replace("FROM request q", &sql);
        let after = match query.after {
            Some((year, number)) => {
                values.extend([i64::from(year).into(), i64::from(number).into()]);
                "WHERE (q.year, q.number) < (?, ?)"
            }
            None => "",
        };
        values.push(i64::from(query.limit).into());
        let order = "ORDER BY q.year DESC, q.number DESC LIMIT ?";
        let mut statement = self.db().prepare_cached(&format!("{columns} {after} {order}"))?;
        let mut rows = statement.query(rusqlite::params_from_iter(&values))?;
        let mut requests = Vec::new();
        while let Some(row) = rows.next()? {
            requests.push(self.request_from(row)?);
        }
        Ok(requests)
    }

    /// How many a query finds on all its pages, counted no further than `most`.
    pub fn count_requests(&self, query: &RequestQuery<'_>, most: u32) -> Result<u32, StorageError> {
        let Asked { sql, mut values } = self.asked(query)?;
        values.push(i64::from(most).into());
        let mut statement = self.db().prepare_cached(&format!("SELECT count(*) FROM (SELECT 1 {sql} LIMIT ?)"))?;
        Ok(statement.query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?)
    }

    fn asked(&self, query: &RequestQuery<'_>) -> Result<Asked, StorageError> {
        let text = query.text.trim();
        if text.is_empty() {
            return Ok(Asked { sql: asked_sql(None, query.open_only), values: Vec::new() });
        }
        let number = text.trim_start_matches(['№', ' ', '\u{a0}']).parse::<u32>().ok();
        let people: Vec<_> = match query.people {
            true => {
                let asked = PeopleQuery { query: &read_people(text), own: None, limit: 200 };
                self.find_people(&asked)?.people.into_iter().map(|person| person.id).collect()
            }
            false => self.recipient_of_code(text)?.into_iter().collect(),
        };
        let mut values: Vec<Value> = people.iter().map(|id| Value::Blob(id.0.as_bytes().to_vec())).collect();
        values.push(number.map_or(Value::Null, |number| i64::from(number).into()));
        Ok(Asked { sql: asked_sql(Some(people.len()), query.open_only), values })
    }

    /// Requests that continue this one, in order of registration.
    pub fn followers_of(&self, id: RequestId) -> Result<Vec<RequestId>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT id FROM request WHERE follows = ?1 ORDER BY year, number")?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(RequestId(row.id("id")?));
        }
        Ok(ids)
    }

    /// How many requests of a person are registered, this one included.
    pub fn requests_of(&self, recipient: RecipientId) -> Result<Vec<RequestId>, StorageError> {
        let mut statement =
            self.db().prepare_cached("SELECT request_id FROM request_participant WHERE recipient_id = ?1")?;
        let mut rows = statement.query([recipient.0.as_bytes()])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(RequestId(row.id("request_id")?));
        }
        Ok(ids)
    }

    pub fn any_request(&self) -> Result<bool, StorageError> {
        Ok(self.db().prepare_cached("SELECT EXISTS (SELECT 1 FROM request)")?.query_row([], |row| row.get(0))?)
    }

    fn request_from(&self, row: &Row<'_>) -> Result<Request, StorageError> {
        let id = RequestId(row.id("id")?);
        let evidence = row
            .maybe_text("evidence_kind")?
            .map(|kind| {
                Ok::<_, StorageError>(Evidence { kind, place: row.maybe_text("evidence_place")?.unwrap_or_default() })
            })
            .transpose()?;
        let binding = if row.get::<_, bool>("wish_binding")? { Binding::Only } else { Binding::Rather };
        Ok(Request {
            id,
            number: row.get("number")?,
            year: row.get("year")?,
            origin: known(Origin::from_key(&row.text("origin")?), "an origin")?,
            follows: row.maybe_id("follows")?.map(RequestId),
            channel: row.text("channel")?,
            passed_by: row.text("passed_by")?,
            received: row.moment("received")?,
            registered_on: row.day("registered_on")?,
            registered_by: AccountId(row.id("registered_by")?),
            participants: self.participants_of(id)?,
            categories: self
                .words_of("SELECT category FROM request_category WHERE request_id = ?1 ORDER BY category", id)?,
            form: known(Form::from_key(&row.text("form")?), "a form")?,
            means: row.maybe_text("means")?,
            attends: row.get("attends")?,
            child_age: months(row.maybe_int("child_months")?)?,
            about: row.text("about")?,
            topics: self.words_of("SELECT topic FROM request_topic WHERE request_id = ?1 ORDER BY position", id)?,
            wish: row.text("wish")?,
            wished: row.maybe_id("wished_consultant")?.map(ConsultantId).map(|id| (id, binding)),
            window: row.maybe_text("wish_window")?.map(|key| known(Window::from_key(&key), "a window")).transpose()?,
            minding: row.get("minding")?,
            evidence,
            lapse_reason: row.maybe_text("lapse_reason")?,
            annul_reason: row.maybe_text("annul_reason")?,
            late_by_wish: row.get("late_by_wish")?,
            intake: intake_from(row)?,
        })
    }

    fn participants_of(&self, id: RequestId) -> Result<Vec<Participant>, StorageError> {
        let mut statement = self.db().prepare_cached(
            "SELECT recipient_id, kind, contact FROM request_participant WHERE request_id = ?1 ORDER BY position",
        )?;
        let mut rows = statement.query([id.0.as_bytes()])?;
        let mut participants = Vec::new();
        while let Some(row) = rows.next()? {
            participants.push(Participant {
                recipient: row.maybe_id("recipient_id")?.map(RecipientId),
                kind: known(RecipientKind::from_key(&row.text("kind")?), "a recipient's kind")?,
                contact: row.maybe_text("contact")?.unwrap_or_default(),
            });
        }
        Ok(participants)
    }

    fn words_of(&self, sql: &str, id: RequestId) -> Result<Vec<String>, StorageError> {
        let mut statement = self.db().prepare_cached(sql)?;
        let rows = statement.query_map([id.0.as_bytes()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn intake_from(row: &Row<'_>) -> Result<Intake, StorageError> {
    let day = |column| row.maybe_text(column)?.map(|text| parse_day(&text)).transpose();
    Ok(Intake {
        owner: row.maybe_id("owner")?.map(ConsultantId),
        incoming_number: row.text("incoming_number")?,
        incoming_on: day("incoming_on")?,
        from_survey: row.get("from_survey")?,
        invited_on: day("invited_on")?,
        answered_on: day("answered_on")?,
        cautions: cautions_from(&row.text("cautions")?)?,
        caution_reason: row.text("caution_reason")?,
    })
}

/// An age kept as months.
pub(crate) fn months(kept: Option<i64>) -> Result<Option<AgeMonths>, StorageError> {
    kept.map(|months| u16::try_from(months).ok().and_then(AgeMonths::new).ok_or(StorageError::Content("an age")))
        .transpose()
}

impl Change<'_> {
    /// Registers a request under the next number of its year; `number` and `year` of the value are set here.
    pub fn register_request(&self, mut request: Request) -> Result<Request, StorageError> {
        use chrono::Datelike as _;
        request.year = request.registered_on.year();
        request.number = self.next_number(Numbers::Request, request.year)?;
        let id = request.id.0.as_bytes();
        self.db()
            .prepare_cached(
                "INSERT INTO request (id, year, number, origin, follows, channel, passed_by, received, registered_at,
                    registered_on, registered_by, form, means, attends, child_months, about, wish, evidence_kind,
                    evidence_place, late_by_wish, wished_consultant, wish_binding, wish_window, minding, owner,
                    incoming_number, incoming_on, from_survey, cautions, caution_reason, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                    ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, 1)",
            )?
            .execute(params![
                id,
                request.year,
                request.number,
                request.origin.key(),
                request.follows.as_ref().map(|id| id.0.as_bytes()),
                request.channel,
                request.passed_by,
                moment_text(request.received),
                self.at_millis(),
                request.registered_on.to_string(),
                request.registered_by.0.as_bytes(),
                request.form.key(),
                request.means,
                request.attends,
                request.child_age.map(|age| age.months()),
                request.about,
                request.wish,
                request.evidence.as_ref().map(|e| &e.kind),
                request.evidence.as_ref().map(|e| &e.place),
                request.late_by_wish,
                request.wished.as_ref().map(|(id, _)| id.0.as_bytes()),
                request.wished.is_some_and(|(_, binding)| binding == Binding::Only),
                request.window.map(Window::key),
                request.minding,
                request.intake.owner.as_ref().map(|id| id.0.as_bytes()),
                request.intake.incoming_number,
                request.intake.incoming_on.map(|day| day.to_string()),
                request.intake.from_survey,
                cautions_text(&request.intake.cautions),
                request.intake.caution_reason,
            ])?;
        for (position, participant) in (0_u32..).zip(&request.participants) {
            self.add_participant(request.id, position, participant)?;
        }
        for category in &request.categories {
            self.db()
                .prepare_cached("INSERT OR IGNORE INTO request_category (request_id, category) VALUES (?1, ?2)")?
                .execute(params![id, category])?;
        }
        for (position, topic) in (0_u32..).zip(&request.topics) {
            self.db()
                .prepare_cached("INSERT INTO request_topic (request_id, position, topic) VALUES (?1, ?2, ?3)")?
                .execute(params![id, position, topic])?;
        }
        self.set_open(request.id, true)?;
        self.trace(Action::RequestRegistered, Subject::Request, request.id.0, 1)?;
        Ok(request)
    }

    /// Sets or takes away the other parent, who was there too (R102).
    pub fn set_second(&self, request: &Request, second: Option<&Participant>) -> Result<(), StorageError> {
        let id = request.id.0.as_bytes();
        // Who is taken away is no longer found as one of this request.
        for gone in request.participants.iter().skip(1).filter_map(|one| one.recipient) {
            self.touch(Subject::Recipient, gone.0);
        }
        self.db()
            .prepare_cached("DELETE FROM request_participant WHERE request_id = ?1 AND position > 0")?
            .execute([id])?;
        if let Some(second) = second {
            self.add_participant(request.id, 1, second)?;
        }
        let version: u32 = self
            .db()
            .prepare_cached("UPDATE request SET version = version + 1 WHERE id = ?1 RETURNING version")?
            .query_row([id], |row| row.get(0))?;
        self.trace(Action::RequestChanged, Subject::Request, request.id.0, version)
    }

    pub fn annul_request(&self, request: &Request, reason: &str, on: NaiveDate) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE request SET annulled_at = ?2, annulled_on = ?4, annul_reason = ?3, version = version + 1 WHERE id = ?1 RETURNING version",
            )?
            .query_row(params![request.id.0.as_bytes(), self.at_millis(), reason, on.to_string()], |row| row.get(0))?;
        self.set_open(request.id, false)?;
        self.trace(Action::RequestAnnulled, Subject::Request, request.id.0, version)
    }

    /// Closes a request whose person will not come any more: not held, and not annulled either.
    pub fn lapse_request(&self, request: &Request, reason: &str, on: NaiveDate) -> Result<(), StorageError> {
        self.set_lapse(request, Some((reason, on)), Action::RequestLapsed)
    }

    /// The person comes after all.
    pub fn reopen_request(&self, request: &Request) -> Result<(), StorageError> {
        self.set_lapse(request, None, Action::RequestReopened)
    }

    fn set_lapse(
        &self,
        request: &Request,
        lapse: Option<(&str, NaiveDate)>,
        action: Action,
    ) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE request SET lapse_reason = ?2, lapsed_on = ?3, version = version + 1 WHERE id = ?1
                 RETURNING version",
            )?
            .query_row(
                params![request.id.0.as_bytes(), lapse.map(|(reason, _)| reason), lapse.map(|(_, on)| on.to_string())],
                |row| row.get(0),
            )?;
        self.set_open(request.id, lapse.is_none())?;
        self.trace(action, Subject::Request, request.id.0, version)
    }

    /// A day after the term at the person's own wish: still late, and told apart in the report (rules §12.9).
    pub fn mark_late_by_wish(&self, request: &Request) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE request SET late_by_wish = 1, version = version + 1 WHERE id = ?1 RETURNING version",
            )?
            .query_row([request.id.0.as_bytes()], |row| row.get(0))?;
        self.trace(Action::RequestChanged, Subject::Request, request.id.0, version)
    }

    fn add_participant(&self, id: RequestId, position: u32, one: &Participant) -> Result<(), StorageError> {
        self.db()
            .prepare_cached(
                "INSERT INTO request_participant (request_id, position, recipient_id, kind, contact)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                id.0.as_bytes(),
                position,
                one.recipient.as_ref().map(|id| id.0.as_bytes()),
                one.kind.key(),
                Some(one.contact.as_str()).filter(|contact| !contact.is_empty()),
            ])?;
        Ok(())
    }

    /// Writes what came and went by letter (R023, R039, R064).
    pub fn change_intake(&self, request: &Request, intake: &Intake) -> Result<(), StorageError> {
        let version: u32 = self
            .db()
            .prepare_cached(
                "UPDATE request SET owner = ?2, incoming_number = ?3, incoming_on = ?4, from_survey = ?5,
                    invited_on = ?6, answered_on = ?7, version = version + 1 WHERE id = ?1 RETURNING version",
            )?
            .query_row(
                params![
                    request.id.0.as_bytes(),
                    intake.owner.as_ref().map(|id| id.0.as_bytes()),
                    intake.incoming_number,
                    intake.incoming_on.map(|day| day.to_string()),
                    intake.from_survey,
                    intake.invited_on.map(|day| day.to_string()),
                    intake.answered_on.map(|day| day.to_string()),
                ],
                |row| row.get(0),
            )?;
        self.trace(Action::RequestChanged, Subject::Request, request.id.0, version)
    }

    /// Keeps the small set of requests still on the way. What leaves it, whichever way, leaves without the contact
    /// of an anonymous person: it was there for the answer only (R119).
    pub(crate) fn set_open(&self, id: RequestId, open: bool) -> Result<(), StorageError> {
        let sql = if open {
            "INSERT OR IGNORE INTO request_open (request_id) VALUES (?1)"
        } else {
            "DELETE FROM request_open WHERE request_id = ?1"
        };
        self.db().prepare_cached(sql)?.execute([id.0.as_bytes()])?;
        if open {
            return Ok(());
        }
        let erased = self
            .db()
            .prepare_cached(
                "UPDATE request_participant SET contact = NULL WHERE request_id = ?1 AND contact IS NOT NULL",
            )?
            .execute([id.0.as_bytes()])?;
        if erased > 0 {
            self.note(Action::ContactErased, Subject::Request, Some(id.0));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn the_first_screen_walks_the_open_requests_and_never_all_of_them() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("schema/001.sql")).unwrap();
        db.execute_batch(include_str!("schema/002.sql")).unwrap();
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {}", open_sql())).unwrap();
        let steps = statement.query_map([], |row| row.get::<_, String>("detail")).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert!(steps.contains(&"SCAN o".to_owned()), "{steps:#?}");
        assert!(!steps.iter().any(|step| step.starts_with("SCAN q")), "{steps:#?}");
    }

    #[test]
    fn a_page_of_requests_never_walks_through_all_of_them() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("schema/001.sql")).unwrap();
        db.execute_batch(include_str!("schema/002.sql")).unwrap();
        let by_number = "SEARCH n USING INDEX sqlite_autoindex_request_2";
        for (people, open_only, leads) in [
            (None, false, "SEARCH q USING INDEX sqlite_autoindex_request_2"),
            (None, true, "SCAN request_open"),
            (Some(0), false, by_number),
            (Some(0), true, "SEARCH n USING"),
            (Some(2), false, by_number),
            (Some(2), false, "request_participant_person"),
            (Some(2), true, "request_participant_person"),
        ] {
            let order = "WHERE (q.year, q.number) < (?, ?) ORDER BY q.year DESC, q.number DESC LIMIT ?";
            let columns = COLUMNS.replace("FROM request q", &asked_sql(people, open_only));
            let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {columns} {order}")).unwrap();
            let values = vec![Value::Null; statement.parameter_count()];
            let steps = statement.query_map(rusqlite::params_from_iter(values), |row| row.get("detail")).unwrap();
            let steps: Vec<String> = steps.map(Result::unwrap).collect();
            assert!(steps.iter().any(|step| step.contains(leads)), "{leads}: {steps:#?}");
            let walks = ["SCAN q", "SCAN n", "SCAN request_participant"];
            assert!(!steps.iter().any(|step| walks.iter().any(|walk| step.starts_with(walk))), "{steps:#?}");
        }
    }
}
