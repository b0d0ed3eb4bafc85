//! A report or a follow-up on its way into one sealed file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use intake::blob;
use intake::channel::Channel;
use intake::container;
use intake::day;
use intake::delivery;
use intake::message::{self, Attachment, Header, Item, Kind, Message, ReplyTo};
use intake::receipt::{Receipt, ReporterKeys, WordList};

use super::args::Words;
use super::desk::recipient_of;
use super::{Talk, rng, today};
use crate::failure::Failure;
use crate::files;
use crate::messages::Language;

/// What someone wants to say.
pub(super) struct Draft<'a> {
    pub(super) kind: Kind,
    pub(super) item: Option<Item>,
    pub(super) answers: &'a [(String, String)],
    pub(super) body: &'a str,
    pub(super) attachments: &'a [PathBuf],
}

/// Reads what someone wants to say.
pub(super) fn read_body(path: &Path) -> Result<zeroize::Zeroizing<String>, Failure> {
    let body = files::read_text(path, message::BODY_BYTES_MAX as u64)?;
    if body.trim().is_empty() {
        return Err(Failure::usage(format!("`{}` is empty", path.display())));
    }
    // People put the words where they see a field (SecureDrop #6298).
    if Receipt::parse(&body).is_ok() {
        return Err(Failure::usage("the text is a receipt")
            .help("a receipt is for you alone; never send it"));
    }
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
    let Some(epoch) = channel.epoch_on(today()) else {
        let last = channel.in_use().last().map(|epoch| day::write(epoch.until));
        let message = format!(
            "the channel `{}` has no key for today; its last one ended on {}",
            channel.name,
            last.unwrap_or_else(|| "an unknown day".to_owned())
        );
        return Err(Failure::usage(message).help("get its newest channel file and seal again"));
    };
    let mut pending = files::pending(output)?;
    let mut writer = container::Writer::new(pending.as_file_mut());
    let mut header = Header::new(draft.kind, channel.id().to_string(), today());
    for path in draft.attachments {
        header.attachments.push(attach(path, &mut writer, output)?);
    }
    header.item.clone_from(&draft.item);
    header.answers = draft.answers.iter().cloned().collect::<BTreeMap<_, _>>();
    header.reply_to = Some(ReplyTo {
        mailbox: keys.mailbox.name(),
        recipient: recipient_of(&keys.seal)?.to_string(),
        sign: keys.sign.public().to_string(),
    });
    header.salt = Some(delivery::new_salt(&mut rng()));
    let message = Message { header, body: draft.body.to_owned() };
    let recipients = std::slice::from_ref(&epoch.recipient);
    let sealed = message
        .seal(recipients, &keys.sign, &mut rng())
        .map_err(|error| Failure::usage(error.to_string()))?;
    writer.finish(&sealed).map_err(|error| files::cannot("write", output, &error))?;
    confirm()?;
    files::publish_new(pending, output)
}

/// Seals a file beside the output, then puts it in: the archive wants lengths first.
fn attach<W: io::Write>(
    path: &Path,
    writer: &mut container::Writer<W>,
    output: &Path,
) -> Result<Attachment, Failure> {
    let input = File::open(path).map_err(|error| files::cannot("read", path, &error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let beside = files::pending(output)?;
    let out = io::BufWriter::new(beside.as_file());
    let (attachment, out) = blob::seal(&name.unwrap_or_default(), input, out, &mut rng())
        .map_err(|error| Failure::usage(format!("cannot seal `{}`: {error}", path.display())))?;
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
pub(super) fn read_proof(path: &Path) -> Result<delivery::Proof, Failure> {
    let text = files::read_text(path, 64 << 10)?;
    delivery::Proof::parse(&text)
        .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display())))
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
