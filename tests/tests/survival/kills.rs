//! SIGKILL at a random moment.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::time::Duration;

use crate::field::{Field, Ground, Said};
use crate::work::{READY, Work};

/// Tries of each work in an ordinary run; `PORYADOK_KILLS` says another number for all works together.
const TRIES: usize = 4;

#[test]
fn killed_at_any_moment_nothing_signed_is_lost() {
    let ground = Ground::new();
    let wanted: Option<usize> = std::env::var("PORYADOK_KILLS").ok().and_then(|text| text.parse().ok());
    let tries = wanted.map_or(TRIES, |all| all.div_ceil(Work::ALL.len()));
    let mut table = String::from("work       tries  killed at work  acts done before  survived\n");
    let mut lost = Vec::new();
    for work in Work::ALL {
        let (mut at_work, mut acts, mut survived) = (0, 0, 0);
        for _ in 0..tries {
            let pause = chance() % work.within_micros();
            let field = ground.field();
            let said = killed_after(&field, work, Duration::from_micros(pause));
            at_work += usize::from(!said.finished);
            acts += said.acts();
            match field.survived(&said) {
                Ok(()) => survived += 1,
                Err(why) => lost.push(format!("{work:?} killed after {pause} µs: {why}")),
            }
        }
        table += &format!("{:<10} {tries:>5} {at_work:>15} {acts:>17} {survived:>9}\n", format!("{work:?}"));
        assert_eq!(at_work, tries, "{work:?}: the child ended by itself, so nothing was tried");
    }
    println!("{table}");
    assert!(lost.is_empty(), "{table}\n{}", lost.join("\n"));
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
