//! What changes from one порядок to the next, in words.

use super::answer::{NO, Shape, YES};
use super::key::{Key, Unit};
use super::{Profile, Severity, keys};
use crate::civil::counted;
use crate::lists::Form;

/// Words of the rows of a list; `None` where there is no such row.
pub type Lists<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// A key said aloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub value: String,
    pub severity: Severity,
    pub basis: String,
}

/// A key that is otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub key: &'static str,
    pub label: &'static str,
    pub before: Said,
    pub after: Said,
}

/// Keys that differ, in the order of the rule book. A basis alone is a change too: it is quoted in warnings.
pub fn changes(before: &Profile, after: &Profile, lists: Lists<'_>) -> Vec<Change> {
    keys()
        .iter()
        .filter(|key| differs(before, after, key))
        .map(|key| Change {
            key: key.key,
            label: key.label,
            before: said(before, key, lists),
            after: said(after, key, lists),
        })
        .collect()
}

/// The order of what is named beside each other says nothing.
fn differs(before: &Profile, after: &Profile, key: &Key) -> bool {
    let said = |profile: &Profile| {
        profile.answers(key.key).map(|(mut answers, severity, basis)| {
            if matches!(key.shape, Shape::Many(_) | Shape::Listed) {
                answers.sort_unstable();
            }
            (answers, severity, basis.to_owned())
        })
    };
    said(before) != said(after)
}

/// The value of a key in words, with its severity and basis.
pub fn said(profile: &Profile, key: &Key, lists: Lists<'_>) -> Said {
    let (answers, severity, basis) = profile.answers(key.key).unwrap_or((Vec::new(), Severity::Off, ""));
    let labels = |named: &[super::Named]| {
        answers
            .iter()
            .filter_map(|answer| named.iter().find(|known| known.key == answer))
            .map(|known| known.label)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let of_list = |row: &str| match key.unit {
        Unit::List(list) => lists(list, row).unwrap_or_else(|| row.to_owned()),
        _ => row.to_owned(),
    };
    let value = match &key.shape {
        Shape::Number => {
            let number = answers.first().and_then(|digits| digits.parse::<u64>().ok()).unwrap_or_default();
            key.unit.forms().map_or_else(|| number.to_string(), |[one, few, many]| counted(number, one, few, many))
        }
        Shape::YesNo => match answers.first().map(String::as_str) {
            Some(YES) => "да".to_owned(),
            Some(NO) => "нет".to_owned(),
            _ => String::new(),
        },
        Shape::One(named) | Shape::Many(named) => labels(named),
        Shape::Listed => answers.iter().map(|row| of_list(row)).collect::<Vec<_>>().join(", "),
        Shape::Region => answers
            .first()
            .and_then(|region| crate::regions::find(region))
            .map_or_else(|| "как при заведении журнала".to_owned(), |region| region.name.to_owned()),
        Shape::Grounds => profile
            .refusal_grounds
            .value
            .iter()
            .fold(Vec::<(&str, Vec<Form>)>::new(), |mut grouped, pair| {
                match grouped.iter_mut().find(|(ground, _)| *ground == pair.ground) {
                    Some((_, forms)) => forms.push(pair.form),
                    None => grouped.push((&pair.ground, vec![pair.form])),
                }
                grouped
            })
            .into_iter()
            .map(|(ground, forms)| {
                let forms: Vec<_> = forms.into_iter().map(Form::label).collect();
                format!("{} ({})", of_list(ground), forms.join(", "))
            })
            .collect::<Vec<_>>()
            .join("; "),
        Shape::Titles => {
            profile.journals.value.iter().map(|journal| journal.title.clone()).collect::<Vec<_>>().join("; ")
        }
    };
    let value = if value.is_empty() { NOTHING.to_owned() } else { value };
    Said { value, severity, basis: basis.to_owned() }
}

const NOTHING: &str = "ничего";
