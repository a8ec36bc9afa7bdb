//! Consultants' cards with their hours, and rooms.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::consultant::{Contract, StaffPapers, lacks_words};
use domain::ids::{ConsultantId, RoomId};
use domain::lists::Role;
use domain::person::short_name;
use domain::schedule::{Exception, HoursRefusal, Stretch, WorkingHours};
use storage::booking::BookingState;
use storage::consultant::{Consultant, Room};

use crate::Desk;
use crate::fields::{self, Check};
use crate::lists::same_words;
use crate::session::Session;
use crate::show::{Words, clock};
use crate::wire::{
    BookingsAhead, Choice, ConsultantForm, ConsultantRow, Done, ExceptionForm, HoursForm, Noun, Problem,
    ProblemCode as Code, Refused, RoomForm, RoomRow, StaffPapersForm,
};

impl Desk {
    pub fn consultants(&mut self) -> Result<Vec<ConsultantRow>, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let today = session.today(around);
        Ok(session.view().consultants()?.iter().map(|card| session.consultant_row(card, today)).collect())
    }

    pub fn save_consultant(&mut self, form: ConsultantForm) -> Result<Done<ConsultantRow>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head, Role::Administrator])?;
        let mut check = Check::default();
        let name = check.required_line("name", &form.name);
        let post = check.line("post", &form.post);
        let room = check.maybe_id::<RoomId>("room", form.room.as_deref());
        let mut stretches = Vec::new();
        for (index, hours) in form.hours.iter().enumerate() {
            let from = check.time(&format!("hours.{index}.from"), &hours.from);
            let to = check.time(&format!("hours.{index}.to"), &hours.to);
            if let (Some(from), Some(to)) = (from, to) {
                stretches.push(Stretch { weekday: hours.weekday, from, to });
            }
        }
        let mut exceptions = Vec::new();
        let mut exception_words = Vec::new();
        for (index, exception) in form.exceptions.iter().enumerate() {
            let at = |part: &str| format!("exceptions.{index}.{part}");
            let first = check.date(&at("first"), &exception.first);
            let last = check.date(&at("last"), &exception.last);
            let hours = match (filled(exception.from.as_deref()), filled(exception.to.as_deref())) {
                (None, None) => Some(None),
                (from, to) => {
                    let from = check.time(&at("from"), from.unwrap_or_default());
                    let to = check.time(&at("to"), to.unwrap_or_default());
                    from.zip(to).map(Some)
                }
            };
            exception_words.push(check.line(&at("words"), &exception.words));
            if let (Some(first), Some(last), Some(hours)) = (first, last, hours) {
                exceptions.push(Exception { first, last, hours });
            }
        }
        let id = match form.id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => fields::id(id)?,
            None => ConsultantId(at.around.new_id()),
        };
        let now = at.session.now(at.around);
        let today = now.date();
        let before = match form.id.as_deref().filter(|id| !id.is_empty()) {
            Some(_) => Some(at.session.view().consultant(id)?),
            None => None,
        };
        // A topic that is no longer offered stays on the card that already has it.
        let kept = before.as_ref().map(|card| card.topics.clone()).unwrap_or_default();
        let papers = check_papers(&mut check, &form.papers, today);
        let promised = match &before {
            Some(before) if before.active && !form.active => at.session.view().promised_by(id, now)?,
            _ => Vec::new(),
        };
        let (leaving, beside): (Vec<_>, Vec<_>) = promised.into_iter().partition(|booking| booking.consultant == id);
        let release_reason = check.line("release_reason", &form.release_reason);
        if !leaving.is_empty() && release_reason.is_empty() {
            check.add(Problem::at("release_reason", Code::ConsultantBooked).about(leaving.len()));
        }
        let topics: Vec<String> = form.topics.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let new_topics: Vec<String> = topics.iter().filter(|key| !kept.contains(key)).cloned().collect();
        check.all_listed(&at.session.view(), "topic", "topics", &new_topics, today)?;
        // Namesakes are told apart by their posts.
        let same =
            |known: &Consultant| known.id != id && same_words(&known.name, &name) && same_words(&known.post, &post);
        if !name.is_empty() && at.session.view().consultants()?.iter().any(same) {
            check.refuse("name", Code::AlreadyInList);
        }
        check.done()?;
        let hours = WorkingHours::new(stretches, exceptions).map_err(hours_problem)?;
        let card = Consultant { id, name, post, room, active: form.active, hours, exception_words, topics, papers };
        let first_card = form.id.is_none() && at.session.view().consultants()?.is_empty();
        at.session.change(at.around, |change| {
            // Whose time it was waits for another: the request stays open, the chain keeps the time and the reason.
            for booking in &leaving {
                change.end_booking(booking, BookingState::Cancelled, Some(&release_reason))?;
            }
            for booking in &beside {
                change.release_colleague(booking, id)?;
            }
            Ok(change.save_consultant(&card)?)
        })?;
        let mut changed = vec![Noun::Consultant];
        if !leaving.is_empty() || !beside.is_empty() {
            changed.extend([Noun::Booking, Noun::Request]);
        }
        if first_card {
            changed.push(Noun::Centre);
        }
        Ok(Done { value: at.session.consultant_row(&card, today), changed })
    }

    /// What is promised of a consultant's time and has not begun: what would become of it if they left.
    pub fn bookings_ahead(&mut self, consultant: String) -> Result<BookingsAhead, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Head, Role::Administrator])?;
        let mut words = Words::read(session, session.now(around))?;
        let id = fields::id(&consultant)?;
        let mut ahead = BookingsAhead { given_back: Vec::new(), stay: Vec::new() };
        for booking in session.view().promised_by(id, words.now)? {
            let line = session.line(&booking, &mut words)?;
            if booking.consultant == id { ahead.given_back.push(line) } else { ahead.stay.push(line) }
        }
        Ok(ahead)
    }

    /// Every room, those in use first.
    pub fn rooms(&mut self) -> Result<Vec<RoomRow>, Refused> {
        let rooms = self.session()?.view().all_rooms()?;
        let row = |room: Room| RoomRow {
            id: room.id.to_string(),
            name: room.name,
            accessible: room.accessible,
            active: room.active,
        };
        Ok(rooms.into_iter().map(row).collect())
    }

    pub fn save_room(&mut self, form: RoomForm) -> Result<Done<Choice>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head, Role::Administrator])?;
        let mut check = Check::default();
        let name = check.required_line("name", &form.name);
        let id = match form.id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => fields::id(id)?,
            None => RoomId(at.around.new_id()),
        };
        let rooms = at.session.view().all_rooms()?;
        if !name.is_empty() && rooms.iter().any(|known| known.id != id && same_words(&known.name, &name)) {
            check.refuse("name", Code::AlreadyInList);
        }
        check.done()?;
        let room = Room { id, name, accessible: form.accessible, active: form.active };
        at.session.change(at.around, |change| Ok(change.save_room(&room)?))?;
        let value = Choice { key: id.to_string(), label: room.name, hint: None };
        Ok(Done { value, changed: vec![Noun::Room, Noun::List] })
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn hours_problem(refusal: HoursRefusal) -> Problem {
    match refusal {
        HoursRefusal::Backwards { index } => Problem::at(&format!("hours.{index}.to"), Code::HoursBackwards),
        HoursRefusal::Overlap { index } => Problem::at(&format!("hours.{index}.from"), Code::HoursOverlap),
        HoursRefusal::ExceptionBackwards { index } => {
            Problem::at(&format!("exceptions.{index}.last"), Code::HoursBackwards)
        }
        HoursRefusal::NoSuchDay { index } => Problem::at(&format!("hours.{index}.weekday"), Code::UnknownChoice),
    }
}

fn check_papers(check: &mut Check, form: &StaffPapersForm, today: NaiveDate) -> StaffPapers {
    let mut day = |field: &str, typed: &str| {
        let day = if typed.trim().is_empty() { None } else { check.date(field, typed) };
        if day.is_some_and(|day| day > today) {
            check.refuse(field, Code::DateInFuture);
        }
        day
    };
    let trained_on = day("papers.trained_on", &form.trained_on);
    let undertaking_on = day("papers.undertaking_on", &form.undertaking_on);
    let contract = form.contract.as_deref().filter(|key| !key.is_empty());
    StaffPapers {
        education: check.line("papers.education", &form.education),
        training: check.line("papers.training", &form.training),
        trained_on,
        category: check.line("papers.category", &form.category),
        contract: contract.and_then(|key| check.known("papers.contract", key, Contract::from_key(key))),
        undertaking_on,
    }
}

fn papers_form(papers: &StaffPapers) -> StaffPapersForm {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    StaffPapersForm {
        education: papers.education.clone(),
        training: papers.training.clone(),
        trained_on: day(papers.trained_on),
        category: papers.category.clone(),
        contract: papers.contract.map(|kind| kind.key().to_owned()),
        undertaking_on: day(papers.undertaking_on),
    }
}

/// Days with hours of their own that are told beside the week.
const DAYS_TOLD: usize = 2;

impl Session {
    fn consultant_row(&self, card: &Consultant, today: NaiveDate) -> ConsultantRow {
        let reads = self.reads_papers_of(card.id);
        ConsultantRow {
            id: card.id.to_string(),
            name: card.name.clone(),
            short_name: short_name(&card.name),
            post: card.post.clone(),
            active: card.active,
            room: card.room.map(|id| id.to_string()),
            hours: card
                .hours
                .stretches()
                .iter()
                .map(|s| HoursForm { weekday: s.weekday, from: clock(s.from), to: clock(s.to) })
                .collect(),
            exceptions: card
                .hours
                .exceptions()
                .iter()
                .zip(card.exception_words.iter().map(String::as_str).chain(std::iter::repeat("")))
                .map(|(e, words)| ExceptionForm {
                    first: e.first.to_string(),
                    last: e.last.to_string(),
                    from: e.hours.map(|(from, _)| clock(from)),
                    to: e.hours.map(|(_, to)| clock(to)),
                    words: words.to_owned(),
                })
                .collect(),
            topics: card.topics.clone(),
            hours_words: self.hours_words(card, today),
            professional_words: card.papers.professional_words(),
            papers: reads.then(|| papers_form(&card.papers)),
            lacks_words: self.lacks_of(card, today),
        }
    }

    /// The week's hours by kind (R029), then the nearest days that have their own.
    fn hours_words(&self, card: &Consultant, today: NaiveDate) -> String {
        let evening = self.centre.day_ends;
        let mut said = vec![card.hours.week_words(evening)];
        said.extend(card.hours.days_words(today, DAYS_TOLD, &self.calendar, evening));
        said.join("; ")
    }

    /// What the card of a working consultant lacks (R036, R121), for those who may know it.
    pub(crate) fn lacks_of(&self, card: &Consultant, today: NaiveDate) -> String {
        if card.active && self.reads_papers_of(card.id) {
            lacks_words(&card.papers.lacks(today))
        } else {
            String::new()
        }
    }
}
