//! The quarter's report: computed once, shown and saved alike. Every figure opens the records behind it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use domain::civil::{NBSP, Quarter, counted, date_short, decimal, grouped, month_name, plural};
use domain::counting::{Behind, CountingRules, Gathered, Line, Record, ServiceFact, Span, behind, count, touched};
use domain::event::EventFact;
use domain::ids::RecipientId;
use domain::journal::{Directory, PersonWords};
use domain::lists::{Role, TopicField};
use domain::profile::EventCount;
use domain::rating::Ratings;
use domain::report::sealed::{Clarified, Correction, differences, open_months};
use domain::report::{Cell, Level, Opens, RecordOf, RecordRow, Report, ReportContext, Table, compute, record_rows};
use domain::request::Status;
use domain::term::Terms;
use storage::audit::{Action, Subject};
use storage::month::Seal;
use uuid::Uuid;

use crate::Desk;
use crate::journal::named;
use crate::ports::{FileKind, Surroundings};
use crate::session::{Orders, Session};
use crate::wire::{
    CellView, CheckState, ClarifiedFigure, Done, FigurePage, FigureQuery, MonthBar, PaperDone, PaperWay, Problem,
    ProblemCode as Code, QuarterKey, QuarterSaveForm, QuarterSeal, QuarterView, RecordCard, RecordLine, Refused,
    ReportCheck, TableRowView, TableView, WorkbookCopy,
};

/// Rows of a list given at once; the screen asks for the next ones.
const PAGE: usize = 50;
/// The word for everything of a period, counted or not; lines of figures have words of their own.
const EVERYTHING: &str = "everything";

impl Desk {
    pub fn quarter(&mut self, key: QuarterKey) -> Result<QuarterView, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Administrator, Role::Head])?;
        let quarter = quarter_of(key)?;
        let material = session.material(year_to(quarter))?;
        let (report, seal) = match session.view().seal_of(quarter)? {
            Some(seal) => {
                let shown = session.seal_view(&seal, &material, around)?;
                (seal.report, Some(shown))
            }
            None => (session.report_of(&material, quarter, around)?, None),
        };
        let seal_waits = session.seal_waits(quarter, around)?;
        let mut quarters: Vec<Quarter> = Vec::new();
        for month in session.months(around)? {
            if !quarters.contains(&month.quarter()) {
                quarters.push(month.quarter());
            }
        }
        let own: u64 = own_months(&report, quarter).map(|(_, services)| services).sum();
        let span = Span::from(quarter);
        Ok(QuarterView {
            key,
            words: format!("{} квартал {} года", quarter.roman(), quarter.year()),
            services: grouped(own),
            services_words: format!("{} за {} квартал", plural(own, "услуга", "услуги", "услуг"), quarter.roman()),
            change_words: if session.today(around) > quarter.last_day() {
                change_words(&report, quarter, own)
            } else {
                // Half a quarter against a whole one would say «меньше» of every quarter till its last day.
                "квартал ещё идёт".to_owned()
            },
            empty: touched(material.gathered(), span, &material.rules(session)).is_empty(),
            months: month_bars(&report, quarter),
            tables: report.tables.iter().map(table_view).collect(),
            checks: session.checks(&report, &material, quarter, session.now(around))?,
            records: opens_word(&Opens { span, line: EVERYTHING.to_owned() }),
            quarters: quarters.into_iter().map(|q| QuarterKey { year: q.year(), quarter: q.quarter() }).collect(),
            may_seal: session.is(Role::Head) && seal.is_none(),
            seal_waits: if seal.is_none() { seal_waits } else { String::new() },
            seal,
        })
    }

    /// «Отправлен»: the figures stay as they are now. There is no way back.
    pub fn seal_quarter(&mut self, key: QuarterKey) -> Result<Done<QuarterView>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let quarter = quarter_of(key)?;
        if at.session.view().seal_of(quarter)?.is_some() {
            return Err(Code::QuarterSealed.into());
        }
        let waits = at.session.seal_waits(quarter, at.around)?;
        if !waits.is_empty() {
            return Err(Problem::new(Code::QuarterNotReady).about(waits).into());
        }
        let material = at.session.material(year_to(quarter))?;
        let report = at.session.report_of(&material, quarter, at.around)?;
        // What does not add up never goes away as sent.
        documents::workbook::quarter(&report, documents::workbook::Copy::Upload)?;
        let head = at.session.view().chain_head()?;
        let (by, on) = (at.session.account_id(), at.session.today(at.around));
        at.session.change(at.around, |change| Ok(change.seal_quarter(&report, by, on, &head)?))?;
        Ok(Done { value: self.quarter(key)?, changed: Vec::new() })
    }

    /// The records behind a figure, a page at a time.
    pub fn figure(&mut self, query: FigureQuery) -> Result<FigurePage, Refused> {
        let session = self.session()?;
        session.allow(&[Role::Administrator, Role::Head])?;
        let opens = opens_of(&query.opens).ok_or(Code::NotFound)?;
        let line = match opens.line.as_str() {
            EVERYTHING => None,
            word => Some(Line::parse(word).ok_or(Code::NotFound)?),
        };
        // Only the days of the figure are read, never the year around them.
        let material = session.material(opens.span)?;
        let rules = material.rules(session);
        let list = match line {
            None => touched(material.gathered(), opens.span, &rules),
            Some(line) => behind(material.gathered(), line, opens.span, &rules),
        };
        let from = usize::try_from(query.from).unwrap_or(usize::MAX).min(list.len());
        let page = list.get(from..list.len().min(from + PAGE)).unwrap_or_default();
        let mut directory = session.words_of_lists()?;
        for id in page.iter().flat_map(people_of) {
            let (code, kind) = session.person_words(id)?;
            directory.people.insert(id, PersonWords { code, kind });
        }
        Ok(FigurePage {
            words: list_words(&list, line),
            total: u32::try_from(list.len()).unwrap_or(u32::MAX),
            from: u32::try_from(from).unwrap_or(u32::MAX),
            rows: record_rows(page, line, &directory, &rules).iter().map(|row| session.record_line(row)).collect(),
        })
    }

    pub fn save_quarter(&mut self, form: QuarterSaveForm) -> Result<PaperDone, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Administrator, Role::Head])?;
        let quarter = quarter_of(form.key)?;
        let (copy, name, action) = match form.copy {
            WorkbookCopy::Upload => (documents::workbook::Copy::Upload, "Отчёт", Action::ReportSaved),
            WorkbookCopy::Centre => {
                (documents::workbook::Copy::Centre, "Отчёт с записями", Action::ReportWithRecordsSaved)
            }
        };
        let name = format!("{name} {quarter}");
        let out = at.way_out(PaperWay::Save, &name, FileKind::Xlsx)?;
        let material = at.session.material(year_to(quarter))?;
        let mut report = match at.session.view().seal_of(quarter)? {
            Some(seal) => {
                let clarified = at.session.clarified(&seal, &material, at.around)?;
                let clarified = Some(clarified).filter(|one| !one.corrections.is_empty());
                Report { clarified, ..seal.report }
            }
            None => at.session.report_of(&material, quarter, at.around)?,
        };
        if form.copy == WorkbookCopy::Centre {
            report.records = at.session.all_rows(&material, quarter)?;
        }
        let bytes = documents::workbook::quarter(&report, copy)?;
        let file_name = at.deliver_told(out, &name, &bytes, |change| {
            change.note_period(action, Subject::Quarter, quarter.year().unsigned_abs() * 10 + quarter.quarter());
        })?;
        Ok(PaperDone { how: PaperWay::Save, pages: 0, file_name })
    }
}

fn quarter_of(key: QuarterKey) -> Result<Quarter, Refused> {
    Quarter::new(key.year, key.quarter).ok_or_else(|| Code::BadYear.into())
}

/// From the first of January to the end of the quarter.
fn year_to(quarter: Quarter) -> Span {
    let first = NaiveDate::from_ymd_opt(quarter.year(), 1, 1).unwrap_or(quarter.first_day());
    Span { first, last: quarter.last_day() }
}

/// Everything read of a stretch of days.
#[derive(Clone)]
struct Material {
    services: Vec<ServiceFact>,
    events: Vec<EventFact>,
    orders: Arc<Orders>,
    event_counts: Vec<(NaiveDate, EventCount)>,
    topic_fields: HashMap<String, TopicField>,
}

impl Material {
    fn gathered(&self) -> Gathered<'_> {
        Gathered { services: &self.services, events: &self.events }
    }

    fn rules<'a>(&'a self, session: &'a Session) -> CountingRules<'a> {
        let terms = Terms { calendar: &session.calendar, versions: &self.orders.terms };
        CountingRules { terms: Some(terms), event_counts: &self.event_counts, topic_fields: Some(&self.topic_fields) }
    }
}

impl Session {
    fn material(&self, span: Span) -> Result<Material, Refused> {
        let view = self.view();
        Ok(Material {
            services: view.facts(span.first, span.last)?,
            events: view.event_facts(span.first, span.last)?,
            orders: self.orders()?,
            event_counts: view.event_counts()?,
            topic_fields: view
                .whole_list("topic")?
                .into_iter()
                .filter_map(|item| Some((item.key, TopicField::from_key(item.data.as_deref()?)?)))
                .collect(),
        })
    }

    fn report_of(&self, material: &Material, quarter: Quarter, around: &dyn Surroundings) -> Result<Report, Refused> {
        let span = year_to(quarter);
        let ratings: Ratings = self.view().ratings(span.first, span.last)?;
        let letterhead = self.paper_head()?;
        let directory = self.words_of_lists()?;
        let context = ReportContext {
            letterhead: &letterhead,
            directory: &directory,
            rules: material.rules(self),
            ratings: &ratings,
        };
        Ok(compute(material.gathered(), &context, quarter, self.today(around)))
    }

    /// Why a quarter cannot be sent yet; nothing where it can.
    fn seal_waits(&self, quarter: Quarter, around: &dyn Surroundings) -> Result<String, Refused> {
        if self.today(around) <= quarter.last_day() {
            return Ok(format!("Квартал не{NBSP}окончен"));
        }
        let closed = self.view().closed_months()?;
        let first = self.view().months_span()?.map(|(first, _)| first);
        let open = open_months(quarter, first, |month| closed.contains(&month));
        if first.is_none_or(|first| first > quarter.months()[2]) {
            return Ok("В квартале ничего нет".to_owned());
        }
        let names: Vec<&str> = open.iter().map(|month| month_name(month.month())).collect();
        Ok(match names.as_slice() {
            [] => String::new(),
            [one] => format!("Не{NBSP}закрыт месяц: {one}"),
            several => format!("Не{NBSP}закрыты месяцы: {}", several.join(", ")),
        })
    }

    /// What was put right after a quarter was sent in the months its tables tell of: from January on, as they bear
    /// the year up to the quarter's end.
    fn corrected_since(&self, seal: &Seal) -> Result<Vec<storage::month::Correction>, Refused> {
        let mut since = Vec::new();
        for month in seal.report.quarter.year_to_date() {
            let corrections = self.view().corrections_of(month)?.into_iter();
            since.extend(corrections.filter(|one| one.chain_length > seal.head.length));
        }
        since.sort_by_key(|one| one.chain_length);
        Ok(since)
    }

    /// A sealed quarter never changes by itself (rules §12.8): without a correction nothing is compared.
    fn clarified(&self, seal: &Seal, material: &Material, around: &dyn Surroundings) -> Result<Clarified, Refused> {
        let since = self.corrected_since(seal)?;
        let figures = if since.is_empty() {
            Vec::new()
        } else {
            let as_sent = self.but_for_later(seal, &since, material)?;
            differences(&seal.report, &self.report_of(&as_sent, seal.report.quarter, around)?)
        };
        let mut corrections = Vec::with_capacity(since.len());
        for one in since {
            let (_, _, what) = self.corrected_words(one.what)?;
            corrections.push(Correction { on: one.on, month: one.month, what, by: self.signature_of(one.by)? });
        }
        Ok(Clarified { sealed_on: Some(seal.on), corrections, figures })
    }

    /// The material without what was signed after the sending and corrects nothing: it belongs to a later period, yet
    /// an organisation named in it would stand on the day the request was registered.
    fn but_for_later(
        &self,
        seal: &Seal,
        since: &[storage::month::Correction],
        material: &Material,
    ) -> Result<Material, Refused> {
        let corrected: HashSet<Uuid> = since.iter().map(|one| one.what.id()).collect();
        let end = seal.report.quarter.last_day();
        let mut services = material.services.clone();
        for fact in &mut services {
            let later =
                fact.signed.as_ref().is_some_and(|record| record.completed_on > end && record.organisations > 0);
            if !later || corrected.contains(&fact.request.0) {
                continue;
            }
            let signatures = self.view().consultation_of(fact.request)?.map(|record| record.signed).unwrap_or_default();
            let known =
                signatures.iter().filter(|signature| signature.at <= seal.at).map(|signature| signature.version);
            fact.signed = known.max().and_then(|version| fact.signed.take()?.as_of(version));
        }
        Ok(Material { services, ..material.clone() })
    }

    fn seal_view(&self, seal: &Seal, material: &Material, around: &dyn Surroundings) -> Result<QuarterSeal, Refused> {
        let clarified = self.clarified(seal, material, around)?;
        // Why a record was put right is written freely, and may be about a person: the head's, as with the record itself.
        let told = |reason: String| match self.is(Role::Head) && !reason.is_empty() {
            true => format!(": {reason}"),
            false => String::new(),
        };
        let reasons = self.corrected_since(seal)?.into_iter().map(|one| told(one.reason));
        Ok(QuarterSeal {
            words: format!(
                "{}, {}; контрольное число{NBSP}{}",
                date_short(seal.on),
                self.signature_of(seal.by)?,
                seal.head.control()
            ),
            corrections: clarified
                .corrections
                .iter()
                .zip(reasons)
                .map(|(one, reason)| {
                    format!("{}, {} ({}), {}{reason}", date_short(one.on), one.what, named(one.month), one.by)
                })
                .collect(),
            figures: clarified
                .figures
                .into_iter()
                .map(|one| ClarifiedFigure {
                    was: cell_words(&one.was),
                    is: cell_words(&one.is),
                    table: one.table,
                    row: one.row,
                    column: one.column,
                })
                .collect(),
        })
    }

    /// Only what is over can be recorded: what is still ahead needs nothing before the report goes.
    fn checks(
        &self,
        report: &Report,
        material: &Material,
        quarter: Quarter,
        now: NaiveDateTime,
    ) -> Result<Vec<ReportCheck>, Refused> {
        let span = Span::from(quarter);
        let mut unrecorded = 0;
        for request in self.view().open_requests()? {
            let seen = self.see(&request, now)?;
            let held = seen.booking.is_some_and(|booking| span.contains(booking.starts.date()));
            unrecorded += u64::from(held && seen.status == Status::AwaitingRecord);
        }
        Ok(checks(report, material, quarter, now.date(), unrecorded))
    }

    /// Every coded row of the quarter, for the centre's own copy.
    fn all_rows(&self, material: &Material, quarter: Quarter) -> Result<Vec<RecordRow>, Refused> {
        let span = Span::from(quarter);
        let people = self.view().people_in(span.first, span.last)?;
        let people: HashMap<_, _> =
            people.into_iter().map(|(id, (code, kind))| (id, PersonWords { code, kind })).collect();
        let directory = Directory { people, ..self.words_of_lists()? };
        let rules = material.rules(self);
        Ok(record_rows(&touched(material.gathered(), span, &rules), None, &directory, &rules))
    }

    /// The card of a row as this person may open it: the head the signed record, others the request.
    fn record_line(&self, row: &RecordRow) -> RecordLine {
        let (id, card) = match row.of {
            RecordOf::Event(id) => (id.to_string(), RecordCard::Event),
            RecordOf::Request(id) if row.signed && self.is(Role::Head) => (id.to_string(), RecordCard::Consultation),
            RecordOf::Request(id) => (id.to_string(), RecordCard::Request),
        };
        let about = [&row.form, &row.kind].map(String::as_str).into_iter().filter(|words| !words.is_empty());
        RecordLine {
            id,
            card,
            number_words: row.number.clone(),
            date: row.date.or(row.received).map(date_short).unwrap_or_default(),
            who: row.who.clone(),
            about: about.collect::<Vec<_>>().join(", "),
            consultant: row.consultant.clone(),
            counted: row.counted,
            because: row.because.clone(),
        }
    }
}

fn people_of(behind: &Behind<'_>) -> Vec<RecipientId> {
    let named = |fact: &ServiceFact| {
        fact.participants.iter().filter_map(domain::counting::Participant::recipient).collect::<Vec<_>>()
    };
    match behind.record {
        Record::Request(fact) => named(fact),
        Record::Person { id, latest, .. } => named(latest).into_iter().chain([id]).collect(),
        Record::Event(_) => Vec::new(),
    }
}

/// «4 записи», «3 получателя»; minutes and participants say their sum besides.
fn list_words(list: &[Behind<'_>], line: Option<Line<'_>>) -> String {
    let length = list.len() as u64;
    if line.is_some_and(Line::of_people) {
        return counted(length, "получатель", "получателя", "получателей");
    }
    let records = counted(length, "запись", "записи", "записей");
    let weight: u64 = list.iter().map(|row| row.weight).sum();
    match line {
        Some(Line::Work(_, domain::counting::Part::Minutes)) => {
            format!("{records}, {}", counted(weight, "минута", "минуты", "минут"))
        }
        Some(Line::EventParticipants) => {
            format!("{records}, {}", counted(weight, "участник", "участника", "участников"))
        }
        Some(_) if weight != length => format!("{records}, всего{NBSP}{}", grouped(weight)),
        _ => records,
    }
}

/// «2026-07-01..2026-09-30/services»
fn opens_word(opens: &Opens) -> String {
    format!("{}..{}/{}", opens.span.first, opens.span.last, opens.line)
}

fn opens_of(word: &str) -> Option<Opens> {
    let (days, line) = word.split_once('/')?;
    let (first, last) = days.split_once("..")?;
    let (first, last): (NaiveDate, NaiveDate) = (first.parse().ok()?, last.parse().ok()?);
    // A figure is of a year at most: nobody asks for the whole journal at once.
    let days = (0..=366).contains(&last.signed_duration_since(first).num_days());
    days.then(|| Opens { span: Span { first, last }, line: line.to_owned() })
}

fn own_months(report: &Report, quarter: Quarter) -> impl Iterator<Item = &(domain::civil::Month, u64)> {
    report.months.iter().filter(move |(month, _)| month.quarter() == quarter)
}

/// «на 66 меньше, чем во II»; nothing where there is nothing to compare with.
fn change_words(report: &Report, quarter: Quarter, own: u64) -> String {
    let before = quarter.previous();
    if before.year() != quarter.year() {
        return String::new();
    }
    let then: u64 = own_months(report, before).map(|(_, services)| services).sum();
    if then == 0 {
        return String::new();
    }
    let preposition = if before.quarter() == 2 { "во" } else { "в" };
    let than = format!("чем {preposition}{NBSP}{}", before.roman());
    match own.cmp(&then) {
        std::cmp::Ordering::Less => format!("на{NBSP}{} меньше, {than}", grouped(then - own)),
        std::cmp::Ordering::Greater => format!("на{NBSP}{} больше, {than}", grouped(own - then)),
        std::cmp::Ordering::Equal => format!("столько же, сколько {preposition}{NBSP}{}", before.roman()),
    }
}

fn month_bars(report: &Report, quarter: Quarter) -> Vec<MonthBar> {
    report
        .months
        .iter()
        .map(|(month, services)| MonthBar {
            short: month_name(month.month()).chars().take(3).collect(),
            services: u32::try_from(*services).unwrap_or(u32::MAX),
            words: grouped(*services),
            own: month.quarter() == quarter,
            opens: (*services > 0).then(|| opens_word(&Opens { span: Span::from(*month), line: Line::Services.key() })),
        })
        .collect()
}

/// What a head looks at before the report goes away; `unrecorded` visits of the quarter are over and have no record.
fn checks(
    report: &Report,
    material: &Material,
    quarter: Quarter,
    today: NaiveDate,
    unrecorded: u64,
) -> Vec<ReportCheck> {
    let mut checks = Vec::new();
    let mut say = |state, words| checks.push(ReportCheck { state, words });
    let span = Span::from(quarter);
    if today < span.first {
        say(CheckState::Caution, format!("Квартал начнётся {}", date_short(span.first)));
    } else if today <= span.last {
        say(CheckState::Caution, format!("Квартал идёт до{NBSP}{}: числа ещё изменятся", date_short(span.last)));
    }
    if unrecorded > 0 {
        let words = counted(unrecorded, "приём прошёл", "приёма прошли", "приёмов прошло");
        say(
            CheckState::Caution,
            format!("{words}, а{NBSP}записи нет: в{NBSP}отчёт не{NBSP}вошли. Где: Сегодня, Контроль"),
        );
    }
    let unproven = material.services.iter().filter(|fact| {
        let verdict = count(fact);
        let bare = fact.signed.as_ref().is_some_and(|record| record.evidence.is_none());
        bare && verdict.is_counted() && verdict.on.is_some_and(|on| span.contains(on))
    });
    let unproven = unproven.count() as u64;
    if unproven > 0 {
        let words = counted(unproven, "услуга", "услуги", "услуг");
        let where_words = "Где: Журнал, отметка «без подтверждения»";
        say(CheckState::Caution, format!("{words} без{NBSP}подтверждающего документа. {where_words}"));
    }
    let months: Vec<u64> = own_months(report, quarter).map(|(_, services)| *services).collect();
    let total: u64 = months.iter().sum();
    let totals: Vec<&Cell> = report
        .tables
        .iter()
        .filter(|table| ["Т2", "Т3", "Т4", "Т6", "Т8"].contains(&table.key.as_str()))
        .filter_map(|table| table.rows.last()?.cells.get(3))
        .collect();
    match totals.iter().all(|cell| **cell == Cell::Count(total)) {
        true => say(CheckState::Good, format!("По{NBSP}форме, по{NBSP}виду и{NBSP}всего — по{NBSP}{}", grouped(total))),
        false => {
            say(CheckState::Alarm, "Таблицы не сходятся между собой. Записи целы; отчёт пока не отправляйте".to_owned())
        }
    }
    let sum = months.iter().map(|services| grouped(*services)).collect::<Vec<_>>().join(" + ");
    say(CheckState::Good, format!("{sum} = {} по{NBSP}месяцам", grouped(total)));
    say(CheckState::Good, "В строках только коды, имён нет".to_owned());
    checks
}

fn table_view(table: &Table) -> TableView {
    // Columns of a plan nobody has entered stay off the screen; the workbook has them.
    let untold = |at: usize| table.rows.iter().all(|row| row.cells.get(at - 1) == Some(&Cell::NotKept));
    let shown = table.plan.filter(|from| (*from..table.columns.len()).all(untold)).unwrap_or(table.columns.len());
    TableView {
        key: table.key.clone(),
        title: table.title.clone(),
        columns: table.columns.iter().take(shown).cloned().collect(),
        this: u32::try_from(table.this).unwrap_or_default(),
        rows: table
            .rows
            .iter()
            .enumerate()
            .map(|(place, row)| TableRowView {
                label: row.label.clone(),
                level: match row.level {
                    Level::Plain => u32::from(table.is_part(place)),
                    Level::OfWhich => 1,
                    Level::Sum(_) => 2,
                },
                cells: row
                    .cells
                    .iter()
                    .zip(&row.opens)
                    .take(shown - 1)
                    .map(|(cell, opens)| CellView {
                        words: cell_words(cell),
                        opens: opens.as_ref().filter(|_| has_records(cell)).map(opens_word),
                    })
                    .collect(),
            })
            .collect(),
        footnotes: table.footnotes.clone(),
    }
}

/// Nought has nothing behind it.
fn has_records(cell: &Cell) -> bool {
    match cell {
        Cell::Count(count) => *count > 0,
        Cell::Hours(hours) => *hours > 0.0,
        Cell::Share(_) | Cell::Text(_) | Cell::NotKept => false,
    }
}

fn cell_words(cell: &Cell) -> String {
    match cell {
        Cell::Count(count) => grouped(*count),
        Cell::Hours(hours) => decimal(*hours),
        Cell::Share(Some(share)) => format!("{}\u{a0}%", decimal(share * 100.0)),
        Cell::Share(None) | Cell::NotKept => "—".to_owned(),
        Cell::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_figure_is_read_back_and_nothing_else_is() {
        let first = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let opens = Opens { span: Span { first, last: first }, line: "form:voice".to_owned() };
        assert_eq!(opens_of(&opens_word(&opens)), Some(opens));
        for wrong in
            ["", "services", "2026-07-01/services", "2026-07-02..2026-07-01/services", "1990-01-01..2026-07-01/x"]
        {
            assert_eq!(opens_of(wrong), None, "{wrong}");
        }
    }
}
