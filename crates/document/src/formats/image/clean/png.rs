//! PNG (ISO/IEC 15948): chunks that pixels are made from stay, and no more coded data than the
//! pixels take.

use std::io::{Cursor, Read, Write};

use ::image::{DynamicImage, ImageFormat, ImageReader};
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc, Decompress, FlushDecompress, Status};

use super::super::png::{Header, SIGNATURE};
use super::super::{be32, piece};
use super::{DAMAGED, TRUNCATED, icc};
use crate::ProblemCode;
use crate::clean::{Refusal, Removal, Work};

mod palette;

/// Kind of colours that stand in a table (11.2.2).
const TABLE: u8 = 3;
/// Largest coordinate of a colour in a hundred thousandths (11.3.2.1): more is no colour.
const CHROMATICITY_MAX: usize = 200_000;

pub(in crate::formats) fn clean(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut picture = Picture::default();
    walk(bytes, &mut picture, work)?;
    let made = picture.written(work)?;
    without_hidden_pixels(made, &picture.header, work)
}

/// Returns a picture with the same pixels and nothing beside them; `None` for one that moves or does
/// not end.
pub(in super::super) fn pixels(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut made = Vec::with_capacity(bytes.len());
    made.extend_from_slice(SIGNATURE);
    let mut coded = Vec::with_capacity(bytes.len());
    let mut at = SIGNATURE.len();
    loop {
        let (length, kind) = (be32(bytes, at)?, bytes.get(at + 4..at + 8)?);
        let (data, true) = piece(bytes, at + 8, length) else { return None };
        at = at.checked_add(length)?.checked_add(12)?;
        match kind {
            b"IHDR" | b"PLTE" | b"tRNS" if coded.is_empty() => add(&mut made, kind, data),
            b"IDAT" => coded.extend_from_slice(data),
            b"IEND" if !coded.is_empty() => break,
            b"IEND" | b"IHDR" | b"PLTE" | b"tRNS" | b"acTL" | b"fcTL" | b"fdAT" => return None,
            _ => {}
        }
    }
    add(&mut made, b"IDAT", &coded);
    add(&mut made, b"IEND", &[]);
    Some(made)
}

/// What stays of a picture.
#[derive(Default)]
struct Picture<'a> {
    header: Header,
    /// Chunks before the pixels.
    settings: Vec<(&'a [u8], Vec<u8>)>,
    pixels: Vec<u8>,
    /// Frames of an animation: control data, coded pixels; none for the picture itself.
    frames: Vec<(&'a [u8], Vec<u8>)>,
    /// True when the picture itself is the first frame.
    first_is_frame: bool,
    gone: usize,
}

fn walk<'a>(
    bytes: &'a [u8],
    picture: &mut Picture<'a>,
    work: &mut Work<'_>,
) -> Result<(), Refusal> {
    let mut at = SIGNATURE.len();
    while let (Some(length), Some(kind)) = (be32(bytes, at), bytes.get(at + 4..at + 8)) {
        let (data, complete) = piece(bytes, at + 8, length);
        if !complete {
            return Err(TRUNCATED);
        }
        at = at.saturating_add(length).saturating_add(12);
        if kind == b"IEND" {
            work.removed(Removal::Slack, usize::from(bytes.len() > at));
            return Ok(());
        }
        picture.chunk(kind, data)?;
    }
    Err(TRUNCATED)
}

impl<'a> Picture<'a> {
    fn chunk(&mut self, kind: &'a [u8], data: &'a [u8]) -> Result<(), Refusal> {
        let is_new = !self.settings.iter().any(|(known, _)| *known == kind);
        match kind {
            b"IHDR" => {
                self.header = Header::read(data).ok_or(DAMAGED)?;
                self.settings.push((kind, data.to_vec()));
            }
            b"IDAT" => {
                self.first_is_frame |= self.pixels.is_empty() && !self.frames.is_empty();
                self.pixels.extend_from_slice(data);
            }
            b"fcTL" if data.len() == 26 => self.frames.push((data, Vec::new())),
            b"fdAT" => {
                let (_, frame) = self.frames.last_mut().ok_or(DAMAGED)?;
                frame.extend_from_slice(data.get(4..).ok_or(DAMAGED)?);
            }
            b"iCCP" if is_new => self.profile(kind, data),
            _ if is_new && is_kept(kind, data, &self.header) => {
                self.settings.push((kind, data.to_vec()));
            }
            _ => self.gone += 1,
        }
        Ok(())
    }

    /// Keeps the colour profile without its name and texts.
    fn profile(&mut self, kind: &'a [u8], data: &[u8]) {
        let name_end = memchr::memchr(0, data).unwrap_or(data.len());
        let mut stored = Vec::new();
        let coded = data.get(name_end + 2..).unwrap_or_default();
        let read = ZlibDecoder::new(coded).take(8 << 20).read_to_end(&mut stored);
        let profile = icc::without_texts(&stored).filter(|_| read.is_ok());
        let made = profile.map(|profile| [b"ICC\0\0".to_vec(), deflated(&profile)].concat());
        self.gone += usize::from(made.as_deref() != Some(data));
        if let Some(made) = made {
            self.settings.push((kind, made));
        }
    }

    /// The colours of a table that pixels have; nothing for a picture without a table.
    fn used_colours(&self, bytes_max: u64) -> Result<Option<palette::Used>, Refusal> {
        if self.header.colours != TABLE {
            return Ok(None);
        }
        let mut used = palette::Used::none();
        used.add(&self.pixels, &self.header, bytes_max).ok_or(DAMAGED)?;
        for (control, coded) in self.frames.iter().filter(|(_, coded)| !coded.is_empty()) {
            used.add(coded, &self.frame_header(control), bytes_max).ok_or(DAMAGED)?;
        }
        Ok(Some(used))
    }

    fn frame_header(&self, control: &[u8]) -> Header {
        Header {
            width: be32(control, 4).unwrap_or_default(),
            height: be32(control, 8).unwrap_or_default(),
            ..self.header
        }
    }

    fn written(&self, work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
        work.removed(Removal::Properties, self.gone);
        let mut made = SIGNATURE.to_vec();
        let used = self.used_colours(work.limits().object_bytes_max)?;
        for (kind, data) in &self.settings {
            let size = match *kind {
                b"PLTE" => 3,
                b"tRNS" => 1,
                _ => 0,
            };
            match used.as_ref().filter(|_| size > 0) {
                Some(used) => add(&mut made, kind, &used.only(data, size)),
                None => add(&mut made, kind, data),
            }
        }
        let mut number = 0_u32;
        let mut frames = self.frames.iter();
        if self.first_is_frame
            && let Some((control, _)) = frames.next()
        {
            add(&mut made, b"fcTL", &numbered(&mut number, control.get(4..).unwrap_or_default()));
        }
        let pixels = tight(&self.pixels, self.header.coded_bytes().ok_or(DAMAGED)?, work)?;
        add(&mut made, b"IDAT", &pixels);
        for (control, coded) in frames {
            let frame = self.frame_header(control);
            let coded = tight(coded, frame.coded_bytes().ok_or(DAMAGED)?, work)?;
            add(&mut made, b"fcTL", &numbered(&mut number, control.get(4..).unwrap_or_default()));
            add(&mut made, b"fdAT", &numbered(&mut number, &coded));
        }
        add(&mut made, b"IEND", &[]);
        Ok(made)
    }
}

/// True for a chunk that says how pixels are shown and has the length and the values of its kind
/// (ISO/IEC 15948, 11.3), before which nothing else of it stands.
fn is_kept(kind: &[u8], data: &[u8], header: &Header) -> bool {
    let samples = match header.colours {
        0 => 1,
        2 => 3,
        4 => 2,
        TABLE => 3,
        _ => 4,
    };
    match kind {
        b"PLTE" => {
            let colours = 1_usize << header.depth.min(8);
            header.colours == TABLE && data.len().is_multiple_of(3) && data.len() / 3 <= colours
        }
        b"tRNS" => match header.colours {
            0 => data.len() == 2,
            2 => data.len() == 6,
            TABLE => data.len() <= palette::COLOURS_MAX,
            _ => false,
        },
        b"bKGD" => match header.colours {
            0 | 4 => data.len() == 2,
            TABLE => data.len() == 1,
            _ => data.len() == 6,
        },
        b"cHRM" => {
            let is_coordinate = |at| be32(data, at).is_some_and(|n| n <= CHROMATICITY_MAX);
            data.len() == 32 && (0..32).step_by(4).all(is_coordinate)
        }
        b"sBIT" => data.len() == samples,
        b"gAMA" | b"cICP" => data.len() == 4,
        b"acTL" => data.len() == 8,
        b"pHYs" => data.len() == 9,
        b"sRGB" => data.len() == 1,
        _ => false,
    }
}

/// Returns data of a frame behind its number.
fn numbered(number: &mut u32, data: &[u8]) -> Vec<u8> {
    let made = [number.to_be_bytes().as_slice(), data].concat();
    *number += 1;
    made
}

/// Returns coded pixels without what more was coded or follows: a picture that was cropped in place
/// has its old end there.
fn tight(coded: &[u8], expected: usize, work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    if expected as u64 > work.limits().object_bytes_max {
        return Err(Refusal::Unread(ProblemCode::ObjectLimit));
    }
    let mut inflate = Decompress::new(true);
    let mut window = vec![0; 128 << 10];
    loop {
        let rest = coded.get(inflate.total_in() as usize..).unwrap_or_default();
        let before = (inflate.total_in(), inflate.total_out());
        let status = inflate.decompress(rest, &mut window, FlushDecompress::None);
        match status.map_err(|_| DAMAGED)? {
            Status::StreamEnd => break,
            _ if inflate.total_out() as usize > expected => break,
            _ if before == (inflate.total_in(), inflate.total_out()) => return Err(TRUNCATED),
            _ => {}
        }
    }
    let used = inflate.total_in() as usize;
    match (inflate.total_out() as usize).cmp(&expected) {
        std::cmp::Ordering::Less => Err(TRUNCATED),
        std::cmp::Ordering::Equal => {
            work.removed(Removal::Slack, usize::from(used < coded.len()));
            Ok(coded.get(..used).unwrap_or_default().to_vec())
        }
        std::cmp::Ordering::Greater => {
            work.removed(Removal::Slack, 1);
            let mut pixels = Vec::new();
            let read = ZlibDecoder::new(coded).take(expected as u64).read_to_end(&mut pixels);
            read.map_err(|_| DAMAGED)?;
            Ok(deflated(&pixels))
        }
    }
}

/// Takes the colour from pixels that are fully transparent.
fn without_hidden_pixels(
    made: Vec<u8>,
    header: &Header,
    work: &mut Work<'_>,
) -> Result<Vec<u8>, Refusal> {
    let has_alpha = matches!(header.colours, 4 | 6);
    let pixels = (header.width as u64).saturating_mul(header.height as u64);
    if !has_alpha || pixels > work.limits().pixels_max {
        return Ok(made);
    }
    let reader = ImageReader::with_format(Cursor::new(&made), ImageFormat::Png);
    let mut picture = reader.decode().map_err(|_| DAMAGED)?;
    let hidden = blank_hidden(&mut picture);
    if hidden == 0 {
        return Ok(made);
    }
    work.removed(Removal::Pixels, 1);
    let mut coded = Cursor::new(Vec::new());
    picture.write_to(&mut coded, ImageFormat::Png).map_err(|_| DAMAGED)?;
    Ok(coded.into_inner())
}

/// Makes transparent pixels black; returns how many were not.
fn blank_hidden(picture: &mut DynamicImage) -> usize {
    fn blank<S: Copy + PartialEq + Default>(samples: &mut [S], count: usize) -> usize {
        let mut hidden = 0;
        for pixel in samples.chunks_exact_mut(count) {
            let zero = S::default();
            if pixel.last() == Some(&zero) && pixel.iter().any(|sample| *sample != zero) {
                pixel.fill(zero);
                hidden += 1;
            }
        }
        hidden
    }
    match picture {
        DynamicImage::ImageRgba8(pixels) => blank(pixels, 4),
        DynamicImage::ImageLumaA8(pixels) => blank(pixels, 2),
        DynamicImage::ImageRgba16(pixels) => blank(pixels, 4),
        DynamicImage::ImageLumaA16(pixels) => blank(pixels, 2),
        _ => 0,
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let _written = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn add(made: &mut Vec<u8>, kind: &[u8], data: &[u8]) {
    made.extend_from_slice(&(data.len() as u32).to_be_bytes());
    made.extend_from_slice(kind);
    made.extend_from_slice(data);
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    made.extend_from_slice(&crc.sum().to_be_bytes());
}
