//! Tables that part one total by a sign of the record: Т2, Т3, Т4, Т6, Т8 and Т9. Each adds up to its total
//! (rules §12.2).

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::civil::NBSP;
use crate::counting::{AGE_BOUNDS, AgeLine, CountingRules, FormLine, KeyLine, Line};
use crate::journal::Directory;
use crate::lists::{Kind, TopicField};
use crate::report::{Found, Level, Table, TableRow};

const TOTAL: &str = "ИТОГО";
const NOT_APPLICABLE: &str = "не относится";
const NOT_STATED: &str = "не указано";

pub(super) fn by_form(found: &Found<'_>) -> Table {
    let leaf = |line: FormLine| found.five(line.label(), Level::Plain, Line::Form(line));
    let sum = |label: &str, of: &[usize], line| found.five(label, Level::Sum(of.to_vec()), line);
    let rows = vec![
        sum("Очно", &[1, 2], Line::InPerson),
        leaf(FormLine::InCentre),
        leaf(FormLine::Outing),
        // Four leaves, as rules §12.3 has it; what has no means stands outside, in a line of its own.
        sum("Дистанционно", &[4, 5, 6, 7], Line::Distance),
        leaf(FormLine::Voice),
        leaf(FormLine::Video),
        leaf(FormLine::Chat),
        leaf(FormLine::Email),
        leaf(FormLine::Written),
        leaf(FormLine::NotStated),
        sum(TOTAL, &[0, 3, 8, 9], Line::Services),
    ];
    let note = "Мероприятие стоит в строке своего вида: в центре — «очно в КЦ», в другом месте — «выездная», \
                вебинар — «видеосвязь».";
    found.table("Т2", "По форме", "Форма", rows, event_note(found, note))
}

pub(super) fn by_kind(found: &Found<'_>) -> Table {
    let mut rows: Vec<_> =
        Kind::ALL.iter().map(|kind| found.five(kind.label(), Level::Plain, Line::Kind(*kind))).collect();
    rows.push(found.five("просветительское мероприятие", Level::Plain, Line::EventServices));
    close(found, &mut rows, TOTAL, Line::Services);
    found.table("Т3", "По виду", "Вид", rows, vec![])
}

pub(super) fn by_direction(found: &Found<'_>, directory: &Directory) -> Table {
    let mut rows = named(found, &directory.directions, Sort::Direction);
    rows.push(found.five(NOT_APPLICABLE, Level::Plain, Line::Direction(KeyLine::NotApplicable)));
    rows.push(found.five(NOT_STATED, Level::Plain, Line::Direction(KeyLine::NotStated)));
    close(found, &mut rows, TOTAL, Line::Services);
    let note = format!("«{NOT_APPLICABLE}»: направления в{NBSP}другие организации и мероприятия.");
    found.table("Т4", "По направлению помощи", "Направление", rows, vec![note])
}

pub(super) fn by_age(found: &Found<'_>) -> Table {
    let mut rows: Vec<_> = (0..AgeLine::BANDS)
        .map(|band| found.five(band_words(band), Level::Plain, Line::Age(AgeLine::Band(band))))
        .collect();
    rows.push(found.five("не указан", Level::Plain, Line::Age(AgeLine::NotStated)));
    rows.push(found.five("не относится (мероприятия)", Level::Plain, Line::Age(AgeLine::NotApplicable)));
    close(found, &mut rows, TOTAL, Line::Services);
    let note = "Возраст ребёнка в день обращения или уточнённый на приёме; границы — как в форме 85-К.".to_owned();
    found.table("Т6", "По возрасту ребёнка", "Возраст", rows, vec![note])
}

pub(super) fn by_topic(found: &Found<'_>, directory: &Directory, rules: &CountingRules<'_>) -> Table {
    let field_of = |key: &str| rules.topic_fields.and_then(|fields| fields.get(key));
    let mut keys: Vec<&str> = found.tally.lines().filter_map(|line| Sort::Topic.key(line)).collect();
    let label = |key: &str| directory.topics.get(key).cloned().unwrap_or_else(|| key.to_owned());
    // The year decides the order, so that it does not jump from month to month.
    keys.sort_by_cached_key(|key| (Reverse(found.year(Sort::Topic.line(key))), label(key), (*key).to_owned()));
    let leaf = |key: &str| found.five(label(key), Level::Plain, Sort::Topic.line(key));
    let mut rows = Vec::new();
    let mut added = Vec::new();
    // R004: the upper levels, each over its own topics; a topic of none stands for itself.
    for field in TopicField::ALL {
        let of_field = keys.iter().filter(|key| field_of(key) == Some(field));
        let leaves: Vec<_> = of_field.map(|key| leaf(key)).collect();
        if !leaves.is_empty() {
            added.push(rows.len());
            let parts = (rows.len() + 1..=rows.len() + leaves.len()).collect();
            rows.push(found.five(field.label(), Level::Sum(parts), Line::TopicField(*field)));
            rows.extend(leaves);
        }
    }
    let alone = keys.iter().filter(|key| field_of(key).is_none()).map(|key| leaf(key));
    let first_alone = rows.len();
    rows.extend(alone);
    rows.push(found.five("тема не указана", Level::Plain, Line::Topic(KeyLine::NotStated)));
    rows.push(found.five("не относится (мероприятия)", Level::Plain, Line::Topic(KeyLine::NotApplicable)));
    added.extend(first_alone..rows.len());
    rows.push(found.five(TOTAL, Level::Sum(added), Line::Services));
    let note = "Услуга стоит в строке главной темы. Темы идут от частых к редким, считая с начала года.".to_owned();
    found.table("Т8", "По темам", "Тема", rows, vec![note])
}

pub(super) fn by_channel(found: &Found<'_>, directory: &Directory) -> Table {
    let mut rows = named(found, &directory.channels, Sort::Channel);
    close(found, &mut rows, "ИТОГО обращений", Line::Requests);
    let note = "Здесь обращения, а не услуги; аннулированные не входят.".to_owned();
    found.table("Т9", "По каналу обращения", "Канал", rows, vec![note])
}

/// The list's rows in its order. A key the list no longer knows keeps a line of its own, so that the table adds up.
fn named(found: &Found<'_>, known: &[(String, String)], sort: Sort) -> Vec<TableRow> {
    let listed: HashSet<&str> = known.iter().map(|(key, _)| key.as_str()).collect();
    let mut lost: Vec<&str> =
        found.tally.lines().filter_map(|line| sort.key(line)).filter(|key| !listed.contains(key)).collect();
    lost.sort_unstable();
    let rows = known.iter().map(|(key, label)| (key.as_str(), label.as_str()));
    let rows = rows.chain(lost.into_iter().map(|key| (key, key)));
    rows.map(|(key, label)| found.five(label, Level::Plain, sort.line(key))).collect()
}

/// A sign of a record that is a key of a list.
#[derive(Clone, Copy)]
enum Sort {
    Direction,
    Topic,
    Channel,
}

impl Sort {
    fn line(self, key: &str) -> Line<'_> {
        match self {
            Self::Direction => Line::Direction(KeyLine::Named(key)),
            Self::Topic => Line::Topic(KeyLine::Named(key)),
            Self::Channel => Line::Channel(key),
        }
    }

    fn key(self, line: Line<'_>) -> Option<&str> {
        match (self, line) {
            (Self::Direction, Line::Direction(KeyLine::Named(key)))
            | (Self::Topic, Line::Topic(KeyLine::Named(key)))
            | (Self::Channel, Line::Channel(key)) => Some(key),
            _ => None,
        }
    }
}

/// The bottom line over all rows above it.
fn close(found: &Found<'_>, rows: &mut Vec<TableRow>, label: &str, line: Line<'_>) {
    let leaves = (0..rows.len()).collect();
    rows.push(found.five(label, Level::Sum(leaves), line));
}

/// «до 1 года», «от 1 года до 3 лет», «5 лет и старше»
fn band_words(band: usize) -> String {
    let age = |months: u16| {
        let years = months / 12;
        format!("{years}{NBSP}{}", if years % 10 == 1 && years % 100 != 11 { "года" } else { "лет" })
    };
    let lower = band.checked_sub(1).and_then(|at| AGE_BOUNDS.get(at)).copied();
    match (lower, AGE_BOUNDS.get(band)) {
        (Some(from), Some(to)) => format!("от{NBSP}{} до{NBSP}{}", age(from), age(*to)),
        (Some(from), None) => format!("{} и{NBSP}старше", age(from)),
        (None, Some(to)) => format!("до{NBSP}{}", age(*to)),
        (None, None) => String::new(),
    }
}

fn event_note(found: &Found<'_>, note: &str) -> Vec<String> {
    if found.year(Line::EventServices) > 0 { vec![note.to_owned()] } else { Vec::new() }
}
