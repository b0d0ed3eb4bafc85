//! What was done with each content stream, byte by byte, for whoever writes it anew.

use std::collections::BTreeSet;
use std::rc::Rc;

use hayro_font::kurbo::Affine;
use hayro_syntax::object::Stream;
use hayro_syntax::page::Resources;

use super::super::session::Identity;
use super::tokens::Token;
use crate::Span;

/// One run of a content stream: a page's content, or a form wherever it is used.
#[derive(Clone)]
pub(in super::super) struct Trace<'a> {
    pub(in super::super) bytes: Rc<[u8]>,
    pub(in super::super) resources: Resources<'a>,
    /// The form, unless it is the page's content.
    pub(in super::super) form: Option<Stream<'a>>,
    /// For the appearance of an annotation: from its form to the page.
    pub(in super::super) placing: Option<Affine>,
    /// True when nothing of it is displayed.
    pub(in super::super) is_hidden: bool,
    pub(in super::super) steps: Vec<Step>,
    /// Names of resources among the operands.
    pub(in super::super) names: BTreeSet<Vec<u8>>,
    /// Graphics states that are saved and not restored at its end.
    pub(in super::super) unrestored: usize,
}

/// What stands in a stretch of a stream.
#[derive(Debug, Clone)]
pub(in super::super) struct Step {
    /// Its bytes, from its first operand on.
    pub(in super::super) span: Span,
    pub(in super::super) kind: StepKind,
}

/// What a stretch does.
#[derive(Debug, Clone)]
pub(in super::super) enum StepKind {
    /// Shows the glyphs from this one on, that many, in a font.
    Show { first: usize, count: usize, font: Identity },
    /// Uses a form, of which this is the trace.
    Form { name: Vec<u8>, trace: usize },
    /// Shows a picture, whose unit square stands there on the page.
    Picture { name: Vec<u8>, placing: Affine },
    /// Paints a path in a layer that is off.
    UnseenPath,
    /// Paints something else in a layer that is off.
    Unseen,
    /// Begins marked content with properties; what they say in other words may stay or not.
    Marked { tag: Vec<u8>, id: Option<i64>, words: Option<String>, first: usize, last: usize },
    /// Has strings among its operands, and shows none.
    Worded,
    /// Says something that no program reads.
    Comment,
}

impl StepKind {
    /// True when names of resources may be among the operands.
    pub(in super::super) fn is_with_names(&self) -> bool {
        !matches!(self, Self::Show { .. } | Self::UnseenPath | Self::Marked { .. })
    }
}

/// What an operator does that neither shows text nor marks it, when its copy is another.
pub(super) fn of_other(operator: &[u8], operands: &[Token<'_>], is_off: bool) -> Option<StepKind> {
    match operator {
        b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" if is_off => {
            Some(StepKind::UnseenPath)
        }
        b"sh" | b"Do" if is_off => Some(StepKind::Unseen),
        _ if !is_known(operator) => Some(StepKind::Comment),
        _ if operands.iter().any(|operand| matches!(operand, Token::Text(_))) => {
            Some(StepKind::Worded)
        }
        _ => None,
    }
}

/// True for an operator of the standard (ISO 32000-2, annex A).
fn is_known(operator: &[u8]) -> bool {
    const KNOWN: &[&str] = &[
        "b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0",
        "d1", "Do", "DP", "EI", "EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h", "i", "ID",
        "j", "J", "K", "k", "l", "m", "M", "MP", "n", "q", "Q", "re", "RG", "rg", "ri", "s", "S",
        "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr",
        "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", "\"",
    ];
    KNOWN.iter().any(|known| known.as_bytes() == operator)
}

/// True for an operator that marks content: its names are tags, and lists of properties.
pub(in super::super) fn names_no_resources(operator: &[u8]) -> bool {
    matches!(operator, b"BDC" | b"BMC" | b"DP" | b"MP")
}

/// The names among operands.
pub(super) fn names(operands: &[Token<'_>]) -> impl Iterator<Item = Vec<u8>> {
    operands.iter().filter_map(|operand| match operand {
        Token::Name(name) => Some(name.to_vec()),
        _ => None,
    })
}
