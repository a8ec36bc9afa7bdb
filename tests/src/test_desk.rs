//! A desk for journeys: a real encrypted journal in a temporary folder, a clock that stands where it is put,
//! a keyring in memory, an outlet that keeps what was printed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use desk::Desk;
use desk::ports::{
    Anchor, AnchorOf, DeviceKeyring, DeviceSecret, FileKind, KdfPolicy, KeyringTrouble, Outlet, OutletTrouble,
    SavePlace, Surroundings,
};
use desk::wire::*;
use storage::keys::MemoryKeyring;
use tempfile::TempDir;
use uuid::Uuid;

pub const PASSWORD: &str = "ромашка-семь-окон";

/// A clock that is put, and ids that are time-ordered and never repeat.
#[derive(Clone)]
pub struct Clock(Arc<Mutex<(DateTime<Utc>, u64)>>);

impl Clock {
    /// Civil Moscow time «2026-10-08T13:20».
    pub fn at(moment: &str) -> Self {
        let clock = Self(Arc::new(Mutex::new((DateTime::UNIX_EPOCH, 0))));
        clock.put(moment);
        clock
    }

    pub fn put(&self, moment: &str) {
        let civil = chrono::NaiveDateTime::parse_from_str(moment, "%Y-%m-%dT%H:%M").expect("a civil moment");
        self.0.lock().expect("clock").0 = civil.and_utc() - Duration::hours(3);
    }

    /// So many seconds after a civil minute.
    pub fn put_second(&self, moment: &str, second: i64) {
        self.put(moment);
        self.0.lock().expect("clock").0 += Duration::seconds(second);
    }
}

impl Surroundings for Clock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().expect("clock").0
    }

    fn new_id(&self) -> Uuid {
        let mut clock = self.0.lock().expect("clock");
        clock.1 += 1;
        let millis = u64::try_from(clock.0.timestamp_millis()).expect("after 1970");
        let mut random = [0; 10];
        random[2..].copy_from_slice(&clock.1.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// Several desks may share one computer's keyring. It counts what was changed in it, and which secrets it was asked for.
#[derive(Clone, Default)]
pub struct Keyring(pub Arc<Mutex<MemoryKeyring>>, pub Arc<AtomicUsize>, pub Arc<AtomicUsize>);

impl DeviceKeyring for Keyring {
    fn read(&self, id: Uuid) -> Result<Option<DeviceSecret>, KeyringTrouble> {
        self.2.fetch_add(1, Ordering::Relaxed);
        self.0.lock().expect("keyring").read(id)
    }
    fn write(&self, secret: &DeviceSecret) -> Result<(), KeyringTrouble> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.lock().expect("keyring").write(secret)
    }
    fn remove(&self, id: Uuid) -> Result<(), KeyringTrouble> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.lock().expect("keyring").remove(id)
    }
    fn read_anchor(&self, of: AnchorOf) -> Result<Option<Anchor>, KeyringTrouble> {
        self.0.lock().expect("keyring").read_anchor(of)
    }
    fn write_anchor(&self, of: AnchorOf, anchor: &Anchor) -> Result<(), KeyringTrouble> {
        self.0.lock().expect("keyring").write_anchor(of, anchor)
    }
    fn read_branch(&self, journal: Uuid) -> Result<Option<Uuid>, KeyringTrouble> {
        self.0.lock().expect("keyring").read_branch(journal)
    }
    fn write_branch(&self, of: AnchorOf) -> Result<(), KeyringTrouble> {
        self.0.lock().expect("keyring").write_branch(of)
    }
}

/// Keeps what left the program; may be told to fail.
#[derive(Clone, Default)]
pub struct Tray(pub Arc<Mutex<TrayContents>>);

#[derive(Default)]
pub struct TrayContents {
    pub printed: Vec<(String, Vec<u8>)>,
    pub saved: Vec<(String, Vec<u8>)>,
    pub trouble: Option<OutletTrouble>,
    pub change_of_mind: bool,
    /// What the person chooses next: a folder or a file.
    pub chosen: Option<PathBuf>,
}

impl Outlet for Tray {
    fn print(&self, title: &str, pdf: &[u8]) -> Result<(), OutletTrouble> {
        let mut tray = self.0.lock().expect("tray");
        match tray.trouble {
            Some(trouble) => Err(trouble),
            None => {
                tray.printed.push((title.to_owned(), pdf.to_vec()));
                Ok(())
            }
        }
    }

    fn place(&self, suggested: &str, kind: FileKind) -> Result<Option<SavePlace>, OutletTrouble> {
        let mind = self.0.lock().expect("tray").change_of_mind;
        Ok((!mind).then(|| SavePlace(PathBuf::from(format!("{suggested}.{}", kind.extension())))))
    }

    fn save(&self, place: SavePlace, _kind: FileKind, bytes: &[u8]) -> Result<String, OutletTrouble> {
        let mut tray = self.0.lock().expect("tray");
        if let Some(trouble) = tray.trouble {
            return Err(trouble);
        }
        let name = place.0.to_string_lossy().into_owned();
        tray.saved.push((name.clone(), bytes.to_vec()));
        Ok(name)
    }

    fn choose_folder(&self, _title: &str) -> Result<Option<PathBuf>, OutletTrouble> {
        Ok(self.0.lock().expect("tray").chosen.clone())
    }

    fn choose_copy(&self, _title: &str) -> Result<Option<PathBuf>, OutletTrouble> {
        Ok(self.0.lock().expect("tray").chosen.clone())
    }
}

pub struct TestDesk {
    pub desk: Desk,
    pub clock: Clock,
    pub keyring: Keyring,
    pub tray: Tray,
    path: PathBuf,
    /// Taken away with the desk; absent where the folder is somebody else's.
    folder: Option<Arc<TempDir>>,
    /// Eight groups, as printed.
    pub sheet: Vec<String>,
}

impl TestDesk {
    /// Whatever lies in a folder, on a computer without a keyring.
    pub fn in_folder(folder: &str, moment: &str) -> Self {
        let keyring = Keyring::default();
        keyring.0.lock().expect("keyring").fail_with(Some(KeyringTrouble::Absent));
        Self::at_path(PathBuf::from(folder), None, Clock::at(moment), keyring, Tray::default())
    }

    /// Whatever lies in a folder, on a computer whose keyring is somebody else's to keep.
    pub fn in_folder_with(folder: &str, moment: &str, keyring: Box<dyn DeviceKeyring>) -> Self {
        let (clock, tray) = (Clock::at(moment), Tray::default());
        let surroundings: Box<dyn Surroundings> = Box::new(clock.clone());
        let desk = Desk::new(folder, surroundings, keyring, Box::new(tray.clone()), KdfPolicy::cheap());
        Self { desk, clock, keyring: Keyring::default(), tray, path: folder.into(), folder: None, sheet: Vec::new() }
    }

    /// The head's password opens it without the keyring, and the folder outlives the process.
    #[must_use]
    pub fn with_password_alone(mut self) -> Self {
        let head = self.desk.me().expect("the head").account;
        let code = self.desk.give_code(head).expect("a code");
        self.desk.lock().expect("locked");
        self.keyring.0.lock().expect("keyring").fail_with(Some(KeyringTrouble::Absent));
        self.enter_by_code(&code, PASSWORD, true).expect("entered without a keyring");
        self
    }

    /// The person whose code it is comes and sets a password.
    pub fn enter_by_code(&mut self, code: &CodeShown, password: &str, without_keyring: bool) -> Result<Me, Refused> {
        let codes = self.desk.opening().expect("the cover").codes;
        let slot = codes.into_iter().find(|way| way.label == code.label).map(|way| way.slot).unwrap_or_default();
        let (groups, password) = (code.groups.clone(), password.to_owned());
        self.desk.enter_by_code(CodeForm { slot, groups, password, without_keyring })
    }

    /// No journal yet.
    pub fn empty_at(moment: &str) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        Self::on(folder, Clock::at(moment), Keyring::default(), Tray::default())
    }

    fn on(folder: Arc<TempDir>, clock: Clock, keyring: Keyring, tray: Tray) -> Self {
        Self::at_path(folder.path().to_owned(), Some(folder), clock, keyring, tray)
    }

    fn at_path(path: PathBuf, folder: Option<Arc<TempDir>>, clock: Clock, keyring: Keyring, tray: Tray) -> Self {
        let desk = Desk::new(
            &path,
            Box::new(clock.clone()),
            Box::new(keyring.clone()),
            Box::new(tray.clone()),
            KdfPolicy::cheap(),
        );
        Self { desk, clock, keyring, tray, path, folder, sheet: Vec::new() }
    }

    /// A journal just made, one consultant with hours пн–пт 9–13, 14–17, the head at the desk.
    pub fn opened_at(moment: &str) -> Self {
        let mut desk = Self::empty_at(moment);
        desk.make_journal();
        desk.add_consultant("Калинина Мария Сергеевна", "педагог-психолог");
        desk
    }

    pub fn make_journal(&mut self) -> Me {
        self.make_journal_of(new_journal())
    }

    pub fn make_journal_of(&mut self, form: NewJournal) -> Me {
        let shown = self.desk.prepare_journal(form).expect("a sound form");
        self.sheet.clone_from(&shown.groups);
        let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
        self.desk.create_journal(SheetProof { groups }).expect("the journal is made")
    }

    /// The program is closed and started again: same folder, keyring and clock.
    #[must_use]
    pub fn restarted(self) -> Self {
        let Self { desk, clock, keyring, tray, path, folder, sheet } = self;
        drop(desk);
        Self { sheet, ..Self::at_path(path, folder, clock, keyring, tray) }
    }

    /// The closed journal changed past the program, then opened again by the head.
    #[must_use]
    pub fn tampered(self, sql: &str) -> Self {
        let mut day = self.restarted();
        let slots = storage::keys::read_twins(&day.folder().join("journal")).expect("slots").candidates.remove(0);
        let sheet = storage::keys::Sheet::from_groups(&day.sheet).expect("the sheet");
        let (key, _) = slots.unlock_with_sheet(&sheet).expect("the key");
        storage::testing::tamper(&day.journal_file(), &key, sql).expect("changed");
        day.unlock(PASSWORD).expect("opened");
        day
    }

    /// Another computer with a copy of the same folder.
    pub fn on_another_computer(&self) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        copy_folder(&self.folder().join("journal"), &folder.path().join("journal"));
        Self { sheet: self.sheet.clone(), ..Self::on(folder, self.clock.clone(), Keyring::default(), Tray::default()) }
    }

    /// The same computer with a copy of the folder and of the keyring: what is done there leaves this one as it is.
    pub fn twin(&self) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        copy_folder(&self.folder().join("journal"), &folder.path().join("journal"));
        let keyring = self.keyring.0.lock().expect("keyring").twin();
        let keyring = Keyring(Arc::new(Mutex::new(keyring)), Arc::default(), Arc::default());
        let on = Self::on(folder, self.clock.clone(), keyring, Tray::default());
        Self { sheet: self.sheet.clone(), ..on }
    }

    pub fn folder(&self) -> &Path {
        &self.path
    }

    pub fn journal_file(&self) -> PathBuf {
        self.folder().join("journal/journal-1.db")
    }

    pub fn unlock(&mut self, password: &str) -> Result<Me, Refused> {
        let slot = self.desk.opening().expect("the cover").ways.first().map(|way| way.slot.clone()).unwrap_or_default();
        self.desk.unlock(UnlockForm { slot, password: password.to_owned() })
    }

    /// Waits as the window does until the journal's key is changed, or is not.
    pub fn key_changed(&mut self) -> KeyProgress {
        loop {
            let now = self.desk.key_progress().expect("the head asks");
            if !now.running {
                return now;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// By the recovery sheet, and the new password that comes first after it.
    pub fn enter_by_the_sheet(&mut self, password: &str, without_keyring: bool) -> Me {
        let groups = self.sheet.clone();
        assert!(self.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet opens it").by_sheet);
        self.recovered(password, without_keyring)
    }

    /// The new password of whoever came by the sheet.
    pub fn recovered(&mut self, password: &str, without_keyring: bool) -> Me {
        let form = RecoverForm { account: None, password: password.to_owned(), without_keyring };
        self.desk.recover(form).expect("a new password").me
    }

    pub fn add_consultant(&mut self, name: &str, post: &str) -> ConsultantRow {
        let hours = (1..=5)
            .flat_map(|weekday| {
                [("09:00", "13:00"), ("14:00", "17:00")].map(|(from, to)| HoursForm {
                    weekday,
                    from: from.to_owned(),
                    to: to.to_owned(),
                })
            })
            .collect();
        let form = ConsultantForm { name: name.to_owned(), post: post.to_owned(), hours, ..blank_card() };
        self.desk.save_consultant(form).expect("a sound card").value
    }

    /// A lawful means of the centre's own; its key.
    pub fn add_means(&mut self, label: &str, kind: &str) -> String {
        let form = MeansForm {
            key: None,
            label: label.to_owned(),
            kind: kind.to_owned(),
            video: kind == "video",
            screen: kind == "video",
            chat: kind == "chat",
            records: false,
            standing: "allowed".to_owned(),
            since: String::new(),
            basis: String::new(),
            hidden: false,
        };
        let view = self.desk.save_means(form).expect("a sound means").value;
        view.rows.into_iter().find(|row| row.label == label).expect("the row").key
    }

    /// Another account, its password made of the label.
    pub fn add_person(&mut self, label: &str, roles: Vec<Role>, consultant: Option<String>) {
        let form = AccountForm {
            name: format!("{label} Имя"),
            label: label.to_owned(),
            post: String::new(),
            roles,
            consultant,
            password: format!("{PASSWORD}-{label}"),
            without_keyring: false,
        };
        self.desk.add_account(form).expect("added");
    }

    /// Locks, and lets that person in.
    pub fn change_person(&mut self, label: &str) -> Me {
        self.desk.lock().expect("locked");
        let ways = self.desk.opening().expect("the cover").ways;
        let slot = ways.into_iter().find(|way| way.label == label).expect("the label").slot;
        self.desk.unlock(UnlockForm { slot, password: format!("{PASSWORD}-{label}") }).expect("entered")
    }

    pub fn consultant(&mut self) -> String {
        self.desk.consultants().expect("cards").first().expect("a card").id.clone()
    }

    pub fn slot(&mut self, date: &str, time: &str) -> SlotForm {
        SlotForm {
            consultant: self.consultant(),
            date: date.to_owned(),
            time: time.to_owned(),
            minutes: None,
            room: None,
        }
    }

    /// A request with a promised time.
    pub fn book(&mut self, name: &str, date: &str, time: &str) -> Result<RequestCard, Refused> {
        let slot = self.slot(date, time);
        self.desk.register(RequestForm { slot: Some(slot), ..request_of(name) }).map(|done| done.value)
    }

    /// Books, goes to the end of the session and signs it as given.
    pub fn hold(&mut self, name: &str, date: &str, time: &str) -> ConsultationView {
        let card = self.book(name, date, time).expect("the time is free");
        self.hold_booked(&card)
    }

    pub fn hold_booked(&mut self, card: &RequestCard) -> ConsultationView {
        let booking = card.row.booking.as_ref().expect("a live booking");
        self.clock.put(&format!("{}T{}", booking.date, booking.until));
        let view = self.desk.consultation(card.row.id.clone()).expect("a form");
        // Said where the порядок warns of something, and dropped where it does not.
        let more = MoreForm { caution_reason: "так вышло".to_owned(), ..view.form.more.clone() };
        self.desk.sign(ConsultationForm { more, ..whole(view.form) }).expect("a whole record").value
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

/// Fills what a prefilled form lacks.
pub fn whole(form: ConsultationForm) -> ConsultationForm {
    ConsultationForm {
        topics: vec!["crisis".to_owned()],
        direction: Some("psy_ped".to_owned()),
        satisfied: Some("yes".to_owned()),
        note: "Заметка консультанта".to_owned(),
        advice: "Выбор из двух вариантов".to_owned(),
        ..form
    }
}

/// An empty card of a consultant.
pub fn blank_card() -> ConsultantForm {
    ConsultantForm {
        id: None,
        name: String::new(),
        post: String::new(),
        active: true,
        room: None,
        hours: Vec::new(),
        exceptions: Vec::new(),
        topics: Vec::new(),
        papers: StaffPapersForm {
            education: String::new(),
            training: String::new(),
            trained_on: String::new(),
            category: String::new(),
            contract: None,
            undertaking_on: String::new(),
        },
        release_reason: String::new(),
    }
}

/// A card as it is kept, to be changed; by whoever keeps the papers.
pub fn card_form(row: ConsultantRow) -> ConsultantForm {
    ConsultantForm {
        id: Some(row.id),
        name: row.name,
        post: row.post,
        active: row.active,
        room: row.room,
        hours: row.hours,
        exceptions: row.exceptions,
        topics: row.topics,
        papers: row.papers.expect("the papers"),
        release_reason: String::new(),
    }
}

pub fn new_journal() -> NewJournal {
    NewJournal {
        institution: "МБДОУ «Детский сад № 12 «Росинка»".to_owned(),
        centre: "КЦ «Росинка»".to_owned(),
        town: "г. Зареченск".to_owned(),
        region: "RU-TA".to_owned(),
        zone: "Europe/Moscow".to_owned(),
        profile: "default".to_owned(),
        head_name: "Ветрова Ольга Игоревна".to_owned(),
        head_post: "Заведующий".to_owned(),
        label: "Заведующий".to_owned(),
        password: PASSWORD.to_owned(),
        without_keyring: false,
    }
}

/// A text looked for in the whole journal.
pub fn searched(text: &str) -> SearchForm {
    SearchForm {
        text: text.to_owned(),
        period: None,
        from: None,
        to: None,
        consultant: None,
        form: None,
        kind: None,
        standing: None,
        unproven: false,
        after: None,
    }
}

/// A request by phone of a parent with a name, waiting for a time.
pub fn request_of(name: &str) -> RequestForm {
    RequestForm {
        channel: "call".to_owned(),
        passed_by: String::new(),
        received: None,
        who: Who {
            anonymous: false,
            recipient: None,
            name: name.to_owned(),
            phone: String::new(),
            email: String::new(),
            contact: String::new(),
            kind: "parent".to_owned(),
            categories: Vec::new(),
        },
        second: None,
        child_age: "3 года 2 месяца".to_owned(),
        attends: None,
        about: String::new(),
        topics: Vec::new(),
        form: "in_center".to_owned(),
        means: None,
        evidence: None,
        slot: None,
        how: None,
        owner: None,
        incoming_number: String::new(),
        incoming_on: String::new(),
        from_survey: false,
        wish: String::new(),
        wished_consultant: None,
        wish_binding: false,
        wish_window: None,
        minding: false,
        caution_reason: String::new(),
        late_by_wish: false,
        now: false,
    }
}

/// Nothing beside the time: what a test is about stands over it.
pub fn plain_how() -> HowForm {
    HowForm {
        others: Vec::new(),
        others_by: None,
        place: None,
        address: String::new(),
        until: String::new(),
        transport: String::new(),
        equipment: Vec::new(),
        minding_room: None,
    }
}

pub fn anonymous_request() -> RequestForm {
    let form = request_of("");
    RequestForm { who: Who { anonymous: true, ..form.who.clone() }, ..form }
}

/// A time for a request that waits.
pub fn time_for(request: &str, slot: SlotForm) -> BookForm {
    BookForm {
        request: request.to_owned(),
        form: "in_center".to_owned(),
        means: None,
        slot,
        how: None,
        caution_reason: String::new(),
        late_by_wish: false,
    }
}

/// Another time for a booking, with the usual reason.
pub fn other_time(booking: &str, slot: SlotForm, reason: &str) -> MoveForm {
    MoveForm {
        booking: booking.to_owned(),
        slot,
        how: None,
        reason: reason.to_owned(),
        caution_reason: String::new(),
        late_by_wish: false,
    }
}

/// Everything that is registered.
pub fn every_request() -> RequestFilter {
    RequestFilter { text: String::new(), open_only: false, after: None }
}

/// Codes and fields of a refusal, for comparing.
pub fn problems(refused: &Refused) -> Vec<(ProblemCode, &str)> {
    refused.problems.iter().map(|p| (p.code, p.field.as_deref().unwrap_or(""))).collect()
}

/// The refusal, where one is expected. Values have no `Debug`, so `unwrap_err` does not serve.
pub fn refusal<T>(answer: Result<T, Refused>) -> Refused {
    match answer {
        Ok(_) => panic!("this should have been refused"),
        Err(refused) => refused,
    }
}
