//! The journal's search: who may find by what, and what a found row shows.

use chrono::{NaiveDate, NaiveDateTime};
use domain::civil::{counted, date_short, period_around, plural};
use domain::consultation::Record;
use domain::lists::{Form, Kind, Role};
use domain::person::{ANONYMOUS, phone_words};
use domain::request::{Course, Status, status};
use domain::search::{Atom, Query, mark, national, read, snippet};
use storage::booking::Booking;
use storage::consultation::Consultation;
use storage::recipient::Recipient;
use storage::request::Request;
use storage::search::{Filters, Hit, Search, Sight, Standing};

use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::show::{Words, request_status};
use crate::wire::{FoundElsewhere, FoundOpens, FoundRow, Piece, ProblemCode as Code, Refused, SearchForm, SearchPage};

const PAGE: u32 = 40;
/// Beyond this the count is not taken: nobody reads so many.
const COUNTED: u32 = 200;
/// Characters of a text shown around what was found in it.
const SNIPPET: usize = 90;
const ELSEWHERE: usize = 3;

impl Desk {
    pub fn search(&mut self, form: SearchForm) -> Result<SearchPage, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let now = session.now(around);
        let filters = filters_of(&form, now.date())?;
        let below = match form.after.as_deref() {
            Some(place) => Some(place.parse().map_err(|_| Code::UnknownChoice)?),
            None => None,
        };
        let query = read(&form.text, now.date());
        let first_page = below.is_none();
        let limit = if first_page { COUNTED + 1 } else { PAGE + 1 };
        let search = Search { query: &query, sight: session.sight(), filters, below, limit };
        let hits = session.view().search(&search)?;

        let mut words = Words::read(session, now)?;
        let shown = &hits[..hits.len().min(PAGE as usize)];
        let rows = shown
            .iter()
            .map(|hit| session.found_row(*hit, &query, &mut words, now))
            .collect::<Result<Vec<_>, Refused>>()?;
        Ok(SearchPage {
            rows,
            count_words: if first_page { count_words(hits.len()) } else { String::new() },
            next: shown.last().filter(|_| hits.len() > shown.len()).map(|hit| hit.place.to_string()),
            read_as: session.read_as(&search, !hits.is_empty())?,
        })
    }
}

/// «найдена 1 запись», «найдено 12 записей», «найдено больше 200 записей».
fn count_words(count: usize) -> String {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    match count {
        0 => "ничего не найдено".to_owned(),
        many if many > u64::from(COUNTED) => format!("найдено больше {COUNTED}\u{a0}записей"),
        _ => {
            let verb = plural(count, "найдена", "найдены", "найдено");
            format!("{verb} {}", counted(count, "запись", "записи", "записей"))
        }
    }
}

fn filters_of(form: &SearchForm, today: NaiveDate) -> Result<Filters, Refused> {
    fn set(value: &Option<String>) -> Option<&str> {
        value.as_deref().filter(|value| !value.is_empty())
    }
    let mut check = Check::default();
    let (from, to) = match set(&form.period) {
        Some(key) => check.known("period", key, period_around(key, today)).unzip(),
        None => (
            set(&form.from).and_then(|day| check.date("from", day)),
            set(&form.to).and_then(|day| check.date("to", day)),
        ),
    };
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        check.refuse("to", Code::RangeTurned);
    }
    let filters = Filters {
        from,
        to,
        consultant: set(&form.consultant).and_then(|id| check.id("consultant", id)),
        form: set(&form.form).and_then(|key| check.known("form", key, Form::from_key(key))),
        kind: set(&form.kind).and_then(|key| check.known("kind", key, Kind::from_key(key))),
        standing: set(&form.standing).and_then(|key| check.known("standing", key, standing_from(key))),
        unproven: form.unproven,
    };
    check.done()?;
    Ok(filters)
}

fn standing_from(key: &str) -> Option<Standing> {
    Some(match key {
        "open" => Standing::Open,
        "given" => Standing::Given,
        "refused" => Standing::Refused,
        "not_held" => Standing::NotHeld,
        "annulled" => Standing::Annulled,
        _ => return None,
    })
}

/// Everything a found row is made of.
struct Looked {
    request: Request,
    booking: Option<Booking>,
    consultation: Option<Consultation>,
    people: Vec<Recipient>,
}

impl Looked {
    fn record(&self) -> Option<&Record> {
        self.consultation.as_ref().map(|c| &c.record)
    }

    fn moment(&self) -> NaiveDateTime {
        let end = self.record().and_then(|record| record.attempts.last()).map(|attempt| attempt.ended);
        end.unwrap_or(self.request.received)
    }
}

impl Session {
    /// The same rules by which a card is shown, told to the search.
    pub(crate) fn sight(&self) -> Sight {
        Sight {
            all_names: self.sees_all_names(),
            all_words: self.is(Role::Administrator),
            own: self.own_consultant(),
            // A card that was another's before answers from no note: which words stand in those is not to be tried out.
            own_notes: self
                .own_consultant()
                .filter(|card| self.is(Role::Consultant) && self.view().card_has_a_past(*card).is_ok_and(|past| !past)),
            account: self.account_id(),
        }
    }

    /// What the other layout made of the text, where only that found anything.
    fn read_as(&self, search: &Search<'_>, found: bool) -> Result<Option<String>, Refused> {
        let Some(typed) = search.query.as_typed().filter(|_| found) else { return Ok(None) };
        let as_typed = self.view().search(&Search { query: &typed, limit: 1, below: None, ..*search })?;
        Ok(as_typed.is_empty().then(|| search.query.in_other_layout()))
    }

    fn found_row(
        &self,
        hit: Hit,
        query: &Query,
        words: &mut Words<'_>,
        now: NaiveDateTime,
    ) -> Result<FoundRow, Refused> {
        let view = self.view();
        let request = view.request(hit.request)?;
        let people = request.participants.iter().filter_map(|p| p.recipient).map(|id| view.recipient(id));
        let found = Looked {
            booking: view.live_booking(request.id)?,
            consultation: view.consultation_of(request.id)?,
            people: people.collect::<Result<_, _>>()?,
            request,
        };
        let (request, record) = (&found.request, found.record());
        let course = Course {
            annulled: request.annul_reason.is_some(),
            outcome: record.map(|record| &record.outcome),
            booking: found.booking.as_ref().map(Booking::slot),
            missed: record.is_none() && found.booking.is_none() && view.last_was_missed(request.id)?,
            lapsed: request.lapse_reason.is_some(),
        };
        let standing = status(&course, now);
        let consultants = match (&found.booking, record) {
            (Some(booking), _) => booking.consultants(),
            (None, Some(record)) => record.consultants.clone(),
            (None, None) => Vec::new(),
        };
        let recorded = record.is_some() || standing == Status::AwaitingRecord;
        let number = if request.year == chrono::Datelike::year(&now.date()) {
            request.number.to_string()
        } else {
            format!("{}/{}", request.number, request.year)
        };
        let (form, means) = match (record, &found.booking) {
            (Some(record), _) => (record.form, record.means.as_deref()),
            (None, Some(booking)) => (booking.form, booking.means.as_deref()),
            (None, None) => (request.form, request.means.as_deref()),
        };
        let topic = match record.map_or(&request.topics, |record| &record.topics).first() {
            Some(topic) => words.label("topic", topic)?,
            None => String::new(),
        };
        let shown: Vec<String> = consultants.iter().map(|id| words.consultant(*id)).collect();
        let own = self.is_one_of(&consultants);
        Ok(FoundRow {
            request: request.id.to_string(),
            opens: if recorded && self.may_record(&consultants) { FoundOpens::Record } else { FoundOpens::Request },
            number: whole(number, query.hits_number(request.number, request.year)),
            date: whole(date_short(found.moment().date()), query.hits_day(found.moment().date())),
            who: who_pieces(&found, query),
            topic: pieces(&topic, query),
            form: pieces(&words.form(form, means)?, query),
            kind: pieces(record.map_or("", |record| record.kind.label()), query),
            consultant: pieces(&shown.join(", "), query),
            status: request_status(standing),
            status_words: pieces(standing.words(), query),
            elsewhere: self.elsewhere(&found, own, query, words)?,
        })
    }

    /// The fields no column shows, in which the words stand: only those this account may read of this record.
    fn elsewhere(
        &self,
        found: &Looked,
        own: bool,
        query: &Query,
        words: &mut Words<'_>,
    ) -> Result<Vec<FoundElsewhere>, Refused> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let request = &found.request;
        let mut list = Vec::new();
        let mut tell = |field: &str, personal: bool, pieces: Option<Vec<Piece>>| {
            if let Some(pieces) = pieces.filter(|_| list.len() < ELSEWHERE) {
                list.push(FoundElsewhere { field_words: field.to_owned(), personal, pieces });
            }
        };
        if self.sees_all_names() || own {
            for person in &found.people {
                tell("имя", true, cut(&person.name, query));
                tell("телефон", true, phone_pieces(&person.phone, query));
                tell("почта", true, cut(&person.email, query));
            }
            tell("пожелание", true, cut(&request.wish, query));
            for reason in [&request.annul_reason, &request.lapse_reason].into_iter().flatten() {
                tell("причина", true, cut(reason, query));
            }
        }
        if self.is(Role::Administrator) || own {
            tell("слова получателя", false, cut(&request.about, query));
        }
        if let Some(consultation) = found.consultation.as_ref().filter(|c| self.reads_notes_of(c)) {
            let record = &consultation.record;
            tell("совет", false, cut(&record.advice, query));
            tell("заметка", false, cut(&record.note, query));
            tell("пояснение", false, cut(&record.outcome_words, query));
        }
        for topic in found.record().map_or(&request.topics, |record| &record.topics).iter().skip(1) {
            tell("ещё тема", false, cut(&words.label("topic", topic)?, query));
        }
        if let Some(direction) = found.record().and_then(|record| record.direction.as_deref()) {
            tell("направление", false, cut(&words.label("direction", direction)?, query));
        }
        for category in &request.categories {
            tell("категория", false, cut(&words.label("category", category)?, query));
        }
        tell("канал", false, cut(&words.label("channel", &request.channel)?, query));
        if let Some(record) = found.record() {
            match &record.outcome {
                domain::consultation::Outcome::Refused { ground } => {
                    tell("основание", false, cut(&words.label("ground", ground)?, query));
                }
                domain::consultation::Outcome::NotHeld { failure } => {
                    tell("почему", false, cut(failure.label(), query));
                }
                domain::consultation::Outcome::Given => {}
            }
        }
        let consultants = found.record().map_or_else(Vec::new, |record| record.consultants.clone());
        for id in consultants.into_iter().chain(found.booking.as_ref().map(|booking| booking.consultant)) {
            tell("консультант", false, words.post(id).and_then(|post| cut(&post, query)));
        }
        for participant in &request.participants {
            tell("получатель", false, cut(participant.kind.label(), query));
        }
        for (field, day) in other_days(found) {
            tell(field, false, query.hits_day(day).then(|| whole(date_short(day), true)));
        }
        Ok(list)
    }
}

/// Days of a request that its row does not show.
fn other_days(found: &Looked) -> Vec<(&'static str, NaiveDate)> {
    let shown = found.moment().date();
    let received = found.request.received.date();
    let mut days = vec![("поступило", received)];
    if found.request.registered_on != received {
        days.push(("зарегистрировано", found.request.registered_on));
    }
    days.extend(found.booking.as_ref().map(|booking| ("назначено на", booking.starts.date())));
    let attempts = found.record().map_or(&[][..], |record| record.attempts.as_slice());
    days.extend(attempts.iter().map(|attempt| ("попытка", attempt.ended.date())));
    days.retain(|(_, day)| *day != shown);
    days
}

fn piece(piece: domain::search::Piece) -> Piece {
    Piece { text: piece.text, hit: piece.hit }
}

fn pieces(text: &str, query: &Query) -> Vec<Piece> {
    mark(text, query).into_iter().map(piece).collect()
}

fn whole(text: String, hit: bool) -> Vec<Piece> {
    vec![Piece { text, hit }]
}

fn cut(text: &str, query: &Query) -> Option<Vec<Piece>> {
    snippet(text, query, SNIPPET).map(|cut| cut.into_iter().map(piece).collect())
}

/// «П-0042, П-0043», «Анонимно».
fn who_pieces(found: &Looked, query: &Query) -> Vec<Piece> {
    let mut shown: Vec<Piece> = Vec::new();
    for person in &found.people {
        if !shown.is_empty() {
            shown.push(Piece { text: ", ".to_owned(), hit: false });
        }
        shown.push(Piece { text: person.code.to_string(), hit: query.hits_code(person.code.0) });
    }
    let anonymous = found.request.participants.iter().filter(|p| p.recipient.is_none()).count();
    if anonymous > 0 {
        if !shown.is_empty() {
            shown.push(Piece { text: ", ".to_owned(), hit: false });
        }
        shown.extend(pieces(ANONYMOUS, query));
    }
    shown
}

/// A phone whole, where its digits were asked for.
fn phone_pieces(phone: &str, query: &Query) -> Option<Vec<Piece>> {
    let digits = national(phone);
    let asked = query.atoms().any(|atom| matches!(atom, Atom::Digits(run) if digits.contains(run.as_str())));
    (asked && !digits.is_empty()).then(|| whole(phone_words(phone), true))
}
