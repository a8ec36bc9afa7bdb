//! What the порядок in force on a day says of each term: its length, how strictly, and the paragraph.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::{Term, TermKind, reckon};
use crate::calendar::WorkCalendar;
use crate::profile::{Profile, Rule, Severity};

/// A term as a порядок sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Length {
    /// Days, working days, hours or minutes: as the kind of term says.
    pub value: u32,
    /// Otherwise it warns.
    pub blocks: bool,
    /// The paragraph; empty where the order is silent and the recommended порядок stands.
    pub basis: Arc<str>,
}

/// The lengths of one порядок. A term whose key keeps silent is not there at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lengths([Option<Length>; TermKind::ALL.len()]);

impl Lengths {
    pub fn get(&self, kind: TermKind) -> Option<&Length> {
        self.0[kind as usize].as_ref()
    }
}

impl From<&Profile> for Lengths {
    fn from(profile: &Profile) -> Self {
        let mut lengths = Self::default();
        let mut set = |kind: TermKind, length: Option<Length>| lengths.0[kind as usize] = length;
        set(TermKind::Booking, length(&profile.term_booking, profile.term_booking.value));
        set(TermKind::EmailInvite, length(&profile.term_email_invite, profile.term_email_invite.value));
        set(TermKind::EmailReply, length(&profile.term_email_reply, profile.term_email_reply.value));
        // The day of receipt itself: nothing is added to it.
        set(TermKind::Registration, length(&profile.email_same_day, 0).filter(|_| profile.email_same_day.value));
        set(TermKind::RepeatCentre, length(&profile.tech_center_hours, profile.tech_center_hours.value));
        set(TermKind::RepeatRecipient, length(&profile.tech_recipient_days, profile.tech_recipient_days.value));
        set(TermKind::Rating, length(&profile.quality_days, profile.quality_days.value));
        // No minutes: nothing is asked before.
        let minutes = profile.prep_minutes.value;
        set(TermKind::Preparation, length(&profile.prep_minutes, minutes).filter(|_| minutes > 0));
        set(TermKind::Online, length(&profile.duration_online_max, profile.duration_online_max.value));
        lengths
    }
}

fn length<T>(rule: &Rule<T>, value: u32) -> Option<Length> {
    let blocks = match rule.severity {
        Severity::Off => return None,
        severity => severity == Severity::Block,
    };
    Some(Length { value, blocks, basis: Arc::from(rule.basis.as_str()) })
}

/// Every порядок of the centre by the day it came into force, oldest first. The first is valid from the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions(Vec<(NaiveDate, Lengths)>);

impl Versions {
    /// What every порядок says, in any order of their days.
    pub fn of<'a>(profiles: impl IntoIterator<Item = (NaiveDate, &'a Profile)>) -> Self {
        let mut versions: Vec<_> = profiles.into_iter().map(|(from, profile)| (from, Lengths::from(profile))).collect();
        versions.sort_by_key(|(from, _)| *from);
        Self(versions)
    }

    /// What the порядок in force on a day says of a term.
    pub fn length(&self, kind: TermKind, day: NaiveDate) -> Option<&Length> {
        let in_force = self.0.partition_point(|(from, _)| *from <= day);
        self.0.get(in_force.saturating_sub(1))?.1.get(kind)
    }
}

/// All that terms are reckoned by: the порядки and the calendar.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub calendar: &'a WorkCalendar,
    pub versions: &'a Versions,
}

impl Terms<'_> {
    /// The term that began then, by the порядок in force on that day. `None`: it set no such term.
    pub fn of(&self, kind: TermKind, since: NaiveDateTime) -> Option<Term> {
        let length = self.versions.length(kind, since.date())?;
        Some(reckon(kind, since, length, self.calendar))
    }

    /// The ten days, or as many as the порядок gives, of what was received on a day (R031).
    pub fn booking(&self, received: NaiveDate) -> Option<Term> {
        self.of(TermKind::Booking, received.into())
    }

    /// The last lawful day of the same, where nothing more is asked.
    pub fn booking_judged_by(&self, received: NaiveDate) -> Option<NaiveDate> {
        let length = self.versions.length(TermKind::Booking, received)?;
        Some(super::calendar_days(received, length.value, self.calendar).1.day)
    }
}
