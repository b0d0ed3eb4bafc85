//! `obelus verify`: is this the file that an organisation released, and was it logged?
//!
//! It reads three files and nothing else: no network, no store.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::{Endorsed, Hash, Opening, Proof, verify_inclusion};
use review::statement::{Release, hex};
use review::{Envelope, Role, Statement, Step};
use sha2::{Digest, Sha256, Sha512};

use crate::failure::{Failure, UNREAD};
use crate::trust::Trust;
use crate::{Shell, face};

/// The file is not what it should be.
const NOT_VERIFIED: u8 = 1;
/// What is added to the name of a file for its proof.
pub(crate) const PROOF_SUFFIX: &str = ".tlog-proof";
/// Longest proof file.
const PROOF_BYTES_MAX: u64 = 8 << 20;

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// The file that was released.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its proof [default: FILE.tlog-proof].
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// Whom to believe, instead of `OBELUS_TRUST_FILE` or `trust` in your data folder.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
}

/// Checks one file and says so in a sentence.
pub(crate) fn verify(args: &VerifyArgs, shell: &Shell) -> Result<ExitCode, Failure> {
    let trust = Trust::load(args.trust.as_deref())?;
    let proof = args.proof.clone().unwrap_or_else(|| proof_path(&args.file));
    let read = Digests::of_file(&args.file).map_err(|error| (&args.file, error));
    let read = read.and_then(|digests| match read_proof(&proof) {
        Ok(bytes) => Ok((digests, bytes)),
        Err(error) => Err((&proof, error)),
    });
    let name = |path: &Path| detect::output::plain(&path.display().to_string()).into_owned();
    let file = name(&args.file);
    let (text, code) = match read {
        Err((path, error)) => {
            let values = [("file", name(path).into()), ("reason", error.to_string().into())];
            (shell.messages.get("verify-unread", &values), UNREAD)
        }
        Ok((digests, bytes)) => match check(&digests, &bytes, &trust) {
            Ok(verified) => (verified.tell(&file, &trust, shell), 0),
            Err(refusal) => (refusal.tell(&file, shell), NOT_VERIFIED),
        },
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::from(code))
}

/// Returns where the proof of a file is looked for.
pub(crate) fn proof_path(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(PROOF_SUFFIX);
    PathBuf::from(name)
}

/// Digests of a file.
pub(crate) struct Digests {
    pub(crate) sha256: [u8; 32],
    pub(crate) sha512: [u8; 64],
}

impl Digests {
    /// Reads a file in pieces.
    pub(crate) fn of_file(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let (mut sha256, mut sha512) = (Sha256::new(), Sha512::new());
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = file.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
            sha256.update(bytes);
            sha512.update(bytes);
        }
        Ok(Self { sha256: sha256.finalize().into(), sha512: sha512.finalize().into() })
    }
}

fn read_proof(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > PROOF_BYTES_MAX {
        return Err(io::Error::other("it is too long for a proof"));
    }
    fs::read(path)
}

/// What was found to hold.
#[derive(Debug)]
struct Verified {
    release: Release,
    released_by: Vec<String>,
    index: u64,
    endorsed: Endorsed,
}

/// Why a file is not verified; each is a message of its own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The proof cannot be read.
    Proof(String),
    /// The checkpoint is not signed by whom the person believes.
    Checkpoint(String),
    /// The proof has no opening.
    Opening,
    /// The leaf is not at its place in the log.
    Inclusion(String),
    /// What is logged is not a release.
    NotRelease(String),
    /// No organisation that the person believes has signed the release.
    Unsigned,
    /// The release is about other bytes.
    OtherFile,
}

/// Checks a proof from the outside in: log, place, envelope, file.
fn check(digests: &Digests, proof: &[u8], trust: &Trust) -> Result<Verified, Refusal> {
    let logged = logged(proof, trust)?;
    let Step::Release(release) = logged.statement.step else {
        return Err(Refusal::NotRelease(logged.statement.step.kind()));
    };
    let [subject] = logged.statement.subject.as_slice() else { return Err(Refusal::OtherFile) };
    let states = |name: &str, bytes: &[u8]| subject.digest.get(name) == Some(&hex(bytes));
    if !states("sha256", &digests.sha256) || !states("sha512", &digests.sha512) {
        return Err(Refusal::OtherFile);
    }
    let Logged { signed_by, index, endorsed, .. } = logged;
    Ok(Verified { release, released_by: signed_by, index, endorsed })
}

/// A statement that an organisation has signed, and its place in a log.
#[derive(Debug)]
pub(crate) struct Logged {
    pub(crate) statement: Statement,
    pub(crate) signed_by: Vec<String>,
    pub(crate) index: u64,
    pub(crate) endorsed: Endorsed,
}

/// Checks what a proof says by itself: log, place, envelope, signature.
pub(crate) fn logged(proof: &[u8], trust: &Trust) -> Result<Logged, Refusal> {
    let proof = Proof::parse(proof).map_err(|error| Refusal::Proof(error.to_string()))?;
    let endorsed = trust.policy.endorse(&proof.checkpoint);
    let endorsed = endorsed.map_err(|error| Refusal::Checkpoint(error.to_string()))?;
    let opening = Opening::from_extra(&proof.extra).ok_or(Refusal::Opening)?;
    let leaf = Hash::of_leaf(&opening.leaf().0);
    let (size, root) = (endorsed.checkpoint.size, endorsed.checkpoint.root);
    verify_inclusion(&leaf, proof.index, size, &proof.hashes, &root)
        .map_err(|error| Refusal::Inclusion(error.to_string()))?;
    let not_release = |reason: &dyn ToString| Refusal::NotRelease(reason.to_string());
    let envelope = Envelope::parse(&opening.envelope).map_err(|error| not_release(&error))?;
    let keys = trust.keys();
    let signers = envelope.signers(&keys, Role::Organisation);
    if signers.is_empty() {
        return Err(Refusal::Unsigned);
    }
    let statement = Statement::in_envelope(&envelope).map_err(|error| not_release(&error))?;
    let signed_by = signers.into_iter().map(str::to_owned).collect();
    Ok(Logged { statement, signed_by, index: proof.index, endorsed })
}

impl Verified {
    fn tell(&self, file: &str, trust: &Trust, shell: &Shell) -> String {
        let get = |id: &str, values: &[_]| shell.messages.get(id, values);
        let names: Vec<&str> =
            self.endorsed.witnesses.iter().map(|(name, _)| name.as_str()).collect();
        let witnesses = match (trust.policy.wants_witnesses(), names.is_empty()) {
            (_, false) => get("verify-witnessed", &[("witnesses", names.join(", ").into())]),
            (_, true) => get("verify-unwitnessed", &[]),
        };
        let lines = [
            get("verify-verified", &[("file", file.into())]),
            get(
                "verify-released",
                &[
                    ("organisation", self.released_by.join(", ").into()),
                    ("time", self.release.time.as_str().into()),
                    ("verdict", face::verdict_word(&self.release.verdict, &shell.messages).into()),
                ],
            ),
            get("verify-persons", &[("count", self.release.persons.into())]),
            get(
                "verify-logged",
                &[
                    ("entry", self.index.into()),
                    ("size", self.endorsed.checkpoint.size.into()),
                    ("log", self.endorsed.checkpoint.origin.as_str().into()),
                ],
            ),
            witnesses,
            get("verify-not-checked", &[]),
        ];
        plain_lines(&lines.join("\n"))
    }
}

impl Refusal {
    fn tell(&self, file: &str, shell: &Shell) -> String {
        let why = self.why(shell);
        let refused = shell.messages.get("verify-refused", &[("file", file.into())]);
        let next = shell.messages.get("verify-refused-next", &[]);
        let label = shell.messages.get("help-label", &[]);
        plain_lines(&format!("{refused}\n{why}\n{label} {next}"))
    }

    /// Returns the reason in a sentence.
    pub(crate) fn why(&self, shell: &Shell) -> String {
        let (id, reason) = match self {
            Self::Proof(reason) => ("verify-refused-proof", reason.as_str()),
            Self::Checkpoint(reason) => ("verify-refused-checkpoint", reason.as_str()),
            Self::Opening => ("verify-refused-opening", ""),
            Self::Inclusion(reason) => ("verify-refused-inclusion", reason.as_str()),
            Self::NotRelease(reason) => ("verify-refused-kind", reason.as_str()),
            Self::Unsigned => ("verify-refused-unsigned", ""),
            Self::OtherFile => ("verify-refused-file", ""),
        };
        plain_lines(&shell.messages.get(id, &[("reason", reason.into())]))
    }
}

/// A proof is a stranger's text: nothing of it may act on the terminal.
pub(crate) fn plain_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(detect::output::plain).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests;
