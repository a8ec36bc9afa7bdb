//! Order C: everything at a distance. A letter with its owner and the term of its invitation, half an hour of
//! preparation, the supervisor's permission after a failure, forty-five minutes, two grounds of refusal.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::access;
use crate::screens::{self, tick};
use crate::tour::Tour;

const NAME: &str = "Семёнова Алёна Игоревна";

/// The second line of a closed list: the first of its choices.
async fn choose_first(window: &Program, css: &str) {
    let asked = format!("return document.querySelector('{css}').options[1].value");
    let value = window.ask_page(&asked).await;
    window.choose(css, value.as_str().expect("a choice")).await;
}

async fn time(window: &Program, date: &str, time: &str) {
    choose_first(window, "#slot-consultant").await;
    window.fill("#slot-date", date).await;
    window.fill("#slot-time", time).await;
}

/// Thursday: a letter comes. It is booked only once it is addressed to somebody, as the порядок says.
pub async fn take_a_letter(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    assert_eq!(window.count("input[name='booking-form']").await, 1, "nobody comes in person and nobody goes out");
    window.see("label:has(#booking-form-distance)").await;
    window.keys(NAME).await;
    tick(window, "booking-channel-email").await;
    if window.count("#booking-form-distance:checked").await == 0 {
        tick(window, "booking-form-distance").await;
    }
    tick(window, "booking-means-phone").await;
    window.see("label:has(#offer-1)").await;
    tour.picture(window, "letter").await;
    // Addressed to nobody, it would only wait.
    window.enter("#to-waiting").await;
    window.read("#cautions", "в день получения и адресует специалисту").await;
    tour.picture(window, "letter-without-owner").await;
    choose_first(window, "#booking-owner").await;
    time(window, "08.10.2026", "10:00").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("#booked", "№").await;
    tour.picture(window, "letter-booked").await;
}

/// Monday: the invitation is due tomorrow. It is sent with the instruction, and the term stops.
pub async fn invite(tour: &mut Tour, window: &Program) {
    window.read("[data-testid='burning-line']", "завтра до 16:30").await;
    window.read("[data-testid='burning-line']", "в течение 3 рабочих дней").await;
    tour.picture(window, "invitation-due").await;
    window.click("[data-testid='burning-line']").await;
    window.enter("#request-tell").await;
    window.see("#letter-text").await;
    tick(window, "tell-instruction").await;
    tour.picture(window, "invitation").await;
    window.click("#dialog-do").await;
    window.read("main", "приглашение 05.10").await;
    tour.picture(window, "invited").await;
    window.keys(Key::Alt + "1").await;
    access::settle(window).await;
    assert!(!window.sees("[data-testid='burning-line']").await, "the letter has gone, nothing is due");
}

/// Thursday, within the half hour before: the place, the technics and the program are checked.
pub async fn prepare(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "2").await;
    window.click("#booking-list").await;
    window.click("[data-testid='request-row'] a, a[data-testid='request-row']").await;
    for item in ["workplace", "equipment", "program"] {
        tick(window, &format!("prepare-{item}")).await;
        window.see(&format!("label:has(#prepare-{item}:checked) .soft")).await;
    }
    tour.picture(window, "prepared").await;
}

/// The line breaks: another date stands only once the head has permitted it.
pub async fn break_off(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.see("label:has(#record-outcome-not_held)").await;
    tick(window, "record-outcome-not_held").await;
    tick(window, "record-failure-technical_center").await;
    window.fill("#record-ended", "10:05").await;
    window.fill("#record-failure-words", "пропала связь").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("#record-cautions", "руководитель разрешает специалисту определить другую дату").await;
    tour.picture(window, "failure-not-permitted").await;
    window.fill("#record-permitted-by", "Ветрова О. И.").await;
    window.fill("#record-permitted-at-day", "08.10.2026").await;
    window.fill("#record-permitted-at-time", "10:20").await;
    window.fill("#record-told-how", "письмом").await;
    window.fill("#record-told-at-day", "08.10.2026").await;
    window.fill("#record-told-at-time", "10:25").await;
    tour.picture(window, "failure-permitted").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#signed").await;
    window.read("#signed", "другую дату разрешили: Ветрова О. И.").await;
    window.read("#record-repeat", "срок порядок не называет").await;
    assert!(!window.sees("#record-warned").await, "permitted in order, nothing to excuse");
    tour.picture(window, "failure-signed").await;
}

/// The repeat gets its own time; the means stays.
pub async fn promise_again(tour: &mut Tour, window: &Program) {
    window.enter("#record-request").await;
    window.enter("#request-book").await;
    window.see("label:has(#time-form-distance)").await;
    window.see("label:has(#offer-1)").await;
    time(window, "12.10.2026", "10:30").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#cautions, #request-tell").await;
    if window.sees("#cautions").await {
        tour.picture(window, "repeat-against-the-order").await;
        window.fill("#caution-reason", "повтор после сбоя").await;
        window.keys(Key::Control + Key::Enter).await;
    }
    window.see("#request-tell").await;
    tour.picture(window, "repeat-promised").await;
}

/// Fifty minutes have happened: they are signed with a reason beside the words of the порядок.
pub async fn sign_fifty_minutes(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.see("label:has(#record-outcome-given)").await;
    window.fill("#record-ended", "11:20").await;
    window.read("main .caution", "не более 45 минут").await;
    screens::first_chip(window, "record-topics").await;
    tick(window, "record-satisfied-yes").await;
    window.keys(Key::Control + Key::Enter).await;
    window.read("#record-cautions", "не более 45 минут").await;
    window.focus_on("record-caution-reason").await;
    tour.picture(window, "fifty-minutes").await;
    window.keys("вопрос не был закончен").await;
    window.keys(Key::Control + Key::Enter).await;
    window.see("#signed").await;
    window.read("#record-warned", "не более 45 минут").await;
    window.read("#record-warned", "вопрос не был закончен").await;
    tour.picture(window, "fifty-minutes-signed").await;
}

/// A call that is refused: the порядок knows two grounds, and no other stands on the screen.
pub async fn refuse(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys("Громов Степан Юрьевич").await;
    tick(window, "booking-means-phone").await;
    choose_first(window, "#slot-consultant").await;
    window.enter("#receive-now").await;
    window.see("label:has(#record-outcome-refused)").await;
    tick(window, "record-outcome-refused").await;
    window.see("label:has(#record-ground-out_of_competence)").await;
    window.see("label:has(#record-ground-behaviour)").await;
    assert_eq!(window.count("input[name='record-ground']").await, 2, "two grounds and no more");
    tick(window, "record-ground-behaviour").await;
    window.fill("#record-ground-words", "крики и угрозы").await;
    tour.picture(window, "refusal").await;
}
