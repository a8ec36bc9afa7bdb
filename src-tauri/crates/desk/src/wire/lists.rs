//! The lists from which people choose: rows of the journal, offered by the profile in force.

wire! {
    pub struct Choice {
        pub key: String,
        pub label: String,
        /// Words under the label, if any.
        pub hint: Option<String>,
    }

    /// A way of speaking at a distance.
    pub struct MeansChoice {
        pub key: String,
        pub label: String,
        /// voice, video, chat, email
        pub kind: String,
    }

    /// Who may ask.
    pub struct RecipientKindChoice {
        pub key: String,
        pub label: String,
        /// Something of a child is asked (R003).
        pub asks_child: bool,
    }

    pub struct Lists {
        pub channels: Vec<Choice>,
        /// in_center, outing, distance, written
        pub forms: Vec<Choice>,
        pub means: Vec<MeansChoice>,
        pub kinds: Vec<Choice>,
        pub directions: Vec<Choice>,
        pub topics: Vec<Choice>,
        /// What a topic lies under (R004).
        pub topic_areas: Vec<Choice>,
        pub grounds: Vec<Choice>,
        pub evidence: Vec<Choice>,
        pub recipient_kinds: Vec<RecipientKindChoice>,
        /// The порядок lets a person name nobody.
        pub anonymous_allowed: bool,
        pub categories: Vec<Choice>,
        pub organisations: Vec<Choice>,
        pub rooms: Vec<Choice>,
        /// The порядок knows events, or some were written down under another.
        pub shows_events: bool,
        /// Kinds of a consultant's contract.
        pub contracts: Vec<Choice>,
        /// working, evening, day_off: when it suits a person (R029).
        pub wish_windows: Vec<Choice>,
        /// given, refused, not_held
        pub outcomes: Vec<Choice>,
        /// no_show, technical_center, technical_recipient, other
        pub failures: Vec<Choice>,
        /// yes, partly, no
        pub satisfied: Vec<Choice>,
        /// Planned length of a booking in minutes.
        pub planned_minutes: u32,
        pub pages_max: u32,
        /// The paragraph the page limit rests on.
        pub pages_basis: String,
        pub intake: super::IntakeRules,
    }
}
