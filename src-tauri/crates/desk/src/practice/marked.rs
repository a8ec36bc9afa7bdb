//! Papers of the practice journal say what they are, on every page and in the file's name.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ports::{FileKind, Outlet, OutletTrouble, SavePlace};

/// Raised while the practice journal is open.
pub(crate) type Mark = Arc<AtomicBool>;

/// The way out of the program, with the mark on everything that leaves it in practice.
pub(crate) struct MarkedOutlet {
    inner: Box<dyn Outlet>,
    mark: Mark,
}

impl MarkedOutlet {
    pub(crate) fn new(inner: Box<dyn Outlet>, mark: Mark) -> Self {
        Self { inner, mark }
    }

    fn marked(&self) -> bool {
        self.mark.load(Ordering::Relaxed)
    }
}

/// A paper that cannot be marked does not leave the program.
fn mark(pdf: &[u8]) -> Result<Vec<u8>, OutletTrouble> {
    documents::practice::mark(pdf).map_err(|_| OutletTrouble::PrintFailed)
}

impl Outlet for MarkedOutlet {
    fn print(&self, title: &str, pdf: &[u8]) -> Result<(), OutletTrouble> {
        if !self.marked() {
            return self.inner.print(title, pdf);
        }
        self.inner.print(&format!("{title} (учебный)"), &mark(pdf)?)
    }

    fn place(&self, suggested: &str, kind: FileKind) -> Result<Option<SavePlace>, OutletTrouble> {
        match self.marked() {
            true => self.inner.place(&format!("{suggested} (учебный)"), kind),
            false => self.inner.place(suggested, kind),
        }
    }

    fn save(&self, place: SavePlace, kind: FileKind, bytes: &[u8]) -> Result<String, OutletTrouble> {
        match kind {
            FileKind::Pdf if self.marked() => self.inner.save(place, kind, &mark(bytes)?),
            // A sheet bears the mark beside the institution's name.
            _ => self.inner.save(place, kind, bytes),
        }
    }

    fn choose_folder(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble> {
        self.inner.choose_folder(title)
    }

    fn choose_copy(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble> {
        self.inner.choose_copy(title)
    }
}
