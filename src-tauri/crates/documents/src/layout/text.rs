//! Text before it is broken into lines.

use domain::civil::{NBSP, glue};

use crate::fonts::{Face, Fonts};

/// A stretch of text in one face. A line feed starts a new line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub face: Face,
}

/// A paragraph's or a cell's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Span>);

impl Text {
    pub fn plain(text: &str) -> Self {
        Self(vec![Span { text: text.to_owned(), face: Face::Regular }])
    }

    pub fn bold(text: &str) -> Self {
        Self(vec![Span { text: text.to_owned(), face: Face::Bold }])
    }

    pub fn push(&mut self, text: &str, face: Face) {
        match self.0.last_mut() {
            Some(last) if last.face == face => last.text.push_str(text),
            _ => self.0.push(Span { text: text.to_owned(), face }),
        }
    }
}

/// Characters with their faces, ready to be measured: tied by the rules of Russian setting and
/// holding only what the fonts can show.
pub(crate) fn characters(text: &Text, fonts: &Fonts) -> Vec<(char, Face)> {
    let whole: String = text.0.iter().map(|span| span.text.as_str()).collect();
    // Tying replaces spaces one for one, so faces keep their places by counting characters.
    let tied = tie(&whole);
    let faces = text.0.iter().flat_map(|span| span.text.chars().map(|_| span.face));
    let mut out: Vec<(char, Face)> = Vec::with_capacity(tied.len());
    for (character, face) in tied.chars().zip(faces) {
        match (character, out.last().copied()) {
            // Files from other systems write these two letters as a letter and a mark.
            ('\u{306}', Some(('и', face))) => replace_last(&mut out, ('й', face)),
            ('\u{306}', Some(('И', face))) => replace_last(&mut out, ('Й', face)),
            ('\u{308}', Some(('е', face))) => replace_last(&mut out, ('ё', face)),
            ('\u{308}', Some(('Е', face))) => replace_last(&mut out, ('Ё', face)),
            ('\u{2009}' | '\u{202f}', _) => out.push((NBSP, face)),
            ('\t', _) => out.push((' ', face)),
            ('\u{2011}' | '\u{2010}', _) => out.push(('-', face)),
            ('\n' | ' ' | NBSP, _) => out.push((character, face)),
            (unseen, _) if unseen.is_control() || is_unseen(unseen) => {}
            (shown, _) if fonts.face(face).has(shown) => out.push((shown, face)),
            _ => out.push(('?', face)),
        }
    }
    out
}

fn replace_last(out: &mut [(char, Face)], with: (char, Face)) {
    if let Some(last) = out.last_mut() {
        *last = with;
    }
}

/// Soft hyphens, joiners and direction marks have no picture of their own.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// No-break spaces where a line must not be torn: what every text of the program ties, and on paper
/// also a number and the word it counts.
fn tie(text: &str) -> String {
    let mut tied: Vec<char> = glue(text).chars().collect();
    for at in 1..tied.len().saturating_sub(1) {
        if tied[at] != ' ' {
            continue;
        }
        let counts = tied[at - 1].is_ascii_digit() && tied[at + 1].is_lowercase() && counts_only(&tied[..at]);
        if counts || shortens(&tied[..at], tied[at + 1]) {
            tied[at] = NBSP;
        }
    }
    tied.into_iter().collect()
}

/// «в 15 минут» counts, «05.06.2026 получена» and «9:30 встреча» do not.
fn counts_only(before: &[char]) -> bool {
    let word: Vec<char> = before.iter().rev().take_while(|character| !character.is_whitespace()).copied().collect();
    word.len() <= 5
        && word.iter().all(|character| character.is_ascii_digit() || matches!(character, '–' | ',' | '«' | '('))
}

/// «г. Зареченск», «ул. Лесная», «д. 3»: the shortened word does not stay behind. «3 г. 2 мес.» and
/// «2026 г. 5 мая» may be parted.
fn shortens(before: &[char], next: char) -> bool {
    let start = before.iter().rposition(|letter| letter.is_whitespace() || *letter == '(').map_or(0, |at| at + 1);
    let word: String = before[start..].iter().collect();
    match word.as_str() {
        "г." => next.is_uppercase(),
        "ул." | "д." | "п." | "пер." | "пр." | "тел." | "им." | "каб." => next.is_alphanumeric(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        characters(&Text::plain(text), Fonts::get().unwrap()).into_iter().map(|(character, _)| character).collect()
    }

    #[test]
    fn numbers_stay_with_what_they_count_and_dates_do_not() {
        assert_eq!(tie("за 15 минут до сна"), "за 15\u{a0}минут до сна");
        assert_eq!(tie("05.06.2026 приём"), "05.06.2026 приём");
        assert_eq!(tie("2–3 раза"), "2–3\u{a0}раза");
    }

    #[test]
    fn tatar_and_bashkir_letters_are_in_both_faces() {
        for face in [Face::Regular, Face::Bold] {
            for letter in "ӘәҒғҠҡҘҙҪҫҮүҖҗҢңҺһӨөЁёЙй«»—–№…".chars() {
                assert!(Fonts::get().unwrap().face(face).has(letter), "{letter} in {face:?}");
            }
        }
    }

    #[test]
    fn what_the_font_cannot_show_is_marked_and_hidden_signs_go() {
        assert_eq!(shown("ко\u{ad}т и\u{306} 漢\u{200b}"), "кот й ?");
    }
}
