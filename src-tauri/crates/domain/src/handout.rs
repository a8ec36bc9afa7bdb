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

/// Of the wished handouts, in their order, those that still fit.
pub fn fitting<K: Clone>(wished: &[(K, u32)], used: u32, max: u32) -> Vec<K> {
    let mut total = used;
    let mut keys = Vec::new();
    for (key, pages) in wished {
        if let Ok(next) = admit(total, *pages, max) {
            total = next;
            keys.push(key.clone());
        }
    }
    keys
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_long_handout_is_passed_over_for_a_short_one() {
        assert_eq!(fitting(&[("a", 2), ("b", 2), ("c", 1)], 2, 5), ["a", "c"]);
    }
}
