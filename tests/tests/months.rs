//! Months closed and corrected, quarters sent: what is missing stops, what is kept is printed again byte for byte,
//! what is put right later stands beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail loudly

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use desk::wire::*;
use poryadok_tests::read_back::pdf_text;
use poryadok_tests::test_desk::*;

const OCTOBER: MonthKey = MonthKey { year: 2026, month: 10 };
const QUARTER: QuarterKey = QuarterKey { year: 2026, quarter: 4 };
const WHY: &str = "документ ждём из управления";

fn month(number: u32) -> MonthKey {
    MonthKey { year: 2026, month: number }
}

fn close_form(key: MonthKey, reason: &str) -> CloseMonthForm {
    CloseMonthForm { key, reason: reason.to_owned(), bound: false }
}

fn kept(print: Option<u32>) -> JournalPaper {
    JournalPaper { key: OCTOBER, kind: JournalKind::Services, names: false, bound: false, print }
}

fn printed(day: &mut TestDesk, paper: JournalPaper) -> Vec<u8> {
    day.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).expect("printed");
    day.tray.0.lock().expect("tray").printed.last().expect("a paper").1.clone()
}

fn codes<T>(answer: Result<T, Refused>) -> Vec<(ProblemCode, String)> {
    let refused = refusal(answer);
    refused.problems.iter().map(|one| (one.code, one.field.clone().unwrap_or_default())).collect()
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// «Обращение № 1» may be torn by the hyphens of a narrow place; a paragraph across the page is not.
fn says(pdf: &[u8], words: &str) -> bool {
    pdf_text(pdf).contains(words)
}

fn missing(closing: &MonthClosing) -> Vec<(&str, bool, u32)> {
    closing.missing.iter().map(|group| (group.key.as_str(), group.stops, group.count)).collect()
}

/// October with two records of Калинина, hers signed; the head at the desk on the second of November.
fn october() -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-01T09:00");
    let psychologist = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(psychologist));
    day.add_person("Лапина", vec![Role::Administrator], None);
    day.change_person("Калинина");
    day.hold("Забелина Анна", "2026-10-06", "10:30");
    day.hold("Рябинин Борис", "2026-10-07", "10:30");
    head(&mut day);
    day.clock.put("2026-11-02T09:00");
    day
}

fn head(day: &mut TestDesk) {
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
}

fn closed() -> TestDesk {
    let mut day = october();
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");
    day
}

fn request_of_row(day: &mut TestDesk, at: usize) -> String {
    day.desk.journal_month(OCTOBER).expect("the month").rows[at].request.clone()
}

/// The signed record of a line with another form, signed by whoever is at the desk.
fn correction(day: &mut TestDesk, at: usize, reason: &str) -> Result<Done<ConsultationView>, Refused> {
    let request = request_of_row(day, at);
    let view = day.desk.consultation(request).expect("the record");
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..view.form.more.clone() };
    day.desk.sign(ConsultationForm { form: "written".to_owned(), reason: reason.to_owned(), more, ..view.form })
}

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
fn after_the_closing_only_the_head_corrects_with_a_reason_and_both_prints_stay() {
    let mut day = october();
    day.change_person("Калинина");
    correction(&mut day, 1, "описка в форме").expect("its author, while the month is open");
    head(&mut day);
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");
    let first = printed(&mut day, kept(None));
    let nothing = CorrectedPrintForm { key: OCTOBER, bound: false };
    assert_eq!(codes(day.desk.keep_corrected_print(nothing.clone())), [(ProblemCode::NothingCorrected, String::new())]);

    day.change_person("Калинина");
    let hers = request_of_row(&mut day, 0);
    assert!(!day.desk.consultation(hers).expect("her record").may_sign);
    assert_eq!(codes(correction(&mut day, 0, "описка")), [(ProblemCode::MonthClosed, String::new())]);
    assert_eq!(codes(day.desk.keep_corrected_print(nothing.clone())), [(ProblemCode::NotAllowed, String::new())]);
    head(&mut day);
    day.clock.put("2026-11-10T12:00");
    assert_eq!(codes(correction(&mut day, 0, "")), [(ProblemCode::ReasonRequired, "reason".to_owned())]);
    let record = correction(&mut day, 0, "перепутана форма Забелиной").expect("the head corrects").value;
    assert_eq!(record.versions.len(), 2, "both versions stay");
    assert!(
        plain(&record.counting.closed_words).starts_with("Октябрь 2026 закрыт"),
        "{}",
        record.counting.closed_words
    );

    let closing = day.desk.month_closing(OCTOBER).expect("the month");
    assert_eq!((closing.unprinted, closing.corrections.len()), (1, 1));
    assert_eq!(closing.corrections[0].reason, "перепутана форма Забелиной");
    assert_eq!(day.desk.journal_month(OCTOBER).expect("the month").unprinted, 1);
    assert_eq!(printed(&mut day, kept(None)), first, "until it is made, the last kept print stands");

    let done = day.desk.keep_corrected_print(CorrectedPrintForm { key: OCTOBER, bound: true }).expect("made").value;
    let words: Vec<String> = done.prints.iter().map(|one| plain(&one.words)).collect();
    assert_eq!(words, ["Печать 2, исправлено, от 10.11.2026", "Печать 1 от 02.11.2026"]);
    assert_eq!((done.unprinted, done.corrections[0].print_words.as_str()), (0, "печать 2"));
    let second = printed(&mut day, kept(None));
    let text = pdf_text(&second);
    for said in [
        "Исправлено, печать 2",
        "Исправлено после закрытия месяца. Первая печать от 02.11.2026 хранится.",
        "форма: было «очно», стало «письменный ответ»",
        "10.11.2026, Ветрова О. И.",
        "Прошито, пронумеровано",
    ] {
        assert!(text.contains(said), "«{said}» is not on paper: {text}");
    }
    assert!(!text.contains("Забелин"), "free words of a reason stay off the paper: {text}");
    assert_eq!(printed(&mut day, kept(Some(1))), first);
    assert_eq!(printed(&mut day, kept(Some(2))), second);
    let names: Vec<String> = day.tray.0.lock().expect("tray").printed.iter().map(|(name, _)| name.clone()).collect();
    assert!(names.iter().any(|name| name == "Журнал 2026-10 исправлено, печать 2"), "{names:?}");
    assert_eq!(codes(day.desk.keep_corrected_print(nothing)), [(ProblemCode::NothingCorrected, String::new())]);

    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    assert_eq!((printed(&mut day, kept(Some(1))), printed(&mut day, kept(Some(2)))), (first, second));
}

#[test]
fn a_session_recorded_after_the_closing_goes_in_as_the_heads_correction_and_is_never_refused() {
    let mut day = closed();
    day.change_person("Калинина");
    let slot = day.slot("2026-11-02", "09:00");
    let form = RequestForm {
        received: Some("2026-10-20T10:00".to_owned()),
        slot: Some(slot),
        now: true,
        ..request_of("Горина Дина")
    };
    let request = day.desk.register(form).expect("registered on the day it is entered").value.row.id;
    let late = |day: &mut TestDesk, reason: &str| {
        let form = day.desk.consultation(request.clone()).expect("a form").form;
        let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
        let form = ConsultationForm {
            date: "2026-10-20".to_owned(),
            started: "10:00".to_owned(),
            ended: "10:40".to_owned(),
            reason: reason.to_owned(),
            more,
            ..whole(form)
        };
        let weighed = day.desk.weigh(form.clone()).expect("weighed");
        assert!(plain(&weighed.closed_words).contains("Октябрь 2026 закрыт"), "{}", weighed.closed_words);
        day.desk.sign(form)
    };
    assert_eq!(codes(late(&mut day, "нашли на бумаге")), [(ProblemCode::MonthClosed, String::new())]);
    head(&mut day);
    assert_eq!(codes(late(&mut day, "")), [(ProblemCode::ReasonRequired, "reason".to_owned())]);
    late(&mut day, "нашли на бумаге").expect("a fact is never refused");
    let closing = day.desk.month_closing(OCTOBER).expect("the month");
    assert_eq!((closing.unprinted, closing.corrections[0].reason.as_str()), (1, "нашли на бумаге"));
    day.desk.keep_corrected_print(CorrectedPrintForm { key: OCTOBER, bound: false }).expect("made");
    let text = pdf_text(&printed(&mut day, kept(None)));
    assert!(text.contains("строка добавлена (20.10.2026 10:00–10:40)"), "{text}");
    assert!(text.contains("услуг 3"), "{text}");
}

/// A technical failure on the twenty-ninth, written down at once by the head.
fn failed(day: &mut TestDesk) -> String {
    day.clock.put("2026-10-28T09:00");
    let card = day.book("Ерёмин Егор", "2026-10-29", "10:30").expect("free");
    day.clock.put("2026-10-29T11:00");
    let form = day.desk.consultation(card.row.id.clone()).expect("a form").form;
    let failed = ConsultationForm {
        outcome: "not_held".to_owned(),
        failure: Some("technical_center".to_owned()),
        ended: "10:40".to_owned(),
        ..form
    };
    day.desk.sign(failed).unwrap_or_else(|refused| panic!("the failure is signed: {refused:?}"));
    card.row.id
}

/// The repeat on the third of November: another consultant, another form and topic, and the other parent beside.
fn repeated(day: &mut TestDesk, request: &str, other: &str) {
    let slot = SlotForm { consultant: other.to_owned(), ..day.slot("2026-11-03", "10:30") };
    let booked =
        day.desk.book(BookForm { caution_reason: "позже не могли".to_owned(), ..time_for(request, slot) });
    booked.unwrap_or_else(|refused| panic!("promised again: {refused:?}"));
    day.clock.put("2026-11-03T11:30");
    let form = whole(day.desk.consultation(request.to_owned()).expect("a form").form);
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
    let held = ConsultationForm {
        second: Some(Who { name: "Ерёмина Ева".to_owned(), ..request_of("").who }),
        form: "outing".to_owned(),
        topics: vec!["speech".to_owned()],
        more,
        ..form
    };
    let refused = |refused: Refused| panic!("the repeat is signed: {refused:?}");
    let signed = day.desk.sign(held).unwrap_or_else(refused).value;
    assert!(signed.form.consultants == [other], "another held it");
}

fn lines_of(day: &mut TestDesk, key: MonthKey) -> Vec<JournalLine> {
    day.desk.journal_month(key).expect("the month").rows
}

#[test]
fn a_repeat_in_an_open_month_leaves_the_failure_of_a_closed_one_as_it_is() {
    let mut day = october();
    let other = day.add_consultant("Озерова Яна Львовна", "логопед").id;
    let request = failed(&mut day);
    day.clock.put("2026-11-02T09:00");
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");
    let first = printed(&mut day, kept(None));
    let before = lines_of(&mut day, OCTOBER);
    let line = before.last().expect("the failure");
    assert_eq!((line.form.as_str(), line.who.as_str(), line.counted), ("очно", "П-0003", false));
    assert_eq!(line.because, "не учтена, потому что не состоялась: сбой у центра");
    repeated(&mut day, &request, &other);

    let closing = day.desk.month_closing(OCTOBER).expect("the month");
    assert!(closing.corrections.is_empty(), "a repeat corrects nothing");
    assert_eq!(printed(&mut day, kept(None)), first);
    let after = lines_of(&mut day, OCTOBER);
    assert_eq!(after.len(), before.len());
    for (after, before) in after.into_iter().zip(before) {
        let versions = before.versions;
        assert!(JournalLine { versions, ..after } == before, "{} of {} has changed", before.held, before.who);
    }
    let repeat = lines_of(&mut day, month(11)).remove(0);
    assert_eq!((repeat.form.as_str(), repeat.who.as_str()), ("выездная", "П-0003, П-0004"));
    assert!(repeat.consultant.starts_with("Озерова"), "{}", repeat.consultant);

    // Narrow columns tear words.
    let named = pdf_text(&printed(&mut day, JournalPaper { names: true, ..kept(None) }));
    let named: String = named.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let control = plain(&closing.closed_words);
    let control = control.rsplit(' ').next().expect("a number");
    assert!(named.contains(&control.replace('-', "")) && named.contains("ЕрёминЕгор"), "{named}");
    for strange in ["Ерёмина", "Озерова", "выездная"] {
        assert!(!named.contains(strange), "«{strange}» came after the closing: {named}");
    }
}

#[test]
fn in_an_open_month_too_a_failure_is_of_whoever_signed_it() {
    let mut day = october();
    let other = day.add_consultant("Озерова Яна Львовна", "логопед").id;
    let request = failed(&mut day);
    repeated(&mut day, &request, &other);
    let failure = lines_of(&mut day, OCTOBER).pop().expect("the failure");
    assert_eq!((failure.form.as_str(), failure.topic.as_str()), ("очно", "—"));
    assert!(failure.consultant.starts_with("Калинина"), "{}", failure.consultant);
}

#[test]
fn until_a_corrected_print_the_copy_with_names_tells_what_the_kept_one_does_and_the_screen_what_stands() {
    let mut day = closed();
    correction(&mut day, 0, "описка").expect("the head corrects");
    let named = JournalPaper { names: true, ..kept(None) };
    let paper = pdf_text(&printed(&mut day, named));
    assert!(!paper.contains("письменный ответ"), "it bears the number of the kept print: {paper}");
    let lines = lines_of(&mut day, OCTOBER);
    assert_eq!(lines.iter().map(|line| line.form.as_str()).collect::<Vec<_>>(), ["письменный ответ", "очно"]);
    day.desk.keep_corrected_print(CorrectedPrintForm { key: OCTOBER, bound: false }).expect("made");
    let paper = pdf_text(&printed(&mut day, named));
    assert!(paper.contains("письменный ответ") && paper.contains("Исправлено, печать 2"), "{paper}");
}

#[test]
fn words_of_a_correction_go_with_the_person_they_may_tell_of() {
    let mut day = closed();
    correction(&mut day, 0, "перепутана форма Забелиной").expect("the head corrects");
    correction(&mut day, 1, "описка").expect("the head corrects");
    day.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    let corrections = day.desk.month_closing(OCTOBER).expect("the month").corrections;
    let reasons: Vec<&str> = corrections.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["описка", ""], "the line of the correction itself stays");
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

#[test]
fn every_other_door_into_a_closed_month_is_the_heads_with_a_reason_or_shut() {
    let mut day = october();
    day.clock.put("2026-10-30T09:00");
    let open = day.desk.register(request_of("Жукова Инна")).expect("waits").value.row.id;
    let missed = day.book("Зимина Яна", "2026-10-30", "10:30").expect("free");
    day.clock.put("2026-10-30T11:30");
    day.desk.no_show(missed.row.booking.clone().expect("a time").id).expect("nobody came");
    day.clock.put("2026-11-02T09:00");
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");

    let event = |day: &mut TestDesk, reason: &str| EventForm {
        topic: "Режим дня".to_owned(),
        date: "2026-10-15".to_owned(),
        started: "09:00".to_owned(),
        ended: "10:00".to_owned(),
        leaders: vec![day.consultant()],
        participants: "7".to_owned(),
        reason: reason.to_owned(),
        ..day.desk.event(String::new()).expect("a form").form
    };
    let annul = AnnulForm { request: open, reason: "записана дважды".to_owned() };
    day.change_person("Лапина");
    let form = event(&mut day, "нашли");
    assert_eq!(codes(day.desk.save_event(form)), [(ProblemCode::MonthClosed, String::new())]);
    assert_eq!(
        codes(day.desk.annul_request(annul.clone())),
        [(ProblemCode::MonthClosed, String::new())],
        "a request registered in October stands in its figures"
    );
    assert_eq!(codes(day.desk.undo_no_show(missed.row.id.clone())), [(ProblemCode::MonthClosed, String::new())]);
    head(&mut day);
    assert_eq!(codes(day.desk.undo_no_show(missed.row.id.clone())), [(ProblemCode::MonthClosed, String::new())]);
    let form = event(&mut day, "");
    assert_eq!(codes(day.desk.save_event(form)), [(ProblemCode::ReasonRequired, "reason".to_owned())]);
    let form = event(&mut day, "нашли список");
    let saved = day.desk.save_event(form).expect("the head, with a reason").value;
    day.desk.annul_request(annul).expect("the head, with a reason");
    let event = EventAnnulForm {
        event: saved.form.id.expect("an id"),
        version: saved.form.version,
        reason: "было в сентябре".to_owned(),
    };
    day.desk.annul_event(event).expect("the head, with a reason");
    let corrections = day.desk.month_closing(OCTOBER).expect("the month").corrections;
    let what: Vec<String> = corrections.iter().map(|one| plain(&one.what)).collect();
    assert_eq!(what, ["мероприятие № 1", "обращение № 3", "мероприятие № 1"]);

    // Neither a day nor a порядок of a closed month is judged anew.
    let off = DayForm {
        day: "2026-10-15".to_owned(), kind: Some(OwnDayKind::Off), words: "актированный".to_owned()
    };
    assert_eq!(codes(day.desk.set_day(off)), [(ProblemCode::MonthJudged, "day".to_owned())]);
    let mut sheet = day.desk.order_form(OrderStart { source: String::new(), replaces: None }).expect("a form");
    sheet.form.valid_from = "2026-10-20".to_owned();
    let refused = refusal(day.desk.save_order(sheet.form));
    assert!(refused.problems.iter().any(|one| one.code == ProblemCode::MonthJudged), "{refused:?}");
}

#[test]
fn a_time_left_over_in_a_closed_month_is_ended_by_the_head_with_a_reason_only() {
    let mut day = october();
    day.clock.put("2026-10-29T09:00");
    let booked: Vec<RequestCard> =
        [("Ким Ада", "09:00"), ("Лим Ева", "10:00"), ("Мин Ия", "11:00"), ("Нам Зоя", "12:00")]
            .into_iter()
            .map(|(name, time)| day.book(name, "2026-10-30", time).expect("free"))
            .collect();
    let slot = day.slot("2026-10-30", "14:00");
    let how =
        HowForm {
            place: Some("home".into()), address: "с. Кулегаш".into(), until: "15:30".into(), ..plain_how()
        };
    let window =
        RequestForm { form: "outing".into(), slot: Some(slot), how: Some(how.clone()), ..request_of("Род Яна") };
    let window = day.desk.register(window).expect("an outing").value.row.booking.expect("a window").id;
    day.clock.put("2026-11-02T09:00");
    // Such a time cannot be left by the program itself: the closing stops at it.
    let mut day =
        day.tampered("INSERT INTO month (year, month, closed_at, closed_on) VALUES (2026, 10, 1, '2026-11-02')");
    let booking = |at: usize| booked[at].row.booking.as_ref().expect("a time").id.clone();
    let release = |reason: &str| ReleaseForm { booking: booking(0), reason: reason.to_owned() };
    let lapse = AnnulForm { request: booked[1].row.id.clone(), reason: "не отвечает".to_owned() };
    let other = |day: &mut TestDesk| {
        let slot = day.slot("2026-11-03", "15:00");
        MoveForm {
            caution_reason: "так вышло".to_owned(), ..other_time(&booking(2), slot, "перенесли")
        }
    };
    day.change_person("Лапина");
    let closed = [(ProblemCode::MonthClosed, String::new())];
    assert_eq!(codes(day.desk.no_show(booking(3))), closed);
    assert_eq!(codes(day.desk.release_time(release("отдали"))), closed);
    assert_eq!(codes(day.desk.close_request(lapse.clone())), closed);
    let form = other(&mut day);
    assert_eq!(codes(day.desk.move_booking(form)), closed);
    let elsewhere = OutingForm {
        booking: window,
        place: how.place,
        address: "с. Иное".to_owned(),
        transport: String::new(),
        equipment: Vec::new(),
    };
    assert_eq!(codes(day.desk.change_outing(elsewhere.clone())), closed);
    head(&mut day);
    assert_eq!(codes(day.desk.change_outing(elsewhere)), closed, "where an outing went bears no reason either");
    assert_eq!(codes(day.desk.no_show(booking(3))), closed, "it bears no reason, so nobody does it");
    day.desk.release_time(release("отдали")).expect("with a reason");
    day.desk.close_request(lapse).expect("with a reason");
    let form = other(&mut day);
    day.desk.move_booking(form).unwrap_or_else(|refused| panic!("with a reason: {refused:?}"));
    assert_eq!(day.desk.month_closing(OCTOBER).expect("the month").corrections.len(), 3);
}

#[test]
fn what_a_record_of_a_closed_month_counts_as_is_not_changed_in_the_lists() {
    let mut day = october();
    let means = day.add_means("СферумКЦ", "video");
    let other = day.add_means("Запасная связь", "video");
    let topic = |key: Option<String>, label: &str, area: &str| ListRowForm {
        list: "topic".to_owned(),
        key,
        label: label.to_owned(),
        hint: String::new(),
        area: Some(area.to_owned()),
    };
    let areas: Vec<String> = day.desk.lists().expect("lists").topic_areas.into_iter().map(|area| area.key).collect();
    let [first, second] = [&areas[0], &areas[1]];
    let own = day.desk.save_list_row(topic(None, "Прикорм", first)).expect("added").value.key;
    let request = request_of_row(&mut day, 0);
    let form = day.desk.consultation(request).expect("the record").form;
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
    let put_right = ConsultationForm {
        form: "distance".to_owned(),
        means: Some(means.clone()),
        topics: vec![own.clone()],
        reason: "описка".to_owned(),
        more,
        ..form
    };
    day.desk.sign(put_right).unwrap_or_else(|refused| panic!("by the head: {refused:?}"));

    let said = |key: &str, label: &str, kind: &str| MeansForm {
        key: Some(key.to_owned()),
        label: label.to_owned(),
        kind: kind.to_owned(),
        video: false,
        screen: false,
        chat: false,
        records: false,
        standing: "allowed".to_owned(),
        since: String::new(),
        basis: String::new(),
        hidden: false,
    };
    day.desk.save_list_row(topic(Some(own.clone()), "Прикорм", second)).expect("the month is open");
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");
    assert_eq!(
        codes(day.desk.save_means(said(&means, "СферумКЦ", "voice"))),
        [(ProblemCode::UsedInClosed, "kind".to_owned())]
    );
    day.desk.save_means(said(&means, "Сферум", "video")).expect("other words change no figure");
    day.desk.save_means(said(&other, "Запасная связь", "voice")).expect("no closed month knows it");
    assert_eq!(
        codes(day.desk.save_list_row(topic(Some(own.clone()), "Прикорм", first))),
        [(ProblemCode::UsedInClosed, "area".to_owned())]
    );
    day.desk.save_list_row(topic(Some(own), "Прикорм и сон", second)).expect("other words change no figure");
}

#[test]
fn a_quarter_waits_for_the_months_before_it_and_tells_of_what_is_put_right_in_them() {
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
    let event = day.desk.save_event(form).expect("found in the papers").value.form;
    day.clock.put("2027-01-11T09:00");
    for number in [10, 11, 12] {
        day.desk.close_month(close_form(month(number), WHY)).expect("closed");
    }
    let waits = plain(&day.desk.quarter(QUARTER).expect("the quarter").seal_waits);
    assert_eq!(waits, "Не закрыт месяц: сентябрь", "every table bears the year up to the quarter");
    day.desk.close_month(close_form(month(9), WHY)).expect("closed");
    day.desk.seal_quarter(QUARTER).expect("sent");
    let annul =
        EventAnnulForm { event: event.id.expect("an id"), version: event.version, reason: "не было".to_owned() };
    day.desk.annul_event(annul).expect("the head, with a reason");
    let seal = day.desk.quarter(QUARTER).expect("the quarter").seal.expect("a seal");
    assert!(seal.corrections[0].contains("(сентябрь 2026)"), "{:?}", seal.corrections);
    let told = |figure: &ClarifiedFigure| plain(&figure.column) == "С начала года" && figure.was != figure.is;
    assert!(seal.figures.iter().any(told), "the year of the sent report has one service less");
}

#[test]
fn what_is_finished_after_the_sending_or_renamed_since_is_no_clarification() {
    let mut day = october();
    day.clock.put("2026-12-28T09:00");
    let later = day.desk.register(request_of("Савина Вера")).expect("waits").value.row.id;
    let earlier = day.desk.register(request_of("Лунина Ия")).expect("waits").value.row.id;
    let name_organisation = |day: &mut TestDesk, request: &str| {
        let organisation = match day.desk.lists().expect("lists").organisations.first() {
            Some(known) => known.key.clone(),
            None => {
                let form = OrganisationForm { name: "ПМПК".to_owned(), contacts: String::new() };
                day.desk.add_organisation(form).expect("added").value.key
            }
        };
        let form = whole(day.desk.consultation(request.to_owned()).expect("a form").form);
        let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
        let form = ConsultationForm {
            date: "2027-01-10".to_owned(),
            started: "10:00".to_owned(),
            ended: "10:40".to_owned(),
            organisations: vec![organisation],
            consultants: vec![day.consultant()],
            more,
            ..form
        };
        day.desk.sign(form).unwrap_or_else(|refused| panic!("signed: {refused:?}"));
    };
    day.clock.put("2027-01-11T09:00");
    for number in [10, 11, 12] {
        day.desk.close_month(close_form(month(number), WHY)).expect("closed");
    }
    name_organisation(&mut day, &earlier);
    let sent = day.desk.seal_quarter(QUARTER).expect("sent").value;
    day.clock.put("2027-01-20T09:00");
    name_organisation(&mut day, &later);
    let card = day.desk.consultants().expect("cards").remove(0);
    day.desk.save_consultant(ConsultantForm { name: "Лугина Мария".to_owned(), ..card_form(card) }).expect("renamed");
    correction(&mut day, 0, "описка в форме").expect("the head corrects");
    let after = day.desk.quarter(QUARTER).expect("the quarter");
    assert!(after.tables == sent.tables, "the sent figures stand");
    let figures: Vec<String> = after
        .seal
        .expect("a seal")
        .figures
        .iter()
        .map(|one| plain(&format!("{} {} {}: {} {}", one.table, one.row, one.column, one.was, one.is)))
        .collect();
    assert!(figures.iter().any(|one| one == "Т2 письменный ответ октябрь: 0 1"), "{figures:#?}");
    for strange in ["Перенаправлено", "Лугина"] {
        assert!(figures.iter().all(|one| !one.contains(strange)), "{strange}: {figures:#?}");
    }
    let whole = |one: &String| one.starts_with("Т5") && one.contains("За квартал");
    assert!(figures.iter().all(|one| !whole(one)), "a new surname moves no service: {figures:#?}");
}

#[test]
fn r137_a_sent_quarter_keeps_its_figures_and_what_is_put_right_stands_beside_them() {
    let mut day = october();
    assert!(plain(&day.desk.quarter(QUARTER).expect("the quarter").seal_waits).contains("не окончен"));
    day.clock.put("2027-01-11T09:00");
    let waits = day.desk.quarter(QUARTER).expect("the quarter");
    assert!(waits.may_seal && waits.seal.is_none());
    assert_eq!(plain(&waits.seal_waits), "Не закрыты месяцы: октябрь, ноябрь, декабрь");
    let refused = refusal(day.desk.seal_quarter(QUARTER));
    assert_eq!(refused.problems[0].code, ProblemCode::QuarterNotReady);
    for number in [10, 11, 12] {
        day.desk.close_month(close_form(month(number), WHY)).expect("closed");
    }
    day.change_person("Лапина");
    assert_eq!(codes(day.desk.seal_quarter(QUARTER)), [(ProblemCode::NotAllowed, String::new())]);
    head(&mut day);
    let sent = day.desk.seal_quarter(QUARTER).expect("sent").value;
    let seal = sent.seal.as_ref().expect("a seal");
    assert!(plain(&seal.words).starts_with("11.01.2027, Ветрова О. И.; контрольное число "));
    assert!(seal.corrections.is_empty() && seal.figures.is_empty());
    assert_eq!(codes(day.desk.seal_quarter(QUARTER)), [(ProblemCode::QuarterSealed, String::new())]);

    day.clock.put("2027-01-20T09:00");
    correction(&mut day, 0, "описка в форме").expect("the head corrects");
    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("opened");
    let after = day.desk.quarter(QUARTER).expect("the quarter");
    assert!(after.tables == sent.tables && after.services == sent.services, "the sent figures stand");
    let seal = after.seal.expect("a seal");
    assert_eq!(
        seal.corrections.iter().map(|words| plain(words)).collect::<Vec<_>>(),
        ["20.01.2027, обращение № 1 (октябрь 2026), Ветрова О. И.: описка в форме"]
    );
    let figures: Vec<String> = seal
        .figures
        .iter()
        .map(|one| plain(&format!("{} {} {}: {} {}", one.table, one.row, one.column, one.was, one.is)))
        .collect();
    for expected in ["Т2 очно в КЦ октябрь: 2 1", "Т2 письменный ответ октябрь: 0 1", "Т2 очно в КЦ За квартал: 2 1"]
    {
        assert!(figures.iter().any(|one| one == expected), "{expected}: {figures:#?}");
    }
    assert!(figures.iter().all(|one| !one.contains("Оказано услуг всего")), "{figures:#?}");

    for copy in [WorkbookCopy::Upload, WorkbookCopy::Centre] {
        day.desk.save_quarter(QuarterSaveForm { key: QUARTER, copy }).expect("saved");
        let bytes = day.tray.0.lock().expect("tray").saved.last().expect("a file").1.clone();
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let forms = book.worksheet_range("Т2 По форме").expect("the sent figures");
        let in_centre = forms.rows().find(|row| row[0] == Data::String("очно в КЦ".to_owned())).expect("the row");
        assert_eq!(in_centre[1], Data::Float(2.0), "as it was sent");
        let beside = book.worksheet_range("Уточнения").expect("the sheet of clarifications");
        let text = plain(&beside.rows().flatten().map(|cell| format!("{cell} ")).collect::<String>());
        assert!(text.contains("Т2 очно в КЦ октябрь 2 1") && text.contains("обращение № 1"), "{text}");
        assert!(!text.contains("описка"), "reasons are free words and do not go away: {text}");
    }
}
