//! Handouts that invented consultants give, as the bundled ones are called.

use super::acts::HandoutItem;
use super::chance::Chance;

/// Topic and its handout.
const HANDOUTS: [(&str, HandoutItem); 10] = [
    ("adaptation", item("adaptation", "Адаптация к детскому саду: первые недели", 2)),
    ("behaviour", item("behaviour", "Истерика в магазине: что делать", 1)),
    ("crisis", item("crisis", "Кризис трёх лет без крика", 2)),
    ("early_development", item("early-development", "Играем дома: от года до трёх", 2)),
    ("regime", item("regime", "Режим дня и сон", 1)),
    ("school_readiness", item("school-readiness", "Готовность к школе: что важно на самом деле", 2)),
    ("screens", item("screens", "Экраны и мультфильмы: разумные границы", 1)),
    ("siblings", item("siblings", "Старший и младший: ревность, ссоры, дружба", 2)),
    ("special_needs", item("special-needs", "Если развитие ребёнка тревожит: с чего начать", 2)),
    ("speech", item("speech", "Речь: как помочь ребёнку заговорить (2–4 года)", 2)),
];

const fn item(key: &'static str, title: &'static str, pages: u32) -> HandoutItem {
    HandoutItem { key, version: "2026-09-01", title, pages }
}

/// For the topics first, then any; never more than five pages together (R077: two of at most two).
pub fn for_topics(topics: &[&str], count: usize, chance: &mut Chance) -> Vec<HandoutItem> {
    let mut items: Vec<HandoutItem> =
        HANDOUTS.iter().filter(|(topic, _)| topics.contains(topic)).map(|(_, item)| *item).collect();
    while items.len() < count {
        let item = chance.pick(&HANDOUTS).1;
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items.truncate(count.min(2));
    items
}
