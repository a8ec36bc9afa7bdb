//! The порядок that come with the program.

/// The recommended порядок, for a centre whose own is not entered.
pub const RECOMMENDED: &str = include_str!("../../../../../assets/profiles/default.json");

/// A порядок of the program's own set.
#[derive(Clone, Copy, Debug)]
pub struct Bundled {
    pub key: &'static str,
    pub document: &'static str,
    /// What is peculiar to it, for who chooses.
    pub hint: &'static str,
}

/// The recommended one first, then one for each order the rule book was made from.
pub fn bundled() -> &'static [Bundled] {
    &[
        Bundled {
            key: "default",
            document: RECOMMENDED,
            hint: "все формы и виды; подойдёт, если своего порядка ещё нет",
        },
        Bundled {
            key: "a",
            document: include_str!("../../../../../assets/profiles/a.json"),
            hint: "очно, дистанционно, письменно; консультанта назначает центр; диспетчерское — запись внутри центра",
        },
        Bundled {
            key: "b",
            document: include_str!("../../../../../assets/profiles/b.json"),
            hint: "очно, на выезде, дистанционно; письменных ответов нет; консультанта и время выбирает получатель",
        },
        Bundled {
            key: "c",
            document: include_str!("../../../../../assets/profiles/c.json"),
            hint: "только дистанционно; ответ по почте за 3 рабочих дня; приём до 45 минут",
        },
        Bundled {
            key: "d",
            document: include_str!("../../../../../assets/profiles/d.json"),
            hint: "все формы; письменно только на запрос из опроса; можно анонимно",
        },
        Bundled {
            key: "e",
            document: include_str!("../../../../../assets/profiles/e.json"),
            hint: "все формы; в бумагах коды вместо имён; отказ только вне компетенции",
        },
    ]
}
