//! Cleans XML of any vocabulary: what programs pass over goes. Drawings in SVG are rebuilt.

mod svg;

use crate::ProblemCode;
use crate::clean::{Refusal, Removal, Work, apply, edits_of_bytes};
use crate::formats::text::clean::{decoded, visible};

/// Entities that are put in one after the other, those in others included.
const ENTITIES_DEEP_MAX: usize = 256;

pub(in crate::formats) fn xml(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let edits = edits_of_bytes(&work.marks());
    work.removed(Removal::Redaction, edits.iter().filter(|e| !e.replacement.is_empty()).count());
    let (text, _) = decoded(&apply(bytes, &edits), work)?;
    let text = in_utf_8(&text);
    let text = without_declarations(&text, work)?;
    if svg::is_one(&text) {
        return svg::clean(&text, work);
    }
    let (text, comments) = without_comments(&text);
    work.removed(Removal::Comments, comments);
    let (shown, gone) = visible(&text);
    work.removed(Removal::Invisible, gone);
    Ok(shown.into_bytes())
}

/// Returns the text with a declaration of the encoding that it is written in from now on.
fn in_utf_8(text: &str) -> String {
    let Some((declaration, rest)) = text.split_once("?>") else { return text.to_owned() };
    if !declaration.starts_with("<?xml ") || !declaration.contains("encoding") {
        return text.to_owned();
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{rest}")
}

/// Returns the text without the declaration of its type, in which anything may stand; what stands
/// for an entity that is declared there takes its place.
fn without_declarations(text: &str, work: &mut Work<'_>) -> Result<String, Refusal> {
    let Some((before, after)) = text.split_once("<!DOCTYPE") else { return Ok(text.to_owned()) };
    let Some((declaration, rest)) = split_declaration(after) else {
        return Err(Refusal::Unread(ProblemCode::Damaged));
    };
    work.removed(Removal::Markup, 1);
    let mut made = format!("{before}{}", rest.trim_start());
    let entities = entities(declaration);
    for _ in 0..ENTITIES_DEEP_MAX {
        let is_used = |(name, _): &&(String, &str)| made.contains(name.as_str());
        let Some((name, value)) = entities.iter().find(is_used) else { return Ok(made) };
        let size = made.len() + made.matches(name.as_str()).count() * value.len();
        if size as u64 > work.limits().object_bytes_max {
            return Err(Refusal::Unread(ProblemCode::ObjectLimit));
        }
        made = made.replace(name.as_str(), value);
    }
    Err(Refusal::Unread(ProblemCode::NestingLimit))
}

/// Splits a declaration of a type from what follows it.
fn split_declaration(text: &str) -> Option<(&str, &str)> {
    let (mut quote, mut is_inside) = (None, false);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '[') => is_inside = true,
            (None, ']') => is_inside = false,
            (None, '>') if !is_inside => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

/// References to the entities that are declared, each with what it stands for.
fn entities(declaration: &str) -> Vec<(String, &str)> {
    let declared = declaration.split("<!ENTITY").skip(1).filter_map(|entity| {
        let (name, value) = entity.trim_start().split_once(char::is_whitespace)?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, _) = value.get(1..)?.split_once(quote)?;
        Some((format!("&{name};"), value))
    });
    declared.collect()
}

/// Returns the text without comments and instructions to programs, and how many those were; they
/// are looked for outside of sections in which they are text.
fn without_comments(text: &str) -> (String, usize) {
    let mut made = String::with_capacity(text.len());
    let mut gone = 0;
    let mut rest = text;
    while let Some(at) = rest.find("<!").into_iter().chain(rest.find("<?")).min() {
        let (before, markup) = rest.split_at_checked(at).unwrap_or((rest, ""));
        made.push_str(before);
        let (end, stays) = match markup {
            m if m.starts_with("<!--") => ("-->", false),
            m if m.starts_with("<![CDATA[") => ("]]>", true),
            m if m.starts_with("<?xml ") => ("?>", true),
            m if m.starts_with("<?") => ("?>", false),
            _ => ("!", true),
        };
        let length = markup.find(end).map_or(markup.len(), |found| found + end.len());
        // What else begins so is passed by its first two characters.
        let length = if end == "!" { 2 } else { length };
        let (piece, after) = markup.split_at_checked(length).unwrap_or((markup, ""));
        if stays {
            made.push_str(piece);
        } else {
            gone += 1;
        }
        rest = after;
    }
    made.push_str(rest);
    (made, gone)
}

#[cfg(test)]
mod tests;
