//! A report or a follow-up on its way into one sealed file.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use intake::blob;
use intake::channel::Channel;
use intake::container;
use intake::delivery;
use intake::message::{self, Attachment, Item, Kind};
use intake::receipt::{Receipt, ReporterKeys, WordList};
use intake::reporter;
use zeroize::Zeroizing;

use super::args::Words;
use super::copies::{self, Copy};
use super::{Talk, rng, today};
use crate::failure::Failure;
use crate::files;
use crate::messages::Language;

/// Longest proof of delivery; what a ledger adds is a path in its tree and what opens the entry.
const PROOF_BYTES_MAX: u64 = 64 << 10;

/// What someone wants to say, with the files beside it.
pub(super) struct Draft<'a> {
    pub(super) kind: Kind,
    pub(super) item: Option<Item>,
    pub(super) answers: &'a [(String, String)],
    pub(super) body: &'a str,
    pub(super) attachments: &'a [PathBuf],
    /// Cleaned copies of attachments.
    pub(super) copies: &'a [Copy],
    /// True when the attachments go along themselves.
    pub(super) has_originals: bool,
    /// Who the reporter is, for the custodian.
    pub(super) identity: Option<&'a str>,
}

/// Reads what someone wants to say.
pub(super) fn read_body(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let body = files::read_text(path, message::BODY_BYTES_MAX as u64)?;
    reporter::check_body(&body)
        .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display())))?;
    Ok(body)
}

/// Draws a receipt in the list that was asked for, or that of the messages.
pub(super) fn new_receipt(words: Option<Words>, talk: &Talk<'_>) -> Receipt {
    let list = match (words, talk.shell.messages.language) {
        (Some(Words::English), _) | (None, Language::English) => WordList::English,
        (Some(Words::Chinese), _) | (None, Language::Chinese) => WordList::Chinese,
    };
    Receipt::generate(list, &mut rng())
}

/// Seals the draft into `output`, which appears when `confirm` agrees.
pub(super) fn seal(
    draft: &Draft<'_>,
    channel: &Channel,
    keys: &ReporterKeys,
    output: &Path,
    confirm: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut pending = files::pending(output)?;
    let mut writer = container::Writer::new(pending.as_file_mut());
    let attachments = attach_all(draft, &mut writer, output)?;
    let draft = reporter::Draft {
        kind: draft.kind,
        item: draft.item.clone(),
        answers: draft.answers.iter().cloned().collect(),
        body: draft.body,
        attachments,
        identity: draft.identity,
    };
    let sealed = reporter::seal(draft, channel, keys, today(), &mut rng()).map_err(|error| {
        let failure = Failure::usage(error.to_string());
        match error {
            reporter::Error::NoKey(_) => failure.help("get its newest channel file and seal again"),
            _ => failure,
        }
    })?;
    writer.finish(&sealed).map_err(|error| files::cannot("write", output, &error))?;
    confirm()?;
    files::publish_new(pending, output)
}

/// Seals each file, and its cleaned copy after it.
fn attach_all<W: io::Write>(
    draft: &Draft<'_>,
    writer: &mut container::Writer<W>,
    output: &Path,
) -> Result<Vec<Attachment>, Failure> {
    let mut attachments = Vec::new();
    for path in draft.attachments {
        let mut original = None;
        if draft.has_originals {
            let input = File::open(path).map_err(|error| files::cannot("read", path, &error))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let attachment = attach(&name.unwrap_or_default(), input, writer, output)?;
            original = Some(attachment.blob.clone());
            attachments.push(attachment);
        }
        if let Some(copy) = copies::find(draft.copies, path) {
            let mut attachment = attach(&copy.name, copy.bytes.as_slice(), writer, output)?;
            attachment.clean_of = original;
            attachments.push(attachment);
        }
    }
    Ok(attachments)
}

/// Seals a file beside the output, then puts it in: the archive wants lengths first.
fn attach<W: io::Write>(
    name: &str,
    input: impl Read,
    writer: &mut container::Writer<W>,
    output: &Path,
) -> Result<Attachment, Failure> {
    let beside = files::pending(output)?;
    let out = io::BufWriter::new(beside.as_file());
    let (attachment, out) = blob::seal(name, input, out, &mut rng())
        .map_err(|error| Failure::usage(format!("cannot seal `{name}`: {error}")))?;
    drop(out);
    let mut sealed = beside.as_file();
    let bytes = sealed.metadata().and_then(|metadata| {
        sealed.rewind()?;
        Ok(metadata.len())
    });
    let added = bytes.and_then(|bytes| writer.blob(&attachment.blob, bytes, sealed));
    added.map_err(|error| files::cannot("write", output, &error))?;
    Ok(attachment)
}

/// Returns the keys of a receipt that a person types.
pub(super) fn ask_receipt(channel: &Channel, talk: &Talk<'_>) -> Result<ReporterKeys, Failure> {
    let line = talk.ask("report-ask-receipt", &[])?;
    let receipt =
        Receipt::parse(&line).map_err(|error| talk.failure(error, "report-receipt-help"))?;
    Ok(receipt.keys(&channel.id()))
}

/// Shows a receipt, and has two of its words typed back where a person can do that.
pub(super) fn show_receipt(receipt: &Receipt, talk: &Talk<'_>) -> Result<(), Failure> {
    talk.say("report-receipt", &[("words", receipt.to_text().as_str().into())])?;
    if !Talk::has_person() {
        return Ok(());
    }
    let words: Vec<&str> = receipt.words().collect();
    for place in [2, words.len()] {
        let expected = words.get(place - 1).copied().unwrap_or_default();
        let typed = talk.ask("report-ask-word", &[("place", place.into())])?;
        if !typed.trim().eq_ignore_ascii_case(expected) {
            return Err(talk.failure("this is not the word", "report-ask-word-help"));
        }
    }
    Ok(())
}

/// Reads a proof of delivery.
pub(super) fn read_proof(path: &Path, talk: &Talk<'_>) -> Result<delivery::Proof, Failure> {
    let text = files::read_text(path, PROOF_BYTES_MAX)?;
    delivery::Proof::parse(&text).map_err(|error| {
        talk.failure(format!("`{}`: {error}", path.display()), "report-proof-help")
    })
}

/// Returns the sealed message of a sealed report.
pub(super) fn sealed_message(path: &Path) -> Result<Vec<u8>, Failure> {
    let input = File::open(path).map_err(|error| files::cannot("read", path, &error))?;
    let mut message = Vec::new();
    container::read(input, |entry| {
        match entry {
            container::Entry::Message(sealed) => message = sealed,
            container::Entry::Blob { content, .. } => {
                io::copy(content, &mut io::sink()).map_err(container::Error::Io)?;
            }
        }
        Ok::<(), container::Error>(())
    })
    .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display())))?;
    Ok(message)
}
