//! People found by any part of the name, the phone or the code.

use std::collections::BTreeSet;

use domain::ids::{ConsultantId, RecipientId};
use domain::search::{Atom, Query, Reading, SHORTEST_PART, inner_parts, stem, tails, words};
use domain::text::norm;
use rusqlite::params;

use super::keep::{joined, own_mark};
use crate::change::View;
use crate::error::StorageError;
use crate::recipient::Recipient;
use crate::value::Columns;

pub struct PeopleQuery<'a> {
    pub query: &'a Query,
    /// Only people this consultant has, or had, a session with; absent for everyone.
    pub own: Option<ConsultantId>,
    pub limit: u32,
}

pub struct FoundPeople {
    /// By name; those whose words begin as typed before those who have it inside.
    pub people: Vec<Recipient>,
    /// There are more than were asked for.
    pub more: bool,
}

/// Letters of a name after which another case may follow: «калининой» asks for «калинин…».
const LONG_STEM: usize = 4;

/// Keeps what a person is found by; nothing of a destroyed one.
pub(super) fn keep(view: &View<'_>, id: RecipientId) -> Result<(), StorageError> {
    let person = view.recipient(id)?;
    let row = i64::from(person.code.0);
    view.db().prepare_cached("DELETE FROM person_search WHERE rowid = ?1")?.execute([row])?;
    if view.is_destroyed(id)? {
        return Ok(());
    }
    let mut tokens = BTreeSet::new();
    for (_, word) in words(&person.name).into_iter().chain(words(&person.email)) {
        tokens.insert(stem(&word));
        tokens.insert(word);
    }
    tokens.extend(inner_parts(&person.name).into_iter().map(|part| format!("~{part}")));
    tokens.extend(tails(&person.phone).into_iter().map(|tail| format!("t={tail}")));
    tokens.insert(format!("k={}", person.code.0));
    tokens.insert(format!("kz={:04}", person.code.0));
    let met = view.ids(
        "SELECT h.consultant_id AS id FROM request_participant p JOIN booking b ON b.request_id = p.request_id
         JOIN booking_hold h ON h.booking_id = b.id
         WHERE p.recipient_id = ?1
         UNION
         SELECT v.consultant_id FROM request_participant p JOIN consultation c ON c.request_id = p.request_id
         JOIN version_consultant v ON v.consultation_id = c.id AND v.version = c.version
         WHERE p.recipient_id = ?1",
        id.0,
    )?;
    tokens.extend(met.into_iter().map(|consultant| own_mark(ConsultantId(consultant))));
    view.db()
        .prepare_cached("INSERT INTO person_search (rowid, words) VALUES (?1, ?2)")?
        .execute(params![row, joined(&tokens)])?;
    Ok(())
}

/// Where in a word its typed part may stand.
#[derive(Clone, Copy)]
enum Part {
    Beginning,
    Anywhere,
}

impl View<'_> {
    /// Who answers a query, at most `limit`; the newest codes first where there are more.
    pub fn find_people(&self, asked: &PeopleQuery<'_>) -> Result<FoundPeople, StorageError> {
        let mut codes: Vec<i64> = Vec::new();
        let mut people = Vec::new();
        for part in [Part::Beginning, Part::Anywhere] {
            let Some(expression) = expression(asked, part) else { continue };
            let mut statement = self.db().prepare_cached(
                "SELECT rowid FROM person_search WHERE person_search MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
            )?;
            let found: Vec<i64> = statement
                .query_map(params![expression, asked.limit + 1], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut group = Vec::new();
            for code in found {
                if !codes.contains(&code) {
                    codes.push(code);
                    group.push(self.recipient_by_code(code)?);
                }
            }
            // The longer list is cut before it is put in order, so the order never reaches past the limit.
            group.truncate((asked.limit as usize).saturating_sub(people.len()));
            group.sort_by_cached_key(|person| (norm(&person.name), person.code));
            people.extend(group);
            if codes.len() > asked.limit as usize {
                break;
            }
        }
        Ok(FoundPeople { more: codes.len() > people.len(), people })
    }

    fn recipient_by_code(&self, code: i64) -> Result<Recipient, StorageError> {
        let mut statement = self.db().prepare_cached("SELECT id FROM recipient WHERE code = ?1")?;
        let mut rows = statement.query([code])?;
        let id = RecipientId(rows.next()?.ok_or(StorageError::NotFound)?.id("id")?);
        self.recipient(id)
    }
}

/// `None` when nothing is asked, or nothing that people have.
fn expression(asked: &PeopleQuery<'_>, part: Part) -> Option<String> {
    let mut terms = Vec::new();
    for term in &asked.query.terms {
        let readings: Vec<String> = term.readings.iter().filter_map(|reading| of_reading(reading, part)).collect();
        if readings.is_empty() {
            return None;
        }
        terms.push(format!("({})", readings.join(" OR ")));
    }
    if terms.is_empty() {
        return None;
    }
    terms.extend(asked.own.map(|consultant| format!("\"{}\"", own_mark(consultant))));
    Some(terms.join(" AND "))
}

fn of_reading(reading: &Reading, part: Part) -> Option<String> {
    let mut atoms = Vec::new();
    for atom in &reading.atoms {
        atoms.push(match atom {
            Atom::Word(asked) => {
                let letters = asked.word.chars().count();
                let mut any = vec![format!("\"{}\" *", asked.word)];
                if asked.stem != asked.word && asked.stem.chars().count() >= LONG_STEM {
                    any.push(format!("\"{}\" *", asked.stem));
                }
                if matches!(part, Part::Anywhere) && letters >= SHORTEST_PART {
                    any.push(format!("\"~{}\" *", asked.word));
                }
                format!("({})", any.join(" OR "))
            }
            Atom::Digits(run) => format!("\"t={run}\" *"),
            Atom::Code(code) => format!("\"k={code}\""),
            Atom::CodeStart(start) => format!("\"kz={start}\" *"),
            _ => return None,
        });
    }
    Some(format!("({})", atoms.join(" AND ")))
}
