//! A call of the disk fails, each in its turn: what stood is still whole, and the person is answered.
//!
//! `strace` makes the call fail, so nothing of the program knows that it is tried. It takes hold of the process when
//! the journal is open and the first act not begun, and counts the calls of each thread apart from there.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;
use std::time::Duration;

use crate::field::{Field, Ground, Said};
use crate::work::{LEAVE, MARK, READY, Work};

/// Calls that write, bring to the disk or change names.
const CALLS: [&str; 8] = ["openat", "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink"];
/// Acts of one process.
const ACTS: usize = 4;
const TROUBLES: [&str; 3] = ["EIO", "ENOSPC", "EROFS"];
/// Turns of each call in an ordinary run; `PORYADOK_WRITES` says how many at the most in a long one.
const TURNS: usize = 1;

#[test]
fn a_failing_write_never_harms_what_was_there() {
    let ground = Ground::new();
    let most: usize = std::env::var("PORYADOK_WRITES").ok().and_then(|text| text.parse().ok()).unwrap_or(TURNS);
    let mut table = String::from("work       call        tries of calls   met  went on  survived\n");
    let (mut tried, mut all, mut met_in_all) = (0, 0, 0);
    let (mut lost, mut never_made, mut never_met) = (Vec::new(), Vec::new(), Vec::new());
    for (of, work) in Work::ALL.into_iter().enumerate() {
        let made = calls_made(&ground, work);
        for (at, call) in CALLS.into_iter().enumerate() {
            let Some(calls) = made.get(call).copied() else {
                never_made.push(format!("{work:?} {call}"));
                continue;
            };
            let turns = calls.min(most);
            let (mut met, mut went_on, mut survived) = (0, 0, 0);
            for turn in 0..turns {
                let trouble = TROUBLES[(at + turn) % TROUBLES.len()];
                // Every one of them where they are few, else evenly; for each work from another one on.
                let mut when = 1 + (turn * calls / turns + of * 5 + at) % calls;
                let (field, ran) = loop {
                    let field = ground.field();
                    let injected = format!("inject={call}:error={trouble}:when={when}");
                    let ran = run(&field, work, &format!("-e trace={call} -e {injected}"));
                    // Threads take turns: another time the last of their calls may not be made.
                    if ran.met > 0 || when == 1 || turns > TURNS {
                        break (field, ran);
                    }
                    when /= 2;
                };
                met += usize::from(ran.met > 0);
                went_on += usize::from(ran.said.finished);
                match field.survived(&ran.said) {
                    Ok(()) => survived += 1,
                    Err(why) => lost.push(format!("{work:?}: {call} number {when} answered {trouble}: {why}")),
                }
            }
            if met == 0 {
                never_met.push(format!("{work:?} {call}"));
            }
            (tried, all, met_in_all) = (tried + turns, all + calls, met_in_all + met);
            table += &format!(
                "{:<10} {call:<11} {turns:>5} {calls:>8} {met:>5} {went_on:>8} {survived:>9}\n",
                format!("{work:?}")
            );
        }
    }
    table += &format!("{tried} of {all} calls were to fail, {met_in_all} did\n");
    table += &format!("{} are never made: {}\n", never_made.len(), never_made.join(", "));
    println!("{table}");
    assert!(lost.is_empty(), "{table}\n{}", lost.join("\n"));
    assert!(never_met.is_empty(), "no fault was met by {}\n{table}", never_met.join(", "));
    assert!(met_in_all * 10 >= tried * 9, "too few faults were met\n{table}");
}

/// From one moment on every write is refused, as on a disk that went read-only or full.
#[test]
fn a_disk_that_fails_for_good_keeps_what_it_had() {
    let ground = Ground::new();
    let whole = std::env::var_os("PORYADOK_WRITES").is_some();
    let ways = [
        ("pwrite64,fdatasync,fsync", "EIO", 5),
        ("pwrite64,ftruncate", "ENOSPC", 12),
        ("pwrite64,fdatasync,fsync,rename,unlink", "EROFS", 1),
    ];
    for (way, (calls, trouble, from)) in ways.into_iter().enumerate() {
        // In an ordinary run each work meets one of them.
        for (_, work) in Work::ALL.into_iter().enumerate().filter(|(of, _)| whole || of % ways.len() == way) {
            let field = ground.field();
            let ran = run(&field, work, &format!("-e trace={calls} -e inject={calls}:error={trouble}:when={from}+"));
            assert!(ran.met > 0, "{work:?}, {calls} from {from}: the disk never failed");
            assert!(ran.said.done < ACTS, "{work:?}, {calls} from {from}: every act was done without the disk");
            field.survived(&ran.said).unwrap_or_else(|why| panic!("{work:?}, {calls} from {from}: {why}"));
        }
    }
}

/// How often each call is made in an untroubled run, by the thread that makes it most often.
fn calls_made(ground: &Ground, work: Work) -> HashMap<&'static str, usize> {
    let field = ground.field();
    let ran = run(&field, work, &format!("-e trace={}", CALLS.join(",")));
    assert!(ran.said.finished && ran.said.done == ACTS, "{work:?}: {} of {ACTS} acts, untroubled", ran.said.done);
    let mut threads: HashMap<(&str, &str), usize> = HashMap::new();
    let mut made: HashMap<&'static str, usize> = HashMap::new();
    for line in ran.trace.lines() {
        let Some((thread, rest)) = line.split_once(char::is_whitespace) else { continue };
        let Some(call) = CALLS.into_iter().find(|call| rest.trim_start().starts_with(&format!("{call}("))) else {
            continue;
        };
        let count = threads.entry((thread, call)).or_default();
        *count += 1;
        let most = made.entry(call).or_default();
        *most = (*most).max(*count);
    }
    made
}

/// A process that worked with `strace` upon it.
struct Ran {
    said: Said,
    trace: String,
    /// Calls that were made to fail.
    met: usize,
}

fn run(field: &Field, work: Work, words: &str) -> Ran {
    let (leave, trace) = (field.path().join("leave"), field.path().join("trace"));
    // As its parent, so that every system lets it take hold.
    let script = format!("\"$@\" & read go; exec strace -f -qq -o \"$TRACE\" {words} -p $!");
    let mut child = field
        .child(work, &["sh", "-c", &script, "sh"])
        .env("PORYADOK_SURVIVAL_ACTS", ACTS.to_string())
        .env("TRACE", &trace)
        .env(LEAVE, &leave)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut text = String::new();
    let process = loop {
        let begun = text.len();
        assert!(lines.read_line(&mut text).expect("read") > 0, "the child never began: {text}");
        if let Some((_, process)) = text[begun..].split_once(&format!("{MARK}{READY} ")) {
            break process.trim().to_owned();
        }
    };
    child.stdin.take().expect("a pipe").write_all(b"\n").expect("told");
    while !every_thread_is_held(&process) {
        assert!(child.try_wait().expect("asked").is_none(), "strace took no hold");
        std::thread::sleep(Duration::from_millis(2));
    }
    std::fs::write(&leave, b"").expect("let go");
    let mut rest = Vec::new();
    lines.read_to_end(&mut rest).expect("read");
    child.wait().expect("ended");
    text.push_str(&String::from_utf8_lossy(&rest));
    let trace = String::from_utf8_lossy(&std::fs::read(&trace).expect("the trace")).into_owned();
    let met = trace.lines().filter(|line| line.ends_with("(INJECTED)")).count();
    Ran { said: Said::read(&text), trace, met }
}

fn every_thread_is_held(process: &str) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("a process");
    threads.flatten().all(|thread| {
        let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        status.lines().any(|line| line.strip_prefix("TracerPid:").is_some_and(|by| by.trim() != "0"))
    })
}
