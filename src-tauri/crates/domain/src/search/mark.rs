//! Where the found words stand in a text.

use super::query::{Atom, Query};
use super::{stem, words};

/// A run of a text, found or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

fn hit(word: &str, query: &Query) -> bool {
    let mut stemmed = None;
    query.atoms().any(|atom| match atom {
        // A stem keeps the first letter of its word: most words of a text are told apart by it alone.
        Atom::Word(asked) => {
            asked.begins(word)
                || word.chars().next() == asked.stem.chars().next()
                    && *stemmed.get_or_insert_with(|| stem(word)) == asked.stem
        }
        _ => false,
    })
}

/// The whole text in pieces; joined they give the text back.
pub fn mark(text: &str, query: &Query) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |part: &str, hit: bool| {
        if part.is_empty() {
            return;
        }
        match pieces.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(part),
            _ => pieces.push(Piece { text: part.to_owned(), hit }),
        }
    };
    let mut end = 0;
    for (at, _) in words(text).into_iter().filter(|(_, word)| hit(word, query)) {
        push(&text[end..at.start], false);
        push(&text[at.clone()], true);
        end = at.end;
    }
    push(&text[end..], false);
    pieces
}

/// Whether any word of the text is asked for.
pub fn hits_text(text: &str, query: &Query) -> bool {
    words(text).iter().any(|(_, word)| hit(word, query))
}

/// The first found word with about `width` characters around it, cut between words; nothing where the text
/// holds none.
pub fn snippet(text: &str, query: &Query, width: usize) -> Option<Vec<Piece>> {
    let spots = words(text);
    let first = spots.iter().position(|(_, word)| hit(word, query))?;
    let length = |from: usize, to: usize| text[from..to].chars().count();
    let (mut from, mut to) = (spots[first].0.start, spots[first].0.end);
    // A third before, the rest after.
    for (at, _) in spots[..first].iter().rev() {
        if length(at.start, spots[first].0.start) > width / 3 {
            break;
        }
        from = at.start;
    }
    for (at, _) in &spots[first + 1..] {
        if length(from, at.end) > width {
            break;
        }
        to = at.end;
    }
    if spots.last().is_some_and(|(at, _)| at.end == to) && length(from, text.len()) <= width + 8 {
        to = text.len();
    }
    let head = if spots[0].0.start < from { "…" } else { "" };
    let tail = if spots.last().is_some_and(|(at, _)| at.end > to) { "…" } else { "" };
    let line = text[from..to].split_whitespace().collect::<Vec<_>>().join(" ");
    Some(mark(&format!("{head}{line}{tail}"), query))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn query(typed: &str) -> Query {
        read(typed, NaiveDate::from_ymd_opt(2026, 10, 8).unwrap())
    }

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn found_words_are_marked_in_any_form() {
        for (typed, text, expected) in [
            ("речь", "Игры для развития речи дома", "Игры для развития [речи] дома"),
            ("ре", "Развитие речи ребёнка", "Развитие [речи] [ребёнка]"),
            ("htxm", "О речи", "О [речи]"),
            ("ребенок", "Ребёнка, ребёнку", "[Ребёнка], [ребёнку]"),
            ("сон", "Спит без сна", "Спит без [сна]"),
            ("галиева", "Ғәлиева Әлфия", "[Ғәлиева] Әлфия"),
            ("ничего", "Речь", "Речь"),
            ("15", "комната 15", "комната [15]"),
        ] {
            assert_eq!(shown(&mark(text, &query(typed))), expected, "{typed}");
        }
    }

    #[test]
    fn a_snippet_is_cut_between_words_around_the_first_hit() {
        let text = "Мама рассказала, что дома всё хорошо.\nРечь появилась поздно, а теперь малыш говорит целыми предложениями и любит сказки";
        let cut = shown(&snippet(text, &query("поздно"), 48).unwrap());
        assert_eq!(cut, "…Речь появилась [поздно], а теперь малыш говорит…");
        assert_eq!(shown(&snippet("Речь.", &query("речь"), 48).unwrap()), "[Речь].");
        assert_eq!(snippet(text, &query("сон"), 48), None);
    }

    proptest! {
        #[test]
        fn pieces_give_the_text_back(text in "\\PC{0,60}", typed in "\\PC{0,12}") {
            let pieces = mark(&text, &query(&typed));
            prop_assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), text.clone());
            prop_assert_eq!(pieces.iter().any(|p| p.hit), hits_text(&text, &query(&typed)));
            prop_assert!(pieces.iter().all(|p| !p.text.is_empty()));
            prop_assert_eq!(snippet(&text, &query(&typed), 30).is_some(), hits_text(&text, &query(&typed)));
        }
    }
}
