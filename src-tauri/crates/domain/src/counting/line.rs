//! What a figure may count, and the word by which a screen asks for the list behind it.

use crate::counting::{AGE_BOUNDS, FormLine};
use crate::ids::ConsultantId;
use crate::lists::{Kind, TopicField};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line<'a> {
    /// Registered in the period and not annulled.
    Requests,
    Annulled,
    Services,
    /// Of the services, those in which no recipient is named.
    Anonymous,
    /// Of the services, those that also named an organisation.
    Directed,
    /// Persons by code with at least one service.
    Unique,
    /// Of them, those with two or more requests.
    Repeated,
    Refusals,
    /// Requests in which an organisation was named, whatever the outcome.
    Redirected,
    Late,
    /// Of the late ones, those late by the person's own wish.
    LateByWish,
    /// Attempts that failed for technical reasons.
    Technical,
    /// Services after which a rating was offered.
    Offered,
    Events,
    EventParticipants,
    Form(FormLine),
    /// In the centre and outside it (R051).
    InPerson,
    /// At a distance by means that are known: the four leaves of rules §12.3.
    Distance,
    Kind(Kind),
    /// Services that are events.
    EventServices,
    Direction(KeyLine<'a>),
    Age(AgeLine),
    /// By the main topic.
    Topic(KeyLine<'a>),
    /// By the upper level of the main topic (R004).
    TopicField(TopicField),
    /// Requests by the way they came.
    Channel(&'a str),
    Work(Worker, Part),
    /// Services of two consultants or more: the sum by consultant exceeds the total because of them.
    Shared,
}

/// A line of a table by keys of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyLine<'a> {
    Named(&'a str),
    /// A dispatch to another organisation has no direction of help; an event has no topic of a request.
    NotApplicable,
    NotStated,
}

/// A line of the table by the child's age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeLine {
    /// From 0, by [`AGE_BOUNDS`].
    Band(usize),
    NotStated,
    /// An event.
    NotApplicable,
}

/// Whose work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Worker {
    Consultant(ConsultantId),
    /// Services without a consultant.
    Nobody,
    /// All of them, a shared service once for each.
    All,
}

/// What of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Services,
    InPerson,
    Distance,
    Written,
    Minutes,
}

impl Part {
    pub const ALL: [Self; 5] = [Self::Services, Self::InPerson, Self::Distance, Self::Written, Self::Minutes];

    fn key(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::InPerson => "in_person",
            Self::Distance => "distance",
            Self::Written => "written",
            Self::Minutes => "minutes",
        }
    }
}

/// Lines without anything of their own, by their words.
const PLAIN: [(&str, Line<'static>); 19] = [
    ("requests", Line::Requests),
    ("annulled", Line::Annulled),
    ("services", Line::Services),
    ("anonymous", Line::Anonymous),
    ("directed", Line::Directed),
    ("unique", Line::Unique),
    ("repeated", Line::Repeated),
    ("refusals", Line::Refusals),
    ("redirected", Line::Redirected),
    ("late", Line::Late),
    ("late_by_wish", Line::LateByWish),
    ("technical", Line::Technical),
    ("offered", Line::Offered),
    ("events", Line::Events),
    ("event_participants", Line::EventParticipants),
    ("in_person", Line::InPerson),
    ("distance", Line::Distance),
    ("event_services", Line::EventServices),
    ("shared", Line::Shared),
];

const NOT_APPLICABLE: &str = "-";
const NOT_STATED: &str = "?";
/// Stands before a key, so that no key of a list is taken for one of the signs above.
const NAMED: char = '=';
const ALL: &str = "all";

impl<'a> Line<'a> {
    /// Whether it counts persons: their list is of codes, not of records.
    pub fn of_people(self) -> bool {
        matches!(self, Self::Unique | Self::Repeated)
    }

    /// The word on the wire, read back by [`Line::parse`].
    pub fn key(self) -> String {
        match self {
            Self::Form(line) => format!("form:{}", line.key()),
            Self::Kind(kind) => format!("kind:{}", kind.key()),
            Self::Direction(line) => format!("direction:{}", line.key()),
            Self::Topic(line) => format!("topic:{}", line.key()),
            Self::TopicField(field) => format!("field:{}", field.key()),
            Self::Channel(key) => format!("channel:{key}"),
            Self::Age(AgeLine::Band(band)) => format!("age:{band}"),
            Self::Age(AgeLine::NotStated) => format!("age:{NOT_STATED}"),
            Self::Age(AgeLine::NotApplicable) => format!("age:{NOT_APPLICABLE}"),
            Self::Work(Worker::Consultant(id), part) => format!("work:{}:{id}", part.key()),
            Self::Work(Worker::Nobody, part) => format!("work:{}:{NOT_STATED}", part.key()),
            Self::Work(Worker::All, part) => format!("work:{}:{ALL}", part.key()),
            plain => PLAIN.iter().find(|(_, line)| *line == plain).map_or("", |(key, _)| *key).to_owned(),
        }
    }

    pub fn parse(key: &'a str) -> Option<Self> {
        let Some((sort, rest)) = key.split_once(':') else {
            return PLAIN.iter().find(|(word, _)| *word == key).map(|(_, line)| *line);
        };
        Some(match sort {
            "form" => Self::Form(FormLine::ALL.into_iter().find(|line| line.key() == rest)?),
            "kind" => Self::Kind(Kind::from_key(rest)?),
            "direction" => Self::Direction(KeyLine::parse(rest)?),
            "topic" => Self::Topic(KeyLine::parse(rest)?),
            "field" => Self::TopicField(TopicField::from_key(rest)?),
            "channel" => Self::Channel(rest),
            "age" => Self::Age(match rest {
                NOT_STATED => AgeLine::NotStated,
                NOT_APPLICABLE => AgeLine::NotApplicable,
                band => AgeLine::Band(band.parse().ok().filter(|band| *band <= AGE_BOUNDS.len())?),
            }),
            "work" => {
                let (part, whose) = rest.split_once(':')?;
                let part = Part::ALL.into_iter().find(|known| known.key() == part)?;
                let whose = match whose {
                    NOT_STATED => Worker::Nobody,
                    ALL => Worker::All,
                    id => Worker::Consultant(id.parse().ok()?),
                };
                Self::Work(whose, part)
            }
            _ => return None,
        })
    }
}

impl<'a> KeyLine<'a> {
    fn key(self) -> String {
        match self {
            Self::Named(key) => format!("{NAMED}{key}"),
            Self::NotApplicable => NOT_APPLICABLE.to_owned(),
            Self::NotStated => NOT_STATED.to_owned(),
        }
    }

    fn parse(key: &'a str) -> Option<Self> {
        match key {
            NOT_APPLICABLE => Some(Self::NotApplicable),
            NOT_STATED => Some(Self::NotStated),
            named => named.strip_prefix(NAMED).map(Self::Named),
        }
    }
}

impl AgeLine {
    /// How many bands there are.
    pub const BANDS: usize = AGE_BOUNDS.len() + 1;

    pub fn of(months: u16) -> Self {
        Self::Band(AGE_BOUNDS.partition_point(|bound| *bound <= months))
    }
}
