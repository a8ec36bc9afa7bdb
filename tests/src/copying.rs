//! Copies and restoring as the window asks for them.

use std::path::Path;
use std::time::Duration;

use desk::wire::*;

use crate::test_desk::TestDesk;

/// How often the window asks at most: half a minute in all.
const ASKED: usize = 6_000;
const BREATH: Duration = Duration::from_millis(5);

/// Asks until nothing runs any more.
///
/// # Panics
/// When asking is refused, or a copy comes to no end.
pub fn settled(day: &mut TestDesk) -> Copying {
    for _ in 0..ASKED {
        let now = day.desk.copying().expect("asked");
        if !now.running {
            return now;
        }
        std::thread::sleep(BREATH);
    }
    panic!("a copy did not come to its end");
}

/// How a restoring ended, as the commands answer it.
///
/// # Panics
/// When it comes to no end.
pub fn ended(day: &mut TestDesk) -> Result<Restoring, Refused> {
    for _ in 0..ASKED {
        let now = day.desk.perform(|desk| desk.restoring())?;
        if !now.running {
            return Ok(now);
        }
        std::thread::sleep(BREATH);
    }
    panic!("a restoring did not come to its end");
}

/// The same where it is not refused.
///
/// # Panics
/// When it is.
pub fn restored(day: &mut TestDesk) -> Restoring {
    ended(day).unwrap_or_else(|refused| panic!("refused: {refused:?}"))
}

/// Restores what was chosen.
///
/// # Panics
/// When it is refused.
pub fn restore(day: &mut TestDesk, form: RestoreForm) -> RestoreDone {
    day.desk.begin_restore(form).expect("begun");
    restored(day).done.expect("restored")
}

/// The file or folder that the person shows next.
pub fn choose(day: &TestDesk, path: impl AsRef<Path>) {
    day.tray.0.lock().expect("tray").chosen = Some(path.as_ref().to_owned());
}

/// The first way into the copy.
pub fn with_password(content: &CopyContent, password: &str) -> RestoreForm {
    RestoreForm { slot: Some(content.ways[0].slot.clone()), password: password.to_owned(), groups: Vec::new() }
}

/// The way of these words, as [`TestDesk::add_person`] gave them a password.
///
/// # Panics
/// When the copy offers none.
pub fn with_password_of(content: &CopyContent, label: &str, password: &str) -> RestoreForm {
    let way = content.ways.iter().find(|way| way.label == label).expect("a way of these words");
    RestoreForm { slot: Some(way.slot.clone()), password: password.to_owned(), groups: Vec::new() }
}

pub fn with_sheet(day: &TestDesk) -> RestoreForm {
    RestoreForm { slot: None, password: String::new(), groups: day.sheet.clone() }
}
