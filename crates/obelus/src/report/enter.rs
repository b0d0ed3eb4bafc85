//! Reports that come by telephone, on paper or by mail.
//!
//! They are sealed as all others are, and then taken in; who brought them gets a receipt too.

use std::process::ExitCode;

use intake::blob;
use intake::message::Kind;

use super::args::{Door, EnterArgs};
use super::arrivals::take_in;
use super::keys::open_desk;
use super::sealing::{Draft, new_receipt, read_body, seal, show_receipt};
use super::{Talk, rng};
use crate::failure::Failure;

/// Takes down a report.
pub(super) fn enter(args: &EnterArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    // Directive (EU) 2019/1937, Art. 18: consent before a record, and its correction after.
    if !args.agreed_and_read_back {
        return Err(talk.failure(
            "nothing is taken down without the reporter's agreement",
            "report-enter-consent-help",
        ));
    }
    let mut desk = open_desk(&args.desk)?;
    let body = read_body(&args.text)?;
    let receipt = new_receipt(args.words, talk);
    let keys = receipt.keys(&desk.channel.id());
    let draft = Draft {
        kind: Kind::Report,
        item: args.about.clone(),
        answers: &[],
        body: &body,
        attachments: &[],
        copies: &[],
        has_originals: false,
        identity: None,
    };
    let name = format!("{}-{}.obr", door_name(args.door), blob::new_name(&mut rng()));
    let output = desk.arrivals().join(name);
    seal(&draft, &desk.channel, &keys, &output, || show_receipt(&receipt, talk))?;
    take_in(&mut desk, talk)?;
    Ok(ExitCode::SUCCESS)
}

const fn door_name(door: Door) -> &'static str {
    match door {
        Door::Telephone => "telephone",
        Door::Paper => "paper",
        Door::Mail => "mail",
    }
}
