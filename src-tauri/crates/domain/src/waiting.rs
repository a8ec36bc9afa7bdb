//! The waiting list: which free time suits whom, and who is asked first.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::civil::counted;
use crate::ids::{ConsultantId, RequestId};
use crate::lists::Window;
use crate::schedule::Slot;

/// A request without a time, with what the person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub request: RequestId,
    /// The last day of the term: who is nearer to it is asked first.
    pub ends: NaiveDate,
    /// Whom the person asks for (R028); `binding`: nobody else.
    pub wished: Option<(ConsultantId, Binding)>,
    pub window: Option<Window>,
    pub topics: Vec<String>,
    /// Times this person was promised and gave back: no use offering them again.
    pub given_back: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Binding {
    /// «обязательно»
    Only,
    /// «желательно»
    Rather,
}

/// A time that may be promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    pub consultant: ConsultantId,
    pub slot: Slot,
    pub window: Window,
}

/// How well a consultant fits a request: the less, the better. The order in which free times are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    Wished,
    /// Advises on a topic of the request (R033).
    Topic,
    Other,
}

/// Why a consultant is suggested: how they fit, and how much they have to do that week already (R033).
pub fn reason(fit: Fit, load: u32) -> String {
    let why = match fit {
        Fit::Wished => "кого просят, ",
        Fit::Topic => "ведёт эту тему, ",
        Fit::Other => "",
    };
    match load {
        0 => format!("{why}неделя свободна"),
        load => format!("{why}на неделе {}", counted(u64::from(load), "приём", "приёма", "приёмов")),
    }
}

/// Topics a consultant advises on.
pub type Competence = BTreeMap<ConsultantId, Vec<String>>;

/// How a consultant fits, or nothing where the person asks for another one only.
pub fn fit(
    wished: Option<(ConsultantId, Binding)>,
    topics: &[String],
    competence: &Competence,
    consultant: ConsultantId,
) -> Option<Fit> {
    match wished {
        Some((id, _)) if id == consultant => return Some(Fit::Wished),
        Some((_, Binding::Only)) => return None,
        _ => {}
    }
    let own = competence.get(&consultant).map_or(&[][..], Vec::as_slice);
    Some(if topics.iter().any(|topic| own.contains(topic)) { Fit::Topic } else { Fit::Other })
}

/// One time for each who waits, nearest term first; a time is offered to one person only.
///
/// Of the times that suit a person the best fitting consultant's earliest is taken, as long as it lies inside the
/// term; past it the earliest of all.
pub fn offers(waiting: &[Waiting], free: &[Free], competence: &Competence) -> Vec<(RequestId, Free)> {
    let mut order: Vec<&Waiting> = waiting.iter().collect();
    order.sort_by_key(|one| one.ends);
    let mut given: Vec<Free> = Vec::new();
    let mut offers = Vec::new();
    for one in order {
        let best = free
            .iter()
            .filter(|time| one.window.is_none_or(|window| window == time.window))
            .filter(|time| !one.given_back.iter().any(|slot| slot.overlaps(&time.slot)))
            .filter(|time| !given.iter().any(|g| g.consultant == time.consultant && g.slot.overlaps(&time.slot)))
            .filter_map(|time| {
                let fit = fit(one.wished, &one.topics, competence, time.consultant)?;
                let late = time.slot.start.date() > one.ends;
                Some(((late, if late { Fit::Wished } else { fit }, time.slot.start, fit), time))
            })
            .min_by_key(|(rank, _)| *rank);
        if let Some((_, time)) = best {
            given.push(*time);
            offers.push((one.request, *time));
        }
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn consultant(number: u128) -> ConsultantId {
        ConsultantId(Uuid::from_u128(number))
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, day).unwrap()
    }

    fn free(number: u128, on: u32, hour: u32) -> Free {
        let start = day(on).and_hms_opt(hour, 0, 0).unwrap();
        let window = if hour >= 17 { Window::Evening } else { Window::Working };
        Free { consultant: consultant(number), slot: Slot { start, minutes: 45 }, window }
    }

    fn waits(number: u128, ends: u32) -> Waiting {
        Waiting {
            request: RequestId(Uuid::from_u128(number)),
            ends: day(ends),
            wished: None,
            window: None,
            topics: vec![],
            given_back: vec![],
        }
    }

    fn told(offers: &[(RequestId, Free)]) -> Vec<(u128, u128, u32)> {
        use chrono::Datelike as _;
        offers.iter().map(|(r, f)| (r.0.as_u128(), f.consultant.0.as_u128(), f.slot.start.day())).collect()
    }

    #[test]
    fn r033_the_suggestion_says_topic_and_load() {
        for (fit, load, words) in [
            (Fit::Topic, 3, "ведёт эту тему, на неделе 3 приёма"),
            (Fit::Wished, 0, "кого просят, неделя свободна"),
            (Fit::Other, 1, "на неделе 1 приём"),
        ] {
            assert_eq!(reason(fit, load).replace('\u{a0}', " "), words);
        }
    }

    #[test]
    fn r028_r034_the_wish_decides_and_the_nearest_term_is_asked_first() {
        let times = [free(1, 9, 10), free(2, 9, 12), free(2, 10, 18), free(1, 20, 10)];
        let competence = Competence::from([(consultant(2), vec!["speech".to_owned()])]);
        let only = |id| Some((consultant(id), Binding::Only));
        let rather = |id| Some((consultant(id), Binding::Rather));
        let cases = [
            ("anyone takes the earliest", vec![waits(1, 18)], vec![(1, 1, 9)]),
            ("the nearer term first", vec![waits(1, 18), waits(2, 12)], vec![(2, 1, 9), (1, 2, 9)]),
            (
                "who advises on the topic",
                vec![Waiting { topics: vec!["speech".into()], ..waits(1, 18) }],
                vec![(1, 2, 9)],
            ),
            ("only in the evening", vec![Waiting { window: Some(Window::Evening), ..waits(1, 18) }], vec![(1, 2, 10)]),
            ("rather this one", vec![Waiting { wished: rather(2), ..waits(1, 18) }], vec![(1, 2, 9)]),
            (
                "what they gave back is no offer",
                vec![Waiting { given_back: vec![times[0].slot], ..waits(1, 18) }],
                vec![(1, 2, 9)],
            ),
            ("nobody else", vec![Waiting { wished: only(3), ..waits(1, 18) }], vec![]),
            (
                "past the term the earliest",
                vec![Waiting { topics: vec!["speech".into()], ..waits(1, 8) }],
                vec![(1, 1, 9)],
            ),
        ];
        for (words, waiting, expected) in cases {
            assert_eq!(told(&offers(&waiting, &times, &competence)), expected, "{words}");
        }
    }

    proptest! {
        #[test]
        fn a_time_is_offered_to_one_person_only(
            ends in prop::collection::vec((1u32..28, 0u8..3), 0..12),
            times in prop::collection::vec((0u128..4, 1u32..28, 9u32..20), 0..30),
        ) {
            let waiting: Vec<_> = (0u128..)
                .zip(&ends)
                .map(|(number, (ends, window))| Waiting {
                    window: Window::ALL.get(usize::from(*window)).copied().filter(|w| *w != Window::DayOff),
                    ..waits(number, *ends)
                })
                .collect();
            let times: Vec<_> = times.into_iter().map(|(who, on, hour)| free(who, on, hour)).collect();
            let offers = offers(&waiting, &times, &Competence::new());
            for (index, (request, time)) in offers.iter().enumerate() {
                let one = waiting.iter().find(|w| w.request == *request).unwrap();
                prop_assert!(one.window.is_none_or(|window| window == time.window));
                for (other, earlier) in &offers[..index] {
                    prop_assert_ne!(other, request);
                    prop_assert!(earlier.consultant != time.consultant || !earlier.slot.overlaps(&time.slot));
                }
            }
        }
    }
}
