//! The quarter's report, its workbook, the month's journal on paper; beside programs that are not ours.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::Datelike as _;
use desk::wire::*;
use serde_json::{Value, json};

use crate::Effort;
use crate::made::{Made, today};
use crate::measure::{Times, megabytes, times};
use crate::table::Row;

pub fn rows(made: &Made, effort: Effort, python: &Path) -> Vec<Row> {
    let (size, mut rows) = (Some(made.size), Vec::new());
    let mut desk = made.opened();
    // The last whole quarter and month before the invented today.
    let year = today().year();
    let quarter = QuarterKey { year, quarter: 3 };
    let month = MonthKey { year, month: 9 };

    let report = times(effort.papers as usize, |_| desk.desk.quarter(quarter).expect("a report"));
    let months: Vec<MonthKey> = (7..=9).map(|month| MonthKey { year, month }).collect();
    let lines: Vec<JournalLine> =
        months.into_iter().flat_map(|key| desk.desk.journal_month(key).expect("a month").rows).collect();
    rows.push(
        Row::within("quarter's report", size, &report, report.p50(), Duration::from_millis(300))
            .noted(format!("{} records of the quarter, figures from the year's beginning: the facts of the whole year are read, by indexes without notes and words", lines.len())),
    );
    let opens = desk.desk.quarter(quarter).expect("a report").records;
    let behind = times(effort.papers as usize, |at| {
        desk.desk.figure(FigureQuery { opens: opens.clone(), from: at as u32 }).expect("records")
    });
    rows.push(Row::told("records behind a figure, one page", size, &behind));
    let saved = times(effort.papers as usize, |_| {
        desk.desk.save_quarter(QuarterSaveForm { key: quarter, copy: WorkbookCopy::Centre }).expect("a workbook")
    });
    rows.push(
        Row::within("quarter's xlsx", size, &saved, saved.p50(), Duration::from_secs(1))
            .noted("the report made anew, the workbook with its records, the line in the history"),
    );
    let records: Vec<Value> = lines
        .iter()
        .map(|l| json!([l.request_date, l.held, l.who, l.form, l.kind, l.consultant, l.counted, l.because]))
        .collect();
    rows.push(match peer(python, "xlsxwriter_table.py", &records, &made.folder, effort) {
        Ok(peer) => {
            Row::beside_without_promise("quarter's xlsx beside XlsxWriter", size, &saved, &peer.times, "XlsxWriter")
                .noted(format!("XlsxWriter {} writes only the records; ours makes the report too", peer.version))
        }
        Err(why) => Row::not_run("quarter's xlsx beside XlsxWriter", size, &why),
    });

    let lines = desk.desk.journal_month(month).expect("a month").rows;
    let read = times(effort.papers as usize, |_| desk.desk.journal_month(month).expect("a month"));
    rows.push(Row::told("month on screen", size, &read).noted(format!("{} lines", lines.len())));
    let pages = desk.desk.paper_journal(services_of(month)).expect("a paper").pages;
    let paper = times(effort.papers as usize, |_| desk.desk.paper_journal(services_of(month)).expect("a paper"));
    let what = "month's journal PDF";
    let told = format!("{} lines, {pages} pages", lines.len());
    let cells: Vec<Value> = lines
        .iter()
        .map(|l| {
            let words = [&l.request_date, &l.held, &l.who, &l.category, &l.child_age, &l.form, &l.kind, &l.topic];
            let more = [&l.consultant, &l.result, &l.evidence];
            let mut row = vec![json!(l.number.to_string())];
            row.extend(words.into_iter().chain(more).map(|cell| json!(cell)));
            Value::Array(row)
        })
        .collect();
    rows.push(match peer(python, "typst_table.py", &cells, &made.folder, effort) {
        Ok(peer) => Row::beside(what, size, &paper, &peer.times, "typst", 0.25).noted(format!(
            "{told}; typst {} at a peak of {}",
            peer.version,
            megabytes(peer.peak)
        )),
        Err(why) => Row::told(what, size, &paper).noted(told).noted(format!("typst: {why}")),
    });
    drop(desk);

    rows.push(match peak(&made.folder, month) {
        Ok(bytes) => Row::bytes("month's journal PDF, peak memory", size, bytes, 100_000_000)
            .noted("the whole process that unlocks the journal and makes the paper"),
        Err(why) => Row::not_run("month's journal PDF, peak memory", size, &why),
    });
    rows
}

/// J1 of a month, saved to a file.
fn services_of(key: MonthKey) -> JournalPrintForm {
    let paper = JournalPaper { key, kind: JournalKind::Services, names: false, bound: false, print: None };
    JournalPrintForm { paper, how: PaperWay::Save }
}

/// What a program that is not ours answered.
struct Peer {
    times: Times,
    version: String,
    peak: u64,
}

/// Hands the same cells to a Python package, when it is present.
fn peer(python: &Path, script: &str, rows: &[Value], folder: &Path, effort: Effort) -> Result<Peer, String> {
    if rows.is_empty() {
        return Err("there are no lines to compare".to_owned());
    }
    let given = folder.join("rows.json");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts");
    std::fs::write(&given, Value::from(rows).to_string()).map_err(|trouble| trouble.to_string())?;
    let output = Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers").join(script))
        .args([&given, &fonts])
        .arg(effort.papers.to_string())
        .output()
        .map_err(|trouble| format!("{} could not be started: {trouble}", python.display()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("not present ({})", said.lines().next_back().unwrap_or("no answer")));
    }
    let answer: Value = serde_json::from_slice(&output.stdout).map_err(|trouble| trouble.to_string())?;
    let seconds = answer["seconds"].as_array().into_iter().flatten().filter_map(Value::as_f64);
    Ok(Peer {
        times: Times::from(seconds.map(Duration::from_secs_f64).collect::<Vec<_>>()),
        version: answer["version"].as_str().unwrap_or_default().to_owned(),
        peak: answer["peak"].as_u64().unwrap_or_default(),
    })
}

/// The most memory that a process of its own took to unlock the journal and make the paper.
fn peak(folder: &Path, month: MonthKey) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|trouble| trouble.to_string())?;
    let output = Command::new(program)
        .arg("paper-of-its-own")
        .arg(folder)
        .args([month.year.to_string(), month.month.to_string()])
        .output()
        .map_err(|trouble| trouble.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().map_err(|_| format!("this system does not tell it: {said}"))
}

/// The child of [`peak`].
pub fn paper_of_its_own(folder: &str, year: &str, month: &str) -> Option<u64> {
    use poryadok_tests::test_desk::{PASSWORD, TestDesk};
    let mut desk = TestDesk::in_folder(folder, &crate::made::noon());
    desk.unlock(PASSWORD).expect("the invented journal opens");
    let key = MonthKey { year: year.parse().ok()?, month: month.parse().ok()? };
    desk.desk.paper_journal(services_of(key)).expect("a paper");
    drop(desk);
    most_memory()
}

/// Only Linux tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
