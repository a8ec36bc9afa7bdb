//! What a порядок may ask of a record beside the usual: kept with the signed version, empty where nobody asked.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::lists::{Form, keyed};

keyed! {
    /// Whose idea a second consultant was (R037). The centre's needs the recipient's consent, so it says so.
    Initiative {
        Centre = "center", "решил центр, получатель согласился";
        Recipient = "recipient", "попросил получатель";
    }
}

/// A written reply (R064): correspondence has a number, a day and the mail it went from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Outgoing number; may be empty where the centre gives none.
    pub number: String,
    pub sent_on: Option<NaiveDate>,
    pub official_mail: bool,
}

/// The recipient's written consent to a recording by the centre (R122).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub number: String,
    pub on: NaiveDate,
}

/// What was sent to the recipient's e-mail (R076).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Materials {
    pub what: String,
    /// The address; empty where the recipient did not consent to its keeping.
    pub address: String,
}

/// What followed an attempt, and who stood by it technically.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Who permitted another date (R069), and when.
    pub permitted_by: String,
    pub permitted_at: Option<NaiveDateTime>,
    /// When and by what the recipient was told.
    pub told_at: Option<NaiveDateTime>,
    pub told_how: String,
    /// Who of the staff helped with the service (R073).
    pub helped_by: String,
}

impl After {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A rule of the порядок the signer went on over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    pub rule: String,
    /// What was said, with the paragraph as it stood then.
    pub words: String,
}

/// All of it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct More {
    /// Means used beside the main one (R060).
    pub means: Vec<String>,
    /// It began as a dispatch and turned into content within one request (R105).
    pub dispatch_first: bool,
    /// Held from the consultant's home (R065).
    pub from_home: bool,
    pub reply: Option<Reply>,
    /// How the feedback of a survey was given (R093).
    pub feedback_form: Option<Form>,
    pub consent: Option<Consent>,
    /// The recipient recorded it (R123).
    pub recipient_records: bool,
    pub initiative: Option<Initiative>,
    /// The question was beyond the centre's competence, said so where the порядок knows no refusal (R011).
    pub out_of_competence: bool,
    /// Help to the child itself was asked for, and the way to it was explained (R010).
    pub child_help: bool,
    pub materials: Option<Materials>,
    /// One for each attempt, in their order.
    pub after: Vec<After>,
    pub warned: Vec<Warned>,
    /// Why the signer went on; empty where nothing was warned of.
    pub reason: String,
}

impl More {
    /// Nothing beside the usual. What followed the attempts stands with them.
    pub fn is_empty(&self) -> bool {
        Self { after: Vec::new(), ..self.clone() } == Self::default() && self.after.iter().all(After::is_empty)
    }
}
