//! From a typed password to 256 bits: Argon2id, its bounds, and how a password is read.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::bytes::Hex;
use super::secret::{NoRandomness, Secret, random_bytes};

const MIB: u32 = 1024;

/// What one guess costs. Memory is in KiB, as Argon2 counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfCost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl KdfCost {
    fn work(&self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// The cost at which one unlock takes about the policy's time on this PC: measures the floor
    /// once and scales it, which Argon2id allows because it is linear in memory and in passes.
    pub fn calibrated(policy: &KdfPolicy) -> Self {
        Self::calibrated_by(policy, |cost| {
            let begun = Instant::now();
            // A PC that cannot run even the floor is told so when the slot is made.
            let _ = stretch(b"calibration", &[0; 16], cost);
            begun.elapsed()
        })
    }

    /// As [`KdfCost::calibrated`], with the measuring given. Memory grows first, because it is
    /// what a guessing machine lacks, to four times the floor and no more: an office PC has other
    /// programs open.
    pub fn calibrated_by(policy: &KdfPolicy, measure: impl FnOnce(&Self) -> Duration) -> Self {
        let floor = policy.floor;
        if policy.target.is_zero() {
            return floor;
        }
        let measured = measure(&floor).max(Duration::from_millis(1));
        let times = policy.target.as_secs_f64() / measured.as_secs_f64();
        let memory_times = times.clamp(1.0, 4.0);
        let passes_times = (times / memory_times).max(1.0);
        let cost = Self {
            // Whole MiB; both casts saturate, and the bound below has the last word.
            memory_kib: (f64::from(floor.memory_kib) * memory_times) as u32 / MIB * MIB,
            passes: (f64::from(floor.passes) * passes_times) as u32,
            lanes: floor.lanes,
        };
        let passes = u64::from(cost.passes).min(policy.most_work / u64::from(cost.memory_kib));
        Self { passes: passes as u32, ..cost }
    }
}

/// What may be asked of the machine, and what must be. The parameters stand in a file anyone can
/// edit: weaker ones would make guessing cheap, absurd ones would hang the PC.
#[derive(Debug, Clone, Copy)]
pub struct KdfPolicy {
    floor: KdfCost,
    most_memory_kib: u32,
    /// KiB × passes.
    most_work: u64,
    target: Duration,
}

impl KdfPolicy {
    /// At least 64 MiB and 3 passes (more than OWASP's and near RFC 9106's second choice), at
    /// most 512 MiB and 4 GiB of memory filled in all: some ten seconds on a slow office PC.
    pub const REAL: Self = Self {
        floor: KdfCost { memory_kib: 64 * MIB, passes: 3, lanes: 1 },
        most_memory_kib: 512 * MIB,
        most_work: 4096 * MIB as u64,
        target: Duration::from_millis(500),
    };

    /// For tests, where a thousand unlocks must not take ten minutes. Protects nothing.
    #[cfg(any(test, feature = "test-kdf"))]
    pub const fn cheap() -> Self {
        Self {
            floor: KdfCost { memory_kib: 8, passes: 1, lanes: 1 },
            most_memory_kib: 64 * MIB,
            most_work: 256 * MIB as u64,
            target: Duration::ZERO,
        }
    }

    pub(super) fn allows(&self, cost: &KdfCost) -> bool {
        cost.memory_kib >= self.floor.memory_kib
            && cost.memory_kib <= self.most_memory_kib
            && cost.passes >= self.floor.passes
            && cost.lanes == self.floor.lanes
            && cost.work() <= self.most_work
    }
}

/// Named in the file so that another function can come one day, with another format number.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Function {
    #[serde(rename = "argon2id-v19")]
    Argon2id,
}

impl Function {
    fn name(self) -> &'static str {
        match self {
            Self::Argon2id => "argon2id-v19",
        }
    }
}

/// How one slot turns its password into bits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kdf {
    function: Function,
    #[serde(flatten)]
    cost: KdfCost,
    salt: Hex<16>,
}

/// Why no bits came out; the password plays no part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StretchError {
    Refused,
    OutOfMemory,
}

impl Kdf {
    pub(super) fn fresh(cost: KdfCost) -> Result<Self, NoRandomness> {
        Ok(Self { function: Function::Argon2id, cost, salt: Hex(random_bytes()?) })
    }

    pub fn cost(&self) -> KdfCost {
        self.cost
    }

    /// The same salt at another cost: what a forger would write.
    #[cfg(test)]
    pub(super) fn at(self, cost: KdfCost) -> Self {
        Self { cost, ..self }
    }

    /// Name, memory, passes, lanes, salt: what the wrapped half is bound to.
    pub(super) fn bound_parts(&self) -> [Vec<u8>; 5] {
        [
            self.function.name().as_bytes().to_vec(),
            self.cost.memory_kib.to_be_bytes().to_vec(),
            self.cost.passes.to_be_bytes().to_vec(),
            self.cost.lanes.to_be_bytes().to_vec(),
            self.salt.0.to_vec(),
        ]
    }

    /// One Argon2id. Refuses the file's parameters before spending anything on them.
    pub(super) fn stretch(&self, password: &str, policy: &KdfPolicy) -> Result<Secret<32>, StretchError> {
        if !policy.allows(&self.cost) {
            return Err(StretchError::Refused);
        }
        stretch(as_typed(password).as_bytes(), &self.salt.0, &self.cost)
    }
}

fn stretch(password: &[u8], salt: &[u8; 16], cost: &KdfCost) -> Result<Secret<32>, StretchError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| StretchError::Refused)?;
    // Our own memory, so that a PC without enough of it gets an answer, and so that the blocks,
    // from which the result could be read, are wiped.
    let mut memory = Vec::new();
    memory.try_reserve_exact(params.block_count()).map_err(|_| StretchError::OutOfMemory)?;
    memory.resize(params.block_count(), Block::default());
    let mut bits = Secret::zeroed();
    let filled = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        password,
        salt,
        bits.expose_mut(),
        &mut memory[..],
    );
    memory.iter_mut().for_each(Zeroize::zeroize);
    filled.map_err(|_| StretchError::Refused)?;
    Ok(bits)
}

/// A password as bytes, by the rule of RFC 8265 for passwords (OpaqueString): any kind of space
/// is a plain space, and letters are composed (NFC), because one keyboard writes «й» as one sign
/// and another as two. Case, spaces at the ends and everything else count as typed.
fn as_typed(password: &str) -> Zeroizing<String> {
    // NFC makes a text at most three times longer in UTF-8 (Unicode Annex 15), so this never
    // grows and leaves no copy behind.
    let mut text = Zeroizing::new(String::with_capacity(password.len() * 3));
    let plain = password.chars().map(|letter| match letter {
        '\u{00a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        other => other,
    });
    text.extend(plain.nfc());
    text
}

#[cfg(test)]
mod tests {
    use super::super::bytes::to_hex;
    use super::{Kdf, KdfCost, KdfPolicy, MIB, StretchError, as_typed, stretch};
    use std::time::Duration;

    fn cost(memory_kib: u32, passes: u32, lanes: u32) -> KdfCost {
        KdfCost { memory_kib, passes, lanes }
    }

    #[test]
    fn the_real_floor_is_sixty_four_mebibytes_and_three_passes() {
        let policy = KdfPolicy::REAL;
        assert!(policy.allows(&cost(65_536, 3, 1)));
        assert!(!policy.allows(&cost(65_535, 3, 1)));
        assert!(!policy.allows(&cost(65_536, 2, 1)));
        assert!(!policy.allows(&cost(65_536, 3, 0)));
        assert!(!policy.allows(&cost(65_536, 3, 2)));
    }

    #[test]
    fn absurd_parameters_are_refused_before_they_cost_anything() {
        let hostile = [
            cost(u32::MAX, 3, 1),
            cost(65_536, u32::MAX, 1),
            cost(513 * MIB, 3, 1),
            cost(512 * MIB, 9, 1),
            cost(u32::MAX, u32::MAX, u32::MAX),
            cost(0, 0, 0),
        ];
        for cost in hostile {
            let answer = Kdf::fresh(cost).unwrap().stretch("пароль", &KdfPolicy::REAL);
            assert_eq!(answer.err(), Some(StretchError::Refused), "{cost:?}");
        }
    }

    #[test]
    fn calibration_never_leaves_the_bounds_whatever_is_measured() {
        for micros in [0, 1, 10, 1_000, 50_000, 125_000, 250_000, 499_999, 500_000, 60_000_000] {
            let measured = Duration::from_micros(micros);
            let cost = KdfCost::calibrated_by(&KdfPolicy::REAL, |_| measured);
            assert!(KdfPolicy::REAL.allows(&cost), "{micros} µs gave {cost:?}");
            assert!(cost.memory_kib <= 256 * MIB, "{micros} µs gave {cost:?}");
        }
    }

    #[test]
    fn calibration_scales_memory_first_and_then_passes() {
        let at = |millis| KdfCost::calibrated_by(&KdfPolicy::REAL, |_| Duration::from_millis(millis));
        assert_eq!(at(900), cost(64 * MIB, 3, 1));
        assert_eq!(at(250), cost(128 * MIB, 3, 1));
        assert_eq!(at(125), cost(256 * MIB, 3, 1));
        assert_eq!(at(50), cost(256 * MIB, 7, 1));
    }

    #[test]
    fn the_function_is_argon2id_version_nineteen() {
        // Computed with the reference implementation in C, through argon2-cffi.
        let bits = stretch("Пароль".as_bytes(), b"somesaltsomesalt", &cost(64, 2, 1));
        assert_eq!(
            to_hex(bits.ok().unwrap().expose()),
            "1c475a43bf3bc5c141c28e83bf3e71777ecce0d54ebcec3e017775d4dfe6ec0b"
        );
    }

    #[test]
    fn one_password_typed_on_two_keyboards_is_one_password() {
        assert_eq!(*as_typed("\u{0438}\u{0306}од"), "\u{0439}од");
        assert_eq!(*as_typed("два\u{00a0}слова"), "два слова");
        assert_eq!(*as_typed("Ё ё  "), "Ё ё  ", "case and spaces count as typed");
        assert_ne!(*as_typed("ё"), *as_typed("е"));
    }

    #[test]
    fn a_normalised_password_never_outgrows_its_buffer() {
        // The worst known expansion under NFC: U+1D160, four bytes to twelve.
        let worst = "\u{1d160}".repeat(50);
        assert_eq!(as_typed(&worst).capacity(), worst.len() * 3);
    }
}
