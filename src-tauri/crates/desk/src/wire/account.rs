//! Accounts (who signs in) and consultants (who advises): two different cards.

use super::{Problem, Role};

wire! {
    pub struct AccountRow {
        pub id: String,
        pub name: String,
        pub label: String,
        pub post: String,
        pub roles: Vec<Role>,
        pub roles_words: String,
        pub consultant: Option<String>,
        /// False when no password opens the journal for this account (void after recovery).
        pub has_password: bool,
        /// The password alone opens it: the head did without a keyring.
        pub without_keyring: bool,
        /// A one-time code was given and is good until then.
        pub code_until: Option<String>,
        /// Whoever looks at the list.
        pub own: bool,
        /// Without this one there would be no head.
        pub last_head: bool,
    }

    pub struct AccountForm {
        pub name: String,
        pub label: String,
        pub post: String,
        pub roles: Vec<Role>,
        pub consultant: Option<String>,
        /// Empty: the person will be given a one-time code.
        pub password: String,
        pub without_keyring: bool,
    }

    /// An account written anew; the password is not part of it.
    pub struct AccountChange {
        pub account: String,
        pub name: String,
        pub label: String,
        pub post: String,
        pub roles: Vec<Role>,
        pub consultant: Option<String>,
    }

    /// One matter that a restoring left to be done; it stays until somebody says that it is.
    pub struct RestoredMatter {
        pub number: u32,
        pub words: String,
    }

    /// Who can open the journal, and what of it wants attention.
    #[derive(Default)]
    pub struct AccessView {
        pub people: Vec<AccountRow>,
        /// What the last restoring left to be done: about people, sheets, and what was destroyed.
        pub restored: Vec<RestoredMatter>,
        /// Absent in the practice journal.
        pub sheet: Option<SheetStanding>,
        /// Sheets no longer in force that kept copies still need.
        pub older_sheets: Vec<OlderSheet>,
        /// A way in was taken away, and the journal's key is still the one it knew.
        pub key_owed: bool,
        /// Why the key could not be changed just now.
        pub key_trouble: Option<Problem>,
        /// The key being changed.
        pub key: KeyProgress,
        /// The keyring answers and no longer holds what some password needs.
        pub device_lost: bool,
    }

    /// How a change of the journal's key goes.
    #[derive(Default)]
    pub struct KeyProgress {
        pub running: bool,
        /// «Журнал переписывается под новым ключом»
        pub words: String,
        pub percent: u32,
        /// Why the last change did not come to its end.
        pub problem: Option<Problem>,
        /// One came to its end since the journal was opened.
        pub changed: bool,
    }

    pub struct SheetStanding {
        pub number: u32,
        pub made_on: String,
        pub tried_on: Option<String>,
        /// A quarter has passed since it was made or tried.
        pub due: bool,
    }

    pub struct OlderSheet {
        pub number: u32,
        pub made_on: String,
        pub copies: u32,
        /// Civil moment of the newest of them.
        pub last: String,
    }

    /// A new password for one's own account.
    pub struct PasswordForm {
        /// The password in force.
        pub old: String,
        pub password: String,
        pub without_keyring: bool,
    }

    pub struct ConsultantRow {
        pub id: String,
        pub name: String,
        pub short_name: String,
        pub post: String,
        pub active: bool,
        pub room: Option<String>,
        pub hours: Vec<HoursForm>,
        pub exceptions: Vec<ExceptionForm>,
        /// Keys of the topics this consultant advises on (R033).
        pub topics: Vec<String>,
        /// «пн–пт 9:00–13:00, 14:00–17:00; после работы: вт 17:00–19:00»
        pub hours_words: String,
        /// Education, training, category: what may be published (R035).
        pub professional_words: String,
        /// The whole papers and what lacks, for those who keep them and for the consultant.
        pub papers: Option<StaffPapersForm>,
        /// «нет обязательства о неразглашении, образование не указано»; empty when whole or not for this account.
        pub lacks_words: String,
    }

    /// A consultant's professional data and papers. Nothing here is mandatory.
    pub struct StaffPapersForm {
        pub education: String,
        /// Additional professional training (ДПО).
        pub training: String,
        pub trained_on: String,
        pub category: String,
        /// employment, second_job, civil, other
        pub contract: Option<String>,
        /// The undertaking of confidentiality.
        pub undertaking_on: String,
    }

    pub struct ConsultantForm {
        /// Absent for a new card.
        pub id: Option<String>,
        pub name: String,
        pub post: String,
        pub active: bool,
        pub room: Option<String>,
        pub hours: Vec<HoursForm>,
        pub exceptions: Vec<ExceptionForm>,
        /// Keys of the topics this consultant advises on (R033).
        pub topics: Vec<String>,
        pub papers: StaffPapersForm,
        /// Why the promised times ahead are given back, where the consultant works here no more.
        pub release_reason: String,
    }

    /// A stretch of work on one weekday; a break is the gap between two stretches.
    pub struct HoursForm {
        /// 1 is Monday.
        pub weekday: u32,
        pub from: String,
        pub to: String,
    }

    /// Days off (`from`/`to` of hours empty) or other hours on those days.
    pub struct ExceptionForm {
        pub first: String,
        pub last: String,
        pub from: Option<String>,
        pub to: Option<String>,
        pub words: String,
    }

    pub struct RoomForm {
        pub id: Option<String>,
        pub name: String,
        pub accessible: bool,
        /// False: out of use.
        pub active: bool,
    }

    pub struct RoomRow {
        pub id: String,
        pub name: String,
        pub accessible: bool,
        pub active: bool,
    }

    pub struct OrganisationForm {
        pub name: String,
        pub contacts: String,
    }
}
