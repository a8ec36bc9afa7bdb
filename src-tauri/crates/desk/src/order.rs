//! The centre's порядок in words: every key with its value, how strict it is and the paragraph it rests on.

use domain::profile::{Profile, Severity, keys, said};
use storage::View;
use storage::centre::FROM_THE_BEGINNING;

use crate::Desk;
use crate::wire::{OrderRule, OrderSeverity, OrderVersion, Refused};

impl Desk {
    /// Every version of the порядок, the one in force first.
    pub fn order(&mut self) -> Result<Vec<OrderVersion>, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let today = session.today(around);
        let profiles = session.view().profiles()?;
        let in_force = profiles.iter().rposition(|(from, _)| *from <= today);
        let mut versions = Vec::new();
        for (index, (from, profile)) in profiles.into_iter().enumerate() {
            versions.push(OrderVersion {
                title: profile.title.clone(),
                valid_from: (from != FROM_THE_BEGINNING).then(|| from.to_string()),
                in_force: Some(index) == in_force,
                rules: rules(&session.view(), &profile),
            });
        }
        versions.reverse();
        versions.sort_by_key(|version| !version.in_force);
        Ok(versions)
    }
}

fn rules(view: &View<'_>, profile: &Profile) -> Vec<OrderRule> {
    let lists = |list: &str, key: &str| view.list_item(list, key).ok().flatten().map(|item| item.label);
    keys()
        .iter()
        .map(|key| {
            let said = said(profile, key, &lists);
            OrderRule {
                key: key.key.to_owned(),
                label: key.label.to_owned(),
                value_words: said.value,
                severity: match said.severity {
                    Severity::Block => OrderSeverity::Block,
                    Severity::Warn => OrderSeverity::Warn,
                    Severity::Off => OrderSeverity::Off,
                },
                basis: said.basis,
            }
        })
        .collect()
}
