//! Bech32 (BIP 173) without its limit of length, as age writes keys.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp, primitives::checksum::Checksum};

use super::Error;

/// The checksum of BIP 173; a hybrid recipient has 1,959 characters.
enum Long {}

impl Checksum for Long {
    type MidstateRepr = <Bech32 as Checksum>::MidstateRepr;
    type CorrectionField = <Bech32 as Checksum>::CorrectionField;
    const ROOT_GENERATOR: Self::CorrectionField = Bech32::ROOT_GENERATOR;
    const ROOT_EXPONENTS: core::ops::RangeInclusive<usize> = Bech32::ROOT_EXPONENTS;
    const CODE_LENGTH: usize = 4096;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [Self::MidstateRepr; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: Self::MidstateRepr = Bech32::TARGET_RESIDUE;
}

/// Encodes bytes in the case of the prefix.
pub(super) fn encode(prefix: &str, bytes: &[u8]) -> String {
    let hrp = Hrp::parse(prefix).expect("the prefixes are written above");
    let is_upper = prefix.contains(|c: char| c.is_ascii_uppercase());
    let encoded = match is_upper {
        true => bech32::encode_upper::<Long>(hrp, bytes),
        false => bech32::encode_lower::<Long>(hrp, bytes),
    };
    encoded.expect("no key is as long as the code")
}

/// Decodes a prefix and bytes.
pub(super) fn decode(text: &str) -> Result<(String, Vec<u8>), Error> {
    let checked = CheckedHrpstring::new::<Long>(text).map_err(|_| Error::Key)?;
    checked.validate_segwit_padding().map_err(|_| Error::Key)?;
    Ok((checked.hrp().to_string(), checked.byte_iter().collect()))
}
