//! Consultants' cards with their hours, and rooms.

use std::collections::BTreeSet;

use chrono::NaiveTime;
use domain::civil;
use domain::ids::{ConsultantId, RoomId};
use domain::lists::Role;
use domain::person::short_name;
use domain::schedule::{Exception, HoursRefusal, Stretch, WorkingHours};
use storage::consultant::{Consultant, Room};

use crate::Desk;
use crate::fields::{self, Check};
use crate::lists::same_words;
use crate::show::clock;
use crate::wire::{
    Choice, ConsultantForm, ConsultantRow, Done, ExceptionForm, HoursForm, Noun, Problem, ProblemCode as Code, Refused,
    RoomForm, RoomRow,
};

impl Desk {
    pub fn consultants(&mut self) -> Result<Vec<ConsultantRow>, Refused> {
        Ok(self.session()?.view().consultants()?.iter().map(row).collect())
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
        let today = at.session.today(at.around);
        // A topic that is no longer offered stays on the card that already has it.
        let kept = match form.id.as_deref().filter(|id| !id.is_empty()) {
            Some(_) => at.session.view().consultant(id).map(|card| card.topics).unwrap_or_default(),
            None => Vec::new(),
        };
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
        let card = Consultant { id, name, post, room, active: form.active, hours, exception_words, topics };
        let first_card = form.id.is_none() && at.session.view().consultants()?.is_empty();
        at.session.change(at.around, |change| Ok(change.save_consultant(&card)?))?;
        let mut changed = vec![Noun::Consultant];
        if first_card {
            changed.push(Noun::Centre);
        }
        Ok(Done { value: row(&card), changed })
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

fn row(card: &Consultant) -> ConsultantRow {
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
        hours_words: hours_words(&card.hours),
    }
}

/// «пн–пт 9:00–13:00, 14:00–17:00; сб 9:00–12:00»: days with the same hours in a row stand together.
fn hours_words(hours: &WorkingHours) -> String {
    let of_day = |weekday: u32| -> Vec<(NaiveTime, NaiveTime)> {
        hours.stretches().iter().filter(|s| s.weekday == weekday).map(|s| (s.from, s.to)).collect()
    };
    let mut parts = Vec::new();
    let mut day = 1;
    while day <= 7 {
        let same = of_day(day);
        let mut last = day;
        while last < 7 && of_day(last + 1) == same {
            last += 1;
        }
        if !same.is_empty() {
            let days =
                if last > day { format!("{}–{}", weekday(day), weekday(last)) } else { weekday(day).to_owned() };
            let times = same.iter().map(|(from, to)| civil::time_range(*from, *to)).collect::<Vec<_>>().join(", ");
            parts.push(format!("{days} {times}"));
        }
        day = last + 1;
    }
    if parts.is_empty() { "часы не заданы".to_owned() } else { parts.join("; ") }
}

fn weekday(number: u32) -> &'static str {
    let day = u8::try_from(number.saturating_sub(1)).ok().and_then(|n| chrono::Weekday::try_from(n).ok());
    day.map_or("", civil::weekday_short)
}
