//! Which copies are kept: the newest of each of seven days, five weeks and twelve months, within a disk budget.
//!
//! Only a list of what may go comes out of here. Nothing is let go before a newer copy is proven, the newest proven
//! one never; and where the records shrank or the clock jumped nothing goes at all until a person has looked.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

/// Copies kept of the latest days, weeks and months that have any.
pub const DAYS: usize = 7;
pub const WEEKS: usize = 5;
pub const MONTHS: usize = 12;

/// A copy this much later than the one before speaks of a wrong clock, or of a long rest: a person knows which.
pub const LEAP: Days = Days::new(40);

/// A copy is due each working day: one older than a holiday week says that something keeps them from being made.
pub const STALE: Days = Days::new(10);

/// Is the last proven copy so old that the first screen warns of it?
pub fn is_stale(last: NaiveDateTime, now: NaiveDateTime) -> bool {
    last.checked_add_days(STALE).is_some_and(|from| from <= now)
}

/// Every kept copy is read again within this time.
pub const REREAD_WITHIN: Days = Days::new(30);

/// A copy as the rotation sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Civil moment in the centre's zone.
    pub made: NaiveDateTime,
    pub bytes: u64,
    /// Read whole after it was written, and found equal to what it says of itself.
    pub proven: bool,
    /// Not proven here, and whole at the second place when it was last read there.
    pub spare: bool,
    /// Of the journal's present branch; copies of other branches are never touched.
    pub own: bool,
    /// Requests and lines of the history it holds.
    pub requests: u64,
    pub lines: u64,
}

/// What the rotation may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Places in the list of copies that may be removed; none is also an answer.
    Remove(Vec<usize>),
    Ask(Doubt),
}

/// Why a person is asked before anything goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Fewer records or lines than a proven copy before had.
    Shrunk,
    /// Made before an older copy, by the clock.
    ClockBack,
    /// Made long after the copy before, by the clock.
    ClockLeapt,
}

impl Doubt {
    pub fn key(self) -> &'static str {
        match self {
            Self::Shrunk => "shrunk",
            Self::ClockBack => "clock_back",
            Self::ClockLeapt => "clock_leapt",
        }
    }
}

/// Somebody looked: what was made until then has been answered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The line of the history that says so.
    pub line: u64,
    /// Civil moment in the centre's zone.
    pub at: NaiveDateTime,
}

impl Look {
    fn saw(self, copy: &Kept) -> bool {
        copy.lines < self.line
    }
}

/// The last look of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// At the copies themselves: dates and sizes are as they should be.
    pub copies: Option<Look>,
    /// At the clock alone: it is right, and says nothing of sizes.
    pub clock: Option<Look>,
}

impl Looks {
    /// Whoever is asked answers now, for whatever there is.
    pub fn answered(at: NaiveDateTime) -> Self {
        Self { copies: Some(Look { line: u64::MAX, at }), clock: None }
    }

    fn saw(self, copy: &Kept) -> bool {
        self.copies.is_some_and(|look| look.saw(copy))
    }

    fn saw_date(self, copy: &Kept) -> bool {
        self.saw(copy) || self.clock.is_some_and(|look| look.saw(copy))
    }

    /// When the clock was last known to be right.
    fn right_at(self) -> Option<NaiveDateTime> {
        self.copies.into_iter().chain(self.clock).max_by_key(|look| look.line).map(|look| look.at)
    }
}

/// What may go once `kept[new]` is proven. `budget`: bytes that copies of this branch may take together.
/// What somebody has looked at raises no doubt of its own.
pub fn rotate(kept: &[Kept], new: usize, budget: u64, looks: Looks) -> Rotation {
    let Some(newest) = kept.get(new).filter(|copy| copy.proven && copy.own) else {
        return Rotation::Remove(Vec::new());
    };
    let own: Vec<(usize, &Kept)> = kept.iter().enumerate().filter(|(at, copy)| copy.own && *at != new).collect();
    if let Some(doubt) = doubt(newest, &own, looks) {
        return Rotation::Ask(doubt);
    }
    // Newest first, by the history: what a wrong clock dated years ahead is not newer for it. The one just proven leads.
    let mut line: Vec<(usize, &Kept)> = own.iter().copied().filter(|(_, copy)| copy.proven).collect();
    line.sort_by_key(|(at, copy)| std::cmp::Reverse((copy.lines, copy.made, *at)));
    line.insert(0, (new, newest));

    let mut stay = BTreeSet::new();
    stay.extend(newest_of_each(&line, DAYS, |day| (day.year(), day.ordinal())));
    stay.extend(newest_of_each(&line, WEEKS, |day| (day.iso_week().year(), day.iso_week().week())));
    stay.extend(newest_of_each(&line, MONTHS, |day| (day.year(), day.month())));

    // The oldest goes first until the rest fits; the newest proven one stays even where it alone does not fit.
    let mut taken = newest.bytes;
    let mut full = false;
    for (at, copy) in line.iter().skip(1).filter(|(at, _)| stay.contains(at)).copied().collect::<Vec<_>>() {
        taken = taken.saturating_add(copy.bytes);
        full |= taken > budget;
        if full {
            stay.remove(&at);
        }
    }
    let gone_bad = |copy: &Kept| {
        !copy.proven
            && !copy.spare
            && copy.made.checked_add_days(REREAD_WITHIN).is_some_and(|until| until < newest.made)
    };
    let remove = own.iter().filter(|(at, copy)| gone_bad(copy) || (copy.proven && !stay.contains(at)));
    Rotation::Remove(remove.map(|(at, _)| *at).collect())
}

fn doubt(newest: &Kept, others: &[(usize, &Kept)], looks: Looks) -> Option<Doubt> {
    if looks.saw(newest) {
        return None;
    }
    let proven = || others.iter().map(|(_, copy)| *copy).filter(|copy| copy.proven);
    let dated = proven().filter(|copy| !looks.saw_date(copy)).map(|copy| copy.made);
    let last = dated.chain(looks.right_at()).max().filter(|_| !looks.saw_date(newest));
    if last.is_some_and(|last| newest.made < last) {
        return Some(Doubt::ClockBack);
    }
    // The history only grows, so the longest of them is the measure; requests are never deleted either. Of those that
    // were looked at it is the last: who saw that there are fewer has answered for the others, not for what comes.
    let seen_last = proven().filter(|copy| looks.saw(copy)).max_by_key(|copy| (copy.lines, copy.made));
    let mut measures = proven().filter(|copy| !looks.saw(copy)).chain(seen_last);
    if measures.any(|copy| newest.lines < copy.lines || newest.requests < copy.requests) {
        return Some(Doubt::Shrunk);
    }
    (last?.checked_add_days(LEAP)? < newest.made).then_some(Doubt::ClockLeapt)
}

/// The newest copy of each of the latest `count` periods that have any; `line` is newest first.
fn newest_of_each<P: Ord>(
    line: &[(usize, &Kept)],
    count: usize,
    period: impl Fn(NaiveDate) -> P,
) -> impl Iterator<Item = usize> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (at, copy) in line {
        if seen.len() < count && seen.insert(period(copy.made.date())) {
            found.push(*at);
        }
    }
    found.into_iter()
}

/// Why a copy is made without anyone asking for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The day has no copy yet.
    DayBegun,
    /// A month was closed after the last one.
    MonthClosed,
}

/// Whether a copy is due; `last` is the last proven one.
pub fn due(last: Option<NaiveDateTime>, month_closed: Option<NaiveDateTime>, now: NaiveDateTime) -> Option<Due> {
    match last {
        // A copy «of tomorrow» was made under a wrong clock and says nothing about today.
        Some(last) if last.date() == now.date() => {
            month_closed.filter(|closed| *closed > last).map(|_| Due::MonthClosed)
        }
        _ => Some(Due::DayBegun),
    }
}

/// A copy not read for so long waits for no turn of its own: a closed fortnight with the days off around it, eighteen
/// days, may follow before the next day of work.
pub const REREAD_AT_ONCE: Days = Days::new(12);

/// Which copy is to be read again: the one read longest ago, one a day, and more where they have waited long. `read`:
/// when each was last read whole, with whether that was a reading again and not the proof at its making.
pub fn to_reread(read: &[(NaiveDateTime, bool)], now: NaiveDateTime) -> Option<usize> {
    let (oldest, (at, _)) = read.iter().enumerate().min_by_key(|(_, (at, _))| *at)?;
    if at.checked_add_days(REREAD_AT_ONCE).is_some_and(|until| until <= now) {
        return Some(oldest);
    }
    let done = read.iter().any(|(at, again)| *again && at.date() == now.date());
    (!done && at.date() < now.date()).then_some(oldest)
}

/// A copy older than this gives up what was destroyed after it; younger ones are soon replaced or as old.
pub const REWRITE_AFTER: Days = Days::new(30);

/// Which copy is to be made anew: the oldest that lacks a destruction and has grown old. `kept`: when each was made,
/// and whether everything that was destroyed is destroyed in it.
pub fn to_rewrite(kept: &[(NaiveDateTime, bool)], now: NaiveDateTime) -> Option<usize> {
    let old = |made: &NaiveDateTime| made.checked_add_days(REWRITE_AFTER).is_some_and(|until| until < now);
    let lacking = kept.iter().enumerate().filter(|(_, (made, clean))| !clean && old(made));
    lacking.min_by_key(|(_, (made, _))| *made).map(|(at, _)| at)
}

/// A journal of more bytes takes too long for somebody who is leaving: some two seconds of a slow disk.
const LEAVING_MOST: u64 = 32 * 1024 * 1024;

/// Whether a copy is made as the program ends. `changed`: something was written since the last one.
pub fn fits_leaving(bytes: u64, changed: bool) -> bool {
    changed && bytes <= LEAVING_MOST
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u64) -> NaiveDateTime {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        (first + Days::new(number)).and_hms_opt(9, 0, 0).expect("a moment")
    }

    fn copy(number: u64) -> Kept {
        Kept {
            made: day(number),
            bytes: 10,
            proven: true,
            spare: false,
            own: true,
            requests: number,
            lines: number * 3,
        }
    }

    const WIDE: u64 = u64::MAX;
    const NOBODY: Looks = Looks { copies: None, clock: None };

    /// A year in which a copy was made every day, with the rotation after each.
    fn a_year(budget: u64) -> Vec<Kept> {
        let mut kept: Vec<Kept> = Vec::new();
        for number in 0..365 {
            kept.push(copy(number));
            let Rotation::Remove(gone) = rotate(&kept, kept.len() - 1, budget, NOBODY) else { panic!("asked") };
            for at in gone.into_iter().rev() {
                kept.remove(at);
            }
        }
        kept
    }

    #[test]
    fn a_year_of_days_leaves_seven_days_five_weeks_and_twelve_months() {
        let kept = a_year(WIDE);
        let days: Vec<String> = kept.iter().map(|copy| copy.made.date().to_string()).collect();
        assert_eq!(
            days,
            [
                "2026-01-31",
                "2026-02-28",
                "2026-03-31",
                "2026-04-30",
                "2026-05-31",
                "2026-06-30",
                "2026-07-31",
                "2026-08-31",
                "2026-09-30",
                "2026-10-31",
                "2026-11-30",
                "2026-12-06",
                "2026-12-13",
                "2026-12-20",
                "2026-12-25",
                "2026-12-26",
                "2026-12-27",
                "2026-12-28",
                "2026-12-29",
                "2026-12-30",
                "2026-12-31",
            ]
        );
    }

    #[test]
    fn a_tight_budget_lets_the_oldest_go_and_never_the_newest() {
        assert_eq!(a_year(55).len(), 5, "five of ten bytes fit into fifty-five");
        assert_eq!(a_year(3).len(), 1, "the newest stays where it alone is too large");
    }

    #[test]
    fn a_shrunken_journal_and_a_jumped_clock_are_asked_about() {
        let asked = |new: Kept| rotate(&[copy(100), copy(101), new], 2, 0, NOBODY);
        assert_eq!(asked(Kept { lines: 302, ..copy(102) }), Rotation::Ask(Doubt::Shrunk));
        assert_eq!(asked(Kept { requests: 100, ..copy(102) }), Rotation::Ask(Doubt::Shrunk));
        assert_eq!(asked(Kept { made: day(99), ..copy(102) }), Rotation::Ask(Doubt::ClockBack));
        assert_eq!(asked(copy(142)), Rotation::Ask(Doubt::ClockLeapt));
        assert!(matches!(asked(copy(141)), Rotation::Remove(_)));
        // What somebody has looked at raises no doubt of the next ones; what came since does.
        let ahead = Kept { made: day(3_650), ..copy(101) };
        assert_eq!(rotate(&[copy(100), ahead, copy(102)], 2, WIDE, NOBODY), Rotation::Ask(Doubt::ClockBack));
        let looked = Looks { copies: Some(Look { line: 305, at: day(101) }), clock: None };
        assert!(matches!(rotate(&[copy(100), ahead, copy(102)], 2, WIDE, looked), Rotation::Remove(_)));
        let again = [copy(100), Kept { made: day(3_650), ..copy(102) }, copy(103)];
        assert_eq!(rotate(&again, 2, WIDE, looked), Rotation::Ask(Doubt::ClockBack));
        // There are fewer requests than the last one had that was looked at, whatever was before it.
        let shrunk = Kept { requests: 100, ..copy(102) };
        assert_eq!(rotate(&[copy(100), copy(101), shrunk], 2, WIDE, looked), Rotation::Ask(Doubt::Shrunk));
        let seen = [copy(101), Kept { requests: 3, ..copy(101) }, Kept { requests: 3, ..copy(102) }];
        let seen = seen.map(|one| if one.requests == 3 && one.lines == 303 { Kept { lines: 304, ..one } } else { one });
        assert!(matches!(rotate(&seen, 2, WIDE, looked), Rotation::Remove(_)), "that there are three was looked at");
        // Whoever says that the clock is right has not looked at the copies.
        let clock = Looks { clock: looked.copies, copies: None };
        assert!(matches!(rotate(&[copy(100), ahead, copy(102)], 2, WIDE, clock), Rotation::Remove(_)));
        assert_eq!(rotate(&[copy(100), copy(101), shrunk], 2, WIDE, clock), Rotation::Ask(Doubt::Shrunk));
        let waits = Kept { requests: 100, lines: 304, ..copy(101) };
        assert_eq!(rotate(&[copy(100), copy(101), waits], 2, WIDE, clock), Rotation::Ask(Doubt::Shrunk));
        // Before the day on which it was said to be right, and long after it.
        assert_eq!(
            rotate(&[copy(100), Kept { made: day(9), ..copy(102) }], 1, WIDE, looked),
            Rotation::Ask(Doubt::ClockBack)
        );
        assert_eq!(rotate(&[copy(100), copy(142)], 1, WIDE, looked), Rotation::Ask(Doubt::ClockLeapt));
        // A person has looked: the rotation goes on.
        assert!(
            matches!(rotate(&[copy(100), copy(142)], 1, 0, Looks::answered(day(0))), Rotation::Remove(gone) if gone == [0])
        );
    }

    #[test]
    fn copies_dated_years_ahead_take_no_place_of_the_days_that_came_after_them() {
        let looked = Looks { clock: Some(Look { line: 30, at: day(9) }), copies: None };
        let mut kept: Vec<Kept> = (0..10).map(|number| Kept { made: day(3_650 + number), ..copy(number) }).collect();
        kept.extend((10..20).map(copy));
        let Rotation::Remove(gone) = rotate(&kept, 19, WIDE, looked) else { panic!("asked") };
        assert!((13..20).all(|at| !gone.contains(&at)), "the last seven days stay: {gone:?}");
    }

    #[test]
    fn a_copy_not_proven_lets_nothing_go_and_a_spoilt_one_goes_after_thirty_days() {
        let unproven = Kept { proven: false, ..copy(3) };
        assert_eq!(rotate(&[copy(1), copy(2), unproven], 2, 0, NOBODY), Rotation::Remove(Vec::new()));
        let spoilt = Kept { proven: false, ..copy(1) };
        assert_eq!(rotate(&[spoilt, copy(31)], 1, WIDE, NOBODY), Rotation::Remove(Vec::new()));
        assert_eq!(rotate(&[spoilt, copy(32)], 1, WIDE, NOBODY), Rotation::Remove(vec![0]));
    }

    #[test]
    fn a_copy_that_is_whole_at_the_second_place_never_goes_for_its_spoilt_twin() {
        let spare = Kept { proven: false, spare: true, ..copy(1) };
        assert_eq!(rotate(&[spare, copy(400)], 1, WIDE, Looks::answered(day(0))), Rotation::Remove(Vec::new()));
    }

    #[test]
    fn a_copy_is_due_once_a_day_and_after_a_month_was_closed() {
        let now = day(10);
        let earlier = now - chrono::TimeDelta::hours(1);
        assert_eq!(due(None, None, now), Some(Due::DayBegun));
        assert_eq!(due(Some(day(9)), None, now), Some(Due::DayBegun));
        assert_eq!(due(Some(earlier), None, now), None);
        assert_eq!(due(Some(earlier), Some(day(9)), now), None, "the copy came after the closing");
        assert_eq!(due(Some(earlier), Some(now), now), Some(Due::MonthClosed));
        assert_eq!(due(Some(day(11)), None, now), Some(Due::DayBegun), "made under a wrong clock");
    }

    /// As many as are kept at the most, all proven on the first day.
    fn all_proven() -> Vec<(NaiveDateTime, bool)> {
        vec![(day(0), false); DAYS + WEEKS + MONTHS]
    }

    /// All that is read again on a day; how many.
    fn read_on(read: &mut [(NaiveDateTime, bool)], number: u64) -> usize {
        let mut count = 0;
        while let Some(found) = to_reread(read, day(number)) {
            read[found] = (day(number), true);
            count += 1;
            assert!(count <= read.len(), "each once a day at the most");
        }
        count
    }

    #[test]
    fn one_copy_a_day_is_read_again_and_at_once_whatever_has_waited_long() {
        let mut read = all_proven();
        assert_eq!(to_reread(&read, day(0)), None, "just written and proven");
        for number in 1..12 {
            assert_eq!(read_on(&mut read, number), 1);
        }
        assert_eq!(read_on(&mut read, 12), DAYS + WEEKS + MONTHS - 11, "the others have waited for twelve days");
        assert!(read.iter().all(|(_, again)| *again));
    }

    #[test]
    fn the_oldest_copy_of_more_than_thirty_days_gives_up_what_was_destroyed() {
        let kept = [(day(3), false), (day(1), true), (day(2), false), (day(40), false)];
        assert_eq!(to_rewrite(&kept, day(32)), None, "thirty days are not over");
        assert_eq!(to_rewrite(&kept, day(33)), Some(2));
        assert_eq!(to_rewrite(&[(day(2), true), (day(3), false)], day(34)), Some(1));
        assert_eq!(to_rewrite(&[(day(2), true)], day(400)), None);
    }

    #[test]
    fn leaving_makes_a_copy_only_of_a_small_journal_that_was_changed() {
        assert!(fits_leaving(LEAVING_MOST, true));
        assert!(!fits_leaving(LEAVING_MOST + 1, true) && !fits_leaving(1, false));
    }

    prop_compose! {
        fn any_look()(line in 0..60_u64, at in 0..900_i64, any: bool) -> Option<Look> {
            any.then(|| Look { line, at: day(0) + chrono::TimeDelta::hours(at * 7) })
        }
    }

    prop_compose! {
        fn any_looks()(copies in any_look(), clock in any_look()) -> Looks {
            Looks { copies, clock }
        }
    }

    prop_compose! {
        fn any_copy()(at in 0..900_i64, bytes in 1..100_u64, proven: bool, own: bool, requests in 0..50_u64,
            lines in 0..50_u64) -> Kept {
            Kept { made: day(0) + chrono::TimeDelta::hours(at * 7), bytes, proven, spare: false, own, requests, lines }
        }
    }

    proptest! {
        #[test]
        fn the_newest_proven_copy_and_other_branches_always_stay(
            kept in prop::collection::vec(any_copy(), 1..40), budget in 0..600_u64, looks in any_looks(), pick: prop::sample::Index,
        ) {
            let new = pick.index(kept.len());
            if let Rotation::Remove(gone) = rotate(&kept, new, budget, looks) {
                prop_assert!(!gone.contains(&new));
                prop_assert!(gone.iter().all(|at| kept[*at].own));
                prop_assert!(gone.is_empty() || (kept[new].proven && kept[new].own), "nothing goes before a newer one is proven");
                let left: Vec<&Kept> = kept.iter().enumerate()
                    .filter(|(at, copy)| copy.own && copy.proven && !gone.contains(at)).map(|(_, copy)| copy).collect();
                if kept[new].proven && kept[new].own {
                    prop_assert!(left.len() <= DAYS + WEEKS + MONTHS);
                    let taken: u64 = left.iter().map(|copy| copy.bytes).sum();
                    prop_assert!(taken <= budget || left.len() == 1);
                }
            }
        }

        #[test]
        fn fewer_records_or_an_older_clock_than_a_proven_copy_lets_nothing_go(
            kept in prop::collection::vec(any_copy(), 2..30), budget in 0..600_u64, looks in any_looks(),
        ) {
            let new = kept.len() - 1;
            let before = || kept[..new].iter().filter(|copy| copy.own && copy.proven);
            let last_seen = before().filter(|copy| looks.saw(copy)).max_by_key(|copy| (copy.lines, copy.made));
            let fewer = |copy: &Kept| kept[new].lines < copy.lines || kept[new].requests < copy.requests;
            let worse = before().any(|copy| !looks.saw(copy) && fewer(copy)) || last_seen.is_some_and(fewer)
                || before().any(|copy| !looks.saw_date(copy) && !looks.saw_date(&kept[new]) && kept[new].made < copy.made);
            if worse && kept[new].own && kept[new].proven && !looks.saw(&kept[new]) {
                prop_assert!(matches!(rotate(&kept, new, budget, looks), Rotation::Ask(_)));
            }
        }

        /// Weekdays only, two days a week, a fortnight closed: whatever days the program runs on.
        #[test]
        fn every_copy_is_read_again_within_thirty_days_however_long_the_days_off_are(
            rests in prop::collection::vec(1..=18_u64, 1..60),
        ) {
            let (mut read, mut number) = (all_proven(), 0);
            for rest in rests {
                number += rest;
                prop_assert!(read.iter().all(|(at, _)| *at + REREAD_WITHIN >= day(number)), "day {number}: {read:?}");
                read_on(&mut read, number);
            }
        }

        #[test]
        fn rotating_twice_removes_nothing_more(kept in prop::collection::vec(any_copy(), 1..40), budget in 0..600_u64) {
            let new = kept.len() - 1;
            if let Rotation::Remove(gone) = rotate(&kept, new, budget, Looks::answered(day(0))) {
                let left: Vec<Kept> = kept.iter().enumerate()
                    .filter(|(at, _)| !gone.contains(at)).map(|(_, copy)| *copy).collect();
                prop_assert_eq!(rotate(&left, left.len() - 1, budget, Looks::answered(day(0))), Rotation::Remove(Vec::new()));
            }
        }
    }
}
