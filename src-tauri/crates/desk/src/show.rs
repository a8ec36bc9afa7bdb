//! From the journal's values to what the screens show: codes, names where the role allows, plain words.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::civil;
use domain::consultation::Evidence;
use domain::ids::{ConsultantId, RecipientId, RoomId};
use domain::lists::{Form, RecipientKind, Role};
use domain::outing::window_words;
use domain::person::{ANONYMOUS, short_name};
use domain::request::{Course, Status, status};
use domain::schedule::Slot;
use domain::term::{State, Term, stopped_on};
use storage::View;
use storage::booking::{Booking, BookingState};
use storage::consultant::Consultant;
use storage::request::{Participant, Request};

use crate::session::Session;
use crate::wire::Refused;
use crate::wire::{self, BookingShown, RequestRow, RequestStatus, TermState, TermView, WhoShown};

pub(crate) fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

pub(crate) fn clock(at: NaiveTime) -> String {
    at.format("%H:%M").to_string()
}

pub(crate) fn roles(roles: &[Role]) -> Vec<wire::Role> {
    roles
        .iter()
        .map(|role| match role {
            Role::Administrator => wire::Role::Administrator,
            Role::Consultant => wire::Role::Consultant,
            Role::Head => wire::Role::Head,
        })
        .collect()
}

pub(crate) fn roles_words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ")
}

pub(crate) fn request_status(status: Status) -> RequestStatus {
    match status {
        Status::New => RequestStatus::New,
        Status::Booked => RequestStatus::Booked,
        Status::AwaitingRecord => RequestStatus::AwaitingRecord,
        Status::Given => RequestStatus::Given,
        Status::Refused => RequestStatus::Refused,
        Status::NotHeld => RequestStatus::NotHeld,
        Status::Lapsed => RequestStatus::Lapsed,
        Status::Annulled => RequestStatus::Annulled,
    }
}

/// Words for ids and keys, read once for an answer.
pub(crate) struct Words<'a> {
    view: View<'a>,
    consultants: Vec<Consultant>,
    rooms: HashMap<RoomId, String>,
    labels: HashMap<(String, String), String>,
    pub now: NaiveDateTime,
    day_end: NaiveTime,
}

impl<'a> Words<'a> {
    pub fn read(session: &'a Session, now: NaiveDateTime) -> Result<Self, Refused> {
        let view = session.view();
        let consultants = view.consultants()?;
        let rooms = view.all_rooms()?.into_iter().map(|room| (room.id, room.name)).collect();
        Ok(Self { consultants, rooms, labels: HashMap::new(), now, day_end: session.day_end(now.date())?, view })
    }

    pub fn today(&self) -> NaiveDate {
        self.now.date()
    }

    pub fn day_end(&self) -> NaiveTime {
        self.day_end
    }

    pub fn consultants(&self) -> &[Consultant] {
        &self.consultants
    }

    pub fn consultant(&self, id: ConsultantId) -> String {
        self.consultants.iter().find(|c| c.id == id).map(|c| short_name(&c.name)).unwrap_or_default()
    }

    /// «педагог-психолог»; nothing where the card does not say.
    pub fn post(&self, id: ConsultantId) -> Option<String> {
        self.consultants.iter().find(|c| c.id == id).map(|c| c.post.clone()).filter(|post| !post.is_empty())
    }

    /// «Калинина М. С., педагог-психолог»
    pub fn consultant_with_post(&self, id: ConsultantId) -> String {
        self.consultants
            .iter()
            .find(|c| c.id == id)
            .map(
                |c| {
                    if c.post.is_empty() { short_name(&c.name) } else { format!("{}, {}", short_name(&c.name), c.post) }
                },
            )
            .unwrap_or_default()
    }

    pub fn room(&self, id: RoomId) -> Option<String> {
        self.rooms.get(&id).cloned()
    }

    pub fn label(&mut self, list: &str, key: &str) -> Result<String, Refused> {
        if let Some(label) = self.labels.get(&(list.to_owned(), key.to_owned())) {
            return Ok(label.clone());
        }
        let label = self.view.list_item(list, key)?.map_or_else(|| key.to_owned(), |item| item.label);
        self.labels.insert((list.to_owned(), key.to_owned()), label.clone());
        Ok(label)
    }

    /// «дистанционно, телефон», «дистанционно, Zoom»
    pub fn form(&mut self, form: Form, means: Option<&str>) -> Result<String, Refused> {
        Ok(match means {
            Some(key) if form == Form::Distance => {
                let label = self.label("means", key)?;
                // A centre's own means bears a name.
                let words = if crate::lists::is_own(key) { label } else { lower_first(&label) };
                format!("{}, {words}", form.label())
            }
            _ => form.label().to_owned(),
        })
    }

    pub fn evidence(&mut self, evidence: Option<&Evidence>) -> Result<Option<String>, Refused> {
        let Some(evidence) = evidence else { return Ok(None) };
        let label = self.label("evidence", &evidence.kind)?;
        Ok(Some(if evidence.place.is_empty() { label } else { format!("{label}, {}", evidence.place) }))
    }

    pub fn term(&self, term: Option<&Term>, attempts: &[domain::consultation::Attempt]) -> TermView {
        let Some(term) = term else {
            return TermView {
                plan_by: None,
                judged_by: None,
                state: TermState::None,
                words: "без срока".to_owned(),
                until_words: "срока порядок не ставит".to_owned(),
                why_words: String::new(),
                forecast: false,
            };
        };
        let state = term.state(self.now, stopped_on(attempts));
        TermView {
            plan_by: Some(term.plan_by.to_string()),
            judged_by: Some(term.judged_by.to_string()),
            state: term_state(state),
            words: match state {
                State::Stopped { late: false, .. } => "в срок".to_owned(),
                State::Stopped { late: true, .. } => "позже срока".to_owned(),
                _ => term.left_words(self.now, self.day_end),
            },
            until_words: format!("срок {}", term.until_words(self.today(), self.day_end)),
            why_words: term.why_words(),
            forecast: term.forecast,
        }
    }

    /// «Калинина М. С., Озерова Т. Л.»: everyone whose time it is.
    pub fn team(&self, booking: &Booking) -> String {
        booking.consultants().iter().map(|id| self.consultant(*id)).collect::<Vec<_>>().join(", ")
    }

    /// Whole, for those who may see where it goes; see [`hidden`].
    pub fn booking(&self, booking: &Booking) -> BookingShown {
        let how = &booking.how;
        BookingShown {
            id: booking.id.to_string(),
            date: booking.starts.date().to_string(),
            time: clock(booking.starts.time()),
            until: clock(booking.slot().end().time()),
            minutes: booking.minutes,
            consultant: booking.consultant.to_string(),
            consultant_words: self.consultant_with_post(booking.consultant),
            room: booking.room.map(|id| id.to_string()),
            room_words: booking.room.and_then(|id| self.room(id)),
            window_words: how.is_window.then(|| window_words(&booking.slot())),
            others: how.others.iter().map(ToString::to_string).collect(),
            others_words: how.others.iter().map(|id| self.consultant(*id)).collect::<Vec<_>>().join(", "),
            others_by_words: how.others_by.map(|by| by.label().to_owned()).unwrap_or_default(),
            others_by: how.others_by.map(|by| by.key().to_owned()),
            place: how.place.map(|place| place.key().to_owned()),
            place_words: how.place.map(|place| place.label().to_owned()).unwrap_or_default(),
            address: how.address.clone(),
            transport: how.transport.clone(),
            equipment: how.equipment.clone(),
            minding_room: how.minding_room.map(|id| id.to_string()),
            minding_words: how.minding_room.and_then(|id| self.room(id)),
            made_by_words: String::new(),
            reason: booking.ended_reason.clone(),
            live: booking.state == BookingState::Live,
            recorded: booking.state == BookingState::Used,
            ended_words: match booking.state {
                BookingState::Live => "",
                BookingState::Moved => "перенесено",
                BookingState::Cancelled => "отменено",
                BookingState::Missed => "не пришли",
                BookingState::Used => "приём записан",
            }
            .to_owned(),
            caution_words: booking.cautions.iter().map(|caution| caution.label().to_owned()).collect(),
            caution_reason: booking.caution_reason.clone(),
        }
    }
}

pub(crate) fn term_state(state: State) -> TermState {
    match state {
        State::Calm => TermState::Calm,
        State::Soon => TermState::Soon,
        State::Amber => TermState::Amber,
        State::Red => TermState::Red,
        State::Stopped { .. } => TermState::Stopped,
    }
}

/// Free words of a promise may name people and places: those who may not know them do not get them.
pub(crate) fn hidden(shown: BookingShown, own: bool) -> BookingShown {
    if own {
        return shown;
    }
    BookingShown {
        reason: None,
        caution_reason: String::new(),
        address: String::new(),
        transport: String::new(),
        ..shown
    }
}

/// «Телефон» inside a sentence; «ВКонтакте» and «Zoom» are names and stay.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let second_is_upper = text.chars().nth(1).is_some_and(char::is_uppercase);
    match letters.next() {
        Some(first) if !second_is_upper && !first.is_ascii_alphabetic() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// Everything a list line of a request is made of.
pub(crate) struct Seen {
    pub status: Status,
    pub booking: Option<Booking>,
    pub attempts: Vec<domain::consultation::Attempt>,
    /// Consultants of the record, else of the live booking.
    pub consultants: Vec<ConsultantId>,
}

impl Session {
    pub(crate) fn see(&self, request: &Request, now: NaiveDateTime) -> Result<Seen, Refused> {
        let view = self.view();
        let consultation = view.consultation_of(request.id)?;
        let booking = view.live_booking(request.id)?;
        let outcome = consultation.as_ref().map(|c| &c.record.outcome);
        let slot: Option<Slot> = booking.as_ref().map(Booking::slot);
        let missed = outcome.is_none() && slot.is_none() && view.last_was_missed(request.id)?;
        let lapsed = request.lapse_reason.is_some();
        let course = Course { annulled: request.annul_reason.is_some(), outcome, booking: slot, missed, lapsed };
        let status = status(&course, now);
        let consultants = match (&consultation, &booking) {
            (_, Some(booking)) => booking.consultants(),
            (Some(consultation), None) => consultation.record.consultants.clone(),
            (None, None) => Vec::new(),
        };
        let attempts = consultation.map(|c| c.record.attempts).unwrap_or_default();
        Ok(Seen { status, booking, attempts, consultants })
    }

    /// The code always; the name and the phone's tail where this account may know them.
    pub(crate) fn who(&self, request: &Request, consultants: &[ConsultantId]) -> Result<WhoShown, Refused> {
        let more = request.participants.len().saturating_sub(1);
        let shown = match request.participants.first() {
            Some(first) => self.who_is(first, consultants)?,
            None => self.who_is(&Participant::anonymous(RecipientKind::Parent, String::new()), consultants)?,
        };
        Ok(if more > 0 { WhoShown { code: format!("{} +{more}", shown.code), ..shown } } else { shown })
    }

    /// One of the people of a request.
    pub(crate) fn who_is(&self, one: &Participant, consultants: &[ConsultantId]) -> Result<WhoShown, Refused> {
        let kind_words = one.kind.label().to_owned();
        let Some(id) = one.recipient else {
            return Ok(WhoShown {
                anonymous: true,
                recipient: None,
                code: ANONYMOUS.to_owned(),
                name: None,
                kind_words,
            });
        };
        let person = self.view().recipient(id)?;
        let known = self.sees_all_names() || self.is_one_of(consultants);
        Ok(WhoShown {
            anonymous: false,
            recipient: Some(id.to_string()),
            code: person.code.to_string(),
            name: (known && !person.name.is_empty()).then_some(person.name),
            kind_words,
        })
    }

    /// Who took the person's words down, or will hear them.
    pub(crate) fn hears(&self, consultants: &[ConsultantId]) -> bool {
        self.is(Role::Administrator) || self.is_one_of(consultants)
    }

    /// The person's own words for those; the classifier's topic for all others.
    pub(crate) fn about(
        &self,
        request: &Request,
        consultants: &[ConsultantId],
        words: &mut Words<'_>,
    ) -> Result<String, Refused> {
        if self.hears(consultants) && !request.about.is_empty() {
            return Ok(request.about.clone());
        }
        request.topics.first().map_or_else(|| Ok(String::new()), |topic| words.label("topic", topic))
    }

    pub(crate) fn request_row(&self, request: &Request, words: &mut Words<'_>) -> Result<RequestRow, Refused> {
        let seen = self.see(request, words.now)?;
        self.request_row_of(request, &seen, words)
    }

    pub(crate) fn request_row_of(
        &self,
        request: &Request,
        seen: &Seen,
        words: &mut Words<'_>,
    ) -> Result<RequestRow, Refused> {
        let term = self.term_of(request.received.date())?;
        let (form, means) = match &seen.booking {
            Some(booking) => (booking.form, booking.means.clone()),
            None => (request.form, request.means.clone()),
        };
        let own = self.sees_all_names() || self.is_one_of(&seen.consultants);
        Ok(RequestRow {
            id: request.id.to_string(),
            number: request.number,
            year: request.year,
            number_words: civil::numbered(request.number),
            received: moment(request.received),
            who: self.who(request, &seen.consultants)?,
            about: self.about(request, &seen.consultants, words)?,
            form: form.key().to_owned(),
            form_words: words.form(form, means.as_deref())?,
            means,
            status: request_status(seen.status),
            status_words: seen.status.words().to_owned(),
            booking: seen.booking.as_ref().map(|booking| hidden(words.booking(booking), own)),
            term: words.term(term.as_ref(), &seen.attempts),
            wish: if own { request.wish.clone() } else { String::new() },
            may_record: !matches!(seen.status, Status::Annulled | Status::Lapsed) && self.may_record(&seen.consultants),
        })
    }

    /// Kind and code of people by id, for papers.
    pub(crate) fn person_words(
        &self,
        id: RecipientId,
    ) -> Result<(domain::person::RecipientCode, RecipientKind), Refused> {
        Ok(self.view().recipient_code(id)?)
    }
}
