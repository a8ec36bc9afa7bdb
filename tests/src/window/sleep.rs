//! The part of a system that lets a computer sleep: it asks who wants to be waited for, and waits.

use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use zbus::blocking::{Connection, connection};
use zbus::interface;
use zbus::zvariant::OwnedFd as SentFd;

use super::Desktop;

const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers on the desktop's bus as the login manager does.
pub struct SleepKeeper {
    bus: Connection,
    asked: Receiver<std::io::PipeReader>,
    /// Our end of what the program holds: it reads to its end once the program lets go.
    held: Mutex<Option<std::io::PipeReader>>,
}

struct Manager {
    asked: Sender<std::io::PipeReader>,
}

#[interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> zbus::fdo::Result<SentFd> {
        assert_eq!((what, mode), ("sleep", "delay"));
        let (ours, theirs) = std::io::pipe().map_err(|trouble| zbus::fdo::Error::Failed(trouble.to_string()))?;
        let _ = self.asked.send(ours);
        Ok(OwnedFd::from(theirs).into())
    }
}

impl SleepKeeper {
    /// Before the program is opened, so that it finds somebody to ask.
    pub fn on(desktop: &Desktop) -> Self {
        let (says, asked) = channel();
        let bus = connection::Builder::address(desktop.bus())
            .and_then(|bus| bus.name("org.freedesktop.login1"))
            .and_then(|bus| bus.serve_at(PATH, Manager { asked: says }))
            .and_then(connection::Builder::build)
            .expect("the bus answers");
        Self { bus, asked, held: Mutex::default() }
    }

    /// Waits until the program has asked to be waited for.
    pub fn wait_until_asked(&self) {
        let held = self.asked.recv_timeout(PATIENCE).expect("the program asks to be waited for");
        *self.held.lock().expect("held") = Some(held);
    }

    pub fn say_that_sleep_comes(&self) {
        self.say(true);
    }

    pub fn say_that_it_woke(&self) {
        self.say(false);
    }

    /// Waits until the program has let go, and says for how long it held the sleep back.
    pub fn wait_until_let_go(&self) -> Duration {
        let started = Instant::now();
        let mut held = self.held.lock().expect("held").take().expect("the program has asked");
        let (done, ended) = channel();
        std::thread::spawn(move || {
            let _ = held.read_to_end(&mut Vec::new());
            let _ = done.send(());
        });
        ended.recv_timeout(PATIENCE).expect("the program lets the computer sleep");
        started.elapsed()
    }

    fn say(&self, sleeps: bool) {
        self.bus.emit_signal(None::<&str>, PATH, MANAGER, "PrepareForSleep", &sleeps).expect("said");
    }
}
