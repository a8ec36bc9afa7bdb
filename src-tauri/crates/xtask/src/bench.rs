//! How fast it is: the program that measures, built as released, and run.

use std::process::Command;

use crate::place::{cargo, root, target};
use crate::steps::{Steps, finish};
use crate::system;

/// Without the window's driver: the measured rooms have none of it.
const BUILD: [&str; 6] = ["--release", "--package", "poryadok-tests", "--bin", "bench", "--no-default-features"];

/// The design's load, a small journal to see growth by, and on demand what no centre reaches.
const SIZES: [&str; 2] = ["10000", "250000"];
const MILLION: &str = "1000000";

/// SQLCipher is C; the window is not measured, so its libraries are not asked for.
const NEEDED: [&str; 3] = ["build-essential", "pkg-config", "perl"];

/// Fills the journals that are not there yet, measures, and leaves the table in `target/bench/table.md`.
pub fn run(steps: &mut Steps, million: bool) {
    let ready = steps.run("packages of the system", || system::install(&NEEDED))
        && steps.run("the bench, built as released", || finish(cargo().arg("build").args(BUILD)));
    if !ready {
        return;
    }
    println!(
        "\n   typst and XlsxWriter are measured beside ours where `python3`, or a virtual environment in {}, has them.",
        target().join("bench/venv").display()
    );
    steps.run("measuring", || {
        let mut bench = Command::new(target().join("release/bench"));
        bench.current_dir(root()).arg(target().join("bench")).args(SIZES).args(million.then_some(MILLION));
        finish(&mut bench)
    });
}
