//! What the encryption costs: the same schema, questions and changes on a plain SQLite file of the same library.

use std::time::Duration;

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use domain::consultation::{Outcome, Record};
use domain::ids::{AccountId, BookingId, ConsultantId, ConsultationId, RecipientId, RequestId};
use domain::lists::Role;
use domain::search::read;
use storage::booking::{Booking, BookingState};
use storage::request::{Participant, Request, RequestQuery};
use storage::search::{Filters, Search, Sight};
use storage::{Change, Journal, StorageError, testing};
use uuid::Uuid;

use crate::Effort;
use crate::made::{Made, today};
use crate::measure::{once, rivals};
use crate::table::Row;

const RIVAL: &str = "plain SQLite";

pub fn rows(made: &Made, effort: Effort) -> Result<Vec<Row>, StorageError> {
    let (size, many, mut rows) = (Some(made.size), effort.many as usize, Vec::new());
    let mut ours = made.journal();
    let mut theirs = made.plain();
    let again = Again::of(&ours, many)?;

    let signed = |journal: &mut Journal, at: usize| again.sign_one(journal, at).expect("a sound record");
    let (our, their) = rivals(many, |at| signed(&mut ours, at), |at| signed(&mut theirs, at));
    rows.push(
        Row::beside("signed save", size, &our, &their, RIVAL, 1.25)
            .noted("every changed page, those of the search index too, is enciphered and sealed")
            .noted("a disk that answers fsync from its cache shows this bare"),
    );

    let page = |journal: &Journal, at: usize| once(|| list_page(journal, at).expect("a page")).0;
    let (our, their) = rivals(many, |at| page(&ours, at), |at| page(&theirs, at));
    rows.push(Row::beside("list page of 50 requests", size, &our, &their, RIVAL, 1.25));

    let hit = |journal: &Journal, at: usize| once(|| again.search(journal, at).expect("hits")).0;
    let (our, their) = rivals(many, |at| hit(&ours, at), |at| hit(&theirs, at));
    rows.push(Row::beside("search hit by name", size, &our, &their, RIVAL, 1.25));

    let bulk = effort.bulk as usize;
    let insert = |journal: &mut Journal, at: usize| {
        let numbers = many + at * bulk..many + (at + 1) * bulk;
        once(|| again.insert(journal, numbers).expect("room for more")).0
    };
    let (our, their) = rivals(3, |at| insert(&mut ours, at), |at| insert(&mut theirs, at));
    rows.push(
        Row::beside("bulk insert", size, &our, &their, RIVAL, 2.0)
            .noted(format!("{bulk} requests with person, booking, signed record and history in one transaction")),
    );
    ours.close();
    theirs.close();

    let scan = |journal: Journal| {
        let (took, sum) = once(|| testing::scan(&journal).expect("every row"));
        assert!(sum > 0, "there was something to read");
        journal.close();
        took
    };
    let (our, their) = rivals(3, |_| scan(made.journal()), |_| scan(made.plain()));
    rows.push(
        Row::beside("cold scan", size, &our, &their, RIVAL, 4.0)
            .noted("a fresh connection reads three tables whole; the file may stand in the system's cache")
            .noted("then only the deciphering is compared"),
    );
    Ok(rows)
}

/// Signed records of the journal itself, to be written once more under ids of their own.
struct Again {
    account: AccountId,
    at: DateTime<Utc>,
    records: Vec<(Request, Record)>,
    names: Vec<String>,
}

impl Again {
    fn of(journal: &Journal, many: usize) -> Result<Self, StorageError> {
        let view = journal.view();
        let head = view.accounts()?.into_iter().find(|a| a.is(Role::Head)).ok_or(StorageError::NotFound)?;
        let (mut records, mut names, mut after) = (Vec::new(), Vec::new(), None);
        while records.len() < many {
            let page = view.find_requests(&RequestQuery { after, ..FIRST_PAGE })?;
            let Some(last) = page.last() else { break };
            after = Some((last.year, last.number));
            for request in page {
                if let Some(person) = request.participants.first().and_then(|who| who.recipient) {
                    names.push(view.recipient(person)?.name);
                }
                match view.consultation_of(request.id)? {
                    Some(held) if held.record.outcome == Outcome::Given => records.push((request, held.record)),
                    _ => {}
                }
            }
        }
        Ok(Self { account: head.id, at: today().and_time(chrono::NaiveTime::MIN).and_utc(), records, names })
    }

    /// The change of a signature alone; registering and booking come before the clock is started.
    fn sign_one(&self, journal: &mut Journal, number: usize) -> Result<Duration, StorageError> {
        let account = Some(self.account);
        let (request, booking) = journal.change(account, self.at, |change| self.register(change, number, None))?;
        let (took, signed) =
            once(|| journal.change(account, self.at, |change| self.sign(change, number, &request, &booking)));
        signed?;
        Ok(took)
    }

    /// All of these in one transaction, each of somebody new.
    fn insert(&self, journal: &mut Journal, numbers: std::ops::Range<usize>) -> Result<(), StorageError> {
        journal.change(Some(self.account), self.at, |change: &Change<'_>| {
            for number in numbers {
                let id = RecipientId(self.id(4, number));
                let name = &self.names[number % self.names.len()];
                let kind = self.records[number % self.records.len()].0.participants[0].kind;
                change.add_recipient(id, kind, &[], name, "+79000000000", "")?;
                let (request, booking) = self.register(change, number, Some(Participant::known(id, kind)))?;
                self.sign(change, number, &request, &booking)?;
            }
            Ok(())
        })
    }

    fn register(
        &self,
        change: &Change<'_>,
        number: usize,
        who: Option<Participant>,
    ) -> Result<(Request, Booking), StorageError> {
        let (request, record) = &self.records[number % self.records.len()];
        let mut again = Request { id: RequestId(self.id(1, number)), ..request.clone() };
        if let Some(who) = who {
            again.participants = vec![who];
        }
        let request = change.register_request(again)?;
        let consultant: ConsultantId = *record.consultants.first().ok_or(StorageError::NotFound)?;
        let starts: NaiveDateTime = record.attempts.last().ok_or(StorageError::NotFound)?.started;
        let booking = Booking {
            id: BookingId(self.id(2, number)),
            request: request.id,
            previous: None,
            consultant,
            room: None,
            form: request.form,
            means: request.means.clone(),
            how: domain::outing::How::default(),
            starts,
            minutes: 45,
            state: BookingState::Live,
            ended_reason: None,
            made_by: self.account,
            cautions: Vec::new(),
            caution_reason: String::new(),
        };
        change.add_booking(&booking)?;
        Ok((request, booking))
    }

    fn sign(
        &self,
        change: &Change<'_>,
        number: usize,
        request: &Request,
        booking: &Booking,
    ) -> Result<(), StorageError> {
        let (_, record) = &self.records[number % self.records.len()];
        let id = ConsultationId(self.id(3, number));
        change.sign_consultation(id, request.id, record, self.account, today(), None)?;
        change.end_booking(booking, BookingState::Used, None)
    }

    /// Time-ordered, as the program's own; one series for each sort of thing.
    fn id(&self, series: u8, number: usize) -> Uuid {
        let mut random = [series; 10];
        random[2..].copy_from_slice(&(number as u64).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(self.at.timestamp_millis().unsigned_abs(), &random).into_uuid()
    }

    /// Surname and name of somebody who is there.
    fn search(&self, journal: &Journal, at: usize) -> Result<usize, StorageError> {
        let name = &self.names[at * 7 % self.names.len()];
        let text: String = name.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let search = Search {
            query: &read(&text, today()),
            sight: Sight { all_names: true, all_words: true, own: None, own_notes: None, account: self.account },
            filters: Filters::default(),
            below: None,
            limit: 51,
        };
        Ok(journal.view().search(&search)?.len())
    }
}

/// The first page, as the desk asks for it.
const FIRST_PAGE: RequestQuery<'_> = RequestQuery { text: "", people: true, open_only: false, after: None, limit: 51 };

/// The first page, and one further down every other time.
fn list_page(journal: &Journal, at: usize) -> Result<usize, StorageError> {
    let after = (at % 2 == 1).then(|| (today().year(), 100 + at as u32));
    Ok(journal.view().find_requests(&RequestQuery { after, ..FIRST_PAGE })?.len())
}
