//! Macros ([MS-OVBA]): the source of each module, decompressed.

use std::collections::BTreeSet;

use super::compound::Compound;
use crate::formats::office::binary::{byte, long, narrow, short, size, slice, utf16};
use crate::formats::office::story::Story;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Bytes that one chunk of compressed source may become.
const CHUNK_BYTES: usize = 4_096;

/// Tells the macros below every storage of a file that holds some.
pub(super) fn tell(file: &mut Compound, out: &mut Out<'_>) {
    let is_vba = |file: &Compound, index: usize| {
        file.entry(index).is_some_and(|entry| entry.name.eq_ignore_ascii_case("VBA"))
            && file.find(index, "dir").is_some()
    };
    let storages: Vec<usize> = file.indexes().filter(|index| is_vba(file, *index)).collect();
    for storage in &storages {
        tell_project(file, *storage, out);
    }
    if let Some(project) = parent_of(file, storages.first().copied()) {
        tell_names(file, project, out);
    }
}

/// The storage that another stands in.
fn parent_of(file: &Compound, child: Option<usize>) -> Option<usize> {
    let child = child?;
    file.indexes().find(|index| file.entry(*index).is_some_and(|e| e.children.contains(&child)))
}

/// Tells what the project says of itself, and takes what belongs to it as read.
fn tell_names(file: &mut Compound, project: usize, out: &mut Out<'_>) {
    for name in ["PROJECT", "PROJECTwm", "PROJECTlk"] {
        let Some(stream) = file.stream(project, name) else { continue };
        if name == "PROJECT" {
            let part = NewPart::new(PartKind::Script, "project").hidden(Hidden::Markup);
            let mut story = Story::default();
            story.push_text(&narrow(&stream, 1_252), None);
            story.tell(part, out);
        }
    }
    // Forms of macros: their words stand in a stream of their own.
    let children = file.entry(project).map(|entry| entry.children.clone()).unwrap_or_default();
    for form in children {
        let Some(designer) = file.find(form, "\u{3}VBFrame") else { continue };
        let mut text = String::new();
        super::slack::push_texts(&file.read(designer), &mut text);
        for name in ["o", "f", "\u{1}CompObj"] {
            let stream = file.stream(form, name).unwrap_or_default();
            super::slack::push_texts(&stream, &mut text);
        }
        file.pass_over(form);
        out.text(NewPart::new(PartKind::Script, "form").hidden(Hidden::Markup), &text, Vec::new());
    }
}

fn tell_project(file: &mut Compound, storage: usize, out: &mut Out<'_>) {
    let directory = file.stream(storage, "dir").unwrap_or_default();
    let Some(directory) = decompress(&directory, out) else {
        return out.problem(ProblemCode::Damaged);
    };
    let project = Project::read(&directory);
    let mut seen = BTreeSet::new();
    for module in project.modules.iter().filter(|module| seen.insert(&module.stream)) {
        let Some(stream) = file.stream(storage, &module.stream) else {
            out.problem(ProblemCode::Damaged);
            continue;
        };
        let source = stream.get(module.offset..).and_then(|source| decompress(source, out));
        let source = source.or_else(|| decompress(source_of(&stream)?, out));
        match source {
            Some(source) => {
                let mut story = Story::default();
                story.push_text(&narrow(&source, project.code_page), None);
                let part = NewPart::new(PartKind::Script, module.stream.as_str());
                story.tell(part.hidden(Hidden::Markup), out);
            }
            None => out.problem(ProblemCode::Damaged),
        }
    }
    // All else in the storage was computed from the source.
    file.pass_over(storage);
}

/// What the directory of a project says ([MS-OVBA] 2.3.4.2).
struct Project {
    code_page: u32,
    modules: Vec<Module>,
}

#[derive(Default)]
struct Module {
    stream: String,
    /// Where in its stream the source begins.
    offset: usize,
}

impl Project {
    fn read(directory: &[u8]) -> Self {
        let mut project = Self { code_page: 1_252, modules: Vec::new() };
        let mut at = 0;
        while let Some((id, len)) = short(directory, at).zip(size(directory, at + 2)) {
            let body = slice(directory, at + 6, len);
            match id {
                0x03 => project.code_page = short(body, 0).map_or(1_252, u32::from),
                // The version has four bytes more than its length says.
                0x09 => at += 2,
                0x1A => {
                    let stream = narrow(body, project.code_page);
                    project.modules.push(Module { stream, offset: 0 });
                }
                0x32 => {
                    if let Some(last) = project.modules.last_mut() {
                        last.stream = utf16(body);
                    }
                }
                0x31 => {
                    if let Some(last) = project.modules.last_mut() {
                        last.offset = long(body, 0).unwrap_or_default() as usize;
                    }
                }
                _ => {}
            }
            at = at.saturating_add(6).saturating_add(len);
        }
        project
    }
}

/// The source in the stream of a module, where the directory points elsewhere: it begins with the
/// mark and the header of its compression, then with a word that stands there as it is.
fn source_of(stream: &[u8]) -> Option<&[u8]> {
    const WORD: &[u8] = b"\0Attribut";
    const BEFORE: usize = 3;
    stream.get(memchr::memmem::find(stream, WORD)?.checked_sub(BEFORE)?..)
}

/// Undoes the compression of source ([MS-OVBA] 2.4.1).
fn decompress(bytes: &[u8], out: &mut Out<'_>) -> Option<Vec<u8>> {
    if byte(bytes, 0)? != 1 {
        return None;
    }
    let mut text = Vec::new();
    let mut at = 1;
    while let Some(header) = short(bytes, at) {
        let len = usize::from(header & 0xFFF) + 1;
        let chunk = slice(bytes, at + 2, len);
        let start = text.len();
        match header & 0x8000 {
            0 => text.extend_from_slice(chunk),
            _ => decompress_chunk(chunk, &mut text),
        }
        let made = (text.len() - start) as u64;
        if !out.spend(made, text.len() as u64, bytes.len() as u64) {
            break;
        }
        at += 2 + len;
    }
    Some(text)
}

fn decompress_chunk(chunk: &[u8], text: &mut Vec<u8>) {
    let start = text.len();
    let mut at = 0;
    while let Some(flags) = byte(chunk, at) {
        at += 1;
        for bit in 0..8 {
            let made = text.len() - start;
            if made >= CHUNK_BYTES {
                return;
            }
            if flags >> bit & 1 == 0 {
                let Some(literal) = byte(chunk, at) else { return };
                text.push(literal);
                at += 1;
                continue;
            }
            let Some(token) = short(chunk, at) else { return };
            at += 2;
            // The longer the text, the more bits an offset needs.
            let offset_bits = made.max(1).next_power_of_two().trailing_zeros().clamp(4, 12);
            let length_mask = 0xFFFF_u16 >> offset_bits;
            let len = usize::from(token & length_mask) + 3;
            let offset = usize::from(token >> (16 - offset_bits)) + 1;
            for _ in 0..len {
                let Some(from) = text.len().checked_sub(offset).filter(|from| *from >= start)
                else {
                    return;
                };
                let copied = text[from];
                text.push(copied);
            }
        }
    }
}
