//! What ends with a case leaving the desk, or being no more; both need two handlers.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use intake::age::{self, Recipient};
use intake::blob;
use intake::case::Deed;
use intake::container::Bundle;
use intake::message;

use super::args::{DestroyArgs, ExportArgs};
use super::desk::fault;
use super::handle::safe_name;
use super::keys::load_card;
use super::reporter::shown;
use super::work::Work;
use super::{Talk, rng};
use crate::failure::Failure;
use crate::files;

/// Seals all of a case for someone else: messages in clear, attachments, the record.
pub(super) fn export(args: &ExportArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let recipients = [load_recipient(&args.to)?];
    let deed = Deed::Exported { to: message::digest_of(&recipients) };
    if !work.add_by_two(deed, &args.second)? {
        return Ok(work.tell_proposed(talk));
    }
    let pending = files::pending(&args.output)?;
    let out = io::BufWriter::new(pending.as_file());
    let writer = age::encrypt(&recipients, out, &mut rng())
        .map_err(|error| Failure::usage(error.to_string()))?;
    let written = write_bundle(&work, Bundle::new(writer))?;
    written.finish().map_err(|error| files::cannot("write", &args.output, &error))?;
    files::publish_new(pending, &args.output)?;
    talk.say("report-exported", &[("file", shown(&args.output).into())])?;
    Ok(ExitCode::SUCCESS)
}

fn write_bundle<W: Write>(work: &Work, mut bundle: Bundle<W>) -> Result<W, Failure> {
    let cannot = |error: io::Error| Failure::usage(format!("cannot write the export: {error}"));
    let mut add =
        |name: &str, bytes: &[u8]| bundle.add(name, bytes.len() as u64, bytes).map_err(cannot);
    let record = files::read(&work.case.folder.join("acts.jsonl"), u64::from(u32::MAX))?;
    add("acts.jsonl", &record)?;
    let messages = work.case.messages(&work.secret)?;
    for (place, opened) in (1..).zip(&messages) {
        let header = serde_json::to_vec_pretty(&opened.message.header).map_err(fault)?;
        add(&format!("messages/{place:04}.json"), &header)?;
        add(&format!("messages/{place:04}.txt"), opened.message.body.as_bytes())?;
    }
    let attachments = messages.iter().flat_map(|opened| &opened.message.header.attachments);
    for (index, attachment) in attachments.enumerate() {
        let sealed = work.case.blob(&attachment.blob);
        let input = File::open(&sealed).map_err(|error| files::cannot("read", &sealed, &error))?;
        let name = format!("attachments/{}", safe_name(index + 1, &attachment.name));
        let opened =
            bundle.add_with(&name, attachment.size, |out| blob::open(attachment, input, out));
        opened.map_err(|error| {
            Failure::usage(format!("cannot open the attachment `{}`: {error}", attachment.name))
        })?;
    }
    bundle.finish().map_err(cannot)
}

/// Reads whom an export is for: a handler's card, or a recipient as age writes it.
fn load_recipient(path: &Path) -> Result<Recipient, Failure> {
    let text = files::read_text(path, 64 << 10)?;
    let line = text.lines().find(|line| line.starts_with("age1"));
    match line {
        Some(line) => Recipient::parse(line)
            .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display()))),
        None => load_card(path).map(|card| card.recipient),
    }
}

/// Destroys a case: its key goes, and with it all that was sealed for it.
pub(super) fn destroy(args: &DestroyArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    if !work.add_by_two(Deed::Destroyed, &args.second)? {
        return Ok(work.tell_proposed(talk));
    }
    files::remove(&work.case.folder.join("key.age"))?;
    for name in ["messages", "blobs"] {
        let folder = work.case.folder.join(name);
        fs::remove_dir_all(&folder).map_err(|error| files::cannot("remove", &folder, &error))?;
    }
    talk.say("report-destroyed", &[("case", work.case.id.as_str().into())])?;
    Ok(ExitCode::SUCCESS)
}
