//! People come, change and go; passwords, codes, the sheet and the key itself are replaced.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

mod keyring;
mod passwords;
mod people;
mod rekeying;
mod sheet;
mod tries;

use std::fs;

use desk::ports::KeyringTrouble;
use desk::wire::*;
use poryadok_tests::test_desk::*;
use storage::keys::{FIRST_TWIN, SECOND_TWIN, Sheet, read_twins};

const OTHER: &str = "синий-чайник-у-окна";

fn people(day: &mut TestDesk) -> Vec<AccountRow> {
    day.desk.access().expect("the head looks").people
}

fn id_of(day: &mut TestDesk, label: &str) -> String {
    people(day).into_iter().find(|row| row.label == label).expect("the label").id
}

fn change_of(row: AccountRow) -> AccountChange {
    let AccountRow { id, name, label, post, roles, consultant, .. } = row;
    AccountChange { account: id, name, label, post, roles, consultant }
}

fn codes_of(refused: &Refused) -> Vec<ProblemCode> {
    refused.problems.iter().map(|problem| problem.code).collect()
}

/// The head and an administrator.
fn office() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    day.add_person("Приёмная", vec![Role::Administrator], None);
    day
}

fn enter(day: &mut TestDesk, label: &str, password: &str) -> Result<Me, Refused> {
    let ways = day.desk.opening().expect("the cover").ways;
    let slot = ways.into_iter().find(|way| way.label == label).map(|way| way.slot).unwrap_or_default();
    day.desk.unlock(UnlockForm { slot, password: password.to_owned() })
}

fn keys_of(day: &TestDesk) -> Vec<Vec<u8>> {
    let folder = day.folder().join("journal");
    [FIRST_TWIN, SECOND_TWIN].map(|twin| fs::read(folder.join(twin)).expect("a slot file")).to_vec()
}

fn databases(day: &TestDesk) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(day.folder().join("journal"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".db"))
        .collect();
    names.sort();
    names
}

/// Waits for the copy that is made after a change of the key: only then the old database goes.
fn copied(day: &mut TestDesk) {
    for _ in 0..1_000 {
        let now = day.desk.copying().expect("asked");
        if !now.running {
            assert!(now.problem.is_none() && now.proven);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("a copy did not come to its end");
}

fn fail_keyring(day: &TestDesk, trouble: Option<KeyringTrouble>) {
    day.keyring.0.lock().expect("keyring").fail_with(trouble);
}

fn actions(day: &TestDesk, sheet: &[String]) -> Vec<String> {
    let folder = day.folder().join("journal");
    let slots = read_twins(&folder).expect("slots").candidates.remove(0);
    let (key, _) = slots.unlock_with_sheet(&Sheet::from_groups(sheet).expect("a sheet")).expect("the key");
    let journal =
        storage::LockedJournal::find(&folder.join(slots.database())).expect("there").unlock(&key).expect("opens");
    journal.view().audit_tail(50).expect("the tail").into_iter().rev().map(|line| line.action).collect()
}
