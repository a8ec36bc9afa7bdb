//! Every form and every outcome of a consultation as the record shows it: being written, signed, by night and
//! twice as large.

use desk::Desk;
use desk::wire::*;
use poryadok_tests::centre::{by, with};
use poryadok_tests::test_desk::{Clock, PASSWORD, plain_how, request_of, whole};
use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::access::{self, Findings};
use crate::quarter_by_desk;
use crate::screens::{self, tick};
use crate::tour::Tour;

/// A session that waits for its record: what its pictures are called, and its request.
pub struct Held(&'static str, String);

/// What each request asked for, in the order of their days.
fn requests(colleague: &str) -> Vec<(&'static str, RequestForm)> {
    let outing = HowForm {
        others: vec![colleague.to_owned()],
        place: Some("home".to_owned()),
        address: "с. Заречье, ул. Луговая, 4".to_owned(),
        until: "13:00".to_owned(),
        transport: "такси, договор № 7".to_owned(),
        equipment: vec!["laptop".to_owned(), "toys".to_owned()],
        ..plain_how()
    };
    let form = |key: &str, name: &str| RequestForm { form: key.to_owned(), ..request_of(name) };
    let adopter = request_of("Ёлкина Вера Петровна");
    vec![
        ("in-person", form("in_center", "Абрамова Инна Павловна")),
        ("outing", RequestForm { how: Some(outing), ..form("outing", "Баширова Гүзәл Ринатовна") }),
        ("distance", by("video_call", "Громов Степан Юрьевич")),
        ("written", RequestForm { from_survey: true, ..form("written", "Дёмина Ольга Львовна") }),
        (
            "planning",
            RequestForm {
                who: Who { kind: "adopter".to_owned(), ..adopter.who.clone() },
                child_age: String::new(),
                ..adopter
            },
        ),
        ("survey", form("in_center", "Жданов Илья Маратович")),
        ("dispatch", form("in_center", "Ким Анна Сергеевна")),
        ("child-help", form("in_center", "Лебедева Нина Олеговна")),
        ("not-ours", form("in_center", "Мөхәммәтова Ләйсән")),
        ("refused", form("in_center", "Нуриев Тимур Айратович")),
        ("no-show", form("in_center", "Петровых Яна Ильинична")),
        ("failure-centre", by("video_call", "Щукина Тамара Фёдоровна")),
        ("failure-other", form("in_center", "Дёмина Ольга Львовна")),
        ("failure-recipient", by("phone", "Абрамова Инна Павловна")),
        ("note-of-another", form("in_center", "Баширова Гүзәл Ринатовна")),
    ]
}

/// Books everything while the window is closed, and signs the last session as its consultant.
pub fn book(tour: &Tour, sheet: &[String]) -> Vec<Held> {
    let clock = Clock::at("2026-10-01T09:00");
    let (mut desk, slots) = quarter_by_desk::open(tour, &clock, sheet);
    stricter_from(&mut desk, "2026-10-02");
    let consultants = desk.consultants().expect("the consultants");
    let (first, second) = (consultants[0].id.clone(), consultants[1].id.clone());
    for (name, contacts) in [("Отдел соцзащиты", "ул. Мира, 1, пн–пт 9–17"), ("ПМПК района", "запись по телефону")]
    {
        let form = OrganisationForm { name: name.to_owned(), contacts: contacts.to_owned() };
        desk.add_organisation(form).expect("added");
    }
    let days = ["2026-10-05", "2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"];
    let held: Vec<Held> = requests(&second)
        .into_iter()
        .enumerate()
        .map(|(number, (name, form))| {
            let slot = SlotForm {
                consultant: first.clone(),
                date: days[number / 3].to_owned(),
                time: ["09:00", "10:00", "14:30"][number % 3].to_owned(),
                minutes: None,
                room: None,
            };
            let registered = desk.register(RequestForm { slot: Some(slot), ..form });
            Held(name, registered.unwrap_or_else(|refused| panic!("{name}: {refused:?}")).value.row.id)
        })
        .collect();
    sign_as_the_consultant(&mut desk, &clock, &first, &held.last().expect("the last").1);
    drop(desk);
    slots.put_back();
    held
}

/// From that day the head permits another date after a failure, and reads a note after writing down why.
fn stricter_from(desk: &mut Desk, day: &str) {
    let start = OrderStart { source: String::new(), replaces: None };
    let mut form = desk.order_form(start).expect("the form").form;
    form.valid_from = day.to_owned();
    for (key, value) in [("content.visible_to", "head_with_reason"), ("tech.approval", "yes")] {
        form.answers.iter_mut().find(|one| one.key == key).expect("the key").values = vec![value.to_owned()];
    }
    desk.save_order(form).expect("saved");
}

fn sign_as_the_consultant(desk: &mut Desk, clock: &Clock, consultant: &str, request: &str) {
    let form = AccountForm {
        name: "Калинина Мария Сергеевна".to_owned(),
        label: "Психолог".to_owned(),
        post: String::new(),
        roles: vec![Role::Consultant],
        consultant: Some(consultant.to_owned()),
        password: PASSWORD.to_owned(),
        without_keyring: true,
    };
    desk.add_account(form).expect("added");
    desk.lock().expect("locked");
    let ways = desk.opening().expect("the cover").ways;
    let slot = ways.into_iter().find(|way| way.label == "Психолог").expect("the label").slot;
    desk.unlock(UnlockForm { slot, password: PASSWORD.to_owned() }).expect("entered");
    clock.put("2026-10-09T15:30");
    let form = whole(desk.consultation(request.to_owned()).expect("the form").form);
    desk.sign(with(form, |more| more.caution_reason = "так вышло".to_owned())).expect("signed");
    desk.lock().expect("locked");
}

/// Records each of them as a head would: a picture of the form, of what the порядок is against, of what was signed.
pub async fn record_each(found: &mut Findings, tour: &mut Tour, window: &Program, held: &[Held]) {
    let (last, own) = held.split_last().expect("some");
    for Held(name, request) in own {
        window.keys(Key::Alt + "3").await;
        window.click(&format!("[data-testid='to-record-row'][href='#{request}']")).await;
        window.see("label:has(#record-outcome-given)").await;
        fill(window, name).await;
        if window.count("input[name='record-topics']:checked").await == 0 {
            tick(window, "record-topics-crisis").await;
        }
        seen(found, tour, window, &format!("{name}-written-down")).await;
        window.keys(Key::Control + Key::Enter).await;
        window.see("#signed, #record-cautions, main .error").await;
        if window.sees("#record-cautions").await {
            seen(found, tour, window, &format!("{name}-against-the-order")).await;
            window.fill("#record-caution-reason", "так попросил получатель").await;
            window.keys(Key::Control + Key::Enter).await;
        }
        window.see("#signed").await;
        seen(found, tour, window, &format!("{name}-signed")).await;
    }
    read_by_the_head(found, tour, window, &last.1).await;
}

async fn fill(window: &Program, name: &str) {
    match name {
        "in-person" => {
            window.enter("#record-second").await;
            window.fill("#record-second-name", "Абрамов Пётр Ильич").await;
            tick(window, "record-child-present").await;
            window.fill("#record-child-reason", "не с кем было оставить").await;
            tick(window, "record-satisfied-yes").await;
        }
        "distance" => {
            window.enter("#record-details").await;
            window.enter("#record-switched").await;
            tick(window, "record-more-means-phone").await;
            tick(window, "record-from-home").await;
            window.fill("#record-ended", "15:25").await;
            window.enter("#record-marks").await;
            tick(window, "record-recorded").await;
            window.fill("#record-consent-number", "12").await;
            window.fill("#record-consent-on", "05.10.2026").await;
        }
        "written" => {
            window.fill("#record-reply-number", "17/2").await;
            window.fill("#record-reply-sent", "06.10.2026").await;
            tick(window, "record-reply-official").await;
        }
        "planning" | "dispatch" | "survey" => {
            window.enter("#record-details").await;
            tick(window, &format!("record-kind-{name}")).await;
            if name == "survey" {
                tick(window, "record-survey-filled").await;
                tick(window, "record-survey-feedback").await;
                window.fill("#record-feedback-on", "09.10.2026").await;
            }
            if name == "dispatch" {
                window.enter("#record-organisations").await;
                screens::first_chip(window, "record-organisations").await;
            }
        }
        "child-help" => {
            window.enter("#record-marks").await;
            tick(window, "record-child-help").await;
            screens::first_chip(window, "record-organisations").await;
        }
        "not-ours" => {
            window.enter("#record-not-ours").await;
            screens::first_chip(window, "record-organisations").await;
            window.fill("#record-ground-words", "спрашивали о выплатах").await;
        }
        "refused" => {
            tick(window, "record-outcome-refused").await;
            tick(window, "record-ground-behaviour").await;
            window.fill("#record-ground-words", "крики, после замечания не прекратились").await;
        }
        "no-show" | "failure-centre" | "failure-recipient" | "failure-other" => {
            tick(window, "record-outcome-not_held").await;
            let failure = match name {
                "failure-centre" => "technical_center",
                "failure-recipient" => "technical_recipient",
                "failure-other" => "other",
                _ => "no_show",
            };
            tick(window, &format!("record-failure-{failure}")).await;
            if failure.starts_with("technical") {
                window.fill("#record-permitted-by", "Ветрова О. И.").await;
                window.fill("#record-permitted-at-day", "09.10.2026").await;
                window.fill("#record-permitted-at-time", "14:40").await;
            }
            if failure != "no_show" {
                window
                    .fill(
                        "#record-failure-words",
                        if failure == "other" {
                            "в доме отключили воду"
                        } else {
                            "пропала связь"
                        },
                    )
                    .await;
                window.fill("#record-told-how", "по телефону").await;
                window.fill("#record-told-at-day", "09.10.2026").await;
                window.fill("#record-told-at-time", "14:45").await;
            }
        }
        _ => {}
    }
}

/// The head asks to read a consultant's note, writes down why, and it stands beside for the consultant to see.
async fn read_by_the_head(found: &mut Findings, tour: &mut Tour, window: &Program, request: &str) {
    window.keys(Key::Alt + "4").await;
    window.click(&format!("[data-testid='journal-row'] a[href='#{request}']")).await;
    window.see("#record-read-note").await;
    assert_eq!(window.count("#record-note-read").await, 0, "nothing of the note before the reason");
    window.enter("#record-read-note").await;
    window.fill("#read-note-reason", "жалоба родителя").await;
    seen(found, tour, window, "note-asked-for").await;
    window.click("#dialog-do").await;
    window.read("#record-note-read", "Заметка консультанта").await;
    window.read("#record-note-readings", "жалоба родителя").await;
    seen(found, tour, window, "note-read").await;
}

/// Each signed record and its correction once more, in other colours or another size.
pub async fn look_again(found: &mut Findings, tour: &mut Tour, window: &Program, held: &[Held], when: &str) {
    for Held(name, request) in held {
        window.keys(Key::Alt + "4").await;
        access::settle(window).await;
        let row = format!("[data-testid='journal-row'] a[href='#{request}']");
        if !window.sees(&row).await {
            continue;
        }
        window.enter(&row).await;
        window.see("#signed").await;
        seen(found, tour, window, &format!("{when}-{name}-signed")).await;
        if window.sees("#correct").await {
            window.enter("#correct").await;
            window.see("#record-reason").await;
            seen(found, tour, window, &format!("{when}-{name}-corrected")).await;
            window.enter("#give-up").await;
            window.see("#signed").await;
        }
    }
}

/// A handout shown over the whole window from the dialog of the record, and back to the same choice.
pub async fn show_from_the_record(found: &mut Findings, tour: &mut Tour, window: &Program, held: &[Held]) {
    let request = &held[0].1;
    window.keys(Key::Alt + "4").await;
    window.click(&format!("[data-testid='journal-row'] a[href='#{request}']")).await;
    window.enter("#record-handouts").await;
    window.until_page("document.activeElement?.matches('dialog .book-line input')").await;
    window.keys(" ").await;
    window.see("dialog .book-line:has(:checked)").await;
    window.see("[data-testid='preview'] svg").await;
    seen(found, tour, window, "handouts-of-the-record").await;
    window.enter("#handouts-show").await;
    window.see("#shown .page svg").await;
    tour.picture(window, "shown-to-the-recipient").await;
    window.keys(Key::Escape).await;
    window.see_go("#shown").await;
    window.see("dialog .book-line:has(:checked)").await;
    window.focus_on("handouts-show").await;
    window.enter("#handouts-close").await;
}

async fn seen(found: &mut Findings, tour: &mut Tour, window: &Program, name: &str) {
    access::settle(window).await;
    tour.picture(window, name).await;
    found.look(window, name).await;
    // What stands below the fold.
    let rest = "document.scrollingElement.scrollHeight - innerHeight - scrollY";
    let below = window.ask_page(&format!("return {rest} > 60")).await == true;
    if below && !window.sees("dialog").await {
        window.ask_page("scrollTo(0, document.scrollingElement.scrollHeight)").await;
        tour.picture(window, &format!("{name}-below")).await;
        window.ask_page("scrollTo(0, 0)").await;
    }
}
