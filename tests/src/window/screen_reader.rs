//! What a screen reader would find in the window, asked as it asks: over the accessibility bus.

use std::time::{Duration, Instant};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

use super::Desktop;

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const PATIENCE: Duration = Duration::from_secs(20);

/// The roles that matter here, by AT-SPI's numbers.
const ROLES: [(u32, &str); 11] = [
    (7, "check box"),
    (11, "combo box"),
    (20, "filler"),
    (39, "panel"),
    (43, "push button"),
    (44, "radio button"),
    (62, "toggle button"),
    (79, "entry"),
    (83, "heading"),
    (88, "link"),
    (110, "landmark"),
];

/// Whose, and where there.
type Place = (String, OwnedObjectPath);

/// One thing of the window that can be read out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As AT-SPI names it: «push button», «entry», «radio button», «heading».
    pub role: String,
    /// No-break spaces are spaces to the ear.
    pub name: String,
}

/// Waits until the session's bus tells where the bus of the accessibility tree is.
pub(super) fn address_of_the_tree(session: &str) -> String {
    let session =
        connection::Builder::address(session).and_then(connection::Builder::build).expect("the session bus answers");
    let started = Instant::now();
    loop {
        let asked = session.call_method(Some("org.a11y.Bus"), "/org/a11y/bus", Some("org.a11y.Bus"), "GetAddress", &());
        match asked {
            Ok(answer) => return answer.body().deserialize::<String>().expect("an address"),
            Err(trouble) => assert!(started.elapsed() < PATIENCE, "no accessibility bus: {trouble}"),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A listener on the bus of the accessibility tree.
pub struct ScreenReader {
    bus: Connection,
}

impl ScreenReader {
    /// # Panics
    /// When the desktop was fitted without one.
    pub fn on(desktop: &Desktop) -> Self {
        let address = address_of_the_tree(desktop.bus());
        let bus = connection::Builder::address(address.as_str())
            .and_then(connection::Builder::build)
            .expect("the accessibility bus answers");
        Self { bus }
    }

    /// Everything of every window, in reading order. What goes while it is being read is left out.
    pub fn everything(&self) -> Vec<Part> {
        self.placed().into_iter().map(|(part, _)| part).collect()
    }

    /// Presses a button or follows a link by its name, as a reader's user does. `false` where there is none yet.
    pub fn press(&self, role: &str, name: &str) -> bool {
        let found = self.placed().into_iter().find(|(part, _)| part.role == role && part.name == name);
        let Some((_, (owner, path))) = found else { return false };
        let action = Some("org.a11y.atspi.Action");
        let answer = self.bus.call_method(Some(owner.as_str()), path, action, "DoAction", &(0_i32,));
        answer.ok().and_then(|answer| answer.body().deserialize().ok()).unwrap_or(false)
    }

    fn placed(&self) -> Vec<(Part, Place)> {
        let mut parts = Vec::new();
        let root = OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root").expect("a path");
        self.walk(("org.a11y.atspi.Registry".to_owned(), root), &mut parts);
        parts
    }

    fn walk(&self, place: Place, parts: &mut Vec<(Part, Place)>) {
        let (owner, path) = (place.0.as_str(), place.1.as_str());
        let Some((role, name)) = self.role_of(owner, path).zip(self.name_of(owner, path)) else { return };
        let socket = role == "filler";
        let children = self.bus.call_method(Some(owner), path, Some(ACCESSIBLE), "GetChildren", &()).ok();
        let mut children =
            children.and_then(|answer| answer.body().deserialize::<Vec<Place>>().ok()).unwrap_or_default();
        // Where another process's tree hangs, only the question for one child is answered.
        if socket && children.is_empty() {
            let child = self.bus.call_method(Some(owner), path, Some(ACCESSIBLE), "GetChildAtIndex", &(0_i32,)).ok();
            children.extend(child.and_then(|answer| answer.body().deserialize::<Place>().ok()));
        }
        parts.push((Part { role, name: name.replace('\u{a0}', " ") }, place));
        for child in children {
            self.walk(child, parts);
        }
    }

    fn role_of(&self, owner: &str, path: &str) -> Option<String> {
        let answer = self.bus.call_method(Some(owner), path, Some(ACCESSIBLE), "GetRole", &()).ok()?;
        let number: u32 = answer.body().deserialize().ok()?;
        // Not every process of the window knows the words for its roles, but each knows the numbers.
        let known = ROLES.iter().find(|(known, _)| *known == number);
        Some(known.map_or_else(|| format!("role {number}"), |(_, words)| (*words).to_owned()))
    }

    fn name_of(&self, owner: &str, path: &str) -> Option<String> {
        let asked = (ACCESSIBLE, "Name");
        let answer =
            self.bus.call_method(Some(owner), path, Some("org.freedesktop.DBus.Properties"), "Get", &asked).ok()?;
        answer.body().deserialize::<OwnedValue>().ok()?.try_into().ok()
    }
}
