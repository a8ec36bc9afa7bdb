//! What a screen reader is told: roles and names of three screens in the tree of the real window.

use std::time::{Duration, Instant};

use poryadok_tests::window::{Part, Program, ScreenReader};
use thirtyfour::Key;

/// Сегодня, Запись, Приём: title, sections, fields, buttons and chips with the names a person sees.
pub async fn three_screens(window: &Program, reader: &ScreenReader) {
    let mut read = 0;
    window.keys(Key::Alt + "1").await;
    read += told(
        reader,
        &[
            ("landmark", "Разделы"),
            ("link", "Запись"),
            ("heading", "Сегодня"),
            ("heading", "Горит"),
            ("push button", "Новая запись"),
            ("toggle button", "Скрыть имена"),
        ],
    );

    window.keys(Key::Alt + "2").await;
    read += told(
        reader,
        &[
            ("heading", "Запись"),
            ("entry", "Кто"),
            ("entry", "Телефон"),
            ("check box", "Анонимно"),
            ("combo box", "Кем приходится"),
            ("entry", "О чём"),
            ("panel", "Обращение"),
            ("radio button", "Звонок"),
            ("panel", "Темы"),
            ("panel", "Форма"),
            ("radio button", "Очно"),
            ("entry", "День приёма"),
            ("entry", "Время приёма"),
            ("combo box", "Кабинет"),
            ("heading", "Свободно"),
            ("push button", "Записать"),
        ],
    );

    window.click("#practice-consultant").await;
    window.see("#practice-consultant[aria-pressed='true']").await;
    window.keys(Key::Alt + "3").await;
    window.click("[data-testid='to-record-row']").await;
    window.see("label:has(#record-outcome-given)").await;
    read += told(
        reader,
        &[
            ("heading", "Приём"),
            ("entry", "День приёма"),
            ("entry", "Начало"),
            ("entry", "Конец"),
            ("panel", "Итог"),
            ("radio button", "Оказана"),
            ("panel", "Темы"),
            ("entry", "Заметка"),
            ("entry", "Совет родителю"),
            ("push button", "Подписать"),
        ],
    );
    window.click("#practice-administrator").await;
    window.see("#practice-administrator[aria-pressed='true']").await;
    println!("   screen reader: {read} parts with role and name on three screens");
}

/// Waits until each of these is in the tree, a name by its beginning; gives how many there were.
fn told(reader: &ScreenReader, wanted: &[(&str, &str)]) -> usize {
    let started = Instant::now();
    loop {
        let parts = reader.everything();
        let is = |part: &Part, (role, name): &(&str, &str)| part.role == *role && part.name.starts_with(name);
        let missing: Vec<_> = wanted.iter().filter(|one| !parts.iter().any(|part| is(part, one))).collect();
        if missing.is_empty() {
            nameless(&parts);
            return wanted.len();
        }
        if started.elapsed() > Duration::from_secs(10) {
            let said: Vec<_> = parts.iter().map(|part| format!("{} «{}»", part.role, part.name)).collect();
            panic!("a screen reader is not told of {missing:?}, only of\n{}", said.join("\n"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What can be pressed or filled and has no name is nothing to a person who listens.
fn nameless(parts: &[Part]) {
    let acting = ["push button", "toggle button", "radio button", "check box", "entry", "combo box", "link"];
    let silent: Vec<_> =
        parts.iter().filter(|part| acting.contains(&part.role.as_str()) && part.name.trim().is_empty()).collect();
    assert!(silent.is_empty(), "without a name: {silent:?}");
}
