//! A bit turns over by itself: it is found, named, and never read as if it were true.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use desk::wire::*;
use poryadok_tests::copying::{ended, restored, with_password};
use poryadok_tests::test_desk::*;
use storage::keys::{Sheet, read_twins};

use crate::field::{Field, Ground, Said, copied, signed_are_whole};
use crate::work::digest_of;

/// Places tried in each file in an ordinary run; `PORYADOK_BITS` says another number.
const PLACES: usize = 24;
/// As the library lays the journal out, in bytes.
const PAGE: usize = 4096;

fn places() -> usize {
    std::env::var("PORYADOK_BITS").ok().and_then(|text| text.parse().ok()).unwrap_or(PLACES)
}

/// Turns one bit, evenly spread over the file. The page it lies in, from 1.
fn flip(field: &Field, file: &str, at: usize, of: usize) -> u32 {
    let path = field.path().join("journal").join(file);
    let mut bytes = std::fs::read(&path).expect("the file");
    let place = bytes.len() * at / of;
    bytes[place] ^= 1 << (at % 8);
    std::fs::write(&path, bytes).expect("spoilt");
    u32::try_from(place / PAGE + 1).expect("a page")
}

fn pages_in_use(field: &Field) -> BTreeSet<u32> {
    let journal = field.path().join("journal");
    let slots = read_twins(&journal).expect("slots").candidates.remove(0);
    let (key, _) = slots.unlock_with_sheet(&Sheet::from_groups(&field.sheet()).expect("a sheet")).expect("the key");
    storage::testing::pages_in_use(&journal.join(slots.database()), &key).expect("read")
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
        let spoilt = std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal");
        let mut day = desk_of(&field);
        let refused = refusal(day.unlock(PASSWORD));
        assert_eq!(problems(&refused), [(ProblemCode::JournalDamaged, "")], "place {at} of {}", places());
        let after = std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal");
        assert!(spoilt == after, "nothing is written into what is spoilt");
    }
}

/// Of a big journal not every page is read at its opening; what was not is read after it, in the background. A free
/// page holds nothing and is read by nobody until it is written anew.
#[test]
fn a_flipped_bit_of_a_big_journal_is_refused_or_named_after_the_opening() {
    storage::testing::open_as_big();
    let ground = Ground::new();
    let used = pages_in_use(&ground.field());
    assert!(used.contains(&1) && used.len() * 4 > pages(&ground.field()) * 3, "most pages hold something");
    let (mut refused, mut named, mut free, mut silent) = (0, 0, 0, Vec::new());
    for at in 0..places() {
        let field = ground.field();
        let page = flip(&field, "journal-1.db", at, places());
        let mut day = desk_of(&field);
        match day.unlock(PASSWORD) {
            Err(why) => {
                assert_eq!(problems(&why), [(ProblemCode::JournalDamaged, "")], "place {at}");
                refused += 1;
            }
            Ok(_) => match tail(&mut day).health {
                HistoryHealth::Unreadable => named += 1,
                HistoryHealth::Whole if !used.contains(&page) => free += 1,
                other => silent.push(format!("place {at}: {other:?}")),
            },
        }
        drop(day.desk.lock());
        let found = day.desk.copies_found().expect("looked");
        assert!(found.iter().any(|one| one.best), "place {at}: the proven copy stands");
    }
    println!("{} flipped: {refused} refused, {named} named after the opening, {free} in free pages", places());
    assert_eq!(silent, Vec::<String>::new());
    assert!(named > 0 && free * 4 < places(), "some page is not read at the opening, and few are free");
}

/// Who is refused at the cover leaves nothing open behind it; who got in brings a copy back from within.
#[test]
fn the_head_restores_from_within_a_big_journal_that_is_spoilt() {
    storage::testing::open_as_big();
    let ground = Ground::new();
    let (mut refused, mut back) = (0, 0);
    for page in 0..pages(&ground.field()) {
        let field = ground.field();
        let path = field.path().join("journal/journal-1.db");
        let mut spoilt = std::fs::read(&path).expect("the journal")[page * PAGE..(page + 1) * PAGE].to_vec();
        spoilt[PAGE / 2] ^= 1;
        put(&path, page * PAGE..(page + 1) * PAGE, &spoilt);
        let mut day = desk_of(&field);
        let slot = day.desk.opening().expect("the cover").ways.first().map(|way| way.slot.clone()).expect("the head");
        let entered = day.desk.perform(|desk| desk.unlock(UnlockForm { slot, password: PASSWORD.to_owned() }));
        let locked = day.desk.me().is_err_and(|why| problems(&why) == [(ProblemCode::JournalLocked, "")]);
        assert_eq!(entered.is_err(), locked, "page {page}: open exactly when it was said so");
        refused += usize::from(locked);
        let found = day.desk.perform(|desk| desk.copies_found()).expect("the list");
        let copy = found.into_iter().find(|one| one.best).expect("an offer").key;
        let content = day.desk.perform(|desk| desk.look_into_copy(copy)).expect("a copy");
        day.desk.perform(|desk| desk.begin_restore(with_password(&content, PASSWORD))).expect("begun");
        let now = ended(&mut day).unwrap_or_else(|why| panic!("page {page}: {why:?}"));
        assert!(now.done.is_some(), "page {page}");
        back += 1;
    }
    println!("{back} pages: {refused} kept the journal closed; a copy came back each time");
    assert!(0 < refused && refused < back);
}

/// Who is told that nothing was written may do it again; who is told that it was written need not.
#[test]
fn an_act_that_meets_a_spoilt_page_says_truly_whether_it_was_written() {
    storage::testing::open_as_big();
    let ground = Ground::new();
    let next_number = |field: &Field| {
        let mut day = TestDesk::in_folder(&field.path().to_string_lossy(), "2026-10-20T10:00");
        day.unlock(PASSWORD).expect("opened");
        day.desk.register(request_of("Галина")).expect("registered").value.row.number
    };
    let first = next_number(&ground.field());
    let (mut done, mut written, mut refused, mut wrong) = (0, 0, 0, Vec::new());
    for page in 0..pages(&ground.field()) {
        let field = ground.field();
        let path = field.path().join("journal/journal-1.db");
        let page = page * PAGE..(page + 1) * PAGE;
        let whole = std::fs::read(&path).expect("the journal")[page.clone()].to_vec();
        let mut spoilt = whole.clone();
        spoilt[PAGE / 2] ^= 1;
        put(&path, page.clone(), &spoilt);
        let mut day = desk_of(&field);
        if day.unlock(PASSWORD).is_err() {
            continue;
        }
        let answer = day.desk.perform(|desk| desk.register(request_of("Галина")));
        let said: Vec<_> = answer.err().iter().flat_map(problems).map(|(code, _)| code).collect();
        drop(day.desk.lock());
        drop(day);
        // What the act wrote anew stays as it is.
        if std::fs::read(&path).expect("the journal")[page.clone()] == spoilt {
            put(&path, page.clone(), &whole);
        }
        let was_written = next_number(&field) > first;
        match (said.as_slice(), was_written) {
            ([], true) => done += 1,
            ([ProblemCode::WrittenUnread], true) => written += 1,
            ([ProblemCode::JournalDamaged], false) => refused += 1,
            other => wrong.push(format!("page {}: {other:?}", page.start / PAGE)),
        }
    }
    println!("{done} acts met no spoilt page, {refused} were refused, {written} written and not shown");
    assert_eq!(wrong, Vec::<String>::new());
    assert!(refused > 0 && written > 0);
}

fn pages(field: &Field) -> usize {
    std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal").len() / PAGE
}

fn put(path: &Path, place: Range<usize>, bytes: &[u8]) {
    let mut all = std::fs::read(path).expect("the journal");
    all[place].copy_from_slice(bytes);
    std::fs::write(path, all).expect("put");
}

/// The end of the history as the keyring remembers it tells what the log before the journal has lost.
#[test]
fn a_flipped_bit_of_the_log_before_the_journal_loses_nothing_that_is_not_named() {
    let ground = Ground::new();
    let field = ground.field();
    field.gets_a_keyring();
    let mut day = field.desk_at("2026-10-06T09:00");
    day.unlock(PASSWORD).expect("opened");
    let told: Vec<(String, usize, u64)> = (0..5)
        .map(|at| {
            let signed = day.hold("Борис", &format!("2026-10-{:02}", 12 + at), "09:00");
            (signed.request.row.id, 1, digest_of(&signed.form))
        })
        .collect();
    // What was written down of the end is there a moment after the last signature.
    let mut seen = field.anchors();
    loop {
        std::thread::sleep(std::time::Duration::from_millis(400));
        let now = field.anchors();
        if now == seen {
            break;
        }
        seen = now;
    }
    assert_eq!(seen.len(), 1, "one journal, one branch");
    // As a kill leaves it: the log is not folded back.
    let killed = field.pictured();
    drop(day);
    let log = killed.path().join("journal/journal-1.db-wal");
    assert!(std::fs::metadata(&log).expect("the log").len() > 0);
    let (mut whole, mut refused, mut named, mut silent) = (0, 0, 0, Vec::new());
    for at in 0..places() {
        let field = killed.pictured();
        flip(&field, "journal-1.db-wal", at, places());
        let mut day = field.desk_at("2026-10-20T09:00");
        match day.unlock(PASSWORD) {
            Err(why) => {
                assert_eq!(problems(&why), [(ProblemCode::JournalDamaged, "")], "place {at}");
                refused += 1;
            }
            Ok(_) => match signed_are_whole(&mut day, &told) {
                Ok(()) => whole += 1,
                Err(lost) => match tail(&mut day).health {
                    HistoryHealth::TailCut => named += 1,
                    other => silent.push(format!("place {at}: {lost}, and the history is {other:?}")),
                },
            },
        }
    }
    println!("{} flipped: {whole} lost nothing, {refused} refused, {named} named", places());
    assert_eq!(silent, Vec::<String>::new());
}

/// What the check of the history says at its end.
fn checked(day: &mut TestDesk) -> HistoryState {
    loop {
        let now = day.desk.history_state().expect("the head asks");
        if now.percent.is_none() {
            return now;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// What the keyring's answer and a check say of the history's end.
fn tail(day: &mut TestDesk) -> HistoryState {
    day.desk.check_history().expect("begun");
    let begun = std::time::Instant::now();
    loop {
        let now = checked(day);
        if now.health != HistoryHealth::Whole || begun.elapsed() > std::time::Duration::from_secs(2) {
            return now;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
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
    let mut day = desk_of(&field);
    let opening = day.desk.opening().expect("the cover");
    assert_eq!(opening.trouble.map(|trouble| trouble.code), Some(ProblemCode::SlotFileLost));
    assert_eq!(before, std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal"));

    // The newest proven copy is offered, and the sheet brings it back.
    let best = day.desk.copies_found().expect("copies").into_iter().find(|copy| copy.best).expect("an offer").key;
    day.desk.look_into_copy(best).expect("a copy");
    let form = RestoreForm { slot: None, password: String::new(), groups: field.sheet() };
    assert!(restored_by(&mut day, form).done.is_some());
    day.recovered("новый-пароль-здесь", true);
    signed_are_whole(&mut day, &[field.record()]).expect("what was signed is there");
    let aside = std::fs::read(field.path().join("journal.aside-2026-10-20-1/journal-1.db")).expect("put aside");
    assert!(aside == before, "whole, as it was found");
}

#[test]
fn from_a_spoilt_journal_the_newest_copy_that_is_whole_is_offered_and_restored() {
    let field = Ground::new().field();
    let copies = field.path().join("copies");
    let mut day = desk_of(&field);
    day.unlock(PASSWORD).expect("opened");
    let request = day.desk.register(request_of("Галина")).expect("registered").value.row.id;
    for _ in 0..2 {
        day.clock.put_second("2026-10-20T09:00", 1);
        day.desk.make_copy().expect("begun");
        assert!(copied(&mut day));
    }
    day.desk.lock().expect("locked");
    drop(day);
    // Of one day one copy is kept: the one before stands under another name again.
    let newest = std::fs::read_dir(&copies).expect("copies").map(|entry| entry.expect("an entry").path());
    let newest = newest.filter(|path| path.to_string_lossy().contains("2026-10-20")).max().expect("a copy");
    let whole = copies.join("2026-10-20-0.poryadok-copy");
    std::fs::copy(&newest, &whole).expect("copied");
    let mut bytes = std::fs::read(&newest).expect("a copy");
    let place = bytes.len() * 3 / 4;
    bytes[place] ^= 1;
    std::fs::write(&newest, bytes).expect("spoilt");
    flip(&field, "journal-1.db", 1, 2);
    let spoilt = std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal");

    let mut day = desk_of(&field);
    assert_eq!(problems(&refusal(day.unlock(PASSWORD))), [(ProblemCode::JournalDamaged, "")]);
    let offered = |day: &mut TestDesk| day.desk.copies_found().expect("copies").into_iter().find(|copy| copy.best);
    let first = offered(&mut day).expect("an offer").key;
    assert_eq!(first, newest.file_name().expect("a name").to_string_lossy());
    let problem = restored_from(&mut day, &first).problem.expect("refused");
    assert_eq!((problem.code, problem.about.as_deref()), (ProblemCode::CopyDamaged, Some(first.as_str())));
    let second = offered(&mut day).expect("another offer").key;
    assert_eq!(second, "2026-10-20-0.poryadok-copy", "what was found spoilt is offered no more");
    assert!(restored_from(&mut day, &second).done.is_some());
    assert!(day.desk.request(request).is_ok(), "what the copy holds is there");
    let aside = std::fs::read_dir(field.path()).expect("the folder").map(|entry| entry.expect("an entry").path());
    let aside = aside.filter(|path| path.to_string_lossy().contains("journal.aside-")).collect::<Vec<_>>();
    assert_eq!(aside.len(), 1);
    assert!(std::fs::read(aside[0].join("journal-1.db")).expect("put aside") == spoilt, "whole, as it was found");
}

/// What was signed after the last copy is read before it is lost.
#[test]
fn a_spoilt_journal_is_read_and_then_restored_from_its_copy() {
    let ground = Ground::new();
    let lived = ground.field();
    let late = {
        let mut day = desk_of(&lived);
        day.unlock(PASSWORD).expect("opened");
        let late = day.desk.register(request_of("Галина")).expect("registered").value.row.id;
        day.desk.lock().expect("locked");
        late
    };
    let mut read = 0;
    for at in 0..places() {
        let field = lived.pictured();
        flip(&field, "journal-1.db", at, places());
        let spoilt = std::fs::read(field.path().join("journal/journal-1.db")).expect("the journal");
        let mut day = desk_of(&field);
        let slot = day.desk.opening().expect("the cover").ways.first().map(|way| way.slot.clone());
        let form = RestoreForm { slot, password: PASSWORD.to_owned(), groups: Vec::new() };
        let Ok(me) = day.desk.open_for_reading(form) else { continue };
        assert!(me.for_reading, "place {at}");
        let seen = day.desk.perform(|desk| desk.request(late.clone())).map(|card| card.row.who.name);
        read += usize::from(seen.is_ok_and(|name| name.is_some_and(|name| name.contains("Галина"))));
        day.desk.lock().expect("locked");
        let best = day.desk.copies_found().expect("copies").into_iter().find(|copy| copy.best).expect("an offer").key;
        assert!(restored_from(&mut day, &best).done.is_some(), "place {at}");
        assert!(!day.desk.me().expect("open").for_reading);
        signed_are_whole(&mut day, &[field.record()]).expect("what the copy holds is there");
        assert!(day.desk.request(late.clone()).is_err(), "the copy is older");
        let aside = std::fs::read(field.path().join("journal.aside-2026-10-20-1/journal-1.db")).expect("put aside");
        assert!(aside == spoilt, "place {at}: as it was found");
    }
    println!("{} flipped: of {read} what came after the copy was read before it was restored", places());
    assert!(read > 0);
}

fn restored_from(day: &mut TestDesk, key: &str) -> Restoring {
    let content = day.desk.look_into_copy(key.to_owned()).expect("a copy");
    let slot = content.ways.first().map(|way| way.slot.clone());
    restored_by(day, RestoreForm { slot, password: PASSWORD.to_owned(), groups: Vec::new() })
}

fn restored_by(day: &mut TestDesk, form: RestoreForm) -> Restoring {
    day.desk.begin_restore(form).expect("begun");
    restored(day)
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
