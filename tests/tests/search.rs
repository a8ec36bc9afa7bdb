//! What is typed and what is found, on a real encrypted journal through the desk.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

/// Numbers of the found requests, newest first: «5/2025» for another year's.
fn numbers(page: &SearchPage) -> Vec<String> {
    page.rows.iter().map(|row| joined(&row.number)).collect()
}

fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// «О [речи]»
fn marked(pieces: &[Piece]) -> String {
    pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
}

fn find(day: &mut TestDesk, text: &str) -> String {
    numbers(&day.desk.search(searched(text)).expect("an answer")).join(" ")
}

struct Line {
    moment: &'static str,
    name: &'static str,
    phone: &'static str,
    about: &'static str,
    topic: &'static str,
    form: &'static str,
    means: Option<&'static str>,
    /// Signed as given an hour later, with these words.
    held: Option<(&'static str, &'static str)>,
}

const WAITS: Line =
    Line { moment: "", name: "", phone: "", about: "", topic: "speech", form: "in_center", means: None, held: None };

/// Ten requests of two years. «Калинина» holds the odd ones, «Дроздова» the even ones.
const LINES: [Line; 10] = [
    Line {
        moment: "2025-12-05T10:00",
        name: "Ёлкина Алёна Петровна",
        phone: "8 917 123-45-67",
        about: "Ребёнок не говорит в три года, беспокоит речь",
        held: Some(("Мама тревожится", "Читать сказки перед сном")),
        ..WAITS
    },
    Line {
        moment: "2025-12-08T11:00",
        name: "Ғәлиева Әлфия Рамил ҡыҙы",
        phone: "+7 927 000-11-22",
        about: "Истерики в магазине, капризы",
        topic: "crisis",
        held: Some(("Скрытое слово: бабушка", "Выбор из двух вариантов")),
        ..WAITS
    },
    Line {
        moment: "2026-01-15T09:30",
        name: "Яхонтов Пётр Ильич",
        phone: "2-14-37",
        about: "Как приучить к горшку, страшно начинать",
        topic: "regime",
        form: "distance",
        means: Some("phone"),
        held: Some(("Ярославль, переезд", "Горшок ставить рядом")),
    },
    Line {
        moment: "2026-01-20T14:00",
        name: "",
        about: "Боится темноты, плохо засыпает",
        topic: "emotions",
        held: Some(("Тайная заметка", "Ночник и спокойный сон")),
        ..WAITS
    },
    Line {
        moment: "2026-02-03T10:00",
        name: "Калинин Олег",
        phone: "+7 917 555-66-77",
        about: "Готовность к школе: читает сам",
        topic: "school_readiness",
        held: Some(("", "Играть в слова")),
        ..WAITS
    },
    Line {
        moment: "2026-06-05T10:00",
        name: "Мартынова Майя",
        phone: "+7 903 808-44-67",
        about: "Вопрос о питании: отказывается от мяса",
        topic: "regime",
        held: Some(("Аллергия на молоко", "Не заставлять есть")),
        ..WAITS
    },
    Line {
        moment: "2026-06-05T15:00",
        name: "Июнева Анна",
        about: "Адаптация в детском саду",
        topic: "adaptation",
        form: "distance",
        means: Some("max"),
        held: Some(("", "Прощальный ритуал")),
        ..WAITS
    },
    Line {
        moment: "2026-09-21T09:00", name: "Анна Ветлугина", about: "Хочет записаться к логопеду", ..WAITS
    },
    Line {
        moment: "2026-10-07T16:00", name: "Собакина Вера", about: "Речью занимаемся дома", ..WAITS
    },
    Line {
        moment: "2026-10-08T09:00", name: "Анна Собакина", about: "Агрессия: бьёт сестру", topic: "", ..WAITS
    },
];

/// The journal of [`LINES`] on 8 October 2026, with the administrator at the desk.
fn journal() -> TestDesk {
    let mut day = TestDesk::opened_at("2025-12-01T09:00");
    let first = day.consultant();
    let second = day.add_consultant("Дроздова Ирина Павловна", "учитель-логопед").id;
    day.add_person("Администратор", vec![Role::Administrator], None);
    day.add_person("Глава", vec![Role::Head], None);
    day.add_person("Калинина", vec![Role::Consultant], Some(first.clone()));
    day.add_person("Дроздова", vec![Role::Consultant], Some(second.clone()));
    for (at, line) in LINES.iter().enumerate() {
        day.clock.put(line.moment);
        let (label, consultant) =
            if at % 2 == 0 { ("Калинина", &first) } else { ("Дроздова", &second) };
        day.change_person(label);
        let empty = if line.name.is_empty() { anonymous_request() } else { request_of(line.name) };
        let slot = SlotForm {
            consultant: consultant.clone(),
            date: String::new(),
            time: String::new(),
            minutes: None,
            room: None,
        };
        let form = RequestForm {
            who: Who { phone: line.phone.to_owned(), ..empty.who },
            about: line.about.to_owned(),
            topics: if line.topic.is_empty() { vec![] } else { vec![line.topic.to_owned()] },
            form: line.form.to_owned(),
            means: line.means.map(str::to_owned),
            slot: line.held.map(|_| slot),
            now: line.held.is_some(),
            ..request_of("")
        };
        let card = day.desk.register(form).map_err(|r| format!("{:?}", problems(&r))).expect("a sound form").value;
        if let Some((note, advice)) = line.held {
            let view = day.desk.consultation(card.row.id.clone()).expect("a form");
            let (date, hour) = line.moment.split_once('T').expect("a moment");
            let (hour, minute) = hour.split_once(':').expect("a time");
            let end = format!("{:02}:{minute}", hour.parse::<u32>().expect("an hour") + 1);
            day.clock.put(&format!("{date}T{end}"));
            let record = ConsultationForm {
                note: note.to_owned(),
                advice: advice.to_owned(),
                topics: vec![line.topic.to_owned()],
                ended: end,
                // An hour at a distance is longer than the порядок has it.
                more: MoreForm { caution_reason: "так вышло".to_owned(), ..view.form.more.clone() },
                ..whole(view.form)
            };
            day.desk.sign(record).map_err(|r| format!("{:?}", problems(&r))).expect("a whole record");
        }
    }
    day.clock.put("2026-10-08T12:00");
    day.change_person("Администратор");
    day
}

/// What is typed → the numbers found, newest first. The numbers start anew each year: 1 and 2 of 2025, 1 to 8 of 2026.
const TABLE: &[(&str, &str)] = &[
    // words in any form, ё as е, any case
    ("речь", "7 6 1/2025"),
    ("речи", "7 6 1/2025"),
    ("РЕЧЬЮ", "7 6 1/2025"),
    ("ребёнка", "1/2025"),
    ("ребенком", "1/2025"),
    ("истерика", "2/2025"),
    ("истериками", "2/2025"),
    ("каприз", "2/2025"),
    ("горшок", "1"),
    ("горшка", "1"),
    ("питание", "4"),
    ("питания", "4"),
    ("адаптацию", "5"),
    ("школа", "3"),
    ("темнота", "2"),
    ("агрессии", "8"),
    ("бьет", "8"),
    ("говорить", "1/2025"),
    // the beginning of a word that is being typed
    ("исте", "2/2025"),
    ("агр", "8"),
    ("адапт", "5"),
    ("собак", "8 7"),
    // several words, in any order
    ("дома речь", "7"),
    ("истерики магазин", "2/2025"),
    ("магазине в истериках", "2/2025"),
    ("истерики школа", ""),
    // the other layout, both ways
    ("htxm", "7 6 1/2025"),
    ("Htxm", "7 6 1/2025"),
    ("gbnfybt", "4"),
    ("cj,frbyf", "8 7"),
    ("fuhtccbz", "8"),
    ("ьфч", "5"),
    ("htxm ljvf", "7"),
    ("истерики vfufpby", "2/2025"),
    // codes
    ("П-0001", "1/2025"),
    ("п-0001", "1/2025"),
    ("п1", "1/2025"),
    ("p1", "1/2025"),
    ("G-0001", "1/2025"),
    ("П-0009", "8"),
    ("П-00", "8 7 6 5 4 3 1 2/2025 1/2025"),
    ("П-9999", ""),
    ("анонимно", "2"),
    ("аноним", "2"),
    // numbers
    ("№ 5", "5"),
    ("№5", "5"),
    ("1", "1 1/2025"),
    ("№ 1", "1 1/2025"),
    ("1/2026", "1"),
    ("1/2025", "1/2025"),
    ("№ 2/2025", "2/2025"),
    ("999", ""),
    // days
    ("05.06.2026", "5 4"),
    ("5.6.2026", "5 4"),
    ("5.6", "5 4"),
    ("5 июня", "5 4"),
    ("5 июн", "5 4"),
    ("5 июня 2026", "5 4"),
    ("5 b.yz", "5 4"),
    ("июнь 2026", "5 4"),
    ("06.2026", "5 4"),
    ("2026-06-05", "5 4"),
    ("15.01.26", "1"),
    ("декабрь", "2/2025 1/2025"),
    ("июнь 2026 адаптация", "5"),
    ("5 мая", ""),
    ("вчера", "7"),
    ("сегодня", "8"),
    ("позавчера", ""),
    // labels: topics, forms, means, kinds, outcomes, consultants and their posts
    ("дистанционно", "5 1"),
    ("телефон", "1"),
    ("оказано", "5 4 3 2 1 2/2025 1/2025"),
    ("оказана", "5 4 3 2 1 2/2025 1/2025"),
    ("дроздова", "4 2 2/2025"),
    ("Дроздовой", "4 2 2/2025"),
    ("lhjpljdf", "4 2 2/2025"),
    ("ждёт времени", "8 7 6"),
    // names and phones, for those who see them
    ("Ёлкина", "1/2025"),
    ("елкиной", "1/2025"),
    ("Алена Елкина", "1/2025"),
    ("Ғәлиева", "2/2025"),
    ("галиева алфия", "2/2025"),
    ("анна", "8 6 5"),
    ("Анна Собакина", "8"),
    ("z[jynjd", "1"),
    ("4567", "1/2025"),
    ("+7 917 123-45-67", "1/2025"),
    ("89171234567", "1/2025"),
    ("917", "3 1/2025"),
    ("21437", "1"),
    // a consultant's notes and advice are not found by the administrator
    ("бабушка", ""),
    ("тревожится", ""),
    ("сказки", ""),
    ("ночник", ""),
    ("аллергия", ""),
    // nothing
    ("ничего подобного", ""),
    ("%", ""),
];

#[test]
fn what_is_typed_finds_what_is_meant() {
    let mut day = journal();
    let mut wrong = Vec::new();
    for (text, expected) in TABLE {
        let expected = if *text == "%" { "8 7 6 5 4 3 2 1 2/2025 1/2025" } else { expected };
        let found = find(&mut day, text);
        if found != expected {
            wrong.push(format!("{text:?}: {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), TABLE.len(), wrong.join("\n"));
}

#[test]
fn r120_no_word_is_found_by_who_may_not_read_it() {
    let mut day = journal();
    // (who, what, what they find): the administrator reads names and the recipients' words, no notes.
    let ask = |day: &mut TestDesk, who: &str, table: &[(&str, &str)]| {
        for (text, expected) in table {
            assert_eq!(find(day, text), *expected, "{who}: {text}");
        }
    };
    ask(&mut day, "administrator", &[("истерики", "2/2025"), ("бабушка", ""), ("вариантов", ""), ("елкина", "1/2025")]);
    // A consultant: everything of their own, codes and labels of the others.
    day.change_person("Калинина");
    let own = [
        ("тревожится", "1/2025"),
        ("сказки", "1/2025"),
        ("бабушка", ""),
        ("вариантов", ""),
        ("истерики", ""),
        ("галиева", ""),
        ("7 927 000-11-22", ""),
        ("елкина", "1/2025"),
        ("речь", "7 6 1/2025"),
        ("П-0002", "2/2025"),
    ];
    ask(&mut day, "Калинина", &own);
    day.change_person("Дроздова");
    ask(&mut day, "Дроздова", &[("бабушка", "2/2025"), ("тревожится", ""), ("елкина", ""), ("сказки", "")]);
    // Nobody's yet: the words of a request without a time are heard by the administrator alone.
    ask(&mut day, "Дроздова", &[("агрессия", ""), ("Собакина", "")]);
    // The head: names, and the topic only.
    day.change_person("Глава");
    let head =
        [("истерики", ""), ("бабушка", ""), ("сказки", ""), ("елкина", "1/2025"), ("возрастные кризисы", "2/2025")];
    ask(&mut day, "head", &head);
}

#[test]
fn a_found_row_shows_only_what_its_reader_may_read_and_marks_it() {
    let mut day = journal();
    let row = |day: &mut TestDesk, text: &str| day.desk.search(searched(text)).expect("found").rows.remove(0);
    let heard = row(&mut day, "истерикой");
    assert_eq!(heard.elsewhere[0].field_words, "слова получателя");
    assert_eq!(marked(&heard.elsewhere[0].pieces), "[Истерики] в магазине, капризы");
    assert_eq!((joined(&heard.who), marked(&heard.topic)), ("П-0002".to_owned(), "Возрастные кризисы".to_owned()));
    let named = row(&mut day, "галиева");
    assert!(named.elsewhere[0].personal);
    assert_eq!(marked(&named.elsewhere[0].pieces), "[Ғәлиева] Әлфия Рамил ҡыҙы");
    assert_eq!(marked(&row(&mut day, "п-2").who), "[П-0002]");
    assert_eq!(marked(&row(&mut day, "№ 2/2025").number), "[2/2025]");
    assert_eq!(marked(&row(&mut day, "дроздовой").consultant), "[Дроздова]\u{a0}И.\u{a0}П.");
    assert_eq!(marked(&row(&mut day, "5 июня").date), "[05.06.2026]");
    assert_eq!(marked(&row(&mut day, "htxm").topic), "[Речь] и общение");
    let phone = row(&mut day, "0011");
    assert_eq!(joined(&phone.elsewhere[0].pieces), "+7\u{a0}927\u{a0}000-11-22");

    day.change_person("Калинина");
    let others = row(&mut day, "кризисы");
    assert_eq!(joined(&others.who), "П-0002");
    assert!(others.elsewhere.is_empty() && others.opens == FoundOpens::Request);
    let own = row(&mut day, "сказками");
    assert_eq!(own.elsewhere[0].field_words, "совет");
    assert_eq!(marked(&own.elsewhere[0].pieces), "Читать [сказки] перед сном");
    assert!(own.opens == FoundOpens::Record);
}

#[test]
fn drafts_are_never_found_and_the_index_follows_every_change() {
    let mut day = journal();
    day.change_person("Калинина");
    let key = DraftKey { form: "consultation".into(), subject: String::new() };
    day.desk.save_draft(key, "черновиковоеслово".into()).expect("kept");
    assert_eq!(find(&mut day, "черновиковоеслово"), "");

    // A new version takes the place of the old words, and of the old day.
    let request = day.desk.search(searched("сказки")).expect("found").rows.remove(0).request;
    let view = day.desk.consultation(request).expect("own");
    let form =
        ConsultationForm { advice: "Петь песенки".into(), reason: "описка".into(), ..view.form };
    day.desk.sign(form).map_err(|r| format!("{:?}", problems(&r))).expect("signed anew");
    assert_eq!((find(&mut day, "сказки"), find(&mut day, "песенка")), (String::new(), "1/2025".to_owned()));

    // An annulled request is found as annulled.
    day.change_person("Администратор");
    let request = day.desk.search(searched("агрессия")).expect("found").rows.remove(0).request;
    assert_eq!(find(&mut day, "аннулировано"), "");
    day.desk.annul_request(AnnulForm { request, reason: "записано дважды".into() }).expect("annulled");
    assert_eq!((find(&mut day, "аннулировано"), find(&mut day, "дважды")), ("8".to_owned(), "8".to_owned()));

    // A new name of a person is found at once in all their requests, the old one no more.
    let known = day.desk.find_recipients("Собакина Вера".into()).expect("found").rows.remove(0);
    let who = Who { recipient: Some(known.id), name: "Кошкина Вера".into(), ..request_of("").who };
    day.desk.register(RequestForm { who, ..request_of("") }).expect("registered");
    assert_eq!((find(&mut day, "кошкина"), find(&mut day, "собакина вера")), ("9 7".to_owned(), String::new()));
}

#[test]
fn filters_narrow_the_search_and_stand_without_words() {
    let mut day = journal();
    let consultant =
        day.desk.consultants().expect("cards").into_iter().find(|c| c.name.contains("Дроздова")).expect("hers").id;
    let mut ask = |form: SearchForm| {
        let page = day.desk.search(form).expect("an answer");
        (numbers(&page).join(" "), page.count_words.replace('\u{a0}', " "))
    };
    let base = || searched("");
    let june = || SearchForm { from: Some("2026-06-01".into()), to: Some("2026-06-30".into()), ..base() };
    for (form, expected, words) in [
        (base(), "8 7 6 5 4 3 2 1 2/2025 1/2025", "найдено 10 записей"),
        (june(), "5 4", "найдены 2 записи"),
        (SearchForm { text: "адаптация".into(), ..june() }, "5", "найдена 1 запись"),
        (SearchForm { text: "речь".into(), ..june() }, "", "ничего не найдено"),
        (SearchForm { from: Some("2026-09-21".into()), to: None, ..base() }, "8 7 6", "найдены 3 записи"),
        (SearchForm { period: Some("year".into()), ..base() }, "8 7 6 5 4 3 2 1", "найдено 8 записей"),
        (SearchForm { consultant: Some(consultant.clone()), ..base() }, "4 2 2/2025", "найдены 3 записи"),
        (SearchForm { form: Some("distance".into()), ..base() }, "5 1", "найдены 2 записи"),
        (SearchForm { kind: Some("survey".into()), ..base() }, "", "ничего не найдено"),
        (SearchForm { standing: Some("open".into()), ..base() }, "8 7 6", "найдены 3 записи"),
        (SearchForm { standing: Some("open".into()), text: "собак".into(), ..base() }, "8 7", "найдены 2 записи"),
        (SearchForm { unproven: true, ..base() }, "5 4 3 2 1 2/2025 1/2025", "найдено 7 записей"),
        (
            SearchForm { unproven: true, form: Some("distance".into()), text: "горшка".into(), ..base() },
            "1",
            "найдена 1 запись",
        ),
    ] {
        assert_eq!(ask(form), (expected.to_owned(), words.to_owned()));
    }
    let backwards = SearchForm { from: Some("2026-06-30".into()), to: Some("2026-06-01".into()), ..searched("") };
    assert_eq!(problems(&refusal(day.desk.search(backwards))), [(ProblemCode::RangeTurned, "to")]);
    let unknown = SearchForm { form: Some("by_post".into()), ..searched("") };
    assert_eq!(problems(&refusal(day.desk.search(unknown))), [(ProblemCode::UnknownChoice, "form")]);
}

#[test]
fn the_other_layout_is_told_only_where_it_found_what_was_typed_did_not() {
    let mut day = journal();
    let mut read_as = |text: &str| day.desk.search(searched(text)).expect("an answer").read_as;
    assert_eq!(read_as("htxm").as_deref(), Some("речь"));
    assert_eq!(read_as("htxm ljvf").as_deref(), Some("речь дома"));
    assert_eq!(read_as("ьфч").as_deref(), Some("max"));
    assert_eq!(read_as("речь"), None);
    assert_eq!(read_as("ytnnfrjuj"), None, "nothing found: nothing to tell");
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    for number in 0..95 {
        // Several in one minute, and a minute later.
        day.clock.put(&format!("2026-10-01T{:02}:{:02}", 10 + number / 30, number % 3));
        day.desk.register(RequestForm { about: "капризы".into(), ..request_of("Мать") }).expect("registered");
    }
    day.add_person("Администратор", vec![Role::Administrator], None);
    day.change_person("Администратор");
    let mut seen = Vec::new();
    let mut after = None;
    let mut pages = 0;
    loop {
        let page = day.desk.search(SearchForm { after: after.clone(), ..searched("капризы") }).expect("a page");
        pages += 1;
        assert_eq!(page.count_words.is_empty(), after.is_some());
        seen.extend(page.rows.iter().map(|row| joined(&row.number)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!((pages, seen.len(), once.len()), (3, 95, 95));
}

#[test]
fn people_are_found_by_any_part_of_the_name_the_phone_or_the_code() {
    let mut day = journal();
    let mut ask = |text: &str| {
        let found = day.desk.find_recipients(text.into()).expect("an answer");
        found.rows.iter().map(|row| row.code.trim_start_matches("П-000").to_owned()).collect::<Vec<_>>().join(" ")
    };
    for (text, expected) in [
        ("Ёлкина", "1"),
        ("елкина", "1"),
        ("ЕЛКИНА алёна", "1"),
        ("петровна елк", "1"),
        ("лкин", "1"),
        ("тровна", "1"),
        ("елкиной", "1"),
        ("tkrbyf", "1"),
        ("Әлфия", "2"),
        ("алфия", "2"),
        ("галиева", "2"),
        ("калинин", "4"),
        ("ович", ""),
        ("ильич", "3"),
        ("анна", "7 9 6"),
        ("собак", "9 8"),
        ("анна соб", "9"),
        ("соб анна", "9"),
        ("cj,frbyf", "9 8"),
        ("4567", "1"),
        ("45-67", "1"),
        ("8 917", "1 4"),
        ("+7 917", "1 4"),
        ("917", "1 4"),
        ("+7 (917) 123-45-67", "1"),
        ("89171234567", "1"),
        ("21437", "3"),
        ("2-14-37", "3"),
        ("П-0003", "3"),
        ("п3", "3"),
        ("G-0003", "3"),
        ("3", "3"),
        ("анна 9999", ""),
        ("никого", ""),
        ("", ""),
        ("%", ""),
    ] {
        assert_eq!(ask(text), expected, "{text:?}");
    }
    // A consultant looks through their own people only, before the list is cut.
    day.change_person("Калинина");
    let codes = |day: &mut TestDesk, text: &str| {
        let found = day.desk.find_recipients(text.into()).expect("an answer");
        found.rows.iter().map(|row| row.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&mut day, "елкина"), ["П-0001"]);
    assert!(codes(&mut day, "галиева").is_empty() && codes(&mut day, "собакина").is_empty());
    assert!(codes(&mut day, "П-0002").is_empty(), "not even by the code");
}

#[test]
fn more_than_twenty_people_are_told_and_a_consultants_own_are_never_cut_away_by_others() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    day.add_consultant("Дроздова Ирина Павловна", "учитель-логопед");
    let consultant = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(consultant));
    day.book("Анна Первая", "2026-10-05", "10:00").expect("free");
    for number in 0..25 {
        day.desk.register(request_of(&format!("Анна Следующая {number}"))).expect("registered");
    }
    let found = day.desk.find_recipients("анна".into()).expect("an answer");
    assert_eq!(found.rows.len(), 20);
    let words = found.more_words.expect("told").replace('\u{a0}', " ");
    assert!(words.starts_with("Показано 20 человек, есть ещё."), "{words}");
    assert_eq!(day.desk.find_recipients("анна первая".into()).expect("an answer").more_words, None);
    day.change_person("Калинина");
    let own = day.desk.find_recipients("анна".into()).expect("an answer");
    assert_eq!(own.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Анна Первая"]);
    assert_eq!(own.more_words, None);
}
