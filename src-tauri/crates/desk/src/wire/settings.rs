//! The centre's own settings: its card, its порядок, lists, working days.

wire! {
    pub struct CentreCard {
        pub institution: String,
        pub name: String,
        pub town: String,
        pub phone: String,
        pub email: String,
        /// HH:MM: when the working day ends; later is «после работы» (R029).
        pub day_ends: String,
        pub region_words: String,
        pub zone_words: String,
        pub sheet_number: u32,
        pub may_edit: bool,
    }

    pub struct CentreForm {
        pub institution: String,
        pub name: String,
        pub town: String,
        pub phone: String,
        pub email: String,
        pub day_ends: String,
    }

    /// A row of a list in the settings.
    pub struct ListRow {
        pub key: String,
        pub label: String,
        pub hint: String,
        /// What a topic lies under; absent for other lists and where nobody said.
        pub area: Option<String>,
        pub offered: bool,
        /// Added by the centre: its words may be changed.
        pub own: bool,
    }

    pub struct ListRowForm {
        /// channel, topic, category, evidence, organisation
        pub list: String,
        /// Absent for a new row.
        pub key: Option<String>,
        pub label: String,
        pub hint: String,
        /// Of a topic.
        pub area: Option<String>,
    }

    pub struct ListOffer {
        pub list: String,
        pub key: String,
        pub offered: bool,
    }

    /// A year's days that are not as everywhere in the country.
    pub struct WorkingYear {
        pub year: i32,
        pub region_words: String,
        pub regional: Vec<RegionalDayRow>,
        pub own: Vec<OwnDayRow>,
        pub may_edit: bool,
        /// The country's calendar of this year is not published yet.
        pub forecast: bool,
    }

    pub struct RegionalDayRow {
        pub day: String,
        pub name: String,
        /// The act; empty where the program does not know it.
        pub source: String,
        /// An act for this year only: a working day until the head says otherwise.
        pub yearly: bool,
        pub off: bool,
        /// The head said so.
        pub switched: bool,
    }

    pub struct OwnDayRow {
        pub day: String,
        pub kind: OwnDayKind,
        pub words: String,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum OwnDayKind { Working, Short, Off }

    pub struct DayForm {
        pub day: String,
        /// Absent: as the calendar has it.
        pub kind: Option<OwnDayKind>,
        pub words: String,
    }
}
