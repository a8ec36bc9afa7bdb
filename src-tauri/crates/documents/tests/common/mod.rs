//! Invented values, and the other programs that read our papers back.

// Each test program uses a part of this, and a test may fail loudly.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::NaiveDate;
use documents::Run;
use documents::handout::Imprint;
use documents::journal::Names;
use domain::civil::{Month, Quarter};
use domain::ids::RequestId;
use domain::journal::requests::{Appeal, RequestsJournal, compose_requests};
use domain::journal::{Journal, JournalRow, Letterhead, NamedWho};
use domain::report::{Cell, Level, RecordOf, RecordRow, Report, Table, TableRow};
use domain::request::Status;

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn imprint() -> Imprint {
    Imprint {
        institution: "МБДОУ «Детский сад № 12»".to_owned(),
        centre: "Консультационный центр «Росинка»".to_owned(),
        contacts: "г. Зареченск, ул. Лесная, 3, тел. 8 (800) 000-00-00".to_owned(),
    }
}

pub fn journal(rows: u32) -> Journal {
    const WHO: [&str; 5] = ["П-0042", "Анонимно", "П-0007, П-0008", "П-0113", "П-0291"];
    const CATEGORY: [&str; 3] = ["родитель", "законный представитель", "гражданин, желающий принять ребёнка"];
    const FORM: [&str; 4] = ["очно", "дистанционно (видеосвязь)", "выездная", "письменный ответ"];
    const KIND: [&str; 3] = ["содержательное", "диспетчерское", "опрос с обратной связью"];
    const TOPIC: [&str; 4] = [
        "Адаптация к детскому саду",
        "Речь: развитие и трудности; режим дня, сон",
        "Возрастные кризисы, поведение ребёнка и отношения в семье",
        "Готовность к школе",
    ];
    const CONSULTANT: [&str; 3] =
        ["Калинина М. С., педагог-психолог", "Дроздова И. П., учитель-логопед", "Әлфия Ғәлиә Ҡ. Ҙ., методист"];
    const RESULT: [&str; 2] = ["услуга оказана", "мотивированный отказ"];
    const EVIDENCE: [&str; 3] = ["запись в журнале звонков, папка 3", "письмо, дело 2-14", "—"];
    let pick = |from: &[&str], at: u32| from[at as usize % from.len()].to_owned();
    Journal {
        institution: "Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № 12 \
                      комбинированного вида»"
            .to_owned(),
        centre: "КЦ «Росинка»".to_owned(),
        town: "г. Зареченск".to_owned(),
        title: "Журнал учёта услуг психолого-педагогической, методической и консультационной помощи родителям \
                (законным представителям) детей, а также гражданам, желающим принять на воспитание в свои семьи \
                детей, оставшихся без попечения родителей"
            .to_owned(),
        month: Month::new(2026, 6).unwrap(),
        rows: (0..rows)
            .map(|at| JournalRow {
                id: id(at),
                not_counted: None,
                began: day(2026, 6, at % 28 + 1).and_hms_opt(9, 30, 0).unwrap(),
                position: at + 1,
                request: format!("№ {} от {:02}.06.2026", 17 + at, at % 28 + 1),
                held: format!("{:02}.06.2026 9:30–10:15", at % 28 + 1),
                who: pick(&WHO, at),
                category: pick(&CATEGORY, at),
                child_age: "3\u{a0}г. 11\u{a0}мес.".to_owned(),
                form: pick(&FORM, at),
                kind: pick(&KIND, at),
                topic: pick(&TOPIC, at),
                consultant: pick(&CONSULTANT, at),
                result: pick(&RESULT, at / 7),
                evidence: pick(&EVIDENCE, at),
            })
            .collect(),
        totals: "Итого за месяц: услуг 38, в том числе очно 20 (из них выездных 4), дистанционно 16, \
                 письменных 2; анонимно 7; отказов 3"
            .to_owned(),
        head_post: "Заведующий".to_owned(),
        head_name: "О. И. Ветрова".to_owned(),
        made_on: day(2026, 7, 3),
        control: "7F3A-19C2".to_owned(),
        corrected: None,
    }
}

/// Names for the rows of [`journal`].
pub fn names(rows: u32) -> Names {
    const WHO: [(&str, &str); 4] = [
        ("Ёлкина Әлфия Ринатовна", "+7 900 000-12-34"),
        ("Анонимно", ""),
        ("Семёнова-Петровская Александра Константиновна, Семёнов Пётр Ильич", "semenova@example.ru"),
        ("Ғәлиева Ҡ. Ҙ.", "2-14-15, вечером"),
    ];
    (0..rows)
        .map(|at| {
            let (who, contact) = WHO[at as usize % WHO.len()];
            (id(at), NamedWho { who: who.to_owned(), contact: contact.to_owned() })
        })
        .collect()
}

/// A journal of requests of June 2026.
pub fn requests(rows: u32, named: bool) -> RequestsJournal {
    let people = names(rows);
    let appeals: Vec<Appeal> = (0..rows)
        .map(|at| {
            let registered = day(2026, 6, at % 28 + 1);
            let person = &people[&id(at)];
            Appeal {
                year: 2026,
                number: 17 + at,
                received: registered.and_hms_opt(9 + at % 8, 5, 0).unwrap(),
                registered_on: registered,
                channel: ["Звонок в центр", "Сайт", "Лично", "Через специалиста: Озерова Т. Л."][at as usize % 4]
                    .to_owned(),
                who: match (named, person.who == "Анонимно") {
                    (true, _) | (_, true) => person.who.clone(),
                    _ => format!("П-{:04}", 42 + at),
                },
                anonymous: person.who == "Анонимно",
                contact: if named { person.contact.clone() } else { String::new() },
                child_age: domain::age::AgeMonths::new(20 + at as u16),
                about: ["Речь и общение", "Адаптация к саду; Режим и сон", "Поведение и границы"][at as usize % 3]
                    .to_owned(),
                wish: if at.is_multiple_of(4) {
                    "Калинина М. С., после 17:00".to_owned()
                } else {
                    String::new()
                },
                taken_by: "Ветрова О. И.".to_owned(),
                booked: if at.is_multiple_of(5) {
                    String::new()
                } else {
                    format!("{:02}.06.2026 9:30, очно, Калинина М. С., педагог-психолог", at % 28 + 2)
                },
                status: [Status::Given, Status::Booked, Status::Annulled, Status::Refused][at as usize % 4],
            }
        })
        .collect();
    let value = journal(0);
    let letterhead = Letterhead {
        institution: value.institution,
        centre: value.centre,
        town: value.town,
        head_post: value.head_post,
        head_name: value.head_name,
    };
    compose_requests(
        &appeals,
        &letterhead,
        "Журнал регистрации обращений",
        value.month,
        named,
        day(2026, 7, 3),
        "7F3A-19C2",
    )
}

/// How wide a run is, by another reader of the same fonts.
pub fn width(run: &Run) -> f64 {
    let bytes: &[u8] = match run.face {
        documents::Face::Regular => include_bytes!("../../../../../assets/fonts/PTSerif-Regular.ttf"),
        documents::Face::Bold => include_bytes!("../../../../../assets/fonts/PTSerif-Bold.ttf"),
    };
    let face = ttf_parser::Face::parse(bytes, 0).unwrap();
    let units = f64::from(face.units_per_em());
    run.text
        .chars()
        .map(|letter| {
            let advance = face.glyph_index(letter).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0);
            let gap = if letter == ' ' { run.stretch.0 } else { 0.0 };
            f64::from(advance) / units * run.size.0 + gap
        })
        .sum()
}

pub fn report() -> Report {
    let row = |label: &str, level: Level, cells: Vec<Cell>| TableRow {
        label: label.to_owned(),
        level,
        opens: vec![None; cells.len()],
        cells,
    };
    let counts = |label: &str, level: Level, counts: [u64; 5]| {
        row(label, level, counts.into_iter().map(Cell::Count).chain([Cell::NotKept, Cell::NotKept]).collect())
    };
    let columns = |first: &str| {
        [first, "I кв.", "II кв.", "III кв.", "IV кв.", "С начала года", "План", "% выполнения"]
            .map(str::to_owned)
            .to_vec()
    };
    let summary = Table {
        key: "Т1".to_owned(),
        title: "Сводные показатели".to_owned(),
        columns: columns("Показатель"),
        this: 3,
        plan: Some(6),
        rows: vec![
            counts("Поступило обращений", Level::Plain, [531, 560, 497, 0, 1588]),
            counts("Оказано услуг всего", Level::Plain, [512, 538, 472, 0, 1522]),
            counts("из них повторно", Level::OfWhich, [88, 103, 96, 0, 287]),
            row("Опрошено получателей", Level::Plain, vec![Cell::NotKept; 7]),
            row(
                "Доля положительных",
                Level::Plain,
                vec![
                    Cell::Share(Some(0.951)),
                    Cell::Share(Some(0.954)),
                    Cell::Share(Some(0.5)),
                    Cell::Share(None),
                    Cell::Share(Some(0.95)),
                    Cell::Text("90".to_owned()),
                    Cell::Text("=2+2".to_owned()),
                ],
            ),
        ],
        footnotes: vec!["Анонимные получатели не входят в число разных получателей.".to_owned()],
    };
    let forms = Table {
        key: "Т2".to_owned(),
        title: "По форме".to_owned(),
        columns: columns("Форма"),
        this: 3,
        plan: None,
        rows: vec![
            counts("Очно", Level::Sum(vec![1, 2]), [300, 310, 290, 0, 900]),
            counts("очно в КЦ", Level::OfWhich, [280, 290, 270, 0, 840]),
            counts("выездная", Level::OfWhich, [20, 20, 20, 0, 60]),
            counts("Дистанционно", Level::Plain, [200, 218, 172, 0, 590]),
            counts("Письменный ответ", Level::Plain, [12, 10, 10, 0, 32]),
            counts("ИТОГО", Level::Sum(vec![1, 2, 3, 4]), [512, 538, 472, 0, 1522]),
        ],
        footnotes: Vec::new(),
    };
    let consultants = Table {
        key: "Т5".to_owned(),
        title: "Т5. По специалистам".to_owned(),
        columns: ["Специалист", "Услуг", "Очно", "Дистанционно", "Письменно", "Часов"].map(str::to_owned).to_vec(),
        this: 1,
        plan: None,
        rows: [("Калинина М. С., педагог-психолог", 250), ("Дроздова И. П., учитель-логопед", 232)]
            .into_iter()
            .map(|(label, count)| {
                let cells = vec![
                    Cell::Count(count),
                    Cell::Count(150),
                    Cell::Count(count - 160),
                    Cell::Count(10),
                    Cell::Hours(count as f64 * 0.75),
                ];
                row(label, Level::Plain, cells)
            })
            .chain([row(
                "ИТОГО",
                Level::Sum(vec![0, 1]),
                vec![Cell::Count(482), Cell::Count(300), Cell::Count(162), Cell::Count(20), Cell::Hours(361.5)],
            )])
            .collect(),
        footnotes: vec![
            "Сумма по специалистам больше числа услуг: услуга, которую вели двое, стоит в строке каждого и \
             время её засчитано каждому полностью."
                .to_owned(),
        ],
    };
    Report {
        institution: "МБДОУ «Детский сад № 12»".to_owned(),
        centre: "КЦ «Росинка»".to_owned(),
        town: "г. Зареченск".to_owned(),
        quarter: Quarter::new(2026, 3).unwrap(),
        made_on: day(2026, 10, 3),
        head_post: "Заведующий".to_owned(),
        head_name: "О. И. Ветрова".to_owned(),
        tables: vec![summary, forms, consultants],
        months: (1..=9)
            .zip([158, 171, 183, 190, 176, 172, 148, 121, 203])
            .map(|(m, n)| (Month::new(2026, m).unwrap(), n))
            .collect(),
        records: (0..40).map(record).collect(),
        clarified: None,
    }
}

fn id(at: u32) -> RequestId {
    format!("00000000-0000-7000-8000-{at:012x}").parse().unwrap()
}

fn record(at: u32) -> RecordRow {
    let counted = !at.is_multiple_of(5);
    RecordRow {
        of: RecordOf::Request(id(at)),
        signed: counted,
        number: format!("№ {}", 1099 + at),
        received: Some(day(2026, 7, at % 28 + 1)),
        date: counted.then(|| day(2026, 8, at % 28 + 1)),
        who: if at.is_multiple_of(4) { "Анонимно".to_owned() } else { format!("П-{:04}", 40 + at) },
        channel: "звонок".to_owned(),
        age: "3\u{a0}г. 2\u{a0}мес.".to_owned(),
        form: "видеосвязь".to_owned(),
        kind: "содержательное".to_owned(),
        direction: "психолого-педагогическая".to_owned(),
        topic: "Возрастные кризисы".to_owned(),
        consultant: "Калинина М. С.".to_owned(),
        minutes: counted.then_some(45),
        counted,
        weight: u64::from(counted),
        because: if counted {
            "учтена".to_owned()
        } else {
            "не учтена, потому что не подписана".to_owned()
        },
    }
}

/// Runs a program on bytes given by standard input; a missing program is named.
pub fn pipe(program: &str, arguments: &[&str], input: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|problem| panic!("{program} is needed to read papers back (poppler-utils): {problem}"));
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeding = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _ = feeding.join();
    assert!(output.status.success(), "{program} refused the paper");
    String::from_utf8(output.stdout).unwrap()
}

/// The text of a PDF as another program reads it, with lines joined and spaces single.
pub fn text_of(pdf: &[u8]) -> String {
    let text = pipe("pdftotext", &["-enc", "UTF-8", "-", "-"], pdf);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What pdffonts and pdfinfo say; they read only files.
pub fn inspect(program: &str, pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).unwrap();
    pipe(program, &[path_text(&path)], &[])
}

pub fn path_text(path: &Path) -> &str {
    path.to_str().unwrap()
}
