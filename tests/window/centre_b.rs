//! A day of centre B: nothing in writing, outings in a window of time with a team, a failure on the centre's side
//! made good within 48 hours and counted once.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::keyboard::Hands;
use crate::tour::Tour;

/// An outing from the first word to its number, by keyboard alone: where to, until when, who goes along.
pub async fn book_an_outing(tour: &mut Tour, window: &Program) {
    let hands = Hands::over(window);
    hands.press(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    assert!(window.sees("label:has(#booking-form-outing)").await, "outings are offered");
    assert_eq!(window.count("#booking-form-written").await, 0, "nothing in writing (B:14)");
    hands.write("Садыкова Гөлнара").await;
    hands.press(Key::Tab).await;
    hands.write("+7 912 000-12-34").await;
    hands.tab_to("input[name='booking-form']").await;
    hands.press("2").await;
    window.see("label:has(#booking-form-outing:checked)").await;
    window.see("label:has(#offer-1)").await;
    hands.press(Key::Control + "1").await;
    window.see("label:has(#offer-1:checked)").await;

    // Nobody goes out to nowhere.
    hands.press(Key::Control + Key::Enter).await;
    window.read("#outing-place-error", "").await;
    tour.picture(window, "outing-refused").await;
    hands.tab_to("input[name='outing-place']").await;
    hands.press("1").await;
    window.see("label:has(#outing-place-home:checked)").await;
    hands.tab_to("#outing-address").await;
    hands.write("с. Кулегаш, Садовая, 1").await;
    hands.press(Key::Tab).await;
    window.focus_on("outing-until").await;
    hands.write("12").await;
    hands.tab_to("input[name='outing-others']").await;
    hands.press("1").await;
    window.see("label:has(input[name='outing-others']:checked)").await;
    hands.tab_to("input[name='outing-equipment']").await;
    hands.press("1").await;
    hands.tab_to("#outing-transport").await;
    hands.write("такси, договор № 7").await;
    tour.picture(window, "outing").await;
    hands.press(Key::Control + Key::Enter).await;
    window.read("#booked", "до 12").await;
    window.read("#booked", "Орлов").await;
    window.read("#booked", "дома у получателя, с. Кулегаш, Садовая, 1").await;
    tour.picture(window, "outing-booked").await;
    hands.rest("outing", 40);
}

/// By telephone at three, with a second consultant whom the recipient agreed to.
pub async fn book_two_by_telephone(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys("Борисова Вера").await;
    window.fill("#booking-phone", "8 (843) 000-15-66").await;
    window.click("label:has(#booking-form-distance)").await;
    window.click("label:has(#booking-means-phone)").await;
    window.see("label:has(#offer-1)").await;
    window.keys(Key::Control + "1").await;
    window.fill("#slot-date", "01.09.2026").await;
    window.fill("#slot-time", "15:00").await;
    window.click("#booking-more").await;
    window.focus_on("booking-wish").await;
    let second = "return document.querySelector('#second-consultant').options[1].value";
    window.see("#second-consultant").await;
    let second = window.ask_page(second).await.as_str().expect("another consultant").to_owned();
    window.choose("#second-consultant", &second).await;
    // Whose wish it is has to be said.
    window.keys(Key::Control + Key::Enter).await;
    window.see("#second-by-error").await;
    window.choose("#second-by", "center").await;
    tour.picture(window, "telephone-of-two").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("#booked", "Орлов").await;
    window.click("#open-request").await;
    window.read("main", "по решению центра, получатель согласен").await;
    tour.picture(window, "telephone-card").await;
}

/// The outing is recorded with its team and its evidence.
pub async fn record_the_outing(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.see("label:has(#record-outcome-given)").await;
    assert_eq!(window.count("#record-outcome-refused").await, 0, "centre B refuses nobody (B:97)");
    window.click("#record-details").await;
    window.see("#record-consultants-more, label:has(input[name='record-consultants']:checked)").await;
    window.click("label:has(#record-initiative-center)").await;
    window.choose("#record-evidence-kind", "call_list").await;
    window.fill("#record-evidence-place", "папка 1, лист 4").await;
    topic_and_answer(window).await;
    tour.picture(window, "outing-record").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#signed").await;
    window.read("#signed", "папка 1, лист 4").await;
    tour.picture(window, "outing-signed").await;
}

/// The first topic, and «yes»: Enter goes from one question to the next.
async fn topic_and_answer(window: &Program) {
    window.click("label:has(input[name='record-topics'])").await;
    window.see("label:has(input[name='record-topics']:checked)").await;
    window.keys(Key::Enter).await;
    window.until_page("document.activeElement?.matches('input[name=\"record-satisfied\"]')").await;
    window.keys("1").await;
    window.see("label:has(input[name='record-satisfied']:checked)").await;
}

/// The line failed at the centre's end: who was told is recorded, and the repeat is due to the minute.
pub async fn record_the_failure(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.click("label:has(#record-outcome-not_held)").await;
    window.click("label:has(#record-failure-technical_center)").await;
    window.fill("#record-failure-words", "пропала связь у нас").await;
    window.fill("#record-told-how", "по телефону").await;
    window.fill("#record-told-at-day", "01.09.2026").await;
    window.fill("#record-told-at-time", "15:20").await;
    tour.picture(window, "failure").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#signed").await;
    window.read("#signed", "получателю сообщено").await;
    window.read("#record-repeat", DUE).await;
    tour.picture(window, "failure-signed").await;

    window.click("#record-request").await;
    window.read("#request-repeat", DUE).await;
    tour.picture(window, "repeat-card").await;
    window.keys(Key::Alt + "1").await;
    window.read("[data-testid='burning-line']", "15:00").await;
    tour.picture(window, "repeat-today").await;
}

/// 48 hours after the session that failed (B:70).
const DUE: &str = "03.09.2026 15:00";

/// The repeat is promised for this day and recorded: one service for both.
pub async fn book_the_repeat(tour: &mut Tour, window: &Program) {
    window.click("[data-testid='burning-line']").await;
    window.read("#request-book", "Назначить снова").await;
    window.click("#request-book").await;
    window.read("#time-repeat", DUE).await;
    window.see("label:has(#offer-1)").await;
    window.keys(Key::Control + "1").await;
    window.fill("#slot-date", "02.09.2026").await;
    window.fill("#slot-time", "10:00").await;
    tour.picture(window, "repeat-time").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("main", "02.09.2026").await;
    tour.picture(window, "repeat-booked").await;
}

pub async fn record_the_repeat(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.see("label:has(#record-outcome-given)").await;
    window.click("#record-details").await;
    window.choose("#record-evidence-kind", "call_list").await;
    window.fill("#record-evidence-place", "папка 1, лист 5").await;
    topic_and_answer(window).await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#signed").await;
    tour.picture(window, "repeat-signed").await;
    window.keys(Key::Alt + "4").await;
    window.read("#journal-totals", "услуг 2, в том числе очно 1 (из них выездных 1), дистанционно 1").await;
    assert!(!window.text("main").await.contains("исправлено"), "a repeat corrects nothing");
    tour.picture(window, "counted-once").await;
    window.keys(Key::Alt + "1").await;
    window.see("main h1").await;
    window.see_go("[data-testid='burning-line']").await;
    tour.picture(window, "today-after").await;
}
