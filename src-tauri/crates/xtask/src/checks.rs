//! What `check` and `test` consist of.

use std::process::Command;

use crate::place::{cargo, target};
use crate::shell;
use crate::steps::{Outcome, Steps, finish, read};
use crate::{contract, front, rules, system};

/// One set of packages and features for lints, build and tests: another would compile everything anew.
pub const WHOLE: [&str; 3] = ["--workspace", "--features", "poryadok/rehearsal,desk/contract"];

/// Format, lints, types, fast tests.
pub fn quick(steps: &mut Steps) {
    if !set_up(steps, &[]) {
        return;
    }
    source(steps);
    steps.run("fast tests: Rust", || finish(cargo().args(["test", "--quiet", "--lib", "--bin", "xtask"]).args(WHOLE)));
    steps.run("fast tests: screens", front::tests);
}

/// Everything, from nothing.
pub fn everything(steps: &mut Steps) {
    if !set_up(steps, system::TEST) {
        return;
    }
    source(steps);
    steps.run("tests: screens", front::tests);
    if !steps.run("build of everything", build) {
        let left = [
            "tests: Rust",
            "keyring",
            "window: short tour",
            "window: leaving",
            "window: sockets",
            "window: access",
            "window: centre B",
            "window: screen reader",
            "window: centre C",
            "window: centre E",
            "window: recovery",
        ];
        for name in left {
            steps.leave_out(name, "the build failed");
        }
        return;
    }
    steps.run("tests: Rust", || finish(cargo().args(["test", "--no-fail-fast"]).args(WHOLE)));
    steps.run("keyring: open and locked", a_real_keyring);
    steps.run("keyring: none", no_keyring);
    steps.run("window: short tour", || shell::drive("short_tour"));
    steps.run("window: leaving", || shell::drive("short_leaving"));
    steps.run("window: sockets", || shell::drive("short_sockets"));
    steps.run("window: access", || shell::drive("short_access"));
    steps.run("window: centre B", || shell::drive("short_centre_b"));
    steps.run("window: screen reader", || shell::drive("short_reading"));
    steps.run("window: centre C", || shell::drive("short_centre_c"));
    steps.run("window: centre E", || shell::drive("short_centre_e"));
    steps.run("window: recovery", || shell::drive("short_recovery"));
}

/// What takes too long for every change: each property of the rules over ten thousand cases, hundreds of kills and
/// failing writes.
pub fn long(steps: &mut Steps) {
    const CASES: &str = "10000";
    if set_up(steps, system::TEST) {
        steps.run("properties of the rules, 10 000 cases each", || {
            finish(cargo().args(["test", "--release", "--package", "domain", "--lib"]).env("PROPTEST_CASES", CASES))
        });
        steps.run("kills, failing writes, flipped bits", || {
            let mut survival = cargo();
            survival.arg("test").args(WHOLE).args(["--test", "survival", "--", "--nocapture", "--test-threads=1"]);
            finish(survival.env("PORYADOK_KILLS", "200").env("PORYADOK_WRITES", "25").env("PORYADOK_BITS", "400"))
        });
    }
}

/// Compiles every program and every test once.
pub fn build() -> Outcome {
    finish(cargo().args(["build", "--all-targets"]).args(WHOLE))
}

/// Packages of the system and of the interface, and the pages that the shell takes in.
pub fn set_up(steps: &mut Steps, more: &[&str]) -> bool {
    let needed: Vec<&str> = system::BUILD.iter().chain(more).copied().collect();
    steps.run("packages of the system", || system::install(&needed))
        && steps.run("packages of the interface", front::packages)
        && steps.run("pages of the interface", front::build)
}

fn source(steps: &mut Steps) {
    steps.run("format", || finish(cargo().args(["fmt", "--all", "--check"])));
    steps.run("contract", contract::compare);
    steps.run("rules", rules::check);
    steps.run("lints", || {
        finish(cargo().args(["clippy", "--quiet", "--all-targets"]).args(WHOLE).args(["--", "-D", "warnings"]))
    });
    steps.run("types of the interface", front::types);
}

/// The shell's keyring against gnome-keyring on a bus of its own, first unlocked, then not; nobody's own
/// keyring is touched.
fn a_real_keyring() -> Outcome {
    let home = target().join("xtask/keyring-home");
    let _ = std::fs::remove_dir_all(&home);
    std::fs::create_dir_all(&home).map_err(|trouble| format!("{}: {trouble}", home.display()))?;
    let program = shell::test_program("keyring")?;
    for (daemon, test) in [
        ("printf rehearsal | gnome-keyring-daemon --unlock", "a_secret_is_kept_replaced_and_removed"),
        (
            "printf rehearsal | gnome-keyring-daemon --unlock",
            "an_anchor_is_kept_and_replaced_beside_those_of_other_branches",
        ),
        ("gnome-keyring-daemon --start", "a_locked_keyring_is_not_taken_for_an_absent_one"),
    ] {
        let mut session = Command::new("dbus-run-session");
        session
            .args(["--", "sh", "-c"])
            .arg(format!("{daemon} --components=secrets >/dev/null && \"$@\""))
            .arg("sh")
            .arg(&program)
            .args(["--ignored", "--exact"])
            .arg(format!("keyring::tests::{test}"))
            .env("HOME", &home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_RUNTIME_DIR", &home)
            // Without a display nobody can be asked for the keyring's password.
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        one_passed(&mut session)?;
    }
    Ok(())
}

fn no_keyring() -> Outcome {
    let mut session = Command::new(shell::test_program("keyring")?);
    session
        .args(["--ignored", "--exact", "keyring::tests::no_service_is_said_to_be_absent"])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    one_passed(&mut session)
}

/// A name that matches no test passes silently, so the pass itself is looked for.
fn one_passed(command: &mut Command) -> Outcome {
    let said = read(command)?;
    print!("{said}");
    if said.contains("1 passed; 0 failed") { Ok(()) } else { Err("no test was run".to_owned()) }
}
