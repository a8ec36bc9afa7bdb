//! The centre's порядок in words: every key with its value, how strict it is and the paragraph it rests on;
//! every version with the days it holds.

mod writing;

use chrono::NaiveDate;
use domain::lists::Role;
use domain::profile::{self, Profile, Severity, keys, may_start, may_withdraw, said, standings};
use storage::View;
use storage::centre::FROM_THE_BEGINNING;

use crate::Desk;
use crate::session::Session;
use crate::wire::{OrderRule, OrderSeverity, OrderStanding, OrderVersion, Refused};

impl Desk {
    /// Every version of the порядок: the one in force first, then those ahead by day, then the past ones backwards.
    pub fn order(&mut self) -> Result<Vec<OrderVersion>, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        session.order_versions(session.today(around))
    }
}

impl Session {
    fn order_versions(&self, today: NaiveDate) -> Result<Vec<OrderVersion>, Refused> {
        let view = self.view();
        let profiles = view.profiles()?;
        let closed = view.last_closed_month()?;
        let begins: Vec<_> = profiles.iter().map(|(from, _)| *from).collect();
        let head = self.is(Role::Head);
        let mut versions = Vec::new();
        for (at, (standing, (from, profile))) in standings(&begins, today).into_iter().zip(&profiles).enumerate() {
            versions.push(OrderVersion {
                title: profile.title.clone(),
                valid_from: (*from != FROM_THE_BEGINNING).then(|| from.to_string()),
                valid_to: begins.get(at + 1).and_then(|next| next.pred_opt()).map(|day| day.to_string()),
                standing: match standing {
                    profile::Standing::Past => OrderStanding::Past,
                    profile::Standing::InForce => OrderStanding::InForce,
                    profile::Standing::Ahead => OrderStanding::Ahead,
                },
                rules: rules(&view, profile),
                may_change: head && may_start(*from, closed).is_ok(),
                may_withdraw: head && may_withdraw(*from, today),
            });
        }
        let place = |version: &OrderVersion| match version.standing {
            OrderStanding::InForce => 0,
            OrderStanding::Ahead => 1,
            OrderStanding::Past => 2,
        };
        let (mut shown, mut past): (Vec<_>, Vec<_>) = versions.into_iter().partition(|version| place(version) < 2);
        shown.sort_by_key(place);
        past.reverse();
        shown.append(&mut past);
        Ok(shown)
    }
}

/// Words of the rows of a list, also of those that are no longer offered.
pub(crate) fn labels<'a>(view: &'a View<'_>) -> impl Fn(&str, &str) -> Option<String> + 'a {
    |list, key| view.list_item(list, key).ok().flatten().map(|item| item.label)
}

fn rules(view: &View<'_>, profile: &Profile) -> Vec<OrderRule> {
    let lists = labels(view);
    let mut keys = keys();
    keys.sort_by_key(|key| key.group);
    keys.iter()
        .map(|key| {
            let said = said(profile, key, &lists);
            OrderRule {
                key: key.key.to_owned(),
                label: key.label.to_owned(),
                group: key.group.label().to_owned(),
                value_words: said.value,
                severity: severity(said.severity),
                judged: key.judged,
                fixed: key.fixed(),
                basis: said.basis,
            }
        })
        .collect()
}

fn severity(severity: Severity) -> OrderSeverity {
    match severity {
        Severity::Block => OrderSeverity::Block,
        Severity::Warn => OrderSeverity::Warn,
        Severity::Off => OrderSeverity::Off,
    }
}
