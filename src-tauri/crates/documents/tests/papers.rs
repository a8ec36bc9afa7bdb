//! Papers read back by other programs: poppler's pdftotext, pdffonts and pdfinfo.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail loudly

mod common;

use common::{day, imprint, inspect, journal, names, requests, text_of};
use documents::handout::{Handout, HandoutError, Imprint, join, pages, parse, starters};
use documents::journal::{journal as journal_paper, requests as set_requests, services};
use documents::sheet::{Sheet, recovery_sheet};
use documents::{Paper, PaperError};

fn groups() -> [String; 8] {
    ["232628", "054692", "338173", "195085", "132495", "223707", "084513", "718036"].map(str::to_owned)
}

fn sheet() -> Paper {
    recovery_sheet(&Sheet {
        centre: "Консультационный центр «Росинка»",
        institution: "детский сад № 12",
        town: "г. Зареченск",
        number: 1,
        date: day(2026, 10, 8),
        groups: &groups(),
        head_post: "Заведующий",
        head_name: "О. И. Ветрова",
    })
    .unwrap()
}

fn handout(key: &str) -> Handout {
    starters().unwrap().into_iter().find(|handout| handout.key == key).unwrap()
}

fn all_papers() -> Vec<Paper> {
    let starters = starters().unwrap();
    let mut papers: Vec<Paper> =
        starters.iter().map(|handout| join(&[handout], &imprint(), day(2026, 6, 5)).unwrap()).collect();
    papers.push(journal_paper(&journal(40)).unwrap());
    papers.push(services(&journal(30), None, true).unwrap().draw().unwrap());
    papers.push(services(&journal(30), Some(&names(30)), true).unwrap().draw().unwrap());
    papers.push(services(&corrected(30), None, true).unwrap().draw().unwrap());
    papers.push(set_requests(&requests(30, false), true).unwrap().draw().unwrap());
    papers.push(set_requests(&requests(30, true), false).unwrap().draw().unwrap());
    papers.push(sheet());
    papers
}

/// A print made after the month was closed.
fn corrected(rows: u32) -> domain::journal::Journal {
    let lines = (1..=rows).map(|number| format!("Обращение № {number} (05.08.2026, Ветрова О. И.): вид прежний."));
    let corrected =
        domain::journal::corrected::Corrected { print: 2, first_on: day(2026, 7, 3), lines: lines.collect() };
    domain::journal::Journal { corrected: Some(corrected), ..journal(rows) }
}

#[test]
fn a_corrected_print_says_so_on_every_page_and_lists_what_was_corrected_above_the_signature() {
    let paper = journal_paper(&corrected(30)).unwrap();
    let text = text_of(&paper.bytes);
    let feet = text.matches("Исправлено, печать 2. Сформирован 03.07.2026. Контрольное число 7F3A-19C2").count();
    assert_eq!(feet, paper.pages as usize, "{text}");
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("«{words}» is not on the paper: {text}"));
    let listed = at("Исправлено после закрытия месяца. Первая печать от 03.07.2026 хранится.");
    assert!(at("Итого за месяц") < listed && listed < at("1. Обращение № 1 (05.08.2026"));
    assert!(at("30. Обращение № 30") < text.rfind("Журнал проверил: заведующий").unwrap());
    let open = domain::journal::Journal { control: String::new(), ..journal(3) };
    let text = text_of(&journal_paper(&open).unwrap().bytes);
    assert!(text.contains("Сформирован 03.07.2026. Месяц не закрыт") && !text.contains("Контрольное"), "{text}");
}

#[test]
fn the_same_value_gives_the_same_bytes_twice_in_one_process() {
    assert!(all_papers() == all_papers());
}

#[test]
fn the_same_value_gives_the_same_bytes_in_another_process() {
    // The other process is this test program, asked for the length and a sum of every paper's bytes.
    let sums = |papers: &[Paper]| {
        papers.iter().map(|paper| format!("{:?}", digest(&paper.bytes))).collect::<Vec<_>>().join(" ")
    };
    if std::env::var_os("DOCUMENTS_SECOND_PROCESS").is_some() {
        println!("sums: {}", sums(&all_papers()));
        return;
    }
    // A paper drawn before moves the drawing library's counter, as an earlier paper of the day would.
    let _ = sheet();
    let here = sums(&all_papers());
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_same_value_gives_the_same_bytes_in_another_process", "--nocapture"])
        .env("DOCUMENTS_SECOND_PROCESS", "1")
        .output()
        .unwrap();
    let there = String::from_utf8(output.stdout).unwrap();
    assert!(there.contains(&format!("sums: {here}")), "the papers of the two processes differ");
}

/// Length and an order-sensitive sum: enough to see any difference.
fn digest(bytes: &[u8]) -> (usize, u64) {
    let sum = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    (bytes.len(), sum)
}

#[test]
fn another_date_gives_another_id_and_the_pages_stay_the_same() {
    let one = handout("regime");
    let first = join(&[&one], &imprint(), day(2026, 6, 5)).unwrap();
    let second = join(&[&one], &imprint(), day(2026, 6, 6)).unwrap();
    assert!(first.bytes != second.bytes);
    assert_eq!(text_of(&first.bytes), text_of(&second.bytes));
}

#[test]
fn fonts_are_embedded_as_subsets_with_their_letters_and_files_are_small() {
    for paper in all_papers() {
        let fonts = inspect("pdffonts", &paper.bytes);
        let lines: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!lines.is_empty() && lines.len() <= 2, "{fonts}");
        for line in lines {
            assert!(line.contains("+PTSerif-"), "{line}");
            // The columns emb, sub and uni.
            let yes = line.split_whitespace().filter(|word| *word == "yes").count();
            assert_eq!(yes, 3, "{line}");
        }
        assert!(paper.bytes.len() < 100_000, "{} bytes", paper.bytes.len());
    }
    for one in starters().unwrap() {
        let paper = join(&[&one], &imprint(), day(2026, 6, 5)).unwrap();
        assert!(paper.bytes.len() < 60_000, "{}: {} bytes", one.key, paper.bytes.len());
    }
}

#[test]
fn a_paper_names_its_language_its_day_and_no_person() {
    let paper = journal_paper(&journal(3)).unwrap();
    let information = inspect("pdfinfo", &paper.bytes);
    assert!(information.contains("Журнал за июнь 2026"), "{information}");
    assert!(information.contains("A4"), "{information}");
    assert!(!information.contains("Ветрова") && !information.contains("Author"), "{information}");
    assert!(paper.bytes.windows(12).any(|window| window == b"/Lang(ru-RU)"));
}

#[test]
fn counted_pages_are_the_pages_of_the_file() {
    for paper in all_papers() {
        let information = inspect("pdfinfo", &paper.bytes);
        let pages = information.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim();
        assert_eq!(pages, paper.pages.to_string());
    }
}

#[test]
fn a_journal_says_everything_it_was_given() {
    let value = journal(40);
    let paper = journal_paper(&value).unwrap();
    let text = text_of(&paper.bytes);
    for expected in [
        "Детский сад № 12 комбинированного вида»",
        "КЦ «Росинка», г. Зареченск",
        "за июнь 2026 г.",
        "Итого за месяц: услуг 38",
        "Журнал проверил: заведующий",
        "/ О. И. Ветрова",
        "Сформирован 03.07.2026",
        "Контрольное число 7F3A-19C2",
    ] {
        assert!(text.contains(expected), "«{expected}» is not in the journal");
    }
    // Words torn at the end of a column's line come back whole when the hyphens are taken out.
    let whole = text.replace("- ", "").replace(' ', "");
    for word in ["Әлфия", "Ғәлиә", "Ҡ.Ҙ.", "методист", "П-0042", "Анонимно"] {
        assert!(whole.contains(word), "«{word}» is not in the journal");
    }
    for row in &value.rows {
        assert!(text.contains(&format!("№ {}", row.request.split(' ').nth(1).unwrap())));
    }
}

#[test]
fn every_page_of_a_journal_repeats_the_head_and_knows_its_number() {
    let paper = journal_paper(&journal(120)).unwrap();
    assert!(paper.pages > 4);
    for page in 1..=paper.pages {
        let number = page.to_string();
        let text = common::pipe(
            "pdftotext",
            &["-enc", "UTF-8", "-layout", "-f", &number, "-l", &number, "-", "-"],
            &paper.bytes,
        );
        assert!(text.contains("№ п/п") || text.contains("п/п"), "page {page} has no head");
        assert!(text.contains("получателя"), "page {page} has no head");
        assert!(text.contains(&format!("страница {page} из {}", paper.pages)), "page {page}");
    }
}

#[test]
fn a_journal_without_rows_says_so_on_one_page() {
    let paper = journal_paper(&journal(0)).unwrap();
    assert_eq!(paper.pages, 1);
    assert!(text_of(&paper.bytes).contains("подписанных записей нет"));
}

#[test]
fn a_journal_of_two_thousand_rows_is_whole() {
    let paper = journal_paper(&journal(2000)).unwrap();
    let text = text_of(&paper.bytes);
    assert!(text.contains("№ 2016"), "the last request is missing");
    assert!(text.contains(&format!("страница {0} из {0}", paper.pages)));
}

#[test]
fn a_journal_bears_what_no_column_was_made_for() {
    let mut value = journal(1);
    value.rows[0].topic = "Я".repeat(4000);
    value.rows[0].evidence = String::new();
    value.institution = "  ".to_owned();
    let paper = journal_paper(&value).unwrap();
    let letters = text_of(&paper.bytes).matches('Я').count();
    assert_eq!(letters, 4000);
    assert!(paper.pages > 1);
}

#[test]
fn starters_are_at_least_twelve_useful_texts_of_one_to_three_pages() {
    const LISTS: &str = include_str!("../../../../assets/profiles/lists.json");
    let topics: Vec<&str> = LISTS
        .lines()
        .filter(|line| line.contains(r#""list": "topic""#))
        .map(|line| line.split(r#""key": ""#).nth(1).unwrap().split('"').next().unwrap())
        .collect();
    assert!(topics.len() >= 15, "{topics:?}");
    let starters = starters().unwrap();
    assert!(starters.iter().filter(|one| one.short_of.is_none()).count() >= 12);
    for one in &starters {
        let pages = pages(one, &imprint()).unwrap();
        assert!((1..=3).contains(&pages), "{}: {pages} pages", one.key);
        assert!(
            !one.topics.is_empty() && one.topics.iter().all(|topic| topics.contains(&topic.as_str())),
            "{}",
            one.key
        );
        assert_eq!(starters.iter().filter(|other| other.key == one.key).count(), 1);
    }
    for topic in topics {
        assert!(starters.iter().any(|one| one.topics.iter().any(|own| own == topic)), "no handout for {topic}");
    }
}

#[test]
fn a_short_version_is_one_page_shorter_than_its_whole_and_stands_after_it() {
    let starters = starters().unwrap();
    let shorts: Vec<(usize, &Handout)> =
        starters.iter().enumerate().filter(|(_, one)| one.short_of.is_some()).collect();
    assert!(shorts.len() >= 4);
    for (at, short) in shorts {
        let whole = &starters[at - 1];
        assert_eq!(short.short_of.as_ref(), Some(&whole.key));
        assert_eq!(short.topics, whole.topics, "{}", short.key);
        assert_eq!(pages(short, &imprint()), Ok(1), "{}", short.key);
        assert!(pages(whole, &imprint()).unwrap() > 1, "{}", whole.key);
    }
}

#[test]
fn a_bound_journal_has_a_cover_the_rows_and_the_slip_with_its_sheets_in_words() {
    let paper = services(&journal(40), None, true).unwrap().draw().unwrap();
    let page = |number: u32| {
        let number = number.to_string();
        let text = common::pipe("pdftotext", &["-enc", "UTF-8", "-f", &number, "-l", &number, "-", "-"], &paper.bytes);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let sheets = paper.pages - 2;
    let cover = page(1);
    for expected in ["Журнал учёта услуг", "за июнь 2026 г.", "Начат 01.06.2026", "Окончен 30.06.2026", "Срок хранения"]
    {
        assert!(cover.contains(expected), "«{expected}» in {cover}");
    }
    assert!(cover.contains("Ответственный") && !cover.contains("страница"), "{cover}");
    assert!(page(2).contains(&format!("страница 1 из {sheets}")), "{}", page(2));
    let slip = page(paper.pages);
    let words = domain::numerals::in_words(sheets);
    assert!(slip.contains(&format!("Прошито, пронумеровано и скреплено печатью {sheets} ({words})")), "{slip}");
    assert!(slip.contains("О. И. Ветрова") && slip.contains("М. П."), "{slip}");
    // A month that is not over is ended by the pen.
    let mut early = journal(2);
    early.made_on = day(2026, 6, 30);
    let text = text_of(&services(&early, None, true).unwrap().draw().unwrap().bytes);
    assert!(text.contains("Начат 01.06.2026") && !text.contains("30.06.2026 "), "{text}");
}

#[test]
fn empty_rows_under_the_last_one_are_crossed_out() {
    for rows in [0, 1, 5, 12, 13, 40] {
        let galley = services(&journal(rows), None, false).unwrap();
        let (last, before) = galley.laid().pages.split_last().unwrap();
        let slanting = |page: &documents::LaidPage| {
            page.rules.iter().filter(|rule| rule.from.0 != rule.to.0 && rule.from.1 != rule.to.1).count()
        };
        assert!(before.iter().all(|page| slanting(page) == 0));
        assert!(slanting(last) <= 1);
        // The signature reaches the foot of the page: no room is left below it either.
        let lowest = last.runs.iter().filter(|run| run.text == "подпись").map(|run| run.y.0).fold(0.0, f64::max);
        let foot = galley.laid().height.0 - documents::mm(20.0).0;
        assert!(foot - lowest < 24.0, "{rows} rows leave {} points", foot - lowest);
    }
    let one = services(&journal(1), None, false).unwrap();
    assert_eq!(
        one.laid().pages[0].rules.iter().filter(|rule| rule.from.0 != rule.to.0 && rule.from.1 != rule.to.1).count(),
        1
    );
}

#[test]
fn r117_names_stand_only_in_the_copy_for_duty_which_says_so_on_every_page() {
    let general = text_of(&services(&journal(40), None, true).unwrap().draw().unwrap().bytes);
    let duty = services(&journal(40), Some(&names(40)), true).unwrap().draw().unwrap();
    let text = text_of(&duty.bytes).replace("- ", "");
    for person in ["Ёлкина", "Семёнова", "900 000"] {
        assert!(!general.contains(person), "{person} in the general copy");
        assert!(text.contains(person), "{person} is not in the copy for duty");
    }
    assert!(!general.contains("Служебный") && !general.contains("Контактные"));
    // The cover and each page with rows; the slip bears no names.
    assert_eq!(text.matches("Служебный экземпляр").count(), duty.pages as usize - 1);
    assert!(!text.contains("Для служебного пользования"), "R118: that is a formal mark of secrecy");
}

#[test]
fn r022_the_journal_of_requests_is_whole_by_code_and_by_name() {
    let coded = set_requests(&requests(30, false), false).unwrap().draw().unwrap();
    let text = text_of(&coded.bytes);
    for expected in [
        "Журнал регистрации обращений",
        "Способ обращения",
        "Итого за месяц: обращений 23 и ещё аннулировано 7",
        "Журнал вёл:",
        "П-0042",
    ] {
        assert!(text.contains(expected), "«{expected}» in {text}");
    }
    assert!(!text.contains("Ёлкина") && !text.contains("Контакт ") && !text.contains("Служебный"));
    let named = text_of(&set_requests(&requests(30, true), false).unwrap().draw().unwrap().bytes);
    assert!(named.contains("Ёлкина") && named.contains("900 000-12-34") && named.contains("Служебный экземпляр"));
}

#[test]
fn a_name_too_long_for_the_cover_is_an_answer_and_not_a_torn_page() {
    let mut value = journal(1);
    value.institution = "Очень длинное название ".repeat(200);
    assert!(services(&value, None, true).is_err_and(|problem| problem == PaperError::TooLong));
}

#[test]
fn r077_pages_of_joined_handouts_are_counted_over_all_of_them() {
    let (first, second) = (handout("crisis"), handout("regime"));
    let alone = [&first, &second].map(|one| pages(one, &imprint()).unwrap());
    let paper = join(&[&first, &second], &imprint(), day(2026, 6, 5)).unwrap();
    assert_eq!(paper.pages, alone.iter().sum::<u32>());
    let twice = join(&[&first, &first], &imprint(), day(2026, 6, 5)).unwrap();
    assert_eq!(twice.pages, alone[0] * 2, "each copy for a second parent is printed and counted");
}

#[test]
fn nothing_chosen_makes_no_paper() {
    assert!(join(&[], &imprint(), day(2026, 6, 5)) == Err(PaperError::Nothing));
}

#[test]
fn a_few_lines_too_many_are_drawn_nearer_rather_than_left_on_a_second_page() {
    let long = |lines: usize| {
        let body = "Короткая строка памятки.\n\n".repeat(lines);
        parse(&format!("key: k\ntitle: t\nsummary: s\ntopics: speech\nversion: 2026-09-01\n\n{body}")).unwrap()
    };
    let counts: Vec<u32> = (1..60).map(|lines| pages(&long(lines), &imprint()).unwrap()).collect();
    let fullest = counts.iter().filter(|count| **count == 1).count();
    assert!(counts.is_sorted());
    // Twelve and a half points with their leading would leave room for thirty such paragraphs.
    assert!(fullest > 32, "{fullest} lines on a page");
}

#[test]
fn a_handout_begins_on_a_page_of_its_own_and_names_the_centre() {
    let (first, second) = (handout("behaviour"), handout("screens"));
    let start = pages(&first, &imprint()).unwrap() + 1;
    let paper = join(&[&first, &second], &imprint(), day(2026, 6, 5)).unwrap();
    let number = start.to_string();
    let text = common::pipe("pdftotext", &["-enc", "UTF-8", "-f", &number, "-l", &number, "-", "-"], &paper.bytes);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Консультационный центр «Росинка», памятка для родителей"), "{text}");
    assert!(text.contains(&second.title), "{text}");
    assert!(text.contains("ул. Лесная, 3"), "{text}");
}

#[test]
fn a_handout_without_a_imprint_is_still_a_handout() {
    let paper = join(&[&handout("speech")], &Imprint::default(), day(2026, 6, 5)).unwrap();
    assert!(text_of(&paper.bytes).contains("Памятка для родителей"));
}

#[test]
fn a_handout_keeps_its_lists_quotes_and_bold() {
    let source = "key: k\ntitle: Заглавие\nsummary: s\ntopics: speech, crisis\nversion: 2026-09-01\n\n\
                  ## Раздел\n\nПервый абзац **важно** и *тоже*.\n\n1. раз\n2. два\n\n- точка\n  - внутри\n\n> сказано\n";
    let one = parse(source).unwrap();
    assert_eq!(one.topics, ["speech", "crisis"]);
    let text = text_of(&join(&[&one], &imprint(), day(2026, 6, 5)).unwrap().bytes);
    for expected in
        ["Заглавие", "Раздел", "Первый абзац важно и тоже.", "1. раз", "2. два", "• точка", "• внутри", "сказано"]
    {
        assert!(text.contains(expected), "«{expected}» in {text}");
    }
}

#[test]
fn what_cannot_stand_on_every_paper_is_refused_with_its_line() {
    let with =
        |body: &str| parse(&format!("key: k\ntitle: t\nsummary: s\ntopics: speech\nversion: 2026-09-01\n\n{body}"));
    assert_eq!(with("Абзац.\n\n<b>жирно</b>\n"), Err(HandoutError::Unfit { line: 9, what: "HTML" }));
    assert_eq!(with("слово <script>x</script>\n"), Err(HandoutError::Unfit { line: 7, what: "HTML" }));
    assert_eq!(with("![рисунок](a.png)\n"), Err(HandoutError::Unfit { line: 7, what: "a picture" }));
    assert_eq!(with("```\ncode\n```\n"), Err(HandoutError::Unfit { line: 7, what: "code" }));
    assert_eq!(with("\n"), Err(HandoutError::Empty));
    assert_eq!(parse("нет шапки"), Err(HandoutError::Empty));
    assert_eq!(parse("key: k\ntitle: t\n\nТекст."), Err(HandoutError::Missing("summary")));
    assert_eq!(parse("key: k\nцвет: синий\n\nТекст."), Err(HandoutError::Head(2)));
    assert_eq!(
        parse("key: k\ntitle: t\nsummary: s\ntopics: speech\nversion: 31.11.2026\n\nТекст."),
        Err(HandoutError::Version)
    );
    assert_eq!(with(&"слово ".repeat(40_000)), Err(HandoutError::TooLong));
}

#[test]
fn a_recovery_sheet_is_one_page_with_all_eight_groups() {
    let paper = sheet();
    assert_eq!(paper.pages, 1);
    let text = text_of(&paper.bytes);
    for group in groups() {
        assert!(text.contains(&group), "{group} in {text}");
    }
    assert!(text.contains("Лист № 1 от 08.10.2026") && text.contains("О. И. Ветрова"), "{text}");
}
