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
        let (before, after) = (&tied[..at], &tied[at + 1..]);
        if counts(before, after) || shortens(before, after[0]) || leans_back(after) {
            tied[at] = NBSP;
        }
    }
    tied.into_iter().collect()
}

/// A number and what it counts or measures: «15 минут», «20 °C», «5 %», «1 522», «8 (800)».
fn counts(before: &[char], after: &[char]) -> bool {
    let digit = before.last().is_some_and(char::is_ascii_digit);
    let sign = matches!(after[0], '%' | '‰' | '°' | '₽' | '×');
    let group = |letters: &[char]| {
        letters.len() >= 3
            && letters[..3].iter().all(char::is_ascii_digit)
            && !letters.get(3).is_some_and(|letter| letter.is_alphanumeric() || *letter == '.')
    };
    let joins = |letters: &[char]| {
        let word: String = letters.iter().take_while(|letter| letter.is_alphabetic()).collect();
        matches!(word.as_str(), "и" | "а" | "или" | "но" | "в" | "к" | "у" | "о" | "из" | "на" | "по" | "до" | "от")
    };
    let code = after[0] == '(' && after.get(1).is_some_and(char::is_ascii_digit);
    let after_code = before.last() == Some(&')') && after[0].is_ascii_digit();
    after_code
        || (digit
            && (sign || code || (((after[0].is_lowercase() && !joins(after)) || group(after)) && counts_only(before))))
}

/// «же», «бы», «ли» and their like lean on the word before them.
fn leans_back(after: &[char]) -> bool {
    let word: String = after.iter().take_while(|letter| letter.is_alphabetic()).collect();
    matches!(word.as_str(), "же" | "ли" | "бы" | "ж" | "б" | "ль")
}

/// «в 15 минут» counts, «05.06.2026 получена» and «9:30 встреча» do not.
fn counts_only(before: &[char]) -> bool {
    let word: Vec<char> = before.iter().rev().take_while(|character| !character.is_whitespace()).copied().collect();
    word.len() <= 5
        && word.iter().all(|character| character.is_ascii_digit() || matches!(character, '–' | ',' | '«' | '(' | '+'))
}

/// «г. Зареченск», «ул. Лесная», «д. 3»: the shortened word does not stay behind. «3 г. 2 мес.» and
/// «2026 г. 5 мая» may be parted.
fn shortens(before: &[char], next: char) -> bool {
    let start = before.iter().rposition(|letter| letter.is_whitespace() || *letter == '(').map_or(0, |at| at + 1);
    let word: String = before[start..].iter().collect();
    match word.as_str() {
        "г." => next.is_uppercase(),
        "ул." | "д." | "п." | "пер." | "пр." | "тел." | "им." | "каб." | "ст." | "гл." | "стр." | "с." | "рис."
        | "т." => next.is_alphanumeric(),
        "§" => true,
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
        assert_eq!(tie("1 522 услуги, 95,1 %"), "1\u{a0}522\u{a0}услуги, 95,1\u{a0}%");
        assert_eq!(tie("тел. 8 (800) 000-00-00"), "тел.\u{a0}8\u{a0}(800)\u{a0}000-00-00");
        assert_eq!(tie("+7 900 000-12-34"), "+7\u{a0}900\u{a0}000-12-34");
        assert_eq!(tie("за 20 °C тепла"), "за 20\u{a0}°C тепла");
    }

    #[test]
    fn paragraphs_of_an_order_and_small_words_stay_with_their_neighbours() {
        assert_eq!(tie("порядок, п. 29 и ст. 54"), "порядок, п.\u{a0}29 и\u{a0}ст.\u{a0}54");
        assert_eq!(tie("дома игры, книги и т. п."), "дома игры, книги и\u{a0}т.\u{a0}п.");
        assert_eq!(tie("если же он бы знал, так ли это"), "если\u{a0}же он\u{a0}бы знал, так\u{a0}ли это");
        assert_eq!(tie("пришла Калинина М. С."), "пришла Калинина\u{a0}М.\u{a0}С.");
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
