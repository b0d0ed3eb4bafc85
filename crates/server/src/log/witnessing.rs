//! Witnessing: signing the checkpoints of others, and keeping what speaks against them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use ledger::{AddCheckpoint, Answer, Checkpoint, Evidence, KnownLog, Note, Seen, SignerKey, judge};
use sha2::{Digest, Sha256};

use super::files;

/// Checkpoints of one log that a witness keeps; the oldest go first, but never the first.
const SEEN_MAX: usize = 4096;
/// Unexplained checkpoints of one log that are kept.
const UNEXPLAINED_MAX: usize = 64;

/// What a witness needs to know.
#[derive(Debug, Clone)]
pub struct DeskSettings {
    /// Where it keeps what it saw.
    pub folder: PathBuf,
    /// The logs that it watches.
    pub logs: Vec<KnownLog>,
    /// Its keys.
    pub keys: Vec<SignerKey>,
}

/// A witness: what it has seen is kept as files, one folder for each log.
pub struct Desk {
    settings: DeskSettings,
    /// Held as long as the desk is open: reading, judging and keeping are one step.
    _lock: File,
}

impl Desk {
    /// Opens the desk; a second process on the same folder has to wait.
    pub fn open(settings: DeskSettings) -> Result<Self> {
        fs::create_dir_all(&settings.folder)?;
        let _lock = super::lock(&settings.folder)?;
        Ok(Self { settings, _lock })
    }

    /// Judges a request, keeps what follows, and only then answers.
    pub fn add_checkpoint(&mut self, body: &[u8], now: u64) -> Result<Answer> {
        let DeskSettings { logs, keys, .. } = &self.settings;
        let origin = AddCheckpoint::parse(body).ok();
        let origin = origin.and_then(|request| Checkpoint::parse(&request.checkpoint.text).ok());
        let known =
            origin.filter(|checkpoint| logs.iter().any(|log| log.origin == checkpoint.origin));
        let folder = known.map(|checkpoint| self.folder_of(&checkpoint.origin));
        let seen = folder.as_deref().map(read_seen).transpose()?.unwrap_or_default();
        let verdict = judge(body, logs, &|_| seen.clone(), keys, now);
        if let Some(folder) = folder {
            if let Some(record) = &verdict.record {
                keep_seen(&folder, record, &seen)?;
            }
            if let Some(evidence) = &verdict.evidence {
                write_evidence(&folder.join("evidence"), evidence)?;
            }
            if let Some(note) = &verdict.unexplained {
                keep_unexplained(&folder.join("unexplained"), note)?;
            }
        }
        Ok(verdict.answer)
    }

    /// Returns the folders with evidence, each with the log that it is about.
    pub fn evidence(&self) -> Result<Vec<(String, PathBuf)>> {
        let mut found = Vec::new();
        for log in &self.settings.logs {
            let folder = self.folder_of(&log.origin).join("evidence");
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                found.push((log.origin.clone(), entry?.path()));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Returns for each log what was seen of it last, and when.
    pub fn heard(&self) -> Result<Vec<Heard>> {
        let heard = |log: &KnownLog| -> Result<Heard> {
            let folder = self.folder_of(&log.origin);
            let last = read_seen(&folder)?.pop();
            let time = last.as_ref().and_then(|seen| {
                let signed = seen.note.verify(&log.keys).ok()?;
                let stated = signed.iter().find_map(|signed| signed.time);
                // Only the long signatures of a log state a time.
                stated.or_else(|| kept_at(&seen_path(&folder, seen.checkpoint.size)))
            });
            let checkpoint = last.map(|seen| seen.checkpoint);
            Ok(Heard { origin: log.origin.clone(), checkpoint, time })
        };
        self.settings.logs.iter().map(heard).collect()
    }

    /// Keeps what a silent log signed last as evidence; none when it never signed.
    pub fn keep_silence(&self, log: &Heard) -> Result<Option<PathBuf>> {
        let folder = self.folder_of(&log.origin);
        let Some(last) = read_seen(&folder)?.pop() else { return Ok(None) };
        let folder = folder.join(format!("silence/silence-{}", short_digest(&last.note.text)));
        files::replace(&folder.join("last.checkpoint"), last.note.to_string().as_bytes())?;
        let time = log.time.map_or_else(String::new, |time| format!(", {time} seconds after 1970"));
        let what = format!(
            "silence\nThe log has signed nothing that this witness has seen after this checkpoint of \
             {} entries{time}.\nCheck its signature with the log's public key and any tool for signed \
             notes.\n",
            last.checkpoint.size
        );
        files::replace(&folder.join("README"), what.as_bytes())?;
        Ok(Some(folder))
    }

    fn folder_of(&self, origin: &str) -> PathBuf {
        let digest = Sha256::digest(origin);
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.settings.folder.join(name)
    }
}

/// What a witness has last heard of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Which log.
    pub origin: String,
    /// Its last checkpoint that was signed here.
    pub checkpoint: Option<Checkpoint>,
    /// When the log signed it, or else when it came, in seconds since 1970.
    pub time: Option<u64>,
}

impl Heard {
    /// True when nothing was heard of the log since then.
    pub fn is_silent_since(&self, time: u64) -> bool {
        self.time.is_none_or(|heard| heard < time)
    }
}

/// When a file was written.
fn kept_at(path: &Path) -> Option<u64> {
    let modified = fs::metadata(path).and_then(|about| about.modified()).ok()?;
    Some(modified.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

/// Reads what was seen of a log, the latest last; a file that is damaged must not look like none.
fn read_seen(folder: &Path) -> Result<Vec<Seen>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut seen = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "checkpoint") {
            let bytes = files::read_bounded(&path, files::NOTE_BYTES_MAX)?;
            let note = Note::parse(&bytes).with_context(|| format!("`{}`", path.display()))?;
            let checkpoint = Checkpoint::parse(&note.text)?;
            seen.push(Seen { checkpoint, note });
        }
    }
    seen.sort_by_key(|seen| seen.checkpoint.size);
    Ok(seen)
}

fn keep_seen(folder: &Path, record: &Seen, seen: &[Seen]) -> Result<()> {
    let path = seen_path(folder, record.checkpoint.size);
    files::replace(&path, record.note.to_string().as_bytes())?;
    if let Some(oldest) = seen.get(1).filter(|_| seen.len() >= SEEN_MAX) {
        fs::remove_file(seen_path(folder, oldest.checkpoint.size))?;
    }
    Ok(())
}

fn seen_path(folder: &Path, size: u64) -> PathBuf {
    folder.join(format!("{size:020}.checkpoint"))
}

/// Keeps a checkpoint that its log signed and did not prove.
fn keep_unexplained(folder: &Path, note: &Note) -> Result<()> {
    let kept = fs::read_dir(folder).map(Iterator::count).unwrap_or_default();
    let path = folder.join(format!("{}.checkpoint", short_digest(&note.text)));
    if kept < UNEXPLAINED_MAX && !path.exists() {
        files::replace(&path, note.to_string().as_bytes())?;
    }
    Ok(())
}

/// Writes evidence as two notes, which any tool for notes can check, and a word for people.
pub fn write_evidence(folder: &Path, evidence: &Evidence) -> Result<PathBuf> {
    let Evidence { misbehaviour, first, second } = evidence;
    let both = format!("{}{}", first.text, second.text);
    let folder = folder.join(format!("{misbehaviour}-{}", short_digest(&both)));
    files::replace(&folder.join("first.checkpoint"), first.to_string().as_bytes())?;
    files::replace(&folder.join("second.checkpoint"), second.to_string().as_bytes())?;
    let what = format!(
        "{misbehaviour}\nBoth checkpoints are signed by the log that they name, and cannot both be \
         true.\nCheck the signatures with the log's public key and any tool for signed notes.\n"
    );
    files::replace(&folder.join("README"), what.as_bytes())?;
    Ok(folder)
}

fn short_digest(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
