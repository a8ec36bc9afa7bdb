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
        /// «472»
        pub services: String,
        /// «услуги за III квартал»
        pub services_words: String,
        /// «на 66 меньше, чем во II»; empty in the first quarter, «квартал ещё идёт» till its end.
        pub change_words: String,
        /// Nothing at all stands in the quarter.
        pub empty: bool,
        /// From January to the end of the quarter.
        pub months: Vec<MonthBar>,
        pub tables: Vec<TableView>,
        pub checks: Vec<ReportCheck>,
        /// Opens everything of the quarter, counted or not.
        pub records: String,
        pub quarters: Vec<QuarterKey>,
        /// It was sent: the figures above are those that went away.
        pub seal: Option<QuarterSeal>,
        /// The head may say that it was sent.
        pub may_seal: bool,
        /// Why not yet: «Не закрыты месяцы: август, сентябрь»; empty where nothing stands in the way.
        pub seal_waits: String,
    }

    pub struct QuarterSeal {
        /// «05.10.2026, Ветрова О. И.; контрольное число 7F3A1-9C2D4»
        pub words: String,
        /// What was put right after the sending: «06.10.2026, обращение № 17 (август 2026), Ветрова О. И.: описка»;
        /// the reason is for the head only.
        pub corrections: Vec<String>,
        /// Figures that would be others today; the report keeps those that were sent.
        pub figures: Vec<ClarifiedFigure>,
    }

    pub struct ClarifiedFigure {
        /// «Т1»
        pub table: String,
        pub row: String,
        pub column: String,
        pub was: String,
        pub is: String,
    }

    /// Services of a month, to be drawn.
    pub struct MonthBar {
        /// «янв»
        pub short: String,
        pub services: u32,
        /// «1 522»
        pub words: String,
        /// It is a month of the reported quarter.
        pub own: bool,
        pub opens: Option<String>,
    }

    /// Something to look at before the report goes away.
    pub struct ReportCheck {
        pub state: CheckState,
        pub words: String,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum CheckState {
        Good,
        Caution,
        Alarm,
    }

    pub struct TableView {
        /// «Т1»
        pub key: String,
        pub title: String,
        pub columns: Vec<String>,
        /// The column of the reported quarter, from 0, the labels' column counted.
        pub this: u32,
        pub rows: Vec<TableRowView>,
        pub footnotes: Vec<String>,
    }

    pub struct TableRowView {
        pub label: String,
        /// 0 plain, 1 an of-which line, 2 a roll-up or total.
        pub level: u32,
        pub cells: Vec<CellView>,
    }

    pub struct CellView {
        /// As shown: «12», «95,1 %», «—».
        pub words: String,
        /// What to ask the list behind the figure by; absent where there is none.
        pub opens: Option<String>,
    }

    /// Asks for the records behind a figure.
    pub struct FigureQuery {
        /// As a cell gives it.
        pub opens: String,
        /// How many rows are on the screen already.
        pub from: u32,
    }

    pub struct FigurePage {
        /// «4 записи», «3 получателя»
        pub words: String,
        /// Of the whole list.
        pub total: u32,
        pub from: u32,
        pub rows: Vec<RecordLine>,
    }

    pub struct RecordLine {
        /// Id of what a row opens.
        pub id: String,
        pub card: RecordCard,
        pub number_words: String,
        /// «08.10.2026»
        pub date: String,
        pub who: String,
        /// «очно, содержательное»
        pub about: String,
        pub consultant: String,
        pub counted: bool,
        /// «учтена: …», «не учтена, потому что …»
        pub because: String,
    }

    /// Which card a row opens for this person.
    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum RecordCard {
        Request,
        Consultation,
        Event,
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
