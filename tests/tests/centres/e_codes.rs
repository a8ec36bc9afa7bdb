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
fn r103_r114_r116_r117_a_quarter_of_centre_e_from_the_first_request_to_the_report() {
    let mut day = TestDesk::centre("e", FROM);

    let card = day.promise(by("zoom", "Забелина Анна"), "2026-10-05", "10:30").expect("free");
    day.broke_off(&card, "technical_center");
    let slot = day.slot("2026-10-12", "10:30");
    let form = BookForm { form: "distance".to_owned(), means: Some("zoom".to_owned()), ..time_for(&card.row.id, slot) };
    let again = day.desk.book(form).expect("no term in this order: nothing stands against it").value;
    let form = day.at_the_end(&again);
    assert!(day.signed(form).counting.counted);

    let nobody = day.promise(anonymous_request(), "2026-10-13", "10:30").expect("free");
    let form = day.at_the_end(&nobody);
    day.signed(form);

    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "2");
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
