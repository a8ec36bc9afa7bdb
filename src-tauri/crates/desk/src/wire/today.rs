//! The first screen after the cover.

use super::{RequestRow, TermState};

wire! {
    pub struct Today {
        pub date: String,
        /// «четверг, 8 октября 2026»
        pub words: String,
        /// Civil time now, «13:20».
        pub now: String,
        pub burning: Vec<BurningLine>,
        pub sessions: Vec<SessionLine>,
        /// Held or due, but nothing is signed.
        pub unrecorded: Vec<SessionLine>,
        pub waiting: Vec<RequestRow>,
        /// Civil moment of the last proven copy; absent: there is none yet.
        pub last_copy: Option<String>,
        /// The journal has no consultants with hours yet: the next step is there.
        pub needs_consultants: bool,
        /// No request has been registered yet.
        pub nothing_yet: bool,
    }

    pub struct BurningLine {
        pub request: String,
        pub number_words: String,
        pub title: String,
        pub words: String,
        pub left_words: String,
        pub state: TermState,
    }

    pub struct SessionLine {
        pub request: String,
        pub booking: String,
        pub date: String,
        pub time: String,
        pub until: String,
        pub code: String,
        pub name: Option<String>,
        pub topic: String,
        pub consultant_words: String,
        pub place_words: String,
        pub state: SessionState,
        pub may_record: bool,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum SessionState { Ahead, Soon, NoRecord, Draft, Signed }
}
