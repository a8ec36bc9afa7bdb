//! Typed text: what may be kept, how long it may be, how it is compared.

use thiserror::Error;

/// One line of a form: a name, a place, a reason. In characters.
pub const LINE_LIMIT: usize = 300;
/// A note, an advice, the person's own words. In characters; about five typed pages.
pub const TEXT_LIMIT: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextRefusal {
    #[error("longer than {limit} characters")]
    TooLong { limit: usize },
    #[error("holds characters that cannot be kept")]
    BadCharacters,
}

/// One line: outer blanks go, inner runs of blanks (also pasted line ends) become one space.
pub fn line(typed: &str) -> Result<String, TextRefusal> {
    let folded = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    check(&folded, LINE_LIMIT)?;
    Ok(folded)
}

/// Running text: outer blank lines go, line ends become `\n`, the rest stays as typed.
pub fn text(typed: &str) -> Result<String, TextRefusal> {
    let unified = typed.replace("\r\n", "\n").replace('\r', "\n");
    let trimmed = unified.trim_matches(|c: char| c == '\n' || c == ' ').to_owned();
    check(&trimmed, TEXT_LIMIT)?;
    Ok(trimmed)
}

fn check(text: &str, limit: usize) -> Result<(), TextRefusal> {
    if text.chars().count() > limit {
        return Err(TextRefusal::TooLong { limit });
    }
    if text.chars().any(unkeepable) {
        return Err(TextRefusal::BadCharacters);
    }
    Ok(())
}

/// Control characters break papers and tables; direction overrides make a text show other than it is.
fn unkeepable(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

/// For comparing and searching: lower case, ё as е, one blank between words.
pub fn norm(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_line_becomes_one_line() {
        assert_eq!(line("  Әлфия \r\n\t Ғәлиева "), Ok("Әлфия Ғәлиева".to_owned()));
    }

    #[test]
    fn forty_thousand_characters_are_refused_with_the_limit() {
        assert_eq!(text(&"я".repeat(40_000)), Err(TextRefusal::TooLong { limit: TEXT_LIMIT }));
        assert_eq!(line(&"я".repeat(40_000)), Err(TextRefusal::TooLong { limit: LINE_LIMIT }));
    }

    #[test]
    fn signs_that_hide_or_break_are_refused() {
        for bad in ["а\u{0}б", "а\u{7}", "\u{202E}абв", "а\u{2066}б"] {
            assert_eq!(text(bad), Err(TextRefusal::BadCharacters), "{bad:?}");
        }
        assert_eq!(text("смех 😀 и Ҡ Ҙ"), Ok("смех 😀 и Ҡ Ҙ".to_owned()));
    }

    #[test]
    fn yo_and_case_do_not_part_what_is_the_same() {
        assert_eq!(norm("Ёлкина  АЛЁНА"), norm("елкина алена"));
    }
}
