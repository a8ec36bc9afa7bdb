//! What a form must know of a key.

use super::answer::Shape;

/// A key of the порядок as it is asked about.
#[derive(Clone, Debug)]
pub struct Key {
    pub key: &'static str,
    pub group: Group,
    /// Its words on screen.
    pub label: &'static str,
    pub unit: Unit,
    /// Whether its severity may be chosen; otherwise it is as the product has it.
    pub judged: bool,
    pub shape: Shape,
}

impl Key {
    /// The product has one way only: shown, never asked.
    pub fn fixed(&self) -> bool {
        let single = matches!(&self.shape, Shape::One(named) if named.len() == 1);
        single || super::check::FIXED.contains(&self.key)
    }
}

/// Where a key stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    People,
    Forms,
    Terms,
    Kinds,
    Papers,
    Quality,
    Counting,
}

impl Group {
    pub fn label(self) -> &'static str {
        match self {
            Self::People => "Люди",
            Self::Forms => "Формы и связь",
            Self::Terms => "Сроки и время",
            Self::Kinds => "Виды и исходы",
            Self::Papers => "Бумаги",
            Self::Quality => "Оценка",
            Self::Counting => "Учёт",
        }
    }
}

/// What a number counts, or which list the keys are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    None,
    /// Calendar days.
    Days,
    WorkingDays,
    Hours,
    Minutes,
    /// Of A4.
    Pages,
    Consultants,
    Services,
    /// A list of the journal.
    List(&'static str),
}

impl Unit {
    /// Singular, few, many.
    pub fn forms(self) -> Option<[&'static str; 3]> {
        match self {
            Self::None | Self::List(_) => None,
            Self::Days => Some(["календарный день", "календарных дня", "календарных дней"]),
            Self::WorkingDays => Some(["рабочий день", "рабочих дня", "рабочих дней"]),
            Self::Hours => Some(["час", "часа", "часов"]),
            Self::Minutes => Some(["минута", "минуты", "минут"]),
            Self::Pages => Some(["страница А4", "страницы А4", "страниц А4"]),
            Self::Consultants => Some(["консультант", "консультанта", "консультантов"]),
            Self::Services => Some(["услуга", "услуги", "услуг"]),
        }
    }
}
