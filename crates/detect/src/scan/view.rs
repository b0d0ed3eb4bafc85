//! The words of a window as someone sees them, and what is hidden among them.

use std::borrow::Cow;

use document::{Hidden, OffsetMap, Span, Window};

/// A window's text as someone sees it.
pub(super) struct View<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) map: OffsetMap,
}

impl<'a> View<'a> {
    /// With everything that is hidden.
    pub(super) fn everything(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), map: OffsetMap::identity(0) }
    }

    /// As a reader sees it.
    pub(super) fn shown(window: &Window<'_>) -> Self {
        let mut text = String::with_capacity(window.text.len());
        let mut map = OffsetMap::identity(0);
        let mut from = 0;
        let end = Span::new(window.text.len(), window.text.len());
        let hidden = window.runs.iter().filter(|run| run.hidden.is_some()).map(|run| run.span);
        for gap in hidden.chain([end]) {
            map.push(text.len() as u32, from as u32, 1, 1);
            text.push_str(window.text.get(from..gap.start).unwrap_or_default());
            from = gap.end;
        }
        Self { text: Cow::Owned(text), map }
    }

    pub(super) fn in_window(&self, span: Span) -> Span {
        let (start, end) = self.map.origin_span(span);
        Span::new(start as usize, end as usize)
    }
}

/// Spans of neighbouring hidden runs that `wanted` holds for.
pub(super) fn hidden_spans(window: &Window<'_>, wanted: impl Fn(Hidden) -> bool) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let owned = window
        .runs
        .iter()
        .filter(|run| (window.owned.start..window.owned.end).contains(&run.span.start));
    for run in owned.filter(|run| run.hidden.is_some_and(&wanted)) {
        match spans.last_mut() {
            Some(last) if run.span.start <= last.end + 1 => last.end = run.span.end,
            _ => spans.push(run.span),
        }
    }
    spans
}
