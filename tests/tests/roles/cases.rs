//! Every command with a call that nothing but the role stands against, and the answer each role gets.
//!
//! A command without a line here fails the test of the matrix, which prints what each role got.

use serde_json::{Value, json};

use crate::scene::{Scene, mark};

pub struct Case {
    /// One word a role, in the order of `scene::EVERYBODY`: `+` done, `-` not allowed, `L` locked, else the
    /// code of another refusal. One word alone is everybody's.
    pub answers: &'static str,
    pub call: Value,
    /// Calls of a command that only reads: all of them are made to see what a role gets to know.
    pub reads: Vec<Value>,
}

fn act(answers: &'static str, call: Value) -> Case {
    Case { answers, call, reads: Vec::new() }
}

/// The first of the calls stands for all.
fn read(answers: &'static str, reads: Vec<Value>) -> Case {
    Case { answers, call: reads[0].clone(), reads }
}

/// One word of every mark, as it would be looked for.
const LOOKED_FOR: [&str; 26] = [
    mark::NAME,
    "9121001177",
    "1177",
    mark::EMAIL,
    mark::SECOND_NAME,
    "9121002288",
    mark::CONTACT,
    mark::ABOUT,
    mark::WISH,
    mark::NOTE,
    mark::ADVICE,
    mark::EVIDENCE,
    mark::MOVED,
    mark::CORRECTION,
    mark::ANNULLED,
    mark::ADDRESS,
    mark::TRANSPORT,
    mark::BROKEN_NOTE,
    mark::BROKEN_WORDS,
    mark::DRAFT,
    mark::TRAINING,
    mark::LISTENER,
    mark::OTHER_NAME,
    mark::OTHER_NOTE,
    mark::LEFT_NAME,
    mark::LEFT_NOTE,
];

/// Nobody, administrator, consultant, another one, the second, the dismissed, head, by the sheet, practice.
#[allow(clippy::too_many_lines, reason = "a line a command")]
pub fn case(command: &str, at: &Scene) -> Option<Case> {
    let requests = [
        &at.signed,
        &at.to_sign,
        &at.broken,
        &at.ahead,
        &at.waiting,
        &at.missed,
        &at.annulled,
        &at.nameless,
        &at.others,
        &at.left,
        &at.september,
    ];
    let each = |argument: &str| requests.iter().map(|id| json!({ argument: id })).collect::<Vec<_>>();
    let asked = |make: fn(&str) -> Value| LOOKED_FOR.iter().map(|word| make(word)).collect::<Vec<_>>();
    let nothing = || vec![json!({})];
    let month = json!({ "year": 2026, "month": 10 });
    let september = json!({ "year": 2026, "month": 9 });
    let sent = json!({ "year": 2026, "quarter": 3 });
    let quarter = json!({ "year": 2026, "quarter": 4 });
    let slot = json!({ "consultant": at.card, "date": "2026-10-09", "time": "11:00", "minutes": null, "room": null });
    let paper = |kind: &str, names: bool| json!({ "key": { "year": 2026, "month": 10 }, "kind": kind, "names": names, "bound": false });
    let whole_history = json!({ "account": null, "sort": null, "from": "", "to": "", "record": "" });
    let new_request = || {
        let form = poryadok_tests::test_desk::request_of("Новая Просительница");
        serde_json::to_value(form).expect("a plain value")
    };
    Some(match command {
        // ── cover, first start, keys
        "opening" => read("+", nothing()),
        "setup_choices" => read("+", nothing()),
        "prepare_journal" => act("journal_exists", json!({ "form": poryadok_tests::test_desk::new_journal() })),
        "print_sheet" => act("setup_not_begun - - - - - sheet_not_shown password_first sheet_not_shown", json!({})),
        "create_journal" => act("journal_exists", json!({ "proof": { "groups": ["000000", "000000"] } })),
        "unlock" => act(
            "+ + + + + + + + not_found",
            json!({ "form": { "slot": at.head_slot, "password": poryadok_tests::test_desk::PASSWORD } }),
        ),
        "unlock_by_sheet" => act(
            "wrong_sheet wrong_sheet wrong_sheet wrong_sheet wrong_sheet wrong_sheet wrong_sheet wrong_sheet not_found",
            json!({ "form": { "groups": vec!["000000"; 8] } }),
        ),
        // Whole as it is, it is opened as always.
        "open_for_reading" => act(
            "+ + + + + + + + not_found",
            json!({ "form": {
                "slot": at.head_slot, "password": poryadok_tests::test_desk::PASSWORD, "groups": [],
            } }),
        ),
        "enter_by_code" => act(
            "not_found",
            json!({ "form": {
                "slot": at.head_slot, "groups": vec!["000000"; 5], "password": "синий-чайник-у-окна",
                "without_keyring": false,
            } }),
        ),
        "recover" => act(
            // A good password would change the keyring that all the desks of the scene share.
            "L - - - - - - password_too_weak -",
            json!({ "form": { "account": null, "password": "12345678", "without_keyring": false } }),
        ),
        "lock" => act("+", json!({})),
        "me" => read("L + + + + + + + +", nothing()),
        // ── help and look
        "guide" => read("+", nothing()),
        "paper_passport" => act("L + + + + + + password_first +", json!({ "how": "save" })),
        "window_look" => read("+", nothing()),
        "keep_window_look" => act("+", json!({ "look": { "theme": "dark", "zoom": 125 } })),
        // ── practice
        "open_practice" => act(
            "+ already_open already_open already_open already_open already_open already_open already_open already_open",
            json!({}),
        ),
        "practice_as" => act("- - - - - - - - +", json!({ "role": "head" })),
        "reset_practice" => act("- - - - - - - - +", json!({})),
        "leave_practice" => act("- - - - - - - - +", json!({})),
        // ── people and lists
        "lists" => read("L + + + + + + + +", nothing()),
        "accounts" => read("L - - - - - + password_first +", nothing()),
        "add_account" => act(
            "L - - - - - + password_first +",
            json!({ "form": {
                "name": "Орлова Нина Петровна", "label": "Орлова", "post": "", "roles": ["administrator"],
                "consultant": null, "password": poryadok_tests::test_desk::PASSWORD, "without_keyring": false,
            } }),
        ),
        // Nobody's own password is asked with the one call; in practice nobody has one.
        "set_password" => act(
            "L wrong_password wrong_password wrong_password wrong_password wrong_password wrong_password password_first +",
            json!({ "form": {
                "old": poryadok_tests::test_desk::PASSWORD, "password": "синий-чайник-у-окна", "without_keyring": false,
            } }),
        ),
        "access" => read("L - - - - - + password_first +", nothing()),
        "change_account" => act(
            "L - - - - - not_found password_first not_found",
            json!({ "form": {
                "account": uuid::Uuid::nil(), "name": "Орлова", "label": "Орлова", "post": "", "roles": ["head"],
                "consultant": null,
            } }),
        ),
        "remove_account" => {
            act("L - - - - - not_found password_first not_found", json!({ "account": uuid::Uuid::nil() }))
        }
        "give_code" => {
            act("L - - - - - not_found password_first practice_has_no_keys", json!({ "account": uuid::Uuid::nil() }))
        }
        "new_sheet" => act("L - - - - - + password_first practice_has_no_keys", json!({})),
        "drop_sheet" => act("L - - - - - + password_first +", json!({})),
        "keep_sheet" => act(
            "L - - - - - sheet_not_shown password_first sheet_not_shown",
            json!({ "proof": { "groups": ["000000", "000000"] } }),
        ),
        "try_sheet" => {
            act("L - - - - - wrong_sheet password_first not_found", json!({ "form": { "groups": vec!["000000"; 8] } }))
        }
        "change_keys" => act("L - - - - - + password_first practice_has_no_keys", json!({})),
        "key_progress" => read("L - - - - - + password_first +", nothing()),
        "consultants" => read("L + + + + + + password_first +", nothing()),
        "save_consultant" => act("L + - - - - + password_first not_found", json!({ "form": at.card_form })),
        "bookings_ahead" => read("L + - - - - + password_first +", vec![json!({ "consultant": at.card })]),
        "save_room" => act(
            "L + - - - - + password_first +",
            json!({ "form": { "id": null, "name": "Кабинет 5", "accessible": true, "active": true } }),
        ),
        "add_organisation" => act(
            "L + + + + + + password_first +",
            json!({ "form": { "name": "Ресурсный центр", "contacts": "приёмная" } }),
        ),
        // ── the centre's settings
        "centre" => read("L + + + + + + password_first +", nothing()),
        "save_centre" => act("L - - - - - + password_first +", json!({ "form": at.centre })),
        "order" => read("L + + + + + + password_first +", nothing()),
        "order_form" => act("L - - - - - + password_first +", json!({ "start": { "source": "b", "replaces": null } })),
        "order_changes" => act("L - - - - - + password_first +", json!({ "form": at.order })),
        "save_order" => act("L - - - - - + password_first +", json!({ "form": at.order })),
        "withdraw_order" => {
            act("L - - - - - not_found password_first not_found", json!({ "valid_from": "2026-11-01" }))
        }
        "means" => read("L + + + + + + password_first +", nothing()),
        "save_means" => act(
            "L - - - - - + password_first +",
            json!({ "form": {
                "key": null, "label": "Видеосвязь города", "kind": "video", "video": true, "screen": true, "chat": false,
                "records": false, "standing": "discouraged", "since": "2026-10-01", "basis": "письмо учредителя",
                "hidden": false,
            } }),
        ),
        "rooms" => read("L + + + + + + password_first +", nothing()),
        "list_rows" => read(
            "L + + + + + + password_first +",
            ["topic", "channel", "category", "evidence", "organisation", "equipment"]
                .map(|list| json!({ "list": list }))
                .to_vec(),
        ),
        "save_list_row" => act(
            "L - - - - - + password_first +",
            json!({ "form": { "list": "topic", "key": null, "label": "Сон вне дома", "hint": "до трёх лет" } }),
        ),
        "offer_list_row" => act(
            "L - - - - - + password_first +",
            json!({ "form": { "list": "topic", "key": "gifted", "offered": false } }),
        ),
        "working_year" => read("L + + + + + + password_first +", vec![json!({ "year": 2026 })]),
        "set_day" => act(
            "L - - - - - + password_first +",
            json!({ "form": { "day": "2026-10-23", "kind": "off", "words": "ремонт" } }),
        ),
        // ── drafts: everyone has only their own
        "save_draft" => act(
            "L + + + + + + password_first +",
            json!({ "key": { "form": "consultation", "subject": at.to_sign }, "body": "{}" }),
        ),
        "draft" => read(
            "L + + + + + + password_first +",
            vec![
                json!({ "key": { "form": "consultation", "subject": at.to_sign } }),
                json!({ "key": { "form": "booking", "subject": "" } }),
            ],
        ),
        "drop_draft" => {
            act("L + + + + + + password_first +", json!({ "key": { "form": "consultation", "subject": at.to_sign } }))
        }
        // ── requests and bookings
        "today" => read("L + + + + + + password_first +", nothing()),
        "control" => read("L - - - - - + password_first +", nothing()),
        "control_list" => read("L - - - - - + password_first +", vec![json!({ "key": "overdue" })]),
        "find_recipients" => read("L + + + + + + password_first +", asked(|word| json!({ "text": word }))),
        "free_times" => read(
            "L + + + + + + password_first +",
            vec![json!({ "query": {
                "form": "in_center", "from": "2026-10-05", "days": 7, "minutes": 45, "consultant": null,
                "received": "2026-10-05", "topics": [], "wished": null, "wish_binding": false,
            } })],
        ),
        "register" => act("L + + + + + + password_first +", json!({ "form": new_request() })),
        "book" => act(
            "L + + + + + + password_first not_found",
            json!({ "form": { "request": at.waiting, "form": "in_center", "means": null, "slot": slot,
                "how": null, "caution_reason": "просит сама", "late_by_wish": false } }),
        ),
        "move_booking" => act(
            "L + + - + - + password_first not_found",
            json!({ "form": {
                "booking": at.ahead_booking, "slot": slot, "how": null, "reason": "просьба",
                "caution_reason": "просит сама", "late_by_wish": false,
            } }),
        ),
        "annul_request" => act(
            "L + - - - - + password_first not_found",
            json!({ "form": { "request": at.ahead, "reason": "записано дважды" } }),
        ),
        "no_show" => act("L + + - + - + password_first not_found", json!({ "booking": at.to_sign_booking })),
        "release_time" => act(
            "L + + - + - + password_first not_found",
            json!({ "form": { "booking": at.ahead_booking, "reason": "заболел ребёнок" } }),
        ),
        "close_request" => act(
            "L + + - + - + password_first not_found",
            json!({ "form": { "request": at.ahead, "reason": "больше не нужно" } }),
        ),
        "undo_no_show" => act("L + + - - - + password_first not_found", json!({ "request": at.missed })),
        "waiting_list" => read("L + + + + + + password_first +", nothing()),
        "timetable" => read(
            "L + + + + + + password_first +",
            vec![
                json!({ "query": { "from": "2026-10-05", "week": true } }),
                json!({ "query": { "from": "2026-10-01", "week": true } }),
                json!({ "query": { "from": "2026-10-05", "week": false } }),
            ],
        ),
        "tell" => act(
            "L + + - - - + password_first not_found",
            json!({ "form": { "booking": at.afar_booking, "channel": "call", "instruction": true } }),
        ),
        "prepare" => act(
            "L + + - - - + password_first not_found",
            json!({ "form": { "booking": at.afar_booking, "item": "program", "done": true } }),
        ),
        "change_outing" => act(
            "L + + - - - + password_first not_found",
            json!({ "form": {
                "booking": at.outing_booking, "place": "home", "address": "Садовая, 1", "transport": "такси",
                "equipment": ["laptop"],
            } }),
        ),
        "save_letters" => act(
            "L + + - + - + password_first not_found",
            json!({ "form": {
                "request": at.ahead, "owner": null, "incoming_number": "вх. 12", "incoming_on": "2026-10-05",
                "answered_on": "2026-10-05",
            } }),
        ),
        "invitation" => read("L + + - - - + password_first not_found", vec![json!({ "booking": at.afar_booking })]),
        "save_means_guide" => act(
            "L + + - - - + password_first not_found",
            json!({ "form": { "booking": at.afar_booking, "account": "kc-rosinka", "instruction": "Нажмите «Войти»" } }),
        ),
        "requests" => read(
            "L + + + + + + password_first +",
            ["", "Жмыхова", "9121001177", "1177", mark::EMAIL, "Трындина", "Фырчина"]
                .map(|text| json!({ "filter": { "text": text, "open_only": false, "after": null } }))
                .to_vec(),
        ),
        "request" => read("L + + + + + + password_first not_found", each("id")),
        // ── consultations
        "to_record" => read("L - + + + + + password_first +", nothing()),
        "consultation" => read("L - + - + - + password_first not_found", each("request")),
        "weigh" => act("L - + - + - + password_first not_found", json!({ "form": at.record })),
        "sign" => act("L signer_not_of_record + - + - + password_first not_found", json!({ "form": at.record })),
        "next_meeting" => act(
            "L - + - + - + password_first not_found",
            json!({ "form": { "request": at.signed, "slot": slot, "caution_reason": "просит сама", "late_by_wish": false } }),
        ),
        "clock" => read("L + + + + + + password_first +", nothing()),
        // The порядок of the scene lets nobody but the consultants read; the other one has a test of its own.
        "read_note" => act(
            "L - - - - - - password_first not_found",
            json!({ "form": { "request": at.signed, "reason": "жалоба" } }),
        ),
        // ── handouts
        "handouts" => read("L + + + + + + password_first +", nothing()),
        "plan_handouts" => act(
            "L - + - + - + password_first not_found",
            json!({ "query": { "request": at.signed, "keys": ["adaptation"] } }),
        ),
        "handout_page" => {
            read("L + + + + + + password_first +", vec![json!({ "query": { "keys": ["adaptation"], "page": 1 } })])
        }
        "give_handouts" => act(
            "L - + - + - + password_first not_found",
            json!({ "form": { "request": at.signed, "keys": ["adaptation"], "how": "save" } }),
        ),
        "spoil_handout" => act("L - + - + - + password_first not_found", json!({ "issue": at.issue })),
        // ── events
        "events" => read(
            "L + + + + + + password_first +",
            vec![json!({ "filter": { "year": 2026, "quarter": 4, "month": null, "beyond": null } })],
        ),
        "event" => read("L + + + + + + password_first not_found", vec![json!({ "id": at.event })]),
        "save_event" => act(
            "L + - - - - + password_first unknown_choice",
            json!({ "form": {
                "id": null, "version": 0, "topic": "Кризис трёх лет", "date": "2026-10-03", "started": "10:00",
                "ended": "11:00", "format": "in_center", "place": "зал", "leaders": [at.card],
                "participants": "12", "list": [], "series": null, "reason": "",
            } }),
        ),
        "annul_event" => act(
            "L + - - - - + password_first not_found",
            json!({ "form": { "event": at.event, "version": 1, "reason": "отменено" } }),
        ),
        // ── journal and reports
        "search" => read(
            "L + + + + + + password_first +",
            asked(|word| {
                json!({ "form": {
                    "text": word, "period": null, "from": null, "to": null, "consultant": null, "form": null,
                    "kind": null, "standing": null, "unproven": false, "after": null,
                } })
            }),
        ),
        "journal_month" => {
            read("L + + + + + + password_first +", vec![json!({ "key": month }), json!({ "key": september })])
        }
        "journal_page" => read(
            "L + - - - - + password_first +",
            [("services", true), ("services", false), ("requests", true), ("requests", false)]
                .map(|(kind, names)| json!({ "query": { "paper": paper(kind, names), "page": 1 } }))
                .to_vec(),
        ),
        "paper_journal" => act(
            "L + - - - - + password_first +",
            json!({ "form": { "paper": paper("services", true), "how": "save" } }),
        ),
        "month_closing" => {
            read("L - - - - - + password_first +", vec![json!({ "key": month }), json!({ "key": september })])
        }
        // The month of the scene goes on, and nothing in it was put right.
        "close_month" => act(
            "L - - - - - month_not_ended password_first month_not_ended",
            json!({ "form": { "key": month, "reason": "", "bound": false } }),
        ),
        "keep_corrected_print" => {
            act("L - - - - - not_found password_first not_found", json!({ "form": { "key": month, "bound": false } }))
        }
        "seal_quarter" => {
            act("L - - - - - quarter_not_ready password_first quarter_not_ready", json!({ "key": quarter }))
        }
        "quarter" => read("L + - - - - + password_first +", vec![json!({ "key": quarter }), json!({ "key": sent })]),
        "figure" => read(
            "L + - - - - + password_first +",
            at.figures.iter().map(|opens| json!({ "query": { "opens": opens, "from": 0 } })).collect(),
        ),
        "save_quarter" => {
            act("L + - - - - + password_first +", json!({ "form": { "key": quarter, "copy": "centre" } }))
        }
        // ── copies and restoring: on the cover a way into the copy is what counts
        "copying" => act("L + + + + + + password_first +", json!({})),
        "make_copy" => act("L + - - - - + password_first not_in_practice", json!({})),
        "stop_copy" => act("L + - - - - + password_first +", json!({})),
        "copies" => read("L + - - - - + password_first +", nothing()),
        "choose_second_place" => act("L - - - - - + password_first not_in_practice", json!({})),
        "forget_second_place" => act("L - - - - - + password_first +", json!({})),
        "tidy_copies" => act("L - - - - - + password_first +", json!({})),
        "copies_found" => read("+ - - - - - + password_first not_in_practice", nothing()),
        "look_into_copy" => {
            act("not_found - - - - - not_found password_first not_in_practice", json!({ "key": "чужое имя" }))
        }
        "choose_copy_file" => act("+ - - - - - + password_first not_in_practice", json!({})),
        "choose_journal_folder" => act("+ - - - - - + password_first not_in_practice", json!({})),
        "begin_restore" => act(
            "no_copy_chosen - - - - - no_copy_chosen password_first not_in_practice",
            json!({ "form": { "slot": null, "password": "", "groups": vec!["000000"; 8] } }),
        ),
        "restoring" => act("+", json!({})),
        "stop_restore" => act("+", json!({})),
        // ── history
        "history" => {
            read("L - - - - - + password_first +", vec![json!({ "query": { "filter": whole_history, "after": null } })])
        }
        "history_of" => read("L + + + + + + password_first not_found", each("request")),
        "history_state" => read("L - - - - - + password_first +", nothing()),
        "check_history" => act("L - - - - - + password_first +", json!({})),
        "settle_matter" => act("L - - - - - + password_first +", json!({ "number": 1, "done": true })),
        "trust_clock" => act("L - - - - - nothing_changed password_first nothing_changed", json!({})),
        "accept_history" => act("L - - - - - nothing_changed password_first nothing_changed", json!({})),
        "paper_history" => {
            act("L - - - - - + password_first +", json!({ "form": { "filter": whole_history, "how": "save" } }))
        }
        _ => return None,
    })
}
