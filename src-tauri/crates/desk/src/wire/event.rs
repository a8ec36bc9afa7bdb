//! Events for parents: lectures, webinars, round tables.

use super::{Choice, VersionLine};

wire! {
    /// Which events: a quarter, or one month of it; beyond a mark where the page before ended.
    pub struct EventFilter {
        pub year: i32,
        /// 1–4
        pub quarter: u32,
        /// 1–12, within that quarter.
        pub month: Option<u32>,
        pub beyond: Option<EventMark>,
    }

    pub struct EventMark {
        pub starts: String,
        pub number: u32,
    }

    pub struct EventPage {
        /// Newest first, 50 a page.
        pub rows: Vec<EventRow>,
        /// Where the next page begins, when there is one.
        pub next: Option<EventMark>,
        /// «проведено 3 мероприятия, 41 участник»
        pub sums_words: String,
        /// How the порядок counts an event (R104).
        pub count_words: String,
        /// This account writes events down.
        pub may_write: bool,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum EventState { Ahead, AwaitingNumber, Held, Annulled }

    pub struct EventRow {
        pub id: String,
        pub number_words: String,
        pub date: String,
        pub time: String,
        pub until: String,
        pub topic: String,
        /// «вебинар», «на выезде, библиотека № 3»
        pub format_words: String,
        pub leaders_words: String,
        pub participants: u32,
        pub state: EventState,
        pub state_words: String,
    }

    pub struct EventForm {
        /// Absent for a new one.
        pub id: Option<String>,
        /// The version this form was opened from: 0 for a new one.
        pub version: u32,
        pub topic: String,
        pub date: String,
        pub started: String,
        pub ended: String,
        /// in_center, elsewhere, webinar
        pub format: String,
        pub place: String,
        /// The first one answers for the event.
        pub leaders: Vec<String>,
        /// As typed; empty means as many as are listed.
        pub participants: String,
        pub list: Vec<EventLine>,
        /// Series of the certificates; absent when none are given.
        pub series: Option<String>,
        /// Why it is changed: asked for a closed month.
        pub reason: String,
    }

    pub struct EventLine {
        /// Empty for «Анонимно».
        pub name: String,
        /// Given by the program on saving.
        pub certificate: Option<u32>,
        pub given: bool,
    }

    pub struct EventCard {
        /// Absent for a new one.
        pub row: Option<EventRow>,
        pub form: EventForm,
        /// Each saving, oldest first.
        pub versions: Vec<VersionLine>,
        pub annul_reason: Option<String>,
        pub may_write: bool,
        /// Its month is closed: a change needs a reason.
        pub month_closed: bool,
        /// This account reads the participants' names.
        pub sees_names: bool,
        pub formats: Vec<Choice>,
        pub consultants: Vec<Choice>,
        pub leaders_words: String,
        /// How the порядок of its day counts it (R104).
        pub count_words: String,
        /// The порядок of its day gives certificates.
        pub certificates: bool,
        /// The paragraph that says so; empty where the order is silent.
        pub certificates_basis: String,
        /// The year of its certificates: numbers begin anew with each.
        pub certificates_year: i32,
        /// «1 час 30 минут, 2 академических часа»; empty for a new one.
        pub hours_words: String,
        /// Series offered for certificates.
        pub usual_series: String,
    }

    pub struct EventAnnulForm {
        pub event: String,
        pub version: u32,
        pub reason: String,
    }
}
