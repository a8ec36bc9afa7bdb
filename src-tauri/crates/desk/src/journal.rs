//! The month's journal on screen and paper.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use documents::Paper;
use domain::civil::{Month, month_name};
use domain::counting::{CountingRules, Participant, ServiceFact};
use domain::journal::{ConsultantWords, Directory, Journal, JournalContext, Letterhead, PersonWords, compose};
use domain::lists::Role;
use domain::person::{PersonName, short_name};
use domain::profile::JournalView;
use storage::Change;
use storage::audit::{Action, Subject};
use storage::month::KeptPrint;

use crate::handout::page_view;
use crate::ports::{FileKind, SavePlace, Surroundings};
use crate::session::Session;
use crate::wire::{
    JournalKind, JournalLine, JournalMonth, JournalPageQuery, JournalPaper, JournalPrintForm, MonthKey, PageView,
    PaperDone, PaperWay, ProblemCode as Code, Refused,
};
use crate::{AtWork, Desk};

impl Desk {
    pub fn journal_month(&mut self, key: MonthKey) -> Result<JournalMonth, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let month = month_of(key)?;
        let (now, facts) = session.journal_of(month, around)?;
        let journal = session.standing(month, now)?;
        let by_request: HashMap<_, _> = facts.iter().map(|fact| (fact.request, fact)).collect();
        let rows = journal
            .rows
            .iter()
            .map(|row| {
                let fact = by_request.get(&row.id);
                JournalLine {
                    request: row.id.to_string(),
                    number: row.position,
                    request_date: row.request.clone(),
                    held: row.held.clone(),
                    who: row.who.clone(),
                    category: row.category.clone(),
                    child_age: row.child_age.clone(),
                    form: row.form.clone(),
                    kind: row.kind.clone(),
                    topic: row.topic.clone(),
                    consultant: row.consultant.clone(),
                    result: row.result.clone(),
                    evidence: row.evidence.clone(),
                    counted: row.not_counted.is_none(),
                    because: row
                        .not_counted
                        .map(|reason| format!("не учтена, потому что {}", reason.words()))
                        .unwrap_or_default(),
                    versions: fact.and_then(|f| f.signed.as_ref()).map_or(0, |signed| {
                        // A repeat after a failure is signed too and corrects nothing.
                        let repeats = signed.attempts.len().saturating_sub(1);
                        signed.version.saturating_sub(u32::try_from(repeats).unwrap_or(u32::MAX))
                    }),
                }
            })
            .collect();
        Ok(JournalMonth {
            key,
            words: named(month),
            title: journal.title,
            rows,
            totals_words: journal.totals,
            closed: session.view().month_closed(month)?,
            state_words: session.month_state(month, session.today(around))?,
            prints: session.print_lines(month)?,
            unprinted: session.unprinted(month)?,
            may_close: session.may_see_closing(month, around)?,
            closed_months: session.view().closed_months()?.into_iter().map(key_of).collect(),
            may_name: session.sees_all_names(),
            months: session.months(around)?.into_iter().map(key_of).collect(),
        })
    }

    /// A page of the month's paper, exactly as it would be printed.
    pub fn journal_page(&mut self, query: JournalPageQuery) -> Result<PageView, Refused> {
        let at = self.looking()?;
        at.session.may_print(&query.paper)?;
        // Set once for all its pages; whatever changes in the journal makes it anew.
        let asked = (query.paper, at.session.view().chain_head()?, at.session.today(at.around));
        if at.session.set_paper.as_ref().is_none_or(|set| set.0 != asked) {
            at.session.set_paper = Some((asked, at.session.paper_of(&query.paper, at.around)?));
        }
        match &at.session.set_paper {
            Some((_, galley)) => page_view(galley, query.page),
            None => Err(Code::NothingToPrint.into()),
        }
    }

    pub fn paper_journal(&mut self, form: JournalPrintForm) -> Result<PaperDone, Refused> {
        let mut at = self.at_work()?;
        at.session.may_print(&form.paper)?;
        let month = month_of(form.paper.key)?;
        let kept = at.session.kept_of(&form.paper)?;
        let name = match (form.paper.kind, &kept) {
            (JournalKind::Services, Some(kept)) if kept.corrected => {
                format!("Журнал {month} исправлено, печать {}", kept.print)
            }
            (JournalKind::Services, _) => format!("Журнал {month}"),
            (JournalKind::Requests, _) => format!("Журнал обращений {month}"),
        };
        let out = at.way_out(form.how, &name, FileKind::Pdf)?;
        let paper = match &kept {
            Some(kept) => Paper { bytes: at.session.view().kept_bytes(month, kept.print)?, pages: kept.pages },
            None => at.session.paper_of(&form.paper, at.around)?.draw()?,
        };
        let action = match (&kept, form.how) {
            (Some(_), PaperWay::Print) => Action::KeptPrintPrinted,
            (Some(_), PaperWay::Save) => Action::KeptPrintSaved,
            (None, _) => action(&form),
        };
        let file_name = at.deliver_told(out, &name, &paper.bytes, |change| {
            change.note_period(action, Subject::Month, month.year().unsigned_abs() * 100 + month.month());
        })?;
        Ok(PaperDone { how: form.how, pages: paper.pages, file_name })
    }
}

fn action(form: &JournalPrintForm) -> Action {
    match (form.paper.kind, form.paper.names, form.how) {
        (JournalKind::Services, false, PaperWay::Print) => Action::JournalPrinted,
        (JournalKind::Services, false, PaperWay::Save) => Action::JournalSaved,
        (JournalKind::Services, true, PaperWay::Print) => Action::JournalWithNamesPrinted,
        (JournalKind::Services, true, PaperWay::Save) => Action::JournalWithNamesSaved,
        (JournalKind::Requests, false, PaperWay::Print) => Action::RequestsPrinted,
        (JournalKind::Requests, false, PaperWay::Save) => Action::RequestsSaved,
        (JournalKind::Requests, true, PaperWay::Print) => Action::RequestsWithNamesPrinted,
        (JournalKind::Requests, true, PaperWay::Save) => Action::RequestsWithNamesSaved,
    }
}

pub(crate) fn month_of(key: MonthKey) -> Result<Month, Refused> {
    Month::new(key.year, key.month).ok_or_else(|| Code::BadYear.into())
}

pub(crate) fn key_of(month: Month) -> MonthKey {
    MonthKey { year: month.year(), month: month.month() }
}

/// «октябрь 2026»
pub(crate) fn named(month: Month) -> String {
    format!("{} {}", month_name(month.month()), month.year())
}

/// Where a paper goes.
pub(crate) enum WayOut {
    Print,
    Save(SavePlace, FileKind),
}

impl AtWork<'_> {
    /// The printer, or the place the person chose. Asked before anything is written down or drawn.
    pub(crate) fn way_out(&self, how: PaperWay, name: &str, kind: FileKind) -> Result<WayOut, Refused> {
        Ok(match how {
            PaperWay::Print => WayOut::Print,
            PaperWay::Save => WayOut::Save(self.outlet.place(name, kind)?.ok_or(Code::SaveCancelled)?, kind),
        })
    }

    /// Writes down that a paper goes out, then lets it go: nothing of the journal leaves without a line. Of one that did
    /// not go out after all the next line says so.
    pub(crate) fn deliver_told(
        &mut self,
        out: WayOut,
        name: &str,
        bytes: &[u8],
        tell: impl FnOnce(&Change<'_>),
    ) -> Result<Option<String>, Refused> {
        self.session.change::<()>(self.around, |change| {
            tell(change);
            Ok(())
        })?;
        let delivered = self.deliver(out, name, bytes);
        if delivered.is_err() {
            let journal = self.session.centre.journal_id;
            // The refusal itself is what the person has to hear.
            let _ = self.session.change::<()>(self.around, |change| {
                change.note(Action::PaperFailed, Subject::Journal, Some(journal));
                Ok(())
            });
        }
        delivered
    }

    /// Prints, or saves at the chosen place. Gives back the file's name without its folder.
    pub(crate) fn deliver(&self, out: WayOut, name: &str, bytes: &[u8]) -> Result<Option<String>, Refused> {
        match out {
            WayOut::Print => {
                self.outlet.print(name, bytes)?;
                Ok(None)
            }
            WayOut::Save(place, kind) => Ok(Some(self.outlet.save(place, kind, bytes)?)),
        }
    }
}

impl Session {
    pub(crate) fn journal_of(
        &self,
        month: Month,
        around: &dyn Surroundings,
    ) -> Result<(Journal, Vec<ServiceFact>), Refused> {
        self.composed(month, self.today(around), &self.month_control(month)?)
    }

    pub(crate) fn composed(
        &self,
        month: Month,
        made_on: NaiveDate,
        control: &str,
    ) -> Result<(Journal, Vec<ServiceFact>), Refused> {
        let facts = self.view().facts(month.first_day(), month.last_day())?;
        let directory = self.directory(&facts)?;
        let letterhead = self.paper_head()?;
        let title = self.profile_on(month.last_day())?.journal_title(JournalView::J1).to_owned();
        let events = self.view().event_facts(month.first_day(), month.last_day())?;
        let event_counts = self.view().event_counts()?;
        let rules = CountingRules { event_counts: &event_counts, ..CountingRules::default() };
        let context =
            JournalContext { letterhead: &letterhead, directory: &directory, title: &title, events: &events, rules };
        Ok((compose(&facts, &context, month, made_on, control), facts))
    }

    /// The kept print that is meant: the one asked for, else the newest of a closed month. Nothing for an open month,
    /// for the journal of requests, which goes on after the closing, and for the copy with names, which is never kept.
    pub(crate) fn kept_of(&self, paper: &JournalPaper) -> Result<Option<KeptPrint>, Refused> {
        if paper.kind != JournalKind::Services || paper.names {
            return Ok(None);
        }
        let kept = self.view().kept_prints(month_of(paper.key)?)?;
        match paper.print {
            Some(print) => kept.into_iter().find(|one| one.print == print).map(Some).ok_or(Code::NotFound.into()),
            None => Ok(kept.into_iter().next_back()),
        }
    }

    /// Corrections of a closed month that no print tells of yet.
    fn unprinted(&self, month: Month) -> Result<u32, Refused> {
        let waiting = self.view().corrections_of(month)?.iter().filter(|one| one.print.is_none()).count();
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
    }

    /// Months from the first with anything to this one, newest first.
    pub(crate) fn months(&self, around: &dyn Surroundings) -> Result<Vec<Month>, Refused> {
        let now = Month::of(self.today(around));
        let (first, last) = self.view().months_span()?.unwrap_or((now, now));
        let mut month = last.max(now);
        let mut months = vec![month];
        // The first thing of all may be an event that is planned.
        while month > first.min(now) {
            month = month.previous();
            months.push(month);
        }
        Ok(months)
    }

    pub(crate) fn paper_head(&self) -> Result<Letterhead, Refused> {
        let head = self.view().accounts()?.into_iter().find(|account| account.is(Role::Head));
        let name =
            head.as_ref().and_then(|h| PersonName::parse(&h.name).ok()).map(|n| n.signature()).unwrap_or_default();
        let post = head.map(|h| h.post).filter(|post| !post.is_empty()).unwrap_or_else(|| "Заведующий".to_owned());
        Ok(Letterhead {
            institution: self.institution(),
            centre: self.centre.name.clone(),
            town: self.centre.town.clone(),
            head_post: post,
            head_name: name,
        })
    }

    /// Words for the ids and keys of these facts: codes only.
    pub(crate) fn directory(&self, facts: &[ServiceFact]) -> Result<Directory, Refused> {
        let mut people = HashMap::new();
        for id in facts.iter().flat_map(|fact| &fact.participants).filter_map(Participant::recipient) {
            if let Entry::Vacant(place) = people.entry(id) {
                let (code, kind) = self.person_words(id)?;
                place.insert(PersonWords { code, kind });
            }
        }
        Ok(Directory { people, ..self.words_of_lists()? })
    }

    /// Words of lists and of consultants; no people.
    pub(crate) fn words_of_lists(&self) -> Result<Directory, Refused> {
        let view = self.view();
        let labels = |list: &str| -> Result<Vec<(String, String)>, Refused> {
            Ok(view.whole_list(list)?.into_iter().map(|item| (item.key, item.label)).collect())
        };
        let mut consultants = view.consultants()?;
        consultants.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Directory {
            consultants: consultants
                .into_iter()
                .map(|card| ConsultantWords { id: card.id, name: short_name(&card.name), post: card.post })
                .collect(),
            people: HashMap::new(),
            directions: labels("direction")?,
            channels: labels("channel")?,
            topics: labels("topic")?.into_iter().collect(),
            grounds: labels("ground")?.into_iter().collect(),
        })
    }
}
