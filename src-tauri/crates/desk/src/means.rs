//! The centre's means of distance: what each can do and what the law says of it, with the head's word on both.

use chrono::NaiveDate;
use domain::lists::{MeansKind, Role};
use domain::means::{Means, Standing, Turn, lacks};
use domain::profile::{Breach, Profile};
use storage::lists::ListItem;

use crate::Desk;
use crate::fields::Check;
use crate::lists::{is_own, same_words};
use crate::session::Session;
use crate::wire::{Choice, Done, MeansForm, MeansRow, MeansView, Noun, ProblemCode as Code, Refused};

const LIST: &str = "means";

impl Desk {
    pub fn means(&mut self) -> Result<MeansView, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.means_view(session.today(around))
    }

    /// Adds a means of the centre's own, or says anew what one can do and what the law says of it. The words and
    /// the kind of the program's own rows stay: reports of all centres count them so.
    pub fn save_means(&mut self, form: MeansForm) -> Result<Done<MeansView>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Head])?;
        let today = at.session.today(at.around);
        let mut check = Check::default();
        let rows = at.session.view().list_rows(LIST, today)?;
        let known = match form.key.as_deref().filter(|key| !key.is_empty()) {
            None => None,
            Some(key) => Some(rows.iter().find(|row| row.item.key == key).ok_or(Code::NotFound)?),
        };
        let supplied = known.filter(|row| !is_own(&row.item.key));
        let label = match supplied {
            Some(row) => row.item.label.clone(),
            None => check.required_line("label", &form.label),
        };
        let key = known.map_or_else(|| at.around.new_id().to_string(), |row| row.item.key.clone());
        if !label.is_empty() && rows.iter().any(|row| row.item.key != key && same_words(&row.item.label, &label)) {
            check.refuse("label", Code::AlreadyInList);
        }
        let before = known.and_then(|row| row.item.data.as_deref()).and_then(Means::parse);
        let kind = match (supplied, &before) {
            (Some(_), Some(before)) => Some(before.kind),
            _ => check.known("kind", &form.kind, MeansKind::from_key(&form.kind)),
        };
        if let (Some(kind), Some(before)) = (kind, &before)
            && kind != before.kind
            && at.session.view().used_in_closed(LIST, &key)?
        {
            check.refuse("kind", Code::UsedInClosed);
        }
        let standing = check.known("standing", &form.standing, Standing::from_key(&form.standing));
        let from = match form.since.trim() {
            "" => None,
            since => check.date("since", since),
        };
        let basis = check.line("basis", &form.basis);
        check.done()?;
        let (Some(kind), Some(standing)) = (kind, standing) else { return Err(Code::Required.into()) };
        let said = Turn { from, standing, basis };
        let law = before.as_ref().map(|before| before.law.clone()).unwrap_or_default();
        let fresh = Means { kind, video: form.video, screen: form.screen, chat: form.chat, records: form.records, law };
        let means = if fresh.law.last() == Some(&said) { fresh } else { fresh.turned(said) };
        let item = ListItem { list: LIST.to_owned(), key, label, hint: None, data: Some(means.data()) };
        let hidden = known.is_some_and(|row| !row.offered);
        let is_new = known.is_none();
        at.session.change(at.around, |change| {
            if is_new {
                change.add_list_item(&item)?;
            } else {
                change.save_list_data(&item)?;
            }
            if hidden != form.hidden {
                change.offer_list_item(&item, !form.hidden, today)?;
            }
            Ok(())
        })?;
        Ok(Done { value: at.session.means_view(today)?, changed: vec![Noun::List] })
    }
}

impl Session {
    fn means_view(&self, today: NaiveDate) -> Result<MeansView, Refused> {
        let profile = self.profile_on(today)?;
        let rows = self
            .view()
            .list_rows(LIST, today)?
            .into_iter()
            .filter_map(|row| {
                let means = Means::parse(row.item.data.as_deref()?)?;
                Some(means_row(row.item, row.offered, &means, &profile, today))
            })
            .collect();
        let choice = |key: &str, label: &str| Choice { key: key.to_owned(), label: label.to_owned(), hint: None };
        let distance = profile.offers_form(domain::lists::Form::Distance);
        let lacking = if distance { lacks(&self.means_offered(&profile, today)?, today) } else { Vec::new() };
        Ok(MeansView {
            rows,
            lacks: lacking.into_iter().map(|lack| lack.label().to_owned()).collect(),
            kinds: MeansKind::ALL.iter().map(|kind| choice(kind.key(), kind.label())).collect(),
            standings: Standing::ALL.iter().map(|one| choice(one.key(), one.label())).collect(),
            may_edit: self.is(Role::Head),
        })
    }

    /// What the порядок of a day offers for distance consultations, with the centre's own rows (R057).
    pub(crate) fn means_offered(&self, profile: &Profile, day: NaiveDate) -> Result<Vec<Means>, Refused> {
        let rows = self.view().list(LIST, day)?;
        let named = |item: &ListItem| is_own(&item.key) || profile.channels.value.contains(&item.key);
        Ok(rows.into_iter().filter(named).filter_map(|item| Means::parse(item.data.as_deref()?)).collect())
    }

    /// What the law has against promising a means for a day (R057, rules §5.5); nothing for an unknown or none.
    pub(crate) fn barred_means(&self, means: Option<&str>, day: NaiveDate) -> Result<Option<Breach>, Refused> {
        let Some(key) = means else { return Ok(None) };
        let Some(item) = self.view().list_item(LIST, key)? else { return Ok(None) };
        Ok(item.data.as_deref().and_then(Means::parse).and_then(|means| means.barred(day, &item.label)))
    }
}

fn means_row(item: ListItem, offered: bool, means: &Means, profile: &Profile, today: NaiveDate) -> MeansRow {
    let abilities =
        [(means.video, "видео"), (means.screen, "показ экрана"), (means.chat, "переписка"), (means.records, "запись")];
    let able: Vec<_> = abilities.into_iter().filter_map(|(can, words)| can.then_some(words)).collect();
    let own = is_own(&item.key);
    let last = means.law.last();
    MeansRow {
        kind: means.kind.key().to_owned(),
        abilities_words: if able.is_empty() { means.kind.label().to_owned() } else { able.join(", ") },
        video: means.video,
        screen: means.screen,
        chat: means.chat,
        records: means.records,
        standing: means.standing(today).key().to_owned(),
        law_words: last.map(Turn::words).unwrap_or_default(),
        since: last.and_then(|turn| turn.from).map_or_else(String::new, |from| from.to_string()),
        basis: last.map_or_else(String::new, |turn| turn.basis.clone()),
        offered: offered && (own || profile.channels.value.contains(&item.key)),
        hidden: !offered,
        own,
        key: item.key,
        label: item.label,
    }
}
