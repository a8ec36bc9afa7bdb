//! Each thing has an id of its own type, so that a booking cannot be asked for by a request's id.
//!
//! Ids are time-ordered (UUIDv7) and come in from outside.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(out) }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )* };
}

ids! {
    /// Someone who signs in.
    AccountId;
    /// Someone who advises; apart from accounts.
    ConsultantId;
    RoomId;
    /// A person helped; never the child (R008).
    RecipientId;
    RequestId;
    BookingId;
    ConsultationId;
    EventId;
    /// A printing or saving of handouts.
    IssueId;
}
