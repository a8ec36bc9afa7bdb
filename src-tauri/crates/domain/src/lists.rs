//! What the program must understand of the lists people choose from.
//!
//! The lists themselves are rows of the journal with keys and validity. Only the few that decide
//! something are known here by type; all others (channels, topics, directions …) stay keys.

use serde::{Deserialize, Serialize};

macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident { $($(#[$line:meta])* $variant:ident = $key:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$line])* #[serde(rename = $key)] $variant,)* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The key in the journal and on the wire.
            pub fn key(self) -> &'static str { match self { $(Self::$variant => $key),* } }

            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }

            /// As it is said on screen and paper.
            pub fn label(self) -> &'static str { match self { $(Self::$variant => $label),* } }
        }
    };
}

pub(crate) use keyed;

keyed! {
    /// Form of service (R050).
    Form {
        InCenter = "in_center", "очно";
        /// In person, outside the centre (R051): counted inside «очно» with a line of its own.
        Outing = "outing", "выездная";
        Distance = "distance", "дистанционно";
        Written = "written", "письменный ответ";
    }
}

keyed! {
    /// What a means of distance can do; brands are rows of a list (R057).
    MeansKind {
        Voice = "voice", "телефон и голос";
        Video = "video", "видеосвязь";
        Chat = "chat", "переписка в чате";
        Email = "email", "e-mail";
    }
}

keyed! {
    /// Kind of service (R091–R095). Events are not requests and have no kind here.
    Kind {
        Dispatch = "dispatch", "диспетчерское";
        Content = "content", "содержательное";
        Survey = "survey", "опрос с обратной связью";
        Planning = "planning", "планирование действий граждан, желающих принять ребёнка";
    }
}

keyed! {
    /// How an event for parents is held (R095).
    EventFormat {
        InCenter = "in_center", "в центре";
        Elsewhere = "elsewhere", "на выезде";
        Webinar = "webinar", "вебинар";
    }
}

keyed! {
    /// Who may ask (R003).
    RecipientKind {
        Parent = "parent", "родитель";
        Representative = "representative", "законный представитель";
        Adopter = "adopter", "гражданин, желающий принять ребёнка";
    }
}

impl RecipientKind {
    /// Who wishes to take a child has none yet: nothing of a child is asked (R003).
    pub fn has_child(self) -> bool {
        self != Self::Adopter
    }
}

keyed! {
    /// The upper level of the classifier of topics (R004).
    TopicField {
        Development = "development", "Развитие";
        Upbringing = "upbringing", "Воспитание";
        Education = "education", "Обучение";
        Socialisation = "socialisation", "Социализация";
    }
}

keyed! {
    /// Was the person's question answered (R014).
    Satisfied {
        Yes = "yes", "да";
        Partly = "partly", "частично";
        No = "no", "нет";
    }
}

keyed! {
    /// Why an attempt did not come to its end.
    Failure {
        NoShow = "no_show", "не явился";
        /// The centre's side: repeat within 48 hours (R070).
        TechnicalCentre = "technical_center", "сбой у центра";
        /// The person's side: repeat within a week (R071).
        TechnicalRecipient = "technical_recipient", "сбой у получателя";
        Other = "other", "другая причина";
    }
}

impl Failure {
    pub fn technical(self) -> bool {
        matches!(self, Self::TechnicalCentre | Self::TechnicalRecipient)
    }
}

keyed! {
    /// What stands against a promise and does not stop it: the person goes on after a reason, which is kept.
    Caution {
        RoomTaken = "room_taken", "кабинет занят";
        PersonBooked = "person_booked", "человек уже записан на это время";
        /// Another consultant than the person asked for (R034).
        NotTheWished = "not_the_wished", "не тот, кого просили";
        /// Later than the report's last day (R031).
        AfterTerm = "after_term", "позже срока";
        /// «Принять сейчас» over another promise: a fact, only marked.
        Overlap = "overlap", "наложение";
        /// Another form than the person asked for (R056).
        NotTheForm = "not_the_form", "не в той форме, которую просили";
        /// A part of the day the порядок does not offer (R029).
        OutsideWindow = "outside_window", "вне часов порядка";
        /// The room where the child is minded (R074).
        MindingRoomTaken = "minding_room_taken", "комната для ребёнка занята";
        /// Of the request itself: the centre is there for others (R002).
        OutsideScope = "outside_scope", "не из тех, кому помогает центр";
        /// A letter registered later than it came (R023).
        RegisteredLate = "registered_late", "зарегистрировано позже дня получения";
        /// A letter addressed to nobody (R023).
        NoOwner = "no_owner", "специалист не назван";
    }
}

keyed! {
    /// When it suits the person (R029).
    Window {
        Working = "working", "в рабочее время";
        Evening = "evening", "после работы";
        DayOff = "day_off", "в выходной";
    }
}

keyed! {
    /// What an account may be; one account may be several (rules §12, «People and papers»).
    Role {
        Administrator = "administrator", "администратор";
        Consultant = "consultant", "консультант";
        Head = "head", "заведующий";
    }
}

keyed! {
    /// How a thing came into the journal.
    Origin {
        Typed = "typed", "введено";
        /// Of a past day, from a paper record.
        Paper = "paper", "с бумаги";
        /// From a file; keeps the foreign number.
        Imported = "imported", "из файла";
    }
}
