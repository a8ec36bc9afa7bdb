//! Pages compared with kept ones, place by place; and the margins of the standard, from real places.
//!
//! After a wanted change of the setting: `DOCUMENTS_RENEW=1 cargo test -p documents --test golden`, then
//! look at the difference before keeping it.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail loudly

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use common::{day, imprint, journal, names, requests};
use documents::handout::{set, starters};
use documents::journal::{requests as set_requests, services};
use documents::{Face, Galley, LaidPage, PaperError, mm};

fn handout(key: &str) -> Galley {
    let all = starters().unwrap();
    let one = all.iter().find(|handout| handout.key == key).unwrap();
    set(&[one], &imprint(), day(2026, 6, 5)).unwrap()
}

fn papers() -> Vec<(&'static str, Galley)> {
    vec![
        ("handout-crisis", handout("crisis")),
        ("handout-speech-short", handout("speech-short")),
        ("journal-bound", services(&journal(12), None, true).unwrap()),
        ("journal-for-duty", services(&journal(3), Some(&names(3)), false).unwrap()),
        ("requests", set_requests(&requests(9, false), true).unwrap()),
        ("requests-for-duty", set_requests(&requests(4, true), false).unwrap()),
    ]
}

/// What stands where, a line each, in hundredths of a point.
fn told(page: &LaidPage) -> String {
    let mut told = String::new();
    for run in &page.runs {
        let face = if run.face == Face::Bold { 'B' } else { 'R' };
        let torn = if run.torn { "~" } else { "" };
        let _ = writeln!(
            told,
            "{:7.2} {:7.2} {face}{:<5} {:.2} {}{torn}",
            run.x.0, run.y.0, run.size.0, run.stretch.0, run.text
        );
    }
    for rule in &page.rules {
        let (from, to) = (rule.from, rule.to);
        let _ =
            writeln!(told, "{:7.2} {:7.2} — {:.2} {:.2} ({})", from.0.0, from.1.0, to.0.0, to.1.0, rule.thickness.0);
    }
    told
}

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// The first lines that differ, with what was kept and what came.
fn difference(kept: &str, came: &str) -> String {
    let mut words = String::new();
    let (mut kept_lines, mut came_lines) = (kept.lines(), came.lines());
    let mut shown = 0;
    for number in 1.. {
        let (one, other) = (kept_lines.next(), came_lines.next());
        if one.is_none() && other.is_none() {
            break;
        }
        if one != other {
            shown += 1;
            if shown <= 12 {
                let _ = writeln!(
                    words,
                    "line {number}\n  kept {}\n  came {}",
                    one.unwrap_or("(nothing)"),
                    other.unwrap_or("(nothing)")
                );
            }
        }
    }
    let _ = writeln!(words, "{shown} lines differ");
    words
}

#[test]
fn pages_are_the_kept_ones_to_a_hundredth_of_a_point() {
    let renew = std::env::var_os("DOCUMENTS_RENEW").is_some();
    let mut wrong = String::new();
    let mut names = Vec::new();
    for (name, galley) in papers() {
        for (page, number) in galley.laid().pages.iter().zip(1..) {
            let file = format!("{name}-{number}.txt");
            let came = told(page);
            if renew {
                std::fs::write(kept(&file), &came).unwrap();
            }
            let before = std::fs::read_to_string(kept(&file)).unwrap_or_default();
            if before != came {
                let _ = writeln!(wrong, "{file}:\n{}", difference(&before, &came));
            }
            names.push(file);
        }
    }
    for entry in std::fs::read_dir(kept("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !names.contains(&name) {
            if renew {
                std::fs::remove_file(kept(&name)).unwrap();
            } else {
                let _ = writeln!(wrong, "{name} is kept and no longer made");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}Wanted? DOCUMENTS_RENEW=1 cargo test -p documents --test golden");
}

#[test]
fn the_difference_names_the_line_the_kept_and_the_new() {
    let words = difference("раз\nдва\nтри", "раз\n2\nтри\nчетыре");
    assert!(words.contains("line 2\n  kept два\n  came 2"), "{words}");
    assert!(words.contains("came четыре") && words.contains("2 lines differ"), "{words}");
}

#[test]
fn the_margins_of_the_standard_are_kept_by_every_letter_and_rule() {
    let hair = 0.02;
    for (name, galley) in papers() {
        let laid = galley.laid();
        // 30 mm where it is bound, else 20; 10 at the right; 20 above and below the text.
        let left = if laid.width > laid.height { mm(30.0) } else { mm(20.0) };
        let right = laid.width - mm(10.0);
        for page in &laid.pages {
            for run in &page.runs {
                let end = run.x.0 + common::width(run);
                assert!(run.x.0 >= left.0 - hair && end <= right.0 + hair, "{name}: {} ends at {end}", run.text);
                // Only the page's number, the mark of a copy and the foot stand outside the text, and not
                // nearer than 10 mm to the edge.
                let inside = run.y > mm(20.0) && run.y < laid.height - mm(20.0);
                let furniture = run.size.0 <= 11.0
                    && run.y.0 - run.size.0 * 0.77 >= mm(10.0).0
                    && run.y.0 <= laid.height.0 - mm(10.0).0;
                assert!(inside || furniture, "{name}: {} at {}", run.text, run.y.0);
            }
            for rule in &page.rules {
                for (x, y) in [rule.from, rule.to] {
                    assert!(x.0 >= left.0 - hair && x.0 <= right.0 + hair, "{name}: a rule at {}", x.0);
                    assert!(y.0 >= mm(20.0).0 - hair && y.0 <= laid.height.0 - mm(10.0).0, "{name}: a rule at {}", y.0);
                }
            }
        }
    }
}

#[test]
fn a_picture_is_plain_safe_and_says_the_same_as_the_page() {
    for (name, galley) in papers() {
        for number in 1..=galley.pages() {
            let picture = galley.picture(number).unwrap();
            for forbidden in ["<script", "style", "http://", "https://", "<text", "<image", "<foreignObject", " on"] {
                let found = picture.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").contains(forbidden);
                assert!(!found, "{name}, page {number} has «{forbidden}»");
            }
            assert!(picture.len() < 400_000, "{name}, page {number}: {} bytes", picture.len());
            let laid = &galley.laid().pages[number as usize - 1];
            // Every letter that has a shape is drawn once.
            let letters: usize =
                laid.runs.iter().flat_map(|run| run.text.chars()).filter(|letter| *letter != ' ').count();
            assert_eq!(picture.matches("<use ").count(), letters, "{name}, page {number}");
            assert_eq!(picture.matches("<g ").count(), laid.runs.len());
            for used in picture.split("href=\"#").skip(1) {
                let id = used.split('"').next().unwrap();
                assert!(picture.contains(&format!("<path id=\"{id}\"")), "{name}: {id} is nowhere");
            }
        }
    }
}

#[test]
fn pictures_are_the_same_twice() {
    for ((name, first), (_, second)) in papers().into_iter().zip(papers()) {
        assert!(first == second, "{name} was set differently");
        for number in 1..=first.pages() {
            assert_eq!(first.picture(number), second.picture(number), "{name}");
        }
    }
}

#[test]
fn there_is_no_page_nought_and_none_after_the_last() {
    let galley = handout("speech-short");
    assert_eq!(galley.picture(0), Err(PaperError::NoSuchPage));
    assert_eq!(galley.picture(galley.pages() + 1), Err(PaperError::NoSuchPage));
    assert_eq!(galley.words(9), Err(PaperError::NoSuchPage));
}

#[test]
fn words_of_a_page_are_whole_and_in_order() {
    let galley = handout("crisis");
    let words = galley.words(1).unwrap();
    assert!(words.contains("Кризис трёх лет без крика"), "{words}");
    let wanted = "Так ребёнок открывает, что он — отдельный человек, у которого есть воля.";
    assert!(words.contains(wanted), "{words}");

    let journal = services(&journal(12), None, false).unwrap();
    let torn = journal.laid().pages[0].runs.iter().filter(|run| run.torn).count();
    assert!(torn > 10, "{torn} words were torn");
    let words = journal.words(1).unwrap();
    for whole in ["законный представитель", "гражданин, желающий принять ребёнка", "содержательное", "педагог-психолог"]
    {
        assert!(words.lines().any(|line| line.contains(whole)), "«{whole}» in {words}");
    }
}
