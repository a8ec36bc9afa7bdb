//! The rest of an invented quarter, through the desk on the same journal while the window is closed.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate, Weekday};
use desk::Desk;
use desk::ports::KdfPolicy;
use desk::wire::*;
use poryadok_tests::test_desk::{Clock, Keyring, Tray, anonymous_request, request_of, whole};

use crate::tour::Tour;

/// All invented.
const PEOPLE: [&str; 12] = [
    "Абрамова Инна Павловна",
    "Баширова Гүзәл Ринатовна",
    "Громов Степан Юрьевич",
    "Дёмина Ольга Львовна",
    "Ёлкина Вера Петровна",
    "Жданов Илья Маратович",
    "Ким Анна Сергеевна",
    "Лебедева Нина Олеговна",
    "Мөхәммәтова Ләйсән",
    "Нуриев Тимур Айратович",
    "Петровых Яна Ильинична",
    "Щукина Тамара Фёдоровна",
];
const TOPICS: [&str; 5] = ["adaptation", "crisis", "behaviour", "speech", "regime"];

/// Forty requests from July to September: given, refused, not held, anonymous, at a distance, waiting.
pub fn fill(tour: &Tour, sheet: &[String]) {
    let clock = Clock::at("2026-07-06T08:00");
    let (mut desk, _) = open(tour, &clock, sheet);
    let lists = desk.lists().expect("the lists");
    let consultants = desk.consultants().expect("the consultants");

    // What the window had booked was held meanwhile.
    for waiting in desk.to_record().expect("the list") {
        let prefilled = desk.consultation(waiting.request).expect("the form").form;
        let signed = desk.sign(ConsultationForm { topics: vec!["regime".to_owned()], ..whole(prefilled) });
        signed.unwrap_or_else(|refused| panic!("the earlier bookings: {refused:?}"));
    }

    for (number, day) in working_days().enumerate() {
        let date = day.to_string();
        clock.put(&format!("{date}T08:30"));
        let consultant = consultants[number % consultants.len()].id.clone();
        let slot = SlotForm { consultant, date: date.clone(), time: "10:00".to_owned(), minutes: None, room: None };
        let asked = match number % 10 {
            3 => anonymous_request(),
            _ => request_of(PEOPLE[number % PEOPLE.len()]),
        };
        let asked = match number % 7 {
            5 => RequestForm { form: "distance".to_owned(), means: Some("video_call".to_owned()), ..asked },
            _ => asked,
        };
        let waits = number % 13 == 12;
        let card = desk
            .register(RequestForm {
                slot: (!waits).then_some(slot), wish: "логопед, вечером".to_owned(), ..asked
            })
            .unwrap_or_else(|refused| panic!("request {number}: {refused:?}"))
            .value;
        if waits {
            continue;
        }
        clock.put(&format!("{date}T11:00"));
        let prefilled = desk.consultation(card.row.id.clone()).expect("the form").form;
        let record = ConsultationForm {
            topics: vec![TOPICS[number % TOPICS.len()].to_owned()],
            direction: Some(lists.directions[number % lists.directions.len()].key.clone()),
            ..whole(prefilled)
        };
        let record = match number % 11 {
            4 => ConsultationForm {
                outcome: "refused".to_owned(),
                ground: Some(lists.grounds[0].key.clone()),
                ground_words: "вопрос вне ведения центра".to_owned(),
                satisfied: None,
                ..record
            },
            9 => ConsultationForm {
                outcome: "not_held".to_owned(),
                failure: Some(lists.failures[0].key.clone()),
                satisfied: None,
                ..record
            },
            _ => record,
        };
        desk.sign(record).unwrap_or_else(|refused| panic!("record {number}: {refused:?}"));
    }
    desk.lock().expect("locked");
}

/// Forty mornings, most in September, none on a weekend.
fn working_days() -> impl Iterator<Item = NaiveDate> {
    let start = NaiveDate::from_ymd_opt(2026, 7, 6).expect("a day");
    start
        .iter_days()
        .take_while(|day| day.month() <= 9)
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .filter(|day| day.month() == 9 || day.day() % 2 == 0)
        .take_while(|day| *day < NaiveDate::from_ymd_opt(2026, 9, 30).expect("a day"))
}

/// The window's journal, opened by the recovery sheet, as on another computer.
pub fn open(tour: &Tour, clock: &Clock, sheet: &[String]) -> (Desk, WindowsSlots) {
    let mut desk = Desk::new(
        tour.desktop.journal_folder(),
        Box::new(clock.clone()),
        Box::new(Keyring::default()),
        Box::new(Tray::default()),
        KdfPolicy::REAL,
    );
    assert!(desk.opening().expect("the cover").stage == OpeningStage::Locked, "the program has let the journal go");
    // Before anything else the sheet asks for a new password. The window's own one stays the one that opens: its slot
    // file is put back, as somebody would put back an older one.
    let journal = tour.desktop.journal_folder().join("journal");
    let kept = std::fs::read_dir(&journal)
        .expect("the journal")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_none_or(|end| !end.to_string_lossy().starts_with("db")))
        .map(|path| (std::fs::read(&path).expect("a slot file"), path))
        .collect();
    let slots = WindowsSlots(kept);
    desk.unlock_by_sheet(SheetForm { groups: sheet.to_vec() }).expect("the sheet opens the journal");
    let form = RecoverForm {
        account: None, password: "семь зелёных лодок у моста".to_owned(), without_keyring: false
    };
    desk.recover(form).expect("a password for this sitting");
    slots.put_back();
    (desk, slots)
}

/// The slot files as the window left them.
pub struct WindowsSlots(Vec<(Vec<u8>, PathBuf)>);

impl WindowsSlots {
    /// Whatever changed who can enter wrote its own over them.
    pub fn put_back(&self) {
        for (bytes, path) in &self.0 {
            std::fs::write(path, bytes).expect("put back");
        }
    }
}
