//! How fast it is: the program that measures, built as released, and run.

use std::path::Path;
use std::process::Command;

use crate::place::{cargo, root, target};
use crate::shell;
use crate::steps::{Outcome, Steps, finish};
use crate::{front, system};

/// Without the window's driver: the measured rooms have none of it.
const BUILD: [&str; 6] = ["--release", "--package", "poryadok-tests", "--bin", "bench", "--no-default-features"];
/// The program of the window: a rehearsal may be steered.
const WINDOW: [&str; 6] = ["--package", "poryadok", "--bin", "poryadok", "--features", STEERED];
const STEERED: &str = "poryadok/rehearsal,poryadok/custom-protocol";

/// The design's load, and a small journal to see growth by.
const SIZES: [&str; 2] = ["10000", "250000"];

/// SQLCipher is C; what draws the window is asked for only where the window is driven.
const NEEDED: [&str; 3] = ["build-essential", "pkg-config", "perl"];

/// Fills the journals that are not there yet, measures, and leaves the table in `target/bench/table.md`.
/// Another size is measured beside the small one. With `window` the real window is driven first.
pub fn run(steps: &mut Steps, size: Option<&str>, window: bool) {
    let sizes = [SIZES[0], size.unwrap_or(SIZES[1])];
    let folder = target().join("bench");
    let build: &[&str] = if window { &WINDOW } else { &[] };
    let ready = steps.run("packages of the system", || system::install(&NEEDED))
        && (!window || steps.run("packages of the window", || system::install(system::TEST)))
        && (!window || steps.run("the interface", || front::packages().and_then(|()| front::build())))
        && steps.run("the bench, built as released", || finish(cargo().arg("build").args(BUILD).args(build)));
    if !ready {
        return;
    }
    println!(
        "\n   typst and XlsxWriter are measured beside ours where `python3`, or a virtual environment in {}, has them.",
        folder.join("venv").display()
    );
    let bench = |last: &[&str]| {
        let mut bench = Command::new(target().join("release/bench"));
        finish(bench.current_dir(root()).arg(&folder).args(sizes).args(last))
    };
    if window && steps.run("the journals", || bench(&["make"])) {
        steps.run("the window", || drive(&folder, sizes[1]));
    }
    steps.run("measuring", || bench(&[]));
}

/// Leaves what the window answered beside the journals, where the table takes it from.
fn drive(folder: &Path, size: &str) -> Outcome {
    let mut driven = shell::journey("speed");
    driven
        .env("PORYADOK_PROGRAM", target().join("release/poryadok"))
        .env("PORYADOK_JOURNAL", folder.join(size).join("kept"))
        .env("PORYADOK_JOURNAL_SIZE", size)
        .env("PORYADOK_ANSWER", folder.join("window.json"));
    finish(&mut driven)
}
