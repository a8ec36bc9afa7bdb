//! Copies on disks that are full or shut for writing: nothing half-made stays, older copies are as they were.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use desk::wire::*;
use poryadok_tests::test_desk::*;

use crate::field::{Field, Ground, restored, settled};
use crate::work::FOLDER;

const DISK: &str = "PORYADOK_SURVIVAL_DISK";
/// The last word of a child that met everything it should.
const MET: &str = "the small disk was survived";

/// Each child has a mount space of its own, so that nobody else meets its disks.
fn met_by_a_child(disk: &str) {
    let field = Ground::new().field();
    let out = Command::new("unshare")
        .args(["--mount", "--map-root-user"])
        .arg(std::env::current_exe().expect("this test"))
        .args(["disks::child_copies_on_a_small_disk", "--exact", "--nocapture"])
        .env(DISK, disk)
        .env(FOLDER, field.path())
        .output()
        .expect("unshare is there");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && said.contains(MET), "{said}{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_second_place_that_is_full_or_shut_keeps_its_copies_and_the_first_gets_its_own() {
    met_by_a_child("second");
}

#[test]
fn a_first_place_that_is_full_or_shut_keeps_its_copies_and_the_journal_goes_on() {
    met_by_a_child("first");
}

#[test]
fn a_disk_without_room_for_the_snapshot_or_a_restored_journal_keeps_what_it_has() {
    met_by_a_child("whole");
}

/// Does nothing in an ordinary run.
#[test]
fn child_copies_on_a_small_disk() {
    let (Some(folder), Ok(disk)) = (std::env::var_os(FOLDER), std::env::var(DISK)) else { return };
    let field = Field::at(Path::new(&folder));
    match disk.as_str() {
        "second" => second(&field),
        "first" => first(&field),
        _ => whole_disk(&field),
    }
    println!("{MET}");
}

fn second(field: &Field) {
    let stick = tempfile::tempdir().expect("a stick");
    mount(stick.path(), weight(&field.path().join("copies")) * 7 / 4);
    let mut day = open(field.path(), "2026-10-06T09:00");
    day.tray.0.lock().expect("tray").chosen = Some(stick.path().to_owned());
    day.desk.choose_second_place().expect("chosen");
    assert!(copy(&mut day, "2026-10-06T09:05").remark.is_none());
    let before = files(stick.path());
    assert_eq!(before.len(), 2, "the copy and the list: {:?}", before.keys());

    fill(&stick.path().join("somebody-elses-film"));
    let full = copy(&mut day, "2026-10-07T09:05");
    assert!(full.problem.is_none() && full.proven, "the first place has its own");
    assert!(full.remark.is_some_and(|words| words.contains("нет свободного места")));
    std::fs::remove_file(stick.path().join("somebody-elses-film")).expect("taken away");
    assert!(files(stick.path()) == before, "full: {:?}", files(stick.path()).keys());

    remount(stick.path(), "ro");
    let shut = copy(&mut day, "2026-10-08T09:05");
    assert!(shut.problem.is_none() && shut.proven);
    assert!(shut.remark.is_some_and(|words| words.contains("закрыто для записи")));
    assert!(files(stick.path()) == before, "shut: {:?}", files(stick.path()).keys());

    remount(stick.path(), "rw,size=64m");
    assert!(copy(&mut day, "2026-10-09T09:05").remark.is_none());
    let there = files(stick.path());
    let copies = before.iter().filter(|(name, _)| name.ends_with("poryadok-copy"));
    assert!(copies.into_iter().all(|(name, bytes)| there.get(name) == Some(bytes)) && there.len() == 3);

    // The oldest of the stick becomes the journal.
    let oldest = there.keys().find(|name| name.ends_with("poryadok-copy")).expect("a copy");
    day.tray.0.lock().expect("tray").chosen = Some(stick.path().join(oldest));
    let content = day.desk.choose_copy_file().expect("a copy").expect("chosen");
    let slot = content.ways.first().map(|way| way.slot.clone());
    day.desk.begin_restore(RestoreForm { slot, password: PASSWORD.to_owned(), groups: Vec::new() }).expect("begun");
    assert!(brought(&mut day).done.is_some(), "it opens");
}

fn first(field: &Field) {
    let copies = field.path().join("copies");
    let before = files(&copies);
    mount(&copies, weight(&copies) * 3 / 2);
    put(&copies, &before);
    let mut day = open(field.path(), "2026-10-06T09:00");
    let full = copy(&mut day, "2026-10-06T09:05");
    assert_eq!(full.problem.map(|problem| problem.code), Some(ProblemCode::CopyDiskFull));
    as_before(&mut day, &before, "full");

    remount(&copies, "ro");
    let shut = copy(&mut day, "2026-10-07T09:05");
    assert_eq!(shut.problem.map(|problem| problem.code), Some(ProblemCode::CopyReadOnly));
    as_before(&mut day, &before, "shut");

    remount(&copies, "rw,size=64m");
    let room = copy(&mut day, "2026-10-08T09:05");
    assert!(room.problem.is_none() && room.proven);
    assert!(restored(&mut day), "the newest proven one opens");
}

fn whole_disk(field: &Field) {
    let (copies, journal) = (files(&field.path().join("copies")), files(&field.path().join("journal")));
    let root = field.path().join("disk");
    std::fs::create_dir(&root).expect("a folder");
    let weigh = |part: &str| weight(&field.path().join(part));
    mount(&root, weigh("journal") + weigh("copies") * 3 / 2 + 256 * 1024);
    for (part, held) in [("copies", &copies), ("journal", &journal)] {
        std::fs::create_dir(root.join(part)).expect("a folder");
        put(&root.join(part), held);
    }
    let mut day = open(&root, "2026-10-06T09:00");
    let full = copy(&mut day, "2026-10-06T09:05");
    assert_eq!(full.problem.map(|problem| problem.code), Some(ProblemCode::CopyDiskFull));
    as_before(&mut day, &copies, "full");

    // Restoring makes the journal anew beside the old one: that does not fit either.
    let content = day.desk.copies().expect("the list").rows.remove(0).key;
    let content = day.desk.look_into_copy(content).expect("a copy");
    let slot = content.ways.first().map(|way| way.slot.clone());
    let form = RestoreForm { slot, password: PASSWORD.to_owned(), groups: Vec::new() };
    day.desk.begin_restore(form).expect("begun");
    let now = brought(&mut day);
    assert_eq!(now.problem.map(|problem| problem.code), Some(ProblemCode::CopyDiskFull));
    as_before(&mut day, &copies, "restoring");
    let folders = files(&root);
    assert!(folders.keys().all(|name| name == "lock"), "{:?}", folders.keys());
    assert!(!root.join("journal.restoring").exists() && !root.join("journal.restored").exists());

    remount(&root, "size=64m");
    assert!(copy(&mut day, "2026-10-07T09:05").problem.is_none());
    assert!(restored(&mut day), "the newest proven one opens");
}

fn open(root: &Path, moment: &str) -> TestDesk {
    let mut day = TestDesk::in_folder(&root.to_string_lossy(), moment);
    day.unlock(PASSWORD).expect("opened");
    day
}

/// A copy at that moment: how it went in the end.
fn copy(day: &mut TestDesk, moment: &str) -> Copying {
    day.clock.put(moment);
    day.desk.make_copy().expect("begun");
    settled(day).expect("the journal is open")
}

fn brought(day: &mut TestDesk) -> Restoring {
    loop {
        let now = day.desk.restoring().expect("asked");
        if !now.running {
            return now;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// The copies are to the byte what they were, the proven one is the best there is, and the journal takes what is new.
fn as_before(day: &mut TestDesk, before: &BTreeMap<String, Vec<u8>>, what: &str) {
    let found = files(&day.folder().join("copies"));
    assert!(found == *before, "{what}: {:?}", found.keys());
    assert!(!day.folder().join("copy.part").exists(), "{what}: a snapshot stays");
    let rows = day.desk.copies().expect("the list").rows;
    assert!(rows.iter().any(|row| row.best && row.state == CopyState::Proven), "{what}: no proven copy is shown");
    day.desk.register(request_of("Анна")).unwrap_or_else(|refused| panic!("{what}: {refused:?}"));
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a file"))
        })
        .collect()
}

fn put(folder: &Path, held: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in held {
        std::fs::write(folder.join(name), bytes).expect("written");
    }
}

fn weight(folder: &Path) -> usize {
    files(folder).values().map(|bytes| bytes.len().next_multiple_of(4096)).sum()
}

fn mount(place: &Path, bytes: usize) {
    let size = format!("size={bytes}");
    let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(place).status();
    assert!(done.is_ok_and(|status| status.success()), "mount");
}

fn remount(place: &Path, how: &str) {
    let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(place).status();
    assert!(done.is_ok_and(|status| status.success()), "remount {how}");
}

fn fill(place: &Path) {
    let mut file = std::fs::File::create(place).expect("a file");
    for size in [64 * 1024, 4 * 1024, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
}
