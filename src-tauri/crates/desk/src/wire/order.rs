//! The порядок: its versions by date, and the form in which the head writes another.

use super::Choice;

wire! {
    /// A порядок with the days it is in force.
    pub struct OrderVersion {
        pub title: String,
        /// Absent: from the beginning.
        pub valid_from: Option<String>,
        /// The last day, where another follows.
        pub valid_to: Option<String>,
        pub standing: OrderStanding,
        pub rules: Vec<OrderRule>,
        /// The head may put right what it says: nothing is closed on or after its first day.
        pub may_change: bool,
        /// It has not begun.
        pub may_withdraw: bool,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum OrderStanding { InForce, Ahead, Past }

    pub struct OrderRule {
        /// Key of the rule book, «print.max_pages».
        pub key: String,
        pub label: String,
        /// Words of the group it stands in.
        pub group: String,
        pub value_words: String,
        pub severity: OrderSeverity,
        /// Its severity says something; otherwise the program simply works so.
        pub judged: bool,
        /// The same in every centre: it is not asked.
        pub fixed: bool,
        /// The paragraph it rests on; empty where the order is silent.
        pub basis: String,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum OrderSeverity { Block, Warn, Off }

    /// What a порядок is written from.
    pub struct OrderStart {
        /// Key of one that came with the program; empty: the one in force, or the one put right.
        pub source: String,
        /// The first day of the version to put right, «beginning» for the first; absent for a new one.
        pub replaces: Option<String>,
    }

    /// The form and what it asks.
    pub struct OrderSheet {
        pub form: OrderForm,
        pub questions: Vec<OrderQuestion>,
        /// What a new one may be written from; the one in force has an empty key.
        pub sources: Vec<Choice>,
        /// Its first day may be another.
        pub may_move: bool,
    }

    pub struct OrderForm {
        pub source: String,
        pub replaces: Option<String>,
        pub title: String,
        /// Empty for the version that is valid from the beginning.
        pub valid_from: String,
        pub answers: Vec<OrderAnswer>,
    }

    pub struct OrderAnswer {
        pub key: String,
        pub values: Vec<String>,
        pub severity: OrderSeverity,
        pub basis: String,
    }

    pub struct OrderQuestion {
        pub key: String,
        pub label: String,
        pub group: String,
        pub shape: OrderShape,
        /// «календарных дней», for numbers.
        pub unit_words: String,
        /// What may be answered, for shapes of choices; the grounds for «grounds», the journals for «titles».
        pub choices: Vec<Choice>,
        /// The forms a ground may be named for.
        pub columns: Vec<Choice>,
        pub judged: bool,
        /// Shown in words, not asked.
        pub fixed: bool,
        pub fixed_words: String,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum OrderShape { Number, YesNo, One, Many, Region, Grounds, Titles }

    /// What the form would change, and when.
    pub struct OrderChanges {
        /// «с 1 декабря 2026 г., вторник»
        pub from_words: String,
        /// Until when, what it takes the place of, what it makes of days gone by; one sentence each.
        pub notes: Vec<String>,
        pub changes: Vec<OrderChange>,
    }

    pub struct OrderChange {
        pub key: String,
        pub label: String,
        pub before_words: String,
        pub after_words: String,
        /// The paragraph as it will stand.
        pub basis: String,
    }
}
