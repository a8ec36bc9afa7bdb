//! Breaking a text into lines.
//!
//! All breaks of a paragraph are weighed together (the least raggedness wins), because in the narrow
//! columns of a journal the first line that fits is seldom the best one.

use std::ops::Range;

use domain::civil::NBSP;
use hypher::{Lang, hyphenate_bounded};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::text::{Text, characters};
use super::{Drawn, Pt, Run};
use crate::PaperError;
use crate::fonts::{Face, Fonts};

/// How lines stand between the edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Justify,
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub size: Pt,
    /// Distance of baselines as a part of the size.
    pub leading: f64,
    pub align: Align,
    pub hyphenate: bool,
    pub before: Pt,
    /// Space kept free at the left of every line.
    pub indent: Pt,
    /// Never leaves the next block alone on another page.
    pub keep_next: bool,
}

impl Style {
    /// Plain body text of the given size.
    pub const fn body(size: f64) -> Self {
        Self {
            size: Pt(size),
            leading: 1.3,
            align: Align::Left,
            hyphenate: false,
            before: Pt::ZERO,
            indent: Pt::ZERO,
            keep_next: false,
        }
    }

    pub(crate) fn line_height(&self) -> Pt {
        self.size * self.leading
    }

    /// From a line's top to its baseline: the leading is shared above and below the letters.
    pub(crate) fn ascent(&self) -> Pt {
        // PT Serif rises 0.77 and falls 0.23 of its size where lowercase and capitals stand.
        self.size * (0.77 + (self.leading - 1.0) / 2.0)
    }
}

/// One broken line: its runs stand at the baseline 0 and the left edge 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) drawn: Drawn,
    /// Its last word goes on in the next line.
    pub(crate) torn: bool,
}

/// What one more line costs; a ragged edge costs the square of its emptiness times `RAGGED_COST`,
/// which matters less in a column of a table than in a paragraph.
const LINE_COST: f64 = 0.5;
const RAGGED_COST: f64 = 1.0;
const RAGGED_COST_IN_COLUMNS: f64 = 0.25;
const RAGGED_COST_JUSTIFIED: f64 = 10.0;
/// Where words may be torn, gaps a tenth wider than a line's own are worse than a hyphen.
const RAGGED_COST_JUSTIFIED_TORN: f64 = 60.0;
/// A line emptier than this part of its room is not drawn out to the edge: its gaps would look torn.
const MOST_STRETCH: f64 = 0.2;
/// A word torn in two, a name torn in two, and two torn words one under the other.
const HYPHEN_COST: f64 = 0.55;
const HYPHEN_IN_NAME_COST: f64 = 1.4;
const SECOND_HYPHEN_COST: f64 = 0.8;
/// Words that should stand together, where the column is too narrow for them.
const LOOSE_COST: f64 = 0.7;
/// The same between a number and what it counts, and between two initials.
const LOOSE_CLOSE_COST: f64 = 1.5;
/// A last line of a few letters, one still shorter, and one that is only the end of a torn word.
const STUB_COST: f64 = 0.25;
const SHORT_STUB_COST: f64 = 0.6;
const TORN_STUB_COST: f64 = 1.2;
/// Letters broken off where no rule allows it: only when nothing else fits.
const FORCED_COST: f64 = 20.0;
/// A hair of tolerance, for sums of widths.
const HAIR: f64 = 1e-6;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Space,
    Hyphen,
    /// A hyphen inside a word with a capital letter.
    HyphenInName,
    /// At a no-break space.
    Loose,
    /// At a no-break space of a still closer pair.
    LooseClose,
    Forced,
    Must,
}

impl Kind {
    fn tears_a_word(self) -> bool {
        matches!(self, Kind::Hyphen | Kind::HyphenInName)
    }
}

/// A place where a line may end: its visible part ends at `end`, the next line begins at `next`.
#[derive(Clone, Copy, Debug)]
struct Stop {
    end: usize,
    next: usize,
    kind: Kind,
}

/// Breaks a text into lines no wider than `width`, aligned within it.
pub(crate) fn break_lines(text: &Text, style: &Style, width: Pt) -> Result<Vec<Line>, PaperError> {
    let fonts = Fonts::get()?;
    let letters = characters(text, fonts);
    let measured = Measured::new(&letters, fonts);
    // Widths are compared in ems, so that one measure serves every size.
    let room = ((width - style.indent).0 / style.size.0).max(0.0);
    let stops = stops(&letters, &measured, style.hyphenate, room);
    let ragged = match (style.align, style.hyphenate) {
        (Align::Justify, true) => RAGGED_COST_JUSTIFIED_TORN,
        (Align::Justify, false) => RAGGED_COST_JUSTIFIED,
        (_, true) => RAGGED_COST_IN_COLUMNS,
        (_, false) => RAGGED_COST,
    };
    let chosen = choose(&stops, &measured, room, ragged);
    let mut lines = Vec::with_capacity(chosen.len());
    let mut from = 0;
    for (at, stop) in chosen.iter().enumerate() {
        let last = at + 1 == chosen.len() || stop.kind == Kind::Must;
        lines.push(set_line(&letters[from..stop.end], *stop, last, style, room, fonts));
        from = stop.next;
    }
    Ok(lines)
}

/// Broken lines for whoever places them alone: baselines at 0.
pub(crate) fn lines(text: &Text, style: &Style, width: Pt) -> Result<Vec<Drawn>, PaperError> {
    Ok(break_lines(text, style, width)?.into_iter().map(|line| line.drawn).collect())
}

/// The width of a text set in one line.
pub(crate) fn width_of(text: &Text, size: Pt) -> Result<Pt, PaperError> {
    let fonts = Fonts::get()?;
    let letters = characters(text, fonts);
    Ok(size * Measured::new(&letters, fonts).between(0, letters.len()))
}

struct Measured {
    /// Width of everything before a character.
    before: Vec<f64>,
    hyphen: f64,
}

impl Measured {
    fn new(letters: &[(char, Face)], fonts: &Fonts) -> Self {
        let mut before = Vec::with_capacity(letters.len() + 1);
        let mut sum = 0.0;
        before.push(sum);
        for (letter, face) in letters {
            if *letter != '\n' {
                sum += fonts.face(*face).advance(shown(*letter));
            }
            before.push(sum);
        }
        Self { before, hyphen: fonts.face(Face::Regular).advance('-') }
    }

    fn between(&self, from: usize, to: usize) -> f64 {
        if from >= to { 0.0 } else { self.before[to] - self.before[from] }
    }

    fn line(&self, from: usize, stop: Stop) -> f64 {
        self.between(from, stop.end) + if stop.kind.tears_a_word() { self.hyphen } else { 0.0 }
    }
}

/// On paper a no-break space is an ordinary one.
fn shown(letter: char) -> char {
    if letter == NBSP { ' ' } else { letter }
}

fn stops(letters: &[(char, Face)], measured: &Measured, hyphenate: bool, room: f64) -> Vec<Stop> {
    let whole: String = letters.iter().map(|(letter, _)| *letter).collect();
    let mut bytes = vec![0; whole.len() + 1];
    for (at, (byte, _)) in whole.char_indices().enumerate() {
        bytes[byte] = at;
    }
    bytes[whole.len()] = letters.len();

    let mut stops = Vec::new();
    let mut from = 0;
    for (byte, opportunity) in linebreaks(&whole) {
        let next = bytes[byte];
        let kind = if opportunity == BreakOpportunity::Mandatory { Kind::Must } else { Kind::Space };
        if kind == Kind::Space && tears_a_pair(letters, next) {
            continue;
        }
        let mut end = next;
        while end > from && matches!(letters[end - 1].0, ' ' | '\n') {
            end -= 1;
        }
        let wide = measured.between(from, end) > room + HAIR;
        if hyphenate || wide {
            inner_stops(letters, from..end, hyphenate, wide, &mut stops);
        }
        stops.push(Stop { end, next, kind });
        from = next;
    }
    forced(stops, measured, room)
}

/// Between the digits of «9:30–10:15» no line ends, nor at the hyphen of «что-то» and «два-три»:
/// only a compound of long words is parted where it is joined.
fn tears_a_pair(letters: &[(char, Face)], next: usize) -> bool {
    const SHORT: usize = 4;
    let before = letters[..next].iter().rev().skip(1).take_while(|(letter, _)| letter.is_alphanumeric()).count();
    let after = letters[next..].iter().take_while(|(letter, _)| letter.is_alphanumeric()).count();
    let digit = |place: Option<usize>| {
        place.and_then(|place| letters.get(place)).is_some_and(|(letter, _)| letter.is_ascii_digit())
    };
    match letters.get(next.wrapping_sub(1)).map(|(letter, _)| *letter) {
        Some('–') => digit(next.checked_sub(2)) && digit(Some(next)),
        Some('-') => before < SHORT || after < SHORT,
        _ => false,
    }
}

/// Where a line may end within words that should stand together: at syllables, and at no-break spaces
/// when the column is too narrow for all of them.
fn inner_stops(letters: &[(char, Face)], span: Range<usize>, hyphenate: bool, wide: bool, stops: &mut Vec<Stop>) {
    let mut start = span.start;
    while start < span.end {
        let mut end = start;
        while end < span.end && letters[end].0.is_alphabetic() {
            end += 1;
        }
        if hyphenate && end - start >= 5 {
            let word: String = letters[start..end].iter().map(|(letter, _)| *letter).collect();
            if is_hyphenated(&word) {
                let name = word.starts_with(char::is_uppercase);
                let kind = if name { Kind::HyphenInName } else { Kind::Hyphen };
                let mut at = start;
                // Russian leaves at least two letters on the line and carries at least three over
                // in narrow columns, where two letters look like a slip.
                for syllable in hyphenate_bounded(&word, Lang::Russian, 2, 3) {
                    at += syllable.chars().count();
                    if at < end {
                        stops.push(Stop { end: at, next: at, kind });
                    }
                }
            }
        }
        if wide && end > span.start && end < span.end && letters[end].0 == NBSP {
            let close = letters[end - 1].0.is_ascii_digit() || parts_initials(&letters[..end], &letters[end + 1..]);
            let kind = if close { Kind::LooseClose } else { Kind::Loose };
            stops.push(Stop { end, next: end + 1, kind });
        }
        // An address of e-mail wider than its column is parted after the sign.
        if wide && end > span.start && end + 1 < span.end && letters[end].0 == '@' {
            stops.push(Stop { end: end + 1, next: end + 1, kind: Kind::Loose });
        }
        start = end.max(start) + 1;
    }
}

/// The place between «М.» and «С.» of «Калинина М. С.»
fn parts_initials(before: &[(char, Face)], after: &[(char, Face)]) -> bool {
    let initial = |capital: Option<&(char, Face)>, point: Option<&(char, Face)>| {
        capital.is_some_and(|(letter, _)| letter.is_uppercase()) && point.is_some_and(|(letter, _)| *letter == '.')
    };
    let mut back = before.iter().rev();
    let (point, capital) = (back.next(), back.next());
    initial(capital, point) && initial(after.first(), after.get(1))
}

/// Abbreviations and words with letters the Russian patterns do not know stay whole.
fn is_hyphenated(word: &str) -> bool {
    let russian = |letter: char| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё');
    word.chars().all(russian) && word.chars().skip(1).all(char::is_lowercase)
}

/// Where two stops lie wider apart than a line, every letter between them becomes one.
fn forced(stops: Vec<Stop>, measured: &Measured, room: f64) -> Vec<Stop> {
    let mut out: Vec<Stop> = Vec::with_capacity(stops.len());
    let mut from = 0;
    for stop in stops {
        if measured.line(from, stop) > room + HAIR {
            out.extend((from + 1..stop.end).map(|at| Stop { end: at, next: at, kind: Kind::Forced }));
        }
        from = stop.next;
        out.push(stop);
    }
    out
}

/// The cheapest way from the beginning to the last stop.
fn choose(stops: &[Stop], measured: &Measured, room: f64, ragged: f64) -> Vec<Stop> {
    // best[0] is the beginning, best[n] the cost of ending a line at stops[n - 1].
    let mut best: Vec<(f64, usize)> = vec![(0.0, 0)];
    for (at, stop) in stops.iter().enumerate() {
        let mut cheapest = (f64::INFINITY, at);
        for before in (0..=at).rev() {
            let previous = before.checked_sub(1).map(|place| stops[place]);
            let from = previous.map_or(0, |place| place.next);
            let width = measured.line(from, *stop);
            // A single letter wider than its column still gets its line.
            let fits = width <= room + HAIR || before == at;
            if !fits {
                break;
            }
            let last = at + 1 == stops.len() || stop.kind == Kind::Must;
            let cost = best[before].0 + line_cost(width, room, ragged, *stop, previous, last);
            if cost < cheapest.0 {
                cheapest = (cost, before);
            }
            if previous.is_some_and(|place| place.kind == Kind::Must) {
                break;
            }
        }
        best.push(cheapest);
    }
    let mut chosen = Vec::new();
    let mut at = stops.len();
    while at > 0 {
        chosen.push(stops[at - 1]);
        at = best[at].1;
    }
    chosen.reverse();
    chosen
}

fn line_cost(width: f64, room: f64, ragged: f64, stop: Stop, previous: Option<Stop>, last: bool) -> f64 {
    let slack = if room > 0.0 { ((room - width) / room).max(0.0) } else { 0.0 };
    let torn_before = previous.is_some_and(|place| place.kind.tears_a_word());
    LINE_COST
        + match (last, slack) {
            (true, slack) if slack > 0.8 && torn_before => TORN_STUB_COST,
            (true, slack) if slack > 0.94 && previous.is_some() => SHORT_STUB_COST,
            (true, slack) if slack > 0.88 && previous.is_some() => STUB_COST,
            (true, _) => 0.0,
            (false, slack) => slack * slack * ragged,
        }
        + match stop.kind {
            Kind::Hyphen if torn_before => SECOND_HYPHEN_COST,
            Kind::Hyphen => HYPHEN_COST,
            Kind::HyphenInName => HYPHEN_IN_NAME_COST,
            Kind::Loose => LOOSE_COST,
            Kind::LooseClose => LOOSE_CLOSE_COST,
            Kind::Forced => FORCED_COST,
            Kind::Space | Kind::Must => 0.0,
        }
}

fn set_line(letters: &[(char, Face)], stop: Stop, last: bool, style: &Style, room: f64, fonts: &Fonts) -> Line {
    let mut pieces: Vec<(Face, String, f64)> = Vec::new();
    let hyphen = stop.kind.tears_a_word().then(|| ('-', letters.last().map_or(Face::Regular, |letter| letter.1)));
    for (letter, face) in letters.iter().copied().chain(hyphen) {
        let width = fonts.face(face).advance(shown(letter));
        match pieces.last_mut() {
            Some((same, text, sum)) if *same == face => {
                text.push(shown(letter));
                *sum += width;
            }
            _ => pieces.push((face, shown(letter).to_string(), width)),
        }
    }
    let width: f64 = pieces.iter().map(|piece| piece.2).sum();
    let gaps = pieces.iter().map(|piece| spaces(&piece.1)).sum::<usize>();
    let free = (room - width).max(0.0);
    let stretch = match style.align {
        Align::Justify if !last && gaps > 0 && free <= room * MOST_STRETCH => free / gaps as f64,
        _ => 0.0,
    };
    let mut x = style.indent
        + match style.align {
            Align::Left | Align::Justify => Pt::ZERO,
            Align::Centre => style.size * (free / 2.0),
        };
    let mut drawn = Drawn::default();
    for (face, text, width) in pieces {
        let wide = width + stretch * spaces(&text) as f64;
        drawn.runs.push(Run {
            x,
            y: Pt::ZERO,
            face,
            size: style.size,
            text,
            stretch: style.size * stretch,
            torn: false,
        });
        x += style.size * wide;
    }
    let torn = stop.kind.tears_a_word();
    if let Some(run) = drawn.runs.last_mut() {
        run.torn = torn;
    }
    Line { drawn, torn }
}

fn spaces(text: &str) -> usize {
    text.matches(' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f64, hyphenate: bool) -> Vec<String> {
        let style = Style { hyphenate, ..Style::body(10.0) };
        break_lines(&Text::plain(text), &style, Pt(width))
            .unwrap()
            .into_iter()
            .map(|line| line.drawn.runs.iter().map(|run| run.text.as_str()).collect::<String>())
            .collect()
    }

    #[test]
    fn a_one_letter_word_does_not_end_a_line_and_a_dash_does_not_begin_one() {
        let text = "Мы идём в сад и к бабушке — а потом с папой в лес, где растут грибы № 17 и № 18";
        for width in 80..200 {
            for line in lines(text, f64::from(width), false) {
                let last = line.split(' ').next_back().unwrap();
                assert!(!["в", "и", "к", "а", "с", "№"].contains(&last), "{line} at {width}");
                assert!(!line.starts_with('—'), "{line} at {width}");
            }
        }
    }

    #[test]
    fn initials_stay_with_their_surname() {
        for width in 80..160 {
            for line in lines("Калинина М. С., педагог-психолог", f64::from(width), true) {
                assert!(!line.starts_with("М.") && !line.starts_with("С."), "{line} at {width}");
            }
        }
    }

    #[test]
    fn a_column_too_narrow_for_tied_words_parts_them_before_it_tears_a_word() {
        assert_eq!(lines("Калинина М. С., педагог-психолог", 74.0, true), ["Калинина", "М. С., педагог-", "психолог"]);
        assert_eq!(lines("3\u{a0}г.\u{a0}2\u{a0}мес.", 40.0, true), ["3 г.", "2 мес."]);
    }

    #[test]
    fn short_halves_of_a_compound_word_stay_together() {
        for width in 40..120 {
            for line in lines("и от него что-то зависит, дня два-три", f64::from(width), false)
            {
                assert!(!line.ends_with('-'), "{line} at {width}");
            }
        }
    }

    #[test]
    fn a_long_word_is_hyphenated_by_russian_syllables() {
        assert_eq!(lines("представитель", 45.0, true), ["предста-", "витель"]);
        assert_eq!(lines("представитель", 200.0, true), ["представитель"]);
    }

    #[test]
    fn a_word_nobody_can_hyphenate_is_cut_to_the_column() {
        let cut = lines("ЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫ", 40.0, true);
        assert!(cut.len() > 3);
        assert_eq!(cut.concat(), "ЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫ");
    }

    #[test]
    fn the_end_of_a_torn_word_is_no_line_of_its_own() {
        let style = Style { align: Align::Justify, hyphenate: true, ..Style::body(12.5) };
        let text = Text::plain("Скажите, когда вернётесь, словами ребёнка: не «в четыре», а «после сна и полдника».");
        for width in 300..500 {
            let set = break_lines(&text, &style, Pt(f64::from(width))).unwrap();
            let words = |line: &Line| line.drawn.runs.iter().map(|run| run.text.clone()).collect::<String>();
            let last = words(set.last().unwrap());
            assert!(!set[set.len() - 2].torn || last.chars().count() > 10, "width {width}: {last}");
        }
    }

    #[test]
    fn no_letter_is_lost_or_gained_at_any_width() {
        let text = "Әлфия и Ғәлиә пришли 05.06.2026 в 9:30–10:15, Ҡ и Ҙ остались дома, проконсультированы очно";
        for width in 1..220 {
            let joined = lines(text, f64::from(width), false).join(" ");
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""), "width {width}");
        }
    }

    #[test]
    fn a_line_feed_ends_a_line() {
        assert_eq!(lines("раз\nдва", 200.0, false), ["раз", "два"]);
        assert_eq!(lines("", 200.0, false).len(), 0);
    }

    #[test]
    fn justified_lines_reach_the_edge_and_the_last_does_not() {
        let style = Style { align: Align::Justify, ..Style::body(10.0) };
        let text = Text::plain("Ребёнку трудно бросить игру, а взрослый спешит, и это видно обоим");
        let set = break_lines(&text, &style, Pt(120.0)).unwrap();
        let right = |line: &Line| {
            let run = &line.drawn.runs[0];
            let natural = width_of(&Text::plain(&run.text), run.size).unwrap();
            (run.x + natural + run.stretch * spaces(&run.text) as f64).0
        };
        for line in &set[..set.len() - 1] {
            assert!((right(line) - 120.0).abs() < 0.01, "{}", right(line));
        }
        assert!(right(set.last().unwrap()) < 120.0);
    }
}
