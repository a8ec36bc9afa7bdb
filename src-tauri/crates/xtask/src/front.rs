//! The user interface: its packages, its build, its tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::place::{root, target};
use crate::steps::{Outcome, finish, present};

/// Installs the packages of the lock file unless just these are there.
pub fn packages() -> Outcome {
    if !present(NPM) {
        return Err("npm is not there: please install Node.js 20 or newer".to_owned());
    }
    let lock =
        std::fs::read(ui().join("package-lock.json")).map_err(|trouble| format!("package-lock.json: {trouble}"))?;
    let seen = target().join("xtask/package-lock.json");
    if ui().join("node_modules").is_dir() && std::fs::read(&seen).is_ok_and(|had| had == lock) {
        println!("   all there");
        return Ok(());
    }
    finish(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    remember(&seen, &lock)
}

/// Builds the pages unless they are newer than everything they are made of.
pub fn build() -> Outcome {
    let made = newest_in(&[ui().join("dist/index.html")]);
    let sources = newest_in(&[
        ui().join("src"),
        ui().join("index.html"),
        ui().join("package-lock.json"),
        ui().join("vite.config.ts"),
        ui().join("svelte.config.js"),
        root().join("assets"),
    ]);
    if made.is_some() && made > sources {
        println!("   up to date");
        return Ok(());
    }
    finish(npm().args(["run", "--silent", "build"]))
}

pub fn types() -> Outcome {
    finish(npm().args(["run", "--silent", "check"]))
}

pub fn tests() -> Outcome {
    finish(npm().args(["run", "--silent", "test"]))
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn npm() -> Command {
    let mut npm = Command::new(NPM);
    npm.current_dir(ui());
    npm
}

fn ui() -> PathBuf {
    root().join("ui")
}

fn remember(place: &Path, content: &[u8]) -> Outcome {
    place
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(place, content))
        .map_err(|trouble| format!("{}: {trouble}", place.display()))
}

/// When the youngest of these files, or of the files in these folders, was written.
fn newest_in(places: &[PathBuf]) -> Option<SystemTime> {
    places
        .iter()
        .filter_map(|place| {
            if place.is_dir() {
                let inside: Vec<PathBuf> = std::fs::read_dir(place).ok()?.flatten().map(|entry| entry.path()).collect();
                newest_in(&inside)
            } else {
                std::fs::metadata(place).and_then(|file| file.modified()).ok()
            }
        })
        .max()
}
