//! The samples of a picture as the file holds them, whatever a page shows of it.

use std::ops::Range;

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

/// Corners of a shape on the page, in order around it.
pub(super) type Corners = [Point; 4];

/// Where a picture loses pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) corners: Corners,
    /// True where a box hides what is under it: what its edge only touches is seen, and stays.
    pub(super) is_covered: bool,
}

/// The samples of a picture, row by row, each row on whole bytes.
pub(super) struct Samples {
    pub(super) data: Vec<u8>,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Bits of a sample, and samples of a pixel.
    pub(super) bits: usize,
    channels: usize,
}

impl Samples {
    pub(super) fn of(picture: &Stream<'_>, pixels_max: u64) -> Option<Self> {
        let dict = picture.dict();
        let side = |key: &str| dict.get::<u32>(key).filter(|side| *side > 0);
        let (width, height) = (side("Width")?, side("Height")?);
        if u64::from(width) * u64::from(height) > pixels_max {
            return None;
        }
        let bits = match is_stencil(dict) {
            true => Some(1),
            false => dict.get::<u8>("BitsPerComponent"),
        };
        let colours = dict.get::<Array<'_>>("ColorSpace");
        let is_indexed = colours
            .and_then(|colours| colours.iter::<Object<'_>>().next())
            .is_some_and(|kind| matches!(kind, Object::Name(name) if &*name == b"Indexed"));
        let decoded = picture.decoded_image(&ImageDecodeParams {
            is_indexed,
            bpc: bits,
            num_components: None,
            target_dimension: None,
            width,
            height,
        });
        let decoded = decoded.ok()?;
        let (width, height) = (width as usize, height as usize);
        let Some(said) = decoded.image_data else {
            return Self::plain(decoded.data.into_owned(), width, height, bits?.into());
        };
        let channels = match said.color_space? {
            ImageColorSpace::Gray => 1,
            ImageColorSpace::Rgb => 3,
            ImageColorSpace::Cmyk => 4,
            ImageColorSpace::Unknown(channels) => channels.into(),
        };
        let samples = Self {
            data: decoded.data.into_owned(),
            width: said.width as usize,
            height: said.height as usize,
            bits: said.bits_per_component.into(),
            channels,
        };
        (samples.data.len() >= samples.row_bytes() * samples.height).then_some(samples)
    }

    /// Samples that no coder describes: how many make a pixel follows from how many there are.
    fn plain(data: Vec<u8>, width: usize, height: usize, bits: usize) -> Option<Self> {
        let made = |channels| Self { data: Vec::new(), width, height, bits, channels };
        let fits = |channels: &usize| made(*channels).row_bytes() == data.len() / height;
        let channels = (1..=32).find(fits)?;
        Some(Self { data, ..made(channels) })
    }

    fn row_bytes(&self) -> usize {
        (self.width * self.channels * self.bits).div_ceil(8)
    }

    /// A shade for each pixel, which those of a palette are when there is one.
    fn shades(&self, palette: Option<&[u8]>) -> Vec<u8> {
        let most = (1_u32 << self.bits.min(16)) - 1;
        let rows = self.data.chunks_exact(self.row_bytes().max(1)).take(self.height);
        let mut shades = Vec::with_capacity(self.width * self.height);
        for row in rows {
            let shade = |number: usize| {
                let value = sample(row, number, self.bits);
                match palette {
                    Some(palette) => palette.get(value as usize).copied().unwrap_or(0),
                    None => (value * 255 / most.max(1)) as u8,
                }
            };
            let pixel = |x: usize| {
                let channels = x * self.channels..(x + 1) * self.channels;
                mean(channels.map(&shade), self.channels)
            };
            shades.extend((0..self.width).map(pixel));
        }
        shades
    }

    /// The colours that so many samples of a pixel are.
    pub(super) fn colours(&self) -> Option<&'static str> {
        match self.channels {
            1 => Some("/DeviceGray"),
            3 => Some("/DeviceRGB"),
            4 => Some("/DeviceCMYK"),
            _ => None,
        }
    }

    /// The columns and rows of pixels under an area of the page; all of them under one that cannot
    /// be led back.
    pub(super) fn under(&self, area: &Area, placing: Affine) -> (Range<usize>, Range<usize>) {
        if placing.determinant().abs() < f64::EPSILON {
            let all = if area.is_covered { (0, 0) } else { (self.width, self.height) };
            return (0..all.0, 0..all.1);
        }
        let back = placing.inverse();
        let points: Vec<Point> = area.corners.iter().map(|corner| back * *corner).collect();
        let range = |place: &dyn Fn(&Point) -> f64, size: usize| {
            let places = points.iter().map(|point| place(point) * size as f64);
            let least = places.clone().fold(f64::INFINITY, f64::min);
            let most = places.fold(f64::NEG_INFINITY, f64::max);
            let (least, most) = match area.is_covered {
                true => (least.ceil(), most.floor()),
                // What an edge only touches goes as well, and what a coder smeared beside it.
                false => (least.floor() - 1.0, most.ceil() + 1.0),
            };
            let within = |place: f64| place.clamp(0.0, size as f64) as usize;
            within(least)..within(most).max(within(least))
        };
        // Rows are counted from above.
        (range(&|point| point.x, self.width), range(&|point| 1.0 - point.y, self.height))
    }

    /// True when all pixels there are the same, so that they tell nothing.
    pub(super) fn is_even(&self, columns: Range<usize>, rows: Range<usize>) -> bool {
        let (row_bytes, pixel) = (self.row_bytes(), self.channels * self.bits);
        if columns.is_empty() || rows.is_empty() {
            return true;
        }
        // Pixels of less than a byte are held against each other byte by byte, inside the area.
        let (first, last) = (columns.start * pixel, columns.end * pixel);
        let (first, last) = (first.div_ceil(8), last / 8);
        let step = pixel.div_ceil(8);
        let mut known: Option<&[u8]> = None;
        for row in rows {
            let start = row * row_bytes;
            let row = self.data.get(start + first..(start + last).max(start + first));
            for pixel in row.unwrap_or_default().chunks_exact(step) {
                if *known.get_or_insert(pixel) != pixel {
                    return false;
                }
            }
        }
        true
    }

    pub(super) fn paint(&mut self, columns: Range<usize>, rows: Range<usize>) {
        let (row_bytes, pixel) = (self.row_bytes(), self.channels * self.bits);
        let (first, last) = (columns.start * pixel, columns.end * pixel);
        for row in rows {
            let start = row * row_bytes;
            let Some(row) = self.data.get_mut(start..start + row_bytes) else { return };
            clear_bits(row, first..last);
        }
    }
}

/// The sample of that number in a row, at most 16 bits of it.
fn sample(row: &[u8], number: usize, bits: usize) -> u32 {
    let byte = |at: usize| u32::from(row.get(at).copied().unwrap_or(0));
    match bits {
        8 => byte(number),
        16 => byte(number * 2) << 8 | byte(number * 2 + 1),
        1 | 2 | 4 => {
            let first = number * bits;
            byte(first / 8) >> (8 - bits - first % 8) & ((1 << bits) - 1)
        }
        _ => 0,
    }
}

/// Sets these bits to zero, the highest of each byte first.
fn clear_bits(bytes: &mut [u8], bits: Range<usize>) {
    for (index, byte) in bytes.iter_mut().enumerate() {
        let (start, end) = (index * 8, index * 8 + 8);
        if bits.end <= start {
            return;
        }
        if bits.start < end {
            let before = bits.start.saturating_sub(start);
            let after = end.saturating_sub(bits.end);
            let kept_before = !(0xFF_u16 >> before) as u8;
            let kept_after = ((1_u16 << after) - 1) as u8;
            *byte &= kept_before | kept_after;
        }
    }
}

/// The shades of grey of a picture as its file holds them, whatever its masks and its page make of
/// it; with pixels of a row.
pub(super) fn shades(picture: &Stream<'_>, pixels_max: u64) -> Option<(Vec<u8>, u32)> {
    let samples = Samples::of(picture, pixels_max)?;
    let own = samples.shades(None);
    let palette = palette(picture.dict());
    let coloured = palette.map(|palette| samples.shades(Some(&palette)));
    // A palette of one colour hides what its numbers say.
    let shades = coloured.filter(|shades| !is_even(shades)).unwrap_or(own);
    (!shades.is_empty()).then_some((shades, samples.width as u32))
}

/// True for shades of which all are the same.
pub(super) fn is_even(shades: &[u8]) -> bool {
    shades.windows(2).all(|pair| pair[0] == pair[1])
}

/// The shades of the colours of a palette (ISO 32000-2, 8.6.6.3).
fn palette(dict: &Dict<'_>) -> Option<Vec<u8>> {
    let space = dict.get::<Array<'_>>("ColorSpace")?;
    let mut entries = space.iter::<Object<'_>>();
    let kind = entries.next()?.into_name()?;
    if !matches!(&*kind, b"Indexed" | b"I") {
        return None;
    }
    let (_base, last) = (entries.next()?, entries.next()?);
    let Object::Number(last) = last else { return None };
    let colours = last.as_f64() as usize + 1;
    let table = match entries.next()? {
        Object::String(table) => table.as_bytes().to_vec(),
        Object::Stream(table) => table.decoded_data().ok()?.into_owned(),
        _ => return None,
    };
    let channels = (table.len() / colours).clamp(1, 4);
    Some(
        table.chunks_exact(channels).map(|colour| mean(colour.iter().copied(), channels)).collect(),
    )
}

/// The mean of the channels of a pixel; of four, each says how much ink there is.
fn mean(channels: impl Iterator<Item = u8>, count: usize) -> u8 {
    let sum: usize = channels.map(usize::from).sum();
    let mean = (sum / count.max(1)) as u8;
    if count == 4 { 255 - mean } else { mean }
}

/// True for a mask that a colour is painted through.
pub(super) fn is_stencil(dict: &Dict<'_>) -> bool {
    dict.get::<bool>("ImageMask") == Some(true)
}

/// True when a name is that of a picture among resources.
pub(super) fn is_picture(stream: &Stream<'_>) -> bool {
    stream.dict().get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Image")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_cleared_where_they_stand() {
        let cleared = |bits| {
            let mut bytes = [0xFF; 3];
            clear_bits(&mut bytes, bits);
            bytes
        };
        assert_eq!(cleared(0..24), [0, 0, 0]);
        assert_eq!(cleared(3..5), [0b1110_0111, 0xFF, 0xFF]);
        assert_eq!(cleared(6..17), [0b1111_1100, 0, 0b0111_1111]);
        assert_eq!(cleared(8..8), [0xFF; 3]);
    }
}
