//! Workbooks read back by calamine and by LibreOffice.
#![allow(clippy::unwrap_used)] // a test may fail loudly

mod common;

use std::io::Cursor;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use common::report;
use documents::PaperError;
use documents::workbook::{Copy, quarter};
use domain::report::{Cell, Level};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// A cell of the table by its row and column, both from 0 as in the report.
fn cell(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, row: usize, column: usize) -> Data {
    let range = book.worksheet_range(sheet).unwrap();
    range.get_value((row as u32 + 6, column as u32 + 1)).cloned().unwrap_or(Data::Empty)
}

#[test]
fn every_figure_is_read_back_as_it_was_counted() {
    let report = report();
    let mut book = open(quarter(&report, Copy::Upload).unwrap());
    let names = book.sheet_names();
    assert_eq!(names, ["Т1 Сводные показатели", "Т2 По форме", "Т5 По специалистам", "Услуги по месяцам"]);
    for (table, sheet) in report.tables.iter().zip(&names) {
        for (at, row) in table.rows.iter().enumerate() {
            for (column, expected) in row.cells.iter().enumerate() {
                let found = cell(&mut book, sheet, at, column);
                match expected {
                    Cell::Count(count) => assert_eq!(found, Data::Float(*count as f64), "{sheet} {}", row.label),
                    Cell::Hours(hours) | Cell::Share(Some(hours)) => assert_eq!(found, Data::Float(*hours)),
                    Cell::Share(None) | Cell::NotKept => assert_eq!(found, Data::String("—".to_owned())),
                    Cell::Text(text) => assert_eq!(found, Data::String(text.clone())),
                }
            }
        }
    }
}

/// The same quarter, sent, and put right afterwards.
fn clarified() -> domain::report::Report {
    use domain::report::sealed::{Clarified, Correction, Figure};
    let figure = |row: &str, was, is| Figure {
        table: "Т2".to_owned(),
        row: row.to_owned(),
        column: "август".to_owned(),
        was: Cell::Count(was),
        is: Cell::Count(is),
    };
    let clarified = Clarified {
        sealed_on: Some(common::day(2026, 10, 5)),
        corrections: vec![Correction {
            on: common::day(2026, 10, 9),
            month: domain::civil::Month::new(2026, 8).unwrap(),
            what: "обращение № 17".to_owned(),
            by: "Ветрова О. И.".to_owned(),
        }],
        figures: vec![figure("очно в КЦ", 12, 11), figure("письменный ответ", 0, 1)],
    };
    domain::report::Report { clarified: Some(clarified), ..report() }
}

#[test]
fn what_was_put_right_after_the_sending_has_a_sheet_of_its_own_in_both_copies() {
    for copy in [Copy::Upload, Copy::Centre] {
        let mut book = open(quarter(&clarified(), copy).unwrap());
        assert!(book.sheet_names().contains(&"Уточнения".to_owned()));
        let sheet = book.worksheet_range("Уточнения").unwrap();
        let at = |row, column| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(6, 1), Data::String("очно в КЦ".to_owned()));
        assert_eq!([at(6, 3), at(6, 4), at(7, 3), at(7, 4)], [12.0, 11.0, 0.0, 1.0].map(Data::Float));
        let text = format!("{:?}", sheet.rows().collect::<Vec<_>>());
        for words in ["Отчёт отправлен 05.10.2026", "обращение № 17", "август 2026", "Ветрова О. И."]
        {
            assert!(text.replace(r"\u{a0}", " ").contains(words), "«{words}»: {text}");
        }
    }
    let mut book = open(quarter(&report(), Copy::Upload).unwrap());
    assert!(book.worksheet_range("Уточнения").is_err(), "nothing was put right");
}

#[test]
fn totals_are_formulas_of_the_rows_they_name() {
    let mut book = open(quarter(&report(), Copy::Upload).unwrap());
    let formulas = book.worksheet_formula("Т2 По форме").unwrap();
    assert_eq!(formulas.get_value((6, 1)).unwrap(), "SUM(B8:B9)");
    assert_eq!(formulas.get_value((11, 5)).unwrap(), "SUM(F8:F11)");
}

/// A part of the workbook's archive as text.
fn part(bytes: &[u8], name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quarter.xlsx");
    std::fs::write(&path, bytes).unwrap();
    common::pipe("unzip", &["-p", common::path_text(&path), name], &[])
}

#[test]
fn figures_stand_in_native_tables_and_the_months_in_a_native_chart() {
    let value = report();
    let bytes = quarter(&value, Copy::Centre).unwrap();
    let mut book = open(bytes.clone());
    book.load_tables().unwrap();
    assert_eq!(book.table_names().len(), 5, "three tables, the months, the records");
    let forms = part(&bytes, "xl/tables/table2.xml");
    assert!(forms.contains("ref=\"A6:H12\"") && forms.contains("name=\"С начала года\""), "{forms}");
    assert!(!forms.contains("autoFilter"), "sorted rows would tear the roll-ups from their parts");
    assert!(part(&bytes, "xl/tables/table5.xml").contains("autoFilter"), "records may be sifted");
    let months = book.worksheet_range("Услуги по месяцам").unwrap();
    let counts: Vec<_> = (6..15).map(|row| months.get_value((row, 1)).cloned().unwrap()).collect();
    assert_eq!(counts, value.months.iter().map(|(_, count)| Data::Float(*count as f64)).collect::<Vec<_>>());
    assert_eq!(months.get_value((15, 1)), Some(&Data::Float(1522.0)));
    let chart = part(&bytes, "xl/charts/chart1.xml");
    assert!(chart.contains("'Услуги по месяцам'!$B$7:$B$15") && chart.contains("c:showVal"), "{chart}");
    assert_eq!(chart.matches("<a:pattFill").count(), 6, "months before the quarter are striped for a black printer");
}

#[test]
fn every_sheet_is_set_for_a4_one_page_wide_with_its_head_repeated() {
    let bytes = quarter(&report(), Copy::Centre).unwrap();
    for (number, upright) in [(1, false), (2, false), (3, true), (4, false), (5, false)] {
        let sheet = part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("fitToHeight=\"0\""), "{number}");
        assert_eq!(sheet.contains("orientation=\"portrait\""), upright, "{number}");
        assert!(sheet.contains("страница &amp;P из &amp;N"), "{number}");
    }
    let book = part(&bytes, "xl/workbook.xml");
    assert_eq!(book.matches("_xlnm.Print_Area").count(), 5, "{book}");
    assert_eq!(book.matches("_xlnm.Print_Titles").count(), 5, "{book}");
}

#[test]
fn an_ampersand_in_the_centres_name_stays_itself_on_paper() {
    let value = domain::report::Report { centre: "КЦ «Мама & я»".to_owned(), ..report() };
    let sheet = part(&quarter(&value, Copy::Upload).unwrap(), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("Мама &amp;&amp; я"), "{sheet}");
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let mut value = report();
    value.institution = "=HYPERLINK(\"x\")".to_owned();
    value.records[0].who = "=1+1".to_owned();
    value.records[1].because = "@СУММ(A1)".to_owned();
    let mut book = open(quarter(&value, Copy::Centre).unwrap());
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.starts_with("SUM(")), "{sheet}");
    }
    let range = book.worksheet_range("Записи").unwrap();
    assert_eq!(range.get_value((1, 3)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(range.get_value((2, 14)), Some(&Data::String("@СУММ(A1)".to_owned())));
}

#[test]
fn the_copy_for_upload_has_figures_alone_and_the_centres_copy_the_rows_behind_them() {
    let value = report();
    let upload = open(quarter(&value, Copy::Upload).unwrap());
    assert!(!upload.sheet_names().contains(&"Записи".to_owned()));
    let mut centre = open(quarter(&value, Copy::Centre).unwrap());
    let range = centre.worksheet_range("Записи").unwrap();
    assert_eq!(range.height(), value.records.len() + 3, "the head, the rows, and the total a line below");
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("№ 1099".to_owned())));
    assert!(matches!(range.get_value((1, 1)), Some(Data::DateTime(_))), "dates are real dates");
    assert_eq!(range.get_value((2, 11)), Some(&Data::Float(45.0)));
    assert_eq!(range.get_value((42, 13)), Some(&Data::Float(32.0)), "services of the rows, stored with the formula");
}

#[test]
fn the_same_report_gives_the_same_bytes_and_no_author() {
    let value = report();
    let first = quarter(&value, Copy::Centre).unwrap();
    assert!(first == quarter(&value, Copy::Centre).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quarter.xlsx");
    std::fs::write(&path, first).unwrap();
    let core = common::pipe("unzip", &["-p", common::path_text(&path), "docProps/core.xml"], &[]);
    assert!(core.contains("<dc:creator></dc:creator>"), "{core}");
    assert!(core.contains("2026-10-03T00:00:00Z"), "{core}");
}

#[test]
fn a_workbook_is_written_without_a_temporary_file() {
    // In a process whose folder for temporary files does not exist, such a file would be an error.
    if std::env::var_os("DOCUMENTS_NO_TEMPORARY_FILES").is_some() {
        println!("written: {} bytes", quarter(&report(), Copy::Centre).unwrap().len());
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_workbook_is_written_without_a_temporary_file", "--nocapture"])
        .env("DOCUMENTS_NO_TEMPORARY_FILES", "1")
        .envs(["TMPDIR", "TMP", "TEMP"].map(|name| (name, "/nowhere/at/all")))
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("written: "));
}

#[test]
fn a_total_that_is_not_the_sum_of_its_rows_is_refused() {
    let mut value = report();
    value.tables[1].rows[5].cells[0] = Cell::Count(511);
    assert_eq!(quarter(&value, Copy::Upload), Err(PaperError::Total("Т2".to_owned())));
    value.tables[1].rows[5].level = Level::Sum(vec![99]);
    assert_eq!(quarter(&value, Copy::Upload), Err(PaperError::Total("Т2".to_owned())));
}

#[test]
fn a_cell_longer_than_excel_holds_is_refused_and_not_cut() {
    let mut value = report();
    value.tables[0].rows[0].label = "я".repeat(40_000);
    assert_eq!(quarter(&value, Copy::Upload), Err(PaperError::Workbook));
}

#[test]
fn libreoffice_opens_the_workbook_and_shows_the_same_totals() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quarter.xlsx");
    std::fs::write(&path, quarter(&clarified(), Copy::Centre).unwrap()).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", common::path_text(&folder.path().join("profile")));
    let output = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&path)
        .output()
        .unwrap_or_else(|problem| panic!("soffice is needed to open workbooks (libreoffice-calc-nogui): {problem}"));
    assert!(output.status.success(), "LibreOffice refused the workbook");
    let paper = std::fs::read(folder.path().join("quarter.pdf")).unwrap();
    let text = common::text_of(&paper);
    for expected in [
        "Т1. Сводные показатели",
        "за III квартал 2026 г.",
        "ИТОГО",
        "Записи за III квартал",
        "О. И. Ветрова",
        "Оказано услуг по месяцам",
        "Уточнения после отправки",
    ] {
        assert!(text.contains(expected), "«{expected}» is not on the paper");
    }
    // Thousands are parted by a space or a comma, as the machine's language has it.
    let lines = common::pipe("pdftotext", &["-enc", "UTF-8", "-layout", "-", "-"], &paper);
    let total = lines.lines().find(|line| line.trim_start().starts_with("ИТОГО")).unwrap();
    let digits: String = total.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits, "51253847201522", "{total}");
    assert!(!text.contains("Err:") && !text.contains("#REF") && !text.contains("#NAME"));
}
