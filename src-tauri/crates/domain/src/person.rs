//! People as the centre may know them: a name, a phone, an address, a code.

use std::fmt;

use thiserror::Error;

use crate::text::{self, TextRefusal};

/// «Фамилия Имя Отчество» as typed, at least one word. No `Debug`: a name is never printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameRefusal {
    #[error("no name was given")]
    Empty,
    #[error(transparent)]
    Text(#[from] TextRefusal),
}

impl PersonName {
    pub fn parse(typed: &str) -> Result<Self, NameRefusal> {
        let name = text::line(typed)?;
        if name.is_empty() { Err(NameRefusal::Empty) } else { Ok(Self(name)) }
    }

    pub fn full(&self) -> &str {
        &self.0
    }

    /// «Калинина М. С.», with no-break spaces.
    pub fn short(&self) -> String {
        short_name(&self.0)
    }

    /// «М. С. Калинина», for a signature line.
    pub fn signature(&self) -> String {
        let (family, initials) = parts(&self.0);
        if initials.is_empty() { family.to_owned() } else { format!("{initials}\u{a0}{family}") }
    }
}

/// «Калинина М. С.» of a full name.
pub fn short_name(full: &str) -> String {
    let (family, initials) = parts(full);
    if initials.is_empty() { family.to_owned() } else { format!("{family}\u{a0}{initials}") }
}

/// How a person is spoken of, as far as the patronymic tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    She,
    He,
    Unknown,
}

/// By the patronymic of «Фамилия Имя Отчество», Slavic or Turkic; the family name alone tells nothing sure.
pub fn gender(full: &str) -> Gender {
    const SHE: [&str; 6] = ["вна", "чна", "шна", "кызы", "кизи", "ҡыҙы"];
    const HE: [&str; 4] = ["ич", "оглы", "углы", "улы"];
    let words: Vec<String> = full.split_whitespace().skip(2).map(str::to_lowercase).collect();
    let ends = |endings: &[&str]| words.iter().any(|word| endings.iter().any(|ending| word.ends_with(ending)));
    match (ends(&SHE), ends(&HE)) {
        (true, false) => Gender::She,
        (false, true) => Gender::He,
        _ => Gender::Unknown,
    }
}

fn parts(full: &str) -> (&str, String) {
    let mut words = full.split_whitespace();
    let family = words.next().unwrap_or_default();
    let initials = words
        .take(2)
        .filter_map(|word| word.chars().next())
        .map(|letter| format!("{letter}."))
        .collect::<Vec<_>>()
        .join("\u{a0}");
    (family, initials)
}

/// A phone in one form: `+7XXXXXXXXXX`, or `+` and the country's digits. No `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a phone number")]
pub struct PhoneRefusal;

impl Phone {
    /// Takes «8 (917) 123-45-67», «9171234567», «+7…», a city number of 5–7 digits, a foreign «+…».
    pub fn parse(typed: &str) -> Result<Self, PhoneRefusal> {
        let typed = typed.trim();
        if typed.chars().any(|c| !(c.is_ascii_digit() || c.is_whitespace() || "+-()–.".contains(c))) {
            return Err(PhoneRefusal);
        }
        let international = typed.starts_with('+');
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        match (international, digits.len()) {
            (true, 11..=15) if digits.starts_with('7') && digits.len() == 11 => Ok(Self(format!("+{digits}"))),
            (true, 8..=15) if !digits.starts_with('7') => Ok(Self(format!("+{digits}"))),
            (false, 11) if digits.starts_with(['7', '8']) => Ok(Self(format!("+7{}", &digits[1..]))),
            (false, 10) => Ok(Self(format!("+7{digits}"))),
            (false, 5..=7) => Ok(Self(digits)),
            _ => Err(PhoneRefusal),
        }
    }

    pub fn digits(&self) -> &str {
        &self.0
    }

    /// «+7 917 123-45-67»
    pub fn words(&self) -> String {
        phone_words(&self.0)
    }
}

/// A kept phone as people read it.
pub fn phone_words(kept: &str) -> String {
    match kept.strip_prefix("+7") {
        Some(rest) if rest.len() == 10 => {
            format!("+7\u{a0}{}\u{a0}{}-{}-{}", &rest[..3], &rest[3..6], &rest[6..8], &rest[8..])
        }
        _ => kept.to_owned(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an e-mail address")]
pub struct EmailRefusal;

/// An address with one «@» between two non-empty parts; the rest is the mail server's business.
pub fn parse_email(typed: &str) -> Result<String, EmailRefusal> {
    let typed = typed.trim();
    let (user, host) = typed.split_once('@').ok_or(EmailRefusal)?;
    let sound = !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains('@')
        && typed.chars().count() <= 254
        && typed.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if sound { Ok(typed.to_owned()) } else { Err(EmailRefusal) }
}

/// A person's code in papers for general use: «П-0042» (R117). Codes are given in order and never again,
/// so they tell nothing of the person but that others came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecipientCode(pub u32);

impl fmt::Display for RecipientCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "П-{:04}", self.0)
    }
}

/// The exact mark for a person who gave no name (R116).
pub const ANONYMOUS: &str = "Анонимно";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_the_same_however_it_is_typed() {
        for typed in ["8 (917) 123-45-67", "+7 917 123 45 67", "9171234567", "7-917-123-45-67", " 8.917.123.45.67 "] {
            assert_eq!(Phone::parse(typed).map(|p| p.digits().to_owned()), Ok("+79171234567".to_owned()), "{typed}");
        }
        assert_eq!(Phone::parse("2-14-37").map(|p| p.words()), Ok("21437".to_owned()));
        assert_eq!(phone_words("+79171234567"), "+7\u{a0}917\u{a0}123-45-67");
    }

    #[test]
    fn what_is_no_phone_is_refused() {
        for typed in ["", "12", "мама", "8917123456789012", "917 123 45 6", "+7917", "123-45-67 доб. 2"] {
            assert!(Phone::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn names_are_shortened_with_no_break_spaces() {
        let name = PersonName::parse("  Ғәлиева   Әлфия Рамил ҡыҙы ").unwrap();
        assert_eq!(name.short(), "Ғәлиева\u{a0}Ә.\u{a0}Р.");
        assert_eq!(name.signature(), "Ә.\u{a0}Р.\u{a0}Ғәлиева");
        assert_eq!(PersonName::parse("Мама").unwrap().short(), "Мама");
        assert!(PersonName::parse(" ").is_err());
    }

    #[test]
    fn the_patronymic_tells_how_a_person_is_spoken_of() {
        for (name, expected) in [
            ("Иванова Ирина Игоревна", Gender::She),
            ("Ильина Анна Ильинична", Gender::She),
            ("Ғәлиева Әлфия Рамил ҡыҙы", Gender::She),
            ("Петров Пётр Ильич", Gender::He),
            ("Алиев Тимур Рашид оглы", Gender::He),
            ("Иванович Роза", Gender::Unknown),
            ("Ким", Gender::Unknown),
            ("", Gender::Unknown),
        ] {
            assert_eq!(gender(name), expected, "{name}");
        }
    }

    #[test]
    fn r117_the_code_says_nothing_of_the_person() {
        assert_eq!(RecipientCode(42).to_string(), "П-0042");
        assert_eq!(RecipientCode(12_345).to_string(), "П-12345");
    }

    #[test]
    fn an_address_needs_both_sides() {
        assert!(parse_email("mama@mail.example").is_ok());
        for typed in ["mama", "@mail.ru", "a@b", "a b@c.ru", "a@b@c.ru", "a@.ru"] {
            assert!(parse_email(typed).is_err(), "{typed}");
        }
    }
}
