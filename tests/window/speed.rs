//! What the real window takes: memory beside an empty one, and the time from a key to the list on the screen.
//!
//! `cargo xtask bench` names the journal in `PORYADOK_JOURNAL` and takes the answer from `PORYADOK_ANSWER`.

use std::path::Path;
use std::time::Duration;

use poryadok_tests::test_desk::PASSWORD;
use poryadok_tests::window::Program;
use serde_json::{Value, json};
use storage::keys::{KdfCost, KdfPolicy, MemoryKeyring, NewSlot, new_password_slot, read_twins, write_twins};
use thirtyfour::Key;

use crate::screens;
use crate::tour::Tour;

/// What was read, drawn or freed a moment ago has settled by then.
const SETTLING: Duration = Duration::from_secs(4);
/// Names and words as people type them; all letters of the common layout.
const TYPED: [&str; 6] = ["смородинкина", "речь", "анна", "колокольчикина", "сон и режим", "адаптация"];

/// From the key to the frame in which the list was drawn; one sample a key.
const WATCH: &str = "window.keyToList = [];
    let pressed = null;
    addEventListener('keydown', () => { pressed = performance.now(); }, true);
    new MutationObserver(() => {
        if (pressed === null) return;
        const begun = pressed;
        pressed = null;
        requestAnimationFrame(() => setTimeout(() => window.keyToList.push(performance.now() - begun)));
    }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });";

/// Copies the journal under the password that the program itself would ask for: the bench's is cheap to try.
pub fn lay_journal(from: &Path, to: &Path) {
    copy(from, to);
    let folder = to.join("journal");
    let mut slots = read_twins(&folder).expect("slot files").candidates.remove(0);
    let old = slots.slots().iter().find(|slot| slot.label().is_some()).expect("a way in by password");
    let (id, label) = (old.id(), old.label().map(str::to_owned));
    let policy = KdfPolicy::cheap();
    let key = slots.unlock_with_password(id, PASSWORD, &MemoryKeyring::default(), &policy).expect("it opens");
    let cost = KdfCost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    let new = NewSlot { place: slots.place(), id, label };
    slots.put(new_password_slot(new, &key, PASSWORD, None, cost, &policy).expect("a slot"));
    write_twins(&folder, &slots).expect("written");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &place);
        } else if entry.file_name() != "plain.db" {
            std::fs::copy(path, place).expect("copied");
        }
    }
}

pub async fn measure(tour: &mut Tour, journal: &Path) -> Value {
    let window = tour.open("2026-10-15T12:00").await;
    window.see("#open-practice").await;
    tokio::time::sleep(SETTLING).await;
    let empty = window.memory();
    tour.power_cut(window).await;

    lay_journal(journal, &tour.desktop.journal_folder());
    let window = tour.open("2026-10-15T12:00").await;
    screens::unlock(&window).await;
    tokio::time::sleep(SETTLING).await;
    let unlocked = window.memory();
    tour.picture(&window, "unlocked").await;

    let keys = key_to_list(tour, &window).await;
    for digit in ["1", "2", "3", "5", "6", "7", "8", "1"] {
        window.keys(Key::Alt + digit).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tokio::time::sleep(SETTLING).await;
    let used = window.memory();
    tour.power_cut(window).await;
    json!({ "empty": empty, "unlocked": unlocked, "used": used, "keys": keys })
}

/// Milliseconds of every key that changed what stands on the screen.
async fn key_to_list(tour: &mut Tour, window: &Program) -> Vec<f64> {
    window.keys(Key::Alt + "4").await;
    window.see("[data-testid='journal-row']").await;
    window.see("#journal-find").await.focus().await.expect("it takes the focus");
    window.ask_page(WATCH).await;
    for (at, word) in TYPED.into_iter().enumerate() {
        for letter in word.chars() {
            window.keys(letter.to_string()).await;
            tokio::time::sleep(Duration::from_millis(400)).await;
        }
        if at == 0 {
            tour.picture(window, "found").await;
        }
        let samples = window.ask_page("return window.keyToList.length").await;
        window.fill("#journal-find", "").await;
        tokio::time::sleep(Duration::from_millis(600)).await;
        // Emptying the field is not what is measured.
        window.ask_page(&format!("window.keyToList.length = {samples}")).await;
    }
    let taken = window.ask_page("return window.keyToList").await;
    taken.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
