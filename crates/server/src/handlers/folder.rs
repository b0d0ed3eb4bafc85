//! The folder of a channel, as `obelus report channel new` makes it, for those who hold no key.
//!
//! Files are read and added as they are, sealed; lines of a record are added when their signatures
//! and their place hold.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, anyhow};
use intake::blob;
use intake::case::{self, Deed, Record};
use intake::channel::{CHANNEL_BYTES_MAX, Channel};
use intake::clocks::Pack;
use intake::container::{self, Entry};
use intake::message::SEALED_BYTES_MAX;

/// Longest file of a sealed secret.
const SECRET_BYTES_MAX: u64 = 1 << 20;
/// Longest record of a case.
const RECORD_BYTES_MAX: u64 = 16 << 20;

/// The folder of a channel.
pub struct Desk {
    folder: PathBuf,
    /// Clocks that run for each case.
    pub(super) packs: Vec<Pack>,
    /// One at a time adds something.
    turn: Mutex<()>,
}

/// Why something was not done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such thing.
    Missing,
    /// It does not fit what is there, perhaps since someone else was quicker.
    Unfit,
    /// The machine failed.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A report that was made a case, or put to one.
pub(super) struct Taken {
    pub(super) case: String,
    /// The sealed key of a new case.
    pub(super) key: Option<Vec<u8>>,
    pub(super) message: Vec<u8>,
    pub(super) line: String,
    /// Attachments that the message names.
    pub(super) blobs: BTreeSet<String>,
}

/// Acts on a case, with what they are about.
pub(super) struct Acts {
    pub(super) lines: Vec<String>,
    /// A message for handlers alone.
    pub(super) message: Option<Vec<u8>>,
    /// An answer to the reporter, and its place.
    pub(super) answer: Option<(u32, Vec<u8>)>,
}

/// A case with everything in it, sealed.
pub(super) struct Case {
    pub(super) record: Record,
    pub(super) text: String,
    pub(super) key: Vec<u8>,
    pub(super) messages: Vec<Vec<u8>>,
    /// How many answers there are, and the digest of the last.
    pub(super) answers: usize,
    pub(super) last_answer: Option<String>,
}

impl Desk {
    /// Opens the folder of a channel.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn open(folder: &Path, packs: Vec<Pack>) -> Result<Self> {
        let desk = Self { folder: folder.to_owned(), packs, turn: Mutex::new(()) };
        desk.finish_interrupted()?;
        Ok(desk)
    }

    /// Does what a process that died after the record said `destroyed` has left.
    fn finish_interrupted(&self) -> Result<()> {
        for record in self.records()?.iter().filter(|record| record.is_destroyed()) {
            destroy(&self.folder.join("cases").join(&record.case))?;
        }
        Ok(())
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn channel_text(&self) -> Result<String> {
        let bytes = read(&self.folder.join("channel"), CHANNEL_BYTES_MAX as u64)?;
        String::from_utf8(bytes).context("the channel file is no text")
    }

    pub(super) fn channel(&self) -> Result<Channel> {
        let path = self.folder.join("channel");
        Channel::parse(&self.channel_text()?).with_context(|| format!("`{}`", path.display()))
    }

    /// The sealed secrets of the weeks that still have one.
    pub(super) fn epochs(&self) -> Result<Vec<Vec<u8>>> {
        let paths = list(&self.folder.join("epochs"))?;
        paths.iter().map(|path| Ok(read(path, SECRET_BYTES_MAX)?)).collect()
    }

    /// Names of the sealed reports that have arrived.
    pub(super) fn arrivals(&self) -> Result<Vec<String>> {
        Ok(list(&self.folder.join("in"))?.iter().map(|path| name_of(path)).collect())
    }

    /// The path of an arrival; names of anything else lead nowhere.
    fn arrival(&self, name: &str) -> Result<PathBuf, Refusal> {
        let found = list(&self.folder.join("in"))?.into_iter().find(|path| name_of(path) == name);
        found.ok_or(Refusal::Missing)
    }

    /// The sealed message of an arrival.
    pub(super) fn arrival_message(&self, name: &str) -> Result<Vec<u8>, Refusal> {
        let mut found = None;
        let unfit = |_: container::Error| Refusal::Unfit;
        container::read(File::open(self.arrival(name)?)?, |entry| {
            if let Entry::Message(message) = entry {
                found = Some(message);
            }
            Ok(())
        })
        .map_err(unfit)?;
        found.ok_or(Refusal::Unfit)
    }

    /// Every record, in the order of the cases' names.
    pub(super) fn records(&self) -> Result<Vec<Record>> {
        let signers = self.channel()?.signers();
        let paths = list(&self.folder.join("cases"))?;
        let read = |path: &PathBuf| {
            let id = name_of(path);
            let text = read_text(&path.join("acts.jsonl"))?;
            Record::parse(&id, &text, &signers).with_context(|| {
                format!("the record of the case `{id}` is not to be trusted: ask for a copy of it")
            })
        };
        paths.iter().map(read).collect()
    }

    fn case_folder(&self, id: &str) -> Result<PathBuf, Refusal> {
        let folder = self.folder.join("cases").join(id);
        if case::is_name(id) && folder.is_dir() { Ok(folder) } else { Err(Refusal::Missing) }
    }

    fn record(&self, id: &str) -> Result<(Record, String), Refusal> {
        let text = read_text(&self.case_folder(id)?.join("acts.jsonl"))?;
        let record = Record::parse(id, &text, &self.channel()?.signers());
        Ok((record.with_context(|| format!("the record of the case `{id}`"))?, text))
    }

    /// A case that was not destroyed.
    pub(super) fn case(&self, id: &str) -> Result<Case, Refusal> {
        let folder = self.case_folder(id)?;
        let (record, text) = self.record(id)?;
        if record.is_destroyed() {
            return Err(Refusal::Missing);
        }
        let messages = list(&folder.join("messages"))?;
        let messages: io::Result<Vec<Vec<u8>>> =
            messages.iter().map(|path| read(path, SEALED_BYTES_MAX)).collect();
        let answers = list(&self.answers(&record)?)?;
        let last_answer = answers.last().map(|path| read(path, SEALED_BYTES_MAX)).transpose()?;
        Ok(Case {
            key: read(&folder.join("key.age"), SECRET_BYTES_MAX)?,
            messages: messages?,
            answers: answers.len(),
            last_answer: last_answer.map(|sealed| intake::digest(&sealed)),
            record,
            text,
        })
    }

    /// A sealed attachment of a case.
    pub(super) fn blob(&self, id: &str, name: &str) -> Result<File, Refusal> {
        let path = blob_path(&self.case_folder(id)?, name);
        if !blob::is_name(name) || !path.is_file() {
            return Err(Refusal::Missing);
        }
        Ok(File::open(path)?)
    }

    fn answers(&self, record: &Record) -> Result<PathBuf> {
        let mailbox = record.mailbox().filter(|mailbox| is_mailbox(mailbox));
        let mailbox = mailbox.ok_or_else(|| anyhow!("a case has no mailbox"))?;
        Ok(self.folder.join("out").join(mailbox))
    }

    /// Makes a case of an arrival, or puts it to the one that it follows; the arrival is then gone.
    pub(super) fn take_in(&self, name: &str, taken: &Taken) -> Result<(), Refusal> {
        let _turn = self.turn();
        let arrival = self.arrival(name)?;
        let digest = intake::digest(&self.arrival_message(name)?);
        match &taken.key {
            Some(key) => self.add_case(&arrival, &digest, key, taken)?,
            None => self.add_follow_up(&arrival, &digest, taken)?,
        }
        Ok(fs::remove_file(arrival)?)
    }

    fn add_case(
        &self,
        arrival: &Path,
        digest: &str,
        key: &[u8],
        taken: &Taken,
    ) -> Result<(), Refusal> {
        let mut record = Record::new(&taken.case);
        let signers = self.channel()?.signers();
        record.extend(&taken.line, &signers).map_err(|_| Refusal::Unfit)?;
        let door = case::door_of(&name_of(arrival));
        let first = record.acts().first().map(|act| &act.act);
        let Some(Deed::Received { mailbox, message, door: said, .. }) = first else {
            return Err(Refusal::Unfit);
        };
        let is_known = self.records()?.iter().any(|record| record.mailbox() == Some(mailbox));
        let is_new = case::is_name(&taken.case) && self.case_folder(&taken.case).is_err();
        if is_known || !is_new || !is_mailbox(mailbox) || message != digest || said != door {
            return Err(Refusal::Unfit);
        }
        let cases = self.folder.join("cases");
        let folder = cases.join(format!(".new-{}", taken.case));
        for part in ["messages", "blobs"] {
            make_folder(&folder.join(part))?;
        }
        let kept = keep_blobs(arrival, &folder, &taken.blobs);
        if let Err(refusal) = kept {
            fs::remove_dir_all(&folder)?;
            return Err(refusal);
        }
        write_new(&folder.join("key.age"), key)?;
        add_message(&folder, &taken.message)?;
        append(&folder, std::slice::from_ref(&taken.line))?;
        // Before it has its name nobody sees it.
        fs::rename(&folder, cases.join(&taken.case))?;
        sync(&cases);
        Ok(())
    }

    fn add_follow_up(&self, arrival: &Path, digest: &str, taken: &Taken) -> Result<(), Refusal> {
        let (mut record, _) = self.record(&taken.case)?;
        // What was cut off after it was kept is only removed.
        if record.has_message(digest) {
            return Ok(());
        }
        let signers = self.channel()?.signers();
        record.extend(&taken.line, &signers).map_err(|_| Refusal::Unfit)?;
        match record.acts().last().map(|act| &act.act) {
            Some(Deed::FollowedUp { message }) if message == digest => {}
            _ => return Err(Refusal::Unfit),
        }
        let folder = self.case_folder(&taken.case)?;
        keep_blobs(arrival, &folder, &taken.blobs)?;
        add_message(&folder, &taken.message)?;
        Ok(append(&folder, std::slice::from_ref(&taken.line))?)
    }

    /// Adds acts to a case, with what they are about.
    pub(super) fn act(&self, id: &str, acts: &Acts) -> Result<(), Refusal> {
        let _turn = self.turn();
        let folder = self.case_folder(id)?;
        let (mut record, _) = self.record(id)?;
        let signers = self.channel()?.signers();
        let before = record.acts().len();
        for line in &acts.lines {
            record.extend(line, &signers).map_err(|_| Refusal::Unfit)?;
        }
        let deeds: Vec<&Deed> = record.acts().iter().skip(before).map(|act| &act.act).collect();
        if !fits(&deeds, acts) {
            return Err(Refusal::Unfit);
        }
        // First what may be refused: another answer may have its place already.
        if let Some((place, sealed)) = &acts.answer {
            let answers = self.answers(&record)?;
            make_folder(&answers)?;
            write_new(&answers.join(format!("{place:04}.age")), sealed)?;
        }
        if let Some(message) = &acts.message {
            add_message(&folder, message)?;
        }
        append(&folder, &acts.lines)?;
        if record.is_destroyed() {
            destroy(&folder)?;
        }
        Ok(())
    }
}

/// True when the acts are of those that are done here, and come with what they name.
fn fits(deeds: &[&Deed], acts: &Acts) -> bool {
    let digest = |bytes: &Vec<u8>| intake::digest(bytes);
    let kept = acts.message.as_ref().map(digest);
    let answered = acts.answer.as_ref().map(|(_, sealed)| digest(sealed));
    let named = |is_meant: fn(&Deed) -> Option<&String>| -> Vec<&String> {
        deeds.iter().filter_map(|deed| is_meant(deed)).collect()
    };
    let notes = named(|deed| match deed {
        Deed::Noted { message } => Some(message),
        _ => None,
    });
    let replies = named(|deed| match deed {
        Deed::Replied { message } => Some(message),
        _ => None,
    });
    let is_foreign = |deed: &&&Deed| {
        matches!(deed, Deed::Received { .. } | Deed::FollowedUp { .. } | Deed::Published { .. })
    };
    let has_what_it_names = match (notes.as_slice(), replies.as_slice()) {
        ([], []) => kept.is_none() && answered.is_none(),
        ([note], []) => kept.as_ref() == Some(note) && answered.is_none(),
        ([], [reply]) => kept.is_some() && answered.as_ref() == Some(reply),
        _ => false,
    };
    !deeds.is_empty() && !deeds.iter().any(|deed| is_foreign(&deed)) && has_what_it_names
}

/// Removes the key of a case, and all that was sealed for it, as far as it is still there.
fn destroy(folder: &Path) -> io::Result<()> {
    let gone = |removed: io::Result<()>| match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    gone(fs::remove_file(folder.join("key.age")))?;
    for part in ["messages", "blobs"] {
        gone(fs::remove_dir_all(folder.join(part)))?;
    }
    sync(folder);
    Ok(())
}

/// Copies the attachments of an arrival, which must be those that its message names.
fn keep_blobs(arrival: &Path, folder: &Path, named: &BTreeSet<String>) -> Result<(), Refusal> {
    let mut found = BTreeSet::new();
    container::read(File::open(arrival)?, |entry| -> Result<(), container::Error> {
        if let Entry::Blob { name, content, .. } = entry {
            if !named.contains(&name) {
                return Err(container::Error::Malformed("a blob that no message names"));
            }
            let mut out = File::create(blob_path(folder, &name))?;
            io::copy(content, &mut out)?;
            out.sync_all()?;
            found.insert(name);
        }
        Ok(())
    })
    .map_err(|error| match error {
        container::Error::Io(error) => Refusal::Failed(error.into()),
        container::Error::Malformed(_) => Refusal::Unfit,
    })?;
    if found.len() == named.len() { Ok(()) } else { Err(Refusal::Unfit) }
}

fn is_mailbox(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn blob_path(folder: &Path, name: &str) -> PathBuf {
    folder.join("blobs").join(format!("{name}.age"))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Returns the paths in a folder in their order, without those that are still being written.
fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let paths: io::Result<Vec<PathBuf>> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths?;
    paths.retain(|path| !name_of(path).starts_with('.'));
    paths.sort();
    Ok(paths)
}

fn read(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    let is_long = bytes.len() as u64 > bytes_max;
    if is_long { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn read_text(path: &Path) -> io::Result<String> {
    let bytes = read(path, RECORD_BYTES_MAX)?;
    String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// Writes a file that must not be there yet; it appears whole, for its owner alone.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let folder = path.parent().unwrap_or(path);
    let mut pending = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    pending.write_all(bytes)?;
    pending.as_file().sync_all()?;
    match pending.persist_noclobber(path) {
        Ok(_) => {
            sync(folder);
            Ok(())
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(Refusal::Unfit),
        Err(error) => Err(error.error.into()),
    }
}

fn add_message(folder: &Path, sealed: &[u8]) -> Result<(), Refusal> {
    let messages = folder.join("messages");
    let place = list(&messages)?.len() + 1;
    write_new(&messages.join(format!("{place:04}.age")), sealed)
}

/// Adds lines to the record of a case, and waits until they are on the disk.
fn append(folder: &Path, lines: &[String]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(folder.join("acts.jsonl"))?;
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A name is on the disk when its folder is; where folders cannot be synced, nothing can be done.
fn sync(folder: &Path) {
    let _synced = File::open(folder).and_then(|folder| folder.sync_all());
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

#[cfg(test)]
mod tests;
