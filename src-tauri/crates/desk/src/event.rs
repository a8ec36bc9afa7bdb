//! Events for parents: written down by the administrator and the head, read by the consultants.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};
use domain::civil::{Month, Quarter, counted, numbered};
use domain::event::{
    EventContent, EventFormat, EventParticipant, EventStatus, MOST_LISTED, MOST_PARTICIPANTS, check, count_words,
    count_words_of, hours_words, status,
};
use domain::ids::{ConsultantId, EventId};
use domain::lists::Role;
use domain::person::short_name;
use storage::audit::Subject;
use storage::event::{Event, EventMark};
use storage::month::Corrected;

use crate::Desk;
use crate::fields::{self, Check};
use crate::session::Session;
use crate::show::{Words, clock, moment};
use crate::wire::{
    self, Choice, Done, EventAnnulForm, EventCard, EventFilter, EventForm, EventLine, EventPage, EventRow, EventState,
    Noun, Problem, ProblemCode as Code, Refused, VersionLine,
};

const PAGE: u32 = 50;
pub(crate) const DRAFT_FORM: &str = "event";
/// What stands before the number of a certificate until the centre names its own series.
const USUAL_SERIES: &str = "КЦ";
/// Most events last so long; the person sees it and changes it. Minutes.
const USUAL_MINUTES: i64 = 60;

impl Desk {
    pub fn events(&mut self, filter: EventFilter) -> Result<EventPage, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        let (first, last) = days_of(&filter)?;
        let beyond = match &filter.beyond {
            Some(mark) => {
                let mut check = Check::default();
                let starts = check.moment("beyond", &mark.starts);
                check.done()?;
                starts.map(|starts| EventMark { starts, number: mark.number })
            }
            None => None,
        };
        let view = session.view();
        let words = Words::read(session, now)?;
        // One more than a page tells whether there is another.
        let mut events = view.events_between(first, last, beyond.as_ref(), PAGE + 1)?;
        let more = events.len() > PAGE as usize;
        events.truncate(PAGE as usize);
        let sums = view.event_sums(first, last)?;
        let next = events
            .last()
            .filter(|_| more)
            .map(|event| wire::EventMark { starts: moment(event.content.starts), number: event.number });
        Ok(EventPage {
            rows: events.iter().map(|event| row(event, &words)).collect(),
            next,
            sums_words: if sums.all == 0 {
                String::new()
            } else {
                format!(
                    "проведено {}, {}",
                    counted(u64::from(sums.held), "мероприятие", "мероприятия", "мероприятий"),
                    counted(u64::from(sums.participants), "участник", "участника", "участников")
                )
            },
            count_words: count_words_of(&view.event_counts()?, first, last),
            may_write: session.writes_events() && session.profile_on(now.date())?.offers_events(),
        })
    }

    /// An event, or with an empty id the form of a new one.
    pub fn event(&mut self, id: String) -> Result<EventCard, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        if id.is_empty() {
            session.allow(&[Role::Administrator, Role::Head])?;
            let mut check = Check::default();
            check.against("", "", session.profile_on(now.date())?.refuses_event());
            check.done()?;
            return session.event_card(None, now);
        }
        let event = session.view().event(fields::id(&id)?)?;
        let card = session.event_card(Some(&event), now)?;
        self.viewed(Subject::Event, event.id.0, card.form.list.iter().any(|line| !line.name.is_empty()));
        Ok(card)
    }

    pub fn save_event(&mut self, form: EventForm) -> Result<Done<EventCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Administrator, Role::Head])?;
        let around = at.around;
        let now = at.session.now(around);
        let before = match form.id.as_deref() {
            Some(id) => Some(at.session.view().event(fields::id(id)?)?),
            None => None,
        };
        if let Some(before) = &before {
            if before.annul_reason.is_some() {
                return Err(Code::EventAnnulled.into());
            }
            if before.version != form.version {
                return Err(Code::ChangedMeanwhile.into());
            }
        }
        let (content, reason) = at.session.check_event(&form, before.as_ref(), now)?;
        check(&content, now).map_err(|wrong| Refused { problems: wrong.into_iter().map(Problem::from).collect() })?;
        // Each day by its own порядок; what was written down under another stays and may be corrected.
        let profile = at.session.profile_on(content.starts.date())?;
        let mut order = Check::default();
        if before.as_ref().is_none_or(|before| before.content.starts.date() != content.starts.date()) {
            order.against("date", "", profile.refuses_event());
        }
        if content.series.is_some() && before.as_ref().is_none_or(|before| before.content.series.is_none()) {
            order.against("series", "", profile.refuses_certificates());
        }
        order.done()?;
        let days = before.iter().map(|event| event.content.starts.date()).chain([content.starts.date()]);
        let closed = at.session.may_touch(days, &reason)?;
        if before.as_ref().is_some_and(|before| before.content == content) {
            return Err(Code::NothingChanged.into());
        }
        let account = at.session.account_id();
        let fresh = EventId(around.new_id());
        let saved = at.session.change(around, |change| {
            let saved = match &before {
                Some(before) => {
                    change.change_event(before, content, account, Some(reason.as_str()).filter(|r| !r.is_empty()))?
                }
                None => change.add_event(fresh, content, account)?,
            };
            change.correct_months(&closed, Corrected::Event(saved.id), account, now.date(), &reason)?;
            change.drop_draft(account, DRAFT_FORM, form.id.as_deref().unwrap_or_default())?;
            Ok(saved)
        })?;
        let value = self.session()?.event_card(Some(&saved), now)?;
        Ok(Done { value, changed: vec![Noun::Event, Noun::Draft] })
    }

    pub fn annul_event(&mut self, form: EventAnnulForm) -> Result<Done<EventCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Administrator, Role::Head])?;
        let around = at.around;
        let now = at.session.now(around);
        let id: EventId = fields::id(&form.event)?;
        let mut check = Check::default();
        let reason = check.line("reason", &form.reason);
        if reason.is_empty() {
            check.refuse("reason", Code::ReasonRequired);
        }
        check.done()?;
        let before = at.session.view().event(id)?;
        if before.annul_reason.is_some() {
            return Err(Code::EventAnnulled.into());
        }
        if before.version != form.version {
            return Err(Code::ChangedMeanwhile.into());
        }
        let closed = at.session.may_touch([before.content.starts.date()], &reason)?;
        let account = at.session.account_id();
        at.session.change(around, |change| {
            change.annul_event(&before, account, &reason, now.date())?;
            change.correct_months(&closed, Corrected::Event(id), account, now.date(), &reason)?;
            Ok(change.drop_draft(account, DRAFT_FORM, &form.event)?)
        })?;
        let session = self.session()?;
        let value = session.event_card(Some(&session.view().event(id)?), now)?;
        Ok(Done { value, changed: vec![Noun::Event, Noun::Draft] })
    }
}

fn days_of(filter: &EventFilter) -> Result<(NaiveDate, NaiveDate), Refused> {
    let quarter = Quarter::new(filter.year, filter.quarter).ok_or(Code::BadYear)?;
    match filter.month {
        None => Ok((quarter.first_day(), quarter.last_day())),
        Some(month) => {
            let month = Month::new(filter.year, month).filter(|m| m.quarter() == quarter).ok_or(Code::BadDate)?;
            Ok((month.first_day(), month.last_day()))
        }
    }
}

fn row(event: &Event, words: &Words<'_>) -> EventRow {
    let content = &event.content;
    let state = status(content, event.annul_reason.is_some(), words.now);
    let place = Some(content.place.as_str()).filter(|place| !place.is_empty());
    EventRow {
        id: event.id.to_string(),
        number_words: numbered(event.number),
        date: content.starts.date().to_string(),
        time: clock(content.starts.time()),
        until: clock(end_of(content).time()),
        topic: content.topic.clone(),
        format_words: match place {
            Some(place) => format!("{}, {place}", content.format.label()),
            None => content.format.label().to_owned(),
        },
        leaders_words: leaders_words(content, words),
        participants: content.participants,
        state: match state {
            EventStatus::Ahead => EventState::Ahead,
            EventStatus::AwaitingNumber => EventState::AwaitingNumber,
            EventStatus::Held => EventState::Held,
            EventStatus::Annulled => EventState::Annulled,
        },
        state_words: state.words().to_owned(),
    }
}

fn leaders_words(content: &EventContent, words: &Words<'_>) -> String {
    content.leaders.iter().map(|id| words.consultant(*id)).collect::<Vec<_>>().join(", ")
}

fn end_of(content: &EventContent) -> NaiveDateTime {
    content.starts + Duration::minutes(i64::from(content.minutes))
}

impl Session {
    fn writes_events(&self) -> bool {
        self.is(Role::Administrator) || self.is(Role::Head)
    }

    fn check_event(
        &self,
        form: &EventForm,
        before: Option<&Event>,
        now: NaiveDateTime,
    ) -> Result<(EventContent, String), Refused> {
        let mut check = Check::default();
        let topic = check.required_line("topic", &form.topic);
        let date = check.date("date", &form.date);
        let started = check.time("started", &form.started);
        let ended = check.time("ended", &form.ended);
        let format = check.known("format", &form.format, EventFormat::from_key(&form.format));
        let place = check.line("place", &form.place);
        let known = self.view().consultants()?;
        let kept = before.map_or(&[][..], |before| &before.content.leaders);
        let mut leaders: Vec<ConsultantId> = Vec::new();
        for id in &form.leaders {
            match id.parse::<ConsultantId>() {
                Ok(id) if known.iter().any(|card| card.id == id && (card.active || kept.contains(&id))) => {
                    if !leaders.contains(&id) {
                        leaders.push(id);
                    }
                }
                _ => check.refuse("leaders", Code::UnknownChoice),
            }
        }
        if form.list.len() > MOST_LISTED {
            check.add(Problem::at("list", Code::ListTooLong).about(MOST_LISTED));
        }
        let series = form.series.as_deref().map(|typed| check.required_line("series", typed));
        // Only numbers that the program gave, each to one person.
        let mut free: Vec<u32> =
            before.iter().flat_map(|event| &event.content.list).filter_map(|line| line.certificate).collect();
        let mut list = Vec::with_capacity(form.list.len().min(MOST_LISTED));
        for (place, line) in form.list.iter().take(MOST_LISTED).enumerate() {
            let name = check.line(&format!("list.{place}.name"), &line.name);
            let certificate = line.certificate.filter(|number| {
                free.iter().position(|known| known == number).map(|at| free.swap_remove(at)).is_some()
            });
            list.push(EventParticipant { name, certificate, given: line.given && series.is_some() });
        }
        let typed = form.participants.trim();
        let number = if typed.is_empty() { None } else { typed.parse::<u32>().ok() };
        if !typed.is_empty() && number.is_none_or(|number| number > MOST_PARTICIPANTS) {
            check.add(Problem::at("participants", Code::BadNumber).about(MOST_PARTICIPANTS));
        }
        let reason = check.line("reason", &form.reason);
        let begun = date.zip(started).is_some_and(|(date, started)| date.and_time(started) <= now);
        if number == Some(0) && begun {
            check.refuse("participants", Code::NobodyCame);
        }
        check.done()?;
        let (Some(date), Some(started), Some(ended), Some(format)) = (date, started, ended, format) else {
            return Err(Code::Required.into());
        };
        let starts = date.and_time(started);
        // Where nobody counted, those listed came.
        let participants = match number {
            Some(number) => number,
            None if starts <= now => u32::try_from(list.len()).unwrap_or(0),
            None => 0,
        };
        let content = EventContent {
            topic,
            format,
            starts,
            minutes: u32::try_from((ended - started).num_minutes()).unwrap_or(0),
            place: if format == EventFormat::Webinar { String::new() } else { place },
            leaders,
            participants,
            list,
            series,
        };
        Ok((content, reason))
    }

    fn event_card(&self, event: Option<&Event>, now: NaiveDateTime) -> Result<EventCard, Refused> {
        let view = self.view();
        let words = Words::read(self, now)?;
        let leaders: &[ConsultantId] = event.map_or(&[], |event| &event.content.leaders);
        let sees_names = self.writes_events() || self.is_one_of(leaders);
        let accounts = view.accounts()?;
        let versions = match event {
            Some(event) => view.event_savings(event.id)?,
            None => Vec::new(),
        };
        let month_closed = match event {
            Some(event) => view.month_closed(Month::of(event.content.starts.date()))?,
            None => false,
        };
        let profile = self.profile_on(event.map_or(now.date(), |event| event.content.starts.date()))?;
        let annul_reason = event.and_then(|event| event.annul_reason.clone());
        Ok(EventCard {
            row: event.map(|event| row(event, &words)),
            form: event.map_or_else(|| self.blank_event(now), |event| event_form(event, sees_names)),
            versions: versions
                .into_iter()
                .map(|saving| VersionLine {
                    version: saving.version,
                    signed: moment(self.civil(saving.at)),
                    by: accounts
                        .iter()
                        .find(|account| account.id == saving.by)
                        .map(|account| short_name(&account.name))
                        .unwrap_or_default(),
                    // Why a list was put right may name a listener.
                    reason: saving.reason.filter(|_| sees_names),
                })
                .collect(),
            may_write: self.writes_events() && annul_reason.is_none() && (!month_closed || self.is(Role::Head)),
            annul_reason: annul_reason.map(|why| if sees_names { why } else { String::new() }),
            month_closed,
            sees_names,
            formats: EventFormat::ALL
                .iter()
                .map(|format| Choice { key: format.key().to_owned(), label: format.label().to_owned(), hint: None })
                .collect(),
            consultants: words
                .consultants()
                .iter()
                .filter(|card| card.active || leaders.contains(&card.id))
                .map(|card| Choice {
                    key: card.id.to_string(),
                    label: short_name(&card.name),
                    hint: Some(card.post.clone()),
                })
                .collect(),
            leaders_words: event.map(|event| leaders_words(&event.content, &words)).unwrap_or_default(),
            count_words: count_words(profile.event_count.value).to_owned(),
            certificates: profile.event_certificate.value,
            certificates_basis: profile.event_certificate.basis.clone(),
            certificates_year: event.map_or_else(|| now.date().year(), |event| event.year),
            hours_words: event.map(|event| hours_words(event.content.minutes)).unwrap_or_default(),
            usual_series: USUAL_SERIES.to_owned(),
        })
    }

    fn blank_event(&self, now: NaiveDateTime) -> EventForm {
        let started = chrono::Timelike::with_minute(&now, 0).unwrap_or(now);
        let ended = started + Duration::minutes(USUAL_MINUTES);
        EventForm {
            id: None,
            version: 0,
            topic: String::new(),
            date: now.date().to_string(),
            started: clock(started.time()),
            ended: clock(if ended.date() == started.date() { ended.time() } else { now.time() }),
            format: EventFormat::InCenter.key().to_owned(),
            place: String::new(),
            leaders: self.own_consultant().map(|id| id.to_string()).into_iter().collect(),
            participants: String::new(),
            list: Vec::new(),
            series: None,
            reason: String::new(),
        }
    }
}

fn event_form(event: &Event, sees_names: bool) -> EventForm {
    let content = &event.content;
    EventForm {
        id: Some(event.id.to_string()),
        version: event.version,
        topic: content.topic.clone(),
        date: content.starts.date().to_string(),
        started: clock(content.starts.time()),
        ended: clock(end_of(content).time()),
        format: content.format.key().to_owned(),
        place: content.place.clone(),
        leaders: content.leaders.iter().map(ConsultantId::to_string).collect(),
        participants: if content.participants == 0 { String::new() } else { content.participants.to_string() },
        list: content
            .list
            .iter()
            .map(|line| EventLine {
                name: if sees_names { line.name.clone() } else { String::new() },
                certificate: line.certificate,
                given: line.given,
            })
            .collect(),
        series: content.series.clone(),
        reason: String::new(),
    }
}
