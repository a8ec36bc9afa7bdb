//! Taking a request and promising a time.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};
use domain::booking::{BookingWarning, Day, Wish, book};
use domain::civil;
use domain::consultation::Evidence;
use domain::ids::{AccountId, BookingId, ConsultantId, RecipientId, RequestId, RoomId};
use domain::lists::{Form, Origin, RecipientKind, Role};
use domain::person::short_name;
use domain::request::{check_received, still_open};
use domain::schedule::Slot;
use storage::booking::{Booking, BookingState};
use storage::recipient::Recipient;
use storage::request::{Participant, Request, RequestQuery};
use storage::{Change, View};

use crate::Desk;
use crate::fields::{self, Check};
use crate::ports::Surroundings;
use crate::session::Session;
use crate::show::{Seen, Words, clock};
use crate::wire::{
    AnnulForm, BookForm, BookingShown, Done, EvidenceForm, FreeConsultant, FreeDay, FreeTimes, FreeTimesQuery,
    MoveForm, Noun, Offer, Problem, ProblemCode as Code, RecipientRow, Refused, RequestCard, RequestFilter,
    RequestForm, RequestPage, SlotForm, Who,
};

const PAGE: u32 = 50;
const MOST_DAYS: u32 = 31;
/// Times read aloud over the phone.
const OFFERS: usize = 3;
const FOUND_PEOPLE: u32 = 20;

impl Desk {
    pub fn find_recipients(&mut self, text: String) -> Result<Vec<RecipientRow>, Refused> {
        let session = self.session()?;
        session.allow_booking()?;
        let view = session.view();
        let mut rows = Vec::new();
        for person in view.find_recipients(&text, FOUND_PEOPLE)? {
            if session.sees_all_names() || session.has_met(person.id)? {
                let history_words = history_words(&view, person.id)?;
                rows.push(RecipientRow {
                    id: person.id.to_string(),
                    code: person.code.to_string(),
                    name: person.name,
                    phone: domain::person::phone_words(&person.phone),
                    email: person.email,
                    kind: person.kind.key().to_owned(),
                    history_words,
                });
            }
        }
        Ok(rows)
    }

    pub fn free_times(&mut self, query: FreeTimesQuery) -> Result<FreeTimes, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow_booking()?;
        let now = session.now(around);
        let mut check = Check::default();
        let from = match query.from.as_deref().filter(|day| !day.is_empty()) {
            Some(day) => check.date("from", day),
            None => Some(now.date()),
        };
        let received = match query.received.as_deref().filter(|day| !day.is_empty()) {
            Some(moment) => check.date("received", moment.split('T').next().unwrap_or_default()),
            None => Some(now.date()),
        };
        let only = match query.consultant.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => check.id::<ConsultantId>("consultant", id),
            None => None,
        };
        check.done()?;
        let (from, received) = (from.unwrap_or(now.date()).max(now.date()), received.unwrap_or(now.date()));
        let minutes = match query.minutes {
            Some(minutes) => minutes.clamp(5, 480),
            None => session.profile_on(from)?.duration_planned.value,
        };
        session.free_times(from, query.days.clamp(1, MOST_DAYS), minutes, only, received, now)
    }

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
            attends: form.attends,
            child_age: checked.child_age,
            about: checked.about,
            topics: checked.topics,
            wish: checked.wish,
            evidence: checked.evidence,
            annul_reason: None,
            late_by_wish: false,
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
        let who = checked.who;
        let mut touched = vec![Noun::Request, Noun::Draft];
        if !matches!(who, AskedBy::Anonymous(_)) {
            touched.push(Noun::Recipient);
        }
        if slot.is_some() {
            touched.push(Noun::Booking);
        }
        let warnings = at.session.change(around, |change| {
            request.participants = vec![who.settle(change, around, &request.categories)?];
            let request = change.register_request(request)?;
            let mut warnings = Vec::new();
            if let Some((asked, when)) = &slot {
                let wish = Promise {
                    request: &request,
                    asked,
                    form: request.form,
                    means: request.means.clone(),
                    previous: None,
                    by: account,
                };
                warnings = wish.write(change, around, now, *when)?;
            }
            change.drop_draft(account, "booking", "")?;
            Ok(warnings)
        })?;
        self.card_done(request_id, warnings, touched)
    }

    pub fn book(&mut self, form: BookForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let id: RequestId = fields::id(&form.request)?;
        let mut check = Check::default();
        let (service, means) = at.session.check_form(&mut check, &form.form, form.means.as_deref(), now.date())?;
        let asked = at.session.check_slot(&mut check, &form.slot, now.date())?;
        check.done()?;
        let (Some(service), Some(asked)) = (service, asked) else { return Err(Code::Required.into()) };
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, now)?;
        still_open(seen.status)?;
        if seen.booking.is_some() {
            return Err(Code::AlreadyBooked.into());
        }
        let around = at.around;
        let by = at.session.account_id();
        let warnings = at.session.change(around, |change| {
            Promise { request: &request, asked: &asked, form: service, means, previous: None, by }.write(
                change,
                around,
                now,
                Promising::Ahead,
            )
        })?;
        self.card_done(id, warnings, vec![Noun::Booking, Noun::Request])
    }

    /// The chain keeps the old time with the reason; the term does not move.
    pub fn move_booking(&mut self, form: MoveForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let booking: BookingId = fields::id(&form.booking)?;
        let mut check = Check::default();
        let asked = at.session.check_slot(&mut check, &form.slot, now.date())?;
        let reason = check.line("reason", &form.reason);
        if reason.is_empty() {
            check.refuse("reason", Code::ReasonRequired);
        }
        check.done()?;
        let Some(asked) = asked else { return Err(Code::Required.into()) };
        let old = at.session.view().booking(booking)?;
        let request = at.session.view().request(old.request)?;
        still_open(at.session.see(&request, now)?.status)?;
        if old.state != BookingState::Live {
            return Err(Code::ChangedMeanwhile.into());
        }
        let around = at.around;
        let by = at.session.account_id();
        let warnings = at.session.change(around, |change| {
            change.end_booking(&old, BookingState::Moved, Some(&reason))?;
            Promise {
                request: &request,
                asked: &asked,
                form: old.form,
                means: old.means.clone(),
                previous: Some(old.id),
                by,
            }
            .write(change, around, now, Promising::Ahead)
        })?;
        self.card_done(request.id, warnings, vec![Noun::Booking, Noun::Request])
    }

    pub fn annul_request(&mut self, form: AnnulForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Administrator, Role::Head])?;
        let now = at.session.now(at.around);
        let id: RequestId = fields::id(&form.request)?;
        let mut check = Check::default();
        let reason = check.line("reason", &form.reason);
        if reason.is_empty() {
            check.refuse("reason", Code::ReasonRequired);
        }
        check.done()?;
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, now)?;
        still_open(seen.status)?;
        at.session.change(at.around, |change| {
            if let Some(booking) = &seen.booking {
                change.end_booking(booking, BookingState::Cancelled, Some(&reason))?;
            }
            Ok(change.annul_request(&request, &reason, now.date())?)
        })?;
        self.card_done(id, Vec::new(), vec![Noun::Request, Noun::Booking])
    }

    pub fn requests(&mut self, filter: RequestFilter) -> Result<RequestPage, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let mut words = Words::read(session, session.now(around))?;
        let query = RequestQuery {
            text: &filter.text,
            // Names and phones are looked through for those who see them; numbers and codes for everyone.
            people: session.sees_all_names(),
            open_only: filter.open_only,
            limit: PAGE,
            offset: filter.page.saturating_mul(PAGE),
        };
        let (found, total) = session.view().find_requests(&query)?;
        let rows = found.iter().map(|request| session.request_row(request, &mut words)).collect::<Result<_, _>>()?;
        Ok(RequestPage { rows, total, page: filter.page, page_size: PAGE })
    }

    pub fn request(&mut self, id: String) -> Result<RequestCard, Refused> {
        let id = fields::id(&id)?;
        self.session()?.card(id, self.around.as_ref(), Vec::new())
    }

    fn card_done(
        &mut self,
        id: RequestId,
        warnings: Vec<String>,
        changed: Vec<Noun>,
    ) -> Result<Done<RequestCard>, Refused> {
        let value = self.session()?.card(id, self.around.as_ref(), warnings)?;
        Ok(Done { value, changed })
    }
}

/// Who asks, settled enough to be written.
enum AskedBy {
    Anonymous(RecipientKind),
    Known { person: Recipient, changed: bool },
    New { kind: RecipientKind, name: String, phone: String, email: String },
}

impl AskedBy {
    fn settle(
        self,
        change: &Change<'_>,
        around: &dyn Surroundings,
        categories: &[String],
    ) -> Result<Participant, Refused> {
        Ok(match self {
            Self::Anonymous(kind) => Participant { recipient: None, kind },
            Self::Known { person, changed } => {
                if changed {
                    change.change_recipient(&person)?;
                }
                Participant { recipient: Some(person.id), kind: person.kind }
            }
            Self::New { kind, name, phone, email } => {
                let id = RecipientId(around.new_id());
                change.add_recipient(id, kind, categories, &name, &phone, &email)?;
                Participant { recipient: Some(id), kind }
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
    categories: Vec<String>,
    child_age: Option<domain::age::AgeMonths>,
    about: String,
    topics: Vec<String>,
    form: Form,
    means: Option<String>,
    evidence: Option<Evidence>,
    slot: Option<AskedSlot>,
    wish: String,
    planned_minutes: u32,
}

pub(crate) struct AskedSlot {
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub slot: Slot,
}

/// A promise for later is checked against hours; one for this very minute is a fact.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promising {
    Ahead,
    Now,
}

struct Promise<'a> {
    request: &'a Request,
    asked: &'a AskedSlot,
    form: Form,
    means: Option<String>,
    previous: Option<BookingId>,
    by: AccountId,
}

impl Promise<'_> {
    fn write(
        self,
        change: &Change<'_>,
        around: &dyn Surroundings,
        now: NaiveDateTime,
        when: Promising,
    ) -> Result<Vec<String>, Refused> {
        let asked = self.asked;
        let card =
            change.consultant(asked.consultant).map_err(|_| Problem::at("slot.consultant", Code::UnknownChoice))?;
        let promises = change.promises_between(asked.slot.start, asked.slot.end())?;
        let mut slot = asked.slot;
        if when == Promising::Now {
            // «Принять сейчас» is a fact: it holds the time up to the next promise of the same consultant.
            let next = promises.iter().filter(|p| p.consultant == asked.consultant).map(|p| p.slot.start).min();
            match next {
                Some(start) if start > slot.start => {
                    slot.minutes = u32::try_from((start - slot.start).num_minutes()).unwrap_or(slot.minutes);
                }
                // That very minute is promised: the session is recorded from the request itself.
                Some(_) => return Ok(vec![format!("{}: на это время есть другая запись", short_name(&card.name))]),
                None => {}
            }
        }
        let wish = Wish {
            id: BookingId(around.new_id()),
            request: self.request.id,
            consultant: asked.consultant,
            // The consultant's own room, unless another was named.
            room: asked.room.or(card.room),
            slot,
        };
        let day = Day { active: card.active, hours: &card.hours, promises: &promises };
        let warnings = match book(&wish, &day, now) {
            Ok(warnings) => warnings,
            Err(domain::booking::BookingRefusal::OutsideHours) if when == Promising::Now => Vec::new(),
            Err(refusal) => return Err(refusal.into()),
        };
        change.add_booking(&Booking {
            id: wish.id,
            request: wish.request,
            previous: self.previous,
            consultant: wish.consultant,
            room: wish.room,
            form: self.form,
            means: self.means,
            starts: wish.slot.start,
            minutes: wish.slot.minutes,
            state: BookingState::Live,
            ended_reason: None,
            made_by: self.by,
        })?;
        warnings
            .into_iter()
            .map(|BookingWarning::RoomTaken { by }| {
                let other = change.request(change.booking(by)?.request)?;
                let room = change.rooms()?.into_iter().find(|room| Some(room.id) == wish.room).map(|room| room.name);
                Ok(format!("{} в это время занят: там {}", room.unwrap_or_default(), civil::numbered(other.number)))
            })
            .collect()
    }
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
        let who = self.check_who(&mut check, &form.who)?;
        let categories = check.all_listed(&view, "category", "who.categories", &form.who.categories, today)?;
        let child_age = check.age("child_age", &form.child_age);
        let about = check.text("about", &form.about);
        let topics = check.all_listed(&view, "topic", "topics", &form.topics, today)?;
        let (service, means) = self.check_form(&mut check, &form.form, form.means.as_deref(), today)?;
        let evidence = self.check_evidence(&mut check, form.evidence.as_ref(), today)?;
        let slot = match &form.slot {
            Some(slot) if !form.now => self.check_slot(&mut check, slot, today)?,
            _ => None,
        };
        let wish = check.line("wish", &form.wish);
        check.done()?;
        let (Some(received), Some(who), Some(service)) = (received, who, service) else {
            return Err(Code::Required.into());
        };
        Ok(CheckedRequest {
            channel,
            passed_by,
            received,
            who,
            categories,
            child_age,
            about,
            topics,
            form: service,
            means,
            evidence,
            slot,
            wish,
            planned_minutes: self.profile_on(today)?.duration_planned.value,
        })
    }

    /// No personal field is mandatory (R115): a name or a phone, or «Анонимно» said aloud.
    fn check_who(&self, check: &mut Check, who: &Who) -> Result<Option<AskedBy>, Refused> {
        let kind = check.known("who.kind", &who.kind, RecipientKind::from_key(&who.kind));
        if who.anonymous {
            return Ok(kind.map(AskedBy::Anonymous));
        }
        let name = check.line("who.name", &who.name);
        let phone = check.phone("who.phone", &who.phone);
        let email = check.email("who.email", &who.email);
        if let Some(id) = who.recipient.as_deref().filter(|id| !id.is_empty()) {
            let Some(id) = check.id::<RecipientId>("who.name", id) else { return Ok(None) };
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
            check.refuse("who.name", Code::Required);
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
        if !self.profile_on(today)?.forms_allowed.value.contains(&form) {
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

    pub(crate) fn check_slot(
        &self,
        check: &mut Check,
        form: &SlotForm,
        today: NaiveDate,
    ) -> Result<Option<AskedSlot>, Refused> {
        if form.consultant.is_empty() && form.date.is_empty() && form.time.is_empty() {
            check.refuse("slot.time", Code::Required);
            return Ok(None);
        }
        let consultant = check.id::<ConsultantId>("slot.consultant", &form.consultant);
        let date = check.date("slot.date", &form.date);
        let time = check.time("slot.time", &form.time);
        let room = match form.room.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => check.id::<RoomId>("slot.room", id),
            None => None,
        };
        let (Some(consultant), Some(date), Some(time)) = (consultant, date, time) else { return Ok(None) };
        let minutes = match form.minutes {
            Some(minutes) if (5..=480).contains(&minutes) => minutes,
            Some(_) => {
                check.refuse("slot.minutes", Code::BadTime);
                return Ok(None);
            }
            None => self.profile_on(today)?.duration_planned.value,
        };
        Ok(Some(AskedSlot { consultant, room, slot: Slot { start: date.and_time(time), minutes } }))
    }

    fn free_times(
        &self,
        from: NaiveDate,
        days: u32,
        minutes: u32,
        only: Option<ConsultantId>,
        received: NaiveDate,
        now: NaiveDateTime,
    ) -> Result<FreeTimes, Refused> {
        let words = Words::read(self, now)?;
        let term = self.term_of(received)?;
        let dates: Vec<NaiveDate> = from.iter_days().take(days as usize).collect();
        let after = dates.last().copied().unwrap_or(from).checked_add_days(Days::new(1)).unwrap_or(from);
        let promises = self
            .view()
            .promises_between(from.and_time(chrono::NaiveTime::MIN), after.and_time(chrono::NaiveTime::MIN))?;

        let mut consultants = Vec::new();
        let mut offers: Vec<(NaiveDateTime, Offer)> = Vec::new();
        for card in words.consultants().iter().filter(|card| card.active && only.is_none_or(|id| id == card.id)) {
            let taken: Vec<Slot> = promises.iter().filter(|p| p.consultant == card.id).map(|p| p.slot).collect();
            let mut times = Vec::with_capacity(dates.len());
            for date in &dates {
                // A public holiday on a weekday is worked only where the card says so for that day.
                let holiday = !self.calendar.is_working(*date)
                    && date.weekday().number_from_monday() <= 5
                    && !card.hours.exceptions().iter().any(|e| e.first <= *date && *date <= e.last);
                let starts = if holiday { Vec::new() } else { card.hours.free_starts(*date, minutes, &taken, now) };
                if let Some(start) = starts.first() {
                    offers.push((
                        date.and_time(*start),
                        Offer {
                            consultant: card.id.to_string(),
                            consultant_words: words.consultant_with_post(card.id),
                            date: date.to_string(),
                            time: clock(*start),
                            words: format!("{}, {}", day_words(*date, now.date()), civil::time(*start)),
                            late: *date > term.plan_by,
                        },
                    ));
                }
                times.push(starts.into_iter().map(clock).collect());
            }
            consultants.push(FreeConsultant {
                id: card.id.to_string(),
                short_name: short_name(&card.name),
                post: card.post.clone(),
                times,
            });
        }
        offers.sort_by_key(|(at, _)| *at);
        let empty_words = if consultants.is_empty() {
            Some("Консультантов пока нет. Добавьте их в настройках, и время появится.".to_owned())
        } else if offers.is_empty() {
            Some("В эти дни свободного времени нет. Посмотрите следующие или внесите в лист ожидания.".to_owned())
        } else {
            None
        };
        Ok(FreeTimes {
            term: words.term(&term, &[]),
            days: dates
                .iter()
                .map(|date| FreeDay {
                    date: date.to_string(),
                    weekday: civil::weekday_short(date.weekday()).to_owned(),
                    day: date.day(),
                    working: self.calendar.is_working(*date),
                    today: *date == now.date(),
                    late: *date > term.plan_by,
                })
                .collect(),
            consultants,
            nearest: offers.into_iter().take(OFFERS).map(|(_, offer)| offer).collect(),
            empty_words,
        })
    }

    /// Whether this consultant has, or had, a session with the person.
    fn has_met(&self, person: RecipientId) -> Result<bool, Refused> {
        let view = self.view();
        for request in view.requests_of(person)? {
            let booked = view.bookings_of(request)?.iter().any(|b| self.is_one_of(&[b.consultant]));
            if booked || view.consultation_of(request)?.is_some_and(|c| self.is_one_of(&c.record.consultants)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn card(&self, id: RequestId, around: &dyn Surroundings, warnings: Vec<String>) -> Result<RequestCard, Refused> {
        let now = self.now(around);
        let request = self.view().request(id)?;
        let seen = self.see(&request, now)?;
        self.card_of(&request, &seen, &mut Words::read(self, now)?, warnings)
    }

    pub(crate) fn card_of(
        &self,
        request: &Request,
        seen: &Seen,
        words: &mut Words<'_>,
        warnings: Vec<String>,
    ) -> Result<RequestCard, Refused> {
        let view = self.view();
        // Reasons and places are free words: «просьба мамы Ани».
        let own = self.sees_all_names() || self.is_one_of(&seen.consultants);
        let (phone, email) = match request.participants.first().and_then(|p| p.recipient) {
            Some(person) if own => {
                let person = view.recipient(person)?;
                (
                    (!person.phone.is_empty()).then(|| domain::person::phone_words(&person.phone)),
                    (!person.email.is_empty()).then_some(person.email),
                )
            }
            _ => (None, None),
        };
        Ok(RequestCard {
            row: self.request_row_of(request, seen, words)?,
            channel_words: words.label("channel", &request.channel)?,
            child_age_words: request.child_age.map(|age| age.long_words()).unwrap_or_default(),
            topics: request.topics.iter().map(|key| words.label("topic", key)).collect::<Result<_, _>>()?,
            evidence_words: words.evidence(request.evidence.as_ref().filter(|_| own))?,
            annul_reason: request.annul_reason.clone().filter(|_| own),
            phone,
            email,
            bookings: view
                .bookings_of(request.id)?
                .iter()
                .map(|booking| {
                    let shown = words.booking(booking);
                    BookingShown { reason: shown.reason.filter(|_| own), ..shown }
                })
                .collect(),
            open: still_open(seen.status).is_ok(),
            warnings,
        })
    }
}

/// «сегодня», «завтра», «пт 9 октября»
pub(crate) fn day_words(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        -1 => "вчера".to_owned(),
        0 => "сегодня".to_owned(),
        1 => "завтра".to_owned(),
        _ => format!("{} {}", civil::weekday_short(day.weekday()), civil::day_month(day)),
    }
}

fn history_words(view: &View<'_>, person: RecipientId) -> Result<String, Refused> {
    let (held, last) = view.history_of(person)?;
    Ok(match last {
        Some(last) => format!(
            "Был{} {}, последний — {}",
            if held == 1 { "" } else { "о" },
            civil::counted(u64::from(held), "приём", "приёма", "приёмов"),
            civil::date_short(last)
        ),
        None => "Приёмов ещё не было".to_owned(),
    })
}
