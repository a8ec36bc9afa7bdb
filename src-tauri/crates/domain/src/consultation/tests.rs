use super::*;
use crate::ids::AccountId;
use crate::profile::recommended;
use uuid::Uuid;

fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 10, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn filled() -> Unsigned {
    Unsigned {
        started: at(8, 12, 30),
        ended: at(8, 13, 14),
        form: Form::InCenter,
        means: None,
        means_kind: None,
        kind: Kind::Content,
        direction: Some("psy_ped".to_owned()),
        topics: vec!["crisis".to_owned()],
        consultants: vec![ConsultantId(Uuid::from_u128(1))],
        outcome: Outcome::Given,
        outcome_words: String::new(),
        organisations: vec![],
        satisfied: Some(Satisfied::Yes),
        note: String::new(),
        advice: String::new(),
        child_present: false,
        child_reason: String::new(),
        child_age: None,
        quality_offered: true,
        evidence: None,
        survey_filled: false,
        survey_feedback: false,
        feedback_on: None,
        more: More::default(),
        after: After::default(),
    }
}

fn complete_now(filled: Unsigned, earlier: &[Attempt], correcting: bool) -> Result<Record, Vec<RecordRefusal>> {
    complete(filled, earlier, correcting, at(1, 9, 0), at(8, 14, 0), &recommended())
}

/// The record, where nothing should be missing. It has no `Debug`, so `expect` does not serve.
fn whole(answer: Result<Record, Vec<RecordRefusal>>) -> Record {
    answer.unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

#[test]
fn a_whole_record_is_completed_on_the_day_it_ended() {
    let record = whole(complete_now(filled(), &[], false));
    assert_eq!(record.completed_on(), NaiveDate::from_ymd_opt(2026, 10, 8));
    assert_eq!(record.attempts[0].minutes(), 44);
}

#[test]
fn everything_missing_is_said_at_once() {
    let empty = Unsigned {
        ended: at(8, 12, 0),
        form: Form::Distance,
        topics: vec![],
        consultants: vec![],
        kind: Kind::Dispatch,
        child_present: true,
        ..filled()
    };
    let wrong = complete_now(empty, &[], false).err().expect("much is missing");
    assert_eq!(
        wrong,
        [
            RecordRefusal::EndsBeforeStart,
            RecordRefusal::TopicRequired,
            RecordRefusal::ConsultantRequired,
            RecordRefusal::MeansRequired,
            RecordRefusal::OrganisationRequired,
            RecordRefusal::ChildReasonRequired,
        ]
    );
}

#[test]
fn r025_a_topic_is_needed_to_close_a_service_not_to_tell_of_a_missed_one() {
    let given = complete_now(Unsigned { topics: vec![], ..filled() }, &[], false);
    assert_eq!(given.err(), Some(vec![RecordRefusal::TopicRequired]));
    let missed = Unsigned { topics: vec![], outcome: Outcome::NotHeld { failure: Failure::NoShow }, ..filled() };
    assert!(complete_now(missed, &[], false).is_ok());
}

#[test]
fn after_a_failure_a_booking_or_a_later_time_is_the_next_attempt_and_the_rest_corrects() {
    let failed = Outcome::NotHeld { failure: Failure::TechnicalCentre };
    let failed = complete_now(Unsigned { topics: vec![], outcome: failed, ..filled() }, &[], false).unwrap();
    let held = complete_now(filled(), &[], false).unwrap();
    for (signed, booked, started, expected) in [
        (None, false, Some(at(8, 12, 30)), false),
        (Some(&held), false, Some(at(9, 12, 30)), true),
        (Some(&held), false, None, true),
        (Some(&failed), false, Some(at(8, 12, 30)), true),
        (Some(&failed), false, Some(at(8, 13, 13)), true),
        (Some(&failed), false, Some(at(8, 13, 14)), false),
        (Some(&failed), false, None, true),
        (Some(&failed), true, Some(at(8, 12, 30)), false),
    ] {
        assert_eq!(corrects(signed, booked, started), expected, "{booked} {started:?}");
    }
}

#[test]
fn nothing_ends_in_the_future_or_starts_before_it_was_asked() {
    assert_eq!(
        complete_now(Unsigned { ended: at(8, 14, 1), ..filled() }, &[], false).err(),
        Some(vec![RecordRefusal::EndsInFuture])
    );
    let early = complete(filled(), &[], false, at(9, 9, 0), at(10, 9, 0), &recommended());
    assert_eq!(early.err(), Some(vec![RecordRefusal::BeforeRequest]));
}

#[test]
fn r130_a_refusal_has_a_ground_and_words() {
    let refused = Unsigned { outcome: Outcome::Refused { ground: "out_of_competence".to_owned() }, ..filled() };
    assert_eq!(complete_now(refused, &[], false).err(), Some(vec![RecordRefusal::GroundWordsRequired]));
}

#[test]
fn r093_a_survey_is_closed_with_both_marks() {
    let survey =
        |survey_filled, survey_feedback| Unsigned { kind: Kind::Survey, survey_filled, survey_feedback, ..filled() };
    for (filled, feedback) in [(false, false), (true, false), (false, true)] {
        assert_eq!(
            complete_now(survey(filled, feedback), &[], false).err(),
            Some(vec![RecordRefusal::SurveyUnfinished])
        );
    }
    let record = whole(complete_now(survey(true, true), &[], false));
    assert_eq!(record.feedback_on, record.completed_on());
}

#[test]
fn r072_a_repeat_joins_the_failed_attempt_and_a_correction_replaces_it() {
    let failed = Attempt {
        started: at(5, 10, 0),
        ended: at(5, 10, 5),
        outcome: AttemptOutcome::Failed(Failure::TechnicalCentre),
    };
    let repeat = whole(complete_now(filled(), &[failed], false));
    assert_eq!(repeat.attempts.len(), 2);
    assert_eq!(repeat.attempts[0], failed);
    let corrected = whole(complete_now(filled(), &repeat.attempts, true));
    assert_eq!(corrected.attempts.len(), 2);
}

#[test]
fn r067_only_a_distance_consultation_is_told_that_it_is_long() {
    for (form, minutes, expected) in [
        (Form::Distance, 45, None),
        (Form::Distance, 46, Some(1)),
        (Form::Distance, 120, Some(75)),
        (Form::InCenter, 120, None),
        (Form::Outing, 46, None),
    ] {
        assert_eq!(minutes_over(form, None, minutes, &recommended()), expected, "{form:?} {minutes}");
    }
}

#[test]
fn a_correction_has_its_person_and_its_reason() {
    let own = ConsultantId(Uuid::from_u128(1));
    let author = AccountId(Uuid::from_u128(10));
    let signer = Signer { account: author, consultant: Some(own), head: false };
    let stranger = Signer {
        account: AccountId(Uuid::from_u128(11)),
        consultant: Some(ConsultantId(Uuid::from_u128(2))),
        head: false,
    };
    let colleague = Signer { account: AccountId(Uuid::from_u128(12)), consultant: Some(own), head: false };
    let head = Signer { account: AccountId(Uuid::from_u128(13)), consultant: None, head: true };
    let open = Signed { author, month_closed: false };
    let closed = Signed { author, month_closed: true };
    for (who, before, reason, expected) in [
        (&signer, None, "", Ok(())),
        (&stranger, None, "", Err(SignRefusal::NotOfRecord)),
        (&head, None, "", Ok(())),
        (&signer, Some(&open), "", Err(SignRefusal::ReasonRequired)),
        (&signer, Some(&open), "опечатка", Ok(())),
        (&colleague, Some(&open), "опечатка", Err(SignRefusal::NotAuthor)),
        (&signer, Some(&closed), "опечатка", Err(SignRefusal::MonthClosed)),
        (&head, Some(&closed), "опечатка", Ok(())),
    ] {
        assert_eq!(may_sign(who, &[own], before, reason), expected);
    }
}

fn failed_at(day: u32) -> Attempt {
    Attempt {
        started: at(day, 10, 0),
        ended: at(day, 10, 5),
        outcome: AttemptOutcome::Failed(Failure::TechnicalCentre),
    }
}

#[test]
fn r009_the_childs_reason_is_asked_by_the_severity_of_the_order() {
    use crate::profile::ChildPresence::{Exceptional, Free};
    use crate::profile::Severity::{Block, Off, Warn};
    for (value, severity, asked) in
        [(Exceptional, Warn, true), (Exceptional, Block, true), (Exceptional, Off, false), (Free, Warn, false)]
    {
        let mut profile = recommended();
        profile.child_presence.value = value;
        profile.child_presence.severity = severity;
        let there = |reason: &str| {
            let filled = Unsigned { child_present: true, child_reason: reason.to_owned(), ..filled() };
            complete(filled, &[], false, at(1, 9, 0), at(8, 14, 0), &profile).is_err()
        };
        assert_eq!(there(""), asked, "{value:?} {severity:?}");
        assert!(!there("не с кем оставить"));
    }
}

#[test]
fn r093_the_feedback_of_a_survey_has_a_day_and_a_form_of_its_own() {
    let survey = |feedback_on| Unsigned {
        kind: Kind::Survey,
        survey_filled: true,
        survey_feedback: true,
        started: at(5, 10, 0),
        ended: at(5, 10, 30),
        feedback_on,
        more: More { feedback_form: Some(Form::Distance), ..More::default() },
        ..filled()
    };
    let day = |on| NaiveDate::from_ymd_opt(2026, 10, on);
    for (on, answer) in [
        (None, Ok(day(5))),
        (day(5), Ok(day(5))),
        (day(7), Ok(day(7))),
        (day(4), Err(vec![RecordRefusal::NotInTime("feedback_on")])),
        (day(9), Err(vec![RecordRefusal::NotInTime("feedback_on")])),
    ] {
        let record = complete_now(survey(on), &[], false);
        assert_eq!(record.map(|record| record.completed_on()), answer, "{on:?}");
    }
    let record = whole(complete_now(survey(day(7)), &[], false));
    assert_eq!(record.more.feedback_form, Some(Form::Distance));
    let other = whole(complete_now(Unsigned { kind: Kind::Content, ..survey(day(7)) }, &[], false));
    assert_eq!((other.feedback_on, other.more.feedback_form), (None, None));
}

#[test]
fn r063_after_a_talk_no_written_answer_is_kept() {
    let reply = Some(Reply { number: "17".to_owned(), sent_on: None, official_mail: true });
    let answered = |form, means_kind, outcome| {
        let more = More { reply: reply.clone(), ..More::default() };
        let means = Some("any".to_owned());
        let refused = "словами".to_owned();
        whole(complete_now(
            Unsigned { form, means, means_kind, outcome, outcome_words: refused, more, ..filled() },
            &[],
            false,
        ))
        .more
        .reply
        .is_some()
    };
    for (form, means, outcome, expected) in [
        (Form::InCenter, None, Outcome::Given, false),
        (Form::Outing, None, Outcome::Given, false),
        (Form::Distance, Some(MeansKind::Voice), Outcome::Given, false),
        (Form::Distance, Some(MeansKind::Video), Outcome::Given, false),
        (Form::Distance, Some(MeansKind::Chat), Outcome::Given, false),
        (Form::Distance, Some(MeansKind::Email), Outcome::Given, true),
        (Form::Written, None, Outcome::Given, true),
        (Form::Written, None, Outcome::Refused { ground: "behaviour".to_owned() }, false),
    ] {
        assert_eq!(answered(form, means, outcome.clone()), expected, "{form:?} {means:?} {outcome:?}");
    }
}

#[test]
fn r060_further_means_stand_beside_the_main_one_of_a_distance_session() {
    let talked = |form, means: &[&str]| {
        let more = More { means: means.iter().map(|one| (*one).to_owned()).collect(), ..More::default() };
        let main = Some("phone".to_owned());
        let filled = Unsigned { form, means: main, means_kind: Some(MeansKind::Voice), more, ..filled() };
        whole(complete_now(filled, &[], false)).more.means
    };
    assert_eq!(talked(Form::Distance, &["video_call", "phone", "video_call"]), ["video_call"]);
    assert!(talked(Form::InCenter, &["video_call"]).is_empty());
}

#[test]
fn r105_a_dispatch_that_turned_into_content_is_one_record_of_both() {
    let both = |kind| {
        let more = More { dispatch_first: true, ..More::default() };
        let organisations = vec!["pmpk".to_owned()];
        let filled = Unsigned { kind, more, organisations, ..filled() };
        let record = whole(complete_now(filled, &[], false));
        (record.kind, record.more.dispatch_first)
    };
    assert_eq!(both(Kind::Content), (Kind::Content, true));
    assert_eq!(both(Kind::Dispatch), (Kind::Dispatch, false));
}

#[test]
fn r069_r073_what_followed_a_failure_stays_with_its_attempt() {
    let told = |how: &str| After {
        permitted_by: "Заведующий".to_owned(),
        permitted_at: Some(at(8, 12, 50)),
        told_at: Some(at(8, 13, 0)),
        told_how: how.to_owned(),
        helped_by: "методист".to_owned(),
    };
    let not_held = |failure| Outcome::NotHeld { failure };
    let broken =
        Unsigned { outcome: not_held(Failure::TechnicalCentre), after: told("по телефону"), ..filled() };
    let first = whole(complete_now(broken, &[failed_at(5)], false));
    assert_eq!(first.more.after, [After::default(), told("по телефону")]);

    let again = Unsigned {
        started: at(8, 13, 30),
        ended: at(8, 13, 50),
        more: More { after: first.more.after.clone(), ..More::default() },
        after: told("никому"),
        ..filled()
    };
    let held = whole(complete_now(again, &first.attempts, false));
    assert_eq!(held.more.after.len(), 3);
    assert_eq!(held.after(1), told("по телефону"));
    assert_eq!(held.after(2), After { helped_by: "методист".to_owned(), ..After::default() });

    let missed = Unsigned { outcome: not_held(Failure::NoShow), after: told("письмом"), ..filled() };
    let missed = whole(complete_now(missed, &[], false));
    assert_eq!(missed.after(0).permitted_by, "", "nobody permits what did not break");

    for told_at in [at(8, 12, 29), at(8, 14, 1)] {
        let after = After { told_at: Some(told_at), ..After::default() };
        let wrong = Unsigned { outcome: not_held(Failure::TechnicalCentre), after, ..filled() };
        assert_eq!(complete_now(wrong, &[], false).err(), Some(vec![RecordRefusal::NotInTime("told_at")]));
    }
}

#[test]
fn r122_a_recording_by_the_centre_is_consented_to_no_later_than_its_day() {
    let recorded = |day| {
        let on = NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
        let more = More { consent: Some(Consent { number: "3".to_owned(), on }), ..More::default() };
        complete_now(Unsigned { more, ..filled() }, &[], false).err()
    };
    assert_eq!(recorded(8), None);
    assert_eq!(recorded(9), Some(vec![RecordRefusal::NotInTime("consent_on")]));
}

#[test]
fn a_usual_record_is_written_down_as_before_there_was_more() {
    let record = whole(complete_now(filled(), &[failed_at(5)], false));
    assert!(!serde_json::to_string(&record).unwrap().contains("more"));
}
