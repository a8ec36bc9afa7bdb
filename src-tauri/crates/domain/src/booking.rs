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
    pub room: Option<RoomId>,
    /// Where the child is minded meanwhile (R074).
    pub minding_room: Option<RoomId>,
    pub slot: Slot,
    /// The way there and back goes on over the breaks of the day.
    pub outing: bool,
    /// The day lies after the last one of the term.
    pub late: bool,
}

/// A live promise that stands near the wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub id: BookingId,
    /// Everyone whose time it holds.
    pub consultants: Vec<ConsultantId>,
    /// The room of the session, and the one where the child is minded.
    pub rooms: Vec<RoomId>,
    pub slot: Slot,
}

impl Promise {
    pub fn holds(&self, consultant: ConsultantId) -> bool {
        self.consultants.contains(&consultant)
    }
}

/// One of those whose time is promised.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    pub id: ConsultantId,
    pub active: bool,
    pub hours: &'a WorkingHours,
}

/// What must be known to promise: everybody's hours and the promises of that day.
#[derive(Clone, Debug)]
pub struct Day<'a> {
    /// The one who leads, then the others: all their times are held (R037, R053).
    pub team: &'a [Member<'a>],
    pub promises: &'a [Promise],
    /// Live promises to the same people, whoever the consultant is.
    pub same_people: &'a [Promise],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BookingRefusal {
    #[error("the time is already past")]
    AlreadyPast,
    #[error("the consultant no longer works here")]
    ConsultantInactive { who: ConsultantId },
    #[error("outside the consultant's hours")]
    OutsideHours { who: ConsultantId },
    #[error("the consultant's time is promised to another request")]
    Taken { who: ConsultantId, by: BookingId },
}

/// Does not stop a booking: it is said, and the person goes on after giving a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingWarning {
    RoomTaken { by: BookingId },
    MindingRoomTaken { by: BookingId },
    PersonBooked { by: BookingId },
    AfterTerm,
}

impl BookingWarning {
    /// What is kept with the booking.
    pub fn caution(self) -> Caution {
        match self {
            Self::RoomTaken { .. } => Caution::RoomTaken,
            Self::MindingRoomTaken { .. } => Caution::MindingRoomTaken,
            Self::PersonBooked { .. } => Caution::PersonBooked,
            Self::AfterTerm => Caution::AfterTerm,
        }
    }
}

/// A booking never lies in the past (rules §12, «People and papers»); one consultant has one promise at a time,
/// which also keeps an online hour to one request (R061). A taken room (R052, R074), a person promised elsewhere
/// and a day after the term (R031) are only warned of.
pub fn book(wish: &Wish, day: &Day<'_>, now: NaiveDateTime) -> Result<Vec<BookingWarning>, BookingRefusal> {
    if wish.slot.start < now {
        return Err(BookingRefusal::AlreadyPast);
    }
    for Member { id: who, active, .. } in day.team.iter().copied() {
        if !active {
            return Err(BookingRefusal::ConsultantInactive { who });
        }
        if let Some(by) = clash(wish, day.promises, |p| p.holds(who)) {
            return Err(BookingRefusal::Taken { who, by });
        }
    }
    // The fact of a taken time is told before closed hours, so hours come last.
    for Member { id: who, hours, .. } in day.team.iter().copied() {
        let works = if wish.outing { hours.spans(&wish.slot) } else { hours.covers(&wish.slot) };
        if !works {
            return Err(BookingRefusal::OutsideHours { who });
        }
    }
    let taken = |room: Option<RoomId>| room.and_then(|room| clash(wish, day.promises, |p| p.rooms.contains(&room)));
    let person = clash(wish, day.same_people, |_| true);
    Ok(taken(wish.room)
        .map(|by| BookingWarning::RoomTaken { by })
        .into_iter()
        .chain(taken(wish.minding_room).map(|by| BookingWarning::MindingRoomTaken { by }))
        .chain(person.map(|by| BookingWarning::PersonBooked { by }))
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

    const LEADER: ConsultantId = ConsultantId(Uuid::from_u128(3));
    const ROOM: RoomId = RoomId(Uuid::from_u128(4));

    fn wish(start: NaiveDateTime) -> Wish {
        Wish {
            id: BookingId(Uuid::from_u128(1)),
            request: RequestId(Uuid::from_u128(2)),
            room: Some(ROOM),
            minding_room: None,
            slot: Slot { start, minutes: 45 },
            outing: false,
            late: false,
        }
    }

    fn other(consultant: u128, start: NaiveDateTime) -> Promise {
        Promise {
            id: BookingId(Uuid::from_u128(9)),
            consultants: vec![ConsultantId(Uuid::from_u128(consultant))],
            rooms: vec![ROOM],
            slot: Slot { start, minutes: 45 },
        }
    }

    fn leader(hours: &WorkingHours) -> [Member<'_>; 1] {
        [Member { id: LEADER, active: true, hours }]
    }

    #[test]
    fn r061_a_time_is_promised_only_once() {
        let hours = hours();
        let promises = [other(3, at(10, 0))];
        let day = Day { team: &leader(&hours), promises: &promises, same_people: &[] };
        let taken = BookingRefusal::Taken { who: LEADER, by: promises[0].id };
        assert_eq!(book(&wish(at(10, 30)), &day, at(9, 0)), Err(taken));
        assert_eq!(book(&wish(at(10, 45)), &day, at(9, 0)), Ok(vec![]), "back to back is no clash");
    }

    #[test]
    fn r052_r074_a_taken_room_warns_and_does_not_stop() {
        let hours = hours();
        let promises = [other(5, at(10, 0))];
        let day = Day { team: &leader(&hours), promises: &promises, same_people: &[] };
        let by = promises[0].id;
        assert_eq!(book(&wish(at(10, 0)), &day, at(9, 0)), Ok(vec![BookingWarning::RoomTaken { by }]));
        let minded = Wish { room: None, minding_room: Some(ROOM), ..wish(at(10, 0)) };
        assert_eq!(book(&minded, &day, at(9, 0)), Ok(vec![BookingWarning::MindingRoomTaken { by }]));
    }

    #[test]
    fn r031_what_stands_against_a_promise_is_said_and_does_not_stop_it() {
        let hours = hours();
        let elsewhere = [other(5, at(10, 30))];
        let day = Day { team: &leader(&hours), promises: &[], same_people: &elsewhere };
        let said = book(&Wish { late: true, ..wish(at(10, 0)) }, &day, at(9, 0)).unwrap();
        assert_eq!(said, [BookingWarning::PersonBooked { by: elsewhere[0].id }, BookingWarning::AfterTerm]);
        let kept: Vec<_> = said.into_iter().map(|w| w.caution().key()).collect();
        assert_eq!(kept, ["person_booked", "after_term"]);
        assert_eq!(book(&wish(at(11, 15)), &day, at(9, 0)), Ok(vec![]), "after the other promise is over");
    }

    #[test]
    fn past_times_closed_hours_and_former_consultants_are_refused() {
        let hours = hours();
        let team = leader(&hours);
        let day = Day { team: &team, promises: &[], same_people: &[] };
        assert_eq!(book(&wish(at(9, 0)), &day, at(9, 1)), Err(BookingRefusal::AlreadyPast));
        assert_eq!(book(&wish(at(16, 30)), &day, at(9, 0)), Err(BookingRefusal::OutsideHours { who: LEADER }));
        let gone = [Member { active: false, ..team[0] }];
        let day = Day { team: &gone, ..day };
        assert_eq!(book(&wish(at(10, 0)), &day, at(9, 0)), Err(BookingRefusal::ConsultantInactive { who: LEADER }));
    }

    #[test]
    fn r037_r053_everybody_of_a_team_must_be_free_and_at_work() {
        let hours = hours();
        let second = ConsultantId(Uuid::from_u128(5));
        let team =
            [Member { id: LEADER, active: true, hours: &hours }, Member { id: second, active: true, hours: &hours }];
        let promises = [Promise { rooms: vec![], ..other(5, at(10, 0)) }];
        let day = Day { team: &team, promises: &promises, same_people: &[] };
        let taken = BookingRefusal::Taken { who: second, by: promises[0].id };
        assert_eq!(book(&wish(at(10, 30)), &day, at(9, 0)), Err(taken));
        assert_eq!(book(&wish(at(11, 0)), &day, at(9, 0)), Ok(vec![]));
        let away = WorkingHours::default();
        let team = [team[0], Member { hours: &away, ..team[1] }];
        let day = Day { team: &team, promises: &[], same_people: &[] };
        assert_eq!(book(&wish(at(11, 0)), &day, at(9, 0)), Err(BookingRefusal::OutsideHours { who: second }));
    }

    #[test]
    fn r055_a_window_may_go_over_the_break_but_not_past_the_day() {
        let stretch = |from, to| Stretch {
            weekday: 1,
            from: NaiveTime::from_hms_opt(from, 0, 0).unwrap(),
            to: NaiveTime::from_hms_opt(to, 0, 0).unwrap(),
        };
        let hours = WorkingHours::new(vec![stretch(9, 13), stretch(14, 17)], vec![]).unwrap();
        let team = leader(&hours);
        let day = Day { team: &team, promises: &[], same_people: &[] };
        let window = |hour, minutes| Wish {
            room: None,
            outing: true,
            slot: Slot { start: at(hour, 0), minutes },
            ..wish(at(hour, 0))
        };
        assert_eq!(book(&window(12, 180), &day, at(8, 0)), Ok(vec![]));
        assert_eq!(book(&window(15, 180), &day, at(8, 0)), Err(BookingRefusal::OutsideHours { who: LEADER }));
    }
}
