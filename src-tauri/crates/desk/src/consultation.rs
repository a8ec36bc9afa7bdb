//! Recording what was held, and signing it.

use chrono::{NaiveDateTime, NaiveTime};
use domain::civil;
use domain::consultation::{Outcome, Record, Signed, Signer, Unsigned, complete, may_sign};
use domain::counting::{Counted, Reason, ServiceFact, SignedRecord, SurveyMarks, count};
use domain::ids::{ConsultantId, ConsultationId, RequestId};
use domain::lists::{Failure, Kind, MeansKind, Role, Satisfied};
use domain::profile::DispatchMeaning;
use storage::booking::BookingState;
use storage::consultation::Consultation;
use storage::request::Request;

use crate::Desk;
use crate::fields::{self, Check};
use crate::session::Session;
use crate::show::{Words, clock, moment};
use crate::wire::{
    Choice, ConsultationForm, ConsultationView, CountingView, Done, EarlierLine, EvidenceForm, Noun, Problem,
    ProblemCode as Code, Refused, VersionLine,
};

const EARLIER: u32 = 10;
pub(crate) const DRAFT_FORM: &str = "consultation";

impl Desk {
    pub fn consultation(&mut self, request: String) -> Result<ConsultationView, Refused> {
        let id = fields::id(&request)?;
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        session.consultation_view(id, now)
    }

    /// Counted or not, and why, as the form stands now. Nothing is checked and nothing is kept.
    pub fn weigh(&mut self, form: ConsultationForm) -> Result<CountingView, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        let id: RequestId = fields::id(&form.request)?;
        let request = session.view().request(id)?;
        let earlier = session.view().consultation_of(id)?;
        session.weigh(&request, earlier.as_ref(), &form, now)
    }

    pub fn sign(&mut self, form: ConsultationForm) -> Result<Done<ConsultationView>, Refused> {
        let at = self.at_work()?;
        let around = at.around;
        let now = at.session.now(around);
        let id: RequestId = fields::id(&form.request)?;
        let request = at.session.view().request(id)?;
        if request.annul_reason.is_some() {
            return Err(Code::RequestAnnulled.into());
        }
        let before = at.session.view().consultation_of(id)?;
        if before.as_ref().map_or(0, |c| c.version) != form.version {
            return Err(Code::ChangedMeanwhile.into());
        }
        let seen = at.session.see(&request, now)?;
        let (mut filled, reason) = at.session.check_record(&form, before.as_ref(), now)?;
        // After a failed attempt a live booking, or a later time, means the next attempt; all else corrects.
        let repeats = before.as_ref().is_some_and(|before| {
            let ended = before.record.attempts.last().map(|attempt| attempt.ended);
            matches!(before.record.outcome, Outcome::NotHeld { .. })
                && ended.is_some_and(|ended| filled.started >= ended)
        });
        let correcting = before.is_some() && seen.booking.is_none() && !repeats;
        let read_notes = before.as_ref().is_none_or(|c| at.session.reads_notes_of(c));
        if let Some(before) = &before
            && correcting
            && !read_notes
        {
            // A note must not pass to someone who was not there: who cannot read it adds nobody.
            if filled.consultants.iter().any(|id| !before.record.consultants.contains(id)) {
                return Err(Problem::at("consultants", Code::NotAllowed).into());
            }
            // Who may not read the note cannot rub it out either.
            filled.note.clone_from(&before.record.note);
            filled.advice.clone_from(&before.record.advice);
        }
        let consultants = filled.consultants.clone();
        let earlier = before.as_ref().map(|c| c.record.attempts.clone()).unwrap_or_default();
        let profile = at.session.profile_on(filled.ended.date())?;
        let record = complete(filled, &earlier, correcting, request.received, now, &profile)
            .map_err(|wrong| Refused { problems: wrong.into_iter().map(Problem::from).collect() })?;

        let signer = Signer {
            account: at.session.account_id(),
            consultant: at.session.own_consultant().filter(|_| at.session.is(Role::Consultant)),
            head: at.session.is(Role::Head),
        };
        let replaced = match &before {
            Some(before) if correcting => Some(Signed {
                author: before.signed.last().map_or(signer.account, |s| s.by),
                month_closed: at.session.month_closed(&before.record)?,
            }),
            _ => None,
        };
        may_sign(&signer, &consultants, replaced.as_ref(), &reason)?;
        if at.session.month_closed(&record)? && !signer.head {
            return Err(Code::MonthClosed.into());
        }
        if correcting && before.as_ref().is_some_and(|b| b.record == record) {
            return Err(Code::NothingChanged.into());
        }
        let booking = seen.booking;
        let consultation = before.as_ref().map_or_else(|| ConsultationId(around.new_id()), |c| c.id);
        let account = signer.account;
        at.session.change(around, |change| {
            change.sign_consultation(
                consultation,
                id,
                &record,
                account,
                now.date(),
                Some(reason.as_str()).filter(|r| !r.is_empty()),
            )?;
            if let Some(booking) = &booking {
                change.end_booking(booking, BookingState::Used, None)?;
            }
            Ok(change.drop_draft(account, DRAFT_FORM, &id.to_string())?)
        })?;
        let session = self.session()?;
        let value = session.consultation_view(id, now)?;
        Ok(Done { value, changed: vec![Noun::Consultation, Noun::Request, Noun::Booking, Noun::Draft] })
    }
}

impl Session {
    fn month_closed(&self, record: &Record) -> Result<bool, Refused> {
        match record.completed_on() {
            Some(day) => Ok(self.view().month_closed(civil::Month::of(day))?),
            None => Ok(false),
        }
    }

    fn check_record(
        &self,
        form: &ConsultationForm,
        before: Option<&Consultation>,
        now: NaiveDateTime,
    ) -> Result<(Unsigned, String), Refused> {
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
        if kind.is_some_and(|kind| !profile.kinds_allowed.value.contains(&kind)) {
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
            Some(key) => check.known("satisfied", key, Satisfied::from_key(key)),
            None => None,
        };
        let note = check.text("note", &form.note);
        let advice = check.text("advice", &form.advice);
        let child_reason = check.line("child_reason", &form.child_reason);
        let child_age = check.age("child_age", &form.child_age);
        let evidence = self.check_evidence(&mut check, form.evidence.as_ref(), today)?;
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
        Ok((filled, reason))
    }

    fn consultation_view(&self, id: RequestId, now: NaiveDateTime) -> Result<ConsultationView, Refused> {
        let view = self.view();
        let mut words = Words::read(self, now)?;
        let request = view.request(id)?;
        let before = view.consultation_of(id)?;
        let seen = self.see(&request, now)?;
        let mut consultants = seen.consultants.clone();
        if let Some(before) = &before {
            consultants.extend(before.record.consultants.iter().copied());
        }
        self.allow(&[Role::Consultant, Role::Head])?;
        if !self.is(Role::Head) && !self.may_record(&consultants) {
            return Err(Code::NotAllowed.into());
        }
        let next_attempt = before.is_some() && seen.booking.is_some();
        // The next attempt begins a note of its own.
        let may_read_note = next_attempt || before.as_ref().is_none_or(|c| self.reads_notes_of(c));

        let mut form = match &before {
            Some(before) if !next_attempt => recorded_form(&request, before, may_read_note),
            _ => self.prefilled_form(&request, before.as_ref(), seen.booking.as_ref(), now),
        };
        let mut draft_saved = None;
        if let Some(draft) = view.draft(self.account_id(), DRAFT_FORM, &id.to_string())?
            && let Ok(kept) = serde_json::from_str::<ConsultationForm>(&draft.body)
        {
            if kept.version == form.version {
                form = kept;
                draft_saved = Some(moment(draft.saved));
            } else if may_read_note && form.note.is_empty() && form.advice.is_empty() {
                // Someone signed meanwhile: the words that were being written are not thrown away.
                form.note = kept.note;
                form.advice = kept.advice;
                draft_saved = Some(moment(draft.saved));
            }
        }

        let accounts = view.accounts()?;
        let versions = before.as_ref().map_or(&[][..], |c| &c.signed);
        let author = versions.last().map(|signature| signature.by);
        let month_closed = before.as_ref().map_or(Ok(false), |c| self.month_closed(&c.record))?;
        let may_sign = match author {
            Some(author) if !next_attempt => {
                self.is(Role::Head) || (!month_closed && author == self.account_id() && self.may_record(&consultants))
            }
            _ => self.may_record(&consultants),
        } && request.annul_reason.is_none();

        let earlier = match request.participants.first().and_then(|p| p.recipient) {
            Some(person) => view.earlier_of(person, id, EARLIER)?,
            None => Vec::new(),
        };
        let profile = self.profile_on(now.date())?;
        let counting = self.weigh(&request, before.as_ref(), &form, now)?;
        Ok(ConsultationView {
            request: self.card_of(&request, &seen, &mut words, Vec::new())?,
            draft_saved,
            versions: versions
                .iter()
                .map(|signature| VersionLine {
                    version: signature.version,
                    signed: moment(self.civil(signature.at)),
                    by: accounts
                        .iter()
                        .find(|account| account.id == signature.by)
                        .map(|account| domain::person::short_name(&account.name))
                        .unwrap_or_default(),
                    reason: signature.reason.clone(),
                })
                .collect(),
            may_sign,
            may_read_note,
            note_words: note_words(&consultants, may_read_note, &words),
            consultants: words
                .consultants()
                .iter()
                .filter(|card| card.active || consultants.contains(&card.id))
                .map(|card| Choice {
                    key: card.id.to_string(),
                    label: domain::person::short_name(&card.name),
                    hint: Some(card.post.clone()),
                })
                .collect(),
            issued: self.issue_rows(id)?,
            pages_used: view.pages_used(id)?,
            pages_max: profile.pages_max(),
            counting,
            earlier: earlier
                .into_iter()
                .map(|line| {
                    Ok(EarlierLine {
                        request: line.request.to_string(),
                        date: line.completed_on.to_string(),
                        topic: line.topic.map_or_else(|| Ok(String::new()), |key| words.label("topic", &key))?,
                        consultant_words: words.consultant(line.consultant),
                    })
                })
                .collect::<Result<_, Refused>>()?,
            form,
        })
    }

    /// A form for what has just been held: from the booking, else from the request.
    fn prefilled_form(
        &self,
        request: &Request,
        before: Option<&Consultation>,
        booking: Option<&storage::booking::Booking>,
        now: NaiveDateTime,
    ) -> ConsultationForm {
        let (start, end) = match booking {
            Some(booking) => (booking.starts, booking.slot().end().min(now.max(booking.starts))),
            None => (now, now),
        };
        let consultant = booking.map(|b| b.consultant).or(self.own_consultant());
        ConsultationForm {
            request: request.id.to_string(),
            version: before.map_or(0, |c| c.version),
            date: start.date().to_string(),
            started: clock(start.time()),
            ended: clock(if end.date() == start.date() { end.time() } else { NaiveTime::MIN }),
            form: booking.map_or(request.form, |b| b.form).key().to_owned(),
            means: booking.map_or(request.means.clone(), |b| b.means.clone()),
            kind: Kind::Content.key().to_owned(),
            direction: None,
            topics: request.topics.clone(),
            consultants: consultant.map(|id| id.to_string()).into_iter().collect(),
            outcome: "given".to_owned(),
            ground: None,
            ground_words: String::new(),
            failure: None,
            failure_words: String::new(),
            organisations: Vec::new(),
            satisfied: None,
            note: String::new(),
            advice: String::new(),
            child_present: false,
            child_reason: String::new(),
            child_age: request.child_age.map(|age| age.long_words()).unwrap_or_default(),
            quality_offered: false,
            survey_filled: false,
            survey_feedback: false,
            evidence: request.evidence.as_ref().map(|e| EvidenceForm { kind: e.kind.clone(), place: e.place.clone() }),
            reason: String::new(),
        }
    }

    fn weigh(
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
        let attempt_outcome = match &outcome {
            Outcome::NotHeld { failure } => domain::consultation::AttemptOutcome::Failed(*failure),
            _ => domain::consultation::AttemptOutcome::Held,
        };
        let mut attempts = before.map(|c| c.record.attempts.clone()).unwrap_or_default();
        let next_attempt = before.is_none() || self.view().live_booking(request.id)?.is_some();
        if next_attempt {
            attempts.push(domain::consultation::Attempt {
                started: at(&form.started),
                ended: at(&form.ended),
                outcome: attempt_outcome,
            });
        }
        let profile = self.profile_on(day)?;
        let means_kind = match form.means.as_deref() {
            Some(key) => {
                self.view().list_item("means", key)?.and_then(|item| item.data).as_deref().and_then(MeansKind::from_key)
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
            participants: Vec::new(),
            channel: request.channel.clone(),
            child_age: None,
            signed: Some(SignedRecord {
                version: 1,
                attempts: attempts.clone(),
                form: domain::lists::Form::from_key(&form.form).unwrap_or(request.form),
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
            }),
        };
        let verdict = count(&fact);
        let signed = before.is_some_and(|c| c.version == form.version) && form.version > 0;
        let words = match (verdict.counted, signed) {
            (Counted::Counted, true) => "учтена 1 услуга".to_owned(),
            (Counted::Counted, false) => "будет учтена 1 услуга".to_owned(),
            (Counted::NotCounted(reason), true) => format!("не учтена, потому что {}", reason.words()),
            (Counted::NotCounted(reason), false) => format!("не будет учтена, потому что {}", reason.words()),
        };
        let term = self.term_of(request.received.date())?;
        let mut because = vec![format!(
            "обращение {} от {}",
            civil::numbered(request.number),
            civil::date_short(request.received.date())
        )];
        if !matches!(verdict.counted, Counted::NotCounted(Reason::Annulled)) {
            because.push(term.done_words(day));
        }
        let failed = attempts
            .iter()
            .filter(|a| matches!(a.outcome, domain::consultation::AttemptOutcome::Failed(f) if f.technical()))
            .count();
        because.push(if failed == 0 {
            "сбоев не было".to_owned()
        } else {
            format!("сбоев: {failed}, повтор второй раз не учитывается")
        });
        if !signed {
            because.push("считается после подписи".to_owned());
        }
        Ok(CountingView { counted: verdict.is_counted(), words, because })
    }
}

/// Who can read the note, said on the screen.
fn note_words(consultants: &[ConsultantId], own: bool, words: &Words<'_>) -> String {
    if own {
        return "Видите только вы. В журнал и отчёты не попадает.".to_owned();
    }
    let names = consultants.iter().map(|id| words.consultant(*id)).collect::<Vec<_>>().join(", ");
    format!("Заметку видит только {names}. Заведующему видна тема.")
}

/// The signed version as a form; without the note where it may not be read.
fn recorded_form(request: &Request, signed: &Consultation, may_read_note: bool) -> ConsultationForm {
    let record = &signed.record;
    let last = record.attempts.last();
    let (ground, failure) = match &record.outcome {
        Outcome::Given => (None, None),
        Outcome::Refused { ground } => (Some(ground.clone()), None),
        Outcome::NotHeld { failure } => (None, Some(failure.key().to_owned())),
    };
    let outcome_words = record.outcome_words.clone();
    ConsultationForm {
        request: request.id.to_string(),
        version: signed.version,
        date: last.map(|a| a.started.date().to_string()).unwrap_or_default(),
        started: last.map(|a| clock(a.started.time())).unwrap_or_default(),
        ended: last.map(|a| clock(a.ended.time())).unwrap_or_default(),
        form: record.form.key().to_owned(),
        means: record.means.clone(),
        kind: record.kind.key().to_owned(),
        direction: record.direction.clone(),
        topics: record.topics.clone(),
        consultants: record.consultants.iter().map(ConsultantId::to_string).collect(),
        outcome: match record.outcome {
            Outcome::Given => "given",
            Outcome::Refused { .. } => "refused",
            Outcome::NotHeld { .. } => "not_held",
        }
        .to_owned(),
        ground_words: if ground.is_some() { outcome_words.clone() } else { String::new() },
        failure_words: if failure.is_some() { outcome_words } else { String::new() },
        ground,
        failure,
        organisations: record.organisations.clone(),
        satisfied: record.satisfied.map(|answer| answer.key().to_owned()),
        note: if may_read_note { record.note.clone() } else { String::new() },
        advice: if may_read_note { record.advice.clone() } else { String::new() },
        child_present: record.child_present.is_some(),
        child_reason: record.child_present.clone().unwrap_or_default(),
        child_age: record.child_age.map(|age| age.long_words()).unwrap_or_default(),
        quality_offered: record.quality_offered,
        survey_filled: record.survey_filled,
        survey_feedback: record.feedback_on.is_some(),
        evidence: record.evidence.as_ref().map(|e| EvidenceForm { kind: e.kind.clone(), place: e.place.clone() }),
        reason: String::new(),
    }
}
