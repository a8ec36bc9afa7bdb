//! «Контроль»: what the head looks through (R136). Only what can be told from the records; each line opens them.

use chrono::{Days, NaiveDateTime, NaiveTime};
use domain::civil::{self, Month, NBSP};
use domain::lists::Role;
use domain::request::Status;
use domain::term::State;
use storage::control::{Found, Lack};

use crate::Desk;
use crate::session::Session;
use crate::show::Words;
use crate::wire::{Control, ControlItem, ControlLine, Refused};

/// Records named in one line; the rest is told as a number.
const ITEMS: u32 = 6;

impl Desk {
    pub fn control(&mut self) -> Result<Control, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        session.control(session.now(around))
    }
}

impl Session {
    fn control(&self, now: NaiveDateTime) -> Result<Control, Refused> {
        let view = self.view();
        let mut words = Words::read(self, now)?;
        let month = Month::of(now.date());
        let from = month.first_day().and_time(NaiveTime::MIN);
        let to = now.date().checked_add_days(Days::new(1)).unwrap_or(now.date()).and_time(NaiveTime::MIN);
        let profile = self.profile_on(now.date())?;
        let longest = profile.duration_online_max.value;

        let mut overdue = Vec::new();
        let mut unrecorded = Vec::new();
        for request in view.open_requests()? {
            let seen = self.see(&request, now)?;
            for late in self.running(&request, &seen, now)?.into_iter().filter(|found| found.state == State::Red) {
                let row = self.request_row_of(&request, &seen, &mut words)?;
                let left = late.term.left_words(now, words.day_end());
                let said = format!("{}, {}: {left}", row.who.code, late.term.kind.label());
                overdue.push(ControlItem {
                    request: row.id,
                    number_words: row.number_words,
                    words: said,
                    record: false,
                });
            }
            if seen.status == Status::AwaitingRecord
                && let Some(booking) = &seen.booking
            {
                unrecorded.push(ControlItem {
                    request: request.id.to_string(),
                    number_words: civil::numbered(request.number),
                    words: format!("{}, {}", civil::date_time(booking.starts), words.consultant(booking.consultant)),
                    record: true,
                });
            }
        }
        let mut lines =
            vec![listed("overdue", "Срок прошёл", overdue), listed("no_record", "Приём был, записи нет", unrecorded)];
        for (key, title, lack) in [
            ("no_evidence", "Без подтверждения обращения".to_owned(), Lack::Evidence),
            ("too_long", format!("Дистанционно дольше {longest} мин"), Lack::Longer { minutes: longest }),
            ("no_quality", "Не предложили оценить".to_owned(), Lack::Quality),
            ("refusals", "Отказы".to_owned(), Lack::Refusal),
            ("overlaps", "Наложения по времени".to_owned(), Lack::Overlap),
        ] {
            let Found { count, newest } = view.lacking(lack, from, to, ITEMS)?;
            let mut items = Vec::with_capacity(newest.len());
            for (id, completed) in newest {
                let number = view.request(id)?.number;
                let by = view.consultation_of(id)?.and_then(|c| c.record.consultants.first().copied());
                let by = by.map(|id| words.consultant(id)).unwrap_or_default();
                items.push(ControlItem {
                    request: id.to_string(),
                    number_words: civil::numbered(number),
                    words: format!("{}, {by}", civil::date_short(completed.date())),
                    record: true,
                });
            }
            lines.push(ControlLine { key: key.to_owned(), title, count, items });
        }

        let records = view.records_between(from, to)?;
        let state_words = match records {
            0 => "Подписанных записей ещё нет.".to_owned(),
            _ => format!("Подписано записей: {records}; сбой и{NBSP}повтор{NBSP}— две строки журнала."),
        };
        Ok(Control { month_words: month.words(), state_words, lines })
    }
}

fn listed(key: &str, title: &str, mut items: Vec<ControlItem>) -> ControlLine {
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    items.truncate(ITEMS as usize);
    ControlLine { key: key.to_owned(), title: title.to_owned(), count, items }
}
