//! What a person waits for: unlocking, every screen, every key of the search.

use std::time::Duration;

use chrono::{Datelike as _, Days, NaiveDate};
use desk::wire::*;
use poryadok_tests::test_desk::{PASSWORD, TestDesk};

use crate::Effort;
use crate::invented::{self, PHRASES};
use crate::made::Made;
use crate::measure::{Times, once, prepared, times};
use crate::table::Row;

/// Medians that must not grow with the journal.
#[derive(Default)]
pub struct Growth(pub Vec<(&'static str, Duration)>);

pub fn rows(made: &Made, effort: Effort) -> (Vec<Row>, Growth) {
    let (size, mut rows, mut growth) = (Some(made.size), Vec::new(), Growth::default());

    let unlocking = prepared(
        effort.few as usize,
        |_| made.desk(),
        |mut desk| {
            desk.unlock(PASSWORD).expect("the invented journal opens");
            desk.desk.today().expect("the first screen");
            // Given back alive, so that closing is not counted.
            desk
        },
    );
    let allowed = Duration::from_millis(150);
    rows.push(
        Row::within("unlock to first screen", size, &unlocking, unlocking.p50(), allowed)
            .noted("without Argon2id; slot file, HPKE, opening, line in the history, «Сегодня»"),
    );
    growth.0.push(("unlock to first screen", unlocking.p50()));

    let mut desk = made.opened();
    let mut screen = |what: &'static str, work: &mut dyn FnMut(&mut TestDesk, usize)| {
        let taken = times(effort.many as usize, |at| work(&mut desk, at));
        growth.0.push((what, taken.p50()));
        rows.push(Row::told(what, size, &taken));
    };
    screen("Сегодня", &mut |desk, _| drop(desk.desk.today().expect("a screen")));
    screen("Журнал: first page", &mut |desk, _| drop(desk.desk.requests(page_of(0)).expect("a page")));
    screen("Журнал: hundredth page", &mut |desk, at| {
        drop(desk.desk.requests(page_of(100 + at as u32 % 10)).expect("a page"));
    });
    screen("Запись: free times of ten days", &mut |desk, _| {
        drop(desk.desk.free_times(ten_days()).expect("times"))
    });
    screen("Приём: list to record", &mut |desk, _| drop(desk.desk.to_record().expect("a list")));

    let some = desk.desk.requests(page_of(3)).expect("a page").rows;
    let mut screen = |what: &'static str, work: &mut dyn FnMut(&mut TestDesk, usize)| {
        let taken = times(effort.many as usize, |at| work(&mut desk, at));
        growth.0.push((what, taken.p50()));
        rows.push(Row::told(what, size, &taken));
    };
    if !some.is_empty() {
        screen("card of a request", &mut |desk, at| {
            drop(desk.desk.request(some[at % some.len()].id.clone()).expect("a card"));
        });
        screen("Приём: one record", &mut |desk, at| {
            drop(desk.desk.consultation(some[at % some.len()].id.clone()).expect("a record"));
        });
    }

    for (what, key) in
        [("search in Журнал, every key", Search::Journal), ("search of a person, every key", Search::People)]
    {
        let taken = keystrokes(&mut desk, effort, key);
        rows.push(Row::within(what, size, &taken, taken.p99(), Duration::from_millis(16)).noted("the p99 is judged"));
    }
    (rows, growth)
}

#[derive(Clone, Copy)]
enum Search {
    Journal,
    People,
}

/// Words are typed letter by letter, as a person does; each letter is a question of its own.
fn keystrokes(desk: &mut TestDesk, effort: Effort, search: Search) -> Times {
    let mut typed = Vec::new();
    for word in words(effort, search) {
        let mut so_far = String::new();
        for letter in word.chars() {
            so_far.push(letter);
            typed.push(so_far.clone());
        }
    }
    times(typed.len(), |at| match search {
        Search::Journal => {
            let filter = RequestFilter { text: typed[at].clone(), open_only: false, page: 0 };
            desk.desk.requests(filter).expect("hits").rows.len()
        }
        Search::People => desk.desk.find_recipients(typed[at].clone()).expect("hits").len(),
    })
}

/// Names, codes, phones, numbers, in the Latin layout by mistake, and words of what was asked.
fn words(effort: Effort, search: Search) -> Vec<String> {
    let mut words: Vec<String> = (0..effort.words).map(|at| invented::name(at * 97)).collect();
    words.extend(["П-0042", "п-17", "42", "№ 117", "900123", "ghbdtn", "rfkbybyf"].map(str::to_owned));
    words.extend(
        (0..effort.words / 2).map(|at| invented::name(at * 31).split(' ').next_back().unwrap_or_default().to_owned()),
    );
    if matches!(search, Search::Journal) {
        let about = PHRASES.iter().take(effort.words as usize).filter_map(|phrase| phrase.split(' ').nth(1));
        words.extend(about.map(str::to_owned));
        words.push("15.10.2026".to_owned());
    }
    words
}

fn page_of(page: u32) -> RequestFilter {
    RequestFilter { text: String::new(), open_only: false, page }
}

fn ten_days() -> FreeTimesQuery {
    FreeTimesQuery {
        form: "in_center".to_owned(),
        from: None,
        days: 10,
        minutes: None,
        consultant: None,
        received: None,
        topics: Vec::new(),
    }
}

/// The screens at the largest size beside the smallest.
pub fn growth_rows(small: (u32, &Growth), large: (u32, &Growth)) -> Vec<Row> {
    small
        .1
        .0
        .iter()
        .filter_map(|(what, at_small)| {
            let (_, at_large) = large.1.0.iter().find(|(other, _)| other == what)?;
            let name = format!("growth: {what}");
            Some(Row::growth(&name, (small.0, large.0), *at_small, *at_large, 1.5))
        })
        .collect()
}

/// Sessions of 45 minutes that one consultant can hold in a day.
const HOURS: [u32; 7] = [9, 10, 11, 12, 14, 15, 16];

/// The desk's own path of one consultation: the draft kept while typing, then the signature.
pub fn save_row(made: &Made, effort: Effort) -> Row {
    let mut desk = made.opened();
    let consultants: Vec<String> = desk.desk.consultants().expect("cards").into_iter().map(|card| card.id).collect();
    let lists = desk.desk.lists().expect("lists");
    let days: Vec<NaiveDate> = (invented::today() + Days::new(7))
        .iter_days()
        .filter(|day| day.weekday().number_from_monday() <= 5)
        .take(1 + effort.many as usize / (HOURS.len() * consultants.len()))
        .collect();
    let (mut ours, mut disk) = (Vec::new(), Vec::new());
    let mut bare = crate::disk::Bare::begin(&made.folder).expect("a file beside the journal");
    for at in 0..effort.many {
        let per_day = HOURS.len() * consultants.len();
        let day = days[at as usize / per_day];
        let hour = HOURS[at as usize / consultants.len() % HOURS.len()];
        desk.clock.put(&format!("{day}T08:00"));
        let slot = SlotForm {
            consultant: consultants[at as usize % consultants.len()].clone(),
            date: day.to_string(),
            time: format!("{hour:02}:00"),
            minutes: None,
            room: None,
        };
        let asked = poryadok_tests::test_desk::request_of(&invented::name(at));
        let asked = RequestForm { slot: Some(slot), ..asked };
        let card = desk.desk.register(asked).expect("a sound request").value;
        desk.clock.put(&format!("{day}T{hour:02}:45"));
        let prefilled = desk.desk.consultation(card.row.id.clone()).expect("a form").form;
        let whole = poryadok_tests::test_desk::whole(prefilled);
        let record = ConsultationForm { direction: Some(lists.directions[0].key.clone()), ..whole };
        let body = serde_json::to_string(&record).expect("a form");
        let key = DraftKey { form: "consultation".to_owned(), subject: card.row.id.clone() };

        let (took, _) = once(|| {
            desk.desk.save_draft(key, body).expect("kept");
            desk.desk.sign(record).expect("signed")
        });
        ours.push(took);
        disk.push(once(|| (0..3).for_each(|_| bare.commit().expect("written"))).0);
    }
    let (ours, disk) = (Times::from(ours), Times::from(disk));
    Row::beside("draft and signature of one consultation", Some(made.size), &ours, &disk, "3 durable commits", 1.0)
        .noted("a durable commit: 4 KiB added to a file of the same folder and fsync")
}
