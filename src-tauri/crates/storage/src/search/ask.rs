//! From a query to the full-text expression that finds it, and finds nothing its asker may not read.

use domain::lists::{Failure, Form, Kind, RecipientKind};
use domain::person::ANONYMOUS;
use domain::search::{Atom, Query, Reading, SearchedWord, stem, words};
use rusqlite::params;

use super::keep::{LISTS, list_mark, own_mark, reader_mark, writer_mark};
use super::{Filters, Sight};
use crate::change::View;
use crate::error::StorageError;
use crate::value::Columns;

/// Beginnings of this length and less stand in the index as they are.
const INDEXED_BEGINNING: usize = 3;
/// Fewer letters beside other words are not looked for in labels: nearly every record has some label that begins so,
/// and it would be gone through to find what the other words have found already.
const LABEL_BEGINNING: usize = 3;
/// More words than this with one beginning are left to the full-text table itself.
const MOST_WORDS: u32 = 200;

fn exactly(token: &str) -> String {
    format!("\"{token}\"")
}

fn beginning(token: &str) -> String {
    format!("\"{token}\" *")
}

fn any(parts: &[String]) -> Option<String> {
    match parts {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("({})", many.join(" OR "))),
    }
}

fn all(parts: &[String]) -> Option<String> {
    match parts {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("({})", many.join(" AND "))),
    }
}

fn marked(token: &str) -> String {
    format!("mark : {}", exactly(token))
}

/// A label of a list, read for search once a query.
struct Label {
    words: Vec<(String, String)>,
    mark: String,
}

impl Label {
    fn new(label: &str, mark: String) -> Self {
        Self { words: words(label).into_iter().map(|(_, word)| (stem(&word), word)).collect(), mark }
    }

    fn answers(&self, asked: &SearchedWord) -> bool {
        self.words.iter().any(|(stem, word)| asked.begins(word) || *stem == asked.stem)
    }
}

/// Who asks, and the marks of the records whose private words they may be answered from.
struct Asker {
    sight: Sight,
    notes: Vec<String>,
}

impl View<'_> {
    /// `None` when nothing can answer.
    pub(super) fn search_expression(
        &self,
        query: &Query,
        sight: Sight,
        filters: Filters,
    ) -> Result<Option<String>, StorageError> {
        let mut parts = narrowing(filters);
        if !query.is_empty() {
            let labels = self.search_labels()?;
            let asker = self.asker(sight)?;
            let alone = query.terms.len() == 1;
            for term in &query.terms {
                let mut readings = Vec::new();
                for reading in &term.readings {
                    let labels = if alone || !only_begun(reading) { &labels[..] } else { &[] };
                    readings.extend(self.reading_expression(reading, &asker, labels)?);
                }
                match any(&readings) {
                    Some(expression) => parts.push(expression),
                    None => return Ok(None),
                }
            }
        }
        if parts.is_empty() {
            parts.push(marked("all=1"));
        }
        Ok(all(&parts))
    }

    /// Private words are looked through only for those who have records to read: for anyone else every common word
    /// would be gone through to find none.
    fn asker(&self, sight: Sight) -> Result<Asker, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT 1 FROM search WHERE search MATCH ?1 LIMIT 1")?;
        let mut notes = Vec::new();
        for mark in [Some(writer_mark(sight.account)), sight.own_notes.map(reader_mark)].into_iter().flatten() {
            let mark = marked(&mark);
            if statement.exists([&mark])? {
                notes.push(mark);
            }
        }
        Ok(Asker { sight, notes })
    }

    fn reading_expression(
        &self,
        reading: &Reading,
        asker: &Asker,
        labels: &[Label],
    ) -> Result<Option<String>, StorageError> {
        let mut parts = Vec::new();
        for atom in &reading.atoms {
            let expression = match atom {
                Atom::Word(word) => {
                    let closed = closed(asker, &self.word_expression(word)?);
                    let found = labels.iter().filter(|label| label.answers(word)).map(|label| marked(&label.mark));
                    any(&closed.into_iter().chain(found).collect::<Vec<_>>())
                }
                Atom::Digits(run) => any(&by_class(asker, Some(&beginning(&format!("t={run}"))), None)),
                Atom::Number { number, year: None } => Some(marked(&format!("n={number}"))),
                Atom::Number { number, year: Some(year) } => Some(marked(&format!("n={year}/{number}"))),
                Atom::Code(code) => Some(marked(&format!("k={code}"))),
                Atom::CodeStart(start) => Some(format!("mark : {}", beginning(&format!("kz={start}")))),
                Atom::Day(day) => Some(marked(&format!("d={day}"))),
                Atom::DayOfMonth { day, month } => Some(marked(&format!("dm={month:02}-{day:02}"))),
                Atom::Month { year, month } => Some(marked(&format!("m={year:04}-{month:02}"))),
                Atom::MonthOfYear(month) => Some(marked(&format!("mm={month:02}"))),
                Atom::Year(year) => Some(marked(&format!("y={year:04}"))),
            };
            match expression {
                Some(expression) => parts.push(expression),
                None => return Ok(None),
            }
        }
        Ok(all(&parts))
    }

    /// The stem, and every kept word that begins as typed.
    fn word_expression(&self, word: &SearchedWord) -> Result<String, StorageError> {
        let mut tokens = vec![exactly(&word.stem)];
        if !word.open {
            tokens.push(exactly(&word.word));
        } else if word.word.chars().count() <= INDEXED_BEGINNING && !word.word.is_ascii() {
            tokens.push(beginning(&word.word));
        } else {
            // Words in Latin letters are always looked up: the marks of the index begin with such letters too.
            // A beginning ends before the next one: the last sign is raised by the largest there is.
            let mut statement = self.db().prepare_cached(
                "SELECT word FROM search_word WHERE ?1 <= word AND word < ?1 || char(1114111) LIMIT ?2",
            )?;
            let found: Vec<String> =
                statement.query_map(params![word.word, MOST_WORDS + 1], |row| row.get(0))?.collect::<Result<_, _>>()?;
            if found.len() > MOST_WORDS as usize {
                tokens.push(beginning(&word.word));
            } else {
                tokens.extend(found.iter().map(|word| exactly(word)));
            }
        }
        Ok(tokens.join(" OR "))
    }

    /// Labels people see on records, each with the mark of the records that carry it.
    fn search_labels(&self) -> Result<Vec<Label>, StorageError> {
        let mut labels = Vec::new();
        for list in LISTS {
            labels.extend(self.whole_list(list)?.into_iter().map(|item| (item.label, list_mark(list, &item.key))));
        }
        labels.extend(Form::ALL.iter().map(|form| (form.label().to_owned(), list_mark("form", form.key()))));
        labels.extend(Kind::ALL.iter().map(|kind| (kind.label().to_owned(), list_mark("kind", kind.key()))));
        labels.extend(Failure::ALL.iter().map(|f| (f.label().to_owned(), list_mark("failure", f.key()))));
        labels.extend(RecipientKind::ALL.iter().map(|k| (k.label().to_owned(), list_mark("who", k.key()))));
        labels.push((ANONYMOUS.to_owned(), list_mark("who", "anonymous")));
        for (words, key) in [
            ("оказано", "given"),
            ("отказ", "refused"),
            ("не состоялось", "not_held"),
            ("аннулировано", "annulled"),
            ("назначено", "booked"),
            ("ждёт времени", "new"),
        ] {
            labels.push((words.to_owned(), list_mark("status", key)));
        }
        let mut statement = self.db().prepare_cached("SELECT id, name, post FROM consultant")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let words = format!("{} {}", row.text("name")?, row.text("post")?);
            labels.push((words, own_mark(domain::ids::ConsultantId(row.id("id")?))));
        }
        Ok(labels.into_iter().map(|(label, mark)| Label::new(&label, mark)).collect())
    }
}

/// A word of which only the first letters are typed.
fn only_begun(reading: &Reading) -> bool {
    reading.atoms.iter().any(|atom| match atom {
        Atom::Word(word) => word.open && word.word.chars().count() < LABEL_BEGINNING,
        _ => false,
    })
}

/// A word in the columns this asker may be answered from.
fn closed(asker: &Asker, word: &str) -> Vec<String> {
    by_class(asker, Some(word), Some(word))
}

/// The same for what stands in `people`, and for what stands in the others.
fn by_class(asker: &Asker, people: Option<&str>, others: Option<&str>) -> Vec<String> {
    let sight = asker.sight;
    let mut parts = Vec::new();
    let mut own = Vec::new();
    match (people, others) {
        // One word in both columns is looked through once.
        (Some(people), Some(others)) if people == others && sight.all_names == sight.all_words => {
            let both = format!("{{people heard}} : ({people})");
            if sight.all_names { parts.push(both) } else { own.push(both) }
        }
        _ => {
            let columns = [("people", people, sight.all_names), ("heard", others, sight.all_words)];
            for (column, wanted, everyone) in columns {
                let Some(wanted) = wanted else { continue };
                let one = format!("{column} : ({wanted})");
                if everyone { parts.push(one) } else { own.push(one) }
            }
        }
    }
    if let (Some(consultant), Some(words)) = (sight.own, any(&own)) {
        parts.push(format!("({words} AND {})", marked(&own_mark(consultant))));
    }
    if let Some(others) = others {
        let readers = any(&asker.notes);
        parts.extend(readers.map(|readers| format!("(noted : ({others}) AND {readers})")));
    }
    parts
}

fn narrowing(filters: Filters) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(filters.consultant.map(|id| marked(&own_mark(id))));
    parts.extend(filters.form.map(|form| marked(&list_mark("form", form.key()))));
    parts.extend(filters.kind.map(|kind| marked(&list_mark("kind", kind.key()))));
    parts.extend(filters.standing.map(|standing| marked(&list_mark("standing", standing.key()))));
    if filters.unproven {
        parts.push(marked("unproven=1"));
    }
    parts
}
