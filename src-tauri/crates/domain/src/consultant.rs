//! What stands on a consultant's card besides the name: professional data (R035, R036) and the papers of the
//! employment (R121). Nothing of it is mandatory: what lacks is said, and nobody is stopped by it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::civil;
use crate::lists::keyed;

keyed! {
    /// By what paper a person works here, and so where the duty to keep silent is written down (R121).
    Contract {
        Employment = "employment", "трудовой договор";
        SecondJob = "second_job", "трудовой договор по совместительству";
        Civil = "civil", "гражданско-правовой договор";
        Other = "other", "иной документ";
    }
}

keyed! {
    /// What a card lacks. Warned of, never a block (rules §12, «People and papers»).
    Lack {
        Undertaking = "undertaking", "нет обязательства о неразглашении";
        Education = "education", "образование не указано";
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffPapers {
    pub education: String,
    /// Additional professional training (ДПО), as it is named in its paper.
    pub training: String,
    pub trained_on: Option<NaiveDate>,
    /// «высшая», «соответствие занимаемой должности»
    pub category: String,
    pub contract: Option<Contract>,
    /// The day the undertaking of confidentiality was signed.
    pub undertaking_on: Option<NaiveDate>,
}

impl StaffPapers {
    /// What is missing on a day: an undertaking dated later binds nobody yet.
    pub fn lacks(&self, on: NaiveDate) -> Vec<Lack> {
        let bound = self.undertaking_on.is_some_and(|signed| signed <= on);
        let missing = |lack| match lack {
            Lack::Undertaking => !bound,
            Lack::Education => self.education.is_empty(),
        };
        Lack::ALL.iter().copied().filter(|lack| missing(*lack)).collect()
    }

    /// «Казанский университет, психолог; ДПО: игровая терапия, 12.03.2024; категория: высшая»: what may be published
    /// for an informed choice (R035), so nothing of the contract.
    pub fn professional_words(&self) -> String {
        let trained = self.trained_on.map(civil::date_short).unwrap_or_default();
        let training = match (self.training.as_str(), trained.as_str()) {
            ("", "") => String::new(),
            ("", day) | (day, "") => format!("ДПО: {day}"),
            (name, day) => format!("ДПО: {name}, {day}"),
        };
        let category =
            if self.category.is_empty() { String::new() } else { format!("категория: {}", self.category) };
        let said: Vec<_> =
            [self.education.clone(), training, category].into_iter().filter(|part| !part.is_empty()).collect();
        said.join("; ")
    }
}

/// «нет обязательства о неразглашении, образование не указано»
pub fn lacks_words(lacks: &[Lack]) -> String {
    lacks.iter().map(|lack| lack.label()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn r036_r121_what_a_card_lacks_is_said_by_the_day() {
        let bare = StaffPapers::default();
        assert_eq!(bare.lacks(day("2026-10-08")), [Lack::Undertaking, Lack::Education]);
        let whole = StaffPapers {
            education: "Казанский университет, психолог".to_owned(),
            undertaking_on: Some(day("2026-10-08")),
            ..bare
        };
        assert_eq!(whole.lacks(day("2026-10-07")), [Lack::Undertaking], "signed tomorrow binds nobody today");
        assert!(whole.lacks(day("2026-10-08")).is_empty());
        assert_eq!(
            lacks_words(&StaffPapers::default().lacks(day("2026-10-08"))),
            "нет обязательства о неразглашении, образование не указано"
        );
    }

    #[test]
    fn r035_what_may_be_published_names_no_contract() {
        let papers = StaffPapers {
            education: "Казанский университет, психолог".to_owned(),
            training: "игровая терапия".to_owned(),
            trained_on: Some(day("2024-03-12")),
            category: "высшая".to_owned(),
            contract: Some(Contract::Civil),
            undertaking_on: Some(day("2026-09-01")),
        };
        assert_eq!(
            papers.professional_words(),
            "Казанский университет, психолог; ДПО: игровая терапия, 12.03.2024; категория: высшая"
        );
        let dated = StaffPapers { trained_on: Some(day("2024-03-12")), ..StaffPapers::default() };
        assert_eq!(dated.professional_words(), "ДПО: 12.03.2024");
        assert_eq!(StaffPapers::default().professional_words(), "");
    }
}
