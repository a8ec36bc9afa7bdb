//! Tests as Windows programs under wine, and the table of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::place::root;
use crate::steps::{Outcome, Steps, finish, read};
use crate::windows::{LINKER, TARGET, cargo, folder};

pub const WINE: &str = "/usr/lib/wine/wine64";

/// What can be run: crates by their names, and the journeys through all of them.
pub const PARTS: [&str; 5] = ["domain", "storage", "documents", "desk", JOURNEYS];
const JOURNEYS: &str = "journeys";

/// Seconds after which a program that does not end is given up.
const PATIENCE: &str = "1800";

/// The journey that asks the Credential Manager. Nobody's own is touched, so what else is left to a choice is run.
const CREDENTIALS: &str = "credentials";

/// Files of journeys that are not compiled for Windows at all.
const LEFT_OUT: [(&str, &str); 4] = [
    ("architecture", "reads the sources with this system's cargo"),
    ("authority", "reads the sources with this system's cargo"),
    ("bench", "measures this system"),
    ("window", "wine has no web view"),
];

/// Parts of other files that are compiled on Linux only.
const OF_LINUX: [(&str, &str); 4] = [
    ("tests survival: order, writes", "strace tells the order of the calls and makes them fail"),
    ("tests survival: disks", "small disks of their own in a mount space"),
    ("tests faults: a_full_disk_refuses_in_words_and_loses_nothing", "a small disk of its own in a mount space"),
    ("tests faults: a_folder_that_cannot_be_written_is_said_in_words", "run as another user"),
];

/// Tests that wine itself fails.
const GAPS: [(&str, &str); 0] = [];

/// What a test says that wanted a program of another system, in a line that names one of these.
const NO_PROGRAM: &str = "program not found";
const OTHERS: [&str; 6] = ["pdftotext", "pdffonts", "pdfinfo", "pdftoppm", "unzip", "soffice"];
/// The programs that read papers and workbooks back by them; a test of any other that lacks a program has failed.
const READ_BACK: [&str; 9] = [
    "documents papers",
    "documents workbooks",
    "tests centres",
    "tests history",
    "tests months",
    "tests papers",
    "tests people",
    "tests practice",
    "tests rules",
];
const ASKS_OTHERS: &str = "asks a program of Debian's (poppler, unzip, LibreOffice), which cannot be had under wine";

/// Chance as Windows 10 gives it; wine 8 does not know the function by this name. For tests only.
const CHANCE: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE place, SIZE_T count) { return SystemFunction036(place, (ULONG)count); }
";

/// A compiled test program, and the folder of its package, where tests are run.
struct Program {
    package: String,
    name: String,
    file: PathBuf,
    within: PathBuf,
}

/// What one program answered.
struct Answer {
    name: String,
    passed: u32,
    failed: Vec<String>,
    /// Each with its reason.
    left_out: Vec<(String, String)>,
    seconds: f64,
}

/// The crates and the journeys; among them the shell's keyring against the Credential Manager.
pub fn test(steps: &mut Steps, parts: &[&str]) {
    if !steps.run("what wine lacks", supply_chance) {
        return;
    }
    let crates: Vec<&str> = parts.iter().copied().filter(|part| *part != JOURNEYS).collect();
    let mut programs = Vec::new();
    if !crates.is_empty() {
        steps.run("crates compiled for Windows", || {
            programs.extend(compiled(cargo("test").args(crates.iter().flat_map(|name| ["-p", name])))?);
            Ok(())
        });
    }
    if parts.contains(&JOURNEYS) {
        steps.run("journeys compiled for Windows", || {
            let mut build = cargo("test");
            // Without the driver of the real window, which is not there.
            build.args(["-p", "poryadok-tests", "--no-default-features", "--features", "workbooks"]);
            build.args(journeys()?.iter().flat_map(|name| ["--test", name]));
            programs.extend(compiled(&mut build)?);
            Ok(())
        });
    }
    if !programs.is_empty() {
        steps.run("tests under wine", || run_all(&programs));
    }
}

fn run_all(programs: &[Program]) -> Outcome {
    let mut answers = Vec::new();
    for program in programs {
        let answer = run(program)?;
        println!("   {}: {} passed, {} failed", answer.name, answer.passed, answer.failed.len());
        answers.push(answer);
    }
    let table = table(&answers);
    println!("\n{table}");
    let place = folder().join("table.txt");
    std::fs::write(&place, table).map_err(|trouble| format!("{}: {trouble}", place.display()))?;
    // A file that was compiled to nothing passes silently.
    if answers.iter().any(|answer| answer.name.ends_with(CREDENTIALS) && answer.passed == 0) {
        return Err("the Credential Manager was not asked".to_owned());
    }
    let failed: usize = answers.iter().map(|answer| answer.failed.len()).sum();
    if failed == 0 { Ok(()) } else { Err(format!("{failed} tests failed; all they said is in {}", logs().display())) }
}

fn run(program: &Program) -> Result<Answer, String> {
    let name = format!("{} {}", program.package, program.name);
    let started = Instant::now();
    let mut command = under_wine(program);
    if program.name == CREDENTIALS {
        command.arg("--include-ignored");
    }
    let output = command.stdin(Stdio::null()).output().map_err(|trouble| format!("{WINE}: {trouble}"))?;
    let seconds = started.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
    let log = logs().join(format!("{}-{}.txt", program.package, program.name));
    let complaints = String::from_utf8_lossy(&output.stderr);
    std::fs::create_dir_all(logs())
        .and_then(|()| std::fs::write(&log, format!("{said}\n{complaints}")))
        .map_err(|trouble| format!("{}: {trouble}", log.display()))?;

    let mut answer = read_answer(name, &said, seconds);
    // A program that fell, or was given up, has not said it.
    if !said.contains("\ntest result: ") {
        answer.failed.push(format!("(the program ended with {} before its last test)", output.status));
    }
    Ok(answer)
}

fn read_answer(name: String, said: &str, seconds: f64) -> Answer {
    let mut answer = Answer { name, passed: 0, failed: Vec::new(), left_out: Vec::new(), seconds };
    for line in said.lines() {
        if let Some((test, reason)) = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ignored")) {
            answer.left_out.push((test.to_owned(), reason.trim_start_matches(", ").to_owned()));
        } else if let Some(counts) = line.strip_prefix("test result: ") {
            answer.passed = counts.split_whitespace().nth(1).and_then(|count| count.parse().ok()).unwrap_or(0);
        }
    }
    for (test, words) in failures(said) {
        let gap = GAPS.iter().find(|(known, _)| *known == test).map(|(_, reason)| *reason);
        match gap.or_else(|| asks_others(&answer.name, &words).then_some(ASKS_OTHERS)) {
            Some(reason) => answer.left_out.push((test, reason.to_owned())),
            None => {
                println!("{words}");
                answer.failed.push(test);
            }
        }
    }
    answer
}

fn asks_others(program: &str, words: &str) -> bool {
    let lacks = |line: &str| line.contains(NO_PROGRAM) && OTHERS.iter().any(|other| line.contains(other));
    READ_BACK.contains(&program) && words.lines().any(lacks)
}

/// Tests that failed, with what they said: `---- name stdout ----` and lines up to the next such head.
fn failures(said: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in said.lines() {
        let head = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----"));
        if let Some(test) = head {
            found.push((test.to_owned(), String::new()));
            inside = true;
        } else if line == "failures:" {
            inside = false;
        } else if let Some((_, words)) = found.last_mut().filter(|_| inside) {
            words.push_str(line);
            words.push('\n');
        }
    }
    found
}

fn table(answers: &[Answer]) -> String {
    let mut table = format!("{:<28}{:>8}{:>8}{:>10}{:>10}\n", "program", "passed", "failed", "left out", "took");
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    let (mut passed, mut failed, mut left_out, mut seconds) = (0, 0, 0, 0.0);
    for answer in answers {
        let (red, out) = (answer.failed.len(), answer.left_out.len());
        table += &format!("{:<28}{:>8}{red:>8}{out:>10}{:>8.1} s\n", answer.name, answer.passed, answer.seconds);
        passed += answer.passed;
        failed += red;
        left_out += out;
        seconds += answer.seconds;
        for (test, reason) in &answer.left_out {
            let test = format!("{}: {test}", answer.name);
            match reasons.iter_mut().find(|(known, _)| known == reason) {
                Some((_, tests)) => tests.push(test),
                None => reasons.push((reason.clone(), vec![test])),
            }
        }
    }
    table += &format!("{:<28}{passed:>8}{failed:>8}{left_out:>10}{seconds:>8.1} s\n", "in all");
    for answer in answers {
        for test in &answer.failed {
            table += &format!("FAILED {}: {test}\n", answer.name);
        }
    }
    table += "\nLeft out:\n";
    for (reason, tests) in reasons {
        table += &format!("- {reason} ({})\n", tests.len());
        for test in tests {
            table += &format!("    {test}\n");
        }
    }
    for (file, reason) in LEFT_OUT {
        table += &format!("- {reason}\n    tests {file}, whole\n");
    }
    for (part, reason) in OF_LINUX {
        table += &format!("- {reason}\n    {part}\n");
    }
    table
}

fn under_wine(program: &Program) -> Command {
    let mut command = Command::new("timeout");
    command
        .args([PATIENCE, WINE])
        .arg(&program.file)
        .current_dir(&program.within)
        .env("WINEPREFIX", folder().join("wine"))
        .env("WINEDEBUG", "-all")
        // No window is opened, so none of its parts are asked for.
        .env("WINEDLLOVERRIDES", "bcryptprimitives=n;mscoree,mshtml=")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command
}

/// The library with the one function stands beside every test program.
fn supply_chance() -> Outcome {
    let beside = folder().join(TARGET).join("debug/deps");
    std::fs::create_dir_all(&beside).map_err(|trouble| format!("{}: {trouble}", beside.display()))?;
    let source = folder().join("chance.c");
    std::fs::write(&source, CHANCE).map_err(|trouble| format!("{}: {trouble}", source.display()))?;
    let made = beside.join("bcryptprimitives.dll");
    finish(Command::new(LINKER).arg("-shared").arg("-o").arg(made).arg(source).arg("-ladvapi32"))
}

/// Compiles and gives back the test programs cargo tells of.
fn compiled(build: &mut Command) -> Result<Vec<Program>, String> {
    let told = read(build.args(["--no-run", "--message-format", "json-render-diagnostics"]))?;
    // One message a line; its own tool would be this crate's only dependency.
    let word = |line: &str, key: &str| -> Option<String> {
        let (_, rest) = line.split_once(&format!("\"{key}\":\""))?;
        rest.split_once('"').map(|(word, _)| word.to_owned())
    };
    let mut programs = Vec::new();
    for line in told.lines().filter(|line| line.contains("\"test\":true},\"features\"")) {
        let target = line.split_once("\"target\":{").map_or("", |(_, rest)| rest);
        let (Some(file), Some(manifest), Some(name)) =
            (word(line, "executable"), word(line, "manifest_path"), word(target, "name"))
        else {
            continue;
        };
        let within = Path::new(&manifest).parent().unwrap_or_else(|| Path::new("/")).to_owned();
        let package = within.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        programs.push(Program { package, name, file: file.into(), within });
    }
    if programs.is_empty() { Err("cargo told of no test program".to_owned()) } else { Ok(programs) }
}

/// Every journey that is not left out as a whole.
fn journeys() -> Result<Vec<String>, String> {
    let place = root().join("tests/tests");
    let entries = std::fs::read_dir(&place).map_err(|trouble| format!("{}: {trouble}", place.display()))?;
    let mut found: Vec<String> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs") || path.join("main.rs").exists())
        .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
        .filter(|name| LEFT_OUT.iter().all(|(file, _)| file != name))
        .collect();
    found.sort();
    Ok(found)
}

fn logs() -> PathBuf {
    folder().join("logs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_test_stays_failed_and_one_that_wants_a_program_of_debian_is_left_out() {
        let said = "\nrunning 5 tests\ntest a ... ok\ntest b ... ignored, needs a keyring\ntest c ... FAILED\n\
            test d ... FAILED\ntest e ... FAILED\n\nfailures:\n\n---- c stdout ----\nleft: 1\nright: 2\n\n\
            ---- d stdout ----\npdftotext is there: program not found\n\n---- e stdout ----\n\
            unshare is there: program not found\n\nfailures:\n    c\n    d\n    e\n\n\
            test result: FAILED. 1 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out\n";
        let elsewhere = read_answer("tests sample".to_owned(), said, 1.0);
        assert_eq!(elsewhere.failed, ["c", "d", "e"], "no paper is read back there");
        let answer = read_answer("tests papers".to_owned(), said, 1.0);
        assert_eq!(answer.failed, ["c", "e"]);
        assert_eq!(answer.passed, 1);
        let left_out = [("b", "needs a keyring"), ("d", ASKS_OTHERS)].map(|(test, why)| (test.into(), why.into()));
        assert_eq!(answer.left_out, left_out);
        let table = table(&[answer]);
        assert!(table.contains("FAILED tests papers: c\n") && table.contains("    tests papers: d\n"), "{table}");
    }
}
