//! The lists from which people choose, as the порядок in force offers them.

use chrono::NaiveDate;
use domain::lists::{Failure, Form, Kind, RecipientKind, Role, Satisfied, Window};
use storage::lists::ListItem;

use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::wire::{Choice, Done, Lists, MeansChoice, Noun, OrganisationForm, Refused};

impl Desk {
    pub fn lists(&mut self) -> Result<Lists, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let today = session.today(around);
        let profile = session.profile_on(today)?;
        let offered = |list: &str| session.choices(list, today);
        let kept = |choices: Vec<Choice>, keys: &[String]| -> Vec<Choice> {
            choices.into_iter().filter(|choice| keys.contains(&choice.key)).collect()
        };
        Ok(Lists {
            channels: offered("channel")?,
            forms: profile.forms_allowed.value.iter().map(|form| typed(form.key(), form_chip(*form))).collect(),
            means: session
                .view()
                .list("means", today)?
                .into_iter()
                .map(|item| MeansChoice { key: item.key, label: item.label, kind: item.data.unwrap_or_default() })
                .collect(),
            kinds: profile.kinds_allowed.value.iter().map(|kind| typed(kind.key(), kind_chip(*kind))).collect(),
            directions: kept(offered("direction")?, &profile.aid_directions.value),
            topics: offered("topic")?,
            grounds: kept(offered("ground")?, &profile.refusal_grounds.value),
            evidence: offered("evidence")?,
            recipient_kinds: RecipientKind::ALL.iter().map(|kind| typed(kind.key(), kind.label())).collect(),
            categories: offered("category")?,
            organisations: offered("organisation")?,
            rooms: session
                .view()
                .rooms()?
                .into_iter()
                .map(|room| Choice { key: room.id.to_string(), label: room.name, hint: None })
                .collect(),
            outcomes: vec![typed("given", "Оказана"), typed("refused", "Отказ"), typed("not_held", "Не состоялась")],
            wish_windows: Window::ALL.iter().map(|window| typed(window.key(), window.label())).collect(),
            failures: Failure::ALL.iter().map(|failure| typed(failure.key(), failure.label())).collect(),
            satisfied: Satisfied::ALL.iter().map(|answer| typed(answer.key(), answer.label())).collect(),
            planned_minutes: profile.duration_planned.value,
            pages_max: profile.pages_max(),
            pages_basis: profile.print_max_pages.basis,
        })
    }

    /// Adds an organisation to turn to.
    pub fn add_organisation(&mut self, form: OrganisationForm) -> Result<Done<Choice>, Refused> {
        let at = self.at_work()?;
        let mut check = Check::default();
        let name = check.required_line("name", &form.name);
        let contacts = check.line("contacts", &form.contacts);
        check.done()?;
        let item = ListItem {
            list: "organisation".to_owned(),
            key: at.around.new_id().to_string(),
            label: name,
            hint: (!contacts.is_empty()).then_some(contacts),
            data: None,
        };
        at.session.change(at.around, |change| Ok(change.add_list_item(&item)?))?;
        Ok(Done { value: Choice { key: item.key, label: item.label, hint: item.hint }, changed: vec![Noun::List] })
    }
}

impl Session {
    fn choices(&self, list: &str, on: NaiveDate) -> Result<Vec<Choice>, Refused> {
        let items = self.view().list(list, on)?;
        Ok(items.into_iter().map(|item| Choice { key: item.key, label: item.label, hint: item.hint }).collect())
    }

    /// Who may register, book, move.
    pub(crate) fn allow_booking(&self) -> Result<(), Refused> {
        self.allow(&[Role::Administrator, Role::Consultant, Role::Head])
    }
}

fn typed(key: &str, label: &str) -> Choice {
    Choice { key: key.to_owned(), label: label.to_owned(), hint: None }
}

/// As it is said on a chip.
fn form_chip(form: Form) -> &'static str {
    match form {
        Form::InCenter => "Очно",
        Form::Outing => "Выезд",
        Form::Distance => "Дистанционно",
        Form::Written => "Письменный ответ",
    }
}

fn kind_chip(kind: Kind) -> &'static str {
    match kind {
        Kind::Dispatch => "Диспетчерская",
        Kind::Content => "Содержательная",
        Kind::Survey => "Опрос с обратной связью",
        Kind::Planning => "Планирование для принимающих ребёнка",
    }
}
