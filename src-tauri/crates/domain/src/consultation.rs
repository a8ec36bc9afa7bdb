//! What was held: checked before it may be signed.

mod against;
mod more;
mod signing;

pub use against::{Case, Objection, is_correspondence, minutes_over, objections};
pub use more::{After, Consent, Initiative, Materials, More, Reply, Warned};
pub use signing::{SignRefusal, Signed, Signer, may_sign};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::age::AgeMonths;
use crate::ids::ConsultantId;
use crate::lists::{Failure, Form, Kind, MeansKind, Satisfied};
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
    /// Absent from what was hashed before there was any of it.
    #[serde(default, skip_serializing_if = "More::is_empty")]
    pub more: More,
}

impl Record {
    /// The moment the service was completed, refused, or last failed: a survey's feedback may come days after the
    /// talk (rules §12.5).
    pub fn completed(&self) -> Option<NaiveDateTime> {
        let ended = self.attempts.last()?.ended;
        match self.feedback_on {
            Some(day) if self.outcome == Outcome::Given && day > ended.date() => Some(day.and_time(ended.time())),
            _ => Some(ended),
        }
    }

    pub fn completed_on(&self) -> Option<NaiveDate> {
        self.completed().map(|at| at.date())
    }

    /// What followed an attempt.
    pub fn after(&self, attempt: usize) -> After {
        self.more.after.get(attempt).cloned().unwrap_or_default()
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
    pub means_kind: Option<MeansKind>,
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
    /// The day of the feedback, where it is not that of the session.
    pub feedback_on: Option<NaiveDate>,
    /// `after` holds what followed the attempts of the version before.
    pub more: More,
    /// What followed this attempt.
    pub after: After,
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
    #[error("{0} lies before the session or in the future")]
    NotInTime(&'static str),
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
        held && filled.child_present && asks_child_reason(profile) && filled.child_reason.is_empty(),
        RecordRefusal::ChildReasonRequired,
    );
    // R093: filled in, then feedback.
    refuse(
        given && filled.kind == Kind::Survey && !(filled.survey_filled && filled.survey_feedback),
        RecordRefusal::SurveyUnfinished,
    );
    let feedback = filled.kind == Kind::Survey && filled.survey_feedback;
    let told_in_time = |at: Option<NaiveDateTime>| at.is_none_or(|at| filled.started <= at && at <= now);
    let in_time = |day: NaiveDate| filled.started.date() <= day && day <= now.date();
    let reply = filled.more.reply.as_ref().filter(|_| given && is_correspondence(filled.form, filled.means_kind));
    refuse(feedback && !filled.feedback_on.is_none_or(in_time), RecordRefusal::NotInTime("feedback_on"));
    refuse(!held && !told_in_time(filled.after.told_at), RecordRefusal::NotInTime("told_at"));
    refuse(!held && !told_in_time(filled.after.permitted_at), RecordRefusal::NotInTime("permitted_at"));
    refuse(
        reply.and_then(|reply| reply.sent_on).is_some_and(|day| day < received.date() || day > now.date()),
        RecordRefusal::NotInTime("reply_sent_on"),
    );
    // R122: the consent stands before the recording.
    refuse(
        held && filled.more.consent.as_ref().is_some_and(|consent| consent.on > filled.ended.date()),
        RecordRefusal::NotInTime("consent_on"),
    );
    if !wrong.is_empty() {
        return Err(wrong);
    }

    let attempts = attempts_with(earlier, correcting, filled.started, filled.ended, &filled.outcome);
    let more = kept(&filled, attempts.len());
    let means = if filled.form == Form::Distance { filled.means } else { None };
    let feedback_on = feedback.then(|| filled.feedback_on.unwrap_or(filled.ended.date()));
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
        feedback_on,
        more,
    })
}

/// R009: in the strict mode a child's presence has a reason, unless the порядок keeps silent.
pub fn asks_child_reason(profile: &Profile) -> bool {
    profile.child_presence.value == ChildPresence::Exceptional && profile.child_presence.asked()
}

/// What the chosen form, kind and outcome ask for; the answers to questions of others are not kept.
fn kept(filled: &Unsigned, attempts: usize) -> More {
    let more = filled.more.clone();
    let given = filled.outcome == Outcome::Given;
    let distance = filled.form == Form::Distance;
    let mut means: Vec<String> = Vec::new();
    for one in more.means {
        if distance && Some(&one) != filled.means.as_ref() && !means.contains(&one) {
            means.push(one);
        }
    }
    let mut after = more.after;
    after.resize_with(attempts.saturating_sub(1), After::default);
    let followed = filled.after.clone();
    after.push(match filled.outcome {
        Outcome::NotHeld { failure } if failure.technical() => followed,
        Outcome::NotHeld { .. } => After { permitted_by: String::new(), permitted_at: None, ..followed },
        // Technical help is given in sessions that are held, too.
        _ => After { helped_by: followed.helped_by, ..After::default() },
    });
    let held = given || matches!(filled.outcome, Outcome::Refused { .. });
    More {
        means,
        dispatch_first: more.dispatch_first && given && filled.kind == Kind::Content,
        from_home: more.from_home && distance,
        // R063: after a talk there is no written answer.
        reply: more.reply.filter(|_| given && is_correspondence(filled.form, filled.means_kind)),
        feedback_form: more.feedback_form.filter(|_| filled.kind == Kind::Survey && filled.survey_feedback),
        consent: more.consent.filter(|_| held),
        recipient_records: more.recipient_records && held,
        initiative: more.initiative.filter(|_| filled.consultants.len() > 1),
        out_of_competence: more.out_of_competence && given,
        child_help: more.child_help && held,
        materials: more.materials.filter(|_| held),
        after,
        warned: more.warned,
        reason: more.reason,
    }
}

#[cfg(test)]
mod tests;
