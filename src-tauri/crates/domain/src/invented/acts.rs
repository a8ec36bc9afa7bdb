//! What happens at the invented centre, act by act, in order of time.

use chrono::{NaiveDate, NaiveDateTime};

use super::centre::{Account, Consultant, Room};
use super::names::Person;
use crate::age::AgeMonths;
use crate::consultation::{Evidence, Record};
use crate::event::EventContent;
use crate::ids::{
    AccountId, BookingId, ConsultantId, ConsultationId, EventId, IssueId, RecipientId, RequestId, RoomId,
};
use crate::lists::{Form, Origin, RecipientKind};

/// One act of one person at a civil moment of the centre.
#[derive(Clone, PartialEq)]
pub struct Act {
    pub at: NaiveDateTime,
    pub by: AccountId,
    pub deed: Deed,
}

#[derive(Clone, PartialEq)]
pub enum Deed {
    AddAccount(Account),
    SaveRoom(Room),
    SaveConsultant(Consultant),
    AddOrganisation { key: &'static str, name: &'static str, contacts: &'static str },
    Meet(Person),
    Register(Box<Asked>),
    Promise(Promised),
    EndPromise { promised: Promised, end: End, reason: Option<&'static str> },
    Sign(Box<Signing>),
    Give(Given),
    WriteEvent { id: EventId, content: Box<EventContent> },
    Annul { request: RequestId, reason: &'static str },
}

/// A request as it is registered.
#[derive(Clone, PartialEq)]
pub struct Asked {
    pub id: RequestId,
    pub origin: Origin,
    pub follows: Option<RequestId>,
    pub channel: &'static str,
    /// Who passed it on, for the channel «через специалиста».
    pub passed_by: String,
    pub received: NaiveDateTime,
    pub registered_on: NaiveDate,
    /// One or two; no recipient for «Анонимно».
    pub people: Vec<(Option<RecipientId>, RecipientKind)>,
    pub categories: Vec<&'static str>,
    pub form: Form,
    pub means: Option<&'static str>,
    pub attends: Option<bool>,
    pub child_age: Option<AgeMonths>,
    pub about: String,
    pub topics: Vec<&'static str>,
    pub wish: &'static str,
    pub evidence: Option<Evidence>,
    pub late_by_wish: bool,
}

/// A promised time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    pub id: BookingId,
    pub request: RequestId,
    pub previous: Option<BookingId>,
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub form: Form,
    pub means: Option<&'static str>,
    pub starts: NaiveDateTime,
    pub minutes: u32,
    pub made_by: AccountId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Moved,
    Cancelled,
    /// A signed record stands for it.
    Used,
}

/// A version of a record.
#[derive(Clone, PartialEq)]
pub struct Signing {
    pub consultation: ConsultationId,
    pub request: RequestId,
    pub record: Record,
    pub reason: Option<&'static str>,
}

/// Handouts printed or saved for a consultation.
#[derive(Clone, PartialEq)]
pub struct Given {
    pub id: IssueId,
    pub request: RequestId,
    pub printed: bool,
    /// Key, version, title, pages.
    pub items: Vec<HandoutItem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandoutItem {
    pub key: &'static str,
    pub version: &'static str,
    pub title: &'static str,
    pub pages: u32,
}
