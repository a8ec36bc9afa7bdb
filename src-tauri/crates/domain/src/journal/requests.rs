//! The month's journal of requests J2 as a value: every request registered in the month, in order of its
//! number, the annulled ones too.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Letterhead, NOTHING, or_nothing};
use crate::age::AgeMonths;
use crate::civil::{Month, NBSP, date_time};
use crate::request::Status;

/// A request as the journal of requests may tell of it. Whoever gathers it decides what the reader may
/// see: codes or names, the classifier's topic or the person's own words. No `Debug`: it may bear names.
#[derive(Clone, PartialEq)]
pub struct Appeal {
    pub year: i32,
    pub number: u32,
    pub received: NaiveDateTime,
    pub registered_on: NaiveDate,
    /// «Телефон»
    pub channel: String,
    /// Code, name or «Анонимно».
    pub who: String,
    /// No participant is named.
    pub anonymous: bool,
    /// Empty in the copy for general use.
    pub contact: String,
    pub child_age: Option<AgeMonths>,
    pub about: String,
    pub wish: String,
    /// «Ветрова О. И.»
    pub taken_by: String,
    /// «08.10.2026 9:30, очно, Калинина М. С.»; empty while nothing was promised.
    pub booked: String,
    pub status: Status,
}

/// A finished journal of requests, ready to be drawn. No `Debug`: the copy for duty bears names.
#[derive(Clone, PartialEq)]
pub struct RequestsJournal {
    pub letterhead: Letterhead,
    /// As the порядок has it (R113).
    pub title: String,
    pub month: Month,
    pub rows: Vec<RequestLine>,
    /// «Итого за месяц: обращений 12; анонимно 3; …»
    pub totals: String,
    /// Names instead of codes, for duty only.
    pub named: bool,
    pub made_on: NaiveDate,
    /// «контрольное число»
    pub control: String,
}

/// A line of J2 in final words.
#[derive(Clone, PartialEq)]
pub struct RequestLine {
    pub number: u32,
    pub received: String,
    pub channel: String,
    pub who: String,
    pub contact: String,
    pub child_age: String,
    pub about: String,
    pub wish: String,
    pub taken_by: String,
    pub booked: String,
    pub outcome: String,
}

/// Draws up J2: a request belongs to the month of its registration, whenever it was received.
pub fn compose_requests(
    appeals: &[Appeal],
    letterhead: &Letterhead,
    title: &str,
    month: Month,
    named: bool,
    made_on: NaiveDate,
    control: &str,
) -> RequestsJournal {
    let mut own: Vec<&Appeal> = appeals.iter().filter(|appeal| month.contains(appeal.registered_on)).collect();
    own.sort_by_key(|appeal| (appeal.year, appeal.number));
    let of = |wanted: fn(Status) -> bool| own.iter().filter(|appeal| wanted(appeal.status)).count();
    let annulled = of(|status| status == Status::Annulled);
    // The report's «Поступило обращений» is without the annulled ones: the same number stands here first.
    let mut totals = format!("Итого за{NBSP}месяц: обращений{NBSP}{}", own.len() - annulled);
    if annulled > 0 {
        totals += &format!(" и{NBSP}ещё аннулировано{NBSP}{annulled}");
    }
    totals += &format!(
        "; анонимно{NBSP}{}; оказано{NBSP}{}, отказов{NBSP}{}, не{NBSP}состоялось{NBSP}{}, ещё открыто{NBSP}{}",
        own.iter().filter(|appeal| appeal.anonymous && appeal.status != Status::Annulled).count(),
        of(|status| status == Status::Given),
        of(|status| status == Status::Refused),
        of(|status| status == Status::Lapsed),
        of(Status::open),
    );
    RequestsJournal {
        letterhead: letterhead.clone(),
        title: title.to_owned(),
        month,
        rows: own.into_iter().map(line).collect(),
        totals,
        named,
        made_on,
        control: control.to_owned(),
    }
}

fn line(appeal: &Appeal) -> RequestLine {
    RequestLine {
        number: appeal.number,
        received: date_time(appeal.received),
        channel: or_nothing(appeal.channel.clone()),
        who: or_nothing(appeal.who.clone()),
        contact: or_nothing(appeal.contact.clone()),
        child_age: appeal.child_age.map_or_else(|| NOTHING.to_owned(), |age| age.words()),
        about: or_nothing(appeal.about.clone()),
        wish: or_nothing(appeal.wish.clone()),
        taken_by: or_nothing(appeal.taken_by.clone()),
        booked: or_nothing(appeal.booked.clone()),
        outcome: appeal.status.words().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appeal(number: u32, registered: (u32, u32), status: Status) -> Appeal {
        let day = |(month, day)| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        Appeal {
            year: 2026,
            number,
            received: day(registered).and_hms_opt(9, 5, 0).unwrap(),
            registered_on: day(registered),
            channel: "Телефон".to_owned(),
            who: if number.is_multiple_of(3) { "Анонимно".to_owned() } else { format!("П-{number:04}") },
            anonymous: number.is_multiple_of(3),
            contact: String::new(),
            child_age: None,
            about: "Речь и общение".to_owned(),
            wish: String::new(),
            taken_by: "Ветрова О. И.".to_owned(),
            booked: String::new(),
            status,
        }
    }

    #[test]
    fn r022_every_request_of_the_month_is_a_line_the_annulled_ones_too() {
        let appeals = [
            appeal(3, (6, 9), Status::Annulled),
            appeal(2, (6, 2), Status::Given),
            appeal(1, (5, 30), Status::Given),
            appeal(4, (6, 30), Status::AwaitingRecord),
            appeal(6, (7, 1), Status::New),
            appeal(5, (6, 30), Status::Refused),
        ];
        let month = Month::new(2026, 6).unwrap();
        let made = compose_requests(&appeals, &Letterhead::default(), "Журнал", month, false, month.last_day(), "");
        assert!(made.rows.iter().map(|row| row.number).eq([2, 3, 4, 5]));
        let words: Vec<&str> = made.rows.iter().map(|row| row.outcome.as_str()).collect();
        assert_eq!(words, ["оказано", "аннулировано", "приём был, записи нет", "отказ"]);
        assert_eq!(
            made.totals.replace(NBSP, " "),
            "Итого за месяц: обращений 3 и ещё аннулировано 1; анонимно 0; оказано 1, отказов 1, не состоялось 0, \
             ещё открыто 1"
        );
        assert!(made.rows.iter().all(|row| row.contact == "—" && row.booked == "—" && row.child_age == "—"));
    }
}
