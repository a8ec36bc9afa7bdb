//! Accounts (who signs in) and consultants (who advises): two different cards.

use super::Role;

wire! {
    pub struct AccountRow {
        pub id: String,
        pub name: String,
        pub label: String,
        pub roles: Vec<Role>,
        pub roles_words: String,
        pub consultant: Option<String>,
        /// False when no password opens the journal for this account (void after recovery).
        pub has_password: bool,
    }

    pub struct AccountForm {
        pub name: String,
        pub label: String,
        pub roles: Vec<Role>,
        pub consultant: Option<String>,
        pub password: String,
        pub without_keyring: bool,
    }

    /// A new password for one's own account.
    pub struct PasswordForm {
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
