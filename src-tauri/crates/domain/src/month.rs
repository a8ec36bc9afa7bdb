//! Closing a month: what is missing, what of it stops, and which days a later writing would touch.
//!
//! What stops and what only warns: a fact that the month lacks stops it, because the journal's print would not be
//! whole, and the head can always write it down or end it; the порядок decides for what it asks of the records
//! (decision 3: where it warns, one goes on after a reason, which is kept).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::civil::Month;
use crate::consultation::Record;
use crate::journal::JournalRow;
use crate::lists::{Form, keyed};
use crate::profile::{Profile, Rule, Severity};
use crate::term::TermKind;

keyed! {
    /// What a month may lack before it is closed, in the order it is told.
    Gap {
        /// The promised time is over and nothing is signed (R110).
        Unrecorded = "unrecorded", "Приём был, записи нет";
        /// An event is over and nobody wrote down how many came.
        EventUncounted = "event_uncounted", "Мероприятие прошло, участники не записаны";
        /// A column without which no service is told of (R007).
        ColumnEmpty = "column_empty", "В строке журнала пусто";
        /// No evidence of the request where the порядок asks for it (R111).
        NoEvidence = "no_evidence", "Без подтверждения обращения";
        /// A request of the month or before it waits longer than its term (R031, R064, R070).
        Overdue = "overdue", "Срок обращения прошёл";
        /// Someone has begun a record of the month, an event, or to put one right.
        Begun = "begun", "Начато и не закончено";
        /// A month before has something and is still open: the journals would have a hole.
        EarlierOpen = "earlier_open", "Прежний месяц не закрыт";
    }
}

/// Something found in the month, as far as its closing asks about it.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    Unrecorded,
    EventUncounted,
    /// A line of the journal, and whether it lacks its evidence.
    Line {
        row: &'a JournalRow,
        form: Form,
        has_means: bool,
        has_evidence: bool,
    },
    Overdue(TermKind),
    Begun,
    EarlierOpen,
}

/// Why a month does not pass in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    pub gap: Gap,
    /// Stops the closing; otherwise it goes on after a reason.
    pub stops: bool,
    /// The paragraph it rests on; empty where no order speaks of it.
    pub basis: String,
    /// What exactly, where the gap alone does not say it: «форма, тема».
    pub what: String,
}

/// What is wrong with one thing found, by the порядок of its day.
pub fn lacks(found: &Found<'_>, order: &Profile) -> Vec<Lack> {
    let fact = |gap| vec![Lack { gap, stops: true, basis: String::new(), what: String::new() }];
    let said = |gap| vec![Lack { gap, stops: false, basis: String::new(), what: String::new() }];
    match found {
        Found::Unrecorded => fact(Gap::Unrecorded),
        Found::EventUncounted => fact(Gap::EventUncounted),
        Found::Begun => said(Gap::Begun),
        Found::EarlierOpen => said(Gap::EarlierOpen),
        Found::Overdue(kind) => overdue(*kind, order).into_iter().collect(),
        Found::Line { row, form, has_means, has_evidence } => {
            let mut lacks = Vec::new();
            let empty = empty_columns(row, *form, *has_means);
            if !empty.is_empty() {
                lacks.push(Lack { what: empty.join(", "), ..Lack::stopping(Gap::ColumnEmpty) });
            }
            let asked = order.proof_required.value && order.proof_required.asked();
            if asked && !has_evidence && row.not_counted.is_none() {
                lacks.push(Lack::by(Gap::NoEvidence, &order.proof_required));
            }
            lacks
        }
    }
}

impl Lack {
    fn stopping(gap: Gap) -> Self {
        Self { gap, stops: true, basis: String::new(), what: String::new() }
    }

    fn by<T>(gap: Gap, rule: &Rule<T>) -> Self {
        Self { gap, stops: rule.severity == Severity::Block, basis: rule.basis.clone(), what: String::new() }
    }
}

/// A term that is past is told by the rule that sets it; without such a rule it is told all the same.
fn overdue(kind: TermKind, order: &Profile) -> Option<Lack> {
    let lack = match kind {
        TermKind::Booking => Lack::by(Gap::Overdue, &order.term_booking),
        TermKind::EmailInvite => Lack::by(Gap::Overdue, &order.term_email_invite),
        TermKind::EmailReply => Lack::by(Gap::Overdue, &order.term_email_reply),
        // A missed checklist has nothing to do with the journal.
        TermKind::Preparation => return None,
        _ => Lack { stops: false, ..Lack::stopping(Gap::Overdue) },
    };
    Some(Lack { what: kind.label().to_owned(), ..lack })
}

/// R007: day, form, kind, consultant, topic and result; a failure has no topic to tell of, a refusal may have none.
fn empty_columns(row: &JournalRow, form: Form, has_means: bool) -> Vec<&'static str> {
    let nothing = |text: &str| text.is_empty() || text == crate::journal::NOTHING;
    let given = row.not_counted.is_none();
    [
        (nothing(&row.form) || (form == Form::Distance && !has_means), "форма и средство связи"),
        (nothing(&row.kind), "вид"),
        (nothing(&row.topic) && given, "тема"),
        (nothing(&row.consultant), "консультант"),
        (nothing(&row.result), "результат"),
    ]
    .into_iter()
    .filter_map(|(empty, name)| empty.then_some(name))
    .collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CloseRefusal {
    #[error("the month has not ended")]
    NotEnded,
    #[error("the month is closed already")]
    Closed,
    #[error("{0} things stop it")]
    Stopped(u32),
    #[error("something is warned of, so a reason is needed")]
    ReasonRequired,
}

/// Whether a month may be closed today over what it lacks.
pub fn may_close(
    month: Month,
    today: NaiveDate,
    closed: bool,
    lacks: &[Lack],
    reason: &str,
) -> Result<(), CloseRefusal> {
    if closed {
        return Err(CloseRefusal::Closed);
    }
    if today <= month.last_day() {
        return Err(CloseRefusal::NotEnded);
    }
    let stops = lacks.iter().filter(|lack| lack.stops).count();
    if stops > 0 {
        return Err(CloseRefusal::Stopped(u32::try_from(stops).unwrap_or(u32::MAX)));
    }
    if !lacks.is_empty() && reason.is_empty() { Err(CloseRefusal::ReasonRequired) } else { Ok(()) }
}

/// Days whose journal or figures a signing would change. A repeat adds its own attempt and leaves the earlier ones
/// as they are; a correction touches the last attempt as it was and as it becomes.
pub fn days_signed(before: Option<&Record>, after: &Record, correcting: bool) -> BTreeSet<NaiveDate> {
    let told = |record: &Record, from: usize| {
        let attempts = record.attempts.iter().skip(from).flat_map(|one| [one.started.date(), one.ended.date()]);
        attempts.chain(record.completed_on()).chain(record.feedback_on).collect::<BTreeSet<_>>()
    };
    match before {
        Some(before) if correcting => {
            let last = |record: &Record| record.attempts.len().saturating_sub(1);
            let mut days = told(before, last(before));
            days.extend(told(after, last(after)));
            days
        }
        Some(before) => told(after, before.attempts.len()),
        None => told(after, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counting::Reason;
    use crate::journal::sample::row;
    use crate::profile::recommended;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn line(row: &JournalRow, form: Form, has_means: bool, has_evidence: bool) -> Vec<(Gap, bool, String)> {
        let order = recommended();
        lacks(&Found::Line { row, form, has_means, has_evidence }, &order)
            .into_iter()
            .map(|lack| (lack.gap, lack.stops, lack.what))
            .collect()
    }

    #[test]
    fn r110_facts_that_are_missing_stop_the_closing_and_what_is_under_way_only_warns() {
        let order = recommended();
        let said =
            |found: Found<'_>| lacks(&found, &order).iter().map(|lack| (lack.gap, lack.stops)).collect::<Vec<_>>();
        assert_eq!(said(Found::Unrecorded), [(Gap::Unrecorded, true)]);
        assert_eq!(said(Found::EventUncounted), [(Gap::EventUncounted, true)]);
        assert_eq!(said(Found::Begun), [(Gap::Begun, false)]);
        assert_eq!(said(Found::EarlierOpen), [(Gap::EarlierOpen, false)]);
        assert_eq!(said(Found::Overdue(TermKind::Booking)), [(Gap::Overdue, false)]);
        assert_eq!(said(Found::Overdue(TermKind::Preparation)), []);
    }

    #[test]
    fn r111_evidence_is_asked_for_as_the_order_says_and_only_of_a_service() {
        let whole = row(17);
        assert_eq!(line(&whole, Form::InCenter, false, true), []);
        assert_eq!(line(&whole, Form::InCenter, false, false), [(Gap::NoEvidence, false, String::new())]);
        let refused = JournalRow { not_counted: Some(Reason::Refused), ..whole.clone() };
        assert_eq!(line(&refused, Form::InCenter, false, false), []);
        let mut order = recommended();
        let bare = Found::Line { row: &whole, form: Form::InCenter, has_means: false, has_evidence: false };
        order.proof_required.severity = Severity::Block;
        assert!(lacks(&bare, &order)[0].stops);
        order.proof_required.severity = Severity::Off;
        assert_eq!(lacks(&bare, &order), []);
    }

    #[test]
    fn r007_a_line_without_a_column_that_must_be_there_stops_the_closing() {
        let empty = JournalRow { topic: "—".to_owned(), consultant: "—".to_owned(), ..row(17) };
        assert_eq!(
            line(&empty, Form::InCenter, false, true),
            [(Gap::ColumnEmpty, true, "тема, консультант".to_owned())]
        );
        let failed = JournalRow { topic: "—".to_owned(), not_counted: Some(Reason::Refused), ..row(17) };
        assert_eq!(line(&failed, Form::InCenter, false, true), []);
        assert_eq!(
            line(&row(17), Form::Distance, false, true),
            [(Gap::ColumnEmpty, true, "форма и средство связи".to_owned())]
        );
    }

    #[test]
    fn only_a_month_that_is_over_is_closed_once_and_over_a_warning_only_with_a_reason() {
        let month = Month::new(2026, 10).unwrap();
        let warned = Lack { stops: false, ..Lack::stopping(Gap::Begun) };
        let stopped = Lack::stopping(Gap::Unrecorded);
        for (today, closed, lacks, reason, expected) in [
            (day(10, 31), false, vec![], "", Err(CloseRefusal::NotEnded)),
            (day(11, 1), false, vec![], "", Ok(())),
            (day(11, 1), true, vec![], "", Err(CloseRefusal::Closed)),
            (day(11, 1), false, vec![warned.clone()], "", Err(CloseRefusal::ReasonRequired)),
            (day(11, 1), false, vec![warned.clone()], "в отпуске до 10-го", Ok(())),
            (day(11, 1), false, vec![warned, stopped], "всё равно", Err(CloseRefusal::Stopped(1))),
        ] {
            assert_eq!(may_close(month, today, closed, &lacks, reason), expected);
        }
    }
}
