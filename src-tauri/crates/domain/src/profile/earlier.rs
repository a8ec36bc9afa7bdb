//! What documents of the first schema said otherwise than it is said now.

use serde_json::{Map, Value};

use crate::lists::Form;

/// Lays an earlier document over a whole one. Keys that are no more and have no heir are passed over.
pub(super) fn lay_over(whole: &mut Map<String, Value>, earlier: Map<String, Value>) {
    let forms = forms_of(&earlier);
    for (key, value) in earlier {
        match key.as_str() {
            "refusal.grounds" => {
                whole.insert(key, with_forms(value, &forms));
            }
            "journals.j1_title" => name_services(whole, &value),
            _ => {
                if let Some(known) = whole.get_mut(&key) {
                    *known = value;
                }
            }
        }
    }
}

fn forms_of(document: &Map<String, Value>) -> Vec<String> {
    let named = document.get("forms.allowed").and_then(|rule| rule.get("value")).and_then(Value::as_array);
    match named {
        Some(named) => named.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        None => Form::ALL.iter().map(|form| form.key().to_owned()).collect(),
    }
}

/// A ground once held for every form alike.
fn with_forms(mut rule: Value, forms: &[String]) -> Value {
    if let Some(grounds) = rule.get_mut("value").and_then(Value::as_array_mut) {
        *grounds = std::mem::take(grounds)
            .into_iter()
            .flat_map(|ground| match ground.as_str() {
                Some(alone) if !alone.contains(':') => {
                    forms.iter().map(|form| Value::String(format!("{alone}:{form}"))).collect()
                }
                _ => vec![ground],
            })
            .collect();
    }
    rule
}

/// The one title there was is that of the journal of services.
fn name_services(whole: &mut Map<String, Value>, rule: &Value) {
    let title = rule.get("value").filter(|title| title.as_str().is_some_and(|title| !title.is_empty()));
    let journals = whole.get_mut("journals").and_then(|rule| rule.get_mut("value")).and_then(Value::as_array_mut);
    let (Some(title), Some(journals)) = (title, journals) else { return };
    for journal in journals.iter_mut().filter_map(Value::as_object_mut) {
        if journal.get("view").and_then(Value::as_str) == Some("j1") {
            journal.insert("title".to_owned(), title.clone());
        }
    }
}
