//! Who can open the journal.
//!
//! The journal is encrypted under a random [`JournalKey`] that nobody ever sees. A [`SlotFile`]
//! beside the database holds one [`Slot`] for every way in:
//!
//! ```text
//! password ─Argon2id─┐
//! device secret ─────┴─HKDF─▶ wrap key ─▶ private half ─HPKE─▶ journal key
//! one-time code ─Argon2id─HKDF─▶ wrap key ─▶ private half ─HPKE─▶ journal key
//! recovery sheet ─────────HKDF─▶ wrap key ─▶ private half ─HPKE─▶ journal key
//! ```
//!
//! Sealing needs only the public half, so a new key is handed to everybody without anyone's
//! password. Nothing here opens a database, shows a window or talks to the system's keyring:
//! the keyring comes in as a [`DeviceKeyring`].
//!
//! Randomness is the one thing this room takes for itself, straight from the operating system:
//! a key that came in as a value could be a key that somebody chose.

mod bytes;
mod code;
mod device;
mod file;
mod kdf;
mod secret;
mod sheet;
mod slot;
mod tries;
mod twins;

pub(crate) use bytes::{from_hex, to_hex};
pub use code::{CODE_GROUPS, OneTimeCode};
#[cfg(any(test, feature = "test-kdf"))]
pub use device::MemoryKeyring;
pub use device::{AnchorOf, DeviceKeyring, DeviceSecret, KeyringTrouble};
pub use file::{SLOT_FILE_FORMAT, SlotFile, SlotFileRefused};
pub use kdf::{Kdf, KdfCost, KdfPolicy};
pub use secret::{JournalKey, NoRandomness};
pub use sheet::{SHEET_GROUPS, Sheet, SheetTypo};
pub use slot::{
    NewSlot, Place, PublicHalf, SealError, Sealed, Slot, SlotKind, UnlockError, new_code_slot, new_password_slot,
    new_sheet_slot, seal_for,
};
pub use tries::{Door, read_tries, write_tries};
pub use twins::{FIRST_TWIN, FoundSlotFile, SECOND_TWIN, SlotFileTrouble, read_twins, write_twins};
pub(crate) use twins::{TwinStep, write_twins_telling};

#[cfg(test)]
mod tests;
