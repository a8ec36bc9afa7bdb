//! Means of distance: what they can do, what the law says of them.

wire! {
    pub struct MeansView {
        pub rows: Vec<MeansRow>,
        /// What the means of the порядок cannot do together, a sentence each.
        pub lacks: Vec<String>,
        pub kinds: Vec<super::Choice>,
        pub standings: Vec<super::Choice>,
        pub may_edit: bool,
    }

    pub struct MeansRow {
        pub key: String,
        pub label: String,
        /// voice, video, chat, email
        pub kind: String,
        /// «видео, показ экрана»
        pub abilities_words: String,
        pub video: bool,
        pub screen: bool,
        pub chat: bool,
        pub records: bool,
        /// allowed, discouraged, barred: today's
        pub standing: String,
        /// «запрещено с 01.06.2025 (41-ФЗ)»; empty where the law is silent.
        pub law_words: String,
        /// The last word of the law, for the form.
        pub since: String,
        pub basis: String,
        /// Offered today: named by the порядок or the centre's own, and not hidden.
        pub offered: bool,
        pub hidden: bool,
        /// Added by the centre.
        pub own: bool,
    }

    pub struct MeansForm {
        /// Absent for a new one.
        pub key: Option<String>,
        /// Kept as it is in rows the program came with, and so is the kind.
        pub label: String,
        pub kind: String,
        pub video: bool,
        pub screen: bool,
        pub chat: bool,
        pub records: bool,
        pub standing: String,
        /// A day; empty: from the beginning.
        pub since: String,
        pub basis: String,
        pub hidden: bool,
    }
}
