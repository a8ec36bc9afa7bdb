//! A child's age in whole months, as it is typed and as it is said.
//!
//! Never a birthday: the journal keeps only how old the child was on the day of the request.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::civil::{NBSP, plural};

/// Months of a child's age, 0 ..= 18 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct AgeMonths(u16);

/// Why a typed age is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AgeProblem {
    #[error("возраст не указан")]
    Empty,
    #[error("нужно в виде «3 года 2 месяца», «3 2» или «8 мес»")]
    NotAnAge,
    /// «3,5» is three and a half years to one person, three years and five months to another.
    #[error("непонятно, это половина года или месяцы: напишите «3 6» или «3 5»")]
    Ambiguous,
    #[error("месяцев в неполном году не больше 11")]
    TooManyMonths,
    #[error("возраст ребёнка — от 0 до 18 лет")]
    OutOfRange,
}

impl AgeMonths {
    /// 18 years.
    pub const MAX: u16 = 18 * 12;

    pub fn new(months: u16) -> Option<Self> {
        (months <= Self::MAX).then_some(Self(months))
    }

    pub fn months(self) -> u16 {
        self.0
    }

    /// The age on `to` of who was this old on `from`, by full months; none beyond 18 years.
    pub fn later(self, from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let months = (to.year() - from.year()) * 12 + to.month().cast_signed()
            - from.month().cast_signed()
            - i32::from(to.day() < from.day());
        Self::new(self.0.saturating_add(u16::try_from(months).unwrap_or(0)))
    }

    /// Reads what people type: «3», «3 2», «3 года 2 месяца», «3г2м», «8 мес», «1 год», «1,5 года».
    ///
    /// A number without a unit is years, a second one months. A bare fraction («3,5») is refused, with
    /// «года» or «лет» behind it only «,5» is taken: it is half a year to everybody.
    pub fn parse(typed: &str) -> Result<Self, AgeProblem> {
        let parts = split(typed)?;
        let months = match parts[..] {
            [] => return Err(AgeProblem::Empty),
            [Part { half: true, unit: Some(Unit::Years), number }] => years(number)? + 6,
            [Part { half: true, unit: None, .. }] => return Err(AgeProblem::Ambiguous),
            [Part { half: false, unit: Some(Unit::Months), number }] => number,
            [Part { half: false, number, .. }] => years(number)?,
            [
                Part { half: false, number: first, unit: None | Some(Unit::Years) },
                Part { half: false, number: second, unit: None | Some(Unit::Months) },
            ] => {
                if second > 11 {
                    return Err(AgeProblem::TooManyMonths);
                }
                years(first)? + second
            }
            _ => return Err(AgeProblem::NotAnAge),
        };
        u16::try_from(months).ok().and_then(Self::new).ok_or(AgeProblem::OutOfRange)
    }

    /// «3 г. 2 мес.», «5 л.», «8 мес.»; «до 1 мес.» for the first weeks.
    pub fn words(self) -> String {
        let short = |years| if plural(years, "г", "г", "л") == "л" { "л." } else { "г." };
        self.say(short, |_| "мес.", "до")
    }

    /// «3 года 2 месяца», «5 лет», «8 месяцев»; «младше 1 месяца» for the first weeks.
    pub fn long_words(self) -> String {
        self.say(
            |years| plural(years, "год", "года", "лет"),
            |months| {
                if months == 0 {
                    "месяца"
                } else {
                    plural(months, "месяц", "месяца", "месяцев")
                }
            },
            "младше",
        )
    }

    fn say(
        self,
        years_word: impl Fn(u64) -> &'static str,
        months_word: impl Fn(u64) -> &'static str,
        newborn: &str,
    ) -> String {
        let (years, months) = (u64::from(self.0 / 12), u64::from(self.0 % 12));
        if self.0 == 0 {
            return format!("{newborn}{NBSP}1{NBSP}{}", months_word(0));
        }
        let mut out = String::new();
        // Writing into a String cannot fail.
        if years > 0 {
            let _ = write!(out, "{years}{NBSP}{}", years_word(years));
        }
        if months > 0 {
            let gap = if years > 0 { " " } else { "" };
            let _ = write!(out, "{gap}{months}{NBSP}{}", months_word(months));
        }
        out
    }
}

impl TryFrom<u16> for AgeMonths {
    type Error = AgeProblem;
    fn try_from(months: u16) -> Result<Self, AgeProblem> {
        Self::new(months).ok_or(AgeProblem::OutOfRange)
    }
}

impl From<AgeMonths> for u16 {
    fn from(age: AgeMonths) -> Self {
        age.0
    }
}

fn years(number: u32) -> Result<u32, AgeProblem> {
    if number > 18 { Err(AgeProblem::OutOfRange) } else { Ok(number * 12) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Years,
    Months,
}

struct Part {
    number: u32,
    /// «,5» stood behind the number.
    half: bool,
    unit: Option<Unit>,
}

/// Numbers with what follows each of them.
fn split(typed: &str) -> Result<Vec<Part>, AgeProblem> {
    let mut parts: Vec<Part> = Vec::new();
    let mut letters = typed.chars().flat_map(char::to_lowercase).peekable();
    while let Some(&letter) = letters.peek() {
        if letter.is_ascii_digit() {
            let number = take_number(&mut letters)?;
            let mut half = false;
            if letters.next_if(|next| matches!(next, ',' | '.')).is_some()
                && letters.peek().is_some_and(char::is_ascii_digit)
            {
                if take_number(&mut letters)? != 5 {
                    return Err(AgeProblem::Ambiguous);
                }
                half = true;
            }
            parts.push(Part { number, half, unit: None });
        } else if letter.is_alphabetic() {
            let mut word = String::new();
            while let Some(next) = letters.next_if(|next| next.is_alphabetic()) {
                word.push(next);
            }
            letters.next_if_eq(&'.');
            let unit = match word.as_str() {
                "г" | "год" | "года" | "годик" | "лет" | "л" => Unit::Years,
                "м" | "мес" | "месяц" | "месяца" | "месяцев" => Unit::Months,
                "и" => continue,
                _ => return Err(AgeProblem::NotAnAge),
            };
            match parts.last_mut() {
                Some(part) if part.unit.is_none() => part.unit = Some(unit),
                None if word == "год" || word == "годик" => {
                    parts.push(Part { number: 1, half: false, unit: Some(unit) });
                }
                _ => return Err(AgeProblem::NotAnAge),
            }
        } else if letter.is_whitespace() || letter == ',' {
            letters.next();
        } else {
            return Err(AgeProblem::NotAnAge);
        }
    }
    Ok(parts)
}

fn take_number(letters: &mut std::iter::Peekable<impl Iterator<Item = char>>) -> Result<u32, AgeProblem> {
    let mut number = 0u32;
    while let Some(digit) = letters.next_if(char::is_ascii_digit).and_then(|digit| digit.to_digit(10)) {
        number = number * 10 + digit;
        if number > 999 {
            return Err(AgeProblem::OutOfRange);
        }
    }
    Ok(number)
}

/// Bands of age for a table: a list of boundaries in months, kept by the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u16>", into = "Vec<u16>")]
pub struct AgeBands(Vec<u16>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BandsProblem {
    #[error("границы возраста должны расти и не превышать 18 лет")]
    NotGrowing,
}

impl AgeBands {
    /// Boundaries grow and lie inside 1 month ..= 18 years. None at all is one band for everybody.
    pub fn new(boundaries: Vec<u16>) -> Result<Self, BandsProblem> {
        let inside = boundaries.iter().all(|at| (1..=AgeMonths::MAX).contains(at));
        let grow = boundaries.windows(2).all(|pair| pair[0] < pair[1]);
        if inside && grow { Ok(Self(boundaries)) } else { Err(BandsProblem::NotGrowing) }
    }

    /// At least one.
    pub fn count(&self) -> usize {
        self.0.len() + 1
    }

    /// Position of the band an age falls into; a boundary itself opens the next band.
    pub fn band(&self, age: AgeMonths) -> usize {
        self.0.partition_point(|at| *at <= age.months())
    }

    /// «до 1 года», «от 1 года до 3 лет», «от 7 лет».
    pub fn label(&self, band: usize) -> String {
        let from = band.checked_sub(1).and_then(|below| self.0.get(below));
        match (from, self.0.get(band)) {
            (None, None) => "все возрасты".to_owned(),
            (None, Some(to)) => format!("до{NBSP}{}", boundary(*to)),
            (Some(from), None) => format!("от{NBSP}{}", boundary(*from)),
            (Some(from), Some(to)) => format!("от{NBSP}{} до{NBSP}{}", boundary(*from), boundary(*to)),
        }
    }
}

impl TryFrom<Vec<u16>> for AgeBands {
    type Error = BandsProblem;
    fn try_from(boundaries: Vec<u16>) -> Result<Self, BandsProblem> {
        Self::new(boundaries)
    }
}

impl From<AgeBands> for Vec<u16> {
    fn from(bands: AgeBands) -> Self {
        bands.0
    }
}

/// In the genitive: «1 года 6 месяцев», «3 лет».
fn boundary(at: u16) -> String {
    let (years, months) = (u64::from(at / 12), u64::from(at % 12));
    let years = (years > 0).then(|| format!("{years}{NBSP}{}", plural(years, "года", "лет", "лет")));
    let months = (months > 0).then(|| format!("{months}{NBSP}{}", plural(months, "месяца", "месяцев", "месяцев")));
    years.into_iter().chain(months).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_read_as_people_type_it() {
        let cases = [
            ("3", 36),
            ("0", 0),
            ("18", 216),
            ("3 2", 38),
            ("3 года 2 месяца", 38),
            ("3 г 2 м", 38),
            ("3г2м", 38),
            ("3 г. 2 мес.", 38),
            ("3 Года и 2 Месяца", 38),
            ("3 года, 2 месяца", 38),
            ("8 мес", 8),
            ("8мес.", 8),
            ("2 месяца", 2),
            ("18 мес", 18),
            ("1 год", 12),
            ("год", 12),
            ("год 3 мес", 15),
            ("5 лет", 60),
            ("1,5 года", 18),
            ("2.5 г", 30),
            ("3\u{a0}г.", 36),
        ];
        for (typed, months) in cases {
            assert_eq!(AgeMonths::parse(typed).map(AgeMonths::months), Ok(months), "{typed}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_guessed_at() {
        for typed in ["3,5", "3.5", "1,11", "2,3 года"] {
            assert_eq!(AgeMonths::parse(typed), Err(AgeProblem::Ambiguous), "{typed}");
        }
    }

    #[test]
    fn what_is_no_age_of_a_child_is_refused_with_its_reason() {
        let cases = [
            ("", AgeProblem::Empty),
            ("  ", AgeProblem::Empty),
            ("три", AgeProblem::NotAnAge),
            ("3 недели", AgeProblem::NotAnAge),
            ("-3", AgeProblem::NotAnAge),
            ("2 м 3 г", AgeProblem::NotAnAge),
            ("1 2 3", AgeProblem::NotAnAge),
            ("2 мес мес", AgeProblem::NotAnAge),
            ("2,5 мес", AgeProblem::NotAnAge),
            ("мес", AgeProblem::NotAnAge),
            ("3 12", AgeProblem::TooManyMonths),
            ("18 1", AgeProblem::OutOfRange),
            ("19", AgeProblem::OutOfRange),
            ("217 мес", AgeProblem::OutOfRange),
            ("99999999999", AgeProblem::OutOfRange),
        ];
        for (typed, problem) in cases {
            assert_eq!(AgeMonths::parse(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn an_age_is_said_shortly_and_in_full() {
        let cases = [
            (0, "до 1 мес.", "младше 1 месяца"),
            (8, "8 мес.", "8 месяцев"),
            (12, "1 г.", "1 год"),
            (38, "3 г. 2 мес.", "3 года 2 месяца"),
            (62, "5 л. 2 мес.", "5 лет 2 месяца"),
            (133, "11 л. 1 мес.", "11 лет 1 месяц"),
        ];
        for (months, short, long) in cases {
            let age = AgeMonths::new(months).unwrap();
            assert_eq!(age.words().replace(NBSP, " "), short);
            assert_eq!(age.long_words().replace(NBSP, " "), long);
        }
    }

    #[test]
    fn every_age_said_is_read_back() {
        for months in 1..=AgeMonths::MAX {
            let age = AgeMonths::new(months).unwrap();
            assert_eq!(AgeMonths::parse(&age.words()), Ok(age));
            assert_eq!(AgeMonths::parse(&age.long_words()), Ok(age));
        }
        assert_eq!(AgeMonths::new(AgeMonths::MAX + 1), None);
    }

    #[test]
    fn a_child_grows_by_full_months_and_stops_being_one_at_eighteen() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (months, from, to, expected) in [
            (38, "2026-10-05", "2026-10-19", Some(38)),
            (38, "2026-10-05", "2026-11-04", Some(38)),
            (38, "2026-10-05", "2026-11-05", Some(39)),
            (38, "2026-12-31", "2027-02-28", Some(39)),
            (38, "2026-12-31", "2027-03-31", Some(41)),
            (216, "2026-10-05", "2026-11-04", Some(216)),
            (216, "2026-10-05", "2026-11-05", None),
            // Not earlier: nobody grows younger.
            (38, "2026-10-05", "2026-01-01", Some(38)),
        ] {
            let grown = AgeMonths::new(months).unwrap().later(day(from), day(to));
            assert_eq!(grown.map(AgeMonths::months), expected, "{months} {from} {to}");
        }
    }

    #[test]
    fn an_age_falls_into_exactly_one_band() {
        let bands = AgeBands::new(vec![18, 36, 84]).unwrap();
        assert_eq!(bands.count(), 4);
        let band = |months| bands.band(AgeMonths::new(months).unwrap());
        assert_eq!([band(0), band(17), band(18), band(36), band(83), band(84), band(216)], [0, 0, 1, 2, 2, 3, 3]);
        let labels: Vec<_> = (0..bands.count()).map(|at| bands.label(at).replace(NBSP, " ")).collect();
        assert_eq!(labels, ["до 1 года 6 месяцев", "от 1 года 6 месяцев до 3 лет", "от 3 лет до 7 лет", "от 7 лет"]);
    }

    #[test]
    fn boundaries_that_do_not_grow_are_refused() {
        for wrong in [vec![36, 18], vec![12, 12], vec![0, 12], vec![217]] {
            assert_eq!(AgeBands::new(wrong), Err(BandsProblem::NotGrowing));
        }
        assert_eq!(AgeBands::new(vec![]).unwrap().count(), 1);
    }
}
