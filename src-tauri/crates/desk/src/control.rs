//! «Контроль»: what the head looks through (R136). Only what can be told from the records; each line opens them.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use domain::civil::{self, Month, NBSP, counted};
use domain::consultant::Lack;
use domain::control::{Asked, Question, barred_days, questions, stretches};
use domain::counting::Span;
use domain::ids::RequestId;
use domain::lists::Role;
use domain::means::Means;
use domain::person::short_name;
use domain::request::Status;
use domain::term::State;
use storage::control::Found;

use crate::Desk;
use crate::session::Session;
use crate::show::Words;
use crate::wire::{Control, ControlItem, ControlLine, ControlOpens, ProblemCode as Code, Refused};

/// Records named in one line; the rest is told as a number.
const ITEMS: u32 = 6;
const MEANS: &str = "means";
/// Of a whole list.
const LIST: u32 = 500;

impl Desk {
    pub fn control(&mut self) -> Result<Control, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        let now = session.now(around);
        let records = session.view().records_between(midnight(month_of(now).first), midnight(tomorrow(now)))?;
        let state_words = match records {
            0 => "Подписанных записей ещё нет.".to_owned(),
            _ => format!("Подписано записей: {records}; сбой и{NBSP}повтор{NBSP}— две строки журнала."),
        };
        Ok(Control {
            month_words: Month::of(now.date()).words(),
            state_words,
            lines: session.control_lines(now, None, ITEMS)?,
            to_close: session.month_to_close(now.date())?,
        })
    }

    /// One line of «Контроль» with all its records.
    pub fn control_list(&mut self, key: String) -> Result<ControlLine, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        let lines = session.control_lines(session.now(around), Some(&key), LIST)?;
        lines.into_iter().next().ok_or_else(|| Code::NotFound.into())
    }
}

impl Session {
    /// The lines the порядки of the month ask for, or the one wanted. The cost is bounded by the month and by what is
    /// still open.
    fn control_lines(&self, now: NaiveDateTime, only: Option<&str>, limit: u32) -> Result<Vec<ControlLine>, Refused> {
        let mut words = Words::read(self, now)?;
        let wanted = |key: &str| only.is_none_or(|only| only == key);
        let mut lines = Vec::new();
        if wanted("overdue") || wanted("no_record") {
            lines.extend(self.open_lines(&mut words, limit)?.into_iter().filter(|line| wanted(&line.key)));
        }
        let orders = self.orders()?;
        let stretches = stretches(&orders.profiles, month_of(now));
        let mut asked: Vec<(Vec<Span>, Asked<'_>)> = Vec::new();
        for stretch in &stretches {
            for one in questions(stretch.order).into_iter().filter(|one| wanted(one.question.key())) {
                match asked.iter_mut().find(|(_, known)| known.question == one.question) {
                    Some((days, _)) => days.push(stretch.days),
                    None => asked.push((vec![stretch.days], one)),
                }
            }
        }
        for (days, one) in asked {
            lines.push(self.lacking_line(&one, &days, &words, limit)?);
        }
        if wanted("handout_refused") {
            lines.push(self.refused_handouts(now, limit)?);
        }
        if wanted("barred_means") {
            lines.extend(self.barred_line(now, &words, limit)?);
        }
        if wanted("undertaking") {
            let mut items = Vec::new();
            for card in words.consultants() {
                if card.active && card.papers.lacks(now.date()).contains(&Lack::Undertaking) {
                    items.push(ControlItem {
                        opens: ControlOpens::Consultant,
                        subject: card.id.to_string(),
                        number_words: short_name(&card.name),
                        words: card.post.clone(),
                    });
                }
            }
            lines.push(listed("undertaking", "Нет обязательства о неразглашении", items, limit));
        }
        Ok(lines)
    }

    /// What the open requests owe: terms that are past, sessions that nobody wrote down.
    fn open_lines(&self, words: &mut Words<'_>, limit: u32) -> Result<[ControlLine; 2], Refused> {
        let now = words.now;
        let mut overdue = Vec::new();
        let mut unrecorded = Vec::new();
        for request in self.view().open_requests()? {
            let seen = self.see(&request, now)?;
            for late in self.running(&request, &seen, now)?.into_iter().filter(|found| found.state == State::Red) {
                let code = self.who(&request, &seen.consultants)?.code;
                let since = late.term.left_short(now, words.day_end());
                let item = ControlItem {
                    opens: ControlOpens::Request,
                    subject: request.id.to_string(),
                    number_words: civil::numbered(request.number),
                    words: format!("{code}, {}: {since}", late.term.kind.label()),
                };
                overdue.push((late.term.ends_at(now.date(), words.day_end()), item));
            }
            if seen.status == Status::AwaitingRecord
                && let Some(booking) = &seen.booking
            {
                let item = ControlItem {
                    opens: ControlOpens::Record,
                    subject: request.id.to_string(),
                    number_words: civil::numbered(request.number),
                    words: format!("{}, {}", civil::date_time(booking.starts), words.consultant(booking.consultant)),
                };
                unrecorded.push((booking.starts, item));
            }
        }
        Ok([
            listed("overdue", "Срок прошёл", longest_first(overdue), limit),
            listed("no_record", "Приём был, записи нет", longest_first(unrecorded), limit),
        ])
    }

    /// Signed records of the days that lack what is asked, the newest first.
    fn lacking_line(
        &self,
        asked: &Asked<'_>,
        days: &[Span],
        words: &Words<'_>,
        limit: u32,
    ) -> Result<ControlLine, Refused> {
        let view = self.view();
        let (mut count, mut newest) = (0, Vec::new());
        for days in days.iter().rev() {
            let left = limit.saturating_sub(u32::try_from(newest.len()).unwrap_or(limit));
            let found = view.lacking(asked.question, midnight(days.first), midnight(after(days.last)), left)?;
            let Found { count: more, newest: records } = found;
            count += more;
            newest.extend(records);
        }
        let mut items = Vec::with_capacity(newest.len());
        for (id, completed) in newest {
            items.push(self.record_item(id, completed, asked.question, words)?);
        }
        let question = asked.question;
        Ok(ControlLine {
            key: question.key().to_owned(),
            title: question.title(),
            why: asked.basis.to_owned(),
            count,
            items,
        })
    }

    fn record_item(
        &self,
        id: RequestId,
        completed: NaiveDateTime,
        question: Question,
        words: &Words<'_>,
    ) -> Result<ControlItem, Refused> {
        let view = self.view();
        let record = view.consultation_of(id)?.map(|signed| signed.record);
        let by = record.as_ref().and_then(|record| record.consultants.first().copied());
        let mut said = format!(
            "{}, {}",
            civil::date_short(completed.date()),
            by.map(|id| words.consultant(id)).unwrap_or_default()
        );
        if let (Question::Longer { .. }, Some(record)) = (question, &record) {
            let longest = record.attempts.iter().map(|attempt| attempt.minutes()).max().unwrap_or_default();
            said.push_str(&format!(": {longest}{NBSP}мин"));
        }
        Ok(ControlItem {
            opens: ControlOpens::Record,
            subject: id.to_string(),
            number_words: civil::numbered(view.request(id)?.number),
            words: said,
        })
    }

    /// Held by a means on a day the law barred it. No line where nothing is barred.
    fn barred_line(&self, now: NaiveDateTime, words: &Words<'_>, limit: u32) -> Result<Option<ControlLine>, Refused> {
        let (mut count, mut newest, mut why) = (0, Vec::new(), String::new());
        for row in self.view().whole_list(MEANS)? {
            let Some(means) = row.data.as_deref().and_then(Means::parse) else { continue };
            for days in barred_days(&means, month_of(now)) {
                let found = self.view().held_by(&row.key, midnight(days.first), midnight(after(days.last)), limit)?;
                count += found.count;
                newest.extend(found.newest.into_iter().map(|(id, completed)| (completed, id, row.label.clone())));
                why = means.on(days.last).map_or_else(String::new, |turn| turn.words());
            }
        }
        if why.is_empty() {
            return Ok(None);
        }
        newest.sort_by_key(|(completed, ..)| Reverse(*completed));
        newest.truncate(limit as usize);
        let mut items = Vec::with_capacity(newest.len());
        for (completed, id, label) in newest {
            let item = self.record_item(id, completed, Question::Refused, words)?;
            items.push(ControlItem { words: format!("{}: {label}", item.words), ..item });
        }
        let title = "Запрещённое средство связи".to_owned();
        Ok(Some(ControlLine { key: "barred_means".to_owned(), title, why, count, items }))
    }

    /// Consultations for which more pages were asked than may be given (R077).
    fn refused_handouts(&self, now: NaiveDateTime, limit: u32) -> Result<ControlLine, Refused> {
        let view = self.view();
        let found = view.handout_refusals(month_of(now).first, now.date(), limit)?;
        let mut items = Vec::with_capacity(found.newest.len());
        for refusal in &found.newest {
            let pages = counted(u64::from(refusal.pages), "страница", "страницы", "страниц");
            items.push(ControlItem {
                opens: ControlOpens::Request,
                subject: refusal.request.to_string(),
                number_words: civil::numbered(view.request(refusal.request)?.number),
                words: format!("{}: {pages} вместо {}", civil::date_short(refusal.on), refusal.allowed),
            });
        }
        Ok(ControlLine {
            key: "handout_refused".to_owned(),
            title: "Раздатка сверх предела не выдана".to_owned(),
            why: self.profile_on(now.date())?.print_max_pages.basis.clone(),
            count: found.count,
            items,
        })
    }
}

/// What waits longest comes first.
fn longest_first(mut found: Vec<(NaiveDateTime, ControlItem)>) -> Vec<ControlItem> {
    found.sort_by_key(|(since, _)| *since);
    found.into_iter().map(|(_, item)| item).collect()
}

fn listed(key: &str, title: &str, mut items: Vec<ControlItem>, limit: u32) -> ControlLine {
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    items.truncate(limit as usize);
    ControlLine { key: key.to_owned(), title: title.to_owned(), why: String::new(), count, items }
}

/// The month so far.
fn month_of(now: NaiveDateTime) -> Span {
    Span { first: Month::of(now.date()).first_day(), last: now.date() }
}

fn tomorrow(now: NaiveDateTime) -> NaiveDate {
    after(now.date())
}

fn after(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}
