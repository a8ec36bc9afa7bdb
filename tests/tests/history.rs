//! The history: what is written down, what is found when somebody tampers, what the head reads.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::time::{Duration, Instant};

use desk::ports::KeyringTrouble;
use desk::wire::*;
use poryadok_tests::read_back::pdf_text;
use poryadok_tests::test_desk::*;
use storage::keys::JournalKey;

fn key(day: &TestDesk) -> JournalKey {
    let slots = storage::keys::read_twins(&day.folder().join("journal")).expect("slots").candidates.remove(0);
    let sheet = storage::keys::Sheet::from_groups(&day.sheet).expect("the sheet");
    slots.unlock_with_sheet(&sheet).expect("the key").0
}

/// As somebody who holds the key could, while the journal is open.
fn tamper(day: &TestDesk, sql: &str) {
    let free = "DROP TRIGGER audit_is_final; DROP TRIGGER audit_stays; DROP TRIGGER version_is_final;";
    storage::testing::tamper(&day.journal_file(), &key(day), &format!("{free} {sql}")).expect("tampered");
}

/// Asks until the answer is there.
fn until(day: &mut TestDesk, there: impl Fn(&HistoryState) -> bool) -> HistoryState {
    let begun = Instant::now();
    loop {
        let state = day.desk.history_state().expect("the head asks");
        if there(&state) {
            return state;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "still {:?}: {}", state.health, state.words);
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn checked(day: &mut TestDesk) -> HistoryState {
    day.desk.check_history().expect("the head asks");
    until(day, |state| state.percent.is_none())
}

/// The keyring has been asked and what it remembers is compared.
fn compared(day: &mut TestDesk) -> HistoryState {
    until(day, |state| state.may_accept || state.tail_words.starts_with("Конец"))
}

fn everything() -> HistoryFilter {
    HistoryFilter { account: None, sort: None, from: String::new(), to: String::new(), record: String::new() }
}

fn lines(day: &mut TestDesk, filter: HistoryFilter) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = day.desk.history(HistoryQuery { filter: filter.clone(), after }).expect("a page");
        found.extend(page.lines.into_iter().map(|line| line.words.replace('\u{a0}', " ")));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

/// Some of everything the desk can write.
fn busy_day() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let view = day.hold("Анна Смирнова", "2026-10-06", "10:30");
    let gift = HandoutGift { request: view.request.row.id.clone(), keys: vec!["crisis".into()], how: PaperWay::Print };
    day.desk.give_handouts(gift).expect("printed");
    let again = day.desk.consultation(view.request.row.id.clone()).expect("a form").form;
    let corrected =
        ConsultationForm { advice: "Три варианта".into(), reason: "описка".into(), ..again };
    day.desk.sign(corrected).expect("corrected");
    let moved = day.book("Борис", "2026-10-07", "10:30").expect("free");
    let slot = day.slot("2026-10-08", "10:30");
    let booking = moved.row.booking.as_ref().expect("booked").id.clone();
    day.desk.move_booking(other_time(&booking, slot, "просили")).expect("moved");
    let gone = day.desk.register(request_of("Вера")).expect("registered").value;
    day.desk.annul_request(AnnulForm { request: gone.row.id, reason: "дважды".into() }).expect("annulled");
    day.desk.register(anonymous_request()).expect("registered");
    day.desk
        .set_day(DayForm { day: "2026-10-19".into(), kind: Some(OwnDayKind::Off), words: "карантин".into() })
        .expect("a day");
    day.add_person("Приёмная", vec![Role::Administrator], None);
    day.add_means("Сферум", "video");
    let paper = JournalPaper {
        key: MonthKey { year: 2026, month: 10 },
        kind: JournalKind::Services,
        names: false,
        bound: false,
        print: None,
    };
    day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).expect("printed");
    day
}

#[test]
fn a_day_of_work_leaves_a_whole_history_with_which_every_record_agrees() {
    let mut day = busy_day();
    let state = checked(&mut day);
    assert_eq!(state.health, HistoryHealth::Whole, "{} {:?}", state.words, state.named);
    let words = state.words.replace('\u{a0}', " ");
    assert!(words.starts_with("История цела: ") && words.contains("проверено сегодня в "), "{words}");
    assert_eq!(day.desk.today().expect("the day").history_trouble, None);
}

#[test]
fn the_practice_journal_agrees_with_its_history_too() {
    let mut day = TestDesk::empty_at("2026-10-08T13:20");
    day.desk.open_practice().expect("opened");
    day.desk.practice_as(Role::Head).expect("the head");
    let state = checked(&mut day);
    assert_eq!(state.health, HistoryHealth::Whole, "{} {:?}", state.words, state.named);
}

#[test]
fn the_history_is_checked_by_itself_after_the_entrance() {
    let day = busy_day();
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert_eq!(
        day.desk.history_state().expect("asked").health,
        HistoryHealth::NotYet,
        "not on the way to the first screen"
    );
    let state = until(&mut day, |state| state.health == HistoryHealth::Whole);
    assert!(state.words.contains("цела"));
    // A sound check is good for its day: a locking for dinner does not begin it anew.
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("opened");
    assert_eq!(day.desk.history_state().expect("asked").health, HistoryHealth::Whole);
}

#[test]
fn whatever_is_done_past_the_door_is_found_and_said_with_what_is_safe_and_what_to_do() {
    for (what, sql, health) in [
        ("an edited line", "UPDATE audit SET action = 'booked' WHERE sequence = 20", HistoryHealth::Broken),
        (
            "two lines swapped",
            "UPDATE audit SET sequence = -1 WHERE sequence = 12; UPDATE audit SET sequence = 12 WHERE sequence = 13;
             UPDATE audit SET sequence = 13 WHERE sequence = -1",
            HistoryHealth::Broken,
        ),
        ("a deleted line", "DELETE FROM audit WHERE sequence = 15", HistoryHealth::Broken),
        (
            "an edited signed version",
            "UPDATE consultation_version SET outcome = 'refused' WHERE version = 2",
            HistoryHealth::Differs,
        ),
        (
            "a number of another request",
            "UPDATE request SET received = '2026-10-01T08:00' WHERE number = 1",
            HistoryHealth::Differs,
        ),
        (
            "a consultation of another day",
            "UPDATE consultation SET completed_on = '2026-09-30'",
            HistoryHealth::Differs,
        ),
        (
            "a signed version taken away",
            "DROP TRIGGER version_stays; PRAGMA foreign_keys = OFF;
            DELETE FROM consultation_version WHERE version = 1",
            HistoryHealth::Differs,
        ),
        (
            "a role given",
            "INSERT INTO account_role SELECT id, 'head' FROM account WHERE label = 'Приёмная'",
            HistoryHealth::Differs,
        ),
        (
            "good ratings put into a report",
            "INSERT INTO rating_sum (month, source, rated, positive) VALUES ('2026-10', 'site', 90, 90)",
            HistoryHealth::Differs,
        ),
    ] {
        let mut day = busy_day();
        tamper(&day, sql);
        let state = checked(&mut day);
        assert_eq!(state.health, health, "{what}: {} {:?}", state.words, state.named);
        assert!(!state.safe_words.is_empty() && state.do_words.contains("копию"), "{what}");
        assert_eq!(state.named.is_empty(), health == HistoryHealth::Broken, "{what}: {:?}", state.named);
        assert_eq!(day.desk.today().expect("the day").history_trouble.as_deref(), Some(state.words.as_str()), "{what}");
        // Reading and writing go on.
        day.desk.register(request_of("Глеб")).expect("registered");
        if !day.change_person("Приёмная").roles.contains(&Role::Head) {
            assert_eq!(day.desk.today().expect("the day").history_trouble, None, "told to the head alone");
        }
    }
}

#[test]
fn a_cut_tail_is_known_by_what_the_keyring_remembers_and_blocks_nothing() {
    let mut day = busy_day();
    compared(&mut day);
    day.desk.lock().expect("locked");
    day.desk.settle(Duration::from_secs(5));
    let key_ = key(&day);
    let cut = "DROP TRIGGER audit_stays; DELETE FROM audit WHERE sequence > (SELECT max(sequence) - 3 FROM audit)";
    storage::testing::tamper(&day.journal_file(), &key_, cut).expect("cut");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened all the same");
    let state = compared(&mut day);
    assert_eq!(state.health, HistoryHealth::TailCut);
    assert!(state.words.starts_with("Хвост истории обрезан"), "{}", state.words);
    assert!(state.safe_words.contains("читается") && state.do_words.contains("копию"));
    assert_eq!(day.desk.today().expect("the first screen").history_trouble, Some(state.words));
    day.desk.register(request_of("Глеб")).expect("work goes on");

    // Not forgotten by a restart, whatever has grown since.
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert!(compared(&mut day).may_accept);
    day.desk.accept_history().expect("the head goes on");
    assert!(!day.desk.history_state().expect("asked").may_accept);
    assert!(lines(&mut day, everything()).iter().any(|line| line.contains("таким, как он есть")));
    day.desk.lock().expect("locked");
    day.desk.settle(Duration::from_secs(5));
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert!(!compared(&mut day).may_accept);
    let nothing = refusal(day.desk.accept_history());
    assert_eq!(problems(&nothing), [(ProblemCode::NothingChanged, "")]);
}

#[test]
fn a_keyring_that_is_absent_or_slow_is_no_trouble() {
    let mut day = busy_day();
    compared(&mut day);
    {
        // Somebody holds the keyring for as long as it likes.
        let held = std::sync::Arc::clone(&day.keyring.0);
        let _slow = held.lock().expect("keyring");
        let begun = Instant::now();
        day.desk.lock().expect("locked");
        assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    }
    day.keyring.0.lock().expect("keyring").fail_with(Some(KeyringTrouble::Absent));
    let mut day = TestDesk::opened_at("2026-10-05T09:00").with_password_alone().restarted();
    day.unlock(PASSWORD).expect("opened without a keyring");
    let state = checked(&mut day);
    assert_eq!(state.health, HistoryHealth::Whole);
    assert!(state.tail_words.contains("не ответило"), "{}", state.tail_words);
}

#[test]
fn an_open_card_is_written_down_once_a_day_for_each_who_opened_it() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let consultant = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(consultant));
    let card = day.book("Анна Смирнова", "2026-10-08", "10:30").expect("free");
    let opened = |day: &mut TestDesk| {
        let of = day.desk.history_of(card.row.id.clone()).expect("a card's history");
        of.iter().filter(|line| line.words.contains("открыл")).count()
    };
    for _ in 0..3 {
        day.desk.request(card.row.id.clone()).expect("a card");
    }
    assert_eq!(opened(&mut day), 0, "who registered it that day has seen it");
    day.change_person("Калинина");
    for _ in 0..3 {
        day.desk.request(card.row.id.clone()).expect("a card");
        day.desk.consultation(card.row.id.clone()).expect("a form");
    }
    assert_eq!(opened(&mut day), 1);
    let mut day = day;
    day.change_person("Калинина");
    day.desk.request(card.row.id.clone()).expect("a card");
    assert_eq!(opened(&mut day), 1, "also after a locking");
    day.clock.put("2026-10-06T09:00");
    day.desk.request(card.row.id.clone()).expect("a card");
    assert_eq!(opened(&mut day), 2, "the next day anew");
    // Lists write nothing.
    let before = day.desk.history_of(card.row.id.clone()).expect("a card's history").len();
    day.desk.today().expect("the day");
    assert_eq!(day.desk.history_of(card.row.id.clone()).expect("a card's history").len(), before);
}

#[test]
fn the_head_reads_sentences_and_narrows_them_and_nobody_else_does() {
    let mut day = busy_day();
    let all = lines(&mut day, everything());
    for words in [
        "Ветрова О. И. напечатала журнал услуг за октябрь 2026 г.",
        "Ветрова О. И. подписала новую версию приёма № 1, версия 2",
        "Ветрова О. И. подписала приём № 1",
        "Ветрова О. И. выдала раздатки, обращение № 1",
        "Ветрова О. И. добавила получателя П-0001",
        "Ветрова О. И. указала, рабочий ли день: 19.10.2026",
        "Ветрова О. И. добавила человека: Приёмная И.",
        "Программа создала журнал",
    ] {
        assert!(all.iter().any(|line| line == words), "«{words}» among {all:#?}");
    }
    assert!(all.iter().all(|line| !line.contains("Смирнова")), "codes only");

    let of_one = lines(&mut day, HistoryFilter { record: "№ 1".into(), ..everything() });
    assert!(of_one.len() > 4 && of_one.iter().all(|line| line.contains("№ 1")), "{of_one:#?}");
    let papers = lines(&mut day, HistoryFilter { sort: Some("papers".into()), ..everything() });
    assert!(
        papers.len() >= 2 && papers.iter().all(|line| line.contains("раздат") || line.contains("напечат")),
        "{papers:#?}"
    );
    let person = lines(&mut day, HistoryFilter { record: "П-0001".into(), ..everything() });
    assert_eq!(person, ["Ветрова О. И. добавила получателя П-0001"]);
    let that_day = |from: &str, to: &str| HistoryFilter { from: from.into(), to: to.into(), ..everything() };
    let fifth = lines(&mut day, that_day("2026-10-05", "2026-10-05"));
    let sixth = lines(&mut day, that_day("2026-10-06", "2026-10-06"));
    assert_eq!(fifth.len() + sixth.len(), all.len(), "each line belongs to one day");
    for (filter, field) in [
        (HistoryFilter { record: "№ 999".into(), ..everything() }, "record"),
        (that_day("вчера", ""), "from"),
        (HistoryFilter { sort: Some("moon".into()), ..everything() }, "sort"),
    ] {
        let refused = refusal(day.desk.history(HistoryQuery { filter, after: None }));
        assert_eq!(refused.problems[0].field.as_deref(), Some(field));
    }
    day.change_person("Приёмная");
    for refused in [
        refusal(day.desk.history(HistoryQuery { filter: everything(), after: None })),
        refusal(day.desk.history_state()),
        refusal(day.desk.check_history()),
        refusal(day.desk.accept_history()),
        refusal(day.desk.paper_history(HistoryPrintForm { filter: everything(), how: PaperWay::Print })),
    ] {
        assert_eq!(problems(&refused), [(ProblemCode::NotAllowed, "")]);
    }
}

#[test]
fn a_line_opens_its_record_and_a_stretch_is_printed_with_the_control_number_and_written_down() {
    let mut day = busy_day();
    let page = day.desk.history(HistoryQuery { filter: everything(), after: None }).expect("a page");
    let signed = page.lines.iter().find(|line| line.words.contains("подписала приём")).expect("the line");
    assert_eq!(signed.opens, Some(HistoryOpens::Record));
    day.desk.consultation(signed.subject.clone()).expect("it opens");

    let state = day.desk.history_state().expect("the state");
    let filter = HistoryFilter { sort: Some("records".into()), ..everything() };
    let printing = HistoryPrintForm { filter, how: PaperWay::Print };
    let done = day.desk.paper_history(printing).expect("printed");
    assert!(done.pages >= 1);
    let pdf = day.tray.0.lock().expect("tray").printed.last().expect("a paper").1.clone();
    let text = pdf_text(&pdf);
    for words in ["История журнала", "обращения и приёмы", "подписала приём № 1", &state.control]
    {
        assert!(text.contains(words), "«{words}» in {text}");
    }
    assert!(!text.contains("Смирнова"));
    assert_eq!(lines(&mut day, everything())[0], "Ветрова О. И. напечатала историю");
}

#[test]
fn a_control_number_from_paper_is_found_in_the_history_or_said_to_be_foreign() {
    let mut day = busy_day();
    let control = day.desk.history_state().expect("the state").control;
    let last = day.desk.history(HistoryQuery { filter: everything(), after: None }).expect("a page").lines.remove(0);
    let printing = HistoryPrintForm { filter: everything(), how: PaperWay::Print };
    day.desk.paper_history(printing).expect("the chain goes on");
    let asked = |typed: String| HistoryQuery { filter: HistoryFilter { record: typed, ..everything() }, after: None };
    let look_alike = control.replace('A', "А").replace('E', "Е").replace('-', " – ").to_lowercase();
    for typed in [control.clone(), control.to_lowercase(), look_alike] {
        let page = day.desk.history(asked(typed.clone())).expect("found");
        assert_eq!(page.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [last.number], "{typed}");
        assert!(page.control_words.contains(&format!("№\u{a0}{}", last.number)), "{}", page.control_words);
    }
    let foreign = if control.starts_with('0') { "10000-00000" } else { "00000-00000" };
    let refused = refusal(day.desk.history(asked(foreign.to_owned())));
    assert_eq!(problems(&refused), [(ProblemCode::NoSuchControl, "record")]);
}

#[test]
fn a_replaced_order_is_kept_and_the_line_says_what_stood_before() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let start = OrderStart { source: String::new(), replaces: None };
    for days in ["7", "9"] {
        let mut form = day.desk.order_form(start.clone()).expect("a form").form;
        form.title = "Порядок с декабря".into();
        form.valid_from = "2026-12-01".into();
        form.answers.iter_mut().find(|answer| answer.key == "term.booking").expect("asked").values = vec![days.into()];
        day.desk.save_order(form).expect("saved");
        day.clock.put("2026-10-05T09:30");
    }
    day.clock.put("2026-10-05T10:00");
    day.desk.withdraw_order("2026-12-01".into()).expect("withdrawn");
    let filter = HistoryFilter { sort: Some("settings".into()), ..everything() };
    let page = day.desk.history(HistoryQuery { filter, after: None }).expect("a page");
    let details: Vec<String> = page
        .lines
        .iter()
        .filter(|line| line.words.contains("порядок: с\u{a0}01.12.2026"))
        .map(|line| line.details.join(" ").replace('\u{a0}', " "))
        .collect();
    assert_eq!(details.len(), 3, "{details:#?}");
    assert!(details[0].contains("До этого стоял порядок «Порядок с декабря»"), "{details:#?}");
    assert!(details[1].contains("было 7") && details[1].contains("стало 9"), "{details:#?}");
    let sql = "DELETE FROM profile_replaced";
    assert!(storage::testing::tamper(&day.journal_file(), &key(&day), sql).is_err(), "kept for good");
}

#[test]
fn a_record_corrected_after_a_destruction_is_said_to_be_destroyed_and_not_changed() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let view = day.hold("Анна Смирнова", "2026-10-06", "10:30");
    let waiting = day.book("Анна Смирнова", "2026-10-08", "10:30").expect("free");
    day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    let words = checked(&mut day);
    assert_eq!(words.health, HistoryHealth::Whole, "{} {:?}", words.words, words.named);
    let plain = words.words.replace('\u{a0}', " ");
    assert!(plain.contains("личные данные уничтожены") && !plain.contains("прежняя программа"), "{plain}");

    // Work goes on with what is left: each new line has a salt of its own.
    let again = day.desk.consultation(view.request.row.id.clone()).expect("a form").form;
    let corrected = ConsultationForm { reason: "описка".into(), form: "written".into(), ..whole(again) };
    day.desk.sign(corrected).expect("corrected");
    let annulled = AnnulForm { request: waiting.row.id.clone(), reason: "не придёт".into() };
    day.desk.annul_request(annulled).expect("annulled");
    let words = checked(&mut day);
    assert_eq!(words.health, HistoryHealth::Whole, "{} {:?}", words.words, words.named);
    assert!(words.words.contains("уничтожены"), "{}", words.words);

    // What is changed past the door afterwards is still found.
    tamper(&day, "UPDATE consultation_version SET outcome = 'refused' WHERE version = 2");
    let words = checked(&mut day);
    assert_eq!(words.health, HistoryHealth::Differs, "{}", words.words);
    assert_eq!(words.named.len(), 1, "{:?}", words.named);
}

#[test]
fn what_stays_of_a_destroyed_persons_records_is_held_to_the_history_still() {
    for change in [
        "UPDATE consultation_version SET outcome = 'refused', ground = 'not_competent' WHERE version = 1",
        "UPDATE booking SET minutes = 90",
        "UPDATE request SET channel = 'survey'",
        "UPDATE recipient SET kind = 'citizen'",
    ] {
        let mut day = TestDesk::opened_at("2026-10-05T09:00");
        day.hold("Анна Смирнова", "2026-10-06", "10:30");
        day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
        assert_eq!(checked(&mut day).health, HistoryHealth::Whole, "{change}");
        tamper(&day, change);
        assert_eq!(checked(&mut day).health, HistoryHealth::Differs, "{change}");
    }
}

#[test]
fn the_watch_goes_on_after_a_change_of_the_key_and_knows_a_tail_cut_then() {
    let mut day = busy_day();
    compared(&mut day);
    day.desk.change_keys().expect("begun");
    assert!(day.key_changed().changed);
    let state = compared(&mut day);
    assert!(!state.may_accept, "the same history under another key");
    for name in ["Глеб", "Дина", "Ева"] {
        day.desk.register(request_of(name)).expect("registered");
    }
    assert_eq!(checked(&mut day).health, HistoryHealth::Whole);
    day.desk.lock().expect("locked");
    day.desk.settle(Duration::from_secs(5));
    let slots = storage::keys::read_twins(&day.folder().join("journal")).expect("slots").candidates.remove(0);
    let file = day.folder().join("journal").join(slots.database());
    assert!(file.ends_with("journal-2.db"));
    let cut = "DROP TRIGGER audit_stays; DELETE FROM audit WHERE sequence > (SELECT max(sequence) - 2 FROM audit)";
    storage::testing::tamper(&file, &key(&day), cut).expect("cut");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened all the same");
    assert_eq!(compared(&mut day).health, HistoryHealth::TailCut);
}

#[test]
fn pages_of_the_history_follow_each_other_without_a_gap() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for number in 0..70 {
        day.clock.put(&format!("2026-10-0{}T10:{:02}", 5 + number / 35, number % 35));
        day.desk.register(request_of(&format!("Имя {number}"))).expect("registered");
    }
    let (mut numbers, mut after) = (Vec::new(), None);
    loop {
        let page = day.desk.history(HistoryQuery { filter: everything(), after }).expect("a page");
        assert!(page.lines.len() <= 50);
        numbers.extend(page.lines.iter().map(|line| line.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let whole: Vec<u32> = (1..=u32::try_from(numbers.len()).expect("few")).rev().collect();
    assert_eq!(numbers, whole, "each line once, newest first");
}

#[test]
fn closings_prints_and_sent_quarters_are_compared_and_no_older_program_is_spoken_of() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let view = day.hold("Анна Смирнова", "2026-10-06", "10:30");
    day.clock.put("2027-01-11T09:00");
    for (year, month) in [(2026, 10), (2026, 11), (2026, 12)] {
        let form = CloseMonthForm { key: MonthKey { year, month }, reason: "так вышло".into(), bound: false };
        day.desk.close_month(form).expect("closed");
    }
    day.desk.seal_quarter(QuarterKey { year: 2026, quarter: 4 }).expect("sent");
    let again = day.desk.consultation(view.request.row.id.clone()).expect("a form").form;
    let corrected = ConsultationForm { reason: "описка".into(), form: "written".into(), ..whole(again) };
    day.desk.sign(corrected).expect("corrected");
    let form = CorrectedPrintForm { key: MonthKey { year: 2026, month: 10 }, bound: false };
    day.desk.keep_corrected_print(form).expect("kept");
    let state = checked(&mut day);
    assert_eq!(state.health, HistoryHealth::Whole, "{} {:?}", state.words, state.named);
    assert!(!state.words.contains("прежняя программа"), "{}", state.words);
    tamper(&day, "DROP TRIGGER quarter_seal_stays; DELETE FROM quarter_seal");
    let state = checked(&mut day);
    assert_eq!(state.health, HistoryHealth::Differs, "{}", state.words);
    assert!(state.named.iter().any(|words| words.starts_with("отправленных кварталов")), "{:?}", state.named);
}

#[test]
fn a_request_put_out_of_sight_is_found_and_one_that_was_ended_stays_ended_when_its_failure_is_put_right() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let failed = day.book("Анна Смирнова", "2026-10-06", "10:30").expect("free").row.id;
    day.book("Борис", "2026-10-07", "10:30").expect("free");
    day.clock.put("2026-10-06T11:20");
    let form = day.desk.consultation(failed.clone()).expect("a form").form;
    let form = ConsultationForm {
        outcome: "not_held".into(),
        failure: Some("technical_center".into()),
        failure_words: "погас свет".into(),
        ..whole(form)
    };
    day.desk.sign(form).expect("the failure");
    day.desk.close_request(AnnulForm { request: failed.clone(), reason: "переехали".into() }).expect("ended");
    let again = day.desk.consultation(failed).expect("a form").form;
    let corrected =
        ConsultationForm { failure_words: "нет связи".into(), reason: "описка".into(), ..again };
    day.desk.sign(corrected).expect("put right");
    let state = checked(&mut day);
    assert_eq!(state.health, HistoryHealth::Whole, "{} {:?}", state.words, state.named);
    tamper(&day, "DELETE FROM request_open");
    let state = checked(&mut day);
    let named: Vec<String> = state.named.iter().map(|words| words.replace('\u{a0}', " ")).collect();
    assert_eq!(named, ["обращения в работе: 1 обращение не на своём месте"]);
}

// ── a history that is not the one that was left ───────────────────────────────────────────

/// Locked, and whatever the keyring is to remember of it is written.
fn put_away(day: &mut TestDesk) {
    compared(day);
    day.desk.lock().expect("locked");
    day.desk.settle(Duration::from_secs(5));
}

fn waited(day: &mut TestDesk, mut there: impl FnMut(&mut TestDesk) -> bool) {
    let begun = Instant::now();
    while !there(day) {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn copied(day: &mut TestDesk) {
    day.desk.make_copy().expect("begun");
    waited(day, |day| day.desk.copying().expect("asked").proven);
}

fn kept_aside(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

#[test]
fn a_journal_that_was_put_aside_and_is_put_back_is_not_taken_for_the_present_one() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.book("Анна", "2026-10-06", "10:30").expect("free");
    copied(&mut day);
    put_away(&mut day);
    let found = day.desk.copies_found().expect("copies on the cover").remove(0);
    let content = day.desk.look_into_copy(found.key).expect("a copy");
    let form = RestoreForm { slot: Some(content.ways[0].slot.clone()), password: PASSWORD.into(), groups: Vec::new() };
    day.desk.begin_restore(form).expect("begun");
    waited(&mut day, |day| day.desk.restoring().expect("asked").done.is_some());
    assert_eq!(checked(&mut day).health, HistoryHealth::Whole);
    day.book("Борис", "2026-10-07", "10:30").expect("free");
    put_away(&mut day);
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert_eq!(checked(&mut day).health, HistoryHealth::Whole, "the restored one is the present one");
    put_away(&mut day);

    let journal = day.folder().join("journal");
    let aside = day.folder().join("journal.aside-2026-10-05-1");
    std::fs::rename(&journal, day.folder().join("other")).expect("renamed");
    std::fs::rename(&aside, &journal).expect("renamed");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened all the same");
    let state = compared(&mut day);
    assert_eq!(state.health, HistoryHealth::TailCut, "{} {}", state.words, state.tail_words);
    assert!(state.words.contains("другую ветвь"), "{}", state.words);
    let next = day.book("Вера", "2026-10-08", "10:30").expect("free");
    assert!(next.row.number > 200, "behind the gap: {}", next.row.number);
    day.desk.accept_history().expect("on purpose");
    put_away(&mut day);
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert_eq!(checked(&mut day).health, HistoryHealth::Whole, "and from now on it is the present one");
}

#[test]
fn a_keyring_that_knew_nothing_of_a_long_history_is_not_said_to_remember_its_end() {
    let mut day = busy_day();
    put_away(&mut day);
    let cut = "DROP TRIGGER audit_stays; DELETE FROM audit WHERE sequence > (SELECT max(sequence) - 3 FROM audit);
        UPDATE centre SET branch_id = randomblob(16)";
    storage::testing::tamper(&day.journal_file(), &key(&day), cut).expect("cut");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert_eq!(compared(&mut day).health, HistoryHealth::TailCut, "the branch is not the one of yesterday");

    // Another computer with the folder has a keyring of its own, which has seen nothing.
    let mut other = busy_day().on_another_computer();
    other.enter_by_the_sheet("новый-пароль-здесь", false);
    let state = until(&mut other, |state| state.tail_words.contains("только при этом входе"));
    assert!(!state.may_accept);
    other.desk.lock().expect("locked");
    other.desk.settle(Duration::from_secs(5));
    other.unlock("новый-пароль-здесь").expect("opened");
    assert!(compared(&mut other).tail_words.starts_with("Конец"), "and remembers it from then on");

    let mut practice = TestDesk::empty_at("2026-10-08T13:20");
    practice.desk.open_practice().expect("opened");
    practice.desk.practice_as(Role::Head).expect("the head");
    assert!(checked(&mut practice).tail_words.starts_with("Учебный журнал"));
}

#[test]
fn copies_know_the_end_of_the_history_where_no_keyring_does() {
    for (cut, words) in [
        ("DELETE FROM audit WHERE sequence > (SELECT max(sequence) - 6 FROM audit)", "Хвост истории обрезан: копия от"),
        ("", ""),
    ] {
        let mut day = TestDesk::opened_at("2026-10-05T09:00").with_password_alone();
        day.book("Анна", "2026-10-06", "10:30").expect("free");
        copied(&mut day);
        day.desk.lock().expect("locked");
        let file = std::fs::read_dir(day.folder().join("journal"))
            .expect("the folder")
            .map(|entry| entry.expect("an entry").path())
            .find(|path| path.extension().is_some_and(|end| end == "db"))
            .expect("the journal");
        let key = key(&day);
        let sql = format!("DROP TRIGGER audit_stays; {cut}");
        storage::testing::tamper(&file, &key, &sql).expect("cut");
        let mut day = day.restarted();
        day.unlock(PASSWORD).expect("opened");
        let state = checked(&mut day);
        assert_eq!(state.health == HistoryHealth::TailCut, !cut.is_empty(), "{cut} {}", state.words);
        if cut.is_empty() {
            continue;
        }
        assert!(state.words.replace('\u{a0}', " ").starts_with(words), "{}", state.words);
        day.desk.accept_history().expect("the head goes on");
        let mut day = day.restarted();
        day.unlock(PASSWORD).expect("opened");
        assert_ne!(checked(&mut day).health, HistoryHealth::TailCut, "older copies are no witness any more");
    }
}

#[test]
fn a_journal_of_yesterday_put_back_gives_no_number_twice_and_nobody_is_in_it_who_was_destroyed() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.book("Анна Смирнова", "2026-10-06", "10:30").expect("free");
    put_away(&mut day);
    let journal = day.folder().join("journal");
    let image = day.folder().join("image");
    kept_aside(&journal, &image);
    day.unlock(PASSWORD).expect("opened");
    let second = day.book("Борис", "2026-10-07", "10:30").expect("free");
    assert_eq!(second.row.number, 2);
    day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    put_away(&mut day);

    std::fs::remove_dir_all(&journal).expect("taken away");
    std::fs::rename(&image, &journal).expect("put back");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert_eq!(compared(&mut day).health, HistoryHealth::TailCut);
    let page = day.desk.requests(every_request()).expect("a page");
    assert_eq!(page.rows.len(), 1);
    let shown = serde_json::to_string(&page).expect("a plain value");
    assert!(!shown.contains("Смирнова"), "destroyed again: {shown}");
    let next = day.book("Вера", "2026-10-08", "10:30").expect("free");
    assert_eq!(next.row.number, 202, "behind the gap");
    let said = |day: &mut TestDesk| {
        lines(day, everything()).iter().filter(|line| line.contains("новые номера идут с запасом")).count()
    };
    assert_eq!(said(&mut day), 1);
    // Once for every loss, not once a day.
    day.desk.lock().expect("locked");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    compared(&mut day);
    assert_eq!(day.book("Глеб", "2026-10-09", "10:30").expect("free").row.number, 203);
    assert_eq!(said(&mut day), 1);
}
