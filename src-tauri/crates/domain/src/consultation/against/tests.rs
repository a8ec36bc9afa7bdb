use super::*;
use chrono::NaiveDate;

use crate::calendar::WorkCalendar;
use crate::profile::{Severity, bundled, recommended};
use crate::term::{Terms, Versions, repeat_of};

fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 10, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn of(key: &str) -> Profile {
    bundled().iter().find(|one| one.key == key).map(|one| Profile::parse(one.document).unwrap()).unwrap()
}

fn case() -> Case<'static> {
    Case {
        form: Form::InCenter,
        means: None,
        kind: Kind::Content,
        given: true,
        failure: None,
        started: Some(at(8, 10, 0)),
        minutes: Some(40),
        people: &[RecipientKind::Parent],
        consultants: 1,
        initiative: None,
        together: &[],
        survey_filled: false,
        source: WrittenSource::Letter,
        from_home: false,
        reply: None,
        reply_term: None,
        repeat_term: None,
        proven: true,
        permitted: false,
        earlier: &[],
        after: &[],
    }
}

/// Keys of what is said, and whether it stops.
fn said(case: &Case<'_>, profile: &Profile) -> Vec<(&'static str, bool)> {
    objections(case, profile).iter().map(|one| (one.breach.key, one.breach.blocks)).collect()
}

fn failed(on: u32, failure: Failure) -> Attempt {
    Attempt { started: at(on, 10, 0), ended: at(on, 10, 5), outcome: AttemptOutcome::Failed(failure) }
}

#[test]
fn a_usual_session_meets_no_objection_by_any_order() {
    for one in bundled() {
        let profile = Profile::parse(one.document).unwrap();
        assert_eq!(said(&case(), &profile), [], "{}", one.key);
    }
}

#[test]
fn r067_a_long_distance_session_is_warned_of_where_the_order_says_so_and_never_stopped() {
    let long = |means| Case { form: Form::Distance, means: Some(means), minutes: Some(46), ..case() };
    let warned = vec![("duration.online_max", false)];
    for (profile, means, expected) in [
        (of("c"), MeansKind::Video, warned.clone()),
        (of("c"), MeansKind::Voice, warned.clone()),
        (of("c"), MeansKind::Chat, warned.clone()),
        (of("b"), MeansKind::Video, vec![]),
        (of("d"), MeansKind::Voice, vec![]),
        (of("e"), MeansKind::Video, vec![]),
        (recommended(), MeansKind::Video, warned.clone()),
        (recommended(), MeansKind::Email, vec![]),
    ] {
        assert_eq!(said(&long(means), &profile), expected, "{} {means:?}", profile.key);
    }
    let mut strict = of("c");
    strict.duration_online_max.severity = Severity::Block;
    assert_eq!(said(&long(MeansKind::Video), &strict), warned, "what happened is not refused");
    let missed = Case { given: false, failure: Some(Failure::NoShow), ..long(MeansKind::Video) };
    assert_eq!(said(&missed, &of("c")), []);
}

#[test]
fn r067_an_order_without_a_paragraph_leaves_no_empty_brackets() {
    let mut silent = recommended();
    silent.duration_online_max.basis.clear();
    let long = Case { form: Form::Distance, means: Some(MeansKind::Video), minutes: Some(60), ..case() };
    let words = &objections(&long, &silent)[0].breach.words;
    assert_eq!(words.replace(NBSP, " "), "Дистанционно дольше 45 минут.");
}

/// The term an attempt that failed begins by an order.
fn repeat(attempt: &Attempt, profile: &Profile) -> Option<Term> {
    let calendar = WorkCalendar::new(None, std::collections::BTreeMap::new());
    let versions = Versions::of([(at(1, 0, 0).date(), profile)]);
    let (kind, since) = repeat_of(attempt)?;
    Terms { calendar: &calendar, versions: &versions }.of(kind, since)
}

#[test]
fn r070_r071_a_repeat_after_its_term_is_warned_of_by_the_side_that_failed() {
    for (failure, started, expected) in [
        (Failure::TechnicalCentre, at(7, 10, 0), vec![]),
        (Failure::TechnicalCentre, at(7, 10, 1), vec![("tech.center_hours", false)]),
        (Failure::TechnicalRecipient, at(12, 10, 0), vec![]),
        (Failure::TechnicalRecipient, at(12, 10, 1), vec![("tech.recipient_days", false)]),
        (Failure::NoShow, at(30, 10, 0), vec![]),
    ] {
        let earlier = [failed(5, failure)];
        for (order, expected) in [("b", expected), ("e", vec![])] {
            let term = repeat(&earlier[0], &of(order));
            let repeated = Case { earlier: &earlier, repeat_term: term.as_ref(), started: Some(started), ..case() };
            assert_eq!(said(&repeated, &of(order)), expected, "{order} {failure:?} {started}");
        }
    }
}

#[test]
fn r069_r138_another_date_after_a_failure_needs_whoever_permitted_it_where_the_order_says_so() {
    let broken = |failure, permitted| Case { given: false, failure: Some(failure), permitted, ..case() };
    let asked = vec![("tech.approval", false)];
    for (failure, permitted, expected) in [
        (Failure::TechnicalCentre, false, asked.clone()),
        (Failure::TechnicalRecipient, false, asked.clone()),
        (Failure::TechnicalCentre, true, vec![]),
        (Failure::NoShow, false, vec![]),
        (Failure::Other, false, vec![]),
    ] {
        assert_eq!(said(&broken(failure, permitted), &of("c")), expected, "{failure:?} {permitted}");
        for other in ["a", "b", "d", "e", "default"] {
            assert_eq!(said(&broken(failure, permitted), &of(other)), [], "{other}");
        }
    }
    let earlier = [failed(5, Failure::TechnicalCentre)];
    let permitted = [After { permitted_by: "Заведующий".to_owned(), ..After::default() }];
    let repeat = |after| Case { earlier: &earlier, after, started: Some(at(6, 10, 0)), ..case() };
    assert_eq!(said(&repeat(&[]), &of("c")), asked);
    assert_eq!(said(&repeat(&permitted), &of("c")), []);
}

#[test]
fn r061_two_requests_at_one_distance_session_are_warned_of() {
    let others = ["№ 12".to_owned()];
    let both = |form| Case { form, means: Some(MeansKind::Video), together: &others, ..case() };
    assert_eq!(said(&both(Form::Distance), &of("c")), [("online.individual", false)]);
    assert_eq!(said(&both(Form::InCenter), &of("c")), []);
}

#[test]
fn r094_planning_is_for_those_who_wish_to_take_a_child() {
    use RecipientKind::{Adopter, Parent, Representative};
    for (people, expected) in [
        (&[Parent][..], vec![("kinds.allowed", false)]),
        (&[Representative], vec![("kinds.allowed", false)]),
        (&[Adopter], vec![]),
        (&[Parent, Adopter], vec![]),
    ] {
        let planned = Case { kind: Kind::Planning, people, ..case() };
        assert_eq!(said(&planned, &of("e")), expected, "{people:?}");
    }
}

#[test]
fn r062_a_written_answer_goes_to_what_a_survey_asked_where_the_order_says_so() {
    let written = |kind, survey_filled| Case { form: Form::Written, kind, survey_filled, ..case() };
    let refused = vec![("written.mode", true)];
    for (kind, filled, expected) in
        [(Kind::Content, false, refused), (Kind::Content, true, vec![]), (Kind::Survey, false, vec![])]
    {
        assert_eq!(said(&written(kind, filled), &of("d")), expected, "{kind:?} {filled}");
        assert_eq!(said(&written(kind, filled), &of("a")), []);
        assert_eq!(said(&written(kind, filled), &of("e")), []);
    }
    let called = Case { source: WrittenSource::Elsewhere, ..written(Kind::Content, false) };
    assert_eq!(said(&called, &of("e")), [("written.mode", true)]);
    let asked_in_a_survey = Case { source: WrittenSource::Survey, ..written(Kind::Content, false) };
    assert_eq!(said(&asked_in_a_survey, &of("d")), []);
}

#[test]
fn r037_two_consultants_need_an_initiative_where_the_order_speaks_of_it() {
    let two = |initiative| Case { consultants: 2, initiative, ..case() };
    assert_eq!(said(&two(None), &of("b")), [("consultants.max", true)]);
    assert_eq!(said(&two(Some(Initiative::Recipient)), &of("b")), []);
    assert_eq!(said(&two(Some(Initiative::Centre)), &of("b")), []);
    assert_eq!(said(&two(None), &of("e")), []);
}

#[test]
fn r064_a_letter_goes_from_the_official_mail_within_its_working_days() {
    let reply = |sent, official_mail| Reply {
        number: "17".to_owned(),
        sent_on: NaiveDate::from_ymd_opt(2026, 10, sent),
        official_mail,
    };
    let calendar = WorkCalendar::new(None, std::collections::BTreeMap::new());
    let versions = Versions::of([(at(1, 0, 0).date(), &of("c"))]);
    let terms = Terms { calendar: &calendar, versions: &versions };
    let term = terms.of(TermKind::EmailReply, at(5, 9, 0)).unwrap();
    for (reply, expected) in [
        (reply(8, true), vec![]),
        (reply(8, false), vec![("written.mode", false)]),
        (reply(9, true), vec![("term.email_reply", false)]),
        (reply(9, false), vec![("written.mode", false), ("term.email_reply", false)]),
    ] {
        let letter = Case {
            form: Form::Distance,
            means: Some(MeansKind::Email),
            reply: Some(&reply),
            reply_term: Some(&term),
            ..case()
        };
        assert_eq!(said(&letter, &of("c")), expected);
        assert_eq!(said(&letter, &of("e")), [], "no correspondence as a service there");
        let spoken = Case { means: Some(MeansKind::Video), ..letter };
        assert_eq!(said(&spoken, &of("c")), []);
    }
}

#[test]
fn r065_work_from_home_is_marked_where_the_order_allows_it() {
    let home = Case { form: Form::Distance, means: Some(MeansKind::Video), from_home: true, ..case() };
    assert_eq!(said(&home, &of("c")), []);
    let mut strict = of("c");
    strict.remote_allowed.value = false;
    assert_eq!(said(&home, &strict), [("remote.allowed", false)]);
}

#[test]
fn r111_a_record_without_evidence_is_signed_unless_the_order_does_not_let_it() {
    let bare = Case { proven: false, ..case() };
    assert_eq!(said(&bare, &of("b")), [], "it stands in the list of what lacks one");
    let mut strict = of("b");
    strict.proof_required.severity = Severity::Block;
    assert_eq!(said(&bare, &strict), [("proof.required", true)]);
}
