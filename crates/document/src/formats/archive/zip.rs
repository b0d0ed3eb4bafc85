//! ZIP (APPNOTE 6.3): members by the central directory, and what lies between them.

mod fields;

use std::io::{BufReader, Read, SeekFrom};

use flate2::bufread::DeflateDecoder;
use zip::read::{OwnedZipFileEntry, ZipArchive};
use zip::{CompressionMethod, ZipReadOptions};

use super::{compressed, link, member, name_part, property, unread};
use crate::formats::ole::push_texts;
use crate::formats::text::decode_short;
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, PartKind, ProblemCode};

pub(super) fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    let end = EndRecord::find(input, len);
    let Some(directory) = Directory::read(input, out) else {
        let code = if end.is_some() { ProblemCode::Damaged } else { ProblemCode::Truncated };
        out.problem(code);
        salvage(input, 0, len, out);
        return;
    };
    let names = Names::of(&directory.entries);
    let comment = end.as_ref().map(|end| names.decode(&end.comment)).unwrap_or_default();
    if !comment.is_empty() {
        property("comment", &comment, out);
    }
    let mut ranges = Vec::new();
    for (entry, overlapped) in directory.entries.iter().zip(overlapped(&directory.entries)) {
        if out.stop() {
            return;
        }
        let name = names.of_entry(entry);
        if overlapped {
            unread("overlapping member", &name, ProblemCode::Damaged, out);
        } else {
            ranges.push(read_entry(entry, &name, input, out));
        }
    }
    let end_of_directory = end.as_ref().map_or(len, |end| end.start);
    let end = end.map_or(len, |end| end.end);
    out.count().gap(end, len);
    let mut has_more = end < len;
    fields::read(directory.start, end_of_directory, input, out);
    if directory.whole {
        out.count().account();
        has_more |= read_gaps(ranges, directory.start, input, out);
    }
    if has_more {
        out.problem(ProblemCode::TrailingBytes);
    }
}

/// The directory at the end of the archive.
struct Directory {
    /// Of entries of one name only the last, so that the others are found as gaps.
    entries: Vec<OwnedZipFileEntry>,
    start: u64,
    /// False when there are more entries than are read.
    whole: bool,
}

impl Directory {
    fn read(input: &mut dyn Input, out: &mut Out<'_>) -> Option<Self> {
        let archive = ZipArchive::new(input).ok()?;
        let entries_max = out.limits().entries_max as usize;
        let whole = archive.len() <= entries_max;
        if !whole {
            out.problem(ProblemCode::EntriesLimit);
        }
        let count = archive.len().min(entries_max);
        let entries = (0..count).filter_map(|index| archive.by_index_data(index).ok());
        let entries = entries.map(Into::into).collect();
        Some(Self { entries, start: archive.central_directory_start(), whole })
    }
}

/// Names of an archive are in one encoding, which it does not tell when it is an older one.
struct Names {
    sample: Vec<u8>,
}

impl Names {
    fn of(entries: &[OwnedZipFileEntry]) -> Self {
        let mut sample = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.name_raw().is_ascii()).take(1_000) {
            sample.extend_from_slice(entry.name_raw());
            sample.push(b'\n');
        }
        Self { sample }
    }

    fn of_entry(&self, entry: &OwnedZipFileEntry) -> String {
        // The standard's own old encoding is that of the first PC.
        decode_short(entry.name_raw(), &self.sample)
            .or_else(|| entry.name().ok().map(std::borrow::Cow::into_owned))
            .unwrap_or_else(|| String::from_utf8_lossy(entry.name_raw()).into_owned())
    }

    fn decode(&self, bytes: &[u8]) -> String {
        decode_short(bytes, bytes)
            .or_else(|| decode_short(bytes, &self.sample))
            .unwrap_or_else(|| encoding_rs::mem::decode_latin1(bytes).into_owned())
    }
}

/// Tells which entries begin inside another, as only those of bombs do.
fn overlapped(entries: &[OwnedZipFileEntry]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let start = |index: &usize| entries.get(*index).map_or(0, OwnedZipFileEntry::header_start);
    order.sort_by_key(start);
    let mut overlapped = vec![false; entries.len()];
    let mut end = 0;
    for index in order {
        let Some(entry) = entries.get(index) else { continue };
        if entry.header_start() < end
            && let Some(overlapped) = overlapped.get_mut(index)
        {
            *overlapped = true;
            continue;
        }
        let header = LocalHeader::BYTES + entry.name_raw().len() as u64;
        end = entry.header_start().saturating_add(header).saturating_add(entry.compressed_size());
    }
    overlapped
}

/// How members may be compressed for the library to unpack them (APPNOTE 4.4.5).
const METHODS: &[CompressionMethod] = &[
    CompressionMethod::Stored,
    CompressionMethod::Deflated,
    CompressionMethod::Deflate64,
    CompressionMethod::Bzip2,
    CompressionMethod::Lzma,
    CompressionMethod::Xz,
    CompressionMethod::Ppmd,
];

/// Reads one member; returns the bytes that it takes up.
fn read_entry(
    entry: &OwnedZipFileEntry,
    name: &str,
    mut input: &mut dyn Input,
    out: &mut Out<'_>,
) -> (u64, u64) {
    let start = entry.header_start();
    let header = LocalHeader::read(input, start);
    let data = header.as_ref().map_or(start + LocalHeader::BYTES, |header| header.data_at);
    let packed_bytes = entry.compressed_size();
    if let Some(other) = header.as_ref().filter(|header| header.name != entry.name_raw()) {
        let other = String::from_utf8_lossy(&other.name);
        out.text(NewPart::new(PartKind::Name, "other name").hidden(Hidden::Slack), &other, vec![]);
    }
    let range = (start, data.saturating_add(packed_bytes));
    let comment = entry.comment().to_owned();
    let method = entry.compression();
    if entry.encrypted() {
        unread("encrypted member", name, ProblemCode::Encrypted, out);
    } else if entry.is_dir() && entry.size() == 0 {
        name_part("folder", name, out);
    } else if entry.size() > out.limits().object_bytes_max {
        unread("large member", name, ProblemCode::ObjectLimit, out);
    } else if method == CompressionMethod::ZSTD && input.seek(SeekFrom::Start(data)).is_ok() {
        let packed = BufReader::new(input.take(packed_bytes));
        member(name, &mut compressed::zstd(packed), Some(packed_bytes), out);
    } else if !METHODS.contains(&method) {
        unread("unread member", name, ProblemCode::FormatNotRead, out);
    } else {
        let is_symlink = entry.is_symlink();
        match entry.as_ref().with_reader(&mut input, ZipReadOptions::default()) {
            Ok(mut file) if is_symlink => {
                let mut target = Vec::new();
                let _cut = (&mut file).take(4 << 10).read_to_end(&mut target);
                link(name, &String::from_utf8_lossy(&target), out);
            }
            Ok(mut file) => member(name, &mut file, Some(packed_bytes), out),
            Err(_) => unread("damaged member", name, ProblemCode::Damaged, out),
        }
    }
    if !comment.is_empty() {
        property("comment", &comment, out);
    }
    range
}

/// Tells what a package holds beside the members that its directory names.
pub(crate) fn read_unclaimed(input: &mut dyn Input, out: &mut Out<'_>) {
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    let Some(EndRecord { start, end, .. }) = EndRecord::find(input, len) else { return };
    let Some(directory) = Directory::read(input, out).filter(|directory| directory.whole) else {
        return;
    };
    fields::read(directory.start, start, input, out);
    let ranges = directory.entries.iter().map(|entry| {
        let start = entry.header_start();
        let data = LocalHeader::read(input, start).map_or(start, |header| header.data_at);
        (start, data.saturating_add(entry.compressed_size()))
    });
    let ranges = ranges.collect();
    out.count().account();
    out.count().gap(end, len);
    let mut has_more = read_gaps(ranges, directory.start, input, out);
    if end < len {
        has_more = true;
        tell_slack(input, end, len, out);
    }
    if has_more {
        out.problem(ProblemCode::TrailingBytes);
    }
}

/// Looks into bytes that no entry of the directory claims: members that were deleted, or hidden,
/// and text; true when there are such bytes.
fn read_gaps(
    mut ranges: Vec<(u64, u64)>,
    end: u64,
    input: &mut dyn Input,
    out: &mut Out<'_>,
) -> bool {
    ranges.sort_unstable();
    ranges.push((end, end));
    let mut at = 0;
    let mut found = false;
    for (start, end) in ranges {
        if start > at {
            found |= read_gap(at, start, input, out);
        }
        at = at.max(end);
    }
    found
}

/// Looks into one such stretch; false when it is what may follow a member.
fn read_gap(from: u64, to: u64, input: &mut dyn Input, out: &mut Out<'_>) -> bool {
    if to - from > DESCRIPTOR_BYTES_MAX {
        let end = salvage(input, from, to, out);
        tell_slack(input, end, to, out);
    } else if !tell_slack(input, from, to, out) {
        return false;
    }
    out.count().gap(from, to);
    true
}

/// The longest data descriptor that may follow a member (APPNOTE 4.3.9).
const DESCRIPTOR_BYTES_MAX: u64 = 24;

/// Tells the text in bytes that belong to no member; false when there is none.
fn tell_slack(input: &mut dyn Input, from: u64, to: u64, out: &mut Out<'_>) -> bool {
    let mut bytes = Vec::new();
    if from >= to {
        return false;
    }
    if input.seek(SeekFrom::Start(from)).is_err()
        || input.take((to - from).min(SLACK_BYTES_MAX)).read_to_end(&mut bytes).is_err()
    {
        out.problem(ProblemCode::Unreadable);
        return true;
    }
    if to - from > SLACK_BYTES_MAX {
        out.problem(ProblemCode::ObjectLimit);
    }
    let mut text = String::new();
    push_texts(&bytes, &mut text);
    if !text.is_empty() {
        let part = NewPart::new(PartKind::Other, "between members").hidden(Hidden::Slack);
        out.text(part, &text, Vec::new());
    }
    !text.is_empty()
}

/// Bytes of one gap that are looked through for text.
const SLACK_BYTES_MAX: u64 = 64 << 20;

/// Reads members by their own headers, without a directory, and the text before each; returns where
/// the last one ends.
fn salvage(input: &mut dyn Input, from: u64, to: u64, out: &mut Out<'_>) -> u64 {
    let mut at = from;
    let mut count = 0;
    while let Some(header) = next_header(input, at, to) {
        if count >= out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
            break;
        }
        count += 1;
        tell_slack(input, at, header.at, out);
        at = header.data_at + salvage_member(&header, input, to, out);
        if out.stop() {
            break;
        }
    }
    at
}

/// Reads the member behind `header`; returns how many bytes of the archive it took.
fn salvage_member(header: &LocalHeader, input: &mut dyn Input, to: u64, out: &mut Out<'_>) -> u64 {
    let name = decode_short(&header.name, &header.name)
        .unwrap_or_else(|| String::from_utf8_lossy(&header.name).into_owned());
    let left = to.saturating_sub(header.data_at);
    if header.flags & LocalHeader::ENCRYPTED != 0 {
        unread("encrypted member", &name, ProblemCode::Encrypted, out);
        return header.compressed.min(left);
    }
    if input.seek(SeekFrom::Start(header.data_at)).is_err() {
        out.problem(ProblemCode::Unreadable);
        return left;
    }
    match header.method {
        0 if name.ends_with('/') => {
            name_part("folder", &name, out);
            0
        }
        0 => {
            let len = header.compressed.min(left);
            member(&name, &mut input.take(len), None, out);
            len
        }
        8 => {
            let mut decoder = DeflateDecoder::new(BufReader::new(input.take(left)));
            member(&name, &mut decoder, Some(left), out);
            decoder.total_in()
        }
        _ => {
            unread("unread member", &name, ProblemCode::FormatNotRead, out);
            header.compressed.min(left)
        }
    }
}

/// Finds the next header of a member that begins in `at..to`.
fn next_header(input: &mut dyn Input, mut at: u64, to: u64) -> Option<LocalHeader> {
    let mut chunk = Vec::new();
    while at + LocalHeader::BYTES <= to {
        input.seek(SeekFrom::Start(at)).ok()?;
        chunk.clear();
        (&mut *input).take((64 << 10).min(to - at)).read_to_end(&mut chunk).ok()?;
        // An entry may claim to begin far behind the end of the file.
        if chunk.is_empty() {
            return None;
        }
        match memchr::memmem::find(&chunk, LocalHeader::MAGIC) {
            Some(found) => {
                at += found as u64;
                match LocalHeader::read(input, at) {
                    Some(header) if header.data_at <= to => return Some(header),
                    _ => at += 1,
                }
            }
            // The mark may lie across two chunks.
            None => at += (chunk.len() as u64).saturating_sub(3).max(1),
        }
    }
    None
}

/// The header before a member (APPNOTE 4.3.7), as far as it is needed.
#[derive(Debug)]
struct LocalHeader {
    flags: u16,
    method: u16,
    compressed: u64,
    name: Vec<u8>,
    at: u64,
    data_at: u64,
}

impl LocalHeader {
    const MAGIC: &[u8] = b"PK\x03\x04";
    const BYTES: u64 = 30;
    const ENCRYPTED: u16 = 1;

    fn read(input: &mut dyn Input, at: u64) -> Option<Self> {
        input.seek(SeekFrom::Start(at)).ok()?;
        let mut fixed = [0; Self::BYTES as usize];
        input.read_exact(&mut fixed).ok()?;
        if !fixed.starts_with(Self::MAGIC) {
            return None;
        }
        let short = |at: usize| Some(u16::from_le_bytes(*fixed.get(at..)?.first_chunk()?));
        let long = |at: usize| Some(u32::from_le_bytes(*fixed.get(at..)?.first_chunk()?));
        let (name_len, extra_len) = (u64::from(short(26)?), u64::from(short(28)?));
        let mut name = Vec::new();
        input.take(name_len).read_to_end(&mut name).ok()?;
        Some(Self {
            flags: short(6)?,
            method: short(8)?,
            compressed: u64::from(long(18)?),
            name,
            at,
            data_at: at + Self::BYTES + name_len + extra_len,
        })
    }
}

/// The record at the end (APPNOTE 4.3.16), as far as it is needed.
struct EndRecord {
    comment: Vec<u8>,
    /// Offsets of it, and after it.
    start: u64,
    end: u64,
}

impl EndRecord {
    const MAGIC: &[u8] = b"PK\x05\x06";
    const BYTES: usize = 22;

    /// Finds the last record that fits; a comment of up to 64 KiB follows it.
    fn find(input: &mut dyn Input, len: u64) -> Option<Self> {
        let from = len.saturating_sub((Self::BYTES + (64 << 10)) as u64 + 1_024);
        input.seek(SeekFrom::Start(from)).ok()?;
        let mut tail = Vec::new();
        input.take(len - from).read_to_end(&mut tail).ok()?;
        memchr::memmem::rfind_iter(&tail, Self::MAGIC).find_map(|at| {
            let record = tail.get(at..)?;
            let comment_len = usize::from(u16::from_le_bytes(*record.get(20..)?.first_chunk()?));
            let comment = record.get(Self::BYTES..Self::BYTES + comment_len)?.to_vec();
            Some(Self {
                comment,
                start: from + at as u64,
                end: from + (at + Self::BYTES + comment_len) as u64,
            })
        })
    }
}
