//! Working days: what the region adds, and the head's word on single days.

use chrono::{Datelike, NaiveDate};
use domain::calendar::{Basis, DayKind, LONGEST_REST};
use domain::civil::date_short;
use domain::lists::Role;
use domain::profile::{StartRefusal, may_start};
use domain::regions;

use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::wire::{
    DayForm, Done, Noun, OwnDayKind, OwnDayRow, Problem, ProblemCode as Code, Refused, RegionalDayRow, WorkingYear,
};

/// Years a person may look at: those of the calendar.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

impl Desk {
    pub fn working_year(&mut self, year: i32) -> Result<WorkingYear, Refused> {
        year_of(self.session()?, year)
    }

    pub fn set_day(&mut self, form: DayForm) -> Result<Done<WorkingYear>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let mut check = Check::default();
        let day = check.date("day", &form.day);
        let words = match form.kind {
            Some(_) => check.required_line("words", &form.words),
            None => String::new(),
        };
        if day.is_some_and(|day| !YEARS.contains(&day.year())) {
            check.refuse("day", Code::BadYear);
        }
        check.done()?;
        let Some(day) = day else { return Err(Code::BadDate.into()) };
        // What the calendars say anyway needs no word of the head's.
        let kind = form.kind.map(kind_of).filter(|kind| *kind != without_head(at.session, day));
        if let Err(StartRefusal::InClosedMonth(month)) = may_start(day, at.session.view().last_closed_month()?) {
            return Err(Problem::at("day", Code::MonthJudged).about(month.words()).into());
        }
        let rest = at.session.calendar.with_day(day, kind).rest_around(day);
        if rest > LONGEST_REST {
            return Err(Problem::at("day", Code::RestTooLong).about(rest).into());
        }
        at.session.change(at.around, |change| Ok(change.set_day(day, kind.map(|kind| (kind, words.as_str())))?))?;
        at.session.read_calendar()?;
        Ok(Done { value: year_of(at.session, day.year())?, changed: vec![Noun::Calendar, Noun::Request] })
    }
}

fn kind_of(kind: OwnDayKind) -> DayKind {
    match kind {
        OwnDayKind::Working => DayKind::Working,
        OwnDayKind::Short => DayKind::Short,
        OwnDayKind::Off => DayKind::Off,
    }
}

/// What country and region say of a day.
fn without_head(session: &Session, day: NaiveDate) -> DayKind {
    let answer = session.calendar.unsaid(day);
    match (answer.working, answer.short) {
        (false, _) => DayKind::Off,
        (true, true) => DayKind::Short,
        (true, false) => DayKind::Working,
    }
}

/// «Республика Татарстан; с 01.06.2026 Республика Башкортостан»
fn region_words(session: &Session, year: i32) -> String {
    let name = |region: Option<&str>| {
        region.and_then(regions::find).map_or("без своих выходных региона", |region| region.name)
    };
    let said = session.calendar.regions_in(year).into_iter().map(|(from, region)| match from {
        None => name(region).to_owned(),
        Some(from) => format!("с\u{a0}{} {}", date_short(from), name(region)),
    });
    said.collect::<Vec<_>>().join("; ")
}

fn year_of(session: &Session, year: i32) -> Result<WorkingYear, Refused> {
    if !YEARS.contains(&year) {
        return Err(Code::BadYear.into());
    }
    let said = session.view().calendar_days()?;
    let regional: Vec<RegionalDayRow> = session
        .calendar
        .regional_days(year)
        .into_iter()
        .map(|row| RegionalDayRow {
            switched: said.iter().any(|own| own.day == row.day),
            day: row.day.to_string(),
            name: row.name,
            source: row.source,
            yearly: row.basis == Basis::YearlyAct,
            off: row.off,
        })
        .collect();
    let own = said
        .iter()
        .filter(|own| own.day.year() == year && !regional.iter().any(|row| row.day == own.day.to_string()))
        .map(|own| OwnDayRow {
            day: own.day.to_string(),
            kind: match own.kind {
                DayKind::Working => OwnDayKind::Working,
                DayKind::Short => OwnDayKind::Short,
                DayKind::Off => OwnDayKind::Off,
            },
            words: own.words.clone(),
        })
        .collect();
    // An ordinary Wednesday of the year: forecast or fact holds for the year whole.
    let middle = NaiveDate::from_ymd_opt(year, 7, 15);
    Ok(WorkingYear {
        year,
        region_words: region_words(session, year),
        regional,
        own,
        may_edit: session.is(Role::Head),
        forecast: middle.is_some_and(|day| session.calendar.day(day).forecast),
    })
}
