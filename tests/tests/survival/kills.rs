//! SIGKILL at a random moment.

use std::cell::RefCell;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::rc::Rc;
use std::time::Duration;

use poryadok_tests::test_desk::PASSWORD;
use storage::backup::SwapStep;

use crate::field::{Field, Ground, Said, restored};
use crate::work::{READY, Work};

/// Tries of each work in an ordinary run; `PORYADOK_KILLS` says another number for all works together.
const TRIES: usize = 4;

#[test]
fn killed_at_any_moment_nothing_signed_is_lost() {
    let ground = Ground::new();
    let wanted: Option<usize> = std::env::var("PORYADOK_KILLS").ok().and_then(|text| text.parse().ok());
    let tries = wanted.map_or(TRIES, |all| all.div_ceil(Work::ALL.len()));
    let mut table =
        String::from("work       tries  killed at work  inside an act  between  acts done before  survived\n");
    let mut lost = Vec::new();
    for work in Work::ALL {
        let (mut at_work, mut inside, mut acts, mut survived) = (0, 0, 0, 0);
        for _ in 0..tries {
            let pause = chance() % work.within_micros();
            let field = ground.field();
            let said = killed_after(&field, work, Duration::from_micros(pause));
            at_work += usize::from(!said.finished);
            inside += usize::from(said.inside && !said.finished);
            acts += said.done;
            match field.survived(&said) {
                Ok(()) => survived += 1,
                Err(why) => lost.push(format!("{work:?} killed after {pause} µs: {why}")),
            }
        }
        table += &format!(
            "{:<10} {tries:>5} {at_work:>15} {inside:>14} {:>8} {acts:>17} {survived:>9}\n",
            format!("{work:?}"),
            at_work - inside
        );
        assert_eq!(at_work, tries, "{work:?}: the child ended by itself, so nothing was tried");
        assert!(inside * 2 >= tries, "{work:?}: most kills met no act\n{table}");
        // A few tries may all come before the end of the first act; many do not.
        assert!(wanted.is_none() || acts > 0, "{work:?}: no act ever came to its end\n{table}");
    }
    println!("{table}");
    assert!(lost.is_empty(), "{table}\n{}", lost.join("\n"));
}

/// The two renames of a restoring lie too close together for chance to hit what is between.
#[test]
fn killed_after_any_step_of_the_exchange_of_journals_one_whole_journal_stands() {
    let field = Rc::new(Ground::new().field());
    let mut day = field.desk_at("2026-10-05T12:00");
    day.unlock(PASSWORD).expect("opened");
    let pictures = Rc::new(RefCell::new(Vec::new()));
    let (from, to) = (Rc::clone(&field), Rc::clone(&pictures));
    storage::testing::watch_swap(Some(Box::new(move |step| to.borrow_mut().push((step, from.pictured())))));
    let done = restored(&mut day);
    storage::testing::watch_swap(None);
    assert!(done, "the copy took the journal's place");
    let pictures = pictures.take();
    assert_eq!(pictures.iter().map(|(step, _)| *step).collect::<Vec<_>>(), SwapStep::ALL);
    for (step, picture) in pictures {
        let both = picture.path().join("journal.restored").exists() && !picture.path().join("journal").exists();
        assert_eq!(both, step == SwapStep::PutAside, "between the two names no journal bears its own: {step:?}");
        picture.survived(&Said::default()).unwrap_or_else(|why| panic!("after {step:?}: {why}"));
    }
}

fn killed_after(field: &Field, work: Work, pause: Duration) -> Said {
    let mut child = field.child(work, &[]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut text = String::new();
    while !text.contains(READY) {
        assert!(lines.read_line(&mut text).expect("read") > 0, "the child never began: {text}");
    }
    std::thread::sleep(pause);
    child.kill().expect("SIGKILL");
    let mut rest = Vec::new();
    lines.read_to_end(&mut rest).expect("read");
    child.wait().expect("ended");
    text.push_str(&String::from_utf8_lossy(&rest));
    Said::read(&text)
}

/// Different at each run; what fails is told with its moment.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}
