//! Pictures in which something must go: pixels are painted over in the samples themselves.
//!
//! What the colour of zero is does not matter, for a black box stands on the page above it.

use std::collections::BTreeMap;
use std::ops::Range;

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::keys::Holds;
use super::objects::{Objects, packed, packed_stream, real, stream_object};
use super::text::Corners;
use crate::clean::Removal;

/// Keys of a picture that its new samples decide.
const DECIDED: [&[u8]; 9] = [
    b"Length",
    b"Filter",
    b"DecodeParms",
    b"Width",
    b"Height",
    b"BitsPerComponent",
    b"SMask",
    b"Mask",
    b"SMaskInData",
];
/// A picture of one black pixel, for one that cannot be decoded.
const SOLID: &[u8] = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray\
                       /BitsPerComponent 8";

/// Where a picture loses pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) corners: Corners,
    /// True where a box hides what is under it: what its edge only touches is seen, and stays.
    pub(super) is_covered: bool,
}

/// Writes a picture that stands in `placing` without what boxes hide of it; `None` when they hide
/// nothing, or it cannot be decoded, as it is then seen.
pub(super) fn uncovered(
    picture: &Stream<'_>,
    placing: Affine,
    areas: &[Area],
    objects: &mut Objects<'_, '_, '_>,
) -> Option<u32> {
    let samples = Samples::of(picture, objects.work.limits().pixels_max)?;
    let hides = |area: &Area| {
        let (columns, rows) = samples.under(area, placing);
        !samples.is_even(columns, rows)
    };
    areas.iter().any(hides).then_some(())?;
    let made = repainted(picture, placing, areas, objects)?;
    objects.work.removed(Removal::Pixels, 1);
    Some(objects.add(made))
}

/// Writes a picture that stands in `placing` without what is under `areas`; returns its number.
pub(super) fn painted(
    picture: &Stream<'_>,
    placing: Affine,
    areas: &[Area],
    objects: &mut Objects<'_, '_, '_>,
) -> u32 {
    let made = repainted(picture, placing, areas, objects);
    let removal = if made.is_some() { Removal::Pixels } else { Removal::Pictures };
    objects.work.removed(removal, 1);
    let object = made.unwrap_or_else(|| stream_object(SOLID, &[0]));
    objects.add(object)
}

fn repainted(
    picture: &Stream<'_>,
    placing: Affine,
    areas: &[Area],
    objects: &mut Objects<'_, '_, '_>,
) -> Option<Vec<u8>> {
    let dict = picture.dict();
    let mut samples = Samples::of(picture, objects.work.limits().pixels_max)?;
    for area in areas {
        let (columns, rows) = samples.under(area, placing);
        samples.paint(columns, rows);
    }
    // In the order of keys, as all streams are copied.
    let mut entries: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    for key in dict.keys().filter(|key| !DECIDED.contains(&key.as_ref())) {
        let mut entry = Vec::new();
        objects.entry(dict, key.as_ref(), Holds::Values, 0, &mut entry);
        entries.insert(key.to_vec(), entry);
    }
    let mut say = |key: &str, value: String| {
        entries.insert(key.into(), format!("/{key} {value}").into_bytes());
    };
    say("Width", samples.width.to_string());
    say("Height", samples.height.to_string());
    say("BitsPerComponent", samples.bits.to_string());
    say("Filter", "/FlateDecode".to_owned());
    if !dict.contains_key("ColorSpace") && !is_stencil(dict) {
        say("ColorSpace", samples.colours()?.to_owned());
    }
    for key in ["SMask", "Mask"] {
        if let Some(mask) = dict.get::<Stream<'_>>(key) {
            // A mask that cannot be decoded is left out: more of the picture is seen, not less.
            if let Some(mask) = repainted(&mask, placing, areas, objects) {
                say(key, format!("{} 0 R", objects.add(mask)));
            }
        } else if let Some(colours) = dict.get::<Array<'_>>(key) {
            let colours: Vec<String> = colours.iter::<f64>().map(real).collect();
            say(key, format!("[{}]", colours.join(" ")));
        }
    }
    let entries: Vec<u8> = entries.into_values().flatten().collect();
    Some(packed_stream(&entries, &packed(&samples.data)))
}

fn is_stencil(dict: &Dict<'_>) -> bool {
    dict.get::<bool>("ImageMask") == Some(true)
}

/// The samples of a picture, row by row, each row on whole bytes.
struct Samples {
    data: Vec<u8>,
    width: usize,
    height: usize,
    /// Bits of a sample, and samples of a pixel.
    bits: usize,
    channels: usize,
}

impl Samples {
    fn of(picture: &Stream<'_>, pixels_max: u64) -> Option<Self> {
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

    /// The colours that so many samples of a pixel are.
    fn colours(&self) -> Option<&'static str> {
        match self.channels {
            1 => Some("/DeviceGray"),
            3 => Some("/DeviceRGB"),
            4 => Some("/DeviceCMYK"),
            _ => None,
        }
    }

    /// The columns and rows of pixels under an area of the page; all of them under one that cannot
    /// be led back.
    fn under(&self, area: &Area, placing: Affine) -> (Range<usize>, Range<usize>) {
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
    fn is_even(&self, columns: Range<usize>, rows: Range<usize>) -> bool {
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

    fn paint(&mut self, columns: Range<usize>, rows: Range<usize>) {
        let (row_bytes, pixel) = (self.row_bytes(), self.channels * self.bits);
        let (first, last) = (columns.start * pixel, columns.end * pixel);
        for row in rows {
            let start = row * row_bytes;
            let Some(row) = self.data.get_mut(start..start + row_bytes) else { return };
            clear_bits(row, first..last);
        }
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
