//! Every text and number of every form filled with what a tired hand or a paste may leave there: each is taken
//! as it is or refused in words at its field, and a refusal leaves the journal as it was.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};

use desk::wire::*;
use poryadok_tests::any_command::{Answer, COMMANDS, ask};
use poryadok_tests::test_desk::*;
use serde_json::{Value, json};

/// In what state of the program a command is tried.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    NoJournal,
    SheetShown,
    Open,
    Locked,
}

/// A command with arguments it would accept.
struct Sound {
    command: &'static str,
    stage: Stage,
    arguments: Value,
}

/// Asked without a text or a number from a person: nothing to spoil.
const WITHOUT_TYPING: &[&str] = &["draft", "drop_draft"];

/// Pieces that any text field may meet.
fn pieces() -> Vec<String> {
    vec![
        String::new(),
        " \t\u{a0}\u{2003} ".to_owned(),
        "щ".repeat(200_000),
        "🧸 👩‍👧‍👦 Ура".to_owned(),
        "שלום \u{202e}тевирп".to_owned(),
        "строка один\r\nстрока два\n\n\tстрока три".to_owned(),
        "имя\u{0}\u{1b}[31m\u{7f}".to_owned(),
        "\u{feff}и\u{200b}мя".to_owned(),
        format!("а{}", "\u{301}".repeat(300)),
        "'); DROP TABLE request; --".to_owned(),
        "=1+1".to_owned(),
        "<img src=x onerror=alert(1)>".to_owned(),
        "-1".to_owned(),
        "99999999999999999999".to_owned(),
        "2026-02-30".to_owned(),
        "99:99".to_owned(),
        "NaN".to_owned(),
    ]
}

fn made() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-01T08:00");
    day.hold("Жанна Прежняя", "2026-10-01", "09:00");
    day.clock.put("2026-10-05T08:00");
    day.add_person("Наталья", vec![Role::Administrator], None);
    day.book("Анна Первая", "2026-10-05", "09:00").expect("free");
    day.book("Вера Вторая", "2026-10-07", "10:00").expect("free");
    day.desk.register(request_of("Дарья Третья")).expect("registered");
    for (name, time, form, means) in
        [("Ева Пятая", "09:00", "distance", Some("video_call")), ("Инна Шестая", "14:00", "outing", None)]
    {
        let slot = Some(day.slot("2026-10-08", time));
        let means = means.map(str::to_owned);
        let asked = RequestForm { slot, form: form.to_owned(), means, ..request_of(name) };
        day.desk.register(asked).expect("free");
    }
    day.clock.put("2026-10-05T12:00");
    day
}

/// The scene made once, its journal closed.
static KEPT: LazyLock<Mutex<TestDesk>> = LazyLock::new(|| {
    let mut day = made();
    day.desk.lock().expect("locked");
    Mutex::new(day)
});

/// The scene with the head at the desk: every one is a copy of the same.
fn opened() -> TestDesk {
    let mut day = KEPT.lock().expect("the scene").twin();
    day.unlock(PASSWORD).expect("opened");
    day
}

fn desk_in(stage: Stage) -> TestDesk {
    match stage {
        Stage::NoJournal => TestDesk::empty_at("2026-10-05T12:00"),
        Stage::SheetShown => {
            let mut day = TestDesk::empty_at("2026-10-05T12:00");
            day.desk.prepare_journal(new_journal()).expect("a sound form");
            day
        }
        Stage::Open => opened(),
        Stage::Locked => KEPT.lock().expect("the scene").twin(),
    }
}

/// Requests by number, as the scene made them.
fn requests(day: &mut TestDesk) -> Vec<RequestRow> {
    let filter = RequestFilter { text: String::new(), open_only: false, after: None };
    let mut rows = day.desk.requests(filter).expect("the list").rows;
    rows.sort_by_key(|row| row.number);
    rows
}

/// Every command a person types something into, with what it would accept.
fn sound() -> Vec<Sound> {
    let mut day = opened();
    let rows = requests(&mut day);
    let [signed, held, ahead, waiting] = [&rows[0], &rows[1], &rows[2], &rows[3]];
    // A few keys of every shape: the others are asked in the same way.
    let mut order = day.desk.order_form(OrderStart { source: String::new(), replaces: None }).expect("a form").form;
    order.answers.retain(|answer| ["term.booking", "aid.directions", "journals"].contains(&answer.key.as_str()));
    for answer in order.answers.iter_mut().filter(|answer| answer.key == "term.booking") {
        answer.values = vec!["12".to_owned()];
        answer.basis = "п. 20 порядка".to_owned();
    }
    let [afar, away] = [4, 5].map(|at: usize| rows[at].booking.clone().expect("a time"));
    let consultant = day.consultant();
    let slot = day.slot("2026-10-06", "11:00");
    let looked_for = json!({
        "account": null, "sort": "records", "from": "2026-10-01", "to": "2026-10-31", "record": "1",
    });
    let form = whole(day.desk.consultation(held.id.clone()).expect("a form").form);
    let form = ConsultationForm {
        second: Some(Who { name: "Иван Первый".into(), ..request_of("").who }),
        organisations: Vec::new(),
        evidence: Some(EvidenceForm { kind: "other".into(), place: "папка 3".into() }),
        child_reason: "не с кем оставить".into(),
        more: MoreForm {
            means: Vec::new(),
            reply_number: "17".into(),
            reply_sent_on: "2026-10-05".into(),
            feedback_on: "2026-10-05".into(),
            feedback_form: Some("in_center".into()),
            recorded: true,
            consent_number: "3".into(),
            consent_on: "2026-10-05".into(),
            initiative: Some("recipient".into()),
            sent_what: "статья 44".into(),
            sent_address: "anna@example.org".into(),
            sent_consent: true,
            permitted_by: "заведующий".into(),
            permitted_at: "2026-10-05T11:50".into(),
            told_at: "2026-10-05T11:55".into(),
            told_how: "по телефону".into(),
            helped_by: "методист".into(),
            caution_reason: "иначе нельзя".into(),
            ..MoreForm::default()
        },
        ..form
    };
    let request = RequestForm {
        second: Some(Who { name: "Иван Четвёртый".into(), ..request_of("").who }),
        wished_consultant: Some(consultant.clone()),
        wish: "после шести".into(),
        caution_reason: "оба просят".into(),
        slot: Some(slot.clone()),
        evidence: form.evidence.clone(),
        topics: vec!["crisis".into()],
        incoming_number: "вх. 12".into(),
        incoming_on: "2026-10-05".into(),
        owner: Some(consultant.clone()),
        received: Some("2026-10-05T11:00".into()),
        ..request_of("Елена Четвёртая")
    };
    let how = HowForm {
        place: Some("home".into()),
        address: "Садовая, 1".into(),
        transport: "такси".into(),
        until: "12:00".into(),
        equipment: vec!["laptop".into()],
        ..plain_how()
    };
    let outing_slot = Some(day.slot("2026-10-06", "10:00"));
    let outing = RequestForm { form: "outing".into(), slot: outing_slot, how: Some(how), ..request.clone() };
    let card = day.desk.consultants().expect("cards").remove(0);
    let card = ConsultantForm {
        id: Some(card.id),
        name: card.name,
        post: card.post,
        active: true,
        room: None,
        topics: vec!["crisis".into()],
        hours: card.hours[..1].to_vec(),
        exceptions: vec![ExceptionForm {
            first: "2026-10-12".into(),
            last: "2026-10-13".into(),
            from: Some("09:00".into()),
            to: Some("12:00".into()),
            words: "семинар".into(),
        }],
        ..blank_card()
    };
    let account = AccountForm {
        name: "Орлова Нина Петровна".into(),
        label: "Орлова".into(),
        post: "делопроизводитель".into(),
        roles: vec![Role::Administrator],
        consultant: None,
        password: PASSWORD.into(),
        without_keyring: false,
    };
    let people = day.desk.accounts().expect("accounts");
    let other = people.iter().find(|one| !one.own).expect("somebody else").id.clone();
    let change = json!({
        "account": other, "name": "Орлова Нина", "label": "Приёмная", "post": "секретарь", "roles": ["administrator"],
        "consultant": null,
    });
    let centre = day.desk.centre().expect("the card");
    let centre = json!({
        "institution": centre.institution, "name": centre.name, "town": centre.town, "phone": "+7 800 000-00-01",
        "email": "kc@example.org", "day_ends": "17:00",
    });
    let event = json!({
        "id": null, "version": 0, "topic": "Готовность к школе", "date": "2026-10-04", "started": "10:00",
        "ended": "11:00", "format": "in_center", "place": "музыкальный зал", "leaders": [consultant],
        "participants": "12", "list": [{ "name": "Орлова Нина", "certificate": null, "given": true }],
        "series": "С", "reason": "уточнили",
    });
    let paper = json!({ "key": { "year": 2026, "month": 10 }, "kind": "services", "names": false, "bound": true });
    let quarter = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    let opens = quarter
        .tables
        .iter()
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.cells)
        .find_map(|cell| cell.opens.clone());
    let opens = opens.expect("a figure with records");
    let slot_of_ways = day.desk.opening().expect("the cover").ways.first().map(|w| w.slot.clone()).unwrap_or_default();
    let open = |command, arguments| Sound { command, stage: Stage::Open, arguments };
    vec![
        Sound { command: "prepare_journal", stage: Stage::NoJournal, arguments: json!({ "form": new_journal() }) },
        Sound {
            command: "create_journal",
            stage: Stage::SheetShown,
            arguments: json!({ "proof": { "groups": ["000000", "000000"] } }),
        },
        Sound {
            command: "unlock",
            stage: Stage::Locked,
            arguments: json!({ "form": { "slot": slot_of_ways, "password": PASSWORD } }),
        },
        Sound {
            command: "unlock_by_sheet",
            stage: Stage::Locked,
            arguments: json!({ "form": { "groups": vec!["000000"; 8] } }),
        },
        Sound {
            command: "open_for_reading",
            stage: Stage::Locked,
            arguments: json!({ "form": { "slot": null, "password": "", "groups": vec!["000000"; 8] } }),
        },
        open("look_into_copy", json!({ "key": "2026-10-05-1.poryadok-copy" })),
        open("begin_restore", json!({ "form": { "slot": null, "password": "", "groups": vec!["000000"; 8] } })),
        open("add_account", json!({ "form": account })),
        Sound {
            command: "enter_by_code",
            stage: Stage::Locked,
            arguments: json!({ "form": {
                "slot": slot_of_ways, "groups": vec!["000000"; 5], "password": PASSWORD, "without_keyring": false,
            } }),
        },
        open("recover", json!({ "form": { "account": null, "password": PASSWORD, "without_keyring": false } })),
        open("set_password", json!({ "form": { "old": PASSWORD, "password": PASSWORD, "without_keyring": false } })),
        open("change_account", json!({ "form": change })),
        open("remove_account", json!({ "account": other })),
        open("settle_matter", json!({ "number": 1, "done": true })),
        open("give_code", json!({ "account": other })),
        open("keep_sheet", json!({ "proof": { "groups": ["000000", "000000"] } })),
        open("try_sheet", json!({ "form": { "groups": vec!["000000"; 8] } })),
        open("save_consultant", json!({ "form": card })),
        open("bookings_ahead", json!({ "consultant": consultant })),
        open("save_room", json!({ "form": { "id": null, "name": "Кабинет 5", "accessible": true, "active": true } })),
        open("month_closing", json!({ "key": { "year": 2026, "month": 10 } })),
        open(
            "close_month",
            json!({ "form": { "key": { "year": 2026, "month": 10 }, "reason": "итог сверен", "bound": true } }),
        ),
        open("keep_corrected_print", json!({ "form": { "key": { "year": 2026, "month": 10 }, "bound": true } })),
        open("seal_quarter", json!({ "key": { "year": 2026, "quarter": 4 } })),
        open("keep_window_look", json!({ "look": { "theme": "dark", "zoom": 125 } })),
        open("paper_passport", json!({ "how": "save" })),
        open("practice_as", json!({ "role": "head" })),
        open("save_centre", json!({ "form": centre })),
        open("list_rows", json!({ "list": "topic" })),
        open(
            "save_list_row",
            json!({ "form": { "list": "topic", "key": null, "label": "Сон", "hint": "до трёх лет" } }),
        ),
        open("offer_list_row", json!({ "form": { "list": "topic", "key": "gifted", "offered": false } })),
        open("working_year", json!({ "year": 2026 })),
        open("set_day", json!({ "form": { "day": "2026-10-23", "kind": "off", "words": "ремонт" } })),
        open("add_organisation", json!({ "form": { "name": "ПМПК", "contacts": "телефон приёмной" } })),
        open("save_draft", json!({ "key": { "form": "booking", "subject": "" }, "body": "{}" })),
        open("find_recipients", json!({ "text": "анна" })),
        open(
            "free_times",
            json!({ "query": {
                "form": "in_center", "from": "2026-10-05", "days": 7, "minutes": 45, "consultant": consultant,
                "received": "2026-10-05", "topics": ["crisis"], "wished": null, "wish_binding": false,
            } }),
        ),
        open("register", json!({ "form": request })),
        open(
            "book",
            json!({ "form": { "request": waiting.id, "form": "in_center", "means": null, "slot": slot,
            "how": null, "caution_reason": "просит сама", "late_by_wish": false } }),
        ),
        open(
            "move_booking",
            json!({ "form": {
                "booking": ahead.booking.as_ref().expect("live").id, "slot": slot, "how": null,
                "reason": "просьба мамы",
                "caution_reason": "просит сама", "late_by_wish": false,
            } }),
        ),
        open("register", json!({ "form": outing })),
        open("tell", json!({ "form": { "booking": afar.id, "channel": "call", "instruction": true } })),
        open("prepare", json!({ "form": { "booking": afar.id, "item": "program", "done": true } })),
        open(
            "change_outing",
            json!({ "form": {
                "booking": away.id, "place": "home", "address": "Садовая, 1", "transport": "такси",
                "equipment": ["laptop"],
            } }),
        ),
        open(
            "save_letters",
            json!({ "form": {
                "request": waiting.id, "owner": consultant, "incoming_number": "вх. 12", "incoming_on": "2026-10-05",
                "answered_on": "2026-10-05",
            } }),
        ),
        open("invitation", json!({ "booking": afar.id })),
        open(
            "save_means_guide",
            json!({ "form": { "booking": afar.id, "account": "kc-rosinka", "instruction": "Нажмите «Войти»" } }),
        ),
        open("no_show", json!({ "booking": held.booking.as_ref().expect("live").id })),
        open(
            "release_time",
            json!({ "form": { "booking": ahead.booking.as_ref().expect("live").id, "reason": "заболел ребёнок" } }),
        ),
        open("close_request", json!({ "form": { "request": waiting.id, "reason": "больше не нужно" } })),
        open("undo_no_show", json!({ "request": held.id })),
        open("timetable", json!({ "query": { "from": "2026-10-05", "week": true } })),
        open("annul_request", json!({ "form": { "request": waiting.id, "reason": "записано дважды" } })),
        open("requests", json!({ "filter": { "text": "анна", "open_only": false, "after": null } })),
        open("request", json!({ "id": waiting.id })),
        open("consultation", json!({ "request": held.id })),
        open("weigh", json!({ "form": form })),
        open("sign", json!({ "form": form })),
        open(
            "sign",
            json!({ "form": ConsultationForm {
                outcome: "refused".into(), ground: Some("out_of_competence".into()), ground_words: "о выплатах".into(),
                ..form.clone()
            } }),
        ),
        open(
            "sign",
            json!({ "form": ConsultationForm {
                outcome: "not_held".into(), failure: Some("technical_center".into()), failure_words: "погас свет".into(),
                ..form.clone()
            } }),
        ),
        open(
            "sign",
            json!({ "form": ConsultationForm {
                form: "written".into(), kind: "survey".into(), survey_filled: true, survey_feedback: true, ..form.clone()
            } }),
        ),
        open("read_note", json!({ "form": { "request": signed.id, "reason": "жалоба" } })),
        open(
            "next_meeting",
            json!({ "form": { "request": signed.id, "slot": slot, "caution_reason": "просит сама", "late_by_wish": false } }),
        ),
        open(
            "events",
            json!({ "filter": {
            "year": 2026, "quarter": 4, "month": 10, "beyond": { "starts": "2026-10-01T10:00", "number": 1 },
        } }),
        ),
        open("event", json!({ "id": waiting.id })),
        open("save_event", json!({ "form": event })),
        open("annul_event", json!({ "form": { "event": waiting.id, "version": 1, "reason": "отменено" } })),
        open("control_list", json!({ "key": "overdue" })),
        open("order_form", json!({ "start": { "source": "b", "replaces": null } })),
        open("order_changes", json!({ "form": order })),
        open("save_order", json!({ "form": order })),
        open("withdraw_order", json!({ "valid_from": "2026-11-01" })),
        open(
            "save_means",
            json!({ "form": {
                "key": null, "label": "Видеосвязь города", "kind": "video", "video": true, "screen": true, "chat": false,
                "records": false, "standing": "discouraged", "since": "2026-10-01", "basis": "письмо учредителя",
                "hidden": false,
            } }),
        ),
        open("handout_page", json!({ "query": { "keys": ["adaptation"], "page": 1 } })),
        open(
            "search",
            json!({ "form": {
            "text": "анна", "period": null, "from": "2026-10-01", "to": "2026-10-31", "consultant": consultant, "form": "in_center",
            "kind": null, "standing": "given", "unproven": false, "after": null,
        } }),
        ),
        open("figure", json!({ "query": { "opens": opens, "from": 0 } })),
        open("journal_page", json!({ "query": { "paper": paper, "page": 1 } })),
        open("plan_handouts", json!({ "query": { "request": held.id, "keys": ["adaptation"] } })),
        open("give_handouts", json!({ "form": { "request": held.id, "keys": ["adaptation"], "how": "save" } })),
        open("spoil_handout", json!({ "issue": waiting.id })),
        open("journal_month", json!({ "key": { "year": 2026, "month": 10 } })),
        open("paper_journal", json!({ "form": { "paper": paper, "how": "save" } })),
        open("quarter", json!({ "key": { "year": 2026, "quarter": 4 } })),
        open("save_quarter", json!({ "form": { "key": { "year": 2026, "quarter": 4 }, "copy": "upload" } })),
        open("history", json!({ "query": { "filter": looked_for, "after": "1791180000000/3" } })),
        open("history_of", json!({ "request": held.id })),
        open("paper_history", json!({ "form": { "filter": looked_for, "how": "save" } })),
    ]
}

/// Commands that keep nothing of what they are asked, and the draft, which is kept whole whatever it is.
const TAKE_ANY_LENGTH: &[&str] =
    &["find_recipients", "free_times", "plan_handouts", "requests", "save_draft", "search", "weigh"];

/// Fields that only another outcome asks for: with this one they are neither looked at nor kept.
fn not_asked(sound: &Sound, place: &str) -> bool {
    let outcome = sound.arguments["form"]["outcome"].as_str();
    sound.command == "sign"
        && ((place.ends_with("/satisfied") && outcome != Some("given"))
            || (place.ends_with("/ground_words") && outcome != Some("refused"))
            || (place.ends_with("/failure_words") && outcome != Some("not_held"))
            || ((place.contains("/told_") || place.contains("/permitted_")) && outcome != Some("not_held"))
            || ((place.contains("/reply_") || place.contains("/feedback_"))
                && sound.arguments["form"]["kind"] != "survey")
            || place.ends_with("/initiative"))
}

/// Paths of all texts and numbers inside, as JSON pointers.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                leaves(inner, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, inner) in items.iter().enumerate() {
                leaves(inner, &format!("{at}/{place}"), found);
            }
        }
        Value::String(_) | Value::Number(_) => found.push(at.to_owned()),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Everything a refused act must leave alone.
fn state_of(day: &mut TestDesk, stage: Stage) -> Option<Value> {
    (stage == Stage::Open).then(|| {
        let rows: Vec<Value> = requests(day).iter().map(|row| serde_json::to_value(row).expect("plain")).collect();
        json!({
            "requests": rows,
            "consultants": day.desk.consultants().expect("cards"),
            "accounts": day.desk.accounts().expect("accounts"),
            "lists": day.desk.lists().expect("lists"),
            "saved": day.tray.0.lock().expect("tray").saved.len(),
        })
    })
}

/// Signs no field may hold: control characters but line ends and tabs, and marks that turn the text around.
fn unkeepable(text: &str) -> bool {
    text.chars().any(|c| (c.is_control() && !"\n\t".contains(c)) || ('\u{202a}'..='\u{202e}').contains(&c))
}

fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|inner| texts(inner, found)),
        Value::Array(items) => items.iter().for_each(|inner| texts(inner, found)),
        Value::String(text) => found.push(text),
        _ => {}
    }
}

/// What is wrong with an answer to a spoilt call; nothing where it is as it should be.
fn fault_of(answer: &Answer, command: &str, piece: &Value) -> Option<String> {
    match answer {
        Answer::Malformed => None,
        Answer::Refused(refused) if refused.problems.is_empty() => Some("refused without a word".to_owned()),
        Answer::Refused(refused) => {
            let inner = refused.problems.iter().any(|problem| problem.code == ProblemCode::Inner);
            let echoes = |about: &Option<String>| about.as_ref().is_some_and(|words| words.chars().count() > 40);
            // The порядок quotes its own paragraph, whatever was typed.
            let quotes = [ProblemCode::OrderForbids, ProblemCode::OrderWarns, ProblemCode::AfterTerm];
            if inner {
                Some(format!("{refused:?}"))
            } else if refused.problems.iter().any(|problem| !quotes.contains(&problem.code) && echoes(&problem.about)) {
                Some("the refusal repeats what was typed".to_owned())
            } else {
                None
            }
        }
        Answer::Done(value) => {
            let mut kept = Vec::new();
            texts(value, &mut kept);
            if piece.as_str().is_some_and(|text| text.len() > 100_000) && !TAKE_ANY_LENGTH.contains(&command) {
                Some("taken".to_owned())
            } else {
                let bad = kept.into_iter().find(|text| command != "save_draft" && unkeepable(text));
                bad.map(|bad| format!("kept {bad:?}"))
            }
        }
    }
}

/// Tries every piece in every place of one command. Gives the number of tries and what went wrong.
fn spoil(sound: &Sound) -> (usize, Vec<String>) {
    let mut places = Vec::new();
    leaves(&sound.arguments, "", &mut places);
    places.retain(|place| !not_asked(sound, place));
    let (mut tries, mut faults) = (0, Vec::new());
    let mut fresh: Option<(TestDesk, Option<Value>)> = None;
    for place in &places {
        let spoilt: Vec<Value> = if sound.arguments.pointer(place).expect("a leaf").is_number() {
            [json!(0), json!(-1), json!(u32::MAX), json!(i64::MAX), json!(i32::MIN), json!(1.5)].to_vec()
        } else {
            pieces().into_iter().map(Value::from).collect()
        };
        for piece in spoilt {
            tries += 1;
            let mut arguments = sound.arguments.clone();
            *arguments.pointer_mut(place).expect("a leaf") = piece.clone();
            let (mut day, before) = fresh.take().unwrap_or_else(|| {
                let mut day = desk_in(sound.stage);
                let before = state_of(&mut day, sound.stage);
                (day, before)
            });
            let called = catch_unwind(AssertUnwindSafe(|| ask(&mut day.desk, sound.command, &arguments)));
            let fault = match &called {
                Err(_) => Some("the program fell".to_owned()),
                Ok(answer) => fault_of(answer, sound.command, &piece),
            };
            faults.extend(fault.map(|fault| format!("{}{place} = {:.40}: {fault}", sound.command, piece.to_string())));
            if !matches!(called, Ok(Answer::Done(_)) | Err(_)) {
                fresh = Some((day, before));
            }
        }
        // After all the refusals of this place the journal is as it was.
        if let Some((day, before)) = &mut fresh
            && state_of(day, sound.stage) != *before
        {
            faults.push(format!("{}{place}: refused, yet something changed", sound.command));
            fresh = None;
        }
    }
    (tries, faults)
}

#[test]
fn every_command_that_takes_typing_is_tried() {
    let tried: BTreeSet<&str> = sound().iter().map(|sound| sound.command).collect();
    let missing: Vec<&str> = COMMANDS
        .iter()
        .filter(|(name, arguments)| !arguments.is_empty() && !tried.contains(name) && !WITHOUT_TYPING.contains(name))
        .map(|(name, _)| *name)
        .collect();
    assert!(missing.is_empty(), "say in `sound` what these would accept: {missing:?}");
}

#[test]
fn the_sound_forms_are_taken() {
    for sound in sound() {
        let mut day = desk_in(sound.stage);
        let answer = ask(&mut day.desk, sound.command, &sound.arguments);
        // Digits of a sheet cannot be known beforehand, and there is nothing to spoil yet.
        let cannot_be = [
            "create_journal",
            "unlock_by_sheet",
            "open_for_reading",
            "unlock",
            "enter_by_code",
            // Only whoever came by the sheet.
            "recover",
            "keep_sheet",
            "try_sheet",
            "spoil_handout",
            "practice_as",
            "undo_no_show",
            "withdraw_order",
            // October goes on, and nothing of it was put right.
            "close_month",
            "keep_corrected_print",
            "seal_quarter",
            // No copy has been made yet.
            "look_into_copy",
            "begin_restore",
            // The recommended порядок lets nobody but the consultants read it.
            "read_note",
            "event",
            "annul_event",
        ]
        .contains(&sound.command);
        match answer {
            Answer::Done(_) => {}
            Answer::Refused(refused) => assert!(cannot_be, "{}: {refused:?}", sound.command),
            Answer::Malformed => panic!("{}: not of the command's types", sound.command),
        }
    }
}

#[test]
fn no_piece_in_no_field_breaks_anything() {
    let sound = sound();
    let next = AtomicUsize::new(0);
    let done: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    while let Some(one) = sound.get(next.fetch_add(1, Ordering::Relaxed)) {
                        done.push(spoil(one));
                    }
                    done
                })
            })
            .collect();
        hands.into_iter().flat_map(|hand| hand.join().expect("no hand fell")).collect()
    });
    let tries: usize = done.iter().map(|(tries, _)| tries).sum();
    let faults: Vec<String> = done.into_iter().flat_map(|(_, faults)| faults).collect();
    assert!(faults.is_empty(), "{} of {tries}:\n{}", faults.len(), faults.join("\n"));
    assert!(tries > 1_500, "{tries} tries");
}
