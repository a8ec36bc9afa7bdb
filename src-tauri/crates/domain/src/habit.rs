//! In which order topics are offered: what this request is about, then what this consultant records most.

use std::collections::HashMap;

/// So many last records of a consultant tell their habit; more would only make it slower to change.
pub const HABIT_RECORDS: u32 = 200;

/// Keys of `list` in the order they are offered: `first` as they stand, then the most used, then as the
/// list has them. Equal counts keep the list's order, so that digits do not jump from day to day.
///
/// `used` are the topics of the consultant's last records, one entry for each record and topic.
pub fn by_habit<'a>(list: &[&'a str], first: &[String], used: &[String]) -> Vec<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for topic in used {
        *counts.entry(topic).or_default() += 1;
    }
    let mut order = list.to_vec();
    order.sort_by_key(|key| {
        let asked = first.iter().position(|one| one == key).unwrap_or(usize::MAX);
        (asked, std::cmp::Reverse(counts.get(key).copied().unwrap_or(0)))
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: [&str; 5] = ["speech", "crisis", "sleep", "school", "fears"];

    fn words(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn topics_stand_by_request_then_by_habit_then_by_the_list() {
        for (first, used, expected) in [
            (&[][..], &[][..], ["speech", "crisis", "sleep", "school", "fears"]),
            (&[], &["fears"], ["fears", "speech", "crisis", "sleep", "school"]),
            (&[], &["school", "sleep", "school"], ["school", "sleep", "speech", "crisis", "fears"]),
            // Equal use keeps the list's order.
            (&[], &["fears", "sleep"], ["sleep", "fears", "speech", "crisis", "school"]),
            (&["school"], &["fears", "fears"], ["school", "fears", "speech", "crisis", "sleep"]),
            // The first named is the main one and stays first.
            (&["school", "crisis"], &["crisis"], ["school", "crisis", "speech", "sleep", "fears"]),
            // What is no longer offered is not brought back.
            (&["gone"], &["gone", "gone"], ["speech", "crisis", "sleep", "school", "fears"]),
        ] {
            assert_eq!(by_habit(&LIST, &words(first), &words(used)), expected, "{first:?} {used:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_doubled_or_dependent_on_the_order_of_records(mut used in proptest::collection::vec(0_usize..6, 0..40)) {
            let name = |at: &usize| (*LIST.get(*at).unwrap_or(&"gone")).to_owned();
            let order = by_habit(&LIST, &[], &used.iter().map(name).collect::<Vec<_>>());
            let mut sorted = order.clone();
            sorted.sort_unstable();
            let mut every = LIST.to_vec();
            every.sort_unstable();
            prop_assert_eq!(sorted, every);
            used.reverse();
            prop_assert_eq!(by_habit(&LIST, &[], &used.iter().map(name).collect::<Vec<_>>()), order);
        }
    }
}
