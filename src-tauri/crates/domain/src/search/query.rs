//! From what was typed to what may be meant by it.

use chrono::{Datelike, Days, NaiveDate};

use super::{EMPTY_WORDS, fold, phone, stem, swapped, words};
use crate::civil::{month_genitive, month_name, parse_date};

/// Nobody types more into a search box; a pasted letter is not a query. In characters and in terms.
const LONGEST: usize = 200;
const MOST_TERMS: usize = 12;
/// From so many letters on a word need not be typed to its end.
const BEGINNING: usize = 3;

/// A word asked for: by its stem, and by its beginning where it may still be being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchedWord {
    /// Folded.
    pub word: String,
    pub stem: String,
    pub open: bool,
}

impl SearchedWord {
    fn new(word: String, open: bool) -> Self {
        Self { stem: stem(&word), word, open }
    }

    /// Whether a folded word begins as asked, or is it.
    pub fn begins(&self, word: &str) -> bool {
        if self.open { word.starts_with(&self.word) } else { word == self.word }
    }
}

/// One thing that must stand in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Atom {
    Word(SearchedWord),
    /// A request's number, of any year unless one is named.
    Number {
        number: u32,
        year: Option<i32>,
    },
    /// П-0007.
    Code(u32),
    /// «П-00»: the first digits of the four.
    CodeStart(String),
    Day(NaiveDate),
    DayOfMonth {
        day: u32,
        month: u32,
    },
    Month {
        year: i32,
        month: u32,
    },
    MonthOfYear(u32),
    Year(i32),
    /// A run of a phone's digits.
    Digits(String),
}

/// One way to understand a term: all its atoms must stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub atoms: Vec<Atom>,
    /// Read as typed in the other keyboard layout.
    pub swapped: bool,
}

/// What was typed between blanks, or a date of several words: any of its readings will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub readings: Vec<Reading>,
    typed: String,
    other_layout: Option<String>,
}

/// Everything asked for: every term must be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub terms: Vec<Term>,
}

impl Query {
    /// Nothing is asked for: everything answers.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.terms.iter().flat_map(|term| &term.readings).flat_map(|reading| &reading.atoms)
    }

    /// The same query without the other layout; `None` where that changes nothing or leaves a term unread.
    pub fn as_typed(&self) -> Option<Self> {
        let terms: Vec<Term> = self
            .terms
            .iter()
            .map(|term| Term {
                readings: term.readings.iter().filter(|r| !r.swapped).cloned().collect(),
                ..term.clone()
            })
            .collect();
        if terms == self.terms || terms.iter().any(|term| term.readings.is_empty()) {
            return None;
        }
        Some(Self { terms })
    }

    /// The text as the other layout reads it: «привет».
    pub fn in_other_layout(&self) -> String {
        let parts = self.terms.iter().map(|term| term.other_layout.as_deref().unwrap_or(&term.typed));
        parts.collect::<Vec<_>>().join(" ")
    }

    pub fn hits_number(&self, number: u32, year: i32) -> bool {
        self.atoms().any(|atom| {
            matches!(atom, Atom::Number { number: asked, year: of } if *asked == number && of.is_none_or(|of| of == year))
        })
    }

    pub fn hits_code(&self, code: u32) -> bool {
        self.atoms().any(|atom| match atom {
            Atom::Code(asked) => *asked == code,
            Atom::CodeStart(start) => format!("{code:04}").starts_with(start.as_str()),
            _ => false,
        })
    }

    pub fn hits_day(&self, on: NaiveDate) -> bool {
        self.atoms().any(|atom| match atom {
            Atom::Day(day) => *day == on,
            Atom::DayOfMonth { day, month } => (*day, *month) == (on.day(), on.month()),
            Atom::Month { year, month } => (*year, *month) == (on.year(), on.month()),
            Atom::MonthOfYear(month) => *month == on.month(),
            Atom::Year(year) => *year == on.year(),
            _ => false,
        })
    }
}

/// Understands a query to the journal. `today` is what «вчера» is counted from.
pub fn read(typed: &str, today: NaiveDate) -> Query {
    query_of(typed, Some(today))
}

/// Understands a query for people: words of names, digits, codes; nothing is taken for a date.
pub fn read_people(typed: &str) -> Query {
    query_of(typed, None)
}

fn query_of(typed: &str, today: Option<NaiveDate>) -> Query {
    let typed: String = typed.chars().take(LONGEST).collect();
    let finished = typed.ends_with(char::is_whitespace);
    let chunks: Vec<&str> = typed.split_whitespace().collect();
    if let Some(term) = whole_phone(&typed, &chunks) {
        return Query { terms: vec![term] };
    }
    let mut terms = Vec::new();
    let mut at = 0;
    while at < chunks.len() && terms.len() < MOST_TERMS {
        let rest = &chunks[at..];
        let (term, taken) = match several(rest).filter(|_| today.is_some()) {
            Some((term, taken)) => (Some(term), taken),
            None => (single(rest[0], rest.len() == 1 && !finished, today), 1),
        };
        terms.extend(term);
        at += taken;
    }
    Query { terms }
}

/// «+7 917 123-45-67»: one phone in several words.
fn whole_phone(typed: &str, chunks: &[&str]) -> Option<Term> {
    let like_phone = typed.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()–".contains(c));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let parted = chunks.len() > 1 || typed.contains(['+', '(']);
    // «8 917» is being typed as a phone from its fourth digit on.
    let begun = matches!(chunks, ["+7" | "8" | "7", ..]) && digits.len() > 3;
    if !like_phone || !parted || !(begun || digits.len() >= 7 || typed.trim_start().starts_with('+')) {
        return None;
    }
    let readings: Vec<_> = phone::asked(&digits).into_iter().map(|run| plain(Atom::Digits(run))).collect();
    (!readings.is_empty()).then(|| Term { readings, typed: chunks.join(" "), other_layout: None })
}

fn plain(atom: Atom) -> Reading {
    Reading { atoms: vec![atom], swapped: false }
}

/// Terms of several words: «№ 15», «5 июня 2026 г.», «июнь 2026».
fn several(chunks: &[&str]) -> Option<(Term, usize)> {
    let term = |atom: Atom, taken: usize| {
        let typed = chunks[..taken].join(" ");
        Some((Term { readings: vec![plain(atom)], typed, other_layout: None }, taken))
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let year = |at: usize| chunks.get(at).and_then(|text| year_of(text.trim_end_matches(['г', '.'])));
    // «2026 г.» and «2026 года» end a date.
    let with_word = |taken: usize| match chunks.get(taken).map(|word| fold(word)) {
        Some(word) if matches!(word.trim_end_matches('.'), "г" | "год" | "года") => taken + 1,
        _ => taken,
    };
    match chunks {
        [sign, next, ..] if matches!(*sign, "№" | "#") => {
            let (first, of) = next.split_once('/').map_or((*next, None), |(n, y)| (n, year_of(y)));
            term(Atom::Number { number: number(first)?, year: of }, 2)
        }
        [day, month, ..] if number(day).is_some_and(|day| (1..=31).contains(&day)) => {
            let (day, month) = (number(day)?, month_of(month, BEGINNING)?);
            match year(2) {
                Some(year) => term(Atom::Day(NaiveDate::from_ymd_opt(year, month, day)?), with_word(3)),
                None => term(Atom::DayOfMonth { day, month }, 2),
            }
        }
        [month, _, ..] => {
            let (month, year) = (month_of(month, BEGINNING)?, year(1)?);
            term(Atom::Month { year, month }, with_word(2))
        }
        _ => None,
    }
}

/// A month by its name in either case, or by at least `fewest` of its first letters.
fn month_of(word: &str, fewest: usize) -> Option<u32> {
    let find = |word: &str| {
        let word = fold(word.trim_end_matches('.'));
        let begun = |name: &str| fold(name).starts_with(&word);
        (word.chars().count() >= fewest)
            .then(|| (1..=12).find(|month| begun(month_name(*month)) || begun(month_genitive(*month))))
            .flatten()
    };
    find(word).or_else(|| swapped(word).and_then(|word| find(&word)))
}

fn year_of(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        2 => Some(2000 + year),
        4 if (1990..=2100).contains(&year) => Some(year),
        _ => None,
    }
}

fn single(chunk: &str, last: bool, today: Option<NaiveDate>) -> Option<Term> {
    let mut readings = Vec::new();
    if let Some(rest) = chunk.strip_prefix(['№', '#']) {
        let (number, year) = rest.split_once('/').map_or((rest, None), |(number, year)| (number, year_of(year)));
        readings.extend(number.parse().ok().map(|number| plain(Atom::Number { number, year })));
    }
    let mut other_layout = None;
    let digits_only = !chunk.chars().any(char::is_alphabetic);
    if readings.is_empty() && digits_only {
        readings = numeric(chunk, today.is_some()).into_iter().map(plain).collect();
        readings.extend(worded(chunk, false));
    } else if readings.is_empty() {
        let typed = spelled(chunk, last, today);
        // «и» in the middle of a query tells nothing; at its end it may be the beginning of a word.
        if typed.is_empty() && !last && EMPTY_WORDS.contains(&fold(chunk).as_str()) {
            return None;
        }
        readings = typed;
        let coded = matches!(readings[..], [Reading { ref atoms, .. }, ..] if matches!(atoms[..], [Atom::Code(_) | Atom::CodeStart(_)]));
        for other in other_layouts(chunk).into_iter().filter(|_| !coded) {
            let read = spelled(&other, last, today);
            readings.extend(read.into_iter().map(|reading| Reading { swapped: true, ..reading }));
            other_layout = Some(other);
        }
    }
    (!readings.is_empty()).then(|| Term { readings, typed: chunk.to_owned(), other_layout })
}

/// The chunk in the other layout: whole, and without a sign at its end that may be just a comma.
fn other_layouts(chunk: &str) -> Vec<String> {
    if chunk.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return Vec::new();
    }
    let trimmed = chunk.trim_end_matches([',', '.', ';', ':']);
    let mut found: Vec<String> = swapped(chunk).into_iter().collect();
    if trimmed != chunk {
        found.extend(swapped(trimmed));
    }
    found
}

/// Readings of a chunk with letters: a code, or words.
fn spelled(chunk: &str, last: bool, today: Option<NaiveDate>) -> Vec<Reading> {
    let folded = fold(chunk);
    let codes = code(&folded);
    if !codes.is_empty() {
        return codes.into_iter().map(plain).collect();
    }
    let mut readings: Vec<Reading> = worded(chunk, last).into_iter().collect();
    if let Some(today) = today {
        let back = match folded.as_str() {
            "сегодня" => Some(0),
            "вчера" => Some(1),
            "позавчера" => Some(2),
            _ => None,
        };
        readings.extend(back.and_then(|days| today.checked_sub_days(Days::new(days))).map(Atom::Day).map(plain));
        let whole =
            (1..=12).find(|month| [month_name(*month), month_genitive(*month)].iter().any(|n| fold(n) == folded));
        readings.extend(whole.map(Atom::MonthOfYear).map(plain));
    }
    readings
}

fn worded(chunk: &str, last: bool) -> Option<Reading> {
    let found: Vec<String> = words(chunk).into_iter().map(|(_, word)| word).collect();
    let count = found.len();
    let atoms: Vec<Atom> = found
        .into_iter()
        .enumerate()
        .map(|(at, word)| (last && at + 1 == count, word))
        .filter(|(being_typed, word)| *being_typed || !EMPTY_WORDS.contains(&word.as_str()))
        .map(|(being_typed, word)| {
            let spelled = word.chars().any(char::is_alphabetic);
            let open = spelled && (being_typed || word.chars().count() >= BEGINNING);
            Atom::Word(SearchedWord::new(word, open))
        })
        .collect();
    (!atoms.is_empty()).then_some(Reading { atoms, swapped: false })
}

/// «п-0007», «п7», also with the Latin letter that looks the same.
fn code(folded: &str) -> Vec<Atom> {
    let Some(rest) = folded.strip_prefix(['п', 'p']) else { return Vec::new() };
    let digits = rest.trim_start_matches(['-', '–', '‑', '—']);
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let mut atoms = Vec::new();
    let number: u32 = digits.parse().unwrap_or(0);
    if number > 0 {
        atoms.push(Atom::Code(number));
    }
    if digits.starts_with('0') && digits.len() < 4 {
        atoms.push(Atom::CodeStart(digits.to_owned()));
    }
    atoms
}

/// Everything a chunk of digits and signs may be.
fn numeric(chunk: &str, dates: bool) -> Vec<Atom> {
    let text = chunk.trim_end_matches(['.', ',', ';', '-', '/']).trim_matches(['(', ')']);
    let mut atoms = Vec::new();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        if let Ok(number) = text.parse::<u32>() {
            atoms.push(Atom::Number { number, year: None });
            atoms.push(Atom::Code(number));
        }
        if dates && text.len() == 4 {
            atoms.extend(year_of(text).map(Atom::Year));
        }
    } else if dates {
        atoms.extend(dated(text));
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let one_run = text.chars().all(|c| c.is_ascii_digit() || "+-()–".contains(c));
    if one_run || text.matches('.').count() > 2 {
        atoms.extend(phone::asked(&digits).into_iter().map(Atom::Digits));
    }
    atoms
}

/// «05.06.2026», «5.6», «06.2026», «15/2026», and a date whose year is still being typed.
fn dated(text: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    atoms.extend(parse_date(text).ok().map(Atom::Day));
    let parts: Vec<&str> = text.split(['.', '-', '/']).collect();
    let small = |text: &str, most: u32| text.parse::<u32>().ok().filter(|n| text.len() <= 2 && (1..=most).contains(n));
    match parts[..] {
        [first, second] => {
            let slashed = text.contains('/');
            if let (Some(day), Some(month)) = (small(first, 31), small(second, 12)) {
                atoms.push(Atom::DayOfMonth { day, month });
            }
            let long_year = |text: &str| year_of(text).filter(|_| text.len() == 4);
            if slashed {
                if let (Ok(number), Some(year)) = (first.parse(), year_of(second)) {
                    atoms.push(Atom::Number { number, year: Some(year) });
                }
            } else if let (Some(month), Some(year)) = (small(first, 12), long_year(second)) {
                atoms.push(Atom::Month { year, month });
            } else if let (Some(year), Some(month)) = (long_year(first), small(second, 12)) {
                atoms.push(Atom::Month { year, month });
            }
        }
        // «05.06.», «05.06.2», «05.06.20» on the way to 2026.
        [first, second, year] if year.len() != 4 && (year.len() != 2 || year == "20") => {
            if let (Some(day), Some(month)) = (small(first, 31), small(second, 12)) {
                atoms.push(Atom::DayOfMonth { day, month });
            }
        }
        _ => {}
    }
    atoms
}

#[cfg(test)]
mod tests;
