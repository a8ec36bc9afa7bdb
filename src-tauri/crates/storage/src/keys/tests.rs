//! The room as a whole: a folder with its two slot files, a keyring, and people who come in.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;

const POLICY: KdfPolicy = KdfPolicy::cheap();
const PLACE: Place = Place { journal: Uuid::from_u128(0xa), generation: 1 };
const HEAD: Uuid = Uuid::from_u128(1);
const CONSULTANT: Uuid = Uuid::from_u128(2);
const SHEET: Uuid = Uuid::from_u128(3);
const PASSWORD: &str = "МаркерПароля-длинный 2026";
const OTHER_PASSWORD: &str = "МаркерВторого пароля";

/// A journal with the head (password and device), a consultant (password alone) and a sheet.
struct Office {
    key: JournalKey,
    keyring: MemoryKeyring,
    device: Uuid,
    sheet: Sheet,
    file: SlotFile,
}

fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()
}

fn new(id: Uuid, label: Option<&str>) -> NewSlot {
    NewSlot { place: PLACE, id, label: label.map(str::to_owned) }
}

fn office() -> Office {
    let key = JournalKey::fresh().unwrap();
    let keyring = MemoryKeyring::default();
    let device = DeviceSecret::fresh(Uuid::from_u128(0xd)).unwrap();
    keyring.write(&device).unwrap();
    let sheet = Sheet::fresh().unwrap();
    let cost = KdfCost::calibrated(&POLICY);
    let mut file = SlotFile::new(PLACE, "journal-1.db", "КЦ «Росинка»").unwrap();
    let head = new(HEAD, Some("Заведующий"));
    file.put(new_password_slot(head, &key, PASSWORD, Some(&device), cost, &POLICY).ok().unwrap());
    let consultant = new(CONSULTANT, Some("Әлфия"));
    file.put(new_password_slot(consultant, &key, OTHER_PASSWORD, None, cost, &POLICY).ok().unwrap());
    file.put(new_sheet_slot(new(SHEET, None), &key, &sheet, 1, date()).ok().unwrap());
    Office { key, keyring, device: device.id(), sheet, file }
}

impl Office {
    fn by_password(&self, slot: Uuid, password: &str) -> Result<JournalKey, UnlockError> {
        self.file.unlock_with_password(slot, password, &self.keyring, &POLICY)
    }

    fn refusal(&self, slot: Uuid, password: &str) -> Option<UnlockError> {
        self.by_password(slot, password).err()
    }

    fn opens(&self, file: &SlotFile) -> bool {
        let opened = file.unlock_with_password(HEAD, PASSWORD, &self.keyring, &POLICY);
        opened.is_ok_and(|key| key.expose() == self.key.expose())
    }
}

fn twins(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    (fs::read(folder.join(FIRST_TWIN)).unwrap(), fs::read(folder.join(SECOND_TWIN)).unwrap())
}

fn found(folder: &Path) -> FoundSlotFile {
    read_twins(folder).unwrap_or_else(|trouble| panic!("{trouble}"))
}

fn trouble(folder: &Path) -> SlotFileTrouble {
    read_twins(folder).err().unwrap()
}

#[test]
fn every_way_in_gives_the_same_key() {
    let office = office();
    for (slot, password) in [(HEAD, PASSWORD), (CONSULTANT, OTHER_PASSWORD)] {
        let opened = office.by_password(slot, password).ok().unwrap();
        assert_eq!(opened.expose(), office.key.expose());
    }
    let typed = Sheet::parse(&office.sheet.groups().join(" ")).ok().unwrap();
    let (opened, slot) = office.file.unlock_with_sheet(&typed).ok().unwrap();
    assert_eq!(opened.expose(), office.key.expose());
    assert_eq!(slot.id(), SHEET);
}

#[test]
fn every_way_in_still_works_after_the_file_was_written_and_read() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let found = found(folder.path());
    assert!(!found.second_used && !found.needs_healing);
    assert_eq!(found.candidates.len(), 1);
    let file = &found.candidates[0];
    assert!(*file == office.file);
    assert!(office.opens(file));
    assert!(file.unlock_with_sheet(&office.sheet).is_ok());
    let labels: Vec<_> = file.slots().iter().map(Slot::label).collect();
    assert_eq!(labels, [Some("Заведующий"), Some("Әлфия"), None]);
    assert_eq!((file.centre(), file.database()), ("КЦ «Росинка»", "journal-1.db"));
}

#[test]
fn the_real_cost_opens_what_it_made() {
    let key = JournalKey::fresh().unwrap();
    let policy = KdfPolicy::REAL;
    let floor = KdfCost { memory_kib: 65_536, passes: 3, lanes: 1 };
    let slot = new_password_slot(new(HEAD, None), &key, PASSWORD, None, floor, &policy);
    let mut file = SlotFile::new(PLACE, "journal-1.db", "КЦ").unwrap();
    file.put(slot.ok().unwrap());
    let open = |password| file.unlock_with_password(HEAD, password, &MemoryKeyring::default(), &policy);
    assert_eq!(open(PASSWORD).ok().unwrap().expose(), key.expose());
    assert_eq!(open("не тот").err(), Some(UnlockError::WrongPassword));
}

#[test]
fn the_same_password_typed_with_a_decomposed_letter_opens() {
    let office = office();
    let cost = KdfCost::calibrated(&POLICY);
    let mut file = office.file.clone();
    let slot = new_password_slot(new(HEAD, None), &office.key, "чай и ёж", None, cost, &POLICY);
    file.put(slot.ok().unwrap());
    let open = |typed| file.unlock_with_password(HEAD, typed, &office.keyring, &POLICY);
    assert!(open("ча\u{0438}\u{0306} и\u{00a0}\u{0435}\u{0308}ж").is_ok());
    assert_eq!(open("чай и еж").err(), Some(UnlockError::WrongPassword));
}

#[test]
fn each_obstacle_has_its_own_answer() {
    let office = office();
    let near_misses = ["", "x", "МаркерПароля-длинный 202", "маркерПароля-длинный 2026"];
    for wrong in near_misses.into_iter().chain([OTHER_PASSWORD]) {
        assert_eq!(office.refusal(HEAD, wrong), Some(UnlockError::WrongPassword), "{wrong}");
    }
    assert_eq!(office.refusal(Uuid::nil(), PASSWORD), Some(UnlockError::UnknownSlot));
    assert_eq!(office.refusal(SHEET, PASSWORD), Some(UnlockError::OtherKind));
    for (trouble, answer) in [
        (KeyringTrouble::Absent, UnlockError::KeyringAbsent),
        (KeyringTrouble::Locked, UnlockError::KeyringLocked),
        (KeyringTrouble::Other("timeout"), UnlockError::KeyringFailed("timeout")),
    ] {
        office.keyring.fail_with(Some(trouble));
        assert_eq!(office.refusal(HEAD, PASSWORD), Some(answer));
        assert!(
            office.by_password(CONSULTANT, OTHER_PASSWORD).is_ok(),
            "a slot without a device secret does not ask the keyring"
        );
        office.keyring.fail_with(None);
    }
    assert!(office.by_password(HEAD, PASSWORD).is_ok(), "the keyring healed, no restart");
}

#[test]
fn another_computer_and_a_lost_device_secret_are_different_answers() {
    let mut office = office();
    office.keyring.remove(office.device).unwrap();
    // Even with a wrong password: the missing secret is known first.
    assert_eq!(office.refusal(HEAD, PASSWORD), Some(UnlockError::OtherComputer));
    assert_eq!(office.refusal(HEAD, "не тот"), Some(UnlockError::OtherComputer));
    // A colleague's slot is bound to a secret that this PC does have.
    let here = DeviceSecret::fresh(Uuid::from_u128(0xe)).unwrap();
    office.keyring.write(&here).unwrap();
    let cost = KdfCost::calibrated(&POLICY);
    let colleague = new(Uuid::from_u128(4), Some("Диспетчер"));
    let slot = new_password_slot(colleague, &office.key, "п", Some(&here), cost, &POLICY).ok().unwrap();
    office.file.put(slot);
    assert_eq!(office.refusal(HEAD, PASSWORD), Some(UnlockError::DeviceSecretLost));
    assert!(office.by_password(Uuid::from_u128(4), "п").is_ok());
    // The secret under the right id, but not the right one, is indistinguishable from a guess.
    office.keyring.write(&DeviceSecret::fresh(office.device).unwrap()).unwrap();
    assert_eq!(office.refusal(HEAD, PASSWORD), Some(UnlockError::WrongPassword));
}

#[test]
fn the_sheet_opens_without_any_keyring() {
    let office = office();
    office.keyring.fail_with(Some(KeyringTrouble::Absent));
    assert!(office.file.unlock_with_sheet(&office.sheet).is_ok());
}

#[test]
fn a_thousand_wrong_sheets_are_refused() {
    let office = office();
    for _ in 0..1_000 {
        let wrong = Sheet::fresh().unwrap();
        let answer = office.file.unlock_with_sheet(&wrong).err();
        assert_eq!(answer, Some(UnlockError::WrongSheet));
    }
}

#[test]
fn every_pair_of_swapped_groups_is_a_wrong_sheet() {
    let office = office();
    for one in 0..SHEET_GROUPS {
        for other in one + 1..SHEET_GROUPS {
            let mut groups = office.sheet.groups();
            if groups[one] == groups[other] {
                continue;
            }
            groups.swap(one, other);
            let sheet = Sheet::from_groups(&groups[..]).ok().unwrap();
            let answer = office.file.unlock_with_sheet(&sheet).err();
            assert_eq!(answer, Some(UnlockError::WrongSheet), "{} and {}", one + 1, other + 1);
        }
    }
}

#[test]
fn an_older_sheet_still_opens_beside_a_newer_one_until_its_slot_goes() {
    let mut office = office();
    let newer = Sheet::fresh().unwrap();
    let id = Uuid::from_u128(5);
    office.file.put(new_sheet_slot(new(id, None), &office.key, &newer, 2, date()).ok().unwrap());
    assert_eq!(office.file.unlock_with_sheet(&newer).ok().unwrap().1.id(), id);
    assert_eq!(office.file.unlock_with_sheet(&office.sheet).ok().unwrap().1.id(), SHEET);
    assert!(office.file.remove(SHEET).is_some());
    let answer = office.file.unlock_with_sheet(&office.sheet).err();
    assert_eq!(answer, Some(UnlockError::WrongSheet));
    assert!(office.file.remove(id).is_some());
    let answer = office.file.unlock_with_sheet(&newer).err();
    assert_eq!(answer, Some(UnlockError::UnknownSlot));
    assert!(office.file.remove(id).is_none());
}

#[test]
fn a_new_key_is_handed_to_everybody_without_their_passwords() {
    let office = office();
    let fresh = JournalKey::fresh().unwrap();
    let later = Place { generation: 2, ..PLACE };
    let mut file = SlotFile::new(later, "journal-2.db", office.file.centre()).unwrap();
    for slot in office.file.slots() {
        file.put(slot.reseal(later, &slot.public(), &fresh).ok().unwrap());
    }
    let opened = file.unlock_with_password(HEAD, PASSWORD, &office.keyring, &POLICY);
    assert_eq!(opened.ok().unwrap().expose(), fresh.expose());
    let (opened, _) = file.unlock_with_sheet(&office.sheet).ok().unwrap();
    assert_eq!(opened.expose(), fresh.expose());
}

#[test]
fn one_missing_twin_is_replaced_by_the_other_and_healed() {
    let office = office();
    for (lost, second_used) in [(FIRST_TWIN, true), (SECOND_TWIN, false)] {
        let folder = tempfile::tempdir().unwrap();
        write_twins(folder.path(), &office.file).unwrap();
        fs::remove_file(folder.path().join(lost)).unwrap();
        let found = found(folder.path());
        assert_eq!(found.second_used, second_used);
        assert!(found.needs_healing);
        assert!(office.opens(&found.candidates[0]));
        write_twins(folder.path(), &found.candidates[0]).unwrap();
        let (first, second) = twins(folder.path());
        assert_eq!(first, second);
        let healed = read_twins(folder.path()).ok().unwrap();
        assert!(!healed.second_used && !healed.needs_healing);
    }
}

#[test]
fn every_flipped_bit_of_the_first_twin_leads_to_the_second() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let (whole, _) = twins(folder.path());
    let first = folder.path().join(FIRST_TWIN);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&first, &bytes).unwrap();
        let found = found(folder.path());
        assert!(found.second_used && found.needs_healing, "byte {at}");
        assert!(found.candidates.len() == 1 && found.candidates[0] == office.file, "byte {at}");
    }
}

/// Every bit, not only one of each byte; the file is judged on its own.
#[test]
fn every_flipped_bit_is_noticed() {
    let office = office();
    let whole = office.file.to_bytes().unwrap();
    assert!(SlotFile::from_bytes(&whole).ok().unwrap() == office.file);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            assert!(SlotFile::from_bytes(&bytes).is_err(), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn a_file_cut_anywhere_or_added_to_is_noticed() {
    let whole = office().file.to_bytes().unwrap();
    for length in 0..whole.len() {
        assert!(SlotFile::from_bytes(&whole[..length]).is_err(), "cut to {length}");
    }
    for more in [&b" "[..], b"\n", b"}", b"\0"] {
        assert!(SlotFile::from_bytes(&[&whole, more].concat()).is_err());
    }
}

#[test]
fn both_twins_damaged_is_lost_and_both_absent_is_missing() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(trouble(folder.path()), SlotFileTrouble::Missing));
    write_twins(folder.path(), &office.file).unwrap();
    let paths = [FIRST_TWIN, SECOND_TWIN].map(|twin| folder.path().join(twin));
    fs::write(&paths[0], b"").unwrap();
    fs::write(&paths[1], b"{\"format\":1}").unwrap();
    assert!(matches!(trouble(folder.path()), SlotFileTrouble::Lost));
    fs::remove_file(&paths[0]).unwrap();
    assert!(matches!(trouble(folder.path()), SlotFileTrouble::Lost));
}

#[test]
fn a_twin_that_cannot_be_reached_is_not_called_lost() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let paths = [FIRST_TWIN, SECOND_TWIN].map(|twin| folder.path().join(twin));
    // A folder in the file's place cannot be read as a file on any system.
    fs::remove_file(&paths[0]).unwrap();
    fs::create_dir(&paths[0]).unwrap();
    assert!(found(folder.path()).second_used);
    fs::remove_file(&paths[1]).unwrap();
    fs::create_dir(&paths[1]).unwrap();
    assert!(matches!(trouble(folder.path()), SlotFileTrouble::Io(_)));
}

#[test]
fn a_huge_file_is_not_read() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let huge = fs::File::create(folder.path().join(FIRST_TWIN)).unwrap();
    huge.set_len(1 << 40).unwrap();
    assert!(found(folder.path()).second_used);
}

#[test]
fn a_file_too_large_to_be_read_back_is_not_written() {
    let mut office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let before = twins(folder.path());
    office.file.rename_centre("К".repeat(600_000));
    let answer = write_twins(folder.path(), &office.file);
    assert!(matches!(answer, Err(SlotFileTrouble::TooLarge)));
    assert_eq!(twins(folder.path()), before);
}

/// The text of the office's file, changed and with its check made right again.
fn rewritten(file: &SlotFile, change: impl FnOnce(String) -> String) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let text = String::from_utf8(file.to_bytes().unwrap()).unwrap();
    let check = text.split("\"check\": \"").nth(1).unwrap()[..64].to_owned();
    let blank = "0".repeat(64);
    let text = change(text.replacen(&check, &blank, 1));
    let check = bytes::to_hex(&Sha256::digest(text.as_bytes()));
    text.replacen(&blank, &check, 1).into_bytes()
}

#[test]
fn a_newer_format_is_refused_as_such_and_left_alone() {
    let office = office();
    let newer = rewritten(&office.file, |text| {
        let text = text.replacen("\"format\": 1", "\"format\": 2", 1);
        text.replace("\"slots\"", "\"ways\"")
    });
    for twin in [FIRST_TWIN, SECOND_TWIN] {
        let folder = tempfile::tempdir().unwrap();
        write_twins(folder.path(), &office.file).unwrap();
        fs::write(folder.path().join(twin), &newer).unwrap();
        assert!(matches!(trouble(folder.path()), SlotFileTrouble::Newer { format: 2 }));
    }
    // A bit that turns the format's digit is damage, not a newer program.
    let flipped = String::from_utf8(office.file.to_bytes().unwrap()).unwrap();
    let flipped = flipped.replacen("\"format\": 1", "\"format\": 3", 1);
    assert_eq!(SlotFile::from_bytes(flipped.as_bytes()).err(), Some(file::Unreadable::Damaged));
}

#[test]
fn a_field_this_program_does_not_know_is_no_damage() {
    let office = office();
    let more = rewritten(&office.file, |text| text.replacen("\"centre\"", "\"hint\": \"later\",\n  \"centre\"", 1));
    assert!(SlotFile::from_bytes(&more).ok().unwrap() == office.file);
}

#[test]
fn a_database_name_never_leads_out_of_the_folder() {
    let names = [
        "",
        ".",
        "..",
        "../journal.db",
        "/etc/journal.db",
        "a/b.db",
        "a\\b.db",
        "c:journal.db",
        ".hidden.db",
        "журнал.db",
        "Journal.db",
        "journal db",
        "journal\0.db",
    ];
    for name in names.into_iter().chain(["x".repeat(65).as_str()]) {
        let answer = SlotFile::new(PLACE, name, "КЦ").err();
        assert_eq!(answer, Some(SlotFileRefused::DatabaseName), "{name:?}");
    }
    let office = office();
    let led_out = rewritten(&office.file, |text| text.replacen("journal-1.db", "../passwd", 1));
    assert_eq!(SlotFile::from_bytes(&led_out).err(), Some(file::Unreadable::Damaged));
}

#[test]
fn two_slots_under_one_id_and_generation_zero_are_no_slot_file() {
    let office = office();
    let twice = rewritten(&office.file, |text| text.replace(&CONSULTANT.to_string(), &HEAD.to_string()));
    assert_eq!(SlotFile::from_bytes(&twice).err(), Some(file::Unreadable::Damaged));
    let nought = Place { generation: 0, ..PLACE };
    assert_eq!(SlotFile::new(nought, "j.db", "КЦ").err(), Some(SlotFileRefused::Generation));
}

#[test]
fn where_a_rekey_was_cut_short_both_generations_are_offered_the_higher_first() {
    let office = office();
    let later = Place { generation: 2, ..PLACE };
    let newer = SlotFile::new(later, "journal-2.db", "КЦ").unwrap();
    let (old, new) = (office.file.to_bytes().unwrap(), newer.to_bytes().unwrap());
    for (first, second) in [(&old, &new), (&new, &old)] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FIRST_TWIN), first).unwrap();
        fs::write(folder.path().join(SECOND_TWIN), second).unwrap();
        let found = found(folder.path());
        let generations: Vec<u64> = found.candidates.iter().map(|file| file.place().generation).collect();
        assert_eq!(generations, [2, 1]);
        assert!(found.needs_healing && !found.second_used);
    }
}

#[test]
fn of_one_generation_the_first_twin_is_the_later_word() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    let mut renamed = office.file.clone();
    renamed.rename_centre("КЦ «Ромашка»");
    fs::write(folder.path().join(FIRST_TWIN), renamed.to_bytes().unwrap()).unwrap();
    fs::write(folder.path().join(SECOND_TWIN), office.file.to_bytes().unwrap()).unwrap();
    let found = found(folder.path());
    assert_eq!(found.candidates.len(), 1);
    assert_eq!(found.candidates[0].centre(), "КЦ «Ромашка»");
    assert!(found.needs_healing && !found.second_used);
}

#[test]
fn twins_of_different_journals_are_not_chosen_between() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let other = Place { journal: Uuid::from_u128(0xb), generation: 7 };
    let other = SlotFile::new(other, "journal-7.db", "КЦ").unwrap();
    fs::write(folder.path().join(SECOND_TWIN), other.to_bytes().unwrap()).unwrap();
    assert!(matches!(trouble(folder.path()), SlotFileTrouble::DifferentJournals));
}

#[test]
fn a_write_that_fails_changes_neither_twin_and_leaves_nothing() {
    let mut office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let before = twins(folder.path());
    // A folder stands where the second copy is to be written aside.
    let in_the_way = folder.path().join(format!("{SECOND_TWIN}.new"));
    fs::create_dir(&in_the_way).unwrap();
    office.file.rename_centre("КЦ «Ромашка»");
    let answer = write_twins(folder.path(), &office.file);
    assert!(matches!(answer, Err(SlotFileTrouble::Io(_))));
    assert_eq!(twins(folder.path()), before);
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    write_twins(folder.path(), &office.file).unwrap();
    assert_eq!(found(folder.path()).candidates[0].centre(), "КЦ «Ромашка»");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_leftover_of_a_write_cut_short_is_ignored_and_written_over() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    fs::write(folder.path().join(format!("{FIRST_TWIN}.new")), b"half").unwrap();
    assert!(!found(folder.path()).needs_healing);
    write_twins(folder.path(), &office.file).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_file_holds_labels_and_nothing_secret() {
    let office = office();
    let folder = tempfile::tempdir().unwrap();
    write_twins(folder.path(), &office.file).unwrap();
    let device = office.keyring.read(office.device).unwrap().unwrap();
    let groups = office.sheet.groups();
    let key = office.key.pragma();
    let mut secrets = vec![
        PASSWORD.to_owned(),
        OTHER_PASSWORD.to_owned(),
        "Маркер".to_owned(),
        key[2..66].to_owned(),
        bytes::to_hex(device.bytes()),
        bytes::to_hex(office.sheet.expose()),
        groups.concat(),
    ];
    // Two neighbouring groups: one alone, six digits, may stand in a hash by chance.
    secrets.extend(groups.windows(2).map(<[String]>::concat));
    let (first, second) = twins(folder.path());
    for bytes in [first, second] {
        let text = String::from_utf8(bytes.clone()).unwrap();
        for secret in &secrets {
            assert!(!text.to_lowercase().contains(&secret.to_lowercase()));
        }
        for raw in [office.key.expose().as_slice(), device.bytes(), office.sheet.expose()] {
            assert!(!bytes.windows(raw.len()).any(|window| window == raw));
        }
        assert!(text.contains("Заведующий") && text.contains("КЦ «Росинка»"));
    }
}

#[test]
fn no_error_repeats_what_was_typed() {
    let office = office();
    let mut said = String::new();
    for error in [office.refusal(HEAD, "МаркерПароля"), office.refusal(SHEET, "МаркерПароля")] {
        let error = error.unwrap();
        said += &format!("{error} {error:?} ");
    }
    for typed in ["МаркерЛиста 777777", "777777 777777 777777 777777 777777 777777 777777 77777z"] {
        let error = Sheet::parse(typed).err().unwrap();
        said += &format!("{error} {error:?} ");
    }
    for marker in ["Маркер", "777777", "77777z"] {
        assert!(!said.contains(marker), "{said}");
    }
}

/// Format 1 as the first release wrote it. A later program must open it, with this very text.
#[test]
fn the_first_release_s_file_still_opens() {
    let file = SlotFile::from_bytes(include_bytes!("format-1.keys")).ok().unwrap();
    let device = DeviceSecret::from_bytes(Uuid::from_u128(0xd), &[0x5e; 32]).unwrap();
    let keyring = MemoryKeyring::default();
    keyring.write(&device).unwrap();
    let key = "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'";
    for (slot, password) in [(HEAD, "Пароль заведующего"), (CONSULTANT, "пароль консультанта")]
    {
        let opened = file.unlock_with_password(slot, password, &keyring, &POLICY);
        assert_eq!(*opened.ok().unwrap().pragma(), key);
    }
    let sheet = Sheet::parse("002838 008492 014146 019800 025454 031108 036762 042416");
    let (opened, slot) = file.unlock_with_sheet(&sheet.ok().unwrap()).ok().unwrap();
    assert_eq!(*opened.pragma(), key);
    assert!(*slot.kind() == SlotKind::Sheet { number: 1, date: date() });
}
