//! The record of what was held, by the порядок in force on the day of the session: through the desk, on a real
//! encrypted journal.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use desk::wire::*;
use poryadok_tests::test_desk::*;

/// A centre that works by one of the five orders, one consultant with hours.
fn centre(order: &str, moment: &str) -> TestDesk {
    let mut day = TestDesk::empty_at(moment);
    day.make_journal_of(NewJournal { profile: order.to_owned(), ..new_journal() });
    day.add_consultant("Калинина Мария Сергеевна", "педагог-психолог");
    day
}

fn asks(form: &str, means: Option<&str>, name: &str) -> RequestForm {
    RequestForm { form: form.to_owned(), means: means.map(str::to_owned), ..request_of(name) }
}

/// The form of a session of 5 October, 10:00–10:40, just ended.
fn session(day: &mut TestDesk, request: RequestForm) -> ConsultationForm {
    let slot = day.slot("2026-10-05", "10:00");
    let request = RequestForm { slot: Some(slot), ..request };
    let id = day.desk.register(request).expect("registered").value.row.id;
    day.clock.put("2026-10-05T10:40");
    ConsultationForm { ended: "10:40".to_owned(), ..whole(day.desk.consultation(id).expect("a form").form) }
}

fn signed(day: &mut TestDesk, form: ConsultationForm) -> ConsultationView {
    day.desk.sign(form).expect("signed").value
}

fn refused(day: &mut TestDesk, form: &ConsultationForm) -> Vec<(ProblemCode, String)> {
    let refused = refusal(day.desk.sign(form.clone()));
    problems(&refused).into_iter().map(|(code, field)| (code, field.to_owned())).collect()
}

fn with(form: &ConsultationForm, more: impl FnOnce(&mut MoreForm)) -> ConsultationForm {
    let mut form = form.clone();
    more(&mut form.more);
    form
}

fn broken(form: ConsultationForm, failure: &str) -> ConsultationForm {
    ConsultationForm { outcome: "not_held".to_owned(), failure: Some(failure.to_owned()), topics: Vec::new(), ..form }
}

/// A new time for what broke off, and its form.
fn again(day: &mut TestDesk, request: &str, date: &str, time: &str, until: &str) -> ConsultationForm {
    let slot = day.slot(date, time);
    let form =
        BookForm { form: "in_center".to_owned(), caution_reason: "повтор".to_owned(), ..time_for(request, slot) };
    day.desk.book(form).expect("booked");
    day.clock.put(&format!("{date}T{until}"));
    ConsultationForm {
        ended: until.to_owned(),
        ..whole(day.desk.consultation(request.to_owned()).expect("a form").form)
    }
}

fn services(day: &mut TestDesk) -> String {
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 10 }).expect("the month");
    month.totals_words.replace('\u{a0}', " ")
}

#[test]
fn r070_r072_r103_two_failures_in_a_row_are_repeated_by_the_last_and_counted_once() {
    let mut day = centre("b", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let id = form.request.clone();
    let first = ConsultationForm { ended: "10:05".to_owned(), ..broken(form, "technical_center") };
    let view = signed(
        &mut day,
        with(&first, |more| {
            more.told_at = "2026-10-05T10:06".to_owned();
            more.told_how = "по телефону".to_owned();
            more.helped_by = "методист".to_owned();
        }),
    );
    let repeat = view.request.repeat.expect("owed again");
    assert!(repeat.words.contains("07.10.2026") && repeat.words.contains("10:00"), "{}", repeat.words);
    assert!(repeat.words.contains("48 часов"), "the paragraph: {}", repeat.words);
    assert_eq!(day.desk.request(id.clone()).expect("the card").repeat.map(|r| r.words), Some(repeat.words));

    let second = again(&mut day, &id, "2026-10-06", "11:00", "11:20");
    let view = signed(&mut day, broken(second, "technical_recipient"));
    let repeat = view.request.repeat.expect("owed again");
    assert!(repeat.words.contains("13.10.2026") && repeat.words.contains("11:00"), "{}", repeat.words);
    assert_eq!(view.attempts.len(), 1);
    assert!(view.attempts[0].after.iter().any(|line| line.contains("по телефону")), "{:?}", view.attempts[0].after);
    assert!(view.attempts[0].after.iter().any(|line| line.contains("методист")));

    let third = again(&mut day, &id, "2026-10-07", "12:00", "12:30");
    let view = signed(&mut day, third);
    assert!(view.request.repeat.is_none());
    assert_eq!((view.attempts.len(), view.counting.counted), (2, true));
    assert_eq!(view.course.len(), 3, "{:?}", view.course);
    assert!(services(&mut day).contains("услуг 1"), "{}", services(&mut day));
}

#[test]
fn r070_a_repeat_after_its_term_is_signed_with_a_reason_that_stays_with_it() {
    let mut day = centre("b", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let id = form.request.clone();
    signed(&mut day, ConsultationForm { ended: "10:05".to_owned(), ..broken(form, "technical_center") });
    let late = again(&mut day, &id, "2026-10-08", "12:00", "12:30");
    let warned = day.desk.weigh(late.clone()).expect("weighed").warnings;
    assert!(warned.iter().any(|words| words.contains("48 часов")), "{warned:?}");
    assert_eq!(refused(&mut day, &late), [(ProblemCode::OrderWarns, "caution_reason".to_owned())]);
    let view = signed(&mut day, with(&late, |more| more.caution_reason = "раньше не могла мама".to_owned()));
    assert_eq!(view.warned.len(), 2);
    assert!(view.warned[0].contains("48 часов") && view.warned[1].contains("раньше не могла мама"));
    assert_eq!(view.form.more.caution_reason, "раньше не могла мама");
    let unneeded = with(&view.form, |_| ());
    let view = signed(&mut day, ConsultationForm { reason: "описка".to_owned(), note: "иначе".to_owned(), ..unneeded });
    assert_eq!(view.warned.len(), 2, "a correction keeps what it was signed over");
}

#[test]
fn r069_r138_the_head_permits_another_date_and_the_record_says_who_and_when() {
    let mut day = centre("c", "2026-10-05T09:00");
    let form = session(&mut day, asks("distance", Some("phone"), "Анна"));
    let failed = ConsultationForm { ended: "10:05".to_owned(), ..broken(form, "technical_center") };
    assert_eq!(refused(&mut day, &failed), [(ProblemCode::OrderWarns, "caution_reason".to_owned())]);
    let early = with(&failed, |more| {
        more.permitted_by = "Ветрова О. И.".to_owned();
        more.permitted_at = "2026-10-05T09:59".to_owned();
    });
    assert_eq!(refused(&mut day, &early), [(ProblemCode::NotInTime, "permitted_at".to_owned())]);
    let view = signed(&mut day, with(&early, |more| more.permitted_at = "2026-10-05T10:20".to_owned()));
    assert!(view.warned.is_empty());
    assert_eq!(
        (view.form.more.permitted_by.as_str(), view.form.more.permitted_at.as_str()),
        ("Ветрова О. И.", "2026-10-05T10:20")
    );
    let repeat = view.request.repeat.expect("owed again");
    assert!(repeat.words.contains("срок порядок не называет"), "{}", repeat.words);
    let next = day.desk.consultation(view.request.row.id.clone()).expect("a form");
    assert!(next.counting.order.approval && next.counting.order.approval_words.contains("руководитель"));
}

#[test]
fn r130_r131_grounds_of_refusal_belong_to_their_form() {
    for (order, form, means, grounds) in [
        ("c", "distance", Some("phone"), vec!["out_of_competence", "behaviour"]),
        ("e", "in_center", None, vec!["out_of_competence"]),
        ("b", "in_center", None, vec![]),
    ] {
        let mut day = centre(order, "2026-10-05T09:00");
        let session = session(&mut day, asks(form, means, "Анна"));
        let asked = day.desk.consultation(session.request.clone()).expect("a form").counting.order;
        let offered: Vec<_> = asked
            .grounds
            .iter()
            .filter(|one| one.forms.iter().any(|of| of == form))
            .map(|one| one.key.as_str())
            .collect();
        assert_eq!(offered, grounds, "{order}");
        assert_eq!(asked.refused_in.iter().any(|of| of == form), !grounds.is_empty(), "{order}");
        let refusing = |ground: &str| ConsultationForm {
            outcome: "refused".to_owned(),
            ground: Some(ground.to_owned()),
            ground_words: "вопрос о выплатах".to_owned(),
            ..session.clone()
        };
        match order {
            "b" => assert_eq!(
                refused(&mut day, &refusing("behaviour")),
                [(ProblemCode::OrderForbids, "outcome".to_owned())]
            ),
            "e" => assert_eq!(
                refused(&mut day, &refusing("behaviour")),
                [(ProblemCode::UnknownChoice, "ground".to_owned())]
            ),
            _ => {}
        }
        if order != "b" {
            let view = signed(&mut day, refusing("out_of_competence"));
            assert!(!view.counting.counted, "a refusal is a result, not a service");
        }
    }
}

#[test]
fn r130_the_words_of_a_refusal_are_of_those_who_held_it_and_a_correction_by_the_head_keeps_them() {
    let mut day = centre("e", "2026-10-05T09:00");
    let card = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(card));
    let form = session(&mut day, asks("in_center", None, "Анна"));
    day.change_person("Калинина");
    let refusing = ConsultationForm {
        outcome: "refused".to_owned(),
        ground: Some("out_of_competence".to_owned()),
        ground_words: "вопрос о выплатах".to_owned(),
        ..form
    };
    let id = signed(&mut day, refusing).request.row.id;
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    let view = day.desk.consultation(id.clone()).expect("the record");
    assert!(!view.may_read_note && view.form.ground_words.is_empty());
    let corrected = ConsultationForm { ended: "10:35".into(), reason: "описка".into(), ..view.form };
    day.desk.sign(corrected).expect("corrected");
    day.change_person("Калинина");
    assert_eq!(day.desk.consultation(id).expect("her own").form.ground_words, "вопрос о выплатах");
}

#[test]
fn r005_r011_a_question_that_is_not_the_centres_is_marked_with_where_to_turn() {
    let mut day = centre("b", "2026-10-05T09:00");
    let organisation = day
        .desk
        .add_organisation(OrganisationForm { name: "Соцзащита".into(), contacts: "ул. Мира, 1".into() });
    let organisation = organisation.expect("added").value.key;
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let form = ConsultationForm { organisations: vec![organisation.clone()], ..form };
    let view = signed(&mut day, with(&form, |more| more.out_of_competence = true));
    assert!(view.form.more.out_of_competence);
    assert_eq!(view.form.organisations, [organisation]);
}

#[test]
fn r010_the_way_to_help_for_the_child_itself_is_explained_by_the_words_of_the_order() {
    for (order, words) in [("a", "разъяснить"), ("b", "контакты"), ("e", "разъяснить")] {
        let mut day = centre(order, "2026-10-05T09:00");
        let form = session(&mut day, asks("in_center", None, "Анна"));
        let view = signed(&mut day, with(&form, |more| more.child_help = true));
        assert!(view.form.more.child_help);
        assert!(view.counting.order.child_help_words.contains(words), "{order}");
    }
}

#[test]
fn r060_r065_several_means_and_work_from_home_stand_in_the_record() {
    let mut day = centre("c", "2026-10-05T09:00");
    let form = session(&mut day, asks("distance", Some("phone"), "Анна"));
    let view = signed(
        &mut day,
        with(&form, |more| {
            more.means = vec!["email".to_owned(), "phone".to_owned()];
            more.from_home = true;
        }),
    );
    assert_eq!(
        (view.form.means.as_deref(), view.form.more.means.as_slice()),
        (Some("phone"), &["email".to_owned()][..])
    );
    assert!(view.form.more.from_home);
    let wrong = ConsultationForm {
        reason: "описка".to_owned(),
        ..with(&view.form, |more| more.means = vec!["pigeon".to_owned()])
    };
    assert_eq!(refused(&mut day, &wrong), [(ProblemCode::UnknownChoice, "more_means".to_owned())]);
}

#[test]
fn r064_a_letter_has_its_number_its_day_and_the_official_mail() {
    let mut day = centre("c", "2026-10-05T09:00");
    let form = session(&mut day, asks("distance", Some("email"), "Анна"));
    assert!(day.desk.weigh(form.clone()).expect("weighed").order.official_mail);
    let unofficial = with(&form, |more| {
        more.reply_number = "17/2".to_owned();
        more.reply_sent_on = "2026-10-05".to_owned();
    });
    assert_eq!(refused(&mut day, &unofficial), [(ProblemCode::OrderWarns, "caution_reason".to_owned())]);
    let ahead = with(&unofficial, |more| {
        more.reply_official = true;
        more.reply_sent_on = "2026-10-06".to_owned();
    });
    assert_eq!(refused(&mut day, &ahead), [(ProblemCode::NotInTime, "reply_sent_on".to_owned())]);
    let view = signed(&mut day, with(&unofficial, |more| more.reply_official = true));
    let more = &view.form.more;
    assert_eq!(
        (more.reply_number.as_str(), more.reply_sent_on.as_str(), more.reply_official),
        ("17/2", "2026-10-05", true)
    );
}

#[test]
fn r062_r063_a_written_answer_is_for_a_survey_in_one_order_and_never_follows_a_talk() {
    let mut day = centre("d", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let written = ConsultationForm { form: "written".to_owned(), ..form };
    assert_eq!(refused(&mut day, &written), [(ProblemCode::OrderForbids, "form".to_owned())]);
    let view = signed(&mut day, ConsultationForm { survey_filled: true, ..written });
    assert!(view.counting.counted);
    let mut surveyed = centre("d", "2026-10-05T09:00");
    let form = session(&mut surveyed, RequestForm { from_survey: true, ..asks("written", None, "Дарья") });
    assert!(signed(&mut surveyed, form).counting.counted, "what was asked in a survey needs no second mark");
    let mut talk = centre("d", "2026-10-05T09:00");
    let form = session(&mut talk, asks("in_center", None, "Вера"));
    let view = signed(&mut talk, with(&form, |more| more.reply_number = "18".to_owned()));
    assert_eq!(view.form.more.reply_number, "");
}

#[test]
fn r093_a_survey_is_a_service_of_the_day_of_its_feedback() {
    let mut day = centre("e", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let survey = ConsultationForm { kind: "survey".to_owned(), survey_filled: true, ..form };
    assert_eq!(refused(&mut day, &survey), [(ProblemCode::SurveyUnfinished, "survey_feedback".to_owned())]);
    day.clock.put("2026-11-02T09:00");
    let closed = ConsultationForm { survey_feedback: true, ..survey };
    let view = signed(
        &mut day,
        with(&closed, |more| {
            more.feedback_on = "2026-11-02".to_owned();
            more.feedback_form = Some("distance".to_owned());
        }),
    );
    assert_eq!(
        (view.form.more.feedback_on.as_str(), view.form.more.feedback_form.as_deref()),
        ("2026-11-02", Some("distance"))
    );
    assert!(services(&mut day).contains("услуг 0"), "{}", services(&mut day));
    let month = day.desk.journal_month(MonthKey { year: 2026, month: 11 }).expect("the month");
    assert!(month.totals_words.replace('\u{a0}', " ").contains("услуг 1"), "{}", month.totals_words);
}

#[test]
fn r094_planning_for_a_parent_is_warned_of_and_absent_where_the_order_has_none() {
    let mut day = centre("e", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let planning = ConsultationForm { kind: "planning".to_owned(), ..form };
    assert_eq!(refused(&mut day, &planning), [(ProblemCode::OrderWarns, "caution_reason".to_owned())]);
    signed(&mut day, with(&planning, |more| more.caution_reason = "оформляет опеку".to_owned()));

    let mut none = centre("a", "2026-10-05T09:00");
    let form = session(&mut none, asks("in_center", None, "Анна"));
    let planning = ConsultationForm { kind: "planning".to_owned(), ..form };
    assert_eq!(refused(&mut none, &planning), [(ProblemCode::UnknownChoice, "kind".to_owned())]);
    let order = none.desk.weigh(planning).expect("weighed").order;
    assert!(order.kinds.iter().all(|kind| kind.key != "planning"));
}

#[test]
fn r091_r105_dispatch_is_a_booking_in_one_order_and_a_service_with_organisations_in_the_others() {
    let mut day = centre("a", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let view = signed(&mut day, ConsultationForm { kind: "dispatch".to_owned(), ..form });
    assert!(!view.counting.counted && view.counting.words.contains("запись"), "{}", view.counting.words);
    assert!(view.counting.order.dispatch_words.contains("запись, а не услуга"));

    let mut other = centre("b", "2026-10-05T09:00");
    let form = session(&mut other, asks("in_center", None, "Анна"));
    let dispatch = ConsultationForm { kind: "dispatch".to_owned(), ..form.clone() };
    assert_eq!(refused(&mut other, &dispatch), [(ProblemCode::OrganisationRequired, "organisations".to_owned())]);
    let view = signed(&mut other, with(&form, |more| more.dispatch_first = true));
    assert_eq!((view.form.kind.as_str(), view.form.more.dispatch_first), ("content", true));
    assert!(services(&mut other).contains("услуг 1"), "{}", services(&mut other));
}

#[test]
fn r037_two_consultants_say_whose_idea_it_was() {
    let mut day = centre("b", "2026-10-05T09:00");
    let other = day.add_consultant("Сомова Анна Ильинична", "учитель-логопед").id;
    let mut form = session(&mut day, asks("in_center", None, "Анна"));
    form.consultants.push(other);
    assert_eq!(refused(&mut day, &form), [(ProblemCode::OrderForbids, "consultants".to_owned())]);
    let view = signed(&mut day, with(&form, |more| more.initiative = Some("recipient".to_owned())));
    assert_eq!(view.form.more.initiative.as_deref(), Some("recipient"));
}

#[test]
fn r102_a_couple_with_one_anonymous_is_one_service() {
    let mut day = centre("e", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let nobody = Who { anonymous: true, ..request_of("").who };
    let view = signed(&mut day, ConsultationForm { second: Some(nobody), ..form });
    let codes: Vec<_> = view.participants.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["П-0001", "Анонимно"]);
    assert!(services(&mut day).contains("услуг 1"));
}

#[test]
fn r061_one_consultant_with_two_distance_sessions_at_one_time_is_warned_of() {
    let mut day = centre("c", "2026-10-05T09:00");
    let form = session(&mut day, asks("distance", Some("phone"), "Анна"));
    signed(&mut day, form);
    day.clock.put("2026-10-05T10:50");
    let late = RequestForm { received: Some("2026-10-05T09:30".into()), ..asks("distance", Some("phone"), "Вера") };
    let id = day.desk.register(late).expect("registered").value.row.id;
    let form = whole(day.desk.consultation(id).expect("a form").form);
    let consultants = vec![day.consultant()];
    let form = ConsultationForm { started: "10:20".into(), ended: "10:45".into(), consultants, ..form };
    assert_eq!(refused(&mut day, &form), [(ProblemCode::OrderWarns, "caution_reason".to_owned())]);
    let apart = ConsultationForm { started: "10:40".into(), ..form };
    signed(&mut day, apart);
}

#[test]
fn r076_an_address_is_kept_only_with_consent() {
    let mut day = centre("e", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let with_address = with(&form, |more| {
        more.sent_what = "статья 44 закона об образовании".to_owned();
        more.sent_address = "anna@example.org".to_owned();
    });
    assert_eq!(refused(&mut day, &with_address), [(ProblemCode::AddressWithoutConsent, "sent_address".to_owned())]);
    let hidden = with(&form, |more| more.sent_what = "статья на anna@example.org".to_owned());
    assert_eq!(refused(&mut day, &hidden), [(ProblemCode::AddressWithoutConsent, "sent_what".to_owned())]);
    let view = signed(&mut day, with(&with_address, |more| more.sent_consent = true));
    assert_eq!((view.form.more.sent_address.as_str(), view.form.more.sent_consent), ("anna@example.org", true));
}

#[test]
fn r122_r123_a_recording_by_the_centre_needs_the_written_consent_and_the_recipients_own_a_mark() {
    for (order, words) in [("b", "договорившись"), ("e", "предупредив")] {
        let mut day = centre(order, "2026-10-05T09:00");
        let form = session(&mut day, asks("in_center", None, "Анна"));
        let bare = with(&form, |more| more.recorded = true);
        let missing = ProblemCode::ConsentRequired;
        assert_eq!(
            refused(&mut day, &bare),
            [(missing, "consent_number".to_owned()), (missing, "consent_on".to_owned())]
        );
        let view = signed(
            &mut day,
            with(&bare, |more| {
                more.consent_number = "4".to_owned();
                more.consent_on = "2026-10-05".to_owned();
                more.recipient_records = true;
            }),
        );
        assert!(view.form.more.recorded && view.form.more.recipient_records);
        assert!(view.counting.order.recipient_records_words.contains(words), "{order}");
    }
}

#[test]
fn r013_r014_several_questions_have_a_main_one_and_an_answer_whether_they_were_settled() {
    let mut day = centre("e", "2026-10-05T09:00");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let topics = vec!["regime".to_owned(), "crisis".to_owned()];
    let view = signed(&mut day, ConsultationForm { topics: topics.clone(), satisfied: Some("partly".into()), ..form });
    assert_eq!((view.form.topics, view.form.satisfied.as_deref()), (topics, Some("partly")));
    assert!(services(&mut day).contains("услуг 1"), "several questions at one visit are one service");
}

#[test]
fn r008_a_child_is_never_a_recipient_and_has_no_field_for_a_name() {
    let mut day = centre("e", "2026-10-05T09:00");
    let kinds: Vec<_> = day.desk.lists().expect("lists").recipient_kinds.into_iter().map(|kind| kind.key).collect();
    assert_eq!(kinds, ["parent", "representative", "adopter"]);
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let fields = serde_json::to_value(&form).expect("plain");
    let mut of_child: Vec<_> =
        fields.as_object().expect("fields").keys().filter(|name| name.contains("child")).collect();
    of_child.sort();
    assert_eq!(of_child, ["child_age", "child_present", "child_reason"]);
}

#[test]
fn r079_nothing_a_consultant_does_not_do_can_be_recorded_as_done() {
    let mut day = centre("e", "2026-10-05T09:00");
    let lists = day.desk.lists().expect("lists");
    let keys = |choices: &[Choice]| choices.iter().map(|one| one.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&lists.outcomes), ["given", "refused", "not_held"]);
    assert_eq!(keys(&lists.kinds), ["dispatch", "content", "survey", "planning"]);
}

/// The head, after a consultant with an account of her own signed a session with a note.
fn with_note() -> (TestDesk, String) {
    let mut day = centre("e", "2026-10-05T09:00");
    let consultant = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(consultant));
    day.change_person("Калинина");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let id = form.request.clone();
    signed(&mut day, form);
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    (day, id)
}

#[test]
fn r120_the_head_never_reads_a_note_where_the_order_does_not_say_so() {
    let (mut day, id) = with_note();
    let view = day.desk.consultation(id.clone()).expect("the record");
    assert!(!view.may_read_note && !view.may_ask_note && view.form.note.is_empty());
    let form = ReadNoteForm { request: id, reason: "жалоба".to_owned() };
    assert_eq!(problems(&refusal(day.desk.read_note(form))), [(ProblemCode::NotAllowed, "")]);
}

#[test]
fn r120_where_the_order_says_so_the_head_reads_a_note_after_the_reason_is_written_down() {
    let mut day = centre("e", "2026-10-01T09:00");
    let start = OrderStart { source: String::new(), replaces: None };
    let mut form = day.desk.order_form(start).expect("the form").form;
    form.valid_from = "2026-10-02".to_owned();
    let readers = form.answers.iter_mut().find(|one| one.key == "content.visible_to").expect("the key");
    readers.values = vec!["head_with_reason".to_owned()];
    day.desk.save_order(form).expect("saved");
    day.clock.put("2026-10-05T09:00");
    let consultant = day.consultant();
    day.add_person("Калинина", vec![Role::Consultant], Some(consultant));
    day.change_person("Калинина");
    let form = session(&mut day, asks("in_center", None, "Анна"));
    let id = form.request.clone();
    let view = signed(&mut day, form);
    assert!(view.note_words.contains("Заведующий откроет её, только записав причину"), "{}", view.note_words);
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");

    let view = day.desk.consultation(id.clone()).expect("the record");
    assert!(view.may_ask_note && !view.may_read_note && view.form.note.is_empty());
    let read = |reason: &str| ReadNoteForm { request: id.clone(), reason: reason.to_owned() };
    assert_eq!(problems(&refusal(day.desk.read_note(read(" ")))), [(ProblemCode::ReasonRequired, "reason")]);
    assert!(day.desk.consultation(id.clone()).expect("the record").note_readings.is_empty());
    assert_eq!(day.desk.read_note(read("жалоба родителя")).expect("shown").note, "Заметка консультанта");
    let readings = day.desk.consultation(id).expect("the record").note_readings;
    assert!(readings.len() == 1 && readings[0].ends_with("жалоба родителя"), "{readings:?}");
}

#[test]
fn r057_a_means_the_law_barred_on_that_day_is_recorded_with_a_reason() {
    let mut day = centre("c", "2026-10-05T09:00");
    let form = session(&mut day, asks("distance", Some("phone"), "Анна"));
    let barred = ConsultationForm { means: Some("skype".to_owned()), ..form };
    assert_eq!(refused(&mut day, &barred), [(ProblemCode::OrderWarns, "caution_reason".to_owned())]);
    let view = signed(&mut day, with(&barred, |more| more.caution_reason = "другой связи не было".to_owned()));
    assert!(view.warned[0].contains("41-ФЗ"), "{:?}", view.warned);
}
