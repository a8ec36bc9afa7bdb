//! What a person waits for: unlocking, every screen, every key of the search.

use std::time::Duration;

use chrono::Datelike as _;
use desk::wire::*;
use poryadok_tests::test_desk::{PASSWORD, TestDesk, searched};

use crate::Effort;
use crate::made::Made;
use crate::measure::{Times, once, prepared, times};
use crate::table::Row;

/// Quickest tenths that must not grow with the journal.
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
    growth.0.push(("unlock to first screen", unlocking.p10()));

    let mut desk = made.opened();
    let first_year = made.first_day().year();
    let mut screen = |what: &'static str, work: &mut dyn FnMut(&mut TestDesk, usize)| {
        let taken = times(effort.many as usize, |at| work(&mut desk, at));
        growth.0.push((what, taken.p10()));
        rows.push(Row::told(what, size, &taken));
    };
    screen("Сегодня", &mut |desk, _| drop(desk.desk.today().expect("a screen")));
    screen("Обращения: first page", &mut |desk, _| drop(desk.desk.requests(page("")).expect("a page")));
    screen("Обращения: last page", &mut |desk, _| {
        let last = RequestFilter { after: Some(format!("{first_year}/60")), ..page("") };
        drop(desk.desk.requests(last).expect("a page"));
    });
    screen("Обращения: by number", &mut |desk, at| {
        drop(desk.desk.requests(page(&(at + 1).to_string())).expect("a page"));
    });
    screen("Журнал: first page", &mut |desk, _| drop(desk.desk.search(searched("")).expect("a page")));
    screen("Запись: free times of ten days", &mut |desk, _| {
        drop(desk.desk.free_times(ten_days()).expect("times"))
    });
    screen("Приём: list to record", &mut |desk, _| drop(desk.desk.to_record().expect("a list")));

    let some = desk.desk.requests(page("")).expect("a page").rows;
    let mut screen = |what: &'static str, work: &mut dyn FnMut(&mut TestDesk, usize)| {
        let taken = times(effort.many as usize, |at| work(&mut desk, at));
        growth.0.push((what, taken.p10()));
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
        let (taken, slowest) = keystrokes(&mut desk, effort, key);
        let note =
            format!("the p99 of all keys is judged, each by the quickest of {ROUNDS}; the slowest were {slowest}");
        rows.push(Row::within(what, size, &taken, taken.p99(), Duration::from_millis(16)).noted(note));
    }

    let taken = times(effort.many as usize, |_| drop(desk.desk.access().expect("people")));
    rows.push(Row::told("Люди и доступ", size, &taken));
    give_card_away(&mut desk);
    let taken = times(effort.many as usize, |_| drop(desk.desk.search(searched("речь")).expect("hits")));
    rows.push(
        Row::told("search in Журнал, by a consultant", size, &taken)
            .noted("the card had records before it was theirs: whose notes may be searched is asked each time"),
    );
    (rows, growth)
}

/// Somebody who was added today has a card with ten years behind it, and sits at the desk.
fn give_card_away(desk: &mut TestDesk) {
    let card = desk.consultant();
    let people = desk.desk.access().expect("people").people;
    if let Some(AccountRow { id, name, label, post, roles, .. }) =
        people.into_iter().find(|row| row.consultant.as_ref() == Some(&card))
    {
        let without = AccountChange { account: id, name, label, post, roles, consultant: None };
        desk.desk.change_account(without).expect("the card is free");
    }
    let later = AccountForm {
        name: "Поздняя Имя".to_owned(),
        label: "Поздняя".to_owned(),
        post: String::new(),
        roles: vec![Role::Consultant],
        consultant: Some(card),
        password: format!("{PASSWORD}-Поздняя"),
        without_keyring: true,
    };
    desk.desk.add_account(later).expect("added");
    desk.change_person("Поздняя");
}

/// Every key is asked for so many times, all keys in turn, and its quickest time counts: a machine that others use
/// at the same time would be measured otherwise.
const ROUNDS: usize = 3;

#[derive(Clone, Copy)]
enum Search {
    Journal,
    People,
}

/// Words are typed letter by letter, as a person does; each letter is a question of its own.
fn keystrokes(desk: &mut TestDesk, effort: Effort, search: Search) -> (Times, String) {
    let mut typed = Vec::new();
    for word in words(desk, effort, search) {
        let mut so_far = String::new();
        for letter in word.chars() {
            so_far.push(letter);
            typed.push(so_far.clone());
        }
    }
    let mut taken: Vec<(Duration, String)> = typed.into_iter().map(|text| (Duration::MAX, text)).collect();
    for _ in 0..ROUNDS {
        for (best, text) in &mut taken {
            let (time, _) = once(|| match search {
                Search::Journal => desk.desk.search(searched(text)).expect("hits").rows.len(),
                Search::People => desk.desk.find_recipients(text.clone()).expect("hits").rows.len(),
            });
            *best = time.min(*best);
        }
    }
    taken.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    // Everybody in the measured journal is invented.
    let slowest: Vec<String> = taken.iter().take(5).map(|(_, text)| format!("«{text}»")).collect();
    (taken.into_iter().map(|(time, _)| time).collect::<Vec<_>>().into(), slowest.join(", "))
}

/// People of the journal, codes, phones, numbers, the Latin layout by mistake, and words of what was asked.
fn words(desk: &mut TestDesk, effort: Effort, search: Search) -> Vec<String> {
    let mut words = Vec::new();
    let mut filter = page("");
    for _ in 0..effort.words.div_ceil(4) {
        let found = desk.desk.requests(filter.clone()).expect("a page");
        filter.after = found.next;
        for row in found.rows.into_iter().step_by(13).take(4) {
            words.extend(row.who.name);
            if matches!(search, Search::Journal) {
                words.extend(row.about.split(' ').find(|word| word.chars().count() > 4).map(str::to_owned));
            }
        }
    }
    words.extend(["П-0042", "п-17", "42", "№ 117", "900123", "ghbdtn", "rfkbybyf"].map(str::to_owned));
    if matches!(search, Search::Journal) {
        words.push("15.10.2026".to_owned());
    }
    words
}

fn page(text: &str) -> RequestFilter {
    RequestFilter { text: text.to_owned(), open_only: false, after: None }
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
        wished: None,
        wish_binding: false,
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
            let row = Row::growth(&name, (small.0, large.0), *at_small, *at_large, 1.5);
            Some(row.noted("the quickest tenth of each: the two are measured minutes apart"))
        })
        .collect()
}

/// The desk's own path of one consultation: the draft kept while typing, then the signature.
pub fn save_row(made: &Made, effort: Effort) -> Row {
    let mut desk = made.opened();
    let direction = desk.desk.lists().expect("lists").directions.first().map(|choice| choice.key.clone());
    let free = desk.desk.free_times(FreeTimesQuery { days: 31, ..ten_days() }).expect("times");
    // One session a day for each consultant, so that nobody is in two places.
    let mut slots = Vec::new();
    for (at, day) in free.days.iter().enumerate().skip(1) {
        for consultant in &free.consultants {
            slots.extend(consultant.times[at].first().map(|time| SlotForm {
                consultant: consultant.id.clone(),
                date: day.date.clone(),
                time: time.clone(),
                minutes: Some(45),
                room: None,
            }));
        }
    }
    let mut bare = crate::disk::Bare::begin(&made.folder).expect("a file beside the journal");
    let (mut ours, mut disk) = (Vec::new(), Vec::new());
    for (at, slot) in slots.into_iter().take(effort.many as usize).enumerate() {
        desk.clock.put(&format!("{}T07:00", slot.date));
        let asked = poryadok_tests::test_desk::request_of(&format!("Проба {}", ["Анна", "Вера", "Нина"][at % 3]));
        let asked = RequestForm { slot: Some(slot), ..asked };
        let card = desk.desk.register(asked).expect("a sound request").value;
        let booking = card.row.booking.as_ref().expect("a live booking");
        desk.clock.put(&format!("{}T{}", booking.date, booking.until));
        let prefilled = desk.desk.consultation(card.row.id.clone()).expect("a form").form;
        let whole = poryadok_tests::test_desk::whole(prefilled);
        let record = ConsultationForm { direction: direction.clone(), ..whole };
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
        .noted("the save makes two; where the disk's cache answers at once, the processor's own work decides")
}
