//! The window closed in the middle of typing: what was typed a moment before is there the next time.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::screens;
use crate::tour::Tour;

const NOTE: &str = "Режим сна: начали говорить о том, как";
const NAME: &str = "Семёнова А";

/// Closes the window by its cross while a record is being written, then while a caller's name is.
pub async fn close_in_the_middle(tour: &Tour, window: Program, moment: &str) -> Program {
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.fill("#record-note", NOTE).await;
    window.close().await;

    let window = tour.open(moment).await;
    screens::unlock(&window).await;
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.see("#record-note").await;
    assert_eq!(window.value("#record-note").await, NOTE, "the note outlived the closed window");

    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys(NAME).await;
    window.close().await;

    let window = tour.open(moment).await;
    screens::unlock(&window).await;
    window.keys(Key::Control + "n").await;
    window.see("#booking-name").await;
    assert_eq!(window.value("#booking-name").await, NAME, "the name outlived the closed window");
    window
}
