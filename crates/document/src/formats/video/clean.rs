//! Cleans films and sound in boxes: the pieces of the tracks that are played are put together
//! anew, with the tables that say where they stand; nothing else is copied.
//!
//! A film in fragments becomes one in a row. Of coded frames only messages between them are looked
//! into: those that say what their maker likes go.

mod entries;
mod fragments;
mod pieces;
mod tables;
mod track;
mod words;

use self::pieces::Chunk;
use self::track::Track;
use super::boxes::{self, Held, boxed, find, inners, number};
use crate::ProblemCode;
use crate::clean::{Refusal, Removal, Work};

const DAMAGED: Refusal = Refusal::Unread(ProblemCode::Damaged);
const TRUNCATED: Refusal = Refusal::Unread(ProblemCode::Truncated);
const NOT_READ: Refusal = Refusal::Unread(ProblemCode::FormatNotRead);
const TOO_MANY: Refusal = Refusal::Unread(ProblemCode::EntriesLimit);
const TOO_LONG: Refusal = Refusal::Unread(ProblemCode::ObjectLimit);

/// Bytes of the box of brands that are kept.
const BRANDS_MAX: usize = 256;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let outers = boxes::held(bytes).ok_or(TRUNCATED)?;
    let content_of =
        |kind: &[u8; 4]| outers.iter().find(|outer| outer.kind == *kind).map(|outer| outer.content);
    let movie = content_of(b"moov").ok_or(TRUNCATED)?;
    if find(movie, &[b"cmov"]).is_some() {
        return Err(NOT_READ);
    }
    let header = find(movie, &[b"mvhd"]).ok_or(DAMAGED)?;
    let clock = Clock::of(header).ok_or(DAMAGED)?;
    let mut tracks = tracks(movie, bytes, clock, work)?;
    fragments::add(bytes, &outers, movie, &mut tracks, work)?;
    for track in &mut tracks {
        let hidden = track.trim(clock.scale);
        work.removed(Removal::Cache, hidden);
    }
    for track in &mut tracks {
        let messages = track.without_messages(bytes);
        work.removed(Removal::Properties, messages);
    }
    words::redact(&mut tracks, bytes, work)?;
    tell(movie, &outers, work);
    written(content_of(b"ftyp"), header, clock, &tracks, bytes)
}

/// Units of time of a header, and how long it says that everything lasts.
#[derive(Debug, Clone, Copy)]
struct Clock {
    scale: u64,
    duration: u64,
    /// Bytes of a time in the header.
    width: usize,
}

impl Clock {
    fn of(header: &[u8]) -> Option<Self> {
        let width = width_of(header)?;
        let duration = number(header, 8 + 2 * width, width)?;
        // All ones say that it is not known.
        let duration = if duration == u64::MAX >> (64 - 8 * width) { 0 } else { duration };
        let scale = number(header, 4 + 2 * width, 4)?.max(1);
        Some(Self { scale, duration, width })
    }
}

/// Bytes of each time in a header, by its version.
fn width_of(header: &[u8]) -> Option<usize> {
    Some(if *header.first()? == 1 { 8 } else { 4 })
}

/// Reads the tracks that are played.
fn tracks<'a>(
    movie: &'a [u8],
    bytes: &[u8],
    clock: Clock,
    work: &mut Work<'_>,
) -> Result<Vec<Track<'a>>, Refusal> {
    let all = inners(movie).filter(|inner| inner.kind == *b"trak");
    let mut found = Vec::new();
    let mut left_out = 0;
    for track in all {
        match Track::read(track.content, clock.scale, bytes.len() as u64)? {
            Some(track) => found.push(track),
            None => left_out += 1,
        }
    }
    let chapters: Vec<u64> = found.iter().flat_map(Track::chapters).collect();
    let before = found.len();
    found.retain(|track| track.is_played(&chapters));
    work.removed(Removal::Tracks, left_out + before - found.len());
    let ids: Vec<u64> = found.iter().map(|track| track.id).collect();
    found.iter_mut().for_each(|track| track.keep_references(&ids));
    if found.is_empty() { Err(DAMAGED) } else { Ok(found) }
}

/// Tells what stays behind beside tracks.
fn tell(movie: &[u8], outers: &[Held<'_>], work: &mut Work<'_>) {
    let is_metadata = |kind: &[u8; 4]| !matches!(kind, b"trak" | b"mvhd" | b"mvex" | b"iods");
    let inside = inners(movie).filter(|inner| is_metadata(&inner.kind)).count();
    let is_media = |kind: &[u8; 4]| {
        matches!(kind, b"ftyp" | b"styp" | b"moov" | b"mdat" | b"moof" | b"mfra" | b"sidx")
    };
    let space = |outer: &&Held<'_>| matches!(&outer.kind, b"free" | b"skip" | b"wide");
    let spaces = outers.iter().filter(space).filter(|outer| outer.content.iter().any(|b| *b != 0));
    work.removed(Removal::Slack, spaces.count());
    let others = outers.iter().filter(|outer| !is_media(&outer.kind) && !space(outer)).count();
    work.removed(Removal::Properties, inside + others);
}

/// Writes brands, directory and media.
fn written(
    brands: Option<&[u8]>,
    header: &[u8],
    clock: Clock,
    tracks: &[Track<'_>],
    bytes: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let mut made = brands.map_or(Vec::new(), |brands| {
        let length = (brands.len() & !3).min(BRANDS_MAX);
        boxed(b"ftyp", brands.get(..length).unwrap_or_default())
    });
    // The tables have the same length wherever the media stand.
    let length = directory(header, clock, tracks, &[])?.len();
    let (order, media_bytes) = order_of(tracks);
    let start = made.len() + length + 8;
    let end = start as u64 + media_bytes;
    u32::try_from(end).map_err(|_| TOO_LONG)?;
    let mut places: Vec<Vec<u32>> = tracks.iter().map(|_| Vec::new()).collect();
    let mut media = Vec::with_capacity(media_bytes as usize);
    for (index, chunk) in order {
        let (Some(track), Some(places)) = (tracks.get(index), places.get_mut(index)) else {
            continue;
        };
        places.push((start + media.len()) as u32);
        track.add_chunk(chunk, bytes, &mut media)?;
    }
    made.extend(directory(header, clock, tracks, &places)?);
    made.extend(boxed(b"mdat", &media));
    Ok(made)
}

/// Returns the chunks of all tracks in the order in which the file had them, and how many bytes
/// they are.
fn order_of<'t>(tracks: &'t [Track<'_>]) -> (Vec<(usize, &'t Chunk)>, u64) {
    let all = tracks.iter().enumerate();
    let mut order: Vec<(usize, &Chunk)> = all
        .flat_map(|(index, track)| track.chunks().iter().map(move |chunk| (index, chunk)))
        .collect();
    order.sort_by_key(|(index, chunk)| (chunk.start, *index));
    let length = order
        .iter()
        .map(|(index, chunk)| tracks.get(*index).map_or(0, |track| track.length_of(chunk)))
        .sum();
    (order, length)
}

/// Writes the directory; without places, zeros stand for them.
fn directory(
    header: &[u8],
    clock: Clock,
    tracks: &[Track<'_>],
    places: &[Vec<u32>],
) -> Result<Vec<u8>, Refusal> {
    let longest = tracks.iter().map(|track| track.duration(clock.scale)).max().unwrap_or(0);
    let mut content = boxed(b"mvhd", &movie_header(header, clock, longest)?);
    for (index, track) in tracks.iter().enumerate() {
        let places = places.get(index).map(Vec::as_slice).unwrap_or_default();
        content.extend(boxed(b"trak", &track.written(clock.scale, places)?));
    }
    Ok(boxed(b"moov", &content))
}

/// Writes the header of the film without its times (8.2.2).
fn movie_header(header: &[u8], clock: Clock, duration: u64) -> Result<Vec<u8>, Refusal> {
    let rest = header.get(8 + 3 * clock.width..).ok_or(DAMAGED)?;
    let mut made = timeless(clock.scale, duration);
    // Rate and volume; a gap; the matrix; what an editor showed last; the next number.
    made.extend_from_slice(rest.get(..6).ok_or(DAMAGED)?);
    made.extend_from_slice(&[0; 10]);
    made.extend_from_slice(rest.get(16..52).ok_or(DAMAGED)?);
    made.extend_from_slice(&[0; 24]);
    made.extend_from_slice(rest.get(76..80).ok_or(DAMAGED)?);
    Ok(made)
}

/// Writes how headers of films and media begin: version, no times, scale and duration.
fn timeless(scale: u64, duration: u64) -> Vec<u8> {
    let scale = scale as u32;
    match u32::try_from(duration) {
        Ok(duration) => longs(&[0, 0, 0, scale, duration]),
        Err(_) => {
            let high = (duration >> 32) as u32;
            longs(&[SECOND_VERSION, 0, 0, 0, 0, scale, high, duration as u32])
        }
    }
}

/// Version and flags of headers with wide times.
const SECOND_VERSION: u32 = 1 << 24;

/// Numbers of four bytes, one behind the other.
fn longs(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests;
