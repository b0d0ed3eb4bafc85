//! Whether a stream was decoded whole.

use flate2::read::DeflateDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::stream::DecodeFailure;
use hayro_syntax::object::{Dict, Object, Stream};

/// Length of the header that comes before compressed data (RFC 1950).
const ZLIB_HEADER_BYTES: usize = 2;

/// Lengths of what was decoded, for the bound on decompression.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lengths {
    /// Bytes that came out.
    pub(super) decoded: u64,
    /// Bytes that went in.
    pub(super) encoded: u64,
}

impl Lengths {
    /// Adds a stream that was decoded to `decoded` bytes.
    pub(super) fn add(&mut self, stream: &Stream<'_>, decoded: usize) {
        self.decoded += decoded as u64;
        self.encoded += stream.raw_data().len() as u64;
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

/// True when a stream can be decoded to its end.
///
/// Decoders give out what comes before a mistake and keep silent about the rest, so compressed data
/// is decoded once more. Its checksum is not looked at: a wrong one loses no text.
pub(super) fn is_whole(stream: &Stream<'_>) -> bool {
    match stream.filters().as_slice() {
        [] => true,
        [Filter::FlateDecode] => is_whole_deflate(&stream.raw_data()),
        _ => matches!(stream.decoded_data(), Ok(_) | Err(DecodeFailure::ImageDecode)),
    }
}

fn is_whole_deflate(data: &[u8]) -> bool {
    let bodies = [data.get(ZLIB_HEADER_BYTES..).unwrap_or_default(), data];
    data.is_empty()
        || bodies
            .into_iter()
            .any(|body| std::io::copy(&mut DeflateDecoder::new(body), &mut std::io::sink()).is_ok())
}
