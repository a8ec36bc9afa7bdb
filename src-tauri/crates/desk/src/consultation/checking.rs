//! Reads the form of a record field by field.

use chrono::{NaiveDate, NaiveDateTime};
use domain::consultation::{Objection, Outcome, Unsigned, Warned, is_correspondence, objections};
use domain::ids::ConsultantId;
use domain::lists::{Failure, Form, Kind, MeansKind, RecipientKind, Satisfied};
use domain::means::Means;
use domain::outing::most_consultants;
use domain::profile::{Breach, Profile};
use storage::consultation::Consultation;
use storage::request::Request;

use super::more::{asked, keeps_ground};
use super::weighing::Seat;
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
        // A team that went out may be more than two (R053).
        let most = service.map_or(profile.consultants_max.value, |form| most_consultants(&profile, form));
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
                Some(key) => {
                    let ground = check.listed(&view, "ground", "ground", key, today)?;
                    let lawful = service.is_none_or(|form| profile.grounds_for(form).contains(&key));
                    if !lawful && !keeps_ground(before.map(|before| &before.record), key) {
                        refuse_ground(&mut check, &profile, service);
                    }
                    Some(Outcome::Refused { ground })
                }
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
        let means_kind = self.means_kind(means.as_deref())?;
        let letter = service.is_some_and(|service| is_correspondence(service, means_kind));
        let more = self.check_more(&mut check, &asked(form, letter), today)?;
        let caution_reason = check.line("caution_reason.words", &form.more.caution_reason);
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
            means_kind,
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
            feedback_on: more.feedback_on,
            more: domain::consultation::More {
                after: before.map(|before| before.record.more.after.clone()).unwrap_or_default(),
                reason: caution_reason,
                ..more.more
            },
            after: more.after,
        };
        Ok((filled, reason, second))
    }

    /// What the порядок has against it: refused, or signed over with the reason, which is kept.
    pub(super) fn heed(
        &self,
        filled: &mut Unsigned,
        request: &Request,
        before: Option<&Consultation>,
        correcting: bool,
        second: Option<RecipientKind>,
        profile: &Profile,
    ) -> Result<(), Refused> {
        let seat = Seat {
            request,
            consultant: filled.consultants.first().copied(),
            span: Some((filled.started, filled.ended)),
            correcting,
            before: before.map(|before| &before.record),
            second,
        };
        let around = self.around_of(&seat)?;
        let letter = is_correspondence(filled.form, filled.means_kind);
        let case = domain::consultation::Case {
            form: filled.form,
            means: filled.means_kind,
            kind: filled.kind,
            given: filled.outcome == Outcome::Given,
            failure: if let Outcome::NotHeld { failure } = &filled.outcome { Some(*failure) } else { None },
            started: Some(filled.started),
            minutes: Some((filled.ended - filled.started).num_minutes()),
            consultants: filled.consultants.len(),
            initiative: filled.more.initiative,
            survey_filled: filled.survey_filled,
            from_home: filled.more.from_home,
            reply: filled.more.reply.as_ref(),
            reply_term: around.reply_term(letter),
            proven: filled.evidence.is_some() || request.evidence.is_some(),
            permitted: !filled.after.permitted_by.is_empty(),
            ..around.case(filled.form)
        };
        let mut check = Check::default();
        let mut warned = Vec::new();
        let means = filled.means.iter().chain(&filled.more.means).filter(|_| filled.form == Form::Distance);
        let barred = self.barred_of(means, filled.started.date())?;
        for objection in barred.into_iter().chain(objections(&case, profile)) {
            let said = Warned { rule: objection.breach.key.to_owned(), words: objection.breach.words.clone() };
            if check.against(objection.field, &filled.more.reason, Some(objection.breach)) {
                warned.push(said);
            }
        }
        check.done()?;
        if warned.is_empty() {
            filled.more.reason.clear();
        }
        filled.more.warned = warned;
        Ok(())
    }

    /// Means that the law of that day bars: the talk has been held, so it is said and signed over with a reason.
    pub(super) fn barred_of<'a>(
        &self,
        means: impl Iterator<Item = &'a String>,
        day: NaiveDate,
    ) -> Result<Vec<Objection>, Refused> {
        let mut barred = Vec::new();
        for key in means {
            let breach = self.barred_means(Some(key), day)?.map(|breach| Breach { blocks: false, ..breach });
            barred.extend(breach.map(|breach| Objection { field: "means", breach }));
        }
        Ok(barred)
    }

    pub(super) fn means_kind(&self, means: Option<&str>) -> Result<Option<MeansKind>, Refused> {
        let Some(key) = means else { return Ok(None) };
        let data = self.view().list_item("means", key)?.and_then(|item| item.data);
        Ok(data.as_deref().and_then(Means::parse).map(|means| means.kind))
    }
}

/// R130: a ground of another form, or a form in which the порядок knows no refusal.
fn refuse_ground(check: &mut Check, profile: &Profile, form: Option<Form>) {
    let none = form.is_some_and(|form| profile.grounds_for(form).is_empty());
    if !none {
        check.refuse("ground", Code::UnknownChoice);
        return;
    }
    let words = "В этой форме порядок не знает отказа: отметьте «Вопрос не к центру» и назовите организации";
    let breach = profile.refusal_grounds.breach("refusal.grounds", words);
    check.against("outcome", "", breach.map(|breach| Breach { blocks: true, ..breach }));
}
