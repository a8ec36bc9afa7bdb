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
        /// The handout that this one tells in brief.
        pub short_of: Option<String>,
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
        /// The best set for the pages left, when not all fit: in the order of choice, some in brief.
        pub best: Vec<HandoutPick>,
    }

    /// A handout of an offered set.
    pub struct HandoutPick {
        pub key: String,
        pub title: String,
        pub pages: u32,
        /// In place of the longer text that was wished.
        pub in_brief: bool,
    }

    pub struct HandoutPageQuery {
        pub keys: Vec<String>,
        /// Counted from one over the whole set.
        pub page: u32,
    }

    /// A page as it will be printed.
    pub struct PageView {
        pub page: u32,
        pub pages: u32,
        /// SVG: shapes and strokes only, the ink is the colour of the text around.
        pub picture: String,
        /// What stands on it, for whoever hears the page.
        pub words: String,
        pub landscape: bool,
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
