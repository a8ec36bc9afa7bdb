//! Locks the journal when the person has left the computer: its screen was locked, or it goes to sleep.
//!
//! The page is asked first, for it has drafts to keep; one that does not answer is not waited for. Linux
//! desktops tell both over D-Bus. Elsewhere only a sleep is noticed, after it, by the time that is missing;
//! Windows tells of its locked screen only to code that is not memory safe, so there the five minutes without
//! a hand count.

use std::any::Any;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use tauri::{AppHandle, Manager as _};

use crate::shared_desk::SharedDesk;
use crate::{clock, window};

/// A computer that is merely busy does not lose so much time between two looks at its clock.
const SLEPT: chrono::TimeDelta = chrono::TimeDelta::seconds(30);
const GLANCE: Duration = Duration::from_secs(2);

/// The person has left. What it carries holds the sleep back until the journal is locked.
#[derive(Default)]
struct Sign(Option<Box<dyn Any + Send>>);

/// Begins to watch; ends with the program.
pub fn watch(app: &AppHandle) {
    let (says, signs) = mpsc::channel::<Sign>();
    begin("screen", says.clone(), desktop::watch_the_screen);
    begin("sleep", says.clone(), desktop::watch_for_sleep);
    begin("missing time", says, |says| {
        watch_the_clock(says);
        None
    });
    let app = app.clone();
    let _ = std::thread::Builder::new().name("leaving".to_owned()).spawn(move || {
        for Sign(sleep_held_back) in signs {
            window::ask_to_lock(&app);
            app.state::<SharedDesk>().lock_within(window::LAST_WORDS);
            drop(sleep_held_back);
        }
    });
}

/// Where a service is absent its watch ends, and the others go on.
fn begin(name: &str, says: Sender<Sign>, watch: impl FnOnce(&Sender<Sign>) -> Option<()> + Send + 'static) {
    let _ = std::thread::Builder::new().name(name.to_owned()).spawn(move || watch(&says));
}

fn watch_the_clock(says: &Sender<Sign>) {
    let mut last = clock::computer_time();
    loop {
        std::thread::sleep(GLANCE);
        let now = clock::computer_time();
        if now - last > SLEPT && says.send(Sign::default()).is_err() {
            return;
        }
        last = now;
    }
}

#[cfg(target_os = "linux")]
mod desktop {
    use std::any::Any;
    use std::sync::mpsc::Sender;

    use zbus::MatchRule;
    use zbus::blocking::{Connection, MessageIterator};
    use zbus::message::{Message, Type};
    use zbus::zvariant::OwnedFd;

    use super::Sign;

    const LOGIN: &str = "org.freedesktop.login1";
    const MANAGER: &str = "org.freedesktop.login1.Manager";
    const SESSION: &str = "org.freedesktop.login1.Session";
    const LOGIN_PATH: &str = "/org/freedesktop/login1";

    /// Every desktop says `ActiveChanged(true)` under a name of its own: org.gnome.ScreenSaver,
    /// org.freedesktop.ScreenSaver, org.mate.ScreenSaver. Whoever sends it, the worst is a locked journal.
    pub fn watch_the_screen(says: &Sender<Sign>) -> Option<()> {
        let bus = Connection::session().ok()?;
        let rule = MatchRule::builder().msg_type(Type::Signal).member("ActiveChanged").ok()?.build();
        for message in MessageIterator::for_match_rule(rule, &bus, None).ok()? {
            let message = message.ok()?;
            let of_a_screen = named(&message, |interface, _| interface.ends_with(".ScreenSaver"));
            if of_a_screen && message.body().deserialize().unwrap_or(false) {
                says.send(Sign::default()).ok()?;
            }
        }
        None
    }

    /// `PrepareForSleep` before a sleep, which waits for us as long as the system lets it (five seconds by
    /// default), and `Lock` of a session.
    pub fn watch_for_sleep(says: &Sender<Sign>) -> Option<()> {
        let bus = Connection::system().ok()?;
        let rule = MatchRule::builder().msg_type(Type::Signal).path_namespace(LOGIN_PATH).ok()?.build();
        let signals = MessageIterator::for_match_rule(rule, &bus, None).ok()?;
        let mut held_back = hold_sleep_back(&bus);
        for message in signals {
            let message = message.ok()?;
            if named(&message, |interface, member| interface == SESSION && member == "Lock") {
                says.send(Sign::default()).ok()?;
            } else if named(&message, |interface, member| interface == MANAGER && member == "PrepareForSleep") {
                if message.body().deserialize().unwrap_or(false) {
                    says.send(Sign(held_back.take())).ok()?;
                } else {
                    held_back = hold_sleep_back(&bus);
                }
            }
        }
        None
    }

    fn named(message: &Message, wanted: impl Fn(&str, &str) -> bool) -> bool {
        let header = message.header();
        match (header.interface(), header.member()) {
            (Some(interface), Some(member)) => wanted(interface.as_str(), member.as_str()),
            _ => false,
        }
    }

    /// Closing what it gives back lets the sleep begin.
    fn hold_sleep_back(bus: &Connection) -> Option<Box<dyn Any + Send>> {
        let asked = ("sleep", "Порядок", "Журнал запирается", "delay");
        let answer = bus.call_method(Some(LOGIN), LOGIN_PATH, Some(MANAGER), "Inhibit", &asked).ok()?;
        let held: OwnedFd = answer.body().deserialize().ok()?;
        Some(Box::new(held))
    }
}

#[cfg(not(target_os = "linux"))]
mod desktop {
    use std::sync::mpsc::Sender;

    use super::Sign;

    pub fn watch_the_screen(_: &Sender<Sign>) -> Option<()> {
        None
    }

    pub fn watch_for_sleep(_: &Sender<Sign>) -> Option<()> {
        None
    }
}
