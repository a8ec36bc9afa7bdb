//! The one door for changes, the chained history, and what the database itself refuses.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use chrono::NaiveDate;
use domain::event::{EventContent, EventParticipant};
use domain::ids::{BookingId, EventId, RequestId};
use domain::lists::{EventFormat, Form, RecipientKind};
use domain::search::read_people;
use storage::audit::{Action, Anchor, AnchorFit, Chain, Contents, Differs, Place as Compared, Subject};
use storage::backup::{Destruction, Erased};
use storage::booking::{Booking, BookingState};
use storage::event::EventMark;
use storage::keys::{JournalKey, Place, SlotFile};
use storage::search::PeopleQuery;
use storage::{Folder, Journal, LockedJournal, StorageError};
use tempfile::TempDir;
use uuid::Uuid;

mod common;

use common::{CONSULTANT, HEAD, at, begin, moment, request};

struct Made {
    folder: Folder,
    journal: Journal,
    key: JournalKey,
    _root: TempDir,
}

fn made() -> Made {
    let root = tempfile::tempdir().expect("a temporary folder");
    let folder = Folder::new(root.path());
    let (journal, key) = begin(&folder, |_| Ok(()));
    Made { folder, journal, key, _root: root }
}

fn booking(number: u128, request: u128, hour: u32) -> Booking {
    Booking {
        id: BookingId(Uuid::from_u128(2000 + number)),
        request: RequestId(Uuid::from_u128(1000 + request)),
        previous: None,
        consultant: CONSULTANT,
        room: None,
        form: Form::InCenter,
        means: None,
        how: domain::outing::How::default(),
        starts: moment(hour),
        minutes: 45,
        state: BookingState::Live,
        ended_reason: None,
        made_by: HEAD,
        cautions: Vec::new(),
        caution_reason: String::new(),
    }
}

#[test]
fn the_database_itself_refuses_a_second_promise_of_one_time() {
    let mut made = made();
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            change.register_request(request(1))?;
            change.register_request(request(2))?;
            change.add_booking(&booking(1, 1, 10))
        })
        .expect("the first promise");
    // No rule is asked here: whatever the program thinks, the trigger stands behind.
    let second =
        made.journal.change::<_, StorageError>(Some(HEAD), at(2), |change| change.add_booking(&booking(2, 2, 10)));
    assert!(matches!(second, Err(StorageError::TimeTaken)));
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(3), |change| {
            let first = change.booking(booking(1, 1, 10).id)?;
            change.end_booking(&first, BookingState::Cancelled, Some("перенос"))?;
            change.add_booking(&booking(2, 2, 10))
        })
        .expect("given back, it can be promised again");
}

#[test]
fn a_change_without_a_trace_is_undone() {
    let mut made = made();
    let before = made.journal.view().chain_head().expect("the head");
    let silent = made
        .journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| change.next_number(storage::Numbers::Request, 2026));
    assert!(matches!(silent, Err(StorageError::NoTrace)));
    assert_eq!(made.journal.view().chain_head().expect("the head"), before);
    let number = made
        .journal
        .change::<_, StorageError>(Some(HEAD), at(2), |change| Ok(change.register_request(request(1))?.number))
        .expect("registered");
    assert_eq!(number, 1, "the undone change gave no number away");
}

#[test]
fn a_refused_change_leaves_nothing_behind() {
    let mut made = made();
    let refused = made.journal.change::<(), StorageError>(Some(HEAD), at(1), |change| {
        change.register_request(request(1))?;
        Err(StorageError::NotFound)
    });
    assert!(refused.is_err());
    assert!(!made.journal.view().any_request().expect("an answer"));
}

#[test]
fn every_change_lengthens_the_chain_and_the_chain_is_whole() {
    let mut made = made();
    let first = made.journal.view().chain_head().expect("the head");
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            change.note(Action::Unlocked, Subject::Account, Some(HEAD.0));
            Ok(())
        })
        .expect("noted");
    let Chain::Whole(head) = made.journal.view().verify_chain().expect("walked") else { panic!("the chain is broken") };
    assert_eq!(head.length, first.length + 1);
    assert_ne!(head.control(), first.control());
}

#[test]
fn edits_swaps_deletions_and_rewritten_versions_of_history_are_found() {
    for (what, sql) in [
        ("an edited line", "UPDATE audit SET action = 'booked' WHERE sequence = 2"),
        (
            "a line by another hand",
            "UPDATE audit SET account_id = x'00112233445566778899aabbccddeeff' WHERE sequence = 2",
        ),
        ("a deleted line", "DELETE FROM audit WHERE sequence = 2"),
        (
            "two lines swapped",
            "UPDATE audit SET sequence = -1 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3;
             UPDATE audit SET sequence = 3 WHERE sequence = -1",
        ),
    ] {
        let made = made();
        let path = made.journal.path().to_owned();
        made.journal.close();
        // The triggers stop a slip; who holds the key can drop them, and then the chain tells.
        storage::testing::tamper(
            &path,
            &made.key,
            &format!("DROP TRIGGER audit_is_final; DROP TRIGGER audit_stays; {sql}"),
        )
        .expect("tampered");
        let journal = LockedJournal::find(&path).expect("found").unlock(&made.key).expect("open");
        assert!(matches!(journal.view().verify_chain(), Ok(Chain::Broken { .. })), "{what}");
    }
}

/// What comparing the records with their lines finds.
fn compared(journal: &Journal) -> Contents {
    let (mut place, mut found) = (Compared::default(), Contents::default());
    while journal.view().compare_contents(&mut place, &mut found).expect("compared") {}
    found
}

#[test]
fn an_edit_a_deletion_and_an_insertion_past_the_door_leave_the_chain_whole_and_are_found() {
    for (what, sql, expected) in [
        ("nothing", "SELECT 1", None),
        ("an edited wish", "UPDATE request SET wish = 'другое' WHERE number = 2", Some(Subject::Request)),
        ("a participant of another kind", "UPDATE request_participant SET kind = 'citizen'", Some(Subject::Request)),
        ("a moved time", "UPDATE booking SET starts = '2026-10-09T11:00'", Some(Subject::Booking)),
        ("a role taken", "INSERT INTO account_role SELECT id, 'nobody' FROM account", Some(Subject::Account)),
        ("a renamed consultant", "UPDATE consultant SET name = 'Другая'", Some(Subject::Consultant)),
        (
            "a consultant put in",
            "INSERT INTO consultant (id, name, post, active, version) VALUES (x'00', 'Никто', '', 1, 1)",
            Some(Subject::Consultant),
        ),
        ("a room put in", "INSERT INTO room VALUES (x'00', 'Подвал', 1, 1)", Some(Subject::Room)),
        (
            "a row of a list",
            "INSERT INTO list_item (list, key, label, position) VALUES ('topic', 'other', 'иное', 99)",
            Some(Subject::ListItem),
        ),
        ("a day off", "INSERT INTO calendar_day VALUES ('2026-10-08', 'off', '')", Some(Subject::Day)),
        (
            "another порядок",
            "INSERT INTO profile_version (valid_from, document, added_at) VALUES ('2026-12-01', '{}', 0)",
            Some(Subject::Order),
        ),
        (
            "a порядок from the beginning",
            "INSERT INTO profile_version (valid_from, document, added_at) VALUES ('', '{}', 0)",
            Some(Subject::Order),
        ),
        ("an entrance closed", "UPDATE account SET removed_at = 1", Some(Subject::Account)),
        ("a request out of sight", "DELETE FROM request_open", Some(Subject::Request)),
        ("a done one kept in sight", "UPDATE request SET lapsed_on = '2026-10-08'", Some(Subject::Request)),
    ] {
        let mut made = made();
        made.journal
            .change::<_, StorageError>(Some(HEAD), at(1), |change| {
                change.register_request(request(1))?;
                change.register_request(request(2))?;
                change.add_booking(&booking(1, 1, 10))
            })
            .expect("written");
        storage::testing::tamper(made.journal.path(), &made.key, sql).expect("tampered while it is open");
        assert!(matches!(made.journal.view().verify_chain(), Ok(Chain::Whole(_))), "{what}");
        let found = compared(&made.journal);
        let subjects: Vec<_> = found
            .differs
            .iter()
            .map(|differs| match differs {
                Differs::Record { subject, .. } | Differs::Count { subject, .. } | Differs::Untold { subject, .. } => {
                    *subject
                }
                Differs::OnTheWay { .. } => Subject::Request,
                Differs::Ratings { .. } => Subject::Quarter,
            })
            .collect();
        match expected {
            None => assert!(subjects.is_empty() && found.compared >= 5, "{what}: {subjects:?}"),
            Some(subject) => assert!(subjects.contains(&subject), "{what}: {subjects:?}"),
        }
    }
}

#[test]
fn a_record_without_a_line_and_a_line_without_a_record_are_counted() {
    let mut made = made();
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| change.register_request(request(1)).map(drop))
        .expect("written");
    let copy =
        "INSERT INTO request (id, year, number, origin, channel, passed_by, received, registered_at, registered_on,
        registered_by, form, about, wish, version)
        SELECT x'00112233445566778899aabbccddeeff', year, 999, origin, channel, passed_by, received, registered_at,
        registered_on, registered_by, form, about, wish, version FROM request";
    storage::testing::tamper(made.journal.path(), &made.key, copy).expect("a request past the door");
    let found = compared(&made.journal);
    assert_eq!(
        found.differs,
        [Differs::Count { subject: Subject::Request, told: 1, found: 2 }, Differs::OnTheWay { requests: 1 }]
    );
}

#[test]
fn what_was_destroyed_is_told_apart_from_what_was_changed() {
    let mut made = made();
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| change.register_request(request(1)).map(drop))
        .expect("written");
    let id = uuid::Uuid::from_u128(77);
    let records = vec![Erased { subject: "request".to_owned(), id: request(1).id.0 }];
    let destruction = Destruction { id, at: at(2).timestamp_millis(), code: 0, records };
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(2), |change| change.destroy(&destruction, "Акт № 1"))
        .expect("destroyed");
    let found = compared(&made.journal);
    assert_eq!((found.differing, found.destroyed), (0, 0), "what is left has a line of its own");
    // Somebody who only takes the salt away leaves no line, and hides nothing.
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(3), |change| change.register_request(request(2)).map(drop))
        .expect("written");
    let sql = "DELETE FROM record_salt WHERE subject = 'request'; UPDATE request SET wish = ''";
    storage::testing::tamper(made.journal.path(), &made.key, sql).expect("emptied past the door");
    assert_eq!(compared(&made.journal).differing, 2);
}

#[test]
fn a_closed_entrance_agrees_with_its_line_and_is_not_opened_past_the_door() {
    let mut made = made();
    let second = storage::account::Account {
        id: domain::ids::AccountId(Uuid::from_u128(11)),
        name: "Лапина Зоя".to_owned(),
        label: "Приёмная".to_owned(),
        post: String::new(),
        roles: vec![domain::lists::Role::Administrator],
        consultant: None,
    };
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            change.add_account(&second)?;
            change.remove_account(second.id)
        })
        .expect("closed");
    assert_eq!(compared(&made.journal).differs, []);
    let open = "UPDATE account SET removed_at = NULL";
    storage::testing::tamper(made.journal.path(), &made.key, open).expect("past the door");
    let differs = compared(&made.journal).differs;
    assert_eq!(differs, [Differs::Untold { subject: Subject::Account, rows: 1 }]);
}

#[test]
fn a_record_named_among_the_destroyed_past_the_door_is_not_believed_to_be_one() {
    let mut made = made();
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            change.register_request(request(1))?;
            change.register_request(request(2)).map(drop)
        })
        .expect("written");
    let records = vec![Erased { subject: "request".to_owned(), id: request(1).id.0 }];
    let destruction = Destruction { id: Uuid::from_u128(77), at: at(2).timestamp_millis(), code: 0, records };
    // Done again, as after a restoring, it is the same destruction.
    for second in [2, 3] {
        made.journal
            .change::<_, StorageError>(Some(HEAD), at(second), |change| change.destroy(&destruction, "Акт № 1"))
            .expect("destroyed");
    }
    let found = compared(&made.journal);
    assert_eq!(found.differing, 0, "{:?}", found.differs);
    let sql =
        "INSERT INTO destruction_record SELECT d.id, 'request', q.id FROM destruction d, request q WHERE q.number = 2;
        DELETE FROM record_salt WHERE subject = 'request' AND subject_id = (SELECT id FROM request WHERE number = 2);
        UPDATE request SET wish = '' WHERE number = 2";
    storage::testing::tamper(made.journal.path(), &made.key, sql).expect("past the door");
    let found = compared(&made.journal);
    assert!(
        matches!(found.differs.as_slice(), [Differs::Record { subject: Subject::Recipient, id, .. }]
            if *id == Some(destruction.id)),
        "the list of what was destroyed is not what it was: {:?}",
        found.differs
    );
}

#[test]
fn an_anchor_holds_while_the_chain_only_grows_and_tells_a_cut_tail() {
    let mut made = made();
    let note = |journal: &mut Journal, times: i64| {
        for _ in 0..times {
            // Each stretch has an instant of its own: the same lines again would be the same history.
            journal
                .change::<_, StorageError>(Some(HEAD), at(times), |change| {
                    change.note(Action::Unlocked, Subject::Account, Some(HEAD.0));
                    Ok(())
                })
                .expect("noted");
        }
    };
    note(&mut made.journal, 3);
    let anchor = Anchor::of(made.journal.view().chain_head().expect("the head"));
    note(&mut made.journal, 2);
    assert_eq!(made.journal.view().fits_anchor(&anchor).expect("read"), AnchorFit::Holds, "it may lag");
    let cut = format!("DROP TRIGGER audit_stays; DELETE FROM audit WHERE sequence >= {}", anchor.length);
    storage::testing::tamper(made.journal.path(), &made.key, &cut).expect("cut");
    assert!(matches!(made.journal.view().verify_chain(), Ok(Chain::Whole(_))), "the chain alone tells nothing");
    let remembered = anchor.length;
    assert_eq!(
        made.journal.view().fits_anchor(&anchor).expect("read"),
        AnchorFit::Cut { remembered, found: remembered - 1 }
    );
    note(&mut made.journal, 4);
    assert_eq!(
        made.journal.view().fits_anchor(&anchor).expect("read"),
        AnchorFit::Other { remembered },
        "another tail has grown"
    );
}

#[test]
fn a_walk_that_is_told_to_stop_stops() {
    let mut made = made();
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            for _ in 0..3_000 {
                change.note(Action::Unlocked, Subject::Account, Some(HEAD.0));
            }
            Ok(())
        })
        .expect("noted");
    let mut asked = Vec::new();
    let walked = made.journal.view().walk_chain(|done| {
        asked.push(done);
        asked.len() < 2
    });
    assert_eq!((walked.expect("read"), asked), (None, vec![1024, 2048]));
}

#[test]
fn history_and_signed_versions_cannot_be_rewritten_by_a_slip() {
    let made = made();
    let path = made.journal.path().to_owned();
    made.journal.close();
    for sql in ["UPDATE audit SET at = 0", "DELETE FROM audit"] {
        assert!(storage::testing::tamper(&path, &made.key, sql).is_err(), "{sql}");
    }
}

#[test]
fn another_key_opens_nothing_and_says_damaged() {
    let made = made();
    let path = made.journal.path().to_owned();
    made.journal.close();
    let other = JournalKey::fresh().expect("a key");
    let answer = LockedJournal::find(&path).expect("found").unlock(&other);
    assert!(matches!(answer, Err(StorageError::Damaged)));
}

#[test]
fn a_second_process_cannot_hold_the_folder() {
    let made = made();
    let first = made.folder.hold().expect("held");
    assert!(matches!(Folder::new(made.folder.root()).hold(), Err(StorageError::Busy)));
    drop(first);
    assert!(Folder::new(made.folder.root()).hold().is_ok());
}

#[test]
fn a_journal_is_not_made_over_another() {
    let made = made();
    let place = Place { journal: Uuid::from_u128(7), generation: 1 };
    let slots = SlotFile::new(place, "journal-1.db", "Другой").expect("a slot file");
    let again = Journal::make::<StorageError>(&made.folder, &slots, &made.key, at(5), |_| Ok(()));
    assert!(again.is_err());
    assert_eq!(made.journal.view().centre().expect("still there").name, "КЦ «Росинка»");
}

#[test]
fn people_are_found_by_any_word_by_yo_as_e_by_phone_and_by_code() {
    let mut made = made();
    let add = |name: &str, phone: &str, number: u128| {
        let id = domain::ids::RecipientId(Uuid::from_u128(5000 + number));
        (id, name.to_owned(), phone.to_owned())
    };
    let people =
        [add("Ёлкина Алёна Петровна", "+79171234567", 1), add("Ғәлиева Әлфия", "", 2), add("100% Имя_", "", 3)];
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            for (id, name, phone) in &people {
                change.add_recipient(*id, RecipientKind::Parent, &[], name, phone, "")?;
            }
            Ok(())
        })
        .expect("added");
    let view = made.journal.view();
    let found = |typed: &str| {
        let query = read_people(typed);
        let asked = PeopleQuery { query: &query, own: None, limit: 10 };
        view.find_people(&asked).expect("found").people.iter().map(|p| p.code.0).collect::<Vec<_>>()
    };
    for (typed, expected) in [
        ("елк", vec![1]),
        ("ЁЛКИНА", vec![1]),
        ("алена", vec![1]),
        ("123-45", vec![1]),
        ("П-0001", vec![1]),
        ("әлфия", vec![2]),
        ("Ғәл", vec![2]),
        ("100%", vec![3]),
        ("имя_", vec![3]),
        ("%", vec![]),
        ("лкина", vec![1]),
        ("кина алё", vec![1]),
        ("tkrbyf", vec![1]),
        ("4567", vec![1]),
        ("89171234567", vec![1]),
        ("Ёлкиной", vec![1]),
        ("", vec![]),
    ] {
        assert_eq!(found(typed), expected, "{typed}");
    }
}

fn lecture(day: u32, participants: u32) -> EventContent {
    EventContent {
        topic: "Травмы дома".to_owned(),
        format: EventFormat::Webinar,
        starts: NaiveDate::from_ymd_opt(2026, 10, day).and_then(|d| d.and_hms_opt(17, 0, 0)).expect("a moment"),
        minutes: 90,
        place: String::new(),
        leaders: vec![CONSULTANT],
        participants,
        list: Vec::new(),
        series: None,
    }
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, number).expect("a day")
}

#[test]
fn r095_events_are_facts_of_their_day_once_held_and_never_when_annulled() {
    let mut made = made();
    let id = |number: u128| EventId(Uuid::from_u128(7000 + number));
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            change.add_event(id(1), lecture(1, 12), HEAD)?;
            change.add_event(id(2), lecture(31, 7), HEAD)?;
            // Nobody has written down who came: not held yet.
            change.add_event(id(3), lecture(15, 0), HEAD)?;
            let fourth = change.add_event(id(4), lecture(16, 5), HEAD)?;
            change.annul_event(&fourth, HEAD, "записано дважды", day(17))
        })
        .expect("written");
    let view = made.journal.view();
    let facts = |first, last| view.event_facts(day(first), day(last)).expect("facts");
    let found: Vec<_> = facts(1, 31).iter().map(|fact| (fact.id, fact.participants, fact.leaders.clone())).collect();
    assert_eq!(found, [(id(1), 12, vec![CONSULTANT]), (id(2), 7, vec![CONSULTANT])], "both ends belong to the span");
    assert_eq!(facts(2, 30), []);
    let sums = view.event_sums(day(1), day(31)).expect("sums");
    assert_eq!((sums.all, sums.held, sums.participants), (3, 2, 19));
    assert_eq!(view.event(id(4)).expect("still read").annul_reason.as_deref(), Some("записано дважды"));
}

#[test]
fn a_certificate_number_once_given_is_never_given_again() {
    let mut made = made();
    let id = EventId(Uuid::from_u128(7001));
    let with = |names: &[&str]| EventContent {
        list: names.iter().map(|name| EventParticipant { name: (*name).to_owned(), ..Default::default() }).collect(),
        series: Some("КЦ".to_owned()),
        ..lecture(8, 9)
    };
    let numbers = made
        .journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            let first = change.add_event(id, with(&["Анна", ""]), HEAD)?;
            let shorter = EventContent { list: first.content.list[1..].to_vec(), ..first.content.clone() };
            let second = change.change_event(&first, shorter, HEAD, None)?;
            let mut longer = second.content.clone();
            longer.list.push(EventParticipant { name: "Вера".to_owned(), ..Default::default() });
            Ok(change.change_event(&second, longer, HEAD, None)?.content.list)
        })
        .expect("written");
    let kept = made.journal.view().event(id).expect("read").content.list;
    assert_eq!(kept, numbers);
    assert_eq!(kept.iter().map(|line| line.certificate).collect::<Vec<_>>(), [Some(2), Some(3)]);
    assert_eq!(made.journal.view().event_savings(id).expect("savings").len(), 3);
    let path = made.journal.path().to_owned();
    made.journal.close();
    for sql in ["DELETE FROM event_version", "UPDATE event_version SET reason = ''", "DELETE FROM event"] {
        assert!(storage::testing::tamper(&path, &made.key, sql).is_err(), "{sql}");
    }
}

#[test]
fn a_list_of_events_goes_on_where_the_page_ended() {
    let mut made = made();
    made.journal
        .change::<_, StorageError>(Some(HEAD), at(1), |change| {
            for number in 0..7_u32 {
                // Three share one moment: the number decides then.
                let content = lecture(if number < 3 { 10 } else { 10 + number }, 1);
                change.add_event(EventId(Uuid::from_u128(7000 + u128::from(number))), content, HEAD)?;
            }
            Ok(())
        })
        .expect("written");
    let view = made.journal.view();
    let mut seen = Vec::new();
    let mut mark = None;
    loop {
        let page = view.events_between(day(1), day(31), mark.as_ref(), 2).expect("a page");
        let Some(last) = page.last() else { break };
        mark = Some(EventMark { starts: last.content.starts, number: last.number });
        seen.extend(page.iter().map(|event| event.number));
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}
