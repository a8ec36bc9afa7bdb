//! A paper that is set and not yet drawn.

use chrono::NaiveDate;

use crate::layout::{Laid, LaidPage, Run};
use crate::{Paper, PaperError, pdf, svg};

/// Pages laid out once: the printer's bytes and the screen's pictures come from the same value, so the
/// preview cannot differ from the print. No `Debug`: a paper may bear names.
#[derive(Clone, PartialEq)]
pub struct Galley {
    laid: Laid,
    title: String,
    made_on: NaiveDate,
}

impl Galley {
    /// The title names the kind of paper, never a person.
    pub(crate) fn new(laid: Laid, title: String, made_on: NaiveDate) -> Self {
        Self { laid, title, made_on }
    }

    pub fn pages(&self) -> u32 {
        u32::try_from(self.laid.pages.len()).unwrap_or(u32::MAX)
    }

    /// Where everything stands.
    pub fn laid(&self) -> &Laid {
        &self.laid
    }

    pub fn draw(&self) -> Result<Paper, PaperError> {
        pdf::draw(&self.laid, &self.title, self.made_on)
    }

    /// A page as a picture, counted from one.
    pub fn picture(&self, number: u32) -> Result<String, PaperError> {
        svg::draw(&self.laid, self.page(number)?)
    }

    /// A page's text in the order of reading, a paragraph or a cell a line, with torn words whole: for
    /// whoever hears the page instead of seeing it.
    pub fn words(&self, number: u32) -> Result<String, PaperError> {
        let mut words = String::new();
        let mut above: Option<&Run> = None;
        for run in &self.page(number)?.runs {
            match above {
                None => {}
                Some(above) if above.torn => {
                    words.pop();
                }
                // «педагог-» above «психолог»: the hyphen is the word's own.
                Some(above) if goes_on(above, run) && above.text.ends_with('-') => {}
                Some(above) if above.y == run.y || goes_on(above, run) => words.push(' '),
                Some(_) => words.push('\n'),
            }
            words.push_str(run.text.trim());
            above = Some(run);
        }
        Ok(words)
    }

    fn page(&self, number: u32) -> Result<&LaidPage, PaperError> {
        let at = number.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.laid.pages.get(at)).ok_or(PaperError::NoSuchPage)
    }
}

/// The next line of the same paragraph.
fn goes_on(above: &Run, run: &Run) -> bool {
    let step = (run.y - above.y).0;
    above.size == run.size && step > 0.0 && step < above.size.0 * 1.4
}
