//! A call of the disk fails, each in its turn: what stood is still whole, and the person is answered.
//!
//! `strace` makes the call fail, so nothing of the program knows that it is tried.

use std::process::Stdio;

use crate::field::{Field, Ground, Said};
use crate::work::Work;

/// Calls that write, bring to the disk or change names.
const CALLS: [&str; 8] = ["openat", "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink"];
const TROUBLES: [&str; 3] = ["EIO", "ENOSPC", "EROFS"];
/// Turns of each call in an ordinary run; `PORYADOK_WRITES` says another number.
const TURNS: usize = 1;
/// The first turns of a call fall into the start of the process itself.
const FIRST: usize = 4;

#[test]
fn a_failing_write_never_harms_what_was_there() {
    let ground = Ground::new();
    let turns: usize = std::env::var("PORYADOK_WRITES").ok().and_then(|text| text.parse().ok()).unwrap_or(TURNS);
    let mut table = String::from("work       call        tries  went on  survived\n");
    let mut lost = Vec::new();
    for (of, work) in Work::ALL.into_iter().enumerate() {
        for (at, call) in CALLS.into_iter().enumerate() {
            let (mut went_on, mut survived) = (0, 0);
            for turn in 0..turns {
                let trouble = TROUBLES[(at + turn) % TROUBLES.len()];
                // Another one for each work, so that few turns fall on many places.
                let when = FIRST + turn * 7 + (of * 3 + at) % 7;
                let field = ground.field();
                let injected = format!("inject={call}:error={trouble}:when={when}");
                let said = run(&field, work, &["-e", &format!("trace={call}"), "-e", &injected]);
                went_on += usize::from(said.finished);
                match field.survived(&said) {
                    Ok(()) => survived += 1,
                    Err(why) => lost.push(format!("{work:?}: {call} number {when} answered {trouble}: {why}")),
                }
            }
            table += &format!("{:<10} {call:<11} {turns:>5} {went_on:>8} {survived:>9}\n", format!("{work:?}"));
        }
    }
    println!("{table}");
    assert!(lost.is_empty(), "{table}\n{}", lost.join("\n"));
}

/// From one moment on every write is refused, as on a disk that went read-only or full.
#[test]
fn a_disk_that_fails_for_good_keeps_what_it_had() {
    let ground = Ground::new();
    let whole = std::env::var_os("PORYADOK_WRITES").is_some();
    let ways = [
        ("pwrite64,fdatasync,fsync", "EIO", 20),
        ("pwrite64,ftruncate", "ENOSPC", 40),
        ("pwrite64,fdatasync,fsync,rename,unlink", "EROFS", 10),
    ];
    for (way, (calls, trouble, from)) in ways.into_iter().enumerate() {
        // In an ordinary run each work meets one of them.
        for (_, work) in Work::ALL.into_iter().enumerate().filter(|(of, _)| whole || of % ways.len() == way) {
            let field = ground.field();
            let injected = format!("inject={calls}:error={trouble}:when={from}+");
            let said = run(&field, work, &["-e", &format!("trace={calls}"), "-e", &injected]);
            field.survived(&said).unwrap_or_else(|why| panic!("{work:?}, {calls} from {from}: {why}"));
        }
    }
}

fn run(field: &Field, work: Work, injection: &[&str]) -> Said {
    let through: Vec<&str> = ["strace", "-f", "-qq", "-o", "/dev/null"].iter().chain(injection).copied().collect();
    let out = field
        .child(work, &through)
        .env("PORYADOK_SURVIVAL_ACTS", "4")
        .stderr(Stdio::null())
        .output()
        .expect("strace is there");
    Said::read(&String::from_utf8_lossy(&out.stdout))
}
