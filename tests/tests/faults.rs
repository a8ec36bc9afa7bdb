//! Killed, unwritable, full of nonsense: nothing signed is lost and every trouble has its own answer.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use desk::wire::*;
use poryadok_tests::test_desk::*;

/// Set for the child that is to be killed.
const CHILD: &str = "PORYADOK_TEST_CHILD";

/// Signs and says so, then waits for its end. Does nothing in an ordinary run.
#[test]
fn child_signs_and_waits_to_be_killed() {
    if std::env::var_os(CHILD).is_none_or(|value| value != "sign") {
        return;
    }
    let mut day = TestDesk::opened_at("2026-10-05T09:00").with_password_alone();
    let signed = day.hold("Анна", "2026-10-06", "10:30");
    println!("signed {} {}", day.folder().display(), signed.request.row.id);
    loop {
        std::thread::park();
    }
}

#[test]
fn a_record_signed_a_moment_before_sigkill_is_there() {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["child_signs_and_waits_to_be_killed", "--exact", "--nocapture"])
        .env(CHILD, "sign")
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let line = lines
        .find_map(|line| line.ok().and_then(|line| line.find("signed ").map(|at| line[at..].to_owned())))
        .expect("it signed");
    child.kill().expect("SIGKILL");
    child.wait().expect("ended");

    let mut words = line.split(' ').skip(1);
    let (folder, request) = (words.next().expect("a folder"), words.next().expect("an id").to_owned());
    let mut day = TestDesk::in_folder(folder, "2026-10-06T12:00");
    day.unlock(PASSWORD).expect("open after the kill");
    let view = day.desk.consultation(request).expect("the record");
    assert_eq!(view.versions.len(), 1);
    assert_eq!(view.form.advice, "Выбор из двух вариантов");
    drop(day);
    std::fs::remove_dir_all(folder).expect("cleaned");
}

/// Tries to make a journal where it may not write. Does nothing in an ordinary run.
#[test]
fn child_meets_a_folder_it_may_not_write() {
    let Some(folder) = std::env::var_os("PORYADOK_TEST_FOLDER") else { return };
    let mut day = TestDesk::in_folder(&folder.to_string_lossy(), "2026-10-05T09:00");
    let opening = day.desk.opening().expect("the cover");
    assert_eq!(opening.stage, OpeningStage::Trouble);
    println!("trouble {:?}", opening.trouble.map(|trouble| trouble.code));
    let refused = refusal(day.desk.prepare_journal(new_journal()));
    assert_eq!(problems(&refused), [(ProblemCode::FolderReadOnly, "")]);
}

/// Root may write everywhere, so the child runs as «nobody».
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_said_in_words() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(root.path(), PermissionsExt::from_mode(0o555)).expect("closed for writing");
    // The test itself lies where «nobody» may not look: it is copied beside.
    let program = root.path().join("child");
    std::fs::copy(std::env::current_exe().expect("this test"), &program).expect("copied");
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).expect("may be run");
    let folder = root.path().join("data");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).expect("closed for writing");

    let is_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        command
    } else {
        Command::new(&program)
    };
    let out = command
        .args(["child_meets_a_folder_it_may_not_write", "--exact", "--nocapture"])
        .env("PORYADOK_TEST_FOLDER", &folder)
        .env("TMPDIR", "/tmp")
        .current_dir("/")
        .output()
        .expect("started");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{said}{}", String::from_utf8_lossy(&out.stderr));
    assert!(said.contains("FolderReadOnly"), "{said}");
}

#[test]
fn forty_thousand_characters_are_refused_at_their_field_and_the_draft_keeps_them() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let long = "я".repeat(40_000);
    let form = RequestForm { about: long.clone(), ..request_of("Анна") };
    let key = DraftKey { form: "booking".into(), subject: String::new() };
    day.desk.save_draft(key.clone(), serde_json::to_string(&form).expect("json")).expect("kept");
    let refused = refusal(day.desk.register(form));
    assert_eq!(problems(&refused), [(ProblemCode::TooLong, "about")]);
    let kept = day.desk.draft(key).expect("read").expect("there");
    assert!(kept.body.contains(&long));
    assert!(!format!("{refused:?}").contains('я'), "a refusal repeats nothing of what was typed");
}

#[test]
fn letters_of_all_peoples_go_in_and_come_out_as_typed() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for name in ["Ғәлиева Әлфия Рамил ҡыҙы", "Ёлкин Семён", "О’Нил — 😀"] {
        let card = day.desk.register(request_of(name)).expect("any name").value;
        assert_eq!(card.row.who.name.as_deref(), Some(name));
    }
    for bad in ["Имя\u{0}", "\u{202E}Имя"] {
        let refused = refusal(day.desk.register(request_of(bad)));
        assert_eq!(problems(&refused), [(ProblemCode::BadCharacters, "who.name")]);
    }
}

/// Works on a disk of four megabytes that someone else fills. Does nothing in an ordinary run.
#[test]
fn child_works_on_a_small_disk() {
    let Some(disk) = std::env::var_os("PORYADOK_TEST_DISK").map(std::path::PathBuf::from) else { return };
    let mut day = TestDesk::in_folder(&disk.to_string_lossy(), "2026-10-05T09:00");
    day.make_journal_of(NewJournal { without_keyring: true, ..new_journal() });
    day.add_consultant("Калинина Мария Сергеевна", "педагог-психолог");
    let signed = day.hold("Анна", "2026-10-06", "09:00");
    let booked = day.book("Борис", "2026-10-07", "10:30").expect("free");
    day.clock.put("2026-10-07T11:30");
    let form = whole(day.desk.consultation(booked.row.id.clone()).expect("a form").form);
    let key = DraftKey { form: "consultation".into(), subject: booked.row.id.clone() };
    let body = serde_json::to_string(&form).expect("plain");
    day.desk.save_draft(key.clone(), body.clone()).expect("kept while there is room");

    let filler = disk.join("somebody-elses-film");
    fill(&filler);
    let long =
        ConsultationForm { advice: "Читать вслух каждый вечер. ".repeat(300), ..form.clone() };
    let refused = refusal(day.desk.sign(long.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::DiskFull, "")], "signing");
    let gift =
        HandoutGift { request: signed.request.row.id.clone(), keys: vec!["adaptation".into()], how: PaperWay::Print };
    let refused = refusal(day.desk.give_handouts(gift.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::DiskFull, "")], "printing");
    let view = day.desk.consultation(signed.request.row.id.clone()).expect("what is signed can be read");
    assert_eq!(
        day.tray.0.lock().expect("tray").printed.len(),
        view.issued.iter().filter(|i| i.done).count(),
        "what went out is counted"
    );

    std::fs::remove_file(&filler).expect("room again");
    assert_eq!(day.desk.draft(key).expect("read").expect("the draft").body, body, "the draft outlived the full disk");
    let after = day.desk.sign(long.clone()).expect("signed once there is room").value;
    assert_eq!(after.form.advice.trim(), long.advice.trim());
    day.desk.give_handouts(gift).expect("printed");
    let mut again = day.restarted();
    again.unlock(PASSWORD).expect("opens");
    for request in [signed.request.row.id, booked.row.id] {
        assert_eq!(again.desk.consultation(request).expect("the record").versions.len(), 1);
    }
    println!("the small disk was survived");
}

fn fill(place: &std::path::Path) {
    use std::io::Write as _;
    let mut file = std::fs::File::create(place).expect("a file");
    for size in [64 * 1024, 4 * 1024, 1] {
        let piece = vec![1_u8; size];
        while file.write_all(&piece).and_then(|()| file.sync_data()).is_ok() {}
    }
}

/// The disk is a memory one in a mount space of its own, so that nobody else meets it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_refuses_in_words_and_loses_nothing() {
    let disk = tempfile::tempdir().expect("a place");
    let out = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c"])
        .arg("mount -t tmpfs -o size=4m tmpfs \"$PORYADOK_TEST_DISK\" && exec \"$0\" child_works_on_a_small_disk --exact --nocapture")
        .arg(std::env::current_exe().expect("this test"))
        .env("PORYADOK_TEST_DISK", disk.path())
        .output()
        .expect("started");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{said}{}", String::from_utf8_lossy(&out.stderr));
    assert!(said.contains("the small disk was survived"), "{said}");
}

#[test]
fn a_clock_that_was_set_back_is_told_and_spoils_no_number() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let first = day.desk.register(request_of("Анна")).expect("registered").value;
    assert_eq!(day.desk.today().expect("the day").clock_behind, None);
    day.clock.put("2026-10-05T08:55");
    assert_eq!(day.desk.today().expect("the day").clock_behind, None, "put right by minutes");

    // Yesterday, and the program started anew under that clock.
    day.clock.put("2026-10-04T09:00");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opens");
    assert_eq!(day.desk.today().expect("the day").clock_behind.as_deref(), Some("2026-10-05T09:00"));
    let second = day.desk.register(request_of("Борис")).expect("registered all the same").value;
    assert_eq!((first.row.number, second.row.number), (1, 2), "a number is never given twice");
    assert!(day.desk.today().expect("the day").clock_behind.is_some(), "told until the clock is right");

    day.clock.put("2026-10-05T09:10");
    assert_eq!(day.desk.today().expect("the day").clock_behind, None);
}

#[test]
fn a_clock_that_ran_ahead_and_was_put_right_is_told_until_the_head_says_so() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.add_person("Приёмная", vec![Role::Administrator], None);
    day.clock.put("2036-10-05T09:00");
    day.desk.register(request_of("Анна")).expect("registered ten years ahead");
    day.clock.put("2026-10-05T10:00");
    let behind = Some("2036-10-05T09:00");
    assert_eq!(day.desk.today().expect("the day").clock_behind.as_deref(), behind);

    day.change_person("Приёмная");
    assert_eq!(day.desk.today().expect("the day").clock_behind.as_deref(), behind, "whoever sits there is told");
    assert!(day.desk.trust_clock().is_err(), "and the head alone says that it is right");
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    assert_eq!(day.desk.trust_clock().expect("the clock is right").value.clock_behind, None);
    assert_eq!(refusal(day.desk.trust_clock()).problems[0].code, ProblemCode::NothingChanged);

    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opens");
    assert_eq!(day.desk.today().expect("the day").clock_behind, None, "once and for all");
    day.clock.put("2026-10-04T10:00");
    assert!(day.desk.today().expect("the day").clock_behind.is_some(), "a clock set back later is told again");
}
