//! The sheet about the program itself, for the centre's file: what it does for the data and what it leaves to
//! the institution.

use crate::handout::{Handout, HandoutError, parse};

const TEXT: &str = include_str!("../../../../assets/passport.md");

/// One page, set as a handout is.
pub fn passport() -> Result<Handout, HandoutError> {
    let mut sheet = parse(TEXT)?;
    sheet.for_file = true;
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handout::{Imprint, pages};

    #[test]
    fn the_passport_is_one_page_and_claims_no_certificate() {
        let imprint = Imprint {
            institution: "Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № 12 «Росинка»"
                .to_owned(),
            centre: "Консультационный центр «Росинка»".to_owned(),
            contacts: "г. Зареченск".to_owned(),
        };
        assert_eq!(pages(&passport().expect("a sound text"), &imprint), Ok(1));
        assert!(TEXT.contains("Сертификатов ФСТЭК и ФСБ у неё нет"));
        for measure in ["ИАФ.1", "УПД.1", "УПД.6", "УПД.10", "РСБ.1", "ОДТ.4", "ЗИС.3", "ЗТС.3", "АВЗ.1", "ЗНИ.8"]
        {
            assert!(TEXT.contains(measure), "{measure}");
        }
    }
}
