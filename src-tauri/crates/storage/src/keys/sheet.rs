//! The recovery sheet: 128 random bits that people can read, type and check.

use zeroize::Zeroizing;

use super::secret::{NoRandomness, Secret};

pub const SHEET_GROUPS: usize = 8;
const DIGITS: usize = 6;
/// A group is a 16-bit value times this prime. A wrong digit changes the number by d·10ⁿ and two
/// neighbours swapped by 9·d·10ⁿ; neither is a multiple of eleven, so both are always noticed.
const FACTOR: u32 = 11;

/// Eight groups of six digits that open the journal on any PC. Printed, never stored.
pub struct Sheet(Secret<16>);

/// What is mistyped, so that the person looks at that group and not at all forty-eight digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetTypo {
    /// Counted from 1.
    #[error("groups {0:?} do not check")]
    Groups(Vec<usize>),
    /// Too few or too many; how many digits, or groups, were found.
    #[error("not eight groups of six digits")]
    Length { groups: usize, digits: usize },
}

impl Sheet {
    pub fn fresh() -> Result<Self, NoRandomness> {
        Secret::random().map(Self)
    }

    /// As typed into one field: groups parted by anything that is not a digit, or not at all.
    pub fn parse(text: &str) -> Result<Self, SheetTypo> {
        let parts: Vec<&str> = text.split(is_separator).filter(|part| !part.is_empty()).collect();
        if parts.len() == SHEET_GROUPS {
            return Self::from_groups(&parts);
        }
        let mut digits = Zeroizing::new(String::with_capacity(text.len()));
        parts.iter().for_each(|part| digits.push_str(part));
        if digits.len() != SHEET_GROUPS * DIGITS || !digits.is_ascii() {
            return Err(SheetTypo::Length { groups: parts.len(), digits: digits.chars().count() });
        }
        let parts: Vec<&str> = (0..SHEET_GROUPS).filter_map(|n| digits.get(n * DIGITS..(n + 1) * DIGITS)).collect();
        Self::from_groups(&parts)
    }

    /// As typed into eight fields.
    pub fn from_groups<S: AsRef<str>>(groups: &[S]) -> Result<Self, SheetTypo> {
        let mut secret = Secret::zeroed();
        read_groups(secret.expose_mut(), groups)?;
        Ok(Self(secret))
    }

    /// The eight groups as they are printed.
    pub fn groups(&self) -> Zeroizing<[String; SHEET_GROUPS]> {
        spelled(self.0.expose())
    }

    /// Whether this is what stands in group `number`, counted from 1: the proof at set-up that
    /// the sheet really lies on paper.
    pub fn group_is(&self, number: usize, typed: &str) -> bool {
        let groups = self.groups();
        let group = number.checked_sub(1).and_then(|index| groups.get(index));
        let typed = value_of(typed);
        typed.is_some() && group.is_some_and(|group| value_of(group) == typed)
    }

    pub(super) fn expose(&self) -> &[u8; 16] {
        self.0.expose()
    }
}

/// Reads groups of six digits, two bytes each.
pub(super) fn read_groups<S: AsRef<str>>(bytes: &mut [u8], groups: &[S]) -> Result<(), SheetTypo> {
    let (pairs, _) = bytes.as_chunks_mut::<2>();
    if groups.len() != pairs.len() {
        let digits = groups.iter().map(|group| group.as_ref().chars().count()).sum();
        return Err(SheetTypo::Length { groups: groups.len(), digits });
    }
    let mut mistyped = Vec::new();
    for (index, (pair, group)) in pairs.iter_mut().zip(groups).enumerate() {
        match value_of(group.as_ref()) {
            Some(value) => *pair = value.to_be_bytes(),
            None => mistyped.push(index + 1),
        }
    }
    if mistyped.is_empty() { Ok(()) } else { Err(SheetTypo::Groups(mistyped)) }
}

/// Two bytes a group, as people read them.
pub(super) fn spelled<const GROUPS: usize>(bytes: &[u8]) -> Zeroizing<[String; GROUPS]> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let mut pairs = pairs.iter();
    Zeroizing::new(std::array::from_fn(|_| {
        let value = pairs.next().copied().map_or(0, u16::from_be_bytes);
        format!("{:06}", u32::from(value) * FACTOR)
    }))
}

/// Spaces, full stops, and every dash a keyboard or a print program may put between groups.
fn is_separator(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '-' | '.' | ',' | '_' | '·' | '\u{00ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn value_of(group: &str) -> Option<u16> {
    let mut number = 0u32;
    let mut digits = 0;
    for sign in group.chars().filter(|sign| !is_separator(*sign)) {
        digits += 1;
        if digits > DIGITS {
            return None;
        }
        number = number * 10 + sign.to_digit(10)?;
    }
    if digits != DIGITS || !number.is_multiple_of(FACTOR) {
        return None;
    }
    u16::try_from(number / FACTOR).ok()
}

#[cfg(test)]
mod tests {
    use super::{Sheet, SheetTypo, value_of};
    use proptest::prelude::*;

    fn sheet(bytes: [u8; 16]) -> Sheet {
        Sheet(super::Secret::copy_of(&bytes))
    }

    fn typo(answer: Result<Sheet, SheetTypo>) -> Option<SheetTypo> {
        answer.err()
    }

    /// All 65 536 groups, every digit of each, every other digit in its place.
    #[test]
    fn every_wrong_digit_in_every_group_is_noticed() {
        for value in 0..=u16::MAX {
            let right = format!("{:06}", u32::from(value) * 11);
            assert_eq!(value_of(&right), Some(value));
            let mut typed = right.clone().into_bytes();
            for place in 0..6 {
                let was = typed[place];
                for digit in (b'0'..=b'9').filter(|digit| *digit != was) {
                    typed[place] = digit;
                    let text = std::str::from_utf8(&typed).unwrap();
                    assert_eq!(value_of(text), None, "{right} typed as {text}");
                }
                typed[place] = was;
            }
        }
    }

    #[test]
    fn every_swap_of_neighbouring_digits_in_every_group_is_noticed() {
        for value in 0..=u16::MAX {
            let right = format!("{:06}", u32::from(value) * 11);
            for place in 0..5 {
                let mut typed = right.clone().into_bytes();
                typed.swap(place, place + 1);
                let text = std::str::from_utf8(&typed).unwrap();
                let expected = (text == right).then_some(value);
                assert_eq!(value_of(text), expected, "{right} typed as {text}");
            }
        }
    }

    #[test]
    fn a_group_that_checks_but_stands_for_no_sixteen_bits_is_noticed() {
        assert_eq!(value_of("720885"), Some(u16::MAX));
        assert_eq!(value_of("720896"), None);
        assert_eq!(value_of("999999"), None);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_what_is_read(bytes: [u8; 16]) {
            let printed = sheet(bytes).groups().join("-");
            prop_assert_eq!(printed.len(), 8 * 6 + 7);
            let read = Sheet::parse(&printed).ok().unwrap();
            prop_assert_eq!(read.expose(), &bytes);
        }

        #[test]
        fn a_slip_in_some_groups_names_exactly_those(
            bytes: [u8; 16],
            slips in proptest::collection::btree_map(0usize..8, (0usize..6, 1u8..10), 1..8),
        ) {
            let mut groups = sheet(bytes).groups();
            for (group, (place, by)) in &slips {
                let mut digits = groups[*group].clone().into_bytes();
                digits[*place] = b'0' + (digits[*place] - b'0' + by) % 10;
                groups[*group] = String::from_utf8(digits).unwrap();
            }
            let expected: Vec<usize> = slips.keys().map(|index| index + 1).collect();
            prop_assert_eq!(
                typo(Sheet::from_groups(&groups[..])),
                Some(SheetTypo::Groups(expected.clone()))
            );
            prop_assert_eq!(
                typo(Sheet::parse(&groups.join(" "))),
                Some(SheetTypo::Groups(expected.clone()))
            );
            prop_assert_eq!(
                typo(Sheet::parse(&groups.concat())),
                Some(SheetTypo::Groups(expected))
            );
        }

        #[test]
        fn no_text_is_read_as_anything_but_its_own_digits(text in "[0-9 \\-–а]{0,70}|\\PC{0,120}") {
            if let Ok(read) = Sheet::parse(&text) {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(read.groups().concat(), digits);
            }
            let fields: Vec<&str> = text.split(' ').collect();
            if let Ok(read) = Sheet::from_groups(&fields) {
                prop_assert_eq!(read.groups().len(), fields.len());
            }
        }
    }

    #[test]
    fn spaces_dashes_and_no_marks_at_all_are_read_alike() {
        let bytes = *b"sixteen bytes of";
        let groups = sheet(bytes).groups();
        let halves = groups.each_ref().map(|group| format!("{} {}", &group[..3], &group[3..]));
        let spellings = [
            groups.concat(),
            groups.join(" "),
            groups.join("-"),
            groups.join(" – "),
            groups.join("\u{00a0}—\u{00a0}"),
            format!("  {}\n{}  ", groups[..4].join(" "), groups[4..].join(" ")),
            halves.join("  "),
        ];
        for spelling in spellings {
            assert_eq!(Sheet::parse(&spelling).ok().unwrap().expose(), &bytes, "{spelling}");
        }
        assert_eq!(Sheet::from_groups(&halves).ok().unwrap().expose(), &bytes);
    }

    #[test]
    fn too_few_and_too_many_digits_are_said_as_such() {
        let groups = sheet([7; 16]).groups();
        let length = |groups, digits| Some(SheetTypo::Length { groups, digits });
        assert_eq!(typo(Sheet::parse("")), length(0, 0));
        assert_eq!(typo(Sheet::parse(&groups[..7].join(" "))), length(7, 42));
        assert_eq!(typo(Sheet::parse(&format!("{}1", groups.concat()))), length(1, 49));
        assert_eq!(typo(Sheet::from_groups(&groups[..7])), length(7, 42));
        let mut short = groups.clone();
        short[3].pop();
        assert_eq!(typo(Sheet::parse(&short.join(" "))), Some(SheetTypo::Groups(vec![4])));
    }

    #[test]
    fn letters_that_look_like_digits_are_mistypings() {
        let mut groups = sheet([0; 16]).groups();
        groups[1] = "ОООООО".into();
        groups[6] = "٠٠٠٠٠٠".into();
        assert_eq!(typo(Sheet::from_groups(&groups[..])), Some(SheetTypo::Groups(vec![2, 7])));
    }

    #[test]
    fn swapped_groups_are_no_mistyping_but_another_sheet() {
        let one = sheet(*b"sixteen bytes of");
        let mut groups = one.groups();
        groups.swap(2, 5);
        let other = Sheet::from_groups(&groups[..]).ok().unwrap();
        assert_ne!(one.expose(), other.expose());
    }

    #[test]
    fn a_group_typed_back_is_compared_by_its_number_and_value() {
        let sheet = sheet(*b"sixteen bytes of");
        let groups = sheet.groups();
        assert!(sheet.group_is(1, &groups[0]) && sheet.group_is(8, &groups[7]));
        assert!(sheet.group_is(3, &format!(" {}-{} ", &groups[2][..3], &groups[2][3..])));
        assert!(!sheet.group_is(1, &groups[1]));
        assert!(!sheet.group_is(1, "") && !sheet.group_is(1, "1"));
        assert!(!sheet.group_is(0, &groups[0]) && !sheet.group_is(9, &groups[7]));
    }
}
