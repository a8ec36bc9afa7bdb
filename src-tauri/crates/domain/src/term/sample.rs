//! Порядки for the tests of terms, counting and reports.

use chrono::NaiveDate;

use super::Versions;
use crate::profile::{Profile, recommended};

/// One порядок, valid from the beginning.
pub(crate) fn order(profile: &Profile) -> Versions {
    orders(&[(NaiveDate::MIN, profile.clone())])
}

pub(crate) fn orders(profiles: &[(NaiveDate, Profile)]) -> Versions {
    Versions::of(profiles.iter().map(|(from, profile)| (*from, profile)))
}

/// The recommended порядок with another number of days to the consultation.
pub(crate) fn within(days: u32) -> Profile {
    let mut profile = recommended();
    profile.term_booking.value = days;
    profile
}

/// The recommended порядок: ten days.
pub(crate) fn ten() -> Versions {
    order(&recommended())
}
