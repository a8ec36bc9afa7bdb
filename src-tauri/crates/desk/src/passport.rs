//! The sheet about the program for the centre's file.

use documents::handout::join;
use documents::passport::passport;

use crate::Desk;
use crate::ports::FileKind;
use crate::wire::{PaperDone, PaperWay, Problem, ProblemCode as Code, Refused};

impl Desk {
    /// What the program does for the data and what it leaves to the institution. Nothing of the journal stands in it
    /// but the institution's name, so everyone may print it.
    pub fn paper_passport(&mut self, how: PaperWay) -> Result<PaperDone, Refused> {
        let at = self.at_work()?;
        let name = "Паспорт программы";
        let out = at.way_out(how, name, FileKind::Pdf)?;
        let text = passport().map_err(|_| Problem::new(Code::Inner).about("passport"))?;
        let paper = join(&[&text], &at.session.letterhead(), at.session.today(at.around))?;
        let file_name = at.deliver(out, name, &paper.bytes)?;
        Ok(PaperDone { how, pages: paper.pages, file_name })
    }
}
