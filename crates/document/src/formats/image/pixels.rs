//! The pixels of a picture: what codes say in them, whether they hold text, and that text when
//! somebody can recognise it.

use std::collections::BTreeSet;
use std::io::Cursor;

use ::image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use ::image::imageops::{self, FilterType};
use ::image::metadata::Orientation;
use ::image::{
    AnimationDecoder, DynamicImage, Frames, GrayImage, ImageDecoder, ImageFormat, ImageReader,
    Limits, Rgba, RgbaImage,
};

use super::coded::Coded;
use super::mosaic::{self, Mosaic};
use super::recognised::{PICTURE, Placed};
use super::{codes, is_picture, textlike, thumbnail};
use crate::formats::textual::property;
use crate::out::Out;
use crate::{Hidden, Picture, ProblemCode};

/// Side up to which a picture is an icon, too small for words.
const ICON_SIDE: u32 = 48;

/// Bytes that a decoder may allocate for each pixel: four channels of two bytes, twice.
const PIXEL_BYTES_MAX: u64 = 16;

/// Most frames of an animation that are looked at.
const FRAMES_MAX: usize = 32;

/// Most of them whose text is recognised, which takes seconds each.
const FRAMES_READ_MAX: usize = 8;

/// Width below which letters are too small for recognition, and twice that, to which it is brought.
const WIDTH_SMALL: u32 = 1200;

/// Side above which more pixels make recognition slow and no better.
const SIDE_MAX: u32 = 5000;

/// Looks at the picture, and tells what it holds or what was not read.
///
/// Where somebody remembers that the same pixels gave nothing but a problem, they are not decoded.
pub(super) fn look(bytes: &[u8], format: ImageFormat, out: &mut Out<'_>) {
    let way_up = way_up(bytes, format);
    let is_turned = way_up != Orientation::NoTransforms;
    let coded = if is_turned || out.is_compared() || is_picture(out.outer_format()) {
        None
    } else {
        Coded::of(bytes, format)
    };
    if let Some(problem) = coded.as_ref().and_then(|coded| out.memory()?.of_pixels(coded.pixels)) {
        return out.problem(problem);
    }
    let told = out.told();
    let looked_at = coded.as_ref().map_or(bytes, |coded| &coded.bytes);
    match seen(looked_at, format, way_up, None, out) {
        None => out.problem(ProblemCode::PictureUndecoded),
        Some(problem) => {
            // Recognition that failed once may succeed the next time.
            let has_failed = out.can_recognise() && problem == ProblemCode::PictureTextUnread;
            if let (Some(coded), Some(memory)) = (coded, out.memory())
                && out.told() == told + 1
                && !has_failed
            {
                memory.add_pixels(coded.pixels, problem);
            }
        }
    }
}

/// Looks at the picture, or its page of that number, and tells what it holds or what was not read;
/// false when it cannot be decoded.
pub(super) fn is_seen(
    bytes: &[u8],
    format: ImageFormat,
    page: Option<u64>,
    out: &mut Out<'_>,
) -> bool {
    seen(bytes, format, way_up(bytes, format), page, out).is_some()
}

/// Does the same, and returns the problem that was told last.
fn seen(
    bytes: &[u8],
    format: ImageFormat,
    way_up: Orientation,
    page: Option<u64>,
    out: &mut Out<'_>,
) -> Option<ProblemCode> {
    match decode(bytes, format, out.limits().pixels_max) {
        Decoded::Undecodable => None,
        Decoded::Icon => {
            out.problem_with(None, ProblemCode::PictureNotRead, page);
            Some(ProblemCode::PictureNotRead)
        }
        Decoded::Picture(picture, limits) => {
            let unseen = under_transparency(&picture);
            let grey = opaque(picture).into_luma8();
            // The picture itself is the first frame, but for those that move in PNG alone.
            let first = usize::from(format != ImageFormat::Png);
            let later = frames(bytes, format, limits).into_iter().flatten().skip(first);
            let later = later.take(FRAMES_MAX).flatten();
            let later = later.map(|frame| opaque(frame.into_buffer().into()).into_luma8());
            let code = judge_turned(grey, later, way_up, page, out);
            Some(judge_unseen(unseen, page, out).unwrap_or(code))
        }
    }
}

/// Width and height that a picture says it has.
pub(in super::super) fn dimensions(bytes: &[u8], format: ImageFormat) -> Option<(u32, u32)> {
    ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok()
}

/// Tells what a picture holds that was decoded, and its later frames; or what was not read, which it
/// returns.
pub(super) fn judge(
    grey: GrayImage,
    later: impl IntoIterator<Item = GrayImage>,
    page: Option<u64>,
    out: &mut Out<'_>,
) -> ProblemCode {
    judge_turned(grey, later, Orientation::NoTransforms, page, out)
}

/// Returns how programs turn a picture to show it.
pub(super) fn way_up(bytes: &[u8], format: ImageFormat) -> Orientation {
    let decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().ok();
    let way_up = decoder.and_then(|mut decoder| decoder.orientation().ok());
    way_up.unwrap_or(Orientation::NoTransforms)
}

/// Does as [`judge`] with a picture that programs turn: its words are read as they are shown.
fn judge_turned(
    grey: GrayImage,
    later: impl IntoIterator<Item = GrayImage>,
    way_up: Orientation,
    page: Option<u64>,
    out: &mut Out<'_>,
) -> ProblemCode {
    thumbnail::compare(&grey, out);
    codes::read(&grey, page, out);
    tell_mosaic(&grey, out);
    let turned = |frame: GrayImage| {
        let mut frame = DynamicImage::from(frame);
        frame.apply_orientation(way_up);
        frame.into_luma8()
    };
    let faint = stretched(&grey).map(turned);
    let code = read_frames([grey].into_iter().chain(later).map(turned), page, out);
    out.problem_with(None, code, page);
    judge_unseen(faint, page, out).unwrap_or(code)
}

/// Has the text of those frames recognised that show some; returns what to tell of them.
fn read_frames(
    frames: impl Iterator<Item = GrayImage>,
    page: Option<u64>,
    out: &mut Out<'_>,
) -> ProblemCode {
    let shows = if out.can_recognise() { may_show_text } else { shows_text };
    let (mut told, mut before) = (BTreeSet::new(), None);
    let (mut read, mut code) = (0, ProblemCode::PictureNotRead);
    for frame in frames.filter(shows) {
        // Most frames repeat the one before.
        if before.as_ref() == Some(&frame) {
            continue;
        }
        read += 1;
        let of_frame = match read <= FRAMES_READ_MAX {
            true => recognise(&frame, (PICTURE, page), None, &mut told, out),
            false => ProblemCode::PictureTextUnread,
        };
        if of_frame == ProblemCode::PictureTextUnread {
            return of_frame;
        }
        if of_frame == ProblemCode::PictureTextRecognised {
            code = of_frame;
        }
        before = Some(frame);
    }
    code
}

/// Tells the text of pixels that nobody sees; returns the problem that was told of it.
fn judge_unseen(
    pixels: Option<GrayImage>,
    page: Option<u64>,
    out: &mut Out<'_>,
) -> Option<ProblemCode> {
    let pixels = pixels.filter(shows_text)?;
    let hidden = Some(Hidden::Invisible);
    let code = recognise(&pixels, (PICTURE, page), hidden, &mut BTreeSet::new(), out);
    out.problem_with(None, code, page);
    Some(code)
}

/// Tells what a frame of a film holds, but for text that was told before; false when it shows text
/// that was not read.
pub(in super::super) fn is_frame_read(
    grey: &GrayImage,
    name: &str,
    told: &mut BTreeSet<String>,
    out: &mut Out<'_>,
) -> bool {
    codes::read(grey, None, out);
    !may_show_text(grey)
        || recognise(grey, (name, None), None, told, out) != ProblemCode::PictureTextUnread
}

/// Tells where somebody made a part of a picture into a mosaic.
fn tell_mosaic(grey: &GrayImage, out: &mut Out<'_>) {
    if let Some(Mosaic { left, top, right, bottom, side }) = mosaic::find(grey) {
        let (width, height) = (right - left, bottom - top);
        let text = format!("{width}×{height} pixels at {left}, {top} in blocks of {side}");
        property(out, "BlurredPicture", &text);
    }
}

/// A picture as far as it can be decoded.
pub(super) enum Decoded {
    Undecodable,
    Icon,
    Picture(DynamicImage, Limits),
}

pub(super) fn decode(bytes: &[u8], format: ImageFormat, pixels_max: u64) -> Decoded {
    let Some((width, height)) = dimensions(bytes, format) else { return Decoded::Undecodable };
    if width <= ICON_SIDE && height <= ICON_SIDE {
        return Decoded::Icon;
    }
    if u64::from(width) * u64::from(height) > pixels_max {
        return Decoded::Undecodable;
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(pixels_max.saturating_mul(PIXEL_BYTES_MAX));
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    match reader.decode() {
        Ok(picture) => Decoded::Picture(picture, limits),
        Err(_) => Decoded::Undecodable,
    }
}

/// Returns the frames of an animation; nothing for a picture that does not move.
fn frames(bytes: &[u8], format: ImageFormat, limits: Limits) -> Option<Frames<'_>> {
    let bytes = Cursor::new(bytes);
    match format {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(bytes).ok()?;
            decoder.set_limits(limits).ok()?;
            Some(decoder.into_frames())
        }
        ImageFormat::WebP => {
            let mut decoder = WebPDecoder::new(bytes).ok()?;
            decoder.set_limits(limits).ok()?;
            decoder.has_animation().then(|| decoder.into_frames())
        }
        ImageFormat::Png => {
            let decoder = PngDecoder::with_limits(bytes, limits).ok()?;
            match decoder.is_apng() {
                Ok(true) => decoder.apng().ok().map(AnimationDecoder::into_frames),
                _ => None,
            }
        }
        _ => None,
    }
}

/// True for a picture of several frames.
pub(super) fn moves(bytes: &[u8], format: ImageFormat) -> bool {
    let frames = frames(bytes, format, Limits::default());
    frames.is_some_and(|frames| frames.take(2).count() > 1)
}

/// Pixels up to which a picture with transparency is looked through for it.
const SEEN_THROUGH_PIXELS_MAX: u64 = 4_000_000;

/// True for a picture through which nothing shines; one that is not known here may be clear.
pub(in super::super) fn is_opaque(bytes: &[u8]) -> bool {
    const FAINT: u8 = 250;
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return true;
    }
    let Ok(format) = ::image::guess_format(bytes) else { return false };
    let fits = |(width, height)| u64::from(width) * u64::from(height) <= SEEN_THROUGH_PIXELS_MAX;
    if !dimensions(bytes, format).is_some_and(fits) {
        return false;
    }
    ImageReader::with_format(Cursor::new(bytes), format).decode().is_ok_and(|picture| {
        let is_seen_through = |pixel: &Rgba<u8>| pixel.0[3] < FAINT;
        !picture.color().has_alpha() || !picture.into_rgba8().pixels().any(is_seen_through)
    })
}

pub(in super::super) fn shows_text(grey: &GrayImage) -> bool {
    textlike::is_likely(grey.as_raw(), grey.width() as usize)
}

/// True also for a few letters, which are worth a look where somebody reads them.
pub(in super::super) fn may_show_text(grey: &GrayImage) -> bool {
    textlike::is_possible(grey.as_raw(), grey.width() as usize)
}

/// Has the text of a picture of that name and page recognised, which is hidden or not, unless it was
/// told before; returns what to tell of it.
fn recognise(
    grey: &GrayImage,
    (name, page): (&str, Option<u64>),
    hidden: Option<Hidden>,
    told: &mut BTreeSet<String>,
    out: &mut Out<'_>,
) -> ProblemCode {
    let (width, height) = grey.dimensions();
    let unread = || match shows_text(grey) {
        true => ProblemCode::PictureTextUnread,
        false => ProblemCode::PictureNotRead,
    };
    if !out.can_recognise() {
        return unread();
    }
    let (larger, wanted) = enlarged(grey);
    let picture = larger.as_ref().unwrap_or(grey);
    let back = (1.0 / wanted) as f32;
    let placed = Placed {
        picture: Picture { shades: picture.as_raw(), width: picture.width() },
        name,
        page: page.and_then(|page| u32::try_from(page).ok()),
        page_size: (width as f32, height as f32),
        to_page: [back, 0.0, 0.0, back, 0.0, 0.0],
        hidden,
    };
    match out.new_picture_text(&placed, told) {
        true => ProblemCode::PictureTextRecognised,
        false => unread(),
    }
}

/// Returns the picture at the size at which text is recognised best, unless that is its own; and how
/// many times as large as itself that is.
pub(in super::super) fn enlarged(grey: &GrayImage) -> (Option<GrayImage>, f64) {
    let (width, height) = grey.dimensions();
    let wanted = match width.max(height) {
        side if side > SIDE_MAX => f64::from(SIDE_MAX) / f64::from(side),
        _ if width < WIDTH_SMALL => 2.0,
        _ => return (None, 1.0),
    };
    let scaled = |side: u32| ((f64::from(side) * wanted) as u32).max(1);
    let resized = imageops::resize(grey, scaled(width), scaled(height), FilterType::Triangle);
    (Some(resized), wanted)
}

/// Returns the picture at a smaller size; most of the way each pixel is the mean of a square.
pub(super) fn smaller(grey: &GrayImage, width: u32, height: u32) -> GrayImage {
    let factor = (grey.width() / width.max(1)).min(grey.height() / height.max(1));
    if factor < 2 {
        return imageops::resize(grey, width, height, FilterType::Triangle);
    }
    let (across, down) = (grey.width() / factor, grey.height() / factor);
    let (side, row_bytes) = (factor as usize, grey.width() as usize);
    let mut means = Vec::with_capacity(across as usize * down as usize);
    let mut sums = vec![0_u32; across as usize];
    for rows in grey.as_raw().chunks_exact(row_bytes * side).take(down as usize) {
        sums.fill(0);
        for row in rows.chunks_exact(row_bytes) {
            for (sum, shades) in sums.iter_mut().zip(row.chunks_exact(side)) {
                *sum += shades.iter().map(|shade| u32::from(*shade)).sum::<u32>();
            }
        }
        means.extend(sums.iter().map(|sum| (sum / (factor * factor)) as u8));
    }
    match GrayImage::from_raw(across, down, means) {
        Some(means) if (across, down) == (width, height) => means,
        Some(means) => imageops::resize(&means, width, height, FilterType::Triangle),
        None => imageops::resize(grey, width, height, FilterType::Triangle),
    }
}

/// Shades between the darkest and the brightest pixel of a picture that looks like plain paper.
const FAINT_SHADES: std::ops::Range<u8> = 2..40;

/// Returns a picture of which nobody sees anything with as much contrast as there can be; nothing for
/// others.
pub(in super::super) fn stretched(grey: &GrayImage) -> Option<GrayImage> {
    let least = *grey.as_raw().iter().min()?;
    let range = *grey.as_raw().iter().max()? - least;
    FAINT_SHADES.contains(&range).then(|| {
        let stretch = |shade: &u8| (u16::from(shade - least) * 255 / u16::from(range)) as u8;
        let shades = grey.as_raw().iter().map(stretch).collect();
        GrayImage::from_raw(grey.width(), grey.height(), shades)
    })?
}

/// Returns the colours that transparent pixels have, where there are several; the pixels that are seen
/// have the most usual one of these.
fn under_transparency(picture: &DynamicImage) -> Option<GrayImage> {
    if !picture.color().has_alpha() {
        return None;
    }
    let alpha: Vec<bool> = picture.to_rgba8().pixels().map(|pixel| pixel.0[3] == 0).collect();
    let mut grey = DynamicImage::ImageRgb8(picture.to_rgb8()).into_luma8();
    let mut counts = [0_usize; 256];
    for (shade, _) in grey.as_raw().iter().zip(&alpha).filter(|(_, is_clear)| **is_clear) {
        counts[usize::from(*shade)] += 1;
    }
    if counts.iter().filter(|count| **count > 0).count() < 2 {
        return None;
    }
    let paper = counts.iter().enumerate().max_by_key(|(_, count)| **count)?.0 as u8;
    for (pixel, _) in grey.pixels_mut().zip(alpha).filter(|(_, is_clear)| !is_clear) {
        pixel.0 = [paper];
    }
    Some(grey)
}

/// Returns the picture without transparency: on grey, so that black letters and white ones show.
pub(super) fn opaque(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let (width, height) = (picture.width(), picture.height());
    let mut paper = RgbaImage::from_pixel(width, height, Rgba([128, 128, 128, 255]));
    imageops::overlay(&mut paper, &picture.into_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(paper)
}
