//! Promising a time, or saying why it cannot be promised.

use chrono::NaiveDateTime;
use thiserror::Error;

use crate::ids::{BookingId, ConsultantId, RequestId, RoomId};
use crate::lists::Caution;
use crate::schedule::{Slot, WorkingHours};

/// A time asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub id: BookingId,
    pub request: RequestId,
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub slot: Slot,
    /// Whom the person asks for (R028).
    pub wished: Option<ConsultantId>,
    /// The day lies after the last one of the term.
    pub late: bool,
}

/// A live promise that stands near the wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub id: BookingId,
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub slot: Slot,
}

/// What must be known to promise: the consultant's hours and the promises of that day.
#[derive(Clone, Debug)]
pub struct Day<'a> {
    pub active: bool,
    pub hours: &'a WorkingHours,
    pub promises: &'a [Promise],
    /// Live promises to the same people, whoever the consultant is.
    pub same_people: &'a [Promise],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BookingRefusal {
    #[error("the time is already past")]
    AlreadyPast,
    #[error("the consultant no longer works here")]
    ConsultantInactive,
    #[error("outside the consultant's hours")]
    OutsideHours,
    #[error("the consultant's time is promised to another request")]
    Taken { by: BookingId },
}

/// Does not stop a booking: it is said, and the person goes on after giving a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingWarning {
    RoomTaken { by: BookingId },
    PersonBooked { by: BookingId },
    NotTheWished,
    AfterTerm,
}

impl BookingWarning {
    /// What is kept with the booking.
    pub fn caution(self) -> Caution {
        match self {
            Self::RoomTaken { .. } => Caution::RoomTaken,
            Self::PersonBooked { .. } => Caution::PersonBooked,
            Self::NotTheWished => Caution::NotTheWished,
            Self::AfterTerm => Caution::AfterTerm,
        }
    }
}

/// A booking never lies in the past (rules §12, «People and papers»); one consultant has one promise at a time.
/// A taken room (R052), a person promised elsewhere, another consultant than the wished one (R034) and a day
/// after the term (R031) are only warned of.
pub fn book(wish: &Wish, day: &Day<'_>, now: NaiveDateTime) -> Result<Vec<BookingWarning>, BookingRefusal> {
    if wish.slot.start < now {
        return Err(BookingRefusal::AlreadyPast);
    }
    if !day.active {
        return Err(BookingRefusal::ConsultantInactive);
    }
    if let Some(other) = clash(wish, day.promises, |p| p.consultant == wish.consultant) {
        return Err(BookingRefusal::Taken { by: other });
    }
    if !day.hours.covers(&wish.slot) {
        return Err(BookingRefusal::OutsideHours);
    }
    let room = wish.room.and_then(|room| clash(wish, day.promises, |p| p.room == Some(room)));
    let person = clash(wish, day.same_people, |_| true);
    let other = wish.wished.is_some_and(|wished| wished != wish.consultant);
    Ok(room
        .map(|by| BookingWarning::RoomTaken { by })
        .into_iter()
        .chain(person.map(|by| BookingWarning::PersonBooked { by }))
        .chain(other.then_some(BookingWarning::NotTheWished))
        .chain(wish.late.then_some(BookingWarning::AfterTerm))
        .collect())
}

/// The one who holds the wished time by some measure, never the wish itself.
fn clash(wish: &Wish, promises: &[Promise], same: impl Fn(&Promise) -> bool) -> Option<BookingId> {
    promises.iter().find(|p| p.id != wish.id && same(p) && p.slot.overlaps(&wish.slot)).map(|p| p.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Stretch;
    use chrono::{NaiveDate, NaiveTime};
    use uuid::Uuid;

    fn at(hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn hours() -> WorkingHours {
        let stretch = Stretch {
            weekday: 1,
            from: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            to: NaiveTime::from_hms_opt(17, 0, 0).unwrap(),
        };
        WorkingHours::new(vec![stretch], vec![]).unwrap()
    }

    fn wish(start: NaiveDateTime) -> Wish {
        Wish {
            id: BookingId(Uuid::from_u128(1)),
            request: RequestId(Uuid::from_u128(2)),
            consultant: ConsultantId(Uuid::from_u128(3)),
            room: Some(RoomId(Uuid::from_u128(4))),
            slot: Slot { start, minutes: 45 },
            wished: None,
            late: false,
        }
    }

    fn other(consultant: u128, start: NaiveDateTime) -> Promise {
        Promise {
            id: BookingId(Uuid::from_u128(9)),
            consultant: ConsultantId(Uuid::from_u128(consultant)),
            room: Some(RoomId(Uuid::from_u128(4))),
            slot: Slot { start, minutes: 45 },
        }
    }

    #[test]
    fn a_time_is_promised_only_once() {
        let hours = hours();
        let promises = [other(3, at(10, 0))];
        let day = Day { active: true, hours: &hours, promises: &promises, same_people: &[] };
        assert_eq!(book(&wish(at(10, 30)), &day, at(9, 0)), Err(BookingRefusal::Taken { by: promises[0].id }));
        assert_eq!(book(&wish(at(10, 45)), &day, at(9, 0)), Ok(vec![]), "back to back is no clash");
    }

    #[test]
    fn a_taken_room_warns_and_does_not_stop() {
        let hours = hours();
        let promises = [other(5, at(10, 0))];
        let day = Day { active: true, hours: &hours, promises: &promises, same_people: &[] };
        assert_eq!(book(&wish(at(10, 0)), &day, at(9, 0)), Ok(vec![BookingWarning::RoomTaken { by: promises[0].id }]));
    }

    #[test]
    fn r034_r031_what_stands_against_a_promise_is_said_and_does_not_stop_it() {
        let hours = hours();
        let elsewhere = [other(5, at(10, 30))];
        let day = Day { active: true, hours: &hours, promises: &[], same_people: &elsewhere };
        let asked = Wish { wished: Some(ConsultantId(Uuid::from_u128(7))), late: true, ..wish(at(10, 0)) };
        let said = book(&asked, &day, at(9, 0)).unwrap();
        assert_eq!(
            said,
            [
                BookingWarning::PersonBooked { by: elsewhere[0].id },
                BookingWarning::NotTheWished,
                BookingWarning::AfterTerm
            ]
        );
        let kept: Vec<_> = said.into_iter().map(|w| w.caution().key()).collect();
        assert_eq!(kept, ["person_booked", "not_the_wished", "after_term"]);
        let own = Wish { wished: Some(asked.consultant), ..wish(at(11, 15)) };
        assert_eq!(book(&own, &day, at(9, 0)), Ok(vec![]), "the wished one, after the other promise is over");
    }

    #[test]
    fn past_times_closed_hours_and_former_consultants_are_refused() {
        let hours = hours();
        let day = Day { active: true, hours: &hours, promises: &[], same_people: &[] };
        assert_eq!(book(&wish(at(9, 0)), &day, at(9, 1)), Err(BookingRefusal::AlreadyPast));
        assert_eq!(book(&wish(at(16, 30)), &day, at(9, 0)), Err(BookingRefusal::OutsideHours));
        let gone = Day { active: false, ..day };
        assert_eq!(book(&wish(at(10, 0)), &gone, at(9, 0)), Err(BookingRefusal::ConsultantInactive));
    }
}
