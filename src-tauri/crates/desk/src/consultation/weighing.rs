//! Counted or not, and why, while the form is still being written.

use chrono::NaiveDateTime;
use domain::civil;
use domain::consultation::{AttemptOutcome, Outcome, attempts_with, corrects, minutes_over};
use domain::counting::{Counted, ServiceFact, SignedRecord, SurveyMarks, count};
use domain::lists::{Failure, Form, Kind};
use domain::means::Means;
use domain::profile::DispatchMeaning;
use domain::term::stopped_on;
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
        let means_kind = match form.means.as_deref() {
            Some(key) => {
                self.view().list_item("means", key)?.and_then(|item| item.data).as_deref().and_then(Means::parse)
            }
            None => None,
        };
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
                means: means_kind.map(|means| means.kind),
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
        let mut warnings = Vec::new();
        // Only what was read: half-typed hours are no long session.
        if let (Ok(started), Ok(ended)) = (civil::parse_time(&form.started), civil::parse_time(&form.ended))
            && let Some(form) = Form::from_key(&form.form)
            && minutes_over(form, (ended - started).num_minutes(), &profile).is_some()
        {
            warnings.push(format!(
                "Дистанционно дольше {} минут ({}). Записать можно.",
                profile.duration_online_max.value, profile.duration_online_max.basis
            ));
        }
        if !signed {
            because.push("считается после подписи".to_owned());
        }
        Ok(CountingView { counted: verdict.is_counted(), words, because, warnings })
    }
}
