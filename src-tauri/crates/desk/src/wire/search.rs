//! The journal's search as one types.

use super::{RecipientRow, RequestStatus};

wire! {
    /// What is typed and how it is narrowed; everything that is set must hold.
    pub struct SearchForm {
        pub text: String,
        /// month, quarter, year: the one of today; without it `from` and `to` stand.
        pub period: Option<String>,
        /// First and last day, both included.
        pub from: Option<String>,
        pub to: Option<String>,
        pub consultant: Option<String>,
        pub form: Option<String>,
        pub kind: Option<String>,
        /// open, given, refused, not_held, annulled
        pub standing: Option<String>,
        /// Given, with nothing that confirms the request.
        pub unproven: bool,
        /// `next` of the page before; absent for the first page.
        pub after: Option<String>,
    }

    /// A run of a text, found or not.
    pub struct Piece {
        pub text: String,
        pub hit: bool,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum FoundOpens { Record, Request }

    /// A request or its record: codes, and beside them only what this account may read of it.
    pub struct FoundRow {
        pub request: String,
        pub opens: FoundOpens,
        pub number: Vec<Piece>,
        pub date: Vec<Piece>,
        pub who: Vec<Piece>,
        pub topic: Vec<Piece>,
        pub form: Vec<Piece>,
        pub kind: Vec<Piece>,
        pub consultant: Vec<Piece>,
        pub status: RequestStatus,
        pub status_words: Vec<Piece>,
        /// Where the words stand when no column shows them.
        pub elsewhere: Vec<FoundElsewhere>,
    }

    pub struct FoundElsewhere {
        /// «в совете»
        pub field_words: String,
        /// A name or a phone: hidden while names are.
        pub personal: bool,
        pub pieces: Vec<Piece>,
    }

    pub struct SearchPage {
        pub rows: Vec<FoundRow>,
        /// «найдено 12 записей», «найдено больше 200 записей»; of the first page only.
        pub count_words: String,
        /// Where the next page begins.
        pub next: Option<String>,
        /// «привет»: the text was read as typed in the other keyboard layout.
        pub read_as: Option<String>,
    }

    pub struct RecipientsFound {
        pub rows: Vec<RecipientRow>,
        /// «Показано 20 человек, есть ещё. …» when not all are shown.
        pub more_words: Option<String>,
        pub read_as: Option<String>,
    }
}
