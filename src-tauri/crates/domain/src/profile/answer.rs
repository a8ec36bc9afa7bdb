//! A value of the порядок as answers of a form: what a screen may show and send back for any key alike.

use serde::{Deserialize, Serialize};

use super::values::JournalView;
use crate::lists::Form;

/// How a value is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One number, as digits.
    Number,
    /// «yes» or «no».
    YesNo,
    /// One of the keys.
    One(Vec<Named>),
    /// Any of the keys, in order.
    Many(Vec<Named>),
    /// Any keys of a list of the journal; the key of the порядок names the list.
    Listed,
    /// A key of [`crate::regions::REGIONS`], or nothing.
    Region,
    /// «ground:form», any of them.
    Grounds,
    /// «view:title», any of them.
    Titles,
}

/// A key with its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    pub key: &'static str,
    pub label: &'static str,
}

/// What a form can show and send back.
pub trait Answer: Sized {
    fn shape() -> Shape;
    fn answers(&self) -> Vec<String>;
    /// `None`: no such value.
    fn from_answers(answers: &[String]) -> Option<Self>;
}

pub(super) const YES: &str = "yes";
pub(super) const NO: &str = "no";

impl Answer for u32 {
    fn shape() -> Shape {
        Shape::Number
    }

    fn answers(&self) -> Vec<String> {
        vec![self.to_string()]
    }

    fn from_answers(answers: &[String]) -> Option<Self> {
        match answers {
            [one] => one.trim().parse().ok(),
            _ => None,
        }
    }
}

impl Answer for bool {
    fn shape() -> Shape {
        Shape::YesNo
    }

    fn answers(&self) -> Vec<String> {
        vec![if *self { YES } else { NO }.to_owned()]
    }

    fn from_answers(answers: &[String]) -> Option<Self> {
        match answers {
            [one] if one == YES => Some(true),
            [one] if one == NO => Some(false),
            _ => None,
        }
    }
}

impl Answer for Vec<String> {
    fn shape() -> Shape {
        Shape::Listed
    }

    fn answers(&self) -> Vec<String> {
        self.clone()
    }

    fn from_answers(answers: &[String]) -> Option<Self> {
        once_each(answers).then(|| answers.to_vec())
    }
}

impl Answer for Option<String> {
    fn shape() -> Shape {
        Shape::Region
    }

    fn answers(&self) -> Vec<String> {
        self.iter().cloned().collect()
    }

    fn from_answers(answers: &[String]) -> Option<Self> {
        match answers {
            [] => Some(None),
            [one] => crate::regions::find(one).map(|region| Some(region.key.to_owned())),
            _ => None,
        }
    }
}

fn once_each(answers: &[String]) -> bool {
    answers.iter().enumerate().all(|(at, answer)| !answer.is_empty() && !answers[..at].contains(answer))
}

/// For types made by `keyed!`: one of them, or several.
macro_rules! answer_by_key {
    ($($name:ty),* $(,)?) => {$(
        impl Answer for $name {
            fn shape() -> Shape {
                Shape::One(<$name>::ALL.iter().map(|v| Named { key: v.key(), label: v.label() }).collect())
            }

            fn answers(&self) -> Vec<String> {
                vec![self.key().to_owned()]
            }

            fn from_answers(answers: &[String]) -> Option<Self> {
                match answers {
                    [one] => Self::from_key(one),
                    _ => None,
                }
            }
        }

        impl Answer for Vec<$name> {
            fn shape() -> Shape {
                Shape::Many(<$name>::ALL.iter().map(|v| Named { key: v.key(), label: v.label() }).collect())
            }

            fn answers(&self) -> Vec<String> {
                self.iter().map(|v| v.key().to_owned()).collect()
            }

            fn from_answers(answers: &[String]) -> Option<Self> {
                if !once_each(answers) {
                    return None;
                }
                answers.iter().map(|key| <$name>::from_key(key)).collect()
            }
        }
    )*};
}

answer_by_key!(
    Form,
    crate::lists::Window,
    super::values::Scope,
    super::values::PrintIdentity,
    super::values::WrittenMode,
    super::values::ConsultantChoice,
    super::values::FormChoice,
    super::values::ServiceKind,
    super::values::ChildPresence,
    super::values::RecipientRecording,
    super::values::CentreRecording,
    super::values::DispatchMeaning,
    super::values::DispatchThenContent,
    super::values::EventCount,
    super::values::ContentReaders,
    super::values::ChildHelp,
);

/// A ground of refusal and the form it may be named for (R130); «behaviour:distance».
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ground {
    /// Key of the list of grounds.
    pub ground: String,
    pub form: Form,
}

impl From<Ground> for String {
    fn from(ground: Ground) -> Self {
        format!("{}:{}", ground.ground, ground.form.key())
    }
}

impl TryFrom<String> for Ground {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (ground, form) = text.rsplit_once(':').ok_or("a ground without its form")?;
        let form = Form::from_key(form).ok_or("no such form")?;
        if ground.is_empty() { Err("a form without its ground") } else { Ok(Self { ground: ground.to_owned(), form }) }
    }
}

impl Answer for Vec<Ground> {
    fn shape() -> Shape {
        Shape::Grounds
    }

    fn answers(&self) -> Vec<String> {
        self.iter().cloned().map(String::from).collect()
    }

    fn from_answers(answers: &[String]) -> Option<Self> {
        if !once_each(answers) {
            return None;
        }
        answers.iter().map(|text| Ground::try_from(text.clone()).ok()).collect()
    }
}

/// A journal the centre keeps and its exact title (R114).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    pub view: JournalView,
    pub title: String,
}

impl Answer for Vec<Journal> {
    fn shape() -> Shape {
        Shape::Titles
    }

    fn answers(&self) -> Vec<String> {
        self.iter().map(|journal| format!("{}:{}", journal.view.key(), journal.title)).collect()
    }

    fn from_answers(answers: &[String]) -> Option<Self> {
        let journals: Self = answers
            .iter()
            .map(|text| {
                let (view, title) = text.split_once(':')?;
                let title = title.trim();
                (!title.is_empty()).then_some(())?;
                Some(Journal { view: JournalView::from_key(view)?, title: title.to_owned() })
            })
            .collect::<Option<_>>()?;
        let twice = |at: usize, journal: &Journal| journals[..at].iter().any(|other| other.view == journal.view);
        let once = journals.iter().enumerate().all(|(at, journal)| !twice(at, journal));
        once.then_some(journals)
    }
}
