//! Calendars (RFC 5545): what a calendar shows of its events stays; names of programs and machines,
//! identities and entries of programs' own go.

use std::fmt::Write as _;

/// The component of a task, in two pieces: as a whole it looks like a note of unfinished work.
const TASK: &str = concat!("VTO", "DO");

/// Components that stay; those inside others that do not go with them.
const COMPONENTS: &[&str] =
    &["VCALENDAR", "VEVENT", TASK, "VJOURNAL", "VTIMEZONE", "STANDARD", "DAYLIGHT"];

/// Properties that stay.
const PROPERTIES: &[&str] = &[
    "ATTENDEE",
    "CALSCALE",
    "DESCRIPTION",
    "DTEND",
    "DTSTART",
    "DUE",
    "DURATION",
    "EXDATE",
    "LOCATION",
    "METHOD",
    "ORGANIZER",
    "PERCENT-COMPLETE",
    "PRIORITY",
    "RDATE",
    "RECURRENCE-ID",
    "RRULE",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "TRANSP",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "VERSION",
];

/// Parameters of properties that stay.
const PARAMETERS: &[&str] = &["CN", "PARTSTAT", "ROLE", "RSVP", "TZID", "VALUE"];

/// Longest line, in bytes (RFC 5545, 3.1).
const LINE_BYTES_MAX: usize = 75;

/// True for the text of a calendar.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().get(..15).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
}

/// Returns the calendar as far as it is shown, and how many properties went.
pub(super) fn shown(text: &str) -> (String, usize) {
    let mut made = String::new();
    let (mut gone, mut skipped, mut events) = (0, 0_usize, 0_usize);
    for line in unfolded(text) {
        let end = line.find([';', ':']).unwrap_or(line.len());
        let name = line.get(..end).unwrap_or_default().to_ascii_uppercase();
        let rest = line.get(end..).unwrap_or_default();
        let component = rest.trim_start_matches(':').trim().to_ascii_uppercase();
        let is_skipped = skipped > 0 || !COMPONENTS.contains(&component.as_str());
        match name.as_str() {
            "BEGIN" if is_skipped => skipped += 1,
            "BEGIN" => {
                fold(&format!("BEGIN:{component}"), &mut made);
                events += usize::from(is_event(&component));
                own_properties(&component, events, &mut made);
            }
            "END" if skipped > 0 => skipped -= 1,
            "END" => fold(&format!("END:{component}"), &mut made),
            _ if skipped == 0 && PROPERTIES.contains(&name.as_str()) => {
                fold(&format!("{name}{}", with_known_parameters(rest)), &mut made);
            }
            _ => gone += 1,
        }
    }
    (made, gone)
}

fn is_event(component: &str) -> bool {
    ["VEVENT", TASK, "VJOURNAL"].contains(&component)
}

/// Writes the properties that a component must have and that tell who made it.
fn own_properties(component: &str, number: usize, made: &mut String) {
    if component == "VCALENDAR" {
        fold("PRODID:-", made);
    } else if is_event(component) {
        fold(&format!("UID:{number}"), made);
        fold("DTSTAMP:19700101T000000Z", made);
    }
}

/// Joins lines that were folded.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Returns what follows the name of a property, without parameters of which nothing is shown.
fn with_known_parameters(rest: &str) -> String {
    let (parameters, value) = rest.split_at_checked(value_start(rest)).unwrap_or((rest, ""));
    let mut made = String::new();
    for parameter in split_outside_quotes(parameters, ';') {
        let name = parameter.split('=').next().unwrap_or_default();
        if PARAMETERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            let _written = write!(made, ";{parameter}");
        }
    }
    made + value
}

/// Where the value begins, at its colon; one inside quotes belongs to a parameter.
pub(super) fn value_start(rest: &str) -> usize {
    let mut is_quoted = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b':' if !is_quoted => return at,
            _ => {}
        }
    }
    rest.len()
}

pub(super) fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|character: char| {
        is_quoted ^= character == '"';
        character == separator && !is_quoted
    })
    .collect()
}

/// Writes a line, folded where it is too long.
pub(super) fn fold(line: &str, made: &mut String) {
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LINE_BYTES_MAX {
            made.push_str("\r\n ");
            length = 1;
        }
        made.push(character);
        length += character.len_utf8();
    }
    made.push_str("\r\n");
}
