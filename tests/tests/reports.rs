//! The quarter's report through the desk, on a real encrypted journal: every figure opens its records.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use desk::wire::*;
use domain::civil::{Quarter, grouped};
use domain::counting::{CountingRules, Gathered, Line, Span, behind, tally, touched};
use domain::invented::Plan;
use poryadok_tests::test_desk::*;
use storage::Folder;

const QUARTER: QuarterKey = QuarterKey { year: 2026, quarter: 4 };

/// October with services, a couple, a failure with its repeat to come, an annulled request and an event.
fn october() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    day.hold("Анна", "2026-10-06", "10:30");
    day.hold("Борис", "2026-10-07", "10:30");
    day.hold("Вера", "2026-10-08", "12:15");
    let unserved = day.desk.register(request_of("Глеб")).expect("registered").value;
    let form = AnnulForm { request: unserved.row.id, reason: "записан дважды".to_owned() };
    day.desk.annul_request(form).expect("annulled");
    day.desk.register(request_of("Дина")).expect("waits");
    let event = EventForm {
        topic: "Травмы дома".to_owned(),
        date: "2026-10-08".to_owned(),
        started: "09:00".to_owned(),
        ended: "10:00".to_owned(),
        leaders: vec![day.consultant()],
        participants: "12".to_owned(),
        ..day.desk.event(String::new()).expect("a form").form
    };
    day.desk.save_event(event).expect("held");
    day
}

fn table<'a>(view: &'a QuarterView, key: &str) -> &'a TableView {
    view.tables.iter().find(|table| table.key == key).expect("the table")
}

fn row<'a>(view: &'a QuarterView, key: &str, label: &str) -> &'a TableRowView {
    table(view, key).rows.iter().find(|row| row.label == label).unwrap_or_else(|| panic!("no {label} in {key}"))
}

fn words(row: &TableRowView) -> Vec<&str> {
    row.cells.iter().map(|cell| cell.words.as_str()).collect()
}

#[test]
fn every_figure_on_the_screen_opens_as_many_records_as_it_says() {
    let mut day = october();
    let view = day.desk.quarter(QUARTER).expect("the quarter");
    let keys: Vec<_> = view.tables.iter().map(|table| table.key.as_str()).collect();
    assert_eq!(keys, ["Т1", "Т2", "Т3", "Т4", "Т5", "Т6", "Т8", "Т9"]);
    let mut opened = 0;
    for table in &view.tables {
        for row in &table.rows {
            assert_eq!(row.cells.len() + 1, table.columns.len(), "{}", row.label);
            for (cell, column) in row.cells.iter().zip(&table.columns[1..]) {
                let Some(opens) = cell.opens.clone() else {
                    assert!(["0", "—", "0,0"].contains(&cell.words.as_str()), "{} {}", row.label, cell.words);
                    continue;
                };
                let page = day.desk.figure(FigureQuery { opens, from: 0 }).expect("its records");
                assert_eq!(page.rows.len(), page.total as usize);
                assert!(page.rows.iter().all(|row| !row.because.is_empty() && !row.number_words.is_empty()));
                opened += 1;
                if column.contains("часов") || row.label.contains("участников") {
                    assert!(page.total > 0 && page.words.contains(','), "{}", page.words);
                } else {
                    assert_eq!(grouped(u64::from(page.total)), cell.words, "{} {column}", row.label);
                }
            }
        }
    }
    assert!(opened > 60, "{opened} figures have records");
    assert_eq!(words(row(&view, "Т1", "Оказано услуг всего")), ["4", "0", "0", "0", "0", "0", "4", "4"]);
    assert_eq!(words(row(&view, "Т1", "Опрошено получателей")), ["—"; 8], "nobody rates yet: never a nought");
    assert_eq!(words(row(&view, "Т3", "просветительское мероприятие")), ["1", "0", "0", "1", "1"]);
    assert_eq!((view.services.as_str(), view.empty), ("4", false));
    assert!(view.checks.iter().all(|check| check.state != CheckState::Alarm));
}

#[test]
fn only_a_visit_that_is_over_is_asked_for_its_record_before_the_report_goes() {
    let mut day = october();
    day.book("Ждан", "2026-10-09", "10:30").expect("the time is free");
    let said = |day: &mut TestDesk| {
        let checks = day.desk.quarter(QUARTER).expect("the quarter").checks;
        let words = checks.into_iter().filter(|check| check.state == CheckState::Caution).map(|check| check.words);
        words.collect::<Vec<_>>().join("; ").replace('\u{a0}', " ")
    };
    let ahead = said(&mut day);
    assert!(ahead.contains("Квартал идёт до 31.12.2026") && !ahead.contains("записи нет"), "{ahead}");
    day.clock.put("2026-10-09T18:00");
    let over = said(&mut day);
    assert!(over.contains("1 приём прошёл, а записи нет"), "{over}");
}

#[test]
fn the_list_of_a_figure_says_why_and_opens_the_card_the_role_may_see() {
    let mut day = october();
    let view = day.desk.quarter(QUARTER).expect("the quarter");
    let services = row(&view, "Т1", "Оказано услуг всего").cells[0].opens.clone().expect("records");
    let page = day.desk.figure(FigureQuery { opens: services.clone(), from: 0 }).expect("its records");
    let cards: Vec<_> = page.rows.iter().map(|row| row.card).collect();
    assert_eq!(cards.iter().filter(|card| **card == RecordCard::Consultation).count(), 3, "the head sees the record");
    assert_eq!(cards.iter().filter(|card| **card == RecordCard::Event).count(), 1);
    for row in &page.rows {
        match row.card {
            RecordCard::Consultation => drop(day.desk.consultation(row.id.clone()).expect("the record")),
            RecordCard::Request => drop(day.desk.request(row.id.clone()).expect("the request")),
            RecordCard::Event => drop(day.desk.event(row.id.clone()).expect("the event")),
        }
    }
    let all = day.desk.figure(FigureQuery { opens: view.records, from: 0 }).expect("everything");
    let because: Vec<_> = all.rows.iter().map(|row| row.because.as_str()).collect();
    assert_eq!(because[0], "учтена: приём 06.10.2026, запись подписана");
    assert!(because.contains(&"не учтена, потому что обращение аннулировано"));
    assert!(because.contains(&"не учтена, потому что не подписана"));
    assert!(all.rows.iter().all(|row| !row.who.contains("Анна")), "codes, never names");

    day.add_person("Лапина", vec![Role::Administrator], None);
    day.change_person("Лапина");
    let page = day.desk.figure(FigureQuery { opens: services.clone(), from: 0 }).expect("the same list");
    assert!(page.rows.iter().all(|row| row.card != RecordCard::Consultation), "the request alone is hers");
    for row in page.rows.iter().filter(|row| row.card == RecordCard::Request) {
        day.desk.request(row.id.clone()).expect("the request");
    }
    day.desk.lock().expect("locked");
    assert_eq!(
        problems(&refusal(day.desk.figure(FigureQuery { opens: services, from: 0 }))),
        [(ProblemCode::JournalLocked, "")]
    );
}

#[test]
fn a_consultant_sees_neither_the_report_nor_a_list_behind_it() {
    let mut day = october();
    let own = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(own));
    let opens = day.desk.quarter(QUARTER).expect("the quarter").records;
    day.change_person("Калинина");
    assert_eq!(problems(&refusal(day.desk.quarter(QUARTER))), [(ProblemCode::NotAllowed, "")]);
    assert_eq!(problems(&refusal(day.desk.figure(FigureQuery { opens, from: 0 }))), [(ProblemCode::NotAllowed, "")]);
}

#[test]
fn a_long_list_comes_in_pages_without_a_gap_and_an_unknown_word_is_refused() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    for number in 0..60 {
        day.desk.register(request_of(&format!("Имя{number}"))).expect("registered");
    }
    let view = day.desk.quarter(QUARTER).expect("the quarter");
    let opens = row(&view, "Т9", "ИТОГО обращений").cells[3].opens.clone().expect("records");
    let mut page = |from| day.desk.figure(FigureQuery { opens: opens.clone(), from }).expect("a page");
    let (first, second, beyond) = (page(0), page(50), page(1_000));
    assert_eq!((first.total, first.rows.len(), second.rows.len(), beyond.rows.len()), (60, 50, 10, 0));
    let numbers: Vec<_> =
        first.rows.iter().chain(&second.rows).map(|row| row.number_words.replace('\u{a0}', " ")).collect();
    assert_eq!(numbers, (1..=60).map(|number| format!("№ {number}")).collect::<Vec<_>>());
    for wrong in ["", "2026-10-01..2026-12-31/moon", "2026-10-01..2026-12-31", "2000-01-01..2026-12-31/services"] {
        let answer = day.desk.figure(FigureQuery { opens: wrong.to_owned(), from: 0 });
        assert_eq!(problems(&refusal(answer)), [(ProblemCode::NotFound, "")], "{wrong}");
    }
}

#[test]
fn the_centres_copy_has_a_row_for_every_record_and_their_services_are_the_total() {
    let mut day = october();
    day.desk.save_quarter(QuarterSaveForm { key: QUARTER, copy: WorkbookCopy::Centre }).expect("saved");
    day.desk.save_quarter(QuarterSaveForm { key: QUARTER, copy: WorkbookCopy::Upload }).expect("saved");
    let saved = day.tray.0.lock().expect("tray").saved.clone();
    let book = |at: usize| Xlsx::new(Cursor::new(saved[at].1.clone())).expect("a workbook");
    assert!(!book(1).sheet_names().contains(&"Записи".to_owned()), "figures alone go away");
    let mut centre = book(0);
    let rows = centre.worksheet_range("Записи").expect("the rows");
    assert_eq!(rows.height(), 1 + 6 + 2, "the head, five requests and an event, the total");
    let text = format!("{:?}", rows.rows().collect::<Vec<_>>());
    assert!(text.contains("П-0001") && !text.contains("Анна"), "codes, never names");
    assert_eq!(rows.get_value((8, 13)), Some(&Data::Float(4.0)));
    let summary = centre.worksheet_range("Т1 Сводные показатели").expect("the summary");
    assert_eq!(summary.get_value((7, 7)), Some(&Data::Float(4.0)), "services of the fourth quarter");
}

/// An invented half-year written through the one door: what is read by days is what is counted by days.
#[test]
fn a_month_read_alone_gives_the_figures_it_has_within_the_year() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::at("2026-11-20T12:00");
    let until =
        chrono::NaiveDate::from_ymd_opt(2026, 11, 20).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("a moment");
    let (mut journal, _, _) = desk::practice::make(&Folder::new(folder.path()), &clock).expect("a journal");
    desk::practice::fill(&mut journal, &Plan::practice(7, until)).expect("an invented life");
    let view = journal.view();
    let quarter = Quarter::new(2026, 4).expect("a quarter");
    let year = Span { first: chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day"), last: quarter.last_day() };
    let facts = view.facts(year.first, year.last).expect("facts");
    let events = view.event_facts(year.first, year.last).expect("events");
    let (terms, event_counts) = (view.term_versions().expect("terms"), view.event_counts().expect("порядки"));
    let calendar = domain::calendar::WorkCalendar::new(Some("RU-TA"), std::collections::BTreeMap::new());
    let terms = domain::term::Terms { calendar: &calendar, versions: &terms };
    let rules = CountingRules { terms: Some(terms), event_counts: &event_counts, ..CountingRules::default() };
    let whole = Gathered { services: &facts, events: &events };
    let months: Vec<Span> = quarter.previous().months().into_iter().chain(quarter.months()).map(Span::from).collect();
    let found = tally(whole, &months, &rules);
    assert!((0..5).all(|at| found.get(Line::Services, at) > 20), "every month has its life");
    for (at, span) in months.iter().enumerate() {
        let facts = view.facts(span.first, span.last).expect("facts of a month");
        let events = view.event_facts(span.first, span.last).expect("events of a month");
        let alone = Gathered { services: &facts, events: &events };
        for line in found.lines() {
            let list = behind(alone, line, *span, &rules);
            assert_eq!(list.iter().map(|row| row.weight).sum::<u64>(), found.get(line, at), "{line:?} {span:?}");
        }
        let everything = touched(alone, *span, &rules);
        assert_eq!(everything.iter().map(|row| row.weight).sum::<u64>(), found.get(Line::Services, at));
        let people = view.people_in(span.first, span.last).expect("codes");
        let named = facts.iter().flat_map(|fact| &fact.participants).filter_map(|who| who.recipient());
        assert!(named.into_iter().all(|id| people.contains_key(&id)), "every code of the month is known");
    }
}
