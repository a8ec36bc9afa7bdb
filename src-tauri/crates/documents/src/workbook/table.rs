//! A table of the report on a sheet of its own.

use domain::civil::date_short;
use domain::report::{Cell, Level, Report, Table};
use rust_xlsxwriter::{ColNum, Format, Formula, RowNum, Worksheet, XlsxError};

use super::formats::Formats;
use super::{AIR, HEAD_ROW, LINE, UPRIGHT_COLUMNS, lines, native, row_height, set_print, write_heading, write_note};

/// Widths in characters.
const LABEL_WIDTH: f64 = 46.0;
/// Ten of them beside the label print on a sheet of A4 without being made smaller.
const CELL_WIDTH: f64 = 10.5;
/// Characters a bold head loses to its weight.
const BOLD: f64 = 2.0;
/// Columns of a plan are of the municipality's form.
const PLAN: &str = "План программа не ведёт: если он есть, впишите его и процент сами.";
/// The program does not gather it: never a zero.
const NOT_KEPT: &str = "—";

pub(super) fn write(sheet: &mut Worksheet, report: &Report, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(table))?;
    let last = last_column(table);
    write_heading(sheet, report, &format!("{}. {}", table.key, bare_title(table)), formats)?;
    for column in 0..=last {
        sheet.set_column_width(column, width_of(table, column.into()))?;
    }
    let head = (0..).zip(&table.columns).map(|(at, title)| lines(title, width_of(table, at) - BOLD));
    sheet.set_row_height(HEAD_ROW, row_height(head.max().unwrap_or(1)))?;
    let bottom = HEAD_ROW + RowNum::try_from(table.rows.len()).unwrap_or(RowNum::MAX);
    if !table.rows.is_empty() {
        sheet.add_table(HEAD_ROW, 0, bottom, last, &native(&table.columns, &formats.head))?;
    }
    let mut line = HEAD_ROW + 1;
    for (place, row) in table.rows.iter().enumerate() {
        let label = match row.level {
            Level::Sum(_) => &formats.sum_label,
            Level::OfWhich => &formats.of_which,
            Level::Plain if table.is_part(place) => &formats.of_which,
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
    let width = (0..table.columns.len()).map(|at| width_of(table, at)).sum();
    // A line apart, or Excel would take the first note for a row of the table.
    line += 1;
    for note in table.footnotes.iter().map(String::as_str).chain(table.plan.map(|_| PLAN)) {
        line = write_note(sheet, line, last, note, width, formats)?;
    }
    let signature = format!("{} ____________________ {}", report.head_post, report.head_name);
    sheet.set_row_height(line, LINE + AIR)?;
    line = write_note(sheet, line + 1, last, signature.trim(), width, formats)?;
    write_note(sheet, line, last, &format!("Составлен {}", date_short(report.made_on)), width, formats)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 1)?;
    set_print(sheet, report, table.columns.len() <= UPRIGHT_COLUMNS, HEAD_ROW, (line, last))
}

/// A figure that stands by itself, no part of a sum.
pub(super) fn write_value(
    sheet: &mut Worksheet,
    line: RowNum,
    column: ColNum,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    write_cell(sheet, line, column, cell, &Level::Plain, formats)
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

/// Every total of counts is the sum of the rows it names.
pub(super) fn adds_up(table: &Table) -> bool {
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

/// Width of a column in characters: no word of its head is broken.
fn width_of(table: &Table, at: usize) -> f64 {
    if at == 0 {
        return LABEL_WIDTH;
    }
    let words = table.columns.get(at).map_or("", String::as_str).split(' ');
    let longest = words.map(|word| word.chars().count()).max().unwrap_or(0);
    CELL_WIDTH.max(longest as f64 + BOLD)
}

/// The title without the key it may begin with.
fn bare_title(table: &Table) -> &str {
    table.title.strip_prefix(table.key.as_str()).unwrap_or(&table.title).trim_start_matches(['.', ' '])
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
            key: "Т9".to_owned(),
            title: "Т9. Очень длинное название/таблицы с чертой: и ещё слова".to_owned(),
            columns: Vec::new(),
            this: 0,
            plan: None,
            rows: Vec::new(),
            footnotes: Vec::new(),
        };
        let name = sheet_name(&table);
        assert!(name.chars().count() <= 31 && name.starts_with("Т9 Очень") && !name.contains(['/', ':']));
    }
}
