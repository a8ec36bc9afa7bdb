//! The lists from which people choose, as the порядок in force offers them.

use chrono::NaiveDate;
use domain::consultant::Contract;
use domain::intake::{LETTER, owner_breach, written_asks_source, written_is_offered};
use domain::lists::{Failure, Form, Kind, RecipientKind, Role, Satisfied, TopicField};
use domain::means::Means;
use domain::outing::{Initiative, OutingPlace};
use domain::text::norm;
use storage::lists::ListItem;

use crate::Desk;
use crate::fields::Check;
use crate::session::Session;
use crate::wire::{
    Choice, Done, IntakeRules, ListOffer, ListRow, ListRowForm, Lists, MeansChoice, Noun, OrganisationForm,
    ProblemCode as Code, RecipientKindChoice, Refused,
};

/// Said of a room that anyone can come to (R052).
pub(crate) const ACCESSIBLE: &str = "доступно для ОВЗ";

/// Lists a centre may fit to itself. The others decide something or belong to the порядок.
const OPEN_LISTS: [&str; 6] = ["channel", "topic", "category", "evidence", "organisation", "equipment"];

impl Desk {
    pub fn lists(&mut self) -> Result<Lists, Refused> {
        let around = self.around.as_ref();
        let session = self.at_the_door()?;
        let today = session.today(around);
        let profile = session.profile_on(today)?;
        let offered = |list: &str| session.choices(list, today);
        let kept = |choices: Vec<Choice>, keys: &[String]| -> Vec<Choice> {
            choices.into_iter().filter(|choice| keys.contains(&choice.key)).collect()
        };
        let grounds: Vec<String> = profile.refusal_grounds.value.iter().map(|pair| pair.ground.clone()).collect();
        Ok(Lists {
            channels: offered("channel")?,
            forms: profile
                .forms_allowed
                .value
                .iter()
                .filter(|form| **form != Form::Written || written_is_offered(&profile))
                .map(|form| typed(form.key(), form_chip(*form)))
                .collect(),
            means: session
                .view()
                .list("means", today)?
                .into_iter()
                .filter(|item| is_own(&item.key) || profile.channels.value.contains(&item.key))
                .filter_map(|item| {
                    let means = Means::parse(item.data.as_deref()?)?;
                    let label = means.offered_as(today, &item.label);
                    Some(MeansChoice { key: item.key, label, kind: means.kind.key().to_owned() })
                })
                .collect(),
            kinds: profile.kinds().into_iter().map(|kind| typed(kind.key(), kind_chip(kind))).collect(),
            directions: kept(offered("direction")?, &profile.aid_directions.value),
            topics: offered("topic")?,
            topic_areas: TopicField::ALL.iter().map(|area| typed(area.key(), area.label())).collect(),
            grounds: kept(offered("ground")?, &grounds),
            evidence: offered("evidence")?,
            recipient_kinds: RecipientKind::ALL.iter().map(|kind| kind_choice(*kind)).collect(),
            anonymous_allowed: profile.anonymous_allowed.value,
            categories: offered("category")?,
            organisations: offered("organisation")?,
            rooms: session
                .view()
                .rooms()?
                .into_iter()
                .map(|room| Choice {
                    key: room.id.to_string(),
                    label: room.name,
                    hint: room.accessible.then(|| ACCESSIBLE.to_owned()),
                })
                .collect(),
            shows_events: profile.offers_events() || session.view().any_event()?,
            contracts: Contract::ALL.iter().map(|kind| typed(kind.key(), kind.label())).collect(),
            outcomes: vec![typed("given", "Оказана"), typed("refused", "Отказ"), typed("not_held", "Не состоялась")],
            wish_windows: profile.time_windows.value.iter().map(|window| typed(window.key(), window.label())).collect(),
            failures: Failure::ALL.iter().map(|failure| typed(failure.key(), failure.label())).collect(),
            satisfied: Satisfied::ALL.iter().map(|answer| typed(answer.key(), answer.label())).collect(),
            planned_minutes: profile.duration_planned.value,
            pages_max: profile.pages_max(),
            intake: IntakeRules {
                consultants_most: profile.consultants_max.value,
                outing_window: profile.outing_window.value,
                outing_choice: profile.outing_choice.value,
                outing_transport: profile.outing_transport_note.value,
                written_source: written_asks_source(&profile),
                letter: LETTER.to_owned(),
                letter_owner: owner_breach(&profile, LETTER, None).is_some(),
                outing_places: OutingPlace::ALL.iter().map(|place| typed(place.key(), place.label())).collect(),
                equipment: offered("equipment")?,
                initiatives: Initiative::ALL.iter().map(|by| typed(by.key(), by.label())).collect(),
            },
            pages_basis: profile.print_max_pages.basis.clone(),
        })
    }

    /// Adds an organisation to turn to.
    pub fn add_organisation(&mut self, form: OrganisationForm) -> Result<Done<Choice>, Refused> {
        let at = self.at_work()?;
        let mut check = Check::default();
        let name = check.required_line("name", &form.name);
        let contacts = check.line("contacts", &form.contacts);
        let rows = at.session.view().list_rows("organisation", at.session.today(at.around))?;
        if !name.is_empty() && rows.iter().any(|row| same_words(&row.item.label, &name)) {
            check.refuse("name", Code::AlreadyInList);
        }
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

/// People tell rows of a list apart by their words, not by capitals.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    norm(one) == norm(other)
}

impl Desk {
    /// A list whole, with what is hidden.
    pub fn list_rows(&mut self, list: String) -> Result<Vec<ListRow>, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let rows = session.view().list_rows(known_list(&list)?, session.today(around))?;
        Ok(rows.into_iter().map(|row| list_row(row.item, row.offered)).collect())
    }

    /// Adds a row of the centre's own, or gives one other words. The words of rows the program came with stay:
    /// reports of all centres name them so.
    pub fn save_list_row(&mut self, form: ListRowForm) -> Result<Done<ListRow>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let list = known_list(&form.list)?;
        let mut check = Check::default();
        let label = check.required_line("label", &form.label);
        let hint = check.line("hint", &form.hint);
        let area = match form.area.as_deref().filter(|area| list == "topic" && !area.is_empty()) {
            None => None,
            Some(area) => check.known("area", area, TopicField::from_key(area)),
        };
        let today = at.session.today(at.around);
        let rows = at.session.view().list_rows(list, today)?;
        let mut offered = true;
        let key = match form.key.filter(|key| !key.is_empty()) {
            None => None,
            Some(key) => {
                let row = rows.iter().find(|row| row.item.key == key).ok_or(Code::NotFound)?;
                if !is_own(&key) {
                    check.refuse("label", Code::NotAllowed);
                }
                let other = row.item.data.as_deref() != area.map(TopicField::key);
                if list == "topic" && other && at.session.view().used_in_closed(list, &key)? {
                    check.refuse("area", Code::UsedInClosed);
                }
                offered = row.offered;
                Some(key)
            }
        };
        let same =
            |row: &storage::lists::ListRow| same_words(&row.item.label, &label) && Some(&row.item.key) != key.as_ref();
        if !label.is_empty() && rows.iter().any(same) {
            check.refuse("label", Code::AlreadyInList);
        }
        check.done()?;
        let is_new = key.is_none();
        let item = ListItem {
            list: list.to_owned(),
            key: key.unwrap_or_else(|| at.around.new_id().to_string()),
            label,
            hint: (!hint.is_empty()).then_some(hint),
            data: area.map(|area| area.key().to_owned()),
        };
        at.session.change(at.around, |change| {
            if is_new {
                change.add_list_item(&item)?;
            } else {
                change.rename_list_item(&item)?;
            }
            Ok(())
        })?;
        Ok(Done { value: list_row(item, offered), changed: vec![Noun::List] })
    }

    /// Hides a row from today on, or offers it again. Records that name it keep its words.
    pub fn offer_list_row(&mut self, form: ListOffer) -> Result<Done<ListRow>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let list = known_list(&form.list)?;
        let today = at.session.today(at.around);
        let rows = at.session.view().list_rows(list, today)?;
        // An organisation may be missing; without a channel or a topic nothing could be written down.
        let last = rows.iter().filter(|row| row.offered && row.item.key != form.key).count() == 0;
        if !form.offered && last && matches!(list, "channel" | "topic") {
            return Err(Code::LastOfList.into());
        }
        let item = rows.into_iter().find(|row| row.item.key == form.key).ok_or(Code::NotFound)?.item;
        at.session.change(at.around, |change| Ok(change.offer_list_item(&item, form.offered, today)?))?;
        Ok(Done { value: list_row(item, form.offered), changed: vec![Noun::List] })
    }
}

fn known_list(list: &str) -> Result<&'static str, Refused> {
    OPEN_LISTS.into_iter().find(|known| *known == list).ok_or_else(|| Code::NotFound.into())
}

/// Keys of a centre's own rows are ids.
pub(crate) fn is_own(key: &str) -> bool {
    uuid::Uuid::parse_str(key).is_ok()
}

fn list_row(item: ListItem, offered: bool) -> ListRow {
    ListRow {
        own: is_own(&item.key),
        area: item.data.filter(|_| item.list == "topic"),
        key: item.key,
        label: item.label,
        hint: item.hint.unwrap_or_default(),
        offered,
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

pub(crate) fn typed(key: &str, label: &str) -> Choice {
    Choice { key: key.to_owned(), label: label.to_owned(), hint: None }
}

fn kind_choice(kind: RecipientKind) -> RecipientKindChoice {
    RecipientKindChoice { key: kind.key().to_owned(), label: kind.label().to_owned(), asks_child: kind.has_child() }
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

pub(crate) fn kind_chip(kind: Kind) -> &'static str {
    match kind {
        Kind::Dispatch => "Диспетчерская",
        Kind::Content => "Содержательная",
        Kind::Survey => "Опрос с обратной связью",
        Kind::Planning => "Планирование для принимающих ребёнка",
    }
}
