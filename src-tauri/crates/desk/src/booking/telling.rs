//! Around a promised time: the recipient is told, the place and the program are checked, the letter is written.

use chrono::{Duration, NaiveDateTime};
use domain::civil;
use domain::ids::{BookingId, ConsultantId, RequestId};
use domain::intake::{Intake, LETTER};
use domain::invitation::{Invitation, letter};
use domain::lists::Form;
use domain::outing::Preparation;
use domain::person::short_name;
use storage::booking::{Booking, BookingState};
use storage::telling::{MeansGuide, Prepared, Told};

use crate::Desk;
use crate::fields::{self, Check};
use crate::session::Session;
use crate::show::{Words, moment};
use crate::wire::{
    Done, InvitationView, LettersForm, MeansGuideForm, Noun, PreparationLine, PrepareForm, ProblemCode as Code,
    Refused, RequestCard, TellForm, ToldLine,
};

impl Desk {
    /// «Сообщено: чем, когда, кем» (R041), with the instruction or without (R040).
    pub fn tell(&mut self, form: TellForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let booking = at.session.live_time(&form.booking)?;
        let mut check = Check::default();
        let channel = check.listed(&at.session.view(), "channel", "channel", &form.channel, now.date())?;
        check.done()?;
        let request = at.session.view().request(booking.request)?;
        // The letter that invites keeps its own term (R039).
        let invited = channel == LETTER && request.channel == LETTER && request.intake.invited_on.is_none();
        let told = Told { at: now, channel, instruction: form.instruction, by: at.session.account_id() };
        at.session.change(at.around, |change| {
            change.tell(booking.id, &told)?;
            if invited {
                let intake = Intake { invited_on: Some(now.date()), ..request.intake.clone() };
                change.change_intake(&request, &intake)?;
            }
            Ok(())
        })?;
        self.card_done(booking.request, Vec::new(), vec![Noun::Booking, Noun::Request])
    }

    /// A line of the preparation is marked, or the mark taken back (R068).
    pub fn prepare(&mut self, form: PrepareForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let now = at.session.now(at.around);
        let booking = at.session.live_time(&form.booking)?;
        if !at.session.prepares(&booking)? {
            return Err(Code::NotAllowed.into());
        }
        let mut check = Check::default();
        let item = check.known("item", &form.item, Preparation::from_key(&form.item));
        check.done()?;
        let Some(item) = item else { return Err(Code::Required.into()) };
        let marked = at.session.view().prepared_of(booking.id)?.into_iter().find(|one| one.item == item);
        let by = at.session.account_id();
        at.session.change(at.around, |change| {
            match (form.done, marked) {
                (true, None) => change.prepare(booking.id, &Prepared { item, at: now, by })?,
                (false, Some(marked)) => change.unprepare(booking.id, &marked)?,
                // It stands so already.
                _ => {}
            }
            Ok(())
        })?;
        self.card_done(booking.request, Vec::new(), vec![Noun::Booking])
    }

    /// To whom a letter is addressed, its incoming number and day, the day of the answer (R023, R064).
    pub fn save_letters(&mut self, form: LettersForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let today = at.session.today(at.around);
        let id: RequestId = fields::id(&form.request)?;
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, at.session.now(at.around))?;
        if !at.session.may_end(&seen.consultants) && !request.intake.owner.is_some_and(|id| at.session.is_one_of(&[id]))
        {
            return Err(Code::NotAllowed.into());
        }
        if request.annul_reason.is_some() {
            return Err(Code::RequestAnnulled.into());
        }
        let mut check = Check::default();
        let owner = check.maybe_id::<ConsultantId>("owner", form.owner.as_deref());
        if owner.is_some_and(|id| at.session.view().consultant(id).is_err()) {
            check.refuse("owner", Code::UnknownChoice);
        }
        let incoming_number = check.line("incoming_number", &form.incoming_number);
        let day = |check: &mut Check, field: &str, typed: &str| {
            let day = (!typed.trim().is_empty()).then(|| check.date(field, typed)).flatten();
            if day.is_some_and(|day| day > today) {
                check.refuse(field, Code::DateInFuture);
            }
            day
        };
        let incoming_on = day(&mut check, "incoming_on", &form.incoming_on);
        let answered_on = day(&mut check, "answered_on", &form.answered_on);
        if answered_on.is_some_and(|day| day < request.received.date()) {
            check.refuse("answered_on", Code::BeforeRequest);
        }
        check.done()?;
        let intake = Intake { owner, incoming_number, incoming_on, answered_on, ..request.intake.clone() };
        if intake == request.intake {
            return Err(Code::NothingChanged.into());
        }
        at.session.change(at.around, |change| Ok(change.change_intake(&request, &intake)?))?;
        self.card_done(id, Vec::new(), vec![Noun::Request])
    }

    /// The text of the letter that invites (R039): to be copied, no file.
    pub fn invitation(&mut self, booking: String) -> Result<InvitationView, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow_booking()?;
        let booking = session.live_time(&booking)?;
        session.invitation_of(&booking, session.now(around))
    }

    /// The centre's account in the means of a booking, and how to join: kept for the letters to come.
    pub fn save_means_guide(&mut self, form: MeansGuideForm) -> Result<Done<InvitationView>, Refused> {
        let at = self.at_work()?;
        at.session.allow_booking()?;
        let booking = at.session.live_time(&form.booking)?;
        let Some(means) = &booking.means else { return Err(Code::MeansRequired.into()) };
        let mut check = Check::default();
        let account = check.line("account", &form.account);
        let instruction = check.text("instruction", &form.instruction);
        check.done()?;
        let guide = MeansGuide { account, instruction };
        at.session.change(at.around, |change| Ok(change.save_means_guide(means, &guide)?))?;
        let value = at.session.invitation_of(&booking, at.session.now(at.around))?;
        Ok(Done { value, changed: vec![Noun::List] })
    }
}

impl Session {
    fn invitation_of(&self, booking: &Booking, now: NaiveDateTime) -> Result<InvitationView, Refused> {
        let Some(means) = booking.means.as_deref().filter(|_| booking.form == Form::Distance) else {
            return Err(Code::MeansRequired.into());
        };
        let mut words = Words::read(self, now)?;
        let guide = self.view().means_guide(means)?;
        let means_words = words.label("means", means)?;
        let text = letter(&Invitation {
            slot: booking.slot(),
            means: &means_words,
            consultant: &words.consultant_with_post(booking.consultant),
            account: &guide.account,
            instruction: &guide.instruction,
            centre: &self.centre.name,
            phone: &self.centre.phone,
        });
        Ok(InvitationView { text, means_words, account: guide.account, instruction: guide.instruction })
    }

    /// Whether the порядок asks to prepare for it.
    fn prepares(&self, booking: &Booking) -> Result<bool, Refused> {
        if booking.form != Form::Distance {
            return Ok(false);
        }
        let rule = &self.profile_on(booking.starts.date())?.prep_minutes;
        Ok(rule.value > 0 && rule.asked())
    }

    /// A distance session that comes and is not prepared yet: said on Сегодня.
    pub(crate) fn unprepared(&self, booking: &Booking, now: NaiveDateTime) -> Result<bool, Refused> {
        let comes = booking.state == BookingState::Live && now < booking.starts;
        Ok(comes && booking.starts.date() == now.date() && self.prepares(booking)? && !self.is_prepared(booking)?)
    }

    /// Everything was checked (R068).
    pub(crate) fn is_prepared(&self, booking: &Booking) -> Result<bool, Refused> {
        Ok(booking.form == Form::Distance && self.view().prepared_of(booking.id)?.len() == Preparation::ALL.len())
    }

    /// What is checked before a time and who did it, with the words of when.
    pub(super) fn preparation_of(&self, booking: &Booking) -> Result<(Vec<PreparationLine>, String), Refused> {
        if !self.prepares(booking)? {
            return Ok((Vec::new(), String::new()));
        }
        let minutes = self.profile_on(booking.starts.date())?.prep_minutes.value;
        let from = booking.starts - Duration::minutes(i64::from(minutes));
        let marked = self.view().prepared_of(booking.id)?;
        let lines = Preparation::ALL
            .iter()
            .map(|item| {
                let done = marked.iter().find(|one| one.item == *item);
                let done_words = match done {
                    Some(done) => Some(format!("{}, {}", civil::date_time(done.at), self.account_words(done.by)?)),
                    None => None,
                };
                Ok(PreparationLine { key: item.key().to_owned(), label: item.label().to_owned(), done_words })
            })
            .collect::<Result<_, Refused>>()?;
        let before = civil::counted(u64::from(minutes), "минуту", "минуты", "минут");
        Ok((lines, format!("за {before}: с {}", civil::time(from.time()))))
    }

    pub(super) fn told_lines(&self, booking: BookingId, words: &mut Words<'_>) -> Result<Vec<ToldLine>, Refused> {
        let mut lines = Vec::new();
        for told in self.view().told_of(booking)? {
            let with = if told.instruction { ", с инструкцией" } else { "" };
            let way = words.label("channel", &told.channel)?;
            let by = self.account_words(told.by)?;
            lines.push(ToldLine { at: moment(told.at), words: format!("{way}{with}; {by}") });
        }
        Ok(lines)
    }

    pub(super) fn account_words(&self, id: domain::ids::AccountId) -> Result<String, Refused> {
        let accounts = self.view().accounts()?;
        Ok(accounts.iter().find(|one| one.id == id).map(|one| short_name(&one.name)).unwrap_or_default())
    }
}
