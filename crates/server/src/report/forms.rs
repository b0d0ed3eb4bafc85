//! Forms: tokens that are used once, and the parts of a form that may be long.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use getrandom::SysRng;
use getrandom::rand_core::{Rng, UnwrapErr};

/// How long a form may lie open.
const TOKEN_TIME: Duration = Duration::from_secs(12 * 60 * 60);
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

#[cfg(test)]
mod tests {
    use super::*;

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
