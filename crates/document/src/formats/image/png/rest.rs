//! What follows the pixels in their own compressed stream: editors that crop a picture in place have
//! left the rest of the larger one there.

use flate2::{Decompress, FlushDecompress, Status};

use super::{Header, SIGNATURE, strings};
use crate::formats::textual::{property, whole};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// Bytes of the rest that are looked at for words.
const REST_BYTES_MAX: usize = 1 << 20;
/// Bytes that are inflated at once.
const BUFFER_BYTES: usize = 64 << 10;

/// Tells what stands after the pixels in the chunks that hold them.
pub(super) fn tell(file: &[u8], chunks: &[&[u8]], out: &mut Out<'_>) {
    let Some(wanted) = pixel_bytes(file) else { return };
    let Some(rest) = after(chunks, wanted, out) else { return };
    if rest.count > 0 {
        property(out, "PixelsAfterPicture", &format!("{} bytes after the pixels", rest.count));
        let text = strings(&rest.bytes);
        let part = NewPart::new(PartKind::Other, "bytes after the pixels").hidden(Hidden::Slack);
        if !text.is_empty() {
            out.text(part, &text, vec![whole(&text)]);
        }
    }
}

/// Bytes that all rows of the picture take, each with one that names its filter.
fn pixel_bytes(file: &[u8]) -> Option<u64> {
    let header = Header::read(file.get(SIGNATURE.len() + 8..)?)?;
    header.coded_bytes().map(|bytes| bytes as u64)
}

/// What follows the pixels.
#[derive(Default)]
struct Rest {
    bytes: Vec<u8>,
    count: u64,
}

impl Rest {
    fn push(&mut self, bytes: &[u8]) {
        self.count += bytes.len() as u64;
        let room = REST_BYTES_MAX.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or_default());
    }
}

/// Inflates the stream and keeps what comes after so many bytes, and what follows its end; nothing for
/// a stream that is damaged, which is told by whoever decodes the picture.
fn after(chunks: &[&[u8]], wanted: u64, out: &mut Out<'_>) -> Option<Rest> {
    let mut inflate = Decompress::new(true);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut rest = Rest::default();
    let mut has_ended = false;
    for chunk in chunks {
        let mut left = *chunk;
        while !has_ended && !left.is_empty() {
            let (read, made) = (inflate.total_in(), inflate.total_out());
            let status = inflate.decompress(left, &mut buffer, FlushDecompress::None).ok()?;
            let taken = (inflate.total_in() - read) as usize;
            let count = (inflate.total_out() - made) as usize;
            left = left.get(taken..).unwrap_or_default();
            if !out.spend(count as u64, inflate.total_out(), inflate.total_in()) {
                return None;
            }
            let unwanted = wanted.saturating_sub(made).min(count as u64) as usize;
            rest.push(buffer.get(unwanted..count).unwrap_or_default());
            has_ended = status == Status::StreamEnd;
            if taken == 0 && count == 0 && !has_ended {
                return None;
            }
        }
        rest.push(left);
    }
    Some(rest)
}
