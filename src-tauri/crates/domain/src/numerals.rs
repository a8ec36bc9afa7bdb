//! Numbers in words, for what is stitched and signed.

/// «двадцать один»: masculine, from nought to 999 999; larger numbers stay figures.
pub fn in_words(number: u32) -> String {
    const MILLION: u32 = 1_000_000;
    if number == 0 {
        return "ноль".to_owned();
    }
    if number >= MILLION {
        return number.to_string();
    }
    let mut words = Vec::new();
    let (thousands, rest) = (number / 1000, number % 1000);
    if thousands > 0 {
        below_thousand(thousands, true, &mut words);
        words.push(crate::civil::plural(u64::from(thousands), "тысяча", "тысячи", "тысяч"));
    }
    below_thousand(rest, false, &mut words);
    words.join(" ")
}

fn below_thousand(number: u32, feminine: bool, words: &mut Vec<&'static str>) {
    const HUNDREDS: [&str; 10] =
        ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
    const TENS: [&str; 10] =
        ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
    const ONES: [&str; 20] = [
        "",
        "один",
        "два",
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
        "одиннадцать",
        "двенадцать",
        "тринадцать",
        "четырнадцать",
        "пятнадцать",
        "шестнадцать",
        "семнадцать",
        "восемнадцать",
        "девятнадцать",
    ];
    let (hundreds, below) = (number / 100, number % 100);
    let (tens, ones) = if below < 20 { (0, below) } else { (below / 10, below % 10) };
    let one = match (ones, feminine) {
        (1, true) => "одна",
        (2, true) => "две",
        _ => ONES[ones as usize],
    };
    words.extend([HUNDREDS[hundreds as usize], TENS[tens as usize], one].into_iter().filter(|word| !word.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_a_person_writes_them_on_a_slip() {
        for (number, words) in [
            (0, "ноль"),
            (1, "один"),
            (12, "двенадцать"),
            (21, "двадцать один"),
            (40, "сорок"),
            (116, "сто шестнадцать"),
            (342, "триста сорок два"),
            (1_000, "одна тысяча"),
            (2_002, "две тысячи два"),
            (21_319, "двадцать одна тысяча триста девятнадцать"),
            (999_999, "девятьсот девяносто девять тысяч девятьсот девяносто девять"),
            (1_000_000, "1000000"),
        ] {
            assert_eq!(in_words(number), words);
        }
    }
}
