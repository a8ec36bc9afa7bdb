//! What is missing stops a month or is said; what is kept is printed again byte for byte.

use desk::wire::*;
use poryadok_tests::read_back::pdf_text;
use poryadok_tests::test_desk::*;

use crate::{
    OCTOBER, WHY, close_form, closed, codes, correction, failed, head, kept, missing, month, october, plain, printed,
    says,
};

#[test]
fn r110_r137_a_month_is_closed_by_the_head_once_it_is_over_and_nothing_is_missing() {
    let mut day = october();
    day.clock.put("2026-10-08T09:00");
    let waits = day.book("Савина Вера", "2026-10-09", "10:30").expect("free");
    let event = EventForm {
        topic: "Травмы дома".to_owned(),
        date: "2026-10-09".to_owned(),
        started: "09:00".to_owned(),
        ended: "10:00".to_owned(),
        leaders: vec![day.consultant()],
        ..day.desk.event(String::new()).expect("a form").form
    };
    let event = day.desk.save_event(event).expect("planned").value;
    day.clock.put("2026-10-31T18:00");
    assert_eq!(codes(day.desk.close_month(close_form(OCTOBER, WHY))), [(ProblemCode::MonthNotEnded, String::new())]);
    assert!(day.desk.month_closing(OCTOBER).expect("the month").missing.is_empty(), "it still goes on");
    for person in ["Калинина", "Лапина"] {
        day.change_person(person);
        assert_eq!(codes(day.desk.month_closing(OCTOBER)), [(ProblemCode::NotAllowed, String::new())]);
        assert_eq!(codes(day.desk.close_month(close_form(OCTOBER, WHY))), [(ProblemCode::NotAllowed, String::new())]);
    }
    head(&mut day);

    day.clock.put("2026-11-02T09:00");
    let closing = day.desk.month_closing(OCTOBER).expect("the month");
    assert_eq!(missing(&closing), [("unrecorded", true, 1), ("event_uncounted", true, 1), ("no_evidence", false, 2)]);
    assert_eq!((closing.stops, closing.warns, closing.may_close), (2, 2, true));
    assert_eq!(closing.missing[0].items[0].subject, waits.row.id, "each opens its record");
    assert!(closing.missing[2].why.contains("подтвержд"), "{}", closing.missing[2].why);
    let refused = refusal(day.desk.close_month(close_form(OCTOBER, WHY)));
    assert_eq!((refused.problems[0].code, refused.problems[0].about.as_deref()), (ProblemCode::MonthLacks, Some("2")));

    let booking = waits.row.booking.expect("a time").id;
    day.desk.no_show(booking).expect("nobody came");
    let annul = EventAnnulForm {
        event: event.form.id.clone().expect("an id"),
        version: event.form.version,
        reason: "заболел ведущий".to_owned(),
    };
    day.desk.annul_event(annul).expect("annulled");
    let closing = day.desk.month_closing(OCTOBER).expect("the month");
    assert_eq!(missing(&closing), [("no_evidence", false, 2), ("overdue", false, 1)]);
    assert_eq!(
        codes(day.desk.close_month(close_form(OCTOBER, " "))),
        [(ProblemCode::ReasonRequired, "reason".to_owned())],
        "what the порядок warns of is gone over with a reason"
    );
    let done = day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed").value;
    assert!(done.closed && done.missing.is_empty() && done.reason == WHY);
    assert_eq!(plain(&done.state_words), "закрыт 02.11.2026");
    assert!(plain(&done.closed_words).starts_with("Закрыт 02.11.2026, Ветрова О. И.; контрольное число "));
    assert_eq!(codes(day.desk.close_month(close_form(OCTOBER, WHY))), [(ProblemCode::MonthClosed, String::new())]);
    let shown = day.desk.journal_month(OCTOBER).expect("the month");
    assert!(shown.closed && shown.may_close && shown.closed_months == [OCTOBER]);
}

#[test]
fn months_are_closed_in_order_or_with_a_gap_that_is_said_and_the_first_screen_reminds() {
    let mut day = october();
    let to_close = |day: &mut TestDesk| day.desk.control().expect("the head's").to_close.map(|month| month.key);
    assert!(to_close(&mut day) == Some(OCTOBER));
    day.clock.put("2026-12-02T09:00");
    let closing = day.desk.month_closing(month(11)).expect("an empty month");
    assert_eq!(missing(&closing), [("earlier_open", false, 1)]);
    assert_eq!(closing.missing[0].items[0].number_words, "октябрь 2026");
    day.desk.close_month(close_form(month(11), "октябрь закрою завтра")).expect("closed over the gap");
    assert!(to_close(&mut day) == Some(OCTOBER), "the gap is still open");
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("the gap is filled");
    assert!(to_close(&mut day).is_none());
    let empty = JournalPaper { key: month(11), ..kept(None) };
    let paper = printed(&mut day, empty);
    assert!(says(&paper, "За этот месяц подписанных записей нет"), "an empty month has its paper too");
}

#[test]
fn every_print_of_a_closed_month_is_the_first_one_byte_for_byte() {
    let mut day = closed();
    let first = printed(&mut day, kept(None));
    let text = pdf_text(&first);
    let control = plain(&day.desk.month_closing(OCTOBER).expect("the month").closed_words);
    let control = control.rsplit(' ').next().expect("a number");
    assert!(text.contains(&format!("Контрольное число {control}")) && !text.contains("не закрыт"), "{text}");
    assert!(!text.contains("Забелина") && text.contains("П-0001"), "codes alone are kept");

    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    day.clock.put("2027-03-15T12:00");
    // Everything the paper is made of changes its words.
    let centre = CentreForm {
        institution: "МАДОУ «Другое имя»".to_owned(),
        name: "КЦ «Другой»".to_owned(),
        town: "г. Иной".to_owned(),
        phone: String::new(),
        email: String::new(),
        day_ends: "17:00".to_owned(),
    };
    day.desk.save_centre(centre).expect("renamed");
    let card = day.desk.consultants().expect("cards").remove(0);
    day.desk.save_consultant(ConsultantForm { name: "Лугина Мария".to_owned(), ..card_form(card) }).expect("renamed");
    assert_eq!(printed(&mut day, kept(None)), first);
    assert_eq!(printed(&mut day, kept(Some(1))), first);
    day.desk.paper_journal(JournalPrintForm { paper: kept(None), how: PaperWay::Save }).expect("saved");
    assert_eq!(day.tray.0.lock().expect("tray").saved.last().expect("a file").1, first);
    let page = day.desk.journal_page(JournalPageQuery { paper: kept(None), page: 1 }).expect("a page");
    assert!(page.words.contains("Калинина М. С.") && !page.words.contains("Лугина"), "{}", page.words);
    assert_eq!(
        codes(day.desk.paper_journal(JournalPrintForm { paper: kept(Some(2)), how: PaperWay::Print })),
        [(ProblemCode::NotFound, String::new())]
    );

    // The copy with names is not kept: it says the lines of the kept print.
    let named = printed(&mut day, JournalPaper { names: true, ..kept(None) });
    assert!(says(&named, "Забелина") && says(&named, "Калинина") && !says(&named, "Лугина"));
    assert_eq!(day.desk.month_closing(OCTOBER).expect("the month").prints.len(), 1);
}

#[test]
fn a_kept_print_that_was_changed_past_the_program_is_not_printed() {
    let mut day = closed().tampered(
        "DROP TRIGGER month_print_is_final; UPDATE month_print SET bytes = substr(bytes, 1, length(bytes) - 1)",
    );
    let answer = day.desk.paper_journal(JournalPrintForm { paper: kept(None), how: PaperWay::Print });
    assert_eq!(codes(answer), [(ProblemCode::JournalDamaged, String::new())]);
}

#[test]
fn prints_of_an_open_month_are_the_same_until_something_in_it_changes() {
    let mut day = october();
    let first = printed(&mut day, kept(None));
    assert!(says(&first, "Месяц не закрыт") && !says(&first, "Контрольное число"));
    assert_eq!(printed(&mut day, kept(None)), first, "a print of its own changes nothing");
    correction(&mut day, 0, "описка").expect("by the head, before the closing too");
    assert_ne!(printed(&mut day, kept(None)), first);
    assert!(day.desk.month_closing(OCTOBER).expect("the month").corrections.is_empty(), "nothing was closed yet");
}

#[test]
fn a_month_with_an_event_alone_before_the_first_request_is_there_to_be_closed() {
    let mut day = october();
    let form = EventForm {
        topic: "Режим дня".to_owned(),
        date: "2026-09-15".to_owned(),
        started: "09:00".to_owned(),
        ended: "10:00".to_owned(),
        leaders: vec![day.consultant()],
        participants: "7".to_owned(),
        ..day.desk.event(String::new()).expect("a form").form
    };
    day.desk.save_event(form).expect("found in the papers");
    assert!(day.desk.control().expect("the head's").to_close.map(|month| month.key) == Some(month(9)));
    assert!(day.desk.journal_month(month(9)).expect("the month").months.contains(&month(9)));
    let closing = day.desk.month_closing(OCTOBER).expect("the month");
    assert_eq!(missing(&closing), [("no_evidence", false, 2), ("earlier_open", false, 1)]);
    let words = plain(&day.desk.quarter(QuarterKey { year: 2026, quarter: 3 }).expect("the quarter").seal_waits);
    assert_eq!(words, "Не закрыт месяц: сентябрь");
}

#[test]
fn a_month_with_a_failure_alone_before_anything_else_is_there_to_be_closed() {
    let mut day = TestDesk::opened_at("2026-09-28T09:00");
    let card = day.book("Ерёмин Егор", "2026-09-30", "10:30").expect("free");
    day.clock.put("2026-09-30T11:00");
    let form = day.desk.consultation(card.row.id.clone()).expect("a form").form;
    let failed = ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some("technical_center".to_owned()),
        ended: "10:40".to_owned(),
        ..form
    };
    day.desk.sign(failed).expect("signed");
    let slot = day.slot("2026-10-01", "10:30");
    day.desk.book(time_for(&card.row.id, slot)).expect("promised again");
    day.clock.put("2026-10-01T11:30");
    let form = whole(day.desk.consultation(card.row.id.clone()).expect("a form").form);
    day.desk.sign(form).expect("the repeat");
    // As in a journal that was begun in October with what had been promised before.
    let mut day = day.tampered("UPDATE request SET registered_on = '2026-10-01'");
    assert!(day.desk.control().expect("the head's").to_close.map(|month| month.key) == Some(month(9)));
}

#[test]
fn everything_begun_in_a_month_and_not_finished_is_told_before_its_closing() {
    let mut day = october();
    // A record of a failure is being put right, one of October is written from paper, an event too.
    let failure = failed(&mut day);
    day.change_person("Калинина");
    let draft = |day: &mut TestDesk, form: &str, subject: &str, body: String| {
        let key = DraftKey { form: form.to_owned(), subject: subject.to_owned() };
        day.desk.save_draft(key, body).expect("kept");
    };
    let json = |form: &ConsultationForm| serde_json::to_string(form).expect("a form");
    let form = day.desk.consultation(failure.clone()).expect("a form").form;
    draft(&mut day, "consultation", &failure, json(&ConsultationForm { reason: "описка".to_owned(), ..form }));
    day.clock.put("2026-11-02T09:00");
    let late = |day: &mut TestDesk, date: &str| {
        let request =
            RequestForm { received: Some("2026-10-19T10:00".to_owned()), ..request_of("Горина Дина") };
        let request = day.desk.register(request).expect("entered late").value.row.id;
        let form = day.desk.consultation(request.clone()).expect("a form").form;
        let form = ConsultationForm { date: date.to_owned(), started: "10:00".to_owned(), ..form };
        draft(day, "consultation", &request, json(&form));
        request
    };
    let october = late(&mut day, "20.10.2026");
    late(&mut day, "2026-11-02");
    day.change_person("Лапина");
    let event = EventForm { date: "2026-10-21".to_owned(), ..day.desk.event(String::new()).expect("a form").form };
    draft(&mut day, "event", "", serde_json::to_string(&event).expect("a form"));
    head(&mut day);

    let closing = day.desk.month_closing(OCTOBER).expect("the month");
    let begun = closing.missing.iter().find(|group| group.key == "begun").expect("what was begun");
    assert!(!begun.stops, "it is finished, given up, or gone over with a reason");
    let said: Vec<String> =
        begun.items.iter().map(|item| plain(&format!("{} {}", item.number_words, item.words))).collect();
    assert_eq!(
        said,
        [
            "№ 3 29.10.2026, пишет Калинина И.",
            "№ 4 20.10.2026, пишет Калинина И.",
            "новое мероприятие 21.10.2026, пишет Лапина И."
        ]
    );
    assert_eq!(begun.items[1].subject, october, "each opens what it tells of");
}
