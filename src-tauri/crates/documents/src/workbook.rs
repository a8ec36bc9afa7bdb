//! The quarter's report as a workbook: real numbers in native tables, totals as formulas, one table a sheet,
//! one chart.
//!
//! Written in memory as a whole: the writing library's mode of constant memory would leave rows in a
//! temporary file.

mod clarified;
mod formats;
mod months;
mod records;
mod table;

use chrono::{Datelike, NaiveDate};
use domain::report::Report;
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, RowNum, Table, TableColumn, TableStyle, Workbook, Worksheet,
    XlsxError,
};

use crate::PaperError;
use formats::Formats;

/// Who the workbook is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// The municipality: figures alone.
    Upload,
    /// The centre: a sheet of coded rows behind the figures besides.
    Centre,
}

/// Excel's number of the A4 paper.
const A4: u8 = 9;
const INCH: f64 = 25.4;
/// Where a table's head stands: the institution, the centre, the title and the period are above it.
const HEAD_ROW: RowNum = 5;
/// Height of a line of text and the air of a row, in points.
const LINE: f64 = 15.0;
const AIR: f64 = 4.0;
/// Up to so many columns a table stands on the page upright.
const UPRIGHT_COLUMNS: usize = 7;

/// Writes the quarter's workbook.
pub fn quarter(report: &Report, copy: Copy) -> Result<Vec<u8>, PaperError> {
    if let Some(table) = report.tables.iter().find(|table| !table::adds_up(table)) {
        return Err(PaperError::Total(table.key.clone()));
    }
    write(report, copy).map_err(|_| PaperError::Workbook)
}

fn write(report: &Report, copy: Copy) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(format!("Отчёт за {}", report.quarter.words().replace('\u{a0}', " ")))
        .set_creation_datetime(&day(report.made_on)?);
    workbook.set_properties(&properties);
    let formats = Formats::new();
    for table in &report.tables {
        table::write(workbook.add_worksheet(), report, table, &formats)?;
    }
    months::write(workbook.add_worksheet(), report, &formats)?;
    if let Some(clarified) = &report.clarified {
        clarified::write(workbook.add_worksheet(), report, clarified, &formats)?;
    }
    if copy == Copy::Centre {
        records::write(workbook.add_worksheet(), report, &formats)?;
    }
    workbook.save_to_buffer()
}

/// Institution, centre, title and period above a table.
fn write_heading(sheet: &mut Worksheet, report: &Report, title: &str, formats: &Formats) -> Result<(), XlsxError> {
    let centre: Vec<&str> =
        [report.centre.as_str(), report.town.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    sheet.write_string_with_format(0, 0, &report.institution, &formats.plain)?;
    sheet.write_string_with_format(1, 0, centre.join(", "), &formats.plain)?;
    sheet.write_string_with_format(2, 0, title, &formats.title)?;
    sheet.write_string_with_format(3, 0, format!("за {}", report.quarter.words()), &formats.plain)?;
    sheet.set_row_height(2, LINE + 2.0 * AIR)?;
    Ok(())
}

/// A native table without colours of its own: the printer is black and white, and the cells have their rules.
fn native(columns: &[String], head: &Format) -> Table {
    let columns: Vec<_> =
        columns.iter().map(|title| TableColumn::new().set_header(title).set_header_format(head)).collect();
    Table::new().set_columns(&columns).set_style(TableStyle::None).set_banded_rows(false).set_autofilter(false)
}

/// A4, one page wide, with the margins of other papers, the head repeated and the pages numbered.
fn set_print(
    sheet: &mut Worksheet,
    report: &Report,
    upright: bool,
    head: RowNum,
    last: (RowNum, ColNum),
) -> Result<(), XlsxError> {
    sheet
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_margins(20.0 / INCH, 10.0 / INCH, 20.0 / INCH, 20.0 / INCH, 10.0 / INCH, 10.0 / INCH)
        // An ampersand in a name would be read as a command.
        .set_header(format!("&L{}&Rза {}", report.centre.replace('&', "&&"), report.quarter.words()))
        .set_footer("&Rстраница &P из &N");
    if upright {
        sheet.set_portrait();
    } else {
        sheet.set_landscape();
    }
    sheet.set_repeat_rows(head, head)?;
    sheet.set_print_area(0, 0, last.0, last.1)?;
    Ok(())
}

/// Lines a text is likely to take in a column of so many characters; Excel does not measure rows
/// whose height is given, nor merged cells.
fn lines(text: &str, width: f64) -> usize {
    text.chars().count().div_ceil((width as usize).max(1)).max(1)
}

fn row_height(lines: usize) -> f64 {
    LINE * lines as f64 + AIR
}

/// A line under the table, across all its columns.
fn write_note(
    sheet: &mut Worksheet,
    line: RowNum,
    last: ColNum,
    text: &str,
    width: f64,
    formats: &Formats,
) -> Result<RowNum, XlsxError> {
    if last > 0 {
        // The merged cells are written empty and the text by itself, because merging guesses types.
        sheet.merge_range(line, 0, line, last, "", &formats.note)?;
    }
    sheet.write_string_with_format(line, 0, text, &formats.note)?;
    sheet.set_row_height(line, LINE * lines(text, width) as f64)?;
    Ok(line + 1)
}

fn day(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8)
}
