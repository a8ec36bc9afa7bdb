//! Closed months and sent quarters in the journal: what is kept is final, and is held against the history.
#![allow(clippy::expect_used, clippy::panic)] // a test may fail loudly

mod common;

use chrono::NaiveDate;
use common::{HEAD, at, begin, moment, request};
use domain::civil::{Month, Quarter};
use domain::journal::Journal as Printed;
use domain::report::Report;
use storage::audit::{Contents, Differs, Place, Subject};
use storage::month::{Corrected, NewPrint};
use storage::{Folder, Journal, StorageError};

fn october() -> Month {
    Month::new(2026, 10).expect("a month")
}

fn second_of_november() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day")
}

fn printed() -> Printed {
    Printed {
        institution: "Детский сад № 12".to_owned(),
        centre: "КЦ «Росинка»".to_owned(),
        town: String::new(),
        title: "Журнал".to_owned(),
        month: october(),
        rows: Vec::new(),
        totals: "Итого".to_owned(),
        head_post: "Заведующий".to_owned(),
        head_name: "О. И. Ветрова".to_owned(),
        made_on: second_of_november(),
        control: "7F3A1-9C2D4".to_owned(),
        corrected: None,
    }
}

/// Bytes that no look of this program would ever make: the paper of another version of it.
const OF_ANOTHER_LOOK: &[u8] = b"%PDF-1.3 drawn by an older program";

fn close(journal: &mut Journal, bytes: &[u8]) -> Result<(), StorageError> {
    let head = journal.view().chain_head()?;
    let value = printed();
    let print = NewPrint {
        month: october(),
        journal: &value,
        bytes,
        pages: 1,
        bound: false,
        made_on: second_of_november(),
        head,
    };
    journal.change(Some(HEAD), at(10), |change| change.close_month(&print, HEAD, "документ ждём"))
}

fn correct(journal: &mut Journal) {
    let what = Corrected::Request(request(7).id);
    journal
        .change::<_, StorageError>(Some(HEAD), at(20), |change| {
            change.correct_months(&[october()], what, HEAD, moment(9).date(), "описка")
        })
        .expect("corrected");
}

#[test]
fn a_print_is_given_back_byte_for_byte_whatever_the_program_would_draw_today() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut journal, key) = begin(&Folder::new(folder.path()), |_| Ok(()));
    let before = journal.view().chain_head().expect("the head");
    close(&mut journal, OF_ANOTHER_LOOK).expect("closed");
    correct(&mut journal);
    let head = journal.view().chain_head().expect("the head");
    let value = printed();
    let print = NewPrint {
        month: october(),
        journal: &value,
        bytes: b"%PDF-2.0 another",
        pages: 2,
        bound: true,
        made_on: second_of_november(),
        head,
    };
    let number = journal
        .change::<_, StorageError>(Some(HEAD), at(30), |change| change.keep_corrected_print(&print))
        .expect("kept");
    assert_eq!(number, 2);

    let path = journal.path().to_owned();
    journal.close();
    let journal = storage::LockedJournal::find(&path).expect("there").unlock(&key).expect("opened");
    let view = journal.view();
    assert_eq!(view.kept_bytes(october(), 1).expect("the first"), OF_ANOTHER_LOOK);
    assert_eq!(view.kept_bytes(october(), 2).expect("the second"), b"%PDF-2.0 another");
    assert!(matches!(view.kept_bytes(october(), 3), Err(StorageError::NotFound)));
    let closing = view.closing_of(october()).expect("read").expect("closed");
    assert_eq!((closing.head, closing.reason.as_str(), closing.by), (before, "документ ждём", HEAD));
    assert_eq!(view.kept_journal(october(), 1).expect("its value"), printed());
    let corrections = view.corrections_of(october()).expect("read");
    assert_eq!(corrections.iter().map(|one| one.print).collect::<Vec<_>>(), [Some(2)]);
    assert!(corrections[0].chain_length > before.length, "it came after the closing, whatever the clock says");
}

#[test]
fn what_is_kept_cannot_be_written_over_and_a_change_past_the_program_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut journal, key) = begin(&Folder::new(folder.path()), |_| Ok(()));
    close(&mut journal, OF_ANOTHER_LOOK).expect("closed");
    correct(&mut journal);
    assert!(close(&mut journal, b"%PDF-1.3 once more").is_err(), "a closed month is not closed again");
    let path = journal.path().to_owned();
    journal.close();
    for sql in [
        "UPDATE month SET closed_at = NULL",
        "DELETE FROM month",
        "UPDATE month_print SET bytes = x'00'",
        "DELETE FROM month_print",
        "UPDATE month_correction SET corrected_by = x'00'",
        "UPDATE month_correction SET reason = 'другая'",
        "DELETE FROM month_correction",
    ] {
        assert!(storage::testing::tamper(&path, &key, sql).is_err(), "{sql}");
    }
    storage::testing::tamper(&path, &key, "UPDATE month_correction SET reason = ''")
        .expect("personal words are erased");
    storage::testing::tamper(&path, &key, "DROP TRIGGER month_print_is_final; UPDATE month_print SET bytes = x'00'")
        .expect("past every guard");
    let journal = storage::LockedJournal::find(&path).expect("there").unlock(&key).expect("opened");
    assert!(matches!(journal.view().kept_bytes(october(), 1), Err(StorageError::Damaged)));
}

fn quarter() -> Quarter {
    Quarter::of(second_of_november())
}

/// October closed, put right and printed again, put right once more; the quarter sent.
fn busy(journal: &mut Journal) {
    close(journal, OF_ANOTHER_LOOK).expect("closed");
    correct(journal);
    let head = journal.view().chain_head().expect("the head");
    let value = printed();
    let print = NewPrint {
        month: october(),
        journal: &value,
        bytes: b"%PDF-2.0 another",
        pages: 2,
        bound: true,
        made_on: second_of_november(),
        head,
    };
    let report = Report {
        institution: value.institution.clone(),
        centre: value.centre.clone(),
        town: String::new(),
        quarter: quarter(),
        made_on: second_of_november(),
        head_post: value.head_post.clone(),
        head_name: value.head_name.clone(),
        tables: Vec::new(),
        months: Vec::new(),
        records: Vec::new(),
        clarified: None,
    };
    journal
        .change::<_, StorageError>(Some(HEAD), at(30), |change| {
            change.keep_corrected_print(&print)?;
            change.seal_quarter(&report, HEAD, second_of_november(), &head)
        })
        .expect("kept");
    correct(journal);
}

fn compared(journal: &Journal) -> Contents {
    let (mut place, mut found) = (Place::default(), Contents::default());
    while journal.view().compare_contents(&mut place, &mut found).expect("compared") {}
    found
}

#[test]
fn whatever_is_kept_of_months_and_quarters_is_held_to_the_history() {
    const FREE: &str = "DROP TRIGGER month_stays_closed; DROP TRIGGER month_stays; DROP TRIGGER month_print_is_final;
        DROP TRIGGER month_print_stays; DROP TRIGGER quarter_seal_is_final; DROP TRIGGER quarter_seal_stays;
        DROP TRIGGER month_correction_is_final; DROP TRIGGER month_correction_stays;
        DROP TRIGGER month_correction_is_printed_once;";
    for (what, sql, subject) in [
        ("nothing", "SELECT 1", None),
        ("a destroyed reason", "UPDATE month_correction SET reason = ''", None),
        ("bytes", "UPDATE month_print SET bytes = x'00' WHERE print = 2", Some(Subject::Month)),
        ("the value", "UPDATE month_print SET content = replace(content, 'Итого', 'Всего')", Some(Subject::Month)),
        ("the day", "UPDATE month_print SET made_on = '2026-11-01' WHERE print = 1", Some(Subject::Month)),
        ("pages", "UPDATE month_print SET pages = 9 WHERE print = 1", Some(Subject::Month)),
        (
            "the control number",
            "UPDATE month_print SET chain_head = zeroblob(40) WHERE print = 1",
            Some(Subject::Month),
        ),
        ("a print gone", "DELETE FROM month_print WHERE print = 2", Some(Subject::Month)),
        ("another closing", "UPDATE month SET closed_on = '2026-11-09'", Some(Subject::Month)),
        ("a month more", "INSERT INTO month (year, month, closed_at) VALUES (2026, 9, 1)", Some(Subject::Month)),
        ("a correction gone", "DELETE FROM month_correction WHERE number = 2", Some(Subject::Month)),
        ("a correction by another", "UPDATE month_correction SET corrected_on = '2026-12-01'", Some(Subject::Month)),
        ("told as printed", "UPDATE month_correction SET print = 2 WHERE number = 2", Some(Subject::Month)),
        ("told as printed by none", "UPDATE month_correction SET print = 3 WHERE number = 2", Some(Subject::Month)),
        ("told as unprinted", "UPDATE month_correction SET print = NULL", Some(Subject::Month)),
        ("figures", "UPDATE quarter_seal SET figures = replace(figures, '2026', '2025')", Some(Subject::Quarter)),
        ("no seal", "DELETE FROM quarter_seal", Some(Subject::Quarter)),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut journal, key) = begin(&Folder::new(folder.path()), |_| Ok(()));
        busy(&mut journal);
        storage::testing::tamper(journal.path(), &key, &format!("{FREE} {sql}")).expect("past every guard");
        let found = compared(&journal);
        assert_eq!(found.set_aside, 0, "{what}: every line of these can be compared");
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
        match subject {
            None => assert!(subjects.is_empty(), "{what}: {subjects:?}"),
            Some(subject) => assert!(subjects.contains(&subject), "{what}: {subjects:?}"),
        }
    }
}

#[test]
fn changed_figures_and_a_changed_print_are_not_read_as_if_they_were_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut journal, key) = begin(&Folder::new(folder.path()), |_| Ok(()));
    busy(&mut journal);
    assert!(journal.view().seal_of(quarter()).expect("sound").is_some());
    assert!(journal.view().kept_prints(october()).expect("read").iter().all(|print| print.sound));
    let sql = "DROP TRIGGER month_print_is_final; DROP TRIGGER quarter_seal_is_final;
        UPDATE quarter_seal SET figures = replace(figures, '2026', '2025');
        UPDATE month_print SET content = replace(content, 'Итого', 'Всего') WHERE print = 2";
    storage::testing::tamper(journal.path(), &key, sql).expect("past every guard");
    let view = journal.view();
    assert!(matches!(view.seal_of(quarter()), Err(StorageError::Damaged)));
    assert!(matches!(view.kept_journal(october(), 2), Err(StorageError::Damaged)));
    assert_eq!(view.kept_journal(october(), 1).expect("the first is as it was"), printed());
    let sound: Vec<bool> = view.kept_prints(october()).expect("read").iter().map(|print| print.sound).collect();
    assert_eq!(sound, [true, false]);
}
