use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 8).unwrap()
}

/// «речь*=реч | htxm*» of a term: its readings in short.
fn short(query: &Query) -> String {
    let atom = |atom: &Atom| match atom {
        Atom::Word(w) => format!("{}{}", w.word, if w.open { "*" } else { "" }),
        Atom::Number { number, year: None } => format!("№{number}"),
        Atom::Number { number, year: Some(year) } => format!("№{number}/{year}"),
        Atom::Code(code) => format!("П{code}"),
        Atom::CodeStart(start) => format!("П{start}…"),
        Atom::Day(day) => day.to_string(),
        Atom::DayOfMonth { day, month } => format!("{day}.{month}"),
        Atom::Month { year, month } => format!("{year}-{month}"),
        Atom::MonthOfYear(month) => format!("месяц {month}"),
        Atom::Year(year) => format!("год {year}"),
        Atom::Digits(run) => format!("тел {run}"),
    };
    let reading = |r: &Reading| {
        let atoms = r.atoms.iter().map(atom).collect::<Vec<_>>().join("+");
        if r.swapped { format!("~{atoms}") } else { atoms }
    };
    let term = |t: &Term| t.readings.iter().map(reading).collect::<Vec<_>>().join(" | ");
    query.terms.iter().map(term).collect::<Vec<_>>().join(" & ")
}

#[test]
fn a_query_is_understood() {
    for (typed, expected) in [
        ("", ""),
        ("   ", ""),
        ("речь", "речь* | ~htxm*"),
        ("htxm", "htxm* | ~речь*"),
        ("речь ребёнка ", "речь* | ~htxm* & ребенка* | ~ht+yrf*"),
        ("сон и", "сон* | ~cjy* & и*"),
        ("сон и страх", "сон* | ~cjy* & страх* | ~cnhf*"),
        ("П-0007", "П7"),
        ("п7", "П7"),
        ("p7", "П7"),
        ("G-0007", "g+0007 | ~П7"),
        ("П-00", "П00…"),
        ("П-01", "П1 | П01…"),
        ("1", "№1 | П1 | 1"),
        ("15", "№15 | П15 | 15"),
        ("№ 15", "№15"),
        ("№15", "№15"),
        ("#15", "№15"),
        ("15/2026", "№15/2026 | 15+2026"),
        ("№ 15/2026", "№15/2026"),
        ("15/26", "№15/2026 | 15+26"),
        ("05.06.2026", "2026-06-05 | 05+06+2026"),
        ("5.6", "5.6 | 5+6"),
        ("5.6.26", "2026-06-05 | 5+6+26"),
        ("05.06.20", "2020-06-05 | 5.6 | 05+06+20"),
        ("05.06.202", "5.6 | 05+06+202"),
        ("06.2026", "2026-6 | 06+2026"),
        ("2026-06-05", "2026-06-05 | тел 20260605 | 2026+06+05"),
        ("5 июня", "5.6"),
        ("5 июн", "5.6"),
        ("5 b.yz", "5.6"),
        ("5 июня 2026", "2026-06-05"),
        ("5 июня 2026 г.", "2026-06-05"),
        ("июнь 2026", "2026-6"),
        ("июня 2026 года речь", "2026-6 & речь* | ~htxm*"),
        ("июнь", "июнь* | месяц 6 | ~b+ym*"),
        ("вчера", "вчера* | 2026-10-07 | ~dxthf*"),
        ("2026", "№2026 | П2026 | год 2026 | тел 2026 | 2026"),
        ("4567", "№4567 | П4567 | тел 4567 | 4567"),
        ("8917", "№8917 | П8917 | тел 8917 | тел 917 | 8917"),
        ("+7 917 123-45-67", "тел 9171234567"),
        ("8 (917) 123", "тел 8917123 | тел 917123"),
        ("89171234567", "тел 9171234567 | 89171234567"),
        ("31 февраля", "31.2"),
    ] {
        assert_eq!(short(&read(typed, today())), expected, "{typed:?}");
    }
}

#[test]
fn a_name_is_not_taken_for_a_date() {
    for (typed, expected) in [("Мария 5", "мария* | ~vfhbz* & П5 | №5"), ("май 2026", "май* | ~vfq* & 2026")]
    {
        let found = short(&read_people(typed));
        assert!(!found.contains("год") && !found.contains("месяц"), "{typed}: {found}");
        assert!(found.starts_with(expected.split(" & ").next().unwrap()), "{typed}: {found}");
    }
}

#[test]
fn the_other_layout_is_said_in_words() {
    let query = read("ghbdtn 15", today());
    assert_eq!(query.in_other_layout(), "привет 15");
    assert_eq!(short(&query.as_typed().unwrap()), "ghbdtn* & №15 | П15 | 15");
    assert_eq!(read("15", today()).as_typed(), None);
}

#[test]
fn cells_are_hit_by_numbers_codes_and_days() {
    let query = read("15 5.6", today());
    assert!(query.hits_number(15, 2025) && !query.hits_number(5, 2026));
    assert!(query.hits_code(15));
    assert!(query.hits_day(NaiveDate::from_ymd_opt(2024, 6, 5).unwrap()) && !query.hits_day(today()));
    assert!(!read("15/2026", today()).hits_number(15, 2025));
    assert!(read("п-00", today()).hits_code(7) && !read("п-00", today()).hits_code(712));
}

proptest! {
    #[test]
    fn anything_typed_is_understood_without_harm(typed in "\\PC{0,300}") {
        let query = read(&typed, today());
        prop_assert!(query.terms.len() <= MOST_TERMS);
        for term in &query.terms {
            prop_assert!(!term.readings.is_empty());
            prop_assert!(term.readings.iter().all(|reading| !reading.atoms.is_empty()));
        }
        // Words are letters and digits only: nothing typed can look like one of the store's own marks.
        for atom in query.atoms().chain(read_people(&typed).atoms()) {
            if let Atom::Word(w) = atom {
                prop_assert!(w.word.chars().chain(w.stem.chars()).all(|c| c.is_alphanumeric()), "{}", w.word);
            }
        }
    }

    #[test]
    fn a_word_is_found_by_any_of_its_beginnings(word in "[а-яё]{3,14}", letters in 3_usize..14) {
        let begun: String = word.chars().take(letters).collect();
        let Atom::Word(asked) = read(&begun, today()).terms[0].readings[0].atoms[0].clone() else {
            return Ok(());
        };
        prop_assert!(asked.begins(&fold(&word)));
    }
}
