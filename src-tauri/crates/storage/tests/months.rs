//! Closed months and sent quarters in the journal: what is kept is final, and is held against the history.
#![allow(clippy::expect_used, clippy::panic)] // a test may fail loudly

mod common;

use chrono::NaiveDate;
use common::{HEAD, at, begin, moment, request};
use domain::civil::Month;
use domain::journal::Journal as Printed;
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
