//! Forms: tokens that are used once, and the work that stands for them where there is script.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use getrandom::SysRng;
use getrandom::rand_core::{Rng, UnwrapErr};
use sha2::{Digest, Sha256};

/// How long a form may lie open.
const TOKEN_TIME: Duration = Duration::from_secs(12 * 60 * 60);
/// Longest answer to the work of a token.
const ANSWER_BYTES_MAX: usize = 20;
/// Most forms that are open; beyond, the oldest is no longer taken.
const TOKENS_MAX: usize = 100_000;

/// Tokens of forms that were given out and not used yet; they stand for no person.
#[derive(Default)]
pub(super) struct Tokens(Mutex<Open>);

#[derive(Default)]
struct Open {
    by_age: BTreeMap<u64, (String, Instant)>,
    by_token: BTreeMap<String, u64>,
    next: u64,
}

impl Tokens {
    /// Gives a token out.
    pub(super) fn give(&self) -> String {
        let mut bytes = [0; 16];
        UnwrapErr(SysRng).fill_bytes(&mut bytes);
        let token = intake::hex(bytes);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while open.by_age.len() >= TOKENS_MAX {
            let Some((_, (oldest, _))) = open.by_age.pop_first() else { break };
            open.by_token.remove(&oldest);
        }
        let place = open.next;
        open.next += 1;
        open.by_age.insert(place, (token.clone(), Instant::now()));
        open.by_token.insert(token.clone(), place);
        token
    }

    /// Takes a token back; true when it was out, and not for too long.
    pub(super) fn take(&self, token: &str) -> bool {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let given = open.by_token.remove(token).and_then(|place| open.by_age.remove(&place));
        given.is_some_and(|(_, given)| given.elapsed() < TOKEN_TIME)
    }
}

/// Most work that may be asked for, in zero bits: minutes on a telephone.
pub const WORK_BITS_MAX: u8 = 24;

/// True when the digest of a token and an answer begins with so many zero bits.
///
/// It costs whoever sends many reports what it costs whoever sends one, and no address is looked at.
pub(super) fn is_worked(token: &str, answer: &str, bits: u8) -> bool {
    let hash = Sha256::new()
        .chain_update(b"obelus/effort/v1\0")
        .chain_update(token)
        .chain_update(b"\0")
        .chain_update(answer)
        .finalize();
    let zeros: u32 = match hash.iter().position(|&byte| byte != 0) {
        Some(place) => {
            let byte = hash.get(place).copied().unwrap_or_default();
            u32::try_from(place).unwrap_or(0) * 8 + byte.leading_zeros()
        }
        None => u32::MAX,
    };
    answer.len() <= ANSWER_BYTES_MAX && zeros >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_for_one_token() {
        let answer = (0_u32..).map(|number| number.to_string());
        let answer = answer.into_iter().find(|answer| is_worked("a", answer, 10)).unwrap();
        assert!(!is_worked("b", &answer, 10) && is_worked("b", &answer, 0));
        assert!(!is_worked("a", &"0".repeat(100), 0));
    }

    #[test]
    fn a_token_is_taken_once() {
        let tokens = Tokens::default();
        let token = tokens.give();
        assert!(tokens.take(&token));
        assert!(!tokens.take(&token) && !tokens.take("") && !tokens.take("00"));
    }

    #[test]
    fn open_forms_have_a_bound() {
        let tokens = Tokens::default();
        let first = tokens.give();
        for _ in 0..TOKENS_MAX {
            tokens.give();
        }
        assert!(!tokens.take(&first));
        assert_eq!(tokens.0.lock().unwrap().by_token.len(), TOKENS_MAX);
    }
}
