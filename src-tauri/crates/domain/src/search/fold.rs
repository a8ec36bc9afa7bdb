//! One form for every way a word is written: case, ё, the letters of Tatar and Bashkir, word endings.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};

/// What a letter is searched as; `None` for a sign that only changes the letter before it.
fn letter(c: char) -> Option<char> {
    Some(match c {
        'ё' | 'э' => 'е',
        // Typed without the national layout, these are the nearest letters of the Russian one.
        'ә' => 'а',
        'ө' => 'о',
        'ү' | 'ұ' => 'у',
        'җ' => 'ж',
        'ң' => 'н',
        'һ' => 'х',
        'ғ' => 'г',
        'ҡ' | 'қ' => 'к',
        'ҙ' => 'з',
        'ҫ' => 'с',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

/// Lower case, ё and э as е, national letters as their Russian neighbours, accents gone.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        // A «й» written as two signs is still a letter of its own.
        if c == '\u{306}' && out.ends_with('и') {
            out.pop();
            out.push('й');
        } else if let Some(c) = letter(c) {
            out.push(c);
        }
    }
    out
}

/// Words of a text with the places where they stand in it, folded.
pub fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut start = None;
    let part_of_word = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, part_of_word(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let folded = fold(&text[from..at]);
                if !folded.is_empty() {
                    found.push((from..at, folded));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Forms whose own stem is another word's.
const IRREGULAR: &[(&str, &str)] = &[
    ("сна", "сон"),
    ("сну", "сон"),
    ("сном", "сон"),
    ("сне", "сон"),
    ("сны", "сон"),
    ("снов", "сон"),
    ("дня", "ден"),
    ("дню", "ден"),
    ("днем", "ден"),
    ("дне", "ден"),
    ("дни", "ден"),
    ("дней", "ден"),
    ("дням", "ден"),
    ("днями", "ден"),
    ("матери", "мат"),
    ("матерью", "мат"),
    ("дочери", "доч"),
    ("дочерью", "доч"),
    ("дочка", "доч"),
    ("дочки", "доч"),
    ("дочке", "доч"),
    ("дочку", "доч"),
    ("дочкой", "доч"),
];

/// What all forms of a folded word have in common: «речью», «речи» → «реч».
pub fn stem(word: &str) -> String {
    if let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return (*stem).to_owned();
    }
    let stem = Stemmer::create(Algorithm::Russian).stem(word).into_owned();
    without_fleeting_vowel(&stem).unwrap_or(stem)
}

/// «ребенок», «ребенка» → «ребенк»; «отец», «отца» → «отц».
fn without_fleeting_vowel(stem: &str) -> Option<String> {
    let mut letters: Vec<char> = stem.chars().collect();
    let [.., before, vowel, last] = letters[..] else { return None };
    let fleeting = matches!(vowel, 'о' | 'е')
        && matches!(last, 'к' | 'ц')
        && !matches!(before, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'ю' | 'я');
    if !fleeting || letters.len() < 4 {
        return None;
    }
    letters.remove(letters.len() - 2);
    Some(letters.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [
            &["речь", "речи", "речью"][..],
            &["ребенок", "ребенка", "ребенку", "ребенком"],
            &["истерика", "истерики", "истериками", "истерик"],
            &["капризы", "капризов", "капризами"],
            &["логопед", "логопеда", "логопеду"],
            &["сон", "сна", "сном"],
            &["отец", "отца", "отцом"],
            &["адаптация", "адаптации", "адаптацию"],
            &["говорит", "говорить", "говорил", "говорят"],
            &["дочь", "дочери", "дочке"],
            &["агрессивный", "агрессивного", "агрессивная"],
            &["страх", "страхи", "страхами"],
            &["подросток", "подростка"],
        ] {
            let stems: Vec<_> = forms.iter().map(|form| stem(&fold(form))).collect();
            assert!(stems.iter().all(|s| *s == stems[0]), "{forms:?} → {stems:?}");
        }
    }

    #[test]
    fn different_words_keep_their_stems() {
        for (one, other) in [("речь", "река"), ("сон", "сын"), ("страх", "страна"), ("мать", "матрас")]
        {
            assert_ne!(stem(&fold(one)), stem(&fold(other)), "{one}, {other}");
        }
    }

    #[test]
    fn a_name_is_found_without_the_national_layout() {
        assert_eq!(fold("Ғәлиева Әлфия Ҡыҙы"), fold("галиева алфия кызы"));
        assert_eq!(fold("Ёлкина Фёдор"), fold("елкина федор"));
        assert_eq!(fold("и\u{306}од"), "йод", "a letter in two signs");
    }

    #[test]
    fn words_keep_their_places() {
        let text = "Не говорит, «ма-ма» — 2 года";
        let found: Vec<_> = words(text).into_iter().map(|(at, word)| (text[at].to_owned(), word)).collect();
        let expected = ["Не", "говорит", "ма", "ма", "2", "года"];
        assert_eq!(found.iter().map(|(seen, _)| seen.as_str()).collect::<Vec<_>>(), expected);
        assert_eq!(found[0].1, "не");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn places_of_words_lie_in_the_text_in_order(text in "\\PC{0,60}") {
            let mut end = 0;
            for (at, word) in words(&text) {
                prop_assert!(end <= at.start && at.end <= text.len() && !word.is_empty());
                prop_assert!(text.get(at.clone()).is_some());
                end = at.end;
            }
        }

        #[test]
        fn any_word_has_a_stem(word in "[а-я]{1,25}") {
            let stem = stem(&word);
            prop_assert_eq!(stem.chars().next(), word.chars().next(), "a stem keeps the first letter");
        }
    }
}
