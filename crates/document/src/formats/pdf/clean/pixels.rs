//! Pictures in which something must go: pixels are painted over in the samples themselves.
//!
//! What the colour of zero is does not matter, for a black box stands on the page above it.

use std::collections::BTreeMap;

use hayro_font::kurbo::Affine;
use hayro_syntax::object::{Array, Stream};

use super::super::samples::{Area, Samples, is_stencil};
use super::keys::Holds;
use super::objects::{Objects, packed, packed_stream, real, stream_object};
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
