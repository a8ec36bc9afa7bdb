//! The quarter's report: computed once, shown and saved alike.

use chrono::NaiveDate;
use domain::civil::{Quarter, date_short, decimal, grouped};
use domain::lists::Role;
use domain::report::{Cell, Level, Report, ReportContext, compute};
use domain::term::BookingTerms;
use storage::audit::{Action, Subject};

use crate::Desk;
use crate::ports::{FileKind, Surroundings};
use crate::session::Session;
use crate::wire::{
    PaperDone, PaperWay, ProblemCode as Code, QuarterKey, QuarterSaveForm, QuarterView, RecordLine, Refused,
    TableRowView, TableView, WorkbookCopy,
};

impl Desk {
    pub fn quarter(&mut self, key: QuarterKey) -> Result<QuarterView, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Administrator, Role::Head])?;
        let quarter = quarter_of(key)?;
        let report = session.report_of(quarter, around)?;
        let mut quarters: Vec<Quarter> = Vec::new();
        for month in session.months(around)? {
            if !quarters.contains(&month.quarter()) {
                quarters.push(month.quarter());
            }
        }
        Ok(QuarterView {
            key,
            words: format!("{} квартал {} года", quarter.roman(), quarter.year()),
            tables: report.tables.iter().map(table_view).collect(),
            records: report
                .records
                .iter()
                .map(|record| RecordLine {
                    request: record.request.to_string(),
                    number_words: record.number.clone(),
                    date: record.date.map(date_short).unwrap_or_default(),
                    who: record.who.clone(),
                    form: record.form.clone(),
                    kind: record.kind.clone(),
                    consultant: record.consultant.clone(),
                    counted: record.counted,
                    because: if record.counted {
                        "учтена".to_owned()
                    } else {
                        format!("не учтена, потому что {}", record.because)
                    },
                })
                .collect(),
            quarters: quarters.into_iter().map(|q| QuarterKey { year: q.year(), quarter: q.quarter() }).collect(),
        })
    }

    pub fn save_quarter(&mut self, form: QuarterSaveForm) -> Result<PaperDone, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Administrator, Role::Head])?;
        let quarter = quarter_of(form.key)?;
        let report = at.session.report_of(quarter, at.around)?;
        let (copy, name, action) = match form.copy {
            WorkbookCopy::Upload => (documents::workbook::Copy::Upload, "Отчёт", Action::ReportSaved),
            WorkbookCopy::Centre => {
                (documents::workbook::Copy::Centre, "Отчёт с записями", Action::ReportWithRecordsSaved)
            }
        };
        let bytes = documents::workbook::quarter(&report, copy)?;
        let name = format!("{name} {quarter}");
        let file_name = at.deliver(PaperWay::Save, &name, FileKind::Xlsx, &bytes)?;
        at.session.change(at.around, |change| {
            change.note_period(action, Subject::Quarter, quarter.year().unsigned_abs() * 10 + quarter.quarter());
            Ok(())
        })?;
        Ok(PaperDone { how: PaperWay::Save, pages: 0, file_name })
    }
}

fn quarter_of(key: QuarterKey) -> Result<Quarter, Refused> {
    Quarter::new(key.year, key.quarter).ok_or_else(|| Code::BadYear.into())
}

impl Session {
    fn report_of(&self, quarter: Quarter, around: &dyn Surroundings) -> Result<Report, Refused> {
        let first = NaiveDate::from_ymd_opt(quarter.year(), 1, 1).unwrap_or(quarter.first_day());
        let facts = self.view().facts(first, quarter.last_day())?;
        let directory = self.directory(&facts)?;
        let letterhead = self.paper_head()?;
        let versions = self.view().booking_terms()?;
        let context = ReportContext {
            letterhead: &letterhead,
            directory: &directory,
            terms: BookingTerms { calendar: &self.calendar, versions: &versions },
        };
        Ok(compute(&facts, &context, quarter, self.today(around)))
    }
}

fn table_view(table: &domain::report::Table) -> TableView {
    TableView {
        key: table.key.to_owned(),
        title: table.title.clone(),
        columns: table.columns.clone(),
        rows: table
            .rows
            .iter()
            .map(|row| TableRowView {
                label: row.label.clone(),
                level: match row.level {
                    Level::Plain => 0,
                    Level::OfWhich => 1,
                    Level::Sum(_) => 2,
                },
                cells: row.cells.iter().map(cell_words).collect(),
            })
            .collect(),
        footnotes: table.footnotes.clone(),
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
