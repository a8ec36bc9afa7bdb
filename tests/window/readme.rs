//! The two pictures of README.md: the practice journal as it stands at nine on an October morning.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::access;
use crate::tour::Tour;

/// Leaves `today.png` and `booking.png`, made small, in `target/readme`; `assets/readme` keeps a copy of them.
pub async fn pictures() {
    let tour = Tour::begin("readme");
    let window = tour.open("2026-10-15T09:00").await;
    access::open_practice(&window).await;
    window.keys(Key::Alt + "1").await;
    access::settle(&window).await;
    tour.small_picture(&window, "today").await;
    book(&window).await;
    tour.small_picture(&window, "booking").await;
    tour.power_cut(window).await;
}

/// A call half written down, with the nearest time taken.
async fn book(window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys("Придумкина Вера Олеговна").await;
    window.fill("#booking-phone", "8 912 000-12-34").await;
    window.fill("#booking-about", "Плачет по утрам, не отпускает маму").await;
    window.fill("#booking-child-age", "3 года 2 месяца").await;
    window.see("label:has(#offer-2)").await;
    window.keys(Key::Control + "2").await;
    window.see("label:has(#offer-2:checked)").await;
    access::settle(window).await;
}
