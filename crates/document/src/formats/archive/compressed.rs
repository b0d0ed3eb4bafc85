//! One file as one compressed stream: bzip2, XZ, Zstandard (RFC 8878) and lzip.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, SeekFrom};

use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::{LzipReader, XzReader};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::{inner_name, member};
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Memory that the dictionary of an XZ stream may take, in KiB: that of its highest level, twice.
const DICTIONARY_KIB_MAX: u32 = 128 << 10;

pub(super) fn read_bzip2(input: &mut dyn Input, out: &mut Out<'_>) {
    read(input, out, |file| Box::new(MultiBzDecoder::new(file)));
}

pub(super) fn read_xz(input: &mut dyn Input, out: &mut Out<'_>) {
    read(input, out, |file| Box::new(XzReader::new_mem_limit(file, true, DICTIONARY_KIB_MAX)));
}

pub(super) fn read_zstd(input: &mut dyn Input, out: &mut Out<'_>) {
    read(input, out, |file| Box::new(zstd(file)));
}

pub(super) fn read_lzip(input: &mut dyn Input, out: &mut Out<'_>) {
    read(input, out, |file| Box::new(LzipReader::new(file)));
}

type File<'a> = BufReader<&'a mut dyn Input>;

fn read(
    input: &mut dyn Input,
    out: &mut Out<'_>,
    decoder: impl for<'a> FnOnce(File<'a>) -> Box<dyn Read + 'a>,
) {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    if input.seek(SeekFrom::Start(0)).is_err() {
        return out.problem(ProblemCode::Unreadable);
    }
    let name = inner_name(out.name());
    let mut decoder = decoder(BufReader::with_capacity(64 << 10, input));
    member(&name, &mut decoder, Some(len), out);
}

/// Returns what a file of Zstandard holds.
pub(super) fn zstd<R: BufRead>(input: R) -> impl Read {
    Frames { input: Some(input), frame: None }
}

/// All frames of a file, one after the other; those that hold no content are passed over.
struct Frames<R: BufRead> {
    /// Where the next frame begins; none while one is read, and after the last.
    input: Option<R>,
    frame: Option<StreamingDecoder<R, FrameDecoder>>,
}

impl<R: BufRead> Frames<R> {
    /// Begins the next frame; false when there is none.
    fn begin(&mut self) -> std::io::Result<bool> {
        let Some(mut input) = self.input.take() else { return Ok(false) };
        while let [0x50..=0x5F, ..] = input.fill_buf()? {
            skip_frame(&mut input)?;
        }
        if input.fill_buf()?.is_empty() {
            return Ok(false);
        }
        let frame = StreamingDecoder::new(input);
        self.frame = Some(frame.map_err(|_| Error::from(ErrorKind::InvalidData))?);
        Ok(true)
    }
}

/// Passes over a frame that holds no content (RFC 8878, 3.1.2).
fn skip_frame(input: &mut impl BufRead) -> std::io::Result<()> {
    let mut head = [0; 8];
    input.read_exact(&mut head)?;
    let [_, 0x2A, 0x4D, 0x18, length @ ..] = head else {
        return Err(ErrorKind::InvalidData.into());
    };
    let mut content = input.take(u32::from_le_bytes(length).into());
    std::io::copy(&mut content, &mut std::io::sink()).map(|_| ())
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                match frame.read(buffer)? {
                    0 => self.input = self.frame.take().map(StreamingDecoder::into_inner),
                    count => return Ok(count),
                }
            }
            if !self.begin()? {
                return Ok(0);
            }
        }
    }
}
