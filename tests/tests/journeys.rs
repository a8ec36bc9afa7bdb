//! What the three people do, through the desk, on a real encrypted journal.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

use desk::ports::OutletTrouble;
use desk::wire::*;
use poryadok_tests::test_desk::*;

#[test]
fn of_sessions_without_a_record_the_oldest_comes_first() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    day.book("Анна", "2026-10-08", "12:15").expect("the time is free");
    day.book("Вера", "2026-10-07", "12:15").expect("the time is free");
    day.clock.put("2026-10-08T13:00");
    let dates: Vec<_> = day.desk.today().expect("the day").unrecorded.into_iter().map(|line| line.date).collect();
    assert_eq!(dates, ["2026-10-07", "2026-10-08"]);
    let control = day.desk.control().expect("the head asks");
    let line = control.lines.into_iter().find(|line| line.key == "no_record").expect("told");
    assert!(line.items[0].words.contains("07.10.2026"), "{:?}", line.items[0].words);
}

#[test]
fn a_request_becomes_a_figure_of_the_quarter() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Әлфия Ғәлиева", "2026-10-08", "12:15").expect("the time is free");
    assert_eq!((card.row.number, card.row.who.code.as_str()), (1, "П-0001"));
    assert_eq!(card.row.term.plan_by.as_deref(), Some("2026-10-11"));

    day.clock.put("2026-10-08T13:00");
    let today = day.desk.today().expect("the day");
    assert_eq!(today.unrecorded.len(), 1, "the session is over and nothing is signed");
    assert!(today.last_copy.is_none(), "no copy has been made yet, and the screen must say so");

    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    assert_eq!(
        (view.form.started.as_str(), view.form.ended.as_str()),
        ("12:15", "13:00"),
        "prefilled from the booking"
    );
    assert!(!view.counting.words.contains("не"), "{}", view.counting.words);
    let signed = day.desk.sign(whole(view.form)).expect("a whole record").value;
    assert_eq!(signed.versions.len(), 1);
    assert!(day.desk.today().expect("the day").unrecorded.is_empty());

    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    assert_eq!(month.rows.len(), 1);
    assert_eq!(month.rows[0].who, "П-0001");
    assert!(month.totals_words.replace('\u{a0}', " ").contains("услуг 1"), "{}", month.totals_words);

    let quarter = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    let total = |key: &str| {
        let table = quarter.tables.iter().find(|t| t.key == key).expect("the table");
        table.rows.iter().rev().find(|r| r.level == 2).expect("a total").cells[3].words.clone()
    };
    assert_eq!((total("Т2"), total("Т3"), total("Т4")), ("1".into(), "1".into(), "1".into()));
}

#[test]
fn what_was_signed_is_there_after_a_restart() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let signed = day.hold("Анна", "2026-10-06", "10:30");
    let mut again = day.restarted();
    assert_eq!(again.desk.opening().expect("the cover").stage, OpeningStage::Locked);
    again.unlock(PASSWORD).expect("the password");
    let view = again.desk.consultation(signed.request.row.id).expect("the record");
    assert_eq!(view.form.advice, "Выбор из двух вариантов");
    assert_eq!(view.versions.len(), 1);
}

#[test]
fn a_time_is_promised_only_once() {
    let mut day = TestDesk::opened_at("2026-03-02T08:00");
    day.book("Анна", "2026-03-02", "10:00").expect("the time is free");
    let refused = refusal(day.book("Борис", "2026-03-02", "10:15"));
    assert_eq!(problems(&refused), [(ProblemCode::TimeTaken, "slot.time")]);
    let free = day
        .desk
        .free_times(FreeTimesQuery {
            form: "in_center".into(),
            from: None,
            days: 1,
            minutes: None,
            consultant: None,
            received: None,
            topics: vec![],
            wished: None,
            wish_binding: false,
        })
        .expect("free times");
    assert!(
        !free.consultants[0].times[0].iter().any(|t| t == "10:00" || t == "10:15"),
        "{:?}",
        free.consultants[0].times
    );
    let page =
        day.desk.requests(RequestFilter { text: String::new(), open_only: true, after: None }).expect("the list");
    assert_eq!(page.rows.len(), 1, "nothing half-written stays of the refused request");
}

#[test]
fn bookings_do_not_lie_in_the_past_or_outside_hours() {
    let mut day = TestDesk::opened_at("2026-03-02T12:00");
    for (date, time, code) in [
        ("2026-03-02", "10:00", ProblemCode::AlreadyPast),
        ("2026-03-02", "13:15", ProblemCode::OutsideHours),
        ("2026-03-07", "10:00", ProblemCode::OutsideHours),
        ("2026-11-31", "10:00", ProblemCode::BadDate),
        ("2026-03-03", "25:00", ProblemCode::BadTime),
    ] {
        let refused = refusal(day.book("Анна", date, time));
        assert_eq!(refused.problems[0].code, code, "{date} {time}");
    }
}

#[test]
fn a_moved_booking_keeps_its_chain_and_its_term() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    let booking = card.row.booking.clone().expect("live").id;
    let slot = day.slot("2026-10-06", "11:15");
    let refused = refusal(day.desk.move_booking(other_time(&booking, slot.clone(), " ")));
    assert_eq!(problems(&refused), [(ProblemCode::ReasonRequired, "reason")]);
    let moved = day.desk.move_booking(other_time(&booking, slot, "просьба мамы")).expect("moved").value;
    assert_eq!(moved.bookings.len(), 2);
    assert_eq!(moved.bookings[0].reason.as_deref(), Some("просьба мамы"));
    assert_eq!(moved.row.term.plan_by, card.row.term.plan_by);
    // The old time is free again.
    day.book("Борис", "2026-10-05", "10:30").expect("given back");
}

#[test]
fn r022_a_request_is_annulled_with_a_reason_and_never_deleted() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    let id = card.row.id.clone();
    let refused = refusal(day.desk.annul_request(AnnulForm { request: id.clone(), reason: String::new() }));
    assert_eq!(problems(&refused), [(ProblemCode::ReasonRequired, "reason")]);
    let annulled = day
        .desk
        .annul_request(AnnulForm { request: id.clone(), reason: "записано дважды".into() })
        .expect("annulled")
        .value;
    assert_eq!((annulled.row.status, annulled.row.number), (RequestStatus::Annulled, 1));
    assert_eq!(day.desk.request(id).expect("still there").annul_reason.as_deref(), Some("записано дважды"));
    let next = day.book("Борис", "2026-10-05", "10:30").expect("the time is free again");
    assert_eq!(next.row.number, 2, "a number is never given again");
}

#[test]
fn r115_r116_an_anonymous_person_has_no_code_and_no_name() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.desk.register(anonymous_request()).expect("nothing personal is needed").value;
    assert!(card.row.who.anonymous);
    assert_eq!((card.row.who.code.as_str(), card.row.who.name), ("Анонимно", None));
    let named = day.book("Анна", "2026-10-05", "10:30").expect("free");
    assert_eq!(named.row.who.code, "П-0001", "the anonymous one took no code");
}

#[test]
fn r021_a_request_through_a_specialist_names_who_passed_it() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let form = RequestForm { channel: "specialist".into(), ..request_of("Анна") };
    let refused = refusal(day.desk.register(form));
    assert_eq!(problems(&refused), [(ProblemCode::PassedByRequired, "passed_by")]);
}

#[test]
fn r032_accepting_now_makes_the_request_and_the_session_at_once() {
    let mut day = TestDesk::opened_at("2026-10-05T10:07");
    let slot =
        SlotForm { consultant: day.consultant(), date: String::new(), time: String::new(), minutes: None, room: None };
    let form = RequestForm { now: true, slot: Some(slot), ..request_of("Анна") };
    let card = day.desk.register(form).expect("accepted").value;
    assert_eq!(card.row.booking.as_ref().map(|b| b.time.as_str()), Some("10:07"));
    day.clock.put("2026-10-05T10:50");
    assert_eq!(day.desk.to_record().expect("the list").len(), 1);
    let view = day.desk.consultation(card.row.id).expect("a form");
    assert!(day.desk.sign(whole(view.form)).is_ok());
}

#[test]
fn a_consultation_of_a_past_day_is_entered_from_paper() {
    let mut day = TestDesk::opened_at("2026-10-20T10:00");
    let form = RequestForm { received: Some("2026-10-12T09:30".into()), ..request_of("Анна") };
    let card = day.desk.register(form).expect("from paper").value;
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    let form = ConsultationForm {
        date: "2026-10-14".into(),
        started: "11:00".into(),
        ended: "11:40".into(),
        consultants: vec![day.consultant()],
        ..whole(view.form)
    };
    let signed = day.desk.sign(form).expect("signed").value;
    assert!(signed.counting.counted, "{}", signed.counting.words);
    let future = RequestForm { received: Some("2026-10-21T09:30".into()), ..request_of("Борис") };
    assert_eq!(problems(&refusal(day.desk.register(future))), [(ProblemCode::ReceivedInFuture, "received")]);
}

#[test]
fn what_is_missing_at_signing_is_said_at_once_and_the_draft_stays() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:20");
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    let form =
        ConsultationForm {
            started: "11:15".into(), ended: "10:30".into(), note: "не потерять".into(), ..view.form
        };
    let key = DraftKey { form: "consultation".into(), subject: card.row.id.clone() };
    let body = serde_json::to_string(&form).expect("json");
    day.desk.save_draft(key, body).expect("kept");
    let refused = refusal(day.desk.sign(form));
    assert_eq!(problems(&refused), [(ProblemCode::EndsBeforeStart, "ended"), (ProblemCode::TopicRequired, "topics")]);

    day.desk.lock().expect("locked");
    let mut again = day.restarted();
    again.unlock(PASSWORD).expect("open");
    let view = again.desk.consultation(card.row.id).expect("a form");
    assert_eq!(view.form.note, "не потерять");
    assert!(view.draft_saved.is_some());
    assert!(view.versions.is_empty());
}

#[test]
fn after_signing_a_change_is_a_new_version_with_a_reason() {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    let signed = day.hold("Анна", "2026-10-06", "10:30");
    let changed = ConsultationForm { topics: vec!["speech".into()], ..signed.form.clone() };
    assert_eq!(problems(&refusal(day.desk.sign(changed.clone()))), [(ProblemCode::ReasonRequired, "reason")]);
    let same = ConsultationForm { reason: "так".into(), ..signed.form.clone() };
    assert_eq!(problems(&refusal(day.desk.sign(same))), [(ProblemCode::NothingChanged, "")]);
    let second = day
        .desk
        .sign(ConsultationForm { reason: "перепутана тема".into(), ..changed.clone() })
        .expect("corrected")
        .value;
    assert_eq!(second.versions.len(), 2);
    assert_eq!(second.versions[1].reason.as_deref(), Some("перепутана тема"));
    assert_eq!(second.form.note, "Заметка консультанта", "who wrote every version reads the note");
    let stale = ConsultationForm { version: 1, reason: "ещё раз".into(), ..changed };
    assert_eq!(problems(&refusal(day.desk.sign(stale))), [(ProblemCode::ChangedMeanwhile, "")]);
}

#[test]
fn r072_r103_a_repeat_after_a_failure_is_counted_once() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T10:40");
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    let failed = ConsultationForm {
        outcome: "not_held".into(),
        failure: Some("technical_center".into()),
        failure_words: "нет связи".into(),
        ended: "10:40".into(),
        ..view.form
    };
    let view = day.desk.sign(failed).expect("signed").value;
    assert_eq!(view.request.row.status, RequestStatus::NotHeld);
    let slot = day.slot("2026-10-06", "11:15");
    let booked = day.desk.book(time_for(&card.row.id, slot)).expect("the repeat").value;
    let held = day.hold_booked(&booked);
    assert_eq!(held.request.row.status, RequestStatus::Given);
    let quarter = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
    let all = day.desk.figure(FigureQuery { opens: quarter.records, from: 0 }).expect("the records");
    assert_eq!(all.rows.iter().filter(|row| row.counted).count(), 1);
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    assert_eq!(month.rows.len(), 2, "the failed attempt has a line of its own day");
}

#[test]
fn r106_a_refusal_is_a_result_and_not_a_service() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:15");
    let view = day.desk.consultation(card.row.id).expect("a form");
    let form = ConsultationForm {
        outcome: "refused".into(),
        ground: Some("out_of_competence".into()),
        ground_words: "вопрос о выплатах".into(),
        ..view.form
    };
    let signed = day.desk.sign(form).expect("signed").value;
    assert_eq!(signed.request.row.status, RequestStatus::Refused);
    assert!(!signed.counting.counted);
}

#[test]
fn r077_the_sixth_page_is_refused_over_all_printings() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:15");
    let library = day.desk.handouts().expect("handouts");
    assert!(library.len() >= 4);
    let gift = |keys: Vec<String>, how| HandoutGift { request: card.row.id.clone(), keys, how };
    let mut used = 0;
    let mut refused = None;
    for handout in library.iter().chain(&library) {
        match day.desk.give_handouts(gift(vec![handout.key.clone()], PaperWay::Print)) {
            Ok(done) => used += done.value.pages,
            Err(no) => {
                refused = Some(no);
                break;
            }
        }
    }
    assert!(used <= 5, "{used}");
    assert_eq!(refused.expect("the limit was reached").problems[0].code, ProblemCode::SixthPage);
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    assert_eq!(view.pages_used, used, "what was given stays with the consultation");

    // A sheet spoilt on paper no longer counts; a failed print and a cancelled save never did.
    let spoilt = view.issued[0].clone();
    day.desk.spoil_handout(spoilt.id).expect("spoilt");
    let after = day.desk.consultation(card.row.id.clone()).expect("a form").pages_used;
    assert_eq!(after, used - spoilt.pages);
    let short = library.iter().min_by_key(|h| h.pages).expect("one").key.clone();
    day.tray.0.lock().expect("tray").trouble = Some(OutletTrouble::NoPrinter);
    let no_printer = refusal(day.desk.give_handouts(gift(vec![short.clone()], PaperWay::Print)));
    assert_eq!(no_printer.problems[0].code, ProblemCode::NoPrinter);
    {
        let mut tray = day.tray.0.lock().expect("tray");
        tray.trouble = None;
        tray.change_of_mind = true;
    }
    let cancelled = refusal(day.desk.give_handouts(gift(vec![short], PaperWay::Save)));
    assert_eq!(cancelled.problems[0].code, ProblemCode::SaveCancelled);
    assert_eq!(day.desk.consultation(card.row.id.clone()).expect("a form").pages_used, after);
}

#[test]
fn r043_r118_r120_roles_see_what_is_theirs() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let psychologist = day.consultant();
    let other = day.add_consultant("Дроздова Инна Петровна", "учитель-логопед").id;
    day.add_person("Калинина", vec![Role::Consultant], Some(psychologist.clone()));
    day.add_person("Дроздова", vec![Role::Consultant], Some(other));
    day.add_person("Лапина", vec![Role::Administrator], None);

    let slot = SlotForm { consultant: psychologist, ..day.slot("2026-10-05", "10:30") };
    let form = RequestForm { slot: Some(slot), ..request_of("Анна Секретная") };
    let id = day.desk.register(form).expect("free").value.row.id;
    day.clock.put("2026-10-05T11:15");
    day.change_person("Калинина");
    let view = day.desk.consultation(id.clone()).expect("own");
    let signed = day.desk.sign(whole(view.form)).expect("signed").value;
    assert_eq!(signed.form.note, "Заметка консультанта");
    assert_eq!(
        problems(&refusal(day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }))),
        [(ProblemCode::NotAllowed, "")]
    );
    assert_eq!(problems(&refusal(day.desk.accounts())), [(ProblemCode::NotAllowed, "")]);
    day.change_person("Дроздова");
    assert_eq!(problems(&refusal(day.desk.consultation(id.clone()))), [(ProblemCode::NotAllowed, "")]);
    let stranger = day.desk.request(id.clone()).expect("codes only");
    assert_eq!(stranger.row.who.name, None);
    assert!(day.desk.find_recipients("Анна".into()).expect("none of hers").rows.is_empty());
    day.change_person("Лапина");
    assert_eq!(problems(&refusal(day.desk.consultation(id.clone()))), [(ProblemCode::NotAllowed, "")]);
    assert_eq!(day.desk.request(id.clone()).expect("her work").row.who.name.as_deref(), Some("Анна Секретная"));
    day.desk.lock().expect("locked");

    let way = day.desk.opening().expect("cover").ways.into_iter().find(|w| w.label == "Заведующий").expect("the head");
    day.desk.unlock(UnlockForm { slot: way.slot, password: PASSWORD.into() }).expect("entered");
    let head = day.desk.consultation(id.clone()).expect("the head sees the record");
    assert_eq!((head.form.note.as_str(), head.may_read_note), ("", false), "the head sees the topic only");
    assert_eq!(head.form.topics, ["crisis"]);
    // The head corrects what they may see; the note they cannot read is neither shown nor rubbed out.
    let corrected =
        ConsultationForm { topics: vec!["speech".into()], reason: "уточнена тема".into(), ..head.form };
    assert_eq!(day.desk.sign(corrected).expect("corrected").value.form.note, "");
    day.change_person("Калинина");
    let own = day.desk.consultation(id).expect("own");
    assert_eq!((own.form.note.as_str(), own.form.topics[0].as_str()), ("Заметка консультанта", "speech"));
}

#[test]
fn the_ten_days_burn_on_the_first_screen() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    day.desk.register(request_of("Анна")).expect("waits");
    assert!(day.desk.today().expect("the day").burning.is_empty());
    assert_eq!(day.desk.today().expect("the day").waiting.len(), 1);
    // 11.10.2026 is a Sunday: planned by it, judged by Monday (ст. 193 ГК).
    for (moment, state) in [
        ("2026-10-09T09:00", TermState::Soon),
        ("2026-10-12T09:00", TermState::Amber),
        ("2026-10-13T09:00", TermState::Red),
    ] {
        day.clock.put(moment);
        let burning = day.desk.today().expect("the day").burning;
        assert_eq!(burning.iter().map(|line| line.state).collect::<Vec<_>>(), [state], "{moment}");
    }
}

#[test]
fn both_papers_of_the_quarter_are_saved_and_the_journal_is_printed() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    day.hold("Анна", "2026-10-06", "10:30");
    let key = QuarterKey { year: 2026, quarter: 4 };
    for copy in [WorkbookCopy::Upload, WorkbookCopy::Centre] {
        day.desk.save_quarter(QuarterSaveForm { key, copy }).expect("saved");
    }
    let paper = |month, kind| JournalPaper {
        key: MonthKey { year: 2026, month },
        kind,
        names: false,
        bound: false,
        print: None,
    };
    let form = JournalPrintForm { paper: paper(10, JournalKind::Services), how: PaperWay::Print };
    let printed = day.desk.paper_journal(form).expect("printed");
    assert_eq!(printed.pages, 1);
    let empty = JournalPrintForm { paper: paper(9, JournalKind::Services), how: PaperWay::Print };
    assert_eq!(problems(&refusal(day.desk.paper_journal(empty))), [(ProblemCode::NothingToPrint, "")]);
    let tray = day.tray.0.lock().expect("tray");
    assert_eq!(tray.saved.len(), 2);
    assert!(tray.saved.iter().all(|(name, bytes)| name.ends_with(".xlsx") && bytes.starts_with(b"PK")));
    assert!(tray.printed[0].1.starts_with(b"%PDF-"));
}

#[test]
fn the_next_attempt_has_a_note_of_its_own_and_hands_nobody_the_old_one() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let first = day.consultant();
    let second = day.add_consultant("Яковлева Инна Петровна", "учитель-логопед").id;
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    for (label, consultant) in [("Калинина", &first), ("Яковлева", &second)] {
        day.add_person(label, vec![Role::Consultant], Some(consultant.clone()));
    }
    day.clock.put("2026-10-05T10:40");
    day.change_person("Калинина");
    let view = day.desk.consultation(card.row.id.clone()).expect("own");
    let failed = ConsultationForm {
        outcome: "not_held".into(),
        failure: Some("technical_center".into()),
        failure_words: "нет связи".into(),
        ended: "10:40".into(),
        note: "тайна первого".into(),
        ..view.form
    };
    day.desk.sign(failed).expect("signed");
    let slot = SlotForm { consultant: second, ..day.slot("2026-10-06", "11:15") };
    let booking = time_for(&card.row.id, slot);
    day.desk.book(booking).expect("the repeat, by another consultant");
    day.clock.put("2026-10-06T12:00");
    day.change_person("Яковлева");
    let view = day.desk.consultation(card.row.id.clone()).expect("hers");
    assert_eq!((view.form.note.as_str(), view.may_read_note), ("", true));
    let signed = day.desk.sign(ConsultationForm { note: "своё".into(), ..whole(view.form) }).expect("signed").value;
    assert_eq!((signed.form.note.as_str(), signed.versions.len()), ("своё", 2));
}

#[test]
fn a_head_cannot_come_to_read_a_note_by_joining_the_record() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let first = day.consultant();
    let own = day.add_consultant("Яковлева Инна Петровна", "методист").id;
    day.add_person("Калинина", vec![Role::Consultant], Some(first.clone()));
    day.add_person("Яковлева", vec![Role::Consultant, Role::Head], Some(own.clone()));
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:15");
    day.change_person("Калинина");
    let view = day.desk.consultation(card.row.id.clone()).expect("own");
    day.desk.sign(whole(view.form)).expect("signed");
    day.change_person("Яковлева");
    let view = day.desk.consultation(card.row.id).expect("as head");
    let joined =
        ConsultationForm { consultants: vec![first, own], reason: "были вдвоём".into(), ..view.form };
    assert_eq!(problems(&refusal(day.desk.sign(joined))), [(ProblemCode::NotAllowed, "consultants")]);
}

#[test]
fn r072_a_call_that_broke_off_and_was_dialled_again_is_two_attempts() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let card = day.book("Анна", "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T10:40");
    let view = day.desk.consultation(card.row.id.clone()).expect("a form");
    let failed = ConsultationForm {
        outcome: "not_held".into(),
        failure: Some("technical_recipient".into()),
        failure_words: "обрыв".into(),
        ended: "10:40".into(),
        ..view.form
    };
    let view = day.desk.sign(failed).expect("signed").value;
    day.clock.put("2026-10-05T11:30");
    let again = ConsultationForm {
        outcome: "given".into(),
        failure: None,
        started: "10:45".into(),
        ended: "11:20".into(),
        ..whole(view.form)
    };
    day.desk.sign(again).expect("no reason is asked: it is the next attempt");
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    let lines: Vec<_> = month.rows.iter().map(|row| row.counted).collect();
    assert_eq!(lines, [false, true], "the failed attempt keeps its line and is no service");
}

#[test]
fn r032_accepting_now_holds_the_time_up_to_the_next_promise() {
    let mut day = TestDesk::opened_at("2026-10-05T10:07");
    day.book("Анна", "2026-10-05", "10:30").expect("free");
    let consultant = day.consultant();
    let slot = SlotForm { consultant, date: String::new(), time: String::new(), minutes: None, room: None };
    let form = RequestForm { now: true, slot: Some(slot), ..request_of("Борис") };
    let card = day.desk.register(form).expect("accepted").value;
    let booking = card.row.booking.expect("held");
    assert_eq!((booking.time.as_str(), booking.until.as_str()), ("10:07", "10:30"));
    assert_eq!(day.desk.to_record().expect("the list").len(), 2);
}

#[test]
fn the_record_says_the_age_and_the_порядок_says_how_many_consult() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let mut cards = vec![day.consultant()];
    for name in ["Яковлева Инна Петровна", "Юрьев Олег Петрович"] {
        cards.push(day.add_consultant(name, "методист").id);
    }
    let slot = SlotForm { consultant: cards[0].clone(), ..day.slot("2026-10-05", "10:30") };
    let form = RequestForm { child_age: String::new(), slot: Some(slot), ..request_of("Анна") };
    let card = day.desk.register(form).expect("free").value;
    day.clock.put("2026-10-05T11:15");
    let view = day.desk.consultation(card.row.id).expect("a form");
    let three = ConsultationForm { consultants: cards, child_age: "4 года".into(), ..whole(view.form) };
    let refused = refusal(day.desk.sign(three.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::TooManyConsultants, "consultants")]);
    let two = ConsultationForm { consultants: three.consultants[..2].to_vec(), ..three };
    day.desk.sign(two).expect("signed");
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    assert_eq!(month.rows[0].child_age.replace('\u{a0}', " "), "4 г.");
}

#[test]
fn a_consultant_finds_numbers_and_codes_but_not_whether_a_phone_is_known() {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    day.add_person("Калинина", vec![Role::Consultant], None);
    let mut form = request_of("Анна");
    form.who.phone = "8 917 123-45-67".into();
    day.desk.register(form).expect("registered");
    day.change_person("Калинина");
    let mut found = |text: &str| {
        let filter = RequestFilter { text: text.into(), open_only: false, after: None };
        day.desk.requests(filter).expect("the list").rows.len()
    };
    for (text, expected) in [("", 1), ("1", 1), ("П-0001", 1), ("Анна", 0), ("123-45-67", 0), ("9171234567", 0)] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn no_time_is_offered_on_a_public_holiday() {
    // 4 November 2026 is a Wednesday.
    let mut day = TestDesk::opened_at("2026-11-02T08:00");
    let query = FreeTimesQuery {
        form: "in_center".into(),
        from: Some("2026-11-04".into()),
        days: 2,
        minutes: None,
        consultant: None,
        received: None,
        topics: vec![],
        wished: None,
        wish_binding: false,
    };
    let free = day.desk.free_times(query).expect("free times");
    assert!(free.consultants[0].times[0].is_empty(), "{:?}", free.consultants[0].times);
    assert!(!free.consultants[0].times[1].is_empty());
    assert_eq!(free.nearest[0].date, "2026-11-05");
}
