//! A keyring that outlives the process that used it: a folder of small files, written aside and renamed.

use std::path::{Path, PathBuf};

use desk::ports::{Anchor, AnchorOf, DeviceKeyring, DeviceSecret, KeyringTrouble};
use uuid::Uuid;

pub struct Ring(PathBuf);

impl Ring {
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    fn kept(&self, name: &str) -> Result<Option<Vec<u8>>, KeyringTrouble> {
        match std::fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(_) => Err(KeyringTrouble::Other("read")),
        }
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), KeyringTrouble> {
        let aside = self.0.join(format!("{name}.aside"));
        let written = std::fs::write(&aside, bytes).and_then(|()| std::fs::rename(&aside, self.0.join(name)));
        written.map_err(|_| KeyringTrouble::Other("write"))
    }
}

fn secret(id: Uuid) -> String {
    format!("secret-{id}")
}

fn anchor(of: AnchorOf) -> String {
    format!("anchor-{}-{}", of.journal, of.branch)
}

fn branch(journal: Uuid) -> String {
    format!("branch-{journal}")
}

impl DeviceKeyring for Ring {
    fn read(&self, id: Uuid) -> Result<Option<DeviceSecret>, KeyringTrouble> {
        let Some(bytes) = self.kept(&secret(id))? else { return Ok(None) };
        DeviceSecret::from_bytes(id, &bytes).map(Some).ok_or(KeyringTrouble::Other("length"))
    }

    fn write(&self, one: &DeviceSecret) -> Result<(), KeyringTrouble> {
        self.keep(&secret(one.id()), one.bytes())
    }

    fn remove(&self, id: Uuid) -> Result<(), KeyringTrouble> {
        match std::fs::remove_file(self.0.join(secret(id))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(KeyringTrouble::Other("remove")),
            _ => Ok(()),
        }
    }

    fn read_anchor(&self, of: AnchorOf) -> Result<Option<Anchor>, KeyringTrouble> {
        Ok(self.kept(&anchor(of))?.and_then(|bytes| Anchor::from_bytes(&bytes)))
    }

    fn write_anchor(&self, of: AnchorOf, end: &Anchor) -> Result<(), KeyringTrouble> {
        self.keep(&anchor(of), &end.to_bytes())
    }

    fn read_branch(&self, journal: Uuid) -> Result<Option<Uuid>, KeyringTrouble> {
        Ok(self.kept(&branch(journal))?.and_then(|bytes| Uuid::from_slice(&bytes).ok()))
    }

    fn write_branch(&self, of: AnchorOf) -> Result<(), KeyringTrouble> {
        self.keep(&branch(of.journal), of.branch.as_bytes())
    }
}
