//! A damaged journal open for reading: everything that is left is read, and nothing is written by any command.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use desk::wire::*;
use poryadok_tests::any_command::{Answer, COMMANDS, ask};
use poryadok_tests::test_desk::*;
use serde_json::{Value, json};

use crate::cases::case;
use crate::scene::Scene;

/// As the library lays the journal out, in bytes.
const PAGE: usize = 4096;

/// Pages spoilt in an ordinary run; `PORYADOK_BITS` says another number.
const PLACES: usize = 8;

/// Commands that are answered in their own way: they change nothing in the journal, or leave it.
const OWN_WAY: [&str; 21] = [
    "unlock",
    "unlock_by_sheet",
    "open_for_reading",
    "enter_by_code",
    "recover",
    "lock",
    "prepare_journal",
    "create_journal",
    "keep_window_look",
    "open_practice",
    "practice_as",
    "reset_practice",
    "leave_practice",
    // Only reckon.
    "weigh",
    "order_form",
    "order_changes",
    // No new sheet is on the screen.
    "print_sheet",
    // How copies and a restoring are, and no more.
    "copying",
    "restoring",
    "stop_restore",
    "stop_copy",
];

/// Every file of the journal's folder with its bytes.
fn files(day: &TestDesk) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(day.folder().join("journal")).expect("the folder").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file")))
        .collect()
}

fn spoil(journal: &Path, page: usize) {
    let mut bytes = fs::read(journal).expect("the journal");
    bytes[PAGE * page + PAGE / 2] ^= 1;
    fs::write(journal, bytes).expect("spoilt");
}

fn pages(day: &TestDesk) -> usize {
    fs::read(day.journal_file()).expect("the journal").len() / PAGE
}

fn by_password(day: &mut TestDesk, label: &str) -> Result<Me, Refused> {
    let ways = day.desk.opening().expect("the cover").ways;
    let slot = Some(ways.into_iter().find(|way| way.label == label).expect("the label").slot);
    let password = format!("{PASSWORD}-{label}");
    day.desk.open_for_reading(RestoreForm { slot, password, groups: Vec::new() })
}

/// What is read of the journal: each list with its answer, or the code that it is refused with.
fn read(day: &mut TestDesk, scene: &Scene) -> BTreeMap<String, Result<Value, ProblemCode>> {
    let mut answers = BTreeMap::new();
    for (name, _) in COMMANDS {
        // What it says of copies is of this computer, and the state of the history's check is of this session.
        if ["opening", "me", "copying", "copies", "copies_found", "history_state", "lists"].contains(name) {
            continue;
        }
        for call in case(name, scene).expect("a line").reads {
            let answer = match ask(&mut day.desk, name, &call) {
                Answer::Done(value) => Ok(value),
                Answer::Refused(refused) => Err(refused.problems[0].code),
                Answer::Malformed => panic!("{name}: malformed"),
            };
            answers.insert(format!("{name} {call}"), answer);
        }
    }
    answers
}

/// A page in the middle that lets the journal be read, and the desk of that person over it.
fn opened(scene: &Scene, label: &str) -> TestDesk {
    let mut last = None;
    for page in (0..pages(&scene.locked())).rev() {
        let mut day = scene.locked();
        spoil(&day.journal_file(), page);
        match by_password(&mut day, label) {
            Ok(me) => {
                assert!(me.for_reading);
                return day;
            }
            Err(refused) => last = Some(refused),
        }
    }
    panic!("no page leaves anything to read: {last:?}");
}

#[test]
fn every_command_that_would_change_a_journal_open_for_reading_is_refused_in_one_way() {
    let scene = Scene::play();
    for label in ["Руководитель", "Администратор", "Калинина"] {
        let mut day = opened(&scene, label);
        let before = files(&day);
        let mut wrong = BTreeSet::new();
        let mut refused = 0;
        for (name, _) in COMMANDS {
            let case = case(name, &scene).expect("a line");
            if !case.reads.is_empty() || OWN_WAY.contains(name) {
                continue;
            }
            match ask(&mut day.desk, name, &case.call) {
                Answer::Refused(why) if problems(&why) == [(ProblemCode::JournalReadOnly, "")] => refused += 1,
                Answer::Refused(why) => drop(wrong.insert(format!("{name}: {why:?}"))),
                Answer::Done(_) => drop(wrong.insert(format!("{name}: done"))),
                Answer::Malformed => drop(wrong.insert(format!("{name}: malformed"))),
            }
        }
        println!("{label}: {refused} commands refused");
        assert_eq!(wrong, BTreeSet::new(), "{label}");
        assert!(day.tray.0.lock().expect("tray").printed.is_empty(), "nothing is printed that cannot be written down");
        day.desk.lock().expect("locked");
        assert!(files(&day) == before, "{label}: nothing in the folder has changed");
        assert!(day.desk.me().is_err());
    }
}

#[test]
fn what_a_spoilt_page_leaves_is_read_as_it_was_and_what_it_took_is_said_to_be_unreadable() {
    let scene = Scene::play();
    let whole = {
        let mut day = scene.locked();
        day.change_person("Руководитель");
        read(&mut day, &scene)
    };
    let all = pages(&scene.locked());
    let tried = std::env::var("PORYADOK_BITS").ok().and_then(|text| text.parse().ok()).unwrap_or(PLACES);
    let (mut closed, mut opened, mut sound, mut unreadable) = (0, 0, 0, 0);
    for page in (0..all).step_by((all / tried).max(1)) {
        let mut day = scene.locked();
        spoil(&day.journal_file(), page);
        let before = files(&day);
        match by_password(&mut day, "Руководитель") {
            Ok(me) => {
                assert!(me.for_reading, "page {page}");
                opened += 1;
                for (call, answer) in read(&mut day, &scene) {
                    match answer {
                        Err(ProblemCode::JournalDamaged) => unreadable += 1,
                        // The history of the whole one has the line of its own opening.
                        _ if call.starts_with("history") => {}
                        other => {
                            assert!(other == whole[&call], "page {page}: {call} reads otherwise");
                            sound += 1;
                        }
                    }
                }
            }
            Err(refused) => {
                assert_eq!(problems(&refused), [(ProblemCode::JournalDamaged, "")], "page {page}");
                closed += 1;
            }
        }
        day.desk.lock().expect("locked");
        assert!(files(&day) == before, "page {page}: not a byte has changed");
    }
    println!(
        "{all} pages: {opened} of {} opened, {closed} not; {sound} answers sound, {unreadable} unreadable",
        opened + closed
    );
    assert!(opened > 0 && sound > unreadable);
}

#[test]
fn the_sheet_reads_and_a_wrong_password_does_not() {
    let scene = Scene::play();
    let mut day = opened(&scene, "Руководитель");
    let state = day.desk.history_state().expect("the head asks");
    assert_eq!((state.health, state.percent), (HistoryHealth::Unreadable, None), "nothing checks it, and that is said");
    day.desk.lock().expect("locked");
    let before = files(&day);
    let slot = Some(scene.head_slot.clone());
    let wrong = RestoreForm { slot, password: "не-тот-пароль-совсем".to_owned(), groups: Vec::new() };
    let refused = day.desk.open_for_reading(wrong).err().expect("refused");
    assert_eq!(problems(&refused)[0].0, ProblemCode::WrongPassword);
    let groups = day.sheet.clone();
    let me = day.desk.open_for_reading(RestoreForm { slot: None, password: String::new(), groups }).expect("opened");
    assert!(me.for_reading && !me.by_sheet);
    assert!(
        day.desk
            .requests(serde_json::from_value(json!({ "text": "", "open_only": false, "after": null })).expect("a form"))
            .is_ok()
    );
    assert!(files(&day) == before);
}

#[test]
fn a_whole_journal_is_opened_as_always() {
    let scene = Scene::play();
    let mut day = scene.locked();
    let me = by_password(&mut day, "Руководитель").expect("opened");
    assert!(!me.for_reading);
    let form = request_of("Новая Просительница");
    day.desk.register(form).expect("registered");
}
