//! The letter that invites to a distance consultation: day, hour, the centre's account, how to join (R039, R040).

use chrono::Datelike as _;

use crate::civil;
use crate::schedule::Slot;

/// What the letter says. Nobody's name: it is copied into a mail program that knows whom it goes to.
#[derive(Clone, Debug)]
pub struct Invitation<'a> {
    pub slot: Slot,
    /// «Видеосвязь (ВКС)»
    pub means: &'a str,
    /// «Калинина М. С., педагог-психолог»
    pub consultant: &'a str,
    /// The centre's account or number in that means.
    pub account: &'a str,
    /// How to join.
    pub instruction: &'a str,
    pub centre: &'a str,
    pub phone: &'a str,
}

/// The whole text, ready to be copied.
pub fn letter(of: &Invitation<'_>) -> String {
    let start = of.slot.start;
    let mut lines = vec![
        "Здравствуйте!".to_owned(),
        String::new(),
        "Приглашаем вас на дистанционную консультацию.".to_owned(),
        format!("Дата: {}, {}", civil::date_words(start.date()), civil::weekday_name(start.date().weekday())),
        format!("Время: {}", civil::time(start.time())),
        format!("Консультант: {}", of.consultant),
        format!("Связь: {}", of.means),
    ];
    if !of.account.is_empty() {
        lines.push(format!("Мы в сети: {}", of.account));
    }
    if !of.instruction.is_empty() {
        lines.extend([String::new(), "Как подключиться:".to_owned(), of.instruction.to_owned()]);
    }
    let change = match of.phone {
        "" => "Если время не подходит, ответьте на это письмо.".to_owned(),
        phone => format!("Если время не подходит, ответьте на это письмо или позвоните: {phone}."),
    };
    lines.extend([String::new(), change, String::new(), of.centre.to_owned()]);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn r039_r040_the_letter_says_day_hour_account_and_how_to_join() {
        let start = NaiveDate::from_ymd_opt(2026, 10, 12).unwrap().and_hms_opt(10, 30, 0).unwrap();
        let whole = Invitation {
            slot: Slot { start, minutes: 45 },
            means: "Skype",
            consultant: "Калинина М. С.",
            account: "kc-rosinka",
            instruction: "Откройте программу и найдите нас по имени.",
            centre: "КЦ «Росинка»",
            phone: "+7 800 000-00-01",
        };
        let text = letter(&whole).replace('\u{a0}', " ");
        for said in ["12 октября 2026", "понедельник", "10:30", "Skype", "kc-rosinka", "Как подключиться:\nОткройте"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        let bare = letter(&Invitation { account: "", instruction: "", phone: "", ..whole });
        assert!(!bare.contains("Мы в сети") && !bare.contains("Как подключиться") && bare.ends_with("КЦ «Росинка»"));
    }
}
