//! The centre's card.

use domain::lists::Role;
use domain::person::phone_words;
use domain::regions;
use storage::centre::Centre;
use storage::keys;

use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::show::clock;
use crate::wire::{CentreCard, CentreForm, Done, Noun, ProblemCode, Refused};

impl Desk {
    pub fn centre(&mut self) -> Result<CentreCard, Refused> {
        card(self.session()?)
    }

    /// The name stands on the cover too, so the slot file follows.
    pub fn save_centre(&mut self, form: CentreForm) -> Result<Done<CentreCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let mut check = Check::default();
        let institution = check.required_line("institution", &form.institution);
        let name = check.required_line("name", &form.name);
        let town = check.line("town", &form.town);
        let phone = check.phone("phone", &form.phone);
        let email = check.email("email", &form.email);
        let day_ends = check.time("day_ends", &form.day_ends);
        check.done()?;
        let Some(day_ends) = day_ends else { return Err(ProblemCode::Required.into()) };
        let centre = Centre { institution, name, town, phone, email, day_ends, ..at.session.centre.clone() };
        let mut slots = at.session.slots.clone();
        slots.rename_centre(centre.name.clone());
        if slots.centre() != at.session.slots.centre() {
            keys::write_twins(&at.folder.journal(), &slots).map_err(storage::StorageError::from)?;
        }
        let saved = at.session.change::<()>(at.around, |change| Ok(change.save_centre(&centre)?));
        if let Err(refused) = saved {
            // The journal has the old name: so has the cover again.
            let _ = keys::write_twins(&at.folder.journal(), &at.session.slots);
            return Err(refused);
        }
        at.session.slots = slots;
        at.session.centre = centre;
        Ok(Done { value: card(at.session)?, changed: vec![Noun::Centre, Noun::Account, Noun::Consultant] })
    }
}

fn card(session: &Session) -> Result<CentreCard, Refused> {
    let Centre { institution, name, town, phone, email, day_ends, region, zone, .. } = session.centre.clone();
    let region_words = regions::find(&region).map_or(region.as_str(), |found| found.name).to_owned();
    let zone_words = regions::find_zone(&zone).map_or(zone.as_str(), |known| known.label);
    Ok(CentreCard {
        institution,
        name,
        town,
        phone: phone_words(&phone),
        email,
        day_ends: clock(day_ends),
        region_words,
        zone_words: zone_words.to_owned(),
        sheet_number: session.view().sheet_number()?.unwrap_or(0),
        may_edit: session.is(Role::Head),
    })
}
