//! What the screen of a consultation is made of.

use chrono::{NaiveDateTime, NaiveTime};
use domain::civil;
use domain::consultation::{Attempt, AttemptOutcome, Outcome, Record};
use domain::habit::{HABIT_RECORDS, by_habit};
use domain::ids::{ConsultantId, RequestId};
use domain::lists::{Kind, Role};
use domain::person::short_name;
use storage::booking::BookingState;
use storage::consultation::Consultation;
use storage::request::Request;

use super::more::{after_words, more_form};
use super::{DRAFT_FORM, everyone};
use crate::booking::day_words;
use crate::session::Session;
use crate::show::{Words, clock, moment};
use crate::wire::{
    AttemptLine, Choice, ConsultationForm, ConsultationView, EarlierLine, EvidenceForm, Leftover, MoreForm, Refused,
    RequestLink, VersionLine, Who,
};

const EARLIER: u32 = 10;
const NOTE_OF_ONE: &str = "Видите только вы. В журнал и отчёты не попадает.";
const NOTE_OF_SEVERAL: &str = "Видят только те, кто вёл приём. В журнал и отчёты не попадает.";
const HEAD_TOO: &str = " Заведующий откроет её, только записав причину.";

impl Session {
    pub(super) fn consultation_view(&self, id: RequestId, now: NaiveDateTime) -> Result<ConsultationView, Refused> {
        let view = self.view();
        let mut words = Words::read(self, now)?;
        let request = view.request(id)?;
        let before = view.consultation_of(id)?;
        let seen = self.see(&request, now)?;
        let consultants = everyone(&seen, before.as_ref());
        self.allow_record(&consultants)?;
        let next_attempt = before.is_some() && seen.booking.is_some();
        // The next attempt begins a note of its own.
        let may_read_note = next_attempt || before.as_ref().is_none_or(|c| self.reads_notes_of(c));

        let mut form = match &before {
            Some(before) if !next_attempt => {
                ConsultationForm { second: self.second_of(&request)?, ..recorded_form(&request, before, may_read_note) }
            }
            _ => self.prefilled_form(&request, before.as_ref(), seen.booking.as_ref(), now)?,
        };
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

        let mut draft_saved = None;
        let mut leftover = None;
        if let Some(draft) = view.draft(self.account_id(), DRAFT_FORM, &id.to_string())?
            && let Ok(kept) = serde_json::from_str::<ConsultationForm>(&draft.body)
        {
            if may_sign && kept.version == form.version {
                form = kept;
                draft_saved = Some(moment(draft.saved));
            } else if may_sign && may_read_note && form.note.is_empty() && form.advice.is_empty() {
                // Someone signed meanwhile: the words that were being written are not thrown away.
                form.note = kept.note;
                form.advice = kept.advice;
                draft_saved = Some(moment(draft.saved));
            } else if [&kept.note, &kept.advice].iter().any(|text| !text.trim().is_empty()) {
                // Signed by another hand, or annulled: one's own words are shown until they are let go.
                leftover = Some(Leftover { saved: moment(draft.saved), note: kept.note, advice: kept.advice });
            }
        }
        let others_writing = view
            .drafts_about(DRAFT_FORM, &id.to_string())?
            .into_iter()
            .filter(|(account, _)| *account != self.account_id())
            .filter_map(|(account, saved)| {
                let name = accounts.iter().find(|one| one.id == account).map(|one| short_name(&one.name))?;
                Some(format!("{name}, {}", civil::date_time(saved)))
            })
            .collect();
        let overlaps_words = match &before {
            Some(before) if !next_attempt => self.overlaps_words(before)?,
            _ => None,
        };

        let earlier = match request.participants.first().and_then(|p| p.recipient) {
            Some(person) => view.earlier_of(person, id, EARLIER)?,
            None => Vec::new(),
        };
        let profile = self.profile_on(now.date())?;
        let counting = self.weigh(&request, before.as_ref(), &form, now)?;
        let day = civil::parse_date(&form.date).unwrap_or(now.date());
        let by_reason = self.head_reads_with_reason(day)?;
        let note_readings = match &before {
            Some(before) => view
                .note_readings(before.id)?
                .into_iter()
                .map(|reading| {
                    let by = accounts.iter().find(|one| one.id == reading.by).map(|one| short_name(&one.name));
                    let at = civil::date_time(self.civil(reading.at));
                    format!("{at}, {}: {}", by.unwrap_or_default(), reading.reason)
                })
                .collect(),
            None => Vec::new(),
        };
        let attempts_so_far = before.as_ref().map_or(&[][..], |b| &b.record.attempts);
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
                        .map(|account| short_name(&account.name))
                        .unwrap_or_default(),
                    reason: signature.reason.clone(),
                })
                .collect(),
            may_sign,
            may_read_note,
            may_ask_note: by_reason && !may_read_note && self.is(Role::Head),
            note_readings,
            note_words: note_words(
                before.as_ref().map_or(&seen.consultants, |b| &b.record.consultants),
                may_read_note,
                by_reason,
                &words,
            ),
            note_words_of_several: format!("{NOTE_OF_SEVERAL}{}", if by_reason { HEAD_TOO } else { "" }),
            consultants: words
                .consultants()
                .iter()
                .filter(|card| card.active || consultants.contains(&card.id))
                .map(|card| Choice {
                    key: card.id.to_string(),
                    label: short_name(&card.name),
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
            topics: self.topics_offered(&request, &form, &consultants, now)?,
            participants: request
                .participants
                .iter()
                .map(|one| self.who_is(one, &consultants))
                .collect::<Result<_, _>>()?,
            planned_minutes: seen.booking.as_ref().map_or(profile.duration_planned.value, |booking| booking.minutes),
            overlaps_words,
            attempts: match &before {
                Some(before) => self.attempt_lines(before, next_attempt)?,
                None => Vec::new(),
            },
            course: self.course(&request, attempts_so_far, &consultants)?,
            warned: before.as_ref().filter(|_| !next_attempt).map(|b| warned_words(&b.record)).unwrap_or_default(),
            links: self.links_of(&request, now)?,
            others_writing,
            leftover,
            form,
        })
    }

    /// Topics in this consultant's own order; those of the record stay also when they are offered no more.
    fn topics_offered(
        &self,
        request: &Request,
        form: &ConsultationForm,
        consultants: &[ConsultantId],
        now: NaiveDateTime,
    ) -> Result<Vec<Choice>, Refused> {
        let view = self.view();
        let mut items = view.list("topic", now.date())?;
        for key in &form.topics {
            if !items.iter().any(|item| item.key == *key) {
                items.extend(view.list_item("topic", key)?);
            }
        }
        let own = self.own_consultant().filter(|own| consultants.contains(own));
        let used = match own.or(consultants.first().copied()) {
            Some(consultant) => view.topics_used(consultant, HABIT_RECORDS)?,
            None => Vec::new(),
        };
        let list: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
        let order = by_habit(&list, &request.topics, &used);
        Ok(order
            .into_iter()
            .filter_map(|key| items.iter().find(|item| item.key == key))
            .map(|item| Choice { key: item.key.clone(), label: item.label.clone(), hint: item.hint.clone() })
            .collect())
    }

    /// The other parent as the form holds them: by code, the name where it may be seen.
    fn second_of(&self, request: &Request) -> Result<Option<Who>, Refused> {
        let Some(second) = request.participants.get(1) else { return Ok(None) };
        let name = match second.recipient {
            Some(id) if self.sees_all_names() || self.has_met(id)? => self.view().recipient(id)?.name,
            _ => String::new(),
        };
        Ok(Some(Who {
            anonymous: second.recipient.is_none(),
            recipient: second.recipient.map(|id| id.to_string()),
            name,
            phone: String::new(),
            email: String::new(),
            contact: String::new(),
            kind: second.kind.key().to_owned(),
            categories: Vec::new(),
        }))
    }

    fn overlaps_words(&self, signed: &Consultation) -> Result<Option<String>, Refused> {
        let view = self.view();
        let (Some(consultant), Some(last)) = (signed.record.consultants.first(), signed.record.attempts.last()) else {
            return Ok(None);
        };
        let mut numbers = Vec::new();
        for other in view.overlapping(signed.request, *consultant, last)? {
            numbers.push(civil::numbered(view.request(other)?.number));
        }
        Ok((!numbers.is_empty()).then(|| format!("наложение по времени с {}", numbers.join(", "))))
    }

    /// Attempts before the one on the screen, each with its note where this account wrote or heard it.
    fn attempt_lines(&self, signed: &Consultation, next_attempt: bool) -> Result<Vec<AttemptLine>, Refused> {
        let mut told = self.view().attempts_told(signed.id)?;
        if !next_attempt {
            told.pop();
        }
        Ok(told
            .into_iter()
            .enumerate()
            .map(|(at, told)| {
                let reads = self.reads_attempt(signed.id, &told.signed_by, told.first_version, &told.consultants);
                let words = |text: String| Some(text).filter(|text| reads && !text.is_empty());
                let outcome = attempt_words(&told.attempt);
                AttemptLine {
                    words: format!("{}: {outcome}", civil::date_time_range(told.attempt.started, told.attempt.ended)),
                    after: after_words(&signed.record.after(at)),
                    note: words(told.note),
                    advice: words(told.advice),
                }
            })
            .collect())
    }

    /// What the request continues, and what continues it.
    pub(crate) fn links_of(&self, request: &Request, now: NaiveDateTime) -> Result<Vec<RequestLink>, Refused> {
        let view = self.view();
        let mut links = Vec::new();
        if let Some(before) = request.follows {
            let number = civil::numbered(view.request(before)?.number);
            links.push(RequestLink {
                request: before.to_string(),
                words: format!("продолжение {number}"),
                onward: false,
            });
        }
        for next in view.followers_of(request.id)? {
            let number = civil::numbered(view.request(next)?.number);
            let when = view
                .live_booking(next)?
                .map(|b| format!(": {}, {}", day_words(b.starts.date(), now.date()), civil::time(b.starts.time())))
                .unwrap_or_default();
            links.push(RequestLink { request: next.to_string(), words: format!("{number}{when}"), onward: true });
        }
        Ok(links)
    }

    /// A form for what has just been held: from the booking, else from the request.
    fn prefilled_form(
        &self,
        request: &Request,
        before: Option<&Consultation>,
        booking: Option<&storage::booking::Booking>,
        now: NaiveDateTime,
    ) -> Result<ConsultationForm, Refused> {
        let (start, end) = match booking {
            // Written before the session began: as promised. Written while it lasts: until now.
            Some(booking) if now <= booking.starts => (booking.starts, booking.slot().end()),
            Some(booking) => (booking.starts, booking.slot().end().min(now)),
            None => (now, now),
        };
        let consultants = booking.map_or_else(|| self.own_consultant().into_iter().collect(), |b| b.consultants());
        Ok(ConsultationForm {
            request: request.id.to_string(),
            version: before.map_or(0, |c| c.version),
            second: self.second_of(request)?,
            timer: None,
            date: start.date().to_string(),
            started: clock(start.time()),
            ended: clock(if end.date() == start.date() { end.time() } else { NaiveTime::MIN }),
            form: booking.map_or(request.form, |b| b.form).key().to_owned(),
            means: booking.map_or(request.means.clone(), |b| b.means.clone()),
            kind: Kind::Content.key().to_owned(),
            direction: None,
            topics: request.topics.clone(),
            consultants: consultants.iter().map(ConsultantId::to_string).collect(),
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
            more: MoreForm {
                initiative: booking.and_then(|b| b.how.others_by).map(|by| by.key().to_owned()),
                ..MoreForm::default()
            },
        })
    }

    /// How it came to this session: every promised time and every attempt in one row of lines, oldest first.
    /// Why a time was ended is told to those who see the names: words of the family may stand there.
    fn course(
        &self,
        request: &Request,
        attempts: &[Attempt],
        consultants: &[ConsultantId],
    ) -> Result<Vec<String>, Refused> {
        let sees_words = self.sees_all_names() || self.is_one_of(consultants);
        let mut lines: Vec<(NaiveDateTime, String)> = Vec::new();
        for booking in self.view().bookings_of(request.id)? {
            let what = match booking.state {
                BookingState::Live => "назначено",
                BookingState::Moved => "перенесено",
                BookingState::Cancelled => "отменено",
                BookingState::Missed => "не пришли",
                // What came of it stands among the attempts.
                BookingState::Used => continue,
            };
            let why = booking.ended_reason.filter(|why| sees_words && !why.is_empty()).map(|why| format!(", {why}"));
            let words = format!("{}: {what}{}", civil::date_time(booking.starts), why.unwrap_or_default());
            lines.push((booking.starts, words));
        }
        for attempt in attempts {
            let words = civil::date_time_range(attempt.started, attempt.ended);
            lines.push((attempt.started, format!("{words}: {}", attempt_words(attempt))));
        }
        lines.sort_by_key(|(at, _)| *at);
        Ok(if lines.len() > 1 { lines.into_iter().map(|(_, words)| words).collect() } else { Vec::new() })
    }
}

fn attempt_words(attempt: &Attempt) -> &'static str {
    match attempt.outcome {
        AttemptOutcome::Held => "состоялся",
        AttemptOutcome::Failed(failure) => failure.label(),
    }
}

/// Who can read the note, said on the screen.
fn note_words(consultants: &[ConsultantId], own: bool, by_reason: bool, words: &Words<'_>) -> String {
    if own {
        let whose = if consultants.len() > 1 { NOTE_OF_SEVERAL } else { NOTE_OF_ONE };
        return format!("{whose}{}", if by_reason { HEAD_TOO } else { "" });
    }
    let names = consultants.iter().map(|id| words.consultant(*id)).collect::<Vec<_>>().join(", ");
    let head = if by_reason { HEAD_TOO } else { " Заведующему видна тема." };
    // The names end with a full stop of their own.
    format!("Заметку видит только {}.{head}", names.trim_end_matches('.'))
}

/// What was signed over, and why.
fn warned_words(record: &Record) -> Vec<String> {
    let mut said: Vec<String> = record.more.warned.iter().map(|warned| warned.words.clone()).collect();
    if !said.is_empty() && !record.more.reason.is_empty() {
        said.push(format!("подписано с причиной: {}", record.more.reason));
    }
    said
}

/// How a form names it.
pub(super) fn outcome_key(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Given => "given",
        Outcome::Refused { .. } => "refused",
        Outcome::NotHeld { .. } => "not_held",
    }
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
    // The words of a failure or a refusal are as private as the note.
    let outcome_words = if may_read_note { record.outcome_words.clone() } else { String::new() };
    ConsultationForm {
        request: request.id.to_string(),
        version: signed.version,
        second: None,
        timer: None,
        date: last.map(|a| a.started.date().to_string()).unwrap_or_default(),
        started: last.map(|a| clock(a.started.time())).unwrap_or_default(),
        ended: last.map(|a| clock(a.ended.time())).unwrap_or_default(),
        form: record.form.key().to_owned(),
        means: record.means.clone(),
        kind: record.kind.key().to_owned(),
        direction: record.direction.clone(),
        topics: record.topics.clone(),
        consultants: record.consultants.iter().map(ConsultantId::to_string).collect(),
        outcome: outcome_key(&record.outcome).to_owned(),
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
        more: more_form(record),
    }
}
