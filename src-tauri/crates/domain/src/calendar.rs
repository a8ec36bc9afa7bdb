//! Which days are worked.
//!
//! Federal days and their transfers come from holidays-ru (official data to 2027, a forecast of the Labour
//! Code beyond), regional days from its overlays, and the head's own word stands above both. Weekends follow
//! the five-day week. Every answer says whether it rests on a forecast, and so does every term counted by it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use holidays_ru::{Calendar as _, DayFlags, Federal, Resolved};
use serde::{Deserialize, Serialize};

use crate::regions;

mod regional;
pub use regional::Basis;

/// What the head says of a day; stands above every calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    Working,
    /// Worked an hour less, on the eve of a holiday.
    Short,
    Off,
}

/// What is known of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayAnswer {
    pub working: bool,
    pub short: bool,
    /// The year's calendar is not yet official: this may change.
    pub forecast: bool,
}

/// A regional day off as the head sees it: with its ground and whether it is taken now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionalDay {
    pub day: NaiveDate,
    pub name: String,
    /// The act; empty for years before the program's own table.
    pub source: String,
    pub basis: Basis,
    pub off: bool,
}

/// A day reached by counting, and whether the counting passed over a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    pub day: NaiveDate,
    pub forecast: bool,
}

/// The centre's calendar: country, region, the head's word.
#[derive(Clone, Debug, Default)]
pub struct WorkCalendar {
    region: Option<&'static str>,
    overrides: BTreeMap<NaiveDate, DayKind>,
    checked_years: BTreeSet<i32>,
}

/// No stretch of days off is longer; beyond it a count stops where it stands instead of running on.
const LONGEST_SEARCH: u32 = 400;

impl WorkCalendar {
    /// A region's key is one of [`regions::REGIONS`]; an unknown one adds nothing.
    pub fn new(region: Option<&str>, overrides: BTreeMap<NaiveDate, DayKind>) -> Self {
        let region = region.and_then(regions::find).map(|region| region.key);
        Self { region, overrides, checked_years: BTreeSet::new() }
    }

    /// Years the head has compared with the published calendar: no forecast any more.
    pub fn with_checked_years(mut self, years: impl IntoIterator<Item = i32>) -> Self {
        self.checked_years.extend(years);
        self
    }

    pub fn day(&self, date: NaiveDate) -> DayAnswer {
        if let Some(kind) = self.overrides.get(&date) {
            return DayAnswer { working: *kind != DayKind::Off, short: *kind == DayKind::Short, forecast: false };
        }
        let (federal, federal_forecast) = read(Federal::flags_ymd, date);
        let (regional_off, regional_forecast) = self.regional(date);
        // A day beyond the calendar's own years (1900–2100) is judged by its weekday.
        let working = federal.map_or(date.weekday().number_from_monday() <= 5, DayFlags::is_working_day);
        let forecast = (federal_forecast || regional_forecast) && !self.checked_years.contains(&date.year());
        DayAnswer {
            working: working && !regional_off,
            short: !regional_off && federal.is_some_and(DayFlags::is_short_day),
            forecast,
        }
    }

    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.day(date).working
    }

    /// Whether the region's own acts make the day off, and whether their dates are still missing.
    fn regional(&self, date: NaiveDate) -> (bool, bool) {
        let Some((key, overlay)) = self.region.and_then(|key| Some((key, regions::overlay(key)?))) else {
            return (false, false);
        };
        let (flags, predicted) = read(overlay, date);
        let off = flags.is_some_and(DayFlags::is_day_off)
            && regional::rows_of(key).find(|row| row.falls_on(date)).is_none_or(|row| row.basis == Basis::Law);
        (off, predicted && regional::has_moving_feasts(key))
    }

    /// The day itself if it is worked, otherwise the first worked day after it (ст. 193 ГК).
    pub fn first_working_from(&self, date: NaiveDate) -> Reached {
        let mut reached = Reached { day: date, forecast: false };
        for _ in 0..LONGEST_SEARCH {
            let answer = self.day(reached.day);
            reached.forecast |= answer.forecast;
            if answer.working {
                break;
            }
            reached.day = after(reached.day, 1);
        }
        reached
    }

    /// The n-th working day after a day, whatever that day was and at whatever hour (rules §12.10).
    pub fn add_working_days(&self, date: NaiveDate, count: u32) -> Reached {
        let mut reached = Reached { day: date, forecast: false };
        for _ in 0..count {
            let next = self.first_working_from(after(reached.day, 1));
            reached = Reached { day: next.day, forecast: reached.forecast || next.forecast };
        }
        reached
    }

    /// Regional days off of a year, for the head to switch: through an override of that day.
    pub fn regional_days(&self, year: i32) -> Vec<RegionalDay> {
        let Some((key, overlay)) = self.region.and_then(|key| Some((key, regions::overlay(key)?))) else {
            return Vec::new();
        };
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
        first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| read(overlay, *day).0.is_some_and(DayFlags::is_day_off))
            .map(|day| {
                let row = regional::rows_of(key).find(|row| row.falls_on(day));
                RegionalDay {
                    day,
                    name: row.map_or("региональный нерабочий день", |row| row.name).to_owned(),
                    source: row.map_or("", |row| row.source).to_owned(),
                    basis: row.map_or(Basis::Law, |row| row.basis),
                    off: !self.is_working(day),
                }
            })
            .collect()
    }
}

fn after(day: NaiveDate, count: u64) -> NaiveDate {
    day.checked_add_days(Days::new(count)).unwrap_or(day)
}

/// The flags of a day and whether they are a prediction; no flags beyond the calendar's years.
fn read(source: regions::Overlay, date: NaiveDate) -> (Option<DayFlags>, bool) {
    let (Ok(month), Ok(day)) = (u8::try_from(date.month()), u8::try_from(date.day())) else { return (None, true) };
    match source(date.year(), month, day) {
        Some(Resolved::Fact(flags)) => (Some(flags), false),
        Some(Resolved::Predict(flags)) => (Some(flags), true),
        None => (None, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn country() -> WorkCalendar {
        WorkCalendar::new(None, BTreeMap::new())
    }

    fn region(key: &str) -> WorkCalendar {
        WorkCalendar::new(Some(key), BTreeMap::new())
    }

    fn days(list: &[(i32, u32, u32)]) -> Vec<NaiveDate> {
        list.iter().map(|(y, m, d)| day(*y, *m, *d)).collect()
    }

    /// Rules §6.2, the table of transfers.
    #[test]
    fn transfers_of_2025_to_2027_are_as_the_decrees_say() {
        let calendar = country();
        let off = [
            (2025, 5, 2),
            (2025, 5, 8),
            (2025, 6, 13),
            (2025, 11, 3),
            (2025, 12, 31),
            (2026, 1, 9),
            (2026, 3, 9),
            (2026, 5, 11),
            (2026, 12, 31),
            (2027, 2, 22),
            (2027, 5, 3),
            (2027, 5, 10),
            (2027, 6, 14),
            (2027, 11, 5),
            (2027, 12, 31),
        ];
        for date in days(&off) {
            assert!(!calendar.is_working(date), "{date} is off by transfer");
            assert!(date.weekday().number_from_monday() <= 5, "{date} would be an ordinary working day");
        }
        for date in days(&[(2025, 11, 1), (2027, 2, 20)]) {
            assert!(calendar.is_working(date), "{date} is a working Saturday");
            assert_eq!(date.weekday(), chrono::Weekday::Sat);
        }
        let short = [
            (2025, 3, 7),
            (2025, 4, 30),
            (2025, 6, 11),
            (2025, 11, 1),
            (2026, 4, 30),
            (2026, 5, 8),
            (2026, 6, 11),
            (2026, 11, 3),
            (2027, 2, 20),
            (2027, 4, 30),
            (2027, 6, 11),
            (2027, 11, 3),
        ];
        let found: Vec<_> = day(2025, 1, 1)
            .iter_days()
            .take_while(|date| date.year() < 2028)
            .filter(|date| calendar.day(*date).short)
            .collect();
        assert_eq!(found, days(&short));
    }

    /// Rules §6.2: «247 working days in each of the three years».
    #[test]
    fn each_of_the_three_years_has_247_working_days() {
        for year in 2025..=2027 {
            let worked = day(year, 1, 1)
                .iter_days()
                .take_while(|date| date.year() == year)
                .filter(|date| country().is_working(*date))
                .count();
            assert_eq!(worked, 247, "{year}");
        }
    }

    /// Rules §6.4, the two worked examples.
    #[test]
    fn r039_three_working_days_end_where_the_examples_say() {
        let calendar = country();
        for (received, ends) in [((2026, 4, 30), (2026, 5, 6)), ((2027, 2, 19), (2027, 2, 25))] {
            let (y, m, d) = received;
            let reached = calendar.add_working_days(day(y, m, d), 3);
            let (y, m, d) = ends;
            assert_eq!(reached, Reached { day: day(y, m, d), forecast: false });
        }
    }

    #[test]
    fn years_without_a_decree_are_a_forecast_until_the_head_has_checked_them() {
        assert!(!country().day(day(2027, 12, 30)).forecast);
        assert!(country().day(day(2028, 1, 10)).forecast);
        assert!(!country().with_checked_years([2028]).day(day(2028, 1, 10)).forecast);
        let over_new_year = country().add_working_days(day(2027, 12, 30), 1);
        assert!(over_new_year.forecast, "the count steps into a year that is only foretold");
    }

    #[test]
    fn days_fixed_by_a_regional_law_are_off_with_the_region_only() {
        for (key, date) in [
            ("RU-TA", day(2026, 11, 6)),
            ("RU-TA", day(2026, 3, 20)),
            ("RU-BA", day(2027, 3, 9)),
            ("RU-KDA", day(2026, 4, 21)),
            ("RU-KDA", day(2027, 5, 11)),
        ] {
            assert!(country().is_working(date), "{date} is worked elsewhere");
            assert!(!region(key).is_working(date), "{key} {date}");
        }
        assert!(region("RU-LIP").is_working(day(2026, 11, 6)), "Липецк has no days of its own");
    }

    #[test]
    fn a_day_of_a_yearly_act_is_worked_until_the_head_switches_it() {
        let date = day(2026, 2, 18);
        assert!(region("RU-BU").is_working(date));
        let switched = WorkCalendar::new(Some("RU-BU"), BTreeMap::from([(date, DayKind::Off)]));
        assert!(!switched.is_working(date));
        let listed = switched.regional_days(2026);
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].basis, listed[0].off), (Basis::YearlyAct, true));
        assert_eq!(listed[0].source, "Указ Главы Республики Бурятия от 05.12.2025 № 320");
    }

    #[test]
    fn moving_feasts_without_a_date_make_the_whole_year_a_forecast() {
        assert!(region("RU-TA").day(day(2027, 3, 10)).forecast, "Ураза-байрам of 2027 is not known for Татарстан");
        assert!(!region("RU-BA").day(day(2027, 3, 10)).forecast, "Башкортостан has fixed its days of 2027");
        assert!(!region("RU-TA").day(day(2026, 3, 10)).forecast);
        assert!(!region("RU-CU").day(day(2027, 3, 10)).forecast, "a day of the same date every year is no forecast");
        assert!(!region("RU-CU").is_working(day(2027, 6, 24)));
    }

    #[test]
    fn the_head_sees_regional_days_with_their_acts() {
        let listed = region("RU-TA").regional_days(2026);
        let names: Vec<_> = listed.iter().map(|day| day.name.as_str()).collect();
        assert_eq!(
            names,
            ["Ураза-байрам", "Курбан-байрам", "День Республики Татарстан", "День Конституции Республики Татарстан"]
        );
        assert!(listed.iter().all(|day| day.basis == Basis::Law && day.off && day.source.contains("1448-XII")));
        assert!(country().regional_days(2026).is_empty());
    }

    /// Whoever updates holidays-ru must give the new days their names and acts.
    #[test]
    fn every_regional_day_has_its_ground_and_no_ground_is_without_a_day() {
        for region in regions::REGIONS.iter().filter(|region| region.has_own_days()) {
            let overlay = regions::overlay(region.key).unwrap();
            let mut date = day(2025, 1, 1);
            while date.year() < 2028 {
                let off = read(overlay, date).0.is_some_and(DayFlags::is_day_off);
                let named = regional::rows_of(region.key).filter(|row| row.falls_on(date)).count();
                assert_eq!(usize::from(off), named, "{} {date}", region.key);
                date = after(date, 1);
            }
        }
        assert!(regional::ROWS.iter().all(|row| regions::overlay(row.region).is_some()));
    }

    #[test]
    fn the_heads_word_stands_above_every_calendar() {
        let calendar = WorkCalendar::new(
            Some("RU-TA"),
            BTreeMap::from([
                (day(2026, 11, 6), DayKind::Working),
                (day(2026, 6, 5), DayKind::Off),
                (day(2028, 3, 7), DayKind::Short),
            ]),
        );
        assert!(calendar.is_working(day(2026, 11, 6)));
        assert!(!calendar.is_working(day(2026, 6, 5)));
        assert_eq!(calendar.day(day(2028, 3, 7)), DayAnswer { working: true, short: true, forecast: false });
    }

    #[test]
    fn an_unknown_region_and_a_calendar_without_working_days_do_no_harm() {
        assert_eq!(region("RU-XX").day(day(2026, 6, 5)), country().day(day(2026, 6, 5)));
        let closed = day(2026, 1, 1).iter_days().take(900).map(|date| (date, DayKind::Off)).collect();
        let reached = WorkCalendar::new(None, closed).first_working_from(day(2026, 1, 1));
        assert!(reached.day > day(2026, 12, 31), "the search ends");
    }
}
