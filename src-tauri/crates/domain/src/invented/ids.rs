//! Ids of invented things: computed from their number, so nobody has to keep them.

use chrono::{NaiveDate, NaiveTime};
use uuid::Uuid;

use super::chance::Chance;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Account = 1,
    Consultant,
    Room,
    Recipient,
    Request,
    Booking,
    Consultation,
    Issue,
    Event,
}

/// Time-ordered like all ids: a later number sorts later, so indexes grow at their end as in real life.
#[derive(Clone, Debug)]
pub struct Ids {
    seed: u64,
    /// Milliseconds of the first day; each number is one millisecond later.
    first: u64,
}

impl Ids {
    pub fn new(seed: u64, first_day: NaiveDate) -> Self {
        let millis = first_day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        Self { seed, first: u64::try_from(millis).unwrap_or_default() }
    }

    pub fn of(&self, noun: Noun, number: u64) -> Uuid {
        let mut chance = Chance::of(self.seed, &[2, noun as u64, number]);
        let mut random = [0; 10];
        random[..8].copy_from_slice(&chance.turn().to_be_bytes());
        random[8..].copy_from_slice(&chance.turn().to_be_bytes()[..2]);
        // Numbers above 2⁴⁰ are circles of their own and begin again.
        let millis = self.first + (number & ((1 << 40) - 1));
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
