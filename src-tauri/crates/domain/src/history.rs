//! What the history says: every act with its code, the kind of thing it was done to, and the sentence a
//! person reads.
//!
//! The codes stand in the journal for good and never change; the sentences may.

use chrono::NaiveDate;

use crate::civil::{NBSP, counted};
use crate::journal::Letterhead;
use crate::person::Gender;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$about])* $variant),* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub fn code(self) -> &'static str { match self { $(Self::$variant => $code),* } }

            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

codes! {
    /// What was done.
    Action {
        JournalMade = "journal_made",
        Unlocked = "unlocked",
        UnlockedBySheet = "unlocked_by_sheet",
        /// Its version is the number of tries.
        WrongTries = "wrong_tries",
        Locked = "locked",
        TailAccepted = "tail_accepted",
        TailCutFound = "tail_cut_found",
        /// The computer's clock is right; what was written ahead of it was written under a wrong one.
        ClockTrusted = "clock_trusted",
        /// Somebody looked at why old copies were kept back, and lets them go.
        CopiesTrusted = "copies_trusted",
        /// Something that a restoring left to be done is done.
        MatterSettled = "matter_settled",
        /// It is not done after all.
        MatterReturned = "matter_returned",
        AccountAdded = "account_added",
        PasswordSet = "password_set",
        AccountChanged = "account_changed",
        AccountRemoved = "account_removed",
        /// An account got the card of a consultant.
        CardLinked = "card_linked",
        CodeGiven = "code_given",
        UnlockedByCode = "unlocked_by_code",
        Recovered = "recovered",
        SheetMade = "sheet_made",
        SheetPrinted = "sheet_printed",
        SheetTried = "sheet_tried",
        KeyChanged = "key_changed",
        ConsultantSaved = "consultant_saved",
        RoomSaved = "room_saved",
        ListItemAdded = "list_item_added",
        ListItemChanged = "list_item_changed",
        CentreSaved = "centre_saved",
        DaySet = "day_set",
        OrderSaved = "order_saved",
        OrderWithdrawn = "order_withdrawn",
        RecipientAdded = "recipient_added",
        RecipientChanged = "recipient_changed",
        RequestRegistered = "request_registered",
        RequestAnnulled = "request_annulled",
        RequestChanged = "request_changed",
        RequestLapsed = "request_lapsed",
        RequestReopened = "request_reopened",
        ContactErased = "contact_erased",
        Booked = "booked",
        BookingEnded = "booking_ended",
        BookingChanged = "booking_changed",
        RecipientTold = "recipient_told",
        Prepared = "prepared",
        PreparedUndone = "prepared_undone",
        NoShow = "no_show",
        NoShowUndone = "no_show_undone",
        ConsultationSigned = "consultation_signed",
        ConsultationCorrected = "consultation_corrected",
        NoteRead = "note_read",
        CardViewed = "card_viewed",
        CardWithNamesViewed = "card_with_names_viewed",
        HandoutBegun = "handout_begun",
        HandoutGiven = "handout_given",
        HandoutFailed = "handout_failed",
        HandoutSpoilt = "handout_spoilt",
        HandoutRefused = "handout_refused",
        EventWritten = "event_written",
        EventChanged = "event_changed",
        EventAnnulled = "event_annulled",
        JournalPrinted = "journal_printed",
        JournalSaved = "journal_saved",
        JournalWithNamesPrinted = "journal_with_names_printed",
        JournalWithNamesSaved = "journal_with_names_saved",
        RequestsPrinted = "requests_printed",
        RequestsSaved = "requests_saved",
        RequestsWithNamesPrinted = "requests_with_names_printed",
        RequestsWithNamesSaved = "requests_with_names_saved",
        MonthClosed = "month_closed",
        MonthCorrected = "month_corrected",
        MonthCorrectedPrint = "month_corrected_print",
        KeptPrintPrinted = "kept_print_printed",
        KeptPrintSaved = "kept_print_saved",
        QuarterSealed = "quarter_sealed",
        ReportSaved = "report_saved",
        ReportWithRecordsSaved = "report_with_records_saved",
        CopyMade = "copy_made",
        CopyReread = "copy_reread",
        CopySpoilt = "copy_spoilt",
        CopyRemoved = "copy_removed",
        CopyRewritten = "copy_rewritten",
        CopyPlaceChosen = "copy_place_chosen",
        CopyMissing = "copy_missing",
        CopyBroughtBack = "copy_brought_back",
        CopyCarried = "copy_carried",
        CopySecondReread = "copy_second_reread",
        CopySecondSpoilt = "copy_second_spoilt",
        CopySecondGone = "copy_second_gone",
        /// Its version is the number of lines lost, where it is known.
        Restored = "restored",
        /// Its version is the person's code.
        Destroyed = "destroyed",
        /// What is left of a record after it; of a session its version.
        RecordEmptied = "record_emptied",
        HistoryPrinted = "history_printed",
        HistorySaved = "history_saved",
        /// The paper of the line before it, which is written down first.
        PaperFailed = "paper_failed",
    }
}

codes! {
    /// What it was done to.
    Subject {
        Journal = "journal",
        Account = "account",
        Consultant = "consultant",
        Room = "room",
        ListItem = "list_item",
        Day = "day",
        Order = "order",
        Recipient = "recipient",
        Request = "request",
        Booking = "booking",
        Consultation = "consultation",
        Handout = "handout",
        Event = "event",
        Month = "month",
        Quarter = "quarter",
        Copy = "copy",
    }
}

/// What a reader of the history looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Entries,
    Records,
    Views,
    Papers,
    Settings,
    Copies,
}

impl Sort {
    pub const ALL: [Self; 6] = [Self::Entries, Self::Records, Self::Views, Self::Papers, Self::Settings, Self::Copies];

    pub fn key(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Records => "records",
            Self::Views => "views",
            Self::Papers => "papers",
            Self::Settings => "settings",
            Self::Copies => "copies",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Entries => "Входы и ключи",
            Self::Records => "Обращения и приёмы",
            Self::Views => "Просмотры",
            Self::Papers => "Печать и файлы",
            Self::Settings => "Настройки и люди",
            Self::Copies => "Копии и уничтожение",
        }
    }

    pub fn actions(self) -> impl Iterator<Item = Action> {
        Action::ALL.iter().copied().filter(move |action| action.said().sort == self)
    }
}

/// How an act is said.
struct Said {
    sort: Sort,
    /// `{а}` and `{ла}` end the verb by who did it; `{}` is the thing. Without `{а}` or `{ла}` nobody's doing
    /// is told: the sentence stands alone.
    words: &'static str,
}

impl Action {
    /// Whether somebody worked in the journal, and did not merely open, lock or copy it.
    pub fn is_work(self) -> bool {
        !matches!(
            self,
            Self::Unlocked
                | Self::UnlockedBySheet
                | Self::UnlockedByCode
                | Self::WrongTries
                | Self::Locked
                | Self::TailCutFound
                | Self::CopyMade
                | Self::CopyReread
                | Self::CopySpoilt
                | Self::CopyRemoved
                | Self::CopyMissing
                | Self::CopyBroughtBack
                | Self::CopyCarried
                | Self::CopySecondReread
                | Self::CopySecondSpoilt
                | Self::CopySecondGone
        )
    }

    fn said(self) -> Said {
        use Sort::{Copies, Entries, Papers, Records, Settings, Views};
        let (sort, words) = match self {
            Self::JournalMade => (Settings, "создал{а} журнал"),
            Self::Unlocked => (Entries, "открыл{а} журнал"),
            // The sheet names nobody.
            Self::UnlockedBySheet => (Entries, "Журнал открыт листом восстановления"),
            Self::WrongTries => (Entries, "Перед этим — {}"),
            Self::Locked => (Entries, "запер{ла} журнал"),
            Self::TailAccepted => (Settings, "принял{а} журнал таким, как он есть: конец истории был обрезан"),
            Self::TailCutFound => (
                Settings,
                "Конец истории обрезан или подменён: новые номера идут с запасом, уничтоженное раньше уничтожено снова",
            ),
            Self::ClockTrusted => (Settings, "подтвердил{а}, что часы компьютера идут верно"),
            Self::MatterSettled => (Settings, "отметил{а} сделанным оставшееся после восстановления"),
            Self::MatterReturned => (Settings, "вернул{а} в несделанное оставшееся после восстановления"),
            Self::CopiesTrusted => (Copies, "посмотрел{а} копии и разрешил{а} убирать старые"),
            Self::AccountAdded => (Settings, "добавил{а} человека: {}"),
            Self::PasswordSet => (Entries, "задал{а} свой пароль"),
            Self::AccountChanged => (Settings, "изменил{а} человека: {}"),
            Self::AccountRemoved => (Settings, "закрыл{а} вход человеку: {}"),
            Self::CardLinked => (Settings, "связал{а} вход с карточкой консультанта: {}"),
            Self::CodeGiven => (Settings, "дал{а} одноразовый код: {}"),
            Self::UnlockedByCode => (Entries, "открыл{а} журнал одноразовым кодом"),
            Self::Recovered => {
                (Entries, "восстановил{а} доступ после листа: прежние пароли всех перестали действовать")
            }
            Self::SheetMade => (Settings, "сделал{а} новый лист восстановления"),
            Self::SheetPrinted => (Papers, "напечатал{а} лист восстановления"),
            Self::SheetTried => (Settings, "проверил{а} лист восстановления"),
            Self::KeyChanged => (Settings, "сменил{а} ключ журнала"),
            Self::ConsultantSaved => (Settings, "записал{а} карточку консультанта: {}"),
            Self::RoomSaved => (Settings, "записал{а} кабинет: {}"),
            Self::ListItemAdded => (Settings, "добавил{а} строку списка {}"),
            Self::ListItemChanged => (Settings, "изменил{а} строку списка {}"),
            Self::CentreSaved => (Settings, "изменил{а} карточку центра"),
            Self::DaySet => (Settings, "указал{а}, рабочий ли день: {}"),
            Self::OrderSaved => (Settings, "записал{а} порядок: {}"),
            Self::OrderWithdrawn => (Settings, "отозвал{а} порядок: {}"),
            Self::RecipientAdded => (Records, "добавил{а} получателя {}"),
            Self::RecipientChanged => (Records, "изменил{а} данные получателя {}"),
            Self::RequestRegistered => (Records, "зарегистрировал{а} обращение {}"),
            Self::RequestAnnulled => (Records, "аннулировал{а} обращение {}"),
            Self::RequestChanged => (Records, "изменил{а} обращение {}"),
            Self::RequestLapsed => (Records, "закрыл{а} обращение {}: больше не придёт"),
            Self::RequestReopened => (Records, "снова открыл{а} обращение {}"),
            Self::ContactErased => (Records, "Контакт анонимного получателя стёрт, обращение {}"),
            Self::Booked => (Records, "назначил{а} время, обращение {}"),
            Self::BookingEnded => (Records, "закрыл{а} назначенное время, обращение {}"),
            Self::BookingChanged => (Records, "изменил{а} условия назначенного времени, обращение {}"),
            Self::RecipientTold => (Records, "сообщил{а} получателю о времени, обращение {}"),
            Self::Prepared => (Records, "отметил{а} подготовку, обращение {}"),
            Self::PreparedUndone => (Records, "снял{а} отметку о подготовке, обращение {}"),
            Self::NoShow => (Records, "отметил{а} неявку, обращение {}"),
            Self::NoShowUndone => (Records, "снял{а} отметку о неявке, обращение {}"),
            Self::ConsultationSigned => (Records, "подписал{а} приём {}"),
            Self::ConsultationCorrected => (Records, "подписал{а} новую версию приёма {}"),
            Self::NoteRead => (Views, "прочитал{а} заметку приёма {}"),
            Self::CardViewed => (Views, "открыл{а} карточку: {}"),
            Self::CardWithNamesViewed => (Views, "открыл{а} карточку с именами: {}"),
            Self::HandoutBegun => (Papers, "начал{а} выдачу раздаток, обращение {}"),
            Self::HandoutGiven => (Papers, "выдал{а} раздатки, обращение {}"),
            Self::HandoutFailed => (Papers, "Раздатки не напечатались, обращение {}"),
            Self::HandoutSpoilt => (Papers, "отметил{а} испорченный лист раздатки, обращение {}"),
            Self::HandoutRefused => (Papers, "Раздатки сверх предела страниц не выданы, обращение {}"),
            Self::EventWritten => (Records, "записал{а} мероприятие {}"),
            Self::EventChanged => (Records, "изменил{а} мероприятие {}"),
            Self::EventAnnulled => (Records, "аннулировал{а} мероприятие {}"),
            Self::JournalPrinted => (Papers, "напечатал{а} журнал услуг за {}"),
            Self::JournalSaved => (Papers, "сохранил{а} файл журнала услуг за {}"),
            Self::JournalWithNamesPrinted => (Papers, "напечатал{а} журнал услуг с именами за {}"),
            Self::JournalWithNamesSaved => (Papers, "сохранил{а} файл журнала услуг с именами за {}"),
            Self::RequestsPrinted => (Papers, "напечатал{а} журнал обращений за {}"),
            Self::RequestsSaved => (Papers, "сохранил{а} файл журнала обращений за {}"),
            Self::RequestsWithNamesPrinted => (Papers, "напечатал{а} журнал обращений с именами за {}"),
            Self::RequestsWithNamesSaved => (Papers, "сохранил{а} файл журнала обращений с именами за {}"),
            Self::MonthClosed => (Papers, "закрыл{а} журнал за {}"),
            Self::MonthCorrected => (Records, "исправил{а} записанное в закрытом месяце: {}"),
            Self::MonthCorrectedPrint => (Papers, "сделал{а} исправленную печать журнала за {}"),
            Self::KeptPrintPrinted => (Papers, "напечатал{а} хранящийся журнал за {}"),
            Self::KeptPrintSaved => (Papers, "сохранил{а} файл хранящегося журнала за {}"),
            Self::QuarterSealed => (Papers, "отметил{а} отчёт отправленным: {}"),
            Self::ReportSaved => (Papers, "сохранил{а} файл отчёта за {}"),
            Self::ReportWithRecordsSaved => (Papers, "сохранил{а} файл отчёта со строками записей за {}"),
            Self::CopyMade => (Copies, "Копия журнала сделана и проверена"),
            Self::CopyReread => (Copies, "Копия журнала перечитана и цела"),
            Self::CopySpoilt => (Copies, "Копия журнала перечитана и испорчена"),
            Self::CopyRemoved => (Copies, "Старая копия журнала убрана"),
            Self::CopyRewritten => (Copies, "Из старой копии журнала убраны уничтоженные личные данные"),
            Self::CopyPlaceChosen => (Copies, "выбрал{а} второе место для копий"),
            Self::CopyMissing => (Copies, "Файла копии журнала нет на месте"),
            Self::CopyBroughtBack => (Copies, "Копия журнала возвращена со второго места"),
            Self::CopyCarried => (Copies, "Копия журнала записана и на второе место"),
            Self::CopySecondReread => (Copies, "Копия журнала на втором месте перечитана и цела"),
            Self::CopySecondSpoilt => (Copies, "Копия журнала на втором месте испорчена"),
            Self::CopySecondGone => (Copies, "Копии журнала на втором месте больше нет"),
            Self::Restored => (Copies, "восстановил{а} журнал из копии: {}"),
            Self::Destroyed => (Copies, "уничтожил{а} личные данные получателя {}"),
            Self::RecordEmptied => (Copies, "Личные данные стёрты: {}"),
            Self::HistoryPrinted => (Papers, "напечатал{а} историю"),
            Self::HistorySaved => (Papers, "сохранил{а} файл истории"),
            Self::PaperFailed => (Papers, "Не вышло: бумага не напечатана или файл не сохранён, о них строка раньше"),
        };
        Said { sort, words }
    }

    pub fn sort(self) -> Sort {
        self.said().sort
    }
}

/// Who did it: «Иванова И. И.».
#[derive(Clone, Copy)]
pub struct Doer<'a> {
    pub short_name: &'a str,
    pub gender: Gender,
}

/// «Иванова И. И. подписала приём № 31». The thing comes in final words: «№ 31», «П-0042», «октябрь 2026 г.».
/// Without a doer the program did it by itself.
pub fn sentence(action: Action, doer: Option<Doer<'_>>, thing: &str) -> String {
    let words = action.said().words;
    let verb = words.contains("{а}") || words.contains("{ла}");
    let doer = doer.unwrap_or(Doer { short_name: "Программа", gender: Gender::She });
    let ending = |long: &str| match doer.gender {
        Gender::She => long.to_owned(),
        Gender::He => String::new(),
        Gender::Unknown => format!("({long})"),
    };
    // A sentence ends where there is nothing to name.
    let words = if thing.is_empty() { words.replace(": {}", "").replace(" {}", "") } else { words.to_owned() };
    let words = words.replace("{а}", &ending("а")).replace("{ла}", &ending("ла")).replace("{}", thing);
    if verb { format!("{} {words}", doer.short_name) } else { words }
}

/// A stretch of the history, ready to be drawn.
#[derive(Clone, PartialEq)]
pub struct HistoryPaper {
    pub letterhead: Letterhead,
    /// What was looked for: «за 01.10.2026–15.10.2026; Иванова И. И.»
    pub filter: String,
    pub rows: Vec<HistoryRow>,
    pub total: String,
    pub made_on: NaiveDate,
    /// «контрольное число»
    pub control: String,
}

#[derive(Clone, PartialEq)]
pub struct HistoryRow {
    pub number: u32,
    /// «15.10.2026 10:20»
    pub at: String,
    pub words: String,
}

/// «„Темы“: речь и общение»: a row of a list, and which list that is.
pub fn in_list(list: &str, label: &str) -> String {
    let title = match list {
        "category" => "Категории семей",
        "channel" => "Откуда пришли",
        "direction" => "Направления помощи",
        "equipment" => "Оборудование выезда",
        "evidence" => "Подтверждения",
        "ground" => "Основания отказа",
        "means" => "Средства связи",
        "organisation" => "Организации",
        "quality_channel" => "Где оценить приём",
        "topic" => "Темы",
        _ => return label.to_owned(),
    };
    format!("«{title}»: {label}")
}

/// «3 неверные попытки»
pub fn tries_words(tries: u32) -> String {
    counted(u64::from(tries), "неверная попытка", "неверные попытки", "неверных попыток")
}

/// «потеряно 12 строк»
pub fn lost_words(lines: u32) -> String {
    match lines {
        0 => "ничего не потеряно".to_owned(),
        lines => format!("потеряно {}", counted(u64::from(lines), "строка", "строки", "строк")),
    }
}

/// «версия 2»
pub fn version_words(version: u32) -> String {
    format!("версия{NBSP}{version}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ivanova() -> Option<Doer<'static>> {
        Some(Doer { short_name: "Иванова И. И.", gender: Gender::She })
    }

    #[test]
    fn a_line_is_a_sentence_about_who_did_what_to_what() {
        let he = Some(Doer { short_name: "Петров П. П.", gender: Gender::He });
        let it = Some(Doer { short_name: "Ким Р.", gender: Gender::Unknown });
        assert_eq!(sentence(Action::ConsultationSigned, ivanova(), "№ 31"), "Иванова И. И. подписала приём № 31");
        assert_eq!(sentence(Action::Locked, he, ""), "Петров П. П. запер журнал");
        assert_eq!(sentence(Action::Locked, ivanova(), ""), "Иванова И. И. заперла журнал");
        assert_eq!(sentence(Action::Unlocked, it, ""), "Ким Р. открыл(а) журнал");
        assert_eq!(
            sentence(Action::ContactErased, ivanova(), "№ 5"),
            "Контакт анонимного получателя стёрт, обращение № 5"
        );
        assert_eq!(sentence(Action::JournalMade, None, ""), "Программа создала журнал");
        assert_eq!(sentence(Action::ListItemChanged, ivanova(), ""), "Иванова И. И. изменила строку списка");
        assert_eq!(sentence(Action::WrongTries, ivanova(), &tries_words(3)), "Перед этим — 3\u{a0}неверные попытки");
    }

    #[test]
    fn every_action_has_a_code_of_its_own_and_a_sentence_without_holes() {
        for action in Action::ALL {
            assert_eq!(Action::from_code(action.code()), Some(*action));
            for thing in ["", "№ 1"] {
                let said = sentence(*action, ivanova(), thing);
                assert!(!said.contains(['{', '}']), "{said}");
                assert!(said.chars().next().is_some_and(char::is_uppercase), "{said}");
            }
            assert_eq!(Sort::ALL.into_iter().filter(|sort| sort.actions().any(|one| one == *action)).count(), 1);
        }
        for subject in Subject::ALL {
            assert_eq!(Subject::from_code(subject.code()), Some(*subject));
        }
    }
}
