//! Passwords, kept as Argon2id (RFC 9106).

pub(super) mod breached;
mod common;

use anyhow::{Context, Result, anyhow};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::desk::guard::is_same;

/// Fewest characters of a password.
const CHARS_MIN: usize = 15;
/// Most characters of a password.
const CHARS_MAX: usize = 256;
/// Memory of one computation in KiB, and rounds over it.
const COST: (u32, u32) = (19 << 10, 2);
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// Returns true for a password that is long enough, and more than one thing repeated, the
/// account's name or what everybody takes.
pub(super) fn is_good(password: &str, name: &str) -> bool {
    let chars: Vec<char> = password.chars().collect();
    let mut kinds = chars.clone();
    kinds.sort_unstable();
    kinds.dedup();
    let runs = chars.windows(2).filter(|pair| match pair {
        [left, right] => u32::from(*right).abs_diff(u32::from(*left)) <= 1,
        _ => false,
    });
    let plain = password.to_lowercase();
    (CHARS_MIN..=CHARS_MAX).contains(&chars.len())
        && kinds.len() >= 6
        && runs.count() * 2 < chars.len()
        && !(name.chars().count() >= 4 && plain.contains(&name.to_lowercase()))
        && !plain.contains("password")
        && !common::is_made_of_pieces(password)
}

/// Returns what is kept of a password.
pub(super) fn hash(password: &str) -> Result<String> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).context("the system gives no randomness")?;
    let (memory, rounds) = COST;
    let hash = compute(password, &salt, memory, rounds)?;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Ok(format!("{memory}${rounds}${salt}${hash}"))
}

/// True when a password is the one that `kept` was made of.
pub(super) fn fits(password: &str, kept: &str) -> bool {
    let parts: Vec<&str> = kept.split('$').collect();
    let [memory, rounds, salt, hash] = parts.as_slice() else { return false };
    let (Ok(memory), Ok(rounds), Ok(salt)) =
        (memory.parse(), rounds.parse(), STANDARD_NO_PAD.decode(salt))
    else {
        return false;
    };
    let computed = compute(password, &salt, memory, rounds);
    computed.is_ok_and(|computed| is_same(&STANDARD_NO_PAD.encode(computed), hash))
}

fn compute(password: &str, salt: &[u8], memory: u32, rounds: u32) -> Result<[u8; HASH_BYTES]> {
    let wrong = |error: argon2::Error| anyhow!("cannot compute a password: {error}");
    let params = Params::new(memory, rounds, 1, Some(HASH_BYTES)).map_err(wrong)?;
    let mut hash = [0; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .map_err(wrong)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_as_something_else_and_recognised() {
        let kept = hash("four quiet harbours").unwrap();
        assert!(!kept.contains("harbour"));
        assert!(fits("four quiet harbours", &kept));
        assert!(!fits("four quiet harbour", &kept));
        assert_ne!(kept, hash("four quiet harbours").unwrap());
    }

    #[test]
    fn short_plain_and_telling_passwords_are_refused() {
        for (password, good) in [
            ("four quiet harbours", true),
            ("海边有四座安静的灯塔和一只船", false),
            ("海边有四座安静的灯塔和一只小木船在等", true),
            ("too short", false),
            ("aaaaaaaaaaaaaaaaaaaa", false),
            ("abcdefghijklmnopqrst", false),
            ("a password of mine", false),
            ("iloveyou-sunshine-2024", false),
            ("sunflower and more", false),
        ] {
            assert_eq!(is_good(password, "sunflower"), good, "{password}");
        }
    }
}
