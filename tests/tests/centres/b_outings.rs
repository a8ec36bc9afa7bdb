//! Order B: windows of time, outings, failures on each side, two consultants, evidence; nothing in writing and no
//! refusal.

use desk::wire::*;
use poryadok_tests::centre::*;
use poryadok_tests::test_desk::*;

const FROM: &str = "2026-10-01T09:00";

#[test]
fn r050_r097_order_b_offers_oral_forms_only_and_gives_contacts_in_place_of_a_refusal() {
    let mut day = TestDesk::centre("b", FROM);
    let lists = day.desk.lists().expect("lists");
    assert_eq!(keys(&lists.forms), ["in_center", "outing", "distance"], "nothing in writing");
    assert_eq!(keys(&lists.directions), ["psy_ped", "method", "speech_therapy"]);
    assert_eq!(keys(&lists.wish_windows), ["working", "evening", "day_off"]);
    assert!(lists.grounds.is_empty(), "contacts are given, nobody is refused");
    let letter = RequestForm { form: "written".to_owned(), ..request_of("Анна") };
    assert_eq!(problems(&refusal(day.desk.register(letter)))[0].1, "form");

    let social = day.organisation("Управление соцзащиты");
    let card = day.promise(request_of("Анна"), "2026-10-05", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let refused = ConsultationForm {
        outcome: "refused".to_owned(),
        ground: Some("out_of_competence".to_owned()),
        ground_words: "вопрос о выплатах".to_owned(),
        ..form.clone()
    };
    assert_eq!(problems(&day.not_signed(refused)), [(ProblemCode::OrderForbids, "outcome")]);
    let told = with(ConsultationForm { organisations: vec![social], ..form }, |more| more.out_of_competence = true);
    assert!(day.signed(told).counting.counted);
    assert_eq!(day.figure("Т1", "Перенаправлено в иные организации"), "1");
    assert_eq!(day.figure("Т1", "Отказано (мотивированный отказ)"), "0");
}

/// From the first call to the report.
#[test]
fn r051_r054_r055_r070_r071_r072_r111_a_quarter_of_centre_b_from_the_first_call_to_the_report() {
    let mut day = TestDesk::centre("b", FROM);
    let first = day.consultant();
    let second = day.add_consultant("Яковлева Инна Петровна", "учитель-логопед").id;

    // An outing: a window and not a moment, a team, a taxi by contract; whom they send is not asked.
    let outing = RequestForm {
        form: "outing".to_owned(),
        wished_consultant: Some(second.clone()),
        wish_window: Some("working".to_owned()),
        evidence: Some(EvidenceForm { kind: "call_list".to_owned(), place: "папка 1, лист 4".to_owned() }),
        how: Some(HowForm {
            others: vec![second.clone()],
            place: Some("home".to_owned()),
            address: "с. Кулегаш, Садовая, 1".to_owned(),
            until: "12:00".to_owned(),
            transport: "такси, договор № 7".to_owned(),
            equipment: vec!["laptop".to_owned()],
            ..plain_how()
        }),
        ..request_of("Анна")
    };
    let card = day.promise(outing, "2026-10-05", "10:00").expect("free");
    let booking = card.row.booking.clone().expect("promised");
    assert_eq!(booking.window_words.as_deref(), Some("с 10 до 12"));
    assert_eq!((card.wished.as_deref(), booking.transport.as_str()), (None, "такси, договор № 7"));
    let form = day.at_the_end(&card);
    assert_eq!(form.consultants, [first.clone(), second.clone()], "the whole team is in the record");
    day.signed(with(form, |more| more.initiative = Some("center".to_owned())));

    // The centre's own failure: again within 48 hours, and one service all the same.
    day.clock.put("2026-10-06T09:00");
    let card = day.promise(by("phone", "Борис"), "2026-10-06", "10:30").expect("free");
    let broken = day.broke_off(&card, "technical_center");
    let repeat = broken.request.repeat.expect("owed again").words.replace('\u{a0}', " ");
    assert!(repeat.contains("08.10.2026 10:30") && repeat.contains("в срок не позднее 48 часов"), "{repeat}");
    let burning = day.desk.today().expect("the day").burning;
    assert!(burning.iter().any(|line| line.kind == "repeat_centre" && line.request == card.row.id));
    let again = day.again(&card, "phone", "2026-10-07", "10:30");
    let form = day.at_the_end(&again);
    assert!(day.signed(form).counting.counted);

    // The recipient's: within a week; later than that the reason is asked for and kept.
    let card = day.promise(by("phone", "Вера"), "2026-10-08", "10:30").expect("free");
    let broken = day.broke_off(&card, "technical_recipient");
    let repeat = broken.request.repeat.expect("owed again").words.replace('\u{a0}', " ");
    assert!(repeat.contains("15.10.2026 10:30") && repeat.contains("не позднее недели"), "{repeat}");
    let again = day.again(&card, "phone", "2026-10-16", "10:30");
    let late = day.at_the_end(&again);
    let refused = day.not_signed(late.clone());
    assert_eq!(problems(&refused), [(ProblemCode::OrderWarns, "caution_reason")]);
    assert!(quoted(&refused).contains("не позднее недели"), "{refused:?}");
    let held = day.signed(with(late, |more| more.caution_reason = "связь починили вчера".to_owned()));
    assert!(held.warned.iter().any(|words| words.contains("связь починили вчера")), "{:?}", held.warned);

    // Two consultants inside the centre: by consent, or because the recipient asks.
    let card = day.promise(request_of("Глеб"), "2026-10-19", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let two = ConsultationForm { consultants: vec![first, second], ..form };
    assert_eq!(problems(&day.not_signed(two.clone()))[0].1, "consultants");
    day.signed(with(two, |more| more.initiative = Some("recipient".to_owned())));

    // The order asks a paper that somebody applied: the outing has one, three have none.
    assert_eq!(control(&mut day, "no_evidence").count, 3);

    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "4");
    assert_eq!(day.figure("Т1", "Не состоялось по техническим причинам"), "2");
    assert_eq!(day.figure("Т2", "выездная"), "1");
    day.workbook_agrees(&["Анна", "Борис", "Вера", "Глеб", "Кулегаш"]);
    let paper = day.october_paper(JournalKind::Services, false);
    assert!(paper.contains("П-0003") && !paper.contains("Вера") && !paper.contains("Кулегаш"), "{paper}");
    assert!(paper.contains("детализация звонков"), "the evidence stands in the journal: {paper}");
}
