//! Quarters sent keep their figures; what is put right since is told beside them.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use desk::wire::*;
use poryadok_tests::test_desk::*;

use crate::{QUARTER, WHY, close_form, codes, correction, head, month, october, plain};

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
