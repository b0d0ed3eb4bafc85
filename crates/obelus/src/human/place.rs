//! Where findings stand, in words.

use std::fmt::Display;

use detect::Finding;
use detect::output::plain;
use document::{Hidden, Problem};
use fluent_bundle::FluentValue;

use super::group::Group;
use crate::messages::{Messages, Value};

/// Places of a group that are named one by one.
const PLACES_MAX: usize = 4;

/// Returns where a group stands, from the outside inwards: members, part, lines or cells, and how
/// it is hidden.
pub(super) fn of_group(group: &Group<'_>, messages: &Messages) -> String {
    let location = &group.first().location;
    let mut parts: Vec<String> = group.findings.iter().map(|f| holder(f, messages)).collect();
    parts.dedup();
    let place = match parts.len() {
        0 | 1 => of_part(group, messages),
        _ => several("parts", distinct(parts), messages),
    };
    place + &hidden(location.hidden, messages)
}

/// Returns where one finding stands, and how it is hidden.
pub(crate) fn of_finding_hidden(finding: &Finding, messages: &Messages) -> String {
    of_finding(finding, messages) + &hidden(finding.location.hidden, messages)
}

/// Returns how something is hidden, as it follows its place.
pub(crate) fn hidden(hidden: Option<Hidden>, messages: &Messages) -> String {
    let Some(hidden) = hidden else { return String::new() };
    let way = messages.get(&format!("hidden-{}", hidden.name()), &[]);
    messages.get("hidden", &[("way", way.into())])
}

/// Returns where one finding stands.
pub(crate) fn of_finding(finding: &Finding, messages: &Messages) -> String {
    match inside(&[finding], messages) {
        Some(inside) => format!("{} › {inside}", holder(finding, messages)),
        None => holder(finding, messages),
    }
}

/// Returns where the findings of one part stand.
fn of_part(group: &Group<'_>, messages: &Messages) -> String {
    let location = &group.first().location;
    let inside = inside(&group.findings, messages);
    // The text of a plain file is all of it; the line says enough.
    match inside {
        Some(inside) if location.path.is_empty() && &*location.label == "text" => inside,
        Some(inside) => format!("{} › {inside}", holder(group.first(), messages)),
        None => holder(group.first(), messages),
    }
}

/// Returns the part that holds a finding, from the outside inwards.
fn holder(finding: &Finding, messages: &Messages) -> String {
    of_label(&finding.location.path, &finding.location.label, messages)
}

/// Returns a part's name in words, after the members that it is in.
pub(crate) fn of_label(path: &[String], label: &str, messages: &Messages) -> String {
    let names = path.iter().map(|name| plain(name).into_owned());
    let names: Vec<String> = names.chain([part(label, messages)]).collect();
    names.join(" › ")
}

/// Returns the members that problems of one code concern, the first few by name; nothing for the
/// file itself.
pub(super) fn of_problems(problems: &[&Problem]) -> String {
    let name = |problem: &&Problem| plain(&problem.path.join(" › ")).into_owned();
    let names: Vec<String> = problems.iter().map(name).filter(|name| !name.is_empty()).collect();
    let names = distinct(names);
    let mut text = names.iter().take(PLACES_MAX).cloned().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => return text,
        count if count > PLACES_MAX => text += &format!(" … ({count})"),
        _ => {}
    }
    text + ": "
}

/// Returns a part's name in the person's language where it is one of ours, such as `page 2`.
fn part(label: &str, messages: &Messages) -> String {
    let (word, number) = match label.rsplit_once(' ') {
        Some((word, number)) => match number.parse::<u64>() {
            Ok(number) => (word, Some(number)),
            Err(_) => (label, None),
        },
        None => (label, None),
    };
    let known = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ');
    let id = format!("part-{}", word.replace(' ', "-"));
    let text = known.then(|| messages.find(&id, &[])).flatten();
    match (text, number) {
        (Some(text), Some(number)) => {
            let values: [Value<'_>; 2] = [("part", text.into()), ("number", number.into())];
            messages.get("part-numbered", &values)
        }
        (Some(text), None) => text,
        (None, _) => plain(label).into_owned(),
    }
}

/// Returns the cells, or the lines, of findings.
fn inside(findings: &[&Finding], messages: &Messages) -> Option<String> {
    let cells: Vec<_> = findings.iter().filter_map(|finding| finding.location.cell).collect();
    if !cells.is_empty() {
        return Some(several("cells", distinct(cells), messages));
    }
    let lines: Vec<_> = findings.iter().filter_map(|finding| finding.location.line).collect();
    let &(line, column) = lines.first()?;
    let lines = distinct(lines.iter().map(|(line, _)| *line).collect());
    if lines.len() > 1 {
        return Some(several("lines", lines, messages));
    }
    let values: [Value<'_>; 2] = [("line", line.into()), ("column", column.into())];
    Some(messages.get("line", &values))
}

fn distinct<T: Ord>(mut places: Vec<T>) -> Vec<T> {
    places.sort();
    places.dedup();
    places
}

fn several<T: Display>(id: &str, places: Vec<T>, messages: &Messages) -> String {
    let shown = places.iter().take(PLACES_MAX).map(ToString::to_string);
    let mut list = shown.collect::<Vec<_>>().join(", ");
    if places.len() > PLACES_MAX {
        list += " …";
    }
    let values = [("count", FluentValue::from(places.len())), ("list", list.into())];
    messages.get(id, &values)
}
