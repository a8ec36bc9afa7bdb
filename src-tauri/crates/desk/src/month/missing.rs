//! What a month lacks before it is closed: found in the journal, weighed by the порядок of its day.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use domain::civil::{self, Month, date_short, month_name};
use domain::consultation::corrects;
use domain::counting::Span;
use domain::ids::{EventId, RequestId};
use domain::lists::Form;
use domain::month::{Found, Gap, Lack, lacks};
use domain::request::Status;
use domain::term::State;
use storage::draft::Draft;
use storage::request::Request;

use crate::consultation::DRAFT_FORM;
use crate::event;
use crate::journal::named;
use crate::session::Session;
use crate::show::{Seen, Words};
use crate::wire::{ConsultationForm, EventForm, MissingGroup, MissingItem, MissingOpens, Refused};

/// Told one by one; the rest is a number.
const ITEMS: usize = 50;

/// One thing the month lacks.
pub(super) struct Missing {
    pub lack: Lack,
    pub item: MissingItem,
}

impl Session {
    /// Grouped as the head goes through them: what stops first, in the order of [`Gap::ALL`].
    pub(super) fn missing_groups(
        &self,
        month: Month,
        now: NaiveDateTime,
    ) -> Result<(Vec<MissingGroup>, u32, u32), Refused> {
        let mut groups: Vec<(Gap, MissingGroup)> = Vec::new();
        let (mut stops, mut warns) = (0, 0);
        for Missing { lack, item } in self.missing(month, now)? {
            *if lack.stops { &mut stops } else { &mut warns } += 1;
            let group = match groups.iter_mut().find(|(gap, group)| *gap == lack.gap && group.stops == lack.stops) {
                Some((_, group)) => group,
                None => {
                    let group = MissingGroup {
                        key: lack.gap.key().to_owned(),
                        title: lack.gap.label().to_owned(),
                        why: lack.basis.clone(),
                        stops: lack.stops,
                        count: 0,
                        items: Vec::new(),
                    };
                    groups.push((lack.gap, group));
                    let Some((_, group)) = groups.last_mut() else { continue };
                    group
                }
            };
            group.count += 1;
            if group.items.len() < ITEMS {
                group.items.push(item);
            }
        }
        groups.sort_by_key(|(gap, group)| (!group.stops, *gap));
        Ok((groups.into_iter().map(|(_, group)| group).collect(), stops, warns))
    }

    /// Everything the month lacks. The cost is bounded by the month and by what is still open.
    pub(super) fn missing(&self, month: Month, now: NaiveDateTime) -> Result<Vec<Missing>, Refused> {
        let mut words = Words::read(self, now)?;
        let mut missing = self.lacking_lines(month, now)?;
        for request in self.view().open_requests()? {
            let seen = self.see(&request, now)?;
            self.open_lacks(month, &request, &seen, &mut words, &mut missing)?;
        }
        for (id, number, held_on) in self.view().uncounted_events(month.first_day(), month.last_day())? {
            let item = MissingItem {
                opens: MissingOpens::Event,
                subject: id.to_string(),
                number_words: civil::numbered(number),
                words: date_short(held_on),
            };
            self.weigh_found(&Found::EventUncounted, held_on, item, &mut missing)?;
        }
        self.begun(month, now, &mut missing)?;
        for open in self.open_months(month)? {
            let item = MissingItem {
                opens: MissingOpens::Month,
                subject: open.to_string(),
                number_words: named(open),
                words: format!("{} останется открытым: его журнал закроют позже", month_name(open.month())),
            };
            self.weigh_found(&Found::EarlierOpen, month.last_day(), item, &mut missing)?;
        }
        Ok(missing)
    }

    /// Work of the month that lies in drafts: signed after the closing, each would be a correction.
    fn begun(&self, month: Month, now: NaiveDateTime, missing: &mut Vec<Missing>) -> Result<(), Refused> {
        for (by, subject, draft) in self.view().drafts_of_form(DRAFT_FORM)? {
            let Ok(id) = subject.parse::<RequestId>() else { continue };
            let request = self.view().request(id)?;
            let Some(day) = self.begun_record(&request, &draft, month, now)? else { continue };
            // A session that nobody wrote down stops the closing already.
            if missing.iter().any(|one| one.lack.gap == Gap::Unrecorded && one.item.subject == subject) {
                continue;
            }
            let item = MissingItem {
                opens: MissingOpens::Record,
                subject,
                number_words: civil::numbered(request.number),
                words: format!("{}, пишет {}", date_short(day), self.signature_of(by)?),
            };
            self.weigh_found(&Found::Begun, day, item, missing)?;
        }
        for (by, subject, draft) in self.view().drafts_of_form(event::DRAFT_FORM)? {
            let known = match subject.parse::<EventId>() {
                Ok(id) => Some(self.view().event(id)?),
                Err(_) => None,
            };
            if known.as_ref().is_some_and(|event| event.annul_reason.is_some()) {
                continue;
            }
            let form = serde_json::from_str::<EventForm>(&draft.body).ok();
            let typed = form.and_then(|form| civil::parse_date(&form.date).ok());
            let held_on = known.as_ref().map(|event| event.content.starts.date());
            let Some(day) = typed.into_iter().chain(held_on).find(|day| month.contains(*day)) else { continue };
            let item = MissingItem {
                opens: MissingOpens::Event,
                number_words: known
                    .map_or_else(|| "новое мероприятие".to_owned(), |event| civil::numbered(event.number)),
                subject,
                words: format!("{}, пишет {}", date_short(day), self.signature_of(by)?),
            };
            self.weigh_found(&Found::Begun, day, item, missing)?;
        }
        Ok(())
    }

    /// The day of the month that a draft of a record would touch once it is signed: the one typed in it, or that of
    /// the record it puts right.
    fn begun_record(
        &self,
        request: &Request,
        draft: &Draft,
        month: Month,
        now: NaiveDateTime,
    ) -> Result<Option<NaiveDate>, Refused> {
        if self.is_stale(request, draft)? {
            return Ok(None);
        }
        let form = serde_json::from_str::<ConsultationForm>(&draft.body).ok();
        let typed = form.as_ref().and_then(|form| civil::parse_date(&form.date).ok());
        let begins = form.and_then(|form| Some(typed?.and_time(civil::parse_time(&form.started).ok()?)));
        let signed = self.view().consultation_of(request.id)?;
        let booked = self.see(request, now)?.booking.is_some();
        let record = signed.map(|signed| signed.record);
        let put_right = corrects(record.as_ref(), booked, begins);
        let before = record.filter(|_| put_right).and_then(|record| record.completed_on());
        Ok(typed.into_iter().chain(before).find(|day| month.contains(*day)))
    }

    fn lacking_lines(&self, month: Month, now: NaiveDateTime) -> Result<Vec<Missing>, Refused> {
        let (journal, facts) = self.composed(month, now.date(), "")?;
        let by_request: HashMap<_, _> =
            facts.iter().filter_map(|fact| Some((fact.request, (fact.number, fact.signed.as_ref()?)))).collect();
        let mut missing = Vec::new();
        for row in &journal.rows {
            let Some((number, record)) = by_request.get(&row.id) else { continue };
            let record = record.telling(row.began);
            let found = Found::Line {
                row,
                form: record.form,
                has_means: record.form != Form::Distance || record.means.is_some(),
                has_evidence: record.evidence.is_some(),
            };
            let item = MissingItem {
                opens: MissingOpens::Record,
                subject: row.id.to_string(),
                number_words: civil::numbered(*number),
                words: format!("{}, {}", date_short(row.began.date()), row.consultant),
            };
            self.weigh_found(&found, row.began.date(), item, &mut missing)?;
        }
        Ok(missing)
    }

    /// A session of the month that nobody wrote down, and terms that are past.
    fn open_lacks(
        &self,
        month: Month,
        request: &Request,
        seen: &Seen,
        words: &mut Words<'_>,
        missing: &mut Vec<Missing>,
    ) -> Result<(), Refused> {
        let span = Span::from(month);
        let number_words = civil::numbered(request.number);
        if let Some(booking) = seen.booking.as_ref().filter(|_| seen.status == Status::AwaitingRecord)
            && span.contains(booking.starts.date())
        {
            let item = MissingItem {
                opens: MissingOpens::Record,
                subject: request.id.to_string(),
                number_words: number_words.clone(),
                words: format!("{}, {}", civil::date_time(booking.starts), words.consultant(booking.consultant)),
            };
            self.weigh_found(&Found::Unrecorded, booking.starts.date(), item, missing)?;
            return Ok(());
        }
        if request.registered_on > month.last_day() {
            return Ok(());
        }
        let now = words.now;
        for late in self.running(request, seen, now)?.into_iter().filter(|found| found.state == State::Red) {
            let item = MissingItem {
                opens: MissingOpens::Request,
                subject: request.id.to_string(),
                number_words: number_words.clone(),
                words: format!("{}: {}", late.term.kind.label(), late.term.left_words(now, words.day_end())),
            };
            self.weigh_found(&Found::Overdue(late.term.kind), request.received.date(), item, missing)?;
        }
        Ok(())
    }

    /// By the порядок in force on its day.
    fn weigh_found(
        &self,
        found: &Found<'_>,
        day: NaiveDate,
        item: MissingItem,
        missing: &mut Vec<Missing>,
    ) -> Result<(), Refused> {
        for lack in lacks(found, self.profile_on(day)?.as_ref()) {
            let words = if lack.gap == Gap::ColumnEmpty {
                format!("{}: {}", item.words, lack.what)
            } else {
                item.words.clone()
            };
            missing.push(Missing { lack, item: MissingItem { words, ..item.clone() } });
        }
        Ok(())
    }
}
