//! The history: how long the chain takes to be walked, and the records to be compared with it.

use std::time::Duration;

use storage::audit::{Contents, LineQuery, Place};

use crate::Effort;
use crate::copying::LOCKED;
use crate::made::Made;
use crate::measure::{prepared, times};
use crate::table::Row;

/// The figure is promised for so many lines.
const LINES: i64 = 250_000;

pub fn rows(made: &Made, effort: Effort) -> Vec<Row> {
    let (size, journal) = (Some(made.size), made.journal());
    let all = journal.view().chain_head().expect("the head").length;
    let few = effort.few.min(5) as usize;
    let walk = |most: i64| times(few, |_| journal.view().walk_chain(|done| done < most).expect("walked"));
    let mut rows = Vec::new();
    if all >= LINES {
        let taken = walk(LINES);
        rows.push(
            Row::within("history: 250 000 lines of the chain", size, &taken, taken.p50(), Duration::from_secs(1))
                .noted("every hash made anew, on one core; off the way to the first screen"),
        );
    }
    rows.push(Row::told("history: the whole chain", size, &walk(i64::MAX)).noted(format!("{all} lines")));

    let mut compared = 0;
    let taken = times(1, |_| {
        let (mut place, mut found) = (Place::default(), Contents::default());
        let view = journal.view();
        while view.compare_contents(&mut place, &mut found).expect("compared") && place.line < LINES {}
        assert_eq!(found.differing, 0, "the invented journal is as its history left it: {:?}", found.differs);
        compared = found.compared;
        place
    });
    rows.push(
        Row::told("history: records compared with their lines", size, &taken)
            .noted(format!("{compared} contents of the first {} lines, in the background", all.min(LINES))),
    );
    let first = times(effort.many as usize, |_| {
        let query = LineQuery { limit: 50, ..LineQuery::default() };
        journal.view().find_lines(&query).expect("a page").lines.len()
    });
    rows.push(Row::told("history: first page", size, &first));
    journal.close();
    let locks = prepared(
        effort.few as usize,
        |_| {
            let mut desk = made.opened();
            desk.desk.check_history().expect("begun");
            std::thread::sleep(Duration::from_millis(50));
            desk
        },
        |mut desk| {
            desk.desk.lock().expect("locked");
            desk
        },
    );
    rows.push(Row::within("locking while the history is checked", size, &locks, locks.p99(), LOCKED));
    rows
}
