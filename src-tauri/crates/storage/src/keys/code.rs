//! The one-time code: 80 random bits that a head gives to a person who forgot the password.

use zeroize::Zeroizing;

use super::secret::{NoRandomness, Secret};
use super::sheet::{SheetTypo, read_groups, spelled};

pub const CODE_GROUPS: usize = 5;
const BYTES: usize = CODE_GROUPS * 2;

/// Five groups of six digits by the sheet's convention: any keyboard layout types them, and every group checks
/// itself. Shown once, never stored.
pub struct OneTimeCode(Secret<BYTES>);

impl OneTimeCode {
    pub fn fresh() -> Result<Self, NoRandomness> {
        Secret::random().map(Self)
    }

    /// As typed into five fields.
    pub fn from_groups<S: AsRef<str>>(groups: &[S]) -> Result<Self, SheetTypo> {
        let mut secret = Secret::zeroed();
        read_groups(secret.expose_mut(), groups)?;
        Ok(Self(secret))
    }

    /// The five groups as they are told.
    pub fn groups(&self) -> Zeroizing<[String; CODE_GROUPS]> {
        spelled(self.0.expose())
    }

    /// One spelling, for stretching.
    pub(super) fn spelling(&self) -> Zeroizing<String> {
        let groups = self.groups();
        let mut text = Zeroizing::new(String::with_capacity(CODE_GROUPS * 6));
        groups.iter().for_each(|group| text.push_str(group));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighty_bits_are_told_in_five_groups_and_read_back() {
        let code = OneTimeCode::fresh().unwrap();
        let read = OneTimeCode::from_groups(&code.groups()[..]).ok().unwrap();
        assert_eq!(read.0.expose(), code.0.expose());
        assert_eq!(code.spelling().len(), 30);
        let mut slip = code.groups();
        slip[1] = "000001".into();
        assert_eq!(OneTimeCode::from_groups(&slip[..]).err(), Some(SheetTypo::Groups(vec![2])));
        let length = Some(SheetTypo::Length { groups: 4, digits: 24 });
        assert_eq!(OneTimeCode::from_groups(&code.groups()[..4]).err(), length);
    }
}
