//! What can be promised: by topic, form and consultant, beside the request being taken.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use domain::civil;
use domain::ids::ConsultantId;
use domain::lists::{Form, Window};
use domain::outing::{USUAL_WINDOW, consultant_may_be_wished, promises_window};
use domain::schedule::{Slot, WorkingHours, window};
use domain::waiting::{Binding, Competence, Fit, fit, reason};

use super::day_words;
use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::show::{Words, clock};
use crate::wire::{FreeConsultant, FreeDay, FreeTimes, FreeTimesQuery, Offer, Refused};

const MOST_DAYS: u32 = 31;
/// Times read aloud over the phone.
const OFFERS: usize = 3;

/// Days in which a consultant's load is counted.
const WEEK: i64 = 7;

/// A query that has been read.
struct Asked {
    from: NaiveDate,
    days: u32,
    minutes: u32,
    only: Option<ConsultantId>,
    received: NaiveDate,
    topics: Vec<String>,
    wished: Option<(ConsultantId, Binding)>,
    /// Parts of the day and the week the порядок offers; none: the hours alone decide (R029).
    windows: Vec<Window>,
}

impl Desk {
    pub fn free_times(&mut self, query: FreeTimesQuery) -> Result<FreeTimes, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow_booking()?;
        let now = session.now(around);
        let mut check = Check::default();
        let from = check.date_or("from", query.from.as_deref(), now.date());
        let received = query.received.as_deref().map(|moment| moment.split('T').next().unwrap_or_default());
        let received = check.date_or("received", received, now.date());
        let only = check.maybe_id::<ConsultantId>("consultant", query.consultant.as_deref());
        let wished = check.maybe_id::<ConsultantId>("wished_consultant", query.wished.as_deref());
        check.done()?;
        let from = from.unwrap_or(now.date()).max(now.date());
        let binding = if query.wish_binding { Binding::Only } else { Binding::Rather };
        let form = Form::from_key(&query.form);
        let profile = session.profile_on(from)?;
        let asked = Asked {
            from,
            days: query.days.clamp(1, MOST_DAYS),
            minutes: match (query.minutes, form) {
                (Some(minutes), _) => minutes.clamp(5, 480),
                (None, Some(form)) if promises_window(&profile, form) => USUAL_WINDOW,
                (None, _) => profile.duration_planned.value,
            },
            windows: profile.time_windows.value.clone(),
            only,
            received: received.unwrap_or(now.date()),
            topics: query.topics,
            // R054: for an outing the choice of the consultant is not exercised.
            wished: wished
                .filter(|_| form.is_none_or(|form| consultant_may_be_wished(&profile, form)))
                .map(|id| (id, binding)),
        };
        session.free_times(&asked, now)
    }
}

impl Session {
    fn free_times(&self, asked: &Asked, now: NaiveDateTime) -> Result<FreeTimes, Refused> {
        let mut words = Words::read(self, now)?;
        let term = self.term_of(asked.received)?;
        let late_on = |date: NaiveDate| term.as_ref().is_some_and(|term| date > term.plan_by);
        let dates: Vec<NaiveDate> = asked.from.iter_days().take(asked.days as usize).collect();
        let promises = self.view().promises_between(midnight(asked.from), after(&dates, asked.from))?;
        let competence = competence(&words);
        let week = (midnight(asked.from), midnight(asked.from) + chrono::Duration::days(WEEK));
        let busy = self.view().sessions_between(week.0, week.1)?;

        let mut consultants = Vec::new();
        // Who leads the topic first, then who has less to do that week (R033).
        type Rank = (bool, Fit, NaiveDate, u32, NaiveTime);
        let mut offers: Vec<(Rank, Offer)> = Vec::new();
        for card in words.consultants().iter().filter(|card| card.active && asked.only.is_none_or(|id| id == card.id)) {
            // Who has no hours in these days is left out.
            if !dates.iter().any(|date| !self.hours_on(&card.hours, *date).is_empty()) {
                continue;
            }
            let taken: Vec<Slot> = promises.iter().filter(|p| p.holds(card.id)).map(|p| p.slot).collect();
            // Another one may still be chosen by hand, with a reason (R034); only the wished one is read aloud.
            let suits = fit(asked.wished, &asked.topics, &competence, card.id);
            let fit = suits.unwrap_or(Fit::Other);
            let load = busy.iter().filter(|b| b.consultants().contains(&card.id)).count();
            let load = u32::try_from(load).unwrap_or(u32::MAX);
            let mut times = Vec::with_capacity(dates.len());
            for date in &dates {
                let mut starts = self.free_starts(&card.hours, *date, asked.minutes, &taken, now);
                starts.retain(|at| self.offers_start(&asked.windows, date.and_time(*at)));
                if let Some(start) = starts.first().filter(|_| suits.is_some()) {
                    let late = late_on(*date);
                    offers.push((
                        (late, fit, *date, load, *start),
                        Offer {
                            consultant: card.id.to_string(),
                            consultant_words: words.consultant_with_post(card.id),
                            date: date.to_string(),
                            time: clock(*start),
                            words: format!("{}, {}", day_words(*date, now.date()), civil::time(*start)),
                            late,
                        },
                    ));
                }
                times.push(starts.into_iter().map(clock).collect());
            }
            let row = FreeConsultant {
                id: card.id.to_string(),
                short_name: words.consultant(card.id),
                post: card.post.clone(),
                why: reason(fit, load),
                lacks_words: self.lacks_of(card, now.date()),
                times,
            };
            consultants.push(((fit, load), row));
        }
        consultants.sort_by_key(|(rank, _)| *rank);
        offers.sort_by_key(|(rank, _)| *rank);
        let leads = |wanted| consultants.iter().any(|((fit, _), _)| *fit == wanted);
        let order_words = if leads(Fit::Wished) {
            "сначала кого просят".to_owned()
        } else if leads(Fit::Topic) {
            let known: Vec<&String> =
                asked.topics.iter().filter(|topic| competence.values().any(|own| own.contains(topic))).collect();
            match known.first() {
                Some(topic) => format!("сначала по теме «{}»", words.label("topic", topic)?),
                None => String::new(),
            }
        } else {
            String::new()
        };
        let empty_words = if words.consultants().iter().all(|card| !card.active) {
            Some("Консультантов пока нет. Добавьте их в настройках, и время появится.".to_owned())
        } else if consultants.iter().all(|(_, row)| row.times.iter().all(Vec::is_empty)) {
            Some("В эти дни свободного времени нет. Посмотрите следующие или внесите в лист ожидания.".to_owned())
        } else if offers.is_empty() {
            Some("У кого просят, времени в эти дни нет. Другого можно выбрать с причиной.".to_owned())
        } else {
            None
        };
        Ok(FreeTimes {
            term: words.term(term.as_ref(), &[]),
            order_words,
            days: dates
                .iter()
                .map(|date| FreeDay {
                    date: date.to_string(),
                    weekday: civil::weekday_short(date.weekday()).to_owned(),
                    day: date.day(),
                    working: self.calendar.is_working(*date),
                    today: *date == now.date(),
                    late: late_on(*date),
                })
                .collect(),
            consultants: consultants.into_iter().map(|(_, row)| row).collect(),
            nearest: offers.into_iter().take(OFFERS).map(|(_, offer)| offer).collect(),
            empty_words,
        })
    }

    /// Hours of a day. A public holiday on a weekday is worked only where the card says so for that day.
    pub(super) fn hours_on(&self, hours: &WorkingHours, date: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
        if self.is_holiday(hours, date) { Vec::new() } else { hours.on(date) }
    }

    pub(super) fn is_holiday(&self, hours: &WorkingHours, date: NaiveDate) -> bool {
        !self.calendar.is_working(date)
            && date.weekday().number_from_monday() <= 5
            && !hours.exceptions().iter().any(|e| e.first <= date && date <= e.last)
    }

    /// R029: whether a time may be offered. `windows`: those of the порядок; none: the hours alone decide.
    pub(super) fn offers_start(&self, windows: &[Window], start: NaiveDateTime) -> bool {
        let working = self.calendar.is_working(start.date());
        windows.is_empty() || windows.contains(&window(start, working, self.centre.day_ends))
    }

    pub(super) fn free_starts(
        &self,
        hours: &WorkingHours,
        date: NaiveDate,
        minutes: u32,
        taken: &[Slot],
        now: NaiveDateTime,
    ) -> Vec<NaiveTime> {
        if self.is_holiday(hours, date) { Vec::new() } else { hours.free_starts(date, minutes, taken, now) }
    }
}

/// What each consultant advises on.
pub(super) fn competence(words: &Words<'_>) -> Competence {
    words.consultants().iter().map(|card| (card.id, card.topics.clone())).collect()
}

pub(super) fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

/// The first moment after these days.
pub(super) fn after(dates: &[NaiveDate], from: NaiveDate) -> NaiveDateTime {
    midnight(dates.last().copied().unwrap_or(from).checked_add_days(Days::new(1)).unwrap_or(from))
}
