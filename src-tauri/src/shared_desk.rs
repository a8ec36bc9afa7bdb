//! One desk for all threads of the shell.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use desk::Desk;
use desk::wire::{Problem, ProblemCode, Refused};

use crate::outlet::{Asking, Question};

/// A small journal is copied in less; a second start within it is answered by this program, which is ending.
const LAST_COPY: Duration = Duration::from_secs(2);

/// What the ending program may still say to the keyring.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Between two looks whether the journal is locked yet.
const GLANCE: Duration = Duration::from_millis(20);

/// The desk behind a lock: one act at a time.
pub struct SharedDesk(Mutex<Desk>);

impl SharedDesk {
    pub fn new(desk: Desk) -> Self {
        Self(Mutex::new(desk))
    }

    /// Does one act. A fault of the program inside becomes an answer, and the desk goes on: an
    /// unfinished change is rolled back by the journal when it is dropped.
    pub fn work<R>(
        &self,
        act: &'static str,
        perform: impl FnOnce(&mut Desk) -> Result<R, Refused>,
    ) -> Result<R, Refused> {
        #[cfg(feature = "rehearsal")]
        hold_back();
        let mut desk = self.desk();
        catch_unwind(AssertUnwindSafe(|| desk.perform(perform)))
            .unwrap_or_else(|_| Err(Problem::new(ProblemCode::Inner).about(act).into()))
    }

    /// Does one act that may need a place for its file. The act is begun; where it needs a place it stops before it
    /// has changed anything, the desk is let go while the person is asked, and the act is begun again.
    pub fn work_saving<R>(
        &self,
        act: &'static str,
        asking: &Asking,
        ask: impl Fn(&Question) -> Option<PathBuf>,
        perform: impl Fn(&mut Desk) -> Result<R, Refused>,
    ) -> Result<R, Refused> {
        asking.forget();
        let begun = self.work(act, &perform);
        let Some(question) = asking.question() else { return begun };
        asking.answer(question.clone(), ask(&question));
        self.work(act, &perform)
    }

    /// Locks the journal unless somebody else has done it by then: the page does once its drafts are kept.
    pub fn lock_within(&self, time: Duration) {
        let started = Instant::now();
        while started.elapsed() < time {
            // A desk at work is not closed yet.
            if self.0.try_lock().is_ok_and(|desk| !desk.lies_open()) {
                return;
            }
            std::thread::sleep(GLANCE);
        }
        let _ = self.work("lock", |desk| if desk.lies_open() { desk.lock() } else { Ok(()) });
    }

    /// The program ends: a last copy where it fits, then the lock.
    pub fn lock_for_good(&self) {
        let _ = self.work("leave", |desk| {
            desk.copy_on_leaving(LAST_COPY);
            Ok(())
        });
        // A refusal means that there was nothing to lock.
        let _ = self.work("lock", Desk::lock);
        self.desk().settle(LAST_WORDS);
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        // Poison would mean that a panic passed this lock; `work` lets none through.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// In a rehearsal an answer waits as many milliseconds as the file says that `PORYADOK_SLOWNESS` names, so that
/// busy screens can be looked at.
#[cfg(feature = "rehearsal")]
fn hold_back() {
    let time = std::env::var_os("PORYADOK_SLOWNESS")
        .and_then(|place| std::fs::read_to_string(place).ok())
        .and_then(|millis| millis.parse().ok());
    std::thread::sleep(std::time::Duration::from_millis(time.unwrap_or(0)));
}

/// A panic's message may quote what a person typed, so only its place is told.
pub fn keep_panics_nameless() {
    std::panic::set_hook(Box::new(|fault| {
        use std::io::Write as _;
        let place = fault.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "inner fault at {place}");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlet::SystemOutlet;
    use desk::ports::{FileKind, KdfPolicy, Outlet as _, OutletTrouble};

    const CHILD: &str = "PORYADOK_TEST_CHILD";
    const MARKER: &str = "Жмыхова 9121001177";

    /// Falls over what a person typed. Does nothing in an ordinary run.
    #[test]
    fn child_panics_over_a_name() {
        if std::env::var_os(CHILD).is_none_or(|value| value != "panic") {
            return;
        }
        keep_panics_nameless();
        panic!("no such person: {MARKER}");
    }

    #[test]
    fn a_panic_tells_its_place_and_nothing_of_what_was_typed() {
        let out = std::process::Command::new(std::env::current_exe().expect("this test"))
            .args(["shared_desk::tests::child_panics_over_a_name", "--exact", "--nocapture"])
            .env(CHILD, "panic")
            .env("RUST_BACKTRACE", "1")
            .output()
            .expect("started");
        assert!(!out.status.success(), "it fell");
        let said = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
        assert!(said.contains("inner fault at ") && said.contains("shared_desk.rs"), "{said}");
        assert!(MARKER.split(' ').all(|word| !said.contains(word)), "{said}");
    }

    #[test]
    fn the_desk_is_free_while_the_person_looks_for_a_folder_and_the_act_is_begun_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let asking = Asking::default();
        let desk = SharedDesk::new(Desk::new(
            folder.path(),
            Box::new(crate::clock::SystemClock::new().expect("a clock")),
            Box::new(crate::keyring::SystemKeyring),
            Box::new(SystemOutlet::new(asking.clone())),
            KdfPolicy::REAL,
        ));
        let outlet = SystemOutlet::new(asking.clone());
        let begun = std::cell::Cell::new(0);
        let save = |_: &mut Desk| {
            begun.set(begun.get() + 1);
            let place =
                outlet.place("Журнал", FileKind::Pdf).map_err(Refused::from)?.ok_or(ProblemCode::SaveCancelled)?;
            outlet.save(place, FileKind::Pdf, b"%PDF").map_err(Refused::from)
        };
        let chosen = folder.path().join("Журнал 10");
        let saved = desk.work_saving(
            "save",
            &asking,
            |_| {
                // Another act is done meanwhile: were the desk held, this would never end.
                assert!(desk.work("opening", Desk::opening).is_ok());
                Some(chosen.clone())
            },
            save,
        );
        assert!(saved.is_ok_and(|name| name == "Журнал 10.pdf"));
        assert_eq!(begun.get(), 2);
        assert_eq!(std::fs::read(folder.path().join("Журнал 10.pdf")).expect("the file"), b"%PDF");

        let given_up = desk.work_saving("save", &asking, |_| None, save);
        assert!(given_up.is_err_and(|refused| refused.problems[0].code == ProblemCode::SaveCancelled));
        assert_eq!(outlet.place("Журнал", FileKind::Pdf), Err(OutletTrouble::NotAsked), "no place stays behind");
    }
}
