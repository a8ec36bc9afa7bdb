//! Finished values to bytes: pages for the printer and sheets for the municipality.
//!
//! Nothing is counted or decided here. A paper is laid out once as pages of placed text and then drawn;
//! the same value gives the same bytes, so the day of making comes in with the value.

mod fonts;
mod galley;
pub mod handout;
pub mod history;
pub mod journal;
mod layout;
mod parts;
pub mod passport;
mod pdf;
pub mod practice;
pub mod sheet;
mod svg;
pub mod workbook;

pub use galley::Galley;
pub use layout::{Face, Laid, LaidPage, Pt, Rule, Run, mm};

use thiserror::Error;

/// A finished PDF.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    pub bytes: Vec<u8>,
    /// Pages the file really has.
    pub pages: u32,
}

/// Why a paper could not be made. No text of the paper is ever in it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PaperError {
    #[error("a bundled font cannot be read")]
    Font,
    #[error("the pages could not be drawn")]
    Pdf,
    /// A name or an address longer than its place.
    #[error("a text is longer than its page")]
    TooLong,
    #[error("the paper has no such page")]
    NoSuchPage,
    #[error("nothing was chosen to be printed")]
    Nothing,
    #[error("the workbook could not be written")]
    Workbook,
    /// The counting and the table disagree: nothing is written rather than a wrong figure.
    #[error("a total of table {0} is not the sum of its rows")]
    Total(String),
    #[error(transparent)]
    Handout(#[from] handout::HandoutError),
}
