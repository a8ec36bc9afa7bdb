//! Who can open the journal, and what stands in the way.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

use std::fs;

use desk::ports::{DeviceKeyring, KeyringTrouble};
use desk::wire::*;
use poryadok_tests::test_desk::*;

fn trouble(desk: &mut TestDesk) -> Option<ProblemCode> {
    desk.desk.opening().expect("the cover").trouble.map(|problem| problem.code)
}

#[test]
fn nothing_is_written_before_a_key_exists() {
    let mut desk = TestDesk::empty_at("2026-10-01T09:00");
    desk.desk.prepare_journal(new_journal()).expect("a sound form");
    assert!(!desk.folder().join("journal").exists());
    let wrong = refusal(desk.desk.create_journal(SheetProof { groups: vec!["000000".into(), "000011".into()] }));
    assert_eq!(problems(&wrong), [(ProblemCode::SheetProofWrong, "groups")]);
    assert!(!desk.folder().join("journal").exists());
    assert_eq!(desk.desk.opening().expect("cover").stage, OpeningStage::NoJournal);
}

#[test]
fn every_wrong_answer_of_the_set_up_is_said_at_once() {
    let mut desk = TestDesk::empty_at("2026-10-01T09:00");
    let form = NewJournal {
        institution: " ".into(),
        centre: String::new(),
        region: "XX".into(),
        zone: String::new(),
        head_name: String::new(),
        password: "12345".into(),
        ..new_journal()
    };
    let refused = refusal(desk.desk.prepare_journal(form));
    assert_eq!(
        problems(&refused),
        [
            (ProblemCode::Required, "institution"),
            (ProblemCode::Required, "centre"),
            (ProblemCode::UnknownChoice, "region"),
            (ProblemCode::Required, "zone"),
            (ProblemCode::Required, "head_name"),
            (ProblemCode::PasswordTooShort, "password"),
        ]
    );
    let weak = NewJournal { password: "password1".into(), ..new_journal() };
    assert_eq!(problems(&refusal(desk.desk.prepare_journal(weak))), [(ProblemCode::PasswordTooWeak, "password")]);
}

#[test]
fn a_wrong_password_and_another_computer_are_different_answers() {
    let mut desk = TestDesk::opened_at("2026-10-01T09:00");
    desk.desk.lock().expect("locked");
    assert_eq!(problems(&refusal(desk.unlock("не тот пароль"))), [(ProblemCode::WrongPassword, "password")]);
    let mut other = desk.on_another_computer();
    assert_eq!(problems(&refusal(other.unlock(PASSWORD))), [(ProblemCode::OtherComputer, "")]);
    desk.keyring.0.lock().expect("keyring").fail_with(Some(KeyringTrouble::Absent));
    assert_eq!(problems(&refusal(desk.unlock(PASSWORD))), [(ProblemCode::KeyringAbsent, "")]);
    desk.keyring.0.lock().expect("keyring").fail_with(Some(KeyringTrouble::Locked));
    assert_eq!(problems(&refusal(desk.unlock(PASSWORD))), [(ProblemCode::KeyringLocked, "")]);
    desk.keyring.0.lock().expect("keyring").fail_with(None);
    desk.unlock(PASSWORD).expect("the keyring healed while the program ran");
}

#[test]
fn the_sheet_opens_the_journal_on_another_computer() {
    let desk = TestDesk::opened_at("2026-10-01T09:00");
    let mut other = desk.on_another_computer();
    let mut slip = other.sheet.clone();
    slip[2] = "000001".into();
    let refused = refusal(other.desk.unlock_by_sheet(SheetForm { groups: slip }));
    assert_eq!(problems(&refused), [(ProblemCode::SheetGroupMistyped, "groups")]);
    assert_eq!(refused.problems[0].about.as_deref(), Some("3"));
    let mut swapped = other.sheet.clone();
    swapped.swap(0, 1);
    if swapped != other.sheet {
        assert_eq!(
            problems(&refusal(other.desk.unlock_by_sheet(SheetForm { groups: swapped }))),
            [(ProblemCode::WrongSheet, "groups")]
        );
    }
    let groups = other.sheet.clone();
    let me = other.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet opens it");
    assert!(me.by_sheet && me.roles.contains(&Role::Head));

    // A new password makes this computer a way in of its own.
    let form =
        RecoverForm { account: None, password: "синий-чайник-у-окна".into(), without_keyring: false };
    let recovered = other.desk.recover(form).expect("set");
    assert!(!recovered.me.by_sheet && recovered.codes.is_empty(), "the head is alone here");
    other.desk.lock().expect("locked");
    assert_eq!(problems(&refusal(other.unlock(PASSWORD))), [(ProblemCode::WrongPassword, "password")]);
    other.unlock("синий-чайник-у-окна").expect("the new one");
}

#[test]
fn without_a_keyring_the_head_chooses_and_the_password_is_longer() {
    let mut desk = TestDesk::empty_at("2026-10-01T09:00");
    desk.keyring.0.lock().expect("keyring").fail_with(Some(KeyringTrouble::Absent));
    assert_eq!(desk.desk.opening().expect("cover").keyring, KeyringState::Absent);
    let refused = refusal(desk.desk.prepare_journal(new_journal()));
    assert_eq!(problems(&refused), [(ProblemCode::KeyringAbsent, "without_keyring")]);
    let short = NewJournal { without_keyring: true, password: "ромашка-7".into(), ..new_journal() };
    assert_eq!(problems(&refusal(desk.desk.prepare_journal(short))), [(ProblemCode::PasswordTooShort, "password")]);
    let form = NewJournal { without_keyring: true, ..new_journal() };
    let shown = desk.desk.prepare_journal(form).expect("chosen");
    let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    desk.desk.create_journal(SheetProof { groups }).expect("made");
    desk.desk.lock().expect("locked");
    assert!(!desk.desk.opening().expect("cover").ways[0].needs_keyring);
    desk.unlock(PASSWORD).expect("by password alone");
}

#[test]
fn a_second_start_finds_the_journal_taken() {
    let first = TestDesk::opened_at("2026-10-01T09:00");
    let mut second = desk::Desk::new(
        first.folder(),
        Box::new(first.clock.clone()),
        Box::new(first.keyring.clone()),
        Box::new(first.tray.clone()),
        desk::ports::KdfPolicy::cheap(),
    );
    let opening = second.opening().expect("the cover");
    assert_eq!(opening.stage, OpeningStage::Trouble);
    assert_eq!(opening.trouble.map(|t| t.code), Some(ProblemCode::AlreadyOpen));
}

#[test]
fn a_journal_cut_short_or_with_one_byte_flipped_is_named_damaged() {
    for spoil in ["flip first page", "flip last page", "truncate"] {
        let mut desk = TestDesk::opened_at("2026-10-01T09:00");
        desk.hold("Анна", "2026-10-05", "10:30");
        let mut desk = desk.restarted();
        let path = desk.journal_file();
        let mut bytes = fs::read(&path).expect("the file");
        match spoil {
            "flip first page" => bytes[100] ^= 1,
            "flip last page" => {
                let at = bytes.len() - 2000;
                bytes[at] ^= 1;
            }
            _ => bytes.truncate(bytes.len() / 2 + 100),
        }
        fs::write(&path, bytes).expect("spoilt");
        assert_eq!(problems(&refusal(desk.unlock(PASSWORD))), [(ProblemCode::JournalDamaged, "")], "{spoil}");
    }
}

#[test]
fn a_lost_slot_file_is_read_from_its_twin_and_healed() {
    let desk = TestDesk::opened_at("2026-10-01T09:00");
    let first = desk.folder().join("journal").join(storage::keys::FIRST_TWIN);
    let second = desk.folder().join("journal").join(storage::keys::SECOND_TWIN);
    fs::remove_file(&first).expect("lost");
    let mut desk = desk.restarted();
    assert!(desk.desk.opening().expect("cover").second_slot_file_used);
    desk.unlock(PASSWORD).expect("by the twin");
    assert!(first.exists(), "healed");
    let mut desk = desk.restarted();
    fs::remove_file(&first).expect("lost");
    fs::remove_file(&second).expect("lost");
    assert_eq!(trouble(&mut desk), Some(ProblemCode::SlotFileLost));
}

#[test]
fn a_journal_of_a_newer_program_is_refused_and_not_touched() {
    let desk = TestDesk::opened_at("2026-10-01T09:00");
    let mut desk = desk.restarted();
    let folder = desk.folder().join("journal");
    let slots = storage::keys::read_twins(&folder).expect("slots").candidates.remove(0);
    let sheet = storage::keys::Sheet::from_groups(&desk.sheet).expect("the sheet");
    let (key, _) = slots.unlock_with_sheet(&sheet).expect("the key");
    storage::testing::set_schema(&desk.journal_file(), &key, storage::NEWEST_SCHEMA + 1).expect("made newer");
    let refused = refusal(desk.unlock(PASSWORD));
    assert_eq!(problems(&refused), [(ProblemCode::JournalNewer, "")]);
}

#[test]
fn a_missing_journal_file_and_a_plain_one_have_answers_of_their_own() {
    let desk = TestDesk::opened_at("2026-10-01T09:00");
    let mut desk = desk.restarted();
    let path = desk.journal_file();
    let mut plain = fs::read(&path).expect("the file");
    plain[..16].copy_from_slice(b"SQLite format 3\0");
    fs::write(&path, plain).expect("written");
    assert_eq!(trouble(&mut desk), Some(ProblemCode::NotEncrypted));
    fs::remove_file(&path).expect("gone");
    assert_eq!(trouble(&mut desk), Some(ProblemCode::JournalMissing));
}

#[test]
fn r043_no_typed_word_and_no_sqlite_header_stands_in_any_file() {
    let mut desk = TestDesk::opened_at("2026-10-01T09:00");
    let marker = "МАРКЕРНАЯ";
    let mut form = request_of("МАРКЕРНАЯ Анна");
    form.who.phone = "8 917 765-43-21".into();
    form.about = "МАРКЕРНАЯ просьба".into();
    let card = desk.desk.register(form).expect("registered").value;
    desk.desk
        .save_draft(DraftKey { form: "consultation".into(), subject: card.row.id }, "МАРКЕРНАЯ заметка".into())
        .expect("kept");
    let mut files = 0;
    for entry in fs::read_dir(desk.folder().join("journal")).expect("the folder") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("a file");
        files += 1;
        let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(!holds(marker.as_bytes()) && !holds(b"79177654321") && !holds(b"SQLite format 3"));
        assert!(!holds(PASSWORD.as_bytes()) && !desk.sheet.iter().any(|group| holds(group.as_bytes())));
    }
    assert!(files >= 4, "journal, its log and both slot files were looked at");
}

#[test]
fn the_device_secret_is_in_the_keyring_and_goes_when_the_journal_was_not_made() {
    let mut desk = TestDesk::empty_at("2026-10-01T09:00");
    let shown = desk.desk.prepare_journal(new_journal()).expect("a sound form");
    // Something stands where the journal is built: making fails on the disk.
    fs::write(desk.folder().join("journal.new"), b"").expect("a file");
    let groups: Vec<String> = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    assert!(desk.desk.create_journal(SheetProof { groups: groups.clone() }).is_err());
    assert!(!desk.folder().join("journal").exists());
    fs::remove_file(desk.folder().join("journal.new")).ok();
    desk.desk.create_journal(SheetProof { groups }).expect("made at the second try: nothing typed was lost");
    assert!(desk.keyring.read(uuid::Uuid::nil()).expect("answers").is_none());
}
