//! The quarter's report.

wire! {
    #[derive(Copy)]
    pub struct QuarterKey {
        pub year: i32,
        /// 1–4
        pub quarter: u32,
    }

    pub struct QuarterView {
        pub key: QuarterKey,
        /// «IV квартал 2026 года»
        pub words: String,
        pub tables: Vec<TableView>,
        /// Every record of the period with the reason it was counted or not.
        pub records: Vec<RecordLine>,
        pub quarters: Vec<QuarterKey>,
    }

    pub struct TableView {
        /// «Т1»
        pub key: String,
        pub title: String,
        pub columns: Vec<String>,
        pub rows: Vec<TableRowView>,
        pub footnotes: Vec<String>,
    }

    pub struct TableRowView {
        pub label: String,
        /// 0 plain, 1 an of-which line, 2 a roll-up or total.
        pub level: u32,
        /// As shown: «12», «95,1 %», «—».
        pub cells: Vec<String>,
    }

    pub struct RecordLine {
        pub request: String,
        pub number_words: String,
        pub date: String,
        pub who: String,
        pub form: String,
        pub kind: String,
        pub consultant: String,
        pub counted: bool,
        pub because: String,
    }

    pub struct QuarterSaveForm {
        pub key: QuarterKey,
        pub copy: WorkbookCopy,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum WorkbookCopy {
        /// Figures alone, for the municipality.
        Upload,
        /// With a sheet of coded rows behind the figures.
        Centre,
    }
}
