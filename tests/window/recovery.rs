//! What a head fears most: the keyring is gone, the computer is gone. The sheet opens the journal, a copy brings it
//! to an empty profile.

use std::path::{Path, PathBuf};

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::screens;
use crate::tour::Tour;

pub const NEW_PASSWORD: &str = "кувшинка-девять-крыш";

/// Settings → Копии: a proven copy of everything. Gives back its file.
pub async fn make_a_copy(tour: &mut Tour, window: &Program) -> PathBuf {
    open_part(window, "copies").await;
    window.enter("#copy-make").await;
    window.read("#copies-last", "Последняя проверенная копия: сегодня").await;
    window.see("[data-testid='copy-row']").await;
    tour.picture(window, "copies").await;
    let folder = tour.desktop.journal_folder().join("copies");
    newest_copy(&folder).expect("a copy lies where the program says")
}

/// The same account and password, and the system has forgotten its secret: said as what it is, and the sheet opens.
pub async fn enter_by_the_sheet(tour: &mut Tour, window: &Program, sheet: &[String]) {
    window.focus_on("password").await;
    window.keys(poryadok_tests::test_desk::PASSWORD).await;
    window.keys(Key::Enter).await;
    window.read("main", "лист").await;
    tour.picture(window, "keyring-lost").await;
    window.enter("#by-sheet").await;
    // A slip of one digit is named with its group.
    type_sheet(window, "sheet", sheet, Some(3)).await;
    window.keys(Key::Enter).await;
    window.see("#sheet-3[aria-invalid='true']").await;
    tour.picture(window, "sheet-slip").await;
    type_sheet(window, "sheet", sheet, None).await;
    window.keys(Key::Enter).await;

    window.focus_on("own-password").await;
    window.keys(NEW_PASSWORD).await;
    window.fill("#own-repeat", NEW_PASSWORD).await;
    tour.picture(window, "recovering").await;
    window.enter("#own-password-save").await;
    window.read("main", "Пароль сменён").await;
    tour.picture(window, "recovered").await;

    window.keys(Key::Control + "l").await;
    unlock_anew(window).await;
}

/// The first start of another computer takes the copy from a stick and opens it by the sheet.
pub async fn restore_on_an_empty_computer(tour: &mut Tour, window: &Program, sheet: &[String]) {
    window.enter("#restore-open").await;
    window.enter("#restore-file").await;
    window.read("#restore-what", "КЦ «Росинка»").await;
    screens::tick(window, "restore-way-sheet").await;
    type_sheet(window, "restore-sheet", sheet, None).await;
    tour.picture(window, "restore-chosen").await;
    window.enter("#restore-begin").await;
    window.see("#restore-enter").await;
    tour.picture(window, "restored").await;
    window.keys(Key::Enter).await;
    window.focus_on("own-password").await;
    window.keys(NEW_PASSWORD).await;
    window.fill("#own-repeat", NEW_PASSWORD).await;
    window.enter("#own-password-save").await;
    window.read("main", "Пароль сменён").await;
    window.keys(Key::Control + "l").await;
    unlock_anew(window).await;
}

async fn unlock_anew(window: &Program) {
    window.focus_on("password").await;
    window.keys(NEW_PASSWORD).await;
    window.keys(Key::Enter).await;
    window.see("#nav-today").await;
}

async fn type_sheet(window: &Program, id: &str, sheet: &[String], slip: Option<usize>) {
    for (at, group) in sheet.iter().enumerate() {
        let typed = if slip == Some(at + 1) { another_digit(group) } else { group.clone() };
        window.fill(&format!("#{id}-{}", at + 1), &typed).await;
    }
}

/// Every group is divisible by eleven; one more is not.
fn another_digit(group: &str) -> String {
    let last = group.chars().last().and_then(|digit| digit.to_digit(10)).expect("a digit");
    format!("{}{}", &group[..group.len() - 1], (last + 1) % 10)
}

async fn open_part(window: &Program, part: &str) {
    window.keys(Key::Alt + "8").await;
    window.enter(&format!("#settings-{part}")).await;
}

fn newest_copy(folder: &Path) -> Option<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "poryadok-copy"))
        .collect();
    files.sort();
    files.pop()
}

/// The list of requests knows the person.
pub async fn see_registered(window: &Program, name: &str) {
    window.keys(Key::Alt + "2").await;
    window.enter("#booking-list").await;
    window.read("main", name).await;
}
