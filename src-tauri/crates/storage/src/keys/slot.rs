//! One way into the journal: an X25519 pair whose private half is wrapped for one person's
//! secret, and the journal key sealed to its public half.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305};
use chrono::{DateTime, NaiveDate, Utc};
use hkdf::Hkdf;
use hpke::kem::X25519HkdfSha256;
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead as hpke_aead, kdf as hpke_kdf,
    single_shot_open_inout_detached, single_shot_seal_inout_detached,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::bytes::{Bound, Hex};
use super::code::OneTimeCode;
use super::device::{DeviceKeyring, DeviceSecret, KeyringTrouble};
use super::kdf::{Kdf, KdfCost, KdfPolicy, StretchError};
use super::secret::{JournalKey, NoRandomness, Secret, random_bytes};
use super::sheet::Sheet;

type PrivateHalf = <X25519HkdfSha256 as Kem>::PrivateKey;
type HpkeTag = hpke_aead::AeadTag<hpke_aead::ChaCha20Poly1305>;

/// Which journal, and which of its keys: the generation rises by one with every re-key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub journal: Uuid,
    pub generation: u64,
}

/// What a key was sealed for: the journal's of a generation, or that of one copy and of nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    Journal,
    Copy(Uuid),
}

/// How a slot is opened, with what is public about it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SlotKind {
    /// The password together with the secret in the keyring of one PC.
    PasswordDevice {
        device: Uuid,
        kdf: Kdf,
    },
    /// The password alone: only where the PC has no keyring and the head chose so.
    Password {
        kdf: Kdf,
    },
    /// A one-time code, good until a moment.
    Code {
        until: DateTime<Utc>,
        kdf: Kdf,
    },
    Sheet {
        number: u32,
        date: NaiveDate,
    },
}

impl SlotKind {
    fn name(&self) -> &'static str {
        match self {
            Self::PasswordDevice { .. } => "password_device",
            Self::Password { .. } => "password",
            Self::Code { .. } => "code",
            Self::Sheet { .. } => "sheet",
        }
    }

    fn bound_parts(&self) -> Vec<Vec<u8>> {
        let mut parts = vec![self.name().as_bytes().to_vec()];
        match self {
            Self::PasswordDevice { device, kdf } => {
                parts.push(device.as_bytes().to_vec());
                parts.extend(kdf.bound_parts());
            }
            Self::Password { kdf } => parts.extend(kdf.bound_parts()),
            Self::Code { until, kdf } => {
                parts.push(until.timestamp_millis().to_be_bytes().to_vec());
                parts.extend(kdf.bound_parts());
            }
            Self::Sheet { number, date } => {
                parts.push(number.to_be_bytes().to_vec());
                parts.push(date.to_string().into_bytes());
            }
        }
        parts
    }
}

/// The half of a slot's pair that anyone may see and that a key is sealed to. It stands in the
/// journal too and is taken from there when sealing: the slot file can be edited by anyone.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicHalf(Hex<32>);

impl PublicHalf {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Hex(bytes))
    }

    pub fn to_bytes(self) -> [u8; 32] {
        self.0.0
    }
}

/// The private half under XChaCha20-Poly1305.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Wrapped {
    nonce: Hex<24>,
    half: Hex<32>,
    tag: Hex<16>,
}

/// The journal key under HPKE: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305 (RFC 9180).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    encapped: Hex<32>,
    key: Hex<32>,
    tag: Hex<16>,
}

/// One way into the journal. Nothing in it is secret; it has no Debug because a label is what a
/// person chose to be called.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    kind: SlotKind,
    public: PublicHalf,
    wrapped: Wrapped,
    sealed: Sealed,
    /// SHA-256 over everything above but the label. It is no protection: it tells «this slot is
    /// damaged» from «this password is wrong», which the cipher alone answers alike.
    check: Hex<32>,
}

/// Where a new slot goes and what it is called on the cover.
pub struct NewSlot {
    pub place: Place,
    pub id: Uuid,
    /// Chosen by the person; a sheet is known by its number and date instead.
    pub label: Option<String>,
}

/// Why a slot was not made or a key not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    #[error("the cost of a password lies outside the bounds")]
    KdfRefused,
    #[error("not enough memory to work a password through")]
    OutOfMemory,
    /// The slot file's public half is not the one the journal knows.
    #[error("the slot's public half is not the journal's")]
    ForeignPublicHalf,
    /// No key can be sealed to these 32 bytes (a point of low order).
    #[error("not a public half")]
    BadPublicHalf,
}

/// Why the journal key did not come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    #[error("wrong password")]
    WrongPassword,
    /// All groups check, yet this is no sheet of this journal, or its groups are out of order.
    #[error("wrong recovery sheet")]
    WrongSheet,
    #[error("wrong one-time code")]
    WrongCode,
    #[error("the one-time code is outlived")]
    CodeOutlived,
    /// The keyring works and holds no device secret of this journal at all: the folder came from
    /// another PC, or this PC's keyring was emptied. The two cannot be told apart.
    #[error("the keyring holds no device secret of this journal")]
    OtherComputer,
    /// The keyring holds another device secret of this journal, but not this slot's.
    #[error("this slot's device secret is gone")]
    DeviceSecretLost,
    #[error("this system has no keyring")]
    KeyringAbsent,
    #[error("the keyring is locked")]
    KeyringLocked,
    #[error("the keyring failed: {0}")]
    KeyringFailed(&'static str),
    #[error("the slot is damaged")]
    SlotDamaged,
    #[error("no such slot")]
    UnknownSlot,
    /// The slot is of a kind that is opened otherwise.
    #[error("this slot is not opened this way")]
    OtherKind,
    #[error("the slot asks for a cost outside the bounds")]
    KdfRefused,
    #[error("not enough memory to work a password through")]
    OutOfMemory,
}

impl From<KeyringTrouble> for UnlockError {
    fn from(trouble: KeyringTrouble) -> Self {
        match trouble {
            KeyringTrouble::Absent => Self::KeyringAbsent,
            KeyringTrouble::Locked => Self::KeyringLocked,
            KeyringTrouble::Other(code) => Self::KeyringFailed(code),
        }
    }
}

impl From<StretchError> for UnlockError {
    fn from(error: StretchError) -> Self {
        match error {
            StretchError::Refused => Self::KdfRefused,
            StretchError::OutOfMemory => Self::OutOfMemory,
        }
    }
}

impl From<StretchError> for SealError {
    fn from(error: StretchError) -> Self {
        match error {
            StretchError::Refused => Self::KdfRefused,
            StretchError::OutOfMemory => Self::OutOfMemory,
        }
    }
}

/// A slot for one person: with a device secret where the PC has a keyring, without where the head
/// chose so. `password` is taken as [`Kdf`] describes; how long it must be is asked elsewhere.
pub fn new_password_slot(
    new: NewSlot,
    key: &JournalKey,
    password: &str,
    device: Option<&DeviceSecret>,
    cost: KdfCost,
    policy: &KdfPolicy,
) -> Result<Slot, SealError> {
    let kdf = Kdf::fresh(cost)?;
    let stretched = kdf.stretch(password, policy)?;
    let kind = match device {
        Some(device) => SlotKind::PasswordDevice { device: device.id(), kdf },
        None => SlotKind::Password { kdf },
    };
    let wrap_key = wrap_key(new.place, new.id, &kind, &password_material(&stretched, device))?;
    new_slot(new, kind, key, &wrap_key)
}

/// A slot for a recovery sheet. 128 random bits need no stretching.
pub fn new_sheet_slot(
    new: NewSlot,
    key: &JournalKey,
    sheet: &Sheet,
    number: u32,
    date: NaiveDate,
) -> Result<Slot, SealError> {
    let kind = SlotKind::Sheet { number, date };
    let wrap_key = wrap_key(new.place, new.id, &kind, sheet.expose())?;
    new_slot(new, kind, key, &wrap_key)
}

/// A slot for a one-time code. It needs no device secret: that may be what was lost.
pub fn new_code_slot(
    new: NewSlot,
    key: &JournalKey,
    code: &OneTimeCode,
    until: DateTime<Utc>,
    cost: KdfCost,
    policy: &KdfPolicy,
) -> Result<Slot, SealError> {
    let kdf = Kdf::fresh(cost)?;
    let stretched = kdf.stretch(&code.spelling(), policy)?;
    let kind = SlotKind::Code { until, kdf };
    let wrap_key = wrap_key(new.place, new.id, &kind, stretched.expose())?;
    new_slot(new, kind, key, &wrap_key)
}

/// Seals a journal key to a public half. Whoever holds the key needs nothing else for it.
pub fn seal_for(place: Place, slot: Uuid, public: &PublicHalf, key: &JournalKey) -> Result<Sealed, SealError> {
    seal(place, Opens::Journal, slot, public, key)
}

fn seal(place: Place, opens: Opens, slot: Uuid, public: &PublicHalf, key: &JournalKey) -> Result<Sealed, SealError> {
    let public =
        <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&public.to_bytes()).map_err(|_| SealError::BadPublicHalf)?;
    // The sealing draws its own random bytes and could only panic if there are none.
    random_bytes::<1>()?;
    let mut sealed = *key.expose();
    let (encapped, tag) =
        single_shot_seal_inout_detached::<hpke_aead::ChaCha20Poly1305, hpke_kdf::HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            seal_info(place, opens, slot).bytes(),
            InOutBuf::from(&mut sealed[..]),
            &[],
        )
        .map_err(|_| {
            sealed.zeroize();
            SealError::BadPublicHalf
        })?;
    Ok(Sealed { encapped: Hex(encapped.to_bytes().into()), key: Hex(sealed), tag: Hex(tag.to_bytes().into()) })
}

impl Slot {
    pub fn id(&self) -> Uuid {
        self.id
    }

    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// The label is words on the cover and bound to nothing, so changing it needs no secret.
    pub fn relabel(&mut self, label: Option<String>) {
        self.label = label;
    }

    pub fn kind(&self) -> &SlotKind {
        &self.kind
    }

    /// For the journal's own list, from which later sealings take it.
    pub fn public(&self) -> PublicHalf {
        self.public
    }

    /// The device secret this slot needs, if it needs one.
    pub fn device(&self) -> Option<Uuid> {
        match self.kind {
            SlotKind::PasswordDevice { device, .. } => Some(device),
            _ => None,
        }
    }

    /// Until when a one-time code is good.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        match self.kind {
            SlotKind::Code { until, .. } => Some(until),
            _ => None,
        }
    }

    /// The same way in for a new key: `public` is what the journal knows of this slot, and a slot
    /// file that says otherwise is refused.
    pub fn reseal(&self, place: Place, public: &PublicHalf, key: &JournalKey) -> Result<Self, SealError> {
        self.reseal_as(place, Opens::Journal, public, key)
    }

    pub(super) fn reseal_as(
        &self,
        place: Place,
        opens: Opens,
        public: &PublicHalf,
        key: &JournalKey,
    ) -> Result<Self, SealError> {
        if *public != self.public {
            return Err(SealError::ForeignPublicHalf);
        }
        let sealed = seal(place, opens, self.id, public, key)?;
        Ok(Self { sealed, ..self.clone() }.checked(place))
    }

    /// `known_here` says whether the keyring holds any other device secret of this journal; it is
    /// asked only where this slot's own is missing.
    pub(super) fn open_with_password(
        &self,
        place: Place,
        opens: Opens,
        password: &str,
        keyring: &dyn DeviceKeyring,
        known_here: impl FnOnce() -> Result<bool, KeyringTrouble>,
        policy: &KdfPolicy,
    ) -> Result<JournalKey, UnlockError> {
        self.assert_whole(place)?;
        let (kdf, device) = match &self.kind {
            SlotKind::PasswordDevice { device, kdf } => (kdf, Some(*device)),
            SlotKind::Password { kdf } => (kdf, None),
            SlotKind::Code { .. } | SlotKind::Sheet { .. } => return Err(UnlockError::OtherKind),
        };
        // The keyring first: what it lacks is answered at once, not after half a second.
        let secret = match device.map(|id| keyring.read(id)).transpose()? {
            Some(Some(secret)) => Some(secret),
            Some(None) if known_here()? => return Err(UnlockError::DeviceSecretLost),
            Some(None) => return Err(UnlockError::OtherComputer),
            None => None,
        };
        let stretched = kdf.stretch(password, policy)?;
        let material = password_material(&stretched, secret.as_ref());
        let wrap_key = wrap_key(place, self.id, &self.kind, &material)?;
        let half = self.unwrap_half(place, &wrap_key).ok_or(UnlockError::WrongPassword)?;
        self.unseal(place, opens, &half)
    }

    pub(super) fn open_with_sheet(&self, place: Place, opens: Opens, sheet: &Sheet) -> Result<JournalKey, UnlockError> {
        self.assert_whole(place)?;
        if !matches!(self.kind, SlotKind::Sheet { .. }) {
            return Err(UnlockError::OtherKind);
        }
        let wrap_key = wrap_key(place, self.id, &self.kind, sheet.expose())?;
        let half = self.unwrap_half(place, &wrap_key).ok_or(UnlockError::WrongSheet)?;
        self.unseal(place, opens, &half)
    }

    pub(super) fn open_with_code(
        &self,
        place: Place,
        code: &OneTimeCode,
        now: DateTime<Utc>,
        policy: &KdfPolicy,
    ) -> Result<JournalKey, UnlockError> {
        self.assert_whole(place)?;
        let SlotKind::Code { until, kdf } = &self.kind else { return Err(UnlockError::OtherKind) };
        if now >= *until {
            return Err(UnlockError::CodeOutlived);
        }
        let stretched = kdf.stretch(&code.spelling(), policy)?;
        let wrap_key = wrap_key(place, self.id, &self.kind, stretched.expose())?;
        let half = self.unwrap_half(place, &wrap_key).ok_or(UnlockError::WrongCode)?;
        self.unseal(place, Opens::Journal, &half)
    }

    fn assert_whole(&self, place: Place) -> Result<(), UnlockError> {
        if self.check == self.digest(place) { Ok(()) } else { Err(UnlockError::SlotDamaged) }
    }

    fn checked(mut self, place: Place) -> Self {
        self.check = self.digest(place);
        self
    }

    fn digest(&self, place: Place) -> Hex<32> {
        let bound = Bound::to("poryadok slot check v1")
            .with(wrap_bound(place, self.id, &self.kind, &self.public).bytes())
            .with(&self.wrapped.nonce.0)
            .with(&self.wrapped.half.0)
            .with(&self.wrapped.tag.0)
            .with(&place.generation.to_be_bytes())
            .with(&self.sealed.encapped.0)
            .with(&self.sealed.key.0)
            .with(&self.sealed.tag.0);
        Hex(Sha256::digest(bound.bytes()).into())
    }

    fn unwrap_half(&self, place: Place, wrap_key: &Secret<32>) -> Option<PrivateHalf> {
        let mut half = Secret::copy_of(&self.wrapped.half.0);
        XChaCha20Poly1305::new(wrap_key.expose().into())
            .decrypt_inout_detached(
                &self.wrapped.nonce.0.into(),
                wrap_bound(place, self.id, &self.kind, &self.public).bytes(),
                InOutBuf::from(&mut half.expose_mut()[..]),
                &self.wrapped.tag.0.into(),
            )
            .ok()?;
        PrivateHalf::from_bytes(half.expose()).ok()
    }

    /// The private half is right by now, so whatever fails here is the slot's fault.
    fn unseal(&self, place: Place, opens: Opens, half: &PrivateHalf) -> Result<JournalKey, UnlockError> {
        let encapped = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&self.sealed.encapped.0)
            .map_err(|_| UnlockError::SlotDamaged)?;
        let tag = HpkeTag::from_bytes(&self.sealed.tag.0).map_err(|_| UnlockError::SlotDamaged)?;
        let mut key = Secret::copy_of(&self.sealed.key.0);
        single_shot_open_inout_detached::<hpke_aead::ChaCha20Poly1305, hpke_kdf::HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            half,
            &encapped,
            seal_info(place, opens, self.id).bytes(),
            InOutBuf::from(&mut key.expose_mut()[..]),
            &[],
            &tag,
        )
        .map_err(|_| UnlockError::SlotDamaged)?;
        Ok(JournalKey::from_secret(key))
    }
}

fn new_slot(new: NewSlot, kind: SlotKind, key: &JournalKey, wrap_key: &Secret<32>) -> Result<Slot, SealError> {
    let NewSlot { place, id, label } = new;
    let (private, public) = X25519HkdfSha256::derive_keypair(Secret::<32>::random()?.expose());
    let public = PublicHalf(Hex(public.to_bytes().into()));
    let mut half = Secret::<32>::zeroed();
    private.write_exact(half.expose_mut());
    let nonce = random_bytes::<24>()?;
    let tag = XChaCha20Poly1305::new(wrap_key.expose().into())
        .encrypt_inout_detached(
            &nonce.into(),
            wrap_bound(place, id, &kind, &public).bytes(),
            InOutBuf::from(&mut half.expose_mut()[..]),
        )
        // The cipher refuses only texts beyond 256 GiB.
        .map_err(|_| SealError::OutOfMemory)?;
    let wrapped = Wrapped { nonce: Hex(nonce), half: Hex(*half.expose()), tag: Hex(tag.into()) };
    let sealed = seal_for(place, id, &public, key)?;
    Ok(Slot { id, label, kind, public, wrapped, sealed, check: Hex([0; 32]) }.checked(place))
}

/// Everything public about a slot that the wrapped half is bound to. The generation is not in it:
/// the wrapped half outlives a re-key.
fn wrap_bound(place: Place, slot: Uuid, kind: &SlotKind, public: &PublicHalf) -> Bound {
    let bound =
        Bound::to("poryadok slot v1").with(place.journal.as_bytes()).with(slot.as_bytes()).with(&public.to_bytes());
    kind.bound_parts().iter().fold(bound, |bound, part| bound.with(part))
}

fn seal_info(place: Place, opens: Opens, slot: Uuid) -> Bound {
    let info = match opens {
        Opens::Journal => Bound::to("poryadok journal key v1"),
        Opens::Copy(copy) => Bound::to("poryadok copy key v1").with(copy.as_bytes()),
    };
    info.with(place.journal.as_bytes()).with(slot.as_bytes()).with(&place.generation.to_be_bytes())
}

/// Argon2id's 32 bytes, then the device secret's 32 where there is one; the kind in
/// [`wrap_key`] keeps the two lengths apart.
fn password_material(stretched: &Secret<32>, device: Option<&DeviceSecret>) -> Zeroizing<Vec<u8>> {
    let mut material = Zeroizing::new(Vec::with_capacity(64));
    material.extend_from_slice(stretched.expose());
    if let Some(device) = device {
        material.extend_from_slice(device.bytes());
    }
    material
}

fn wrap_key(place: Place, slot: Uuid, kind: &SlotKind, material: &[u8]) -> Result<Secret<32>, StretchError> {
    let info = Bound::to("poryadok wrap key v1")
        .with(place.journal.as_bytes())
        .with(slot.as_bytes())
        .with(kind.name().as_bytes());
    let mut key = Secret::zeroed();
    // HKDF refuses only outputs beyond 255 hashes; 32 bytes are one.
    Hkdf::<Sha256>::new(None, material).expand(info.bytes(), key.expose_mut()).map_err(|_| StretchError::Refused)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{DeviceKeyring, MemoryKeyring};

    const POLICY: KdfPolicy = KdfPolicy::cheap();
    const PLACE: Place = Place { journal: Uuid::from_u128(0xa), generation: 1 };

    fn new(id: u128) -> NewSlot {
        NewSlot { place: PLACE, id: Uuid::from_u128(id), label: None }
    }

    fn password_slot(key: &JournalKey, id: u128, password: &str) -> Slot {
        let cost = KdfCost::calibrated(&POLICY);
        new_password_slot(new(id), key, password, None, cost, &POLICY).ok().unwrap()
    }

    fn date() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()
    }

    fn open(slot: &Slot, place: Place, password: &str) -> Result<JournalKey, UnlockError> {
        let keyring = MemoryKeyring::default();
        slot.open_with_password(place, Opens::Journal, password, &keyring, || Ok(false), &POLICY)
    }

    /// A change made by somebody who knows the format and mends the check, too.
    fn forged(slot: &Slot, change: impl FnOnce(&mut Slot)) -> Slot {
        let mut slot = slot.clone();
        change(&mut slot);
        slot.checked(PLACE)
    }

    #[test]
    fn a_change_without_the_check_mended_is_damage_and_not_a_wrong_password() {
        let slot = password_slot(&JournalKey::fresh().unwrap(), 1, "пароль");
        let changes: [fn(&mut Slot); 9] = [
            |slot| slot.id = Uuid::from_u128(2),
            |slot| slot.public.0.0[31] ^= 1,
            |slot| slot.wrapped.nonce.0[0] ^= 1,
            |slot| slot.wrapped.half.0[0] ^= 1,
            |slot| slot.wrapped.tag.0[15] ^= 1,
            |slot| slot.sealed.encapped.0[0] ^= 1,
            |slot| slot.sealed.key.0[0] ^= 1,
            |slot| slot.sealed.tag.0[0] ^= 1,
            |slot| slot.check.0[0] ^= 1,
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut slot = slot.clone();
            change(&mut slot);
            for password in ["пароль", "другой"] {
                let answer = open(&slot, PLACE, password).err();
                assert_eq!(answer, Some(UnlockError::SlotDamaged), "change {number}");
            }
        }
    }

    #[test]
    fn nothing_public_about_a_slot_can_be_exchanged_under_its_wrapped_half() {
        let key = JournalKey::fresh().unwrap();
        let slot = password_slot(&key, 1, "пароль");
        let other = password_slot(&key, 2, "пароль");
        let SlotKind::Password { kdf } = slot.kind else { panic!("a password slot") };
        let forgeries = [
            forged(&slot, |slot| slot.id = other.id),
            forged(&slot, |slot| slot.public = other.public),
            forged(&slot, |slot| slot.kind = other.kind),
            forged(&slot, |slot| slot.wrapped = other.wrapped.clone()),
            forged(&slot, |slot| {
                let mut cost = kdf.cost();
                cost.passes += 1;
                slot.kind = SlotKind::Password { kdf: kdf.at(cost) };
            }),
        ];
        for (number, forgery) in forgeries.iter().enumerate() {
            let answer = open(forgery, PLACE, "пароль").err();
            assert_eq!(answer, Some(UnlockError::WrongPassword), "forgery {number}");
        }
        // The same, unforged, opens: the check is not what refuses.
        assert!(open(&forged(&slot, |_| {}), PLACE, "пароль").is_ok());
    }

    #[test]
    fn a_slot_moved_to_another_journal_does_not_open() {
        let slot = password_slot(&JournalKey::fresh().unwrap(), 1, "пароль");
        let elsewhere = Place { journal: Uuid::from_u128(0xb), ..PLACE };
        let moved = slot.clone().checked(elsewhere);
        assert_eq!(open(&moved, elsewhere, "пароль").err(), Some(UnlockError::WrongPassword));
    }

    #[test]
    fn a_key_sealed_for_one_generation_or_slot_is_no_key_of_another() {
        let key = JournalKey::fresh().unwrap();
        let slot = password_slot(&key, 1, "пароль");
        let later = Place { generation: 2, ..PLACE };
        let passed_off = slot.clone().checked(later);
        assert_eq!(open(&passed_off, later, "пароль").err(), Some(UnlockError::SlotDamaged));
        let other = password_slot(&key, 2, "пароль");
        let crossed = forged(&slot, |slot| slot.sealed = other.sealed.clone());
        assert_eq!(open(&crossed, PLACE, "пароль").err(), Some(UnlockError::SlotDamaged));
    }

    #[test]
    fn a_device_slot_is_not_turned_into_a_plain_one() {
        let key = JournalKey::fresh().unwrap();
        let device = DeviceSecret::fresh(Uuid::from_u128(9)).unwrap();
        let cost = KdfCost::calibrated(&POLICY);
        let slot = new_password_slot(new(1), &key, "пароль", Some(&device), cost, &POLICY).ok().unwrap();
        let SlotKind::PasswordDevice { kdf, .. } = slot.kind else { panic!("a device slot") };
        let plain = forged(&slot, |slot| slot.kind = SlotKind::Password { kdf });
        assert_eq!(open(&plain, PLACE, "пароль").err(), Some(UnlockError::WrongPassword));
        // Pointing it at a secret the attacker put into the keyring does not help either.
        let planted = DeviceSecret::fresh(Uuid::from_u128(10)).unwrap();
        let keyring = MemoryKeyring::default();
        keyring.write(&planted).unwrap();
        let pointed = forged(&slot, |slot| {
            slot.kind = SlotKind::PasswordDevice { device: planted.id(), kdf };
        });
        let answer = pointed.open_with_password(PLACE, Opens::Journal, "пароль", &keyring, || Ok(false), &POLICY);
        assert_eq!(answer.err(), Some(UnlockError::WrongPassword));
    }

    #[test]
    fn a_sheet_slot_is_bound_to_its_number_and_date() {
        let key = JournalKey::fresh().unwrap();
        let sheet = Sheet::fresh().unwrap();
        let slot = new_sheet_slot(new(1), &key, &sheet, 1, date()).ok().unwrap();
        let renumbered = [
            SlotKind::Sheet { number: 2, date: date() },
            SlotKind::Sheet { number: 1, date: date().succ_opt().unwrap() },
        ];
        for kind in renumbered {
            let forgery = forged(&slot, |slot| slot.kind = kind);
            let answer = forgery.open_with_sheet(PLACE, Opens::Journal, &sheet).err();
            assert_eq!(answer, Some(UnlockError::WrongSheet));
        }
        assert!(slot.open_with_sheet(PLACE, Opens::Journal, &sheet).is_ok());
    }

    #[test]
    fn a_slot_that_asks_for_a_hostile_cost_is_refused_and_costs_nothing() {
        let key = JournalKey::fresh().unwrap();
        let slot = password_slot(&key, 1, "пароль");
        let SlotKind::Password { kdf } = slot.kind else { panic!("a password slot") };
        let hostile = [
            KdfCost { memory_kib: u32::MAX, passes: u32::MAX, lanes: 1 },
            KdfCost { memory_kib: 1, passes: 1, lanes: 1 },
            KdfCost { memory_kib: 8, passes: 0, lanes: 1 },
        ];
        for cost in hostile {
            let slot = forged(&slot, |slot| slot.kind = SlotKind::Password { kdf: kdf.at(cost) });
            assert_eq!(open(&slot, PLACE, "пароль").err(), Some(UnlockError::KdfRefused));
        }
        // What suffices in a test is too weak for a real journal, in making and in opening.
        let cheap = KdfCost::calibrated(&POLICY);
        let keyring = MemoryKeyring::default();
        let real = &KdfPolicy::REAL;
        let answer = slot.open_with_password(PLACE, Opens::Journal, "пароль", &keyring, || Ok(false), real);
        assert_eq!(answer.err(), Some(UnlockError::KdfRefused));
        let made = new_password_slot(new(1), &key, "пароль", None, cheap, real);
        assert_eq!(made.err(), Some(SealError::KdfRefused));
    }

    #[test]
    fn a_new_key_needs_only_the_public_half_the_journal_knows() {
        let old = JournalKey::fresh().unwrap();
        let slot = password_slot(&old, 1, "пароль");
        let fresh = JournalKey::fresh().unwrap();
        let later = Place { generation: 2, ..PLACE };
        let resealed = slot.reseal(later, &slot.public(), &fresh).ok().unwrap();
        let opened = open(&resealed, later, "пароль").ok().unwrap();
        assert_eq!(opened.expose(), fresh.expose());
        assert!(resealed.wrapped == slot.wrapped, "the password's part stays as it was");
        let foreign = password_slot(&old, 2, "чужой").public();
        let answer = slot.reseal(later, &foreign, &fresh).err();
        assert_eq!(answer, Some(SealError::ForeignPublicHalf));
    }

    #[test]
    fn no_key_is_sealed_to_a_point_of_low_order() {
        let key = JournalKey::fresh().unwrap();
        for half in [[0; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one
        }] {
            let answer = seal_for(PLACE, Uuid::nil(), &PublicHalf::from_bytes(half), &key);
            assert_eq!(answer.err(), Some(SealError::BadPublicHalf));
        }
    }

    #[test]
    fn a_code_opens_its_slot_until_its_hour_and_nothing_else_does() {
        let key = JournalKey::fresh().unwrap();
        let code = OneTimeCode::fresh().unwrap();
        let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let second = chrono::TimeDelta::seconds(1);
        let slot = new_code_slot(new(1), &key, &code, until, KdfCost::calibrated(&POLICY), &POLICY).ok().unwrap();
        let text = serde_json::to_string(&slot).unwrap();
        assert!(serde_json::from_str::<Slot>(&text).unwrap() == slot);
        let opened = slot.open_with_code(PLACE, &code, until - second, &POLICY).ok().unwrap();
        assert_eq!(opened.expose(), key.expose());
        let answer = |slot: &Slot, code: &OneTimeCode, now| slot.open_with_code(PLACE, code, now, &POLICY).err();
        assert_eq!(answer(&slot, &code, until), Some(UnlockError::CodeOutlived));
        let other = OneTimeCode::fresh().unwrap();
        assert_eq!(answer(&slot, &other, until - second), Some(UnlockError::WrongCode));
        assert_eq!(open(&slot, PLACE, &code.spelling()).err(), Some(UnlockError::OtherKind));
        let SlotKind::Code { kdf, .. } = slot.kind else { panic!("a code slot") };
        let longer = forged(&slot, |slot| slot.kind = SlotKind::Code { until: until + second, kdf });
        assert_eq!(answer(&longer, &code, until), Some(UnlockError::WrongCode), "its hour cannot be moved");
        let password = password_slot(&key, 2, "пароль");
        assert_eq!(answer(&password, &code, until), Some(UnlockError::OtherKind));
    }

    /// The ciphers above would refuse most changes twice over; this shows that the associated
    /// data alone names every public part.
    #[test]
    fn every_public_part_changes_what_the_wrapped_half_is_bound_to() {
        let slot = password_slot(&JournalKey::fresh().unwrap(), 1, "пароль");
        let SlotKind::Password { kdf } = slot.kind else { panic!("a password slot") };
        let cost = kdf.cost();
        let at = |memory_kib, passes, lanes| {
            let cost = KdfCost { memory_kib, passes, lanes };
            SlotKind::Password { kdf: kdf.at(cost) }
        };
        let until = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let sheet = |number, date| SlotKind::Sheet { number, date };
        let kinds = [
            slot.kind,
            at(cost.memory_kib + 1, cost.passes, cost.lanes),
            at(cost.memory_kib, cost.passes + 1, cost.lanes),
            at(cost.memory_kib, cost.passes, cost.lanes + 1),
            SlotKind::Password { kdf: Kdf::fresh(cost).unwrap() },
            SlotKind::PasswordDevice { device: Uuid::from_u128(1), kdf },
            SlotKind::PasswordDevice { device: Uuid::from_u128(2), kdf },
            SlotKind::Code { until: until(1), kdf },
            SlotKind::Code { until: until(2), kdf },
            sheet(1, date()),
            sheet(2, date()),
            sheet(1, date().succ_opt().unwrap()),
        ];
        let bound = |place, id, kind: &SlotKind, public| wrap_bound(place, id, kind, public).bytes().to_vec();
        let mut seen: Vec<Vec<u8>> = kinds.iter().map(|kind| bound(PLACE, slot.id, kind, &slot.public)).collect();
        let elsewhere = Place { journal: Uuid::from_u128(0xb), ..PLACE };
        seen.push(bound(elsewhere, slot.id, &slot.kind, &slot.public));
        seen.push(bound(PLACE, Uuid::from_u128(2), &slot.kind, &slot.public));
        seen.push(bound(PLACE, slot.id, &slot.kind, &PublicHalf::from_bytes([1; 32])));
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }
}
