//! The practice journal: an invented centre in a folder and under a key of its own.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use domain::invented::{CENTRE, INSTITUTION, Plan, REGION, TOWN, ZONE};
use storage::centre::{Centre, FROM_THE_BEGINNING};
use storage::keys::{JournalKey, Place, SlotFile};
use storage::{Folder, Journal, Played};

use crate::ports::Surroundings;
use crate::setup::{DATABASE, recommended, starting_lists};
use crate::wire::{Problem, ProblemCode as Code, Refused};

/// An empty journal of the invented centre under a fresh key that nobody keeps: no slot, no sheet, no account.
pub fn make(folder: &Folder, around: &dyn Surroundings) -> Result<(Journal, SlotFile, JournalKey), Refused> {
    let key = JournalKey::fresh().map_err(|_| Problem::new(Code::Inner).about("randomness"))?;
    let place = Place { journal: around.new_id(), generation: 1 };
    let slots = SlotFile::new(place, DATABASE, CENTRE).map_err(|_| Problem::new(Code::Inner).about("slots"))?;
    let centre = Centre {
        journal_id: place.journal,
        branch_id: around.new_id(),
        institution: INSTITUTION.to_owned(),
        name: CENTRE.to_owned(),
        town: TOWN.to_owned(),
        region: REGION.to_owned(),
        zone: ZONE.to_owned(),
        phone: String::new(),
        email: String::new(),
    };
    let (profile, lists) = (recommended()?, starting_lists()?);
    let journal = Journal::make::<Refused>(folder, &slots, &key, around.now(), |change| {
        change.make_centre(&centre)?;
        change.add_profile(FROM_THE_BEGINNING, &profile)?;
        for item in &lists {
            change.add_list_item(item)?;
        }
        Ok(())
    })?;
    Ok((journal, slots, key))
}

/// Writes an invented life into a journal whose centre and lists are there.
pub fn fill(journal: &mut Journal, plan: &Plan) -> Result<Played, Refused> {
    let zone: Tz = ZONE.parse().map_err(|_| Problem::new(Code::Inner).about("zone"))?;
    Ok(journal.play(plan.acts(), |civil| instant(zone, civil))?)
}

fn instant(zone: Tz, civil: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&civil) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        // An hour that the clocks passed over.
        LocalResult::None => civil.and_utc(),
    }
}
