//! How good a new password must be, and in plain words why one is not.
//!
//! The measure is zxcvbn's. It knows English words and Latin keys only, so a password is also weighed as the other
//! keyboard layout would have written it, and a lone Russian word counts as the dictionary entry that it is.

use domain::search::swapped;
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::fields::Check;
use crate::wire::{Problem, ProblemCode as Code};

/// In characters. With the device secret a copy of the folder resists guessing by itself.
pub(crate) const PASSWORD_LEAST: usize = 8;
/// Without it the password is all there is.
pub(crate) const PASSWORD_LEAST_ALONE: usize = 14;
const PASSWORD_MOST: usize = 200;
/// zxcvbn's measure, 0–4: what a patient stranger at this PC cannot guess.
const STRENGTH_LEAST: Score = Score::Two;
const STRENGTH_LEAST_ALONE: Score = Score::Three;

/// Passwords of Russian offices that no English list has.
const COMMON: [&str; 24] = [
    "пароль",
    "мойпароль",
    "привет",
    "йцукен",
    "йцукенг",
    "фывапролд",
    "ячсмить",
    "любовь",
    "солнышко",
    "малышка",
    "наташа",
    "марина",
    "светлана",
    "россия",
    "москва",
    "садик",
    "детскийсад",
    "заведующий",
    "администратор",
    "консультант",
    "воспитатель",
    "журнал",
    "порядок",
    "секрет",
];

/// Refuses a password that is too short or too easily guessed for how it will be used. `own_words` are the
/// centre's and the person's: they do not count as strength.
pub(crate) fn check_password(check: &mut Check, password: &str, alone: bool, own_words: &[&str]) {
    let (least, strength) =
        if alone { (PASSWORD_LEAST_ALONE, STRENGTH_LEAST_ALONE) } else { (PASSWORD_LEAST, STRENGTH_LEAST) };
    let length = password.chars().count();
    if length < least {
        check.add(Problem::at("password", Code::PasswordTooShort).about(least));
    } else if length > PASSWORD_MOST {
        check.add(Problem::at("password", Code::TooLong).about(PASSWORD_MOST));
    } else if let Some(why) = weakness(password, strength, own_words) {
        check.add(Problem::at("password", Code::PasswordTooWeak).about(why));
    }
}

/// Why a password is guessed too easily; nothing of the password stands in the answer.
fn weakness(password: &str, least: Score, own_words: &[&str]) -> Option<&'static str> {
    let own = own_parts(own_words);
    let inputs: Vec<&str> = COMMON.into_iter().chain(own.iter().map(String::as_str)).collect();
    let judged = |text: &str| {
        let entropy = zxcvbn(text, &inputs);
        let why = entropy.feedback().and_then(|feedback| feedback.warning()).map_or(FEW, words_of);
        (entropy.score(), why)
    };
    let (score, why) = judged(password);
    if score < least {
        let lower = password.to_lowercase();
        // zxcvbn weighs the words it was given and has no warning for them.
        return Some(if own.iter().any(|part| lower.contains(part.as_str())) {
            "в нём имя, подпись или название центра"
        } else if COMMON.iter().any(|word| lower.contains(word)) {
            TRIED_FIRST
        } else {
            why
        });
    }
    if let Some(other) = swapped(password) {
        let (score, why) = judged(&other);
        if score < least {
            return Some(why);
        }
    }
    is_lone_word(password).then_some(ONE_WORD)
}

const FEW: &str = "он слишком прост";
const TRIED_FIRST: &str = "его пробуют одним из первых";
const ONE_WORD: &str = "это одно слово из словаря";

fn words_of(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "это клавиши, стоящие рядом"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "в нём повторяется одно и то же"
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => TRIED_FIRST,
        Warning::SequencesLikeAbcAreEasyToGuess => "это буквы или цифры подряд",
        Warning::RecentYearsAreEasyToGuess => "в нём недавний год",
        Warning::AWordByItselfIsEasyToGuess => ONE_WORD,
        Warning::DatesAreOftenEasyToGuess => "в нём дата, даты угадывают",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            "в нём имя или фамилия"
        }
    }
}

/// Names fall apart into words, and each counts by itself.
fn own_parts(own_words: &[&str]) -> Vec<String> {
    let mut parts: Vec<String> = own_words
        .iter()
        .flat_map(|words| words.split(|sign: char| !sign.is_alphanumeric()))
        .filter(|part| part.chars().count() >= 3)
        .map(str::to_lowercase)
        .collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Letters of one run, and at most some digits or marks after or before them: «Ромашка2026!».
fn is_lone_word(password: &str) -> bool {
    /// Longer runs are words written together: nobody has them in a list.
    const LONGEST_WORD: usize = 14;
    let core = password.trim_matches(|sign: char| !sign.is_alphabetic());
    let cyrillic = |sign: char| matches!(sign, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё');
    let length = core.chars().count();
    length > 0 && length <= LONGEST_WORD && core.chars().all(cyrillic) && password.chars().count() - length <= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 3] = ["КЦ «Росинка»", "Ветрова Ольга Игоревна", "Заведующий"];

    fn why(password: &str) -> Option<&'static str> {
        weakness(password, STRENGTH_LEAST, &OWN)
    }

    #[test]
    fn each_weakness_is_told_in_words_of_its_own() {
        for (password, words) in [
            ("password1", TRIED_FIRST),
            ("йцукен123", TRIED_FIRST),
            ("пароль2026", TRIED_FIRST),
            ("aaaaaaaaaa", "в нём повторяется одно и то же"),
            ("abcdefgh", "это буквы или цифры подряд"),
            ("Росинка1", "в нём имя, подпись или название центра"),
            ("ветрова-12", "в нём имя, подпись или название центра"),
            // A word of the English list, as Latin keys write it.
            ("Одуванчик", TRIED_FIRST),
            ("Подорожник2026", ONE_WORD),
        ] {
            assert_eq!(why(password), Some(words), "{password}");
        }
    }

    #[test]
    fn several_words_are_good_in_either_layout() {
        for password in
            ["ромашка-семь-окон", "синий-чайник-у-окна", "три слова подряд", "cbybq xfqybr e jryf", "K7-лиса,дверь"]
        {
            assert_eq!(why(password), None, "{password}");
        }
    }

    #[test]
    fn two_hundred_signs_are_weighed_in_no_time() {
        let begun = std::time::Instant::now();
        let _ = why(&"аб1".repeat(66));
        assert!(begun.elapsed().as_secs() < 5);
    }
}
