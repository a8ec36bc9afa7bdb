//! The centre's порядок: the rules it works by, each with its severity and the paragraph it rests on.
//!
//! A profile is data (`assets/profiles/`), valid from a day on; a past day is judged by the profile then in
//! force. Caps, terms and lists are read from here, never from constants elsewhere.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::handout::PAGES_CEILING;
use crate::lists::{Form, Kind};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Block,
    Warn,
    Off,
}

/// A key of the порядок.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<T> {
    pub value: T,
    pub severity: Severity,
    /// The paragraph quoted beside a warning; empty where the order is silent and the default stands.
    pub basis: String,
}

/// The recommended порядок, for a centre whose own is not entered.
pub const RECOMMENDED: &str = include_str!("../../../../assets/profiles/default.json");

/// R009.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildPresence {
    Free,
    /// In exceptional cases, with the reason.
    Exceptional,
}

/// R091.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DispatchMeaning {
    /// When and with whom inside the centre: a booking, not a service.
    Internal,
    /// Help in other organisations, which are named.
    OtherOrganisations,
}

/// R104.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventCount {
    ByEvent,
    ByParticipant,
    None,
}

/// The order's keys of the rule book's §11 that the program acts upon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Stable key of the document, «default».
    pub key: String,
    /// Name for people.
    pub title: String,
    #[serde(rename = "forms.allowed")]
    pub forms_allowed: Rule<Vec<Form>>,
    #[serde(rename = "kinds.allowed")]
    pub kinds_allowed: Rule<Vec<Kind>>,
    #[serde(rename = "aid.directions")]
    pub aid_directions: Rule<Vec<String>>,
    #[serde(rename = "refusal.grounds")]
    pub refusal_grounds: Rule<Vec<String>>,
    #[serde(rename = "consultants.max")]
    pub consultants_max: Rule<u32>,
    /// Calendar days from the day of the request (R031).
    #[serde(rename = "term.booking")]
    pub term_booking: Rule<u32>,
    /// Minutes a booking is planned for.
    #[serde(rename = "duration.planned")]
    pub duration_planned: Rule<u32>,
    /// Minutes a distance consultation should not exceed (R067).
    #[serde(rename = "duration.online_max")]
    pub duration_online_max: Rule<u32>,
    #[serde(rename = "child.presence")]
    pub child_presence: Rule<ChildPresence>,
    /// Hours in which the centre repeats what its own failure broke off (R070).
    #[serde(rename = "tech.center_hours", default = "center_hours")]
    pub tech_center_hours: Rule<u32>,
    /// Days in which what the recipient's failure broke off is repeated (R071).
    #[serde(rename = "tech.recipient_days", default = "recipient_days")]
    pub tech_recipient_days: Rule<u32>,
    /// A4 pages a consultation (R077).
    #[serde(rename = "print.max_pages")]
    pub print_max_pages: Rule<u32>,
    #[serde(rename = "dispatch.meaning")]
    pub dispatch_meaning: Rule<DispatchMeaning>,
    #[serde(rename = "event.count")]
    pub event_count: Rule<EventCount>,
    /// Evidence of the request is asked for (R111).
    #[serde(rename = "proof.required")]
    pub proof_required: Rule<bool>,
    /// Calendar days for the rating (R132).
    #[serde(rename = "quality.days")]
    pub quality_days: Rule<u32>,
    /// Exact title of the journal J1 (R114).
    #[serde(rename = "journals.j1_title")]
    pub j1_title: Rule<String>,
}

/// Documents kept before these keys were known.
fn center_hours() -> Rule<u32> {
    Rule { value: 48, severity: Severity::Warn, basis: String::new() }
}

fn recipient_days() -> Rule<u32> {
    Rule { value: 7, severity: Severity::Warn, basis: String::new() }
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProfileRefusal {
    #[error("the document is not a profile")]
    NotAProfile,
    #[error("more pages than the product allows")]
    TooManyPages,
    #[error("no form of service is allowed")]
    NoForm,
    #[error("no kind of service is allowed")]
    NoKind,
    #[error("{key} is out of its bounds")]
    OutOfBounds { key: &'static str },
}

impl Profile {
    /// Reads a document and checks it.
    pub fn parse(document: &str) -> Result<Self, ProfileRefusal> {
        let profile: Self = serde_json::from_str(document).map_err(|_| ProfileRefusal::NotAProfile)?;
        profile.check()?;
        Ok(profile)
    }

    /// A profile that contradicts itself or the product is refused whole.
    pub fn check(&self) -> Result<(), ProfileRefusal> {
        if self.print_max_pages.value > PAGES_CEILING {
            return Err(ProfileRefusal::TooManyPages);
        }
        if self.forms_allowed.value.is_empty() {
            return Err(ProfileRefusal::NoForm);
        }
        if self.kinds_allowed.value.is_empty() {
            return Err(ProfileRefusal::NoKind);
        }
        for (key, value, least, most) in [
            ("consultants.max", self.consultants_max.value, 1, 5),
            ("term.booking", self.term_booking.value, 1, 365),
            ("duration.planned", self.duration_planned.value, 5, 480),
            ("duration.online_max", self.duration_online_max.value, 5, 480),
            ("tech.center_hours", self.tech_center_hours.value, 1, 720),
            ("tech.recipient_days", self.tech_recipient_days.value, 1, 60),
            ("quality.days", self.quality_days.value, 1, 365),
        ] {
            if !(least..=most).contains(&value) {
                return Err(ProfileRefusal::OutOfBounds { key });
            }
        }
        Ok(())
    }

    pub fn pages_max(&self) -> u32 {
        self.print_max_pages.value.min(PAGES_CEILING)
    }

    pub fn dispatch_names_organisations(&self) -> bool {
        self.dispatch_meaning.value == DispatchMeaning::OtherOrganisations
    }
}

#[cfg(test)]
pub(crate) fn recommended() -> Profile {
    Profile::parse(RECOMMENDED).expect("the bundled profile is sound")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recommended_profile_is_sound() {
        assert_eq!(recommended().pages_max(), 5);
        assert_eq!(recommended().term_booking.value, 10);
    }

    #[test]
    fn a_document_that_is_no_profile_is_refused() {
        assert_eq!(Profile::parse("{}"), Err(ProfileRefusal::NotAProfile));
        let misspelt = RECOMMENDED.replacen("print.max_pages", "print.max_page", 1);
        assert_eq!(Profile::parse(&misspelt), Err(ProfileRefusal::NotAProfile));
    }

    #[test]
    fn contradictions_are_refused() {
        let mut more = recommended();
        more.print_max_pages.value = 6;
        assert_eq!(more.check(), Err(ProfileRefusal::TooManyPages));
        let mut none = recommended();
        none.forms_allowed.value.clear();
        assert_eq!(none.check(), Err(ProfileRefusal::NoForm));
        let mut forever = recommended();
        forever.term_booking.value = 0;
        assert_eq!(forever.check(), Err(ProfileRefusal::OutOfBounds { key: "term.booking" }));
    }
}
