//! Checks a form field by field: everything that is wrong is told at once, and nothing typed is lost.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::age::AgeMonths;
use domain::civil;
use domain::person::{Phone, parse_email};
use domain::profile::Breach;
use domain::text::{self, TextRefusal};
use std::str::FromStr;
use storage::View;

use crate::wire::{Problem, ProblemCode as Code, Refused};

/// Problems found so far.
#[derive(Default)]
pub(crate) struct Check {
    problems: Vec<Problem>,
}

impl Check {
    pub fn add(&mut self, problem: impl Into<Problem>) {
        self.problems.push(problem.into());
    }

    pub fn refuse(&mut self, field: &str, code: Code) {
        self.add(Problem::at(field, code));
    }

    /// Lets go on only when nothing is wrong.
    pub fn done(self) -> Result<(), Refused> {
        if self.problems.is_empty() { Ok(()) } else { Err(Refused { problems: self.problems }) }
    }

    /// What the порядок is against: it stops, or asks for the reason that stands in `reason`. Tells whether the
    /// person went on over it.
    pub fn against(&mut self, field: &str, reason: &str, breach: Option<Breach>) -> bool {
        match breach {
            None => false,
            Some(breach) if breach.blocks => {
                self.add(Problem::at(field, Code::OrderForbids).about(breach.words));
                false
            }
            Some(breach) if reason.trim().is_empty() => {
                self.add(Problem::at("caution_reason", Code::OrderWarns).about(breach.words));
                false
            }
            Some(_) => true,
        }
    }

    pub fn line(&mut self, field: &str, typed: &str) -> String {
        self.kept(field, text::line(typed))
    }

    pub fn required_line(&mut self, field: &str, typed: &str) -> String {
        let line = self.line(field, typed);
        if line.is_empty() && !self.spoke_of(field) {
            self.refuse(field, Code::Required);
        }
        line
    }

    pub fn text(&mut self, field: &str, typed: &str) -> String {
        self.kept(field, text::text(typed))
    }

    fn kept(&mut self, field: &str, text: Result<String, TextRefusal>) -> String {
        text.unwrap_or_else(|refusal| {
            self.add(match refusal {
                TextRefusal::TooLong { limit } => Problem::at(field, Code::TooLong).about(limit),
                TextRefusal::BadCharacters => Problem::at(field, Code::BadCharacters),
            });
            String::new()
        })
    }

    pub fn spoke_of(&self, field: &str) -> bool {
        self.problems.iter().any(|p| p.field.as_deref() == Some(field))
    }

    /// An empty field is no phone; anything else must be one.
    pub fn phone(&mut self, field: &str, typed: &str) -> String {
        if typed.trim().is_empty() {
            return String::new();
        }
        Phone::parse(typed).map(|phone| phone.digits().to_owned()).unwrap_or_else(|_| {
            self.refuse(field, Code::BadPhone);
            String::new()
        })
    }

    pub fn email(&mut self, field: &str, typed: &str) -> String {
        if typed.trim().is_empty() {
            return String::new();
        }
        parse_email(typed).unwrap_or_else(|_| {
            self.refuse(field, Code::BadEmail);
            String::new()
        })
    }

    pub fn age(&mut self, field: &str, typed: &str) -> Option<AgeMonths> {
        if typed.trim().is_empty() {
            return None;
        }
        AgeMonths::parse(typed).map_err(|_| self.refuse(field, Code::BadAge)).ok()
    }

    pub fn date(&mut self, field: &str, typed: &str) -> Option<NaiveDate> {
        if typed.trim().is_empty() {
            self.refuse(field, Code::Required);
            return None;
        }
        civil::parse_date(typed).map_err(|_| self.add(Problem::at(field, Code::BadDate).about(short(typed)))).ok()
    }

    /// A day that need not be named.
    pub fn date_or(&mut self, field: &str, typed: Option<&str>, usual: NaiveDate) -> Option<NaiveDate> {
        match typed.filter(|typed| !typed.is_empty()) {
            Some(typed) => self.date(field, typed),
            None => Some(usual),
        }
    }

    pub fn time(&mut self, field: &str, typed: &str) -> Option<NaiveTime> {
        if typed.trim().is_empty() {
            self.refuse(field, Code::Required);
            return None;
        }
        civil::parse_time(typed).map_err(|_| self.refuse(field, Code::BadTime)).ok()
    }

    /// A civil moment `YYYY-MM-DDTHH:MM`.
    pub fn moment(&mut self, field: &str, typed: &str) -> Option<NaiveDateTime> {
        let (day, time) = typed.split_once('T').unwrap_or((typed, ""));
        let day = self.date(field, day)?;
        if time.is_empty() {
            self.refuse(field, Code::BadTime);
            return None;
        }
        Some(day.and_time(self.time(field, time)?))
    }

    /// An id as the screens hold it.
    pub fn id<T: FromStr>(&mut self, field: &str, typed: &str) -> Option<T> {
        typed
            .parse()
            .map_err(|_| self.refuse(field, if typed.is_empty() { Code::Required } else { Code::UnknownChoice }))
            .ok()
    }

    /// An id that need not be chosen.
    pub fn maybe_id<T: FromStr>(&mut self, field: &str, typed: Option<&str>) -> Option<T> {
        typed.filter(|id| !id.is_empty()).and_then(|id| self.id(field, id))
    }

    /// A key of a list as it is offered on a day.
    pub fn listed(
        &mut self,
        view: &View<'_>,
        list: &str,
        field: &str,
        key: &str,
        on: NaiveDate,
    ) -> Result<String, Refused> {
        if key.is_empty() {
            self.refuse(field, Code::Required);
        } else if !view.list(list, on)?.iter().any(|item| item.key == key) {
            self.refuse(field, Code::UnknownChoice);
        }
        Ok(key.to_owned())
    }

    pub fn all_listed(
        &mut self,
        view: &View<'_>,
        list: &str,
        field: &str,
        keys: &[String],
        on: NaiveDate,
    ) -> Result<Vec<String>, Refused> {
        if !keys.is_empty() {
            let offered = view.list(list, on)?;
            if keys.iter().any(|key| !offered.iter().any(|item| item.key == *key)) {
                self.refuse(field, Code::UnknownChoice);
            }
        }
        Ok(keys.to_vec())
    }

    /// One of the few keys the program knows by type.
    pub fn known<T>(&mut self, field: &str, key: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.refuse(field, if key.is_empty() { Code::Required } else { Code::UnknownChoice });
        }
        found
    }
}

/// A mistyped date may be shown back; a pasted page may not.
fn short(typed: &str) -> String {
    typed.trim().chars().take(20).collect()
}

/// An id that did not come from a form's field.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Refused> {
    text.parse().map_err(|_| Code::NotFound.into())
}
