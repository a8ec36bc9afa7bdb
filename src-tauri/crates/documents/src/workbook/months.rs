//! Services by month with the workbook's one chart.

use domain::civil::month_name;
use domain::report::Report;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLine, ChartPatternFill,
    ChartPatternFillType, ChartPoint, ChartSolidFill, ChartType, ColNum, Formula, RowNum, Worksheet, XlsxError,
};

use super::formats::Formats;
use super::{HEAD_ROW, native, set_print, write_heading};

const NAME: &str = "Услуги по месяцам";
/// Widths in characters.
const MONTH_WIDTH: f64 = 20.0;
const COUNT_WIDTH: f64 = 12.0;
/// The chart stands beside the table and is as high as a year of months.
const CHART_COLUMN: ColNum = 3;
const CHART_WIDTH: u32 = 560;
const CHART_HEIGHT: u32 = 320;
/// Rows and columns the chart covers, for the printed area.
const CHART_LAST: (RowNum, ColNum) = (HEAD_ROW + 18, 11);
/// Ink of the reported quarter and of the months before it; told apart by a black and white printer.
const INK: u32 = 0x26_26_26;
const PALE: u32 = 0xFF_FF_FF;

pub(super) fn write(sheet: &mut Worksheet, report: &Report, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?;
    write_heading(sheet, report, "Услуги по месяцам с начала года", formats)?;
    sheet.set_column_width(0, MONTH_WIDTH)?;
    sheet.set_column_width(1, COUNT_WIDTH)?;
    let first = HEAD_ROW + 1;
    let last = HEAD_ROW + RowNum::try_from(report.months.len()).unwrap_or_default();
    if report.months.is_empty() {
        return Ok(());
    }
    let columns = ["Месяц", "Услуг"].map(str::to_owned);
    sheet.add_table(HEAD_ROW, 0, last + 1, 1, &native(&columns, &formats.head))?;
    let mut total = 0;
    for (line, (month, services)) in (first..).zip(&report.months) {
        sheet.write_string_with_format(line, 0, month_name(month.month()), &formats.label)?;
        // Services of a year are far below 2^53, so nothing is lost.
        sheet.write_number_with_format(line, 1, *services as f64, &formats.count)?;
        total += services;
    }
    sheet.write_string_with_format(last + 1, 0, "ИТОГО с начала года", &formats.sum_label)?;
    // Sheets number their rows from 1.
    let sum = Formula::new(format!("SUM(B{}:B{})", first + 1, last + 1)).set_result(total.to_string());
    sheet.write_formula_with_format(last + 1, 1, sum, &formats.count.clone().set_bold())?;
    sheet.insert_chart(HEAD_ROW, CHART_COLUMN, &chart(report, first, last))?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 1)?;
    let bottom = (CHART_LAST.0.max(last + 1), CHART_LAST.1);
    set_print(sheet, report, false, HEAD_ROW, bottom)
}

/// Columns with their figures on top: solid for the reported quarter, striped before it.
fn chart(report: &Report, first: RowNum, last: RowNum) -> Chart {
    let mut font = ChartFont::new();
    font.set_color(INK).set_size(10);
    let edge = {
        let mut line = ChartLine::new();
        line.set_color(INK).set_width(0.75);
        line
    };
    let points: Vec<ChartPoint> = report
        .months
        .iter()
        .map(|(month, _)| {
            let mut format = ChartFormat::new();
            format.set_border(&edge);
            if month.quarter() == report.quarter {
                format.set_solid_fill(ChartSolidFill::new().set_color(INK));
            } else {
                let mut stripes = ChartPatternFill::new();
                stripes.set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards);
                stripes.set_foreground_color(INK).set_background_color(PALE);
                format.set_pattern_fill(&stripes);
            }
            ChartPoint::new().set_format(&mut format)
        })
        .collect();
    let mut labels = ChartDataLabel::new();
    labels.show_value().set_position(ChartDataLabelPosition::OutsideEnd).set_font(&font);
    let mut chart = Chart::new(ChartType::Column);
    chart
        .add_series()
        .set_name("Услуг")
        .set_categories((NAME, first, 0, last, 0))
        .set_values((NAME, first, 1, last, 1))
        .set_points(&points)
        .set_data_label(&labels)
        .set_gap(60);
    let title = format!("Оказано услуг по месяцам {} года", report.quarter.year());
    chart.title().set_name(&title).set_font(ChartFont::new().set_color(INK).set_size(12));
    chart.legend().set_hidden();
    chart.x_axis().set_font(&font);
    chart.y_axis().set_min(0).set_font(&font).set_major_gridlines(false);
    chart.set_width(CHART_WIDTH).set_height(CHART_HEIGHT).set_alt_text(title);
    chart
}
