//! At most five A4 pages a consultation (R077; decision 1 of the rule book).

use thiserror::Error;

/// No порядок may raise it.
pub const PAGES_CEILING: u32 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{chosen} pages after {used} would pass the limit of {max}")]
pub struct SixthPage {
    pub used: u32,
    pub chosen: u32,
    pub max: u32,
}

/// Whether `chosen` pages may still be printed after the `used` ones of the same consultation.
pub fn admit(used: u32, chosen: u32, max: u32) -> Result<u32, SixthPage> {
    let max = max.min(PAGES_CEILING);
    match used.checked_add(chosen) {
        Some(total) if total <= max => Ok(total),
        _ => Err(SixthPage { used, chosen, max }),
    }
}

/// A handout someone wishes to give: its pages, and its short version where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish<K> {
    pub key: K,
    pub pages: u32,
    pub short: Option<(K, u32)>,
}

/// The best set for the pages left, in the order of choice.
///
/// Each wished handout is taken whole, taken short or left out. Best is the set that keeps most of the
/// wished handouts; among such, the one that fills most pages; among such, the one in which the earlier
/// choices fare better (whole before short before left out).
pub fn best_set<K: Clone>(wished: &[Wish<K>], used: u32, max: u32) -> Vec<K> {
    let room = max.min(PAGES_CEILING).saturating_sub(used);
    // For each number of pages left, the best from the wishes after the present one. There are at most
    // five pages, so the table stays tiny however much is wished.
    let mut best: Vec<Taken<K>> = (0..=room).map(|_| Taken { kept: 0, pages: 0, keys: Vec::new() }).collect();
    for wish in wished.iter().rev() {
        let here = (0..=room).map(|left| {
            let whole = (Some(&wish.key), wish.pages);
            let short = wish.short.as_ref().map(|(key, pages)| (Some(key), *pages));
            let ways = [Some(whole), short, Some((None, 0))].into_iter().flatten();
            let taken = ways.filter_map(|(key, pages)| {
                let after = best.get(usize::try_from(left.checked_sub(pages)?).ok()?)?;
                Some((key, pages, after))
            });
            // The first of equals wins, and the ways are tried from the fullest.
            let (key, pages, after) = taken.reduce(|first, second| {
                let weight = |(key, pages, after): &(Option<&K>, u32, &Taken<K>)| {
                    (after.kept + usize::from(key.is_some()), after.pages + pages)
                };
                if weight(&second) > weight(&first) { second } else { first }
            })?;
            Some(Taken {
                kept: after.kept + usize::from(key.is_some()),
                pages: after.pages + pages,
                keys: key.into_iter().chain(&after.keys).cloned().collect(),
            })
        });
        // Leaving a wish out always fits, so no place of the table is ever lost.
        best = here.flatten().collect();
    }
    best.pop().map(|taken| taken.keys).unwrap_or_default()
}

struct Taken<K> {
    kept: usize,
    pages: u32,
    keys: Vec<K>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn r077_the_sixth_page_is_refused() {
        assert_eq!(admit(0, 5, 5), Ok(5));
        assert_eq!(admit(3, 2, 5), Ok(5));
        assert_eq!(admit(3, 3, 5), Err(SixthPage { used: 3, chosen: 3, max: 5 }));
        assert_eq!(admit(u32::MAX, 1, 5), Err(SixthPage { used: u32::MAX, chosen: 1, max: 5 }));
    }

    #[test]
    fn r077_a_centre_may_lower_the_limit_and_never_raise_it() {
        assert!(admit(0, 4, 3).is_err());
        assert!(admit(0, 6, 10).is_err());
    }

    fn wish(key: &'static str, pages: u32, short: Option<(&'static str, u32)>) -> Wish<&'static str> {
        Wish { key, pages, short }
    }

    #[test]
    fn r077_the_best_set_keeps_every_wish_before_it_fills_pages() {
        let crisis = wish("crisis", 2, Some(("crisis-short", 1)));
        let sleep = wish("sleep", 1, None);
        let speech = wish("speech", 3, Some(("speech-short", 1)));
        let all = [crisis.clone(), sleep.clone(), speech.clone()];
        assert_eq!(best_set(&all, 0, 5), ["crisis-short", "sleep", "speech"], "three kept and five pages filled");
        assert_eq!(best_set(&all, 1, 5), ["crisis", "sleep", "speech-short"]);
        assert_eq!(best_set(&all, 2, 5), ["crisis-short", "sleep", "speech-short"]);
        assert_eq!(best_set(&all, 3, 5), ["crisis-short", "sleep"], "earlier choices fare better");
        assert_eq!(best_set(&all, 5, 5), [""; 0]);
        assert_eq!(best_set(&all, 0, 3), ["crisis-short", "sleep", "speech-short"], "a centre's lower limit holds");
        assert_eq!(best_set(&all, 0, 9), best_set(&all, 0, 5), "and a higher one does not");
    }

    /// Every way to take the wishes, the fullest first.
    fn ways(wished: &[Wish<u8>]) -> Vec<Vec<(usize, u8, u32)>> {
        let Some((first, rest)) = wished.split_first() else { return vec![Vec::new()] };
        let choices = [Some((0, first.key, first.pages)), first.short.map(|(key, pages)| (1, key, pages)), None];
        let mut all = Vec::new();
        for (rank, choice) in choices.into_iter().enumerate() {
            if rank == 1 && choice.is_none() {
                continue;
            }
            for way in ways(rest) {
                let own = choice.unwrap_or((2, 0, 0));
                all.push(std::iter::once(own).chain(way).collect());
            }
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn r077_the_best_set_is_the_best_of_all(
            sizes in prop::collection::vec((1_u32..5, prop::option::of(1_u32..3)), 0..7),
            used in 0_u32..7,
            max in 0_u32..8,
        ) {
            let wished: Vec<Wish<u8>> = (0_u8..)
                .zip(sizes)
                .map(|(at, (pages, short))| Wish { key: at, pages, short: short.map(|pages| (at + 100, pages)) })
                .collect();
            let room = max.min(PAGES_CEILING).saturating_sub(used);
            let pages = |way: &[(usize, u8, u32)]| way.iter().map(|one| one.2).sum::<u32>();
            let ranks = |way: &[(usize, u8, u32)]| way.iter().map(|one| one.0).collect::<Vec<_>>();
            let best = ways(&wished)
                .into_iter()
                .filter(|way| pages(way) <= room)
                .max_by_key(|way| {
                    let kept = way.iter().filter(|one| one.0 < 2).count();
                    (kept, pages(way), std::cmp::Reverse(ranks(way)))
                })
                .unwrap();
            let keys: Vec<u8> = best.iter().filter(|one| one.0 < 2).map(|one| one.1).collect();
            prop_assert_eq!(best_set(&wished, used, max), keys);
        }
    }
}
