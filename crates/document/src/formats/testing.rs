//! What tests of formats share: a document printed as lines.

use std::fmt::Write as _;
use std::io::Cursor;

use crate::{Collector, Limits};

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

/// The names of the members down to a document, as a prefix of its lines.
fn member(path: &[String]) -> String {
    match path {
        [] => String::new(),
        path => format!("{}: ", path.join("!")),
    }
}
