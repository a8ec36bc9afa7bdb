//! Coded rows behind the figures: the centre's own copy alone has them.

use domain::report::{RecordRow, Report};
use rust_xlsxwriter::{Formula, RowNum, Worksheet, XlsxError};

use super::formats::Formats;
use super::{day, lines, native, row_height, set_print};

/// Heads and widths in characters.
const COLUMNS: [(&str, f64); 15] = [
    ("Обращение", 13.0),
    ("Получено", 11.0),
    ("Дата", 11.0),
    ("Получатель", 15.0),
    ("Канал", 16.0),
    ("Возраст ребёнка", 10.0),
    ("Форма", 18.0),
    ("Вид", 16.0),
    ("Направление", 18.0),
    ("Главная тема", 18.0),
    ("Консультант", 19.0),
    ("Минут", 7.0),
    ("Учтена", 8.0),
    ("Услуг", 7.0),
    ("Почему", 30.0),
];
/// Words do not break where a line ends, so a line holds a little less than its column.
const AIR: f64 = 3.0;
/// Column of «Услуг»: its sum is the quarter's total.
const SERVICES: u16 = 13;

pub(super) fn write(sheet: &mut Worksheet, report: &Report, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("Записи")?;
    let heads = COLUMNS.map(|(title, _)| title.to_owned());
    for (column, (title, width)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, title, &formats.head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, row_height(2))?;
    let last_column = SERVICES + 1;
    let last = RowNum::try_from(report.records.len()).unwrap_or(RowNum::MAX);
    if last > 0 {
        sheet.add_table(0, 0, last, last_column, &native(&heads, &formats.head).set_autofilter(true))?;
    }
    let mut total = 0;
    for (line, record) in (1..).zip(&report.records) {
        write_record(sheet, line, record, formats)?;
        total += record.weight;
    }
    // A line apart from the table, so that sorting leaves it alone.
    let below = last + 2;
    sheet.write_string_with_format(below, 0, "ИТОГО услуг", &formats.sum_label)?;
    // Sheets number their rows from 1.
    let sum = Formula::new(format!("SUM(N2:N{})", last.max(1) + 1)).set_result(total.to_string());
    sheet.write_formula_with_format(below, SERVICES, sum, &formats.count.clone().set_bold())?;
    sheet.set_freeze_panes(1, 1)?;
    set_print(sheet, report, false, 0, (below, last_column))?;
    sheet.set_header(format!("&LЗаписи за {}&RСлужебный экземпляр", report.quarter.words()));
    Ok(())
}

fn write_record(sheet: &mut Worksheet, line: RowNum, record: &RecordRow, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_string_with_format(line, 0, &record.number, &formats.text)?;
    for (column, date) in [(1, record.received), (2, record.date)] {
        match date {
            Some(date) => sheet.write_datetime_with_format(line, column, &day(date)?, &formats.date)?,
            None => sheet.write_blank(line, column, &formats.date)?,
        };
    }
    let texts = [
        &record.who,
        &record.channel,
        &record.age,
        &record.form,
        &record.kind,
        &record.direction,
        &record.topic,
        &record.consultant,
    ];
    let mut tallest = 1;
    for ((column, text), (_, width)) in (3..).zip(texts).zip(COLUMNS.into_iter().skip(3)) {
        sheet.write_string_with_format(line, column, text, &formats.text)?;
        tallest = tallest.max(lines(text, width - AIR));
    }
    let (_, width) = COLUMNS[SERVICES as usize + 1];
    sheet.set_row_height(line, row_height(tallest.max(lines(&record.because, width - AIR))))?;
    match record.minutes {
        Some(minutes) => sheet.write_number_with_format(line, 11, minutes, &formats.count)?,
        None => sheet.write_blank(line, 11, &formats.count)?,
    };
    sheet.write_string_with_format(line, 12, if record.counted { "да" } else { "нет" }, &formats.word)?;
    // Services of one record are few: participants of an event at most.
    sheet.write_number_with_format(line, SERVICES, record.weight as f64, &formats.count)?;
    sheet.write_string_with_format(line, SERVICES + 1, &record.because, &formats.text)?;
    Ok(())
}
