//! What a page becomes when it opens: elements that scripts take away, attributes that are shown beside
//! elements, and conditions on what is in the page.

use std::collections::BTreeSet;

use super::{Element, named, without_comments};
use crate::windows::floor_boundary;

/// Elements of one page that conditions are held against, and identifiers that scripts name.
const ELEMENTS_MAX: usize = 100_000;
const NAMES_MAX: usize = 1_000;
/// Bytes of a statement of a script that are looked at.
const STATEMENT_BYTES_MAX: usize = 300;

/// The identifiers of elements that a script takes away or hides as soon as it is read: not in one of
/// its functions, which may never run.
pub(super) fn taken_away(page: &str) -> BTreeSet<String> {
    let mut gone = BTreeSet::new();
    let lower = page.to_ascii_lowercase();
    let mut at = 0;
    while let Some(start) = lower.get(at..).and_then(|rest| rest.find("<script")) {
        let start = at + start;
        let end = lower.get(start..).and_then(|rest| rest.find("</script"));
        let end = end.map_or(page.len(), |end| start + end);
        take_away(page.get(start..end).unwrap_or_default(), &mut gone);
        at = end.max(start + 1);
    }
    gone
}

fn take_away(script: &str, gone: &mut BTreeSet<String>) {
    const FINDS: &[(&str, &str)] = &[("getElementById(", ""), ("querySelector(", "#")];
    for (call, mark) in FINDS {
        let (mut seen, mut depth) = (0, 0_i64);
        for (at, _) in script.match_indices(call) {
            for byte in script.as_bytes().get(seen..at).unwrap_or_default() {
                depth += i64::from(*byte == b'{') - i64::from(*byte == b'}');
            }
            seen = at;
            if depth != 0 || gone.len() >= NAMES_MAX {
                continue;
            }
            let start = at + call.len();
            let end = floor_boundary(script, (start + STATEMENT_BYTES_MAX).min(script.len()));
            let after = script.get(start..end).unwrap_or_default();
            let Some((name, after)) = after.split_once(')') else { continue };
            let name = name.trim().trim_matches(['"', '\'', '`']);
            let Some(name) = name.strip_prefix(mark) else { continue };
            let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            if is_name && !name.is_empty() && hides(after) {
                gone.insert(name.to_owned());
            }
        }
    }
}

/// True when what a script does to an element hides it.
fn hides(after: &str) -> bool {
    const WAYS: &[&str] = &[
        ".remove()",
        ".hidden=true",
        ".hidden=!0",
        ".style.display='none'",
        ".style.visibility='hidden'",
        ".innerhtml=''",
        ".innertext=''",
        ".textcontent=''",
        ".outerhtml=''",
    ];
    let statement = after.split([';', '\n']).next().unwrap_or_default();
    let statement = statement.replace(' ', "").replace('"', "'").to_ascii_lowercase();
    WAYS.iter().any(|way| statement.starts_with(way))
}

/// The attribute that the body of a rule shows beside an element.
pub(super) fn shown_attribute(body: &str) -> Option<&str> {
    let values = body.split(';').filter_map(|declaration| declaration.split_once(':'));
    let mut contents = values.filter(|(name, _)| name.trim().eq_ignore_ascii_case("content"));
    let (_, after) = contents.next_back()?.1.split_once("attr(")?;
    let (name, _) = after.split_once(')')?;
    let name = name.split([' ', ',']).find(|word| !word.is_empty())?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then_some(name)
}

/// The elements of a page, without where they stand.
pub(super) fn elements(page: &str) -> Vec<Element> {
    let tags = page.split('<').skip(1).take(ELEMENTS_MAX);
    let tags = tags.filter_map(|tag| tag.split('>').next());
    tags.filter(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic())).map(element).collect()
}

fn element(tag: &str) -> Element {
    let name = tag.split([' ', '\t', '\n', '\r', '/']).next().unwrap_or_default();
    let value = |attribute: &str| {
        let (_, after) = tag.split_once(attribute)?;
        let after = after.trim_start().strip_prefix('=')?.trim_start();
        match after.chars().next()? {
            quote @ ('"' | '\'') => after.get(1..)?.split(quote).next(),
            _ => after.split_whitespace().next(),
        }
    };
    let classes = value(" class").unwrap_or_default();
    Element {
        name: name.to_ascii_lowercase(),
        id: value(" id").unwrap_or_default().to_owned(),
        classes: classes.split_whitespace().map(str::to_owned).collect(),
        ..Element::default()
    }
}

/// Returns selectors without conditions on what is in the whole page that hold; those that do not hold,
/// or are not understood, stay and are passed over.
pub(super) fn without_has(selectors: &str, elements: &[Element]) -> String {
    const WHOLE: &[&str] = &["body:has(", "html:has(", ":root:has("];
    let mut made = without_comments(selectors);
    for start in WHOLE {
        let Some((before, after)) = made.split_once(start) else { continue };
        let Some((inner, rest)) = after.split_once(')') else { continue };
        let is_simple = !inner.is_empty()
            && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '#' | '-' | '_'));
        let wanted = named(inner);
        let is_there = |element: &Element| super::is_named(&wanted, element);
        if is_simple && elements.iter().any(is_there) {
            let name = start.trim_end_matches(":has(");
            made = format!("{before}{name}{rest}");
        }
    }
    made
}

#[cfg(test)]
mod tests;
