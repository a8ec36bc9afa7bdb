//! The month's journal: views over one store.

use super::PaperWay;

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
        /// Signed versions so far; more than one means corrected.
        pub versions: u32,
    }

    pub struct JournalPrintForm {
        pub key: MonthKey,
        pub how: PaperWay,
    }
}
