use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::calendar::WorkCalendar;
use crate::civil::NBSP;
use crate::consultation::Outcome;
use crate::counting::sample::*;
use crate::counting::{Participant, ServiceFact, behind, touched};
use crate::event::{EventFact, EventFormat};
use crate::journal::sample::{directory, letterhead};
use crate::lists::{Failure, Form, Kind, MeansKind, RecipientKind, TopicField};
use crate::profile::EventCount;
use crate::rating::{SiteSum, SlipCount};
use crate::term::sample::ten;
use crate::term::{Terms, Versions};

struct World {
    facts: Vec<ServiceFact>,
    events: Vec<EventFact>,
    event_counts: Vec<(NaiveDate, EventCount)>,
    ratings: Ratings,
    calendar: WorkCalendar,
    orders: Versions,
    topic_fields: HashMap<String, TopicField>,
}

impl World {
    fn of(facts: &[ServiceFact]) -> Self {
        Self {
            facts: facts.to_vec(),
            events: vec![],
            event_counts: vec![],
            ratings: Ratings::default(),
            calendar: WorkCalendar::default(),
            orders: ten(),
            topic_fields: HashMap::from([("crisis".to_owned(), TopicField::Upbringing)]),
        }
    }

    fn gathered(&self) -> Gathered<'_> {
        Gathered { services: &self.facts, events: &self.events }
    }

    fn rules(&self) -> CountingRules<'_> {
        let terms = Terms { calendar: &self.calendar, versions: &self.orders };
        CountingRules { terms: Some(terms), event_counts: &self.event_counts, topic_fields: Some(&self.topic_fields) }
    }

    fn report(&self, quarter: u32) -> Report {
        let (letterhead, directory) = (letterhead(), directory());
        let context = ReportContext {
            letterhead: &letterhead,
            directory: &directory,
            rules: self.rules(),
            ratings: &self.ratings,
        };
        compute(self.gathered(), &context, Quarter::new(2026, quarter).unwrap(), day(2026, 7, 3))
    }
}

fn computed(facts: &[ServiceFact], quarter: u32) -> Report {
    World::of(facts).report(quarter)
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

/// Three months, two quarters, two more that have not come, the year, and a plan nobody entered.
fn counts(months: [u64; 3], quarters: [u64; 2], year: u64) -> Vec<Cell> {
    let kept = months.into_iter().chain(quarters).map(Cell::Count);
    let year = [Cell::NotKept, Cell::NotKept, Cell::Count(year)];
    kept.chain(year).chain([Cell::NotKept, Cell::NotKept]).collect()
}

/// The quarter and the year to date of a five-column table.
fn pair(now: u64, year: u64) -> [Cell; 2] {
    [Cell::Count(now), Cell::Count(year)]
}

/// The reported quarter's services, as Т1 has them.
fn services_of(report: &Report, quarter: u32) -> Cell {
    cells(report, "Т1", "Оказано услуг всего")[2 + quarter as usize].clone()
}

#[test]
fn the_summary_has_the_figures_of_a_hand_counted_half_year() {
    let facts = half_year();
    let report = computed(&facts, 2);
    for (label, months, quarters, year) in [
        ("Поступило обращений", [3, 3, 3], [2, 9], 11),
        ("Оказано услуг всего", [3, 1, 2], [2, 6], 8),
        ("из них анонимно", [1, 0, 1], [0, 2], 2),
        ("из них с направлением в другие организации", [0, 0, 1], [0, 1], 1),
        ("Уникальных получателей", [2, 2, 1], [2, 3], 3),
        ("из них обратились повторно", [0, 0, 0], [1, 3], 3),
        ("Отказано (мотивированный отказ)", [0, 1, 0], [0, 1], 1),
        ("Перенаправлено в иные организации", [0, 1, 1], [0, 2], 2),
        ("Оказано с нарушением срока 10 дней", [0, 0, 1], [0, 1], 1),
        ("из них по просьбе получателя", [0, 0, 1], [0, 1], 1),
        ("Не состоялось по техническим причинам", [0, 1, 0], [0, 1], 1),
        ("Аннулировано обращений", [0, 0, 1], [0, 1], 1),
        ("Проведено мероприятий", [0, 0, 0], [0, 0], 0),
    ] {
        assert_eq!(cells(&report, "Т1", label), counts(months, quarters, year), "{label}");
    }
}

#[test]
fn what_is_not_gathered_is_a_dash_and_never_a_nought() {
    let report = computed(&half_year(), 2);
    for label in [
        "Опрошено получателей",
        "из них оценили позже срока",
        "Положительных оценок",
        "Доля положительных, % полученных",
        "Доля положительных, % оказанных услуг",
    ] {
        assert_eq!(cells(&report, "Т1", label), vec![Cell::NotKept; 10], "{label}");
    }
    assert!(table(&report, "Т1").footnotes.iter().any(|note| note.contains("Оценки в этом году не собирались")));
    for table in &report.tables {
        assert!(table.rows.iter().all(|row| row.cells.len() + 1 == table.columns.len()), "{}", table.key);
        assert!(table.rows.iter().all(|row| row.opens.len() == row.cells.len()), "{}", table.key);
    }
}

#[test]
fn nobody_knows_whose_wish_it_was_until_someone_is_asked() {
    let unasked = |mut fact: ServiceFact| {
        if let Some(record) = &mut fact.signed {
            record.late_by_wish = false;
        }
        fact
    };
    let report = computed(&half_year().into_iter().map(unasked).collect::<Vec<_>>(), 2);
    assert_eq!(cells(&report, "Т1", "из них по просьбе получателя"), vec![Cell::NotKept; 10]);
}

#[test]
fn r133_ratings_are_counted_from_what_is_stored_and_open_nothing() {
    let may = crate::civil::Month::new(2026, 5).unwrap();
    let slip = |in_time, positive, count| SlipCount { month: may, in_time, positive, count };
    let world = World {
        ratings: Ratings {
            slips: vec![slip(true, true, 2), slip(true, false, 1), slip(false, true, 1)],
            sites: vec![SiteSum { month: may.next(), source: "сайт КЦ".to_owned(), rated: 1, positive: 1 }],
        },
        ..World::of(&half_year())
    };
    let report = world.report(2);
    for (label, months, quarters, year) in [
        ("Опрошено получателей", [0, 4, 1], [0, 5], 5),
        ("из них на сайте «сайт КЦ»", [0, 0, 1], [0, 1], 1),
        ("из них оценили позже срока", [0, 1, 0], [0, 1], 1),
        ("Положительных оценок", [0, 2, 1], [0, 3], 3),
    ] {
        assert_eq!(cells(&report, "Т1", label), counts(months, quarters, year), "{label}");
    }
    let received = cells(&report, "Т1", "Доля положительных, % полученных");
    assert_eq!((&received[0], &received[4]), (&Cell::Share(None), &Cell::Share(Some(0.75))));
    let given = cells(&report, "Т1", "Доля положительных, % оказанных услуг");
    assert_eq!((&given[4], &given[7]), (&Cell::Share(Some(0.5)), &Cell::Share(Some(0.375))));
    let opened =
        table(&report, "Т1").rows.iter().filter(|row| row.label.contains("оцен") || row.label.contains("Опрош"));
    for row in opened.filter(|row| row.label != "Предложено оценить") {
        assert!(row.opens.iter().all(Option::is_none), "{}", row.label);
    }
}

#[test]
fn r104_events_join_every_table_by_their_format_and_stand_beside() {
    let events = vec![
        event(1, day(2026, 4, 3), EventFormat::InCenter, &[1], 12),
        event(2, day(2026, 5, 4), EventFormat::Webinar, &[1, 2], 30),
    ];
    let report = World { events: events.clone(), ..World::of(&half_year()) }.report(2);
    for (key, label, months, now, year) in [
        ("Т2", "очно в КЦ", [2, 0, 1], 3, 5),
        ("Т2", "видеосвязь", [0, 1, 0], 1, 1),
        ("Т2", "ИТОГО", [4, 2, 2], 8, 10),
        ("Т3", "просветительское мероприятие", [1, 1, 0], 2, 2),
        ("Т3", "ИТОГО", [4, 2, 2], 8, 10),
        ("Т4", "не относится", [1, 1, 1], 3, 3),
        ("Т6", "не относится (мероприятия)", [1, 1, 0], 2, 2),
        ("Т8", "не относится (мероприятия)", [1, 1, 0], 2, 2),
        ("Т9", "ИТОГО обращений", [3, 3, 3], 9, 11),
    ] {
        let expected: Vec<_> = months.into_iter().chain([now, year]).map(Cell::Count).collect();
        assert_eq!(cells(&report, key, label), expected, "{key} {label}");
    }
    assert_eq!(cells(&report, "Т1", "участников мероприятий"), counts([12, 30, 0], [0, 42], 42));
    assert_eq!(
        cells(&report, "Т5", "Калинина М. С., педагог-психолог")[3],
        Cell::Count(6),
        "four services, two events"
    );
    let by_participant = vec![(day(2026, 1, 1), EventCount::ByParticipant)];
    let report = World { events, event_counts: by_participant, ..World::of(&half_year()) }.report(2);
    assert_eq!(services_of(&report, 2), Cell::Count(48));
    assert!(table(&report, "Т1").footnotes.iter().any(|note| note.contains("каждый участник")));
}

#[test]
fn quarters_after_the_reported_one_are_not_shown() {
    let facts = half_year();
    assert_eq!(services_of(&computed(&facts, 1), 2), Cell::NotKept);
    assert_eq!(services_of(&computed(&facts, 3), 3), Cell::Count(1));
    let months: Vec<_> = computed(&facts, 2).months.iter().map(|(_, count)| *count).collect();
    assert_eq!(months, [0, 1, 1, 3, 1, 2], "the chart goes from January to the end of the quarter");
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
        ("Т6", "от 3 лет до 5 лет", 6, 8),
        ("Т6", "не указан", 0, 0),
        ("Т6", "ИТОГО", 6, 8),
        ("Т8", "Воспитание", 6, 8),
        ("Т8", "кризис трёх лет", 6, 8),
        ("Т8", "ИТОГО", 6, 8),
        ("Т9", "звонок", 9, 11),
        ("Т9", "лично", 0, 0),
        ("Т9", "ИТОГО обращений", 9, 11),
    ] {
        assert_eq!(cells(&report, key, label)[3..], pair(now, year), "{key} {label}");
    }
}

/// A sum row must be reproducible as a formula over the rows it names.
fn check_sums(report: &Report) {
    for table in &report.tables {
        for (position, row) in table.rows.iter().enumerate() {
            let Level::Sum(parts) = &row.level else { continue };
            if parts.is_empty() {
                continue;
            }
            assert!(parts.iter().all(|part| *part != position), "a row does not add itself");
            for (column, cell) in row.cells.iter().enumerate() {
                let found = parts.iter().map(|part| &table.rows[*part].cells[column]);
                match cell {
                    Cell::Count(total) => {
                        let sum: u64 = found.map(|part| if let Cell::Count(count) = part { *count } else { 0 }).sum();
                        assert_eq!(sum, *total, "{} {}", table.key, row.label);
                    }
                    Cell::Hours(total) => {
                        let sum: f64 = found.map(|part| if let Cell::Hours(hours) = part { *hours } else { 0.0 }).sum();
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
        let services = services_of(&report, quarter);
        for key in ["Т2", "Т3", "Т4", "Т6", "Т8"] {
            assert_eq!(cells(&report, key, "ИТОГО")[3], services, "{key}");
        }
    }
    assert!(table(&computed(&facts, 2), "Т2").rows.iter().any(|row| matches!(row.level, Level::Sum(_))));
}

#[test]
fn r037_the_sum_by_consultant_is_explained_and_not_mended() {
    let report = computed(&half_year(), 2);
    let work = |months: [u64; 3], now: [u64; 4], hours, year, hours_of_year| {
        let counts = months.into_iter().chain(now).map(Cell::Count);
        let rest = [Cell::Hours(hours), Cell::Count(year), Cell::Hours(hours_of_year)];
        counts.chain(rest).collect::<Vec<_>>()
    };
    let of = |label| cells(&report, "Т5", label);
    assert_eq!(of("Калинина М. С., педагог-психолог"), work([2, 1, 1], [4, 3, 0, 1], 3.0, 6, 4.5));
    assert_eq!(of("Дроздова И. П., учитель-логопед"), work([1, 1, 0], [2, 1, 1, 0], 1.5, 2, 1.5));
    assert_eq!(of("не указан"), work([0, 0, 1], [1, 0, 1, 0], 0.75, 1, 0.75));
    assert_eq!(of("ИТОГО по специалистам"), work([3, 2, 2], [7, 4, 2, 1], 5.25, 9, 6.75));
    let [footnote] = &table(&report, "Т5").footnotes[..] else { panic!("one footnote is needed") };
    assert!(footnote.replace(NBSP, " ").contains("больше числа услуг (6): 1 услуга"), "{footnote}");
    let alone: Vec<_> = half_year().into_iter().filter(|fact| fact.number != 6).collect();
    assert!(table(&computed(&alone, 2), "Т5").footnotes.is_empty());
}

#[test]
fn rows_behind_the_figures_are_coded_and_say_why() {
    let world = World::of(&half_year());
    let span = Span::from(Quarter::new(2026, 2).unwrap());
    let rows = record_rows(&touched(world.gathered(), span, &world.rules()), None, &directory(), &world.rules());
    let numbers: Vec<_> = rows.iter().map(|row| row.number.replace(NBSP, " ")).collect();
    assert_eq!(numbers, ["№ 3", "№ 4", "№ 5", "№ 6", "№ 7", "№ 8", "№ 9", "№ 10", "№ 11", "№ 12"]);
    let counted: Vec<_> = rows.iter().filter(|row| row.counted).map(|row| row.number.replace(NBSP, " ")).collect();
    assert_eq!(counted, ["№ 3", "№ 4", "№ 5", "№ 6", "№ 9", "№ 11"]);
    let because = |at: usize| rows[at].because.as_str();
    assert_eq!(
        [because(0), because(4), because(5), because(6), because(7), because(9)],
        [
            "учтена: приём 07.04.2026, запись подписана",
            "не учтена, потому что это отказ, а не услуга",
            "не учтена, потому что не состоялась: сбой у получателя",
            "учтена 01.06.2026: названы 2 организации",
            "не учтена, потому что обращение аннулировано",
            "не учтена, потому что не подписана"
        ]
        .map(|words| words.replace("2 орг", "2\u{a0}орг"))
    );
    assert_eq!(rows[1].form, "дистанционно, телефон и голос");
    assert_eq!((rows[3].who.as_str(), rows[3].channel.as_str()), ("П-0001, П-0003", "звонок"));
    assert_eq!((rows[3].minutes, rows[3].weight, rows[3].signed), (Some(45), 1, true));
    assert_eq!((rows[9].date, rows[9].minutes, rows[9].signed), (None, None, false));
}

#[test]
fn r004_topics_stand_under_their_upper_levels_and_what_has_none_for_itself() {
    let mut facts = half_year();
    let other: Vec<_> = facts.iter_mut().filter_map(|fact| fact.signed.as_mut()).take(2).collect();
    for record in other {
        record.topics = vec!["speech".to_owned()];
    }
    let report = computed(&facts, 2);
    check_sums(&report);
    let rows = &table(&report, "Т8").rows;
    let at = |label: &str| rows.iter().position(|row| row.label == label).unwrap();
    assert_eq!(rows[at("Воспитание")].level, Level::Sum(vec![at("кризис трёх лет")]));
    assert_eq!(rows[at("развитие речи")].level, Level::Plain);
    let total = Level::Sum(vec![at("Воспитание"), at("развитие речи"), rows.len() - 3, rows.len() - 2]);
    assert_eq!(rows.last().map(|row| &row.level), Some(&total));
    assert_eq!(cells(&report, "Т8", "ИТОГО")[3], services_of(&report, 2));
}

#[test]
fn an_empty_quarter_is_a_report_of_noughts() {
    let report = computed(&[], 1);
    check_sums(&report);
    assert_eq!(cells(&report, "Т2", "ИТОГО"), vec![Cell::Count(0); 5]);
    assert_eq!(cells(&report, "Т5", "ИТОГО по специалистам")[3], Cell::Count(0));
    assert_eq!(report.months.len(), 3);
}

proptest! {
    #![proptest_config(cases(64))]

    /// Rules §3.3, on the finished report: every sum is a formula over its rows, the tables agree, and every
    /// cell that opens a list opens exactly its own figure.
    #[test]
    fn any_report_adds_up_and_every_cell_opens_its_own_figure(
        facts in prop::collection::vec(any_fact(), 0..40),
        events in prop::collection::vec(any_event(), 0..5),
        event_counts in any_event_counts(),
        quarter in 1u32..=4,
    ) {
        let world = World { events, event_counts, ..World::of(&facts) };
        let report = world.report(quarter);
        check_sums(&report);
        for key in ["Т2", "Т3", "Т4", "Т6", "Т8"] {
            prop_assert_eq!(&cells(&report, key, "ИТОГО")[3], &services_of(&report, quarter), "{}", key);
        }
        for table in &report.tables {
            for row in &table.rows {
                for (cell, opens) in row.cells.iter().zip(&row.opens) {
                    let Some(opens) = opens else {
                        prop_assert!(!matches!(cell, Cell::Hours(_)), "{} {}", table.key, row.label);
                        continue;
                    };
                    let line = Line::parse(&opens.line).expect("a word of a line");
                    let list = behind(world.gathered(), line, opens.span, &world.rules());
                    let weight: u64 = list.iter().map(|row| row.weight).sum();
                    match cell {
                        Cell::Count(count) => prop_assert_eq!(weight, *count, "{} {}", table.key, row.label),
                        Cell::Hours(hours) => prop_assert!((weight as f64 / 60.0 - hours).abs() < 1e-9),
                        _ => prop_assert!(false, "{} {} opens nothing", table.key, row.label),
                    }
                    prop_assert_eq!(record_rows(&list, Some(line), &directory(), &world.rules()).len(), list.len());
                }
            }
        }
    }
}
