//! The run's side of a worker process: started when first needed, one for each thread that reads,
//! and replaced as soon as there is a reason to doubt it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use document::{Film, Frames, PageSize, Picture, ProblemCode, Sink};
use serde::Serialize;

use crate::handoff::Sender;
use crate::replay::{self, Replay, Step};
use crate::tool::{Given, Inside};
use crate::wire::{self, Event, FrameReader, Hello, Ready, Recognition, Request, Task};
use crate::{Films, Options, WorkerCommand, picture};

/// Files that one process reads.
const DOCUMENTS_MAX: u32 = 200;
/// Bytes of files that one process reads.
const BYTES_MAX: u64 = 512 << 20;
/// Time for a process to become ready.
const START_LIMIT: Duration = Duration::from_secs(10);
/// Time after the deadline in which a worker may end by itself, and keep what it understood.
const GRACE: Duration = Duration::from_millis(500);
/// Time for a process that closed its pipe to be gone.
const EXIT_LIMIT: Duration = Duration::from_millis(200);
/// How soon a wait sees that the run was stopped.
const STOP_SEEN_WITHIN: Duration = Duration::from_millis(50);
/// Bytes of events that are taken from the pipe at once.
const EVENTS_BUFFER_BYTES: usize = 64 << 10;
/// Bytes of a dying worker's last words that are looked at.
const LAST_WORDS_BYTES_MAX: u64 = 4 << 10;

/// The place of one worker process, which may be empty.
pub(crate) struct Seat<'a> {
    command: &'a WorkerCommand,
    options: &'a Options,
    stop: &'a AtomicBool,
    worker: Option<Worker<'a>>,
}

/// A file that a worker is to read.
pub(crate) struct Job<'a> {
    pub(crate) file: &'a File,
    pub(crate) name: &'a str,
    pub(crate) size_bytes: u64,
    pub(crate) deadline: Option<Instant>,
}

impl<'a> Seat<'a> {
    /// Returns an empty seat.
    pub(crate) fn new(
        command: &'a WorkerCommand,
        options: &'a Options,
        stop: &'a AtomicBool,
    ) -> Self {
        Self { command, options, stop, worker: None }
    }

    /// Has a worker read a file and tells `sink` what it tells; then the sizes of its pages, when
    /// there is someone who wants them.
    ///
    /// # Errors
    ///
    /// The problem of a file that was not read to its end; what came before was told.
    pub(crate) fn read(
        &mut self,
        job: &Job<'_>,
        sink: &mut dyn Sink,
        mut pages: Option<&mut Vec<PageSize>>,
    ) -> Result<(), ProblemCode> {
        let mut replay = Replay::new(sink, &self.options.limits);
        let mut asked = Asked::new(self.options.films.as_ref(), job, self.stop);
        let mut was_read = None;
        let served =
            self.serve(job, &Task::Read { pages: pages.is_some() }, &mut |event| match event {
                Event::Pages(told) => match (&mut pages, &was_read) {
                    (Some(pages), Some(answer)) if picture::are_sizes(&told) => {
                        **pages = told;
                        Ok(Answer::clone(answer))
                    }
                    _ => Err(()),
                },
                _ if was_read.is_some() => Err(()),
                Event::Picture { width, shades } => {
                    match replay.picture(&Picture { shades, width }) {
                        Ok(words) => Ok(Answer::Tell(words.into())),
                        Err(_) => Err(()),
                    }
                }
                Event::FilmBytes(bytes) => asked.add(bytes),
                Event::Film { kind, track, seconds, is_file } => {
                    replay.film(is_file).map_err(|_| ())?;
                    asked.film(&Film { kind: kind.into(), track, seconds, is_file })
                }
                event => match replay.event(event) {
                    Ok(Step::More) => Ok(Answer::More),
                    Ok(Step::Done) => {
                        let last =
                            if replay.is_strained() { Answer::Strained } else { Answer::Done };
                        was_read = Some(last.clone());
                        Ok(if pages.is_some() { Answer::More } else { last })
                    }
                    Ok(Step::Failed) | Err(_) => Err(()),
                },
            });
        // A worker that ends over the sizes of pages has read the file all the same.
        if was_read.is_some() { Ok(()) } else { served }
    }

    /// Does as [`Self::serve`], and answers what the worker asks on the way: `eyes` recognise the text
    /// of its pictures, and films are shown to it.
    ///
    /// # Errors
    ///
    /// The problem of a file with which the task was not done.
    pub(crate) fn serve_seeing(
        &mut self,
        job: &Job<'_>,
        task: &Task<'_>,
        eyes: &mut dyn Sink,
        take: &mut dyn FnMut(Event<'_>) -> Result<Answer, ()>,
    ) -> Result<(), ProblemCode> {
        let mut asked = Asked::new(self.options.films.as_ref(), job, self.stop);
        let pixels_max = self.options.limits.pixels_max;
        self.serve(job, task, &mut |event| match event {
            Event::Picture { width, shades } => {
                let picture = Picture { shades, width };
                match replay::is_picture(&picture, pixels_max) {
                    true => Ok(Answer::Tell(eyes.recognise(&picture).into())),
                    false => Err(()),
                }
            }
            Event::FilmBytes(bytes) => asked.add(bytes),
            Event::Film { kind, track, seconds, is_file } => {
                asked.film(&Film { kind: kind.into(), track, seconds, is_file })
            }
            event => take(event),
        })
    }

    /// Has a worker do a task with a file and hands over its events until one is the last.
    ///
    /// # Errors
    ///
    /// The problem of a file with which the task was not done.
    pub(crate) fn serve(
        &mut self,
        job: &Job<'_>,
        task: &Task<'_>,
        take: &mut dyn FnMut(Event<'_>) -> Result<Answer, ()>,
    ) -> Result<(), ProblemCode> {
        // One that died while it waited is not the fault of this file.
        let waiting = self.worker.take().and_then(Worker::still_alive);
        let mut worker = match waiting {
            Some(worker) => worker,
            None => Worker::start(self.command, self.options, self.stop)
                .map_err(|_| ProblemCode::ReaderFailed)?,
        };
        match worker.serve(job, task, take) {
            Ok(is_strained) => {
                if !is_strained && !worker.is_spent(job.size_bytes) {
                    self.worker = Some(worker);
                }
                Ok(())
            }
            Err(ending) => Err(worker.problem_of(ending)),
        }
    }
}

/// What a worker asks of films while it works on a file.
struct Asked<'a> {
    films: Option<&'a Films>,
    job: &'a Job<'a>,
    stop: &'a AtomicBool,
    inside: Inside,
}

impl<'a> Asked<'a> {
    fn new(films: Option<&'a Films>, job: &'a Job<'a>, stop: &'a AtomicBool) -> Self {
        Self { films, job, stop, inside: Inside::default() }
    }

    /// Takes in the next bytes of a film that is inside the file.
    fn add(&mut self, bytes: &[u8]) -> Result<Answer, ()> {
        self.inside.add(bytes).map(|()| Answer::More).map_err(|_| ())
    }

    /// Shows frames of a film: the file, or what is inside it.
    fn film(&mut self, film: &Film) -> Result<Answer, ()> {
        let inside = self.inside.take();
        let file = if film.is_file { Some(self.job.file) } else { inside.as_ref() };
        let given = Given::File(file.ok_or(())?);
        let (deadline, stop) = (self.job.deadline, self.stop);
        Ok(Answer::Show(self.films.and_then(|films| films.show(film, &given, deadline, stop))))
    }
}

/// What follows an event of a worker.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// More of them.
    More,
    /// More of them, when the worker has heard what its picture says.
    Tell(Recognition),
    /// More of them, when the worker has seen frames of its film.
    Show(Option<Frames>),
    /// The next task.
    Done,
    /// Nothing: the worker should not be trusted with another file.
    Strained,
}

/// Why a worker's events of a file came to an end too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The deadline passed.
    Late,
    /// The run was stopped.
    Stopped,
    /// Its pipe was closed.
    Gone,
    /// It panicked, or said what no reader says.
    Broken,
}

/// A running process.
struct Worker<'a> {
    child: Child,
    requests: Sender,
    events: FrameReader<BufReader<Patient<'a>>>,
    last_words: Option<ChildStderr>,
    documents: u32,
    bytes: u64,
}

impl<'a> Worker<'a> {
    /// Starts a process and waits until it has locked itself in.
    fn start(command: &WorkerCommand, options: &Options, stop: &'a AtomicBool) -> io::Result<Self> {
        let (requests, theirs) = Sender::new()?;
        let mut child = process(command, theirs).spawn()?;
        let pipe = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let deadline = Instant::now().checked_add(START_LIMIT);
        let events =
            BufReader::with_capacity(EVENTS_BUFFER_BYTES, Patient::new(pipe, deadline, stop));
        let last_words = child.stderr.take();
        let events = FrameReader::new(events);
        let mut worker = Self { child, requests, events, last_words, documents: 0, bytes: 0 };
        #[cfg(not(unix))]
        worker.requests.connect(worker.child.stdin.take());
        worker.greet(options)?;
        Ok(worker)
    }

    fn greet(&mut self, options: &Options) -> io::Result<()> {
        let hello = Hello {
            version: wire::VERSION,
            memory_limit_bytes: options.memory_limit_bytes,
            limits: (&options.limits).into(),
            recognises: options.ocr.is_some(),
            shows_films: options.films.is_some(),
        };
        let mut frame = Vec::new();
        wire::frame(&hello, &mut frame)?;
        self.requests.send(&frame)?;
        let ready: Ready = self.events.read()?;
        if ready.version == wire::VERSION { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn still_alive(mut self) -> Option<Self> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    /// Counts a file of that length; true when the process has read enough.
    fn is_spent(&mut self, size_bytes: u64) -> bool {
        self.documents += 1;
        self.bytes = self.bytes.saturating_add(size_bytes);
        self.documents >= DOCUMENTS_MAX || self.bytes >= BYTES_MAX
    }

    /// Returns whether the process should not be trusted with another file.
    fn serve(
        &mut self,
        job: &Job<'_>,
        task: &Task<'_>,
        take: &mut dyn FnMut(Event<'_>) -> Result<Answer, ()>,
    ) -> Result<bool, Ending> {
        self.events.reader().get_mut().deadline =
            job.deadline.and_then(|deadline| deadline.checked_add(GRACE));
        self.request(job, task).map_err(|_| Ending::Gone)?;
        loop {
            let event: Event<'_> = self.events.read().map_err(|error| ending_of(&error))?;
            match take(event) {
                Ok(Answer::More) => {}
                Ok(Answer::Tell(words)) => self.tell(&words)?,
                Ok(Answer::Show(frames)) => self.tell(&frames.as_ref().map(wire::Frames::from))?,
                Ok(answer) => return Ok(answer == Answer::Strained),
                Err(()) => return Err(Ending::Broken),
            }
        }
    }

    fn tell(&mut self, answer: &impl Serialize) -> Result<(), Ending> {
        let mut frame = Vec::new();
        wire::frame(answer, &mut frame).map_err(|_| Ending::Broken)?;
        self.requests.send(&frame).map_err(|_| Ending::Gone)
    }

    fn request(&mut self, job: &Job<'_>, task: &Task<'_>) -> io::Result<()> {
        let left = job.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let time_limit_ms = left.map(|left| u64::try_from(left.as_millis()).unwrap_or(u64::MAX));
        let mut frame = Vec::new();
        let task = task.clone();
        wire::frame(&Request { name: job.name, time_limit_ms, task }, &mut frame)?;
        self.requests.send_with(&frame, job.file)
    }

    /// Returns the problem of the file on which the process ended, and ends it if it did not.
    fn problem_of(mut self, ending: Ending) -> ProblemCode {
        match ending {
            Ending::Late => ProblemCode::TimeLimit,
            Ending::Stopped => ProblemCode::Interrupted,
            Ending::Broken => ProblemCode::ReaderFailed,
            Ending::Gone => match self.exit() {
                Some(status) if self.ran_out_of_memory(status) => ProblemCode::MemoryLimit,
                _ => ProblemCode::ReaderFailed,
            },
        }
    }

    /// Waits for the end of a process that closed its pipe; none when it goes on.
    fn exit(&mut self) -> Option<ExitStatus> {
        let limit = Instant::now() + EXIT_LIMIT;
        loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < limit => thread::sleep(Duration::from_millis(1)),
                Ok(status) => return status,
                Err(_) => return None,
            }
        }
    }

    /// True when it was killed for its memory, by the system or by itself.
    fn ran_out_of_memory(&mut self, status: ExitStatus) -> bool {
        let mut said = Vec::new();
        if let Some(last_words) = self.last_words.take() {
            // What it said may quote the file: it is compared with, and never shown.
            let _unheard = last_words.take(LAST_WORDS_BYTES_MAX).read_to_end(&mut said);
        }
        is_killed(status) || said.starts_with(b"memory allocation of ")
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn process(command: &WorkerCommand, requests: Stdio) -> Command {
    let mut process = Command::new(&command.program);
    process.args(&command.args).stdin(requests).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;

        // Ctrl-C is for the run, which then ends its workers; and secrets that stand in the
        // environment are not for those who read hostile files.
        process.process_group(0).env_clear();
        // Each further arena of the allocator would reserve addresses that the bound counts.
        process.env("MALLOC_ARENA_MAX", "1");
    }
    process
}

fn ending_of(error: &io::Error) -> Ending {
    match error.kind() {
        io::ErrorKind::TimedOut => Ending::Late,
        io::ErrorKind::ConnectionAborted => Ending::Stopped,
        io::ErrorKind::InvalidData => Ending::Broken,
        _ => Ending::Gone,
    }
}

#[cfg(unix)]
fn is_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;

    status.signal() == Some(rustix::process::Signal::KILL.as_raw())
}

#[cfg(not(unix))]
fn is_killed(_status: ExitStatus) -> bool {
    false
}

/// A pipe of which reading ends at a deadline, or when the run is stopped.
///
/// Where a pipe cannot be waited for, only the worker itself keeps the time.
pub(crate) struct Patient<'a> {
    pipe: ChildStdout,
    deadline: Option<Instant>,
    stop: &'a AtomicBool,
}

impl<'a> Patient<'a> {
    /// Waits for what comes by `pipe`.
    pub(crate) fn new(pipe: ChildStdout, deadline: Option<Instant>, stop: &'a AtomicBool) -> Self {
        Self { pipe, deadline, stop }
    }

    fn wait(&self) -> io::Result<()> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            let left = match self.deadline {
                Some(deadline) => deadline.saturating_duration_since(Instant::now()),
                None => STOP_SEEN_WITHIN,
            };
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if is_ready(&self.pipe, left.min(STOP_SEEN_WITHIN))? {
                return Ok(());
            }
        }
    }
}

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wait()?;
        self.pipe.read(buffer)
    }
}

/// Waits for bytes, or the end, for that long.
#[cfg(unix)]
fn is_ready(pipe: &ChildStdout, longest: Duration) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(longest.subsec_nanos()) };
    match poll(&mut [PollFd::new(pipe, PollFlags::IN)], Some(&timeout)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn is_ready(_pipe: &ChildStdout, _longest: Duration) -> io::Result<bool> {
    Ok(true)
}
