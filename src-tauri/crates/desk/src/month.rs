//! Closing a month: what is missing, the close itself, its kept prints, and who may still write into it.

mod missing;

use chrono::NaiveDate;
use documents::Paper;
use documents::journal::services;
use domain::civil::{self, Month, NBSP, date_short};
use domain::journal::Journal;
use domain::journal::corrected::{Correction, Subject, correct};
use domain::lists::Role;
use domain::month::{Lack, may_close};
use domain::person::short_name;
use std::collections::BTreeSet;
use storage::month::{Corrected, KeptPrint, NewPrint};

use crate::Desk;
use crate::fields::Check;
use crate::journal::{key_of, month_of, named};
use crate::ports::Surroundings;
use crate::session::Session;
use crate::wire::{
    CloseMonthForm, CorrectedPrintForm, Done, KeptPrintLine, MissingOpens, MonthClosing, MonthCorrection, MonthKey,
    MonthToClose, Noun, Problem, ProblemCode as Code, Refused,
};

impl Desk {
    pub fn month_closing(&mut self, key: MonthKey) -> Result<MonthClosing, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        session.closing_view(month_of(key)?, around)
    }

    pub fn close_month(&mut self, form: CloseMonthForm) -> Result<Done<MonthClosing>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let month = month_of(form.key)?;
        let mut check = Check::default();
        let reason = check.line("reason", &form.reason);
        check.done()?;
        let today = at.session.today(at.around);
        let closed = at.session.view().month_closed(month)?;
        let missing = at.session.missing(month, at.session.now(at.around))?;
        let lacks: Vec<Lack> = missing.into_iter().map(|one| one.lack).collect();
        may_close(month, today, closed, &lacks, &reason)?;
        let head = at.session.view().chain_head()?;
        let (mut journal, _) = at.session.journal_of(month, at.around)?;
        journal.control = head.control();
        let Paper { bytes, pages } = services(&journal, None, form.bound)?.draw()?;
        let print =
            NewPrint { month, journal: &journal, bytes: &bytes, pages, bound: form.bound, made_on: today, head };
        let by = at.session.account_id();
        // A reason is kept only where something was gone over.
        let reason = if lacks.is_empty() { String::new() } else { reason };
        at.session.change(at.around, |change| Ok(change.close_month(&print, by, &reason)?))?;
        let value = at.session.closing_view(month, at.around)?;
        Ok(Done { value, changed: vec![Noun::Consultation] })
    }

    /// The next print of a closed month, marked «исправлено», kept beside the earlier ones.
    pub fn keep_corrected_print(&mut self, form: CorrectedPrintForm) -> Result<Done<MonthClosing>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let month = month_of(form.key)?;
        let prints = at.session.view().kept_prints(month)?;
        let Some(last) = prints.last() else { return Err(Code::NotFound.into()) };
        let corrections = at.session.view().corrections_of(month)?;
        if corrections.iter().all(|one| one.print.is_some()) {
            return Err(Code::NothingCorrected.into());
        }
        let head = at.session.view().chain_head()?;
        let (now, _) = at.session.journal_of(month, at.around)?;
        let journal = at.session.corrected_after(last.print, &corrections, now)?;
        let journal = Journal { control: head.control(), ..journal };
        let Paper { bytes, pages } = services(&journal, None, form.bound)?.draw()?;
        let made_on = at.session.today(at.around);
        let print = NewPrint { month, journal: &journal, bytes: &bytes, pages, bound: form.bound, made_on, head };
        at.session.change(at.around, |change| Ok(change.keep_corrected_print(&print)?))?;
        let value = at.session.closing_view(month, at.around)?;
        Ok(Done { value, changed: vec![Noun::Consultation] })
    }
}

impl Session {
    /// The journal of a month as it stands. That of a closed one never changes by itself: it is its last kept print,
    /// with what was put right since.
    pub(crate) fn standing(&self, month: Month, now: Journal) -> Result<Journal, Refused> {
        let Some(last) = self.view().kept_prints(month)?.pop() else { return Ok(now) };
        let corrections = self.view().corrections_of(month)?;
        let journal = if corrections.iter().all(|one| one.print.is_some()) {
            self.view().kept_journal(month, last.print)?
        } else {
            self.corrected_after(last.print, &corrections, now)?
        };
        Ok(journal.recalled())
    }

    /// What follows a kept print.
    fn corrected_after(
        &self,
        print: u32,
        corrections: &[storage::month::Correction],
        now: Journal,
    ) -> Result<Journal, Refused> {
        let said = self.said_corrections(corrections)?;
        let kept = self.view().kept_journal(now.month, print)?;
        let first = self.view().kept_journal(now.month, 1)?;
        Ok(correct(&kept, &first, now, &said, print + 1))
    }

    fn closing_view(&self, month: Month, around: &dyn Surroundings) -> Result<MonthClosing, Refused> {
        let view = self.view();
        let now = self.now(around);
        let closed = view.month_closed(month)?;
        let (groups, stops, warns) = if closed || now.date() <= month.last_day() {
            (Vec::new(), 0, 0)
        } else {
            self.missing_groups(month, now)?
        };
        let closing = view.closing_of(month)?;
        let corrections = view.corrections_of(month)?;
        let unprinted = corrections.iter().filter(|one| one.print.is_none()).count();
        let mut lines = Vec::with_capacity(corrections.len());
        for one in corrections.iter().rev() {
            let (opens, subject, what) = self.corrected_words(one.what)?;
            lines.push(MonthCorrection {
                made_words: format!("{}, {}", date_short(one.on), self.signature_of(one.by)?),
                opens,
                subject,
                what,
                reason: one.reason.clone(),
                print_words: one.print.map(|print| format!("печать {print}")).unwrap_or_default(),
            });
        }
        let closed_words = match &closing {
            Some(closing) => format!(
                "Закрыт{NBSP}{}, {}; контрольное число{NBSP}{}",
                date_short(closing.on),
                self.signature_of(closing.by)?,
                closing.head.control()
            ),
            None => String::new(),
        };
        Ok(MonthClosing {
            key: key_of(month),
            words: named(month),
            state_words: self.month_state(month, now.date())?,
            closed,
            may_close: !closed && now.date() > month.last_day(),
            missing: groups,
            stops,
            warns,
            closed_words,
            reason: closing.map(|closing| closing.reason).unwrap_or_default(),
            prints: self.print_lines(month)?,
            corrections: lines,
            unprinted: u32::try_from(unprinted).unwrap_or(u32::MAX),
        })
    }

    /// A month that is closed, or over and so may be closed; the head's.
    pub(crate) fn may_see_closing(&self, month: Month, around: &dyn Surroundings) -> Result<bool, Refused> {
        let over = self.today(around) > month.last_day();
        Ok(self.is(Role::Head) && (over || self.view().month_closed(month)?))
    }

    /// Kept prints, the newest first.
    pub(crate) fn print_lines(&self, month: Month) -> Result<Vec<KeptPrintLine>, Refused> {
        let line = |kept: KeptPrint| {
            let mark = if kept.corrected { ", исправлено," } else { "" };
            let doubt = if kept.sound { "" } else { ": изменена мимо программы" };
            KeptPrintLine {
                print: kept.print,
                words: format!("Печать{NBSP}{}{mark} от{NBSP}{}{doubt}", kept.print, date_short(kept.made_on)),
                corrected: kept.corrected,
                pages: kept.pages,
                bound: kept.bound,
                control: kept.head.control(),
            }
        };
        Ok(self.view().kept_prints(month)?.into_iter().rev().map(line).collect())
    }

    /// «закрыт 02.11.2026», «окончен, не закрыт», «ещё идёт», «не наступил»
    pub(crate) fn month_state(&self, month: Month, today: NaiveDate) -> Result<String, Refused> {
        let view = self.view();
        Ok(match view.closing_of(month)? {
            Some(closing) => format!("закрыт{NBSP}{}", date_short(closing.on)),
            None if view.month_closed(month)? => "закрыт".to_owned(),
            None if month.contains(today) => "ещё идёт".to_owned(),
            None if month.first_day() > today => "не наступил".to_owned(),
            None => "окончен, не закрыт".to_owned(),
        })
    }

    /// The control number of a closed month's newest print; nothing while it is open.
    pub(crate) fn month_control(&self, month: Month) -> Result<String, Refused> {
        let prints = self.view().kept_prints(month)?;
        Ok(prints.last().filter(|kept| kept.sound).map(|kept| kept.head.control()).unwrap_or_default())
    }

    /// The earliest month that is over, has something and is still open.
    pub(crate) fn month_to_close(&self, today: NaiveDate) -> Result<Option<MonthToClose>, Refused> {
        let open = self.open_months(Month::of(today))?;
        Ok(open.first().map(|month| MonthToClose { key: key_of(*month), words: named(*month) }))
    }

    /// Months from the first with anything that are before this one and open, oldest first.
    fn open_months(&self, before: Month) -> Result<Vec<Month>, Refused> {
        let Some((first, _)) = self.view().months_span()? else { return Ok(Vec::new()) };
        let closed: BTreeSet<Month> = self.view().closed_months()?.into_iter().collect();
        let months = std::iter::successors(Some(first), |month| Some(month.next()));
        Ok(months.take_while(|month| *month < before).filter(|month| !closed.contains(month)).collect())
    }

    /// Whether somebody may write into the days: those of closed months are the head's, each time with a reason.
    /// Gives back the closed months, which keep the correction.
    pub(crate) fn may_touch(
        &self,
        days: impl IntoIterator<Item = NaiveDate>,
        reason: &str,
    ) -> Result<Vec<Month>, Refused> {
        let months: BTreeSet<Month> = days.into_iter().map(Month::of).collect();
        let mut closed = Vec::new();
        for month in months {
            if self.view().month_closed(month)? {
                closed.push(month);
            }
        }
        if let Some(month) = closed.first() {
            if !self.is(Role::Head) {
                return Err(Problem::new(Code::MonthClosed).about(named(*month)).into());
            }
            if reason.is_empty() {
                return Err(Problem::at("reason", Code::ReasonRequired).into());
            }
        }
        Ok(closed)
    }

    /// An act that bears no reason never writes into a closed month, whoever asks.
    pub(crate) fn not_in_closed(&self, day: NaiveDate) -> Result<(), Refused> {
        let month = Month::of(day);
        match self.view().month_closed(month)? {
            true => Err(Problem::new(Code::MonthClosed).about(named(month)).into()),
            false => Ok(()),
        }
    }

    /// What is said while something is being written into a closed month; nothing in an open one.
    pub(crate) fn closed_words(&self, day: NaiveDate) -> Result<String, Refused> {
        let month = Month::of(day);
        if !self.view().month_closed(month)? {
            return Ok(String::new());
        }
        let who = if self.is(Role::Head) {
            "Напишите причину."
        } else {
            "Внести её может заведующий."
        };
        Ok(format!("{} закрыт: запись войдёт в{NBSP}него исправлением. {who}", capital(&named(month))))
    }

    /// What was put right, with the card it opens.
    pub(crate) fn corrected_words(&self, what: Corrected) -> Result<(MissingOpens, String, String), Refused> {
        Ok(match what {
            Corrected::Request(id) => {
                let signed = self.view().consultation_of(id)?.is_some();
                let opens = if signed { MissingOpens::Record } else { MissingOpens::Request };
                let number = civil::numbered(self.view().request(id)?.number);
                (opens, id.to_string(), format!("обращение {number}"))
            }
            Corrected::Event(id) => {
                let number = civil::numbered(self.view().event(id)?.number);
                (MissingOpens::Event, id.to_string(), format!("мероприятие {number}"))
            }
        })
    }

    fn said_corrections(&self, corrections: &[storage::month::Correction]) -> Result<Vec<Correction>, Refused> {
        let mut said = Vec::with_capacity(corrections.len());
        for one in corrections {
            let subject = match one.what {
                Corrected::Request(id) => {
                    let request = self.view().request(id)?;
                    // Numbers begin anew each year.
                    let number_words = match request.year == one.month.year() {
                        true => civil::numbered(request.number),
                        false => format!("{} ({})", civil::numbered(request.number), request.year),
                    };
                    Subject::Request { id, number_words }
                }
                Corrected::Event(id) => {
                    let event = self.view().event(id)?;
                    Subject::Event { number_words: format!("Мероприятие {}", civil::numbered(event.number)) }
                }
            };
            let by = self.signature_of(one.by)?;
            said.push(Correction { subject, on: one.on, by, printed: one.print.is_some() });
        }
        Ok(said)
    }

    /// «Ветрова О. И.», also of somebody who has left.
    pub(crate) fn signature_of(&self, id: domain::ids::AccountId) -> Result<String, Refused> {
        Ok(short_name(&self.view().account(id)?.name))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
