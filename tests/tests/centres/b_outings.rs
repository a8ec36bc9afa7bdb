//! Order B: windows of time, outings, failures on each side, two consultants, evidence; nothing in writing and no
//! refusal.

use desk::wire::*;
use poryadok_tests::centre::*;
use poryadok_tests::test_desk::*;

const FROM: &str = "2026-10-01T09:00";

#[test]
fn r050_r097_order_b_offers_oral_forms_only_and_no_refusal() {
    let mut day = TestDesk::centre("b", FROM);
    let lists = day.desk.lists().expect("lists");
    assert_eq!(keys(&lists.forms), ["in_center", "outing", "distance"], "nothing in writing");
    assert_eq!(keys(&lists.directions), ["psy_ped", "method", "speech_therapy"]);
    assert!(lists.grounds.is_empty(), "contacts are given, nobody is refused");
    let letter = RequestForm { form: "written".to_owned(), ..request_of("Анна") };
    assert_eq!(problems(&refusal(day.desk.register(letter)))[0].1, "form");
}

/// From the first call to the report.
#[test]
fn r070_r071_r072_r111_a_quarter_of_centre_b_from_the_first_call_to_the_report() {
    let mut day = TestDesk::centre("b", FROM);
    let first = day.consultant();
    let second = day.add_consultant("Яковлева Инна Петровна", "учитель-логопед").id;

    // The centre's own failure: again within 48 hours, and one service all the same.
    let card = day.promise(by("phone", "Анна"), "2026-10-05", "10:30").expect("free");
    let broken = day.broke_off(&card, "technical_center");
    assert_eq!(broken.request.row.status, RequestStatus::NotHeld);
    let slot = day.slot("2026-10-06", "10:30");
    let form =
        BookForm { form: "distance".to_owned(), means: Some("phone".to_owned()), ..time_for(&card.row.id, slot) };
    let again = day.desk.book(form).expect("within two days").value;
    let form = day.at_the_end(&again);
    assert!(day.signed(form).counting.counted);

    // The recipient's: within a week. The video the order names is barred by now, so the head added another.
    let video = day.add_means("Сферум", "video");
    let card = day.promise(by(&video, "Борис"), "2026-10-07", "10:30").expect("free");
    day.broke_off(&card, "technical_recipient");
    let slot = day.slot("2026-10-13", "10:30");
    let form = BookForm { form: "distance".to_owned(), means: Some(video), ..time_for(&card.row.id, slot) };
    let again = day.desk.book(form).expect("within a week").value;
    let form = day.at_the_end(&again);
    day.signed(form);

    // Two consultants at one service.
    let card = day.promise(request_of("Вера"), "2026-10-14", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let consultants = vec![first, second];
    let more = MoreForm { initiative: Some("recipient".to_owned()), ..MoreForm::default() };
    day.signed(ConsultationForm { consultants, more, ..form });

    // What the order asks a paper for, and what lacks one.
    assert_eq!(control(&mut day, "no_evidence").count, 3);

    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "3");
    assert_eq!(day.figure("Т1", "Не состоялось по техническим причинам"), "2");
    assert_eq!(day.figure("Т1", "Отказано (мотивированный отказ)"), "0");
    day.workbook_agrees(&["Анна", "Борис", "Вера"]);
    let paper = day.october_paper(JournalKind::Services, false);
    assert!(paper.contains("П-0003") && !paper.contains("Вера"), "{paper}");
}
