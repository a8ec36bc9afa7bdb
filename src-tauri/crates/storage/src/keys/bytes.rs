//! Bytes as they stand in the slot file, and bytes as they are bound into a cipher.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Exactly `N` public bytes, written as lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hex<const N: usize>(pub(super) [u8; N]);

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    push_hex(&mut text, bytes);
    text
}

/// Appends without growing a buffer that was reserved large enough, so that a secret written
/// this way leaves no older, shorter copy behind in freed memory.
pub(super) fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for nibble in [byte >> 4, byte & 0x0f] {
            text.push(char::from(match nibble {
                0..=9 => b'0' + nibble,
                _ => b'a' + nibble - 10,
            }));
        }
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        // Upper case is refused: one value has one spelling, so a check over text is a check
        // over values.
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_hex(&text).map(Hex).ok_or_else(|| D::Error::custom("not the expected hexadecimal"))
    }
}

/// Builds the canonical bytes that a cipher or a hash is bound to: every part carries its length,
/// so no two different lists of parts give the same bytes.
pub(super) struct Bound(Vec<u8>);

impl Bound {
    /// `purpose` keeps bytes made for one use from ever standing in for another.
    pub(super) fn to(purpose: &str) -> Self {
        Self(Vec::new()).with(purpose.as_bytes())
    }

    pub(super) fn with(mut self, part: &[u8]) -> Self {
        self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
        self.0.extend_from_slice(part);
        self
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, Hex};

    #[test]
    fn hexadecimal_comes_back_and_has_one_spelling() {
        let text = serde_json::to_string(&Hex([0x00, 0x9f, 0xa0, 0xff])).unwrap();
        assert_eq!(text, "\"009fa0ff\"");
        let back: Hex<4> = serde_json::from_str(&text).unwrap();
        assert_eq!(back.0, [0x00, 0x9f, 0xa0, 0xff]);
        for wrong in ["\"009FA0FF\"", "\"009fa0f\"", "\"009fa0\"", "\"009fa0ff00\"", "\"009fa0fg\""] {
            assert!(serde_json::from_str::<Hex<4>>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_boundary_between_parts_cannot_be_moved() {
        let one = Bound::to("p").with(b"ab").with(b"c");
        let other = Bound::to("p").with(b"a").with(b"bc");
        assert_ne!(one.bytes(), other.bytes());
        assert_ne!(Bound::to("p").with(b"").bytes(), Bound::to("p").bytes());
    }
}
