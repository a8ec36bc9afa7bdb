//! How a promise is held beside its time: read from its form, judged by the порядок, changed afterwards.

use chrono::NaiveDate;
use domain::ids::{ConsultantId, RoomId};
use domain::intake::{form_breach, window_breach, wish_breach};
use domain::lists::{Caution, Form};
use domain::outing::{How, Initiative, OutingPlace, USUAL_WINDOW, most_consultants, promises_window};
use domain::person::short_name;
use domain::profile::{Breach, Profile};
use domain::schedule::{Slot, window};
use storage::booking::{Booking, BookingState};
use storage::request::Request;

use super::promising::AskedSlot;
use crate::Desk;
use crate::fields::{self, Check};
use crate::session::Session;
use crate::wire::{Done, HowForm, Noun, OutingForm, Problem, ProblemCode as Code, Refused, RequestCard, SlotForm};

/// No promise is longer: the usual bounds of a session hold for a window too.
const LONGEST: i64 = 480;

impl Desk {
    /// Where an outing goes and with what. With whom and when is promised anew.
    pub fn change_outing(&mut self, form: OutingForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let today = at.session.today(at.around);
        let old = at.session.view().booking(fields::id(&form.booking)?)?;
        if !at.session.may_end(&old.consultants()) {
            return Err(Code::NotAllowed.into());
        }
        if old.state != BookingState::Live || old.form != Form::Outing {
            return Err(Code::ChangedMeanwhile.into());
        }
        at.session.not_in_closed(old.starts.date())?;
        let mut check = Check::default();
        let profile = at.session.profile_on(today)?;
        let mut how = at.session.check_outing(&mut check, &profile, &form, &old.how.equipment, today)?;
        check.done()?;
        how = How { others: old.how.others.clone(), others_by: old.how.others_by, is_window: old.how.is_window, ..how };
        at.session.change(at.around, |change| Ok(change.change_outing(&old, &how)?))?;
        self.card_done(old.request, Vec::new(), vec![Noun::Booking, Noun::Request])
    }
}

impl Session {
    /// Reads how it will be held. Absent: as it was the last time, if there was one.
    pub(crate) fn check_how(
        &self,
        check: &mut Check,
        form: Option<&HowForm>,
        before: Option<&Booking>,
        service: Form,
        today: NaiveDate,
    ) -> Result<How, Refused> {
        let profile = self.profile_on(today)?;
        let is_window = promises_window(&profile, service);
        let Some(form) = form else {
            let same = before.filter(|before| before.form == service).map(|before| before.how.clone());
            return Ok(How { is_window, ..same.unwrap_or_default() });
        };
        let mut how = match service {
            Form::Outing => {
                let outing = OutingForm {
                    booking: String::new(),
                    place: form.place.clone(),
                    address: form.address.clone(),
                    transport: form.transport.clone(),
                    equipment: form.equipment.clone(),
                };
                let kept = before.map_or(&[][..], |before| &before.how.equipment);
                self.check_outing(check, &profile, &outing, kept, today)?
            }
            Form::InCenter => How {
                minding_room: check.maybe_id::<RoomId>("how.minding_room", form.minding_room.as_deref()),
                ..How::default()
            },
            Form::Distance | Form::Written => How::default(),
        };
        let rooms = self.view().rooms()?;
        if how.minding_room.is_some_and(|id| !rooms.iter().any(|room| room.id == id)) {
            check.refuse("how.minding_room", Code::UnknownChoice);
        }
        let known = self.view().consultants()?;
        for id in &form.others {
            match id.parse::<ConsultantId>() {
                Ok(id) if known.iter().any(|card| card.id == id) && !how.others.contains(&id) => how.others.push(id),
                _ => check.refuse("how.others", Code::UnknownChoice),
            }
        }
        let most = most_consultants(&profile, service);
        if how.others.len() >= most as usize {
            check.add(Problem::at("how.others", Code::TooManyConsultants).about(most));
        }
        // R037: it is the centre's decision with the recipient's consent, or the recipient's wish. Who goes out is
        // the centre's to say (R054).
        if !how.others.is_empty() && service != Form::Outing {
            let by = form.others_by.as_deref().unwrap_or_default();
            how.others_by = check.known("how.others_by", by, Initiative::from_key(by));
        }
        how.is_window = is_window;
        Ok(how)
    }

    fn check_outing(
        &self,
        check: &mut Check,
        profile: &Profile,
        form: &OutingForm,
        kept: &[String],
        today: NaiveDate,
    ) -> Result<How, Refused> {
        let place = match form.place.as_deref().filter(|key| !key.is_empty()) {
            Some(key) => check.known("how.place", key, OutingPlace::from_key(key)),
            // Nobody can go out to nowhere; the address may come later.
            None => {
                check.refuse("how.place", Code::Required);
                None
            }
        };
        let new: Vec<String> = form.equipment.iter().filter(|key| !kept.contains(key)).cloned().collect();
        check.all_listed(&self.view(), "equipment", "how.equipment", &new, today)?;
        let transport = check.line("how.transport", &form.transport);
        Ok(How {
            place,
            address: check.line("how.address", &form.address),
            transport: if profile.outing_transport_note.value { transport } else { String::new() },
            equipment: form.equipment.clone(),
            ..How::default()
        })
    }

    /// The length of an outing: to the end that was said, else the usual window (R055).
    pub(crate) fn check_length(
        &self,
        check: &mut Check,
        (typed, form): (&SlotForm, Option<&HowForm>),
        before: Option<&Booking>,
        how: &How,
        slot: &mut Slot,
    ) {
        if !how.is_window {
            return;
        }
        let until = form.map(|form| form.until.trim()).unwrap_or_default();
        if until.is_empty() {
            let same = before.filter(|before| form.is_none() && before.how.is_window).map(|before| before.minutes);
            if typed.minutes.is_none() {
                slot.minutes = same.unwrap_or(USUAL_WINDOW);
            }
            return;
        }
        let Some(until) = check.time("how.until", until) else { return };
        match (until - slot.start.time()).num_minutes() {
            minutes if minutes <= 0 => check.refuse("how.until", Code::EndsBeforeStart),
            minutes if minutes > LONGEST => check.refuse("how.until", Code::BadTime),
            minutes => slot.minutes = u32::try_from(minutes).unwrap_or(slot.minutes),
        }
    }

    /// What the порядок has against a promise, with what is kept of it when it is made all the same.
    pub(crate) fn against(
        &self,
        request: &Request,
        form: Form,
        asked: &AskedSlot,
        how: &How,
        today: NaiveDate,
    ) -> Result<Vec<(Caution, Breach)>, Refused> {
        let profile = self.profile_on(today)?;
        let start = asked.slot.start;
        let part = window(start, self.calendar.is_working(start.date()), self.centre.day_ends);
        let team: Vec<ConsultantId> = std::iter::once(asked.consultant).chain(how.others.iter().copied()).collect();
        let wished = match request.wished {
            Some((id, _)) => self.view().consultant(id).ok().map(|card| (id, short_name(&card.name))),
            None => None,
        };
        let wished = wished.as_ref().map(|(id, name)| (*id, name.as_str()));
        Ok([
            (Caution::OutsideWindow, window_breach(&profile, part)),
            (Caution::NotTheForm, form_breach(&profile, request.form, form)),
            (Caution::NotTheWished, wish_breach(&profile, form, wished, &team)),
        ]
        .into_iter()
        .filter_map(|(caution, breach)| breach.map(|breach| (caution, breach)))
        .collect())
    }
}
