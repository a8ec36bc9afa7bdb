//! The door: how long to wait after wrong tries, how old a proof of the recovery sheet may be, and who comes back with
//! an older journal.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use crate::ids::AccountId;

/// Slips of the finger are free.
const FREE: u32 = 3;

/// A guess a minute is hopeless for whoever guesses and bearable for whoever forgot: nobody is ever locked out.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(60);

/// What one way in has met since it was last opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    pub wrong: u32,
    pub last: DateTime<Utc>,
}

/// How long the next try waits after so many wrong ones: 1, 2, 4, 8, 16, 32 seconds, then a minute.
pub fn delay_after(wrong: u32) -> TimeDelta {
    match wrong.checked_sub(FREE) {
        None => TimeDelta::zero(),
        Some(doubled @ 0..6) => TimeDelta::seconds(1 << doubled),
        Some(_) => LONGEST_WAIT,
    }
}

impl Tries {
    /// One more wrong try.
    #[must_use]
    pub fn and_again(before: Option<Self>, now: DateTime<Utc>) -> Self {
        Self { wrong: before.map_or(0, |tries| tries.wrong).saturating_add(1), last: now }
    }

    /// What is left to wait. A clock that was set back does not lengthen it: see [`Tries::by_clock`].
    pub fn wait(&self, now: DateTime<Utc>) -> TimeDelta {
        let delay = delay_after(self.wrong);
        (delay - (now - self.last)).clamp(TimeDelta::zero(), delay)
    }

    /// The same under a clock that may have been set back: a try «in the future» was made now, so that the
    /// waiting begins to run again instead of standing until the clock comes there.
    #[must_use]
    pub fn by_clock(self, now: DateTime<Utc>) -> Self {
        Self { last: self.last.min(now), ..self }
    }
}

/// A sheet that nobody has tried for a quarter may be lost or unreadable.
pub fn sheet_is_due(made: NaiveDate, tried: Option<NaiveDate>, today: NaiveDate) -> bool {
    let last = tried.map_or(made, |tried| tried.max(made));
    last.checked_add_months(Months::new(3)).is_some_and(|due| due <= today)
}

/// Somebody whom a restored journal knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub id: AccountId,
    /// By the restored journal itself.
    pub was_head: bool,
    pub since: Since,
}

/// What became of them after it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// The present journal was not asked, or does not know them.
    Unknown,
    /// Their way in was closed.
    Removed,
    Stays {
        is_head: bool,
    },
}

/// Who comes in with a restored journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comeback {
    /// In whose name it is opened.
    pub owner: AccountId,
    /// By the sheet alone: nobody whom it knows is a head any more, and a former one opens it all the same.
    pub by_former_head: bool,
    /// Whose way in was closed after it was made, and is closed again.
    pub closed: Vec<AccountId>,
    /// Who enters again though their way in may have been closed since: nobody could be asked. By the sheet the owner
    /// is among them, for nobody knows who holds it.
    pub unsure: Vec<AccountId>,
}

/// Why a restored journal is not opened so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoComeback {
    /// The way in was somebody's who was removed since.
    Removed,
    /// It would be left without a head: only the sheet opens it.
    SheetOnly,
    /// It never had one.
    NoHead,
}

/// Who comes in with a journal that is older than today. `people` are those it knows, in the order in which they were
/// added; `by` is the account whose password opened it, `None` the recovery sheet, which names nobody.
///
/// # Errors
/// [`NoComeback`]: nobody is let in by the password of somebody removed, and no journal is left without a head.
pub fn comeback(people: &[Known], by: Option<AccountId>) -> Result<Comeback, NoComeback> {
    let is_head = |one: &Known| match one.since {
        Since::Unknown => one.was_head,
        Since::Removed => false,
        Since::Stays { is_head } => is_head,
    };
    let was_removed = |id: AccountId| people.iter().any(|one| one.id == id && one.since == Since::Removed);
    let head = people.iter().find(|one| is_head(one));
    let owner = match by {
        Some(id) if was_removed(id) => return Err(NoComeback::Removed),
        Some(_) if head.is_none() => return Err(NoComeback::SheetOnly),
        Some(id) => id,
        // Whoever holds the sheet is never shut out.
        None => {
            let mut former = people.iter().filter(|one| one.was_head);
            let stays = former.clone().find(|one| one.since != Since::Removed);
            head.or(stays).or_else(|| former.next()).ok_or(NoComeback::NoHead)?.id
        }
    };
    let of = |since: Since| people.iter().filter(move |one| one.since == since).map(|one| one.id);
    Ok(Comeback {
        owner,
        by_former_head: head.is_none(),
        closed: of(Since::Removed).filter(|id| *id != owner).collect(),
        unsure: of(Since::Unknown).filter(|id| by.is_none() || *id != owner).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    #[test]
    fn three_slips_are_free_and_then_the_wait_doubles_up_to_a_minute() {
        let seconds: Vec<i64> = (0..12).map(|wrong| delay_after(wrong).num_seconds()).collect();
        assert_eq!(seconds, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(delay_after(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn the_wait_runs_down_and_ends() {
        let tries = Tries { wrong: 6, last: at(0) };
        assert_eq!(tries.wait(at(0)).num_seconds(), 8);
        assert_eq!(tries.wait(at(5)).num_seconds(), 3);
        assert_eq!(tries.wait(at(8)), TimeDelta::zero());
        assert_eq!(tries.wait(at(900)), TimeDelta::zero());
    }

    #[test]
    fn a_clock_set_back_by_a_day_neither_lengthens_the_wait_nor_stops_it() {
        let tries = Tries { wrong: 20, last: at(86_400) };
        assert_eq!(tries.wait(at(0)), LONGEST_WAIT);
        let seen = tries.by_clock(at(0));
        assert_eq!(seen.wait(at(59)).num_seconds(), 1);
        assert_eq!(seen.wait(at(60)), TimeDelta::zero());
        assert_eq!(tries.by_clock(at(90_000)), tries, "a clock that goes on changes nothing");
    }

    #[test]
    fn the_sheet_is_tried_once_a_quarter() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let made = day("2026-10-05");
        assert!(!sheet_is_due(made, None, day("2027-01-04")));
        assert!(sheet_is_due(made, None, day("2027-01-05")));
        assert!(!sheet_is_due(made, Some(day("2026-12-01")), day("2027-02-28")));
        assert!(sheet_is_due(made, Some(day("2026-12-01")), day("2027-03-01")));
        assert!(!sheet_is_due(day("2027-01-10"), Some(day("2026-12-01")), day("2027-03-09")), "a newer sheet");
    }

    fn id(number: u128) -> AccountId {
        AccountId(uuid::Uuid::from_u128(number))
    }

    /// By their numbers from 1: whether each was a head, and what became of them.
    fn people(all: &[(bool, Since)]) -> Vec<Known> {
        (1..)
            .zip(all)
            .map(|(number, (was_head, since))| Known { id: id(number), was_head: *was_head, since: *since })
            .collect()
    }

    const STAYS: Since = Since::Stays { is_head: false };
    const HEAD: Since = Since::Stays { is_head: true };

    #[test]
    fn whoever_was_removed_since_does_not_come_back_with_an_older_journal() {
        let came = |owner: u128, closed: &[u128]| {
            let closed = closed.iter().map(|one| id(*one)).collect();
            Ok(Comeback { owner: id(owner), by_former_head: false, closed, unsure: Vec::new() })
        };
        let all = people(&[(true, HEAD), (false, Since::Removed), (true, HEAD)]);
        assert_eq!(comeback(&all, Some(id(1))), came(1, &[2]));
        assert_eq!(comeback(&all, Some(id(2))), Err(NoComeback::Removed), "their password is as good as wrong");
        let all = people(&[(true, Since::Removed), (false, STAYS), (true, HEAD)]);
        assert_eq!(comeback(&all, None), came(3, &[1]), "the sheet opens in the name of a head who stayed");
        let all = people(&[(true, STAYS), (false, HEAD)]);
        assert_eq!(comeback(&all, None), came(2, &[]), "who is head now, not who was");
    }

    #[test]
    fn a_journal_without_a_head_is_opened_by_the_sheet_alone_and_that_is_told() {
        let all = people(&[(false, STAYS), (true, Since::Removed), (true, Since::Removed)]);
        assert_eq!(comeback(&all, Some(id(1))), Err(NoComeback::SheetOnly));
        let found = comeback(&all, None).unwrap();
        assert_eq!((found.owner, found.by_former_head, found.closed), (id(2), true, vec![id(3)]));
        let all = people(&[(true, Since::Removed), (true, STAYS)]);
        assert_eq!(comeback(&all, None).map(|found| found.owner), Ok(id(2)), "rather one who stays");
        assert_eq!(comeback(&people(&[(false, STAYS)]), None), Err(NoComeback::NoHead));
    }

    #[test]
    fn whoever_the_present_journal_was_not_asked_of_is_named() {
        let all = people(&[(true, Since::Unknown), (false, Since::Unknown), (false, Since::Unknown)]);
        let found = comeback(&all, Some(id(2))).unwrap();
        assert_eq!((found.owner, found.closed, found.unsure), (id(2), vec![], vec![id(1), id(3)]));
        let found = comeback(&all, None).unwrap();
        assert_eq!((found.owner, found.unsure), (id(1), vec![id(1), id(2), id(3)]), "the sheet names nobody");
    }

    proptest! {
        #[test]
        fn some_head_always_comes_in_and_nobody_removed_but_by_the_sheet(
            all in proptest::collection::vec((any::<bool>(), 0..4u8), 1..6),
            by in proptest::option::of(1u128..6),
        ) {
            let since = |chosen| [Since::Unknown, Since::Removed, STAYS, HEAD][usize::from(chosen)];
            let all: Vec<_> = all.into_iter().map(|(was_head, chosen)| (was_head, since(chosen))).collect();
            let all = people(&all);
            let by = by.filter(|one| *one <= all.len() as u128).map(id);
            if let Ok(found) = comeback(&all, by) {
                prop_assert!(by.is_none_or(|by| by == found.owner && !found.by_former_head));
                let enters: Vec<&Known> = all.iter().filter(|one| !found.closed.contains(&one.id)).collect();
                prop_assert!(enters.iter().any(|one| one.id == found.owner));
                for one in &enters {
                    let former = found.by_former_head && one.id == found.owner;
                    prop_assert!(one.since != Since::Removed || former);
                }
                let leads = |one: &&Known| match one.since {
                    Since::Unknown | Since::Removed => one.was_head,
                    Since::Stays { is_head } => is_head || (found.by_former_head && one.was_head),
                };
                prop_assert!(enters.into_iter().any(|one| leads(&one)));
            }
        }

        #[test]
        fn nobody_waits_longer_than_a_minute(wrong: u32, last in -100_000i64..100_000, now in -100_000i64..100_000) {
            let tries = Tries { wrong, last: at(last) };
            let wait = tries.wait(at(now));
            prop_assert!(wait >= TimeDelta::zero() && wait <= LONGEST_WAIT);
            let seen = tries.by_clock(at(now));
            prop_assert_eq!(seen.wait(at(now) + LONGEST_WAIT), TimeDelta::zero());
        }
    }
}
