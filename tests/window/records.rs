//! Приём: the record of what was held, beside the note.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::keyboard::Hands;
use crate::tour::Tour;

/// Records the first session that waits for its record and signs it: by keyboard, at most twenty-five
/// presses beside the note.
pub async fn record_and_sign(tour: &mut Tour, window: &Program, note: &str) {
    window.keys(Key::Alt + "3").await;
    window.see("[data-testid='to-record-row']").await;
    tour.picture(window, "to-record").await;
    window.click("[data-testid='to-record-row']").await;

    window.see("label:has(#record-outcome-given)").await;
    // Signing too early names what is missing; nothing typed is lost.
    let advice = "Ложиться в одно время, экран — не позже чем за час";
    window.fill("#record-advice", advice).await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#record-topics-error").await;
    tour.picture(window, "record-no-topic").await;
    assert_eq!(window.value("#record-advice").await, advice);

    let hands = Hands::over(window);
    hands.press(Key::Alt + "3").await;
    window.see("[data-testid='to-record-row']").await;
    hands.tab_to("[data-testid='to-record-row']").await;
    hands.press(Key::Enter).await;
    window.see("label:has(#record-outcome-given)").await;
    // A digit answers the question that has the focus; Enter goes to the next.
    window.until_page("document.activeElement?.matches('input[name=\"record-topics\"]')").await;
    hands.press("1").await;
    window.see("label:has(input[name='record-topics']:checked)").await;
    hands.press(Key::Enter).await;
    window.until_page("document.activeElement?.matches('input[name=\"record-satisfied\"]')").await;
    hands.press("1").await;
    window.see("label:has(input[name='record-satisfied']:checked)").await;
    hands.press(Key::Enter).await;
    window.focus_on("record-note").await;
    // A note begun earlier is written anew.
    hands.press(Key::Control + "a").await;
    hands.write(note).await;
    tour.picture(window, "record").await;
    hands.press(Key::Control + Key::Enter).await;
    window.see("#signed").await;
    hands.rest("record", 25);
    tour.picture(window, "signed").await;
}

/// Opens the newest signed record through the journal.
pub async fn find_signed(window: &Program, note: &str) {
    window.keys(Key::Alt + "4").await;
    window.click("[data-testid='journal-row'] a").await;
    window.read("main", note).await;
}

/// The record on the screen is corrected: a new version with its reason stands beside the old one.
pub async fn correct_with_a_reason(tour: &mut Tour, window: &Program) {
    window.click("#correct").await;
    window.see("#record-reason").await;
    window.fill("#record-advice", "Ложиться в одно время, книга вместо экрана").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#record-reason-error").await;
    window.fill("#record-reason", "описка в совете").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("main", "описка в совете").await;
    tour.picture(window, "corrected").await;
}
