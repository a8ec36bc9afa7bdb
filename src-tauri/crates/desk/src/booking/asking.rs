//! A request is taken down: who asks, what about, what they wish.

use chrono::{NaiveDate, NaiveDateTime};
use domain::consultation::Evidence;
use domain::ids::{ConsultantId, RecipientId, RequestId};
use domain::intake::{Intake, WrittenSource, owner_breach, registration_breach, written_breach, written_is_offered};
use domain::lists::{Caution, Form, Origin, RecipientKind, Window};
use domain::outing::{How, consultant_may_be_wished};
use domain::request::check_received;
use domain::schedule::Slot;
use domain::waiting::Binding;
use storage::Change;
use storage::recipient::Recipient;
use storage::request::{Participant, Request};

use super::promising::{AskedSlot, Promise, Promising, is_late};
use crate::Desk;
use crate::fields::Check;
use crate::lists::is_own;
use crate::ports::Surroundings;
use crate::session::Session;
use crate::wire::{Done, EvidenceForm, Noun, Problem, ProblemCode as Code, Refused, RequestCard, RequestForm, Who};

impl Desk {
    pub fn register(&mut self, form: RequestForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let checked = at.session.check_request(&form, now)?;
        let around = at.around;
        let request_id = RequestId(around.new_id());
        let account = at.session.account_id();
        let own = at.session.own_consultant();

        let mut request = Request {
            id: request_id,
            number: 0,
            year: 0,
            origin: if checked.received.date() < now.date() { Origin::Paper } else { Origin::Typed },
            follows: None,
            channel: checked.channel,
            passed_by: checked.passed_by,
            received: checked.received,
            registered_on: now.date(),
            registered_by: account,
            participants: Vec::new(),
            categories: checked.categories,
            form: checked.form,
            means: checked.means.clone(),
            attends: checked.attends,
            child_age: checked.child_age,
            about: checked.about,
            topics: checked.topics,
            wish: checked.wish,
            wished: checked.wished,
            window: checked.window,
            // A room was set aside: somebody minds.
            minding: form.minding || checked.how.minding_room.is_some(),
            evidence: checked.evidence,
            annul_reason: None,
            lapse_reason: None,
            late_by_wish: false,
            intake: checked.intake,
        };
        let slot = match checked.slot {
            Some(slot) => Some((slot, Promising::Ahead)),
            None if form.now => {
                let named = form.slot.as_ref().and_then(|slot| slot.consultant.parse().ok());
                named.or(own).map(|consultant| {
                    let minutes = checked.planned_minutes;
                    let room = form.slot.as_ref().and_then(|s| s.room.as_deref()).and_then(|id| id.parse().ok());
                    (AskedSlot { consultant, room, slot: Slot { start: now, minutes } }, Promising::Now)
                })
            }
            None => None,
        };
        if form.now && slot.is_none() {
            return Err(Problem::at("slot.consultant", Code::ConsultantRequired).into());
        }
        let last_day = at.session.last_day(checked.received.date())?;
        let late = slot.as_ref().is_some_and(|(asked, _)| is_late(last_day.as_ref(), asked));
        request.late_by_wish = late && form.late_by_wish;
        let against = match &slot {
            Some((asked, _)) => at.session.against(&request, request.form, asked, &checked.how, now.date())?,
            None => Vec::new(),
        };
        let people: Vec<AskedBy> = std::iter::once(checked.who).chain(checked.second).collect();
        let mut touched = vec![Noun::Request, Noun::Draft];
        if people.iter().any(|who| !matches!(who, AskedBy::Anonymous { .. })) {
            touched.push(Noun::Recipient);
        }
        if slot.is_some() {
            touched.push(Noun::Booking);
        }
        let warnings = at.session.change(around, |change| {
            for who in people {
                request.participants.push(who.settle(change, around, &request.categories)?);
            }
            if let [Participant { recipient: Some(one), .. }, Participant { recipient: Some(other), .. }] =
                request.participants.as_slice()
                && one == other
            {
                return Err(Problem::at("second.name", Code::SamePerson).into());
            }
            let request = change.register_request(request)?;
            let mut warnings = Vec::new();
            if let Some((asked, when)) = &slot {
                let wish = Promise {
                    request: &request,
                    asked,
                    form: request.form,
                    means: request.means.clone(),
                    how: checked.how,
                    previous: None,
                    by: account,
                    last_day,
                    against,
                    reason: &checked.caution_reason,
                };
                warnings = wish.write(change, around, now, *when)?;
            }
            change.drop_draft(account, "booking", "")?;
            Ok(warnings)
        })?;
        self.card_done(request_id, warnings, touched)
    }
}

/// Who asks, settled enough to be written.
pub(crate) enum AskedBy {
    /// `contact`: left for the answer, kept until the request is closed.
    Anonymous {
        kind: RecipientKind,
        contact: String,
    },
    Known {
        person: Recipient,
        changed: bool,
    },
    New {
        kind: RecipientKind,
        name: String,
        phone: String,
        email: String,
    },
}

impl AskedBy {
    pub fn settle(
        self,
        change: &Change<'_>,
        around: &dyn Surroundings,
        categories: &[String],
    ) -> Result<Participant, Refused> {
        Ok(match self {
            Self::Anonymous { kind, contact } => Participant::anonymous(kind, contact),
            Self::Known { person, changed } => {
                if changed {
                    change.change_recipient(&person)?;
                }
                Participant::known(person.id, person.kind)
            }
            Self::New { kind, name, phone, email } => {
                let id = RecipientId(around.new_id());
                change.add_recipient(id, kind, categories, &name, &phone, &email)?;
                Participant::known(id, kind)
            }
        })
    }
}

/// A request form that has been read.
struct CheckedRequest {
    channel: String,
    passed_by: String,
    received: NaiveDateTime,
    who: AskedBy,
    second: Option<AskedBy>,
    categories: Vec<String>,
    child_age: Option<domain::age::AgeMonths>,
    attends: Option<bool>,
    about: String,
    topics: Vec<String>,
    form: Form,
    means: Option<String>,
    evidence: Option<Evidence>,
    slot: Option<AskedSlot>,
    how: How,
    intake: Intake,
    wish: String,
    wished: Option<(ConsultantId, Binding)>,
    window: Option<Window>,
    caution_reason: String,
    planned_minutes: u32,
}

impl Session {
    fn check_request(&self, form: &RequestForm, now: NaiveDateTime) -> Result<CheckedRequest, Refused> {
        let view = self.view();
        let today = now.date();
        let mut check = Check::default();
        let channel = check.listed(&view, "channel", "channel", &form.channel, today)?;
        let passed_by = check.line("passed_by", &form.passed_by);
        // R021: «через специалиста» names who passed it.
        if channel == "specialist" && passed_by.is_empty() {
            check.refuse("passed_by", Code::PassedByRequired);
        }
        let received = match form.received.as_deref().filter(|moment| !moment.is_empty()) {
            Some(moment) => check.moment("received", moment),
            None => Some(now),
        };
        if let Some(received) = received
            && check_received(received, now).is_err()
        {
            check.refuse("received", Code::ReceivedInFuture);
        }
        let who = self.check_who(&mut check, "who", &form.who)?;
        let second = match &form.second {
            Some(second) => self.check_who(&mut check, "second", second)?,
            None => None,
        };
        let categories = check.all_listed(&view, "category", "who.categories", &form.who.categories, today)?;
        let child_age = check.age("child_age", &form.child_age);
        let about = check.text("about", &form.about);
        let topics = check.all_listed(&view, "topic", "topics", &form.topics, today)?;
        // A request of a past day is judged by the порядок and the law of that day.
        let on = received.map_or(today, |moment| moment.date());
        let (service, means) = self.check_form(&mut check, &form.form, form.means.as_deref(), on)?;
        let evidence = self.check_evidence(&mut check, form.evidence.as_ref(), today)?;
        let mut slot = match &form.slot {
            Some(slot) if !form.now => self.check_slot(&mut check, slot, today)?,
            _ => None,
        };
        let how = match service {
            Some(service) if form.slot.is_some() => {
                self.check_how(&mut check, form.how.as_ref(), None, service, today)?
            }
            _ => How::default(),
        };
        if let (Some(asked), Some(typed)) = (&mut slot, &form.slot) {
            self.check_length(&mut check, (typed, form.how.as_ref()), None, &how, &mut asked.slot);
        }
        self.check_means(&mut check, means.as_deref(), None, on)?;
        let wish = check.line("wish", &form.wish);
        let wished = check.maybe_id::<ConsultantId>("wished_consultant", form.wished_consultant.as_deref());
        let window = match form.wish_window.as_deref().filter(|key| !key.is_empty()) {
            Some(key) => check.known("wish_window", key, Window::from_key(key)),
            None => None,
        };
        // R054: for an outing the choice of the consultant is not exercised.
        let profile = self.profile_on(on)?;
        let wished = wished.filter(|_| service.is_none_or(|form| consultant_may_be_wished(&profile, form)));
        if wished.is_some_and(|id| view.consultant(id).is_err()) {
            check.refuse("wished_consultant", Code::UnknownChoice);
        }
        let caution_reason = check.line("caution_reason", &form.caution_reason);
        // R003: of who has no child nothing of a child is asked, and nothing is kept.
        let kinds = [Some(&form.who), form.second.as_ref()].into_iter().flatten();
        let asked = kinds.filter_map(|who| RecipientKind::from_key(&who.kind)).any(RecipientKind::has_child);
        let (child_age, attends) = if asked { (child_age, form.attends) } else { (None, None) };
        if form.who.anonymous || form.second.as_ref().is_some_and(|second| second.anonymous) {
            check.against("who.anonymous", &caution_reason, profile.refuses_anonymous());
        }
        // The law of the day it is held; without a time yet, of the day it is asked for.
        let held_on = slot.as_ref().map_or(on, |asked| asked.slot.start.date());
        check.against("means", &caution_reason, self.barred_means(means.as_deref(), held_on)?);
        self.check_source(&mut check, service, &channel, form.from_survey, on)?;
        let owner = check.maybe_id::<ConsultantId>("owner", form.owner.as_deref());
        if owner.is_some_and(|id| view.consultant(id).is_err()) {
            check.refuse("owner", Code::UnknownChoice);
        }
        let owner = owner.or(slot.as_ref().map(|asked| asked.consultant));
        let incoming_on = match form.incoming_on.as_str() {
            "" => None,
            typed => check.date("incoming_on", typed),
        };
        let incoming_number = check.line("incoming_number", &form.incoming_number);
        let registered = (received.unwrap_or(now).date(), today);
        let against = [
            (Caution::OutsideScope, "attends", profile.outside_scope(attends)),
            (Caution::RegisteredLate, "received", registration_breach(&profile, &channel, registered, &self.calendar)),
            (Caution::NoOwner, "owner", owner_breach(&profile, &channel, owner)),
        ];
        let mut cautions = Vec::new();
        for (caution, field, breach) in against {
            if check.against(field, &caution_reason, breach) {
                cautions.push(caution);
            }
        }
        check.done()?;
        let (Some(received), Some(who), Some(service)) = (received, who, service) else {
            return Err(Code::Required.into());
        };
        Ok(CheckedRequest {
            channel,
            passed_by,
            received,
            who,
            second,
            categories,
            child_age,
            attends,
            about,
            topics,
            form: service,
            means,
            evidence,
            slot,
            how,
            intake: Intake {
                owner,
                incoming_number,
                incoming_on,
                from_survey: form.from_survey,
                invited_on: None,
                answered_on: None,
                caution_reason: if cautions.is_empty() { String::new() } else { caution_reason.clone() },
                cautions,
            },
            wish,
            wished: wished.map(|id| (id, if form.wish_binding { Binding::Only } else { Binding::Rather })),
            window,
            caution_reason,
            planned_minutes: profile.duration_planned.value,
        })
    }

    /// No personal field is mandatory (R115): a name or a phone, or «Анонимно» said aloud.
    pub(crate) fn check_who(&self, check: &mut Check, part: &str, who: &Who) -> Result<Option<AskedBy>, Refused> {
        let at = |field: &str| format!("{part}.{field}");
        let kind = check.known(&at("kind"), &who.kind, RecipientKind::from_key(&who.kind));
        let contact = check.line(&at("contact"), &who.contact);
        if who.anonymous {
            return Ok(kind.map(|kind| AskedBy::Anonymous { kind, contact }));
        }
        let name = check.line(&at("name"), &who.name);
        let phone = check.phone(&at("phone"), &who.phone);
        let email = check.email(&at("email"), &who.email);
        if let Some(id) = who.recipient.as_deref().filter(|id| !id.is_empty()) {
            let Some(id) = check.id::<RecipientId>(&at("name"), id) else { return Ok(None) };
            if !self.sees_all_names() && !self.has_met(id)? {
                return Err(Code::NotAllowed.into());
            }
            let known = self.view().recipient(id)?;
            let kept = |typed: String, known: &str| if typed.is_empty() { known.to_owned() } else { typed };
            let person = Recipient {
                kind: kind.unwrap_or(known.kind),
                name: kept(name, &known.name),
                phone: kept(phone, &known.phone),
                email: kept(email, &known.email),
                ..known.clone()
            };
            let changed = person.kind != known.kind
                || person.name != known.name
                || person.phone != known.phone
                || person.email != known.email;
            return Ok(Some(AskedBy::Known { person, changed }));
        }
        if [&who.name, &who.phone, &who.email].iter().all(|typed| typed.trim().is_empty()) {
            check.refuse(&at("name"), Code::Required);
            return Ok(None);
        }
        Ok(kind.map(|kind| AskedBy::New { kind, name, phone, email }))
    }

    /// The form and, for a distance one, its means, as the порядок offers them.
    pub(crate) fn check_form(
        &self,
        check: &mut Check,
        form: &str,
        means: Option<&str>,
        today: NaiveDate,
    ) -> Result<(Option<Form>, Option<String>), Refused> {
        let Some(form) = check.known("form", form, Form::from_key(form)) else { return Ok((None, None)) };
        let profile = self.profile_on(today)?;
        if !profile.offers_form(form) || (form == Form::Written && !written_is_offered(&profile)) {
            check.refuse("form", Code::FormNotOffered);
        }
        if form != Form::Distance {
            return Ok((Some(form), None));
        }
        match means.filter(|key| !key.is_empty()) {
            Some(key) => Ok((Some(form), Some(check.listed(&self.view(), "means", "means", key, today)?))),
            None => {
                check.refuse("means", Code::MeansRequired);
                Ok((Some(form), None))
            }
        }
    }

    /// R062: where a request for a written answer comes from.
    pub(super) fn check_source(
        &self,
        check: &mut Check,
        form: Option<Form>,
        channel: &str,
        from_survey: bool,
        today: NaiveDate,
    ) -> Result<(), Refused> {
        let profile = self.profile_on(today)?;
        // What is not offered at all has been said with the form.
        if form == Some(Form::Written) && written_is_offered(&profile) {
            let source = WrittenSource::of(channel, from_survey);
            check.against("from_survey", "", written_breach(&profile, Form::Written, source));
        }
        Ok(())
    }

    /// R057: the recipient chooses of the means the centre has; what was chosen before stays.
    pub(super) fn check_means(
        &self,
        check: &mut Check,
        means: Option<&str>,
        kept: Option<&str>,
        today: NaiveDate,
    ) -> Result<(), Refused> {
        let Some(means) = means.filter(|means| !means.is_empty() && Some(*means) != kept) else { return Ok(()) };
        if !is_own(means) && !self.profile_on(today)?.channels.value.iter().any(|key| key == means) {
            check.refuse("means", Code::UnknownChoice);
        }
        Ok(())
    }

    pub(crate) fn check_evidence(
        &self,
        check: &mut Check,
        form: Option<&EvidenceForm>,
        today: NaiveDate,
    ) -> Result<Option<Evidence>, Refused> {
        let Some(form) = form else { return Ok(None) };
        let place = check.line("evidence.place", &form.place);
        if form.kind.is_empty() && place.is_empty() {
            return Ok(None);
        }
        let kind = check.listed(&self.view(), "evidence", "evidence.kind", &form.kind, today)?;
        Ok(Some(Evidence { kind, place }))
    }
}
