//! What was held: checked before it may be signed.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::age::AgeMonths;
use crate::ids::{AccountId, ConsultantId};
use crate::lists::{Failure, Form, Kind, Satisfied};
use crate::profile::{ChildPresence, Profile};

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Given,
    /// A motivated refusal (R106, R130): a result, not a service.
    Refused {
        ground: String,
    },
    NotHeld {
        failure: Failure,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttemptOutcome {
    Held,
    Failed(Failure),
}

/// One try at the consultation; several may be needed (R072).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub started: NaiveDateTime,
    pub ended: NaiveDateTime,
    pub outcome: AttemptOutcome,
}

impl Attempt {
    pub fn minutes(&self) -> i64 {
        (self.ended - self.started).num_minutes()
    }
}

/// Confirmation of the request (R111): what it is and where it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub kind: String,
    pub place: String,
}

/// The content of one signed version. What is signed is complete: an outcome cannot exist without an end,
/// a refusal without its ground, a given service without a topic.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Oldest first, never empty; the last one is the attempt this version tells of.
    pub attempts: Vec<Attempt>,
    pub form: Form,
    /// Key of the means, for a distance form.
    pub means: Option<String>,
    pub kind: Kind,
    pub direction: Option<String>,
    /// The first is the main one.
    pub topics: Vec<String>,
    /// The first answers for the record.
    pub consultants: Vec<ConsultantId>,
    pub outcome: Outcome,
    /// Why it was refused or not held, in words.
    pub outcome_words: String,
    /// Keys of the list of organisations.
    pub organisations: Vec<String>,
    pub satisfied: Option<Satisfied>,
    /// Private to the consultant.
    pub note: String,
    /// Given to the parent.
    pub advice: String,
    /// The child was present (R009), with the reason where the порядок asks for one.
    pub child_present: Option<String>,
    pub child_age: Option<AgeMonths>,
    pub quality_offered: bool,
    pub evidence: Option<Evidence>,
    /// A survey with feedback: filled in, then talked over (R093). The answers themselves are not kept.
    pub survey_filled: bool,
    pub feedback_on: Option<NaiveDate>,
}

impl Record {
    /// The day the service was completed, refused, or last failed (rules §12.5).
    pub fn completed_on(&self) -> Option<NaiveDate> {
        self.attempts.last().map(|attempt| attempt.ended.date())
    }

    /// Whether what starts then is the next attempt. What starts together with the last one corrects it, also
    /// where that one ended the minute it began.
    pub fn is_followed_by(&self, started: NaiveDateTime) -> bool {
        matches!(self.outcome, Outcome::NotHeld { .. })
            && self.attempts.last().is_some_and(|last| last.ended <= started && last.started < started)
    }
}

/// Whether what is written corrects what is signed. After a failed attempt a live booking, or a later time, means
/// the next attempt; a time that cannot be read means nothing.
pub fn corrects(signed: Option<&Record>, booked: bool, started: Option<NaiveDateTime>) -> bool {
    signed.is_some_and(|signed| !booked && !started.is_some_and(|started| signed.is_followed_by(started)))
}

/// The attempts of the next version: a new one joins those that failed, a correction replaces the last one.
pub fn attempts_with(
    earlier: &[Attempt],
    correcting: bool,
    started: NaiveDateTime,
    ended: NaiveDateTime,
    outcome: &Outcome,
) -> Vec<Attempt> {
    let outcome = match outcome {
        Outcome::NotHeld { failure } => AttemptOutcome::Failed(*failure),
        Outcome::Given | Outcome::Refused { .. } => AttemptOutcome::Held,
    };
    let kept = if correcting { earlier.len().saturating_sub(1) } else { earlier.len() };
    let mut attempts: Vec<Attempt> = earlier.iter().take(kept).copied().collect();
    attempts.push(Attempt { started, ended, outcome });
    attempts
}

/// What the person filled in, already parsed field by field; not yet known to be whole.
pub struct Unsigned {
    pub started: NaiveDateTime,
    pub ended: NaiveDateTime,
    pub form: Form,
    pub means: Option<String>,
    pub kind: Kind,
    pub direction: Option<String>,
    pub topics: Vec<String>,
    pub consultants: Vec<ConsultantId>,
    pub outcome: Outcome,
    pub outcome_words: String,
    /// Keys of the list of organisations.
    pub organisations: Vec<String>,
    pub satisfied: Option<Satisfied>,
    pub note: String,
    pub advice: String,
    pub child_present: bool,
    pub child_reason: String,
    pub child_age: Option<AgeMonths>,
    pub quality_offered: bool,
    pub evidence: Option<Evidence>,
    pub survey_filled: bool,
    pub survey_feedback: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecordRefusal {
    #[error("it ends before it starts")]
    EndsBeforeStart,
    #[error("it ends in the future")]
    EndsInFuture,
    #[error("it starts before the request was received")]
    BeforeRequest,
    #[error("a topic is needed")]
    TopicRequired,
    #[error("a consultant is needed")]
    ConsultantRequired,
    #[error("the form needs its means")]
    MeansRequired,
    #[error("words are needed beside the refusal")]
    GroundWordsRequired,
    #[error("a dispatch to other organisations names one")]
    OrganisationRequired,
    #[error("the child's presence needs a reason")]
    ChildReasonRequired,
    #[error("a survey is closed with both marks")]
    SurveyUnfinished,
}

/// Makes the next version of a record, or says everything that is missing.
///
/// `earlier` are the attempts of the version before; see [`attempts_with`].
pub fn complete(
    filled: Unsigned,
    earlier: &[Attempt],
    correcting: bool,
    received: NaiveDateTime,
    now: NaiveDateTime,
    profile: &Profile,
) -> Result<Record, Vec<RecordRefusal>> {
    let given = filled.outcome == Outcome::Given;
    let held = !matches!(filled.outcome, Outcome::NotHeld { .. });
    let mut wrong = Vec::new();
    let mut refuse = |condition: bool, refusal| {
        if condition {
            wrong.push(refusal);
        }
    };
    // A failed attempt may end the minute it began; a held one takes time.
    refuse(filled.ended < filled.started || (given && filled.ended == filled.started), RecordRefusal::EndsBeforeStart);
    refuse(filled.ended > now, RecordRefusal::EndsInFuture);
    refuse(filled.started.date() < received.date(), RecordRefusal::BeforeRequest);
    // R025: the topic may be left open in the booking, not when the service is closed.
    refuse(given && filled.topics.is_empty(), RecordRefusal::TopicRequired);
    refuse(filled.consultants.is_empty(), RecordRefusal::ConsultantRequired);
    refuse(filled.form == Form::Distance && filled.means.is_none(), RecordRefusal::MeansRequired);
    // R130: a ground from the closed list and free words beside it.
    refuse(
        matches!(filled.outcome, Outcome::Refused { .. }) && filled.outcome_words.is_empty(),
        RecordRefusal::GroundWordsRequired,
    );
    // R091: where «диспетчерское» means other organisations, at least one is named.
    refuse(
        given
            && filled.kind == Kind::Dispatch
            && profile.dispatch_names_organisations()
            && filled.organisations.is_empty(),
        RecordRefusal::OrganisationRequired,
    );
    // R009: in the strict mode a child's presence has a reason.
    refuse(
        held && filled.child_present
            && profile.child_presence.value == ChildPresence::Exceptional
            && filled.child_reason.is_empty(),
        RecordRefusal::ChildReasonRequired,
    );
    // R093: filled in, then feedback.
    refuse(
        given && filled.kind == Kind::Survey && !(filled.survey_filled && filled.survey_feedback),
        RecordRefusal::SurveyUnfinished,
    );
    if !wrong.is_empty() {
        return Err(wrong);
    }

    let attempts = attempts_with(earlier, correcting, filled.started, filled.ended, &filled.outcome);
    let means = if filled.form == Form::Distance { filled.means } else { None };
    Ok(Record {
        attempts,
        form: filled.form,
        means,
        kind: filled.kind,
        direction: filled.direction,
        topics: filled.topics,
        consultants: filled.consultants,
        outcome: filled.outcome,
        outcome_words: filled.outcome_words,
        organisations: filled.organisations,
        satisfied: filled.satisfied,
        note: filled.note,
        advice: filled.advice,
        child_present: filled.child_present.then_some(filled.child_reason),
        child_age: filled.child_age,
        quality_offered: filled.quality_offered,
        evidence: filled.evidence,
        survey_filled: filled.survey_filled,
        feedback_on: (filled.kind == Kind::Survey && filled.survey_feedback).then(|| filled.ended.date()),
    })
}

/// What a distance consultation has beyond the minutes of the порядок (R067): said, never refused.
pub fn minutes_over(form: Form, minutes: i64, profile: &Profile) -> Option<i64> {
    let most = i64::from(profile.duration_online_max.value);
    (form == Form::Distance && minutes > most).then(|| minutes - most)
}

/// Who asks to sign.
#[derive(Clone, Copy, Debug)]
pub struct Signer {
    pub account: AccountId,
    pub consultant: Option<ConsultantId>,
    pub head: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignRefusal {
    #[error("the signer is not a consultant of this record")]
    NotOfRecord,
    #[error("only the author corrects before the month is closed")]
    NotAuthor,
    #[error("the month is closed: only the head corrects")]
    MonthClosed,
    #[error("a correction needs a reason")]
    ReasonRequired,
}

/// The version being replaced: who signed it, and whether its month is closed.
#[derive(Clone, Copy, Debug)]
pub struct Signed {
    pub author: AccountId,
    pub month_closed: bool,
}

/// A record is signed by a consultant of the record or by the head; later versions come from their author
/// while the month is open, afterwards from the head, always with a reason.
pub fn may_sign(
    signer: &Signer,
    consultants: &[ConsultantId],
    before: Option<&Signed>,
    reason: &str,
) -> Result<(), SignRefusal> {
    let of_record = signer.consultant.is_some_and(|own| consultants.contains(&own));
    if !of_record && !signer.head {
        return Err(SignRefusal::NotOfRecord);
    }
    let Some(before) = before else { return Ok(()) };
    if before.month_closed && !signer.head {
        return Err(SignRefusal::MonthClosed);
    }
    if !before.month_closed && before.author != signer.account && !signer.head {
        return Err(SignRefusal::NotAuthor);
    }
    if reason.is_empty() { Err(SignRefusal::ReasonRequired) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let survey = |survey_filled, survey_feedback| Unsigned {
            kind: Kind::Survey,
            survey_filled,
            survey_feedback,
            ..filled()
        };
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
            assert_eq!(minutes_over(form, minutes, &recommended()), expected, "{form:?} {minutes}");
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
}
