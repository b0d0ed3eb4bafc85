//! What tests of formats share: a document printed as lines.

use std::fmt::Write as _;
use std::io::Cursor;

use crate::{Collector, Document, Limits, Memory};

/// Reads `bytes` and prints what was told: heads, parts and problems, each on a line.
///
/// A part is `[kind] label {hidden} | text`, a member's name is before it, a problem is
/// `! code`, and how much was read comes last.
pub(crate) fn dump(bytes: &[u8], name: &str) -> String {
    dump_with(bytes, name, &Limits::default())
}

/// Does what [`dump`] does within other limits.
pub(crate) fn dump_with(bytes: &[u8], name: &str, limits: &Limits) -> String {
    let mut sink = Collector::default();
    crate::read(&mut Cursor::new(bytes), name, limits, &mut sink);
    let document = sink.document;
    check_remembered(bytes, name, limits, &document);
    let mut lines = String::new();
    for head in &document.heads {
        let _ = writeln!(lines, "{}= {}", member(&head.path), head.format);
    }
    for read in &document.parts {
        let part = &read.part;
        let hidden = part.hidden.map_or(String::new(), |hidden| format!(" {{{}}}", hidden.name()));
        let _ = writeln!(
            lines,
            "{}[{}] {}{hidden} | {}",
            member(&part.path),
            part.kind.name(),
            part.label,
            read.text.escape_debug()
        );
    }
    for problem in &document.problems {
        let number = problem.number.map_or(String::new(), |number| format!(" {number}"));
        let _ = writeln!(lines, "{}! {}{number}", member(&problem.path), problem.code.name());
    }
    let _ = writeln!(lines, "{}", document.coverage.map_or("unfinished", |read| read.name()));
    lines
}

/// What a memory knows changes nothing of what is told.
pub(crate) fn check_remembered(bytes: &[u8], name: &str, limits: &Limits, told: &Document) {
    let memory = Memory::new();
    for time in ["first", "second"] {
        let mut sink = Collector::default();
        memory.read(&mut Cursor::new(bytes), name, limits, &mut sink);
        let again = sink.document;
        assert!(format!("{again:?}") == format!("{told:?}"), "{name}: other the {time} time");
    }
}

/// The names of the members down to a document, as a prefix of its lines.
fn member(path: &[String]) -> String {
    match path {
        [] => String::new(),
        path => format!("{}: ", path.join("!")),
    }
}

/// What is planted in the places where people forget that something is.
pub(crate) const SECRET: &str = "Muster 4711 geheim";

/// Reads files in each of which [`SECRET`] stands in one place, and tells where it was found: the
/// kind of part, how it is hidden, and the name of the part.
pub(crate) fn planted(name: &str, cases: &[(&str, Vec<u8>)]) -> String {
    let mut lines = String::new();
    for (place, bytes) in cases {
        let mut sink = Collector::default();
        crate::read(&mut Cursor::new(bytes), name, &Limits::default(), &mut sink);
        let found = sink.document.parts.iter().find_map(|read| {
            let at = read.text.find(SECRET)?;
            let run = read.runs.iter().find(|run| run.span.range().contains(&at));
            let hidden = read.part.hidden.or(run.and_then(|run| run.hidden));
            let hidden = hidden.map_or("shown", |hidden| hidden.name());
            Some(format!("{} {hidden} | {}", read.part.kind.name(), read.part.label))
        });
        let _ = writeln!(lines, "{place} | {}", found.as_deref().unwrap_or("not found"));
    }
    lines
}

/// Reads a file again and again, each time broken in another way, to see that reading ends; far
/// more often when slow tests are asked for.
pub(crate) fn break_often(bytes: &[u8], name: &str, times: u64) {
    let times = if std::env::var_os("RUN_SLOW_TESTS").is_some() { times * 40 } else { times };
    let limits = Limits { inflated_bytes_max: 16 << 20, parts_max: 2_000, ..Limits::default() };
    for seed in 0..times {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut broken = bytes.to_vec();
        for _ in 0..=random.below(12) {
            break_once(&mut broken, &mut random);
        }
        let mut sink = Collector::default();
        crate::read(&mut Cursor::new(&broken), name, &limits, &mut sink);
        assert!(sink.document.coverage.is_some(), "seed {seed}");
    }
}

/// Changes a byte, a number, or the length of a file.
fn break_once(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len() as u64) as usize;
    match random.below(8) {
        0 => bytes.truncate(at),
        1 => bytes[at] = 0xFF,
        2 => bytes[at] = 0,
        3 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = 0xFF),
        4 => {
            let end = (at + random.below(64) as usize).min(bytes.len());
            bytes.drain(at..end);
        }
        5 => {
            let end = (at + random.below(64) as usize).min(bytes.len());
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
        _ => bytes[at] = random.below(256) as u8,
    }
}

/// Numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}
