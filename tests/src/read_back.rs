//! Papers and workbooks as other programs read them.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// The text of a PDF, its white space made even.
pub fn pdf_text(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is there");
    let mut pipe = child.stdin.take().expect("a pipe");
    let bytes = pdf.to_vec();
    let feeding = std::thread::spawn(move || pipe.write_all(&bytes));
    let output = child.wait_with_output().expect("it ends");
    feeding.join().expect("fed").expect("fed");
    let text = String::from_utf8(output.stdout).expect("text");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A sheet as text, a row each, by the head of its name.
#[cfg(feature = "workbooks")]
pub fn sheet(workbook: &[u8], name: &str) -> Vec<Vec<String>> {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};
    let mut book = Xlsx::new(Cursor::new(workbook.to_vec())).expect("a workbook");
    let names = book.sheet_names();
    let full = names.iter().find(|full| full.split(' ').next() == Some(name)).expect("the sheet").clone();
    let range = book.worksheet_range(&full).expect("its cells");
    range.rows().map(|row| row.iter().map(|cell| cell.to_string().replace('\u{a0}', " ")).collect()).collect()
}
