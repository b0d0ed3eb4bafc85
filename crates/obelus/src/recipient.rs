//! What a stranger gets out of a file: all of its text, with where it stands. For
//! `obelus scan --as-recipient` and `obelus diff`.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use detect::output::plain;
use detect::{Engine, Policy, Report, RuleSet};
use document::{Collector, Document, ReadPart};
use run::view::Viewer;

use crate::args::ScanArgs;
use crate::failure::{Failure, UNREAD};
use crate::{Shell, scan};

/// Does something for which files are read.
pub(crate) fn reading<T>(options: &run::Options, work: impl FnOnce(&mut Viewer<'_>) -> T) -> T {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let (policy, stop) = (Policy::default(), AtomicBool::new(false));
    work(&mut Viewer::new(&engine, &policy, options, &stop))
}

/// Reads one file whole, in the sandbox.
pub(crate) fn read(path: &Path, viewer: &mut Viewer<'_>) -> Result<(Document, Report), Failure> {
    let mut collector = Collector::default();
    let report = viewer.look(path, &mut collector).map_err(|code| {
        let info = code.info();
        Failure::usage(format!("cannot read `{}`: {}", path.display(), info.message))
            .help(info.help)
    })?;
    Ok((collector.document, report))
}

/// Prints all that is in each file.
pub(crate) fn print(args: &ScanArgs, shell: &Shell) -> Result<ExitCode, Failure> {
    reading(&scan::asked(args), |viewer| print_all(args, viewer, shell))
}

fn print_all(args: &ScanArgs, viewer: &mut Viewer<'_>, shell: &Shell) -> Result<ExitCode, Failure> {
    let note = shell.messages.get("note-reveal", &[]);
    let _told = writeln!(io::stderr(), "obelus: {note}");
    let mut out = io::stdout().lock();
    let mut unread = false;
    for path in &args.paths {
        if path.is_dir() {
            return Err(Failure::usage(format!("`{}` is a folder", path.display()))
                .help("name the files: --as-recipient shows one after another"));
        }
        let (document, report) = read(path, viewer)?;
        writeln!(out, "=== {} ({})", plain(&report.file), report.format)?;
        for part in &document.parts {
            writeln!(out, "--- {}", title(part, shell))?;
            for line in part.text.lines() {
                writeln!(out, "{}", plain(line))?;
            }
        }
        for problem in &report.problems {
            let info = problem.code.info();
            let text = shell.messages.problem(info, problem.number);
            writeln!(out, "!!! {text} ({})", info.name)?;
        }
        unread |= report.is_blocked();
    }
    Ok(if unread { ExitCode::from(UNREAD) } else { ExitCode::SUCCESS })
}

/// Returns what a part is called, and how it is hidden.
pub(crate) fn title(part: &ReadPart, shell: &Shell) -> String {
    let mut names: Vec<String> =
        part.part.path.iter().map(|name| plain(name).into_owned()).collect();
    names.push(plain(&part.part.label).into_owned());
    if let Some(sheet) = &part.part.sheet {
        names.push(plain(sheet).into_owned());
    }
    let ways = part.part.hidden.into_iter().chain(part.runs.iter().filter_map(|run| run.hidden));
    let mut ways: Vec<String> =
        ways.map(|way| shell.messages.get(&format!("hidden-{}", way.name()), &[])).collect();
    ways.sort();
    ways.dedup();
    match ways.as_slice() {
        [] => names.join(" ! "),
        ways => format!("{} ({})", names.join(" ! "), ways.join("; ")),
    }
}
