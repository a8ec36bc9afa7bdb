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
use crate::session::Session;
use crate::session::USUAL_DAY_END;
use crate::wire::{
    Choice, KeyringState, Me, NewJournal, PaperDone, PaperWay, Problem, ProblemCode as Code, Refused, RegionChoice,
    SetupChoices, SheetProof, SheetShown,
};
use crate::{Desk, Stage};

/// In characters. With the device secret a copy of the folder resists guessing by itself.
pub(crate) const PASSWORD_LEAST: usize = 8;
/// Without it the password is all there is.
pub(crate) const PASSWORD_LEAST_ALONE: usize = 14;
/// zxcvbn's measure, 0–4: what a patient stranger at this PC cannot guess.
const STRENGTH_LEAST: u8 = 2;
const STRENGTH_LEAST_ALONE: u8 = 3;

const STARTING_LISTS: &str = include_str!("../../../../assets/profiles/lists.json");
pub(crate) const DATABASE: &str = "journal-1.db";
const FIRST_SHEET: u32 = 1;

/// A journal about to be made.
pub(crate) struct Setup {
    institution: String,
    centre: String,
    town: String,
    region: String,
    zone: String,
    profile: Profile,
    head: PersonName,
    head_post: String,
    label: String,
    password: Zeroizing<String>,
    without_keyring: bool,
    sheet: Sheet,
    sheet_date: NaiveDate,
    /// Groups to be typed back, from 1.
    ask: [usize; 2],
}

/// Refuses a password that is too short or too easily guessed for how it will be used.
pub(crate) fn check_password(check: &mut Check, password: &str, alone: bool, own_words: &[&str]) {
    let (least, strength) =
        if alone { (PASSWORD_LEAST_ALONE, STRENGTH_LEAST_ALONE) } else { (PASSWORD_LEAST, STRENGTH_LEAST) };
    if password.chars().count() < least {
        check.add(Problem::at("password", Code::PasswordTooShort).about(least));
    } else if password.chars().count() > 200 {
        check.add(Problem::at("password", Code::TooLong).about(200));
    } else if u8::from(zxcvbn::zxcvbn(password, own_words).score()) < strength {
        check.refuse("password", Code::PasswordTooWeak);
    }
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
        let without_keyring = form.without_keyring && keyring != KeyringState::Ready;
        if !without_keyring && keyring != KeyringState::Ready {
            let code = if keyring == KeyringState::Locked { Code::KeyringLocked } else { Code::KeyringAbsent };
            check.refuse("without_keyring", code);
        }
        let password = Zeroizing::new(form.password);
        check_password(&mut check, &password, without_keyring, &[&centre, &typed_head, &label]);
        check.done()?;
        let mut profile = read_bundled(chosen.ok_or(Code::UnknownChoice)?)?;
        // The region has just been asked for; that of the order is somebody else's.
        profile.region_calendar.value = None;
        let Ok(head) = PersonName::parse(&typed_head) else {
            return Err(Problem::at("head_name", Code::Required).into());
        };

        let sheet = Sheet::fresh().map_err(|_| Problem::new(Code::Inner).about("randomness"))?;
        let chance = self.around.new_id().into_bytes();
        let first = usize::from(chance[15]) % 8;
        let second = (first + 1 + usize::from(chance[14]) % 7) % 8;
        let ask = [first.min(second) + 1, first.max(second) + 1];
        let zone: chrono_tz::Tz = form.zone.parse().map_err(|_| Problem::at("zone", Code::UnknownChoice))?;
        let sheet_date = self.around.now().with_timezone(&zone).date_naive();
        let shown = SheetShown {
            number: FIRST_SHEET,
            date: sheet_date.to_string(),
            groups: sheet.groups().to_vec(),
            ask: ask.map(|group| group as u32).to_vec(),
        };
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

    /// Prints the sheet that is on the screen. It is never saved as a file.
    pub fn print_sheet(&mut self) -> Result<PaperDone, Refused> {
        let Stage::Preparing(setup) = &self.stage else { return Err(Code::SetupNotBegun.into()) };
        let groups = setup.sheet.groups();
        let paper = documents::sheet::recovery_sheet(&documents::sheet::Sheet {
            institution: &setup.institution,
            centre: &setup.centre,
            town: &setup.town,
            number: FIRST_SHEET,
            date: setup.sheet_date,
            groups: &groups,
            head_post: &setup.head_post,
            head_name: &setup.head.signature(),
        })?;
        self.outlet.print("Лист восстановления", &paper.bytes)?;
        Ok(PaperDone { how: PaperWay::Print, pages: paper.pages, file_name: None })
    }

    /// Makes the journal once the sheet is proven to be in the person's hands.
    pub fn create_journal(&mut self, proof: SheetProof) -> Result<Me, Refused> {
        self.may_make()?;
        let Stage::Preparing(setup) = &self.stage else { return Err(Code::SetupNotBegun.into()) };
        let typed_right = proof.groups.len() == setup.ask.len()
            && setup.ask.iter().zip(&proof.groups).all(|(group, typed)| setup.sheet.group_is(*group, typed));
        if !typed_right {
            return Err(Problem::at("groups", Code::SheetProofWrong).into());
        }

        let session = self.make(setup)?;
        self.sit_down(session)?;
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
