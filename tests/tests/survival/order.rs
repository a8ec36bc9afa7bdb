//! What is on the disk before what: kills do not show it, the calls themselves do.

use std::collections::HashMap;

use crate::field::{Field, Ground, Said};
use crate::work::{MARK, Work};

/// A call of the disk: what was done to which file.
#[derive(Debug, PartialEq, Eq)]
enum Call {
    Synced(String),
    Renamed(String, String),
    Removed(String),
    /// The process said that an act is done: its first word.
    Told(String),
}

/// The calls of one process that does so many acts, and what it said.
fn calls_of(field: &Field, work: Work, acts: u32) -> (Vec<Call>, Said) {
    let trace = field.path().join("trace");
    let calls = "trace=fsync,fdatasync,rename,renameat,renameat2,unlink,write";
    let place = trace.to_string_lossy().into_owned();
    let out = field
        .child(work, &["strace", "-f", "-y", "-qq", "-e", calls, "-o", &place])
        .env("PORYADOK_SURVIVAL_ACTS", acts.to_string())
        .output()
        .expect("strace is there");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = std::fs::read_to_string(&trace).expect("the trace");
    (
        whole_lines(&text).iter().filter_map(|line| call(line)).collect(),
        Said::read(&String::from_utf8_lossy(&out.stdout)),
    )
}

/// A call during which another thread made one stands in two lines: it is put where it ended.
fn whole_lines(trace: &str) -> Vec<String> {
    let mut begun = HashMap::new();
    let mut lines = Vec::new();
    for line in trace.lines() {
        let thread = line.split_whitespace().next().unwrap_or_default();
        if let Some(beginning) = line.strip_suffix(" <unfinished ...>") {
            begun.insert(thread.to_owned(), beginning.to_owned());
        } else if let Some((_, end)) = line.split_once(" resumed>") {
            lines.push(begun.remove(thread).unwrap_or_default() + end);
        } else {
            lines.push(line.to_owned());
        }
    }
    lines
}

#[test]
fn both_twins_are_on_the_disk_before_either_takes_its_name_and_each_name_before_the_next() {
    let ground = Ground::new();
    let field = ground.field();
    let (calls, _) = calls_of(&field, Work::Password, 1);

    let journal = field.path().join("journal").to_string_lossy().into_owned();
    let renames: Vec<usize> =
        calls.iter().enumerate().filter(|(_, call)| matches!(call, Call::Renamed(..))).map(|(at, _)| at).collect();
    // The new slot beside the old one, then without it: two writings of two twins.
    assert_eq!(renames.len(), 4, "{calls:?}");
    for pair in renames.chunks(2) {
        let asides: Vec<&str> = pair
            .iter()
            .filter_map(|at| match &calls[*at] {
                Call::Renamed(aside, twin) => {
                    assert!(aside.starts_with(&journal) && twin.starts_with(&journal), "{aside} → {twin}");
                    Some(aside.as_str())
                }
                _ => None,
            })
            .collect();
        for aside in asides {
            let synced = calls[..pair[0]].iter().any(|call| *call == Call::Synced(aside.to_owned()));
            assert!(synced, "{aside} is not on the disk before the first rename: {calls:?}");
        }
        for at in pair {
            assert_eq!(calls.get(at + 1), Some(&Call::Synced(journal.clone())), "the folder after each name");
        }
    }
    // The journal knows the new slot before the old one leaves the slot file.
    let log = format!("{journal}/journal-1.db-wal");
    let between = calls.get(renames[1]..renames[2]).unwrap_or_default();
    assert!(between.contains(&Call::Synced(log)), "beside the old one, the journal, then without it: {calls:?}");
}

#[test]
fn an_act_is_told_only_when_its_commit_is_on_the_disk() {
    let ground = Ground::new();
    for (work, words) in [(Work::Save, "registered"), (Work::Sign, "signed"), (Work::Close, "closed")] {
        let field = ground.field();
        let (calls, said) = calls_of(&field, work, 3);
        let log = Call::Synced(format!("{}/journal/journal-1.db-wal", field.path().display()));
        let mut told = 0;
        let mut since = 0;
        for (at, one) in calls.iter().enumerate() {
            let Call::Told(word) = one else { continue };
            if word == words {
                told += 1;
                assert!(calls[since..at].contains(&log), "{work:?} was told before it was on the disk: {calls:?}");
            }
            since = at;
        }
        assert!(told >= 3 && said.acts() >= told, "{work:?} did {told} acts");
        field.survived(&said).unwrap_or_else(|why| panic!("{work:?}: {why}"));
    }
}

#[test]
fn a_new_secret_is_in_the_keyring_before_the_slots_need_it_and_the_old_one_goes_after_them() {
    let ground = Ground::new();
    let field = ground.field();
    let (calls, said) = calls_of(&field, Work::Device, 2);
    assert_eq!(said.set, Some(2), "{calls:?}");
    let place = |test: &dyn Fn(&Call) -> bool| -> Vec<usize> {
        calls.iter().enumerate().filter(|(_, call)| test(call)).map(|(at, _)| at).collect()
    };
    let written = place(&|call| matches!(call, Call::Renamed(_, to) if to.contains("/keyring/secret-")));
    let removed = place(&|call| matches!(call, Call::Removed(file) if file.contains("/keyring/secret-")));
    let slots = place(&|call| matches!(call, Call::Renamed(_, to) if to.contains("/journal.keys")));
    // Each time both twins twice: the new slot beside the old ones, then without them.
    assert_eq!((written.len(), removed.len(), slots.len()), (2, 1, 8), "{calls:?}");
    assert!(written[0] < slots[0] && slots[3] < written[1] && written[1] < slots[4], "{calls:?}");
    assert!(slots[7] < removed[0], "the old secret goes when no slot needs it: {calls:?}");
    field.survived(&said).unwrap_or_else(|why| panic!("{why}"));
}

/// `123 fsync(7</folder/file>) = 0`, `123 rename("a", "b") = 0`, `123 write(1<pipe:[5]>, "::signed 7"..., 40) = 40`
fn call(line: &str) -> Option<Call> {
    if let Some((_, said)) = line.split_once(&format!("\"{MARK}")) {
        return Some(Call::Told(said.split([' ', '"', '\\']).next()?.to_owned()));
    }
    if !line.trim_end().ends_with("= 0") {
        return None;
    }
    let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
    if line.contains("rename")
        && let [from, to] = quoted.as_slice()
    {
        return Some(Call::Renamed((*from).to_owned(), (*to).to_owned()));
    }
    if line.contains("unlink(") {
        return quoted.first().map(|file| Call::Removed((*file).to_owned()));
    }
    let file = line.split_once('<')?.1.split_once('>')?.0;
    line.contains("sync(").then(|| Call::Synced(file.to_owned()))
}
