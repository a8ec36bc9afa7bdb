//! The program itself: opening it, driving it.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::checks::{self, WHOLE};
use crate::place::{cargo, root, target};
use crate::steps::{Outcome, Steps, finish, read};
use crate::system;

/// With the whole workspace, so that its libraries are those that the tests compiled.
const BUILD: [&str; 4] = ["build", "--workspace", "--bin", "poryadok"];

const NO_DISPLAY: &str = "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n\
`cargo xtask tour` brings its own display, drives the window there and leaves pictures in target/tour.";

/// Sets up, builds, opens the window and waits until it is closed.
pub fn run(mut steps: Steps) -> ExitCode {
    let display = cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|set| !set.is_empty()));
    if !display {
        println!("{NO_DISPLAY}\nThe set-up and the build are done all the same.");
    }
    let ready = checks::set_up(&mut steps, &[]) && steps.run("the program", || finish(cargo().args(BUILD)));
    if !ready {
        return steps.finish();
    }
    if !display {
        println!("\n{NO_DISPLAY}");
        return ExitCode::FAILURE;
    }
    println!("\nOpening the window.");
    let program = target().join("debug").join(if cfg!(windows) { "poryadok.exe" } else { "poryadok" });
    match finish(Command::new(program).current_dir(root())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("The window could not be opened: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The whole main job in the real window, and every screen at every size.
pub fn tour(steps: &mut Steps) {
    if !checks::set_up(steps, system::TEST) {
        return;
    }
    if steps.run("build of everything", checks::build) {
        steps.run("window: whole tour", || drive("whole_tour"));
        println!("   papers and pictures: {}", target().join("tour").display());
        steps.run("window: times", || drive("times_tour"));
        steps.run("window: centre B", || drive("short_centre_b"));
        steps.run("window: centre E", || drive("short_centre_e"));
        steps.run("window: access", || drive("access_tour"));
        steps.run("window: states", || drive("states_tour"));
        steps.run("window: forms and outcomes", || drive("forms_and_outcomes"));
        println!("   pictures of each form and outcome: {}", target().join("forms-and-outcomes").display());
        println!("   pictures of states: {}", target().join("states-tour-day").display());
        println!("   pictures at every size: {}", target().join("access-tour").display());
    }
}

/// Runs one of the window's journeys; its harness brings display, bus and keyring.
pub fn drive(name: &str) -> Outcome {
    finish(journey(name).env("PORYADOK_PROGRAM", target().join("debug/poryadok")))
}

/// A journey of the window, for whoever says which program is driven.
pub fn journey(name: &str) -> Command {
    let mut command = cargo();
    command
        .arg("test")
        .args(WHOLE)
        .args(["--test", "window", "--", "--ignored", "--nocapture", "--exact", name])
        .env("PORYADOK_TARGET", target());
    command
}

/// Where cargo put the program that holds the shell's own tests.
pub fn test_program(about: &str) -> Result<PathBuf, String> {
    let told = read(cargo().arg("test").args(WHOLE).args(["--bin", "poryadok", "--no-run", "--message-format=json"]))?;
    // One JSON value a line; the path is the only thing wanted of them.
    told.lines()
        .filter(|line| line.contains("\"profile\"") && line.contains("\"test\":true"))
        .filter_map(|line| line.split("\"executable\":\"").nth(1))
        .filter_map(|rest| rest.split('"').next())
        .map(PathBuf::from)
        .next_back()
        .ok_or_else(|| format!("cargo built no test program for {about}"))
}
