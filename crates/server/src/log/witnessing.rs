//! Witnessing: asking others to sign our checkpoints, and signing theirs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use ledger::{
    AddCheckpoint, Answer, Checkpoint, Evidence, KnownLog, Note, Seen, SignerKey, VerifierKey,
    accept_cosignatures, judge,
};
use sha2::{Digest, Sha256};

use super::{Prove, files};

/// Longest wait for a witness.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Longest answer that is read.
const ANSWER_BYTES_MAX: u64 = 1 << 20;
/// Checkpoints of one log that a witness keeps; the oldest go first, but never the first.
const SEEN_MAX: usize = 4096;
/// Unexplained checkpoints of one log that are kept.
const UNEXPLAINED_MAX: usize = 64;

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

/// Asks a witness at `url` to sign `note`, from what it was last known to have seen.
pub fn ask_witness(
    url: &str,
    key: &VerifierKey,
    note: &mut Note,
    last_size: u64,
    prove: &Prove<'_>,
) -> Result<Asked> {
    let size = Checkpoint::parse(&note.text)?.size;
    let mut old_size = last_size.min(size);
    // A second time with the size that the witness names.
    for _ in 0..2 {
        let request = AddCheckpoint { old_size, proof: prove(old_size)?, checkpoint: note.clone() };
        let (status, body) = match post(url, &request.to_string()) {
            Ok(answer) => answer,
            Err(error) => return Ok(Asked::Silent(format!("{error:#}"))),
        };
        match status {
            200 => {
                let keys = std::slice::from_ref(key);
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
                    return Ok(Asked::Refuses(format!(
                        "it has seen another tree of {seen} leaves"
                    )));
                }
                old_size = seen;
            }
            422 => {
                return Ok(Asked::Refuses(format!(
                    "it has seen another tree of {old_size} leaves"
                )));
            }
            status => return Ok(Asked::Silent(format!("it answers {status}: {}", body.trim()))),
        }
    }
    Ok(Asked::Silent("it names another size each time".to_owned()))
}

/// Sends a request; the texts are signed on both sides, so the connection need not be secret.
fn post(url: &str, body: &str) -> Result<(u16, String)> {
    if !url.starts_with("http://") {
        bail!(
            "only http:// is spoken here: what is sent is signed; put a tunnel before it for more"
        );
    }
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .build()
        .new_agent();
    let url = format!("{}/add-checkpoint", url.trim_end_matches('/'));
    let mut answer = agent.post(&url).content_type("text/plain; charset=utf-8").send(body)?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string()?;
    Ok((status, text))
}

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

    /// Returns for each log the checkpoint that was seen last.
    pub fn latest(&self) -> Result<Vec<(String, Option<Checkpoint>)>> {
        let last = |log: &KnownLog| -> Result<(String, Option<Checkpoint>)> {
            let seen = read_seen(&self.folder_of(&log.origin))?;
            Ok((log.origin.clone(), seen.last().map(|seen| seen.checkpoint.clone())))
        };
        self.settings.logs.iter().map(last).collect()
    }

    fn folder_of(&self, origin: &str) -> PathBuf {
        let digest = Sha256::digest(origin);
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.settings.folder.join(name)
    }
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
    let path = |size: u64| folder.join(format!("{size:020}.checkpoint"));
    files::replace(&path(record.checkpoint.size), record.note.to_string().as_bytes())?;
    if let Some(oldest) = seen.get(1).filter(|_| seen.len() >= SEEN_MAX) {
        fs::remove_file(path(oldest.checkpoint.size))?;
    }
    Ok(())
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
