//! Means of distance: what each can do and what the law says of it on a day (R057, R058, rules §5.5).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::civil::{NBSP, date_short};
use crate::lists::{MeansKind, keyed};
use crate::profile::Breach;

keyed! {
    /// What the law says of a means from a day on.
    Standing {
        Allowed = "allowed", "разрешено";
        /// Not forbidden; better not chosen.
        Discouraged = "discouraged", "не рекомендовано";
        Barred = "barred", "запрещено";
    }
}

/// From which day a means stands so, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Absent: from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    pub standing: Standing,
    /// The act, «41-ФЗ от 01.04.2025».
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
}

/// A means of distance as the program understands it; its name is a row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Means {
    /// How a service by it is counted (rules §12.3).
    pub kind: MeansKind,
    #[serde(default, skip_serializing_if = "is_not")]
    pub video: bool,
    /// Documents can be shown on the screen.
    #[serde(default, skip_serializing_if = "is_not")]
    pub screen: bool,
    #[serde(default, skip_serializing_if = "is_not")]
    pub chat: bool,
    /// The talk can be recorded by it.
    #[serde(default, skip_serializing_if = "is_not")]
    pub records: bool,
    /// Oldest first; none: allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub law: Vec<Turn>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_not(flag: &bool) -> bool {
    !flag
}

impl Means {
    /// What a kind can do by itself.
    pub fn of_kind(kind: MeansKind) -> Self {
        let (video, chat) = (kind == MeansKind::Video, kind == MeansKind::Chat);
        Self { kind, video, screen: false, chat, records: false, law: Vec::new() }
    }

    /// Reads the data of a row; rows of older journals hold the key of the kind alone. `None`: not of this kind.
    pub fn parse(data: &str) -> Option<Self> {
        let mut means = match MeansKind::from_key(data) {
            Some(kind) => Self::of_kind(kind),
            None => serde_json::from_str(data).ok()?,
        };
        means.law.sort_by_key(|turn: &Turn| turn.from);
        Some(means)
    }

    /// The same with another word of the law from a day on; what was lawful before stays so.
    #[must_use]
    pub fn turned(mut self, turn: Turn) -> Self {
        self.law.retain(|earlier| earlier.from < turn.from);
        let nothing_new = turn.basis.is_empty() && turn.standing == Standing::Allowed && self.law.is_empty();
        if !nothing_new {
            self.law.push(turn);
        }
        self
    }

    /// The data of a row.
    pub fn data(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| self.kind.key().to_owned())
    }

    /// What the law says on a day; nothing was ever said: allowed.
    pub fn on(&self, day: NaiveDate) -> Option<&Turn> {
        self.law.iter().rfind(|turn| turn.from.is_none_or(|from| from <= day))
    }

    pub fn standing(&self, day: NaiveDate) -> Standing {
        self.on(day).map_or(Standing::Allowed, |turn| turn.standing)
    }

    /// What stands against promising this means for a day: only a bar does. A day before it is judged as it was,
    /// so old records stay valid.
    pub fn barred(&self, day: NaiveDate, label: &str) -> Option<Breach> {
        let turn = self.on(day).filter(|turn| turn.standing == Standing::Barred)?;
        Some(Breach { key: "channels", blocks: true, words: format!("{label}: {}.", turn.words()) })
    }

    /// The same of what has already been held by it: a fact is recorded, with the reason.
    pub fn barred_fact(&self, day: NaiveDate, label: &str) -> Option<Breach> {
        self.barred(day, label).map(|breach| Breach { blocks: false, ..breach })
    }

    /// «Zoom, не рекомендовано»: the name as it is offered on a day.
    pub fn offered_as(&self, day: NaiveDate, label: &str) -> String {
        match self.standing(day) {
            Standing::Allowed => label.to_owned(),
            standing => format!("{label} ({})", standing.label()),
        }
    }
}

impl Turn {
    /// «запрещено с 01.06.2025 (41-ФЗ)»
    pub fn words(&self) -> String {
        let since = self.from.map_or_else(String::new, |from| format!(" с{NBSP}{}", date_short(from)));
        let basis = if self.basis.is_empty() { String::new() } else { format!(" ({})", self.basis) };
        format!("{}{since}{basis}", self.standing.label())
    }
}

keyed! {
    /// What a centre's means cannot do together (R058).
    Lack {
        Video = "video", "Ни одно средство не даёт видео: хотя бы одно нужно.";
        Screen = "screen", "Ни одно средство не показывает документы на экране: хотя бы одно нужно.";
        Any = "any", "Все названные средства запрещены: дистанционно принимать нечем.";
    }
}

/// R058: of the means that may be used on a day one must have video and one show documents on the screen.
pub fn lacks<'a>(offered: impl IntoIterator<Item = &'a Means>, day: NaiveDate) -> Vec<Lack> {
    let usable: Vec<_> = offered.into_iter().filter(|means| means.standing(day) != Standing::Barred).collect();
    if usable.is_empty() {
        return vec![Lack::Any];
    }
    let nobody = |can: fn(&Means) -> bool| !usable.iter().any(|means| can(means));
    [(nobody(|means| means.video), Lack::Video), (nobody(|means| means.screen), Lack::Screen)]
        .into_iter()
        .filter_map(|(lacking, lack)| lacking.then_some(lack))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn supplied(key: &str) -> Means {
        let rows: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../../../assets/profiles/lists.json")).unwrap();
        let row = rows.into_iter().find(|row| row["list"] == "means" && row["key"] == key).unwrap();
        let data = &row["data"];
        Means::parse(&data.as_str().map_or_else(|| data.to_string(), str::to_owned)).unwrap()
    }

    #[test]
    fn r057_a_foreign_messenger_is_barred_from_its_day_and_was_lawful_before() {
        for key in ["whatsapp", "viber", "telegram", "skype"] {
            let means = supplied(key);
            assert_eq!(means.standing(day(2025, 5, 31)), Standing::Allowed, "{key}");
            assert_eq!(means.barred(day(2025, 5, 31), "WhatsApp"), None);
            let breach = means.barred(day(2025, 6, 1), "WhatsApp").unwrap();
            assert_eq!((breach.key, breach.blocks), ("channels", true));
            let said = breach.words.replace(NBSP, " ");
            assert!(said.starts_with("WhatsApp: запрещено с 01.06.2025 (41-ФЗ"), "{said}");
            assert!(!means.barred_fact(day(2025, 6, 1), "WhatsApp").unwrap().blocks, "a fact is recorded");
        }
    }

    #[test]
    fn r057_what_is_not_recommended_is_marked_and_not_stopped() {
        let zoom = supplied("zoom");
        let today = day(2026, 10, 8);
        assert_eq!(zoom.standing(today), Standing::Discouraged);
        assert_eq!(zoom.barred(today, "Zoom"), None);
        assert_eq!(zoom.offered_as(today, "Zoom"), "Zoom (не рекомендовано)");
        assert_eq!(supplied("phone").offered_as(today, "Телефон"), "Телефон");
    }

    #[test]
    fn r057_every_supplied_means_is_understood_and_kept_as_it_was() {
        for key in ["phone", "video_call", "max", "vk_chat", "messenger", "social", "site", "email", "zoom"] {
            let means = supplied(key);
            assert_eq!(Means::parse(&means.data()), Some(means), "{key}");
        }
        assert_eq!(Means::parse("voice"), Some(Means::of_kind(MeansKind::Voice)), "a row of an older journal");
        assert_eq!(Means::parse("{\"kind\":\"pigeon\"}"), None);
    }

    #[test]
    fn r057_turns_of_the_law_follow_each_other_whatever_order_they_were_written_in() {
        let data = r#"{"kind":"chat","law":[
            {"from":"2027-01-01","standing":"allowed"},
            {"from":"2025-06-01","standing":"barred","basis":"41-ФЗ"},
            {"standing":"discouraged"}]}"#;
        let means = Means::parse(data).unwrap();
        for (at, expected) in [
            (day(2024, 2, 29), Standing::Discouraged),
            (day(2025, 6, 1), Standing::Barred),
            (day(2026, 12, 31), Standing::Barred),
            (day(2027, 1, 1), Standing::Allowed),
        ] {
            assert_eq!(means.standing(at), expected, "{at}");
        }
    }

    #[test]
    fn r057_a_new_word_of_the_law_leaves_the_days_before_it_as_they_were() {
        let turn = |from, standing| Turn { from, standing, basis: String::new() };
        let zoom = supplied("zoom").turned(turn(Some(day(2027, 1, 1)), Standing::Barred));
        assert_eq!(zoom.standing(day(2026, 12, 31)), Standing::Discouraged);
        assert_eq!(zoom.standing(day(2027, 1, 1)), Standing::Barred);
        assert_eq!(zoom.clone().turned(turn(None, Standing::Allowed)).law, []);
        let earlier = zoom.turned(turn(Some(day(2026, 1, 1)), Standing::Allowed));
        assert_eq!(earlier.law.len(), 2);
        assert_eq!(earlier.standing(day(2027, 5, 1)), Standing::Allowed);
    }

    #[test]
    fn r058_a_centre_without_video_or_screen_is_told() {
        let today = day(2026, 10, 8);
        let (phone, video, skype) = (supplied("phone"), supplied("video_call"), supplied("skype"));
        assert_eq!(lacks([&phone, &video], today), []);
        assert_eq!(lacks([&phone], today), [Lack::Video, Lack::Screen]);
        assert_eq!(lacks([&phone, &skype], day(2025, 5, 31)), []);
        assert_eq!(lacks([&phone, &skype], today), [Lack::Video, Lack::Screen], "barred by then");
        assert_eq!(lacks([&skype], today), [Lack::Any]);
        let mute = Means { screen: false, ..video };
        assert_eq!(lacks([&mute], today), [Lack::Screen]);
    }
}
