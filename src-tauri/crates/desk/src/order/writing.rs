//! The head writes another порядок: from which, with what answers, from which day, and what that changes.

use chrono::{Datelike, NaiveDate};
use domain::civil::{NBSP, date_short, date_words, weekday_name};
use domain::lists::{Form, Role};
use domain::means::lacks;
use domain::profile::{
    Bundled, Key, Profile, ProfileRefusal, Severity, Shape, StartRefusal, Unit, bounds, bundled, changes, keys,
    may_start, may_withdraw, said, usual_start,
};
use domain::regions;
use storage::centre::FROM_THE_BEGINNING;

use super::{labels, severity};
use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::wire::{
    Choice, Done, Noun, OrderAnswer, OrderChange, OrderChanges, OrderForm, OrderQuestion, OrderSeverity, OrderShape,
    OrderSheet, OrderStart, OrderVersion, Problem, ProblemCode as Code, Refused,
};

/// How the first version is named: no day lies before it.
const BEGINNING: &str = "beginning";

/// A form that passed, with what stands on its day now.
struct Written {
    profile: Profile,
    from: NaiveDate,
    /// Its first day before, where the version is moved to another.
    moved: Option<NaiveDate>,
    before: Profile,
    /// A version that begins on the same day and is not the one put right.
    takes_place: Option<String>,
}

impl Desk {
    /// A form to write a порядок in: a new one from the one in force or from one that came with the program, or
    /// one that stands, to be put right.
    pub fn order_form(&mut self, start: OrderStart) -> Result<OrderSheet, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        let today = session.today(around);
        let in_force = session.profile_on(today)?;
        let (from, mut profile) = match &start.replaces {
            Some(day) => session.version(day)?,
            None => (usual_start(today), Profile::clone(&in_force)),
        };
        if !start.source.is_empty() {
            let region = profile.region_calendar.clone();
            let title = start.replaces.is_some().then(|| profile.title.clone());
            profile = read(bundled().iter().find(|one| one.key == start.source).ok_or(Code::UnknownChoice)?)?;
            // The region of the order it came from is somebody else's.
            profile.region_calendar = region;
            profile.title = title.unwrap_or(profile.title);
        }
        let mut sources = vec![Choice {
            key: String::new(),
            label: if start.replaces.is_some() {
                "как написано сейчас"
            } else {
                "порядок, который действует"
            }
            .to_owned(),
            hint: None,
        }];
        for one in bundled() {
            sources.push(Choice { key: one.key.to_owned(), label: read(one)?.title, hint: Some(one.hint.to_owned()) });
        }
        Ok(OrderSheet {
            questions: session.questions(&profile)?,
            form: OrderForm {
                source: profile.key.clone(),
                title: profile.title.clone(),
                valid_from: if from == FROM_THE_BEGINNING { String::new() } else { from.to_string() },
                answers: keys().iter().filter(|key| !key.fixed()).map(|key| answer(&profile, key)).collect(),
                replaces: start.replaces,
            },
            sources,
            may_move: from > today,
        })
    }

    /// What the form would change, before it is saved. Refused as the saving would be.
    pub fn order_changes(&mut self, form: OrderForm) -> Result<OrderChanges, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.allow(&[Role::Head])?;
        let today = session.today(around);
        let written = session.check_order(&form, today)?;
        session.said_of(&written, today)
    }

    /// Writes the порядок from its day on. Days of closed months stay judged as they were.
    pub fn save_order(&mut self, form: OrderForm) -> Result<Done<Vec<OrderVersion>>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let today = at.session.today(at.around);
        let written = at.session.check_order(&form, today)?;
        let account = at.session.account_id();
        at.session.change(at.around, |change| {
            if let Some(old) = written.moved {
                change.withdraw_profile(old)?;
            }
            change.put_profile(written.from, &written.profile)?;
            change.drop_draft(account, DRAFT_FORM, form.replaces.as_deref().unwrap_or_default())?;
            Ok(())
        })?;
        order_done(at.session, today)
    }

    /// Takes back a порядок that has not begun.
    pub fn withdraw_order(&mut self, valid_from: String) -> Result<Done<Vec<OrderVersion>>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let today = at.session.today(at.around);
        let (from, _) = at.session.version(&valid_from)?;
        if !may_withdraw(from, today) {
            return Err(Code::OrderBegun.into());
        }
        at.session.change(at.around, |change| Ok(change.withdraw_profile(from)?))?;
        order_done(at.session, today)
    }
}

/// The form's name among the drafts.
const DRAFT_FORM: &str = "order";

/// Lists, terms and days off follow the порядок at once.
fn order_done(session: &mut Session, today: NaiveDate) -> Result<Done<Vec<OrderVersion>>, Refused> {
    session.read_calendar()?;
    let changed = vec![Noun::List, Noun::Calendar, Noun::Request];
    Ok(Done { value: session.order_versions(today)?, changed })
}

fn read(one: &Bundled) -> Result<Profile, Refused> {
    Profile::parse(one.document).map_err(|_| Problem::new(Code::Inner).about("profile").into())
}

fn answer(profile: &Profile, key: &Key) -> OrderAnswer {
    let (values, severe, basis) = profile.answers(key.key).unwrap_or((Vec::new(), Severity::Off, ""));
    OrderAnswer { key: key.key.to_owned(), values, severity: severity(severe), basis: basis.to_owned() }
}

impl Session {
    /// A version by its first day as the screens name it.
    fn version(&self, day: &str) -> Result<(NaiveDate, Profile), Refused> {
        let from = if day == BEGINNING {
            FROM_THE_BEGINNING
        } else {
            domain::civil::parse_date(day).map_err(|_| Code::NotFound)?
        };
        let found = self.view().profiles()?.into_iter().find(|(begins, _)| *begins == from);
        found.ok_or_else(|| Code::NotFound.into())
    }

    fn questions(&self, profile: &Profile) -> Result<Vec<OrderQuestion>, Refused> {
        let view = self.view();
        let lists = labels(&view);
        let mut questions = Vec::new();
        let mut asked = keys();
        asked.sort_by_key(|key| key.group);
        for key in asked {
            let named = |named: &[domain::profile::Named]| {
                named.iter().map(|one| choice(one.key, one.label)).collect::<Vec<_>>()
            };
            let (shape, choices) = match &key.shape {
                Shape::Number => (OrderShape::Number, Vec::new()),
                Shape::YesNo => (OrderShape::YesNo, vec![choice("yes", "да"), choice("no", "нет")]),
                Shape::One(of) => (OrderShape::One, named(of)),
                Shape::Many(of) => (OrderShape::Many, named(of)),
                Shape::Listed => (OrderShape::Many, self.rows_for(&key, profile)?),
                Shape::Region => {
                    (OrderShape::Region, regions::REGIONS.iter().map(|one| choice(one.key, one.name)).collect())
                }
                Shape::Grounds => (OrderShape::Grounds, self.rows_for(&key, profile)?),
                Shape::Titles => (
                    OrderShape::Titles,
                    domain::profile::JournalView::ALL.iter().map(|view| choice(view.key(), view.label())).collect(),
                ),
            };
            let columns = match shape {
                OrderShape::Grounds => Form::ALL.iter().map(|form| choice(form.key(), form.label())).collect(),
                _ => Vec::new(),
            };
            questions.push(OrderQuestion {
                key: key.key.to_owned(),
                label: key.label.to_owned(),
                group: key.group.label().to_owned(),
                shape,
                unit_words: number_words(&key),
                choices,
                columns,
                judged: key.judged,
                fixed: key.fixed(),
                fixed_words: if key.fixed() { said(profile, &key, &lists).value } else { String::new() },
            });
        }
        Ok(questions)
    }

    /// Rows of the list a key chooses from, and those it names though they are hidden now. A centre's own means
    /// are offered whatever the порядок says, so they are not asked for.
    fn rows_for(&self, key: &Key, profile: &Profile) -> Result<Vec<Choice>, Refused> {
        let Unit::List(list) = key.unit else { return Ok(Vec::new()) };
        let named = profile.answers(key.key).map(|(answers, ..)| answers).unwrap_or_default();
        let named: Vec<&str> = named.iter().map(|answer| answer.split(':').next().unwrap_or(answer)).collect();
        let rows = self.view().whole_list(list)?;
        let asked = |row: &storage::lists::ListItem| {
            named.contains(&row.key.as_str()) || list != "means" || !crate::lists::is_own(&row.key)
        };
        Ok(rows.into_iter().filter(asked).map(|row| choice(&row.key, &row.label)).collect())
    }

    /// Everything that is wrong is said at once, at its key, in the words of the rule.
    fn check_order(&self, form: &OrderForm, today: NaiveDate) -> Result<Written, Refused> {
        let view = self.view();
        let mut check = Check::default();
        let old = match &form.replaces {
            Some(day) => Some(self.version(day)?.0),
            None => None,
        };
        let title = check.required_line("title", &form.title);
        let from = match old {
            Some(FROM_THE_BEGINNING) => Some(FROM_THE_BEGINNING),
            _ => check.date("valid_from", &form.valid_from),
        };
        if let (Some(old), Some(from)) = (old, from)
            && old != from
            && !may_withdraw(old, today)
        {
            check.refuse("valid_from", Code::OrderBegun);
        } else if let Some(from) = from
            && let Err(StartRefusal::InClosedMonth(month)) = may_start(from, view.last_closed_month()?)
        {
            let field = if from == FROM_THE_BEGINNING { "title" } else { "valid_from" };
            check.add(Problem::at(field, Code::MonthJudged).about(month.words()));
        }

        let moved = old.filter(|old| Some(*old) != from);
        let standing: Vec<_> = view.profiles()?.into_iter().filter(|(begins, _)| Some(*begins) != moved).collect();
        let before = from.and_then(|from| standing.iter().rfind(|(begins, _)| *begins <= from).cloned());
        let (began, before) = before.unwrap_or((FROM_THE_BEGINNING, Profile::clone(&*self.profile_on(today)?)));

        let mut profile = Profile { key: form.source.clone(), title, ..before.clone() };
        for given in &form.answers {
            self.answer(&mut check, &mut profile, given)?;
        }
        let wrong = profile.check();
        for refusal in wrong {
            for key in refusal.keys() {
                if !check.spoke_of(key) {
                    check.add(Problem::at(key, Code::OrderContradicts).about(refusal.words()));
                }
            }
        }
        if !bundled().iter().any(|one| one.key == profile.key) && profile.key != before.key {
            check.refuse("source", Code::UnknownChoice);
        }
        check.done()?;
        let from = from.ok_or(Code::BadDate)?;
        let nobody = |_: &str, _: &str| None;
        if moved.is_none() && profile.title == before.title && changes(&before, &profile, &nobody).is_empty() {
            return Err(Code::OrderSame.into());
        }
        let takes_place = (began == from && old != Some(from)).then(|| before.title.clone());
        Ok(Written { profile, from, moved, before, takes_place })
    }

    fn answer(&self, check: &mut Check, profile: &mut Profile, given: &OrderAnswer) -> Result<(), Refused> {
        let Some(key) = keys().into_iter().find(|key| key.key == given.key) else {
            return Err(Code::UnknownChoice.into());
        };
        // What all centres share is not asked, whatever a form says.
        if key.fixed() {
            return Ok(());
        }
        let basis = check.line(&format!("{}.basis", given.key), &given.basis);
        let mut values = Vec::new();
        for value in &given.values {
            values.push(match key.shape {
                Shape::Titles => check.line(key.key, value),
                _ => value.clone(),
            });
        }
        if let Unit::List(list) = key.unit {
            let rows = self.view().whole_list(list)?;
            let row = |value: &str| value.split(':').next().unwrap_or(value).to_owned();
            if values.iter().any(|value| !rows.iter().any(|known| known.key == row(value))) {
                check.refuse(key.key, Code::UnknownChoice);
                return Ok(());
            }
        }
        let severe = match given.severity {
            OrderSeverity::Block => Severity::Block,
            OrderSeverity::Warn => Severity::Warn,
            OrderSeverity::Off => Severity::Off,
        };
        if let Err(refusal) = profile.set(key.key, &values, severe, &basis) {
            let words = match refusal {
                ProfileRefusal::OutOfBounds { .. } if key.shape == Shape::Titles => {
                    "Напишите название журнала.".to_owned()
                }
                refusal => refusal.words(),
            };
            check.add(Problem::at(key.key, Code::OrderContradicts).about(words));
        }
        Ok(())
    }

    fn said_of(&self, written: &Written, today: NaiveDate) -> Result<OrderChanges, Refused> {
        let view = self.view();
        let lists = labels(&view);
        let profiles = view.profiles()?;
        let later = |(begins, _): &&(NaiveDate, Profile)| *begins > written.from && Some(*begins) != written.moved;
        let mut notes = Vec::new();
        if let Some(title) = &written.takes_place {
            notes.push(format!("Займёт место порядка «{title}», который начинается в{NBSP}тот же день."));
        }
        if written.from <= today {
            notes.push("Дни, которые уже прошли с начала этого порядка, будут судить по нему заново.".to_owned());
        }
        if let Some((begins, next)) = profiles.iter().find(later) {
            notes.push(format!("Действует до{NBSP}{}: потом начнётся «{}».", date_short(*begins), next.title));
        }
        if written.profile.offers_form(Form::Distance) {
            let offered = self.means_offered(&written.profile, written.from.max(today))?;
            notes.extend(lacks(&offered, written.from.max(today)).into_iter().map(|lack| lack.label().to_owned()));
        }
        let strict = |severe: Severity| match severe {
            Severity::Block => "не пускает",
            Severity::Warn => "предупреждает",
            Severity::Off => "не следит",
        };
        let of = |key: &str| keys().into_iter().find(|known| known.key == key);
        let changes = changes(&written.before, &written.profile, &lists)
            .into_iter()
            .map(|change| {
                let judged = of(change.key).is_some_and(|key| key.judged);
                let words = |said: &domain::profile::Said| match judged {
                    true if change.before.severity != change.after.severity => {
                        format!("{}, {}", said.value, strict(said.severity))
                    }
                    _ => said.value.clone(),
                };
                OrderChange {
                    key: change.key.to_owned(),
                    label: change.label.to_owned(),
                    before_words: words(&change.before),
                    after_words: words(&change.after),
                    basis: change.after.basis.clone(),
                }
            })
            .collect();
        let from = written.from;
        let from_words = match from {
            FROM_THE_BEGINNING => "с самого начала журнала".to_owned(),
            day => format!("с{NBSP}{}, {}", date_words(day), weekday_name(day.weekday())),
        };
        Ok(OrderChanges { from_words, notes, changes })
    }
}

/// «календарных дней, от 1 до 365»
fn number_words(key: &Key) -> String {
    let unit = key.unit.forms().map_or("", |[_, _, many]| many);
    match bounds(key.key) {
        Some(allowed) => format!("{unit}, от{NBSP}{} до{NBSP}{}", allowed.start(), allowed.end()),
        None => unit.to_owned(),
    }
}

fn choice(key: &str, label: &str) -> Choice {
    Choice { key: key.to_owned(), label: label.to_owned(), hint: None }
}
