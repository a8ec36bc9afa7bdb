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
        #[serde(default)]
        pub more: MoreForm,
    }

    /// What a порядок may ask beside the usual; what it does not know is not on the screen.
    #[derive(Default)]
    pub struct MoreForm {
        /// Means used beside the main one (R060).
        pub means: Vec<String>,
        /// It began as a dispatch (R105).
        pub dispatch_first: bool,
        pub from_home: bool,
        /// Of a letter: its number, its day, and whether it went from the official mail (R064).
        pub reply_number: String,
        pub reply_sent_on: String,
        pub reply_official: bool,
        /// Of a survey's feedback: its day, where it is not that of the session, and the form it was given in.
        pub feedback_on: String,
        pub feedback_form: Option<String>,
        /// «Ведётся запись»: only with the number and the day of the written consent (R122).
        pub recorded: bool,
        pub consent_number: String,
        pub consent_on: String,
        /// The recipient's own recording (R123).
        pub recipient_records: bool,
        /// center, recipient: whose idea the second consultant was (R037).
        pub initiative: Option<String>,
        pub out_of_competence: bool,
        pub child_help: bool,
        /// Sent by e-mail: what, and where, once the recipient consented to the keeping of the address (R076).
        pub sent_what: String,
        pub sent_address: String,
        pub sent_consent: bool,
        /// After a technical failure: who permitted another date, and when (R069). Civil moments.
        pub permitted_by: String,
        pub permitted_at: String,
        /// When the recipient was told, and by what.
        pub told_at: String,
        pub told_how: String,
        /// Who of the staff helped technically (R073).
        pub helped_by: String,
        /// Why it is signed over what the порядок warns of.
        pub caution_reason: String,
    }

    /// What the порядок in force on the day of the session asks a record for.
    pub struct RecordOrder {
        pub kinds: Vec<Choice>,
        pub grounds: Vec<GroundChoice>,
        /// given, refused, not_held: refusals only in these forms.
        pub refused_in: Vec<String>,
        /// Another date after a failure is permitted by the head.
        pub approval: bool,
        pub approval_words: String,
        pub from_home: bool,
        /// «Диспетчерское» here means when and with whom inside the centre: a booking, not a service.
        pub dispatch_words: String,
        pub child_help_words: String,
        pub child_reason: bool,
        /// «Получатель ведёт запись, предупредив консультанта»
        pub recipient_records_words: String,
        pub initiatives: Vec<Choice>,
        /// E-mail is correspondence here, with an official mail.
        pub official_mail: bool,
        /// Evidence of the request is asked for.
        pub proof: bool,
    }

    /// A ground of refusal with the forms it may be named for (R130).
    pub struct GroundChoice {
        pub key: String,
        pub label: String,
        pub forms: Vec<String>,
    }

    /// Until when what broke off is repeated.
    pub struct RepeatView {
        /// «повторить до 07.10.2026, 10:00 (порядок: …)»
        pub words: String,
        /// «осталось 4 ч 10 мин»
        pub left_words: String,
        pub passed: bool,
    }

    /// The head reads a note with a reason (R120).
    pub struct ReadNoteForm {
        pub request: String,
        pub reason: String,
    }

    pub struct NoteShown {
        pub note: String,
        pub advice: String,
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
        /// This account may read them after it wrote down why.
        pub may_ask_note: bool,
        /// Who read them so: «12.10.2026, Ветрова О. И.: жалоба».
        pub note_readings: Vec<String>,
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
        /// How it came to this session, oldest first: promised, moved, missed, broken off.
        pub course: Vec<String>,
        /// What the signer went on over, and why.
        pub warned: Vec<String>,
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
        /// The month of this day is closed: what is signed into it is a correction by the head, with a reason.
        pub closed_words: String,
        pub order: RecordOrder,
    }

    pub struct AttemptLine {
        /// «05.10.2026, 10:00–10:05: сбой у центра»
        pub words: String,
        /// «другую дату разрешила Ветрова О. И. 05.10.2026, 10:20», «получателю сообщено …»
        pub after: Vec<String>,
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
