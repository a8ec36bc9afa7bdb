//! Events for parents (R095): lectures, webinars, round tables. An event is not a request and needs none
//! (rules §12.1); children are never its participants (R008).

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::civil::{counted, date_short};
use crate::ids::{ConsultantId, EventId};
pub use crate::lists::EventFormat;
use crate::profile::EventCount;

/// More people than fit any hall of a kindergarten or a webinar of it; beyond this a digit slipped.
pub const MOST_PARTICIPANTS: u32 = 10_000;
/// Lines of the list of participants: a printed list of ten pages.
pub const MOST_LISTED: usize = 500;

/// What counting knows of a held event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFact {
    pub id: EventId,
    pub held_on: NaiveDate,
    pub format: EventFormat,
    pub leaders: Vec<ConsultantId>,
    pub participants: u32,
}

/// A line of the list of participants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventParticipant {
    /// Empty for «Анонимно» (R115).
    pub name: String,
    /// Number of the certificate within its series; a number once given is never given again.
    pub certificate: Option<u32>,
    /// Handed over.
    pub given: bool,
}

/// What is kept of an event besides its number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventContent {
    pub topic: String,
    pub format: EventFormat,
    pub starts: NaiveDateTime,
    pub minutes: u32,
    /// Where, for an event outside the centre.
    pub place: String,
    /// The first one answers for the event.
    pub leaders: Vec<ConsultantId>,
    /// How many came; none while it is ahead.
    pub participants: u32,
    /// Those put on the list; may be fewer than came.
    pub list: Vec<EventParticipant>,
    /// Series of the certificates, where they are given.
    pub series: Option<String>,
}

/// Where an event stands; computed, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStatus {
    Ahead,
    /// Its time is over and nobody said how many came: it is not counted yet.
    AwaitingNumber,
    Held,
    Annulled,
}

impl EventStatus {
    pub fn words(self) -> &'static str {
        match self {
            Self::Ahead => "впереди",
            Self::AwaitingNumber => "прошло, участники не записаны",
            Self::Held => "проведено",
            Self::Annulled => "аннулировано",
        }
    }
}

pub fn status(content: &EventContent, annulled: bool, now: NaiveDateTime) -> EventStatus {
    if annulled {
        EventStatus::Annulled
    } else if content.participants > 0 {
        EventStatus::Held
    } else if content.starts <= now {
        EventStatus::AwaitingNumber
    } else {
        EventStatus::Ahead
    }
}

/// Length of an academic hour. Minutes.
const ACADEMIC_HOUR: u32 = 45;

/// «1 час 30 минут, 2 академических часа»: what a certificate says of the length. Academic hours are whole, and a
/// meeting shorter than one counts as one.
pub fn hours_words(minutes: u32) -> String {
    let academic = ((minutes + ACADEMIC_HOUR / 2) / ACADEMIC_HOUR).max(1);
    let hours = counted(u64::from(minutes / 60), "час", "часа", "часов");
    let rest = counted(u64::from(minutes % 60), "минута", "минуты", "минут");
    let long = match (minutes / 60, minutes % 60) {
        (0, _) => rest,
        (_, 0) => hours,
        _ => format!("{hours} {rest}"),
    };
    let academic = counted(u64::from(academic), "академический час", "академических часа", "академических часов");
    format!("{long}, {academic}")
}

/// How events of some days are counted, in the words of the screen: once where the порядок is one, with the day of
/// each change where it is not. `versions`: by the day each came into force, oldest first.
pub fn count_words_of(versions: &[(NaiveDate, EventCount)], first: NaiveDate, last: NaiveDate) -> String {
    let mut said: Vec<(NaiveDate, EventCount)> = Vec::new();
    for (from, count) in versions.iter().filter(|(from, _)| *from <= last) {
        // What was in force before the first day only leads to it.
        if *from <= first {
            said.clear();
        }
        if said.last().is_none_or(|(_, before)| before != count) {
            said.push((*from, *count));
        }
    }
    let words = said.iter().enumerate().map(|(place, (from, count))| match place {
        0 => count_words(*count).to_owned(),
        _ => format!("С {}: {}", date_short(*from), lower(count_words(*count))),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// How the порядок counts an event, as the screen says it (R104).
pub fn count_words(count: EventCount) -> &'static str {
    match count {
        EventCount::ByEvent => "Каждое проведённое мероприятие — одна услуга; участники стоят рядом.",
        EventCount::ByParticipant => "Каждый участник — одна услуга.",
        EventCount::None => "В услуги мероприятия не входят; участники стоят рядом.",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EventRefusal {
    #[error("a leader is needed")]
    LeaderRequired,
    #[error("it ends before it starts")]
    EndsBeforeStart,
    #[error("an event outside the centre names its place")]
    PlaceRequired,
    #[error("nobody has come to an event that is ahead")]
    NotHeldYet,
    #[error("more are listed than came")]
    ListLonger,
}

/// Everything that keeps an event from being written down.
pub fn check(content: &EventContent, now: NaiveDateTime) -> Result<(), Vec<EventRefusal>> {
    let listed = u32::try_from(content.list.len()).unwrap_or(u32::MAX);
    let wrong: Vec<_> = [
        (content.leaders.is_empty(), EventRefusal::LeaderRequired),
        (content.minutes == 0, EventRefusal::EndsBeforeStart),
        (content.format == EventFormat::Elsewhere && content.place.is_empty(), EventRefusal::PlaceRequired),
        (content.participants > 0 && content.starts > now, EventRefusal::NotHeldYet),
        (content.participants > 0 && listed > content.participants, EventRefusal::ListLonger),
    ]
    .into_iter()
    .filter_map(|(wrong, refusal)| wrong.then_some(refusal))
    .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 10, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    fn lecture() -> EventContent {
        EventContent {
            topic: "Травмы дома: как их не допустить".to_owned(),
            format: EventFormat::InCenter,
            starts: at(8, 17),
            minutes: 90,
            place: String::new(),
            leaders: vec![ConsultantId(Uuid::from_u128(1))],
            participants: 12,
            list: Vec::new(),
            series: None,
        }
    }

    #[test]
    fn r095_a_held_event_is_whole() {
        assert_eq!(check(&lecture(), at(9, 9)), Ok(()));
    }

    #[test]
    fn everything_missing_of_an_event_is_said_at_once() {
        let content = EventContent {
            leaders: vec![],
            minutes: 0,
            format: EventFormat::Elsewhere,
            participants: 1,
            list: vec![EventParticipant::default(); 2],
            ..lecture()
        };
        assert_eq!(
            check(&content, at(7, 9)),
            Err(vec![
                EventRefusal::LeaderRequired,
                EventRefusal::EndsBeforeStart,
                EventRefusal::PlaceRequired,
                EventRefusal::NotHeldYet,
                EventRefusal::ListLonger,
            ])
        );
    }

    #[test]
    fn a_list_may_be_shorter_than_the_hall_and_may_be_begun_before_the_event() {
        let listed = vec![EventParticipant::default(); 3];
        assert_eq!(check(&EventContent { list: listed.clone(), ..lecture() }, at(9, 9)), Ok(()));
        assert_eq!(check(&EventContent { list: listed, participants: 0, ..lecture() }, at(1, 9)), Ok(()));
    }

    #[test]
    fn r095_the_hours_of_a_certificate_are_said_in_both_ways() {
        let said = |minutes| hours_words(minutes).replace('\u{a0}', " ");
        assert_eq!(said(90), "1 час 30 минут, 2 академических часа");
        assert_eq!(said(45), "45 минут, 1 академический час");
        assert_eq!(said(20), "20 минут, 1 академический час");
        assert_eq!(said(240), "4 часа, 5 академических часов");
    }

    #[test]
    fn r104_a_change_of_the_counting_is_said_with_its_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let versions = [
            (NaiveDate::MIN, EventCount::ByEvent),
            (day("2026-09-01"), EventCount::ByEvent),
            (day("2026-11-01"), EventCount::ByParticipant),
        ];
        let said = |first, last| count_words_of(&versions, day(first), day(last));
        assert_eq!(said("2026-07-01", "2026-09-30"), count_words(EventCount::ByEvent));
        assert_eq!(said("2026-11-01", "2026-11-30"), count_words(EventCount::ByParticipant));
        assert_eq!(
            said("2026-10-01", "2026-12-31"),
            "Каждое проведённое мероприятие — одна услуга; участники стоят рядом. С 01.11.2026: каждый участник — одна услуга."
        );
    }

    #[test]
    fn an_event_is_held_once_its_participants_are_written_down() {
        for (participants, annulled, now, expected) in [
            (0, false, at(8, 16), EventStatus::Ahead),
            (0, false, at(8, 17), EventStatus::AwaitingNumber),
            (12, false, at(8, 19), EventStatus::Held),
            (12, true, at(8, 19), EventStatus::Annulled),
        ] {
            assert_eq!(status(&EventContent { participants, ..lecture() }, annulled, now), expected);
        }
    }
}
