//! What was actually held, written by the consultant and signed.

use super::{Choice, EvidenceForm, HandoutIssueRow, RequestCard, SlotForm, Who, WhoShown};

wire! {
    pub struct ConsultationForm {
        pub request: String,
        /// The version this form was opened from: 0 when nothing is signed yet.
        pub version: u32,
        /// The other parent, where both were there (R102).
        pub second: Option<Who>,
        /// Civil moment since when the session is being timed; absent while it is not.
        pub timer: Option<String>,
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
        /// The same, once several consultants stand in the form.
        pub note_words_of_several: String,
        pub consultants: Vec<Choice>,
        /// What this request is about, then what this consultant records most.
        pub topics: Vec<Choice>,
        /// One or two people.
        pub participants: Vec<WhoShown>,
        /// How long it was planned. Minutes.
        pub planned_minutes: u32,
        /// «наложение с № 12»
        pub overlaps_words: Option<String>,
        /// Attempts before this one.
        pub attempts: Vec<AttemptLine>,
        /// What this request continues, and what continues it.
        pub links: Vec<RequestLink>,
        /// Others who have unsigned text here: «Калинина М. С., 08.10.2026 в 13:20».
        pub others_writing: Vec<String>,
        /// Own unsigned text that has no place in the form any more.
        pub leftover: Option<Leftover>,
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
        /// What is said and stops nothing: «онлайн дольше 45 минут».
        pub warnings: Vec<String>,
    }

    pub struct AttemptLine {
        /// «05.10.2026, 10:00–10:05: сбой у центра»
        pub words: String,
        /// Where this account may read them.
        pub note: Option<String>,
        pub advice: Option<String>,
    }

    pub struct RequestLink {
        pub request: String,
        /// «продолжение № 15», «№ 17: чт 15 октября, 10:00»
        pub words: String,
        /// It comes after this one.
        pub onward: bool,
    }

    pub struct Leftover {
        pub saved: String,
        pub note: String,
        pub advice: String,
    }

    /// The next meeting is a request of its own that continues this one (R075).
    pub struct NextMeetingForm {
        pub request: String,
        pub slot: SlotForm,
        /// Why the time is promised although something stands against it.
        pub caution_reason: String,
        /// After the term because the recipient asks for it (rules §12.9).
        pub late_by_wish: bool,
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
