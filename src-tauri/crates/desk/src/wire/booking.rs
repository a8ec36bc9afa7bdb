//! Requests and the times promised for them.

use super::{HowForm, PreparationLine, RepeatView, RequestLink, SessionLine, ToldLine};

wire! {
    /// Who asks. Anonymous means: no name and no code; a contact for the answer is kept until the request is closed.
    pub struct Who {
        pub anonymous: bool,
        /// An already known person.
        pub recipient: Option<String>,
        pub name: String,
        pub phone: String,
        pub email: String,
        /// Of an anonymous person: where to answer (R119).
        pub contact: String,
        pub kind: String,
        pub categories: Vec<String>,
    }

    pub struct EvidenceForm {
        pub kind: String,
        /// Where it lies: «папка 3, лист 12».
        pub place: String,
    }

    pub struct SlotForm {
        pub consultant: String,
        pub date: String,
        pub time: String,
        /// Absent: the profile's planned length.
        pub minutes: Option<u32>,
        pub room: Option<String>,
    }

    pub struct RequestForm {
        pub channel: String,
        /// Who passed the request on (channel «через специалиста»).
        pub passed_by: String,
        /// Civil moment; absent means now. Earlier moments are entries from paper.
        pub received: Option<String>,
        pub who: Who,
        /// The other parent, where both ask (rules §12.4).
        pub second: Option<Who>,
        /// «3 года 2 месяца», «3», «8 мес»: empty if not told.
        pub child_age: String,
        pub attends: Option<bool>,
        /// The person's own words.
        pub about: String,
        pub topics: Vec<String>,
        pub form: String,
        pub means: Option<String>,
        pub evidence: Option<EvidenceForm>,
        /// Absent: the request waits for a time.
        pub slot: Option<SlotForm>,
        /// With whom else, where, with what; absent: nothing of it.
        pub how: Option<HowForm>,
        /// The specialist a letter is addressed to; absent: the one the time is with.
        pub owner: Option<String>,
        pub incoming_number: String,
        pub incoming_on: String,
        /// It was asked in a survey, a questionnaire or a test (R062).
        pub from_survey: bool,
        /// For those who wait: «логопед, вечером».
        pub wish: String,
        /// Whom the person asks for, and whether nobody else will do (R028).
        pub wished_consultant: Option<String>,
        pub wish_binding: bool,
        /// working, evening, day_off (R029)
        pub wish_window: Option<String>,
        /// Someone is to mind the child meanwhile (R074).
        pub minding: bool,
        /// Why the time is promised although something stands against it.
        pub caution_reason: String,
        /// A day after the term is what the person asks for.
        pub late_by_wish: bool,
        /// «Принять сейчас»: the consultation is held at once; the consultant is named in `slot`
        /// or is the one at the desk.
        pub now: bool,
    }

    pub struct BookForm {
        pub request: String,
        pub form: String,
        pub means: Option<String>,
        pub slot: SlotForm,
        /// Absent: as it was the last time.
        pub how: Option<HowForm>,
        pub caution_reason: String,
        pub late_by_wish: bool,
    }

    pub struct MoveForm {
        pub booking: String,
        pub slot: SlotForm,
        /// Absent: as it was.
        pub how: Option<HowForm>,
        pub reason: String,
        pub caution_reason: String,
        pub late_by_wish: bool,
    }

    /// A promised time is given back; the request waits for another.
    pub struct ReleaseForm {
        pub booking: String,
        pub reason: String,
    }

    pub struct AnnulForm {
        pub request: String,
        pub reason: String,
    }

    /// A person as those may see who need it: the code always, the name where the role allows.
    pub struct WhoShown {
        pub anonymous: bool,
        pub recipient: Option<String>,
        /// «П-0042» or «Анонимно».
        pub code: String,
        pub name: Option<String>,
        pub kind_words: String,
    }

    pub struct RecipientRow {
        pub id: String,
        pub code: String,
        pub name: String,
        pub phone: String,
        pub email: String,
        pub kind: String,
        /// «Было 2 приёма, последний — 14.09.2026»
        pub history_words: String,
    }

    /// Ten days, said the same way everywhere (`domain::term`).
    pub struct TermView {
        /// The plain tenth day: plan by it. Absent where the порядок sets no term.
        pub plan_by: Option<String>,
        /// The day by ст. 193 ГК РФ: the report judges by it.
        pub judged_by: Option<String>,
        pub state: TermState,
        /// «осталось 3 дня», «горит: 3 ч 40 мин», «срок прошёл 2 дня назад».
        pub words: String,
        /// «срок до 18.10.2026, воскресенье, по ст. 193 ГК — до 19.10»
        pub until_words: String,
        /// «10 дней со дня обращения 08.10 (п. 20 порядка), перенос с воскресенья 18.10, ст. 193 ГК»
        pub why_words: String,
        /// The calendar of that year is a forecast, not yet a decree.
        pub forecast: bool,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum TermState { None, Calm, Soon, Amber, Red, Stopped }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum RequestStatus { New, Booked, AwaitingRecord, Given, Refused, NotHeld, Lapsed, Annulled }

    pub struct BookingShown {
        pub id: String,
        pub date: String,
        pub time: String,
        pub until: String,
        pub minutes: u32,
        pub consultant: String,
        pub consultant_words: String,
        pub room: Option<String>,
        pub room_words: Option<String>,
        /// «с 10 до 12», where a window is promised and not a moment.
        pub window_words: Option<String>,
        pub others: Vec<String>,
        /// «Озерова Т. Л., Дроздова И. П.»
        pub others_words: String,
        /// «по просьбе получателя»
        pub others_by_words: String,
        pub others_by: Option<String>,
        /// home, organisation, study, event
        pub place: Option<String>,
        pub place_words: String,
        /// Empty where the role may not see it.
        pub address: String,
        pub transport: String,
        pub equipment: Vec<String>,
        pub minding_room: Option<String>,
        pub minding_words: Option<String>,
        /// Who promised it; on the request's card only.
        pub made_by_words: String,
        /// Why it was moved or cancelled, for earlier links of the chain.
        pub reason: Option<String>,
        pub live: bool,
        /// What came of it stands in a record: it is past, not undone.
        pub recorded: bool,
        /// «перенесено», «отменено», «не пришли», «состоялось»; empty while it is promised.
        pub ended_words: String,
        /// What stood against it: «кабинет занят», «наложение».
        pub caution_words: Vec<String>,
        /// Why it was promised all the same.
        pub caution_reason: String,
    }

    pub struct RequestRow {
        pub id: String,
        /// «17» within the year.
        pub number: u32,
        pub year: i32,
        /// «№ 17»
        pub number_words: String,
        pub received: String,
        pub who: WhoShown,
        /// The classifier's topic, or the person's own words where the role may see them.
        pub about: String,
        pub form: String,
        pub means: Option<String>,
        pub form_words: String,
        pub status: RequestStatus,
        pub status_words: String,
        pub booking: Option<BookingShown>,
        pub term: TermView,
        pub wish: String,
        /// This account may record the consultation.
        pub may_record: bool,
    }

    pub struct RequestCard {
        pub row: RequestRow,
        pub channel_words: String,
        pub child_age_words: String,
        pub topics: Vec<String>,
        pub topic_keys: Vec<String>,
        pub evidence_words: Option<String>,
        pub annul_reason: Option<String>,
        /// Why the person will not come any more.
        pub lapse_reason: Option<String>,
        /// The other parent.
        pub second: Option<WhoShown>,
        /// Whom the person asks for, and whether nobody else will do.
        pub wished: Option<String>,
        pub wish_binding: bool,
        /// «Калинина М. С., обязательно; после работы»
        pub wished_words: String,
        /// Someone is to mind the child.
        pub minding: bool,
        /// The promised time may be moved and given back, the request closed: by those who keep the times, and by
        /// the consultant of this one.
        pub may_end: bool,
        pub may_annul: bool,
        /// The promised time has begun: who did not come may be marked.
        pub may_no_show: bool,
        /// «Не пришли» or «больше не придёт» may still be taken back.
        pub may_undo: bool,
        pub phone: Option<String>,
        pub email: Option<String>,
        /// Of the other parent.
        pub second_phone: Option<String>,
        /// What anonymous people left for the answer: personal data, erased when the request is closed.
        pub contact: Option<String>,
        pub second_contact: Option<String>,
        /// Something of a child is asked: not of those who only wish to take one (R003).
        pub asks_child: bool,
        /// What stood against taking it, and why it was taken all the same.
        pub caution_words: Vec<String>,
        pub caution_reason: String,
        /// The form asked for, where the promised one differs.
        pub wished_form_words: Option<String>,
        /// It came by letter, or has marks of one.
        pub letter: bool,
        pub owner: Option<String>,
        pub owner_words: String,
        pub incoming_number: String,
        pub incoming_on: Option<String>,
        pub from_survey: bool,
        pub invited_on: Option<String>,
        pub answered_on: Option<String>,
        /// Of the promised time, oldest first.
        pub told: Vec<ToldLine>,
        /// The way to tell of the time (R041): as the request came, if that carries an answer.
        pub tell_channel: String,
        pub tell_as_asked: bool,
        pub may_tell: bool,
        /// What is checked before the promised time; empty where nothing is.
        pub preparation: Vec<PreparationLine>,
        /// «за 30 минут: с 10:00»
        pub prepare_words: String,
        pub may_prepare: bool,
        pub equipment_words: Vec<String>,
        /// Oldest first.
        pub bookings: Vec<BookingShown>,
        /// What this request continues, and what continues it.
        pub links: Vec<RequestLink>,
        /// It broke off and is owed again.
        pub repeat: Option<RepeatView>,
        /// May still be booked, moved, annulled.
        pub open: bool,
        /// Warnings that did not stop the act: «Кабинет 5 в это время занят».
        pub warnings: Vec<String>,
    }

    pub struct RequestFilter {
        /// Text to look for in names, phones, codes and numbers; empty for all.
        pub text: String,
        /// Only those still open.
        pub open_only: bool,
        /// `next` of the page before; absent for the first page.
        pub after: Option<String>,
    }

    pub struct RequestPage {
        pub rows: Vec<RequestRow>,
        /// «12 обращений», «больше 1 000 обращений»; of the first page only.
        pub count_words: String,
        /// Where the next page begins; absent when there is none.
        pub next: Option<String>,
    }

    pub struct FreeTimesQuery {
        pub form: String,
        /// First day to show; absent means today.
        pub from: Option<String>,
        /// Days to show, at most 31.
        pub days: u32,
        pub minutes: Option<u32>,
        pub consultant: Option<String>,
        /// Day the request was received; absent means today.
        pub received: Option<String>,
        pub topics: Vec<String>,
        /// Whom the person asks for, and whether nobody else will do.
        pub wished: Option<String>,
        pub wish_binding: bool,
    }

    pub struct FreeTimes {
        pub term: TermView,
        /// Who stands first and why: «сначала по теме «Речь и общение»»; empty where all are alike.
        pub order_words: String,
        pub days: Vec<FreeDay>,
        pub consultants: Vec<FreeConsultant>,
        /// The nearest few to be read aloud.
        pub nearest: Vec<Offer>,
        /// Why there is nothing, when there is nothing.
        pub empty_words: Option<String>,
    }

    pub struct FreeDay {
        pub date: String,
        /// «пн»
        pub weekday: String,
        pub day: u32,
        pub working: bool,
        pub today: bool,
        /// After the planned last day.
        pub late: bool,
    }

    pub struct FreeConsultant {
        pub id: String,
        pub short_name: String,
        pub post: String,
        /// Why this one stands first: «просят именно её», «ведёт эту тему»; empty for the others.
        pub why: String,
        /// «нет обязательства о неразглашении»: what the card lacks, for those who keep it.
        pub lacks_words: String,
        /// One list of starts for each day of `days`.
        pub times: Vec<Vec<String>>,
    }

    pub struct Offer {
        pub consultant: String,
        pub consultant_words: String,
        pub date: String,
        pub time: String,
        /// «пт 9 октября, 10:30»
        pub words: String,
        pub late: bool,
    }
    /// Days of all consultants: what is promised, what is free.
    pub struct TimetableQuery {
        /// A day of the span; absent means today.
        pub from: Option<String>,
        pub week: bool,
    }

    pub struct Timetable {
        /// «четверг, 8 октября 2026», «5–11 октября 2026»
        pub words: String,
        pub days: Vec<TimetableDay>,
        /// One for each consultant with hours or promises in these days.
        pub rows: Vec<TimetableRow>,
        /// A day of the span before and after.
        pub earlier: String,
        pub later: String,
        /// The span holds today.
        pub now: bool,
        /// Why there is nothing, when there is nothing.
        pub empty_words: Option<String>,
    }

    pub struct TimetableDay {
        pub date: String,
        pub weekday: String,
        pub day: u32,
        pub words: String,
        pub working: bool,
        pub today: bool,
    }

    pub struct TimetableRow {
        pub consultant: String,
        pub short_name: String,
        pub post: String,
        /// One for each of `days`.
        pub cells: Vec<TimetableCell>,
    }

    pub struct TimetableCell {
        /// «отпуск», «праздник», «не принимает»: why there are no hours.
        pub off_words: Option<String>,
        pub blocks: Vec<TimetableBlock>,
    }

    pub struct TimetableBlock {
        pub kind: BlockKind,
        pub time: String,
        pub until: String,
        /// Times in it that may be promised one after another.
        pub free: u32,
        /// The session, where one is promised or was held.
        pub session: Option<SessionLine>,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum BlockKind { Free, Taken, Break }

    /// Who waits for a time, nearest term first.
    pub struct WaitingList {
        pub rows: Vec<WaitingRow>,
        /// How many wait in all.
        pub total: u32,
    }

    pub struct WaitingRow {
        pub row: RequestRow,
        /// «логопед, вечером; Калинина М. С., желательно; не пришли 06.10.2026»
        pub wish_words: String,
        pub offer: Option<WaitingOffer>,
    }

    /// A time to be offered to who waits: one press books it.
    pub struct WaitingOffer {
        pub slot: SlotForm,
        /// «ср 14 октября, 10:00»
        pub words: String,
        pub consultant_words: String,
        pub late: bool,
        /// It has been given back by somebody else.
        pub freed: bool,
    }
}
