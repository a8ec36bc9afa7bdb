//! The practice journal: an invented centre in a folder and under a key of its own, filled anew at each opening.
//!
//! While it is open the real folder, its lock and the system's keyring are set aside whole, so no act of the desk
//! can reach them. Its key is in memory only: what a crash leaves behind opens for nobody and is swept away.

mod marked;

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use domain::invented::{CENTRE, INSTITUTION, Plan, REGION, TOWN, ZONE};
use domain::lists::Role;
use storage::centre::{Centre, FROM_THE_BEGINNING};
use storage::keys::{JournalKey, Place, SlotFile};
use storage::{Folder, FolderLock, Journal, Played, StorageError};
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) use self::marked::{Mark, MarkedOutlet};
use crate::ports::{Anchor, AnchorOf, DeviceKeyring, DeviceSecret, KeyringTrouble, Surroundings};
use crate::session::Session;
use crate::session::USUAL_DAY_END;
use crate::setup::{DATABASE, recommended, starting_lists};
use crate::wire::{self, Me, Opening, Problem, ProblemCode as Code, Refused};
use crate::{Desk, Stage};

/// The same centre for everybody: one person may tell another what to look at.
const SEED: u64 = 20_261;
/// Beside the real journal, never inside it.
pub(crate) const FOLDER: &str = "practice";
/// What is printed wherever the institution's name stands.
pub(crate) const WORDS: &str = "учебный журнал, все люди вымышлены";

/// What is real, out of reach while the practice journal is open.
pub(crate) struct Aside {
    folder: Folder,
    hold: Result<FolderLock, StorageError>,
    keyring: Arc<dyn DeviceKeyring>,
}

impl Desk {
    /// Opens the practice journal, new and filled up to this minute, as its administrator.
    pub fn open_practice(&mut self) -> Result<Me, Refused> {
        self.held()?;
        if matches!(self.stage, Stage::Open(_)) {
            return Err(Code::AlreadyOpen.into());
        }
        let session = self.invent()?;
        self.sit_down(session)?;
        self.leave_a_draft()?;
        self.practice_as(wire::Role::Administrator)
    }

    /// Sits down as another of the invented staff: no password in practice.
    pub fn practice_as(&mut self, role: wire::Role) -> Result<Me, Refused> {
        let session = self.practising()?;
        let role = match role {
            wire::Role::Administrator => Role::Administrator,
            wire::Role::Consultant => Role::Consultant,
            wire::Role::Head => Role::Head,
        };
        // A paper set for one role is not shown to another.
        session.set_paper = None;
        session.account = session.view().accounts()?.into_iter().find(|a| a.is(role)).ok_or(Code::NotFound)?;
        self.me()
    }

    /// Everything done in practice goes; the invented centre begins anew, with the same person at the desk.
    pub fn reset_practice(&mut self) -> Result<Me, Refused> {
        let session = self.practising()?;
        let role = match session.account.roles.first() {
            Some(Role::Consultant) => wire::Role::Consultant,
            Some(Role::Head) => wire::Role::Head,
            _ => wire::Role::Administrator,
        };
        self.end_practice();
        self.open_practice()?;
        self.practice_as(role)
    }

    /// Back to the cover of the real journal; nothing of the practice stays.
    pub fn leave_practice(&mut self) -> Result<Opening, Refused> {
        self.practising()?;
        self.end_practice();
        self.opening()
    }

    fn practising(&mut self) -> Result<&mut Session, Refused> {
        if self.aside.is_none() {
            return Err(Code::NotAllowed.into());
        }
        self.session_mut()
    }

    /// Puts the real things aside and makes the invented ones; puts them back when that fails.
    fn invent(&mut self) -> Result<Session, Refused> {
        let root = self.folder.root().join(FOLDER);
        sweep(&root);
        let folder = Folder::new(&root);
        let hold = folder.hold()?;
        // The window looks the same in practice.
        if let Some(look) = self.folder.look() {
            folder.keep_look(&look)?;
        }
        let keyring: Arc<dyn DeviceKeyring> = Arc::<ForgetfulKeyring>::default();
        self.aside = Some(Aside {
            folder: std::mem::replace(&mut self.folder, folder),
            hold: std::mem::replace(&mut self.hold, Ok(hold)),
            keyring: std::mem::replace(&mut self.keyring, keyring),
        });
        self.mark.store(true, Ordering::Relaxed);
        let invented = self.invent_here();
        if invented.is_err() {
            self.end_practice();
        }
        invented
    }

    fn invent_here(&self) -> Result<Session, Refused> {
        let around = self.around.as_ref();
        let (mut journal, slots, key) = make(&self.folder, around)?;
        fill(&mut journal, &plan(around.now().with_timezone(&zone()?).naive_local()))?;
        let account = journal.view().accounts()?.into_iter().next().ok_or(Code::NotFound)?;
        let session = Session::new(journal, account, slots, key, false)?;
        Ok(Session { practice: true, ..session })
    }

    /// The record that waits longest is half written, as it happens when the telephone rings.
    fn leave_a_draft(&mut self) -> Result<(), Refused> {
        self.practice_as(wire::Role::Consultant)?;
        let Some(waiting) = self.to_record()?.into_iter().next() else { return Ok(()) };
        let mut form = self.consultation(waiting.request.clone())?.form;
        form.note = "Прощание в группе тянется, договорились о коротком ритуале. Дописать про".to_owned();
        let body = serde_json::to_string(&form).map_err(|_| Problem::new(Code::Inner).about("draft"))?;
        let key = wire::DraftKey { form: crate::consultation::DRAFT_FORM.to_owned(), subject: waiting.request };
        self.save_draft(key, body)?;
        Ok(())
    }

    /// Closes the practice journal, if it is open, and takes it away.
    pub(crate) fn end_practice(&mut self) -> bool {
        let Some(aside) = self.aside.take() else { return false };
        if let Stage::Open(session) = std::mem::replace(&mut self.stage, Stage::Closed) {
            session.close();
        }
        let root = self.folder.root().to_owned();
        self.folder = aside.folder;
        self.hold = aside.hold;
        self.keyring = aside.keyring;
        self.mark.store(false, Ordering::Relaxed);
        sweep(&root);
        true
    }

    /// What a crash has left of a practice journal.
    pub(crate) fn sweep_practice(&self) {
        if self.hold.is_ok() {
            sweep(&self.folder.root().join(FOLDER));
        }
    }
}

/// What cannot be removed opens for nobody, and the next opening tries again.
fn sweep(root: &Path) {
    if root.ends_with(FOLDER) {
        let _ = fs::remove_dir_all(root);
    }
}

/// Passwords given in practice are good for this practice only.
#[derive(Default)]
struct ForgetfulKeyring(Mutex<Vec<(Uuid, Zeroizing<[u8; 32]>)>>);

impl ForgetfulKeyring {
    fn held<T>(&self, work: impl FnOnce(&mut Vec<(Uuid, Zeroizing<[u8; 32]>)>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl DeviceKeyring for ForgetfulKeyring {
    fn read(&self, id: Uuid) -> Result<Option<DeviceSecret>, KeyringTrouble> {
        let found = |held: &mut Vec<(Uuid, Zeroizing<[u8; 32]>)>| {
            let (_, bytes) = held.iter().find(|(kept, _)| *kept == id)?;
            DeviceSecret::from_bytes(id, bytes.as_slice())
        };
        Ok(self.held(found))
    }

    fn write(&self, secret: &DeviceSecret) -> Result<(), KeyringTrouble> {
        self.held(|held| held.push((secret.id(), Zeroizing::new(*secret.bytes()))));
        Ok(())
    }

    fn remove(&self, id: Uuid) -> Result<(), KeyringTrouble> {
        self.held(|held| held.retain(|(kept, _)| *kept != id));
        Ok(())
    }

    /// The practice journal is made anew each time: nothing is to be remembered of it.
    fn read_anchor(&self, _: AnchorOf) -> Result<Option<Anchor>, KeyringTrouble> {
        Ok(None)
    }

    fn write_anchor(&self, _: AnchorOf, _: &Anchor) -> Result<(), KeyringTrouble> {
        Ok(())
    }

    fn read_branch(&self, _: Uuid) -> Result<Option<Uuid>, KeyringTrouble> {
        Ok(None)
    }

    fn write_branch(&self, _: AnchorOf) -> Result<(), KeyringTrouble> {
        Ok(())
    }
}

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
        day_ends: USUAL_DAY_END,
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

/// What the practice journal holds at a civil moment of its centre.
pub fn plan(now: NaiveDateTime) -> Plan {
    Plan::practice(SEED, now)
}

/// Writes an invented life into a journal whose centre and lists are there.
pub fn fill(journal: &mut Journal, plan: &Plan) -> Result<Played, Refused> {
    let zone = zone()?;
    Ok(journal.play(plan.acts(), |civil| instant(zone, civil))?)
}

fn zone() -> Result<Tz, Refused> {
    ZONE.parse().map_err(|_| Problem::new(Code::Inner).about("zone").into())
}

fn instant(zone: Tz, civil: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&civil) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        // An hour that the clocks passed over.
        LocalResult::None => civil.and_utc(),
    }
}
