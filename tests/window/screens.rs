//! Unlocking, locking, and a picture of every screen.

use poryadok_tests::test_desk::PASSWORD;
use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::access::Findings;
use crate::tour::Tour;

const SECTIONS: [(&str, &str); 8] = [
    ("today", "Сегодня"),
    ("booking", "Запись"),
    ("consultation", "Приём"),
    ("journal", "Журнал"),
    ("handouts", "Раздатки"),
    ("events", "Мероприятия"),
    ("reports", "Отчёты"),
    ("settings", "Настройки"),
];

pub async fn unlock(window: &Program) {
    window.focus_on("password").await;
    window.keys(PASSWORD).await;
    window.keys(Key::Enter).await;
    window.see("#nav-today").await;
}

/// Ticks a box or a chip by its label, brought into sight as a wheel would bring it; one that stands ticked stays.
pub async fn tick(window: &Program, id: &str) {
    let label = format!("label:has(#{id})");
    window.until_page(&format!("document.querySelector('{label}')")).await;
    if window.count(&format!("#{id}:checked")).await > 0 {
        return;
    }
    window.ask_page(&format!("document.querySelector('{label}').scrollIntoView({{ block: 'center' }})")).await;
    window.click(&label).await;
    window.until_page(&format!("document.querySelector('#{id}:checked')")).await;
}

/// Ticks the first of a group.
pub async fn first_chip(window: &Program, group: &str) {
    window.until_page(&format!("document.querySelector('input[name=\"{group}\"]')")).await;
    let id = window.ask_page(&format!("return document.querySelector('input[name=\"{group}\"]').id")).await;
    tick(window, id.as_str().expect("an id")).await;
}

/// A wrong password is answered beside the field; the right one opens.
pub async fn unlock_after_a_slip(tour: &mut Tour, window: &Program) {
    window.focus_on("password").await;
    tour.picture(window, "cover").await;
    window.keys("не тот пароль").await;
    window.keys(Key::Enter).await;
    window.read("main", "Пароль не подошёл").await;
    tour.picture(window, "cover-wrong-password").await;
    unlock(window).await;
}

pub async fn lock_and_unlock(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "l").await;
    window.see("#password").await;
    assert_eq!(window.count("#nav-today").await, 0, "nothing of the journal stays on the screen");
    tour.picture(window, "locked").await;
    unlock(window).await;
    window.keys(Key::Alt + "2").await;
    window.enter("#booking-list").await;
    window.see("[data-testid='request-row']").await;
}

/// The locked cover by day.
pub async fn lock_and_look(found: &mut Findings, tour: &mut Tour, window: &Program, when: &str) {
    window.keys(Key::Control + "l").await;
    window.see("#password").await;
    found.look(window, &format!("{when}-cover")).await;
    tour.picture(window, &format!("{when}-cover")).await;
}

pub async fn empty_screens(tour: &mut Tour, window: &Program) {
    sections(tour, window, "empty").await;
}

pub async fn full_screens(tour: &mut Tour, window: &Program) {
    sections(tour, window, "full").await;
    window.keys(Key::Alt + "2").await;
    window.click("#booking-list").await;
    window.see("[data-testid='request-row']").await;
    tour.picture(window, "requests").await;
    window.keys(Key::F8).await;
    tour.picture(window, "names-hidden").await;
    window.keys(Key::F8).await;
    window.keys(Key::Alt + "8").await;
    for part in ["consultants", "rooms", "organisations", "accounts", "history", "password", "centre"] {
        window.click(&format!("#settings-{part}")).await;
        tour.picture(window, &format!("settings-{part}")).await;
    }
}

/// The same in the colours of the night.
pub async fn night(tour: &mut Tour, window: &Program) {
    window.see("#password").await;
    tour.picture(window, "night-cover").await;
    unlock(window).await;
    sections(tour, window, "night").await;
}

async fn sections(tour: &mut Tour, window: &Program, name: &str) {
    for (number, (section, title)) in SECTIONS.iter().enumerate() {
        window.keys(Key::Alt + (number + 1).to_string()).await;
        window.read("main h1", title).await;
        // Lists are read while the heading already stands.
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        tour.picture(window, &format!("{name}-{section}")).await;
    }
}
