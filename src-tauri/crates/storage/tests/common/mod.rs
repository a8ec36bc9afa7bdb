//! What tests of a stored journal begin with: a centre, its head, one consultant.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::ids::{AccountId, ConsultantId, RequestId};
use domain::lists::{Form, Origin, RecipientKind, Role};
use domain::schedule::WorkingHours;
use storage::account::Account;
use storage::centre::Centre;
use storage::consultant::Consultant;
use storage::keys::{JournalKey, Place, SlotFile};
use storage::request::{Participant, Request};
use storage::{Change, Folder, Journal, StorageError};
use uuid::Uuid;

pub const HEAD: AccountId = AccountId(Uuid::from_u128(10));
pub const CONSULTANT: ConsultantId = ConsultantId(Uuid::from_u128(20));

pub fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + second, 0).expect("an instant")
}

pub fn moment(hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 10, 8).and_then(|day| day.and_hms_opt(hour, 0, 0)).expect("a moment")
}

/// A journal with the centre, its head and one consultant, and whatever more is written at once.
pub fn begin(folder: &Folder, more: impl FnOnce(&Change<'_>) -> Result<(), StorageError>) -> (Journal, JournalKey) {
    let place = Place { journal: Uuid::from_u128(1), generation: 1 };
    let slots = SlotFile::new(place, "journal-1.db", "КЦ «Росинка»").expect("a slot file");
    let key = JournalKey::fresh().expect("a key");
    let journal = Journal::make::<StorageError>(folder, &slots, &key, at(0), |change| {
        change.make_centre(&Centre {
            journal_id: place.journal,
            branch_id: Uuid::from_u128(2),
            institution: "Детский сад № 12".to_owned(),
            name: "КЦ «Росинка»".to_owned(),
            town: String::new(),
            region: "RU-TA".to_owned(),
            zone: "Europe/Moscow".to_owned(),
            phone: String::new(),
            email: String::new(),
            day_ends: chrono::NaiveTime::from_hms_opt(17, 0, 0).expect("a time"),
        })?;
        change.add_account(&Account {
            id: HEAD,
            name: "Ветрова Ольга".to_owned(),
            label: "Заведующий".to_owned(),
            post: "Заведующий".to_owned(),
            roles: vec![Role::Head],
            consultant: None,
        })?;
        change.save_consultant(&Consultant {
            id: CONSULTANT,
            name: "Калинина Мария".to_owned(),
            post: "педагог-психолог".to_owned(),
            room: None,
            active: true,
            hours: WorkingHours::default(),
            exception_words: Vec::new(),
            topics: Vec::new(),
            papers: domain::consultant::StaffPapers::default(),
        })?;
        more(change)
    })
    .expect("the journal is made");
    (journal, key)
}

/// A request of one parent; what differs is said by whoever asks.
pub fn request(number: u128) -> Request {
    Request {
        id: RequestId(Uuid::from_u128(1000 + number)),
        number: 0,
        year: 0,
        origin: Origin::Typed,
        follows: None,
        channel: "call".to_owned(),
        passed_by: String::new(),
        received: moment(9),
        registered_on: moment(9).date(),
        registered_by: HEAD,
        participants: vec![Participant::anonymous(RecipientKind::Parent, String::new())],
        categories: Vec::new(),
        form: Form::InCenter,
        means: None,
        attends: None,
        child_age: None,
        about: String::new(),
        topics: Vec::new(),
        wish: String::new(),
        wished: None,
        window: None,
        minding: false,
        lapse_reason: None,
        evidence: None,
        annul_reason: None,
        late_by_wish: false,
        intake: domain::intake::Intake::default(),
    }
}
