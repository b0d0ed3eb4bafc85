//! What a handler signs of a bulletin for a ledger, where neither the case nor its record is known.
//!
//! Everyone signs the same statement, so that the one who proposes and the one who publishes need
//! not meet.

use intake::case::Deed;
use intake::handler::HandlerKey;
#[cfg(feature = "server")]
use ledger::VerifierKey;
use ledger::{Algorithm, SignerKey};
use review::statement::{Bulletin, Subject};
use review::{Statement, Step};

#[cfg(feature = "server")]
use super::args::SecondArgs;
use super::desk::{Desk, fault};
#[cfg(feature = "server")]
use super::work::Work;
use crate::failure::Failure;
#[cfg(feature = "server")]
use crate::ledger_command::Approved;

/// Returns the signature of who works at the desk, where a ledger will hold something of the deed.
pub(super) fn of(deed: &Deed, desk: &Desk) -> Result<Option<String>, Failure> {
    let Some(statement) = statement(deed, desk) else { return Ok(None) };
    Ok(Some(intake::hex(signature(&statement, &desk.handler)?)))
}

/// Gathers the approvals of a bulletin: of who publishes it, of the second person, and of those
/// who proposed it before.
#[cfg(feature = "server")]
pub(super) fn all(work: &Work, deed: &Deed, second: &SecondArgs) -> Result<Approved, Failure> {
    let Work { desk, case, .. } = work;
    let statement = statement(deed, desk).ok_or_else(|| fault("this is no bulletin"))?;
    let mut signers = vec![(desk.handler.card(), signature(&statement, &desk.handler)?)];
    if let Some(path) = &second.second_key {
        let other = work.second(path, second)?;
        signers.push((other.card(), signature(&statement, &other)?));
    }
    for (key, signature) in case.record.approvals(deed) {
        let is_new = signers.iter().all(|(card, _)| card.sign != key);
        let card = desk.channel.handlers.iter().find(|card| card.sign == key);
        if let Some(card) = card.filter(|_| is_new) {
            signers.push((card.clone(), signature.to_vec()));
        }
    }
    if signers.len() < deed.signatures_needed() {
        let count = signers.len();
        let message = format!("only {count} handler has approved this bulletin for the ledger");
        return Err(Failure::usage(message)
            .help("give the command again with `--second-key`, into a new file"));
    }
    let signatures = signers.into_iter().map(|(card, signature)| {
        let name = key_name(&card.name);
        let key = VerifierKey::new(&name, Algorithm::Ed25519, card.sign.as_bytes());
        Ok((key.map_err(fault)?, signature))
    });
    Ok(Approved { statement, signatures: signatures.collect::<Result<_, Failure>>()? })
}

fn statement(deed: &Deed, desk: &Desk) -> Option<Statement> {
    let Deed::Published { bulletin } = deed else { return None };
    let subject = vec![Subject::nameless(bulletin.clone())];
    Some(Statement {
        subject,
        step: Step::Bulletin(Bulletin { channel: desk.channel.id().to_string() }),
    })
}

fn signature(statement: &Statement, handler: &HandlerKey) -> Result<Vec<u8>, Failure> {
    let seed = *handler.sign.seed();
    let key = SignerKey::new(&key_name(&handler.name), Algorithm::Ed25519, seed).map_err(fault)?;
    Ok(key.sign(&statement.to_envelope().signed_bytes()))
}

/// The role of a handler as names of keys are written: without spaces and plus signs.
fn key_name(role: &str) -> String {
    role.replace(|character: char| character.is_whitespace() || character == '+', "-")
}
