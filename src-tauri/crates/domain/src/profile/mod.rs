//! The centre's порядок: the rules it works by, each with its severity and the paragraph it rests on.
//!
//! A profile is data (`assets/profiles/`), valid from a day on; a past day is judged by the profile then in
//! force. Caps, terms and lists are read from here, never from constants elsewhere.

mod answer;
mod breach;
mod bundled;
mod changes;
mod check;
mod earlier;
mod key;
mod values;
mod version;

pub use answer::{Answer, Ground, Journal, Named, Shape};
pub use breach::Breach;
pub use bundled::{Bundled, RECOMMENDED, bundled};
pub use changes::{Change, Lists, Said, changes, said};
pub use check::{Contradiction, StartRefusal, bounds, may_start};
pub use key::{Group, Key, Unit};
pub use values::{
    CentreRecording, ChildHelp, ChildPresence, ConsultantChoice, ContentReaders, DispatchMeaning, DispatchThenContent,
    EventCount, FormChoice, JournalView, PrintIdentity, RecipientRecording, Scope, ServiceKind, WrittenMode,
};
pub use version::{Standing, may_withdraw, standings, usual_start};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::handout::PAGES_CEILING;
use crate::lists::{Form, Kind, Window, keyed};

keyed! {
    /// What the program does when a rule is not kept.
    Severity {
        Block = "block", "не пускает";
        /// Goes on after a reason, which is kept.
        Warn = "warn", "предупреждает, спрашивает причину";
        Off = "off", "молчит";
    }
}

/// A key of the порядок.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<T> {
    pub value: T,
    pub severity: Severity,
    /// The paragraph quoted beside a warning; empty where the order is silent and the default stands.
    pub basis: String,
}

impl<T> Rule<T> {
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Block
    }

    /// Blocks or warns.
    pub fn asked(&self) -> bool {
        self.severity != Severity::Off
    }
}

/// The order's keys (rules §11), each declared once: field, type, name, group, words, unit or list, and whether
/// its severity may be chosen.
macro_rules! profile {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $key:literal, $group:ident, $label:literal, $unit:expr, $judged:literal;)*) => {
        /// A centre's порядок.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Profile {
            /// Stable key of the document it was made from, «default».
            pub key: String,
            /// Name for people.
            pub title: String,
            $($(#[$doc])* #[serde(rename = $key)] pub $field: Rule<$type>,)*
        }

        /// Every key in the order of the rule book, with what a form must know of it.
        pub fn keys() -> Vec<Key> {
            vec![$(Key {
                key: $key,
                group: Group::$group,
                label: $label,
                unit: $unit,
                judged: $judged,
                shape: <$type as Answer>::shape(),
            }),*]
        }

        impl Profile {
            /// The value of a key as answers, with its severity and basis. `None`: no such key.
            pub fn answers(&self, key: &str) -> Option<(Vec<String>, Severity, &str)> {
                match key {
                    $($key => Some((self.$field.value.answers(), self.$field.severity, &self.$field.basis)),)*
                    _ => None,
                }
            }

            /// Sets one key from answers. Contradictions between keys are the matter of [`Profile::check`].
            pub fn set(
                &mut self,
                key: &str,
                answers: &[String],
                severity: Severity,
                basis: &str,
            ) -> Result<(), ProfileRefusal> {
                match key {
                    $($key => {
                        let value = <$type as Answer>::from_answers(answers)
                            .ok_or(ProfileRefusal::OutOfBounds { key: $key })?;
                        // What may not be chosen stays as it is, whatever a form says.
                        let severity = if $judged { severity } else { self.$field.severity };
                        self.$field = Rule { value, severity, basis: basis.to_owned() };
                        Ok(())
                    })*
                    _ => Err(ProfileRefusal::NotAProfile),
                }
            }
        }
    };
}

profile! {
    recipients_scope: Scope = "recipients.scope", People, "Кому помогает центр", Unit::None, true;
    /// R115.
    anonymous_allowed: bool = "anonymous.allowed", People, "Анонимно", Unit::None, false;
    print_identity: PrintIdentity = "print.identity", Papers, "В бумагах для общего пользования", Unit::None, false;
    forms_allowed: Vec<Form> = "forms.allowed", Forms, "Формы", Unit::None, false;
    written_mode: WrittenMode = "written.mode", Forms, "Письменный ответ", Unit::None, false;
    /// A written answer after an oral service (R063): no order gives one, and the program has none.
    written_after_service: bool = "written.after_service", Forms, "Письменный ответ по итогам приёма", Unit::None, false;
    consultant_choice: ConsultantChoice = "consultant.choice", People, "Кто выбирает консультанта", Unit::None, true;
    consultants_max: u32 = "consultants.max", People, "Консультантов на приёме, не больше", Unit::Consultants, false;
    /// The recipient chooses the consultant of an outing (R054).
    outing_choice: bool = "outing.choice", Forms, "На выезде получатель выбирает консультанта", Unit::None, false;
    /// A stretch of time instead of a moment (R055).
    outing_window: bool = "outing.window", Forms, "На выезде обещается окно времени", Unit::None, false;
    form_choice_by: FormChoice = "form.choice_by", Forms, "Кто выбирает форму", Unit::None, false;
    /// Offered windows (R029); none: the hours of the schedule alone.
    time_windows: Vec<Window> = "time.windows", Terms, "Когда можно прийти", Unit::None, false;
    /// Calendar days from the day of the request (R031).
    term_booking: u32 = "term.booking", Terms, "Срок консультации", Unit::Days, true;
    /// Working days to the letter that invites (R039).
    term_email_invite: u32 = "term.email_invite", Terms, "Письмо с приглашением", Unit::WorkingDays, true;
    /// Working days to the answer by e-mail (R064).
    term_email_reply: u32 = "term.email_reply", Terms, "Ответ по электронной почте", Unit::WorkingDays, true;
    /// What comes by e-mail is registered and addressed on the day it came (R023).
    email_same_day: bool = "email.register_same_day", Terms, "Письмо регистрируется в день получения", Unit::None, true;
    /// Minutes a booking is planned for.
    duration_planned: u32 = "duration.planned", Terms, "Длительность приёма", Unit::Minutes, false;
    /// Minutes a distance consultation should not exceed (R067).
    duration_online_max: u32 = "duration.online_max", Terms, "Дистанционно, не дольше", Unit::Minutes, true;
    /// Minutes before a distance consultation in which place and program are checked (R068); 0: not at all.
    prep_minutes: u32 = "prep.minutes", Terms, "Подготовка к дистанционному приёму", Unit::Minutes, true;
    /// One request at a time at a distance (R061).
    online_individual: bool = "online.individual", Forms, "Дистанционно, только индивидуально", Unit::None, true;
    /// Hours in which the centre repeats what its own failure broke off (R070).
    tech_center_hours: u32 = "tech.center_hours", Terms, "Повтор после сбоя у центра", Unit::Hours, true;
    /// Days in which what the recipient's failure broke off is repeated (R071).
    tech_recipient_days: u32 = "tech.recipient_days", Terms, "Повтор после сбоя у получателя", Unit::Days, true;
    /// Another date after a failure is permitted by the head (R069).
    tech_approval: bool = "tech.approval", Terms, "Другую дату после сбоя разрешает руководитель", Unit::None, true;
    /// A repeat counts once more: no order says so, and the program does not (R072, R103).
    tech_count_again: bool = "tech.count_again", Counting, "Повтор учитывается ещё раз", Unit::None, false;
    child_presence: ChildPresence = "child.presence", People, "Ребёнок на приёме", Unit::None, true;
    /// A4 pages a consultation (R077).
    print_max_pages: u32 = "print.max_pages", Papers, "Страниц на приём, не больше", Unit::Pages, false;
    /// Writing to the recipient's own media (R078): no order allows it, and the program has none.
    media_write: bool = "media.write", Papers, "Запись на носители получателя", Unit::None, false;
    recipient_recording: RecipientRecording = "recipient.recording", People, "Получатель записывает приём", Unit::None, false;
    center_recording: CentreRecording = "center.recording", People, "Центр записывает приём", Unit::None, false;
    dispatch_meaning: DispatchMeaning = "dispatch.meaning", Kinds, "Диспетчерское консультирование", Unit::None, false;
    kinds_allowed: Vec<ServiceKind> = "kinds.allowed", Kinds, "Виды услуг", Unit::None, false;
    aid_directions: Vec<String> = "aid.directions", Kinds, "Направления помощи", Unit::List("direction"), false;
    /// Participants of an event get a numbered certificate (R095).
    event_certificate: bool = "event.certificate", Kinds, "Сертификат участнику мероприятия", Unit::None, false;
    event_count: EventCount = "event.count", Counting, "Мероприятие в отчёте", Unit::None, false;
    /// Two parents at one time on one question (R102).
    count_couple: u32 = "count.couple", Counting, "Оба родителя вместе", Unit::Services, false;
    /// A refusal is a result, not a service (R106).
    count_refusal: u32 = "count.refusal", Counting, "Отказ", Unit::Services, false;
    /// Evidence of the request is asked for (R111).
    proof_required: bool = "proof.required", Papers, "Подтверждение обращения", Unit::None, true;
    /// Grounds of refusal by form (R130); none: the order knows no refusal.
    refusal_grounds: Vec<Ground> = "refusal.grounds", Kinds, "Основания отказа", Unit::List("ground"), false;
    /// Calendar days for the rating (R132).
    quality_days: u32 = "quality.days", Quality, "Оценка приёма, не позднее", Unit::Days, true;
    /// Where a rating may be given (R134).
    quality_channels: Vec<String> = "quality.channels", Quality, "Где можно оценить", Unit::List("quality_channel"), false;
    /// Journals kept, with their exact titles (R113, R114).
    journals: Vec<Journal> = "journals", Papers, "Журналы", Unit::None, false;
    /// A distance consultation may be held from home (R065): a mark, nothing leaves the program.
    remote_allowed: bool = "remote.allowed", Forms, "Дистанционно из дома", Unit::None, false;
    content_visible_to: ContentReaders = "content.visible_to", People, "Кто читает заметку", Unit::None, false;
    /// Means of distance the centre has (R057). Rows the centre added itself are offered beside them.
    channels: Vec<String> = "channels", Forms, "Средства связи", Unit::List("means"), false;
    outcome_child_help: ChildHelp = "outcome.child_help", Kinds, "Просят помощи ребёнку", Unit::None, false;
    /// How the people of an outing get there is noted (R053).
    outing_transport_note: bool = "outing.transport_note", Forms, "На выезде записывается транспорт", Unit::None, false;
    dispatch_then_content: DispatchThenContent = "count.dispatch_then_content", Counting, "Диспетчерское и содержательное подряд", Unit::None, false;
    /// Whose regional days off are kept (R031); none: the region chosen when the journal was made.
    region_calendar: Option<String> = "region.calendar", Terms, "Выходные региона", Unit::None, false;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProfileRefusal {
    #[error("the document is not a profile")]
    NotAProfile,
    #[error("more pages than the product allows")]
    TooManyPages,
    #[error("no form of service is allowed")]
    NoForm,
    #[error("no kind of service is allowed")]
    NoKind,
    #[error("{key} is out of its bounds")]
    OutOfBounds { key: &'static str },
    /// The product has one way only.
    #[error("{key} cannot be otherwise")]
    Fixed { key: &'static str },
    #[error("two keys contradict each other")]
    Contradiction(Contradiction),
}

impl Profile {
    /// Reads a whole document and checks it.
    pub fn parse(document: &str) -> Result<Self, ProfileRefusal> {
        let profile: Self = serde_json::from_str(document).map_err(|_| ProfileRefusal::NotAProfile)?;
        match profile.check().first() {
            Some(refusal) => Err(*refusal),
            None => Ok(profile),
        }
    }

    /// Reads a document kept in a journal: keys it does not know yet stand as in the recommended порядок, what it said
    /// in an earlier way is said in today's.
    pub fn read(document: &str) -> Result<Self, ProfileRefusal> {
        use serde_json::{Map, Value};
        // What was written with every key of today is read at once: this is asked at every change of a record.
        if let Ok(whole) = serde_json::from_str(document) {
            return Ok(whole);
        }
        let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text);
        let mut whole = read(RECOMMENDED).map_err(|_| ProfileRefusal::NotAProfile)?;
        earlier::lay_over(&mut whole, read(document).map_err(|_| ProfileRefusal::NotAProfile)?);
        serde_json::from_value(Value::Object(whole)).map_err(|_| ProfileRefusal::NotAProfile)
    }

    pub fn pages_max(&self) -> u32 {
        self.print_max_pages.value.min(PAGES_CEILING)
    }

    pub fn dispatch_names_organisations(&self) -> bool {
        self.dispatch_meaning.value == DispatchMeaning::OtherOrganisations
    }

    pub fn offers_form(&self, form: Form) -> bool {
        self.forms_allowed.value.contains(&form)
    }

    /// Kinds a request may be given, in the order of the порядок.
    pub fn kinds(&self) -> Vec<Kind> {
        self.kinds_allowed.value.iter().filter_map(|kind| kind.of_request()).collect()
    }

    pub fn offers_events(&self) -> bool {
        self.kinds_allowed.value.contains(&ServiceKind::Event)
    }

    /// Grounds that may be named for a refusal in a form.
    pub fn grounds_for(&self, form: Form) -> Vec<&str> {
        self.refusal_grounds.value.iter().filter(|g| g.form == form).map(|g| g.ground.as_str()).collect()
    }

    /// R002: the child goes to a kindergarten, and the centre is there for those who do not.
    pub fn outside_scope(&self, attends: Option<bool>) -> Option<Breach> {
        let outside = self.recipients_scope.value == Scope::NotAttending && attends == Some(true);
        let words = "Центр помогает родителям, чьи дети не ходят в детский сад";
        if outside { self.recipients_scope.breach("recipients.scope", words) } else { None }
    }

    /// R095: events stand among the kinds of the порядок, or they are not held by it.
    pub fn refuses_event(&self) -> Option<Breach> {
        let words = "Порядок центра не знает мероприятий";
        if self.offers_events() { None } else { self.kinds_allowed.breach("kinds.allowed", words) }
    }

    /// R095: participants get certificates, or the порядок gives none.
    pub fn refuses_certificates(&self) -> Option<Breach> {
        let words = "По порядку центра сертификаты не выдают";
        if self.event_certificate.value { None } else { self.event_certificate.breach("event.certificate", words) }
    }

    /// R115: a person may name nobody, unless the порядок takes named requests alone.
    pub fn refuses_anonymous(&self) -> Option<Breach> {
        let words = "Центр принимает обращения с именем или контактом";
        if self.anonymous_allowed.value { None } else { self.anonymous_allowed.breach("anonymous.allowed", words) }
    }

    /// The centre's own title of a journal (R113, R114), else its common one.
    pub fn journal_title(&self, view: JournalView) -> &str {
        let own = self.journals.value.iter().find(|journal| journal.view == view);
        own.map_or_else(|| view.common_title(), |journal| &journal.title)
    }
}

#[cfg(test)]
pub(crate) fn recommended() -> Profile {
    Profile::parse(RECOMMENDED).expect("the bundled profile is sound")
}

#[cfg(test)]
mod conflicts;
#[cfg(test)]
mod tests;
