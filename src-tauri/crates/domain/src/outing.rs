//! How a promise is held beside its time: with whom else, where, with what; an outing and a team most of all.

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::ids::{ConsultantId, RoomId};
use crate::lists::{Form, keyed};
use crate::profile::Profile;
use crate::schedule::Slot;

/// Minutes of a window where nobody said when it ends: no order names a length.
pub const USUAL_WINDOW: u32 = 120;
/// So many go out together at most: more than a centre has cars for.
pub const TEAM_MOST: u32 = 6;

keyed! {
    /// Where an outing is held (R051).
    OutingPlace {
        Home = "home", "дома у получателя";
        Organisation = "organisation", "в помещении другой организации";
        Study = "study", "по месту учёбы ребёнка";
        Event = "event", "в рамках мероприятия";
    }
}

keyed! {
    /// Whose wish the second consultant is (R037).
    Initiative {
        Centre = "center", "по решению центра, получатель согласен";
        Recipient = "recipient", "по просьбе получателя";
    }
}

keyed! {
    /// What is checked before a distance consultation (R068).
    Preparation {
        Workplace = "workplace", "рабочее место";
        Equipment = "equipment", "оборудование и связь";
        Program = "program", "программа для разговора";
    }
}

/// What a promise says beside its time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct How {
    /// The second consultant, or the others of a team: their time is held too.
    pub others: Vec<ConsultantId>,
    pub others_by: Option<Initiative>,
    pub place: Option<OutingPlace>,
    /// Address or settlement: personal data where it is somebody's home.
    pub address: String,
    /// A window is promised, not a moment; its whole length is held (R055).
    pub is_window: bool,
    pub transport: String,
    /// Keys of the list of equipment.
    pub equipment: Vec<String>,
    /// Where the child is minded meanwhile (R074).
    pub minding_room: Option<RoomId>,
}

/// Consultants a promise may have. A team that goes out is not bound by what the порядок says of a second one (R053).
pub fn most_consultants(profile: &Profile, form: Form) -> u32 {
    match form {
        Form::Outing => TEAM_MOST.max(profile.consultants_max.value),
        _ => profile.consultants_max.value,
    }
}

/// The recipient may ask for a consultant in this form (R028, R054).
pub fn consultant_may_be_wished(profile: &Profile, form: Form) -> bool {
    form != Form::Outing || profile.outing_choice.value
}

/// A window stands for the moment in this form (R055).
pub fn promises_window(profile: &Profile, form: Form) -> bool {
    form == Form::Outing && profile.outing_window.value
}

/// «с 10 до 12», «с 10:30 до 12»
pub fn window_words(slot: &Slot) -> String {
    let hour = |at: NaiveTime| match at.minute() {
        0 => at.hour().to_string(),
        minute => format!("{}:{minute:02}", at.hour()),
    };
    format!("с {} до {}", hour(slot.start.time()), hour(slot.end().time()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn profile(key: &str) -> Profile {
        Profile::parse(crate::profile::bundled().iter().find(|one| one.key == key).unwrap().document).unwrap()
    }

    #[test]
    fn r055_a_window_is_said_by_its_hours() {
        let at = |hour, minute, minutes| Slot {
            start: NaiveDate::from_ymd_opt(2026, 10, 8).unwrap().and_hms_opt(hour, minute, 0).unwrap(),
            minutes,
        };
        for (slot, words) in
            [(at(10, 0, 120), "с 10 до 12"), (at(10, 30, 90), "с 10:30 до 12"), (at(9, 5, 60), "с 9:05 до 10:05")]
        {
            assert_eq!(window_words(&slot), words);
        }
    }

    #[test]
    fn r054_r055_r037_r053_what_an_outing_leaves_to_choose_is_said_by_the_order() {
        let (b, c) = (profile("b"), profile("c"));
        assert!(promises_window(&b, Form::Outing) && !promises_window(&b, Form::InCenter));
        assert!(!promises_window(&c, Form::Outing));
        assert!(!consultant_may_be_wished(&b, Form::Outing) && consultant_may_be_wished(&b, Form::InCenter));
        let mut free = b.clone();
        free.outing_choice.value = true;
        assert!(consultant_may_be_wished(&free, Form::Outing), "where the centre says otherwise");
        assert_eq!([Form::InCenter, Form::Outing].map(|form| most_consultants(&b, form)), [2, TEAM_MOST]);
    }
}
