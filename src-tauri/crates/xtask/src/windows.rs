//! What stands below the shell, compiled for Windows on Debian and run under wine, where the packages are.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::{root, target};
use crate::steps::{Outcome, Steps, finish, read};

/// Debian's own compiler: it brings the sources of the library, rustup's Windows targets are not needed.
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const TARGET: &str = "x86_64-pc-windows-gnu";
const LINKER: &str = "/usr/bin/x86_64-w64-mingw32-gcc";
const WINE: &str = "/usr/lib/wine/wine64";

/// Journeys that ask another program of this system (poppler, cargo, the web view), which no Windows program under
/// wine can start.
const ASK_OTHERS: [&str; 8] =
    ["architecture", "authority", "bench", "centres", "papers", "people", "practice", "reports"];

/// Chance as Windows 10 gives it; wine 8 does not know the function by this name. For tests only.
const CHANCE: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE place, SIZE_T count) { return SystemFunction036(place, (ULONG)count); }
";

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

/// The crates, the journeys, and the shell's secret in the Credential Manager.
pub fn test(steps: &mut Steps) {
    if !steps.run("what wine lacks", supply_chance) {
        return;
    }
    let crates = ["domain", "storage", "documents", "desk"].iter().flat_map(|name| ["-p", name]);
    steps.run("crates as Windows programs", || {
        finish(under_wine(cargo("test").args(["--no-fail-fast", "--lib"]).args(crates)))
    });
    steps.run("journeys as Windows programs", || {
        let journeys = journeys()?;
        println!("   {}", journeys.join(" "));
        let chosen = journeys.iter().flat_map(|name| ["--test", name]);
        // Without the driver of the real window, which is not there.
        let mut tests = cargo("test");
        tests.args(["--no-fail-fast", "-p", "poryadok-tests", "--no-default-features"]).args(chosen);
        finish(under_wine(&mut tests))
    });
    steps.run("the Credential Manager", || {
        let mut tests = cargo("test");
        tests
            .args(["-p", "poryadok", "--bin", "poryadok", "--", "--ignored", "--exact"])
            .arg("keyring::tests::a_secret_is_kept_replaced_and_removed");
        let said = read(under_wine(&mut tests))?;
        print!("{said}");
        if said.contains("1 passed; 0 failed") { Ok(()) } else { Err("no test was run".to_owned()) }
    });
}

fn cargo(act: &str) -> Command {
    let mut command = Command::new(CARGO);
    command
        .args([act, "-Z", "build-std=std,panic_abort", "--target", TARGET, "--target-dir"])
        .arg(folder())
        .current_dir(root())
        .env("PATH", "/usr/bin:/bin")
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_HOME", folder().join("cargo-home"))
        // Of the cargo that runs this chore; the other one has its own.
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

fn under_wine(command: &mut Command) -> &mut Command {
    command
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", WINE)
        .env("WINEPREFIX", folder().join("wine"))
        .env("WINEDEBUG", "-all")
        .env("WINEDLLOVERRIDES", "bcryptprimitives=n")
        // No window is opened, so none is looked for.
        .env_remove("DISPLAY")
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

/// Every journey that needs no other program.
fn journeys() -> Result<Vec<String>, String> {
    let place = root().join("tests/tests");
    let entries = std::fs::read_dir(&place).map_err(|trouble| format!("{}: {trouble}", place.display()))?;
    let mut found: Vec<String> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs") || path.join("main.rs").exists())
        .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
        .filter(|name| !ASK_OTHERS.contains(&name.as_str()))
        .collect();
    found.sort();
    Ok(found)
}

fn folder() -> PathBuf {
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
