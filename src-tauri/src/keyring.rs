//! The device secret and the history's anchors in the system's keyring: Secret Service on Linux, Credential
//! Manager on Windows.
//!
//! The store is opened anew for every call: the calls are few (one at an unlock), and a keyring that
//! was absent or broken a moment ago is found as soon as it is there, without a restart.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use desk::ports::{Anchor, AnchorOf, DeviceKeyring, DeviceSecret, KeyringTrouble};
use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use uuid::Uuid;
use zeroize::Zeroizing;

const SERVICE: &str = "poryadok";

/// A service that does not even open a session in this time is as good as absent.
const OPENING: Duration = Duration::from_secs(8);

/// The service may ask the person for the keyring's own password meanwhile.
const ANSWERING: Duration = Duration::from_secs(60);

/// The system's keyring.
pub struct SystemKeyring;

impl DeviceKeyring for SystemKeyring {
    fn read(&self, id: Uuid) -> Result<Option<DeviceSecret>, KeyringTrouble> {
        match kept(id.to_string())? {
            None => Ok(None),
            Some(bytes) => match DeviceSecret::from_bytes(id, &bytes) {
                Some(secret) => Ok(Some(secret)),
                None => Err(KeyringTrouble::Other("secret_length")),
            },
        }
    }

    fn write(&self, secret: &DeviceSecret) -> Result<(), KeyringTrouble> {
        let bytes = Zeroizing::new(secret.bytes().to_vec());
        ask(secret.id().to_string(), move |entry| entry.set_secret(&bytes))
    }

    fn remove(&self, id: Uuid) -> Result<(), KeyringTrouble> {
        ask(id.to_string(), |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            answer => answer,
        })
    }

    fn read_anchor(&self, of: AnchorOf) -> Result<Option<Anchor>, KeyringTrouble> {
        match kept(anchor_name(of))? {
            None => Ok(None),
            Some(bytes) => Anchor::from_bytes(&bytes).map(Some).ok_or(KeyringTrouble::Other("anchor_length")),
        }
    }

    fn write_anchor(&self, of: AnchorOf, anchor: &Anchor) -> Result<(), KeyringTrouble> {
        let bytes = anchor.to_bytes();
        ask(anchor_name(of), move |entry| entry.set_secret(&bytes))
    }

    fn read_branch(&self, journal: Uuid) -> Result<Option<Uuid>, KeyringTrouble> {
        match kept(branch_name(journal))? {
            None => Ok(None),
            Some(bytes) => Uuid::from_slice(&bytes).map(Some).map_err(|_| KeyringTrouble::Other("branch_length")),
        }
    }

    fn write_branch(&self, of: AnchorOf) -> Result<(), KeyringTrouble> {
        ask(branch_name(of.journal), move |entry| entry.set_secret(of.branch.as_bytes()))
    }
}

/// Ids only: nothing of the centre stands in the keyring's list.
fn anchor_name(of: AnchorOf) -> String {
    format!("anchor {} {}", of.journal, of.branch)
}

fn branch_name(journal: Uuid) -> String {
    format!("branch {journal}")
}

fn kept(name: String) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble> {
    ask(name, |entry| match entry.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(Error::NoEntry) => Ok(None),
        Err(trouble) => Err(trouble),
    })
}

/// Asks about one entry on a thread of its own, so that a silent service cannot hold the program.
/// A thread that was given up ends by itself when the service answers or goes.
fn ask<R: Send + 'static>(
    name: String,
    question: impl FnOnce(&Entry) -> Result<R, Error> + Send + 'static,
) -> Result<R, KeyringTrouble> {
    let (opened, opening) = mpsc::channel();
    let (answered, answering) = mpsc::channel();
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            let entry = open(&name);
            let usable = entry.is_ok();
            let _ = opened.send(usable);
            if let Ok(entry) = entry {
                let _ = answered.send(question(&entry));
            }
        })
        .map_err(|_| KeyringTrouble::Other("thread"))?;

    match opening.recv_timeout(OPENING) {
        Ok(true) => {}
        Ok(false) | Err(_) => return Err(KeyringTrouble::Absent),
    }
    match answering.recv_timeout(ANSWERING) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(trouble)) => Err(named(&trouble)),
        // Most likely the question for the keyring's password still stands on the screen.
        Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyringTrouble::Locked),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(KeyringTrouble::Other("fault")),
    }
}

fn open(name: &str) -> Result<Entry, Error> {
    let persistence = PERSISTENCE.iter().copied().collect();
    store()?.build(SERVICE, name, Some(&persistence))
}

#[cfg(target_os = "linux")]
fn store() -> Result<Arc<dyn CredentialStoreApi>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
#[cfg(target_os = "linux")]
const PERSISTENCE: [(&str, &str); 0] = [];

#[cfg(windows)]
fn store() -> Result<Arc<dyn CredentialStoreApi>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}
/// The store's own default travels with the person's profile to other computers.
#[cfg(windows)]
const PERSISTENCE: [(&str, &str); 1] = [("persistence", "Local")];

#[cfg(not(any(target_os = "linux", windows)))]
fn store() -> Result<Arc<dyn CredentialStoreApi>, Error> {
    Err(Error::NoDefaultStore)
}
#[cfg(not(any(target_os = "linux", windows)))]
const PERSISTENCE: [(&str, &str); 0] = [];

/// The kind of trouble only: the store's own words may quote what it holds.
fn named(trouble: &Error) -> KeyringTrouble {
    match trouble {
        // A locked collection, a dismissed question, or no collection at all.
        Error::NoStorageAccess(_) => KeyringTrouble::Locked,
        Error::PlatformFailure(_) => KeyringTrouble::Other("platform"),
        Error::BadDataFormat(..) | Error::BadEncoding(_) => KeyringTrouble::Other("format"),
        Error::Ambiguous(_) => KeyringTrouble::Other("ambiguous"),
        Error::NoDefaultStore => KeyringTrouble::Absent,
        _ => KeyringTrouble::Other("other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Needs a session bus with an unlocked keyring: `cargo xtask test` brings one, `windows-tests` the other store.
    #[test]
    #[ignore = "needs a real keyring"]
    fn a_secret_is_kept_replaced_and_removed() {
        let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
        let secret = |byte| DeviceSecret::from_bytes(id, &[byte; 32]).expect("32 bytes");
        let kept = || SystemKeyring.read(id).expect("the keyring answers").map(|secret| *secret.bytes());

        SystemKeyring.remove(id).expect("removing what is not there is no error");
        assert_eq!(kept(), None);
        SystemKeyring.write(&secret(7)).expect("written");
        assert_eq!(kept(), Some([7; 32]));
        SystemKeyring.write(&secret(9)).expect("replaced");
        assert_eq!(kept(), Some([9; 32]));
        SystemKeyring.remove(id).expect("removed");
        assert_eq!(kept(), None);
    }

    /// Needs a session bus with an unlocked keyring: `cargo xtask test` brings one, `windows-tests` the other store.
    #[test]
    #[ignore = "needs a real keyring"]
    fn an_anchor_is_kept_and_replaced_beside_those_of_other_branches() {
        let of = |branch| AnchorOf { journal: Uuid::from_u128(4), branch: Uuid::from_u128(branch) };
        let anchor = |length| Anchor { length, hash: [5; 32] };
        for length in [3, 12_345] {
            SystemKeyring.write_anchor(of(1), &anchor(length)).expect("written");
            assert_eq!(SystemKeyring.read_anchor(of(1)), Ok(Some(anchor(length))));
        }
        assert_eq!(SystemKeyring.read_anchor(of(2)), Ok(None));
        ask(anchor_name(of(1)), |entry| entry.delete_credential()).expect("removed");

        assert_eq!(SystemKeyring.read_branch(of(1).journal), Ok(None));
        for branch in [1, 2] {
            SystemKeyring.write_branch(of(branch)).expect("written");
            assert_eq!(SystemKeyring.read_branch(of(1).journal), Ok(Some(of(branch).branch)));
        }
        ask(branch_name(of(1).journal), |entry| entry.delete_credential()).expect("removed");
    }

    /// Needs a session bus with a keyring that nobody unlocked, and no display to ask on. The Credential Manager is open
    /// and there whenever somebody is at the computer.
    #[cfg(target_os = "linux")]
    #[test]
    #[ignore = "needs a locked keyring"]
    fn a_locked_keyring_is_not_taken_for_an_absent_one() {
        let secret = DeviceSecret::from_bytes(Uuid::from_u128(3), &[3; 32]).expect("32 bytes");
        assert!(matches!(SystemKeyring.write(&secret), Err(KeyringTrouble::Locked)));
    }

    /// Needs a session without a bus: `cargo xtask test` runs it so. The Credential Manager is open
    /// and there whenever somebody is at the computer.
    #[cfg(target_os = "linux")]
    #[test]
    #[ignore = "needs a session without a keyring"]
    fn no_service_is_said_to_be_absent() {
        let id = Uuid::from_u128(2);
        assert!(matches!(SystemKeyring.read(id), Err(KeyringTrouble::Absent)));
    }
}
