//! What stands behind the samples of a picture: no program shows it, so it does not stay.

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::objects::packed;

/// Bytes that are unpacked at once.
const STEP_BYTES: usize = 64 << 10;

/// Returns the data of a picture without what stands behind its samples, packed as before; `None`
/// when nothing does, or when what its samples need is not known.
pub(super) fn without(picture: &Stream<'_>, bytes_max: u64) -> Option<Vec<u8>> {
    let raw = picture.raw_data();
    let needed = samples_bytes(picture.dict())?;
    match picture.filters().as_slice() {
        [] => Some(raw.get(..needed).filter(|samples| samples.len() < raw.len())?.to_vec()),
        [Filter::FlateDecode] => {
            let unpacked = Unpacked::of(&raw, needed, bytes_max)?;
            match (unpacked.has_more, unpacked.packed_bytes < raw.len()) {
                (true, _) => Some(packed(&unpacked.samples)),
                (false, true) => Some(raw.get(..unpacked.packed_bytes)?.to_vec()),
                (false, false) => None,
            }
        }
        _ => None,
    }
}

/// Samples that were unpacked, and what stood behind them.
struct Unpacked {
    samples: Vec<u8>,
    /// Bytes that hold them and what follows them in the same packing.
    packed_bytes: usize,
    has_more: bool,
}

impl Unpacked {
    /// Unpacks to the end; `None` when it is damaged or too much.
    fn of(packed: &[u8], needed: usize, bytes_max: u64) -> Option<Self> {
        let mut unpacking = Decompress::new(true);
        let mut samples = Vec::new();
        let mut step = vec![0; STEP_BYTES];
        loop {
            let (read, made) = (unpacking.total_in() as usize, unpacking.total_out());
            let rest = packed.get(read..)?;
            let status = unpacking.decompress(rest, &mut step, FlushDecompress::None).ok()?;
            let new = (unpacking.total_out() - made) as usize;
            let wanted = new.min(needed.saturating_sub(samples.len()));
            samples.extend_from_slice(step.get(..wanted)?);
            let is_over = unpacking.total_out() > bytes_max.max(needed as u64);
            let stands = new == 0 && unpacking.total_in() as usize == read;
            match status {
                _ if is_over => return None,
                Status::StreamEnd => {
                    return Some(Self {
                        has_more: unpacking.total_out() > needed as u64,
                        samples,
                        packed_bytes: unpacking.total_in() as usize,
                    });
                }
                Status::Ok | Status::BufError if stands => return None,
                Status::Ok | Status::BufError => {}
            }
        }
    }
}

/// How many bytes the samples of a picture take, as its filter gives them.
fn samples_bytes(dict: &Dict<'_>) -> Option<usize> {
    let side = |key: &str| dict.get::<u32>(key).filter(|side| *side > 0);
    let (width, height) = (side("Width")? as usize, side("Height")? as usize);
    let is_stencil = dict.get::<bool>("ImageMask") == Some(true);
    let (bits, channels) = match is_stencil {
        true => (1, 1),
        false => (dict.get::<u8>("BitsPerComponent")?.into(), channels(dict)?),
    };
    let row = width.checked_mul(bits)?.checked_mul(channels)?.div_ceil(8);
    let coding = dict.get::<Dict<'_>>("DecodeParms");
    let coding = coding.or_else(|| dict.get::<Array<'_>>("DecodeParms")?.iter::<Dict<'_>>().next());
    let predictor = coding.as_ref().and_then(|coding| coding.get::<u8>("Predictor")).unwrap_or(1);
    if predictor < 10 {
        return row.checked_mul(height);
    }
    // Before each row of its own stands how it was foretold (ISO 32000-2, 7.4.4.4).
    let said = |key: &str, usual: usize| {
        let number = coding.as_ref().and_then(|coding| coding.get::<u32>(key));
        number.map_or(usual, |number| number as usize)
    };
    let own = said("Columns", 1).checked_mul(said("Colors", 1))?;
    let own = own.checked_mul(said("BitsPerComponent", 8))?.div_ceil(8);
    (own == row).then_some(row + 1)?.checked_mul(height)
}

/// How many samples make a pixel, where the colours say it.
fn channels(dict: &Dict<'_>) -> Option<usize> {
    if let Some(name) = dict.get::<Name<'_>>("ColorSpace") {
        return match &*name {
            b"DeviceGray" => Some(1),
            b"DeviceRGB" => Some(3),
            b"DeviceCMYK" => Some(4),
            _ => None,
        };
    }
    let colours = dict.get::<Array<'_>>("ColorSpace")?;
    let mut said = colours.iter::<Object<'_>>();
    let Object::Name(kind) = said.next()? else { return None };
    match (&*kind, said.next()) {
        (b"CalGray" | b"Indexed" | b"Separation", _) => Some(1),
        (b"CalRGB" | b"Lab", _) => Some(3),
        (b"ICCBased", Some(Object::Stream(profile))) => {
            profile.dict().get::<u8>("N").filter(|n| matches!(n, 1 | 3 | 4)).map(usize::from)
        }
        (b"DeviceN", Some(Object::Array(inks))) => Some(inks.iter::<Name<'_>>().count()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_behind_samples_is_told() {
        let both = packed(b"samplesand more");
        let unpacked = Unpacked::of(&both, 7, 1_000).unwrap();
        assert_eq!((&*unpacked.samples, unpacked.has_more), (&b"samples"[..], true));
        let behind = [packed(b"samples"), b"words".to_vec()].concat();
        let unpacked = Unpacked::of(&behind, 7, 1_000).unwrap();
        assert_eq!(unpacked.packed_bytes, behind.len() - 5);
        assert!(!unpacked.has_more);
        assert!(Unpacked::of(&both, 7, 10).is_none(), "more than the limit");
        assert!(Unpacked::of(&both[..9], 7, 1_000).is_none(), "cut off");
        assert!(Unpacked::of(b"no packing", 7, 1_000).is_none());
    }
}
