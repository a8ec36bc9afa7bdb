//! The running program under WebDriver.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use thirtyfour::prelude::*;

use super::Desktop;

/// Long enough for Argon2id and a first paper in an unoptimised build.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(40);

/// Day or night colours, as the system would ask for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Day,
    Night,
}

/// The program in its window. Everything waits until it can be done and panics with what it waited for.
pub struct Program {
    driver: WebDriver,
    server: Child,
    display: String,
}

impl Program {
    /// Opens the window on this desktop; its clock starts at `clock` (RFC 3339) and runs on.
    pub async fn open(desktop: &Desktop, clock: &str, look: Look) -> Self {
        let port = free_port();
        let mut server = desktop.command("WebKitWebDriver");
        server
            .arg(format!("--port={port}"))
            // What tauri-driver would say for us.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("PORYADOK_CLOCK", clock)
            .stdin(Stdio::null())
            .stdout(desktop.words_of("driver"))
            .stderr(desktop.words_of("driver"));
        if look == Look::Night {
            server.env("GTK_THEME", "Adwaita:dark");
        }
        let server = server.spawn().expect("WebKitWebDriver is there");

        let mut wanted = Capabilities::new();
        wanted
            .set("webkitgtk:browserOptions", serde_json::json!({ "binary": binary(), "args": [] }))
            .expect("a plain value");
        let address = format!("http://127.0.0.1:{port}");
        let started = Instant::now();
        let driver = loop {
            match WebDriver::new(address.clone(), wanted.clone()).await {
                Ok(driver) => break driver,
                Err(trouble) => {
                    assert!(started.elapsed() < PATIENCE, "the window did not open: {trouble}");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        };
        let program = Self { driver, server, display: desktop.display().to_owned() };
        program.see("#program *").await;
        program
    }

    /// Kills the program at once, as a power cut would.
    pub async fn kill(self) {
        drop(self);
        // The journal's lock is the system's and goes with the process; give the process time to go.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    /// Bytes of memory that the program and its web view hold, what several share counted in parts.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let mut whole = 0;
        let mut left = children_of(self.server.id());
        while let Some(process) = left.pop() {
            whole += memory_of(process).unwrap_or_default();
            left.extend(children_of(process));
        }
        whole
    }

    /// Bytes that a dump of memory may have at most, of every process of the window.
    #[must_use]
    pub fn dumps_at_most(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut left = children_of(self.server.id());
        while let Some(process) = left.pop() {
            let told = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap_or_default();
            found.extend(told.lines().find(|line| line.starts_with("Max core file size")).map(str::to_owned));
            left.extend(children_of(process));
        }
        found
    }

    /// Asks the window to close, as its cross does, and waits until the program has ended by itself.
    pub async fn close(self) {
        let processes = children_of(self.server.id());
        ask_to_close(&self.display).expect("the display answers");
        let started = Instant::now();
        while processes.iter().any(|id| running(*id)) {
            assert!(started.elapsed() < PATIENCE, "the window does not close");
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// The first visible element of this selector.
    pub async fn see(&self, css: &str) -> WebElement {
        self.until(css, || async {
            for element in self.driver.find_all(By::Css(css)).await.unwrap_or_default() {
                if element.is_displayed().await.unwrap_or(false) {
                    return Some(element);
                }
            }
            None
        })
        .await
    }

    /// Waits until nothing of this selector is visible.
    pub async fn see_go(&self, css: &str) {
        self.until(&format!("{css} to go"), || async { (!self.sees(css).await).then_some(()) }).await;
    }

    /// Whether something of this selector is visible just now.
    pub async fn sees(&self, css: &str) -> bool {
        for element in self.driver.find_all(By::Css(css)).await.unwrap_or_default() {
            if element.is_displayed().await.unwrap_or(false) {
                return true;
            }
        }
        false
    }

    /// How many elements of this selector there are just now.
    pub async fn count(&self, css: &str) -> usize {
        self.driver.find_all(By::Css(css)).await.unwrap_or_default().len()
    }

    /// Waits until the text of this selector holds these words, and gives the text back. A no-break space
    /// is a space to the reader.
    pub async fn read(&self, css: &str, words: &str) -> String {
        self.until(&format!("«{words}» in {css}"), || async {
            for element in self.driver.find_all(By::Css(css)).await.unwrap_or_default() {
                let text = element.text().await.unwrap_or_default().replace('\u{a0}', " ");
                if text.contains(words) {
                    return Some(text);
                }
            }
            None
        })
        .await
    }

    pub async fn text(&self, css: &str) -> String {
        self.see(css).await.text().await.expect("its text")
    }

    pub async fn value(&self, css: &str) -> String {
        self.see(css).await.value().await.expect("its value").unwrap_or_default()
    }

    /// Clicks once the element is visible and may be pressed.
    pub async fn click(&self, css: &str) {
        self.until(&format!("{css} to be pressed"), || async {
            for element in self.driver.find_all(By::Css(css)).await.unwrap_or_default() {
                if element.is_enabled().await.unwrap_or(false) && element.click().await.is_ok() {
                    return Some(());
                }
            }
            None
        })
        .await;
    }

    /// Presses a button or a link by Enter. A click of the driver goes astray in a zoomed page.
    pub async fn enter(&self, css: &str) {
        self.see(css).await.focus().await.expect("it takes the focus");
        self.keys(Key::Enter).await;
    }

    /// Puts this text into a field in place of what stood there.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.focus().await.expect("the field takes the focus");
        field.send_keys(Key::Control + "a").await.expect("all of it marked");
        let keys = if text.is_empty() { TypingData::from(Key::Backspace) } else { TypingData::from(text) };
        field.send_keys(keys).await.expect("typed");
        assert_eq!(field.value().await.expect("its value").unwrap_or_default(), text, "typed into {css}");
    }

    /// Goes down a closed list to the line with this value. A click would open the system's own menu,
    /// which WebDriver cannot see.
    pub async fn choose(&self, css: &str, value: &str) {
        let list = self.see(css).await;
        list.focus().await.expect("the list takes the focus");
        list.send_keys(Key::Home).await.expect("to the first line");
        let mut before = None;
        loop {
            let now = list.value().await.expect("its value");
            if now.as_deref() == Some(value) {
                return;
            }
            assert!(before != now, "{css} has no line «{value}»");
            list.send_keys(Key::Down).await.expect("one line down");
            before = now;
        }
    }

    /// Types where the focus is.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let focused = self.driver.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("typed");
    }

    /// The id of what has the focus.
    pub async fn focused(&self) -> String {
        let focused = self.driver.active_element().await.expect("something has the focus");
        focused.id().await.ok().flatten().unwrap_or_default()
    }

    /// Whether what has the focus answers this selector.
    pub async fn has_focus(&self, css: &str) -> bool {
        let asked = "return document.activeElement?.matches(arguments[0]) ?? false";
        let answer = self.driver.execute(asked, vec![css.into()]).await.expect("the page answers");
        answer.json() == &serde_json::Value::Bool(true)
    }

    /// Waits until the focus is there.
    pub async fn focus_on(&self, id: &str) {
        self.until(&format!("the focus on #{id}"), || async { (self.focused().await == id).then_some(()) }).await;
    }

    /// Leaves a picture of the window, taken from the display: WebKitWebDriver's own screenshot may hang.
    pub async fn picture(&self, place: &Path) {
        // What was just asked for has to reach the display.
        tokio::time::sleep(Duration::from_millis(250)).await;
        let taken = std::process::Command::new("import")
            .args(["-display", &self.display, "-window", "root"])
            .arg(place)
            .status()
            .expect("import (ImageMagick) is there");
        assert!(taken.success(), "no picture was taken");
    }

    /// Runs a script in the page: for what a person sees but WebDriver does not say, never to act.
    pub async fn ask_page(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, Vec::new()).await.expect("the page answers").json().clone()
    }

    /// As [`Self::ask_page`], for a script that answers later by calling its last argument.
    pub async fn ask_page_and_wait(&self, script: &str) -> serde_json::Value {
        self.driver.execute_async(script, Vec::new()).await.expect("the page answers").json().clone()
    }

    /// Waits until the page says yes to this expression.
    pub async fn until_page(&self, expression: &str) {
        let script = format!("return !!({expression})");
        self.until(expression, || async { (self.ask_page(&script).await == true).then_some(()) }).await;
    }

    /// Makes the window this large, in pixels of the display.
    pub async fn grow(&self, width: u32, height: u32) {
        self.driver.set_window_rect(0, 0, width, height).await.expect("the window changes its size");
        self.until_page(&format!("outerWidth === {width} && outerHeight === {height}")).await;
    }

    async fn until<R, F: Future<Output = Option<R>>>(&self, wanted: &str, mut look: impl FnMut() -> F) -> R {
        let started = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if started.elapsed() > PATIENCE {
                self.give_up(wanted).await;
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    async fn give_up(&self, wanted: impl Display) -> ! {
        let place = std::env::temp_dir().join("poryadok-gave-up.png");
        self.picture(&place).await;
        let said = self.driver.find(By::Css("body")).await;
        let said = match said {
            Ok(page) => page.text().await.unwrap_or_default(),
            Err(trouble) => trouble.to_string(),
        };
        panic!("waited in vain for {wanted}; the window (picture: {}) says:\n{said}", place.display());
    }
}

/// A test that failed must not leave its program behind either.
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.driver.clone().leak(); // nobody is left to be told that the session ends
        for id in children_of(self.server.id()) {
            let _ = std::process::Command::new("kill").args(["-9", &id.to_string()]).status();
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The program with the feature `rehearsal`; `cargo xtask` says where it was built.
pub(super) fn binary() -> PathBuf {
    std::env::var_os("PORYADOK_PROGRAM").map(PathBuf::from).expect("PORYADOK_PROGRAM names the built program")
}

/// Says «close yourself» to every window of the display that listens to it.
pub(super) fn ask_to_close(display: &str) -> Result<(), Box<dyn std::error::Error>> {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask};
    use x11rb::wrapper::ConnectionExt as _;

    let (display, screen) = x11rb::connect(Some(display))?;
    let protocols = display.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
    let close = display.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
    let root = display.setup().roots.get(screen).ok_or("no screen")?.root;
    for window in display.query_tree(root)?.reply()?.children {
        let listens = display.get_property(false, window, protocols, AtomEnum::ATOM, 0, 32)?.reply()?;
        let shown = display.get_window_attributes(window)?.reply()?.map_state != 0_u8.into();
        if shown && listens.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == close)) {
            let message = ClientMessageEvent::new(32, window, protocols, [close, 0, 0, 0, 0]);
            display.send_event(false, window, EventMask::NO_EVENT, message)?;
        }
    }
    display.sync()?;
    Ok(())
}

fn memory_of(process: u32) -> Option<u64> {
    let told = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// A dead process whose parent has not asked after it yet is no longer running.
fn running(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat"))
        .is_ok_and(|line| !line.rsplit_once(')').is_some_and(|(_, rest)| rest.trim_start().starts_with('Z')))
}

fn free_port() -> u16 {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    taken.local_addr().expect("its number").port()
}

/// Ids of the processes that this one started.
fn children_of(parent: u32) -> Vec<u32> {
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|id| {
            // «id (name) state parent …»; the name may hold spaces and brackets.
            std::fs::read_to_string(format!("/proc/{id}/stat"))
                .ok()
                .and_then(|line| line.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok())
                == Some(parent)
        })
        .collect()
}
