use chrono::NaiveDate;

use super::*;
use crate::civil::Month;

#[test]
fn the_recommended_profile_is_sound() {
    assert_eq!(recommended().pages_max(), 5);
    assert_eq!(recommended().term_booking.value, 10);
}

#[test]
fn every_bundled_profile_is_sound_and_says_every_key() {
    for one in bundled() {
        let profile = Profile::parse(one.document).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", one.key));
        assert_eq!(profile.key, one.key);
        assert_eq!(Profile::read(one.document), Ok(profile.clone()));
        for key in keys() {
            assert!(profile.answers(key.key).is_some(), "{}", key.key);
        }
    }
    assert_eq!((bundled().len(), keys().len()), (6, 48));
}

#[test]
fn what_a_form_shows_it_can_send_back() {
    for one in bundled() {
        let profile = Profile::parse(one.document).unwrap();
        let mut copy = recommended();
        for key in keys() {
            let (answers, severity, basis) = profile.answers(key.key).unwrap();
            let kept = copy.answers(key.key).unwrap().1;
            copy.set(key.key, &answers, severity, basis).unwrap();
            let severity = if key.judged { severity } else { kept };
            assert_eq!(copy.answers(key.key), Some((answers, severity, basis)));
        }
    }
}

#[test]
fn a_document_that_is_no_profile_is_refused() {
    assert_eq!(Profile::parse("{}"), Err(ProfileRefusal::NotAProfile));
    let misspelt = RECOMMENDED.replacen("print.max_pages", "print.max_page", 1);
    assert_eq!(Profile::parse(&misspelt), Err(ProfileRefusal::NotAProfile));
    assert_eq!(Profile::read("[]"), Err(ProfileRefusal::NotAProfile));
}

#[test]
fn a_document_of_a_journal_is_filled_up_from_the_recommended_one() {
    let old = r#"{"key": "own", "title": "Свой", "journals.j1_title": {"value": "Журнал"},
        "term.booking": {"value": 7, "severity": "block", "basis": "п. 3"}}"#;
    let read = Profile::read(old).unwrap();
    assert_eq!((read.key.as_str(), read.term_booking.value, read.term_booking.blocks()), ("own", 7, true));
    assert_eq!(read.quality_days, recommended().quality_days);
}

#[test]
fn a_document_of_the_first_schema_says_the_same_in_todays_way() {
    let old = r#"{"key": "default", "title": "Свой", "journals.j1_title": {"value": "Журнал услуг", "severity": "block",
        "basis": ""}, "forms.allowed": {"value": ["in_center", "distance"], "severity": "block", "basis": ""},
        "refusal.grounds": {"value": ["behaviour"], "severity": "block", "basis": "п. 12"}}"#;
    let read = Profile::read(old).unwrap();
    assert_eq!(read.journal_title(JournalView::J1), "Журнал услуг");
    assert_eq!(read.journal_title(JournalView::J2), recommended().journal_title(JournalView::J2));
    for (form, grounds) in
        [(Form::InCenter, vec!["behaviour"]), (Form::Distance, vec!["behaviour"]), (Form::Outing, vec![])]
    {
        assert_eq!(read.grounds_for(form), grounds);
    }
    assert_eq!(read.refusal_grounds.basis, "п. 12");
    assert_eq!(Profile::read(&serde_json::to_string(&read).unwrap()), Ok(read), "written down, it is whole");
}

#[test]
fn contradictions_are_refused_with_what_to_change() {
    use Contradiction as C;
    type Break = fn(&mut Profile);
    let cases: [(Break, ProfileRefusal); 22] = [
        (|p| p.print_max_pages.value = 6, ProfileRefusal::TooManyPages),
        (
            |p| {
                p.forms_allowed.value.clear();
                p.written_mode.value = WrittenMode::None;
                p.refusal_grounds.value.clear();
            },
            ProfileRefusal::NoForm,
        ),
        (
            |p| {
                p.kinds_allowed.value = vec![ServiceKind::Event];
            },
            ProfileRefusal::NoKind,
        ),
        (|p| p.term_booking.value = 0, ProfileRefusal::OutOfBounds { key: "term.booking" }),
        (|p| p.term_email_reply.value = 0, ProfileRefusal::OutOfBounds { key: "term.email_reply" }),
        (|p| p.written_after_service.value = true, ProfileRefusal::Fixed { key: "written.after_service" }),
        (|p| p.media_write.value = true, ProfileRefusal::Fixed { key: "media.write" }),
        (|p| p.tech_count_again.value = true, ProfileRefusal::Fixed { key: "tech.count_again" }),
        (|p| p.count_couple.value = 2, ProfileRefusal::Fixed { key: "count.couple" }),
        (|p| p.count_refusal.value = 1, ProfileRefusal::Fixed { key: "count.refusal" }),
        (|p| p.written_mode.value = WrittenMode::None, ProfileRefusal::Contradiction(C::WrittenFormWithoutMode)),
        (
            |p| {
                p.forms_allowed.value = vec![Form::InCenter, Form::Distance];
                p.refusal_grounds.value.clear();
            },
            ProfileRefusal::Contradiction(C::WrittenModeWithoutForm),
        ),
        (
            |p| {
                p.written_mode.value = WrittenMode::SurveyOnly;
                p.kinds_allowed.value = vec![ServiceKind::Content, ServiceKind::Event];
            },
            ProfileRefusal::Contradiction(C::SurveyAnswersWithoutSurvey),
        ),
        (
            |p| {
                p.written_mode.value = WrittenMode::EmailConsult;
                p.forms_allowed.value = vec![Form::Distance];
                p.refusal_grounds.value.clear();
                p.channels.value = vec!["phone".to_owned()];
            },
            ProfileRefusal::Contradiction(C::EmailConsultWithoutEmail),
        ),
        (|p| p.channels.value.clear(), ProfileRefusal::Contradiction(C::DistanceWithoutMeans)),
        (|p| p.duration_planned.value = 60, ProfileRefusal::Contradiction(C::PlannedLongerThanOnline)),
        (
            |p| {
                p.consultant_choice.value = ConsultantChoice::Centre;
                p.outing_choice.value = true;
            },
            ProfileRefusal::Contradiction(C::OutingChoiceWithoutChoice),
        ),
        (
            |p| p.kinds_allowed.value.retain(|kind| *kind != ServiceKind::Event),
            ProfileRefusal::Contradiction(C::CertificateWithoutEvents),
        ),
        (|p| p.quality_channels.value.clear(), ProfileRefusal::Contradiction(C::RatingWithoutChannel)),
        (
            |p| p.forms_allowed.value.retain(|form| *form != Form::Outing),
            ProfileRefusal::Contradiction(C::GroundForClosedForm),
        ),
        (
            |p| {
                p.aid_directions.value.push("dispatch".to_owned());
                p.kinds_allowed.value.retain(|kind| *kind != ServiceKind::Dispatch);
            },
            ProfileRefusal::Contradiction(C::DispatchDirectionWithoutDispatch),
        ),
        (|p| p.journals.value.clear(), ProfileRefusal::Contradiction(C::NoJournalOfServices)),
    ];
    for (break_it, expected) in cases {
        let mut broken = recommended();
        break_it(&mut broken);
        assert_eq!(broken.check(), [expected]);
        if let ProfileRefusal::Contradiction(contradiction) = expected {
            assert!(!contradiction.words().is_empty());
            let known = keys();
            assert!(contradiction.keys().iter().all(|key| known.iter().any(|k| k.key == *key)));
        }
    }
}

#[test]
fn answers_that_are_no_value_are_refused_and_change_nothing() {
    let cases: [(&str, &[&str]); 8] = [
        ("term.booking", &["десять"]),
        ("term.booking", &["-1"]),
        ("forms.allowed", &["in_center", "in_center"]),
        ("forms.allowed", &["moon"]),
        ("anonymous.allowed", &[]),
        ("journals", &["j1:Один", "j1:Два"]),
        ("refusal.grounds", &["behaviour"]),
        ("region.calendar", &["RU-XX"]),
    ];
    for (key, answers) in cases {
        let mut profile = recommended();
        let answers: Vec<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
        assert!(matches!(profile.set(key, &answers, Severity::Warn, ""), Err(ProfileRefusal::OutOfBounds { .. })));
        assert_eq!(profile, recommended());
    }
    assert_eq!(recommended().set("price", &[], Severity::Block, ""), Err(ProfileRefusal::NotAProfile));
}

#[test]
fn what_changes_is_said_key_by_key() {
    let none = |_: &str, _: &str| None;
    assert_eq!(changes(&recommended(), &recommended(), &none), []);
    let mut after = recommended();
    after.term_booking = Rule { value: 7, severity: Severity::Block, basis: "п. 3".to_owned() };
    after.channels.value = vec!["phone".to_owned()];
    let labels = |list: &str, key: &str| (list == "means" && key == "phone").then(|| "Телефон".to_owned());
    let said = changes(&recommended(), &after, &labels);
    let short: Vec<_> = said.iter().map(|c| (c.key, c.before.value.as_str(), c.after.value.as_str())).collect();
    let days = |text: &str| text.replace(crate::civil::NBSP, " ");
    assert_eq!(short[0].0, "term.booking");
    assert_eq!((days(short[0].1), days(short[0].2)), ("10 календарных дней".into(), "7 календарных дней".into()));
    assert_eq!((said[0].before.severity, said[0].after.severity), (Severity::Warn, Severity::Block));
    assert_eq!((short[1].0, short[1].2), ("channels", "Телефон"));

    let mut turned = recommended();
    turned.channels.value.reverse();
    assert_ne!(turned.channels.value, recommended().channels.value);
    assert_eq!(changes(&recommended(), &turned, &none), [], "the same means in another order");
}

#[test]
fn a_profile_never_begins_inside_a_closed_month() {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let closed = Month::of(day(9, 1));
    for (from, expected) in [
        (day(9, 30), Err(StartRefusal::InClosedMonth(closed))),
        (day(8, 1), Err(StartRefusal::InClosedMonth(closed))),
        (day(10, 1), Ok(())),
    ] {
        assert_eq!(may_start(from, Some(closed)), expected);
        assert_eq!(may_start(from, None), Ok(()));
    }
}

#[test]
fn r002_who_goes_to_a_kindergarten_is_warned_of_only_where_the_order_says_so() {
    let mut narrow = recommended();
    narrow.recipients_scope.value = Scope::NotAttending;
    for (profile, attends, said) in [
        (&recommended(), Some(true), false),
        (&narrow, Some(true), true),
        (&narrow, Some(false), false),
        (&narrow, None, false),
    ] {
        assert_eq!(profile.outside_scope(attends).map(|breach| breach.blocks), said.then_some(false));
    }
}

#[test]
fn r050_r095_r130_the_five_orders_offer_what_they_say() {
    let of = |key: &str| {
        let one = bundled().iter().find(|one| one.key == key).unwrap();
        Profile::parse(one.document).unwrap()
    };
    for (key, forms, kinds, grounds_at_a_distance) in [
        ("a", vec![Form::InCenter, Form::Distance, Form::Written], 3, 2),
        ("b", vec![Form::InCenter, Form::Outing, Form::Distance], 4, 0),
        ("c", vec![Form::Distance], 4, 2),
        ("d", Form::ALL.to_vec(), 4, 2),
        ("e", Form::ALL.to_vec(), 4, 1),
    ] {
        let profile = of(key);
        assert_eq!(profile.forms_allowed.value, forms, "{key}");
        assert_eq!(profile.kinds().len(), kinds, "{key}");
        assert_eq!(profile.grounds_for(Form::Distance).len(), grounds_at_a_distance, "{key}");
        assert!(profile.offers_events(), "{key}");
    }
}

#[test]
fn r095_an_order_without_events_or_certificates_says_so_with_its_paragraph() {
    let mut profile = recommended();
    assert!(profile.refuses_event().is_none() && profile.refuses_certificates().is_none());
    profile.kinds_allowed.value.retain(|kind| *kind != ServiceKind::Event);
    profile.kinds_allowed.basis = "п. 7".to_owned();
    profile.event_certificate.value = false;
    let said = profile.refuses_event().expect("said");
    assert_eq!((said.blocks, said.words.as_str()), (true, "Порядок центра не знает мероприятий (п. 7)."));
    assert_eq!(profile.refuses_certificates().expect("said").words, "По порядку центра сертификаты не выдают.");
}

#[test]
fn r115_an_order_that_takes_named_requests_alone_says_so() {
    let mut profile = recommended();
    assert!(profile.refuses_anonymous().is_none());
    profile.anonymous_allowed.value = false;
    assert!(profile.refuses_anonymous().expect("said").blocks);
}
