//! gzip (RFC 1952): one compressed file, in one or more members that belong together.

use std::io::{BufRead, BufReader, ErrorKind, Read};

use flate2::bufread::GzDecoder;

use super::{inner_name, member, property};
use crate::out::Out;
use crate::{Input, ProblemCode};

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let len = input.seek(std::io::SeekFrom::End(0)).unwrap_or(0);
    if input.seek(std::io::SeekFrom::Start(0)).is_err() {
        return out.problem(ProblemCode::Unreadable);
    }
    let mut members = Members::new(BufReader::with_capacity(64 << 10, input));
    let held_name = members.name().unwrap_or_else(|| inner_name(out.name()));
    if let Some(comment) = members.comment() {
        property("comment", &comment, out);
    }
    member(&held_name, &mut members, Some(len), out);
    if !members.trailing {
        out.count().account();
    }
    for (found, code) in [
        (members.truncated, ProblemCode::Truncated),
        (members.trailing, ProblemCode::TrailingBytes),
    ] {
        if found {
            out.problem(code);
        }
    }
}

/// All members of a file, one after the other, as they are when they are unpacked.
struct Members<R> {
    current: Option<GzDecoder<R>>,
    truncated: bool,
    trailing: bool,
}

impl<R: BufRead> Members<R> {
    fn new(input: R) -> Self {
        Self { current: Some(GzDecoder::new(input)), truncated: false, trailing: false }
    }

    fn name(&self) -> Option<String> {
        let name = self.current.as_ref()?.header()?.filename()?;
        let name = text(name);
        // Some programs write the folder too; others write nothing.
        Some(name).filter(|name| !name.is_empty())
    }

    fn comment(&self) -> Option<String> {
        self.current.as_ref()?.header()?.comment().map(text)
    }

    /// Goes on with the next member, if one follows.
    fn next_member(&mut self) -> std::io::Result<()> {
        let Some(decoder) = self.current.take() else { return Ok(()) };
        let mut input = decoder.into_inner();
        // Tapes and some downloads are padded with zeros.
        while let [0, ..] = input.fill_buf()? {
            let buffer = input.fill_buf()?;
            let zeros = buffer.iter().take_while(|byte| **byte == 0).count();
            input.consume(zeros);
        }
        match input.fill_buf()? {
            [] => {}
            [0x1F, 0x8B, ..] | [0x1F] => self.current = Some(GzDecoder::new(input)),
            _ => self.trailing = true,
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let Some(decoder) = &mut self.current {
            match decoder.read(buffer) {
                Ok(0) => self.next_member()?,
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    self.truncated = true;
                    self.current = None;
                }
                other => return other,
            }
        }
        Ok(0)
    }
}

/// Names and comments are Latin-1 by the standard and UTF-8 in practice.
pub(super) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::mem::decode_latin1(bytes).into_owned(),
    }
}
