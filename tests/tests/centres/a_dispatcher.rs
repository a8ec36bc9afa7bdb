//! Order A: a dispatcher assigns, speaking of who receives when is no service, answers are written, parents of
//! children who attend no kindergarten.

use desk::wire::*;
use poryadok_tests::centre::*;
use poryadok_tests::test_desk::*;

const FROM: &str = "2026-10-01T09:00";

#[test]
fn r002_a_child_who_attends_a_kindergarten_is_asked_a_reason_for_by_the_words_of_order_a() {
    let mut day = TestDesk::centre("a", FROM);
    let attends = RequestForm { attends: Some(true), ..request_of("Анна") };
    let refused = refusal(day.desk.register(attends.clone()));
    assert_eq!(problems(&refused), [(ProblemCode::OrderWarns, "caution_reason")]);
    assert!(quoted(&refused).contains("дети которых не посещают дошкольные образовательные учреждения"));
    let reason = "ребёнок болеет и дома с марта".to_owned();
    day.desk.register(RequestForm { caution_reason: reason, ..attends }).expect("goes on with a reason");
    day.desk.register(RequestForm { attends: Some(false), ..request_of("Борис") }).expect("nothing to ask");
    day.desk.register(request_of("Вера")).expect("not told is not asked");
}

#[test]
fn r050_order_a_offers_its_three_forms_its_kinds_and_its_means_and_no_others() {
    let mut day = TestDesk::centre("a", FROM);
    let lists = day.desk.lists().expect("lists");
    assert_eq!(keys(&lists.forms), ["in_center", "distance", "written"]);
    assert_eq!(keys(&lists.kinds), ["dispatch", "content", "survey"], "no planning in this order");
    let means: Vec<_> = lists.means.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(means, ["zoom", "telegram", "whatsapp"]);
    let outing = RequestForm { form: "outing".to_owned(), ..request_of("Анна") };
    assert_eq!(problems(&refusal(day.desk.register(outing)))[0].1, "form");
}

/// From the first call to the report: the dispatcher's word is a booking, the specialist's hour a service.
#[test]
fn r033_r091_r101_a_quarter_of_centre_a_from_the_first_call_to_the_report() {
    let mut day = TestDesk::centre("a", FROM);
    let other = day.add_consultant("Яковлева Инна Петровна", "учитель-логопед").id;

    // The dispatcher assigns another than the one asked for: in this order that is the centre's right.
    let wished = day.consultant();
    let slot = SlotForm { consultant: other, ..day.slot("2026-10-05", "10:30") };
    let asked = RequestForm {
        slot: Some(slot),
        wished_consultant: Some(wished.clone()),
        attends: Some(false),
        ..request_of("Анна")
    };
    let first = day.desk.register(asked).expect("no reason is asked").value;
    assert_eq!(first.wished, Some(wished), "the wish is kept all the same");
    // The child may be there, freely.
    let form = ConsultationForm { child_present: true, ..day.at_the_end(&first) };
    let signed = day.signed(with(form, |more| more.child_help = true));
    assert!(signed.counting.counted && signed.counting.order.child_help_words.contains("разъяснить"));

    // Who receives when: told on the phone, no organisation named, no service.
    day.clock.put("2026-10-06T09:00");
    let told = day.promise(request_of("Борис"), "2026-10-06", "09:30").expect("free");
    let form = day.at_the_end(&told);
    let form = ConsultationForm { kind: "dispatch".to_owned(), organisations: vec![], ..form };
    let signed = day.signed(form);
    assert!(!signed.counting.counted, "{}", signed.counting.words);
    assert!(signed.counting.words.contains("запись"), "{}", signed.counting.words);

    // A written answer to a request: a form of its own, to a request of any source.
    day.clock.put("2026-10-07T09:00");
    let letter = RequestForm {
        channel: "email".to_owned(),
        form: "written".to_owned(),
        owner: Some(day.consultant()),
        incoming_number: "вх. 15".to_owned(),
        incoming_on: "07.10.2026".to_owned(),
        ..request_of("Вера")
    };
    let letter = day.promise(letter, "2026-10-07", "10:30").expect("free");
    let form = day.at_the_end(&letter);
    assert_eq!(form.form, "written");
    let answered = day.signed(with(form, |more| {
        more.reply_number = "12".to_owned();
        more.reply_sent_on = "2026-10-07".to_owned();
        more.reply_official = true;
    }));
    assert_eq!((letter.incoming_number.as_str(), answered.form.more.reply_number.as_str()), ("вх. 15", "12"));

    // Both parents at one time on one question: one service.
    day.clock.put("2026-10-08T09:00");
    let couple = RequestForm { second: Some(request_of("Дарья").who), ..request_of("Глеб") };
    let couple = day.promise(couple, "2026-10-08", "10:30").expect("free");
    let form = day.at_the_end(&couple);
    day.signed(form);

    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "3");
    assert_eq!(day.figure("Т9", "ИТОГО обращений"), "4");
    assert_eq!(day.figure("Т2", "письменный ответ"), "1");
    assert_eq!(day.figure("Т3", "диспетчерское"), "0");
    day.workbook_agrees(&["Анна", "Борис"]);
    let paper = day.october_paper(JournalKind::Services, false);
    assert!(paper.contains("письменный ответ") && paper.contains("П-0004"), "{paper}");
}
