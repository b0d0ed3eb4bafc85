//! What a cosigner signs (C2SP tlog-cosignature v1.1.0-rc.1).

use crate::checkpoint::Checkpoint;
use crate::key::Algorithm;

/// Domain of the messages that ML-DSA-44 signs.
const SUBTREE_LABEL: &[u8; 12] = b"subtree/v1\n\0";
/// Times are POSIX times that fit into a signed number.
const TIME_MAX: u64 = i64::MAX as u64;

/// Returns the bytes that a cosignature signs; None when the text is no checkpoint, or a name or
/// the time does not fit.
pub(crate) fn message(
    algorithm: Algorithm,
    cosigner: &str,
    text: &str,
    time: u64,
) -> Option<Vec<u8>> {
    if time > TIME_MAX {
        return None;
    }
    match algorithm {
        Algorithm::Ed25519 => Some(text.as_bytes().to_vec()),
        Algorithm::Ed25519Cosignature => {
            Checkpoint::parse(text).ok()?;
            Some(format!("cosignature/v1\ntime {time}\n{text}").into_bytes())
        }
        Algorithm::MlDsa44Cosignature => {
            subtree_message(cosigner, &Checkpoint::parse(text).ok()?, time)
        }
    }
}

/// The tree from its first leaf, as a `cosigned_message`; extension lines are not signed.
fn subtree_message(cosigner: &str, checkpoint: &Checkpoint, time: u64) -> Option<Vec<u8>> {
    let mut message = SUBTREE_LABEL.to_vec();
    push_short(&mut message, cosigner)?;
    message.extend(time.to_be_bytes());
    push_short(&mut message, &checkpoint.origin)?;
    message.extend(0_u64.to_be_bytes());
    message.extend(checkpoint.size.to_be_bytes());
    message.extend(checkpoint.root.0);
    Some(message)
}

/// Adds a text of 1 to 255 bytes behind its length.
fn push_short(message: &mut Vec<u8>, text: &str) -> Option<()> {
    let length = u8::try_from(text.len()).ok().filter(|length| *length > 0)?;
    message.push(length);
    message.extend(text.as_bytes());
    Some(())
}
