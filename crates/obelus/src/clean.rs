//! `obelus clean`: paths and a plan in; proven copies, and what became of each file, out.

mod decisions;
mod plan;
pub(crate) mod profile;
mod record;
mod tell;
pub(crate) mod terms;
pub(crate) mod why;

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use detect::{Engine, RuleSet};
use run::clean::{Cleaning, Outcome, Targets, WriteError};

use self::plan::Choice;
use self::record::Record;
use self::tell::Teller;
use crate::args::CleanArgs;
use crate::failure::{FINDINGS, Failure, INTERRUPTED, UNREAD};
#[cfg(feature = "server")]
use crate::ledger_command;
use crate::{Shell, scan, settings};

/// Cleans, and returns the exit code.
pub(crate) fn clean(args: &CleanArgs, shell: &Shell) -> Result<ExitCode, Failure> {
    scan::check_paths(&args.paths)?;
    check_outputs(args)?;
    let mut targets = args.output.as_deref().map(|folder| targets(folder, args)).transpose()?;
    let mut settings = settings::load(args.config.as_deref())?;
    if let Some(file) = &args.redact_file {
        settings.rules = terms::add(&settings, file)?;
    }
    let choice = Choice::new(args, &settings)?;
    let mut record = Record::new(&settings.rules, args)?;
    // Rules that a policy takes away are still rules when it comes to markings.
    let built_in = RuleSet::built_in();
    let (engine, guard) = (Engine::new(&settings.rules), Engine::new(&built_in));
    let decide = |finding: &_| choice.replacement(finding);
    let task = run::clean::Task {
        guard: &guard,
        flatten: args.flatten,
        ..run::clean::Task::new(&engine, &settings.policy, &decide)
    };
    let options = scan::options(args.jobs.map(usize::from), args.time_limit);
    let stop = scan::stop_on_signals()?;
    let mut teller = Teller::new(shell, &settings.rules, &built_in, args);
    let mut ends = Ends::default();
    let mut told = Ok(());
    let ended = run::clean::clean(&args.paths, task, &options, &stop, &mut |cleaning| {
        let written = match &mut targets {
            Some(targets) if !args.dry_run => write(&cleaning, targets),
            _ => Ok(None),
        };
        #[cfg(feature = "server")]
        if let (Outcome::Proven, Ok(Some(copy))) = (&cleaning.outcome, &written) {
            ends.copies.push(copy.clone());
        }
        ends.count(&cleaning, written.is_err());
        record.add(&cleaning, written.as_ref().ok().and_then(Option::as_ref));
        if told.is_ok() {
            told = teller.file(&cleaning, &written);
            stop.fetch_or(told.is_err(), Ordering::Relaxed);
        }
    });
    match told {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(ExitCode::from(INTERRUPTED));
        }
        result => result?,
    }
    match ended {
        Ok(()) => {}
        Err(run::Error::Interrupted) => ends.interrupted = true,
        Err(error @ run::Error::NoSuchPath { .. }) => {
            return Err(Failure::usage(error.to_string()));
        }
        Err(error) => return Err(Failure::Fault(error.to_string())),
    }
    record.publish()?;
    teller.end(&ends, choice.note())?;
    #[cfg(feature = "server")]
    if let Some(ledger) = args.ledger.as_deref().filter(|_| !ends.interrupted) {
        let config = args.config.as_deref();
        let released = ledger_command::release_copies(ledger, &ends.copies, config, shell)?;
        return Ok(if ends.is_good() { released } else { ends.exit_code() });
    }
    Ok(ends.exit_code())
}

/// Refuses to write a record or a certificate over an original.
fn check_outputs(args: &CleanArgs) -> Result<(), Failure> {
    for path in [&args.record, &args.certificate].into_iter().flatten() {
        if run::clean::is_original(path, &args.paths) {
            let path = path.display();
            return Err(Failure::usage(format!("cannot write `{path}`: it is an original"))
                .help("name a file outside of what is cleaned"));
        }
    }
    Ok(())
}

fn targets(folder: &Path, args: &CleanArgs) -> Result<Targets, Failure> {
    if folder.exists() && !folder.is_dir() {
        let folder = folder.display();
        return Err(Failure::usage(format!("cannot write copies to `{folder}`: it is no folder"))
            .help("name a folder outside of what is cleaned: -o DIR"));
    }
    Targets::new(folder, &args.paths).map_err(|root| {
        let (folder, root) = (folder.display(), root.display());
        Failure::usage(format!(
            "cannot write copies to `{folder}`: originals of `{root}` are there"
        ))
        .help("name a folder outside of what is cleaned: -o DIR")
    })
}

/// Writes the copy of a file, if there is one; returns where.
fn write(
    cleaning: &Cleaning,
    targets: &mut Targets,
) -> Result<Option<std::path::PathBuf>, WriteError> {
    let Some(copy) = cleaning.copy.as_ref().filter(|_| cleaning.outcome.has_copy()) else {
        return Ok(None);
    };
    let target = targets.of(&cleaning.path, &copy.name)?;
    run::clean::write(&target, &copy.bytes, &cleaning.path)?;
    Ok(Some(target.path))
}

/// How the files of a run ended.
#[derive(Debug, Default)]
struct Ends {
    files: u64,
    proven: u64,
    needs_person: u64,
    refused: u64,
    unread: u64,
    interrupted: bool,
    /// Where the proven copies are.
    #[cfg(feature = "server")]
    copies: Vec<std::path::PathBuf>,
}

impl Ends {
    fn count(&mut self, cleaning: &Cleaning, is_unwritten: bool) {
        self.files += 1;
        *match cleaning.outcome {
            _ if is_unwritten => &mut self.refused,
            Outcome::Proven => &mut self.proven,
            Outcome::NeedsPerson => &mut self.needs_person,
            Outcome::Unread(_) => &mut self.unread,
            Outcome::Marked
            | Outcome::Refused(_)
            | Outcome::NotGone
            | Outcome::TextLost
            | Outcome::LooksDifferent => &mut self.refused,
        } += 1;
    }

    /// True when every file has a proven copy.
    #[cfg(feature = "server")]
    fn is_good(&self) -> bool {
        self.files == self.proven && !self.interrupted
    }

    fn exit_code(&self) -> ExitCode {
        match () {
            () if self.interrupted => ExitCode::from(INTERRUPTED),
            () if self.unread > 0 => ExitCode::from(UNREAD),
            () if self.refused + self.needs_person > 0 => ExitCode::from(FINDINGS),
            () => ExitCode::SUCCESS,
        }
    }
}
