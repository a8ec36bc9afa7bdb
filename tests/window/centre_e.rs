//! A day of a centre that shows codes instead of names, refuses out of competence only, counts a repeat once
//! and gives certificates; two hours ahead of Moscow.

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::bookings;
use crate::papers;
use crate::tour::Tour;

/// How far this centre's clock is from Greenwich.
pub const ZONE: &str = "+05:00";

const NAMED: &str = "Забелина";
const SENT_ON: &str = "Рябинина";
const TITLE: &str = "Журнал учета услуг психолого-педагогической, методической и консультационной помощи родителям \
    (законным представителям) детей, а также гражданам, желающим принять на воспитание в свои семьи детей, оставшихся \
    без попечения родителей (Приложение № 1)";

/// One at a distance by name, one without a name, one whose question is not for the centre.
pub async fn take_three_requests(tour: &mut Tour, window: &Program) {
    window.keys(Key::Control + "n").await;
    window.focus_on("booking-name").await;
    window.keys(format!("{NAMED} Анна Игоревна")).await;
    window.fill("#booking-phone", "+7 912 000-12-34").await;
    window.click("label:has(#booking-form-distance)").await;
    window.click("label:has(#booking-means-zoom)").await;
    take_the_nearest(window).await;
    let booked = window.read("#booked", "дистанционно").await;
    assert!(booked.contains("дистанционно, Zoom"), "a name keeps its capital letter: {booked}");
    tour.picture(window, "booked").await;

    bookings::book_anonymous_by_keyboard(window).await;
    tour.picture(window, "booked-without-a-name").await;

    bookings::book_by_keyboard(window, &format!("{SENT_ON} Ольга Павловна"), "8 (347) 000-55-66", "пособие на второго")
        .await;
}

async fn take_the_nearest(window: &Program) {
    window.see("label:has(#offer-1)").await;
    window.keys(Key::Control + "1").await;
    window.see("label:has(#offer-1:checked)").await;
    window.keys(Key::Control + Key::Enter).await;
}

/// Opens the record that waits for this person, by code.
async fn open_record(window: &Program, who: &str) {
    window.keys(Key::Alt + "3").await;
    window.see("[data-testid='to-record-row']").await;
    let mut rows = Vec::new();
    for place in 1..=window.count("[data-testid='to-record-row']").await {
        let row = format!("main > a[data-testid='to-record-row']:nth-of-type({place})");
        rows.push(window.text(&row).await);
        if rows.last().is_some_and(|said| said.contains(who)) {
            window.click(&row).await;
            window.see("label:has(#record-outcome-given)").await;
            return;
        }
    }
    panic!("nobody like «{who}» waits for a record, only {rows:?}");
}

async fn sign(window: &Program) -> String {
    window.keys(Key::Control + Key::Enter).await;
    window.see("#signed").await;
    window.text("#signed").await.replace('\u{a0}', " ")
}

/// The line broke on the centre's side: not counted, and owed again without a term.
pub async fn line_breaks(tour: &mut Tour, window: &Program) {
    open_record(window, "П-0001").await;
    window.click("label:has(#record-outcome-not_held)").await;
    window.click("label:has(#record-failure-technical_center)").await;
    assert_eq!(window.count("#record-permitted-by").await, 0, "nobody's permission is asked in this order");
    window.fill("#record-told-how", "по телефону").await;
    window.click("label:has(input[name='record-topics'])").await;
    tour.picture(window, "line-broke").await;
    let signed = sign(window).await;
    assert!(signed.contains("Повтор"), "{signed}");
    tour.picture(window, "repeat-owed").await;
    window.click("#record-request").await;
    window.click("#request-book").await;
    take_the_nearest_again(window).await;
    tour.picture(window, "repeat-promised").await;
}

async fn take_the_nearest_again(window: &Program) {
    window.see("label:has(#offer-1)").await;
    window.click("#offer-1").await;
    window.click("#time-do").await;
    window.see("#request-move").await;
}

/// «Вне компетенции» is all that this order lets a refusal rest on.
pub async fn refuse_with_a_ground(tour: &mut Tour, window: &Program) {
    open_record(window, "П-0002").await;
    window.click("label:has(#record-outcome-refused)").await;
    window.see("label:has(#record-ground-out_of_competence)").await;
    assert_eq!(window.count("input[name='record-ground']").await, 1, "one ground, that of the order");
    window.click("label:has(#record-ground-out_of_competence)").await;
    window.fill("#record-ground-words", "вопрос о выплатах").await;
    window.read("#counting", "отказ").await;
    tour.picture(window, "refused-with-a-ground").await;
    sign(window).await;
}

/// Who gave no name is served and asked for a rating as everybody.
pub async fn serve_without_a_name(tour: &mut Tour, window: &Program) {
    open_record(window, "Анонимно").await;
    serve(window).await;
    tour.picture(window, "served-without-a-name").await;
}

/// The repeat of the broken session is the service.
pub async fn hold_the_repeat(tour: &mut Tour, window: &Program) {
    open_record(window, "П-0001").await;
    let signed = serve(window).await;
    assert!(signed.contains("предложено оценить"), "{signed}");
    tour.picture(window, "repeat-held").await;
}

async fn serve(window: &Program) -> String {
    window.click("label:has(input[name='record-topics'])").await;
    window.click("label:has(input[name='record-satisfied'])").await;
    window.click("label:has(#record-quality)").await;
    window.see("#record-quality:checked").await;
    sign(window).await
}

/// A lecture whose two participants get numbered certificates, one of them without a name.
pub async fn hold_an_event(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "6").await;
    window.read("main h1", "Мероприятия").await;
    tour.picture(window, "no-events").await;
    window.click("#event-new").await;
    window.fill("#event-topic", "Игры, которые готовят к письму").await;
    window.fill("#event-date", "05.10.2026").await;
    window.fill("#event-started", "10:00").await;
    window.fill("#event-ended", "11:30").await;
    window.click("label:has(input[name='event-format'])").await;
    window.click("label:has(input[name='event-leaders'])").await;
    window.fill("#event-participants", "12").await;
    if !window.sees("#event-series").await {
        window.click("label:has(#event-certificates)").await;
    }
    window.fill("#event-series", "КЦ").await;
    for (place, name) in ["Сафина Гузель Маратовна", ""].into_iter().enumerate() {
        window.click("#event-add-person").await;
        window.focus_on(&format!("event-person-{place}")).await;
        if !name.is_empty() {
            window.keys(name).await;
        }
    }
    window.click("#event-all-given").await;
    tour.picture(window, "event-with-certificates").await;
    window.click("#event-save").await;
    let shown = window.read("#event-shown", "сертификат").await.replace('\u{a0}', " ");
    assert!(shown.contains("КЦ № 1/2026") && shown.contains("КЦ № 2/2026"), "{shown}");
    tour.picture(window, "certificates-numbered").await;
}

/// The month on paper: the order's own title, codes and «Анонимно», nobody's name.
pub async fn print_the_month(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "4").await;
    window.read(".foot", "октябрь 2026").await;
    let totals = window.text("#journal-totals").await.replace('\u{a0}', " ");
    assert!(totals.contains("услуг 2, "), "the broken session and its repeat are one service: {totals}");
    tour.picture(window, "month").await;
    let before = tour.desktop.printed().len();
    window.keys(Key::Control + "p").await;
    window.see("dialog [role='img'] svg use").await;
    tour.picture(window, "month-to-print").await;
    window.keys(Key::Enter).await;
    window.see(".foot [role='status']").await;
    let printed = tour.desktop.printed();
    assert_eq!(printed.len(), before + 1, "the journal went to the printer");
    let paper = papers::words_of(&printed.last().expect("the journal").pdf);
    assert!(paper.contains(TITLE), "{paper}");
    assert!(paper.contains("П-0001") && paper.contains("Анонимно"), "{paper}");
    for name in [NAMED, SENT_ON] {
        assert!(!paper.contains(name), "«{name}» on a general paper: {paper}");
    }
}

/// The head writes the order anew from a day on, and sees what will change before it is kept.
pub async fn write_the_order_anew(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "8").await;
    window.click("#settings-order").await;
    window.see("[data-testid='order-version']").await;
    tour.picture(window, "order").await;
    window.click("#order-new").await;
    window.see("#order-from").await;
    tour.picture(window, "order-new").await;
    window.fill("#order-title", "Порядок 2027 года").await;
    window.fill("#order-from", "01.01.2027").await;
    window.fill("#order-term-booking", "7").await;
    window.fill("#order-term-booking-basis", "приказ № 4, п. 20").await;
    tour.picture(window, "order-term").await;
    window.keys(Key::Control + Key::Enter).await;
    let changes = window.read("[data-testid='order-changes']", "приказ № 4, п. 20").await.replace('\u{a0}', " ");
    assert!(changes.contains("10") && changes.contains('7'), "{changes}");
    tour.picture(window, "order-changes").await;
    window.click("#order-save").await;
    window.read("[data-testid='order-version']", "Порядок 2027 года").await;
    assert_eq!(window.count("[data-testid='order-version']").await, 2, "the old one still holds until then");
    tour.picture(window, "order-ahead").await;
}
