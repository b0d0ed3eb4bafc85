//! Texts cut into windows.

use std::sync::Arc;

use crate::{Glyph, Run, Source, Span, WindowStart};

/// Returns where a text goes on after `passed`.
pub(crate) fn advance(start: WindowStart, passed: &str) -> WindowStart {
    let lines = memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
    let tail = passed.rsplit('\n').next().unwrap_or_default();
    let columns = tail.chars().count() as u64;
    WindowStart {
        offset: start.offset + passed.len() as u64,
        line: start.line + lines,
        column: if lines == 0 { start.column + columns } else { columns + 1 },
    }
}

/// Returns the last boundary of a character at or before `at`.
pub(crate) fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the runs inside `window`, with offsets from its start.
pub(crate) fn clip_runs(runs: &[Run], window: Span) -> Vec<Run> {
    runs.iter()
        .filter(|run| run.span.overlaps(window))
        .map(|run| {
            let start = run.span.start.max(window.start);
            let end = run.span.end.min(window.end);
            Run {
                span: Span::new(start - window.start, end - window.start),
                hidden: run.hidden,
                label: run.label.clone(),
                source: source_from(&run.source, start - run.span.start),
            }
        })
        .collect()
}

/// Returns a run's source as it is from `start` in the run's text on.
fn source_from(source: &Source, start: usize) -> Source {
    match source {
        Source::Bytes(map) => Source::Bytes(map.from(start)),
        Source::Member { name, map } => {
            Source::Member { name: Arc::clone(name), map: map.from(start) }
        }
        Source::Glyphs(glyphs) => Source::Glyphs(
            glyphs
                .iter()
                .filter(|glyph| glyph.end as usize > start)
                .map(|glyph| Glyph { end: glyph.end - start as u32, ..*glyph })
                .collect(),
        ),
        other => other.clone(),
    }
}
