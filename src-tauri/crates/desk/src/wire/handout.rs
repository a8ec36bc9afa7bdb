//! What is printed for the recipient: at most five A4 pages a consultation.

wire! {
    pub struct HandoutRow {
        pub key: String,
        pub title: String,
        pub summary: String,
        /// Keys of topics it suits.
        pub topics: Vec<String>,
        /// A4 pages when printed alone.
        pub pages: u32,
        /// Day of the text's version.
        pub version: String,
    }

    pub struct HandoutQuery {
        /// Absent: only a look, nothing is counted.
        pub request: Option<String>,
        pub keys: Vec<String>,
    }

    /// What choosing these would mean, before anything is printed.
    pub struct HandoutPlan {
        pub pages: u32,
        pub used: u32,
        pub max: u32,
        pub fits: bool,
        /// The paragraph the limit rests on.
        pub basis: String,
        /// Keys that still fit, when not all do.
        pub fitting: Vec<String>,
    }

    pub struct HandoutGift {
        pub request: String,
        pub keys: Vec<String>,
        pub how: PaperWay,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum PaperWay { Print, Save }

    pub struct HandoutIssueRow {
        pub id: String,
        pub titles: Vec<String>,
        pub pages: u32,
        pub given: String,
        pub how: PaperWay,
        /// False when printing failed: nothing is counted.
        pub done: bool,
        /// Spoilt on paper: not counted.
        pub spoilt: bool,
    }

    /// What came out of a print or a save.
    pub struct PaperDone {
        pub how: PaperWay,
        pub pages: u32,
        /// The chosen file's name without its folder, for «Сохранено: …».
        pub file_name: Option<String>,
    }
}
