//! A request's way from registration to its end (R030).

use chrono::NaiveDateTime;
use thiserror::Error;

use crate::consultation::Outcome;
use crate::schedule::Slot;

/// Where a request stands; computed from its facts, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    New,
    Booked,
    /// The promised time is over and nothing is signed.
    AwaitingRecord,
    Given,
    Refused,
    /// Nobody came, or the line failed: a new time may be promised.
    NotHeld,
    /// Nobody will come any more: «не состоялось» for good.
    Lapsed,
    Annulled,
}

impl Status {
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "ждёт времени",
            Self::Booked => "назначено",
            Self::AwaitingRecord => "приём был, записи нет",
            Self::Given => "оказано",
            Self::Refused => "отказ",
            Self::NotHeld => "не состоялось",
            Self::Lapsed => "не состоялось, закрыто",
            Self::Annulled => "аннулировано",
        }
    }

    /// May still be booked, moved, annulled.
    pub fn open(self) -> bool {
        matches!(self, Self::New | Self::Booked | Self::AwaitingRecord | Self::NotHeld)
    }
}

/// What the status is computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Course<'a> {
    pub annulled: bool,
    /// Outcome of the signed record, if there is one.
    pub outcome: Option<&'a Outcome>,
    /// The live booking, if there is one. After a signed attempt that was not held, a booking is live
    /// only when it is for the next attempt.
    pub booking: Option<Slot>,
    /// Nobody came at the last promised time.
    pub missed: bool,
    /// Closed because the person will not come.
    pub lapsed: bool,
}

pub fn status(course: &Course<'_>, now: NaiveDateTime) -> Status {
    if course.annulled {
        return Status::Annulled;
    }
    match (course.outcome, &course.booking) {
        (Some(Outcome::Given), _) => Status::Given,
        (Some(Outcome::Refused { .. }), _) => Status::Refused,
        _ if course.lapsed => Status::Lapsed,
        (_, Some(slot)) if slot.end() <= now => Status::AwaitingRecord,
        (_, Some(_)) => Status::Booked,
        (Some(Outcome::NotHeld { .. }), None) => Status::NotHeld,
        (None, None) if course.missed => Status::NotHeld,
        (None, None) => Status::New,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RequestRefusal {
    #[error("the request is annulled")]
    Annulled,
    #[error("the request is finished")]
    Finished,
    #[error("the request was received in the future")]
    ReceivedInFuture,
}

/// A time may be promised, moved, or the whole annulled only while the request is open.
pub fn still_open(status: Status) -> Result<(), RequestRefusal> {
    match status {
        Status::Annulled => Err(RequestRefusal::Annulled),
        Status::Given | Status::Refused | Status::Lapsed => Err(RequestRefusal::Finished),
        _ => Ok(()),
    }
}

/// Received now or earlier (an entry from paper), never later.
pub fn check_received(received: NaiveDateTime, now: NaiveDateTime) -> Result<(), RequestRefusal> {
    if received > now { Err(RequestRefusal::ReceivedInFuture) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Failure;
    use chrono::NaiveDate;

    fn at(hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 10, 8).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    #[test]
    fn r030_a_request_goes_from_new_to_its_end() {
        let refused = Outcome::Refused { ground: "behaviour".to_owned() };
        let missed = Outcome::NotHeld { failure: Failure::NoShow };
        let slot = Some(Slot { start: at(10), minutes: 45 });
        for (annulled, outcome, booking, now, expected) in [
            (false, None, None, at(9), Status::New),
            (false, None, slot, at(9), Status::Booked),
            (false, None, slot, at(11), Status::AwaitingRecord),
            (false, Some(&Outcome::Given), slot, at(11), Status::Given),
            (false, Some(&refused), slot, at(11), Status::Refused),
            (false, Some(&missed), None, at(11), Status::NotHeld),
            (false, Some(&missed), slot, at(9), Status::Booked),
            (true, None, slot, at(9), Status::Annulled),
        ] {
            let course = Course { annulled, outcome, booking, missed: false, lapsed: false };
            assert_eq!(status(&course, now), expected);
            assert_eq!(still_open(expected).is_ok(), expected.open());
        }
    }

    #[test]
    fn r030_who_did_not_come_waits_for_a_new_time_until_they_say_they_will_not() {
        let slot = Some(Slot { start: at(15), minutes: 45 });
        let course = |booking, missed, lapsed| Course { annulled: false, outcome: None, booking, missed, lapsed };
        for (booking, missed, lapsed, expected, open) in [
            (None, true, false, Status::NotHeld, true),
            (slot, true, false, Status::Booked, true),
            (None, true, true, Status::Lapsed, false),
            (None, false, true, Status::Lapsed, false),
        ] {
            let reached = status(&course(booking, missed, lapsed), at(11));
            assert_eq!((reached, still_open(reached).is_ok()), (expected, open));
            assert_eq!(reached.open(), open);
        }
        let given = Course { outcome: Some(&Outcome::Given), ..course(None, true, true) };
        assert_eq!(status(&given, at(11)), Status::Given, "what was held stands above all");
    }

    #[test]
    fn nothing_is_received_in_the_future() {
        assert_eq!(check_received(at(10), at(9)), Err(RequestRefusal::ReceivedInFuture));
        assert_eq!(check_received(at(9), at(9)), Ok(()));
    }
}
