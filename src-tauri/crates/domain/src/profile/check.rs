//! A порядок that contradicts itself, the product or what is judged already is refused, with what to change.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::values::{ConsultantChoice, JournalView, ServiceKind, WrittenMode};
use super::{Profile, ProfileRefusal};
use crate::civil::{Month, NBSP};
use crate::handout::PAGES_CEILING;
use crate::lists::{Form, Kind};

/// Two keys that cannot both stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// The form is offered, no request may be answered so.
    WrittenFormWithoutMode,
    /// Written answers are given, the form is not offered.
    WrittenModeWithoutForm,
    /// Answers to what a survey asked, and no surveys.
    SurveyAnswersWithoutSurvey,
    EmailConsultWithoutEmail,
    DistanceWithoutMeans,
    /// Planned longer than a distance consultation may last.
    PlannedLongerThanOnline,
    OutingChoiceWithoutChoice,
    CertificateWithoutEvents,
    RatingWithoutChannel,
    GroundForClosedForm,
    DispatchDirectionWithoutDispatch,
    NoJournalOfServices,
}

impl Contradiction {
    /// The two keys, the one to look at first.
    pub fn keys(self) -> [&'static str; 2] {
        match self {
            Self::WrittenFormWithoutMode | Self::WrittenModeWithoutForm => ["written.mode", "forms.allowed"],
            Self::SurveyAnswersWithoutSurvey => ["written.mode", "kinds.allowed"],
            Self::EmailConsultWithoutEmail => ["written.mode", "channels"],
            Self::DistanceWithoutMeans => ["channels", "forms.allowed"],
            Self::PlannedLongerThanOnline => ["duration.planned", "duration.online_max"],
            Self::OutingChoiceWithoutChoice => ["outing.choice", "consultant.choice"],
            Self::CertificateWithoutEvents => ["event.certificate", "kinds.allowed"],
            Self::RatingWithoutChannel => ["quality.channels", "quality.days"],
            Self::GroundForClosedForm => ["refusal.grounds", "forms.allowed"],
            Self::DispatchDirectionWithoutDispatch => ["aid.directions", "kinds.allowed"],
            Self::NoJournalOfServices => ["journals", "journals"],
        }
    }

    /// What to change.
    pub fn words(self) -> &'static str {
        match self {
            Self::WrittenFormWithoutMode => {
                "Форма «письменный ответ» есть, а письменный ответ не даётся. Уберите форму или скажите, на какие запросы он даётся."
            }
            Self::WrittenModeWithoutForm => {
                "Письменный ответ даётся, а такой формы нет. Добавьте форму «письменный ответ» или выберите «не даётся»."
            }
            Self::SurveyAnswersWithoutSurvey => {
                "Письменный ответ даётся на запрос из опроса, а опросов среди видов нет. Добавьте вид «опрос с обратной связью»."
            }
            Self::EmailConsultWithoutEmail => {
                "Консультация идёт по электронной почте, а почты или дистанционной формы нет. Добавьте их."
            }
            Self::DistanceWithoutMeans => {
                "Дистанционная форма есть, а средства связи не названы. Назовите хотя бы одно."
            }
            Self::PlannedLongerThanOnline => {
                "Приём назначается дольше, чем можно дистанционно. Сократите его или поднимите предел."
            }
            Self::OutingChoiceWithoutChoice => {
                "Консультанта назначает центр, а на выезде его выбирает получатель. Оставьте что-то одно."
            }
            Self::CertificateWithoutEvents => {
                "Сертификат выдаётся, а мероприятий среди видов нет. Добавьте вид «просветительское мероприятие» или снимите сертификат."
            }
            Self::RatingWithoutChannel => {
                "У оценки есть срок, а оценить негде. Назовите хотя бы один способ или выберите «молчит»."
            }
            Self::GroundForClosedForm => {
                "Основание отказа названо для формы, которой в порядке нет. Уберите его или добавьте форму."
            }
            Self::DispatchDirectionWithoutDispatch => {
                "Направление «диспетчерская» есть, а такого вида нет. Добавьте вид или уберите направление."
            }
            Self::NoJournalOfServices => "Журнал учёта услуг нужен всегда: напишите его название.",
        }
    }
}

/// The least and the most a number may be.
pub fn bounds(key: &str) -> Option<RangeInclusive<u32>> {
    Some(match key {
        "consultants.max" => 1..=5,
        "term.booking" | "quality.days" => 1..=365,
        "term.email_invite" | "term.email_reply" | "tech.recipient_days" => 1..=60,
        "duration.planned" | "duration.online_max" => 5..=480,
        "prep.minutes" => 0..=240,
        "tech.center_hours" => 1..=720,
        "print.max_pages" => 0..=PAGES_CEILING,
        _ => return None,
    })
}

/// Keys the product has one way of, whatever an order says; [`Key::fixed`] also knows those of a single choice.
pub(super) const FIXED: [&str; 5] =
    ["written.after_service", "tech.count_again", "media.write", "count.couple", "count.refusal"];

impl ProfileRefusal {
    /// The keys to look at; none where the whole document is wrong.
    pub fn keys(self) -> Vec<&'static str> {
        match self {
            Self::NotAProfile => Vec::new(),
            Self::TooManyPages => vec!["print.max_pages"],
            Self::NoForm => vec!["forms.allowed"],
            Self::NoKind => vec!["kinds.allowed"],
            Self::OutOfBounds { key } | Self::Fixed { key } => vec![key],
            Self::Contradiction(contradiction) => {
                let [first, second] = contradiction.keys();
                if first == second { vec![first] } else { vec![first, second] }
            }
        }
    }

    /// What to change.
    pub fn words(self) -> String {
        match self {
            Self::NotAProfile => "Это не порядок.".to_owned(),
            Self::TooManyPages => format!("Больше {PAGES_CEILING} страниц на{NBSP}приём программа не{NBSP}печатает."),
            Self::NoForm => "Назовите хотя бы одну форму.".to_owned(),
            Self::NoKind => "Назовите хотя бы один вид, с которым обращаются.".to_owned(),
            Self::OutOfBounds { key } => match bounds(key) {
                Some(allowed) => format!("Нужно число от{NBSP}{} до{NBSP}{}.", allowed.start(), allowed.end()),
                None => "Такого ответа нет.".to_owned(),
            },
            Self::Fixed { .. } => format!("Так у{NBSP}всех центров: иначе программа не{NBSP}умеет."),
            Self::Contradiction(contradiction) => contradiction.words().to_owned(),
        }
    }
}

impl Profile {
    /// Everything that is wrong; nothing for a sound порядок.
    pub fn check(&self) -> Vec<ProfileRefusal> {
        let mut wrong = Vec::new();
        if self.print_max_pages.value > PAGES_CEILING {
            wrong.push(ProfileRefusal::TooManyPages);
        }
        if self.forms_allowed.value.is_empty() {
            wrong.push(ProfileRefusal::NoForm);
        }
        if self.kinds().is_empty() {
            wrong.push(ProfileRefusal::NoKind);
        }
        for (key, value) in [
            ("consultants.max", self.consultants_max.value),
            ("term.booking", self.term_booking.value),
            ("term.email_invite", self.term_email_invite.value),
            ("term.email_reply", self.term_email_reply.value),
            ("duration.planned", self.duration_planned.value),
            ("duration.online_max", self.duration_online_max.value),
            ("prep.minutes", self.prep_minutes.value),
            ("tech.center_hours", self.tech_center_hours.value),
            ("tech.recipient_days", self.tech_recipient_days.value),
            ("quality.days", self.quality_days.value),
        ] {
            if bounds(key).is_some_and(|allowed| !allowed.contains(&value)) {
                wrong.push(ProfileRefusal::OutOfBounds { key });
            }
        }
        for (key, as_it_is) in [
            ("written.after_service", !self.written_after_service.value),
            ("tech.count_again", !self.tech_count_again.value),
            ("media.write", !self.media_write.value),
            ("count.couple", self.count_couple.value == 1),
            ("count.refusal", self.count_refusal.value == 0),
        ] {
            if !as_it_is {
                wrong.push(ProfileRefusal::Fixed { key });
            }
        }
        wrong.extend(self.contradictions().into_iter().map(ProfileRefusal::Contradiction));
        wrong
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let distance = self.offers_form(Form::Distance);
        let written = self.offers_form(Form::Written);
        let kinds = self.kinds();
        let mode = self.written_mode.value;
        let by_form = !matches!(mode, WrittenMode::None | WrittenMode::EmailConsult);
        [
            (written && !by_form, Contradiction::WrittenFormWithoutMode),
            (!written && by_form, Contradiction::WrittenModeWithoutForm),
            (
                mode == WrittenMode::SurveyOnly && !kinds.contains(&Kind::Survey),
                Contradiction::SurveyAnswersWithoutSurvey,
            ),
            (
                mode == WrittenMode::EmailConsult && !(distance && self.channels.value.iter().any(|key| key == EMAIL)),
                Contradiction::EmailConsultWithoutEmail,
            ),
            (distance && self.channels.value.is_empty(), Contradiction::DistanceWithoutMeans),
            (
                distance
                    && self.duration_online_max.asked()
                    && self.duration_planned.value > self.duration_online_max.value,
                Contradiction::PlannedLongerThanOnline,
            ),
            (
                self.outing_choice.value && self.consultant_choice.value == ConsultantChoice::Centre,
                Contradiction::OutingChoiceWithoutChoice,
            ),
            (self.event_certificate.value && !self.offers_events(), Contradiction::CertificateWithoutEvents),
            (self.quality_days.asked() && self.quality_channels.value.is_empty(), Contradiction::RatingWithoutChannel),
            (
                self.refusal_grounds.value.iter().any(|ground| !self.offers_form(ground.form)),
                Contradiction::GroundForClosedForm,
            ),
            (
                self.aid_directions.value.iter().any(|key| key == ServiceKind::Dispatch.key())
                    && !kinds.contains(&Kind::Dispatch),
                Contradiction::DispatchDirectionWithoutDispatch,
            ),
            (
                !self.journals.value.iter().any(|journal| journal.view == JournalView::J1),
                Contradiction::NoJournalOfServices,
            ),
        ]
        .into_iter()
        .filter_map(|(stands, contradiction)| stands.then_some(contradiction))
        .collect()
    }
}

/// Key of the means by which letters are answered.
pub(super) const EMAIL: &str = "email";

/// Why a порядок cannot begin on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartRefusal {
    /// The month is closed: its days are judged already.
    InClosedMonth(Month),
}

/// A порядок begins on any day after the last closed month; what was judged stays judged.
pub fn may_start(day: NaiveDate, last_closed: Option<Month>) -> Result<(), StartRefusal> {
    match last_closed {
        Some(month) if day <= month.last_day() => Err(StartRefusal::InClosedMonth(month)),
        _ => Ok(()),
    }
}
