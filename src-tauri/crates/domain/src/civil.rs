//! Civil days, months and quarters, and how they are said in Russian.
//!
//! Time zones are not known here: a civil day or hour is always the centre's own. Texts are ready for
//! screen and paper alike, with no-break spaces where a line must not be torn.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// No-break space.
pub const NBSP: char = '\u{a0}';

/// Years the journal can speak of; a typing slip beyond them is refused.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Why a typed day, time or month is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CivilProblem {
    #[error("пустое значение")]
    Empty,
    /// Not of the shape asked for.
    #[error("нужно в виде 05.06.2026")]
    NotADate,
    /// Well written, but the calendar has no such day: 31.11.2026.
    #[error("такого дня нет в календаре")]
    NoSuchDay,
    #[error("год должен быть от 1900 до 2100")]
    YearOutOfRange,
    #[error("нужно в виде 9:30")]
    NotATime,
    #[error("такого времени нет в сутках")]
    NoSuchTime,
    #[error("нужен месяц в виде 2026-06")]
    NotAMonth,
    #[error("нужен квартал в виде 2026-Q2")]
    NotAQuarter,
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// `None` unless 1 ≤ month ≤ 12 and the year is one of [`YEARS`].
    pub fn new(year: i32, month: u32) -> Option<Self> {
        if !YEARS.contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, 1).map(|first| Self { first })
    }

    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// 1..=12
    pub fn month(self) -> u32 {
        self.first.month()
    }

    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    pub fn last_day(self) -> NaiveDate {
        before(self.next().first)
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    pub fn next(self) -> Self {
        Self { first: self.first.checked_add_months(Months::new(1)).unwrap_or(self.first) }
    }

    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    pub fn quarter(self) -> Quarter {
        Quarter { year: self.year(), quarter: self.first.month0() / 3 + 1 }
    }

    /// «июнь 2026 г.»
    pub fn words(self) -> String {
        format!("{} {}{NBSP}г.", month_name(self.month()), self.year())
    }
}

/// «2026-06», the shape of the journal and of the wire.
impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = CivilProblem;

    fn from_str(text: &str) -> Result<Self, CivilProblem> {
        let (year, month) = text.trim().split_once('-').ok_or(CivilProblem::NotAMonth)?;
        let year = digits(year, 4, 4).ok_or(CivilProblem::NotAMonth)?;
        let month = digits(month, 1, 2).ok_or(CivilProblem::NotAMonth)?;
        Self::new(i32::try_from(year).map_err(|_| CivilProblem::NotAMonth)?, month).ok_or(CivilProblem::NotAMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = CivilProblem;
    fn try_from(text: String) -> Result<Self, CivilProblem> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// A quarter of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    year: i32,
    quarter: u32,
}

impl Quarter {
    /// `None` unless 1 ≤ quarter ≤ 4 and the year is one of [`YEARS`].
    pub fn new(year: i32, quarter: u32) -> Option<Self> {
        (YEARS.contains(&year) && (1..=4).contains(&quarter)).then_some(Self { year, quarter })
    }

    /// The quarter a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Month::of(day).quarter()
    }

    pub fn year(self) -> i32 {
        self.year
    }

    /// 1..=4
    pub fn quarter(self) -> u32 {
        self.quarter
    }

    pub fn months(self) -> [Month; 3] {
        let first = Month { first: NaiveDate::from_ymd_opt(self.year, self.quarter * 3 - 2, 1).unwrap_or_default() };
        [first, first.next(), first.next().next()]
    }

    /// From January to its own end: what a report tells of beside the quarter itself.
    pub fn year_to_date(self) -> impl Iterator<Item = Month> {
        (1..=self.quarter).flat_map(move |quarter| Self { year: self.year, quarter }.months())
    }

    pub fn first_day(self) -> NaiveDate {
        self.months()[0].first_day()
    }

    pub fn last_day(self) -> NaiveDate {
        self.months()[2].last_day()
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    pub fn next(self) -> Self {
        match self.quarter {
            4 => Self { year: self.year + 1, quarter: 1 },
            other => Self { year: self.year, quarter: other + 1 },
        }
    }

    pub fn previous(self) -> Self {
        match self.quarter {
            1 => Self { year: self.year - 1, quarter: 4 },
            other => Self { year: self.year, quarter: other - 1 },
        }
    }

    /// «I»…«IV»
    pub fn roman(self) -> &'static str {
        roman_quarter(self.quarter)
    }

    /// «II квартал 2026 г.»
    pub fn words(self) -> String {
        format!("{}{NBSP}квартал {}{NBSP}г.", self.roman(), self.year)
    }
}

/// «2026-Q2», the shape of the journal and of the wire.
impl fmt::Display for Quarter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-Q{}", self.year, self.quarter)
    }
}

impl FromStr for Quarter {
    type Err = CivilProblem;

    fn from_str(text: &str) -> Result<Self, CivilProblem> {
        let (year, quarter) = text.trim().split_once("-Q").ok_or(CivilProblem::NotAQuarter)?;
        let year = digits(year, 4, 4).ok_or(CivilProblem::NotAQuarter)?;
        let quarter = digits(quarter, 1, 1).ok_or(CivilProblem::NotAQuarter)?;
        Self::new(i32::try_from(year).map_err(|_| CivilProblem::NotAQuarter)?, quarter).ok_or(CivilProblem::NotAQuarter)
    }
}

impl TryFrom<String> for Quarter {
    type Error = CivilProblem;
    fn try_from(text: String) -> Result<Self, CivilProblem> {
        text.parse()
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

/// «I»…«IV»; other numbers have no quarter and give an empty text.
pub fn roman_quarter(quarter: u32) -> &'static str {
    match quarter {
        1 => "I",
        2 => "II",
        3 => "III",
        4 => "IV",
        _ => "",
    }
}

fn before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

/// Digits only, `fewest`..=`most` of them.
fn digits(text: &str, fewest: usize, most: usize) -> Option<u32> {
    let fits = (fewest..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// A day as it is typed («05.06.2026», «5.6.2026», «05.06.26») or written by a program («2026-06-05»).
///
/// A year of two digits is of this century: the journal has nothing older.
pub fn parse_date(text: &str) -> Result<NaiveDate, CivilProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CivilProblem::Empty);
    }
    let text = text.strip_suffix("г.").unwrap_or(text).trim_end();
    let parts: Vec<&str> = text.split(['.', '-', '/']).collect();
    let [first, month, last] = parts[..] else { return Err(CivilProblem::NotADate) };
    let (year, month, day) = match (digits(first, 4, 4), digits(last, 4, 4), digits(last, 2, 2)) {
        (Some(year), _, _) => (Some(year), digits(month, 1, 2), digits(last, 1, 2)),
        (None, Some(year), _) => (Some(year), digits(month, 1, 2), digits(first, 1, 2)),
        (None, None, short) => (short.map(|year| 2000 + year), digits(month, 1, 2), digits(first, 1, 2)),
    };
    let (Some(year), Some(month), Some(day)) = (year, month, day) else {
        return Err(CivilProblem::NotADate);
    };
    let year = i32::try_from(year).map_err(|_| CivilProblem::NotADate)?;
    if !YEARS.contains(&year) {
        return Err(CivilProblem::YearOutOfRange);
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(CivilProblem::NoSuchDay)
}

/// A time as it is typed: «9:30», «09.30», «9-30», «930», «0930»; «9» alone is nine sharp.
pub fn parse_time(text: &str) -> Result<NaiveTime, CivilProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CivilProblem::Empty);
    }
    let (hour, minute) = match text.split_once([':', '.', '-', ' ']) {
        Some((hour, minute)) => (digits(hour, 1, 2), digits(minute, 2, 2)),
        None if text.is_ascii() && (3..=4).contains(&text.len()) => {
            let (hour, minute) = text.split_at(text.len() - 2);
            (digits(hour, 1, 2), digits(minute, 2, 2))
        }
        None => (digits(text, 1, 2), Some(0)),
    };
    let (Some(hour), Some(minute)) = (hour, minute) else { return Err(CivilProblem::NotATime) };
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or(CivilProblem::NoSuchTime)
}

/// «июнь»; empty for a number that is no month.
pub fn month_name(month: u32) -> &'static str {
    match month {
        1 => "январь",
        2 => "февраль",
        3 => "март",
        4 => "апрель",
        5 => "май",
        6 => "июнь",
        7 => "июль",
        8 => "август",
        9 => "сентябрь",
        10 => "октябрь",
        11 => "ноябрь",
        12 => "декабрь",
        _ => "",
    }
}

/// «июня»; empty for a number that is no month.
pub fn month_genitive(month: u32) -> &'static str {
    match month {
        1 => "января",
        2 => "февраля",
        3 => "марта",
        4 => "апреля",
        5 => "мая",
        6 => "июня",
        7 => "июля",
        8 => "августа",
        9 => "сентября",
        10 => "октября",
        11 => "ноября",
        12 => "декабря",
        _ => "",
    }
}

/// «пн»
pub fn weekday_short(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "пн",
        Weekday::Tue => "вт",
        Weekday::Wed => "ср",
        Weekday::Thu => "чт",
        Weekday::Fri => "пт",
        Weekday::Sat => "сб",
        Weekday::Sun => "вс",
    }
}

/// «понедельник»
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "понедельник",
        Weekday::Tue => "вторник",
        Weekday::Wed => "среда",
        Weekday::Thu => "четверг",
        Weekday::Fri => "пятница",
        Weekday::Sat => "суббота",
        Weekday::Sun => "воскресенье",
    }
}

/// «05.06.2026»
pub fn date_short(day: NaiveDate) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}

/// «5 июня 2026 г.»
pub fn date_words(day: NaiveDate) -> String {
    format!("{} {}{NBSP}г.", day_month(day), day.year())
}

/// «5 июня»
pub fn day_month(day: NaiveDate) -> String {
    format!("{}{NBSP}{}", day.day(), month_genitive(day.month()))
}

/// «пт, 5 июня»
pub fn weekday_day_month(day: NaiveDate) -> String {
    format!("{}, {}", weekday_short(day.weekday()), day_month(day))
}

/// «9:30»
pub fn time(at: NaiveTime) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

/// «9:30–10:15»
pub fn time_range(from: NaiveTime, to: NaiveTime) -> String {
    format!("{}–{}", time(from), time(to))
}

/// «05.06.2026 9:30»
pub fn date_time(at: NaiveDateTime) -> String {
    format!("{} {}", date_short(at.date()), time(at.time()))
}

/// «05.06.2026 9:30–10:15»; what ends on another day names both.
pub fn date_time_range(from: NaiveDateTime, to: NaiveDateTime) -> String {
    if from.date() == to.date() {
        format!("{} {}", date_short(from.date()), time_range(from.time(), to.time()))
    } else {
        format!("{}{NBSP}– {}", date_time(from), date_time(to))
    }
}

/// The form of a noun after a number: `plural(3, "день", "дня", "дней")` is «дня».
pub fn plural<'a>(number: u64, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (number % 10, number % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

/// «3 дня», the number and the noun never torn apart.
pub fn counted(number: u64, one: &str, few: &str, many: &str) -> String {
    format!("{}{NBSP}{}", grouped(number), plural(number, one, few, many))
}

/// «1 522»: groups of three, not torn apart.
pub fn grouped(number: u64) -> String {
    let plain = number.to_string();
    let mut out = String::with_capacity(plain.len() + plain.len() / 3 * NBSP.len_utf8());
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            out.push(NBSP);
        }
        out.push(digit);
    }
    out
}

/// «95,1»: one decimal and a comma.
pub fn decimal(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}

/// «№ 17»
pub fn numbered(number: impl fmt::Display) -> String {
    format!("№{NBSP}{number}")
}

/// Puts no-break spaces after «№», after one-letter words, around initials and before dashes.
pub fn glue(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        out.push_str(word);
        if let Some(next) = words.peek() {
            let stays = matches!(*next, "—" | "–" | "-")
                || word == "№"
                || is_one_letter(word)
                || (is_initial(word) && word.ends_with('.'))
                || is_initial(next);
            out.push(if stays { NBSP } else { ' ' });
        }
    }
    out
}

fn is_one_letter(word: &str) -> bool {
    let mut letters = word.trim_start_matches(['«', '(']).chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn is_initial(word: &str) -> bool {
    let mut letters = word.trim_end_matches([',', ')', '»']).chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next() == Some('.') && letters.next().is_none()
}

/// First and last day of the «month», «quarter» or «year» that a day lies in; `None` for another word.
pub fn period_around(word: &str, day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let (month, quarter) = (Month::of(day), Quarter::of(day));
    Some(match word {
        "month" => (month.first_day(), month.last_day()),
        "quarter" => (quarter.first_day(), quarter.last_day()),
        "year" => (NaiveDate::from_ymd_opt(day.year(), 1, 1)?, NaiveDate::from_ymd_opt(day.year(), 12, 31)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_period_holds_its_day_from_its_first_to_its_last() {
        for (word, today, first, last) in [
            ("month", day(2028, 2, 29), day(2028, 2, 1), day(2028, 2, 29)),
            ("quarter", day(2026, 10, 15), day(2026, 10, 1), day(2026, 12, 31)),
            ("quarter", day(2026, 6, 30), day(2026, 4, 1), day(2026, 6, 30)),
            ("year", day(2026, 12, 31), day(2026, 1, 1), day(2026, 12, 31)),
        ] {
            assert_eq!(period_around(word, today), Some((first, last)), "{word} {today}");
        }
        assert_eq!(period_around("week", day(2026, 10, 15)), None);
    }

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn a_month_knows_its_first_and_last_day_in_leap_years_too() {
        let february = Month::new(2024, 2).unwrap();
        assert_eq!(february.first_day(), day(2024, 2, 1));
        assert_eq!(february.last_day(), day(2024, 2, 29));
        assert_eq!(Month::new(2026, 2).unwrap().last_day(), day(2026, 2, 28));
        assert!(february.contains(day(2024, 2, 29)));
        assert!(!february.contains(day(2023, 2, 1)), "the same month of another year is another month");
    }

    #[test]
    fn months_and_quarters_step_over_the_new_year() {
        let december = Month::new(2026, 12).unwrap();
        assert_eq!(december.next(), Month::new(2027, 1).unwrap());
        assert_eq!(december.next().previous(), december);
        let last = Quarter::new(2026, 4).unwrap();
        assert_eq!(last.next(), Quarter::new(2027, 1).unwrap());
        assert_eq!(last.next().previous(), last);
    }

    #[test]
    fn a_quarter_is_made_of_its_three_months() {
        let second = Quarter::new(2026, 2).unwrap();
        assert_eq!(second.months().map(Month::month), [4, 5, 6]);
        assert_eq!(second.first_day(), day(2026, 4, 1));
        assert_eq!(second.last_day(), day(2026, 6, 30));
        assert!(second.months().iter().all(|month| month.quarter() == second));
        assert!(second.contains(day(2026, 6, 30)) && !second.contains(day(2026, 7, 1)));
    }

    #[test]
    fn impossible_months_and_quarters_are_not_made() {
        assert_eq!(Month::new(2026, 0), None);
        assert_eq!(Month::new(2026, 13), None);
        assert_eq!(Month::new(20260, 1), None);
        assert_eq!(Quarter::new(2026, 0), None);
        assert_eq!(Quarter::new(2026, 5), None);
    }

    #[test]
    fn the_written_shape_of_a_period_is_read_back() {
        let month = Month::new(2026, 6).unwrap();
        assert_eq!(month.to_string(), "2026-06");
        assert_eq!("2026-06".parse(), Ok(month));
        let quarter = Quarter::new(2026, 2).unwrap();
        assert_eq!(quarter.to_string(), "2026-Q2");
        assert_eq!("2026-Q2".parse(), Ok(quarter));
        for wrong in ["", "2026", "2026-13", "2026-", "26-06", "2026-+6"] {
            assert_eq!(wrong.parse::<Month>(), Err(CivilProblem::NotAMonth), "{wrong}");
        }
        for wrong in ["", "2026-2", "2026-Q5", "2026-Q", "2026-Q12"] {
            assert_eq!(wrong.parse::<Quarter>(), Err(CivilProblem::NotAQuarter), "{wrong}");
        }
    }

    #[test]
    fn a_date_is_read_as_people_and_programs_write_it() {
        for text in ["2026-06-05", "05.06.2026", "5.6.2026", " 05.06.26 ", "05.06.2026 г."] {
            assert_eq!(parse_date(text), Ok(day(2026, 6, 5)), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_not_called_a_misprint() {
        let cases = [
            ("31.11.2026", CivilProblem::NoSuchDay),
            ("2026-02-29", CivilProblem::NoSuchDay),
            ("05.13.2026", CivilProblem::NoSuchDay),
            ("05.06.1026", CivilProblem::YearOutOfRange),
            ("05.06", CivilProblem::NotADate),
            ("05.06.202", CivilProblem::NotADate),
            ("пятого июня", CivilProblem::NotADate),
            ("05.06.2026.07", CivilProblem::NotADate),
            ("", CivilProblem::Empty),
        ];
        for (text, problem) in cases {
            assert_eq!(parse_date(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn a_time_is_read_as_people_type_it() {
        for text in ["9:30", "09:30", "9.30", "9-30", "930", "0930", "9 30"] {
            assert_eq!(parse_time(text), Ok(at(9, 30)), "{text}");
        }
        assert_eq!(parse_time("9"), Ok(at(9, 0)));
        for (text, problem) in [
            ("25:00", CivilProblem::NoSuchTime),
            ("9:60", CivilProblem::NoSuchTime),
            ("24:00", CivilProblem::NoSuchTime),
            ("9:3", CivilProblem::NotATime),
            ("полдень", CivilProblem::NotATime),
            ("93012", CivilProblem::NotATime),
            ("  ", CivilProblem::Empty),
        ] {
            assert_eq!(parse_time(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn dates_and_times_are_said_in_russian() {
        let friday = day(2026, 6, 5);
        assert_eq!(date_short(friday), "05.06.2026");
        assert_eq!(date_words(friday), "5\u{a0}июня 2026\u{a0}г.");
        assert_eq!(weekday_day_month(friday), "пт, 5\u{a0}июня");
        assert_eq!(weekday_name(friday.weekday()), "пятница");
        assert_eq!(Month::of(friday).words(), "июнь 2026\u{a0}г.");
        assert_eq!(Quarter::of(friday).words(), "II\u{a0}квартал 2026\u{a0}г.");
        assert_eq!(time_range(at(9, 30), at(10, 15)), "9:30–10:15");
        assert_eq!(date_time_range(friday.and_time(at(9, 30)), friday.and_time(at(10, 15))), "05.06.2026 9:30–10:15");
        assert_eq!(
            date_time_range(friday.and_time(at(23, 30)), day(2026, 6, 6).and_time(at(0, 15))),
            "05.06.2026 23:30\u{a0}– 06.06.2026 0:15"
        );
        assert!((1..=12).all(|month| !month_name(month).is_empty() && !month_genitive(month).is_empty()));
    }

    #[test]
    fn nouns_agree_with_their_numbers() {
        let said = |number| plural(number, "день", "дня", "дней");
        for number in [1, 21, 101, 1001] {
            assert_eq!(said(number), "день", "{number}");
        }
        for number in [2, 3, 4, 22, 104] {
            assert_eq!(said(number), "дня", "{number}");
        }
        for number in [0, 5, 11, 12, 14, 20, 25, 111, 112] {
            assert_eq!(said(number), "дней", "{number}");
        }
        assert_eq!(counted(3, "день", "дня", "дней"), "3\u{a0}дня");
    }

    #[test]
    fn figures_are_grouped_and_not_torn() {
        for (number, text) in [(0, "0"), (999, "999"), (1522, "1\u{a0}522"), (1_234_567, "1\u{a0}234\u{a0}567")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(decimal(95.13), "95,1");
        assert_eq!(numbered(17), "№\u{a0}17");
    }

    #[test]
    fn lines_are_not_torn_after_short_words_and_inside_initials() {
        assert_eq!(
            glue("№ 17 у Калинина М. С. в саду – да"),
            "№\u{a0}17 у\u{a0}Калинина\u{a0}М.\u{a0}С.\u{a0}в\u{a0}саду\u{a0}– да"
        );
        assert_eq!(glue("О. И. Ветрова"), "О.\u{a0}И.\u{a0}Ветрова");
    }
}
