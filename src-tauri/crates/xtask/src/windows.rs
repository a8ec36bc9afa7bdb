//! Compiles what stands below the shell for Windows, on Debian, where its packages are.

use std::path::Path;
use std::process::Command;

use crate::place::{root, target};
use crate::steps::{Outcome, finish};

/// Debian's own compiler: it brings the sources of the library, rustup's Windows targets are not needed.
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const TARGET: &str = "x86_64-pc-windows-gnu";

pub fn compile() -> Outcome {
    let there = [RUSTC, CARGO, "/usr/bin/x86_64-w64-mingw32-gcc"].iter().all(|program| Path::new(program).exists());
    if !there || !library_sources() {
        println!("   left out: the Debian packages rustc-web cargo-web rust-web-src mingw-w64 are not installed here");
        return Ok(());
    }
    finish(
        Command::new(CARGO)
            .args(["check", "-p", "desk", "-Z", "build-std=std,panic_abort", "--target", TARGET])
            .arg("--target-dir")
            .arg(target().join("windows"))
            .current_dir(root())
            .env("PATH", "/usr/bin:/bin")
            .env("RUSTC", RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_HOME", target().join("windows/cargo-home"))
            // Of the cargo that runs this chore; the other one has its own.
            .env_remove("CARGO")
            .env_remove("RUSTUP_TOOLCHAIN"),
    )
}

fn library_sources() -> bool {
    Command::new(RUSTC)
        .args(["--print", "sysroot"])
        .output()
        .ok()
        .and_then(|answer| String::from_utf8(answer.stdout).ok())
        .is_some_and(|root| Path::new(root.trim()).join("lib/rustlib/src/rust/library/std").is_dir())
}
