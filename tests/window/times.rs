//! The times of all: the day, the week, who waits, who did not come; by keyboard alone.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::tour::Tour;

/// A free hour of the day is taken into the request being written.
pub async fn take_from_the_day(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys("Громова Юлия Андреевна").await;
    window.click("#booking-day").await;
    window.see(".timetable").await;
    window.keys(Key::PageDown).await;
    window.read("main h1", "День").await;
    tour.picture(window, "timetable-day").await;
    window.keys(Key::Down).await;
    window.keys(Key::Down).await;
    window.keys(Key::Enter).await;
    window.focus_on("booking-name").await;
    assert_eq!(window.value("#booking-name").await, "Громова Юлия Андреевна", "what was written is still there");
    assert!(!window.value("#slot-time").await.is_empty(), "the hour came along");
    window.keys(Key::Control + Key::Enter).await;
    window.read("#booked", "№").await;
}

/// The waiting list: one press books the time that suits.
pub async fn wait_and_book(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys("Лисина Дарья").await;
    window.click("#to-waiting").await;
    window.read("#booked", "№").await;
    window.keys(Key::Alt + "2").await;
    window.click("#booking-week").await;
    window.see(".timetable").await;
    tour.picture(window, "timetable-week").await;
    window.click("#booking-waiting").await;
    window.see("[data-testid='waiting-row']").await;
    tour.picture(window, "waiting-list").await;
    window.click("[data-testid='waiting-row'] [id^='offer-to-']").await;
    window.read("main", "Записано").await;
}

/// «Не пришли» with one key on the first screen; a new time is offered at once.
pub async fn miss_and_book_again(tour: &mut Tour, window: &Program) {
    window.see("[data-testid='session-line']").await;
    tour.picture(window, "today-begun").await;
    let focused = "return document.activeElement?.dataset?.testid ?? ''";
    while window.ask_page(focused).await != "session-line" {
        window.keys(Key::Tab).await;
    }
    window.keys(Key::Delete).await;
    window.read("main h1", "Не пришли").await;
    window.see("label:has(#offer-1)").await;
    tour.picture(window, "no-show").await;
    window.keys(Key::Control + "1").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("main", "не пришли").await;
    tour.picture(window, "request-chain").await;
}
