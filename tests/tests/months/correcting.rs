//! What is put right in a closed month stands beside what was kept.

use desk::wire::*;
use poryadok_tests::read_back::pdf_text;
use poryadok_tests::test_desk::*;

use crate::{
    OCTOBER, WHY, close_form, closed, codes, correction, failed, head, kept, lines_of, month, october, plain, printed,
    repeated, request_of_row,
};

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
