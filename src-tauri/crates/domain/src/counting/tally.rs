//! Figures: the touches of all records added up by line and period.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::counting::touch::{Seen, Toucher, see_people};
use crate::counting::{CountingRules, Gathered, Line, Span};
use crate::ids::RecipientId;

/// Figures of several periods, counted in one pass. Periods may lie in one another: a month, its quarter and
/// the year to date are counted together.
///
/// A larger period is not always the sum of its parts: a person helped in two quarters is one of the year.
#[derive(Clone, Debug)]
pub struct Tally<'a> {
    periods: usize,
    counts: HashMap<Line<'a>, Vec<u64>>,
}

impl<'a> Tally<'a> {
    /// The figure of a line in a period, by the place of the period. What was not touched is nought.
    pub fn get(&self, line: Line<'_>, at: usize) -> u64 {
        let counts: &HashMap<Line<'_>, Vec<u64>> = &self.counts;
        counts.get(&line).and_then(|places| places.get(at)).copied().unwrap_or_default()
    }

    /// Figures of one period.
    pub fn at(&self, at: usize) -> Figures<'_, 'a> {
        Figures { tally: self, at }
    }

    /// Every line touched in any period, in no order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        self.counts.keys().copied()
    }

    fn add(&mut self, line: Line<'a>, places: &[usize], weight: u64) {
        if places.is_empty() {
            return;
        }
        let periods = self.periods;
        let counts = self.counts.entry(line).or_insert_with(|| vec![0; periods]);
        for place in places {
            if let Some(count) = counts.get_mut(*place) {
                *count += weight;
            }
        }
    }
}

/// Figures of one period of a tally.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'t, 'a> {
    tally: &'t Tally<'a>,
    at: usize,
}

impl Figures<'_, '_> {
    pub fn get(&self, line: Line<'_>) -> u64 {
        self.tally.get(line, self.at)
    }
}

/// The periods a day lies in. Records come by days, so the last answer is kept.
struct Places<'p> {
    periods: &'p [Span],
    day: Option<NaiveDate>,
    found: Vec<usize>,
}

impl Places<'_> {
    fn of(&mut self, day: NaiveDate) -> &[usize] {
        if self.day != Some(day) {
            self.day = Some(day);
            self.found.clear();
            self.found.extend((0..self.periods.len()).filter(|at| self.periods[*at].contains(day)));
        }
        &self.found
    }
}

/// One pass over everything gathered. What lies in none of the periods is not counted.
pub fn tally<'a>(gathered: Gathered<'a>, periods: &[Span], rules: &CountingRules<'_>) -> Tally<'a> {
    let mut tally = Tally { periods: periods.len(), counts: HashMap::new() };
    let mut places = Places { periods, day: None, found: Vec::new() };
    let mut people: HashMap<RecipientId, Vec<Seen>> = HashMap::new();
    let mut toucher = Toucher::new(*rules);
    for fact in gathered.services {
        toucher.fact(fact, &mut |on, line, weight| tally.add(line, places.of(on), weight));
        see_people(fact, |on, id, part| {
            for place in places.of(on) {
                let seen = &mut people.entry(id).or_insert_with(|| vec![Seen::default(); periods.len()])[*place];
                seen.services += part.services;
                seen.requests += part.requests;
            }
        });
    }
    for event in gathered.events {
        toucher.event(event, &mut |on, line, weight| tally.add(line, places.of(on), weight));
    }
    for seen in people.values() {
        for (at, seen) in seen.iter().enumerate() {
            for line in [Line::Unique, Line::Repeated] {
                if seen.is_in(line) {
                    tally.add(line, &[at], 1);
                }
            }
        }
    }
    tally
}
