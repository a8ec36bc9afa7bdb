//! A bit turns over by itself: it is found, named, and never read as if it were true.

use desk::wire::*;
use poryadok_tests::test_desk::*;

use crate::field::{Field, Ground, Said};

/// Places tried in each file in an ordinary run; `PORYADOK_BITS` says another number.
const PLACES: usize = 24;

fn places() -> usize {
    std::env::var("PORYADOK_BITS").ok().and_then(|text| text.parse().ok()).unwrap_or(PLACES)
}

/// Turns one bit, evenly spread over the file.
fn flip(field: &Field, file: &str, at: usize, of: usize) {
    let path = field.path().join("journal").join(file);
    let mut bytes = std::fs::read(&path).expect("the file");
    let place = bytes.len() * at / of;
    bytes[place] ^= 1 << (at % 8);
    std::fs::write(&path, bytes).expect("spoilt");
}

fn desk_of(field: &Field) -> TestDesk {
    TestDesk::in_folder(&field.path().to_string_lossy(), "2026-10-20T09:00")
}

#[test]
fn a_flipped_bit_of_the_journal_is_found_wherever_it_is() {
    let ground = Ground::new();
    for at in 0..places() {
        let field = ground.field();
        flip(&field, "journal-1.db", at, places());
        let mut day = desk_of(&field);
        let refused = refusal(day.unlock(PASSWORD));
        assert_eq!(problems(&refused), [(ProblemCode::JournalDamaged, "")], "place {at} of {}", places());
    }
}

#[test]
fn a_flipped_bit_of_one_slot_file_is_mended_by_the_other() {
    let ground = Ground::new();
    for twin in ["journal.keys", "journal.keys.twin"] {
        for at in 0..places() {
            let field = ground.field();
            flip(&field, twin, at, places());
            // Whatever the bit said, the journal opens, and afterwards both are whole again.
            field.survived(&Said::default()).unwrap_or_else(|why| panic!("{twin}, place {at}: {why}"));
            let folder = field.path().join("journal");
            let [one, other] =
                ["journal.keys", "journal.keys.twin"].map(|name| std::fs::read(folder.join(name)).expect("a twin"));
            assert_eq!(one, other, "{twin}, place {at}");
        }
    }
}

#[test]
fn both_slot_files_spoilt_are_said_and_nothing_is_written() {
    let ground = Ground::new();
    let field = ground.field();
    for twin in ["journal.keys", "journal.keys.twin"] {
        std::fs::write(field.path().join("journal").join(twin), b"{").expect("spoilt");
    }
    let before = std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal");
    let opening = desk_of(&field).desk.opening().expect("the cover");
    assert_eq!(opening.trouble.map(|trouble| trouble.code), Some(ProblemCode::SlotFileLost));
    assert_eq!(before, std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal"));
}

#[test]
fn a_cut_journal_is_said_to_be_damaged() {
    let ground = Ground::new();
    for kept in [0, 15, 1_000, 40_960, 100_000] {
        let field = ground.field();
        let path = field.path().join("journal/journal-1.db");
        let bytes = std::fs::read(&path).expect("the journal");
        std::fs::write(&path, &bytes[..kept.min(bytes.len() - 1)]).expect("cut");
        let mut day = desk_of(&field);
        let refused = match day.desk.opening().expect("the cover").trouble {
            Some(trouble) => vec![trouble.code],
            None => refusal(day.unlock(PASSWORD)).problems.iter().map(|problem| problem.code).collect(),
        };
        assert_eq!(refused, [ProblemCode::JournalDamaged], "{kept} bytes left");
    }
}
