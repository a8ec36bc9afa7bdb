//! Counted or not, and why, while the form is still being written.

use chrono::NaiveDateTime;
use domain::civil;
use domain::consultation::{
    After, Attempt, AttemptOutcome, Case, Initiative, Outcome, Record, Reply, attempts_with, corrects,
    is_correspondence, objections,
};
use domain::counting::{Counted, ServiceFact, SignedRecord, SurveyMarks, count};
use domain::ids::ConsultantId;
use domain::intake::WrittenSource;
use domain::lists::{Failure, Form, Kind, RecipientKind};
use domain::profile::{DispatchMeaning, Profile};
use domain::term::{Term, TermKind, stopped_on};
use storage::consultation::Consultation;
use storage::request::Request;

use crate::session::Session;
use crate::wire::{ConsultationForm, CountingView, Refused};

impl Session {
    pub(super) fn weigh(
        &self,
        request: &Request,
        before: Option<&Consultation>,
        form: &ConsultationForm,
        now: NaiveDateTime,
    ) -> Result<CountingView, Refused> {
        // What cannot be read yet weighs as it would once it is: the day alone decides, not the minutes.
        let day = civil::parse_date(&form.date).unwrap_or(now.date());
        let at = |typed: &str| day.and_time(civil::parse_time(typed).unwrap_or(now.time()));
        let failure = form.failure.as_deref().and_then(Failure::from_key).unwrap_or(Failure::Other);
        let outcome = match form.outcome.as_str() {
            "refused" => Outcome::Refused { ground: form.ground.clone().unwrap_or_default() },
            "not_held" => Outcome::NotHeld { failure },
            _ => Outcome::Given,
        };
        let booked = self.view().live_booking(request.id)?.is_some();
        let begins = civil::parse_time(&form.started).ok().map(|time| day.and_time(time));
        let correcting = corrects(before.map(|c| &c.record), booked, begins);
        let earlier = before.map_or(&[][..], |c| &c.record.attempts);
        let attempts = attempts_with(earlier, correcting, at(&form.started), at(&form.ended), &outcome);
        let profile = self.profile_on(day)?;
        let means_kind = self.means_kind(form.means.as_deref())?;
        let fact = ServiceFact {
            request: request.id,
            number: request.number,
            year: request.year,
            received: request.received,
            registered: request.registered_on,
            annulled: request.annul_reason.is_some(),
            lapsed: request.lapse_reason.is_some(),
            participants: Vec::new(),
            channel: request.channel.clone(),
            child_age: None,
            signed: Some(SignedRecord {
                version: 1,
                attempts: attempts.clone(),
                form: Form::from_key(&form.form).unwrap_or(request.form),
                means: means_kind,
                kind: Kind::from_key(&form.kind).unwrap_or(Kind::Content),
                direction: form.direction.clone(),
                topics: form.topics.clone(),
                consultants: Vec::new(),
                outcome,
                completed_on: day,
                organisations: u32::try_from(form.organisations.len()).unwrap_or(u32::MAX),
                internal_dispatch: profile.dispatch_meaning.value == DispatchMeaning::Internal,
                survey: SurveyMarks { filled: form.survey_filled, feedback_on: form.survey_feedback.then_some(day) },
                late_by_wish: request.late_by_wish,
                quality_offered: form.quality_offered,
                evidence: None,
                earlier: Vec::new(),
            }),
        };
        let verdict = count(&fact);
        let signed = correcting && before.is_some_and(|c| c.version == form.version);
        let words = match (verdict.counted, signed) {
            (Counted::Counted, true) => "учтена 1 услуга".to_owned(),
            (Counted::Counted, false) => "будет учтена 1 услуга".to_owned(),
            (Counted::NotCounted(reason), true) => format!("не учтена, потому что {}", reason.words()),
            (Counted::NotCounted(reason), false) => format!("не будет учтена, потому что {}", reason.words()),
        };
        let mut because = vec![format!(
            "обращение {} от {}",
            civil::numbered(request.number),
            civil::date_short(request.received.date())
        )];
        // Nobody came: the ten days run on, and there is nothing to say of them yet.
        if let Some(stopped) = stopped_on(&attempts).filter(|_| !fact.annulled)
            && let Some(term) = self.term_of(request.received.date())?
        {
            because.push(term.done_words(stopped));
        }
        let failed =
            attempts.iter().filter(|a| matches!(a.outcome, AttemptOutcome::Failed(f) if f.technical())).count();
        because.push(if failed == 0 {
            "сбоев не было".to_owned()
        } else {
            format!("сбоев: {failed}, повтор второй раз не учитывается")
        });
        let begins = civil::parse_time(&form.started).ok().map(|time| day.and_time(time));
        let ends = civil::parse_time(&form.ended).ok().map(|time| day.and_time(time));
        let seat = Seat {
            request,
            consultant: form.consultants.first().and_then(|id| id.parse().ok()),
            // Only what was read: half-typed hours are no long session.
            span: begins.zip(ends),
            correcting,
            before: before.map(|c| &c.record),
            second: form.second.as_ref().and_then(|who| RecipientKind::from_key(&who.kind)),
        };
        let warnings = self.warnings(&seat, form, means_kind, &profile)?;
        if !signed {
            because.push("считается после подписи".to_owned());
        }
        let order = self.record_order(&profile, day)?;
        let closed_words = self.closed_words(day)?;
        Ok(CountingView { counted: verdict.is_counted(), words, because, warnings, closed_words, order })
    }

    /// What the порядок has against the form as it stands, and the signature would ask about.
    fn warnings(
        &self,
        seat: &Seat<'_>,
        form: &ConsultationForm,
        means: Option<domain::lists::MeansKind>,
        profile: &Profile,
    ) -> Result<Vec<String>, Refused> {
        let Some(service) = Form::from_key(&form.form) else { return Ok(Vec::new()) };
        let around = self.around_of(seat)?;
        let more = &form.more;
        let reply = Reply {
            number: String::new(),
            sent_on: civil::parse_date(&more.reply_sent_on).ok(),
            official_mail: more.reply_official,
        };
        let letter = is_correspondence(service, means);
        let failed = form.failure.as_deref().and_then(Failure::from_key);
        let case = Case {
            means,
            kind: Kind::from_key(&form.kind).unwrap_or(Kind::Content),
            given: form.outcome == "given",
            failure: failed.filter(|_| form.outcome == "not_held"),
            started: seat.span.map(|(started, _)| started),
            minutes: seat.span.map(|(started, ended)| (ended - started).num_minutes()),
            consultants: form.consultants.len(),
            initiative: more.initiative.as_deref().and_then(Initiative::from_key),
            survey_filled: form.survey_filled,
            from_home: more.from_home && service == Form::Distance,
            reply: Some(&reply),
            reply_term: around.reply_term(letter),
            proven: form.evidence.is_some() || seat.request.evidence.is_some(),
            permitted: !more.permitted_by.trim().is_empty(),
            ..around.case(service)
        };
        let day = seat.span.map_or(seat.request.received, |(started, _)| started).date();
        let means = form.means.iter().chain(&more.means).filter(|_| service == Form::Distance);
        let barred = self.barred_of(means, day)?;
        Ok(barred.into_iter().chain(objections(&case, profile)).map(|objection| objection.breach.words).collect())
    }

    pub(super) fn around_of<'a>(&self, seat: &Seat<'a>) -> Result<Around<'a>, Refused> {
        let kinds = seat.request.participants.iter().map(|one| one.kind);
        let people = match seat.second {
            Some(second) => kinds.take(1).chain([second]).collect(),
            None => kinds.take(1).collect(),
        };
        let together = self.together(seat.request.id, seat.consultant, seat.span)?;
        let kept = |all: usize| if seat.correcting { all.saturating_sub(1) } else { all };
        let (earlier, after) = match seat.before {
            Some(record) => {
                let kept = kept(record.attempts.len());
                let after: &[After] = record.more.after.get(..kept).unwrap_or(&record.more.after);
                (&record.attempts[..kept], after)
            }
            None => (&[][..], &[][..]),
        };
        let repeat = self.repeat_term(earlier.last())?;
        let reply = self.term(TermKind::EmailReply, seat.request.received)?;
        let source = WrittenSource::of(&seat.request.channel, seat.request.intake.from_survey);
        Ok(Around { people, source, together, earlier, after, repeat, reply })
    }
}

/// Whose session it is, and what stands before it.
pub(super) struct Seat<'a> {
    pub request: &'a Request,
    pub consultant: Option<ConsultantId>,
    pub span: Option<(NaiveDateTime, NaiveDateTime)>,
    pub correcting: bool,
    pub before: Option<&'a Record>,
    pub second: Option<RecipientKind>,
}

/// What the journal knows around a session.
pub(super) struct Around<'a> {
    people: Vec<RecipientKind>,
    source: WrittenSource,
    together: Vec<String>,
    earlier: &'a [Attempt],
    after: &'a [After],
    repeat: Option<Term>,
    reply: Option<Term>,
}

impl Around<'_> {
    /// The term of an answer in writing (R064).
    pub fn reply_term(&self, letter: bool) -> Option<&Term> {
        self.reply.as_ref().filter(|_| letter)
    }

    /// A case of which only the surroundings are known.
    pub fn case(&self, form: Form) -> Case<'_> {
        Case {
            form,
            means: None,
            kind: Kind::Content,
            given: false,
            failure: None,
            started: None,
            minutes: None,
            people: &self.people,
            consultants: 0,
            initiative: None,
            together: &self.together,
            survey_filled: false,
            source: self.source,
            from_home: false,
            reply: None,
            reply_term: None,
            repeat_term: self.repeat.as_ref(),
            proven: false,
            permitted: false,
            earlier: self.earlier,
            after: self.after,
        }
    }
}
