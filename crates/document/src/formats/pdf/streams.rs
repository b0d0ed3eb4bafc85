//! How much a stream decodes to, found out before it is held, and whether that is all of it.

use std::io::Read;

use flate2::read::DeflateDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::stream::DecodeFailure;
use hayro_syntax::object::{Dict, Object, Stream};

/// Length of the header that comes before compressed data (RFC 1950).
const ZLIB_HEADER_BYTES: usize = 2;
/// Compression within compression that is followed.
const LAYERS_MAX: usize = 4;

/// What decoding a stream takes and gives.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    /// Bytes that go in.
    pub(super) encoded: u64,
    /// Bytes that come out.
    pub(super) decoded: u64,
    /// True when it can be decoded to its end.
    pub(super) is_whole: bool,
}

/// Measures a stream, up to `decoded_max` bytes.
///
/// Decoders give out what comes before a mistake and keep silent about the rest, and hold all of
/// it; so compressed data runs through here first. Its checksum is not looked at: a wrong one
/// loses no text. Filters that expand little are not measured.
pub(super) fn measure(stream: &Stream<'_>, decoded_max: u64) -> Measure {
    let data = stream.raw_data();
    let encoded = data.len() as u64;
    let filters = stream.filters();
    let is_compressed = filters.iter().all(|filter| *filter == Filter::FlateDecode);
    if filters.is_empty() || data.is_empty() {
        return Measure { encoded, decoded: encoded, is_whole: true };
    }
    if !is_compressed || filters.len() > LAYERS_MAX {
        let is_whole = match stream.decoded_data() {
            Ok(_) | Err(DecodeFailure::ImageDecode) => true,
            Err(_) => false,
        };
        return Measure { encoded, decoded: encoded, is_whole };
    }
    let with_header = inflate(data.get(ZLIB_HEADER_BYTES..).unwrap_or_default(), filters.len());
    let first = count(with_header, decoded_max);
    let (decoded, is_whole) = match first {
        (_, false) if filters.len() == 1 => {
            // Some programs leave the header out.
            let second = count(inflate(&data, 1), decoded_max);
            if second.1 { second } else { first }
        }
        first => first,
    };
    Measure { encoded, decoded, is_whole }
}

/// Reads through `layers` of compression, the outermost without its header.
fn inflate(data: &[u8], layers: usize) -> Box<dyn Read + '_> {
    let mut reader: Box<dyn Read + '_> = Box::new(DeflateDecoder::new(data));
    for _ in 1..layers {
        reader = Box::new(flate2::read::ZlibDecoder::new(reader));
    }
    reader
}

/// Counts the bytes that can be read, and tells whether they end without a mistake.
fn count(reader: Box<dyn Read + '_>, bytes_max: u64) -> (u64, bool) {
    let mut reader = reader.take(bytes_max.saturating_add(1));
    let mut chunk = [0; 16 << 10];
    let mut bytes = 0;
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => return (bytes, true),
            Ok(read) => bytes += read as u64,
            Err(_) => return (bytes, false),
        }
    }
}

/// The streams that a page's content is made of; `None` stands for one that is not there.
pub(super) fn content_streams<'a>(page: &Dict<'a>) -> Vec<Option<Stream<'a>>> {
    match page.get::<Object<'a>>("Contents") {
        Some(Object::Array(parts)) => {
            // Iterating ends at what cannot be resolved, so the rest is filled up.
            let count = parts.raw_iter().count();
            let mut streams: Vec<_> =
                parts.iter::<Object<'a>>().map(Object::into_stream).take(count).collect();
            streams.resize_with(count, || None);
            streams
        }
        Some(Object::Stream(stream)) => vec![Some(stream)],
        Some(Object::Null(_)) => Vec::new(),
        Some(_) => vec![None],
        None if page.contains_key("Contents") => vec![None],
        None => Vec::new(),
    }
}
