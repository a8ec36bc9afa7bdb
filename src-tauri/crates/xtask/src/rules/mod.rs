//! Rule → tests → screen: which rules of the field are proven, and by what.
//!
//! A test proves a rule by carrying its number in its name: `fn r031_r039_…` in Rust, «R031 R039 …» at the head
//! of a title in the interface. The table names every rule there is, so a rule nobody proves is seen, and so is
//! a proof of a rule that does not exist.

mod found;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use found::Proof;
use table::RULES;

use crate::place::root;
use crate::steps::Outcome;

/// How far a rule binds, as the rule book marks it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Blocks or warns.
    Enforced,
    /// Has its field, list or figure.
    Supported,
    /// Stands there so that nothing is lost.
    Informed,
}

/// What a rule, or a part of it, waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coming {
    Paper,
    Import,
    Rating,
    Publication,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Stands,
    /// The whole of it is still to come.
    ToCome(Coming, &'static str),
    /// It cannot be met, for this reason.
    #[allow(dead_code, reason = "no rule is in this state now")]
    Unmet(&'static str),
}

struct Rule {
    number: u16,
    words: &'static str,
    /// Where a person meets it.
    place: &'static str,
    class: Class,
    state: State,
    /// Parts still to come of a rule that stands.
    lacks: &'static [(Coming, &'static str)],
}

const fn enforced(number: u16, words: &'static str, place: &'static str) -> Rule {
    Rule { number, words, place, class: Class::Enforced, state: State::Stands, lacks: &[] }
}

const fn supported(number: u16, words: &'static str, place: &'static str) -> Rule {
    Rule { class: Class::Supported, ..enforced(number, words, place) }
}

const fn informed(number: u16, words: &'static str) -> Rule {
    Rule { class: Class::Informed, ..enforced(number, words, "") }
}

impl Rule {
    const fn lacks(self, parts: &'static [(Coming, &'static str)]) -> Self {
        Self { lacks: parts, ..self }
    }

    const fn waits_for(self, coming: Coming, what: &'static str) -> Self {
        Self { state: State::ToCome(coming, what), ..self }
    }

    fn id(&self) -> String {
        format!("R{:03}", self.number)
    }

    /// A rule that must have a test.
    fn asks_for_proof(&self) -> bool {
        self.class != Class::Informed && self.state == State::Stands
    }

    /// «E», «ещё нет: оценка — …», «сведения».
    fn standing(&self) -> String {
        match (self.state, self.class) {
            (State::ToCome(coming, what), _) => format!("ещё нет: {} — {what}", coming.words()),
            (State::Unmet(reason), _) => format!("не выполняется: {reason}"),
            (State::Stands, Class::Informed) => "сведения".to_owned(),
            (State::Stands, Class::Enforced) => "E".to_owned(),
            (State::Stands, Class::Supported) => "S".to_owned(),
        }
    }
}

impl Coming {
    const ALL: [Self; 4] = [Self::Paper, Self::Import, Self::Rating, Self::Publication];

    fn words(self) -> &'static str {
        match self {
            Self::Paper => "бумага",
            Self::Import => "импорт",
            Self::Rating => "оценка",
            Self::Publication => "публикация",
        }
    }
}

/// What a rule is proven by, and a rule that is proven by nothing.
type Proven<'a> = BTreeMap<u16, Vec<&'a Proof>>;

/// Prints the whole table; fails like [`check`].
pub fn print() -> Outcome {
    let proofs = found::proofs(&root())?;
    let proven = by_rule(&proofs);
    print!("{}", told(RULES, &proven));
    verdict(RULES, &proven)
}

/// Fails where the table and the tests do not agree; prints the sums alone.
pub fn check() -> Outcome {
    let proofs = found::proofs(&root())?;
    let proven = by_rule(&proofs);
    print!("{}", sums(RULES, &proven));
    verdict(RULES, &proven)
}

fn by_rule(proofs: &[Proof]) -> Proven<'_> {
    let mut proven = Proven::new();
    for proof in proofs {
        for number in &proof.rules {
            proven.entry(*number).or_default().push(proof);
        }
    }
    proven
}

fn told(rules: &[Rule], proven: &Proven) -> String {
    let mut text = String::new();
    for rule in rules {
        let place = if rule.place.is_empty() { String::new() } else { format!(" → {}", rule.place) };
        let _ = writeln!(text, "{} {}: {}{place}", rule.id(), rule.standing(), rule.words);
        for (coming, what) in rule.lacks {
            let _ = writeln!(text, "       ещё нет: {} — {what}", coming.words());
        }
        for proof in proven.get(&rule.number).into_iter().flatten() {
            let _ = writeln!(text, "       {}: {}", proof.file, proof.name);
        }
    }
    text + "\n" + &sums(rules, proven)
}

/// «112 rules: 106 to be proven, 106 proven by 240 tests; …»
fn sums(rules: &[Rule], proven: &Proven) -> String {
    let bound: Vec<_> = rules.iter().filter(|rule| rule.asks_for_proof()).collect();
    let done = bound.iter().filter(|rule| proven.contains_key(&rule.number)).count();
    let mut tests: Vec<_> = proven.values().flatten().map(|proof| (&proof.file, &proof.name)).collect();
    tests.sort_unstable();
    tests.dedup();
    let count = |wanted: fn(&State) -> bool| rules.iter().filter(|rule| wanted(&rule.state)).count();
    let to_come = count(|state| matches!(state, State::ToCome(..)));
    let unmet = count(|state| matches!(state, State::Unmet(_)));
    let informed = rules.iter().filter(|rule| rule.class == Class::Informed).count();
    let parts: Vec<_> = Coming::ALL
        .iter()
        .map(|coming| {
            (coming.words(), rules.iter().flat_map(|rule| rule.lacks).filter(|part| part.0 == *coming).count())
        })
        .filter(|(_, parts)| *parts > 0)
        .map(|(words, parts)| format!("{words} {parts}"))
        .collect();
    format!(
        "правил {}: доказано {done} из {} (тестов {}), ещё нет {to_come}, не выполняется {unmet}, сведения {informed}\n\
         части, которых ещё нет: {}\n",
        rules.len(),
        bound.len(),
        tests.len(),
        parts.join(", "),
    )
}

/// Everything in which table and tests disagree.
fn verdict(rules: &[Rule], proven: &Proven) -> Outcome {
    let mut wrong = Vec::new();
    for pair in rules.windows(2).filter(|pair| pair[0].number >= pair[1].number) {
        wrong.push(format!("{} is out of its place", pair[1].id()));
    }
    for rule in rules {
        let tested = proven.contains_key(&rule.number);
        if rule.asks_for_proof() && !tested {
            wrong.push(format!("{} has no test: {}", rule.id(), rule.words));
        }
        if tested && !matches!(rule.state, State::Stands) {
            wrong.push(format!("{} stands as «{}» and has a test", rule.id(), rule.standing()));
        }
    }
    for (number, proofs) in proven.iter().filter(|(number, _)| !rules.iter().any(|rule| rule.number == **number)) {
        for proof in proofs {
            wrong.push(format!("there is no R{number:03}: {}: {}", proof.file, proof.name));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n   ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(rules: &[u16]) -> Proof {
        Proof { rules: rules.to_vec(), file: "a.rs".to_owned(), name: "a_test".to_owned() }
    }

    fn said(rules: &[Rule], proofs: &[Proof]) -> String {
        verdict(rules, &by_rule(proofs)).err().unwrap_or_default()
    }

    #[test]
    fn a_rule_that_binds_needs_a_test_and_information_does_not() {
        let rules = [enforced(1, "a", "b"), supported(2, "c", "d"), informed(3, "e")];
        assert_eq!(said(&rules, &[proof(&[1])]), "R002 has no test: c");
        assert_eq!(said(&rules, &[proof(&[1, 2])]), "");
    }

    #[test]
    fn what_is_still_to_come_needs_no_test_and_may_have_none() {
        let rules = [supported(1, "a", "b").waits_for(Coming::Rating, "c")];
        assert_eq!(said(&rules, &[]), "");
        assert_eq!(said(&rules, &[proof(&[1])]), "R001 stands as «ещё нет: оценка — c» and has a test");
    }

    #[test]
    fn a_part_still_to_come_frees_no_rule_of_its_test() {
        let rules = [supported(1, "a", "b").lacks(&[(Coming::Paper, "c")])];
        assert_eq!(said(&rules, &[]), "R001 has no test: a");
    }

    #[test]
    fn a_test_of_a_rule_that_does_not_exist_is_told() {
        let rules = [enforced(1, "a", "b")];
        assert_eq!(said(&rules, &[proof(&[1, 15])]), "there is no R015: a.rs: a_test");
    }

    #[test]
    fn rules_stand_in_their_order_and_once() {
        let rules = [informed(2, "a"), informed(2, "b"), informed(1, "c")];
        assert_eq!(said(&rules, &[]), "R002 is out of its place\n   R001 is out of its place");
        assert!(RULES.windows(2).all(|pair| pair[0].number < pair[1].number));
    }

    #[test]
    fn the_table_says_what_proves_a_rule_and_what_it_lacks() {
        let rules = [supported(20, "каналы", "Запись").lacks(&[(Coming::Import, "заявки")]), informed(59, "связь")];
        assert_eq!(
            told(&rules, &by_rule(&[proof(&[20])])),
            "R020 S: каналы → Запись\n       ещё нет: импорт — заявки\n       a.rs: a_test\nR059 сведения: связь\n\n\
             правил 2: доказано 1 из 1 (тестов 1), ещё нет 0, не выполняется 0, сведения 1\n\
             части, которых ещё нет: импорт 1\n"
        );
    }
}
