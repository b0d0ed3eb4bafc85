//! The script that seals in reporters' browsers: written out and logged by those who serve it, and
//! checked offline by those who got it.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use detect::output::plain;
use ledger::{Opening, Proof};
use review::statement::{Subject, hex};
use review::{Envelope, Statement, Step};

use super::Talk;
use super::args::ScriptCommand;
use super::reporter::shown;
use crate::failure::{FINDINGS, Failure};
use crate::files;
use crate::ledger_command;
use crate::trust::Trust;
use crate::verify::{self, Digests, proof_path};

/// What the script is called in a ledger.
const NAME: &str = "seal.js";
/// Longest proof.
const PROOF_BYTES_MAX: u64 = 8 << 20;

/// Does what the command line says.
pub(super) fn script(command: &ScriptCommand, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    match command {
        ScriptCommand::Write { output, ledger } => write(output, ledger.as_deref(), talk),
        ScriptCommand::Check { file, proof, trust } => {
            check(file, proof.as_deref(), trust.as_deref(), talk)
        }
    }
}

fn write(output: &Path, ledger: Option<&Path>, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    files::write_new(output, server::report::script_text().as_bytes())?;
    let digest = server::report::script_digest();
    let values = [("file", shown(output).into()), ("digest", digest.into())];
    talk.say("report-script-written", &values)?;
    let Some(ledger) = ledger else { return Ok(ExitCode::SUCCESS) };
    let digests = digests_of(output)?;
    let Some(proof) = ledger_command::log_script(ledger, NAME, &digests.sha256, talk.shell)? else {
        return Ok(ExitCode::from(FINDINGS));
    };
    let path = proof_path(output);
    files::write_new(&path, proof.as_bytes())?;
    talk.say("report-script-logged", &[("proof", shown(&path).into())])?;
    Ok(ExitCode::SUCCESS)
}

/// Says whether a script is that of this program, and, where there is a proof, whether it was logged.
fn check(
    file: &Path,
    proof: Option<&Path>,
    trust: Option<&Path>,
    talk: &Talk<'_>,
) -> Result<ExitCode, Failure> {
    let digest = hex(&digests_of(file)?.sha256);
    let is_ours = digest == server::report::script_digest();
    let id = if is_ours { "report-script-ours" } else { "report-script-other" };
    let version = env!("CARGO_PKG_VERSION");
    talk.say(id, &[("file", shown(file).into()), ("version", version.into())])?;
    let beside = proof_path(file);
    let Some(path) = proof.or_else(|| beside.exists().then_some(beside.as_path())) else {
        talk.say("report-script-no-proof", &[])?;
        return Ok(if is_ours { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) });
    };
    let proof = files::read(path, PROOF_BYTES_MAX)?;
    let logged = match verify::logged(&proof, &Trust::load(trust)?) {
        Ok(logged) => logged,
        Err(refusal) => {
            let reason = refusal.why(talk.shell);
            talk.say("report-script-refused", &[("reason", reason.into())])?;
            return Ok(ExitCode::from(FINDINGS));
        }
    };
    let Some(stated) = stated_by(&logged.statement).filter(|script| script.digest == digest) else {
        talk.say("report-script-proof-other", &[])?;
        return Ok(ExitCode::from(FINDINGS));
    };
    let witnesses: Vec<&str> =
        logged.endorsed.witnesses.iter().map(|(name, _)| name.as_str()).collect();
    let values = [
        ("program", plain(stated.program).into_owned().into()),
        ("entry", logged.index.into()),
        ("log", plain(&logged.endorsed.checkpoint.origin).into_owned().into()),
        ("by", plain(&logged.signed_by.join(", ")).into_owned().into()),
        ("witnesses", plain(&witnesses.join(", ")).into_owned().into()),
        ("count", witnesses.len().into()),
    ];
    talk.say("report-script-proven", &values)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads a proof that the pages are to hand out; it must be of the script that they hand out.
pub(super) fn read_proof(path: &Path) -> Result<String, Failure> {
    let bytes = files::read(path, PROOF_BYTES_MAX)?;
    let of_other = || {
        let message = format!("`{}` is no proof of the script of this program", path.display());
        Failure::usage(message).help("obelus report script write FILE --ledger DIR makes one")
    };
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| of_other())?;
    let statement = statement_in(text.as_bytes()).ok_or_else(of_other)?;
    let is_its = stated_by(&statement)
        .is_some_and(|script| script.digest == server::report::script_digest());
    if is_its { Ok(text) } else { Err(of_other()) }
}

/// The statement of a proof, whoever signed it.
fn statement_in(proof: &[u8]) -> Option<Statement> {
    let opening = Opening::from_extra(&Proof::parse(proof).ok()?.extra)?;
    Statement::in_envelope(&Envelope::parse(&opening.envelope).ok()?).ok()
}

/// A script that a statement is about.
struct Stated<'a> {
    program: &'a str,
    digest: &'a str,
}

fn stated_by(statement: &Statement) -> Option<Stated<'_>> {
    let Step::Script(script) = &statement.step else { return None };
    let [Subject { digest, .. }] = statement.subject.as_slice() else { return None };
    Some(Stated { program: &script.program, digest: digest.get("sha256")? })
}

fn digests_of(path: &Path) -> Result<Digests, Failure> {
    Digests::of_file(path).map_err(|error: io::Error| files::cannot("read", path, &error))
}
