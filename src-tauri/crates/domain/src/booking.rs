//! Promising a time, or saying why it cannot be promised.

use chrono::NaiveDateTime;
use thiserror::Error;

use crate::ids::{BookingId, ConsultantId, RequestId, RoomId};
use crate::schedule::{Slot, WorkingHours};

/// A time asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub id: BookingId,
    pub request: RequestId,
    pub consultant: ConsultantId,
    pub room: Option<RoomId>,
    pub slot: Slot,
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

/// Does not stop a booking, but is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingWarning {
    RoomTaken { by: BookingId },
}

/// A booking never lies in the past (rules §12, «People and papers»); one consultant has one promise at a time;
/// a room that is taken is only warned of.
pub fn book(wish: &Wish, day: &Day<'_>, now: NaiveDateTime) -> Result<Vec<BookingWarning>, BookingRefusal> {
    if wish.slot.start < now {
        return Err(BookingRefusal::AlreadyPast);
    }
    if !day.active {
        return Err(BookingRefusal::ConsultantInactive);
    }
    if let Some(other) = clash(wish, day, |p| p.consultant == wish.consultant) {
        return Err(BookingRefusal::Taken { by: other });
    }
    if !day.hours.covers(&wish.slot) {
        return Err(BookingRefusal::OutsideHours);
    }
    let room = wish.room.and_then(|room| clash(wish, day, |p| p.room == Some(room)));
    Ok(room.map(|by| BookingWarning::RoomTaken { by }).into_iter().collect())
}

/// The one who holds the wished time by some measure, never the wish itself.
fn clash(wish: &Wish, day: &Day<'_>, same: impl Fn(&Promise) -> bool) -> Option<BookingId> {
    day.promises.iter().find(|p| p.id != wish.id && same(p) && p.slot.overlaps(&wish.slot)).map(|p| p.id)
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
        let day = Day { active: true, hours: &hours, promises: &promises };
        assert_eq!(book(&wish(at(10, 30)), &day, at(9, 0)), Err(BookingRefusal::Taken { by: promises[0].id }));
        assert_eq!(book(&wish(at(10, 45)), &day, at(9, 0)), Ok(vec![]), "back to back is no clash");
    }

    #[test]
    fn a_taken_room_warns_and_does_not_stop() {
        let hours = hours();
        let promises = [other(5, at(10, 0))];
        let day = Day { active: true, hours: &hours, promises: &promises };
        assert_eq!(book(&wish(at(10, 0)), &day, at(9, 0)), Ok(vec![BookingWarning::RoomTaken { by: promises[0].id }]));
    }

    #[test]
    fn past_times_closed_hours_and_former_consultants_are_refused() {
        let hours = hours();
        let day = Day { active: true, hours: &hours, promises: &[] };
        assert_eq!(book(&wish(at(9, 0)), &day, at(9, 1)), Err(BookingRefusal::AlreadyPast));
        assert_eq!(book(&wish(at(16, 30)), &day, at(9, 0)), Err(BookingRefusal::OutsideHours));
        let gone = Day { active: false, ..day };
        assert_eq!(book(&wish(at(10, 0)), &gone, at(9, 0)), Err(BookingRefusal::ConsultantInactive));
    }
}
