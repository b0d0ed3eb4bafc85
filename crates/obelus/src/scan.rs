//! `obelus scan`: a policy, a key and outputs in; reports through them; an exit code out.

use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use detect::output::{self, Context, End, Output};
use detect::suppress::{
    Baseline, InlineNote, Suppressor, apply_inline, forbidden, is_source_code, may_allow,
};
use detect::{DigestKey, Engine, Inline, Policy, Report, RuleSet, Setting, Suppression};
use document::{Problem, ProblemCode};
use fluent_bundle::FluentValue;
use time::{Date, OffsetDateTime};

use crate::args::{FormatArg, ScanArgs};
use crate::clean::profile::Profile;
use crate::destination::Pending;
use crate::failure::{FINDINGS, Failure, INTERRUPTED, UNREAD};
use crate::human::Human;
use crate::page::Page;
use crate::progress::Progress;
use crate::settings::{self, Settings};
use crate::terminal::Terminal;
use crate::{Shell, digest_key, people};

/// Longest source file in which comments are looked for; it is read again for that.
const SOURCE_BYTES_MAX: u64 = 16 << 20;
/// Formats whose lines are those of the file.
const TEXT_FORMATS: [&str; 4] = ["text", "csv", "json", "xml"];
/// Remarks on comments in one file.
const NOTES_MAX: usize = 20;
/// Time for one file, unless the command line says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(120);
/// Memory of one worker.
const WORKER_MEMORY_BYTES: u64 = 2 << 30;

/// Scans, and returns the exit code.
pub(crate) fn scan(args: &ScanArgs, shell: &Shell) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let formats = formats(args)?;
    check_paths(&args.paths)?;
    let mut settings = settings::load(args.config.as_deref())?;
    apply_flags(&mut settings.policy, args);
    let profile = Profile::named(args.profile.as_deref())?;
    apply_profile(&mut settings.policy, &profile);
    settings.policy.people = people::load(args)?;
    let key = digest_key::load(args.key_file.as_deref())?;
    let baseline = load_baseline(args, key.as_ref())?;
    check_digests(&settings, key.as_ref())?;
    let context = Context {
        rules: &settings.rules,
        policy: &settings.policy,
        key: key.as_ref(),
        reveal: args.reveal,
    };
    let mut outputs = Outputs::begin(&formats, context, &settings, shell)?;
    let notes = Notes { shell, quiet: args.quiet };
    if args.reveal {
        notes.tell("note-reveal", &[]);
    }
    let today = OffsetDateTime::now_utc().date();
    let suppressions = &settings.file.suppressions;
    let mut run = Run {
        settings: &settings,
        suppressor: Suppressor::new(suppressions, baseline, key.as_ref(), &settings.rules, today),
        today,
        notes: &notes,
        purchases: detect::purchase::Batch::default(),
        end: End::default(),
        fails: false,
        unread: false,
        pictures_unread: false,
    };
    let stop = stop_on_signals()?;
    let options =
        run::Options { coverage: args.coverage, checklist: args.checklist.clone(), ..asked(args) };
    let written = read_all(args, &settings, &options, &stop, |report| {
        run.take(report);
        outputs.report(report)
    })?;
    run.end.seconds = started.elapsed().as_secs_f64();
    run.end.interrupted = stop.load(Ordering::Relaxed);
    match written.and_then(|()| outputs.finish(&run.end)) {
        // The reader of the pipe has seen enough; what it did not see is not told as clean.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(ExitCode::from(INTERRUPTED));
        }
        result => result?,
    }
    run.tell_suppressions();
    if let Some(note) = profile.note() {
        notes.tell(note, &[]);
    }
    if run.pictures_unread && options.ocr.is_none() && !args.no_ocr {
        notes.tell("note-ocr-missing", &[]);
    }
    Ok(run.exit_code())
}

/// Reads every file and hands its report on; when a report cannot be written, the run is stopped
/// and the reason returned.
fn read_all(
    args: &ScanArgs,
    settings: &Settings,
    options: &run::Options,
    stop: &AtomicBool,
    mut hand_on: impl FnMut(&mut Report) -> io::Result<()>,
) -> Result<io::Result<()>, Failure> {
    let progress = Progress::new(args.quiet);
    let engine = Engine::new(&settings.rules);
    let mut written = Ok(());
    let mut take = |mut report: Report| {
        if written.is_ok() {
            written = progress.aside(|| hand_on(&mut report));
            stop.fetch_or(written.is_err(), Ordering::Relaxed);
        }
    };
    let policy = &settings.policy;
    let scanned = run::scan(&args.paths, &engine, policy, options, stop, &progress, &mut take);
    progress.clear();
    match scanned {
        Ok(()) | Err(run::Error::Interrupted) => Ok(written),
        Err(error @ run::Error::NoSuchPath { .. }) => Err(Failure::usage(error.to_string())),
        Err(error) => Err(Failure::Fault(error.to_string())),
    }
}

/// Returns the outputs that are wanted; people get theirs on stdout when nothing else goes there.
fn formats(args: &ScanArgs) -> Result<Vec<FormatArg>, Failure> {
    let mut formats = args.formats.clone();
    match formats.iter().filter(|format| format.file.is_none()).count() {
        0 if !args.quiet || formats.is_empty() => {
            formats.push(FormatArg { name: "human".to_owned(), file: None });
        }
        0 | 1 => {}
        _ => {
            return Err(Failure::usage("only one format can go to stdout")
                .help("give the others a file: --format sarif=report.sarif"));
        }
    }
    Ok(formats)
}

/// A path that leads nowhere is told before any output has begun.
pub(crate) fn check_paths(paths: &[PathBuf]) -> Result<(), Failure> {
    match paths.iter().find(|path| path.symlink_metadata().is_err()) {
        Some(path) => Err(Failure::usage(format!("`{}` does not exist", path.display()))),
        None => Ok(()),
    }
}

/// Puts what the occasion makes worse below what the policy file says.
fn apply_profile(policy: &mut Policy, profile: &Profile) {
    for (rule, severity) in profile.severities() {
        policy.severities.entry(rule.to_owned()).or_insert(severity);
    }
}

/// Puts what the command line says above what the policy file says.
fn apply_flags(policy: &mut Policy, args: &ScanArgs) {
    let gate = &mut policy.gate;
    gate.fail_on = args.fail_on.unwrap_or(gate.fail_on);
    gate.min_confidence = args.min_confidence.unwrap_or(gate.min_confidence);
    for accepted in &args.accept_unread {
        policy.accepted_problems.insert(accepted.code.clone(), accepted.reason.clone());
    }
}

fn load_baseline(args: &ScanArgs, key: Option<&DigestKey>) -> Result<Option<Baseline>, Failure> {
    let Some(path) = &args.baseline else { return Ok(None) };
    let Some(key) = key else {
        return Err(Failure::usage("a baseline needs a key that lasts, and none could be kept")
            .help("name one: --key-file FILE, or set OBELUS_KEY_FILE"));
    };
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("cannot use the baseline `{}`: {error}", path.display()))
    };
    let text = fs::read_to_string(path).map_err(|error| cannot(&error))?;
    Baseline::parse(&text, &key.id()).map(Some).map_err(|error| cannot(&error))
}

/// A suppression by digest is of no use without the key; silence would look like a finding gone.
fn check_digests(settings: &Settings, key: Option<&DigestKey>) -> Result<(), Failure> {
    let by_digest = settings.file.suppressions.iter().find(|s| s.value.digest.is_some());
    match (by_digest, key) {
        (Some(setting), None) => Err(Failure::usage(format!(
            "the suppression in line {} of the policy has a digest, and there is no key",
            setting.line
        ))
        .help("name one: --key-file FILE, or set OBELUS_KEY_FILE")),
        _ => Ok(()),
    }
}

/// Scans as without any flag, and hands each report on until one cannot be taken.
pub(crate) fn each(
    paths: &[PathBuf],
    rules: &RuleSet,
    policy: &Policy,
    hand_on: &mut dyn FnMut(&Report) -> io::Result<()>,
) -> Result<(), Failure> {
    let engine = Engine::new(rules);
    let mut taken = Ok(());
    let scanned = run::scan(
        paths,
        &engine,
        policy,
        &options(None, None),
        &AtomicBool::new(false),
        &Progress::new(true),
        &mut |report| {
            if taken.is_ok() {
                taken = hand_on(&report);
            }
        },
    );
    scanned.map_err(|error| Failure::usage(error.to_string()))?;
    Ok(taken?)
}

/// Returns how files are read when a scan is asked for.
pub(crate) fn asked(args: &ScanArgs) -> run::Options {
    let mut options = options(args.jobs.map(usize::from), args.time_limit);
    options.ocr.take_if(|_| args.no_ocr);
    options.films.take_if(|_| args.no_ocr);
    options
}

/// Returns how files are read, by default with a thread for each processor.
pub(crate) fn options(jobs: Option<usize>, time_limit: Option<Duration>) -> run::Options {
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    run::Options {
        memory_limit_bytes: WORKER_MEMORY_BYTES,
        // Where the program cannot find itself, documents are read in this process.
        worker: own_command("worker"),
        ocr: own_command("worker-tool").and_then(run::Ocr::find),
        films: own_command("worker-tool").and_then(run::Films::find),
        ..run::Options::here(jobs.unwrap_or_else(processors), time_limit.unwrap_or(TIME_LIMIT))
    }
}

/// Returns how to start this program as one of its own helpers.
fn own_command(helper: &str) -> Option<run::WorkerCommand> {
    let program = env::current_exe().ok()?;
    Some(run::WorkerCommand { program, args: vec![helper.into()] })
}

/// Returns a flag that a first Ctrl-C sets; a second one ends the program at once.
pub(crate) fn stop_on_signals() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "the person asked twice")]
            process::exit(i32::from(INTERRUPTED));
        }
    })
    .map_err(|error| Failure::usage(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// What a run keeps from report to report.
struct Run<'a> {
    settings: &'a Settings,
    suppressor: Suppressor<'a>,
    today: Date,
    notes: &'a Notes<'a>,
    /// Purchases of which earlier files hold pieces.
    purchases: detect::purchase::Batch,
    end: End,
    fails: bool,
    unread: bool,
    /// True when a picture holds text that nobody recognised.
    pictures_unread: bool,
}

impl Run<'_> {
    /// Applies the policy to a report, and counts it.
    fn take(&mut self, report: &mut Report) {
        let Settings { rules, policy, .. } = self.settings;
        self.purchases.take(&mut report.findings, rules);
        policy.adjust(report, rules);
        self.heed_comments(report);
        if !report.findings.is_empty() {
            let path = self.path_for_patterns(report);
            self.suppressor.apply(report, &path, rules);
        }
        report.verdict = policy.verdict(&report.findings, &report.problems, rules);
        self.end.summary.add(report);
        self.fails |= report.findings.iter().any(|finding| policy.fails(finding));
        self.unread |= report.problems.iter().any(|problem| policy.blocks(problem));
        let is_unread = |problem: &Problem| problem.code == ProblemCode::PictureTextUnread;
        self.pictures_unread |= report.problems.iter().any(is_unread);
    }

    /// Reads a file again for the comments that allow findings in it, or would like to.
    fn heed_comments(&self, report: &mut Report) {
        let inline = self.settings.policy.inline;
        let is_heeded = match inline {
            Inline::Text => TEXT_FORMATS.contains(&report.format),
            Inline::Off | Inline::Code => is_source_code(&report.file),
        };
        if !is_heeded || report.bytes > SOURCE_BYTES_MAX {
            return;
        }
        // A file that went away allows nothing.
        let Ok(bytes) = fs::read(file_path(report)) else { return };
        if !may_allow(&bytes) {
            return;
        }
        let text = String::from_utf8_lossy(&bytes);
        let notes = match inline {
            Inline::Off => forbidden(&text),
            _ => apply_inline(report, &text, &self.settings.rules, self.today),
        };
        for InlineNote { line, kind } in notes.into_iter().take(NOTES_MAX) {
            let file = output::plain(&report.file);
            let values = [("file", FluentValue::from(file)), ("line", line.into())];
            self.notes.tell(&format!("note-inline-{}", kind.name()), &values);
        }
    }

    /// The file as patterns of the policy name it: relative to the policy's folder if inside it.
    fn path_for_patterns(&self, report: &Report) -> String {
        let plain = || report.file.strip_prefix("./").unwrap_or(&report.file).to_owned();
        let Some(folder) = self.settings.folder() else { return plain() };
        let inside = || {
            let (folder, file) = (fs::canonicalize(folder).ok()?, file_path(report));
            let file = fs::canonicalize(file).ok()?;
            file.strip_prefix(folder).ok().map(|path| path.to_string_lossy().replace('\\', "/"))
        };
        match self.settings.file.suppressions.is_empty() {
            true => plain(),
            false => inside().unwrap_or_else(plain),
        }
    }

    /// Says which suppressions are over, and which were not needed.
    fn tell_suppressions(&self) {
        let Some(path) = &self.settings.path else { return };
        let tell = |id: &str, setting: &Setting<Suppression>| {
            let values = [
                ("file", FluentValue::from(path.display().to_string())),
                ("line", setting.line.into()),
                ("rule", setting.value.rule.as_str().into()),
            ];
            self.notes.tell(id, &values);
        };
        self.suppressor.expired().for_each(|setting| tell("note-suppression-expired", setting));
        if !self.end.interrupted {
            self.suppressor.unused().for_each(|setting| tell("note-suppression-unused", setting));
        }
    }

    fn exit_code(&self) -> ExitCode {
        match () {
            () if self.end.interrupted => ExitCode::from(INTERRUPTED),
            () if self.unread => ExitCode::from(UNREAD),
            () if self.fails => ExitCode::from(FINDINGS),
            () => ExitCode::SUCCESS,
        }
    }
}

/// The path of a report's file, its bytes where they are no text.
fn file_path(report: &Report) -> PathBuf {
    #[cfg(unix)]
    if let Some(bytes) = &report.file_bytes {
        use std::os::unix::ffi::OsStrExt;
        return Path::new(std::ffi::OsStr::from_bytes(bytes)).to_owned();
    }
    Path::new(&report.file).to_owned()
}

/// Remarks on stderr.
struct Notes<'a> {
    shell: &'a Shell,
    quiet: bool,
}

impl Notes<'_> {
    fn tell(&self, id: &str, values: &[crate::messages::Value<'_>]) {
        // That values are shown is told whoever wants quiet.
        if self.quiet && id != "note-reveal" {
            return;
        }
        let text = self.shell.messages.get(id, values);
        // A note that cannot be told changes no result.
        let _told = writeln!(io::stderr(), "obelus: {text}");
    }
}

/// Every output of a run.
struct Outputs<'a> {
    open: Vec<Box<dyn Output + 'a>>,
    files: Vec<Pending>,
}

impl<'a> Outputs<'a> {
    fn begin(
        formats: &[FormatArg],
        context: Context<'a>,
        settings: &'a Settings,
        shell: &'a Shell,
    ) -> Result<Self, Failure> {
        let mut outputs = Self { open: Vec::new(), files: Vec::new() };
        for format in formats {
            let mut terminal = shell.terminal;
            let writer: Box<dyn Write> = match &format.file {
                Some(file) => {
                    let pending = Pending::new(file, context.reveal)?;
                    let writer = pending.writer()?;
                    outputs.files.push(pending);
                    terminal = Terminal::of_file();
                    writer
                }
                None => Box::new(BufWriter::new(io::stdout())),
            };
            let policy = settings.path.as_deref();
            outputs.open.push(match output::by_name(&format.name) {
                Some(known) => (known.begin)(writer, context)?,
                None if format.name == "html" => Page::begin(writer, context, &shell.messages)?,
                None => Human::begin(writer, context, terminal, &shell.messages, policy)?,
            });
        }
        Ok(outputs)
    }

    fn report(&mut self, report: &Report) -> io::Result<()> {
        self.open.iter_mut().try_for_each(|output| output.report(report))
    }

    fn finish(mut self, end: &End) -> io::Result<()> {
        self.open.iter_mut().try_for_each(|output| output.finish(end))?;
        self.open.clear();
        self.files.into_iter().try_for_each(Pending::publish)
    }
}
