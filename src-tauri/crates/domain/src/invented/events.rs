//! Events for parents at the practice centre: one a month, each sort in turn, and one that is still ahead.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

use super::acts::Deed;
use super::ids::Noun;
use super::names::{Circle, person};
use super::stream::Acts;
use crate::event::{EventContent, EventParticipant};
use crate::ids::EventId;
use crate::lists::EventFormat;

/// Topic, sort and place of the events, in turn.
const EVENTS: [(&str, EventFormat, &str); 3] = [
    ("Готовность к школе: чему учить, а чему нет", EventFormat::InCenter, "музыкальный зал"),
    ("Адаптация без слёз", EventFormat::Webinar, ""),
    ("Играем дома: речь и руки", EventFormat::Elsewhere, "Дом культуры, малый зал"),
];
/// Listed with a certificate; the rest came without leaving a name.
const LISTED: u64 = 4;
const MINUTES: u32 = 60;

impl Acts {
    /// On the second Wednesday of a month one is held; on the last day of the plan the next one is announced.
    pub(super) fn hold_events(&mut self, day: NaiveDate) {
        if !self.plan.lively {
            return;
        }
        if day.weekday() == Weekday::Wed && (8..=14).contains(&day.day()) {
            let came = 14 + u32::try_from(self.events % 7).unwrap_or_default() * 3;
            self.write_event(day, day, came);
        }
        if day == self.plan.until.date() {
            self.write_event(day, day + Days::new(6), 0);
        }
    }

    fn write_event(&mut self, written: NaiveDate, held: NaiveDate, came: u32) {
        let half_past_five = NaiveTime::MIN + chrono::Duration::minutes(17 * 60 + 30);
        let (topic, format, place) = EVENTS[usize::try_from(self.events).unwrap_or_default() % EVENTS.len()];
        let first = usize::try_from(self.events).unwrap_or_default();
        let leaders = &self.staff.consultants;
        // The second of two is anonymous: a name is never asked for (R115).
        let list = (0..LISTED.min(u64::from(came))).map(|place| EventParticipant {
            name: match place {
                1 => String::new(),
                _ => person(self.plan.seed, &self.ids, Circle::Parents, self.events * LISTED + place).name,
            },
            certificate: None,
            given: came > 0,
        });
        let content = EventContent {
            topic: topic.to_owned(),
            format,
            starts: held.and_time(half_past_five),
            minutes: MINUTES,
            place: place.to_owned(),
            leaders: leaders.iter().cycle().skip(first).take(2).map(|consultant| consultant.id).collect(),
            participants: came,
            list: list.collect(),
            series: (came > 0).then(|| "РД".to_owned()),
        };
        let id = EventId(self.ids.of(Noun::Event, self.events));
        self.events += 1;
        // Those who came are counted after it; the next one is announced first thing in the morning.
        let at = if came > 0 {
            written.and_time(half_past_five) + chrono::Duration::minutes(90)
        } else {
            written.and_time(NaiveTime::MIN) + chrono::Duration::hours(8)
        };
        self.happen(at, self.staff.administrator.id, Deed::WriteEvent { id, content: Box::new(content) });
    }
}
