//! What was actually held, written by the consultant and signed.

use super::{EvidenceForm, HandoutIssueRow, RequestCard};

wire! {
    pub struct ConsultationForm {
        pub request: String,
        /// The version this form was opened from: 0 when nothing is signed yet.
        pub version: u32,
        pub date: String,
        pub started: String,
        pub ended: String,
        pub form: String,
        pub means: Option<String>,
        pub kind: String,
        pub direction: Option<String>,
        /// The first one is the main topic.
        pub topics: Vec<String>,
        /// The first one answers for the record.
        pub consultants: Vec<String>,
        /// given, refused, not_held
        pub outcome: String,
        pub ground: Option<String>,
        pub ground_words: String,
        /// For «not held».
        pub failure: Option<String>,
        pub failure_words: String,
        /// Organisations named to the person (may stand beside any outcome).
        pub organisations: Vec<String>,
        pub satisfied: Option<String>,
        /// Private: the consultant's own.
        pub note: String,
        /// Given to the parent.
        pub advice: String,
        pub child_present: bool,
        pub child_reason: String,
        pub child_age: String,
        pub quality_offered: bool,
        /// For a survey with feedback: both marks close it (R093).
        pub survey_filled: bool,
        pub survey_feedback: bool,
        pub evidence: Option<EvidenceForm>,
        /// Why a signed record is changed.
        pub reason: String,
    }

    pub struct ConsultationView {
        pub request: RequestCard,
        /// From the draft, else from the signed record, else from the booking.
        pub form: ConsultationForm,
        /// Civil moment of the draft the form was filled from.
        pub draft_saved: Option<String>,
        /// Signed versions, oldest first.
        pub versions: Vec<VersionLine>,
        /// This account may sign (or correct).
        pub may_sign: bool,
        /// This account may read the note and the advice.
        pub may_read_note: bool,
        /// «Видите только вы.»
        pub note_words: String,
        pub consultants: Vec<super::Choice>,
        pub issued: Vec<HandoutIssueRow>,
        pub pages_used: u32,
        pub pages_max: u32,
        /// Counted or not, and why, as it stands now.
        pub counting: CountingView,
        /// Earlier signed consultations of the same person.
        pub earlier: Vec<EarlierLine>,
    }

    pub struct CountingView {
        pub counted: bool,
        /// «будет учтена 1 услуга», «не учтена, потому что не подписана»
        pub words: String,
        /// Facts it rests on: «обращение № 12 от 01.10.2026», «на седьмой день из десяти».
        pub because: Vec<String>,
    }

    pub struct VersionLine {
        pub version: u32,
        pub signed: String,
        pub by: String,
        pub reason: Option<String>,
    }

    pub struct EarlierLine {
        pub request: String,
        pub date: String,
        pub topic: String,
        pub consultant_words: String,
    }
}
