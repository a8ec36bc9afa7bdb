//! What a request is going to be, before anyone's times are looked for.

use super::chance::Chance;
use crate::lists::{Failure, Form, Kind, Satisfied};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    One,
    /// Both parents by name.
    Couple,
    Anonymous,
    /// Both came, neither gave a name.
    AnonymousCouple,
    /// Wishes to take a child (R095).
    Adopter,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Given,
    Refused { ground: &'static str },
    NotHeld { failure: Failure },
    Annulled { reason: &'static str },
}

/// When the record is signed after the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedWhen {
    Soon,
    /// The next working day, or the one after.
    NextDay,
}

#[derive(Clone, Debug)]
pub struct Sketch {
    pub channel: &'static str,
    pub who: Who,
    /// Someone who has been here before, where there is one.
    pub again: bool,
    pub form: Form,
    pub means: Option<&'static str>,
    pub kind: Kind,
    pub direction: Option<&'static str>,
    pub topics: Vec<&'static str>,
    /// Days from the request to the promised time.
    pub wait: u32,
    /// Promised only after some days of waiting.
    pub waits_for_time: bool,
    pub late_by_wish: bool,
    pub moves: u32,
    /// Attempts that fail before the last one.
    pub failures: Vec<Failure>,
    pub ending: Ending,
    pub minutes: u32,
    pub organisations: usize,
    pub second_consultant: bool,
    pub child_present: Option<&'static str>,
    pub evidence: bool,
    pub satisfied: Option<Satisfied>,
    pub quality_offered: bool,
    /// Pages of each handout given.
    pub handouts: usize,
    pub signed: SignedWhen,
    pub corrected: bool,
    /// «Следующая встреча» makes a new request.
    pub next_meeting: bool,
    /// Told on an earlier day, entered from a paper record.
    pub from_paper: bool,
    /// Came on the evening before it was registered.
    pub on_the_eve: bool,
}

const TOPICS: [&str; 14] = [
    "adaptation",
    "speech",
    "behaviour",
    "crisis",
    "regime",
    "school_readiness",
    "early_development",
    "emotions",
    "relations",
    "screens",
    "siblings",
    "special_needs",
    "rights",
    "gifted",
];
const ANNULLED: [&str; 4] =
    ["записались дважды", "передумали, вопрос решился", "перенесли на следующий учебный год", "ошиблись центром"];
const CHILD: [&str; 3] =
    ["не с кем оставить", "ребёнок на руках, без матери беспокоен", "присмотр не нашли, играл рядом"];

impl Sketch {
    /// As requests mostly are.
    pub fn usual(chance: &mut Chance) -> Self {
        let form = chance.weighed(&[(Form::InCenter, 56), (Form::Distance, 33), (Form::Outing, 6), (Form::Written, 5)]);
        let kind = chance.weighed(&[(Kind::Content, 84), (Kind::Dispatch, 8), (Kind::Survey, 5), (Kind::Planning, 3)]);
        let ending = match chance.below(200) {
            0..=2 => Ending::Refused { ground: "out_of_competence" },
            3 => Ending::Refused { ground: "behaviour" },
            4..=9 => Ending::NotHeld { failure: Failure::NoShow },
            10 => Ending::NotHeld { failure: Failure::Other },
            11..=14 => Ending::Annulled { reason: chance.pick(&ANNULLED) },
            _ => Ending::Given,
        };
        let failures = match chance.below(100) {
            0 | 1 => vec![Failure::TechnicalCentre],
            2 | 3 => vec![Failure::TechnicalRecipient],
            4 => vec![Failure::NoShow],
            _ => Vec::new(),
        };
        let mut topics = vec![chance.first_rows(&TOPICS)];
        if chance.percent(24) {
            let second = chance.first_rows(&TOPICS);
            if second != topics[0] {
                topics.push(second);
            }
        }
        Self {
            channel: chance.weighed(&[
                ("call", 40),
                ("in_person", 14),
                ("vk", 12),
                ("web_form", 10),
                ("administrator", 8),
                ("site", 6),
                ("email", 5),
                ("specialist", 3),
                ("head", 2),
            ]),
            who: chance.weighed(&[(Who::One, 83), (Who::Anonymous, 10), (Who::Couple, 6), (Who::AnonymousCouple, 1)]),
            again: chance.percent(42),
            form,
            means: None,
            kind,
            direction: Some(chance.weighed(&[("psy_ped", 62), ("method", 20), ("consult", 18)])),
            topics,
            wait: chance.weighed(&[(0, 8), (1, 18), (2, 20), (3, 18), (4, 12), (5, 8), (7, 10), (8, 4), (12, 2)]),
            waits_for_time: chance.percent(4),
            late_by_wish: false,
            moves: chance.weighed(&[(0, 92), (1, 7), (2, 1)]),
            failures,
            ending,
            minutes: chance.weighed(&[(45, 30), (40, 22), (35, 14), (30, 14), (42, 10), (25, 6), (20, 4)]),
            organisations: usize::from(chance.percent(4)),
            second_consultant: chance.percent(3),
            child_present: chance.percent(7).then(|| chance.pick(&CHILD)),
            evidence: chance.percent(90),
            satisfied: Some(chance.weighed(&[(Satisfied::Yes, 90), (Satisfied::Partly, 8), (Satisfied::No, 2)])),
            quality_offered: chance.percent(86),
            handouts: chance.weighed(&[(0, 45), (1, 40), (2, 15)]),
            signed: if chance.percent(5) { SignedWhen::NextDay } else { SignedWhen::Soon },
            corrected: chance.percent(2),
            next_meeting: chance.percent(6),
            from_paper: false,
            on_the_eve: chance.percent(20),
        }
    }

    /// Makes the parts agree: a written answer lasts as long as its writing, a dispatch names whom to turn to.
    pub fn settled(mut self, chance: &mut Chance) -> Self {
        self.means = match (self.form, self.means) {
            (Form::Distance, None) => {
                Some(chance.weighed(&[("phone", 44), ("video_call", 28), ("max", 14), ("email", 9), ("vk_chat", 5)]))
            }
            (Form::Distance, means) => means,
            _ => None,
        };
        if self.kind == Kind::Dispatch {
            self.organisations = self.organisations.max(1);
            self.direction = None;
            if self.ending == Ending::Given {
                self.topics = vec!["other_help"];
            }
        }
        if self.kind == Kind::Planning {
            self.who = Who::Adopter;
        }
        if self.who == Who::Adopter {
            self.kind = Kind::Planning;
            self.topics = vec!["adoption"];
            self.child_present = None;
        }
        if self.form == Form::Written || matches!(self.means, Some("email")) {
            self.child_present = None;
            self.second_consultant = false;
            self.handouts = 0;
        }
        if self.form != Form::InCenter && self.form != Form::Outing {
            self.child_present = None;
        }
        // R033: an outing is agreed beforehand.
        if self.form == Form::Outing {
            self.wait = self.wait.max(2);
            self.minutes = self.minutes.max(40);
        }
        if self.ending != Ending::Given {
            self.handouts = 0;
            self.satisfied = None;
            self.next_meeting = false;
            self.corrected = false;
            self.child_present = None;
        }
        if matches!(self.ending, Ending::Annulled { .. }) {
            self.failures.clear();
        }
        if self.from_paper {
            self.wait = 0;
            self.moves = 0;
            self.waits_for_time = false;
            self.failures.clear();
            self.on_the_eve = false;
        }
        self
    }
}
