//! What is on the disk before what: kills do not show it, the calls themselves do.

use crate::work::{Ground, Work};

/// A call of the disk: what was done to which file.
#[derive(Debug, PartialEq, Eq)]
enum Call {
    Synced(String),
    Renamed(String, String),
}

#[test]
fn both_twins_are_on_the_disk_before_either_takes_its_name_and_each_name_before_the_next() {
    let ground = Ground::new();
    let field = ground.field();
    let trace = field.path().join("trace");
    let calls = "trace=fsync,fdatasync,rename,renameat,renameat2";
    let place = trace.to_string_lossy().into_owned();
    let out = field
        .child(Work::Password, &["strace", "-f", "-y", "-qq", "-e", calls, "-o", &place])
        .env("PORYADOK_SURVIVAL_ACTS", "1")
        .output()
        .expect("strace is there");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let text = std::fs::read_to_string(&trace).expect("the trace");
    let calls: Vec<Call> = text.lines().filter_map(call).collect();

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
                Call::Synced(_) => None,
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

/// `123 fsync(7</folder/file>) = 0`, `123 rename("a", "b") = 0`
fn call(line: &str) -> Option<Call> {
    if !line.trim_end().ends_with("= 0") {
        return None;
    }
    let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
    if line.contains("rename")
        && let [from, to] = quoted.as_slice()
    {
        return Some(Call::Renamed((*from).to_owned(), (*to).to_owned()));
    }
    let file = line.split_once('<')?.1.split_once('>')?.0;
    line.contains("sync(").then(|| Call::Synced(file.to_owned()))
}
