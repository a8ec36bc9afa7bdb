//! The recovery sheet while the journal is open: a new one, its two prints, and trying the one in the safe.

use chrono::NaiveDate;
use documents::sheet;
use domain::lists::Role;
use storage::keys::{Door, NewSlot, Sheet, SheetTypo, new_sheet_slot};
use zeroize::Zeroizing;

use crate::journal::WayOut;
use crate::opening::read_sheet;
use crate::ports::Surroundings;
use crate::setup::FIRST_SHEET;
use crate::tries::note_wrong;
use crate::ways::NewWay;
use crate::wire::{
    AccessView, Done, Noun, PaperDone, PaperWay, Problem, ProblemCode as Code, Refused, SheetForm, SheetProof,
    SheetShown,
};
use crate::{Desk, Stage};
use storage::audit::{Action, Subject};

/// As it stands in the printer's queue.
const TITLE: &str = "Лист восстановления";

/// A sheet that is on the screen and opens nothing yet.
pub(crate) struct NewSheet {
    sheet: Sheet,
    number: u32,
    date: NaiveDate,
    ask: [usize; 2],
}

impl Desk {
    /// Shows a new sheet. The one in the safe stays in force until this one is proven to be on paper.
    pub fn new_sheet(&mut self) -> Result<SheetShown, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        at.session.has_keys()?;
        let sheet = Sheet::fresh().map_err(|_| Problem::new(Code::Inner).about("randomness"))?;
        let known = at.session.view().sheets()?.first().map_or(0, |known| known.number);
        let number = known.max(at.session.slots.last_sheet()) + 1;
        let date = at.session.today(at.around);
        let ask = groups_to_ask(at.around);
        let shown = show_sheet(&sheet, number, date, ask);
        at.session.new_sheet = Some(Box::new(NewSheet { sheet, number, date, ask }));
        Ok(shown)
    }

    /// The new sheet is not wanted after all: its digits are forgotten.
    pub fn drop_sheet(&mut self) -> Result<(), Refused> {
        let session = self.session_mut()?;
        session.allow(&[Role::Head])?;
        session.new_sheet = None;
        Ok(())
    }

    /// Prints the sheet that is on the screen: once for each of its two places. It is never saved as a file.
    pub fn print_sheet(&mut self) -> Result<PaperDone, Refused> {
        let paper = match &self.stage {
            Stage::Preparing(setup) => {
                let head = setup.head.signature();
                sheet::recovery_sheet(&sheet::Sheet {
                    institution: &setup.institution,
                    centre: &setup.centre,
                    town: &setup.town,
                    number: FIRST_SHEET,
                    date: setup.sheet_date,
                    groups: &setup.sheet.groups(),
                    head_post: &setup.head_post,
                    head_name: &head,
                })?
            }
            Stage::Open(_) => {
                let mut at = self.at_work()?;
                let session = &*at.session;
                session.allow(&[Role::Head])?;
                let new = session.new_sheet.as_ref().ok_or(Code::SheetNotShown)?;
                let head = domain::person::short_name(&session.account.name);
                let paper = sheet::recovery_sheet(&sheet::Sheet {
                    institution: &session.centre.institution,
                    centre: &session.centre.name,
                    town: &session.centre.town,
                    number: new.number,
                    date: new.date,
                    groups: &new.sheet.groups(),
                    head_post: &session.account.post,
                    head_name: &head,
                })?;
                at.deliver_told(WayOut::Print, TITLE, &paper.bytes, |change| {
                    change.note(Action::SheetPrinted, Subject::Journal, None);
                })?;
                return Ok(PaperDone { how: PaperWay::Print, pages: paper.pages, file_name: None });
            }
            Stage::Closed => return Err(Code::SetupNotBegun.into()),
        };
        self.outlet.print(TITLE, &paper.bytes)?;
        Ok(PaperDone { how: PaperWay::Print, pages: paper.pages, file_name: None })
    }

    /// Two groups typed back: the new sheet is in force, the old one ends with the old key, which is begun to be changed.
    pub fn keep_sheet(&mut self, proof: SheetProof) -> Result<Done<AccessView>, Refused> {
        let mut at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let new = at.session.new_sheet.take().ok_or(Code::SheetNotShown)?;
        let kept = assert_on_paper(&new.sheet, new.ask, proof).and_then(|()| {
            let place = at.session.slots.place();
            let id = at.around.new_id();
            let slot =
                new_sheet_slot(NewSlot { place, id, label: None }, &at.session.key, &new.sheet, new.number, new.date)?;
            at.change_ways(
                vec![NewWay { slot, owner: None }],
                |change| {
                    change.note(Action::SheetMade, Subject::Journal, None);
                    Ok(())
                },
                |change| {
                    change.add_sheet(new.number, id, new.date)?;
                    Ok(change.replace_sheets_before(new.number, new.date)?)
                },
            )
        });
        if let Err(refused) = kept {
            // The digits on paper are good for another try.
            at.session.new_sheet = Some(new);
            return Err(refused);
        }
        let key_trouble = self.change_key_now()?;
        Ok(Done { value: self.access_view(key_trouble)?, changed: vec![Noun::Account] })
    }

    /// Is the sheet in the safe the one in force, and can it be read?
    pub fn try_sheet(&mut self, form: SheetForm) -> Result<Done<AccessView>, Refused> {
        self.writing()?.allow(&[Role::Head])?;
        let groups = Zeroizing::new(form.groups);
        let sheet = read_sheet(&groups)?;
        let slot = self.knock(Door::Sheet, "groups", |desk| {
            let (_, slot) = desk.session()?.slots.unlock_with_sheet(&sheet)?;
            Ok(slot.id())
        })?;
        let at = self.at_work()?;
        let today = at.session.today(at.around);
        let sheets = at.session.view().sheets()?;
        let tried = sheets.iter().find(|known| known.slot == slot).ok_or(Code::NotFound)?;
        if tried.replaced_on.is_some() {
            return Err(Problem::at("groups", Code::OlderSheet).about(tried.number).into());
        }
        let number = tried.number;
        let wrong = self.wrong_at(&[Door::Sheet]);
        let at = self.at_work()?;
        let account = at.session.account_id();
        at.session.change(at.around, |change| {
            change.note_sheet_tried(number, today)?;
            note_wrong(change, account, wrong);
            Ok(())
        })?;
        self.forget_wrong(&[Door::Sheet]);
        Ok(Done { value: self.access_view(None)?, changed: vec![Noun::Account] })
    }
}

/// Digits of a group, as they stand on the paper.
const GROUP_DIGITS: usize = 6;

/// A group with fewer digits than the paper has is not typed to its end yet: that is no slip.
pub(crate) fn all_typed(groups: &[String]) -> Result<(), Refused> {
    let short = |group: &String| group.chars().filter(char::is_ascii_digit).count() < GROUP_DIGITS;
    let left: Vec<String> =
        groups.iter().enumerate().filter(|(_, group)| short(group)).map(|(at, _)| (at + 1).to_string()).collect();
    if left.is_empty() {
        Ok(())
    } else {
        Err(Problem::at("groups", Code::GroupsUnfinished).about(left.join(", ")).into())
    }
}

/// Groups with a slip of the pen are named.
pub(crate) fn mistyped(typo: SheetTypo, slip: Code, length: Code) -> Refused {
    match typo {
        SheetTypo::Groups(numbers) => {
            let list = numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            Problem::at("groups", slip).about(list).into()
        }
        SheetTypo::Length { .. } => Problem::at("groups", length).into(),
    }
}

/// Two different groups, from 1, in the order of the sheet.
pub(crate) fn groups_to_ask(around: &dyn Surroundings) -> [usize; 2] {
    let chance = around.new_id().into_bytes();
    let first = usize::from(chance[15]) % 8;
    let second = (first + 1 + usize::from(chance[14]) % 7) % 8;
    [first.min(second) + 1, first.max(second) + 1]
}

pub(crate) fn show_sheet(sheet: &Sheet, number: u32, date: NaiveDate, ask: [usize; 2]) -> SheetShown {
    SheetShown {
        number,
        date: date.to_string(),
        groups: sheet.groups().to_vec(),
        ask: ask.map(|group| group as u32).to_vec(),
    }
}

/// The two groups typed back are those of the sheet.
pub(crate) fn assert_on_paper(sheet: &Sheet, ask: [usize; 2], proof: SheetProof) -> Result<(), Refused> {
    let typed = Zeroizing::new(proof.groups);
    let right =
        typed.len() == ask.len() && ask.iter().zip(typed.iter()).all(|(group, typed)| sheet.group_is(*group, typed));
    if right { Ok(()) } else { Err(Problem::at("groups", Code::SheetProofWrong).into()) }
}
