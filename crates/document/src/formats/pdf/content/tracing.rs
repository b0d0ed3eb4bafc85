//! Notes what each operator did, for whoever writes the content anew.

use std::collections::BTreeSet;

use hayro_syntax::object::{Dict, FromBytes as _, Stream};
use hayro_syntax::page::Resources;

use super::super::strings::text_string;
use super::ContentReader;
use super::state::{OpenStream, name};
use super::tokens::Token;
use super::trace::{self, Step, StepKind, Trace};
use crate::Span;

impl<'a> ContentReader<'_, 'a> {
    /// Does one operator, and notes what it did.
    pub(super) fn operation(
        &mut self,
        operator: &[u8],
        operands: &[Token<'_>],
        span: Span,
        stream: &mut OpenStream<'_, 'a>,
    ) {
        if self.traces.is_none() {
            return self.operator(operator, operands, stream);
        }
        if !trace::names_no_resources(operator) {
            self.trace_names(operands);
        }
        let (first, next) = (self.content.glyphs.len(), self.traces.as_ref().map_or(0, Vec::len));
        let pictures = self.content.pictures.len();
        let pictures_off = self.content.pictures_off.len();
        self.operator(operator, operands, stream);
        let count = self.content.glyphs.len() - first;
        let has_form = self.traces.as_ref().is_some_and(|traces| traces.len() > next);
        match operator {
            b"Tj" | b"TJ" | b"'" | b"\"" => {
                let font = stream.state.font.as_ref().map_or((0, 0), |font| font.identity());
                self.trace(span, StepKind::Show { first, count, font });
            }
            b"Do" if has_form => {
                let name = name(operands).unwrap_or_default().to_vec();
                self.trace(span, StepKind::Form { name, trace: next });
            }
            b"Do" if self.content.pictures.len() > pictures => {
                let name = name(operands).unwrap_or_default().to_vec();
                let placing = stream.state.transform;
                self.trace(span, StepKind::Picture { name, placing });
            }
            b"Do" if self.content.pictures_off.len() > pictures_off => {
                self.trace(span, StepKind::Unseen);
            }
            b"BDC" => self.trace_marked(operands, span, stream, first),
            b"BMC" => {
                if let [.., Token::Name(tag)] = operands {
                    let (tag, last) = (tag.to_vec(), first);
                    self.trace(span, StepKind::Marked { tag, id: None, words: None, first, last });
                }
            }
            // Points in the content at which something was noted.
            b"MP" | b"DP" => self.trace(span, StepKind::Comment),
            _ => {
                if let Some(kind) = trace::of_other(operator, operands, stream.is_off()) {
                    self.trace(span, kind);
                }
            }
        }
    }

    pub(super) fn begin_trace(
        &mut self,
        bytes: &[u8],
        form: Option<&Stream<'a>>,
        resources: &Resources<'a>,
    ) -> usize {
        let outer = self.open_trace;
        if let Some(traces) = &mut self.traces {
            self.open_trace = traces.len();
            traces.push(Trace {
                bytes: bytes.into(),
                resources: resources.clone(),
                form: form.cloned(),
                placing: None,
                is_hidden: false,
                steps: Vec::new(),
                names: BTreeSet::new(),
                unrestored: 0,
            });
        }
        outer
    }

    pub(super) fn end_trace(&mut self, outer: usize, unrestored: usize) {
        let open = std::mem::replace(&mut self.open_trace, outer);
        if let Some(trace) = self.traces.as_mut().and_then(|traces| traces.get_mut(open)) {
            trace.unrestored = unrestored;
            trace.steps.sort_by_key(|step| step.span.start);
        }
    }

    pub(super) fn trace(&mut self, span: Span, kind: StepKind) {
        let open = self.open_trace;
        if let Some(trace) = self.traces.as_mut().and_then(|traces| traces.get_mut(open)) {
            trace.steps.push(Step { span, kind });
        }
    }

    pub(super) fn trace_names(&mut self, operands: &[Token<'_>]) {
        let open = self.open_trace;
        if let Some(trace) = self.traces.as_mut().and_then(|traces| traces.get_mut(open)) {
            trace.names.extend(trace::names(operands));
        }
    }

    /// Notes marked content; how far it goes is known when it ends.
    fn trace_marked(
        &mut self,
        operands: &[Token<'_>],
        span: Span,
        stream: &mut OpenStream<'_, 'a>,
        first: usize,
    ) {
        let [.., Token::Name(tag), properties] = operands else { return };
        let (id, words) = match properties {
            Token::Name(name) => stream.resources.properties.get::<Dict<'_>>(name.as_ref()),
            Token::Dict(bytes) => Dict::from_bytes(bytes),
            _ => None,
        }
        .map_or((None, None), |dict| said(&dict));
        let tag = tag.to_vec();
        self.trace(span, StepKind::Marked { tag, id, words, first, last: first });
        let trace = self.traces.as_ref().and_then(|traces| traces.get(self.open_trace));
        stream.note_step(trace.map(|trace| trace.steps.len().saturating_sub(1)));
    }

    /// Notes that the marked content which a step began ends here, and what it says instead may stay.
    pub(super) fn trace_mark_end(&mut self, step: Option<usize>, keeps_words: bool) {
        let (open, end) = (self.open_trace, self.content.glyphs.len());
        let traces = self.traces.as_mut();
        let trace = traces.and_then(|traces| traces.get_mut(open));
        let Some(step) = step.and_then(|step| trace?.steps.get_mut(step)) else { return };
        if let StepKind::Marked { words, last, .. } = &mut step.kind {
            *last = end;
            if !keeps_words {
                *words = None;
            }
        }
    }
}

/// What the properties of marked content say: its number, and words in place of what it shows.
fn said(properties: &Dict<'_>) -> (Option<i64>, Option<String>) {
    let words = properties.get::<hayro_syntax::object::String<'_>>("ActualText");
    (properties.get::<i64>("MCID"), words.map(|words| text_string(&words)))
}
