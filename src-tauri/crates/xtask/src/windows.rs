//! Programs for Windows, compiled on Debian, where the packages are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{root, target};
use crate::steps::{Outcome, finish};
use crate::wine::WINE;

/// Debian's own compiler: it brings the sources of the library, rustup's Windows targets are not needed.
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
pub const TARGET: &str = "x86_64-pc-windows-gnu";
pub const LINKER: &str = "/usr/bin/x86_64-w64-mingw32-gcc";

/// Debian packages that are not here, for compiling and for running what was compiled.
pub fn missing(to_run: bool) -> Vec<&'static str> {
    let mut missing = Vec::new();
    for (package, there) in [
        ("rustc-web", Path::new(RUSTC).exists()),
        ("cargo-web", Path::new(CARGO).exists()),
        ("rust-web-src", library_sources()),
        ("mingw-w64", Path::new(LINKER).exists()),
        ("wine", !to_run || Path::new(WINE).exists()),
    ] {
        if !there {
            missing.push(package);
        }
    }
    missing
}

pub fn compile() -> Outcome {
    let missing = missing(false);
    if !missing.is_empty() {
        println!("   left out: these Debian packages are not installed here: {}", missing.join(" "));
        return Ok(());
    }
    finish(cargo("check").args(["-p", "desk"]))
}

/// Everything of it lies in a folder of its own, the packages' sources too: it is another cargo.
pub fn cargo(act: &str) -> Command {
    let mut command = Command::new(CARGO);
    command
        .args([act, "-Z", "build-std=std,panic_abort", "--target", TARGET, "--target-dir"])
        .arg(folder())
        .current_dir(root())
        .env("PATH", "/usr/bin:/bin")
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_HOME", folder().join("cargo-home"))
        // Of the cargo that runs this chore.
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

pub fn folder() -> PathBuf {
    target().join("windows")
}

fn library_sources() -> bool {
    Command::new(RUSTC)
        .args(["--print", "sysroot"])
        .output()
        .ok()
        .and_then(|answer| String::from_utf8(answer.stdout).ok())
        .is_some_and(|root| Path::new(root.trim()).join("lib/rustlib/src/rust/library/std").is_dir())
}
