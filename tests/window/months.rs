//! Closing a month by the keyboard: what is missing → the record → back → close → print; and the same pages again.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::screens::first_chip;
use crate::tour::Tour;

/// From Сегодня to the closed month. A session that nobody wrote down is written down on the way.
pub async fn close_the_month(tour: &mut Tour, window: &Program, title: &str) {
    window.enter("#control-close-month").await;
    window.read("dialog h2", title).await;
    window.see("[data-testid='missing-item']").await;
    tour.picture(window, "month-missing").await;
    while window.sees("#closing-stopped").await {
        window.until_page("document.activeElement?.matches('[data-testid=\"missing-item\"]')").await;
        window.keys(Key::Enter).await;
        window.see("label:has(#record-outcome-given)").await;
        first_chip(window, "record-topics").await;
        window.keys(Key::Control + Key::Enter).await;
        window.see("#signed").await;
        window.keys(Key::Escape).await;
        window.read("dialog h2", title).await;
        window.see("#closing-stopped, #closing-do").await;
    }
    window.fill("#closing-reason", "документ ждём из управления").await;
    tour.picture(window, "month-to-close").await;
    let before = tour.desktop.printed().len();
    window.keys(Key::Control + Key::Enter).await;
    window.see("#closing-closed").await;
    tour.picture(window, "month-closed").await;
    let printed = tour.desktop.printed();
    assert_eq!(printed.len(), before + 1, "it is printed in the same act");
    window.click("#closing-print").await;
    window.see("dialog #paper-print-1:checked").await;
    window.see("dialog [role='img'] svg use").await;
    tour.picture(window, "month-reprint").await;
    window.click("#paper-print").await;
    window.see_go("dialog").await;
    let again = tour.desktop.printed();
    assert_eq!(again.len(), before + 2);
    assert!(again[before].pdf == again[before + 1].pdf, "the same pages, byte for byte");
}
