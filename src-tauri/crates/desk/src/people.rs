//! Finding people while a name, a phone or a code is typed.

use domain::civil::counted;
use domain::ids::ConsultantId;
use domain::search::read_people;
use storage::search::PeopleQuery;

use crate::Desk;
use crate::booking::history_words;
use crate::session::Session;
use crate::wire::{RecipientRow, RecipientsFound, Refused};

const MOST: u32 = 20;

impl Desk {
    /// People by any part of the name, phone or code; a consultant's search never leaves their own people.
    pub fn find_recipients(&mut self, text: String) -> Result<RecipientsFound, Refused> {
        let session = self.session()?;
        session.allow_booking()?;
        let view = session.view();
        let query = read_people(&text);
        let Some(own) = session.whose_people() else {
            return Ok(RecipientsFound { rows: Vec::new(), more_words: None, read_as: None });
        };
        let found = view.find_people(&PeopleQuery { query: &query, own, limit: MOST })?;
        let read_as = match query.as_typed().filter(|_| !found.people.is_empty()) {
            Some(typed) => {
                let as_typed = view.find_people(&PeopleQuery { query: &typed, own, limit: 1 })?;
                as_typed.people.is_empty().then(|| query.in_other_layout())
            }
            None => None,
        };
        let rows = found.people.into_iter().map(|person| {
            let history_words = history_words(&view, person.id)?;
            Ok(RecipientRow {
                id: person.id.to_string(),
                code: person.code.to_string(),
                name: person.name,
                phone: domain::person::phone_words(&person.phone),
                email: person.email,
                kind: person.kind.key().to_owned(),
                history_words,
            })
        });
        Ok(RecipientsFound {
            rows: rows.collect::<Result<_, Refused>>()?,
            more_words: found.more.then(|| {
                let shown = counted(u64::from(MOST), "человек", "человека", "человек");
                format!("Показано {shown}, есть ещё. Допишите имя или цифры телефона.")
            }),
            read_as,
        })
    }
}

impl Session {
    /// Whose people this account may look through: everyone's, one consultant's, or nobody's.
    fn whose_people(&self) -> Option<Option<ConsultantId>> {
        if self.sees_all_names() { Some(None) } else { self.own_consultant().map(Some) }
    }
}
