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
    assert!(lists.wish_windows.is_empty(), "the schedule alone decides");
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
fn r023_r039_r064_r067_r068_r069_a_quarter_of_centre_c_from_the_first_letter_to_the_report() {
    let mut day = TestDesk::centre("c", FROM);
    let specialist = day.consultant();
    // The order names Skype; the law of that year bars it, so the head added a video service of their own.
    let barred = refusal(day.desk.register(by("skype", "Анна")));
    assert_eq!(problems(&barred), [(ProblemCode::OrderForbids, "means")]);
    assert!(quoted(&barred).contains("41-ФЗ"), "{barred:?}");
    let video = day.own_video();

    // Thursday, a letter: it is addressed to a specialist on its day, and the invitation has three working days.
    let letter = RequestForm { channel: "email".to_owned(), ..by(&video, "Анна") };
    let refused = refusal(day.desk.register(letter.clone()));
    assert!(quoted(&refused).contains("в день получения и адресует специалисту"), "{refused:?}");
    let letter = RequestForm { owner: Some(specialist.clone()), ..letter };
    let card = day.promise(letter, "2026-10-08", "10:30").expect("free");
    day.clock.put("2026-10-05T10:00");
    let burning = day.desk.today().expect("the day").burning;
    let invite = burning.iter().find(|line| line.kind == "email_invite").expect("the letter is owed");
    let said = format!("{} {}", invite.words, invite.why).replace('\u{a0}', " ");
    assert!(said.starts_with("завтра до 17:00") && said.contains("в течение 3 рабочих дней"), "{said}");
    let booking = card.row.booking.clone().expect("promised");
    let told = TellForm { booking: booking.id.clone(), channel: "email".to_owned(), instruction: true };
    let card = day.desk.tell(told).expect("told").value;
    assert_eq!(card.invited_on.as_deref(), Some("2026-10-05"));
    let burning = day.desk.today().expect("the day").burning;
    assert!(burning.iter().all(|line| line.kind != "email_invite"), "the letter has gone");

    // Half an hour before, the place and the program are checked.
    day.clock.put("2026-10-08T10:02");
    assert_eq!(card.preparation.len(), 3);
    for item in ["workplace", "equipment", "program"] {
        let form = PrepareForm { booking: booking.id.clone(), item: item.to_owned(), done: true };
        day.desk.prepare(form).expect("marked");
    }

    // The line broke: another date only once the supervisor permitted it, and the client is told at once.
    let form = day.cut_short(&card, "technical_center");
    let refused = day.not_signed(form.clone());
    assert_eq!(problems(&refused), [(ProblemCode::OrderWarns, "caution_reason")]);
    assert!(quoted(&refused).contains("руководитель разрешает специалисту определить другую дату"), "{refused:?}");
    day.clock.put("2026-10-08T10:50");
    let broken = day.signed(with(form, |more| {
        more.permitted_by = "Ветрова О. И.".to_owned();
        more.permitted_at = "2026-10-08T10:40".to_owned();
        more.told_at = "2026-10-08T10:45".to_owned();
        more.told_how = "письмом".to_owned();
    }));
    let repeat = broken.request.repeat.expect("owed again").words;
    assert!(repeat.contains("срок порядок не называет"), "{repeat}");

    // Held from home, fifty minutes: warned of by the words of the order, and signed, for it has happened.
    let again = day.again(&card, &video, "2026-10-12", "10:30");
    let form = day.at_the_end(&again);
    let long = ConsultationForm { ended: "11:20".to_owned(), ..form };
    day.clock.put("2026-10-12T11:30");
    let warned = day.desk.weigh(long.clone()).expect("weighed").warnings.join(" ");
    assert!(warned.contains("не более 45 минут"), "{warned}");
    let held = day.signed(with(long, |more| {
        more.from_home = true;
        more.means = vec!["phone".to_owned()];
        more.caution_reason = "вопрос не был закончен".to_owned();
    }));
    assert!(held.form.more.from_home && held.counting.counted);
    assert_eq!(control(&mut day, "too_long").count, 1);

    // Consulting by letters: three working days for the reply, its number, the official mail.
    day.clock.put("2026-10-13T09:00");
    let mail = RequestForm { channel: "email".to_owned(), owner: Some(specialist), ..by("email", "Борис") };
    let card = day.promise(mail, "2026-10-15", "10:30").expect("free");
    let form = day.at_the_end(&card);
    let reply = with(form, |more| {
        more.reply_number = "17/2".to_owned();
        more.reply_sent_on = "2026-10-15".to_owned();
    });
    let refused = day.not_signed(reply.clone());
    assert_eq!(problems(&refused), [(ProblemCode::OrderWarns, "caution_reason")], "not from the official mail");
    day.signed(with(reply, |more| more.reply_official = true));

    assert_eq!(day.figure("Т1", "Оказано услуг всего"), "2");
    assert_eq!(day.figure("Т1", "Не состоялось по техническим причинам"), "1");
    assert_eq!((day.figure("Т2", "видеосвязь"), day.figure("Т2", "e-mail")), ("1".to_owned(), "1".to_owned()));
    day.workbook_agrees(&["Анна", "Борис"]);
    let paper = day.october_paper(JournalKind::Services, false);
    assert!(paper.contains("П-0001") && paper.contains("П-0002"), "{paper}");
}
