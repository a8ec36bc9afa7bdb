//! What the head looks through (R136): which questions the порядок of each day asks of the signed records.

use std::borrow::Borrow;

use chrono::NaiveDate;

use crate::counting::Span;
use crate::means::{Means, Standing};
use crate::profile::{Profile, Rule};

/// Something a signed record may be looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// No evidence of the request (R111).
    NoEvidence,
    /// At a distance for more minutes than these (R067).
    Longer { minutes: u32 },
    /// The rating was not offered (R133).
    NotOffered,
    /// A motivated refusal (R131).
    Refused,
    /// At the same time as another record of the consultant.
    Overlaps,
}

impl Question {
    pub fn key(self) -> &'static str {
        match self {
            Self::NoEvidence => "no_evidence",
            Self::Longer { .. } => "too_long",
            Self::NotOffered => "no_quality",
            Self::Refused => "refusals",
            Self::Overlaps => "overlaps",
        }
    }

    pub fn title(self) -> String {
        match self {
            Self::NoEvidence => "Без подтверждения обращения".to_owned(),
            Self::Longer { minutes } => format!("Дистанционно дольше {minutes} мин"),
            Self::NotOffered => "Не предложили оценить".to_owned(),
            Self::Refused => "Отказы".to_owned(),
            Self::Overlaps => "Наложения по времени".to_owned(),
        }
    }
}

/// A question with the paragraph it rests on; empty where no order speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    pub question: Question,
    pub basis: &'a str,
}

/// What a порядок asks; where it keeps silent nothing is looked for.
pub fn questions(order: &Profile) -> Vec<Asked<'_>> {
    fn asked<T>(rule: &Rule<T>, wanted: bool, question: Question) -> Option<Asked<'_>> {
        (wanted && rule.asked()).then_some(Asked { question, basis: &rule.basis })
    }
    let longest = order.duration_online_max.value;
    let always = |question| Some(Asked { question, basis: "" });
    [
        asked(&order.proof_required, order.proof_required.value, Question::NoEvidence),
        asked(&order.duration_online_max, true, Question::Longer { minutes: longest }),
        asked(&order.quality_days, true, Question::NotOffered),
        always(Question::Refused),
        always(Question::Overlaps),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Days lived by one порядок.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch<'a> {
    pub days: Span,
    pub order: &'a Profile,
}

/// A span by the порядки in force in it, oldest first; the first порядок is valid from the beginning.
pub fn stretches<P: Borrow<Profile>>(orders: &[(NaiveDate, P)], span: Span) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    for (at, (from, order)) in orders.iter().enumerate() {
        let first = if at == 0 { span.first } else { span.first.max(*from) };
        let next = orders.get(at + 1).and_then(|(next, _)| next.pred_opt());
        let last = next.map_or(span.last, |next| span.last.min(next));
        if first <= last {
            found.push(Stretch { days: Span { first, last }, order: order.borrow() });
        }
    }
    found
}

/// The days of a span on which the law bars a means (rules §5.5).
pub fn barred_days(means: &Means, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    for (at, turn) in means.law.iter().enumerate().filter(|(_, turn)| turn.standing == Standing::Barred) {
        let first = turn.from.map_or(span.first, |from| from.max(span.first));
        let next = means.law.get(at + 1).and_then(|next| next.from?.pred_opt());
        let last = next.map_or(span.last, |next| next.min(span.last));
        if first <= last {
            found.push(Span { first, last });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::MeansKind;
    use crate::means::Turn;
    use crate::profile::{Severity, bundled, recommended};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn keys(order: &Profile) -> Vec<&'static str> {
        questions(order).iter().map(|asked| asked.question.key()).collect()
    }

    #[test]
    fn r067_r111_r133_r136_what_the_order_keeps_silent_on_is_not_looked_for() {
        let mut order = recommended();
        assert_eq!(keys(&order), ["no_evidence", "too_long", "no_quality", "refusals", "overlaps"]);
        order.proof_required.value = false;
        order.duration_online_max.severity = Severity::Off;
        order.quality_days.severity = Severity::Off;
        assert_eq!(keys(&order), ["refusals", "overlaps"]);
        order.proof_required.value = true;
        order.proof_required.severity = Severity::Off;
        assert_eq!(keys(&order), ["refusals", "overlaps"]);
    }

    #[test]
    fn r067_r136_order_b_leaves_the_length_to_the_need_and_order_c_names_45_minutes() {
        let order = |key: &str| {
            let document = bundled().iter().find(|one| one.key == key).unwrap().document;
            Profile::parse(document).unwrap()
        };
        assert!(!keys(&order("b")).contains(&"too_long"));
        let c = order("c");
        let asked = questions(&c).into_iter().find(|asked| asked.question == Question::Longer { minutes: 45 }).unwrap();
        assert!(asked.basis.contains("не более 45 минут"), "{}", asked.basis);
    }

    #[test]
    fn r057_r136_a_means_is_looked_for_only_on_the_days_it_was_barred() {
        let october = Span { first: day(10, 1), last: day(10, 31) };
        let turn = |from, standing| Turn { from, standing, basis: String::new() };
        let means = |law| Means { law, ..Means::of_kind(MeansKind::Chat) };
        let barred = |law| barred_days(&means(law), october);
        assert_eq!(barred(vec![]), []);
        assert_eq!(barred(vec![turn(None, Standing::Barred)]), [october]);
        assert_eq!(barred(vec![turn(Some(day(6, 1)), Standing::Barred)]), [october]);
        assert_eq!(barred(vec![turn(Some(day(11, 1)), Standing::Barred)]), []);
        assert_eq!(
            barred(vec![turn(Some(day(10, 10)), Standing::Barred), turn(Some(day(10, 20)), Standing::Allowed)]),
            [Span { first: day(10, 10), last: day(10, 19) }]
        );
    }

    #[test]
    fn r136_a_month_with_a_change_of_the_order_is_looked_through_in_two_stretches() {
        let october = Span { first: day(10, 1), last: day(10, 31) };
        let orders = [(day(9, 1), recommended()), (day(10, 15), recommended()), (day(12, 1), recommended())];
        let days = |orders| stretches(orders, october).iter().map(|stretch| stretch.days).collect::<Vec<_>>();
        assert_eq!(
            days(&orders[..]),
            [Span { first: day(10, 1), last: day(10, 14) }, Span { first: day(10, 15), last: day(10, 31) }]
        );
        assert_eq!(days(&orders[2..]), [october], "the first is valid from the beginning");
        assert_eq!(days(&[]), []);
        let first_day = [(day(9, 1), recommended()), (day(10, 1), recommended())];
        assert_eq!(days(&first_day[..]), [october]);
    }
}
