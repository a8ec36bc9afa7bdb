//! Requests and the times promised for them: found, shown, and (in the rooms below) taken down, promised, ended.

mod asking;
mod ending;
mod free;
mod holding;
mod promising;
mod telling;
mod timetable;
mod waiting;

use chrono::{Datelike, NaiveDate};
use domain::civil::{self, counted};
use domain::ids::{RecipientId, RequestId};
use domain::intake::{LETTER, tells_by};
use domain::lists::Role;
use domain::request::{Status, still_open};
use domain::waiting::Binding;
use storage::View;
use storage::audit::Subject;
use storage::request::{Request, RequestQuery};

pub(crate) use asking::AskedBy;
pub(crate) use promising::{Promise, Promising, is_late};

use crate::Desk;
use crate::fields;
use crate::ports::Surroundings;
use crate::session::Session;
use crate::show::{Seen, Words, hidden};
use crate::wire::{BookingShown, Done, Noun, ProblemCode, Refused, RequestCard, RequestFilter, RequestPage};

const PAGE: u32 = 50;
/// Beyond this the count is not taken, so that a long journal costs no more than a short one.
const COUNTED: u32 = 1_000;

impl Desk {
    pub fn requests(&mut self, filter: RequestFilter) -> Result<RequestPage, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let mut words = Words::read(session, session.now(around))?;
        let query = RequestQuery {
            text: &filter.text,
            // Names and phones are looked through for those who see them; numbers and codes for everyone.
            people: session.sees_all_names(),
            open_only: filter.open_only,
            after: filter.after.as_deref().map(place_from).transpose()?,
            limit: PAGE + 1,
        };
        let view = session.view();
        let count_words = match query.after {
            None => count_words(view.count_requests(&query, COUNTED + 1)?),
            Some(_) => String::new(),
        };
        let found = view.find_requests(&query)?;
        let shown = &found[..found.len().min(PAGE as usize)];
        let rows = shown.iter().map(|request| session.request_row(request, &mut words)).collect::<Result<_, _>>()?;
        let last = shown.last().filter(|_| found.len() > shown.len());
        Ok(RequestPage { rows, count_words, next: last.map(|last| format!("{}/{}", last.year, last.number)) })
    }

    pub fn request(&mut self, id: String) -> Result<RequestCard, Refused> {
        let id = fields::id(&id)?;
        let card = self.session()?.card(id, self.around.as_ref(), Vec::new())?;
        self.viewed(Subject::Request, id.0, card.row.who.name.is_some());
        Ok(card)
    }

    pub(crate) fn card_done(
        &mut self,
        id: RequestId,
        warnings: Vec<String>,
        changed: Vec<Noun>,
    ) -> Result<Done<RequestCard>, Refused> {
        let value = self.session()?.card(id, self.around.as_ref(), warnings)?;
        Ok(Done { value, changed })
    }
}

/// «12 обращений», «больше 1 000 обращений».
fn count_words(count: u32) -> String {
    let words = |count: u32| counted(u64::from(count), "обращение", "обращения", "обращений");
    if count > COUNTED { format!("больше {}", words(COUNTED)) } else { words(count) }
}

/// Year and number, as `next` of a page says them.
fn place_from(text: &str) -> Result<(i32, u32), Refused> {
    let place = text.split_once('/').and_then(|(year, number)| Some((year.parse().ok()?, number.parse().ok()?)));
    place.ok_or_else(|| ProblemCode::UnknownChoice.into())
}

impl Session {
    /// Whether this consultant has, or had, a session with the person.
    pub(crate) fn has_met(&self, person: RecipientId) -> Result<bool, Refused> {
        let view = self.view();
        for request in view.requests_of(person)? {
            let booked = view.bookings_of(request)?.iter().any(|b| self.is_one_of(&b.consultants()));
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

    /// May move a time, give it back, say that nobody came: those who keep the times, and the consultant of that time.
    pub(crate) fn may_end(&self, consultants: &[domain::ids::ConsultantId]) -> bool {
        self.is(Role::Administrator) || self.is(Role::Head) || self.is_one_of(consultants)
    }

    fn may_undo(&self, request: &Request, seen: &Seen) -> Result<bool, Refused> {
        let last = self.view().bookings_of(request.id)?.pop();
        if !self.may_end(&last.map(|booking| booking.consultants()).unwrap_or_default()) {
            return Ok(false);
        }
        Ok(match seen.status {
            Status::Lapsed => true,
            Status::NotHeld => self.view().last_was_missed(request.id)?,
            _ => false,
        })
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
        let may_end = match &seen.booking {
            Some(booking) => self.may_end(&booking.consultants()),
            None => self.may_end(&seen.consultants),
        };
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
        let second_phone = match request.participants.get(1).and_then(|p| p.recipient) {
            Some(person) if own => Some(view.recipient(person)?.phone).filter(|phone| !phone.is_empty()),
            _ => None,
        }
        .map(|phone| domain::person::phone_words(&phone));
        let contact = |place: usize| {
            let left = request.participants.get(place).map(|one| one.contact.clone()).filter(|_| own);
            left.filter(|left| !left.is_empty())
        };
        let live = seen.booking.as_ref();
        let (preparation, prepare_words) = match live {
            Some(booking) => self.preparation_of(booking)?,
            None => (Vec::new(), String::new()),
        };
        let told = match live {
            Some(booking) => self.told_lines(booking.id, words)?,
            None => Vec::new(),
        };
        let equipment = live.map_or(&[][..], |booking| &booking.how.equipment);
        let equipment_words =
            equipment.iter().map(|key| words.label("equipment", key)).collect::<Result<Vec<_>, _>>()?;
        let wished_form = live.filter(|booking| booking.form != request.form);
        let wished_form_words = match wished_form {
            Some(_) => Some(words.form(request.form, request.means.as_deref())?),
            None => None,
        };
        let mut bookings = Vec::new();
        for booking in view.bookings_of(request.id)? {
            let made_by_words = self.account_words(booking.made_by)?;
            bookings.push(BookingShown { made_by_words, ..hidden(words.booking(&booking), own) });
        }
        let intake = &request.intake;
        let letter = request.channel == LETTER;
        Ok(RequestCard {
            row: self.request_row_of(request, seen, words)?,
            channel_words: words.label("channel", &request.channel)?,
            child_age_words: request.child_age.map(|age| age.long_words()).unwrap_or_default(),
            topics: request.topics.iter().map(|key| words.label("topic", key)).collect::<Result<_, _>>()?,
            topic_keys: request.topics.clone(),
            evidence_words: words.evidence(request.evidence.as_ref().filter(|_| own))?,
            annul_reason: request.annul_reason.clone().filter(|_| own),
            lapse_reason: request.lapse_reason.clone().filter(|_| own),
            second: match request.participants.get(1) {
                Some(second) => Some(self.who_is(second, &seen.consultants)?),
                None => None,
            },
            wished: request.wished.map(|(id, _)| id.to_string()),
            wish_binding: request.wished.is_some_and(|(_, binding)| binding == Binding::Only),
            wished_words: wished_words(request, words),
            minding: request.minding,
            may_end,
            may_annul: self.is(Role::Administrator) || self.is(Role::Head),
            may_no_show: may_end && seen.booking.as_ref().is_some_and(|b| b.starts <= words.now),
            may_undo: self.may_undo(request, seen)?,
            phone,
            second_phone,
            contact: contact(0),
            second_contact: contact(1),
            asks_child: request.participants.iter().any(|one| one.kind.has_child()),
            email,
            caution_words: intake.cautions.iter().map(|caution| caution.label().to_owned()).collect(),
            caution_reason: if own { intake.caution_reason.clone() } else { String::new() },
            wished_form_words,
            letter: letter || !intake.incoming_number.is_empty() || intake.incoming_on.is_some(),
            owner: intake.owner.map(|id| id.to_string()),
            owner_words: intake.owner.map(|id| words.consultant(id)).unwrap_or_default(),
            incoming_number: intake.incoming_number.clone(),
            incoming_on: intake.incoming_on.map(|day| day.to_string()),
            from_survey: intake.from_survey,
            invited_on: intake.invited_on.map(|day| day.to_string()),
            answered_on: intake.answered_on.map(|day| day.to_string()),
            told,
            tell_channel: tells_by(&request.channel).to_owned(),
            tell_as_asked: tells_by(&request.channel) == request.channel,
            may_tell: may_end && live.is_some(),
            may_prepare: may_end && !preparation.is_empty(),
            preparation,
            prepare_words,
            equipment_words,
            bookings,
            links: self.links_of(request, words.now)?,
            repeat: match still_open(seen.status) {
                Ok(()) => self.repeat_view(&seen.attempts, words.now)?,
                Err(_) => None,
            },
            open: still_open(seen.status).is_ok(),
            warnings,
        })
    }
}

/// «Калинина М. С., обязательно; после работы»
pub(crate) fn wished_words(request: &Request, words: &Words<'_>) -> String {
    let wished = request.wished.map(|(id, binding)| {
        let firmly = if binding == Binding::Only { "обязательно" } else { "желательно" };
        let gone = words.consultants().iter().any(|card| card.id == id && !card.active);
        format!("{}, {firmly}{}", words.consultant(id), if gone { " (больше не принимает)" } else { "" })
    });
    let window = request.window.map(|window| window.label().to_owned());
    [wished, window].into_iter().flatten().collect::<Vec<_>>().join("; ")
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

pub(crate) fn history_words(view: &View<'_>, person: RecipientId) -> Result<String, Refused> {
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
