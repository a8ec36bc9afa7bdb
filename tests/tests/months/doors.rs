//! Every other way into a closed month is the head's with a reason, or shut.

use desk::wire::*;
use poryadok_tests::test_desk::*;

use crate::{OCTOBER, WHY, close_form, codes, head, october, plain, request_of_row};

#[test]
fn every_other_door_into_a_closed_month_is_the_heads_with_a_reason_or_shut() {
    let mut day = october();
    day.clock.put("2026-10-30T09:00");
    let open = day.desk.register(request_of("Жукова Инна")).expect("waits").value.row.id;
    let missed = day.book("Зимина Яна", "2026-10-30", "10:30").expect("free");
    day.clock.put("2026-10-30T11:30");
    day.desk.no_show(missed.row.booking.clone().expect("a time").id).expect("nobody came");
    day.clock.put("2026-11-02T09:00");
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");

    let event = |day: &mut TestDesk, reason: &str| EventForm {
        topic: "Режим дня".to_owned(),
        date: "2026-10-15".to_owned(),
        started: "09:00".to_owned(),
        ended: "10:00".to_owned(),
        leaders: vec![day.consultant()],
        participants: "7".to_owned(),
        reason: reason.to_owned(),
        ..day.desk.event(String::new()).expect("a form").form
    };
    let annul = AnnulForm { request: open, reason: "записана дважды".to_owned() };
    day.change_person("Лапина");
    let form = event(&mut day, "нашли");
    assert_eq!(codes(day.desk.save_event(form)), [(ProblemCode::MonthClosed, String::new())]);
    assert_eq!(
        codes(day.desk.annul_request(annul.clone())),
        [(ProblemCode::MonthClosed, String::new())],
        "a request registered in October stands in its figures"
    );
    assert_eq!(codes(day.desk.undo_no_show(missed.row.id.clone())), [(ProblemCode::MonthClosed, String::new())]);
    head(&mut day);
    assert_eq!(codes(day.desk.undo_no_show(missed.row.id.clone())), [(ProblemCode::MonthClosed, String::new())]);
    let form = event(&mut day, "");
    assert_eq!(codes(day.desk.save_event(form)), [(ProblemCode::ReasonRequired, "reason".to_owned())]);
    let form = event(&mut day, "нашли список");
    let saved = day.desk.save_event(form).expect("the head, with a reason").value;
    day.desk.annul_request(annul).expect("the head, with a reason");
    let event = EventAnnulForm {
        event: saved.form.id.expect("an id"),
        version: saved.form.version,
        reason: "было в сентябре".to_owned(),
    };
    day.desk.annul_event(event).expect("the head, with a reason");
    let corrections = day.desk.month_closing(OCTOBER).expect("the month").corrections;
    let what: Vec<String> = corrections.iter().map(|one| plain(&one.what)).collect();
    assert_eq!(what, ["мероприятие № 1", "обращение № 3", "мероприятие № 1"]);

    // Neither a day nor a порядок of a closed month is judged anew.
    let off = DayForm {
        day: "2026-10-15".to_owned(), kind: Some(OwnDayKind::Off), words: "актированный".to_owned()
    };
    assert_eq!(codes(day.desk.set_day(off)), [(ProblemCode::MonthJudged, "day".to_owned())]);
    let mut sheet = day.desk.order_form(OrderStart { source: String::new(), replaces: None }).expect("a form");
    sheet.form.valid_from = "2026-10-20".to_owned();
    let refused = refusal(day.desk.save_order(sheet.form));
    assert!(refused.problems.iter().any(|one| one.code == ProblemCode::MonthJudged), "{refused:?}");
}

#[test]
fn a_time_left_over_in_a_closed_month_is_ended_by_the_head_with_a_reason_only() {
    let mut day = october();
    day.clock.put("2026-10-29T09:00");
    let booked: Vec<RequestCard> =
        [("Ким Ада", "09:00"), ("Лим Ева", "10:00"), ("Мин Ия", "11:00"), ("Нам Зоя", "12:00")]
            .into_iter()
            .map(|(name, time)| day.book(name, "2026-10-30", time).expect("free"))
            .collect();
    let slot = day.slot("2026-10-30", "14:00");
    let how =
        HowForm {
            place: Some("home".into()), address: "с. Кулегаш".into(), until: "15:30".into(), ..plain_how()
        };
    let window =
        RequestForm { form: "outing".into(), slot: Some(slot), how: Some(how.clone()), ..request_of("Род Яна") };
    let window = day.desk.register(window).expect("an outing").value.row.booking.expect("a window").id;
    day.clock.put("2026-11-02T09:00");
    // Such a time cannot be left by the program itself: the closing stops at it.
    let mut day =
        day.tampered("INSERT INTO month (year, month, closed_at, closed_on) VALUES (2026, 10, 1, '2026-11-02')");
    let booking = |at: usize| booked[at].row.booking.as_ref().expect("a time").id.clone();
    let release = |reason: &str| ReleaseForm { booking: booking(0), reason: reason.to_owned() };
    let lapse = AnnulForm { request: booked[1].row.id.clone(), reason: "не отвечает".to_owned() };
    let other = |day: &mut TestDesk| {
        let slot = day.slot("2026-11-03", "15:00");
        MoveForm {
            caution_reason: "так вышло".to_owned(), ..other_time(&booking(2), slot, "перенесли")
        }
    };
    day.change_person("Лапина");
    let closed = [(ProblemCode::MonthClosed, String::new())];
    assert_eq!(codes(day.desk.no_show(booking(3))), closed);
    assert_eq!(codes(day.desk.release_time(release("отдали"))), closed);
    assert_eq!(codes(day.desk.close_request(lapse.clone())), closed);
    let form = other(&mut day);
    assert_eq!(codes(day.desk.move_booking(form)), closed);
    let elsewhere = OutingForm {
        booking: window,
        place: how.place,
        address: "с. Иное".to_owned(),
        transport: String::new(),
        equipment: Vec::new(),
    };
    assert_eq!(codes(day.desk.change_outing(elsewhere.clone())), closed);
    head(&mut day);
    assert_eq!(codes(day.desk.change_outing(elsewhere)), closed, "where an outing went bears no reason either");
    assert_eq!(codes(day.desk.no_show(booking(3))), closed, "it bears no reason, so nobody does it");
    day.desk.release_time(release("отдали")).expect("with a reason");
    day.desk.close_request(lapse).expect("with a reason");
    let form = other(&mut day);
    day.desk.move_booking(form).unwrap_or_else(|refused| panic!("with a reason: {refused:?}"));
    assert_eq!(day.desk.month_closing(OCTOBER).expect("the month").corrections.len(), 3);
}

#[test]
fn what_a_record_of_a_closed_month_counts_as_is_not_changed_in_the_lists() {
    let mut day = october();
    let means = day.add_means("СферумКЦ", "video");
    let other = day.add_means("Запасная связь", "video");
    let topic = |key: Option<String>, label: &str, area: &str| ListRowForm {
        list: "topic".to_owned(),
        key,
        label: label.to_owned(),
        hint: String::new(),
        area: Some(area.to_owned()),
    };
    let areas: Vec<String> = day.desk.lists().expect("lists").topic_areas.into_iter().map(|area| area.key).collect();
    let [first, second] = [&areas[0], &areas[1]];
    let own = day.desk.save_list_row(topic(None, "Прикорм", first)).expect("added").value.key;
    let request = request_of_row(&mut day, 0);
    let form = day.desk.consultation(request).expect("the record").form;
    let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
    let put_right = ConsultationForm {
        form: "distance".to_owned(),
        means: Some(means.clone()),
        topics: vec![own.clone()],
        reason: "описка".to_owned(),
        more,
        ..form
    };
    day.desk.sign(put_right).unwrap_or_else(|refused| panic!("by the head: {refused:?}"));

    let said = |key: &str, label: &str, kind: &str| MeansForm {
        key: Some(key.to_owned()),
        label: label.to_owned(),
        kind: kind.to_owned(),
        video: false,
        screen: false,
        chat: false,
        records: false,
        standing: "allowed".to_owned(),
        since: String::new(),
        basis: String::new(),
        hidden: false,
    };
    day.desk.save_list_row(topic(Some(own.clone()), "Прикорм", second)).expect("the month is open");
    day.desk.close_month(close_form(OCTOBER, WHY)).expect("closed");
    assert_eq!(
        codes(day.desk.save_means(said(&means, "СферумКЦ", "voice"))),
        [(ProblemCode::UsedInClosed, "kind".to_owned())]
    );
    day.desk.save_means(said(&means, "Сферум", "video")).expect("other words change no figure");
    day.desk.save_means(said(&other, "Запасная связь", "voice")).expect("no closed month knows it");
    assert_eq!(
        codes(day.desk.save_list_row(topic(Some(own.clone()), "Прикорм", first))),
        [(ProblemCode::UsedInClosed, "area".to_owned())]
    );
    day.desk.save_list_row(topic(Some(own), "Прикорм и сон", second)).expect("other words change no figure");
}
