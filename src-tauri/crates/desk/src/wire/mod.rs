//! What crosses the border to the screens: forms in, views out.
//!
//! Only plain values: text, numbers, keys of lists, ids as text. Dates are `YYYY-MM-DD`, civil times
//! `HH:MM`, civil moments `YYYY-MM-DDTHH:MM`, all in the centre's own time zone. No type here has
//! `Debug`: forms carry names, phones and passwords, and what cannot be printed cannot leak.

/// Gives a wire type its derives in one place.
macro_rules! wire {
    ($($item:item)*) => { $(
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "contract", derive(ts_rs::TS))]
        $item
    )* };
}

mod account;
mod booking;
mod commands;
mod consultation;
mod copies;
mod event;
mod guide;
mod handout;
mod history;
mod intake;
mod journal;
mod lists;
mod means;
mod month;
mod opening;
mod order;
mod problem;
mod report;
mod search;
mod settings;
mod today;

pub use account::*;
pub use booking::*;
pub use consultation::*;
pub use copies::*;
pub use event::*;
pub use guide::*;
pub use handout::*;
pub use history::*;
pub use intake::*;
pub use journal::*;
pub use lists::*;
pub use means::*;
pub use month::*;
pub use opening::*;
pub use order::*;
pub use problem::*;
pub use report::*;
pub use search::*;
pub use settings::*;
pub use today::*;

wire! {
    /// What an act gave back, and which things the screens should read again.
    pub struct Done<T> {
        pub value: T,
        pub changed: Vec<Noun>,
    }

    /// A kind of thing that a change may touch.
    #[derive(Copy, Eq, PartialOrd, Ord, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum Noun { Centre, Account, Consultant, Room, List, Request, Booking, Recipient, Consultation, Handout, Event, Draft, Calendar, Copy }

    /// A draft as it was left: the form's own JSON, which the journal keeps without looking inside.
    pub struct DraftView {
        pub body: String,
        /// Civil moment of the last save.
        pub saved: String,
    }

    /// Which draft: the form's name and what it is about (empty for a new thing).
    pub struct DraftKey {
        pub form: String,
        pub subject: String,
    }
}
