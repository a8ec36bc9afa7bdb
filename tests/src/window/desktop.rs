//! A desktop for one journey: display, session bus, unlocked keyring, printer, empty home.
//!
//! Everything is given to the children by their environment; this process changes nothing of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::readable::{files_under, readable_in};

/// No service may be started by this bus on its own: only what the journey brings is there.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// Takes the pages from standard input as CUPS does, and keeps them with the words it was called with.
const PRINTER: &str = r#"#!/bin/sh
[ -e "$PRINTED/no-printer" ] && exit 1
number=$(ls "$PRINTED" | grep -c '\.pdf$')
printf '%s\n' "$@" > "$PRINTED/$number.words"
cat > "$PRINTED/$number.part" && mv "$PRINTED/$number.part" "$PRINTED/$number.pdf"
"#;

const PRINTERS: &str = r#"#!/bin/sh
[ -e "$PRINTED/no-printer" ] || echo office
"#;

/// What the printer got.
pub struct Printed {
    /// The words after `lp`, one each.
    pub words: Vec<String>,
    pub pdf: Vec<u8>,
}

/// What a desktop may have besides.
#[derive(Clone, Copy, Debug)]
pub struct Fitting {
    /// Pixels of the display, width and height.
    pub size: (u32, u32),
    /// The bus by which screen readers ask what stands in a window.
    pub screen_reader: bool,
}

/// The size every screen is planned for first, and nobody listening.
impl Default for Fitting {
    fn default() -> Self {
        Self { size: (1366, 768), screen_reader: false }
    }
}

/// A desktop nobody else uses; it goes when it is dropped.
pub struct Desktop {
    folder: TempDir,
    bus: String,
    display: String,
    fitting: Fitting,
    children: Vec<Child>,
}

impl Desktop {
    /// # Panics
    /// When a program of the desktop is missing: `cargo xtask test` installs them.
    pub fn start() -> Self {
        Self::fitted(Fitting::default())
    }

    /// # Panics
    /// As [`Self::start`].
    pub fn fitted(fitting: Fitting) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the desktop");
        for name in ["home", "runtime", "data", "bin", "printed", "saved", "tmp"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder of the desktop");
        }
        put_program(&folder.path().join("bin/lp"), PRINTER);
        put_program(&folder.path().join("bin/lpstat"), PRINTERS);
        std::fs::write(folder.path().join("bus.conf"), BUS).expect("the bus's rules");

        let mut display = Command::new("Xvfb");
        let (width, height) = fitting.size;
        let screen = format!("{width}x{height}x24");
        display.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"]);
        let (display, number) = start_and_read_a_line(&mut display);

        let mut bus = Command::new("dbus-daemon");
        bus.arg("--config-file").arg(folder.path().join("bus.conf")).args(["--nofork", "--print-address=1"]);
        let (bus, address) = start_and_read_a_line(&mut bus);

        let display_name = format!(":{number}");
        let mut desktop = Self { folder, bus: address, display: display_name, fitting, children: vec![display, bus] };
        desktop.open_keyring(&[]);
        if fitting.screen_reader {
            desktop.offer_the_tree();
        }
        desktop
    }

    /// Where the program keeps its journal.
    pub fn journal_folder(&self) -> PathBuf {
        self.folder.path().join("data/poryadok")
    }

    /// Where «Сохранить…» puts files.
    pub fn saved(&self) -> PathBuf {
        self.folder.path().join("saved")
    }

    /// Everything printed so far, oldest first.
    pub fn printed(&self) -> Vec<Printed> {
        (0..)
            .map_while(|number| {
                let place = self.folder.path().join("printed").join(format!("{number}.pdf"));
                let pdf = std::fs::read(&place).ok()?;
                let words = std::fs::read_to_string(place.with_extension("words")).ok()?;
                Some(Printed { words: words.lines().map(str::to_owned).collect(), pdf })
            })
            .collect()
    }

    /// Takes the printer away, or gives it back.
    pub fn have_printer(&self, there: bool) {
        let sign = self.folder.path().join("printed/no-printer");
        if there {
            let _ = std::fs::remove_file(sign);
        } else {
            std::fs::write(sign, "").expect("the printer's sign");
        }
    }

    /// Lets nothing be saved in the folder of saved files, or everything again.
    pub fn have_place_to_save(&self, there: bool) {
        let folder = self.saved();
        let away = folder.with_extension("away");
        if there {
            std::fs::remove_file(&folder).expect("the file in its place");
            std::fs::rename(away, folder).expect("the folder back");
        } else {
            std::fs::rename(&folder, away).expect("the folder away");
            std::fs::write(folder, "").expect("a file in its place");
        }
    }

    /// Holds every answer of the program back for so long, so that one sees how it waits.
    pub fn answer_after(&self, time: std::time::Duration) {
        std::fs::write(self.slowness(), time.as_millis().to_string()).expect("the sign of slowness");
    }

    pub fn answer_at_once(&self) {
        std::fs::remove_file(self.slowness()).expect("the sign of slowness");
    }

    fn slowness(&self) -> PathBuf {
        self.folder.path().join("slowness")
    }

    /// The system's keyring is lost with all it held, as after a new account or a repaired disk; an empty one answers.
    pub fn lose_keyring(&self) {
        std::fs::remove_dir_all(self.folder.path().join("data/keyrings")).expect("the keyring's folder");
        self.open_keyring(&["--replace"]);
    }

    /// The file that «Копия с флешки…» finds.
    pub fn put_in_a_stick(&self, copy: &Path) {
        std::fs::copy(copy, self.stick()).expect("the copy on the stick");
    }

    fn stick(&self) -> PathBuf {
        self.folder.path().join("stick.poryadok-copy")
    }

    /// Locks the screen of the computer, as GNOME says it.
    pub fn lock_the_screen(&self) {
        let bus = zbus::blocking::connection::Builder::address(self.bus.as_str())
            .and_then(zbus::blocking::connection::Builder::build)
            .expect("the bus answers");
        let screen = "org.gnome.ScreenSaver";
        bus.emit_signal(None::<&str>, "/org/gnome/ScreenSaver", screen, "ActiveChanged", &true).expect("said");
    }

    /// «file: word» for every word that lies readable anywhere on the desktop: in the journal's folder, the web
    /// view's files, the folder for temporary ones, in what the program said, in a dump of its memory. Papers a
    /// person printed or saved are not looked through.
    pub fn lying_readable(&self, words: &[String]) -> Vec<String> {
        let mut files = files_under(self.folder.path(), &["printed", "saved", "bin"]);
        // What processes share in memory lies as files too; those of other desktops of the same time with it.
        files.extend(files_under(Path::new("/dev/shm"), &[]));
        readable_in(&files, words)
    }

    /// What the web view keeps of its own: all of the person's folder that is not the journal's.
    pub fn web_view_files(&self) -> Vec<PathBuf> {
        let journal = self.journal_folder();
        let all = files_under(self.folder.path(), &["printed", "saved", "bin"]).into_iter();
        all.filter(|file| {
            let name = file.to_string_lossy().to_lowercase();
            !file.starts_with(&journal)
                && (name.contains("webkit") || name.contains("localstorage") || name.contains("mediakeys"))
        })
        .collect()
    }

    /// Files of the journal's folder.
    pub fn journal_files(&self) -> Vec<PathBuf> {
        files_under(&self.journal_folder(), &[])
    }

    /// A file in which the words of a program stay.
    pub(super) fn words_of(&self, program: &str) -> std::fs::File {
        let place = self.folder.path().join(format!("{program}.said"));
        std::fs::OpenOptions::new().create(true).append(true).open(place).expect("a file for its words")
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn bus(&self) -> &str {
        &self.bus
    }

    pub(super) fn display(&self) -> &str {
        &self.display
    }

    /// A program that stands on this desktop.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let here = |name: &str| self.folder.path().join(name);
        let mut path = here("bin").into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let mut command = Command::new(program);
        command
            .env("PATH", path)
            .env("HOME", here("home"))
            .env("XDG_DATA_HOME", here("data"))
            .env("XDG_CONFIG_HOME", here("home/config"))
            .env("XDG_CACHE_HOME", here("home/cache"))
            .env("XDG_RUNTIME_DIR", here("runtime"))
            .env("TMPDIR", here("tmp"))
            .current_dir(here("home"))
            .env("PRINTED", here("printed"))
            .env("PORYADOK_SAVE_TO", here("saved"))
            .env("PORYADOK_SLOWNESS", here("slowness"))
            .env("PORYADOK_CHOOSE_COPY", self.stick())
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("DBUS_SYSTEM_BUS_ADDRESS", &self.bus)
            .env("GDK_BACKEND", "x11")
            .env("LANG", "C.UTF-8")
            .env_remove("WAYLAND_DISPLAY");
        if self.fitting.screen_reader {
            command.env_remove("NO_AT_BRIDGE");
        } else {
            command.env("NO_AT_BRIDGE", "1"); // no bus of its own for screen readers
        }
        command
    }

    /// Starts the bus of the accessibility tree; a common desktop starts it with the first window.
    fn offer_the_tree(&mut self) {
        let launcher = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"]
            .into_iter()
            .find(|place| Path::new(place).exists())
            .expect("at-spi2-core is there");
        let launched = self
            .command(launcher)
            .arg("--launch-immediately")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the bus of the accessibility tree");
        self.children.push(launched);
        // A window that opens before the bus answers is never read.
        super::screen_reader::address_of_the_tree(&self.bus);
    }

    /// The daemon asks for a password once and goes to the background when it is ready; it ends with
    /// the bus.
    fn open_keyring(&self, more: &[&str]) {
        let mut keyring = self
            .command("gnome-keyring-daemon")
            .args(["--unlock", "--components=secrets"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon is there");
        keyring.stdin.take().expect("a pipe").write_all(b"rehearsal").expect("the keyring's password");
        assert!(keyring.wait().expect("it ends").success(), "the keyring did not unlock");
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn put_program(place: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(place, text).expect("a program of the desktop");
    std::fs::set_permissions(place, std::fs::Permissions::from_mode(0o755)).expect("made runnable");
}

/// Waits for the line by which a program says that it is ready.
fn start_and_read_a_line(command: &mut Command) -> (Child, String) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|trouble| panic!("{:?}: {trouble}", command.get_program()));
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert!(!line.is_empty(), "{:?} ended before it was ready", command.get_program());
    // Read on, so that the program never waits for its own words to be taken.
    std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
    (child, line.trim().to_owned())
}
