//! Frames of films, by the program `ffmpeg` when it is installed.
//!
//! The program takes the film apart itself, so it is the one that meets bytes which somebody else
//! chose: it can read that film and its own libraries, and can neither write nor reach anything.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::str;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use document::{Film, FilmKind, Frame, Frames};

use super::{Given, Said, Tool};
use crate::WorkerCommand;

/// Where the program is looked for; a path from the environment could lead anywhere.
const PROGRAMS: &[&str] = &["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg", "/opt/homebrew/bin/ffmpeg"];

/// Most frames of a film.
const FRAMES_MAX: usize = 64;
/// Frames between which the same time passes; half of that time must pass before a new scene
/// counts, so that there are never more than [`FRAMES_MAX`].
const FRAMES_EVENLY: f64 = 30.0;
/// Least seconds between frames of one scene.
const INTERVAL_MIN: f64 = 1.0;
/// Seconds between frames of a film whose length is not known.
const INTERVAL_UNKNOWN: f64 = 10.0;
/// Seconds of a film above which only frames are decoded that need no other.
const LONG_SECONDS: f64 = 120.0;
/// Share of a picture that changes with a new scene, or with a line of text.
const SCENE_CHANGE: f64 = 0.02;
/// Longer side of a frame: more costs time, and less makes small letters unreadable.
const SIDE_MAX: u32 = 1280;
/// Longer side of a picture that does not move.
const STILL_SIDE_MAX: u32 = 4096;
/// Squares of one picture.
const TILES_MAX: usize = 1024;
/// Bytes of all frames.
const OUTPUT_BYTES_MAX: u64 = 128 << 20;
/// Bytes of a film inside a file.
pub(crate) const INSIDE_BYTES_MAX: u64 = 256 << 20;

/// How frames of films are shown.
#[derive(Debug, Clone)]
pub struct Films {
    tool: Tool,
}

impl Films {
    /// Returns how frames are shown on this machine; none when the program is not installed.
    /// `starter` starts what ends up in [`crate::tool_main`].
    #[must_use]
    pub fn find(starter: WorkerCommand) -> Option<Self> {
        let program = PROGRAMS.iter().map(PathBuf::from).find(|program| program.is_file())?;
        Some(Self { tool: Tool { starter, program, folders: Vec::new() } })
    }

    /// Returns frames of a film, half of the time until the deadline at most; none when there are
    /// none.
    pub(crate) fn show(
        &self,
        film: &Film,
        given: &Given<'_>,
        deadline: Option<Instant>,
        stop: &AtomicBool,
    ) -> Option<Frames> {
        let args = args(film);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let now = Instant::now();
        let half = deadline.map(|deadline| now + deadline.saturating_duration_since(now) / 2);
        let said = self.tool.run(&args, given, OUTPUT_BYTES_MAX, half, stop).ok()?;
        let frames = frames(&said);
        let last = frames.last()?.seconds;
        // A film that cannot be decoded from some place on ends there without a word.
        let is_to_end = film.seconds.is_none_or(|seconds| last + 3.0 * interval(film) >= seconds);
        let is_whole = said.is_whole && frames.len() < frames_max(film) && is_to_end;
        Some(Frames { frames, is_whole })
    }
}

fn interval(film: &Film) -> f64 {
    film.seconds.map_or(INTERVAL_UNKNOWN, |seconds| (seconds / FRAMES_EVENLY).max(INTERVAL_MIN))
}

fn args(film: &Film) -> Vec<String> {
    let demuxer = match film.kind {
        // What an editor cut away is looked at as well.
        FilmKind::Boxes => "mov -ignore_editlist 1",
        FilmKind::Matroska => "matroska",
        FilmKind::Chunks => "avi",
        FilmKind::Ogg => "ogg",
        FilmKind::Still => "mov",
        FilmKind::Tiles => "hevc",
    };
    let is_long = film.seconds.is_some_and(|seconds| seconds > LONG_SECONDS);
    let skip = if is_long { "-skip_frame nokey" } else { "" };
    let (filter, track, frames) = (filter(film), film.track, frames_max(film));
    // No network, no list of other files, no keys from the keyboard.
    let input = format!(
        "-nostdin -loglevel fatal -threads 1 -protocol_whitelist file {skip} -f {demuxer} \
         -i file:/dev/stdin -map 0:V:{track} -an -sn -dn -vf"
    );
    // Frames are told as they come, none doubled and none dropped for an even rate.
    let output =
        format!("-vsync passthrough -frames:v {frames} -c:v pgm -threads 1 -f image2pipe pipe:1");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    words(&input).into_iter().chain([filter]).chain(words(&output)).collect()
}

/// Returns which frames are chosen, and how they are made ready.
fn filter(film: &Film) -> String {
    let ready = "force_original_aspect_ratio=decrease,format=gray";
    if is_still(film) {
        return format!("scale=min({STILL_SIDE_MAX}\\,iw):min({STILL_SIDE_MAX}\\,ih):{ready}");
    }
    let interval = interval(film);
    let between = interval / 2.0;
    format!(
        "select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,{interval})\
         +gt(scene\\,{SCENE_CHANGE})*gte(t-prev_selected_t\\,{between}),\
         metadata=mode=print:file=pipe\\\\:2,scale={SIDE_MAX}:{SIDE_MAX}:{ready}"
    )
}

fn is_still(film: &Film) -> bool {
    matches!(film.kind, FilmKind::Still | FilmKind::Tiles)
}

fn frames_max(film: &Film) -> usize {
    if film.kind == FilmKind::Tiles { TILES_MAX } else { FRAMES_MAX }
}

/// Returns the whole frames among portable grey maps, each with its time.
fn frames(said: &Said) -> Vec<Frame> {
    let times = String::from_utf8_lossy(&said.errors);
    let times = times.split_whitespace().filter_map(|word| word.strip_prefix("pts_time:"));
    let mut times = times.map(|time| time.parse::<f64>().unwrap_or(0.0));
    let mut rest = said.output.as_slice();
    let mut frames = Vec::new();
    while let Some((width, shades, next)) = grey_map(rest).filter(|_| frames.len() < TILES_MAX) {
        let seconds = times.next().filter(|seconds| seconds.is_finite()).unwrap_or(0.0);
        frames.push(Frame { seconds, width, shades: shades.to_vec() });
        rest = next;
    }
    frames
}

/// Returns the width and the shades of a portable grey map, and what follows it.
fn grey_map(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let mut lines = bytes.splitn(4, |byte| *byte == b'\n');
    let (kind, size, depth, rest) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
    let (width, height) = str::from_utf8(size).ok()?.split_once(' ')?;
    let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
    let is_sound = kind == b"P5" && depth == b"255";
    let is_small = (1..=STILL_SIDE_MAX).contains(&width) && (1..=STILL_SIDE_MAX).contains(&height);
    if !is_sound || !is_small {
        return None;
    }
    let (shades, rest) = rest.split_at_checked(width as usize * height as usize)?;
    Some((width, shades, rest))
}

/// A film that is inside a file, as far as it came: in memory, and never on a disk.
#[derive(Debug, Default)]
pub(crate) struct Inside {
    file: Option<File>,
    bytes: u64,
}

impl Inside {
    /// Adds the next bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > INSIDE_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut file = match self.file.take() {
            Some(file) => file,
            None => in_memory()?,
        };
        file.write_all(bytes)?;
        self.file = Some(file);
        Ok(())
    }

    /// Returns the film.
    pub(crate) fn take(&mut self) -> Option<File> {
        std::mem::take(self).file
    }
}

#[cfg(target_os = "linux")]
fn in_memory() -> io::Result<File> {
    use rustix::fs::{MemfdFlags, memfd_create};

    Ok(File::from(memfd_create("film", MemfdFlags::CLOEXEC)?))
}

#[cfg(not(target_os = "linux"))]
fn in_memory() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests;
