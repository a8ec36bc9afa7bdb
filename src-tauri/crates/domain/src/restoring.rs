//! A restored journal held against the one that stands here: which of them is heard, and where nobody knows.

/// Twice the design load: what a centre may have numbered a day at the most.
const NUMBERS_A_DAY: u32 = 200;

/// How far a series jumps where nobody can say how many numbers were given after the copy: twice the design load for
/// each day since, up to the next full hundred.
pub fn number_gap(days_since: u32) -> u32 {
    NUMBERS_A_DAY.saturating_mul(days_since.saturating_add(1)).min(100_000)
}

/// Days over which a journal is carried to another computer: a weekend and the day after it.
const MOVING_DAYS: u32 = 3;

/// What stands where a journal is restored to, as far as it could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    /// Nothing of this journal.
    Absent,
    /// The same journal, asked nothing: what was typed does not open it, it is damaged, or it lost the files that say
    /// whose it is.
    Silent,
    /// It holds all that the restored one holds, and what came after.
    GoesOn,
    /// All that was worked in it is in the restored one too.
    Overtaken,
    /// In each was worked what the other does not know.
    Apart,
}

/// What is restored, and what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restoring {
    pub present: Present,
    /// A copy, else a journal's own folder.
    pub is_copy: bool,
    /// It lies in this computer's folder of the program: a copy made here, or a journal put aside by a restoring.
    pub is_from_here: bool,
    /// Since what is restored was last worked in.
    pub days: u32,
}

impl Restoring {
    /// Whether work may have gone on elsewhere in a journal that lay untouched for so long before it was brought here.
    fn has_lain(self) -> bool {
        self.days > MOVING_DAYS
    }

    /// Whether work went on, or may have, after what is restored. A journal's folder from another computer is the
    /// newest there is, unless the same journal stands here or it has lain for long.
    pub fn is_older(self) -> bool {
        let stands_beside = matches!(self.present, Present::Silent | Present::GoesOn | Present::Apart);
        self.is_copy || self.is_from_here || stands_beside || self.has_lain()
    }

    /// Whether the present journal was left behind: its ways in and its list of destructions say nothing of what came
    /// after it.
    pub fn leaves_behind(self) -> bool {
        self.present == Present::Overtaken
    }

    /// Whether an earlier restoring put aside here what is restored: it may know of later cards than the one that
    /// stands.
    pub fn was_put_aside(self) -> bool {
        self.is_from_here && !self.is_copy
    }

    /// Whether the present journal is heard about its people, numbers and destructions.
    pub fn is_heard(self) -> bool {
        matches!(self.present, Present::GoesOn | Present::Apart)
    }

    /// Whether nothing was given, destroyed or decided after the restored one but what the present journal knows of.
    pub fn knows_all(self) -> bool {
        self.present == Present::GoesOn || (self.present == Present::Apart && self.is_from_here)
    }

    /// Whether numbers may have been given that neither journal knows of.
    pub fn may_lack_numbers(self) -> bool {
        match self.present {
            Present::GoesOn => false,
            Present::Apart => !self.is_from_here && (self.is_copy || self.has_lain()),
            Present::Absent | Present::Silent | Present::Overtaken => self.is_older(),
        }
    }

    /// Whether the lists of what was destroyed must tell it: there was something later that neither journal knows.
    pub fn needs_lists(self) -> bool {
        self.is_older() && !self.knows_all()
    }

    /// Whether the restored one was last led on this computer: its settings of places hold.
    pub fn is_led_here(self) -> bool {
        self.is_from_here || matches!(self.present, Present::Silent | Present::GoesOn | Present::Apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gap_of_numbers_grows_with_the_days() {
        assert_eq!((number_gap(0), number_gap(1), number_gap(30)), (200, 400, 6200));
        assert_eq!(number_gap(u32::MAX), 100_000);
    }

    #[test]
    fn a_journal_carried_over_a_weekend_is_the_newest_and_one_from_last_week_may_not_be() {
        let carried = |days| Restoring { present: Present::Absent, is_copy: false, is_from_here: false, days };
        assert_eq!([0, 1, 3, 4, u32::MAX].map(|days| carried(days).is_older()), [false, false, false, true, true]);
    }

    #[test]
    fn a_journal_is_left_behind_only_where_all_of_it_is_in_the_restored_one_and_put_aside_only_as_a_folder_of_here() {
        let of = |present, is_copy, is_from_here| Restoring { present, is_copy, is_from_here, days: 0 };
        for present in [Present::Absent, Present::Silent, Present::GoesOn, Present::Apart] {
            assert!(!of(present, false, true).leaves_behind(), "{present:?}");
        }
        assert!(of(Present::Overtaken, true, false).leaves_behind());
        let put_aside = [(false, true), (true, true), (false, false), (true, false)];
        assert_eq!(
            put_aside.map(|(is_copy, is_from_here)| of(Present::Apart, is_copy, is_from_here).was_put_aside()),
            [true, false, false, false]
        );
    }

    /// Older, heard, knows all, may lack numbers, needs lists, led here.
    fn said(of: Restoring) -> [bool; 6] {
        [of.is_older(), of.is_heard(), of.knows_all(), of.may_lack_numbers(), of.needs_lists(), of.is_led_here()]
    }

    #[test]
    fn whom_a_restoring_hears() {
        use Present::*;
        const YES: bool = true;
        const NO: bool = false;
        // What stands here; is it a copy, does it lie here, days; then what is said of it.
        let table = [
            // A bare computer: a copy lacks what nobody here can tell, a folder brought within the days lacks nothing.
            (Absent, YES, NO, 0, [YES, NO, NO, YES, YES, NO]),
            (Absent, YES, YES, 0, [YES, NO, NO, YES, YES, YES]),
            (Absent, NO, NO, 3, [NO, NO, NO, NO, NO, NO]),
            (Absent, NO, NO, 4, [YES, NO, NO, YES, YES, NO]),
            (Absent, NO, YES, 0, [YES, NO, NO, YES, YES, YES]),
            // The journal beside it could not be asked.
            (Silent, YES, YES, 0, [YES, NO, NO, YES, YES, YES]),
            (Silent, YES, NO, 0, [YES, NO, NO, YES, YES, YES]),
            (Silent, NO, NO, 0, [YES, NO, NO, YES, YES, YES]),
            // Back to this morning's copy, or to one from the stick: the journal tells all that came after.
            (GoesOn, YES, YES, 0, [YES, YES, YES, NO, NO, YES]),
            (GoesOn, YES, NO, 400, [YES, YES, YES, NO, NO, YES]),
            // Home again from another computer: by its folder nothing is missing, by its copy what came after that.
            (Overtaken, NO, NO, 0, [NO, NO, NO, NO, NO, NO]),
            (Overtaken, NO, NO, 4, [YES, NO, NO, YES, YES, NO]),
            (Overtaken, YES, NO, 0, [YES, NO, NO, YES, YES, NO]),
            // Put aside here, it went further than what stands: still this computer's own.
            (Overtaken, NO, YES, 0, [YES, NO, NO, YES, YES, YES]),
            // Both went on. What lies here ended when the present one began; another computer may have gone further.
            (Apart, NO, YES, 0, [YES, YES, YES, NO, NO, YES]),
            (Apart, YES, YES, 0, [YES, YES, YES, NO, NO, YES]),
            (Apart, NO, NO, 0, [YES, YES, NO, NO, YES, YES]),
            (Apart, NO, NO, 4, [YES, YES, NO, YES, YES, YES]),
            (Apart, YES, NO, 0, [YES, YES, NO, YES, YES, YES]),
        ];
        for (present, is_copy, is_from_here, days, expected) in table {
            let of = Restoring { present, is_copy, is_from_here, days };
            assert_eq!(said(of), expected, "{of:?}");
        }
    }
}
