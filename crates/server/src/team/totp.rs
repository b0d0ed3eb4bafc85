//! One-time passwords by time (RFC 6238), with SHA-1 and six digits, as authenticators expect.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::desk::guard::is_same;

/// Bytes of a secret: as long as the hash.
pub(super) const SECRET_BYTES: usize = 20;
/// Seconds for which a code stands.
const STEP_SECONDS: u64 = 30;
/// Steps that a clock may be off.
const STEPS_OFF: u64 = 1;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Returns the step of a code that is right now and newer than `last`, the last that was used.
pub(super) fn accepted(secret: &[u8], code: &str, now: u64, last: u64) -> Option<u64> {
    let code: String = code.chars().filter(|char| !char.is_whitespace()).collect();
    let step = now / STEP_SECONDS;
    let steps = step.saturating_sub(STEPS_OFF)..=step.saturating_add(STEPS_OFF);
    // Every step is computed, so that the time does not tell which was near.
    let fitting: Vec<u64> = steps.filter(|step| is_same(&digits(secret, *step), &code)).collect();
    fitting.into_iter().rfind(|step| *step > last)
}

/// Returns the six digits of a step.
pub(super) fn digits(secret: &[u8], step: u64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last().copied().unwrap_or_default() & 0xf);
    let word = hash.get(offset..offset + 4).unwrap_or_default();
    let number = word.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// Returns a secret as authenticators take it: Base 32 (RFC 4648).
pub(super) fn base32(secret: &[u8]) -> String {
    let mut text = String::new();
    for chunk in secret.chunks(5) {
        let bits = chunk.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let bits = bits << (8 * (5 - chunk.len()));
        let chars = (chunk.len() * 8).div_ceil(5);
        for at in 0..chars {
            let index = (bits >> (35 - 5 * at)) & 31;
            text.push(char::from(ALPHABET.get(index as usize).copied().unwrap_or(b'A')));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the vectors of RFC 6238, Appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_published_vectors_hold() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(digits(SECRET, seconds / STEP_SECONDS), code);
        }
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    }

    #[test]
    fn a_code_counts_once_and_for_a_minute_around_its_time() {
        assert_eq!(accepted(SECRET, "287 082", 59, 0), Some(1));
        assert_eq!(accepted(SECRET, "287082", 59, 1), None);
        assert_eq!(accepted(SECRET, "287082", 89, 0), Some(1));
        assert_eq!(accepted(SECRET, "287082", 120, 0), None);
        assert_eq!(accepted(SECRET, "000000", 59, 0), None);
    }
}
