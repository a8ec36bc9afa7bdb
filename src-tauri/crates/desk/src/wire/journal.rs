//! The month's journal: views over one store.

use super::{KeptPrintLine, PaperWay};

wire! {
    #[derive(Copy)]
    pub struct MonthKey {
        pub year: i32,
        /// 1–12
        pub month: u32,
    }

    pub struct JournalMonth {
        pub key: MonthKey,
        /// «октябрь 2026»
        pub words: String,
        pub title: String,
        pub rows: Vec<JournalLine>,
        /// «Итого за месяц: услуг 12, в т. ч. …»
        pub totals_words: String,
        pub closed: bool,
        /// «закрыт 02.11.2026», «окончен, не закрыт», «ещё идёт», «не наступил»
        pub state_words: String,
        /// Kept prints of a closed month, the newest first.
        pub prints: Vec<KeptPrintLine>,
        /// Corrections that no print tells of yet.
        pub unprinted: u32,
        /// The head sees what is missing, closes, makes the corrected print.
        pub may_close: bool,
        /// Those of `months` that are closed.
        pub closed_months: Vec<MonthKey>,
        /// May print names instead of codes.
        pub may_name: bool,
        /// Months that have anything, newest first.
        pub months: Vec<MonthKey>,
    }

    /// A line of J1 for general use: codes, the classifier's topic, no contacts.
    pub struct JournalLine {
        pub request: String,
        pub number: u32,
        pub request_date: String,
        pub held: String,
        pub who: String,
        pub category: String,
        pub child_age: String,
        pub form: String,
        pub kind: String,
        pub topic: String,
        pub consultant: String,
        pub result: String,
        pub evidence: String,
        pub counted: bool,
        pub because: String,
        /// Signed versions so far, repeats after a failure aside; more than one means corrected.
        pub versions: u32,
    }

    /// Which register of the month: J1 of services or J2 of requests.
    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum JournalKind { Services, Requests }

    /// A paper of the month, before it is printed.
    #[derive(Copy)]
    pub struct JournalPaper {
        pub key: MonthKey,
        pub kind: JournalKind,
        /// The copy for duty, made anew each time and never kept.
        pub names: bool,
        /// With a cover and the slip for the thread.
        pub bound: bool,
        /// A kept print by its number; absent: the newest one of a closed month.
        #[serde(default)]
        pub print: Option<u32>,
    }

    pub struct JournalPrintForm {
        pub paper: JournalPaper,
        pub how: PaperWay,
    }

    pub struct JournalPageQuery {
        pub paper: JournalPaper,
        /// Counted from one.
        pub page: u32,
    }
}
