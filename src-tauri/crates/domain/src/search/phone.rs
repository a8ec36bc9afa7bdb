//! Phones are found by any run of their digits, whichever way the country is written.

/// Fewer digits are a number or a code, not a part of a phone.
const FEWEST: usize = 3;

/// Digits of a phone without the country: `+79171234567` and `89171234567` → `9171234567`.
pub fn national(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        11 if digits.starts_with(['7', '8']) => digits[1..].to_owned(),
        _ => digits,
    }
}

/// Every end of a phone: whatever run of digits is asked for, one of these begins with it.
pub fn tails(phone: &str) -> Vec<String> {
    let digits = national(phone);
    (0..digits.len().saturating_sub(FEWEST - 1)).map(|from| digits[from..].to_owned()).collect()
}

/// What a typed run of digits may be of a phone: as it stands, and without the country's digit.
pub(super) fn asked(digits: &str) -> Vec<String> {
    let with_country = digits.starts_with(['7', '8']) && digits.len() <= 11;
    let mut asked = Vec::new();
    if digits.len() >= FEWEST && !(with_country && digits.len() == 11) {
        asked.push(digits.to_owned());
    }
    if with_country && digits.len() > FEWEST {
        asked.push(digits[1..].to_owned());
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_run_of_three_digits_begins_a_tail(digits in "[0-9]{10}", (from, to) in (0_usize..8).prop_flat_map(|from| (Just(from), from + 3..=10))) {
            let kept = tails(&format!("+7{digits}"));
            for typed in [digits[from..to].to_owned(), format!("8{digits}"), format!("7{digits}")] {
                prop_assert!(asked(&typed).iter().any(|a| kept.iter().any(|tail| tail.starts_with(a))), "{typed}");
            }
        }
    }

    #[test]
    fn a_town_number_has_its_own_tails() {
        assert_eq!(tails("21437"), ["21437", "1437", "437"]);
        assert!(tails("12").is_empty());
    }
}
