//! Papers read back by other programs: poppler's pdftotext, pdffonts and pdfinfo.
#![allow(clippy::unwrap_used)] // a test may fail loudly

mod common;

use common::{day, imprint, inspect, journal, text_of};
use documents::handout::{Handout, HandoutError, Imprint, join, pages, parse, starters};
use documents::journal::journal as journal_paper;
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
    papers.push(sheet());
    papers
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
fn starters_are_at_least_six_useful_texts_of_one_or_two_pages() {
    const TOPICS: [&str; 12] = [
        "adaptation",
        "crisis",
        "behaviour",
        "speech",
        "regime",
        "early_development",
        "school_readiness",
        "relations",
        "emotions",
        "screens",
        "special_needs",
        "siblings",
    ];
    let starters = starters().unwrap();
    assert!(starters.len() >= 6);
    for one in &starters {
        let pages = pages(one, &imprint()).unwrap();
        assert!((1..=2).contains(&pages), "{}: {pages} pages", one.key);
        assert!(
            !one.topics.is_empty() && one.topics.iter().all(|topic| TOPICS.contains(&topic.as_str())),
            "{}",
            one.key
        );
        assert_eq!(starters.iter().filter(|other| other.key == one.key).count(), 1);
    }
    for topic in TOPICS {
        assert!(starters.iter().any(|one| one.topics.iter().any(|own| own == topic)), "no handout for {topic}");
    }
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
