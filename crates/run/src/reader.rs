//! One file: opened, read where that is safe, scanned, and made a report of, whatever happens.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufReader, Cursor};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use detect::{Engine, Policy, Report, Scan, Scanner};
use document::{Coverage, Effect, Input, Problem, ProblemCode, Sink};

use crate::file::{self, Opened};
use crate::name::told;
use crate::walk::{Task, What};
use crate::watched::Watched;
use crate::worker::{Job, Seat};
use crate::{Options, quiet};

/// Bytes that are read ahead of a format's reader, which may ask for very few.
pub(crate) const BUFFER_BYTES: usize = 16 << 10;

/// Reads one file after another; each thread has its own.
pub(crate) struct Reader<'a> {
    engine: &'a Engine<'a>,
    policy: &'a Policy,
    options: &'a Options,
    stop: &'a AtomicBool,
    scanner: Scanner<'a>,
    /// Where formats are read that are not simple; none when all are read here.
    worker: Option<Seat<'a>>,
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

impl<'a> Reader<'a> {
    /// Makes a reader.
    pub(crate) fn new(
        engine: &'a Engine<'a>,
        policy: &'a Policy,
        options: &'a Options,
        stop: &'a AtomicBool,
    ) -> Self {
        let scanner = Scanner::new(engine, options.budget).with_zones(&policy.zones);
        let worker = options.worker.as_ref().map(|command| Seat::new(command, options, stop));
        let progress = Progress::new(None);
        Self { engine, policy, options, stop, scanner, worker, progress }
    }

    /// Returns the report of a task. A panic on the way is a problem of the file.
    pub(crate) fn read(&mut self, task: &Task) -> Report {
        self.progress = Progress::new(Instant::now().checked_add(self.options.time_limit));
        let survived = quiet::catch(|| self.read_task(task)).is_some();
        if !survived {
            self.problem(ProblemCode::ReaderFailed);
        }
        let scan = self.scanner.finish();
        if !survived {
            // What the panic left behind in it is not known.
            self.scanner =
                Scanner::new(self.engine, self.options.budget).with_zones(&self.policy.zones);
        }
        self.report(&task.path, scan)
    }

    fn read_task(&mut self, task: &Task) {
        let name = told(task.path.file_name().unwrap_or(OsStr::new(""))).text;
        match task.what {
            What::File { given } => match file::open(&task.path, given) {
                Ok(opened) => self.read_file(opened, &name),
                Err(code) => self.read_name(&name, code),
            },
            What::Link => self.read_link(&task.path, &name),
            What::Unread(code) => self.read_name(&name, code),
        }
    }

    fn read_file(&mut self, mut opened: Opened, name: &str) {
        self.progress.size_bytes = opened.size_bytes();
        let format = document::identify(&mut opened.file, name);
        self.progress.format = format.map_or("unknown", |format| format.name);
        let is_simple = format.is_none_or(|format| format.in_process);
        if is_simple || !self.read_apart(&opened, name) {
            self.read_here(&mut BufReader::with_capacity(BUFFER_BYTES, &opened.file), name);
        }
        if opened.has_changed() {
            self.problem(ProblemCode::Vanished);
        }
    }

    /// Has a worker read; false when there is to be none.
    fn read_apart(&mut self, opened: &Opened, name: &str) -> bool {
        let Some(seat) = &mut self.worker else { return false };
        let mut sink = Watched {
            sink: &mut self.scanner,
            deadline: self.progress.deadline,
            stop: self.stop,
            parts: &mut self.progress.parts,
        };
        let job = Job {
            file: &opened.file,
            name,
            size_bytes: opened.size_bytes(),
            deadline: self.progress.deadline,
        };
        if let Err(code) = seat.read(&job, &mut sink) {
            self.problem(code);
        }
        true
    }

    /// Reads in this process.
    fn read_here(&mut self, input: &mut dyn Input, name: &str) {
        let mut sink = Watched {
            sink: &mut self.scanner,
            deadline: self.progress.deadline,
            stop: self.stop,
            parts: &mut self.progress.parts,
        };
        document::read(input, name, &self.options.limits, &mut sink);
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
        }
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
