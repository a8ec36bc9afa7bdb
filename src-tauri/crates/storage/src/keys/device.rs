//! The device secret and the port to the system's keyring.

use uuid::Uuid;

use super::secret::{NoRandomness, Secret};
use crate::audit::Anchor;

/// 32 random bytes that stay in the keyring of one PC. With it in the way, a copy of the
/// journal's folder alone resists any guessing of passwords.
pub struct DeviceSecret {
    id: Uuid,
    bytes: Secret<32>,
}

impl DeviceSecret {
    /// `id` stands openly in the slot file and names the secret in the keyring.
    pub fn fresh(id: Uuid) -> Result<Self, NoRandomness> {
        Ok(Self { id, bytes: Secret::random()? })
    }

    /// What the keyring gave back; nothing where the length is wrong.
    pub fn from_bytes(id: Uuid, bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.try_into().ok()?;
        Some(Self { id, bytes: Secret::copy_of(bytes) })
    }

    pub fn id(&self) -> Uuid {
        self.id
    }

    /// For the keyring only.
    pub fn bytes(&self) -> &[u8; 32] {
        self.bytes.expose()
    }
}

/// Why the keyring did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringTrouble {
    #[error("this system has no keyring")]
    Absent,
    #[error("the keyring is locked")]
    Locked,
    /// A short code without anything of the secret or the person.
    #[error("the keyring failed: {0}")]
    Other(&'static str),
}

/// The system's keyring, as much of it as the journal needs. The shell owns the real one.
pub trait DeviceKeyring: Send + Sync {
    /// Nothing where the keyring works but holds no secret under this id. A stored value of the
    /// wrong length is [`KeyringTrouble::Other`].
    fn read(&self, id: Uuid) -> Result<Option<DeviceSecret>, KeyringTrouble>;

    fn write(&self, secret: &DeviceSecret) -> Result<(), KeyringTrouble>;

    /// Removing what is not there is no error.
    fn remove(&self, id: Uuid) -> Result<(), KeyringTrouble>;

    /// Where the chain of this journal and branch ended when it was last written down. A stored value of the
    /// wrong length is [`KeyringTrouble::Other`].
    fn read_anchor(&self, of: AnchorOf) -> Result<Option<Anchor>, KeyringTrouble>;

    fn write_anchor(&self, of: AnchorOf, anchor: &Anchor) -> Result<(), KeyringTrouble>;

    /// The branch of this journal that was last worked with on this computer: a folder that was put aside and is put
    /// back has an anchor of its own that fits. A stored value of the wrong length is [`KeyringTrouble::Other`].
    fn read_branch(&self, journal: Uuid) -> Result<Option<Uuid>, KeyringTrouble>;

    fn write_branch(&self, of: AnchorOf) -> Result<(), KeyringTrouble>;
}

/// Which history an anchor belongs to: a restored journal begins a branch of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnchorOf {
    pub journal: Uuid,
    pub branch: Uuid,
}

/// A keyring that forgets with the process: for tests, where it can also be made to fail.
#[cfg(any(test, feature = "test-kdf"))]
#[derive(Default)]
pub struct MemoryKeyring {
    held: std::sync::Mutex<Held>,
}

#[cfg(any(test, feature = "test-kdf"))]
#[derive(Default)]
struct Held {
    secrets: std::collections::HashMap<Uuid, Secret<32>>,
    anchors: std::collections::HashMap<AnchorOf, Anchor>,
    branches: std::collections::HashMap<Uuid, Uuid>,
    trouble: Option<KeyringTrouble>,
}

#[cfg(any(test, feature = "test-kdf"))]
impl MemoryKeyring {
    /// From now on every call answers so, until `None` is given.
    pub fn fail_with(&self, trouble: Option<KeyringTrouble>) {
        self.held().trouble = trouble;
    }

    /// Another that knows the same, and goes its own way from now on.
    #[must_use]
    pub fn twin(&self) -> Self {
        let held = self.held();
        let secrets = held.secrets.iter().map(|(id, bytes)| (*id, Secret::copy_of(bytes.expose()))).collect();
        let copy =
            Held { secrets, anchors: held.anchors.clone(), branches: held.branches.clone(), trouble: held.trouble };
        drop(held);
        Self { held: std::sync::Mutex::new(copy) }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn answering(&self) -> Result<std::sync::MutexGuard<'_, Held>, KeyringTrouble> {
        let held = self.held();
        held.trouble.map_or(Ok(held), Err)
    }
}

#[cfg(any(test, feature = "test-kdf"))]
impl DeviceKeyring for MemoryKeyring {
    fn read(&self, id: Uuid) -> Result<Option<DeviceSecret>, KeyringTrouble> {
        let held = self.answering()?;
        Ok(held.secrets.get(&id).map(|bytes| DeviceSecret { id, bytes: Secret::copy_of(bytes.expose()) }))
    }

    fn write(&self, secret: &DeviceSecret) -> Result<(), KeyringTrouble> {
        self.answering()?.secrets.insert(secret.id, Secret::copy_of(secret.bytes()));
        Ok(())
    }

    fn remove(&self, id: Uuid) -> Result<(), KeyringTrouble> {
        self.answering()?.secrets.remove(&id);
        Ok(())
    }

    fn read_anchor(&self, of: AnchorOf) -> Result<Option<Anchor>, KeyringTrouble> {
        Ok(self.answering()?.anchors.get(&of).copied())
    }

    fn write_anchor(&self, of: AnchorOf, anchor: &Anchor) -> Result<(), KeyringTrouble> {
        self.answering()?.anchors.insert(of, *anchor);
        Ok(())
    }

    fn read_branch(&self, journal: Uuid) -> Result<Option<Uuid>, KeyringTrouble> {
        Ok(self.answering()?.branches.get(&journal).copied())
    }

    fn write_branch(&self, of: AnchorOf) -> Result<(), KeyringTrouble> {
        self.answering()?.branches.insert(of.journal, of.branch);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{DeviceKeyring, DeviceSecret, KeyringTrouble, MemoryKeyring};
    use uuid::Uuid;

    #[test]
    fn a_stored_value_of_the_wrong_length_is_no_secret() {
        let id = Uuid::from_u128(1);
        assert!(DeviceSecret::from_bytes(id, &[7; 31]).is_none());
        assert!(DeviceSecret::from_bytes(id, &[7; 33]).is_none());
        assert_eq!(DeviceSecret::from_bytes(id, &[7; 32]).unwrap().bytes(), &[7; 32]);
    }

    #[test]
    fn the_keyring_of_tests_keeps_forgets_and_fails_as_told() {
        let keyring = MemoryKeyring::default();
        let secret = DeviceSecret::fresh(Uuid::from_u128(1)).unwrap();
        keyring.write(&secret).unwrap();
        assert_eq!(keyring.read(secret.id()).unwrap().unwrap().bytes(), secret.bytes());
        assert!(keyring.read(Uuid::from_u128(2)).unwrap().is_none());
        keyring.fail_with(Some(KeyringTrouble::Locked));
        assert_eq!(keyring.read(secret.id()).err(), Some(KeyringTrouble::Locked));
        keyring.fail_with(None);
        keyring.remove(secret.id()).unwrap();
        assert!(keyring.read(secret.id()).unwrap().is_none());
    }
}
