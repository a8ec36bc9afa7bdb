//! The quarter's report as a value: computed once, shown on screen, written to paper and xlsx alike.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::civil::{NBSP, Quarter, counted, numbered, roman_quarter};
use crate::counting::{
    Counted, DirectionLine, Figures, FormLine, ServiceFact, Span, Tally, Work, count, failed_attempts, minutes, tally,
};
use crate::journal::{Directory, Letterhead, form_words};
use crate::lists::Kind;
use crate::term::BookingTerms;

/// A finished report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub institution: String,
    pub centre: String,
    pub town: String,
    pub quarter: Quarter,
    pub made_on: NaiveDate,
    pub head_post: String,
    pub head_name: String,
    pub tables: Vec<Table>,
    /// Coded rows behind the figures, for the centre's own copy.
    pub records: Vec<RecordRow>,
}

/// One block of the report, «Т1 Сводные показатели».
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// «Т1»
    pub key: &'static str,
    pub title: String,
    /// The first heads the labels.
    pub columns: Vec<String>,
    pub rows: Vec<TableRow>,
    pub footnotes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    pub label: String,
    pub level: Level,
    /// One for each column after the first.
    pub cells: Vec<Cell>,
}

/// How a row stands among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    Plain,
    /// A part of the row above («из них …»): not added again.
    OfWhich,
    /// The sum of other rows of the same table, by their positions from 0: a formula in xlsx.
    Sum(Vec<usize>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Count(u64),
    /// Shown with one decimal.
    Hours(f64),
    /// Of one; shown as a percentage with one decimal. `None` where there is nothing to divide by.
    Share(Option<f64>),
    Text(String),
    /// The program does not gather this yet: «—», never 0.
    NotKept,
}

/// A coded row behind the figures.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRow {
    pub request: crate::ids::RequestId,
    /// «№ 17»
    pub number: String,
    pub received: NaiveDate,
    /// Day of the service, refusal or failed attempt.
    pub date: Option<NaiveDate>,
    pub who: String,
    pub form: String,
    pub kind: String,
    pub direction: String,
    pub consultant: String,
    pub minutes: Option<u32>,
    pub counted: bool,
    /// Ends «не учтена, потому что …»; empty where it is counted.
    pub because: String,
}

/// What a report needs beside its facts.
#[derive(Clone, Copy, Debug)]
pub struct ReportContext<'a> {
    pub letterhead: &'a Letterhead,
    pub directory: &'a Directory,
    pub terms: BookingTerms<'a>,
}

/// Computes the quarter's report from all facts of the year that may touch it.
///
/// Quarters after the reported one stay «—», also when their days are already counted.
pub fn compute(facts: &[ServiceFact], context: &ReportContext<'_>, quarter: Quarter, made_on: NaiveDate) -> Report {
    let quarters: Vec<Span> =
        (1..=quarter.quarter()).filter_map(|number| Quarter::new(quarter.year(), number)).map(Span::from).collect();
    let tally = tally(facts, &quarters, Some(&context.terms));
    // The reported quarter is the last of those counted; together they are the year to date.
    let nothing = Figures::default();
    let now = tally.each.last().unwrap_or(&nothing);
    let letterhead = context.letterhead;
    Report {
        institution: letterhead.institution.clone(),
        centre: letterhead.centre.clone(),
        town: letterhead.town.clone(),
        quarter,
        made_on,
        head_post: letterhead.head_post.clone(),
        head_name: letterhead.head_name.clone(),
        tables: vec![
            summary(&tally, context.terms.days_on(quarter.last_day())),
            by_form(now, &tally.whole),
            by_kind(now, &tally.whole),
            by_direction(now, &tally.whole, context.directory),
            by_consultant(now, context.directory),
        ],
        records: records(facts, context.directory, quarter.into()),
    }
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn row(label: impl Into<String>, level: Level, cells: Vec<Cell>) -> TableRow {
    TableRow { label: label.into(), level, cells }
}

/// The four quarters, the year to date, and two columns for a plan nobody has entered.
fn summary(tally: &Tally<'_>, term_days: u32) -> Table {
    let mut head = vec!["Показатель".to_owned()];
    head.extend((1..=4).map(|number| format!("{}{NBSP}кв.", roman_quarter(number))));
    head.extend(columns(&["С начала года", "План", "% выполнения"]));

    let kept = |label: &str, level, value: &dyn Fn(&Figures<'_>) -> u64| {
        let quarters = (0..4).map(|at| tally.each.get(at).map_or(Cell::NotKept, |figures| Cell::Count(value(figures))));
        let cells = quarters.chain([Cell::Count(value(&tally.whole)), Cell::NotKept, Cell::NotKept]).collect();
        row(label, level, cells)
    };
    let not_kept = |label: &str, level| row(label, level, vec![Cell::NotKept; 7]);
    let late = format!("Оказано с{NBSP}нарушением срока {}", counted(u64::from(term_days), "день", "дня", "дней"));
    Table {
        key: "Т1",
        title: "Сводные показатели".to_owned(),
        columns: head,
        rows: vec![
            kept("Поступило обращений", Level::Plain, &|f| f.requests),
            kept("Оказано услуг всего", Level::Plain, &|f| f.services),
            kept("из них анонимно", Level::OfWhich, &|f| f.anonymous),
            kept("из них с направлением в другие организации", Level::OfWhich, &|f| f.directed),
            kept("Уникальных получателей", Level::Plain, &|f| f.unique),
            kept("из них обратились повторно", Level::OfWhich, &|f| f.repeated),
            kept("Отказано (мотивированный отказ)", Level::Plain, &|f| f.refusals),
            kept("Перенаправлено в иные организации", Level::Plain, &|f| f.redirected),
            kept(&late, Level::Plain, &|f| f.late),
            // Nobody is asked yet whose wish it was.
            not_kept("из них по просьбе получателя", Level::OfWhich),
            kept("Не состоялось по техническим причинам", Level::Plain, &|f| {
                f.technical
            }),
            kept("Аннулировано обращений", Level::Plain, &|f| f.annulled),
            not_kept("Опрошено получателей", Level::Plain),
            not_kept("Положительных оценок", Level::Plain),
            not_kept("Доля положительных, %", Level::Plain),
        ],
        footnotes: vec![
            "Знак «—»: квартал ещё не наступил или программа этого показателя не собирает.".to_owned(),
            "Получатель считается в году один раз, поэтому «С начала года» по строкам «Уникальных получателей» и \
             «обратились повторно» не равно сумме кварталов."
                .to_owned(),
        ],
    }
}

/// A table whose lines have the quarter and the year to date.
fn two_periods(key: &'static str, title: &str, first: &str, rows: Vec<TableRow>, footnotes: Vec<String>) -> Table {
    Table {
        key, title: title.to_owned(), columns: columns(&[first, "За квартал", "С начала года"]), rows, footnotes
    }
}

fn pair(now: u64, year: u64) -> Vec<Cell> {
    vec![Cell::Count(now), Cell::Count(year)]
}

fn by_form(now: &Figures<'_>, year: &Figures<'_>) -> Table {
    let leaf = |line: FormLine| row(line.label(), Level::Plain, pair(now.form(line), year.form(line)));
    let sum = |label: &str, of: &[usize], value: &dyn Fn(&Figures<'_>) -> u64| {
        row(label, Level::Sum(of.to_vec()), pair(value(now), value(year)))
    };
    let rows = vec![
        sum("Очно", &[1, 2], &|f| f.in_person()),
        leaf(FormLine::InCentre),
        leaf(FormLine::Outing),
        // Four leaves, as rules §12.3 has it; what has no means stands outside, in a line of its own.
        sum("Дистанционно", &[4, 5, 6, 7], &|f| f.distance() - f.form(FormLine::NotStated)),
        leaf(FormLine::Voice),
        leaf(FormLine::Video),
        leaf(FormLine::Chat),
        leaf(FormLine::Email),
        leaf(FormLine::Written),
        leaf(FormLine::NotStated),
        sum("ИТОГО", &[0, 3, 8, 9], &|f| f.services),
    ];
    two_periods("Т2", "По форме", "Форма", rows, vec![])
}

fn by_kind(now: &Figures<'_>, year: &Figures<'_>) -> Table {
    let mut rows: Vec<_> =
        Kind::ALL.iter().map(|kind| row(kind.label(), Level::Plain, pair(now.kind(*kind), year.kind(*kind)))).collect();
    let leaves = (0..rows.len()).collect();
    rows.push(row("просветительское мероприятие", Level::Plain, vec![Cell::NotKept; 2]));
    rows.push(row("ИТОГО", Level::Sum(leaves), pair(now.services, year.services)));
    let events = "Просветительские мероприятия программа пока не собирает: в итог они не входят.".to_owned();
    two_periods("Т3", "По виду", "Вид", rows, vec![events])
}

fn by_direction(now: &Figures<'_>, year: &Figures<'_>, directory: &Directory) -> Table {
    let mut lines: Vec<(DirectionLine<'_>, &str)> =
        directory.directions.iter().map(|(key, label)| (DirectionLine::Named(key), label.as_str())).collect();
    // A key the list no longer knows keeps a line of its own, so that the table adds up.
    for line in year.by_direction.lines() {
        if let DirectionLine::Named(key) = line
            && !lines.iter().any(|(known, _)| *known == line)
        {
            lines.push((line, key));
        }
    }
    lines.push((DirectionLine::NotApplicable, "не относится"));
    lines.push((DirectionLine::NotStated, "не указано"));
    let mut rows: Vec<_> = lines
        .into_iter()
        .map(|(line, label)| row(label, Level::Plain, pair(now.by_direction.get(line), year.by_direction.get(line))))
        .collect();
    let leaves = (0..rows.len()).collect();
    rows.push(row("ИТОГО", Level::Sum(leaves), pair(now.services, year.services)));
    two_periods("Т4", "По направлению помощи", "Направление", rows, vec![])
}

fn by_consultant(now: &Figures<'_>, directory: &Directory) -> Table {
    let mut lines: Vec<(String, Work)> = directory
        .consultants
        .iter()
        .filter_map(|known| Some((known.words(), *now.by_consultant.get(&known.id)?)))
        .collect();
    let known: HashSet<_> = directory.consultants.iter().map(|known| known.id).collect();
    let lost = now.by_consultant.iter().filter(|(id, _)| !known.contains(id)).map(|(_, work)| *work);
    let unnamed = lost.fold(now.unassigned, join);
    if unnamed.services > 0 {
        lines.push(("не указан".to_owned(), unnamed));
    }
    let all = lines.iter().map(|(_, work)| *work).fold(Work::default(), join);
    let mut rows: Vec<_> = lines.into_iter().map(|(label, work)| row(label, Level::Plain, work_cells(work))).collect();
    let leaves = (0..rows.len()).collect();
    rows.push(row("ИТОГО по специалистам", Level::Sum(leaves), work_cells(all)));
    let footnotes = (all.services > now.services).then(|| {
        format!(
            "Сумма по{NBSP}специалистам больше числа услуг ({}): {} оказаны двумя специалистами, и{NBSP}каждому \
             услуга и{NBSP}её время записаны полностью.",
            now.services,
            counted(now.shared, "услуга", "услуги", "услуг"),
        )
    });
    Table {
        key: "Т5",
        title: "По специалистам".to_owned(),
        columns: columns(&["Специалист", "Услуг", "Очно", "Дистанционно", "Письменно", "Часов"]),
        rows,
        footnotes: footnotes.into_iter().collect(),
    }
}

fn join(one: Work, other: Work) -> Work {
    Work {
        services: one.services + other.services,
        in_person: one.in_person + other.in_person,
        distance: one.distance + other.distance,
        written: one.written + other.written,
        minutes: one.minutes + other.minutes,
    }
}

fn work_cells(work: Work) -> Vec<Cell> {
    // Minutes of a year are far below 2^53, so nothing is lost.
    let hours = work.minutes as f64 / 60.0;
    vec![
        Cell::Count(work.services),
        Cell::Count(work.in_person),
        Cell::Count(work.distance),
        Cell::Count(work.written),
        Cell::Hours(hours),
    ]
}

/// Every request that a figure of the quarter may rest on, by number.
fn records(facts: &[ServiceFact], directory: &Directory, span: Span) -> Vec<RecordRow> {
    let mut touched: Vec<_> = facts
        .iter()
        .map(|fact| (fact, count(fact)))
        .filter(|(fact, verdict)| {
            let attempts = fact.signed.iter().filter(|_| !fact.annulled).flat_map(failed_attempts);
            span.contains(fact.registered)
                || verdict.on.is_some_and(|on| span.contains(on))
                || attempts.into_iter().any(|failed| span.contains(failed.on))
        })
        .collect();
    touched.sort_by_key(|(fact, _)| (fact.year, fact.number));
    touched
        .into_iter()
        .map(|(fact, verdict)| {
            let record = fact.signed.as_ref();
            RecordRow {
                request: fact.request,
                number: numbered(fact.number),
                received: fact.received.date(),
                date: verdict.on,
                who: directory.who(&fact.participants),
                form: record.map(form_words).unwrap_or_default(),
                kind: record.map(|record| record.kind.label().to_owned()).unwrap_or_default(),
                direction: record.map(|record| directory.direction(record.direction.as_deref())).unwrap_or_default(),
                consultant: record.map(|record| directory.consultants(&record.consultants)).unwrap_or_default(),
                minutes: record.and_then(|record| u32::try_from(minutes(record)).ok()),
                counted: verdict.is_counted(),
                because: match verdict.counted {
                    Counted::Counted => String::new(),
                    Counted::NotCounted(reason) => reason.words().to_owned(),
                },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::WorkCalendar;
    use crate::consultation::Outcome;
    use crate::counting::Participant;
    use crate::counting::sample::*;
    use crate::journal::sample::{directory, letterhead};
    use crate::lists::RecipientKind;
    use crate::lists::{Failure, Form, MeansKind};

    fn computed(facts: &[ServiceFact], quarter: u32) -> Report {
        let (letterhead, directory, calendar) = (letterhead(), directory(), WorkCalendar::default());
        let context = ReportContext {
            letterhead: &letterhead,
            directory: &directory,
            terms: BookingTerms { calendar: &calendar, versions: &[] },
        };
        compute(facts, &context, Quarter::new(2026, quarter).unwrap(), day(2026, 7, 3))
    }

    fn table<'a>(report: &'a Report, key: &str) -> &'a Table {
        report.tables.iter().find(|table| table.key == key).unwrap()
    }

    fn cells<'a>(report: &'a Report, key: &str, label: &str) -> &'a [Cell] {
        let found = table(report, key).rows.iter().find(|row| row.label.replace(NBSP, " ") == label);
        &found.unwrap_or_else(|| panic!("{key} has no line {label}")).cells
    }

    fn change(mut fact: ServiceFact, how: impl FnOnce(&mut crate::counting::SignedRecord)) -> ServiceFact {
        how(fact.signed.as_mut().unwrap());
        fact
    }

    /// A half-year with everything a report can meet.
    fn half_year() -> Vec<ServiceFact> {
        let spring = |month, number| day(2026, month, number);
        vec![
            service(1, spring(2, 10), &[person(1)]),
            service(2, spring(3, 11), &[person(1), person(2)]),
            service(3, spring(4, 7), &[person(1)]),
            change(service(4, spring(4, 8), &[person(3)]), |record| {
                record.form = Form::Distance;
                record.means = Some(MeansKind::Voice);
                record.direction = Some("method".to_owned());
                record.consultants = vec![consultant(2)];
            }),
            change(service(5, spring(4, 9), &[Participant::Anonymous(RecipientKind::Parent)]), |record| {
                record.form = Form::Written;
                record.means = Some(MeansKind::Email);
                record.direction = None;
            }),
            change(service(6, spring(5, 12), &[person(1), person(3)]), |record| {
                record.form = Form::Outing;
                record.consultants = vec![consultant(1), consultant(2)];
            }),
            change(service(7, spring(5, 13), &[person(2)]), |record| {
                record.outcome = Outcome::Refused { ground: "behaviour".to_owned() };
                record.organisations = 1;
            }),
            change(service(8, spring(5, 14), &[person(2)]), |record| {
                record.attempts = vec![failed(at(spring(5, 14), 10, 0), Failure::TechnicalRecipient)];
                record.outcome = Outcome::NotHeld { failure: Failure::TechnicalRecipient };
            }),
            change(service(9, spring(6, 1), &[Participant::Anonymous(RecipientKind::Parent)]), |record| {
                record.kind = Kind::Dispatch;
                record.direction = None;
                record.organisations = 2;
                record.form = Form::Distance;
                record.consultants = vec![];
            }),
            ServiceFact { annulled: true, ..service(10, spring(6, 2), &[person(1)]) },
            change(
                ServiceFact { received: at(spring(6, 1), 9, 0), ..service(11, spring(6, 25), &[person(2)]) },
                |record| {
                    record.late_by_wish = true;
                    record.direction = Some("closed_direction".to_owned());
                },
            ),
            request(12, spring(6, 29), &[person(3)]),
            service(13, spring(7, 1), &[person(3)]),
        ]
    }

    fn counts(list: [u64; 3]) -> Vec<Cell> {
        let [first, second, year] = list;
        let quarters = [Cell::Count(first), Cell::Count(second), Cell::NotKept, Cell::NotKept, Cell::Count(year)];
        quarters.into_iter().chain([Cell::NotKept, Cell::NotKept]).collect()
    }

    #[test]
    fn the_summary_has_the_figures_of_a_hand_counted_half_year() {
        let facts = half_year();
        let report = computed(&facts, 2);
        for (label, expected) in [
            ("Поступило обращений", [2, 9, 11]),
            ("Оказано услуг всего", [2, 6, 8]),
            ("из них анонимно", [0, 2, 2]),
            ("из них с направлением в другие организации", [0, 1, 1]),
            ("Уникальных получателей", [2, 3, 3]),
            ("из них обратились повторно", [1, 3, 3]),
            ("Отказано (мотивированный отказ)", [0, 1, 1]),
            ("Перенаправлено в иные организации", [0, 2, 2]),
            ("Оказано с нарушением срока 10 дней", [0, 1, 1]),
            ("Не состоялось по техническим причинам", [0, 1, 1]),
            ("Аннулировано обращений", [0, 1, 1]),
        ] {
            assert_eq!(cells(&report, "Т1", label), counts(expected), "{label}");
        }
    }

    #[test]
    fn what_is_not_gathered_is_a_dash_and_never_a_nought() {
        let report = computed(&half_year(), 2);
        for label in
            ["из них по просьбе получателя", "Опрошено получателей", "Положительных оценок", "Доля положительных, %"]
        {
            assert_eq!(cells(&report, "Т1", label), vec![Cell::NotKept; 7]);
        }
        assert_eq!(cells(&report, "Т3", "просветительское мероприятие"), [Cell::NotKept, Cell::NotKept]);
        for table in &report.tables {
            assert!(table.rows.iter().all(|row| row.cells.len() + 1 == table.columns.len()), "{}", table.key);
        }
    }

    #[test]
    fn quarters_after_the_reported_one_are_not_shown() {
        let facts = half_year();
        assert_eq!(cells(&computed(&facts, 1), "Т1", "Оказано услуг всего")[1], Cell::NotKept);
        assert_eq!(cells(&computed(&facts, 3), "Т1", "Оказано услуг всего")[2], Cell::Count(1));
    }

    #[test]
    fn the_tables_by_form_kind_and_direction_have_hand_counted_lines() {
        let report = computed(&half_year(), 2);
        for (key, label, now, year) in [
            ("Т2", "Очно", 3, 5),
            ("Т2", "очно в КЦ", 2, 4),
            ("Т2", "выездная", 1, 1),
            ("Т2", "Дистанционно", 1, 1),
            ("Т2", "телефон и голос", 1, 1),
            ("Т2", "письменный ответ", 1, 1),
            ("Т2", "дистанционно, средство не указано", 1, 1),
            ("Т2", "ИТОГО", 6, 8),
            ("Т3", "диспетчерское", 1, 1),
            ("Т3", "содержательное", 5, 7),
            ("Т3", "ИТОГО", 6, 8),
            ("Т4", "психолого-педагогическая", 2, 4),
            ("Т4", "методическая", 1, 1),
            ("Т4", "консультационная", 0, 0),
            ("Т4", "closed_direction", 1, 1),
            ("Т4", "не относится", 1, 1),
            ("Т4", "не указано", 1, 1),
            ("Т4", "ИТОГО", 6, 8),
        ] {
            assert_eq!(cells(&report, key, label), pair(now, year), "{key} {label}");
        }
    }

    /// A sum row must be reproducible as a formula over the rows it names.
    fn check_sums(report: &Report) {
        for table in &report.tables {
            for (position, row) in table.rows.iter().enumerate() {
                let Level::Sum(parts) = &row.level else { continue };
                assert!(parts.iter().all(|part| *part != position), "a row does not add itself");
                for (column, cell) in row.cells.iter().enumerate() {
                    let found = parts.iter().map(|part| &table.rows[*part].cells[column]);
                    match cell {
                        Cell::Count(total) => {
                            let sum: u64 =
                                found.map(|part| if let Cell::Count(count) = part { *count } else { 0 }).sum();
                            assert_eq!(sum, *total, "{} {}", table.key, row.label);
                        }
                        Cell::Hours(total) => {
                            let sum: f64 =
                                found.map(|part| if let Cell::Hours(hours) = part { *hours } else { 0.0 }).sum();
                            assert!((sum - total).abs() < 1e-6, "{} {}", table.key, row.label);
                        }
                        Cell::Share(_) | Cell::Text(_) | Cell::NotKept => {}
                    }
                }
            }
        }
    }

    #[test]
    fn every_sum_row_equals_the_rows_it_names() {
        let facts = half_year();
        for quarter in 1..=4 {
            let report = computed(&facts, quarter);
            check_sums(&report);
            let totals: Vec<_> = ["Т2", "Т3", "Т4"].map(|key| cells(&report, key, "ИТОГО")[0].clone()).to_vec();
            let services = &cells(&report, "Т1", "Оказано услуг всего")[quarter as usize - 1];
            assert!(totals.iter().all(|total| total == services), "Σ by form = Σ by kind = Σ by direction = total");
        }
        assert!(table(&computed(&facts, 2), "Т2").rows.iter().any(|row| matches!(row.level, Level::Sum(_))));
    }

    #[test]
    fn r037_the_sum_by_consultant_is_explained_and_not_mended() {
        let report = computed(&half_year(), 2);
        let work = |services, in_person, distance, written, hours| {
            vec![
                Cell::Count(services),
                Cell::Count(in_person),
                Cell::Count(distance),
                Cell::Count(written),
                Cell::Hours(hours),
            ]
        };
        assert_eq!(cells(&report, "Т5", "Калинина М. С., педагог-психолог"), work(4, 3, 0, 1, 3.0));
        assert_eq!(cells(&report, "Т5", "Дроздова И. П., учитель-логопед"), work(2, 1, 1, 0, 1.5));
        assert_eq!(cells(&report, "Т5", "не указан"), work(1, 0, 1, 0, 0.75));
        assert_eq!(cells(&report, "Т5", "ИТОГО по специалистам"), work(7, 4, 2, 1, 5.25));
        let [footnote] = &table(&report, "Т5").footnotes[..] else { panic!("one footnote is needed") };
        assert!(footnote.replace(NBSP, " ").contains("больше числа услуг (6): 1 услуга"), "{footnote}");
        let alone: Vec<_> = half_year().into_iter().filter(|fact| fact.number != 6).collect();
        assert!(table(&computed(&alone, 2), "Т5").footnotes.is_empty());
    }

    #[test]
    fn rows_behind_the_figures_are_coded_and_say_why() {
        let report = computed(&half_year(), 2);
        let numbers: Vec<_> = report.records.iter().map(|row| row.number.replace(NBSP, " ")).collect();
        assert_eq!(numbers, ["№ 3", "№ 4", "№ 5", "№ 6", "№ 7", "№ 8", "№ 9", "№ 10", "№ 11", "№ 12"]);
        let counted: Vec<_> =
            report.records.iter().filter(|row| row.counted).map(|row| row.number.replace(NBSP, " ")).collect();
        assert_eq!(counted, ["№ 3", "№ 4", "№ 5", "№ 6", "№ 9", "№ 11"]);
        let because = |at: usize| report.records[at].because.as_str();
        assert_eq!(
            [because(0), because(4), because(5), because(7), because(9)],
            [
                "",
                "это отказ, а не услуга",
                "не состоялась: сбой у получателя",
                "обращение аннулировано",
                "не подписана"
            ]
        );
        assert_eq!(report.records[1].form, "дистанционно, телефон и голос");
        assert_eq!(report.records[3].who, "П-0001, П-0003");
        assert_eq!(report.records[3].minutes, Some(45));
        assert_eq!((report.records[9].date, report.records[9].minutes), (None, None));
    }

    #[test]
    fn an_empty_quarter_is_a_report_of_noughts() {
        let report = computed(&[], 1);
        check_sums(&report);
        assert_eq!(cells(&report, "Т2", "ИТОГО"), pair(0, 0));
        assert_eq!(cells(&report, "Т5", "ИТОГО по специалистам")[0], Cell::Count(0));
        assert!(report.records.is_empty());
    }

    proptest! {
        /// Rules §3.3, on the finished report: every sum is a formula over its rows, and the tables agree.
        #[test]
        fn any_report_adds_up(facts in prop::collection::vec(any_fact(), 0..50), quarter in 1u32..=4) {
            let report = computed(&facts, quarter);
            check_sums(&report);
            let services = &cells(&report, "Т1", "Оказано услуг всего")[quarter as usize - 1];
            for key in ["Т2", "Т3", "Т4"] {
                prop_assert_eq!(&cells(&report, key, "ИТОГО")[0], services);
            }
            let span = Span::from(Quarter::new(2026, quarter).unwrap());
            let behind = report.records.iter().filter(|row| row.counted && row.date.is_some_and(|on| span.contains(on)));
            prop_assert_eq!(services, &Cell::Count(behind.count() as u64), "the rows behind the figure are all there");
        }
    }
}
