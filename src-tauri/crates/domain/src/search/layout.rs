//! A text typed while the other keyboard layout was on: «ghbdtn» is «привет», «ящщь» is «zoom».

/// Keys of both layouts in the same places; the second row of each pair is with Shift.
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~";
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ";

fn across(c: char, from: &str, to: &str) -> Option<char> {
    let at = from.chars().position(|key| key == c)?;
    to.chars().nth(at)
}

/// The text as the other layout would have written it; `None` when there is no letter to tell by, or
/// letters of both alphabets.
///
/// Signs that are letters in the Russian layout (`,` is «б») become letters only in a Latin text.
pub fn swapped(text: &str) -> Option<String> {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    let russian = text.chars().any(|c| RUSSIAN.contains(c));
    match (latin, russian) {
        (true, false) => Some(text.chars().map(|c| across(c, LATIN, RUSSIAN).unwrap_or(c)).collect()),
        (false, true) => Some(text.chars().map(|c| across(c, RUSSIAN, LATIN).unwrap_or(c)).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_other_layout_is_read_both_ways() {
        for (typed, meant) in [
            ("ghbdtn", "привет"),
            ("htxm", "речь"),
            ("cj,frf", "собака"),
            ("G-0007", "П-0007"),
            ("Z[jynjdf", "Яхонтова"),
            ("ящщь", "zoom"),
            ("ьфч", "max"),
        ] {
            assert_eq!(swapped(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_has_no_letters_or_both_alphabets_is_left() {
        for typed in ["", "15", "05.06.2026", "№ 15/2026", "речь zoom"] {
            assert_eq!(swapped(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn twice_swapped_is_as_typed(text in prop_oneof!["[а-яёА-ЯЁ]{1,30}", "[a-zA-Z]{1,30}"]) {
            let there = swapped(&text);
            prop_assume!(there.as_deref().and_then(swapped).is_some());
            prop_assert_eq!(there.as_deref().and_then(swapped), Some(text));
        }
    }
}
