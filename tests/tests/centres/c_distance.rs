//! Order C: all at a distance. Three working days for the invitation and for the reply, 45 minutes, the supervisor's
//! permission after a failure, two grounds of refusal.

use desk::wire::*;
use poryadok_tests::centre::*;
use poryadok_tests::test_desk::*;

const FROM: &str = "2026-10-01T09:00";

#[test]
fn r050_r130_order_c_is_held_at_a_distance_and_refused_on_two_grounds() {
    let mut day = TestDesk::centre("c", FROM);
    let lists = day.desk.lists().expect("lists");
    assert_eq!(keys(&lists.forms), ["distance"]);
    assert_eq!(keys(&lists.grounds), ["out_of_competence", "behaviour"]);
    let means: Vec<_> = lists.means.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(means, ["phone", "skype", "whatsapp", "social", "email"]);
    assert_eq!(problems(&refusal(day.desk.register(request_of("Анна"))))[0].1, "form", "nobody comes in person");
    let card = day.promise(by("phone", "Анна"), "2026-10-05", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let refused = ConsultationForm {
        outcome: "refused".to_owned(),
        ground: Some("behaviour".to_owned()),
        ground_words: "крики и угрозы".to_owned(),
        ..form
    };
    assert_eq!(day.signed(refused).request.row.status, RequestStatus::Refused);
}

/// From the first letter to the report.
#[test]
fn r067_a_quarter_of_centre_c_from_the_first_letter_to_the_report() {
    let mut day = TestDesk::centre("c", FROM);

    // Fifty minutes: warned of by the words of the order, and signed all the same, for it has happened.
    // The video the order names is barred by now, so the head has added another.
    let video = day.add_means("Сферум", "video");
    let card = day.promise(by(&video, "Анна"), "2026-10-05", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let long = ConsultationForm { ended: "11:20".to_owned(), ..form };
    day.clock.put("2026-10-05T11:30");
    let warned = day.desk.weigh(long.clone()).expect("weighed").warnings.join(" ");
    assert!(warned.contains("не более 45 минут"), "{warned}");
    // What was gone over keeps its reason.
    let more = MoreForm { caution_reason: "много вопросов".to_owned(), ..MoreForm::default() };
    let long = ConsultationForm { more, ..long };
    day.signed(long);
    assert_eq!(control(&mut day, "too_long").count, 1);

    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "1");
    assert_eq!(day.figure("Т2", "видеосвязь"), "1");
    day.workbook_agrees(&["Анна"]);
    let paper = day.october_paper(JournalKind::Services, false);
    assert!(paper.contains("П-0001"), "{paper}");
}
