//! What a key of the порядок may say, where it is one of a few.

use serde::{Deserialize, Serialize};

use crate::lists::{Kind, keyed};

keyed! {
    /// R002.
    Scope {
        Any = "any", "всем родителям";
        /// Others are warned of, never turned away by the program.
        NotAttending = "not_attending", "тем, чьи дети не ходят в детский сад";
    }
}

keyed! {
    /// Who stands in the papers for general use (R117). The program knows no other way.
    PrintIdentity {
        Code = "code", "код, не имя";
    }
}

keyed! {
    /// When a written answer is a form of service (R062).
    WrittenMode {
        None = "none", "не даётся";
        Any = "any", "на любой запрос";
        /// Only what was asked in a survey.
        SurveyOnly = "survey_only", "на запрос из опроса, анкеты, теста";
        ByMailOrSurvey = "by_mail_or_survey", "по почте, в мессенджере, по итогам опроса";
        /// Correspondence by e-mail, which is distance consulting (R064).
        EmailConsult = "email_consult", "консультация по электронной почте";
    }
}

keyed! {
    /// Who chooses the consultant (R028, R033, R034).
    ConsultantChoice {
        Both = "both", "получатель просит, центр назначает";
        Centre = "center", "центр";
        Recipient = "recipient", "получатель";
    }
}

keyed! {
    /// Who chooses the form (R056).
    FormChoice {
        RecipientConfirmed = "recipient_confirmed", "получатель, центр подтверждает";
        /// Everything but an outing.
        Recipient = "recipient", "получатель, кроме выезда";
        ByNeed = "by_need", "по потребности получателя";
    }
}

keyed! {
    /// What the centre gives. An event is a service, but no request asks for it (rules §12.1).
    ServiceKind {
        Dispatch = "dispatch", "диспетчерское";
        Content = "content", "содержательное";
        Survey = "survey", "опрос с обратной связью";
        Planning = "planning", "планирование действий граждан, желающих принять ребёнка";
        Event = "event", "просветительское мероприятие";
    }
}

impl ServiceKind {
    /// As the record of a request knows it.
    pub fn of_request(self) -> Option<Kind> {
        match self {
            Self::Dispatch => Some(Kind::Dispatch),
            Self::Content => Some(Kind::Content),
            Self::Survey => Some(Kind::Survey),
            Self::Planning => Some(Kind::Planning),
            Self::Event => None,
        }
    }
}

keyed! {
    /// R009.
    ChildPresence {
        Free = "free", "бывает свободно";
        /// With the reason.
        Exceptional = "exceptional", "только в исключительных случаях, с причиной";
    }
}

keyed! {
    /// The recipient's own recording (R123).
    RecipientRecording {
        Inform = "inform", "предупредив консультанта";
        Agree = "agree", "договорившись с консультантом заранее";
    }
}

keyed! {
    /// Recording by the centre (R122). The program knows no other way.
    CentreRecording {
        WrittenConsent = "written_consent", "только с письменного согласия";
    }
}

keyed! {
    /// R091.
    DispatchMeaning {
        /// When and with whom inside the centre: a booking, not a service.
        Internal = "internal", "к кому и когда прийти здесь: это запись, а не услуга";
        /// Help in other organisations, which are named.
        OtherOrganisations = "other_organisations", "куда обратиться: называются другие организации";
    }
}

keyed! {
    /// R105, rules §12.6. The program knows no other way.
    DispatchThenContent {
        OneRequest = "one_request", "одно обращение, одна услуга";
    }
}

keyed! {
    /// R104.
    EventCount {
        ByEvent = "by_event", "одно мероприятие, одна услуга";
        ByParticipant = "by_participant", "каждый участник, услуга";
        None = "none", "услугой не считается";
    }
}

keyed! {
    /// Who reads the note of a talk beside its consultants (R120).
    ContentReaders {
        Consultant = "consultant", "только консультант, заведующему видна тема";
        HeadWithReason = "head_with_reason", "консультант, заведующий с записанной причиной";
    }
}

keyed! {
    /// What is done where help to the child is asked for (R010).
    ChildHelp {
        ExplainAndRefer = "explain_and_refer", "разъяснить порядок и назвать организации";
        Contacts = "contacts", "дать контакты организаций";
    }
}

keyed! {
    /// A journal as a printed view (rules §2.2).
    JournalView {
        J1 = "j1", "учёт услуг";
        J2 = "j2", "регистрация обращений";
        J3 = "j3", "консультирование";
        J4 = "j4", "учёт обращений";
    }
}

impl JournalView {
    /// The title in common use (rules §2.2), for a порядок that names none.
    pub fn common_title(self) -> &'static str {
        match self {
            Self::J1 => {
                "Журнал учёта услуг психолого-педагогической, методической и консультационной помощи родителям \
                 (законным представителям) детей, а также гражданам, желающим принять на воспитание в свои семьи \
                 детей, оставшихся без попечения родителей"
            }
            Self::J2 => "Журнал регистрации обращений",
            Self::J3 => "Журнал консультирования",
            Self::J4 => "Журнал учёта обращений родителей (законных представителей)",
        }
    }
}
