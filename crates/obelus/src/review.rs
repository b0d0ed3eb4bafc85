//! `obelus review`: the review desk for one person, on this machine alone.

pub(crate) mod choices;
pub(crate) mod pictures;
pub(crate) mod shown;
mod sources;
pub(crate) mod texts;
pub(crate) mod why;

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use detect::{Engine, Finding, RuleSet};
use run::clean::{Cleaning, Targets};
use run::view::{Viewed, Viewer};
use server::desk::{Add, Copied, Decided, Desk, File, GroundsError, Language, Listening, Release};

use self::choices::Choices;
use self::sources::{Source, Sources};
use crate::args::ReviewArgs;
use crate::failure::{Failure, INTERRUPTED};
use crate::settings::{self, Settings};
use crate::{Shell, messages, scan};

/// Longest file of grounds.
const GROUNDS_BYTES_MAX: u64 = 256 << 10;
/// How often the desk looks whether it is to stop.
const STOP_INTERVAL: Duration = Duration::from_millis(200);

/// Scans, serves the desk until it is stopped, and returns the exit code.
pub(crate) fn review(args: &ReviewArgs, shell: &Shell) -> Result<ExitCode, Failure> {
    scan::check_paths(&args.paths)?;
    let settings = settings::load(args.config.as_deref())?;
    use_own_grounds(args.grounds.as_deref(), shell)?;
    let stop = scan::stop_on_signals()?;
    let mut viewed = Vec::new();
    tell(shell, "review-reading", &[])?;
    let options = scan::options(Some(1), None);
    let engine = Engine::new(&settings.rules);
    let read =
        run::view::view(&args.paths, &engine, &settings.policy, &options, &stop, &mut |file| {
            viewed.push(file);
        });
    match read {
        Ok(()) => {}
        Err(run::Error::Interrupted) => return Ok(ExitCode::from(INTERRUPTED)),
        Err(error) => return Err(Failure::usage(error.to_string())),
    }
    drop(engine);
    let contents = Language::ALL.map(|language| {
        texts::with(language, |messages| shown::content(&viewed, &settings, messages))
    });
    let sources = Sources::new(viewed.into_iter().map(|file| file.path));
    let pictures = pictures::OfSources::new(sources.clone());
    let copies = Arc::new(Copies::new(args, sources, settings, shell.messages.language)?);
    let adding = Arc::clone(&copies);
    let add: Add = Arc::new(move |name, bytes| adding.add(name, bytes));
    let release: Release =
        Arc::new(move |decided: &[Decided], told: &dyn Fn(Copied)| copies.make(decided, told));
    serve(args, shell, Desk::new(contents, release, add), pictures, &stop)
}

fn serve(
    args: &ReviewArgs,
    shell: &Shell,
    desk: Desk,
    pictures: pictures::OfSources,
    stop: &Arc<AtomicBool>,
) -> Result<ExitCode, Failure> {
    let fault = |error: io::Error| Failure::Fault(error.to_string());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(fault)?;
    let listening = runtime.block_on(Listening::on(args.port)).map_err(|error| {
        Failure::usage(format!("cannot listen on port {}: {error}", args.port))
            .help("leave --port away to take a free one")
    })?;
    let link = listening.link();
    tell(shell, "review-ready", &[("link", link.as_str().into())])?;
    if !args.no_open {
        open_browser(&link);
    }
    let stopped = wait_for(Arc::clone(stop));
    let language = texts::of_pages(shell.messages.language);
    let served =
        listening.serve(desk, Arc::new(pictures), Arc::new(texts::Pages), language, stopped);
    runtime.block_on(served).map_err(fault)?;
    tell(shell, "review-ended", &[])?;
    Ok(ExitCode::SUCCESS)
}

/// Offers the grounds of a file on every page.
pub(crate) fn use_own_grounds(path: Option<&Path>, shell: &Shell) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    let text = crate::files::read_text(path, GROUNDS_BYTES_MAX)?;
    let Err(error) = server::desk::use_own_grounds(&text) else { return Ok(()) };
    let (id, code) = match error {
        GroundsError::Ground(code) => ("grounds-code", code),
        GroundsError::Form | GroundsError::Again => ("grounds-form", String::new()),
        GroundsError::Count => ("grounds-count", String::new()),
    };
    let values = [("path", path.display().to_string().into()), ("code", code.into())];
    let help = shell.messages.get("grounds-help", &[]);
    Err(Failure::usage(shell.messages.get(id, &values)).help(help))
}

pub(crate) async fn wait_for(stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(STOP_INTERVAL).await;
    }
}

pub(crate) fn tell(shell: &Shell, id: &str, values: &[messages::Value<'_>]) -> io::Result<()> {
    writeln!(io::stderr(), "{}", shell.messages.get(id, values))
}

/// Opens the page where there is a way to; the link stands on the terminal in any case.
fn open_browser(link: &str) {
    let programs: &[&str] = if cfg!(target_os = "macos") {
        &["open"]
    } else if cfg!(windows) {
        &["explorer"]
    } else {
        &["xdg-open"]
    };
    for program in programs {
        let mut command = Command::new(program);
        command.arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command.spawn().is_ok() {
            return;
        }
    }
}

/// Reads what is added, and makes the copies of what was decided.
struct Copies {
    sources: Sources,
    settings: Settings,
    language: messages::Language,
    targets: Mutex<Targets>,
}

impl Copies {
    fn new(
        args: &ReviewArgs,
        sources: Sources,
        settings: Settings,
        language: messages::Language,
    ) -> Result<Self, Failure> {
        let targets = Targets::new(&args.output, &args.paths).map_err(|root| {
            let (folder, root) = (args.output.display(), root.display());
            Failure::usage(format!(
                "cannot write copies to `{folder}`: originals of `{root}` are there"
            ))
            .help("name a folder outside of what is reviewed: -o DIR")
        })?;
        Ok(Self { sources, settings, language, targets: Mutex::new(targets) })
    }

    /// Reads a file that someone adds, and keeps it under the next number.
    fn add(&self, name: &str, bytes: Vec<u8>) -> io::Result<[File; 2]> {
        let source = Source::Added(name.into(), bytes.into());
        let engine = Engine::new(&self.settings.rules);
        let (options, never) = (options_for(&source), AtomicBool::new(false));
        let mut viewer = Viewer::new(&engine, &self.settings.policy, &options, &never);
        let viewed: Viewed = viewer.view(&source.open()?, name)?;
        self.sources.add(source);
        Ok(Language::ALL.map(|language| {
            texts::with(language, |messages| shown::file(&viewed, &self.settings.rules, messages))
        }))
    }

    fn make(&self, decided: &[Decided], told: &dyn Fn(Copied)) {
        let built_in = RuleSet::built_in();
        let (engine, guard) = (Engine::new(&self.settings.rules), Engine::new(&built_in));
        for decided in decided {
            told(self.make_one(decided, &engine, &guard));
        }
    }

    fn make_one(&self, decided: &Decided, engine: &Engine<'_>, guard: &Engine<'_>) -> Copied {
        let ended =
            |outcome, why| Copied { file: decided.file, copy: None, outcome, detail: None, why };
        let is_gone = || Some(why::because("desk-why-gone", "desk-help-gone"));
        let Some(source) = self.sources.get(decided.file) else {
            return ended("clean-unread", is_gone());
        };
        if !choices::can_look_for(&decided.own) {
            return ended("clean-refused", Some(why::because("desk-why-short", "desk-help-short")));
        }
        let replacement: Arc<str> = texts::of_language(self.language, "review-removed").into();
        let own = choices::with_own_texts(&self.settings, &decided.own);
        let own_engine = own.as_ref().map(Engine::new);
        let rules = own.as_ref().unwrap_or(&self.settings.rules);
        let engine = own_engine.as_ref().unwrap_or(engine);
        let choices = Choices::new(decided, rules);
        let decide = |finding: &Finding| choices.wants_gone(finding).then(|| replacement.clone());
        let task = run::clean::Task {
            guard,
            ..run::clean::Task::new(engine, &self.settings.policy, &decide)
        };
        match cleaned(&source, task) {
            Some(cleaning) => {
                let why = why::told(&cleaning, rules);
                let name = |name: &str| decided.clear_name(name);
                self.write(source.path(), &cleaning, &name, |outcome| ended(outcome, why.clone()))
            }
            None => ended("clean-unread", is_gone()),
        }
    }

    /// Writes a proven copy; returns where, and how it ended.
    fn write(
        &self,
        path: &Path,
        cleaning: &Cleaning,
        clear_name: &dyn Fn(&str) -> String,
        ended: impl Fn(&'static str) -> Copied,
    ) -> Copied {
        let outcome = choices::outcome(cleaning);
        let copy = cleaning.copy.as_ref().filter(|_| cleaning.outcome.has_copy());
        let Some(copy) = copy else { return ended(outcome) };
        let mut targets = self.targets.lock().unwrap_or_else(PoisonError::into_inner);
        let written = targets.of(path, &clear_name(&copy.name)).and_then(|target| {
            run::clean::write(&target, &copy.bytes, path)?;
            Ok(target.path)
        });
        match written {
            Ok(written) => Copied { copy: Some(written), ..ended(outcome) },
            Err(error) => Copied {
                detail: Some(error.to_string()),
                why: Some(why::because("desk-why-not-written", "desk-help-not-written")),
                ..ended("clean-not-written")
            },
        }
    }
}

/// How a document is read. What was added is read on threads of the desk, of which the stack is
/// small, so all of it goes to workers.
fn options_for(source: &Source) -> run::Options {
    let always_apart = matches!(source, Source::Added(..));
    run::Options { always_apart, ..scan::options(Some(1), None) }
}

/// Cleans one document; nothing when it could not be had.
fn cleaned(source: &Source, task: run::clean::Task<'_>) -> Option<Cleaning> {
    let (options, never) = (options_for(source), AtomicBool::new(false));
    match source {
        Source::Path(path) => {
            let mut done = None;
            let paths = [path.clone()];
            let cleaned = run::clean::clean(&paths, task, &options, &never, &mut |cleaning| {
                done = Some(cleaning);
            });
            cleaned.ok().and(done)
        }
        Source::Added(..) => {
            let file = source.open().ok()?;
            run::clean::clean_open(file, &source.name(), task, &options, &never).ok()
        }
    }
}
