//! Order E: codes in all general papers, the mark «Анонимно», refusal out of competence only, a repeat that is not
//! counted again, a rating offered within three days, the journal's exact title.

use desk::wire::*;
use poryadok_tests::centre::*;
use poryadok_tests::test_desk::*;

const FROM: &str = "2026-10-01T09:00";
const TITLE: &str = "Журнал учета услуг психолого-педагогической, методической и консультационной помощи родителям \
    (законным представителям) детей, а также гражданам, желающим принять на воспитание в свои семьи детей, оставшихся \
    без попечения родителей (Приложение № 1)";

#[test]
fn r130_r131_order_e_refuses_out_of_competence_and_on_no_other_ground() {
    let mut day = TestDesk::centre("e", FROM);
    assert_eq!(keys(&day.desk.lists().expect("lists").grounds), ["out_of_competence"]);
    let social = day.organisation("Управление соцзащиты");
    let card = day.promise(request_of("Анна"), "2026-10-05", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let refused = |ground: &str| ConsultationForm {
        outcome: "refused".to_owned(),
        ground: Some(ground.to_owned()),
        ground_words: "вопрос о выплатах".to_owned(),
        organisations: vec![social.clone()],
        ..form.clone()
    };
    assert_eq!(problems(&day.not_signed(refused("behaviour"))), [(ProblemCode::UnknownChoice, "ground")]);
    let signed = day.signed(refused("out_of_competence"));
    assert!(!signed.counting.counted);
    assert_eq!(day.figure("Т1", "Отказано (мотивированный отказ)"), "1");
    assert_eq!(day.figure("Т1", "Перенаправлено в иные организации"), "1");
    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "0");
    let paper = day.october_paper(JournalKind::Services, false);
    assert!(paper.contains("отказ"), "{paper}");
}

/// From the first request to the report.
#[test]
fn r103_r106_r114_r116_r117_r133_a_quarter_of_centre_e_from_the_first_request_to_the_report() {
    let mut day = TestDesk::centre("e", FROM);

    let card = day.promise(by("zoom", "Забелина Анна"), "2026-10-05", "10:30").expect("free");
    day.broke_off(&card, "technical_center");
    // No term in this order for the repeat: nothing stands against a week later.
    let again = day.again(&card, "zoom", "2026-10-12", "10:30");
    assert!(again.row.booking.as_ref().expect("promised").caution_words.is_empty());
    let form = day.at_the_end(&again);
    let counted = day.signed(ConsultationForm { quality_offered: true, ..form });
    assert!(counted.counting.counted, "counted once, on the day it was completed");

    // A couple, one of them without a name, is one service.
    let nobody = Who { anonymous: true, ..request_of("").who };
    let couple = RequestForm { second: Some(nobody), ..request_of("Рябинина Ольга") };
    let couple = day.promise(couple, "2026-10-12", "15:00").expect("free");
    let form = day.at_the_end(&couple);
    day.signed(form);

    let nobody = day.promise(anonymous_request(), "2026-10-13", "10:30").expect("free");
    let form = day.at_the_end(&nobody);
    day.signed(form);

    // The rating is offered within three days: Контроль shows to whom it was not.
    assert_eq!(control(&mut day, "no_quality").count, 2);
    assert_eq!(day.figure("Т1", "Предложено оценить"), "1");
    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "3");
    assert_eq!(day.figure("Т1", "Не состоялось по техническим причинам"), "1");
    day.workbook_agrees(&["Забелина"]);
    let paper = day.october_paper(JournalKind::Services, false);
    assert!(paper.contains(TITLE), "{paper}");
    assert!(paper.contains("П-0001") && paper.contains("Анонимно") && !paper.contains("Забелина"), "{paper}");
    let month = day.desk.journal_month(OCTOBER).expect("the month");
    assert_eq!(month.title, TITLE);
    let requests = day.october_paper(JournalKind::Requests, false);
    assert!(requests.contains("П-0001") && !requests.contains("Забелина"), "{requests}");
}
