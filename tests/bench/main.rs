//! `cargo xtask bench`: how fast it is, each figure beside its yardstick in the same run.
//!
//! The journals are invented, made once for a size and kept in `target/bench`; a run works on copies.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot go on says why and ends"
)]

mod copying;
mod counting;
mod disk;
mod encryption;
mod history;
mod made;
mod measure;
mod papers;
mod screens;
mod size;
mod table;
mod terms;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use made::Made;
use measure::{duration, megabytes};
use screens::Growth;
use storage::StorageError;
use table::{Row, grouped};

const USAGE: &str = "bench FOLDER SIZE… [smoke]: journals of these sizes in FOLDER, the table in FOLDER/table.md
bench FOLDER SIZE… make: only the journals
bench FOLDER SIZE… PART: only screens, history, papers, encryption, copying, saving or rekeying, and no table
bench rules: only what needs no journal";

/// How often each thing is done.
#[derive(Clone, Copy)]
pub struct Effort {
    pub many: u32,
    pub few: u32,
    pub papers: u32,
    /// Requests of one bulk insert.
    pub bulk: u32,
    /// Names typed letter by letter.
    pub words: u32,
}

const WHOLE: Effort = Effort { many: 200, few: 30, papers: 5, bulk: 2_000, words: 40 };
/// Only that every line can be drawn.
const SMOKE: Effort = Effort { many: 2, few: 1, papers: 1, bulk: 20, words: 1 };

type Part = fn(&Made, Effort, &Path, &mut Growth) -> Result<Vec<Row>, StorageError>;

/// What is measured on a journal. Reading comes first: what is written later must not stand in its way. So do copies:
/// no centre has a day of the thousands of records that the part on encryption writes, and «Сегодня» shows a day.
const PARTS: [(&str, Part); 7] = [
    ("screens", |made, effort, _, growth| {
        let (rows, seen) = screens::rows(made, effort);
        *growth = seen;
        Ok(rows)
    }),
    ("history", |made, effort, _, _| Ok(history::rows(made, effort))),
    ("papers", |made, effort, folder, _| Ok(papers::rows(made, effort, &python(folder)))),
    ("copying", |made, effort, _, _| copying::rows(made, effort)),
    ("encryption", |made, effort, _, _| encryption::rows(made, effort)),
    ("saving", |made, effort, _, _| Ok(vec![screens::save_row(made, effort)])),
    ("rekeying", |made, _, _, _| Ok(copying::key_rows(made))),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let ["paper-of-its-own", folder, year, month] = words.as_slice() {
        if let Some(bytes) = papers::paper_of_its_own(folder, year, month) {
            println!("{bytes}");
        }
        return ExitCode::SUCCESS;
    }
    if words == ["rules"] {
        println!("{}", table::text(&[build_words()], &pure_rows(WHOLE)));
        return ExitCode::SUCCESS;
    }
    let smoke = words.last() == Some(&"smoke");
    let sizes: Vec<u32> = words.iter().skip(1).filter_map(|word| word.parse().ok()).collect();
    let Some(folder) = words.first().map(PathBuf::from).filter(|_| !sizes.is_empty()) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    if words.last() == Some(&"make") {
        return match sizes.iter().try_for_each(|size| Made::keep(&folder, *size).map(|_| ())) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                eprintln!("{why}");
                ExitCode::FAILURE
            }
        };
    }
    let done = match words.last().and_then(|word| PARTS.iter().find(|(name, _)| name == word)) {
        Some((_, part)) => sizes.iter().try_for_each(|size| alone(*part, &folder, *size)),
        None => run(&folder, &sizes, if smoke { SMOKE } else { WHOLE }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, sizes: &[u32], effort: Effort) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|trouble| format!("{}: {trouble}", folder.display()))?;
    let mut head = vec![build_words()];
    let mut rows = pure_rows(effort);
    let mut grown = Vec::new();
    for size in sizes {
        let started = Instant::now();
        let made = Made::ready(folder, *size)?;
        println!("measuring at {}", grouped(*size));
        head.push(format!("{} services: the journal takes {}", grouped(*size), megabytes(made.bytes())));
        let mut growth = Growth::default();
        for (_, part) in PARTS {
            told(&mut rows, part(&made, effort, folder, &mut growth).map_err(|trouble| trouble.to_string())?);
        }
        grown.push((*size, growth));
        println!("   measured in {}", duration(started.elapsed()));
    }
    if let [first, .., last] = grown.as_slice() {
        rows.extend(screens::growth_rows((first.0, &first.1), (last.0, &last.1)));
    }
    rows.extend(size::rows(folder));
    let text = table::text(&head, &rows);
    println!("\n{text}");
    let place = folder.join("table.md");
    std::fs::write(&place, &text).map_err(|trouble| format!("{}: {trouble}", place.display()))?;
    println!("the table: {}", place.display());
    if rows.iter().any(Row::missed) {
        println!("some figures are missed: the notes say which");
    }
    Ok(())
}

fn alone(part: Part, folder: &Path, size: u32) -> Result<(), String> {
    let made = Made::ready(folder, size)?;
    let rows = part(&made, WHOLE, folder, &mut Growth::default()).map_err(|trouble| trouble.to_string())?;
    println!("{}", table::text(&[build_words()], &rows));
    Ok(())
}

/// Terms and counting: rules alone, no journal.
fn pure_rows(effort: Effort) -> Vec<Row> {
    let mut rows = terms::rows(effort.few as usize);
    rows.extend(counting::rows(effort.few as usize));
    rows
}

/// Long work shows that it goes on.
fn told(rows: &mut Vec<Row>, more: Vec<Row>) {
    more.iter().for_each(|row| println!("   {}", row.short()));
    rows.extend(more);
}

/// Packages that are not ours may lie in a virtual environment beside the journals.
fn python(folder: &Path) -> PathBuf {
    let own = folder.join("venv/bin/python");
    if own.exists() { own } else { PathBuf::from("python3") }
}

fn build_words() -> String {
    let build = if cfg!(debug_assertions) { "debug build: no figure counts" } else { "built as released" };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{build}; {cores} cores, {}", std::env::consts::OS)
}
