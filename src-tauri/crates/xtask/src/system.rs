//! Packages of the system. Only Debian and its kin are known; elsewhere the needs are named.

use std::process::{Command, Stdio};

use crate::steps::{Outcome, finish, present};

/// What building and opening the window needs.
pub const BUILD: &[&str] = &[
    "build-essential", // the linker; SQLCipher is C
    "pkg-config",
    "perl", // vendored OpenSSL is configured by it
    "libwebkit2gtk-4.1-dev",
];

/// What the tests need besides.
pub const TEST: &[&str] = &[
    "xvfb",                   // the display for the window tests
    "webkit2gtk-driver",      // WebDriver for the window
    "dbus-daemon",            // session bus for the keyring
    "gnome-keyring",          // the keyring the device secret is put in
    "at-spi2-core",           // the tree that screen readers read
    "imagemagick",            // pictures of the display
    "poppler-utils",          // papers read back
    "libreoffice-calc-nogui", // workbooks read back
    "unzip",                  // what stands inside a workbook
    "strace",                 // which sockets are opened
];

pub fn install(needed: &[&str]) -> Outcome {
    if cfg!(windows) {
        println!("   Windows brings the web view; the build needs the MSVC build tools and perl.");
        return Ok(());
    }
    if !present("dpkg-query") {
        println!("   This is no Debian or Ubuntu: please see to these yourself (Debian's names): {}", needed.join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = needed.iter().copied().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        println!("   all there");
        return Ok(());
    }
    println!("   installing {}", missing.join(" "));
    let Some(installer) = installer() else {
        return Err(format!(
            "these packages are missing and this account may not install them; as administrator: apt-get install {}",
            missing.join(" ")
        ));
    };
    // Old lists may still do, so a failed update is not the end.
    if let Err(why) = finish(apt(&installer).args(["update", "-qq"])) {
        println!("   the package lists could not be renewed ({why}); trying with the old ones");
    }
    finish(apt(&installer).args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))
        .map_err(|why| format!("{why}. Is there a network? Missing: {}", missing.join(" ")))
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|answer| answer.stdout.ends_with(b" installed"))
}

/// Words before `apt-get`: none for root, `sudo` for who may use it.
fn installer() -> Option<Vec<&'static str>> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0");
    if root {
        Some(Vec::new())
    } else if present("sudo") {
        Some(vec!["sudo"])
    } else {
        None
    }
}

fn apt(before: &[&str]) -> Command {
    let mut words = before.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut command = Command::new(words.next().unwrap_or("env"));
    command.args(words);
    command
}
