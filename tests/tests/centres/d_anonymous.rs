//! Order D: anonymous if one wishes, written answers only to what a survey asked, certificates, up to five sheets, the
//! consultant named by the centre.

use desk::wire::*;
use poryadok_tests::centre::*;
use poryadok_tests::test_desk::*;

const FROM: &str = "2026-10-01T09:00";

#[test]
fn r077_the_sixth_page_is_refused_by_the_words_of_order_d() {
    let mut day = TestDesk::centre("d", FROM);
    let card = day.promise(anonymous_request(), "2026-10-05", "10:30").expect("free");
    day.clock.put("2026-10-05T11:15");
    let keys: Vec<_> = ["crisis", "speech", "adaptation"].map(str::to_owned).to_vec();
    let plan = HandoutQuery { request: Some(card.row.id.clone()), keys: keys.clone() };
    let plan = day.desk.plan_handouts(plan).expect("planned");
    assert!(!plan.fits && plan.max == 5 && plan.basis.contains("до пяти листов формата А4"), "{}", plan.basis);
    let gift = HandoutGift { request: card.row.id, keys, how: PaperWay::Print };
    assert_eq!(refusal(day.desk.give_handouts(gift)).problems[0].code, ProblemCode::SixthPage);
}

#[test]
fn r062_order_d_answers_in_writing_only_what_a_survey_asked() {
    let mut day = TestDesk::centre("d", FROM);
    let letter = RequestForm { form: "written".to_owned(), ..anonymous_request() };
    let refused = refusal(day.desk.register(letter.clone()));
    assert_eq!(refused.problems[0].code, ProblemCode::OrderForbids);
    assert!(quoted(&refused).contains("обозначенный в процессе опроса/анкетирования/тестирования"), "{refused:?}");
    let asked = RequestForm { from_survey: true, ..letter };
    let card = day.promise(asked, "2026-10-05", "10:30").expect("of a survey");
    let form = day.at_the_end(&card);
    day.signed(ConsultationForm { survey_filled: true, ..form });
    assert_eq!(day.figure("Т2", "письменный ответ"), "1");
}

#[test]
fn r009_a_child_in_the_room_is_asked_a_reason_for_by_the_words_of_order_d() {
    let mut day = TestDesk::centre("d", FROM);
    let card = day.promise(anonymous_request(), "2026-10-05", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let with_child = ConsultationForm { child_present: true, ..form };
    let refused = day.not_signed(with_child.clone());
    assert!(
        problems(&refused).iter().all(|(_, field)| ["child_reason", "caution_reason"].contains(field)),
        "{refused:?}"
    );
    day.signed(ConsultationForm { child_reason: "не с кем оставить".to_owned(), ..with_child });
}

/// From the first request to the report.
#[test]
fn r033_r095_r115_a_quarter_of_centre_d_from_the_first_request_to_the_report() {
    let mut day = TestDesk::centre("d", FROM);
    let asked_for = day.add_consultant("Яковлева Инна Петровна", "учитель-логопед").id;

    // Nothing personal is asked for, and the centre names the consultant; two who said nothing are not one.
    for date in ["2026-10-05", "2026-10-06"] {
        let form = RequestForm { wished_consultant: Some(asked_for.clone()), ..anonymous_request() };
        let card = day.promise(form, date, "10:30").expect("the centre's right to choose asks no reason");
        assert_eq!(card.row.who.code, "Анонимно");
        let form = day.at_the_end(&card);
        day.signed(form);
    }
    day.clock.put("2026-10-06T12:00");

    // A webinar with certificates, names left out.
    let event = day.desk.event(String::new()).expect("a form").form;
    let line = |name: &str| EventLine { name: name.to_owned(), certificate: None, given: true };
    let event = EventForm {
        topic: "Безопасный дом".to_owned(),
        date: "2026-10-06".to_owned(),
        started: "10:00".to_owned(),
        ended: "11:00".to_owned(),
        format: "webinar".to_owned(),
        leaders: vec![asked_for],
        participants: "14".to_owned(),
        list: vec![line("Рябова Нина"), line("")],
        series: Some("П".to_owned()),
        ..event
    };
    let held = day.desk.save_event(event).expect("held").value;
    let numbers: Vec<_> = held.form.list.iter().filter_map(|line| line.certificate).collect();
    assert_eq!(numbers, [1, 2]);

    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "3");
    assert_eq!(day.figure("Т1", "из них анонимно"), "2");
    assert_eq!(day.figure("Т1", "Уникальных получателей"), "0");
    assert_eq!(day.figure("Т1", "участников мероприятий"), "14");
    day.workbook_agrees(&["Рябова"]);
    let paper = day.october_paper(JournalKind::Services, true);
    assert_eq!(paper.matches("Анонимно").count(), 2, "{paper}");
    let requests = day.october_paper(JournalKind::Requests, false);
    assert!(requests.contains("Журнал регистрации обращений"), "{requests}");
}
