//! Secret bytes and the key of the journal.

use zeroize::{Zeroize, Zeroizing};

use super::bytes::push_hex;

/// The operating system gave no random bytes; nothing was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct NoRandomness;

/// `N` secret bytes, wiped on drop. They live on the heap, so moving the value moves a pointer
/// and leaves no copy on the stack. No Debug, no Clone, no Serialize: on purpose.
pub(super) struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    pub(super) fn zeroed() -> Self {
        Self(Box::new([0; N]))
    }

    pub(super) fn random() -> Result<Self, NoRandomness> {
        let mut secret = Self::zeroed();
        getrandom::fill(secret.expose_mut()).map_err(|_| NoRandomness)?;
        Ok(secret)
    }

    pub(super) fn copy_of(bytes: &[u8; N]) -> Self {
        let mut secret = Self::zeroed();
        secret.0.copy_from_slice(bytes);
        secret
    }

    pub(super) fn expose(&self) -> &[u8; N] {
        &self.0
    }

    pub(super) fn expose_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Public random bytes: salts and nonces.
pub(super) fn random_bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// The 256-bit key the journal is encrypted under. Never shown, never stored unsealed.
pub struct JournalKey(Secret<32>);

impl JournalKey {
    pub fn fresh() -> Result<Self, NoRandomness> {
        Secret::random().map(Self)
    }

    /// SQLCipher's spelling of a raw key, `x'64 hexadecimal digits'`, to be handed over as the
    /// value of `PRAGMA key`; given so, SQLCipher runs no key derivation of its own.
    pub fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 + 64 + 1));
        text.push_str("x'");
        push_hex(&mut text, self.0.expose());
        text.push('\'');
        text
    }

    /// The same as a whole statement, in memory that is wiped. The NUL at its end lets SQLite read it where it lies;
    /// without it, it would make a copy of its own.
    pub(crate) fn statement(&self) -> Zeroizing<String> {
        const BEGINS: &str = "PRAGMA key = \"x'";
        const ENDS: &str = "'\";\0";
        let mut text = Zeroizing::new(String::with_capacity(BEGINS.len() + 64 + ENDS.len()));
        text.push_str(BEGINS);
        push_hex(&mut text, self.0.expose());
        text.push_str(ENDS);
        text
    }

    /// As it stands in the journal's list of copies.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::copy_of(bytes))
    }

    /// For a second connection to the same file.
    pub(crate) fn again(&self) -> Self {
        Self::from_bytes(self.expose())
    }

    pub(super) fn from_secret(secret: Secret<32>) -> Self {
        Self(secret)
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::{JournalKey, Secret};

    #[test]
    fn the_pragma_text_is_sixty_four_digits_in_a_raw_literal() {
        let key = JournalKey::from_secret(Secret::copy_of(&[0xab; 32]));
        assert_eq!(*key.pragma(), format!("x'{}'", "ab".repeat(32)));
        assert_eq!(key.pragma().capacity(), 67, "the text never had to grow");
        let statement = key.statement();
        let said = statement.strip_prefix("PRAGMA key = \"").and_then(|rest| rest.strip_suffix("\";\0"));
        assert_eq!(said, Some(key.pragma().as_str()));
        assert_eq!(statement.capacity(), statement.len(), "nor had this one");
    }

    #[test]
    fn two_fresh_keys_differ() {
        let (one, other) = (JournalKey::fresh().unwrap(), JournalKey::fresh().unwrap());
        assert_ne!(one.expose(), other.expose());
        assert_ne!(one.expose(), &[0; 32]);
    }
}
