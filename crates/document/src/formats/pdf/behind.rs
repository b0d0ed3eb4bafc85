//! The samples of a picture, and what stands behind them, which no program shows.

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

/// Bytes that are unpacked at once.
const STEP_BYTES: usize = 64 << 10;
/// Bytes behind the samples that are kept.
const MORE_BYTES_MAX: usize = 1 << 20;

/// What stands behind samples, and what the data is without it.
pub(super) struct Behind {
    /// In the same packing as the samples, and behind it.
    pub(super) bytes: Vec<u8>,
    /// The data of the picture without it.
    pub(super) rest: Rest,
}

/// The data of a picture without what stands behind its samples.
pub(super) enum Rest {
    /// So many of its first bytes.
    First(usize),
    /// The samples, to be packed anew.
    Samples(Vec<u8>),
}

/// Finds what stands behind the samples of a picture; `None` when nothing does, when what its samples
/// need is not known, or when they unpack to more than `bytes_max`.
pub(super) fn behind(picture: &Stream<'_>, bytes_max: u64) -> Option<Behind> {
    let raw = picture.raw_data();
    let needed = samples_bytes(picture.dict())?;
    match picture.filters().as_slice() {
        [] => {
            let bytes = raw.get(needed..).filter(|more| !more.is_empty())?;
            let bytes = bytes.get(..MORE_BYTES_MAX).unwrap_or(bytes).to_vec();
            Some(Behind { bytes, rest: Rest::First(needed) })
        }
        [Filter::FlateDecode] => {
            let Unpacked { samples, packed_bytes, more, .. } =
                Unpacked::of(&raw, needed, bytes_max)?;
            let outside = raw.get(packed_bytes..)?;
            let outside = outside.get(..MORE_BYTES_MAX).unwrap_or(outside);
            if more.is_empty() && outside.is_empty() {
                return None;
            }
            let rest = match more.is_empty() {
                true => Rest::First(packed_bytes),
                false => Rest::Samples(samples),
            };
            Some(Behind { bytes: [&more, outside].concat(), rest })
        }
        _ => None,
    }
}

/// The data of a stream without its outermost packing, when that is all there is of it.
pub(super) fn unpacked(packed: &[u8], bytes_max: u64) -> Option<Vec<u8>> {
    let most = usize::try_from(bytes_max).ok()?;
    Unpacked::of(packed, most, bytes_max).map(|unpacked| unpacked.samples)
}

/// Samples that were unpacked, and what stood behind them.
struct Unpacked {
    samples: Vec<u8>,
    /// Bytes that hold them and what follows them in the same packing.
    packed_bytes: usize,
    /// What follows them there, or its beginning.
    more: Vec<u8>,
}

impl Unpacked {
    /// Unpacks to the end; `None` when it is damaged or too much.
    fn of(packed: &[u8], needed: usize, bytes_max: u64) -> Option<Self> {
        let mut unpacking = Decompress::new(true);
        let (mut samples, mut more) = (Vec::new(), Vec::new());
        let mut step = vec![0; STEP_BYTES];
        loop {
            let (read, made) = (unpacking.total_in() as usize, unpacking.total_out());
            let rest = packed.get(read..)?;
            let status = unpacking.decompress(rest, &mut step, FlushDecompress::None).ok()?;
            let new = (unpacking.total_out() - made) as usize;
            let wanted = new.min(needed.saturating_sub(samples.len()));
            let (wanted, beyond) = step.get(..new)?.split_at(wanted);
            samples.extend_from_slice(wanted);
            let room = MORE_BYTES_MAX.saturating_sub(more.len());
            more.extend_from_slice(beyond.get(..room).unwrap_or(beyond));
            let is_over = unpacking.total_out() > bytes_max.max(needed as u64);
            let stands = new == 0 && unpacking.total_in() as usize == read;
            match status {
                _ if is_over => return None,
                Status::StreamEnd => {
                    return Some(Self {
                        samples,
                        packed_bytes: unpacking.total_in() as usize,
                        more,
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
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_packed_behind_samples_is_told() {
        let both = packed(b"samplesand more");
        let unpacked = Unpacked::of(&both, 7, 1_000).unwrap();
        assert_eq!((&*unpacked.samples, &*unpacked.more), (&b"samples"[..], &b"and more"[..]));
        let behind = [packed(b"samples"), b"words".to_vec()].concat();
        let unpacked = Unpacked::of(&behind, 7, 1_000).unwrap();
        assert_eq!(unpacked.packed_bytes, behind.len() - 5);
        assert!(unpacked.more.is_empty());
        assert!(Unpacked::of(&both, 7, 10).is_none(), "more than the limit");
        assert!(Unpacked::of(&both[..9], 7, 1_000).is_none(), "cut off");
        assert!(Unpacked::of(b"no packing", 7, 1_000).is_none());
    }
}
