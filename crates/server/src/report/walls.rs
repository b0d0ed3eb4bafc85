//! What the process may touch once it listens: the folder of arrivals, to write; that of answers,
//! to read; nothing else, and no connection to anywhere.

use std::io;
use std::path::Path;

/// Puts the walls up for this process; false where the system cannot.
///
/// # Errors
///
/// When a folder cannot be opened.
#[cfg(target_os = "linux")]
pub(super) fn put_up(arrivals: &Path, answers: &Path) -> io::Result<bool> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetStatus,
    };
    let other = |error: &dyn std::error::Error| io::Error::other(error.to_string());
    let beneath = |path: &Path, access| {
        let folder = PathFd::new(path).map_err(|error| other(&error))?;
        Ok::<_, io::Error>(PathBeneath::new(folder, access))
    };
    let write = AccessFs::ReadFile
        | AccessFs::ReadDir
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
        | AccessFs::RemoveFile;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let rules = [beneath(arrivals, write)?, beneath(answers, read)?];
    let put_up = || {
        let mut ruleset = Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V5))?
            .handle_access(AccessNet::from_all(ABI::V5))?
            .create()?;
        for rule in rules {
            ruleset = ruleset.add_rule(rule)?;
        }
        ruleset.restrict_self()
    };
    let status = put_up().map_err(|error: landlock::RulesetError| other(&error))?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// No walls on this system; who runs it is told.
#[cfg(not(target_os = "linux"))]
pub(super) fn put_up(_arrivals: &Path, _answers: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Forbids dumps of memory, which may hold what someone is typing.
#[cfg(unix)]
pub(super) fn forbid_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _bounded = setrlimit(Resource::Core, none);
    // A bound does not hold for dumps that go to a program.
    #[cfg(target_os = "linux")]
    let _forbidden =
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Dumps are a matter of the system here.
#[cfg(not(unix))]
pub(super) fn forbid_dumps() {}
