//! What handlers do: take in, read, answer, bring a case to its end, hand it over.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use detect::output::plain;
use intake::age::{self, Identity, Recipient};
use intake::blob;
use intake::case::{Deed, Detriment, Outcome, State};
use intake::container::{self, Bundle, Entry};
use intake::day;
use intake::delivery::{self, Proof};
use intake::message::{self, Header, Item, ItemKind, Kind, Message, Opened};
use intake::sign::PublicKey;

use super::args::{
    AssessArgs, CaseArgs, CloseArgs, DeskArgs, DestroyArgs, DetrimentArg, ExportArgs, MoveArgs,
    NextState, OpenArgs, OutcomeArg, SecondArgs, WriteArgs,
};
use super::desk::{Case, Desk, fault, recipient_of};
use super::keys::{load_card, load_from, open_desk};
use super::reporter::{shown, write_body};
use super::sealing::read_body;
use super::{Talk, rng, today};
use crate::failure::{FINDINGS, Failure};
use crate::files;

/// Takes in what has arrived, and lists the cases.
pub(super) fn inbox(args: &DeskArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut desk = open_desk(args)?;
    let is_all_taken = take_in(&mut desk, talk)?;
    let cases = desk.cases()?;
    if cases.is_empty() {
        talk.say("report-inbox-empty", &[])?;
    }
    for case in &cases {
        list_case(case, talk)?;
    }
    Ok(if is_all_taken { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn list_case(case: &Case, talk: &Talk<'_>) -> Result<(), Failure> {
    let record = &case.record;
    let begun = record.day_of(State::Received).map(day::write).unwrap_or_default();
    let state = match record.outcome() {
        _ if record.is_destroyed() => talk.text("state-destroyed", &[]),
        Some(outcome) => talk.text(&format!("outcome-{}", outcome.name()), &[]),
        None => talk.text(&format!("state-{}", record.state().name()), &[]),
    };
    let messages = record.count(|deed| matches!(deed, Deed::FollowedUp { .. })) + 1;
    let answers = record.count(|deed| matches!(deed, Deed::Replied { .. }));
    let values = [
        ("case", case.id.as_str().into()),
        ("day", begun.into()),
        ("state", state.into()),
        ("messages", messages.into()),
        ("answers", answers.into()),
    ];
    talk.say("report-case", &values)
}

/// Takes in every sealed report that this desk can open; true when none is left.
pub(super) fn take_in(desk: &mut Desk, talk: &Talk<'_>) -> Result<bool, Failure> {
    let secrets: Vec<Identity> =
        desk.epoch_secrets()?.into_iter().map(|(_, secret)| secret).collect();
    let mut is_all_taken = true;
    for path in files::list(&desk.arrivals())? {
        let file = ("file", shown(&path).into());
        match Arrival::open(&path, &secrets, desk).and_then(|arrival| arrival.keep(&path, desk)) {
            Ok(Kept::Case(id)) => {
                talk.say("report-taken-in", &[file, ("case", id.into())])?;
                files::remove(&path)?;
            }
            Ok(Kept::FollowUp(id)) => {
                talk.say("report-follow-up-taken-in", &[file, ("case", id.into())])?;
                files::remove(&path)?;
            }
            Ok(Kept::Already(id)) => {
                talk.say("report-there-already", &[file, ("case", id.into())])?;
                files::remove(&path)?;
            }
            Err(Failure::Usage { message, .. }) => {
                is_all_taken = false;
                talk.note("report-not-taken-in", &[file, ("reason", message.into())]);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(is_all_taken)
}

/// A sealed report that was opened, and not kept yet.
struct Arrival {
    opened: Opened,
    mailbox: String,
    sign: PublicKey,
}

/// What became of an arrival.
enum Kept {
    Case(String),
    FollowUp(String),
    /// A second copy.
    Already(String),
}

impl Arrival {
    fn open(path: &Path, secrets: &[Identity], desk: &Desk) -> Result<Self, Failure> {
        let sealed = super::sealing::sealed_message(path)?;
        let opened =
            message::open(secrets, &sealed).map_err(|error| Failure::usage(error.to_string()))?;
        let header = &opened.message.header;
        let malformed = |what: &str| Failure::usage(format!("the report is malformed: {what}"));
        let reply_to = header.reply_to.as_ref().ok_or_else(|| malformed("no mailbox"))?;
        let sign = PublicKey::parse(&reply_to.sign).ok_or_else(|| malformed("no key"))?;
        let is_hex = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hex(&reply_to.mailbox) {
            return Err(malformed("no mailbox"));
        }
        Recipient::parse(&reply_to.recipient).map_err(|_| malformed("no recipient"))?;
        let channel = desk.channel.id().to_string();
        let is_for_us = header.channel == channel
            && desk
                .channel
                .epochs
                .iter()
                .any(|epoch| opened.is_for(std::slice::from_ref(&epoch.recipient)));
        if !is_for_us {
            return Err(malformed("it is for another channel"));
        }
        if !opened.is_signed_by(&sign) {
            return Err(malformed("its signature does not hold"));
        }
        Ok(Self { mailbox: reply_to.mailbox.clone(), sign, opened })
    }

    /// Keeps it as a new case, or with the one that it follows.
    fn keep(self, path: &Path, desk: &Desk) -> Result<Kept, Failure> {
        let known =
            desk.cases()?.into_iter().find(|case| case.record.mailbox() == Some(&self.mailbox));
        match (known, self.opened.message.header.kind) {
            (Some(case), _) if case.record.has_message(&self.opened.digest) => {
                Ok(Kept::Already(case.id))
            }
            (Some(case), Kind::FollowUp) => self.keep_follow_up(path, desk, case),
            (None, Kind::Report) => self.keep_case(path, desk),
            (Some(_), _) => Err(Failure::usage("there is a case of this mailbox already")),
            (None, _) => Err(Failure::usage("it follows a report that has not arrived")),
        }
    }

    fn keep_case(self, path: &Path, desk: &Desk) -> Result<Kept, Failure> {
        let (mut case, secret) = desk.new_case()?;
        if let Err(error) = self.store(path, &case, &secret) {
            fs::remove_dir_all(&case.folder)?;
            return Err(error);
        }
        let header = &self.opened.message.header;
        let salt = header.salt.clone().unwrap_or_default();
        let deed = Deed::Received {
            mailbox: self.mailbox.clone(),
            message: self.opened.digest.clone(),
            door: door_of(path).to_owned(),
            leaf: delivery::leaf(&salt, &self.opened.digest, today()),
        };
        case.add(deed, &[&desk.handler.sign])?;
        desk.publish_case(&mut case)?;
        Ok(Kept::Case(case.id))
    }

    fn keep_follow_up(self, path: &Path, desk: &Desk, mut case: Case) -> Result<Kept, Failure> {
        let secret = desk.case_secret(&case)?;
        let first = first_message(&case, &secret)?;
        if reporter_key(&first)? != self.sign {
            return Err(Failure::usage("it is not signed by whoever wrote the report"));
        }
        self.store(path, &case, &secret)?;
        let deed = Deed::FollowedUp { message: self.opened.digest.clone() };
        case.add(deed, &[&desk.handler.sign])?;
        Ok(Kept::FollowUp(case.id))
    }

    /// Seals the message for the case, and puts its attachments there as they are.
    fn store(&self, path: &Path, case: &Case, secret: &Identity) -> Result<(), Failure> {
        let recipients = [recipient_of(secret)?];
        let sealed = self.opened.reseal(&recipients, &mut rng()).map_err(fault)?;
        let named: BTreeSet<&str> = self
            .opened
            .message
            .header
            .attachments
            .iter()
            .map(|attachment| attachment.blob.as_str())
            .collect();
        let mut found = BTreeSet::new();
        let input = File::open(path).map_err(|error| files::cannot("read", path, &error))?;
        container::read(input, |entry| {
            if let Entry::Blob { name, content, .. } = entry {
                if !named.contains(name.as_str()) {
                    return Err(container::Error::Malformed("a blob that no message names"));
                }
                copy_blob(content, &case.blob(&name))?;
                found.insert(name);
            }
            Ok(())
        })
        .map_err(|error| Failure::usage(error.to_string()))?;
        if found.len() != named.len() {
            return Err(Failure::usage("an attachment is missing in it"));
        }
        case.store(&sealed)
    }
}

/// Writes a sealed blob; one of an earlier try that was cut off is written anew.
fn copy_blob(content: &mut dyn io::Read, path: &Path) -> io::Result<()> {
    let mut out = File::create(path)?;
    io::copy(content, &mut out)?;
    out.sync_all()
}

/// The door stands before the first hyphen of a name: `web-….obr`, `telephone-….obr`.
fn door_of(path: &Path) -> &'static str {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let doors = ["web", "telephone", "paper", "mail"];
    let before = name.as_deref().and_then(|name| name.split('-').next()).unwrap_or_default();
    doors.into_iter().find(|door| *door == before).unwrap_or("file")
}

fn first_message(case: &Case, secret: &Identity) -> Result<Opened, Failure> {
    let first = case.messages(secret)?.into_iter().next();
    first.ok_or_else(|| Failure::usage(format!("the case `{}` has no message", case.id)))
}

fn reporter_key(first: &Opened) -> Result<PublicKey, Failure> {
    let reply_to = first.message.header.reply_to.as_ref();
    reply_to
        .and_then(|reply_to| PublicKey::parse(&reply_to.sign))
        .ok_or_else(|| Failure::usage("the first message has no key of its reporter"))
}

/// A case that someone works on: the desk, the case and its secret.
struct Work {
    desk: Desk,
    case: Case,
    secret: Identity,
}

impl Work {
    fn open(args: &CaseArgs) -> Result<Self, Failure> {
        let desk = open_desk(&args.desk)?;
        let case = desk.case(&args.case)?;
        if case.record.is_destroyed() {
            return Err(Failure::usage(format!("the case `{}` was destroyed", case.id)));
        }
        let secret = desk.case_secret(&case)?;
        Ok(Self { desk, case, secret })
    }

    fn add(&mut self, deed: Deed) -> Result<(), Failure> {
        self.case.add(deed, &[&self.desk.handler.sign])
    }

    /// Adds a deed that needs two persons.
    fn add_by_two(&mut self, deed: Deed, second: &SecondArgs) -> Result<(), Failure> {
        let Some(path) = &second.second_key else {
            return Err(Failure::usage("this needs two handlers")
                .help("the second one gives a key too: --second-key FILE"));
        };
        let other = load_from(path, second.second_passphrase_file.as_deref())?;
        if !self.desk.channel.handlers.iter().any(|card| card.sign == other.sign.public()) {
            return Err(Failure::usage(format!("`{}` is not a handler here", other.name)));
        }
        self.case.add(deed, &[&self.desk.handler.sign, &other.sign])
    }

    /// Seals a message of a handler for the case, stores it, and returns its digest.
    fn store(&self, kind: Kind, body: &str) -> Result<String, Failure> {
        let mut header = Header::new(kind, self.desk.channel.id().to_string(), today());
        header.by = Some(self.desk.handler.name.clone());
        let message = Message { header, body: body.to_owned() };
        let sealed = self.seal(&message, &[recipient_of(&self.secret)?])?;
        self.case.store(&sealed)?;
        Ok(intake::digest(&sealed))
    }

    fn seal(&self, message: &Message, recipients: &[Recipient]) -> Result<Vec<u8>, Failure> {
        let sealed = message.seal(recipients, &self.desk.handler.sign, &mut rng());
        sealed.map_err(|error| Failure::usage(error.to_string()))
    }

    /// Writes to the reporter; the first answer acknowledges the report and proves its delivery.
    fn answer(&mut self, body: &str) -> Result<PathBuf, Failure> {
        let first = first_message(&self.case, &self.secret)?;
        let report = &first.message.header;
        let Some(reply_to) = report.reply_to.clone() else {
            return Err(Failure::usage("the reporter left no mailbox"));
        };
        let recipient = Recipient::parse(&reply_to.recipient)
            .map_err(|error| Failure::usage(error.to_string()))?;
        let folder = self.desk.answers(&reply_to.mailbox);
        files::make_folder(&folder)?;
        let earlier = files::list(&folder)?;
        let place = u32::try_from(earlier.len() + 1).unwrap_or(u32::MAX);
        let mut header = Header::new(Kind::Reply, self.desk.channel.id().to_string(), today());
        header.seq = place;
        header.prev = match earlier.last() {
            Some(path) => Some(intake::digest(&files::read(path, message::SEALED_BYTES_MAX)?)),
            None => None,
        };
        let follow_ups = self.case.record.count(|deed| matches!(deed, Deed::FollowedUp { .. }));
        header.arrived = u32::try_from(follow_ups + 1).ok();
        header.by = Some(self.desk.handler.name.clone());
        header.delivery = self.proof(report.salt.as_deref().filter(|_| place == 1));
        header.reply_to = Some(reply_to);
        let message = Message { header, body: body.to_owned() };
        let sealed = self.seal(&message, &[recipient])?;
        self.store(Kind::Reply, body)?;
        let path = folder.join(format!("{place:04}.age"));
        files::write_new(&path, &sealed)?;
        self.add(Deed::Replied { message: intake::digest(&sealed) })?;
        if self.case.record.state() == State::Received {
            self.add(Deed::Moved { to: State::Acknowledged, outcome: None })?;
        }
        Ok(path)
    }

    fn proof(&self, salt: Option<&str>) -> Option<Proof> {
        let received = self.case.record.acts().first()?;
        let Deed::Received { message, .. } = &received.act else { return None };
        Some(Proof::new(salt?, message, received.day, &self.desk.handler))
    }
}

/// Shows a case.
pub(super) fn open(args: &OpenArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let messages = work.case.messages(&work.secret)?;
    let key = reporter_key(&first_message(&work.case, &work.secret)?)?;
    work.add(Deed::Opened)?;
    list_case(&work.case, talk)?;
    let signers = work.desk.channel.signers();
    let mut is_sound = true;
    for opened in &messages {
        let by_reporter = matches!(opened.message.header.kind, Kind::Report | Kind::FollowUp);
        let is_signed = match by_reporter {
            true => opened.is_signed_by(&key),
            false => signers.iter().any(|key| opened.is_signed_by(key)),
        };
        if !is_signed {
            is_sound = false;
            talk.note("report-message-forged", &[]);
            continue;
        }
        show_message(opened, talk)?;
    }
    if let Some(folder) = &args.save {
        save_attachments(&work.case, &messages, folder, talk)?;
    }
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

fn show_message(opened: &Opened, talk: &Talk<'_>) -> Result<(), Failure> {
    let header = &opened.message.header;
    let kind = match header.kind {
        Kind::Report => "report-kind-report",
        Kind::FollowUp => "report-kind-follow-up",
        Kind::Reply => "report-kind-reply",
        Kind::Note => "report-kind-note",
    };
    let by = header.by.clone().unwrap_or_else(|| talk.text("report-by-reporter", &[]));
    let values = [
        ("kind", talk.text(kind, &[]).into()),
        ("day", day::write(header.day).into()),
        ("by", plain(&by).into_owned().into()),
    ];
    talk.say("report-message", &values)?;
    if let Some(Item { kind, name }) = &header.item {
        let kind = match kind {
            ItemKind::File => "report-item-file",
            ItemKind::Page => "report-item-page",
            ItemKind::System => "report-item-system",
        };
        talk.say(kind, &[("name", plain(name).into_owned().into())])?;
    }
    for (question, answer) in &header.answers {
        let question = talk.text(&format!("report-question-{question}"), &[]);
        writeln!(io::stdout(), "  {question} {}", plain(answer))?;
    }
    for attachment in &header.attachments {
        let values = [
            ("name", plain(&attachment.name).into_owned().into()),
            ("bytes", attachment.size.into()),
        ];
        let id = match attachment.clean_of {
            Some(_) => "report-attachment-clean",
            None => "report-attachment",
        };
        talk.say(id, &values)?;
    }
    write_body(&opened.message.body)
}

/// Opens the attachments into a folder, under names that lead nowhere else.
fn save_attachments(
    case: &Case,
    messages: &[Opened],
    folder: &Path,
    talk: &Talk<'_>,
) -> Result<(), Failure> {
    files::make_folder(folder)?;
    let attachments = messages.iter().flat_map(|opened| &opened.message.header.attachments);
    for (index, attachment) in attachments.enumerate() {
        if !blob::is_name(&attachment.blob) {
            return Err(Failure::usage("an attachment has a name that is none"));
        }
        let path = folder.join(safe_name(index + 1, &attachment.name));
        let sealed = case.blob(&attachment.blob);
        let input = File::open(&sealed).map_err(|error| files::cannot("read", &sealed, &error))?;
        let pending = files::pending(&path)?;
        let out = io::BufWriter::new(pending.as_file());
        blob::open(attachment, input, out).map_err(|error| {
            Failure::usage(format!("cannot open the attachment `{}`: {error}", attachment.name))
        })?;
        files::publish_new(pending, &path)?;
        talk.say("report-saved", &[("file", shown(&path).into())])?;
    }
    talk.note("report-saved-care", &[]);
    Ok(())
}

/// A name that says what the file was called and cannot be a path, an option or a hidden file.
fn safe_name(place: usize, name: &str) -> String {
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let name: String =
        name.chars().map(|letter| if allowed(letter) { letter } else { '_' }).take(80).collect();
    format!("{place:02}-{name}")
}

/// Writes to the reporter.
pub(super) fn reply(args: &WriteArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let path = work.answer(&read_body(&args.text)?)?;
    talk.say("report-replied", &[("file", shown(&path).into())])?;
    Ok(ExitCode::SUCCESS)
}

/// Adds a note for the other handlers.
pub(super) fn note(args: &WriteArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let message = work.store(Kind::Note, &read_body(&args.text)?)?;
    work.add(Deed::Noted { message })?;
    talk.say("report-noted", &[])?;
    Ok(ExitCode::SUCCESS)
}

/// Brings a case to another state.
pub(super) fn advance(args: &MoveArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let to = match args.state {
        NextState::Acknowledged => State::Acknowledged,
        NextState::Triage => State::Triage,
        NextState::Working => State::Working,
        NextState::Action => State::Action,
        NextState::Referred => State::Referred,
    };
    work.add(Deed::Moved { to, outcome: None })?;
    list_case(&work.case, talk)?;
    if to == State::Action {
        talk.say("report-takedown", &[])?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Says how likely the reporter is to suffer.
pub(super) fn assess(args: &AssessArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let (detriment, advice) = match args.detriment {
        DetrimentArg::Unlikely => (Detriment::Unlikely, "report-assessed-unlikely"),
        DetrimentArg::Possible => (Detriment::Possible, "report-assessed-possible"),
        DetrimentArg::Likely => (Detriment::Likely, "report-assessed-likely"),
    };
    work.add(Deed::Assessed { detriment })?;
    talk.say(advice, &[])?;
    Ok(ExitCode::SUCCESS)
}

/// Closes a case.
pub(super) fn close(args: &CloseArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let outcome = match args.outcome {
        OutcomeArg::Substantiated => Outcome::Substantiated,
        OutcomeArg::PartlySubstantiated => Outcome::PartlySubstantiated,
        OutcomeArg::NotSubstantiated => Outcome::NotSubstantiated,
        OutcomeArg::OutOfScope => Outcome::OutOfScope,
        OutcomeArg::KnowinglyFalse => Outcome::KnowinglyFalse,
        OutcomeArg::Merged => Outcome::Merged,
    };
    let deed = Deed::Moved { to: State::Closed, outcome: Some(outcome) };
    let last_word = args.text.as_deref().map(read_body).transpose()?;
    match deed.signatures_needed() {
        1 => work.add(deed)?,
        _ => work.add_by_two(deed, &args.second)?,
    }
    if let Some(body) = last_word {
        let path = work.answer(&body)?;
        talk.say("report-replied", &[("file", shown(&path).into())])?;
    }
    list_case(&work.case, talk)?;
    Ok(ExitCode::SUCCESS)
}

/// Seals all of a case for someone else: messages in clear, attachments, the record.
pub(super) fn export(args: &ExportArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let recipients = [load_recipient(&args.to)?];
    let deed = Deed::Exported { to: message::digest_of(&recipients) };
    work.add_by_two(deed, &args.second)?;
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
    work.add_by_two(Deed::Destroyed, &args.second)?;
    files::remove(&work.case.folder.join("key.age"))?;
    for name in ["messages", "blobs"] {
        let folder = work.case.folder.join(name);
        fs::remove_dir_all(&folder).map_err(|error| files::cannot("remove", &folder, &error))?;
    }
    talk.say("report-destroyed", &[("case", work.case.id.as_str().into())])?;
    Ok(ExitCode::SUCCESS)
}
