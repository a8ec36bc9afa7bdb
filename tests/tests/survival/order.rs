//! What is on the disk before what: kills do not show it, the calls themselves do.

use std::collections::HashMap;

use crate::field::{Field, Ground, Said};
use crate::work::{MARK, Work};

/// A call of the disk: what was done to which file.
#[derive(Debug, PartialEq, Eq)]
enum Call {
    /// One or more writes in a row.
    Written(String),
    Synced(String),
    Renamed(String, String),
    Removed(String),
    /// The process said that an act is done: its first word.
    Told(String),
}

/// The calls of one process that does so many acts, and what it said.
fn calls_of(field: &Field, work: Work, acts: u32) -> (Vec<Call>, Said) {
    let trace = field.path().join("trace");
    let calls = "trace=fsync,fdatasync,rename,renameat,renameat2,unlink,write,pwrite64";
    let place = trace.to_string_lossy().into_owned();
    let out = field
        .child(work, &["strace", "-f", "-y", "-qq", "-e", calls, "-o", &place])
        .env("PORYADOK_SURVIVAL_ACTS", acts.to_string())
        .output()
        .expect("strace is there");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = std::fs::read_to_string(&trace).expect("the trace");
    let mut calls: Vec<Call> = whole_lines(&text).iter().filter_map(|line| call(line)).collect();
    calls.dedup();
    (calls, Said::read(&String::from_utf8_lossy(&out.stdout)))
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
        assert!(told >= 3 && said.done == 3, "{work:?} did {} acts", said.done);
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

#[test]
fn a_copy_is_on_the_disk_before_it_is_called_one_and_older_ones_go_after_that() {
    let ground = Ground::new();
    let field = ground.field();
    let (calls, said) = calls_of(&field, Work::Copy, 2);
    assert_eq!(said.done, 2, "{calls:?}");
    brought_before_named(&calls);
    let copies = field.path().join("copies").to_string_lossy().into_owned();
    let log = Call::Synced(format!("{}/journal/journal-1.db-wal", field.path().display()));
    let is_copy = |file: &str| file.starts_with(&copies) && file.ends_with(".poryadok-copy");
    let named = places(&calls, |call| matches!(call, Call::Renamed(_, to) if is_copy(to)));
    let gone = places(&calls, |call| matches!(call, Call::Removed(file) if is_copy(file)));
    let done = places(&calls, |call| *call == Call::Told("did".to_owned()));
    // Of one day one copy is kept: each new one lets the one before it go.
    assert_eq!((named.len(), gone.len(), done.len()), (2, 2, 2), "{calls:?}");
    for ((name, gone), done) in named.into_iter().zip(gone).zip(done) {
        assert_eq!(calls.get(name + 1), Some(&Call::Synced(copies.clone())), "the folder after the name: {calls:?}");
        assert!(name < gone && gone < done, "{calls:?}");
        assert!(calls[name..gone].contains(&log), "the journal knows the new copy before the older goes: {calls:?}");
    }
    field.survived(&said).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn a_restored_journal_is_whole_on_the_disk_before_the_present_one_is_put_aside_for_it() {
    let ground = Ground::new();
    let field = ground.field();
    let (calls, said) = calls_of(&field, Work::Restore, 1);
    assert_eq!(said.done, 1, "{calls:?}");
    brought_before_named(&calls);
    let root = field.path().to_string_lossy().into_owned();
    let renames = places(
        &calls,
        |call| matches!(call, Call::Renamed(from, _) if from.rsplit_once('/').is_some_and(|(folder, _)| folder == root)),
    );
    let names: Vec<(&str, &str)> = renames
        .iter()
        .filter_map(|at| match &calls[*at] {
            Call::Renamed(from, to) => Some((from.strip_prefix(&root)?, to.strip_prefix(&root)?)),
            _ => None,
        })
        .collect();
    let aside = "/journal.aside-2026-10-05-1";
    assert_eq!(
        names,
        [("/journal.restoring", "/journal.restored"), ("/journal", aside), ("/journal.restored", "/journal")],
        "{calls:?}"
    );
    for at in &renames {
        assert_eq!(calls.get(at + 1), Some(&Call::Synced(root.clone())), "the folder after each name: {calls:?}");
    }
    // Both slot files are there before the folder they lie in is brought to the disk and gets a name.
    let begun = format!("{root}/journal.restoring");
    let twins =
        places(&calls, |call| matches!(call, Call::Renamed(_, to) if to.starts_with(&format!("{begun}/journal.keys"))));
    assert_eq!(twins.len(), 2, "{calls:?}");
    assert!(calls[twins[1]..renames[0]].contains(&Call::Synced(begun)), "{calls:?}");
    field.survived(&said).unwrap_or_else(|why| panic!("{why}"));
}

#[test]
fn a_new_key_s_journal_is_on_the_disk_before_a_slot_leads_to_it_and_the_old_one_goes_after_a_copy() {
    let ground = Ground::new();
    let field = ground.field();
    let (calls, said) = calls_of(&field, Work::Rekey, 1);
    assert_eq!(said.done, 1, "{calls:?}");
    brought_before_named(&calls);
    let journal = field.path().join("journal").to_string_lossy().into_owned();
    let (old, new) = (format!("{journal}/journal-1.db"), format!("{journal}/journal-2.db"));
    let [named] = places(&calls, |call| *call == Call::Renamed(format!("{new}.new"), new.clone()))[..] else {
        panic!("one new journal: {calls:?}")
    };
    assert_eq!(calls.get(named + 1), Some(&Call::Synced(journal.clone())), "the folder after the name: {calls:?}");
    let slots = places(&calls, |call| matches!(call, Call::Renamed(_, to) if to.contains("/journal.keys")));
    assert_eq!(slots.len(), 2, "{calls:?}");
    for at in &slots {
        assert_eq!(calls.get(at + 1), Some(&Call::Synced(journal.clone())), "the folder after each slot file");
    }
    let copied = places(&calls, |call| matches!(call, Call::Renamed(_, to) if to.ends_with(".poryadok-copy")));
    let gone = places(&calls, |call| *call == Call::Removed(old.clone()));
    let (Some(copied), [gone]) = (copied.iter().find(|at| **at > slots[1]), &gone[..]) else {
        panic!("a copy after the slots, and the old journal goes: {calls:?}")
    };
    assert!(named + 1 < slots[0] && slots[1] < *copied && copied < gone, "{calls:?}");
    let folder = Call::Synced(field.path().join("copies").to_string_lossy().into_owned());
    assert_eq!(calls.get(copied + 1), Some(&folder), "the copies' folder after the name: {calls:?}");
    field.survived(&said).unwrap_or_else(|why| panic!("{why}"));
}

fn places(calls: &[Call], test: impl Fn(&Call) -> bool) -> Vec<usize> {
    calls.iter().enumerate().filter(|(_, call)| test(call)).map(|(at, _)| at).collect()
}

/// Whatever was written is on the disk before it, or the folder it lies in, takes a name, and so is the folder where
/// the name stands before an act is said to be done. Databases made anew are written without any care of their own.
fn brought_before_named(calls: &[Call]) {
    for (at, call) in calls.iter().enumerate() {
        let Call::Renamed(from, to) = call else { continue };
        // What bore the name of a folder before it was taken for another.
        let before = places(&calls[..at], |call| matches!(call, Call::Renamed(_, earlier) if earlier == from));
        let begun = before.last().map_or(0, |at| at + 1);
        for (wrote, written) in calls[begun..at].iter().enumerate() {
            let Call::Written(file) = written else { continue };
            let within = file == from || file.strip_prefix(from.as_str()).is_some_and(|rest| rest.starts_with('/'));
            let since = &calls[begun + wrote + 1..at];
            let settled =
                since.iter().any(|call| matches!(call, Call::Synced(one) | Call::Removed(one) if one == file));
            assert!(!within || settled, "{file} is written and not on the disk when {from} becomes {to}: {calls:?}");
        }
        let folder = to.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let told = calls[at..].iter().position(|call| *call == Call::Told("did".to_owned()));
        let until = &calls[at..told.map_or(calls.len(), |told| at + told)];
        assert!(until.contains(&Call::Synced(folder)), "the name {to} is not on the disk when it is told: {calls:?}");
    }
}

/// `123 fsync(7</folder/file>) = 0`, `123 rename("a", "b") = 0`, `123 write(1<pipe:[5]>, "::signed 7"..., 40) = 40`
fn call(line: &str) -> Option<Call> {
    if let Some((_, said)) = line.split_once(&format!("\"{MARK}")) {
        return Some(Call::Told(said.split([' ', '"', '\\']).next()?.to_owned()));
    }
    if line.contains("write(") || line.contains("pwrite64(") {
        let file = line.split_once('<')?.1.split_once('>')?.0;
        return file.starts_with('/').then(|| Call::Written(file.to_owned()));
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
