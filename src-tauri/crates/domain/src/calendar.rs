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
    /// The region by the day its days off begin to count, oldest first; none before the first.
    regions: Vec<(NaiveDate, Option<&'static str>)>,
    overrides: BTreeMap<NaiveDate, DayKind>,
    checked_years: BTreeSet<i32>,
}

/// More days off on end than this are a slip of the pen: no term could be moved past them.
pub const LONGEST_REST: u32 = 120;

/// No stretch of days off is longer; beyond it a count stops where it stands instead of running on.
const LONGEST_SEARCH: u32 = 400;

impl WorkCalendar {
    /// A region's key is one of [`regions::REGIONS`]; an unknown one adds nothing.
    pub fn new(region: Option<&str>, overrides: BTreeMap<NaiveDate, DayKind>) -> Self {
        Self::by_region([(NaiveDate::MIN, region)], overrides)
    }

    /// The region by the day of a порядок that named it: a past day keeps the region then in force.
    pub fn by_region<'a>(
        regions: impl IntoIterator<Item = (NaiveDate, Option<&'a str>)>,
        overrides: BTreeMap<NaiveDate, DayKind>,
    ) -> Self {
        let known = |region: Option<&str>| region.and_then(regions::find).map(|region| region.key);
        let mut regions: Vec<_> = regions.into_iter().map(|(from, region)| (from, known(region))).collect();
        regions.sort_by_key(|(from, _)| *from);
        regions.dedup_by(|later, earlier| later.1 == earlier.1);
        Self { regions, overrides, checked_years: BTreeSet::new() }
    }

    /// Whose days off are kept on a day.
    pub fn region_on(&self, date: NaiveDate) -> Option<&'static str> {
        let in_force = self.regions.partition_point(|(from, _)| *from <= date);
        in_force.checked_sub(1).and_then(|at| self.regions[at].1)
    }

    /// Regions of a year, each with the day it begins in that year; the first stands from before or never.
    pub fn regions_in(&self, year: i32) -> Vec<(Option<NaiveDate>, Option<&'static str>)> {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
        let later = self.regions.iter().filter(|(from, _)| from.year() == year && *from > first);
        std::iter::once((None, self.region_on(first)))
            .chain(later.map(|(from, region)| (Some(*from), *region)))
            .collect()
    }

    /// Years the head has compared with the published calendar: no forecast any more.
    pub fn with_checked_years(mut self, years: impl IntoIterator<Item = i32>) -> Self {
        self.checked_years.extend(years);
        self
    }

    /// The same with one day said otherwise, or no longer said of.
    #[must_use]
    pub fn with_day(&self, date: NaiveDate, kind: Option<DayKind>) -> Self {
        let mut other = self.clone();
        match kind {
            Some(kind) => other.overrides.insert(date, kind),
            None => other.overrides.remove(&date),
        };
        other
    }

    pub fn day(&self, date: NaiveDate) -> DayAnswer {
        if let Some(kind) = self.overrides.get(&date) {
            return DayAnswer { working: *kind != DayKind::Off, short: *kind == DayKind::Short, forecast: false };
        }
        self.unsaid(date)
    }

    /// What country and region say of a day, whatever the head says.
    pub fn unsaid(&self, date: NaiveDate) -> DayAnswer {
        let (federal, federal_forecast) = read(Federal::flags_ymd, date);
        // A day beyond the calendar's own years (1900–2100) is judged by its weekday.
        let working = federal.map_or(date.weekday().number_from_monday() <= 5, DayFlags::is_working_day);
        // A region only takes days off from the country's working ones: of the others it is not asked.
        let (regional_off, regional_forecast) = if working { self.regional(date) } else { (false, false) };
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
        let Some((key, overlay)) = self.overlay_on(date) else { return (false, false) };
        let (flags, predicted) = read(overlay, date);
        let off = flags.is_some_and(DayFlags::is_day_off)
            && regional::rows_of(key).find(|row| row.falls_on(date)).is_none_or(|row| row.basis == Basis::Law);
        (off, predicted && regional::has_moving_feasts(key))
    }

    fn overlay_on(&self, date: NaiveDate) -> Option<(&'static str, regions::Overlay)> {
        let key = self.region_on(date)?;
        Some((key, regions::overlay(key)?))
    }

    /// Days off on end around a day, itself included; nothing where it is worked. Stops counting at
    /// [`LONGEST_SEARCH`].
    pub fn rest_around(&self, date: NaiveDate) -> u32 {
        let run = |step: fn(NaiveDate) -> Option<NaiveDate>| {
            let days = std::iter::successors(Some(date), |day| step(*day)).take(LONGEST_SEARCH as usize);
            days.take_while(|day| !self.is_working(*day)).count()
        };
        let (back, on) = (run(|day| day.pred_opt()), run(|day| day.succ_opt()));
        u32::try_from((back + on).saturating_sub(1)).unwrap_or(LONGEST_SEARCH)
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
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
        first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter_map(|day| {
                let (key, overlay) = self.overlay_on(day)?;
                read(overlay, day).0.filter(|flags| flags.is_day_off())?;
                let row = regional::rows_of(key).find(|row| row.falls_on(day));
                Some(RegionalDay {
                    day,
                    name: row.map_or("региональный нерабочий день", |row| row.name).to_owned(),
                    source: row.map_or("", |row| row.source).to_owned(),
                    basis: row.map_or(Basis::Law, |row| row.basis),
                    off: !self.is_working(day),
                })
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

    /// Tatarstan until the end of May, then Bashkortostan.
    fn moved_in_june() -> WorkCalendar {
        let regions = [(NaiveDate::MIN, Some("RU-TA")), (day(2026, 6, 1), Some("RU-BA"))];
        WorkCalendar::by_region(regions, BTreeMap::new())
    }

    #[test]
    fn r031_a_region_changed_in_mid_year_leaves_past_days_to_the_region_then_in_force() {
        let calendar = moved_in_june();
        assert_eq!(calendar.region_on(day(2026, 5, 31)), Some("RU-TA"));
        assert_eq!(calendar.region_on(day(2026, 6, 1)), Some("RU-BA"));
        let (tatarstan, bashkortostan) = (region("RU-TA"), region("RU-BA"));
        for date in day(2026, 1, 1).iter_days().take(365) {
            let then = if date < day(2026, 6, 1) { &tatarstan } else { &bashkortostan };
            assert_eq!(calendar.day(date), then.day(date), "{date}");
        }
        assert_ne!(calendar.day(day(2026, 11, 6)), tatarstan.day(day(2026, 11, 6)), "no longer a day off");
        assert!(!calendar.is_working(day(2027, 3, 9)), "a day off of Башкортостан");
        let shown: Vec<_> = calendar.regional_days(2026).into_iter().map(|row| row.day).collect();
        assert!(shown.contains(&day(2026, 3, 20)) && !shown.contains(&day(2026, 8, 30)), "{shown:?}");
        assert_eq!(calendar.regions_in(2026), [(None, Some("RU-TA")), (Some(day(2026, 6, 1)), Some("RU-BA"))]);
        assert_eq!(calendar.regions_in(2027), [(None, Some("RU-BA"))]);
    }

    #[test]
    fn r031_a_term_that_spans_the_change_takes_each_day_by_its_own_region() {
        // Ten days from 27 October end on Friday 6 November, a day off in Tatarstan alone.
        let ends = day(2026, 11, 6);
        let from = |at| WorkCalendar::by_region([(NaiveDate::MIN, None), (at, Some("RU-TA"))], BTreeMap::new());
        assert_eq!(region("RU-TA").first_working_from(ends).day, day(2026, 11, 9));
        assert_eq!(from(day(2026, 11, 7)).first_working_from(ends).day, ends, "the region begins a day later");
        assert_eq!(from(ends).first_working_from(ends).day, day(2026, 11, 9));
        // Three working days over 4–6 November: the last of them is passed over only under Tatarstan.
        let reached = |calendar: WorkCalendar| calendar.add_working_days(day(2026, 11, 3), 2).day;
        assert_eq!(reached(country()), ends);
        assert_eq!(reached(from(day(2026, 11, 6))), day(2026, 11, 9));
    }

    #[test]
    fn r031_the_leap_day_is_a_day_like_any_other() {
        let calendar = country();
        assert!(calendar.is_working(day(2028, 2, 29)), "a Tuesday");
        assert_eq!(calendar.add_working_days(day(2028, 2, 28), 1).day, day(2028, 2, 29));
        assert_eq!(calendar.first_working_from(day(2032, 2, 29)).day, day(2032, 3, 1), "a Sunday");
        let changed = WorkCalendar::by_region([(day(2028, 2, 29), Some("RU-TA"))], BTreeMap::new());
        assert_eq!(changed.region_on(day(2028, 2, 28)), None);
        assert_eq!(changed.region_on(day(2028, 2, 29)), Some("RU-TA"));
    }

    #[test]
    fn r031_a_calendar_edited_into_nonsense_still_answers() {
        let off = |days: usize| -> WorkCalendar {
            let closed = day(2026, 1, 1).iter_days().take(days).map(|date| (date, DayKind::Off)).collect();
            WorkCalendar::new(None, closed)
        };
        // Four hundred days without work: the count ends where the search ends, however many are asked for.
        let reached = off(900).add_working_days(day(2026, 1, 1), 3);
        assert!(reached.day > day(2027, 1, 1) && reached.day < day(2030, 1, 1), "{}", reached.day);
        assert!(off(900).rest_around(day(2026, 6, 1)) > LONGEST_REST);
        assert!(off(60).rest_around(day(2026, 1, 20)) < LONGEST_REST);
        assert_eq!(country().rest_around(day(2026, 6, 13)), 3, "from the holiday on Friday to Sunday");
        assert_eq!(country().rest_around(day(2026, 6, 11)), 0);
        // Beyond the calendar's own years the weekday decides, and it is said to be a forecast.
        let far = country().day(day(2150, 7, 1));
        assert_eq!((far.working, far.forecast), (true, true));
        assert_eq!(country().first_working_from(NaiveDate::MAX).day, NaiveDate::MAX);
    }

    proptest::proptest! {
        /// Whatever the regions and the head's days, a day is judged by the region of that day alone.
        #[test]
        fn r031_any_day_is_as_in_its_own_region(shift in 0u64..1500, change in 0u64..1500) {
            let start = day(2024, 1, 1);
            let (date, from) = (after(start, shift), after(start, change));
            let calendar = WorkCalendar::by_region([(NaiveDate::MIN, Some("RU-TA")), (from, Some("RU-KDA"))], BTreeMap::new());
            let own = if date < from { region("RU-TA") } else { region("RU-KDA") };
            proptest::prop_assert_eq!(calendar.day(date), own.day(date));
        }
    }
}
