//! JSON, and lines of JSON.

use super::text;
use crate::Input;
use crate::format::{Format, Probe};
use crate::out::Out;

/// JSON.
pub(super) const JSON: Format = Format {
    name: "json",
    title: "JSON",
    extensions: &["json", "jsonl", "ndjson", "geojson", "ipynb", "har", "txt", "log"],
    reads: "text",
    in_process: true,
    matches,
    read,
};

/// Nesting that is followed when looking whether a text is JSON.
const NESTING_MAX: usize = 256;

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    text::stream(input, out, text::Shape::Escaped(text::Escapes::Backslash));
}

fn matches(probe: &mut Probe<'_>) -> bool {
    let view = text::ascii_view(probe);
    let start = view.trim_ascii_start();
    let named = matches!(probe.extension().as_str(), "json" | "jsonl" | "ndjson" | "geojson");
    matches!(start.first(), Some(b'{' | b'['))
        && (named || is_json(start))
        && text::is_text(probe.head)
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

/// True when `head`, which may be cut anywhere, is the beginning of JSON values.
fn is_json(head: &[u8]) -> bool {
    let mut open: Vec<u8> = Vec::new();
    let mut next = Next::Value;
    let mut rest = head;
    loop {
        rest = rest.trim_ascii_start();
        let Some(token) = token(rest) else { return rest.len() < 16 };
        let Some((kind, after)) = token.split_first() else { return true };
        rest = rest.get(token.len()..).unwrap_or_default();
        let is_end = after.is_empty() && matches!(kind, b'}' | b']');
        next = match (next, *kind) {
            (Next::CommaOrEnd | Next::KeyOrEnd | Next::ValueOrEnd, b'}' | b']') if is_end => {
                let opened = if *kind == b'}' { b'{' } else { b'[' };
                if open.pop() != Some(opened) {
                    return false;
                }
                if open.is_empty() { Next::Value } else { Next::CommaOrEnd }
            }
            (Next::CommaOrEnd, b',') if open.last() == Some(&b'{') => Next::Key,
            (Next::CommaOrEnd, b',') => Next::Value,
            (Next::Colon, b':') => Next::Value,
            (Next::Key | Next::KeyOrEnd, b'"') => Next::Colon,
            (Next::Value | Next::ValueOrEnd, b'{' | b'[') if open.len() < NESTING_MAX => {
                open.push(*kind);
                if *kind == b'{' { Next::KeyOrEnd } else { Next::ValueOrEnd }
            }
            (Next::Value | Next::ValueOrEnd, _) if is_scalar(token) && !open.is_empty() => {
                Next::CommaOrEnd
            }
            _ => return open.len() >= NESTING_MAX,
        };
    }
}

/// The first token; empty at the end, `None` for what is cut or no token.
fn token(text: &[u8]) -> Option<&[u8]> {
    let len = match text.first() {
        None => 0,
        Some(b'"') => return string(text),
        Some(b'{' | b'}' | b'[' | b']' | b',' | b':') => 1,
        Some(_) => text.iter().position(|byte| b"{}[],:\" \t\r\n".contains(byte))?,
    };
    text.get(..len)
}

/// A string with its quotes; all of a text in which it is cut.
fn string(text: &[u8]) -> Option<&[u8]> {
    let mut escaped = false;
    for (index, byte) in text.iter().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return text.get(..=index),
            b'\n' => return None,
            _ => escaped = *byte == b'\\' && !escaped,
        }
    }
    Some(text)
}

fn is_scalar(token: &[u8]) -> bool {
    match token {
        b"true" | b"false" | b"null" | b"NaN" => true,
        [b'"', ..] => true,
        [b'-' | b'0'..=b'9', rest @ ..] => {
            rest.iter().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(byte))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
