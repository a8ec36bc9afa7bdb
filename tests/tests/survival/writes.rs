//! A call of the disk fails, each in its turn: what stood is still whole, and the person is answered.
//!
//! `strace` makes the call fail, so nothing of the program knows that it is tried.

use std::collections::HashMap;
use std::process::Stdio;

use crate::field::{Field, Ground, Said};
use crate::work::{MARK, READY, Work};

/// Calls that write, bring to the disk or change names.
const CALLS: [&str; 8] = ["openat", "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink"];
/// Acts of one process.
const ACTS: &str = "4";
const TROUBLES: [&str; 3] = ["EIO", "ENOSPC", "EROFS"];
/// Turns of each call in an ordinary run; `PORYADOK_WRITES` says another number.
const TURNS: usize = 1;

#[test]
fn a_failing_write_never_harms_what_was_there() {
    let ground = Ground::new();
    let turns: usize = std::env::var("PORYADOK_WRITES").ok().and_then(|text| text.parse().ok()).unwrap_or(TURNS);
    let mut table = String::from("work       call        tries  went on  survived\n");
    let mut lost = Vec::new();
    for (of, work) in Work::ALL.into_iter().enumerate() {
        let made = calls_made(&ground, work);
        for (at, call) in CALLS.into_iter().enumerate() {
            let Some(Made { before, most }) = made.get(call).copied().filter(|made| made.most > made.before) else {
                continue;
            };
            let (mut went_on, mut survived) = (0, 0);
            for turn in 0..turns {
                let trouble = TROUBLES[(at + turn) % TROUBLES.len()];
                // Evenly over the acts, and for each work from another one on.
                let span = most - before;
                let when = before + 1 + (turn * span / turns + of * 5 + at) % span;
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

/// How often a call is made by the thread that acts before its first act, and at the most by any thread in all.
#[derive(Clone, Copy, Default)]
struct Made {
    before: usize,
    most: usize,
}

/// `strace` counts for each thread apart, from the start of the process, and so is counted here.
fn calls_made(ground: &Ground, work: Work) -> HashMap<&'static str, Made> {
    let field = ground.field();
    let trace = field.path().join("trace");
    let place = trace.to_string_lossy().into_owned();
    let calls = format!("trace={}", CALLS.join(","));
    let child = field
        .child(work, &["strace", "-f", "-qq", "-e", &calls, "-o", &place])
        .env("PORYADOK_SURVIVAL_ACTS", ACTS)
        .output();
    assert!(child.expect("strace is there").status.success(), "{work:?} does not work untroubled");
    let text = std::fs::read_to_string(&trace).expect("the trace");
    let mut threads: HashMap<(&str, &str), usize> = HashMap::new();
    let mut made: HashMap<&'static str, Made> = HashMap::new();
    for line in text.lines() {
        let Some((thread, rest)) = line.split_once(char::is_whitespace) else { continue };
        let Some(call) = CALLS.into_iter().find(|call| rest.trim_start().starts_with(&format!("{call}("))) else {
            continue;
        };
        let count = threads.entry((thread, call)).or_default();
        *count += 1;
        let of = made.entry(call).or_default();
        of.most = of.most.max(*count);
        if rest.contains(&format!("\"{MARK}{READY}")) {
            for call in CALLS {
                made.entry(call).or_default().before = threads.get(&(thread, call)).copied().unwrap_or(0);
            }
        }
    }
    made
}

fn run(field: &Field, work: Work, injection: &[&str]) -> Said {
    let through: Vec<&str> = ["strace", "-f", "-qq", "-o", "/dev/null"].iter().chain(injection).copied().collect();
    let out = field
        .child(work, &through)
        .env("PORYADOK_SURVIVAL_ACTS", ACTS)
        .stderr(Stdio::null())
        .output()
        .expect("strace is there");
    Said::read(&String::from_utf8_lossy(&out.stdout))
}
