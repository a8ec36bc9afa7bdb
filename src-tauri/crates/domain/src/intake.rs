//! What the centre's порядок has against a request as it is taken down and promised.

use chrono::NaiveDate;
use serde::Serialize;

use crate::calendar::WorkCalendar;
use crate::ids::ConsultantId;
use crate::lists::{Caution, Form, Window};
use crate::outing::consultant_may_be_wished;
use crate::profile::{Breach, ConsultantChoice, FormChoice, Profile, WrittenMode};

/// The channel by which letters come: what has terms of its own (R023, R039, R064).
pub const LETTER: &str = "email";
/// The telephone: what carries an answer where the way the request came does not.
pub const CALL: &str = "call";
/// Ways by which nobody is answered: a form that was filled in, somebody who passed it on.
const ONE_WAY: [&str; 4] = ["web_form", "administrator", "head", "specialist"];
/// Channels that are correspondence in a messenger or a network.
const MESSENGERS: [&str; 3] = ["messenger", "vk", "social"];

/// What a request says beside its own words, most of it for what came by letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Intake {
    /// The specialist it is addressed to (R023).
    pub owner: Option<ConsultantId>,
    pub incoming_number: String,
    pub incoming_on: Option<NaiveDate>,
    /// It was asked in a survey, a questionnaire or a test (R062).
    pub from_survey: bool,
    /// The letter that invites went out (R039).
    pub invited_on: Option<NaiveDate>,
    /// The letter that answers went out (R064).
    pub answered_on: Option<NaiveDate>,
    /// What stood against it, and why it was taken all the same.
    pub cautions: Vec<Caution>,
    pub caution_reason: String,
}

/// The way to tell the recipient of the time (R041): as the request came, if that carries an answer.
pub fn tells_by(channel: &str) -> &str {
    if ONE_WAY.contains(&channel) { CALL } else { channel }
}

/// Where a request for a written answer comes from (R062).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenSource {
    /// Asked in a survey, or a continuation of one.
    Survey,
    Letter,
    Messenger,
    Elsewhere,
}

impl WrittenSource {
    pub fn of(channel: &str, from_survey: bool) -> Self {
        match channel {
            _ if from_survey => Self::Survey,
            LETTER => Self::Letter,
            channel if MESSENGERS.contains(&channel) => Self::Messenger,
            _ => Self::Elsewhere,
        }
    }
}

/// Whether «письменный ответ» may be chosen at all (R062, R097).
pub fn written_is_offered(profile: &Profile) -> bool {
    !matches!(profile.written_mode.value, WrittenMode::None | WrittenMode::EmailConsult)
        && profile.offers_form(Form::Written)
}

/// Whether it must be asked where a request for a written answer comes from.
pub fn written_asks_source(profile: &Profile) -> bool {
    matches!(profile.written_mode.value, WrittenMode::SurveyOnly | WrittenMode::ByMailOrSurvey)
}

/// R062: a written answer is given to some requests only. What is not offered at all is refused with the forms.
pub fn written_breach(profile: &Profile, form: Form, source: WrittenSource) -> Option<Breach> {
    use WrittenSource::{Letter, Messenger, Survey};
    let rule = &profile.written_mode;
    let words = match rule.value {
        _ if form != Form::Written => return None,
        WrittenMode::Any => return None,
        WrittenMode::SurveyOnly if source == Survey => return None,
        WrittenMode::ByMailOrSurvey if matches!(source, Letter | Messenger | Survey) => return None,
        WrittenMode::SurveyOnly => "Письменный ответ даётся только на запрос из опроса, анкеты или теста",
        WrittenMode::ByMailOrSurvey => "Письменный ответ даётся на запрос по почте, в мессенджере или по итогам опроса",
        WrittenMode::None => "Письменных ответов центр не даёт",
        WrittenMode::EmailConsult => "Письменно отвечают дистанционно, по электронной почте",
    };
    rule.breach("written.mode", words)
}

/// R028, R034: another consultant than the one asked for. Where the centre chooses, there is nothing to explain.
pub fn wish_breach(
    profile: &Profile,
    form: Form,
    wished: Option<(ConsultantId, &str)>,
    given: &[ConsultantId],
) -> Option<Breach> {
    let rule = &profile.consultant_choice;
    let (wished, name) = wished?;
    if given.contains(&wished) || rule.value == ConsultantChoice::Centre || !consultant_may_be_wished(profile, form) {
        return None;
    }
    rule.breach("consultant.choice", &format!("Просили другого консультанта: {name}"))
}

/// R056: another form than the one asked for is explained, where it was the recipient's to choose.
pub fn form_breach(profile: &Profile, wished: Form, given: Form) -> Option<Breach> {
    let rule = &profile.form_choice_by;
    let theirs = match rule.value {
        FormChoice::ByNeed => false,
        FormChoice::Recipient => wished != Form::Outing,
        FormChoice::RecipientConfirmed => true,
    };
    if wished == given || !theirs {
        return None;
    }
    let words = format!("Просили в другой форме: {}", wished.label());
    // It is the recipient's choice, not a ban: a reason is always enough.
    rule.breach("form.choice_by", &words).map(|breach| Breach { blocks: false, ..breach })
}

/// R029: a time in a part of the day or the week that the порядок does not offer.
pub fn window_breach(profile: &Profile, window: Window) -> Option<Breach> {
    let rule = &profile.time_windows;
    if rule.value.is_empty() || rule.value.contains(&window) {
        return None;
    }
    rule.breach("time.windows", &format!("Центр не принимает {}", window.label()))
}

/// R023: a letter registered later than the day it came; what came on a day off has until the next working day.
pub fn registration_breach(
    profile: &Profile,
    channel: &str,
    (received, registered): (NaiveDate, NaiveDate),
    calendar: &WorkCalendar,
) -> Option<Breach> {
    let rule = &profile.email_same_day;
    let kept = calendar.first_working_from(received).day >= registered;
    if channel != LETTER || !rule.value || kept {
        return None;
    }
    rule.breach("email.register_same_day", "Письмо регистрируют в день получения")
}

/// R023: a letter that is addressed to nobody.
pub fn owner_breach(profile: &Profile, channel: &str, owner: Option<ConsultantId>) -> Option<Breach> {
    let rule = &profile.email_same_day;
    if channel != LETTER || !rule.value || owner.is_some() {
        return None;
    }
    rule.breach("email.register_same_day", "Письмо адресуют специалисту в день получения")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Severity, bundled};
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn profile(key: &str) -> Profile {
        Profile::parse(bundled().iter().find(|one| one.key == key).unwrap().document).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn r041_the_recipient_is_told_as_they_asked_if_that_carries_an_answer_else_by_telephone() {
        let told = ["call", "in_person", LETTER, "vk", "messenger", "of_their_own"];
        assert_eq!(told.map(tells_by), told);
        assert_eq!(["specialist", "administrator", "head", "web_form"].map(tells_by), [CALL; 4]);
    }

    #[test]
    fn r062_r097_a_written_answer_is_given_as_the_order_says() {
        use WrittenSource::{Elsewhere, Letter, Messenger, Survey};
        for (mode, offered, asks, given) in [
            (WrittenMode::None, false, false, &[][..]),
            (WrittenMode::Any, true, false, &[Survey, Letter, Messenger, Elsewhere]),
            (WrittenMode::SurveyOnly, true, true, &[Survey]),
            (WrittenMode::ByMailOrSurvey, true, true, &[Survey, Letter, Messenger]),
            (WrittenMode::EmailConsult, false, false, &[]),
        ] {
            let mut profile = profile("default");
            profile.written_mode.value = mode;
            assert_eq!((written_is_offered(&profile), written_asks_source(&profile)), (offered, asks), "{mode:?}");
            for source in [Survey, Letter, Messenger, Elsewhere] {
                let against = written_breach(&profile, Form::Written, source);
                assert_eq!(against.is_none(), given.contains(&source), "{mode:?} {source:?}");
                assert!(against.is_none_or(|breach| breach.blocks));
                assert_eq!(written_breach(&profile, Form::Distance, source), None, "other forms are free");
            }
        }
        assert!(!written_is_offered(&profile("b")) && !written_is_offered(&profile("c")), "oral only, or by e-mail");
    }

    #[test]
    fn r062_the_source_is_the_channel_unless_it_was_asked_in_a_survey() {
        for (channel, survey, source) in [
            ("email", false, WrittenSource::Letter),
            ("vk", false, WrittenSource::Messenger),
            ("messenger", false, WrittenSource::Messenger),
            ("call", false, WrittenSource::Elsewhere),
            ("email", true, WrittenSource::Survey),
            ("call", true, WrittenSource::Survey),
        ] {
            assert_eq!(WrittenSource::of(channel, survey), source, "{channel} {survey}");
        }
    }

    #[test]
    fn r028_r033_r034_another_consultant_than_the_wished_one_is_explained_where_the_recipient_chooses() {
        let id = |number| ConsultantId(Uuid::from_u128(number));
        for (key, form, wished, given, asked) in [
            ("b", Form::InCenter, Some(id(1)), &[id(2)][..], true),
            ("e", Form::InCenter, Some(id(1)), &[id(2)], true),
            ("d", Form::InCenter, Some(id(1)), &[id(2)], false),
            ("b", Form::InCenter, Some(id(1)), &[id(2), id(1)], false),
            ("b", Form::InCenter, None, &[id(2)], false),
            ("b", Form::Outing, Some(id(1)), &[id(2)], false),
        ] {
            let breach = wish_breach(&profile(key), form, wished.map(|id| (id, "Калинина М. С.")), given);
            assert_eq!(breach.is_some(), asked, "{key} {form:?}");
            assert!(breach.is_none_or(|breach| !breach.blocks && breach.words.contains("Калинина М. С. (")));
        }
        let mut strict = profile("b");
        strict.consultant_choice.severity = Severity::Block;
        assert!(wish_breach(&strict, Form::InCenter, Some((id(1), "")), &[id(2)]).is_some_and(|breach| breach.blocks));
        strict.consultant_choice.severity = Severity::Off;
        assert_eq!(wish_breach(&strict, Form::InCenter, Some((id(1), "")), &[id(2)]), None);
    }

    #[test]
    fn r056_another_form_than_the_wished_one_is_explained_where_it_was_theirs_to_choose() {
        for (key, wished, given, asked) in [
            ("default", Form::InCenter, Form::Distance, true),
            ("default", Form::InCenter, Form::InCenter, false),
            ("b", Form::InCenter, Form::Distance, true),
            ("b", Form::Outing, Form::InCenter, false),
            ("e", Form::InCenter, Form::Distance, false),
        ] {
            let breach = form_breach(&profile(key), wished, given);
            assert_eq!(breach.is_some(), asked, "{key} {wished:?} {given:?}");
            assert!(breach.is_none_or(|breach| !breach.blocks), "a reason is enough");
        }
    }

    #[test]
    fn r029_a_time_outside_the_offered_windows_is_objected_to() {
        let mut profile = profile("b");
        assert_eq!(window_breach(&profile, Window::DayOff), None);
        profile.time_windows.value = vec![Window::Working];
        assert!(window_breach(&profile, Window::DayOff).is_some_and(|breach| breach.blocks));
        assert_eq!(window_breach(&profile, Window::Working), None);
        profile.time_windows.value = Vec::new();
        assert_eq!(window_breach(&profile, Window::DayOff), None, "the schedule alone decides");
    }

    #[test]
    fn r023_a_letter_is_registered_and_addressed_on_the_day_it_came() {
        let calendar = WorkCalendar::new(None, BTreeMap::new());
        let mut profile = profile("c");
        for (channel, received, registered, kept) in [
            ("email", "2026-10-08", "2026-10-08", true),
            ("email", "2026-10-08", "2026-10-09", false),
            // Saturday: Monday is in time.
            ("email", "2026-10-10", "2026-10-12", true),
            ("email", "2026-10-10", "2026-10-13", false),
            ("call", "2026-10-08", "2026-10-20", true),
        ] {
            let breach = registration_breach(&profile, channel, (day(received), day(registered)), &calendar);
            assert_eq!(breach.is_none(), kept, "{channel} {received} {registered}");
        }
        let owner = Some(ConsultantId(Uuid::from_u128(1)));
        assert!(
            owner_breach(&profile, "email", None).is_some_and(|breach| breach.words.contains("адресует специалисту»"))
        );
        assert_eq!(owner_breach(&profile, "email", owner), None);
        assert_eq!(owner_breach(&profile, "call", None), None);
        profile.email_same_day.value = false;
        assert_eq!(owner_breach(&profile, "email", None), None);
    }
}
