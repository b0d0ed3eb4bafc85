//! A recovery key on paper: split so that some of its shares give it back and fewer say nothing.
//!
//! Shamir's scheme over the field of 256 elements, byte by byte.
//! It is for the day on which every handler has lost a key; reporters are told that it exists.

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::age::{self, Identity};

const PREFIX: &str = "obelus-share-";
const SECRET_BYTES: usize = 32;
const CHECK_BYTES: usize = 4;

/// Why shares do not give a key back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Between two and as many as there are must be needed.
    #[error("a key is split into 2 to 16 shares, of which at least two are needed")]
    Numbers,
    /// A share is mistyped.
    #[error("share {0} is mistyped or incomplete")]
    Malformed(usize),
    /// Shares are of different keys, or the same one stands twice.
    #[error("these shares do not belong together, or one stands twice")]
    Mixed,
    /// There are too few.
    #[error("{needed} shares are needed, and these are {found}")]
    TooFew {
        /// How many are needed.
        needed: u8,
        /// How many there are.
        found: usize,
    },
}

/// Splits the identity into `count` shares of which `needed` give it back.
pub fn split(
    identity: &Identity,
    needed: u8,
    count: u8,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<Zeroizing<String>>, Error> {
    let Identity::Hybrid(secret) = identity else { return Err(Error::Numbers) };
    if !(2..=count).contains(&needed) || count > 16 {
        return Err(Error::Numbers);
    }
    let mut values = vec![Zeroizing::new(Vec::with_capacity(SECRET_BYTES)); usize::from(count)];
    for &byte in secret.iter() {
        let mut polynomial = Zeroizing::new(vec![0; usize::from(needed)]);
        rng.fill_bytes(&mut polynomial);
        if let Some(first) = polynomial.first_mut() {
            *first = byte;
        }
        for (place, value) in (1..=count).zip(&mut values) {
            value.push(evaluate(&polynomial, place));
        }
    }
    let check = check_of(secret.as_slice());
    let write = |(place, value): (u8, Zeroizing<Vec<u8>>)| {
        let bytes = Zeroizing::new([&[needed, place][..], &value, &check].concat());
        Zeroizing::new(age::encode_key(PREFIX, &bytes))
    };
    Ok((1..=count).zip(values).map(write).collect())
}

/// Gives the identity back.
pub fn join(shares: &[&str]) -> Result<Identity, Error> {
    let parsed: Result<Vec<Share>, Error> = shares
        .iter()
        .enumerate()
        .map(|(index, text)| Share::parse(text).ok_or(Error::Malformed(index + 1)))
        .collect();
    let shares = parsed?;
    let Some(first) = shares.first() else { return Err(Error::TooFew { needed: 2, found: 0 }) };
    let places: std::collections::BTreeSet<u8> = shares.iter().map(|share| share.place).collect();
    let is_same = |share: &Share| share.check == first.check && share.needed == first.needed;
    if !shares.iter().all(is_same) || places.len() != shares.len() {
        return Err(Error::Mixed);
    }
    if shares.len() < usize::from(first.needed) {
        return Err(Error::TooFew { needed: first.needed, found: shares.len() });
    }
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    for (index, byte) in secret.iter_mut().enumerate() {
        let points = shares.iter().map(|share| (share.place, share.value.get(index).copied()));
        let points: Vec<(u8, u8)> =
            points.map(|(place, value)| (place, value.unwrap_or_default())).collect();
        *byte = interpolate(&points);
    }
    if check_of(secret.as_slice()) == first.check {
        Ok(Identity::Hybrid(secret))
    } else {
        Err(Error::Mixed)
    }
}

struct Share {
    needed: u8,
    place: u8,
    value: Zeroizing<Vec<u8>>,
    check: [u8; CHECK_BYTES],
}

impl Share {
    fn parse(text: &str) -> Option<Self> {
        let (prefix, bytes) = age::decode_key(text.trim()).ok()?;
        let bytes = Zeroizing::new(bytes);
        let (&[needed, place], rest) = bytes.split_first_chunk::<2>()?;
        let (value, check) = rest.split_last_chunk::<CHECK_BYTES>()?;
        let is_ours = prefix == PREFIX && value.len() == SECRET_BYTES && place != 0 && needed > 1;
        let value = Zeroizing::new(value.to_vec());
        is_ours.then_some(Self { needed, place, value, check: *check })
    }
}

fn check_of(secret: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = Sha256::new().chain_update(b"obelus/share-check/v1").chain_update(secret);
    let hash: [u8; 32] = hash.finalize().into();
    *hash.first_chunk().expect("a digest has 32 bytes")
}

fn evaluate(polynomial: &[u8], place: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, &factor| multiply(sum, place) ^ factor)
}

/// The value at zero of the polynomial through these points (Lagrange).
fn interpolate(points: &[(u8, u8)]) -> u8 {
    points.iter().fold(0, |sum, &(place, value)| {
        let others = points.iter().map(|point| point.0).filter(|&other| other != place);
        let basis = others
            .fold(1, |product, other| multiply(product, multiply(other, inverse(other ^ place))));
        sum ^ multiply(value, basis)
    })
}

/// Multiplies modulo x⁸ + x⁴ + x³ + x + 1, in the same steps for all values.
fn multiply(mut left: u8, mut right: u8) -> u8 {
    let mut product = 0;
    for _ in 0..8 {
        product ^= left & 0_u8.wrapping_sub(right & 1);
        let carry = 0_u8.wrapping_sub(left >> 7);
        left = (left << 1) ^ (carry & 0x1b);
        right >>= 1;
    }
    product
}

/// The 254th power, which is the inverse of all but zero.
fn inverse(value: u8) -> u8 {
    let mut power = value;
    for _ in 0..6 {
        power = multiply(multiply(power, power), value);
    }
    multiply(power, power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counter;

    #[test]
    fn every_pair_of_three_shares_gives_the_key_back_and_none_alone() {
        let mut rng = Counter::default();
        let identity = Identity::generate(&mut rng);
        let shares = split(&identity, 2, 3, &mut rng).unwrap();
        for (one, other) in [(0, 1), (0, 2), (1, 2), (2, 0)] {
            assert_eq!(join(&[&shares[one], &shares[other]]), Ok(identity.clone()));
        }
        assert_eq!(join(&[&shares[0]]), Err(Error::TooFew { needed: 2, found: 1 }));
        assert_eq!(join(&[&shares[0], &shares[0]]), Err(Error::Mixed));
        let all: Vec<&str> = shares.iter().map(|share| share.as_str()).collect();
        assert_eq!(join(&all), Ok(identity));
    }

    #[test]
    fn shares_of_other_keys_and_mistyped_ones_are_told() {
        let mut rng = Counter::default();
        let one = split(&Identity::generate(&mut rng), 2, 3, &mut rng).unwrap();
        let other = split(&Identity::generate(&mut rng), 2, 3, &mut rng).unwrap();
        assert_eq!(join(&[&one[0], &other[1]]), Err(Error::Mixed));
        let mistyped = one[1].replace('q', "p");
        assert_eq!(join(&[&one[0], &mistyped]), Err(Error::Malformed(2)));
        for (needed, count) in [(1, 3), (4, 3), (0, 0), (2, 17)] {
            let split = split(&Identity::generate(&mut rng), needed, count, &mut rng);
            assert_eq!(split, Err(Error::Numbers));
        }
    }

    #[test]
    fn each_element_but_zero_has_an_inverse() {
        for value in 1..=255 {
            assert_eq!(multiply(value, inverse(value)), 1, "{value}");
        }
        // The worked example of FIPS 197, 4.2.
        assert_eq!(multiply(0x57, 0x83), 0xc1);
    }
}
