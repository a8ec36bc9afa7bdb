//! Someone at the desk with the journal open.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Timelike, Utc};
use chrono_tz::Tz;
use documents::Galley;
use domain::calendar::WorkCalendar;
use domain::ids::{AccountId, ConsultantId};
use domain::lists::Role;
use domain::profile::Profile;
use domain::term::{Term, TermKind, Terms, Versions};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use storage::account::Account;
use storage::audit::Head;
use storage::backup::Destruction;
use storage::centre::Centre;
use storage::keys::{JournalKey, SlotFile};
use storage::{Change, Journal, StorageError, View};

use crate::history::Viewed;
use crate::ports::Surroundings;
use crate::sheet::NewSheet;
use crate::watch::{Checked, Watch};
use crate::wire::{JournalPaper, Refused};

/// The centre's day is taken to end at five until the head says otherwise.
pub(crate) const USUAL_DAY_END: NaiveTime = match NaiveTime::from_hms_opt(17, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

pub(crate) struct Session {
    pub journal: Journal,
    pub account: Account,
    pub centre: Centre,
    pub zone: Tz,
    pub calendar: WorkCalendar,
    pub slots: SlotFile,
    pub key: JournalKey,
    pub by_sheet: bool,
    /// On the screen, to be typed back.
    pub new_sheet: Option<Box<NewSheet>>,
    /// The paper last looked at, with what it was set from: turning its pages sets it only once.
    pub set_paper: Option<((JournalPaper, Head, NaiveDate), Galley)>,
    /// The invented centre: its papers say so.
    pub practice: bool,
    /// Read once between two changes: lists ask for them on every line.
    pub orders: RefCell<Option<Arc<Orders>>>,
    /// Watches over the history while the journal is open.
    pub watch: Option<Watch>,
    /// Its branch of the history began with this session: it was just made or restored.
    pub begun_here: bool,
    /// What the missing end of the history may have held is seen to.
    pub tail_secured: bool,
    /// What stands on lists of destructions that only the way in could open: the journal has no key of them.
    pub listed: Vec<Destruction>,
    /// Cards whose opening is written down, of this day.
    pub viewed: Viewed,
    /// The person's act that is under way has changed the journal; what the program writes beside it is none.
    pub written: bool,
}

/// Every порядок the journal has.
pub(crate) struct Orders {
    /// With the day each came into force, oldest first.
    pub profiles: Vec<(NaiveDate, Arc<Profile>)>,
    /// What they say of the terms.
    pub terms: Versions,
}

impl Orders {
    fn read(view: &View<'_>) -> Result<Self, StorageError> {
        let profiles: Vec<_> = view.profiles()?.into_iter().map(|(from, profile)| (from, Arc::new(profile))).collect();
        let terms = Versions::of(profiles.iter().map(|(from, profile)| (*from, profile.as_ref())));
        Ok(Self { profiles, terms })
    }
}

/// Country, the region each порядок keeps (else the one chosen at set-up), and the head's word above both.
fn calendar(view: &View<'_>, centre: &Centre) -> Result<WorkCalendar, StorageError> {
    let said: BTreeMap<_, _> = view.calendar_days()?.into_iter().map(|day| (day.day, day.kind)).collect();
    let profiles = view.profiles()?;
    let regions = profiles.iter().map(|(from, profile)| {
        (*from, Some(profile.region_calendar.value.as_ref().unwrap_or(&centre.region).as_str()))
    });
    Ok(WorkCalendar::by_region(regions, said))
}

impl Session {
    pub fn new(
        journal: Journal,
        account: Account,
        slots: SlotFile,
        key: JournalKey,
        by_sheet: bool,
    ) -> Result<Self, Refused> {
        let (centre, zone, calendar) = journal.truly(|view| {
            let centre = view.centre()?;
            let zone = centre.zone.parse().map_err(|_| StorageError::Content("a time zone"))?;
            let calendar = calendar(view, &centre)?;
            Ok::<_, StorageError>((centre, zone, calendar))
        })?;
        Ok(Self {
            journal,
            account,
            centre,
            zone,
            calendar,
            slots,
            key,
            by_sheet,
            new_sheet: None,
            set_paper: None,
            practice: false,
            orders: RefCell::default(),
            watch: None,
            begun_here: false,
            tail_secured: false,
            listed: Vec::new(),
            viewed: Viewed::default(),
            written: false,
        })
    }

    /// The head changed a day or the порядок: terms and free times follow at once.
    pub fn read_calendar(&mut self) -> Result<(), Refused> {
        self.calendar = calendar(&self.journal.view(), &self.centre)?;
        Ok(())
    }

    /// The journal is damaged: what is left of it is read, and nothing is written.
    pub fn is_for_reading(&self) -> bool {
        self.journal.is_for_reading()
    }

    /// Whether a damaged page was met; the next act goes on as if it had not been.
    pub fn take_damage(&mut self) -> Result<bool, Refused> {
        let met = self.journal.has_met_damage();
        if met {
            self.journal.open_anew(&self.key)?;
            // What was read of the page is not kept either.
            self.orders.take();
            self.set_paper = None;
        }
        Ok(met)
    }

    /// What was read, or nothing where it could not be: for what goes on without it, a restoring above all.
    pub fn unless_damaged<T>(&mut self, read: impl FnOnce(&View<'_>) -> Result<T, StorageError>) -> Option<T> {
        let answer = self.journal.truly(read).ok();
        if matches!(self.take_damage(), Ok(false)) { answer } else { None }
    }

    pub fn view(&self) -> View<'_> {
        self.journal.view()
    }

    /// The institution's name as it stands on papers.
    pub fn institution(&self) -> String {
        let name = &self.centre.institution;
        if self.practice { format!("{name} — {}", crate::practice::WORDS) } else { name.clone() }
    }

    /// One change by the account at the desk.
    pub fn change<T>(
        &mut self,
        around: &dyn Surroundings,
        work: impl FnOnce(&Change<'_>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let done = self.change_unasked(around, work)?;
        self.written = true;
        Ok(done)
    }

    /// One that the program makes by itself while the account sits at the desk.
    pub fn change_unasked<T>(
        &mut self,
        around: &dyn Surroundings,
        work: impl FnOnce(&Change<'_>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        self.orders.take();
        let done = self.journal.change(Some(self.account.id), around.now(), work)?;
        if let Some(watch) = &self.watch {
            watch.changed();
        }
        Ok(done)
    }

    /// Closes the journal, the watch before it. What the watch has found, and the end of the history on its way
    /// to the keyring.
    pub fn close(mut self) -> (Option<Checked>, Option<JoinHandle<()>>) {
        let head = self.view().chain_head().ok();
        let left = self.watch.take().map(|watch| watch.end(head)).unwrap_or_default();
        self.journal.close();
        left
    }

    /// The instant of a civil moment; an hour that the clocks passed over counts as UTC.
    pub fn instant(&self, civil: NaiveDateTime) -> DateTime<Utc> {
        self.zone.from_local_datetime(&civil).earliest().map_or_else(|| civil.and_utc(), |at| at.to_utc())
    }

    /// Civil now in the centre's zone, to the minute.
    pub fn now(&self, around: &dyn Surroundings) -> NaiveDateTime {
        self.civil(around.now())
    }

    pub fn today(&self, around: &dyn Surroundings) -> NaiveDate {
        self.now(around).date()
    }

    pub fn civil(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        let local = instant.with_timezone(&self.zone).naive_local();
        local.with_second(0).and_then(|l| l.with_nanosecond(0)).unwrap_or(local)
    }

    pub fn is(&self, role: Role) -> bool {
        self.account.is(role)
    }

    pub fn account_id(&self) -> AccountId {
        self.account.id
    }

    pub fn own_consultant(&self) -> Option<ConsultantId> {
        self.account.consultant
    }

    /// Every порядок, as the journal has them now.
    pub fn orders(&self) -> Result<Arc<Orders>, Refused> {
        let mut kept = self.orders.borrow_mut();
        let orders = match &mut *kept {
            Some(orders) => orders,
            none => none.insert(Arc::new(Orders::read(&self.view())?)),
        };
        Ok(Arc::clone(orders))
    }

    /// The порядок in force on a day.
    pub fn profile_on(&self, day: NaiveDate) -> Result<Arc<Profile>, Refused> {
        let orders = self.orders()?;
        let begun = orders.profiles.partition_point(|(from, _)| *from <= day);
        let (_, profile) = begun.checked_sub(1).and_then(|at| orders.profiles.get(at)).ok_or(StorageError::NotFound)?;
        Ok(Arc::clone(profile))
    }

    /// A term that began then, by the порядок in force on that day. `None`: it sets no such term.
    pub fn term(&self, kind: TermKind, since: NaiveDateTime) -> Result<Option<Term>, Refused> {
        let orders = self.orders()?;
        Ok(Terms { calendar: &self.calendar, versions: &orders.terms }.of(kind, since))
    }

    /// The ten days of a request, by the порядок in force when it was received.
    pub fn term_of(&self, received: NaiveDate) -> Result<Option<Term>, Refused> {
        self.term(TermKind::Booking, received.into())
    }

    /// When the last consultant of the day goes home.
    pub fn day_end(&self, day: NaiveDate) -> Result<NaiveTime, Refused> {
        let ends =
            self.view().consultants()?.into_iter().filter(|c| c.active).flat_map(|c| c.hours.on(day)).map(|(_, to)| to);
        Ok(ends.max().unwrap_or(self.centre.day_ends))
    }
}
