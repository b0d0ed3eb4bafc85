//! Padding: a length tells as little as it can.

/// Least length of a message in clear: every report of up to 4,000 characters looks the same, in
/// whatever script, since none takes more than four bytes.
pub const MESSAGE_BYTES_MIN: u64 = 20 << 10;
/// Least length of an attachment in clear.
pub const BLOB_BYTES_MIN: u64 = 4 << 10;

/// Returns the length that `bytes` are padded to: Padmé, at most 12 % more, at least `least`.
///
/// Padmé (Nikitin and others, "Reducing Metadata Leakage from Encrypted Files", 2019) keeps as many
/// leading bits of a length as its order of magnitude has bits.
pub const fn padded(bytes: u64, least: u64) -> u64 {
    let bytes = if bytes < least { least } else { bytes };
    if bytes < 2 {
        return bytes;
    }
    let magnitude = bytes.ilog2();
    let kept = magnitude.ilog2() + 1;
    let mask = (1_u64 << magnitude.saturating_sub(kept)) - 1;
    match bytes.checked_add(mask) {
        Some(sum) => sum & !mask,
        None => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::padded;

    #[test]
    fn lengths_grow_by_at_most_an_eighth() {
        let lengths = (0..5_000).chain((12..50).map(|power| (1_u64 << power) + 1));
        for bytes in lengths {
            let padded = padded(bytes, 0);
            assert!(padded >= bytes && (padded - bytes) * 100 <= bytes * 12, "{bytes}: {padded}");
        }
        assert_eq!(padded(u64::MAX, 0), u64::MAX);
    }

    #[test]
    fn few_lengths_remain() {
        let distinct: std::collections::BTreeSet<u64> =
            (1_u64 << 20..2 << 20).step_by(997).map(|bytes| padded(bytes, 0)).collect();
        assert!(distinct.len() <= 33, "{}", distinct.len());
        assert_eq!(padded(1, 4096), 4096);
        assert_eq!(padded(4097, 4096), 4352);
    }
}
