//! Запись, by keyboard alone.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::keyboard::Hands;
use crate::tour::Tour;

/// Registers a request and books the nearest time while the caller speaks: at most thirty presses beside
/// the free text. Without words about the trouble its topic is left for later too.
pub async fn book_by_keyboard(window: &Program, name: &str, phone: &str, about: &str) {
    let hands = Hands::over(window);
    hands.press(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    hands.write(name).await;
    hands.press(Key::Tab).await;
    window.focus_on("booking-phone").await;
    hands.write(phone).await;
    if !about.is_empty() {
        hands.tab_to("#booking-about").await;
        hands.write(about).await;
        hands.press(Key::Tab).await;
        hands.press("1").await;
        window.see("label:has(input[name='booking-topics']:checked)").await;
    }
    window.see("label:has(#offer-1)").await;
    hands.press(Key::Control + "1").await;
    window.see("label:has(#offer-1:checked)").await;
    hands.press(Key::Control + Key::Enter).await;
    window.read("#booked", "№").await;
    hands.rest("booking", 30);
}

pub async fn book_anonymous_by_keyboard(window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    while window.focused().await != "booking-anonymous" {
        window.keys(Key::Tab).await;
    }
    window.keys(" ").await;
    window.see("label:has(#offer-2)").await;
    window.keys(Key::Control + "2").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("#booked", "Анонимно").await;
}

/// Each slip has its own answer beside its field, and nothing typed is lost.
pub async fn refuse_what_cannot_be(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys("Иванова Дарья Олеговна").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#slot-time-error").await;
    tour.picture(window, "booking-no-time").await;

    window.see("label:has(#offer-1)").await;
    window.keys(Key::Control + "1").await;
    window.fill("#slot-date", "31.11.2026").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#slot-date-error").await;

    window.fill("#slot-date", "01.06.2026").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#slot-time-error, #slot-date-error").await;
    tour.picture(window, "booking-past").await;
    assert_eq!(window.value("#booking-name").await, "Иванова Дарья Олеговна", "what was typed is still there");

    window.keys(Key::Control + "1").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("#booked", "№").await;
    tour.picture(window, "booked").await;
}

/// The last request is moved with a reason, then annulled with a reason.
pub async fn move_and_annul(tour: &mut Tour, window: &Program) {
    window.click("#open-request").await;
    window.click("#request-move").await;
    window.see("label:has(#offer-2)").await;
    window.click("#offer-2").await;
    tour.picture(window, "request-move").await;
    window.click("#time-do").await;
    window.see("#move-reason-error").await;
    window.fill("#move-reason", "просьба мамы").await;
    window.click("#time-do").await;
    window.read("main", "просьба мамы").await;
    window.click("#request-annul").await;
    window.fill("#annul-reason", "записано дважды").await;
    window.click("#dialog-do").await;
    window.read("main", "записано дважды").await;
    tour.picture(window, "request-annulled").await;
}
