//! Closing a month: what is missing, the kept prints, what was put right afterwards.

use super::MonthKey;

wire! {
    pub struct MonthClosing {
        pub key: MonthKey,
        /// «октябрь 2026»
        pub words: String,
        /// As [`super::JournalMonth::state_words`].
        pub state_words: String,
        pub closed: bool,
        /// It has ended and is not closed.
        pub may_close: bool,
        /// What is missing, what stops first. Empty: the month is whole, or closed.
        pub missing: Vec<MissingGroup>,
        /// How many things stop the closing.
        pub stops: u32,
        /// How many are only warned of: then a reason is asked for.
        pub warns: u32,
        /// «Закрыт 02.11.2026, Ветрова О. И.; контрольное число 7F3A1-9C2D4»
        pub closed_words: String,
        /// Why it was closed over what was warned of.
        pub reason: String,
        /// The newest first.
        pub prints: Vec<KeptPrintLine>,
        /// The newest first.
        pub corrections: Vec<MonthCorrection>,
        /// Corrections that no print tells of yet.
        pub unprinted: u32,
    }

    pub struct MissingGroup {
        /// unrecorded, event_uncounted, column_empty, no_evidence, overdue, begun, earlier_open
        pub key: String,
        pub title: String,
        /// The paragraph of the порядок it rests on; empty where none speaks of it.
        pub why: String,
        /// Nobody goes on over it.
        pub stops: bool,
        pub count: u32,
        /// The first few, each opens what it tells of.
        pub items: Vec<MissingItem>,
    }

    pub struct MissingItem {
        pub opens: MissingOpens,
        pub subject: String,
        /// «№ 17», «сентябрь 2026»
        pub number_words: String,
        pub words: String,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum MissingOpens { Request, Record, Event, Month }

    /// A print kept for good.
    pub struct KeptPrintLine {
        pub print: u32,
        /// «Печать 2, исправлено, от 05.11.2026»
        pub words: String,
        pub corrected: bool,
        pub pages: u32,
        pub bound: bool,
        /// «7F3A1-9C2D4», as in the foot of its pages.
        pub control: String,
    }

    pub struct MonthCorrection {
        /// «05.11.2026, Ветрова О. И.»
        pub made_words: String,
        pub opens: MissingOpens,
        pub subject: String,
        /// «обращение № 17»
        pub what: String,
        pub reason: String,
        /// «печать 2»; empty until a print tells of it.
        pub print_words: String,
    }

    pub struct CloseMonthForm {
        pub key: MonthKey,
        /// Why it is closed although something is warned of.
        pub reason: String,
        /// The kept print has a cover and the slip for the thread.
        pub bound: bool,
    }

    pub struct CorrectedPrintForm {
        pub key: MonthKey,
        pub bound: bool,
    }

    /// A month the head has still to close, the earliest one.
    pub struct MonthToClose {
        pub key: MonthKey,
        /// «сентябрь 2026»
        pub words: String,
    }
}
