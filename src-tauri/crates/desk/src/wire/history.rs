//! The history for its reader: sentences, page by page, and whether it is whole.

use super::{Choice, PaperWay};

wire! {
    /// What is looked for; empty fields look for all.
    pub struct HistoryFilter {
        pub account: Option<String>,
        /// Key of what is looked for: entries, records, views, papers, settings.
        pub sort: Option<String>,
        pub from: String,
        pub to: String,
        /// «31», «31/2026», «П-0042», or a control number from a paper: «7F3A1-9C2D4».
        pub record: String,
    }

    pub struct HistoryQuery {
        pub filter: HistoryFilter,
        /// Where the page before ended.
        pub after: Option<String>,
    }

    pub struct HistoryPage {
        /// Newest first.
        pub lines: Vec<HistoryLine>,
        /// Where to go on; absent at the end.
        pub next: Option<String>,
        /// «просмотрено до 12.03.2026», where a page ends for the length of what was looked through.
        pub so_far_words: String,
        /// What a control number that was found proves; empty where none was asked for.
        pub control_words: String,
        /// People who may be chosen, and kinds of acts.
        pub people: Vec<Choice>,
        pub sorts: Vec<Choice>,
    }

    pub struct HistoryLine {
        /// Number of the line in the chain.
        pub number: u32,
        /// Civil moment.
        pub at: String,
        /// «Иванова И. И. подписала приём № 31»
        pub words: String,
        pub opens: Option<HistoryOpens>,
        /// Of what it opens; empty where it opens nothing.
        pub subject: String,
        /// What stood before and what stands now, a sentence each.
        pub details: Vec<String>,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum HistoryOpens { Request, Record, Event }

    pub struct HistoryPrintForm {
        pub filter: HistoryFilter,
        pub how: PaperWay,
    }

    /// Whether the history is whole, in words.
    pub struct HistoryState {
        pub health: HistoryHealth,
        /// «История цела: 12 345 строк, проверено сегодня в 9:02.»
        pub words: String,
        /// What is safe, and what to do; empty where all is well.
        pub safe_words: String,
        pub do_words: String,
        /// What differs, a line each.
        pub named: Vec<String>,
        /// While it is checked.
        pub percent: Option<u32>,
        /// What remembers the end of the history beside the journal.
        pub tail_words: String,
        /// «контрольное число» of this moment.
        pub control: String,
        /// The head may go on with a tail that was cut.
        pub may_accept: bool,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum HistoryHealth { NotYet, Checking, Whole, Broken, TailCut, Differs, Unreadable }
}
