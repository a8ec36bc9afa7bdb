//! «Уточнения»: what was put right after the quarter was sent. The sent figures stay on their own sheets.

use domain::civil::date_short;
use domain::report::Report;
use domain::report::sealed::Clarified;
use rust_xlsxwriter::{ColNum, RowNum, Worksheet, XlsxError};

use super::formats::Formats;
use super::table::write_value;
use super::{HEAD_ROW, day, lines, native, row_height, set_print, write_heading, write_note};

/// Heads and widths in characters.
const FIGURES: [(&str, f64); 5] =
    [("Таблица", 10.0), ("Строка", 46.0), ("Период", 16.0), ("Отправлено", 13.0), ("Стало", 13.0)];
const CORRECTIONS: [&str; 4] = ["Дата", "Что исправлено", "Месяц записи", "Кто исправил"];
const LAST: ColNum = 4;

pub(super) fn write(
    sheet: &mut Worksheet,
    report: &Report,
    clarified: &Clarified,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Уточнения")?;
    write_heading(sheet, report, "Уточнения после отправки", formats)?;
    for (column, (_, width)) in (0..).zip(FIGURES) {
        sheet.set_column_width(column, width)?;
    }
    let rows = RowNum::try_from(clarified.figures.len()).unwrap_or(RowNum::MAX);
    if rows > 0 {
        let heads = FIGURES.map(|(title, _)| title.to_owned());
        sheet.add_table(HEAD_ROW, 0, HEAD_ROW + rows, LAST, &native(&heads, &formats.head))?;
    }
    let mut line = HEAD_ROW + 1;
    for figure in &clarified.figures {
        for (column, text) in (0..).zip([&figure.table, &figure.row, &figure.column]) {
            sheet.write_string_with_format(line, column, text, &formats.text)?;
        }
        write_value(sheet, line, 3, &figure.was, formats)?;
        write_value(sheet, line, 4, &figure.is, formats)?;
        sheet.set_row_height(line, row_height(lines(&figure.row, FIGURES[1].1 - 4.0)))?;
        line += 1;
    }
    // Lines apart, or Excel would take them for rows of the table.
    line += 1;
    let width = FIGURES.iter().map(|(_, width)| width).sum();
    let sent = clarified.sealed_on.map(date_short).unwrap_or_default();
    let words = if rows == 0 {
        format!("Отчёт отправлен {sent}. Записи исправлены, числа отчёта от этого не изменились.")
    } else {
        format!("Отчёт отправлен {sent}. На остальных листах — отправленные числа, они не меняются.")
    };
    line = write_note(sheet, line, LAST, &words, width, formats)? + 1;
    for (column, title) in (0..).zip(CORRECTIONS) {
        sheet.write_string_with_format(line, column, title, &formats.head)?;
    }
    for correction in &clarified.corrections {
        line += 1;
        sheet.write_datetime_with_format(line, 0, &day(correction.on)?, &formats.date)?;
        let texts = [correction.what.clone(), correction.month.words(), correction.by.clone()];
        for (column, text) in (1..).zip(texts) {
            sheet.write_string_with_format(line, column, text, &formats.text)?;
        }
        sheet.set_row_height(line, row_height(2))?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    set_print(sheet, report, true, HEAD_ROW, (line, LAST))
}
