//! What `obelus ledger` may be asked.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

#[derive(Debug, clap::Args)]
pub(crate) struct LedgerArgs {
    /// Folder of the ledger, instead of `OBELUS_LEDGER` or the working directory.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) ledger: Option<PathBuf>,
    /// File whose first line opens sealed keys, or seals new ones; `-` is stdin.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Begin a ledger: its folder, keys and high-water file.
    Init(InitArgs),
    /// Make a key for a person, an organisation or a witness.
    Keygen(KeygenArgs),
    /// Let a new key follow the log's or the organisation's, and log that it does.
    Rotate(RotateArgs),
    /// Scan an original and log that it was scanned, with findings that can be disclosed one by one.
    Scan(ScanStepArgs),
    /// Write a decision about a scan, to be signed by two people.
    Decision(DecisionArgs),
    /// Sign a decision.
    Sign(SignArgs),
    /// Log signed envelopes; each is logged once, however often it is handed in.
    Append(AppendArgs),
    /// Log the release of a file, and write its proof beside it.
    Release(ReleaseArgs),
    /// Write the proof of an entry.
    Proof(ProofArgs),
    /// Publish what is logged, and have the witnesses sign it.
    Checkpoint(CheckpointArgs),
    /// Serve the public files, and witness others, over HTTP.
    ServeTiles(ServeArgs),
    /// Witness others: answer a request from a file, or look at what was seen.
    Witness(WitnessArgs),
    /// Open every entry, and hold it against the rules.
    Audit,
    /// Hash every public entry, and hold all tiles and checkpoints against them.
    Fsck(FsckArgs),
    /// Destroy what opens an entry, and log that it was erased.
    Erase(EraseArgs),
    /// Write what opens an entry, to show it to someone.
    Disclose(DiscloseArgs),
    /// Go on after a restored backup: from a copy of the public files.
    Recover(RecoverArgs),
    /// Write the public files and the trust file into a folder.
    Export(ExportArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// Name of the log, such as `ledger.example.org/releases/2026`.
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: String,
    /// High-water file, on another volume than the ledger.
    #[arg(long, value_name = "FILE")]
    pub(crate) high_water: Option<PathBuf>,
    /// Folder of a copy of the public files, such as a mounted mirror.
    #[arg(long, value_name = "DIR")]
    pub(crate) mirror: Option<PathBuf>,
    /// PEM file of the root certificates of witnesses with https, instead of the system's.
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_roots: Option<PathBuf>,
    /// Keep the entries in this database instead of a file: postgres://USER@HOST/NAME.
    #[cfg(feature = "postgres")]
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Last good checkpoint of an earlier log that this one goes on from.
    #[arg(long, value_name = "FILE")]
    pub(crate) continues: Option<PathBuf>,
    /// Each batch is padded to a multiple of so many entries, so that their number says little.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=256))]
    pub(crate) pad_to: u64,
}

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyKind {
    /// Signs decisions.
    Person,
    /// Signs scans, releases and erasures.
    Release,
    /// Signs checkpoints of a log.
    Log,
    /// Signs checkpoints of others.
    Witness,
}

#[derive(Debug, clap::Args)]
pub(crate) struct KeygenArgs {
    /// Whose key it is.
    #[arg(long, value_name = "KIND", default_value = "person")]
    pub(crate) kind: KeyKind,
    /// Name of the key, without spaces: `anna.example.org`.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Where to write the secret key.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// Which key is to be followed by a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RotatedKind {
    /// The key of the organisation.
    Release,
    /// The keys of the log.
    Log,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RotateArgs {
    /// Which key.
    #[arg(value_name = "KIND")]
    pub(crate) kind: RotatedKind,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScanStepArgs {
    /// The original.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Where to write what discloses each finding, one a line; it holds no evidence.
    #[arg(long, value_name = "FILE")]
    pub(crate) disclosures: PathBuf,
}

/// What people decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecisionVerdict {
    /// It may go out, as cleaned.
    Release,
    /// It must not.
    Withhold,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DecisionArgs {
    /// Entries of the scan and its findings.
    #[arg(long = "about", value_name = "NUMBER", required = true)]
    pub(crate) about: Vec<u64>,
    /// What is decided.
    #[arg(long, value_name = "VERDICT")]
    pub(crate) verdict: DecisionVerdict,
    /// The ground, as a code of the house.
    #[arg(long, value_name = "CODE")]
    pub(crate) basis: String,
    /// Where to write the envelope that is to be signed.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SignArgs {
    /// The envelope; a signature is added to it.
    #[arg(value_name = "ENVELOPE")]
    pub(crate) envelope: PathBuf,
    /// The secret key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct AppendArgs {
    /// Envelopes.
    #[arg(value_name = "ENVELOPE", required = true)]
    pub(crate) envelopes: Vec<PathBuf>,
    /// Record only; `checkpoint` publishes later.
    #[arg(long)]
    pub(crate) hold: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs {
    /// The file that goes out.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Entry of the decision.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) decision: Option<u64>,
    /// Entry of the release that this one takes the place of.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) supersedes: Option<u64>,
    /// Policy file, instead of the nearest `obelus.toml`.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// What the caller calls this release; the same is logged once, however often it is asked for.
    #[arg(skip)]
    pub(crate) request: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProofArgs {
    /// Entry of the release.
    #[arg(value_name = "NUMBER")]
    pub(crate) entry: u64,
    /// The file that was released; its proof is written beside it.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckpointArgs {
    /// Write the request for a witness that no network reaches, instead of asking over HTTP.
    #[arg(long, value_name = "WITNESS=FILE")]
    pub(crate) request: Option<String>,
    /// Show the request as QR codes.
    #[arg(long, value_name = "WITNESS", conflicts_with = "request")]
    pub(crate) qr: Option<String>,
    /// Take a witness's answer from a file, or from pictures of its QR codes, one option each.
    #[arg(long, value_name = "WITNESS=FILE", conflicts_with_all = ["request", "qr"])]
    pub(crate) answer: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8470")]
    pub(crate) listen: SocketAddr,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WitnessArgs {
    /// Answer a request from a file, or from pictures of its QR codes, one option each.
    #[arg(long, value_name = "FILE", requires = "way")]
    pub(crate) request: Vec<PathBuf>,
    /// Where to write the answer.
    #[arg(long, short, value_name = "FILE", group = "way", requires = "request")]
    pub(crate) output: Option<PathBuf>,
    /// Show the answer as QR codes.
    #[arg(long, group = "way", requires = "request")]
    pub(crate) qr: bool,
    /// Copy the evidence of misbehaviour into a folder.
    #[arg(long, value_name = "DIR", conflicts_with = "request")]
    pub(crate) evidence: Option<PathBuf>,
    /// Tell logs that have signed nothing for so many hours.
    #[arg(long, value_name = "HOURS", conflicts_with = "request")]
    pub(crate) silent_after: Option<u64>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FsckArgs {
    /// Folder of public files, of whomever; those of the ledger when not given.
    #[arg(value_name = "DIR")]
    pub(crate) public: Option<PathBuf>,
    /// Whom to believe about the checkpoint.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EraseArgs {
    /// The entry.
    #[arg(value_name = "NUMBER")]
    pub(crate) entry: u64,
    /// The ground in law, as a code.
    #[arg(long, value_name = "CODE")]
    pub(crate) basis: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiscloseArgs {
    /// The entry.
    #[arg(value_name = "NUMBER")]
    pub(crate) entry: u64,
    /// Where to write the proof with the opening.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RecoverArgs {
    /// Folder of a copy of the public files that has what the database lost.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// A folder that is empty or not there yet.
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: PathBuf,
}
