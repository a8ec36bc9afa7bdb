//! Reads the form of a record field by field.

use chrono::NaiveDateTime;
use domain::consultation::{Outcome, Unsigned};
use domain::ids::ConsultantId;
use domain::lists::{Failure, Kind, Satisfied};
use storage::consultation::Consultation;

use crate::booking::AskedBy;
use crate::fields::Check;
use crate::session::Session;
use crate::wire::{ConsultationForm, Problem, ProblemCode as Code, Refused};

impl Session {
    pub(super) fn check_record(
        &self,
        form: &ConsultationForm,
        before: Option<&Consultation>,
        now: NaiveDateTime,
    ) -> Result<(Unsigned, String, Option<AskedBy>), Refused> {
        let view = self.view();
        let mut check = Check::default();
        let date = check.date("date", &form.date);
        // A past day is judged by the порядок and the lists then in force.
        let today = date.unwrap_or(now.date());
        let profile = self.profile_on(today)?;
        let started = check.time("started", &form.started);
        let ended = check.time("ended", &form.ended);
        let (service, means) = self.check_form(&mut check, &form.form, form.means.as_deref(), today)?;
        let kind = check.known("kind", &form.kind, Kind::from_key(&form.kind));
        if kind.is_some_and(|kind| !profile.kinds().contains(&kind)) {
            check.refuse("kind", Code::UnknownChoice);
        }
        let direction = match form.direction.as_deref().filter(|key| !key.is_empty()) {
            Some(key) => Some(check.listed(&view, "direction", "direction", key, today)?),
            None => None,
        };
        let kept = before.map_or(&[][..], |before| &before.record.topics);
        let new_topics: Vec<String> = form.topics.iter().filter(|key| !kept.contains(key)).cloned().collect();
        check.all_listed(&view, "topic", "topics", &new_topics, today)?;
        let topics = form.topics.clone();
        let known = view.consultants()?;
        let mut consultants = Vec::new();
        for id in &form.consultants {
            match id.parse::<ConsultantId>() {
                Ok(id) if known.iter().any(|card| card.id == id) && !consultants.contains(&id) => consultants.push(id),
                _ => check.refuse("consultants", Code::UnknownChoice),
            }
        }
        let most = profile.consultants_max.value;
        if consultants.len() > most as usize {
            check.add(Problem::at("consultants", Code::TooManyConsultants).about(most));
        }
        let outcome_words = match form.outcome.as_str() {
            "refused" => check.text("ground_words", &form.ground_words),
            "not_held" => check.text("failure_words", &form.failure_words),
            _ => String::new(),
        };
        let outcome = match form.outcome.as_str() {
            "given" => Some(Outcome::Given),
            "refused" => match form.ground.as_deref().filter(|key| !key.is_empty()) {
                Some(key) => Some(Outcome::Refused { ground: check.listed(&view, "ground", "ground", key, today)? }),
                None => {
                    check.refuse("ground", Code::GroundRequired);
                    // Both are asked for at once, not one after the other.
                    if outcome_words.is_empty() {
                        check.refuse("ground_words", Code::Required);
                    }
                    None
                }
            },
            "not_held" => match form.failure.as_deref().and_then(Failure::from_key) {
                Some(failure) => Some(Outcome::NotHeld { failure }),
                None => {
                    check.refuse("failure", Code::FailureRequired);
                    None
                }
            },
            _ => {
                check.refuse("outcome", Code::OutcomeRequired);
                None
            }
        };
        let organisations = check.all_listed(&view, "organisation", "organisations", &form.organisations, today)?;
        let satisfied = match form.satisfied.as_deref().filter(|key| !key.is_empty()) {
            // A question that was not asked has no answer: the outcome may have been changed after it.
            Some(_) if form.outcome != "given" => None,
            Some(key) => check.known("satisfied", key, Satisfied::from_key(key)),
            None => None,
        };
        let note = check.text("note", &form.note);
        let advice = check.text("advice", &form.advice);
        let child_reason = check.line("child_reason", &form.child_reason);
        let child_age = check.age("child_age", &form.child_age);
        let evidence = self.check_evidence(&mut check, form.evidence.as_ref(), today)?;
        let second = match &form.second {
            Some(second) => self.check_who(&mut check, "second", second)?,
            None => None,
        };
        let reason = check.line("reason", &form.reason);
        check.done()?;
        let (Some(date), Some(started), Some(ended), Some(service), Some(kind), Some(outcome)) =
            (date, started, ended, service, kind, outcome)
        else {
            return Err(Code::Required.into());
        };
        let filled = Unsigned {
            started: date.and_time(started),
            ended: date.and_time(ended),
            form: service,
            means,
            kind,
            direction,
            topics,
            consultants,
            outcome,
            outcome_words,
            organisations,
            satisfied,
            note,
            advice,
            child_present: form.child_present,
            child_reason,
            child_age,
            quality_offered: form.quality_offered,
            evidence,
            survey_filled: form.survey_filled,
            survey_feedback: form.survey_feedback,
        };
        Ok((filled, reason, second))
    }
}
