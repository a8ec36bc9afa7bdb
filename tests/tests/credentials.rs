//! The shell's keyring where it is the Credential Manager: the port itself, compiled here without the window.
//! `cargo xtask windows-tests` runs it under wine.

#![cfg(windows)]
#![allow(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

#[path = "../../src-tauri/src/keyring.rs"]
mod keyring;

use desk::Desk;
use desk::ports::{DeviceKeyring, KdfPolicy};
use desk::wire::*;
use keyring::SystemKeyring;
use poryadok_tests::test_desk::*;
use tempfile::TempDir;

fn desk(folder: &TempDir, keyring: Box<dyn DeviceKeyring>) -> Desk {
    let (clock, tray) = (Clock::at("2026-10-01T09:00"), Tray::default());
    Desk::new(folder.path(), Box::new(clock), keyring, Box::new(tray), KdfPolicy::cheap())
}

fn unlock(desk: &mut Desk) -> Result<Me, Refused> {
    let slot = desk.opening().expect("the cover").ways.first().map(|way| way.slot.clone()).unwrap_or_default();
    desk.unlock(UnlockForm { slot, password: PASSWORD.to_owned() })
}

#[test]
#[ignore = "needs a real keyring"]
fn a_journal_whose_device_secret_lies_there_opens_again_and_nowhere_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = desk(&folder, Box::new(SystemKeyring));
    let shown = first.prepare_journal(new_journal()).expect("a sound form");
    let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    first.create_journal(SheetProof { groups }).expect("made");
    first.lock().expect("locked");
    unlock(&mut first).expect("opens while the program runs");
    drop(first);

    let mut elsewhere = desk(&folder, Box::new(Keyring::default()));
    assert_eq!(problems(&refusal(unlock(&mut elsewhere))), [(ProblemCode::OtherComputer, "")]);
    drop(elsewhere);
    unlock(&mut desk(&folder, Box::new(SystemKeyring))).expect("opens after a restart");
}
