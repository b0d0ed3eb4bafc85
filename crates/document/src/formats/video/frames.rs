//! Words and codes in the frames of a film, as far as somebody shows frames and reads them.

use std::collections::BTreeSet;

use ::image::GrayImage;

use super::super::image::pixels;
use crate::out::Out;
use crate::{FilmKind, Frame, Frames, Input, ProblemCode};

/// Tracks of moving pictures that are looked at.
const TRACKS_MAX: u32 = 4;
/// Shades by which a pixel must differ to be another one: compression changes them by less.
const SHADES_MIN: u8 = 40;
/// Pixels that must differ between two frames: fewer are not even one word.
const PIXELS_MIN: usize = 150;

/// Tells the text in the frames of a film with so many tracks of them, or that it was not read.
pub(in super::super) fn tell(
    kind: FilmKind,
    tracks: u32,
    seconds: Option<f64>,
    input: &mut dyn Input,
    out: &mut Out<'_>,
) {
    let mut looked_at = 0;
    // Frames that nobody reads are not worth their time.
    let mut is_read = out.can_recognise() && (1..=TRACKS_MAX).contains(&tracks);
    for track in 0..tracks {
        if !is_read {
            break;
        }
        let shown = out.film(kind, track, seconds, input);
        is_read = shown.is_some_and(|Frames { frames, is_whole }| {
            looked_at += frames.len() as u64;
            is_whole & are_read(frames, track, out)
        });
    }
    out.count().frames(looked_at);
    match is_read {
        true => out.problem_with(None, ProblemCode::FramesSampled, Some(looked_at)),
        false => out.problem(ProblemCode::FramesUnread),
    }
}

/// Tells what frames of a track say; false when one was not read that shows words.
fn are_read(frames: Vec<Frame>, track: u32, out: &mut Out<'_>) -> bool {
    let mut last: Option<GrayImage> = None;
    let mut told = BTreeSet::new();
    for Frame { seconds, width, shades } in frames {
        let height = u32::try_from(shades.len() / width.max(1) as usize).unwrap_or(0);
        let Some(grey) = GrayImage::from_raw(width, height, shades) else { return false };
        if last.as_ref().is_some_and(|last| is_same(last, &grey)) {
            continue;
        }
        let place = match track {
            0 => format!("the frame at {}", clock(seconds)),
            track => format!("the frame at {} of film track {}", clock(seconds), track + 1),
        };
        if !pixels::is_frame_read(&grey, &place, &mut told, out) {
            return false;
        }
        last = Some(grey);
    }
    true
}

/// True for two frames between which no word can have come or gone.
fn is_same(one: &GrayImage, other: &GrayImage) -> bool {
    let differ = |(one, other): &(&u8, &u8)| one.abs_diff(**other) > SHADES_MIN;
    one.dimensions() == other.dimensions()
        && one.as_raw().iter().zip(other.as_raw()).filter(differ).take(PIXELS_MIN).count()
            < PIXELS_MIN
}

/// Returns a time as a player shows it, to a tenth of a second.
fn clock(seconds: f64) -> String {
    let tenths = (seconds.max(0.0) * 10.0) as u64;
    let (minutes, tenths) = (tenths / 600, tenths % 600);
    format!("{}:{:02}:{:02}.{}", minutes / 60, minutes % 60, tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests;
