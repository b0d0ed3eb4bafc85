//! What the command line may say about the reporter's pages, their script, and the ledger of a desk.

use std::path::PathBuf;

use clap::{Args, Subcommand};

pub(super) const AFTER_SERVE: &str = "\
Put TLS in front of it, or an onion service: HiddenServicePort 80 127.0.0.1:8087 in torrc. Whatever
stands in front must keep no log of addresses. Copy what arrives to the desk's `in`, and the desk's
`out` to the answers; keys stay on the desk's machine.";

pub(super) const AFTER_LOG: &str = "\
The ledger gets a digest of each signed line and its day: neither the case nor what was done. From
then on each command on this desk logs its acts by itself. It takes no key.";

/// A desk, and where its acts are logged.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// The folder of the desk.
    #[arg(value_name = "DESK")]
    pub(crate) desk: PathBuf,
    /// The ledger; needed once, the desk remembers it.
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ScriptCommand {
    /// Write the script of this program, and the proof that its digest was logged.
    Write {
        /// Where to write it; the proof goes to FILE.tlog-proof.
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
        /// Log its digest in this ledger.
        #[arg(long, value_name = "DIR")]
        ledger: Option<PathBuf>,
    },
    /// Check a script that a site handed out, offline.
    Check {
        /// The script, as the site's /seal.js gave it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its proof, as the site's /seal.js.tlog-proof gave it [default: FILE.tlog-proof, if it is there].
        #[arg(long, value_name = "FILE")]
        proof: Option<PathBuf>,
        /// Whom to believe about the ledger, instead of `OBELUS_TRUST_FILE` or `trust` in your data folder.
        #[arg(long, value_name = "FILE")]
        trust: Option<PathBuf>,
    },
}

/// Where the pages are, and what they may touch.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The channel file.
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) channel: PathBuf,
    /// Folder that sealed reports are written into.
    #[arg(long, value_name = "DIR")]
    pub(crate) arrivals: PathBuf,
    /// Folder that sealed answers are read from.
    #[arg(long, value_name = "DIR")]
    pub(crate) answers: PathBuf,
    /// Address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8087")]
    pub(crate) listen: std::net::SocketAddr,
    /// The proof that the digest of the script was logged; the pages hand it out beside the script.
    #[arg(long, value_name = "FILE")]
    pub(crate) script_proof: Option<PathBuf>,
    /// Say nothing but where the pages are.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Work that a browser does before it may send, in zero bits: each more doubles it.
    #[arg(long, value_name = "BITS", default_value_t = 16,
        value_parser = clap::value_parser!(u8).range(..=i64::from(server::report::WORK_BITS_MAX)))]
    pub(crate) work: u8,
}
