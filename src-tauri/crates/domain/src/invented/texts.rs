//! What invented parents ask and invented consultants write: sentences by topic with places to fill, so that long
//! journals have a vocabulary worth searching. All of it is made up.

use super::chance::Chance;
use super::phrases::{self, Topic};

/// Rows of the list of topics, the most asked first.
pub fn topic(key: &str) -> &'static Topic {
    phrases::TOPICS.iter().find(|topic| topic.key == key).unwrap_or(&phrases::TOPICS[0])
}

/// The parent's own words, 30–150 characters.
pub fn about(chance: &mut Chance, topic: &Topic) -> String {
    fill(chance.pick(topic.asked), chance)
}

/// The consultant's private note, 50–600 characters.
pub fn note(chance: &mut Chance, topic: &Topic) -> String {
    let sentences = 1 + chance.below(5);
    let general = &phrases::OBSERVED[..];
    several(chance, &[topic.noted, general], sentences, 600)
}

/// What was advised, 50–600 characters.
pub fn advice(chance: &mut Chance, topic: &Topic) -> String {
    let sentences = 1 + chance.below(4);
    let general = &phrases::ADVISED[..];
    several(chance, &[topic.advised, general], sentences, 600)
}

/// Sentences by turns from the tables, none twice, never longer than `most` characters.
fn several(chance: &mut Chance, tables: &[&[&str]], count: usize, most: usize) -> String {
    let mut used: Vec<&str> = Vec::with_capacity(count);
    let mut text = String::new();
    let mut length = 0;
    for turn in 0..count * 2 {
        if used.len() == count {
            break;
        }
        let sentence = chance.pick(tables[turn % tables.len()]);
        if used.contains(&sentence) {
            continue;
        }
        used.push(sentence);
        let filled = fill(sentence, chance);
        length += filled.chars().count() + 1;
        if length > most {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&filled);
    }
    text
}

/// Fills «{кто}», «{вещь}», «{когда}», «{где}», «{сколько}» from their tables.
pub fn fill(sentence: &str, chance: &mut Chance) -> String {
    let mut out = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, behind) = after.split_once('}').unwrap_or((after, ""));
        let table = phrases::SLOTS.iter().find(|(name, _)| *name == slot).map_or(&[""][..], |(_, table)| *table);
        out.push_str(chance.first_rows(table));
        rest = behind;
    }
    out.push_str(rest);
    // A sentence may begin with a filled place.
    let mut letters = out.chars();
    match letters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(letters).collect(),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_finds_its_words_and_keeps_its_length() {
        let mut chance = Chance::of(3, &[]);
        for topic in phrases::TOPICS {
            for _ in 0..40 {
                for text in [about(&mut chance, topic), note(&mut chance, topic), advice(&mut chance, topic)] {
                    let length = text.chars().count();
                    assert!((25..=600).contains(&length), "{length}: {text}");
                    assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                }
            }
        }
    }

    #[test]
    fn every_place_to_fill_has_a_table() {
        let general = [&phrases::OBSERVED[..], &phrases::ADVISED[..]];
        let by_topic = phrases::TOPICS.iter().flat_map(|t| [t.asked, t.noted, t.advised]);
        for sentence in general.into_iter().chain(by_topic).flatten() {
            for slot in sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(phrases::SLOTS.iter().any(|(name, _)| *name == slot), "{slot} in «{sentence}»");
            }
        }
    }
}
