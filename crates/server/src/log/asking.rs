//! Asking witnesses to sign our checkpoints, over HTTP with TLS or without.
//!
//! What is exchanged is signed on both sides; TLS keeps from the network that a log grew.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use ledger::{AddCheckpoint, Checkpoint, Note, Witness, accept_cosignatures};

use super::Prove;
use crate::outgoing;

/// Longest wait for a witness.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Longest answer that is read.
const ANSWER_BYTES_MAX: u64 = 1 << 20;

/// How a witness took a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It signed.
    Signed,
    /// It has seen a tree of this size, which is larger than ours: ours was set back.
    IsAhead(u64),
    /// It cannot be reached, or answers with something else.
    Silent(String),
    /// It refuses although it has seen no larger tree: it has seen another one.
    Refuses(String),
}

/// Asks a witness to sign `note`, from what it was last known to have seen.
///
/// `roots` are the root certificates of an address with https, instead of the system's.
pub fn ask_witness(
    witness: &Witness,
    roots: Option<&Path>,
    note: &mut Note,
    last_size: u64,
    prove: &Prove<'_>,
) -> Result<Asked> {
    let size = Checkpoint::parse(&note.text)?.size;
    let mut old_size = last_size.min(size);
    // A second time with the size that the witness names.
    for _ in 0..2 {
        let request = AddCheckpoint { old_size, proof: prove(old_size)?, checkpoint: note.clone() };
        let (status, body) = match post(witness, roots, &request.to_string()) {
            Ok(answer) => answer,
            Err(error) => return Ok(Asked::Silent(format!("{error:#}"))),
        };
        match status {
            200 => {
                let keys = std::slice::from_ref(&witness.key);
                return Ok(match accept_cosignatures(note, &body, keys) {
                    Ok(()) => Asked::Signed,
                    Err(error) => Asked::Silent(format!("its answer is not by its key: {error}")),
                });
            }
            409 => {
                let Ok(seen) = body.trim().parse::<u64>() else {
                    return Ok(Asked::Silent("its answer has no size".to_owned()));
                };
                if seen > size {
                    return Ok(Asked::IsAhead(seen));
                }
                if seen == old_size {
                    return Ok(another_tree(seen));
                }
                old_size = seen;
            }
            422 => return Ok(another_tree(old_size)),
            status => return Ok(Asked::Silent(format!("it answers {status}: {}", body.trim()))),
        }
    }
    Ok(Asked::Silent("it names another size each time".to_owned()))
}

fn another_tree(size: u64) -> Asked {
    Asked::Refuses(format!("it has seen another tree of {size} leaves"))
}

fn post(witness: &Witness, roots: Option<&Path>, body: &str) -> Result<(u16, String)> {
    let url = witness.url.as_deref().context("it has no address")?;
    let agent = outgoing::agent(url, roots, TIMEOUT)?;
    let url = format!("{}/add-checkpoint", url.trim_end_matches('/'));
    let mut answer = agent.post(&url).content_type("text/plain; charset=utf-8").send(body)?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string()?;
    Ok((status, text))
}
