//! The centre's порядок in words: every key with its value, how strict it is and the paragraph it rests on.

use domain::civil::counted;
use domain::profile::{ChildPresence, DispatchMeaning, EventCount, Profile, Rule, Severity};
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
                rules: rules(&session.view(), &profile)?,
            });
        }
        versions.reverse();
        versions.sort_by_key(|version| !version.in_force);
        Ok(versions)
    }
}

fn rules(view: &View<'_>, profile: &Profile) -> Result<Vec<OrderRule>, Refused> {
    let words_of = |list: &str, keys: &[String]| -> Result<String, Refused> {
        let mut words = Vec::new();
        for key in keys {
            words.push(view.list_item(list, key)?.map_or_else(|| key.clone(), |item| item.label));
        }
        Ok(words.join(", "))
    };
    let days = |count: u32| counted(count.into(), "день", "дня", "дней");
    let minutes = |count: u32| counted(count.into(), "минута", "минуты", "минут");
    let p = profile;
    let forms = p.forms_allowed.value.iter().map(|form| form.label()).collect::<Vec<_>>().join(", ");
    let kinds = p.kinds_allowed.value.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(", ");
    let child = match p.child_presence.value {
        ChildPresence::Free => "бывает свободно",
        ChildPresence::Exceptional => "только в исключительных случаях, с причиной",
    };
    let dispatch = match p.dispatch_meaning.value {
        DispatchMeaning::Internal => "запись к своему консультанту, услугой не считается",
        DispatchMeaning::OtherOrganisations => "подсказать, куда обратиться, назвав организации",
    };
    let events = match p.event_count.value {
        EventCount::ByEvent => "одно мероприятие — одна услуга",
        EventCount::ByParticipant => "каждый участник — услуга",
        EventCount::None => "услугой не считается",
    };
    let proof = if p.proof_required.value { "нужно" } else { "не нужно" };
    Ok(vec![
        rule(
            "term.booking",
            "Срок консультации",
            format!("{} со дня обращения", days(p.term_booking.value)),
            &p.term_booking,
        ),
        rule("duration.planned", "Длительность приёма", minutes(p.duration_planned.value), &p.duration_planned),
        rule(
            "duration.online_max",
            "Дистанционно — не дольше",
            minutes(p.duration_online_max.value),
            &p.duration_online_max,
        ),
        rule(
            "print.max_pages",
            "Страниц на приём",
            format!("не больше {}", p.print_max_pages.value),
            &p.print_max_pages,
        ),
        rule(
            "consultants.max",
            "Консультантов на приёме",
            format!("не больше {}", p.consultants_max.value),
            &p.consultants_max,
        ),
        rule("forms.allowed", "Формы", forms, &p.forms_allowed),
        rule("kinds.allowed", "Виды", kinds, &p.kinds_allowed),
        rule("aid.directions", "Направления", words_of("direction", &p.aid_directions.value)?, &p.aid_directions),
        rule("refusal.grounds", "Основания отказа", words_of("ground", &p.refusal_grounds.value)?, &p.refusal_grounds),
        rule("child.presence", "Ребёнок на приёме", child.to_owned(), &p.child_presence),
        rule("dispatch.meaning", "Диспетчерская помощь", dispatch.to_owned(), &p.dispatch_meaning),
        rule("event.count", "Мероприятия", events.to_owned(), &p.event_count),
        rule("proof.required", "Подтверждение обращения", proof.to_owned(), &p.proof_required),
        rule(
            "quality.days",
            "Оценка приёма",
            format!("в течение {}", genitive_days(p.quality_days.value)),
            &p.quality_days,
        ),
        rule("journals.j1_title", "Название журнала", p.j1_title.value.clone(), &p.j1_title),
    ])
}

/// «в течение 3 дней», «в течение 21 дня»
fn genitive_days(count: u32) -> String {
    counted(count.into(), "дня", "дней", "дней")
}

fn rule<T>(key: &str, label: &str, value_words: String, rule: &Rule<T>) -> OrderRule {
    OrderRule {
        key: key.to_owned(),
        label: label.to_owned(),
        value_words,
        severity: match rule.severity {
            Severity::Block => OrderSeverity::Block,
            Severity::Warn => OrderSeverity::Warn,
            Severity::Off => OrderSeverity::Off,
        },
        basis: rule.basis.clone(),
    }
}
