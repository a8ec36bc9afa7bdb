//! The порядок as the head's own document, through the desk, on a real encrypted journal: written, moved, put
//! right, taken back; and every past day judged by the порядок that was then in force.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

fn centre(moment: &str) -> TestDesk {
    let mut day = TestDesk::opened_at(moment);
    day.add_person("Приёмная", vec![Role::Administrator], None);
    day
}

fn start(source: &str, replaces: Option<&str>) -> OrderStart {
    OrderStart { source: source.to_owned(), replaces: replaces.map(str::to_owned) }
}

/// A new порядок from the one in force, valid from a day, with some answers said otherwise.
fn written(day: &mut TestDesk, from: &str, answers: &[(&str, &[&str])]) -> OrderForm {
    let form = day.desk.order_form(start("", None)).expect("a form").form;
    answered(OrderForm { title: format!("Порядок с {from}"), valid_from: from.to_owned(), ..form }, answers)
}

fn answered(mut form: OrderForm, answers: &[(&str, &[&str])]) -> OrderForm {
    for (key, values) in answers {
        let answer = form.answers.iter_mut().find(|answer| answer.key == *key).expect("a key that is asked");
        answer.values = values.iter().map(|&value| value.to_owned()).collect();
    }
    form
}

fn save(day: &mut TestDesk, form: OrderForm) -> Vec<OrderVersion> {
    day.desk.save_order(form).expect("a sound порядок").value
}

fn told<T>(answer: Result<T, Refused>) -> Vec<(ProblemCode, String)> {
    let refused = refusal(answer);
    problems(&refused).into_iter().map(|(code, field)| (code, field.to_owned())).collect()
}

/// A journal whose month is closed.
fn with_closed(day: TestDesk, year: i32, month: u32) -> TestDesk {
    let sql =
        format!("INSERT INTO month (year, month, closed_at, closed_on) VALUES ({year}, {month}, 1, '2026-10-05')");
    day.tampered(&sql)
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn r137_the_head_writes_an_order_sees_what_it_changes_and_the_history_says_so() {
    let mut day = centre("2026-10-08T09:00");
    let sheet = day.desk.order_form(start("", None)).expect("a form");
    assert_eq!(sheet.form.valid_from, "2026-11-01", "offered from the first of a month");
    assert_eq!(sheet.sources.len(), 7);
    assert_eq!(told(day.desk.save_order(sheet.form)), [(ProblemCode::OrderSame, String::new())]);

    let mut form = written(&mut day, "2026-11-01", &[("term.booking", &["7"])]);
    let term = form.answers.iter_mut().find(|answer| answer.key == "term.booking").expect("the term");
    (term.severity, term.basis) = (OrderSeverity::Block, "п. 20: не позднее 7 дней".to_owned());
    let seen = day.desk.order_changes(form.clone()).expect("what changes");
    assert_eq!(plain(&seen.from_words), "с 1 ноября 2026 г., воскресенье");
    let [change] = seen.changes.as_slice() else { panic!("one key was changed") };
    assert_eq!(plain(&change.before_words), "10 календарных дней, предупреждает");
    assert_eq!(plain(&change.after_words), "7 календарных дней, не пускает");
    assert_eq!(change.basis, "п. 20: не позднее 7 дней");
    assert_eq!(day.desk.order().expect("versions").len(), 1, "looking changes nothing");

    let versions = save(&mut day, form.clone());
    let shown: Vec<_> = versions.iter().map(|one| (one.standing, one.may_withdraw, one.may_change)).collect();
    assert_eq!(shown, [(OrderStanding::InForce, false, true), (OrderStanding::Ahead, true, true)]);
    assert_eq!(versions[0].valid_to.as_deref(), Some("2026-10-31"));

    day.change_person("Приёмная");
    assert_eq!(told(day.desk.save_order(form.clone())), [(ProblemCode::NotAllowed, String::new())]);
    assert_eq!(told(day.desk.order_form(start("", None))), [(ProblemCode::NotAllowed, String::new())]);
    assert_eq!(told(day.desk.order_changes(form)), [(ProblemCode::NotAllowed, String::new())]);
    assert_eq!(told(day.desk.withdraw_order("2026-11-01".to_owned())), [(ProblemCode::NotAllowed, String::new())]);
    let read = day.desk.order().expect("read by everyone");
    assert!(read.iter().all(|version| !version.may_change && !version.may_withdraw));

    let mut day = day.restarted();
    let slots = storage::keys::read_twins(&day.folder().join("journal")).expect("slots").candidates.remove(0);
    let sheet = storage::keys::Sheet::from_groups(&day.sheet).expect("the sheet");
    let (key, _) = slots.unlock_with_sheet(&sheet).expect("the key");
    let journal = storage::LockedJournal::find(&day.journal_file()).expect("there").unlock(&key).expect("opened");
    let lines = journal.view().audit_tail(500).expect("read");
    let saved: Vec<_> = lines.iter().filter(|line| line.action == "order_saved").map(|line| line.version).collect();
    assert_eq!(saved, [Some(20_261_101), Some(0)], "a line each, with the day it begins");
    journal.close();
    day.unlock(PASSWORD).expect("opened");
}

#[test]
fn r137_a_version_ahead_is_moved_replaced_and_taken_back_and_one_that_has_begun_is_not() {
    let mut day = centre("2026-10-08T09:00");
    let form = written(&mut day, "2026-11-01", &[("term.booking", &["7"])]);
    save(&mut day, form);

    // Put right and moved to another day.
    let sheet = day.desk.order_form(start("", Some("2026-11-01"))).expect("a form");
    assert!(sheet.may_move);
    let moved = answered(OrderForm { valid_from: "2026-12-01".to_owned(), ..sheet.form }, &[("term.booking", &["8"])]);
    let versions = save(&mut day, moved);
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[1].valid_from.as_deref(), Some("2026-12-01"));

    // Another for the same day takes its place, and it is said before.
    let twin = written(&mut day, "2026-12-01", &[("term.booking", &["9"])]);
    let seen = day.desk.order_changes(twin.clone()).expect("what changes");
    assert!(plain(&seen.notes.join(" ")).contains("Займёт место порядка «Порядок с 2026-11-01»"), "{:?}", seen.notes);
    assert!(plain(&seen.changes[0].before_words).starts_with("8 "), "compared with the one it replaces");
    let versions = save(&mut day, twin);
    assert_eq!(versions.len(), 2);
    let early = written(&mut day, "2026-10-20", &[("term.booking", &["5"])]);
    let seen = day.desk.order_changes(early).expect("what changes");
    assert!(plain(&seen.notes.join(" ")).contains("Действует до 01.12.2026"), "{:?}", seen.notes);

    assert_eq!(day.desk.withdraw_order("2026-12-01".to_owned()).expect("taken back").value.len(), 1);
    assert_eq!(told(day.desk.withdraw_order("2026-12-01".to_owned())), [(ProblemCode::NotFound, String::new())]);
    assert_eq!(told(day.desk.withdraw_order("beginning".to_owned())), [(ProblemCode::OrderBegun, String::new())]);

    // What has begun keeps its day; what it says may still be put right, and that is said to touch past days.
    let begun = written(&mut day, "2026-10-01", &[("term.booking", &["6"])]);
    let seen = day.desk.order_changes(begun.clone()).expect("an open month");
    assert!(seen.notes.iter().any(|note| note.contains("судить по нему заново")), "{:?}", seen.notes);
    save(&mut day, begun);
    let sheet = day.desk.order_form(start("", Some("2026-10-01"))).expect("a form");
    assert!(!sheet.may_move);
    let later = OrderForm { valid_from: "2026-10-20".to_owned(), ..sheet.form.clone() };
    assert_eq!(told(day.desk.save_order(later)), [(ProblemCode::OrderBegun, "valid_from".to_owned())]);
    save(&mut day, answered(sheet.form, &[("term.booking", &["4"])]));
    let first = day.desk.order_form(start("", Some("beginning"))).expect("the first").form;
    assert_eq!(first.valid_from, "");
    let versions = save(&mut day, answered(first, &[("term.booking", &["12"])]));
    let terms: Vec<_> = versions.iter().map(|one| plain(&rule(one, "term.booking").value_words)).collect();
    assert_eq!(terms, ["4 календарных дня", "12 календарных дней"]);
}

fn rule<'a>(version: &'a OrderVersion, key: &str) -> &'a OrderRule {
    version.rules.iter().find(|rule| rule.key == key).expect("a key of the порядок")
}

#[test]
fn r137_every_bundled_order_is_a_form_that_can_be_saved_as_it_is() {
    for source in ["default", "a", "b", "c", "d", "e"] {
        let mut day = centre("2026-10-08T09:00");
        let sheet = day.desk.order_form(start(source, None)).expect("a form");
        assert!(sheet.questions.iter().filter(|question| !question.fixed).count() == sheet.form.answers.len());
        let form = OrderForm { title: format!("Наш {source}"), ..sheet.form };
        let versions = save(&mut day, form);
        let (saved, ours) = (&versions[1], &versions[0]);
        let region = |version: &OrderVersion| rule(version, "region.calendar").value_words.clone();
        assert_eq!(region(saved), region(ours), "{source}: the region is the centre's own");
        let again = day.desk.order_form(start("", Some("2026-11-01"))).expect("a form").form;
        assert!(again.answers == day.desk.order_form(start(source, None)).expect("a form").form.answers, "{source}");
    }
}

#[test]
fn everything_wrong_with_an_order_is_said_at_once_at_its_keys_and_nothing_is_saved() {
    let mut day = centre("2026-10-08T09:00");
    let form = written(
        &mut day,
        "31.11.2026",
        &[
            ("written.mode", &["none"]),
            ("term.booking", &["десять"]),
            ("quality.days", &["999"]),
            ("quality.channels", &[]),
            ("aid.directions", &["psy_ped", "луна"]),
            ("journals", &["j2:Журнал обращений"]),
        ],
    );
    let form = OrderForm { title: " ".to_owned(), ..form };
    let refused = refusal(day.desk.save_order(form.clone()));
    let mut at: Vec<_> = refused.problems.iter().filter_map(|problem| problem.field.clone()).collect();
    at.sort();
    for field in [
        "title",
        "valid_from",
        "written.mode",
        "forms.allowed",
        "term.booking",
        "quality.days",
        "aid.directions",
        "journals",
    ] {
        assert!(at.contains(&field.to_owned()), "{field}: {at:?}");
    }
    let words = |field: &str| {
        let problem =
            refused.problems.iter().find(|problem| problem.field.as_deref() == Some(field)).expect("a problem");
        plain(problem.about.as_deref().unwrap_or_default())
    };
    assert!(words("written.mode").contains("письменный ответ не даётся"), "{}", words("written.mode"));
    assert_eq!(words("term.booking"), "Нужно число от 1 до 365.");
    assert!(words("journals").contains("Журнал учёта услуг"));
    assert_eq!(problems(&refusal(day.desk.order_changes(form))), problems(&refused), "said before it is saved");
    assert_eq!(day.desk.order().expect("versions").len(), 1);

    // What all centres share is not taken from a form.
    let mut sly = written(&mut day, "2026-11-01", &[("term.booking", &["7"])]);
    sly.answers.push(OrderAnswer {
        key: "tech.count_again".to_owned(),
        values: vec!["yes".to_owned()],
        severity: OrderSeverity::Off,
        basis: String::new(),
    });
    let versions = save(&mut day, sly);
    assert_eq!(rule(&versions[1], "tech.count_again").value_words, "нет");
    assert!(rule(&versions[1], "tech.count_again").fixed);
}

#[test]
fn r137_no_order_begins_in_or_before_a_closed_month() {
    let day = centre("2026-10-08T09:00");
    let mut day = with_closed(day, 2026, 9);
    for (from, refused) in [("2026-09-30", true), ("2024-02-29", true), ("2026-10-01", false)] {
        let form = written(&mut day, from, &[("term.booking", &["7"])]);
        let answer = day.desk.order_changes(form.clone());
        if refused {
            assert_eq!(told(answer), [(ProblemCode::MonthJudged, "valid_from".to_owned())], "{from}");
            assert_eq!(told(day.desk.save_order(form)), [(ProblemCode::MonthJudged, "valid_from".to_owned())]);
        } else {
            save(&mut day, form);
        }
    }
    let versions = day.desk.order().expect("versions");
    let first = versions.iter().find(|one| one.valid_from.is_none()).expect("the first");
    assert!(!first.may_change);
    let form = day.desk.order_form(start("", Some("beginning"))).expect("a form").form;
    let changed = answered(form, &[("term.booking", &["9"])]);
    assert_eq!(told(day.desk.save_order(changed)), [(ProblemCode::MonthJudged, "title".to_owned())]);

    // The journal itself stands behind it.
    let mut day = with_closed(day, 2026, 10);
    let form = day.desk.order_form(start("", Some("2026-10-01"))).expect("a form").form;
    assert_eq!(
        told(day.desk.save_order(answered(form, &[("term.booking", &["3"])]))),
        [(ProblemCode::MonthJudged, "valid_from".to_owned())]
    );
    assert_eq!(rule(&day.desk.order().expect("versions")[0], "term.booking").value_words, "7\u{a0}календарных дней");
}

/// Terms, forms, the cap of consultants, the meaning of dispatch: each by the day.
#[test]
fn r002_r031_r050_r091_a_past_day_is_judged_by_the_order_then_in_force() {
    let mut day = centre("2026-10-08T09:00");
    let old = day.desk.register(request_of("Иванова Анна")).expect("registered").value.row.id;
    let form = written(
        &mut day,
        "2026-11-01",
        &[
            ("term.booking", &["5"]),
            ("forms.allowed", &["in_center", "distance"]),
            ("written.mode", &["none"]),
            ("refusal.grounds", &[]),
            ("dispatch.meaning", &["internal"]),
            ("recipients.scope", &["not_attending"]),
            ("consultants.max", &["1"]),
        ],
    );
    save(&mut day, form);
    let offered = |day: &mut TestDesk| day.desk.lists().expect("lists").forms.len();
    assert_eq!(offered(&mut day), 4, "still the old порядок");
    let goes = RequestForm { attends: Some(true), ..request_of("Петрова Инна") };
    day.desk.register(goes.clone()).expect("any parent in October");

    day.clock.put("2026-11-02T09:00");
    assert_eq!(offered(&mut day), 2);
    let new = day.desk.register(request_of("Рябова Нина")).expect("registered").value.row;
    assert_eq!(new.term.plan_by.as_deref(), Some("2026-11-07"), "five days");
    let term = day.desk.request(old).expect("the old one").row.term;
    assert_eq!(term.plan_by.as_deref(), Some("2026-10-18"), "ten, as it was then");
    assert_eq!(told(day.desk.register(goes.clone())), [(ProblemCode::OrderWarns, "caution_reason".to_owned())]);
    let closed = RequestForm { form: "outing".to_owned(), ..request_of("Зимина Ольга") };
    assert_eq!(told(day.desk.register(closed.clone())), [(ProblemCode::FormNotOffered, "form".to_owned())]);

    // Entered from paper, a day of October knows the порядок of October.
    let paper = |form: RequestForm| RequestForm { received: Some("2026-10-30T10:00".to_owned()), ..form };
    day.desk.register(paper(closed)).expect("outings were offered then");
    day.desk.register(paper(goes)).expect("any parent then");
}

/// R104: the same event counts as the порядок of its day says.
#[test]
fn r104_events_count_by_the_order_of_their_day_before_and_after_a_version() {
    let mut day = centre("2026-10-01T09:00");
    let form = written(&mut day, "2026-11-01", &[("event.count", &["by_participant"])]);
    save(&mut day, form);
    let held = |day: &mut TestDesk, date: &str| {
        let event = EventForm {
            topic: "Травмы дома".to_owned(),
            date: date.to_owned(),
            started: "09:00".to_owned(),
            ended: "10:00".to_owned(),
            leaders: vec![day.consultant()],
            participants: "12".to_owned(),
            ..day.desk.event(String::new()).expect("a form").form
        };
        day.desk.save_event(event).expect("held");
    };
    day.clock.put("2026-11-10T18:00");
    held(&mut day, "2026-10-20");
    held(&mut day, "2026-11-09");
    let view = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    assert_eq!(view.services, "13", "one for October, twelve for November");
}

/// R113, R114: titles are the centre's own, in full, by the порядок of the month.
#[test]
fn r113_r114_journals_bear_the_titles_of_the_order_then_in_force() {
    let mut day = centre("2026-10-01T09:00");
    day.hold("Анна", "2026-10-06", "10:30");
    day.clock.put("2026-10-07T09:00");
    let (services, appeals) = ("Журнал учета услуг (Приложение № 1)", "Книга обращений родителей");
    let titles = [format!("j1:{services}"), format!("j2:{appeals}")];
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let form = written(&mut day, "2026-11-01", &[("journals", &titles)]);
    save(&mut day, form);
    day.clock.put("2026-11-02T09:00");
    day.hold("Борис", "2026-11-03", "10:30");
    for (month, kind, title, other) in [
        (10, JournalKind::Requests, "Журнал регистрации обращений", appeals),
        (11, JournalKind::Requests, appeals, "Журнал регистрации обращений"),
        (11, JournalKind::Services, services, "психолого-педагогической"),
        (10, JournalKind::Services, "психолого-педагогической", services),
    ] {
        let paper = JournalPaper { key: MonthKey { year: 2026, month }, kind, names: false, bound: false, print: None };
        let page = day.desk.journal_page(JournalPageQuery { paper, page: 1 }).expect("a page");
        assert!(page.words.contains(title), "{month} {title}: {}", page.words);
        assert!(!page.words.contains(other), "{month}: {}", page.words);
    }
}

/// A region changed in mid-year: days before it keep the old one.
#[test]
fn r031_a_region_changed_in_mid_year_moves_no_past_term() {
    let mut day = centre("2026-10-20T09:00");
    // The tenth day is 6 November, a day off of Tatarstan; judged by Monday the 9th.
    day.clock.put("2026-10-27T09:00");
    let request = day.desk.register(request_of("Иванова Анна")).expect("registered").value.row.id;
    let judged = |day: &mut TestDesk| {
        day.desk.request(request.clone()).expect("the request").row.term.judged_by.unwrap_or_default()
    };
    assert_eq!(judged(&mut day), "2026-11-09");
    let form = written(&mut day, "2026-11-07", &[("region.calendar", &["RU-LIP"])]);
    save(&mut day, form);
    assert_eq!(judged(&mut day), "2026-11-09", "the sixth is still of Tatarstan");
    let words = day.desk.working_year(2026).expect("the year").region_words;
    assert!(plain(&words).contains("с 07.11.2026"), "{words}");
    assert_eq!(day.desk.working_year(2027).expect("the year").regional.len(), 0);

    let form = written(&mut day, "2026-11-06", &[("region.calendar", &["RU-LIP"])]);
    save(&mut day, form);
    assert_eq!(judged(&mut day), "2026-11-06", "worked in Липецк");
    let days = day.desk.working_year(2026).expect("the year").regional;
    assert!(days.iter().all(|row| row.day.as_str() < "2026-11-06") && !days.is_empty());
    day.desk.withdraw_order("2026-11-06".to_owned()).expect("taken back");
    assert_eq!(judged(&mut day), "2026-11-09");
}

/// Holidays edited into nonsense: each has an answer.
#[test]
fn r031_a_calendar_is_not_edited_into_nonsense() {
    let mut day = centre("2026-10-08T09:00");
    let form =
        |date: &str, kind| DayForm { day: date.to_owned(), kind: Some(kind), words: "как решили".to_owned() };
    for (far, code) in [("1999-12-31", ProblemCode::BadYear), ("2101-01-01", ProblemCode::BadDate)] {
        assert_eq!(told(day.desk.set_day(form(far, OwnDayKind::Off))), [(code, "day".to_owned())]);
    }
    // A holiday and a working day at once: the last word stands, and there is one.
    day.desk.set_day(form("2026-11-03", OwnDayKind::Off)).expect("off");
    let year = day.desk.set_day(form("2026-11-03", OwnDayKind::Short)).expect("short").value;
    assert_eq!(year.own.iter().filter(|row| row.day == "2026-11-03").count(), 0, "short by the country's calendar");
    day.desk.set_day(form("2026-11-04", OwnDayKind::Working)).expect("a holiday worked");
    let year = day.desk.set_day(form("2026-11-04", OwnDayKind::Off)).expect("off again").value;
    assert!(year.own.is_empty());
    day.desk.set_day(form("2028-02-29", OwnDayKind::Off)).expect("the leap day");
    assert_eq!(told(day.desk.set_day(form("2027-02-29", OwnDayKind::Off))), [(ProblemCode::BadDate, "day".to_owned())]);

    // Every day off: it stops before no term can be moved any more.
    let mut date = chrono::NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day");
    let refused = loop {
        match day.desk.set_day(form(&date.to_string(), OwnDayKind::Off)) {
            Ok(_) => date = date.succ_opt().expect("a day"),
            Err(refused) => break refused,
        }
    };
    assert_eq!(problems(&refused), [(ProblemCode::RestTooLong, "day")]);
    assert!(date.to_string().as_str() < "2027-05-15", "{date}");

    // A closed month's days are judged already.
    let mut day = with_closed(day, 2026, 9);
    for closed in ["2026-09-30", "2025-01-09"] {
        assert_eq!(
            told(day.desk.set_day(form(closed, OwnDayKind::Working))),
            [(ProblemCode::MonthJudged, "day".to_owned())]
        );
    }
    day.desk.set_day(form("2026-10-01", OwnDayKind::Off)).expect("an open month");
}

fn means_form(row: &MeansRow) -> MeansForm {
    MeansForm {
        key: Some(row.key.clone()),
        label: row.label.clone(),
        kind: row.kind.clone(),
        video: row.video,
        screen: row.screen,
        chat: row.chat,
        records: row.records,
        standing: row.standing.clone(),
        since: row.since.clone(),
        basis: row.basis.clone(),
        hidden: row.hidden,
    }
}

#[test]
fn r057_means_are_marked_by_the_law_of_the_day_and_a_barred_one_is_not_promised() {
    let mut day = TestDesk::empty_at("2026-10-08T09:00");
    day.make_journal_of(NewJournal { profile: "e".to_owned(), region: "RU-BA".to_owned(), ..new_journal() });
    day.add_consultant("Калинина Мария Сергеевна", "педагог-психолог");
    let means = day.desk.lists().expect("lists").means;
    let label = |key: &str| means.iter().find(|one| one.key == key).expect("offered").label.clone();
    assert_eq!(label("viber"), "Viber, переписка (запрещено)");
    assert_eq!(label("zoom"), "Zoom (не рекомендовано)");
    assert_eq!(label("phone"), "Телефон");

    let by = |means: &str, name: &str| RequestForm {
        form: "distance".to_owned(),
        means: Some(means.to_owned()),
        ..request_of(name)
    };
    let refused = refusal(day.desk.register(by("whatsapp", "Иванова Анна")));
    assert_eq!(problems(&refused), [(ProblemCode::OrderForbids, "means")]);
    let words = plain(refused.problems[0].about.as_deref().unwrap_or_default());
    assert!(words.contains("запрещено с 01.06.2025 (41-ФЗ"), "{words}");
    day.desk.register(by("zoom", "Иванова Анна")).expect("marked, not stopped");
    // What came before the bar was lawful then.
    let paper =
        RequestForm { received: Some("2025-05-20T10:00".to_owned()), ..by("whatsapp", "Петрова Инна") };
    day.desk.register(paper).expect("an entry from paper");

    // The head says otherwise from a day on.
    let rows = day.desk.means().expect("means").rows;
    let row = rows.iter().find(|row| row.key == "whatsapp").expect("a row");
    assert!(!row.own && row.offered && plain(&row.law_words).starts_with("запрещено с 01.06.2025"));
    let allowed = MeansForm {
        standing: "allowed".to_owned(),
        since: "2026-10-08".to_owned(),
        basis: "разъяснение учредителя".to_owned(),
        label: "Иначе".to_owned(),
        kind: "voice".to_owned(),
        ..means_form(row)
    };
    let view = day.desk.save_means(allowed).expect("saved").value;
    let row = view.rows.iter().find(|row| row.key == "whatsapp").expect("a row");
    assert_eq!(
        (row.standing.as_str(), row.label.as_str(), row.kind.as_str()),
        ("allowed", "WhatsApp, переписка", "chat")
    );
    day.desk.register(by("whatsapp", "Рябова Нина")).expect("allowed from today");
    let before =
        RequestForm { received: Some("2026-09-01T10:00".to_owned()), ..by("whatsapp", "Зимина Ольга") };
    assert_eq!(told(day.desk.register(before)), [(ProblemCode::OrderForbids, "means".to_owned())]);
}

#[test]
fn r057_a_means_is_judged_by_the_law_of_the_day_it_is_promised_for() {
    let mut day = centre("2026-10-08T09:00");
    let rows = day.desk.means().expect("means").rows;
    let phone = rows.iter().find(|row| row.key == "phone").expect("a row");
    let barred = MeansForm {
        standing: "barred".to_owned(),
        since: "2026-10-15".to_owned(),
        basis: "письмо учредителя".to_owned(),
        ..means_form(phone)
    };
    day.desk.save_means(barred).expect("barred from the middle of the month");
    let at = |day: &mut TestDesk, date: &str| RequestForm {
        form: "distance".to_owned(),
        means: Some("phone".to_owned()),
        slot: Some(day.slot(date, "10:30")),
        ..request_of("Иванова Анна")
    };
    let after = at(&mut day, "2026-10-16");
    assert_eq!(told(day.desk.register(after)), [(ProblemCode::OrderForbids, "means".to_owned())]);
    let before = at(&mut day, "2026-10-14");
    let card = day.desk.register(before).expect("lawful on its day").value;
    let request = card.row.id.clone();
    let slot = day.slot("2026-10-16", "10:30");
    let moved = MoveForm {
        booking: card.row.booking.expect("promised").id,
        slot: slot.clone(),
        how: None,
        reason: "не может раньше".to_owned(),
        caution_reason: String::new(),
        late_by_wish: false,
    };
    assert_eq!(told(day.desk.move_booking(moved)), [(ProblemCode::OrderForbids, "means".to_owned())]);

    let live = |card: RequestCard| card.row.booking.expect("promised").id;
    let booking = live(day.desk.request(request.clone()).expect("the card"));
    day.desk.release_time(ReleaseForm { booking, reason: "передумал".to_owned() }).expect("given back");
    let again = BookForm {
        request,
        form: "distance".to_owned(),
        means: Some("phone".to_owned()),
        slot,
        how: None,
        caution_reason: String::new(),
        late_by_wish: false,
    };
    assert_eq!(told(day.desk.book(again)), [(ProblemCode::OrderForbids, "means".to_owned())]);
}

#[test]
fn r057_the_head_adds_means_of_the_centres_own_and_nobody_else_does() {
    let mut day = centre("2026-10-08T09:00");
    let form = MeansForm {
        key: None,
        label: "Сферум".to_owned(),
        kind: "video".to_owned(),
        video: true,
        screen: true,
        chat: false,
        records: false,
        standing: "allowed".to_owned(),
        since: String::new(),
        basis: String::new(),
        hidden: false,
    };
    let view = day.desk.save_means(form.clone()).expect("added").value;
    let row = view.rows.iter().find(|row| row.label == "Сферум").expect("the row");
    assert!(row.own && row.offered && row.law_words.is_empty());
    assert_eq!(row.abilities_words, "видео, показ экрана");
    assert!(day.desk.lists().expect("lists").means.iter().any(|means| means.key == row.key && means.kind == "video"));
    assert_eq!(told(day.desk.save_means(form.clone())), [(ProblemCode::AlreadyInList, "label".to_owned())]);
    let wrong =
        MeansForm { label: String::new(), kind: "pigeon".to_owned(), since: "вчера".to_owned(), ..form.clone() };
    assert_eq!(
        told(day.desk.save_means(wrong)),
        [
            (ProblemCode::Required, "label".to_owned()),
            (ProblemCode::UnknownChoice, "kind".to_owned()),
            (ProblemCode::BadDate, "since".to_owned())
        ]
    );
    let hidden = MeansForm { hidden: true, label: "Сферум, звонок".to_owned(), ..means_form(row) };
    let view = day.desk.save_means(hidden).expect("hidden").value;
    let row = view.rows.iter().find(|row| row.label == "Сферум, звонок").expect("the row");
    assert!(row.hidden && !row.offered);
    assert!(day.desk.lists().expect("lists").means.iter().all(|means| means.key != row.key));

    day.change_person("Приёмная");
    assert!(!day.desk.means().expect("read by everyone").may_edit);
    assert_eq!(told(day.desk.save_means(form)), [(ProblemCode::NotAllowed, String::new())]);
}

#[test]
fn r058_the_settings_warn_of_a_centre_without_video_or_screen() {
    let lacks = |profile: &str| {
        let mut day = TestDesk::empty_at("2026-10-08T09:00");
        day.make_journal_of(NewJournal { profile: profile.to_owned(), ..new_journal() });
        day.desk.means().expect("means").lacks
    };
    // B: Skype is barred, telephone and messengers are left; D: telephone, the site, e-mail.
    for (profile, lacking) in [("default", 0), ("a", 0), ("b", 2), ("c", 2), ("d", 2), ("e", 0)] {
        assert_eq!(lacks(profile).len(), lacking, "{profile}");
    }
    let mut day = centre("2026-10-08T09:00");
    let form = written(&mut day, "2026-11-01", &[("channels", &["phone"])]);
    let notes = day.desk.order_changes(form).expect("what changes").notes.join(" ");
    assert!(notes.contains("не даёт видео") && notes.contains("не показывает документы"), "{notes}");
}

/// What is written stays through a lock.
#[test]
fn a_half_written_order_is_kept_as_a_draft_until_it_is_saved() {
    let mut day = centre("2026-10-08T09:00");
    let key = || DraftKey { form: "order".to_owned(), subject: String::new() };
    day.desk.save_draft(key(), "{\"title\":\"Наш\"}".to_owned()).expect("kept");
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("opened");
    assert!(day.desk.draft(key()).expect("read").is_some());
    let form = written(&mut day, "2026-11-01", &[("term.booking", &["7"])]);
    save(&mut day, form);
    assert!(day.desk.draft(key()).expect("read").is_none(), "what it became stands in the journal");
}
