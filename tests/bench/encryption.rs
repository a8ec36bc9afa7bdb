//! What the encryption costs: the same schema, questions and changes on a plain SQLite file of the same library.

use std::time::Duration;

use storage::request::RequestQuery;
use storage::{Change, Journal, StorageError, testing};

use crate::Effort;
use crate::invented::{Invented, Staff};
use crate::made::{Made, fill, staff};
use crate::measure::{once, rivals};
use crate::table::Row;

const RIVAL: &str = "plain SQLite";

pub fn rows(made: &mut Made, effort: Effort) -> Result<Vec<Row>, StorageError> {
    let (size, mut rows) = (Some(made.size), Vec::new());
    let mut ours = made.journal();
    let mut theirs = made.plain();
    let staff = staff(&ours)?;

    let first = made.added + 1;
    made.added += effort.many;
    let total = made.size;
    let signed = |journal: &mut Journal, at: usize| {
        signed_save(journal, &staff, Invented::of(total + first + at as u32, total)).expect("a sound record")
    };
    let (our, their) = rivals(effort.many as usize, |at| signed(&mut ours, at), |at| signed(&mut theirs, at));
    rows.push(Row::beside("signed save", size, &our, &their, RIVAL, 1.25));

    let page = |journal: &Journal, at: usize| once(|| list_page(journal, at).expect("a page")).0;
    let (our, their) = rivals(effort.many as usize, |at| page(&ours, at), |at| page(&theirs, at));
    rows.push(Row::beside("list page of 50 requests", size, &our, &their, RIVAL, 1.25));

    let hit = |journal: &Journal, at: usize| once(|| search_hit(journal, at as u32).expect("hits")).0;
    let (our, their) = rivals(effort.many as usize, |at| hit(&ours, at), |at| hit(&theirs, at));
    rows.push(Row::beside("search hit by name", size, &our, &their, RIVAL, 1.25));

    let bulk = effort.bulk;
    let start = made.size + made.added + 1;
    made.added += bulk * 3;
    let insert = |journal: &mut Journal, at: usize| {
        let from = start + at as u32 * bulk;
        once(|| fill(journal, &staff, from..from + bulk, total).expect("room for more")).0
    };
    let (our, their) = rivals(3, |at| insert(&mut ours, at), |at| insert(&mut theirs, at));
    rows.push(
        Row::beside("bulk insert", size, &our, &their, RIVAL, 2.0)
            .noted(format!("{bulk} requests with person, booking, signed record and history in one transaction")),
    );
    ours.close();
    theirs.close();

    let scan = |open: &dyn Fn() -> Journal| {
        let journal = open();
        let (took, sum) = once(|| testing::scan(&journal).expect("every row"));
        assert!(sum > 0, "there was something to read");
        journal.close();
        took
    };
    let (our, their) = rivals(3, |_| scan(&|| made.journal()), |_| scan(&|| made.plain()));
    rows.push(
        Row::beside("cold scan", size, &our, &their, RIVAL, 4.0)
            .noted("a fresh connection reads three tables whole; the file may stand in the system's cache"),
    );
    Ok(rows)
}

/// The change of a signature alone; registering and booking come before the clock is started.
fn signed_save(journal: &mut Journal, staff: &Staff, record: Invented) -> Result<Duration, StorageError> {
    let account = Some(staff.account);
    let (request, booking) = journal.change(account, record.at(), |change: &Change<'_>| {
        let request = record.register(change, staff)?;
        let booking = record.book(change, staff, &request)?;
        Ok::<_, StorageError>((request, booking))
    })?;
    let (took, signed) = once(|| {
        journal.change(account, record.at(), |change: &Change<'_>| record.sign(change, staff, &request, &booking))
    });
    signed?;
    Ok(took)
}

/// The first pages in turn.
fn list_page(journal: &Journal, at: usize) -> Result<usize, StorageError> {
    let query = RequestQuery { text: "", people: true, open_only: false, limit: 50, offset: (at % 20) as u32 * 50 };
    Ok(journal.view().find_requests(&query)?.0.len())
}

fn search_hit(journal: &Journal, at: u32) -> Result<usize, StorageError> {
    let name = crate::invented::name(at * 37 % 1_000);
    let text: String = name.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let query = RequestQuery { text: &text, people: true, open_only: false, limit: 50, offset: 0 };
    Ok(journal.view().find_requests(&query)?.0.len())
}
