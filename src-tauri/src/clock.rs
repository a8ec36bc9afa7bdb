//! Real time and chance.

use std::time::Duration;

use chrono::{DateTime, Utc};
use desk::ports::Surroundings;
use uuid::Uuid;

/// The computer's clock; in a rehearsal one that starts where `PORYADOK_CLOCK` says and runs on.
pub struct SystemClock {
    ahead: chrono::TimeDelta,
}

impl SystemClock {
    #[cfg(not(feature = "rehearsal"))]
    pub fn new() -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self { ahead: chrono::TimeDelta::zero() })
    }

    #[cfg(feature = "rehearsal")]
    pub fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let ahead = match std::env::var("PORYADOK_CLOCK") {
            Ok(start) => DateTime::parse_from_rfc3339(&start)?.to_utc() - computer_time(),
            Err(_) => chrono::TimeDelta::zero(),
        };
        Ok(Self { ahead })
    }
}

impl Surroundings for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        computer_time() + self.ahead
    }

    fn new_id(&self) -> Uuid {
        let mut chance = [0; 10];
        // A system without randomness cannot have made the journal's key either; the ids' time part
        // and the database's unique keys still hold then.
        let _ = getrandom::fill(&mut chance);
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the computer's clock is read")]
pub fn computer_time() -> DateTime<Utc> {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let millis = i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX);
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_clock() {
        let clock = SystemClock { ahead: chrono::TimeDelta::zero() };
        let first = clock.new_id();
        std::thread::sleep(Duration::from_millis(2));
        let second = clock.new_id();
        assert!(first < second, "a later id sorts later");
        assert_eq!(first.get_version_num(), 7);
    }

    #[test]
    fn an_id_carries_the_clock_it_was_made_by() {
        let years = chrono::TimeDelta::days(400);
        let clock = SystemClock { ahead: years };
        let (seconds, _) = clock.new_id().get_timestamp().expect("version 7 has a time").to_unix();
        let distance = clock.now().timestamp() - i64::try_from(seconds).expect("this century");
        assert!((0..5).contains(&distance), "{distance} s apart");
    }
}
