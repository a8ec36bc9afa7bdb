//! Roles: every command is really called by everybody who may come to the desk, on their own record and on
//! another's, and whatever is answered carries only what that person may know.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

mod cases;
mod reading;
mod scene;

use std::collections::BTreeSet;

use cases::{Case, case};
use desk::wire::*;
use poryadok_tests::any_command::{Answer, COMMANDS, ask};
use poryadok_tests::test_desk::*;
use scene::{EVERYBODY, Scene, Who, mark};
use serde_json::{Value, json};

/// Commands after which the one at the desk is no longer the same.
const LEAVES: [&str; 8] = [
    "lock",
    "unlock",
    "unlock_by_sheet",
    "open_for_reading",
    "open_practice",
    "practice_as",
    "reset_practice",
    "leave_practice",
];

/// The line of a command; one without a line is called with nothing and expected to answer nobody.
fn line(command: &str, scene: &Scene) -> Case {
    case(command, scene).unwrap_or_else(|| Case { answers: "", call: json!({}), reads: Vec::new() })
}

/// What is said of a call: `+`, `-`, `L` or the code.
fn said(answer: &Answer) -> String {
    match answer {
        Answer::Done(_) => "+".to_owned(),
        Answer::Malformed => "malformed".to_owned(),
        Answer::Refused(refused) => match refused.problems.first().map(|problem| problem.code) {
            Some(ProblemCode::NotAllowed) => "-".to_owned(),
            Some(ProblemCode::JournalLocked) => "L".to_owned(),
            Some(code) => serde_json::to_value(code).expect("a key").as_str().expect("a word").to_owned(),
            None => "silent".to_owned(),
        },
    }
}

/// Personal words and who may know them. Everybody else never gets them, in no answer.
const KNOWN: [(&str, &[Who]); 25] = {
    use Who::{Administrator as A, Consultant as C, Dismissed as D, Head as H, Other as O, Second as S};
    [
        (mark::NAME, &[A, C, S, H]),
        (mark::PHONE, &[A, C, S, H]),
        (mark::EMAIL, &[A, C, S, H]),
        (mark::SECOND_NAME, &[A, C, S, H]),
        (mark::SECOND_PHONE, &[A, C, S, H]),
        (mark::CONTACT, &[A, C, H]),
        // The person's own words: who took them down and who hears them.
        (mark::ABOUT, &[A, C, S]),
        (mark::WISH, &[A, C, S, H]),
        (mark::NOTE, &[C, S]),
        (mark::ADVICE, &[C, S]),
        // Where the proof lies is a column of the coded journal.
        (mark::EVIDENCE, &[A, C, O, S, D, H]),
        (mark::MOVED, &[A, C, S, H]),
        // Why a record of a closed month was put right: whoever did it, and whose record it is.
        (mark::CORRECTION, &[O, H]),
        (mark::ANNULLED, &[A, H]),
        // The outing is of one consultant alone.
        (mark::ADDRESS, &[A, C, H]),
        (mark::TRANSPORT, &[A, C, H]),
        (mark::BROKEN_NOTE, &[C]),
        (mark::BROKEN_WORDS, &[C]),
        (mark::DRAFT, &[C]),
        // What a consultant is trained in is told to whoever asks whom to come to.
        (mark::TRAINING, &[A, C, O, S, D, H]),
        (mark::LISTENER, &[A, C, H]),
        (mark::OTHER_NAME, &[A, O, H]),
        (mark::OTHER_NOTE, &[O]),
        (mark::LEFT_NAME, &[A, D, H]),
        (mark::LEFT_NOTE, &[D]),
    ]
};

fn may_know(who: Who, mark: &str) -> bool {
    KNOWN.iter().any(|(known, by)| *known == mark && by.contains(&who))
}

/// The personal words in an answer. A no-break space is a space to the reader.
fn marks_in(value: &Value) -> BTreeSet<&'static str> {
    let text = value.to_string().replace('\u{a0}', " ");
    KNOWN.iter().map(|(mark, _)| *mark).filter(|mark| text.contains(mark)).collect()
}

/// A secret stands in an answer, as it is or as one of the strings of a list.
fn has(value: &Value, words: &str) -> bool {
    value.to_string().contains(words)
}

#[test]
fn every_command_answers_each_role_as_the_matrix_says() {
    let scene = Scene::play();
    let columns: Vec<Vec<String>> = std::thread::scope(|scope| {
        let hands: Vec<_> = EVERYBODY.iter().map(|who| scope.spawn(|| column(&scene, *who))).collect();
        hands.into_iter().map(|hand| hand.join().expect("no hand fell")).collect()
    });
    let mut wrong = Vec::new();
    for (at, (name, _)) in COMMANDS.iter().enumerate() {
        let said: Vec<&str> = line(name, &scene).answers.split(' ').collect();
        let expected = if said.len() == 1 { said.repeat(EVERYBODY.len()) } else { said };
        let got: Vec<&str> = columns.iter().map(|column| column[at].as_str()).collect();
        println!("{name:22} {}", got.iter().map(|word| format!("{word:>4}")).collect::<Vec<_>>().join(" "));
        if expected != got {
            wrong.push(format!("{name}:\n  expected {}\n  got      {}", expected.join(" "), got.join(" ")));
        }
    }
    println!("{} commands by {} people: {} answers", COMMANDS.len(), EVERYBODY.len(), COMMANDS.len() * EVERYBODY.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What one person gets, command by command.
fn column(scene: &Scene, who: Who) -> Vec<String> {
    let mut kept: Option<TestDesk> = None;
    COMMANDS
        .iter()
        .map(|(name, _)| {
            let case = line(name, scene);
            let mut day = kept.take().unwrap_or_else(|| scene.enter(who));
            let answer = ask(&mut day.desk, name, &case.call);
            let told = match &answer {
                Answer::Done(value) => Some(value.clone()),
                Answer::Refused(refused) => Some(serde_json::to_value(refused).expect("a plain value")),
                Answer::Malformed => None,
            };
            if let Some(value) = &told {
                let secrets: Vec<_> = scene.secrets().into_iter().filter(|(_, words)| has(value, words)).collect();
                assert!(secrets.is_empty(), "{name} tells {who:?} {:?}", secrets[0].0);
                let more: Vec<_> = marks_in(value).into_iter().filter(|mark| !may_know(who, mark)).collect();
                assert!(more.is_empty(), "{name} tells {who:?} of {more:?}");
            }
            // The practice journal is another one: what was changed there stands in nobody's way.
            let unchanged = !case.reads.is_empty() || !matches!(answer, Answer::Done(_)) || who == Who::Practice;
            if unchanged && !LEAVES.contains(name) {
                kept = Some(day);
            }
            said(&answer)
        })
        .collect()
}

#[test]
fn nobody_reads_more_than_their_role_lets_them_and_everybody_reads_what_is_theirs() {
    let scene = Scene::play();
    let seen: Vec<BTreeSet<&str>> = std::thread::scope(|scope| {
        let hands: Vec<_> = EVERYBODY.iter().map(|who| scope.spawn(|| everything_read(&scene, *who))).collect();
        hands.into_iter().map(|hand| hand.join().expect("no hand fell")).collect()
    });
    let mut wrong = Vec::new();
    for (mark, _) in KNOWN {
        let signs: Vec<&str> = seen.iter().map(|marks| if marks.contains(mark) { "+" } else { "." }).collect();
        println!("{mark:24} {}", signs.join(" "));
        for (who, marks) in EVERYBODY.iter().zip(&seen) {
            if marks.contains(mark) != may_know(*who, mark) {
                wrong.push(format!("{mark}: {who:?} {}", if marks.contains(mark) { "knows it" } else { "does not" }));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn everything_read(scene: &Scene, who: Who) -> BTreeSet<&'static str> {
    let mut day = scene.enter(who);
    let mut marks = BTreeSet::new();
    for (name, _) in COMMANDS {
        for call in line(name, scene).reads {
            let told = match ask(&mut day.desk, name, &call) {
                Answer::Done(value) => Some(value),
                Answer::Refused(refused) => Some(serde_json::to_value(refused).expect("a plain value")),
                Answer::Malformed => None,
            };
            if let Some(value) = told {
                for (what, words) in scene.secrets() {
                    assert!(!has(&value, &words), "{name} {call} tells {who:?} {what}");
                }
                let found = marks_in(&value);
                for mark in found.iter().filter(|mark| !may_know(who, mark)) {
                    println!("{name} {call} tells {who:?} of {mark}");
                }
                marks.extend(found);
            }
        }
    }
    marks
}

#[test]
fn the_head_who_corrected_anothers_record_reads_its_note_in_no_attempt() {
    let scene = Scene::play();
    let mut head = scene.enter(Who::Head);
    let view = head.desk.consultation(scene.signed.clone()).expect("the record");
    assert_eq!(view.versions.len(), 2, "the head's own correction stands");
    assert!(!view.may_read_note && view.form.note.is_empty() && view.form.advice.is_empty());
    let view = head.desk.consultation(scene.broken.clone()).expect("the record");
    assert_eq!(view.attempts.len(), 1);
    assert_eq!(view.attempts[0].note, None, "nor of an attempt before the present one");

    let mut own = scene.enter(Who::Consultant);
    let view = own.desk.consultation(scene.broken.clone()).expect("the record");
    assert_eq!(view.attempts[0].note.as_deref(), Some(mark::BROKEN_NOTE), "the correction kept it");
    let view = own.desk.consultation(scene.signed.clone()).expect("the record");
    assert_eq!(view.form.note, mark::NOTE);
}

#[test]
fn a_record_is_signed_and_corrected_by_those_of_it() {
    let scene = Scene::play();
    for (who, expected) in [
        (Who::Administrator, "signer_not_of_record"),
        (Who::Consultant, "not_yours"),
        (Who::Other, "-"),
        (Who::Second, "not_yours"),
        (Who::Head, "+"),
        (Who::Sheet, "password_first"),
    ] {
        // Since the head corrected it, its last author is the head.
        let mut day = scene.enter(who);
        let answer = ask(&mut day.desk, "sign", &json!({ "form": scene.corrected }));
        assert_eq!(said(&answer), expected, "{who:?}");
    }
}

#[test]
fn nothing_done_in_practice_touches_the_journal() {
    let scene = Scene::play();
    let mut day = scene.enter(Who::Practice);
    let before = std::fs::read(day.journal_file()).expect("the journal");
    for (name, _) in COMMANDS {
        if !LEAVES.contains(name) {
            ask(&mut day.desk, name, &line(name, &scene).call);
        }
    }
    assert!(before == std::fs::read(day.journal_file()).expect("the journal"), "byte for byte");
}

#[test]
fn a_dismissed_consultant_is_promised_to_nobody_and_keeps_only_their_own_records() {
    let scene = Scene::play();
    let mut day = scene.enter(Who::Dismissed);
    let own = day.desk.me().expect("at the desk").consultant.expect("a card");
    let slot = SlotForm {
        consultant: own,
        date: "2026-10-09".to_owned(),
        time: "11:00".to_owned(),
        minutes: None,
        room: None,
    };
    let refused = refusal(day.desk.register(RequestForm { slot: Some(slot), ..request_of("Новая") }));
    assert_eq!(problems(&refused), [(ProblemCode::ConsultantInactive, "slot.consultant")]);
    day.desk.consultation(scene.left.clone()).expect("their own");
    assert_eq!(problems(&refusal(day.desk.consultation(scene.signed.clone()))), [(ProblemCode::NotAllowed, "")]);
}

#[test]
fn every_command_has_a_line_in_the_matrix() {
    let scene = Scene::play();
    let without: Vec<&str> =
        COMMANDS.iter().map(|(name, _)| *name).filter(|name| case(name, &scene).is_none()).collect();
    assert!(without.is_empty(), "say in `cases.rs` what each role gets: {without:?}");
    assert!(case("a_command_nobody_declared", &scene).is_none());
}
