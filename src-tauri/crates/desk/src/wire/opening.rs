//! Before the journal is open: first start, unlock, who is here.

wire! {
    /// What the first screen needs to know. Nothing secret.
    pub struct Opening {
        pub stage: OpeningStage,
        /// The centre's name on the cover, when there is a journal.
        pub centre: Option<String>,
        /// Labels that people chose for themselves.
        pub ways: Vec<WayIn>,
        /// Who was given a one-time code.
        pub codes: Vec<WayIn>,
        /// Seconds until a sheet may be tried again.
        pub sheet_wait: u32,
        pub keyring: KeyringState,
        /// What stands in the way, if anything.
        pub trouble: Option<Problem>,
        /// The first copy of the slot file was lost or damaged and the second was used.
        pub second_slot_file_used: bool,
        /// The day by the computer's clock, to be compared with the wall calendar.
        pub today: String,
        pub version: String,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum OpeningStage { NoJournal, Locked, Open, Trouble }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum KeyringState { Ready, Locked, Absent }

    pub struct WayIn {
        pub slot: String,
        pub label: String,
        /// False where the head chose to do without a keyring.
        pub needs_keyring: bool,
        /// Seconds until it may be tried again.
        pub wait: u32,
    }

    pub struct SetupChoices {
        pub regions: Vec<RegionChoice>,
        pub zones: Vec<Choice>,
        pub profiles: Vec<Choice>,
        pub password_least: u32,
        pub password_least_without_keyring: u32,
    }

    pub struct RegionChoice {
        pub key: String,
        pub name: String,
        /// The zone most of the region lives by (IANA name); the person may choose another.
        pub zone: String,
        /// Its holidays are known to the working-day calendar.
        pub holidays_known: bool,
    }

    pub struct NewJournal {
        /// «Муниципальное … детский сад № 12 «Росинка»», as in the charter.
        pub institution: String,
        /// «КЦ «Росинка»»: on the cover and in the side.
        pub centre: String,
        pub town: String,
        pub region: String,
        pub zone: String,
        pub profile: String,
        /// Фамилия Имя Отчество of the head.
        pub head_name: String,
        /// «Заведующий».
        pub head_post: String,
        /// What stands on the cover, chosen by the person.
        pub label: String,
        pub password: String,
        /// The head chose to do without a keyring (only where none answers).
        pub without_keyring: bool,
    }

    /// The recovery sheet, shown once.
    pub struct SheetShown {
        pub number: u32,
        pub date: String,
        /// Eight groups of six digits.
        pub groups: Vec<String>,
        /// Which two groups are to be typed back, counted from 1.
        pub ask: Vec<u32>,
    }

    /// The two groups typed back, in the order asked.
    pub struct SheetProof {
        pub groups: Vec<String>,
    }

    pub struct UnlockForm {
        pub slot: String,
        pub password: String,
    }

    pub struct SheetForm {
        pub groups: Vec<String>,
    }

    /// A one-time code, and the password that takes its place.
    pub struct CodeForm {
        pub slot: String,
        /// Five groups of six digits.
        pub groups: Vec<String>,
        pub password: String,
        pub without_keyring: bool,
    }

    /// After the sheet: the head's own new password.
    pub struct RecoverForm {
        /// Whose password it is to be, where there are several heads; absent: of the one named in [`Me`].
        pub account: Option<String>,
        pub password: String,
        pub without_keyring: bool,
    }

    pub struct Recovered {
        pub me: Me,
        /// For everybody else: their passwords are void.
        pub codes: Vec<CodeShown>,
    }

    /// A one-time code, shown to the head once.
    pub struct CodeShown {
        pub account: String,
        pub name: String,
        pub label: String,
        /// Five groups of six digits.
        pub groups: Vec<String>,
        pub until: String,
    }

    /// Who is at the desk.
    pub struct Me {
        pub account: String,
        pub name: String,
        /// «Ветрова О. И.»
        pub short_name: String,
        pub roles: Vec<Role>,
        pub roles_words: String,
        pub consultant: Option<String>,
        pub centre: String,
        /// Opened by the recovery sheet: a new password should be set.
        pub by_sheet: bool,
        /// Opened by the sheet: the heads whose account it may be to go on with. Empty otherwise.
        pub heads: Vec<Choice>,
        /// The recovery sheet in force.
        pub sheet_number: u32,
        /// Nobody has tried the sheet for a quarter; told to the head.
        pub sheet_due: bool,
        pub today: String,
        /// Minutes without a hand on the keyboard before the program locks itself.
        pub lock_after_minutes: u32,
        /// The practice journal: everything in it is invented.
        pub practice: bool,
        /// The journal is damaged: what is left of it is read, and nothing is written.
        pub for_reading: bool,
    }

    #[derive(Copy, Eq, Debug, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum Role { Administrator, Consultant, Head }
}
use super::{Choice, Problem};
