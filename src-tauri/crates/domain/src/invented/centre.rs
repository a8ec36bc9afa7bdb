//! The invented centre: rooms, consultants with their hours, accounts, organisations.

use chrono::{NaiveDate, NaiveTime};

use super::ids::{Ids, Noun};
use crate::consultant::{Contract, StaffPapers};
use crate::ids::{AccountId, ConsultantId, RoomId};
use crate::lists::Role;
use crate::schedule::{Exception, Stretch, WorkingHours};

pub const INSTITUTION: &str = "МБДОУ «Детский сад № 0 „Небывальщина“»";
pub const CENTRE: &str = "КЦ «Небывальщина» (учебный)";
pub const TOWN: &str = "г. Придуманск";
pub const REGION: &str = "RU-TA";
pub const ZONE: &str = "Europe/Moscow";

/// Those who give a quarter its life; a greater load has more of the kind.
const CONSULTANTS: [(&str, &str, &[&str]); 4] = [
    ("Калинкина Мария Сергеевна", "педагог-психолог", &["adaptation", "crisis", "behaviour", "emotions", "relations"]),
    ("Соловьюшкина Әлфия Маратовна", "учитель-логопед", &["speech"]),
    ("Черёмушкин Пётр Ильич", "учитель-дефектолог", &["early_development", "special_needs", "gifted"]),
    ("Подорожникова Вера Олеговна", "старший воспитатель", &["regime", "school_readiness", "screens", "siblings"]),
];
/// Education, further training and category, in the same order. The last one's undertaking is not signed yet, so
/// that its warning is met in practice (R121).
const PAPERS: [(&str, &str, &str, bool); 4] = [
    ("Придуманский университет, психолог", "игровая терапия", "высшая", true),
    ("Придуманский университет, логопед", "запуск речи", "первая", true),
    ("Придуманский университет, дефектолог", "", "высшая", true),
    ("Придуманский колледж, воспитатель", "", "соответствие занимаемой должности", false),
];
/// Weekdays and stretches, one pattern after another around the staff.
const HOURS: [&[(u32, u32, &str, &str)]; 4] = [
    &[(1, 5, "09:00", "13:00"), (1, 5, "14:00", "17:00")],
    &[(1, 5, "08:30", "12:15"), (1, 5, "13:00", "16:00")],
    &[(1, 5, "11:00", "14:00"), (1, 5, "15:00", "18:45")],
    // R029: after the working day, and on a day off.
    &[(1, 5, "13:00", "16:00"), (1, 5, "16:45", "19:00"), (6, 6, "10:00", "13:00")],
];
/// Key, name, contacts.
pub const ORGANISATIONS: [(&str, &str, &str); 4] = [
    ("invented-pmpk", "ПМПК г. Придуманска", "ул. Несуществующая, 1, тел. +7 000 000-00-01"),
    ("invented-clinic", "Детская поликлиника № 0", "ул. Несуществующая, 2, тел. +7 000 000-00-02"),
    ("invented-guardianship", "Отдел опеки и попечительства", "пл. Выдуманная, 3, тел. +7 000 000-00-03"),
    ("invented-education", "Управление образования", "пл. Выдуманная, 4, тел. +7 000 000-00-04"),
];
const MINUTES: u32 = 45;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    pub id: RoomId,
    pub name: String,
    pub accessible: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultant {
    pub id: ConsultantId,
    pub name: String,
    pub post: &'static str,
    /// Keys of the topics the consultant advises on.
    pub topics: &'static [&'static str],
    pub room: RoomId,
    pub hours: WorkingHours,
    /// Words beside each exception of the hours.
    pub exception_words: Vec<&'static str>,
    pub papers: StaffPapers,
    pub account: AccountId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub label: String,
    pub post: &'static str,
    pub roles: &'static [Role],
    pub consultant: Option<ConsultantId>,
}

#[derive(Clone, Debug)]
pub struct Staff {
    pub head: Account,
    pub administrator: Account,
    pub rooms: Vec<Room>,
    pub consultants: Vec<Consultant>,
}

impl Staff {
    /// `count` consultants. On `open_day`, if it is no working day, the first two receive people all the same,
    /// so that the practice day is never empty.
    pub fn new(ids: &Ids, count: usize, open_day: Option<NaiveDate>) -> Self {
        let account = |number, name: &str, label: &str, post, roles| Account {
            id: AccountId(ids.of(Noun::Account, number)),
            name: name.to_owned(),
            label: label.to_owned(),
            post,
            roles,
            consultant: None,
        };
        let rooms: Vec<Room> = (1..=count as u64)
            .map(|number| Room {
                id: RoomId(ids.of(Noun::Room, number)),
                name: format!("Кабинет {number}"),
                accessible: number % 3 == 1,
            })
            .collect();
        let consultants = rooms
            .iter()
            .enumerate()
            .map(|(at, room)| {
                let (name, post, topics) = CONSULTANTS[at % CONSULTANTS.len()];
                let (name, number) = match at / CONSULTANTS.len() {
                    0 => (name.to_owned(), at as u64),
                    again => (name.replacen(' ', &format!("-{} ", roman(again + 1)), 1), at as u64),
                };
                let exceptions: Vec<Exception> =
                    open_day.filter(|_| at < 2).into_iter().filter_map(|day| duty(day, at)).collect();
                let exception_words = exceptions.iter().map(|_| "приём в выходной по графику").collect();
                Consultant {
                    id: ConsultantId(ids.of(Noun::Consultant, number)),
                    name,
                    post,
                    topics,
                    room: room.id,
                    hours: WorkingHours::new(week(HOURS[at % HOURS.len()]), exceptions).unwrap_or_default(),
                    exception_words,
                    papers: papers(PAPERS[at % PAPERS.len()]),
                    account: AccountId(ids.of(Noun::Account, 10 + number)),
                }
            })
            .collect();
        Self {
            head: account(1, "Ветеркова Ольга Игоревна", "Заведующий (учебный)", "Заведующий", &[Role::Head]),
            administrator: account(
                2,
                "Незабудкина Инна Павловна",
                "Администратор (учебный)",
                "Администратор",
                &[Role::Administrator],
            ),
            rooms,
            consultants,
        }
    }

    /// The accounts in the order they are added: the head first.
    pub fn accounts(&self) -> Vec<Account> {
        let consultants = self.consultants.iter().map(|card| Account {
            id: card.account,
            name: card.name.clone(),
            label: format!("{} (учебный)", card.name.split(' ').next().unwrap_or_default()),
            post: card.post,
            roles: &[Role::Consultant],
            consultant: Some(card.id),
        });
        [self.head.clone(), self.administrator.clone()].into_iter().chain(consultants).collect()
    }
}

fn papers((education, training, category, bound): (&str, &str, &str, bool)) -> StaffPapers {
    StaffPapers {
        education: education.to_owned(),
        training: training.to_owned(),
        trained_on: NaiveDate::from_ymd_opt(2023, 3, 14).filter(|_| !training.is_empty()),
        category: category.to_owned(),
        contract: Some(Contract::Employment),
        undertaking_on: NaiveDate::from_ymd_opt(2020, 9, 1).filter(|_| bound),
    }
}

/// Starts of whole sessions in a day's stretches.
pub fn starts(hours: &WorkingHours, day: NaiveDate) -> Vec<NaiveTime> {
    hours.free_starts(day, MINUTES, &[], day.and_time(NaiveTime::MIN))
}

fn week(stretches: &[(u32, u32, &str, &str)]) -> Vec<Stretch> {
    let mut week = Vec::new();
    for (first, last, from, to) in stretches {
        let (Some(from), Some(to)) = (time(from), time(to)) else { continue };
        week.extend((*first..=*last).map(|weekday| Stretch { weekday, from, to }));
    }
    week
}

fn duty(day: NaiveDate, at: usize) -> Option<Exception> {
    let (from, to) = if at == 0 { ("09:00", "14:15") } else { ("12:00", "19:30") };
    Some(Exception { first: day, last: day, hours: Some((time(from)?, time(to)?)) })
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// «II», «III»: for namesakes of a great invented staff.
fn roman(number: usize) -> String {
    let (tens, ones) = (number / 10, number % 10);
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones];
    format!("{}{ones}", "X".repeat(tens))
}
