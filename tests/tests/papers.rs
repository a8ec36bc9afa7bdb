//! Papers through the desk: what is looked at is what is printed, who may print names, what is offered at
//! the sixth page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail loudly

use desk::wire::*;
use poryadok_tests::read_back::pdf_text;
use poryadok_tests::test_desk::TestDesk;

fn month_paper(kind: JournalKind, names: bool, bound: bool) -> JournalPaper {
    JournalPaper { key: MonthKey { year: 2026, month: 10 }, kind, names, bound, print: None }
}

fn code<T>(answer: Result<T, Refused>) -> ProblemCode {
    match answer {
        Ok(_) => panic!("it was not refused"),
        Err(refused) => refused.problems[0].code,
    }
}

fn last_printed(day: &TestDesk) -> String {
    let tray = day.tray.0.lock().unwrap();
    pdf_text(&tray.printed.last().unwrap().1)
}

#[test]
fn every_page_of_a_set_is_looked_at_before_it_is_printed() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let keys: Vec<String> = ["crisis", "regime"].map(str::to_owned).to_vec();
    let plan = day.desk.plan_handouts(HandoutQuery { request: None, keys: keys.clone() }).unwrap();
    for page in 1..=plan.pages {
        let view = day.desk.handout_page(HandoutPageQuery { keys: keys.clone(), page }).unwrap();
        assert_eq!((view.page, view.pages, view.landscape), (page, plan.pages, false));
        assert!(view.picture.starts_with("<svg ") && view.picture.contains("<use "));
        assert!(!view.words.is_empty());
    }
    let none = HandoutPageQuery { keys: keys.clone(), page: plan.pages + 1 };
    assert_eq!(code(day.desk.handout_page(none)), ProblemCode::NotFound);
    assert_eq!(code(day.desk.handout_page(HandoutPageQuery { keys, page: 0 })), ProblemCode::NotFound);
    let nothing = HandoutPageQuery { keys: Vec::new(), page: 1 };
    assert_eq!(code(day.desk.handout_page(nothing)), ProblemCode::NothingChosen);
}

#[test]
fn r077_at_the_sixth_page_the_best_set_is_offered_with_what_was_given_before() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:15");
    let request = card.row.id;
    let plan = |day: &mut TestDesk, keys: &[&str]| {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        day.desk.plan_handouts(HandoutQuery { request: Some(request.clone()), keys }).unwrap()
    };
    let picks = |plan: &HandoutPlan| {
        plan.best.iter().map(|pick| (pick.key.clone(), pick.pages, pick.in_brief)).collect::<Vec<_>>()
    };
    let fits = plan(&mut day, &["crisis", "speech"]);
    assert!(fits.fits && fits.pages == 4 && fits.best.is_empty());

    let over = plan(&mut day, &["crisis", "speech", "adaptation"]);
    assert!(!over.fits && over.pages == 6 && !over.basis.is_empty());
    let brief = |key: &str| (key.to_owned(), 1, true);
    let whole = |key: &str| (key.to_owned(), 2, false);
    assert_eq!(picks(&over), [whole("crisis"), whole("speech"), brief("adaptation-short")]);

    let gift = HandoutGift { request: request.clone(), keys: vec!["regime".to_owned()], how: PaperWay::Print };
    day.desk.give_handouts(gift).unwrap();
    let after = plan(&mut day, &["crisis", "speech", "adaptation"]);
    assert_eq!(after.used, 1);
    assert_eq!(picks(&after), [whole("crisis"), brief("speech-short"), brief("adaptation-short")]);
    // What is offered is what may be given.
    let keys = after.best.into_iter().map(|pick| pick.key).collect();
    day.desk.give_handouts(HandoutGift { request: request.clone(), keys, how: PaperWay::Print }).unwrap();
    assert_eq!(plan(&mut day, &["behaviour"]).best.len(), 0, "nothing fits any more");
}

#[test]
fn the_journal_that_is_looked_at_is_the_one_that_is_printed() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    day.hold("Анна", "2026-10-06", "10:30");
    let paper = month_paper(JournalKind::Services, false, true);
    let first = day.desk.journal_page(JournalPageQuery { paper, page: 1 }).unwrap();
    assert_eq!((first.pages, first.landscape), (3, true));
    assert!(first.words.contains("Срок хранения"), "the cover comes first: {}", first.words);
    let rows = day.desk.journal_page(JournalPageQuery { paper, page: 2 }).unwrap();
    assert!(rows.words.contains("П-0001") && rows.words.contains("страница 1 из 1"));
    let slip = day.desk.journal_page(JournalPageQuery { paper, page: 3 }).unwrap();
    assert!(slip.words.contains("1 (один) лист"), "{}", slip.words);
    let done = day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).unwrap();
    assert_eq!(done.pages, 3);
    let printed = last_printed(&day);
    for same in ["П-0001", "Итого за месяц: услуг 1", "Месяц не закрыт", "Начат 01.10.2026", "1 (один) лист"]
    {
        assert!(printed.contains(same), "«{same}» is not on paper: {printed}");
    }
    // An open month bears no control number, so a print leaves the next one as it was.
    let again = day.desk.journal_page(JournalPageQuery { paper, page: 2 }).unwrap();
    assert_eq!(again.words, rows.words);
    let empty = JournalPaper { key: MonthKey { year: 2026, month: 9 }, ..paper };
    assert_eq!(code(day.desk.journal_page(JournalPageQuery { paper: empty, page: 1 })), ProblemCode::NothingToPrint);
}

#[test]
fn r117_r118_names_are_printed_for_those_who_know_them_and_for_nobody_else() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let psychologist = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(psychologist));
    day.hold("Забелина Анна Петровна", "2026-10-06", "10:30");
    day.book("Рябинина Ольга", "2026-10-07", "10:30").expect("free");

    for kind in [JournalKind::Services, JournalKind::Requests] {
        let paper = month_paper(kind, false, false);
        day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).unwrap();
        let coded = last_printed(&day);
        assert!(coded.contains("П-0001") && !coded.contains("Забелина") && !coded.contains("Служебный"), "{coded}");

        let paper = month_paper(kind, true, false);
        let look = day.desk.journal_page(JournalPageQuery { paper, page: 1 }).unwrap();
        assert!(look.words.contains("Забелина"));
        day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Save }).unwrap();
        {
            let tray = day.tray.0.lock().unwrap();
            let (name, bytes) = tray.saved.last().unwrap();
            assert!(!name.contains("Забелина"), "{name}");
            let named = pdf_text(bytes);
            assert!(named.contains("Забелина Анна") && named.contains("Служебный экземпляр"), "{named}");
            assert_eq!(named.contains("Рябинина"), kind == JournalKind::Requests, "J2 has what is still to come");
        }
    }

    day.change_person("Калинина");
    for kind in [JournalKind::Services, JournalKind::Requests] {
        let paper = month_paper(kind, true, true);
        assert_eq!(code(day.desk.journal_page(JournalPageQuery { paper, page: 1 })), ProblemCode::NotAllowed);
        let form = JournalPrintForm { paper, how: PaperWay::Print };
        assert_eq!(code(day.desk.paper_journal(form)), ProblemCode::NotAllowed);
        let paper = month_paper(kind, false, true);
        day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).unwrap();
    }
    assert!(!day.desk.journal_month(MonthKey { year: 2026, month: 10 }).unwrap().may_name);
}

// ── nothing leaves without a line ─────────────────────────────────────────────────────────

fn newest(day: &mut TestDesk, count: usize) -> Vec<String> {
    let filter =
        HistoryFilter { account: None, sort: None, from: String::new(), to: String::new(), record: String::new() };
    let page = day.desk.history(HistoryQuery { filter, after: None }).expect("the head reads");
    page.lines.iter().take(count).map(|line| line.words.replace('\u{a0}', " ")).collect()
}

/// October is over and closed, November goes on: a session in each, held and signed.
fn october_closed() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.hold("Анна Смирнова", "2026-10-06", "10:30");
    day.clock.put("2026-11-02T09:00");
    let key = MonthKey { year: 2026, month: 10 };
    day.desk.close_month(CloseMonthForm { key, reason: "так вышло".into(), bound: false }).expect("closed");
    day.hold("Борис Громов", "2026-11-03", "10:30");
    day
}

type Act = Box<dyn Fn(&mut TestDesk) -> Result<PaperDone, Refused>>;

/// Every paper and file there is, with the sentence it leaves.
fn papers() -> Vec<(Act, &'static str)> {
    let of_month = |kind, names, how| -> Act {
        Box::new(move |day| {
            // The kept print is the one of the closed month without names.
            let paper = month_paper(kind, names, false);
            day.desk.paper_journal(JournalPrintForm { paper, how })
        })
    };
    let quarter = |copy| -> Act {
        Box::new(move |day| day.desk.save_quarter(QuarterSaveForm { key: QuarterKey { year: 2026, quarter: 4 }, copy }))
    };
    let history = |how| -> Act {
        Box::new(move |day| {
            let filter = HistoryFilter {
                account: None,
                sort: None,
                from: String::new(),
                to: String::new(),
                record: String::new(),
            };
            day.desk.paper_history(HistoryPrintForm { filter, how })
        })
    };
    let november = |how| -> Act {
        Box::new(move |day| {
            let paper = JournalPaper {
                key: MonthKey { year: 2026, month: 11 },
                ..month_paper(JournalKind::Services, false, false)
            };
            day.desk.paper_journal(JournalPrintForm { paper, how })
        })
    };
    let (services, requests) = (JournalKind::Services, JournalKind::Requests);
    let (print, save) = (PaperWay::Print, PaperWay::Save);
    vec![
        (november(print), "Ветрова О. И. напечатала журнал услуг за ноябрь 2026 г."),
        (november(save), "Ветрова О. И. сохранила файл журнала услуг за ноябрь 2026 г."),
        (of_month(services, false, print), "Ветрова О. И. напечатала хранящийся журнал за октябрь 2026 г."),
        (of_month(services, false, save), "Ветрова О. И. сохранила файл хранящегося журнала за октябрь 2026 г."),
        (of_month(services, true, print), "Ветрова О. И. напечатала журнал услуг с именами за октябрь 2026 г."),
        (of_month(services, true, save), "Ветрова О. И. сохранила файл журнала услуг с именами за октябрь 2026 г."),
        (of_month(requests, false, print), "Ветрова О. И. напечатала журнал обращений за октябрь 2026 г."),
        (of_month(requests, false, save), "Ветрова О. И. сохранила файл журнала обращений за октябрь 2026 г."),
        (of_month(requests, true, print), "Ветрова О. И. напечатала журнал обращений с именами за октябрь 2026 г."),
        (of_month(requests, true, save), "Ветрова О. И. сохранила файл журнала обращений с именами за октябрь 2026 г."),
        (quarter(WorkbookCopy::Upload), "Ветрова О. И. сохранила файл отчёта за IV квартал 2026 г."),
        (
            quarter(WorkbookCopy::Centre),
            "Ветрова О. И. сохранила файл отчёта со строками записей за IV квартал 2026 г.",
        ),
        (history(print), "Ветрова О. И. напечатала историю"),
        (history(save), "Ветрова О. И. сохранила файл истории"),
    ]
}

fn out(day: &TestDesk) -> usize {
    let tray = day.tray.0.lock().unwrap();
    tray.printed.len() + tray.saved.len()
}

#[test]
fn every_paper_and_file_leaves_exactly_its_line_and_so_do_an_entry_and_a_locking() {
    let mut day = october_closed();
    let papers = papers();
    for (at, (act, words)) in papers.iter().enumerate() {
        act(&mut day).unwrap_or_else(|refused| panic!("{words}: {:?}", refused.problems[0].code));
        assert_eq!(newest(&mut day, 1), [*words]);
        assert_eq!(out(&day), at + 1, "{words}");
    }
    // A changed mind writes nothing; a paper that did not come out is said to have not.
    for (act, words) in &papers {
        let before = newest(&mut day, 3);
        day.tray.0.lock().unwrap().change_of_mind = true;
        if words.contains("сохранила") {
            assert_eq!(code(act(&mut day)), ProblemCode::SaveCancelled);
            assert_eq!(newest(&mut day, 3), before, "{words}");
        }
        day.tray.0.lock().unwrap().change_of_mind = false;
        day.tray.0.lock().unwrap().trouble = Some(desk::ports::OutletTrouble::PrintFailed);
        assert_eq!(code(act(&mut day)), ProblemCode::PrintFailed);
        day.tray.0.lock().unwrap().trouble = None;
        let said = newest(&mut day, 2);
        assert!(said[0].starts_with("Не вышло") && said[1] == *words, "{said:?}");
    }
    day.desk.lock().expect("locked");
    day.unlock(poryadok_tests::test_desk::PASSWORD).expect("opened");
    assert_eq!(newest(&mut day, 2), ["Ветрова О. И. открыла журнал", "Ветрова О. И. заперла журнал"]);
}

#[test]
fn what_cannot_be_written_down_does_not_leave() {
    let day = october_closed();
    let mut day = day.tampered(
        "CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.action <> 'unlocked' BEGIN
        SELECT RAISE(ABORT, 'no room'); END",
    );
    let before = out(&day);
    for (act, words) in papers() {
        assert!(act(&mut day).is_err(), "{words}");
        assert_eq!(out(&day), before, "{words}");
    }
}
