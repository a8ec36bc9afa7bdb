//! What a person means by the words they type into a search box, and where it stands in a text.
//!
//! The store keeps words as [`word_tokens`] makes them and asks with what [`read`] understood: the rules
//! of likeness stand here and nowhere else. A query is a conjunction of terms; each term may be read in
//! several ways, the other keyboard layout among them.

mod fold;
mod layout;
mod mark;
mod phone;
mod query;

use std::collections::BTreeSet;

pub use fold::{fold, stem, words};
pub use layout::swapped;
pub use mark::{Piece, hits_text, mark, snippet};
pub use phone::{national, tails};
pub use query::{Atom, Query, Reading, SearchedWord, Term, read, read_people};

/// Too common to tell anything: neither kept nor asked for.
const EMPTY_WORDS: &[&str] =
    &["и", "а", "но", "в", "во", "на", "с", "со", "о", "об", "у", "к", "ко", "по", "за", "из", "от", "до", "для"];

/// A text as it is kept for search: each word as written (folded) and its stem.
pub fn word_tokens(text: &str) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    for (_, word) in words(text) {
        if EMPTY_WORDS.contains(&word.as_str()) {
            continue;
        }
        tokens.insert(stem(&word));
        tokens.insert(word);
    }
    tokens
}

/// Parts of a name that lie inside its words: «калинина» → «алинина», «линина», … «ина».
pub fn inner_parts(name: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for (_, word) in words(name) {
        let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        for at in starts.iter().skip(1).take(starts.len().saturating_sub(SHORTEST_PART)) {
            parts.insert(word[*at..].to_owned());
        }
    }
    parts
}

/// Fewer letters from the middle of a name tell nothing.
pub const SHORTEST_PART: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_kept_by_words_and_stems_without_the_empty_ones() {
        let tokens = word_tokens("Ребёнок не говорит, и это тревожит");
        for kept in ["ребенок", "ребенк", "говорит", "говор", "не", "тревожит", "тревож"]
        {
            assert!(tokens.contains(kept), "{kept}: {tokens:?}");
        }
        assert!(!tokens.contains("и"));
    }

    #[test]
    fn inner_parts_are_at_least_three_letters() {
        let parts = inner_parts("Калинина Ян");
        assert!(parts.contains("алинина") && parts.contains("ина"));
        assert!(!parts.contains("на") && !parts.contains("калинина") && !parts.contains("н"));
    }

    proptest! {
        #[test]
        fn any_part_of_a_name_begins_one_of_its_kept_parts(name in "[а-яё]{4,12}", from: prop::sample::Index, len: prop::sample::Index) {
            let folded: Vec<char> = fold(&name).chars().collect();
            let from = 1 + from.index(folded.len() - 3);
            let len = 3 + len.index((folded.len() - from - 2).min(6));
            let part: String = folded[from..from + len].iter().collect();
            prop_assert!(inner_parts(&name).iter().any(|kept| kept.starts_with(&part)));
        }
    }
}
