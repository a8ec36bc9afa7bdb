//! From nothing to an open journal.

use poryadok_tests::test_desk::PASSWORD;
use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::tour::Tour;

/// Makes the journal as a head would, and gives back the sheet's groups as a person copied them.
pub async fn make_journal(tour: &mut Tour, window: &Program) -> Vec<String> {
    make_journal_of(tour, window, "default", "RU-TA").await
}

/// The same for a centre with its own порядок and region.
pub async fn make_journal_of(tour: &mut Tour, window: &Program, order: &str, region: &str) -> Vec<String> {
    window.read("h1", "Новый журнал").await;
    assert!(!tour.desktop.journal_folder().join("journal").exists(), "nothing is written before a key exists");

    window.focus_on("start-institution").await;
    window.keys("МБДОУ «Детский сад № 12 «Росинка»").await;
    window.keys(Key::Tab).await;
    window.keys("КЦ «Росинка»").await;
    window.keys(Key::Tab).await;
    window.keys("г. Зареченск").await;
    tour.picture(window, "start-centre").await;
    window.keys(Key::Enter).await;

    window.see("#start-region").await;
    window.choose("#start-region", region).await;
    let zone = if region == "RU-BA" { "Asia/Yekaterinburg" } else { "Europe/Moscow" };
    assert_eq!(window.value("#start-zone").await, zone, "the region brings its zone");
    tour.picture(window, "start-region").await;
    window.click("#next").await;

    window.click(&format!("label:has(#start-profile-{order})")).await;
    tour.picture(window, "start-order").await;
    window.click("#next").await;

    window.focus_on("start-name").await;
    window.keys("Ветрова Ольга Игоревна").await;
    window.fill("#start-label", "Заведующий").await;
    window.fill("#start-password", PASSWORD).await;
    window.fill("#start-repeat", "другой пароль").await;
    window.click("#next").await;
    window.read("#start-repeat-error", "не совпали").await;
    window.fill("#start-repeat", PASSWORD).await;
    tour.picture(window, "start-password").await;
    window.keys(Key::Enter).await;

    window.see("[data-testid='sheet-group-1']").await;
    let mut sheet = Vec::new();
    for group in 1..=8 {
        sheet.push(window.text(&format!("[data-testid='sheet-group-{group}']")).await);
    }
    tour.picture(window, "start-sheet").await;
    window.focus_on("print-sheet").await;
    window.keys(Key::Enter).await;
    window.focus_on("proof-1").await;
    assert_eq!(tour.desktop.printed().len(), 1, "the sheet went to the printer");
    for field in ["#proof-1", "#proof-2"] {
        let asked = window.see(field).await.attr("data-group").await.expect("an attribute").expect("which group");
        let asked: usize = asked.parse().expect("a number");
        window.fill(field, &sheet[asked - 1]).await;
    }
    window.see_go("[data-testid='sheet-group-1']").await;
    tour.picture(window, "start-proof").await;
    window.keys(Key::Enter).await;

    window.see("#consultant-name").await;
    for (name, post) in [("Калинина Мария Сергеевна", "педагог-психолог"), ("Орлов Пётр Ильич", "учитель-логопед")]
    {
        window.fill("#consultant-name", name).await;
        window.fill("#consultant-post", post).await;
        window.fill("#hours-1", "9:00–13:00, 14:00–16:30").await;
        window.click("#hours-like-monday").await;
        window.click("#next").await;
        window.read(".added", post).await;
    }
    tour.picture(window, "start-consultants").await;
    window.click("#next").await;
    window.read("h1", "готов").await;
    tour.picture(window, "start-ready").await;
    window.click("#next").await;

    window.see("#nav-today").await;
    window.read("main h1", "Сегодня").await;
    // The day begins with a copy: it stands a few seconds after the journal is open.
    window.read("main", "Последняя проверенная копия: сегодня").await;
    tour.picture(window, "today-empty").await;
    sheet
}
