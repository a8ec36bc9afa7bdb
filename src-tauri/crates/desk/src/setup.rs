//! First start: everything is prepared in memory; the disk is touched once, when a key exists and the
//! recovery sheet is in the person's hands.

use chrono::NaiveDate;
use domain::ids::AccountId;
use domain::lists::Role;
use domain::person::PersonName;
use domain::profile::{Bundled, Profile, bundled};
use domain::regions;
use storage::Journal;
use storage::account::Account;
use storage::audit::{Action, Subject};
use storage::centre::{Centre, FROM_THE_BEGINNING};
use storage::keys::{
    DeviceSecret, JournalKey, KdfCost, NewSlot, Place, Sheet, Slot, SlotFile, new_password_slot, new_sheet_slot,
};
use storage::lists::ListItem;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::fields::Check;
use crate::password::{PASSWORD_LEAST, PASSWORD_LEAST_ALONE, check_password};
use crate::session::Session;
use crate::session::USUAL_DAY_END;
use crate::sheet::{assert_on_paper, groups_to_ask, show_sheet};
use crate::wire::{
    Choice, KeyringState, Me, NewJournal, Problem, ProblemCode as Code, Refused, RegionChoice, SetupChoices,
    SheetProof, SheetShown,
};
use crate::{Desk, Stage};

const STARTING_LISTS: &str = include_str!("../../../../assets/profiles/lists.json");
pub(crate) const DATABASE: &str = "journal-1.db";
pub(crate) const FIRST_SHEET: u32 = 1;

/// A journal about to be made.
pub(crate) struct Setup {
    pub(crate) institution: String,
    pub(crate) centre: String,
    pub(crate) town: String,
    region: String,
    zone: String,
    profile: Profile,
    pub(crate) head: PersonName,
    pub(crate) head_post: String,
    label: String,
    password: Zeroizing<String>,
    without_keyring: bool,
    pub(crate) sheet: Sheet,
    pub(crate) sheet_date: NaiveDate,
    /// Groups to be typed back, from 1.
    ask: [usize; 2],
}

impl Desk {
    pub fn setup_choices(&mut self) -> Result<SetupChoices, Refused> {
        let profiles = bundled()
            .iter()
            .map(|one| {
                let hint = Some(one.hint.to_owned());
                read_bundled(one).map(|profile| Choice { key: profile.key, label: profile.title, hint })
            })
            .collect::<Result<_, _>>()?;
        Ok(SetupChoices {
            regions: regions::REGIONS
                .iter()
                .map(|region| RegionChoice {
                    key: region.key.to_owned(),
                    name: region.name.to_owned(),
                    zone: region.zone.to_owned(),
                    holidays_known: region.has_own_days(),
                })
                .collect(),
            zones: regions::ZONES
                .iter()
                .map(|zone| Choice { key: zone.key.to_owned(), label: zone.label.to_owned(), hint: None })
                .collect(),
            profiles,
            password_least: PASSWORD_LEAST as u32,
            password_least_without_keyring: PASSWORD_LEAST_ALONE as u32,
        })
    }

    /// Checks the answers and shows the recovery sheet. Nothing is written.
    pub fn prepare_journal(&mut self, form: NewJournal) -> Result<SheetShown, Refused> {
        self.may_make()?;
        let keyring = self.keyring_state();
        let mut check = Check::default();
        let institution = check.required_line("institution", &form.institution);
        let centre = check.required_line("centre", &form.centre);
        let town = check.line("town", &form.town);
        if regions::find(&form.region).is_none() {
            check.refuse("region", if form.region.is_empty() { Code::Required } else { Code::UnknownChoice });
        }
        if regions::find_zone(&form.zone).is_none() {
            check.refuse("zone", if form.zone.is_empty() { Code::Required } else { Code::UnknownChoice });
        }
        let chosen = bundled().iter().find(|one| one.key == form.profile);
        if chosen.is_none() {
            check.refuse("profile", Code::UnknownChoice);
        }
        let typed_head = check.required_line("head_name", &form.head_name);
        let head_post = check.required_line("head_post", &form.head_post);
        let label = check.required_line("label", &form.label);
        // As with every later password: a locked keyring is to be unlocked, only an absent one is done without.
        let without_keyring = form.without_keyring && keyring == KeyringState::Absent;
        match keyring {
            KeyringState::Locked => check.refuse("without_keyring", Code::KeyringLocked),
            KeyringState::Absent if !without_keyring => check.refuse("without_keyring", Code::KeyringAbsent),
            KeyringState::Absent | KeyringState::Ready => {}
        }
        let password = Zeroizing::new(form.password);
        let own = [institution.as_str(), &centre, &town, &typed_head, &label];
        check_password(&mut check, &password, without_keyring, &own);
        check.done()?;
        let mut profile = read_bundled(chosen.ok_or(Code::UnknownChoice)?)?;
        // The region has just been asked for; that of the order is somebody else's.
        profile.region_calendar.value = None;
        let Ok(head) = PersonName::parse(&typed_head) else {
            return Err(Problem::at("head_name", Code::Required).into());
        };

        let sheet = Sheet::fresh().map_err(|_| Problem::new(Code::Inner).about("randomness"))?;
        let ask = groups_to_ask(self.around.as_ref());
        let zone: chrono_tz::Tz = form.zone.parse().map_err(|_| Problem::at("zone", Code::UnknownChoice))?;
        let sheet_date = self.around.now().with_timezone(&zone).date_naive();
        let shown = show_sheet(&sheet, FIRST_SHEET, sheet_date, ask);
        self.stage = Stage::Preparing(Box::new(Setup {
            institution,
            centre,
            town,
            region: form.region,
            zone: form.zone,
            profile,
            head,
            head_post,
            label,
            password,
            without_keyring,
            sheet,
            sheet_date,
            ask,
        }));
        Ok(shown)
    }

    /// Makes the journal once the sheet is proven to be in the person's hands.
    pub fn create_journal(&mut self, proof: SheetProof) -> Result<Me, Refused> {
        self.may_make()?;
        let Stage::Preparing(setup) = &self.stage else { return Err(Code::SetupNotBegun.into()) };
        assert_on_paper(&setup.sheet, setup.ask, proof)?;

        let session = self.make(setup)?;
        self.sit_down(Session { begun_here: true, ..session })?;
        self.me()
    }

    fn make(&self, setup: &Setup) -> Result<Session, Refused> {
        let around = self.around.as_ref();
        let key = JournalKey::fresh().map_err(|_| Problem::new(Code::Inner).about("randomness"))?;
        let device = if setup.without_keyring {
            None
        } else {
            let secret =
                DeviceSecret::fresh(around.new_id()).map_err(|_| Problem::new(Code::Inner).about("randomness"))?;
            self.keyring.write(&secret)?;
            Some(secret)
        };
        let made = self.make_with(setup, key, device.as_ref());
        // A journal that was renamed into its place and could not be reopened still needs its secret.
        if made.is_err()
            && !self.folder.has_journal()
            && let Some(secret) = &device
        {
            // The journal was not made: its device secret opens nothing.
            let _ = self.keyring.remove(secret.id());
        }
        made
    }

    fn make_with(&self, setup: &Setup, key: JournalKey, device: Option<&DeviceSecret>) -> Result<Session, Refused> {
        let around = self.around.as_ref();
        let place = Place { journal: around.new_id(), generation: 1 };
        let account = Account {
            id: AccountId(around.new_id()),
            name: setup.head.full().to_owned(),
            label: setup.label.clone(),
            post: setup.head_post.clone(),
            // The one who makes the journal is the head and, until others are added, does everything.
            roles: vec![Role::Administrator, Role::Consultant, Role::Head],
            consultant: None,
        };
        let cost = KdfCost::calibrated(&self.policy);
        let new_slot = |id: Uuid, label: Option<String>| NewSlot { place, id, label };
        let password_slot = new_password_slot(
            new_slot(around.new_id(), Some(setup.label.clone())),
            &key,
            &setup.password,
            device,
            cost,
            &self.policy,
        )?;
        let sheet_slot =
            new_sheet_slot(new_slot(around.new_id(), None), &key, &setup.sheet, FIRST_SHEET, setup.sheet_date)?;
        let mut slots =
            SlotFile::new(place, DATABASE, &setup.centre).map_err(|_| Problem::at("centre", Code::BadCharacters))?;
        let facts = [(&password_slot, Some(account.id)), (&sheet_slot, None)]
            .map(|(slot, owner)| (slot.id(), kind_key(slot), owner, slot.public()));
        let sheet_id = sheet_slot.id();
        slots.put(password_slot);
        slots.put(sheet_slot);

        let centre = Centre {
            journal_id: place.journal,
            branch_id: around.new_id(),
            institution: setup.institution.clone(),
            name: setup.centre.clone(),
            town: setup.town.clone(),
            region: setup.region.clone(),
            zone: setup.zone.clone(),
            phone: String::new(),
            email: String::new(),
            day_ends: USUAL_DAY_END,
        };
        let lists = starting_lists()?;
        let journal = Journal::make::<Refused>(&self.folder, &slots, &key, around.now(), |change| {
            change.make_centre(&centre)?;
            change.add_profile(FROM_THE_BEGINNING, &setup.profile)?;
            for item in &lists {
                change.add_list_item(item)?;
            }
            change.add_account(&account)?;
            for (id, kind, owner, public) in &facts {
                change.add_slot(*id, public, kind, *owner, 1)?;
            }
            change.add_sheet(FIRST_SHEET, sheet_id, setup.sheet_date)?;
            change.note(Action::Unlocked, Subject::Account, Some(account.id.0));
            Ok(())
        })?;
        Session::new(journal, account, slots, key, false)
    }

    fn may_make(&self) -> Result<(), Refused> {
        self.held()?;
        if self.folder.has_journal() {
            return Err(Code::JournalExists.into());
        }
        if crate::opening::is_shared(self.folder.root()) {
            return Err(Code::FolderShared.into());
        }
        Ok(())
    }
}

pub(crate) fn starting_lists() -> Result<Vec<ListItem>, Refused> {
    serde_json::from_str(STARTING_LISTS).map_err(|_| Problem::new(Code::Inner).about("lists").into())
}

pub(crate) fn recommended() -> Result<Profile, Refused> {
    bundled().first().ok_or_else(|| Code::Inner.into()).and_then(read_bundled)
}

fn read_bundled(one: &Bundled) -> Result<Profile, Refused> {
    Profile::parse(one.document).map_err(|_| Problem::new(Code::Inner).about("profile").into())
}

/// The kind under which a slot's public half stands in the journal.
pub(crate) fn kind_key(slot: &Slot) -> &'static str {
    use storage::keys::SlotKind;
    match slot.kind() {
        SlotKind::PasswordDevice { .. } => "password+device",
        SlotKind::Password { .. } => "password",
        SlotKind::Code { .. } => "code",
        SlotKind::Sheet { .. } => "sheet",
    }
}
