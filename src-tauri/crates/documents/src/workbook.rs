//! The quarter's report as a workbook: real numbers, totals as formulas, one table a sheet.
//!
//! Written in memory as a whole: the writing library's mode of constant memory would leave rows in a
//! temporary file.

use chrono::{Datelike, NaiveDate};
use domain::civil::date_short;
use domain::report::{Cell, Level, RecordRow, Report, Table};
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, RowNum, Workbook, Worksheet,
    XlsxError,
};

use crate::PaperError;

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
/// Widths in characters.
const LABEL_WIDTH: f64 = 46.0;
const CELL_WIDTH: f64 = 13.0;
/// Height of a line of text and the air of a row, in points.
const LINE: f64 = 15.0;
const AIR: f64 = 4.0;
/// The program does not gather it: never a zero.
const NOT_KEPT: &str = "—";

/// Writes the quarter's workbook.
pub fn quarter(report: &Report, copy: Copy) -> Result<Vec<u8>, PaperError> {
    if let Some(table) = report.tables.iter().find(|table| !adds_up(table)) {
        return Err(PaperError::Total(table.key));
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
        write_table(workbook.add_worksheet(), report, table, &formats)?;
    }
    if copy == Copy::Centre {
        write_records(workbook.add_worksheet(), report, &formats)?;
    }
    workbook.save_to_buffer()
}

struct Formats {
    plain: Format,
    title: Format,
    head: Format,
    label: Format,
    of_which: Format,
    sum_label: Format,
    text: Format,
    word: Format,
    note: Format,
    not_kept: Format,
    date: Format,
    count: Format,
    hours: Format,
    share: Format,
}

impl Formats {
    fn new() -> Self {
        let ruled = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let label = ruled.clone().set_text_wrap();
        Self {
            plain: Format::new(),
            title: Format::new().set_bold().set_font_size(14),
            head: label.clone().set_bold().set_align(FormatAlign::Center),
            of_which: label.clone().set_indent(2),
            sum_label: label.clone().set_bold(),
            text: label.clone(),
            word: ruled.clone().set_align(FormatAlign::Center),
            note: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            not_kept: ruled.clone().set_align(FormatAlign::Right),
            date: ruled.clone().set_num_format("dd.mm.yyyy").set_align(FormatAlign::Center),
            count: ruled.clone().set_num_format("#,##0"),
            hours: ruled.clone().set_num_format("#,##0.0"),
            // The space between the number and the sign is the Russian custom.
            share: ruled.set_num_format("0.0\" \"%"),
            label,
        }
    }
}

fn write_table(sheet: &mut Worksheet, report: &Report, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(table))?;
    let last = last_column(table);
    let centre: Vec<&str> =
        [report.centre.as_str(), report.town.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    sheet.write_string_with_format(0, 0, &report.institution, &formats.plain)?;
    sheet.write_string_with_format(1, 0, centre.join(", "), &formats.plain)?;
    sheet.write_string_with_format(2, 0, format!("{}. {}", table.key, bare_title(table)), &formats.title)?;
    sheet.write_string_with_format(3, 0, format!("за {}", report.quarter.words()), &formats.plain)?;
    for (column, title) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(HEAD_ROW, column, title, &formats.head)?;
        sheet.set_column_width(column, if column == 0 { LABEL_WIDTH } else { CELL_WIDTH })?;
    }
    sheet.set_row_height(2, LINE + 2.0 * AIR)?;
    let head =
        (0..).zip(&table.columns).map(|(at, title)| lines(title, if at == 0 { LABEL_WIDTH } else { CELL_WIDTH }));
    sheet.set_row_height(HEAD_ROW, row_height(head.max().unwrap_or(1)))?;
    let mut line = HEAD_ROW + 1;
    for (place, row) in table.rows.iter().enumerate() {
        let label = match row.level {
            Level::Sum(_) => &formats.sum_label,
            Level::OfWhich => &formats.of_which,
            Level::Plain if is_part(table, place) => &formats.of_which,
            Level::Plain => &formats.label,
        };
        sheet.write_string_with_format(line, 0, &row.label, label)?;
        for (column, cell) in (1..).zip(&row.cells) {
            write_cell(sheet, line, column, cell, &row.level, formats)?;
        }
        let texts = row.cells.iter().map(|cell| if let Cell::Text(text) = cell { lines(text, CELL_WIDTH) } else { 1 });
        sheet
            .set_row_height(line, row_height(texts.chain([lines(&row.label, LABEL_WIDTH - 4.0)]).max().unwrap_or(1)))?;
        line += 1;
    }
    let width = LABEL_WIDTH + CELL_WIDTH * f64::from(last);
    for note in &table.footnotes {
        line = write_note(sheet, line, last, note, width, formats)?;
    }
    let signature = format!("{} ____________________ {}", report.head_post, report.head_name);
    line = write_note(sheet, line + 1, last, signature.trim(), width, formats)?;
    write_note(sheet, line, last, &format!("Составлен {}", date_short(report.made_on)), width, formats)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 1)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    set_print(sheet);
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    line: RowNum,
    column: ColNum,
    cell: &Cell,
    level: &Level,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let (number, format) = match cell {
        Cell::Count(count) => (*count as f64, &formats.count),
        Cell::Hours(hours) => (*hours, &formats.hours),
        Cell::Share(Some(share)) => {
            // A share of a total is not the sum of shares.
            sheet.write_number_with_format(line, column, *share, &weight(&formats.share, level))?;
            return Ok(());
        }
        Cell::Share(None) | Cell::NotKept => {
            sheet.write_string_with_format(line, column, NOT_KEPT, &formats.not_kept)?;
            return Ok(());
        }
        Cell::Text(text) => {
            sheet.write_string_with_format(line, column, text, &formats.text)?;
            return Ok(());
        }
    };
    let format = weight(format, level);
    match level {
        Level::Sum(rows) if !rows.is_empty() => {
            let formula = Formula::new(sum_formula(rows, column)).set_result(number.to_string());
            sheet.write_formula_with_format(line, column, formula, &format)?;
        }
        _ => {
            sheet.write_number_with_format(line, column, number, &format)?;
        }
    }
    Ok(())
}

/// Totals are bold.
fn weight(format: &Format, level: &Level) -> Format {
    if matches!(level, Level::Sum(_)) { format.clone().set_bold() } else { format.clone() }
}

/// «SUM(B7:B9,B12)»: neighbours together, so that the formula can be read.
fn sum_formula(rows: &[usize], column: ColNum) -> String {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        match parts.last_mut() {
            Some((_, last)) if row == *last + 1 => *last = row,
            _ => parts.push((row, row)),
        }
    }
    let letters = rust_xlsxwriter::utility::column_number_to_name(column);
    // Sheets number their rows from 1.
    let line = |row: usize| row + HEAD_ROW as usize + 2;
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(first, last)| match first == last {
            true => format!("{letters}{}", line(first)),
            false => format!("{letters}{}:{letters}{}", line(first), line(last)),
        })
        .collect();
    format!("SUM({})", parts.join(","))
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

fn write_records(sheet: &mut Worksheet, report: &Report, formats: &Formats) -> Result<(), XlsxError> {
    const COLUMNS: [(&str, f64); 11] = [
        ("Обращение", 12.0),
        ("Получено", 12.0),
        ("Дата", 12.0),
        ("Получатель", 16.0),
        ("Форма", 20.0),
        ("Вид", 24.0),
        ("Направление", 26.0),
        ("Консультант", 30.0),
        ("Минут", 8.0),
        ("Учтена", 9.0),
        ("Не учтена, потому что", 44.0),
    ];
    sheet.set_name("Записи")?;
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    let mut line = 0;
    for record in &report.records {
        line += 1;
        write_record(sheet, line, record, formats)?;
    }
    sheet.autofilter(0, 0, line, COLUMNS.len() as ColNum - 1)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_header(format!("&LЗаписи за {}&RСлужебный экземпляр", report.quarter.words()));
    set_print(sheet);
    Ok(())
}

fn write_record(sheet: &mut Worksheet, line: RowNum, record: &RecordRow, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_string_with_format(line, 0, &record.number, &formats.text)?;
    sheet.write_datetime_with_format(line, 1, &day(record.received)?, &formats.date)?;
    match record.date {
        Some(date) => sheet.write_datetime_with_format(line, 2, &day(date)?, &formats.date)?,
        None => sheet.write_blank(line, 2, &formats.date)?,
    };
    let texts = [&record.who, &record.form, &record.kind, &record.direction, &record.consultant];
    for (column, text) in (3..).zip(texts) {
        sheet.write_string_with_format(line, column, text, &formats.text)?;
    }
    match record.minutes {
        Some(minutes) => sheet.write_number_with_format(line, 8, minutes, &formats.count)?,
        None => sheet.write_blank(line, 8, &formats.count)?,
    };
    sheet.write_string_with_format(line, 9, if record.counted { "да" } else { "нет" }, &formats.word)?;
    sheet.write_string_with_format(line, 10, &record.because, &formats.text)?;
    Ok(())
}

/// A4 on its side, one page wide, with the margins of other papers.
fn set_print(sheet: &mut Worksheet) {
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(20.0 / INCH, 10.0 / INCH, 20.0 / INCH, 20.0 / INCH, 10.0 / INCH, 10.0 / INCH)
        .set_footer("&Rстраница &P из &N");
}

/// Every total of counts is the sum of the rows it names.
fn adds_up(table: &Table) -> bool {
    let count = |row: usize, column: usize| match table.rows.get(row).map(|row| row.cells.get(column)) {
        Some(Some(Cell::Count(count))) => Some(*count),
        Some(_) => Some(0),
        None => None,
    };
    table.rows.iter().all(|row| match &row.level {
        Level::Sum(parts) if !parts.is_empty() => row.cells.iter().enumerate().all(|(column, cell)| match cell {
            Cell::Count(total) => parts.iter().map(|part| count(*part, column)).sum::<Option<u64>>() == Some(*total),
            _ => parts.iter().all(|part| *part < table.rows.len()),
        }),
        _ => true,
    })
}

fn last_column(table: &Table) -> ColNum {
    ColNum::try_from(table.columns.len().saturating_sub(1)).unwrap_or(ColNum::MAX)
}

/// Whether a sum above the row takes it in: «очно в КЦ» under «Очно».
fn is_part(table: &Table, place: usize) -> bool {
    table.rows[..place].iter().any(|above| matches!(&above.level, Level::Sum(parts) if parts.contains(&place)))
}

/// The title without the key it may begin with.
fn bare_title(table: &Table) -> &str {
    table.title.strip_prefix(table.key).unwrap_or(&table.title).trim_start_matches(['.', ' '])
}

/// «Т1 Сводные показатели»: Excel allows 31 characters, and not every one.
fn sheet_name(table: &Table) -> String {
    let name: String = format!("{} {}", table.key, bare_title(table))
        .chars()
        .map(|letter| if "[]:*?/\\'".contains(letter) { ' ' } else { letter })
        .take(31)
        .collect();
    name.trim().to_owned()
}

fn day(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_summed_as_a_range() {
        assert_eq!(sum_formula(&[0, 1, 2, 5], 1), "SUM(B7:B9,B12)");
        assert_eq!(sum_formula(&[3], 26), "SUM(AA10)");
    }

    #[test]
    fn a_sheet_name_is_never_longer_than_excel_allows() {
        let table = Table {
            key: "Т9",
            title: "Т9. Очень длинное название/таблицы с чертой: и ещё слова".to_owned(),
            columns: Vec::new(),
            rows: Vec::new(),
            footnotes: Vec::new(),
        };
        let name = sheet_name(&table);
        assert!(name.chars().count() <= 31 && name.starts_with("Т9 Очень") && !name.contains(['/', ':']));
    }
}
