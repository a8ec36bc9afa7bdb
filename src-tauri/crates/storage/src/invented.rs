//! Writing an invented life into a journal: the same tables, the same door, the same history, many acts a
//! transaction. For practice and for measuring; nobody's real day is written so.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::intake::Intake;
use domain::invented::{Act, Asked, Deed, End, Given, Promised};
use domain::outing::How;

use crate::account::Account;
use crate::booking::{Booking, BookingState};
use crate::change::Change;
use crate::consultant::{Consultant, Room};
use crate::error::StorageError;
use crate::handout::{Issue, IssueItem, IssueKind, IssueState};
use crate::journal::Journal;
use crate::lists::ListItem;
use crate::request::{Participant, Request};

/// Acts in one transaction: large enough that the commit is not felt, small enough to be held in memory.
const ACTS_AT_ONCE: usize = 2_000;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    pub acts: u64,
    pub requests: u64,
    /// Signed versions, corrections included.
    pub signed: u64,
}

impl Journal {
    /// Writes acts in their order, each with its own account and moment; `instant` turns the centre's civil time
    /// into UTC.
    ///
    /// # Errors
    /// Whatever the storage says; the transactions before it stay.
    pub fn play(
        &mut self,
        acts: impl IntoIterator<Item = Act>,
        instant: impl Fn(NaiveDateTime) -> DateTime<Utc>,
    ) -> Result<Played, StorageError> {
        let mut acts = acts.into_iter().peekable();
        let mut played = Played::default();
        while let Some(first) = acts.peek() {
            let (by, at) = (first.by, instant(first.at));
            self.change::<_, StorageError>(Some(by), at, |change| {
                for act in acts.by_ref().take(ACTS_AT_ONCE) {
                    change.stand_in(act.by, instant(act.at));
                    played.acts += 1;
                    match &act.deed {
                        Deed::Register(_) => played.requests += 1,
                        Deed::Sign(_) => played.signed += 1,
                        _ => {}
                    }
                    change.do_act(act)?;
                }
                Ok(())
            })?;
        }
        Ok(played)
    }
}

impl Change<'_> {
    fn do_act(&self, act: Act) -> Result<(), StorageError> {
        let Act { at, by, deed } = act;
        match deed {
            Deed::SaveRoom(room) => {
                self.save_room(&Room { id: room.id, name: room.name, accessible: room.accessible, active: true })
            }
            Deed::SaveConsultant(card) => self.save_consultant(&Consultant {
                id: card.id,
                name: card.name,
                post: card.post.to_owned(),
                room: Some(card.room),
                active: true,
                hours: card.hours,
                exception_words: owned(&card.exception_words),
                topics: owned(card.topics),
                papers: card.papers,
            }),
            Deed::AddAccount(account) => self.add_account(&Account {
                id: account.id,
                name: account.name,
                label: account.label,
                post: account.post.to_owned(),
                roles: account.roles.to_vec(),
                consultant: account.consultant,
            }),
            Deed::AddOrganisation { key, name, contacts } => self.add_list_item(&ListItem {
                list: "organisation".to_owned(),
                key: key.to_owned(),
                label: name.to_owned(),
                hint: Some(contacts.to_owned()),
                data: None,
            }),
            Deed::Meet(person) => {
                let categories = owned(&person.categories);
                self.add_recipient(person.id, person.kind, &categories, &person.name, &person.phone, &person.email)?;
                Ok(())
            }
            Deed::Register(asked) => {
                self.register_request(request(*asked, by))?;
                Ok(())
            }
            Deed::Promise(promised) => self.add_booking(&booking(promised)),
            Deed::EndPromise { promised, end, reason } => {
                let state = match end {
                    End::Moved => BookingState::Moved,
                    End::Cancelled => BookingState::Cancelled,
                    End::Used => BookingState::Used,
                };
                self.end_booking(&booking(promised), state, reason)
            }
            Deed::Sign(signing) => {
                let on = at.date();
                self.sign_consultation(signing.consultation, signing.request, &signing.record, by, on, signing.reason)?;
                Ok(())
            }
            Deed::Give(given) => {
                let issue = issue(given, at, by);
                self.begin_issue(&issue)?;
                self.finish_issue(&issue, true)
            }
            Deed::WriteEvent { id, content } => {
                self.add_event(id, *content, by)?;
                Ok(())
            }
            Deed::Annul { request, reason } => self.annul_request(&self.request(request)?, reason, at.date()),
        }
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn request(asked: Asked, by: domain::ids::AccountId) -> Request {
    Request {
        id: asked.id,
        // Set when it is registered.
        number: 0,
        year: 0,
        origin: asked.origin,
        follows: asked.follows,
        channel: asked.channel.to_owned(),
        passed_by: asked.passed_by,
        received: asked.received,
        registered_on: asked.registered_on,
        registered_by: by,
        participants: asked
            .people
            .into_iter()
            .map(|(recipient, kind)| Participant { recipient, kind, contact: String::new() })
            .collect(),
        categories: owned(&asked.categories),
        form: asked.form,
        means: asked.means.map(str::to_owned),
        attends: asked.attends,
        child_age: asked.child_age,
        about: asked.about,
        topics: owned(&asked.topics),
        wish: asked.wish.to_owned(),
        wished: None,
        window: None,
        minding: false,
        lapse_reason: None,
        evidence: asked.evidence,
        annul_reason: None,
        late_by_wish: asked.late_by_wish,
        intake: Intake::default(),
    }
}

fn booking(promised: Promised) -> Booking {
    Booking {
        id: promised.id,
        request: promised.request,
        previous: promised.previous,
        consultant: promised.consultant,
        room: promised.room,
        form: promised.form,
        means: promised.means.map(str::to_owned),
        how: How::default(),
        starts: promised.starts,
        minutes: promised.minutes,
        state: BookingState::Live,
        ended_reason: None,
        made_by: promised.made_by,
        cautions: Vec::new(),
        caution_reason: String::new(),
    }
}

fn issue(given: Given, at: NaiveDateTime, by: domain::ids::AccountId) -> Issue {
    Issue {
        id: given.id,
        request: given.request,
        kind: if given.printed { IssueKind::Print } else { IssueKind::Save },
        state: IssueState::Begun,
        pages: given.items.iter().map(|item| item.pages).sum(),
        given: at,
        given_by: by,
        spoilt: false,
        items: given
            .items
            .iter()
            .map(|item| IssueItem {
                key: item.key.to_owned(),
                version: item.version.to_owned(),
                title: item.title.to_owned(),
                pages: item.pages,
            })
            .collect(),
    }
}
