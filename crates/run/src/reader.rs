//! One file: opened, read where that is safe, scanned, and made a report of, whatever happens.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use detect::{Budget, Engine, Policy, Report, Scan, Scanner};
use document::{
    Cleaned, Coverage, Drawing, Effect, Input, Limits, Memory, PageSize, Plan, Problem,
    ProblemCode, Refusal, Sink,
};

use crate::clean::apart;
use crate::file::{self, Opened};
use crate::name::told;
use crate::walk::{Task, What};
use crate::watched::{Both, Nobody, Watched};
use crate::worker::{Job, Seat};
use crate::{Options, picture, quiet};

/// Bytes that are read ahead of a format's reader, which may ask for very few.
pub(crate) const BUFFER_BYTES: usize = 16 << 10;

/// Reads one file after another; each thread has its own.
pub(crate) struct Reader<'a> {
    engine: &'a Engine<'a>,
    policy: &'a Policy,
    options: &'a Options,
    stop: &'a AtomicBool,
    budget: Budget,
    scanner: Scanner<'a>,
    /// Where formats are read that are not simple; none when all are read here.
    worker: Option<Seat<'a>>,
    /// Sizes of the pages of the file that is read, when they are wanted.
    pages: Option<Vec<PageSize>>,
    progress: Progress,
}

/// What is known of the file so far, even when a panic ends its reading.
#[derive(Debug)]
struct Progress {
    format: &'static str,
    size_bytes: u64,
    deadline: Option<Instant>,
    parts: u32,
}

/// Returns a scanner for a policy.
fn scanner<'a>(
    engine: &'a Engine<'a>,
    policy: &'a Policy,
    options: &Options,
    budget: Budget,
) -> Scanner<'a> {
    Scanner::new(engine, budget)
        .with_zones(&policy.zones)
        .with_people(&policy.people)
        .with_coverage(options.coverage)
        .with_checklist(options.checklist.clone())
}

impl<'a> Reader<'a> {
    /// Makes a reader.
    pub(crate) fn new(
        engine: &'a Engine<'a>,
        policy: &'a Policy,
        options: &'a Options,
        stop: &'a AtomicBool,
    ) -> Self {
        let budget = options.budget;
        let scanner = scanner(engine, policy, options, budget);
        let worker = options.worker.as_ref().map(|command| Seat::new(command, options, stop));
        let progress = Progress::new(None);
        Self { engine, policy, options, stop, budget, scanner, worker, pages: None, progress }
    }

    /// Returns a reader for which one file may yield so much.
    pub(crate) fn with_budget(mut self, budget: Budget) -> Self {
        self.scanner = scanner(self.engine, self.policy, self.options, budget);
        Self { budget, ..self }
    }

    /// Gives the other reader the worker, and takes its own.
    pub(crate) fn exchange_worker(&mut self, other: &mut Self) {
        std::mem::swap(&mut self.worker, &mut other.worker);
    }

    /// Returns the report of a task. A panic on the way is a problem of the file.
    pub(crate) fn read(&mut self, task: &Task) -> Report {
        self.reporting(&task.path, |reader| reader.read_task(task))
    }

    fn reporting(&mut self, path: &Path, read: impl FnOnce(&mut Self)) -> Report {
        self.progress = Progress::new(Instant::now().checked_add(self.options.time_limit));
        let survived = quiet::catch(|| read(self)).is_some();
        if !survived {
            self.problem(ProblemCode::ReaderFailed);
        }
        let scan = self.scanner.finish();
        if !survived {
            // What the panic left behind in it is not known.
            self.scanner = scanner(self.engine, self.policy, self.options, self.budget);
        }
        self.report(path, scan)
    }

    /// Returns the report of a file that is open, and tells `aside` all that is in it.
    pub(crate) fn read_open(
        &mut self,
        path: &Path,
        opened: &Opened,
        name: &str,
        aside: &mut dyn Sink,
    ) -> Report {
        self.reporting(path, |reader| reader.read_file(opened, name, aside))
    }

    /// Does as [`Self::read_open`], and returns the sizes of the file's pages where they can be drawn.
    pub(crate) fn read_with_pages(
        &mut self,
        path: &Path,
        opened: &Opened,
        name: &str,
        aside: &mut dyn Sink,
    ) -> (Report, Vec<PageSize>) {
        self.pages = self.worker.is_some().then(Vec::new);
        let report = self.read_open(path, opened, name, aside);
        let told = self.pages.take();
        let pages = told.or_else(|| self.page_sizes(opened, name, report.format).ok());
        (report, pages.unwrap_or_default())
    }

    /// Tells `sink` what is in a file that was read before, without a report.
    pub(crate) fn look(
        &mut self,
        opened: &Opened,
        name: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), ProblemCode> {
        let mut nothing = Scanner::new(self.engine, self.options.budget);
        std::mem::swap(&mut self.scanner, &mut nothing);
        let report = self.read_open(Path::new(name), opened, name, sink);
        std::mem::swap(&mut self.scanner, &mut nothing);
        match report.problems.iter().find(|problem| problem.code == ProblemCode::ReaderFailed) {
            Some(problem) => Err(problem.code),
            None => Ok(()),
        }
    }

    /// Returns a copy of a file that is open.
    pub(crate) fn copy(
        &mut self,
        opened: &Opened,
        name: &str,
        plan: &Plan,
        limits: &Limits,
    ) -> Result<Cleaned, Refusal> {
        let mut file = &opened.file;
        let rewound = file.rewind();
        rewound.map_err(|_| Refusal::Unread(ProblemCode::Unreadable))?;
        let is_simple = self.is_simple(opened, name);
        let job = job(opened, name, self.options);
        let mut eyes = Watched {
            sink: &mut Nobody,
            deadline: job.deadline,
            stop: self.stop,
            parts: &mut 0,
            ocr: self.options.ocr.as_ref(),
        };
        match &mut self.worker {
            Some(seat) if !is_simple => apart::copy(seat, &job, plan, limits, &mut eyes),
            _ => {
                let mut input = BufReader::with_capacity(BUFFER_BYTES, &opened.file);
                let memory = Memory::new();
                let clean = || memory.clean(&mut input, name, plan, limits, &mut eyes);
                let made = quiet::catch(clean);
                made.unwrap_or(Err(Refusal::Unread(ProblemCode::ReaderFailed)))
            }
        }
    }

    /// Returns which strings are found in all that can be decoded from a file that is open, and
    /// whether everything was looked at.
    pub(crate) fn search(
        &mut self,
        opened: &Opened,
        needles: &[String],
    ) -> Result<(Vec<u32>, bool), ProblemCode> {
        if needles.is_empty() {
            return Ok((Vec::new(), true));
        }
        let mut file = &opened.file;
        file.rewind().map_err(|_| ProblemCode::Unreadable)?;
        if let Some(seat) = &mut self.worker {
            return apart::search(seat, &job(opened, "copy", self.options), needles);
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|_| ProblemCode::Unreadable)?;
        let found = quiet::catch(|| apart::search_here(needles, &bytes, &self.options.limits));
        found.ok_or(ProblemCode::ReaderFailed)
    }

    /// Returns the sizes of the pages of a file that is open; nothing of a format that is not drawn.
    pub(crate) fn page_sizes(
        &mut self,
        opened: &Opened,
        name: &str,
        format: &str,
    ) -> Result<Vec<PageSize>, ProblemCode> {
        // A worker is asked only when it has an answer.
        if !document::can_draw(format) {
            return Ok(Vec::new());
        }
        let mut file = &opened.file;
        file.rewind().map_err(|_| ProblemCode::Unreadable)?;
        if let Some(seat) = &mut self.worker {
            return picture::page_sizes(seat, &job(opened, name, self.options));
        }
        let mut input = BufReader::with_capacity(BUFFER_BYTES, file);
        let limits = &self.options.limits;
        let sizes = quiet::catch(|| document::page_sizes(&mut input, name, limits));
        sizes.unwrap_or(Err(ProblemCode::ReaderFailed))
    }

    /// Draws a page, counted from 1, of a file that is open, or sketches it for a comparison.
    pub(crate) fn draw(
        &mut self,
        opened: &Opened,
        name: &str,
        page: u32,
        sketch: bool,
    ) -> Result<Drawing, ProblemCode> {
        let mut file = &opened.file;
        file.rewind().map_err(|_| ProblemCode::Unreadable)?;
        if let Some(seat) = &mut self.worker {
            return picture::draw_in(seat, &job(opened, name, self.options), page, sketch);
        }
        let mut input = BufReader::with_capacity(BUFFER_BYTES, file);
        let limits = &self.options.limits;
        let draw = if sketch { document::sketch } else { document::draw };
        let drawing = quiet::catch(|| draw(&mut input, name, page, limits));
        drawing.unwrap_or(Err(ProblemCode::ReaderFailed))
    }

    fn is_simple(&self, opened: &Opened, name: &str) -> bool {
        let mut file = &opened.file;
        let format = document::identify(&mut file, name);
        self.is_read_here(format)
    }

    /// True for a format that is so simple that it is read in this process.
    fn is_read_here(&self, format: Option<&document::Format>) -> bool {
        !self.options.always_apart && format.is_none_or(|format| format.in_process)
    }

    fn read_task(&mut self, task: &Task) {
        let name = told(task.path.file_name().unwrap_or(OsStr::new(""))).text;
        match task.what {
            What::File { given } => match file::open(&task.path, given) {
                Ok(opened) => self.read_file(&opened, &name, &mut Nobody),
                Err(code) => self.read_name(&name, code),
            },
            What::Link => self.read_link(&task.path, &name),
            What::Unread(code) => self.read_name(&name, code),
        }
    }

    fn read_file(&mut self, opened: &Opened, name: &str, aside: &mut dyn Sink) {
        self.progress.size_bytes = opened.size_bytes();
        let mut file = &opened.file;
        let format = document::identify(&mut file, name);
        self.progress.format = format.map_or("unknown", |format| format.name);
        if self.is_read_here(format) || !self.read_apart(opened, name, aside) {
            let mut input = BufReader::with_capacity(BUFFER_BYTES, &opened.file);
            self.read_here_as(&mut input, name, format, aside);
        }
        if opened.has_changed() {
            self.problem(ProblemCode::Vanished);
        }
    }

    /// Has a worker read; false when there is to be none.
    fn read_apart(&mut self, opened: &Opened, name: &str, aside: &mut dyn Sink) -> bool {
        let Some(seat) = &mut self.worker else { return false };
        let mut sink = Watched {
            sink: &mut Both { first: &mut self.scanner, second: aside },
            deadline: self.progress.deadline,
            stop: self.stop,
            parts: &mut self.progress.parts,
            ocr: self.options.ocr.as_ref(),
        };
        let job = Job {
            file: &opened.file,
            name,
            size_bytes: opened.size_bytes(),
            deadline: self.progress.deadline,
        };
        // A worker is asked only when it has an answer.
        let pages = self.pages.as_mut().filter(|_| document::can_draw(self.progress.format));
        if let Err(code) = seat.read(&job, &mut sink, pages) {
            self.problem(code);
        }
        true
    }

    /// Reads in this process.
    fn read_here(&mut self, input: &mut dyn Input, name: &str) {
        let format = document::identify(input, name);
        self.read_here_as(input, name, format, &mut Nobody);
    }

    /// Reads in this process what was found to be of that format, and as nothing else.
    fn read_here_as(
        &mut self,
        input: &mut dyn Input,
        name: &str,
        format: Option<&'static document::Format>,
        aside: &mut dyn Sink,
    ) {
        let mut sink = Watched {
            sink: &mut Both { first: &mut self.scanner, second: aside },
            deadline: self.progress.deadline,
            stop: self.stop,
            parts: &mut self.progress.parts,
            ocr: self.options.ocr.as_ref(),
        };
        document::read_as(input, name, format, &self.options.limits, &mut sink);
    }

    /// Reads a link as what it is: a name, and the path that it holds.
    fn read_link(&mut self, path: &Path, name: &str) {
        let target = fs::read_link(path).map(|target| told(target.as_os_str()).text);
        let mut target = Cursor::new(target.unwrap_or_default());
        // Whoever made the link chose these bytes; only what is simple is read here.
        if document::identify(&mut target, name).is_some_and(|format| format.in_process) {
            self.read_here(&mut target, name);
        } else {
            self.read_here(&mut Cursor::new([]), name);
        }
        self.problem(ProblemCode::LinkNotFollowed);
        self.scanner.close(Coverage::Whole);
    }

    /// Reads the name alone of what cannot be read; names go out as well.
    fn read_name(&mut self, name: &str, code: ProblemCode) {
        self.read_here(&mut Cursor::new([]), name);
        self.problem(code);
        self.scanner.close(Coverage::Refused);
    }

    fn problem(&mut self, code: ProblemCode) {
        self.scanner.problem(Problem { path: Arc::from([]), part: None, code, number: None });
    }

    fn report(&self, path: &Path, scan: Scan) -> Report {
        let file = told(path.as_os_str());
        let verdict = self.policy.grade(&scan, self.engine.rules());
        let coverage = scan.coverage.unwrap_or(match self.progress.parts {
            // The first part is the name.
            0 | 1 => Coverage::Refused,
            _ => Coverage::Part,
        });
        Report {
            file: file.text,
            file_bytes: file.bytes,
            format: self.progress.format,
            coverage: within(coverage, &scan.problems),
            verdict,
            findings: scan.findings,
            problems: scan.problems,
            bytes: self.progress.size_bytes,
            examined: scan.examined,
            checks: scan.checks,
        }
    }
}

/// Returns the task that a file is for a worker, from now on.
fn job<'o>(opened: &'o Opened, name: &'o str, options: &Options) -> Job<'o> {
    Job {
        file: &opened.file,
        name,
        size_bytes: opened.size_bytes(),
        deadline: Instant::now().checked_add(options.time_limit),
    }
}

impl Progress {
    fn new(deadline: Option<Instant>) -> Self {
        Self { format: "unknown", size_bytes: 0, deadline, parts: 0 }
    }
}

/// Returns the coverage, which is not whole when something blocks.
fn within(coverage: Coverage, problems: &[Problem]) -> Coverage {
    let blocked = problems.iter().any(|problem| problem.effect() == Effect::Blocks);
    if blocked { coverage.max(Coverage::Part) } else { coverage }
}
