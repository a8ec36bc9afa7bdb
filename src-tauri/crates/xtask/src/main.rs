//! Chores of this repository, one name each, the same by hand and in CI.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "chores speak to a terminal")]

mod bench;
mod checks;
mod contract;
mod declared;
mod front;
mod place;
mod rules;
mod shell;
mod steps;
mod system;
mod windows;
mod wine;

use std::process::ExitCode;

use steps::Steps;

const USAGE: &str = "\
cargo xtask run              set up what is missing, build, open the window
cargo xtask test             set up and run everything; what CI runs
cargo xtask check            format, lints, types, contract, fast tests
cargo xtask check --windows  the same, then compile the crates below the shell for Windows
cargo xtask long             ten thousand cases of each rule, 200 kills, hundreds of failing writes and flipped bits
cargo xtask tour             drive the real window through the main job; papers and pictures in target/tour
cargo xtask bench            measure how fast it is at 10 000 and 250 000 services; the table in target/bench/table.md
cargo xtask bench --size N   the same at 10 000 and N services
cargo xtask bench --window   the same, after the real window was driven for its memory and its keys
cargo xtask windows-tests    the tests as Windows programs under wine, where Debian's packages for it are; ends with 3 where not
cargo xtask windows-tests storage …   only these of domain, storage, documents, desk, journeys
cargo xtask rules            every rule of the field, the tests that prove it, the screen it lives on
cargo xtask contract         write the contract and the list of permissions anew";

/// The exit code of a chore whose packages are not here: neither passed nor failed.
const NOT_TRIED: u8 = 3;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut steps = Steps::default();
    match words.as_slice() {
        ["run"] => return shell::run(steps),
        ["test"] => checks::everything(&mut steps),
        ["check"] => checks::quick(&mut steps),
        ["check", "--windows"] => {
            checks::quick(&mut steps);
            steps.run("crates below the shell for Windows", windows::compile);
        }
        ["long"] => checks::long(&mut steps),
        ["tour"] => shell::tour(&mut steps),
        ["bench"] => bench::run(&mut steps, None, false),
        ["bench", "--window"] => bench::run(&mut steps, None, true),
        ["bench", "--size", size] if size.parse::<u32>().is_ok() => bench::run(&mut steps, Some(size), false),
        ["windows-tests", parts @ ..] if parts.iter().all(|part| wine::PARTS.contains(part)) => {
            let missing = windows::missing(true);
            if !missing.is_empty() {
                println!("Not tried: these Debian packages are not installed here: {}", missing.join(" "));
                return ExitCode::from(NOT_TRIED);
            }
            wine::test(&mut steps, if parts.is_empty() { &wine::PARTS } else { parts });
        }
        ["rules"] => {
            steps.run("rules", rules::print);
        }
        ["contract"] => {
            steps.run("contract and permissions", contract::write);
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    steps.finish()
}
