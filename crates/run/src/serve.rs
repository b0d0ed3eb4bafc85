//! The worker's side: takes one file after another, reads it, and tells what is in it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use document::{
    Coverage, DocumentHead, Examined, Film, Frames, Input, Limits, Memory, Part, Picture, Problem,
    Recognition, Sink, Window,
};
use serde::Deserialize;

use crate::clean::apart as clean;
use crate::handoff::{Content, Receiver};
use crate::picture;
use crate::reader::BUFFER_BYTES;
use crate::sandbox;
use crate::scan::READER_STACK_BYTES;
use crate::tool::INSIDE_BYTES_MAX;
use crate::watched::Watched;
use crate::wire::{self, Event, FrameWriter, Hello, Ready, Request, Source, Task};

/// Bytes of events that go out at once.
const EVENTS_BUFFER_BYTES: usize = 64 << 10;
/// Bytes of a film in one message.
const FILM_CHUNK_BYTES: u64 = 1 << 20;

/// Serves a run as its worker: what the program does when a [`crate::WorkerCommand`] starts it.
///
/// Requests come by the standard input, and events go to the standard output. Before the first file
/// it gives up, for good, all that it does not need: see [`sandbox`]. It ends when the run does.
#[must_use]
pub fn worker_main() -> ExitCode {
    // Messages of panics may quote the file.
    std::panic::set_hook(Box::new(|_| {}));
    let reader = thread::Builder::new().stack_size(READER_STACK_BYTES).spawn(serve);
    match reader.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn serve() -> io::Result<()> {
    let mut requests = Receiver::new()?;
    let mut events = FrameWriter::new(BufWriter::with_capacity(EVENTS_BUFFER_BYTES, output()?));
    let hello: Hello = wire::message(requests.receive()?)?;
    if hello.version != wire::VERSION {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let limits = Limits::from(hello.limits.clone());
    let expected = sandbox::strength();
    if sandbox::enter(hello.memory_limit_bytes) != expected {
        // Walls that this system has and that do not stand are not to be relied upon.
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    events.write(&Ready { version: wire::VERSION })?;
    events.flush()?;
    let memory = Memory::new();
    loop {
        let (frame, mut file) = match requests.receive_with() {
            Ok((frame, file)) => (frame.to_vec(), file),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        };
        let request: Request<'_> = wire::message(&frame)?;
        match &request.task {
            Task::Read { pages } => {
                let teller = Teller::new(&mut events, &mut requests, &hello);
                let was_read = read(&request, &mut file, &limits, &memory, teller)?;
                if *pages && was_read {
                    picture::serve_pages_too(request.name, file, &limits, &mut events)?;
                }
            }
            Task::Clean { redactions, struck, flatten } => {
                let plan = clean::plan(redactions, struck, *flatten);
                let mut eyes = Teller::new(&mut events, &mut requests, &hello);
                let name = request.name;
                let made = clean::make_copy(name, file, &plan, &limits, &memory, &mut eyes);
                eyes.error.map_or(Ok(()), Err)?;
                clean::tell_copy(made, &mut events)?;
            }
            Task::Search { needles } => {
                clean::serve_search(needles, file, &limits, &mut events)?;
            }
            Task::Pages => picture::serve_pages(request.name, file, &limits, &mut events)?,
            Task::Draw { page, sketch } => {
                let draw = if *sketch { document::sketch } else { document::draw };
                picture::serve_drawing(
                    |input| draw(input, request.name, *page, &limits),
                    file,
                    &mut events,
                )?;
            }
        }
        events.flush()?;
    }
}

/// Reads one file; says whether it was read to its end.
fn read(
    request: &Request<'_>,
    file: &mut Content,
    limits: &Limits,
    memory: &Memory,
    mut teller: Teller<'_, impl Write>,
) -> io::Result<bool> {
    let never = AtomicBool::new(false);
    let time_limit = request.time_limit_ms.map(Duration::from_millis);
    let mut sink = Watched {
        sink: &mut teller,
        deadline: time_limit.and_then(|limit| Instant::now().checked_add(limit)),
        stop: &never,
        parts: &mut 0,
        ocr: None,
    };
    let mut input = BufReader::with_capacity(BUFFER_BYTES, file);
    let reading = || memory.read(&mut input, request.name, limits, &mut sink);
    let survived = catch_unwind(AssertUnwindSafe(reading)).is_ok();
    teller.tell(&if survived { Event::Done } else { Event::Failed });
    teller.error.map_or(Ok(survived), Err)
}

/// Writes down what it is told.
struct Teller<'a, W> {
    events: &'a mut FrameWriter<W>,
    /// Where answers come from.
    requests: &'a mut Receiver,
    /// True when the run recognises text in pictures.
    recognises: bool,
    /// True when the run shows frames of films.
    shows_films: bool,
    /// Why nothing more can be written.
    error: Option<io::Error>,
}

impl<'a, W: Write> Teller<'a, W> {
    fn new(events: &'a mut FrameWriter<W>, requests: &'a mut Receiver, hello: &Hello) -> Self {
        let (recognises, shows_films) = (hello.recognises, hello.shows_films);
        Self { events, requests, recognises, shows_films, error: None }
    }

    fn tell(&mut self, event: &Event<'_>) {
        if self.error.is_none() {
            self.error = self.events.write(event).err();
        }
    }
}

impl<W: Write> Teller<'_, W> {
    /// Hands over what was told, and waits for what the run says to it.
    fn answer<'m, T: Deserialize<'m>>(&'m mut self) -> io::Result<T> {
        self.events.flush()?;
        wire::message(self.requests.receive()?)
    }

    /// Hands over a film that is inside the file; false when it is too long.
    fn hand_over(&mut self, film: &mut dyn Input) -> io::Result<bool> {
        let length = film.seek(SeekFrom::End(0))?;
        film.seek(SeekFrom::Start(0))?;
        if length > INSIDE_BYTES_MAX {
            return Ok(false);
        }
        let mut chunk = Vec::with_capacity(FILM_CHUNK_BYTES as usize);
        loop {
            chunk.clear();
            film.take(FILM_CHUNK_BYTES).read_to_end(&mut chunk)?;
            if chunk.is_empty() {
                return Ok(true);
            }
            self.tell(&Event::FilmBytes(&chunk));
        }
    }
}

impl<W: Write> Sink for Teller<'_, W> {
    fn open(&mut self, head: &DocumentHead) {
        self.tell(&Event::Open {
            name: head.path.last().map(String::as_str),
            format: head.format,
            size_bytes: head.size_bytes,
        });
    }

    fn part(&mut self, part: &Part) {
        self.tell(&Event::Part(part.into()));
    }

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        let mut told = Event::Window(wire::Window::new(part, window));
        self.tell(&told);
        let too_large = |error: &io::Error| error.kind() == io::ErrorKind::FileTooLarge;
        if let Event::Window(window) = &mut told
            && self.error.take_if(|error| too_large(error)).is_some()
        {
            // The text matters more than where on the page it stands.
            for run in &mut window.runs {
                run.source = Source::Unknown;
            }
            self.tell(&told);
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.tell(&Event::Problem {
            part: problem.part.map(|part| part.0),
            code: problem.code.name(),
            number: problem.number,
        });
    }

    fn examined(&mut self, examined: &Examined) {
        self.tell(&Event::Examined(examined.into()));
    }

    fn close(&mut self, coverage: Coverage) {
        self.tell(&Event::Close { coverage: coverage.into() });
    }

    fn stop(&self) -> bool {
        self.error.is_some()
    }

    fn can_recognise(&self) -> bool {
        self.recognises
    }

    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        let event = Event::Picture { width: picture.width, shades: picture.shades };
        self.tell(&event);
        match self.answer::<wire::Recognition>() {
            Ok(answer) => answer.into(),
            Err(error) => {
                self.error.get_or_insert(error);
                Recognition::Failed
            }
        }
    }

    fn film(&mut self, film: &Film, input: &mut dyn Input) -> Option<Frames> {
        // An input that cannot be read has that problem already.
        if !self.shows_films || !film.is_file && !self.hand_over(input).unwrap_or(false) {
            return None;
        }
        let Film { kind, track, seconds, is_file } = *film;
        self.tell(&Event::Film { kind: kind.into(), track, seconds, is_file });
        match self.answer::<Option<wire::Frames<'_>>>() {
            Ok(frames) => frames.map(Into::into),
            Err(error) => {
                self.error.get_or_insert(error);
                None
            }
        }
    }
}

/// The standard output without its buffer for lines.
#[cfg(unix)]
fn output() -> io::Result<File> {
    use std::os::fd::AsFd;

    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// The standard output without its buffer for lines.
#[cfg(windows)]
fn output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;

    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}
