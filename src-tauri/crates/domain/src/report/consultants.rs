//! Т5, by consultant. It may exceed the total, and says so: both consultants of one service get the whole of it.

use crate::civil::{NBSP, counted};
use crate::counting::{Line, Part, Worker};
use crate::ids::ConsultantId;
use crate::journal::Directory;
use crate::report::{Cell, Found, Level, Table, TableRow};

pub(super) fn table(found: &Found<'_>, directory: &Directory) -> Table {
    let mut workers: Vec<(String, Worker)> = directory
        .consultants
        .iter()
        .map(|known| (known.words(), Worker::Consultant(known.id)))
        .filter(|(_, worker)| found.year(Line::Work(*worker, Part::Services)) > 0)
        .collect();
    let mut lost: Vec<ConsultantId> = found
        .tally
        .lines()
        .filter_map(|line| match line {
            Line::Work(Worker::Consultant(id), Part::Services) => Some(id),
            _ => None,
        })
        .filter(|id| !directory.consultants.iter().any(|known| known.id == *id))
        .filter(|id| found.year(Line::Work(Worker::Consultant(*id), Part::Services)) > 0)
        .collect();
    lost.sort_unstable();
    workers.extend(lost.into_iter().map(|id| ("нет в списке специалистов".to_owned(), Worker::Consultant(id))));
    if found.year(Line::Work(Worker::Nobody, Part::Services)) > 0 {
        workers.push(("не указан".to_owned(), Worker::Nobody));
    }
    let mut rows: Vec<_> = workers.into_iter().map(|(label, worker)| row(found, label, Level::Plain, worker)).collect();
    let leaves = (0..rows.len()).collect();
    rows.push(row(found, "ИТОГО по специалистам".to_owned(), Level::Sum(leaves), Worker::All));

    let mut columns = vec!["Специалист".to_owned()];
    columns.extend(found.periods.month_titles());
    columns.extend(
        ["За квартал", "очно", "дистанц.", "письм.", "часов", "С\u{a0}начала года", "часов с\u{a0}начала года"]
            .map(str::to_owned),
    );
    Table {
        key: "Т5".to_owned(),
        title: "По специалистам".to_owned(),
        columns,
        this: 4,
        plan: None,
        rows,
        footnotes: footnotes(found),
    }
}

fn row(found: &Found<'_>, label: String, level: Level, worker: Worker) -> TableRow {
    let periods = &found.periods;
    let [first, second, third] = periods.own_months();
    let (this, year) = (periods.this(), periods.year());
    let places = [
        (Part::Services, first),
        (Part::Services, second),
        (Part::Services, third),
        (Part::Services, this),
        (Part::InPerson, this),
        (Part::Distance, this),
        (Part::Written, this),
        (Part::Minutes, this),
        (Part::Services, year),
        (Part::Minutes, year),
    ];
    let cell = |part, at| {
        let count = found.get(Line::Work(worker, part), at);
        match part {
            // Minutes of a year are far below 2^53, so nothing is lost.
            Part::Minutes => Cell::Hours(count as f64 / 60.0),
            _ => Cell::Count(count),
        }
    };
    TableRow {
        label,
        level,
        cells: places.iter().map(|(part, at)| cell(*part, *at)).collect(),
        opens: places.iter().map(|(part, at)| found.opens(Line::Work(worker, *part), *at)).collect(),
    }
}

fn footnotes(found: &Found<'_>) -> Vec<String> {
    let this = found.periods.this();
    let (credited, services) =
        (found.get(Line::Work(Worker::All, Part::Services), this), found.get(Line::Services, this));
    let mut notes = Vec::new();
    if credited > services {
        notes.push(format!(
            "Сумма по{NBSP}специалистам больше числа услуг ({services}): {} оказаны двумя специалистами, \
             и{NBSP}каждому услуга и{NBSP}её время записаны полностью.",
            counted(found.get(Line::Shared, this), "услуга", "услуги", "услуг"),
        ));
    }
    if found.year(Line::EventServices) > 0 {
        notes.push(format!("Мероприятия записаны ведущим; часы мероприятий в{NBSP}часы приёма не входят."));
    }
    notes
}
