//! The first screen after the cover.

use super::{MonthToClose, RequestRow, TermState};

wire! {
    pub struct Today {
        pub date: String,
        /// «четверг, 8 октября 2026»
        pub words: String,
        /// Civil time now, «13:20».
        pub now: String,
        pub burning: Vec<BurningLine>,
        pub sessions: Vec<SessionLine>,
        /// Held or due, but nothing is signed.
        pub unrecorded: Vec<SessionLine>,
        pub waiting: Vec<RequestRow>,
        /// Civil moment of the last proven copy; absent: there is none yet.
        pub last_copy: Option<String>,
        /// «Последняя проверенная копия: вчера, 18:05»
        pub copy_words: String,
        /// The last proven copy is so old that something must be amiss.
        pub copy_stale: bool,
        /// The computer's clock is behind the journal: when the latest line was written.
        pub clock_behind: Option<String>,
        /// «После восстановления журнала осталось сделать: 2 дела.». For the head only.
        pub restored_words: Option<String>,
        /// The history is not whole: what happened. For the head only.
        pub history_trouble: Option<String>,
        /// What this account has left unfinished, the newest first.
        pub drafts: Vec<DraftLine>,
        /// The journal has no consultants with hours yet: the next step is there.
        pub needs_consultants: bool,
        /// No request has been registered yet.
        pub nothing_yet: bool,
    }

    /// A running term: what to do, until when, why.
    pub struct BurningLine {
        /// booking, registration, email_invite, email_reply, repeat_centre, repeat_recipient, preparation
        pub kind: String,
        pub request: String,
        pub number_words: String,
        /// «Назначить время: № 17, П-0042»
        pub title: String,
        /// «до 25.10.2026, воскресенье, по ст. 193 ГК — до 26.10»
        pub words: String,
        /// «10 дней со дня обращения 15.10 (п. 20 порядка), перенос с воскресенья 25.10, ст. 193 ГК»
        pub why: String,
        /// «3 дня», «17 ч», «2 дня назад»
        pub left_words: String,
        pub state: TermState,
    }

    pub struct SessionLine {
        pub request: String,
        pub booking: String,
        pub date: String,
        pub time: String,
        pub until: String,
        /// «с 10 до 12», where a window is promised.
        pub window_words: Option<String>,
        pub code: String,
        pub name: Option<String>,
        pub topic: String,
        pub consultant_words: String,
        pub place_words: String,
        pub state: SessionState,
        pub may_record: bool,
        /// The promised time has begun: who did not come may be marked.
        pub may_no_show: bool,
        /// «наложение», «присмотр за ребёнком», «оба родителя»
        pub marks: Vec<String>,
    }

    /// What is promised of a consultant's time, if they left.
    pub struct BookingsAhead {
        /// They lead it: the time is given back and the recipient waits for another.
        pub given_back: Vec<SessionLine>,
        /// They stand beside: it stays with who leads.
        pub stay: Vec<SessionLine>,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum SessionState { Ahead, Soon, Underway, NoRecord, Draft, Signed, Missed }

    pub struct DraftLine {
        /// booking, consultation
        pub form: String,
        /// Absent for a new request.
        pub request: Option<String>,
        /// «Новая запись», «Приём № 17, П-0042»
        pub words: String,
        /// Civil moment of the last save.
        pub saved: String,
    }

    /// What the head looks through (R136).
    pub struct Control {
        /// «октябрь 2026»
        pub month_words: String,
        /// «Подписано записей: 120; …»
        pub state_words: String,
        /// Lines with nothing in them stand too: they say that it is so.
        pub lines: Vec<ControlLine>,
        /// A past month that is still open.
        pub to_close: Option<MonthToClose>,
    }

    pub struct ControlLine {
        /// overdue, no_record, no_evidence, too_long, no_quality, refusals, overlaps, handout_refused, barred_means, undertaking
        pub key: String,
        pub title: String,
        /// The paragraph of the порядок it rests on; empty where none speaks of it.
        pub why: String,
        pub count: u32,
        /// The first few, each opens its record.
        pub items: Vec<ControlItem>,
    }

    pub struct ControlItem {
        pub opens: ControlOpens,
        pub subject: String,
        /// «№ 17», «Калинина М. С.»
        pub number_words: String,
        pub words: String,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum ControlOpens { Request, Record, Consultant }
}
