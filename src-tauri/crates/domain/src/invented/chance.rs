//! Chance as a value: the same seed gives the same turns on every computer.

/// SplitMix64 (Steele, Lea, Flood, «Fast splittable pseudorandom number generators», 2014). Eight lines that never
/// change; a crate's generator may give other turns in its next version, and the invented centre with it.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Turns of their own for each list of `parts`, whatever was drawn elsewhere.
    pub fn of(seed: u64, parts: &[u64]) -> Self {
        let mut chance = Self(seed);
        for part in parts {
            chance.0 = chance.turn() ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        chance
    }

    pub fn turn(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, not including, `end`; 0 where there is nothing to choose from.
    pub fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.turn()) * end as u128;
        (wide >> 64) as usize
    }

    /// From `least` to `most`, both included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        let span = most.saturating_sub(least) as usize + 1;
        least + self.below(span) as u32
    }

    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of a table's rows; the table is never empty.
    pub fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        table[self.below(table.len())]
    }

    /// By weight: a row of weight 3 comes three times as often as one of weight 1.
    pub fn weighed<T: Copy>(&mut self, table: &[(T, usize)]) -> T {
        let mut left = self.below(table.iter().map(|(_, weight)| weight).sum());
        for (value, weight) in table {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        table[0].0
    }

    /// The first row most often, each next about as its place (Zipf): so people choose from a list.
    pub fn first_rows<T: Copy>(&mut self, table: &[T]) -> T {
        // The inverse of 1/x between 1 and the length.
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        let place = (table.len() as f64 + 1.0).powf(share) as usize;
        table[place.saturating_sub(1).min(table.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turns_are_those_of_the_paper() {
        // The reference sequence of SplitMix64 for the seed 1234567.
        let mut chance = Chance(1_234_567);
        let turns = [chance.turn(), chance.turn(), chance.turn()];
        assert_eq!(turns, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn the_first_rows_of_a_list_come_most_often_and_the_last_still_come() {
        let table: Vec<usize> = (0..16).collect();
        let mut counts = [0; 16];
        let mut chance = Chance::of(1, &[]);
        for _ in 0..16_000 {
            counts[chance.first_rows(&table)] += 1;
        }
        assert!(counts[0] > 3 * counts[8], "{counts:?}");
        assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    }
}
