//! The practice journal: an invented life, and nothing of it in the real one.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

use calamine::{Reader as _, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};
use desk::ports::KeyringTrouble;
use desk::practice;
use desk::wire::*;
use domain::consultation::Outcome;
use domain::counting::count;
use domain::invented::{Deed, Plan};
use poryadok_tests::test_desk::{Clock, PASSWORD, TestDesk, refusal, request_of};
use storage::Folder;
use storage::audit::Chain;

const NOW: &str = "2026-10-15T11:20";

fn plan() -> Plan {
    practice::plan(NaiveDateTime::parse_from_str(NOW, "%Y-%m-%dT%H:%M").expect("a moment"))
}

#[test]
fn an_invented_life_is_written_whole_with_its_history() {
    let place = tempfile::tempdir().expect("a folder");
    let (mut journal, ..) = practice::make(&Folder::new(place.path()), &Clock::at(NOW)).expect("made");
    let played = practice::fill(&mut journal, &plan()).expect("filled");

    let acts: Vec<_> = plan().acts().collect();
    assert_eq!(played.acts, acts.len() as u64);
    let asked = acts.iter().filter(|act| matches!(act.deed, Deed::Register(_))).count();
    assert_eq!(played.requests, asked as u64);

    let view = journal.view();
    assert!(matches!(view.verify_chain(), Ok(Chain::Whole(head)) if head.length >= played.acts as i64));
    let facts = view.facts(plan().first, plan().until.date()).expect("facts");
    assert_eq!(facts.len(), asked, "every request is there, numbered");
    for year in facts.chunk_by(|a, b| a.year == b.year) {
        assert!(year.iter().zip(1..).all(|(fact, number)| fact.number == number), "numbers follow each other");
    }
    assert!(facts.iter().filter(|fact| count(fact).is_counted()).count() > 200);
    journal.check_integrity().expect("sound");
}

// ── in the program ────────────────────────────────────────────────────────────────────────

/// Every file under a folder with its bytes.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(root).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("readable"));
        }
    }
    found
}

/// Text of each page, as another program reads it.
fn pages_of(pdf: &[u8]) -> Vec<String> {
    let mut reading = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is there");
    reading.stdin.take().expect("a pipe").write_all(pdf).expect("written");
    let told = reading.wait_with_output().expect("an answer");
    assert!(told.status.success(), "pdftotext reads it");
    let text = String::from_utf8(told.stdout).expect("text");
    text.split('\u{c}').filter(|page| !page.trim().is_empty()).map(str::to_owned).collect()
}

fn month_paper(month: u32) -> JournalPaper {
    let key = MonthKey { year: 2026, month };
    JournalPaper { key, kind: JournalKind::Services, names: false, bound: true, print: None }
}

fn cells_of(xlsx: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx)).expect("a workbook");
    let sheets = book.worksheets();
    sheets.iter().flat_map(|(_, sheet)| sheet.used_cells().map(|(_, _, cell)| cell.to_string())).collect()
}

fn me(desk: &mut TestDesk) -> Me {
    desk.desk.me().expect("someone is at the desk")
}

#[test]
fn the_practice_journal_opens_where_there_is_no_journal_no_keyring_and_no_password() {
    let mut desk = TestDesk::empty_at(NOW);
    desk.keyring.0.lock().expect("keyring").fail_with(Some(KeyringTrouble::Absent));
    let me = desk.desk.open_practice().expect("opened");
    assert!(me.practice && me.roles == [Role::Administrator]);

    let opening = desk.desk.leave_practice().expect("left");
    assert!(opening.stage == OpeningStage::NoJournal);
    assert!(files(desk.folder()).keys().all(|path| path.ends_with("lock")), "nothing stays");
    assert_eq!(refusal(desk.desk.today()).problems[0].code, ProblemCode::JournalLocked);
}

#[test]
fn each_role_finds_its_own_work_there() {
    let mut desk = TestDesk::empty_at(NOW);
    desk.desk.open_practice().expect("opened");
    let page = desk.desk.requests(RequestFilter { text: String::new(), open_only: true, after: None }).expect("a list");
    assert!(page.rows.len() > 3, "some are still on the way");

    let consultant = desk.desk.practice_as(Role::Consultant).expect("sits down");
    assert!(consultant.consultant.is_some() && consultant.roles == [Role::Consultant]);
    let waiting = desk.desk.to_record().expect("a list");
    assert!(!waiting.is_empty(), "a session without a record");
    let drafted = desk.desk.consultation(waiting[0].request.clone()).expect("a form");
    assert!(drafted.draft_saved.is_some() && !drafted.form.note.is_empty(), "one record is half written");
    assert_eq!(refusal(desk.desk.accounts()).problems[0].code, ProblemCode::NotAllowed, "roles hold in practice too");

    let head = desk.desk.practice_as(Role::Head).expect("sits down");
    assert!(head.roles == [Role::Head]);
    assert!(desk.desk.accounts().expect("the head's list").len() >= 6);
}

#[test]
fn what_was_done_in_practice_goes_with_one_step() {
    let mut desk = TestDesk::empty_at(NOW);
    desk.desk.open_practice().expect("opened");
    let all = RequestFilter { text: String::new(), open_only: false, after: None };
    let numbers = |desk: &mut TestDesk| -> Vec<String> {
        desk.desk.requests(all.clone()).expect("a list").rows.into_iter().map(|row| row.number_words).collect()
    };
    let before = numbers(&mut desk);
    desk.desk.register(request_of("Кто-то из практики")).expect("registered");
    let after = numbers(&mut desk);
    assert_eq!(after[1..], before[..after.len() - 1], "one more stands above them");
    desk.desk.practice_as(Role::Head).expect("sits down");

    let me = desk.desk.reset_practice().expect("begun anew");
    assert!(me.practice && me.roles == [Role::Head], "the same person sits there");
    assert_eq!(numbers(&mut desk), before);
}

#[test]
fn the_real_journal_stays_as_it_is_byte_by_byte() {
    let mut desk = TestDesk::opened_at(NOW);
    desk.hold("Громов Степан", "2026-10-16", "10:00");
    desk.desk.lock().expect("locked");
    let journal = desk.folder().join("journal");
    let before = files(&journal);
    let touched = desk.keyring.1.load(Ordering::Relaxed);

    desk.desk.open_practice().expect("opened beside it");
    desk.desk.register(request_of("Кто-то из практики")).expect("registered");
    desk.desk.practice_as(Role::Head).expect("sits down");
    let password = "другая-ромашка-семь-окон".to_owned();
    desk.desk
        .set_password(PasswordForm { old: String::new(), password: password.clone(), without_keyring: false })
        .expect("set");
    desk.add_person("Новенький", vec![Role::Administrator], None);
    desk.desk.reset_practice().expect("begun anew");
    let second = TestDesk::in_folder(&desk.folder().display().to_string(), NOW).desk.opening().expect("the cover");
    assert!(second.stage == OpeningStage::Trouble, "the real folder is still held by this program");
    desk.desk.leave_practice().expect("left");

    assert!(files(&journal) == before, "not a byte of the real journal changed");
    assert_eq!(desk.keyring.1.load(Ordering::Relaxed), touched, "nor the computer's keyring");
    assert!(!desk.folder().join("practice").exists());
    assert!(desk.unlock(&password).is_err(), "a password given in practice opens nothing real");
    let me = desk.unlock(PASSWORD).expect("the real one opens as before");
    assert!(!me.practice);
}

#[test]
fn locking_or_a_crash_leaves_nothing_of_the_practice() {
    let mut desk = TestDesk::opened_at(NOW);
    assert_eq!(refusal(desk.desk.open_practice()).problems[0].code, ProblemCode::AlreadyOpen, "one journal at a time");
    assert_eq!(refusal(desk.desk.practice_as(Role::Head)).problems[0].code, ProblemCode::NotAllowed);
    assert_eq!(refusal(desk.desk.reset_practice()).problems[0].code, ProblemCode::NotAllowed);
    assert!(!me(&mut desk).practice);
    desk.desk.lock().expect("locked");

    desk.desk.open_practice().expect("opened");
    desk.desk.lock().expect("locked");
    assert!(desk.desk.opening().expect("the cover").stage == OpeningStage::Locked);
    assert!(!desk.folder().join("practice").exists());

    desk.desk.open_practice().expect("opened");
    // The program ends without a word.
    let desk = desk.restarted();
    assert!(!desk.folder().join("practice").exists(), "swept at the next start");
}

#[test]
fn papers_and_sheets_of_the_practice_say_so_and_real_ones_do_not() {
    const SAID: &str = "все люди вымышлены";
    let mut desk = TestDesk::empty_at(NOW);
    desk.desk.open_practice().expect("opened");
    desk.desk.practice_as(Role::Head).expect("sits down");
    for how in [PaperWay::Print, PaperWay::Save] {
        desk.desk.paper_journal(JournalPrintForm { paper: month_paper(9), how }).expect("a paper");
    }
    let quarter = QuarterKey { year: 2026, quarter: 3 };
    let form = QuarterSaveForm { key: quarter, copy: WorkbookCopy::Centre };
    desk.desk.save_quarter(form).expect("a sheet");
    let tray = desk.tray.0.lock().expect("tray");
    let (title, printed) = &tray.printed[0];
    assert!(title.ends_with("(учебный)"), "{title}");
    let pages = pages_of(printed);
    assert!(pages.len() > 3);
    for page in &pages {
        assert!(page.contains(SAID), "{page}");
    }
    assert!(tray.saved.iter().all(|(name, _)| name.contains("(учебный)")));
    let sheet = tray.saved.iter().find(|(name, _)| name.ends_with("xlsx")).expect("a sheet");
    assert!(cells_of(&sheet.1).iter().any(|cell| cell.contains(SAID)));
    drop(tray);
    desk.desk.leave_practice().expect("left");

    let mut real = TestDesk::opened_at("2026-10-08T09:00");
    real.hold("Громов Степан", "2026-10-08", "10:00");
    real.desk.paper_journal(JournalPrintForm { paper: month_paper(10), how: PaperWay::Print }).expect("a paper");
    let tray = real.tray.0.lock().expect("tray");
    assert!(pages_of(&tray.printed[0].1).iter().all(|page| !page.contains("вымышлен")));
}

#[test]
fn the_quarter_says_what_a_naive_count_of_the_invented_acts_says() {
    let mut desk = TestDesk::empty_at(NOW);
    desk.desk.open_practice().expect("opened");
    desk.desk.practice_as(Role::Head).expect("sits down");
    let view = desk.desk.quarter(QuarterKey { year: 2026, quarter: 3 }).expect("a report");

    let naive = naive();
    for (label, figure) in
        [("Поступило обращений", naive.asked), ("Оказано услуг всего", naive.given), ("Отказано", naive.refused)]
    {
        let row = view.tables[0].rows.iter().find(|row| row.label.starts_with(label)).expect("a line of Т1");
        assert!(row.cells.iter().any(|cell| cell.words == figure.to_string()), "{label}: {figure} by hand");
    }
    assert!(naive.asked >= 180 && naive.refused > 0);
}

#[derive(Default)]
struct Naive {
    asked: usize,
    given: usize,
    refused: usize,
}

/// By the letter of the rules: not annulled; registered, given or refused within the third quarter.
fn naive() -> Naive {
    let within = |moment: NaiveDate| (day(2026, 7, 1)..=day(2026, 9, 30)).contains(&moment);
    let mut registered = BTreeMap::new();
    let mut last = HashMap::new();
    // One held event is one service by this порядок (R104).
    let mut held = 0;
    for act in plan().acts() {
        match act.deed {
            Deed::Register(asked) => {
                registered.insert(asked.id, asked.registered_on);
            }
            Deed::WriteEvent { content, .. } => {
                held += usize::from(content.participants > 0 && within(content.starts.date()));
            }
            Deed::Annul { request, .. } => {
                registered.remove(&request);
            }
            // A later version stands in the place of the earlier.
            Deed::Sign(signing) => {
                last.insert(signing.request, signing.record);
            }
            _ => {}
        }
    }
    let mut naive = Naive { given: held, ..Naive::default() };
    for (request, on) in registered {
        naive.asked += usize::from(within(on));
        let Some(record) = last.get(&request) else { continue };
        let finished = within(record.attempts.last().expect("an attempt").ended.date());
        naive.given += usize::from(finished && record.outcome == Outcome::Given);
        naive.refused += usize::from(finished && matches!(record.outcome, Outcome::Refused { .. }));
    }
    naive
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

#[test]
fn pages_of_requests_follow_each_other_without_gap_or_repeat() {
    let mut desk = TestDesk::empty_at(NOW);
    desk.desk.open_practice().expect("opened");
    let mut filter = RequestFilter { text: String::new(), open_only: false, after: None };
    let (mut ids, mut told) = (Vec::new(), String::new());
    loop {
        let page = desk.desk.requests(filter.clone()).expect("a page");
        assert!(page.rows.len() == 50 || page.next.is_none(), "only the last page may be short");
        assert_eq!(page.count_words.is_empty(), filter.after.is_some(), "counted once");
        told.push_str(&page.count_words);
        ids.extend(page.rows.into_iter().map(|row| row.id));
        filter.after = page.next;
        if filter.after.is_none() {
            break;
        }
    }
    assert!(ids.len() > 100, "several pages");
    assert!(told.starts_with(&domain::civil::grouped(ids.len() as u64)), "{told}: {}", ids.len());
    let many = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), many, "none stands on two pages");

    let refused = refusal(desk.desk.requests(RequestFilter { after: Some("вчера".to_owned()), ..filter }));
    assert_eq!(refused.problems[0].code, ProblemCode::UnknownChoice);
}
