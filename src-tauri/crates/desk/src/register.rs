//! The month's registers as set papers: by codes, or the copy for duty with names.

use documents::Galley;
use documents::journal::{Names, requests, services};
use domain::civil::{Month, date_time};
use domain::counting::SignedRecord;
use domain::ids::RecipientId;
use domain::journal::requests::{Appeal, compose_requests};
use domain::journal::{Journal, JournalRow, NamedWho};
use domain::lists::Role;
use domain::person::{ANONYMOUS, phone_words, short_name};
use domain::profile::JournalView;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use storage::booking::{Booking, BookingState};
use storage::request::Request;

use crate::journal::month_of;
use crate::ports::Surroundings;
use crate::session::Session;
use crate::show::Words;
use crate::wire::{JournalKind, JournalPaper, ProblemCode as Code, Refused};

impl Session {
    /// Codes are for everybody here; names on paper for those who take calls and for the head (R117, R118).
    pub(crate) fn may_print(&self, paper: &JournalPaper) -> Result<(), Refused> {
        if paper.names { self.allow(&[Role::Administrator, Role::Head]) } else { Ok(()) }
    }

    /// Sets the paper anew from the journal; nothing of it is kept on the disk.
    pub(crate) fn paper_of(&self, paper: &JournalPaper, around: &dyn Surroundings) -> Result<Galley, Refused> {
        let month = month_of(paper.key)?;
        if let Some(kept) = self.kept_of(paper)? {
            return Ok(services(&self.view().kept_journal(month, kept.print)?, None, kept.bound)?);
        }
        match paper.kind {
            JournalKind::Services => {
                let journal = self.services_of(month, paper.names, around)?;
                if journal.rows.is_empty() {
                    return Err(Code::NothingToPrint.into());
                }
                let names = if paper.names { Some(self.names_of(&journal.rows)?) } else { None };
                Ok(services(&journal, names.as_ref(), paper.bound)?)
            }
            JournalKind::Requests => {
                let appeals = self.appeals_of(month, paper.names, around)?;
                if appeals.is_empty() {
                    return Err(Code::NothingToPrint.into());
                }
                let letterhead = self.paper_head()?;
                let control = self.month_control(month)?;
                let today = self.today(around);
                let profile = self.profile_on(month.last_day())?;
                let title = profile.journal_title(JournalView::J2);
                let journal = compose_requests(&appeals, &letterhead, title, month, paper.names, today, &control);
                Ok(requests(&journal, paper.bound)?)
            }
        }
    }

    /// The copy with names of a closed month tells what its last kept print does and bears the same control number.
    fn services_of(&self, month: Month, names: bool, around: &dyn Surroundings) -> Result<Journal, Refused> {
        let last = if names { self.view().kept_prints(month)?.pop() } else { None };
        match last {
            Some(last) => {
                let kept = self.view().kept_journal(month, last.print)?;
                Ok(Journal { made_on: self.today(around), ..kept })
            }
            None => Ok(self.journal_of(month, around)?.0),
        }
    }

    fn names_of(&self, rows: &[JournalRow]) -> Result<Names, Refused> {
        let mut names = Names::new();
        for row in rows {
            if let Entry::Vacant(place) = names.entry(row.id) {
                let request = self.view().request(row.id)?;
                place.insert(self.named_line(&row.who, &request)?);
            }
        }
        Ok(names)
    }

    /// Those who stand in a line by their codes, by name and contact. Who came to the request later is not of it.
    fn named_line(&self, codes: &str, request: &Request) -> Result<NamedWho, Refused> {
        let mut people = HashMap::new();
        for id in request.participants.iter().filter_map(|participant| participant.recipient) {
            let person = self.view().recipient(id)?;
            people.insert(person.code.to_string(), person);
        }
        let (mut who, mut contacts) = (Vec::new(), Vec::new());
        for code in codes.split(", ") {
            let Some(person) = people.remove(code) else {
                who.push(code.to_owned());
                continue;
            };
            who.push(if person.name.is_empty() { code.to_owned() } else { person.name });
            contacts.extend([phone_words(&person.phone), person.email].into_iter().filter(|text| !text.is_empty()));
        }
        Ok(NamedWho { who: who.join(", "), contact: contacts.join(", ") })
    }

    /// Every participant with their contacts; where no name is known, the code.
    fn named(&self, request: &Request) -> Result<NamedWho, Refused> {
        let (mut who, mut contacts) = (Vec::new(), Vec::new());
        for participant in &request.participants {
            let Some(id) = participant.recipient else {
                who.push(ANONYMOUS.to_owned());
                continue;
            };
            let person = self.view().recipient(id)?;
            who.push(if person.name.is_empty() { person.code.to_string() } else { person.name });
            contacts.extend([phone_words(&person.phone), person.email].into_iter().filter(|text| !text.is_empty()));
        }
        Ok(NamedWho { who: who.join(", "), contact: contacts.join(", ") })
    }

    fn appeals_of(&self, month: Month, names: bool, around: &dyn Surroundings) -> Result<Vec<Appeal>, Refused> {
        let view = self.view();
        let mut words = Words::read(self, self.now(around))?;
        let clerks: HashMap<_, _> =
            view.accounts()?.into_iter().map(|account| (account.id, short_name(&account.name))).collect();
        let mut codes: HashMap<RecipientId, String> = HashMap::new();
        let mut appeals = Vec::new();
        for fact in view.facts(month.first_day(), month.last_day())? {
            if !month.contains(fact.registered) {
                continue;
            }
            let request = view.request(fact.request)?;
            let seen = self.see(&request, words.now)?;
            let named = if names { self.named(&request)? } else { self.coded(&request, &mut codes)? };
            let promised = view
                .bookings_of(request.id)?
                .into_iter()
                .rfind(|booking| matches!(booking.state, BookingState::Live | BookingState::Used));
            let mut channel = words.label("channel", &request.channel)?;
            if !request.passed_by.is_empty() {
                channel = format!("{channel}: {}", request.passed_by);
            }
            appeals.push(Appeal {
                year: request.year,
                number: request.number,
                received: request.received,
                registered_on: request.registered_on,
                channel,
                who: named.who,
                anonymous: request.participants.iter().all(|participant| participant.recipient.is_none()),
                contact: named.contact,
                child_age: request.child_age,
                // The person's own words only in the copy with names, and only for those who heard them.
                about: match names {
                    true if self.hears(&seen.consultants) && !request.about.is_empty() => request.about.clone(),
                    _ => topics(&request, fact.signed.as_ref(), &mut words)?,
                },
                wish: wish(&request, names, &mut words)?,
                taken_by: clerks.get(&request.registered_by).cloned().unwrap_or_default(),
                booked: match promised {
                    Some(booking) => booked(&booking, &mut words)?,
                    None => String::new(),
                },
                status: seen.status,
            });
        }
        Ok(appeals)
    }

    fn coded(&self, request: &Request, codes: &mut HashMap<RecipientId, String>) -> Result<NamedWho, Refused> {
        let mut who = Vec::new();
        for participant in &request.participants {
            who.push(match participant.recipient {
                None => ANONYMOUS.to_owned(),
                Some(id) => match codes.get(&id) {
                    Some(code) => code.clone(),
                    None => {
                        let code = self.view().recipient(id)?.code.to_string();
                        codes.insert(id, code.clone());
                        code
                    }
                },
            });
        }
        Ok(NamedWho { who: who.join(", "), contact: String::new() })
    }
}

/// «Речь и общение; Режим и сон»: as registered, else as recorded.
fn topics(request: &Request, signed: Option<&SignedRecord>, words: &mut Words<'_>) -> Result<String, Refused> {
    let mut labels = Vec::new();
    let recorded = signed.map(|record| record.topics.as_slice()).unwrap_or_default();
    for topic in if request.topics.is_empty() { recorded } else { &request.topics } {
        labels.push(words.label("topic", topic)?);
    }
    Ok(labels.join("; "))
}

/// The wished form always; what was said in words only beside names, for it may tell who it was.
fn wish(request: &Request, names: bool, words: &mut Words<'_>) -> Result<String, Refused> {
    let form = words.form(request.form, request.means.as_deref())?;
    Ok(if names && !request.wish.is_empty() { format!("{form}; {}", request.wish) } else { form })
}

/// «08.10.2026 9:30, очно, Калинина М. С., педагог-психолог»
fn booked(booking: &Booking, words: &mut Words<'_>) -> Result<String, Refused> {
    let form = words.form(booking.form, booking.means.as_deref())?;
    let consultant = match booking.how.others.is_empty() {
        true => words.consultant_with_post(booking.consultant),
        false => words.team(booking),
    };
    let when = match booking.how.is_window {
        true => format!(
            "{} {}",
            domain::civil::date_short(booking.starts.date()),
            domain::outing::window_words(&booking.slot())
        ),
        false => date_time(booking.starts),
    };
    Ok([when, form, consultant].join(", "))
}
